/* feel_ops.c - arithmetic, comparison, logic and unary tests.
 *
 * "and" and "or" know three values: whatever is neither true nor false counts as null.
 */
#include "rules/dmn/state.h"

const kp_feel *kp__truth(int truth)
{
    return truth < 0 ? &kp_feel_null : kp_feel_bool(truth == 1);
}

static kp_str sign_of(kp_op op)
{
    static const char *const signs[] = {
        [KP_OP_ADD] = "+",    [KP_OP_SUB] = "-",   [KP_OP_MUL] = "*",
        [KP_OP_DIV] = "/",    [KP_OP_POW] = "**",  [KP_OP_EQ] = "=",
        [KP_OP_NE] = "!=",    [KP_OP_LT] = "<",    [KP_OP_LE] = "<=",
        [KP_OP_GT] = ">",     [KP_OP_GE] = ">=",   [KP_OP_AND] = "and",
        [KP_OP_OR] = "or",    [KP_OP_NOT] = "not", [KP_OP_NEG] = "-",
        [KP_OP_CONCAT] = "&",
    };

    return kp_str_of(signs[op]);
}

static const kp_feel *mismatch(kp__state *s, kp_op op, const kp_feel *a,
                               const kp_feel *b)
{
    return kp__null(s, KP7042, sign_of(op), kp__kind(a), kp__kind(b));
}

/* ---- numbers and texts ---- */

static const kp_feel *number_arithmetic(kp__state *s, kp_op op, kp_decimal a,
                                        kp_decimal b)
{
    kp_decimal result;
    bool ok = false;

    switch ((int)op) {  // the others do not come here
    case KP_OP_ADD:
        ok = kp_dec_add(a, b, &result);
        break;
    case KP_OP_SUB:
        ok = kp_dec_sub(a, b, &result);
        break;
    case KP_OP_MUL:
        ok = kp_dec_mul(a, b, &result);
        break;
    case KP_OP_DIV:
        if (kp_dec_sign(b) == 0)
            return kp__null(s, KP7044, KP_NONE, KP_NONE, KP_NONE);
        ok = kp_dec_div(a, b, &result);
        break;
    default:
        ok = kp_dec_pow(a, b, &result);
    }
    return ok ? kp_feel_number(s->arena, result)
              : kp__null(s, KP7045, sign_of(op), KP_NONE, KP_NONE);
}

static const kp_feel *joined(kp__state *s, kp_str a, kp_str b)
{
    char *text = kp_arena_alloc(s->arena, a.n + b.n + 1, 1);

    for (size_t i = 0; i < a.n; i++)
        text[i] = a.p[i];
    for (size_t i = 0; i < b.n; i++)
        text[a.n + i] = b.p[i];
    return kp_feel_text(s->arena, (kp_str){text, a.n + b.n});
}

/* ---- moments and durations ---- */

static bool is_moment(const kp_feel *value)
{
    return value->kind == KP_FEEL_DATE || value->kind == KP_FEEL_TIME ||
           value->kind == KP_FEEL_DATE_TIME;
}

static bool is_duration(const kp_feel *value)
{
    return value->kind == KP_FEEL_MONTHS || value->kind == KP_FEEL_SPAN;
}

static const kp_feel *moment_shift(kp__state *s, const kp_feel *moment,
                                   const kp_feel *duration, bool back)
{
    kp_moment result = moment->moment;
    bool ok = true;

    if (duration->kind == KP_FEEL_MONTHS) {
        if (moment->kind == KP_FEEL_TIME)
            return mismatch(s, back ? KP_OP_SUB : KP_OP_ADD, moment, duration);
        ok = kp_moment_add_months(result, back ? -duration->months : duration->months,
                                  &result);
    } else {
        ok = kp_moment_add_nanos(result, back ? -duration->nanos : duration->nanos,
                                 &result);
    }
    // A date stays a date; a time goes around the clock.
    if (moment->kind == KP_FEEL_DATE)
        result.nanos = 0;
    if (moment->kind == KP_FEEL_TIME)
        result.days = 0;
    return ok ? kp_feel_moment(s->arena, moment->kind, result)
              : kp__null(s, KP7045, sign_of(back ? KP_OP_SUB : KP_OP_ADD), KP_NONE,
                         KP_NONE);
}

static const kp_feel *moment_difference(kp__state *s, const kp_feel *a,
                                        const kp_feel *b)
{
    kp_moment left = a->moment, right = b->moment;
    bool times = a->kind == KP_FEEL_TIME && b->kind == KP_FEEL_TIME;

    if (!times && (a->kind == KP_FEEL_TIME || b->kind == KP_FEEL_TIME))
        return mismatch(s, KP_OP_SUB, a, b);
    if (a->kind != b->kind) {  // a date is its midnight in UTC
        left.has_offset = left.has_offset || a->kind == KP_FEEL_DATE;
        right.has_offset = right.has_offset || b->kind == KP_FEEL_DATE;
    }
    if (left.has_offset != right.has_offset)
        return mismatch(s, KP_OP_SUB, a, b);
    return kp_feel_span(s->arena, kp_moment_instant(left) - kp_moment_instant(right));
}

