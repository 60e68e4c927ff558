/* book.h - the cells we read: one shape for CSV files and workbooks.
 *
 * A book is what somebody typed, unchanged, with addresses.  io/ fills it; rules/ reads
 * tables out of it.  Texts are UTF-8 and untouched otherwise (no folding, no trimming).
 *
 * Ownership: everything lives in the arena given to kp_book_open.
 * Errors:    none here; readers report theirs as diagnostics.
 */
#ifndef KP_RULES_BOOK_H
#define KP_RULES_BOOK_H

#include "engine/base/diag.h"

typedef enum kp_cell_kind {
    KP_CELL_EMPTY,
    KP_CELL_TEXT,    // all CSV cells; shared and inline strings of a workbook
    KP_CELL_NUMBER,  // a workbook's number: a decimal text of at most 15 digits
    KP_CELL_DATE,    // a number shown as a date: text is ISO, or the serial if invalid
    KP_CELL_BOOL,    // text is TRUE or FALSE
    KP_CELL_FAULT,   // #N/A, #REF!, ...
    KP_CELL_UNCACHED,  // a formula without a stored value; text is the formula
} kp_cell_kind;

/* How a workbook shows a number, as far as that changes what it may mean. */
typedef enum kp_cell_shown {
    KP_SHOWN_PLAIN,
    KP_SHOWN_PERCENT,
} kp_cell_shown;

typedef struct kp_cell {
    const char *p;
    uint32_t n;
    uint8_t kind;     // kp_cell_kind
    uint8_t merged;   // 1: covered by a merged cell whose value stands at its corner
    uint16_t format;  // kp_cell_shown of a number
} kp_cell;

typedef struct kp_row {
    kp_cell *cells;   // ncells of them, from column 1
    uint32_t ncells;  // trailing empty cells are not kept
    uint32_t number;  // as a spreadsheet program shows it, from 1
    uint32_t width;   // CSV: cells as typed, empty ones at the end included
    bool hidden;
} kp_row;

typedef struct kp_columns_hidden {
    uint32_t from, to;  // from 1, inclusive
} kp_columns_hidden;

#define KP_LAYER_PACK 255  // a standard pack: neither extends nor is extended

typedef struct kp_sheet {
    kp_str file;  // as the user named it, relative to the folder that was read
    kp_str name;  // sheet name; for CSV the file's base name without folder and suffix
    kp_str tab;   // what a workbook calls it, for places: the name may be a longer one
    bool is_csv;
    bool hidden;
    uint8_t layer;  // 0 the scheme, 1 the base it extends, … (inherit.h)
    bool overlay;   // all of it replaces, without marks (inherit.h)
    kp_row *rows;   // wholly empty rows are kept, with ncells 0; of a wide gap, some
    uint32_t nrows;
    size_t rows_cap;
    const kp_columns_hidden *hidden_columns;
    size_t nhidden_columns;
} kp_sheet;

typedef struct kp_book {
    kp_arena *arena;
    kp_sheet **sheets;
    size_t nsheets, cap;
    kp_str *lost;  // files that could not be read, or not wholly; told by the reader
    size_t nlost, lost_cap;
} kp_book;

void kp_book_init(kp_book *book, kp_arena *arena);
kp_sheet *kp_book_add_sheet(kp_book *book, kp_str file, kp_str name, bool is_csv);
/* What such a file may hold is not to be missed elsewhere. */
void kp_book_lose(kp_book *book, kp_str file);
/* A new row behind the last one, with room for `ncells` cells (texts are borrowed). */
kp_row *kp_sheet_add_row(kp_book *book, kp_sheet *sheet, uint32_t ncells);

/* The cell at row index i (from 0) and column index j (from 0); an empty one outside.
 */
const kp_cell *kp_sheet_cell(const kp_sheet *sheet, uint32_t i, uint32_t j);
/* Column index j (from 0) is hidden. */
bool kp_sheet_hides(const kp_sheet *sheet, uint32_t j);
kp_str kp_cell_text(const kp_cell *cell);
/* Empty, or nothing but blanks of any kind. */
bool kp_cell_is_blank(const kp_cell *cell);
bool kp_row_is_blank(const kp_row *row);
/* A CSV row with more cells than its heading row has, one of them an amount cut at its
 * thousands separator: 8,500.00.  *j is the first of its two cells. */
bool kp_row_is_split(const kp_sheet *sheet, uint32_t head, uint32_t i, uint32_t *j);
/* The amount as it was typed. */
kp_str kp_split_amount(const kp_sheet *sheet, uint32_t i, uint32_t j);
/* The numbers of these rows (indices from 0) as the sheet shows them: at most ten, then
 * 等. */
#define KP_ROWS_LISTED 10
void kp_sheet_row_numbers(const kp_sheet *sheet, const uint32_t *i, size_t n,
                          kp_buf *out);
kp_where kp_where_cell(const kp_sheet *sheet, uint32_t i, uint32_t j);

#endif
