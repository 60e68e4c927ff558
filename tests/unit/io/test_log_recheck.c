/* test_log_recheck.c - a wrong step is found, whoever made it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/log/recheck.h"
#include "tests/support/log_seal.h"

static kp_status recheck(const log_bytes *b, kp_log_recheck_report *report)
{
    kp_diags *diags = kp_diags_open();
    kp_status status =
        kp_log_recheck(kp_buf_view(&b->skel), kp_buf_view(&b->trace), report, diags);

    assert_int_equal(kp_diags_errors(diags) > 0, status != KP_OK);
    kp_diags_close(diags);
    return status;
}

static void write_log(size_t people, log_bytes *out)
{
    log_run *t = lr_open(people);

    assert_int_equal(lr_write(t, out), KP_OK);
    lr_close(t);
}

static void every_step_of_a_true_log_recomputes(void **state)
{
    static const size_t people[] = {1, 10, 200};

    (void)state;
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        kp_log_recheck_report report;
        log_bytes b;

        write_log(people[i], &b);
        assert_int_equal(recheck(&b, &report), KP_OK);
        assert_int_equal(report.wrong, 0);
        assert_int_equal(report.skipped, 0);
        assert_int_equal(report.looked_up, people[i]);
        assert_int_equal(report.recomputed + report.looked_up, report.steps);
        assert_int_equal(report.pools, 1);
        lr_free(&b);
    }
}

/* The first place of `find` is changed, in the trace or in the skeleton. */
static const struct {
    bool skel;
    const char *find, *with;
    kp_code code;
} planted[] = {
    // arithmetic, roundings and comparisons
    {false, "S\t0\tmul\t242.85\t", "S\t0\tmul\t242.86\t", KP6301},
    {false, "S\t1\tdiv\t2.4285\t", "S\t1\tdiv\t2.4286\t", KP6301},
    {false, "S\t3\tdivround\t2.428500\t", "S\t3\tdivround\t2.428501\t", KP6301},
    {false, "5712.50\t.月度绩效", "5712.51\t.月度绩效", KP6301},
    {false,
     "S\t0\tdivround\t2725.30\t5450.59\t.sum(员工.月度绩效)\t2\t.count(员工)\t2\thalf-"
     "up",
     "S\t0\tdivround\t2725.30\t5450.59\t.sum(员工.月度绩效)\t2\t.count(员工)\t2\tdown",
     KP6301},
    {false, "S\t0\tge\tfalse", "S\t0\tge\ttrue", KP6301},
    {false, "isblank\ttrue", "isblank\tfalse", KP6301},
    {false, "S\t1\tif\t\"良好\"", "S\t1\tif\t\"优秀\"", KP6301},
    {false, "call\t24\tdatedif", "call\t23\tdatedif", KP6301},
    {false, "call\t2025-03-31\tdate", "call\t2025-03-30\tdate", KP6301},
    // operands that are not what they refer to
    {false, "\t2.4285\t#1\t21\t.实际天数", "\t2.4284\t#1\t21\t.实际天数", KP6301},
    {false, "\t97.14\t.综合得分\t95\t$优秀线", "\t97.14\t.综合得分\t94\t$优秀线",
     KP6301},
    {false, "5075.85\t@1.人均绩效", "5075.86\t@1.人均绩效", KP6301},
    {false, "5075.85\t@1.人均绩效", "5075.85\t@2.人均绩效", KP6301},
    {false, "0.2\t0.2\t=20%", "0.3\t0.3\t=20%", KP6301},
    {true, "param\t1\t预发比例\t0.7", "param\t1\t预发比例\t0.8", KP6301},
    // a value that is not what its last step gives
    {false, "V\t17\t应发合计\t13421.86", "V\t17\t应发合计\t13421.87", KP6302},
    // sums and counts
    {false, "S\t0\tsum\t15227.55", "S\t0\tsum\t15227.56", KP6301},
    {false, "S\t0\tcount\t3\t3\t3\t0", "S\t0\tcount\t2\t3\t3\t0", KP6301},
    {false, "S\t0\tcount\t3\t3\t3\t0", "S\t0\tcount\t3\t2\t2\t0", KP6301},
    {false, "7221.86\t@4.月度绩效\t5123.73\t@10.月度绩效",
     "5123.73\t@10.月度绩效\t7221.86\t@4.月度绩效", KP6301},
    {false, "S\t0\tmax\t97.14", "S\t0\tmax\t95.72", KP6301},
    // places and quotas
    {false, "S\t0\trank\t1\t@1\t3", "S\t0\trank\t2\t@1\t3", KP6301},
    {false, "S\t0\trank\t1\t@1\t3", "S\t0\trank\t1\t@2\t3", KP6301},
    {false, "S\t0\tquota\t\"良好\"\tall", "S\t0\tquota\t\"优秀\"\tall", KP6301},
    {false, "S\t0\tquota\t\"优秀\"\tall", "S\t0\tquota\t\"良好\"\tall", KP6301},
    // pools
    {false, "S\t0\tallocate\t7221.86", "S\t0\tallocate\t7221.87", KP6301},
    {false, "7221.86\t0.00\t9\tnone", "7221.86\t0.01\t9\tnone", KP6301},
    {false, "\t7221.8619838925083439740922949954\t",
     "\t7221.8619838925083439740922949955\t", KP6301},
    {false, "\t9\tnone", "\t9\tceiling", KP6301},
    {true, "\t42000.00\t42000.00\t0.00\t", "\t42000.00\t41999.99\t0.01\t", KP6303},
    {true, "\t42000.00\t42000.00\t0.00\t10\t", "\t42000.00\t42000.00\t0.00\t9\t",
     KP6303},
    {true, "\t21000000000\t7061683\t", "\t21000000001\t7061683\t", KP6301},
};

