/* kernel_rank.c - places within groups: one sort, one walk. */
#include "engine/kernel_rank.h"

#include <assert.h>

#include "engine/kernel_sort.h"

static size_t list_rows_with_a_group(size_t n, const uint32_t *group, uint32_t *rows)
{
    size_t nrows = 0;

    for (size_t i = 0; i < n; i++)
        if (!group || group[i] != KP_NO_GROUP)
            rows[nrows++] = (uint32_t)i;
    return nrows;
}

static bool same_group(const uint32_t *group, uint32_t a, uint32_t b)
{
    return !group || group[a] == group[b];
}

/* The place of a row that is the `position`-th of its group (from 1) and stands behind
 * a row with place `before`. */
static int64_t next_place(kp_rank_style style, int64_t position, int64_t before,
                          bool equal)
{
    if (style == KP_RANK_ORDINAL)
        return position;
    if (equal)
        return before;
    return style == KP_RANK_DENSE ? before + 1 : position;
}

void kp_rank(kp_arena *scratch, size_t n, const uint32_t *group,
             const kp_sort_key *keys, size_t nkeys, kp_rank_style style,
             size_t equal_keys, int64_t *rank)
{
    assert(n < UINT32_MAX && equal_keys <= nkeys);
    uint32_t *rows = KP_NEW_ARRAY(scratch, n + 1, uint32_t);
    size_t nrows = list_rows_with_a_group(n, group, rows);
    kp__keys order;

    kp__keys_prepare(scratch, keys, nkeys, n, rows, nrows, &order);
    kp__keys_sort(scratch, &order, group, rows, nrows);

    for (size_t i = 0; i < n; i++)
        rank[i] = 0;
    int64_t position = 0;
    for (size_t i = 0; i < nrows; i++) {
        if (i == 0 || !same_group(group, rows[i - 1], rows[i])) {
            position = 1;
            rank[rows[i]] = 1;
            continue;
        }
        bool equal = kp__keys_cmp(&order, equal_keys, rows[i - 1], rows[i]) == 0;
        position++;
        rank[rows[i]] = next_place(style, position, rank[rows[i - 1]], equal);
    }
}
