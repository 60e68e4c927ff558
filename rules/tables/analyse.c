/* analyse.c - walking the layers of a table for what no row, or too many rows, cover.
 */
#include "rules/tables/analyse.h"

#include "rules/tables/analyse_parts.h"

#include <string.h>

#define MAX_REGIONS 200     // regions of one sort that are collected before merging
#define MAX_STEPS 2000000u  // runs looked at in one table

/* A box of ranks, one set an input, that all lead to one hit set. */
typedef struct box {
    kp__rank_set *ranks;
    uint32_t hit;
} box;

typedef enum finding {
    WANT_GAPS,
    WANT_OVERLAPS
} finding;

typedef struct analysis {
    kp_arena *arena;
    const kp_table_source *source;
    const kp_dtable *table;
    const kp_symbols *symbols;
    kp_diags *diags;
    kp__domain *domain;
    bool **leads;    // per layer and state: a wanted hit set can be reached from here
    kp_ranks *path;  // per input: the run being followed
    box *region;
    size_t nregions;
    size_t steps;
    bool cut_short;
} analysis;

/* ---- where findings can be ---- */

static bool is_wanted(const analysis *a, finding wanted, uint32_t hit)
{
    if (wanted == WANT_GAPS)
        return hit == 0;
    return hit >= a->table->hit_violation_at;
}

kp_ranks kp__run_of(const kp_layer *layer, uint32_t state, uint32_t i)
{
    uint32_t from = i > layer->first[state] ? layer->end[i - 1] : 0;
    return (kp_ranks){from, layer->end[i]};
}

static bool state_leads(const analysis *a, finding wanted, size_t l, uint32_t state)
{
    const kp_layer *layer = &a->table->index->layer[l];
    bool last = l + 1 == a->table->ninputs;

    for (uint32_t i = layer->first[state]; i < layer->first[state + 1]; i++) {
        if (kp__real_ranks(&a->domain[layer->axis], kp__run_of(layer, state, i)) == 0)
            continue;
        if (last ? is_wanted(a, wanted, layer->to[i]) : a->leads[l + 1][layer->to[i]])
            return true;
    }
    return false;
}

static void find_leads(analysis *a, finding wanted)
{
    for (size_t l = a->table->ninputs; l-- > 0;)
        for (uint32_t s = 0; s < a->table->index->layer[l].nstates; s++)
            a->leads[l][s] = state_leads(a, wanted, l, s);
}

/* ---- collecting regions ---- */

static void keep_region(analysis *a, uint32_t hit)
{
    box *region = &a->region[a->nregions++];

    region->hit = hit;
    region->ranks = KP_NEW_ARRAY(a->arena, a->table->ninputs, kp__rank_set);
    for (size_t k = 0; k < a->table->ninputs; k++) {
        region->ranks[k].n = 1;
        region->ranks[k].range = KP_NEW(a->arena, kp_ranks);
        *region->ranks[k].range = a->path[k];
    }
}

static void walk(analysis *a, finding wanted, size_t l, uint32_t state)
{
    const kp_layer *layer = &a->table->index->layer[l];
    const kp__domain *domain = &a->domain[layer->axis];
    bool last = l + 1 == a->table->ninputs;

    for (uint32_t i = layer->first[state]; i < layer->first[state + 1]; i++) {
        kp_ranks run = kp__run_of(layer, state, i);
        if (a->nregions == MAX_REGIONS || a->steps++ > MAX_STEPS) {
            a->cut_short = true;
            return;
        }
        if (kp__real_ranks(domain, run) == 0)
            continue;
        a->path[layer->axis] = run;
        if (last && is_wanted(a, wanted, layer->to[i]))
            keep_region(a, layer->to[i]);
        else if (!last && a->leads[l + 1][layer->to[i]])
            walk(a, wanted, l + 1, layer->to[i]);
    }
}

/* ---- merging regions ---- */

static bool same_ranks(kp__rank_set a, kp__rank_set b)
{
    return a.n == b.n && memcmp(a.range, b.range, a.n * sizeof(kp_ranks)) == 0;
}

