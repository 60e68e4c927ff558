/* load_desk.h - data sheets beside a tiny scheme, loaded, and what came of them.
 * The caller closes the scheme (ts_close); single-threaded. */
#ifndef KP_TESTS_SUPPORT_LOAD_DESK_H
#define KP_TESTS_SUPPORT_LOAD_DESK_H

#include "tests/support/tiny_scheme.h"

static inline void fail_with_diags(const tiny_scheme *t, const char *why)
{
    kp_buf buf;

    kp_buf_init(&buf, 1 << 20);
    for (const kp_diag *d = kp_diags_first(t->diags); d; d = d->next) {
        kp_diag_print(d, KP_LANG_ZH, &buf);
        kp_buf_char(&buf, '\n');
    }
    kp_buf_char(&buf, '\0');
    print_message("%s\n%s", why, buf.p);
    kp_buf_free(&buf);
    fail();
}

static inline void check_cell(const tiny_scheme *t, uint32_t entity, const char *key,
                              const char *field, const char *expected)
{
    kp_buf buf;

    kp_buf_init(&buf, 4096);
    ts_value(t, entity, key, field, &buf);
    if (!kp_str_is(kp_buf_view(&buf), expected)) {
        print_message("%s of %s: %.*s, not %s\n", field, key, KP_FMT(kp_buf_view(&buf)),
                      expected);
        fail_with_diags(t, "value");
    }
    kp_buf_free(&buf);
}

static const char DEPARTMENTS[] = "编号,名称\nD1,综合办公室\nD2,投资促进局\n";

static inline tiny_scheme *open_with_departments(void)
{
    tiny_scheme *t = ts_open();

    ts_sheet(&t->data, "部门.csv", DEPARTMENTS);
    ts_sheet(&t->data, "奖惩.csv", "编号,员工,金额\n");
    // One alias for two fields: the compiler would refuse it, a pattern may do it.
    ts_alias(t, ts_named(t, TS_PERSON, "党员"), "名称", false);
    ts_alias(t, ts_named(t, TS_PERSON, "出勤天数"), "名称", false);
    return t;
}

#endif
