/* From typed tables to answers: 规则表, 交叉表, 分段表, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/table_case.h"

typedef struct ask {
    const char *args, *answer;
} ask;

static void assert_answers(table_case *t, const char *text, const ask *asks, size_t n)
{
    const kp_dtable *table = table_compile(t, text);

    if (!table) {
        kp_buf out;
        kp_buf_init(&out, 4096);
        if (kp_diags_first(t->diags))
            kp_diag_print(kp_diags_first(t->diags), KP_LANG_ZH, &out);
        kp_buf_char(&out, '\0');
        fail_msg("the table is refused: %s", out.p ? out.p : "without a word");
    }
    for (size_t i = 0; i < n; i++)
        assert_string_equal(table_ask(t, table, asks[i].args), asks[i].answer);
}

#define ASSERT_ANSWERS(t, text, asks)                                                  \
    assert_answers((t), (text), (asks), sizeof(asks) / sizeof((asks)[0]))

/* ---- 规则表 ---- */

static void comparisons_stand_in_headings(void **state)
{
    static const ask asks[] = {
        {"95", "优秀"}, {"90", "优秀"},       {"89.99", "良好"}, {"80", "良好"},
        {"60", "合格"}, {"59.999", "不合格"}, {"-3", "不合格"},  {"", "KP5020"},
    };

    ASSERT_ANSWERS(*state,
                   "规则表 | 等次表 | U | 未命中 报错\n"
                   "序号 | 条件 综合得分 ≥ | 条件 综合得分 < | 结果 等次 | 依据\n"
                   "1 | 90 |    | 优秀 | 办法第十二条\n"
                   "2 | 80 | 90 | 良好 | 办法第十二条\n"
                   "3 | 60 | 80 | 合格 | 办法第十二条\n"
                   "4 |    | 60 | 不合格 | 办法第十二条\n",
                   asks);
    const kp_dtable *table = ((table_case *)*state)->source->table;
    assert_int_equal(table->ninputs, 1);
    assert_int_equal(table->nrules, 4);
    assert_true(kp_str_is(table->input[0].name, "综合得分"));
    assert_true(kp_str_is(table->rule[1].label, "2"));
    assert_true(kp_str_is(table->rule[1].clause, "办法第十二条"));
    assert_int_equal(table->rule[1].row, 4);
}

static void conditions_are_typed_as_hr_types_them(void **state)
{
    static const ask asks[] = {
        {"95;管理;2025-05-01;是", "1"},     {"85;管理;2025-05-01;是", "2"},
        {"85;技术;2025-05-01;是", "2"},     {"85;其他;2025-05-01;是", "3"},
        {"70;管理;2024-12-31;否", "4"},     {"70;管理;2025-01-01;否", "KP5020"},
        {"70;招商一局;2025-01-01;否", "5"}, {"80;招商局;2025-01-01;是", "3"},
    };

    ASSERT_ANSWERS(*state,
                   "规则表 | 系数表 | F\n"
                   "序号 | 条件 得分 | 条件 岗位 | 条件 入职 | 条件 在编 | 结果 系数\n"
                   "1 | ≥90 | 任意 | — | - | 1\n"
                   "2 | [80,90) | 管理、技术 | | | 2\n"
                   "3 | 80~90 | 非 管理、技术 | | 是 | 3\n"
                   "4 | 80以下 | 管理 | <2025-01-01 | 否 | 4\n"
                   "5 | | 招商* | ≥2025-01-01 | 否 | 5\n",
                   asks);
}

static void results_form_a_record_of_any_types(void **state)
{
    static const ask asks[] = {
        {"1", "0.03/甲/2025-01-01/是"},
        {"2", "0.1/乙/2025-07-01/否"},
    };

    ASSERT_ANSWERS(*state,
                   "规则表 | 记录 | U\n"
                   "条件 档 | 结果 率 | 结果 名 | 结果 起 | 结果 可\n"
                   "1 | 3% | 甲 | 2025-01-01 | 是\n"
                   "2 | 10% | 乙 | d:2025-07-01 | 否\n",
                   asks);
    const kp_dtable *table = ((table_case *)*state)->source->table;
    assert_int_equal(table->output[0].unit, KP_UNIT_PERCENT);
    assert_int_equal(table->output[0].scale, 2);
}

