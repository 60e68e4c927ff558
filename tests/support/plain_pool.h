/* plain_pool.h - pools divided without any cleverness: every row is looked at for every
 * breakpoint, and cents are given out one by one, in 128-bit integers.  What
 * engine/kernel_allocate.h must agree with.  No state; single-threaded. */
#ifndef KP_TESTS_SUPPORT_PLAIN_POOL_H
#define KP_TESTS_SUPPORT_PLAIN_POOL_H

#include <string.h>

#include "engine/kernel_allocate.h"

enum {
    ROWS = 384,
    POOLS = 64,
};

/* Batches: bounds in thousandths of the unit's tenth, so that they are not always
 * whole. */
typedef struct batch {
    kp_allocate_spec spec;
    int32_t scale;                        // of the weights
    int64_t w[ROWS], lo[ROWS], hi[ROWS];  // bounds in whole units
    kp_decimal weight[ROWS], floor[ROWS], ceiling[ROWS], pool[POOLS];
    bool has_floor[ROWS], has_ceiling[ROWS];
    uint32_t group[ROWS];
    int64_t units[POOLS];
    bool bounded;
} batch;

/* One pool of a batch, as the plain calculation sees it. */
typedef struct plain {
    const kp_allocate_spec *spec;
    size_t n, row[ROWS];
    int64_t w[ROWS], lo[ROWS], hi[ROWS], x[ROWS], rest[ROWS];
    int64_t pool, unspent;
    int32_t scale;
    kp_i128 num, den;  // λ in units per integer weight
    bool sated, floors_scaled;
    uint8_t clip[ROWS];
    kp_allocate_problem problem;
} plain;

static inline void gather(const batch *b, size_t g, plain *p)
{
    p->spec = &b->spec;
    p->pool = b->units[g];
    p->scale = b->scale;
    p->n = 0;
    p->sated = p->floors_scaled = false;
    p->problem = KP_ALLOCATE_OK;
    for (size_t i = 0; i < ROWS; i++) {
        if (b->group[i] != g)
            continue;
        p->row[p->n] = i;
        p->w[p->n] = b->w[i];
        p->lo[p->n] = b->lo[i];
        p->hi[p->n++] = b->hi[i];
    }
}

/* Σ clamp(λw, lo, hi)·den for λ = num/den; also what is clipped and what is not. */
static inline kp_i128 sum_at(const plain *p, kp_i128 num, kp_i128 den, kp_i128 *fixed,
                             kp_i128 *active)
{
    *fixed = *active = 0;
    for (size_t i = 0; i < p->n; i++) {
        kp_i128 share = p->w[i] * num;

        // A row on the edge of its bound leaves the floor, and stays at the ceiling.
        if (share < p->lo[i] * den || p->w[i] == 0)
            *fixed += p->lo[i];
        else if (p->hi[i] != INT64_MAX && share >= p->hi[i] * den)
            *fixed += p->hi[i];
        else
            *active += p->w[i];
    }
    return *fixed * den + *active * num;
}

static inline void try_breakpoint(const plain *p, int64_t bound, int64_t w,
                                  kp_i128 *num, kp_i128 *den)
{
    kp_i128 fixed, active;

    if (w == 0 || bound == INT64_MAX || bound * *den < *num * w)
        return;
    if (sum_at(p, bound, w, &fixed, &active) <= (kp_i128)p->pool * w) {
        *num = bound;
        *den = w;
    }
}

static inline void fill(plain *p)
{
    kp_i128 num = 0, den = 1, fixed, active;

    for (size_t i = 0; i < p->n; i++) {
        try_breakpoint(p, p->lo[i], p->w[i], &num, &den);
        try_breakpoint(p, p->hi[i], p->w[i], &num, &den);
    }
    sum_at(p, num, den, &fixed, &active);
    p->sated = active == 0;
    p->num = p->sated ? num : p->pool - fixed;
    p->den = p->sated ? den : active;
}

static inline void adjust_lambda(plain *p)
{
    kp_i128 ten = kp_pow10_i128(p->scale);

    if (p->floors_scaled)
        return;
    if (p->spec->mode == KP_ALLOCATE_CAP &&
        (p->sated || p->num * ten >= 100 * p->den)) {
        p->sated = true;
        p->num = 100;
        p->den = ten;
    }
    if (p->spec->point_decimals >= 0 && !p->sated) {
        kp_i128 all = ten * kp_pow10_i128(p->spec->point_decimals);

        p->num = p->num * all / (p->den * 100) * 100;
        p->den = all;
    }
}

static inline void cut(plain *p)
{
    for (size_t i = 0; i < p->n; i++) {
        kp_i128 share = p->w[i] * p->num;

        p->clip[i] = KP_CLIP_NONE;
        p->rest[i] = 0;
        if (p->lo[i] > 0 && share <= p->lo[i] * p->den) {
            p->x[i] = p->lo[i];
            p->clip[i] = KP_CLIP_FLOOR;
        } else if (p->hi[i] != INT64_MAX && p->w[i] > 0 && share >= p->hi[i] * p->den) {
            p->x[i] = p->hi[i];
            p->clip[i] = KP_CLIP_CEILING;
        } else {
            p->x[i] = (int64_t)(share / p->den);
            p->rest[i] = (int64_t)(share % p->den);
        }
    }
}

