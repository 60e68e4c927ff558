/* ast_print.h - a tree as canonical text, and the equality of trees.
 *
 * Reading the printed text again gives an equal tree: what kp_parse_expression made is
 * read by it, what kp_parse_tests made by it in a column of the same domain without
 * unit (a percentage prints as a plain number).  One spelling for each tree: half-width
 * signs, English words, single blanks, no brackets that are not needed.
 */
#ifndef KP_RULES_AST_PRINT_H
#define KP_RULES_AST_PRINT_H

#include "rules/expr/ast.h"

void kp_ast_print(const kp_ast *tree, kp_buf *out);

/* Same kinds, operators, values, names and shape; spans do not count.  Numbers are
 * equal by value. */
bool kp_ast_equal(const kp_ast *a, const kp_ast *b);

#endif
