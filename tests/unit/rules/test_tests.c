/* test_tests.c - kp_parse_tests: what a condition cell of a decision table means.
 *
 * The expectations are the rows of rules.md, section 2, and article 1259 of the Civil
 * Code (以上 以下 以内 include the number itself, 不满 超过 以外 do not).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rules/expr/ast_print.h"
#include "rules/expr/parse.h"
#include "tests/support/arena_desk.h"
#include "tests/support/tree_text.h"

typedef struct column {
    kp_test_domain domain;
    kp_unit unit;
    kp_op header_op;
} column;

static const column numbers = {KP_TEST_NUMBER, KP_UNIT_NONE, KP_OP_CONCAT};
static const column money = {KP_TEST_NUMBER, KP_UNIT_MONEY, KP_OP_CONCAT};
static const column percents = {KP_TEST_NUMBER, KP_UNIT_PERCENT, KP_OP_CONCAT};
static const column texts = {KP_TEST_TEXT, KP_UNIT_NONE, KP_OP_CONCAT};
static const column dates = {KP_TEST_DATE, KP_UNIT_NONE, KP_OP_CONCAT};
static const column bools = {KP_TEST_BOOL, KP_UNIT_NONE, KP_OP_CONCAT};
static const column numbers_from = {KP_TEST_NUMBER, KP_UNIT_NONE, KP_OP_GE};
static const column texts_not = {KP_TEST_TEXT, KP_UNIT_NONE, KP_OP_NE};
static const column dates_before = {KP_TEST_DATE, KP_UNIT_NONE, KP_OP_LT};

static kp_ast *read_test(kp_arena *arena, column c, kp_str text, kp_diags *diags)
{
    kp_parse_where where = {.cell = {.row = 3, .col = 2}, .text = text};

    return kp_parse_tests(arena, &where, text, c.domain, c.unit, c.header_op, diags);
}

typedef struct tree_case {
    const char *typed, *tree;
} tree_case;

/* The canonical text means the same in a column without heading sign. */
static void check_round_trip(kp_arena *arena, column c, const kp_ast *tree)
{
    kp_diags *diags = kp_diags_open();
    column plain = {c.domain, KP_UNIT_NONE, KP_OP_CONCAT};
    kp_buf out;

    kp_buf_init(&out, 1 << 16);
    kp_ast_print(tree, &out);
    kp_ast *again = read_test(arena, plain, kp_buf_view(&out), diags);
    if (again == NULL || !kp_ast_equal(tree, again))
        fail_msg("not read back: %.*s", KP_FMT(kp_buf_view(&out)));
    kp_buf_free(&out);
    kp_diags_close(diags);
}

static void check_trees(kp_arena *arena, column c, const tree_case *cases, size_t n)
{
    kp_buf out;

    kp_buf_init(&out, 1 << 16);
    for (size_t i = 0; i < n; i++) {
        kp_diags *diags = kp_diags_open();
        kp_ast *tree = read_test(arena, c, kp_str_of(cases[i].typed), diags);

        kp_buf_clear(&out);
        if (tree == NULL) {
            kp_diag_print(kp_diags_first(diags), KP_LANG_EN, &out);
            fail_msg("refused: %.*s", KP_FMT(kp_buf_view(&out)));
        }
        assert_int_equal(kp_diags_errors(diags), 0);
        tree_write(tree, &out);
        if (!kp_str_is(kp_buf_view(&out), cases[i].tree))
            fail_msg("“%s” is %.*s, wanted %s", cases[i].typed,
                     KP_FMT(kp_buf_view(&out)), cases[i].tree);
        check_round_trip(arena, c, tree);
        kp_diags_close(diags);
    }
    kp_buf_free(&out);
}

#define CHECK(column, cases)                                                           \
    check_trees(*state, (column), (cases), sizeof(cases) / sizeof(cases)[0])

static void blanks_and_dashes_accept_anything(void **state)
{
    static const tree_case cases[] = {
        {"", "any"},
        {"  ", "any"},
        {"\xE3\x80\x80", "any"},
        {"\xC2\xA0", "any"},
        {"\xE2\x80\x8B", "any"},
        {"-", "any"},
        {"－", "any"},
        {"—", "any"},
        {"——", "any"},
        {" 任意 ", "any"},
    };

    CHECK(numbers, cases);
    CHECK(texts, cases);
    CHECK(dates, cases);
    CHECK(bools, cases);
    CHECK(numbers_from, cases);
}

