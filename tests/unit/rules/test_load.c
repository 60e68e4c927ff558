/* test_load.c - rules/load/load.h: the tables that come of the sheets, whole and in
 * order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/load_desk.h"

/* ---- tables ---- */

static void rows_stand_in_key_order_and_know_their_cells(void **state)
{
    tiny_scheme *t = open_with_departments();
    const kp_table *people;
    kp_where where;

    (void)state;
    ts_sheet(&t->data, "员工-甲.csv", "工号,姓名,部门\nE3,孙三,D1\nE1,赵一,D2\n");
    ts_sheet(&t->data, "员工-乙.csv", "工号,姓名,部门\nE2,钱二,D1\n");
    ts_sheet(&t->data, "员工-考勤.csv", "标题\n工号,出勤天数\nE2,20\nE1,21\nE3,19\n");
    ts_load(t);
    assert_int_equal(t->status, KP_OK);
    people = t->table[TS_PERSON];
    assert_int_equal(people->n, 3);
    check_cell(t, TS_PERSON, "E2", "姓名", "钱二");
    check_cell(t, TS_PERSON, "E2", "出勤天数", "20");
    check_cell(t, TS_PERSON, "E1", "部门", "→D2");
    assert_true(kp_str_is(kp_symbol_text(t->scheme->symbols, people->key[0]), "E1"));
    assert_true(kp_str_is(kp_symbol_text(t->scheme->symbols, people->key[2]), "E3"));
    assert_int_equal(people->norigins, 3);
    where = kp_table_where(people, ts_named(t, TS_PERSON, "出勤天数")->local, 0);
    assert_true(kp_str_is(where.file, "员工-考勤.csv"));
    assert_int_equal(where.row, 4);
    assert_int_equal(where.col, 2);
    assert_null(people->column[ts_named(t, TS_PERSON, "姓名")->local].state);
    assert_true(people->column[ts_named(t, TS_PERSON, "应发合计")->local].n == 3);
    assert_int_equal(people->column[ts_named(t, TS_PERSON, "出勤天数")->local].bound,
                     21000000);
    ts_close(t);
}

static void a_file_given_twice_changes_nothing(void **state)
{
    static const char text[] = "工号,姓名,部门,档案工资\nE1,赵一,D1,8000\n";
    tiny_scheme *t = open_with_departments();

    (void)state;
    ts_sheet(&t->data, "员工.csv", text);
    ts_sheet(&t->data, "员工(1).csv", text);
    ts_load(t);
    if (t->status != KP_OK || kp_diags_first(t->diags))
        fail_with_diags(t, "twice");
    assert_int_equal(t->table[TS_PERSON]->n, 1);
    check_cell(t, TS_PERSON, "E1", "档案工资", "8000");
    ts_close(t);
}

static void all_errors_come_at_once_and_the_tables_are_complete(void **state)
{
    tiny_scheme *t = open_with_departments();

    (void)state;
    ts_sheet(
        &t->data, "员工.csv",
        "工号,姓名,部门,档案工资,入职日期\n"
        "E1,赵一,D7777,八千,昨天\nE2,,D1,9000,2025-02-30\nE3,孙三,D2,1,2025-01-01\n");
    ts_load(t);
    assert_int_equal(t->status, KP_EINVALID);
    assert_int_equal(kp_diags_errors(t->diags), 5);
    check_cell(t, TS_PERSON, "E1", "部门", "KP4071");
    check_cell(t, TS_PERSON, "E1", "档案工资", "KP2260");
    check_cell(t, TS_PERSON, "E1", "入职日期", "KP1130");
    check_cell(t, TS_PERSON, "E2", "姓名", "KP4080");
    check_cell(t, TS_PERSON, "E2", "入职日期", "KP1135");
    check_cell(t, TS_PERSON, "E2", "档案工资", "9000");
    check_cell(t, TS_PERSON, "E3", "部门", "→D2");
    ts_close(t);
}

