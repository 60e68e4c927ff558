/* kernel_allocate.c - gathering, checking and settling pools.
 *
 * Rows are dealt into their pools in tie order by one counting pass, so that inside a
 * pool the position is the tie rule and every array is read in sequence.
 */
#include "engine/kernel_allocate.h"

#include <assert.h>

#include "engine/kernel_allocate_pool.h"

#define LARGEST_UNITS ((int64_t)1 << 62)

/* Working arrays for all pools together; each pool takes its stretch. */
typedef struct workbench {
    uint32_t *row;
    size_t *start;  // [ngroups + 1] first position of each pool in `row`
    int64_t *w, *lo, *hi, *x;
    uint8_t *clip;
    uint64_t *key;
    uint32_t *rank;
} workbench;

static bool takes_part(const kp_allocate_rows *rows, const uint32_t *group,
                       size_t ngroups, uint32_t row)
{
    return (!rows->included || rows->included[row]) && (!group || group[row] < ngroups);
}

static size_t pool_of(const uint32_t *group, uint32_t row)
{
    return group ? group[row] : 0;
}

static void deal_rows_into_pools(kp_arena *scratch, const kp_allocate_rows *rows,
                                 const uint32_t *group, size_t ngroups,
                                 workbench *bench)
{
    size_t *next = KP_NEW_ARRAY(scratch, ngroups + 1, size_t);
    size_t at = 0;

    for (uint32_t i = 0; i < rows->n; i++)
        if (takes_part(rows, group, ngroups, i))
            next[pool_of(group, i)]++;
    for (size_t g = 0; g < ngroups; g++) {
        size_t count = next[g];
        bench->start[g] = next[g] = at;
        at += count;
    }
    bench->start[ngroups] = at;
    for (uint32_t i = 0; i < rows->n; i++) {
        uint32_t row = rows->order ? rows->order[i] : i;

        assert(row < rows->n);
        if (takes_part(rows, group, ngroups, row))
            bench->row[next[pool_of(group, row)]++] = row;
    }
}

static workbench set_up_workbench(kp_arena *scratch, const kp_allocate_rows *rows,
                                  const kp_allocate_spec *spec, size_t ngroups,
                                  const kp_allocate_out *out)
{
    size_t n = rows->n + 1;
    bool bounded = rows->floor || rows->ceiling || spec->scale_floors;

    return (workbench){
        .row = KP_NEW_ARRAY(scratch, n, uint32_t),
        .start = KP_NEW_ARRAY(scratch, ngroups + 1, size_t),
        .w = KP_NEW_ARRAY(scratch, n, int64_t),
        .lo = bounded ? KP_NEW_ARRAY(scratch, n, int64_t) : NULL,
        .hi = bounded ? KP_NEW_ARRAY(scratch, n, int64_t) : NULL,
        .x = KP_NEW_ARRAY(scratch, n, int64_t),
        .clip = KP_NEW_ARRAY(scratch, n, uint8_t),
        .key = KP_NEW_ARRAY(scratch, n, uint64_t),
        .rank = out->closing_rank ? KP_NEW_ARRAY(scratch, n, uint32_t) : NULL,
    };
}

static kp_allocate_problem fault_of_row(kp__pool *pool, size_t at,
                                        kp_allocate_problem problem)
{
    pool->result->row = pool->row[at];
    return problem;
}

static kp_allocate_problem read_pool(kp__pool *pool, kp_decimal amount)
{
    int32_t decimals = pool->spec->decimals;
    kp_decimal whole;

    if (kp_dec_sign(amount) < 0)
        return KP_ALLOCATE_NEGATIVE_POOL;
    if (!kp_dec_round(amount, decimals, KP_ROUND_DOWN, &whole))
        return KP_ALLOCATE_TOO_LARGE;
    if (kp_dec_cmp(whole, amount) != 0)
        return KP_ALLOCATE_POOL_NOT_WHOLE;
    if (!kp_dec_to_i64(whole, decimals, &pool->units) || pool->units >= LARGEST_UNITS)
        return KP_ALLOCATE_TOO_LARGE;
    pool->result->pool = pool->result->unspent = pool->units;
    return KP_ALLOCATE_OK;
}

/* A value with needless zeros must not cost the fast path. */
static int32_t needed_scale(kp_decimal weight)
{
    return weight.scale <= KP_MAX_DECIMALS ? weight.scale : kp_dec_reduce(weight).scale;
}

