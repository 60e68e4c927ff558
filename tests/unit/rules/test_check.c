/* test_check.c - what the checker refuses: the code, the cell, the span under the
 * caret, and the name it proposes.
 *
 * Each case is one formula, put into cell F3 of a small scheme.  A case list that lacks
 * a code of the checker fails, so that every refusal has been seen once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rules/compile.h"
#include "tests/support/sheet.h"

/* Row 3 is the formula under test. */
static const char head[] = "字段\n"
                           "实体 | 字段 | 类型 | 小数位 | 选项 | 公式\n"
                           "%s | %s | %s | %s | | %s\n";
static const char rest[] =
    "区 | 区号 | 文本 | | |\n"
    "区 | 总额 | 金额 | | |\n"
    "局 | 局号 | 文本 | | |\n"
    "局 | 区 | 区 | | |\n"
    "局 | 得分 | 数值 | | |\n"
    "局 | 上级 | 局 | | |\n"
    "人 | 工号 | 文本 | | |\n"
    "人 | 局 | 局 | | |\n"
    "人 | 综合得分 | 数值 | 2 | |\n"
    "人 | 系数 | 数值 | 3 | |\n"
    "人 | 等次 | 选项 | | 优秀、良好、合格 |\n"
    "人 | 姓名 | 文本 | | |\n"
    "人 | 入职 | 日期 | | |\n"
    "人 | 在岗 | 是否 | | |\n"
    "人 | 撞名 | 数值 | | |\n"
    "人 | 应发 | 金额 | | | 系数 * 100\n"
    "双 | 双号 | 文本 | | |\n"
    "双 | 主局 | 局 | | |\n"
    "双 | 副局 | 局 | | |\n"
    "双 | 数 | 数值 | | |\n"
    "独 | 独号 | 文本 | | |\n"
    "独 | 数 | 数值 | | |\n"
    "独 | 年份 | 数值 | | |\n"
    "独 | 区 | 数值 | | |\n"
    "\n"
    "实体\n实体 | 主键\n区 | 区号\n局 | 局号\n人 | 工号\n双 | 双号\n独 | 独号\n\n"
    "参数\n名称 | 值\n基数 | 100\n撞名 | 1\n\n"
    "公式表\n名称 | 参数 | 公式\n"
    "完成率 | 实际、目标、封顶=100 | min(实际 / 目标 * 100, 封顶)\n"
    "自己 | 甲 | 自己(甲) + 1\n"
    "你调我 | 甲 | 我调你(甲)\n"
    "我调你 | 甲 | 你调我(甲)\n"
    "排 | 甲 | 排名(甲)\n"
    "两倍 | 甲 | 甲 + 甲\n"
    "默认自己 | 甲=默认自己() | 甲\n\n"
    "规则表 | 等次表 | U\n序号 | 条件 得分 ≥ | 条件 得分 < | 结果 等次 | 结果 系数\n"
    "1 | 90 | | 优秀 | 1.2\n2 | | 90 | 良好 | 1\n\n"
    "规则表 | 双入表 | F\n序号 | 条件 甲 | 条件 乙 | 结果 果\n1 | >=0 | >=0 | 1\n\n";

typedef struct check_case {
    kp_code code;
    const char *formula;
    const char *span;   // what the caret stands under; NULL: the whole formula
    const char *said;   // a text the sentence or remedy must hold
    const char *where;  // cell, NULL: F3
    const char *entity, *type, *decimals, *name;  // NULL: 人, 数值, none, 试
} check_case;

/* clang-format off */
#define REFUSED(c, f, s, t) {.code = c, .formula = f, .span = s, .said = t}
#define REFUSED_AT(c, f, s, t, ...) {.code = c, .formula = f, .span = s, .said = t, __VA_ARGS__}
/* clang-format on */