static void every_hit_policy_answers_as_dmn_says(void **state)
{
    static const struct {
        const char *policy, *answer;
    } cases[] = {
        {"U", "KP5021"}, {"A", "KP5022"}, {"F", "2"},      {"P", "3"},
        {"C+", "6"},     {"C<", "1"},     {"C>", "3"},     {"C#", "3"},
        {"C", "KP5023"}, {"R", "KP5023"}, {"O", "KP5023"}, {"求和", "6"},
        {"ｃ＋", "6"},   {"first", "2"},
    };
    table_case *t = *state;

    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        kp_buf text;
        kp_buf_init(&text, 1024);
        kp_buf_printf(&text,
                      "规则表 | 加分 | %s\n"
                      "序号 | 条件 次数 ≥ | 结果 加分\n"
                      "类型 | 数值 | 数值 0 3、2、1\n"
                      "a | 1 | 2\n"
                      "b | 2 | 1\n"
                      "c | 3 | 3\n",
                      cases[c].policy);
        kp_buf_char(&text, '\0');
        const kp_dtable *table = table_compile(t, text.p);
        assert_non_null(table);
        assert_string_equal(table_ask(t, table, "5"), cases[c].answer);
        kp_buf_free(&text);
    }
}

/* What is counted may be texts; how many there are is a number all the same. */
static void a_count_falls_back_to_a_number(void **state)
{
    static const struct {
        const char *option, *fallback, *answer;
    } cases[] = {
        {"", "默认 |  | 7\n", "7"},
        {"未命中 7", "", "7"},
        {"", "", "0"},
        {"", "默认 |  | 甲\n", NULL},
        {"未命中 甲", "", NULL},
        {"", "默认 |  | 2.5\n", NULL},
    };
    table_case *t = *state;

    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
        for (int typed = 0; typed < 2; typed++) {
            kp_buf text;
            kp_buf_init(&text, 1024);
            kp_buf_printf(&text,
                          "规则表 | 名目 | C# | %s\n"
                          "序号 | 条件 次数 ≥ | 结果 名目\n%s"
                          "a | 10 | 优秀\n"
                          "%s",
                          cases[c].option, typed ? "类型 | 数值 | 文本\n" : "",
                          cases[c].fallback);
            kp_buf_char(&text, '\0');
            const kp_dtable *table = table_compile(t, text.p);
            if ((table == NULL) != (cases[c].answer == NULL))
                fail_msg("%s", text.p);
            if (table != NULL) {
                assert_string_equal(table_ask(t, table, "5"), cases[c].answer);
                assert_string_equal(table_ask(t, table, "15"), "1");
            }
            kp_buf_free(&text);
        }
}

static void lists_keep_all_their_rows(void **state)
{
    table_case *t = *state;
    const kp_dtable *table = table_compile(t, "规则表 | 提示 | R\n"
                                              "条件 得分 < | 结果 提示\n"
                                              "60 | 约谈\n"
                                              "80 | 提醒\n"
                                              "50 | 降档\n");
    uint32_t hit = table_hit(t, table, "55");

    assert_int_equal(table->hit_count[hit], 2);
    assert_int_equal(table->hit_rules[hit][0], 0);
    assert_int_equal(table->hit_rules[hit][1], 1);
    assert_int_equal(kp_dtable_hit_error(table, hit), KP_CODE_NONE);
    assert_string_equal(table_ask(t, table, "70"), "提醒");
}

static void any_allows_rows_that_agree(void **state)
{
    static const ask asks[] = {{"95;是", "100"}, {"95;否", "100"}, {"50;是", "100"}};

    ASSERT_ANSWERS(*state,
                   "规则表 | 满分 | A\n"
                   "条件 得分 | 条件 免考 | 结果 分\n"
                   ">=90 | | 100\n"
                   "| 是 | 100.0\n",
                   asks);
}

