/* Faults: counting, order, and the text that is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/diag.h"

static kp_where at(const char *file, uint32_t row, uint32_t col)
{
    return (kp_where){.file = kp_str_of(file), .row = row, .col = col};
}

static void fail_at(kp_diags *diags, kp_code code, kp_where where, const char *arg)
{
    (void)kp_fail(diags, code, where, KP_NONE, kp_str_of(arg), KP_NONE, KP_NONE);
}

static void must_show(const kp_buf *buf, const char *want)
{
    if (!kp_str_is(kp_buf_view(buf), want))
        fail_msg("got:\n%.*s\nwant:\n%s", KP_FMT(kp_buf_view(buf)), want);
}

static void an_error_is_counted_kept_and_returned(void **unused)
{
    kp_diags *diags = kp_diags_open();
    char file[] = "员工.csv";

    (void)unused;
    assert_null(kp_diags_first(diags));
    assert_int_equal(kp_fail(diags, KP1004, at(file, 7, 3), KP_STR("\"x"), KP_NONE,
                             KP_NONE, KP_NONE),
                     KP_EINVALID);
    memset(file, '?', sizeof file - 1);  // texts are copied
    const kp_diag *first = kp_diags_first(diags);
    assert_int_equal(first->code, KP1004);
    assert_true(kp_str_is(first->where.file, "员工.csv"));
    assert_true(kp_str_is(first->cell, "\"x"));
    assert_null(first->next);
    assert_int_equal(kp_diags_errors(diags), 1);
    assert_int_equal(kp_diags_warnings(diags), 0);
    kp_diags_close(diags);
    kp_diags_close(NULL);
}

static void faults_are_sorted_by_place_and_equal_ones_become_one(void **unused)
{
    kp_diags *diags = kp_diags_open();
    static const struct {
        const char *file;
        uint32_t row, col;
        kp_code code;
        const char *arg;
    } cases[] = {
        {"b", 1, 1, KP1004, "1"}, {"a", 10, 1, KP1004, "2"}, {"a", 9, 2, KP1006, "3"},
        {"a", 9, 2, KP1001, "4"}, {"a", 9, 1, KP1006, "5"},  {"a", 9, 2, KP1006, "3"},
        {"a", 9, 2, KP1006, "0"}, {"b", 1, 1, KP1004, "1"},
    };
    char order[16] = "";

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        fail_at(diags, cases[i].code, at(cases[i].file, cases[i].row, cases[i].col),
                cases[i].arg);
    kp_diags_sort(diags);
    for (const kp_diag *d = kp_diags_first(diags); d; d = d->next)
        strncat(order, d->arg[0].p, 1);
    assert_string_equal(order, "540321");
    assert_int_equal(kp_diags_errors(diags), 6);
    // The list still takes more after sorting.
    fail_at(diags, KP1007, at("z", 1, 1), "9");
    kp_diags_sort(diags);
    kp_diags_sort(diags);
    assert_int_equal(kp_diags_errors(diags), 7);
    kp_diags_close(diags);
}

static void only_the_first_hundred_of_a_code_are_kept(void **unused)
{
    kp_diags *diags = kp_diags_open();
    size_t kept = 0;

    (void)unused;
    for (uint32_t row = 1; row <= 1000; row++)
        fail_at(diags, KP1006, at("f", row, 1), "x");
    fail_at(diags, KP1004, at("f", 1, 1), "x");
    for (const kp_diag *d = kp_diags_first(diags); d; d = d->next)
        kept++;
    assert_int_equal(kept, KP_DIAG_KEPT + 1);
    assert_int_equal(kp_diags_errors(diags), 1001);
    assert_int_equal(kp_diags_dropped(diags, KP1006), 1000 - KP_DIAG_KEPT);
    assert_int_equal(kp_diags_dropped(diags, KP1004), 0);
    kp_diags_close(diags);
}

static void codes_know_their_names(void **unused)
{
    (void)unused;
    assert_string_equal(kp_code_name(KP1001), "KP1001");
    assert_string_equal(kp_code_name(KP5002), "KP5002");
    assert_string_equal(kp_code_name(KP_CODE_NONE), "");
    assert_int_equal(kp_code_severity(KP1001), KP_ERROR_SEVERITY);
    for (int code = 1; code < KP_CODE_COUNT; code++)
        assert_int_equal(strlen(kp_code_name((kp_code)code)), 6);
}

/* Every sentence and remedy exists in both languages, and with all four texts given no
 * placeholder is left over. */
