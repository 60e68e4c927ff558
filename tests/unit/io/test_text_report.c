/* Bank files and tables: every byte counts, since another program reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/text/report_text.h"
#include "io/text/table_csv.h"
#include "tests/support/tiny_run.h"

static void expect_file(tiny_run *t, const kp_report *r, const char *bytes)
{
    kp_buf out;

    kp_buf_init(&out, 1 << 16);
    assert_int_equal(kp_text_report_write(t->run, r, &out, NULL, t->diags), KP_OK);
    kp_buf_char(&out, 0);
    assert_string_equal(out.p, bytes);
    assert_int_equal(kp_diags_errors(t->diags), 0);
    kp_buf_free(&out);
}

static void expect_refusal(tiny_run *t, const kp_report *r, kp_code code, size_t times)
{
    kp_buf out;

    kp_buf_init(&out, 1 << 16);
    assert_int_equal(kp_text_report_write(t->run, r, &out, NULL, t->diags),
                     KP_EINVALID);
    assert_int_equal(out.n, 0);
    assert_int_equal(tiny_count(t, code), times);
    kp_buf_free(&out);
}

static void a_bank_file_is_gb18030_with_crlf_and_no_headings(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_bank(t);

    (void)state;
    r->filter = TINY_HIGH;
    // GB2312 codes from the code chart: 钱 C7AE, 二 B6FE, 孙 CBEF, 三 C8FD.
    expect_file(t, r,
                "6222000000000000002,\xC7\xAE\xB6\xFE,9907.47\r\n"
                "6222000000000000003,\xCB\xEF\xC8\xFD,11208.14\r\n");
    tiny_close(t);
}

static void rare_names_take_four_bytes_in_gb18030(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_bank(t);

    (void)state;
    r->filter = TINY_HIGH;
    r->ncolumns = 2;
    // 𠀀 U+20000 is 0x95328236, 䶮 U+4DAE is 0xFE9F by GB18030-2005's tables; € is
    // A2E3.
    tiny_text(t, TINY_NAME, 1, "𠀀");
    tiny_text(t, TINY_NAME, 2, "€");
    expect_file(t, r,
                "6222000000000000002,\x95\x32\x82\x36\r\n"
                "6222000000000000003,\xA2\xE3\r\n");
    tiny_close(t);
}

static void a_name_that_gbk_cannot_spell_is_refused_by_name(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_bank(t);

    (void)state;
    r->encoding = KP_STR("GBK");
    tiny_text(t, TINY_NAME, 1, "钱𠀀");
    expect_refusal(t, r, KP6108, 1);
    assert_true(kp_str_is(kp_diags_first(t->diags)->arg[1], "钱𠀀"));
    tiny_close(t);
}

static void a_separator_in_a_bank_file_is_refused(void **state)
{
    static const char *const NAMES[] = {"钱,二", "钱\"二", "钱\n二", "钱\r二"};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        tiny_run *t = tiny_open(1);

        tiny_text(t, TINY_NAME, 1, NAMES[i]);
        expect_refusal(t, tiny_bank(t), KP6107, 1);
        tiny_close(t);
    }
}

static void with_headings_and_commas_texts_are_quoted(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_bank(t);

    (void)state;
    r->filter = TINY_HIGH;
    r->header = true;
    r->crlf = false;
    r->encoding = KP_STR("UTF-8-BOM");
    tiny_text(t, TINY_NAME, 1, "钱,\"二\"");
    tiny_text(t, TINY_NAME, 2, "孙\n三");
    expect_file(t, r,
                "\xEF\xBB\xBF账号,户名,金额\n"
                "6222000000000000002,\"钱,\"\"二\"\"\",9907.47\n"
                "6222000000000000003,\"孙\n三\",11208.14\n");
    tiny_close(t);
}

static void any_separator_and_row_numbers_may_be_used(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_bank(t);

    (void)state;
    r->separator = KP_STR("|");
    r->encoding = KP_STR("utf-8");
    r->crlf = false;
    r->ncolumns = 0;
    tiny_column(r, NULL, "序号", 0, KP_FORMAT_INTEGER, 0)->row_number = true;
    tiny_column(r, NULL, "姓名", TINY_NAME, KP_FORMAT_TEXT, 0);
    tiny_column(r, NULL, "入职", TINY_JOINED, KP_FORMAT_DATE, 0);
    tiny_column(r, NULL, "得分", TINY_SCORE, KP_FORMAT_NUMBER, 1);
    tiny_column(r, NULL, "占比", TINY_SHARE, KP_FORMAT_PERCENT, 1);
    tiny_column(r, NULL, "大写", TINY_NET, KP_FORMAT_CAPITALS, 0);
    tiny_column(r, NULL, "备注", 0, KP_FORMAT_TEXT, 0)->empty = true;
    tiny_sort(t, r, TINY_NET, false);
    // 28.95 % to one digit is 29.0 (half-up), 20.44 -> 20.4, 24.09 -> 24.1, 27.25
    // -> 27.3.
    expect_file(t, r,
                "1|=周五|2022-02-28||-0.7%|负叁佰元整|\n"
                "2|李四|1899-12-31||20.4%|捌仟肆佰零陆元柒角柒分|\n"
                "3|钱二|2020-01-15|98.5|24.1%|玖仟玖佰零柒元肆角柒分|\n"
                "4|孙三|2021-03-10|100.7|27.3%|壹万壹仟贰佰零捌元壹角肆分|\n"
                "5|赵一|2019-07-01|97.1|29.0%|壹万壹仟玖佰零捌元柒角叁分|\n");
    tiny_close(t);
}

static void a_failed_cell_stops_the_bank_file(void **state)
{
    tiny_run *t = tiny_open(1);

    (void)state;
    tiny_put(t, t->people, TINY_NET, 0,
             kp_value_error(KP_NUM, (kp_fault){KP5001, TINY_NET, 0}));
    tiny_put(t, t->people, TINY_NET, 3,
             kp_value_error(KP_NUM, (kp_fault){KP5002, TINY_NET, 3}));
    expect_refusal(t, tiny_bank(t), KP6109, 2);  // all faults, not only the first
    tiny_close(t);
}

static void an_amount_is_never_rounded_for_the_bank(void **state)
{
    tiny_run *t = tiny_open(1);

    (void)state;
    tiny_num(t, TINY_NET, 0, "11908.735");
    expect_refusal(t, tiny_bank(t), KP6110, 1);
    tiny_close(t);
}

static void unknown_encodings_are_refused(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_bank(t);

    (void)state;
    r->encoding = KP_STR("EBCDIC");
    expect_refusal(t, r, KP6111, 1);
    tiny_close(t);
}

static void a_full_buffer_is_out_of_memory(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_buf out;

    (void)state;
    kp_buf_init(&out, 40);
    assert_int_equal(kp_text_report_write(t->run, tiny_bank(t), &out, NULL, t->diags),
                     KP_ENOMEM);
    assert_int_equal(tiny_count(t, KP6112), 1);
    kp_buf_free(&out);
    tiny_close(t);
}

// ---- tables

static void tables_hold_every_declared_field_and_no_other(void **state)
{
    tiny_run *t = tiny_open(1);
    kp_buf out;

    (void)state;
    tiny_put(t, t->people, TINY_GROSS, 0,
             kp_value_error(KP_NUM, (kp_fault){KP5001, TINY_GROSS, 0}));
    tiny_text(t, TINY_NAME, 1, "钱,\"二\"");
    kp_buf_init(&out, 1 << 16);
    assert_int_equal(kp_table_csv(t->run, 1, &out, t->diags), KP_OK);
    kp_buf_char(&out, 0);
    assert_string_equal(
        out.p,
        "工号,姓名,部门,入职日期,综合得分,系数,应发合计,扣款合计,实发合计,银行账号,"
        "已发,占比\n"
        "E01,赵一,D1,2019-07-01,97.14,2.500,#错误 KP5001,2413.13,11908.73,"
        "6222000000000000001,是,0.2895\n"
        "E02,\"钱,\"\"二\"\"\",D2,2020-01-15,98.51,1.950,12112.50,2205.03,9907.47,"
        "6222000000000000002,是,0.2409\n"
        "E03,孙三,D2,2021-03-10,100.72,1.850,13041.13,1832.99,11208.14,"
        "6222000000000000003,是,0.2725\n"
        "E04,李四,D1,1899-12-31,,1.400,10066.31,1659.54,8406.77,"
        "6222000000000000004,否,0.2044\n"
        "E05,=周五,D2,2022-02-28,不适用,0.900,-300.00,0.00,-300.00,"
        "6222000000000000005,否,-0.0073\n");
    kp_buf_free(&out);
    tiny_close(t);
}

static void plain_words_are_spelled_like_any_decimal(void **state)
{
    static const struct {
        int scale, decimals;
        const char *typed, *text;
    } CASES[] = {
        {0, -1, "-7", "-7"},
        {0, 0, "0", "0"},
        {0, 2, "5", "5.00"},
        {2, 2, "-0.05", "-0.05"},
        {2, 4, "-0.05", "-0.0500"},
        {6, -1, "1.500000", "1.5"},
        {6, -1, "-3.000000", "-3"},
        {6, 2, "1.250000", "1.25"},
        {6, 2, "1.255000", "1.255"},
        {3, 0, "12.000", "12"},
        {18, 18, "9.223372036854775807", "9.223372036854775807"},
        {18, -1, "-9.223372036854775808", "-9.223372036854775808"},
        {0, 18, "9223372036854775807", "9223372036854775807.000000000000000000"},
        {2, 2, "123456789012345678901.55", "123456789012345678901.55"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        tiny_run *t = tiny_open(1);
        kp_buf out;

        t->scheme->field[TINY_SHARE]->decimals = (int8_t)CASES[i].decimals;
        t->people->column[t->scheme->field[TINY_SHARE]->local] =
            kp_column_make(t->arena, KP_NUM, CASES[i].scale, TINY_N);
        tiny_num(t, TINY_SHARE, 0, CASES[i].typed);
        kp_buf_init(&out, 1 << 16);
        assert_int_equal(kp_table_csv(t->run, 1, &out, t->diags), KP_OK);
        kp_str rest = kp_buf_view(&out);
        (void)kp_str_cut(&rest, '\n');
        kp_str line = kp_str_cut(&rest, '\n'), cell = line;
        while (line.n)
            cell = kp_str_cut(&line, ',');
        if (!kp_str_is(cell, CASES[i].text))
            fail_msg("%s at %d: got %.*s", CASES[i].typed, CASES[i].decimals,
                     KP_FMT(cell));
        kp_buf_free(&out);
        tiny_close(t);
    }
}

typedef struct sink_log {
    kp_buf all;
    size_t calls, largest;
} sink_log;

static kp_status keep(void *context, kp_str bytes)
{
    sink_log *log = context;

    log->calls++;
    log->largest = bytes.n > log->largest ? bytes.n : log->largest;
    kp_buf_str(&log->all, bytes);
    return KP_OK;
}

static void chunks_are_small_and_make_the_same_bytes(void **state)
{
    tiny_run *t = tiny_open(2000);
    sink_log log = {0};
    kp_buf out;

    (void)state;
    kp_buf_init(&log.all, 1 << 24);
    kp_buf_init(&out, 1 << 24);
    assert_int_equal(kp_table_csv_stream(t->run, 1, keep, &log, t->diags), KP_OK);
    assert_int_equal(kp_table_csv(t->run, 1, &out, t->diags), KP_OK);
    assert_true(kp_str_eq(kp_buf_view(&log.all), kp_buf_view(&out)));
    assert_true(log.calls > 10);
    assert_true(log.largest < 66 * 1024);
    kp_buf_free(&log.all);
    kp_buf_free(&out);
    tiny_close(t);
}

static kp_status refuse(void *context, kp_str bytes)
{
    (void)bytes;
    ++*(int *)context;
    return KP_EIO;
}

static void a_sink_that_fails_ends_the_writing(void **state)
{
    tiny_run *t = tiny_open(2000);
    int calls = 0;

    (void)state;
    assert_int_equal(kp_table_csv_stream(t->run, 1, refuse, &calls, t->diags), KP_EIO);
    assert_int_equal(calls, 1);
    tiny_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bank_file_is_gb18030_with_crlf_and_no_headings),
        cmocka_unit_test(rare_names_take_four_bytes_in_gb18030),
        cmocka_unit_test(a_name_that_gbk_cannot_spell_is_refused_by_name),
        cmocka_unit_test(a_separator_in_a_bank_file_is_refused),
        cmocka_unit_test(with_headings_and_commas_texts_are_quoted),
        cmocka_unit_test(any_separator_and_row_numbers_may_be_used),
        cmocka_unit_test(a_failed_cell_stops_the_bank_file),
        cmocka_unit_test(an_amount_is_never_rounded_for_the_bank),
        cmocka_unit_test(unknown_encodings_are_refused),
        cmocka_unit_test(a_full_buffer_is_out_of_memory),
        cmocka_unit_test(tables_hold_every_declared_field_and_no_other),
        cmocka_unit_test(plain_words_are_spelled_like_any_decimal),
        cmocka_unit_test(chunks_are_small_and_make_the_same_bytes),
        cmocka_unit_test(a_sink_that_fails_ends_the_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
