/* test_kernel_allocate.c - dividing pools: every closing, every bound, every problem.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/division.h"

/* 1.00 among three: a cent is left over. */
static void each_closing_puts_the_cent_where_it_says(void **state)
{
    static const struct {
        kp_allocate_closing closing;
        bool half_up;
        const char *expected[3];
    } table[] = {
        {KP_CLOSE_LARGEST_REMAINDER, false, {"0.34", "0.33", "0.33"}},
        {KP_CLOSE_TAIL_TO_LARGEST, false, {"0.34", "0.33", "0.33"}},
        {KP_CLOSE_TAIL_TO_FIRST, false, {"0.34", "0.33", "0.33"}},
        {KP_CLOSE_TAIL_TO_LAST, false, {"0.33", "0.33", "0.34"}},
        {KP_CLOSE_TAIL_UNSPENT, false, {"0.33", "0.33", "0.33"}},
        {KP_CLOSE_TAIL_TO_LAST, true, {"0.33", "0.33", "0.34"}},
    };
    division d;

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        divide_among(&d, "1.00", 3, (const char *[]){"1", "1", "1"});
        d.spec.closing = table[i].closing;
        d.spec.half_up = table[i].half_up;
        assert_paid(&d, table[i].expected);
    }
}

/* 0.10 by 1:1:1:1: 2.5 cents each.  Half-up pays 3 each, two cents too many. */
static void half_up_takes_back_what_it_overpaid(void **state)
{
    static const struct {
        kp_allocate_closing closing;
        const char *expected[4];
    } table[] = {
        {KP_CLOSE_TAIL_TO_FIRST, {"0.01", "0.03", "0.03", "0.03"}},
        {KP_CLOSE_TAIL_TO_LAST, {"0.03", "0.03", "0.03", "0.01"}},
        {KP_CLOSE_TAIL_TO_LARGEST, {"0.01", "0.03", "0.03", "0.03"}},
        {KP_CLOSE_TAIL_UNSPENT, {"0.03", "0.03", "0.02", "0.02"}},
    };
    division d;

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        divide_among(&d, "0.10", 4, (const char *[]){"1", "1", "1", "1"});
        d.spec.closing = table[i].closing;
        d.spec.half_up = true;
        assert_paid(&d, table[i].expected);
    }
}

/* 10.00 by 3:2:1 is 5.00, 3.33 and 1.66 with a cent over; the largest is at his
 * ceiling. */
static void a_tail_passes_by_whoever_is_at_the_ceiling(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "10.00", 3, (const char *[]){"3", "2", "1"});
    put_ceilings(&d, (const char *[]){"5.00", "9", "9"});
    d.spec.closing = KP_CLOSE_TAIL_TO_LARGEST;
    assert_paid(&d, (const char *[]){"5.00", "3.34", "1.66"});

    // A point value of 1 pays 4.00 and 3.20; of 1.80 left the first has room for 0.80.
    divide_among(&d, "9.00", 2, (const char *[]){"4", "3.2"});
    put_ceilings(&d, (const char *[]){"4.80", "4.70"});
    d.spec.point_decimals = 0;
    d.spec.closing = KP_CLOSE_TAIL_TO_FIRST;
    assert_paid(&d, (const char *[]){"4.80", "4.20"});
    assert_int_equal(d.result.tail, cents("1.80"));
}

static void the_tie_order_decides_between_equal_remainders(void **state)
{
    static const uint32_t order[] = {2, 0, 1};
    division d;

    (void)state;
    divide_among(&d, "1.01", 3, (const char *[]){"1", "1", "1"});
    d.rows.order = order;
    assert_paid(&d, (const char *[]){"0.34", "0.33", "0.34"});
    assert_int_equal(d.rank[2], 1);
    assert_int_equal(d.rank[0], 2);
    assert_int_equal(d.rank[1], 3);
    assert_int_equal(d.result.closed, 2);
}

/* 1.00 by weights 0.5, 0.3, 0.2 plus bounds of a fraction of a cent. */
static void bounds_are_made_whole_inwards(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "1.00", 3, (const char *[]){"0.5", "0.3", "0.2"});
    put_ceilings(&d, (const char *[]){"0.409", "9", "9"});
    put_floors(&d, (const char *[]){"0", "0", "0.251"});
    assert_paid(&d, (const char *[]){"0.40", "0.34", "0.26"});
    assert_int_equal(d.clip[0], KP_CLIP_CEILING);
    assert_int_equal(d.clip[2], KP_CLIP_FLOOR);

    put_ceilings(&d, (const char *[]){"9", "9", "0.259"});  // no whole cent between
    assert_int_equal(divide(&d), KP_ALLOCATE_BOUNDS_CROSSED);
    assert_int_equal(d.result.row, 2);
}

