/* number.c - decimal arithmetic of the checker; see number.h.
 *
 * Every operation works on whole magnitudes: bring both to one scale, do the school
 * method, and cut once at the end with the remainder in hand.
 */
#include "io/log/number.h"

#include <string.h>

#define BASE 1000000000u
#define LIMB_DIGITS 9
#define SIGNIFICANT 34

static const uint32_t tens[] = {1,      10,      100,      1000,      10000,
                                100000, 1000000, 10000000, 100000000, 1000000000};

bool kp__mode_of(kp_str word, kp__mode *out)
{
    static const char *const names[KP__MODES] = {
        "half-up", "half-even",     "half-down",     "up", "down", "ceiling",
        "floor",   "up-after-half", "up-after-down",
    };

    for (unsigned i = 0; i < KP__MODES; i++) {
        if (!kp_str_is(word, names[i]))
            continue;
        *out = (kp__mode)i;
        return true;
    }
    return false;
}

/* ---- magnitudes ---- */

static void drop_leading_zeros(kp__num *a)
{
    while (a->n && a->limb[a->n - 1] == 0)
        a->n--;
    if (a->n == 0)
        a->negative = false;
}

void kp__num_copy(const kp__num *from, kp__num *to)
{
    if (from == to)
        return;
    to->negative = from->negative;
    to->scale = from->scale;
    to->n = from->n;
    memcpy(to->limb, from->limb, from->n * sizeof from->limb[0]);
}

static int cmp_magnitude(const kp__num *a, const kp__num *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (uint32_t i = a->n; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* a := a * small + carry; small <= BASE. */
static bool times_small(kp__num *a, uint32_t small, uint32_t carry)
{
    uint64_t rest = carry;

    for (uint32_t i = 0; i < a->n; i++) {
        rest += (uint64_t)a->limb[i] * small;
        a->limb[i] = (uint32_t)(rest % BASE);
        rest /= BASE;
    }
    if (rest && a->n == KP__NUM_LIMBS)
        return false;
    if (rest)
        a->limb[a->n++] = (uint32_t)rest;
    return true;
}

/* a := a * 10^n as a magnitude. */
static bool times_ten(kp__num *a, uint32_t n)
{
    uint32_t limbs = n / LIMB_DIGITS;

    if (a->n == 0 || n == 0)
        return true;
    if (a->n + limbs + 1 > KP__NUM_LIMBS)
        return false;
    memmove(a->limb + limbs, a->limb, a->n * sizeof a->limb[0]);
    memset(a->limb, 0, limbs * sizeof a->limb[0]);
    a->n += limbs;
    return times_small(a, tens[n % LIMB_DIGITS], 0);
}

/* a := floor(a / small), the rest returned. */
static uint32_t over_small(kp__num *a, uint32_t small)
{
    uint64_t rest = 0;

    for (uint32_t i = a->n; i-- > 0;) {
        rest = rest * BASE + a->limb[i];
        a->limb[i] = (uint32_t)(rest / small);
        rest %= small;
    }
    drop_leading_zeros(a);
    return (uint32_t)rest;
}

static uint32_t count_digits(const kp__num *a)
{
    uint32_t n = a->n * LIMB_DIGITS;

    if (a->n == 0)
        return 0;
    for (uint32_t top = a->limb[a->n - 1]; top < tens[LIMB_DIGITS - 1]; n--)
        top *= 10;
    return n;
}

static bool magnitude_add(const kp__num *a, const kp__num *b, kp__num *out)
{
    uint32_t n = a->n > b->n ? a->n : b->n, carry = 0;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t sum =
            carry + (i < a->n ? a->limb[i] : 0) + (i < b->n ? b->limb[i] : 0);

        carry = sum >= BASE;
        out->limb[i] = carry ? sum - BASE : sum;
    }
    if (carry && n == KP__NUM_LIMBS)
        return false;
    if (carry)
        out->limb[n++] = 1;
    out->n = n;
    return true;
}

/* |a| >= |b| */
static void magnitude_sub(const kp__num *a, const kp__num *b, kp__num *out)
{
    uint32_t borrow = 0, n = a->n;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t take = borrow + (i < b->n ? b->limb[i] : 0);

        borrow = a->limb[i] < take;
        out->limb[i] = a->limb[i] + (borrow ? BASE : 0) - take;
    }
    out->n = n;
}

/* ---- long division ---- */

