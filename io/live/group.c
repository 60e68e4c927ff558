/* group.c - sums over children and ranks, in a spreadsheet's words.
 *
 * Children are found by the number of the row they belong to, never by its key:
 * criteria of SUMIFS take "01" and "1" for the same.  Where looking at all children for
 * every owner would be too much, the children stand together on their sheet, and the
 * formula names their rows.
 */
#include "io/live/parts.h"

#include "engine/kernel_rank.h"

typedef struct group {
    kp__writer *w;
    const kp__sheet_of_entity *sheet;  // of those that are looked at
    const kp__chain *chain;            // NULL: all rows
    bool together;                     // spans instead of comparisons
    uint64_t cost;
} group;

static void put(const group *g, const char *text)
{
    kp_buf_z(g->w->out, text);
}

static void put_cells(const group *g, uint32_t column)
{
    if (g->together)
        kp__put_span(g->w->out, g->sheet->quoted, column);
    else
        kp__put_range(g->w->out, g->sheet->quoted, column, KP__DATA_ROW,
                      KP__DATA_ROW + (uint32_t)g->sheet->table->n - 1);
}

static void put_field(const group *g, uint32_t field)
{
    put_cells(g, kp__column_of(g->w->plan, field));
}

static bool compares_rows(const group *g)
{
    return g->chain && !g->together;
}

static kp__bound bound_of(const group *g, uint32_t field)
{
    return g->w->plan->bound[field];
}

/* ---- spans ---- */

const kp__span *kp__spans_of(kp_live_plan *plan, uint32_t child, const kp__chain *chain,
                             bool *together)
{
    const kp__sheet_of_entity *sheet = &plan->entity[child];
    const kp__sheet_of_entity *owner = &plan->entity[chain->target];
    size_t n = owner->table->n;
    kp__span *span = KP_NEW_ARRAY(plan->arena, n + 1, kp__span);
    size_t before = SIZE_MAX;

    *together = true;
    for (size_t i = 0; i < n; i++)
        span[i] = (kp__span){1, 0};
    for (uint32_t i = 0; i < sheet->table->n; i++) {
        size_t row =
            kp_run_follow(plan->run, sheet->row_at[i], chain->link, chain->nlinks);

        if (row == SIZE_MAX) {
            before = row;
            continue;
        }
        kp__span *own = &span[owner->place_of[row]];

        if (own->first <= own->last && row != before)
            *together = false;
        own->first = own->first <= own->last ? own->first : i;
        own->last = i;
        before = row;
    }
    return span;
}

/* ---- aggregates ---- */

/* NAME(values[,position,own row][,filter,"是"]…): SUMIFS and its sisters. */
static void put_criteria(const group *g, const kp_aggregate_spec *spec, bool first)
{
    if (compares_rows(g)) {
        put(g, first ? "" : ",");
        put_cells(g, g->chain->column);
        kp_buf_printf(g->w->out, ",ROW()-%d", KP__DATA_ROW - 1);
        first = false;
    }
    if (spec->filter != KP_NO_FIELD) {
        put(g, first ? "" : ",");
        put_field(g, spec->filter);
        put(g, ",\"是\"");
    }
}

static bool has_criteria(const group *g, const kp_aggregate_spec *spec)
{
    return compares_rows(g) || spec->filter != KP_NO_FIELD;
}

static void put_folded(const group *g, const kp_aggregate_spec *spec, const char *plain,
                       const char *with_criteria)
{
    bool criteria = has_criteria(g, spec);

    put(g, criteria ? with_criteria : plain);
    put(g, "(");
    put_field(g, spec->element);
    if (criteria)
        put_criteria(g, spec, false);
    put(g, ")");
}

/* (position=own row)*(filter="是") as factors, each followed by "*". */
static void put_factors(const group *g, const kp_aggregate_spec *spec)
{
    if (compares_rows(g)) {
        put(g, "(");
        put_cells(g, g->chain->column);
        kp_buf_printf(g->w->out, "=ROW()-%d)*", KP__DATA_ROW - 1);
    }
    if (spec->filter != KP_NO_FIELD) {
        put(g, "(");
        put_field(g, spec->filter);
        put(g, "=\"是\")*");
    }
}

static void put_has_value(const group *g, uint32_t field)
{
    put(g, "(");
    put_field(g, field);
    put(g, "<>\"\")*(");
    put_field(g, field);
    put(g, "<>\"不适用\")");
}

