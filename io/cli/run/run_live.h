/* run_live.h - the live workbook of a run: out/<month>-活表.xlsx, made only when asked
 * for.
 *
 * It is no part of the log: a run has the same log with and without it.  Its hash
 * stands in MANIFEST, and a replay makes it again where the folder has one.
 */
#ifndef KP_IO_CLI_RUN_RUN_LIVE_H
#define KP_IO_CLI_RUN_RUN_LIVE_H

#include "io/cli/run/run_month.h"
#include "io/cli/run/run_outlet.h"

/* Its name in a run folder; the month has been calculated. */
kp_str kp_live_name(kp_arena *arena, const kp_month *month);

KP_CHECK kp_status kp_live_write(kp_cli *cli, const kp_month *month, kp_outlet *outlet);

#endif
