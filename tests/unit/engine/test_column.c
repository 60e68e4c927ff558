/* Columns, values and faults: what is put in comes out, in every state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/column.h"
#include "tests/support/arena_desk.h"

static void every_kind_of_value_comes_back(void **state)
{
    const kp_value values[] = {
        kp_value_num(kp_dec(-12345, 2)),
        kp_value_text(7),
        kp_value_date(-1),
        kp_value_bool(true),
        {.kind = KP_LINK, .state = KP_VALUE, .as.row = UINT32_MAX},
    };

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        bool number = values[i].kind == KP_NUM;
        kp_column column = kp_column_make(*state, values[i].kind, number ? 2 : 0, 3);
        kp_column_put(*state, &column, 1, values[i]);
        assert_null(column.state);
        kp_value got = kp_column_get(&column, 1);
        assert_int_equal(got.kind, values[i].kind);
        assert_int_equal(got.state, KP_VALUE);
        if (number)
            assert_int_equal(kp_dec_cmp(got.as.num, values[i].as.num), 0);
        if (values[i].kind == KP_TEXT)
            assert_int_equal(got.as.symbol, 7);
        if (values[i].kind == KP_DATE)
            assert_int_equal(got.as.date, -1);
        if (values[i].kind == KP_BOOL)
            assert_true(got.as.flag);
        if (values[i].kind == KP_LINK)
            assert_int_equal(got.as.row, UINT32_MAX);
    }
}

static void blanks_absences_and_faults_come_back(void **state)
{
    kp_column column = kp_column_make(*state, KP_NUM, 2, 4);
    kp_fault fault = {KP5001, (1u << KP_FAULT_FIELD_BITS) - 1, UINT32_MAX};

    kp_column_put(*state, &column, 0, kp_value_num(kp_dec(1, 0)));
    kp_column_put(*state, &column, 1, kp_value_none(KP_NUM, KP_BLANK));
    kp_column_put(*state, &column, 2, kp_value_none(KP_NUM, KP_ABSENT));
    kp_column_put(*state, &column, 3, kp_value_error(KP_NUM, fault));
    assert_int_equal(kp_column_state(&column, 0), KP_VALUE);
    assert_int_equal(column.v[0], 100);
    assert_int_equal(kp_column_get(&column, 1).state, KP_BLANK);
    assert_int_equal(kp_column_get(&column, 2).state, KP_ABSENT);
    kp_value got = kp_column_get(&column, 3);
    assert_int_equal(got.state, KP_ERROR);
    assert_int_equal(got.as.fault.code, fault.code);
    assert_int_equal(got.as.fault.field, fault.field);
    assert_int_equal(got.as.fault.row, fault.row);
}

static void a_state_is_forgotten_when_a_value_replaces_it(void **state)
{
    kp_column column = kp_column_make(*state, KP_NUM, 0, 1);

    kp_column_put(*state, &column, 0, kp_value_none(KP_NUM, KP_BLANK));
    kp_column_put(*state, &column, 0, kp_value_num(kp_dec(5, 0)));
    assert_int_equal(kp_column_state(&column, 0), KP_VALUE);
    assert_int_equal(column.v[0], 5);
}

static void numbers_without_a_word_are_kept_wide(void **state)
{
    const kp_decimal wide[] = {
        kp_dec(1, 3),          // one digit too many
        kp_dec(INT64_MAX, 0),  // too large at two decimals
        {.coef = kp_pow10_i128(33), .scale = 0},
    };
    kp_column column = kp_column_make(*state, KP_NUM, 2, 3);

    for (size_t i = 0; i < 3; i++) {
        kp_column_put(*state, &column, i, kp_value_num(wide[i]));
        assert_int_equal(kp_column_state(&column, i), KP_WIDE);
        assert_int_equal(kp_dec_cmp(kp_column_get(&column, i).as.num, wide[i]), 0);
    }
    assert_int_equal(column.bound, 0);
}

static void the_bound_is_never_below_a_plain_number(void **state)
{
    static const struct {
        int64_t word;
        uint64_t bound;
    } cases[] = {
        {5, 5}, {-7, 7}, {6, 7}, {INT64_MAX, INT64_MAX}, {INT64_MIN, (uint64_t)1 << 63},
    };
    kp_column column = kp_column_make(*state, KP_NUM, 0, 1);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kp_column_put(*state, &column, 0, kp_value_num(kp_dec(cases[i].word, 0)));
        assert_true(column.bound == cases[i].bound);
    }
}

static void a_word_exists_only_when_nothing_is_lost(void **state)
{
    int64_t word = 42;

    (void)state;
    assert_true(kp_word_of(kp_dec(150, 2), 1, &word));
    assert_int_equal(word, 15);
    assert_false(kp_word_of(kp_dec(155, 2), 1, &word));
    assert_int_equal(kp_dec_cmp(kp_word_decimal(15, KP_VALUE, 1), kp_dec(150, 2)), 0);
}

static void values_are_the_same_by_what_they_say(void **state)
{
    const kp_fault fault = {KP5001, 3, 9}, other_row = {KP5001, 3, 8};
    const struct {
        kp_value a, b;
        bool same;
    } cases[] = {
        {kp_value_num(kp_dec(15, 1)), kp_value_num(kp_dec(150, 2)), true},
        {kp_value_num(kp_dec(15, 1)), kp_value_num(kp_dec(151, 2)), false},
        {kp_value_text(7), kp_value_text(7), true},
        {kp_value_text(7), kp_value_text(8), false},
        {kp_value_text(7), kp_value_date(7), false},
        {kp_value_date(-1), kp_value_date(-1), true},
        {kp_value_date(-1), kp_value_date(1), false},
        {kp_value_bool(true), kp_value_bool(false), false},
        {kp_value_none(KP_NUM, KP_BLANK), kp_value_none(KP_TEXT, KP_BLANK), true},
        {kp_value_none(KP_NUM, KP_BLANK), kp_value_none(KP_NUM, KP_ABSENT), false},
        {kp_value_none(KP_NUM, KP_BLANK), kp_value_num(kp_dec(0, 0)), false},
        {kp_value_error(KP_NUM, fault), kp_value_error(KP_NUM, fault), true},
        {kp_value_error(KP_NUM, fault), kp_value_error(KP_NUM, other_row), false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(kp_value_same(cases[i].a, cases[i].b), cases[i].same);
        assert_int_equal(kp_value_same(cases[i].b, cases[i].a), cases[i].same);
    }
}

static void a_number_shows_its_decimals_and_never_drops_a_digit(void **state)
{
    static const struct {
        int64_t coef;
        int32_t scale;
        int decimals;
        const char *text;
    } cases[] = {
        {85, 0, 2, "85.00"},
        {8512, 2, 2, "85.12"},
        {85125, 3, 2, "85.125"},
        {8550, 2, -1, "85.5"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kp_buf text;

        kp_buf_init(&text, 64);
        kp_value_print(kp_value_num(kp_dec(cases[i].coef, cases[i].scale)),
                       cases[i].decimals, NULL, &text);
        assert_true(kp_str_is(kp_buf_view(&text), cases[i].text));
        kp_buf_free(&text);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_kind_of_value_comes_back),
        CASE(blanks_absences_and_faults_come_back),
        CASE(a_state_is_forgotten_when_a_value_replaces_it),
        CASE(numbers_without_a_word_are_kept_wide),
        CASE(the_bound_is_never_below_a_plain_number),
        CASE(a_word_exists_only_when_nothing_is_lost),
        CASE(values_are_the_same_by_what_they_say),
        CASE(a_number_shows_its_decimals_and_never_drops_a_digit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
