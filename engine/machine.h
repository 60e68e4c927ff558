/* machine.h - private to the column evaluator: lanes, selections, kernels.
 *
 * A lane is a register during one batch.  `plain` says that every row in use is a plain
 * value; then `state` is not looked at.  `bound` is never below the magnitude of a plain
 * number, by interval arithmetic over the step's operands: when the bound of a result
 * fits 63 bits a kernel needs no overflow checks at all.
 */
#ifndef KP_ENGINE_MACHINE_H
#define KP_ENGINE_MACHINE_H

#include "engine/program.h"
#include "engine/run.h"

typedef struct kp_lane {
    int64_t *v;
    uint8_t *state;
    uint64_t bound;
    uint8_t scale;
    kp_kind kind;
    bool plain;
    bool same;  // every row holds the same plain word (broadcasts, constants)
} kp_lane;

/* Rows of the branches opened by one split or case. */
typedef struct kp_branches {
    uint16_t *rows;      // all branches, one after the other
    uint16_t *start;     // n + 1 offsets
    uint32_t n, cap;
    const uint16_t *outer;  // selection outside, to return to
    uint32_t nouter;
} kp_branches;

typedef struct kp_machine {
    kp_arena *arena;        // this thread's: wide values, branch lists
    const kp_run *run;
    kp_table *table;
    const kp_program *program;
    size_t first;           // table row of lane row 0
    uint32_t n;             // rows in the batch
    const uint16_t *rows;   // selection, or NULL for all n
    uint32_t nrows;
    kp_lane *lane;
    kp_branches *branches;  // by nesting depth
    uint32_t depth;
    uint32_t at;            // the step being executed
    kp_symbols *symbols;
    int64_t *temp_words;
    uint8_t *temp_states;
    void *lock;             // for opening state arrays of columns
} kp_machine;

#define KP_NO_BOUND ((uint64_t)INT64_MAX)

/* Rows in use, dense or selected: KP_FOR_ROWS(m, i) { … } */
#define KP_FOR_ROWS(m, i)                                                              \
    for (uint32_t k_ = 0, i = 0;                                                       \
         k_ < (m)->nrows && (i = (m)->rows ? (m)->rows[k_] : k_, true); k_++)

kp_value kp__lane_get(const kp_lane *lane, uint32_t i);
void kp__lane_put(kp_machine *m, kp_lane *lane, uint32_t i, kp_value value);
/* The dst of a whole step: plain until a row says otherwise. */
void kp__lane_begin(kp_machine *m, kp_lane *lane, uint64_t bound);
void kp__lane_state(kp_machine *m, kp_lane *lane, uint32_t i, kp_state state, int64_t word);
/* An error that begins here: the field of the running step, this row. */
kp_value kp__lane_fault(const kp_machine *m, kp_kind kind, uint32_t i, kp_code code);

/* First of the operands that has no value settles the result (error before blank before
 * absent); true when there was one.  A blank becomes an error that begins here. */
bool kp__missing_operand(const kp_machine *m, const kp_value *arg, size_t n, kp_kind kind,
                         uint32_t i, kp_value *out);

/* Order of two values of one kind; texts by their bytes. */
int kp__value_order(const kp_symbols *symbols, const kp_value *a, const kp_value *b);

typedef void kp_kernel(kp_machine *m, const kp_step *step);
kp_kernel kp__k_add, kp__k_sub, kp__k_mul, kp__k_neg, kp__k_min, kp__k_max,
    kp__k_rescale, kp__k_div, kp__k_round, kp__k_divround, kp__k_muldivround, kp__k_eq,
    kp__k_ne, kp__k_lt, kp__k_le, kp__k_gt, kp__k_ge, kp__k_and, kp__k_or, kp__k_not, kp__k_is_blank,
    kp__k_up, kp__k_move, kp__k_table, kp__k_output, kp__k_call,
    kp__k_split, kp__k_case;

#endif
