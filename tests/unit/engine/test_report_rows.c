/* Which rows a layout prints, in what order, and what they add up to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/report_rows.h"
#include "tests/support/tiny_run.h"

static void expect_order(tiny_run *t, const kp_report *r, const char *keys)
{
    kp_report_rows rows;
    kp_buf text;

    kp_buf_init(&text, 4096);
    assert_int_equal(kp_report_rows_open(t->run, r, &rows), KP_OK);
    for (size_t i = 0; i < rows.n; i++) {
        kp_buf_z(&text, i ? " " : "");
        kp_report_spell(t->run, TINY_ID, rows.row[i], &text);
    }
    kp_buf_char(&text, 0);
    assert_string_equal(text.p, keys);
    kp_buf_free(&text);
    kp_report_rows_close(&rows);
}

static void without_sorts_rows_stand_by_key(void **state)
{
    tiny_run *t = tiny_open(1);

    (void)state;
    expect_order(t, tiny_bank(t), "E01 E02 E03 E04 E05");
    tiny_close(t);
}

static void sorts_apply_in_turn_and_the_key_decides_last(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_bank(t);

    (void)state;
    tiny_sort(t, r, TINY_DEPT, true);
    expect_order(t, r, "E02 E03 E05 E01 E04");
    tiny_sort(t, r, TINY_NET, true);
    expect_order(t, r, "E03 E02 E05 E01 E04");
    tiny_close(t);
}

static void cells_without_a_value_stand_last_in_both_directions(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *up = tiny_bank(t), *down = tiny_bank(t);

    (void)state;
    tiny_sort(t, up, TINY_SCORE, false);
    expect_order(t, up, "E01 E02 E03 E04 E05");
    tiny_sort(t, down, TINY_SCORE, true);
    expect_order(t, down, "E03 E02 E01 E04 E05");
    tiny_close(t);
}

static void choices_sort_as_they_were_declared(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_bank(t);
    uint32_t option[3];

    (void)state;
    option[0] = tiny_symbol(t, "孙三");
    option[1] = tiny_symbol(t, "赵一");
    option[2] = tiny_symbol(t, "李四");
    t->scheme->field[TINY_NAME]->noptions = 3;
    t->scheme->field[TINY_NAME]->option = option;
    tiny_sort(t, r, TINY_NAME, false);
    // The two names that are no choices follow by bytes: "=" before any Chinese.
    expect_order(t, r, "E03 E01 E04 E05 E02");
    tiny_close(t);
}

static void the_filter_keeps_rows_that_are_true(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_bank(t);

    (void)state;
    r->filter = TINY_HIGH;
    expect_order(t, r, "E02 E03");
    tiny_put(t, t->people, TINY_HIGH, 1, kp_value_none(KP_BOOL, KP_ABSENT));
    expect_order(t, r, "E03");
    tiny_close(t);
}

static void expect_total(tiny_run *t, const kp_report *r, size_t column,
                         const char *sum)
{
    kp_decimal total;
    char text[KP_DEC_SHORT];

    assert_true(kp_report_total(t->run, r, column, &total));
    (void)kp_dec_format(total, -1, text);
    assert_string_equal(text, sum);
}

static void totals_are_exact_and_follow_the_filter(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_payroll(t);

    (void)state;
    expect_total(t, r, 9, "41131.11");  // by hand from the header of tiny_run.h
    expect_total(t, r, 5, "296.37");    // blank and 不适用 count for nothing
    r->filter = TINY_HIGH;
    expect_total(t, r, 9, "21115.61");
    tiny_close(t);
}

static void wide_numbers_enter_the_total(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_payroll(t);

    (void)state;
    tiny_num(t, TINY_NET, 0, "100000000000000000000.01");
    tiny_num(t, TINY_NET, 1, "0.005");  // finer than the column: wide as well
    expect_total(t, r, 9, "100000000000000019314.925");
    tiny_close(t);
}

static void a_column_of_texts_has_no_total(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_payroll(t);
    kp_decimal total;

    (void)state;
    assert_false(kp_report_total(t->run, r, 0, &total));
    assert_false(kp_report_total(t->run, r, 3, &total));
    assert_false(kp_report_total(t->run, r, 11, &total));
    assert_false(kp_report_total(t->run, r, 99, &total));
    tiny_close(t);
}

static void spelling_is_canonical(void **state)
{
    static const struct {
        uint32_t field;
        size_t row;
        const char *text;
    } CASES[] = {
        {TINY_DEPT, 1, "D2"},
        {TINY_JOINED, 0, "2019-07-01"},
        {TINY_SCORE, 3, ""},
        {TINY_SCORE, 4, "不适用"},
        {TINY_COEF, 0, "2.500"},
        {TINY_SHARE, 0, "0.2895"},
        {TINY_NET, 4, "-300.00"},
        {TINY_DEDUCTED, 4, "0.00"},
        {TINY_PAID, 0, "是"},
        {TINY_PAID, 4, "否"},
        {TINY_GROSS, 0, "#错误 KP5001"},
        {TINY_GROSS, 1, "12112.505"},
    };
    tiny_run *t = tiny_open(1);
    kp_buf text;

    (void)state;
    kp_buf_init(&text, 4096);
    tiny_put(t, t->people, TINY_GROSS, 0,
             kp_value_error(KP_NUM, (kp_fault){KP5001, TINY_GROSS, 0}));
    tiny_num(t, TINY_GROSS, 1, "12112.505");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        kp_buf_clear(&text);
        kp_report_spell(t->run, CASES[i].field, CASES[i].row, &text);
        kp_buf_char(&text, 0);
        assert_string_equal(text.p, CASES[i].text);
    }
    kp_buf_free(&text);
    tiny_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_sorts_rows_stand_by_key),
        cmocka_unit_test(sorts_apply_in_turn_and_the_key_decides_last),
        cmocka_unit_test(cells_without_a_value_stand_last_in_both_directions),
        cmocka_unit_test(choices_sort_as_they_were_declared),
        cmocka_unit_test(the_filter_keeps_rows_that_are_true),
        cmocka_unit_test(totals_are_exact_and_follow_the_filter),
        cmocka_unit_test(wide_numbers_enter_the_total),
        cmocka_unit_test(a_column_of_texts_has_no_total),
        cmocka_unit_test(spelling_is_canonical),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
