/* run_replay.h - calculate an archived month again and compare everything. */
#ifndef KP_IO_CLI_RUN_RUN_REPLAY_H
#define KP_IO_CLI_RUN_RUN_REPLAY_H

#include "io/cli/run/run_month.h"
#include "io/cli/run/run_skel.h"

typedef struct kp_replay {
    size_t nfiles, ndiffering;
    bool calculated;  // false: the archive could not be calculated; faults follow
} kp_replay;

/* Differences go to cli->diags.  When the archive cannot be calculated, cli->diags ends
 * with KP6026 and the reasons are printed behind it. */
KP_CHECK kp_status kp_run_replay(kp_cli *cli, kp_str run, const kp_skel_run *skel,
                                 kp_replay *out);

/* The month of a run folder in memory, from its own archive; close it in any case. When
 * it cannot be calculated, cli->diags ends with KP6026 and the reasons are printed. */
KP_CHECK kp_status kp_run_recalculate(kp_cli *cli, kp_str run, kp_month *month);

#endif
