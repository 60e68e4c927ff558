/* test_compile.c - rules/compile.h: which blocks a month's scheme is made of.
 *
 * Expected: a block whose options 生效 and 失效 leave the month out counts as not
 * written, so what only it needs may be missing, and what needs it is an error.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/compile.h"
#include "tests/support/sheet.h"

#define MONTHLY                                                                        \
    "实体 | 实体\n"                                                                \
    "实体 | 主键\n"                                                                \
    "员工 | 工号\n"                                                                \
    "\n"                                                                               \
    "字段 | 月度\n"                                                                \
    "实体 | 字段 | 类型 | 公式\n"                                              \
    "员工 | 工号 | 文本 |\n"                                                     \
    "员工 | 标准 | 金额 |\n"                                                     \
    "\n"

/* Every kind of block that can wait for the year's end, each needing the others. */
#define YEAR_END(days)                                                                 \
    "参数 | 年终 | " days "\n"                                                         \
    "名称 | 值\n"                                                                   \
    "倍数 | 5\n"                                                                     \
    "\n"                                                                               \
    "实体 | 年终 | " days "\n"                                                         \
    "实体 | 主键\n"                                                                \
    "表彰 | 编号\n"                                                                \
    "\n"                                                                               \
    "规则表 | 系数表 | U | 未命中 报错 | " days "\n"                                   \
    "序号 | 条件 等次 | 结果 系数\n"                                         \
    "1 | 优秀 | 1.2\n"                                                               \
    "\n"                                                                               \
    "字段 | 年终 | " days "\n"                                                         \
    "实体 | 字段 | 类型 | 公式\n"                                              \
    "表彰 | 编号 | 文本 |\n"                                                     \
    "员工 | 等次 | 文本 |\n"                                                     \
    "员工 | 年度绩效 | 金额 | 上限法(标准, 系数表(等次))\n"          \
    "\n"                                                                               \
    "公式表 | 年终 | " days "\n"                                                       \
    "名称 | 参数 | 公式\n"                                                       \
    "上限法 | 数、系数 | 数 * 系数 * 倍数\n"                               \
    "\n"                                                                               \
    "校验 | 年终 | " days "\n"                                                         \
    "名称 | 实体 | 条件 | 提示\n"                                              \
    "不为负 | 员工 | 年度绩效 >= 0 | 负数\n"                                \
    "\n"                                                                               \
    "报表 | 清算表 | 实体 员工 | 筛选 年度绩效 > 0 | 排序 等次 | " days "\n"           \
    "列 | 内容\n"                                                                   \
    "绩效 | 年度绩效\n"                                                          \
    "\n"

typedef struct fixture {
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_scheme *scheme;
} fixture;

static int open_fixture(void **state)
{
    static fixture f;

    f = (fixture){kp_arena_open(0), kp_symbols_open(), kp_diags_open(), NULL};
    *state = &f;
    return 0;
}

static int close_fixture(void **state)
{
    fixture *f = *state;

    kp_diags_close(f->diags);
    kp_symbols_close(f->symbols);
    kp_arena_close(f->arena);
    return 0;
}

static kp_status compile(fixture *f, const char *text, kp_ymd month)
{
    kp_status status =
        kp_rules_compile(f->arena, sheet_book(f->arena, text), f->symbols,
                         kp_date_of(month), &f->scheme, f->diags);

    kp_diags_sort(f->diags);
    return status;
}

static const kp_field *field_named(const fixture *f, const char *name)
{
    for (size_t k = 0; k < f->scheme->nfields; k++)
        if (kp_str_is(f->scheme->field[k]->name, name))
            return f->scheme->field[k];
    return NULL;
}

static void check_made_of(void **state, kp_ymd month, bool year_end)
{
    fixture *f = *state;

    assert_int_equal(
        compile(f, MONTHLY YEAR_END("生效 2025-12-01 | 失效 2025-12-31"), month),
        KP_OK);
    assert_null(kp_diags_first(f->diags));
    assert_non_null(field_named(f, "标准"));
    assert_int_equal(field_named(f, "年度绩效") != NULL, year_end);
    assert_int_equal(f->scheme->nentities, year_end ? 2 : 1);
    assert_int_equal(f->scheme->ntables, year_end);
    assert_int_equal(f->scheme->nchecks, year_end);
    assert_int_equal(f->scheme->nreports, year_end);
}

