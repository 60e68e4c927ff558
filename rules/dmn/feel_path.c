/* feel_path.c - what stands behind a point, and literals such as @"2025-03-01". */
#include "rules/dmn/state.h"

static int weekday_of(int64_t days)
{
    int64_t since_monday = (days + 3) % 7;  // 1970-01-01 was a Thursday

    return (int)(since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

static bool date_part(const kp_feel *value, kp_str name, int64_t *out)
{
    int64_t year;
    int month, day;

    kp_moment_ymd(value->moment.days, &year, &month, &day);
    if (kp_str_is(name, "year"))
        *out = year;
    else if (kp_str_is(name, "month"))
        *out = month;
    else if (kp_str_is(name, "day"))
        *out = day;
    else if (kp_str_is(name, "weekday"))
        *out = weekday_of(value->moment.days);
    else
        return false;
    return true;
}

static bool clock_part(const kp_feel *value, kp_str name, int64_t *out)
{
    int64_t seconds = value->moment.nanos / KP_NANOS_PER_SECOND;

    if (kp_str_is(name, "hour"))
        *out = seconds / 3600;
    else if (kp_str_is(name, "minute"))
        *out = seconds / 60 % 60;
    else if (kp_str_is(name, "second"))
        *out = seconds % 60;
    else
        return false;
    return true;
}

static const kp_feel *no_entry(kp__state *s, const kp_feel *from, kp_str name)
{
    return kp__null(s, KP7047, kp__kind(from), name, KP_NONE);
}

static const kp_feel *moment_part(kp__state *s, const kp_feel *value, kp_str name)
{
    int64_t part;
    bool has_date = value->kind != KP_FEEL_TIME,
         has_clock = value->kind != KP_FEEL_DATE;

    if (has_date && date_part(value, name, &part))
        return kp_feel_int(s->arena, part);
    if (has_clock && clock_part(value, name, &part))
        return kp_feel_int(s->arena, part);
    if (has_clock && kp_str_is(name, "time offset"))
        return value->moment.has_offset
                   ? kp_feel_span(s->arena,
                                  (kp_i128)value->moment.offset * KP_NANOS_PER_SECOND)
                   : &kp_feel_null;
    if (has_clock && kp_str_is(name, "timezone"))
        return value->moment.zone != NULL
                   ? kp_feel_text(s->arena, kp_str_of(value->moment.zone))
                   : &kp_feel_null;
    return no_entry(s, value, name);
}

static const kp_feel *duration_part(kp__state *s, const kp_feel *value, kp_str name)
{
    kp_i128 seconds, part;

    if (value->kind == KP_FEEL_MONTHS) {
        if (kp_str_is(name, "years"))
            return kp_feel_int(s->arena, value->months / 12);
        if (kp_str_is(name, "months"))
            return kp_feel_int(s->arena, value->months % 12);
        return no_entry(s, value, name);
    }
    seconds = value->nanos / KP_NANOS_PER_SECOND;
    if (kp_str_is(name, "days"))
        part = seconds / 86400;
    else if (kp_str_is(name, "hours"))
        part = seconds / 3600 % 24;
    else if (kp_str_is(name, "minutes"))
        part = seconds / 60 % 60;
    else if (kp_str_is(name, "seconds"))
        part = seconds % 60;
    else
        return no_entry(s, value, name);
    return kp_feel_number(s->arena, (kp_decimal){part, 0});
}

static const kp_feel *range_part(kp__state *s, const kp_feel *value, kp_str name)
{
    const kp_feel_range *range = &value->range;
    const kp_feel *high = range->is_one ? range->low : range->high;

    if (kp_str_is(name, "start") && !range->is_not)
        return range->low != NULL ? range->low : &kp_feel_null;
    if (kp_str_is(name, "end") && !range->is_not)
        return high != NULL ? high : &kp_feel_null;
    if (kp_str_is(name, "start included"))
        return kp_feel_bool(range->is_one || (range->low != NULL && !range->open_low));
    if (kp_str_is(name, "end included"))
        return kp_feel_bool(range->is_one ||
                            (range->high != NULL && !range->open_high));
    return no_entry(s, value, name);
}

static const kp_feel *each_part(kp__state *s, const kp_feel *list, kp_str name)
{
    kp_feel *parts = kp_feel_list(s->arena, list->n);

    for (size_t i = 0; i < list->n; i++)
        parts->item[i] = kp__path(s, list->item[i], name);
    return parts;
}

const kp_feel *kp__path(kp__state *s, const kp_feel *from, kp_str name)
{
    const kp_feel *entry;

    switch (from->kind) {
    case KP_FEEL_CONTEXT:
        entry = kp_feel_entry_of(from, name);
        return entry != NULL ? entry : no_entry(s, from, name);
    case KP_FEEL_LIST:
        return kp__step(s) ? each_part(s, from, name) : &kp_feel_null;
    case KP_FEEL_DATE:
    case KP_FEEL_TIME:
    case KP_FEEL_DATE_TIME:
        return moment_part(s, from, name);
    case KP_FEEL_MONTHS:
    case KP_FEEL_SPAN:
        return duration_part(s, from, name);
    case KP_FEEL_RANGE:
        return range_part(s, from, name);
    case KP_FEEL_NULL:
    case KP_FEEL_BOOL:
    case KP_FEEL_NUMBER:
    case KP_FEEL_STRING:
    case KP_FEEL_FUNCTION:
        break;
    }
    return no_entry(s, from, name);
}

/* ---- @"…" ---- */

const kp_feel *kp__at_literal(kp__state *s, kp_str text)
{
    kp_moment moment;
    int64_t months;
    kp_i128 nanos;
    kp_moment_read read;

    if (kp_moment_read_months(text, &months))
        return kp_feel_months(s->arena, months);
    if (kp_moment_read_span(text, &nanos))
        return kp_feel_span(s->arena, nanos);
    if (kp_moment_read_date(text, &moment) == KP_MOMENT_OK)
        return kp_feel_moment(s->arena, KP_FEEL_DATE, moment);
    read = kp_moment_read_date_time(text, &moment);
    if (read == KP_MOMENT_OK)
        return kp_feel_moment(s->arena, KP_FEEL_DATE_TIME, moment);
    if (read == KP_MOMENT_BAD)
        read = kp_moment_read_time(text, &moment);
    if (read == KP_MOMENT_OK)
        return kp_feel_moment(s->arena, KP_FEEL_TIME, moment);
    if (read == KP_MOMENT_ZONE)
        return kp__unsupported(s, KP_STR("时区名称|named time zones"));
    return kp__null(s, KP7048, text, KP_STR("@"), KP_NONE);
}
