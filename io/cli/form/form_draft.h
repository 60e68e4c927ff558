/* form_draft.h - a sheet of a workbook form while it is put together.
 *
 * Ownership: everything lives in the arena that the draft was opened with.
 */
#ifndef KP_IO_CLI_FORM_FORM_DRAFT_H
#define KP_IO_CLI_FORM_FORM_DRAFT_H

#include "io/xlsx/form.h"

typedef struct kp_draft {
    kp_arena *arena;
    kp_form_sheet sheet;  // complete after kp_draft_finish
    kp_form_column *column;
    kp_form_area *area;
    kp_form_remark *remark;
    kp_form_check *check;
    kp_form_alarm *alarm;
    size_t column_cap, area_cap, remark_cap, check_cap, alarm_cap;
} kp_draft;

void kp_draft_open(kp_draft *draft, kp_arena *arena, const kp_sheet *cells);

/* Later areas cover earlier ones of the same first row. */
void kp_draft_area(kp_draft *draft, uint32_t top, uint32_t left, uint32_t bottom,
                   uint32_t right, kp_form_style style);
/* Column j, and all before it, exist from now on. */
kp_form_column *kp_draft_column(kp_draft *draft, uint32_t j);
void kp_draft_remark(kp_draft *draft, uint32_t row, uint32_t col, kp_str text);
/* Zeroed but for the place. */
kp_form_check *kp_draft_check(kp_draft *draft, uint32_t top, uint32_t left,
                              uint32_t bottom, uint32_t right);
void kp_draft_alarm(kp_draft *draft, uint32_t top, uint32_t left, uint32_t bottom,
                    uint32_t right, kp_form_colour colour, kp_str formula);

/* Widths after what stands in the columns from row `from` on, where nobody set one. */
void kp_draft_widths(kp_draft *draft, uint32_t from);
const kp_form_sheet *kp_draft_finish(kp_draft *draft);

/* A sheet's cells, typed here: rows and columns from 0, any order of columns, rows
 * downwards.  Texts are borrowed. */
void kp_draft_text(kp_book *book, kp_sheet *sheet, uint32_t i, uint32_t j, kp_str text);
void kp_draft_cell(kp_book *book, kp_sheet *sheet, uint32_t i, uint32_t j,
                   kp_cell cell);

#endif