static void assert_first_is_at(const log_bytes *b, const kp_log_recheck_report *report,
                               size_t changed)
{
    size_t begin = changed, end = changed;

    while (begin > 0 && b->trace.p[begin - 1] != '\n')
        begin--;
    while (b->trace.p[end] != '\n')
        end++;
    assert_in_range(report->first.offset, begin, end);
}

static void a_planted_wrong_step_is_found(void **state)
{
    log_bytes b;

    (void)state;
    write_log(10, &b);
    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
        log_bytes forged = ls_copy(&b);
        kp_log_recheck_report report;

        ls_replace(planted[i].skel ? &forged.skel : &forged.trace, planted[i].find,
                   planted[i].with);
        if (recheck(&forged, &report) == KP_OK)
            fail_msg("%s -> %s is not found", planted[i].find, planted[i].with);
        assert_true(report.wrong > 0);
        if (report.first.code != planted[i].code)
            fail_msg("%s -> %s: %s", planted[i].find, planted[i].with,
                     kp_code_name(report.first.code));
        lr_free(&forged);
    }
    lr_free(&b);
}

static void the_first_wrong_step_is_named_by_its_line(void **state)
{
    kp_log_recheck_report report;
    log_bytes b;

    (void)state;
    write_log(10, &b);
    size_t at = kp_str_find(kp_buf_view(&b.trace), KP_STR("S\t0\tmul\t108.767\t"));

    ls_replace(&b.trace, "S\t0\tmul\t108.767\t", "S\t0\tmul\t108.766\t");
    assert_int_equal(recheck(&b, &report), KP_EINVALID);
    assert_first_is_at(&b, &report, at);
    assert_int_equal(report.first.block, 8);
    lr_free(&b);
}

/* There is no row to point at, so the skeleton is named. */
static void a_pool_that_no_row_names_is_found(void **state)
{
    kp_log_recheck_report report;
    log_bytes b;
    kp_buf twice;

    (void)state;
    write_log(10, &b);
    kp_str skel = kp_buf_view(&b.skel);
    size_t at = kp_str_find(skel, KP_STR("\npool\t0\t")) + 1, end = at;

    while (skel.p[end] != '\n')
        end++;
    kp_buf_init(&twice, SIZE_MAX / 4);
    kp_buf_put(&twice, skel.p, end + 1);
    kp_buf_z(&twice, "pool\t1");
    kp_buf_put(&twice, skel.p + at + 6, skel.n - at - 6);
    kp_buf_free(&b.skel);
    b.skel = twice;
    assert_int_equal(recheck(&b, &report), KP_EINVALID);
    assert_int_equal(report.wrong, 1);
    assert_int_equal(report.pools, 2);
    assert_int_equal(report.first.code, KP6303);
    assert_int_equal(report.first.part, KP_LOG_SKEL);
    lr_free(&b);
}

