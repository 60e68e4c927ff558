/* cmd_diff.c - kpay diff: what changed between two runs, and what began it. */
#include "io/cli/compare/diff_schemes.h"
#include "io/cli/run/pay_entity.h"
#include "io/cli/run/run_skel.h"
#include "io/cli/run/run_sources.h"
#include "io/files/files.h"
#include "io/log/diff.h"

#define TEXT_MAX ((size_t)256 << 20)

static kp_str names_of_entities(kp_cli *cli, kp_str skel)
{
    kp_str column[KP_SKEL_COLUMNS];
    kp_str *name = NULL;
    size_t n = 0, cap = 0;

    for (size_t at = 0; kp_skel_line(skel, "entity", &at, column);) {
        name = kp_arena_grow(cli->arena, name, &cap, n + 1, sizeof *name);
        name[n++] = column[1];
    }
    return kp_cli_names(cli, name, n);
}

/* Whom the later run pays; when its rules do not say, the user must. */
static bool find_entity(kp_cli *cli, const kp_args *args, const kp_log_bytes *after,
                        kp_str *out)
{
    const char *typed = kp_args_option(args, "entity");
    kp_skel_run about;

    *out = kp_str_of(typed);
    if (!typed && kp_skel_read_run(after->skel, &about))
        *out = kp_pay_entity_of_run(cli, kp_path_of(args->word[1]), about.period);
    if (out->n)
        return true;
    (void)kp_fail(cli->diags, KP6752, KP_NOWHERE, KP_NONE,
                  names_of_entities(cli, after->skel), KP_NONE, KP_NONE);
    return false;
}

static kp_status compare(kp_cli *cli, const kp_args *args, const kp_log_bytes run[2],
                         kp_log_changes *changes)
{
    kp_str entity;
    kp_buf out;

    if (!find_entity(cli, args, &run[1], &entity))
        return KP_EINVALID;
    kp_buf_init(&out, TEXT_MAX);
    kp_status status =
        kp_log_diff(&run[0], &run[1], entity, kp_str_of(kp_args_option(args, "field")),
                    cli->lang, changes, &out, cli->diags);
    if (status == KP_OK)
        kp_cli_print(&out);
    else
        kp_buf_free(&out);
    return status;
}

kp_exit kp__cmd_diff(kp_cli *cli, const kp_args *args)
{
    kp_log_changes changes = {0};
    kp_log_bytes run[2];
    kp_status status = KP_OK;

    // Schemes are folders or workbooks.
    if (kp_path_exists(kp_path_of(args->word[0])) &&
        kp_path_exists(kp_path_of(args->word[1])) &&
        !(kp_is_run_folder(cli, kp_path_of(args->word[0])) &&
          kp_is_run_folder(cli, kp_path_of(args->word[1]))))
        return kp_diff_schemes(cli, args);
    for (size_t i = 0; i < 2 && status == KP_OK; i++)
        status =
            kp_log_read(cli, kp_path_of(args->word[i]), &run[i].skel, &run[i].trace);
    if (status == KP_OK)
        status = compare(cli, args, run, &changes);
    if (status != KP_OK)
        return kp_cli_exit(status);
    return changes.changed + changes.added + changes.removed ? KP_EXIT_FINDINGS
                                                             : KP_EXIT_DONE;
}
