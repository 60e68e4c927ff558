/* run_month.c - compile, load, execute; as many faults as possible in one pass. */
#include "io/cli/run/run_month.h"

#include "engine/faults.h"
#include "io/cli/run/correction.h"
#include "io/cli/timing.h"
#include "rules/load/load.h"

void kp_month_init(kp_month *month, kp_cli *cli)
{
    *month = (kp_month){.threads = 1, .counter = 1};
    kp_sources_init(&month->scheme, cli->arena);
    kp_sources_init(&month->data, cli->arena);
    kp_sources_init(&month->prev, cli->arena);
    kp_sources_init(&month->corrects, cli->arena);
    month->symbols = kp_symbols_open();
}

void kp_month_close(kp_month *month)
{
    kp_run_close(month->run);
    kp_symbols_close(month->symbols);
    month->run = NULL;
    month->symbols = NULL;
}

static kp_status compile(kp_cli *cli, kp_month *month)
{
    if (!month->symbols)
        return KP_ENOMEM;
    kp_timing_stage(cli, KP_TIME_COMPILE);
    kp_cli_progress(cli, "检查方案…", "checking the scheme …");
    return kp_rules_compile(cli->arena, &month->scheme.book, month->symbols, month->day,
                            &month->compiled, cli->diags);
}

static kp_status load(kp_cli *cli, kp_month *month, bool *incomplete)
{
    kp_load_input input = {
        .scheme_book = &month->scheme.book,
        .data = &month->data.book,
        .previous = month->prev_folder.n ? &month->prev.book : NULL,
        .previous_month = month->prev_day,
        .incomplete = incomplete,
    };

    kp_timing_stage(cli, KP_TIME_LOAD);
    kp_cli_progress(cli, "读取数据…", "reading data …");
    return kp_load_tables(cli->arena, month->compiled, &input, &month->tables,
                          cli->diags);
}

static kp_status execute(kp_cli *cli, kp_month *month)
{
    kp_run_options options = {.threads = month->threads};

    kp_timing_stage(cli, KP_TIME_CALCULATE);
    kp_cli_progress(cli, "计算…", "calculating …");
    return kp_run_execute(cli->arena, month->compiled, month->tables, &options,
                          &month->run, cli->diags);
}

kp_status kp_month_calculate(kp_cli *cli, kp_month *month)
{
    kp_status compiled = compile(cli, month), status = KP_OK;
    bool incomplete = false;

    // The data of a scheme whose formulas are wrong are read all the same, to name all
    // faults in one go.
    if ((compiled != KP_OK && !month->compiled) || month->scheme_only ||
        month->prev_lost)
        return compiled;
    if (month->prev_folder.n)
        status = kp__prev_read_tables(cli, month);
    if (status == KP_OK && month->more)
        status = month->more(cli, month, month->more_context);
    if (status == KP_OK && month->corrects.n)
        status = kp__correction_read_tables(cli, month);
    if (status != KP_OK)
        return status;
    // Tables are complete even when cells were refused.
    status = load(cli, month, &incomplete);
    if (incomplete)
        return KP_EINVALID;  // told, here or when the file was read
    if (compiled != KP_OK || (status != KP_OK && status != KP_EINVALID))
        return compiled != KP_OK ? compiled : status;
    kp_status executed = execute(cli, month);
    if (executed != KP_OK)
        return executed;
    kp_run_faults(month->run, cli->diags);
    return kp_diags_errors(cli->diags) ? KP_EINVALID : status;
}

kp_status kp_month_rest(kp_cli *cli, kp_month *month, kp_status status)
{
    kp_status rest = kp_month_calculate(cli, month);

    return rest == KP_OK || (rest == KP_EINVALID && status != KP_OK) ? status : rest;
}
