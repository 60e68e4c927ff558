/* cmd_recheck.c - kpay recheck: the log recomputed by its own arithmetic. */
#include "io/cli/run/run_skel.h"
#include "io/cli/run/run_sources.h"
#include "io/log/recheck.h"

static void say_result(kp_cli *cli, const kp_log_recheck_report *report)
{
    kp_str count[] = {
        kp_cli_count(cli, report->steps),     kp_cli_count(cli, report->recomputed),
        kp_cli_count(cli, report->looked_up), kp_cli_count(cli, report->skipped),
        kp_cli_count(cli, report->pools),     kp_cli_count(cli, report->wrong),
    };
    kp_buf out;

    kp_buf_init(&out, 4096);
    kp_cli_put(cli, &out,
               "步骤　{1}，复算 {2}，查表 {3}（互相核对），未复算 {4}\n"
               "总额　{5} 个，重新分配\n"
               "不符　{6}\n",
               "steps   {1}, recomputed {2}, look-ups {3} (compared), skipped {4}\n"
               "pools   {5} divided again\n"
               "wrong   {6}\n",
               count);
    kp_cli_print(&out);
}

kp_exit kp__cmd_recheck(kp_cli *cli, const kp_args *args)
{
    kp_str run = kp_path_of(args->word[0]), skel, trace;
    kp_log_recheck_report report = {0};
    kp_status status = kp_log_read(cli, run, &skel, &trace);

    if (status != KP_OK)
        return kp_cli_exit(status);
    status = kp_log_recheck(skel, trace, &report, cli->diags);
    if (status == KP_OK || report.steps > 0)
        say_result(cli, &report);
    return kp_cli_exit(status);
}
