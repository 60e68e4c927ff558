/* test_lex.c - rules/expr/lex.h: what is one token, and where it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/expr/lex.h"
#include "rules/expr/parse.h"
#include "rules/read/chars.h"
#include "tests/support/arena_desk.h"

static kp_lexer lexer_of(void **state, const char *text)
{
    return (kp_lexer){.arena = *state, .src = kp_str_of(text)};
}

typedef struct one_token {
    const char *typed;
    kp_token_kind kind;
    const char *text;  // NULL: not looked at
} one_token;

static void check_single(void **state, bool feel, const one_token *c)
{
    kp_lexer lex = lexer_of(state, c->typed);
    lex.feel = feel;
    kp_token token = kp_lex_next(&lex);
    kp_token end = kp_lex_next(&lex);

    if (token.kind != c->kind || end.kind != KP_TOK_END)
        fail_msg("“%s”: kinds %d, %d", c->typed, (int)token.kind, (int)end.kind);
    if (c->text != NULL && !kp_str_is(token.text, c->text))
        fail_msg("“%s”: text “%.*s”", c->typed, KP_FMT(token.text));
}

static void every_sign_reads_in_both_widths(void **state)
{
    static const one_token cases[] = {
        {"+", KP_TOK_PLUS, NULL},     {"＋", KP_TOK_PLUS, NULL},
        {"-", KP_TOK_MINUS, NULL},    {"－", KP_TOK_MINUS, NULL},
        {"−", KP_TOK_MINUS, NULL},    {"*", KP_TOK_STAR, NULL},
        {"＊", KP_TOK_STAR, NULL},    {"×", KP_TOK_STAR, NULL},
        {"/", KP_TOK_SLASH, NULL},    {"／", KP_TOK_SLASH, NULL},
        {"÷", KP_TOK_SLASH, NULL},    {"**", KP_TOK_POWER, NULL},
        {"＊＊", KP_TOK_POWER, NULL}, {"&", KP_TOK_CONCAT, NULL},
        {"＆", KP_TOK_CONCAT, NULL},  {"=", KP_TOK_EQ, NULL},
        {"＝", KP_TOK_EQ, NULL},      {"!=", KP_TOK_NE, NULL},
        {"！＝", KP_TOK_NE, NULL},    {"<>", KP_TOK_NE, NULL},
        {"＜＞", KP_TOK_NE, NULL},    {"≠", KP_TOK_NE, NULL},
        {"<", KP_TOK_LT, NULL},       {"＜", KP_TOK_LT, NULL},
        {"<=", KP_TOK_LE, NULL},      {"＜＝", KP_TOK_LE, NULL},
        {"≤", KP_TOK_LE, NULL},       {"≦", KP_TOK_LE, NULL},
        {">", KP_TOK_GT, NULL},       {"＞", KP_TOK_GT, NULL},
        {">=", KP_TOK_GE, NULL},      {"＞=", KP_TOK_GE, NULL},
        {"≥", KP_TOK_GE, NULL},       {"≧", KP_TOK_GE, NULL},
        {"(", KP_TOK_LPAREN, NULL},   {"（", KP_TOK_LPAREN, NULL},
        {")", KP_TOK_RPAREN, NULL},   {"）", KP_TOK_RPAREN, NULL},
        {"[", KP_TOK_LBRACKET, NULL}, {"［", KP_TOK_LBRACKET, NULL},
        {"]", KP_TOK_RBRACKET, NULL}, {"］", KP_TOK_RBRACKET, NULL},
        {"{", KP_TOK_LBRACE, NULL},   {"｛", KP_TOK_LBRACE, NULL},
        {"}", KP_TOK_RBRACE, NULL},   {"｝", KP_TOK_RBRACE, NULL},
        {",", KP_TOK_COMMA, NULL},    {"，", KP_TOK_COMMA, NULL},
        {"、", KP_TOK_COMMA, NULL},   {".", KP_TOK_DOT, NULL},
        {"．", KP_TOK_DOT, NULL},     {"..", KP_TOK_DOTS, NULL},
        {"．．", KP_TOK_DOTS, NULL},  {":", KP_TOK_COLON, NULL},
        {"：", KP_TOK_COLON, NULL},   {"@", KP_TOK_AT, NULL},
        {"＠", KP_TOK_AT, NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_single(state, false, &cases[i]);
}

static void look_alikes_of_signs_do_not_join(void **state)
{
    kp_lexer lex = lexer_of(state, "a××b÷÷c");

    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_NAME);
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_STAR);
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_STAR);
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_NAME);
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_SLASH);
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_SLASH);
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_NAME);
}

static void words_of_the_language_are_known_in_both_languages(void **state)
{
    static const one_token cases[] = {
        {"and", KP_TOK_AND, NULL},     {"且", KP_TOK_AND, NULL},
        {"or", KP_TOK_OR, NULL},       {"或", KP_TOK_OR, NULL},
        {"not", KP_TOK_NOT, NULL},     {"非", KP_TOK_NOT, NULL},
        {"if", KP_TOK_IF, NULL},       {"如果", KP_TOK_IF, NULL},
        {"then", KP_TOK_THEN, NULL},   {"那么", KP_TOK_THEN, NULL},
        {"else", KP_TOK_ELSE, NULL},   {"否则", KP_TOK_ELSE, NULL},
        {"true", KP_TOK_TRUE, NULL},   {"是", KP_TOK_TRUE, NULL},
        {"false", KP_TOK_FALSE, NULL}, {"否", KP_TOK_FALSE, NULL},
        {"IF", KP_TOK_NAME, "IF"},     {"SUM", KP_TOK_NAME, "SUM"},
        {"若", KP_TOK_NAME, "若"},     {"ｉｎ", KP_TOK_IN, NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_single(state, false, &cases[i]);
}

static void names_hold_letters_of_any_script(void **state)
{
    static const one_token cases[] = {
        {"得分", KP_TOK_NAME, "得分"},
        {"得分2", KP_TOK_NAME, "得分2"},
        {"Ａ１", KP_TOK_NAME, "A1"},
        {"_x", KP_TOK_NAME, "_x"},
        {"šomeÚ", KP_TOK_NAME, "šomeÚ"},
        {"Фонд", KP_TOK_NAME, "Фонд"},
        {"〇号", KP_TOK_NAME, "〇号"},
        {"\U00020000", KP_TOK_NAME, "\U00020000"},
        {"得\u200B分", KP_TOK_NAME, "得分"},
        {"「月薪-社保」", KP_TOK_NAME, "月薪-社保"},
        {"`1月奖金`", KP_TOK_NAME, "1月奖金"},
        {"｀a b｀", KP_TOK_NAME, "a b"},
        {"「 in 」", KP_TOK_NAME, "in"},
        {"「a」」b」", KP_TOK_NAME, "a」b"},
        {"`a``b`", KP_TOK_NAME, "a`b"},
        {"「月薪（税前）」", KP_TOK_NAME, "月薪(税前)"},
        {"「面积　㎡」", KP_TOK_NAME, "面积 m2"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_single(state, false, &cases[i]);
}

static void pictures_are_names_in_dmn_only(void **state)
{
    check_single(state, true, &(one_token){"🐎", KP_TOK_NAME, "🐎"});
    check_single(state, false, &(one_token){"🐎", KP_TOK_BAD, "🐎"});
    check_single(state, true, &(one_token){"?", KP_TOK_NAME, "?"});
    check_single(state, false, &(one_token){"?", KP_TOK_BAD, "?"});
}

static void texts_lose_their_marks_and_escapes(void **state)
{
    static const one_token cases[] = {
        {"\"a\"", KP_TOK_TEXT, "a"},
        {"\"\"", KP_TOK_TEXT, ""},
        {"'a'", KP_TOK_TEXT, "a"},
        {"＂ａ＂", KP_TOK_TEXT, "ａ"},
        {"“优秀”", KP_TOK_TEXT, "优秀"},
        {"”优秀”", KP_TOK_TEXT, "优秀"},
        {"‘优秀’", KP_TOK_TEXT, "优秀"},
        {"\"关于“三定”的通知\"", KP_TOK_TEXT, "关于“三定”的通知"},
        {"\"a\"\"b\"", KP_TOK_TEXT, "a\"b"},
        {"'it''s'", KP_TOK_TEXT, "it's"},
        {"\"\\\"\\'\\\\\\n\\t\\r\"", KP_TOK_TEXT, "\"'\\\n\t\r"},
        {"\"\\u4e2d\"", KP_TOK_TEXT, "中"},
        {"\"\\U01F600\"", KP_TOK_TEXT, "😀"},
        {"\"\\uD83D\\uDE00\"", KP_TOK_TEXT, "😀"},
        {"\"\\\\u0009\"", KP_TOK_TEXT, "\\u0009"},
        {"\"ab\ncd\"", KP_TOK_TEXT, "ab\ncd"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_single(state, false, &cases[i]);
}

static void numbers_are_exact(void **state)
{
    static const struct {
        const char *typed;
        int64_t coef;
        int32_t scale;
        bool digits;
    } cases[] = {
        {"0", 0, 0, true},           {"12", 12, 0, true},
        {"１２．５", 125, 1, false}, {"0.10", 1, 1, false},
        {".5", 5, 1, false},         {"20%", 2, 1, false},
        {"２０％", 2, 1, false},     {"12.5%", 125, 3, false},
        {"1.23e4", 12300, 0, false}, {"1.23E-4", 123, 6, false},
        {"007", 7, 0, true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kp_lexer lex = lexer_of(state, cases[i].typed);
        kp_token token = kp_lex_next(&lex);
        kp_decimal wanted = kp_dec(cases[i].coef, cases[i].scale);

        if (token.kind != KP_TOK_NUMBER || kp_dec_cmp(token.num, wanted) != 0 ||
            token.digits != cases[i].digits)
            fail_msg("“%s”", cases[i].typed);
        assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_END);
    }
}

static void two_points_end_a_number(void **state)
{
    kp_lexer lex = lexer_of(state, "1..10");

    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_NUMBER);
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_DOTS);
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_NUMBER);
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_END);
}

static void comments_and_wide_blanks_separate(void **state)
{
    kp_lexer lex = lexer_of(state, "\xEF\xBB\xBF a/* + */\xE3\x80\x80"
                                   "b // c\n\xC2\xA0 d");
    static const char *const wanted[] = {"a", "b", "d"};

    for (size_t i = 0; i < 3; i++) {
        kp_token token = kp_lex_next(&lex);

        assert_int_equal(token.kind, KP_TOK_NAME);
        assert_true(kp_str_is(token.text, wanted[i]));
    }
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_END);
}

