/* accept.h - what a condition cell accepts: from its tree to the engine's form.
 *
 * Private to rules/ (tables and the analysis).  Everything made lives in the arena;
 * texts become symbols.  Faults are reported at the cell.
 */
#ifndef KP_RULES_ACCEPT_H
#define KP_RULES_ACCEPT_H

#include "engine/dtable.h"
#include "engine/kernel_text.h"
#include "rules/expr/ast.h"
#include "rules/expr/parse.h"

typedef struct kp__accept_reader {
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_str table;  // its name, for messages
} kp__accept_reader;

/* False, and a diagnostic, when the tree is not a test of constants of this kind. */
bool kp__accept_read(const kp__accept_reader *reader, const kp_parse_where *where,
                     kp_kind kind, const kp_ast *ast, kp_accept *out);

/* What both accept.  False when that cannot be written as one accept (two patterns). */
bool kp__accept_both(kp_arena *arena, const kp_dinput *input, const kp_symbols *symbols,
                     const kp_accept *a, const kp_accept *b, kp_accept *out);

/* True when no number, date or listed text can be accepted. */
bool kp__accept_is_empty(const kp_accept *accept, kp_kind kind);

/* Is there anything between the two ends, and is it an end at all? */
bool kp__interval_is_empty(const kp_interval *interval);

/* An accept of one value. */
kp_accept kp__accept_value(kp_arena *arena, kp_value value);

/* The numbers on one side of a bound: op is a comparison. */
kp_accept kp__accept_comparison(kp_arena *arena, kp_op op, kp_decimal at);

kp_test_domain kp__domain_of(kp_kind kind);

#endif
