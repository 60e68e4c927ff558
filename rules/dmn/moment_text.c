/* moment_text.c - moments as XML Schema writes them (see moment.h). */
#include "rules/dmn/moment.h"

/* ---- reading ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take(kp_str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = kp_str_slice(*s, 1, s->n);
    return true;
}

/* Between `least` and `most` digits; false when there are fewer or more. */
static bool take_digits(kp_str *s, size_t least, size_t most, int64_t *out)
{
    size_t n = 0;
    int64_t value = 0;

    while (n < s->n && is_digit(s->p[n])) {
        if (n == most)
            return false;
        value = value * 10 + (s->p[n++] - '0');
    }
    if (n < least)
        return false;
    *s = kp_str_slice(*s, n, s->n);
    *out = value;
    return true;
}

/* Years of more than four digits begin with no zero. */
static bool take_date(kp_str *s, kp_moment *out)
{
    bool negative = take(s, '-');
    int64_t year, month, day;
    const char *start = s->p;
    size_t before = s->n;

    if (!take_digits(s, 4, 9, &year) || (before - s->n > 4 && start[0] == '0'))
        return false;
    if (!take(s, '-') || !take_digits(s, 2, 2, &month) || !take(s, '-') ||
        !take_digits(s, 2, 2, &day))
        return false;
    return kp_moment_days(negative ? -year : year, month, day, &out->days);
}

/* ".5" of a second in nanoseconds; more than nine digits are cut. */
static bool take_fraction(kp_str *s, int64_t *nanos)
{
    int64_t unit = KP_NANOS_PER_SECOND / 10;
    size_t n = 0;

    *nanos = 0;
    if (!take(s, '.'))
        return true;
    for (; n < s->n && is_digit(s->p[n]); n++, unit /= 10)
        *nanos += (s->p[n] - '0') * unit;
    *s = kp_str_slice(*s, n, s->n);
    return n > 0;
}

/* "Area/City" and the like: letters, digits and a few signs. */
static bool is_zone_name(kp_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

        if (!letter &&
            (i == 0 || (!is_digit(c) && c != '/' && c != '_' && c != '+' && c != '-')))
            return false;
    }
    return s.n > 0;
}

static kp_moment_read take_zone(kp_str *s, kp_moment *out)
{
    static const char *const utc[] = {"Etc/UTC", "UTC"};
    kp_str name = *s;

    *s = KP_STR("");
    for (size_t i = 0; i < sizeof utc / sizeof utc[0]; i++)
        if (kp_str_is(name, utc[i])) {
            out->has_offset = true;
            out->zone = utc[i];
            return KP_MOMENT_OK;
        }
    return is_zone_name(name) ? KP_MOMENT_ZONE : KP_MOMENT_BAD;
}

/* What stands behind the seconds: Z, ±hh:mm, ±hh:mm:ss or @Zone/Name. */
static kp_moment_read take_offset(kp_str *s, kp_moment *out)
{
    int64_t hours, minutes, seconds = 0;

    if (s->n == 0)
        return KP_MOMENT_OK;
    if (take(s, '@'))
        return take_zone(s, out);
    out->has_offset = true;
    if (take(s, 'Z') || take(s, 'z'))
        return KP_MOMENT_OK;
    bool negative = s->p[0] == '-';
    if (!take(s, '-') && !take(s, '+'))
        return KP_MOMENT_BAD;
    if (!take_digits(s, 2, 2, &hours) || !take(s, ':') ||
        !take_digits(s, 2, 2, &minutes))
        return KP_MOMENT_BAD;
    if (take(s, ':') && !take_digits(s, 2, 2, &seconds))
        return KP_MOMENT_BAD;
    int64_t total = hours * 3600 + minutes * 60 + seconds;
    if (minutes > 59 || seconds > 59 || total > 18 * 3600)
        return KP_MOMENT_BAD;
    out->offset = (int32_t)(negative ? -total : total);
    return KP_MOMENT_OK;
}

