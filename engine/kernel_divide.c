/* kernel_divide.c - division, and division with rounding as one exact step.
 *
 * A quotient of plain words is an integer division of 128 bits.  Where every row has
 * the same divisor (a pool's sum of weights, the month's working days) the divisor is
 * turned into a multiplication once: dividing two words by a normalised word with its
 * reciprocal, after Möller and Granlund, "Improved division by invariant integers"
 * (2011), alg. 4.
 */
#include "engine/machine.h"

/* A divisor below 2^63 with its 64-bit reciprocal. */
typedef struct divisor {
    uint64_t d;           // as given
    uint64_t normal;      // shifted so that the top bit is set
    uint64_t reciprocal;  // floor((2^128 - 1) / normal) - 2^64
    unsigned shift;
} divisor;

static divisor make_divisor(uint64_t d)
{
    divisor out = {.d = d};

    while (!((d << out.shift) >> 63))
        out.shift++;
    out.normal = d << out.shift;
    out.reciprocal = (uint64_t)(~(kp_u128)0 / out.normal - ((kp_u128)1 << 64));
    return out;
}

/* Quotient and remainder of num / d; num < d * 2^64. */
static uint64_t divide_by(const divisor *by, kp_u128 num, uint64_t *rest)
{
    kp_u128 shifted = num << by->shift;
    uint64_t high = (uint64_t)(shifted >> 64), low = (uint64_t)shifted;
    kp_u128 q = (kp_u128)by->reciprocal * high + shifted;
    uint64_t quotient = (uint64_t)(q >> 64) + 1;
    uint64_t r = low - quotient * by->normal;

    if (r > (uint64_t)q) {
        quotient--;
        r += by->normal;
    }
    if (r >= by->normal) {
        quotient++;
        r -= by->normal;
    }
    *rest = r >> by->shift;
    return quotient;
}

/* May the quotient's magnitude grow by one, given what was left of the divisor? */
static bool rounds_away(kp_rounding mode, bool negative, uint64_t quotient,
                        uint64_t rest, uint64_t d)
{
    switch (mode) {
    case KP_ROUND_HALF_UP:
        return rest >= d - rest;
    case KP_ROUND_HALF_EVEN:
        return rest > d - rest || (rest == d - rest && (quotient & 1));
    case KP_ROUND_HALF_DOWN:
        return rest > d - rest;
    case KP_ROUND_UP:
        return rest != 0;
    case KP_ROUND_CEILING:
        return rest != 0 && !negative;
    case KP_ROUND_FLOOR:
        return rest != 0 && negative;
    case KP_ROUND_DOWN:
    case KP_ROUND_UP_AFTER_HALF:
    case KP_ROUND_UP_AFTER_DOWN:
    case KP_ROUNDING_COUNT:
        break;
    }
    return false;
}

static bool looks_two_digits_ahead(kp_rounding mode)
{
    return mode == KP_ROUND_UP_AFTER_HALF || mode == KP_ROUND_UP_AFTER_DOWN;
}

typedef struct quotient_job {
    kp_machine *m;
    const kp_step *step;
    const kp_lane *a, *b, *c;  // a * b / c; b may be NULL
    int decimals, up;          // result decimals; power of ten the numerator needs
    kp_rounding mode;
    uint64_t factor;  // 10^up
    bool fast;        // numerator and divisor fit by their bounds
    bool same;
    divisor by;
} quotient_job;

/* The numerator stays below 10^34, where a product is exact by definition, and the
 * divisor is a positive word. */
static bool job_is_fast(const quotient_job *job)
{
    kp_u128 limit = (kp_u128)kp_pow10_i128(34);
    kp_u128 top = job->a->bound;

    if (job->up < 0 || job->up > 18 || looks_two_digits_ahead(job->mode))
        return false;
    if (!job->a->plain || !job->c->plain || (job->b && !job->b->plain))
        return false;
    if (job->b)
        top *= job->b->bound;
    return top < limit && top <= limit / job->factor && job->c->bound <= KP_NO_BOUND;
}

/* a, or the product a * b, which fails by itself before the division is looked at. */
static kp_value numerator(const quotient_job *job, uint32_t i)
{
    kp_value arg[2] = {kp__lane_get(job->a, i)}, product;
    kp_decimal num;

    if (!job->b)
        return arg[0];
    arg[1] = kp__lane_get(job->b, i);
    if (kp__missing_operand(job->m, arg, 2, KP_NUM, i, &product))
        return product;
    return kp_dec_mul(arg[0].as.num, arg[1].as.num, &num)
               ? kp_value_num(num)
               : kp__lane_fault(job->m, KP_NUM, i, KP5003);
}

static void divide_row(quotient_job *job, uint32_t i)
{
    kp_machine *m = job->m;
    kp_value arg[2] = {numerator(job, i), kp__lane_get(job->c, i)}, result;
    kp_decimal num;

    if (kp__missing_operand(m, arg, 2, KP_NUM, i, &result)) {
        kp__lane_put(m, &m->lane[job->step->dst], i, result);
        return;
    }
    if (kp_dec_sign(arg[1].as.num) == 0)
        result = kp__lane_fault(m, KP_NUM, i, KP5001);
    else if (kp_dec_div_round(arg[0].as.num, arg[1].as.num, job->decimals, job->mode, &num))
        result = kp_value_num(num);
    else
        result = kp__lane_fault(m, KP_NUM, i, KP5003);
    kp__lane_put(m, &m->lane[job->step->dst], i, result);
}

