/* test_kernel_quota.c - limited grades and the bottom list, with the figures of domain
 * §d and the grading of examples/haizhou.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/kernel_quota.h"
#include "tests/support/scratch.h"

enum {
    EXCELLENT,
    GOOD,
    PASS,
    BARELY,
    FAIL,
    NGRADES,
};

enum {
    MOST = 16,
};

static kp_decimal dec(const char *text)
{
    kp_decimal out;

    assert_true(kp_dec_parse(kp_str_of(text), false, &out));
    return out;
}

static int64_t heads(int64_t n, const char *share, kp_quota_rounding rounding,
                     int64_t minimum)
{
    kp_quota_heads_rule rule = {dec(share), rounding, minimum, false, 0};
    int64_t out = -1;

    assert_true(kp_quota_heads(n, &rule, &out));
    return out;
}

static void twenty_percent_has_three_readings(void **state)
{
    static const struct {
        int64_t n, floor, half_up, ceiling;
    } table[] = {{9, 1, 2, 2}, {12, 2, 2, 3}, {23, 4, 5, 5}, {88, 17, 18, 18}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(heads(table[i].n, "0.20", KP_QUOTA_FLOOR, 0), table[i].floor);
        assert_int_equal(heads(table[i].n, "0.20", KP_QUOTA_HALF_UP, 0),
                         table[i].half_up);
        assert_int_equal(heads(table[i].n, "0.20", KP_QUOTA_CEILING, 0),
                         table[i].ceiling);
    }
}

static void five_percent_of_the_bottom_is_at_least_one(void **state)
{
    static const struct {
        int64_t n, round, ceiling;
    } table[] = {{10, 1, 1}, {12, 1, 1}, {23, 1, 2}, {88, 4, 5}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(heads(table[i].n, "0.05", KP_QUOTA_HALF_UP, 1),
                         table[i].round);
        assert_int_equal(heads(table[i].n, "0.05", KP_QUOTA_CEILING, 1),
                         table[i].ceiling);
    }
}

static void a_maximum_and_the_group_itself_bound_the_heads(void **state)
{
    kp_quota_heads_rule rule = {dec("0.2"), KP_QUOTA_FLOOR, 2, true, 3};
    int64_t out;

    (void)state;
    assert_true(kp_quota_heads(100, &rule, &out));
    assert_int_equal(out, 3);
    assert_true(kp_quota_heads(1, &rule, &out));
    assert_int_equal(out, 1);
    assert_true(kp_quota_heads(0, &rule, &out));
    assert_int_equal(out, 0);
    rule.share = dec("-0.1");
    assert_false(kp_quota_heads(10, &rule, &out));
}

/* One group of people with a score each, best scores first. */
typedef struct people {
    kp_decimal score[MOST];
    uint8_t grade[MOST], final[MOST], reason[MOST];
    kp_sort_key key;
    kp_quota_rows rows;
} people;

static void gather(people *p, size_t n, const char *const *scores,
                   const uint8_t *grades)
{
    assert_true(n <= MOST);
    *p = (people){.key = {.descending = true}};
    for (size_t i = 0; i < n; i++) {
        p->score[i] = dec(scores[i]);
        p->grade[i] = grades[i];
    }
    p->key.num = p->score;
    p->rows = (kp_quota_rows){.n = n, .grade = p->grade, .keys = &p->key, .nkeys = 1};
}

static kp_quota_limit at_most(uint8_t grade, const char *share, int64_t minimum)
{
    return (kp_quota_limit){.grade = grade,
                            .heads = {.share = dec(share), .minimum = minimum}};
}

static kp_quota_spec spec_of(const kp_quota_limit *limits, size_t n)
{
    return (kp_quota_spec){
        .limits = limits, .nlimits = n, .ngroups = 1, .ngrades = NGRADES};
}

static void apply(people *p, const kp_quota_spec *spec, kp_quota_count *counts)
{
    assert_int_equal(
        kp_quota_apply(scratch, spec, &p->rows, p->final, p->reason, counts, NULL),
        KP_QUOTA_OK);
}

static void assert_grades(const people *p, const uint8_t *expected)
{
    for (size_t i = 0; i < p->rows.n; i++)
        assert_int_equal(p->final[i], expected[i]);
}

/* Composites of Haizhou: H03 and H09 both 94.66, 业绩分 96.0 > 93.0 decides; H01 and
 * H02 are graded by the district, H06 is on probation, H10 has left (domain §d,
 * haizhou.md 3). */
