/* moment.c - the calendar, and arithmetic with moments (see moment.h). */
#include "rules/dmn/moment.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int kp_moment_days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Years begin in March here, so that the leap day is the last one of its year. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400), year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

bool kp_moment_days(int64_t year, int64_t month, int64_t day, int64_t *out)
{
    if (year < -KP_YEAR_MAX || year > KP_YEAR_MAX || month < 1 || month > 12)
        return false;
    if (day < 1 || day > kp_moment_days_in_month(year, (int)month))
        return false;
    *out = days_of(year, month, day);
    return true;
}

void kp_moment_ymd(int64_t days, int64_t *year, int *month, int *day)
{
    days += 719468;
    int64_t era = floor_div(days, 146097), day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) /
        365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;

    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = year_of_era + era * 400 + (*month <= 2);
}

kp_i128 kp_moment_instant(kp_moment moment)
{
    kp_i128 local = (kp_i128)moment.days * KP_NANOS_PER_DAY + moment.nanos;

    return local -
           (moment.has_offset ? (kp_i128)moment.offset * KP_NANOS_PER_SECOND : 0);
}

static kp_i128 whole_seconds(kp_moment moment)
{
    kp_i128 nanos = kp_moment_instant(moment), seconds = nanos / KP_NANOS_PER_SECOND;

    return seconds - (nanos % KP_NANOS_PER_SECOND < 0);
}

int kp_moment_compare(kp_moment a, kp_moment b)
{
    kp_i128 left = whole_seconds(a), right = whole_seconds(b);

    return (left > right) - (left < right);
}

static bool year_is_known(int64_t days)
{
    int64_t year;
    int month, day;

    kp_moment_ymd(days, &year, &month, &day);
    return year >= -KP_YEAR_MAX && year <= KP_YEAR_MAX;
}

bool kp_moment_add_nanos(kp_moment moment, kp_i128 nanos, kp_moment *out)
{
    const kp_i128 limit = (kp_i128)KP_NANOS_PER_DAY * 800000000000LL;

    if (nanos > limit || nanos < -limit)
        return false;
    kp_i128 sum = (kp_i128)moment.days * KP_NANOS_PER_DAY + moment.nanos + nanos;
    kp_i128 days = sum / KP_NANOS_PER_DAY;
    if (sum % KP_NANOS_PER_DAY < 0)
        days--;
    moment.days = (int64_t)days;
    moment.nanos = (int64_t)(sum - days * KP_NANOS_PER_DAY);
    if (!year_is_known(moment.days))
        return false;
    *out = moment;
    return true;
}

bool kp_moment_add_months(kp_moment moment, int64_t months, kp_moment *out)
{
    int64_t year;
    int month, day;
    const int64_t limit = 24LL * KP_YEAR_MAX;

    if (months > limit || months < -limit)
        return false;
    kp_moment_ymd(moment.days, &year, &month, &day);
    int64_t total = year * 12 + (month - 1) + months;
    year = floor_div(total, 12);
    month = (int)(total - year * 12) + 1;
    if (year < -KP_YEAR_MAX || year > KP_YEAR_MAX)
        return false;
    int last = kp_moment_days_in_month(year, month);
    moment.days = days_of(year, month, day < last ? day : last);
    *out = moment;
    return true;
}

int64_t kp_moment_months_between(kp_moment a, kp_moment b)
{
    int64_t year_a, year_b;
    int month_a, month_b, day_a, day_b;

    kp_moment_ymd(a.days, &year_a, &month_a, &day_a);
    kp_moment_ymd(b.days, &year_b, &month_b, &day_b);
    int64_t months = (year_b - year_a) * 12 + (month_b - month_a);
    // A month that has not been completed does not count, in either direction; the
    // clock is not looked at.
    if (months > 0 && day_b < day_a)
        months--;
    if (months < 0 && day_b > day_a)
        months++;
    return months;
}
