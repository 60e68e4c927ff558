/* expr.h - checked expressions: names settled, kinds and scales known.
 *
 * The checker makes these trees, the emitter turns them into steps, and the row-by-row
 * evaluator (oracle.h) walks them as they are.  A tree is about one entity: its row is
 * "the row".  Everything that needs other rows of a group (sums over children, ranks,
 * pools) has been lifted out into a field of its own; what is left is scalar.
 *
 * Ownership: scheme arena; immutable.
 */
#ifndef KP_ENGINE_EXPR_H
#define KP_ENGINE_EXPR_H

#include "engine/dtable.h"

typedef enum kp_expr_op {
#define EXPR(op, name, meaning) KP_X_##op,
#include "engine/expr.def"
#undef EXPR
    KP_X_COUNT,
} kp_expr_op;

typedef struct kp_expr {
    kp_expr_op op;
    kp_kind kind;
    uint8_t scale;      // of a number in column form
    uint8_t decimals;   // ROUND, DIVROUND: digits kept
    uint8_t mode;       // ROUND, DIVROUND: kp_rounding
    bool settled;       // the builder has fixed its scale
    uint32_t stamp;     // the builder's walks mark nodes they have seen
    uint32_t at, len;   // span in the field's formula text
    uint32_t field;     // FIELD, UP: field index in the scheme
    uint32_t target;    // UP: the linked entity; TABLE: index; CALL: builtin
    uint32_t output;    // TABLE: which output;  FUNCTION: index of the function
    uint32_t nargs;
    uint32_t nlinks;    // UP: how many links to follow
    const uint32_t *link;        // UP: link fields, outermost first
    const struct kp_expr **arg;
    kp_value value;     // CONST
    const char *text;   // CONST: as typed, or the parameter's name; may be NULL
    kp_where origin;    // CONST from a parameter: its cell
    kp_str clause;      // CONST from a parameter: its clause
    const uint32_t *symbols;     // CASE: the names, one per arg after the first
    uint32_t slot;      // TABLE: the trace column of this call in the field's entity
} kp_expr;

const char *kp_expr_op_name(kp_expr_op op);

#endif
