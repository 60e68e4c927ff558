/* rows.c - links as row numbers, and the order in which rows stand on a sheet.
 *
 * Every link has a column beside it that says which row of the other sheet it points
 * to, found by MATCH on the key; chains of links have one, too.  Whatever follows a
 * link looks there, so that a key is searched once, however many figures come from its
 * row.
 */
#include "io/live/parts.h"

#include <string.h>

/* ---- chains ---- */

static bool same_links(const kp__chain *chain, uint32_t nlinks, const uint32_t *link)
{
    return chain->nlinks == nlinks &&
           memcmp(chain->link, link, nlinks * sizeof *link) == 0;
}

static kp__chain *find_chain(const kp__sheet_of_entity *sheet, uint32_t nlinks,
                             const uint32_t *link)
{
    for (size_t i = 0; i < sheet->nchains; i++)
        if (same_links(&sheet->chain[i], nlinks, link))
            return &sheet->chain[i];
    return NULL;
}

const kp__chain *kp__chain_of(const kp_live_plan *plan, uint32_t entity,
                              uint32_t nlinks, const uint32_t *link)
{
    return find_chain(&plan->entity[entity], nlinks, link);
}

/* The rest of a chain belongs to the row that its first link leads to. */
static void add_chain(kp_live_plan *plan, uint32_t entity, uint32_t nlinks,
                      const uint32_t *link)
{
    kp__sheet_of_entity *sheet = &plan->entity[entity];

    if (nlinks == 0 || find_chain(sheet, nlinks, link))
        return;
    if (nlinks > 1) {
        add_chain(plan, entity, 1, link);
        add_chain(plan, plan->scheme->field[link[0]]->link_entity, nlinks - 1,
                  link + 1);
    }
    sheet->chain = kp_arena_grow(plan->arena, sheet->chain, &sheet->chain_cap,
                                 sheet->nchains + 1, sizeof *sheet->chain);
    sheet->chain[sheet->nchains++] = (kp__chain){
        .nlinks = nlinks,
        .link = link,
        .target = plan->scheme->field[link[nlinks - 1]]->link_entity,
    };
}

static void add_of_tree(kp_live_plan *plan, uint32_t entity, const kp_expr *e)
{
    kp__seen *seen = kp__seen_or_new(plan, e);

    if (seen->walked)
        return;
    seen->walked = true;
    if (e->op == KP_X_UP)
        add_chain(plan, entity, e->nlinks, e->link);
    if (e->op == KP_X_TABLE)
        plan->table[e->target].asked = true;
    for (uint32_t k = 0; k < e->nargs; k++)
        add_of_tree(plan, entity, e->arg[k]);
}

static void add_of_field(kp_live_plan *plan, const kp_field *field)
{
    if (field->kind == KP_LINK)
        add_chain(plan, field->entity, 1, &field->id);
    if (field->source == KP_SOURCE_SCALAR)
        add_of_tree(plan, field->entity, field->expr);
    else if (field->source == KP_SOURCE_AGGREGATE)
        add_chain(plan, field->aggregate->child, field->aggregate->nlinks,
                  field->aggregate->link);
    else if (field->group)
        add_chain(plan, field->entity, field->group->nlinks, field->group->link);
}

static bool keys_are_clear(const kp_live_plan *plan, uint32_t entity)
{
    const kp_table *table = plan->run->table[entity];

    for (size_t row = 0; row < table->n; row++) {
        kp_str key = kp_symbol_text(plan->scheme->symbols, table->key[row]);

        if (plan->collides[table->key[row]] || key.n > KP__TEXT_BYTES)
            return false;
        for (size_t i = 0; i < key.n; i++)
            if (strchr("*?~", key.p[i]))
                return false;
    }
    return true;
}

static void settle_chain(kp_live_plan *plan, uint32_t entity, kp__chain *chain)
{
    size_t n = plan->run->table[entity]->n;

    for (size_t row = 0; row < n && !chain->blank; row++)
        chain->blank =
            kp_run_follow(plan->run, row, chain->link, chain->nlinks) == SIZE_MAX;
    chain->by_key = keys_are_clear(plan, chain->target);
}

void kp__chains_make(kp_live_plan *plan)
{
    for (size_t f = 0; f < plan->scheme->nfields; f++)
        if (kp__is_shown(plan->scheme->field[f]))
            add_of_field(plan, plan->scheme->field[f]);
    for (uint32_t e = 0; e < plan->scheme->nentities; e++)
        for (size_t i = 0; i < plan->entity[e].nchains; i++)
            settle_chain(plan, e, &plan->entity[e].chain[i]);
}

/* ---- formulas of positions ---- */

