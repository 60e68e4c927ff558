/* form.h - sheets for people to read and fill in, as one workbook file.
 *
 * For:      a scheme or data as a workbook.  Who fills a kp_form says what stands where
 *           and how it looks; here it becomes cells, drop-down lists, colours and
 * locks. Rules:    a text stays that text, also "=1+1", "007" and control characters; a
 * number (KP_CELL_NUMBER) is written as one only when the file can hold it exactly.
 *           Same form, same bytes.
 * Owner:    everything belongs to the caller and must outlive the call.
 * Errors:   KP_EINVALID when a cell does not fit (KP6601), KP_EIO when the file could
 * not be written; with a diagnostic.  The file is then gone. Threads:  one form a
 * thread.
 */
#ifndef KP_IO_XLSX_FORM_H
#define KP_IO_XLSX_FORM_H

#include "rules/read/book.h"

#define KP_FORM_SHEETS 64        // of one workbook, as many as are read
#define KP_FORM_TEXT_MOST 32767  // characters of a cell
#define KP_FORM_FORMULA_MOST 255

typedef enum kp_form_look {
    KP_FORM_BARE,     // no border
    KP_FORM_BODY,     // inside a table
    KP_FORM_KEYWORD,  // first row of a block
    KP_FORM_HEADING,
    KP_FORM_NEEDED,  // heading of a column that must be filled in
    KP_FORM_TITLE,
    KP_FORM_NOTE,  // a sentence
    KP_FORM_HINT,  // above a heading: what belongs below it
    KP_FORM_EXAMPLE,
    KP_FORM_LINK,  // leads to the sheet of that name
} kp_form_look;

typedef enum kp_form_shape {
    KP_FORM_TEXT,  // also what is typed later stays text
    KP_FORM_NUMBER,
    KP_FORM_MONEY,
    KP_FORM_PERCENT,
    KP_FORM_DAY,
} kp_form_shape;

typedef struct kp_form_style {
    uint8_t look;     // kp_form_look
    uint8_t shape;    // kp_form_shape
    int8_t decimals;  // of numbers; -1: as many as there are
    bool open;        // may be changed while the sheet is protected
} kp_form_style;

/* Rows and columns are indices from 0; bottom and right exclusive. */
typedef struct kp_form_area {
    uint32_t top, left, bottom, right;
    kp_form_style style;
} kp_form_area;

typedef struct kp_form_column {
    uint32_t width;       // in characters
    kp_form_style style;  // of cells outside all areas
} kp_form_column;

typedef struct kp_form_remark {
    uint32_t row, col;
    kp_str text;
} kp_form_remark;

typedef enum kp_form_rule {
    KP_FORM_ANYTHING,   // only the message
    KP_FORM_ONE_OF,     // `formula` is a range: 说明!$A$1:$A$9
    KP_FORM_SATISFIES,  // `formula` speaks about the upper left cell
} kp_form_rule;

/* What may be typed; `title` and `message` appear beside the cell. */
typedef struct kp_form_check {
    uint32_t top, left, bottom, right;
    kp_form_rule rule;
    bool firm;  // what does not satisfy is refused; else asked about
    kp_str formula, title, message;
} kp_form_check;

typedef enum kp_form_colour {
    KP_FORM_WRONG,
    KP_FORM_ASK,
    KP_FORM_MISSING
} kp_form_colour;

/* Cells for which the formula (about the upper left one) holds are coloured. */
typedef struct kp_form_alarm {
    uint32_t top, left, bottom, right;
    kp_form_colour colour;
    kp_str formula;
} kp_form_alarm;

typedef struct kp_form_sheet {
    kp_str name;            // as kp_form_names made it
    const kp_sheet *cells;  // text, number and day (ISO) cells
    size_t ncolumns, nareas, nremarks, nchecks, nalarms;
    const kp_form_column *column;  // from the first; all others are BARE text
    const kp_form_area *area;      // by `top`, then as they cover each other
    const kp_form_remark *remark;  // by row
    const kp_form_check *check;
    const kp_form_alarm *alarm;
    uint32_t frozen_rows, frozen_columns;
    bool protect;   // cells that are not open cannot be changed; no password
    bool all_open;  // every column behind the last one may be used, too
    bool landscape;
} kp_form_sheet;

typedef struct kp_form {
    size_t nsheets;
    const kp_form_sheet *sheet;
    kp_str title;     // of the document
    int32_t created;  // days since 1970, kept as the file's date of making
    kp_lang lang;
} kp_form;

/* Names that every spreadsheet program takes and that differ in more than case and
 * width: out[i] is wanted[i] where that can be. */
void kp_form_names(kp_arena *arena, const kp_str *wanted, size_t n, kp_str *out);
/* 'sheet'!, for formulas. */
kp_str kp_form_sheet_reference(kp_arena *arena, kp_str sheet);

KP_CHECK kp_status kp_form_write(const kp_form *form, const char *path,
                                 kp_diags *diags);

#endif
