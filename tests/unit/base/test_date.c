/* Dates: the calendar walked day by day, typed forms, Excel's serial numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/date.h"

static int32_t day(int year, int month, int of_month)
{
    return kp_date_of((kp_ymd){year, month, of_month});
}

static bool divides(int n, int year)
{
    return year % n == 0;
}

/* The calendar as a child would count it. */
static void every_day_of_ten_thousand_years_follows_the_one_before(void **unused)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t days = day(1, 1, 1);
    int weekday = 1;  // 0001-01-01 is a Monday of the proleptic calendar

    (void)unused;
    for (int year = 1; year <= 9999; year++) {
        bool leap = divides(4, year) && (!divides(100, year) || divides(400, year));

        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (leap && month == 2);

            assert_int_equal(kp_days_in_month(year, month), length);
            for (int d = 1; d <= length; d++, days++) {
                kp_ymd ymd = kp_date_ymd(days);

                if (ymd.year != year || ymd.month != month || ymd.day != d ||
                    day(year, month, d) != days || kp_weekday(days) != weekday)
                    fail_msg("%d-%d-%d", year, month, d);
                weekday = weekday % 7 + 1;
            }
        }
    }
    assert_int_equal(day(1970, 1, 1), 0);
    assert_int_equal(kp_weekday(day(2025, 10, 1)), 3);  // a Wednesday
}

static void impossible_dates_are_not_valid(void **unused)
{
    static const kp_ymd bad[] = {{2025, 2, 29}, {1900, 2, 29}, {2025, 13, 1},
                                 {2025, 0, 1},  {2025, 4, 31}, {2025, 1, 0},
                                 {0, 1, 1},     {10000, 1, 1}, {2025, -1, 5}};

    (void)unused;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(kp_date_valid(bad[i]));
    assert_true(kp_date_valid((kp_ymd){2024, 2, 29}));
    assert_true(kp_date_valid((kp_ymd){2000, 2, 29}));
}

typedef struct diff_case {
    kp_ymd from, to;
    char unit;
    int64_t want;
} diff_case;

static const diff_case diffs[] = {
    {{2025, 1, 15}, {2025, 2, 14}, 'M', 0},  {{2025, 1, 15}, {2025, 2, 15}, 'M', 1},
    {{2025, 1, 31}, {2025, 2, 28}, 'M', 0},  {{2025, 1, 31}, {2025, 3, 1}, 'M', 1},
    {{2024, 2, 29}, {2025, 2, 28}, 'Y', 0},  {{2024, 2, 29}, {2025, 3, 1}, 'Y', 1},
    {{2020, 6, 30}, {2025, 6, 29}, 'Y', 4},  {{2020, 6, 30}, {2025, 6, 30}, 'Y', 5},
    {{2024, 1, 1}, {2025, 1, 1}, 'D', 366},  {{2025, 1, 1}, {2025, 1, 1}, 'M', 0},
    {{2025, 1, 1}, {2024, 1, 1}, 'D', -366}, {{2025, 3, 1}, {2025, 1, 31}, 'M', -1},
    {{2025, 3, 1}, {2024, 3, 2}, 'Y', 0},
};

static void whole_years_and_months_are_counted_as_datedif_does(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof diffs / sizeof *diffs; i++) {
        const diff_case *c = &diffs[i];

        if (kp_date_diff(kp_date_of(c->from), kp_date_of(c->to), c->unit) != c->want)
            fail_msg("case %zu", i);
    }
}

