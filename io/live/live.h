/* live.h - a run as a workbook that calculates: every cell with the formula behind it.
 *
 * For:      a clerk who wants to see in a spreadsheet how a figure came about, and what
 *           it would be with another input.  One sheet for every entity (a field is a
 *           column), one for the parameters, one for every decision table that is
 * asked; fields whose scheme formula can be said in a spreadsheet's words carry that
 *           formula with our exact value as its cached result, all others the value and
 *           the reason.  A sheet of checks compares the two.
 * Not here: files and xlsx; a plan only says what stands in each cell.
 * Ownership: the plan lives in the arena and borrows from the run.
 * Errors:   KP_EINVALID with a diagnostic when the run does not fit a workbook.
 * Threads:  one: the row-by-row evaluator is asked, which uses the run's memory.
 */
#ifndef KP_IO_LIVE_LIVE_H
#define KP_IO_LIVE_LIVE_H

#include "engine/run.h"

#define KP_LIVE_NAME 128  // a sheet's name: 31 characters of at most 4 bytes

typedef enum kp_live_look {
    KP_LIVE_PLAIN,
    KP_LIVE_TITLE,
    KP_LIVE_HEADING,
    KP_LIVE_REMARK,    // clause, formula as typed: small print above the headings
    KP_LIVE_INPUT,     // typed by somebody
    KP_LIVE_FORMULA,   // calculated here
    KP_LIVE_PINNED,    // calculated by kpay, a value here
    KP_LIVE_POSITION,  // which row a link points to
    KP_LIVE_VERDICT,   // of a check
    KP_LIVE_ENDLESS,   // a bound that is none: a number beyond all others, shown as a
                       // dash
} kp_live_look;

typedef enum kp_live_content {
    KP_LIVE_EMPTY,
    KP_LIVE_TEXT,
    KP_LIVE_NUMBER,
    KP_LIVE_DATE,  // `number` is the day as spreadsheets count
} kp_live_content;

typedef struct kp_live_cell {
    kp_live_look look;
    kp_live_content content;
    kp_str text;
    kp_decimal number;
    int decimals;    // shown behind the point; -1: as many as there are
    bool money;      // with separators
    kp_str formula;  // without "="; empty: a value
    bool array;      // the formula must be entered as an array formula
    kp_str comment;
} kp_live_cell;

typedef struct kp_live_sheet {
    char name[KP_LIVE_NAME];
    bool hidden;
    uint32_t nrows, ncols;
    uint32_t frozen_rows, frozen_cols;
    uint8_t kind;    // private
    uint32_t index;  // of the entity or table
} kp_live_sheet;

typedef struct kp_live_plan kp_live_plan;

/* Makes a sheet's name out of a wanted one; different from all it made before. */
typedef void kp_live_namer(void *context, kp_str wanted, char out[KP_LIVE_NAME]);

KP_CHECK kp_status kp_live_plan_make(kp_arena *arena, const kp_run *run,
                                     kp_live_namer *namer, void *context,
                                     kp_live_plan **out, kp_diags *diags);

size_t kp_live_nsheets(const kp_live_plan *plan);
const kp_live_sheet *kp_live_sheet_at(const kp_live_plan *plan, size_t sheet);
/* Width in characters and whether the column is folded away. */
uint32_t kp_live_width(const kp_live_plan *plan, size_t sheet, uint32_t col,
                       bool *hidden);

/* What stands in a cell, rows and columns from 0.  Texts may stand in `scratch`, whose
 * old contents are lost. */
void kp_live_cell_at(const kp_live_plan *plan, size_t sheet, uint32_t row, uint32_t col,
                     kp_buf *scratch, kp_live_cell *out);

/* How many fields are calculated by the scheme, and how many of these are live. */
typedef struct kp_live_count {
    size_t calculated, live;
} kp_live_count;
kp_live_count kp_live_counted(const kp_live_plan *plan);

#endif