static void nothing_matched_gives_the_declared_default(void **state)
{
    static const ask good[] = {{"95", "优秀"}, {"5", "无等次"}, {"", "无等次"}};
    static const ask pair[] = {{"1", "1/甲"}, {"9", "0/其他"}};

    ASSERT_ANSWERS(*state,
                   "规则表 | 等次 | 未命中 无等次\n条件 得分 | 结果 等次\n≥90 | 优秀\n",
                   good);
    ASSERT_ANSWERS(*state,
                   "规则表 | 等次 | U | 未命中 默认行\n序号 | 条件 得分 | 结果 等次\n"
                   "1 | ≥90 | 优秀\n默认 | | 无等次\n",
                   good);
    ASSERT_ANSWERS(*state,
                   "规则表 | 等次\n缺省 | 条件 得分 | 结果 等次\n"
                   "| ≥90 | 优秀\n是 | | 无等次\n",
                   good);
    ASSERT_ANSWERS(
        *state,
        "规则表 | 对 | 未命中 0、其他\n条件 档 | 结果 数 | 结果 名\n1 | 1 | 甲\n",
        pair);
}

static void rows_and_blocks_hold_on_their_days_only(void **state)
{
    static const char text[] = "规则表 | 标准 | 生效 2019-01-01\n"
                               "条件 类 | 结果 元 | 生效 | 失效\n"
                               "甲 | 1000 | | 2022-12-31\n"
                               "甲 | 2000 | 2023-01-01 | \n";
    table_case *t = *state;
    const kp_dtable *old = table_compile_on(t, text, (kp_ymd){2022, 12, 31});
    assert_string_equal(table_ask(t, old, "甲"), "1000");
    const kp_dtable *new = table_compile_on(t, text, (kp_ymd){2023, 1, 1});
    assert_string_equal(table_ask(t, new, "甲"), "2000");
    assert_true(kp_str_is(new->rule[0].label, "2"));

    assert_null(table_compile_on(t, text, (kp_ymd){2018, 12, 31}));
    assert_int_equal(kp_diags_errors(t->diags), 0);
}

static void row_three_may_hold_types(void **state)
{
    static const ask asks[] = {{"01", "A"}, {"1", "KP5020"}, {"02", "B"}};

    ASSERT_ANSWERS(*state,
                   "规则表 | 编码\n"
                   "序号 | 条件 代码 | 结果 级\n"
                   "类型 | 文本 | 选项 A、B\n"
                   "1 | 01 | A\n"
                   "2 | 02 | B\n",
                   asks);
}

static void results_may_be_formulas(void **state)
{
    table_case *t = *state;
    const kp_dtable *table = table_compile(t, "规则表 | 得分 | F\n"
                                              "条件 完成率 | 结果 分\n"
                                              "≥1 | 100\n"
                                              "≥0.8 | =完成率 * 100\n");

    assert_non_null(table);
    assert_true(table->output[0].computed);
    assert_null(t->source->output_ast[0][0]);
    assert_int_equal(t->source->output_ast[0][1]->kind, KP_AST_BINARY);
    assert_true(kp_str_is(t->source->output_text[0][1], "=完成率 * 100"));
    assert_string_equal(table_ask(t, table, "1.2"), "100");
}

static void merged_conditions_hold_for_all_their_rows(void **state)
{
    static const ask asks[] = {
        {"甲;1", "11"}, {"甲;2", "12"}, {"乙;2", "22"}, {"乙;1", "KP5020"}};

    ASSERT_ANSWERS(*state,
                   "规则表 | 合并\n条件 类 | 条件 档 | 结果 值\n"
                   "甲 | 1 | 11\n^ | 2 | 12\n乙 | 2 | 22\n",
                   asks);
}

/* A table that is refused, and where. */
typedef struct refusal {
    const char *text;
    const char *code;
    uint32_t row, col;
} refusal;

static void assert_refused(table_case *t, const refusal *cases, size_t n)
{
    for (size_t c = 0; c < n; c++) {
        if (table_compile(t, cases[c].text))
            fail_msg("not refused: %s", cases[c].text);
        kp_diags_sort(t->diags);
        const kp_diag *diag = kp_diags_first(t->diags);
        if (!diag)
            fail_msg("%s", cases[c].text);
        if (strcmp(kp_code_name(diag->code), cases[c].code) != 0)
            fail_msg("%s: %s", cases[c].text, kp_code_name(diag->code));
        assert_int_equal(diag->where.row, cases[c].row);
        assert_int_equal(diag->where.col, cases[c].col);
    }
}
#define ASSERT_REFUSED(t, cases)                                                       \
    assert_refused((t), (cases), sizeof(cases) / sizeof(cases)[0])

