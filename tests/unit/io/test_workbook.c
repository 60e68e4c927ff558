/* The sheets of the workbook: what stands in which cell, and how it looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/xlsx/number.h"
#include "tests/support/book_desk.h"

// ---- colours

/* The rgb of the fill behind the cell that shows `text`; empty: no colour. */
static const char *fill_behind(const char *xml, const char *styles, const char *text)
{
    static char colour[16];
    char inside[64];
    int style = 0, fill = 0;

    (void)snprintf(inside, sizeof inside, "<is><t>%s</t></is>", text);
    const char *cell = strstr(xml, inside);
    assert_non_null(cell);
    while (strncmp(cell, " s=\"", 4) != 0)
        cell--;
    assert_int_equal(sscanf(cell, " s=\"%d\"", &style), 1);
    const char *at = strstr(styles, "<cellXfs");
    for (int i = 0; i <= style; i++)
        at = strstr(at + 1, "<xf ");
    assert_int_equal(sscanf(strstr(at, "fillId="), "fillId=\"%d\"", &fill), 1);
    at = strstr(styles, "<fills");
    for (int i = 0; i <= fill; i++)
        at = strstr(at + 1, "<fill>");
    const char *rgb = strstr(at, "<fgColor rgb=\"");
    colour[0] = 0;
    if (rgb && rgb < strstr(at, "</fill>"))
        (void)snprintf(colour, sizeof colour, "%.8s", strchr(rgb, '"') + 1);
    return colour;
}

static void a_row_names_the_colour_behind_its_cell(void **state)
{
    static const char *const CASES[][2] = {
        {"红", "FFFFC7CE"}, {"green", "FFC6EFCE"}, {"黄", "FFFFEB9C"}, {"none", ""},
        {"紫", ""},
    };
    book_desk *d = *state;
    tiny_run *t = d->run;
    kp_report *r = tiny_report(t, "台账", KP_REPORT_SHEET);
    kp_report_column *c = tiny_column(r, NULL, "姓名", TINY_NAME, KP_FORMAT_TEXT, 0);

    c->coloured = true;
    c->colour = TINY_NAME;
    for (size_t i = 0; i < 5; i++)
        tiny_text(t, TINY_NAME, i, CASES[i][0]);
    char *xml = strdup(desk_sheet(d));
    const char *styles = desk_part(d, "xl/styles.xml");
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(fill_behind(xml, styles, CASES[i][0]), CASES[i][1]);
    // what is no colour is told, and leaves the cell plain
    assert_int_equal(tiny_count(t, KP2162), 1);
    free(xml);
}

// ---- tables

static void amounts_are_numbers_and_ids_are_text(void **state)
{
    book_desk *d = *state;
    tiny_run *t = d->run;

    (void)tiny_payroll(t);
    const char *xml = desk_sheet(d);
    expect_cell(xml, "A5", "<v>1</v>");
    expect_text(xml, "B5", "D1");
    expect_text(xml, "C5", "E01");
    expect_text(xml, "D5", "赵一");
    expect_cell(xml, "E5", "<v>43647</v>");  // 2019-07-01, as spreadsheets count
    expect_cell(xml, "F5", "<v>97.14</v>");
    expect_cell(xml, "G5", "<v>2.5</v>");
    expect_cell(xml, "H5", "<v>14321.86</v>");
    expect_cell(xml, "K5", "<v>0.2895</v>");
    expect_cell(xml, "L5", "");
    assert_int_equal(tiny_count(t, KP6103), 0);
}

static void what_has_no_value_shows_it(void **state)
{
    book_desk *d = *state;
    tiny_run *t = d->run;

    (void)tiny_payroll(t);
    tiny_put(t, t->people, TINY_COEF, 4,
             kp_value_error(KP_NUM, (kp_fault){KP5001, TINY_COEF, 4}));
    const char *xml = desk_sheet(d);
    expect_cell(xml, "F6", "");    // E04: blank stays blank
    expect_text(xml, "F10", "—");  // E05: 不适用
    expect_text(xml, "G10", "#错误 KP5001");
    expect_text(xml, "E6", "1899-12-31");  // before the day spreadsheets begin
    expect_text(xml, "D10", "=周五");      // a text, not a formula
    assert_int_equal(tiny_count(t, KP6106), 1);
}

static void totals_are_formulas_with_our_values(void **state)
{
    book_desk *d = *state;

    (void)tiny_payroll(d->run);
    const char *xml = desk_sheet(d);
    expect_text(xml, "A7", "D1 小计");
    expect_cell(xml, "J7", "<f>ROUND(SUM(J5:J6),2)</f><v>20315.5</v>");
    expect_text(xml, "A11", "D2 小计");
    expect_cell(xml, "J11", "<f>ROUND(SUM(J8:J10),2)</f><v>20815.61</v>");
    expect_text(xml, "A12", "合　计");
    expect_cell(xml, "J12", "<f>ROUND(SUM(J7,J11),2)</f><v>41131.11</v>");
    expect_cell(xml, "K12", "");
    assert_int_equal(times(xml, "<f>"), 9);
}

