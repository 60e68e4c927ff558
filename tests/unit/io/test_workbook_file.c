/* The workbook as a file: its bytes, its sheets' names, the head that comes late, what
 * happens when the disk is full or the rows are too many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/resource.h>

#include "tests/support/book_desk.h"

static void put_bytes(book_desk *d, bool flat, kp_buf *out)
{
    assert_int_equal(desk_write(d, flat), KP_OK);
    desk_read_file(d->path, out);
}

static void the_same_run_gives_the_same_bytes(void **state)
{
    book_desk *d = *state;
    kp_buf bytes[4];

    (void)tiny_payroll(d->run);
    (void)tiny_slips(d->run);
    for (size_t i = 0; i < 4; i++) {
        kp_buf_init(&bytes[i], 1 << 24);
        if (i == 2)
            (void)sleep(
                2);  // a clock that leaked in would tick; zip counts by two seconds
        put_bytes(d, i % 2 == 1, &bytes[i]);
        assert_true(bytes[i].n > 1000);
    }
    assert_true(kp_str_eq(kp_buf_view(&bytes[0]), kp_buf_view(&bytes[2])));
    assert_true(kp_str_eq(kp_buf_view(&bytes[1]), kp_buf_view(&bytes[3])));
    for (size_t i = 0; i < 4; i++)
        kp_buf_free(&bytes[i]);
}

static void flat_memory_writes_the_same_cells(void **state)
{
    book_desk *d = *state;

    (void)tiny_payroll(d->run);
    assert_int_equal(desk_write(d, false), KP_OK);
    char *shared = strdup(desk_part(d, "xl/worksheets/sheet1.xml"));
    const char *flat = desk_sheet(d);
    assert_int_equal(times(shared, "<c r="), times(flat, "<c r="));
    assert_int_equal(times(shared, "t=\"s\""), times(flat, "t=\"inlineStr\""));
    assert_int_equal(times(shared, "<f>"), times(flat, "<f>"));
    assert_string_equal(strstr(shared, "<mergeCells"), strstr(flat, "<mergeCells"));
    free(shared);
}

static void sheet_names_are_harmless_and_different(void **state)
{
    book_desk *d = *state;
    tiny_run *t = d->run;

    tiny_payroll(t)->name = KP_STR("'得分[1/2]:*?'");
    tiny_payroll(t)->name = KP_STR("Pay");
    tiny_payroll(t)->name = KP_STR("PAY");
    tiny_payroll(t)->name =
        KP_STR("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二");
    tiny_payroll(t)->name =
        KP_STR("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一三");
    assert_int_equal(desk_write(d, true), KP_OK);
    const char *xml = desk_part(d, "xl/workbook.xml");
    expect_part(xml, "<sheet name=\"-得分-1-2-----\"");
    expect_part(xml, "<sheet name=\"Pay\"");
    expect_part(xml, "<sheet name=\"PAY(2)\"");
    expect_part(xml,
                "<sheet name=\"一二三四五六七八九十一二三四五六七八九十一二三四五六七八"
                "九十一\"");
    expect_part(xml,
                "<sheet name=\"一二三四五六七八九十一二三四五六七八九十一二三四五六七八"
                "(2)\"");
}

static void slips_repeat_headings_and_never_break_across_pages(void **state)
{
    book_desk *d = desk_open(8);

    (void)state;
    (void)tiny_slips(d->run);
    const char *xml = desk_sheet(d);
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
    desk_close(d);
}

static void a_scheme_without_sheets_has_no_workbook(void **state)
{
    book_desk *d = *state;
    tiny_run *t = d->run;

    (void)tiny_bank(t);
    assert_int_equal(desk_write(d, false), KP_EINVALID);
    assert_int_equal(tiny_count(t, KP6101), 1);
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

static kp_status write_with_late_head(book_desk *d, late_head *late)
{
    kp_workbook_options options = {
        .path = d->path,
        .wait_for_head = give_head,
        .context = late,
        .created = d->run->scheme->month,
        .flat_memory = true,
    };
    return kp_workbook_write(d->run->run, &options, d->run->diags);
}

static void a_head_that_comes_last_gives_the_same_bytes(void **state)
{
    book_desk *d = desk_open(3);
    late_head late = {KP_STR("日志头 8f3a R&D"), true, 0};
    kp_buf known, waited;

    (void)state;
    (void)tiny_payroll(d->run);
    kp_buf_init(&known, (size_t)1 << 24);
    kp_buf_init(&waited, (size_t)1 << 24);
    assert_int_equal(desk_write(d, true), KP_OK);
    desk_read_file(d->path, &known);
    assert_int_equal(write_with_late_head(d, &late), KP_OK);
    desk_read_file(d->path, &waited);
    assert_int_equal(late.asked, 1);
    assert_int_equal(known.n, waited.n);
    assert_memory_equal(known.p, waited.p, known.n);
    kp_buf_free(&known);
    kp_buf_free(&waited);
    desk_close(d);
}

static void a_head_that_never_comes_leaves_no_file(void **state)
{
    book_desk *d = desk_open(3);
    tiny_run *t = d->run;
    late_head late = {.comes = false};

    (void)state;
    (void)tiny_payroll(t);
    assert_int_equal(write_with_late_head(d, &late), KP_EIO);
    assert_int_equal(access(d->path, F_OK), -1);
    assert_int_equal(kp_diags_errors(t->diags), 0);
    desk_close(d);
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
static kp_status write_within(book_desk *d, bool flat, rlim_t bytes)
{
    struct rlimit before, tight;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = before;
    tight.rlim_cur = bytes;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    kp_status status = desk_write(d, flat);
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
    book_desk *d = desk_open(100);
    tiny_run *t = d->run;

    (void)state;
    (void)tiny_payroll(t);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(write_within(d, CASES[i].flat, CASES[i].bytes), KP_EIO);
        assert_int_equal(tiny_count(t, KP6102), i + 1);
        assert_int_not_equal(access(d->path, F_OK), 0);
    }
    desk_close(d);
}

static void rows_beyond_the_last_of_a_sheet_are_refused(void **state)
{
    book_desk *d = desk_open(41944);  // 209,720 people, five rows each
    tiny_run *t = d->run;
    kp_report *r = tiny_slips(t);

    (void)state;
    assert_int_equal(desk_write(d, false), KP_EINVALID);
    assert_int_equal(tiny_count(t, KP6105), 1);
    assert_true(r->ncolumns == 6);
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(the_same_run_gives_the_same_bytes),
        DESK(flat_memory_writes_the_same_cells),
        DESK(sheet_names_are_harmless_and_different),
        cmocka_unit_test(slips_repeat_headings_and_never_break_across_pages),
        DESK(a_scheme_without_sheets_has_no_workbook),
        cmocka_unit_test(a_head_that_comes_last_gives_the_same_bytes),
        cmocka_unit_test(a_head_that_never_comes_leaves_no_file),
        cmocka_unit_test(a_path_that_cannot_be_written_is_told),
        cmocka_unit_test(a_full_disk_is_told_and_leaves_no_file),
        cmocka_unit_test(rows_beyond_the_last_of_a_sheet_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