static void broken_rule_tables_are_refused_by_name(void **state)
{
    static const refusal cases[] = {
        {"规则表 | 表 | 为命中 报错\n条件 甲 | 结果 乙 | 备注\n1 | 2 |\n", "KP2203", 1,
         3},
        {"规则表 | 表\n得分 | 结果 乙\n1 | 2\n", "KP2210", 2, 1},
        {"规则表 | 表\n条件 | 结果 乙\n1 | 2\n", "KP2211", 2, 1},
        {"规则表 | 表\n条件 甲 | 结果 乙\n1 | 2\n1O | 3\n", "KP2212", 4, 1},
        {"规则表 | 表\n条件 甲 | 结果 乙\n1 | 2\n3 | 4O\n", "KP2212", 4, 2},
        {"规则表 | 表\n条件 甲 | 结果 乙\n | 2\n", "KP2213", 2, 1},
        {"规则表 | 表\n条件 甲 | 结果 乙 | 结果 乙\n1 | 2 | 3\n", "KP2214", 2, 3},
        {"规则表 | 表\n条件 甲 | 备注\n1 | 2\n", "KP2215", 2, 1},
        {"规则表 | 表\n条件 甲 | 结果 乙\n1 | 2\n2 |\n", "KP2216", 4, 1},
        {"规则表 | 表\n序号 | 条件 甲 | 结果 乙\n默认 | | 2\n其他 | | 3\n1 | 1 | 1\n",
         "KP2217", 4, 1},
        {"规则表 | 表\n序号 | 条件 甲 | 结果 乙\n1 | 1 | 1\n默认 | 2 | 2\n", "KP2218",
         4, 1},
        {"规则表 | 表\n序号 | 条件 甲 | 结果 乙\n1 | 1 | 1\n默认 | | =1+1\n", "KP2219",
         4, 1},
        {"规则表 | 表\n条件 甲 | 结果 乙\n1 | 2\n=目标 | 3\n", "KP2220", 4, 1},
        {"规则表 | 表\n条件 甲 | 结果 乙\n优 | 2\n~优( | 3\n", "KP2221", 4, 1},
        {"规则表 | 表\n条件 甲 | 条件 甲 | 结果 乙\n招* | *商 | 3\n", "KP2223", 3, 2},
        {"规则表 | 表\n条件 甲 ≥ | 条件 甲 < | 结果 乙\n80 | 70 | 3\n", "KP2224", 3, 2},
        {"规则表 | 表\n条件 甲 | 结果 乙\n选项 优秀、良好 | 数值\n优秀 | 1\n良妤 | 2\n",
         "KP2225", 5, 1},
        {"规则表 | 表\n条件 甲 | 结果 乙\n数值 | 选项 优秀、良好\n1 | 优\n", "KP2225",
         4, 2},
        {"规则表 | 表 | U | F\n条件 甲 | 结果 乙 | 备注 | 备注\n1 | 2 | |\n", "KP2226",
         1, 4},
        {"规则表 | 表 | 未命中 默认行\n条件 甲 | 结果 乙 | 备注\n1 | 2 |\n", "KP2227",
         1, 3},
        {"规则表 | 表 | 未命中 0、1\n条件 甲 | 结果 乙 | 结果 丙 | 结果 丁\n1 | 2 | 3 "
         "| 4\n",
         "KP2228", 1, 3},
        {"规则表 | 表 | P\n条件 甲 | 结果 乙 | 备注\n1 | 2 |\n", "KP2229", 1, 1},
        {"规则表 | 表 | C+\n条件 甲 | 结果 乙 | 结果 丙\n1 | 2 | 3\n", "KP2230", 1, 1},
        {"规则表 | 表 | C+\n条件 甲 | 结果 乙 | 备注\n1 | 优 |\n", "KP2231", 1, 1},
        {"规则表 | 表 | C+\n条件 甲 | 结果 乙 | 备注\n1 | =2*甲 |\n", "KP2232", 1, 1},
        {"规则表 | 表\n条件 甲 | 结果 乙\n80-90 | 2\n", "KP3061", 3, 1},
        {"规则表 | 表\n条件 甲 | 结果 乙\n[1,3) | 1\nd:2025-03-05 | 2\n", "KP3063", 4,
         1},
        {"规则表 | 表\n条件 甲 | 结果 乙\n#N/A | 2\n", "KP1101", 3, 1},
    };

    ASSERT_REFUSED(*state, cases);
}