static void missing_values_follow_the_rule_of_their_field(void **state)
{
    static const struct {
        kp_missing missing;
        const char *expected;
        kp_code code;
    } cases[] = {
        {KP_MISSING_ERROR, "KP4080", KP4080},
        {KP_MISSING_ZERO, "0", KP_CODE_NONE},
        {KP_MISSING_ABSENT, "absent", KP_CODE_NONE},
        {KP_MISSING_BLANK, "blank", KP_CODE_NONE},
        {KP_MISSING_CARRY, "KP4097", KP4097},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tiny_scheme *t = open_with_departments();

        ts_named(t, TS_PERSON, "档案工资")->missing = cases[i].missing;
        ts_sheet(&t->data, "员工.csv",
                 "工号,姓名,部门,档案工资\nE1,赵一,D1,\nE2,钱二,D1,无\nE3,孙三,D1,5\n");
        ts_load(t);
        check_cell(t, TS_PERSON, "E1", "档案工资", cases[i].expected);
        check_cell(t, TS_PERSON, "E2", "档案工资", cases[i].expected);
        check_cell(t, TS_PERSON, "E3", "档案工资", "5");
        assert_int_equal(kp_diags_errors(t->diags), cases[i].code ? 2 : 0);
        ts_close(t);
    }
}

static void a_row_that_one_sheet_lacks_is_told_with_that_sheet(void **state)
{
    tiny_scheme *t = open_with_departments();
    const kp_diag *d;
    kp_buf buf;

    (void)state;
    ts_named(t, TS_PERSON, "出勤天数")->missing = KP_MISSING_ERROR;
    ts_sheet(&t->data, "员工.csv", "工号,姓名,部门\nE1,赵一,D1\nE2,钱二,D1\n");
    ts_sheet(&t->data, "员工-考勤.csv", "工号,出勤天数\nE1,21\n");
    ts_load(t);
    d = kp_diags_first(t->diags);
    assert_non_null(d);
    assert_null(d->next);
    kp_buf_init(&buf, 4096);
    kp_diag_text(d, KP_LANG_ZH, &buf);
    assert_true(
        kp_str_is(kp_buf_view(&buf), "“E2”在 员工-考勤.csv 里没有行，缺少“出勤天数”"));
    kp_buf_free(&buf);
    assert_int_equal(d->where.row, 3);
    assert_true(kp_str_is(d->where.file, "员工.csv"));
    ts_close(t);
}

static void totals_are_compared_with_the_rows(void **state)
{
    tiny_scheme *t = open_with_departments();
    const kp_diag *d;
    kp_buf buf;

    (void)state;
    ts_sheet(&t->data, "员工.csv",
             "工号,姓名,部门,档案工资\nE1,赵一,D1,1000.50\nE2,钱二,D1,2000\n"
             "综合办公室小计,,,3000.50\nE3,孙三,D2,500\n小计,,,500\n合计,,,3500.40\n");
    ts_load(t);
    assert_int_equal(t->status, KP_OK);
    assert_int_equal(t->table[TS_PERSON]->n, 3);
    d = kp_diags_first(t->diags);
    assert_int_equal(d->code, KP4040);
    d = d->next;
    assert_int_equal(d->code, KP4041);
    assert_int_equal(d->where.row, 7);
    assert_int_equal(d->where.col, 4);
    kp_buf_init(&buf, 4096);
    kp_diag_text(d, KP_LANG_ZH, &buf);
    assert_true(
        kp_str_is(kp_buf_view(&buf),
                  "合计对不上：表上填的是 3500.4，各行相加是 3500.5，相差 -0.1"));
    kp_buf_free(&buf);
    assert_null(d->next);
    ts_close(t);
}

