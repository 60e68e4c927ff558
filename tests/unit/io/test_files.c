/* test_files.c - io/files: reading, listing and single files, whatever system call
 * fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/file_desk.h"

/* ---- reading ---- */

static void a_file_is_read_whole_and_closed_by_a_nul(void **state)
{
    desk *d = *state;
    kp_str bytes;

    put_file(d, "a.csv", "工号\n1\n");
    put_file(d, "empty.csv", "");
    assert_int_equal(
        kp_file_read(d->arena, kp_str_of(d->dir), KP_STR("a.csv"), 9, &bytes, d->diags),
        KP_OK);
    assert_true(kp_str_is(bytes, "工号\n1\n"));
    assert_int_equal(bytes.p[bytes.n], '\0');
    assert_int_equal(kp_file_read(d->arena, kp_str_of(d->dir), KP_STR("empty.csv"), 0,
                                  &bytes, d->diags),
                     KP_OK);
    assert_int_equal(bytes.n, 0);
}

static void assert_refused(desk *d, kp_str folder, kp_str name, size_t max,
                           kp_code code)
{
    kp_diags *diags = kp_diags_open();
    kp_str bytes;

    assert_int_equal(kp_file_read(d->arena, folder, name, max, &bytes, diags), KP_EIO);
    const kp_diag *diag = kp_diags_first(diags);
    assert_non_null(diag);
    assert_int_equal(diag->code, code);
    assert_true(kp_str_eq(diag->where.file, name));
    kp_diags_close(diags);
}

static void what_cannot_be_read_is_refused_by_name(void **state)
{
    desk *d = *state;
    kp_str dir = kp_str_of(d->dir);

    put_file(d, "a.csv", "123456789");
    assert_refused(d, dir, KP_STR("a.csv"), 8, KP1002);
    assert_refused(d, dir, KP_STR("none.csv"), 8, KP1001);
    assert_refused(d, dir, KP_STR("a\0b"), 8, KP1001);
    assert_refused(d, KP_NONE, dir, 1 << 20, KP1013);
    assert_refused(d, KP_NONE, KP_STR("/dev/null"), 8, KP1013);
}

static void every_failing_call_of_a_reading_is_reported(void **state)
{
    desk *d = *state;
    breaker b = {.error = EIO};
    kp_str bytes;

    put_file(d, "a.csv", "x");
    kp__sys_set_hook(break_calls, &b);
    assert_int_equal(
        kp_file_read(d->arena, kp_str_of(d->dir), KP_STR("a.csv"), 9, &bytes, d->diags),
        KP_OK);
    int calls = b.calls;
    assert_true(calls >= 5);
    for (int n = 1; n <= calls; n++) {
        b = (breaker){.at = n, .error = EIO};
        assert_refused(d, kp_str_of(d->dir), KP_STR("a.csv"), 9, KP1001);
    }
}

/* ---- listing ---- */

static void a_folder_lists_its_files_in_byte_order(void **state)
{
    static const char *const expected[] = {"B.csv",   "a.csv",    "a/b/c.csv",
                                           "a/x.csv", "人员.csv", "规则/1.csv"};
    desk *d = *state;
    kp_file_list list;

    mkdir(path_of(d, "a"), 0777);
    mkdir(path_of(d, "a/b"), 0777);
    mkdir(path_of(d, "规则"), 0777);
    mkdir(path_of(d, ".git"), 0777);
    for (size_t i = sizeof expected / sizeof *expected; i-- > 0;)
        put_file(d, expected[i], "x");
    put_file(d, ".hidden", "x");
    put_file(d, ".git/config", "x");
    put_file(d, "~$B.xlsx", "x");
    put_file(d, "a/.~lock.x.csv#", "x");
    assert_int_equal(kp_file_list_read(kp_str_of(d->dir), &list, d->diags), KP_OK);
    assert_int_equal(list.n, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < list.n; i++)
        assert_true(kp_str_is(list.names[i], expected[i]));
    kp_file_list_free(&list);
}

static void links_cannot_lead_in_circles(void **state)
{
    desk *d = *state;
    char target[512];
    kp_file_list list;

    mkdir(path_of(d, "a"), 0777);
    put_file(d, "a/x.csv", "x");
    assert_int_equal(symlink("..", path_of(d, "a/loop")), 0);
    snprintf(target, sizeof target, "%s", path_of(d, "a/x.csv"));
    assert_int_equal(symlink(target, path_of(d, "y.csv")), 0);
    assert_int_equal(kp_file_list_read(kp_str_of(d->dir), &list, d->diags), KP_OK);
    assert_int_equal(list.n, 2);
    assert_true(kp_str_is(list.names[0], "a/x.csv"));
    assert_true(kp_str_is(list.names[1], "y.csv"));
    assert_int_equal(first_code(d), KP1012);
    assert_true(kp_str_is(kp_diags_first(d->diags)->arg[0], "a/loop"));
    kp_file_list_free(&list);
}

