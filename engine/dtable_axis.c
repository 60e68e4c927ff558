/* dtable_axis.c - from condition cells to ranks: see dtable_index.h. */
#include "engine/dtable_index.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

uint32_t kp_axis_missing(const kp_axis *axis)
{
    return axis->nranks - 1;
}

/* ---- ranges of one rule ---- */

typedef struct rank_list {
    kp_ranks *range;
    size_t n, cap;
} rank_list;

static void add_ranks(kp_arena *arena, rank_list *list, uint32_t from, uint32_t to)
{
    if (from >= to)
        return;
    list->range =
        kp_arena_grow(arena, list->range, &list->cap, list->n + 1, sizeof(kp_ranks));
    list->range[list->n++] = (kp_ranks){from, to};
}

static int compare_ranges(const void *a, const void *b)
{
    const kp_ranks *x = a;
    const kp_ranks *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* Sort what a rule accepts and join what touches: list->range[start..]. */
static void join_ranges(rank_list *list, size_t start)
{
    size_t kept = start;

    if (list->n - start < 2)
        return;
    qsort(list->range + start, list->n - start, sizeof(kp_ranks), compare_ranges);
    for (size_t i = start + 1; i < list->n; i++) {
        kp_ranks next = list->range[i];
        if (next.from > list->range[kept].to)
            list->range[++kept] = next;
        else if (next.to > list->range[kept].to)
            list->range[kept].to = next.to;
    }
    list->n = kept + 1;
}

/* All ranks of values that list->range[start..] leaves out, in its place. */
static void turn_ranges_round(kp_arena *arena, rank_list *list, size_t start,
                              uint32_t nvalues)
{
    size_t n = list->n - start;
    uint32_t from = 0;

    for (size_t i = 0; i < n; i++) {
        kp_ranks held = list->range[start + i];
        add_ranks(arena, list, from, held.from);
        from = held.to;
    }
    add_ranks(arena, list, from, nvalues);

    size_t fresh = list->n - start - n;
    memmove(list->range + start, list->range + start + n, fresh * sizeof(kp_ranks));
    list->n = start + fresh;
}

/* ---- numbers and dates ---- */

static kp_axis_cut cut_below(const kp_dinput *input, kp_decimal at, bool after)
{
    if (input->kind != KP_DATE || !after)
        return (kp_axis_cut){at, after};
    // Between two days there is nothing: "after the 3rd" is "from the 4th".
    int64_t day = 0;
    if (!kp_dec_to_i64(at, 0, &day))
        return (kp_axis_cut){at, after};
    return (kp_axis_cut){kp_dec(day + 1, 0), false};
}

static kp_axis_cut low_cut(const kp_dinput *input, const kp_interval *interval)
{
    return cut_below(input, interval->low.at, interval->low.open);
}

static kp_axis_cut high_cut(const kp_dinput *input, const kp_interval *interval)
{
    return cut_below(input, interval->high.at, !interval->high.open);
}

static int compare_cuts(const void *a, const void *b)
{
    const kp_axis_cut *x = a;
    const kp_axis_cut *y = b;
    int order = kp_dec_cmp(x->at, y->at);
    return order ? order : (int)x->after - (int)y->after;
}

static size_t count_ends(const kp_dtable *table, size_t input)
{
    size_t n = 0;

    for (size_t r = 0; r < table->nrules; r++)
        n += 2 * table->rule[r].accept[input].nintervals;
    return n;
}

static void collect_cuts(kp_arena *arena, const kp_dtable *table, size_t input,
                         kp_axis *axis)
{
    const kp_dinput *head = &table->input[input];
    size_t n = 0;

    axis->cut = KP_NEW_ARRAY(arena, count_ends(table, input) + 1, kp_axis_cut);
    for (size_t r = 0; r < table->nrules; r++) {
        const kp_accept *accept = &table->rule[r].accept[input];
        for (size_t i = 0; i < accept->nintervals; i++) {
            const kp_interval *interval = &accept->interval[i];
            if (!interval->low.infinite)
                axis->cut[n++] = low_cut(head, interval);
            if (!interval->high.infinite)
                axis->cut[n++] = high_cut(head, interval);
        }
    }
    qsort(axis->cut, n, sizeof(kp_axis_cut), compare_cuts);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || compare_cuts(&axis->cut[i], &axis->cut[axis->ncuts - 1]) != 0)
            axis->cut[axis->ncuts++] = axis->cut[i];
}

