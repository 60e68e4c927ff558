/* test_log_number.c - the checker's own arithmetic.
 *
 * Expected values come from another implementation (Python's decimal with 34 digits,
 * half-even) or are the worked cases of the field's rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "io/log/number.h"

static kp__num number(const char *z)
{
    kp__num out;

    assert_true(kp__num_parse(kp_str_of(z), &out));
    return out;
}

static void assert_number(const kp__num *a, const char *expected)
{
    char text[200] = {0};
    kp_buf buf;

    kp_buf_init(&buf, 1 << 16);
    kp__num_print(a, -1, &buf);
    assert_true(buf.n < sizeof text);
    memcpy(text, buf.p, buf.n);
    kp_buf_free(&buf);
    assert_string_equal(text, expected);
}

static const struct {
    const char *a, *b, *sum, *difference, *product, *quotient;
} cases[] = {
    {"1", "3", "4", "-2", "3", "0.3333333333333333333333333333333333"},
    {"2", "3", "5", "-1", "6", "0.6666666666666666666666666666666667"},
    {"-10", "7", "-3", "-17", "-70", "-1.428571428571428571428571428571429"},
    {"9999999999999999999999999999999999", "7", "10000000000000000000000000000000010",
     "9999999999999999999999999999999992", "69999999999999999999999999999999990",
     "1428571428571428571428571428571428"},
    {"0.0000001", "9", "9.0000001", "-8.9999999", "0.0000009",
     "0.00000001111111111111111111111111111111111"},
    {"100", "0.03", "100.03", "99.97", "3", "3333.333333333333333333333333333333"},
    {"21000000000", "7061683", "21007061683", "20992938317", "148295343000000000",
     "2973.7953402892766497731489787916"},
    {"0", "5", "5", "-5", "0", "0"},
    {"-1.50", "1.5", "0", "-3", "-2.25", "-1"},
};

static void the_four_operations_keep_34_digits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kp__num a = number(cases[i].a), b = number(cases[i].b), out;

        assert_true(kp__num_add(&a, &b, &out));
        assert_number(&out, cases[i].sum);
        assert_true(kp__num_sub(&a, &b, &out));
        assert_number(&out, cases[i].difference);
        assert_true(kp__num_mul(&a, &b, &out));
        assert_number(&out, cases[i].product);
        assert_true(kp__num_div(&a, &b, &out));
        assert_number(&out, cases[i].quotient);
    }
}

static void results_may_take_the_place_of_an_operand(void **state)
{
    kp__num a = number("7.5"), b = number("2.25");

    (void)state;
    assert_true(kp__num_add(&a, &b, &a));
    assert_number(&a, "9.75");
    assert_true(kp__num_mul(&a, &a, &a));
    assert_number(&a, "95.0625");
    assert_true(kp__num_sub(&a, &b, &b));
    assert_number(&b, "92.8125");
    a = number("200");
    b = number("2");
    assert_true(kp__num_div(&a, &b, &a));
    assert_number(&a, "100");
    assert_true(kp__num_div(&b, &b, &b));
    assert_number(&b, "1");
    assert_true(kp__num_div_round(&a, &a, 2, KP__HALF_UP, &a));
    assert_number(&a, "1");
}

/* domain.md §h.1: 6,543.21 × rates, and the three readings of 见分进角. */
static const struct {
    const char *value;
    int digits;
    const char *mode, *expected;
} roundings[] = {
    {"523.4568", 2, "half-up", "523.46"},
    {"-523.455", 2, "half-up", "-523.46"},
    {"523.455", 2, "half-even", "523.46"},
    {"523.445", 2, "half-even", "523.44"},
    {"523.455", 2, "half-down", "523.45"},
    {"523.4551", 2, "half-down", "523.46"},
    {"32.71005", 1, "up", "32.8"},
    {"-32.71", 1, "up", "-32.8"},
    {"32.79", 1, "down", "32.7"},
    {"-32.79", 1, "down", "-32.7"},
    {"-2.1", 0, "ceiling", "-2"},
    {"2.1", 0, "ceiling", "3"},
    {"-2.1", 0, "floor", "-3"},
    {"2.9", 0, "floor", "2"},
    {"130.8042", 1, "up", "130.9"},
    {"130.8042", 1, "up-after-half", "130.8"},
    {"130.8042", 1, "up-after-down", "130.8"},
    {"130.8060", 1, "up", "130.9"},
    {"130.8060", 1, "up-after-half", "130.9"},
    {"130.8060", 1, "up-after-down", "130.8"},
    {"785.1852", 0, "half-up", "785"},
    {"0.5", 0, "half-even", "0"},
    {"1.5", 0, "half-even", "2"},
    {"0.004", 2, "half-up", "0"},
    {"-0.004", 2, "half-up", "0"},
    {"7", 2, "half-up", "7"},
};

