/* test_load_history.c - rules/load/load.h: values of an earlier run, and columns typed
 * in their stead.
 *
 * Sums are worked out by hand; E1 and E2 of the sample month (domain §f) are among
 * them: 29,200.00 before March plus 14,321.86 in March.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/tiny_scheme.h"

#define PEOPLE "工号,姓名,部门\nE1,赵一,D1\nE2,钱二,D1\n"

typedef struct history_case {
    kp_ymd month, previous;  // previous.year 0: no earlier run
    const char *earlier;     // table 员工 of the earlier run
    const char *typed;       // 员工-结转.csv, or NULL
    const char *field, *key, *expected;
    kp_code code;  // a finding that must be there, or none at all
} history_case;

static tiny_scheme *open_case(const history_case *c)
{
    tiny_scheme *t = ts_open();
    const kp_field *pay = ts_named(t, TS_PERSON, "应发合计");

    (void)ts_history(t, pay, "累计.应发合计", KP_HISTORY_YTD);
    ts_history(t, pay, "上期.应发合计", KP_HISTORY_LAST)->missing = KP_MISSING_BLANK;
    ts_history(t, pay, "上年.应发合计", KP_HISTORY_LAST_YEAR)->missing =
        KP_MISSING_BLANK;
    ts_history(t, ts_named(t, TS_PERSON, "部门"), "上期.部门", KP_HISTORY_LAST)
        ->missing = KP_MISSING_BLANK;
    ts_named(t, TS_PERSON, "上期.部门")->link_entity = TS_DEPT;
    ts_named(t, TS_PERSON, "档案工资")->missing = KP_MISSING_CARRY;
    t->scheme->month = kp_date_of(c->month);
    ts_sheet(&t->data, "部门.csv", "编号,名称\nD1,甲\nD2,乙\n");
    ts_sheet(&t->data, "奖惩.csv", "编号,员工,金额\n");
    ts_sheet(&t->data, "员工.csv",
             "工号,姓名,部门,档案工资\nE1,赵一,D1,\nE2,钱二,D1,500\n");
    if (c->typed)
        ts_sheet(&t->data, "员工-结转.csv", c->typed);
    if (c->previous.year) {
        t->in.previous = &t->previous;
        t->in.previous_month = kp_date_of(c->previous);
        ts_sheet(&t->previous, "员工.csv", c->earlier);
    }
    return t;
}

static bool has_code(const tiny_scheme *t, kp_code code)
{
    for (const kp_diag *d = kp_diags_first(t->diags); d; d = d->next)
        if (d->code == code)
            return true;
    return false;
}

static void print_findings(const tiny_scheme *t)
{
    kp_buf buf;

    kp_buf_init(&buf, 1 << 20);
    for (const kp_diag *d = kp_diags_first(t->diags); d; d = d->next)
        kp_diag_print(d, KP_LANG_ZH, &buf);
    kp_buf_char(&buf, '\0');
    print_message("%s\n", buf.p);
    kp_buf_free(&buf);
}

static void check_case(const history_case *c)
{
    tiny_scheme *t = open_case(c);
    kp_buf buf;

    ts_load(t);
    kp_buf_init(&buf, 4096);
    ts_value(t, TS_PERSON, c->key, c->field, &buf);
    bool right = kp_str_is(kp_buf_view(&buf), c->expected);
    bool told = c->code ? has_code(t, c->code) : kp_diags_first(t->diags) == NULL;

    if (!right || !told) {
        print_findings(t);
        fail_msg("%s of %s: %.*s, not %s; %s", c->field, c->key,
                 KP_FMT(kp_buf_view(&buf)), c->expected, kp_code_name(c->code));
    }
    kp_buf_free(&buf);
    ts_close(t);
}

#define MARCH                                                                          \
    {                                                                                  \
        2025, 3, 1                                                                     \
    }
#define FEBRUARY                                                                       \
    {                                                                                  \
        2025, 2, 1                                                                     \
    }
#define JANUARY                                                                        \
    {                                                                                  \
        2025, 1, 1                                                                     \
    }
#define DECEMBER                                                                       \
    {                                                                                  \
        2024, 12, 1                                                                    \
    }
#define NEVER                                                                          \
    {                                                                                  \
        0, 0, 0                                                                        \
    }
#define TABLE "工号,姓名,部门,档案工资,应发合计,累计.应发合计,上年.应发合计\n"
#define FEB TABLE "E1,赵一,D2,8000.00,14600.00,14600.00,9.00\n"

static void sums_go_on_from_the_earlier_run(void **state)
{
    static const history_case cases[] = {
        // 14600 of January, 14600 of February
        {MARCH, FEBRUARY, FEB, NULL, "累计.应发合计", "E1", "29200", 0},
        // somebody who came in March
        {MARCH, FEBRUARY, FEB, NULL, "累计.应发合计", "E2", "0", 0},
        {MARCH, FEBRUARY, TABLE "E1,赵一,D2,8000.00,14321.86,29200.00,\n", NULL,
         "累计.应发合计", "E1", "43521.86", 0},
        // a month outside the calculation adds nothing
        {MARCH, FEBRUARY, TABLE "E1,赵一,D2,8000.00,不适用,14600.00,\n", NULL,
         "累计.应发合计", "E1", "14600", 0},
        {MARCH, FEBRUARY, TABLE "E1,赵一,D2,8000.00,#错误 KP5001,14600.00,\n", NULL,
         "累计.应发合计", "E1", "KP4096", KP4096},
        // a new year begins at nothing
        {JANUARY, DECEMBER, FEB, NULL, "累计.应发合计", "E1", "0", 0},
        {JANUARY, DECEMBER, FEB, NULL, "上年.应发合计", "E1", "14600", 0},
        {MARCH, FEBRUARY, FEB, NULL, "上年.应发合计", "E1", "9", 0},
        {MARCH, FEBRUARY, FEB, NULL, "上期.应发合计", "E1", "14600", 0},
        {MARCH, FEBRUARY, FEB, NULL, "上期.应发合计", "E2", "blank", 0},
        {MARCH, FEBRUARY, FEB, NULL, "上期.部门", "E1", "→D2", 0},
        // 缺失 上期
        {MARCH, FEBRUARY, FEB, NULL, "档案工资", "E1", "8000", 0},
        {MARCH, FEBRUARY, FEB, NULL, "档案工资", "E2", "500", 0},
        // the earlier run had no such column
        {MARCH, FEBRUARY, "工号,档案工资,应发合计\nE1,8000.00,14600.00\n", NULL,
         "累计.应发合计", "E1", "14600", KP4094},
        {MARCH, FEBRUARY, "工号,档案工资,累计.应发合计\nE1,8000.00,14600.00\n", NULL,
         "累计.应发合计", "E1", "14600", KP4095},
        {FEBRUARY, JANUARY, "工号,档案工资,应发合计\nE1,8000.00,14600.00\n", NULL,
         "累计.应发合计", "E1", "14600", 0},
        {MARCH, JANUARY, FEB, NULL, "累计.应发合计", "E1", "29200", KP4091},
        {MARCH, MARCH, FEB, NULL, "档案工资", "E1", "KP4097", KP4090},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&cases[i]);
}

#define TYPED "工号,档案工资,累计.应发合计\nE1,8000,29200.00\nE2,,24500.00\n"

static void typed_sums_stand_in_and_must_agree(void **state)
{
    static const history_case cases[] = {
        {MARCH, NEVER, NULL, TYPED, "累计.应发合计", "E1", "29200", 0},
        {MARCH, NEVER, NULL, TYPED, "上期.应发合计", "E1", "blank", 0},
        {MARCH, FEBRUARY, FEB, TYPED, "累计.应发合计", "E1", "29200", 0},
        {MARCH, FEBRUARY, FEB, "工号,累计.应发合计\nE1,29200.01\n", "累计.应发合计",
         "E1", "KP4093", KP4093},
        // who came from another office is not in the earlier run
        {MARCH, FEBRUARY, FEB, "工号,累计.应发合计\nE2,500\n", "累计.应发合计", "E2",
         "500", 0},
        {JANUARY, DECEMBER, FEB, "工号,累计.应发合计\nE1,0\n", "累计.应发合计", "E1",
         "0", 0},
        {JANUARY, DECEMBER, FEB, "工号,累计.应发合计\nE1,29200\n", "累计.应发合计",
         "E1", "KP4100", KP4100},
        // two heading rows
        {MARCH, NEVER, NULL, "工号,档案工资,累计\n,,应发合计\nE1,1,29200\nE2,,3\n",
         "累计.应发合计", "E1", "29200", 0},
        // nobody knows
        {MARCH, NEVER, NULL, "工号,档案工资\nE1,1\n", "累计.应发合计", "E1", "KP4092",
         KP4092},
        {MARCH, NEVER, NULL, "工号,档案工资,累计.应发合计\nE1,1,\nE2,,1\n",
         "累计.应发合计", "E1", "KP4080", KP4080},
        {MARCH, NEVER, NULL, "工号,档案工资,累计.应发合计\nE1,1,5\n", "累计.应发合计",
         "E2", "0", KP4098},
        {JANUARY, NEVER, NULL, "工号,档案工资\nE1,1\n", "累计.应发合计", "E1", "0", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&cases[i]);
}

static void carried_sums_may_come_in_a_file_of_an_earlier_month(void **state)
{
    static const history_case base = {MARCH,           NEVER, NULL, NULL,
                                      "累计.应发合计", "E1",  "7",  0};
    tiny_scheme *t = open_case(&base);

    (void)state;
    ts_named(t, TS_PERSON, "档案工资")->missing = KP_MISSING_BLANK;
    ts_sheet(&t->data, "员工-2025-02.csv",
             "截至2025年2月\n工号,累计.应发合计\nE1,7\nE2,8\n");
    ts_load(t);
    assert_int_equal(t->status, KP_OK);
    assert_null(kp_diags_first(t->diags));
    ts_close(t);
}

static void amounts_ten_thousand_times_apart_are_remarked(void **state)
{
    static const history_case c = {
        MARCH,      FEBRUARY, FEB,    "工号,档案工资\nE1,0.82\n",
        "档案工资", "E1",     "0.82", KP4084};

    (void)state;
    check_case(&c);
}

/* ---- derived entities ---- */

