/* kernel_sort.h - ordering rows by their numbers, shared by the group kernels.
 *
 * For:      kernel_rank, kernel_quota and kernel_allocate only; nothing here is public.
 * Owner:    all memory is the caller's, prepared keys live in the scratch arena.
 * Errors:   none.  Fewer than UINT32_MAX rows.
 * Threads:  pure functions.
 */
#ifndef KP_ENGINE_KERNEL_SORT_H
#define KP_ENGINE_KERNEL_SORT_H

#include "engine/kernel_rank.h"

/* Negative: a stands before b.  0 keeps the order in which the rows were given. */
typedef int kp__row_cmp(const void *context, uint32_t a, uint32_t b);

/* Stable merge sort, O(n log n) comparisons whatever the data; `spare` holds n rows. */
void kp__sort_rows(uint32_t *rows, uint32_t *spare, size_t n, kp__row_cmp *before,
                   const void *context);

/* The `nth` largest of n keys (1: the largest).  Reorders `keys`.  Linear expected. */
uint64_t kp__nth_largest(uint64_t *keys, size_t n, size_t nth);

/* Sort keys made quick to compare: a numeric key becomes a column of int64 of one scale
 * when all its values allow it. */
typedef struct kp__keys {
    const kp_sort_key *keys;
    size_t nkeys;
    const int64_t **quick;  // [nkeys], indexed by row; NULL: compare the decimals
} kp__keys;

/* Only the keys of the listed rows are read; `n` is the size of the key arrays. */
void kp__keys_prepare(kp_arena *scratch, const kp_sort_key *keys, size_t nkeys,
                      size_t n, const uint32_t *rows, size_t nrows, kp__keys *out);

/* Compare two rows by the first `leading` keys. */
int kp__keys_cmp(const kp__keys *keys, size_t leading, uint32_t a, uint32_t b);

/* The listed rows by group (NULL: one), then by all keys, then as they stand. */
void kp__keys_sort(kp_arena *scratch, const kp__keys *keys, const uint32_t *group,
                   uint32_t *rows, size_t nrows);

#endif