static void spans_count_bytes_as_typed(void **state)
{
    kp_lexer lex = lexer_of(state, "得分　＋１２％");
    kp_token name = kp_lex_next(&lex);
    kp_token plus = kp_lex_next(&lex);
    kp_token number = kp_lex_next(&lex);

    assert_int_equal(name.at, 0);
    assert_int_equal(name.len, 6);
    assert_int_equal(plus.at, 9);
    assert_int_equal(plus.len, 3);
    assert_int_equal(number.at, 12);
    assert_int_equal(number.len, 9);
}

static void the_longest_known_name_wins(void **state)
{
    static const char *const names[] = {"Full",           "Full Name", "Full Name-2",
                                        "decision A 2.1", "税（前）",  "Full  Name"};
    kp_name_tree tree = {0};
    static const struct {
        const char *typed, *first;
    } cases[] = {
        {"Full Name", "Full Name"},
        {"Full  \n Name + 1", "Full Name"},
        {"Full Name-2", "Full Name-2"},
        {"Full Name-3", "Full Name"},
        {"Full Names", "Full"},
        {"Fuller", "Fuller"},
        {"decision A 2.1", "decision A 2.1"},
        {"decision A 2.12", "decision"},
        {"税(前)+1", "税（前）"},
        {"税（前", "税"},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        kp_name_tree_add(&tree, *state, kp_str_of(names[i]));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kp_lexer lex = lexer_of(state, cases[i].typed);
        lex.feel = true;
        lex.names = &tree;
        kp_token token = kp_lex_next(&lex);

        if (token.kind != KP_TOK_NAME || !kp_str_is(token.text, cases[i].first))
            fail_msg("“%s”: “%.*s”", cases[i].typed, KP_FMT(token.text));
    }
}