static const kp_feel *duration_sum(kp__state *s, kp_op op, const kp_feel *a,
                                   const kp_feel *b)
{
    if (a->kind != b->kind)
        return mismatch(s, op, a, b);
    if (a->kind == KP_FEEL_SPAN)
        return kp_feel_span(s->arena, op == KP_OP_ADD ? a->nanos + b->nanos
                                                      : a->nanos - b->nanos);
    int64_t months;
    bool over = op == KP_OP_ADD ? KP_ADD_OVERFLOWS(a->months, b->months, &months)
                                : KP_SUB_OVERFLOWS(a->months, b->months, &months);
    return over ? kp__null(s, KP7045, sign_of(op), KP_NONE, KP_NONE)
                : kp_feel_months(s->arena, months);
}

static kp_decimal in_units(const kp_feel *duration)
{
    return (kp_decimal){
        duration->kind == KP_FEEL_SPAN ? duration->nanos : duration->months, 0};
}

/* Durations are cut to their unit: months, nanoseconds. */
static const kp_feel *duration_scaled(kp__state *s, kp_op op, const kp_feel *duration,
                                      kp_decimal factor)
{
    kp_decimal units = in_units(duration);
    kp_i128 whole;
    bool ok;

    if (op == KP_OP_DIV && kp_dec_sign(factor) == 0)
        return kp__null(s, KP7044, KP_NONE, KP_NONE, KP_NONE);
    if (op == KP_OP_MUL)
        ok = kp_dec_mul(units, factor, &units) &&
             kp_dec_round(units, 0, KP_ROUND_DOWN, &units);
    else
        ok = kp_dec_div_round(units, factor, 0, KP_ROUND_DOWN, &units);
    if (!ok || !kp_dec_to_i128(units, 0, &whole) ||
        (duration->kind == KP_FEEL_MONTHS && (whole > INT64_MAX || whole < INT64_MIN)))
        return kp__null(s, KP7045, sign_of(op), KP_NONE, KP_NONE);
    return duration->kind == KP_FEEL_SPAN ? kp_feel_span(s->arena, whole)
                                          : kp_feel_months(s->arena, (int64_t)whole);
}

static const kp_feel *duration_arithmetic(kp__state *s, kp_op op, const kp_feel *a,
                                          const kp_feel *b)
{
    if (op == KP_OP_ADD && is_moment(a) && is_duration(b))
        return moment_shift(s, a, b, false);
    if (op == KP_OP_ADD && is_duration(a) && is_moment(b))
        return moment_shift(s, b, a, false);
    if (op == KP_OP_SUB && is_moment(a) && is_duration(b))
        return moment_shift(s, a, b, true);
    if (op == KP_OP_SUB && is_moment(a) && is_moment(b))
        return moment_difference(s, a, b);
    if ((op == KP_OP_ADD || op == KP_OP_SUB) && is_duration(a) && is_duration(b))
        return duration_sum(s, op, a, b);
    if ((op == KP_OP_MUL || op == KP_OP_DIV) && is_duration(a) &&
        b->kind == KP_FEEL_NUMBER)
        return duration_scaled(s, op, a, b->num);
    if (op == KP_OP_MUL && a->kind == KP_FEEL_NUMBER && is_duration(b))
        return duration_scaled(s, op, b, a->num);
    if (op == KP_OP_DIV && is_duration(a) && a->kind == b->kind)
        return number_arithmetic(s, op, in_units(a), in_units(b));
    return mismatch(s, op, a, b);
}

const kp_feel *kp__arithmetic(kp__state *s, kp_op op, const kp_feel *a,
                              const kp_feel *b)
{
    if (a->kind == KP_FEEL_NUMBER && b->kind == KP_FEEL_NUMBER)
        return number_arithmetic(s, op, a->num, b->num);
    if (op == KP_OP_ADD && a->kind == KP_FEEL_STRING && b->kind == KP_FEEL_STRING)
        return joined(s, a->text, b->text);
    return duration_arithmetic(s, op, a, b);
}

const kp_feel *kp__negate(kp__state *s, const kp_feel *a)
{
    if (a->kind == KP_FEEL_NUMBER)
        return kp_feel_number(s->arena, kp_dec_neg(a->num));
    if (a->kind == KP_FEEL_SPAN)
        return kp_feel_span(s->arena, -a->nanos);
    if (a->kind == KP_FEEL_MONTHS && a->months != INT64_MIN)
        return kp_feel_months(s->arena, -a->months);
    return kp__null(s, KP7043, KP_STR("-"), kp__kind(a), KP_NONE);
}

