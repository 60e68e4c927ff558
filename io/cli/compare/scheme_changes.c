/* scheme_changes.c - a scheme to compare, and one change as lines of text. */
#include "io/cli/compare/scheme_changes.h"

kp_status kp_scheme_side_read(kp_cli *cli, kp_str folder, kp_scheme_side *out)
{
    *out = (kp_scheme_side){.paths = {.scheme = folder}};
    kp_sources_init(&out->sources, cli->arena);
    cli->shown = NULL;
    cli->nshown = cli->shown_cap = 0;
    kp_status status = kp_sources_read_scheme(cli, folder, &out->sources);
    if (status != KP_OK)
        kp_month_report(cli, &out->paths);
    out->shown = cli->shown;
    out->nshown = cli->nshown;
    return status;
}

kp_str kp_scheme_side_place(kp_cli *cli, const kp_scheme_side *side, kp_where where)
{
    kp_buf text;

    cli->shown = side->shown;
    cli->nshown = side->nshown;
    kp_buf_init(&text, 1 << 14);
    kp_where_print(kp_month_shown(cli, &side->paths, where), &text);
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static kp_str or_blank(const kp_cli *cli, kp_str text)
{
    return text.n ? text : kp_str_of(kp_cli_word(cli, "（空）", "(blank)"));
}

static void put_clauses(kp_cli *cli, const kp_scheme_change *change, kp_buf *out)
{
    kp_str text[] = {or_blank(cli, change->clause_before),
                     or_blank(cli, change->clause_after)};

    if ((change->clause_before.n == 0 && change->clause_after.n == 0) ||
        kp_str_is(change->column, "依据"))
        return;
    if (kp_str_eq(text[0], text[1]))
        kp_cli_put(cli, out, "      依据：{1}\n", "      clause: {1}\n", text);
    else if (change->at_before.row && change->at_after.row)
        kp_cli_put(cli, out, "      依据：{1} → {2}\n", "      clause: {1} → {2}\n",
                   text);
    else
        kp_cli_put(cli, out, "      依据：{1}\n", "      clause: {1}\n",
                   change->at_after.row ? &text[1] : &text[0]);
}

static void put_places(kp_cli *cli, const kp_scheme_side side[2],
                       const kp_scheme_change *change, kp_buf *out)
{
    const kp_where *where[] = {&change->at_before, &change->at_after};
    kp_str text[2] = {KP_NONE, KP_NONE};

    for (int k = 0; k < 2; k++)
        if (where[k]->row)
            text[k] = kp_scheme_side_place(cli, &side[k], *where[k]);
    if (text[0].n && text[1].n)
        kp_cli_put(cli, out, "      位置：{1} → {2}\n", "      place: {1} → {2}\n",
                   text);
    else
        kp_cli_put(cli, out, "      位置：{1}\n", "      place: {1}\n",
                   text[0].n ? &text[0] : &text[1]);
}

void kp_put_scheme_change(kp_cli *cli, const kp_scheme_side side[2],
                          const kp_scheme_change *change, kp_buf *out)
{
    bool added = change->at_before.row == 0, removed = change->at_after.row == 0;
    kp_str text[] = {change->block, change->row, change->column,
                     added ? change->after : or_blank(cli, change->before),
                     or_blank(cli, change->after)};

    if (change->row.n == 0)
        kp_cli_put(cli, out, added ? "  + 整块新增\n" : "  - 整块删去\n",
                   added ? "  + the whole block is new\n"
                         : "  - the whole block is gone\n",
                   text);
    else if (added)
        kp_cli_put(cli, out, "  + {2}：{4}\n", "  + {2}: {4}\n", text);
    else if (removed)
        kp_cli_put(cli, out, "  - {2}：{4}\n", "  - {2}: {4}\n", text);
    else
        kp_cli_put(cli, out, "  {2}　{3}：{4} → {5}\n", "  {2}  {3}: {4} → {5}\n",
                   text);
    put_clauses(cli, change, out);
    put_places(cli, side, change, out);
}

void kp_put_scheme_changes(kp_cli *cli, const kp_scheme_side side[2],
                           const kp_scheme_changes *changes, kp_buf *out)
{
    kp_str title = KP_NONE;

    for (size_t k = 0; k < changes->n; k++) {
        const kp_scheme_change *change = &changes->item[k];

        if (!kp_str_eq(change->block, title)) {
            kp_buf_z(out, k ? "\n" : "");
            kp_buf_str(out, change->block);
            kp_buf_char(out, '\n');
        }
        title = change->block;
        kp_put_scheme_change(cli, side, change, out);
    }
}
