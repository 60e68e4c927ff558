/* test_run_difference.c - a touched file is named down to the value or the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "io/cli/run/run_difference.h"

#define TABLE "工号,实发\nE01,10.00\nE02,\"a,b\nc\"\n"

static const struct table_case {
    const char *what, *old, *made;
    kp_code code;
    uint32_t row, col;
    const char *arg[3];
} tables[] = {
    {"a_value",
     "工号,实发\nE01,99.00\nE02,\"a,b\nc\"\n",
     TABLE,
     KP6025,
     2,
     2,
     {"E01 实发", "99.00", "10.00"}},
    {"a_key_is_named_as_it_should_be",
     "工号,实发\nE09,10.00\nE02,\"a,b\nc\"\n",
     TABLE,
     KP6025,
     2,
     1,
     {"E01 工号", "E09", "E01"}},
    {"a_comma_inside_quotes_is_no_column",
     "工号,实发\nE01,10.00\nE02,\"a,x\nc\"\n",
     TABLE,
     KP6025,
     3,
     2,
     {"E02 实发", "\"a,x\nc\"", "\"a,b\nc\""}},
    {"a_heading",
     "工号,应发\nE01,10.00\nE02,\"a,b\nc\"\n",
     TABLE,
     KP6025,
     1,
     2,
     {"工号 实发", "应发", "实发"}},
    {"a_missing_last_row",
     "工号,实发\nE01,10.00\n",
     TABLE,
     KP6024,
     3,
     0,
     {"25", "", "E02,\"a,b"}},
    {"an_empty_file", "", TABLE, KP6024, 1, 0, {"1", "", "工号,实发"}},
};

typedef struct desk {
    kp_cli cli;
} desk;

static void open_desk(desk *d)
{
    d->cli = (kp_cli){.arena = kp_arena_open(0), .diags = kp_diags_open()};
    assert_non_null(d->cli.arena);
    assert_non_null(d->cli.diags);
}

static void close_desk(desk *d)
{
    kp_diags_close(d->cli.diags);
    kp_arena_close(d->cli.arena);
}

static void compare(const struct table_case *c, const kp_diag *diag)
{
    if (!diag || diag->next)
        fail_msg("%s: one fault expected", c->what);
    if (diag->code != c->code || diag->where.row != c->row || diag->where.col != c->col)
        fail_msg("%s: %s at %u,%u", c->what, kp_code_name(diag->code), diag->where.row,
                 diag->where.col);
    for (size_t k = 0; k < 3; k++)
        if (!kp_str_is(diag->arg[k], c->arg[k]))
            fail_msg("%s: {%zu} is %.*s", c->what, k + 1, KP_FMT(diag->arg[k]));
}

static void a_touched_table_is_named_by_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        desk d;

        open_desk(&d);
        kp_difference difference = {&d.cli, d.cli.diags, KP_STR("tables/员工.csv"),
                                    kp_str_of(tables[i].old)};
        kp_difference_tell_table(&difference, kp_str_of(tables[i].made));
        compare(&tables[i], kp_diags_first(d.cli.diags));
        close_desk(&d);
    }
}

static void a_touched_text_is_named_by_line_and_column(void **state)
{
    const struct table_case expected = {"text",           NULL, NULL, KP6024, 2, 0,
                                        {"7", "xy", "zw"}};
    desk d;

    (void)state;
    open_desk(&d);
    kp_difference difference = {&d.cli, d.cli.diags, KP_STR("run.trace"),
                                KP_STR("a\tb\nc\txy\td\n")};
    kp_difference_tell_byte(&difference, 6, KP_STR("c\tzw\td\n"), 2);
    compare(&expected, kp_diags_first(d.cli.diags));
    close_desk(&d);
}

static void a_touched_workbook_is_named_by_byte(void **state)
{
    const struct table_case expected = {"xlsx",           NULL, NULL, KP6024, 0, 0,
                                        {"2", "ff", "00"}};
    desk d;

    (void)state;
    open_desk(&d);
    kp_difference difference = {
        &d.cli, d.cli.diags, KP_STR("out/2025-01.xlsx"), {"P\xff", 2}};
    kp_difference_tell_byte(&difference, 1, (kp_str){"P\0", 2}, 1);
    compare(&expected, kp_diags_first(d.cli.diags));
    close_desk(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_touched_table_is_named_by_value),
        cmocka_unit_test(a_touched_text_is_named_by_line_and_column),
        cmocka_unit_test(a_touched_workbook_is_named_by_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
