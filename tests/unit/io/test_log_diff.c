/* test_log_diff.c - whose pay changed between two runs, and what began it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/log/diff.h"
#include "tests/support/log_seal.h"

static kp_log_bytes views(const log_bytes *b)
{
    return (kp_log_bytes){kp_buf_view(&b->skel), kp_buf_view(&b->trace)};
}

typedef struct outcome {
    kp_buf text;
    kp_log_changes changes;
} outcome;

static outcome compare(const log_bytes *a, const log_bytes *b, const char *entity,
                       const char *field, kp_lang lang)
{
    kp_log_bytes before = views(a), after = views(b);
    kp_diags *diags = kp_diags_open();
    outcome out;

    kp_buf_init(&out.text, 1 << 22);
    assert_int_equal(kp_log_diff(&before, &after, kp_str_of(entity), kp_str_of(field),
                                 lang, &out.changes, &out.text, diags),
                     KP_OK);
    kp_diags_close(diags);
    return out;
}

static bool tells(const outcome *o, const char *what)
{
    return kp_str_find(kp_buf_view(&o->text), kp_str_of(what)) != SIZE_MAX;
}

static void assert_tells(const outcome *o, const char *what)
{
    if (!tells(o, what))
        print_error("missing: %s\nin:\n%.*s", what, KP_FMT(kp_buf_view(&o->text)));
    assert_true(tells(o, what));
}

/* The ten people's run as it was, and as it is after what a test changed. */
typedef struct two_runs {
    log_run *run;
    log_bytes before, after;
    bool written;
} two_runs;

static int open_two(void **state)
{
    two_runs *r = calloc(1, sizeof *r);

    assert_non_null(r);
    r->run = lr_open(10);
    assert_int_equal(lr_write(r->run, &r->before), KP_OK);
    *state = r;
    return 0;
}

static int close_two(void **state)
{
    two_runs *r = *state;

    if (r->written)
        lr_free(&r->after);
    lr_free(&r->before);
    lr_close(r->run);
    free(r);
    return 0;
}

static outcome changes_of(two_runs *r, const char *entity, const char *field,
                          kp_lang lang)
{
    if (!r->written) {
        lr_calculate(r->run);
        assert_int_equal(lr_write(r->run, &r->after), KP_OK);
        r->written = true;
    }
    return compare(&r->before, &r->after, entity, field, lang);
}

#define TWO(name) cmocka_unit_test_setup_teardown(name, open_two, close_two)

static void the_same_run_has_no_changes(void **state)
{
    log_run *t = lr_open(10);
    log_bytes a;

    (void)state;
    assert_int_equal(lr_write(t, &a), KP_OK);
    outcome o = compare(&a, &a, "", "应发合计", KP_LANG_ZH);

    assert_int_equal(o.changes.compared, 10);
    assert_int_equal(o.changes.changed, 0);
    assert_tells(&o, "应发合计 合计 86609.53 → 86609.53（+0.00）");
    kp_buf_free(&o.text);
    lr_free(&a);
    lr_close(t);
}

/* One typed score: his own pay through his points, everybody's through the pool. */
static void a_typed_cell_is_named_as_the_cause(void **state)
{
    two_runs *r = *state;
    log_run *t = r->run;

    lr_put_num(t, P_SCORE, 4, "95.00");
    outcome o = changes_of(r, "", "应发合计", KP_LANG_ZH);

    assert_int_equal(o.changes.changed, 10);
    assert_tells(
        &o,
        "E05  应发合计 7334.51 → 7347.76（+13.25）  起因：员工 E05 · 综合得分 94.58 → "
        "95.00（+0.42） ← data/员工.csv!D6\n");
    assert_tells(
        &o,
        "E10  应发合计 4705.01 → 4704.39（-0.62）  起因：员工 E05 · 综合得分 94.58 → "
        "95.00（+0.42） ← data/员工.csv!D6\n");
    assert_tells(&o, "← data/员工.csv!D6：10 行\n");
    // The pool stays what it was.
    assert_tells(&o, "应发合计 合计 86609.53 → 86609.53（+0.00）");
    kp_buf_free(&o.text);
    o = changes_of(r, "部门", "", KP_LANG_EN);
    assert_int_equal(o.changes.changed, 3);
    assert_tells(&o, "D2  人均绩效 4264.37 → ");
    assert_tells(
        &o, "because of 员工 E05 · 综合得分 94.58 → 95.00 (+0.42) ← data/员工.csv!D6");
    kp_buf_free(&o.text);
}

