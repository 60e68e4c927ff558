/* month_paths.c - the folders or workbooks that `run` and `check` are given. */
#include "io/cli/run/run_month.h"
#include "io/cli/timing.h"

kp_month_paths kp_month_paths_of(const kp_args *args)
{
    const char *data = kp_args_option(args, "data"),
               *prev = kp_args_option(args, "prev");

    return (kp_month_paths){
        .scheme = kp_path_of(args->word[0]),
        .data = data ? kp_path_of(data) : KP_NONE,
        .prev = prev ? kp_path_of(prev) : KP_NONE,
    };
}

/* A refusal by the world comes before faults of rules and data. */
static kp_status worst_of(const kp_status *status, size_t n)
{
    kp_status worst = KP_OK;

    for (size_t i = 0; i < n; i++)
        if (worst == KP_OK || (worst == KP_EINVALID && status[i] != KP_OK))
            worst = status[i];
    return worst;
}

kp_status kp_month_read(kp_cli *cli, kp_month *month, const kp_month_paths *paths)
{
    kp_status status[3] = {KP_OK, KP_OK, KP_OK};

    kp_timing_stage(cli, KP_TIME_READ);
    kp_cli_progress(cli, "读取文件…", "reading files …");
    month->scheme.overlay = paths->overlay;
    status[0] = kp_sources_read_scheme(cli, paths->scheme, &month->scheme);
    if (paths->data.n)
        status[1] = kp_sources_read_data(cli, paths->data, &month->data);
    month->prev_folder = paths->prev;
    if (paths->prev.n)
        status[2] = kp__prev_open(cli, month);
    month->prev_lost = status[2] != KP_OK;
    return worst_of(status, 3);
}

#define NSHOWN 4

static void shown_paths(const kp_month_paths *paths, kp_shown_path out[NSHOWN])
{
    out[0] = (kp_shown_path){KP_STR(KP_RULES_PLACE "/" KP_PACKS_PLACE),
                             KP_STR(KP_PACKS_PLACE)};
    out[1] = (kp_shown_path){KP_STR(KP_RULES_PLACE), kp_path_sources(paths->scheme)};
    out[2] = (kp_shown_path){KP_STR(KP_INPUTS_PLACE), kp_path_sources(paths->data)};
    out[3] = (kp_shown_path){KP_STR(KP_PREV_PLACE), paths->prev};
}

kp_where kp_month_shown(kp_cli *cli, const kp_month_paths *paths, kp_where where)
{
    kp_shown_path shown[NSHOWN];

    shown_paths(paths, shown);
    where.file = kp_cli_shown(cli, where.file, shown, NSHOWN);
    return where;
}

kp_diag kp_month_diag_shown(kp_cli *cli, const kp_month_paths *paths,
                            const kp_diag *diag)
{
    kp_shown_path shown[NSHOWN];

    shown_paths(paths, shown);
    return kp_cli_diag_shown(cli, diag, shown, NSHOWN);
}

void kp_month_report(kp_cli *cli, const kp_month_paths *paths)
{
    kp_shown_path shown[NSHOWN];

    shown_paths(paths, shown);
    kp_cli_report(cli, shown, NSHOWN);
}
