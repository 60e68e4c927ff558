/* Gaps, overlaps and dead rows of rule tables, in the words of the table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/tables/analyse.h"
#include "tests/support/table_case.h"

typedef struct expected {
    const char *code;
    uint32_t row;
    const char *arg2, *arg3;
} expected;

static void assert_arg(kp_str text, const char *wanted)
{
    if (!kp_str_is(text, wanted))
        fail_msg("“%.*s” is not “%s”", KP_FMT(text), wanted);
}

static void assert_findings(table_case *t, const char *text, const expected *list,
                            size_t n)
{
    assert_non_null(table_compile(t, text));
    kp_table_analyse(t->arena, t->source, t->symbols, t->diags);
    kp_diags_sort(t->diags);
    const kp_diag *diag = kp_diags_first(t->diags);
    for (size_t i = 0; i < n; i++, diag = diag->next) {
        if (!diag)
            fail_msg("finding %zu is missing: %s", i, list[i].arg2);
        assert_string_equal(kp_code_name(diag->code), list[i].code);
        assert_int_equal(diag->where.row, list[i].row);
        assert_arg(diag->arg[1], list[i].arg2);
        assert_arg(diag->arg[2], list[i].arg3);
    }
    if (diag)
        fail_msg("unexpected %s: %.*s, %.*s", kp_code_name(diag->code),
                 KP_FMT(diag->arg[1]), KP_FMT(diag->arg[2]));
}

#define ASSERT_FINDINGS(t, text, ...)                                                  \
    do {                                                                               \
        static const expected list[] = {__VA_ARGS__};                                  \
        assert_findings((t), (text), list, sizeof list / sizeof list[0]);              \
    } while (0)

static void a_whole_table_has_no_findings(void **state)
{
    assert_findings(*state,
                    "规则表 | 等次\n条件 得分 ≥ | 条件 得分 < | 结果 等次\n"
                    "90 | | 优秀\n80 | 90 | 良好\n | 80 | 一般\n",
                    NULL, 0);
    assert_findings(*state,
                    "规则表 | 等次 | 未命中 一般\n条件 得分 | 结果 等次\n≥90 | 优秀\n",
                    NULL, 0);
    assert_findings(*state, "规则表 | 免考\n条件 免考 | 结果 分\n是 | 100\n否 | 0\n",
                    NULL, 0);
}

static void a_gap_is_told_with_its_region_and_a_value(void **state)
{
    ASSERT_FINDINGS(
        *state, "规则表 | 等次\n条件 得分 | 结果 等次\n≥90 | 优秀\n[60,80) | 合格\n",
        {"KP2254", 1, "得分 <60、[80,90)", "得分=59"});
}

static void a_missed_bound_is_a_gap_of_one_value(void **state)
{
    ASSERT_FINDINGS(*state,
                    "规则表 | 等次\n条件 得分 | 结果 等次\n>80 | 优秀\n<80 | 合格\n",
                    {"KP2254", 1, "得分 =80", "得分=80"});
}

/* 60~69, 70~79 leave 69.5 out, unless scores have no decimals. */
static void declared_decimals_close_gaps(void **state)
{
    ASSERT_FINDINGS(*state,
                    "规则表 | 等次\n条件 得分 | 结果 等次\n≥70 | 优秀\n≤69 | 合格\n",
                    {"KP2254", 1, "得分 (69,70)", "得分=69.1"});
    assert_findings(*state,
                    "规则表 | 等次\n条件 得分 | 结果 等次\n数值 0 | 文本\n≥70 | 优秀\n"
                    "≤69 | 合格\n",
                    NULL, 0);
}

static void allowed_values_bound_what_can_come(void **state)
{
    assert_findings(*state,
                    "规则表 | 等次\n条件 得分 | 结果 等次\n数值 2 [0,100] | 文本\n"
                    "[60,100] | 合格\n[0,60) | 不合格\n",
                    NULL, 0);
    assert_findings(*state,
                    "规则表 | 系数\n条件 等次 | 结果 系数\n选项 优秀、良好 | 数值\n"
                    "优秀 | 1.5\n良好 | 1\n",
                    NULL, 0);
    ASSERT_FINDINGS(
        *state,
        "规则表 | 系数\n条件 等次 | 结果 系数\n选项 优秀、良好、合格 | 数值\n"
        "优秀 | 1.5\n良好 | 1\n",
        {"KP2254", 1, "等次 合格", "等次=合格"});
}

