/* help.c - what `kpay`, `kpay help` and --help print. */
#include <string.h>

#include "engine/base/fold.h"
#include "io/cli/cmd.h"

static kp_buf open_text(void)
{
    kp_buf text;

    kp_buf_init(&text, (size_t)1 << 20);
    return text;
}

static const char *in(const kp_cli *cli, const char *zh, const char *en)
{
    return kp_cli_word(cli, zh, en);
}

static void list_commands(const kp_cli *cli, kp_buf *text)
{
    kp_columns columns = {.arena = cli->arena, .ncolumns = 2};

    for (size_t i = 0; i < kp_ncommands; i++) {
        kp_str *row = kp_columns_row(&columns);

        row[0] = kp_str_of(kp_commands[i].name);
        row[1] = kp_str_of(in(cli, kp_commands[i].zh, kp_commands[i].en));
    }
    kp_columns_print(&columns, false, "  ", text);
}

void kp__help_overview(const kp_cli *cli)
{
    kp_buf text = open_text();

    kp_buf_z(&text,
             in(cli, "kpay：用表格写办法，算绩效和工资，一分不差\n\n",
                "kpay: performance pay from rule tables, exact to the cent\n\n"));
    kp_buf_z(&text, in(cli, "用法：kpay 命令 [选项]\n\n",
                       "Usage: kpay COMMAND [OPTIONS]\n\n"));
    list_commands(cli, &text);
    kp_buf_z(&text, in(cli, "\n从这里开始：\n", "\nTo begin:\n"));
    kp_buf_z(&text, in(cli, "  kpay new 绩效方案\n", "  kpay new my-zone\n"));
    kp_buf_z(
        &text,
        in(cli,
           "\n每个命令的说明：kpay help 命令。"
           "英文提示：--lang en，或设 KPAY_LANG=en。\n"
           "退出码：0 完成，1 有问题要改，2 用法不对，3 文件读写失败，4 "
           "程序自身的错误。\n",
           "\nMore on each: kpay help COMMAND.  Chinese is the default "
           "language.\n"
           "Exit codes: 0 done, 1 findings, 2 usage, 3 input/output, 4 internal.\n"));
    kp_cli_print(&text);
}

static kp_str option_spelling(const kp_cli *cli, const kp_option_row *row)
{
    kp_buf spelling = open_text();

    kp_buf_printf(&spelling, row->value ? "--%s %s" : "--%s", row->name, row->value);
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(&spelling));
    kp_buf_free(&spelling);
    return copy;
}

static void list_options(const kp_cli *cli, const kp_command *command, kp_buf *text)
{
    kp_columns columns = {.arena = cli->arena, .ncolumns = 2};

    for (const kp_option_row *option = command->option; option->name; option++) {
        kp_str *row = kp_columns_row(&columns);

        row[0] = option_spelling(cli, option);
        row[1] = kp_str_of(in(cli, option->zh, option->en));
    }
    kp_str *row = kp_columns_row(&columns);
    row[0] = KP_STR("--help");
    row[1] = kp_str_of(in(cli, "显示本说明", "show this help"));
    kp_columns_print(&columns, false, "  ", text);
}

void kp__help_command(const kp_cli *cli, const kp_command *command)
{
    kp_buf text = open_text();

    kp_buf_printf(&text, "kpay %s%s%s\n\n", command->name, in(cli, "：", ": "),
                  in(cli, command->zh, command->en));
    kp_buf_printf(&text, "%skpay %s %s %s\n\n", in(cli, "用法：", "Usage: "),
                  command->name, command->words, in(cli, "[选项]", "[OPTIONS]"));
    kp_buf_z(&text, in(cli, command->zh_more, command->en_more));
    kp_buf_z(&text, in(cli, "\n选项：\n", "\nOptions:\n"));
    list_options(cli, command, &text);
    kp_cli_print(&text);
}

kp_exit kp__cmd_help(kp_cli *cli, const kp_args *args)
{
    if (args->nwords == 0) {
        kp__help_overview(cli);
        return KP_EXIT_DONE;
    }
    const kp_command *command = kp_command_named(args->word[0]);
    if (!command)
        return kp__unknown_command(cli, args->word[0]);
    kp__help_command(cli, command);
    return KP_EXIT_DONE;
}
