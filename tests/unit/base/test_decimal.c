/* Decimal arithmetic: worked cases.  Random ones against GMP: test_decimal_random.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/decimal.h"

#define NINES "9999999999999999999999999999999999"  // 34 of them

static kp_decimal dec(const char *text)
{
    kp_decimal out = {0, 0};

    if (!kp_dec_parse(kp_str_of(text), true, &out))
        fail_msg("not a number: %s", text);
    return out;
}

static void must_print(kp_decimal got, const char *want)
{
    kp_buf buf;

    kp_buf_init(&buf, KP_DEC_TEXT);
    kp_dec_print(got, -1, &buf);
    kp_buf_char(&buf, '\0');
    assert_string_equal(buf.p, want);
    kp_buf_free(&buf);
}

typedef bool operation(kp_decimal a, kp_decimal b, kp_decimal *out);

typedef struct pair_case {
    operation *of;
    const char *a, *b, *want;  // want NULL: there is no result
} pair_case;

static const pair_case pairs[] = {
    {kp_dec_add, "0.1", "0.2", "0.3"},
    {kp_dec_add, "1.50", "-1.5", "0"},
    {kp_dec_add, NINES, "1", "10000000000000000000000000000000000"},
    // One more than 34 digits hold: the tie goes to the even neighbour.
    {kp_dec_add, NINES, "0.5", "10000000000000000000000000000000000"},
    {kp_dec_add, "1000000000000000000000000000000000", "0.5",
     "1000000000000000000000000000000000"},
    {kp_dec_add, "1000000000000000000000000000000001", "0.5",
     "1000000000000000000000000000000002"},
    {kp_dec_add, "1e40", "1e-40", "10000000000000000000000000000000000000000"},
    {kp_dec_sub, "100", "0.01", "99.99"},
    {kp_dec_sub, "-5", "-5", "0"},
    {kp_dec_mul, "1.1", "1.1", "1.21"},
    {kp_dec_mul, "-0.5", "4", "-2"},
    {kp_dec_mul, "123456789012345678", "1000000000000000003",
     "123456789012345678370370367037037000"},  // …034, and two digits too many
    {kp_dec_mul, "1e-3500", "1e-3500", NULL},
    {kp_dec_mul, "1e3500", "1e3500", NULL},
    {kp_dec_mul, "0", "1e6000", "0"},
    {kp_dec_div, "1", "3", "0.3333333333333333333333333333333333"},
    {kp_dec_div, "2", "3", "0.6666666666666666666666666666666667"},
    {kp_dec_div, "-2", "3", "-0.6666666666666666666666666666666667"},
    {kp_dec_div, "6", "3", "2"},
    {kp_dec_div, "1", "8", "0.125"},
    {kp_dec_div, "6", "0.02", "300"},
    {kp_dec_div, "0", "7", "0"},
    {kp_dec_div, "7", "0", NULL},
    {kp_dec_div, "0", "0", NULL},
    {kp_dec_mod, "10", "3", "1"},
    {kp_dec_mod, "-10", "3", "2"},
    {kp_dec_mod, "10", "-3", "-2"},
    {kp_dec_mod, "-10", "-3", "-1"},
    {kp_dec_mod, "1.5", "0.4", "0.3"},
    {kp_dec_mod, "9", "3", "0"},
    {kp_dec_mod, "1e100", "7", "4"},  // 10^100 = 10^(6*16+4) and 10^6 = 1 (mod 7)
    {kp_dec_mod, "1e-50", "7", "0.00000000000000000000000000000000000000000000000001"},
    {kp_dec_mod, "5", "0", NULL},
    {kp_dec_pow, "2", "10", "1024"},
    {kp_dec_pow, "1.10", "2", "1.21"},
    {kp_dec_pow, "2", "-2", "0.25"},
    {kp_dec_pow, "-2", "3", "-8"},
    {kp_dec_pow, "-2", "-3", "-0.125"},
    {kp_dec_pow, "0", "0", "1"},
    {kp_dec_pow, "0", "5", "0"},
    {kp_dec_pow, "0", "-1", NULL},
    {kp_dec_pow, "9", "0.5", "3"},
    {kp_dec_pow, "16", "0.25", "2"},
    {kp_dec_pow, "16", "-0.25", "0.5"},
    {kp_dec_pow, "4", "1.5", "8"},
    {kp_dec_pow, "0.16", "-0.5", "2.5"},  // floating powers give …0001 here
    {kp_dec_pow, "0.0256", "-0.25", "2.5"},
    // The digits from the 35th are 500…: only what follows tells it from a tie.
    {kp_dec_pow, "8573", "-1", "0.0001166452816983553015280531902484545"},
    {kp_dec_pow, "12314", "-1", "0.00008120838070488874451843430242000975"},
    {kp_dec_pow, "3", "-20000", NULL},
    {kp_dec_pow, "3", "20000", NULL},
    {kp_dec_pow, "10", "-7000.5", NULL},
    {kp_dec_pow, "10", "7000.5", NULL},
    {kp_dec_pow, "32", "0.2", "2"},
    {kp_dec_pow, "1.4641", "0.25", "1.1"},
    {kp_dec_pow, "-8", "0.5", NULL},
    {kp_dec_pow, "2", "0.5", "1.414213562373095048801688724209698"},
    {kp_dec_pow, "10", "6034", NULL},  // 10^33 with exponent 6001
    {kp_dec_pow, "10", "-20", "0.00000000000000000001"},
    {kp_dec_pow, "-1", "1000001", "-1"},
    {kp_dec_pow, "1", "1e20", "1"},
};

static void results_are_exact_or_rounded_at_the_34th_digit(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        kp_decimal got = kp_dec(-77, 0);
        bool ok = pairs[i].of(dec(pairs[i].a), dec(pairs[i].b), &got);

        if (ok != (pairs[i].want != NULL))
            fail_msg("case %zu: %s, %s", i, pairs[i].a, pairs[i].b);
        must_print(got, ok ? pairs[i].want : "-77");
    }
}

/* Bernoulli: (1 + 1/1000)^12, written out by hand from the binomial coefficients. */
static void compound_growth_keeps_every_digit(void **unused)
{
    kp_decimal got;

    (void)unused;
    assert_true(kp_dec_pow(dec("1.001"), dec("12"), &got));
    // 1, 12, 66, 220, 495, 792, 924, 792, 495, 220, 66, 12, 1 in groups of three digits
    // is 1.012066220495792924792495220066012001; 34 digits of it:
    must_print(got, "1.012066220495792924792495220066012");
}

