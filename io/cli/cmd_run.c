/* cmd_run.c - kpay run: one month, into a run folder or into nothing at all. */
#include "io/cli/run/mark.h"
#include "io/cli/run/run_overlay.h"
#include "io/cli/run/run_summary.h"
#include "io/cli/timing.h"

static bool options_are_there(kp_cli *cli, const kp_args *args)
{
    static const char *const needed[] = {"data", "month", "out"};
    bool all = true;

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (kp_args_option(args, needed[i]))
            continue;
        kp__usage(cli, KP6508, needed[i], args->command->name, NULL);
        all = false;
    }
    return all;
}

/* Said last, so that nobody has to look for it above. */
static void say_nothing_payable(kp_cli *cli)
{
    kp_buf out;

    kp_buf_init(&out, 4096);
    kp_put_counts(cli, &out);
    kp_buf_z(&out, kp_cli_word(cli, "。没有生成任何可发放的文件。\n",
                               "; no payable file was made.\n"));
    (void)fwrite(out.p, 1, out.n, stderr);
    kp_buf_free(&out);
}

kp_status kp_month_into_folder(kp_cli *cli, kp_month *month,
                               const kp_month_paths *paths, kp_str out,
                               unsigned char head[32])
{
    kp_status status = kp_month_read(cli, month, paths);

    if (status == KP_OK || status == KP_EINVALID)
        status = kp_month_rest(cli, month, status);
    if (status == KP_OK)
        status = kp_run_write_folder(cli, month, out, head);
    kp_timing_print(cli);
    kp_month_report(cli, paths);
    return status;
}

static kp_status run_month(kp_cli *cli, const kp_args *args, kp_month *month,
                           kp_str out)
{
    kp_month_paths paths = kp_month_paths_of(args);
    unsigned char head[KP_LOG_HASH];
    kp_overlay overlay;

    if (!kp_overlay_of(cli, args, &overlay))
        return KP_EINVALID;
    paths.overlay = &overlay;
    kp_status status = kp_month_into_folder(cli, month, &paths, out, head);

    if (status == KP_OK)
        kp_run_summary(cli, month, out, head);
    else
        say_nothing_payable(cli);
    kp_status marked = kp_mark_files(cli, args, &paths, month);
    return marked == KP_OK ? status : marked;
}

kp_exit kp__cmd_run(kp_cli *cli, const kp_args *args)
{
    kp_timing timing = {0};
    kp_month month;

    if (!options_are_there(cli, args))
        return KP_EXIT_USAGE;
    kp_str out = kp_path_of(kp_args_option(args, "out"));
    kp_month_init(&month, cli);
    if (!kp__month_option(cli, args, &month.day) ||
        !kp__threads_option(cli, args, &month.threads)) {
        kp_month_close(&month);
        return KP_EXIT_USAGE;
    }
    month.live = kp_args_option(args, "live") != NULL;
    cli->timing = kp_args_option(args, "timing") ? &timing : NULL;
    kp_status status = kp_run_out_is_free(cli, out) && kp_mark_is_free(cli, args)
                           ? run_month(cli, args, &month, out)
                           : KP_EIO;
    cli->timing = NULL;
    kp_month_close(&month);
    return kp_cli_exit(status);
}