static void sixteen_conditions_are_the_most(void **state)
{
    table_case *t = *state;

    for (int n = KP_MAX_TABLE_INPUTS; n <= KP_MAX_TABLE_INPUTS + 1; n++) {
        kp_buf text;
        kp_buf_init(&text, 4096);
        kp_buf_z(&text, "规则表 | 宽表\n");
        for (int k = 0; k < n; k++)
            kp_buf_printf(&text, "条件 列%d | ", k);
        kp_buf_z(&text, "结果 值\n");
        for (int k = 0; k < n; k++)
            kp_buf_z(&text, "1 | ");
        kp_buf_z(&text, "2\n");
        kp_buf_char(&text, '\0');
        assert_int_equal(table_compile(t, text.p) != NULL, n == KP_MAX_TABLE_INPUTS);
        kp_buf_free(&text);
    }
    assert_string_equal(kp_code_name(kp_diags_first(t->diags)->code), "KP2206");
}

/* ---- 交叉表 ---- */

/* The pay matrix as drawn in the worked month: two rows of it. */
static void the_pay_matrix_is_read_as_drawn(void **state)
{
    static const ask asks[] = {
        {"P5;五级;5", "1.2"},    {"P6;五级;1", "0.9"},    {"P5;五级;12", "1.375"},
        {"P6;五级;2", "KP5020"}, {"P4;五级;1", "KP5020"}, {"P6;五级;3", "0.95"},
        {"P6;五级;4", "KP5020"}, {"P5;一级;1", "KP5020"},
    };

    ASSERT_ANSWERS(*state,
                   "交叉表 | 薪酬矩阵 |  | 结果 系数 | 横向 档 | 纵向 职、级\n"
                   "职 | 级 | 名称 不算 | 1档 | 2档 | 3档 | 4档 | 5档 | 12档\n"
                   "P5 | 五级 | 主管 | 1.100 | 1.125 | 1.150 | 1.175 | 1.200 | 1.375\n"
                   "P6 | ^    | 专员 | 0.900 | —     | 0.950 |       | 1.000 | 1.175\n",
                   asks);
}

static void a_matrix_names_its_keys(void **state)
{
    static const ask asks[] = {
        {"一级;P1;1", "2.3"},    {"五级;P5;12", "1.375"},  {"五级;P6;1", "0.9"},
        {"五级;P6;2", "KP5020"}, {"五级;P6;12", "KP5020"}, {"四级;P6;1", "KP5020"},
        {"五级;P6;3", "KP5020"},
    };

    ASSERT_ANSWERS(*state,
                   "交叉表 | 薪酬矩阵 | | 结果 系数 | 横向 档\n"
                   "级 | 职 | 备注 名称 | 1档 | 2档 | 12档\n"
                   "一级 | P1 | 正职 | 2.300 | 2.350 | 2.850\n"
                   "五级 | P5 | 主管 | 1.100 | 1.125 | 1.375\n"
                   "     | P6 | 专员 | 0.900 | — | \n",
                   asks);
    const kp_dtable *table = ((table_case *)*state)->source->table;
    assert_true(table->is_cross);
    assert_int_equal(table->ninputs, 3);
    assert_true(kp_str_is(table->input[0].name, "级"));
    assert_true(kp_str_is(table->input[1].name, "职"));
    assert_true(kp_str_is(table->input[2].name, "档"));
    assert_int_equal(table->input[0].kind, KP_TEXT);
    assert_int_equal(table->input[2].kind, KP_NUM);
    assert_true(kp_str_is(table->output[0].name, "系数"));
    assert_int_equal(table->nrules, 7);
    assert_true(kp_str_is(table->rule[6].label, "五级/P6/1档"));
    assert_int_equal(table->rule[6].row, 5);
    assert_int_equal(table->rule[6].col, 4);
}

