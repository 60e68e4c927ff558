/* kernel_quota.c - limited grades and the bottom list.
 *
 * All limits use the same keys, so the rows of the base are sorted once, by group and
 * keys; each limit then walks every group's stretch from the best row down.
 */
#include "engine/kernel_quota.h"

#include <assert.h>

#include "engine/kernel_sort.h"

typedef struct base_rows {
    kp__keys keys;
    uint32_t *group;  // [n] with small groups moved into the pool, number ngroups
    uint32_t *rows;   // the base by group and keys, best first
    size_t nrows;
    int64_t *heads;  // [ngroups + 1] base of each group after pooling
    int64_t *own;    // [ngroups + 1] base of each group before
    size_t ngroups;
} base_rows;

static bool round_heads(kp_decimal exact, kp_quota_rounding rounding, int64_t *out)
{
    static const kp_rounding modes[] = {
        [KP_QUOTA_FLOOR] = KP_ROUND_FLOOR,
        [KP_QUOTA_HALF_UP] = KP_ROUND_HALF_UP,
        [KP_QUOTA_CEILING] = KP_ROUND_CEILING,
    };
    kp_decimal whole;

    return kp_dec_round(exact, 0, modes[rounding], &whole) &&
           kp_dec_to_i64(whole, 0, out);
}

bool kp_quota_heads(int64_t n, const kp_quota_heads_rule *rule, int64_t *out)
{
    kp_decimal exact;
    int64_t heads;

    if (kp_dec_sign(rule->share) < 0 ||
        !kp_dec_mul(kp_dec(n, 0), rule->share, &exact) ||
        !round_heads(exact, rule->rounding, &heads))
        return false;
    if (heads < rule->minimum)
        heads = rule->minimum;
    if (rule->has_maximum && heads > rule->maximum)
        heads = rule->maximum;
    if (heads > n)
        heads = n;
    *out = heads < 0 ? 0 : heads;
    return true;
}

static kp_quota_problem problem_at(kp_quota_problem problem, size_t at, size_t *where)
{
    if (where)
        *where = at;
    return problem;
}

static uint32_t group_of(const kp_quota_rows *rows, size_t i)
{
    return rows->group ? rows->group[i] : 0;
}

/* Without grades (the bottom list) every row that is in the base counts. */
static bool counts_in_base(const kp_quota_rows *rows, size_t i, bool graded)
{
    if (group_of(rows, i) == KP_NO_GROUP || (rows->in_base && !rows->in_base[i]))
        return false;
    return !graded || rows->grade[i] != KP_UNGRADED;
}

static void list_base(const kp_quota_rows *rows, bool graded, base_rows *base)
{
    for (size_t i = 0; i < rows->n; i++) {
        base->group[i] = group_of(rows, i);
        if (!counts_in_base(rows, i, graded))
            continue;
        base->rows[base->nrows++] = (uint32_t)i;
        base->own[base->group[i]]++;
    }
}

static void pool_small_groups(base_rows *base, int64_t pool_below)
{
    for (size_t i = 0; i < base->nrows; i++) {
        uint32_t *group = &base->group[base->rows[i]];

        if (base->own[*group] < pool_below)
            *group = (uint32_t)base->ngroups;
        base->heads[*group]++;
    }
}

static void sort_base(kp_arena *scratch, const kp_quota_rows *rows, bool graded,
                      size_t ngroups, int64_t pool_below, base_rows *base)
{
    *base = (base_rows){
        .group = KP_NEW_ARRAY(scratch, rows->n + 1, uint32_t),
        .rows = KP_NEW_ARRAY(scratch, rows->n + 1, uint32_t),
        .heads = KP_NEW_ARRAY(scratch, ngroups + 1, int64_t),
        .own = KP_NEW_ARRAY(scratch, ngroups + 1, int64_t),
        .ngroups = ngroups,
    };
    list_base(rows, graded, base);
    pool_small_groups(base, pool_below);
    kp__keys_prepare(scratch, rows->keys, rows->nkeys, rows->n, base->rows, base->nrows,
                     &base->keys);
    kp__keys_sort(scratch, &base->keys, base->group, base->rows, base->nrows);
}

/* Where the list of candidates is cut. */
typedef struct boundary {
    size_t keep;               // candidates before it stay
    size_t tie_from, tie_end;  // the tied group on both sides; empty: none
} boundary;

static bool equal_rows(const kp__keys *keys, uint32_t a, uint32_t b)
{
    return kp__keys_cmp(keys, keys->nkeys, a, b) == 0;
}

