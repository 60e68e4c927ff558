/* decimal_power.c - powers of decimals.
 *
 * An integer power is a product of known length: it is written out in full (as far as
 * it stays below some thousand digits) and rounded once, so 1.1 ** 2 is 1.21 and
 * compound growth is right in its last digit.  A rational root (16 ** 0.25) is found
 * and exact.  Whatever else comes from Intel's library, and its last digits may be off.
 * 0 ** 0 is 1.
 */
#include <assert.h>

#include "engine/base/decimal_wide.h"

#define LIMB 1000000000u
#define LIMB_DIGITS 9
#define LIMBS 512
#define MOST_DIGITS 4500  // of an exact power; LIMBS hold some more
#define SHOWN 37          // digits that decide, the rest is a tail

typedef struct natural {
    uint32_t limb[LIMBS];  // the lowest first
    size_t n;
} natural;

static void drop_leading_zeros(natural *x)
{
    while (x->n && x->limb[x->n - 1] == 0)
        x->n--;
}

static natural natural_of(kp_u128 magnitude)
{
    natural x = {0};

    for (; magnitude; magnitude /= LIMB)
        x.limb[x.n++] = (uint32_t)(magnitude % LIMB);
    return x;
}

/* x * y; the caller knows that there is room. */
static void multiply(natural *x, const natural *y)
{
    natural product = {.n = x->n + y->n};

    assert(product.n <= LIMBS);
    for (size_t i = 0; i < x->n; i++) {
        uint64_t carry = 0;

        for (size_t k = 0; k < y->n || carry; k++) {
            carry += product.limb[i + k];
            carry += k < y->n ? (uint64_t)x->limb[i] * y->limb[k] : 0;
            product.limb[i + k] = (uint32_t)(carry % LIMB);
            carry /= LIMB;
        }
    }
    drop_leading_zeros(&product);
    *x = product;
}

static int compare(const natural *x, const natural *y)
{
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    for (size_t i = x->n; i-- > 0;)
        if (x->limb[i] != y->limb[i])
            return x->limb[i] < y->limb[i] ? -1 : 1;
    return 0;
}

/* x - y for x >= y */
static void subtract(natural *x, const natural *y)
{
    uint32_t borrow = 0;

    for (size_t i = 0; i < x->n; i++) {
        uint32_t take = (i < y->n ? y->limb[i] : 0) + borrow;

        borrow = x->limb[i] < take;
        x->limb[i] += (borrow ? LIMB : 0) - take;
    }
    drop_leading_zeros(x);
}

static int digit_count(const natural *x)
{
    return (int)(x->n - 1) * LIMB_DIGITS + kp__digits(x->limb[x->n - 1]);
}

/* 1200 as 12 with scale -2: the fewest digits to multiply. */
static kp_decimal without_zeros(kp_decimal a)
{
    while (a.coef != 0 && a.coef % 10 == 0) {
        a.coef /= 10;
        a.scale--;
    }
    return a;
}

/* The first SHOWN digits, how many follow, and whether those are anything but zero. */
static kp_u128 leading_digits(const natural *x, int *dropped, bool *tail)
{
    kp_u128 shown = 0;
    int taken = 0;

    *dropped = 0;
    *tail = false;
    for (size_t i = x->n; i-- > 0;) {
        for (int k = LIMB_DIGITS - 1; k >= 0; k--) {
            unsigned digit = (unsigned)(x->limb[i] / (uint32_t)kp_pow10_i64[k] % 10);

            if (taken < SHOWN)
                shown = shown * 10 + digit;
            else
                *tail = *tail || digit != 0;
            *dropped += taken >= SHOWN;
            taken += taken > 0 || digit != 0;
        }
    }
    return shown;
}

/* 1 / x by long division: SHOWN digits, the first of which stands *place digits behind
 * the point. */
static kp_u128 reciprocal_digits(const natural *x, int *place, bool *tail)
{
    const natural ten = natural_of(10);
    natural rem = natural_of(1);
    kp_u128 q = 0;

    *place = digit_count(x);
    for (int i = 1; i < *place; i++)
        multiply(&rem, &ten);
    for (int i = 0; i < SHOWN; i++) {
        multiply(&rem, &ten);
        q *= 10;
        for (; compare(&rem, x) >= 0; q++)
            subtract(&rem, x);
    }
    *tail = rem.n != 0;
    return q;
}

static natural raised(kp_u128 magnitude, uint64_t n)
{
    natural power = natural_of(1), factor = natural_of(magnitude);

    for (; n; n /= 2) {
        if (n % 2)
            multiply(&power, &factor);
        if (n > 1)
            multiply(&factor, &factor);
    }
    return power;
}