/* The only input in which two regions differ, or the number of inputs. */
static size_t only_difference(const analysis *a, const box *x, const box *y)
{
    size_t found = a->table->ninputs;

    if (x->hit != y->hit)
        return found;
    for (size_t k = 0; k < a->table->ninputs; k++) {
        if (same_ranks(x->ranks[k], y->ranks[k]))
            continue;
        if (found < a->table->ninputs)
            return a->table->ninputs;
        found = k;
    }
    return found;
}

/* Both sets in rising order, touching ranges joined.  They never overlap, since the
 * walk meets every cell once. */
static kp__rank_set join_ranks(kp_arena *arena, kp__rank_set a, kp__rank_set b)
{
    kp__rank_set out = {KP_NEW_ARRAY(arena, a.n + b.n, kp_ranks), 0};
    size_t i = 0;
    size_t j = 0;

    while (i < a.n || j < b.n) {
        bool from_a = j == b.n || (i < a.n && a.range[i].from < b.range[j].from);
        kp_ranks next = from_a ? a.range[i++] : b.range[j++];
        if (out.n && out.range[out.n - 1].to == next.from)
            out.range[out.n - 1].to = next.to;
        else
            out.range[out.n++] = next;
    }
    return out;
}

static bool merge_once(analysis *a)
{
    for (size_t x = 0; x < a->nregions; x++)
        for (size_t y = x + 1; y < a->nregions; y++) {
            size_t k = only_difference(a, &a->region[x], &a->region[y]);
            if (k == a->table->ninputs)
                continue;
            kp__rank_set *into = &a->region[x].ranks[k];
            *into = join_ranks(a->arena, *into, a->region[y].ranks[k]);
            a->region[y] = a->region[--a->nregions];
            return true;
        }
    return false;
}

static void find_regions(analysis *a, finding wanted)
{
    a->nregions = 0;
    a->steps = 0;
    a->cut_short = false;
    find_leads(a, wanted);
    if (a->leads[0][a->table->index->start])
        walk(a, wanted, 0, a->table->index->start);
    while (merge_once(a))
        ;
}

/* ---- reporting ---- */

kp_str kp__taken_text(kp_arena *arena, kp_buf *buf)
{
    kp_str out = kp_str_copy(arena, kp_buf_view(buf));

    kp_buf_free(buf);
    return out;
}

static kp_str region_text(const analysis *a, const box *region)
{
    kp_buf out;

    kp_buf_init(&out, 2048);
    for (size_t k = 0; k < a->table->ninputs; k++)
        kp__print_region(&a->domain[k], a->symbols, region->ranks[k], &out);
    if (out.n == 0)
        kp_buf_z(&out, "任意值");
    return kp__taken_text(a->arena, &out);
}

static kp_str example_text(const analysis *a, const box *region)
{
    kp_buf out;

    kp_buf_init(&out, 2048);
    for (size_t k = 0; k < a->table->ninputs; k++)
        kp__print_example(a->arena, &a->domain[k], a->symbols, region->ranks[k], &out);
    return kp__taken_text(a->arena, &out);
}

static void print_rule(const analysis *a, uint32_t rule, kp_buf *out)
{
    const kp_drule *r = &a->table->rule[rule];

    kp_buf_printf(out, "%.*s（第 %u 行）", KP_FMT(r->label), r->row);
}

static kp_str rules_text(const analysis *a, uint32_t hit)
{
    kp_buf out;

    kp_buf_init(&out, 2048);
    for (uint32_t i = 0; i < a->table->hit_count[hit]; i++) {
        kp_buf_z(&out, i ? "、" : "");
        print_rule(a, a->table->hit_rules[hit][i], &out);
    }
    return kp__taken_text(a->arena, &out);
}

static void report(const analysis *a, kp_code code, uint32_t row, uint32_t col,
                   kp_str arg2, kp_str arg3)
{
    kp_where where = a->table->where;

    if (row) {
        where.row = row;
        where.col = col;
    }
    kp_fail(a->diags, code, where, KP_NONE, a->table->name, arg2, arg3);
}