static void typed_forms_are_read(void **unused)
{
    static const char *const forms[] = {
        "2025-03-01", "2025-3-1",   "2025/3/1",     "2025/03/01",     "2025.3.1",
        "20250301",   "2025.03.01", "2025年3月1日", "2025年03月01日", "2025年3月1号",
    };
    static const char *const bad[] = {
        "",          "2025-03",    "2025-3/1",   "2025-02-29",
        "25-3-1",    "2025-13-01", "202503",     "2025031",
        "202503011", "2025--1",    "2025-3-1 ",  "2025-3-111",
        "3/1/2025",  "2025年3月",  "2025年3月1", "2025年3月1日x",
        "12025-3-1", "0000-01-01", "2025 3 1",   "45717",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        int32_t got;

        if (!kp_date_parse(kp_str_of(forms[i]), &got) || got != day(2025, 3, 1))
            fail_msg("%s", forms[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int32_t got;

        if (kp_date_parse(kp_str_of(bad[i]), &got))
            fail_msg("accepted %s", bad[i]);
    }
}

static void forms_with_the_year_behind_are_ambiguous(void **unused)
{
    static const char *const yes[] = {"03/04/25", "3/4/2025", "3-4-25", "25.3.1"};
    static const char *const no[] = {"2025/3/4", "3/4",     "3月4日", "",
                                     "3/4-25",   "100/4/5", "1.5",    "3/4/25/6"};

    (void)unused;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!kp_date_ambiguous(kp_str_of(yes[i])))
            fail_msg("%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (kp_date_ambiguous(kp_str_of(no[i])))
            fail_msg("%s", no[i]);
}

static void months_are_their_first_day(void **unused)
{
    static const char *const forms[] = {"2025-03",    "2025-3",     "2025/3",
                                        "2025.3",     "202503",     "2025年3月",
                                        "2025年03月", "2025年3月份"};
    static const char *const bad[] = {"",       "3月",    "2025", "2025-13",
                                      "202500", "2025-0", "25-3", "2025-03-01",
                                      "2025年", "2025年3"};

    (void)unused;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        int32_t got;

        if (!kp_month_parse(kp_str_of(forms[i]), &got) || got != day(2025, 3, 1))
            fail_msg("%s", forms[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int32_t got;

        if (kp_month_parse(kp_str_of(bad[i]), &got))
            fail_msg("accepted %s", bad[i]);
    }
}

static void serial_numbers_are_those_of_excel(void **unused)
{
    static const struct {
        int64_t serial;
        bool epoch_1904;
        kp_ymd want;  // year 0: there is no such day
    } cases[] = {
        {1, false, {1900, 1, 1}},
        {59, false, {1900, 2, 28}},
        {60, false, {0, 0, 0}},
        {61, false, {1900, 3, 1}},
        {45717, false, {2025, 3, 1}},  // domain §m
        {2958465, false, {9999, 12, 31}},
        {2958466, false, {0, 0, 0}},
        {0, false, {0, 0, 0}},
        {-1, false, {0, 0, 0}},
        {0, true, {1904, 1, 1}},
        {44255, true, {2025, 3, 1}},  // 1462 days less
        {2957003, true, {9999, 12, 31}},
        {2957004, true, {0, 0, 0}},
        {-1, true, {0, 0, 0}},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t got = -1;
        bool ok = kp_date_of_serial(cases[i].serial, cases[i].epoch_1904, &got);

        assert_int_equal(ok, cases[i].want.year != 0);
        if (ok)
            assert_int_equal(got, kp_date_of(cases[i].want));
    }
}

static void dates_are_printed_as_iso(void **unused)
{
    char text[KP_DATE_TEXT];

    (void)unused;
    kp_date_print(day(2025, 3, 1), text);
    assert_string_equal(text, "2025-03-01");
    kp_date_print(day(1, 12, 31), text);
    assert_string_equal(text, "0001-12-31");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_ten_thousand_years_follows_the_one_before),
        cmocka_unit_test(impossible_dates_are_not_valid),
        cmocka_unit_test(whole_years_and_months_are_counted_as_datedif_does),
        cmocka_unit_test(typed_forms_are_read),
        cmocka_unit_test(forms_with_the_year_behind_are_ambiguous),
        cmocka_unit_test(months_are_their_first_day),
        cmocka_unit_test(serial_numbers_are_those_of_excel),
        cmocka_unit_test(dates_are_printed_as_iso),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