static void a_subtotal_of_linked_rows_is_labelled_with_their_name(void **state)
{
    book_desk *d = *state;
    tiny_run *t = d->run;

    (void)tiny_payroll(t);
    t->scheme->entity[0]->shown = TINY_DEPT_NAME;
    const char *xml = desk_sheet(d);
    expect_text(xml, "A7", "综合办公室 小计");
}

static void without_subtotals_the_total_adds_up_the_rows(void **state)
{
    book_desk *d = *state;
    kp_report *r = tiny_payroll(d->run);

    r->subtotal = KP_NO_FIELD;
    r->nsorts = 0;
    r->filter = TINY_HIGH;
    const char *xml = desk_sheet(d);
    expect_text(xml, "C5", "E02");
    expect_text(xml, "C6", "E03");
    expect_cell(xml, "J7", "<f>ROUND(SUM(J5:J6),2)</f><v>21115.61</v>");
    expect_text(xml, "A8", "实发合计（大写）：人民币贰万壹仟壹佰壹拾伍元陆角壹分");
}

static void hundreds_of_subtotals_are_summed_in_portions(void **state)
{
    book_desk *d = desk_open(90);
    kp_report *r = tiny_payroll(d->run);

    (void)state;
    r->subtotal = TINY_ID;
    r->nsorts = 0;
    const char *xml = desk_sheet(d);
    // 450 groups of one row: subtotals stand in rows 6, 8 … 904.  41131.11 × 90.
    expect_part(xml, "<f>ROUND(SUM(SUM(J6,J8,");
    expect_part(xml, "J404),SUM(J406,");
    expect_part(xml, ",J904)),2)</f><v>3701799.9</v>");
    desk_close(d);
}

static void an_empty_table_totals_zero(void **state)
{
    book_desk *d = *state;
    tiny_run *t = d->run;
    kp_report *r = tiny_payroll(t);

    t->people->n = 0;
    (void)r;
    const char *xml = desk_sheet(d);
    expect_cell(xml, "J5", "<v>0</v>");
    expect_text(xml, "A6", "实发合计（大写）：人民币零元整");
}

static void equal_headings_merge_and_single_ones_take_both_rows(void **state)
{
    static const char *const MERGED[] = {"A1:L1", "A3:A4", "E3:E4", "F3:G3",
                                         "H3:J3", "K3:K4", "A7:G7", "A13:L13"};
    book_desk *d = *state;

    (void)tiny_payroll(d->run);
    const char *xml = desk_sheet(d);
    expect_text(xml, "A1", "漯河经济技术开发区2025年3月工资发放表");
    expect_text(xml, "A2", "2025年3月");
    expect_text(xml, "L2", "单位：元");
    expect_text(xml, "A3", "序号");
    expect_text(xml, "F3", "考核");
    expect_text(xml, "F4", "综合得分");
    expect_text(xml, "G4", "系数");
    for (size_t i = 0; i < sizeof MERGED / sizeof MERGED[0]; i++) {
        char ref[64];

        (void)snprintf(ref, sizeof ref, "<mergeCell ref=\"%s\"/>", MERGED[i]);
        expect_part(xml, ref);
    }
}

static void people_sign_under_the_table(void **state)
{
    book_desk *d = *state;

    (void)tiny_payroll(d->run);
    const char *xml = desk_sheet(d);
    expect_text(xml, "A13", "实发合计（大写）：人民币肆万壹仟壹佰叁拾壹元壹角壹分");
    expect_text(xml, "A15", "制表：");
    expect_part(xml, "复核：");
    expect_part(xml, "财务审核：");
    expect_part(xml, "审批：");
    expect_part(xml, "日期：");
}

static void pages_are_set_up_for_printing(void **state)
{
    book_desk *d = *state;
    kp_report *r = tiny_payroll(d->run);

    r->paper = KP_STR("A3");
    const char *xml = desk_sheet(d);
    expect_part(xml, "<pageSetUpPr fitToPage=\"1\"/>");
    expect_part(xml, "<pageSetup paperSize=\"8\" fitToHeight=\"0\" "
                     "orientation=\"landscape\"/>");
    expect_part(xml, "日志头 8f3a R&amp;&amp;D");  // doubled for the footer
    expect_part(xml, "第 &amp;P 页 共 &amp;N 页");
    expect_part(xml, "<pane xSplit=\"4\" ySplit=\"4\"");
    xml = desk_part(d, "xl/workbook.xml");
    expect_part(xml, "_xlnm.Print_Titles");
    expect_part(xml, "'工资发放表'!$1:$4");
    xml = desk_part(d, "xl/styles.xml");
    expect_part(xml, "formatCode=\"#,##0.00\"");
    expect_part(xml, "formatCode=\"0.000\"");
    expect_part(xml, "formatCode=\"yyyy-mm-dd\"");
    xml = desk_part(d, "docProps/core.xml");
    expect_part(xml, "2025-03-01T00:00:00Z");
}

