/* test_inherit.c - rules/sheets/inherit.h: what a marked row replaces, and what is
 * refused.
 *
 * Expected: the rows that are left, in order of the new book, by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/symbols.h"
#include "rules/sheets/inherit.h"
#include "tests/support/sheet.h"

typedef struct fixture {
    kp_arena *arena;
    kp_diags *diags;
    kp_book book, out;
    kp_overrides overrides;
    kp_status status;
} fixture;

static int open_fixture(void **state)
{
    static fixture f;

    f = (fixture){.arena = kp_arena_open(0), .diags = kp_diags_open()};
    kp_book_init(&f.book, f.arena);
    *state = &f;
    return 0;
}

static int close_fixture(void **state)
{
    fixture *f = *state;

    kp_diags_close(f->diags);
    kp_arena_close(f->arena);
    return 0;
}

/* Sheets of layers 0, 1, …; NULL ends them. */
static void merge(fixture *f, const char *const *text)
{
    kp_diags_close(f->diags);
    f->diags = kp_diags_open();
    kp_book_init(&f->book, f->arena);
    for (uint8_t layer = 0; text[layer]; layer++)
        sheet_add(&f->book, layer ? layer == 1 ? "base" : "root" : "zone", text[layer])
            ->layer = layer;
    f->status = kp_inherit(f->arena, &f->book, 0, &f->out, &f->overrides, f->diags);
    kp_diags_sort(f->diags);
}

/* All cells that are left: "甲,2 乙,3", a row a word, with the place it was typed. */
static void put_rows(const fixture *f, kp_buf *out)
{
    for (size_t s = 0; s < f->out.nsheets; s++)
        for (uint32_t i = 0; i < f->out.sheets[s]->nrows; i++) {
            const kp_row *row = &f->out.sheets[s]->rows[i];

            if (kp_row_is_blank(row))
                continue;
            kp_buf_z(out, out->n ? " " : "");
            for (uint32_t j = 0; j < row->ncells; j++) {
                kp_buf_z(out, j ? "," : "");
                kp_buf_str(out, kp_cell_text(&row->cells[j]));
            }
            kp_buf_printf(out, "@%u", row->number);
        }
    kp_buf_char(out, '\0');
}

static void assert_rows(fixture *f, const char *wanted)
{
    kp_buf found;

    kp_buf_init(&found, 1 << 16);
    put_rows(f, &found);
    assert_string_equal(found.p, wanted);
    kp_buf_free(&found);
}

static void a_marked_row_takes_the_place_of_its_name(void **state)
{
    fixture *f = *state;

    merge(f, (const char *const[]){
                 "参数 | 区\n名称 | 值 | 覆盖\n乙 | 9 | 是\n丁 | 4 |\n",
                 "参数 | 基\n名称 | 值\n甲 | 1\n乙 | 2\n丙 | 3\n", NULL});
    assert_int_equal(f->status, KP_OK);
    // What is left of the base keeps its rows' numbers.
    assert_rows(f, "参数,基@1 名称,值@2 甲,1@3 丙,3@5 "
                   "参数,区@1 名称,值,覆盖@2 乙,9,是@3 丁,4,@4");
    assert_int_equal(f->overrides.n, 1);
    assert_true(kp_str_is(f->overrides.item[0].row, "乙"));
    assert_int_equal(f->overrides.item[0].what.row, 4);
    assert_int_equal(f->overrides.item[0].by.row, 3);
    assert_int_equal(f->overrides.item[0].by.col, 3);
}

static void all_rows_of_a_name_go_whatever_their_dates(void **state)
{
    fixture *f = *state;

    merge(f,
          (const char *const[]){
              "参数 | 区 | 覆盖\n名称 | 值\n乙 | 9\n",
              "参数 | 基\n名称 | 值 | 生效\n乙 | 1 | 2024-01-01\n乙 | 2 | 2025-01-01\n",
              NULL});
    assert_int_equal(f->status, KP_OK);
    assert_rows(f, "参数,区,覆盖@1 名称,值@2 乙,9@3");
}

static void rows_of_several_dates_replace_rows_of_several_dates(void **state)
{
    fixture *f = *state;

    merge(f,
          (const char *const[]){
              "参数 | 区 | 覆盖\n名称 | 值 | 生效\n乙 | 8 | 2024-01-01\n"
              "乙 | 9 | 2025-01-01\n",
              "参数 | 省 | 覆盖\n名称 | 值 | 生效\n乙 | 5 | 2024-01-01\n"
              "乙 | 6 | 2025-01-01\n",
              "参数 | 基\n名称 | 值 | 生效\n乙 | 1 | 2024-01-01\n乙 | 2 | 2025-01-01\n",
              NULL});
    assert_int_equal(f->status, KP_OK);
    assert_rows(f, "参数,区,覆盖@1 名称,值,生效@2 乙,8,2024-01-01@3 乙,9,2025-01-01@4");
    assert_int_equal(f->overrides.n, 4);
}