/* rest -= divisor * q, shifted by `at` limbs; true when it went below zero. */
static bool subtract_product(kp__num *rest, const kp__num *divisor, uint64_t q,
                             uint32_t at)
{
    uint64_t carry = 0;
    uint32_t borrow = 0;

    for (uint32_t i = 0; i <= divisor->n; i++) {
        uint64_t product = carry + (i < divisor->n ? q * divisor->limb[i] : 0);
        uint32_t take = (uint32_t)(product % BASE) + borrow;

        carry = product / BASE;
        borrow = rest->limb[at + i] < take;
        rest->limb[at + i] += (borrow ? BASE : 0) - take;
    }
    return borrow != 0;
}

static void add_back(kp__num *rest, const kp__num *divisor, uint32_t at)
{
    uint32_t carry = 0;

    for (uint32_t i = 0; i <= divisor->n; i++) {
        uint32_t sum =
            rest->limb[at + i] + carry + (i < divisor->n ? divisor->limb[i] : 0);

        carry = sum >= BASE;
        rest->limb[at + i] = carry ? sum - BASE : sum;
    }
}

/* One digit of the quotient in base 10^9: guessed from the leading limbs, put right by
 * adding back (the divisor's top limb is at least BASE / 2). */
static uint32_t next_digit(kp__num *rest, const kp__num *divisor, uint32_t at)
{
    uint32_t n = divisor->n;
    uint64_t top = (uint64_t)rest->limb[at + n] * BASE + rest->limb[at + n - 1];
    uint64_t q = top / divisor->limb[n - 1];

    if (q >= BASE)
        q = BASE - 1;
    bool below = subtract_product(rest, divisor, q, at);
    while (below) {
        q--;
        add_back(rest, divisor, at);
        // The borrow is repaid once the top limb has wrapped round again.
        below = rest->limb[at + n] != 0;
    }
    return (uint32_t)q;
}

/* Magnitudes: quotient and rest of a / b; b is not zero; a->n + 1 limbs must fit. */
static bool magnitude_div(const kp__num *a, const kp__num *b, kp__num *quotient,
                          kp__num *rest)
{
    kp__num divisor;
    uint32_t grow = BASE / (b->limb[b->n - 1] + 1);

    kp__num_copy(a, rest);
    kp__num_copy(b, &divisor);
    if (a->n + 2 > KP__NUM_LIMBS)
        return false;
    if (!times_small(rest, grow, 0) || !times_small(&divisor, grow, 0))
        return false;
    quotient->n = 0;
    if (rest->n >= divisor.n) {
        uint32_t digits = rest->n - divisor.n + 1;

        rest->limb[rest->n] = 0;
        for (uint32_t at = digits; at-- > 0;)
            quotient->limb[at] = next_digit(rest, &divisor, at);
        quotient->n = digits;
    }
    drop_leading_zeros(rest);
    drop_leading_zeros(quotient);
    (void)over_small(rest, grow);
    return true;
}

/* ---- cutting ---- */

/* What was cut off behind a digit, against half a unit of that digit. */
typedef enum part {
    PART_NONE,
    PART_BELOW_HALF,
    PART_HALF,
    PART_ABOVE_HALF,
} part;

static part part_of(kp__num *rest, const kp__num *unit)
{
    if (rest->n == 0)
        return PART_NONE;
    if (!times_small(rest, 2, 0))
        return PART_ABOVE_HALF;
    int order = cmp_magnitude(rest, unit);

    return order < 0 ? PART_BELOW_HALF : order == 0 ? PART_HALF : PART_ABOVE_HALF;
}

static bool grows(part cut, bool negative, bool odd, kp__mode mode)
{
    switch (mode) {
    case KP__HALF_UP:
        return cut >= PART_HALF;
    case KP__HALF_EVEN:
        return cut == PART_ABOVE_HALF || (cut == PART_HALF && odd);
    case KP__HALF_DOWN:
        return cut == PART_ABOVE_HALF;
    case KP__UP:
        return cut != PART_NONE;
    case KP__CEILING:
        return cut != PART_NONE && !negative;
    case KP__FLOOR:
        return cut != PART_NONE && negative;
    case KP__DOWN:
    case KP__UP_AFTER_HALF:
    case KP__UP_AFTER_DOWN:
    case KP__MODES:
        break;
    }
    return false;
}

/* out := round(num / den) as a magnitude with a sign; den > 0. */
static bool divide_and_round(const kp__num *num, const kp__num *den, bool negative,
                             kp__mode mode, kp__num *out)
{
    kp__num rest;

    if (!magnitude_div(num, den, out, &rest))
        return false;
    bool odd = out->n && out->limb[0] % 2;
    if (grows(part_of(&rest, den), negative, odd, mode)) {
        kp__num one;

        kp__num_int(1, &one);
        if (!magnitude_add(out, &one, out))
            return false;
    }
    out->negative = negative && out->n;
    return true;
}

