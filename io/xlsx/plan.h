/* plan.h - everything about a sheet that must be known before its first row is written.
 *
 * Rows are written downwards once, so widths, sums that need room, and faults are found
 * in a pass of their own.
 *
 * Owner:   a made plan owns its memory: free it, also after a failure.
 * Errors:  KP_ENOMEM, or KP_EINVALID when the rows do not fit a sheet; warnings about
 *          single cells go to diags.
 */
#ifndef KP_IO_XLSX_PLAN_H
#define KP_IO_XLSX_PLAN_H

#include "engine/report_rows.h"
#include "engine/report_shown.h"

#define KP__SHEET_NAME_UNITS 31

typedef struct kp__wb_column_plan {
    size_t width;      // in characters
    size_t content;    // of the widest cell
    bool centred;      // short texts look better in the middle
    bool text_number;  // some number stands there as text: no formula may add it up
    size_t faults;
    bool shows_figure;       // in the row written last:
    kp_decimal figure;       // so that totals need not fetch it again
    bool has_figures;        // that a double holds:
    kp_decimal least, most;  // these are the widest
    kp_decimal total;        // of the printed figures
    kp_decimal magnitude;    // of the same without signs: no sum is longer
} kp__wb_column_plan;

typedef struct kp__wb_plan {
    const kp_run *run;
    const kp_report *report;
    kp_report_rows rows;
    size_t sheet_rows;    // that the sheet will have, at most
    size_t written_rows;  // that it was given
    bool two_headings;
    size_t frozen_columns;
    kp__wb_column_plan *column;
    char name[4 * KP__SHEET_NAME_UNITS + 1];
} kp__wb_plan;

KP_CHECK kp_status kp__wb_plan_make(const kp_run *run, const kp_report *report,
                                    kp__wb_plan *out, kp_diags *diags);
void kp__wb_plan_free(kp__wb_plan *plan);

/* A name as near to `wanted` as every spreadsheet program takes, different from n names
 * that stand `stride` bytes apart. */
#define KP__SHEET_NAME_BYTES (4 * KP__SHEET_NAME_UNITS + 1)
void kp__wb_name_sheet(kp_str wanted, const char *first, size_t stride, size_t n,
                       char out[KP__SHEET_NAME_BYTES]);

/* Names that every spreadsheet program takes, different in more than case. */
void kp__wb_plan_names(kp__wb_plan *plans, size_t n);

/* Lines that a text takes in a cell of so many characters. */
size_t kp__wb_lines(kp_str text, size_t width);

#endif
