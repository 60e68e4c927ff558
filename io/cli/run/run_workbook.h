/* run_workbook.h - the workbook, written beside everything else.
 *
 * Its rows need only the run, and are by far the longest single piece of work; only its
 * footers need the head of the log.  So a thread of its own begins with the rows while
 * tables and log are made, and waits for the head at the end.  With one thread for the
 * run, all of it is done in `end`.
 *
 * Ownership: a begun job must be ended, on every path.
 * Threads:   between begin and end the run must not change, and nobody else may write
 *            the file.
 */
#ifndef KP_IO_CLI_RUN_RUN_WORKBOOK_H
#define KP_IO_CLI_RUN_RUN_WORKBOOK_H

#include <pthread.h>

#include "engine/report_tie.h"
#include "io/cli/run/run_month.h"
#include "io/cli/run/run_outlet.h"
#include "io/log/write.h"

typedef enum kp_head_state {
    KP_HEAD_UNKNOWN,
    KP_HEAD_KNOWN,
    KP_HEAD_NEVER
} kp_head_state;

typedef struct kp_workbook_job {
    const kp_month *month;
    kp_outlet *outlet;
    kp_report_sums *sums;
    kp_str name;      // empty: the scheme has no workbook
    kp_buf path;      // NUL-terminated
    kp_diags *diags;  // its own, until it has ended
    kp_status status;
    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock;  // of what follows
    pthread_cond_t changed;
    kp_head_state state;
    char footer[128];
} kp_workbook_job;

/* `name` in the outlet, or empty: nothing to write.  `sums` are known after the end. */
KP_CHECK kp_status kp__workbook_begin(kp_cli *cli, const kp_month *month,
                                      kp_outlet *outlet, kp_str name,
                                      kp_report_sums *sums, kp_workbook_job *job);
/* `head` NULL: there will be none, the workbook is given up.  Faults go to cli->diags.
 */
KP_CHECK kp_status kp__workbook_end(kp_cli *cli, kp_workbook_job *job,
                                    const unsigned char *head);

#endif