static inline int64_t left_over(const plain *p)
{
    int64_t left = p->pool;

    for (size_t i = 0; i < p->n; i++)
        left -= p->x[i];
    return left;
}

static inline void give_to_largest_remainders(plain *p)
{
    kp_i128 rest = 0;
    bool given[ROWS] = {false};

    for (size_t i = 0; i < p->n; i++)
        rest += p->rest[i];
    for (; rest >= p->den; rest -= p->den) {
        size_t best = ROWS;

        for (size_t i = 0; i < p->n; i++)
            if (!given[i] && (best == ROWS || p->rest[i] > p->rest[best]))
                best = i;
        p->x[best]++;
        given[best] = true;
    }
}

static inline void round_half_up(plain *p)
{
    bool up[ROWS];

    for (size_t i = 0; i < p->n; i++) {
        up[i] = 2 * (kp_i128)p->rest[i] >= p->den;
        p->x[i] += up[i];
    }
    if (p->spec->closing != KP_CLOSE_TAIL_UNSPENT && !p->sated)
        return;
    for (int64_t left = left_over(p); left < 0; left++) {
        size_t worst = ROWS;

        for (size_t i = 0; i < p->n; i++)
            if (up[i] && (worst == ROWS || p->rest[i] <= p->rest[worst]))
                worst = i;
        p->x[worst]--;
        up[worst] = false;
    }
}

/* Is row a to be asked before row b (a stands before b)? */
static inline bool keeps_place(const plain *p, const int64_t *x, size_t a, size_t b)
{
    if (p->spec->closing == KP_CLOSE_TAIL_TO_FIRST)
        return true;
    if (p->spec->closing == KP_CLOSE_TAIL_TO_LAST)
        return false;
    return x[a] > x[b] || (x[a] == x[b] && p->rest[a] >= p->rest[b]);
}

/* What a row may be paid: its ceiling, and where amounts are scaled down that amount.
 */
static inline int64_t most_for(const plain *p, size_t i)
{
    kp_i128 unit = kp_pow10_i128(p->scale);
    kp_i128 nominal = (p->w[i] * (kp_i128)100 + unit - 1) / unit;

    if (p->spec->mode == KP_ALLOCATE_SHARE || p->floors_scaled || nominal > p->hi[i])
        return p->hi[i];
    return (int64_t)nominal;
}

static inline void pass_tail(plain *p)
{
    int64_t tail = left_over(p), x[ROWS];
    bool asked[ROWS] = {false};

    memcpy(x, p->x, sizeof x);
    for (size_t turn = 0; turn < p->n && tail != 0; turn++) {
        size_t next = ROWS;

        for (size_t i = 0; i < p->n; i++)
            if (!asked[i] && p->w[i] > 0 &&
                (next == ROWS || !keeps_place(p, x, next, i)))
                next = i;
        if (next == ROWS)
            return;
        int64_t room = (tail > 0 ? most_for(p, next) : p->lo[next]) - p->x[next];

        if (tail > 0 && room < 0)  // at a floor above his amount
            room = 0;
        int64_t part =
            tail > 0 ? (room < tail ? room : tail) : (room > tail ? room : tail);
        asked[next] = true;
        p->x[next] += part;
        tail -= part;
    }
}

static inline void close(plain *p)
{
    if (p->spec->closing == KP_CLOSE_LARGEST_REMAINDER) {
        give_to_largest_remainders(p);
        return;
    }
    if (p->spec->half_up)
        round_half_up(p);
    if (p->spec->closing != KP_CLOSE_TAIL_UNSPENT && !p->sated)
        pass_tail(p);
}

static inline void divide_by_floors(plain *p)
{
    p->floors_scaled = true;
    p->scale = 2;
    for (size_t i = 0; i < p->n; i++) {
        p->w[i] = p->hi[i] = p->lo[i];
        p->lo[i] = 0;
    }
}

static inline void divide_plainly(plain *p)
{
    kp_i128 floors = 0;
    bool weight = false;

    for (size_t i = 0; i < p->n; i++) {
        floors += p->lo[i];
        weight = weight || p->w[i] > 0;
    }
    if (floors > p->pool && !p->spec->scale_floors)
        p->problem = KP_ALLOCATE_INFEASIBLE;
    else if (floors > p->pool)
        divide_by_floors(p);
    else if (floors < p->pool && !weight && p->spec->mode == KP_ALLOCATE_SHARE)
        p->problem = KP_ALLOCATE_NO_WEIGHT;
    if (p->problem != KP_ALLOCATE_OK)
        return;
    fill(p);
    adjust_lambda(p);
    cut(p);
    close(p);
}

#endif
