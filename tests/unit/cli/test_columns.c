/* test_columns.c - tables on a terminal line up by what the eye sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/cli/cmd.h"

#define MOST_ROWS 4

static const struct table_case {
    const char *what;
    size_t ncolumns;
    bool heading, right[3];
    const char *cell[MOST_ROWS][3];
    const char *shown;
} cases[] = {
    {"wide_characters_take_two",
     2,
     false,
     {0},
     {{"人数", "a"}, {"abc", "b"}},
     "> 人数  a\n> abc   b\n"},
    {"numbers_stand_at_the_right",
     2,
     false,
     {false, true},
     {{"x", "1.00"}, {"y", "10.00"}},
     "> x   1.00\n> y  10.00\n"},
    {"no_line_ends_in_a_blank",
     3,
     false,
     {0},
     {{"a", "long", "c"}, {"b", "", ""}},
     "> a  long  c\n> b\n"},
    {"a_heading_is_underlined",
     2,
     true,
     {0},
     {{"总额", "of"}, {"p", "Z"}},
     "> 总额  of\n> ----  --\n> p     Z\n"},
    {"no_rows_are_no_lines", 2, true, {0}, {{NULL}}, ""},
};

static void print_case(kp_arena *arena, const struct table_case *c, kp_buf *out)
{
    kp_columns columns = {.arena = arena, .ncolumns = c->ncolumns};

    for (size_t k = 0; k < c->ncolumns; k++)
        columns.right[k] = c->right[k];
    for (size_t i = 0; i < MOST_ROWS && c->cell[i][0]; i++) {
        kp_str *row = kp_columns_row(&columns);

        for (size_t k = 0; k < c->ncolumns; k++)
            row[k] = kp_str_of(c->cell[i][k]);
    }
    kp_columns_print(&columns, c->heading, "> ", out);
}

static void columns_line_up_by_display_width(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_arena *arena = kp_arena_open(0);
        kp_buf out;

        kp_buf_init(&out, 4096);
        print_case(arena, &cases[i], &out);
        if (!kp_str_is(kp_buf_view(&out), cases[i].shown))
            fail_msg("%s: got\n%.*s", cases[i].what, (int)out.n, out.p);
        kp_buf_free(&out);
        kp_arena_close(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_line_up_by_display_width),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