/* Rows that have a value; numbers are told from texts by a criterion. */
static void put_count(const group *g, const kp_aggregate_spec *spec)
{
    bool all = spec->element == KP_NO_FIELD || (!bound_of(g, spec->element).blank &&
                                                !bound_of(g, spec->element).absent);

    if (!all) {
        put(g, "SUMPRODUCT(");
        put_factors(g, spec);
        put_has_value(g, spec->element);
        put(g, ")");
    } else if (has_criteria(g, spec)) {
        put(g, "COUNTIFS(");
        put_criteria(g, spec, true);
        put(g, ")");
    } else {
        put(g, "ROWS(");
        put_cells(g, KP__KEY_COLUMN);
        put(g, ")");
    }
}

/* IF(number of rows=0,0, … what follows and a bracket): of nothing, where a branch not
 * taken would have asked for it, MAXIFS and MEDIAN are an error in some programs and 0
 * in others. */
static void put_of_some(const group *g, const kp_aggregate_spec *spec)
{
    put(g, "IF(");
    put_count(g, spec);
    put(g, "=0,0,");
}

static void put_extreme(const group *g, const kp_aggregate_spec *spec,
                        const char *plain, const char *with_criteria)
{
    bool criteria = has_criteria(g, spec);

    if (criteria)
        put_of_some(g, spec);
    put_folded(g, spec, plain, with_criteria);
    put(g, criteria ? ")" : "");
}

/* SUMPRODUCT(factors,values,weights): texts count as 0 between commas. */
static void put_weighted(const group *g, const kp_aggregate_spec *spec, bool values)
{
    put(g, "SUMPRODUCT(");
    put_factors(g, spec);
    put_has_value(g, spec->element);
    if (values) {
        put(g, ",");
        put_field(g, spec->element);
    }
    put(g, ",");
    put_field(g, spec->weight);
    put(g, ")");
}

/* IF(condition, …) around the values, spread over the rows by an array formula. */
static void put_median(const group *g, const kp_aggregate_spec *spec)
{
    bool criteria = has_criteria(g, spec);

    put_of_some(g, spec);
    put(g, "MEDIAN(");
    if (criteria) {
        put(g, "IF(");
        put_factors(g, spec);
        put_has_value(g, spec->element);
        put(g, ",");
    }
    put_field(g, spec->element);
    put(g, criteria ? "))" : ")");
    put(g, ")");
}

static void put_any_all(const group *g, const kp_aggregate_spec *spec)
{
    bool any = spec->fn == KP_AGG_ANY;

    put(g, "IF(COUNTIFS(");
    put_field(g, spec->element);
    put(g, any ? ",\"是\"" : ",\"否\"");
    if (has_criteria(g, spec))
        put_criteria(g, spec, false);
    put(g, any ? ")>0,\"是\",\"否\")" : ")=0,\"是\",\"否\")");
}

static bool put_aggregate(const group *g, const kp_aggregate_spec *spec,
                          kp__column *column)
{
    switch (spec->fn) {
    case KP_AGG_SUM:
        put_folded(g, spec, "SUM", "SUMIFS");
        return true;
    case KP_AGG_COUNT:
        put_count(g, spec);
        return true;
    case KP_AGG_MIN:
        put_extreme(g, spec, "MIN", "_xlfn.MINIFS");
        return true;
    case KP_AGG_MAX:
        put_extreme(g, spec, "MAX", "_xlfn.MAXIFS");
        return true;
    case KP_AGG_WEIGHTED_SUM:
    case KP_AGG_WEIGHTS:
        put_weighted(g, spec, spec->fn == KP_AGG_WEIGHTED_SUM);
        return true;
    case KP_AGG_MEDIAN:
        column->array = has_criteria(g, spec);
        put_median(g, spec);
        return true;
    case KP_AGG_ANY:
    case KP_AGG_ALL:
        put_any_all(g, spec);
        return true;
    case KP_AGG_FN_COUNT:
        break;
    }
    return kp__writer_fails(g->w, KP__WHY_GROUP);
}

static const char *of_no_rows(kp_aggregate_fn fn)
{
    return fn == KP_AGG_ANY ? "\"否\"" : fn == KP_AGG_ALL ? "\"是\"" : "0";
}

/* One owner to whom all belong needs no comparing. */
static bool owns_all(const kp_live_plan *plan, const kp__chain *chain)
{
    return plan->entity[chain->target].table->n == 1 && !chain->blank;
}

static bool choose_rows(group *g, const kp__chain *chain, kp__column *column)
{
    kp_live_plan *plan = g->w->plan;
    uint64_t owners = plan->entity[chain->target].table->n;

    g->chain = chain;
    g->cost = owners * g->sheet->table->n;
    if (g->cost <= KP__COST_MOST)
        return true;
    column->span = kp__spans_of(plan, g->sheet->entity->id, chain, &g->together);
    return g->together || kp__writer_fails(g->w, KP__WHY_COST);
}

