/* scheme_month.h - for which month a scheme is looked at when nobody says. */
#ifndef KP_IO_CLI_RUN_SCHEME_MONTH_H
#define KP_IO_CLI_RUN_SCHEME_MONTH_H

#include "io/cli/cmd.h"
#include "rules/read/book.h"

/* The first day of the latest month from which a row is in force; 2025-01 without any
 * date. */
int32_t kp_newest_month(kp_cli *cli, const kp_book *book);

#endif
