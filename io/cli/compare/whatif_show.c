/* whatif_show.c - a comparison on the terminal. */
#include "io/cli/compare/whatif_show.h"

#include <stdlib.h>

#include "io/cli/compare/scheme_changes.h"
#include "io/cli/run/run_month.h"

#define ROWS_SHOWN 20

kp_str kp_whatif_period(kp_cli *cli, const kp_whatif *w)
{
    char first[KP_MONTH_TEXT], last[KP_MONTH_TEXT];
    kp_buf text;

    kp_month_print(w->day[0], first);
    kp_month_print(w->day[w->nmonths - 1], last);
    kp_buf_init(&text, 256);
    kp_buf_z(&text, first);
    if (w->nmonths > 1)
        kp_buf_printf(&text, "%s%s", kp_cli_word(cli, " 至 ", " to "), last);
    return kp_cli_keep(cli, &text);
}

kp_str kp_compared_key(const kp_cli *cli, const kp_comparison *c,
                       const kp_compared_row *row)
{
    if (row->key == KP_NO_SYMBOL)
        return kp_str_of(kp_cli_word(cli, "（未归入）", "(none)"));
    return kp_symbol_text(c->w->symbols, row->key);
}

bool kp_compared_differs(const kp_comparison *c, const kp_compared_row *row)
{
    for (size_t i = 0; i < c->nfields; i++)
        if (kp_dec_sign(kp_amounts_difference(&row->amount[i])) != 0)
            return true;
    return false;
}

/* ---- cells ---- */

static kp_str word(const kp_cli *cli, const char *zh, const char *en)
{
    return kp_str_of(kp_cli_word(cli, zh, en));
}

static kp_str amount_of(kp_cli *cli, const kp_compared_field *field, kp_decimal amount)
{
    return kp_cli_amount(cli, amount, field->decimals);
}

static void put_three(kp_cli *cli, const kp_compared_field *field,
                      const kp_amounts *amounts, kp_str *cell)
{
    cell[0] = amount_of(cli, field, amounts->base);
    cell[1] = amount_of(cli, field, amounts->trial);
    cell[2] = amount_of(cli, field, kp_amounts_difference(amounts));
}

static void head_three(const kp_cli *cli, kp_str *cell)
{
    cell[0] = word(cli, "原方案", "base");
    cell[1] = word(cli, "试算", "trial");
    cell[2] = word(cli, "差额", "difference");
}

/* ---- the changes ---- */

static void put_changes(kp_cli *cli, const kp_comparison *c, kp_buf *out)
{
    kp_scheme_side side[2];
    kp_scheme_changes changes;

    for (size_t k = 0; k < 2; k++)
        side[k] = (kp_scheme_side){
            .paths = c->w->paths, .shown = cli->shown, .nshown = cli->nshown};
    kp_scheme_diff(cli->arena, &c->w->base.scheme.book, &c->trial->scheme.book,
                   &changes);
    kp_put_scheme_changes(cli, side, &changes, out);
    kp_buf_z(out, changes.n ? "\n" : "");
}

/* ---- totals, and what the difference is made of ---- */

static void put_totals(kp_cli *cli, const kp_comparison *c, kp_buf *out)
{
    kp_columns columns = {
        .arena = cli->arena, .ncolumns = 4, .right = {false, true, true, true}};
    kp_str *row = kp_columns_row(&columns);

    row[0] = word(cli, "合计", "totals");
    head_three(cli, row + 1);
    for (size_t i = 0; i < c->nfields; i++) {
        if (!c->field[i].differs && i != c->main)
            continue;
        row = kp_columns_row(&columns);
        row[0] = c->field[i].field->name;
        put_three(cli, &c->field[i], &c->total.amount[i], row + 1);
    }
    kp_columns_print(&columns, true, "  ", out);
    kp_buf_char(out, '\n');
}