bool kp__write_aggregate(kp__writer *w, kp__column *column)
{
    const kp_aggregate_spec *spec = w->field->aggregate;
    group g = {.w = w, .sheet = kp__sheet_of(w->plan, spec->child)};

    if (g.sheet->table->n == 0) {
        put(&g, of_no_rows(spec->fn));
        return true;
    }
    if (spec->nlinks) {
        const kp__chain *chain =
            kp__chain_of(w->plan, spec->child, spec->nlinks, spec->link);

        if (!owns_all(w->plan, chain) && !choose_rows(&g, chain, column))
            return false;
    } else {
        uint64_t rows = kp__sheet_of(w->plan, w->field->entity)->table->n;

        if (rows * g.sheet->table->n > KP__COST_MOST)
            return kp__writer_fails(w, KP__WHY_COST);
    }
    column->alone = kp_str_of(of_no_rows(spec->fn));
    return put_aggregate(&g, spec, column);
}

/* ---- ranks ---- */

static bool key_is_plain(const group *g, uint32_t key)
{
    kp__bound bound = bound_of(g, key);
    kp_kind kind = g->w->plan->scheme->field[key]->kind;

    return (kind == KP_NUM || kind == KP_DATE) && bound.clean;
}

/* Those that take part have all keys; a text in a comparison would count as large. */
static bool keys_are_there(const group *g, const kp_group_spec *spec)
{
    const kp_live_plan *plan = g->w->plan;

    for (size_t row = 0; row < g->sheet->table->n; row++) {
        kp_value in = kp_value_bool(true);

        if (spec->include != KP_NO_FIELD)
            in = kp_column_get(kp__cells_of(plan, spec->include), row);
        if (!KP_HAS_VALUE(in.state) || !in.as.flag)
            continue;
        for (uint32_t k = 0; k < spec->nkeys; k++)
            if (!KP_HAS_VALUE(kp_column_state(kp__cells_of(plan, spec->key[k]), row)))
                return false;
    }
    return true;
}

/* A column from the first row to the own one, or all of it. */
static void put_up_to_here(const group *g, uint32_t column, bool here)
{
    if (!here) {
        put_cells(g, column);
        return;
    }
    kp_buf *out = g->w->out;

    kp_buf_char(out, '$');
    kp__put_letters(out, column);
    kp_buf_char(out, '$');
    if (g->together)
        kp_buf_char(out, KP__SPAN_FIRST);
    else
        kp_buf_uint(out, KP__DATA_ROW);
    kp_buf_char(out, ':');
    kp__put_cell(out, column);
}

/* (group=own)*(include="是")* */
static void put_rank_factors(const group *g, const kp_group_spec *spec, bool here)
{
    if (compares_rows(g)) {
        put(g, "(");
        put_up_to_here(g, g->chain->column, here);
        put(g, "=");
        kp__put_cell(g->w->out, g->chain->column);
        put(g, ")*");
    }
    if (spec->include != KP_NO_FIELD) {
        put(g, "(");
        put_up_to_here(g, kp__column_of(g->w->plan, spec->include), here);
        put(g, "=\"是\")*");
    }
}

static void put_key(const group *g, const kp_group_spec *spec, uint32_t k,
                    const char *sign, bool here)
{
    uint32_t column = kp__column_of(g->w->plan, spec->key[k]);

    put(g, "(");
    put_up_to_here(g, column, here);
    put(g, sign);
    kp__put_cell(g->w->out, column);
    put(g, ")");
}

/* The column beside a dense rank. */
static uint32_t first_column(const group *g)
{
    uint32_t c = 0;

    while (g->sheet->column[c].role != KP__FIRST ||
           g->sheet->column[c].field != g->w->field->id)
        c++;
    return c;
}

/* Who stands before: larger in the first key, or equal there and larger in the next …
 */
static void put_before(const group *g, const kp_group_spec *spec)
{
    // 1*: a truth value alone counts for nothing in some programs.
    put(g, "SUMPRODUCT(1*");
    put_rank_factors(g, spec, false);
    if (spec->style == KP_RANK_DENSE) {
        put_up_to_here(g, first_column(g), false);
        put(g, "*");
    }
    put(g, "(");
    for (uint32_t k = 0; k < spec->nkeys; k++) {
        put(g, k ? "+" : "");
        for (uint32_t equal = 0; equal < k; equal++) {
            put_key(g, spec, equal, "=", false);
            put(g, "*");
        }
        put_key(g, spec, k, spec->descending[k] ? ">" : "<", false);
    }
    put(g, "))");
}

