/* test_kernel_allocate_worked.c - dividing pools: the worked numbers of domain §f and
 * of examples/yancheng.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/division.h"

static const char *const p1_amounts[] = {"8650.40", "7210.33", "6120.75", "5340.08",
                                         "3913.00"};
static const char *const p2_points[] = {"233.750", "177.970", "123.200", "109.680",
                                        "79.900"};
static const char *const p3_ceilings[] = {"9000", "8000", "6000", "5200", "5000"};
static const char *const p3_floors[] = {"2000", "2000", "2000", "2000", "2000"};

static void p1_scales_pro_rata_under_the_cap(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "30000", 5, p1_amounts);
    d.spec.mode = KP_ALLOCATE_CAP;
    assert_paid(
        &d, (const char *[]){"8308.49", "6925.34", "5878.82", "5129.01", "3758.34"});
    assert_true(d.result.scaled);
    assert_int_equal(d.result.unspent, 0);
    assert_int_equal(kp_dec_cmp(d.result.weight_sum, dec("31234.56")), 0);
    assert_lambda(&d, "15625", "16268");
}

static void p1_pays_nominal_amounts_that_fit(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "31234.57", 5, p1_amounts);
    d.spec.mode = KP_ALLOCATE_CAP;
    assert_paid(&d, p1_amounts);
    assert_false(d.result.scaled);
    assert_int_equal(d.result.unspent, 1);
    assert_lambda(&d, "1", "1");

    d.pool = dec("31234.56");  // exactly
    assert_paid(&d, p1_amounts);
    assert_false(d.result.scaled);

    d.pool = dec("0");  // P8: a failed zone pays nothing
    assert_paid(&d, (const char *[]){"0", "0", "0", "0", "0"});
    assert_true(d.result.scaled);
}

static void nominal_fractions_are_closed_to_their_own_sum(void **state)
{
    division d;

    (void)state;
    // 1.004 + 1.004 + 1.004 = 3.012: two tenths of a cent short of 3.02.
    divide_among(&d, "10", 3, (const char *[]){"1.004", "1.004", "1.004"});
    d.spec.mode = KP_ALLOCATE_CAP;
    assert_paid(&d, (const char *[]){"1.01", "1.00", "1.00"});
    assert_int_equal(d.result.unspent, cents("6.99"));

    // Nobody carries a tail that is not there: the pool simply is not used up.
    d.spec.closing = KP_CLOSE_TAIL_TO_LAST;
    assert_paid(&d, (const char *[]){"1.00", "1.00", "1.00"});
    d.spec.half_up = true;
    assert_paid(&d, (const char *[]){"1.00", "1.00", "1.00"});
}

static void a_tail_pays_nobody_more_than_his_amount(void **state)
{
    static const kp_allocate_closing closings[] = {
        KP_CLOSE_TAIL_TO_FIRST, KP_CLOSE_TAIL_TO_LAST, KP_CLOSE_TAIL_TO_LARGEST};
    static const char *const paid[][4] = {{"0.02", "0.02", "0.02", "0.02"},
                                          {"0.01", "0.02", "0.02", "0.03"},
                                          {"0.03", "0.02", "0.02", "0.01"}};
    division d;

    (void)state;
    // Eight cents of nine: each share loses a fraction, three cents are left to one.
    divide_among(&d, "0.08", 4, (const char *[]){"0.02", "0.02", "0.02", "0.03"});
    d.spec.mode = KP_ALLOCATE_CAP;
    for (size_t k = 0; k < 2; k++) {
        d.spec.closing = closings[k];
        assert_paid(&d, paid[k]);
    }
    divide_among(&d, "0.08", 4, (const char *[]){"0.03", "0.02", "0.02", "0.02"});
    d.spec.mode = KP_ALLOCATE_CAP;
    d.spec.closing = closings[2];
    assert_paid(&d, paid[2]);
}

static void p2_pays_an_exact_point_value(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "30000", 5, p2_points);
    assert_paid(
        &d, (const char *[]){"9679.09", "7369.36", "5101.45", "4541.61", "3308.49"});
    assert_lambda(&d, "20000", "483");  // 30000 / 724.5 = 41.407867…
    assert_int_equal(kp_dec_cmp(d.result.weight_sum, dec("724.5")), 0);
    assert_int_equal(
        kp_dec_cmp(d.result.lambda, dec("41.40786749482401656314699792960663")), 0);
}

static void p2_leaves_a_rest_when_the_point_value_is_cut_off(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "30000", 5, p2_points);
    d.spec.point_decimals = 2;
    assert_paid(
        &d, (const char *[]){"9677.25", "7367.96", "5100.48", "4540.75", "3307.86"});
    assert_int_equal(d.result.unspent, cents("5.70"));
    assert_lambda(&d, "207", "5");  // 41.40

    d.spec.closing = KP_CLOSE_TAIL_TO_LAST;
    d.spec.half_up = true;
    assert_paid(
        &d, (const char *[]){"9677.25", "7367.96", "5100.48", "4540.75", "3313.56"});
    assert_int_equal(d.result.tail, cents("5.70"));

    d.spec.closing = KP_CLOSE_TAIL_UNSPENT;
    assert_paid(
        &d, (const char *[]){"9677.25", "7367.96", "5100.48", "4540.75", "3307.86"});
    d.spec.half_up = false;
    assert_paid(
        &d, (const char *[]){"9677.25", "7367.95", "5100.48", "4540.75", "3307.86"});
}

static void p3_fills_between_floors_and_ceilings(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "30000", 5, p2_points);
    put_ceilings(&d, p3_ceilings);
    put_floors(&d, p3_floors);
    assert_paid(
        &d, (const char *[]){"9000.00", "7615.63", "5271.93", "4693.39", "3419.05"});
    assert_lambda(&d, "84000", "1963");  // 21000 / 490.75 = 42.791645…
    assert_int_equal(d.clip[0], KP_CLIP_CEILING);
    assert_int_equal(d.clip[1], KP_CLIP_NONE);
    assert_int_equal(d.result.ceiled, 1);
    assert_int_equal(d.result.floored, 0);
}

static void p3_leaves_what_the_ceilings_do_not_take(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "33200.01", 5, p2_points);
    put_ceilings(&d, p3_ceilings);
    assert_paid(&d, p3_ceilings);
    assert_int_equal(d.result.unspent, 1);
    assert_int_equal(d.result.ceiled, 5);

    d.spec.closing = KP_CLOSE_TAIL_TO_LARGEST;
    assert_paid(&d, p3_ceilings);
    d.spec.closing = KP_CLOSE_LARGEST_REMAINDER;
    d.spec.point_decimals = 0;  // λ measures nothing here: it must not be cut off
    assert_paid(&d, p3_ceilings);
}

static void p3_refuses_floors_that_exceed_the_pool(void **state)
{
    static const char *const floors[] = {"5000", "3000", "1000", "0", "1000"};
    division d;

    (void)state;
    divide_among(&d, "9999.99", 5, p2_points);
    put_floors(&d, floors);
    assert_int_equal(divide(&d), KP_ALLOCATE_INFEASIBLE);
    assert_int_equal(d.result.row, KP_NO_ROW);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(d.amount[i], 0);

    d.pool = dec("10000");  // floors and nothing else
    assert_paid(&d, floors);
    assert_int_equal(d.result.floored, 4);

    d.pool = dec("2500");
    d.spec.scale_floors = true;
    assert_paid(&d, (const char *[]){"1250", "750", "250", "0", "250"});
    assert_true(d.result.floors_scaled);
    assert_lambda(&d, "1", "4");
    d.pool = dec("0.03");
    d.spec.closing = KP_CLOSE_TAIL_TO_LAST;
    assert_paid(&d, (const char *[]){"0.01", "0", "0", "0", "0.02"});
}

/* Stage 1 as printed in domain §f.2 P4; the weights of stage 2 are coef × K of the
 * persons, which are the round numbers that its printed amounts stand in. */
