/* test_csv.c - io/csv/csv_read.h and csv_write.h.
 *
 * Bytes of other encodings are written out by hand (python3: text.encode("gb18030")).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "io/csv/csv_read.h"
#include "io/csv/csv_write.h"

typedef struct desk {
    kp_arena *arena;
    kp_diags *diags;
    kp_book book;
} desk;

static int open_desk(void **state)
{
    static desk d;

    d.arena = kp_arena_open(0);
    d.diags = kp_diags_open();
    kp_book_init(&d.book, d.arena);
    *state = &d;
    return d.arena && d.diags ? 0 : -1;
}

static int close_desk(void **state)
{
    desk *d = *state;

    kp_diags_close(d->diags);
    kp_arena_close(d->arena);
    return 0;
}

static void clear_desk(desk *d)
{
    void *state = d;

    close_desk(&state);
    open_desk(&state);
}

static kp_status read_bytes(desk *d, kp_str bytes)
{
    return kp_csv_read(&d->book, KP_STR("数据/员工.csv"), bytes, d->diags);
}

/* "a|b/c" : cells by bars, rows by slashes; what the sheet must look like. */
static void assert_sheet(const desk *d, const char *expected)
{
    kp_buf got;

    kp_buf_init(&got, 1 << 20);
    const kp_sheet *sheet = d->book.sheets[0];
    for (uint32_t i = 0; i < sheet->nrows; i++) {
        if (i > 0)
            kp_buf_char(&got, '/');
        for (uint32_t j = 0; j < sheet->rows[i].ncells; j++) {
            if (j > 0)
                kp_buf_char(&got, '|');
            kp_buf_str(&got, kp_cell_text(kp_sheet_cell(sheet, i, j)));
        }
    }
    kp_buf_char(&got, '\0');
    assert_string_equal(got.p, expected);
    kp_buf_free(&got);
}

static void assert_reads(desk *d, kp_str bytes, const char *expected)
{
    clear_desk(d);
    assert_int_equal(read_bytes(d, bytes), KP_OK);
    assert_sheet(d, expected);
}

static const kp_diag *assert_fails(desk *d, kp_str bytes, kp_code code)
{
    clear_desk(d);
    assert_int_equal(read_bytes(d, bytes), KP_EINVALID);
    const kp_diag *diag = kp_diags_first(d->diags);
    assert_non_null(diag);
    if (diag->code != code)
        fail_msg("%s instead of %s", kp_code_name(diag->code), kp_code_name(code));
    return diag;
}

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

