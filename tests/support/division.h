/* division.h - one pool divided among a few rows, every number spelled as text.
 *
 * Each division is calculated twice, by machine words where they suffice and by GMP,
 * and both must agree in everything.  Memory is the test program's one arena, opened
 * and closed by the group (scratch.h); single-threaded. */
#ifndef KP_TESTS_SUPPORT_DIVISION_H
#define KP_TESTS_SUPPORT_DIVISION_H

#include "engine/kernel_allocate.h"
#include "engine/kernel_rank.h"
#include "tests/support/scratch.h"

enum {
    MOST = 12,
};

static inline kp_decimal dec(const char *text)
{
    kp_decimal out;

    assert_true(kp_dec_parse(kp_str_of(text), false, &out));
    return out;
}

static inline kp_decimal times(kp_decimal a, const char *b)
{
    kp_decimal out;

    assert_true(kp_dec_mul(a, dec(b), &out));
    return out;
}

static inline kp_decimal over(kp_decimal a, const char *b)
{
    kp_decimal out;

    assert_true(kp_dec_div(a, dec(b), &out));
    return out;
}

static inline int64_t cents(const char *money)
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

static inline void divide_among(division *d, const char *pool, size_t n,
                                const char *const *weights)
{
    assert_true(n <= MOST);
    *d = (division){.spec = KP_ALLOCATE_USUAL, .pool = dec(pool)};
    for (size_t i = 0; i < n; i++)
        d->weight[i] = dec(weights[i]);
    d->rows = (kp_allocate_rows){.n = n, .weight = d->weight};
}

static inline void put_ceilings(division *d, const char *const *ceilings)
{
    for (size_t i = 0; i < d->rows.n; i++)
        d->ceiling[i] = dec(ceilings[i]);
    d->rows.ceiling = d->ceiling;
}

static inline void put_floors(division *d, const char *const *floors)
{
    for (size_t i = 0; i < d->rows.n; i++)
        d->floor[i] = dec(floors[i]);
    d->rows.floor = d->floor;
}

static inline void assert_same_str(kp_str a, kp_str b)
{
    assert_true(kp_str_eq(a, b));
}

static inline void assert_same_division(const division *a, const division *b)
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

static inline kp_allocate_problem divide_once(division *d)
{
    kp_allocate_out out = {d->amount, d->clip, d->rank};

    return kp_allocate(scratch, scratch, &d->spec, &d->rows, d->pool, &out, &d->result);
}

/* Both paths, with and without ranks: the selection must close as the sort does. */
static inline kp_allocate_problem divide(division *d)
{
    division wide = *d;
    int64_t unranked[MOST];
    kp_allocate_out amounts_only = {unranked, NULL, NULL};
    kp_allocate_result result;
    kp_allocate_problem problem = divide_once(d);

    wide.spec.force_wide = true;
    assert_int_equal(divide_once(&wide), problem);
    assert_same_division(d, &wide);
    assert_int_equal(kp_allocate(scratch, scratch, &d->spec, &d->rows, d->pool,
                                 &amounts_only, &result),
                     problem);
    for (size_t i = 0; i < d->rows.n; i++)
        assert_int_equal(unranked[i], d->amount[i]);
    assert_int_equal(d->result.paid + d->result.unspent, d->result.pool);
    return problem;
}

static inline void assert_paid(division *d, const char *const *expected)
{
    assert_int_equal(divide(d), KP_ALLOCATE_OK);
    for (size_t i = 0; i < d->rows.n; i++)
        assert_int_equal(d->amount[i], cents(expected[i]));
}

static inline void assert_lambda(const division *d, const char *num, const char *den)
{
    assert_same_str(d->result.lambda_num, kp_str_of(num));
    assert_same_str(d->result.lambda_den, kp_str_of(den));
}

#endif
