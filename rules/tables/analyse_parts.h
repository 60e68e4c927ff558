/* analyse_parts.h - shared by analyse.c and analyse_text.c, and nobody else. */
#ifndef KP_RULES_ANALYSE_PARTS_H
#define KP_RULES_ANALYSE_PARTS_H

#include "engine/dtable_index.h"
#include "rules/tables/accept.h"
#include "rules/tables/analyse.h"

/* What can really come in on one axis: of each rank, whether a value of it exists that
 * the declared decimals and allowed values permit. */
typedef struct kp__domain {
    const kp_axis *axis;
    const kp_dinput *input;
    int decimals;  // -1: any
    const kp_accept *allowed;
    uint32_t *real_before;  // real ranks among 0..r-1, for every r
} kp__domain;

/* Ranks on one axis: ranges that rise and do not touch. */
typedef struct kp__rank_set {
    kp_ranks *range;
    size_t n;
} kp__rank_set;

void kp__domain_make(kp_arena *arena, const kp_table_source *source, size_t input,
                     const kp_symbols *symbols, kp__domain *out);
uint32_t kp__real_ranks(const kp__domain *domain, kp_ranks ranks);

/* "得分 [60,80)、≥90", "部门 甲、乙"; nothing when every value is inside. */
void kp__print_region(const kp__domain *domain, const kp_symbols *symbols,
                      kp__rank_set ranks, kp_buf *out);
/* "得分=59": one value of the ranks. */
void kp__print_example(kp_arena *arena, const kp__domain *domain,
                       const kp_symbols *symbols, kp__rank_set ranks, kp_buf *out);

/* Run i of a state of a layer. */
kp_ranks kp__run_of(const kp_layer *layer, uint32_t state, uint32_t i);
/* What the buffer holds, in the arena; the buffer is freed. */
kp_str kp__taken_text(kp_arena *arena, kp_buf *buf);

/* Conditions that decide nothing, numbers that turn (analyse_sense.c). */
void kp__analyse_sense(kp_arena *arena, const kp_dtable *table,
                       const kp__domain *domain, const kp_symbols *symbols,
                       kp_diags *diags);

#endif
