/* test_quota_naive.c - quotas and bottom lists on random groups, against counting.
 *
 * A row keeps a limited grade according to two numbers: how many candidates of its
 * group are strictly better, and how many are equal.  Nothing is sorted here, and heads
 * are counted in integers of per cent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/kernel_quota.h"
#include "tests/support/rnd.h"
#include "tests/support/scratch.h"

enum {
    MOST = 24,
    GROUPS = 3,
    GRADES = 5,
    LIMITS = 3,
    ROUNDS = 60000,
};

static rnd dice = {88172645463325252u};
typedef struct sample {
    size_t n;
    uint8_t grade[MOST];
    uint32_t group[MOST];
    bool in_base[MOST], vetoed[MOST];
    kp_decimal score[MOST], second[MOST];
    kp_sort_key keys[2];
    int64_t percent[LIMITS], bottom_percent;
    kp_quota_limit limits[LIMITS];
    kp_quota_spec spec;
    kp_quota_rows rows;
    kp_quota_heads_rule bottom;
} sample;

static void make_limits(sample *s)
{
    static const uint8_t grades[] = {1, 0, 3};

    for (size_t i = 0; i < LIMITS; i++) {
        s->percent[i] = rnd_up_to(&dice, 60);
        s->limits[i] = (kp_quota_limit){
            .grade = grades[i],
            .fall_to = rnd_one_in(&dice, 4) ? GRADES - 1 : 0,
            .or_better = rnd_one_in(&dice, 3),
            .veto_permits = rnd_one_in(&dice, 4),
            .heads = {.share = kp_dec(s->percent[i], 2),
                      .rounding = (kp_quota_rounding)rnd_up_to(&dice, 2),
                      .minimum = rnd_up_to(&dice, 2),
                      .has_maximum = rnd_one_in(&dice, 4),
                      .maximum = rnd_up_to(&dice, 3)},
        };
    }
}

static void make_sample(sample *s)
{
    *s = (sample){.n = (size_t)rnd_up_to(&dice, MOST)};
    for (size_t i = 0; i < s->n; i++) {
        s->grade[i] =
            rnd_one_in(&dice, 8) ? KP_UNGRADED : (uint8_t)rnd_up_to(&dice, GRADES - 2);
        s->group[i] = rnd_one_in(&dice, 12) ? KP_NO_GROUP
                                            : (uint32_t)rnd_up_to(&dice, GROUPS - 1);
        s->in_base[i] = !rnd_one_in(&dice, 6);
        s->vetoed[i] = rnd_one_in(&dice, 6);
        s->score[i] = kp_dec(rnd_up_to(&dice, 5), 0);
        s->second[i] = kp_dec(rnd_up_to(&dice, 2), 0);
    }
    make_limits(s);
    s->keys[0] = (kp_sort_key){.num = s->score, .descending = true};
    s->keys[1] = (kp_sort_key){.num = s->second};
    s->spec =
        (kp_quota_spec){.limits = s->limits,
                        .nlimits = (size_t)rnd_up_to(&dice, LIMITS),
                        .ngroups = GROUPS,
                        .ngrades = GRADES,
                        .ties = (kp_quota_ties)rnd_up_to(&dice, 2),
                        .pool_below = rnd_one_in(&dice, 2) ? rnd_up_to(&dice, 6) : 0};
    s->rows = (kp_quota_rows){.n = s->n,
                              .grade = s->grade,
                              .group = s->group,
                              .in_base = s->in_base,
                              .vetoed = s->vetoed,
                              .keys = s->keys,
                              .nkeys = 2};
    s->bottom_percent = rnd_up_to(&dice, 40);
    s->bottom =
        (kp_quota_heads_rule){.share = kp_dec(s->bottom_percent, 2),
                              .rounding = (kp_quota_rounding)rnd_up_to(&dice, 2),
                              .minimum = rnd_up_to(&dice, 2)};
}

static int64_t heads_of(int64_t n, int64_t percent, const kp_quota_heads_rule *rule)
{
    static const int64_t add[] = {0, 50, 99};  // floor, half-up, ceiling
    int64_t heads = (n * percent + add[rule->rounding]) / 100;

    heads = heads < rule->minimum ? rule->minimum : heads;
    heads = rule->has_maximum && heads > rule->maximum ? rule->maximum : heads;
    return heads > n ? n : heads;
}

static bool counts(const sample *s, size_t i, bool graded)
{
    return s->group[i] != KP_NO_GROUP && s->in_base[i] &&
           (!graded || s->grade[i] != KP_UNGRADED);
}

static int64_t base_of(const sample *s, uint32_t group, bool graded)
{
    int64_t base = 0;

    for (size_t i = 0; i < s->n; i++)
        base += s->group[i] == group && counts(s, i, graded);
    return base;
}

/* The group a row is counted in: small groups are one. */
static uint32_t pool_of(const sample *s, size_t i, bool graded)
{
    bool small = base_of(s, s->group[i], graded) < s->spec.pool_below;
    return small ? GROUPS : s->group[i];
}

static int64_t pool_base(const sample *s, uint32_t pool, bool graded)
{
    int64_t base = 0;

    for (size_t i = 0; i < s->n; i++)
        base += counts(s, i, graded) && pool_of(s, i, graded) == pool;
    return base;
}