static void a_row_without_weight_gets_its_floor_only(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "10.00", 3, (const char *[]){"0", "1", "0"});
    put_floors(&d, (const char *[]){"2", "0", "0"});
    assert_paid(&d, (const char *[]){"2.00", "8.00", "0"});
}

static void bounds_may_be_missing_row_by_row(void **state)
{
    static const bool has_floor[] = {false, true, false};
    static const bool has_ceiling[] = {true, false, false};
    division d;

    (void)state;
    divide_among(&d, "10.00", 3, (const char *[]){"8", "1", "1"});
    put_floors(&d, (const char *[]){"9", "3", "9"});
    put_ceilings(&d, (const char *[]){"5", "0", "0"});
    d.rows.has_floor = has_floor;
    d.rows.has_ceiling = has_ceiling;
    assert_paid(&d, (const char *[]){"5.00", "3.00", "2.00"});
}

static void rows_left_out_get_nothing_and_are_not_looked_at(void **state)
{
    static const bool included[] = {true, false, true};
    division d;

    (void)state;
    divide_among(&d, "9.00", 3, (const char *[]){"1", "-5", "2"});
    d.rows.included = included;
    assert_paid(&d, (const char *[]){"3.00", "0", "6.00"});
    assert_int_equal(d.result.rows, 2);
}

static void what_cannot_be_divided_is_named(void **state)
{
    static const char *const ones[] = {"1", "1", "1"};
    static const char *const none[] = {"0", "0.00", "0"};
    static const char *const negative[] = {"1", "1", "-0.01"};
    static const struct {
        const char *pool;
        const char *const *weights;
        kp_allocate_problem problem;
        uint32_t row;
    } table[] = {
        {"-0.01", ones, KP_ALLOCATE_NEGATIVE_POOL, KP_NO_ROW},
        {"1.005", ones, KP_ALLOCATE_POOL_NOT_WHOLE, KP_NO_ROW},
        {"0.00", negative, KP_ALLOCATE_NEGATIVE_WEIGHT, 2},
        {"0.01", none, KP_ALLOCATE_NO_WEIGHT, KP_NO_ROW},
        {"99999999999999999999", ones, KP_ALLOCATE_TOO_LARGE, KP_NO_ROW},
        {"0.000", none, KP_ALLOCATE_OK, KP_NO_ROW},
        {"0", ones, KP_ALLOCATE_OK, KP_NO_ROW},
    };
    division d;

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        divide_among(&d, table[i].pool, 3, table[i].weights);
        assert_int_equal(divide(&d), table[i].problem);
        assert_int_equal(d.result.row, table[i].row);
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(d.amount[k], 0);
    }
    divide_among(&d, "1", 0, ones);
    assert_int_equal(divide(&d), KP_ALLOCATE_NO_WEIGHT);
    divide_among(&d, "0", 0, ones);
    assert_int_equal(divide(&d), KP_ALLOCATE_OK);
    divide_among(&d, "1", 3, ones);
    put_ceilings(&d, (const char *[]){"1", "-1", "1"});
    assert_int_equal(divide(&d), KP_ALLOCATE_NEGATIVE_BOUND);
    assert_int_equal(d.result.row, 1);
}

static void bounds_beyond_any_pool_are_no_ceiling_but_a_faulty_floor(void **state)
{
    static const char *const beyond = "46116860184273879.04";  // 2^62 cents
    division d;

    (void)state;
    divide_among(&d, "3.00", 2, (const char *[]){"2", "1"});
    put_ceilings(&d, (const char *[]){beyond, "99999999999999999999999999999999"});
    assert_paid(&d, (const char *[]){"2.00", "1.00"});
    assert_int_equal(d.result.ceiled, 0);

    put_floors(&d, (const char *[]){"0", beyond});
    assert_int_equal(divide(&d), KP_ALLOCATE_TOO_LARGE);
    assert_int_equal(d.result.row, 1);
    put_floors(&d, (const char *[]){"0", "46116860184273879.03"});  // a cent less fits
    assert_int_equal(divide(&d), KP_ALLOCATE_INFEASIBLE);
}

static void cap_pays_nothing_to_nobody_without_complaint(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "5", 2, (const char *[]){"0", "0"});
    d.spec.mode = KP_ALLOCATE_CAP;
    assert_paid(&d, (const char *[]){"0", "0"});
    assert_int_equal(d.result.unspent, cents("5"));
}

static void one_bad_pool_does_not_spoil_the_others(void **state)
{
    static const uint32_t group[] = {2, 0, 1, KP_NO_GROUP, 0, 2};
    const kp_decimal pools[] = {dec("1"), dec("-1"), dec("7")};
    kp_allocate_result results[3];
    division d;

    (void)state;
    divide_among(&d, "0", 6, (const char *[]){"3", "1", "1", "1", "1", "4"});
    kp_allocate_out out = {d.amount, NULL, NULL};
    assert_int_equal(kp_allocate_groups(scratch, scratch, &d.spec, &d.rows, group, 3,
                                        pools, &out, results),
                     1);
    assert_int_equal(results[1].problem, KP_ALLOCATE_NEGATIVE_POOL);
    static const int64_t expected[] = {300, 50, 0, 0, 50, 400};
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(d.amount[i], expected[i]);
}

