/* Decimals read from text and printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/decimal.h"

static void numbers_are_read_with_their_decimals(void **unused)
{
    static const struct {
        const char *text;
        bool exponent;
        int64_t coef;
        int32_t scale;
    } cases[] = {
        {"0", false, 0, 0},
        {"-0", false, 0, 0},
        {"007", false, 7, 0},
        {"-1234.50", false, -123450, 2},
        {"+5", false, 5, 0},
        {".5", false, 5, 1},
        {"0.000", false, 0, 3},
        {"1.5e3", true, 1500, 0},
        {"1.5E+3", true, 1500, 0},
        {"15e-3", true, 15, 3},
        {"4.10E+17", true, INT64_C(410000000000000000), 0},
        {"1e40", true, 1, -40},
        {"0e5", true, 0, 0},
        {"1.0000000000000000000000000000000000000000", false,
         INT64_C(1000000000000000000), 18},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_decimal got;

        if (!kp_dec_parse(kp_str_of(cases[i].text), cases[i].exponent, &got))
            fail_msg("refused: %s", cases[i].text);
        assert_int_equal(kp_dec_cmp(got, kp_dec(cases[i].coef, cases[i].scale)), 0);
        if (strlen(cases[i].text) < 20 && cases[i].scale >= 0)
            assert_int_equal(got.scale, cases[i].scale);
    }
}

/* 34 digits, and then what decides: a tie, a little more, a place before the point. */
static void digits_beyond_the_34th_round_half_even(void **unused)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"0.12345678901234567890123456789012345",
         "0.1234567890123456789012345678901234"},
        {"0.12345678901234567890123456789012355",
         "0.1234567890123456789012345678901236"},
        {"0.1234567890123456789012345678901234500000000001",
         "0.1234567890123456789012345678901235"},
        {"12345678901234567890123456789012345000000000001",
         "12345678901234567890123456789012350000000000000"},
        {"12345678901234567890123456789012345000000000000.0",
         "12345678901234567890123456789012340000000000000"},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_decimal got;
        kp_buf buf;

        assert_true(kp_dec_parse(kp_str_of(cases[i].text), false, &got));
        kp_buf_init(&buf, 100);
        kp_dec_print(got, -1, &buf);
        assert_true(kp_str_is(kp_buf_view(&buf), cases[i].want));
        kp_buf_free(&buf);
    }
}

static void what_is_not_wholly_a_number_is_refused(void **unused)
{
    static const char *const bad[] = {
        "",    "-",   ".",    "5.", "-.",  "1e5", "1,000", "1 ", " 1",   "1.2.3",
        "--1", "+-1", "0x10", "１", "1元", "NaN", "Inf",   "1e", "1.5e", "e5",
    };
    static const char *const bad_exponents[] = {
        "1e",   "1e+", "1e1.5", "e5", "1e7000", "1e-7000", "1e99999999999999999999",
        "5.e3",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        kp_decimal got = kp_dec(-77, 0);

        if (kp_dec_parse(kp_str_of(bad[i]), false, &got))
            fail_msg("accepted: %s", bad[i]);
        assert_true(got.coef == -77);
    }
    for (size_t i = 0; i < sizeof bad_exponents / sizeof *bad_exponents; i++) {
        kp_decimal got;

        if (kp_dec_parse(kp_str_of(bad_exponents[i]), true, &got))
            fail_msg("accepted: %s", bad_exponents[i]);
    }
}

static void text_is_canonical(void **unused)
{
    static const struct {
        kp_decimal value;
        int decimals;
        const char *want;
    } cases[] = {
        {{0, 0}, -1, "0"},
        {{0, 5}, -1, "0"},
        {{0, 0}, 2, "0.00"},
        {{-5, 1}, -1, "-0.5"},
        {{-5, 1}, 3, "-0.500"},
        {{150, 2}, -1, "1.5"},
        {{150, 2}, 1, "1.5"},
        {{15, -3}, -1, "15000"},
        {{15, -3}, 2, "15000.00"},
        {{1, 10}, -1, "0.0000000001"},
        {{100, 2}, 0, "1"},
        {{INT64_MIN, 0}, -1, "-9223372036854775808"},
        {{7, 18}, 18, "0.000000000000000007"},
        {{0, -3}, 0, "0"},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[KP_DEC_SHORT];
        size_t n = kp_dec_format(cases[i].value, cases[i].decimals, text);

        assert_string_equal(text, cases[i].want);
        assert_int_equal(n, strlen(cases[i].want));
    }
}

static void the_longest_short_number_fits(void **unused)
{
    char text[KP_DEC_SHORT];
    const kp_decimal longest = {-(kp_pow10_i128(34) - 1), -28};

    (void)unused;
    // 34 nines, 28 zeros, sign, point and 18 decimals.
    assert_int_equal(kp_dec_format(longest, 18, text), 34 + 28 + 1 + 1 + 18);
    assert_memory_equal(text, "-99", 3);
    assert_string_equal(text + 34 + 28, "0.000000000000000000");
}

static void the_longest_number_of_all_fits(void **unused)
{
    kp_buf buf;

    (void)unused;
    kp_buf_init(&buf, KP_DEC_TEXT);
    kp_dec_print((kp_decimal){-(kp_pow10_i128(34) - 1), -6000}, 18, &buf);
    assert_int_equal(buf.n, 34 + 6000 + 2 + 18);
    kp_buf_clear(&buf);
    kp_dec_print((kp_decimal){-1, 6000}, -1, &buf);
    assert_int_equal(buf.n, 6000 + 3);
    assert_false(buf.broken);
    assert_int_equal(buf.p[buf.n - 1], '1');
    kp_buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_with_their_decimals),
        cmocka_unit_test(digits_beyond_the_34th_round_half_even),
        cmocka_unit_test(what_is_not_wholly_a_number_is_refused),
        cmocka_unit_test(text_is_canonical),
        cmocka_unit_test(the_longest_short_number_fits),
        cmocka_unit_test(the_longest_number_of_all_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
