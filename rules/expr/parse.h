/* parse.h - from the text of a cell to a tree.
 *
 * Every fault is reported at its span inside the cell (where.span_at/len are filled
 * in); one mistake gives one message.  Returns NULL when there was an error. Pure
 * functions; limits in ast.h.
 */
#ifndef KP_RULES_PARSE_H
#define KP_RULES_PARSE_H

#include "engine/value.h"
#include "rules/expr/ast.h"

typedef struct kp_parse_where {
    kp_where cell;  // where the text stands
    kp_str text;    // the whole cell text, for the caret line
} kp_parse_where;

/* A formula, with or without a leading "=". */
kp_ast *kp_parse_expression(kp_arena *arena, const kp_parse_where *where, kp_str text,
                            kp_diags *diags);

/* What a condition cell of a decision table is compared with. */
typedef enum kp_test_domain {
    KP_TEST_NUMBER,
    KP_TEST_TEXT,
    KP_TEST_DATE,
    KP_TEST_BOOL,
} kp_test_domain;

/* A condition cell (rules.md §2): ANY, one test, or a list of tests (KP_AST_IN with
 * arg[0] NULL), or NONE_OF.  `header_op` is the comparison written in the heading, or
 * KP_OP_CONCAT when there is none; then plain values stand below, and the tree is
 * the whole test: TEST header_op value.  A number is a NUMBER, a date an AT with its
 * ISO text, "=…" a TEST EQ with the expression. */
kp_ast *kp_parse_tests(kp_arena *arena, const kp_parse_where *where, kp_str text,
                       kp_test_domain domain, kp_unit unit, kp_op header_op,
                       kp_diags *diags);

/* A heading such as "条件 综合得分 ≥" or "结果 等次": splits off a trailing comparison;
 * *op is KP_OP_CONCAT when there is none. */
kp_str kp_parse_heading_op(kp_arena *arena, kp_str heading, kp_op *op);

/* True when `name` can stand unquoted in an expression. */
bool kp_name_is_plain(kp_str name);
/* The name as one writes it in an expression: quoted with 「」 when it must be. */
void kp_name_print(kp_str name, kp_buf *out);

#endif