/* The first rank beyond a cut that is known to be there. */
static uint32_t rank_beyond(const kp_axis *axis, kp_axis_cut cut)
{
    const kp_axis_cut *found =
        bsearch(&cut, axis->cut, axis->ncuts, sizeof(kp_axis_cut), compare_cuts);
    assert(found);
    return (uint32_t)(found - axis->cut) + 1;
}

static void add_intervals(kp_arena *arena, const kp_dinput *input, const kp_axis *axis,
                          const kp_accept *accept, rank_list *list)
{
    for (size_t i = 0; i < accept->nintervals; i++) {
        const kp_interval *interval = &accept->interval[i];
        uint32_t from = 0;
        uint32_t to = axis->nranks - 1;

        if (!interval->low.infinite)
            from = rank_beyond(axis, low_cut(input, interval));
        if (!interval->high.infinite)
            to = rank_beyond(axis, high_cut(input, interval));
        add_ranks(arena, list, from, to);
    }
}

/* ---- texts and booleans ---- */

static int compare_symbols(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void list_symbols(kp_arena *arena, const kp_dtable *table, size_t input,
                         kp_axis *axis)
{
    size_t n = 0;

    for (size_t r = 0; r < table->nrules; r++)
        n += table->rule[r].accept[input].nsymbols;
    axis->listed = KP_NEW_ARRAY(arena, n + 1, uint32_t);
    n = 0;
    for (size_t r = 0; r < table->nrules; r++) {
        const kp_accept *accept = &table->rule[r].accept[input];
        for (size_t i = 0; i < accept->nsymbols; i++)
            axis->listed[n++] = accept->symbol[i];
    }
    qsort(axis->listed, n, sizeof(uint32_t), compare_symbols);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || axis->listed[i] != axis->listed[axis->nlisted - 1])
            axis->listed[axis->nlisted++] = axis->listed[i];
}

static size_t pattern_number(const kp_axis *axis, kp_str text)
{
    for (size_t i = 0; i < axis->npatterns; i++)
        if (kp_str_eq(axis->pattern_text[i], text))
            return i;
    return axis->npatterns;
}

static bool add_pattern(kp_arena *arena, kp_axis *axis, kp_str text)
{
    if (pattern_number(axis, text) < axis->npatterns)
        return true;
    if (axis->npatterns == KP_AXIS_PATTERNS)
        return false;
    kp_pattern *pattern = kp_pattern_compile(arena, text, NULL);
    if (!pattern)
        return false;
    axis->pattern_text[axis->npatterns] = text;
    axis->pattern[axis->npatterns++] = pattern;
    return true;
}

static bool list_patterns(kp_arena *arena, const kp_dtable *table, size_t input,
                          kp_axis *axis)
{
    axis->pattern_text = KP_NEW_ARRAY(arena, KP_AXIS_PATTERNS, kp_str);
    axis->pattern = KP_NEW_ARRAY(arena, KP_AXIS_PATTERNS, kp_pattern *);
    for (size_t r = 0; r < table->nrules; r++) {
        const kp_accept *accept = &table->rule[r].accept[input];
        for (size_t i = 0; i < accept->npatterns; i++)
            if (!add_pattern(arena, axis, accept->pattern[i]))
                return false;
    }
    return true;
}

bool kp_axis_pattern_set(const kp_axis *axis, kp_str text, uint32_t *out)
{
    uint32_t set = 0;

    for (size_t i = 0; i < axis->npatterns; i++) {
        kp_match match = kp_pattern_match(axis->pattern[i], text);
        if (match == KP_MATCH_GAVE_UP)
            return false;
        if (match == KP_MATCH_YES)
            set |= UINT32_C(1) << i;
    }
    *out = set;
    return true;
}

uint32_t kp_axis_symbol_rank(const kp_axis *axis, const kp_symbols *symbols,
                             uint32_t symbol)
{
    const uint32_t *found = bsearch(&symbol, axis->listed, axis->nlisted,
                                    sizeof(uint32_t), compare_symbols);
    uint32_t set = 0;

    if (axis->npatterns &&
        !kp_axis_pattern_set(axis, kp_symbol_text(symbols, symbol), &set))
        return kp_axis_missing(axis);
    if (found)
        return (UINT32_C(1) << axis->npatterns) + (uint32_t)(found - axis->listed);
    return set;
}