static kp_moment_read take_time(kp_str *s, kp_moment *out)
{
    int64_t hour, minute, second, nanos;

    if (!take_digits(s, 2, 2, &hour) || !take(s, ':') ||
        !take_digits(s, 2, 2, &minute) || !take(s, ':') ||
        !take_digits(s, 2, 2, &second) || !take_fraction(s, &nanos))
        return KP_MOMENT_BAD;
    // 24:00:00 is the midnight that ends the day.
    bool end_of_day = hour == 24 && minute == 0 && second == 0 && nanos == 0;
    if ((hour > 23 && !end_of_day) || minute > 59 || second > 59)
        return KP_MOMENT_BAD;
    out->nanos = ((hour * 60 + minute) * 60 + second) * KP_NANOS_PER_SECOND + nanos;
    kp_moment_read read = take_offset(s, out);
    return s->n > 0 ? KP_MOMENT_BAD : read;
}

kp_moment_read kp_moment_read_date(kp_str text, kp_moment *out)
{
    kp_moment moment = {0};

    if (!take_date(&text, &moment) || text.n > 0)
        return KP_MOMENT_BAD;
    *out = moment;
    return KP_MOMENT_OK;
}

kp_moment_read kp_moment_read_time(kp_str text, kp_moment *out)
{
    kp_moment moment = {0};

    take(&text, 'T');
    kp_moment_read read = take_time(&text, &moment);
    if (moment.nanos >= KP_NANOS_PER_DAY)
        moment.nanos -= KP_NANOS_PER_DAY;
    *out = moment;
    return read;
}

kp_moment_read kp_moment_read_date_time(kp_str text, kp_moment *out)
{
    kp_moment moment = {0};

    if (!take_date(&text, &moment))
        return KP_MOMENT_BAD;
    if (text.n == 0) {
        *out = moment;
        return KP_MOMENT_OK;
    }
    if (!take(&text, 'T'))
        return KP_MOMENT_BAD;
    kp_moment_read read = take_time(&text, &moment);
    if (moment.nanos >= KP_NANOS_PER_DAY) {
        moment.nanos -= KP_NANOS_PER_DAY;
        moment.days++;
    }
    *out = moment;
    return read;
}

/* "12Y": a number in front of `unit`; *found when it is there. */
static bool take_part(kp_str *s, char unit, int64_t *out, bool *found)
{
    size_t n = 0;

    while (n < s->n && is_digit(s->p[n]))
        n++;
    *out = 0;
    if (n == 0 || n >= s->n || s->p[n] != unit)
        return true;
    *found = true;
    return take_digits(s, 1, 15, out) && take(s, unit);
}

bool kp_moment_read_months(kp_str text, int64_t *out)
{
    bool negative = take(&text, '-'), found = false;
    int64_t years, months, total;

    if (!take(&text, 'P') || !take_part(&text, 'Y', &years, &found) ||
        !take_part(&text, 'M', &months, &found) || !found || text.n > 0)
        return false;
    total = years * 12 + months;
    *out = negative ? -total : total;
    return true;
}

static bool take_seconds(kp_str *s, int64_t *seconds, int64_t *nanos, bool *found)
{
    *seconds = *nanos = 0;
    if (s->n == 0 || !is_digit(s->p[0]))
        return true;
    *found = true;
    return take_digits(s, 1, 15, seconds) && take_fraction(s, nanos) && take(s, 'S');
}

bool kp_moment_read_span(kp_str text, kp_i128 *out)
{
    bool negative = take(&text, '-'), found = false, in_day = false;
    int64_t days, hours = 0, minutes = 0, seconds = 0, nanos = 0;

    if (!take(&text, 'P') || !take_part(&text, 'D', &days, &found))
        return false;
    if (take(&text, 'T')) {
        if (!take_part(&text, 'H', &hours, &in_day) ||
            !take_part(&text, 'M', &minutes, &in_day) ||
            !take_seconds(&text, &seconds, &nanos, &in_day) || !in_day)
            return false;
    }
    if ((!found && !in_day) || text.n > 0)
        return false;
    kp_i128 total = (((kp_i128)days * 24 + hours) * 60 + minutes) * 60 + seconds;
    total = total * KP_NANOS_PER_SECOND + nanos;
    *out = negative ? -total : total;
    return true;
}

