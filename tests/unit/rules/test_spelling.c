/* test_spelling.c - texts of rules that people read otherwise than the program does:
 * what is refused, what stays free, and where it is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/compile.h"
#include "tests/support/sheet.h"

#define SCHEME                                                                                             \
    "实体\n实体 | 主键\n人 | 号\n\n字段\n实体 | 字段 | 类型 | 公式\n人 | 号 | 文本 " \
    "|\n"                                                                                                  \
    "人 | 类 | 文本 |\n人 | 果 | 文本 | 表(类)\n\n"

typedef struct spelling_case {
    const char *first, *second;  // conditions of two rows
    const char *code;            // NULL: both may stand
} spelling_case;

/* The first fault of a table with these two conditions; "" without one. */
static const char *fault_of(const char *first, const char *second, uint32_t *row)
{
    kp_arena *arena = kp_arena_open(0);
    kp_symbols *symbols = kp_symbols_open();
    kp_diags *diags = kp_diags_open();
    const char *code = "";
    kp_scheme *scheme;
    kp_buf text;

    kp_buf_init(&text, 1 << 16);
    kp_buf_printf(
        &text,
        SCHEME "规则表 | 表 | F | 未命中 丙\n条件 类 | 结果 答\n%s | 甲\n%s | 乙\n%c",
        first, second, '\0');
    kp_status status =
        kp_rules_compile(arena, sheet_book(arena, text.p), symbols,
                         kp_date_of((kp_ymd){2025, 3, 1}), &scheme, diags);

    assert_int_equal(status == KP_OK, kp_diags_errors(diags) == 0);
    kp_diags_sort(diags);
    for (const kp_diag *d = kp_diags_first(diags); d && !*code; d = d->next)
        if (d->severity == KP_ERROR_SEVERITY) {
            code = kp_code_name(d->code);
            *row = d->where.row;
        }
    kp_buf_free(&text);
    kp_diags_close(diags);
    kp_symbols_close(symbols);
    kp_arena_close(arena);
    return code;
}

static void check(const spelling_case *cases, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        uint32_t row = 0;
        const char *code = fault_of(cases[k].first, cases[k].second, &row);

        if (strcmp(code, cases[k].code ? cases[k].code : "") != 0)
            fail_msg("%s, %s: “%s”", cases[k].first, cases[k].second, code);
        // The second row is the one that says it otherwise.
        assert_int_equal(row, cases[k].code ? 14 : 0);
    }
}

static void texts_that_look_alike_are_told(void **state)
{
    static const spelling_case cases[] = {
        {"招商局(一科)", "招商局（一科）", "KP2239"},
        {"管委会", "管 委 会", "KP2239"},
        {"B级", "В级", "KP2239"},    // Cyrillic
        {"A1", "Α1", "KP2239"},      // Greek
        {"甲-1", "甲–1", "KP2239"},  // en dash
        {"甲-1", "甲—1", "KP2239"},  // em dash
        {"甲-1",
         "甲\xe2\x80\x91"
         "1",
         "KP2239"},  // no-break hyphen
        {"甲-1", "甲1", NULL},
        {"甲-1", "甲一1", NULL},  // the numeral one
        {"B级", "b级", NULL},
        {"O型", "0型", NULL},
    };

    (void)state;
    check(cases, sizeof cases / sizeof cases[0]);
}

static void conditions_that_are_no_plain_texts_are_told(void **state)
{
    static const spelling_case cases[] = {
        {"优秀", "其余情况", "KP2233"},
        {"优秀", "优秀/优秀", "KP2234"},
        {"优秀", "优秀及以上", "KP2235"},
        {"优秀", "90分以上", "KP2236"},
        {"优秀", "60分以上75分以下", "KP2236"},
        {"优秀", "90＋", "KP2236"},
        {"优秀", "60–75分", "KP2236"},
        {"优秀", "3人以上", "KP2236"},
        {"优秀", "90万元以上", "KP2236"},
        {"优秀", "优秀以外", "KP2237"},
        {"优秀", "优秀除外", "KP2237"},
        {"优秀", "除优秀外", "KP2237"},
        {"优秀", "【优秀】", "KP2238"},
        {"优秀", "同上", "KP2261"},
        {"优秀", "〃", "KP2261"},
        {"优秀", "“同上”", NULL},
        {"优秀", "“90分以上”", NULL},
        {"优秀", "二组", NULL},
        {"国", "国外", NULL},
        {"优秀", "1+1模式", NULL},
        {"优秀", "90后", NULL},
        {"优秀", "3年期", NULL},
    };

    (void)state;
    check(cases, sizeof cases / sizeof cases[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_that_look_alike_are_told),
        cmocka_unit_test(conditions_that_are_no_plain_texts_are_told),
    };

    return cmocka_run_group_tests_name("spelling", tests, NULL, NULL);
}