static void a_text_that_nobody_listed_is_a_gap(void **state)
{
    ASSERT_FINDINGS(*state,
                    "规则表 | 系数\n条件 等次 | 条件 在编 | 结果 系数\n"
                    "优秀 | 是 | 1.5\n优秀 | 否 | 1.2\n良好 | 是 | 1\n",
                    {"KP2254", 1, "等次 其他", "等次=其他，在编=否"},
                    {"KP2254", 1, "等次 良好；在编 否", "等次=良好，在编=否"});
}

static void gaps_in_dates_are_days(void **state)
{
    ASSERT_FINDINGS(
        *state,
        "规则表 | 标准\n条件 日期 | 结果 元\n≤2025-03-01 | 1\n>2025-03-02 | 2\n",
        {"KP2254", 1, "日期 [2025-03-02,2025-03-03)", "日期=2025-03-02"});
    assert_findings(
        *state,
        "规则表 | 标准\n条件 日期 | 结果 元\n≤2025-03-01 | 1\n>2025-03-01 | 2\n", NULL,
        0);
}

static void an_error_that_is_meant_is_only_a_note(void **state)
{
    ASSERT_FINDINGS(
        *state,
        "规则表 | 须为正 | 未命中 报错\n条件 目标 > | 结果 通过 | 依据\n0 | 1 |\n",
        {"KP2255", 1, "目标 ≤0", "目标=0"});
}

static void an_overlap_names_both_rows(void **state)
{
    ASSERT_FINDINGS(*state,
                    "规则表 | 等次\n序号 | 条件 得分 | 结果 等次\n一 | ≥80 | 优秀\n"
                    "二 | ≤80 | 合格\n",
                    {"KP2256", 4, "一（第 3 行）、二（第 4 行）", "得分=80"});
    ASSERT_FINDINGS(
        *state,
        "规则表 | 系数 | 未命中 0\n条件 岗位 | 条件 得分 | 结果 系数\n"
        "招商* | ≥90 | 2\n*局 | | 1\n招商局 | [80,90) | 1\n",
        {"KP2256", 4, "1（第 3 行）、2（第 4 行）", "岗位=招商局，得分=90"},
        {"KP2256", 5, "2（第 4 行）、3（第 5 行）", "岗位=招商局，得分=80"});
}

static void rows_of_an_any_table_may_overlap_when_they_agree(void **state)
{
    assert_findings(*state,
                    "规则表 | 分 | A | 未命中 0\n条件 甲 | 条件 乙 | 结果 分 | 备注\n"
                    "1 | | 5 |\n | 1 | 5 |\n",
                    NULL, 0);
    ASSERT_FINDINGS(*state,
                    "规则表 | 分 | A | 未命中 0\n条件 甲 | 条件 乙 | 结果 分 | 备注\n"
                    "1 | | 5 |\n | 1 | 6 |\n",
                    {"KP2257", 4, "1（第 3 行）、2（第 4 行）", "甲=1，乙=1"});
}

static void a_row_behind_wider_ones_is_dead(void **state)
{
    ASSERT_FINDINGS(*state,
                    "规则表 | 等次 | F\n序号 | 条件 得分 | 结果 等次\n"
                    "1 | ≥60 | 合格\n2 | ≥90 | 优秀\n3 | | 不合格\n",
                    {"KP2259", 4, "2", "得分=90 用的是 1（第 3 行）"});
    assert_findings(*state,
                    "规则表 | 等次 | F\n条件 得分 | 结果 等次\n≥90 | 优秀\n≥60 | 合格\n"
                    " | 不合格\n",
                    NULL, 0);
}

static void findings_are_capped(void **state)
{
    table_case *t = *state;
    kp_buf text;

    kp_buf_init(&text, 1 << 16);
    kp_buf_z(&text, "规则表 | 系数\n条件 甲 | 条件 乙 | 结果 系数\n");
    for (int i = 0; i < 60; i++)
        kp_buf_printf(&text, "文%d | [%d,%d) | 1\n", i, i, i + 1);
    kp_buf_char(&text, '\0');
    assert_non_null(table_compile(t, text.p));
    kp_table_analyse(t->arena, t->source, t->symbols, t->diags);
    assert_int_equal(kp_diags_warnings(t->diags), KP_ANALYSE_SHOWN);
    kp_buf_free(&text);
}

