/* cmd_group.c - kpay group: many schemes, one month, and what they come to together. */
#include "io/cli/group/group.h"
#include "io/cli/run/run_summary.h"
#include "io/files/files.h"

static bool options_are_there(kp_cli *cli, const kp_args *args)
{
    static const char *const needed[] = {"month", "out"};
    bool all = true;

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (kp_args_option(args, needed[i]))
            continue;
        kp__usage(cli, KP6508, needed[i], args->command->name, NULL);
        all = false;
    }
    return all;
}

static bool out_is_free(kp_cli *cli, kp_str out)
{
    if (!kp_path_exists(out))
        return true;
    (void)kp_fail(cli->diags, KP1052, KP_NOWHERE, KP_NONE, out, KP_NONE, KP_NONE);
    return false;
}

static kp_str path_option(const kp_args *args, const char *name)
{
    const char *typed = kp_args_option(args, name);

    return typed ? kp_path_of(typed) : KP_NONE;
}

static void put_item(kp_cli *cli, kp_columns *columns, const kp_group_item *item)
{
    kp_str *row = kp_columns_row(columns);

    row[0] = item->name;
    row[1] = kp_str_of(item->done ? kp_cli_word(cli, "已计算", "calculated")
                                  : kp_cli_word(cli, "未计算", "not calculated"));
    row[2] = kp_str_slice(item->head, 0, 16);
}

static size_t count_done(const kp_group *group)
{
    size_t n = 0;

    for (size_t i = 0; i < group->n; i++)
        n += group->item[i].done;
    return n;
}

static void say_runs(kp_cli *cli, const kp_group *group)
{
    kp_columns columns = {.arena = cli->arena, .ncolumns = 3};
    kp_str *heading = kp_columns_row(&columns);
    kp_buf out;

    heading[0] = kp_str_of(kp_cli_word(cli, "名称", "name"));
    heading[1] = kp_str_of(kp_cli_word(cli, "结果", "result"));
    heading[2] = kp_str_of(kp_cli_word(cli, "日志头", "log head"));
    for (size_t i = 0; i < group->n; i++)
        put_item(cli, &columns, &group->item[i]);
    kp_buf_init(&out, SIZE_MAX / 4);
    kp_columns_print(&columns, true, "", &out);
    kp_str count[] = {kp_cli_count(cli, group->n), kp_cli_count(cli, count_done(group)),
                      kp_cli_count(cli, group->n - count_done(group))};
    kp_cli_put(cli, &out, "\n{1} 个方案，{2} 个已计算，{3} 个未计算\n",
               "\n{1} schemes, {2} calculated, {3} not\n", count);
    kp_cli_print(&out);
}

/* The scheme above them, in the folder "group". */
static kp_status run_above(kp_cli *cli, const kp_args *args, kp_group *group)
{
    kp_month_paths paths = {.scheme = path_option(args, "scheme"),
                            .data = path_option(args, "data")};
    kp_str out = kp_path_join(cli->arena, group->out, KP_STR("group"));
    kp_str prev = group->prev.n ? kp_path_join(cli->arena, group->prev, KP_STR("group"))
                                : KP_NONE;
    unsigned char head[KP_LOG_HASH];
    kp_month month;

    kp_month_init(&month, cli);
    month.day = group->day;
    month.threads = group->threads;
    month.more = kp__group_gather;
    month.more_context = group;
    paths.prev = prev.n && kp_path_is_folder(prev) ? prev : KP_NONE;
    kp_status status = kp_month_into_folder(cli, &month, &paths, out, head);
    if (status == KP_OK) {
        (void)fputc('\n', stdout);
        kp_run_summary(cli, &month, out, head);
    }
    kp_month_close(&month);
    return status;
}

/* The worst of all of them: a lost list is no result, a lost scheme is a finding. */
static kp_exit worst_of(const kp_group *group, kp_exit code)
{
    for (size_t i = 0; i < group->n; i++) {
        const kp_group_item *item = &group->item[i];
        kp_exit own = item->signal ? KP_EXIT_INTERNAL : item->code;

        code = own > code ? own : code;
    }
    return code;
}

static kp_exit run_group(kp_cli *cli, const kp_args *args, kp_group *group)
{
    kp_status status = kp__group_list(cli, kp_str_of(args->word[0]), group);

    if (status == KP_OK)
        status = kp__group_run(cli, group);
    if (status != KP_OK)
        return kp_cli_exit(status);
    say_runs(cli, group);
    kp_cli_report(cli, NULL, 0);
    if (kp_args_option(args, "scheme")) {
        kp_diags *of_list = cli->diags, *own = kp_diags_open();

        if (!own)
            return KP_EXIT_INTERNAL;
        cli->diags = own;
        status = run_above(cli, args, group);
        cli->diags = of_list;
        kp_diags_close(own);
    }
    return worst_of(group, kp_cli_exit(status));
}

kp_exit kp__cmd_group(kp_cli *cli, const kp_args *args)
{
    kp_group group = {.lang = cli->lang};

    if (!options_are_there(cli, args))
        return KP_EXIT_USAGE;
    if (!kp__month_option(cli, args, &group.day) ||
        !kp__threads_option(cli, args, &group.threads))
        return KP_EXIT_USAGE;
    group.out = path_option(args, "out");
    group.prev = path_option(args, "prev");
    if (!out_is_free(cli, group.out))
        return KP_EXIT_IO;
    if (group.prev.n && !kp_path_is_folder(group.prev)) {
        (void)kp_fail(cli->diags, KP6002, KP_NOWHERE, KP_NONE, group.prev, KP_NONE,
                      KP_NONE);
        return KP_EXIT_IO;
    }
    return run_group(cli, args, &group);
}