static void rows_are_known_by_the_key_of_their_kind(void **state)
{
    fixture *f = *state;

    merge(f, (const char *const[]){
                 "字段 | 区 | 覆盖 是\n实体 | 字段 | 类型\n员工 | 分 | 金额\n\n"
                 "指标 | 区 | 覆盖 是\n编号 | 权重\nA1 | 60\n",
                 "实体 | 基\n实体 | 主键\n员工 | 工号\n指标 | 编号\n\n"
                 "字段 | 基\n实体 | 字段 | 类型\n部门 | 分 | 数值\n员工 | 分 | 数值\n\n"
                 "指标 | 基\n编号 | 权重\nA1 | 50\nA2 | 50\n",
                 NULL});
    assert_int_equal(f->status, KP_OK);
    assert_rows(f, "实体,基@1 实体,主键@2 员工,工号@3 指标,编号@4 "
                   "字段,基@6 实体,字段,类型@7 部门,分,数值@8 "
                   "指标,基@11 编号,权重@12 A2,50@14 "
                   "字段,区,覆盖 是@1 实体,字段,类型@2 员工,分,金额@3 "
                   "指标,区,覆盖 是@5 编号,权重@6 A1,60@7");
}

static void tables_are_replaced_as_a_whole_by_any_kind(void **state)
{
    fixture *f = *state;

    merge(f,
          (const char *const[]){"交叉表 | 系数表 | 横向 档 | 覆盖\n级 | 1档\n甲 | 2\n",
                                "规则表 | 系数表 | U\n条件 级 | 结果 系数\n甲 | 1\n\n"
                                "规则表 | 等次表 | U\n条件 分 | 结果 等\n1 | 优\n\n"
                                "测试 | 系数表\n输入 级 | 期望\n甲 | 1\n\n"
                                "测试 | 等次表\n输入 分 | 期望\n1 | 优\n",
                                NULL});
    assert_int_equal(f->status, KP_OK);
    // The test of what was replaced goes with it.
    assert_rows(f, "规则表,等次表,U@5 条件 分,结果 等@6 1,优@7 "
                   "测试,等次表@13 输入 分,期望@14 1,优@15 "
                   "交叉表,系数表,横向 档,覆盖@1 级,1档@2 甲,2@3");
}

static void what_is_marked_as_deleted_goes_without_a_successor(void **state)
{
    fixture *f = *state;

    merge(f, (const char *const[]){
                 "校验 | 区\n名称 | 覆盖\n甲 | 删除\n\n报表 | 清册 | 覆盖 删除\n",
                 "校验 | 基\n名称 | 条件\n甲 | 1 = 1\n乙 | 2 = 2\n\n"
                 "报表 | 清册\n列 | 内容\n甲 | 1\n",
                 NULL});
    assert_int_equal(f->status, KP_OK);
    assert_rows(f, "校验,基@1 名称,条件@2 乙,2 = 2@4");
    assert_true(f->overrides.item[0].deleted);
    assert_true(f->overrides.item[1].deleted);
}

static void layers_replace_what_is_left_below_them(void **state)
{
    fixture *f = *state;

    merge(f, (const char *const[]){"参数 | 区 | 覆盖\n名称 | 值\n甲 | 3\n",
                                   "参数 | 省 | 覆盖\n名称 | 值\n甲 | 2\n乙 | 2\n",
                                   "参数 | 国\n名称 | 值\n甲 | 1\n乙 | 1\n丙 | 1\n",
                                   NULL});
    assert_int_equal(f->status, KP_OK);
    assert_rows(f, "参数,国@1 名称,值@2 丙,1@5 参数,省,覆盖@1 名称,值@2 乙,2@4 "
                   "参数,区,覆盖@1 名称,值@2 甲,3@3");
    assert_int_equal(f->overrides.n, 3);
}

static void blocks_beside_each_other_lose_only_their_own_rows(void **state)
{
    fixture *f = *state;

    merge(f,
          (const char *const[]){"参数 | 区 | 覆盖\n名称 | 值\n甲 | 9\n",
                                "参数 | 基 | | 公式表 | 式\n名称 | 值 | | 名称 | 公式\n"
                                "甲 | 1 | | 加 | 1 + 1\n乙 | 2 | | 减 | 1 - 1\n",
                                NULL});
    assert_int_equal(f->status, KP_OK);
    assert_rows(f, "参数,基@1 名称,值@2 乙,2@4 "
                   ",,,公式表,式@1 ,,,名称,公式@2 ,,,加,1 + 1@3 ,,,减,1 - 1@4 "
                   "参数,区,覆盖@1 名称,值@2 甲,9@3");
}

typedef struct refusal {
    const char *zone, *base;
    kp_code code;
    uint32_t row, col;
    const char *arg[3];
} refusal;

