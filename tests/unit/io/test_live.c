/* test_live.c - what stands in the cells of a live workbook: formulas, values, reasons.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "io/live/live.h"
#include "rules/compile.h"
#include "rules/load/load.h"
#include "tests/support/sheet.h"

#define MARCH 20148  // 2025-03-01

typedef struct desk {
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_book rules, data;
    kp_run *run;
    kp_live_plan *plan;
    kp_buf scratch;
} desk;

static const char RULES[] = "参数\n"
                            "名称 | 值 | 单位 | 依据\n"
                            "单价 | 0.35 | | 第二条\n"
                            "总额 | 100 | | 第三条\n"
                            "\n"
                            "实体\n"
                            "实体 | 主键\n"
                            "区 | 编号\n"
                            "队 | 编号\n"
                            "人 | 编号\n"
                            "\n"
                            "规则表 | 等次表 | U | 未命中 报错\n"
                            "序号 | 条件 分 ≥ | 条件 分 < | 结果 等次\n"
                            "1 | 90 | | 优秀\n"
                            "2 | 80 | 90 | 良好\n"
                            "3 | | 80 | 合格\n"
                            "\n"
                            "规则表 | 级别表 | U | 未命中 报错\n"
                            "序号 | 条件 职 | 结果 级\n"
                            "1 | 正职、副职 | 1\n"
                            "2 | 专员 | 2\n"
                            "\n"
                            "规则表 | 先后表 | F | 未命中 0\n"
                            "序号 | 条件 数 ≥ | 条件 职 | 结果 值\n"
                            "1 | 100 | 非 专员 | 7\n"
                            "2 | 50 | | 8\n";

static const char FIELDS[] = "字段\n"
                             "实体 | 字段 | 类型 | 小数位 | 取舍 | 公式 | 缺失 | 依据\n"
                             "区 | 编号 | 文本 | | | | |\n"
                             "区 | 池 | 金额 | | | | |\n"
                             "队 | 编号 | 文本 | | | | |\n"
                             "队 | 区 | 区 | | | | |\n"
                             "人 | 编号 | 文本 | | | | |\n"
                             "人 | 队 | 队 | | | | 可空 |\n"
                             "人 | 职 | 文本 | | | | |\n"
                             "人 | 甲 | 数值 | 2 | | | |\n"
                             "人 | 乙 | 数值 | 2 | | | |\n"
                             "人 | 空 | 数值 | 2 | | | 可空 |\n"
                             "人 | 真 | 是否 | | | | |\n";

static const char PEOPLE[] = "编号,队,职,甲,乙,空,真\n"
                             "P1,D1,正职,97.5,3,1,是\n"
                             "P2,,专员,-12.25,7,,否\n";

static const kp_sheet *add_csv(kp_book *book, const char *name, const char *text)
{
    char file[64];
    kp_str rest = kp_str_of(text);

    (void)snprintf(file, sizeof file, "%s.csv", name);
    kp_sheet *sheet = kp_book_add_sheet(book, kp_str_of(file), kp_str_of(name), true);
    while (rest.n) {
        kp_str line = kp_str_cut(&rest, '\n');
        uint32_t n = sheet_count(line, ',');
        kp_row *row = kp_sheet_add_row(book, sheet, n);

        for (uint32_t i = 0; i < n; i++)
            row->cells[i] = sheet_cell(kp_str_cut(&line, ','));
    }
    return sheet;
}

/* Every name is free: one workbook, names that differ. */
static void as_wanted(void *context, kp_str wanted, char out[KP_LIVE_NAME])
{
    (void)context;
    (void)snprintf(out, KP_LIVE_NAME, "%.*s", KP_FMT(wanted));
}

