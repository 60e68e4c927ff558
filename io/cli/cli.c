/* cli.c - from argv to an exit code: language, command, memory.
 *
 * The locale is never set, so that LC_NUMERIC stays "C" and bytes do not depend on the
 * machine; the language of messages comes from --lang or KPAY_LANG alone.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/cli/cmd.h"

static bool is_english(const char *lang)
{
    return lang && strcmp(lang, "en") == 0;
}

/* Looked for before anything else is read, so that every fault speaks the language. */
static kp_lang language_of(int argc, char **argv)
{
    const char *lang = getenv("KPAY_LANG");

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0)
            lang = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            lang = argv[i + 1];
    }
    return is_english(lang) ? KP_LANG_EN : KP_LANG_ZH;
}

/* kpay --lang en run …: the command is the first word that is no option of kpay. */
static int command_at(int argc, char **argv)
{
    int i = 1;

    while (i < argc && strncmp(argv[i], "--lang", 6) == 0)
        i += argv[i][6] == '=' ? 1 : 2;
    return i < argc ? i : argc;
}

static kp_exit print_version(void)
{
    (void)puts("kpay " KP_VERSION);
    return KP_EXIT_DONE;
}

static kp_exit run_command(kp_cli *cli, const kp_command *command, int argc,
                           char **argv)
{
    kp_args args;

    if (!kp__args_read(cli, command, argc, argv, &args))
        return KP_EXIT_USAGE;
    if (!args.help)
        return command->run(cli, &args);
    kp__help_command(cli, command);
    return KP_EXIT_DONE;
}

typedef struct command_line {
    int argc;
    char **argv;
} command_line;

static kp_exit dispatch(kp_cli *cli, void *context)
{
    const command_line *line = context;
    int argc = line->argc;
    char **argv = line->argv;
    int at = command_at(argc, argv);
    const char *name = at < argc ? argv[at] : NULL;

    if (!name || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        kp__help_overview(cli);
        return name ? KP_EXIT_DONE : KP_EXIT_USAGE;
    }
    if (strcmp(name, "--version") == 0)
        return print_version();
    const kp_command *command = kp_command_named(name);
    return command ? run_command(cli, command, argc - at, argv + at)
                   : kp__unknown_command(cli, name);
}

kp_exit kp_cli_guarded(kp_cli *cli, kp_cli_work *work, void *context)
{
    jmp_buf out_of_memory;

    if (setjmp(out_of_memory) == 0) {
        kp_arena_guard(cli->arena, &out_of_memory);
        return work(cli, context);
    }
    kp_folder_abort(cli->folder, cli->diags);
    (void)kp_fail(cli->diags, KP6012, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    return KP_EXIT_INTERNAL;
}

/* A full disk behind a redirection must not look like success. */
static kp_exit flush_output(kp_exit code)
{
    bool lost = fflush(stdout) != 0 || ferror(stdout);

    return lost && code == KP_EXIT_DONE ? KP_EXIT_IO : code;
}

kp_exit kp_cli_main(int argc, char **argv)
{
    kp_cli cli = {
        .lang = language_of(argc, argv),
        .arena = kp_arena_open(0),
        .diags = kp_diags_open(),
        .terminal = isatty(STDERR_FILENO) == 1,
    };
    command_line line = {argc, argv};
    kp_exit code = KP_EXIT_INTERNAL;

    if (cli.arena && cli.diags) {
        code = kp_cli_guarded(&cli, dispatch, &line);
        if (!cli.told)
            kp_cli_report(&cli, NULL, 0);
    }
    kp_diags_close(cli.diags);
    kp_arena_close(cli.arena);
    return flush_output(code);
}