static const check_case cases[] = {
    // ---- names
    REFUSED(KP3101, "综合得份 + 1", "综合得份", "综合得分"),
    REFUSED(KP3101, "基教 * 2", "基教", "基数"),
    REFUSED(KP3101, "if 在岗 then 1 else 系教", "系教", "系数"),
    REFUSED(KP3102, "局.得份 + 1", "局.得份", "得分"),
    REFUSED(KP3102, "上期.综合得", NULL, "综合得分"),
    REFUSED(KP3102, "sum(局.人.系敉)", "局.人.系敉", "系数"),
    REFUSED(KP3103, "撞名 + 1", "撞名", "撞名"),
    REFUSED(KP3104, "四舍五人(系数, 2)", "四舍五人", "四舍五入"),
    REFUSED(KP3104, "完成绿(1, 2)", "完成绿", "完成率"),
    // ---- paths
    REFUSED_AT(KP3216, "年份 + 1", "年份", "发放年份", .entity = "独"),
    REFUSED_AT(KP3217, "区 + 1", "区", "实体", .entity = "独"),
    REFUSED(KP3214, "if 姓名 = \"张三 \" then 1 else 2", "姓名 = \"张三 \"", "“张三”"),
    REFUSED(KP3215, "if 系数 = 60-75 then 1 else 2", "60-75", "[60..75)"),
    REFUSED(KP3215, "if 系数 in (60-75) then 1 else 2", "60-75", "[60..75)"),
    REFUSED(KP3110, "局.上级.上级.上级.上级.上级.上级.上级.上级.得分",
            "局.上级.上级.上级.上级.上级.上级.上级", "7"),
    REFUSED_AT(KP3111, "sum(双.数)", "双", "双", .entity = "局"),
    REFUSED_AT(KP3111, "局.得分", "局", "局", .entity = "双"),
    REFUSED_AT(KP3112, "sum(局.独.数)", "局.独", "独", .entity = "区"),
    REFUSED_AT(KP3113, "sum(局[得分 > 1].人.系数)", "局[得分 > 1].人", "",
               .entity = "区"),
    REFUSED(KP3114, "综合得分[在岗]", NULL, ""),
    REFUSED(KP3115, "综合得分.局", NULL, "综合得分"),
    REFUSED(KP3116, "(1 + 2).局", "1 + 2", ""),
    // ---- calls
    REFUSED(KP3120, "round(系数)", NULL, "2"),
    REFUSED(KP3120, "round(系数, 2, 3)", NULL, "3"),
    REFUSED(KP3120, "abs()", NULL, "1"),
    REFUSED(KP3120, "sum()", NULL, "1"),
    REFUSED(KP3120, "等次表(1, 2).系数", "等次表(1, 2)", "等次表"),
    REFUSED_AT(KP3121, "自己(1)", "自己(甲)", "自己", .where = "C45"),
    REFUSED_AT(KP3121, "你调我(1)", "你调我(甲)", "你调我", .where = "C47"),
    REFUSED_AT(KP3121, "默认自己(1)", NULL, "默认自己", .where = "-"),
    REFUSED(KP3120, "完成率(1, 2, 3, 4)", NULL, "4"),
    REFUSED(KP3122, "完成率(实际: 1, 目示: 2)", "2", "目示"),
    REFUSED(KP3122, "等次表(分: 1).系数", "1", "分"),
    REFUSED(KP3122, "排名(系数, 组别: 局)", "局", "组别"),
    REFUSED(KP3123, "完成率(1)", NULL, "目标"),
    REFUSED(KP3123, "分配(池: 局.得分)", NULL, "权重"),
    REFUSED(KP3123, "排名()", NULL, "排名"),
    REFUSED(KP3124, "完成率(1, 2).系数", "完成率(1, 2)", "系数"),
    REFUSED(KP3125, "等次表(90).点数", "等次表(90)", "点数"),
    REFUSED(KP3126, "等次表(90)", NULL, "等次"),
    REFUSED(KP3127, "调用(姓名, 1)", "1", ""),
    REFUSED(KP3128, "调用(姓名, 无: 1)", NULL, ""),
    REFUSED(KP3129, "排名(系数, 次序: \"大\")", "\"大\"", "降"),
    REFUSED(KP3129, "排名(系数, 并列: \"随便\")", "\"随便\"", "并列"),
    REFUSED(KP3130, "排名(系数, 组: 姓名)", "姓名", "姓名"),
    REFUSED_AT(KP3131,
               "限额(等次: 等次, 限制: 姓名, 落入: \"良好\", 比例: 1, 次序: 系数)",
               "姓名", "", .type = "文本"),
    REFUSED(KP3132, "分配(池: 系数, 权重: 1)", "系数", "系数"),
    REFUSED_AT(KP3133, "排(系数)", "排名(甲)", "排名", .where = "C48"),
    REFUSED(KP3134, "完成率(实际: 1, 实际: 2)", "2", "实际"),
    REFUSED(KP3134, "双入表(甲: 1, 甲: 2)", "2", "甲"),
    // ---- cycles
    REFUSED(KP3140, "试 + 1", "试 + 1", "人.试 → 人.试"),
    REFUSED_AT(KP3140, "上级.试 + 1", "上级.试 + 1", "局.试 → 局.试", .entity = "局"),
    REFUSED_AT(KP3140, "试.上级", NULL, "局.试 → 局.试", .entity = "局", .type = "局"),
    // ---- history
    REFUSED(KP3141, "累计.姓名", NULL, "姓名"),
    REFUSED_AT(KP3142, "", NULL, "系数", .name = "上期.系数", .type = "文本",
               .where = "B3"),
    // ---- kinds
    REFUSED(KP3201, "局.人.系数 + 1", NULL, "sum"),
    REFUSED_AT(KP3201, "人.系数", NULL, "人.系数", .entity = "局"),
    REFUSED_AT(KP3202, "sum(人 + 1)", "人", "人", .entity = "局"),
    REFUSED_AT(KP3202, "sum(-人)", "-人", "人", .entity = "局"),
    REFUSED(KP3203, "姓名 + 1", "姓名", "文本"),
    REFUSED(KP3203, "1 + 在岗", "在岗", "是否"),
    REFUSED(KP3203, "if 系数 then 1 else 2", "系数", "数值"),
    REFUSED(KP3203, "字数(系数)", "系数", "数值"),
    REFUSED(KP3203, "not(系数)", NULL, "数值"),
    REFUSED_AT(KP3203, "完成率(姓名, 1)", "实际", "文本", .where = "C44"),
    REFUSED(KP3204, "天数(@\"2025-02-30\", 入职)", "@\"2025-02-30\"", "2025-02-30"),
    REFUSED(KP3205, "if 等次 = \"优良\" then 1 else 2", "等次 = \"优良\"", "优秀"),
    REFUSED(KP3205, "if 等次 in (\"优秀\", \"合恪\") then 1 else 2", "\"合恪\"",
            "合格"),
    REFUSED(KP3206, "if 姓名 = 1 then 1 else 2", "姓名 = 1", "文本"),
    REFUSED(KP3206, "if 在岗 then 1 else \"无\"", NULL, "数值"),
    REFUSED(KP3206, "if 入职 > 系数 then 1 else 2", "入职 > 系数", "日期"),
    REFUSED(KP3206, "完成率(1, 1, 姓名)", NULL, "文本"),
    REFUSED(KP3207, "系数 + null", NULL, ""),
    REFUSED(KP3208, "for x in [1, 2] return x", NULL, "for"),
    REFUSED(KP3209, "round(系数, 综合得分)", "综合得分", "综合得分"),
    REFUSED(KP3209, "round(系数, 13)", "13", "13"),
    REFUSED(KP3209, "round(系数, 1.5)", "1.5", "1.5"),
    REFUSED(KP3210, "sum(系数)", "系数", "系数"),
    REFUSED(KP3211, "sum(局.人.姓名)", "局.人.姓名", ""),
    REFUSED(KP3211, "任一(局.人.系数)", "局.人.系数", ""),
    REFUSED(KP3203, "姓名", NULL, "文本"),
    REFUSED_AT(KP3212, "系数", NULL, "试", .type = "局"),
    REFUSED_AT(KP3213, "局.区", NULL, "区", .type = "局"),
    REFUSED_AT(KP3220, "sum(人.系数 * 独.数)", "独.数", "", .entity = "局"),
    REFUSED_AT(KP3220, "sum(人[在岗].系数 * 人[not(在岗)].系数)", NULL, "",
               .entity = "局", .where = "-"),
    REFUSED_AT(KP3220, "sum(人[系数 > 1].系数 * 人[系数 > 2].系数)", NULL, "",
               .entity = "局", .where = "-"),
    // ---- criteria of Excel
    REFUSED_AT(KP3202, "COUNTIF(人, \">1\")", "人", "人", .entity = "局"),
    REFUSED(KP3210, "COUNTIF(系数, \">1\")", "系数", "系数"),
    REFUSED(KP3120, "COUNTIFS(局.人.系数, \">1\", 局.人.系数)", NULL, "4"),
    REFUSED(KP3211, "SUMIF(局.人.姓名, \"张*\")", "局.人.姓名", ""),
    REFUSED(KP3211, "SUMIF(局.人.系数, \">1\", 局.人.姓名)", "局.人.姓名", ""),
    REFUSED_AT(KP3220, "SUMIF(人.系数, \">1\", 独.数)", "人.系数", "", .entity = "局"),
    REFUSED(KP3231, "COUNTIF(局.人.系数, \"90以上\")", "\"90以上\"", ">=60"),
    REFUSED(KP3231, "COUNTIF(局.人.系数, \">=\")", "\">=\"", ">=60"),
    REFUSED(KP3231, "COUNTIF(局.人.系数, \"==1\")", "\"==1\"", ">=60"),
    REFUSED(KP3231, "COUNTIF(局.人.系数, \">=1,000\")", "\">=1,000\"", ">=60"),
    REFUSED(KP3231, "COUNTIF(局.人.在岗, \"有\")", "\"有\"", ">=60"),
    REFUSED(KP3231, "COUNTIF(局.人.姓名, \"张?\")", "\"张?\"", "招商*"),
    REFUSED(KP3231, "COUNTIF(局.人.姓名, \"张*三\")", "\"张*三\"", "招商*"),
    REFUSED(KP3231, "COUNTIF(局.人.姓名, \">张*\")", "\">张*\"", "招商*"),
    REFUSED(KP3232, "COUNTIF(局.人.姓名, \">=张三\")", "\">=张三\"", "优秀"),
    REFUSED(KP3206, "COUNTIF(局.人.姓名, 5)", "5", "文本"),
    // ---- functions known from elsewhere
    REFUSED(KP3233, "VLOOKUP(姓名, 局, 2)", "VLOOKUP", "等次系数表"),
    REFUSED(KP3233, "iferror(系数, 0)", "iferror", "缺省"),
    REFUSED(KP3233, "ＴＯＤＡＹ()", "ＴＯＤＡＹ", "期末"),
    REFUSED(KP3237, "2025-02-30 + 1", "2025-02-30", "2025-03-01"),
    // ---- formats
    REFUSED_AT(KP3131, "TEXT(系数, 姓名)", "姓名", "", .type = "文本"),
    REFUSED_AT(KP3234, "TEXT(系数, \"0.00;-0.00\")", "\"0.00;-0.00\"", "“;”",
               .type = "文本"),
    REFUSED_AT(KP3235, "TEXT(系数, \"yyyy-mm\")", "\"yyyy-mm\"", "0.00",
               .type = "文本"),
    REFUSED_AT(KP3236, "TEXT(本期, \"0.00\")", "\"0.00\"", "yyyy-mm", .type = "文本"),
    REFUSED(KP3221, "sum(局.人.系数 * 综合得分)", "综合得分", "综合得分"),
};
enum {
    NCASES = sizeof cases / sizeof cases[0]
};

