/* test_allocate_invariants.c - what must hold of every pool, on random ones.
 *
 *     test_allocate_invariants [pools] [seed]
 *
 * Pools come in batches whose rows are mixed, so dealing rows into pools is tried as
 * well. Each pool is compared with a plain calculation that looks at every row for
 * every breakpoint and gives out cents one by one; beside it the promises of
 * engine/kernel_allocate.h are checked directly, and small pools against all integer
 * solutions there are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/plain_pool.h"
#include "tests/support/rnd.h"
#include "tests/support/scratch.h"

enum {
    FEW = 4
};  // rows of a pool small enough to try every solution

static uint64_t pools_wanted = 1000000;
static rnd dice = {20250301};

#define CHECK(condition, ...)                                                          \
    do {                                                                               \
        if (!(condition))                                                              \
            fail_msg(__VA_ARGS__);                                                     \
    } while (0)

typedef struct outcome {
    int64_t amount[ROWS];
    uint8_t clip[ROWS];
    uint32_t rank[ROWS];
    kp_allocate_result result[POOLS];
} outcome;

static const struct {
    int64_t weight, pool, bound;
} regimes[] = {
    {4, 30, 12},               // everything ties with everything
    {60, 2000, 700},           //
    {99999, 4000000, 900000},  // a department: points and money
    {999999999, 999999999999, 300000000000},
};

static void make_bounds(batch *b, size_t i, int64_t most)
{
    int64_t lo = rnd_up_to(&dice, most) * 5, hi = lo + rnd_up_to(&dice, most) * 10;

    b->has_floor[i] = rnd_one_in(&dice, 3);
    b->has_ceiling[i] = rnd_one_in(&dice, 2);
    if (rnd_one_in(&dice, 4))
        lo = 0;
    b->floor[i] = kp_dec(lo, 3);
    b->ceiling[i] = kp_dec(hi + 10, 3);
    b->lo[i] = b->has_floor[i] ? (lo + 9) / 10 : 0;
    b->hi[i] = b->has_ceiling[i] ? (hi + 10) / 10 : INT64_MAX;
}

static int64_t nominal_sum(const batch *b, uint32_t g)
{
    int64_t sum = 0;

    for (size_t i = 0; i < ROWS; i++)
        sum += b->group[i] == g ? b->w[i] : 0;
    return sum * 100 / kp_pow10_i64[b->scale];
}

static void make_batch(batch *b)
{
    size_t regime = (size_t)rnd_up_to(&dice, 3);

    *b = (batch){.spec = KP_ALLOCATE_USUAL, .scale = (int32_t)rnd_up_to(&dice, 3)};
    b->spec.mode = rnd_one_in(&dice, 3) ? KP_ALLOCATE_CAP : KP_ALLOCATE_SHARE;
    b->spec.closing =
        rnd_one_in(&dice, 2)
            ? KP_CLOSE_LARGEST_REMAINDER
            : (kp_allocate_closing)rnd_up_to(&dice, KP_CLOSE_TAIL_UNSPENT);
    b->spec.half_up = rnd_one_in(&dice, 2);
    b->spec.scale_floors = rnd_one_in(&dice, 2);
    b->spec.point_decimals =
        rnd_one_in(&dice, 3) ? (int)rnd_up_to(&dice, 4) : KP_POINT_EXACT;
    b->bounded = rnd_one_in(&dice, 2);
    for (size_t i = 0; i < ROWS; i++) {
        b->w[i] = rnd_one_in(&dice, 12) ? 0 : rnd_up_to(&dice, regimes[regime].weight);
        b->weight[i] = kp_dec(b->w[i], b->scale);
        b->group[i] = (uint32_t)rnd_up_to(&dice, POOLS - 1);
        b->hi[i] = INT64_MAX;
        if (b->bounded)
            make_bounds(b, i, regimes[regime].bound);
    }
    for (size_t g = 0; g < POOLS; g++) {
        b->units[g] =
            rnd_one_in(&dice, 20) ? 0 : rnd_up_to(&dice, regimes[regime].pool);
        // Caps are most delicate next to the sum of what they cap.
        if (b->spec.mode == KP_ALLOCATE_CAP && rnd_one_in(&dice, 3))
            b->units[g] = nominal_sum(b, (uint32_t)g) + rnd_up_to(&dice, 2);
        b->pool[g] = kp_dec(b->units[g], 2);
    }
}

static void divide(const batch *b, const uint32_t *order, outcome *out)
{
    kp_allocate_rows rows = {.n = ROWS, .weight = b->weight, .order = order};
    kp_allocate_out where = {out->amount, out->clip, out->rank};

    if (b->bounded) {
        rows.floor = b->floor;
        rows.ceiling = b->ceiling;
        rows.has_floor = b->has_floor;
        rows.has_ceiling = b->has_ceiling;
    }
    // Ranks are sorted, amounts alone are selected: both roads are travelled.
    if (!order)
        where.closing_rank = NULL;
    size_t problems = kp_allocate_groups(scratch, scratch, &b->spec, &rows, b->group,
                                         POOLS, b->pool, &where, out->result);
    CHECK(problems <= POOLS, "%zu problems", problems);
}

static kp_i128 number(kp_str digits)
{
    kp_i128 n = 0;

    for (size_t i = 0; i < digits.n; i++)
        n = n * 10 + (digits.p[i] - '0');
    return n;
}

static void compare_with_plain(const plain *p, const outcome *out, size_t g)
{
    const kp_allocate_result *result = &out->result[g];

    CHECK(result->problem == p->problem, "problem %d, plainly %d", result->problem,
          p->problem);
    for (size_t i = 0; i < p->n; i++) {
        int64_t amount = out->amount[p->row[i]];
        int64_t expected = p->problem == KP_ALLOCATE_OK ? p->x[i] : 0;

        CHECK(amount == expected, "pool %zu row %zu: %lld, plainly %lld", g, p->row[i],
              (long long)amount, (long long)expected);
        CHECK(p->problem != KP_ALLOCATE_OK || out->clip[p->row[i]] == p->clip[i],
              "pool %zu row %zu: clip", g, p->row[i]);
    }
    if (p->problem != KP_ALLOCATE_OK)
        return;
    // num·10^scale/(den·100), compared without reducing; both sides fit 128 bits.
    kp_i128 left = p->num * kp_pow10_i128(p->scale) * number(result->lambda_den);
    kp_i128 right = number(result->lambda_num) * (p->den * 100);
    CHECK(left == right, "pool %zu: λ is not %lld/%lld", g, (long long)p->num,
          (long long)p->den);
}

static bool looks_at_remainders_only(const kp_allocate_spec *spec)
{
    return spec->closing == KP_CLOSE_LARGEST_REMAINDER ||
           spec->closing == KP_CLOSE_TAIL_UNSPENT;
}

/* The promises of the header, without the plain calculation's λ but for the last. */
static void check_promises(const plain *p, const outcome *out, size_t g)
{
    const kp_allocate_result *result = &out->result[g];
    int64_t paid = 0;

    for (size_t i = 0; i < p->n; i++) {
        int64_t x = out->amount[p->row[i]];

        paid += x;
        CHECK(x >= p->lo[i] && x <= p->hi[i], "a bound is broken");
        CHECK(x <= most_for(p, i) || x == p->lo[i], "scaling down pays more");
        if (!looks_at_remainders_only(p->spec))
            continue;
        for (size_t k = 0; k < p->n; k++)
            CHECK(p->lo[i] != p->lo[k] || p->hi[i] != p->hi[k] || p->w[i] <= p->w[k] ||
                      x >= out->amount[p->row[k]],
                  "more weight gets less");
        kp_i128 off = x * p->den - p->w[i] * p->num;
        CHECK(p->clip[i] != KP_CLIP_NONE || (off < p->den && -off < p->den),
              "a share is a unit off");
    }
    CHECK(paid == result->paid && paid + result->unspent == p->pool,
          "the sum is wrong");
    CHECK(result->unspent >= 0, "more than the pool is paid");
    bool spends_all = p->spec->mode == KP_ALLOCATE_SHARE &&
                      p->spec->closing == KP_CLOSE_LARGEST_REMAINDER &&
                      p->spec->point_decimals < 0 && !p->sated;
    CHECK(!spends_all || result->unspent == 0, "the pool is not spent");
}

