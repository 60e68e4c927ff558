/* test_folder.c - io/files/folder.h: folders that appear whole or not at all, whatever
 * system call fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/file_desk.h"

static void put_directly(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    if (!file)
        return;
    fputs(text, file);
    fclose(file);
}

static kp_status write_adopted(kp_folder *folder, kp_diags *diags)
{
    kp_buf path;

    kp_buf_init(&path, 4096);
    kp_status status = kp_folder_path(folder, KP_STR("out/b.xlsx"), &path, diags);
    kp_buf_char(&path, '\0');
    if (status == KP_OK) {
        put_directly(path.p, "workbook");
        status = kp_folder_adopt(folder, KP_STR("out/b.xlsx"), NULL, diags);
    }
    kp_buf_free(&path);
    return status;
}

static kp_status write_streamed(kp_folder *folder, kp_digest *digest, kp_diags *diags)
{
    kp_out_file *file;

    kp_status status = kp_folder_begin_file(folder, KP_STR("run.trace"), &file, diags);
    if (status != KP_OK)
        return status;
    for (int i = 0; i < 3000; i++)
        kp_out_file_put(file, KP_STR("0123456789012345678901234567890123456789\n"));
    return kp_out_file_end(file, digest, diags);
}

/* One small run; the final status. */
static kp_status write_run(desk *d, const char *path, kp_digest *trace)
{
    kp_folder *folder;

    kp_status status = kp_folder_open(kp_str_of(path), KP_SHA256, &folder, d->diags);
    if (status != KP_OK)
        return status;
    status = kp_folder_write(folder, KP_STR("inputs/规则/a.csv"), KP_STR("abc"), NULL,
                             d->diags);
    if (status == KP_OK)
        status = write_streamed(folder, trace, d->diags);
    if (status == KP_OK)
        status = write_adopted(folder, d->diags);
    if (status == KP_OK)
        return kp_folder_commit(folder, KP_STR("MANIFEST"), d->diags);
    kp_folder_abort(folder, d->diags);
    return status;
}

static void a_run_folder_is_for_its_owner_alone_whatever_the_mask(void **state)
{
    static const struct {
        const char *name;
        mode_t mode;
    } of[] = {
        {"2025-03", 0700},
        {"2025-03/inputs", 0700},
        {"2025-03/inputs/规则", 0700},
        {"2025-03/inputs/规则/a.csv", 0600},
        {"2025-03/run.trace", 0600},
        {"2025-03/out/b.xlsx", 0600},
        {"2025-03/MANIFEST", 0600},
    };
    desk *d = *state;
    kp_digest trace;
    mode_t before = umask(0);

    assert_int_equal(write_run(d, path_of(d, "2025-03"), &trace), KP_OK);
    (void)umask(before);
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        struct stat found;

        assert_int_equal(stat(path_of(d, of[i].name), &found), 0);
        assert_int_equal(found.st_mode & 07777, of[i].mode);
    }
}

static void a_committed_folder_holds_what_was_written(void **state)
{
    desk *d = *state;
    char expected[1024], hex[KP_DIGEST_HEX];
    kp_digest trace, again;

    assert_int_equal(write_run(d, path_of(d, "2025-03"), &trace), KP_OK);
    assert_int_equal(count_entries(d->dir), 1);
    assert_true(kp_str_is(read_whole(d, "2025-03/inputs/规则/a.csv"), "abc"));
    assert_true(kp_str_is(read_whole(d, "2025-03/out/b.xlsx"), "workbook"));
    kp_str streamed = read_whole(d, "2025-03/run.trace");
    assert_int_equal(streamed.n, 3000 * 41);
    assert_true(kp_hash_of(KP_SHA256, streamed, &again));
    assert_true(kp_digest_eq(&trace, &again));

    // sha256("abc") is FIPS 180-4's; sha256("workbook") from sha256sum.
    kp_digest_hex(&trace, hex);
    snprintf(expected, sizeof expected,
             "kpay-manifest\t1\tsha256\n"
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\t3\t"
             "inputs/规则/a.csv\n"
             "244f4e42fb0ee32cd4231096cf91c1b36662e3becc5b5b1deab885bd1a624c18\t8\t"
             "out/b.xlsx\n"
             "%s\t123000\trun.trace\n",
             hex);
    assert_true(kp_str_is(read_whole(d, "2025-03/MANIFEST"), expected));
    assert_int_equal(kp_diags_errors(d->diags), 0);
}

