/* run_summary.h - the short table that `kpay run` prints when it is done. */
#ifndef KP_IO_CLI_RUN_RUN_SUMMARY_H
#define KP_IO_CLI_RUN_RUN_SUMMARY_H

#include "io/cli/run/run_write.h"

/* People, every pool, checks, where the files are, the head. */
void kp_run_summary(kp_cli *cli, const kp_month *month, kp_str out,
                    const unsigned char head[KP_LOG_HASH]);

/* "3 个错误，1 个警告" of what has been found so far. */
void kp_put_counts(kp_cli *cli, kp_buf *out);

#endif