static void what_changes_one_person_changes_nobody_else(void **state)
{
    two_runs *r = *state;
    log_run *t = r->run;

    lr_put_num(t, P_BASE, 0, "6300.00");
    outcome o = changes_of(r, "员工", "应发合计", KP_LANG_ZH);

    assert_int_equal(o.changes.changed, 1);
    assert_tells(&o, "E01  应发合计 13421.86 → 13521.86（+100.00）  起因：员工 E01 · "
                     "基础薪酬 6200.00 → "
                     "6300.00（+100.00） ← data/员工.csv!G2\n");
    kp_buf_free(&o.text);
}

static void set_param(log_run *t, const char *value)
{
    const kp_expr *pool = t->scheme->field[Z_POOL]->expr;
    // round(mul(div(mul(mul(mul(标准, 人数), 12), 倍数), 12), 比例))
    const kp_expr *year = pool->arg[0]->arg[0]->arg[0];
    kp_expr changed = *year->arg[1];

    t->scheme->param[0].value = changed.value = kp_value_num(lr_dec(value));
    kp_expr *copy = KP_NEW(t->arena, kp_expr);
    *copy = changed;
    year->arg[1] = copy;
}

static void a_parameter_is_named_as_the_cause(void **state)
{
    two_runs *r = *state;
    log_run *t = r->run;

    set_param(t, "5");
    outcome o = changes_of(r, "", "应发合计", KP_LANG_ZH);

    assert_int_equal(o.changes.changed, 10);
    assert_tells(&o, "起因：参数 总额倍数 3 → 5（+2）\n");
    assert_tells(&o, "参数 总额倍数 3 → 5（+2）：10 行");
    // 2000 × 10 × 12 × 2 more a year, a twelfth of it a month, 70 % paid: 28,000.
    assert_tells(&o, "合计 86609.53 → 114609.53（+28000.00）");
    kp_buf_free(&o.text);
}

static void another_formula_is_named_as_the_cause(void **state)
{
    two_runs *r = *state;
    log_run *t = r->run;

    lr_formula(t, P_NET, "基础薪酬 + 月度绩效", "薪酬办法第三条（修订）",
               lr_round(t, lr_op2(t, KP_X_ADD, lr_field(t, P_BASE), lr_field(t, P_PAY)),
                        NULL, 2, KP_ROUND_HALF_UP));
    outcome o = changes_of(r, "", "应发合计", KP_LANG_ZH);

    // Only E09 had something deducted.
    assert_int_equal(o.changes.changed, 1);
    assert_tells(&o, "E09  应发合计 7840.82 → 8140.82（+300.00）  起因：员工 E09 · "
                     "应发合计 7840.82 → "
                     "8140.82（+300.00），公式或取舍已改变\n");
    kp_buf_free(&o.text);
}

/* The same post looked up in another table. */
static void another_rule_table_is_named_as_the_cause(void **state)
{
    two_runs *r = *state;
    log_run *t = r->run;

    kp_dtable changed = *t->scheme->table[0];
    changed.output[0].cell[0] = kp_value_num(lr_dec("2.6"));
    changed.hit_rules = NULL;
    changed.hit_count = NULL;
    changed.index = NULL;
    changed.nhits = 0;
    kp_dtable_finish(t->arena, &changed, t->scheme->symbols);
    t->scheme->table[0] = &changed;
    outcome o = changes_of(r, "", "点数", KP_LANG_ZH);

    assert_int_equal(o.changes.changed, 1);
    assert_tells(
        &o, "起因：员工 E01 · 职系数 2.500 → 2.600（+0.100），规则表已改变：系数表\n");
    kp_buf_free(&o.text);
}

/* Eleven people against ten: keys differ, so build both with long keys. */
static void people_who_come_and_go_are_told(void **state)
{
    log_run *few = lr_open(11), *many = lr_open(12);
    log_bytes a, b;

    (void)state;
    assert_int_equal(lr_write(few, &a), KP_OK);
    assert_int_equal(lr_write(many, &b), KP_OK);
    outcome o = compare(&a, &b, "", "应发合计", KP_LANG_ZH);

    assert_int_equal(o.changes.added, 1);
    assert_int_equal(o.changes.removed, 0);
    assert_int_equal(o.changes.compared, 11);
    assert_tells(&o, "新增 E0000012  ");
    // The pool grew with the head count, which the newcomer began.
    assert_tells(&o, "起因：新增 员工 E0000012\n");
    kp_buf_free(&o.text);
    o = compare(&b, &a, "", "应发合计", KP_LANG_ZH);
    assert_int_equal(o.changes.removed, 1);
    assert_tells(&o, "减少 E0000012\n");
    assert_tells(&o, "起因：减少 员工 E0000012\n");
    kp_buf_free(&o.text);
    lr_free(&a);
    lr_free(&b);
    lr_close(few);
    lr_close(many);
}