/* Equals above, the row itself among them: rows stand in the order that breaks ties. */
static void put_equals_above(const group *g, const kp_group_spec *spec)
{
    put(g, "SUMPRODUCT(1*");
    put_rank_factors(g, spec, true);
    for (uint32_t k = 0; k < spec->nkeys; k++) {
        put(g, k ? "*" : "");
        put_key(g, spec, k, "=", true);
    }
    put(g, ")");
}

/* IF(taking part,IF(equals above=1,1,0),0) */
static void write_first(const group *g, const kp_group_spec *spec,
                        const kp__column *rank)
{
    kp__column *column = &g->sheet->column[first_column(g)];
    bool outside = spec->include != KP_NO_FIELD;
    kp_buf text;
    kp__writer own = *g->w;
    group there = *g;

    kp_buf_init(&text, 1 << 16);
    own.out = &text;
    there.w = &own;
    if (outside) {
        put(&there, "IF(");
        kp__put_cell(&text, kp__column_of(own.plan, spec->include));
        put(&there, "=\"是\",");
    }
    put(&there, "IF(");
    put_equals_above(&there, spec);
    put(&there, outside ? "=1,1,0),0)" : "=1,1,0)");
    column->formula = kp_str_copy(own.plan->arena, kp_buf_view(&text));
    column->alone = KP_STR("0");
    column->span = rank->span;
    column->first = kp__first_of_places(own.plan, own.field);
    kp_buf_free(&text);
}

/* For every row the rows of its group; NULL where they do not stand together or are so
 * many that comparing all pairs costs too much. */
static const kp__span *rivals_of(group *g)
{
    kp_live_plan *plan = g->w->plan;
    const kp__sheet_of_entity *owner = &plan->entity[g->chain->target];
    const kp__span *of_owner =
        kp__spans_of(plan, g->sheet->entity->id, g->chain, &g->together);
    kp__span *out = KP_NEW_ARRAY(plan->arena, g->sheet->table->n + 1, kp__span);
    uint64_t cost = 0;

    for (size_t i = 0; i < g->sheet->table->n; i++) {
        size_t row = kp_run_follow(plan->run, g->sheet->row_at[i], g->chain->link,
                                   g->chain->nlinks);

        out[i] = of_owner[owner->place_of[row]];
        cost += (uint64_t)out[i].last - out[i].first + 1;
    }
    g->together = g->together && cost <= KP__COST_MOST;
    return out;
}

static bool choose_rivals(group *g, const kp_group_spec *spec, kp__column *column)
{
    kp_live_plan *plan = g->w->plan;
    uint64_t n = g->sheet->table->n;

    if (spec->nlinks) {
        const kp__chain *chain =
            kp__chain_of(plan, g->sheet->entity->id, spec->nlinks, spec->link);

        if (!owns_all(plan, chain))
            g->chain = chain;
        if (chain->blank)
            return kp__writer_fails(g->w, KP__WHY_GROUP);
    }
    if (n * n <= KP__COST_MOST)
        return true;
    if (!g->chain)
        return kp__writer_fails(g->w, KP__WHY_COST);
    column->span = rivals_of(g);
    return g->together || kp__writer_fails(g->w, KP__WHY_COST);
}

static bool rank_is_sayable(const group *g, const kp_group_spec *spec)
{
    if (!keys_are_there(g, spec))
        return false;
    // Ties go by key, so rows must stand in its order.
    if (spec->style == KP_RANK_ORDINAL && g->sheet->regrouped)
        return false;
    for (uint32_t k = 0; k < spec->nkeys; k++)
        if (!key_is_plain(g, spec->key[k]))
            return false;
    return true;
}

bool kp__write_rank(kp__writer *w, kp__column *column)
{
    const kp_group_spec *spec = w->field->group;
    group g = {.w = w, .sheet = kp__sheet_of(w->plan, w->field->entity)};
    bool outside = spec->include != KP_NO_FIELD;

    if (!rank_is_sayable(&g, spec))
        return kp__writer_fails(w, KP__WHY_GROUP);
    if (!choose_rivals(&g, spec, column))
        return false;
    if (outside) {
        put(&g, "IF(");
        kp__put_cell(w->out, kp__column_of(w->plan, spec->include));
        put(&g, "=\"是\",");
    }
    if (spec->style == KP_RANK_DENSE)
        write_first(&g, spec, column);
    put_before(&g, spec);
    put(&g, "+");
    if (spec->style == KP_RANK_ORDINAL)
        put_equals_above(&g, spec);
    else
        put(&g, "1");
    put(&g, outside ? ",\"不适用\")" : "");
    return true;
}
