/* rounding.c - where the rounding of a result takes place inside its expression. */
#include "rules/check/check.h"

static kp_expr *round_here(const kp_scope *s, const kp_ast *at, const kp_expr *a,
                           int decimals, kp_rounding mode)
{
    bool quotient = a->op == KP_X_DIV;
    kp_expr *node = kp__expr_node(s, at, quotient ? KP_X_DIVROUND : KP_X_ROUND, KP_NUM,
                                  quotient ? 2 : 1);

    node->arg[0] = quotient ? a->arg[0] : a;
    if (quotient)
        node->arg[1] = a->arg[1];
    node->decimals = (uint8_t)decimals;
    node->mode = (uint8_t)mode;
    return node;
}

/* The first argument of `op` that is a possible result; the count for "none". */
static uint32_t first_result(const kp_expr *a)
{
    switch (a->op) {
    case KP_X_IF:
    case KP_X_CASE:
        return 1;
    case KP_X_FUNCTION:
    case KP_X_MIN:
    case KP_X_MAX:
        return 0;
    default:
        return a->nargs;
    }
}

static bool may_be_quotient(const kp_expr *a)
{
    if (a->op == KP_X_DIV)
        return true;
    for (uint32_t k = first_result(a); k < a->nargs; k++)
        if (may_be_quotient(a->arg[k]))
            return true;
    return false;
}

/* The node again, with other results; conditions and names stay. */
static kp_expr *with_results_of(const kp_scope *s, const kp_expr *a)
{
    kp_expr *node = KP_NEW(s->b->arena, kp_expr);

    *node = *a;
    node->arg = KP_NEW_ARRAY(s->b->arena, a->nargs + 1, const kp_expr *);
    for (uint32_t k = 0; k < a->nargs; k++)
        node->arg[k] = a->arg[k];
    return node;
}

/* Dividing and rounding are one exact step.  A quotient that stands in a branch, or
 * under a min or max, is reached there: every mode is monotone, so rounding the smaller
 * of two numbers is the smaller of the two rounded. */
kp_expr *kp__round(const kp_scope *s, const kp_ast *at, kp_expr *a, int decimals,
                   kp_rounding mode)
{
    if (!a)
        return NULL;
    if (a->op == KP_X_DIV || !may_be_quotient(a))
        return round_here(s, at, a, decimals, mode);
    kp_expr *node = with_results_of(s, a);

    for (uint32_t k = first_result(a); k < a->nargs; k++)
        node->arg[k] = kp__round(s, at, kp__unfrozen(a->arg[k]), decimals, mode);
    return node;
}

/* ---- results that may be blank ---- */

static bool is_bare(const kp_ast *ast)
{
    return ast && (ast->kind == KP_AST_NULL || ast->kind == KP_AST_NAME ||
                   ast->kind == KP_AST_PATH);
}

/* Whether a field can be blank without a fault, told from what was typed: its formula
 * may not have been checked yet. */
static bool is_a_blank_field(const kp_build *b, uint32_t id)
{
    const kp_ast *formula = b->field_ast[id];

    if (b->scheme->field[id]->lifted)
        return false;
    if (!formula)
        return b->scheme->field[id]->missing == KP_MISSING_BLANK;
    return is_bare(formula) || (formula->kind == KP_AST_IF &&
                                (is_bare(formula->arg[1]) || is_bare(formula->arg[2])));
}

static bool may_be_blank(const kp_scope *s, const kp_expr *a)
{
    if (a->op == KP_X_CONST)
        return a->value.state == KP_BLANK;
    if (a->op == KP_X_FIELD || a->op == KP_X_UP)
        return is_a_blank_field(s->b, a->field);
    if (a->op != KP_X_IF && a->op != KP_X_CASE)
        return false;
    for (uint32_t k = 1; k < a->nargs; k++)
        if (may_be_blank(s, a->arg[k]))
            return true;
    return false;
}

/* A blank that is the whole result, or a branch of it, stays blank: nothing is
 * calculated with it. */
kp_expr *kp__round_result(const kp_scope *s, const kp_ast *at, kp_expr *a, int decimals,
                          kp_rounding mode)
{
    if (!a || !may_be_blank(s, a))
        return kp__round(s, at, a, decimals, mode);
    if (a->op == KP_X_CONST)
        return a;
    if (a->op == KP_X_FIELD || a->op == KP_X_UP)
        return kp__if(
            s, at, kp__unary(s, at, KP_X_IS_BLANK, a),
            kp__constant(s, at, (kp_value){.kind = KP_NUM, .state = KP_BLANK}),
            round_here(s, at, a, decimals, mode));
    kp_expr *node = with_results_of(s, a);

    for (uint32_t k = 1; k < a->nargs; k++)
        node->arg[k] = kp__round_result(s, at, kp__unfrozen(a->arg[k]), decimals, mode);
    return node;
}
