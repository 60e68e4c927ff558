/* test_log_script.c - the log can be checked without us: what docs/audit.md tells
 * works.
 *
 * Runs docs/verify_log.py and the shell lines of the guide on a log written to a folder
 * of its own.  Skipped where python3 or openssl is missing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/log_seal.h"

static char folder[] = "/tmp/kp_log_script_XXXXXX";

static void save(const char *name, const kp_buf *bytes)
{
    char path[100];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes->p, 1, bytes->n, file), bytes->n);
    assert_int_equal(fclose(file), 0);
}

static void save_log(const log_bytes *b)
{
    save("run.skel", &b->skel);
    save("run.trace", &b->trace);
}

/* Exit status of `sh -c script folder`; its output is thrown away. */
static int run_shell(const char *script)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(126);
        (void)execl("/bin/sh", "sh", "-c", script, "sh", folder, (char *)NULL);
        _exit(127);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int run_script(void)
{
    return run_shell("exec python3 docs/verify_log.py \"$1\"");
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : 1;
}

static int remove_folder(void **state)
{
    (void)state;
    return run_shell("rm -rf \"$1\"");
}

static void write_log(size_t people, log_bytes *out)
{
    log_run *t = lr_open(people);

    assert_int_equal(lr_write(t, out), KP_OK);
    lr_close(t);
}

static void sixty_odd_lines_of_python_agree(void **state)
{
    static const size_t people[] = {1, 10, 77};

    (void)state;
    if (run_shell("command -v python3") != 0)
        skip();
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        log_bytes b;

        write_log(people[i], &b);
        save_log(&b);
        assert_int_equal(run_script(), 0);
        lr_free(&b);
    }
}

static void python_finds_changes_and_wrong_steps(void **state)
{
    static const struct {
        bool skel, seal;
        const char *find, *with;
    } changes[] = {
        {false, false, "94.58\tcell", "94.59\tcell"},
        {true, false, "G5\n", "G6\n"},
        {true, false, "预发比例\t0.7", "预发比例\t0.8"},
        {false, true, "S\t0\tmul\t108.767", "S\t0\tmul\t108.766"},
        {false, true, "S\t1\tdiv\t1.08767", "S\t1\tdiv\t1.08768"},
        {true, true, "\t42000.00\t42000.00\t0.00\t", "\t42000.00\t41999.99\t0.00\t"},
    };
    log_bytes b;

    (void)state;
    if (run_shell("command -v python3") != 0)
        skip();
    write_log(10, &b);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        log_bytes changed = ls_copy(&b);

        ls_replace(changes[i].skel ? &changed.skel : &changed.trace, changes[i].find,
                   changes[i].with);
        if (changes[i].seal)
            ls_reseal(&changed);
        save_log(&changed);
        assert_int_equal(run_script(), 1);
        lr_free(&changed);
    }
    lr_free(&b);
}

/* The shell lines of docs/audit.md, compared with what run.skel says. */
static void the_shell_lines_of_the_guide_agree(void **state)
{
    log_bytes b;

    (void)state;
    if (run_shell("command -v openssl && command -v awk && command -v xxd") != 0)
        skip();
    write_log(10, &b);
    save_log(&b);
    assert_int_equal(
        run_shell("cd \"$1\" && made=$( (printf '\\002'; sed '$d' run.skel) | "
                  "openssl dgst -sha256 | sed 's/.*= *//') && "
                  "test \"$made\" = \"$(tail -n 1 run.skel | cut -f 2)\""),
        0);
    assert_int_equal(run_shell("cd \"$1\" && awk -F'\\t' -v n=8 '$1==\"B\"{on=($2==n)} "
                               "on' run.trace > block && "
                               "made=$( (printf '\\000'; head -1 block | cut -f5 | xxd "
                               "-r -p; cat block) | "
                               "openssl dgst -sha256 | sed 's/.*= *//') && "
                               "test \"$made\" = \"$(awk -F'\\t' '$1==\"leaf\" && "
                               "$2==8 {print $3}' run.skel)\""),
                     0);
    lr_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixty_odd_lines_of_python_agree),
        cmocka_unit_test(python_finds_changes_and_wrong_steps),
        cmocka_unit_test(the_shell_lines_of_the_guide_agree),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
