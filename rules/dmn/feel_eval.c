/* feel_eval.c - expressions: one case for every kind of node.
 *
 * Only forms that need no words of their own stand here; operators, loops, paths and
 * calls have their files.
 */
#include "rules/dmn/state.h"

static const kp_feel *eval_name(kp__state *s, const kp__scope *scope, kp_str name)
{
    const kp_feel *value = kp__lookup(scope, name);

    if (value == NULL)
        value = kp__builtin_value(s, name);
    return value != NULL ? value : kp__null(s, KP7040, name, KP_NONE, KP_NONE);
}

static const kp_feel *eval_if(kp__state *s, const kp__scope *scope, const kp_ast *ast)
{
    const kp_feel *condition = kp__eval(s, scope, ast->arg[0]);

    if (!kp_feel_is(condition, KP_FEEL_BOOL) && !kp_feel_is_null(condition))
        kp__null(s, KP7049, kp__shown(s, condition), KP_NONE, KP_NONE);
    bool yes = kp_feel_is(condition, KP_FEEL_BOOL) && condition->flag;
    return kp__eval(s, scope, ast->arg[yes ? 1 : 2]);
}

static const kp_feel *eval_list(kp__state *s, const kp__scope *scope, const kp_ast *ast)
{
    kp_feel *list = kp_feel_list(s->arena, ast->nargs);

    for (size_t i = 0; i < ast->nargs; i++)
        list->item[i] = kp__eval(s, scope, ast->arg[i]);
    return list;
}

/* Later entries see the earlier ones. */
static const kp_feel *eval_context(kp__state *s, const kp__scope *scope,
                                   const kp_ast *ast)
{
    kp_feel_entry *entry = KP_NEW_ARRAY(s->arena, ast->nargs, kp_feel_entry);
    kp__scope *inner = kp__new_scope(s, scope, entry, 0);
    kp_feel_entries entries = {.arena = s->arena};

    for (size_t i = 0; i < ast->nargs; i++) {
        kp_str name = ast->arg_name[i];

        for (size_t j = 0; j < i; j++)
            if (kp_str_eq(entry[j].name, name))
                return kp__null(s, KP7050, name, KP_NONE, KP_NONE);
        entry[i] = (kp_feel_entry){name, kp__eval(s, inner, ast->arg[i])};
        inner->n = i + 1;
        kp_feel_set(&entries, name, entry[i].value);
    }
    return kp_feel_entries_done(&entries);
}

static bool can_bound(const kp_feel *value)
{
    switch (value->kind) {
    case KP_FEEL_NUMBER:
    case KP_FEEL_STRING:
    case KP_FEEL_DATE:
    case KP_FEEL_TIME:
    case KP_FEEL_DATE_TIME:
    case KP_FEEL_MONTHS:
    case KP_FEEL_SPAN:
    case KP_FEEL_NULL:
        return true;
    case KP_FEEL_BOOL:
    case KP_FEEL_LIST:
    case KP_FEEL_CONTEXT:
    case KP_FEEL_RANGE:
    case KP_FEEL_FUNCTION:
        break;
    }
    return false;
}

const kp_feel *kp__range(kp__state *s, kp_feel_range range)
{
    kp_feel *value = KP_NEW(s->arena, kp_feel);

    value->kind = KP_FEEL_RANGE;
    value->range = range;
    return value;
}

static const kp_feel *eval_interval(kp__state *s, const kp__scope *scope,
                                    const kp_ast *ast)
{
    kp_feel_range range = {.open_low = ast->open_low, .open_high = ast->open_high};

    range.low = kp__eval(s, scope, ast->arg[0]);
    range.high = kp__eval(s, scope, ast->arg[1]);
    bool mixed = !kp_feel_is_null(range.low) && !kp_feel_is_null(range.high) &&
                 range.low->kind != range.high->kind;
    if (mixed || !can_bound(range.low) || !can_bound(range.high))
        return kp__null(s, KP7042, KP_STR(".."), kp__kind(range.low),
                        kp__kind(range.high));
    return kp__range(s, range);
}

/* "< 5" as a value: a range with one end. */
static const kp_feel *eval_test(kp__state *s, const kp__scope *scope, const kp_ast *ast)
{
    const kp_feel *end = kp__eval(s, scope, ast->arg[0]);
    kp_feel_range range = {.open_low = true, .open_high = true};

    switch ((int)ast->op) {  // the parser lets no other operators through
    case KP_OP_EQ:
        range.is_one = true;
        range.low = end;
        break;
    case KP_OP_NE:
        range.is_not = true;
        range.low = end;
        break;
    case KP_OP_LT:
    case KP_OP_LE:
        range.high = end;
        range.open_high = ast->op == KP_OP_LT;
        break;
    default:
        range.low = end;
        range.open_low = ast->op == KP_OP_GT;
    }
    if (!range.is_one && !range.is_not && !can_bound(end))
        return kp__null(s, KP7043, KP_STR("<"), kp__kind(end), KP_NONE);
    return kp__range(s, range);
}

static const kp_feel *eval_function(kp__state *s, const kp__scope *scope,
                                    const kp_ast *ast)
{
    kp_feel *value = KP_NEW(s->arena, kp_feel);
    kp_feel_function *function = KP_NEW(s->arena, kp_feel_function);
    size_t n = ast->nargs - 1;

    function->nparams = n;
    function->param = ast->arg_name + 1;
    function->type = KP_NEW_ARRAY(s->arena, n, const kp_feel_type *);
    for (size_t i = 0; i < n; i++)
        function->type[i] =
            ast->arg[i + 1]->kind == KP_AST_NAME
                ? kp_type_of_text(s->arena, s->model, ast->arg[i + 1]->text)
                : &kp_type_any;
    function->scope = scope;
    function->body = ast->arg[0];
    value->kind = KP_FEEL_FUNCTION;
    value->function = function;
    return value;
}