enum {
    TS_POST = TS_ENTITIES,
    TS_TARGET,
    TS_SCORE
};

/* 考核 is every person with every target of the person's post. */
static tiny_scheme *open_joined(const char *key_first)
{
    tiny_scheme *t = ts_open();

    (void)ts_entity(t, "岗位");
    (void)ts_entity(t, "目标");
    kp_entity *score = ts_entity(t, "考核");
    ts_key(t, ts_field(t, TS_POST, "编号", KP_TEXT, KP_MISSING_ERROR));
    ts_key(t, ts_field(t, TS_TARGET, "编号", KP_TEXT, KP_MISSING_ERROR));
    kp_field *target_post = ts_link(t, TS_TARGET, "岗位", TS_POST, KP_MISSING_ERROR);
    kp_field *post = ts_link(t, TS_PERSON, "岗位", TS_POST, KP_MISSING_BLANK);
    kp_field *person = ts_link(t, TS_SCORE, "员工", TS_PERSON, KP_MISSING_ERROR);
    kp_field *target = ts_link(t, TS_SCORE, "目标", TS_TARGET, KP_MISSING_ERROR);

    (void)ts_field(t, TS_SCORE, "得分", KP_NUM, KP_MISSING_ERROR);
    (void)ts_field(t, TS_SCORE, "备注", KP_TEXT, KP_MISSING_BLANK);
    ts_key(t, kp_str_is(person->name, key_first) ? person : target);
    ts_key(t, kp_str_is(person->name, key_first) ? target : person);
    score->derived = true;
    score->join_left = TS_PERSON;
    score->join_right = TS_TARGET;
    score->join_left_link = post->id;
    score->join_right_link = target_post->id;
    ts_sheet(&t->data, "部门.csv", "编号\nD1\n");
    ts_sheet(&t->data, "奖惩.csv", "编号,员工,金额\n");
    ts_sheet(&t->data, "岗位.csv", "编号\nP1\nP2\nP3\n");
    ts_sheet(&t->data, "目标.csv", "编号,岗位\nT2,P1\nT1,P1\nT3,P2\n");
    ts_sheet(&t->data, "员工.csv",
             "工号,姓名,部门,岗位\nE2,钱二,D1,P1\nE1,赵一,D1,P1\nE3,孙三,D1,P2\n"
             "E4,李四,D1,P3\nE5,周五,D1,\n");
    return t;
}