static bool divide_word(quotient_job *job, uint32_t i, int64_t *out)
{
    kp_i128 num = (kp_i128)job->a->v[i] * (job->b ? job->b->v[i] : 1);
    int64_t c = job->c->v[i];
    bool negative = (num < 0) != (c < 0);
    kp_u128 size = (num < 0 ? -(kp_u128)num : (kp_u128)num) * job->factor;
    uint64_t d = c < 0 ? 0 - (uint64_t)c : (uint64_t)c;
    uint64_t quotient, rest;

    if (d == 0 || size >> 64 >= d)
        return false;
    if (job->same) {
        quotient = divide_by(&job->by, size, &rest);
    } else if (size >> 64 == 0) {
        quotient = (uint64_t)size / d;
        rest = (uint64_t)size % d;
    } else {
        quotient = (uint64_t)(size / d);
        rest = (uint64_t)(size % d);
    }
    if (rounds_away(job->mode, negative, quotient, rest, d))
        quotient++;
    if (quotient > KP_NO_BOUND)
        return false;
    *out = negative ? -(int64_t)quotient : (int64_t)quotient;
    return true;
}

static void run_job(quotient_job *job)
{
    kp_machine *m = job->m;
    kp_lane *dst = &m->lane[job->step->dst];
    uint64_t seen = 0;

    kp__lane_begin(m, dst, 0);
    // In a branch only its own rows hold the common word: row 0 may not be among them.
    int64_t by = m->nrows ? job->c->v[m->rows ? m->rows[0] : 0] : 0;

    job->same = job->fast && job->c->same && by != 0;
    if (job->same)
        job->by = make_divisor(by < 0 ? 0 - (uint64_t)by : (uint64_t)by);
    KP_FOR_ROWS(m, i)
    {
        int64_t word;

        if (job->fast && divide_word(job, i, &word)) {
            dst->v[i] = word;
            seen |= word < 0 ? 0 - (uint64_t)word : (uint64_t)word;
            if (!dst->plain)
                dst->state[i] = KP_VALUE;
        } else {
            divide_row(job, i);
        }
    }
    // All ones up to the highest bit seen: never below the largest magnitude.
    for (unsigned shift = 1; shift < 64; shift *= 2)
        seen |= seen >> shift;
    if (seen > dst->bound)
        dst->bound = seen;
}

static quotient_job job_of(kp_machine *m, const kp_step *s, const kp_lane *b,
                           const kp_lane *c)
{
    quotient_job job = {.m = m, .step = s, .a = &m->lane[s->a], .b = b, .c = c};

    job.decimals = (int)s->imm;
    job.mode = (kp_rounding)s->aux;
    job.up = job.decimals + c->scale - job.a->scale - (b ? b->scale : 0);
    job.factor = job.up >= 0 && job.up <= 18 ? (uint64_t)kp_pow10_i64[job.up] : 1;
    job.fast = job_is_fast(&job);
    return job;
}

void kp__k_divround(kp_machine *m, const kp_step *s)
{
    quotient_job job = job_of(m, s, NULL, &m->lane[s->b]);

    run_job(&job);
}

void kp__k_muldivround(kp_machine *m, const kp_step *s)
{
    quotient_job job = job_of(m, s, &m->lane[s->b], &m->lane[s->c]);

    run_job(&job);
}

static void quotient_row(kp_machine *m, const kp_step *s, uint32_t i)
{
    kp_value arg[2] = {kp__lane_get(&m->lane[s->a], i),
                       kp__lane_get(&m->lane[s->b], i)};
    kp_value result;
    kp_decimal num;

    if (kp__missing_operand(m, arg, 2, KP_NUM, i, &result))
        ;
    else if (kp_dec_sign(arg[1].as.num) == 0)
        result = kp__lane_fault(m, KP_NUM, i, KP5001);
    else if (kp_dec_div(arg[0].as.num, arg[1].as.num, &num))
        result = kp_value_num(num);
    else
        result = kp__lane_fault(m, KP_NUM, i, KP5003);
    kp__lane_put(m, &m->lane[s->dst], i, result);
}

/* A quotient that ends within the lane's decimals is a word; any other keeps 34 digits.
 */
void kp__k_div(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a], *b = &m->lane[s->b];
    kp_lane *dst = &m->lane[s->dst];
    int up = dst->scale + b->scale - a->scale;
    bool plain = a->plain && b->plain && up >= 0 && up <= 18;

    kp__lane_begin(m, dst, 0);
    KP_FOR_ROWS(m, i)
    {
        if (plain && b->v[i] != 0) {
            kp_i128 num = (kp_i128)a->v[i] * kp_pow10_i64[up];
            kp_i128 word = num / b->v[i];

            if (word * b->v[i] == num && word <= INT64_MAX && word >= -INT64_MAX) {
                kp_value exact = kp_value_num(kp_dec((int64_t)word, dst->scale));

                kp__lane_put(m, dst, i, exact);
                continue;
            }
        }
        quotient_row(m, s, i);
    }
}