/* Which patterns every listed text matches; UINT32_MAX where a pattern gave up. */
static uint32_t *sets_of_listed(kp_arena *arena, const kp_axis *axis,
                                const kp_symbols *symbols)
{
    uint32_t *set = KP_NEW_ARRAY(arena, axis->nlisted + 1, uint32_t);

    for (size_t i = 0; i < axis->nlisted && axis->npatterns; i++)
        if (!kp_axis_pattern_set(axis, kp_symbol_text(symbols, axis->listed[i]),
                                 &set[i]))
            set[i] = UINT32_MAX;
    return set;
}

static void add_pattern_ranks(kp_arena *arena, const kp_axis *axis,
                              const kp_accept *accept, const uint32_t *set,
                              rank_list *list)
{
    uint32_t wanted = 0;
    uint32_t nsets = UINT32_C(1) << axis->npatterns;

    for (size_t i = 0; i < accept->npatterns; i++)
        wanted |= UINT32_C(1) << pattern_number(axis, accept->pattern[i]);
    for (uint32_t s = 0; s < nsets; s++)
        if (s & wanted)
            add_ranks(arena, list, s, s + 1);
    for (uint32_t i = 0; i < axis->nlisted; i++)
        if (set[i] != UINT32_MAX && (set[i] & wanted))
            add_ranks(arena, list, nsets + i, nsets + i + 1);
}

static void add_texts(kp_arena *arena, const kp_axis *axis, const kp_accept *accept,
                      const uint32_t *set, rank_list *list)
{
    uint32_t nsets = UINT32_C(1) << axis->npatterns;

    for (size_t i = 0; i < accept->nsymbols; i++) {
        const uint32_t *found = bsearch(&accept->symbol[i], axis->listed, axis->nlisted,
                                        sizeof(uint32_t), compare_symbols);
        assert(found);
        uint32_t rank = nsets + (uint32_t)(found - axis->listed);
        add_ranks(arena, list, rank, rank + 1);
    }
    if (accept->npatterns)
        add_pattern_ranks(arena, axis, accept, set, list);
}

/* ---- the axis ---- */

static void add_accepted(kp_arena *arena, const kp_dinput *input, const kp_axis *axis,
                         const kp_accept *accept, const uint32_t *set, rank_list *list)
{
    size_t start = list->n;

    if (accept->any) {
        add_ranks(arena, list, 0, axis->nranks);
        return;
    }
    if (axis->kind == KP_TEXT)
        add_texts(arena, axis, accept, set, list);
    else if (axis->kind == KP_BOOL)
        for (size_t i = 0; i < accept->nsymbols; i++)
            add_ranks(arena, list, accept->symbol[i], accept->symbol[i] + 1);
    else
        add_intervals(arena, input, axis, accept, list);
    join_ranges(list, start);
    if (accept->negated)
        turn_ranges_round(arena, list, start, axis->nranks - 1);
}

static bool find_ranks(kp_arena *arena, const kp_dtable *table, size_t input,
                       kp_axis *axis)
{
    switch (axis->kind) {
    case KP_NUM:
    case KP_DATE:
        collect_cuts(arena, table, input, axis);
        axis->nranks = (uint32_t)axis->ncuts + 2;
        return true;
    case KP_TEXT:
        list_symbols(arena, table, input, axis);
        if (!list_patterns(arena, table, input, axis))
            return false;
        axis->nranks = (UINT32_C(1) << axis->npatterns) + (uint32_t)axis->nlisted + 1;
        return true;
    case KP_BOOL:
        axis->nranks = 3;
        return true;
    case KP_LINK:
        break;
    }
    return false;  // rows of entities are not compared in tables
}

bool kp_axis_make(kp_arena *arena, const kp_dtable *table, size_t input,
                  const kp_symbols *symbols, kp_axis *out)
{
    rank_list list = {0};
    uint32_t *set = NULL;

    *out = (kp_axis){.kind = table->input[input].kind};
    if (!find_ranks(arena, table, input, out))
        return false;
    if (out->kind == KP_TEXT)
        set = sets_of_listed(arena, out, symbols);
    out->first = KP_NEW_ARRAY(arena, table->nrules + 1, uint32_t);
    for (size_t r = 0; r < table->nrules; r++) {
        add_accepted(arena, &table->input[input], out, &table->rule[r].accept[input],
                     set, &list);
        out->first[r + 1] = (uint32_t)list.n;
    }
    out->range = list.range;
    return true;
}
