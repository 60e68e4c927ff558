/* cmd_check.c - kpay check: every fault of a scheme, and of a month's data if given.
 *
 * Which month: --month; else the name of the data folder when it is one; else the
 * latest month from which a row of the scheme is in force; else 2025-01.
 */
#include "engine/base/fold.h"
#include "io/cli/compare/overrides.h"
#include "io/cli/paths.h"
#include "io/cli/run/mark.h"
#include "io/cli/run/run_summary.h"
#include "io/cli/run/scheme_month.h"
#include "rules/read/block.h"
#include "rules/tables/analyse.h"
#include "rules/trial/trial.h"

/* 2025-03.xlsx is as good a name as the folder 2025-03. */
static kp_str without_suffix(kp_str name)
{
    for (size_t at = name.n; at-- > 1;)
        if (name.p[at] == '.' && at + 1 < name.n && name.p[at + 1] > '9')
            return kp_str_slice(name, 0, at);
    return name;
}

/* --month, or the data folder's name; false and no fault when neither is a month. */
static bool month_is_named(kp_cli *cli, const kp_args *args,
                           const kp_month_paths *paths, kp_month *month)
{
    kp_str name = kp_fold(cli->arena, without_suffix(kp_path_last(paths->data)));

    if (kp_args_option(args, "month"))
        return kp__month_option(cli, args, &month->day);
    return name.n && kp_month_parse(name, &month->day);
}

/* Nobody who checks a scheme can change a shipped table. */
static bool is_of_a_pack(const kp_block *block)
{
    return kp_str_starts(block->sheet->file,
                         KP_STR(KP_RULES_PLACE "/" KP_PACKS_PLACE "/"));
}

/* Tables are read once more by themselves: the scheme no longer knows their cells. */
static void analyse_tables(kp_cli *cli, const kp_month *month)
{
    kp_diags *quiet = kp_diags_open();  // their faults were told by the compiler
    size_t errors = kp_diags_errors(cli->diags);
    kp_block *block = NULL;
    size_t n = 0;

    if (!quiet)
        return;
    if (kp_blocks_find(cli->arena, &month->scheme.book, &block, &n, quiet) == KP_ENOMEM)
        n = 0;
    for (size_t k = 0; k < n; k++) {
        kp_table_source *source = NULL;
        bool looked_up =
            block[k].kind == KP_BLOCK_RULES || block[k].kind == KP_BLOCK_CROSS;

        if (looked_up && !is_of_a_pack(&block[k]) &&
            kp_block_in_force(cli->arena, &block[k], month->day, quiet))
            source = kp_table_compile(cli->arena, &block[k], month->day, month->symbols,
                                      quiet);
        if (!source || !source->table->index)
            continue;
        kp_table_learn_options(cli->arena, month->compiled, source);
        kp_table_analyse(cli->arena, source, month->symbols, cli->diags);
    }
    kp_diags_close(quiet);
    // The overlaps of all tables are told now; rows that ran into one are no news.
    if (kp_diags_errors(cli->diags) > errors)
        kp_diags_drop(cli->diags, KP5021);
}

/* Tests that are wrong; kpay test runs them.  The scheme itself has no errors here. */
static void check_tests(kp_cli *cli, const kp_month *month)
{
    kp_diags *own = kp_diags_open();
    kp_trials *trials = NULL;

    if (!own)
        return;
    kp_status status = kp_trials_compile(cli->arena, &month->scheme.book,
                                         month->symbols, month->day, &trials, own);
    for (const kp_diag *d = kp_diags_first(own); d && status != KP_OK; d = d->next)
        if (d->severity == KP_ERROR_SEVERITY)
            (void)kp_fail(cli->diags, d->code, d->where, d->cell, d->arg[0], d->arg[1],
                          d->arg[2]);
    kp_diags_close(own);
}

static void say_result(kp_cli *cli, const kp_month *month)
{
    char period[KP_MONTH_TEXT];
    kp_buf out;

    kp_month_print(month->day, period);
    kp_buf_init(&out, 4096);
    kp_cli_put(cli, &out, "按 {1} 的规则检查：",
               "checked for {1}: ", (kp_str[]){kp_str_of(period)});
    kp_put_counts(cli, &out);
    kp_buf_z(&out, kp_cli_word(cli, "。\n", ".\n"));
    kp_cli_print(&out);
}

static kp_status check_month(kp_cli *cli, const kp_args *args,
                             const kp_month_paths *paths, bool named, kp_month *month)
{
    kp_status status = kp_month_read(cli, month, paths);

    if (!named)
        month->day = kp_newest_month(cli, &month->scheme.book);
    if (status == KP_OK || status == KP_EINVALID)
        status = kp_month_rest(cli, month, status);
    if (month->compiled)
        analyse_tables(cli, month);
    if (month->compiled && !month->compiled->draft)
        check_tests(cli, month);
    if (status == KP_OK && kp_diags_errors(cli->diags))
        status = KP_EINVALID;
    kp_month_report(cli, paths);
    if (kp_args_option(args, "overrides"))
        kp_list_overrides(cli, paths, &month->scheme);
    say_result(cli, month);
    kp_status marked = kp_mark_files(cli, args, paths, month);
    return marked == KP_OK ? status : marked;
}

kp_exit kp__cmd_check(kp_cli *cli, const kp_args *args)
{
    kp_month_paths paths = kp_month_paths_of(args);
    kp_month month;

    kp_month_init(&month, cli);
    month.scheme_only = paths.data.n == 0;
    // Until the scheme's dates are known any earlier run is earlier.
    month.day = kp_date_of((kp_ymd){9999, 12, 1});
    bool named = month_is_named(cli, args, &paths, &month);
    if (!named && kp_args_option(args, "month")) {
        kp_month_close(&month);
        return KP_EXIT_USAGE;
    }
    kp_status status = kp_mark_is_free(cli, args)
                           ? check_month(cli, args, &paths, named, &month)
                           : KP_EIO;
    kp_month_close(&month);
    return kp_cli_exit(status);
}
