/* test_trial.c - rules/trial/trial.h: tests that pass, fail, cover and miss.
 *
 * Expected: results by hand from the tables below; a bound is watched when one test
 * stands on it and one beside it; a row when some test is answered by it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/trial/trial.h"
#include "tests/support/sheet.h"

#define SCHEME                                                                                       \
    "实体 | 实体\n"                                                                              \
    "实体 | 主键\n"                                                                              \
    "部门 | 编号\n"                                                                              \
    "员工 | 工号\n"                                                                              \
    "考核 | 编号\n"                                                                              \
    "\n"                                                                                             \
    "参数 | 参数\n"                                                                              \
    "名称 | 值 | 单位\n"                                                                        \
    "封顶分 | 100 |\n"                                                                            \
    "\n"                                                                                             \
    "字段 | 字段\n"                                                                              \
    "实体 | 字段 | 类型 | 小数位 | 缺失 | 公式\n"                                       \
    "部门 | 编号 | 文本\n"                                                                     \
    "部门 | 得分 | 数值 | 2\n"                                                                 \
    "考核 | 编号 | 文本\n"                                                                     \
    "考核 | 员工 | 员工\n"                                                                     \
    "考核 | 得分 | 数值 | 2\n"                                                                 \
    "员工 | 工号 | 文本\n"                                                                     \
    "员工 | 部门 | 部门\n"                                                                     \
    "员工 | 个人分 | 数值 | 2\n"                                                              \
    "员工 | 综合分 | 数值 | 2 | | min(封顶分, (部门.得分 + sum(考核.得分)) / 3)\n" \
    "员工 | 等次 | 文本 | | | 等次表(综合分).等次\n"                                   \
    "员工 | 名次 | 计数 | | | 排名(个人分, 次序: \"降\")\n"                            \
    "\n"                                                                                             \
    "规则表 | 等次表 | U | 未命中 报错\n"                                                 \
    "序号 | 条件 得分 ≥ | 条件 得分 < | 结果 等次 | 结果 系数\n"                 \
    "甲 | 90 | | 优秀 | 1.2\n"                                                                    \
    "乙 | 60 | 90 | 合格 | 1.0\n"                                                                 \
    "\n"                                                                                             \
    "公式表 | 方法\n"                                                                           \
    "名称 | 参数 | 公式\n"                                                                     \
    "完成率法 | 实际、目标、封顶=100 | min(封顶, 实际 * 100 / 目标)\n"             \
    "年数 | 起、止 | DATEDIF(起, 止, \"Y\")\n"                                                \
    "\n"                                                                                             \
    "分段表 | 累进表\n"                                                                        \
    "超过 | 不超过 | 率\n"                                                                     \
    "0 | 1000 | 10%\n"                                                                               \
    "1000 | | 20%\n"                                                                                 \
    "\n"

typedef struct fixture {
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_trials *trials;
} fixture;

static void open_again(fixture *f)
{
    *f = (fixture){kp_arena_open(0), kp_symbols_open(), kp_diags_open(), NULL};
}

static void close_all(fixture *f)
{
    kp_trials_close(f->trials);
    kp_diags_close(f->diags);
    kp_symbols_close(f->symbols);
    kp_arena_close(f->arena);
}

/* The scheme with this block; rows are judged when it compiles. */
static kp_status run_block(fixture *f, const char *text)
{
    kp_book *book;

    open_again(f);
    book = sheet_book(f->arena, SCHEME);
    sheet_add(book, "测试", text);
    kp_status status =
        kp_trials_compile(f->arena, book, f->symbols, kp_date_of((kp_ymd){2025, 3, 1}),
                          &f->trials, f->diags);
    if (status == KP_OK)
        status = kp_trials_run(f->trials, f->diags);
    kp_diags_sort(f->diags);
    return status;
}

