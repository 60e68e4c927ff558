/* report_rows.h - which rows a layout prints, in what order, and what they add up to.
 *
 * For:      every writer of layouts (workbook, bank file, terminal), so that a row or a
 *           sum can not differ between two outputs of one run.
 * Owner:    an opened order owns its memory: close it.  The rest borrows from the run.
 * Errors:   KP_ENOMEM only; rules and data were checked before.
 * Threads:  pure functions of an executed run.
 */
#ifndef KP_ENGINE_REPORT_ROWS_H
#define KP_ENGINE_REPORT_ROWS_H

#include "engine/report.h"
#include "engine/run.h"

/* Rows of the report's entity that pass its filter, by its sorts and then by key.
 * Choices (选项) sort as they were declared, links as the rows they point to, cells
 * without a value stand last whatever the direction. */
typedef struct kp_report_rows {
    size_t n;
    uint32_t *row;
} kp_report_rows;

KP_CHECK kp_status kp_report_rows_open(const kp_run *run, const kp_report *report,
                                       kp_report_rows *out);
void kp_report_rows_close(kp_report_rows *rows);

/* Does the row pass the filter? */
bool kp_report_prints(const kp_run *run, const kp_report *report, size_t row);

/* True when both rows belong under one subtotal. */
bool kp_report_same_group(const kp_run *run, const kp_report *report, uint32_t a,
                          uint32_t b);

/* The value of a field in a row of its own entity. */
kp_value kp_report_value(const kp_run *run, uint32_t field, size_t row);

/* Digits after the point that a number keeps when it stands in this column; a
 * percentage keeps two more than it shows. */
int kp_report_decimals(const kp_report_column *column);

/* The exact sum of a column over the rows printed, as tables/ would give it: cells
 * without a value count for nothing.  False when the column holds no numbers. */
bool kp_report_total(const kp_run *run, const kp_report *report, size_t column,
                     kp_decimal *out);

/* The exact sum of a numeric field over all rows of its entity. */
kp_decimal kp_report_sum_of_field(const kp_run *run, uint32_t field);

/* A cell as tables/ spells it: declared decimals or the shortest spelling, ISO dates,
 * 是/否, the key of a linked row, nothing for a blank, 不适用, #错误 KP5001. */
void kp_report_spell(const kp_run *run, uint32_t field, size_t row, kp_buf *out);

/* The same for people: a linked row by its 显示 field where its entity has one. */
void kp_report_show(const kp_run *run, uint32_t field, size_t row, kp_buf *out);

#endif
