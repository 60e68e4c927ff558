/* oracle.h - one row, one field, step by step: the plain evaluator of the same trees.
 *
 * It shares no kernel with the column evaluator: every number is a kp_decimal, every
 * operation a function of decimal.h.  Tests compare the two digit for digit; the log is
 * written through it, so that every figure posted has been calculated twice.
 *
 * A recorder sees every operation with its operands and exact result.
 */
#ifndef KP_ENGINE_ORACLE_H
#define KP_ENGINE_ORACLE_H

#include "engine/run.h"

/* One operation as it happened.  `from[i]` tells where operand i came from: the number of
 * an earlier step of the same field (>= 0), or -1 for a field, parameter or constant
 * that arg_expr[i] names. */
typedef struct kp_step_note {
    const kp_expr *expr;
    uint32_t nargs;
    const kp_value *arg;
    const kp_expr *const *arg_expr;
    const int32_t *from;
    kp_value result;
    uint32_t hit;  // TABLE: the hit set
} kp_step_note;

typedef void kp_recorder(void *user, const kp_step_note *note);

/* The value of a SCALAR field's expression in row `row`; other fields are read from the
 * run.  `record` may be NULL. */
kp_value kp_oracle_field(const kp_run *run, const kp_field *field, size_t row,
                         kp_recorder *record, void *user);

#endif