static void check_cell(const tiny_scheme *t, const char *key, const char *field,
                       const char *expected)
{
    kp_buf buf;

    kp_buf_init(&buf, 4096);
    ts_value(t, TS_SCORE, key, field, &buf);
    if (!kp_str_is(kp_buf_view(&buf), expected)) {
        print_findings(t);
        fail_msg("%s of %s: %.*s", field, key, KP_FMT(kp_buf_view(&buf)));
    }
    kp_buf_free(&buf);
}

static void a_join_has_every_pair_that_meets_and_no_other(void **state)
{
    tiny_scheme *t = open_joined("员工");

    (void)state;
    ts_sheet(&t->data, "考核.csv",
             "员工,目标,得分\nE1,T1,90\nE2,T1,80\nE2,T2,70\nE1,T2,60\nE3,T3,50\n");
    ts_load(t);
    if (kp_diags_first(t->diags))
        print_findings(t);
    assert_int_equal(t->status, KP_OK);
    assert_int_equal(t->table[TS_SCORE]->n, 5);
    check_cell(t, "E1+T1", "得分", "90");
    check_cell(t, "E1+T2", "得分", "60");
    check_cell(t, "E2+T2", "得分", "70");
    check_cell(t, "E3+T3", "得分", "50");
    check_cell(t, "E3+T3", "员工", "→E3");
    check_cell(t, "E2+T1", "目标", "→T1");
    ts_close(t);
}

