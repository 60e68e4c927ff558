/* call_formula.c - calls of named formulas.
 *
 * A named formula is put in place of its call: parameters are bound to the arguments,
 * so that the trace shows the operations themselves.
 */
#include "rules/check/call_parts.h"

#define MAX_DEPTH 24

static size_t param_named(const kp_function *function, kp_str name)
{
    for (size_t k = 0; k < function->nparams; k++)
        if (kp_str_eq(function->param[k], name))
            return k;
    return SIZE_MAX;
}

static bool may_be_blank(const kp_expr *e)
{
    switch (e->op) {
    case KP_X_FIELD:
    case KP_X_UP:
    case KP_X_TABLE:
        return true;
    case KP_X_CONST:
        return e->value.state == KP_BLANK;
    case KP_X_FUNCTION:
        return may_be_blank(e->arg[0]);
    case KP_X_IF:
        return may_be_blank(e->arg[1]) || may_be_blank(e->arg[2]);
    default:
        return false;
    }
}

/* The default stands for an argument that is not given, or is blank in this row. */
kp_term kp__with_default(const kp_scope *s, const kp_ast *at, kp_term given,
                         const kp_ast *fallback, const kp_function *function)
{
    kp_scope nowhere = *s;
    kp_function_source *source =
        &s->b->function_source[function - s->b->scheme->function];

    if (!fallback)
        return given;
    // A default may call formulas, but not the one that it belongs to.
    if (source->being_checked) {
        kp__formula_fault(s, at, KP3121, function->name, KP_NONE, KP_NONE);
        return kp__bad();
    }
    nowhere.entity = UINT32_MAX;
    nowhere.function = NULL;
    nowhere.where = function->where;
    nowhere.foreign = true;
    source->being_checked = true;
    kp_term standby = kp__check(&nowhere, fallback);

    source->being_checked = false;
    if (!given.good || !given.expr)
        return standby;
    if (!may_be_blank(given.expr) || !standby.good || !standby.expr)
        return given;
    if (given.expr->op == KP_X_CONST)
        return standby;
    if (!kp__same_kinds(s, at, at, &given.expr, at, &standby.expr))
        return kp__bad();
    kp_term out = given;

    out.expr = kp__if(s, at, kp__unary(s, at, KP_X_IS_BLANK, given.expr), standby.expr,
                      given.expr);
    return out;
}

/* Put the body in place of the call. */
kp_term kp__apply_function(const kp_scope *s, const kp_ast *ast, size_t index,
                           const kp_term *argument)
{
    const kp_function *function = &s->b->scheme->function[index];
    kp_function_source *source = &s->b->function_source[index];
    kp_scope body = *s;

    if (!source->body)
        return kp__bad();
    if (source->being_checked || s->depth >= MAX_DEPTH) {
        kp__formula_fault(s, ast, KP3121, function->name, KP_NONE, KP_NONE);
        return kp__bad();
    }
    body.function = function;
    body.argument = argument;
    body.caller = s;
    body.depth = s->depth + 1;
    body.where = source->where;
    body.text = function->formula;
    body.foreign = true;
    source->being_checked = true;
    kp_term term = kp__check(&body, source->body);

    source->being_checked = false;
    if (!term.good)
        return kp__bad();
    if (!term.expr) {
        kp__formula_fault(&body, source->body, KP3202, kp__span(&body, source->body),
                          KP_NONE, KP_NONE);
        return kp__bad();
    }
    if (source->decimals >= 0 && term.expr->kind == KP_NUM)
        term.expr = kp__round(&body, NULL, term.expr, source->decimals, source->mode);

    kp_expr *node = kp__expr_node(s, ast, KP_X_FUNCTION, term.expr->kind, 1);

    node->arg[0] = term.expr;
    node->output = (uint32_t)index;
    term.expr = node;
    return term;
}

kp_term kp__call_function(const kp_scope *s, const kp_ast *ast, size_t index)
{
    const kp_function *function = &s->b->scheme->function[index];
    kp_term *argument = KP_NEW_ARRAY(s->b->arena, function->nparams + 1, kp_term);

    for (size_t k = 0; k < kp__count_args(ast); k++) {
        kp_str name = kp__arg_name(ast, k);
        size_t at = name.n ? param_named(function, name) : k;

        if (at >= function->nparams && name.n == 0) {
            kp__formula_fault(s, ast, KP3120, function->name,
                              kp__count_text(s->b, function->nparams),
                              kp__count_text(s->b, kp__count_args(ast)));
            return kp__bad();
        }
        if (at >= function->nparams) {
            kp__formula_fault(s, ast->arg[k + 1], KP3122, function->name, name,
                              KP_NONE);
            return kp__bad();
        }
        if (argument[at].good) {
            kp__formula_fault(s, ast->arg[k + 1], KP3134, function->name,
                              function->param[at], KP_NONE);
            return kp__bad();
        }
        argument[at] = kp__check(s, ast->arg[k + 1]);
        if (!argument[at].good)
            return kp__bad();
    }
    for (size_t k = 0; k < function->nparams; k++) {
        const kp_ast *fallback = s->b->function_source[index].fallback[k];
        bool given = argument[k].good;

        argument[k] = kp__with_default(s, ast, argument[k], fallback, function);
        if (argument[k].good)
            continue;
        if (!given && !fallback)
            kp__formula_fault(s, ast, KP3123, function->name, function->param[k],
                              KP_NONE);
        return kp__bad();
    }
    return kp__apply_function(s, ast, index, argument);
}
