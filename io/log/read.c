/* read.c - the grammar of both files; see read.h. */
#include "io/log/read.h"

#include <string.h>

kp__line kp__line_of(kp_str text)
{
    return (kp__line){text, true};
}

bool kp__line_next(kp__line *line, kp_str *column)
{
    if (!line->more)
        return false;
    const char *tab = line->rest.n ? memchr(line->rest.p, '\t', line->rest.n) : NULL;

    if (!tab) {
        *column = line->rest;
        line->more = false;
        return true;
    }
    size_t n = (size_t)(tab - line->rest.p);

    *column = (kp_str){line->rest.p, n};
    line->rest = (kp_str){tab + 1, line->rest.n - n - 1};
    return true;
}

bool kp__text_line(kp_str text, size_t *at, kp_str *line)
{
    if (*at >= text.n)
        return false;
    const char *end = memchr(text.p + *at, '\n', text.n - *at);

    if (!end)
        return false;
    *line = (kp_str){text.p + *at, (size_t)(end - text.p) - *at};
    *at = (size_t)(end - text.p) + 1;
    return true;
}

/* ---- spelling ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool kp__is_text(kp_str c)
{
    bool wide = false;

    for (size_t i = 0; i < c.n; i++) {
        if (c.p[i] == '\t' || c.p[i] == '\n')
            return false;
        wide = wide || (c.p[i] & 0x80);
        if (c.p[i] != '\\')
            continue;
        if (i + 1 == c.n ||
            (c.p[i + 1] != 't' && c.p[i + 1] != 'n' && c.p[i + 1] != '\\'))
            return false;
        i++;
    }
    return c.n > 0 && (!wide || kp_utf8_valid(c));
}

bool kp__is_free(kp_str c)
{
    return kp__is_text(c) && c.p[c.n - 1] != ' ' && c.p[c.n - 1] != '\r';
}

static size_t count_digits(kp_str c, size_t at)
{
    size_t n = 0;

    while (at + n < c.n && is_digit(c.p[at + n]))
        n++;
    return n;
}

static bool has_nonzero(kp_str c)
{
    for (size_t i = 0; i < c.n; i++)
        if (c.p[i] >= '1' && c.p[i] <= '9')
            return true;
    return false;
}

bool kp__is_number(kp_str c)
{
    size_t at = c.n && c.p[0] == '-';
    size_t whole = count_digits(c, at);

    if (whole == 0 || (whole > 1 && c.p[at] == '0'))
        return false;
    if (at && !has_nonzero(c))
        return false;
    at += whole;
    if (at == c.n)
        return true;
    return c.p[at] == '.' && at + 1 < c.n && count_digits(c, at + 1) == c.n - at - 1;
}

uint32_t kp__decimals_of(kp_str number)
{
    const char *point = memchr(number.p, '.', number.n);

    return point ? (uint32_t)(number.p + number.n - point - 1) : 0;
}

bool kp__is_short(kp_str c)
{
    return kp__is_number(c) && (c.p[c.n - 1] != '0' || kp__decimals_of(c) == 0);
}

static uint32_t two_digits(const char *p)
{
    return (uint32_t)(p[0] - '0') * 10 + (uint32_t)(p[1] - '0');
}

static bool is_leap(uint32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool kp__is_date(kp_str c)
{
    static const uint32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (c.n != 10 || c.p[4] != '-' || c.p[7] != '-' || count_digits(c, 0) != 4 ||
        count_digits(c, 5) != 2 || count_digits(c, 8) != 2)
        return false;
    uint32_t year = two_digits(c.p) * 100 + two_digits(c.p + 2);
    uint32_t month = two_digits(c.p + 5), day = two_digits(c.p + 8);

    if (year == 0 || month == 0 || month > 12 || day == 0)
        return false;
    return day <= days[month - 1] + (month == 2 && is_leap(year));
}

bool kp__is_cell(kp_str c)
{
    size_t letters = 0;
    uint64_t row;

    if (kp_str_is(c, "-"))
        return true;
    while (letters < c.n && c.p[letters] >= 'A' && c.p[letters] <= 'Z')
        letters++;
    return letters > 0 && letters < 8 &&
           kp__read_uint(kp_str_slice(c, letters, c.n), &row) && row > 0;
}

bool kp__is_digest(kp_str c)
{
    for (size_t i = 0; i < c.n; i++)
        if (!is_digit(c.p[i]) && !(c.p[i] >= 'a' && c.p[i] <= 'f'))
            return false;
    return c.n == 64;
}

bool kp__is_word(kp_str c)
{
    for (size_t i = 0; i < c.n; i++)
        if (!(c.p[i] >= 'a' && c.p[i] <= 'z') && c.p[i] != '-')
            return false;
    return c.n > 0;
}

bool kp__read_uint(kp_str c, uint64_t *out)
{
    uint64_t n = 0;

    if (c.n == 0 || c.n > 19 || (c.n > 1 && c.p[0] == '0'))
        return false;
    for (size_t i = 0; i < c.n; i++) {
        if (!is_digit(c.p[i]))
            return false;
        n = n * 10 + (uint64_t)(c.p[i] - '0');
    }
    *out = n;
    return true;
}

bool kp__is_error(kp_str c)
{
    if (c.n < 8 || c.p[0] != '!' || c.p[1] != 'K' || c.p[2] != 'P')
        return false;
    size_t digits = count_digits(c, 3);
    kp_str origin = kp_str_slice(c, 3 + digits, c.n);

    return digits == 4 &&
           (kp_str_is(origin, "@-") || kp__ref_of(origin).kind == KP__REF_BLOCK);
}

kp__value_kind kp__value_kind_quick(kp_str c)
{
    if (c.n == 0)
        return KP__NOT_A_VALUE;
    switch (c.p[0]) {
    case '"':
        return KP__TEXT;
    case '>':
        return KP__LINK;
    case '!':
        return KP__ERROR;
    case 't':
    case 'f':
        return KP__BOOL;
    case 'a':
        return KP__ABSENT;
    case 'b':
        return KP__BLANK;
    default:
        return c.n == 10 && c.p[4] == '-' ? KP__DATE : KP__NUMBER;
    }
}

kp__value_kind kp__value_kind_of(kp_str c)
{
    kp__value_kind kind = kp__value_kind_quick(c);
    bool good = false;

    switch (kind) {
    case KP__TEXT:
        good = c.n == 2 || (c.n > 2 && kp__is_text(kp_str_slice(c, 1, c.n - 1)));
        good = good && c.p[c.n - 1] == '"';
        break;
    case KP__LINK:
        good = kp__is_text(kp_str_slice(c, 1, c.n));
        break;
    case KP__ERROR:
        good = kp__is_error(c);
        break;
    case KP__BOOL:
        good = kp_str_is(c, "true") || kp_str_is(c, "false");
        break;
    case KP__ABSENT:
        good = kp_str_is(c, "absent");
        break;
    case KP__BLANK:
        good = kp_str_is(c, "blank");
        break;
    case KP__DATE:
        good = kp__is_date(c);
        break;
    case KP__NUMBER:
        good = kp__is_number(c);
        break;
    case KP__NOT_A_VALUE:
        break;
    }
    return good ? kind : KP__NOT_A_VALUE;
}

static kp__ref block_ref(kp_str c)
{
    size_t digits = count_digits(c, 1);
    kp__ref ref = {.kind = KP__REF_BLOCK, .number = UINT64_MAX};
    size_t at = 1 + digits;

    if (digits == 0 && c.n > 1 && c.p[1] == '-')
        at = 2;
    else if (!kp__read_uint(kp_str_slice(c, 1, at), &ref.number))
        return (kp__ref){0};
    ref.name = kp_str_slice(c, at + 1, c.n);
    if (at >= c.n || c.p[at] != '.' || !kp__is_free(ref.name))
        return (kp__ref){0};
    return ref;
}

kp__ref kp__ref_of(kp_str c)
{
    kp__ref ref = {.name = kp_str_slice(c, 1, c.n)};
    bool good = false;

    if (c.n == 0)
        return ref;
    switch (c.p[0]) {
    case '#':
        ref.kind = KP__REF_STEP;
        good = kp__read_uint(ref.name, &ref.number);
        break;
    case '.':
        ref.kind = KP__REF_OWN;
        good = kp__is_free(ref.name);
        break;
    case '@':
        return block_ref(c);
    case '$':
        ref.kind = KP__REF_PARAM;
        good = kp__is_free(ref.name);
        break;
    case '=':
        ref.kind = KP__REF_TYPED;
        good = c.n == 1 || kp__is_free(ref.name);
        break;
    case '-':
        ref.kind = KP__REF_NONE;
        good = c.n == 1;
        break;
    default:
        break;
    }
    return good ? ref : (kp__ref){0};
}

void kp__unescape(kp_str c, kp_buf *out)
{
    for (size_t i = 0; i < c.n; i++) {
        char byte = c.p[i];

        if (byte == '\\' && i + 1 < c.n) {
            byte = c.p[++i];
            byte = byte == 't' ? '\t' : byte == 'n' ? '\n' : byte;
        }
        kp_buf_char(out, byte);
    }
}
