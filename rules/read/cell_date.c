/* cell_date.c - typed dates.
 *
 * The forms themselves are known to engine/base/date.h.  Here stands what people and
 * programs put around them: a midnight that a database appended, a serial number that a
 * spreadsheet program left bare, and the forms that only look like dates.
 */
#include "rules/read/cell_parts.h"

#include "engine/base/fold.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t count_digits(kp_str s, size_t at)
{
    size_t n = 0;

    while (at + n < s.n && is_digit(s.p[at + n]))
        n++;
    return n;
}

/* 3月, 3月5日: a month without a year. */
static bool is_month_without_year(kp_str s)
{
    size_t n = count_digits(s, 0);
    kp_str rest = kp_str_slice(s, n, s.n);

    if (n == 0 || n > 2 || !kp_str_starts(rest, KP_STR("月")))
        return false;
    rest = kp_str_slice(rest, KP_STR("月").n, rest.n);
    n = count_digits(rest, 0);
    rest = kp_str_slice(rest, n, rest.n);
    return rest.n == 0 || kp_str_is(rest, "日") || kp_str_is(rest, "号") ||
           kp_str_is(rest, "份");
}

/* 5-Mar, Mar-25: the same, out of an English spreadsheet program. */
static bool is_english_month(kp_str s)
{
    size_t dash = kp_str_find(s, KP_STR("-"));

    if (dash == SIZE_MAX || dash == 0)
        return false;
    kp_str before = kp_str_slice(s, 0, dash), behind = kp_str_slice(s, dash + 1, s.n);
    kp_str word = is_letter(before.p[0]) ? before : behind;
    kp_str digits = is_letter(before.p[0]) ? behind : before;
    if (word.n != 3 || digits.n == 0 || digits.n > 2)
        return false;
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    size_t at = kp_str_find(kp_str_of(months), word);
    return at != SIZE_MAX && at % 3 == 0 && count_digits(digits, 0) == digits.n;
}

bool kp__looks_like_date(kp_str narrow)
{
    int32_t day;

    return kp_date_parse(narrow, &day) || kp_month_parse(narrow, &day) ||
           kp_date_ambiguous(narrow) || is_month_without_year(narrow) ||
           is_english_month(narrow);
}

/* Cut a time of day off: "2025-03-01 00:00:00", "2025-03-01T00:00".  *midnight is false
 * when it says anything but zero. */
static kp_str cut_time(kp_str s, bool *midnight)
{
    size_t colon = kp_str_find(s, KP_STR(":"));
    size_t at = 0;

    *midnight = true;
    if (colon == SIZE_MAX)
        return s;
    while (at < colon && s.p[at] != ' ' && s.p[at] != 'T')
        at++;
    if (at == colon)
        return s;
    for (size_t i = at + 1; i < s.n; i++)
        if (s.p[i] != '0' && s.p[i] != ':' && s.p[i] != '.')
            *midnight = false;
    return kp_str_slice(s, 0, at);
}

/* Year, month and day are there, but the calendar has no such day: 2025-02-30. */
static bool names_no_day(kp_str s)
{
    size_t year = count_digits(s, 0), separators = 0;

    if (year == s.n)
        return year == 8;
    for (size_t i = 0; i < s.n; i++)
        if (!is_digit(s.p[i]) && (i == 0 || is_digit(s.p[i - 1])))
            separators++;
    return year == 4 && separators >= 2 && separators <= 3 &&
           (is_digit(s.p[s.n - 1]) || kp_str_ends(s, KP_STR("日")));
}

/* Five digits are a day of the years 1927 to 2173 as Excel counts them; fewer or more
 * are as likely something else. */
static bool read_serial(kp_arena *arena, kp_str s, kp_cell_got *got)
{
    char iso[KP_DATE_TEXT];
    int64_t serial;
    kp_decimal num;

    if (!kp_dec_parse(s, true, &num) || !kp_dec_to_i64(num, 0, &serial))
        return false;
    if (serial < 10000 || serial > 99999)
        return false;
    if (!kp_date_of_serial(serial, false, &got->date))
        return false;
    kp_date_print(got->date, iso);
    got->code = KP1134;
    got->arg2 = kp_str_copy(arena, kp_str_of(iso));
    return true;
}

static kp_code why_not(kp_str s)
{
    int32_t day;

    if (kp_date_ambiguous(s))
        return KP1131;
    if (kp_month_parse(s, &day))
        return KP1132;
    if (is_month_without_year(s) || is_english_month(s))
        return KP1136;
    return names_no_day(s) ? KP1135 : KP1130;
}

kp_cell_result kp__cell_date(kp_arena *arena, const kp_cell *cell, kp_cell_got *got)
{
    bool midnight;

    got->arg1 = kp_cell_text(cell);
    if (cell->kind == KP_CELL_BOOL)
        return kp__cell_bad(got, KP1130, got->arg1);
    kp_str s = cut_time(kp_fold(arena, got->arg1), &midnight);
    if (kp_date_parse(s, &got->date)) {
        if (!midnight)
            return kp__cell_bad(got, KP1133, got->arg1);
        got->arg1 = KP_NONE;
        return KP_CELL_OK;
    }
    // A cell shown as a date whose number is no day keeps its number: not a serial.
    if (cell->kind == KP_CELL_DATE)
        return kp__cell_bad(got, KP1135, got->arg1);
    if (read_serial(arena, s, got))
        return KP_CELL_OK;
    return kp__cell_bad(got, why_not(s), got->arg1);
}
