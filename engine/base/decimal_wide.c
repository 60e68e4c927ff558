/* decimal_wide.c - the only door to Intel's decimal library.
 *
 * A value goes in and comes out by the BID encoding of IEEE 754: one sign bit, 14 bits
 * of exponent + 6176, 113 bits of coefficient.  Rounding and flags travel as arguments
 * (build 000 of the library), so nothing here has state.  decimal.h allows ±6000, the
 * format ±6111 and more: a result that leaves our range is seen, never saturated.
 */
#include "engine/base/decimal_wide.h"

#include <bid_conf.h>
// bid_functions.h needs the configuration first.
#include <bid_functions.h>

#define BIAS 6176
#define COEF_BITS_ABOVE 49
#define SIGN_BIT (UINT64_C(1) << 63)
#define NOT_A_NUMBER (UINT64_C(3) << 61)  // infinities, NaN, non-canonical forms
#define LOST (BID_OVERFLOW_EXCEPTION | BID_UNDERFLOW_EXCEPTION | BID_INVALID_EXCEPTION)

static BID_UINT128 encoded(kp_decimal a)
{
    kp_u128 coef = kp__magnitude(a.coef);
    BID_UINT128 out;

    out.w[BID_HIGH_128W] = (uint64_t)(coef >> 64) |
                           (uint64_t)(BIAS - a.scale) << COEF_BITS_ABOVE |
                           (a.coef < 0 ? SIGN_BIT : 0);
    out.w[BID_LOW_128W] = (uint64_t)coef;
    return out;
}

static bool decoded(BID_UINT128 in, _IDEC_flags flags, kp_decimal *out)
{
    uint64_t high = in.w[BID_HIGH_128W];

    if ((flags & LOST) || (high & NOT_A_NUMBER) == NOT_A_NUMBER)
        return false;
    uint64_t coef_high = high & ((UINT64_C(1) << COEF_BITS_ABOVE) - 1);
    kp_u128 coef = (kp_u128)coef_high << 64 | in.w[BID_LOW_128W];
    int64_t exponent = (int64_t)(high >> COEF_BITS_ABOVE & 0x3FFF) - BIAS;
    return kp__dec_finish((high & SIGN_BIT) != 0, coef, -exponent, false, out);
}

bool kp__wide_add(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    _IDEC_flags flags = 0;
    BID_UINT128 sum =
        bid128_add(encoded(a), encoded(b), BID_ROUNDING_TO_NEAREST, &flags);

    return decoded(sum, flags, out);
}

bool kp__wide_mul(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    _IDEC_flags flags = 0;
    BID_UINT128 product =
        bid128_mul(encoded(a), encoded(b), BID_ROUNDING_TO_NEAREST, &flags);

    return decoded(product, flags, out);
}

bool kp__wide_sqrt(kp_decimal a, kp_decimal *out)
{
    _IDEC_flags flags = 0;
    BID_UINT128 root = bid128_sqrt(encoded(a), BID_ROUNDING_TO_NEAREST, &flags);

    return decoded(root, flags, out);
}

bool kp__wide_pow(kp_decimal base, kp_decimal exponent, kp_decimal *out)
{
    _IDEC_flags flags = 0;
    BID_UINT128 power =
        bid128_pow(encoded(base), encoded(exponent), BID_ROUNDING_TO_NEAREST, &flags);

    return decoded(power, flags, out);
}

bool kp__wide_exp(kp_decimal a, kp_decimal *out)
{
    _IDEC_flags flags = 0;
    BID_UINT128 power = bid128_exp(encoded(a), BID_ROUNDING_TO_NEAREST, &flags);

    return decoded(power, flags, out);
}

bool kp__wide_log(kp_decimal a, kp_decimal *out)
{
    _IDEC_flags flags = 0;
    BID_UINT128 log = bid128_log(encoded(a), BID_ROUNDING_TO_NEAREST, &flags);

    return decoded(log, flags, out);
}
