/* cmd_dmn.h - kpay dmn ACTION …: its actions, one function each. */
#ifndef KP_IO_CLI_CMD_DMN_H
#define KP_IO_CLI_CMD_DMN_H

#include "io/cli/cmd.h"
#include "io/dmn/read.h"

/* Memory of one model, its inputs and its answers. */
#define KP_DMN_BUDGET ((size_t)512 << 20)

/* A .dmn file as a model in cli->arena. */
KP_CHECK kp_status kp__dmn_open(kp_cli *cli, kp_arena *arena, kp_str path,
                                kp_dmn_model **out, kp_diags *diags);

/* The exit code of `status`; that the budget is used up is told. */
kp_exit kp__dmn_exit(kp_cli *cli, kp_str file, kp_status status);

kp_exit kp__dmn_eval(kp_cli *cli, const kp_args *args);
kp_exit kp__dmn_tck(kp_cli *cli, const kp_args *args);
kp_exit kp__dmn_import(kp_cli *cli, const kp_args *args);
kp_exit kp__dmn_export(kp_cli *cli, const kp_args *args);

#endif
