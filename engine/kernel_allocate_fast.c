/* kernel_allocate_fast.c - λ and shares in 64-bit integers with 128-bit products.
 *
 * Everything here is below 2^63: weights and their sum, pool, bounds.  So every product
 * of two of them is exact in 128 bits, and fractions are compared by cross products.
 *
 * Water filling: g(λ) = Σ clamp(λ·w, lo, hi) is made of straight pieces that change at
 * lo/w (the row leaves its floor) and hi/w (it meets its ceiling).  Between changes
 * g(λ) = fixed + active·λ.  As in quickselect, a change is picked, the others are split
 * around it, and one side is settled for good, so the work is linear, not n log n.
 */
#include <assert.h>

#include "engine/kernel_allocate_pool.h"

/* A change of slope at bound/|weight|; the weight of a ceiling is negative. */
typedef struct change {
    int64_t bound;
    int64_t weight;
} change;

typedef struct level {
    kp_i128 fixed;   // paid by clipped rows
    int64_t active;  // Σw of the others
} level;

/* λ in units per integer weight; num/den, both below 2^63. */
typedef struct ratio {
    int64_t num, den;
} ratio;

static int64_t size_of(int64_t weight)
{
    return weight < 0 ? -weight : weight;
}

static int compare_changes(change a, change b)
{
    kp_i128 left = (kp_i128)a.bound * size_of(b.weight);
    kp_i128 right = (kp_i128)b.bound * size_of(a.weight);

    return (left > right) - (left < right);
}

static void pass_change(level *at, change c)
{
    at->fixed += c.weight > 0 ? -(kp_i128)c.bound : (kp_i128)c.bound;
    at->active += c.weight;
}

static size_t list_changes(const kp__pool *pool, change *changes, level *start)
{
    size_t n = 0;

    *start = (level){.fixed = pool->lo_sum};
    for (size_t i = 0; i < pool->n; i++) {
        int64_t w = pool->w[i];

        if (w == 0)
            continue;
        if (pool->lo && pool->lo[i] > 0)
            changes[n++] = (change){pool->lo[i], w};
        else
            start->active += w;
        if (pool->hi && pool->hi[i] != KP__NO_CEILING)
            changes[n++] = (change){pool->hi[i], -w};
    }
    return n;
}

/* g(change) <= P, when all changes up to it have been passed. */
static bool is_within_pool(const kp__pool *pool, level at, change c)
{
    if (at.fixed > pool->units)
        return false;
    kp_i128 left = (kp_i128)at.active * c.bound;
    return left <= ((kp_i128)pool->units - at.fixed) * size_of(c.weight);
}

/* Split changes into those before, at and behind the pivot; `upto` passes the first two
 * kinds. */
static void split_changes(change *changes, size_t n, change pivot, size_t *before,
                          size_t *behind, level *upto)
{
    size_t low = 0, i = 0, high = n;

    while (i < high) {
        change c = changes[i];
        int order = compare_changes(c, pivot);

        if (order > 0) {
            changes[i] = changes[--high];
            changes[high] = c;
            continue;
        }
        pass_change(upto, c);
        if (order < 0) {
            changes[i] = changes[low];
            changes[low++] = c;
        }
        i++;
    }
    *before = low;
    *behind = high;
}

/* Any change will do as pivot; one from a fixed pseudo-random sequence meets no pattern
 * of the data, and is the same on every machine. */
static change pick_pivot(const change *changes, size_t n, uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return changes[(size_t)((*state >> 33) % n)];
}

/* Pass every change with g <= P.  Returns the last one passed, {0, 1} if none. */
static change fill_up_to_pool(const kp__pool *pool, change *changes, size_t n,
                              level *at)
{
    change last = {0, 1};
    uint64_t state = n;

    while (n > 0) {
        change pivot = pick_pivot(changes, n, &state);
        level upto = *at;
        size_t before, behind;

        split_changes(changes, n, pivot, &before, &behind, &upto);
        if (!is_within_pool(pool, upto, pivot)) {
            n = before;
            continue;
        }
        *at = upto;
        last = pivot;
        changes += behind;
        n -= behind;
    }
    return last;
}

static ratio find_lambda(kp__pool *pool)
{
    size_t most = pool->n * ((pool->lo ? 1u : 0u) + (pool->hi ? 1u : 0u));
    change *changes = KP_NEW_ARRAY(pool->scratch, most + 1, change);
    level at;
    size_t n = list_changes(pool, changes, &at);
    change last = fill_up_to_pool(pool, changes, n, &at);

    if (at.active > 0)
        return (ratio){(int64_t)(pool->units - at.fixed), at.active};
    pool->sated = true;
    return (ratio){last.bound, size_of(last.weight)};
}

/* CAP pays nominal amounts: λ = 1, that is 10^decimals units for 10^scale. */
static ratio never_above_nominal(kp__pool *pool, ratio lambda)
{
    ratio one = {kp_pow10_i64[pool->spec->decimals], kp_pow10_i64[pool->scale]};

    if (!pool->sated && (kp_i128)lambda.num * one.den < (kp_i128)one.num * lambda.den) {
        pool->result->scaled = true;
        return lambda;
    }
    pool->sated = true;
    return one;
}

