/* diff_schemes.c - kpay diff of two schemes: by block, row and cell. */
#include "io/cli/compare/diff_schemes.h"

#include "io/cli/compare/scheme_changes.h"
#include "io/files/files.h"

#define TEXT_MAX ((size_t)256 << 20)

bool kp_is_run_folder(kp_cli *cli, kp_str folder)
{
    return kp_path_exists(kp_path_join(cli->arena, folder, KP_STR("run.skel")));
}

/* A run folder stands for the scheme that it was calculated by. */
static kp_str scheme_of(kp_cli *cli, kp_str folder)
{
    if (!kp_is_run_folder(cli, folder))
        return folder;
    return kp_path_join(cli->arena, folder, KP_STR(KP_RULES_PLACE));
}

static void print_changes(kp_cli *cli, const kp_scheme_side side[2],
                          const kp_scheme_changes *changes)
{
    kp_str count = kp_cli_count(cli, changes->n);
    kp_buf out;

    kp_buf_init(&out, TEXT_MAX);
    kp_put_scheme_changes(cli, side, changes, &out);
    if (changes->n)
        kp_cli_put(cli, &out, "\n{1} 处不同。\n", "\n{1} differences.\n", &count);
    else
        kp_cli_put(cli, &out, "两个方案没有不同。\n", "the schemes do not differ.\n",
                   &count);
    kp_cli_print(&out);
}

static bool options_fit(kp_cli *cli, const kp_args *args)
{
    static const char *const of_runs[] = {"field", "entity"};

    for (size_t k = 0; k < 2; k++)
        if (kp_args_option(args, of_runs[k])) {
            (void)kp__usage(cli, KP6510, of_runs[k], NULL, NULL);
            return false;
        }
    return true;
}

kp_exit kp_diff_schemes(kp_cli *cli, const kp_args *args)
{
    kp_scheme_side side[2];
    kp_scheme_changes changes;

    if (!options_fit(cli, args))
        return KP_EXIT_USAGE;
    for (size_t k = 0; k < 2; k++) {
        kp_str folder = scheme_of(cli, kp_path_of(args->word[k]));
        kp_status status = kp_scheme_side_read(cli, folder, &side[k]);

        if (status != KP_OK)
            return kp_cli_exit(status);
    }
    kp_scheme_diff(cli->arena, &side[0].sources.book, &side[1].sources.book, &changes);
    print_changes(cli, side, &changes);
    return changes.n ? KP_EXIT_FINDINGS : KP_EXIT_DONE;
}
