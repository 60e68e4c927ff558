/* kernel_quota.h - grades under a quota (强制分布) and the bottom list (末位名单).
 *
 * Grades are proposed elsewhere (cut-offs are a decision table); here only so many of a
 * group may keep a limited grade, and the others fall (domain §d: quota arithmetic,
 * pooling, tie rules, overflow).
 *
 * Owner:    arrays are the caller's; working memory is the scratch arena's and dead on
 *           return.
 * Errors:   a kp_quota_problem with the row or limit; the outputs are then unspecified.
 * Threads:  pure functions.
 *
 * Nothing here changes anybody's status: the bottom list is a list (domain §d, legal
 * limit).
 */
#ifndef KP_ENGINE_KERNEL_QUOTA_H
#define KP_ENGINE_KERNEL_QUOTA_H

#include "engine/kernel_rank.h"

/* Grades are small integers, 0 is the best; any order of names is the caller's. */
#define KP_UNGRADED UINT8_MAX  // 不定等次: no grade, never counted

/* How n × share becomes heads (domain §d, quota arithmetic): n=9 at 20 % is 1, 2, 2. */
typedef enum kp_quota_rounding {
    KP_QUOTA_FLOOR,    // 不超过: the default reading
    KP_QUOTA_HALF_UP,  // 四舍五入, 左右
    KP_QUOTA_CEILING,  // 不低于
} kp_quota_rounding;

/* What happens when rows equal in every key stand on both sides of the boundary. */
typedef enum kp_quota_ties {
    KP_TIES_STRICT,  // the row order decides
    KP_TIES_NONE,    // 宁缺毋滥: none of the equals
    KP_TIES_ALL,     // all of the equals: the quota may be exceeded, needs approval
} kp_quota_ties;

/* clamp(round(n × share), minimum, maximum), never more than n.  False when share is
 * negative or the product has no exact value. */
typedef struct kp_quota_heads_rule {
    kp_decimal share;  // 0.20 for 20 %
    kp_quota_rounding rounding;
    int64_t minimum;  // at least so many heads (至少 1 人)
    bool has_maximum;
    int64_t maximum;
} kp_quota_heads_rule;

KP_CHECK bool kp_quota_heads(int64_t n, const kp_quota_heads_rule *rule, int64_t *out);

/* One limited grade.  Zero-initialised options mean the usual rule. */
typedef struct kp_quota_limit {
    uint8_t grade;
    uint8_t fall_to;  // a worse grade; 0: the next worse one (overflow falls one grade)
    bool or_better;   // the limit counts holders of better grades too
    bool veto_permits;  // a vetoed row may hold this grade; else veto wins
    kp_quota_heads_rule heads;
    const kp_decimal *group_share;  // [ngroups] or NULL: instead of heads.share, e.g.
                                    // by the department's result; not for pooled groups
} kp_quota_limit;

typedef struct kp_quota_rows {
    size_t n;
    const uint8_t *grade;   // proposed, or KP_UNGRADED
    const uint32_t *group;  // below ngroups, or KP_NO_GROUP; NULL: one group
    const bool *in_base;  // counted and limited; NULL: every graded row.  A graded row
                          // outside keeps its grade and takes no place (借调, 班子)
    const bool *vetoed;   // NULL: none
    const kp_sort_key *keys;  // best first
    size_t nkeys;
} kp_quota_rows;

typedef struct kp_quota_spec {
    const kp_quota_limit *limits;  // any order, one for a grade
    size_t nlimits;
    size_t ngroups;   // 1 when group is NULL
    uint8_t ngrades;  // grades are 0 .. ngrades - 1
    kp_quota_ties ties;
    int64_t pool_below;  // groups with a smaller base share one pool; 0: no pooling
} kp_quota_spec;

/* Why a row has its final grade; a row may collect several. */
enum {
    KP_QUOTA_KEPT = 0,
    KP_QUOTA_OVERFLOW = 1,  // above the cut-off, outside the quota: fell
    KP_QUOTA_TIE = 2,       // stood in the tied group at the boundary (kept or fell)
    KP_QUOTA_VETO = 4,      // fell by a veto
    KP_QUOTA_OUTSIDE = 8,   // not in the base: neither counted nor limited
};

/* What a limit did in a group, for the log. */
typedef struct kp_quota_count {
    int64_t base;   // heads the share is taken of
    int64_t limit;  // heads that may hold the grade (or better, when the limit says so)
    int64_t held;   // heads that hold this grade after the limit
    int64_t fell;   // by overflow; vetoes are not counted
    bool pooled;    // a small group: its limit stands in the pool's record
} kp_quota_count;

typedef enum kp_quota_problem {
    KP_QUOTA_OK,
    KP_QUOTA_BAD_GRADE,  // `where` is the row: its grade is not below ngrades
    KP_QUOTA_BAD_GROUP,  // `where` is the row: its group is not below ngroups
    KP_QUOTA_BAD_LIMIT,  // `where` is the limit: unknown or repeated grade, fall_to not
                         // worse, or no grade left to fall to
    KP_QUOTA_BAD_SHARE,  // `where` is the limit
} kp_quota_problem;

/* Final grades.  Limits work from the best grade down, so whoever falls competes, by
 * the same keys, for a limited grade below.
 *
 * final   [n]; reason [n]
 * counts  [nlimits × (ngroups + 1)] or NULL: limit l, group g at l × (ngroups + 1) + g;
 *         the last of each is the pool of small groups
 * where   may be NULL */
KP_CHECK kp_quota_problem kp_quota_apply(kp_arena *scratch, const kp_quota_spec *spec,
                                         const kp_quota_rows *rows, uint8_t *final,
                                         uint8_t *reason, kp_quota_count *counts,
                                         size_t *where);

/* The last heads of each group (末位): marked[n] is set, nothing else changes.  Grades
 * and vetoes are not looked at; rows outside the base are never marked.  Keys are best
 * first. heads[ngroups + 1] (or NULL) receives the count asked for, the last is the
 * pool's. */
KP_CHECK kp_quota_problem kp_bottom_list(kp_arena *scratch,
                                         const kp_quota_heads_rule *rule,
                                         const kp_quota_rows *rows, size_t ngroups,
                                         kp_quota_ties ties, int64_t pool_below,
                                         bool *marked, int64_t *heads, size_t *where);

#endif
