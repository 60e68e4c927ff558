/* recheck_parts.h - what the files of the checker share (private to recheck*.c). */
#ifndef KP_IO_LOG_RECHECK_PARTS_H
#define KP_IO_LOG_RECHECK_PARTS_H

#include "io/log/index.h"
#include "io/log/number.h"
#include "io/log/recheck.h"

#define KP__MAX_OPERANDS 32

typedef enum kp__verdict {
    KP__RIGHT,
    KP__WRONG,
    KP__UNKNOWN,  // cannot be recomputed
} kp__verdict;

/* What a table answered, and by which rules. */
typedef struct kp__answer {
    kp_str result, rules;
} kp__answer;

typedef struct kp__check {
    kp_arena *arena;
    const kp__skel *skel;
    kp__log_index *index;
    kp_log_recheck_report *report;
    kp_diags *diags;
    kp_map answers;  // of tables: what was asked → where it was answered
    kp__answer *answer;
    size_t nanswers, answers_cap;
    kp_str *result;  // of the steps of the field being checked
    size_t nresults, results_cap;
    kp_buf expected, text;  // expected: what a wrong step should say
    void ***prepared;       // by entity and field: groups worked out once
} kp__check;

/* One step as read. */
typedef struct kp__step {
    uint32_t entity, field;
    uint64_t row, block, number;
    const kp__field *of;
    kp_str line, op, result;
    kp__line rest;  // behind the result
} kp__step;

typedef struct kp__operand {
    kp_str value, ref;
} kp__operand;

/* Record a wrong step; c->expected may hold what it should be. */
void kp__tell_wrong(kp__check *c, const kp__step *s, kp_code code);

/* Equal texts, or numbers of equal value. */
bool kp__same_value(kp_str a, kp_str b);
bool kp__is_plain(kp_str value);  // neither blank, absent nor error

/* Is the result this number; otherwise it is left in c->expected. */
kp__verdict kp__result_is(kp__check *c, const kp__step *s, const kp__num *num);
kp__verdict kp__result_is_text(kp__check *c, const kp__step *s, kp_str text);
kp__verdict kp__result_is_bool(kp__check *c, const kp__step *s, bool flag);
kp__verdict kp__result_is_int(kp__check *c, const kp__step *s, int64_t n);
/* An error that begins in this very field. */
kp__verdict kp__result_is_own_error(kp__check *c, const kp__step *s, const char *code);

/* Do the operands' references hold what the operands say?  (recheck_step.c) */
bool kp__operand_holds(kp__check *c, const kp__step *s, kp__operand operand);
/* Result settled by operands without a value: error, then blank, then absent. */
bool kp__missing_settles(kp__check *c, const kp__step *s, const kp__operand *operand,
                         size_t n, kp__verdict *out);

kp__verdict kp__recheck_operation(kp__check *c, kp__step *s);  // recheck_step.c
kp__verdict kp__recheck_call(kp__check *c, const kp__step *s, kp_str name,
                             const kp__operand *operand, size_t n);  // recheck_call.c
kp__verdict kp__recheck_aggregate(kp__check *c, kp__step *s);        // recheck_sum.c
kp__verdict kp__recheck_rank(kp__check *c, kp__step *s);             // recheck_rank.c
kp__verdict kp__recheck_quota(kp__check *c, kp__step *s);            // recheck_rank.c
kp__verdict kp__recheck_share(kp__check *c, kp__step *s);            // recheck_pool.c
void kp__recheck_pools(kp__check *c);                                // recheck_pool.c

/* Value of a named field of a row; empty when the name is unknown or empty. */
kp_str kp__value_of(const kp__check *c, uint32_t entity, uint64_t row, kp_str name);

#endif