static void every_mode_rounds_as_the_rules_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof roundings / sizeof roundings[0]; i++) {
        kp__num a = number(roundings[i].value), out;
        kp__mode mode;

        assert_true(kp__mode_of(kp_str_of(roundings[i].mode), &mode));
        assert_true(kp__num_round(&a, roundings[i].digits, mode, &out));
        assert_number(&out, roundings[i].expected);
    }
}

/* 4.985 / 1 rounded from 34 digits first would be the same; 0.0145 / 2.9 = 0.005 is not
 * the same when the quotient is rounded twice at the wrong places. */
static void a_quotient_is_rounded_once(void **state)
{
    kp__num a = number("50.9985"), b = number("21"), out;

    (void)state;
    assert_true(kp__num_div_round(&a, &b, 6, KP__HALF_UP, &out));
    assert_number(&out, "2.4285");
    a = number("0.0145");
    b = number("2.9");
    assert_true(kp__num_div_round(&a, &b, 2, KP__HALF_UP, &out));
    assert_number(&out, "0.01");
    // A tail far beyond 34 digits still lifts a half.
    a = number("0.500000000000000000000000000000000000000000000001");
    b = number("1");
    assert_true(kp__num_div_round(&a, &b, 0, KP__HALF_DOWN, &out));
    assert_number(&out, "1");
}

static void division_by_zero_has_no_result(void **state)
{
    kp__num a = number("1"), zero = number("0.00"), out;

    (void)state;
    assert_false(kp__num_div_round(&a, &zero, 2, KP__HALF_UP, &out));
    assert_false(kp__num_div(&a, &zero, &out));
    assert_false(kp__num_power(&zero, -1, &out));
}

static void numbers_compare_by_value(void **state)
{
    static const struct {
        const char *a, *b;
        int order;
    } pairs[] = {
        {"1.0", "1.00", 0}, {"1", "2", -1},      {"-1", "1", -1},   {"-1", "-2", 1},
        {"0.1", "0.09", 1}, {"100", "99.99", 1}, {"0", "0.000", 0}, {"-0.5", "0", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        kp__num a = number(pairs[i].a), b = number(pairs[i].b);

        assert_int_equal(kp__num_cmp(&a, &b), pairs[i].order);
        assert_int_equal(kp__num_cmp(&b, &a), -pairs[i].order);
    }
}

static void powers_are_whole_and_rounded_once(void **state)
{
    kp__num a = number("1.05"), out;

    (void)state;
    assert_true(kp__num_power(&a, 3, &out));
    assert_number(&out, "1.157625");
    assert_true(kp__num_power(&a, 0, &out));
    assert_number(&out, "1");
    a = number("2");
    assert_true(kp__num_power(&a, -3, &out));
    assert_number(&out, "0.125");
}

static void only_canonical_digits_are_numbers(void **state)
{
    static const char *const bad[] = {"",    "-",     "1.", ".5",
                                      "1e3", "1,000", "１", "1.2.3"};
    kp__num out;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(kp__num_parse(kp_str_of(bad[i]), &out));
}

static void wanted_decimals_are_filled_with_zeros(void **state)
{
    kp__num a = number("3234.5");
    kp_buf buf;

    (void)state;
    kp_buf_init(&buf, 1 << 10);
    kp__num_print(&a, 2, &buf);
    assert_memory_equal(buf.p, "3234.50", buf.n);
    assert_int_equal(buf.n, 7);
    kp_buf_clear(&buf);
    a = number("0");
    kp__num_print(&a, 2, &buf);
    assert_int_equal(buf.n, 4);
    assert_memory_equal(buf.p, "0.00", 4);
    kp_buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_four_operations_keep_34_digits),
        cmocka_unit_test(results_may_take_the_place_of_an_operand),
        cmocka_unit_test(every_mode_rounds_as_the_rules_say),
        cmocka_unit_test(a_quotient_is_rounded_once),
        cmocka_unit_test(division_by_zero_has_no_result),
        cmocka_unit_test(numbers_compare_by_value),
        cmocka_unit_test(powers_are_whole_and_rounded_once),
        cmocka_unit_test(only_canonical_digits_are_numbers),
        cmocka_unit_test(wanted_decimals_are_filled_with_zeros),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