/* Digits after which 见分进角 looks: one more than are kept. */
static bool looks_further(kp__mode mode, kp__mode *first)
{
    *first = mode == KP__UP_AFTER_HALF ? KP__HALF_UP : KP__DOWN;
    return mode == KP__UP_AFTER_HALF || mode == KP__UP_AFTER_DOWN;
}

bool kp__num_div_round(const kp__num *a, const kp__num *b, int32_t digits,
                       kp__mode mode, kp__num *out)
{
    kp__num num, den;
    kp__mode first;

    if (b->n == 0)
        return false;
    if (looks_further(mode, &first)) {
        return kp__num_div_round(a, b, digits + 1, first, &num) &&
               kp__num_round(&num, digits, KP__UP, out);
    }
    // a / b at `digits` is (a·10^(digits + b.scale)) / (b·10^a.scale) in whole numbers.
    int64_t up = (int64_t)digits + b->scale - a->scale;

    kp__num_copy(a, &num);
    kp__num_copy(b, &den);
    if (up > 100000 || up < -100000)
        return false;
    if (up > 0 ? !times_ten(&num, (uint32_t)up) : !times_ten(&den, (uint32_t)-up))
        return false;
    if (!divide_and_round(&num, &den, a->negative != b->negative, mode, out))
        return false;
    out->scale = digits;
    return true;
}

bool kp__num_round(const kp__num *a, int32_t digits, kp__mode mode, kp__num *out)
{
    kp__num one;

    kp__num_int(1, &one);
    if (digits >= a->scale) {
        kp__num_copy(a, out);
        return true;
    }
    return kp__num_div_round(a, &one, digits, mode, out);
}

bool kp__num_fit(kp__num *a)
{
    uint32_t digits = count_digits(a);
    kp__num exact;

    if (digits <= SIGNIFICANT)
        return true;
    kp__num_copy(a, &exact);
    // Rounding up 99…9 leaves 35 digits, the last of them 0: still the same value.
    return kp__num_round(&exact, a->scale - (int32_t)(digits - SIGNIFICANT),
                         KP__HALF_EVEN, a);
}

/* ---- operations ---- */

void kp__num_int(int64_t value, kp__num *out)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    out->negative = value < 0;
    out->scale = 0;
    for (out->n = 0; rest; rest /= BASE)
        out->limb[out->n++] = (uint32_t)(rest % BASE);
}

bool kp__num_parse(kp_str text, kp__num *out)
{
    bool negative = text.n && text.p[0] == '-', point = false, any = false;

    kp__num_int(0, out);
    for (size_t i = negative; i < text.n; i++) {
        char c = text.p[i];

        if (c == '.' && !point && any && i + 1 < text.n) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        any = true;
        out->scale += point;
        if (out->n == 0) {
            out->limb[0] = (uint32_t)(c - '0');
            out->n = c != '0';
        } else if (!times_small(out, 10, (uint32_t)(c - '0'))) {
            return false;
        }
    }
    out->negative = negative && out->n;
    return any;
}

int kp__num_sign(const kp__num *a)
{
    return a->n == 0 ? 0 : a->negative ? -1 : 1;
}

/* a and b at one scale. */
static bool level(const kp__num *a, const kp__num *b, kp__num *x, kp__num *y)
{
    int64_t gap = (int64_t)a->scale - b->scale;

    kp__num_copy(a, x);
    kp__num_copy(b, y);
    if (gap > 100000 || gap < -100000)
        return a->n == 0 || b->n == 0;
    if (gap < 0 ? !times_ten(x, (uint32_t)-gap) : !times_ten(y, (uint32_t)gap))
        return false;
    x->scale = y->scale = a->scale > b->scale ? a->scale : b->scale;
    return true;
}

bool kp__num_add_exact(const kp__num *a, const kp__num *b, bool subtract, kp__num *out)
{
    kp__num x, y;

    if (!level(a, b, &x, &y))
        return false;
    if (subtract && y.n)
        y.negative = !y.negative;
    out->scale = x.scale;
    if (x.negative == y.negative) {
        out->negative = x.negative;
        if (!magnitude_add(&x, &y, out))
            return false;
    } else if (cmp_magnitude(&x, &y) >= 0) {
        out->negative = x.negative;
        magnitude_sub(&x, &y, out);
    } else {
        out->negative = y.negative;
        magnitude_sub(&y, &x, out);
    }
    drop_leading_zeros(out);
    return true;
}

