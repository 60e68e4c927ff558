/* test_kernels.c - the kernels of arithmetic, rounding and division, on the edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/kernel_desk.h"
#include "tests/support/rnd.h"

/* ---- arithmetic ---- */

#define TOP "9223372036854775807"  // the largest word
#define LOW "-9223372036854775808"

static void sums_products_and_extremes(void **state)
{
    static const kernel_case cases[] = {
        {"add", kp__k_add, KP_NUM, KP_NUM, 2, 2, 0, 2, "1.25 -0.01 0 99.99",
         "2.50 0.01 0 0.01", NULL, "3.75 0 0 100", 0, 0},
        {"add beyond a word", kp__k_add, KP_NUM, KP_NUM, 0, 0, 0, 0,
         TOP " " TOP " " LOW " 1", "1 " TOP " -1 2", NULL,
         "9223372036854775808 18446744073709551614 -9223372036854775809 3", 0, 0},
        {"add wide", kp__k_add, KP_NUM, KP_NUM, 2, 2, 0, 2,
         "0.3333333333333333333333333333333333 1e30 1e-30 5",
         "0.6666666666666666666666666666666667 1 1 5", NULL,
         "1 1000000000000000000000000000001 1.000000000000000000000000000001 10", 0, 0},
        {"add states", kp__k_add, KP_NUM, KP_NUM, 2, 2, 0, 2, "_ ~ ! _", "1 1 1 ~",
         NULL, "E5002 ~ ! E5002", 0, 0},
        {"add states, other side", kp__k_add, KP_NUM, KP_NUM, 2, 2, 0, 2, "1 1 1 _",
         "_ ~ ! !", NULL, "E5002 ~ ! !", 0, 0},
        {"sub", kp__k_sub, KP_NUM, KP_NUM, 1, 1, 0, 1,
         "1.5 0 -2.5 "
         "0.1",
         "2 0 -2.5 0.2", NULL, "-0.5 0 0 -0.1", 0, 0},
        {"sub beyond a word", kp__k_sub, KP_NUM, KP_NUM, 0, 0, 0, 0,
         LOW " " LOW " 0 " TOP, "1 0 " LOW " -1", NULL,
         "-9223372036854775809 -9223372036854775808 9223372036854775808 "
         "9223372036854775808",
         0, 0},
        {"mul", kp__k_mul, KP_NUM, KP_NUM, 2, 1, 0, 3, "1.25 -2 0 0.01",
         "0.5 0.5 9.9 0.1", NULL, "0.625 -1 0 0.001", 0, 0},
        {"mul by one constant", kp__k_mul, KP_NUM, KP_NUM, 2, 0, 0, 2, "1.25 -2 0 0.01",
         "-3", NULL, "-3.75 6 0 -0.03", 0, 0},
        {"mul beyond a word", kp__k_mul, KP_NUM, KP_NUM, 0, 0, 0, 0,
         TOP " " LOW " " TOP " 3", "2 -1 " TOP " 3", NULL,
         "18446744073709551614 9223372036854775808 "
         "85070591730234615847396907784232500000 9",
         0, 0},
        // 1e-12 * 1e-12 has 24 decimals: the lane keeps 18 at most, the value all of
        // them.
        {"mul beyond the scale", kp__k_mul, KP_NUM, KP_NUM, 12, 12, 0, 18,
         "0.000000000001 0.000000000003 1 0", "0.000000000001 -2 1 1", NULL,
         "0.000000000000000000000001 -0.000000000006 1 0", 0, 0},
        {"mul of small words beyond the scale", kp__k_mul, KP_NUM, KP_NUM, 12, 12, 0,
         18, "0.000000000001 0.000000000003 0 0.000000000002", "0.000000000001", NULL,
         "0.000000000000000000000001 0.000000000000000000000003 0 "
         "0.000000000000000000000002",
         0, 0},
        {"neg", kp__k_neg, KP_NUM, KP_NUM, 1, 0, 0, 1, "1.5 -0.1 0 _", NULL, NULL,
         "-1.5 0.1 0 E5002", 0, 0},
        {"neg of the least word", kp__k_neg, KP_NUM, KP_NUM, 0, 0, 0, 0,
         LOW " " TOP " " LOW " 1", NULL, NULL,
         "9223372036854775808 -9223372036854775807 9223372036854775808 -1", 0, 0},
        {"min", kp__k_min, KP_NUM, KP_NUM, 1, 1, 0, 1, "1.5 -2 0.1 ~", "1.4 2 1e-20 3",
         NULL, "1.4 -2 0.00000000000000000001 ~", 0, 0},
        {"max", kp__k_max, KP_NUM, KP_NUM, 1, 1, 0, 1, "1.5 -2 " LOW " _",
         "1.6 2 -1e30 3", NULL, "1.6 2 -9223372036854775808 E5002", 0, 0},
        {"min of words", kp__k_min, KP_NUM, KP_NUM, 1, 1, 0, 1, "1.5 -2 0.1 0", "0.4",
         NULL, "0.4 -2 0.1 0", 0, 0},
        {"rescale", kp__k_rescale, KP_NUM, KP_NUM, 1, 0, 0, 4, "1.5 -0.1 0 7", NULL,
         NULL, "1.5 -0.1 0 7", 3, 0},
        {"rescale beyond a word", kp__k_rescale, KP_NUM, KP_NUM, 0, 0, 0, 18,
         "9 10 -9.5 " LOW, NULL, NULL, "9 10 -9.5 -9223372036854775808", 18, 0},
    };

    (void)state;
    RUN_CASES(cases);
}