/* Beside its sign, which stands before it. */
static kp_decimal part_of(const kp_comparison *c, const kp_compared_row *row, size_t p)
{
    kp_decimal part = kp_amounts_difference(&row->amount[c->nfields + p]);

    (void)kp_dec_mul(part, kp_dec(abs(c->part[p].times), 0), &part);
    return part;
}

static bool has_rest(const kp_comparison *c)
{
    for (size_t r = 0; r < c->rows.n; r++)
        if (kp_dec_sign(kp_compared_rest(c, &c->rows.row[r])) != 0)
            return true;
    return false;
}

static void put_parts(kp_cli *cli, const kp_comparison *c, kp_buf *out)
{
    const kp_compared_field *main = &c->field[c->main];
    kp_columns columns = {
        .arena = cli->arena, .ncolumns = 3, .right = {false, false, true}};
    kp_str *row;

    if (!main->differs || (c->nparts == 1 && c->part[0].field == main->field))
        return;
    kp_cli_put(cli, out, "“{1}”差额的构成\n", "what the difference of {1} is made of\n",
               &main->field->name);
    for (size_t p = 0; p < c->nparts; p++) {
        if (!c->part[p].differs)
            continue;
        row = kp_columns_row(&columns);
        row[0] = c->part[p].times < 0 ? KP_STR("−") : KP_STR("+");
        row[1] = c->part[p].field->name;
        row[2] = amount_of(cli, main, part_of(c, &c->total, p));
    }
    if (has_rest(c)) {
        row = kp_columns_row(&columns);
        row[1] = word(cli, "其他", "other");
        row[2] = amount_of(cli, main, kp_compared_rest(c, &c->total));
    }
    row = kp_columns_row(&columns);
    row[0] = KP_STR("=");
    row[1] = word(cli, "差额", "difference");
    row[2] = amount_of(cli, main, kp_amounts_difference(&c->total.amount[c->main]));
    kp_columns_print(&columns, false, "  ", out);
    kp_buf_char(out, '\n');
}

/* ---- months, groups, rows ---- */

static void put_months(kp_cli *cli, const kp_comparison *c, kp_buf *out)
{
    kp_columns columns = {
        .arena = cli->arena, .ncolumns = 4, .right = {false, true, true, true}};
    kp_str *row = kp_columns_row(&columns);

    if (c->w->nmonths < 2)
        return;
    row[0] = word(cli, "月份", "month");
    head_three(cli, row + 1);
    for (size_t k = 0; k < c->w->nmonths; k++) {
        char period[KP_MONTH_TEXT];

        kp_month_print(c->w->day[k], period);
        row = kp_columns_row(&columns);
        row[0] = kp_str_copy(cli->arena, kp_str_of(period));
        put_three(cli, &c->field[c->main], &c->by_month[k].amount[c->main], row + 1);
    }
    kp_columns_print(&columns, true, "  ", out);
    kp_buf_char(out, '\n');
}

static void put_group(kp_cli *cli, const kp_comparison *c, const kp_compared_row *group,
                      kp_str key, kp_columns *columns)
{
    kp_str *row = kp_columns_row(columns);

    row[0] = key;
    row[1] = kp_cli_count(cli, group->heads);
    put_three(cli, &c->field[c->main], &group->amount[c->main], row + 2);
}

static void put_grouping(kp_cli *cli, const kp_comparison *c,
                         const kp_compared_rows *rows, kp_buf *out)
{
    kp_columns columns = {
        .arena = cli->arena, .ncolumns = 5, .right = {false, true, true, true, true}};
    kp_str *row = kp_columns_row(&columns);

    row[0] = rows->name;
    row[1] = c->w->nmonths > 1 ? word(cli, "人次", "heads x months")
                               : word(cli, "人数", "heads");
    head_three(cli, row + 2);
    for (size_t r = 0; r < rows->n; r++)
        put_group(cli, c, &rows->row[r], kp_compared_key(cli, c, &rows->row[r]),
                  &columns);
    put_group(cli, c, &c->total, word(cli, "合计", "total"), &columns);
    kp_columns_print(&columns, true, "  ", out);
    kp_buf_char(out, '\n');
}

