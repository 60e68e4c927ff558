/* date.h - days and months of the proleptic Gregorian calendar, without time or zone.
 *
 * A date is the number of days since 1970-01-01 (negative before), so that columns of
 * dates are columns of integers.  Valid years are 1 to 9999.
 */
#ifndef KP_ENGINE_BASE_DATE_H
#define KP_ENGINE_BASE_DATE_H

#include "engine/base/text.h"

typedef struct kp_ymd {
    int year, month, day;
} kp_ymd;

bool kp_date_valid(kp_ymd ymd);
int32_t kp_date_of(kp_ymd ymd);  // ymd must be valid
kp_ymd kp_date_ymd(int32_t days);
int kp_days_in_month(int year, int month);
int kp_weekday(int32_t days);  // 1 Monday … 7 Sunday

/* Whole years, months or days from `from` to `to`, as Excel's DATEDIF counts them. */
int64_t kp_date_diff(int32_t from, int32_t to, char unit);

/* The typed forms of domain §m: 2025-03-01, 2025/3/1, 2025.3.1, 20250301, 2025年3月1日.
 * `text` must be folded.  A month alone is not a date. */
bool kp_date_parse(kp_str text, int32_t *out);
/* True for forms whose order of day and month cannot be known: 03/04/25. */
bool kp_date_ambiguous(kp_str text);
/* 2025-03, 2025年3月, 202503, 2025.3 : the first day of that month. */
bool kp_month_parse(kp_str text, int32_t *out);

/* Excel's serial day numbers, 1900 system (its day 60 does not exist) or 1904 system. */
bool kp_date_of_serial(int64_t serial, bool epoch_1904, int32_t *out);

#define KP_DATE_TEXT 11
void kp_date_print(int32_t days, char out[KP_DATE_TEXT]);  // "2025-03-01"

#endif