static void before_its_days_a_block_counts_as_not_written(void **state)
{
    check_made_of(state, (kp_ymd){2025, 11, 1}, false);
}

static void on_its_days_a_block_counts(void **state)
{
    check_made_of(state, (kp_ymd){2025, 12, 1}, true);
}

static void after_its_days_a_block_counts_as_not_written(void **state)
{
    check_made_of(state, (kp_ymd){2026, 1, 1}, false);
}

static void what_needs_a_block_that_does_not_count_is_an_error(void **state)
{
    fixture *f = *state;

    assert_int_equal(
        compile(f,
                MONTHLY YEAR_END("生效 2025-12-01") "校验 | 每月\n"
                                                    "名称 | 实体 | 条件\n"
                                                    "有等次 | 员工 | 年度绩效 > 0\n",
                (kp_ymd){2025, 11, 1}),
        KP_EINVALID);
    assert_int_equal(kp_diags_first(f->diags)->code, KP3101);
    assert_null(kp_diags_first(f->diags)->next);
}

static void days_that_cannot_be_read_are_told_once(void **state)
{
    fixture *f = *state;

    assert_int_equal(compile(f,
                             MONTHLY "规则表 | 系数表 | U | 生效 明年\n"
                                     "序号 | 条件 等次 | 结果 系数\n"
                                     "1 | 优秀 | 1.2\n",
                             (kp_ymd){2025, 11, 1}),
                     KP_EINVALID);
    assert_int_equal(kp_diags_first(f->diags)->code, KP2004);
    assert_null(kp_diags_first(f->diags)->next);
}

/* ---- what a workbook hides ---- */

static void hide(kp_sheet *sheet, const uint32_t *numbers, size_t n)
{
    for (size_t k = 0; k < n; k++)
        sheet->rows[numbers[k] - 1].hidden = true;
}

static void check_told(const kp_diag *d, kp_code code, uint32_t row, uint32_t col,
                       const char *text)
{
    kp_buf buf;

    assert_non_null(d);
    assert_int_equal(d->code, code);
    assert_int_equal(d->where.row, row);
    assert_int_equal(d->where.col, col);
    kp_buf_init(&buf, 4096);
    kp_diag_text(d, KP_LANG_ZH, &buf);
    kp_buf_char(&buf, '\0');
    assert_string_equal(buf.p, text);
    kp_buf_free(&buf);
}

static void hidden_rules_count_and_are_told(void **state)
{
    static const kp_columns_hidden columns[] = {{2, 2}, {9, 16384}};
    const uint32_t rows[] = {1, 8, 9};
    fixture *f = *state;
    kp_book *book = sheet_book(f->arena, "仅此一行注释\n"
                                         "\n" MONTHLY "参数 | 标准\n"
                                         "名称 | 值\n"
                                         "起点 | 5\n");
    kp_sheet *sheet = book->sheets[0];

    sheet->is_csv = false;
    sheet->hidden = true;
    hide(sheet, rows, 3);
    sheet->hidden_columns = columns;
    sheet->nhidden_columns = 2;
    assert_int_equal(kp_rules_compile(f->arena, book, f->symbols,
                                      kp_date_of((kp_ymd){2025, 3, 1}), &f->scheme,
                                      f->diags),
                     KP_OK);
    assert_int_equal(f->scheme->nfields, 2);
    kp_diags_sort(f->diags);
    const kp_diag *d = kp_diags_first(f->diags);
    check_told(d, KP2172, 3, 1, "工作表“方案”是隐藏的，其中的内容照常生效");
    check_told(d = d->next, KP2171, 4, 2,
               "“主键”一列（B 列）是隐藏的，其中的内容照常生效");
    check_told(d = d->next, KP2170, 8, 1,
               "这张表有 2 个隐藏（或被筛选掉）的行，其中的内容照常生效：第 8、9 行");
    check_told(d = d->next, KP2171, 8, 2,
               "“字段”一列（B 列）是隐藏的，其中的内容照常生效");
    check_told(d = d->next, KP2171, 13, 2,
               "“值”一列（B 列）是隐藏的，其中的内容照常生效");
    assert_null(d->next);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(before_its_days_a_block_counts_as_not_written),
        CASE(on_its_days_a_block_counts),
        CASE(after_its_days_a_block_counts_as_not_written),
        CASE(what_needs_a_block_that_does_not_count_is_an_error),
        CASE(days_that_cannot_be_read_are_told_once),
        CASE(hidden_rules_count_and_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