static void comparisons_of_numbers(void **state)
{
    static const tree_case cases[] = {
        {"90", "90"},
        {"９０．５", "90.5"},
        {"-5", "-5"},
        {"−5", "-5"},
        {"(500)", "-500"},
        {">=90", "(>= 90)"},
        {"≥90", "(>= 90)"},
        {"＞＝ 90", "(>= 90)"},
        {"＞90", "(> 90)"},
        {"<90", "(< 90)"},
        {"≤90", "(<= 90)"},
        {"!=90", "(!= 90)"},
        {"≠90", "(!= 90)"},
        {"<>90", "(!= 90)"},
        {">=-5", "(>= -5)"},
        {">=1,000", "(>= 1000)"},
        {"≥1，234，567.5", "(>= 1234567.5)"},
    };

    CHECK(numbers, cases);
}

static void chinese_words_for_bounds(void **state)
{
    static const tree_case cases[] = {
        {"90以上", "(>= 90)"},
        {"90 及以上", "(>= 90)"},
        {"90（含）以上", "(>= 90)"},
        {"90以上(不含)", "(> 90)"},
        {"90以下", "(<= 90)"},
        {"90及以下", "(<= 90)"},
        {"90以下（不含）", "(< 90)"},
        {"90以内", "(<= 90)"},
        {"90以外", "(> 90)"},
        {"不低于90", "(>= 90)"},
        {"不少于 90", "(>= 90)"},
        {"不小于90", "(>= 90)"},
        {"大于等于90", "(>= 90)"},
        {"大于或等于90", "(>= 90)"},
        {"不高于90", "(<= 90)"},
        {"不超过90", "(<= 90)"},
        {"不多于90", "(<= 90)"},
        {"小于等于90", "(<= 90)"},
        {"不满90", "(< 90)"},
        {"不足90", "(< 90)"},
        {"低于90", "(< 90)"},
        {"小于90", "(< 90)"},
        {"超过90", "(> 90)"},
        {"大于90", "(> 90)"},
        {"高于90", "(> 90)"},
        {"等于90", "(= 90)"},
        {"不等于90", "(!= 90)"},
        {"1,000以上", "(>= 1000)"},
        {"80以上不满90", "[80..90)"},
        {"80以上90以下", "[80..90]"},
        {"80以上(不含)90以内", "(80..90]"},
    };

    CHECK(numbers, cases);
}

static void intervals_of_numbers(void **state)
{
    static const tree_case cases[] = {
        {"[80,90)", "[80..90)"},
        {"［80，90）", "[80..90)"},
        {"[ 80 , 90 ]", "[80..90]"},
        {"(80,90]", "(80..90]"},
        {"(80,90)", "(80..90)"},
        {"[80..90)", "[80..90)"},
        {"]80..90[", "(80..90)"},
        {"[80~90]", "[80..90]"},
        {"80~90", "[80..90)"},
        {"80～90", "[80..90)"},
        {"-5~5", "[-5..5)"},
        {"[-5,-1)", "[-5..-1)"},
        {"[90,90]", "[90..90]"},
        {"[90,)", "[90.._)"},
        {"(,60]", "(_..60]"},
        {"[90,+∞)", "[90.._)"},
        {"(-∞，60)", "(_..60)"},
        {"[90..]", "[90.._)"},
        {"1,000~2,000", "[1000..2000)"},
        {"[1,500)", "[1..500)"},
    };

    CHECK(numbers, cases);
}

static void lists_of_numbers(void **state)
{
    static const tree_case cases[] = {
        {"80、90", "(in _ 80 90)"},
        {"80,90", "(in _ 80 90)"},
        {"80; 90；100", "(in _ 80 90 100)"},
        {"100, 200", "(in _ 100 200)"},
        {"60以下、[80,90)、>=95", "(in _ (<= 60) [80..90) (>= 95))"},
        {"非 90", "(none 90)"},
        {"非(80、90)", "(none 80 90)"},
        {"not(>=90)", "(none (>= 90))"},
        {"not([80..90))", "(none [80..90))"},
        {"非 (80,90)", "(none (80..90))"},
    };

    CHECK(numbers, cases);
}

