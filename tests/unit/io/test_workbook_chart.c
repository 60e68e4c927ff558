/* A chart of the workbook: it points at the rows of figures, in both ways of writing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/xlsx/workbook.h"
#include "tests/support/tiny_run.h"

enum {
    ID = 2,  // columns C and J of the tiny payroll
    NET = 9,
};

static uint32_t drawn[] = {NET};

/* Rows 5 and 6 are people, row 7 is the total. */
static tiny_run *open_with_chart(void)
{
    tiny_run *t = tiny_open(1);
    kp_report *r = tiny_payroll(t);

    r->subtotal = KP_NO_FIELD;
    r->nsorts = 0;
    r->filter = TINY_HIGH;
    r->chart = (kp_report_chart){.kind = KP_CHART_COLUMNS,
                                 .title = KP_STR("=R&D"),
                                 .across = ID,
                                 .nvalues = 1,
                                 .value = drawn};
    return t;
}

/* The first chart of the book, or an empty text. */
static void write_and_read(tiny_run *t, bool flat, char *xml, size_t size)
{
    char path[] = "/tmp/kpay-chart-XXXXXX", command[128];
    int file = mkstemp(path);
    kp_workbook_options options = {
        .path = path, .created = t->scheme->month, .flat_memory = flat};

    assert_true(file >= 0);
    (void)close(file);
    assert_int_equal(kp_workbook_write(t->run, &options, t->diags), KP_OK);
    (void)snprintf(command, sizeof command,
                   "unzip -p %s xl/charts/chart1.xml 2>/dev/null", path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    xml[fread(xml, 1, size - 1, pipe)] = 0;
    (void)pclose(pipe);
    (void)remove(path);
}

static void it_points_at_the_rows_and_not_at_their_total(void **state)
{
    static const char *const EXPECTED[] = {"!$C$5:$C$6</c:f>", "!$J$5:$J$6</c:f>",
                                           "<a:t> =R&amp;D</a:t>",
                                           "<c:min val=\"0\"/>"};

    (void)state;
    for (int flat = 0; flat < 2; flat++) {
        char xml[8192];
        tiny_run *t = open_with_chart();

        write_and_read(t, flat == 1, xml, sizeof xml);
        for (size_t i = 0; i < sizeof EXPECTED / sizeof EXPECTED[0]; i++)
            if (!strstr(xml, EXPECTED[i]))
                fail_msg("flat %d, missing: %s", flat, EXPECTED[i]);
        assert_int_equal(tiny_count(t, KP2169), 0);
        tiny_close(t);
    }
}

static void a_column_with_a_number_written_as_text_is_left_out_and_told(void **state)
{
    char xml[8192];
    tiny_run *t = open_with_chart();

    (void)state;
    for (size_t row = 0; row < 3; row++)
        tiny_num(t, TINY_NET, row, "10000000000000.01");
    write_and_read(t, false, xml, sizeof xml);
    assert_string_equal(xml, "");
    assert_int_equal(tiny_count(t, KP2169), 1);
    tiny_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_points_at_the_rows_and_not_at_their_total),
        cmocka_unit_test(a_column_with_a_number_written_as_text_is_left_out_and_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
