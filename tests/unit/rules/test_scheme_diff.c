/* test_scheme_diff.c - rules/sheets/scheme_diff.h: what counts as a difference, and of
 * what.
 *
 * Expected lists by hand: "block/row/column: before > after", + new, - gone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/sheets/scheme_diff.h"
#include "tests/support/sheet.h"

static void put_change(const kp_scheme_change *c, kp_buf *out)
{
    bool added = c->at_before.row == 0, removed = c->at_after.row == 0;

    kp_buf_z(out, added ? "+ " : removed ? "- " : "");
    kp_buf_str(out, c->block);
    kp_buf_char(out, '/');
    kp_buf_str(out, c->row);
    if (!added && !removed) {
        kp_buf_char(out, '/');
        kp_buf_str(out, c->column);
        kp_buf_z(out, ": ");
        kp_buf_str(out, c->before);
        kp_buf_z(out, " > ");
        kp_buf_str(out, c->after);
    }
    kp_buf_char(out, '\n');
}

static void assert_diff(const char *before, const char *after, const char *wanted)
{
    kp_arena *arena = kp_arena_open(0);
    kp_scheme_changes changes;
    kp_buf found;

    kp_buf_init(&found, 1 << 16);
    kp_scheme_diff(arena, sheet_book(arena, before), sheet_book(arena, after),
                   &changes);
    for (size_t k = 0; k < changes.n; k++)
        put_change(&changes.item[k], &found);
    kp_buf_char(&found, '\0');
    assert_string_equal(found.p, wanted);
    kp_buf_free(&found);
    kp_arena_close(arena);
}

#define GRADES                                                                         \
    "规则表 | 等次表 | U | 未命中 报错\n"                                   \
    "序号 | 条件 得分 ≥ | 条件 得分 < | 结果 等次\n"                   \
    "1 | 90 | | 优秀\n2 | 80 | 90 | 良好\n3 | | 80 | 合格\n"

static void spelling_is_no_difference(void **state)
{
    (void)state;
    assert_diff(GRADES, GRADES, "");
    assert_diff("参数 | 甲\n名称 | 值\n优秀比例 | 20%\n",
                "参数 | 乙\n值 | 名称\n２０％ | 优秀比例\n", "");
}

static void cells_are_told_by_block_row_and_heading(void **state)
{
    (void)state;
    assert_diff("参数 | 甲\n名称 | 值 | 依据\n优秀比例 | 20% | 第一条\n",
                "参数 | 甲\n名称 | 值\n优秀比例 | 25%\n",
                "参数/优秀比例/值: 20% > 25%\n参数/优秀比例/依据: 第一条 > \n");
    assert_diff("字段 | 甲\n实体 | 字段 | 公式\n员工 | 实发 | 应发\n",
                "字段 | 甲\n实体 | 字段 | 公式\n员工 | 实发 | 应发 - 扣款\n",
                "字段/员工.实发/公式: 应发 > 应发 - 扣款\n");
}

static void rows_of_tables_are_known_by_conditions_then_by_number(void **state)
{
    (void)state;
    // A result changes.
    assert_diff(GRADES,
                "规则表 | 等次表 | U | 未命中 报错\n"
                "序号 | 条件 得分 ≥ | 条件 得分 < | 结果 等次\n"
                "1 | 90 | | 特优\n2 | 80 | 90 | 良好\n3 | | 80 | 合格\n",
                "规则表 等次表/1/结果 等次: 优秀 > 特优\n");
    // A bound moves: the number says which row it was.
    assert_diff(GRADES,
                "规则表 | 等次表 | U | 未命中 报错\n"
                "序号 | 条件 得分 ≥ | 条件 得分 < | 结果 等次\n"
                "1 | 91 | | 优秀\n2 | 80 | 91 | 良好\n3 | | 80 | 合格\n",
                "规则表 等次表/1/条件 得分 ≥: 90 > 91\n"
                "规则表 等次表/2/条件 得分 <: 90 > 91\n");
    // A row is put in: those below are the same with another number.
    assert_diff(
        GRADES,
        "规则表 | 等次表 | U | 未命中 报错\n"
        "序号 | 条件 得分 ≥ | 条件 得分 < | 结果 等次\n"
        "1 | 100 | | 特优\n2 | 90 | | 优秀\n3 | 80 | 90 | 良好\n4 | | 80 | 合格\n",
        "+ 规则表 等次表/1\n规则表 等次表/2/序号: 1 > 2\n"
        "规则表 等次表/3/序号: 2 > 3\n规则表 等次表/4/序号: 3 > 4\n");
}

#define LIST(rows) "规则表 | 表 | F\n条件 甲 | 结果 乙\n" rows

static void rows_that_changed_places_are_told_once(void **state)
{
    (void)state;
    assert_diff(LIST(">=90 | 3\n>=80 | 2\n<80 | 1\n"),
                LIST(">=80 | 2\n>=90 | 3\n<80 | 1\n"),
                "规则表 表/1/行次: 第 2 行 > 第 1 行\n");
    // One went up; those it passed have stayed.
    assert_diff(LIST("1 | 1\n2 | 2\n3 | 3\n4 | 4\n"),
                LIST("4 | 4\n1 | 1\n2 | 2\n3 | 3\n"),
                "规则表 表/1/行次: 第 4 行 > 第 1 行\n");
    // Neither a new row nor one that is gone moves the others.
    assert_diff(LIST("1 | 1\n2 | 2\n3 | 3\n"), LIST("7 | 7\n1 | 1\n3 | 3\n"),
                "+ 规则表 表/1\n- 规则表 表/2\n");
    assert_diff("报表 | 单 | 实体 人\n列 | 内容\n工号 | 工号\n额 | 额\n",
                "报表 | 单 | 实体 人\n列 | 内容\n额 | 额\n工号 | 工号\n",
                "报表 单/额/行次: 第 2 行 > 第 1 行\n");
    // Their order has no meaning.
    assert_diff("参数\n名称 | 值\n甲 | 1\n乙 | 2\n",
                "参数\n名称 | 值\n乙 | 2\n甲 | 1\n", "");
}

static void options_and_whole_blocks_are_told(void **state)
{
    (void)state;
    assert_diff(GRADES,
                "规则表 | 等次表 | F | 未命中 不合格\n"
                "序号 | 条件 得分 ≥ | 条件 得分 < | 结果 等次\n"
                "1 | 90 | | 优秀\n2 | 80 | 90 | 良好\n3 | | 80 | 合格\n",
                "规则表 等次表/选项/F:  > F\n规则表 等次表/选项/未命中: 报错 > 不合格\n"
                "规则表 等次表/选项/U: U > \n");
    assert_diff(GRADES, "规则表 | 等级表\n条件 分 | 结果 等\n1 | 优\n",
                "+ 规则表 等级表/\n- 规则表 等次表/\n");
}

static void cells_of_a_matrix_are_told_by_both_keys(void **state)
{
    (void)state;
    assert_diff(
        "交叉表 | 矩阵 | 横向 档\n级 | 职 | 1档 | 2档\n五级 | 主管 | 1 | 2\n"
        " | 专员 | 3 | 4\n",
        "交叉表 | 矩阵 | 横向 档\n级 | 职 | 1档 | 2档\n五级 | 主管 | 1 | 2\n"
        "五级 | 专员 | 3 | 5\n",
        "交叉表 矩阵/五级/专员/级:  > 五级\n交叉表 矩阵/五级/专员/2档: 4 > 5\n");
}

static void rows_with_dates_are_compared_with_their_like(void **state)
{
    (void)state;
    assert_diff("参数 | 甲\n名称 | 值 | 生效\n补贴 | 1 | 2024-01-01\n"
                "补贴 | 2 | 2025-01-01\n",
                "参数 | 甲\n名称 | 值 | 生效\n补贴 | 3 | 2025-01-01\n"
                "补贴 | 1 | 2024-01-01\n补贴 | 4 | 2026-01-01\n",
                "参数/补贴（2025-01-01 起）/值: 2 > 3\n"
                "+ 参数/补贴（2026-01-01 起）\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spelling_is_no_difference),
        cmocka_unit_test(cells_are_told_by_block_row_and_heading),
        cmocka_unit_test(rows_of_tables_are_known_by_conditions_then_by_number),
        cmocka_unit_test(rows_that_changed_places_are_told_once),
        cmocka_unit_test(options_and_whole_blocks_are_told),
        cmocka_unit_test(cells_of_a_matrix_are_told_by_both_keys),
        cmocka_unit_test(rows_with_dates_are_compared_with_their_like),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