/* Null is an instance of nothing, except of Null. */
static const kp_feel *eval_instance(kp__state *s, const kp__scope *scope,
                                    const kp_ast *ast)
{
    const kp_feel *value = kp__eval(s, scope, ast->arg[0]);
    const kp_feel_type *type = kp_type_of_text(s->arena, s->model, ast->text);

    if (type->shape == KP_TYPE_UNKNOWN)
        return kp__null(s, KP7051, ast->text, KP_NONE, KP_NONE);
    if (kp_feel_is_null(value))
        return kp_feel_bool(type->shape == KP_TYPE_PLAIN && type->kind == KP_FEEL_NULL);
    s->quiet++;
    // A value that must be converted first is no instance.
    bool is = kp__conform(s, value, type) == value;
    s->quiet--;
    return kp_feel_bool(is);
}

static const kp_feel *eval_in(kp__state *s, const kp__scope *scope, const kp_ast *ast)
{
    const kp_feel *value = kp__eval(s, scope, ast->arg[0]);
    int result = 0;

    for (size_t i = 1; i < ast->nargs && result != 1; i++) {
        int passes = kp__is_in(value, kp__eval(s, scope, ast->arg[i]));

        result = passes != 0 ? passes : result;
    }
    if (result < 0)
        return kp__null(s, KP7042, KP_STR("in"), kp__kind(value), KP_STR("…"));
    return kp_feel_bool(result == 1);
}

static const kp_feel *eval_between(kp__state *s, const kp__scope *scope,
                                   const kp_ast *ast)
{
    const kp_feel *value = kp__eval(s, scope, ast->arg[0]);
    const kp_feel *low = kp__eval(s, scope, ast->arg[1]);
    const kp_feel *high = kp__eval(s, scope, ast->arg[2]);
    int above, below;

    if (!kp_feel_compare(value, low, &above) || !kp_feel_compare(value, high, &below))
        return kp__null(s, KP7042, KP_STR("between"), kp__kind(value), kp__kind(low));
    return kp_feel_bool(above >= 0 && below <= 0);
}

static const kp_feel *eval_unary(kp__state *s, const kp__scope *scope,
                                 const kp_ast *ast)
{
    const kp_feel *value = kp__eval(s, scope, ast->arg[0]);

    if (ast->op == KP_OP_NEG)
        return kp__negate(s, value);
    return kp__invoke_builtin(s, KP_STR("not"), &value, NULL, 1);
}

/* ? stands for the input; a test alone cannot be evaluated without one. */
static const kp_feel *eval_none_of(kp__state *s, const kp__scope *scope,
                                   const kp_ast *ast)
{
    const kp_feel *input = kp__lookup(scope, KP_STR("?"));

    if (input == NULL)
        return kp__null(s, KP7040, KP_STR("?"), KP_NONE, KP_NONE);
    return kp__truth(kp__test_value(s, scope, ast, input));
}

static const kp_feel *eval_node(kp__state *s, const kp__scope *scope, const kp_ast *ast)
{
    switch (ast->kind) {
    case KP_AST_NUMBER:
        return kp_feel_number(s->arena, ast->num);
    case KP_AST_TEXT:
        return kp_feel_text(s->arena, ast->text);
    case KP_AST_BOOL:
        return kp_feel_bool(ast->flag);
    case KP_AST_NULL:
        return &kp_feel_null;
    case KP_AST_NAME:
        return eval_name(s, scope, ast->text);
    case KP_AST_PATH:
        return kp__path(s, kp__eval(s, scope, ast->arg[0]), ast->text);
    case KP_AST_FILTER:
        return kp__filter(s, scope, ast);
    case KP_AST_CALL:
        return kp__call(s, scope, ast);
    case KP_AST_UNARY:
        return eval_unary(s, scope, ast);
    case KP_AST_BINARY:
        return kp__eval_binary(s, scope, ast);
    case KP_AST_IF:
        return eval_if(s, scope, ast);
    case KP_AST_BETWEEN:
        return eval_between(s, scope, ast);
    case KP_AST_IN:
        return eval_in(s, scope, ast);
    case KP_AST_INTERVAL:
        return eval_interval(s, scope, ast);
    case KP_AST_TEST:
        return eval_test(s, scope, ast);
    case KP_AST_ANY:
        return &kp_feel_true;
    case KP_AST_NONE_OF:
        return eval_none_of(s, scope, ast);
    case KP_AST_LIST:
        return eval_list(s, scope, ast);
    case KP_AST_CONTEXT:
        return eval_context(s, scope, ast);
    case KP_AST_FOR:
    case KP_AST_SOME:
    case KP_AST_EVERY:
        return kp__loop(s, scope, ast);
    case KP_AST_FUNCTION:
        return eval_function(s, scope, ast);
    case KP_AST_INSTANCE:
        return eval_instance(s, scope, ast);
    case KP_AST_AT:
        return kp__at_literal(s, ast->text);
    case KP_AST_PATTERN:
        return kp__unsupported(s, KP_STR("单元格里的文本模式|patterns in cells"));
    }
    return &kp_feel_null;
}

const kp_feel *kp__eval(kp__state *s, const kp__scope *scope, const kp_ast *ast)
{
    if (!kp__step(s))
        return &kp_feel_null;
    s->depth++;
    const kp_feel *value = eval_node(s, scope, ast);
    s->depth--;
    return value;
}