/* "E3:KP2310 C4:KP2311", in order of place. */
static void put_faults(const fixture *f, kp_buf *out)
{
    for (const kp_diag *d = kp_diags_first(f->diags); d; d = d->next) {
        if (out->n)
            kp_buf_char(out, ' ');
        kp_column_letters(d->where.col, out);
        kp_buf_printf(out, "%u:%s", d->where.row, kp_code_name(d->code));
    }
    kp_buf_char(out, '\0');
}

static void assert_faults(const char *text, const char *wanted)
{
    fixture f;
    kp_buf found;
    kp_status status = run_block(&f, text);

    kp_buf_init(&found, 1 << 16);
    put_faults(&f, &found);
    assert_string_equal(found.p, wanted);
    assert_int_equal(status, *wanted ? KP_EINVALID : KP_OK);
    kp_buf_free(&found);
    close_all(&f);
}

typedef struct fault_case {
    const char *block, *faults;
} fault_case;

static void assert_cases(const fault_case *c, size_t n)
{
    for (size_t k = 0; k < n; k++)
        assert_faults(c[k].block, c[k].faults);
}

static void tables_answer_by_result_row_and_error(void **state)
{
    static const fault_case cases[] = {
        {"测试 | 等次表\n输入 得分 | 期望 等次 | 期望 系数 | 期望行 | 期望错误\n"
         "90 | 优秀 | 1.2 | 甲 |\n89.99 | 合格 | 1 | 乙 |\n59.99 | | | | KP5020\n"
         "| | | | 报错\n",
         ""},
        {"测试 | 等次表\n输入 得分 | 期望 等次\n90 | 合格\n", "B3:KP2310"},
        {"测试 | 等次表\n输入 得分 | 期望 系数\n90 | 1.20\n", ""},
        {"测试 | 等次表\n输入 得分 | 期望 系数\n90 | 1.21\n", "B3:KP2310"},
        {"测试 | 等次表\n输入 得分 | 期望行\n90 | 乙\n", "B3:KP2311"},
        {"测试 | 等次表\n输入 得分 | 期望行\n10 | 乙\n", "B3:KP2311"},
        {"测试 | 等次表\n输入 得分 | 期望错误\n10 | KP5021\n90 | KP5020\n",
         "B3:KP2310 B4:KP2310"},
        {"测试 | 等次表\n输入 得分 | 期望 等次\n10 | 合格\n", "B3:KP2310"},
        {"测试 | 累进表\n输入 金额 | 期望 | 期望 率\n1000 | 100 | 10%\n"
         "1000.01 | 100.002 | 20%\n",
         ""},
    };

    (void)state;
    assert_cases(cases, sizeof cases / sizeof cases[0]);
}

static void formulas_answer_with_defaults_decimals_and_errors(void **state)
{
    static const fault_case cases[] = {
        {"测试 | 完成率法 | 小数位 2\n输入 实际 | 输入 目标 | 期望 | 期望错误\n"
         "2 | 3 | 66.67\n4 | 3 | 100\n1 | 0 | | KP5001\n",
         ""},
        // Without 小数位 nothing is rounded.
        {"测试 | 完成率法\n输入 实际 | 输入 目标 | 期望\n2 | 3 | 66.67\n", "C3:KP2310"},
        {"测试 | 完成率法 | 小数位 2 | 取舍 舍去\n输入 实际 | 输入 目标 | 期望\n"
         "2 | 3 | 66.66\n",
         ""},
        {"测试 | 完成率法\n输入 实际 | 输入 目标 | 输入 封顶 | 期望\n4 | 2 | 120 | "
         "120\n",
         ""},
        {"测试 | 年数\n输入 起 | 输入 止 | 期望\n2020-03-01 | 2025-02-28 | 4\n", ""},
    };

    (void)state;
    assert_cases(cases, sizeof cases / sizeof cases[0]);
}