static void marks_and_names_that_do_not_fit_are_refused(void **state)
{
    static const refusal cases[] = {
        {"参数 | 区\n名称 | 值 | 覆盖\n优秀比列 | 9 | 是\n",
         "参数 | 基\n名称 | 值\n优秀比例 | 1\n",
         KP2401,
         3,
         3,
         {"参数", "优秀比列", "优秀比例"}},
        {"参数 | 区\n名称 | 值\n甲 | 9\n",
         "参数 | 基\n名称 | 值\n甲 | 1\n",
         KP2402,
         3,
         1,
         {"参数", "甲", "base.csv!A3"}},
        {"规则表 | 等次表\n条件 分 | 结果 等\n1 | 优\n",
         "分段表 | 等次表\n超过 | 率\n0 | 1\n",
         KP2402,
         1,
         1,
         {"规则表 等次表", "等次表", "base.csv!A1"}},
        {"规则表 | 等级表 | 覆盖\n条件 分 | 结果 等\n1 | 优\n",
         "规则表 | 等次表\n条件 分 | 结果 等\n1 | 优\n",
         KP2401,
         1,
         3,
         {"规则表 等级表", "等级表", "等次表"}},
        {"参数 | 区\n名称 | 值 | 覆盖\n甲 | 9 | 是\n",
         NULL,
         KP2403,
         3,
         3,
         {"参数", "甲", ""}},
        {"参数 | 区\n名称 | 值 | 覆盖\n乙 | 9 | 换\n",
         "参数 | 基\n名称 | 值\n甲 | 1\n",
         KP2404,
         3,
         3,
         {"换", "", ""}},
    };
    fixture *f = *state;

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        merge(f, (const char *const[]){cases[k].zone, cases[k].base, NULL});
        const kp_diag *d = kp_diags_first(f->diags);
        assert_int_equal(f->status, KP_EINVALID);
        assert_non_null(d);
        assert_string_equal(kp_code_name(d->code), kp_code_name(cases[k].code));
        assert_int_equal(d->where.row, cases[k].row);
        assert_int_equal(d->where.col, cases[k].col);
        for (int a = 0; a < 3; a++)
            assert_true(kp_str_is(d->arg[a], cases[k].arg[a]));
        assert_null(d->next);
    }
}

static void notes_aliases_uses_and_tests_may_repeat(void **state)
{
    fixture *f = *state;

    merge(f,
          (const char *const[]){
              "说明 | 区\n项目 | 内容\n方案名称 | 区\n\n引用 | 包\n名称\n评分方法\n\n"
              "映射 | 区\n实体 | 字段 | 别名\n员工 | 工号 | 编码\n\n"
              "测试 | 等次表\n输入 分 | 期望\n1 | 优\n",
              "说明 | 基\n项目 | 内容\n方案名称 | 基\n版本 | 1\n\n引用 | 包\n名称\n"
              "评分方法\n\n映射 | 基\n实体 | 字段 | 别名\n员工 | 工号 | 编号\n\n"
              "测试 | 等次表\n输入 分 | 期望\n2 | 优\n",
              NULL});
    assert_int_equal(f->status, KP_OK);
    assert_null(kp_diags_first(f->diags));
    assert_rows(f, "说明,基@1 项目,内容@2 版本,1@4 引用,包@6 名称@7 评分方法@8 "
                   "映射,基@10 实体,字段,别名@11 员工,工号,编号@12 "
                   "测试,等次表@14 输入 分,期望@15 2,优@16 "
                   "说明,区@1 项目,内容@2 方案名称,区@3 引用,包@5 名称@6 评分方法@7 "
                   "映射,区@9 实体,字段,别名@10 员工,工号,编码@11 "
                   "测试,等次表@13 输入 分,期望@14 1,优@15");
}

static void the_base_is_named_in_the_notes_of_its_layer(void **state)
{
    fixture *f = *state;

    merge(f, (const char *const[]){"说明 | 区\n项目 | 内容\n继承 | ../省\n",
                                   "说明 | 省\n项目 | 内容\n版本 | 1\n", NULL});
    kp_base_name base = kp_inherit_base(f->arena, &f->book, 0);
    assert_true(kp_str_is(base.path, "../省"));
    assert_int_equal(base.where.row, 3);
    assert_int_equal(kp_inherit_base(f->arena, &f->book, 1).path.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_marked_row_takes_the_place_of_its_name),
        cmocka_unit_test(all_rows_of_a_name_go_whatever_their_dates),
        cmocka_unit_test(rows_of_several_dates_replace_rows_of_several_dates),
        cmocka_unit_test(rows_are_known_by_the_key_of_their_kind),
        cmocka_unit_test(tables_are_replaced_as_a_whole_by_any_kind),
        cmocka_unit_test(what_is_marked_as_deleted_goes_without_a_successor),
        cmocka_unit_test(layers_replace_what_is_left_below_them),
        cmocka_unit_test(blocks_beside_each_other_lose_only_their_own_rows),
        cmocka_unit_test(marks_and_names_that_do_not_fit_are_refused),
        cmocka_unit_test(notes_aliases_uses_and_tests_may_repeat),
        cmocka_unit_test(the_base_is_named_in_the_notes_of_its_layer),
    };

    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
