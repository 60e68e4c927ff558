/* form_parts.h - the rooms behind form.h; for io/xlsx only. */
#ifndef KP_IO_XLSX_FORM_PARTS_H
#define KP_IO_XLSX_FORM_PARTS_H

#include <xlsxwriter.h>

#include "io/xlsx/form.h"

#define KP__FORM_FORMATS 64

typedef struct kp__form_format {
    kp_form_style style;
    bool wrapped;
    lxw_format *format;
} kp__form_format;

typedef struct kp__form_writer {
    const kp_form *form;
    kp_diags *diags;
    const char *path;
    lxw_workbook *workbook;
    const kp_form_sheet *sheet;  // being written
    lxw_worksheet *out;
    kp__form_format format[KP__FORM_FORMATS];
    size_t nformats;
    lxw_format *alarm[3];         // by kp_form_colour
    kp_buf text;                  // last one handed to the library
    size_t rows[KP_FORM_SHEETS];  // written, of each sheet
    kp_status status;
} kp__form_writer;

void kp__form_try(kp__form_writer *w, lxw_error error);
/* NUL-terminated, at most so many characters (0: all), until the next call. */
const char *kp__form_text(kp__form_writer *w, kp_str text, size_t most);

/* What a cell of a file says for a text: control characters, and texts that look like
 * the spelling of one, as _xHHHH_.  Until the next call; NULL when it is too long. */
const char *kp__form_escaped(kp__form_writer *w, kp_str text);

lxw_format *kp__form_format_of(kp__form_writer *w, kp_form_style style, bool wrapped);
lxw_format *kp__form_alarm_format(kp__form_writer *w, kp_form_colour colour);

void kp__form_put_reference(kp_str sheet, kp_buf *out);

void kp__form_put_columns(kp__form_writer *w);
void kp__form_put_rows(kp__form_writer *w);    // form_rows.c
void kp__form_put_checks(kp__form_writer *w);  // form_checks.c: also remarks, alarms

#endif
