/* feel_call.c - calling functions that a model defines.
 *
 * Built-in functions are found by name when the model has nothing of that name.
 */
#include "rules/dmn/state.h"

static const kp_feel *arity_fault(kp__state *s, const kp_feel_function *function)
{
    return kp__null(s, KP7046, function->name, KP_NONE, KP_NONE);
}

/* Arguments in the order of the parameters; false when they do not fit. */
static bool order_arguments(const kp_feel_function *function, const kp_feel *const *arg,
                            const kp_str *name, size_t n, const kp_feel **out)
{
    if (name == NULL) {
        for (size_t i = 0; i < n && n == function->nparams; i++)
            out[i] = arg[i];
        return n == function->nparams;
    }
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;

        while (at < function->nparams && !kp_str_eq(function->param[at], name[i]))
            at++;
        if (at == function->nparams || out[at] != NULL)
            return false;
        out[at] = arg[i];
    }
    for (size_t i = 0; i < function->nparams; i++)
        if (out[i] == NULL)
            return false;
    return true;
}

static const kp_feel *run_body(kp__state *s, const kp_feel_function *function,
                               const kp__scope *scope)
{
    const kp_feel *value = function->body != NULL
                               ? kp__eval(s, scope, function->body)
                               : kp__boxed(s, scope, function->boxed);

    return function->result != NULL ? kp__coerce(s, value, function->result) : value;
}

const kp_feel *kp__invoke(kp__state *s, const kp_feel_function *function,
                          const kp_feel *const *arg, const kp_str *name, size_t n)
{
    if (function->builtin)
        return kp__invoke_builtin(s, function->name, arg, name, n);
    size_t nparams = function->nparams;
    const kp_feel **value = KP_NEW_ARRAY(s->arena, nparams, const kp_feel *);
    if (!order_arguments(function, arg, name, n, value))
        return arity_fault(s, function);
    kp_feel_entry *entry = KP_NEW_ARRAY(s->arena, nparams, kp_feel_entry);
    for (size_t i = 0; i < nparams; i++) {
        const kp_feel *fit = kp__conform(s, value[i], function->type[i]);

        if (fit == NULL)
            return kp__null(s, KP7055, function->param[i], kp__shown(s, value[i]),
                            function->type[i]->name);
        value[i] = fit;
        entry[i] = (kp_feel_entry){function->param[i], fit};
    }
    if (function->service != NULL)
        return kp__call_service(s, function->service, value, nparams);
    if (!kp__step(s))
        return &kp_feel_null;
    s->depth++;
    const kp_feel *result =
        run_body(s, function, kp__new_scope(s, function->scope, entry, nparams));
    s->depth--;
    return result;
}

const kp_feel *kp__call(kp__state *s, const kp__scope *scope, const kp_ast *ast)
{
    const kp_ast *callee = ast->arg[0];
    size_t n = ast->nargs - 1;
    const kp_feel **arg = KP_NEW_ARRAY(s->arena, n, const kp_feel *);
    const kp_str *name = ast->arg_name != NULL ? ast->arg_name + 1 : NULL;
    const kp_feel *function = NULL;

    if (callee->kind == KP_AST_NAME) {
        function = kp__lookup(scope, callee->text);
        bool known = function != NULL && function->kind == KP_FEEL_FUNCTION;
        if (!known && kp__is_builtin(callee->text))
            function = kp__builtin_value(s, callee->text);
        if (function == NULL)
            return kp__null(s, KP7041, callee->text, KP_NONE, KP_NONE);
    } else {
        function = kp__eval(s, scope, callee);
    }
    for (size_t i = 0; i < n; i++)
        arg[i] = kp__eval(s, scope, ast->arg[i + 1]);
    if (function->kind != KP_FEEL_FUNCTION)
        return kp__null(s, KP7054, kp__kind(function), KP_NONE, KP_NONE);
    return kp__invoke(s, function->function, arg, name, n);
}