static void report_more(const analysis *a, size_t shown)
{
    if (a->cut_short || a->nregions > shown)
        report(a, KP2258, 0, 0, KP_NONE, KP_NONE);
}

static void report_gaps(analysis *a)
{
    bool meant = kp_block_option(a->source->block, "未命中", "default") != NULL;

    if (a->table->complete || a->table->policy == KP_HIT_COUNT)
        return;
    find_regions(a, WANT_GAPS);
    for (size_t g = 0; g < a->nregions && g < KP_ANALYSE_SHOWN; g++)
        report(a, meant ? KP2255 : KP2254, 0, 0, region_text(a, &a->region[g]),
               example_text(a, &a->region[g]));
    report_more(a, KP_ANALYSE_SHOWN);
}

static bool was_reported(const analysis *a, size_t o)
{
    for (size_t i = 0; i < o; i++)
        if (a->region[i].hit == a->region[o].hit)
            return true;
    return false;
}

/* One finding for each pair of rows, with the first of its regions. */
static void report_overlaps(analysis *a)
{
    size_t shown = 0;

    find_regions(a, WANT_OVERLAPS);
    for (size_t o = 0; o < a->nregions && shown < KP_ANALYSE_SHOWN; o++) {
        uint32_t hit = a->region[o].hit;
        if (was_reported(a, o))
            continue;
        const kp_drule *later = &a->table->rule[a->table->hit_rules[hit][1]];
        report(a, a->table->policy == KP_HIT_UNIQUE ? KP2256 : KP2257, later->row,
               later->col, rules_text(a, hit), example_text(a, &a->region[o]));
        shown++;
    }
    if (a->cut_short || shown == KP_ANALYSE_SHOWN)
        report(a, KP2258, 0, 0, KP_NONE, KP_NONE);
}

/* ---- rows that never apply ---- */

/* Hit sets that real values lead to. */
static bool *find_live_hits(const analysis *a)
{
    const kp_dindex *index = a->table->index;
    bool *here = KP_NEW_ARRAY(a->arena, index->layer[0].nstates, bool);

    here[index->start] = true;
    for (size_t l = 0; l < a->table->ninputs; l++) {
        const kp_layer *layer = &index->layer[l];
        bool last = l + 1 == a->table->ninputs;
        size_t nbeyond = last ? a->table->nhits : index->layer[l + 1].nstates;
        bool *beyond = KP_NEW_ARRAY(a->arena, nbeyond, bool);
        for (uint32_t s = 0; s < layer->nstates; s++)
            for (uint32_t i = layer->first[s]; here[s] && i < layer->first[s + 1]; i++)
                if (kp__real_ranks(&a->domain[layer->axis], kp__run_of(layer, s, i)))
                    beyond[layer->to[i]] = true;
        here = beyond;
    }
    return here;
}

/* A region that the rule itself accepts, for an example of who takes its values. */
static bool own_region(const analysis *a, uint32_t rule, box *out)
{
    out->ranks = KP_NEW_ARRAY(a->arena, a->table->ninputs, kp__rank_set);
    for (size_t k = 0; k < a->table->ninputs; k++) {
        const kp_axis *axis = a->domain[k].axis;
        kp__rank_set *ranks = &out->ranks[k];
        for (uint32_t i = axis->first[rule]; i < axis->first[rule + 1] && !ranks->n;
             i++) {
            if (kp__real_ranks(&a->domain[k], axis->range[i]) == 0)
                continue;
            ranks->range = KP_NEW(a->arena, kp_ranks);
            *ranks->range = axis->range[i];
            while (kp__real_ranks(&a->domain[k], (kp_ranks){ranks->range->from,
                                                            ranks->range->from + 1}) ==
                   0)
                ranks->range->from++;
            ranks->range->to = ranks->range->from + 1;
            ranks->n = 1;
        }
        if (ranks->n == 0)
            return false;
    }
    return true;
}

static uint32_t hit_of_region(const analysis *a, const box *region)
{
    uint32_t state = a->table->index->start;

    for (size_t l = 0; l < a->table->ninputs; l++) {
        const kp_layer *layer = &a->table->index->layer[l];
        state = kp_layer_step(layer, state, region->ranks[layer->axis].range->from);
    }
    return state;
}