static kp_allocate_problem look_at_weights(kp__pool *pool)
{
    for (size_t i = 0; i < pool->n; i++) {
        kp_decimal weight = pool->weight[pool->row[i]];
        int32_t scale = needed_scale(weight);

        if (weight.coef < 0)
            return fault_of_row(pool, i, KP_ALLOCATE_NEGATIVE_WEIGHT);
        if (weight.coef > 0) {
            pool->any_weight = true;
            pool->scale = scale > pool->scale ? scale : pool->scale;
        }
    }
    return KP_ALLOCATE_OK;
}

static bool widen_weight(kp_decimal weight, int32_t scale, int64_t *out)
{
    if (weight.scale == scale && weight.coef <= INT64_MAX) {
        *out = (int64_t)weight.coef;
        return true;
    }
    return kp_dec_to_i64(weight, scale, out);
}

static bool gather_weights(kp__pool *pool)
{
    if (pool->spec->force_wide || pool->scale > KP_MAX_DECIMALS)
        return false;
    for (size_t i = 0; i < pool->n; i++) {
        if (!widen_weight(pool->weight[pool->row[i]], pool->scale, &pool->w[i]))
            return false;
        if (KP_ADD_OVERFLOWS(pool->w_sum, pool->w[i], &pool->w_sum))
            return false;
    }
    return true;
}

bool kp__units_of_bound(const kp__pool *pool, kp_decimal bound, kp_rounding mode,
                        int64_t *out)
{
    int32_t decimals = pool->spec->decimals;
    kp_decimal whole = bound;

    if (bound.scale > decimals && !kp_dec_round(bound, decimals, mode, &whole))
        return false;
    return kp_dec_to_i64(whole, decimals, out) && *out < LARGEST_UNITS;
}

static bool has_bound(const kp_decimal *bound, const bool *has, uint32_t row)
{
    return bound && (!has || has[row]);
}

static kp_allocate_problem gather_bounds_of_row(kp__pool *pool,
                                                const kp_allocate_rows *rows, size_t i,
                                                int64_t *lo, int64_t *hi)
{
    uint32_t row = pool->row[i];

    *lo = 0;
    *hi = KP__NO_CEILING;
    if (has_bound(rows->floor, rows->has_floor, row)) {
        if (kp_dec_sign(rows->floor[row]) < 0)
            return fault_of_row(pool, i, KP_ALLOCATE_NEGATIVE_BOUND);
        if (!kp__units_of_bound(pool, rows->floor[row], KP_ROUND_CEILING, lo))
            return fault_of_row(pool, i, KP_ALLOCATE_TOO_LARGE);
    }
    if (has_bound(rows->ceiling, rows->has_ceiling, row)) {
        if (kp_dec_sign(rows->ceiling[row]) < 0)
            return fault_of_row(pool, i, KP_ALLOCATE_NEGATIVE_BOUND);
        // A ceiling beyond any pool is none.
        if (!kp__units_of_bound(pool, rows->ceiling[row], KP_ROUND_FLOOR, hi))
            *hi = KP__NO_CEILING;
    }
    if (*lo > *hi)
        return fault_of_row(pool, i, KP_ALLOCATE_BOUNDS_CROSSED);
    return KP_ALLOCATE_OK;
}

static kp_allocate_problem gather_bounds(kp__pool *pool, const kp_allocate_rows *rows,
                                         int64_t *lo, int64_t *hi)
{
    if (!rows->floor && !rows->ceiling)
        return KP_ALLOCATE_OK;
    for (size_t i = 0; i < pool->n; i++) {
        kp_allocate_problem problem =
            gather_bounds_of_row(pool, rows, i, &lo[i], &hi[i]);

        if (problem != KP_ALLOCATE_OK)
            return problem;
        pool->lo_sum += lo[i];
    }
    pool->lo = rows->floor ? lo : NULL;
    pool->hi = rows->ceiling ? hi : NULL;
    return KP_ALLOCATE_OK;
}

/* Σlo > P: the floors become the weights, and nobody gets more than his floor. */
static kp_allocate_problem divide_by_floors(kp__pool *pool)
{
    if (!pool->spec->scale_floors)
        return KP_ALLOCATE_INFEASIBLE;
    if (pool->lo_sum > INT64_MAX)
        return KP_ALLOCATE_TOO_LARGE;
    for (size_t i = 0; i < pool->n; i++)
        pool->w[i] = pool->lo[i];
    pool->w_sum = (int64_t)pool->lo_sum;
    pool->scale = pool->spec->decimals;
    pool->w_ready = true;
    pool->hi = pool->lo;
    pool->lo = NULL;
    pool->lo_sum = 0;
    pool->result->floors_scaled = true;
    return KP_ALLOCATE_OK;
}

