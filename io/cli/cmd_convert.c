/* cmd_convert.c - kpay convert: CSV files into a workbook, and back. */
#include "io/cli/form/convert.h"
#include "io/cli/paths.h"
#include "io/cli/run/run_sources.h"
#include "io/files/files.h"

static bool is_workbook(kp_str path)
{
    return kp_path_ends_in(path, ".xlsx") && !kp_path_is_folder(path);
}

static void say_done(kp_cli *cli, kp_str from, kp_str to)
{
    kp_buf out;

    kp_buf_init(&out, (size_t)1 << 16);
    kp_cli_put(cli, &out, "已把 {1} 转换为 {2}。\n", "{1} is now {2}.\n",
               (kp_str[]){from, to});
    kp_cli_print(&out);
}

/* A folder or CSV file to a workbook, or the other way round. */
static bool is_a_pair(kp_str from, kp_str to)
{
    bool tables = kp_path_is_folder(from) || kp_path_ends_in(from, ".csv") ||
                  !kp_path_exists(from);

    return is_workbook(from) ? !kp_path_ends_in(to, ".xlsx")
                             : tables && kp_path_ends_in(to, ".xlsx");
}

kp_exit kp__cmd_convert(kp_cli *cli, const kp_args *args)
{
    kp_str from = kp_path_of(args->word[0]), to = kp_path_of(args->word[1]);

    if (!is_a_pair(from, to))
        return kp__usage(cli, KP6604, args->word[0], args->word[1], NULL);
    if (kp_path_exists(to)) {
        (void)kp_fail(cli->diags, KP1052, (kp_where){.file = to}, KP_NONE, to, KP_NONE,
                      KP_NONE);
        return KP_EXIT_IO;
    }
    kp_status status = is_workbook(from) ? kp_convert_unpack(cli, from, to)
                                         : kp_convert_pack(cli, from, to);
    if (status == KP_OK)
        say_done(cli, from, to);
    return kp_cli_exit(status);
}