static void texts_lose_only_what_xml_cannot_hold(void **state)
{
    book_desk *d = *state;
    tiny_run *t = d->run;

    (void)tiny_payroll(t);
    tiny_text(t, TINY_NAME, 0, "<赵>&\x01\"一\"\x1F");
    const char *xml = desk_sheet(d);
    expect_text(xml, "D5", "&lt;赵&gt;&amp;\"一\"");
}

static void an_endless_text_is_cut_and_told(void **state)
{
    book_desk *d = *state;
    tiny_run *t = d->run;
    kp_buf text;

    (void)tiny_payroll(t);
    kp_buf_init(&text, 1 << 20);
    for (int i = 0; i < 32768; i++)
        kp_buf_z(&text, "长");
    kp_buf_char(&text, 0);
    tiny_text(t, TINY_NAME, 0, text.p);
    tiny_text(t, TINY_NAME, 1, text.p + strlen("长"));  // 32767: just fits
    assert_int_equal(times(desk_sheet(d), "长"), 2 * 32767);
    assert_int_equal(tiny_count(t, KP6113), 1);
    kp_buf_free(&text);
}

// ---- numbers

static void only_fifteen_digits_become_a_double(void **state)
{
    static const struct {
        const char *num;
        int decimals;
        bool exact;
    } CASES[] = {
        {"0", 2, true},
        {"8271.14", 2, true},
        {"-0.01", 2, true},
        {"9999999999999.99", 2, true},
        {"10000000000000.01", 2, false},
        {"123456789012345", 0, true},
        {"1234567890123456", 0, false},
        {"100000000000000000000", 2, true},  // one digit that counts
        {"0.000000000000000001", 18, true},
        {"1.005", 2, false},  // would lose a digit
    };

    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double value;

        if (kp__wb_exact_double(tiny_dec(CASES[i].num), CASES[i].decimals, &value) !=
            CASES[i].exact)
            fail_msg("%s", CASES[i].num);
    }
}

static void longer_numbers_are_texts_and_no_formula_adds_them(void **state)
{
    book_desk *d = *state;
    tiny_run *t = d->run;

    (void)tiny_payroll(t);
    tiny_num(t, TINY_NET, 0, "10000000000000.01");
    const char *xml = desk_sheet(d);
    expect_text(xml, "J5", "10000000000000.01");
    expect_text(xml, "J7", "10000000008406.78");
    expect_cell(xml, "J11", "<v>20815.61</v>");
    expect_text(xml, "J12", "10000000029222.39");
    assert_int_equal(tiny_count(t, KP6103), 1);
}

static void a_printed_total_that_differs_from_the_exact_one_is_told(void **state)
{
    book_desk *d = *state;
    tiny_run *t = d->run;
    kp_report *r = tiny_payroll(t);

    r->subtotal = KP_NO_FIELD;
    tiny_num(t, TINY_NET, 0, "0.004");
    tiny_num(t, TINY_NET, 1, "0.004");
    const char *xml = desk_sheet(d);
    // 11208.14 + 8406.77 - 300.00 as printed; 0.008 more exactly.
    expect_cell(xml, "J10", "<f>ROUND(SUM(J5:J9),2)</f><v>19314.91</v>");
    assert_int_equal(tiny_count(t, KP6104), 1);
    const kp_diag *told = kp_diags_first(t->diags);
    assert_true(kp_str_is(told->arg[1], "19314.91"));
    assert_true(kp_str_is(told->arg[2], "19314.918"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(a_row_names_the_colour_behind_its_cell),
        DESK(amounts_are_numbers_and_ids_are_text),
        DESK(what_has_no_value_shows_it),
        DESK(totals_are_formulas_with_our_values),
        DESK(a_subtotal_of_linked_rows_is_labelled_with_their_name),
        DESK(without_subtotals_the_total_adds_up_the_rows),
        cmocka_unit_test(hundreds_of_subtotals_are_summed_in_portions),
        DESK(an_empty_table_totals_zero),
        DESK(equal_headings_merge_and_single_ones_take_both_rows),
        DESK(people_sign_under_the_table),
        DESK(pages_are_set_up_for_printing),
        DESK(texts_lose_only_what_xml_cannot_hold),
        DESK(an_endless_text_is_cut_and_told),
        cmocka_unit_test(only_fifteen_digits_become_a_double),
        DESK(longer_numbers_are_texts_and_no_formula_adds_them),
        DESK(a_printed_total_that_differs_from_the_exact_one_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