static boundary cut_candidates(const kp__keys *keys, const uint32_t *rows, size_t n,
                               int64_t places, kp_quota_ties ties)
{
    size_t keep = (uint64_t)places < n ? (size_t)places : n;
    boundary cut = {.keep = keep};

    if (keep == 0 || keep == n || !equal_rows(keys, rows[keep - 1], rows[keep]))
        return cut;
    cut.tie_from = keep - 1;
    cut.tie_end = keep + 1;
    while (cut.tie_from > 0 && equal_rows(keys, rows[cut.tie_from - 1], rows[keep]))
        cut.tie_from--;
    while (cut.tie_end < n && equal_rows(keys, rows[cut.tie_end], rows[keep]))
        cut.tie_end++;
    if (ties == KP_TIES_NONE)
        cut.keep = cut.tie_from;
    if (ties == KP_TIES_ALL)
        cut.keep = cut.tie_end;
    return cut;
}

static bool in_tie(const boundary *cut, size_t i)
{
    return i >= cut->tie_from && i < cut->tie_end;
}

typedef struct grading {
    const kp_quota_spec *spec;
    const kp_quota_rows *rows;
    base_rows base;
    uint8_t *final, *reason;
    uint32_t *candidates;  // [n] scratch
} grading;

static uint8_t falls_to(const kp_quota_limit *limit)
{
    return limit->fall_to ? limit->fall_to : (uint8_t)(limit->grade + 1);
}

static void let_vetoes_fall(grading *g, const kp_quota_limit *limit)
{
    if (!g->rows->vetoed || limit->veto_permits)
        return;
    for (size_t i = 0; i < g->rows->n; i++) {
        if (g->final[i] != limit->grade || !g->rows->vetoed[i])
            continue;
        g->final[i] = falls_to(limit);
        g->reason[i] |= KP_QUOTA_VETO;
    }
}

/* Also tells how many of the stretch hold a better grade. */
static size_t list_candidates(grading *g, const kp_quota_limit *limit,
                              const uint32_t *rows, size_t n, int64_t *better)
{
    size_t found = 0;

    *better = 0;
    for (size_t i = 0; i < n; i++) {
        if (g->final[rows[i]] == limit->grade)
            g->candidates[found++] = rows[i];
        *better += g->final[rows[i]] < limit->grade;
    }
    return found;
}

static void settle_candidates(grading *g, const kp_quota_limit *limit, size_t n,
                              int64_t places, kp_quota_count *count)
{
    boundary cut =
        cut_candidates(&g->base.keys, g->candidates, n, places, g->spec->ties);

    for (size_t i = 0; i < n; i++) {
        uint32_t row = g->candidates[i];

        if (in_tie(&cut, i))
            g->reason[row] |= KP_QUOTA_TIE;
        if (i < cut.keep)
            continue;
        g->final[row] = falls_to(limit);
        g->reason[row] |= KP_QUOTA_OVERFLOW;
    }
    count->held = (int64_t)cut.keep;
    count->fell = (int64_t)(n - cut.keep);
}

static bool limit_one_group(grading *g, const kp_quota_limit *limit, uint32_t group,
                            const uint32_t *rows, size_t n, kp_quota_count *count)
{
    kp_quota_heads_rule rule = limit->heads;
    int64_t better;

    if (limit->group_share && group < g->base.ngroups)
        rule.share = limit->group_share[group];
    count->base = g->base.heads[group];
    if (!kp_quota_heads(count->base, &rule, &count->limit))
        return false;

    size_t candidates = list_candidates(g, limit, rows, n, &better);
    int64_t places = limit->or_better ? count->limit - better : count->limit;
    settle_candidates(g, limit, candidates, places < 0 ? 0 : places, count);
    return true;
}

/* The rows from `from` on that are of one group. */
static size_t stretch(const base_rows *base, size_t from)
{
    uint32_t group = base->group[base->rows[from]];
    size_t end = from + 1;

    while (end < base->nrows && base->group[base->rows[end]] == group)
        end++;
    return end - from;
}

static void count_without_limit(const base_rows *base, size_t group, int64_t pool_below,
                                kp_quota_count *count)
{
    *count = (kp_quota_count){.base = base->own[group]};
    count->pooled =
        group < base->ngroups && base->own[group] > 0 && base->own[group] < pool_below;
}

static bool apply_limit(grading *g, const kp_quota_limit *limit, kp_quota_count *counts)
{
    const base_rows *base = &g->base;

    for (size_t i = 0; counts && i <= base->ngroups; i++)
        count_without_limit(base, i, g->spec->pool_below, &counts[i]);
    let_vetoes_fall(g, limit);
    for (size_t from = 0; from < base->nrows;) {
        size_t n = stretch(base, from);
        uint32_t group = base->group[base->rows[from]];
        kp_quota_count count = {0};

        if (!limit_one_group(g, limit, group, base->rows + from, n, &count))
            return false;
        if (counts)
            counts[group] = count;
        from += n;
    }
    return true;
}