static void a_condition_that_decides_nothing_is_told(void **state)
{
    ASSERT_FINDINGS(*state,
                    "规则表 | 年金\n条件 到岗 | 结果 元\n<2021-07-01 | 1\n"
                    "≥2021-07-01 | 1\n",
                    {"KP2262", 2, "到岗", ""});
    ASSERT_FINDINGS(*state,
                    "规则表 | 津贴 | 未命中 0\n条件 级 | 条件 分 | 结果 元\n"
                    "甲 | ≥60 | 5\n甲 | <60 | 5\n乙 | | 3\n",
                    {"KP2262", 2, "分", ""});
    // A column that is left blank throughout is no mistake, and one row is enough to
    // decide.
    assert_findings(*state,
                    "规则表 | 津贴\n条件 级 | 条件 分 | 结果 元\n文本 | 数值 | 数值\n"
                    " | | 5\n",
                    NULL, 0);
    assert_findings(*state,
                    "规则表 | 津贴 | 未命中 0\n条件 级 | 条件 分 | 结果 元\n"
                    "甲 | ≥60 | 5\n甲 | <60 | 6\n乙 | | 3\n",
                    NULL, 0);
}

static void a_result_that_turns_is_told_with_both_steps(void **state)
{
    ASSERT_FINDINGS(*state,
                    "规则表 | 奖\n条件 分 ≥ | 条件 分 < | 结果 元\n90 | | 900\n"
                    "80 | 90 | 1000\n70 | 80 | 800\n | 70 | 0\n",
                    {"KP2263", 1, "元", "分=80 → 1000，分=90 → 900"});
    // Falling throughout is how deductions are written; then the one that rises is odd.
    assert_findings(*state,
                    "规则表 | 扣\n条件 次 | 结果 系数\n<1 | 1\n[1,3) | 0.8\n≥3 | 0\n",
                    NULL, 0);
    ASSERT_FINDINGS(*state,
                    "规则表 | 扣\n条件 次 | 结果 系数\n<1 | 1\n[1,3) | 0.8\n"
                    "[3,5) | 0.2\n≥5 | 0.5\n",
                    {"KP2263", 1, "系数", "次=3 → 0.2，次=5 → 0.5"});
    // The highest band is missing, and the default pays it nothing.
    ASSERT_FINDINGS(*state,
                    "规则表 | 奖 | 未命中 0\n条件 分 | 结果 元\n[60,80) | 3\n"
                    "[80,90) | 5\n",
                    {"KP2263", 1, "元", "分=80 → 5，分=90 → 0"});
    assert_findings(*state, "规则表 | 奖 | 未命中 0\n条件 名次 | 结果 元\n1 | 500\n",
                    NULL, 0);
    // Only in one of the groups.
    ASSERT_FINDINGS(
        *state,
        "规则表 | 奖 | 未命中 0\n条件 岗 | 条件 分 | 结果 元\n甲 | ≥80 | 5\n"
        "甲 | [60,80) | 3\n乙 | [60,80) | 9\n乙 | ≥80 | 7\n",
        {"KP2263", 1, "元", "岗=乙，分=60 → 9，岗=乙，分=80 → 7"});
}

#define CASE(name)                                                                     \
    cmocka_unit_test_setup_teardown(name, table_case_open, table_case_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_condition_that_decides_nothing_is_told),
        CASE(a_result_that_turns_is_told_with_both_steps),
        CASE(a_whole_table_has_no_findings),
        CASE(a_gap_is_told_with_its_region_and_a_value),
        CASE(a_missed_bound_is_a_gap_of_one_value),
        CASE(declared_decimals_close_gaps),
        CASE(allowed_values_bound_what_can_come),
        CASE(a_text_that_nobody_listed_is_a_gap),
        CASE(gaps_in_dates_are_days),
        CASE(an_error_that_is_meant_is_only_a_note),
        CASE(an_overlap_names_both_rows),
        CASE(rows_of_an_any_table_may_overlap_when_they_agree),
        CASE(a_row_behind_wider_ones_is_dead),
        CASE(findings_are_capped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
