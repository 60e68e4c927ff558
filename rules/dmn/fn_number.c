/* fn_number.c - functions of numbers.
 *
 * Scales follow decimal128: -6111 to 6176, beyond which the standard gives null.
 */
#include "rules/dmn/function.h"

#define SCALE_MIN (-6111)
#define SCALE_MAX 6176

/* Round to args[1] decimals (0 when it was left out). */
static const kp_feel *rounded(kp__state *s, const kp_feel *const *arg, size_t n,
                              kp_rounding mode, const char *name)
{
    int64_t scale = 0;
    kp_decimal result;

    if (n > 1 && arg[1] != NULL && !kp__whole(arg[1], &scale))
        return kp__bad_argument(s, name, arg[1]);
    if (scale < SCALE_MIN || scale > SCALE_MAX)
        return kp__bad_argument(s, name, arg[1]);
    // A number that has no more decimals than asked for stays as it is.
    if (kp_dec_reduce(arg[0]->num).scale <= scale && scale >= 0)
        return arg[0];
    if (!kp_dec_round(arg[0]->num, (int)scale, mode, &result))
        return kp__no_result(s, name);
    return kp_feel_number(s->arena, result);
}

#define ROUNDING(kernel, mode, name)                                                   \
    const kp_feel *kernel(kp__state *s, const kp_feel *const *arg, size_t n)           \
    {                                                                                  \
        return rounded(s, arg, n, mode, name);                                         \
    }

ROUNDING(k_decimal, KP_ROUND_HALF_EVEN, "decimal")
ROUNDING(k_floor, KP_ROUND_FLOOR, "floor")
ROUNDING(k_ceiling, KP_ROUND_CEILING, "ceiling")
ROUNDING(k_round_up, KP_ROUND_UP, "round up")
ROUNDING(k_round_down, KP_ROUND_DOWN, "round down")
ROUNDING(k_round_half_up, KP_ROUND_HALF_UP, "round half up")
ROUNDING(k_round_half_down, KP_ROUND_HALF_DOWN, "round half down")

const kp_feel *k_abs(kp__state *s, const kp_feel *const *arg, size_t n)
{
    const kp_feel *value = arg[0];
    bool negative = value->kind == KP_FEEL_NUMBER ? kp_dec_sign(value->num) < 0
                    : value->kind == KP_FEEL_SPAN ? value->nanos < 0
                                                  : value->months < 0;

    (void)n;
    return negative ? kp__negate(s, value) : value;
}

const kp_feel *k_modulo(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_decimal result;

    (void)n;
    if (kp_dec_sign(arg[1]->num) == 0)
        return kp__null(s, KP7044, KP_NONE, KP_NONE, KP_NONE);
    if (!kp_dec_mod(arg[0]->num, arg[1]->num, &result))
        return kp__no_result(s, "modulo");
    return kp_feel_number(s->arena, result);
}

#define ONE_NUMBER(kernel, of, name)                                                   \
    const kp_feel *kernel(kp__state *s, const kp_feel *const *arg, size_t n)           \
    {                                                                                  \
        kp_decimal result;                                                             \
                                                                                       \
        (void)n;                                                                       \
        return of(arg[0]->num, &result) ? kp_feel_number(s->arena, result)             \
                                        : kp__bad_argument(s, name, arg[0]);           \
    }

ONE_NUMBER(k_sqrt, kp_dec_sqrt, "sqrt")
ONE_NUMBER(k_log, kp_dec_log, "log")
ONE_NUMBER(k_exp, kp_dec_exp, "exp")

static const kp_feel *has_rest(kp__state *s, const kp_feel *arg, int want)
{
    kp_decimal rest;

    if (!kp_dec_mod(arg->num, kp_dec(2, 0), &rest))
        return kp__no_result(s, "modulo");
    return kp_feel_bool(kp_dec_cmp(rest, kp_dec(want, 0)) == 0);
}

const kp_feel *k_odd(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)n;
    return has_rest(s, arg[0], 1);
}

const kp_feel *k_even(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)n;
    return has_rest(s, arg[0], 0);
}

/* ---- number("1,234.50", ",", ".") ---- */

static const kp_feel *parsed(kp__state *s, kp_str digits, kp_str typed)
{
    kp_decimal num;

    if (!kp_dec_parse(digits, true, &num))
        return kp__null(s, KP7048, typed, KP_STR("number"), KP_NONE);
    return kp_feel_number(s->arena, num);
}

const kp_feel *k_number_plain(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)n;
    return parsed(s, arg[0]->text, arg[0]->text);
}

const kp_feel *k_number(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_str from = arg[0]->text, grouping = {0}, point = KP_STR(".");
    char *digits = kp_arena_alloc(s->arena, from.n + 1, 1);
    size_t ndigits = 0;

    (void)n;
    if (!kp_feel_is_null(arg[1]))
        grouping = arg[1]->text;
    if (!kp_feel_is_null(arg[2]))
        point = arg[2]->text;
    bool groups_ok = grouping.n == 0 || kp_str_is(grouping, " ") ||
                     kp_str_is(grouping, ",") || kp_str_is(grouping, ".");
    bool given = kp_feel_is_null(arg[1]) || grouping.n > 0;
    if (!groups_ok || !given || (!kp_str_is(point, ".") && !kp_str_is(point, ",")) ||
        kp_str_eq(grouping, point))
        return kp__bad_argument(s, "number", arg[grouping.n == 0 || groups_ok ? 2 : 1]);
    for (size_t i = 0; i < from.n; i++) {
        if (grouping.n > 0 && from.p[i] == grouping.p[0])
            continue;
        // The other sign is no part of a number here.
        if (from.p[i] == '.' && point.p[0] != '.')
            return kp__null(s, KP7048, from, KP_STR("number"), KP_NONE);
        digits[ndigits++] = from.p[i] == point.p[0] ? '.' : from.p[i];
    }
    return parsed(s, (kp_str){digits, ndigits}, from);
}