/* λ is pool per weight; in integers it is num·10^scale / (den·10^decimals). */
static bool round_point_down(const kp__pool *pool, ratio *lambda)
{
    int tail = pool->scale + pool->spec->point_decimals;
    kp_u128 num, den, back;

    if (tail > KP_MAX_DECIMALS)
        return false;
    if (KP_MUL_OVERFLOWS((kp_u128)lambda->num, (kp_u128)kp_pow10_i64[tail], &num))
        return false;
    den = (kp_u128)lambda->den * (kp_u128)kp_pow10_i64[pool->spec->decimals];
    if (KP_MUL_OVERFLOWS(num / den, (kp_u128)kp_pow10_i64[pool->spec->decimals], &back))
        return false;
    if (back > INT64_MAX)
        return false;
    *lambda = (ratio){(int64_t)back, kp_pow10_i64[tail]};
    return true;
}

/* A bound stands for the share where it binds. */
static bool is_clipped(kp__pool *pool, size_t i, kp_u128 share, ratio lambda)
{
    int64_t lo = pool->lo ? pool->lo[i] : 0;
    int64_t hi = pool->hi ? pool->hi[i] : KP__NO_CEILING;

    if (lo > 0 && share <= (kp_u128)lo * (kp_u128)lambda.den) {
        pool->x[i] = lo;
        pool->clip[i] = KP_CLIP_FLOOR;
        return true;
    }
    if (pool->w[i] > 0 && hi != KP__NO_CEILING &&
        share >= (kp_u128)hi * (kp_u128)lambda.den) {
        pool->x[i] = hi;
        pool->clip[i] = KP_CLIP_CEILING;
        return true;
    }
    return false;
}

static void cut_shares(kp__pool *pool, ratio lambda)
{
    bool bounded = pool->lo || pool->hi;
    uint64_t num = (uint64_t)lambda.num, den = (uint64_t)lambda.den;
    kp_u128 remainders = 0;
    int64_t half_ups = 0;

    for (size_t i = 0; i < pool->n; i++) {
        kp_u128 share = (kp_u128)(uint64_t)pool->w[i] * num;

        if (bounded && is_clipped(pool, i, share, lambda))
            continue;
        uint64_t units = (uint64_t)(share / den);
        uint64_t rest = (uint64_t)share - units * den;  // below den, so 64 bits suffice
        pool->x[i] = (int64_t)units;
        pool->key[i] = rest;
        remainders += rest;
        half_ups += rest >= den - rest;
    }
    pool->whole_remainder = (int64_t)(remainders / den);
    pool->half_ups = half_ups;
}

static void cancel(uint64_t *a, uint64_t *b)
{
    uint64_t common = *a, rest = *b;

    while (rest != 0) {
        uint64_t next = common % rest;
        common = rest;
        rest = next;
    }
    *a /= common;
    *b /= common;
}

static kp_str print_integer(kp_arena *keep, kp_u128 n)
{
    char digits[40];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + (int)(n % 10));
        n /= 10;
    } while (n > 0);
    return kp_str_copy(keep, (kp_str){digits + at, sizeof digits - at});
}

/* num·10^scale / (den·10^decimals) in lowest terms, factor by factor: 64-bit divisions
 * are many times faster than 128-bit ones, and there may be 10^5 pools. */
static void report_lambda(kp__pool *pool, ratio lambda)
{
    kp_allocate_result *result = pool->result;
    uint64_t num = (uint64_t)lambda.num, den = (uint64_t)lambda.den;
    uint64_t up = (uint64_t)kp_pow10_i64[pool->scale];
    uint64_t down = (uint64_t)kp_pow10_i64[pool->spec->decimals];
    kp_decimal shown = kp_dec(0, 0);

    bool divided = kp_dec_div(kp_dec(lambda.num, pool->spec->decimals),
                              kp_dec(lambda.den, pool->scale), &shown);
    assert(divided);
    result->lambda = kp_dec_reduce(shown);
    result->weight_sum = kp_dec_reduce(kp_dec(pool->w_sum, pool->scale));

    cancel(&num, &den);
    cancel(&up, &down);
    cancel(&num, &down);
    cancel(&up, &den);
    result->lambda_num = print_integer(pool->keep, (kp_u128)num * up);
    result->lambda_den = print_integer(pool->keep, (kp_u128)den * down);
}

bool kp__allocate_fast(kp__pool *pool)
{
    if (!pool->w_ready || pool->scale > KP_MAX_DECIMALS)
        return false;
    ratio lambda = find_lambda(pool);

    if (kp__pays_nominal(pool))
        lambda = never_above_nominal(pool, lambda);
    if (kp__rounds_point(pool) && !round_point_down(pool, &lambda)) {
        pool->result->scaled = false;
        return false;
    }
    cut_shares(pool, lambda);
    report_lambda(pool, lambda);
    return true;
}