/* Thirds of different lengths: a common factor, and zeros at the end, change nothing.
 */
static void a_common_factor_of_the_weights_changes_nothing(void **state)
{
    static const char *const factors[] = {"7", "0.001", "3.0000000000000000000000000",
                                          "123456789012345678901234567890.123"};
    static const char *const expected[] = {"1666.67", "3333.33", "5000.00"};
    division d;

    (void)state;
    for (size_t f = 0; f < sizeof factors / sizeof *factors; f++) {
        divide_among(&d, "10000", 3, (const char *[]){"1", "2", "3"});
        for (size_t i = 0; i < 3; i++)
            d.weight[i] = times(d.weight[i], factors[f]);
        assert_paid(&d, expected);
    }
}

static void weights_of_any_size_stand_side_by_side(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "4611686018427387903", 3,
                 (const char *[]){"9999999999999999999999999999999999", "1",
                                  "0.000000000000000000000000000000000000001"});
    d.spec.decimals = 0;
    assert_int_equal(divide(&d), KP_ALLOCATE_OK);
    assert_int_equal(d.amount[0], INT64_C(4611686018427387903));
    assert_int_equal(d.amount[1], 0);
    assert_true(d.result.wide);

    // The same pool in machine words, at their very limit.
    divide_among(&d, "4611686018427387903", 2,
                 (const char *[]){"4611686018427387904", "4611686018427387903"});
    d.spec.decimals = 0;
    assert_int_equal(divide(&d), KP_ALLOCATE_OK);
    assert_false(d.result.wide);
    assert_int_equal(d.amount[0] + d.amount[1], INT64_C(4611686018427387903));
    assert_int_equal(d.amount[0] - d.amount[1], 1);
}

static void needless_zeros_do_not_cost_the_fast_path(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "10", 2, (const char *[]){"1.0000000000000000000000000", "3"});
    assert_paid(&d, (const char *[]){"2.50", "7.50"});
    assert_false(d.result.wide);
}

/* One cent among three thirds that differ in the 34th digit. */
static void the_last_digit_of_a_weight_decides(void **state)
{
    division d;

    (void)state;
    divide_among(&d, "0.01", 3,
                 (const char *[]){"0.3333333333333333333333333333333332",
                                  "0.3333333333333333333333333333333334",
                                  "0.3333333333333333333333333333333333"});
    assert_paid(&d, (const char *[]){"0", "0.01", "0"});
    assert_int_equal(d.rank[0], 3);
    assert_int_equal(d.rank[2], 2);
}

static void a_sum_of_35_digits_is_shown_half_even(void **state)
{
    static const char *const table[][2] = {
        {"2000000000000000000000000000000001", "2000000000000000000000000000000002"},
        {"2000000000000000000000000000000002", "2000000000000000000000000000000002"},
        {"9999999999999999999999999999999999", "10000000000000000000000000000000000"},
    };
    division d;

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        divide_among(&d, "1", 2, (const char *[]){table[i][0], "0.5"});
        assert_int_equal(divide(&d), KP_ALLOCATE_OK);
        assert_int_equal(kp_dec_cmp(d.result.weight_sum, dec(table[i][1])), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_closing_puts_the_cent_where_it_says),
        cmocka_unit_test(half_up_takes_back_what_it_overpaid),
        cmocka_unit_test(a_tail_passes_by_whoever_is_at_the_ceiling),
        cmocka_unit_test(the_tie_order_decides_between_equal_remainders),
        cmocka_unit_test(bounds_are_made_whole_inwards),
        cmocka_unit_test(a_row_without_weight_gets_its_floor_only),
        cmocka_unit_test(bounds_may_be_missing_row_by_row),
        cmocka_unit_test(rows_left_out_get_nothing_and_are_not_looked_at),
        cmocka_unit_test(what_cannot_be_divided_is_named),
        cmocka_unit_test(bounds_beyond_any_pool_are_no_ceiling_but_a_faulty_floor),
        cmocka_unit_test(cap_pays_nothing_to_nobody_without_complaint),
        cmocka_unit_test(one_bad_pool_does_not_spoil_the_others),
        cmocka_unit_test(a_common_factor_of_the_weights_changes_nothing),
        cmocka_unit_test(weights_of_any_size_stand_side_by_side),
        cmocka_unit_test(needless_zeros_do_not_cost_the_fast_path),
        cmocka_unit_test(the_last_digit_of_a_weight_decides),
        cmocka_unit_test(a_sum_of_35_digits_is_shown_half_even),
    };
    return cmocka_run_group_tests(tests, open_scratch, close_scratch);
}
