/* date.c - days and months of the proleptic Gregorian calendar; see date.h.
 *
 * The conversions count in eras of 400 years that begin on the first of March, so the
 * leap day is the last day of its year and months follow one linear rule.
 */
#include "engine/base/date.h"

#include <assert.h>

#define ERA_DAYS 146097           // 400 years
#define EPOCH_SHIFT 719468        // 0000-03-01 to 1970-01-01
#define LAST_SERIAL_1900 2958465  // 9999-12-31
#define LAST_SERIAL_1904 2957003

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int kp_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    assert(month >= 1 && month <= 12);
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool kp_date_valid(kp_ymd ymd)
{
    return ymd.year >= 1 && ymd.year <= 9999 && ymd.month >= 1 && ymd.month <= 12 &&
           ymd.day >= 1 && ymd.day <= kp_days_in_month(ymd.year, ymd.month);
}

int32_t kp_date_of(kp_ymd ymd)
{
    assert(kp_date_valid(ymd));
    int year = ymd.month <= 2 ? ymd.year - 1 : ymd.year;
    int month = ymd.month <= 2 ? ymd.month + 9 : ymd.month - 3;  // 0 is March
    int era = year / 400, year_of_era = year % 400;
    int day_of_year = (153 * month + 2) / 5 + ymd.day - 1;
    int day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * ERA_DAYS + day_of_era - EPOCH_SHIFT;
}

kp_ymd kp_date_ymd(int32_t days)
{
    int32_t since = days + EPOCH_SHIFT;
    int32_t era = (since >= 0 ? since : since - (ERA_DAYS - 1)) / ERA_DAYS;
    int32_t doe = since - era * ERA_DAYS;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / (ERA_DAYS - 1)) / 365;
    int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int32_t month = (5 * doy + 2) / 153;  // 0 is March
    int32_t day = doy - (153 * month + 2) / 5 + 1;

    month = month < 10 ? month + 3 : month - 9;
    return (kp_ymd){yoe + era * 400 + (month <= 2), month, day};
}

int kp_weekday(int32_t days)
{
    int since_thursday = days % 7;  // 1970-01-01 was a Thursday

    return (since_thursday + 7 + 3) % 7 + 1;
}

/* A month is whole when the day of the month has been reached again; a month that has
 * no such day is not whole at its end (31 January to 28 February: 0). */
static int64_t whole_months(int32_t from, int32_t to)
{
    kp_ymd a = kp_date_ymd(from), b = kp_date_ymd(to);

    return (int64_t)(b.year - a.year) * 12 + (b.month - a.month) - (b.day < a.day);
}

