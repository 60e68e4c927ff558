/* boxed.c - boxed expressions: contexts, lists, relations, invocations, functions,
 * conditionals, filters, iterators.  Decision tables: boxed_table.c.
 */
#include "rules/dmn/state.h"

/* What the parser refuses though the standard has it must not pass for a null. */
static const char *lacking(kp_code code)
{
    if (code == KP3044)
        return "外部函数|external functions";
    if (code == KP3002 || code == KP3003)
        return "这么长的表达式|expressions of this length";
    return code == KP3004 ? "嵌套这么深的表达式|expressions of this depth" : NULL;
}

/* Parsing again costs little and gives the reason why it failed before. */
static const kp_feel *tell_why(kp__state *s, const kp_dmn_expr *expr)
{
    s->nfaults++;
    if (expr->text.n == 0)
        return kp__null(s, KP7056, KP_NONE, KP_NONE, KP_NONE);
    const kp_ast *ast = kp_dmn_parse(s->arena, s->model, expr, s->where, s->diags);
    (void)ast;
    for (const kp_diag *diag = kp_diags_first(s->diags); diag; diag = diag->next)
        if (lacking(diag->code) != NULL)
            return kp__unsupported(s, kp_str_of(lacking(diag->code)));
    return &kp_feel_null;
}

static const kp_feel *literal(kp__state *s, const kp__scope *scope,
                              const kp_dmn_expr *expr)
{
    kp_str outer = s->text;

    s->text = expr->text;
    const kp_feel *value =
        expr->ast != NULL ? kp__eval(s, scope, expr->ast) : tell_why(s, expr);
    s->text = outer;
    return value;
}

int kp__passes(kp__state *s, const kp__scope *scope, const kp_dmn_expr *tests,
               const kp_feel *value)
{
    kp_feel_entry entry = {KP_STR("?"), value};
    kp__scope with_input = {.parent = scope, .n = 1, .entry = &entry};
    kp_str outer = s->text;

    if (tests->ast == NULL)
        return kp_feel_is_null(tell_why(s, tests)) ? -1 : 0;
    s->text = tests->text;
    int result = kp__test_value(s, &with_input, tests->ast, value);
    s->text = outer;
    return result;
}

/* ---- contexts and lists ---- */

static const kp_feel *context(kp__state *s, const kp__scope *scope,
                              const kp_dmn_expr *expr)
{
    kp_feel_entry *entry = KP_NEW_ARRAY(s->arena, expr->nparts, kp_feel_entry);
    kp__scope *inner = kp__new_scope(s, scope, entry, 0);
    kp_feel_entries entries = {.arena = s->arena};

    for (size_t i = 0; i < expr->nparts; i++) {
        const kp_dmn_part *part = &expr->part[i];
        const kp_feel *value = kp__boxed(s, inner, part->expr);

        if (part->name.n == 0)  // the box of the result
            return value;
        value = kp__coerce(s, value, part->type);
        entry[inner->n++] = (kp_feel_entry){part->name, value};
        kp_feel_set(&entries, part->name, value);
    }
    return kp_feel_entries_done(&entries);
}

static const kp_feel *list(kp__state *s, const kp__scope *scope,
                           const kp_dmn_expr *expr)
{
    kp_feel *items = kp_feel_list(s->arena, expr->nparts);

    for (size_t i = 0; i < expr->nparts; i++)
        items->item[i] = kp__boxed(s, scope, expr->part[i].expr);
    return items;
}

static const kp_feel *relation(kp__state *s, const kp__scope *scope,
                               const kp_dmn_expr *expr)
{
    kp_feel *rows = kp_feel_list(s->arena, expr->nrows);

    for (size_t i = 0; i < expr->nrows; i++) {
        kp_feel_entries entries = {.arena = s->arena};
        const kp_dmn_expr *row = expr->row[i];

        for (size_t j = 0; j < expr->nparts && j < row->nparts; j++)
            kp_feel_set(&entries, expr->part[j].name,
                        kp__coerce(s, kp__boxed(s, scope, row->part[j].expr),
                                   expr->part[j].type));
        rows->item[i] = kp_feel_entries_done(&entries);
    }
    return rows;
}

/* ---- functions ---- */

static const kp_feel *invocation(kp__state *s, const kp__scope *scope,
                                 const kp_dmn_expr *expr)
{
    const kp_feel **arg = KP_NEW_ARRAY(s->arena, expr->nparts, const kp_feel *);
    kp_str *name = KP_NEW_ARRAY(s->arena, expr->nparts, kp_str);

    if (expr->head == NULL)
        return kp__null(s, KP7056, KP_NONE, KP_NONE, KP_NONE);
    const kp_feel *function = literal(s, scope, expr->head);
    if (function->kind != KP_FEEL_FUNCTION)
        return kp__null(s, KP7054, kp__kind(function), KP_NONE, KP_NONE);
    for (size_t i = 0; i < expr->nparts; i++) {
        name[i] = expr->part[i].name;
        arg[i] = kp__boxed(s, scope, expr->part[i].expr);
    }
    return kp__invoke(s, function->function, arg, name, expr->nparts);
}