static void every_code_speaks_both_languages(void **unused)
{
    kp_buf buf;

    (void)unused;
    kp_buf_init(&buf, SIZE_MAX);
    for (int code = 1; code < KP_CODE_COUNT; code++) {
        kp_diag diag = {.code = (kp_code)code,
                        .arg = {KP_STR("a"), KP_STR("b"), KP_STR("c"), KP_STR("d")}};

        for (int lang = KP_LANG_ZH; lang <= KP_LANG_EN; lang++) {
            kp_buf_clear(&buf);
            kp_diag_text(&diag, (kp_lang)lang, &buf);
            assert_true(buf.n > 0);
            size_t sentence = buf.n;
            kp_diag_hint(&diag, (kp_lang)lang, &buf);
            assert_true(buf.n > sentence);
            // Other braces stand for themselves: only unfilled places are a fault.
            for (size_t i = 0; i + 1 < buf.n; i++)
                if (buf.p[i] == '{' && buf.p[i + 1] >= '0' && buf.p[i + 1] <= '9')
                    fail_msg("%.*s", KP_FMT(kp_buf_view(&buf)));
        }
    }
    kp_buf_free(&buf);
}

static void columns_have_letters(void **unused)
{
    static const struct {
        uint32_t col;
        const char *want;
    } cases[] = {{1, "A"},       {3, "C"},   {26, "Z"},     {27, "AA"},
                 {52, "AZ"},     {53, "BA"}, {702, "ZZ"},   {703, "AAA"},
                 {16384, "XFD"}, {0, ""},    {18278, "ZZZ"}};
    kp_buf buf;

    (void)unused;
    kp_buf_init(&buf, 100);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_buf_clear(&buf);
        kp_column_letters(cases[i].col, &buf);
        must_show(&buf, cases[i].want);
    }
    kp_buf_free(&buf);
}

static void places_are_named_as_spreadsheets_do(void **unused)
{
    const struct {
        kp_where where;
        const char *want;
    } cases[] = {
        {{.file = KP_STR("员工.csv"), .row = 7, .col = 3}, "员工.csv!C7"},
        {{.file = KP_STR("方案.xlsx"), .sheet = KP_STR("参数"), .row = 7, .col = 3},
         "方案.xlsx[参数]!C7"},
        {{.file = KP_STR("员工.csv"), .row = 7}, "员工.csv!7"},
        {{.file = KP_STR("员工.csv"), .col = 3}, "员工.csv!C"},
        {{.file = KP_STR("员工.csv")}, "员工.csv"},
        {{.row = 2, .col = 2}, "B2"},
        {{.row = 0}, ""},
    };
    kp_buf buf;

    (void)unused;
    kp_buf_init(&buf, 100);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_buf_clear(&buf);
        kp_where_print(cases[i].where, &buf);
        must_show(&buf, cases[i].want);
    }
    kp_buf_free(&buf);
}

static void a_report_shows_place_sentence_caret_and_remedy(void **unused)
{
    kp_diag diag = {.code = KP5001,
                    .severity = KP_ERROR_SEVERITY,
                    .where = {.file = KP_STR("字段.csv"), .row = 7, .col = 3},
                    .cell = KP_STR("得分 / 满分 + 1"),
                    .arg = {KP_STR("满分")}};
    kp_buf buf;

    (void)unused;
    diag.where.span_at = sizeof "得分 / " - 1;
    diag.where.span_len = sizeof "满分" - 1;
    kp_buf_init(&buf, 10000);
    kp_diag_print(&diag, KP_LANG_ZH, &buf);
    must_show(&buf, "字段.csv!C7: 错误 KP5001: 除数为零：满分\n"
                    "    得分 / 满分 + 1\n"
                    "           ^^^^\n"
                    "  修改建议: 请检查分母的数据，或在规则里写明为零时怎么办\n");
    kp_buf_clear(&buf);
    diag.where = KP_NOWHERE;
    diag.cell = KP_NONE;
    diag.severity = KP_WARNING;
    kp_diag_print(&diag, KP_LANG_EN, &buf);
    must_show(&buf,
              "warning KP5001: division by zero: 满分\n"
              "  hint: check the denominator, or say in the rules what holds when "
              "it is zero\n");
    kp_buf_free(&buf);
}