/* 1: row a is better, 0: equal in every key. */
static int better(const sample *s, size_t a, size_t b)
{
    if (s->score[a].coef != s->score[b].coef)
        return s->score[a].coef > s->score[b].coef ? 1 : -1;
    if (s->second[a].coef != s->second[b].coef)
        return s->second[a].coef < s->second[b].coef ? 1 : -1;
    return 0;
}

typedef struct standing {
    int64_t ahead, equals, equals_before;
} standing;

/* Among the rows of `among`, as seen from the top (sign 1) or the bottom (-1). */
static standing stand(const sample *s, const bool *among, size_t i, int sign)
{
    standing at = {0, 0, 0};

    for (size_t k = 0; k < s->n; k++) {
        if (!among[k])
            continue;
        int order = better(s, k, i) * sign;
        at.ahead += order > 0;
        at.equals += order == 0;
        at.equals_before += order == 0 && (sign > 0 ? k < i : k > i);
    }
    return at;
}

static bool has_place(standing at, int64_t places, kp_quota_ties ties)
{
    if (ties == KP_TIES_STRICT)
        return at.ahead + at.equals_before < places;
    if (ties == KP_TIES_NONE)
        return at.ahead + at.equals <= places;
    return at.ahead < places;
}

static void limit_naively(const sample *s, size_t l, uint8_t *final, uint8_t *reason)
{
    const kp_quota_limit *limit = &s->limits[l];
    uint8_t below = limit->fall_to ? limit->fall_to : (uint8_t)(limit->grade + 1);
    uint8_t before[MOST];

    for (size_t i = 0; i < s->n; i++) {
        if (final[i] == limit->grade && s->vetoed[i] && !limit->veto_permits) {
            final[i] = below;
            reason[i] |= KP_QUOTA_VETO;
        }
    }
    memcpy(before, final, sizeof before);
    for (size_t i = 0; i < s->n; i++) {
        if (!counts(s, i, true) || before[i] != limit->grade)
            continue;
        bool among[MOST] = {false};
        uint32_t pool = pool_of(s, i, true);
        int64_t places =
            heads_of(pool_base(s, pool, true), s->percent[l], &limit->heads);

        for (size_t k = 0; k < s->n; k++) {
            bool same = counts(s, k, true) && pool_of(s, k, true) == pool;
            among[k] = same && before[k] == limit->grade;
            places -= limit->or_better && same && before[k] < limit->grade;
        }
        places = places < 0 ? 0 : places;
        standing at = stand(s, among, i, 1);
        if (at.ahead < places && at.ahead + at.equals > places)
            reason[i] |= KP_QUOTA_TIE;
        if (!has_place(at, places, s->spec.ties)) {
            final[i] = below;
            reason[i] |= KP_QUOTA_OVERFLOW;
        }
    }
}

static void grade_naively(const sample *s, uint8_t *final, uint8_t *reason)
{
    for (size_t i = 0; i < s->n; i++) {
        final[i] = s->grade[i];
        reason[i] = counts(s, i, true) ? KP_QUOTA_KEPT : KP_QUOTA_OUTSIDE;
    }
    for (uint8_t grade = 0; grade < GRADES; grade++)
        for (size_t l = 0; l < s->spec.nlimits; l++)
            if (s->limits[l].grade == grade)
                limit_naively(s, l, final, reason);
}

static void compare_grades(sample *s)
{
    uint8_t final[MOST], reason[MOST], expected[MOST], why[MOST];
    kp_quota_count count[LIMITS * (GROUPS + 1)];

    assert_int_equal(
        kp_quota_apply(scratch, &s->spec, &s->rows, final, reason, count, NULL),
        KP_QUOTA_OK);
    grade_naively(s, expected, why);
    for (size_t i = 0; i < s->n; i++) {
        assert_int_equal(final[i], expected[i]);
        assert_int_equal(reason[i], why[i]);
    }
    for (size_t l = 0; l < s->spec.nlimits; l++) {
        for (uint32_t g = 0; g <= GROUPS; g++) {
            const kp_quota_count *c = &count[l * (GROUPS + 1) + g];

            if (c->pooled)
                continue;
            assert_int_equal(c->base, pool_base(s, g, true));
            if (!s->limits[l].or_better && s->spec.ties != KP_TIES_ALL)
                assert_true(c->held <= c->limit);
        }
    }
}

static void compare_bottom_lists(sample *s)
{
    bool marked[MOST];

    assert_int_equal(kp_bottom_list(scratch, &s->bottom, &s->rows, GROUPS, s->spec.ties,
                                    s->spec.pool_below, marked, NULL, NULL),
                     KP_QUOTA_OK);
    for (size_t i = 0; i < s->n; i++) {
        bool among[MOST] = {false};

        if (!counts(s, i, false)) {
            assert_false(marked[i]);
            continue;
        }
        uint32_t pool = pool_of(s, i, false);
        for (size_t k = 0; k < s->n; k++)
            among[k] = counts(s, k, false) && pool_of(s, k, false) == pool;
        int64_t places =
            heads_of(pool_base(s, pool, false), s->bottom_percent, &s->bottom);
        assert_int_equal(marked[i],
                         has_place(stand(s, among, i, -1), places, s->spec.ties));
    }
}

static void quotas_agree_with_counting(void **state)
{
    static sample s;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        make_sample(&s);
        compare_grades(&s);
        compare_bottom_lists(&s);
        kp_arena_reset(scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotas_agree_with_counting),
    };
    return cmocka_run_group_tests(tests, open_scratch, close_scratch);
}