static void check_batch(const batch *b, const outcome *out)
{
    static plain p;

    for (size_t g = 0; g < POOLS; g++) {
        gather(b, g, &p);
        divide_plainly(&p);
        compare_with_plain(&p, out, g);
        if (p.problem == KP_ALLOCATE_OK)
            check_promises(&p, out, g);
    }
}

static void check_same(const outcome *a, const outcome *b, const uint32_t *moved)
{
    for (size_t i = 0; i < ROWS; i++) {
        size_t k = moved ? moved[i] : i;

        CHECK(a->amount[i] == b->amount[k], "row %zu differs", i);
        CHECK(a->clip[i] == b->clip[k], "row %zu is clipped otherwise", i);
    }
    for (size_t g = 0; g < POOLS; g++)
        CHECK(a->result[g].problem == b->result[g].problem, "pool %zu differs", g);
}

static void gmp_gives_the_same(const batch *b, const outcome *out)
{
    static outcome wide;
    batch forced = *b;

    forced.spec.force_wide = true;
    divide(&forced, NULL, &wide);
    check_same(out, &wide, NULL);
    for (size_t g = 0; g < POOLS; g++) {
        const kp_allocate_result *x = &out->result[g], *y = &wide.result[g];

        CHECK(kp_str_eq(x->lambda_num, y->lambda_num) &&
                  kp_str_eq(x->lambda_den, y->lambda_den),
              "λ differs");
        CHECK(kp_dec_cmp(x->lambda, y->lambda) == 0, "λ is rounded differently");
        CHECK(kp_dec_cmp(x->weight_sum, y->weight_sum) == 0, "Σw differs");
        CHECK(x->closed == y->closed && x->tail == y->tail, "the closing differs");
        CHECK(x->problem != KP_ALLOCATE_OK || y->wide, "GMP was not forced");
    }
}

