/* dtable_hits.c - hit sets: which of the rules that match count, and their numbers.
 *
 * A set keeps only the rules that settle the answer, so a table of 50,000 rules under
 * policy F has 50,000 sets and not one for every combination of matches.
 */
#include "engine/dtable_index.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 64

/* ---- order and classes of rules ---- */

/* qsort has no argument for context, so what is compared carries it along. */
typedef struct ranked_rule {
    const kp_dtable *table;
    const kp_symbols *symbols;
    uint32_t *place;  // of the rule's outputs among the allowed values
    uint32_t rule;
} ranked_rule;

static uint32_t place_of(const kp_doutput *output, const kp_symbols *symbols,
                         kp_value value)
{
    for (size_t i = 0; i < output->npriority; i++)
        if (kp__value_cmp(symbols, output->priority[i], value) == 0)
            return (uint32_t)i;
    return (uint32_t)output->npriority;
}

static int compare_places(const void *a, const void *b)
{
    const ranked_rule *x = a;
    const ranked_rule *y = b;

    for (size_t o = 0; o < x->table->noutputs; o++)
        if (x->place[o] != y->place[o])
            return x->place[o] < y->place[o] ? -1 : 1;
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static int compare_outputs(const void *a, const void *b)
{
    const ranked_rule *x = a;
    const ranked_rule *y = b;

    for (size_t o = 0; o < x->table->noutputs; o++) {
        const kp_value *cell = x->table->output[o].cell;
        int order = kp__value_cmp(x->symbols, cell[x->rule], cell[y->rule]);
        if (order)
            return order;
    }
    return 0;
}

static ranked_rule *list_rules(kp_arena *arena, const kp_dtable *table,
                               const kp_symbols *symbols)
{
    ranked_rule *list = KP_NEW_ARRAY(arena, table->nrules + 1, ranked_rule);

    for (uint32_t r = 0; r < table->nrules; r++)
        list[r] = (ranked_rule){.table = table, .symbols = symbols, .rule = r};
    return list;
}

static void order_by_priority(kp_arena *arena, const kp_dtable *table,
                              const kp_symbols *symbols, uint32_t *order)
{
    ranked_rule *list = list_rules(arena, table, symbols);

    for (size_t r = 0; r < table->nrules; r++) {
        list[r].place = KP_NEW_ARRAY(arena, table->noutputs, uint32_t);
        for (size_t o = 0; o < table->noutputs; o++)
            list[r].place[o] =
                place_of(&table->output[o], symbols, table->output[o].cell[r]);
    }
    qsort(list, table->nrules, sizeof(ranked_rule), compare_places);
    for (size_t i = 0; i < table->nrules; i++)
        order[i] = list[i].rule;
}

static bool has_computed_output(const kp_dtable *table)
{
    for (size_t o = 0; o < table->noutputs; o++)
        if (table->output[o].computed)
            return true;
    return false;
}

/* Formulas cannot be compared before they are run, so each is its own class. */
static void class_outputs(kp_arena *arena, const kp_dtable *table,
                          const kp_symbols *symbols, uint32_t *class)
{
    for (uint32_t r = 0; r < table->nrules; r++)
        class[r] = r;
    if (table->policy != KP_HIT_ANY || has_computed_output(table))
        return;

    ranked_rule *list = list_rules(arena, table, symbols);
    qsort(list, table->nrules, sizeof(ranked_rule), compare_outputs);
    for (size_t i = 0; i < table->nrules; i++) {
        bool same = i > 0 && compare_outputs(&list[i - 1], &list[i]) == 0;
        class[list[i].rule] = same ? class[list[i - 1].rule] : (uint32_t)i;
    }
}

void kp__hits_order(kp_arena *arena, kp_dtable *table, kp_dindex *index,
                    const kp_symbols *symbols)
{
    index->policy_order = KP_NEW_ARRAY(arena, table->nrules + 1, uint32_t);
    index->output_class = KP_NEW_ARRAY(arena, table->nrules + 1, uint32_t);
    for (uint32_t r = 0; r < table->nrules; r++)
        index->policy_order[r] = r;
    if (table->policy == KP_HIT_PRIORITY)
        order_by_priority(arena, table, symbols, index->policy_order);
    class_outputs(arena, table, symbols, index->output_class);
}

/* ---- what settles the answer ---- */

static size_t keep_contradiction(const uint32_t *class, uint32_t *rule, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (class[rule[i]] == class[rule[0]])
            continue;
        rule[1] = rule[i];
        return 2;
    }
    return n ? 1 : 0;
}

size_t kp__hits_thin(const kp_dtable *table, uint32_t *rule, size_t n)
{
    switch (table->policy) {
    case KP_HIT_FIRST:
    case KP_HIT_PRIORITY:
        return n ? 1 : 0;
    case KP_HIT_UNIQUE:
    case KP_HIT_ANY:
        return keep_contradiction(table->index->output_class, rule, n);
    case KP_HIT_RULE_ORDER:
    case KP_HIT_OUTPUT_ORDER:
    case KP_HIT_COLLECT:
    case KP_HIT_SUM:
    case KP_HIT_MIN:
    case KP_HIT_MAX:
    case KP_HIT_COUNT:
        break;
    }
    return n;
}

bool kp__hits_violate(const kp_dtable *table, size_t n)
{
    return n > 1 && (table->policy == KP_HIT_UNIQUE || table->policy == KP_HIT_ANY);
}

/* ---- numbering ---- */

static uint64_t hash_rules(const uint32_t *rule, size_t n)
{
    uint64_t hash = UINT64_C(0x9E3779B97F4A7C15) ^ n;

    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ rule[i]) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
    }
    return hash;
}

static bool same_rules(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
    return na == nb && (na == 0 || memcmp(a, b, na * sizeof(uint32_t)) == 0);
}