static desk *open_desk(const char *field_rows)
{
    static desk d;
    kp_scheme *scheme = NULL;
    kp_table **table = NULL;
    kp_buf fields;

    memset(&d, 0, sizeof d);
    d.arena = kp_arena_open(0);
    d.symbols = kp_symbols_open();
    d.diags = kp_diags_open();
    kp_book_init(&d.rules, d.arena);
    kp_book_init(&d.data, d.arena);
    kp_buf_init(&fields, 1 << 16);
    kp_buf_z(&fields, FIELDS);
    kp_buf_z(&fields, field_rows);
    kp_buf_char(&fields, 0);
    sheet_add(&d.rules, "方案", RULES);
    sheet_add(&d.rules, "字段", kp_str_copy(d.arena, kp_buf_view(&fields)).p);
    kp_buf_free(&fields);
    add_csv(&d.data, "区", "编号,池\nZ,100\n");
    add_csv(&d.data, "队", "编号,区\nD1,Z\nD2,Z\n");
    add_csv(&d.data, "人", PEOPLE);
    const kp_load_input in = {.scheme_book = &d.rules, .data = &d.data};
    bool good =
        kp_rules_compile(d.arena, &d.rules, d.symbols, MARCH, &scheme, d.diags) ==
            KP_OK &&
        kp_load_tables(d.arena, scheme, &in, &table, d.diags) == KP_OK &&
        kp_run_execute(d.arena, scheme, table, NULL, &d.run, d.diags) == KP_OK &&
        kp_diags_errors(d.diags) == 0;
    kp_buf_init(&d.scratch, 1 << 20);
    if (!good && kp_diags_first(d.diags)) {
        kp_diag_print(kp_diags_first(d.diags), KP_LANG_EN, &d.scratch);
        fail_msg("%.*s", KP_FMT(kp_buf_view(&d.scratch)));
    }
    assert_true(good);
    assert_int_equal(
        kp_live_plan_make(d.arena, d.run, as_wanted, NULL, &d.plan, d.diags), KP_OK);
    return &d;
}

static void close_desk(desk *d)
{
    kp_buf_free(&d->scratch);
    kp_run_close(d->run);
    kp_diags_close(d->diags);
    kp_symbols_close(d->symbols);
    kp_arena_close(d->arena);
}

static size_t sheet_named(const desk *d, const char *name)
{
    size_t i = 0;

    while (strcmp(kp_live_sheet_at(d->plan, i)->name, name) != 0)
        if (++i >= kp_live_nsheets(d->plan))
            fail_msg("no sheet %s", name);
    return i;
}

/* The cell of sheet row 5 + place below a heading. */
static kp_live_cell cell_of(desk *d, const char *sheet, const char *heading,
                            uint32_t place)
{
    size_t which = sheet_named(d, sheet);
    kp_live_cell cell;

    for (uint32_t col = 0; col < kp_live_sheet_at(d->plan, which)->ncols; col++) {
        kp_live_cell_at(d->plan, which, 3, col, &d->scratch, &cell);
        if (!kp_str_is(cell.text, heading))
            continue;
        kp_live_cell_at(d->plan, which, 4 + place, col, &d->scratch, &cell);
        return cell;
    }
    fail_msg("no column %s on %s", heading, sheet);
    return cell;
}