typedef struct attempt {
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_scheme *scheme;
    kp_buf text;
} attempt;

static const char *or_else(const char *said, const char *otherwise)
{
    return said ? said : otherwise;
}

static kp_status compile(attempt *a, const check_case *c)
{
    *a = (attempt){.arena = kp_arena_open(0),
                   .symbols = kp_symbols_open(),
                   .diags = kp_diags_open()};
    kp_buf_init(&a->text, 1 << 20);
    kp_buf_printf(&a->text, head, or_else(c->entity, "人"), or_else(c->name, "试"),
                  or_else(c->type, "数值"), or_else(c->decimals, ""), c->formula);
    kp_buf_z(&a->text, rest);
    kp_buf_char(&a->text, '\0');
    kp_status status =
        kp_rules_compile(a->arena, sheet_book(a->arena, a->text.p), a->symbols,
                         kp_date_of((kp_ymd){2025, 3, 1}), &a->scheme, a->diags);
    kp_diags_sort(a->diags);
    return status;
}

static void close_attempt(attempt *a)
{
    kp_buf_free(&a->text);
    kp_diags_close(a->diags);
    kp_symbols_close(a->symbols);
    kp_arena_close(a->arena);
}

static const kp_diag *diag_of(const attempt *a, kp_code code)
{
    for (const kp_diag *d = kp_diags_first(a->diags); d; d = d->next)
        if (d->code == code)
            return d;
    return NULL;
}

