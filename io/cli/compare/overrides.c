/* overrides.c - kpay check --overrides: layer by layer, base first.
 *
 * What is shown of a layer is the difference between the base below it and both
 * together, so that it is exactly what a calculation makes of the marks.
 */
#include "io/cli/compare/overrides.h"

#include "io/cli/compare/scheme_changes.h"

#define TEXT_MAX ((size_t)256 << 20)

typedef struct lister {
    kp_cli *cli;
    kp_scheme_side side[2];  // the same files, seen from both ends of the arrow
    const kp_sources *scheme;
    kp_buf out;
} lister;

static bool is_of(const kp_scheme_change *change, const kp_override *item)
{
    kp_str kind = item->block, name = change->block;

    if (item->row.n == 0) {
        // A table may be replaced by one of another kind.
        (void)kp_str_cut(&kind, ' ');
        (void)kp_str_cut(&name, ' ');
        return kind.n && kp_str_eq(kind, name);
    }
    // "补贴（2025-01-01 起）" is a row of 补贴.
    return kp_str_eq(change->block, item->block) &&
           kp_str_starts(change->row, item->row) &&
           (change->row.n == item->row.n ||
            kp_str_starts(kp_str_slice(change->row, item->row.n, change->row.n),
                          KP_STR("（")));
}

static void put_head(lister *l, const kp_override *item)
{
    kp_str text[] = {item->block, item->row,
                     kp_scheme_side_place(l->cli, &l->side[1], item->by),
                     kp_scheme_side_place(l->cli, &l->side[0], item->what)};

    kp_buf_str(&l->out, item->block);
    if (item->row.n)
        kp_buf_z(&l->out, " ");
    kp_buf_str(&l->out, item->row);
    if (item->deleted)
        kp_cli_put(l->cli, &l->out, "：{3} 删除了 {4}\n", ": {3} takes away {4}\n",
                   text);
    else
        kp_cli_put(l->cli, &l->out, "：{3} 覆盖了 {4}\n", ": {3} replaces {4}\n", text);
}

static void put_override(lister *l, const kp_override *item,
                         const kp_scheme_changes *changes, bool *told)
{
    bool any = false;

    put_head(l, item);
    for (size_t k = 0; k < changes->n; k++) {
        if (told[k] || !is_of(&changes->item[k], item))
            continue;
        kp_put_scheme_change(l->cli, l->side, &changes->item[k], &l->out);
        told[k] = any = true;
    }
    if (!any)
        kp_buf_z(&l->out, kp_cli_word(l->cli, "  （内容相同）\n", "  (the same)\n"));
}

static void put_additions(lister *l, const kp_scheme_changes *changes, const bool *told)
{
    bool any = false;

    for (size_t k = 0; k < changes->n; k++) {
        const kp_scheme_change *change = &changes->item[k];

        if (told[k] || kp_str_is(change->block, "说明"))
            continue;
        if (!any)
            kp_buf_z(&l->out, kp_cli_word(l->cli, "新增和其他变化\n",
                                          "new, and other changes\n"));
        any = true;
        kp_buf_str(&l->out, change->block);
        kp_buf_char(&l->out, '\n');
        kp_put_scheme_change(l->cli, l->side, change, &l->out);
    }
}

static void list_layer(lister *l, uint8_t layer)
{
    kp_diags *quiet = kp_diags_open();  // wrong marks have been told
    kp_overrides ignored;
    kp_book below, both;
    kp_scheme_changes changes;

    if (!quiet)
        return;
    kp_status status = kp_inherit(l->cli->arena, &l->scheme->typed, layer + 1, &below,
                                  &ignored, quiet);
    if (status == KP_OK)
        status =
            kp_inherit(l->cli->arena, &l->scheme->typed, layer, &both, &ignored, quiet);
    kp_diags_close(quiet);
    kp_scheme_diff(l->cli->arena, &below, &both, &changes);
    bool *told = KP_NEW_ARRAY(l->cli->arena, changes.n + 1, bool);
    kp_str names[] = {l->scheme->folder[layer], l->scheme->folder[layer + 1]};
    kp_cli_put(l->cli, &l->out, "{1} 继承 {2}\n", "{1} extends {2}\n", names);
    for (size_t k = 0; k < l->scheme->overrides.n; k++)
        if (l->scheme->overrides.item[k].layer == layer)
            put_override(l, &l->scheme->overrides.item[k], &changes, told);
    put_additions(l, &changes, told);
    kp_buf_char(&l->out, '\n');
}

void kp_list_overrides(kp_cli *cli, const kp_month_paths *paths,
                       const kp_sources *scheme)
{
    lister l = {.cli = cli, .scheme = scheme};

    for (int k = 0; k < 2; k++) {
        l.side[k].paths = *paths;
        l.side[k].shown = cli->shown;
        l.side[k].nshown = cli->nshown;
    }
    kp_buf_init(&l.out, TEXT_MAX);
    if (scheme->nlayers < 2)
        kp_buf_z(&l.out, kp_cli_word(cli, "方案没有继承别的方案。\n",
                                     "the scheme extends no other.\n"));
    for (unsigned layer = scheme->nlayers - 1U; layer-- > 0;)
        list_layer(&l, (uint8_t)layer);
    kp_cli_print(&l.out);
}