static const kp_feel *function(kp__state *s, const kp__scope *scope,
                               const kp_dmn_expr *expr)
{
    kp_feel *value = KP_NEW(s->arena, kp_feel);
    kp_feel_function *made = KP_NEW(s->arena, kp_feel_function);
    kp_str *param = KP_NEW_ARRAY(s->arena, expr->nparts, kp_str);

    made->nparams = expr->nparts;
    made->param = param;
    made->type = KP_NEW_ARRAY(s->arena, expr->nparts, const kp_feel_type *);
    for (size_t i = 0; i < expr->nparts; i++) {
        param[i] = expr->part[i].name;
        made->type[i] = expr->part[i].type;
    }
    made->scope = scope;
    made->boxed = expr->head;
    made->result = expr->type;
    value->kind = KP_FEEL_FUNCTION;
    value->function = made;
    return value;
}

/* ---- conditionals and iterators ---- */

static const kp_feel *conditional(kp__state *s, const kp__scope *scope,
                                  const kp_dmn_expr *expr)
{
    const kp_feel *condition = kp__boxed(s, scope, expr->part[0].expr);

    if (!kp_feel_is(condition, KP_FEEL_BOOL) && !kp_feel_is_null(condition))
        kp__null(s, KP7049, kp__shown(s, condition), KP_NONE, KP_NONE);
    bool yes = kp_feel_is(condition, KP_FEEL_BOOL) && condition->flag;
    return kp__boxed(s, scope, expr->part[yes ? 1 : 2].expr);
}

static const kp_feel *match_box(kp__state *s, const kp__scope *scope, const void *what)
{
    return kp__boxed(s, scope, what);
}

static const kp_feel *iterate(kp__state *s, const kp__scope *scope,
                              const kp_dmn_expr *expr)
{
    kp_feel_items results = {.arena = s->arena};
    const kp_feel *from;

    if (!kp__items_of(s, kp__boxed(s, scope, expr->head), &from))
        return &kp_feel_null;
    for (size_t i = 0; i < from->n && kp__step(s) && s->unsupported.n == 0; i++) {
        kp_feel_entry *entry = KP_NEW_ARRAY(s->arena, 2, kp_feel_entry);

        entry[0] = (kp_feel_entry){expr->text, from->item[i]};
        entry[1] = (kp_feel_entry){KP_STR("partial"), kp_feel_items_done(&results)};
        kp__scope *inner =
            kp__new_scope(s, scope, entry, expr->kind == KP_DMN_FOR ? 2 : 1);
        kp_feel_push(&results, kp__boxed(s, inner, expr->part[0].expr));
    }
    const kp_feel *all = kp_feel_items_done(&results);
    return expr->kind == KP_DMN_FOR ? all
                                    : kp__quantify(s, all, expr->kind == KP_DMN_EVERY);
}

static const kp_feel *box(kp__state *s, const kp__scope *scope, const kp_dmn_expr *expr)
{
    switch (expr->kind) {
    case KP_DMN_LITERAL:
        return literal(s, scope, expr);
    case KP_DMN_TESTS:  // stands only inside tables and types
        break;
    case KP_DMN_TABLE:
        return kp__table(s, scope, expr);
    case KP_DMN_CONTEXT:
        return context(s, scope, expr);
    case KP_DMN_LIST:
        return list(s, scope, expr);
    case KP_DMN_RELATION:
        return relation(s, scope, expr);
    case KP_DMN_INVOCATION:
        return invocation(s, scope, expr);
    case KP_DMN_FUNCTION:
        return function(s, scope, expr);
    case KP_DMN_IF:
        return conditional(s, scope, expr);
    case KP_DMN_FILTER:
        return kp__filter_list(s, scope, kp__boxed(s, scope, expr->head), match_box,
                               expr->part[0].expr);
    case KP_DMN_FOR:
    case KP_DMN_SOME:
    case KP_DMN_EVERY:
        return iterate(s, scope, expr);
    case KP_DMN_UNSUPPORTED:
        return kp__unsupported(s, expr->text);
    }
    return &kp_feel_null;
}

const kp_feel *kp__boxed(kp__state *s, const kp__scope *scope, const kp_dmn_expr *expr)
{
    if (expr == NULL)
        return kp__null(s, KP7056, KP_NONE, KP_NONE, KP_NONE);
    if (!kp__step(s))
        return &kp_feel_null;
    s->depth++;
    const kp_feel *value = box(s, scope, expr);
    s->depth--;
    // A function's type is that of its results.
    return expr->kind == KP_DMN_FUNCTION ? value : kp__coerce(s, value, expr->type);
}
