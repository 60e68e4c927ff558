/* The workbook as a spreadsheet program will read it: its parts are unzipped and looked
 * at.  Flat memory is used where texts are checked, since they then stand in their
 * cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/xlsx/number.h"
#include "io/xlsx/workbook.h"
#include "tests/support/tiny_run.h"

typedef struct book {
    char path[64];
    kp_buf part;  // the part last read
} book;

static void book_open(book *b)
{
    (void)snprintf(b->path, sizeof b->path, "/tmp/kpay-book-XXXXXX");
    int file = mkstemp(b->path);

    assert_true(file >= 0);
    (void)close(file);
    kp_buf_init(&b->part, (size_t)1 << 28);
}

static void book_close(book *b)
{
    (void)remove(b->path);
    kp_buf_free(&b->part);
}

static kp_status book_write(book *b, tiny_run *t, bool flat)
{
    kp_workbook_options options = {
        .path = b->path,
        .head = KP_STR("日志头 8f3a R&D"),
        .created = t->scheme->month,
        .flat_memory = flat,
    };
    return kp_workbook_write(t->run, &options, t->diags);
}

static void read_all(FILE *from, kp_buf *out)
{
    char chunk[4096];
    size_t n;

    kp_buf_clear(out);
    while ((n = fread(chunk, 1, sizeof chunk, from)) > 0)
        kp_buf_put(out, chunk, n);
    kp_buf_char(out, 0);
}

static void read_file(const char *path, kp_buf *out)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    read_all(file, out);
    (void)fclose(file);
}

/* A part of the workbook, unzipped by a program that is not ours. */
static const char *part_of(book *b, const char *name)
{
    char command[256];

    (void)snprintf(command, sizeof command, "unzip -p %s %s", b->path, name);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    read_all(pipe, &b->part);
    assert_int_equal(pclose(pipe), 0);
    return b->part.p;
}

static const char *write_sheet(book *b, tiny_run *t)
{
    assert_int_equal(book_write(b, t, true), KP_OK);
    return part_of(b, "xl/worksheets/sheet1.xml");
}

/* What stands between <c r="H7" ...> and </c>; an empty cell has nothing there. */
static void expect_cell(const char *xml, const char *name, const char *inside)
{
    char begin[32], actual[1024];

    (void)snprintf(begin, sizeof begin, "<c r=\"%s\"", name);
    const char *cell = strstr(xml, begin);
    if (!cell)
        fail_msg("no cell %s", name);
    const char *open = strchr(cell, '>');
    const char *end = open[-1] == '/' ? open + 1 : strstr(open, "</c>");
    (void)snprintf(actual, sizeof actual, "%.*s", (int)(end - open - 1), open + 1);
    assert_string_equal(actual, inside);
}

static void expect_text(const char *xml, const char *name, const char *text)
{
    char inside[512];

    (void)snprintf(inside, sizeof inside, "<is><t>%s</t></is>", text);
    expect_cell(xml, name, inside);
}

static void expect_part(const char *xml, const char *what)
{
    if (!strstr(xml, what))
        fail_msg("missing: %s", what);
}

