/* decimal_text.c - decimals from and to text; see decimal.h. */
#include <assert.h>
#include <string.h>

#include "engine/base/decimal_wide.h"

/* What has been read: the first digits, and what the rest would change. */
typedef struct reading {
    kp_u128 magnitude;
    int64_t scale;
    int digits;  // in magnitude
    bool any, behind_point, tail;
} reading;

/* Digits beyond 38 only matter to the rounding at the 34th: as a tail, and as a power
 * of ten when they stand before the point. */
static void take_digit(reading *r, unsigned digit)
{
    r->any = true;
    if (r->digits == 38) {
        r->tail = r->tail || digit != 0;
        r->scale -= !r->behind_point;
        return;
    }
    r->magnitude = r->magnitude * 10 + digit;
    r->digits += r->magnitude != 0;
    r->scale += r->behind_point;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t read_digits(kp_str text, size_t at, reading *r)
{
    for (; at < text.n; at++) {
        char c = text.p[at];

        if (is_digit(c))
            take_digit(r, (unsigned)(c - '0'));
        else if (c == '.' && !r->behind_point)
            r->behind_point = true;
        else
            break;
    }
    return at;
}

/* "e-3" at the end of the text. */
static bool read_exponent(kp_str text, size_t at, int64_t *exponent)
{
    bool negative = false;
    int64_t value = 0;

    if (at >= text.n || (text.p[at] != 'e' && text.p[at] != 'E'))
        return false;
    at++;
    if (at < text.n && (text.p[at] == '+' || text.p[at] == '-'))
        negative = text.p[at++] == '-';
    if (at == text.n)
        return false;
    for (; at < text.n; at++) {
        if (!is_digit(text.p[at]))
            return false;
        if (value < 1000000)  // beyond any range, and no overflow
            value = value * 10 + (text.p[at] - '0');
    }
    *exponent = negative ? -value : value;
    return true;
}

/* The exponent is only spelling where the digits can be written out. */
static kp_decimal without_exponent(kp_decimal a)
{
    kp_decimal plain = a.scale < 0 ? kp_dec_reduce(a) : a;

    return plain.scale < 0 ? a : plain;
}

bool kp_dec_parse(kp_str text, bool exponent, kp_decimal *out)
{
    bool negative = text.n && text.p[0] == '-';
    size_t at = text.n && (text.p[0] == '-' || text.p[0] == '+');
    reading r = {0};
    int64_t shift = 0;

    at = read_digits(text, at, &r);
    if (!r.any || text.p[at - 1] == '.')
        return false;
    if (at < text.n && !(exponent && read_exponent(text, at, &shift)))
        return false;
    kp_decimal value;
    if (!kp__dec_finish(negative, r.magnitude, r.scale - shift, r.tail, &value))
        return false;
    *out = without_exponent(value);
    return true;
}

/* Digits of a magnitude, right-aligned before `end`: returns the first. */
static char *digits_before(char *end, kp_u128 magnitude)
{
    while (magnitude > UINT64_MAX) {
        uint64_t low = (uint64_t)(magnitude % UINT64_C(1000000000000000000));

        magnitude /= UINT64_C(1000000000000000000);
        for (int i = 0; i < 18; i++, low /= 10)
            *--end = (char)('0' + low % 10);
    }
    for (uint64_t rest = (uint64_t)magnitude; rest != 0; rest /= 10)
        *--end = (char)('0' + rest % 10);
    return end;
}

/* Cut the zeros behind the last wanted decimal; they must be zeros. */
static kp_decimal with_decimals_at_most(kp_decimal a, int decimals)
{
    while (a.scale > decimals && a.scale > 0) {
        assert(a.coef % 10 == 0 && "printing must lose nothing");
        a.coef /= 10;
        a.scale--;
    }
    return a;
}

/* The one printer: `room` bytes at `out`, NUL-terminated. */
static size_t print(kp_decimal a, int decimals, char *out, size_t room)
{
    char digits[40];
    char *end = digits + sizeof digits;

    a = decimals < 0 ? kp_dec_reduce(a) : with_decimals_at_most(a, decimals);
    const char *first = digits_before(end, kp__magnitude(a.coef));
    size_t n = (size_t)(end - first), at = 0;
    size_t scale = a.scale > 0 ? (size_t)a.scale : 0;
    size_t whole = n > scale ? n - scale : 0;
    size_t zeros = a.scale < 0 && n ? (size_t)-a.scale : 0;  // before the point
    size_t places = decimals < 0 ? scale : (size_t)decimals;

    assert(whole + zeros + places + 4 <= room);
    (void)room;  // where assertions are compiled out
    if (a.coef < 0)
        out[at++] = '-';
    if (whole == 0)
        out[at++] = '0';
    memcpy(out + at, first, whole);
    memset(out + at + whole, '0', zeros);
    at += whole + zeros;
    if (places > 0) {
        size_t written = n - whole, leading = scale - written;

        out[at++] = '.';
        memset(out + at, '0', places);
        memcpy(out + at + leading, first + whole, written);
        at += places;
    }
    out[at] = '\0';
    return at;
}

void kp_dec_print(kp_decimal a, int decimals, kp_buf *out)
{
    char text[KP_DEC_TEXT];

    kp_buf_put(out, text, print(a, decimals, text, sizeof text));
}

size_t kp_dec_format(kp_decimal a, int decimals, char out[KP_DEC_SHORT])
{
    return print(a, decimals, out, KP_DEC_SHORT);
}
