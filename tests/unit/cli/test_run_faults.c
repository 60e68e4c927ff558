/* test_run_faults.c - whatever system call fails, a run folder is whole or not there.
 *
 * The n-th system call of `kpay run` fails, for every n.  The folder must then be
 * absent, with nothing left beside it, or be one that verifies (when the failure came
 * after it had appeared, or did not matter).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/cli/cmd.h"
#include "io/files/files.h"
#include "io/files/system.h"

#define SAMPLE "samples/start"
#define MOST_CALLS 5000

typedef struct fault {
    size_t countdown;  // 0: no more
    int error;
    bool fired;
} fault;

static bool fail_once(void *context, const char *call)
{
    fault *f = context;

    (void)call;
    if (f->countdown == 0 || --f->countdown > 0)
        return false;
    f->fired = true;
    errno = f->error;
    return true;
}

static char desk[] = "/tmp/kpay-test-XXXXXX";

/* What the program says is not looked at here. */
static int quietly(int argc, char **argv)
{
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    int null = open("/dev/null", O_WRONLY);

    (void)fflush(stdout);
    (void)dup2(null, STDOUT_FILENO);
    (void)dup2(null, STDERR_FILENO);
    int code = (int)kp_cli_main(argc, argv);
    (void)fflush(stdout);
    (void)dup2(out, STDOUT_FILENO);
    (void)dup2(err, STDERR_FILENO);
    (void)close(null);
    (void)close(out);
    (void)close(err);
    return code;
}

static int run_sample(char *out, fault *f)
{
    char *argv[] = {(char[]){"kpay"},
                    (char[]){"run"},
                    (char[]){SAMPLE "/scheme"},
                    (char[]){"--data"},
                    (char[]){SAMPLE "/data/2025-01"},
                    (char[]){"--month"},
                    (char[]){"2025-01"},
                    (char[]){"--out"},
                    out,
                    (char[]){"--threads"},
                    (char[]){"1"},
                    NULL};

    kp__sys_set_hook(fail_once, f);
    int code = quietly(11, argv);
    kp__sys_set_hook(NULL, NULL);
    return code;
}

static int verify(char *out)
{
    char *argv[] = {(char[]){"kpay"}, (char[]){"verify"}, out, NULL};

    return quietly(3, argv);
}

static void remove_all(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;

    while (folder && (entry = readdir(folder)) != NULL) {
        char inner[512];

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        (void)snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (unlink(inner) != 0)
            remove_all(inner);
    }
    if (folder)
        (void)closedir(folder);
    (void)rmdir(path);
}

static size_t entries_of_desk(void)
{
    DIR *folder = opendir(desk);
    size_t n = 0;

    assert_non_null(folder);
    while (readdir(folder))
        n++;
    (void)closedir(folder);
    return n - 2;
}

/* Also removing the unfinished folder may be what fails; then it stays, hidden. */
static void nothing_half_done_is_named(char *out, int code, size_t n)
{
    if (!kp_path_exists(kp_str_of(out))) {
        if (code == 0)
            fail_msg("call %zu: said done, but made nothing", n);
        if (entries_of_desk() > 1)
            fail_msg("call %zu: more than one thing left", n);
        return;
    }
    int verified = verify(out);
    if (verified != 0)
        fail_msg("call %zu: exit code %d, and a folder that does not verify (%d)", n,
                 code, verified);
}

static void a_failing_call_leaves_no_half_folder(void **state)
{
    char out[64];
    fault f = {.fired = true};

    (void)state;
    (void)snprintf(out, sizeof out, "%s/out", desk);
    for (size_t n = 1; f.fired && n < MOST_CALLS; n++) {
        // Full disks are the commonest; odd errors must do no worse.
        f = (fault){.countdown = n, .error = n % 2 ? ENOSPC : EIO};
        int code = run_sample(out, &f);
        if (code != 0 && code != 3)
            fail_msg("call %zu: exit code %d", n, code);
        nothing_half_done_is_named(out, code, n);
        remove_all(desk);
        assert_int_equal(mkdir(desk, 0700), 0);
    }
    assert_false(f.fired);
}

static int open_desk(void **state)
{
    (void)state;
    return mkdtemp(desk) ? 0 : -1;
}

static int close_desk(void **state)
{
    (void)state;
    remove_all(desk);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failing_call_leaves_no_half_folder),
    };

    return cmocka_run_group_tests(tests, open_desk, close_desk);
}
