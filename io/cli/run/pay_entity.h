/* pay_entity.h - whom a scheme pays, when nobody has said which entity is meant. */
#ifndef KP_IO_CLI_RUN_PAY_ENTITY_H
#define KP_IO_CLI_RUN_PAY_ENTITY_H

#include "io/cli/run/run_month.h"

/* That of the first layout that adds something up (the pay sheet); else of the only
 * entity there is; else NULL. */
const kp_entity *kp_pay_entity(const kp_scheme *scheme);

/* The same by the rules kept in a run folder; empty when they cannot be read. */
kp_str kp_pay_entity_of_run(kp_cli *cli, kp_str run, kp_str period);

#endif