/* 人: A 主键 B 编号 C 队 D 队·行 E 职 F 甲 G 乙 H 空 I 真, then J. */
static const struct {
    const char *type, *formula, *wanted;
} cases[] = {
    {"数值 | | ", "甲 + 乙 * 2", "($F5+($G5*2))"},
    {"数值 | | ", "-甲 - 1", "((-$F5)-1)"},
    {"数值 | | ", "甲 * 单价", "($F5*'参数'!$B$5)"},
    {"数值 | | ", "max(甲, min(乙, 4))", "MAX($F5,MIN($G5,4))"},
    // money of money needs no rounding but what the addition leaves behind
    {"金额 | | ", "甲 + 乙", "ROUND(($F5+$G5),2)"},
    // four decimals at most, so four tell a value from every half
    {"金额 | | ", "甲 * 单价", "ROUND(ROUND(($F5*'参数'!$B$5),4),2)"},
    {"金额 | | 舍去", "甲 * 单价", "ROUNDDOWN(ROUND(($F5*'参数'!$B$5),4),2)"},
    {"金额 | | 进位", "甲 * 单价", "ROUNDUP(ROUND(($F5*'参数'!$B$5),4),2)"},
    {"金额 | | 向下", "甲 * 单价", "INT(ROUND((($F5*'参数'!$B$5))*1E4,0)/1E2)/1E2"},
    {"金额 | | 向上", "甲 * 单价", "-INT(-ROUND((($F5*'参数'!$B$5))*1E4,0)/1E2)/1E2"},
    // 1/100 over at most 70.00 is told from a half at 1/1000 by seven digits
    {"金额 | | ", "甲 / 乙", "ROUND(ROUND(($F5/$G5),7),2)"},
    {"是否 | | ", "甲 > 90", "IF(($F5>90),\"是\",\"否\")"},
    // a product has noise: the difference is looked at, to the last decimal it can have
    {"是否 | | ", "甲 * 乙 > 90", "IF((ROUND((($F5*$G5)-90),4)>0),\"是\",\"否\")"},
    {"是否 | | ", "职 = \"正职\"", "IF(($E5=\"正职\"),\"是\",\"否\")"},
    {"是否 | | ", "职 = \"Ab\"", "IF(EXACT($E5,\"Ab\"),\"是\",\"否\")"},
    {"是否 | | ", "真 and 甲 > 0", "IF(AND($I5=\"是\",($F5>0)),\"是\",\"否\")"},
    // the second side may fail: it is looked at only where it counts
    {"是否 | | ", "乙 != 0 and 甲 / 乙 > 2",
     "IF(IF(($G5<>0),(ROUND((($F5/$G5)-2),11)>0),FALSE),\"是\",\"否\")"},
    {"是否 | | ", "是否空白(空)", "IF(($H5=\"\"),\"是\",\"否\")"},
    {"数值 | | ", "空", "IF($H5=\"\",\"\",$H5)"},
    {"数值 | | ", "缺省(空, 9)", "IF(($H5=\"\"),9,IF($H5=\"\",\"\",$H5))"},
    {"文本 | | ", "if 真 then \"a\" else null", "IF($I5=\"是\",\"a\",\"\")"},
    {"文本 | | ", "队.区.编号", "IF($K5=\"\",\"\",'区'!$B$5)"},
    {"金额 | | ", "if 是否空白(队) then 0 else 队.区.池",
     "IF(($C5=\"\"),0,'区'!$C$5)"},
    {"文本 | | ", "等次表(甲)",
     "INDEX('等次表'!$E$5:$E$8,1+MATCH($F5,'等次表'!$C$6:$C$8,1))"},
    {"数值 | | ", "级别表(职)",
     "INDEX('级别表'!$D$5:$D$8,1+MATCH($E5,'级别表'!$C$6:$C$8,0))"},
    {"数值 | | ", "先后表(甲, 职)",
     "INDEX('先后表'!$G$5:$G$7,1+IF(('先后表'!$C$6<=$F5)*('先后表'!$D$6>=$F5)*(('"
     "先后表'!$E$6=$E5)+"
     "('先后表'!$E$6=\"任意\"))*('先后表'!$F$6<>$E5),1,IF(('先后表'!$C$7<=$F5)*('"
     "先后表'!$D$7>=$F5)*"
     "(('先后表'!$E$7=$E5)+('先后表'!$E$7=\"任意\"))*('先后表'!$F$7<>$E5),2,0)))"},
    {"数值 | | ", "年(@\"2025-03-01\")", "YEAR(45717)"},
    {"计数 | | ", "排名(甲, 次序: \"降\", 并列: \"并列\")", "$K5"},
};

static void a_formula_is_said_in_a_spreadsheets_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char row[512];

        (void)snprintf(row, sizeof row, "人 | 得 | %s | %s | |\n", cases[i].type,
                       cases[i].formula);
        desk *d = open_desk(row);
        kp_live_cell cell = cell_of(d, "人", "得", 0);

        if (!kp_str_is(cell.formula, cases[i].wanted))
            fail_msg("%s: =%.*s, wanted =%s", cases[i].formula, KP_FMT(cell.formula),
                     cases[i].wanted);
        close_desk(d);
    }
}

static void links_are_found_by_their_key(void **state)
{
    (void)state;
    desk *d = open_desk("");

    kp_live_cell cell = cell_of(d, "人", "队·行", 0);
    assert_true(
        kp_str_is(cell.formula, "IF($C5=\"\",\"\",MATCH($C5,'队'!$A$5:$A$6,0))"));
    assert_int_equal(kp_dec_cmp(cell.number, kp_dec(1, 0)), 0);
    cell = cell_of(d, "人", "队·行", 1);  // P2 has none
    assert_int_equal(cell.content, KP_LIVE_EMPTY);
    close_desk(d);
}

static const struct {
    const char *type, *formula, *wanted;
} sums[] = {
    {"数值", "sum(人.甲)", "SUMIFS('人'!$F$5:$F$6,'人'!$D$5:$D$6,ROW()-4)"},
    {"数值", "sum(人[真].甲)",
     "SUMIFS('人'!$F$5:$F$6,'人'!$D$5:$D$6,ROW()-4,'人'!$I$5:$I$6,\"是\")"},
    {"计数", "count(人)", "COUNTIFS('人'!$D$5:$D$6,ROW()-4)"},
    {"计数", "count(人.空)",
     "SUMPRODUCT(('人'!$D$5:$D$6=ROW()-4)*('人'!$H$5:$H$6<>\"\")*('人'!$H$5:$H$6<>"
     "\"不适用\"))"},
    {"是否", "any(人.真)",
     "IF(COUNTIFS('人'!$I$5:$I$6,\"是\",'人'!$D$5:$D$6,ROW()-4)>0,\"是\",\"否\")"},
};

