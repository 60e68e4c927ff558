/* cmd_correct.c - kpay correct: a closed month again, and what it was wrong by. */
#include "io/cli/run/correction.h"
#include "io/cli/run/run_write.h"
#include "io/files/files.h"

#define LINES_SHOWN 20
#define TEXT_MAX ((size_t)1 << 24)

static bool options_are_there(kp_cli *cli, const kp_args *args)
{
    static const char *const needed[] = {"reason", "out"};
    bool all = true;

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        const char *typed = kp_args_option(args, needed[i]);

        if (typed && *typed)
            continue;
        kp__usage(cli, KP6508, needed[i], args->command->name, NULL);
        all = false;
    }
    return all;
}

/* What is not given is as it was. */
static kp_str path_or_kept(kp_cli *cli, const kp_args *args, const char *option,
                           const char *kept)
{
    const char *typed = kp_args_option(args, option);

    if (typed)
        return kp_path_of(typed);
    kp_str path = kp_path_join(cli->arena, kp_path_of(args->word[0]), kp_str_of(kept));
    return kp_path_exists(path) ? path : KP_NONE;
}

static void put_line(kp_cli *cli, const kp_month *month, const kp_correction_line *line,
                     kp_columns *columns)
{
    const kp_field *field = month->compiled->field[line->field];
    int decimals = field->decimals < 0 ? 0 : field->decimals;
    kp_str *row = kp_columns_row(columns);

    row[0] = line->key;
    row[1] = field->name;
    row[2] = kp_cli_amount(cli, line->before, decimals);
    row[3] = kp_cli_amount(cli, line->after, decimals);
    row[4] = kp_cli_amount(cli, line->difference, decimals);
}

static void put_total(kp_cli *cli, const kp_month *month,
                      const kp_correction_lines *lines, uint32_t id,
                      kp_columns *columns)
{
    const kp_field *field = month->compiled->field[id];
    kp_decimal sum = kp_dec(0, 0);
    size_t n = 0;

    for (size_t i = 0; i < lines->n; i++) {
        if (lines->item[i].field != id)
            continue;
        n++;
        (void)kp_dec_add(sum, lines->item[i].difference, &sum);
    }
    if (n == 0)
        return;
    kp_str *row = kp_columns_row(columns);
    row[0] = kp_str_of(kp_cli_word(cli, "合计", "total"));
    row[1] = field->name;
    row[3] = kp_cli_count(cli, n);
    row[4] = kp_cli_amount(cli, sum, field->decimals < 0 ? 0 : field->decimals);
}

static void put_lines(kp_cli *cli, const kp_month *month, const kp_correction *what,
                      kp_str folder, kp_buf *out)
{
    kp_columns columns = {
        .arena = cli->arena, .ncolumns = 5, .right = {false, false, true, true, true}};
    kp_str *row = kp_columns_row(&columns);
    kp_correction_lines lines;

    if (kp_correction_compare(cli, month, what, &lines) != KP_OK)
        return;  // it could be when it was written
    row[0] = month->compiled->entity[what->entity]->name;
    row[1] = kp_str_of(kp_cli_word(cli, "字段", "field"));
    row[2] = kp_str_of(kp_cli_word(cli, "原值", "before"));
    row[3] = kp_str_of(kp_cli_word(cli, "新值", "after"));
    row[4] = kp_str_of(kp_cli_word(cli, "差额", "difference"));
    for (size_t i = 0; i < lines.n && i < LINES_SHOWN; i++)
        put_line(cli, month, &lines.item[i], &columns);
    for (size_t f = 0; f < what->nfields; f++)
        put_total(cli, month, &lines, what->field[f], &columns);
    kp_str text[] = {what->name, kp_cli_count(cli, lines.n), folder,
                     kp_correction_file(cli, month, what)};
    kp_cli_put(cli, out, "{1}：{2} 行，{3}/{4}\n", "{1}: {2} lines, {3}/{4}\n", text);
    if (lines.n)
        kp_columns_print(&columns, true, "  ", out);
    kp_buf_char(out, '\n');
}

static void print(kp_cli *cli, const kp_month *month, kp_str folder,
                  const unsigned char head[KP_LOG_HASH])
{
    char period[KP_MONTH_TEXT], groups[72];
    kp_buf out;

    kp_month_print(month->day, period);
    kp_log_head_groups(head, groups);
    kp_str text[] = {month->compiled->name,
                     kp_str_of(period),
                     month->corrected_run,
                     kp_correction_run_id(cli, month),
                     {groups, 71}};
    kp_buf_init(&out, TEXT_MAX);
    kp_cli_put(cli, &out, "{1}  {2}  更正重算 {4}，原结算 {3}\n\n",
               "{1}  {2}  correction {4} of {3}\n\n", text);
    for (size_t c = 0; c < month->compiled->ncorrections; c++)
        put_lines(cli, month, &month->compiled->correction[c], folder, &out);
    kp_cli_put(cli, &out, "日志头　{5}\n", "log head  {5}\n", text);
    kp_cli_print(&out);
}

static kp_status correct(kp_cli *cli, const kp_args *args, kp_month *month, kp_str out)
{
    kp_month_paths paths = {
        .scheme = path_or_kept(cli, args, "scheme", KP_RULES_PLACE),
        .data = path_or_kept(cli, args, "data", KP_INPUTS_PLACE),
        .prev = path_or_kept(cli, args, "prev", KP_PREV_PLACE),
    };
    unsigned char head[KP_LOG_HASH];
    kp_status status = kp_correction_open(cli, month, kp_path_of(args->word[0]),
                                          kp_str_of(kp_args_option(args, "reason")));

    if (status != KP_OK)
        return status;
    status = kp_month_read(cli, month, &paths);
    if (status == KP_OK || status == KP_EINVALID)
        status = kp_month_rest(cli, month, status);
    if (status == KP_OK)
        status = kp_run_write_folder(cli, month, out, head);
    kp_cli_progress(cli, NULL, NULL);
    kp_month_report(cli, &paths);
    if (status == KP_OK)
        print(cli, month, out, head);
    return status;
}

kp_exit kp__cmd_correct(kp_cli *cli, const kp_args *args)
{
    kp_month month;

    if (!options_are_there(cli, args))
        return KP_EXIT_USAGE;
    kp_str out = kp_path_of(kp_args_option(args, "out"));
    kp_month_init(&month, cli);
    if (!kp__threads_option(cli, args, &month.threads)) {
        kp_month_close(&month);
        return KP_EXIT_USAGE;
    }
    kp_status status =
        kp_run_out_is_free(cli, out) ? correct(cli, args, &month, out) : KP_EIO;
    kp_month_close(&month);
    return kp_cli_exit(status);
}
