/* kernel_round.c - rounding whole lanes to fewer decimals.
 *
 * The two roundings that pay is made of, half-up and truncation, have loops with a
 * constant divisor; the others go word by word through the definition in decimal.h.
 */
#include <string.h>

#include "engine/machine.h"

typedef void round_loop(int64_t *restrict d, const int64_t *a, uint32_t n);

/* A loop for each power of ten, so that the divisor is a constant of the code. */
#define HALF_UP_LOOP(name, divisor)                                                    \
    static void half_up_##name(int64_t *restrict d, const int64_t *a, uint32_t n)      \
    {                                                                                  \
        for (uint32_t i = 0; i < n; i++)                                               \
            d[i] = (a[i] + (a[i] < 0 ? -(divisor) / 2 : (divisor) / 2)) / (divisor);   \
    }
#define DOWN_LOOP(name, divisor)                                                       \
    static void down_##name(int64_t *restrict d, const int64_t *a, uint32_t n)         \
    {                                                                                  \
        for (uint32_t i = 0; i < n; i++)                                               \
            d[i] = a[i] / (divisor);                                                   \
    }
#define BOTH_LOOPS(name, divisor) HALF_UP_LOOP(name, divisor) DOWN_LOOP(name, divisor)

BOTH_LOOPS(1, INT64_C(10))
BOTH_LOOPS(2, INT64_C(100))
BOTH_LOOPS(3, INT64_C(1000))
BOTH_LOOPS(4, INT64_C(10000))
BOTH_LOOPS(5, INT64_C(100000))
BOTH_LOOPS(6, INT64_C(1000000))
BOTH_LOOPS(7, INT64_C(10000000))
BOTH_LOOPS(8, INT64_C(100000000))

static round_loop *const half_up_loops[9] = {
    NULL,      half_up_1, half_up_2, half_up_3, half_up_4,
    half_up_5, half_up_6, half_up_7, half_up_8,
};
static round_loop *const down_loops[9] = {
    NULL, down_1, down_2, down_3, down_4, down_5, down_6, down_7, down_8,
};

static round_loop *loop_for(kp_rounding mode, uint32_t digits)
{
    if (digits == 0 || digits > 8)
        return NULL;
    if (mode == KP_ROUND_HALF_UP)
        return half_up_loops[digits];
    if (mode == KP_ROUND_DOWN)
        return down_loops[digits];
    return NULL;
}

static void round_row(kp_machine *m, const kp_step *s, uint32_t i)
{
    kp_value arg = kp__lane_get(&m->lane[s->a], i), result;
    kp_decimal num;

    if (kp__missing_operand(m, &arg, 1, KP_NUM, i, &result))
        ;
    else if (kp_dec_round(arg.as.num, (int)s->imm, (kp_rounding)s->aux, &num))
        result = kp_value_num(num);
    else
        result = kp__lane_fault(m, KP_NUM, i, KP5003);
    kp__lane_put(m, &m->lane[s->dst], i, result);
}

static KP_VECTOR_CLONES void widen(int64_t *restrict d, const int64_t *a, int64_t factor,
                                   uint32_t n)
{
    if (factor == 1)
        memcpy(d, a, n * sizeof *d);
    else
        for (uint32_t i = 0; i < n; i++)
            d[i] = a[i] * factor;
}

/* No fewer decimals than the operand has: nothing to round. */
static bool widen_words(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a];
    kp_lane *dst = &m->lane[s->dst];
    uint64_t factor, bound;

    if (!a->plain || a->scale > s->imm)
        return false;
    factor = (uint64_t)kp_pow10_i64[s->imm - a->scale];
    if (KP_MUL_OVERFLOWS(a->bound, factor, &bound) || bound > KP_NO_BOUND)
        return false;
    kp__lane_begin(m, dst, bound);
    if (!m->rows) {
        widen(dst->v, a->v, (int64_t)factor, m->n);
        dst->same = a->same;
        return true;
    }
    KP_FOR_ROWS(m, i)
    {
        dst->v[i] = a->v[i] * (int64_t)factor;
    }
    return true;
}

/* dst has imm decimals; a plain operand with more is divided, with fewer it is exact. */
void kp__k_round(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a];
    kp_lane *dst = &m->lane[s->dst];
    uint32_t digits = a->scale > s->imm ? a->scale - s->imm : 0;
    round_loop *loop = loop_for((kp_rounding)s->aux, digits);
    bool fits = digits > 0 && digits <= 18 && a->bound < KP_NO_BOUND - UINT64_C(50000000);

    if (widen_words(m, s))
        return;
    kp__lane_begin(m, dst, 0);
    if (a->plain && fits)
        dst->bound = a->bound / (uint64_t)kp_pow10_i64[digits] + 1;
    if (a->plain && fits && loop && !m->rows) {
        loop(dst->v, a->v, m->n);
        dst->same = a->same;
        return;
    }
    KP_FOR_ROWS(m, i)
    {
        if (a->plain && fits)
            dst->v[i] = (int64_t)kp_round_quotient(a->v[i], kp_pow10_i64[digits],
                                                   (kp_rounding)s->aux, false);
        else
            round_row(m, s, i);
    }
}
