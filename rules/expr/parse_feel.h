/* parse_feel.h - the same parser for the FEEL of DMN models.
 *
 * Differences from a scheme's cells: names of the model may hold blanks and signs (the
 * longest known one wins), pictures and ? may stand in names, 2025-01-01 is a sum.
 * Errors and limits as in parse.h.  `known` may be NULL.
 */
#ifndef KP_RULES_PARSE_FEEL_H
#define KP_RULES_PARSE_FEEL_H

#include "rules/expr/name_tree.h"
#include "rules/expr/parse.h"

kp_ast *kp_parse_feel(kp_arena *arena, const kp_parse_where *where, kp_str text,
                      const kp_name_tree *known, kp_diags *diags);

/* What a loop runs over: an expression, or "1..10" without brackets. */
kp_ast *kp_parse_feel_loop(kp_arena *arena, const kp_parse_where *where, kp_str text,
                           const kp_name_tree *known, kp_diags *diags);

/* The unary tests of a decision table's input entry: ANY for "-", one test, IN with
 * arg[0] NULL for several, or NONE_OF for not(...). */
kp_ast *kp_parse_feel_tests(kp_arena *arena, const kp_parse_where *where, kp_str text,
                            const kp_name_tree *known, kp_diags *diags);

#endif
