/* run_replay.c - the same calculation from the folder alone.
 *
 * Sources are rules/, inputs/ and prev/ of the run folder; what would be written is
 * compared with what was written.  Warnings of the calculation were told when it was
 * run and are not told again.
 */
#include "io/cli/run/run_replay.h"

#include <unistd.h>

#include "io/cli/run/correction.h"
#include "io/cli/run/run_live.h"
#include "io/cli/run/run_manifest.h"
#include "io/cli/run/run_write.h"
#include "io/files/files.h"

static kp_status read_archive(kp_cli *cli, kp_str run, kp_month *month)
{
    kp_month_paths paths = {
        .scheme = kp_path_join(cli->arena, run, KP_STR(KP_RULES_PLACE)),
        .data = kp_path_join(cli->arena, run, KP_STR(KP_INPUTS_PLACE)),
        .prev = kp_path_join(cli->arena, run, KP_STR(KP_PREV_PLACE)),
    };

    if (!kp_path_exists(paths.prev))
        paths.prev = KP_NONE;
    kp_str corrects = kp_path_join(cli->arena, run, KP_STR(KP_CORRECTS_PLACE));
    if (kp_path_exists(corrects)) {
        kp_status status = kp_correction_open(cli, month, corrects, KP_NONE);
        if (status != KP_OK)
            return status;
    }
    return kp_month_read(cli, month, &paths);
}

static kp_status compare_all(kp_cli *cli, kp_str run, const kp_month *month,
                             const kp_skel_run *skel, kp_diags *differences,
                             kp_replay *out)
{
    kp_compare_outlet outlet;
    unsigned char head[KP_LOG_HASH];
    kp_status status = kp_compare_outlet_open(&outlet, cli, run, differences);

    if (status == KP_OK)
        status = kp_run_write(cli, month, skel->engine, &outlet.outlet, head);
    if (status == KP_OK)
        status = kp_manifest_strangers(cli, run, &outlet.written, differences);
    out->nfiles = outlet.nfiles;
    out->ndiffering = outlet.ndiffering;
    kp_compare_outlet_close(&outlet);
    return status;
}

static kp_status calculate(kp_cli *cli, kp_str run, kp_month *month)
{
    kp_status status = read_archive(cli, run, month);

    return status == KP_OK ? kp_month_calculate(cli, month) : status;
}

/* The differences so far, then why there are no more. */
static void tell_why_not(kp_cli *cli, kp_diags *why)
{
    kp_diags *differences = cli->diags;

    (void)kp_fail(differences, KP6026, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    kp_cli_report(cli, NULL, 0);
    cli->diags = why;
    kp_cli_report(cli, NULL, 0);
    cli->diags = differences;
}

static unsigned threads(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n > 1 ? (unsigned)(n < 8 ? n : 8) : 1;
}

kp_status kp_run_replay(kp_cli *cli, kp_str run, const kp_skel_run *skel,
                        kp_replay *out)
{
    kp_diags *differences = cli->diags, *own = kp_diags_open();
    kp_month month;

    *out = (kp_replay){0};
    if (!own)
        return KP_ENOMEM;
    kp_month_init(&month, cli);
    month.threads = threads();
    kp_status status = KP_EINVALID;
    cli->diags = own;
    if (kp_month_parse(skel->period, &month.day))
        status = calculate(cli, run, &month);
    month.live =
        kp_path_exists(kp_path_join(cli->arena, run, kp_live_name(cli->arena, &month)));
    out->calculated = status == KP_OK;
    if (out->calculated)
        status = compare_all(cli, run, &month, skel, differences, out);
    cli->diags = differences;
    if (status != KP_OK && (!out->calculated || kp_diags_errors(own)))
        tell_why_not(cli, own);
    kp_month_close(&month);
    kp_diags_close(own);
    return status;
}

kp_status kp_run_recalculate(kp_cli *cli, kp_str run, kp_month *month)
{
    kp_diags *told = cli->diags, *own = kp_diags_open();
    kp_status status = KP_EINVALID;
    kp_skel_run about;
    kp_str skel;

    kp_month_init(month, cli);
    month->threads = threads();
    if (!own)
        return KP_ENOMEM;
    if (!kp_path_exists(kp_path_join(cli->arena, run, KP_STR("run.skel")))) {
        kp_diags_close(own);
        (void)kp_fail(told, KP6006, KP_NOWHERE, KP_NONE, run, KP_STR("run.skel"),
                      KP_NONE);
        return KP_EIO;
    }
    status = kp_file_map(run, KP_STR("run.skel"), &skel, told);
    cli->diags = own;
    if (status == KP_OK)
        status =
            kp_skel_read_run(skel, &about) && kp_month_parse(about.period, &month->day)
                ? calculate(cli, run, month)
                : KP_EINVALID;
    cli->diags = told;
    if (status != KP_OK)
        tell_why_not(cli, own);
    kp_diags_close(own);
    return status;
}
