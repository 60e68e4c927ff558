/* test_kernel_allocate.c - dividing pools: the worked numbers of domain §f and of
 * examples/yancheng.md, every closing, every problem.  Each division is calculated
 * twice, by machine words where they suffice and by GMP, and both must agree in
 * everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/kernel_allocate.h"
#include "engine/kernel_rank.h"

enum {
    MOST = 12,
};

static kp_arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = kp_arena_open(0);
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    kp_arena_close(arena);
    return 0;
}

static kp_decimal dec(const char *text)
{
    kp_decimal out;

    assert_true(kp_dec_parse(kp_str_of(text), false, &out));
    return out;
}

static kp_decimal times(kp_decimal a, const char *b)
{
    kp_decimal out;

    assert_true(kp_dec_mul(a, dec(b), &out));
    return out;
}

static kp_decimal over(kp_decimal a, const char *b)
{
    kp_decimal out;

    assert_true(kp_dec_div(a, dec(b), &out));
    return out;
}

static int64_t cents(const char *money)
{
    int64_t out;

    assert_true(kp_dec_to_i64(dec(money), 2, &out));
    return out;
}

/* A pool with its rows and results. */
typedef struct division {
    kp_allocate_spec spec;
    kp_decimal weight[MOST], floor[MOST], ceiling[MOST];
    kp_allocate_rows rows;
    kp_decimal pool;
    int64_t amount[MOST];
    uint8_t clip[MOST];
    uint32_t rank[MOST];
    kp_allocate_result result;
} division;

static void divide_among(division *d, const char *pool, size_t n,
                         const char *const *weights)
{
    assert_true(n <= MOST);
    *d = (division){.spec = KP_ALLOCATE_USUAL, .pool = dec(pool)};
    for (size_t i = 0; i < n; i++)
        d->weight[i] = dec(weights[i]);
    d->rows = (kp_allocate_rows){.n = n, .weight = d->weight};
}

static void put_ceilings(division *d, const char *const *ceilings)
{
    for (size_t i = 0; i < d->rows.n; i++)
        d->ceiling[i] = dec(ceilings[i]);
    d->rows.ceiling = d->ceiling;
}

static void put_floors(division *d, const char *const *floors)
{
    for (size_t i = 0; i < d->rows.n; i++)
        d->floor[i] = dec(floors[i]);
    d->rows.floor = d->floor;
}

static void assert_same_str(kp_str a, kp_str b)
{
    assert_true(kp_str_eq(a, b));
}

static void assert_same_division(const division *a, const division *b)
{
    for (size_t i = 0; i < a->rows.n; i++) {
        assert_int_equal(a->amount[i], b->amount[i]);
        assert_int_equal(a->clip[i], b->clip[i]);
        assert_int_equal(a->rank[i], b->rank[i]);
    }
    const kp_allocate_result *x = &a->result, *y = &b->result;
    assert_int_equal(x->problem, y->problem);
    assert_int_equal(x->row, y->row);
    assert_int_equal(x->paid, y->paid);
    assert_int_equal(x->unspent, y->unspent);
    assert_int_equal(x->closed, y->closed);
    assert_int_equal(x->tail, y->tail);
    assert_int_equal(x->scaled, y->scaled);
    assert_int_equal(x->floors_scaled, y->floors_scaled);
    assert_int_equal(kp_dec_cmp(x->weight_sum, y->weight_sum), 0);
    assert_int_equal(kp_dec_cmp(x->lambda, y->lambda), 0);
    assert_same_str(x->lambda_num, y->lambda_num);
    assert_same_str(x->lambda_den, y->lambda_den);
}

static kp_allocate_problem divide_once(division *d)
{
    kp_allocate_out out = {d->amount, d->clip, d->rank};

    return kp_allocate(arena, arena, &d->spec, &d->rows, d->pool, &out, &d->result);
}

/* Both paths, with and without ranks: the selection must close as the sort does. */
static kp_allocate_problem divide(division *d)
{
    division wide = *d;
    int64_t unranked[MOST];
    kp_allocate_out amounts_only = {unranked, NULL, NULL};
    kp_allocate_result result;
    kp_allocate_problem problem = divide_once(d);

    wide.spec.force_wide = true;
    assert_int_equal(divide_once(&wide), problem);
    assert_same_division(d, &wide);
    assert_int_equal(
        kp_allocate(arena, arena, &d->spec, &d->rows, d->pool, &amounts_only, &result),
        problem);
    for (size_t i = 0; i < d->rows.n; i++)
        assert_int_equal(unranked[i], d->amount[i]);
    assert_int_equal(d->result.paid + d->result.unspent, d->result.pool);
    return problem;
}

static void assert_paid(division *d, const char *const *expected)
{
    assert_int_equal(divide(d), KP_ALLOCATE_OK);
    for (size_t i = 0; i < d->rows.n; i++)
        assert_int_equal(d->amount[i], cents(expected[i]));
}

static void assert_lambda(const division *d, const char *num, const char *den)
{
    assert_same_str(d->result.lambda_num, kp_str_of(num));
    assert_same_str(d->result.lambda_den, kp_str_of(den));
}

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
    assert_int_equal(kp_allocate_groups(arena, arena, &people.spec, &people.rows, dept,
                                        3, pools, &out, results),
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
    assert_int_equal(kp_allocate_groups(arena, arena, &d.spec, &d.rows, group, 3, pools,
                                        &out, results),
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
        cmocka_unit_test(p1_scales_pro_rata_under_the_cap),
        cmocka_unit_test(p1_pays_nominal_amounts_that_fit),
        cmocka_unit_test(nominal_fractions_are_closed_to_their_own_sum),
        cmocka_unit_test(p2_pays_an_exact_point_value),
        cmocka_unit_test(p2_leaves_a_rest_when_the_point_value_is_cut_off),
        cmocka_unit_test(p3_fills_between_floors_and_ceilings),
        cmocka_unit_test(p3_leaves_what_the_ceilings_do_not_take),
        cmocka_unit_test(p3_refuses_floors_that_exceed_the_pool),
        cmocka_unit_test(p4_divides_pools_of_pools),
        cmocka_unit_test(yancheng_divides_the_month_by_points),
        cmocka_unit_test(yancheng_divides_the_over_target_share),
        cmocka_unit_test(yancheng_gives_nothing_to_a_department_below_80),
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
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
