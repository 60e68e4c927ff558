/* Blocks of sheets: where they begin and end, names, options, headings, validity. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/date.h"
#include "rules/read/block.h"
#include "tests/support/sheet.h"

typedef struct fixture {
    kp_arena *arena;
    kp_diags *diags;
    kp_block *block;
    size_t n;
} fixture;

static int open_fixture(void **state)
{
    static fixture f;

    f = (fixture){.arena = kp_arena_open(0), .diags = kp_diags_open()};
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

static kp_status find(fixture *f, const char *text)
{
    return kp_blocks_find(f->arena, sheet_book(f->arena, text), &f->block, &f->n,
                          f->diags);
}

static void assert_text(kp_str text, const char *expected)
{
    if (!kp_str_is(text, expected))
        fail_msg("%.*s is not %s", KP_FMT(text), expected);
}

static void assert_place(const kp_block *block, uint32_t top, uint32_t left,
                         uint32_t bottom, uint32_t right)
{
    assert_int_equal(block->top, top);
    assert_int_equal(block->left, left);
    assert_int_equal(block->bottom, bottom);
    assert_int_equal(block->right, right);
}

static kp_code only_code(const fixture *f)
{
    const kp_diag *diag = kp_diags_first(f->diags);

    assert_non_null(diag);
    assert_null(diag->next);
    return diag->code;
}

static void a_block_ends_at_a_blank_row_and_column(void **state)
{
    fixture *f = *state;

    assert_int_equal(find(f, "本方案自2025年起执行\n"
                             "\n"
                             "参数 | 公共参数 | | | 参数 | 其他参数\n"
                             "名称 | 值       | | | 名称 | 值\n"
                             "标准 | 2000     | | | 倍数 | 3\n"
                             "     |          | | | 比例 | 70%\n"
                             "\n"
                             "规则表 | 等次表 | U\n"
                             "序号 | 条件 得分 ≥ | 结果 等次\n"),
                     KP_OK);
    assert_int_equal(f->n, 3);
    assert_place(&f->block[0], 2, 0, 5, 2);
    assert_place(&f->block[1], 2, 4, 6, 6);
    assert_place(&f->block[2], 7, 0, 9, 3);
    assert_int_equal(f->block[2].kind, KP_BLOCK_RULES);
    assert_text(f->block[1].name, "其他参数");
}

static void keywords_are_known_in_both_languages_and_any_width(void **state)
{
    static const struct {
        const char *typed;
        kp_block_kind kind;
    } cases[] = {
        {"说明", KP_BLOCK_NOTE},       {"note", KP_BLOCK_NOTE},
        {"引用", KP_BLOCK_USE},        {"USE", KP_BLOCK_USE},
        {"参数", KP_BLOCK_PARAM},      {"ｐａｒａｍ", KP_BLOCK_PARAM},
        {"实体", KP_BLOCK_ENTITY},     {"Entity", KP_BLOCK_ENTITY},
        {"　字段　", KP_BLOCK_FIELD},  {"field", KP_BLOCK_FIELD},
        {"规则表", KP_BLOCK_RULES},    {"table", KP_BLOCK_RULES},
        {"交叉表", KP_BLOCK_CROSS},    {"cross", KP_BLOCK_CROSS},
        {"分段表", KP_BLOCK_TIER},     {"tier", KP_BLOCK_TIER},
        {"公式表", KP_BLOCK_FUNCTION}, {"functions", KP_BLOCK_FUNCTION},
        {"数据", KP_BLOCK_DATA},       {"data", KP_BLOCK_DATA},
        {"指标", KP_BLOCK_DATA},       {"indicators", KP_BLOCK_DATA},
        {"校验", KP_BLOCK_CHECK},      {"check", KP_BLOCK_CHECK},
        {"报表", KP_BLOCK_REPORT},     {"report", KP_BLOCK_REPORT},
        {"映射", KP_BLOCK_ALIAS},      {"alias", KP_BLOCK_ALIAS},
        {"测试", KP_BLOCK_TEST},       {"test", KP_BLOCK_TEST},
    };
    fixture *f = *state;

    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        kp_buf text;
        kp_buf_init(&text, 256);
        kp_buf_printf(&text, "%s | 某表\n甲 | 乙\n", cases[c].typed);
        kp_buf_char(&text, '\0');
        assert_int_equal(find(f, text.p), KP_OK);
        assert_int_equal(f->n, 1);
        assert_int_equal(f->block[0].kind, cases[c].kind);
        kp_buf_free(&text);
    }
}

static void indicators_are_data_of_their_own_entity(void **state)
{
    fixture *f = *state;

    assert_int_equal(find(f, "指标 | \n编号 | 名称\nZ1 | 税占比\n"), KP_OK);
    assert_int_equal(f->block[0].kind, KP_BLOCK_DATA);
    assert_text(f->block[0].name, "指标");
}

static void a_keyword_inside_a_block_or_a_sentence_opens_nothing(void **state)
{
    fixture *f = *state;

    assert_int_equal(find(f, "字段 | 公用\n"
                             "实体 | 字段 | 来源\n"
                             "指标 | 权重 | 参数\n"
                             "指标 | 得分 | 公式\n"
                             "\n"
                             "下面的 | 参数 | 不是块\n"
                             "参数的说明\n"),
                     KP_OK);
    assert_int_equal(f->n, 1);
    assert_place(&f->block[0], 0, 0, 4, 3);
}

static void options_are_names_with_values(void **state)
{
    fixture *f = *state;

    assert_int_equal(find(f, "规则表 | 等次表 | U | 生效 2025-01-01 | 未命中：报错 | "
                             "依据＝办法 第十二条\n"
                             "序号 | 条件 得分 | 结果 等次 | 甲 | 乙 | 丙\n"),
                     KP_OK);
    const kp_block *block = &f->block[0];
    assert_int_equal(block->noptions, 4);
    assert_text(block->option[0].name, "U");
    assert_int_equal(block->option[0].value.n, 0);
    assert_text(kp_block_option(block, "生效", "from")->value, "2025-01-01");
    assert_text(kp_block_option(block, "未命中", "default")->value, "报错");
    assert_text(kp_block_option(block, "依据", "clause")->value, "办法 第十二条");
    assert_int_equal(kp_block_option(block, "依据", "clause")->col, 5);
    assert_null(kp_block_option(block, "失效", "to"));
}

static void headings_are_found_by_either_name(void **state)
{
    fixture *f = *state;

    find(f, "参数 | 公共\n名称 | ＶＡＬＵＥ | 依据\n");
    assert_int_equal(kp_block_column(f->arena, &f->block[0], "名称", "name"), 0);
    assert_int_equal(kp_block_column(f->arena, &f->block[0], "值", "value"), 1);
    assert_int_equal(kp_block_column(f->arena, &f->block[0], "单位", "unit"),
                     UINT32_MAX);
}

static void a_table_needs_a_name_and_headings(void **state)
{
    static const struct {
        const char *text;
        kp_code code;
    } cases[] = {
        {"规则表 | | U\n序号 | 条件 得分 | 结果 等次\n", KP2001},
        {"数据\n编号 | 姓名\n", KP2001},
        {"规则表 | 等次表\n\n序号 | 条件 得分 | 结果 等次\n", KP2002},
        {"参数 | 公共\n", KP2002},
    };

    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        open_fixture(state);
        fixture *f = *state;
        assert_int_equal(find(f, cases[c].text), KP_EINVALID);
        assert_int_equal(f->n, 0);
        assert_int_equal(only_code(f), cases[c].code);
        if (c + 1 < sizeof cases / sizeof cases[0])
            close_fixture(state);
    }
}

static void a_comment_that_looks_like_a_table_is_told(void **state)
{
    fixture *f = *state;

    assert_int_equal(find(f, "规则 | 等次表 | U\n序号 | 条件 得分 | 结果 等次\n"),
                     KP_OK);
    assert_int_equal(f->n, 0);
    assert_int_equal(only_code(f), KP2003);
    assert_text(kp_diags_first(f->diags)->arg[1], "规则表");
}

static void rows_carry_their_validity(void **state)
{
    fixture *f = *state;
    kp_validity validity;

    find(f, "参数 | 公共\n"
            "名称 | 值 | 生效 | 失效\n"
            "甲 | 1 | 2025-01-01 | 2025-12-31\n"
            "乙 | 1 | | \n"
            "丙 | 1 | d:2026-01-01 | 2025/12/31\n"
            "丁 | 1 | 明年 | \n");
    const kp_block *block = &f->block[0];
    assert_true(kp_block_validity(f->arena, block, 2, &validity, f->diags));
    assert_int_equal(validity.from, kp_date_of((kp_ymd){2025, 1, 1}));
    assert_int_equal(validity.to, kp_date_of((kp_ymd){2025, 12, 31}));
    assert_true(kp_block_validity(f->arena, block, 3, &validity, f->diags));
    assert_int_equal(validity.from, INT32_MIN);
    assert_int_equal(validity.to, INT32_MAX);
    assert_false(kp_block_validity(f->arena, block, 4, &validity, f->diags));
    assert_false(kp_block_validity(f->arena, block, 5, &validity, f->diags));
    kp_diags_sort(f->diags);
    assert_int_equal(kp_diags_first(f->diags)->code, KP2005);
    assert_int_equal(kp_diags_first(f->diags)->where.row, 5);
    assert_int_equal(kp_diags_first(f->diags)->next->code, KP2004);
    assert_int_equal(kp_diags_first(f->diags)->next->where.col, 3);
}

static void a_whole_block_carries_its_validity_in_its_options(void **state)
{
    fixture *f = *state;
    kp_validity validity;

    find(f,
         "规则表 | 奖金 | 生效 2019-01-01 | 失效 2027年12月31日\n甲 | 乙 | 丙 | 丁\n");
    assert_true(kp_block_options_validity(f->arena, &f->block[0], &validity, f->diags));
    assert_int_equal(validity.from, kp_date_of((kp_ymd){2019, 1, 1}));
    assert_int_equal(validity.to, kp_date_of((kp_ymd){2027, 12, 31}));

    find(f, "规则表 | 奖金 | 生效\n甲 | 乙 | 丙\n");
    assert_false(
        kp_block_options_validity(f->arena, &f->block[0], &validity, f->diags));
    assert_int_equal(only_code(f), KP2004);
}

static bool counts_on(fixture *f, int year, int month, int day)
{
    return kp_block_in_force(f->arena, &f->block[0],
                             kp_date_of((kp_ymd){year, month, day}), f->diags);
}

static void both_days_of_a_blocks_options_count(void **state)
{
    fixture *f = *state;

    find(f,
         "字段 | 年终 | 生效 2025-12-01 | 失效 2025-12-31\n实体 | 字段\n员工 | 等次\n");
    assert_false(counts_on(f, 2025, 11, 30));
    assert_true(counts_on(f, 2025, 12, 1));
    assert_true(counts_on(f, 2025, 12, 31));
    assert_false(counts_on(f, 2026, 1, 1));

    find(f, "字段 | 年终\n实体 | 字段\n员工 | 等次\n");
    assert_true(counts_on(f, 1, 1, 1));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_block_ends_at_a_blank_row_and_column),
        CASE(keywords_are_known_in_both_languages_and_any_width),
        CASE(indicators_are_data_of_their_own_entity),
        CASE(a_keyword_inside_a_block_or_a_sentence_opens_nothing),
        CASE(options_are_names_with_values),
        CASE(headings_are_found_by_either_name),
        cmocka_unit_test_teardown(a_table_needs_a_name_and_headings, close_fixture),
        CASE(a_comment_that_looks_like_a_table_is_told),
        CASE(rows_carry_their_validity),
        CASE(a_whole_block_carries_its_validity_in_its_options),
        CASE(both_days_of_a_blocks_options_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
