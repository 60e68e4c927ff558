/* gather.h - 汇集: which figures a scheme takes from the runs of other schemes.
 *
 * A group of schemes is itself a scheme, one level up; its typed fields are filled from
 * the tables/ of the runs below it.  What is taken stands in a table, so that no name
 * of a field or an entity is known to the program.
 *
 * Ownership: the scheme's arena, immutable.
 */
#ifndef KP_RULES_GATHER_H
#define KP_RULES_GATHER_H

#include "engine/scheme.h"

typedef enum kp_gather_kind {
    KP_GATHER_FIELD,  // 实体.字段 of the run
    KP_GATHER_NAME,   // 名称 of the run in the list
    KP_GATHER_STATE,  // 状态: 已计算, 未计算
    KP_GATHER_HEAD,   // 日志头
} kp_gather_kind;

typedef struct kp_gather_part {
    kp_gather_kind kind;
    kp_str entity, field;  // KP_GATHER_FIELD
} kp_gather_part;

#define KP_GATHER_PARTS 4

/* Parts are joined with "+", as keys of several fields are. */
typedef struct kp_gather {
    uint32_t field;  // a typed field of this scheme
    size_t nparts;
    kp_gather_part part[KP_GATHER_PARTS];
    size_t nonly;  // for the runs of these names; 0: for all that no other row names
    kp_str *only;
    kp_where where;       // 取自
    kp_where only_where;  // 仅限
} kp_gather;

typedef struct kp_gathers {
    size_t n, cap;
    kp_gather *item;
} kp_gathers;

/* The row for a field and a run; NULL when there is none. */
const kp_gather *kp_gather_for(const kp_gathers *gathers, uint32_t field, kp_str run);

#endif
