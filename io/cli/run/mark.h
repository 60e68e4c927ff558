/* mark.h - copies of the user's files in which the faulty cells are marked.
 *
 * For --mark DIR of `check` and `run`: workbooks as they are but for colours and
 * comments, CSV files as new workbooks.  The originals are never written to.
 */
#ifndef KP_IO_CLI_RUN_MARK_H
#define KP_IO_CLI_RUN_MARK_H

#include "io/cli/run/run_month.h"

/* False and a fault when the folder is there already; true without --mark. */
bool kp_mark_is_free(kp_cli *cli, const kp_args *args);

/* After the report.  Says what was made; its own faults are reported, too. */
KP_CHECK kp_status kp_mark_files(kp_cli *cli, const kp_args *args,
                                 const kp_month_paths *paths, const kp_month *month);

#endif
