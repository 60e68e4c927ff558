/* xlsx_parts.h - the rooms behind xlsx_read.h; for io/ooxml only.
 *
 * Functions that return bool say true when reading may go on; the fault has then been
 * told, or x->nomem is set.  Everything they open hangs on the kp__xlsx, so that
 * kp__xlsx_close finds it also when an arena has unwound.
 */
#ifndef KP_IO_OOXML_XLSX_PARTS_H
#define KP_IO_OOXML_XLSX_PARTS_H

#include "io/base/xml_scan.h"
#include "io/ooxml/xlsx_read.h"

struct zip;
struct zip_file;
struct zip_source;

/* ---- texts ---- */

/* A text that comes in pieces, with room for the longest cell whose every character is
 * written as _xHHHH_. */
#define KP__TEXT_ROOM ((size_t)KP_XLSX_MAX_CHARACTERS * 7 + 1)
typedef struct kp__text {
    char *p;  // on the heap
    size_t n, cap;
    bool too_long, no_memory;
} kp__text;

/* Texts side by side in the book's arena. */
typedef struct kp__pool {
    char *at;
    size_t left;
} kp__pool;

typedef struct kp__shared {
    uint32_t n;     // bytes
    bool too_long;  // only its beginning was kept
    char p[];
} kp__shared;

#define KP__SHARED_CHUNK 8192
typedef struct kp__strings {
    const kp__shared ***chunk;  // on the heap: chunks of pointers into the pool
    size_t nchunks, n;
} kp__strings;

/* ---- the workbook ---- */

typedef enum kp__format {
    KP__FORMAT_NUMBER,
    KP__FORMAT_PERCENT,
    KP__FORMAT_DATE,  // with or without a time of day
    KP__FORMAT_TIME,  // a time of day, or a span of hours
} kp__format;

typedef struct kp__relation {
    kp_str id, type, target;  // target: a part's name without the first "/"
    bool external;
} kp__relation;

typedef struct kp__relations {
    kp__relation *item;
    size_t n, cap;
} kp__relations;

typedef struct kp__sheet_entry {
    kp_str name, part;
    bool hidden;
} kp__sheet_entry;

typedef struct kp__xlsx {
    kp_book *book;
    kp_arena *scratch;
    kp_str file;
    kp_diags *diags;
    bool failed, nomem;
    struct zip *zip;
    struct zip_file *open;      // the part being unpacked
    struct zip_source *source;  // of an archive that is written; kept
    kp_xml_scan *scan;          // of the part being read
    kp_str part;
    kp__text text;
    kp__pool pool;
    kp__strings strings;
    uint8_t *format;  // kp__format of each style
    size_t nformats;
    kp__sheet_entry *sheet;
    size_t nsheets, sheets_cap;
    kp_str strings_part, styles_part;
    bool epoch_1904;
    bool recalculate;  // the file asks for it: stored results may be old
    bool has_macros;
    size_t ncells, nblanks;  // of all sheets so far
    struct kp__sheet_reader *reader;
} kp__xlsx;

void kp__xlsx_close(kp__xlsx *x);

/* ---- faults ---- */

/* Of the file as a whole; returns false. */
bool kp__xlsx_fail(kp__xlsx *x, kp_code code, kp_str arg1, kp_str arg2, kp_str arg3);
/* A limit that was met: "单元格", 20000000. */
bool kp__xlsx_limit(kp__xlsx *x, const char *what, size_t limit);
bool kp__xlsx_no_memory(kp__xlsx *x);

/* ---- zip_check.c ---- */

bool kp__zip_check(kp__xlsx *x, kp_str bytes);

/* ---- package.c ---- */

