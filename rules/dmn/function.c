/* function.c - finding the built-in function that a call means, and fitting arguments.
 *
 * Rows of functions.def are tried in order: the first whose parameters take all
 * arguments (after the conversions between a value and a list of it) is called.
 */
#include "rules/dmn/function.h"

#include "rules/dmn/decide.h"

struct kp__builtin {
    const char *name, *params;
    kp__kernel kernel;
    const char *reason;  // why it is not offered
};

#define FN(name, parameters, kernel) {name, parameters, kernel, NULL},
#define FN_NOT(name, reason) {name, "", NULL, reason},
static const kp__builtin builtins[] = {
#include "rules/dmn/functions.def"
};
#undef FN
#undef FN_NOT
#define NBUILTINS (sizeof builtins / sizeof builtins[0])

#define MOST_PARAMS 4

typedef struct param {
    kp_str name, kinds;
    bool optional, repeated;
} param;

static size_t params_of(const kp__builtin *row, param out[MOST_PARAMS])
{
    kp_str rest = kp_str_of(row->params);
    size_t n = 0;

    while (rest.n > 0) {
        kp_str one = kp_str_cut(&rest, ','), name = kp_str_cut(&one, ':');

        out[n] = (param){.name = name, .kinds = one};
        out[n].optional = kp_str_ends(name, KP_STR("?"));
        out[n].repeated = kp_str_ends(name, KP_STR("*"));
        if (out[n].optional || out[n].repeated)
            out[n].name.n--;
        n++;
    }
    return n;
}

static bool takes_kind(kp_str kinds, kp_feel_kind kind)
{
    static const char letters[] = {
        [KP_FEEL_NULL] = '0',      [KP_FEEL_BOOL] = 'b',    [KP_FEEL_NUMBER] = 'n',
        [KP_FEEL_STRING] = 's',    [KP_FEEL_DATE] = 'd',    [KP_FEEL_TIME] = 't',
        [KP_FEEL_DATE_TIME] = 'e', [KP_FEEL_MONTHS] = 'm',  [KP_FEEL_SPAN] = 'p',
        [KP_FEEL_LIST] = 'l',      [KP_FEEL_CONTEXT] = 'c', [KP_FEEL_RANGE] = 'r',
        [KP_FEEL_FUNCTION] = 'f',
    };

    for (size_t i = 0; i < kinds.n; i++)
        if (kinds.p[i] == letters[kind] || kinds.p[i] == 'A' ||
            (kinds.p[i] == 'a' && kind != KP_FEEL_NULL))
            return true;
    return false;
}

/* The argument as the parameter wants it, or NULL. */
static const kp_feel *fit(kp__state *s, const kp_feel *arg, kp_str kinds)
{
    if (takes_kind(kinds, arg->kind))
        return arg;
    if (arg->kind == KP_FEEL_LIST && arg->n == 1 &&
        takes_kind(kinds, arg->item[0]->kind))
        return arg->item[0];
    if (!kp_feel_is_null(arg) && takes_kind(kinds, KP_FEEL_LIST))
        return kp_feel_list_of(s->arena, arg);
    return NULL;
}

/* Arguments by position into out[]; the number of them, or SIZE_MAX. */
static size_t fit_positional(kp__state *s, const param *params, size_t nparams,
                             const kp_feel *const *arg, size_t n, const kp_feel **out)
{
    bool repeats = nparams > 0 && params[nparams - 1].repeated;

    if (n > nparams && !repeats)
        return SIZE_MAX;
    for (size_t i = 0; i < nparams; i++)
        if (i >= n && !params[i].optional)
            return SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        out[i] = fit(s, arg[i], params[i < nparams ? i : nparams - 1].kinds);
        if (out[i] == NULL)
            return SIZE_MAX;
    }
    return n > nparams ? n : nparams;
}