typedef struct ranked {
    const kp_compared_row *row;
    kp_decimal size;
} ranked;

/* Largest differences first; equal ones stay in order of key. */
static int by_size(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    int order = kp_dec_cmp(y->size, x->size);

    if (order != 0)
        return order;
    return (x->row > y->row) - (x->row < y->row);
}

static size_t rank_rows(kp_cli *cli, const kp_comparison *c, ranked **out)
{
    size_t n = 0;

    *out = KP_NEW_ARRAY(cli->arena, c->rows.n + 1, ranked);
    for (size_t r = 0; r < c->rows.n; r++) {
        const kp_compared_row *row = &c->rows.row[r];

        if (kp_compared_differs(c, row))
            (*out)[n++] =
                (ranked){row, kp_dec_abs(kp_amounts_difference(&row->amount[c->main]))};
    }
    if (n)
        qsort(*out, n, sizeof **out, by_size);
    return n;
}

static void put_people(kp_cli *cli, const kp_comparison *c, kp_buf *out)
{
    kp_columns columns = {
        .arena = cli->arena, .ncolumns = 5, .right = {false, false, true, true, true}};
    kp_str *row = kp_columns_row(&columns);
    ranked *list;
    size_t n = rank_rows(cli, c, &list), up = 0, down = 0;

    row[0] = c->entity->name;
    head_three(cli, row + 2);
    for (size_t i = 0; i < n; i++) {
        int sign = kp_dec_sign(kp_amounts_difference(&list[i].row->amount[c->main]));

        up += sign > 0;
        down += sign < 0;
        if (i >= ROWS_SHOWN)
            continue;
        row = kp_columns_row(&columns);
        row[0] = kp_compared_key(cli, c, list[i].row);
        row[1] = list[i].row->label;
        put_three(cli, &c->field[c->main], &list[i].row->amount[c->main], row + 2);
    }
    kp_str text[] = {kp_cli_count(cli, c->rows.n),
                     kp_cli_count(cli, n),
                     kp_cli_count(cli, up),
                     kp_cli_count(cli, down),
                     c->entity->name,
                     c->field[c->main].field->name};
    kp_cli_put(
        cli, out, "{5} {1} 个，有变化的 {2} 个；“{6}”增加的 {3} 个，减少的 {4} 个\n",
        "{5}: {1}, of whom {2} change; {6} rises for {3} and falls for {4}\n", text);
    if (n)
        kp_columns_print(&columns, true, "  ", out);
    if (n > ROWS_SHOWN) {
        kp_str rest = kp_cli_count(cli, n - ROWS_SHOWN);

        kp_cli_put(cli, out, "  另有 {1} 个，差额较小；全部见 --out 的表\n",
                   "  and {1} more with smaller differences; --out has all\n", &rest);
    }
}

void kp_whatif_print(kp_cli *cli, const kp_comparison *c, kp_buf *out)
{
    kp_str text[] = {c->w->base.month[0].compiled->name, kp_whatif_period(cli, c->w),
                     c->field[c->main].field->name};

    kp_cli_put(cli, out, "{1}  {2}  试算与原方案比较\n\n",
               "{1}  {2}  a trial beside the scheme\n\n", text);
    put_changes(cli, c, out);
    put_totals(cli, c, out);
    put_parts(cli, c, out);
    kp_cli_put(cli, out, c->w->nmonths > 1 || c->ngroupings ? "以下为“{3}”\n\n" : "",
               c->w->nmonths > 1 || c->ngroupings ? "below: {3}\n\n" : "", text);
    put_months(cli, c, out);
    for (size_t g = 0; g < c->ngroupings; g++)
        put_grouping(cli, c, &c->grouping[g], out);
    put_people(cli, c, out);
}
