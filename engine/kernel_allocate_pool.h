/* kernel_allocate_pool.h - one pool while it is being divided; private to the kernel.
 *
 * The steps: kernel_allocate.c gathers the rows of a pool and checks them, then one of
 * the two paths (kernel_allocate_fast.c, kernel_allocate_wide.c) finds λ and cuts every
 * share into whole units and a remainder, then kernel_allocate_close.c closes.
 *
 * Arrays of a pool are indexed by position in tie order, not by row.
 */
#ifndef KP_ENGINE_KERNEL_ALLOCATE_POOL_H
#define KP_ENGINE_KERNEL_ALLOCATE_POOL_H

#include "engine/kernel_allocate.h"

#define KP__NO_CEILING INT64_MAX

typedef struct kp__pool {
    const kp_allocate_spec *spec;
    kp_arena *keep, *scratch;
    kp_allocate_result *result;

    size_t n;
    const uint32_t *row;       // [n] row numbers
    const kp_decimal *weight;  // by row number
    int64_t units;             // P
    int64_t *w;                // [n] weights as integers of 10^-scale ...
    int64_t w_sum;
    bool w_ready;  // ... when they and their sum fit
    int32_t scale;
    const int64_t *lo;  // [n] or NULL: no floors
    const int64_t *hi;  // [n] or NULL; KP__NO_CEILING: none
    kp_i128 lo_sum;
    bool any_weight;

    /* What a path finds. */
    int64_t *x;               // [n] whole units, rounded down or clipped
    uint8_t *clip;            // [n]
    uint64_t *key;            // [n] orders the remainders; 0: no remainder
    bool sated;               // every ceiling reached, or CAP pays the nominal amounts
    int64_t whole_remainder;  // floor(Σ remainders), in units
    int64_t half_ups;         // rows whose remainder is half a unit or more
} kp__pool;

/* λ is rounded only where it measures pay per weight: not where everyone has all he may
 * get, and not as the part of the floors that is paid. */
static inline bool kp__rounds_point(const kp__pool *pool)
{
    return pool->spec->point_decimals >= 0 && !pool->sated &&
           !pool->result->floors_scaled;
}

/* CAP looks at nominal amounts; scaled floors are no such amounts. */
static inline bool kp__pays_nominal(const kp__pool *pool)
{
    return pool->spec->mode == KP_ALLOCATE_CAP && !pool->result->floors_scaled;
}

/* A bound in whole units: floors go up, ceilings go down, so that both still hold.
 * False beyond the largest amount. */
KP_CHECK bool kp__units_of_bound(const kp__pool *pool, kp_decimal bound,
                                 kp_rounding mode, int64_t *out);

/* The path of 128-bit integers; false when they do not suffice (nothing is settled). */
KP_CHECK bool kp__allocate_fast(kp__pool *pool);

/* The path of GMP: always succeeds. */
void kp__allocate_wide(kp__pool *pool);

/* Whole units for everyone; sets paid, unspent, closed and tail of the result.
 * `rank` [n] or NULL receives the closing ranks. */
void kp__allocate_close(kp__pool *pool, uint32_t *rank);

#endif
