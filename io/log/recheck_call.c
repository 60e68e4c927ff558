/* recheck_call.c - builtin functions, recomputed by the checker's own calendar and
 * text.
 *
 * Functions that are not listed here are counted as not recomputed.
 */
#include <string.h>

#include "io/log/recheck_parts.h"

/* ---- calendar ---- */

typedef struct day {
    int64_t year, month, day;
} day;

static int64_t two_digits(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static bool read_day(kp_str value, day *out)
{
    if (!kp__is_date(value))
        return false;
    *out = (day){two_digits(value.p) * 100 + two_digits(value.p + 2),
                 two_digits(value.p + 5), two_digits(value.p + 8)};
    return true;
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t days_in_month(int64_t year, int64_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 0001-01-01, counted year by year and month by month. */
static int64_t ordinal(day d)
{
    int64_t y = d.year - 1, n = 365 * y + y / 4 - y / 100 + y / 400;

    for (int64_t m = 1; m < d.month; m++)
        n += days_in_month(d.year, m);
    return n + d.day - 1;
}

static void print_day(day d, kp_buf *out)
{
    kp_buf_printf(out, "%04d-%02d-%02d", (int)d.year, (int)d.month, (int)d.day);
}

static kp__verdict result_is_day(kp__check *c, const kp__step *s, day d)
{
    kp_buf text;
    kp__verdict out;

    if (d.year < 1 || d.year > 9999)
        return KP__UNKNOWN;
    kp_buf_init(&text, 64);
    print_day(d, &text);
    out = kp__result_is_text(c, s, kp_buf_view(&text));
    kp_buf_free(&text);
    return out;
}

static bool read_int(kp_str value, int64_t *out)
{
    bool negative = value.n && value.p[0] == '-';
    uint64_t n;

    if (!kp__read_uint(kp_str_slice(value, negative, value.n), &n) || n > 1000000000)
        return false;
    *out = negative ? -(int64_t)n : (int64_t)n;
    return true;
}

static kp__verdict check_date(kp__check *c, const kp__step *s, const kp__operand *o)
{
    int64_t y, m, d;

    if (!read_int(o[0].value, &y) || !read_int(o[1].value, &m) ||
        !read_int(o[2].value, &d))
        return KP__UNKNOWN;
    if (y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m))
        return kp__is_plain(s->result) ? KP__WRONG : KP__UNKNOWN;
    return result_is_day(c, s, (day){y, m, d});
}

static kp__verdict check_datedif(kp__check *c, const kp__step *s, const kp__operand *o,
                                 day a)
{
    day b;

    if (!read_day(o[1].value, &b) || ordinal(a) > ordinal(b))
        return KP__UNKNOWN;
    int64_t months = (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day);

    if (kp_str_is(o[2].value, "\"Y\""))
        return kp__result_is_int(c, s, months / 12);
    if (kp_str_is(o[2].value, "\"M\""))
        return kp__result_is_int(c, s, months);
    if (kp_str_is(o[2].value, "\"D\""))
        return kp__result_is_int(c, s, ordinal(b) - ordinal(a));
    return KP__UNKNOWN;
}

static kp__verdict check_of_day(kp__check *c, const kp__step *s, kp_str name,
                                const kp__operand *o, size_t n)
{
    day a, b;

    if (!read_day(o[0].value, &a))
        return KP__UNKNOWN;
    if (kp_str_is(name, "year"))
        return kp__result_is_int(c, s, a.year);
    if (kp_str_is(name, "month"))
        return kp__result_is_int(c, s, a.month);
    if (kp_str_is(name, "day"))
        return kp__result_is_int(c, s, a.day);
    // 0001-01-01 was a Monday.
    if (kp_str_is(name, "weekday"))
        return kp__result_is_int(c, s, ordinal(a) % 7 + 1);
    if (kp_str_is(name, "month end"))
        return result_is_day(c, s,
                             (day){a.year, a.month, days_in_month(a.year, a.month)});
    if (kp_str_is(name, "days") && n == 2 && read_day(o[1].value, &b))
        return kp__result_is_int(c, s, ordinal(a) - ordinal(b));
    if (kp_str_is(name, "datedif") && n == 3)
        return check_datedif(c, s, o, a);
    return KP__UNKNOWN;
}

/* ---- numbers ---- */

/* a - b * floor(a / b) */
static kp__verdict check_modulo(kp__check *c, const kp__step *s, const kp__num *a,
                                const kp__num *b)
{
    kp__num floor, product, out;

    if (kp__num_sign(b) == 0)
        return kp__is_plain(s->result) ? KP__WRONG : KP__UNKNOWN;
    if (!kp__num_div_round(a, b, 0, KP__FLOOR, &floor) ||
        !kp__num_mul_exact(&floor, b, &product) ||
        !kp__num_add_exact(a, &product, true, &out))
        return KP__UNKNOWN;
    return kp__num_fit(&out) ? kp__result_is(c, s, &out) : KP__UNKNOWN;
}

/* r is the root when r² is nearest to a among the neighbours of 34 digits. */
static kp__verdict check_root(const kp__step *s, const kp__num *a)
{
    kp__num root, square, gap, unit, reach;

    if (!kp__num_parse(s->result, &root) || root.negative)
        return KP__UNKNOWN;
    if (!kp__num_mul_exact(&root, &root, &square) ||
        !kp__num_add_exact(&square, a, true, &gap))
        return KP__UNKNOWN;
    if (kp__num_sign(&gap) == 0)
        return KP__RIGHT;
    gap.negative = false;
    // |r² - a| <= r · u + u², u being a unit in the last of 34 digits.
    kp__num_copy(&root, &unit);
    uint32_t digits = 0;
    for (uint32_t top = root.n ? root.limb[root.n - 1] : 0; top; top /= 10)
        digits++;
    digits += root.n ? 9 * (root.n - 1) : 0;
    kp__num_int(1, &unit);
    unit.scale = root.scale + 34 - (int32_t)digits;
    if (!kp__num_add_exact(&root, &unit, false, &reach) ||
        !kp__num_mul_exact(&reach, &unit, &reach))
        return KP__UNKNOWN;
    return kp__num_cmp(&gap, &reach) <= 0 ? KP__RIGHT : KP__WRONG;
}

static kp__verdict check_of_numbers(kp__check *c, const kp__step *s, kp_str name,
                                    const kp__operand *o, size_t n)
{
    kp__num a, b;

    if (!kp__num_parse(o[0].value, &a) || !kp__num_parse(o[n - 1].value, &b))
        return KP__UNKNOWN;
    if (kp_str_is(name, "abs")) {
        a.negative = false;
        return kp__result_is(c, s, &a);
    }
    if (kp_str_is(name, "modulo"))
        return check_modulo(c, s, &a, &b);
    if (kp_str_is(name, "sqrt"))
        return check_root(s, &a);
    if (kp_str_is(name, "date") && n == 3)
        return check_date(c, s, o);
    return KP__UNKNOWN;
}

/* ---- texts ---- */

static kp_str text_of(kp_str value)
{
    return kp_str_slice(value, 1, value.n - 1);
}

static size_t count_characters(kp_str spelled)
{
    size_t n = 0;

    for (size_t i = 0; i < spelled.n; i++) {
        i += spelled.p[i] == '\\';
        n += (spelled.p[i] & 0xC0) != 0x80;
    }
    return n;
}

static kp__verdict check_concat(kp__check *c, const kp__step *s, const kp__operand *o,
                                size_t n)
{
    kp_buf_clear(&c->text);
    kp_buf_char(&c->text, '"');
    for (size_t i = 0; i < n; i++) {
        if (kp__value_kind_quick(o[i].value) != KP__TEXT)
            return KP__UNKNOWN;
        kp_buf_str(&c->text, text_of(o[i].value));
    }
    kp_buf_char(&c->text, '"');
    return kp__result_is_text(c, s, kp_buf_view(&c->text));
}

static bool small_count(kp_str value, size_t *out)
{
    *out = 0;
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] < '0' || value.p[i] > '9' || *out > 1000000)
            return false;
        *out = *out * 10 + (size_t)(value.p[i] - '0');
    }
    return value.n > 0;
}

