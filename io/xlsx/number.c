/* number.c - decimal to double, checked; see number.h. */
#include "io/xlsx/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAFE_DIGITS 15  // DBL_DIG: what every program keeps

static bool has_few_digits(kp_decimal num)
{
    kp_i128 coef = kp_dec_abs(num).coef;

    while (coef > 0 && coef % 10 == 0)
        coef /= 10;
    return coef < kp_pow10_i128(SAFE_DIGITS);
}

/* Both are doubles without rounding, so their quotient is the nearest double, which is
 * what reading the text would give; and fifteen digits come back as they went in. */
static bool divide_exactly(kp_decimal num, double *out)
{
    static const double TEN[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const kp_i128 most = kp_pow10_i128(SAFE_DIGITS);

    if (num.scale < 0 || num.scale > SAFE_DIGITS || num.coef >= most ||
        -num.coef >= most)
        return false;
    *out = (double)(int64_t)num.coef / TEN[num.scale];
    return true;
}

bool kp__wb_exact_double(kp_decimal num, int decimals, double *out)
{
    char text[KP_DEC_SHORT], back[2 * KP_DEC_SHORT];
    kp_i128 whole;

    if (num.scale <= decimals && divide_exactly(num, out))
        return true;
    if (!has_few_digits(num) || !kp_dec_to_i128(num, decimals, &whole) ||
        whole >= kp_pow10_i128(36) || -whole >= kp_pow10_i128(36))
        return false;
    (void)kp_dec_format(num, decimals, text);
    double value = strtod(text, NULL);
    int n = snprintf(back, sizeof back, "%.*f", decimals, value);
    if (n < 0 || (size_t)n >= sizeof back || strcmp(back, text) != 0)
        return false;
    *out = value;
    return true;
}

double kp__wb_near_double(kp_decimal num)
{
    kp_buf text;

    kp_buf_init(&text, KP_DEC_TEXT + 1);
    kp_dec_print(num, -1, &text);
    kp_buf_char(&text, 0);
    double value = text.broken ? 0 : strtod(text.p, NULL);
    kp_buf_free(&text);
    return value;
}