/* Three departments change for three reasons at once: nobody may be blamed for another
 * department's loss. */
static void a_row_that_went_is_blamed_only_where_it_belonged(void **state)
{
    log_run *before = lr_open(12), *after = lr_open(11);
    log_bytes a, b;

    (void)state;
    lr_put_num(before, P_SCORE, 11, "110.00");  // E0000012 of D2, who goes
    lr_calculate(before);
    lr_put_num(after, P_SCORE, 0, "98.00");  // E0000001 of D1 is scored higher
    // E0000009, the best of D3, moves to D1.
    lr_put(after, P_DEPT, 8,
           (kp_value){.kind = KP_LINK, .state = KP_VALUE, .as.row = 0});
    lr_calculate(after);
    assert_int_equal(lr_write(before, &a), KP_OK);
    assert_int_equal(lr_write(after, &b), KP_OK);
    outcome o = compare(&a, &b, "部门", "max(员工.综合得分)", KP_LANG_ZH);

    assert_int_equal(o.changes.changed, 3);
    assert_tells(
        &o,
        "D1  max(员工.综合得分) 97.14 → 98（+0.86）  起因：员工 E0000001 · 综合得分 "
        "97.14 → 98.00（+0.86） ← data/员工.csv!D2\n");
    assert_tells(
        &o, "D2  max(员工.综合得分) 110 → 100.72（-9.28）  起因：减少 员工 E0000012\n");
    assert_tells(
        &o,
        "D3  max(员工.综合得分) 92.4 → 88.75（-3.65）  起因：员工 E0000009 · 部门 D3 → "
        "D1 ← data/员工.csv!B10\n");
    kp_buf_free(&o.text);
    lr_free(&a);
    lr_free(&b);
    lr_close(before);
    lr_close(after);
}

static void a_move_to_another_department_is_the_cause(void **state)
{
    two_runs *r = *state;
    log_run *t = r->run;

    lr_put(t, P_DEPT, 8, (kp_value){.kind = KP_LINK, .state = KP_VALUE, .as.row = 0});
    outcome o = changes_of(r, "", "所在部门人均", KP_LANG_ZH);

    assert_tells(&o, "E09  所在部门人均 2725.30 → ");
    assert_tells(&o, "起因：员工 E09 · 部门 D3 → D1 ← data/员工.csv!B10\n");
    kp_buf_free(&o.text);
}

static void every_declared_field_may_be_compared(void **state)
{
    two_runs *r = *state;
    log_run *t = r->run;

    lr_put_num(t, P_BASE, 0, "6300.00");
    outcome o = changes_of(r, "", "", KP_LANG_ZH);

    assert_int_equal(o.changes.changed, 1);
    assert_tells(&o, "E01  基础薪酬 6200.00 → 6300.00（+100.00） ← data/员工.csv!G2\n"
                     "      另有 1 个字段随之变化\n");
    kp_buf_free(&o.text);
}

static void an_unknown_figure_is_refused(void **state)
{
    log_run *t = lr_open(10);
    log_bytes a;
    kp_buf out;

    (void)state;
    assert_int_equal(lr_write(t, &a), KP_OK);
    kp_log_bytes side = views(&a);

    kp_buf_init(&out, 1 << 20);
    assert_int_equal(kp_log_diff(&side, &side, KP_STR("员工"), KP_STR("没有"),
                                 KP_LANG_ZH, NULL, &out, t->diags),
                     KP_EINVALID);
    assert_int_equal(kp_diags_first(t->diags)->code, KP6402);
    assert_int_equal(out.n, 0);
    kp_buf_free(&out);
    lr_free(&a);
    lr_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_run_has_no_changes),
        TWO(a_typed_cell_is_named_as_the_cause),
        TWO(what_changes_one_person_changes_nobody_else),
        TWO(a_parameter_is_named_as_the_cause),
        TWO(another_formula_is_named_as_the_cause),
        TWO(another_rule_table_is_named_as_the_cause),
        cmocka_unit_test(people_who_come_and_go_are_told),
        cmocka_unit_test(a_row_that_went_is_blamed_only_where_it_belonged),
        TWO(a_move_to_another_department_is_the_cause),
        TWO(every_declared_field_may_be_compared),
        cmocka_unit_test(an_unknown_figure_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
