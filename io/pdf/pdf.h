/* pdf.h - pay slips of a run (layouts of style 工资条PDF) as one PDF document.
 *
 * For:      slips that are printed, cut apart and handed out, or sent one by one.
 * Rules:    a slip shows one row and nothing of any other.  Same run, same font: same
 *           bytes.
 * Errors:   KP_EIO when `put` refused, KP_ENOMEM; characters that no font has are
 *           warnings.
 * Threads:  one document a thread.
 */
#ifndef KP_IO_PDF_PDF_H
#define KP_IO_PDF_PDF_H

#include "engine/report_tie.h"

typedef struct kp_pdf_options {
    kp_str head;      // at the foot of every page: "日志头 8f3a 1c22 …"
    int32_t created;  // days since 1970, kept as the date of making
    kp_lang lang;
    kp_report_sums *sums;  // of this layout: learns what was written; or NULL
    kp_status (*put)(void *context, kp_str bytes);
    void *context;
} kp_pdf_options;

/* Has the machine a font that can spell Chinese?  Asked before a file is begun. */
bool kp_pdf_has_font(const kp_report *report);

KP_CHECK kp_status kp_pdf_slips_write(const kp_run *run, const kp_report *report,
                                      const kp_pdf_options *options, kp_diags *diags);

#endif
