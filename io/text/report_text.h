/* report_text.h - layouts of style 文本 as the bytes of a file.
 *
 * For:      bank files and import files of other programs: no titles, no totals.
 * Rules:    amounts have exactly the decimals of their column and no separators; blanks
 *           and 不适用 are empty.  With commas and a heading row, texts are quoted as
 * in CSV; otherwise nobody would unquote them, and a text holding the separator, a
 *           quote or a line break is refused.
 * Errors:   all faults of all rows go to diags; KP_EINVALID leaves `out` empty.
 * Threads:  pure functions of an executed run.
 */
#ifndef KP_IO_TEXT_REPORT_TEXT_H
#define KP_IO_TEXT_REPORT_TEXT_H

#include "engine/report_tie.h"

/* Appends the whole file to `out`, which the caller owns.  `sums` (or NULL) learns what
 * was written. */
KP_CHECK kp_status kp_text_report_write(const kp_run *run, const kp_report *report,
                                        kp_buf *out, kp_report_sums *sums,
                                        kp_diags *diags);

#endif