static kp_allocate_problem check_feasible(kp__pool *pool)
{
    if (pool->lo_sum > pool->units)
        return divide_by_floors(pool);
    bool something_left = pool->lo_sum < pool->units;
    if (something_left && !pool->any_weight && pool->spec->mode == KP_ALLOCATE_SHARE)
        return KP_ALLOCATE_NO_WEIGHT;
    return KP_ALLOCATE_OK;
}

static kp_allocate_problem prepare_pool(kp__pool *pool, const kp_allocate_rows *rows,
                                        kp_decimal amount, int64_t *lo, int64_t *hi)
{
    kp_allocate_problem problem = read_pool(pool, amount);

    if (problem == KP_ALLOCATE_OK)
        problem = look_at_weights(pool);
    if (problem == KP_ALLOCATE_OK)
        problem = gather_bounds(pool, rows, lo, hi);
    if (problem == KP_ALLOCATE_OK)
        problem = check_feasible(pool);
    if (problem == KP_ALLOCATE_OK && !pool->result->floors_scaled)
        pool->w_ready = gather_weights(pool);
    return problem;
}

static void divide_pool(kp__pool *pool, uint32_t *rank)
{
    if (pool->spec->force_wide || !kp__allocate_fast(pool)) {
        pool->result->wide = true;
        kp__allocate_wide(pool);
    }
    kp__allocate_close(pool, rank);
}

static void hand_out(const kp__pool *pool, const uint32_t *rank,
                     const kp_allocate_out *out)
{
    kp_allocate_result *result = pool->result;

    for (size_t i = 0; i < pool->n; i++) {
        uint32_t row = pool->row[i];

        out->amount[row] = pool->x[i];
        result->floored += pool->clip[i] == KP_CLIP_FLOOR;
        result->ceiled += pool->clip[i] == KP_CLIP_CEILING;
        if (out->clip)
            out->clip[row] = pool->clip[i];
        if (rank)
            out->closing_rank[row] = rank[i];
    }
}

static void clear_outputs(size_t n, const kp_allocate_out *out)
{
    for (size_t i = 0; i < n; i++)
        out->amount[i] = 0;
    for (size_t i = 0; out->clip && i < n; i++)
        out->clip[i] = KP_CLIP_NONE;
    for (size_t i = 0; out->closing_rank && i < n; i++)
        out->closing_rank[i] = 0;
}

static bool is_sound_spec(const kp_allocate_spec *spec)
{
    return spec->decimals >= 0 && spec->decimals <= KP_MAX_DECIMALS &&
           spec->point_decimals >= KP_POINT_EXACT &&
           spec->point_decimals <= KP_MAX_DECIMALS;
}

size_t kp_allocate_groups(kp_arena *keep, kp_arena *scratch,
                          const kp_allocate_spec *spec, const kp_allocate_rows *rows,
                          const uint32_t *group, size_t ngroups,
                          const kp_decimal *pools, const kp_allocate_out *out,
                          kp_allocate_result *results)
{
    assert(rows->n < UINT32_MAX && is_sound_spec(spec));
    workbench bench = set_up_workbench(scratch, rows, spec, ngroups, out);
    size_t problems = 0;

    clear_outputs(rows->n, out);
    deal_rows_into_pools(scratch, rows, group, ngroups, &bench);
    for (size_t g = 0; g < ngroups; g++) {
        size_t from = bench.start[g];
        uint32_t *rank = bench.rank ? bench.rank + from : NULL;
        int64_t *lo = bench.lo ? bench.lo + from : NULL;
        int64_t *hi = bench.hi ? bench.hi + from : NULL;
        kp__pool pool = {.spec = spec,
                         .keep = keep,
                         .scratch = scratch,
                         .result = &results[g],
                         .n = bench.start[g + 1] - from,
                         .row = bench.row + from,
                         .weight = rows->weight,
                         .w = bench.w + from,
                         .x = bench.x + from,
                         .clip = bench.clip + from,
                         .key = bench.key + from};

        results[g] = (kp_allocate_result){.row = KP_NO_ROW, .rows = (uint32_t)pool.n};
        results[g].problem = prepare_pool(&pool, rows, pools[g], lo, hi);
        if (results[g].problem != KP_ALLOCATE_OK) {
            problems++;
            continue;
        }
        divide_pool(&pool, rank);
        hand_out(&pool, rank, out);
    }
    return problems;
}

kp_allocate_problem kp_allocate(kp_arena *keep, kp_arena *scratch,
                                const kp_allocate_spec *spec,
                                const kp_allocate_rows *rows, kp_decimal pool,
                                const kp_allocate_out *out, kp_allocate_result *result)
{
    size_t problems =
        kp_allocate_groups(keep, scratch, spec, rows, NULL, 1, &pool, out, result);

    return problems > 0 ? result->problem : KP_ALLOCATE_OK;
}
