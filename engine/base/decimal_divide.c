/* decimal_divide.c - quotients and remainders of decimals, exact to the last digit.
 *
 * Long division in the way of school, several digits a step: with
 *
 *     a * 10^done = q * b + r,   0 <= r < b
 *
 * multiplying by 10^k and dividing r * 10^k again by b keeps the identity.  b is below
 * 10^34, so r * 10^4 at least fits 128 bits.  q is therefore the exact quotient cut
 * off, and r says exactly what was cut: a single rounding of (q, r/b) is a rounding of
 * a / b.
 */
#include <assert.h>

#include "engine/base/decimal_wide.h"

typedef struct division {
    kp_u128 by, q, rem;
    int64_t done;  // digits behind the point of q
} division;

static division divided(kp_u128 a, kp_u128 b)
{
    if (a <= UINT64_MAX && b <= UINT64_MAX)
        return (division){b, (uint64_t)a / (uint64_t)b, (uint64_t)a % (uint64_t)b, 0};
    return (division){b, a / b, a % b, 0};
}

/* Bring down up to `upto - done` more digits in one step. */
static void bring_down(division *d, int64_t upto)
{
    int64_t step = 38 - kp__digits(d->by);  // rem * 10^step < 10^38

    assert(step >= 4);
    if (step > upto - d->done)
        step = upto - d->done;
    kp_u128 unit = kp__pow10((int)step);
    division next = divided(d->rem * unit, d->by);
    d->q = d->q * unit + next.q;
    d->rem = next.rem;
    d->done += step;
}

/* Only spelling: no zeros behind the point that the scales did not ask for, and no
 * exponent where digits will do. */
static void trim_quotient(kp_decimal *q, int64_t preferred)
{
    int64_t least = preferred > 0 ? preferred : 0;

    while (q->scale > least && q->coef % 10 == 0) {
        q->coef /= 10;
        q->scale--;
    }
    if (q->scale < 0)
        *q = kp_dec_reduce(*q);
}

bool kp_dec_div(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    kp_u128 num = kp__magnitude(a.coef), den = kp__magnitude(b.coef);
    int64_t scale = (int64_t)a.scale - b.scale;

    if (den == 0)
        return false;
    division d = divided(num, den);
    // At this many digits q has 35 or 36: enough for half-even at 34 with what remains.
    int64_t enough = KP_DEC_DIGITS + 1 + kp__digits(den) - kp__digits(num);
    while (d.rem != 0 && d.done < enough)
        bring_down(&d, enough);
    if (!kp__dec_finish((a.coef < 0) != (b.coef < 0), d.q, scale + d.done, d.rem != 0,
                        out))
        return false;
    trim_quotient(out, scale);
    return true;
}

/* a / (b * 10^shift), cut to an integer.  When the divisor outgrows 128 bits it is more
 * than 1000 times a: then any fraction below 1/1000 rounds like the true one. */
static kp_cut divide_by_shifted(kp_u128 a, kp_u128 b, int64_t shift, kp_u128 *q)
{
    if (kp__digits(b) + shift > 38) {
        *q = 0;
        return (kp_cut){.rem = a != 0, .den = 1000};
    }
    kp_u128 den = b * kp__pow10((int)shift);
    *q = a / den;
    return (kp_cut){.rem = a % den, .den = den};
}

/* a * 10^shift / b, cut to an integer; false when that exceeds 34 digits. */
static bool divide_shifted(kp_u128 a, kp_u128 b, int64_t shift, kp_cut *cut, kp_u128 *q)
{
    const kp_u128 limit = kp__pow10(KP_DEC_DIGITS);
    division d = divided(a, b);

    while (d.done < shift) {
        int64_t room = KP_DEC_DIGITS + 1 - kp__digits(d.q);

        if (d.q >= limit)
            return false;
        if (d.rem == 0 && d.q == 0)
            break;
        // q may not outgrow its room; one digit beyond it is enough to see that.
        bring_down(&d, shift - d.done > room ? d.done + room : shift);
    }
    *q = d.q;
    *cut = (kp_cut){.rem = d.rem, .den = b};
    return d.q < limit;
}

bool kp_dec_div_round(kp_decimal a, kp_decimal b, int decimals, kp_rounding mode,
                      kp_decimal *out)
{
    kp_u128 num = kp__magnitude(a.coef), den = kp__magnitude(b.coef), q = 0;
    bool negative = (a.coef < 0) != (b.coef < 0);
    int64_t shift = (int64_t)decimals + b.scale - a.scale;
    kp_cut cut;

    if (den == 0)
        return false;
    if (shift < 0)
        cut = divide_by_shifted(num, den, -shift, &q);
    else if (!divide_shifted(num, den, shift, &cut, &q))
        return kp_dec_div(a, b, out);  // `decimals` lie beyond the 34th digit
    cut.negative = negative;
    cut.odd = (q & 1) != 0;
    if (kp__rounds_away(cut, mode))
        q++;
    return kp__dec_finish(negative, q, decimals, false, out);
}

/* |a| mod |b|, which is a multiple of the finer of both units. */
static kp_decimal remainder_of(kp_decimal a, kp_decimal b)
{
    kp_u128 num = kp__magnitude(a.coef), den = kp__magnitude(b.coef);
    int64_t shift = (int64_t)b.scale - a.scale;

    if (shift < 0) {
        if (kp__digits(den) - shift > 38)
            return a;  // b is larger than a
        den *= kp__pow10((int)-shift);
        return (kp_decimal){(kp_i128)(num % den), a.scale};
    }
    division d = divided(num, den);
    while (d.rem != 0 && d.done < shift) {
        d.q = 0;  // only the remainder is asked for
        bring_down(&d, shift);
    }
    return (kp_decimal){(kp_i128)d.rem, b.scale};
}

bool kp_dec_mod(kp_decimal a, kp_decimal b, kp_decimal *out)
{
    if (b.coef == 0)
        return false;
    kp_decimal rem = remainder_of(kp_dec_abs(a), kp_dec_abs(b));
    if (a.coef < 0)
        rem = kp_dec_neg(rem);
    // floor: the result takes the sign of b.
    if (rem.coef != 0 && (a.coef < 0) != (b.coef < 0))
        return kp_dec_add(rem, b, out);
    *out = rem;
    return true;
}
