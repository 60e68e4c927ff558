/* decimal.c - sums, products, comparison and rounding of decimals; see decimal.h.
 *
 * Nearly every number of a payroll fits a machine word, and two of them fit kp_i128
 * after alignment: those paths come first and take a few nanoseconds.  What does not
 * fit goes to decimal_wide.c.  Division is in decimal_divide.c.
 */
#include "engine/base/decimal.h"

#include <assert.h>

#include "engine/base/decimal_wide.h"

#define E19 ((kp_u128)UINT64_C(10000000000000000000))
#define E(n) UINT64_C(1##n)

// clang-format off
const int64_t kp_pow10_i64[19] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
    10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000,
    1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
};

static const kp_u128 pow10_u128[39] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
    10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000,
    1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
    E19, E19 * 10, E19 * 100, E19 * 1000, E19 * 10000, E19 * 100000, E19 * 1000000,
    E19 * 10000000, E19 * 100000000, E19 * 1000000000, E19 * E(0000000000),
    E19 * E(00000000000), E19 * E(000000000000), E19 * E(0000000000000),
    E19 * E(00000000000000), E19 * E(000000000000000), E19 * E(0000000000000000),
    E19 * E(00000000000000000), E19 * E(000000000000000000), E19 * E19,
};
// clang-format on

#define LIMIT (pow10_u128[KP_DEC_DIGITS])

kp_i128 kp_pow10_i128(int n)
{
    return (kp_i128)kp__pow10(n);
}

kp_u128 kp__pow10(int n)
{
    assert(n >= 0 && n <= 38);
    return pow10_u128[n];
}

kp_u128 kp__magnitude(kp_i128 coef)
{
    return coef < 0 ? -(kp_u128)coef : (kp_u128)coef;
}