/* Rows change places, the tie order stays with the people. */
static void order_of_rows_changes_nothing(const batch *b, const outcome *out)
{
    static outcome other;
    static batch mixed;
    uint32_t moved[ROWS];

    mixed = *b;
    for (uint32_t i = 0; i < ROWS; i++)
        moved[i] = i;
    for (uint32_t i = ROWS - 1; i > 0; i--) {
        uint32_t k = (uint32_t)rnd_up_to(&dice, i), swap = moved[i];
        moved[i] = moved[k];
        moved[k] = swap;
    }
    for (size_t i = 0; i < ROWS; i++) {
        mixed.weight[moved[i]] = b->weight[i];
        mixed.floor[moved[i]] = b->floor[i];
        mixed.ceiling[moved[i]] = b->ceiling[i];
        mixed.has_floor[moved[i]] = b->has_floor[i];
        mixed.has_ceiling[moved[i]] = b->has_ceiling[i];
        mixed.group[moved[i]] = b->group[i];
    }
    divide(&mixed, moved, &other);
    check_same(out, &other, moved);
}

static void a_common_factor_changes_nothing(const batch *b, const outcome *out)
{
    static outcome other;
    static batch scaled;
    kp_decimal factor = kp_dec(rnd_up_to(&dice, 98) + 2, (int32_t)rnd_up_to(&dice, 6));

    if (b->spec.mode == KP_ALLOCATE_CAP || b->spec.point_decimals >= 0)
        return;
    scaled = *b;
    for (size_t i = 0; i < ROWS; i++)
        CHECK(kp_dec_mul(b->weight[i], factor, &scaled.weight[i]), "too large");
    divide(&scaled, NULL, &other);
    check_same(out, &other, NULL);
}

static void every_promise_holds_of_random_pools(void **state)
{
    static batch b;
    static outcome out;

    (void)state;
    for (uint64_t done = 0; done < pools_wanted; done += POOLS) {
        make_batch(&b);
        divide(&b, NULL, &out);
        check_batch(&b, &out);
        switch (rnd_up_to(&dice, 3)) {
        case 0:
            gmp_gives_the_same(&b, &out);
            break;
        case 1:
            order_of_rows_changes_nothing(&b, &out);
            break;
        case 2:
            a_common_factor_changes_nothing(&b, &out);
            break;
        default:
            break;
        }
        kp_arena_reset(scratch);
    }
}

