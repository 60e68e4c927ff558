/* explain_parts.h - what the files of explain share (private). */
#ifndef KP_IO_LOG_EXPLAIN_PARTS_H
#define KP_IO_LOG_EXPLAIN_PARTS_H

#include "io/log/explain.h"
#include "io/log/find.h"

/* A figure that the one being told was made of. */
typedef struct kp__cause {
    bool is_param;
    kp_str param;
    uint64_t block;
    uint32_t field;
} kp__cause;

typedef struct kp__teller {
    kp_arena *arena;
    const kp__skel *skel;
    kp_str trace;
    kp_lang lang;
    kp_buf *out;
    unsigned depth, children;
    kp__block_view **view;  // blocks read so far
    size_t nviews, views_cap;
    kp_map told;  // "block.field" → number of the paragraph
    size_t nparagraphs;
    bool broken;  // a block is not what the dictionary says
} kp__teller;

/* What stands behind a value: gathered while its calculation is told. */
typedef struct kp__causes {
    kp__cause *item;
    size_t n, cap;
} kp__causes;

const kp__block_view *kp__teller_view(kp__teller *t, uint64_t block);
const char *kp__say(const kp__teller *t, const char *zh, const char *en);
void kp__tell_indent(kp__teller *t, unsigned depth);
/* A value for people: 优秀, 是, 空白; an error with its sentence. */
void kp__tell_value(kp__teller *t, kp_str value);
/* "员工 E05 · 月度绩效" */
void kp__tell_figure(kp__teller *t, uint64_t block, kp_str field);
void kp__tell_plain(kp__teller *t, kp_str spelled);  // escapes undone
void kp__tell_rounding(kp__teller *t, kp_str digits, kp_str mode);

/* Add a figure once. */
void kp__cause_add(kp__teller *t, kp__causes *to, kp__cause cause);
/* The figure that a reference of this block names; steps and constants add nothing. */
void kp__cause_of_ref(kp__teller *t, const kp__block_view *block, kp_str ref,
                      kp__causes *to);

/* A name as typed, in the spelling of the log. */
kp_str kp__spelled(kp_arena *arena, kp_str typed);
/* Block and field of a figure; a diagnostic with the nearest name when there is none.
 */
kp_status kp__find_figure(kp__teller *t, kp_str entity, kp_str key, kp_str field,
                          uint64_t *block, uint32_t *number, kp_diags *diags);

/* The calculation of a formula, line by line (explain_formula.c). */
void kp__tell_formula(kp__teller *t, const kp__block_view *block, uint32_t field,
                      unsigned depth, kp__causes *to);
/* Sums, places, quotas, shares (explain_group.c). */
void kp__tell_group(kp__teller *t, const kp__block_view *block, uint32_t field,
                    unsigned depth, kp__causes *to);

#endif