/* With twenty people every post occurs twice: one look-up out of step with its twin. */
static void a_table_that_answers_twice_differently_is_found(void **state)
{
    kp_log_recheck_report report;
    log_bytes b;

    (void)state;
    write_log(20, &b);
    ls_replace(&b.trace, "\t1\t\"部门正职6档\"\t.职务\t1\t3\tC6",
               "\t1\t\"部门正职6档\"\t.职务\t1\t4\tC6");
    assert_int_equal(recheck(&b, &report), KP_EINVALID);
    assert_int_equal(report.wrong, 1);
    lr_free(&b);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Every digit of every result in turn, changed by one. */
static void no_digit_of_a_result_may_change(void **state)
{
    log_bytes b;
    size_t tried = 0;

    (void)state;
    write_log(10, &b);
    for (size_t i = 2; i < b.trace.n; i++) {
        if (b.trace.p[i - 1] != '\n' || b.trace.p[i] != 'S')
            continue;
        size_t at = i, tabs = 0;

        while (tabs < 3)
            tabs += b.trace.p[at++] == '\t';
        if (b.trace.p[at] == '"' || b.trace.p[at + 4] == '-')
            continue;  // texts and dates
        for (; b.trace.p[at] != '\t'; at++) {
            char old = b.trace.p[at];
            kp_log_recheck_report report;

            if (!is_digit(old))
                continue;
            b.trace.p[at] = old == '9' ? '8' : (char)(old + 1);
            if (recheck(&b, &report) == KP_OK)
                fail_msg("the digit at %zu may change", at);
            b.trace.p[at] = old;
            tried++;
        }
    }
    assert_true(tried > 500);
    lr_free(&b);
}

static void errors_and_blanks_come_through_as_the_rules_say(void **state)
{
    kp_log_recheck_report report;
    log_run *t = lr_open(10);
    log_bytes b;

    (void)state;
    lr_put_num(t, P_DUE, 4, "0");
    lr_put(t, P_SCORE, 6, kp_value_none(KP_NUM, KP_BLANK));
    lr_put(t, P_BASE, 7, kp_value_none(KP_NUM, KP_ABSENT));
    lr_put(t, P_DEPT, 8, kp_value_none(KP_LINK, KP_BLANK));
    lr_calculate(t);
    assert_int_equal(lr_write(t, &b), KP_OK);
    assert_int_equal(recheck(&b, &report), KP_OK);
    ls_replace(&b.trace, "S\t3\tdivround\t!KP5001@8.点数", "S\t3\tdivround\t0.000000");
    assert_int_equal(recheck(&b, &report), KP_EINVALID);
    lr_free(&b);
    lr_close(t);
}

/* Somebody is paid a cent that belongs to another: both amounts look harmless. */
static void cents_given_to_the_wrong_person_are_found(void **state)
{
    kp_log_recheck_report report;
    log_bytes b;

    (void)state;
    write_log(10, &b);
    // E05 (remainder .0079…) gives his cent to E01 (remainder .0019…), in every line.
    static const char *const swaps[][2] = {
        {"V\t12\t月度绩效\t7221.86", "V\t12\t月度绩效\t7221.87"},
        {"allocate\t7221.86", "allocate\t7221.87"},
        {"\t7221.86\t0.00\t9", "\t7221.86\t0.01\t9"},
        {"V\t12\t月度绩效\t3234.51", "V\t12\t月度绩效\t3234.50"},
        {"allocate\t3234.51", "allocate\t3234.50"},
        {"\t3234.50\t0.01\t2", "\t3234.50\t0.00\t2"},
    };
    for (size_t i = 0; i < sizeof swaps / sizeof swaps[0]; i++)
        ls_replace(&b.trace, swaps[i][0], swaps[i][1]);
    assert_int_equal(recheck(&b, &report), KP_EINVALID);
    bool pool = false;
    kp_diags *diags = kp_diags_open();

    (void)!kp_log_recheck(kp_buf_view(&b.skel), kp_buf_view(&b.trace), &report, diags);
    for (const kp_diag *d = kp_diags_first(diags); d; d = d->next)
        pool = pool || d->code == KP6303;
    assert_true(pool);
    kp_diags_close(diags);
    lr_free(&b);
}

static void a_log_that_is_not_well_formed_is_refused(void **state)
{
    kp_log_recheck_report report;
    log_bytes b;

    (void)state;
    write_log(2, &b);
    ls_replace(&b.trace, "\tformula\nS\t0\t", "\tformula\nS\t1\t");
    assert_int_equal(recheck(&b, &report), KP_EINVALID);
    assert_int_equal(report.first.code, KP6214);
    lr_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_of_a_true_log_recomputes),
        cmocka_unit_test(a_planted_wrong_step_is_found),
        cmocka_unit_test(the_first_wrong_step_is_named_by_its_line),
        cmocka_unit_test(a_pool_that_no_row_names_is_found),
        cmocka_unit_test(a_table_that_answers_twice_differently_is_found),
        cmocka_unit_test(no_digit_of_a_result_may_change),
        cmocka_unit_test(errors_and_blanks_come_through_as_the_rules_say),
        cmocka_unit_test(cents_given_to_the_wrong_person_are_found),
        cmocka_unit_test(a_log_that_is_not_well_formed_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
