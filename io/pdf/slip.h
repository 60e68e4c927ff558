/* slip.h - what the two forms of slips share (private to io/pdf). */
#ifndef KP_IO_PDF_SLIP_H
#define KP_IO_PDF_SLIP_H

#include "engine/report_rows.h"
#include "engine/report_shown.h"
#include "io/pdf/page.h"
#include "io/pdf/pdf.h"

typedef struct kp__slips {
    const kp_run *run;
    const kp_report *report;
    const kp_pdf_options *options;
    kp__page *page;
    kp_buf text;    // of the cell being shown
    kp_buf label;   // being put together
    double at;      // strips: where the next one begins; 0: on a new page
    size_t *chars;  // strips: what every column asks for, in characters
} kp__slips;

/* The text of a cell as people read it, until the next call. */
kp_str kp__slip_cell(kp__slips *s, size_t column, uint32_t row, size_t ordinal);
bool kp__slip_is_amount(const kp__slips *s, size_t column);
/* "2025年3月" */
kp_str kp__slip_period(kp__slips *s);
/* "单位：元", or empty. */
kp_str kp__slip_unit(kp__slips *s);
kp_str kp__slip_title(const kp__slips *s);
void kp__slip_foot(kp__slips *s);

void kp__slip_card(kp__slips *s, uint32_t row, size_t ordinal);  // a page of its own
/* Before the first strip; KP_ENOMEM.  The columns' measures are freed by the caller. */

KP_CHECK kp_status kp__strip_measure(kp__slips *s, const kp_report_rows *rows);
void kp__slip_strip(kp__slips *s, uint32_t row, size_t ordinal);  // as many as fit

#endif
