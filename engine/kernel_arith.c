/* kernel_arith.c - sums, products, extremes of whole lanes.
 *
 * Three roads, same values: the plain loop when the bounds prove that every result
 * fits; the checked loop when they do not; and row by row through decimal.h for
 * everything that is not a plain word.
 */
#include "engine/machine.h"

typedef bool decimal_op(kp_decimal a, kp_decimal b, kp_decimal *out);
typedef void word_loop(int64_t *restrict d, const int64_t *a, const int64_t *b,
                       uint32_t n);

/* Each operation twice: lane with lane, and lane with one word for all rows, which
 * leaves the constants' lanes out of the cache. */
#define WORD_LOOPS(name, result)                                                       \
    static KP_VECTOR_CLONES void name##_words(int64_t *restrict d, const int64_t *a,   \
                                              const int64_t *b, uint32_t n)            \
    {                                                                                  \
        for (uint32_t i = 0; i < n; i++) {                                             \
            int64_t x = a[i], y = b[i];                                                \
            d[i] = (result);                                                           \
        }                                                                              \
    }                                                                                  \
    static KP_VECTOR_CLONES void name##_by(int64_t *restrict d, const int64_t *a,      \
                                           const int64_t *b, uint32_t n)               \
    {                                                                                  \
        const int64_t y = b[0];                                                        \
        for (uint32_t i = 0; i < n; i++) {                                             \
            int64_t x = a[i];                                                          \
            d[i] = (result);                                                           \
        }                                                                              \
    }

WORD_LOOPS(add, x + y)
WORD_LOOPS(sub, x - y)
WORD_LOOPS(mul, x *y)
WORD_LOOPS(min, x < y ? x : y)
WORD_LOOPS(max, x > y ? x : y)

static bool smaller(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    *out = kp_dec_cmp(a, b) <= 0 ? a : b;
    return true;
}

static bool larger(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    *out = kp_dec_cmp(a, b) >= 0 ? a : b;
    return true;
}

static void row_by_row(kp_machine *m, const kp_step *s, decimal_op *op)
{
    kp_lane *dst = &m->lane[s->dst];

    KP_FOR_ROWS(m, i)
    {
        kp_value arg[2] = {kp__lane_get(&m->lane[s->a], i),
                           kp__lane_get(&m->lane[s->b], i)};
        kp_value result;
        kp_decimal num;

        if (kp__missing_operand(m, arg, 2, KP_NUM, i, &result))
            ;
        else if (op(arg[0].as.num, arg[1].as.num, &num))
            result = kp_value_num(num);
        else
            result = kp__lane_fault(m, KP_NUM, i, KP5003);
        kp__lane_put(m, dst, i, result);
    }
}

static bool both_plain(const kp_machine *m, const kp_step *s)
{
    return m->lane[s->a].plain && m->lane[s->b].plain;
}

typedef struct word_loops {
    word_loop *lanes, *by_one;
} word_loops;

/* The plain loop over the rows in use; branches gather their rows one by one. */
static void run_words(kp_machine *m, const kp_step *s, const word_loops *loop)
{
    int64_t *d = m->lane[s->dst].v;
    const int64_t *a = m->lane[s->a].v;
    const int64_t *b = m->lane[s->b].v;

    if (!m->rows && m->lane[s->b].same && m->n > 0) {
        loop->by_one(d, a, b, m->n);
        return;
    }
    if (!m->rows) {
        loop->lanes(d, a, b, m->n);
        return;
    }
    for (uint32_t k = 0; k < m->nrows; k++)
        loop->lanes(d + m->rows[k], a + m->rows[k], b + m->rows[k], 1);
}

static const word_loops add_loops = {add_words, add_by}, sub_loops = {sub_words, sub_by},
                        mul_loops = {mul_words, mul_by}, min_loops = {min_words, min_by},
                        max_loops = {max_words, max_by};

static void arith(kp_machine *m, const kp_step *s, uint64_t bound, bool fits,
                  const word_loops *loop, decimal_op *op)
{
    bool plain = both_plain(m, s) && fits;

    kp__lane_begin(m, &m->lane[s->dst], plain ? bound : 0);
    if (plain) {
        run_words(m, s, loop);
        m->lane[s->dst].same = m->lane[s->a].same && m->lane[s->b].same;
    } else {
        row_by_row(m, s, op);
    }
}

static bool sum_fits(const kp_machine *m, const kp_step *s, uint64_t *bound)
{
    *bound = m->lane[s->a].bound + m->lane[s->b].bound;
    return *bound >= m->lane[s->a].bound && *bound <= KP_NO_BOUND;
}

void kp__k_add(kp_machine *m, const kp_step *s)
{
    uint64_t bound;
    bool fits = sum_fits(m, s, &bound);

    arith(m, s, bound, fits, &add_loops, kp_dec_add);
}

void kp__k_sub(kp_machine *m, const kp_step *s)
{
    uint64_t bound;
    bool fits = sum_fits(m, s, &bound);

    arith(m, s, bound, fits, &sub_loops, kp_dec_sub);
}

static uint64_t wider_bound(const kp_machine *m, const kp_step *s)
{
    uint64_t a = m->lane[s->a].bound, b = m->lane[s->b].bound;

    return a > b ? a : b;
}

void kp__k_min(kp_machine *m, const kp_step *s)
{
    arith(m, s, wider_bound(m, s), true, &min_loops, smaller);
}

void kp__k_max(kp_machine *m, const kp_step *s)
{
    arith(m, s, wider_bound(m, s), true, &max_loops, larger);
}

void kp__k_mul(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a], *b = &m->lane[s->b];
    uint64_t bound;
    bool fits = !KP_MUL_OVERFLOWS(a->bound, b->bound, &bound) && bound <= KP_NO_BOUND;

    // Scales are capped: a product with more decimals than its lane is not a word there.
    fits = fits && m->lane[s->dst].scale == a->scale + b->scale;

    arith(m, s, bound, fits, &mul_loops, kp_dec_mul);
}

void kp__k_neg(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a];
    kp_lane *dst = &m->lane[s->dst];

    // The least word has no opposite.
    bool plain = a->plain && a->bound <= KP_NO_BOUND;

    kp__lane_begin(m, dst, plain ? a->bound : 0);
    KP_FOR_ROWS(m, i)
    {
        if (plain) {
            dst->v[i] = -a->v[i];
            continue;
        }
        kp_value arg = kp__lane_get(a, i), result;

        if (!kp__missing_operand(m, &arg, 1, KP_NUM, i, &result))
            result = kp_value_num(kp_dec_neg(arg.as.num));
        kp__lane_put(m, dst, i, result);
    }
}

/* More decimals, same value: a product that may leave the 63 bits. */
void kp__k_rescale(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a];
    kp_lane *dst = &m->lane[s->dst];
    int64_t factor = kp_pow10_i64[s->imm];
    uint64_t bound;
    bool fits =
        !KP_MUL_OVERFLOWS(a->bound, (uint64_t)factor, &bound) && bound <= KP_NO_BOUND;

    kp__lane_begin(m, dst, fits ? bound : 0);
    if (a->plain && fits && !m->rows) {
        mul_by(dst->v, a->v, &factor, m->n);
        dst->same = a->same;
        return;
    }
    KP_FOR_ROWS(m, i)
    {
        if (a->plain && fits)
            dst->v[i] = a->v[i] * factor;
        else
            kp__lane_put(m, dst, i, kp__lane_get(a, i));
    }
}
