/* decimal_wide.h - what the files of decimal.h share among themselves.
 *
 * Magnitudes are unsigned and at most 38 digits (they fit kp_u128); signs are carried
 * beside them.  Nothing outside engine/base may include this.
 */
#ifndef KP_ENGINE_BASE_DECIMAL_WIDE_H
#define KP_ENGINE_BASE_DECIMAL_WIDE_H

#include "engine/base/decimal.h"

#define KP_DEC_MAX_SCALE 6000

/* Exponents and roundings that 128 bits cannot carry: Intel's library. */
bool kp__wide_add(kp_decimal a, kp_decimal b, kp_decimal *out);
bool kp__wide_mul(kp_decimal a, kp_decimal b, kp_decimal *out);
bool kp__wide_sqrt(kp_decimal a, kp_decimal *out);
/* Any exponent; the last digits may be off, as with every power that is not rational.
 */
bool kp__wide_pow(kp_decimal base, kp_decimal exponent, kp_decimal *out);

bool kp__wide_exp(kp_decimal a, kp_decimal *out);
bool kp__wide_log(kp_decimal a, kp_decimal *out);

/* base ** n for integers n and base != 0, correctly rounded; false also when the exact
 * power needs more digits than there is room for (*too_wide is then true). */
bool kp__power_of_integer(kp_decimal base, int64_t n, kp_decimal *out, bool *too_wide);

/* The magnitude of a coefficient, its digits (0 has 0), and a power of ten, n <= 38. */
kp_u128 kp__magnitude(kp_i128 coef);
int kp__digits(kp_u128 magnitude);
kp_u128 kp__pow10(int n);

/* A fraction part rem/den, 0 <= rem < den, above a quotient that was cut; `tail` says
 * that the true part is a little larger.  Must the quotient grow by one in magnitude?
 */
typedef struct kp_cut {
    kp_u128 rem, den;
    bool negative, odd, tail;
} kp_cut;
bool kp__rounds_away(kp_cut cut, kp_rounding mode);

/* Round a magnitude of up to 38 digits (plus `tail`) half-even into 34 digits and check
 * the exponent; the one exit of every operation. */
bool kp__dec_finish(bool negative, kp_u128 magnitude, int64_t scale, bool tail,
                    kp_decimal *out);

#endif