static void p4_divides_pools_of_pools(void **state)
{
    static const char *const inner[] = {"2.035", "1.26", "1.00", "1.89",
                                        "1.14",  "1.80", "1.59", "0.72"};
    static const char *const expected[] = {"8268.71", "5119.69", "4063.25", "6347.66",
                                           "3828.75", "6294.28", "5559.95", "2517.71"};
    static const uint32_t dept[] = {0, 0, 0, 1, 1, 2, 2, 2};
    kp_allocate_result results[3];
    kp_decimal pools[3];
    division zone, people;

    (void)state;
    divide_among(&zone, "42000", 3, (const char *[]){"4.88750", "2.85000", "4.02500"});
    assert_paid(&zone, (const char *[]){"17451.65", "10176.41", "14371.94"});
    for (size_t i = 0; i < 3; i++)
        pools[i] = kp_dec(zone.amount[i], 2);

    divide_among(&people, "0", 8, inner);
    kp_allocate_out out = {people.amount, people.clip, people.rank};
    assert_int_equal(kp_allocate_groups(scratch, scratch, &people.spec, &people.rows,
                                        dept, 3, pools, &out, results),
                     0);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(people.amount[i], cents(expected[i]));
    for (size_t g = 0; g < 3; g++)
        assert_int_equal(results[g].unspent, 0);
}

