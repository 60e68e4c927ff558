/* whatif_compare.c - adding up both sides; see whatif_compare.h. */
#include "io/cli/compare/whatif_compare.h"

#include <stdlib.h>

/* ---- one value of one month ---- */

static kp_decimal number_at(const kp_whatif_month *month, const kp_field *field,
                            size_t row)
{
    kp_value value = kp_run_value(month->run, field->id, row);

    // Who has no value here has nothing.
    return value.state == KP_VALUE ? value.as.num : kp_dec(0, 0);
}

static const kp_field *field_named(const kp_scheme *scheme, kp_str entity, kp_str name)
{
    const kp_entity *of = kp_scheme_entity(scheme, entity);
    const kp_field *field = of ? kp_entity_field(scheme, of, name) : NULL;

    return field && field->kind == KP_NUM ? field : NULL;
}

bool kp_whatif_total(const kp_whatif_month *month, size_t nmonths, kp_str entity,
                     kp_str name, kp_str key, kp_decimal *out)
{
    *out = kp_dec(0, 0);
    for (size_t k = 0; k < nmonths; k++) {
        const kp_scheme *scheme = month[k].compiled;
        const kp_field *field = field_named(scheme, entity, name);

        if (!field)
            return false;
        const kp_table *table = month[k].run->table[field->entity];
        for (size_t row = 0; row < table->n; row++) {
            if (key.n &&
                !kp_str_eq(kp_symbol_text(scheme->symbols, table->key[row]), key))
                continue;
            if (!kp_dec_add(*out, number_at(&month[k], field, row), out))
                return false;
        }
    }
    return true;
}

/* ---- adding up ---- */

typedef struct link_ids {
    uint32_t id[3];
} link_ids;

/* One month of one side, with everything looked up by name. */
typedef struct month_side {
    const kp_whatif_month *month;
    const kp_table *table;
    const kp_field *field[2 * KP_COMPARED_MOST];  // NULL: not in this month's scheme
    const kp_field *label;
    link_ids *link;  // by grouping
    bool *linked;    // by grouping: the links are there
} month_side;

static size_t namounts(const kp_comparison *c)
{
    return c->nfields + c->nparts;
}

static kp_compared_field *compared(kp_comparison *c, size_t i)
{
    return i < c->nfields ? &c->field[i] : &c->part[i - c->nfields];
}

static void find_links(const kp_comparison *c, const kp_scheme *scheme, month_side *s)
{
    for (size_t g = 0; g < c->ngroupings; g++) {
        const kp_entity *entity = s->table->entity;

        s->linked[g] = true;
        for (size_t k = 0; k < c->grouping[g].nlinks && s->linked[g]; k++) {
            const kp_field *link =
                kp_entity_field(scheme, entity, c->grouping[g].link[k]);

            s->linked[g] = link && link->kind == KP_LINK;
            if (!s->linked[g])
                break;
            s->link[g].id[k] = link->id;
            entity = scheme->entity[link->link_entity];
        }
    }
}

static bool look_up(kp_cli *cli, kp_comparison *c, const kp_whatif_month *month,
                    month_side *s)
{
    const kp_scheme *scheme = month->compiled;
    const kp_entity *entity = kp_scheme_entity(scheme, c->entity->name);

    *s = (month_side){.month = month};
    if (!entity)
        return false;
    s->table = month->run->table[entity->id];
    for (size_t i = 0; i < namounts(c); i++)
        s->field[i] = field_named(scheme, entity->name, compared(c, i)->field->name);
    for (size_t k = 0; k < entity->nfields && !s->label; k++) {
        const kp_field *field = scheme->field[entity->field[k]];

        if (field->kind == KP_TEXT && !field->is_key && !field->lifted &&
            field->source == KP_SOURCE_INPUT)
            s->label = field;
    }
    s->link = KP_NEW_ARRAY(cli->arena, c->ngroupings + 1, link_ids);
    s->linked = KP_NEW_ARRAY(cli->arena, c->ngroupings + 1, bool);
    find_links(c, scheme, s);
    return true;
}

static kp_compared_row *row_of(kp_cli *cli, const kp_comparison *c,
                               kp_compared_rows *rows, uint32_t key)
{
    size_t slot = key == KP_NO_SYMBOL ? 0 : (size_t)key + 1;

    if (slot >= rows->nat)
        rows->at =
            kp_arena_grow(cli->arena, rows->at, &rows->nat, slot + 1, sizeof *rows->at);
    if (rows->at[slot])
        return &rows->row[rows->at[slot] - 1];
    rows->row = kp_arena_grow(cli->arena, rows->row, &rows->cap, rows->n + 1,
                              sizeof *rows->row);
    rows->row[rows->n] = (kp_compared_row){
        .key = key, .amount = KP_NEW_ARRAY(cli->arena, namounts(c) + 1, kp_amounts)};
    rows->at[slot] = ++rows->n;
    return &rows->row[rows->n - 1];
}