int64_t kp_date_diff(int32_t from, int32_t to, char unit)
{
    if (from > to)
        return -kp_date_diff(to, from, unit);
    if (unit == 'D')
        return (int64_t)to - from;
    assert(unit == 'M' || unit == 'Y');
    int64_t months = whole_months(from, to);
    return unit == 'M' ? months : months / 12;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Between `least` and `most` digits at the head of *rest. */
static bool take_number(kp_str *rest, size_t least, size_t most, int *out)
{
    size_t n = 0;
    int value = 0;

    while (n < rest->n && n < most && is_digit(rest->p[n]))
        value = value * 10 + (rest->p[n++] - '0');
    if (n < least || (n < rest->n && n == most && is_digit(rest->p[n])))
        return false;
    *rest = kp_str_slice(*rest, n, rest->n);
    *out = value;
    return true;
}

static bool take_text(kp_str *rest, const char *z)
{
    kp_str text = kp_str_of(z);

    if (!kp_str_starts(*rest, text))
        return false;
    *rest = kp_str_slice(*rest, text.n, rest->n);
    return true;
}

static bool take_separator(kp_str *rest, char *sep)
{
    if (!rest->n || (rest->p[0] != '-' && rest->p[0] != '/' && rest->p[0] != '.'))
        return false;
    *sep = rest->p[0];
    *rest = kp_str_slice(*rest, 1, rest->n);
    return true;
}

/* 20250301 */
static bool read_compact(kp_str text, kp_ymd *out)
{
    int digits;

    if (text.n != 8 || !take_number(&text, 8, 8, &digits))
        return false;
    *out = (kp_ymd){digits / 10000, digits / 100 % 100, digits % 100};
    return true;
}

/* 2025年3月1日 */
static bool read_chinese(kp_str text, kp_ymd *out)
{
    return take_number(&text, 4, 4, &out->year) && take_text(&text, "年") &&
           take_number(&text, 1, 2, &out->month) && take_text(&text, "月") &&
           take_number(&text, 1, 2, &out->day) &&
           (take_text(&text, "日") || take_text(&text, "号")) && text.n == 0;
}

/* 2025-3-1 with the same separator twice */
static bool read_separated(kp_str text, kp_ymd *out)
{
    char first, second;

    return take_number(&text, 4, 4, &out->year) && take_separator(&text, &first) &&
           take_number(&text, 1, 2, &out->month) && take_separator(&text, &second) &&
           first == second && take_number(&text, 1, 2, &out->day) && text.n == 0;
}

bool kp_date_parse(kp_str text, int32_t *out)
{
    kp_ymd ymd;

    if (!read_separated(text, &ymd) && !read_compact(text, &ymd) &&
        !read_chinese(text, &ymd))
        return false;
    if (!kp_date_valid(ymd))
        return false;
    *out = kp_date_of(ymd);
    return true;
}

/* Three groups, the first of one or two digits: 03/04/25, 3-4-2025, 25.3.1.  The one in
 * the middle is a month or a day, and 0 alone is not even a year: 0.5.8 is no date. */
bool kp_date_ambiguous(kp_str text)
{
    const bool zero = text.n > 1 && text.p[0] == '0' && !is_digit(text.p[1]);
    char first, second;
    int a, b, c;

    if (zero || !take_number(&text, 1, 2, &a) || !take_separator(&text, &first) ||
        !take_number(&text, 1, 2, &b) || !take_separator(&text, &second) ||
        first != second || b == 0 || b > 31)
        return false;
    return take_number(&text, 1, 4, &c) && text.n == 0;
}

/* 202503 */
static bool read_compact_month(kp_str text, kp_ymd *out)
{
    int digits;

    if (text.n != 6 || !take_number(&text, 6, 6, &digits))
        return false;
    *out = (kp_ymd){digits / 100, digits % 100, 1};
    return true;
}

/* 2025-3, 2025年3月, 2025年3月份 */
static bool read_separated_month(kp_str text, kp_ymd *out)
{
    char sep;

    out->day = 1;
    if (!take_number(&text, 4, 4, &out->year))
        return false;
    if (take_separator(&text, &sep))
        return take_number(&text, 1, 2, &out->month) && text.n == 0;
    return take_text(&text, "年") && take_number(&text, 1, 2, &out->month) &&
           take_text(&text, "月") && (take_text(&text, "份") || true) && text.n == 0;
}

bool kp_month_parse(kp_str text, int32_t *out)
{
    kp_ymd ymd;

    if (!read_separated_month(text, &ymd) && !read_compact_month(text, &ymd))
        return false;
    if (!kp_date_valid(ymd))
        return false;
    *out = kp_date_of(ymd);
    return true;
}

bool kp_date_of_serial(int64_t serial, bool epoch_1904, int32_t *out)
{
    if (epoch_1904) {
        if (serial < 0 || serial > LAST_SERIAL_1904)
            return false;
        *out = (int32_t)serial + kp_date_of((kp_ymd){1904, 1, 1});
        return true;
    }
    if (serial < 1 || serial > LAST_SERIAL_1900 || serial == 60)
        return false;
    // Day 60 would be 1900-02-29, which never was: later days count one too many.
    *out = (int32_t)serial - (serial > 60) + kp_date_of((kp_ymd){1899, 12, 31});
    return true;
}

void kp_date_print(int32_t days, char out[KP_DATE_TEXT])
{
    kp_ymd ymd = kp_date_ymd(days);
    char *end = out + KP_DATE_TEXT - 1;

    assert(kp_date_valid(ymd));
    *end = '\0';
    for (int i = 0; i < 2; i++, ymd.day /= 10)
        *--end = (char)('0' + ymd.day % 10);
    *--end = '-';
    for (int i = 0; i < 2; i++, ymd.month /= 10)
        *--end = (char)('0' + ymd.month % 10);
    *--end = '-';
    for (int i = 0; i < 4; i++, ymd.year /= 10)
        *--end = (char)('0' + ymd.year % 10);
}