bool kp__power_of_integer(kp_decimal base, int64_t n, kp_decimal *out, bool *too_wide)
{
    base = without_zeros(base);
    kp_u128 magnitude = kp__magnitude(base.coef), shown;
    uint64_t count = n < 0 ? -(uint64_t)n : (uint64_t)n;
    bool negative = base.coef < 0 && count % 2 != 0, tail = false;
    int64_t scale;
    int place;

    *too_wide = count > (uint64_t)(MOST_DIGITS / kp__digits(magnitude));
    if (magnitude == 1 && count <= 2 * KP_DEC_MAX_SCALE) {
        *too_wide = false;
        return kp__dec_finish(negative, 1, base.scale * n, false, out);
    }
    if (*too_wide)
        return false;
    natural power = raised(magnitude, count);
    if (n >= 0) {
        shown = leading_digits(&power, &place, &tail);
        scale = base.scale * n - place;
    } else {
        // 1 / (x / 10^s) = 10^s / x, and s is base.scale * count = -base.scale * n.
        shown = reciprocal_digits(&power, &place, &tail);
        scale = base.scale * n + place + SHOWN - 1;
    }
    if (!kp__dec_finish(negative, shown, scale, tail, out))
        return false;
    *out = kp_dec_reduce(*out);
    return true;
}

/* a * b when no digit of it can be lost. */
static bool exact_product(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    a = without_zeros(a);
    b = without_zeros(b);
    int digits = kp__digits(kp__magnitude(a.coef)) + kp__digits(kp__magnitude(b.coef));
    return digits <= KP_DEC_DIGITS && kp_dec_mul(a, b, out);
}

/* base ** n when no digit of it can be lost; n >= 0. */
static bool exact_power(kp_decimal base, int64_t n, kp_decimal *out)
{
    *out = kp_dec(1, 0);
    for (int64_t i = 0; i < n; i++)
        if (!exact_product(*out, base, out))
            return false;
    return true;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* The exponent is p/q: is a short number near `guess` the exact root?  It is when its
 * q-th power is base ** p. */
static bool exact_root(kp_decimal base, kp_decimal exponent, kp_decimal guess,
                       kp_decimal *out)
{
    kp_decimal e = kp_dec_abs(kp_dec_reduce(exponent)), root, left, right;
    int64_t p;

    if (e.scale > 3 || !kp_dec_to_i64(e, e.scale, &p) || p > MOST_DIGITS)
        return false;
    int64_t q = kp_pow10_i64[e.scale];
    int64_t common = common_divisor(p, q);
    int sixteen = 16 - (kp__digits(kp__magnitude(guess.coef)) - guess.scale);
    if (!kp_dec_round(guess, sixteen, KP_ROUND_HALF_EVEN, &root) ||
        !exact_power(root, q / common, &left) || !exact_power(base, p / common, &right))
        return false;
    // A negative exponent asks for the reciprocal: root^q * base^|p| = 1.
    if (exponent.coef < 0) {
        if (!exact_product(left, right, &left))
            return false;
        right = kp_dec(1, 0);
    }
    if (kp_dec_cmp(left, right) != 0)
        return false;
    *out = kp_dec_reduce(root);
    return true;
}

static bool fractional_power(kp_decimal base, kp_decimal exponent, kp_decimal *out)
{
    kp_decimal guess;

    if (base.coef < 0)
        return false;
    if (kp_dec_cmp(exponent, kp_dec(5, 1)) == 0)
        return kp_dec_sqrt(base, out);
    if (!kp__wide_pow(base, exponent, &guess))
        return false;
    if (!exact_root(base, exponent, guess, out))
        *out = guess;
    return true;
}

bool kp_dec_pow(kp_decimal base, kp_decimal exponent, kp_decimal *out)
{
    bool too_wide = true;
    int64_t n;

    if (base.coef == 0) {
        if (exponent.coef < 0)
            return false;
        *out = kp_dec(exponent.coef == 0, 0);
        return true;
    }
    if (!kp_dec_is_int(exponent))
        return fractional_power(base, exponent, out);
    if (kp_dec_to_i64(exponent, 0, &n) && kp__power_of_integer(base, n, out, &too_wide))
        return true;
    return too_wide && kp__wide_pow(base, exponent, out);
}

bool kp_dec_exp(kp_decimal a, kp_decimal *out)
{
    if (a.coef == 0) {
        *out = kp_dec(1, 0);
        return true;
    }
    return kp__wide_exp(a, out);
}

bool kp_dec_log(kp_decimal a, kp_decimal *out)
{
    if (a.coef <= 0)
        return false;
    if (kp_dec_cmp(a, kp_dec(1, 0)) == 0) {
        *out = kp_dec(0, 0);
        return true;
    }
    return kp__wide_log(a, out);
}
