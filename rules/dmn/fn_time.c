/* fn_time.c - functions of dates, times and durations. */
#include "rules/dmn/function.h"

static const kp_feel *read_moment(kp__state *s, kp_feel_kind kind, kp_moment_read read,
                                  kp_moment moment, kp_str text)
{
    if (read == KP_MOMENT_ZONE)
        return kp__unsupported(s, KP_STR("时区名称|named time zones"));
    if (read == KP_MOMENT_BAD)
        return kp__null(s, KP7048, text, kp_str_of(kp_feel_kind_name(kind)), KP_NONE);
    return kp_feel_moment(s->arena, kind, moment);
}

const kp_feel *k_date_of_text(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_moment moment = {0};
    kp_moment_read read = kp_moment_read_date(arg[0]->text, &moment);

    (void)n;
    return read_moment(s, KP_FEEL_DATE, read, moment, arg[0]->text);
}

const kp_feel *k_date_of_moment(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)n;
    return kp_feel_moment(s->arena, KP_FEEL_DATE,
                          (kp_moment){.days = arg[0]->moment.days});
}

const kp_feel *k_date_of_parts(kp__state *s, const kp_feel *const *arg, size_t n)
{
    int64_t part[3];
    kp_moment moment = {0};

    (void)n;
    for (int i = 0; i < 3; i++)
        if (!kp__whole(arg[i], &part[i]))
            return kp__bad_argument(s, "date", arg[i]);
    if (!kp_moment_days(part[0], part[1], part[2], &moment.days))
        return kp__bad_argument(s, "date", arg[2]);
    return kp_feel_moment(s->arena, KP_FEEL_DATE, moment);
}

const kp_feel *k_time_of_text(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_moment moment = {0};
    kp_moment_read read = kp_moment_read_time(arg[0]->text, &moment);

    (void)n;
    if (kp_str_starts(arg[0]->text, KP_STR("T")))
        read = KP_MOMENT_BAD;
    return read_moment(s, KP_FEEL_TIME, read, moment, arg[0]->text);
}

const kp_feel *k_time_of_moment(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_moment moment = arg[0]->moment;

    (void)n;
    moment.days = 0;
    if (arg[0]->kind == KP_FEEL_DATE)
        moment.has_offset = true;  // the midnight of a date is UTC's
    return kp_feel_moment(s->arena, KP_FEEL_TIME, moment);
}

const kp_feel *k_time_of_parts(kp__state *s, const kp_feel *const *arg, size_t n)
{
    int64_t hour, minute;
    kp_moment moment = {0};
    kp_decimal exact;
    int64_t nanos;

    (void)n;
    if (!kp__whole(arg[0], &hour) || hour < 0 || hour > 23)
        return kp__bad_argument(s, "time", arg[0]);
    if (!kp__whole(arg[1], &minute) || minute < 0 || minute > 59)
        return kp__bad_argument(s, "time", arg[1]);
    if (!kp_dec_mul(arg[2]->num, kp_dec(KP_NANOS_PER_SECOND, 0), &exact) ||
        !kp_dec_round(exact, 0, KP_ROUND_FLOOR, &exact) ||
        !kp_dec_to_i64(exact, 0, &nanos) || nanos < 0 ||
        nanos >= 60 * KP_NANOS_PER_SECOND)
        return kp__bad_argument(s, "time", arg[2]);
    moment.nanos = (hour * 60 + minute) * 60 * KP_NANOS_PER_SECOND + nanos;
    if (arg[3] != NULL && !kp_feel_is_null(arg[3])) {
        kp_i128 offset = arg[3]->nanos / KP_NANOS_PER_SECOND;

        if (offset > 18 * 3600 || offset < -18 * 3600)
            return kp__bad_argument(s, "time", arg[3]);
        moment.has_offset = true;
        moment.offset = (int32_t)offset;
    }
    return kp_feel_moment(s->arena, KP_FEEL_TIME, moment);
}

const kp_feel *k_date_time_of_text(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_moment moment = {0};
    kp_moment_read read = kp_moment_read_date_time(arg[0]->text, &moment);

    (void)n;
    return read_moment(s, KP_FEEL_DATE_TIME, read, moment, arg[0]->text);
}

const kp_feel *k_date_time_of_moment(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_moment moment = arg[0]->moment;

    (void)n;
    if (arg[0]->kind == KP_FEEL_DATE)
        moment.has_offset = true;
    return kp_feel_moment(s->arena, KP_FEEL_DATE_TIME, moment);
}

const kp_feel *k_date_time_of_parts(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_moment moment = arg[1]->moment;

    (void)n;
    moment.days = arg[0]->moment.days;
    return kp_feel_moment(s->arena, KP_FEEL_DATE_TIME, moment);
}

const kp_feel *k_duration(kp__state *s, const kp_feel *const *arg, size_t n)
{
    int64_t months;
    kp_i128 nanos;

    (void)n;
    if (kp_moment_read_months(arg[0]->text, &months))
        return kp_feel_months(s->arena, months);
    if (kp_moment_read_span(arg[0]->text, &nanos))
        return kp_feel_span(s->arena, nanos);
    return kp__null(s, KP7048, arg[0]->text, KP_STR("duration"), KP_NONE);
}

const kp_feel *k_months_between(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)n;
    return kp_feel_months(s->arena,
                          kp_moment_months_between(arg[0]->moment, arg[1]->moment));
}

/* ---- names of days and months, in English as the standard has them ---- */

const kp_feel *k_day_of_year(kp__state *s, const kp_feel *const *arg, size_t n)
{
    int64_t year, first = 0;
    int month, day;

    (void)n;
    kp_moment_ymd(arg[0]->moment.days, &year, &month, &day);
    kp_moment_days(year, 1, 1, &first);
    return kp_feel_int(s->arena, arg[0]->moment.days - first + 1);
}

/* 0 Monday … 6 Sunday */
static int weekday(int64_t days)
{
    int64_t rest = (days + 3) % 7;

    return (int)(rest < 0 ? rest + 7 : rest);
}

const kp_feel *k_day_of_week(kp__state *s, const kp_feel *const *arg, size_t n)
{
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};

    (void)n;
    return kp_feel_text(s->arena, kp_str_of(names[weekday(arg[0]->moment.days)]));
}

const kp_feel *k_month_of_year(kp__state *s, const kp_feel *const *arg, size_t n)
{
    static const char *const names[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    int64_t year;
    int month, day;

    (void)n;
    kp_moment_ymd(arg[0]->moment.days, &year, &month, &day);
    return kp_feel_text(s->arena, kp_str_of(names[month - 1]));
}

/* ISO 8601: the week belongs to the year of its Thursday. */
const kp_feel *k_week_of_year(kp__state *s, const kp_feel *const *arg, size_t n)
{
    int64_t thursday = arg[0]->moment.days - weekday(arg[0]->moment.days) + 3;
    int64_t year, first = 0;
    int month, day;

    (void)n;
    kp_moment_ymd(thursday, &year, &month, &day);
    kp_moment_days(year, 1, 1, &first);
    return kp_feel_int(s->arena, (thursday - first) / 7 + 1);
}
