/* moment.h - FEEL's dates, times and durations.
 *
 * Days count from 1970-01-01 of the proleptic Gregorian calendar, for years of up to
 * nine digits, before and after Christ.  Times keep nanoseconds.  Offsets from UTC are
 * known, and the zone of UTC itself; other names of time zones need a data base that is
 * not here: they are recognised, so that they can be refused by name.
 *
 * Pure functions.
 */
#ifndef KP_RULES_DMN_MOMENT_H
#define KP_RULES_DMN_MOMENT_H

#include "engine/base/text.h"
#include "engine/base/wide_int.h"

#define KP_NANOS_PER_SECOND 1000000000LL
#define KP_NANOS_PER_DAY (86400LL * KP_NANOS_PER_SECOND)
#define KP_YEAR_MAX 999999999

typedef struct kp_moment {
    int64_t days;   // DATE, DATE_TIME
    int64_t nanos;  // TIME, DATE_TIME: since midnight
    bool has_offset;
    int32_t offset;    // seconds east of UTC
    const char *zone;  // a name of UTC, when the offset was given by it
} kp_moment;

typedef enum kp_moment_read {
    KP_MOMENT_BAD,
    KP_MOMENT_OK,
    KP_MOMENT_ZONE,  // well written, with the name of a time zone
} kp_moment_read;

bool kp_moment_days(int64_t year, int64_t month, int64_t day, int64_t *out);
void kp_moment_ymd(int64_t days, int64_t *year, int *month, int *day);
int kp_moment_days_in_month(int64_t year, int month);

kp_moment_read kp_moment_read_date(kp_str text, kp_moment *out);
kp_moment_read kp_moment_read_time(kp_str text, kp_moment *out);
/* A date alone is midnight. */
kp_moment_read kp_moment_read_date_time(kp_str text, kp_moment *out);
/* "-P1Y2M"; "P1DT2H3M4.5S". */
bool kp_moment_read_months(kp_str text, int64_t *out);
bool kp_moment_read_span(kp_str text, kp_i128 *out);

void kp_moment_print_date(int64_t days, kp_buf *out);
void kp_moment_print_time(kp_moment moment, kp_buf *out);
void kp_moment_print_date_time(kp_moment moment, kp_buf *out);
void kp_moment_print_months(int64_t months, kp_buf *out);
void kp_moment_print_span(kp_i128 nanos, kp_buf *out);

/* Nanoseconds since 1970-01-01T00:00 UTC, or since that local time without an offset.
 */
kp_i128 kp_moment_instant(kp_moment moment);
/* The order of two moments; the standard compares them to the second. */
int kp_moment_compare(kp_moment a, kp_moment b);
/* The moment at that distance with the same offset; false beyond the years known. */
bool kp_moment_add_nanos(kp_moment moment, kp_i128 nanos, kp_moment *out);
/* Months later; the day is cut to the length of the month. */
bool kp_moment_add_months(kp_moment moment, int64_t months, kp_moment *out);
/* Whole months from a to b, toward zero. */
int64_t kp_moment_months_between(kp_moment a, kp_moment b);

#endif
