/* run_folder.c - everything of a run into a new folder, whole or not at all. */
#include "io/cli/run/run_manifest.h"
#include "io/cli/run/run_write.h"
#include "io/cli/timing.h"
#include "io/files/files.h"

/* Before any work: the folder is never written over. */
bool kp_run_out_is_free(kp_cli *cli, kp_str out)
{
    if (!kp_path_exists(out))
        return true;
    (void)kp_fail(cli->diags, KP1052, KP_NOWHERE, KP_NONE, out, KP_NONE, KP_NONE);
    return false;
}

kp_status kp_run_write_folder(kp_cli *cli, const kp_month *month, kp_str out,
                              unsigned char head[KP_LOG_HASH])
{
    kp_folder_outlet outlet;
    kp_status status = kp_folder_open(out, KP_SHA256, &cli->folder, cli->diags);

    if (status != KP_OK)
        return status;
    kp_folder_outlet_init(&outlet, cli);
    status = kp_run_write(cli, month, KP_STR(KP_ENGINE_TEXT), &outlet.outlet, head);
    kp_folder *folder = cli->folder;
    cli->folder = NULL;
    kp_timing_stage(cli, KP_TIME_FILES);
    if (status == KP_OK)
        return kp_folder_commit(folder, KP_STR(KP_MANIFEST), cli->diags);
    kp_folder_abort(folder, cli->diags);
    return status;
}