static void a_cell_cannot_break_the_report(void **unused)
{
    kp_diag diag = {.code = KP1004,
                    .severity = KP_ERROR_SEVERITY,
                    .where = {.span_at = 3, .span_len = 100},
                    .cell = KP_STR("a\n\x1B[31mb")};
    kp_buf buf;

    (void)unused;
    kp_buf_init(&buf, 10000);
    kp_diag_print(&diag, KP_LANG_ZH, &buf);
    must_show(&buf, "错误 KP1004: 引号没有结束\n"
                    "    a  [31mb\n"
                    "       ^^^^^\n"
                    "  修改建议: 请补上缺少的英文双引号\n");
    kp_buf_clear(&buf);
    diag.where.span_at = 999;  // a span behind the end is shown at the end
    diag.cell = KP_STR("ab");
    kp_diag_print(&diag, KP_LANG_ZH, &buf);
    must_show(&buf, "错误 KP1004: 引号没有结束\n"
                    "    ab\n"
                    "      ^\n"
                    "  修改建议: 请补上缺少的英文双引号\n");
    kp_buf_free(&buf);
}

static void a_long_cell_is_cut_around_the_span(void **unused)
{
    char cell[1001], line[400];
    kp_diag diag = {.code = KP1004,
                    .severity = KP_ERROR_SEVERITY,
                    .where = {.span_at = 500, .span_len = 2},
                    .cell = {cell, 1000}};
    kp_buf buf;

    (void)unused;
    memset(cell, '.', 1000);
    memcpy(cell + 500, "XY", 2);
    kp_buf_init(&buf, 10000);
    kp_diag_print(&diag, KP_LANG_EN, &buf);
    // 40 columns before the span, 100 in all, and dots where something was cut.
    memset(line, ' ', sizeof line);
    memcpy(line + 0, "error KP1004: a quoted cell never ends\n    ", 43);
    memset(line + 43, '.', 43);
    memcpy(line + 86, "XY", 2);
    memset(line + 88, '.', 58 + 3);
    line[149] = '\n';
    memcpy(line + 150 + 4 + 43, "^^\n", 4);
    assert_true(kp_str_starts(kp_buf_view(&buf), kp_str_of(line)));
    kp_buf_free(&buf);
}

static void the_nearest_name_is_offered(void **unused)
{
    const kp_str names[] = {KP_STR("综合得分"), KP_STR("部门得分"), KP_STR("岗位"),
                            KP_STR("base_pay"), KP_STR("基")};
    static const struct {
        const char *wrong, *want;
    } cases[] = {
        {"综合得份", "综合得分"},
        {"综合分", "综合得分"},
        {"部们得分", "部门得分"},
        {"bas_pay", "base_pay"},
        {"basepya", ""},
        {"岗", "岗位"},
        {"base_pay2x", "base_pay"},
        {"薪酬矩阵", ""},
        {"丙", ""},
        {"", ""},
        {"岗位", "岗位"},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_str got = kp_nearest(kp_str_of(cases[i].wrong), names, 5);

        if (!kp_str_is(got, cases[i].want))
            fail_msg("%s gave %.*s", cases[i].wrong, KP_FMT(got));
    }
    assert_int_equal(kp_nearest(KP_STR("x"), NULL, 0).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_counted_kept_and_returned),
        cmocka_unit_test(faults_are_sorted_by_place_and_equal_ones_become_one),
        cmocka_unit_test(only_the_first_hundred_of_a_code_are_kept),
        cmocka_unit_test(codes_know_their_names),
        cmocka_unit_test(every_code_speaks_both_languages),
        cmocka_unit_test(columns_have_letters),
        cmocka_unit_test(places_are_named_as_spreadsheets_do),
        cmocka_unit_test(a_report_shows_place_sentence_caret_and_remedy),
        cmocka_unit_test(a_cell_cannot_break_the_report),
        cmocka_unit_test(a_long_cell_is_cut_around_the_span),
        cmocka_unit_test(the_nearest_name_is_offered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