static void a_folder_that_cannot_be_listed_is_an_error(void **state)
{
    desk *d = *state;
    kp_file_list list;

    put_file(d, "a.csv", "x");
    assert_int_equal(kp_file_list_read(kp_str_of(path_of(d, "none")), &list, d->diags),
                     KP_EIO);
    assert_int_equal(first_code(d), KP1018);
    assert_int_equal(kp_file_list_read(kp_str_of(path_of(d, "a.csv")), &list, d->diags),
                     KP_EIO);
    assert_int_equal(list.n, 0);
}

static void a_name_in_another_encoding_is_refused(void **state)
{
    desk *d = *state;
    kp_file_list list;

    put_file(d, "\xB9\xA4.csv", "x");
    assert_int_equal(kp_file_list_read(kp_str_of(d->dir), &list, d->diags), KP_EIO);
    assert_int_equal(first_code(d), KP1011);
    assert_true(kp_str_is(kp_diags_first(d->diags)->arg[0], "\\xB9\\xA4.csv"));
}

static void every_failing_call_of_a_listing_is_reported(void **state)
{
    desk *d = *state;
    breaker b = {.error = EIO};
    kp_file_list list;

    mkdir(path_of(d, "a"), 0777);
    put_file(d, "a/x.csv", "x");
    put_file(d, "y.csv", "x");
    kp__sys_set_hook(break_calls, &b);
    assert_int_equal(kp_file_list_read(kp_str_of(d->dir), &list, d->diags), KP_OK);
    kp_file_list_free(&list);
    int calls = b.calls;
    for (int n = 1; n <= calls; n++) {
        b = (breaker){.at = n, .error = EIO};
        assert_int_equal(kp_file_list_read(kp_str_of(d->dir), &list, d->diags), KP_EIO);
        assert_int_equal(list.n, 0);
    }
    assert_int_equal(kp_diags_errors(d->diags), calls);
}

/* ---- single files ---- */

static void a_saved_file_is_whole_and_replaces_only_when_told(void **state)
{
    desk *d = *state;
    char path[512];

    snprintf(path, sizeof path, "%s", path_of(d, "a.csv"));
    assert_int_equal(kp_file_save(kp_str_of(path), KP_STR("one"), false, d->diags),
                     KP_OK);
    assert_int_equal(kp_file_save(kp_str_of(path), KP_STR("two"), false, d->diags),
                     KP_EIO);
    assert_int_equal(first_code(d), KP1052);
    assert_true(kp_str_is(read_whole(d, "a.csv"), "one"));
    assert_int_equal(kp_file_save(kp_str_of(path), KP_STR("two"), true, d->diags),
                     KP_OK);
    assert_true(kp_str_is(read_whole(d, "a.csv"), "two"));
    assert_int_equal(count_entries(d->dir), 1);
}

static void a_failing_save_leaves_nothing(void **state)
{
    desk *d = *state;
    breaker b = {0};
    char path[512];

    snprintf(path, sizeof path, "%s", path_of(d, "a.csv"));
    kp__sys_set_hook(break_calls, &b);
    assert_int_equal(kp_file_save(kp_str_of(path), KP_STR("x"), false, d->diags),
                     KP_OK);
    unlink(path);
    int calls = b.calls;
    for (int n = 1; n < calls; n++) {
        b = (breaker){.at = n, .error = ENOSPC};
        assert_int_equal(kp_file_save(kp_str_of(path), KP_STR("x"), false, d->diags),
                         KP_EIO);
        assert_int_equal(count_entries(d->dir), 0);
    }
    assert_true(calls >= 6);
}

static void faults_are_told_in_a_clerks_words(void **state)
{
    desk *d = *state;
    kp_str bytes;

    assert_int_equal(
        kp_file_read(d->arena, KP_NONE, KP_STR("/nowhere/x"), 1, &bytes, d->diags),
        KP_EIO);
    assert_true(kp_str_is(kp_diags_first(d->diags)->arg[0],
                          "不存在 (No such file or directory)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_DESK(a_file_is_read_whole_and_closed_by_a_nul),
        FILE_DESK(what_cannot_be_read_is_refused_by_name),
        FILE_DESK(every_failing_call_of_a_reading_is_reported),
        FILE_DESK(a_folder_lists_its_files_in_byte_order),
        FILE_DESK(links_cannot_lead_in_circles),
        FILE_DESK(a_folder_that_cannot_be_listed_is_an_error),
        FILE_DESK(a_name_in_another_encoding_is_refused),
        FILE_DESK(every_failing_call_of_a_listing_is_reported),
        FILE_DESK(a_saved_file_is_whole_and_replaces_only_when_told),
        FILE_DESK(a_failing_save_leaves_nothing),
        FILE_DESK(faults_are_told_in_a_clerks_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