static void functions_of_several_words_need_their_bracket(void **state)
{
    check_single(state, false, &(one_token){"得分", KP_TOK_NAME, "得分"});
    kp_lexer lex = lexer_of(state, "date and time(x)");
    assert_true(kp_str_is(kp_lex_next(&lex).text, "date and time"));
    lex = lexer_of(state, "date and time");
    assert_true(kp_str_is(kp_lex_next(&lex).text, "date"));
    assert_int_equal(kp_lex_next(&lex).kind, KP_TOK_AND);
    lex = lexer_of(state, "a.time offset");
    kp_lex_next(&lex);
    kp_lex_next(&lex);
    assert_true(kp_str_is(kp_lex_next(&lex).text, "time offset"));
}

static void plain_names_need_no_quotes(void **state)
{
    static const struct {
        const char *name, *printed;
    } cases[] = {
        {"得分", "得分"},
        {"x1", "x1"},
        {"_", "_"},
        {"1月奖金", "「1月奖金」"},
        {"月薪-社保", "「月薪-社保」"},
        {"a b", "「a b」"},
        {"in", "「in」"},
        {"如果", "「如果」"},
        {"是", "「是」"},
        {"月薪（税前）", "「月薪（税前）」"},
        {"a」b", "「a」」b」"},
        {"Ａ", "「Ａ」"},
        {"㎡", "「㎡」"},
        {"得\u200B分", "「得\u200B分」"},
        {"AND", "AND"},
    };
    kp_buf out;

    (void)state;
    kp_buf_init(&out, 1000);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kp_str name = kp_str_of(cases[i].name);
        bool plain = kp_str_is(name, cases[i].printed);

        kp_buf_clear(&out);
        kp_name_print(name, &out);
        if (!kp_str_is(kp_buf_view(&out), cases[i].printed))
            fail_msg("“%s” prints as %.*s", cases[i].name, KP_FMT(kp_buf_view(&out)));
        assert_int_equal(kp_name_is_plain(name), plain);
    }
    kp_buf_free(&out);
    assert_false(kp_name_is_plain(KP_NONE));
}