static void the_same_remark_in_many_cells_is_told_thrice_and_counted(void **state)
{
    tiny_scheme *t = open_with_departments();
    size_t noise = 0, counted = 0;
    kp_buf text;

    (void)state;
    kp_buf_init(&text, 1 << 20);
    kp_buf_z(&text, "工号,姓名,部门,档案工资\n");
    for (unsigned k = 0; k < 50; k++)
        kp_buf_printf(&text, "E%02u,人%02u,D1,1000.123\n", k, k);
    kp_buf_char(&text, '\0');
    ts_sheet(&t->data, "员工.csv", text.p);
    ts_load(t);
    for (const kp_diag *d = kp_diags_first(t->diags); d; d = d->next) {
        noise += d->code == KP1118;
        if (d->code == KP4083) {
            counted++;
            assert_true(kp_str_is(d->arg[0], "47"));
            assert_int_equal(d->where.row, 1);
        }
    }
    assert_int_equal(noise, 3);
    assert_int_equal(counted, 1);
    kp_buf_free(&text);
    ts_close(t);
}

static void rows_of_the_scheme_and_of_data_are_one_table(void **state)
{
    tiny_scheme *t = ts_open();

    (void)state;
    ts_sheet(&t->rules, "方案.csv",
             "数据,部门\n编号,名称,生效,失效\nD1,综合办公室,,\n"
             "D2,旧局,2024-01-01,2025-02-28\nD2,新局,2025-03-01,\n");
    ts_sheet(&t->rules, "年终.csv",
             "数据,部门,生效 2025-04-01\n编号,名称\nD3,筹备组\n\n"
             "数据,部门,失效 2025-03-31\n编号,名称\nD4,服务中心\n");
    ts_sheet(&t->data, "员工.csv", "工号,姓名,部门\nE1,赵一,D2\n");
    ts_sheet(&t->data, "奖惩.csv", "编号,员工,金额\nA1,E1,500\n");
    ts_load(t);
    if (t->status != KP_OK || kp_diags_first(t->diags))
        fail_with_diags(t, "scheme rows");
    assert_int_equal(t->table[TS_DEPT]->n, 3);
    check_cell(t, TS_DEPT, "D2", "名称", "新局");
    check_cell(t, TS_DEPT, "D4", "名称", "服务中心");
    check_cell(t, TS_AWARD, "A1", "员工", "→E1");
    ts_close(t);
}

static void an_entity_without_data_has_no_rows_and_a_note(void **state)
{
    tiny_scheme *t = ts_open();

    (void)state;
    ts_sheet(&t->data, "部门.csv", DEPARTMENTS);
    ts_sheet(&t->data, "员工.csv", "工号,姓名,部门\nE1,赵一,D2\n");
    ts_load(t);
    assert_int_equal(t->status, KP_OK);
    assert_int_equal(t->table[TS_AWARD]->n, 0);
    assert_int_equal(kp_diags_first(t->diags)->code, KP4008);
    assert_null(kp_diags_first(t->diags)->next);
    ts_close(t);
}

static void memory_that_runs_out_is_told_wherever_it_does(void **state)
{
    kp_status status = KP_ENOMEM;
    size_t failures = 0;

    (void)state;
    for (size_t budget = 16; status == KP_ENOMEM; budget += 64) {
        tiny_scheme *t = open_with_departments();
        kp_arena *small = kp_arena_open(budget);

        ts_sheet(&t->data, "员工.csv", "工号,姓名,部门,档案工资\nE1,赵一,D2,错\n");
        status = kp_load_tables(small, t->scheme, &t->in, &t->table, t->diags);
        failures += status == KP_ENOMEM;
        if (status == KP_ENOMEM) {
            assert_null(t->table);
            assert_true(kp_diags_errors(t->diags) > 0);
        }
        kp_arena_close(small);
        ts_close(t);
    }
    assert_int_equal(status, KP_EINVALID);
    assert_true(failures > 20);
}

