/* test_text_format.c - which formats of TEXT are understood, and what is pointed at in
 * the others.  What they spell is in test_builtins.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/text_format.h"

static void numbers_and_dates_are_told_apart(void **state)
{
    static const struct {
        const char *pattern;
        bool is_date;
        int decimals;
    } cases[] = {
        {"0", false, 0},           {"#,##0.00", false, 2},   {"0.0##", false, 3},
        {"0.0%", false, 3},        {"#", false, 0},          {"¥ 0.00元", false, 2},
        {"\"d\"0", false, 0},      {"0\"米/秒\"", false, 0}, {"yyyy-mm-dd", true, 0},
        {"YYYY年M月D日", true, 0}, {"\"0\"yy.m", true, 0},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        kp_text_format format;
        kp_str wrong;

        assert_true(kp_text_format_read(kp_str_of(cases[k].pattern), &format, &wrong));
        assert_int_equal(format.is_date, cases[k].is_date);
        if (!format.is_date)
            assert_int_equal(kp_text_format_decimals(&format), cases[k].decimals);
    }
}

static void what_depends_on_the_program_is_refused_by_name(void **state)
{
    static const struct {
        const char *pattern, *wrong;
    } cases[] = {
        {"", ""},
        {"元", "元"},
        {"0;-0", ";"},
        {"[红]0", "[红]0"},
        {"[DBNum2]", "[DBNum2]"},
        {"0.00E+00", "E"},
        {"General", "G"},
        {"G/通用格式", "G"},
        {"@", "@"},
        {"0.", "."},
        {"#.##", "."},
        {"0,", ","},
        {",0", ","},
        {"0,.0", ","},
        {"0#", "#"},
        {"0.#0", "0"},
        {"0.0.0", "."},
        {"0 0", "0"},
        {"0%%", "%"},
        {"%0", "%"},
        {"0?", "?"},
        {"_0", "_"},
        {"\\0", "\\"},
        {"0\"元", "\"元"},
        {"０.００", "０"},
        {"0．00", "．"},
        {"-0", "-"},
        {"0000000000000000000", "0"},
        {"0.00000000000", "0"},
        {"yyyy-mm-dd hh:mm", "hh"},
        {"mmm", "mmm"},
        {"dddd", "dddd"},
        {"aaaa", "aaaa"},
        {"yyy", "yyy"},
        {"y", "y"},
        {"yyyy0", "0"},
        {"0m", "m"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        kp_text_format format;
        kp_str wrong = kp_str_of("nothing");
        bool good = kp_text_format_read(kp_str_of(cases[k].pattern), &format, &wrong);

        if (good || !kp_str_starts(wrong, kp_str_of(cases[k].wrong)))
            print_message("%s: %.*s\n", cases[k].pattern, KP_FMT(wrong));
        assert_false(good);
        assert_true(kp_str_starts(wrong, kp_str_of(cases[k].wrong)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_dates_are_told_apart),
        cmocka_unit_test(what_depends_on_the_program_is_refused_by_name),
    };

    return cmocka_run_group_tests_name("text formats", tests, NULL, NULL);
}
