/* cell_decimals.c - from the digits in the file to the declared decimals.
 *
 * A spreadsheet program keeps binary numbers and writes them with up to 17 digits, so
 * one cent value in eight carries noise: 8271.139999999999.  It promises 15 digits, and
 * so the stored text is rounded to 15 and must then fit the column.  What does not fit
 * is shown with both values: amounts are rounded half up under a warning (domain §m),
 * everything else is refused, since nobody said what the further digits should become.
 */
#include "rules/read/cell_parts.h"

enum {
    SPREADSHEET_DIGITS = 15,
    RESIDUE_SCALE = 9,  // what sums of cents leave behind is below 1e-9
};

kp_str kp__decimal_text(kp_arena *arena, kp_decimal num, int decimals)
{
    kp_buf buf;

    kp_buf_init(&buf, KP_DEC_TEXT);
    kp_dec_print(num, decimals, &buf);
    kp_str text = kp_str_copy(arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return text;
}

int kp__significant_digits(kp_decimal num)
{
    kp_i128 coef = num.coef < 0 ? -num.coef : num.coef;
    int n = 0;

    for (; coef > 0; coef /= 10)
        n++;
    return n;
}

bool kp__fifteen_digits(kp_decimal num, kp_decimal *out)
{
    int surplus = kp__significant_digits(num) - SPREADSHEET_DIGITS;

    if (surplus <= 0) {
        *out = num;
        return true;
    }
    return kp_dec_round(num, num.scale - surplus, KP_ROUND_HALF_UP, out);
}

static bool equal(kp_decimal a, kp_decimal b)
{
    return kp_dec_cmp(a, b) == 0;
}

static bool is_residue(kp_decimal num, kp_decimal rounded)
{
    kp_decimal apart;

    return kp_dec_sub(num, rounded, &apart) &&
           kp_dec_cmp(kp_dec_abs(apart), kp_dec(1, RESIDUE_SCALE)) < 0;
}

/* True when num differs from its rounding only by a spreadsheet program's noise. */
static bool is_noise(kp_decimal num, kp_decimal rounded, int decimals,
                     bool stored_binary)
{
    kp_decimal clean;

    if (stored_binary)
        return is_residue(num, rounded);
    if (kp__significant_digits(num) <= SPREADSHEET_DIGITS)
        return false;
    // A program that exported the file may have printed the binary number.
    return kp__fifteen_digits(num, &clean) && equal(clean, rounded) && decimals >= 0;
}

static kp_cell_result misfit(kp_arena *arena, kp_str typed, kp_decimal rounded,
                             const kp_cell_want *want, kp_cell_got *got)
{
    bool amount = want->unit == KP_UNIT_MONEY && want->decimals > 0;

    got->arg1 = typed;
    got->arg2 = kp__decimal_text(arena, rounded, want->decimals);
    got->code = KP1117;
    if (amount)
        got->code = KP1118;
    else if (want->decimals == 0)
        got->code = KP1119;
    if (!amount)
        return KP_CELL_BAD;
    got->num = rounded;
    return KP_CELL_OK;
}

/* Integers beyond fifteen digits have already lost their ends in the spreadsheet. */
static bool lost_digits(kp_decimal stored)
{
    const kp_decimal bound = kp_dec(INT64_C(1000000000000000), 0);

    return kp_dec_cmp(kp_dec_abs(stored), bound) >= 0;
}

kp_cell_result kp__cell_fit(kp_arena *arena, kp_str typed, bool stored_binary,
                            const kp_cell_want *want, kp_cell_got *got)
{
    kp_decimal rounded;

    if (stored_binary && lost_digits(got->num))
        return kp__cell_bad(got, KP1120, typed);
    if (stored_binary && !kp__fifteen_digits(got->num, &got->num))
        return kp__cell_bad(got, KP1110, typed);
    if (want->decimals < 0 || got->num.scale <= want->decimals)
        return KP_CELL_OK;
    if (!kp_dec_round(got->num, want->decimals, KP_ROUND_HALF_UP, &rounded))
        return kp__cell_bad(got, KP1110, typed);
    if (!equal(got->num, rounded) &&
        !is_noise(got->num, rounded, want->decimals, stored_binary))
        return misfit(arena, typed, rounded, want, got);
    got->num = rounded;
    return KP_CELL_OK;
}
