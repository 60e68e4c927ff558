/* test_csv.c - io/csv/csv_read.h.
 *
 * Bytes of other encodings are written out by hand (python3: text.encode("gb18030")).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/csv_desk.h"

static void the_sheet_is_named_after_the_file(void **state)
{
    desk *d = *state;

    assert_int_equal(read_bytes(d, KP_STR("a\n")), KP_OK);
    assert_true(kp_str_is(d->book.sheets[0]->name, "员工"));
    assert_true(kp_str_is(d->book.sheets[0]->file, "数据/员工.csv"));
    assert_true(d->book.sheets[0]->is_csv);
}

static void every_encoding_of_chinese_offices_is_read(void **state)
{
    desk *d = *state;

    assert_reads(d, KP_STR("工号,姓名\n1,张三\n"), "工号|姓名/1|张三");
    assert_reads(d, KP_STR("\xEF\xBB\xBF工号,姓名\r\n1,张三"), "工号|姓名/1|张三");
    assert_reads(d,
                 KP_STR("\xB9\xA4\xBA\xC5,\xD0\xD5\xC3\xFB\r\n1,\xD5\xC5\xC8\xFD\r\n"),
                 "工号|姓名/1|张三");
    assert_reads(d, KP_STR("\xFF\xFE\xE5\x5D\xF7\x53\x2C\x00\x31\x00\x0A\x00"),
                 "工号|1");
    assert_reads(d, KP_STR("\xFE\xFF\x5D\xE5\x53\xF7\x00\x2C\x00\x31\x00\x0A"),
                 "工号|1");
    assert_reads(d, KP_STR("\xE5\x5D\xF7\x53\x09\x00\x31\x00\x0D\x00\x0A\x00"),
                 "工号|1");
    assert_reads(d, KP_STR("\x5D\xE5\x53\xF7\x00\x09\x00\x31\x00\x0D\x00\x0A"),
                 "工号|1");
}

static void characters_ending_in_a_zero_byte_do_not_hide_utf16(void **state)
{
    // 一 is U+4E00: read in the wrong order it would be N.
    assert_reads(*state, KP_STR("\x00\x4E\x2C\x00\x00\x4E\x0A\x00\x00\x4E\x0A\x00"),
                 "一|一/一");
}

static void rare_characters_survive(void **state)
{
    desk *d = *state;

    // 㛃 and 𠀀 are four bytes each in GB18030; GBK has none of the three.
    assert_reads(
        d, KP_STR("\xD0\xD5\xC3\xFB,\xFE\x9F\n\x82\x30\xB7\x31,\x95\x32\x82\x36\n"),
        "姓名|䶮/㛃|𠀀");
    assert_reads(d, KP_STR("\xFF\xFE\x40\xD8\x00\xDC,\x00\x86\x4D"), "𠀀|䶆");
}

static void damage_is_reported_and_never_guessed_away(void **state)
{
    desk *d = *state;

    // Cut in the middle of a character; as GB18030 it would read as other characters.
    const kp_diag *diag = assert_fails(d, KP_STR("工号,姓名\n1,张\xE4\xB8"), KP1003);
    assert_true(kp_str_is(diag->arg[0], "20"));
    assert_true(kp_str_is(diag->arg[1], "2"));
    assert_fails(d, KP_STR("\xEF\xBB\xBF工\xE5\x8F"), KP1003);
    assert_fails(d, KP_STR("\xB9\xA4\xBA\xC5,\xD0"), KP1003);
    assert_fails(d, KP_STR("\xB9\xA4\xBA\xC5,\xFF\xFF\n"), KP1003);
    assert_fails(d, KP_STR("\xFF\xFE\x40\xD8\x31\x00"), KP1003);
    assert_fails(d, KP_STR("\xFF\xFE\x31\x00\x32"), KP1003);
    diag = assert_fails(d, KP_STR("ab,c\nd\0,e\nfg,h\n"), KP1010);
    assert_true(kp_str_is(diag->arg[0], "7"));
    assert_true(kp_str_is(diag->arg[1], "2"));
    assert_fails(d, KP_STR("\xFF\xFE\x31\x00\x00\x00"), KP1010);
}

static void a_short_gb_text_that_looks_like_utf8_is_doubted(void **state)
{
    desk *d = *state;

    // 屎,一 in GBK happens to be valid UTF-8, letters with accents.
    assert_int_equal(read_bytes(d, KP_STR("\xCA\xBA,\xD2\xBB\n")), KP_OK);
    assert_int_equal(kp_diags_warnings(d->diags), 1);
    assert_int_equal(kp_diags_first(d->diags)->code, KP1016);
}

static void separators_are_found(void **state)
{
    static const struct {
        const char *text;
        const char *sheet;
    } cases[] = {
        {"a,b\n1,2\n", "a|b/1|2"},
        {"a\tb\n1\t2\n", "a|b/1|2"},
        {"a;b\n1;2\n", "a|b/1|2"},
        {"a\n1\n", "a/1"},
        {"姓名\t金额\n张\t8,500.00\n李\t7,000.00\n",
         "姓名|金额/张|8,500.00/李|7,000.00"},
        {"姓名\t备注\n张\ta,b,c,d\n李\te,f\n", "姓名|备注/张|a,b,c,d/李|e,f"},
        {"人,谁\n张,a;b;c;d\n李,e;f\n", "人|谁/张|a;b;c;d/李|e;f"},
        {"证号\t,姓名\n4101\t,张\n4102\t,李\n", "证号\t|姓名/4101\t|张/4102\t|李"},
        {"a,b\t\n1,2\t\n", "a|b\t/1|2\t"},
        {"\"x;y;z\",b\n\"p;q;r\",2\n", "x;y;z|b/p;q;r|2"},
        {"名称;公式\na;IF(x,y,z)\nb;c\n", "名称|公式/a|IF(x,y,z)/b|c"},
        {"sep=;\na,b;c\n", "a,b|c"},
        {"sep=\t\r\na\tb\r\n", "a|b"},
        {"a，b\n1，2\n", "a，b/1，2"},
        {"100,200\n300,400\n", "100|200/300|400"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_reads(*state, kp_str_of(cases[i].text), cases[i].sheet);
}

static void quotes_and_line_ends_follow_rfc_4180(void **state)
{
    static const struct {
        const char *text;
        const char *sheet;
    } cases[] = {
        {"a,b\r\nc,d", "a|b/c|d"},
        {"a,b\rc,d\r", "a|b/c|d"},
        {"a,b\n\nc,d\n", "a|b//c|d"},
        {"\n\na\n", "//a"},
        {"a,,\n,,b,,\n,,,\n", "a/||b/"},
        {"\"a,b\",c\n", "a,b|c"},
        {"\"a\nb\",c\r\nd", "a\nb|c/d"},
        {"\"a\r\nb\"\n", "a\r\nb"},
        {"\"a\"\"b\",\"\"\"\",\"\"\n", "a\"b|\""},
        {"\"\"\"a\"\"\"\n", "\"a\""},
        {"5\"管,a\"\"b\n", "5\"管|a\"\"b"},
        {"\"a\" ,\"b\"\t\n", "a|b"},
        {"\"\",\"\"\nx\n", "/x"},
        {" a , b \n", " a | b "},
        {"a", "a"},
        {"a,", "a"},
        {"\"a\"", "a"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_reads(*state, kp_str_of(cases[i].text), cases[i].sheet);
}

static void broken_quotes_name_their_place(void **state)
{
    desk *d = *state;

    const kp_diag *diag = assert_fails(d, KP_STR("a,b\nc,\"d\ne,f\n"), KP1004);
    assert_int_equal(diag->where.row, 2);
    assert_int_equal(diag->where.col, 2);
    diag = assert_fails(d, KP_STR("a,b\n\"c\"d,e\nf,\"g\"h\n"), KP1009);
    assert_int_equal(diag->where.row, 2);
    assert_int_equal(diag->where.col, 1);
    assert_true(kp_str_is(diag->arg[0], "d"));
    assert_int_equal(kp_diags_errors(d->diags), 2);
    assert_fails(d, KP_STR("\""), KP1004);
}

static void a_row_number_is_what_a_spreadsheet_shows(void **state)
{
    desk *d = *state;

    assert_int_equal(read_bytes(d, KP_STR("a\n\"b\nc\"\n\nd\n")), KP_OK);
    const kp_sheet *sheet = d->book.sheets[0];
    assert_int_equal(sheet->nrows, 4);
    assert_int_equal(sheet->rows[1].number, 2);
    assert_int_equal(sheet->rows[3].number, 4);
    assert_int_equal(sheet->rows[2].ncells, 0);
}

static void an_amount_cut_at_its_comma_is_pointed_out(void **state)
{
    desk *d = *state;

    static const struct {
        const char *rows;
        const char *amount;  // of the second row, NULL when it is whole
    } cases[] = {
        {"姓名,金额\n李,8,500.00\n", "8,500.00"},
        {"姓名,金额,说明\n李,￥8,500.00元,\n", "￥8,500.00元"},
        {"姓名,金额,说明\n李,-8,500,\n", "-8,500"},
        {"姓名,金额\n李,\"8,500.00\"\n", NULL},
        {"甲,乙,丙\n8,500,3\n", NULL},           // no wider than the headings
        {"姓名,金额\n李,8,\"500.00\"\n", NULL},  // a cell of its own
        {"姓名,金额\n李,0,500\n", NULL},
        {"姓名,金额\n李,8500,500\n", NULL},
        {"姓名,金额\n李,8,50\n", NULL},
        {"姓名,金额\n李,8;500\n", NULL},
    };
    uint32_t j = 0;

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        clear_desk(d);
        assert_int_equal(read_bytes(d, kp_str_of(cases[k].rows)), KP_OK);
        const kp_sheet *sheet = d->book.sheets[0];
        assert_int_equal(kp_row_is_split(sheet, 0, 1, &j), cases[k].amount != NULL);
        if (!cases[k].amount)
            continue;
        assert_int_equal(j, 1);
        assert_true(kp_str_is(kp_split_amount(sheet, 1, j), cases[k].amount));
    }
}

static void files_that_are_something_else_are_named(void **state)
{
    static const struct {
        kp_str bytes;
        const char *kind;
    } cases[] = {
        {{"PK\x03\x04....word/document.xml.", 27}, "Word .docx"},
        {{"PK\x03\x04................", 20}, "ZIP"},
        {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1W\0o\0r\0k\0b\0o\0o\0k\0", 24},
         "Excel .xls"},
        {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
          "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
          40},
         "Excel .xlsx (加密 / password-protected)"},
        {{"\x09\x00\x04\x00\x02\x00\x10\x00", 8}, "Excel .xls"},
        {{"%PDF-1.7\n", 9}, "PDF"},
        {{"<html><table>", 13}, "HTML"},
        {{"\xEF\xBB\xBF <!DOCTYPE html>", 19}, "HTML"},
        {{"\n<TABLE border=1>", 17}, "HTML"},
        {{"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:"
          "spreadsheet\">",
          84},
         "Excel XML 2003"},
        {{"\xFF\xFE<\0h\0t\0m\0l\0>\0", 14}, "HTML"},
        {{"\x1F\x8B\x08.", 4}, "GZIP"},
    };
    desk *d = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const kp_diag *diag = assert_fails(d, cases[i].bytes, KP1005);
        if (!kp_str_is(diag->arg[0], cases[i].kind))
            fail_msg("%.*s instead of %s", KP_FMT(diag->arg[0]), cases[i].kind);
    }
    (void)assert_fails(d, KP_STR("PK\x03\x04....xl/workbook.xml..."), KP1181);
    assert_reads(d, KP_STR("<80,差\n<tableau>,x\n"), "<80|差/<tableau>|x");
}

static void nothing_at_all_is_an_error(void **state)
{
    desk *d = *state;

    assert_fails(d, KP_NONE, KP1007);
    assert_fails(d, KP_STR("\xEF\xBB\xBF"), KP1007);
    assert_fails(d, KP_STR(" \r\n\t\n"), KP1007);
    assert_fails(d, KP_STR("\xFF\xFE"), KP1007);
}

static void assert_at_bound(desk *d, const char *unit, size_t n, const char *end,
                            kp_code code)
{
    clear_desk(d);
    assert_int_equal(read_bytes(d, repeated(d, unit, n, end)), KP_OK);
    clear_desk(d);
    assert_int_equal(read_bytes(d, repeated(d, unit, n + 1, end)), KP_EINVALID);
    assert_int_equal(kp_diags_first(d->diags)->code, code);
}

static void caps_hold_at_the_bound_and_one_beyond(void **state)
{
    desk *d = *state;

    assert_at_bound(d, "a", KP_CSV_MAX_CHARACTERS, "\n", KP1006);
    assert_at_bound(d, "汉", KP_CSV_MAX_CHARACTERS, "\n", KP1006);
    assert_at_bound(d, ",", KP_CSV_MAX_COLUMNS - 1, "x\n", KP1008);
    assert_at_bound(d, "x\n", KP_CSV_MAX_ROWS, "", KP1008);

    // Characters beyond U+FFFF count twice: 16,383 fit, 16,384 do not.
    assert_at_bound(d, "𠀀", KP_CSV_MAX_CHARACTERS / 2, "\n", KP1006);
    // Empty columns and rows beyond the bound are no data.
    clear_desk(d);
    assert_int_equal(read_bytes(d, repeated(d, ",", 100000, "\n")), KP_OK);
    clear_desk(d);
    assert_int_equal(read_bytes(d, repeated(d, "\n", KP_CSV_MAX_ROWS + 5, ",\n")),
                     KP_OK);
    clear_desk(d);
    char byte = 'x';
    assert_int_equal(read_bytes(d, (kp_str){&byte, KP_CSV_MAX_BYTES + 1}), KP_EINVALID);
    assert_int_equal(kp_diags_first(d->diags)->code, KP1002);
}

static void random_bytes_do_no_harm(void **state)
{
    static const char spice[] = "\",;\t\r\n\0\xFF\xFE\xEF\xBB\xBF\xD8\xB9\x81\x30"
                                "a0";
    desk *d = *state;
    rnd dice = {20250301};
    size_t good = 0;

    for (int round = 0; round < 4000; round++) {
        size_t n = rnd_next(&dice) % 64;
        char *bytes = malloc(n ? n : 1);  // exact: the sanitizer sees one byte too far

        for (size_t i = 0; i < n; i++)
            bytes[i] = round % 3 == 0 ? (char)rnd_next(&dice)
                                      : spice[rnd_next(&dice) % (sizeof spice - 1)];
        clear_desk(d);
        kp_status status = read_bytes(d, (kp_str){bytes, n});
        free(bytes);
        assert_true(status == KP_OK || kp_diags_errors(d->diags) > 0);
        if (status != KP_OK)
            continue;
        good++;
        const kp_sheet *sheet = d->book.sheets[0];
        for (uint32_t i = 0; i < sheet->nrows; i++)
            for (uint32_t j = 0; j < sheet->rows[i].ncells; j++)
                assert_true(kp_utf8_valid(kp_cell_text(kp_sheet_cell(sheet, i, j))));
    }
    assert_true(good > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CSV_DESK(the_sheet_is_named_after_the_file),
        CSV_DESK(every_encoding_of_chinese_offices_is_read),
        CSV_DESK(characters_ending_in_a_zero_byte_do_not_hide_utf16),
        CSV_DESK(rare_characters_survive),
        CSV_DESK(damage_is_reported_and_never_guessed_away),
        CSV_DESK(a_short_gb_text_that_looks_like_utf8_is_doubted),
        CSV_DESK(separators_are_found),
        CSV_DESK(quotes_and_line_ends_follow_rfc_4180),
        CSV_DESK(broken_quotes_name_their_place),
        CSV_DESK(a_row_number_is_what_a_spreadsheet_shows),
        CSV_DESK(an_amount_cut_at_its_comma_is_pointed_out),
        CSV_DESK(files_that_are_something_else_are_named),
        CSV_DESK(nothing_at_all_is_an_error),
        CSV_DESK(caps_hold_at_the_bound_and_one_beyond),
        CSV_DESK(random_bytes_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