typedef struct round_case {
    const char *a;
    int decimals;
    const char *want[KP_ROUNDING_COUNT];  // in the order of the modes
} round_case;

static const round_case roundings[] = {
    //           half up  even     down     up       down     ceiling  floor
    //           up after half, up after down
    {"2.5", 0, {"3", "2", "2", "3", "2", "3", "2", "3", "3"}},
    {"-2.5", 0, {"-3", "-2", "-2", "-3", "-2", "-2", "-3", "-3", "-3"}},
    {"3.5", 0, {"4", "4", "3", "4", "3", "4", "3", "4", "4"}},
    {"2.51", 0, {"3", "3", "3", "3", "2", "3", "2", "3", "3"}},
    {"2.49", 0, {"2", "2", "2", "3", "2", "3", "2", "3", "3"}},
    {"0.05", 0, {"0", "0", "0", "1", "0", "1", "0", "1", "0"}},
    {"0.049", 0, {"0", "0", "0", "1", "0", "1", "0", "0", "0"}},
    {"0.1", 0, {"0", "0", "0", "1", "0", "1", "0", "1", "1"}},
    {"-0.1", 0, {"0", "0", "0", "-1", "0", "0", "-1", "-1", "-1"}},
    // domain §h.1: the three readings of 见分进角
    {"130.8042",
     1,
     {"130.8", "130.8", "130.8", "130.9", "130.8", "130.9", "130.8", "130.8", "130.8"}},
    {"130.8060",
     1,
     {"130.8", "130.8", "130.8", "130.9", "130.8", "130.9", "130.8", "130.9", "130.8"}},
    {"130.8642",
     1,
     {"130.9", "130.9", "130.9", "130.9", "130.8", "130.9", "130.8", "130.9", "130.9"}},
    {"523.4568",
     2,
     {"523.46", "523.46", "523.46", "523.46", "523.45", "523.46", "523.45", "523.46",
      "523.46"}},
    {"1250",
     -2,
     {"1300", "1200", "1200", "1300", "1200", "1300", "1200", "1300", "1300"}},
    {"7", 2, {"7", "7", "7", "7", "7", "7", "7", "7", "7"}},
    {"1e-60", 0, {"0", "0", "0", "1", "0", "1", "0", "0", "0"}},
    {"-1e-60", 0, {"0", "0", "0", "-1", "0", "0", "-1", "0", "0"}},
    {"0", 0, {"0", "0", "0", "0", "0", "0", "0", "0", "0"}},
    {"0.9999999999999999999999999999999999",
     33,
     {"1", "1", "1", "1", "0.999999999999999999999999999999999", "1",
      "0.999999999999999999999999999999999", "1", "1"}},
};

