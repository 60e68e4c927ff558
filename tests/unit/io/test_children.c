/* Work in processes of its own: what each printed and how it ended comes back, whatever
 * the others do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/files/children.h"

enum {
    PIECES = 7,
    KILLED = 2,
    FAILS = 4
};

typedef struct ends {
    size_t n;
    int code[PIECES], signal[PIECES];
    char said[PIECES][64];
} ends;

/* The n-th prints its number on both streams; one is killed, one fails. */
static int work(void *context, size_t i)
{
    (void)context;
    (void)printf("out %zu\n", i);
    (void)fflush(stdout);
    (void)fprintf(stderr, "err %zu\n", i);
    if (i == KILLED)
        (void)raise(SIGKILL);
    return i == FAILS ? 3 : 0;
}

static void note(void *context, size_t i, const kp_child_end *end)
{
    ends *all = context;

    all->n++;
    all->code[i] = end->code;
    all->signal[i] = end->signal;
    (void)snprintf(all->said[i], sizeof all->said[i], "%.*s", KP_FMT(end->said));
}

static void run_with(unsigned most, ends *all)
{
    kp_children children = {work, note, all};
    kp_diags *diags = kp_diags_open();

    *all = (ends){0};
    assert_int_equal(kp_children_run(&children, PIECES, most, diags), KP_OK);
    assert_int_equal(kp_diags_errors(diags), 0);
    kp_diags_close(diags);
}

static void every_piece_ends_once_and_is_heard(void **state)
{
    static const unsigned most[] = {1, 2, 7, 64};
    char want[64];
    ends all;

    (void)state;
    for (size_t m = 0; m < sizeof most / sizeof *most; m++) {
        run_with(most[m], &all);
        assert_int_equal(all.n, PIECES);
        for (size_t i = 0; i < PIECES; i++) {
            (void)snprintf(want, sizeof want, "out %zu\nerr %zu\n", i, i);
            assert_string_equal(all.said[i], want);
        }
    }
}

static void one_that_dies_is_told_by_its_signal_and_stops_no_other(void **state)
{
    ends all;

    (void)state;
    run_with(2, &all);
    for (size_t i = 0; i < PIECES; i++) {
        assert_int_equal(all.signal[i], i == KILLED ? SIGKILL : 0);
        if (i != KILLED)
            assert_int_equal(all.code[i], i == FAILS ? 3 : 0);
    }
}

static void nothing_to_do_is_done(void **state)
{
    ends all = {0};
    kp_children children = {work, note, &all};

    (void)state;
    assert_int_equal(kp_children_run(&children, 0, 2, NULL), KP_OK);
    assert_int_equal(all.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_ends_once_and_is_heard),
        cmocka_unit_test(one_that_dies_is_told_by_its_signal_and_stops_no_other),
        cmocka_unit_test(nothing_to_do_is_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