static void units_fit_their_column(void **state)
{
    static const tree_case amounts[] = {
        {"1.5万", "15000"},
        {">=1.5万元", "(>= 15000)"},
        {"10万~20万", "[100000..200000)"},
        {"￥8,500以上", "(>= 8500)"},
    };
    static const tree_case rates[] = {
        {"80%", "0.8"},
        {"８０％以上", "(>= 0.8)"},
        {"[80%,90%)", "[0.8..0.9)"},
        {"0.8", "0.8"},
    };

    CHECK(money, amounts);
    CHECK(percents, rates);
}

static void formulas_in_condition_cells(void **state)
{
    static const tree_case cases[] = {
        {"=90", "(= 90)"},
        {"＝目标 * 1.1", "(= (* 目标 1.1))"},
        {"=得分 >= 目标", "(= (>= 得分 目标))"},
    };

    CHECK(numbers, cases);
    CHECK(texts, cases);
}

static void texts_lists_and_negations(void **state)
{
    static const tree_case cases[] = {
        {"优秀", "\"优秀\""},
        {" 优秀 ", "\"优秀\""},
        {"优秀、良好", "(in _ \"优秀\" \"良好\")"},
        {"优秀,良好；合格", "(in _ \"优秀\" \"良好\" \"合格\")"},
        {"“优秀”", "\"优秀\""},
        {"\"甲、乙\"、丙", "(in _ \"甲、乙\" \"丙\")"},
        {"管委会（办公室、财政局）", "\"管委会（办公室、财政局）\""},
        {"非 优秀", "(none \"优秀\")"},
        {"非 优秀、良好", "(none \"优秀\" \"良好\")"},
        {"not(优秀, 良好)", "(none \"优秀\" \"良好\")"},
        {"非（优秀）", "(none \"优秀\")"},
        {"非 （一）类、（二）类", "(none \"（一）类\" \"（二）类\")"},
        {"非公务员", "\"非公务员\""},
        {"≠优秀", "(!= \"优秀\")"},
        {"<>优秀", "(!= \"优秀\")"},
        {"!=招商*", "(!= ~^招商(?s:.*)\\z)"},
        {"80-90", "\"80-90\""},
        {"\"-\"", "\"-\""},
        {"招商*", "~^招商(?s:.*)\\z"},
        {"*局（本级）", "~^(?s:.*)局（本级）\\z"},
        {"a.b*", "~^a\\.b(?s:.*)\\z"},
        {"招商*、财政局", "(in _ ~^招商(?s:.*)\\z \"财政局\")"},
        {"~^招商", "~^招商"},
        {"～^(招商|投资),x", "~^(招商|投资),x"},
        {"~\"^a\"、b", "(in _ ~^a \"b\")"},
        {"2×3", "\"2×3\""},
        {"≠ “甲、乙”、丙", "(in _ (!= \"甲、乙\") \"丙\")"},
    };

    CHECK(texts, cases);
}

static void dates_and_their_intervals(void **state)
{
    static const tree_case cases[] = {
        {"2025-01-01", "@2025-01-01"},
        {"2025年3月1日", "@2025-03-01"},
        {"2025/3/1", "@2025-03-01"},
        {"@\"2025-01-01\"", "@2025-01-01"},
        {">=2025-01-01", "(>= @2025-01-01)"},
        {"早于2025-01-01", "(< @2025-01-01)"},
        {"不早于 2025.1.1", "(>= @2025-01-01)"},
        {"[2025-01-01,2025-07-01)", "[@2025-01-01..@2025-07-01)"},
        {"2025-01-01~2025-07-01", "[@2025-01-01..@2025-07-01)"},
        {"[2025-01-01,)", "[@2025-01-01.._)"},
        {"2025-01-01、2025-02-01", "(in _ @2025-01-01 @2025-02-01)"},
        {"非 2025-01-01", "(none @2025-01-01)"},
    };

    CHECK(dates, cases);
}