static kp_str label_of(const month_side *s, size_t row)
{
    kp_value value = {.state = KP_BLANK};

    if (s->label)
        value = kp_run_value(s->month->run, s->label->id, row);
    if (value.state != KP_VALUE)
        return KP_NONE;
    return kp_symbol_text(s->month->compiled->symbols, value.as.symbol);
}

typedef struct adding {
    kp_cli *cli;
    kp_comparison *c;
    month_side side[2];  // base, trial
    kp_compared_row *by_month;
    bool overflow;
} adding;

/* Amounts of one column have one scale and are far from 34 digits. */
static void add_to(adding *a, kp_decimal num, kp_decimal *sum)
{
    const int64_t plain = INT64_MAX / 2;

    if (num.scale == sum->scale && num.coef < plain && num.coef > -plain &&
        sum->coef < plain && sum->coef > -plain)
        sum->coef += num.coef;
    else if (num.coef != 0 && !kp_dec_add(*sum, num, sum))
        a->overflow = true;
}

static void add_amounts(adding *a, kp_compared_row *to, const kp_amounts *amount)
{
    for (size_t i = 0; i < namounts(a->c); i++) {
        add_to(a, amount[i].base, &to->amount[i].base);
        add_to(a, amount[i].trial, &to->amount[i].trial);
    }
}

static uint32_t group_key(const adding *a, const month_side *s, size_t g, size_t row)
{
    if (!s->linked[g])
        return KP_NO_SYMBOL;
    const uint32_t *link = s->link[g].id;
    size_t n = a->c->grouping[g].nlinks;
    size_t at = kp_run_follow(s->month->run, row, link, n);

    if (at == SIZE_MAX)
        return KP_NO_SYMBOL;
    uint32_t entity = s->month->compiled->field[link[n - 1]]->link_entity;
    return s->month->run->table[entity]->key[at];
}

/* Each side adds to the groups that the row belongs to there. */
static void add_row(adding *a, const month_side *s, size_t row,
                    const kp_amounts *amount, bool counts)
{
    kp_compared_row *mine = row_of(a->cli, a->c, &a->c->rows, s->table->key[row]);

    if (mine->label.n == 0)
        mine->label = label_of(s, row);
    mine->heads += counts;
    a->by_month->heads += counts;
    add_amounts(a, mine, amount);
    add_amounts(a, a->by_month, amount);
    for (size_t g = 0; g < a->c->ngroupings; g++) {
        kp_compared_row *group =
            row_of(a->cli, a->c, &a->c->grouping[g], group_key(a, s, g, row));

        group->heads += counts;
        add_amounts(a, group, amount);
    }
}

static void note_decimals(kp_compared_field *field, kp_decimal num)
{
    int32_t needed = num.scale > field->decimals ? kp_dec_reduce(num).scale : 0;

    if (needed > field->decimals)
        field->decimals = needed;
}

static void add_side(adding *a, int which)
{
    const month_side *s = &a->side[which];
    kp_amounts amount[2 * KP_COMPARED_MOST] = {0};

    for (size_t row = 0; row < s->table->n; row++) {
        for (size_t i = 0; i < namounts(a->c); i++) {
            kp_decimal num =
                s->field[i] ? number_at(s->month, s->field[i], row) : kp_dec(0, 0);

            note_decimals(compared(a->c, i), num);
            *(which ? &amount[i].trial : &amount[i].base) = num;
        }
        add_row(a, s, row, amount, which == 0);
    }
}

/* The usual case: the same rows in the same groups, columns mostly shared. */
static void add_both(adding *a)
{
    const month_side *base = &a->side[0], *trial = &a->side[1];
    kp_amounts amount[2 * KP_COMPARED_MOST] = {0};
    bool same[2 * KP_COMPARED_MOST];

    for (size_t i = 0; i < namounts(a->c); i++)
        same[i] = base->field[i] && !trial->month->cone[trial->field[i]->id];
    for (size_t row = 0; row < base->table->n; row++) {
        for (size_t i = 0; i < namounts(a->c); i++) {
            if (!base->field[i])
                continue;
            amount[i].base = number_at(base->month, base->field[i], row);
            amount[i].trial = same[i] ? amount[i].base
                                      : number_at(trial->month, trial->field[i], row);
            note_decimals(compared(a->c, i), amount[i].base);
            note_decimals(compared(a->c, i), amount[i].trial);
        }
        add_row(a, base, row, amount, true);
    }
}

static void sum_months(adding *a)
{
    kp_comparison *c = a->c;

    for (size_t k = 0; k < c->w->nmonths; k++) {
        c->total.heads += c->by_month[k].heads;
        add_amounts(a, &c->total, c->by_month[k].amount);
    }
}

