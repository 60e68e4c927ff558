/* cmd_diff.c - kpay diff: what changed between two runs, and what began it. */
#include "io/cli/diff_schemes.h"
#include "io/cli/run_skel.h"
#include "io/cli/run_sources.h"
#include "io/files/files.h"
#include "io/log/diff.h"

#define TEXT_MAX ((size_t)256 << 20)

/* Whom one usually asks about; other entities by --entity. */
static kp_str entity_of(const kp_args *args, const kp_log_bytes *after)
{
    const char *typed = kp_args_option(args, "entity");
    kp_str people = KP_STR("员工");

    if (typed)
        return kp_str_of(typed);
    return kp_skel_has_entity(after->skel, people) ? people : KP_NONE;
}

static kp_status compare(kp_cli *cli, const kp_args *args, const kp_log_bytes run[2],
                         kp_log_changes *changes)
{
    kp_buf out;

    kp_buf_init(&out, TEXT_MAX);
    kp_status status = kp_log_diff(&run[0], &run[1], entity_of(args, &run[1]),
                                   kp_str_of(kp_args_option(args, "field")), cli->lang,
                                   changes, &out, cli->diags);
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