static void cross_keys_may_be_numbers_texts_or_codes(void **state)
{
    static const ask numbers[] = {{"1;2", "12"}, {"2;1", "21"}, {"3;1", "0"}};
    static const ask texts[] = {{"甲;投促局", "2"}, {"乙;综合办", "3"}};
    static const ask codes[] = {{"01;1", "5"}, {"1;1", "KP5020"}};

    ASSERT_ANSWERS(*state,
                   "交叉表 | 表 | 横向 档 | 未命中 0\n级 | 1档 | 2档\n1级 | 11 | 12\n"
                   "2级 | 21 | 22\n",
                   numbers);
    ASSERT_ANSWERS(
        *state,
        "交叉表 | 表 | 横向 部门\n类 | 综合办 | 投促局\n甲 | 1 | 2\n乙 | 3 | 4\n",
        texts);
    ASSERT_ANSWERS(*state, "交叉表 | 表 | 横向 档 | 文本 级\n级 | 1 | 2\n01 | 5 | 6\n",
                   codes);
}

static void the_across_key_is_named_by_its_headings(void **state)
{
    static const ask asks[] = {{"甲;2", "2"}};

    ASSERT_ANSWERS(*state, "交叉表 | 表\n类 | 1档 | 2档\n甲 | 1 | 2\n", asks);
    assert_true(kp_str_is(((table_case *)*state)->source->table->input[1].name, "档"));
}

static void broken_cross_tables_are_refused_by_name(void **state)
{
    static const refusal cases[] = {
        {"交叉表 | 表\n类 | 甲 | 乙\n1 | 1 | 2\n", "KP2240", 1, 1},
        {"交叉表 | 表 | 横向 档\n1档 | 2档 | 3档\n1 | 2 | 3\n", "KP2241", 2, 1},
        {"交叉表 | 表 | 横向 档\n级 | 职 | 1档\n1 | 甲 | 2\n1 | | 3\n", "KP2242", 4, 2},
        {"交叉表 | 表 | 横向 档\n级 | 1档 | 1\n1 | 2 | 3\n", "KP2243", 2, 3},
        {"交叉表 | 表 | 横向 档\n级 | 1档 | 2档\n1 | 2 | =1+1\n", "KP2244", 3, 3},
        {"交叉表 | 表 | 横向 档\n级 | 1档 | 2档\n1 | 2 | 3\n1 | 4 | 5\n", "KP2245", 4,
         1},
        {"交叉表 | 表 | 横向 档 | 竖向 级\n级 | 1档 | 2档 | 3档\n1 | 2 | 3 | 4\n",
         "KP2203", 1, 4},
    };

    ASSERT_REFUSED(*state, cases);
}

/* ---- 分段表 ---- */

static const char tax_table[] = "分段表 | 综合所得税率表\n"
                                "超过 | 不超过 | 率 | 速算扣除数 | 依据\n"
                                "0 | 36000 | 3% | 0 | 税法第三条\n"
                                "36000 | 144000 | 10% | 2520 | 税法第三条\n"
                                "144000 | | 20% | 16920 | 税法第三条\n";

static void a_tax_table_gives_rate_and_quick_deduction(void **state)
{
    static const ask asks[] = {
        {"0", "0/0.03/0"},
        {"36000", "0/0.03/0"},
        {"36000.01", "36000/0.1/2520"},
        {"144000", "36000/0.1/2520"},
        {"9999999", "144000/0.2/16920"},
        {"-0.01", "KP5020"},
    };

    ASSERT_ANSWERS(*state, tax_table, asks);
    table_case *t = *state;
    assert_true(t->source->table->is_tier);
    assert_int_equal(kp_diags_warnings(t->diags), 0);
    assert_true(kp_str_is(t->source->table->output[2].name, "速算扣除数"));
}

/* 0-60: 0, 60-80: 0.5 a point above 60, from 80: 10 and 1 a point. */
static void bases_are_what_the_bands_below_have_earned(void **state)
{
    static const ask asks[] = {
        {"30", "0/0/0"},
        {"60", "60/0.5/0"},
        {"79", "60/0.5/0"},
        {"80", "80/1/10"},
    };

    ASSERT_ANSWERS(*state, "分段表 | 斜坡\n下限 | 率\n0 | 0\n60 | 0.5\n80 | 1\n", asks);
    ASSERT_ANSWERS(*state,
                   "分段表 | 斜坡\n下限 | 上限 | 率 | 基数\n0 | 60 | 0 | 0\n"
                   "60 | 80 | 0.5 | 0\n80 | | 1 | 10\n",
                   asks);
    assert_int_equal(kp_diags_warnings(((table_case *)*state)->diags), 0);
    assert_true(
        kp_str_is(((table_case *)*state)->source->table->output[2].name, "基数"));
}