static kp_str repeated(desk *d, const char *unit, size_t n, const char *end)
{
    size_t size = strlen(unit), tail = strlen(end);
    char *p = KP_NEW_ARRAY(d->arena, n * size + tail + 1, char);

    for (size_t i = 0; i < n; i++)
        memcpy(p + i * size, unit, size);
    memcpy(p + n * size, end, tail);
    return (kp_str){p, n * size + tail};
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

/* Not cryptographic: the same bytes in every run. */
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void random_bytes_do_no_harm(void **state)
{
    static const char spice[] = "\",;\t\r\n\0\xFF\xFE\xEF\xBB\xBF\xD8\xB9\x81\x30"
                                "a0";
    desk *d = *state;
    uint32_t seed = 20250301;
    size_t good = 0;

    for (int round = 0; round < 4000; round++) {
        size_t n = next_random(&seed) % 64;
        char *bytes = malloc(n ? n : 1);  // exact: the sanitizer sees one byte too far

        for (size_t i = 0; i < n; i++)
            bytes[i] = round % 3 == 0 ? (char)next_random(&seed)
                                      : spice[next_random(&seed) % (sizeof spice - 1)];
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

/* ---- writing ---- */

static kp_str written(kp_csv_style style, const char *const *cells, size_t n,
                      kp_buf *out, kp_diags *diags, kp_status *status)
{
    kp_csv_writer writer;

    kp_buf_init(out, 1 << 20);
    assert_int_equal(kp_csv_open(&writer, KP_STR("o.csv"), style, out, diags), KP_OK);
    for (size_t i = 0; i < n; i++)
        kp_csv_text(&writer, kp_str_of(cells[i]));
    kp_csv_end_row(&writer);
    *status = kp_csv_close(&writer);
    return kp_buf_view(out);
}

static void assert_written(desk *d, kp_csv_style style, const char *cell,
                           const char *expected)
{
    kp_status status;
    kp_buf out;

    kp_str got = written(style, &cell, 1, &out, d->diags, &status);
    assert_int_equal(status, KP_OK);
    if (!kp_str_is(got, expected))
        fail_msg("“%s” was written as %.*s", cell, KP_FMT(got));
    kp_buf_free(&out);
}

static void texts_are_quoted_only_where_needed(void **state)
{
    static const struct {
        const char *cell, *bytes;
    } cases[] = {
        {"张三", "张三\n"},       {"a,b", "\"a,b\"\n"},   {"a\"b", "\"a\"\"b\"\n"},
        {"a\nb", "\"a\nb\"\n"},   {"a\rb", "\"a\rb\"\n"}, {" a", "\" a\"\n"},
        {"a b", "a b\n"},         {"", "\"\"\n"},         {"a;b", "a;b\n"},
        {"sep=;", "\"sep=;\"\n"}, {"\"", "\"\"\"\"\n"},   {"=1", "=1\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_written(*state, (kp_csv_style){0}, cases[i].cell, cases[i].bytes);
}

static void guarded_texts_are_no_formulas_and_numbers_stay_numbers(void **state)
{
    static const struct {
        const char *cell, *bytes;
    } cases[] = {
        {"=1+1", "'=1+1\n"},   {"+86", "'+86\n"},       {"-x", "'-x\n"},
        {"@SUM", "'@SUM\n"},   {"\tx", "\"'\tx\"\n"},   {"\nx", "\"'\nx\"\n"},
        {"\rx", "\"'\rx\"\n"}, {"=A,B", "\"'=A,B\"\n"}, {"＝1", "'＝1\n"},
        {"a=1", "a=1\n"},      {"张", "张\n"},
    };
    desk *d = *state;
    kp_csv_writer writer;
    kp_buf out;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_written(d, (kp_csv_style){.guard = true}, cases[i].cell, cases[i].bytes);

    kp_buf_init(&out, 64);
    assert_int_equal(kp_csv_open(&writer, KP_STR("o.csv"),
                                 (kp_csv_style){.guard = true}, &out, d->diags),
                     KP_OK);
    kp_csv_number(&writer, KP_STR("-1234.50"));
    kp_csv_text(&writer, KP_STR("-"));
    kp_csv_end_row(&writer);
    assert_int_equal(kp_csv_close(&writer), KP_OK);
    assert_true(kp_str_is(kp_buf_view(&out), "-1234.50,'-\n"));
    kp_buf_free(&out);
}

static void encodings_and_line_ends_are_the_callers_choice(void **state)
{
    kp_csv_style bom = {.encoding = KP_CSV_UTF8_BOM, .crlf = true};
    kp_csv_style gb = {.encoding = KP_CSV_GB18030, .crlf = true};
    kp_csv_style gbk = {.encoding = KP_CSV_GBK};

    assert_written(*state, bom, "张", "\xEF\xBB\xBF张\r\n");
    assert_written(*state, gb, "张三", "\xD5\xC5\xC8\xFD\r\n");
    assert_written(*state, gb, "㛃䶮", "\x82\x30\xB7\x31\xFE\x9F\r\n");
    assert_written(*state, gb, "a,张", "\"a,\xD5\xC5\"\r\n");
    assert_written(*state, gbk, "张", "\xD5\xC5\n");
}

static void a_character_that_the_encoding_lacks_is_an_error_with_its_place(void **state)
{
    static const char *const cells[] = {"1", "张䶮三"};
    desk *d = *state;
    kp_status status;
    kp_buf out;

    written((kp_csv_style){.encoding = KP_CSV_GBK}, cells, 2, &out, d->diags, &status);
    assert_int_equal(status, KP_EINVALID);
    const kp_diag *diag = kp_diags_first(d->diags);
    assert_int_equal(diag->code, KP1056);
    assert_int_equal(diag->where.row, 1);
    assert_int_equal(diag->where.col, 2);
    assert_true(kp_str_is(diag->arg[0], "GBK"));
    assert_true(kp_str_is(diag->arg[1], "䶮"));
    kp_buf_free(&out);
}

static void a_full_buffer_is_reported(void **state)
{
    desk *d = *state;
    kp_csv_writer writer;
    kp_buf out;

    kp_buf_init(&out, 8);
    assert_int_equal(
        kp_csv_open(&writer, KP_STR("o.csv"), (kp_csv_style){0}, &out, d->diags),
        KP_OK);
    kp_csv_text(&writer, KP_STR("123456789"));
    kp_csv_end_row(&writer);
    assert_int_equal(kp_csv_close(&writer), KP_EINVALID);
    assert_int_equal(kp_diags_first(d->diags)->code, KP1058);
    kp_buf_free(&out);
}

static void long_texts_convert_across_the_converters_buffer(void **state)
{
    desk *d = *state;
    kp_csv_style style = {.encoding = KP_CSV_GB18030};
    kp_str text = repeated(d, "a张㛃", 1000, "");
    const char *cell = text.p;
    kp_status status;
    kp_buf out;

    kp_str bytes = written(style, &cell, 1, &out, d->diags, &status);
    assert_int_equal(status, KP_OK);
    assert_int_equal(bytes.n, 7000 + 1);
    kp_book book;
    kp_book_init(&book, d->arena);
    assert_int_equal(kp_csv_read(&book, KP_STR("o.csv"), bytes, d->diags), KP_OK);
    assert_true(kp_str_eq(kp_cell_text(kp_sheet_cell(book.sheets[0], 0, 0)), text));
    kp_buf_free(&out);
}

static void what_is_written_reads_back_the_same(void **state)
{
    static const char pool[] = "a,\"\n\r; =1\t-";
    desk *d = *state;
    uint32_t seed = 7;

    for (int round = 0; round < 500; round++) {
        char texts[4][8];
        const char *cells[4] = {"x", texts[1], texts[2], "y"};
        kp_status status;
        kp_buf out;

        for (int c = 1; c < 3; c++) {
            size_t n = next_random(&seed) % 7;
            for (size_t i = 0; i < n; i++)
                texts[c][i] = pool[next_random(&seed) % (sizeof pool - 1)];
            texts[c][n] = '\0';
        }
        clear_desk(d);
        kp_str bytes = written((kp_csv_style){0}, cells, 4, &out, d->diags, &status);
        assert_int_equal(status, KP_OK);
        assert_int_equal(read_bytes(d, bytes), KP_OK);
        const kp_sheet *sheet = d->book.sheets[0];
        assert_int_equal(sheet->nrows, 1);
        for (uint32_t j = 0; j < 4; j++)
            assert_true(kp_str_is(kp_cell_text(kp_sheet_cell(sheet, 0, j)), cells[j]));
        kp_buf_free(&out);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        CASE(the_sheet_is_named_after_the_file),
        CASE(every_encoding_of_chinese_offices_is_read),
        CASE(characters_ending_in_a_zero_byte_do_not_hide_utf16),
        CASE(rare_characters_survive),
        CASE(damage_is_reported_and_never_guessed_away),
        CASE(a_short_gb_text_that_looks_like_utf8_is_doubted),
        CASE(separators_are_found),
        CASE(quotes_and_line_ends_follow_rfc_4180),
        CASE(broken_quotes_name_their_place),
        CASE(a_row_number_is_what_a_spreadsheet_shows),
        CASE(an_amount_cut_at_its_comma_is_pointed_out),
        CASE(files_that_are_something_else_are_named),
        CASE(nothing_at_all_is_an_error),
        CASE(caps_hold_at_the_bound_and_one_beyond),
        CASE(random_bytes_do_no_harm),
        CASE(texts_are_quoted_only_where_needed),
        CASE(guarded_texts_are_no_formulas_and_numbers_stay_numbers),
        CASE(encodings_and_line_ends_are_the_callers_choice),
        CASE(a_character_that_the_encoding_lacks_is_an_error_with_its_place),
        CASE(a_full_buffer_is_reported),
        CASE(long_texts_convert_across_the_converters_buffer),
        CASE(what_is_written_reads_back_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
