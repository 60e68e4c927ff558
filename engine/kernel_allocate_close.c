/* kernel_allocate_close.c - from shares with remainders to whole units.
 *
 * Every policy is one number: how many rows are rounded up, those with the largest
 * remainders.  LARGEST_REMAINDER takes as many as the remainders add up to; half-up
 * rounding is the same with the number of halves.  Tails come on top (domain §f.3).
 */
#include <assert.h>

#include "engine/kernel_allocate_pool.h"
#include "engine/kernel_sort.h"

static int64_t sum_of_units(const kp__pool *pool)
{
    int64_t sum = 0;

    for (size_t i = 0; i < pool->n; i++)
        sum += pool->x[i];  // each clamp sum is at most P, so this cannot overflow
    return sum;
}

static bool has_tail(const kp__pool *pool)
{
    return pool->spec->closing != KP_CLOSE_LARGEST_REMAINDER;
}

/* How many rows are rounded up, `room` units being left in the pool. */
static int64_t units_to_close(const kp__pool *pool, int64_t room)
{
    if (!has_tail(pool))
        return pool->whole_remainder;
    if (!pool->spec->half_up)
        return 0;
    bool may_exceed = pool->spec->closing != KP_CLOSE_TAIL_UNSPENT && !pool->sated;
    return pool->half_ups > room && !may_exceed ? room : pool->half_ups;
}

static size_t list_remainders(const kp__pool *pool, uint64_t *keys)
{
    size_t n = 0;

    for (size_t i = 0; i < pool->n; i++)
        if (pool->key[i] > 0)
            keys[n++] = pool->key[i];
    return n;
}

/* Round up the `closed` rows with the largest remainders, ties by position. */
static void round_up_by_selection(kp__pool *pool, int64_t closed)
{
    if (closed == 0)
        return;
    uint64_t *keys = KP_NEW_ARRAY(pool->scratch, pool->n, uint64_t);
    size_t n = list_remainders(pool, keys);
    assert((uint64_t)closed <= n);
    uint64_t last = kp__nth_largest(keys, n, (size_t)closed);
    int64_t at_last = closed;

    for (size_t i = 0; i < pool->n; i++) {
        bool above = pool->key[i] > last;
        pool->x[i] += above;
        at_last -= above;
    }
    for (size_t i = 0; at_last > 0; i++) {
        bool equal = pool->key[i] == last;
        pool->x[i] += equal;
        at_last -= equal;
    }
}

static int larger_remainder_first(const void *context, uint32_t a, uint32_t b)
{
    const kp__pool *pool = context;
    return (pool->key[a] < pool->key[b]) - (pool->key[a] > pool->key[b]);
}

static void round_up_by_rank(kp__pool *pool, int64_t closed, uint32_t *rank)
{
    uint32_t *at = KP_NEW_ARRAY(pool->scratch, pool->n + 1, uint32_t);
    uint32_t *spare = KP_NEW_ARRAY(pool->scratch, pool->n + 1, uint32_t);
    size_t n = 0;

    for (size_t i = 0; i < pool->n; i++)
        if (pool->key[i] > 0)
            at[n++] = (uint32_t)i;
    assert((uint64_t)closed <= n);
    kp__sort_rows(at, spare, n, larger_remainder_first, pool);
    for (size_t i = 0; i < n; i++) {
        rank[at[i]] = (uint32_t)i + 1;
        pool->x[at[i]] += i < (uint64_t)closed;
    }
}

/* A row without weight has no share that could carry a tail. */
static bool has_share(const kp__pool *pool, size_t i)
{
    if (pool->w_ready)
        return pool->w[i] > 0;
    return kp_dec_sign(pool->weight[pool->row[i]]) > 0;
}

/* Amounts that are scaled down must not end above what they were: the fractions of many
 * may be more than a small one lost. */
static int64_t most_for(const kp__pool *pool, size_t i)
{
    int64_t most = pool->hi ? pool->hi[i] : KP__NO_CEILING, nominal;

    if (!kp__pays_nominal(pool) || !kp__units_of_bound(pool, pool->weight[pool->row[i]],
                                                       KP_ROUND_CEILING, &nominal))
        return most;
    return nominal < most ? nominal : most;
}

/* How far a row can move in the direction of the tail. */
static int64_t room_of(const kp__pool *pool, size_t i, bool up)
{
    return up ? most_for(pool, i) - pool->x[i]
              : pool->x[i] - (pool->lo ? pool->lo[i] : 0);
}

static int larger_share_first(const void *context, uint32_t a, uint32_t b)
{
    const kp__pool *pool = context;

    if (pool->x[a] != pool->x[b])
        return pool->x[a] > pool->x[b] ? -1 : 1;
    return larger_remainder_first(context, a, b);
}

static size_t list_tail_receivers(const kp__pool *pool, bool up, uint32_t *at)
{
    bool backward = pool->spec->closing == KP_CLOSE_TAIL_TO_LAST;
    size_t n = 0;

    for (size_t k = 0; k < pool->n; k++) {
        size_t i = backward ? pool->n - 1 - k : k;

        if (has_share(pool, i) && room_of(pool, i, up) > 0)
            at[n++] = (uint32_t)i;
    }
    return n;
}

/* Returns what nobody had room for. */
static int64_t hand_out_tail(kp__pool *pool, int64_t tail)
{
    uint32_t *at = KP_NEW_ARRAY(pool->scratch, pool->n + 1, uint32_t);
    uint32_t *spare = KP_NEW_ARRAY(pool->scratch, pool->n + 1, uint32_t);
    bool up = tail > 0;
    int64_t left = up ? tail : -tail;
    size_t n = list_tail_receivers(pool, up, at);

    if (pool->spec->closing == KP_CLOSE_TAIL_TO_LARGEST)
        kp__sort_rows(at, spare, n, larger_share_first, pool);
    for (size_t i = 0; i < n && left > 0; i++) {
        int64_t room = room_of(pool, at[i], up);
        int64_t part = room < left ? room : left;

        pool->x[at[i]] += up ? part : -part;
        left -= part;
    }
    return up ? left : -left;
}

void kp__allocate_close(kp__pool *pool, uint32_t *rank)
{
    int64_t down = sum_of_units(pool);
    int64_t closed = units_to_close(pool, pool->units - down);
    int64_t unspent = pool->units - down - closed;
    int64_t tail = 0;

    if (rank)
        round_up_by_rank(pool, closed, rank);
    else
        round_up_by_selection(pool, closed);

    // What is left of a pool in which everybody has all he may get is not a tail.
    bool to_somebody = has_tail(pool) && pool->spec->closing != KP_CLOSE_TAIL_UNSPENT;
    if (to_somebody && !pool->sated && unspent != 0) {
        tail = unspent;
        unspent = hand_out_tail(pool, tail);
        tail -= unspent;
    }
    assert(unspent >= 0);
    pool->result->closed = closed;
    pool->result->tail = tail;
    pool->result->unspent = unspent;
    pool->result->paid = pool->units - unspent;
}
