/* test_dangerous.c - cells that look like one thing and could be read as another, in
 * every place where they could be typed: each is either what HR means or refused, at
 * the cell and with a remedy.
 *
 * tests/cases/dangerous.tsv has a row for each cell and a column for each place.  What
 * it says was judged by hand, place by place; "nothing" is a condition that none of the
 * probes meets, such as a negative score or a text that no rule speaks of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "tests/cases/dangerous_places.h"

#define CASES "tests/cases/dangerous.tsv"
#define LONGEST_LINE 4096

/* What is written between tabs; the rest of the line is moved to. */
static char *next_column(char **rest)
{
    char *column = *rest, *end = column + strcspn(column, "\t\n");

    *rest = *end == '\t' ? end + 1 : end;
    *end = '\0';
    return column;
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = strchr(digits, c);

    return c && at ? (int)(at - digits) : -1;
}

/* Bytes that nobody sees stand as \\xNN. */
static void unescape(const char *from, char *to)
{
    while (*from) {
        if (from[0] == '\\' && from[1] == 'x' && hex_digit(from[2]) >= 0 &&
            hex_digit(from[3]) >= 0) {
            *to++ = (char)(hex_digit(from[2]) * 16 + hex_digit(from[3]));
            from += 4;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

/* A refusal is known by its code, if it says what to do. */
static bool is_expected(kp_str outcome, const char *expected)
{
    bool refusal = kp_str_starts(outcome, KP_STR("KP"));

    if (!refusal)
        return kp_str_is(outcome, expected);
    return outcome.n > 7 && kp_str_is(kp_str_slice(outcome, 0, 6), expected);
}

static int count_wrong(const char *cell, char *columns)
{
    int wrong = 0;

    for (int where = 0; where < PLACES; where++) {
        char expected[LONGEST_LINE];
        kp_buf outcome;

        unescape(next_column(&columns), expected);
        kp_buf_init(&outcome, 1 << 16);
        outcome_of((place)where, cell, &outcome);
        if (!is_expected(kp_buf_view(&outcome), expected)) {
            wrong++;
            print_message("[%s] in place %d: %.*s, not %s\n", cell, where,
                          KP_FMT(kp_buf_view(&outcome)), expected);
        }
        kp_buf_free(&outcome);
    }
    return wrong;
}

static void no_dangerous_cell_is_silently_wrong(void **state)
{
    char line[LONGEST_LINE], cell[LONGEST_LINE];
    int wrong = 0, rows = 0;
    FILE *cases = fopen(CASES, "rb");

    (void)state;
    assert_non_null(cases);
    assert_non_null(fgets(line, sizeof line, cases));  // headings
    while (fgets(line, sizeof line, cases)) {
        char *rest = line;

        unescape(next_column(&rest), cell);
        wrong += count_wrong(cell, rest);
        rows++;
    }
    assert_int_equal(fclose(cases), 0);
    assert_true(rows > 60);
    assert_int_equal(wrong, 0);
}

static void a_comparison_in_a_heading_is_understood_or_refused(void **state)
{
#define AT_LEAST_90 "90 90.01 100 999.99 1000 15000"
    static const struct {
        const char *heading, *outcome;
    } cases[] = {
        {"条件 得分", "90"},
        {"条件 得分 ≥", AT_LEAST_90},
        {"条件：得分 ＞＝", AT_LEAST_90},
        {"条件　得分　>= ", AT_LEAST_90},
        {"条件 得分≥", AT_LEAST_90},
        {"条件 得分 ≧", AT_LEAST_90},
        {"条件 得分 >", "90.01 100 999.99 1000 15000"},
        {"条件 得分(≥)", "KP2128"},
        {"条件 得分≥90", "KP2128"},
        {"条件 ≥得分", "KP2128"},
        {"条件 得分以上", "KP2128"},
        {"条件 得分 不低于", "KP2128"},
        {"条件 得分 =>", "KP2128"},
        {"条件 得分 ≥ <", "KP2128"},
        {"条件得分", "KP2210"},
        {"得分", "KP2210"},
    };
    int wrong = 0;

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        kp_buf outcome;

        kp_buf_init(&outcome, 1 << 16);
        outcome_of(TABLE_HEADING, cases[k].heading, &outcome);
        if (!is_expected(kp_buf_view(&outcome), cases[k].outcome)) {
            wrong++;
            print_message("[%s]: %.*s, not %s\n", cases[k].heading,
                          KP_FMT(kp_buf_view(&outcome)), cases[k].outcome);
        }
        kp_buf_free(&outcome);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_dangerous_cell_is_silently_wrong),
        cmocka_unit_test(a_comparison_in_a_heading_is_understood_or_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
