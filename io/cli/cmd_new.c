/* cmd_new.c - kpay new: a folder with a scheme that works, to be changed. */
#include <string.h>

#include "io/cli/cmd.h"
#include "io/cli/run_sources.h"
#include "rules/embedded.h"

#define STEPS                                                                          \
    "  kpay check {1}/scheme --data {1}/data/2025-01\n"                                \
    "  kpay run {1}/scheme --data {1}/data/2025-01 --month 2025-01 --out "             \
    "{1}/2025-01\n"

static kp_status write_template(kp_cli *cli, kp_str folder)
{
    kp_status status = kp_folder_open(folder, KP_SHA256, &cli->folder, cli->diags);

    for (size_t i = 0; i < kp__start_file_count && status == KP_OK; i++) {
        const kp_embedded *file = &kp__start_file[i];

        status = kp_folder_write(cli->folder, kp_str_of(file->name),
                                 (kp_str){file->bytes, file->n}, NULL, cli->diags);
    }
    kp_folder *made = cli->folder;
    cli->folder = NULL;
    if (status == KP_OK)
        return kp_folder_commit(made, KP_NONE, cli->diags);
    kp_folder_abort(made, cli->diags);
    return status;
}

static void say_next_steps(kp_cli *cli, kp_str folder)
{
    kp_buf out;

    kp_buf_init(&out, (size_t)1 << 16);
    kp_cli_put(cli, &out,
               "已新建 {1}：scheme/ 是办法，data/ 是示例数据。\n\n接下来：\n",
               "Made {1}: rules in scheme/, sample data in data/.\n\nNext:\n", &folder);
    kp_cli_put(cli, &out, STEPS, STEPS, &folder);
    kp_cli_put(cli, &out, "\n讲解见 {1}/README.md。\n",
               "\nIt is explained in {1}/README.md.\n", &folder);
    kp_cli_print(&out);
}

kp_exit kp__cmd_new(kp_cli *cli, const kp_args *args)
{
    const char *wanted = kp_args_option(args, "template");
    kp_str folder = kp_path_of(args->word[0]);

    if (wanted && strcmp(wanted, "start") != 0)
        return kp__usage(cli, KP6509, "--template", wanted, "start");
    kp_status status = write_template(cli, folder);
    if (status == KP_OK)
        say_next_steps(cli, folder);
    return kp_cli_exit(status);
}