static void haizhou_has_one_excellent_and_the_tie_goes_to_h03(void **state)
{
    const char *const composite[] = {"0",     "0",     "94.66", "91.24", "89.32",
                                     "88.00", "85.24", "72.04", "94.66", "0"};
    const char *const result[] = {"0",  "0",  "96.0", "90.0", "87.0",
                                  "84", "84", "60.0", "93.0", "0"};
    const uint8_t proposed[] = {EXCELLENT,   PASS, EXCELLENT, EXCELLENT, GOOD,
                                KP_UNGRADED, GOOD, BARELY,    EXCELLENT, KP_UNGRADED};
    const uint8_t expected[] = {EXCELLENT,   PASS, EXCELLENT, GOOD, GOOD,
                                KP_UNGRADED, GOOD, BARELY,    GOOD, KP_UNGRADED};
    const bool in_base[] = {false, false, true, true, true,
                            false, true,  true, true, false};
    kp_decimal second[MOST];
    kp_quota_limit limit = at_most(EXCELLENT, "0.20", 0);
    kp_quota_spec spec = spec_of(&limit, 1);
    kp_quota_count counts[2];
    people p;

    (void)state;
    gather(&p, 10, composite, proposed);
    for (size_t i = 0; i < 10; i++)
        second[i] = dec(result[i]);
    kp_sort_key keys[] = {p.key, {.num = second, .descending = true}};
    p.rows.keys = keys;
    p.rows.nkeys = 2;
    p.rows.in_base = in_base;
    apply(&p, &spec, counts);
    assert_grades(&p, expected);
    assert_int_equal(p.reason[0], KP_QUOTA_OUTSIDE);
    assert_int_equal(p.reason[2], KP_QUOTA_KEPT);
    assert_int_equal(p.reason[3], KP_QUOTA_OVERFLOW);
    assert_int_equal(p.reason[8], KP_QUOTA_OVERFLOW);
    assert_int_equal(counts[0].base, 6);
    assert_int_equal(counts[0].limit, 1);
    assert_int_equal(counts[0].held, 1);
    assert_int_equal(counts[0].fell, 2);

    bool marked[10];
    int64_t asked[2];
    kp_quota_heads_rule bottom = {dec("0.05"), KP_QUOTA_HALF_UP, 1, false, 0};
    assert_int_equal(kp_bottom_list(scratch, &bottom, &p.rows, 1, KP_TIES_STRICT, 0,
                                    marked, asked, NULL),
                     KP_QUOTA_OK);
    assert_int_equal(asked[0], 1);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(marked[i], i == 7);  // H08, 72.04
}

/* 10 people, 20 %: two places, and the second is shared by three people of 92. */
static void equals_at_the_boundary_follow_the_tie_rule(void **state)
{
    static const char *const scores[] = {"92", "95", "92", "92", "80",
                                         "80", "80", "80", "80", "80"};
    static const uint8_t proposed[] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    static const struct {
        kp_quota_ties ties;
        uint8_t final[4], reason[4];
    } table[] = {
        {KP_TIES_STRICT,
         {0, 0, 1, 1},
         {KP_QUOTA_TIE, 0, KP_QUOTA_TIE | KP_QUOTA_OVERFLOW,
          KP_QUOTA_TIE | KP_QUOTA_OVERFLOW}},
        {KP_TIES_NONE,
         {1, 0, 1, 1},
         {KP_QUOTA_TIE | KP_QUOTA_OVERFLOW, 0, KP_QUOTA_TIE | KP_QUOTA_OVERFLOW,
          KP_QUOTA_TIE | KP_QUOTA_OVERFLOW}},
        {KP_TIES_ALL, {0, 0, 0, 0}, {KP_QUOTA_TIE, 0, KP_QUOTA_TIE, KP_QUOTA_TIE}},
    };
    kp_quota_limit limit = at_most(EXCELLENT, "0.2", 0);
    kp_quota_spec spec = spec_of(&limit, 1);
    people p;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        gather(&p, 10, scores, proposed);
        spec.ties = table[i].ties;
        apply(&p, &spec, NULL);
        for (size_t k = 0; k < 4; k++) {
            assert_int_equal(p.final[k], table[i].final[k]);
            assert_int_equal(p.reason[k], table[i].reason[k]);
        }
    }
}

static void equals_inside_the_quota_are_no_tie(void **state)
{
    static const char *const scores[] = {"92", "92", "90", "80", "80"};
    static const uint8_t proposed[] = {0, 0, 0, 1, 1};
    kp_quota_limit limit = at_most(EXCELLENT, "0.4", 0);
    kp_quota_spec spec = spec_of(&limit, 1);
    people p;

    (void)state;
    gather(&p, 5, scores, proposed);
    spec.ties = KP_TIES_NONE;
    apply(&p, &spec, NULL);
    assert_grades(&p, (const uint8_t[]){0, 0, 1, 1, 1});
    assert_int_equal(p.reason[0], KP_QUOTA_KEPT);
    assert_int_equal(p.reason[2], KP_QUOTA_OVERFLOW);
}