/* ---- writing ---- */

void kp_moment_print_date(int64_t days, kp_buf *out)
{
    int64_t year;
    int month, day;

    kp_moment_ymd(days, &year, &month, &day);
    kp_buf_printf(out, "%s%04lld-%02d-%02d", year < 0 ? "-" : "",
                  (long long)(year < 0 ? -year : year), month, day);
}

static void print_fraction(int64_t nanos, kp_buf *out)
{
    char digits[10];
    int n = 9;

    if (nanos == 0)
        return;
    for (int i = 8; i >= 0; i--, nanos /= 10)
        digits[i] = (char)('0' + nanos % 10);
    while (digits[n - 1] == '0')
        n--;
    kp_buf_char(out, '.');
    kp_buf_put(out, digits, (size_t)n);
}

static void print_offset(kp_moment moment, kp_buf *out)
{
    int32_t offset = moment.offset < 0 ? -moment.offset : moment.offset;

    if (!moment.has_offset)
        return;
    if (moment.zone != NULL) {
        kp_buf_printf(out, "@%s", moment.zone);
        return;
    }
    if (offset == 0) {
        kp_buf_char(out, 'Z');
        return;
    }
    kp_buf_printf(out, "%c%02d:%02d", moment.offset < 0 ? '-' : '+', offset / 3600,
                  offset / 60 % 60);
    if (offset % 60 != 0)
        kp_buf_printf(out, ":%02d", offset % 60);
}

void kp_moment_print_time(kp_moment moment, kp_buf *out)
{
    int64_t seconds = moment.nanos / KP_NANOS_PER_SECOND;

    kp_buf_printf(out, "%02d:%02d:%02d", (int)(seconds / 3600),
                  (int)(seconds / 60 % 60), (int)(seconds % 60));
    print_fraction(moment.nanos % KP_NANOS_PER_SECOND, out);
    print_offset(moment, out);
}

void kp_moment_print_date_time(kp_moment moment, kp_buf *out)
{
    kp_moment_print_date(moment.days, out);
    kp_buf_char(out, 'T');
    kp_moment_print_time(moment, out);
}

void kp_moment_print_months(int64_t months, kp_buf *out)
{
    uint64_t size = months < 0 ? 0 - (uint64_t)months : (uint64_t)months;

    kp_buf_z(out, months < 0 ? "-P" : "P");
    if (size / 12 > 0)
        kp_buf_printf(out, "%lluY", (unsigned long long)(size / 12));
    if (size % 12 > 0 || size == 0)
        kp_buf_printf(out, "%lluM", (unsigned long long)(size % 12));
}

void kp_moment_print_span(kp_i128 nanos, kp_buf *out)
{
    kp_u128 size = nanos < 0 ? 0 - (kp_u128)nanos : (kp_u128)nanos;
    uint64_t seconds = (uint64_t)(size / KP_NANOS_PER_SECOND);
    int64_t rest = (int64_t)(size % KP_NANOS_PER_SECOND);
    uint64_t days = seconds / 86400;

    kp_buf_z(out, nanos < 0 ? "-P" : "P");
    if (days > 0)
        kp_buf_printf(out, "%lluD", (unsigned long long)days);
    seconds %= 86400;
    if (seconds == 0 && rest == 0) {
        kp_buf_z(out, days == 0 ? "T0S" : "");
        return;
    }
    kp_buf_char(out, 'T');
    if (seconds / 3600 > 0)
        kp_buf_printf(out, "%dH", (int)(seconds / 3600));
    if (seconds / 60 % 60 > 0)
        kp_buf_printf(out, "%dM", (int)(seconds / 60 % 60));
    if (seconds % 60 > 0 || rest > 0) {
        kp_buf_printf(out, "%d", (int)(seconds % 60));
        print_fraction(rest, out);
        kp_buf_char(out, 'S');
    }
}
