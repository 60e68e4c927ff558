/* run_bases.c - from the row 继承 of a 说明 block to a folder. */
#include "io/cli/run/run_bases.h"

#include "io/cli/run/source_index.h"
#include "io/files/files.h"

static kp_str numbered(kp_cli *cli, const char *before, unsigned n)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    kp_buf_printf(&text, "%s/%u", before, n);
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

/* A copy that came with one of the schemes, as in the rules/ of a run folder: 继承/1 is
 * the base of the folder it stands in, 继承/2 the base of that.  A workbook has it in
 * sheets. */
static bool find_copy(kp_cli *cli, const kp_sources *sources, kp_base *out)
{
    for (uint8_t k = 0; k < sources->nlayers; k++) {
        out->layer = k;
        out->inside = numbered(cli, KP_BASES_PLACE, (unsigned)(sources->nlayers - k));
        out->folder = kp_path_join(cli->arena, sources->folder[k], out->inside);
        out->aside = kp__index_has_base(sources, k, out->inside);
        if (out->aside || kp_path_is_folder(out->folder))
            return true;
    }
    return false;
}

static kp_status refuse(kp_cli *cli, kp_code code, const kp_base_name *name, kp_str arg)
{
    return kp_fail(cli->diags, code, name->where, name->path, name->path, arg, KP_NONE);
}

/* The folders, or links to them, are the same. */
static bool is_known(const kp_sources *sources, kp_str folder)
{
    for (uint8_t k = 0; k < sources->nlayers; k++)
        if (kp_path_same(sources->folder[k], folder))
            return true;
    return false;
}

static kp_status find_typed(kp_cli *cli, const kp_sources *sources,
                            const kp_base_name *name, kp_str *folder)
{
    if (kp_str_starts(name->path, KP_STR("/")) ||
        kp_str_starts(name->path, KP_STR("\\")) ||
        kp_str_find(name->path, KP_STR(":")) != SIZE_MAX)
        return refuse(cli, KP6041, name, KP_NONE);
    *folder = kp_path_join(cli->arena, sources->folder[sources->nlayers - 1],
                           kp_path_of(kp_str_copy(cli->arena, name->path).p));
    if (!kp_path_is_folder(*folder)) {
        (void)refuse(cli, KP6040, name, *folder);
        return KP_EIO;
    }
    return KP_OK;
}

bool kp_find_base(kp_cli *cli, const kp_sources *sources, kp_base *out,
                  kp_status *worst)
{
    kp_base_name name =
        kp_inherit_base(cli->arena, &sources->book, sources->nlayers - 1);
    kp_status status = KP_OK;

    *out = (kp_base){0};
    if (name.path.n == 0)
        return false;
    if (sources->nlayers == KP_MOST_LAYERS)
        status = refuse(cli, KP6043, &name, KP_NONE);
    else if (!find_copy(cli, sources, out))
        status = find_typed(cli, sources, &name, &out->folder);
    if (status == KP_OK && !out->aside && is_known(sources, out->folder))
        status = refuse(cli, KP6042, &name, out->folder);
    if (status != KP_OK) {
        *worst = status;
        return false;
    }
    out->place = numbered(cli, KP_RULES_PLACE "/" KP_BASES_PLACE, sources->nlayers).p;
    if (!out->aside)
        kp_cli_show(cli, kp_str_of(out->place), out->folder);
    return true;
}
