/* fair_spread.c - how far apart amounts are: exact fractions, rounded once. */
#include "engine/fair.h"
#include "engine/kernel_sort.h"

#define SHOWN 2  // decimals of the mean and the median
#define FINE 4   // of the ratio and the Gini coefficient

typedef struct amounts {
    const kp_run *run;
    uint32_t pay;
} amounts;

static kp_decimal amount_of(const amounts *a, uint32_t row)
{
    return kp_run_value(a->run, a->pay, row).as.num;
}

static int by_amount(const void *context, uint32_t a, uint32_t b)
{
    const amounts *all = context;

    return kp_dec_cmp(amount_of(all, a), amount_of(all, b));
}

/* Sums beyond 34 digits are not money; the measures that need them are then left out.
 */
static bool sums_of(const amounts *a, const uint32_t *sorted, size_t n,
                    kp_decimal *total, kp_decimal *weighted)
{
    kp_decimal product;

    *total = *weighted = kp_dec(0, 0);
    for (size_t i = 0; i < n; i++) {
        kp_decimal amount = amount_of(a, sorted[i]);

        if (!kp_dec_add(*total, amount, total) ||
            !kp_dec_mul(amount, kp_dec((int64_t)(i + 1), 0), &product) ||
            !kp_dec_add(*weighted, product, weighted))
            return false;
    }
    return true;
}

/* G = 2 sum(i x_i) / (n sum(x)) - (n + 1) / n, as one fraction. */
static bool gini_of(kp_decimal total, kp_decimal weighted, size_t n, kp_decimal *out)
{
    kp_decimal heads = kp_dec((int64_t)n, 0), more = kp_dec((int64_t)n + 1, 0);
    kp_decimal above, below, twice;

    return kp_dec_mul(weighted, kp_dec(2, 0), &twice) &&
           kp_dec_mul(more, total, &above) && kp_dec_sub(twice, above, &above) &&
           kp_dec_mul(heads, total, &below) &&
           kp_dec_div_round(above, below, FINE, KP_ROUND_HALF_UP, out);
}

static bool middle_of(const amounts *a, const uint32_t *sorted, size_t n,
                      kp_decimal *out)
{
    kp_decimal two;

    return kp_dec_add(amount_of(a, sorted[(n - 1) / 2]), amount_of(a, sorted[n / 2]),
                      &two) &&
           kp_dec_div_round(two, kp_dec(2, 0), SHOWN, KP_ROUND_HALF_UP, out);
}

void kp_fair_measure(kp_arena *scratch, const kp_run *run, uint32_t pay,
                     const uint32_t *rows, size_t n, kp_fair_spread *out)
{
    amounts a = {run, pay};
    uint32_t *sorted = KP_NEW_ARRAY(scratch, n + 1, uint32_t);
    kp_decimal weighted;

    *out = (kp_fair_spread){.n = n};
    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++)
        sorted[i] = rows[i];
    kp__sort_rows(sorted, KP_NEW_ARRAY(scratch, n + 1, uint32_t), n, by_amount, &a);
    out->lowest = sorted[0];
    out->highest = sorted[n - 1];
    out->min = amount_of(&a, sorted[0]);
    out->max = amount_of(&a, sorted[n - 1]);
    bool summed = sums_of(&a, sorted, n, &out->total, &weighted);
    if (!summed ||
        !kp_dec_div_round(out->total, kp_dec((int64_t)n, 0), SHOWN, KP_ROUND_HALF_UP,
                          &out->mean) ||
        !middle_of(&a, sorted, n, &out->median))
        return;
    out->has_ratio =
        kp_dec_sign(out->min) > 0 &&
        kp_dec_div_round(out->max, out->min, FINE, KP_ROUND_HALF_UP, &out->ratio);
    out->has_gini = kp_dec_sign(out->min) >= 0 && kp_dec_sign(out->total) > 0 &&
                    gini_of(out->total, weighted, n, &out->gini);
}