static size_t fit_named(kp__state *s, const param *params, size_t nparams,
                        const kp_feel *const *arg, const kp_str *name, size_t n,
                        const kp_feel **out)
{
    if (nparams > 0 && params[nparams - 1].repeated)
        return SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;

        while (at < nparams && !kp_str_eq(params[at].name, name[i]))
            at++;
        if (at == nparams || out[at] != NULL)
            return SIZE_MAX;
        out[at] = fit(s, arg[i], params[at].kinds);
        if (out[at] == NULL)
            return SIZE_MAX;
    }
    for (size_t i = 0; i < nparams; i++)
        if (out[i] == NULL && !params[i].optional)
            return SIZE_MAX;
    return nparams;
}

static const kp_feel *not_offered(kp__state *s, const kp__builtin *row)
{
    kp_buf buf;

    kp_buf_init(&buf, 200);
    kp_str reason = kp_str_of(row->reason);
    kp_buf_printf(&buf, "函数 %s（%.*s）|function %s (%.*s)", row->name,
                  KP_FMT(kp_dmn_feature(reason, false)), row->name,
                  KP_FMT(kp_dmn_feature(reason, true)));
    const kp_feel *null = kp__unsupported(s, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return null;
}

static const kp_feel *no_row_fits(kp__state *s, kp_str name, const kp_feel *const *arg,
                                  size_t n)
{
    kp_feel *list = kp_feel_list(s->arena, n);

    for (size_t i = 0; i < n; i++)
        list->item[i] = arg[i];
    return kp__null(s, KP7046, name, kp__shown(s, list), KP_NONE);
}

const kp_feel *kp__invoke_builtin(kp__state *s, kp_str name, const kp_feel *const *arg,
                                  const kp_str *arg_name, size_t n)
{
    size_t room = n > MOST_PARAMS ? n : MOST_PARAMS;

    for (size_t i = 0; i < NBUILTINS; i++) {
        param params[MOST_PARAMS];

        if (!kp_str_is(name, builtins[i].name))
            continue;
        if (builtins[i].kernel == NULL)
            return not_offered(s, &builtins[i]);
        const kp_feel **value = KP_NEW_ARRAY(s->arena, room, const kp_feel *);
        size_t nparams = params_of(&builtins[i], params);
        size_t nvalues = arg_name == NULL
                             ? fit_positional(s, params, nparams, arg, n, value)
                             : fit_named(s, params, nparams, arg, arg_name, n, value);
        if (nvalues == SIZE_MAX)
            continue;
        s->depth++;
        const kp_feel *result =
            kp__step(s) ? builtins[i].kernel(s, value, nvalues) : &kp_feel_null;
        s->depth--;
        return result;
    }
    return no_row_fits(s, name, arg, n);
}

bool kp__is_builtin(kp_str name)
{
    for (size_t i = 0; i < NBUILTINS; i++)
        if (kp_str_is(name, builtins[i].name))
            return true;
    return false;
}

const kp_feel *kp__builtin_value(kp__state *s, kp_str name)
{
    if (!kp__is_builtin(name))
        return NULL;
    kp_feel *value = KP_NEW(s->arena, kp_feel);
    kp_feel_function *function = KP_NEW(s->arena, kp_feel_function);

    function->name = name;
    function->builtin = true;
    value->kind = KP_FEEL_FUNCTION;
    value->function = function;
    return value;
}

/* ---- what kernels share ---- */

kp__args kp__spread(const kp_feel *const *arg, size_t n)
{
    if (n == 1 && arg[0]->kind == KP_FEEL_LIST)
        return (kp__args){arg[0]->item, arg[0]->n};
    return (kp__args){arg, n};
}

const kp_feel *kp__bad_argument(kp__state *s, const char *function, const kp_feel *arg)
{
    return kp__null(s, KP7046, kp_str_of(function), kp__shown(s, arg), KP_NONE);
}

const kp_feel *kp__no_result(kp__state *s, const char *function)
{
    return kp__null(s, KP7045, kp_str_of(function), KP_NONE, KP_NONE);
}

bool kp__whole(const kp_feel *value, int64_t *out)
{
    kp_decimal cut;

    // Positions and lengths with decimals count by their whole part.
    return value->kind == KP_FEEL_NUMBER &&
           kp_dec_round(value->num, 0, KP_ROUND_DOWN, &cut) &&
           kp_dec_to_i64(cut, 0, out);
}