int kp__digits(kp_u128 magnitude)
{
    int low = 0, high = 39;  // 10^(low-1) <= magnitude < 10^high

    while (low < high) {
        int mid = (low + high) / 2;

        if (magnitude < pow10_u128[mid])
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

static bool fits_i64(kp_i128 n)
{
    return n == (int64_t)n;
}

static bool fits_digits(kp_i128 coef)
{
    return -(kp_i128)LIMIT < coef && coef < (kp_i128)LIMIT;
}

/* Half-even into 34 digits.  Rounding up 999…9 gives 10^34, which is 10^33 tens. */
static kp_u128 shortened(kp_u128 magnitude, bool tail, int64_t *scale)
{
    int surplus = kp__digits(magnitude) - KP_DEC_DIGITS;
    kp_u128 unit = kp__pow10(surplus);
    kp_u128 q = magnitude / unit;
    kp_cut cut = {magnitude % unit, unit, false, (q & 1) != 0, tail};

    if (kp__rounds_away(cut, KP_ROUND_HALF_EVEN))
        q++;
    *scale -= surplus;
    if (q == LIMIT) {
        q /= 10;
        --*scale;
    }
    return q;
}

/* Another spelling of the value may lie inside the range of exponents. */
static void bring_into_range(kp_u128 *magnitude, int64_t *scale)
{
    while (*scale > KP_DEC_MAX_SCALE && *magnitude % 10 == 0) {
        *magnitude /= 10;
        --*scale;
    }
    while (*scale < -KP_DEC_MAX_SCALE && *magnitude < LIMIT / 10) {
        *magnitude *= 10;
        ++*scale;
    }
}

bool kp__dec_finish(bool negative, kp_u128 magnitude, int64_t scale, bool tail,
                    kp_decimal *out)
{
    assert(!tail || magnitude >= LIMIT);
    if (magnitude >= LIMIT)
        magnitude = shortened(magnitude, tail, &scale);
    if (magnitude == 0)
        scale = scale < 0 ? 0 : scale > KP_DEC_MAX_SCALE ? KP_DEC_MAX_SCALE : scale;
    if (scale > KP_DEC_MAX_SCALE || scale < -KP_DEC_MAX_SCALE)
        bring_into_range(&magnitude, &scale);
    if (scale > KP_DEC_MAX_SCALE || scale < -KP_DEC_MAX_SCALE)
        return false;
    out->coef = negative ? -(kp_i128)magnitude : (kp_i128)magnitude;
    out->scale = (int32_t)scale;
    return true;
}

static bool finish(kp_i128 coef, int64_t scale, kp_decimal *out)
{
    return kp__dec_finish(coef < 0, kp__magnitude(coef), scale, false, out);
}

kp_decimal kp_dec(int64_t coef, int32_t scale)
{
    return (kp_decimal){coef, scale};
}

/* coef * 10^n when that stays below 10^38. */
static bool scaled_up(kp_i128 coef, int64_t n, kp_i128 *out)
{
    if (n >= 0 && n <= 18 && fits_i64(coef)) {
        *out = (kp_i128)(int64_t)coef * kp_pow10_i64[n];
        return true;
    }
    if (coef != 0 && (n > 38 || kp__magnitude(coef) >= pow10_u128[38 - n]))
        return false;
    *out = coef == 0 ? 0 : coef * (kp_i128)pow10_u128[n];
    return true;
}

bool kp_dec_add(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    kp_i128 sum = 0;

    if (a.scale < b.scale && !scaled_up(a.coef, (int64_t)b.scale - a.scale, &a.coef))
        return kp__wide_add(a, b, out);
    if (a.scale > b.scale && !scaled_up(b.coef, (int64_t)a.scale - b.scale, &b.coef))
        return kp__wide_add(a, b, out);
    int32_t scale = a.scale > b.scale ? a.scale : b.scale;
    sum = a.coef + b.coef;  // below 10^38 + 10^34: no overflow
    if (!fits_digits(sum))
        return finish(sum, scale, out);
    *out = (kp_decimal){sum, scale};
    return true;
}

bool kp_dec_sub(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    return kp_dec_add(a, kp_dec_neg(b), out);
}

static bool multiplied_wide(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    kp_decimal wide;

    if (kp__digits(kp__magnitude(a.coef)) + kp__digits(kp__magnitude(b.coef)) <= 38)
        return finish(a.coef * b.coef, (int64_t)a.scale + b.scale, out);
    // Multiplied without exponents: the library must not round for its own range.
    int64_t scale = (int64_t)a.scale + b.scale;
    a.scale = b.scale = 0;
    return kp__wide_mul(a, b, &wide) && finish(wide.coef, wide.scale + scale, out);
}

bool kp_dec_mul(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    int32_t scale = a.scale + b.scale;

    if (!fits_i64(a.coef) || !fits_i64(b.coef))
        return multiplied_wide(a, b, out);
    kp_i128 product = (kp_i128)(int64_t)a.coef * (int64_t)b.coef;
    if (!fits_digits(product) || scale > KP_DEC_MAX_SCALE || scale < -KP_DEC_MAX_SCALE)
        return finish(product, scale, out);
    *out = (kp_decimal){product, scale};
    return true;
}

bool kp_dec_sqrt(kp_decimal a, kp_decimal *out)
{
    if (a.coef < 0)
        return false;
    return kp__wide_sqrt(kp_dec_reduce(a), out);
}

bool kp_dec_round(kp_decimal a, int decimals, kp_rounding mode, kp_decimal *out)
{
    int64_t surplus = (int64_t)a.scale - decimals;

    if (surplus <= 0) {
        *out = a;
        return true;
    }
    // Beyond 37 digits the value is below 1/1000 of the last place: any such part will
    // do.
    kp_i128 rounded =
        surplus > 37
            ? kp_round_quotient(kp_dec_sign(a), 1000, mode, false)
            : kp_round_quotient(a.coef, kp_pow10_i128((int)surplus), mode, false);
    return finish(rounded, decimals, out);
}

kp_decimal kp_dec_neg(kp_decimal a)
{
    return (kp_decimal){-a.coef, a.scale};
}

kp_decimal kp_dec_abs(kp_decimal a)
{
    return a.coef < 0 ? kp_dec_neg(a) : a;
}

int kp_dec_sign(kp_decimal a)
{
    return (a.coef > 0) - (a.coef < 0);
}

static int order_of(kp_i128 a, kp_i128 b)
{
    return (a > b) - (a < b);
}

/* Same sign, different scales.  The place of the first digit decides; when it is the
 * same, the scales differ by less than 34 and alignment is exact. */
static int compare_magnitudes(kp_u128 a, int64_t a_scale, kp_u128 b, int64_t b_scale)
{
    int64_t a_place = kp__digits(a) - a_scale, b_place = kp__digits(b) - b_scale;

    if (a_place != b_place)
        return a_place < b_place ? -1 : 1;
    if (a_scale < b_scale)
        a *= kp__pow10((int)(b_scale - a_scale));
    else
        b *= kp__pow10((int)(a_scale - b_scale));
    return (a > b) - (a < b);
}

int kp_dec_cmp(kp_decimal a, kp_decimal b)
{
    if (a.scale == b.scale)
        return order_of(a.coef, b.coef);
    int sign = kp_dec_sign(a);
    if (sign != kp_dec_sign(b) || sign == 0)
        return order_of(sign, kp_dec_sign(b));
    int64_t apart = (int64_t)a.scale - b.scale;
    if (apart <= 18 && apart >= -18 && fits_i64(a.coef) && fits_i64(b.coef))
        return apart < 0 ? order_of(a.coef * kp_pow10_i64[-apart], b.coef)
                         : order_of(a.coef, b.coef * kp_pow10_i64[apart]);
    return sign * compare_magnitudes(kp__magnitude(a.coef), a.scale,
                                     kp__magnitude(b.coef), b.scale);
}

bool kp_dec_is_int(kp_decimal a)
{
    if (a.scale <= 0 || a.coef == 0)
        return true;
    return a.scale < KP_DEC_DIGITS && a.coef % (kp_i128)pow10_u128[a.scale] == 0;
}

kp_decimal kp_dec_reduce(kp_decimal a)
{
    if (a.coef == 0)
        return (kp_decimal){0, 0};
    if (a.scale < 0 && scaled_up(a.coef, -(int64_t)a.scale, &a.coef))
        a.scale = 0;
    // A value too large to be written out keeps its exponent, and only its digits.
    if (!fits_digits(a.coef) || a.scale < 0)
        while (a.coef % 10 == 0) {
            a.coef /= 10;
            a.scale--;
        }
    while (a.scale > 0 && a.coef % 10 == 0) {
        a.coef /= 10;
        a.scale--;
    }
    return a;
}

bool kp_dec_to_i128(kp_decimal a, int32_t scale, kp_i128 *out)
{
    int64_t more = (int64_t)scale - a.scale;

    if (more >= 0 || a.coef == 0)
        return scaled_up(a.coef, more, out);
    if (more < -38 || a.coef % kp_pow10_i128((int)-more) != 0)
        return false;
    *out = a.coef / kp_pow10_i128((int)-more);
    return true;
}

bool kp_dec_to_i64(kp_decimal a, int32_t scale, int64_t *out)
{
    kp_i128 wide;

    if (!kp_dec_to_i128(a, scale, &wide) || !fits_i64(wide))
        return false;
    *out = (int64_t)wide;
    return true;
}
