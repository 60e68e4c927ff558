/* test_parse_errors.c - rules/expr/parse.h: what is refused, by which code, at which
 * place.
 *
 * The place is given as the very text that the caret line must underline.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rules/expr/parse.h"
#include "rules/expr/parse_feel.h"
#include "tests/support/arena_desk.h"

typedef struct fault_case {
    const char *typed;
    kp_code code;
    const char *under;  // what is underlined, at its last occurrence in `typed`
} fault_case;

static size_t last_place(kp_str text, kp_str what)
{
    for (size_t at = text.n - what.n + 1; at-- > 0;)
        if (kp_str_starts(kp_str_slice(text, at, text.n), what))
            return at;
    return SIZE_MAX;
}

static void check_fault(kp_arena *arena, const fault_case *c)
{
    kp_diags *diags = kp_diags_open();
    kp_str text = kp_str_of(c->typed);
    kp_parse_where where = {.cell = {.row = 2, .col = 3}, .text = text};
    kp_ast *tree = kp_parse_expression(arena, &where, text, diags);
    const kp_diag *diag = kp_diags_first(diags);

    if (tree != NULL || kp_diags_errors(diags) != 1)
        fail_msg("“%s”: %zu errors", c->typed, kp_diags_errors(diags));
    kp_str under = kp_str_slice(text, diag->where.span_at,
                                diag->where.span_at + diag->where.span_len);
    kp_str wanted = kp_str_of(c->under);
    if (diag->code != c->code || !kp_str_eq(under, wanted) ||
        (wanted.n > 0 && last_place(text, wanted) != diag->where.span_at))
        fail_msg("“%s”: %s at “%.*s”", c->typed, kp_code_name(diag->code),
                 KP_FMT(under));
    assert_true(kp_str_eq(diag->cell, text));
    assert_int_equal(diag->where.row, 2);
    kp_diags_close(diags);
}

static void check_faults(void **state, const fault_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_fault(*state, &cases[i]);
}

#define CHECK(cases) check_faults(state, cases, sizeof(cases) / sizeof(cases)[0])

static void characters_and_literals(void **state)
{
    static const fault_case cases[] = {
        {"a # b", KP3010, "#"},
        {"√4", KP3010, "√"},
        {"a ? b", KP3010, "?"},
        {"⼀ + 1", KP3010, "⼀"},
        {"a + \x01", KP3010, "\x01"},
        {"a & \"bc", KP3011, "\""},
        {"'bc", KP3011, "'"},
        {"“bc", KP3011, "“"},
        {"「bc", KP3012, "「"},
        {"a + `bc", KP3012, "`"},
        {"a /* b", KP3013, "/*"},
        {"\"a\\qb\"", KP3014, "\\q"},
        {"\"\\u12\"", KP3014, "\\u"},
        {"\"\\uD83D\"", KP3014, "\\u"},
        {"\"\\U110000\"", KP3014, "\\U"},
        {"\"\\u0000\"", KP3014, "\\u"},
        {"“bc\"", KP3015, "“bc\""},
        {"“bc“", KP3015, "“bc“"},
        {"‘bc'", KP3015, "‘bc'"},
        {"1e99999", KP3016, "1e99999"},
        {"1 + 12345678901234567890123456789012345", KP3016,
         "12345678901234567890123456789012345"},
        {"a + 1.5万", KP3017, "1.5万"},
        {"8500元 * 2", KP3017, "8500元"},
        {"３亿元", KP3017, "３亿元"},
        {"1月奖金 + 2", KP3018, "1月奖金"},
        {"a.1月", KP3018, "1月"},
        {"a >= 2025-01-01", KP3019, "2025-01-01"},
        {"2025/3/1", KP3019, "2025/3/1"},
        {"2025-02-29", KP3237, "2025-02-29"},
        {"2025/13/1 + 1", KP3237, "2025/13/1"},
        {"03/01/2025", KP3237, "03/01/2025"},
        {"2025-03", KP3237, "2025-03"},
        {"2025.3.1", KP3019, "2025.3.1"},
        {"2025年3月1日", KP3019, "2025年3月1日"},
        {"a == b", KP3020, "=="},
        {"a => b", KP3020, "=>"},
        {"a =< b", KP3020, "=<"},
        {"a && b", KP3020, "&&"},
        {"a || b", KP3020, "||"},
        {"a ^ 2", KP3020, "^"},
        {"!a", KP3020, "!"},
        {"f(a；b)", KP3020, "；"},
        {"部门。得分", KP3020, "。"},
        {"【a】", KP3020, "【"},
        {"a % 2", KP3021, "%"},
        {"5 %", KP3021, "%"},
        {"SUM($A$1)", KP3022, "$A$1"},
        {"SUM(A1:B3)", KP3022, "A1:B3"},
        {"A1:B3", KP3022, "A1:B3"},
        {"Sheet1!A1", KP3022, "!A1"},
        {"「 」", KP3024, "「 」"},
    };

    CHECK(cases);
}

static void sentences(void **state)
{
    static const fault_case cases[] = {
        {"", KP3001, ""},
        {" ＝ ", KP3001, ""},
        {"/* a */", KP3001, ""},
        {"a +", KP3030, "+"},
        {"a.", KP3030, "."},
        {"x in", KP3030, "in"},
        {"f(a,", KP3030, ","},
        {"a + * b", KP3031, "*"},
        {"f(a,)", KP3031, ")"},
        {"()", KP3031, ")"},
        {"[1, ]", KP3031, "]"},
        {"then", KP3031, "then"},
        {"a b", KP3032, "b"},
        {"a 5", KP3032, "5"},
        {"3(a + b)", KP3032, "("},
        {"a, b", KP3032, ","},
        {"{a: 1} {b: 2}", KP3032, "{"},
        {"x in (1, 2) * 3", KP3032, "*"},
        {"(a + b", KP3033, "("},
        {"f(a[1]", KP3033, "("},
        {"a[1", KP3033, "["},
        {"{a: 1", KP3033, "{"},
        {"a + b)", KP3034, ")"},
        {"a]", KP3034, "]"},
        {"(a]", KP3035, "]"},
        {"x in [80,90)", KP3035, ")"},
        {"80 <= x < 90", KP3036, "<"},
        {"a = b = c", KP3036, "="},
        {"a in b in c", KP3036, "in"},
        {"if a b", KP3037, "b"},
        {"for x of a return x", KP3037, "of"},
        {"a instance number", KP3037, "number"},
        {"@2025", KP3037, "2025"},
        {"if a then b", KP3046, "b"},
        {"a between 1", KP3046, "1"},
        {"some x in a", KP3046, "a"},
        {"1,000 + a", KP3038, "1,000"},
        {"(1，234，567.5) / 2", KP3038, "1，234，567.5"},
        {"a.in", KP3039, "in"},
        {"function(if) 1", KP3039, "if"},
        {"如果得分 >= 90 那么 1 否则 0", KP3040, "如果得分"},
        {"得分>=90且工龄>3", KP3040, "90且工龄"},
        {"得分>=目标且工龄>3", KP3040, "目标且工龄"},
        {"not a", KP3041, "not"},
        {"a and 非 b", KP3041, "非"},
        {"f(a: 1, 2)", KP3042, "2"},
        {"a.5", KP3043, "5"},
        {"a.(b)", KP3043, "("},
        {"function(a) external {}", KP3044, "external"},
        {"< 5", KP3045, "<"},
        {"a and >= 5", KP3045, ">="},
    };

    CHECK(cases);
}