static void every_mode_rounds_as_it_is_told(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof roundings / sizeof *roundings; i++) {
        for (int mode = 0; mode < KP_ROUNDING_COUNT; mode++) {
            const round_case *c = &roundings[i];
            kp_decimal got, by_one;

            assert_true(kp_dec_round(dec(c->a), c->decimals, (kp_rounding)mode, &got));
            must_print(got, c->want[mode]);
            // Division by one is the same rounding on another road.
            assert_true(kp_dec_div_round(dec(c->a), kp_dec(100, 2), c->decimals,
                                         (kp_rounding)mode, &by_one));
            must_print(by_one, c->want[mode]);
        }
    }
}

typedef struct quotient_case {
    const char *a, *b;
    int decimals;
    kp_rounding mode;
    const char *want;
} quotient_case;

static const quotient_case quotients[] = {
    // 1/6 = 0.1666…: rounding first to 34 digits and then to 33 would be right here, …
    {"1", "6", 2, KP_ROUND_HALF_UP, "0.17"},
    // … but not here: 34 nines and more are not a half, however long one looks.
    {"4999999999999999999999999999999999", "1e34", 0, KP_ROUND_HALF_UP, "0"},
    // 0.5 - 1/(6·10^33): half-even at 34 digits makes it a half, which would round up.
    {"2999999999999999999999999999999999", "6e33", 0, KP_ROUND_HALF_UP, "0"},
    {"3000000000000000000000000000000001", "6e33", 0, KP_ROUND_HALF_DOWN, "1"},
    {"1", "3", 0, KP_ROUND_CEILING, "1"},
    {"-1", "3", 0, KP_ROUND_CEILING, "0"},
    {"-1", "3", 0, KP_ROUND_FLOOR, "-1"},
    {"1", "1e60", 0, KP_ROUND_UP, "1"},
    {"1", "1e60", 0, KP_ROUND_HALF_UP, "0"},
    {"1e60", "7", -30, KP_ROUND_DOWN,
     "142857142857142857142857142857000000000000000000000000000000"},
    {"1", "3", 60, KP_ROUND_HALF_UP, "0.3333333333333333333333333333333333"},
    {"0", "3", 2, KP_ROUND_UP, "0"},
    {"10000", "3", 2, KP_ROUND_HALF_EVEN, "3333.33"},
};

static void a_quotient_is_rounded_only_once(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof quotients / sizeof *quotients; i++) {
        const quotient_case *c = &quotients[i];
        kp_decimal got;

        assert_true(kp_dec_div_round(dec(c->a), dec(c->b), c->decimals, c->mode, &got));
        must_print(got, c->want);
    }
    kp_decimal none;
    assert_false(kp_dec_div_round(dec("1"), dec("0"), 2, KP_ROUND_UP, &none));
}

static void roots_exist_for_what_is_not_negative(void **unused)
{
    kp_decimal got;

    (void)unused;
    assert_true(kp_dec_sqrt(dec("4"), &got));
    must_print(got, "2");
    assert_true(kp_dec_sqrt(dec("0.0625"), &got));
    must_print(got, "0.25");
    assert_true(kp_dec_sqrt(dec("0"), &got));
    must_print(got, "0");
    assert_false(kp_dec_sqrt(dec("-0.01"), &got));
}

