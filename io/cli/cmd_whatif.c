/* cmd_whatif.c - kpay whatif: what a change of the rules would pay whom. */
#include "engine/base/fold.h"
#include "io/cli/compare/whatif_show.h"
#include "io/cli/compare/whatif_solve.h"
#include "io/cli/timing.h"
#include "io/files/files.h"

#define TEXT_MAX ((size_t)256 << 20)

/* ---- options ---- */

static int32_t next_month(int32_t day)
{
    kp_ymd ymd = kp_date_ymd(day);

    ymd.month = ymd.month == 12 ? 1 : ymd.month + 1;
    ymd.year += ymd.month == 1;
    return kp_date_of(ymd);
}

static kp_exit wrong_months(kp_cli *cli, const char *typed)
{
    return kp__usage(cli, KP6509, "--months", typed, "2025-01..2025-12");
}

static bool read_months(kp_cli *cli, const char *typed, kp_whatif *w)
{
    kp_str text = kp_fold(cli->arena, kp_str_of(typed));
    size_t at = kp_str_find(text, KP_STR(".."));
    int32_t first, last;

    if (at == SIZE_MAX || !kp_month_parse(kp_str_slice(text, 0, at), &first) ||
        !kp_month_parse(kp_str_slice(text, at + 2, text.n), &last) || last < first) {
        wrong_months(cli, typed);
        return false;
    }
    for (int32_t day = first; day <= last; day = next_month(day)) {
        if (w->nmonths == KP_WHATIF_MONTHS) {
            wrong_months(cli, typed);
            return false;
        }
        w->day[w->nmonths++] = day;
    }
    w->series = true;
    return true;
}

static bool months_of(kp_cli *cli, const kp_args *args, kp_whatif *w)
{
    const char *months = kp_args_option(args, "months");

    if (months && kp_args_option(args, "month")) {
        kp__usage(cli, KP6742, NULL, NULL, NULL);
        return false;
    }
    if (months)
        return read_months(cli, months, w);
    if (!kp_args_option(args, "month")) {
        kp__usage(cli, KP6508, "month", args->command->name, NULL);
        return false;
    }
    w->nmonths = 1;
    return kp__month_option(cli, args, &w->day[0]);
}

static bool read_options(kp_cli *cli, const kp_args *args, kp_whatif *w)
{
    bool good = months_of(cli, args, w);

    if (!kp_args_option(args, "data")) {
        kp__usage(cli, KP6508, "data", args->command->name, NULL);
        return false;
    }
    w->paths = kp_month_paths_of(args);
    return kp__threads_option(cli, args, &w->threads) && good;
}

static kp_compare_wish wish_of(kp_cli *cli, const kp_args *args)
{
    kp_compare_wish wish = {.entity = kp_str_of(kp_args_option(args, "entity"))};
    kp_str *list;

    wish.nfields = kp_args_all(cli, args, "field", &list);
    wish.field = list;
    wish.nby = kp_args_all(cli, args, "by", &list);
    wish.by = list;
    return wish;
}

/* ---- comparing ---- */

static bool out_is_free(kp_cli *cli, const char *out)
{
    if (!out || !kp_path_exists(kp_path_of(out)))
        return true;
    (void)kp_fail(cli->diags, KP1052, KP_NOWHERE, KP_NONE, kp_path_of(out), KP_NONE,
                  KP_NONE);
    return false;
}

static kp_status show(kp_cli *cli, const kp_args *args, const kp_whatif *w,
                      const kp_whatif_side *trial)
{
    kp_compare_wish wish = wish_of(cli, args);
    const char *folder = kp_args_option(args, "out");
    kp_comparison c;
    kp_buf out;

    kp_timing_stage(cli, KP_TIME_TABLES);
    kp_status status = kp_whatif_compare(cli, w, trial, &wish, &c);

    if (status != KP_OK)
        return status;
    kp_buf_init(&out, TEXT_MAX);
    kp_whatif_print(cli, &c, &out);
    if (folder)
        status = kp_whatif_write(cli, &c, kp_path_of(folder));
    if (status == KP_OK)
        kp_cli_print(&out);
    else
        kp_buf_free(&out);
    return status;
}

/* The value that reaches the goal joins the changes; its proof is shown first. */
static kp_status solve(kp_cli *cli, const kp_args *args, const kp_whatif *w,
                       kp_overlay *overlay)
{
    kp_solve_wish wish = {kp_str_of(kp_args_option(args, "solve")),
                          kp_str_of(kp_args_option(args, "goal")),
                          kp_str_of(kp_args_option(args, "step")),
                          kp_str_of(kp_args_option(args, "from")),
                          kp_str_of(kp_args_option(args, "to"))};
    kp_setting *setting = KP_NEW_ARRAY(cli->arena, overlay->nsettings + 1, kp_setting);
    kp_buf out;

    if (wish.param.n == 0)
        return KP_OK;
    for (size_t i = 0; i < overlay->nsettings; i++)
        setting[i] = overlay->setting[i];
    kp_buf_init(&out, TEXT_MAX);
    kp_status status =
        kp_whatif_solve(cli, w, &wish, overlay, &setting[overlay->nsettings], &out);
    if (status != KP_OK) {
        kp_buf_free(&out);
        return status;
    }
    kp_cli_print(&out);
    overlay->setting = setting;
    overlay->nsettings++;
    return KP_OK;
}

static kp_status compare(kp_cli *cli, const kp_args *args, const kp_whatif *w,
                         kp_overlay *overlay)
{
    kp_whatif_side trial;
    kp_status status = solve(cli, args, w, overlay);

    if (status != KP_OK)
        return status;
    status = kp_whatif_try(cli, w, overlay, &trial);

    if (status == KP_OK)
        status = show(cli, args, w, &trial);
    kp_whatif_side_close(&trial);
    return status;
}

static kp_status whatif(kp_cli *cli, const kp_args *args, kp_whatif *w)
{
    kp_overlay overlay;

    if (!kp_overlay_of(cli, args, &overlay))
        return KP_EINVALID;
    if (!kp_args_option(args, "solve") != !kp_args_option(args, "goal")) {
        kp__usage(cli, KP6751, NULL, NULL, NULL);
        return KP_EINVALID;
    }
    if (overlay.nsettings + overlay.ntables == 0 && !kp_args_option(args, "solve")) {
        kp__usage(cli, KP6743, NULL, NULL, NULL);
        return KP_EINVALID;
    }
    if (!out_is_free(cli, kp_args_option(args, "out")))
        return KP_EIO;
    kp_status status = kp_whatif_open(cli, w);
    return status == KP_OK ? compare(cli, args, w, &overlay) : status;
}

kp_exit kp__cmd_whatif(kp_cli *cli, const kp_args *args)
{
    kp_timing timing = {0};
    kp_whatif w = {.threads = 1};

    if (!read_options(cli, args, &w))
        return KP_EXIT_USAGE;
    cli->timing = kp_args_option(args, "timing") ? &timing : NULL;
    kp_status status = whatif(cli, args, &w);
    kp_cli_progress(cli, NULL, NULL);
    kp_timing_print(cli);
    cli->timing = NULL;
    kp_month_report(cli, &w.paths);
    kp_whatif_close(&w);
    return kp_cli_exit(status);
}