/* The first fault is told; what follows from it is not. */
static void one_mistake_gives_one_message(void **state)
{
    static const fault_case cases[] = {
        {"a + * b + ) ^ \"", KP3031, "*"},
        {"((((a + ]", KP3031, "]"},
        {"a b c \"", KP3032, "b"},
    };

    CHECK(cases);
}

static void bytes_that_are_no_text(void **state)
{
    kp_diags *diags = kp_diags_open();
    kp_str text = KP_STR("a + \xC0\xAF");
    kp_parse_where where = {.text = text};

    assert_null(kp_parse_expression(*state, &where, text, diags));
    const kp_diag *diag = kp_diags_first(diags);
    assert_int_equal(diag->code, KP3023);
    assert_int_equal(diag->where.span_at, 4);
    assert_true(kp_str_is(diag->arg[0], "5"));
    kp_diags_close(diags);
}

/* ---- limits, at the bound and beyond ---- */

/* `n` times `unit`, with `head` and `tail` around. */
static kp_str repeated(kp_arena *arena, const char *head, const char *unit, size_t n,
                       const char *tail)
{
    size_t a = strlen(head), b = strlen(unit), c = strlen(tail);
    char *out = kp_arena_alloc(arena, a + n * b + c + 1, 1);

    memcpy(out, head, a);
    for (size_t i = 0; i < n; i++)
        memcpy(out + a + i * b, unit, b);
    memcpy(out + a + n * b, tail, c);
    return (kp_str){out, a + n * b + c};
}