static kp_quota_problem check_rows(const kp_quota_rows *rows, size_t ngroups,
                                   unsigned ngrades, size_t *where)
{
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t group = group_of(rows, i);

        if (group != KP_NO_GROUP && group >= ngroups)
            return problem_at(KP_QUOTA_BAD_GROUP, i, where);
        if (ngrades > 0 && rows->grade[i] != KP_UNGRADED && rows->grade[i] >= ngrades)
            return problem_at(KP_QUOTA_BAD_GRADE, i, where);
    }
    return KP_QUOTA_OK;
}

static bool is_sound_limit(const kp_quota_spec *spec, size_t at)
{
    const kp_quota_limit *limit = &spec->limits[at];

    for (size_t i = 0; i < at; i++)
        if (spec->limits[i].grade == limit->grade)
            return false;
    return limit->grade < KP_UNGRADED - 1 && falls_to(limit) > limit->grade &&
           falls_to(limit) < spec->ngrades;
}

static void start_from_proposals(grading *g)
{
    for (size_t i = 0; i < g->rows->n; i++) {
        g->final[i] = g->rows->grade[i];
        g->reason[i] =
            counts_in_base(g->rows, i, true) ? KP_QUOTA_KEPT : KP_QUOTA_OUTSIDE;
    }
}

/* There are as many limits as grades at most, so looking for the next one is cheap. */
static const kp_quota_limit *limit_of_grade(const kp_quota_spec *spec, unsigned grade)
{
    for (size_t i = 0; i < spec->nlimits; i++)
        if (spec->limits[i].grade == grade)
            return &spec->limits[i];
    return NULL;
}

kp_quota_problem kp_quota_apply(kp_arena *scratch, const kp_quota_spec *spec,
                                const kp_quota_rows *rows, uint8_t *final,
                                uint8_t *reason, kp_quota_count *counts, size_t *where)
{
    kp_quota_problem problem = check_rows(rows, spec->ngroups, spec->ngrades, where);
    grading g = {.spec = spec, .rows = rows, .final = final, .reason = reason};

    if (problem != KP_QUOTA_OK)
        return problem;
    for (size_t i = 0; i < spec->nlimits; i++)
        if (!is_sound_limit(spec, i))
            return problem_at(KP_QUOTA_BAD_LIMIT, i, where);

    g.candidates = KP_NEW_ARRAY(scratch, rows->n + 1, uint32_t);
    sort_base(scratch, rows, true, spec->ngroups, spec->pool_below, &g.base);
    start_from_proposals(&g);
    for (unsigned grade = 0; grade < spec->ngrades; grade++) {
        const kp_quota_limit *limit = limit_of_grade(spec, grade);

        if (!limit)
            continue;
        size_t at = (size_t)(limit - spec->limits);
        kp_quota_count *own = counts ? counts + at * (spec->ngroups + 1) : NULL;
        if (!apply_limit(&g, limit, own))
            return problem_at(KP_QUOTA_BAD_SHARE, at, where);
    }
    return KP_QUOTA_OK;
}

/* A stretch with its last row first: the candidates of the bottom list. */
static void turn_round(const uint32_t *rows, size_t n, uint32_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = rows[n - 1 - i];
}

kp_quota_problem kp_bottom_list(kp_arena *scratch, const kp_quota_heads_rule *rule,
                                const kp_quota_rows *rows, size_t ngroups,
                                kp_quota_ties ties, int64_t pool_below, bool *marked,
                                int64_t *heads, size_t *where)
{
    kp_quota_problem problem = check_rows(rows, ngroups, 0, where);
    uint32_t *last_first = KP_NEW_ARRAY(scratch, rows->n + 1, uint32_t);
    base_rows base;

    if (problem != KP_QUOTA_OK)
        return problem;
    sort_base(scratch, rows, false, ngroups, pool_below, &base);
    for (size_t i = 0; i < rows->n; i++)
        marked[i] = false;
    for (size_t i = 0; heads && i <= ngroups; i++)
        heads[i] = 0;
    for (size_t from = 0; from < base.nrows;) {
        size_t n = stretch(&base, from);
        uint32_t group = base.group[base.rows[from]];
        int64_t asked;

        if (!kp_quota_heads(base.heads[group], rule, &asked))
            return problem_at(KP_QUOTA_BAD_SHARE, 0, where);
        turn_round(base.rows + from, n, last_first);
        boundary cut = cut_candidates(&base.keys, last_first, n, asked, ties);
        for (size_t i = 0; i < cut.keep; i++)
            marked[last_first[i]] = true;
        if (heads)
            heads[group] = asked;
        from += n;
    }
    return KP_QUOTA_OK;
}