static void nothing_appears_when_any_single_call_fails(void **state)
{
    desk *d = *state;
    char path[512];
    breaker b = {0};
    int failures = 0;

    snprintf(path, sizeof path, "%s", path_of(d, "first"));
    kp__sys_set_hook(break_calls, &b);
    assert_int_equal(write_run(d, path, NULL), KP_OK);
    int calls = b.calls;
    assert_true(calls > 30);
    snprintf(path, sizeof path, "%s", path_of(d, "second"));
    for (int n = 1; n <= calls; n++) {
        b = (breaker){.at = n, .error = n % 2 ? ENOSPC : EIO};
        kp_status status = write_run(d, path, NULL);

        if (status == KP_OK) {
            // Only the last closes may fail unseen: everything is on the disk by then.
            assert_true(n >= calls - 1);
            assert_int_equal(count_entries(d->dir), 2);
            clean(path);
            continue;
        }
        failures++;
        assert_int_equal(access(path, F_OK), -1);
        assert_int_equal(count_entries(d->dir), 1);
    }
    assert_true(failures >= calls - 2);
    assert_true(kp_diags_errors(d->diags) >= (size_t)failures);
}

static void nothing_appears_when_the_disk_dies_at_any_moment(void **state)
{
    desk *d = *state;
    breaker b = {0};
    char path[512];
    int confirmed_late = 0;

    snprintf(path, sizeof path, "%s", path_of(d, "first"));
    kp__sys_set_hook(break_calls, &b);
    assert_int_equal(write_run(d, path, NULL), KP_OK);
    int calls = b.calls;
    snprintf(path, sizeof path, "%s", path_of(d, "second"));
    for (int n = 1; n <= calls - 2; n++) {
        kp_diags_close(d->diags);
        d->diags = kp_diags_open();
        b = (breaker){.at = n, .forever = true, .error = EIO};
        assert_int_equal(write_run(d, path, NULL), KP_EIO);
        bool appeared = access(path, F_OK) == 0;
        bool told = false;
        for (const kp_diag *diag = kp_diags_first(d->diags); diag; diag = diag->next)
            told = told || diag->code == KP1059;
        // Once moved it can only be said that the disk did not confirm it.
        assert_int_equal(appeared, told);
        confirmed_late += appeared;
        // What a dead disk leaves is hidden; a later run would step over its name.
        clean(d->dir);
        assert_int_equal(mkdir(d->dir, 0777), 0);
    }
    assert_int_equal(confirmed_late, 1);
}

static void an_existing_name_is_never_replaced(void **state)
{
    desk *d = *state;
    char path[512];
    kp_folder *folder;

    snprintf(path, sizeof path, "%s", path_of(d, "run"));
    mkdir(path, 0777);
    assert_int_equal(kp_folder_open(kp_str_of(path), KP_SHA256, &folder, d->diags),
                     KP_EIO);
    assert_null(folder);
    assert_int_equal(first_code(d), KP1052);
    rmdir(path);

    // Somebody else is faster: even an empty folder of theirs stays.
    assert_int_equal(kp_folder_open(kp_str_of(path), KP_SHA256, &folder, d->diags),
                     KP_OK);
    assert_int_equal(kp_folder_write(folder, KP_STR("a"), KP_STR("x"), NULL, d->diags),
                     KP_OK);
    mkdir(path, 0777);
    assert_int_equal(kp_folder_commit(folder, KP_NONE, d->diags), KP_EIO);
    assert_int_equal(count_entries(path), 0);
    assert_int_equal(count_entries(d->dir), 1);
}

static bool refuse_renameat2(void *context, const char *call)
{
    (void)context;
    if (strcmp(call, "renameat2") != 0)
        return false;
    errno = EINVAL;
    return true;
}

static void file_systems_without_renameat2_replace_nothing_either(void **state)
{
    desk *d = *state;
    char path[512];

    kp__sys_set_hook(refuse_renameat2, NULL);
    snprintf(path, sizeof path, "%s", path_of(d, "run"));
    assert_int_equal(write_run(d, path, NULL), KP_OK);
    assert_true(kp_str_is(read_whole(d, "run/out/b.xlsx"), "workbook"));
    assert_int_equal(write_run(d, path, NULL), KP_EIO);
    assert_int_equal(first_code(d), KP1052);
    snprintf(path, sizeof path, "%s", path_of(d, "a.csv"));
    assert_int_equal(kp_file_save(kp_str_of(path), KP_STR("x"), false, d->diags),
                     KP_OK);
    assert_int_equal(kp_file_save(kp_str_of(path), KP_STR("y"), false, d->diags),
                     KP_EIO);
    assert_true(kp_str_is(read_whole(d, "a.csv"), "x"));
    assert_int_equal(count_entries(d->dir), 2);
}

static void an_aborted_folder_leaves_nothing(void **state)
{
    desk *d = *state;
    kp_folder *folder;
    kp_out_file *file;

    assert_int_equal(
        kp_folder_open(kp_str_of(path_of(d, "run")), KP_SM3, &folder, d->diags), KP_OK);
    assert_int_equal(
        kp_folder_write(folder, KP_STR("a/b/c"), KP_STR("x"), NULL, d->diags), KP_OK);
    assert_int_equal(kp_folder_begin_file(folder, KP_STR("open"), &file, d->diags),
                     KP_OK);
    kp_out_file_put(file, KP_STR("x"));
    kp_folder_abort(folder, d->diags);
    kp_folder_abort(NULL, d->diags);
    assert_int_equal(count_entries(d->dir), 0);
    assert_int_equal(kp_diags_errors(d->diags), 0);
}

