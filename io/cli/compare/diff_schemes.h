/* diff_schemes.h - the half of kpay diff that compares schemes. */
#ifndef KP_IO_CLI_COMPARE_DIFF_SCHEMES_H
#define KP_IO_CLI_COMPARE_DIFF_SCHEMES_H

#include "io/cli/cmd.h"

bool kp_is_run_folder(kp_cli *cli, kp_str folder);
/* Both words are schemes, or one is a run folder, which stands for its rules. */
kp_exit kp_diff_schemes(kp_cli *cli, const kp_args *args);

#endif