static void headings_give_up_their_comparison(void **state)
{
    static const struct {
        const char *heading, *name;
        kp_op op;
    } cases[] = {
        {"条件 综合得分 ≥", "条件 综合得分", KP_OP_GE},
        {"结果 等次", "结果 等次", KP_OP_CONCAT},
        {"得分>=", "得分", KP_OP_GE},
        {"得分　＞＝　", "得分", KP_OP_GE},
        {"得分＜", "得分", KP_OP_LT},
        {"得分 <=", "得分", KP_OP_LE},
        {"得分 >", "得分", KP_OP_GT},
        {"等次 =", "等次", KP_OP_EQ},
        {"等次 <>", "等次", KP_OP_NE},
        {"等次≠", "等次", KP_OP_NE},
        {"「a>=」", "「a>=」", KP_OP_CONCAT},
        {"", "", KP_OP_CONCAT},
        {"≥", "", KP_OP_GE},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kp_op op;
        kp_str name = kp_parse_heading_op(*state, kp_str_of(cases[i].heading), &op);

        if (op != cases[i].op || !kp_str_is(name, cases[i].name))
            fail_msg("“%s”: “%.*s” op %d", cases[i].heading, KP_FMT(name), (int)op);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sign_reads_in_both_widths),
        cmocka_unit_test(look_alikes_of_signs_do_not_join),
        cmocka_unit_test(words_of_the_language_are_known_in_both_languages),
        cmocka_unit_test(names_hold_letters_of_any_script),
        cmocka_unit_test(pictures_are_names_in_dmn_only),
        cmocka_unit_test(texts_lose_their_marks_and_escapes),
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(two_points_end_a_number),
        cmocka_unit_test(comments_and_wide_blanks_separate),
        cmocka_unit_test(spans_count_bytes_as_typed),
        cmocka_unit_test(the_longest_known_name_wins),
        cmocka_unit_test(functions_of_several_words_need_their_bracket),
        cmocka_unit_test(plain_names_need_no_quotes),
        cmocka_unit_test(headings_give_up_their_comparison),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