static void yes_and_no(void **state)
{
    static const tree_case cases[] = {
        {"是", "true"},
        {"否", "false"},
        {"TRUE", "true"},
        {"√", "true"},
        {"是、否", "(in _ true false)"},
        {"非 是", "(none true)"},
        {"!=是", "(!= true)"},
    };

    CHECK(bools, cases);
}

static void a_comparison_in_the_heading_joins_the_value(void **state)
{
    static const tree_case bounds[] = {
        {"90", "(>= 90)"}, {"1,000", "(>= 1000)"}, {"-5", "(>= -5)"}};
    static const tree_case words[] = {{"优秀", "(!= \"优秀\")"},
                                      {"\"甲、乙\"", "(!= \"甲、乙\")"}};
    static const tree_case days[] = {{"2025-01-01", "(< @2025-01-01)"}};

    CHECK(numbers_from, bounds);
    CHECK(texts_not, words);
    CHECK(dates_before, days);
}

/* ---- refusals ---- */

typedef struct fault_case {
    const char *typed;
    kp_code code;
    const char *under;        // what is underlined, at its first occurrence
    const char *arg2, *arg3;  // the spellings that are offered, or NULL
} fault_case;

static bool offers(kp_str arg, const char *wanted)
{
    return wanted == NULL || kp_str_is(arg, wanted);
}

static void check_faults(kp_arena *arena, column c, const fault_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        kp_diags *diags = kp_diags_open();
        kp_str text = kp_str_of(cases[i].typed);
        kp_ast *tree = read_test(arena, c, text, diags);
        const kp_diag *diag = kp_diags_first(diags);

        if (tree != NULL || kp_diags_errors(diags) != 1)
            fail_msg("“%s”: %zu errors", cases[i].typed, kp_diags_errors(diags));
        kp_str under = kp_str_slice(text, diag->where.span_at,
                                    diag->where.span_at + diag->where.span_len);
        if (diag->code != cases[i].code || !kp_str_is(under, cases[i].under) ||
            kp_str_find(text, kp_str_of(cases[i].under)) != diag->where.span_at)
            fail_msg("“%s”: %s at “%.*s”", cases[i].typed, kp_code_name(diag->code),
                     KP_FMT(under));
        if (!offers(diag->arg[1], cases[i].arg2) ||
            !offers(diag->arg[2], cases[i].arg3))
            fail_msg("“%s” offers “%.*s” and “%.*s”", cases[i].typed,
                     KP_FMT(diag->arg[1]), KP_FMT(diag->arg[2]));
        kp_diags_close(diags);
    }
}

#define REFUSE(column, cases)                                                          \
    check_faults(*state, (column), (cases), sizeof(cases) / sizeof(cases)[0])

static void what_could_mean_two_things_in_a_number_column(void **state)
{
    static const fault_case cases[] = {
        {"80-90", KP3061, "80-90", "[80,90)", "80~90"},
        {" 80 - 90", KP3061, "80 - 90", "[80,90)", "80~90"},
        {"80—90", KP3061, "80—90", "[80,90)", "80~90"},
        {"80——90", KP3061, "80——90", "[80,90)", "80~90"},
        {"-5--1", KP3061, "-5--1", "[-5,-1)", "-5~-1"},
        {"80至90", KP3062, "80至90", "[80,90]", "[80,90)"},
        {"80到90", KP3062, "80到90", "[80,90]", "[80,90)"},
        {"1,000", KP3068, "1,000", "1000", "1、000"},
        {"100，200", KP3068, "100，200", "100200", "100、200"},
        {"1,200,30", KP3068, "1,200,30", "120030", "1、200、30"},
        {"1,000、2,000", KP3076, "1,000", "1000", NULL},
        {"非(1,000、5)", KP3076, "1,000", "1000", NULL},
        {"[1,000,2,000)", KP3076, "[1,000,2,000)", NULL, NULL},
        {"2025-10-20", KP3063, "2025-10-20", NULL, NULL},
        {"10月20日", KP3063, "10月20日", NULL, NULL},
        {"大于80小于90", KP3070, "大于80小于90", NULL, NULL},
        {">=80<90", KP3070, ">=80<90", NULL, NULL},
        {"80<=x<90", KP3070, "80<=x<90", NULL, NULL},
        {"80以下90以上", KP3070, "80以下90以上", NULL, NULL},
        {"得分>=90", KP3080, "得分>=90", NULL, NULL},
    };

    REFUSE(numbers, cases);
}