static kp_code code_of(kp_arena *arena, kp_str text)
{
    kp_diags *diags = kp_diags_open();
    kp_parse_where where = {.text = text};
    bool parsed = kp_parse_expression(arena, &where, text, diags) != NULL;
    const kp_diag *diag = kp_diags_first(diags);
    kp_code code = diag != NULL ? diag->code : KP_CODE_NONE;

    assert_int_equal(parsed, code == KP_CODE_NONE);
    kp_diags_close(diags);
    return code;
}

static void length_is_limited(void **state)
{
    kp_str fits = repeated(*state, "a", " ", KP_EXPR_MAX_BYTES - 2, "");
    kp_str full = repeated(*state, "a", " ", KP_EXPR_MAX_BYTES - 1, "");
    kp_str more = repeated(*state, "a", " ", KP_EXPR_MAX_BYTES, "");

    assert_int_equal(code_of(*state, fits), KP_CODE_NONE);
    assert_int_equal(code_of(*state, full), KP_CODE_NONE);
    assert_int_equal(code_of(*state, more), KP3002);
}

static void nodes_are_counted(void **state)
{
    // A list of n ones is n + 1 nodes.
    kp_str full = repeated(*state, "[1", ",1", KP_EXPR_MAX_NODES - 2, "]");
    kp_str more = repeated(*state, "[1", ",1", KP_EXPR_MAX_NODES - 1, "]");

    assert_int_equal(code_of(*state, full), KP_CODE_NONE);
    assert_int_equal(code_of(*state, more), KP3003);
}

static void nesting_is_limited(void **state)
{
    static const struct {
        const char *open, *inside, *close;
    } forms[] = {
        {"(", "a", ")"},    {"[", "a", "]"},
        {"f(", "a", ")"},   {"a[", "b", "]"},
        {"-", "a", ""},     {"{a:", "b", "}"},
        {"not(", "a", ")"}, {"if a then b else ", "c", ""},
    };

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        for (size_t n = KP_EXPR_MAX_DEPTH; n <= KP_EXPR_MAX_DEPTH + 1; n++) {
            kp_str left = repeated(*state, "", forms[i].open, n, forms[i].inside);
            kp_str whole =
                repeated(*state, kp_str_copy(*state, left).p, forms[i].close, n, "");
            kp_code wanted = n > KP_EXPR_MAX_DEPTH ? KP3004 : KP_CODE_NONE;

            if (code_of(*state, whole) != wanted)
                fail_msg("%zu times %s", n, forms[i].open);
        }
}

static void thousands_of_brackets_do_not_fill_the_stack(void **state)
{
    static const char *const units[] = {
        "(",      "[",           "{a:", "-",         "f(",
        "x in (", "not(",        "if ", "for x in ", "function(",
        "]",      "function() ", "a[",  "(<",        "a instance of list<"};

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t n = KP_EXPR_MAX_BYTES / strlen(units[i]);
        kp_code code = code_of(*state, repeated(*state, "", units[i], n, ""));

        assert_int_not_equal(code, KP_CODE_NONE);
    }
}

static void long_chains_are_fine(void **state)
{
    static const char *const units[] = {"+a", "-a", "*a", " and a", "&a", ".a", "[a]"};

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        assert_int_equal(code_of(*state, repeated(*state, "a", units[i], 600, "")),
                         KP_CODE_NONE);
}