static void many_rows_under_one_merged_cell_take_no_longer(void **state)
{
    enum {
        ROWS = 50000
    };
    tiny_scheme *t = open_with_departments();
    kp_buf text;

    (void)state;
    kp_buf_init(&text, 8 << 20);
    kp_buf_z(&text, "工号,姓名,部门\n");
    for (unsigned k = 0; k < ROWS; k++)
        kp_buf_printf(&text, "E%05u,人%05u,%s\n", k, k, k ? "M'" : "D2");
    kp_buf_char(&text, '\0');
    ts_sheet(&t->data, "员工.xlsx[员工]", text.p);
    ts_load(t);
    assert_int_equal(t->status, KP_OK);
    check_cell(t, TS_PERSON, "E49999", "部门", "→D2");
    kp_buf_free(&text);
    ts_close(t);
}

static void headings_of_the_scheme_must_be_known(void **state)
{
    tiny_scheme *t = ts_open();

    (void)state;
    ts_sheet(&t->rules, "方案.csv",
             "数据,部门\n编号,名称,级别,依据\nD1,综合办公室,科,条\n");
    ts_sheet(&t->data, "员工.csv", "工号,姓名,部门\nE1,赵一,D1\n");
    ts_sheet(&t->data, "奖惩.csv", "编号,员工,金额\n");
    ts_load(t);
    assert_int_equal(t->status, KP_EINVALID);
    assert_int_equal(kp_diags_first(t->diags)->code, KP4022);
    assert_int_equal(kp_diags_first(t->diags)->where.col, 3);
    ts_close(t);
}

/* Broken sheets of every kind: whatever happens, tables are complete or memory is out.
 * The sanitizers watch. */
static void no_sheet_breaks_the_loader(void **state)
{
    static const char *const bits[] = {"工号",     "姓名",   "部门",
                                       "档案工资", "E1",     "E2",
                                       "D1",       ",",      ",",
                                       ",",        "\n",     "\n",
                                       "合计",     "N'7",    "M'",
                                       "H'",       "X'#N/A", "2月",
                                       "万元",     "(",      ")",
                                       "单位：",   "数据",   "员工",
                                       "占比(%)",  "20%",    "0.2",
                                       "累计",     "制表：", "月份",
                                       "\xF0",     "生效",   "9999999999999999999999",
                                       "—",        "U'1",    "D'2025-03-01"};
    uint64_t seed = 20250301;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        tiny_scheme *t = open_with_departments();
        kp_buf text;

        kp_buf_init(&text, 1 << 16);
        if (round % 2)
            kp_buf_z(&text, "工号,姓名,部门,档案工资,占比,月份\n");
        for (int k = 0; k < 60; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            kp_buf_z(&text, bits[(seed >> 33) % (sizeof bits / sizeof *bits)]);
        }
        kp_buf_char(&text, '\0');
        ts_sheet(&t->data, round % 3 ? "员工.xlsx[员工]" : "员工.csv", text.p);
        ts_load(t);
        assert_int_equal(t->status, kp_diags_errors(t->diags) ? KP_EINVALID : KP_OK);
        for (uint32_t e = 0; e < TS_ENTITIES; e++)
            assert_non_null(t->table[e]);
        kp_buf_free(&text);
        ts_close(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_stand_in_key_order_and_know_their_cells),
        cmocka_unit_test(a_file_given_twice_changes_nothing),
        cmocka_unit_test(all_errors_come_at_once_and_the_tables_are_complete),
        cmocka_unit_test(missing_values_follow_the_rule_of_their_field),
        cmocka_unit_test(a_row_that_one_sheet_lacks_is_told_with_that_sheet),
        cmocka_unit_test(totals_are_compared_with_the_rows),
        cmocka_unit_test(the_same_remark_in_many_cells_is_told_thrice_and_counted),
        cmocka_unit_test(rows_of_the_scheme_and_of_data_are_one_table),
        cmocka_unit_test(an_entity_without_data_has_no_rows_and_a_note),
        cmocka_unit_test(memory_that_runs_out_is_told_wherever_it_does),
        cmocka_unit_test(many_rows_under_one_merged_cell_take_no_longer),
        cmocka_unit_test(headings_of_the_scheme_must_be_known),
        cmocka_unit_test(no_sheet_breaks_the_loader),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
