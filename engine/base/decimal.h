/* decimal.h - exact decimal numbers of at most 34 significant digits.
 *
 * This is the meaning of every number in a scheme: the values of IEEE 754 decimal128
 * (FEEL's numbers), without infinities and NaN.  A result that has more than 34 digits is
 * rounded half-even to 34; everything shorter is exact.  Columns of 64-bit integers are a
 * faster spelling of the same values and must never disagree with the functions here.
 *
 * Errors:   functions return false when there is no result (division by zero, an
 *           exponent beyond ±6000); *out is then untouched.
 * Threads:  pure functions.
 * Library:  wide cases go to Intel's decimal library behind decimal_wide.c.
 */
#ifndef KP_ENGINE_BASE_DECIMAL_H
#define KP_ENGINE_BASE_DECIMAL_H

#include "engine/base/text.h"
#include "engine/base/wide_int.h"

/* value = coef / 10^scale, with |coef| < 10^34.  Several spellings of one value exist
 * (1.0, 1.00); compare with kp_dec_cmp. */
typedef struct kp_decimal {
    kp_i128 coef;
    int32_t scale;
} kp_decimal;

#define KP_DEC_DIGITS 34
#define KP_MAX_DECIMALS 18  // decimals that a field may declare

/* The named roundings of rule tables; each happens once, where a field or a rounding
 * function says so.  The three readings of 见分进角 (domain §h.1) keep `decimals` digits and
 * look one digit further. */
typedef enum kp_rounding {
    KP_ROUND_HALF_UP,         // 四舍五入: half away from zero
    KP_ROUND_HALF_EVEN,       // 银行家: half to even
    KP_ROUND_HALF_DOWN,       // 五舍六入: half toward zero
    KP_ROUND_UP,              // 进位: away from zero; also 见分进角 of the raw value
    KP_ROUND_DOWN,            // 舍去: toward zero
    KP_ROUND_CEILING,         // 向上: toward +infinity
    KP_ROUND_FLOOR,           // 向下: toward -infinity
    KP_ROUND_UP_AFTER_HALF,   // 见分进角, 分 rounded half-up first
    KP_ROUND_UP_AFTER_DOWN,   // 见分进角 (舍厘): 分 truncated first; the default reading
    KP_ROUNDING_COUNT,
} kp_rounding;

/* Chinese and English names of a mode; parsing accepts the aliases of docs/language.md. */
const char *kp_rounding_name(kp_rounding mode, bool english);
bool kp_rounding_parse(kp_str folded, kp_rounding *out);

kp_decimal kp_dec(int64_t coef, int32_t scale);
bool kp_dec_add(kp_decimal a, kp_decimal b, kp_decimal *out);
bool kp_dec_sub(kp_decimal a, kp_decimal b, kp_decimal *out);
bool kp_dec_mul(kp_decimal a, kp_decimal b, kp_decimal *out);
bool kp_dec_div(kp_decimal a, kp_decimal b, kp_decimal *out);      // 34 digits, half-even
bool kp_dec_pow(kp_decimal base, kp_decimal exponent, kp_decimal *out);
bool kp_dec_sqrt(kp_decimal a, kp_decimal *out);
/* Intel's: within one unit of the 34th digit.  log is natural; its argument is above 0. */
bool kp_dec_exp(kp_decimal a, kp_decimal *out);
bool kp_dec_log(kp_decimal a, kp_decimal *out);
bool kp_dec_mod(kp_decimal a, kp_decimal b, kp_decimal *out);      // FEEL: a - b*floor(a/b)

/* Round to `decimals` (may be negative: tens, hundreds). */
bool kp_dec_round(kp_decimal a, int decimals, kp_rounding mode, kp_decimal *out);
/* round(a / b) as one exact step: the quotient is never rounded twice. */
bool kp_dec_div_round(kp_decimal a, kp_decimal b, int decimals, kp_rounding mode,
                      kp_decimal *out);

kp_decimal kp_dec_neg(kp_decimal a);
kp_decimal kp_dec_abs(kp_decimal a);
int kp_dec_sign(kp_decimal a);
int kp_dec_cmp(kp_decimal a, kp_decimal b);
bool kp_dec_is_int(kp_decimal a);

/* The shortest spelling: no trailing zeros, scale never negative unless huge. */
kp_decimal kp_dec_reduce(kp_decimal a);

/* The integer a * 10^scale when it is one and fits; exact or false. */
bool kp_dec_to_i64(kp_decimal a, int32_t scale, int64_t *out);
bool kp_dec_to_i128(kp_decimal a, int32_t scale, kp_i128 *out);

/* Plain digits with an optional sign and point: "-1234.50".  No separators, no units;
 * "1.5e3" is accepted only when `exponent` is set.  All of `text` must be used. */
bool kp_dec_parse(kp_str text, bool exponent, kp_decimal *out);

/* Canonical text: exactly `decimals` digits after the point, which must lose nothing, or
 * the shortest spelling when decimals < 0.  Never "-0", never an exponent. */
#define KP_DEC_TEXT 6200
#define KP_DEC_SHORT 96  // 62 digits, sign, point and 18 decimals
void kp_dec_print(kp_decimal a, int decimals, kp_buf *out);
/* The same for |scale| <= 28 and decimals <= 18: returns the length, NUL-terminated. */
size_t kp_dec_format(kp_decimal a, int decimals, char out[KP_DEC_SHORT]);

/* round(num / den) for integers, den > 0: the one place where the modes are defined for
 * machine words.  `exact_tail` is true when the true numerator is a little larger in
 * magnitude than num (digits were cut off before); den must then be a multiple of 20, so
 * that no threshold of a mode lies inside the tail, and a num of 0 counts as positive. */
kp_i128 kp_round_quotient(kp_i128 num, kp_i128 den, kp_rounding mode, bool exact_tail);

kp_i128 kp_pow10_i128(int n);  // 0 <= n <= 38
extern const int64_t kp_pow10_i64[19];

#endif