/* 优秀 20 %, 良好 30 % of ten: two, then three; whoever overflows twice is 合格. */
static void overflow_meets_the_limit_below(void **state)
{
    static const char *const scores[] = {"99", "98", "97", "96", "89",
                                         "88", "87", "86", "75", "74"};
    static const uint8_t proposed[] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2};
    // The order of the limits does not matter: grades are worked off from the best.
    kp_quota_limit limits[] = {at_most(GOOD, "0.3", 0), at_most(EXCELLENT, "0.2", 0)};
    kp_quota_spec spec = spec_of(limits, 2);
    kp_quota_count counts[4];
    people p;

    (void)state;
    gather(&p, 10, scores, proposed);
    apply(&p, &spec, counts);
    assert_grades(&p, (const uint8_t[]){0, 0, 1, 1, 1, 2, 2, 2, 2, 2});
    assert_int_equal(counts[2].held, 2);
    assert_int_equal(counts[0].held, 3);
    assert_int_equal(counts[0].fell, 3);

    limits[0].or_better = true;  // 优秀 and 良好 together 30 %
    gather(&p, 10, scores, proposed);
    apply(&p, &spec, counts);
    assert_grades(&p, (const uint8_t[]){0, 0, 1, 2, 2, 2, 2, 2, 2, 2});

    limits[1].fall_to = PASS;  // straight to 合格
    limits[0].or_better = false;
    gather(&p, 10, scores, proposed);
    apply(&p, &spec, counts);
    assert_grades(&p, (const uint8_t[]){0, 0, 2, 2, 1, 1, 1, 2, 2, 2});
}

static void a_veto_beats_the_best_score_and_frees_the_place(void **state)
{
    static const char *const scores[] = {"99", "95", "93", "80", "80"};
    static const uint8_t proposed[] = {0, 0, 0, 1, 1};
    static const bool vetoed[] = {true, false, false, false, false};
    kp_quota_limit limit = at_most(EXCELLENT, "0.2", 0);
    kp_quota_spec spec = spec_of(&limit, 1);
    people p;

    (void)state;
    gather(&p, 5, scores, proposed);
    p.rows.vetoed = vetoed;
    apply(&p, &spec, NULL);
    assert_grades(&p, (const uint8_t[]){1, 0, 1, 1, 1});
    assert_int_equal(p.reason[0], KP_QUOTA_VETO);

    limit.veto_permits = true;
    gather(&p, 5, scores, proposed);
    p.rows.vetoed = vetoed;
    apply(&p, &spec, NULL);
    assert_grades(&p, (const uint8_t[]){0, 1, 1, 1, 1});
}

/* Departments of 3, 4 and 5: alone the small ones have no place at 20 %, pooled (7)
 * one. */
static void small_groups_share_a_pool(void **state)
{
    static const char *const scores[] = {"91", "80", "80", "95", "92", "80",
                                         "80", "93", "92", "91", "80", "80"};
    static const uint8_t proposed[] = {0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1};
    static const uint32_t group[] = {0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2};
    kp_quota_limit limit = at_most(EXCELLENT, "0.2", 0);
    kp_quota_spec spec = spec_of(&limit, 1);
    kp_quota_count counts[4];
    people p;

    (void)state;
    spec.ngroups = 3;
    spec.pool_below = 5;
    gather(&p, 12, scores, proposed);
    p.rows.group = group;
    apply(&p, &spec, counts);
    assert_grades(&p, (const uint8_t[]){1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1});
    assert_true(counts[0].pooled && counts[1].pooled && !counts[2].pooled);
    assert_int_equal(counts[2].limit, 1);
    assert_int_equal(counts[3].base, 7);
    assert_int_equal(counts[3].limit, 1);

    spec.pool_below = 0;
    apply(&p, &spec, counts);
    assert_grades(&p, (const uint8_t[]){1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1});
}

