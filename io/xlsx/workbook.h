/* workbook.h - all layouts of a run (工作表 and 工资条) in one workbook file.
 *
 * For:      the sheets an office prints, checks and signs: titles, unit, headings, sums
 *           as formulas with our exact values, amounts in capitals, sign-off lines.
 * Rules:    amounts are numbers, ids are text, no text ever becomes a formula.  Same
 * run, same options: same bytes. Errors:   KP_EINVALID (nothing to write, too large) or
 * KP_EIO, with a diagnostic; the file is then gone.  Cells that need a second look are
 * warnings. Threads:  one workbook a thread.
 */
#ifndef KP_IO_XLSX_WORKBOOK_H
#define KP_IO_XLSX_WORKBOOK_H

#include "engine/run.h"

typedef struct kp_workbook_options {
    const char *path;  // a new file; the caller renames it to where it belongs
    kp_str head;       // for every footer: "日志头 8f3a 1c22 …"; may be empty
    /* Instead of `head`, for who does not know it yet: asked once, when all rows stand,
     * so that the log can be written meanwhile.  False gives the workbook up, without a
     * diagnostic.  NULL: `head` is known. */
    bool (*wait_for_head)(void *context, kp_str *out);
    void *context;
    int32_t created;              // days since 1970, kept as the file's date of making
    kp_lang lang;                 // of labels such as 合计
    struct kp_report_sums *sums;  // by layout: learns what was written; or NULL
    bool flat_memory;  // for any size; large runs are written that way by themselves
} kp_workbook_options;

KP_CHECK kp_status kp_workbook_write(const kp_run *run,
                                     const kp_workbook_options *options,
                                     kp_diags *diags);

#endif