static void a_fields_formula_is_tried_with_columns_for_what_it_reads(void **state)
{
    static const fault_case cases[] = {
        {"测试 | 员工.综合分\n输入 部门.得分 | 输入 sum(考核.得分) | 期望\n"
         "90 | 180.01 | 90.00\n90 | 180.02 | 90.01\n200 | 200 | 100\n",
         ""},
        // A parameter may be given another value.
        {"测试 | 员工.综合分\n输入 部门.得分 | 输入 sum(考核.得分) | 输入 封顶分 | "
         "期望\n"
         "200 | 200 | 110 | 110\n",
         ""},
        {"测试 | 员工.综合分\n输入 部门.得分 | 期望\n90 | 90\n", "A2:KP2306"},
        {"测试 | 员工.综合分\n输入 部门.得分 | 输入 sum(考核.得分) | 输入 个人分 | "
         "期望\n"
         "90 | 90 | 1 | 60\n",
         "C2:KP2305"},
        {"测试 | 员工.等次\n输入 综合分 | 期望 | 期望行 等次表\n90 | 优秀 | 甲\n", ""},
        {"测试 | 员工.名次\n输入 个人分 | 期望\n90 | 1\n", "B1:KP2309"},
    };

    (void)state;
    assert_cases(cases, sizeof cases / sizeof cases[0]);
}

static void wrong_blocks_are_refused_at_the_cell(void **state)
{
    static const fault_case cases[] = {
        {"测试 | 等级表\n输入 得分 | 期望\n90 | 优秀\n", "B1:KP2301"},
        {"测试 | 员工.个人分\n输入 得分 | 期望\n90 | 优秀\n", "B1:KP2301"},
        {"测试 | 等次表\n输人 得分 | 期望 等次\n90 | 优秀\n", "A2:KP2302"},
        {"测试 | 等次表\n输入 | 期望 等次\n90 | 优秀\n", "A2:KP2302"},
        {"测试 | 等次表\n输入 得分 | 输入 得分 | 期望 等次\n90 | 90 | 优秀\n",
         "B2:KP2303"},
        {"测试 | 等次表\n输入 得分 | 说明\n90 | 优秀\n", "A2:KP2304"},
        {"测试 | 等次表\n输入 分数 | 期望 等次\n90 | 优秀\n", "A2:KP2305"},
        {"测试 | 完成率法\n输入 实际 | 期望\n90 | 1\n", "A2:KP2306"},
        {"测试 | 等次表\n输入 得分 | 期望\n90 | 优秀\n", "B2:KP2307"},
        {"测试 | 等次表\n输入 得分 | 期望 等级\n90 | 优秀\n", "B2:KP2307"},
        {"测试 | 等次表\n输入 得分 | 期望 等次\n90 |\n", "B3:KP2308"},
        {"测试 | 等次表\n输入 得分 | 期望行 等级表\n90 | 甲\n", "B2:KP2301"},
        {"测试 | 等次表 | 小数位 x\n输入 得分 | 期望行\n90 | 甲\n", "C1:KP2106"},
        // A number that cannot be read is told once.
        {"测试 | 等次表\n输入 得分 | 期望 等次\n9O | 优秀\n", "A3:KP1129"},
    };

    (void)state;
    assert_cases(cases, sizeof cases / sizeof cases[0]);
}

static void rows_out_of_force_are_not_tried(void **state)
{
    (void)state;
    assert_faults("测试 | 等次表\n输入 得分 | 期望 等次 | 生效\n90 | 优秀 |\n"
                  "90 | 特优 | 2026-01-01\n",
                  "");
}

/* ---- what tests miss ---- */

static size_t count_code(const fixture *f, kp_code code)
{
    size_t n = 0;

    for (const kp_diag *d = kp_diags_first(f->diags); d; d = d->next)
        n += d->code == code;
    return n;
}

static void coverage_counts_rows_that_answered(void **state)
{
    fixture f;

    (void)state;
    assert_int_equal(
        run_block(&f, "测试 | 等次表\n输入 得分 | 期望 等次\n95 | 优秀\n97 | 优秀\n"),
        KP_OK);
    const kp_coverage *c = kp_trials_coverage(f.trials, f.diags);
    assert_int_equal(f.trials->scheme->ntables, 2);
    assert_int_equal(c[0].nrules, 2);
    assert_int_equal(c[0].nhit, 1);
    assert_true(c[0].called);
    assert_false(c[1].called);
    assert_int_equal(count_code(&f, KP2320), 1);
    assert_int_equal(count_code(&f, KP2321), 1);
    close_all(&f);
}

