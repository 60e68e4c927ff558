/* kernel_sort.c - stable sorting and selection for the group kernels.
 *
 * The C library's qsort is neither stable nor the same on every machine; results that
 * people are paid by must not depend on it.
 */
#include "engine/kernel_sort.h"

enum {
    SHORT_RUN = 12,
};

static void sort_short_run(uint32_t *rows, size_t n, kp__row_cmp *before,
                           const void *context)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t moving = rows[i];
        size_t at = i;

        for (; at > 0 && before(context, moving, rows[at - 1]) < 0; at--)
            rows[at] = rows[at - 1];
        rows[at] = moving;
    }
}

static void merge_two_runs(const uint32_t *left, size_t nleft, const uint32_t *right,
                           size_t nright, uint32_t *out, kp__row_cmp *before,
                           const void *context)
{
    while (nleft > 0 && nright > 0) {
        // The left run goes first among equals: that is what makes the sort stable.
        if (before(context, *right, *left) < 0) {
            *out++ = *right++;
            nright--;
        } else {
            *out++ = *left++;
            nleft--;
        }
    }
    for (; nleft > 0; nleft--)
        *out++ = *left++;
    for (; nright > 0; nright--)
        *out++ = *right++;
}

static void merge_all_runs(const uint32_t *from, uint32_t *to, size_t n, size_t run,
                           kp__row_cmp *before, const void *context)
{
    for (size_t at = 0; at < n; at += 2 * run) {
        size_t left = n - at < run ? n - at : run;
        size_t right = n - at - left < run ? n - at - left : run;

        merge_two_runs(from + at, left, from + at + left, right, to + at, before,
                       context);
    }
}

void kp__sort_rows(uint32_t *rows, uint32_t *spare, size_t n, kp__row_cmp *before,
                   const void *context)
{
    uint32_t *from = rows, *to = spare;

    for (size_t at = 0; at < n; at += SHORT_RUN)
        sort_short_run(rows + at, n - at < SHORT_RUN ? n - at : SHORT_RUN, before,
                       context);
    for (size_t run = SHORT_RUN; run < n; run *= 2) {
        merge_all_runs(from, to, n, run, before, context);
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    for (size_t i = 0; from != rows && i < n; i++)
        rows[i] = from[i];
}

static uint64_t middle_of_three(uint64_t a, uint64_t b, uint64_t c)
{
    if (a > b) {
        uint64_t swap = a;
        a = b;
        b = swap;
    }
    if (c <= a)
        return a;
    return c < b ? c : b;
}

/* A fixed sequence of pseudo-random places: patterned data cannot meet it, and every
 * machine makes the same steps. */
static size_t next_place(uint64_t *state, size_t n)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)((*state >> 33) % n);
}

uint64_t kp__nth_largest(uint64_t *keys, size_t n, size_t nth)
{
    uint64_t state = n;

    for (;;) {
        uint64_t pivot =
            middle_of_three(keys[next_place(&state, n)], keys[next_place(&state, n)],
                            keys[next_place(&state, n)]);
        size_t above = 0, from = 0, below = n;

        // Three-way split: larger keys, equal keys, smaller keys.
        while (from < below) {
            uint64_t key = keys[from];

            if (key == pivot) {
                from++;
                continue;
            }
            size_t to = key > pivot ? above++ : --below;
            keys[from] = keys[to];
            keys[to] = key;
            if (key > pivot)
                from++;
        }
        if (nth > above && nth <= below)
            return pivot;
        if (nth <= above) {
            n = above;
        } else {
            keys += below;
            n -= below;
            nth -= below;
        }
    }
}

static bool common_scale(const kp_decimal *num, const uint32_t *rows, size_t nrows,
                         int32_t *out)
{
    int32_t scale = 0;

    for (size_t i = 0; i < nrows; i++)
        if (num[rows[i]].scale > scale)
            scale = num[rows[i]].scale;
    *out = scale;
    return scale <= KP_MAX_DECIMALS;
}

static const int64_t *quick_column(kp_arena *scratch, const kp_decimal *num, size_t n,
                                   const uint32_t *rows, size_t nrows)
{
    int32_t scale;

    if (!num || !common_scale(num, rows, nrows, &scale))
        return NULL;
    int64_t *column = KP_NEW_ARRAY(scratch, n, int64_t);
    for (size_t i = 0; i < nrows; i++)
        if (!kp_dec_to_i64(num[rows[i]], scale, &column[rows[i]]))
            return NULL;
    return column;
}

void kp__keys_prepare(kp_arena *scratch, const kp_sort_key *keys, size_t nkeys,
                      size_t n, const uint32_t *rows, size_t nrows, kp__keys *out)
{
    *out = (kp__keys){.keys = keys, .nkeys = nkeys};
    out->quick =
        (const int64_t **)kp_arena_alloc(scratch, nkeys + 1, sizeof(int64_t *));
    for (size_t i = 0; i < nkeys; i++)
        out->quick[i] = quick_column(scratch, keys[i].num, n, rows, nrows);
}

static int compare_by_one_key(const kp_sort_key *key, const int64_t *quick, uint32_t a,
                              uint32_t b)
{
    if (quick)
        return (quick[a] > quick[b]) - (quick[a] < quick[b]);
    if (key->num)
        return kp_dec_cmp(key->num[a], key->num[b]);
    return kp_str_cmp(key->text[a], key->text[b]);
}

int kp__keys_cmp(const kp__keys *keys, size_t leading, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < leading; i++) {
        int order = compare_by_one_key(&keys->keys[i], keys->quick[i], a, b);

        if (order != 0)
            return (order < 0) == keys->keys[i].descending ? 1 : -1;
    }
    return 0;
}

typedef struct group_order {
    const kp__keys *keys;
    const uint32_t *group;
} group_order;

static int by_group_then_keys(const void *context, uint32_t a, uint32_t b)
{
    const group_order *order = context;

    if (order->group && order->group[a] != order->group[b])
        return order->group[a] < order->group[b] ? -1 : 1;
    return kp__keys_cmp(order->keys, order->keys->nkeys, a, b);
}

void kp__keys_sort(kp_arena *scratch, const kp__keys *keys, const uint32_t *group,
                   uint32_t *rows, size_t nrows)
{
    group_order order = {keys, group};
    uint32_t *spare = KP_NEW_ARRAY(scratch, nrows + 1, uint32_t);

    kp__sort_rows(rows, spare, nrows, by_group_then_keys, &order);
}