static void what_is_no_condition_on_numbers(void **state)
{
    static const fault_case cases[] = {
        {"优秀", KP3060, "优秀", NULL, NULL},
        {"90、优秀", KP3060, "优秀", NULL, NULL},
        {"无", KP3060, "无", NULL, NULL},
        {"“90”", KP3060, "“90”", NULL, NULL},
        {">=目标", KP3072, "目标", "目标", NULL},
        {"不低于 目标", KP3072, "目标", "目标", NULL},
        {">=", KP3077, ">=", NULL, NULL},
        {"以上", KP3077, "以上", NULL, NULL},
        {"=>90", KP3020, "=>", ">=", NULL},
        {"==90", KP3020, "==", "=", NULL},
        {"= 得分 +", KP3030, "+", NULL, NULL},
        {"[90,80)", KP3065, "[90,80)", "80", NULL},
        {"[90,90)", KP3065, "[90,90)", NULL, NULL},
        {"90~80", KP3065, "90~80", NULL, NULL},
        {"[80]", KP3066, "[80]", NULL, NULL},
        {"[80,90", KP3066, "[80,90", NULL, NULL},
        {"80,90]", KP3066, "90]", NULL, NULL},
        {"[,]", KP3066, "[,]", NULL, NULL},
        {"【80,90】", KP3066, "【80,90】", NULL, NULL},
        {"~90", KP3066, "~90", NULL, NULL},
        {"80~", KP3066, "80~", NULL, NULL},
        {"90、；80", KP3067, "；", NULL, NULL},
        {"、90", KP3067, "、", NULL, NULL},
        {"90；", KP3067, "；", NULL, NULL},
        {"not()", KP3067, ")", NULL, NULL},
        {"90分以上", KP1112, "90分", NULL, NULL},
        {"1.5万", KP1113, "1.5万", NULL, NULL},
        {"20%", KP1125, "20%", NULL, NULL},
    };
    static const fault_case rates[] = {
        {"80", KP1123, "80", NULL, NULL},
        {"0.8~90%", KP3071, "0.8~90%", NULL, NULL},
    };

    REFUSE(numbers, cases);
    REFUSE(percents, rates);
}

static void what_is_no_condition_on_texts_dates_and_truths(void **state)
{
    static const fault_case words[] = {
        {">=90", KP3069, ">=90", NULL, NULL}, {"\"优秀", KP3011, "\"", NULL, NULL},
        {"优秀、", KP3067, "、", NULL, NULL}, {"~", KP3075, "~", NULL, NULL},
        {"!=", KP3077, "!=", NULL, NULL},
    };
    static const fault_case days[] = {
        {"abc", KP3073, "abc", NULL, NULL},
        {"90以上", KP3073, "90以上", NULL, NULL},
        {"2025年3月", KP3074, "2025年3月", "[2025-03-01,2025-04-01)", NULL},
        {"2025-12", KP3074, "2025-12", "[2025-12-01,2026-01-01)", NULL},
        {"03/04/25", KP1131, "03/04/25", NULL, NULL},
        {"2025-13-01", KP1135, "2025-13-01", NULL, NULL},
        {"2025-01-01以前", KP3079, "2025-01-01以前", "<=2025-01-01", "<2025-01-01"},
        {"2025-01-01起", KP3079, "2025-01-01起", ">=2025-01-01", ">2025-01-01"},
        {"2025-01-01至2025-06-30", KP3062, "2025-01-01至2025-06-30",
         "[2025-01-01,2025-06-30]", "[2025-01-01,2025-06-30)"},
        {"2025-01-01-2025-06-30", KP3061, "2025-01-01-2025-06-30",
         "[2025-01-01,2025-06-30)", "2025-01-01~2025-06-30"},
    };
    static const fault_case truths[] = {
        {"也许", KP1140, "也许", NULL, NULL},
        {">是", KP3069, ">是", NULL, NULL},
    };

    REFUSE(texts, words);
    REFUSE(dates, days);
    REFUSE(bools, truths);
}

