/* csv_parts.h - the rooms behind csv_read.h; for io/csv only. */
#ifndef KP_IO_CSV_PARTS_H
#define KP_IO_CSV_PARTS_H

#include "io/base/utf16.h"
#include "io/csv/csv_read.h"

/* The whole file as UTF-8 without BOM, in the arena and ours to change: quotes are
 * taken out of it in place. */
typedef struct kp__csv_text {
    char *p;
    size_t n;
} kp__csv_text;

KP_CHECK kp_status kp__csv_decode(kp_arena *arena, kp_str file, kp_str bytes,
                                  kp__csv_text *out, kp_diags *diags);

/* The order of bytes when they clearly are UTF-16 without a BOM. */
kp_utf16 kp__csv_guess_utf16(kp_str bytes);

/* The separator: Excel's own "sep=;" line, which is then skipped, or the likeliest. */
char kp__csv_separator(kp_str text, size_t *skip);

KP_CHECK kp_status kp__csv_rows(kp_book *book, kp_sheet *sheet, kp__csv_text text,
                                size_t from, char separator, kp_diags *diags);

#define KP__NUMBER_TEXT 24
kp_str kp__number_text(size_t number, char out[KP__NUMBER_TEXT]);

#endif