static void names_cannot_lead_out_of_the_folder(void **state)
{
    static const char *const names[] = {"",     "/etc/x", "../x", "a/../x",
                                        "a//b", "a/",     ".x",   "a/.x",
                                        ".",    "a\nb",   "a\\b", "\xFF"};
    desk *d = *state;
    kp_folder *folder;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(
            kp_folder_open(kp_str_of(path_of(d, "run")), KP_SHA256, &folder, d->diags),
            KP_OK);
        assert_int_equal(
            kp_folder_write(folder, kp_str_of(names[i]), KP_STR("x"), NULL, d->diags),
            KP_EIO);
        assert_int_equal(first_code(d), KP1053);
        // A folder that failed once cannot be committed any more.
        assert_int_equal(kp_folder_commit(folder, KP_NONE, d->diags), KP_EIO);
        assert_int_equal(count_entries(d->dir), 0);
    }
}

static void a_file_is_written_once(void **state)
{
    desk *d = *state;
    kp_folder *folder;

    assert_int_equal(
        kp_folder_open(kp_str_of(path_of(d, "run/")), KP_SHA256, &folder, d->diags),
        KP_OK);
    assert_int_equal(kp_folder_write(folder, KP_STR("a"), KP_STR("x"), NULL, d->diags),
                     KP_OK);
    assert_int_equal(kp_folder_write(folder, KP_STR("a"), KP_STR("y"), NULL, d->diags),
                     KP_EIO);
    assert_int_equal(first_code(d), KP1052);
    kp_folder_abort(folder, d->diags);
}

static void a_byte_changed_on_the_disk_is_found_before_the_folder_appears(void **state)
{
    desk *d = *state;
    kp_folder *folder;
    kp_buf path;

    kp_buf_init(&path, 4096);
    assert_int_equal(
        kp_folder_open(kp_str_of(path_of(d, "run")), KP_SHA256, &folder, d->diags),
        KP_OK);
    assert_int_equal(
        kp_folder_write(folder, KP_STR("a"), KP_STR("xyz"), NULL, d->diags), KP_OK);
    assert_int_equal(kp_folder_path(folder, KP_STR("a"), &path, d->diags), KP_OK);
    kp_buf_char(&path, '\0');
    put_directly(path.p, "xyZ");
    assert_int_equal(kp_folder_commit(folder, KP_STR("MANIFEST"), d->diags), KP_EIO);
    assert_int_equal(first_code(d), KP1054);
    assert_int_equal(count_entries(d->dir), 0);
    kp_buf_free(&path);
}

static void two_folders_can_be_built_side_by_side(void **state)
{
    desk *d = *state;
    char one[512], other[512];
    kp_folder *a, *b;

    snprintf(one, sizeof one, "%s", path_of(d, "a"));
    snprintf(other, sizeof other, "%s", path_of(d, "b"));
    assert_int_equal(kp_folder_open(kp_str_of(one), KP_SHA256, &a, d->diags), KP_OK);
    assert_int_equal(kp_folder_open(kp_str_of(other), KP_SHA256, &b, d->diags), KP_OK);
    assert_int_equal(kp_folder_write(b, KP_STR("x"), KP_STR("b"), NULL, d->diags),
                     KP_OK);
    assert_int_equal(kp_folder_write(a, KP_STR("x"), KP_STR("a"), NULL, d->diags),
                     KP_OK);
    assert_int_equal(kp_folder_commit(b, KP_NONE, d->diags), KP_OK);
    assert_int_equal(kp_folder_commit(a, KP_NONE, d->diags), KP_OK);
    assert_true(kp_str_is(read_whole(d, "a/x"), "a"));
    assert_true(kp_str_is(read_whole(d, "b/x"), "b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_DESK(a_run_folder_is_for_its_owner_alone_whatever_the_mask),
        FILE_DESK(a_committed_folder_holds_what_was_written),
        FILE_DESK(nothing_appears_when_any_single_call_fails),
        FILE_DESK(nothing_appears_when_the_disk_dies_at_any_moment),
        FILE_DESK(an_existing_name_is_never_replaced),
        FILE_DESK(file_systems_without_renameat2_replace_nothing_either),
        FILE_DESK(an_aborted_folder_leaves_nothing),
        FILE_DESK(names_cannot_lead_out_of_the_folder),
        FILE_DESK(a_file_is_written_once),
        FILE_DESK(a_byte_changed_on_the_disk_is_found_before_the_folder_appears),
        FILE_DESK(two_folders_can_be_built_side_by_side),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
