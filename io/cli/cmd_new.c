/* cmd_new.c - kpay new: a folder with a scheme that works, to be changed. */
#include <string.h>

#include "engine/base/fold.h"
#include "io/cli/cmd.h"
#include "io/cli/form/new_workbook.h"
#include "io/cli/paths.h"
#include "io/cli/run/run_sources.h"
#include "rules/embedded.h"

#define STEPS                                                                          \
    "  kpay check {1}/scheme --data {1}/data/2025-01\n"                                \
    "  kpay run {1}/scheme --data {1}/data/2025-01 --month 2025-01 --out "             \
    "{1}/2025-01\n"

static kp_status put_template(kp_cli *cli)
{
    kp_status status = KP_OK;

    for (size_t i = 0; i < kp__start_file_count && status == KP_OK; i++) {
        const kp_embedded *file = &kp__start_file[i];

        status = kp_folder_write(cli->folder, kp_str_of(file->name),
                                 (kp_str){file->bytes, file->n}, NULL, cli->diags);
    }
    return status;
}

/* The folder appears, or nothing does. */
static kp_status finish(kp_cli *cli, kp_status status)
{
    kp_folder *made = cli->folder;

    cli->folder = NULL;
    if (status == KP_OK)
        return kp_folder_commit(made, KP_NONE, cli->diags);
    kp_folder_abort(made, cli->diags);
    return status;
}

static kp_status write_template(kp_cli *cli, kp_str folder, bool as_workbooks)
{
    kp_status status = kp_folder_open(folder, KP_SHA256, &cli->folder, cli->diags);

    if (status == KP_OK)
        status =
            as_workbooks ? kp_new_start_books(cli, cli->folder) : put_template(cli);
    return finish(cli, status);
}

static void say_next_steps(kp_cli *cli, kp_str folder, bool as_workbooks)
{
    kp_buf out;

    kp_buf_init(&out, (size_t)1 << 16);
    kp_cli_put(
        cli, &out,
        as_workbooks ? "已新建 {1}：scheme/方案.xlsx 是办法，"
                       "data/2025-01/填报表.xlsx 是示例数据。\n\n接下来：\n"
                     : "已新建 {1}：scheme/ 是办法，data/ 是示例数据。\n\n接下来：\n",
        as_workbooks ? "Made {1}: rules in scheme/方案.xlsx, sample data in "
                       "data/2025-01/填报表.xlsx.\n\nNext:\n"
                     : "Made {1}: rules in scheme/, sample data in data/.\n\nNext:\n",
        &folder);
    kp_cli_put(cli, &out, STEPS, STEPS, &folder);
    if (!as_workbooks)
        kp_cli_put(cli, &out, "\n讲解见 {1}/README.md。\n",
                   "\nIt is explained in {1}/README.md.\n", &folder);
    kp_cli_print(&out);
}

static kp_exit new_template(kp_cli *cli, kp_str folder, bool as_workbooks)
{
    kp_status status = write_template(cli, folder, as_workbooks);

    if (status == KP_OK)
        say_next_steps(cli, folder, as_workbooks);
    return kp_cli_exit(status);
}

// ---- the data workbook of a scheme

static void say_data_book(kp_cli *cli, const kp_new_data *wanted, kp_str folder)
{
    kp_buf out;

    kp_buf_init(&out, (size_t)1 << 16);
    kp_cli_put(cli, &out,
               "已新建 {1}/" KP_NEW_DATA_BOOK
               "，填好后：\n  kpay check {2} --data {1}\n",
               "Made {1}/" KP_NEW_DATA_BOOK ".  When it is filled in:\n"
               "  kpay check {2} --data {1}\n",
               (kp_str[]){folder, wanted->scheme});
    kp_cli_print(&out);
}

static kp_exit new_data(kp_cli *cli, const kp_args *args, kp_str folder)
{
    const char *data = kp_args_option(args, "data");
    kp_new_data wanted = {
        .scheme = kp_path_of(kp_args_option(args, "scheme")),
        .data = data ? kp_path_of(data) : KP_NONE,
        .has_month = kp_args_option(args, "month") != NULL,
    };

    if (wanted.has_month && !kp__month_option(cli, args, &wanted.month))
        return KP_EXIT_USAGE;
    if (!wanted.has_month && wanted.data.n)
        wanted.has_month = kp_month_parse(
            kp_fold(cli->arena, kp_path_last(wanted.data)), &wanted.month);
    kp_status status = finish(cli, kp_new_data_book(cli, &wanted, folder));
    if (status == KP_OK)
        say_data_book(cli, &wanted, folder);
    return kp_cli_exit(status);
}

/* --scheme needs --xlsx, --data and --month need --scheme. */
static const char *lacking(const kp_args *args)
{
    bool scheme = kp_args_option(args, "scheme") != NULL;

    if (scheme && !kp_args_option(args, "xlsx"))
        return "xlsx";
    if (!scheme && (kp_args_option(args, "data") || kp_args_option(args, "month")))
        return "scheme";
    return NULL;
}

kp_exit kp__cmd_new(kp_cli *cli, const kp_args *args)
{
    const char *wanted = kp_args_option(args, "template");
    kp_str folder = kp_path_of(args->word[0]);

    if (wanted && strcmp(wanted, "start") != 0)
        return kp__usage(cli, KP6509, "--template", wanted, "start");
    if (lacking(args))
        return kp__usage(cli, KP6508, lacking(args), "new", NULL);
    if (kp_args_option(args, "scheme"))
        return new_data(cli, args, folder);
    return new_template(cli, folder, kp_args_option(args, "xlsx") != NULL);
}
