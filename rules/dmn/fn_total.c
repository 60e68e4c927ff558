/* fn_total.c - functions that make one value of a list: sums, extremes, quantifiers. */
#include "rules/dmn/function.h"

static const kp_feel *extreme(kp__state *s, kp__args args, int sign_wanted,
                              const char *name)
{
    const kp_feel *best;
    int sign;

    if (args.n == 0)
        return kp__bad_argument(s, name, kp_feel_list(s->arena, 0));
    best = args.item[0];
    // Even a single item must be one that can be ordered.
    if (!kp_feel_compare(best, best, &sign))
        return kp__bad_argument(s, name, best);
    for (size_t i = 1; i < args.n; i++) {
        if (!kp_feel_compare(args.item[i], best, &sign))
            return kp__bad_argument(s, name, args.item[i]);
        if (sign == sign_wanted)
            best = args.item[i];
    }
    return best;
}

const kp_feel *k_min(kp__state *s, const kp_feel *const *arg, size_t n)
{
    return extreme(s, kp__spread(arg, n), -1, "min");
}

const kp_feel *k_max(kp__state *s, const kp_feel *const *arg, size_t n)
{
    return extreme(s, kp__spread(arg, n), 1, "max");
}

/* ---- numbers ---- */

static bool all_numbers(kp__args args)
{
    for (size_t i = 0; i < args.n; i++)
        if (args.item[i]->kind != KP_FEEL_NUMBER)
            return false;
    return true;
}

static bool total(kp__args args, kp_decimal *out)
{
    *out = kp_dec(0, 0);
    for (size_t i = 0; i < args.n; i++)
        if (!kp_dec_add(*out, args.item[i]->num, out))
            return false;
    return true;
}

/* Durations of one kind add up too. */
static const kp_feel *duration_total(kp__state *s, kp__args args)
{
    const kp_feel *sum = args.item[0];

    for (size_t i = 1; i < args.n; i++)
        sum = kp__arithmetic(s, KP_OP_ADD, sum, args.item[i]);
    return sum;
}

static bool is_duration(const kp_feel *value)
{
    return value->kind == KP_FEEL_MONTHS || value->kind == KP_FEEL_SPAN;
}

const kp_feel *k_sum(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp__args args = kp__spread(arg, n);
    kp_decimal sum;

    if (args.n == 0)
        return kp__bad_argument(s, "sum", arg[0]);
    if (is_duration(args.item[0]))
        return duration_total(s, args);
    if (!all_numbers(args))
        return kp__bad_argument(s, "sum", arg[0]);
    return total(args, &sum) ? kp_feel_number(s->arena, sum) : kp__no_result(s, "sum");
}

const kp_feel *k_mean(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp__args args = kp__spread(arg, n);
    kp_decimal sum;

    if (args.n > 0 && is_duration(args.item[0]))
        return kp__arithmetic(s, KP_OP_DIV, duration_total(s, args),
                              kp_feel_int(s->arena, (int64_t)args.n));
    if (args.n == 0 || !all_numbers(args))
        return kp__bad_argument(s, "mean", arg[0]);
    if (!total(args, &sum) || !kp_dec_div(sum, kp_dec((int64_t)args.n, 0), &sum))
        return kp__no_result(s, "mean");
    return kp_feel_number(s->arena, sum);
}

const kp_feel *k_product(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp__args args = kp__spread(arg, n);
    kp_decimal product = kp_dec(1, 0);

    if (args.n == 0 || !all_numbers(args))
        return kp__bad_argument(s, "product", arg[0]);
    for (size_t i = 0; i < args.n; i++)
        if (!kp_dec_mul(product, args.item[i]->num, &product))
            return kp__no_result(s, "product");
    return kp_feel_number(s->arena, product);
}

/* The items in ascending order, as a list of our own. */
static const kp_feel *ascending(kp__state *s, kp__args args)
{
    kp_feel *list = kp_feel_list(s->arena, args.n);
    const kp_feel *arguments[2] = {list, NULL};

    for (size_t i = 0; i < args.n; i++)
        list->item[i] = args.item[i];
    return k_sort(s, arguments, 2);
}

const kp_feel *k_median(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp__args args = kp__spread(arg, n);
    kp_decimal middle;

    if (args.n == 0 || !all_numbers(args))
        return kp__bad_argument(s, "median", arg[0]);
    const kp_feel *sorted = ascending(s, args);
    const kp_feel *high = sorted->item[args.n / 2];
    if (args.n % 2 == 1)
        return high;
    const kp_feel *low = sorted->item[args.n / 2 - 1];
    if (!kp_dec_add(low->num, high->num, &middle) ||
        !kp_dec_div(middle, kp_dec(2, 0), &middle))
        return kp__no_result(s, "median");
    return kp_feel_number(s->arena, middle);
}

/* Of a sample: the squares are divided by n - 1. */
const kp_feel *k_stddev(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp__args args = kp__spread(arg, n);
    kp_decimal mean, squares = kp_dec(0, 0), step;
    bool ok;

    if (args.n < 2 || !all_numbers(args))
        return kp__bad_argument(s, "stddev", arg[0]);
    ok = total(args, &mean) && kp_dec_div(mean, kp_dec((int64_t)args.n, 0), &mean);
    for (size_t i = 0; i < args.n && ok; i++)
        ok = kp_dec_sub(args.item[i]->num, mean, &step) &&
             kp_dec_mul(step, step, &step) && kp_dec_add(squares, step, &squares);
    ok = ok && kp_dec_div(squares, kp_dec((int64_t)args.n - 1, 0), &squares) &&
         kp_dec_sqrt(squares, &squares);
    return ok ? kp_feel_number(s->arena, squares) : kp__no_result(s, "stddev");
}

/* The numbers that occur most often, in ascending order. */
const kp_feel *k_mode(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp__args args = kp__spread(arg, n);
    kp_feel_items modes = {.arena = s->arena};
    size_t most = 0;

    if (!all_numbers(args))
        return kp__bad_argument(s, "mode", arg[0]);
    const kp_feel *sorted = ascending(s, args);
    for (size_t i = 0; i < args.n;) {
        size_t end = i + 1;

        while (end < args.n && kp_feel_equal(sorted->item[i], sorted->item[end]) == 1)
            end++;
        if (end - i > most)
            modes.n = 0;
        if (end - i >= most) {
            most = end - i;
            kp_feel_push(&modes, sorted->item[i]);
        }
        i = end;
    }
    return kp_feel_items_done(&modes);
}

/* ---- truth ---- */

static const kp_feel *quantified(kp__state *s, kp__args args, bool every,
                                 const char *name)
{
    bool unknown = false;

    // One deciding value is enough, whatever stands beside it.
    for (size_t i = 0; i < args.n; i++) {
        const kp_feel *item = args.item[i];

        if (item->kind == KP_FEEL_BOOL && item->flag != every)
            return item;
        unknown = unknown || item->kind != KP_FEEL_BOOL;
    }
    for (size_t i = 0; i < args.n && unknown; i++)
        if (args.item[i]->kind != KP_FEEL_BOOL && !kp_feel_is_null(args.item[i]))
            return kp__bad_argument(s, name, args.item[i]);
    return unknown ? &kp_feel_null : kp_feel_bool(every);
}

const kp_feel *k_all(kp__state *s, const kp_feel *const *arg, size_t n)
{
    return quantified(s, kp__spread(arg, n), true, "all");
}

const kp_feel *k_any(kp__state *s, const kp_feel *const *arg, size_t n)
{
    return quantified(s, kp__spread(arg, n), false, "any");
}
