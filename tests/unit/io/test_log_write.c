/* test_log_write.c - the log of a hand-made month. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/log_run.h"

static void assert_line(const kp_buf *text, const char *line)
{
    kp_buf wanted;

    kp_buf_init(&wanted, 1 << 16);
    kp_buf_z(&wanted, line);
    kp_buf_char(&wanted, '\n');
    bool found = kp_str_find(kp_buf_view(text), kp_buf_view(&wanted)) != SIZE_MAX;
    kp_buf_free(&wanted);
    if (!found)
        print_error("no such line: %s\n", line);
    assert_true(found);
}

static size_t count(const kp_buf *text, const char *what)
{
    kp_str rest = kp_buf_view(text), wanted = kp_str_of(what);
    size_t n = 0;

    for (size_t at; (at = kp_str_find(rest, wanted)) != SIZE_MAX; n++)
        rest = kp_str_slice(rest, at + wanted.n, rest.n);
    return n;
}

/* Amounts and points are those of examples/yancheng.md §1.5. */
static void every_value_has_its_line_and_origin(void **state)
{
    static const char *const lines[] = {
        "V\t3\t综合得分\t94.58\tcell\tdata/员工.csv\t-\tD6",
        "V\t7\t扣罚\tblank\tcell\tdata/员工.csv\t-\tH6",
        "V\t9\t上期.实发\tabsent\thistory\tlast\trun",
        "V\t11\t点数\t1.087670\tformula",
        "V\t12\t月度绩效\t3234.51\tallocate",
        "V\t12\t月度绩效\t7221.86\tallocate",
        "V\t12\t月度绩效\t1809.77\tallocate",
        "V\t2\t月度池\t42000.00\tformula",
        "V\t1\t部门\t>D2\tcell\tdata/员工.csv\t-\tB6",
        "V\t8\t入职日期\t2004-07-05\tcell\tdata/员工.csv\t-\tI6",
    };
    log_run *t = lr_open(10);
    log_bytes b;

    (void)state;
    assert_int_equal(lr_write(t, &b), KP_OK);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_line(&b.trace, lines[i]);
    lr_free(&b);
    lr_close(t);
}

static void every_step_has_its_operands_and_result(void **state)
{
    static const char *const lines[] = {
        "S\t0\ttable\t1.15\t系数表\t系数\t1\t\"主管3档\"\t."
        "职务\t1\t5\tC8\t薪酬办法第八条",
        "S\t1\tround\t1.150\t1.15\t#0\t3\thalf-up",
        "S\t0\tmul\t108.767\t1.150\t.职系数\t94.58\t.综合得分",
        "S\t1\tdiv\t1.08767\t108.767\t#0\t100\t=100",
        "S\t3\tdivround\t1.087670\t22.84107\t#2\t21\t.应出勤天数\t6\thalf-up",
        "S\t4\tmul\t42000\t60000\t#3\t0.7\t$预发比例",
        "S\t0\tcount\t10\t10\t10\t0",
        "S\t0\tsum\t15227.55\t3\t3\t3\t7221.86\t@4.月度绩效\t5123.73\t@10."
        "月度绩效\t2881.96"
        "\t@11.月度绩效",
        "S\t0\trank\t1\t@1\t3\t97.14\t.综合得分",
        "S\t1\tif\t\"良好\"\tfalse\t#0\t\"良好\"\t=",
        "S\t0\tcopy\t0.2\t0.2\t=20%",
        "S\t0\tcopy\t5075.85\t5075.85\t@1.人均绩效",
        "S\t0\tcall\t\"E05\\t良好\"\tconcat\t\"E05\"\t.工号\t\"\\t\"\t=\t\"良好\"\t."
        "等次",
    };
    log_run *t = lr_open(10);
    log_bytes b;

    (void)state;
    assert_int_equal(lr_write(t, &b), KP_OK);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_line(&b.trace, lines[i]);
    // λ = 42000 / 14.123366; the share of E05 by hand: 1.08767 × λ = 3234.50797…
    assert_line(&b.trace,
                "S\t0\tallocate\t3234.51\t@0\t0\t42000.00\t@0.月度池\t1.087670\t"
                ".点数\t-\t-\t-\t-\t3234.507977772437533658760949762259\t3234.50\t"
                "0.01\t2\tnone");
    lr_free(&b);
    lr_close(t);
}

static void the_skeleton_shows_rules_and_balances_but_no_person(void **state)
{
    log_run *t = lr_open(10);
    log_bytes b;

    (void)state;
    assert_int_equal(lr_write(t, &b), KP_OK);
    assert_line(&b.skel, "kpay-log\t1\tsha256");
    assert_line(&b.skel, "run\t2025-03-01\t7\t-\t2025-03\tfinal");
    assert_line(
        &b.skel,
        "param\t1\t预发比例\t0.7\t-\t70%\t绩效办法第六条\trules/参数.csv\t-\tB4");
    assert_line(&b.skel,
                "pool\t0\t员工\t月度绩效\t@0\t42000.00\t42000.00\t0.00\t10\t0\t0\t"
                "21000000000\t7061683\t14.123366\t-");
    assert_line(&b.skel, "blocks\t14");
    assert_int_equal(count(&b.skel, "leaf\t"), 14);
    assert_int_equal(count(&b.skel, "E05"), 0);
    assert_int_equal(count(&b.skel, "3234.51"), 0);
    assert_int_equal(count(&b.skel, "94.58"), 0);
    lr_free(&b);
    lr_close(t);
}