static void a_field_that_asks_a_table_covers_its_rows(void **state)
{
    fixture f;

    (void)state;
    assert_int_equal(run_block(&f, "测试 | 员工.等次\n输入 综合分 | 期望\n60 | 合格\n"),
                     KP_OK);
    assert_int_equal(kp_trials_coverage(f.trials, f.diags)[0].nhit, 1);
    close_all(&f);
}

typedef struct mutation_case {
    const char *rows;
    size_t made, bounds, exchanged, dropped;  // of which unnoticed
} mutation_case;

/* Of 等次表: three typed bounds moved up and down, one pair exchanged, two rows left
 * out: nine changes. */
static void changes_are_noticed_where_tests_stand(void **state)
{
    static const mutation_case cases[] = {
        // On each bound and beside it: nothing goes unnoticed.
        {"90 | 优秀 |\n89.99 | 合格 |\n60 | 合格 |\n59.99 | | KP5020\n", 9, 0, 0, 0},
        // Far from the bounds: all six moves go unnoticed.
        {"95 | 优秀 |\n70 | 合格 |\n", 9, 6, 0, 0},
        // Beside 90 but not on it: 90→91 of the upper row and of the lower one stay.
        {"89.99 | 合格 |\n95 | 优秀 |\n", 9, 4, 0, 0},
        // Only the lower row is asked.
        {"70 | 合格 |\n", 9, 6, 0, 1},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        fixture f;
        kp_buf text;

        kp_buf_init(&text, 4096);
        kp_buf_printf(&text, "测试 | 等次表\n输入 得分 | 期望 等次 | 期望错误\n%s%c",
                      cases[k].rows, '\0');
        assert_int_equal(run_block(&f, text.p), KP_OK);
        kp_mutations done = kp_trials_mutate(f.trials, f.diags);
        assert_int_equal(done.made, cases[k].made);
        assert_int_equal(count_code(&f, KP2322), cases[k].bounds);
        assert_int_equal(count_code(&f, KP2323), cases[k].exchanged);
        assert_int_equal(count_code(&f, KP2324), cases[k].dropped);
        assert_int_equal(done.made - done.noticed,
                         cases[k].bounds + cases[k].exchanged + cases[k].dropped);
        kp_buf_free(&text);
        close_all(&f);
    }
}

static void a_bound_at_the_end_of_the_allowed_values_is_not_moved_outward(void **state)
{
    fixture f;

    (void)state;
    assert_int_equal(
        run_block(&f, "规则表 | 奖表 | U\n条件 分 | 结果 奖\n数值 [0,100] | 数值\n"
                      "[0,100] | 5\n\n测试 | 奖表\n输入 分 | 期望\n0 | 5\n100 | 5\n"),
        KP_OK);
    // 0→1, 100→99 and the row left out; -1 and 101 are no values of the column.
    assert_int_equal(kp_trials_mutate(f.trials, f.diags).made, 3);
    assert_int_equal(count_code(&f, KP2322), 0);
    close_all(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_answer_by_result_row_and_error),
        cmocka_unit_test(formulas_answer_with_defaults_decimals_and_errors),
        cmocka_unit_test(a_fields_formula_is_tried_with_columns_for_what_it_reads),
        cmocka_unit_test(wrong_blocks_are_refused_at_the_cell),
        cmocka_unit_test(rows_out_of_force_are_not_tried),
        cmocka_unit_test(coverage_counts_rows_that_answered),
        cmocka_unit_test(a_field_that_asks_a_table_covers_its_rows),
        cmocka_unit_test(changes_are_noticed_where_tests_stand),
        cmocka_unit_test(a_bound_at_the_end_of_the_allowed_values_is_not_moved_outward),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