static void report_dead_rule(const analysis *a, uint32_t rule)
{
    const kp_drule *r = &a->table->rule[rule];
    box region = {0};
    kp_buf out;

    if (!own_region(a, rule, &region)) {
        report(a, KP2259, r->row, r->col, r->label, KP_STR("它的条件里没有允许的值"));
        return;
    }
    kp_buf_init(&out, 4096);
    kp_buf_str(&out, example_text(a, &region));
    kp_buf_z(&out, " 用的是 ");
    kp_buf_str(&out, rules_text(a, hit_of_region(a, &region)));
    report(a, KP2259, r->row, r->col, r->label, kp__taken_text(a->arena, &out));
}

static void report_dead_rules(analysis *a)
{
    const bool *live_hit = find_live_hits(a);
    bool *live = KP_NEW_ARRAY(a->arena, a->table->nrules + 1, bool);
    size_t shown = 0;

    for (uint32_t hit = 0; hit < a->table->nhits; hit++)
        for (uint32_t i = 0; live_hit[hit] && i < a->table->hit_count[hit]; i++)
            live[a->table->hit_rules[hit][i]] = true;
    for (uint32_t r = 0; r < a->table->nrules && shown < KP_ANALYSE_SHOWN; r++) {
        if (live[r])
            continue;
        report_dead_rule(a, r);
        shown++;
    }
}

/* ---- cross tables ---- */

static bool is_a_key(const kp_axis *axis, const kp_symbols *symbols, uint32_t symbol)
{
    return axis->nlisted && kp_axis_symbol_rank(axis, symbols, symbol) >=
                                axis->nranks - axis->nlisted - 1;
}

/* An option that somebody will have, and that heads no row and no column. */
static void report_missing_keys(const kp_table_source *source,
                                const kp_symbols *symbols, kp_diags *diags)
{
    const kp_dtable *table = source->table;
    bool meant = kp_block_option(source->block, "未命中", "default") != NULL;

    for (size_t k = 0; k < table->ninputs && !meant; k++) {
        const kp_accept *known = &source->input_known[k];

        for (size_t i = 0; !known->any && i < known->nsymbols; i++)
            if (table->input[k].kind == KP_TEXT &&
                !is_a_key(&table->index->axis[k], symbols, known->symbol[i]))
                kp_fail(diags, KP2264, table->where, KP_NONE, table->name,
                        table->input[k].name,
                        kp_symbol_text(symbols, known->symbol[i]));
    }
}

/* ---- the table ---- */

void kp_table_analyse(kp_arena *arena, const kp_table_source *source,
                      const kp_symbols *symbols, kp_diags *diags)
{
    const kp_dtable *table = source->table;
    analysis a = {.arena = arena, .source = source, .table = table};

    if (table->is_cross)
        report_missing_keys(source, symbols, diags);
    if (table->is_cross || table->is_tier || table->ninputs == 0)
        return;
    a.symbols = symbols;
    a.diags = diags;
    a.domain = KP_NEW_ARRAY(arena, table->ninputs, kp__domain);
    a.leads = KP_NEW_ARRAY(arena, table->ninputs, bool *);
    a.path = KP_NEW_ARRAY(arena, table->ninputs, kp_ranks);
    a.region = KP_NEW_ARRAY(arena, MAX_REGIONS, box);
    for (size_t k = 0; k < table->ninputs; k++) {
        kp__domain_make(arena, source, k, symbols, &a.domain[k]);
        a.leads[k] = KP_NEW_ARRAY(arena, table->index->layer[k].nstates, bool);
    }
    report_gaps(&a);
    if (table->policy == KP_HIT_UNIQUE || table->policy == KP_HIT_ANY)
        report_overlaps(&a);
    if (table->policy == KP_HIT_FIRST || table->policy == KP_HIT_PRIORITY)
        report_dead_rules(&a);
    kp__analyse_sense(arena, table, a.domain, symbols, diags);
}
