/* The names of the rounding modes, and rounding of machine words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/decimal.h"

static void every_name_and_alias_is_understood(void **unused)
{
    static const struct {
        const char *name;
        kp_rounding mode;
    } cases[] = {
        {"四舍五入", KP_ROUND_HALF_UP},
        {"HALF_UP", KP_ROUND_HALF_UP},
        {"银行家", KP_ROUND_HALF_EVEN},
        {"四舍六入五成双", KP_ROUND_HALF_EVEN},
        {"HALF_EVEN", KP_ROUND_HALF_EVEN},
        {"五舍六入", KP_ROUND_HALF_DOWN},
        {"HALF_DOWN", KP_ROUND_HALF_DOWN},
        {"进位", KP_ROUND_UP},
        {"UP", KP_ROUND_UP},
        {"舍去", KP_ROUND_DOWN},
        {"截断", KP_ROUND_DOWN},
        {"DOWN", KP_ROUND_DOWN},
        {"向上", KP_ROUND_CEILING},
        {"CEILING", KP_ROUND_CEILING},
        {"向下", KP_ROUND_FLOOR},
        {"FLOOR", KP_ROUND_FLOOR},
        {"见分进角", KP_ROUND_UP_AFTER_DOWN},
        {"见分进角·舍厘", KP_ROUND_UP_AFTER_DOWN},
        {"UP_AFTER_DOWN", KP_ROUND_UP_AFTER_DOWN},
        {"见分进角·原值", KP_ROUND_UP},
        {"见分进角·四舍五入", KP_ROUND_UP_AFTER_HALF},
        {"UP_AFTER_HALF", KP_ROUND_UP_AFTER_HALF},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_rounding got = KP_ROUNDING_COUNT;

        if (!kp_rounding_parse(kp_str_of(cases[i].name), &got))
            fail_msg("not understood: %s", cases[i].name);
        assert_int_equal(got, cases[i].mode);
    }
}

static void other_words_are_no_modes(void **unused)
{
    static const char *const words[] = {"", "四舍", "half_up", "HALF", "四舍五入 "};

    (void)unused;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        kp_rounding got = KP_ROUNDING_COUNT;

        assert_false(kp_rounding_parse(kp_str_of(words[i]), &got));
        assert_int_equal(got, KP_ROUNDING_COUNT);
    }
}

static void a_mode_is_known_by_the_names_it_gives(void **unused)
{
    (void)unused;
    for (int mode = 0; mode < KP_ROUNDING_COUNT; mode++) {
        for (int english = 0; english < 2; english++) {
            kp_rounding got;
            const char *name = kp_rounding_name((kp_rounding)mode, english);

            assert_true(kp_rounding_parse(kp_str_of(name), &got));
            assert_int_equal(got, mode);
        }
    }
    assert_string_equal(kp_rounding_name(KP_ROUND_HALF_UP, false), "四舍五入");
    assert_string_equal(kp_rounding_name(KP_ROUND_HALF_UP, true), "HALF_UP");
}

typedef struct quotient_case {
    int64_t num, den;
    kp_rounding mode;
    bool tail;
    int64_t want;
} quotient_case;

static const quotient_case quotients[] = {
    {5, 10, KP_ROUND_HALF_UP, false, 1},
    {-5, 10, KP_ROUND_HALF_UP, false, -1},
    {5, 10, KP_ROUND_HALF_EVEN, false, 0},
    {15, 10, KP_ROUND_HALF_EVEN, false, 2},
    {5, 10, KP_ROUND_HALF_DOWN, false, 0},
    {7, 3, KP_ROUND_UP, false, 3},
    {7, 3, KP_ROUND_DOWN, false, 2},
    {-7, 3, KP_ROUND_CEILING, false, -2},
    {-7, 3, KP_ROUND_FLOOR, false, -3},
    {6, 3, KP_ROUND_UP, false, 2},
    {3, 7, KP_ROUND_HALF_UP, false, 0},
    {4, 7, KP_ROUND_HALF_UP, false, 1},
    // A tail turns a tie into more than a half, and nothing into something.
    {50, 100, KP_ROUND_HALF_EVEN, true, 1},
    {50, 100, KP_ROUND_HALF_DOWN, true, 1},
    {-50, 100, KP_ROUND_HALF_EVEN, true, -1},
    {49, 100, KP_ROUND_HALF_UP, true, 0},
    {200, 100, KP_ROUND_UP, true, 3},
    {200, 100, KP_ROUND_DOWN, true, 2},
    {200, 100, KP_ROUND_CEILING, true, 3},
    {-200, 100, KP_ROUND_CEILING, true, -2},
    {-200, 100, KP_ROUND_FLOOR, true, -3},
    {4, 100, KP_ROUND_UP_AFTER_HALF, true, 0},
    {5, 100, KP_ROUND_UP_AFTER_HALF, false, 1},
    {9, 100, KP_ROUND_UP_AFTER_DOWN, true, 0},
    {10, 100, KP_ROUND_UP_AFTER_DOWN, false, 1},
    {99, 100, KP_ROUND_UP_AFTER_HALF, false, 1},
    // den no multiple of ten: 1/7 = 0.142…, 1/21 = 0.047…, 1/19 = 0.052…
    {1, 7, KP_ROUND_UP_AFTER_DOWN, false, 1},
    {1, 11, KP_ROUND_UP_AFTER_DOWN, false, 0},
    {1, 21, KP_ROUND_UP_AFTER_HALF, false, 0},
    {1, 19, KP_ROUND_UP_AFTER_HALF, false, 1},
    {INT64_MAX, 1, KP_ROUND_UP, false, INT64_MAX},
    {INT64_MIN, 1, KP_ROUND_UP, false, INT64_MIN},
};

static void integer_quotients_follow_the_mode(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof quotients / sizeof *quotients; i++) {
        const quotient_case *c = &quotients[i];
        kp_i128 got = kp_round_quotient(c->num, c->den, c->mode, c->tail);

        if (got != c->want)
            fail_msg("case %zu gave %lld", i, (long long)got);
    }
}

static void the_widest_integers_do_not_overflow(void **unused)
{
    const kp_i128 most = (kp_i128)(((kp_u128)1 << 127) - 1), least = -most - 1;

    (void)unused;
    for (int mode = 0; mode < KP_ROUNDING_COUNT; mode++) {
        assert_true(kp_round_quotient(most, 1, (kp_rounding)mode, false) == most);
        assert_true(kp_round_quotient(least, 1, (kp_rounding)mode, false) == least);
        assert_true(kp_round_quotient(most, most, (kp_rounding)mode, false) == 1);
    }
    assert_true(kp_round_quotient(most - 1, most, KP_ROUND_HALF_UP, false) == 1);
    assert_true(kp_round_quotient(most / 2, most, KP_ROUND_HALF_UP, false) == 0);
    assert_true(kp_round_quotient(most / 2 + 1, most, KP_ROUND_HALF_UP, false) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_and_alias_is_understood),
        cmocka_unit_test(other_words_are_no_modes),
        cmocka_unit_test(a_mode_is_known_by_the_names_it_gives),
        cmocka_unit_test(integer_quotients_follow_the_mode),
        cmocka_unit_test(the_widest_integers_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