/* All integer solutions between the bounds with the right sum; the best is nearest to
 * the exact shares by squares, and among equals the one that gives earlier rows more.
 */
typedef struct search {
    const plain *p;
    kp_i128 exact[FEW];  // share × den
    int64_t x[FEW], best[FEW];
    kp_i128 best_off;
    bool found;
} search;

static void try_all(search *s, size_t i, int64_t left, kp_i128 off)
{
    if (i >= s->p->n || i >= FEW) {
        // Rows are tried from large to small, so the first of equals is kept.
        if (left == 0 && (!s->found || off < s->best_off)) {
            s->found = true;
            s->best_off = off;
            memcpy(s->best, s->x, sizeof s->best);
        }
        return;
    }
    int64_t most = s->p->hi[i] < left ? s->p->hi[i] : left;
    for (int64_t x = most; x >= s->p->lo[i]; x--) {
        kp_i128 d = x * s->p->den - s->exact[i];

        s->x[i] = x;
        try_all(s, i + 1, left - x, off + d * d);
    }
}

static void search_best(plain *p, search *s)
{
    *s = (search){.p = p};
    for (size_t i = 0; i < p->n; i++) {
        kp_i128 share = p->w[i] * p->num;

        if (share < p->lo[i] * p->den)
            share = p->lo[i] * p->den;
        if (p->hi[i] != INT64_MAX && share > p->hi[i] * p->den)
            share = p->hi[i] * p->den;
        s->exact[i] = share;
    }
    try_all(s, 0, p->pool, 0);
}

static void largest_remainder_is_the_nearest_of_all_solutions(void **state)
{
    (void)state;
    for (int round = 0; round < 40000; round++) {
        kp_decimal weight[FEW], floor[FEW], ceiling[FEW];
        bool has_ceiling[FEW];
        int64_t amount[FEW];
        kp_allocate_spec spec = KP_ALLOCATE_USUAL;
        plain p = {.spec = &spec,
                   .n = 1 + (size_t)rnd_up_to(&dice, FEW - 1),
                   .pool = rnd_up_to(&dice, 9)};
        kp_allocate_rows rows = {.n = p.n,
                                 .weight = weight,
                                 .floor = floor,
                                 .ceiling = ceiling,
                                 .has_ceiling = has_ceiling};
        kp_allocate_out out = {.amount = amount};
        kp_allocate_result result;
        search best;

        for (size_t i = 0; i < p.n; i++) {
            p.w[i] = 1 + rnd_up_to(&dice, 6);
            p.lo[i] = rnd_one_in(&dice, 3) ? rnd_up_to(&dice, 2) : 0;
            has_ceiling[i] = rnd_one_in(&dice, 2);
            p.hi[i] = has_ceiling[i] ? p.lo[i] + rnd_up_to(&dice, 3) : INT64_MAX;
            weight[i] = kp_dec(p.w[i], 0);
            floor[i] = kp_dec(p.lo[i], 2);
            ceiling[i] = kp_dec(p.hi[i], 2);
        }
        kp_arena_reset(scratch);
        if (kp_allocate(scratch, scratch, &spec, &rows, kp_dec(p.pool, 2), &out,
                        &result) != KP_ALLOCATE_OK)
            continue;
        fill(&p);
        search_best(&p, &best);
        CHECK(best.found == (result.unspent == 0), "spent where it cannot be, or not");
        for (size_t i = 0; best.found && i < p.n; i++)
            CHECK(amount[i] == best.best[i], "round %d: a nearer solution exists",
                  round);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_promise_holds_of_random_pools),
        cmocka_unit_test(largest_remainder_is_the_nearest_of_all_solutions),
    };

    if (argc > 1)
        pools_wanted = strtoull(argv[1], NULL, 10);
    if (argc > 2)
        dice.state = strtoull(argv[2], NULL, 10);
    return cmocka_run_group_tests(tests, open_scratch, close_scratch);
}