static void tell(const attempt *a, const check_case *c)
{
    print_message("---- %s\n", c->formula);
    for (const kp_diag *d = kp_diags_first(a->diags); d; d = d->next) {
        kp_buf out;

        kp_buf_init(&out, 1 << 16);
        kp_diag_print(d, KP_LANG_ZH, &out);
        print_message("%.*s\n", KP_FMT(kp_buf_view(&out)));
        kp_buf_free(&out);
    }
}

static bool says(const kp_diag *d, const char *said)
{
    kp_buf zh, en;
    kp_str what = kp_str_of(said);

    kp_buf_init(&zh, 1 << 16);
    kp_buf_init(&en, 1 << 16);
    kp_diag_text(d, KP_LANG_ZH, &zh);
    kp_diag_hint(d, KP_LANG_ZH, &zh);
    kp_diag_text(d, KP_LANG_EN, &en);
    kp_diag_hint(d, KP_LANG_EN, &en);
    bool found = kp_str_find(kp_buf_view(&zh), what) != SIZE_MAX ||
                 kp_str_find(kp_buf_view(&en), what) != SIZE_MAX;

    kp_buf_free(&zh);
    kp_buf_free(&en);
    return found;
}

static bool stands_at(const kp_diag *d, const check_case *c)
{
    char expected[64];
    kp_buf place;

    if (c->where && strcmp(c->where, "-") == 0)
        return true;
    (void)snprintf(expected, sizeof expected, "方案.csv!%s", or_else(c->where, "F3"));
    kp_buf_init(&place, 4096);
    kp_where_print(d->where, &place);
    bool same = kp_str_is(kp_buf_view(&place), expected);

    kp_buf_free(&place);
    return same;
}

