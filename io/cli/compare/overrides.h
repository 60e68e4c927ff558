/* overrides.h - what a scheme replaces of the base it extends. */
#ifndef KP_IO_CLI_COMPARE_OVERRIDES_H
#define KP_IO_CLI_COMPARE_OVERRIDES_H

#include "io/cli/run/run_month.h"

/* To stdout: every replacement, by whom, both texts and clauses; then what is new. */
void kp_list_overrides(kp_cli *cli, const kp_month_paths *paths,
                       const kp_sources *scheme);

#endif
