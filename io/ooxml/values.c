/* values.c - stored numbers as Excel shows them: fifteen digits, dates, times.
 *
 * A workbook stores binary numbers as decimal texts of up to 17 digits, and Excel shows
 * at most 15 of them: 0.1+0.2 is stored as 0.30000000000000004 and is 0.3 to everybody
 * who looks at it.  So the decimal text itself is rounded half up to 15 digits; nothing
 * passes through binary floating point.  A whole number of 16 digits and more keeps its
 * text: an account number that was cut must not look sound.
 */
#include <string.h>

#include "engine/base/date.h"
#include "io/ooxml/xlsx_parts.h"

enum {
    SHOWN_DIGITS = 15,
    READ_DIGITS = 40,  // of a stored number; further ones are zeros of some writers
    SMALLEST = -20,    // numbers below 1e-20 keep their exponent
    FRACTION_DIGITS = 13,
    DAY_SECONDS = 86400,
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- numbers ---- */

/* 0.d1 d2 … dn times ten to the exponent. */
typedef struct digits {
    char d[READ_DIGITS];
    int n, exponent;
    bool negative;
} digits;

/* Most numbers are as short as they are shown: 8500, -12.5 */
static bool is_plain(kp_str s)
{
    size_t at = s.n > 0 && s.p[0] == '-', from = at, point = SIZE_MAX;

    if (s.n == at || s.n - at > SHOWN_DIGITS)
        return false;
    for (; at < s.n; at++)
        if (s.p[at] == '.' && point == SIZE_MAX)
            point = at;
        else if (!is_digit(s.p[at]))
            return false;
    size_t whole = point == SIZE_MAX ? s.n : point;
    if (whole == from || (s.p[from] == '0' && (whole > from + 1 || from == 1)))
        return false;  // .5 and 007 are written anew, and -0.5 for the sake of -0
    return point == SIZE_MAX || (point + 1 < s.n && s.p[s.n - 1] != '0');
}

static void push_digit(digits *out, char c)
{
    if (out->n == 0 && c == '0')
        return;
    if (out->n < READ_DIGITS)
        out->d[out->n++] = c;
}

static bool read_exponent(kp_str s, size_t at, int *out)
{
    bool negative = false;
    int value = 0;

    if (at < s.n && (s.p[at] == '+' || s.p[at] == '-'))
        negative = s.p[at++] == '-';
    if (at == s.n)
        return false;
    for (; at < s.n; at++) {
        if (!is_digit(s.p[at]))
            return false;
        if (value < 100000)
            value = value * 10 + (s.p[at] - '0');
    }
    *out = negative ? -value : value;
    return true;
}

static bool read_digits(kp_str s, digits *out)
{
    size_t at = 0, typed = 0;
    int exponent = 0;
    bool point = false;

    *out = (digits){0};
    if (at < s.n && (s.p[at] == '-' || s.p[at] == '+'))
        out->negative = s.p[at++] == '-';
    for (; at < s.n && (is_digit(s.p[at]) || (s.p[at] == '.' && !point)); at++) {
        if (s.p[at] == '.') {
            point = true;
            continue;
        }
        typed++;
        push_digit(out, s.p[at]);
        // Digits before the point move it right, zeros behind it move it left.
        if (!point && out->n > 0)
            out->exponent += out->exponent < 100000;
        else if (point && out->n == 0)
            out->exponent -= out->exponent > -100000;
    }
    if (typed == 0)
        return false;
    if (at < s.n &&
        ((s.p[at] != 'e' && s.p[at] != 'E') || !read_exponent(s, at + 1, &exponent)))
        return false;
    out->exponent += exponent;
    return true;
}

/* To fifteen digits, half up; trailing zeros go. */
static void round_digits(digits *num)
{
    if (num->n > SHOWN_DIGITS) {
        bool up = num->d[SHOWN_DIGITS] >= '5';

        num->n = SHOWN_DIGITS;
        for (int i = SHOWN_DIGITS; up && i-- > 0;) {
            up = num->d[i] == '9';
            num->d[i] = up ? '0' : (char)(num->d[i] + 1);
        }
        if (up) {  // 9.99…9 became 10
            num->d[0] = '1';
            num->exponent++;
        }
    }
    while (num->n > 0 && num->d[num->n - 1] == '0')
        num->n--;
}

static kp_str write_digits(const digits *num, char out[KP__VALUE_TEXT])
{
    size_t n = 0;
    int at = 0;

    if (num->n == 0)
        return (kp_str){memcpy(out, "0", 1), 1};
    if (num->negative)
        out[n++] = '-';
    if (num->exponent <= 0)
        out[n++] = '0';
    for (int i = 0; i < num->exponent; i++)
        out[n++] = at < num->n ? num->d[at++] : '0';
    if (at < num->n)
        out[n++] = '.';
    for (int i = num->exponent; i < 0; i++)
        out[n++] = '0';
    while (at < num->n)
        out[n++] = num->d[at++];
    return (kp_str){out, n};
}

kp_str kp__number_shown(kp_str stored, char out[KP__VALUE_TEXT])
{
    digits num;

    if (is_plain(stored))
        return stored;
    stored = kp_str_trim(stored);
    if (!read_digits(stored, &num))
        return KP_NONE;
    round_digits(&num);
    if (num.exponent > SHOWN_DIGITS || num.exponent < SMALLEST)
        return num.n == 0 ? (kp_str){memcpy(out, "0", 1), 1} : stored;
    return write_digits(&num, out);
}

/* ---- dates ---- */

static void put_pair(char *p, int64_t n)
{
    p[0] = (char)('0' + n / 10 % 10);
    p[1] = (char)('0' + n % 10);
}

/* 08:30:00; hours may have more digits. */
static size_t put_time(char *p, int64_t seconds)
{
    int64_t hours = seconds / 3600;
    size_t n = 0;

    for (int64_t unit = 10000000; unit >= 100; unit /= 10)
        if (hours >= unit)
            p[n++] = (char)('0' + hours / unit % 10);
    put_pair(p + n, hours);
    p[n + 2] = ':';
    put_pair(p + n + 3, seconds / 60 % 60);
    p[n + 5] = ':';
    put_pair(p + n + 6, seconds % 60);
    return n + 8;
}

/* Whole days, and the seconds of the last one to the nearest.  Negative and very large
 * numbers are no dates. */
static bool split_serial(kp_str number, int64_t *days, int64_t *seconds)
{
    int64_t fraction = 0, unit = 1;
    size_t at = 0;

    *days = 0;
    for (; at < number.n && is_digit(number.p[at]); at++) {
        if (at >= 7)
            return false;
        *days = *days * 10 + (number.p[at] - '0');
    }
    if (at == 0 || (at < number.n && number.p[at] != '.'))
        return false;
    for (size_t i = 1; i <= FRACTION_DIGITS; i++) {
        bool there = at + i < number.n;

        if (there && !is_digit(number.p[at + i]))
            return false;
        fraction = fraction * 10 + (there ? number.p[at + i] - '0' : 0);
        unit *= 10;
    }
    *seconds = (fraction * DAY_SECONDS + unit / 2) / unit;
    if (*seconds == DAY_SECONDS) {
        *seconds = 0;
        ++*days;
    }
    return true;
}

kp_str kp__date_shown(kp_str number, bool epoch_1904, bool time_only,
                      char out[KP__VALUE_TEXT])
{
    int64_t days, seconds;
    int32_t day;
    size_t n = KP_DATE_TEXT - 1;

    if (!split_serial(number, &days, &seconds))
        return number;
    if (!time_only && !epoch_1904 && days == 0 && seconds == 0)
        return number;  // an empty date of somebody's formula
    if (time_only || (days == 0 && !epoch_1904))
        return (kp_str){out, put_time(out, days * DAY_SECONDS + seconds)};
    // Excel shows its day 60 as one that never was.
    if (!epoch_1904 && days == 60)
        memcpy(out, "1900-02-29", n);
    else if (kp_date_of_serial(days, epoch_1904, &day))
        kp_date_print(day, out);
    else
        return number;
    if (seconds == 0)
        return (kp_str){out, n};
    out[n++] = ' ';
    return (kp_str){out, n + put_time(out + n, seconds)};
}

kp_str kp__iso_shown(kp_str text, char out[KP__VALUE_TEXT])
{
    text = kp_str_trim(text);
    if (text.n >= KP__VALUE_TEXT || text.n < 11 || text.p[10] != 'T')
        return text;
    if (text.p[text.n - 1] == 'Z')
        text.n--;
    kp_str time = kp_str_slice(text, 11, text.n);
    bool midnight = true;
    for (size_t i = 0; i < time.n; i++)
        midnight =
            midnight && (time.p[i] == '0' || time.p[i] == ':' || time.p[i] == '.');
    if (midnight)
        return kp_str_slice(text, 0, 10);
    memcpy(out, text.p, text.n);
    out[10] = ' ';
    return (kp_str){out, text.n};
}

/* ---- addresses ---- */

bool kp__cell_place(const char *ref, uint32_t *row, uint32_t *col)
{
    const char *p = ref;

    *row = *col = 0;
    for (; (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'); p++) {
        *col = *col * 26 + (uint32_t)((*p | 0x20) - 'a' + 1);
        if (*col > KP_XLSX_MAX_COLUMNS)
            return false;
    }
    if (p == ref || *p == '0')
        return false;
    for (; is_digit(*p); p++) {
        *row = *row * 10 + (uint32_t)(*p - '0');
        if (*row > KP_XLSX_MAX_ROWS)
            return false;
    }
    return *p == '\0' && *row > 0;
}
