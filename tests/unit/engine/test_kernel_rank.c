/* test_kernel_rank.c - places within groups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/kernel_rank.h"
#include "engine/kernel_sort.h"
#include "tests/support/scratch.h"

static kp_decimal dec(const char *text)
{
    kp_decimal out;

    assert_true(kp_dec_parse(kp_str_of(text), false, &out));
    return out;
}

/* 81.5 is written with two scales: equal values are equal whatever their spelling. */
static const char *const scores[] = {"90", "81.5", "81.50", "95", "70", "81.5"};

static void assert_places(kp_rank_style style, const int64_t *expected)
{
    kp_decimal score[6];
    int64_t rank[6];

    for (size_t i = 0; i < 6; i++)
        score[i] = dec(scores[i]);
    kp_sort_key key = {.num = score, .descending = true};
    kp_rank(scratch, 6, NULL, &key, 1, style, 1, rank);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(rank[i], expected[i]);
}

static void competition_leaves_places_out_behind_equals(void **state)
{
    (void)state;
    assert_places(KP_RANK_COMPETITION, (const int64_t[]){2, 3, 3, 1, 6, 3});
}

static void dense_leaves_no_place_out(void **state)
{
    (void)state;
    assert_places(KP_RANK_DENSE, (const int64_t[]){2, 3, 3, 1, 4, 3});
}

static void ordinal_lets_the_row_order_decide(void **state)
{
    (void)state;
    assert_places(KP_RANK_ORDINAL, (const int64_t[]){2, 3, 4, 1, 6, 5});
}

static void groups_are_ranked_apart_and_rows_without_group_get_nothing(void **state)
{
    const kp_decimal score[] = {dec("1"), dec("5"), dec("3"), dec("9"), dec("2")};
    const uint32_t group[] = {7, 2, 7, KP_NO_GROUP, 2};
    const kp_sort_key key = {.num = score, .descending = true};
    int64_t rank[5];

    (void)state;
    kp_rank(scratch, 5, group, &key, 1, KP_RANK_COMPETITION, 1, rank);
    assert_int_equal(rank[0], 2);
    assert_int_equal(rank[1], 1);
    assert_int_equal(rank[2], 1);
    assert_int_equal(rank[3], 0);
    assert_int_equal(rank[4], 2);
}

static void later_keys_order_but_do_not_separate_equals(void **state)
{
    const kp_decimal score[] = {dec("88"), dec("88"), dec("80")};
    const kp_str id[] = {KP_STR("E09"), KP_STR("E02"), KP_STR("E01")};
    const kp_sort_key keys[] = {{.num = score, .descending = true}, {.text = id}};
    int64_t rank[3];

    (void)state;
    kp_rank(scratch, 3, NULL, keys, 2, KP_RANK_COMPETITION, 1, rank);
    assert_int_equal(rank[0], 1);
    assert_int_equal(rank[1], 1);
    assert_int_equal(rank[2], 3);

    kp_rank(scratch, 3, NULL, keys, 2, KP_RANK_COMPETITION, 2, rank);
    assert_int_equal(rank[0], 2);
    assert_int_equal(rank[1], 1);
    assert_int_equal(rank[2], 3);
}

static void numbers_too_long_for_64_bits_are_compared_exactly(void **state)
{
    const kp_decimal score[] = {dec("0.9999999999999999999999999999999998"),
                                dec("0.9999999999999999999999999999999999"), dec("1")};
    const kp_sort_key key = {.num = score};
    int64_t rank[3];

    (void)state;
    kp_rank(scratch, 3, NULL, &key, 1, KP_RANK_DENSE, 1, rank);
    assert_int_equal(rank[0], 1);
    assert_int_equal(rank[1], 2);
    assert_int_equal(rank[2], 3);
}

static void nobody_is_ranked_among_no_rows(void **state)
{
    int64_t rank[1] = {42};

    (void)state;
    kp_rank(scratch, 0, NULL, NULL, 0, KP_RANK_DENSE, 0, rank);
    assert_int_equal(rank[0], 42);
}

/* A place is one plus the number of better rows (or of better different values):
 * counted here row by row, on enough rows for the merge sort to have several levels. */
static void many_rows_have_the_places_that_counting_gives(void **state)
{
    enum {
        N = 500,
        GROUPS = 3
    };
    kp_decimal score[N];
    uint32_t group[N];
    int64_t place[N], dense[N];
    uint32_t seed = 12345;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        seed = seed * 1103515245u + 12345u;
        score[i] = kp_dec((seed >> 16) % 60, 1);
        group[i] = (seed >> 8) % GROUPS;
    }
    kp_sort_key key = {.num = score};
    kp_rank(scratch, N, group, &key, 1, KP_RANK_COMPETITION, 1, place);
    kp_rank(scratch, N, group, &key, 1, KP_RANK_DENSE, 1, dense);
    for (size_t i = 0; i < N; i++) {
        int64_t better = 0, values = 0;
        bool seen[60] = {false};

        for (size_t j = 0; j < N; j++) {
            if (group[j] != group[i] || score[j].coef >= score[i].coef)
                continue;
            better++;
            values += !seen[score[j].coef];
            seen[score[j].coef] = true;
        }
        assert_int_equal(place[i], better + 1);
        assert_int_equal(dense[i], values + 1);
    }
}

static void the_nth_largest_is_found_among_equals(void **state)
{
    (void)state;
    for (size_t nth = 1; nth <= 7; nth++) {
        uint64_t keys[] = {5, 9, 5, UINT64_MAX, 0, 5, 1};
        const uint64_t sorted[] = {UINT64_MAX, 9, 5, 5, 5, 1, 0};

        assert_true(kp__nth_largest(keys, 7, nth) == sorted[nth - 1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(competition_leaves_places_out_behind_equals),
        cmocka_unit_test(dense_leaves_no_place_out),
        cmocka_unit_test(ordinal_lets_the_row_order_decide),
        cmocka_unit_test(groups_are_ranked_apart_and_rows_without_group_get_nothing),
        cmocka_unit_test(later_keys_order_but_do_not_separate_equals),
        cmocka_unit_test(numbers_too_long_for_64_bits_are_compared_exactly),
        cmocka_unit_test(nobody_is_ranked_among_no_rows),
        cmocka_unit_test(many_rows_have_the_places_that_counting_gives),
        cmocka_unit_test(the_nth_largest_is_found_among_equals),
    };
    return cmocka_run_group_tests(tests, open_scratch, close_scratch);
}
