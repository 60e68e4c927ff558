/* cell_hanzi.c - numbers in Chinese numerals, so that a refusal can say which digits.
 *
 * 二十, 一百零五, 壹万贰仟, 九〇, 三点五.  Nothing is read as such a number: 一 is a
 * dash in one sheet and a name in the next.
 */
#include "rules/read/cell_parts.h"

#define MOST_DIGITS 15

typedef struct numeral {
    const char *sign;
    int64_t value;
} numeral;

static const numeral digits[] = {
    {"零", 0}, {"〇", 0}, {"一", 1}, {"壹", 1}, {"二", 2}, {"贰", 2}, {"两", 2},
    {"三", 3}, {"叁", 3}, {"四", 4}, {"肆", 4}, {"五", 5}, {"伍", 5}, {"六", 6},
    {"陆", 6}, {"七", 7}, {"柒", 7}, {"八", 8}, {"捌", 8}, {"九", 9}, {"玖", 9},
};
static const numeral units[] = {
    {"十", 10},   {"拾", 10},   {"百", 100},   {"佰", 100},
    {"千", 1000}, {"仟", 1000}, {"万", 10000}, {"亿", 100000000},
};

static bool take(kp_str text, size_t *at, const numeral *list, size_t n, int64_t *value)
{
    for (size_t k = 0; k < n; k++) {
        kp_str sign = kp_str_of(list[k].sign);

        if (!kp_str_starts(kp_str_slice(text, *at, text.n), sign))
            continue;
        *at += sign.n;
        *value = list[k].value;
        return true;
    }
    return false;
}

#define TAKE(text, at, list, value)                                                    \
    take(text, at, list, sizeof(list) / sizeof(list)[0], value)

/* 九〇, 二〇二五: digit after digit. */
static bool read_digits(kp_str text, size_t *at, int64_t *out)
{
    int64_t digit;
    int n = 0;

    for (*out = 0; n < MOST_DIGITS && TAKE(text, at, digits, &digit); n++)
        *out = *out * 10 + digit;
    return n > 0;
}

/* 一百零五, 十二, 三万五千: a unit multiplies the digit before it, 万 all that has
 * come since the last of its kind, 亿 all.  Without 零 a last digit is of the next
 * unit: 八千五 is 8500. */
static bool read_units(kp_str text, size_t *at, int64_t *out)
{
    int64_t total = 0, section = 0, digit = 0, value = 0, last = 1;
    bool any = false, pending = false;

    for (;;) {
        if (TAKE(text, at, digits, &value)) {
            if (pending && digit != 0)
                return false;
            digit = value;
            pending = true;
            last = value == 0 ? 1 : last;
        } else if (TAKE(text, at, units, &value) && value < 10000) {
            section += (pending ? digit : 1) * value;
            pending = false;
            last = value;
        } else if (*at > 0 && any && value >= 10000) {
            section += pending ? digit : 0;
            total =
                value == 10000 ? total + section * value : (total + section) * value;
            section = 0;
            pending = false;
            last = value;
        } else {
            break;
        }
        any = true;
        value = 0;
        if (total > INT64_C(1000000000000))
            return false;
    }
    *out = total + section + (pending ? digit * (last > 10 ? last / 10 : 1) : 0);
    return any;
}

static bool read_whole(kp_str text, size_t *at, int64_t *out)
{
    size_t start = *at, plain = *at;

    // Digits alone, unless a unit follows: then it is the other spelling.
    if (read_digits(text, &plain, out) &&
        (plain == text.n ||
         kp_str_starts(kp_str_slice(text, plain, text.n), KP_STR("点")))) {
        *at = plain;
        return true;
    }
    *at = start;
    return read_units(text, at, out);
}

bool kp__read_hanzi(kp_str text, kp_decimal *out)
{
    size_t at = 0, start;
    int64_t whole, fraction;

    if (!read_whole(text, &at, &whole))
        return false;
    *out = kp_dec(whole, 0);
    if (at == text.n)
        return true;
    if (!kp_str_starts(kp_str_slice(text, at, text.n), KP_STR("点")) || whole > 1000000)
        return false;
    at += KP_STR("点").n;
    start = at;
    if (!read_digits(text, &at, &fraction) || at < text.n)
        return false;
    int32_t places = (int32_t)((at - start) / KP_STR("零").n);

    return kp_dec_add(kp_dec(whole, 0), kp_dec(fraction, places), out);
}