/* ---- the whole report ---- */

static const struct {
    const char *typed, *report;
} reports[] = {
    {"部门.得分 + * 2", "a.csv!C2: error KP3031: a value is expected here, not “*”\n"
                        "    部门.得分 + * 2\n"
                        "                ^\n"},
    {"得分 ＞＝ 1.5万",
     "a.csv!C2: error KP3017: a number in a formula cannot carry a unit: 1.5万\n"
     "    得分 ＞＝ 1.5万\n"
     "              ^^^^^\n"},
    {"(a + b", "a.csv!C2: error KP3033: the bracket “(” is never closed by “)”\n"
               "    (a + b\n"
               "    ^\n"},
    {"“优秀\"", "a.csv!C2: error KP3015: the quotation marks do not match: “优秀\"\n"
                "    “优秀\"\n"
                "    ^^^^^^\n"},
    {"80 <= 得分 < 90", "a.csv!C2: error KP3036: comparisons cannot be chained: "
                        "there is one before “<” "
                        "already\n"
                        "    80 <= 得分 < 90\n"
                        "               ^\n"},
    {"SUM(A1:B3)", "a.csv!C2: error KP3022: “A1:B3” is a spreadsheet address, "
                   "which has no meaning "
                   "here\n"
                   "    SUM(A1:B3)\n"
                   "        ^^^^^\n"},
    {"a ^ 2", "a.csv!C2: error KP3020: “^” is not an operator here\n"
              "    a ^ 2\n"
              "      ^\n"},
    {"入职 > 2025-01-01", "a.csv!C2: error KP3019: “2025-01-01” looks like a date "
                          "but would be calculated\n"
                          "    入职 > 2025-01-01\n"
                          "           ^^^^^^^^^^\n"},
    {"考核.1月得分", "a.csv!C2: error KP3018: “1月得分” begins with a digit: "
                     "neither a number nor a "
                     "plain name\n"
                     "    考核.1月得分\n"
                     "         ^^^^^^^\n"},
    {"1,000 * 系数",
     "a.csv!C2: error KP3038: a number in a formula has no thousands separators: "
     "1,000\n"
     "    1,000 * 系数\n"
     "    ^^^^^\n"},
    {"如果得分 > 1 那么 2 否则 3",
     "a.csv!C2: error KP3040: “如果” runs into what follows and reads as one name: "
     "如果得分\n"
     "    如果得分 > 1 那么 2 否则 3\n"
     "    ^^^^^^^^\n"},
    {"if 得分 > 1 then 2",
     "a.csv!C2: error KP3046: the formula ends too early: “else” is missing after "
     "“then …”\n"
     "    if 得分 > 1 then 2\n"
     "                     ^\n"},
};

static void reports_underline_the_place(void **state)
{
    kp_buf out;

    kp_buf_init(&out, 10000);
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
        kp_diags *diags = kp_diags_open();
        kp_str text = kp_str_of(reports[i].typed);
        kp_parse_where where = {.cell = {.file = KP_STR("a.csv"), .row = 2, .col = 3},
                                .text = text};

        assert_null(kp_parse_expression(*state, &where, text, diags));
        kp_buf_clear(&out);
        kp_diag_print(kp_diags_first(diags), KP_LANG_EN, &out);
        if (!kp_str_starts(kp_buf_view(&out), kp_str_of(reports[i].report)))
            fail_msg("%.*s\nwanted\n%s", KP_FMT(kp_buf_view(&out)), reports[i].report);
        kp_diags_close(diags);
    }
    kp_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_and_literals),
        cmocka_unit_test(sentences),
        cmocka_unit_test(one_mistake_gives_one_message),
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(length_is_limited),
        cmocka_unit_test(nodes_are_counted),
        cmocka_unit_test(nesting_is_limited),
        cmocka_unit_test(thousands_of_brackets_do_not_fill_the_stack),
        cmocka_unit_test(long_chains_are_fine),
        cmocka_unit_test(reports_underline_the_place),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