/* Coefficient × composite, of yancheng.md 1.4. */
static const char *const coefs[] = {"2.500", "1.950", "1.850", "1.400", "1.150",
                                    "1.000", "1.800", "1.200", "1.325", "0.900"};
static const char *const composites[] = {"97.14", "98.51", "100.72", "97.67", "94.58",
                                         "93.06", "95.72", "94.22",  "92.40", "88.75"};

static void yancheng_divides_the_month_by_points(void **state)
{
    static const char *const days[] = {"21", "21", "21", "21", "21",
                                       "21", "21", "18", "21", "16"};
    division d;
    kp_decimal sum, value;

    (void)state;
    divide_among(&d, "42000", 10, coefs);
    for (size_t i = 0; i < 10; i++)
        d.weight[i] =
            over(times(over(times(d.weight[i], composites[i]), "100"), days[i]), "21");
    assert_paid(&d, (const char *[]){"7221.86", "5712.50", "5541.13", "4066.31",
                                     "3234.51", "2767.41", "5123.73", "2881.96",
                                     "3640.82", "1809.77"});
    assert_true(d.result.wide);  // 16/21 has 34 digits
    assert_true(kp_dec_round(d.result.weight_sum, 6, KP_ROUND_HALF_UP, &sum));
    assert_int_equal(kp_dec_cmp(sum, dec("14.123366")), 0);
    assert_true(kp_dec_round(d.result.lambda, 6, KP_ROUND_HALF_UP, &value));
    assert_int_equal(kp_dec_cmp(value, dec("2973.795250")), 0);
}

static void yancheng_divides_the_over_target_share(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "463666.67", 10, coefs);
    for (size_t i = 0; i < 10; i++)
        d.weight[i] = times(d.weight[i], composites[i]);
    assert_paid(&d, (const char *[]){"77789.94", "61531.89", "59686.04", "43800.05",
                                     "34840.35", "29809.07", "55190.02", "36216.77",
                                     "39216.90", "25585.64"});
}

static void yancheng_gives_nothing_to_a_department_below_80(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "200000", 4, (const char *[]){"94.2", "88.6", "0.0", "91.0"});
    assert_paid(&d, (const char *[]){"68809.35", "64718.77", "0", "66471.88"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(p1_scales_pro_rata_under_the_cap),
        cmocka_unit_test(p1_pays_nominal_amounts_that_fit),
        cmocka_unit_test(nominal_fractions_are_closed_to_their_own_sum),
        cmocka_unit_test(a_tail_pays_nobody_more_than_his_amount),
        cmocka_unit_test(p2_pays_an_exact_point_value),
        cmocka_unit_test(p2_leaves_a_rest_when_the_point_value_is_cut_off),
        cmocka_unit_test(p3_fills_between_floors_and_ceilings),
        cmocka_unit_test(p3_leaves_what_the_ceilings_do_not_take),
        cmocka_unit_test(p3_refuses_floors_that_exceed_the_pool),
        cmocka_unit_test(p4_divides_pools_of_pools),
        cmocka_unit_test(yancheng_divides_the_month_by_points),
        cmocka_unit_test(yancheng_divides_the_over_target_share),
        cmocka_unit_test(yancheng_gives_nothing_to_a_department_below_80),
    };
    return cmocka_run_group_tests(tests, open_scratch, close_scratch);
}
