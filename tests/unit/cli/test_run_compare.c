/* test_run_compare.c - where a replay puts workbooks while they are compared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/cli/run/run_outlet.h"

static kp_str path_of(kp_outlet *outlet, const char *name, kp_buf *out)
{
    kp_buf_init(out, 4096);
    assert_int_equal(outlet->path(outlet, kp_str_of(name), out), KP_OK);
    return kp_buf_view(out);
}

/* One is written by a thread while the other is: neither may be the other's. */
static void two_workbooks_at_a_time_have_places_of_their_own(void **state)
{
    kp_cli cli = {.arena = kp_arena_open(0), .diags = kp_diags_open()};
    kp_compare_outlet outlet;
    kp_buf one, other, again;

    (void)state;
    assert_int_equal(kp_compare_outlet_open(&outlet, &cli, KP_STR("run"), cli.diags),
                     KP_OK);
    kp_str first = path_of(&outlet.outlet, "out/2025-01.xlsx", &one);
    kp_str second = path_of(&outlet.outlet, "out/2025-01-活表.xlsx", &other);
    assert_false(kp_str_eq(first, second));
    assert_true(kp_str_eq(first, path_of(&outlet.outlet, "out/2025-01.xlsx", &again)));

    char path[600], folder[512];
    (void)snprintf(path, sizeof path, "%.*s", (int)second.n, second.p);
    (void)snprintf(folder, sizeof folder, "%s", outlet.temporary);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    (void)fclose(file);
    kp_compare_outlet_close(&outlet);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_not_equal(access(folder, F_OK), 0);
    kp_buf_free(&one);
    kp_buf_free(&other);
    kp_buf_free(&again);
    kp_diags_close(cli.diags);
    kp_arena_close(cli.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_workbooks_at_a_time_have_places_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