typedef struct in_order {
    const kp_symbols *symbols;
    kp_compared_row *row;
} in_order;

static int by_key(const void *a, const void *b)
{
    const in_order *x = a, *y = b;

    // Rows without a group come last.
    if (x->row->key == KP_NO_SYMBOL || y->row->key == KP_NO_SYMBOL)
        return (x->row->key == KP_NO_SYMBOL) - (y->row->key == KP_NO_SYMBOL);
    return kp_str_cmp(kp_symbol_text(x->symbols, x->row->key),
                      kp_symbol_text(y->symbols, y->row->key));
}

static void sort_rows(kp_cli *cli, const kp_comparison *c, kp_compared_rows *rows)
{
    in_order *order = KP_NEW_ARRAY(cli->arena, rows->n + 1, in_order);
    kp_compared_row *sorted = KP_NEW_ARRAY(cli->arena, rows->n + 1, kp_compared_row);

    for (size_t r = 0; r < rows->n; r++)
        order[r] = (in_order){c->w->symbols, &rows->row[r]};
    if (rows->n)
        qsort(order, rows->n, sizeof *order, by_key);
    for (size_t r = 0; r < rows->n; r++)
        sorted[r] = *order[r].row;
    rows->row = sorted;
}

static void note_differences(kp_comparison *c)
{
    for (size_t r = 0; r < c->rows.n; r++)
        for (size_t i = 0; i < namounts(c); i++) {
            const kp_amounts *amount = &c->rows.row[r].amount[i];

            if (kp_dec_cmp(amount->base, amount->trial) != 0)
                compared(c, i)->differs = true;
        }
}

static bool links_moved(const kp_comparison *c, const adding *a)
{
    const bool *cone = a->side[1].month->cone;

    for (size_t g = 0; g < c->ngroupings; g++)
        for (size_t k = 0; k < c->grouping[g].nlinks; k++)
            if (a->side[1].linked[g] && cone[a->side[1].link[g].id[k]])
                return true;
    return false;
}

static kp_status add_all(kp_cli *cli, kp_comparison *c)
{
    adding a = {.cli = cli, .c = c};

    for (size_t k = 0; k < c->w->nmonths; k++) {
        a.by_month = &c->by_month[k];
        a.by_month->amount = KP_NEW_ARRAY(cli->arena, namounts(c) + 1, kp_amounts);
        bool base = look_up(cli, c, &c->w->base.month[k], &a.side[0]),
             trial = look_up(cli, c, &c->trial->month[k], &a.side[1]);

        if (base && trial && a.side[1].month->cone && !links_moved(c, &a)) {
            add_both(&a);
            continue;
        }
        if (base)
            add_side(&a, 0);
        if (trial)
            add_side(&a, 1);
    }
    sum_months(&a);
    note_differences(c);
    sort_rows(cli, c, &c->rows);
    for (size_t g = 0; g < c->ngroupings; g++)
        sort_rows(cli, c, &c->grouping[g]);
    return a.overflow ? kp_fail(cli->diags, KP6741, KP_NOWHERE, KP_NONE,
                                c->entity->name, KP_NONE, KP_NONE)
                      : KP_OK;
}

kp_decimal kp_amounts_difference(const kp_amounts *amounts)
{
    kp_decimal difference = kp_dec(0, 0);

    // Sums that were held without loss differ without loss, or adding has told.
    (void)kp_dec_sub(amounts->trial, amounts->base, &difference);
    return difference;
}

kp_decimal kp_compared_rest(const kp_comparison *c, const kp_compared_row *row)
{
    kp_decimal rest = kp_amounts_difference(&row->amount[c->main]);

    for (size_t p = 0; p < c->nparts; p++) {
        kp_decimal part = kp_amounts_difference(&row->amount[c->nfields + p]);

        (void)kp_dec_mul(part, kp_dec(c->part[p].times, 0), &part);
        (void)kp_dec_sub(rest, part, &rest);
    }
    return rest;
}

kp_status kp_whatif_compare(kp_cli *cli, const kp_whatif *w,
                            const kp_whatif_side *trial, const kp_compare_wish *wish,
                            kp_comparison *out)
{
    const kp_scheme *scheme = w->base.month[0].compiled;

    *out = (kp_comparison){.w = w, .trial = trial};
    kp_status status = kp__compare_wished(cli, scheme, wish, out);
    if (status != KP_OK)
        return status;
    out->rows.name = out->entity->name;
    out->by_month = KP_NEW_ARRAY(cli->arena, w->nmonths + 1, kp_compared_row);
    out->total.amount = KP_NEW_ARRAY(cli->arena, namounts(out) + 1, kp_amounts);
    return add_all(cli, out);
}