/* Character by character: what is neither at the head nor at the tail is a star. */
static kp__verdict check_mask(kp__check *c, const kp__step *s, const kp__operand *o,
                              size_t n)
{
    kp_str text = text_of(o[0].value);
    size_t all = count_characters(text), head = 1, tail = n == 1 && all > 2, k = 0;

    if (memchr(text.n ? text.p : "", '\\', text.n) ||
        (n > 1 && !small_count(o[1].value, &head)) ||
        (n > 2 && !small_count(o[2].value, &tail)))
        return KP__UNKNOWN;
    bool too_short = head >= all || tail >= all - head;
    kp_buf_clear(&c->text);
    kp_buf_char(&c->text, '"');
    for (size_t i = 0; i < text.n; i++) {
        bool begins = (text.p[i] & 0xC0) != 0x80;
        k += begins;
        if (!too_short && (k <= head || k > all - tail))
            kp_buf_char(&c->text, text.p[i]);
        else if (begins)
            kp_buf_char(&c->text, '*');
    }
    kp_buf_char(&c->text, '"');
    return kp__result_is_text(c, s, kp_buf_view(&c->text));
}

static kp__verdict check_of_texts(kp__check *c, const kp__step *s, kp_str name,
                                  const kp__operand *o, size_t n)
{
    kp_str a = text_of(o[0].value);

    if (kp_str_is(name, "concat"))
        return check_concat(c, s, o, n);
    if (kp_str_is(name, "mask"))
        return check_mask(c, s, o, n);
    if (kp_str_is(name, "string length"))
        return kp__result_is_int(c, s, (int64_t)count_characters(a));
    if (n != 2 || kp__value_kind_quick(o[1].value) != KP__TEXT)
        return KP__UNKNOWN;
    kp_str b = text_of(o[1].value);

    if (kp_str_is(name, "starts with"))
        return kp__result_is_bool(c, s, kp_str_starts(a, b));
    // An escape must not be cut in two: leave such texts to the replay.
    if (memchr(a.n ? a.p : "", '\\', a.n))
        return KP__UNKNOWN;
    if (kp_str_is(name, "ends with"))
        return kp__result_is_bool(c, s, kp_str_ends(a, b));
    if (kp_str_is(name, "contains"))
        return kp__result_is_bool(c, s, b.n == 0 || kp_str_find(a, b) != SIZE_MAX);
    return KP__UNKNOWN;
}

kp__verdict kp__recheck_call(kp__check *c, const kp__step *s, kp_str name,
                             const kp__operand *operand, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!kp__is_plain(operand[i].value)) {
            kp__value_kind kind = kp__value_kind_quick(operand[i].value);

            // An error comes through; what a blank does is each function's own affair.
            if (kind == KP__ERROR && kp__is_plain(s->result))
                return KP__WRONG;
            return KP__UNKNOWN;
        }
    switch (kp__value_kind_quick(operand[0].value)) {
    case KP__NUMBER:
        return check_of_numbers(c, s, name, operand, n);
    case KP__DATE:
        return check_of_day(c, s, name, operand, n);
    case KP__TEXT:
        return check_of_texts(c, s, name, operand, n);
    case KP__NOT_A_VALUE:
    case KP__BOOL:
    case KP__LINK:
    case KP__BLANK:
    case KP__ABSENT:
    case KP__ERROR:
        break;
    }
    return KP__UNKNOWN;
}