/* The sum of 34 digits is rounded half-even: 10^34 - 1 + 0.5 has 35 and goes to 10^34.
 */
static void sums_longer_than_34_digits_are_rounded_half_even(void **state)
{
    static const kernel_case cases[] = {
        {"add", kp__k_add, KP_NUM, KP_NUM, 0, 0, 0, 0,
         "9999999999999999999999999999999999 9999999999999999999999999999999998 "
         "9999999999999999999999999999999999 1",
         "0.5 0.5 0.4 1", NULL,
         "10000000000000000000000000000000000 9999999999999999999999999999999998 "
         "9999999999999999999999999999999999 2",
         0, 0},
    };

    (void)state;
    RUN_CASES(cases);
}

/* ---- rounding ---- */

static void roundings_of_every_mode(void **state)
{
    static const char *const a = "2.345 -2.345 2.3449999 2.355";
    static const kernel_case cases[] = {
        {"half up", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.35 -2.35 2.34 2.36", 2, KP_ROUND_HALF_UP},
        {"half even", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.34 -2.34 2.34 2.36", 2, KP_ROUND_HALF_EVEN},
        {"half down", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.34 -2.34 2.34 2.35", 2, KP_ROUND_HALF_DOWN},
        {"up", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.35 -2.35 2.35 2.36", 2, KP_ROUND_UP},
        {"down", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.34 -2.34 2.34 2.35", 2, KP_ROUND_DOWN},
        {"ceiling", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.35 -2.34 2.35 2.36", 2, KP_ROUND_CEILING},
        {"floor", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.34 -2.35 2.34 2.35", 2, KP_ROUND_FLOOR},
        // To the jiao: 2.305 has no fen, 2.31 has one; 2.305 rounds to 2.31, which has.
        {"after down", kp__k_round, KP_NUM, KP_NUM, 3, 0, 0, 1, "2.305 2.31 -2.319 2.3",
         NULL, NULL, "2.3 2.4 -2.4 2.3", 1, KP_ROUND_UP_AFTER_DOWN},
        {"after half", kp__k_round, KP_NUM, KP_NUM, 3, 0, 0, 1, "2.305 2.304 -2.31 2.3",
         NULL, NULL, "2.4 2.3 -2.4 2.3", 1, KP_ROUND_UP_AFTER_HALF},
        {"states", kp__k_round, KP_NUM, KP_NUM, 3, 0, 0, 2, "_ ~ ! 0.005", NULL, NULL,
         "E5002 ~ ! 0.01", 2, KP_ROUND_HALF_UP},
        {"wide", kp__k_round, KP_NUM, KP_NUM, 2, 0, 0, 2,
         "0.5049999999999999999999999999999999 1e30 -0.005 0.0049999999999999999999",
         NULL, NULL, "0.5 1000000000000000000000000000000 -0.01 0", 2,
         KP_ROUND_HALF_UP},
        {"largest words", kp__k_round, KP_NUM, KP_NUM, 2, 0, 0, 0,
         "92233720368547758.07 -92233720368547758.08 92233720368547757.50 0.49", NULL,
         NULL, "92233720368547758 -92233720368547758 92233720368547758 0", 0,
         KP_ROUND_HALF_UP},
        {"words near the end", kp__k_round, KP_NUM, KP_NUM, 2, 0, 0, 0,
         "92233720368547758.07 -92233720368547758.07 92233720368547757.50 0.49", NULL,
         NULL, "92233720368547758 -92233720368547758 92233720368547758 0", 0,
         KP_ROUND_HALF_UP},
        {"fewer decimals than wanted", kp__k_round, KP_NUM, KP_NUM, 1, 0, 0, 4,
         "1.5 -0.1 0 " LOW, NULL, NULL, "1.5 -0.1 0 -9223372036854775808", 4,
         KP_ROUND_HALF_UP},
        {"many digits at once", kp__k_round, KP_NUM, KP_NUM, 12, 0, 0, 0,
         "0.5 1.499999999999 -0.500000000001 2.5", NULL, NULL, "1 1 -1 3", 0,
         KP_ROUND_HALF_UP},
    };

    (void)state;
    RUN_CASES(cases);
}

/* ---- division ---- */

static void quotients(void **state)
{
    static const kernel_case cases[] = {
        {"div", kp__k_div, KP_NUM, KP_NUM, 0, 0, 0, 8, "1 -7 0 1", "8 2 5 3", NULL,
         "0.125 -3.5 0 0.3333333333333333333333333333333333", 0, 0},
        {"div by zero", kp__k_div, KP_NUM, KP_NUM, 2, 2, 0, 8, "1 0 _ ~", "0 0 0 0",
         NULL, "E5001 E5001 E5002 ~", 0, 0},
        {"div of the least word", kp__k_div, KP_NUM, KP_NUM, 0, 0, 0, 8, LOW, "-1",
         NULL, "9223372036854775808", 0, 0},
        {"divround", kp__k_divround, KP_NUM, KP_NUM, 2, 0, 0, 2, "1 2 -1 -2", "3", NULL,
         "0.33 0.67 -0.33 -0.67", 2, KP_ROUND_HALF_UP},
        {"divround halves", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 0, "1 3 -1 -3",
         "2", NULL, "1 2 -1 -2", 0, KP_ROUND_HALF_UP},
        {"divround halves to even", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 0,
         "1 3 -1 -5", "2", NULL, "0 2 0 -2", 0, KP_ROUND_HALF_EVEN},
        {"divround by a negative", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 0,
         "7 -7 5 0", "-2", NULL, "-3 4 -2 0", 0, KP_ROUND_CEILING},
        {"divround floor", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 0, "7 -7 5 0", "-2",
         NULL, "-4 3 -3 0", 0, KP_ROUND_FLOOR},
        {"divround down", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 1, "2 -2 1 0",
         "3 3 16 7", NULL, "0.6 -0.6 0 0", 1, KP_ROUND_DOWN},
        {"divround up", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 1, "2 -2 1 0",
         "3 3 16 7", NULL, "0.7 -0.7 0.1 0", 1, KP_ROUND_UP},
        {"divround by zero", kp__k_divround, KP_NUM, KP_NUM, 2, 2, 0, 2, "1 _ ~ !", "0",
         NULL, "E5001 E5002 ~ !", 2, KP_ROUND_HALF_UP},
        {"divround beyond a word", kp__k_divround, KP_NUM, KP_NUM, 0, 4, 0, 0,
         TOP " 1 1 1", "0.0001 0.0001 -0.0001 1", NULL,
         "92233720368547758070000 10000 -10000 1", 0, KP_ROUND_HALF_UP},
        {"divround to the 64th bit", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 1,
         TOP " -" TOP " 7 0", "7", NULL, "1317624576693539401 -1317624576693539401 1 0",
         1, KP_ROUND_HALF_UP},
        {"divround to a multiple of 2^64", kp__k_divround, KP_NUM, KP_NUM, 0, 4, 0, 0,
         "4611686018427387904 1 1 1", "0.0001 0.0001 0.5 1", NULL,
         "46116860184273879040000 10000 2 1", 0, KP_ROUND_HALF_UP},
        {"divround with more decimals above", kp__k_divround, KP_NUM, KP_NUM, 6, 0, 0,
         2, "0.015 0.014999 -0.015 1", "1", NULL, "0.02 0.01 -0.02 1", 2,
         KP_ROUND_HALF_UP},
        {"divround to the jiao", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 1, "1 1 11 0",
         "3 200 100 7", NULL, "0.4 0 0.2 0", 1, KP_ROUND_UP_AFTER_DOWN},
        {"muldivround", kp__k_muldivround, KP_NUM, KP_NUM, 2, 2, 0, 2, "100 1 -1 0",
         "0.5 1 1 9", "3", "16.67 0.33 -0.33 0", 2, KP_ROUND_HALF_UP},
        // The product has more than 64 bits, the quotient fits a word.
        {"muldivround through 128 bits", kp__k_muldivround, KP_NUM, KP_NUM, 0, 0, 0, 0,
         "4611686018427387904 4611686018427387904 1 3", "1000000 1000000 1 3",
         "1000000 2000001 2 9", "4611686018427387904 2305841856292765806 1 1", 0,
         KP_ROUND_HALF_UP},
        // Divisors whose reciprocal needs its second correction (Möller and Granlund).
        {"muldivround by a rare divisor", kp__k_muldivround, KP_NUM, KP_NUM, 0, 0, 0, 0,
         "4503599627370495", "4503599627370497", "17592186044419",
         "1152921504606650368", 0, KP_ROUND_HALF_UP},
        {"muldivround by another", kp__k_muldivround, KP_NUM, KP_NUM, 0, 0, 0, 0,
         "1099511627775", "1099511627777", "8589934593", "140737488338944", 0,
         KP_ROUND_HALF_UP},
        // The product fails first: blank beside a fault in the divisor.
        {"muldivround states", kp__k_muldivround, KP_NUM, KP_NUM, 0, 0, 0, 0, "_ ~ 1 1",
         "1 1 1 ~", "! _ 0 !", "E5002 E5002 E5001 !", 0, KP_ROUND_HALF_UP},
    };

    (void)state;
    RUN_CASES(cases);
}

/* Divisors of every size, numerators just below, at and above their multiples. */
static void fill_quotients(rnd *r, int64_t *num, int64_t *den, int64_t *factor)
{
    uint64_t d = (rnd_next(r) >> 1) >> (rnd_next(r) % 62);

    if (rnd_next(r) % 4 == 0)
        d = UINT64_MAX >> (1 + rnd_next(r) % 62);
    if (rnd_next(r) % 8 == 0)
        d = UINT64_C(1) << (rnd_next(r) % 62);
    d = d ? d : 1;
    *den = rnd_next(r) % 2 ? (int64_t)d : -(int64_t)d;
    *factor = kp_pow10_i64[rnd_next(r) % 16];
    uint64_t n = rnd_next(r) >> (1 + rnd_next(r) % 60);

    if (rnd_next(r) % 2) {
        n -= n % d;
        n += rnd_next(r) % 3 - 1;
        n &= INT64_MAX;
    }
    *num = rnd_next(r) % 2 ? (int64_t)n : -(int64_t)n;
}

/* One constant divisor goes through its reciprocal: it must give what 128 bits give. */
static void one_divisor_for_all_rows_divides_exactly(void **state)
{
    rnd random = {20250301};
    bench *b = open_bench();

    (void)state;
    for (int trial = 0; trial < 400000; trial++) {
        int64_t num, den, factor;
        int up = 0;

        fill_quotients(&random, &num, &den, &factor);
        while (kp_pow10_i64[up] != factor)
            up++;
        kp_i128 top = (kp_i128)num * factor, quotient = top / den, rest = top % den;
        kp_i128 size = rest < 0 ? -rest : rest, d = den < 0 ? -(kp_i128)den : den;

        if (quotient > INT64_MAX || quotient < -INT64_MAX)
            continue;
        if (2 * size >= d)
            quotient += (top < 0) != (den < 0) ? -1 : 1;
        for (int r = 0; r < 3; r++) {
            b->lane[r].kind = KP_NUM;
            b->lane[r].scale = (uint8_t)(r == 0 ? up : 0);
        }
        kp__lane_begin(&b->m, &b->lane[1], INT64_MAX);
        kp__lane_begin(&b->m, &b->lane[2], INT64_MAX);
        for (int i = 0; i < ROWS; i++) {
            b->words[1][i] = num;
            b->words[2][i] = den;
        }
        b->lane[1].bound = num < 0 ? 0 - (uint64_t)num : (uint64_t)num;
        b->lane[2].same = true;
        b->step = (kp_step){
            .dst = 0, .a = 1, .b = 2, .imm = (uint32_t)up, .aux = KP_ROUND_HALF_UP};
        kp__k_divround(&b->m, &b->step);
        kp_value got = kp__lane_get(&b->lane[0], 2);

        assert_int_equal(got.state, KP_VALUE);
        assert_int_equal(kp_dec_cmp(got.as.num, (kp_decimal){quotient, up}), 0);
    }
    close_bench(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_products_and_extremes),
        cmocka_unit_test(sums_longer_than_34_digits_are_rounded_half_even),
        cmocka_unit_test(roundings_of_every_mode),
        cmocka_unit_test(quotients),
        cmocka_unit_test(one_divisor_for_all_rows_divides_exactly),
    };

    return cmocka_run_group_tests_name("kernels", tests, NULL, NULL);
}
