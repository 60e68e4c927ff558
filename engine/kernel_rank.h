/* kernel_rank.h - places within a group (排名), and the sort keys of all group kernels.
 *
 * For:      排名 formulas, the ranking method of indicators (domain §b.4 no. 10), the
 * tie order of quotas (domain §d). Owner:    every array is the caller's; working
 * memory comes from the scratch arena and is dead on return. Errors:   none: every
 * input has ranks.  Fewer than UINT32_MAX rows. Threads:  pure functions.
 */
#ifndef KP_ENGINE_KERNEL_RANK_H
#define KP_ENGINE_KERNEL_RANK_H

#include "engine/base/decimal.h"

/* One ordered criterion, indexed by row: numbers, or else texts by code point.  In a
 * list of keys the first that differs decides; when none does, the smaller row number
 * stands first (rows are kept in key order, so that is the tie "by 工号"). */
typedef struct kp_sort_key {
    const kp_decimal *num;
    const kp_str *text;  // used when num is NULL
    bool descending;     // the largest stands first, as scores do
} kp_sort_key;

/* group[row] of a row that takes no part. */
#define KP_NO_GROUP UINT32_MAX

typedef enum kp_rank_style {
    KP_RANK_COMPETITION,  // 1, 1, 3: places are left out behind equals (并列占位)
    KP_RANK_DENSE,        // 1, 1, 2: no place is left out (并列不占位)
    KP_RANK_ORDINAL,      // 1, 2, 3: the order decides, no equals
} kp_rank_style;

/* The place of each row within its group, 1 is first, 0 for rows of KP_NO_GROUP, whose
 * keys are not read.
 *
 * group        [n], or NULL: all rows are one group
 * equal_keys   rows that agree in so many leading keys hold the same place (not for
 *              ORDINAL); keys beyond it only order them
 * rank         [n], written */
void kp_rank(kp_arena *scratch, size_t n, const uint32_t *group,
             const kp_sort_key *keys, size_t nkeys, kp_rank_style style,
             size_t equal_keys, int64_t *rank);

#endif