/* ---- comparison and logic ---- */

const kp_feel *kp__compare(kp__state *s, kp_op op, const kp_feel *a, const kp_feel *b)
{
    int sign;

    if (op == KP_OP_EQ || op == KP_OP_NE) {
        int equal = kp_feel_equal(a, b);

        return equal < 0 ? mismatch(s, op, a, b)
                         : kp_feel_bool((equal == 1) == (op == KP_OP_EQ));
    }
    if (!kp_feel_compare(a, b, &sign))
        return mismatch(s, op, a, b);
    return kp_feel_bool(op == KP_OP_LT   ? sign < 0
                        : op == KP_OP_LE ? sign <= 0
                        : op == KP_OP_GT ? sign > 0
                                         : sign >= 0);
}

static bool is_truth(const kp_feel *value, bool flag)
{
    return value->kind == KP_FEEL_BOOL && value->flag == flag;
}

/* The value that decides alone: false for "and", true for "or". */
static const kp_feel *eval_logic(kp__state *s, const kp__scope *scope,
                                 const kp_ast *ast)
{
    bool decides = ast->op == KP_OP_OR;
    const kp_feel *a = kp__eval(s, scope, ast->arg[0]);

    if (is_truth(a, decides))
        return a;
    const kp_feel *b = kp__eval(s, scope, ast->arg[1]);
    if (is_truth(b, decides))
        return b;
    if (is_truth(a, !decides) && is_truth(b, !decides))
        return a;
    bool odd_a = a->kind != KP_FEEL_BOOL && !kp_feel_is_null(a);
    bool odd_b = b->kind != KP_FEEL_BOOL && !kp_feel_is_null(b);
    return odd_a || odd_b ? mismatch(s, ast->op, a, b) : &kp_feel_null;
}

const kp_feel *kp__eval_binary(kp__state *s, const kp__scope *scope, const kp_ast *ast)
{
    if (ast->op == KP_OP_AND || ast->op == KP_OP_OR)
        return eval_logic(s, scope, ast);
    const kp_feel *a = kp__eval(s, scope, ast->arg[0]);
    const kp_feel *b = kp__eval(s, scope, ast->arg[1]);
    if (ast->op >= KP_OP_EQ && ast->op <= KP_OP_GE)
        return kp__compare(s, ast->op, a, b);
    return kp__arithmetic(s, ast->op, a, b);
}

/* ---- unary tests ---- */

int kp__is_in(const kp_feel *value, const kp_feel *set)
{
    if (set->kind == KP_FEEL_RANGE && value->kind != KP_FEEL_RANGE)
        return kp_feel_within(&set->range, value);
    if (set->kind != KP_FEEL_LIST)
        return kp_feel_equal(value, set);
    if (kp_feel_equal(value, set) == 1)
        return 1;
    // An item of another kind is simply another one.
    for (size_t i = 0; i < set->n; i++) {
        const kp_feel *item = set->item[i];

        if (kp_feel_equal(value, item) == 1)
            return 1;
        if (item->kind == KP_FEEL_RANGE && kp_feel_within(&item->range, value) == 1)
            return 1;
    }
    return 0;
}

/* Does the tree ask for the input by its sign? */
static bool asks_for_input(const kp_ast *ast)
{
    if (ast == NULL)
        return false;
    if (ast->kind == KP_AST_NAME && kp_str_is(ast->text, "?"))
        return true;
    for (size_t i = 0; i < ast->nargs; i++)
        if (ast->arg[i] != ast && asks_for_input(ast->arg[i]))
            return true;
    return false;
}

static int test_alone(kp__state *s, const kp__scope *scope, const kp_ast *test,
                      const kp_feel *value)
{
    const kp_feel *want = kp__eval(s, scope, test);

    // An expression over ? is a condition; others are what the input must be.
    if (asks_for_input(test))
        return want->kind == KP_FEEL_BOOL ? want->flag : -1;
    if (want->kind == KP_FEEL_BOOL && value->kind != KP_FEEL_BOOL &&
        test->kind != KP_AST_BOOL)
        return want->flag;
    return kp__is_in(value, want);
}

int kp__test_value(kp__state *s, const kp__scope *scope, const kp_ast *test,
                   const kp_feel *value)
{
    bool several = test->kind == KP_AST_IN && test->arg[0] == NULL;
    int result = 0;

    if (test->kind == KP_AST_ANY)
        return 1;
    if (!several && test->kind != KP_AST_NONE_OF)
        return test_alone(s, scope, test, value);
    for (size_t i = several ? 1 : 0; i < test->nargs && result != 1; i++) {
        int passes = kp__test_value(s, scope, test->arg[i], value);

        result = passes != 0 ? passes : result;
    }
    return test->kind == KP_AST_NONE_OF && result >= 0 ? !result : result;
}