static void fields_made_for_layouts_stay_out(void **state)
{
    log_run *t = lr_open(10);
    log_bytes b;

    (void)state;
    assert_int_equal(lr_write(t, &b), KP_OK);
    assert_int_equal(count(&b.trace, "报表用"), 0);
    assert_int_equal(count(&b.skel, "报表用"), 0);
    lr_free(&b);
    lr_close(t);
}

static void the_bytes_do_not_depend_on_the_number_of_threads(void **state)
{
    log_run *t = lr_open(1500);
    log_bytes one, many;

    (void)state;
    assert_int_equal(lr_write(t, &one), KP_OK);
    for (unsigned threads = 2; threads <= 5; threads++) {
        t->meta.threads = threads;
        assert_int_equal(lr_write(t, &many), KP_OK);
        assert_int_equal(one.trace.n, many.trace.n);
        assert_memory_equal(one.trace.p, many.trace.p, one.trace.n);
        assert_int_equal(one.skel.n, many.skel.n);
        assert_memory_equal(one.skel.p, many.skel.p, one.skel.n);
        lr_free(&many);
    }
    lr_free(&one);
    lr_close(t);
}

static void a_long_list_of_children_is_counted_not_listed(void **state)
{
    log_run *t = lr_open(700);
    log_bytes b;

    (void)state;
    assert_int_equal(lr_write(t, &b), KP_OK);
    // D1 holds three of every ten people.
    assert_line(&b.trace, "S\t0\tcount\t210\t210\t210\t0");
    assert_int_equal(count(&b.trace, "S\t0\tsum\t2940000\t700\t700\t0\n"), 1);
    lr_free(&b);
    lr_close(t);
}

/* A column that disagrees with the second calculation is our own fault. */
static void a_difference_stops_the_log(void **state)
{
    static const struct {
        uint32_t field;
        size_t row;
        const char *value;
    } planted[] = {
        {P_NET, 4, "7334.52"}, {P_POINTS, 0, "2.428501"}, {Z_POOL, 0, "42000.01"}};

    (void)state;
    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
        for (unsigned threads = 1; threads <= 2; threads++) {
            log_run *t = lr_open(10);
            log_bytes b;

            t->meta.threads = threads;
            lr_put_num(t, planted[i].field, planted[i].row, planted[i].value);
            assert_int_equal(lr_write(t, &b), KP_EINTERNAL);
            assert_int_equal(b.skel.n, 0);
            assert_int_equal(kp_diags_first(t->diags)->code, KP6201);
            lr_free(&b);
            lr_close(t);
        }
    }
}

static void an_error_that_both_calculations_share_is_no_difference(void **state)
{
    log_run *t = lr_open(10);
    log_bytes b;

    (void)state;
    lr_put_num(t, P_DUE, 4, "0");
    lr_put(t, P_SCORE, 6, kp_value_none(KP_NUM, KP_BLANK));
    lr_calculate(t);
    assert_int_equal(lr_write(t, &b), KP_OK);
    assert_line(&b.trace, "V\t11\t点数\t!KP5001@8.点数\tformula");
    assert_line(&b.trace,
                "S\t0\tmul\t!KP5002@10.点数\t1.800\t.职系数\tblank\t.综合得分");
    // One broken weight spoils the pool for everybody.
    assert_int_equal(count(&b.trace, "月度绩效\t!KP5001@8.点数\tallocate"), 10);
    lr_free(&b);
    lr_close(t);
}

static bool refuse(void *user, const char *bytes, size_t n)
{
    size_t *left = user;

    (void)bytes;
    if (*left < n)
        return false;
    *left -= n;
    return true;
}

static void a_sink_that_refuses_stops_the_log(void **state)
{
    log_run *t = lr_open(300);
    kp_log_hash hash = lr_hash();
    unsigned char head[KP_LOG_HASH];
    kp_buf skel;

    (void)state;
    for (unsigned threads = 1; threads <= 3; threads++) {
        size_t room = 50000;

        t->meta.threads = threads;
        kp_buf_init(&skel, 1 << 20);
        assert_int_equal(
            kp_log_write(t->run, &t->meta, &hash, (kp_log_sink){refuse, &room},
                         (kp_log_sink){lr_put_bytes, &skel}, head, t->diags),
            KP_EIO);
        assert_int_equal(skel.n, 0);
        kp_buf_free(&skel);
    }
    lr_close(t);
}

static void another_seed_gives_other_leaves_and_the_same_figures(void **state)
{
    log_run *t = lr_open(10);
    log_bytes a, b;

    (void)state;
    assert_int_equal(lr_write(t, &a), KP_OK);
    t->meta.seed[0] ^= 1;
    assert_int_equal(lr_write(t, &b), KP_OK);
    assert_int_equal(a.trace.n, b.trace.n);
    assert_memory_not_equal(a.head, b.head, KP_LOG_HASH);
    lr_free(&a);
    lr_free(&b);
    lr_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_has_its_line_and_origin),
        cmocka_unit_test(every_step_has_its_operands_and_result),
        cmocka_unit_test(the_skeleton_shows_rules_and_balances_but_no_person),
        cmocka_unit_test(fields_made_for_layouts_stay_out),
        cmocka_unit_test(the_bytes_do_not_depend_on_the_number_of_threads),
        cmocka_unit_test(a_long_list_of_children_is_counted_not_listed),
        cmocka_unit_test(a_difference_stops_the_log),
        cmocka_unit_test(an_error_that_both_calculations_share_is_no_difference),
        cmocka_unit_test(a_sink_that_refuses_stops_the_log),
        cmocka_unit_test(another_seed_gives_other_leaves_and_the_same_figures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