static bool points_at(const kp_diag *d, const check_case *c)
{
    size_t at = d->where.span_at, end = at + d->where.span_len;

    if (c->where && strcmp(c->where, "-") == 0)
        return true;
    if (d->where.span_len == 0)  // no caret: the whole cell is meant
        return !c->span || strcmp(c->span, c->formula) == 0;
    if (end > d->cell.n)
        return false;
    return kp_str_is(kp_str_slice(d->cell, at, end), or_else(c->span, c->formula));
}

static void every_refusal_has_its_code_place_and_proposal(void **state)
{
    int wrong = 0;

    (void)state;
    for (size_t k = 0; k < NCASES; k++) {
        attempt a;
        kp_status status = compile(&a, &cases[k]);
        const kp_diag *d = diag_of(&a, cases[k].code);
        bool good = status == KP_EINVALID && (!a.scheme || a.scheme->draft) && d &&
                    says(d, cases[k].said) && stands_at(d, &cases[k]) &&
                    points_at(d, &cases[k]);

        if (!good) {
            print_message(
                "status %d, scheme %d, code %d, said %d, place %d, caret %d\n",
                status == KP_EINVALID, !a.scheme || a.scheme->draft, d != NULL,
                d && says(d, cases[k].said), d && stands_at(d, &cases[k]),
                d && points_at(d, &cases[k]));
            tell(&a, &cases[k]);
        }
        wrong += !good;
        close_attempt(&a);
    }
    assert_int_equal(wrong, 0);
}

static void the_scheme_around_the_cases_is_good(void **state)
{
    static const check_case good = REFUSED(KP_CODE_NONE, "系数 + 1", NULL, "");
    attempt a;

    (void)state;
    if (compile(&a, &good) != KP_OK)
        tell(&a, &good);
    assert_non_null(a.scheme);
    assert_null(kp_diags_first(a.diags));
    close_attempt(&a);
}

/* Codes that cannot be reached by one formula, and where they are tested. */
static bool is_tested_elsewhere(kp_code code)
{
    return code == KP3230 || code == KP3105;  // test_dangerous: 月薪-社保
}

