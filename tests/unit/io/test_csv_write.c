/* test_csv_write.c - io/csv/csv_write.h: quoting, guards, encodings, and back again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/csv/csv_write.h"
#include "tests/support/csv_desk.h"

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
    const kp_csv_style style = {.careful = true};
    rnd dice = {7};

    for (int round = 0; round < 5000; round++) {
        char texts[4][8];
        const char *cells[4] = {"x", texts[1], texts[2], "y"};
        kp_status status;
        kp_buf out;

        for (int c = 1; c < 3; c++) {
            size_t n = rnd_next(&dice) % 7;
            for (size_t i = 0; i < n; i++)
                texts[c][i] = pool[rnd_next(&dice) % (sizeof pool - 1)];
            texts[c][n] = '\0';
        }
        clear_desk(d);
        kp_str bytes = written(style, cells, 4, &out, d->diags, &status);
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
    const struct CMUnitTest tests[] = {
        CSV_DESK(texts_are_quoted_only_where_needed),
        CSV_DESK(guarded_texts_are_no_formulas_and_numbers_stay_numbers),
        CSV_DESK(encodings_and_line_ends_are_the_callers_choice),
        CSV_DESK(a_character_that_the_encoding_lacks_is_an_error_with_its_place),
        CSV_DESK(a_full_buffer_is_reported),
        CSV_DESK(long_texts_convert_across_the_converters_buffer),
        CSV_DESK(what_is_written_reads_back_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
