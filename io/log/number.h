/* number.h - decimal arithmetic of the checker, written for it alone.
 *
 * The checker must not share a fault with the engine, so it has numbers of its own:
 * school arithmetic on limbs of nine digits, slow and plain.  The meaning is that of
 * the rule language: results of more than 34 significant digits are rounded half-even
 * to 34, rounding modes are those of docs/language.md.
 *
 * Nothing of the engine's decimals or roundings is included here.
 * Errors:   false when there is no result or it has more than about 13,000 digits.
 * Threads:  pure functions; a number is a plain struct of 6 KB, used parts only copied.
 */
#ifndef KP_IO_LOG_NUMBER_H
#define KP_IO_LOG_NUMBER_H

#include "engine/base/text.h"

#define KP__NUM_LIMBS 1500

/* value = ± magnitude / 10^scale; limbs of nine decimal digits, lowest first; zero has
 * none and is never negative. */
typedef struct kp__num {
    bool negative;
    int32_t scale;
    uint32_t n;
    uint32_t limb[KP__NUM_LIMBS];
} kp__num;

typedef enum kp__mode {
    KP__HALF_UP,
    KP__HALF_EVEN,
    KP__HALF_DOWN,
    KP__UP,
    KP__DOWN,
    KP__CEILING,
    KP__FLOOR,
    KP__UP_AFTER_HALF,
    KP__UP_AFTER_DOWN,
    KP__MODES,
} kp__mode;

/* The word of the log: "half-up". */
bool kp__mode_of(kp_str word, kp__mode *out);

/* -?digits[.digits], as the log spells numbers. */
bool kp__num_parse(kp_str text, kp__num *out);
void kp__num_int(int64_t value, kp__num *out);
void kp__num_copy(const kp__num *from, kp__num *to);

int kp__num_cmp(const kp__num *a, const kp__num *b);
int kp__num_sign(const kp__num *a);

bool kp__num_add(const kp__num *a, const kp__num *b, kp__num *out);  // 34 digits
bool kp__num_sub(const kp__num *a, const kp__num *b, kp__num *out);
bool kp__num_mul(const kp__num *a, const kp__num *b, kp__num *out);
bool kp__num_div(const kp__num *a, const kp__num *b, kp__num *out);
/* base ** n for whole n, |n| <= 9999. */
bool kp__num_power(const kp__num *base, int32_t n, kp__num *out);

/* Without the limit of 34 digits: sums of sums, shares of pools. */
bool kp__num_add_exact(const kp__num *a, const kp__num *b, bool subtract, kp__num *out);
bool kp__num_mul_exact(const kp__num *a, const kp__num *b, kp__num *out);
/* Into 34 digits, half-even. */
bool kp__num_fit(kp__num *a);

bool kp__num_round(const kp__num *a, int32_t digits, kp__mode mode, kp__num *out);
/* round(a / b) in one step. */
bool kp__num_div_round(const kp__num *a, const kp__num *b, int32_t digits,
                       kp__mode mode, kp__num *out);

bool kp__num_is_whole(const kp__num *a);
/* With at least `decimals` digits behind the point, and no more zeros than that. */
void kp__num_print(const kp__num *a, int32_t decimals, kp_buf *out);

#endif