static void every_code_of_the_checker_has_a_case(void **state)
{
    int lacking = 0;

    (void)state;
    for (int code = KP_CODE_NONE + 1; code < KP_CODE_COUNT; code++) {
        const char *name = kp_code_name((kp_code)code);
        bool has = is_tested_elsewhere((kp_code)code);

        if (strncmp(name, "KP31", 4) != 0 && strncmp(name, "KP32", 4) != 0)
            continue;
        for (size_t k = 0; k < NCASES && !has; k++)
            has = cases[k].code == (kp_code)code;
        if (!has)
            print_message("%s has no case\n", name);
        lacking += !has;
    }
    assert_int_equal(lacking, 0);
}

/* ---- cycles over several fields ---- */

static void a_cycle_is_told_with_its_path(void **state)
{
    static const char text[] = "实体\n实体 | 主键\n局 | 局号\n人 | 工号\n\n"
                               "字段\n实体 | 字段 | 类型 | 公式\n"
                               "局 | 局号 | 文本 |\n"
                               "局 | 合计分 | 数值 | sum(人.分)\n"
                               "人 | 工号 | 文本 |\n"
                               "人 | 局 | 局 |\n"
                               "人 | 分 | 数值 | 排名(占比)\n"
                               "人 | 占比 | 数值 | 1 / 局.合计分\n";
    kp_arena *arena = kp_arena_open(0);
    kp_symbols *symbols = kp_symbols_open();
    kp_diags *diags = kp_diags_open();
    kp_scheme *scheme;
    kp_buf said;

    (void)state;
    assert_int_equal(kp_rules_compile(arena, sheet_book(arena, text), symbols,
                                      kp_date_of((kp_ymd){2025, 3, 1}), &scheme, diags),
                     KP_EINVALID);
    const kp_diag *d = kp_diags_first(diags);

    assert_non_null(d);
    assert_int_equal(d->code, KP3140);
    assert_int_equal(kp_diags_errors(diags), 1);
    kp_buf_init(&said, 4096);
    kp_diag_text(d, KP_LANG_ZH, &said);
    assert_true(kp_str_find(kp_buf_view(&said),
                            KP_STR("局.合计分 → 人.分 → 人.占比 → 局.合计分")) !=
                SIZE_MAX);
    kp_buf_free(&said);
    kp_diags_close(diags);
    kp_symbols_close(symbols);
    kp_arena_close(arena);
}

/* ---- formulas that would grow without end ---- */

enum {
    DEEP = 40
};

static void compile_nested(attempt *a, const char *open, const char *close)
{
    check_case c = REFUSED(KP3230, NULL, NULL, "");
    kp_buf formula;

    kp_buf_init(&formula, 4096);
    for (int k = 0; k < DEEP; k++)
        kp_buf_z(&formula, open);
    kp_buf_z(&formula, "系数");
    for (int k = 0; k < DEEP; k++)
        kp_buf_z(&formula, close);
    kp_buf_char(&formula, '\0');
    c.formula = formula.p;
    (void)compile(a, &c);
    kp_buf_free(&formula);
}

/* Each of these writes its argument twice: forty of them would be 2^40 steps. */
static void calls_that_multiply_without_end_are_refused(void **state)
{
    static const char *const calls[][2] = {{"两倍(", ")"}, {"缺省(", ", 1)"}};

    (void)state;
    for (size_t k = 0; k < sizeof calls / sizeof calls[0]; k++) {
        attempt a;

        compile_nested(&a, calls[k][0], calls[k][1]);
        assert_non_null(diag_of(&a, KP3230));
        close_attempt(&a);
    }
}

/* max of one thing looks at it once to see that it is no list. */
static void deep_calls_that_do_not_multiply_are_fine(void **state)
{
    static const char *const calls[][2] = {{"max(", ")"}, {"限幅(", ", 0, 1)"}};

    (void)state;
    for (size_t k = 0; k < sizeof calls / sizeof calls[0]; k++) {
        attempt a;

        compile_nested(&a, calls[k][0], calls[k][1]);
        assert_null(kp_diags_first(a.diags));
        assert_non_null(a.scheme);
        close_attempt(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_scheme_around_the_cases_is_good),
        cmocka_unit_test(every_refusal_has_its_code_place_and_proposal),
        cmocka_unit_test(every_code_of_the_checker_has_a_case),
        cmocka_unit_test(a_cycle_is_told_with_its_path),
        cmocka_unit_test(calls_that_multiply_without_end_are_refused),
        cmocka_unit_test(deep_calls_that_do_not_multiply_are_fine),
    };

    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
