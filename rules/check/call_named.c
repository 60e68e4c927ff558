/* call_named.c - 调用: the name of what is applied stands in a column.  The choice is
 * among all formulas and tables that can be applied to the arguments given by name.
 */
#include "rules/check/call_parts.h"

static const kp_ast *given_argument(const kp_ast *ast, kp_str name, size_t *at)
{
    for (size_t k = 1; k < kp__count_args(ast); k++)
        if (kp_str_eq(kp__arg_name(ast, k), name)) {
            *at = k;
            return ast->arg[k + 1];
        }
    return NULL;
}

/* Can this formula be applied to the arguments given by name? */
static bool function_applies(const kp_scope *s, const kp_ast *ast, size_t index)
{
    const kp_function *function = &s->b->scheme->function[index];
    size_t at;

    for (size_t k = 0; k < function->nparams; k++)
        if (!given_argument(ast, function->param[k], &at) &&
            !s->b->function_source[index].fallback[k])
            return false;
    return !s->b->function_source[index].being_checked;
}

static bool table_applies(const kp_ast *ast, const kp_dtable *table)
{
    size_t at;

    for (size_t k = 0; k < table->ninputs; k++)
        if (!given_argument(ast, table->input[k].name, &at))
            return false;
    return !table->is_tier && kp__typed_outputs(table) == 1 &&
           table->output[0].kind == KP_NUM;
}

static kp_term apply_named(const kp_scope *s, const kp_ast *ast, size_t index,
                           const kp_term *given)
{
    const kp_function *function = &s->b->scheme->function[index];
    kp_term *argument = KP_NEW_ARRAY(s->b->arena, function->nparams + 1, kp_term);
    size_t at;

    for (size_t k = 0; k < function->nparams; k++) {
        kp_term value = kp__bad();

        if (given_argument(ast, function->param[k], &at))
            value = given[at];
        argument[k] = kp__with_default(
            s, ast, value, s->b->function_source[index].fallback[k], function);
        if (!argument[k].good)
            return kp__bad();
    }
    return kp__apply_function(s, ast, index, argument);
}

typedef struct choices {
    size_t n, cap;
    kp_expr **expr;
    uint32_t *symbol;
    size_t symbol_cap;
} choices;

static void add_choice(const kp_scope *s, choices *c, kp_str name, kp_expr *expr)
{
    c->expr = kp_arena_grow(s->b->arena, c->expr, &c->cap, c->n + 1, sizeof *c->expr);
    c->symbol = kp_arena_grow(s->b->arena, c->symbol, &c->symbol_cap, c->n + 1,
                              sizeof *c->symbol);
    c->expr[c->n] = expr;
    c->symbol[c->n++] = kp_symbol(s->b->scheme->symbols, name);
}

static void gather_choices(const kp_scope *s, const kp_ast *ast, const kp_term *given,
                           choices *c)
{
    const kp_scheme *scheme = s->b->scheme;

    for (size_t f = 0; f < scheme->nfunctions; f++) {
        if (!function_applies(s, ast, f))
            continue;
        kp_term term = apply_named(s, ast, f, given);

        if (term.good && term.expr && term.expr->kind == KP_NUM)
            add_choice(s, c, scheme->function[f].name, term.expr);
    }
    for (size_t t = 0; t < scheme->ntables; t++) {
        const kp_dtable *table = scheme->table[t];
        kp_expr *arg[KP_MAX_TABLE_INPUTS];
        bool fits = table && table_applies(ast, table);

        for (size_t k = 0; fits && k < table->ninputs; k++) {
            size_t at = 0;

            (void)given_argument(ast, table->input[k].name, &at);
            arg[k] = given[at].expr;
            fits = arg[k] && arg[k]->kind == table->input[k].kind;
        }
        if (!fits)
            continue;
        kp_term term = kp__finish_table(s, ast, t, KP_NONE, arg);

        if (term.good && term.expr)
            add_choice(s, c, table->name, term.expr);
    }
}

kp_term kp__call_named(const kp_scope *s, const kp_ast *ast)
{
    kp_term *given = KP_NEW_ARRAY(s->b->arena, ast->nargs, kp_term);
    kp_expr *name = kp__scalar_of(s, ast->arg[1], KP_TEXT);
    choices c = {0};

    if (!name)
        return kp__bad();
    for (size_t k = 1; k < kp__count_args(ast); k++) {
        if (kp__arg_name(ast, k).n == 0) {
            kp__formula_fault(s, ast->arg[k + 1], KP3127, KP_NONE, KP_NONE, KP_NONE);
            return kp__bad();
        }
        given[k] = kp__check(s, ast->arg[k + 1]);
        given[k].expr = kp__as_scalar(s, ast->arg[k + 1], given[k]);
        if (!given[k].expr)
            return kp__bad();
    }
    gather_choices(s, ast, given, &c);
    if (c.n == 0) {
        kp__formula_fault(s, ast, KP3128, KP_NONE, KP_NONE, KP_NONE);
        return kp__bad();
    }
    kp_expr *node = kp__expr_node(s, ast, KP_X_CASE, KP_NUM, (uint32_t)c.n + 1);

    node->arg[0] = name;
    node->symbols = c.symbol;
    for (size_t k = 0; k < c.n; k++)
        node->arg[k + 1] = c.expr[k];
    return kp__good(node);
}