/* MATCH(key, keys of the other sheet, 0). */
static void put_match(kp_live_plan *plan, const kp__sheet_of_entity *sheet,
                      const kp__chain *chain, kp_buf *out)
{
    const kp__sheet_of_entity *target = &plan->entity[chain->target];
    uint32_t local = plan->scheme->field[chain->link[0]]->local;

    if (chain->blank) {
        kp_buf_z(out, "IF(");
        kp__put_cell(out, sheet->column_of[local]);
        kp_buf_z(out, "=\"\",\"\",");
    }
    kp_buf_z(out, "MATCH(");
    kp__put_cell(out, sheet->column_of[local]);
    kp_buf_z(out, ",");
    kp__put_range(out, target->quoted, KP__KEY_COLUMN, KP__DATA_ROW,
                  kp__last_row(target));
    kp_buf_z(out, chain->blank ? ",0))" : ",0)");
}

/* What the row of the first link says of the rest. */
static void put_further(kp_live_plan *plan, const kp__sheet_of_entity *sheet,
                        const kp__chain *chain, kp_buf *out)
{
    const kp__chain *first = find_chain(sheet, 1, chain->link);
    const kp__sheet_of_entity *target = &plan->entity[first->target];
    const kp__chain *rest = find_chain(target, chain->nlinks - 1, chain->link + 1);
    uint32_t rows = (uint32_t)target->table->n;

    if (first->blank) {
        kp_buf_z(out, "IF(");
        kp__put_cell(out, first->column);
        kp_buf_z(out, "=\"\",\"\",");
    }
    kp_buf_z(out, rows > 1 ? "INDEX(" : "");
    kp__put_range(out, target->quoted, rest->column, KP__DATA_ROW,
                  kp__last_row(target));
    if (rows > 1) {
        kp_buf_z(out, ",");
        kp__put_cell(out, first->column);
        kp_buf_z(out, ")");
    }
    kp_buf_z(out, first->blank ? ")" : "");
}

void kp__write_chain(kp_live_plan *plan, kp__sheet_of_entity *sheet, kp__column *column)
{
    const kp__chain *chain = &sheet->chain[column->chain];
    kp_buf out;

    if (!chain->by_key || plan->entity[chain->target].table->n == 0)
        return;
    kp_buf_init(&out, 1 << 16);
    if (chain->nlinks == 1)
        put_match(plan, sheet, chain, &out);
    else
        put_further(plan, sheet, chain, &out);
    column->formula = kp_str_copy(plan->arena, kp_buf_view(&out));
    kp_buf_free(&out);
}

/* ---- order of rows ---- */

/* The chain whose owners would look at the most children in vain. */
static const kp__chain *dearest_chain(const kp_live_plan *plan, uint32_t child)
{
    const kp__chain *best = NULL;
    uint64_t most = KP__COST_MOST, n = plan->run->table[child]->n;

    for (size_t f = 0; f < plan->scheme->nfields; f++) {
        const kp_field *field = plan->scheme->field[f];

        if (!kp__is_shown(field) || field->source != KP_SOURCE_AGGREGATE ||
            field->aggregate->child != child || field->aggregate->nlinks == 0)
            continue;
        uint64_t cost = n * plan->run->table[field->entity]->n;
        if (cost > most) {
            most = cost;
            best = kp__chain_of(plan, child, field->aggregate->nlinks,
                                field->aggregate->link);
        }
    }
    return best;
}

/* Counting sort by owner: stable, rows without one at the end. */
static void regroup(kp_live_plan *plan, kp__sheet_of_entity *sheet,
                    const kp__chain *chain)
{
    size_t owners = plan->run->table[chain->target]->n, n = sheet->table->n;
    uint32_t *start = KP_NEW_ARRAY(plan->arena, owners + 2, uint32_t);

    for (size_t row = 0; row < n; row++) {
        size_t owner = kp_run_follow(plan->run, row, chain->link, chain->nlinks);
        start[(owner == SIZE_MAX ? owners : owner) + 1]++;
    }
    for (size_t i = 1; i < owners + 2; i++)
        start[i] += start[i - 1];
    for (uint32_t row = 0; row < n; row++) {
        size_t owner = kp_run_follow(plan->run, row, chain->link, chain->nlinks);
        sheet->row_at[start[owner == SIZE_MAX ? owners : owner]++] = row;
    }
    for (uint32_t i = 0; i < n; i++)
        sheet->regrouped |= sheet->row_at[i] != i;
}

void kp__rows_make(kp_live_plan *plan)
{
    for (uint32_t e = 0; e < plan->scheme->nentities; e++) {
        kp__sheet_of_entity *sheet = &plan->entity[e];
        const kp__chain *chain = dearest_chain(plan, e);
        size_t n = sheet->table->n;

        sheet->row_at = KP_NEW_ARRAY(plan->arena, n + 1, uint32_t);
        sheet->place_of = KP_NEW_ARRAY(plan->arena, n + 1, uint32_t);
        for (uint32_t i = 0; i < n; i++)
            sheet->row_at[i] = i;
        if (chain)
            regroup(plan, sheet, chain);
        for (uint32_t i = 0; i < n; i++)
            sheet->place_of[sheet->row_at[i]] = i;
    }
}
