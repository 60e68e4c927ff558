/* cmd_test.c - kpay test: the scheme's own worked examples, and what they miss.
 *
 * Faults and notes go to stderr with their cells; stdout has one line a test.
 */
#include "io/cli/run/run_month.h"
#include "io/cli/run/scheme_month.h"
#include "rules/trial/trial.h"

#define TEXT_MAX ((size_t)16 << 20)

static kp_str place_of(kp_cli *cli, const kp_month_paths *paths, kp_where where)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    kp_where_print(kp_month_shown(cli, paths, where), &text);
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static const char *word(const kp_cli *cli, const char *zh, const char *en)
{
    return kp_cli_word(cli, zh, en);
}

static void print_columns(kp_columns *columns)
{
    kp_buf text;

    kp_buf_init(&text, TEXT_MAX);
    kp_columns_print(columns, true, "", &text);
    kp_cli_print(&text);
}

static void list_trials(kp_cli *cli, const kp_month_paths *paths,
                        const kp_trials *trials)
{
    kp_columns columns = {.arena = cli->arena, .ncolumns = 4};
    kp_str *row = kp_columns_row(&columns);

    columns.right[1] = columns.right[2] = true;
    row[0] = kp_str_of(word(cli, "测试", "test"));
    row[1] = kp_str_of(word(cli, "通过", "passed"));
    row[2] = kp_str_of(word(cli, "不通过", "failed"));
    row[3] = kp_str_of(word(cli, "位置", "place"));
    for (size_t t = 0; t < trials->n; t++) {
        const kp_trial *trial = &trials->trial[t];

        row = kp_columns_row(&columns);
        row[0] = trial->name;
        row[1] = kp_cli_count(cli, trial->nrows - trial->nfailed);
        row[2] = trial->nfailed ? kp_cli_count(cli, trial->nfailed) : KP_NONE;
        row[3] = place_of(
            cli, paths,
            kp_block_where(trial->block, trial->block->top, trial->block->left));
    }
    print_columns(&columns);
}

static void say_result(kp_cli *cli, const kp_trials *trials)
{
    size_t rows = 0, failed = 0;
    kp_buf text;

    for (size_t t = 0; t < trials->n; t++) {
        rows += trials->trial[t].nrows;
        failed += trials->trial[t].nfailed;
    }
    kp_str what[] = {kp_cli_count(cli, trials->n), kp_cli_count(cli, rows),
                     kp_cli_count(cli, failed)};
    kp_buf_init(&text, 4096);
    kp_cli_put(cli, &text, "\n{1} 个测试，{2} 行，{3} 行不通过。\n",
               "\n{1} tests, {2} rows, {3} failed.\n", what);
    kp_cli_print(&text);
}

static void list_coverage(kp_cli *cli, const kp_month_paths *paths,
                          const kp_trials *trials)
{
    const kp_coverage *coverage = kp_trials_coverage(trials, cli->diags);
    kp_columns columns = {.arena = cli->arena, .ncolumns = 4};
    kp_str *row = kp_columns_row(&columns);
    kp_buf text;

    columns.right[1] = columns.right[2] = true;
    row[0] = kp_str_of(word(cli, "表", "table"));
    row[1] = kp_str_of(word(cli, "行", "rows"));
    row[2] = kp_str_of(word(cli, "测到", "tested"));
    row[3] = kp_str_of(word(cli, "位置", "place"));
    for (size_t t = 0; t < trials->scheme->ntables; t++) {
        const kp_dtable *table = trials->scheme->table[t];

        row = kp_columns_row(&columns);
        row[0] = table->name;
        row[1] = kp_cli_count(cli, coverage[t].nrules);
        row[2] = kp_cli_count(cli, coverage[t].nhit);
        row[3] = place_of(cli, paths, table->where);
    }
    kp_buf_init(&text, TEXT_MAX);
    kp_buf_char(&text, '\n');
    kp_columns_print(&columns, true, "", &text);
    kp_cli_print(&text);
}

static void say_mutations(kp_cli *cli, const kp_trials *trials)
{
    kp_mutations done = kp_trials_mutate(trials, cli->diags);
    kp_str what[] = {kp_cli_count(cli, done.made),
                     kp_cli_count(cli, done.made - done.noticed)};
    kp_buf text;

    kp_buf_init(&text, 4096);
    kp_cli_put(cli, &text, "\n改动规则 {1} 处，{2} 处没有测试能发现。\n",
               "\n{1} changes of rules were tried; {2} are noticed by no test.\n",
               what);
    kp_cli_print(&text);
}

static kp_status try_scheme(kp_cli *cli, const kp_args *args,
                            const kp_month_paths *paths, kp_month *month)
{
    kp_trials *trials = NULL;
    kp_status status =
        kp_trials_compile(cli->arena, &month->scheme.book, month->symbols, month->day,
                          &trials, cli->diags);

    if (status == KP_OK)
        status = kp_trials_run(trials, cli->diags);
    if (!trials || !trials->run)
        return status;
    list_trials(cli, paths, trials);
    say_result(cli, trials);
    if (kp_args_option(args, "coverage"))
        list_coverage(cli, paths, trials);
    if (kp_args_option(args, "mutate"))
        say_mutations(cli, trials);
    kp_trials_close(trials);
    return status;
}

kp_exit kp__cmd_test(kp_cli *cli, const kp_args *args)
{
    kp_month_paths paths = {.scheme = kp_path_of(args->word[0])};
    bool named = kp_args_option(args, "month") != NULL;
    kp_month month;

    kp_month_init(&month, cli);
    if (named && !kp__month_option(cli, args, &month.day)) {
        kp_month_close(&month);
        return KP_EXIT_USAGE;
    }
    kp_status status = kp_sources_read_scheme(cli, paths.scheme, &month.scheme);
    if (!named)
        month.day = kp_newest_month(cli, &month.scheme.book);
    if (status == KP_OK)
        status = try_scheme(cli, args, &paths, &month);
    kp_month_report(cli, &paths);
    kp_month_close(&month);
    return kp_cli_exit(status);
}