static void below_a_heading_with_a_comparison_stands_one_value(void **state)
{
    static const fault_case bounds[] = {
        {">=90", KP3064, ">=90", NULL, NULL},
        {"90以上", KP3064, "90以上", NULL, NULL},
        {"[80,90)", KP3064, "[80,90)", NULL, NULL},
        {"80~90", KP3064, "80~90", NULL, NULL},
        {"80-90", KP3064, "80-90", NULL, NULL},
        {"80、90", KP3064, "80、90", NULL, NULL},
        {"非 90", KP3064, "非 90", NULL, NULL},
        {"=目标", KP3064, "=目标", NULL, NULL},
        {"优秀", KP3060, "优秀", NULL, NULL},
    };
    static const fault_case words[] = {
        {"优秀、良好", KP3064, "优秀、良好", NULL, NULL},
        {"招商*", KP3064, "招商*", NULL, NULL},
        {"~招商", KP3064, "~招商", NULL, NULL},
        {"非 优秀", KP3064, "非 优秀", NULL, NULL},
    };

    REFUSE(numbers_from, bounds);
    REFUSE(texts_not, words);
}

static void a_cell_has_a_longest_length(void **state)
{
    static char text[KP_EXPR_MAX_BYTES + 1];
    kp_diags *diags = kp_diags_open();

    memset(text, 'a', sizeof text);
    assert_non_null(read_test(*state, texts, (kp_str){text, KP_EXPR_MAX_BYTES}, diags));
    assert_null(read_test(*state, texts, (kp_str){text, sizeof text}, diags));
    assert_int_equal(kp_diags_first(diags)->code, KP3078);
    kp_diags_close(diags);
}

/* A list of n items is n + 1 nodes. */
static void a_list_has_a_most_items(void **state)
{
    static char text[2 * KP_EXPR_MAX_NODES];
    kp_diags *diags = kp_diags_open();
    size_t most = KP_EXPR_MAX_NODES - 1;

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 2 == 0 ? '1' : ';';
    assert_non_null(read_test(*state, numbers, (kp_str){text, 2 * most - 1}, diags));
    assert_null(read_test(*state, numbers, (kp_str){text, 2 * most + 1}, diags));
    assert_int_equal(kp_diags_first(diags)->code, KP3003);
    kp_diags_close(diags);
}

static void an_odd_looking_date_is_told_and_stands(void **state)
{
    kp_diags *diags = kp_diags_open();

    assert_non_null(read_test(*state, dates, KP_STR(">=45000"), diags));
    assert_int_equal(kp_diags_errors(diags), 0);
    assert_int_equal(kp_diags_warnings(diags), 1);
    assert_int_equal(kp_diags_first(diags)->code, KP1134);
    assert_int_equal(kp_diags_first(diags)->where.span_at, 2);
    kp_diags_close(diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_and_dashes_accept_anything),
        cmocka_unit_test(comparisons_of_numbers),
        cmocka_unit_test(chinese_words_for_bounds),
        cmocka_unit_test(intervals_of_numbers),
        cmocka_unit_test(lists_of_numbers),
        cmocka_unit_test(units_fit_their_column),
        cmocka_unit_test(formulas_in_condition_cells),
        cmocka_unit_test(texts_lists_and_negations),
        cmocka_unit_test(dates_and_their_intervals),
        cmocka_unit_test(yes_and_no),
        cmocka_unit_test(a_comparison_in_the_heading_joins_the_value),
        cmocka_unit_test(what_could_mean_two_things_in_a_number_column),
        cmocka_unit_test(what_is_no_condition_on_numbers),
        cmocka_unit_test(what_is_no_condition_on_texts_dates_and_truths),
        cmocka_unit_test(below_a_heading_with_a_comparison_stands_one_value),
        cmocka_unit_test(a_cell_has_a_longest_length),
        cmocka_unit_test(a_list_has_a_most_items),
        cmocka_unit_test(an_odd_looking_date_is_told_and_stands),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