static const uint32_t *set_rules(const kp_hit_sets *sets, size_t i, size_t *n)
{
    *n = sets->start[i + 1] - sets->start[i];
    return sets->rule + sets->start[i];
}

static void put_slot(uint32_t *slot, uint32_t mask, uint64_t hash, uint32_t number)
{
    uint32_t at = (uint32_t)hash & mask;

    while (slot[at])
        at = (at + 1) & mask;
    slot[at] = number + 1;
}

static void grow_slots(kp_hit_sets *sets)
{
    sets->mask = sets->mask * 2 + 1;
    sets->slot = KP_NEW_ARRAY(sets->arena, (size_t)sets->mask + 1, uint32_t);
    for (uint32_t i = 0; i < sets->n; i++) {
        size_t n = 0;
        const uint32_t *rule = set_rules(sets, i, &n);
        put_slot(sets->slot, sets->mask, hash_rules(rule, n), i);
    }
}

void kp__hits_begin(kp_arena *arena, kp_hit_sets *sets)
{
    *sets = (kp_hit_sets){.arena = arena, .mask = FIRST_SLOTS - 1};
    sets->slot = KP_NEW_ARRAY(arena, FIRST_SLOTS, uint32_t);
    sets->start =
        kp_arena_grow(arena, NULL, &sets->start_cap, FIRST_SLOTS, sizeof(uint32_t));
    kp__hits_number(sets, NULL, 0);
}

uint32_t kp__hits_number(kp_hit_sets *sets, const uint32_t *rule, size_t n)
{
    uint64_t hash = hash_rules(rule, n);

    for (uint32_t at = (uint32_t)hash & sets->mask; sets->slot[at];
         at = (at + 1) & sets->mask) {
        size_t known = 0;
        const uint32_t *old = set_rules(sets, sets->slot[at] - 1, &known);
        if (same_rules(rule, n, old, known))
            return sets->slot[at] - 1;
    }

    uint32_t number = (uint32_t)sets->n++;
    sets->rule = kp_arena_grow(sets->arena, sets->rule, &sets->rule_cap,
                               sets->nrule + n + 1, sizeof(uint32_t));
    sets->start = kp_arena_grow(sets->arena, sets->start, &sets->start_cap, sets->n + 1,
                                sizeof(uint32_t));
    for (size_t i = 0; i < n; i++)
        sets->rule[sets->nrule++] = rule[i];
    sets->start[sets->n] = (uint32_t)sets->nrule;
    put_slot(sets->slot, sets->mask, hash, number);
    if (sets->n * 2 > sets->mask)
        grow_slots(sets);
    return number;
}

typedef struct placed_set {
    const uint32_t *rule;
    size_t n;
    uint32_t old;
    bool violates;
} placed_set;

/* By rules, so that numbers do not depend on how the index was built. */
static int compare_sets(const void *a, const void *b)
{
    const placed_set *x = a;
    const placed_set *y = b;

    if (x->violates != y->violates)
        return x->violates ? 1 : -1;
    for (size_t i = 0; i < x->n && i < y->n; i++)
        if (x->rule[i] != y->rule[i])
            return x->rule[i] < y->rule[i] ? -1 : 1;
    return x->n < y->n ? -1 : x->n > y->n;
}

static placed_set *sort_sets(const kp_hit_sets *sets, const kp_dtable *table)
{
    placed_set *list = KP_NEW_ARRAY(sets->arena, sets->n, placed_set);

    for (uint32_t i = 0; i < sets->n; i++) {
        list[i].rule = set_rules(sets, i, &list[i].n);
        list[i].old = i;
        list[i].violates = kp__hits_violate(table, list[i].n);
    }
    qsort(list, sets->n, sizeof(placed_set), compare_sets);
    return list;
}

static void keep_set(const kp_hit_sets *sets, kp_dtable *table, uint32_t hit,
                     const placed_set *set)
{
    kp_dindex *index = table->index;

    table->hit_rules[hit] = sets->rule + (set->rule - sets->rule);
    table->hit_count[hit] = (uint32_t)set->n;
    put_slot(index->slot, index->slot_mask, hash_rules(set->rule, set->n), hit);
    if (!set->violates)
        table->hit_violation_at = hit + 1;
}

void kp__hits_finish(kp_hit_sets *sets, kp_dtable *table, uint32_t **renumber)
{
    kp_arena *arena = sets->arena;
    placed_set *list = sort_sets(sets, table);

    table->nhits = (uint32_t)sets->n;
    table->hit_rules = KP_NEW_ARRAY(arena, sets->n, uint32_t *);
    table->hit_count = KP_NEW_ARRAY(arena, sets->n, uint32_t);
    table->index->slot_mask = sets->mask;
    table->index->slot = KP_NEW_ARRAY(arena, (size_t)sets->mask + 1, uint32_t);
    *renumber = KP_NEW_ARRAY(arena, sets->n, uint32_t);
    for (uint32_t hit = 0; hit < sets->n; hit++) {
        keep_set(sets, table, hit, &list[hit]);
        (*renumber)[list[hit].old] = hit;
    }
}

/* ---- finding a set again ---- */

uint32_t kp__hits_find(const kp_dtable *table, const uint32_t *rule, size_t n)
{
    const kp_dindex *index = table->index;
    uint32_t at = (uint32_t)hash_rules(rule, n) & index->slot_mask;

    for (; index->slot[at]; at = (at + 1) & index->slot_mask) {
        uint32_t hit = index->slot[at] - 1;
        if (same_rules(rule, n, table->hit_rules[hit], table->hit_count[hit]))
            return hit;
    }
    assert(false && "every set that can match was numbered when the table was built");
    return 0;
}