/* 队: A 主键 B 编号 C 区 D 区·行 E 得, and behind it what was lifted out of it. */
static void sums_look_at_the_rows_that_point_here(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        char row[512];

        (void)snprintf(row, sizeof row, "队 | 得 | %s | | | %s | |\n", sums[i].type,
                       sums[i].formula);
        desk *d = open_desk(row);
        kp_live_cell cell = cell_of(d, "队", "得", 0);

        // The field itself shows the lifted one, or is it.
        if (kp_str_is(cell.formula, "$F5") ||
            kp_str_is(cell.formula, "IF($F5=\"是\",\"是\",\"否\")"))
            kp_live_cell_at(d->plan, sheet_named(d, "队"), 4, 5, &d->scratch, &cell);
        if (!kp_str_is(cell.formula, sums[i].wanted))
            fail_msg("%s: =%.*s, wanted =%s", sums[i].formula, KP_FMT(cell.formula),
                     sums[i].wanted);
        close_desk(d);
    }
}

static bool notes_say(desk *d, const char *column, const char *reason)
{
    size_t which = sheet_named(d, "说明");
    kp_live_cell cell;

    for (uint32_t row = 0; row < kp_live_sheet_at(d->plan, which)->nrows; row++) {
        kp_live_cell_at(d->plan, which, row, 1, &d->scratch, &cell);
        if (!kp_str_starts(cell.text, kp_str_of(column)))
            continue;
        kp_live_cell_at(d->plan, which, row, 2, &d->scratch, &cell);
        return kp_str_find(cell.text, kp_str_of(reason)) != SIZE_MAX;
    }
    return false;
}

static void what_cannot_be_said_is_a_value_with_its_reason(void **state)
{
    (void)state;
    desk *d =
        open_desk("人 | 方 | 数值 | 2 | | 乙 ** 2 | |\n"
                  "人 | 份 | 金额 | | | 分配(池: 总额, 权重: 乙, 方式: \"份额\", 尾差: "
                  "\"最大余额\") | |\n");
    kp_live_cell cell = cell_of(d, "人", "方", 0);

    assert_int_equal(cell.formula.n, 0);
    assert_int_equal(cell.look, KP_LIVE_PINNED);
    assert_int_equal(kp_dec_cmp(cell.number, kp_dec(9, 0)), 0);
    assert_int_equal(kp_live_counted(d->plan).calculated, 2);
    assert_int_equal(kp_live_counted(d->plan).live, 0);
    assert_true(notes_say(d, "方", "没有同样含义的函数"));
    assert_true(notes_say(d, "份", "分配到分"));
    // the shares and the rest are the pool: 3/10 and 7/10 of 100
    size_t checks = sheet_named(d, "核对");
    kp_live_cell_at(d->plan, checks, kp_live_sheet_at(d->plan, checks)->nrows - 1, 2,
                    &d->scratch, &cell);
    assert_true(kp_str_starts(cell.formula, KP_STR("ROUND(SUM('人'!")));
    assert_true(kp_str_find(cell.formula, KP_STR(")+0-'人'!")) != SIZE_MAX);
    close_desk(d);
}

static void a_check_compares_every_live_column(void **state)
{
    (void)state;
    desk *d = open_desk("人 | 得 | 金额 | | | 甲 * 乙 | |\n");
    size_t which = sheet_named(d, "核对");
    kp_live_cell cell;

    // one line for 得, and the total above it
    assert_int_equal(kp_live_sheet_at(d->plan, which)->nrows, 5);
    kp_live_cell_at(d->plan, which, 4, 2, &d->scratch, &cell);
    assert_true(kp_str_is(cell.formula,
                          "SUMPRODUCT(('人'!$J$5:$J$6-'人·原值'!$J$5:$J$6>5E-3)+"
                          "('人·原值'!$J$5:$J$6-'人'!$J$5:$J$6>5E-3))"));
    kp_live_cell_at(d->plan, which, 1, 2, &d->scratch, &cell);
    assert_true(kp_str_is(cell.formula, "SUMIF(C5:C6,\">0\")-SUMIF(C5:C6,\"<0\")"));
    close_desk(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_formula_is_said_in_a_spreadsheets_words),
        cmocka_unit_test(links_are_found_by_their_key),
        cmocka_unit_test(sums_look_at_the_rows_that_point_here),
        cmocka_unit_test(what_cannot_be_said_is_a_value_with_its_reason),
        cmocka_unit_test(a_check_compares_every_live_column),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