static void keys_of_a_join_follow_the_order_of_the_entity(void **state)
{
    tiny_scheme *t = open_joined("目标");
    const kp_table *table;

    (void)state;
    ts_sheet(&t->data, "考核.csv",
             "员工,目标,得分\nE1,T1,90\nE2,T1,80\nE2,T2,70\nE1,T2,60\nE3,T3,50\n");
    ts_load(t);
    assert_int_equal(t->status, KP_OK);
    table = t->table[TS_SCORE];
    for (size_t r = 1; r < table->n; r++)
        assert_true(kp_str_cmp(kp_symbol_text(t->scheme->symbols, table->key[r - 1]),
                               kp_symbol_text(t->scheme->symbols, table->key[r])) < 0);
    check_cell(t, "T1+E2", "得分", "80");
    check_cell(t, "T1+E2", "员工", "→E2");
    ts_close(t);
}

static void rows_outside_the_join_and_rows_without_data_are_told(void **state)
{
    tiny_scheme *t = open_joined("员工");
    size_t strangers = 0, missing = 0;

    (void)state;
    ts_sheet(
        &t->data, "考核.csv",
        "员工,目标,得分\nE1,T1,90\nE1,T3,1\nE9,T1,1\nE2,T1,80\nE2,T2,70\nE1,T2,60\n");
    ts_load(t);
    assert_int_equal(t->status, KP_EINVALID);
    for (const kp_diag *d = kp_diags_first(t->diags); d; d = d->next) {
        if (d->code == KP4066) {
            strangers++;
            assert_true(d->where.row == 3 || d->where.row == 4);
        }
        missing += d->code == KP4081;
    }
    assert_int_equal(strangers, 2);
    assert_int_equal(missing, 1);
    check_cell(t, "E3+T3", "得分", "KP4081");
    check_cell(t, "E3+T3", "备注", "blank");
    ts_close(t);
}

static void a_join_key_must_be_its_two_links(void **state)
{
    tiny_scheme *t = open_joined("员工");

    (void)state;
    t->scheme->entity[TS_SCORE]->nkeys = 1;
    ts_load(t);
    assert_int_equal(t->status, KP_EINVALID);
    assert_int_equal(kp_diags_first(t->diags)->code, KP4067);
    assert_int_equal(t->table[TS_SCORE]->n, 0);
    ts_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_go_on_from_the_earlier_run),
        cmocka_unit_test(typed_sums_stand_in_and_must_agree),
        cmocka_unit_test(carried_sums_may_come_in_a_file_of_an_earlier_month),
        cmocka_unit_test(amounts_ten_thousand_times_apart_are_remarked),
        cmocka_unit_test(a_join_has_every_pair_that_meets_and_no_other),
        cmocka_unit_test(keys_of_a_join_follow_the_order_of_the_entity),
        cmocka_unit_test(rows_outside_the_join_and_rows_without_data_are_told),
        cmocka_unit_test(a_join_key_must_be_its_two_links),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