bool kp__package_open(kp__xlsx *x, kp_str bytes);
void kp__package_close(kp__xlsx *x);
bool kp__package_has(const kp__xlsx *x, kp_str part);
int64_t kp__package_index(const kp__xlsx *x, kp_str part);  // negative: there is none
/* A whole part, in scratch, as UTF-8. */
bool kp__package_bytes(kp__xlsx *x, kp_str part, kp_str *out);
/* Into a sink from there, so that places in the bytes are told. */
bool kp__package_scan_bytes(kp__xlsx *x, kp_str part, kp_str bytes,
                            const kp_xml_sink *sink);
/* Why the scan stopped, as a fault of x->part; false. */
bool kp__package_tell_xml(kp__xlsx *x);
/* "x:" of the root element; empty when it has none. */
kp_str kp__root_prefix(kp_str xml);
/* Stream a part into a sink; its root must be of one of the namespaces. */
bool kp__package_scan(kp__xlsx *x, kp_str part, const kp_xml_sink *sink,
                      const char *const *spaces);
extern const char *const kp__main_spaces[];

/* ---- relations.c ---- */

/* Of a part; "" for the package itself.  None when the file has none of them. */
bool kp__relations_read(kp__xlsx *x, kp_str part, kp__relations *out);
/* The part that holds the relations of a part. */
kp_str kp__relations_part(kp__xlsx *x, kp_str part);
/* The last word of its type: "worksheet", "styles". */
bool kp__relation_is(const kp__relation *relation, const char *kind);

/* ---- workbook.c, styles.c, formats.c ---- */

bool kp__workbook_read(kp__xlsx *x);
bool kp__styles_read(kp__xlsx *x);
kp__format kp__format_of_code(kp_str code);
kp__format kp__format_of_id(unsigned long id);

/* ---- strings.c ---- */

void kp__text_put(kp__text *text, const char *p, size_t n);
/* Take _xHHHH_ out in place; more than a cell may hold makes it too_long. */
void kp__text_settle(kp__text *text);
void kp__text_free(kp__text *text);
char *kp__pool_take(kp__xlsx *x, size_t n);
bool kp__strings_read(kp__xlsx *x);
const kp__shared *kp__strings_at(const kp__xlsx *x, size_t index);  // NULL beyond
void kp__strings_free(kp__strings *strings);

/* ---- values.c ---- */

#define KP__VALUE_TEXT 64
/* A stored number as Excel shows it, in at most 15 digits; the text itself when it is
 * that already or has too many digits before the point.  Empty: no number. */
kp_str kp__number_shown(kp_str stored, char out[KP__VALUE_TEXT]);
/* A serial number as a date, a date and time, or a time; itself when it is none. */
kp_str kp__date_shown(kp_str number, bool epoch_1904, bool time_only,
                      char out[KP__VALUE_TEXT]);
/* 2025-03-01T00:00:00Z as 2025-03-01. */
kp_str kp__iso_shown(kp_str text, char out[KP__VALUE_TEXT]);

/* "BC12": column and row from 1; false when it is no such place. */
bool kp__cell_place(const char *ref, uint32_t *row, uint32_t *col);

/* ---- sheet_cells.c, sheet_rows.c ---- */

bool kp__sheet_read(kp__xlsx *x, const kp__sheet_entry *entry);
void kp__sheet_reader_free(kp__xlsx *x);

typedef struct kp__row_chunk kp__row_chunk;
typedef struct kp__merge {
    uint32_t top, left, bottom, right;  // from 1, inclusive
} kp__merge;

typedef struct kp__rows {
    kp_sheet *sheet;
    kp__row_chunk *first, *last;
    uint32_t nrows, number;  // number: of the last row kept
    uint32_t widest;
    kp__merge *merge;
    size_t nmerges, merges_cap;
} kp__rows;

bool kp__rows_add(kp__xlsx *x, kp__rows *rows, uint32_t number, bool hidden,
                  const kp_cell *cell, uint32_t ncells);
bool kp__rows_merge(kp__xlsx *x, kp__rows *rows, const char *ref);
/* Put the rows into the sheet and mark merged cells. */
bool kp__rows_finish(kp__xlsx *x, kp__rows *rows);
void kp__rows_free(kp__rows *rows);

#endif
