/* whatif_show.h - a comparison on the terminal, and as a folder of sheets. */
#ifndef KP_IO_CLI_COMPARE_WHATIF_SHOW_H
#define KP_IO_CLI_COMPARE_WHATIF_SHOW_H

#include "io/cli/compare/whatif_compare.h"

void kp_whatif_print(kp_cli *cli, const kp_comparison *c, kp_buf *out);

/* 比较.xlsx and a CSV file for each of its sheets, into a new folder. */
KP_CHECK kp_status kp_whatif_write(kp_cli *cli, const kp_comparison *c, kp_str folder);

/* "2025-03", or "2025-01 至 2025-12". */
kp_str kp_whatif_period(kp_cli *cli, const kp_whatif *w);
/* Key of a row as it is shown. */
kp_str kp_compared_key(const kp_cli *cli, const kp_comparison *c,
                       const kp_compared_row *row);
/* Rows that differ in a compared field. */
bool kp_compared_differs(const kp_comparison *c, const kp_compared_row *row);

#endif
