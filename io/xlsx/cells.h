/* cells.h - a workbook written cell by cell, with formulas and what they come to.
 *
 * For:      workbooks whose cells somebody else has thought out (io/live).
 * Rules:    rows downwards, cells of a row in any order; a text never becomes a
 * formula. The same calls give the same bytes. Owner:    an opened writer must be
 * closed, on every path. Errors:   the first one is kept, later calls do nothing; close
 * reports it (KP_EIO, with a diagnostic) and takes the file away. Threads:  one writer
 * a thread; from open to close its numeric locale is "C".
 */
#ifndef KP_IO_XLSX_CELLS_H
#define KP_IO_XLSX_CELLS_H

#include "engine/base/decimal.h"
#include "engine/base/diag.h"

typedef struct kp_cells kp_cells;

typedef enum kp_cell_look {
    KP_CELL_PLAIN,
    KP_CELL_TITLE,
    KP_CELL_HEADING,
    KP_CELL_REMARK,
    KP_CELL_INPUT,
    KP_CELL_FORMULA,
    KP_CELL_PINNED,
    KP_CELL_FAINT,
    KP_CELL_VERDICT,  // a number that should be 0
    KP_CELL_ENDLESS,  // a bound that is none, shown as a dash
    KP_CELL_LOOKS,
} kp_cell_look;

typedef struct kp_cell_style {
    kp_cell_look look;
    bool date, money, text;
    int decimals;  // -1: as many as there are
} kp_cell_style;

/* What a formula comes to, or what stands there without one. */
typedef struct kp_cell_result {
    bool is_number;
    kp_decimal number;
    kp_str text;
} kp_cell_result;

/* A new file; `created` (days since 1970) is kept as its date of making. */
KP_CHECK kp_status kp_cells_open(const char *path, int32_t created, kp_str title,
                                 kp_cells **out, kp_diags *diags);
/* A sheet's name near to `wanted`, different from all named before; `sheet` takes it.
 */
#define KP_CELLS_NAME 128
void kp_cells_name(kp_cells *cells, kp_str wanted, char out[KP_CELLS_NAME]);
void kp_cells_sheet(kp_cells *cells, const char *name, bool hidden);
void kp_cells_freeze(kp_cells *cells, uint32_t rows, uint32_t cols);
void kp_cells_width(kp_cells *cells, uint32_t col, uint32_t characters, bool hidden);

void kp_cells_value(kp_cells *cells, uint32_t row, uint32_t col, kp_cell_result value,
                    kp_cell_style style);
/* `formula` without "=". */
void kp_cells_formula(kp_cells *cells, uint32_t row, uint32_t col, kp_str formula,
                      bool array, kp_cell_result cached, kp_cell_style style);
void kp_cells_comment(kp_cells *cells, uint32_t row, uint32_t col, kp_str text);
/* The library failed, or the disk is full: nothing more will be written. */
bool kp_cells_failed(const kp_cells *cells);
/* `keep`: else the file is taken away. */
KP_CHECK kp_status kp_cells_close(kp_cells *cells, bool keep);

#endif