int kp__num_cmp(const kp__num *a, const kp__num *b)
{
    kp__num gap;

    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    // Numbers too far apart for a difference are ordered by their leading digits.
    if (!kp__num_add_exact(a, b, true, &gap)) {
        int64_t high_a = (int64_t)count_digits(a) - a->scale;
        int64_t high_b = (int64_t)count_digits(b) - b->scale;
        bool larger = (high_a > high_b) != a->negative;

        return larger ? 1 : -1;
    }
    return kp__num_sign(&gap);
}

bool kp__num_mul_exact(const kp__num *a, const kp__num *b, kp__num *out)
{
    kp__num product;

    if (a->n + b->n > KP__NUM_LIMBS)
        return false;
    memset(product.limb, 0, (a->n + b->n) * sizeof product.limb[0]);
    for (uint32_t i = 0; i < a->n; i++) {
        uint64_t carry = 0;

        for (uint32_t j = 0; j < b->n; j++) {
            carry += product.limb[i + j] + (uint64_t)a->limb[i] * b->limb[j];
            product.limb[i + j] = (uint32_t)(carry % BASE);
            carry /= BASE;
        }
        product.limb[i + b->n] = (uint32_t)carry;
    }
    product.n = a->n && b->n ? a->n + b->n : 0;
    product.negative = a->negative != b->negative;
    product.scale = a->scale + b->scale;
    drop_leading_zeros(&product);
    kp__num_copy(&product, out);
    return true;
}

bool kp__num_add(const kp__num *a, const kp__num *b, kp__num *out)
{
    return kp__num_add_exact(a, b, false, out) && kp__num_fit(out);
}

bool kp__num_sub(const kp__num *a, const kp__num *b, kp__num *out)
{
    return kp__num_add_exact(a, b, true, out) && kp__num_fit(out);
}

bool kp__num_mul(const kp__num *a, const kp__num *b, kp__num *out)
{
    return kp__num_mul_exact(a, b, out) && kp__num_fit(out);
}

bool kp__num_div(const kp__num *a, const kp__num *b, kp__num *out)
{
    // The quotient's leading digit stands at one of two places: try the one that keeps
    // 34 digits, and one digit less when it turned out to have 35.
    int32_t high =
        (int32_t)count_digits(a) - a->scale - (int32_t)count_digits(b) + b->scale;
    int32_t digits = SIGNIFICANT - high;
    kp__num quotient;  // not `out`, which may be an operand

    if (!kp__num_div_round(a, b, digits, KP__HALF_EVEN, &quotient))
        return false;
    if (count_digits(&quotient) > SIGNIFICANT)
        return kp__num_div_round(a, b, digits - 1, KP__HALF_EVEN, out);
    kp__num_copy(&quotient, out);
    return true;
}

bool kp__num_power(const kp__num *base, int32_t n, kp__num *out)
{
    kp__num result, one;
    int32_t times = n < 0 ? -n : n;

    kp__num_int(1, &one);
    kp__num_int(1, &result);
    if (times > 9999 || (n < 0 && base->n == 0))
        return false;
    for (; times > 0; times--)
        if (!kp__num_mul_exact(&result, base, &result))
            return false;
    if (n < 0)
        return kp__num_div(&one, &result, out);
    kp__num_copy(&result, out);
    return kp__num_fit(out);
}

bool kp__num_is_whole(const kp__num *a)
{
    kp__num cut;

    return a->scale <= 0 ||
           (kp__num_round(a, 0, KP__DOWN, &cut) && kp__num_cmp(&cut, a) == 0);
}

void kp__num_print(const kp__num *a, int32_t decimals, kp_buf *out)
{
    kp__num rest;
    int32_t scale = a->n ? a->scale : 0, least = decimals > 0 ? decimals : 0;
    kp_buf digits;  // last digit first

    kp__num_copy(a, &rest);
    while (scale > least && rest.limb[0] % 10 == 0 && scale--)
        (void)over_small(&rest, 10);
    kp_buf_init(&digits, SIZE_MAX / 4);
    for (; scale < least; scale++)
        kp_buf_char(&digits, '0');
    while (rest.n)
        kp_buf_char(&digits, (char)('0' + over_small(&rest, 10)));
    while (digits.n <= (size_t)scale)
        kp_buf_char(&digits, '0');
    if (a->negative)
        kp_buf_char(out, '-');
    for (size_t i = digits.n; i-- > 0;) {
        kp_buf_char(out, digits.p[i]);
        if (scale > 0 && i == (size_t)scale)
            kp_buf_char(out, '.');
    }
    kp_buf_free(&digits);
}
