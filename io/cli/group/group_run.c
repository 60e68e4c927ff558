/* group_run.c - every scheme of a group in a process of its own.
 *
 * Processes, not threads: the memory of a finished run is the system's again, and a run
 * that dies takes no other with it.
 */
#include "io/cli/group/group.h"

#include "engine/base/symbols.h"
#include "io/cli/run/run_skel.h"
#include "io/files/children.h"
#include "io/files/files.h"

typedef struct round {
    kp_cli *cli;
    kp_group *group;
    unsigned threads;  // of each run
    kp_group_item **item;
    size_t n;
    bool *ended;
    size_t told;
} round;

/* ---- in the child ---- */

static kp_exit run_one(kp_cli *cli, void *context)
{
    const round *r = ((void **)context)[0];
    const kp_group_item *item = ((void **)context)[1];
    kp_month_paths paths = {
        .scheme = item->scheme, .data = item->data, .prev = item->prev};
    unsigned char head[32];
    kp_month month;

    kp_month_init(&month, cli);
    month.day = r->group->day;
    month.threads = r->threads;
    kp_status status = kp_month_into_folder(cli, &month, &paths, item->out, head);

    kp_month_close(&month);
    return kp_cli_exit(status);
}

static int in_child(void *context, size_t i)
{
    round *r = context;
    void *what[2] = {r, r->item[i]};
    kp_cli cli = {
        .lang = r->group->lang, .arena = kp_arena_open(0), .diags = kp_diags_open()};

    if (!cli.arena || !cli.diags)
        return KP_EXIT_INTERNAL;
    kp_exit code = kp_cli_guarded(&cli, run_one, what);

    if (!cli.told)
        kp_cli_report(&cli, NULL, 0);
    return (int)code;
}

/* ---- in the parent ---- */

static void read_head(kp_cli *cli, kp_group_item *item)
{
    char hex[KP_DIGEST_HEX];
    kp_skel_run about;
    kp_str skel;

    // Mapped, not read: the sum of all skeletons would not stay small.
    if (kp_file_map(item->out, KP_STR("run.skel"), &skel, cli->diags) != KP_OK)
        return;
    if (kp_skel_read_run(skel, &about)) {
        kp_digest_hex(&about.head, hex);
        item->head = kp_str_copy(cli->arena, kp_str_of(hex));
    }
    kp_file_unmap(skel);
}

static void tell(kp_cli *cli, const kp_group_item *item)
{
    kp_buf out;

    if (item->signal)
        (void)kp_fail(cli->diags, KP6710, item->where, item->name, item->name,
                      kp_cli_count(cli, (uint64_t)item->signal), KP_NONE);
    if (item->said.n == 0)
        return;
    kp_buf_init(&out, SIZE_MAX / 4);
    kp_cli_put(cli, &out, "── {1}\n", "── {1}\n", &item->name);
    kp_buf_str(&out, item->said);
    (void)fwrite(out.p, 1, out.n, stderr);
    kp_buf_free(&out);
}

/* Told in order of names, as soon as those before have been. */
static void one_ended(void *context, size_t i, const kp_child_end *end)
{
    round *r = context;
    kp_group_item *item = r->item[i];

    item->code = (kp_exit)end->code;
    item->signal = end->signal;
    item->said = kp_str_copy(r->cli->arena, end->said);
    item->done = !end->signal && end->code == KP_EXIT_DONE;
    r->ended[i] = true;
    while (r->told < r->n && r->ended[r->told])
        tell(r->cli, r->item[r->told++]);
}

static void prepare(kp_cli *cli, kp_group *group, round *r)
{
    kp_str runs = kp_path_join(cli->arena, group->out, KP_STR("runs"));
    kp_str before =
        group->prev.n ? kp_path_join(cli->arena, group->prev, KP_STR("runs")) : KP_NONE;

    r->item = KP_NEW_ARRAY(cli->arena, group->n, kp_group_item *);
    r->ended = KP_NEW_ARRAY(cli->arena, group->n, bool);
    for (size_t i = 0; i < group->n; i++) {
        kp_group_item *item = &group->item[i];

        item->out = kp_path_join(cli->arena, runs, item->name);
        item->code = item->lost ? KP_EXIT_FINDINGS : KP_EXIT_INTERNAL;
        if (before.n && item->prev.n == 0) {
            kp_str prev = kp_path_join(cli->arena, before, item->name);

            item->prev = kp_path_is_folder(prev) ? prev : KP_NONE;
        }
        if (!item->lost)
            r->item[r->n++] = item;
    }
}

static kp_status make_folders(kp_cli *cli, const kp_group *group)
{
    kp_status status = kp_path_make_folder(group->out, cli->diags);

    if (status == KP_OK)
        status = kp_path_make_folder(
            kp_path_join(cli->arena, group->out, KP_STR("runs")), cli->diags);
    return status;
}

kp_status kp__group_run(kp_cli *cli, kp_group *group)
{
    round r = {.cli = cli, .group = group};
    kp_children children = {in_child, one_ended, &r};
    kp_status status = make_folders(cli, group);

    if (status != KP_OK)
        return status;
    prepare(cli, group, &r);
    r.threads = r.n && group->threads > r.n ? group->threads / (unsigned)r.n : 1;
    status = kp_children_run(&children, r.n, group->threads, cli->diags);
    for (size_t i = 0; i < group->n; i++)
        if (group->item[i].done)
            read_head(cli, &group->item[i]);
    return status;
}