static void spelling_does_not_matter_to_comparison(void **unused)
{
    static const struct {
        const char *a, *b;
        int want;
    } cases[] = {
        {"1.0", "1.00", 0},
        {"0", "0.000", 0},
        {"0", "-0.001", 1},
        {"1e20", "100000000000000000000.0", 0},
        {"1e-6000", "0", 1},
        {"-1e6000", "1e-6000", -1},
        {"99.99", "100", -1},
        {"1e30", "1000000000000000000000000000000.001", -1},
        {"-1e30", "-1000000000000000000000000000000.001", 1},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(kp_dec_cmp(dec(cases[i].a), dec(cases[i].b)), cases[i].want);
        assert_int_equal(kp_dec_cmp(dec(cases[i].b), dec(cases[i].a)), -cases[i].want);
    }
}

static void integers_come_out_exactly_or_not_at_all(void **unused)
{
    int64_t word;
    kp_i128 wide;

    (void)unused;
    assert_true(kp_dec_to_i64(dec("12.30"), 1, &word));
    assert_int_equal(word, 123);
    assert_true(kp_dec_to_i64(dec("12.30"), 4, &word));
    assert_int_equal(word, 123000);
    assert_false(kp_dec_to_i64(dec("12.34"), 1, &word));
    assert_true(kp_dec_to_i64(dec("9223372036854775807"), 0, &word));
    assert_true(word == INT64_MAX);
    assert_true(kp_dec_to_i64(dec("-9223372036854775808"), 0, &word));
    assert_true(word == INT64_MIN);
    assert_false(kp_dec_to_i64(dec("9223372036854775808"), 0, &word));
    assert_false(kp_dec_to_i64(dec("0.1"), -100, &word));
    assert_true(kp_dec_to_i64(dec("0.00"), -100, &word));
    assert_int_equal(word, 0);
    assert_true(kp_dec_to_i64(dec("1200"), -2, &word));
    assert_int_equal(word, 12);
    assert_true(kp_dec_to_i128(dec("1e37"), 0, &wide));
    assert_true(wide == kp_pow10_i128(37));
    assert_false(kp_dec_to_i128(dec("1e50"), 0, &wide));
    assert_true(kp_dec_is_int(dec("5.00")));
    assert_false(kp_dec_is_int(dec("5.01")));
    assert_false(kp_dec_is_int(dec("1e-5000")));
    assert_true(kp_dec_is_int((kp_decimal){kp_pow10_i128(33), 33}));
    assert_false(kp_dec_is_int((kp_decimal){kp_pow10_i128(33) / 10, 33}));
}

static void powers_of_ten_follow_each_other(void **unused)
{
    (void)unused;
    for (int n = 1; n <= 38; n++)
        assert_true(kp_pow10_i128(n) == kp_pow10_i128(n - 1) * 10);
    for (int n = 0; n <= 18; n++)
        assert_true(kp_pow10_i64[n] == kp_pow10_i128(n));
}

static void reduction_gives_one_spelling_to_a_value(void **unused)
{
    static const struct {
        kp_decimal in, want;
    } cases[] = {
        {{1500, 3}, {15, 1}}, {{1500, 0}, {1500, 0}}, {{15, -2}, {1500, 0}},
        {{0, 7}, {0, 0}},     {{100, 2}, {1, 0}},     {{10, -40}, {1, -41}},
    };
    const kp_decimal hundreds = {100, -30};  // 10^32 has 33 digits and is written out

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_decimal got = kp_dec_reduce(cases[i].in);

        assert_true(got.coef == cases[i].want.coef);
        assert_int_equal(got.scale, cases[i].want.scale);
    }
    kp_decimal large = kp_dec_reduce(hundreds);
    assert_true(large.coef == kp_pow10_i128(32) && large.scale == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_exact_or_rounded_at_the_34th_digit),
        cmocka_unit_test(compound_growth_keeps_every_digit),
        cmocka_unit_test(every_mode_rounds_as_it_is_told),
        cmocka_unit_test(a_quotient_is_rounded_only_once),
        cmocka_unit_test(roots_exist_for_what_is_not_negative),
        cmocka_unit_test(spelling_does_not_matter_to_comparison),
        cmocka_unit_test(integers_come_out_exactly_or_not_at_all),
        cmocka_unit_test(powers_of_ten_follow_each_other),
        cmocka_unit_test(reduction_gives_one_spelling_to_a_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
