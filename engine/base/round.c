/* round.c - the rounding modes: their names and their one definition.
 *
 * Every rounding of the program comes down to one question: a quotient was cut toward
 * zero and rem/den of a unit fell off; does its magnitude grow by one?
 */
#include <assert.h>

#include "engine/base/decimal_wide.h"

typedef struct mode_name {
    const char *name;
    kp_rounding mode;
} mode_name;

static const char *const chinese[KP_ROUNDING_COUNT] = {
    [KP_ROUND_HALF_UP] = "四舍五入",
    [KP_ROUND_HALF_EVEN] = "四舍六入五成双",
    [KP_ROUND_HALF_DOWN] = "五舍六入",
    [KP_ROUND_UP] = "进位",
    [KP_ROUND_DOWN] = "舍去",
    [KP_ROUND_CEILING] = "向上",
    [KP_ROUND_FLOOR] = "向下",
    [KP_ROUND_UP_AFTER_HALF] = "见分进角·四舍五入",
    [KP_ROUND_UP_AFTER_DOWN] = "见分进角·舍厘",
};

static const char *const english[KP_ROUNDING_COUNT] = {
    [KP_ROUND_HALF_UP] = "HALF_UP",
    [KP_ROUND_HALF_EVEN] = "HALF_EVEN",
    [KP_ROUND_HALF_DOWN] = "HALF_DOWN",
    [KP_ROUND_UP] = "UP",
    [KP_ROUND_DOWN] = "DOWN",
    [KP_ROUND_CEILING] = "CEILING",
    [KP_ROUND_FLOOR] = "FLOOR",
    [KP_ROUND_UP_AFTER_HALF] = "UP_AFTER_HALF",
    [KP_ROUND_UP_AFTER_DOWN] = "UP_AFTER_DOWN",
};

static const mode_name aliases[] = {
    {"银行家", KP_ROUND_HALF_EVEN},
    {"截断", KP_ROUND_DOWN},
    {"见分进角", KP_ROUND_UP_AFTER_DOWN},
    {"见分进角·原值", KP_ROUND_UP},
};

const char *kp_rounding_name(kp_rounding mode, bool in_english)
{
    assert(mode < KP_ROUNDING_COUNT);
    return in_english ? english[mode] : chinese[mode];
}

bool kp_rounding_parse(kp_str folded, kp_rounding *out)
{
    for (size_t i = 0; i < KP_ROUNDING_COUNT; i++) {
        if (kp_str_is(folded, chinese[i]) || kp_str_is(folded, english[i])) {
            *out = (kp_rounding)i;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (kp_str_is(folded, aliases[i].name)) {
            *out = aliases[i].mode;
            return true;
        }
    }
    return false;
}

/* -1, 0, 1: the part that was cut, against a half.  No product, so nothing overflows.
 */
static int against_half(kp_cut cut)
{
    kp_u128 rest = cut.den - cut.rem;

    if (cut.rem != rest)
        return cut.rem < rest ? -1 : 1;
    return cut.tail ? 1 : 0;
}

/* The part that was cut is at least 1/n: rem >= den/n, rounded up. */
static bool reaches(kp_cut cut, unsigned n)
{
    return cut.rem >= cut.den / n + (cut.den % n != 0);
}

bool kp__rounds_away(kp_cut cut, kp_rounding mode)
{
    bool inexact = cut.rem != 0 || cut.tail;

    switch (mode) {
    case KP_ROUND_HALF_UP:
        return against_half(cut) >= 0;
    case KP_ROUND_HALF_EVEN:
        return against_half(cut) > 0 || (against_half(cut) == 0 && cut.odd);
    case KP_ROUND_HALF_DOWN:
        return against_half(cut) > 0;
    case KP_ROUND_UP:
        return inexact;
    case KP_ROUND_DOWN:
        return false;
    case KP_ROUND_CEILING:
        return inexact && !cut.negative;
    case KP_ROUND_FLOOR:
        return inexact && cut.negative;
    case KP_ROUND_UP_AFTER_HALF:
        return reaches(cut, 20);  // the next digit, rounded half-up, is not 0
    case KP_ROUND_UP_AFTER_DOWN:
        return reaches(cut, 10);  // the next digit is not 0
    case KP_ROUNDING_COUNT:
        break;
    }
    assert(mode < KP_ROUNDING_COUNT);
    return false;
}

kp_i128 kp_round_quotient(kp_i128 num, kp_i128 den, kp_rounding mode, bool exact_tail)
{
    assert(den > 0);
    kp_u128 n = kp__magnitude(num), d = (kp_u128)den, q, rem;

    // Most columns fit machine words, where a division is several times faster.
    if (n <= UINT64_MAX && d <= UINT64_MAX) {
        q = (uint64_t)n / (uint64_t)d;
        rem = (uint64_t)n % (uint64_t)d;
    } else {
        q = n / d;
        rem = n % d;
    }
    kp_cut cut = {rem, d, num < 0, (q & 1) != 0, exact_tail};
    if (kp__rounds_away(cut, mode))
        q++;
    return (kp_i128)(num < 0 ? -q : q);
}