static void an_upper_bound_alone_is_enough(void **state)
{
    static const ask asks[] = {
        {"-5", "0/0.03/0"}, {"10", "0/0.03/0"}, {"10.01", "10/0.1/0.7"}};

    ASSERT_ANSWERS(*state,
                   "分段表 | 表\n不超过 | 率 | 速算扣除数\n10 | 3% | 0\n | 10% | 0.7\n",
                   asks);
}

/* Year-end bonuses: the monthly table's deductions on a yearly amount do jump. */
static void a_table_that_jumps_is_told_with_the_steady_figure(void **state)
{
    table_case *t = *state;

    assert_non_null(table_compile(t, "分段表 | 表\n超过 | 率 | 速算扣除数\n0 | 3% | 0\n"
                                     "36000 | 10% | 210\n"));
    assert_int_equal(kp_diags_errors(t->diags), 0);
    const kp_diag *diag = kp_diags_first(t->diags);
    assert_string_equal(kp_code_name(diag->code), "KP2253");
    assert_true(kp_str_is(diag->arg[2], "2520"));
}

static void broken_tier_tables_are_refused_by_name(void **state)
{
    static const refusal cases[] = {
        {"分段表 | 表\n超过 | 不超过\n0 | 10\n", "KP2246", 2, 1},
        {"分段表 | 表\n率 | 速算扣除数\n0 | 10\n", "KP2246", 2, 1},
        {"分段表 | 表\n超过 | 不满 | 率\n0 | 10 | 1%\n", "KP2247", 2, 2},
        {"分段表 | 表\n下限 | 不超过 | 率\n0 | 10 | 1%\n", "KP2247", 2, 2},
        {"分段表 | 表\n下限 | 率 | 速算扣除数 | 基数\n0 | 1% | 0 | 0\n", "KP2248", 2,
         4},
        {"分段表 | 表\n下限 | 率\n0 | 高\n", "KP2249", 2, 2},
        {"分段表 | 表\n下限 | 率\n0 | 1%\n10 |\n", "KP2250", 4, 2},
        {"分段表 | 表\n下限 | 上限 | 率\n0 | 10 | 1%\n20 | 30 | 2%\n", "KP2251", 4, 1},
        {"分段表 | 表\n下限 | 上限 | 率\n0 | 10 | 1%\n10 | 10 | 2%\n", "KP2252", 4, 2},
    };

    ASSERT_REFUSED(*state, cases);
}

#define CASE(name)                                                                     \
    cmocka_unit_test_setup_teardown(name, table_case_open, table_case_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(comparisons_stand_in_headings),
        CASE(conditions_are_typed_as_hr_types_them),
        CASE(results_form_a_record_of_any_types),
        CASE(every_hit_policy_answers_as_dmn_says),
        CASE(a_count_falls_back_to_a_number),
        CASE(lists_keep_all_their_rows),
        CASE(any_allows_rows_that_agree),
        CASE(nothing_matched_gives_the_declared_default),
        CASE(rows_and_blocks_hold_on_their_days_only),
        CASE(row_three_may_hold_types),
        CASE(results_may_be_formulas),
        CASE(merged_conditions_hold_for_all_their_rows),
        CASE(broken_rule_tables_are_refused_by_name),
        CASE(sixteen_conditions_are_the_most),
        CASE(the_pay_matrix_is_read_as_drawn),
        CASE(a_matrix_names_its_keys),
        CASE(cross_keys_may_be_numbers_texts_or_codes),
        CASE(the_across_key_is_named_by_its_headings),
        CASE(broken_cross_tables_are_refused_by_name),
        CASE(a_tax_table_gives_rate_and_quick_deduction),
        CASE(bases_are_what_the_bands_below_have_earned),
        CASE(an_upper_bound_alone_is_enough),
        CASE(a_table_that_jumps_is_told_with_the_steady_figure),
        CASE(broken_tier_tables_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