static size_t times(const char *xml, const char *what)
{
    size_t n = 0;

    for (const char *at = strstr(xml, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

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
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_report(t, "台账", KP_REPORT_SHEET);
    kp_report_column *c = tiny_column(r, NULL, "姓名", TINY_NAME, KP_FORMAT_TEXT, 0);
    book b;

    (void)state;
    c->coloured = true;
    c->colour = TINY_NAME;
    for (size_t i = 0; i < 5; i++)
        tiny_text(t, TINY_NAME, i, CASES[i][0]);
    book_open(&b);
    char *xml = strdup(write_sheet(&b, t));
    const char *styles = part_of(&b, "xl/styles.xml");
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(fill_behind(xml, styles, CASES[i][0]), CASES[i][1]);
    // what is no colour is told, and leaves the cell plain
    assert_int_equal(tiny_count(t, KP2162), 1);
    free(xml);
    book_close(&b);
    tiny_close(t);
}

// ---- tables

static void amounts_are_numbers_and_ids_are_text(void **state)
{
    tiny_run *t = tiny_open(1);
    book b;

    (void)state;
    (void)tiny_payroll(t);
    book_open(&b);
    const char *xml = write_sheet(&b, t);
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
    book_close(&b);
    tiny_close(t);
}

static void what_has_no_value_shows_it(void **state)
{
    tiny_run *t = tiny_open(1);
    book b;

    (void)state;
    (void)tiny_payroll(t);
    tiny_put(t, t->people, TINY_COEF, 4,
             kp_value_error(KP_NUM, (kp_fault){KP5001, TINY_COEF, 4}));
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    expect_cell(xml, "F6", "");    // E04: blank stays blank
    expect_text(xml, "F10", "—");  // E05: 不适用
    expect_text(xml, "G10", "#错误 KP5001");
    expect_text(xml, "E6", "1899-12-31");  // before the day spreadsheets begin
    expect_text(xml, "D10", "=周五");      // a text, not a formula
    assert_int_equal(tiny_count(t, KP6106), 1);
    book_close(&b);
    tiny_close(t);
}

static void totals_are_formulas_with_our_values(void **state)
{
    tiny_run *t = tiny_open(1);
    book b;

    (void)state;
    (void)tiny_payroll(t);
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    expect_text(xml, "A7", "D1 小计");
    expect_cell(xml, "J7", "<f>ROUND(SUM(J5:J6),2)</f><v>20315.5</v>");
    expect_text(xml, "A11", "D2 小计");
    expect_cell(xml, "J11", "<f>ROUND(SUM(J8:J10),2)</f><v>20815.61</v>");
    expect_text(xml, "A12", "合　计");
    expect_cell(xml, "J12", "<f>ROUND(SUM(J7,J11),2)</f><v>41131.11</v>");
    expect_cell(xml, "K12", "");
    assert_int_equal(times(xml, "<f>"), 9);
    book_close(&b);
    tiny_close(t);
}

static void a_subtotal_of_linked_rows_is_labelled_with_their_name(void **state)
{
    tiny_run *t = tiny_open(1);
    book b;

    (void)state;
    (void)tiny_payroll(t);
    t->scheme->entity[0]->shown = TINY_DEPT_NAME;
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    expect_text(xml, "A7", "综合办公室 小计");
    book_close(&b);
    tiny_close(t);
}

static void without_subtotals_the_total_adds_up_the_rows(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_payroll(t);
    book b;

    (void)state;
    r->subtotal = KP_NO_FIELD;
    r->nsorts = 0;
    r->filter = TINY_HIGH;
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    expect_text(xml, "C5", "E02");
    expect_text(xml, "C6", "E03");
    expect_cell(xml, "J7", "<f>ROUND(SUM(J5:J6),2)</f><v>21115.61</v>");
    expect_text(xml, "A8", "实发合计（大写）：人民币贰万壹仟壹佰壹拾伍元陆角壹分");
    book_close(&b);
    tiny_close(t);
}

static void hundreds_of_subtotals_are_summed_in_portions(void **state)
{
    tiny_run *t = tiny_open(90);
    kp_report *r = tiny_payroll(t);
    book b;

    (void)state;
    r->subtotal = TINY_ID;
    r->nsorts = 0;
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    // 450 groups of one row: subtotals stand in rows 6, 8 … 904.  41131.11 × 90.
    expect_part(xml, "<f>ROUND(SUM(SUM(J6,J8,");
    expect_part(xml, "J404),SUM(J406,");
    expect_part(xml, ",J904)),2)</f><v>3701799.9</v>");
    book_close(&b);
    tiny_close(t);
}

static void an_empty_table_totals_zero(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_payroll(t);
    book b;

    (void)state;
    t->people->n = 0;
    (void)r;
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    expect_cell(xml, "J5", "<v>0</v>");
    expect_text(xml, "A6", "实发合计（大写）：人民币零元整");
    book_close(&b);
    tiny_close(t);
}

static void equal_headings_merge_and_single_ones_take_both_rows(void **state)
{
    static const char *const MERGED[] = {"A1:L1", "A3:A4", "E3:E4", "F3:G3",
                                         "H3:J3", "K3:K4", "A7:G7", "A13:L13"};
    tiny_run *t = tiny_open(1);
    book b;

    (void)state;
    (void)tiny_payroll(t);
    book_open(&b);
    const char *xml = write_sheet(&b, t);
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
    book_close(&b);
    tiny_close(t);
}

static void people_sign_under_the_table(void **state)
{
    tiny_run *t = tiny_open(1);
    book b;

    (void)state;
    (void)tiny_payroll(t);
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    expect_text(xml, "A13", "实发合计（大写）：人民币肆万壹仟壹佰叁拾壹元壹角壹分");
    expect_text(xml, "A15", "制表：");
    expect_part(xml, "复核：");
    expect_part(xml, "财务审核：");
    expect_part(xml, "审批：");
    expect_part(xml, "日期：");
    book_close(&b);
    tiny_close(t);
}

static void pages_are_set_up_for_printing(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_payroll(t);
    book b;

    (void)state;
    r->paper = KP_STR("A3");
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    expect_part(xml, "<pageSetUpPr fitToPage=\"1\"/>");
    expect_part(xml, "<pageSetup paperSize=\"8\" fitToHeight=\"0\" "
                     "orientation=\"landscape\"/>");
    expect_part(xml, "日志头 8f3a R&amp;&amp;D");  // doubled for the footer
    expect_part(xml, "第 &amp;P 页 共 &amp;N 页");
    expect_part(xml, "<pane xSplit=\"4\" ySplit=\"4\"");
    xml = part_of(&b, "xl/workbook.xml");
    expect_part(xml, "_xlnm.Print_Titles");
    expect_part(xml, "'工资发放表'!$1:$4");
    xml = part_of(&b, "xl/styles.xml");
    expect_part(xml, "formatCode=\"#,##0.00\"");
    expect_part(xml, "formatCode=\"0.000\"");
    expect_part(xml, "formatCode=\"yyyy-mm-dd\"");
    xml = part_of(&b, "docProps/core.xml");
    expect_part(xml, "2025-03-01T00:00:00Z");
    book_close(&b);
    tiny_close(t);
}

static void texts_lose_only_what_xml_cannot_hold(void **state)
{
    tiny_run *t = tiny_open(1);
    book b;

    (void)state;
    (void)tiny_payroll(t);
    tiny_text(t, TINY_NAME, 0, "<赵>&\x01\"一\"\x1F");
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    expect_text(xml, "D5", "&lt;赵&gt;&amp;\"一\"");
    book_close(&b);
    tiny_close(t);
}

static void an_endless_text_is_cut_and_told(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_buf text;
    book b;

    (void)state;
    (void)tiny_payroll(t);
    kp_buf_init(&text, 1 << 20);
    for (int i = 0; i < 32768; i++)
        kp_buf_z(&text, "长");
    kp_buf_char(&text, 0);
    tiny_text(t, TINY_NAME, 0, text.p);
    tiny_text(t, TINY_NAME, 1, text.p + strlen("长"));  // 32767: just fits
    book_open(&b);
    assert_int_equal(times(write_sheet(&b, t), "长"), 2 * 32767);
    assert_int_equal(tiny_count(t, KP6113), 1);
    kp_buf_free(&text);
    book_close(&b);
    tiny_close(t);
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
    tiny_run *t = tiny_open(1);
    book b;

    (void)state;
    (void)tiny_payroll(t);
    tiny_num(t, TINY_NET, 0, "10000000000000.01");
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    expect_text(xml, "J5", "10000000000000.01");
    expect_text(xml, "J7", "10000000008406.78");
    expect_cell(xml, "J11", "<v>20815.61</v>");
    expect_text(xml, "J12", "10000000029222.39");
    assert_int_equal(tiny_count(t, KP6103), 1);
    book_close(&b);
    tiny_close(t);
}

static void a_printed_total_that_differs_from_the_exact_one_is_told(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_payroll(t);
    book b;

    (void)state;
    r->subtotal = KP_NO_FIELD;
    tiny_num(t, TINY_NET, 0, "0.004");
    tiny_num(t, TINY_NET, 1, "0.004");
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    // 11208.14 + 8406.77 - 300.00 as printed; 0.008 more exactly.
    expect_cell(xml, "J10", "<f>ROUND(SUM(J5:J9),2)</f><v>19314.91</v>");
    assert_int_equal(tiny_count(t, KP6104), 1);
    const kp_diag *d = kp_diags_first(t->diags);
    assert_true(kp_str_is(d->arg[1], "19314.91"));
    assert_true(kp_str_is(d->arg[2], "19314.918"));
    book_close(&b);
    tiny_close(t);
}

// ---- the book

static void bytes_of(const book *b, kp_buf *out)
{
    FILE *file = fopen(b->path, "rb");

    assert_non_null(file);
    read_all(file, out);
    (void)fclose(file);
}

/* Both ways of writing, twice each. */
static void write_both_ways(tiny_run *t, kp_buf *plain, kp_buf *flat)
{
    book b;

    book_open(&b);
    assert_int_equal(book_write(&b, t, false), KP_OK);
    bytes_of(&b, plain);
    assert_int_equal(book_write(&b, t, true), KP_OK);
    bytes_of(&b, flat);
    book_close(&b);
}

static void the_same_run_gives_the_same_bytes(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_buf bytes[4];

    (void)state;
    (void)tiny_payroll(t);
    (void)tiny_slips(t);
    for (size_t i = 0; i < 4; i++)
        kp_buf_init(&bytes[i], 1 << 24);
    write_both_ways(t, &bytes[0], &bytes[1]);
    (void)sleep(2);  // a clock that leaked in would tick; zip counts by two seconds
    write_both_ways(t, &bytes[2], &bytes[3]);
    assert_true(bytes[0].n > 1000 && bytes[1].n > 1000);
    assert_true(kp_str_eq(kp_buf_view(&bytes[0]), kp_buf_view(&bytes[2])));
    assert_true(kp_str_eq(kp_buf_view(&bytes[1]), kp_buf_view(&bytes[3])));
    for (size_t i = 0; i < 4; i++)
        kp_buf_free(&bytes[i]);
    tiny_close(t);
}

static void flat_memory_writes_the_same_cells(void **state)
{
    tiny_run *t = tiny_open(1);
    book plain, flat;

    (void)state;
    (void)tiny_payroll(t);
    book_open(&plain);
    book_open(&flat);
    assert_int_equal(book_write(&plain, t, false), KP_OK);
    assert_int_equal(book_write(&flat, t, true), KP_OK);
    const char *a = part_of(&plain, "xl/worksheets/sheet1.xml");
    const char *b = part_of(&flat, "xl/worksheets/sheet1.xml");
    assert_int_equal(times(a, "<c r="), times(b, "<c r="));
    assert_int_equal(times(a, "t=\"s\""), times(b, "t=\"inlineStr\""));
    assert_int_equal(times(a, "<f>"), times(b, "<f>"));
    assert_string_equal(strstr(a, "<mergeCells"), strstr(b, "<mergeCells"));
    book_close(&plain);
    book_close(&flat);
    tiny_close(t);
}

static void sheet_names_are_harmless_and_different(void **state)
{
    tiny_run *t = tiny_open(1);
    book b;

    (void)state;
    tiny_payroll(t)->name = KP_STR("'得分[1/2]:*?'");
    tiny_payroll(t)->name = KP_STR("Pay");
    tiny_payroll(t)->name = KP_STR("PAY");
    tiny_payroll(t)->name =
        KP_STR("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二");
    tiny_payroll(t)->name =
        KP_STR("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一三");
    book_open(&b);
    assert_int_equal(book_write(&b, t, true), KP_OK);
    const char *xml = part_of(&b, "xl/workbook.xml");
    expect_part(xml, "<sheet name=\"-得分-1-2-----\"");
    expect_part(xml, "<sheet name=\"Pay\"");
    expect_part(xml, "<sheet name=\"PAY(2)\"");
    expect_part(xml,
                "<sheet name=\"一二三四五六七八九十一二三四五六七八九十一二三四五六七八"
                "九十一\"");
    expect_part(xml,
                "<sheet name=\"一二三四五六七八九十一二三四五六七八九十一二三四五六七八"
                "(2)\"");
    book_close(&b);
    tiny_close(t);
}

static void slips_repeat_headings_and_never_break_across_pages(void **state)
{
    tiny_run *t = tiny_open(8);
    book b;

    (void)state;
    (void)tiny_slips(t);
    book_open(&b);
    const char *xml = write_sheet(&b, t);
    assert_int_equal(times(xml, ">姓名<"), 40);
    assert_int_equal(times(xml, ">2025年3月工资条<"), 40);
    // Title, two headings, figures, cut: five rows a slip.
    expect_text(xml, "A4", "E0000000");
    expect_text(xml, "F4", "壹万壹仟玖佰零捌元柒角叁分");
    expect_cell(xml, "A5", "");
    expect_text(xml, "A6", "2025年3月工资条");
    expect_text(xml, "A9", "E0000001");
    expect_part(xml, "<rowBreaks");
    for (const char *at = strstr(xml, "<brk id=\""); at;
         at = strstr(at + 1, "<brk id=\""))
        assert_int_equal(strtol(at + strlen("<brk id=\""), NULL, 10) % 5, 0);
    book_close(&b);
    tiny_close(t);
}

static void a_scheme_without_sheets_has_no_workbook(void **state)
{
    tiny_run *t = tiny_open(1);
    book b;

    (void)state;
    (void)tiny_bank(t);
    book_open(&b);
    assert_int_equal(book_write(&b, t, false), KP_EINVALID);
    assert_int_equal(tiny_count(t, KP6101), 1);
    book_close(&b);
    tiny_close(t);
}

typedef struct late_head {
    kp_str head;
    bool comes;
    size_t asked;
} late_head;

static bool give_head(void *context, kp_str *out)
{
    late_head *late = context;

    late->asked++;
    *out = late->head;
    return late->comes;
}

static kp_status write_with_late_head(book *b, tiny_run *t, late_head *late)
{
    kp_workbook_options options = {
        .path = b->path,
        .wait_for_head = give_head,
        .context = late,
        .created = t->scheme->month,
        .flat_memory = true,
    };
    return kp_workbook_write(t->run, &options, t->diags);
}

static void a_head_that_comes_last_gives_the_same_bytes(void **state)
{
    tiny_run *t = tiny_open(3);
    late_head late = {KP_STR("日志头 8f3a R&D"), true, 0};
    kp_buf known, waited;
    book b;

    (void)state;
    (void)tiny_payroll(t);
    book_open(&b);
    kp_buf_init(&known, (size_t)1 << 24);
    kp_buf_init(&waited, (size_t)1 << 24);
    assert_int_equal(book_write(&b, t, true), KP_OK);
    read_file(b.path, &known);
    assert_int_equal(write_with_late_head(&b, t, &late), KP_OK);
    read_file(b.path, &waited);
    assert_int_equal(late.asked, 1);
    assert_int_equal(known.n, waited.n);
    assert_memory_equal(known.p, waited.p, known.n);
    kp_buf_free(&known);
    kp_buf_free(&waited);
    book_close(&b);
    tiny_close(t);
}

static void a_head_that_never_comes_leaves_no_file(void **state)
{
    tiny_run *t = tiny_open(3);
    late_head late = {.comes = false};
    book b;

    (void)state;
    (void)tiny_payroll(t);
    book_open(&b);
    assert_int_equal(write_with_late_head(&b, t, &late), KP_EIO);
    assert_int_equal(access(b.path, F_OK), -1);
    assert_int_equal(kp_diags_errors(t->diags), 0);
    book_close(&b);
    tiny_close(t);
}

static void a_path_that_cannot_be_written_is_told(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_workbook_options options = {.path = "/nowhere/at/all.xlsx"};

    (void)state;
    (void)tiny_payroll(t);
    assert_int_equal(kp_workbook_write(t->run, &options, t->diags), KP_EIO);
    assert_int_equal(tiny_count(t, KP6102), 1);
    tiny_close(t);
}

/* The largest file allowed, for one write. */
static kp_status write_within(book *b, tiny_run *t, bool flat, rlim_t bytes)
{
    struct rlimit before, tight;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = before;
    tight.rlim_cur = bytes;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    kp_status status = book_write(b, t, flat);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    return status;
}

static void a_full_disk_is_told_and_leaves_no_file(void **state)
{
    // The zip does not fit; only the texts do not; only the sheets do not (the library
    // itself notices neither of the last two).
    static const struct {
        bool flat;
        rlim_t bytes;
    } CASES[] = {{false, 1000}, {true, 1000}, {false, 40000}, {true, 40000}};
    tiny_run *t = tiny_open(100);
    book b;

    (void)state;
    (void)tiny_payroll(t);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        book_open(&b);
        assert_int_equal(write_within(&b, t, CASES[i].flat, CASES[i].bytes), KP_EIO);
        assert_int_equal(tiny_count(t, KP6102), i + 1);
        assert_int_not_equal(access(b.path, F_OK), 0);
        book_close(&b);
    }
    tiny_close(t);
}

static void rows_beyond_the_last_of_a_sheet_are_refused(void **state)
{
    tiny_run *t = tiny_open(41944);  // 209,720 people, five rows each
    kp_report *r = tiny_slips(t);
    book b;

    (void)state;
    book_open(&b);
    assert_int_equal(book_write(&b, t, false), KP_EINVALID);
    assert_int_equal(tiny_count(t, KP6105), 1);
    assert_true(r->ncolumns == 6);
    book_close(&b);
    tiny_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_numbers_and_ids_are_text),
        cmocka_unit_test(what_has_no_value_shows_it),
        cmocka_unit_test(a_row_names_the_colour_behind_its_cell),
        cmocka_unit_test(totals_are_formulas_with_our_values),
        cmocka_unit_test(a_subtotal_of_linked_rows_is_labelled_with_their_name),
        cmocka_unit_test(without_subtotals_the_total_adds_up_the_rows),
        cmocka_unit_test(hundreds_of_subtotals_are_summed_in_portions),
        cmocka_unit_test(an_empty_table_totals_zero),
        cmocka_unit_test(equal_headings_merge_and_single_ones_take_both_rows),
        cmocka_unit_test(people_sign_under_the_table),
        cmocka_unit_test(pages_are_set_up_for_printing),
        cmocka_unit_test(texts_lose_only_what_xml_cannot_hold),
        cmocka_unit_test(an_endless_text_is_cut_and_told),
        cmocka_unit_test(only_fifteen_digits_become_a_double),
        cmocka_unit_test(longer_numbers_are_texts_and_no_formula_adds_them),
        cmocka_unit_test(a_printed_total_that_differs_from_the_exact_one_is_told),
        cmocka_unit_test(the_same_run_gives_the_same_bytes),
        cmocka_unit_test(flat_memory_writes_the_same_cells),
        cmocka_unit_test(sheet_names_are_harmless_and_different),
        cmocka_unit_test(slips_repeat_headings_and_never_break_across_pages),
        cmocka_unit_test(a_scheme_without_sheets_has_no_workbook),
        cmocka_unit_test(a_head_that_comes_last_gives_the_same_bytes),
        cmocka_unit_test(a_head_that_never_comes_leaves_no_file),
        cmocka_unit_test(a_path_that_cannot_be_written_is_told),
        cmocka_unit_test(a_full_disk_is_told_and_leaves_no_file),
        cmocka_unit_test(rows_beyond_the_last_of_a_sheet_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