static void a_share_may_follow_the_result_of_the_group(void **state)
{
    static const char *const scores[] = {"95", "94", "93", "92",
                                         "95", "94", "93", "92"};
    static const uint8_t proposed[] = {0, 0, 0, 0, 0, 0, 0, 0};
    static const uint32_t group[] = {0, 0, 0, 0, 1, 1, 1, 1};
    const kp_decimal share[] = {dec("0.5"), dec("0.25")};
    kp_quota_limit limit = {.grade = EXCELLENT, .group_share = share};
    kp_quota_spec spec = spec_of(&limit, 1);
    people p;

    (void)state;
    spec.ngroups = 2;
    gather(&p, 8, scores, proposed);
    p.rows.group = group;
    apply(&p, &spec, NULL);
    assert_grades(&p, (const uint8_t[]){0, 0, 1, 1, 0, 1, 1, 1});

    // Pooled groups have no result of their own: the general share of 10 % is no head.
    limit.heads.share = dec("0.1");
    spec.pool_below = 5;
    apply(&p, &spec, NULL);
    assert_grades(&p, (const uint8_t[]){1, 1, 1, 1, 1, 1, 1, 1});
}

static void faults_are_named(void **state)
{
    static const char *const scores[] = {"95", "94"};
    static const uint8_t proposed[] = {0, 0};
    static const uint32_t group[] = {0, 3};
    kp_quota_limit limits[2] = {at_most(EXCELLENT, "0.2", 0), at_most(GOOD, "0.2", 0)};
    kp_quota_spec spec = spec_of(limits, 2);
    size_t where = 99;
    people p;

    (void)state;
    gather(&p, 2, scores, proposed);
    p.grade[1] = NGRADES;
    assert_int_equal(
        kp_quota_apply(scratch, &spec, &p.rows, p.final, p.reason, NULL, &where),
        KP_QUOTA_BAD_GRADE);
    assert_int_equal(where, 1);

    p.grade[1] = 0;
    p.rows.group = group;
    assert_int_equal(
        kp_quota_apply(scratch, &spec, &p.rows, p.final, p.reason, NULL, &where),
        KP_QUOTA_BAD_GROUP);
    assert_int_equal(where, 1);

    p.rows.group = NULL;
    limits[1].heads.share = dec("-1");
    assert_int_equal(
        kp_quota_apply(scratch, &spec, &p.rows, p.final, p.reason, NULL, &where),
        KP_QUOTA_BAD_SHARE);
    assert_int_equal(where, 1);

    static const struct {
        uint8_t grade, fall_to;
    } bad[] = {{EXCELLENT, 0}, {FAIL, 0}, {GOOD, GOOD}, {GOOD, NGRADES}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        limits[1].grade = bad[i].grade;
        limits[1].fall_to = bad[i].fall_to;
        assert_int_equal(
            kp_quota_apply(scratch, &spec, &p.rows, p.final, p.reason, NULL, &where),
            KP_QUOTA_BAD_LIMIT);
        assert_int_equal(where, 1);
    }
}

static void the_bottom_list_follows_the_tie_rule(void **state)
{
    static const char *const scores[] = {"70", "95", "60", "60", "60"};
    static const uint8_t proposed[] = {0, 0, 0, 0, 0};
    static const struct {
        kp_quota_ties ties;
        bool marked[5];
    } table[] = {{KP_TIES_STRICT, {false, false, false, true, true}},
                 {KP_TIES_NONE, {false, false, false, false, false}},
                 {KP_TIES_ALL, {false, false, true, true, true}}};
    kp_quota_heads_rule two = {dec("0.4"), KP_QUOTA_FLOOR, 1, false, 0};
    bool marked[5];
    people p;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        gather(&p, 5, scores, proposed);
        assert_int_equal(kp_bottom_list(scratch, &two, &p.rows, 1, table[i].ties, 0,
                                        marked, NULL, NULL),
                         KP_QUOTA_OK);
        for (size_t k = 0; k < 5; k++)
            assert_int_equal(marked[k], table[i].marked[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twenty_percent_has_three_readings),
        cmocka_unit_test(five_percent_of_the_bottom_is_at_least_one),
        cmocka_unit_test(a_maximum_and_the_group_itself_bound_the_heads),
        cmocka_unit_test(haizhou_has_one_excellent_and_the_tie_goes_to_h03),
        cmocka_unit_test(equals_at_the_boundary_follow_the_tie_rule),
        cmocka_unit_test(equals_inside_the_quota_are_no_tie),
        cmocka_unit_test(overflow_meets_the_limit_below),
        cmocka_unit_test(a_veto_beats_the_best_score_and_frees_the_place),
        cmocka_unit_test(small_groups_share_a_pool),
        cmocka_unit_test(a_share_may_follow_the_result_of_the_group),
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test(the_bottom_list_follows_the_tie_rule),
    };
    return cmocka_run_group_tests(tests, open_scratch, close_scratch);
}
