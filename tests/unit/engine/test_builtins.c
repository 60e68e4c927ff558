/* test_builtins.c - every function of builtins.def and forms.def, through formulas.
 *
 * Each has an ordinary case, an edge, a blank and an error; a function without them
 * fails the test, so that nobody adds one untested.  See formulas.h for the row and
 * spellings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/builtin.h"
#include "rules/expr/parse.h"
#include "tests/support/formulas.h"

typedef struct builtin_case {
    const char *id;  // as in the .def files
    char what;       // N ordinary, G edge, B blank, X error
    const char *type, *formula, *expected;
} builtin_case;

#define NUM "数值"
#define TXT "文本"
#define DAY "日期"
#define YES "是否"

static const char sheets[] = "公式表\n名称 | 参数 | 公式 | 小数位\n"
                             "法甲 | 实、目、顶=100 | min(实 / 目 * 100, 顶) | 2\n"
                             "法乙 | 实 | 实 * 2 |\n";

static const builtin_case cases[] = {
    // ---- builtins.def
    {"abs", 'N', NUM, "abs(负)", "3.5"},
    {"abs", 'G', NUM, "绝对值(零)", "0"},
    {"abs", 'G', NUM, "ABS(-9999999999999999999999999999999999)",
     "9999999999999999999999999999999999"},
    {"abs", 'B', NUM, "abs(空数)", "E5002"},
    {"abs", 'X', NUM, "abs(错数)", "!"},
    {"modulo", 'N', NUM, "modulo(7, 3)", "1"},
    // The sign of the divisor, as FEEL has it: -7 = -3 * 3 + 2.
    {"modulo", 'G', NUM, "MOD(-7, 3)", "2"},
    {"modulo", 'G', NUM, "取余(7, -3)", "-2"},
    {"modulo", 'G', NUM, "取余(7.25, 0.5)", "0.25"},
    {"modulo", 'B', NUM, "modulo(空数, 3)", "E5002"},
    {"modulo", 'X', NUM, "modulo(7, 零)", "E5001"},
    {"sqrt", 'N', NUM, "sqrt(2.25)", "1.5"},
    {"sqrt", 'G', NUM, "平方根(2)", "1.414213562373095048801688724209698"},
    {"sqrt", 'G', NUM, "SQRT(零)", "0"},
    {"sqrt", 'B', NUM, "sqrt(空数)", "E5002"},
    {"sqrt", 'X', NUM, "sqrt(负)", "E5007"},
    {"pow", 'N', NUM, "pow(2, 10)", "1024"},
    {"pow", 'G', NUM, "乘方(2, -2)", "0.25"},
    {"pow", 'G', NUM, "POWER(7.25, 0)", "1"},
    {"pow", 'G', NUM, "2 ** 0.5", "1.414213562373095048801688724209698"},
    {"pow", 'B', NUM, "pow(2, 空数)", "E5002"},
    {"pow", 'X', NUM, "pow(10, 7000)", "E5003"},
    {"concat", 'N', TXT, "concat(\"招\", \"商\")", "招商"},
    {"concat", 'G', TXT, "CONCAT(文)", "优秀生"},
    {"concat", 'G', TXT, "文 & \"\" & \"·\"", "优秀生·"},
    {"concat", 'B', TXT, "连接文本(文, 空文)", "E5002"},
    {"concat", 'X', TXT, "concat(文, 错文)", "!"},
    {"string length", 'N', NUM, "字数(文)", "3"},
    {"string length", 'G', NUM, "LEN(\"\")", "0"},
    {"string length", 'G', NUM, "字数(\"a招👍\")", "3"},
    {"string length", 'B', NUM, "字数(空文)", "E5002"},
    {"string length", 'X', NUM, "字数(错文)", "!"},
    {"left", 'N', TXT, "left(文, 2)", "优秀"},
    {"left", 'G', TXT, "LEFT(文, 0)", ""},
    {"left", 'G', TXT, "左取(文, 99)", "优秀生"},
    {"left", 'B', TXT, "left(空文, 2)", "E5002"},
    {"left", 'X', TXT, "left(文, -1)", "E5007"},
    {"left", 'X', TXT, "left(文, 1.5)", "E5007"},
    {"right", 'N', TXT, "right(文, 1)", "生"},
    {"right", 'G', TXT, "RIGHT(文, 0)", ""},
    {"right", 'G', TXT, "右取(文, 99)", "优秀生"},
    {"right", 'B', TXT, "right(文, 空数)", "E5002"},
    {"right", 'X', TXT, "right(文, 负)", "E5007"},
    {"substring", 'N', TXT, "substring(文, 2, 1)", "秀"},
    {"substring", 'G', TXT, "MID(文, 3, 9)", "生"},
    {"substring", 'G', TXT, "中间取(文, 4, 1)", ""},
    {"substring", 'G', TXT, "substring(文, 2)", "秀生"},
    {"substring", 'B', TXT, "substring(空文, 1, 1)", "E5002"},
    {"substring", 'X', TXT, "substring(文, 0, 1)", "E5007"},
    {"contains", 'N', YES, "contains(文, \"秀\")", "t"},
    {"contains", 'G', YES, "包含(文, \"\")", "t"},
    {"contains", 'G', YES, "包含(文, \"差\")", "f"},
    {"contains", 'B', YES, "contains(空文, \"秀\")", "E5002"},
    {"contains", 'X', YES, "contains(文, 错文)", "!"},
    {"starts with", 'N', YES, "开头是(文, \"优\")", "t"},
    {"starts with", 'G', YES, "开头是(文, \"优秀生们\")", "f"},
    {"starts with", 'B', YES, "开头是(文, 空文)", "E5002"},
    {"starts with", 'X', YES, "开头是(错文, \"优\")", "!"},
    {"ends with", 'N', YES, "结尾是(文, \"生\")", "t"},
    {"ends with", 'G', YES, "结尾是(文, \"\")", "t"},
    {"ends with", 'B', YES, "结尾是(空文, \"生\")", "E5002"},
    {"ends with", 'X', YES, "结尾是(错文, \"生\")", "!"},
    {"mask", 'N', TXT, "脱敏(文)", "优*生"},
    {"mask", 'G', TXT, "脱敏(\"张三\")", "张*"},
    {"mask", 'G', TXT, "mask(\"丁\")", "*"},
    {"mask", 'G', TXT, "脱敏(\"\")", ""},
    {"mask", 'G', TXT, "脱敏(\"欧阳正华\")", "欧**华"},
    {"mask", 'G', TXT, "脱敏(\"6222021234567890\", 4, 4)", "6222********7890"},
    {"mask", 'G', TXT, "脱敏(\"12345678\", 4, 4)", "********"},
    {"mask", 'G', TXT, "脱敏(\"王小明\", 1)", "王**"},
    {"mask", 'B', TXT, "脱敏(空文)", "E5002"},
    {"mask", 'X', TXT, "脱敏(文, -1)", "E5007"},
    {"mask", 'X', TXT, "脱敏(错文)", "!"},
    {"date", 'N', DAY, "date(2025, 3, 14)", "2025-03-14"},
    {"date", 'G', DAY, "日期(2024, 2, 29)", "2024-02-29"},
    {"date", 'G', DAY, "DATE(9999, 12, 31)", "9999-12-31"},
    {"date", 'B', DAY, "date(2025, 空数, 1)", "E5002"},
    {"date", 'X', DAY, "date(2025, 2, 29)", "E5007"},
    {"date", 'X', DAY, "date(2025, 1.5, 1)", "E5007"},
    {"year", 'N', NUM, "year(日)", "2024"},
    {"year", 'G', NUM, "YEAR(date(1, 1, 1))", "1"},
    {"year", 'B', NUM, "年(空日)", "E5002"},
    {"year", 'X', NUM, "year(错日)", "!"},
    {"month", 'N', NUM, "month(日)", "2"},
    {"month", 'G', NUM, "MONTH(期末)", "3"},
    {"month", 'B', NUM, "月(空日)", "E5002"},
    {"month", 'X', NUM, "month(错日)", "!"},
    {"day", 'N', NUM, "day(日)", "29"},
    {"day", 'G', NUM, "DAY(期末)", "31"},
    {"day", 'B', NUM, "日(空日)", "E5002"},
    {"day", 'X', NUM, "day(错日)", "!"},
    // 2024-02-29 was a Thursday; 2025-03-02 a Sunday.
    {"weekday", 'N', NUM, "weekday(日)", "4"},
    {"weekday", 'G', NUM, "星期(date(2025, 3, 2))", "7"},
    {"weekday", 'B', NUM, "weekday(空日)", "E5002"},
    {"weekday", 'X', NUM, "weekday(错日)", "!"},
    {"days", 'N', NUM, "days(date(2024, 3, 1), 日)", "1"},
    {"days", 'G', NUM, "DAYS(日, date(2025, 2, 28))", "-365"},
    {"days", 'G', NUM, "天数(日, 日)", "0"},
    {"days", 'B', NUM, "days(日, 空日)", "E5002"},
    {"days", 'X', NUM, "days(错日, 日)", "!"},
    {"datedif", 'N', NUM, "DATEDIF(date(2020, 3, 15), date(2025, 3, 14), \"Y\")", "4"},
    {"datedif", 'G', NUM, "datedif(date(2025, 1, 31), date(2025, 2, 28), \"m\")", "0"},
    {"datedif", 'G', NUM, "日期差(日, date(2025, 2, 28), \"D\")", "365"},
    {"datedif", 'B', NUM, "datedif(空日, 日, \"Y\")", "E5002"},
    {"datedif", 'X', NUM, "datedif(date(2025, 1, 1), 日, \"Y\")", "E5007"},
    {"datedif", 'X', NUM, "datedif(日, 期末, \"Q\")", "E5007"},
    {"edate", 'N', DAY, "EDATE(日, 1)", "2024-03-29"},
    // Months that are shorter end on their last day.
    {"edate", 'G', DAY, "加月(日, 12)", "2025-02-28"},
    {"edate", 'G', DAY, "edate(date(2025, 1, 31), -2)", "2024-11-30"},
    {"edate", 'B', DAY, "edate(空日, 1)", "E5002"},
    {"edate", 'X', DAY, "edate(日, 0.5)", "E5007"},
    {"edate", 'X', DAY, "edate(日, 120000)", "E5007"},
    {"month end", 'N', DAY, "月末(本期)", "2025-03-31"},
    {"month end", 'G', DAY, "月末(日)", "2024-02-29"},
    {"month end", 'B', DAY, "月末(空日)", "E5002"},
    {"month end", 'X', DAY, "月末(错日)", "!"},
    {"string", 'N', TXT, "TEXT(正, \"0.0\")", "7.3"},
    {"string", 'N', TXT, "转文本(正)", "7.25"},
    {"string", 'G', TXT, "text(-0.50)", "-0.5"},
    {"string", 'G', TXT, "string(1000000)", "1000000"},
    {"string", 'G', TXT, "string(日)", "2024-02-29"},
    {"string", 'G', TXT, "TEXT(1234567.891, \"#,##0.00\")", "1,234,567.89"},
    {"string", 'G', TXT, "TEXT(-1234.565, \"¥#,##0.00\")", "-¥1,234.57"},
    {"string", 'G', TXT, "TEXT(999.995, \"#,##0.00\")", "1,000.00"},
    {"string", 'G', TXT, "TEXT(-0.004, \"0.00\")", "0.00"},
    {"string", 'G', TXT, "TEXT(0.12345, \"0.00%\")", "12.35%"},
    {"string", 'G', TXT, "TEXT(7, \"第000号\")", "第007号"},
    {"string", 'G', TXT, "TEXT(7, \"0,000\")", "0,007"},
    {"string", 'G', TXT, "TEXT(零, \"#\")", ""},
    {"string", 'G', TXT, "TEXT(7.5, \"0.0##\")", "7.5"},
    {"string", 'G', TXT, "TEXT(7, \"\"\"得 0 分\"\"0\")", "得 0 分7"},
    // 2/3 has 34 digits only once it is cut: rounded as one step with the division.
    {"string", 'G', TXT, "TEXT(2 / 3, \"0.0000\")", "0.6667"},
    {"string", 'G', TXT, "TEXT(日, \"yyyy年m月d日\")", "2024年2月29日"},
    {"string", 'G', TXT, "TEXT(日, \"YYYYMM\")", "202402"},
    {"string", 'G', TXT, "TEXT(日, \"yy/mm.d\")", "24/02.29"},
    {"string", 'B', TXT, "text(空数)", "E5002"},
    {"string", 'B', TXT, "TEXT(空日, \"yyyy\")", "E5002"},
    {"string", 'X', TXT, "text(错数)", "!"},
    {"string", 'X', TXT, "TEXT(正 / 零, \"0.00\")", "E5001"},
    {"even", 'N', YES, "even(4)", "t"},
    {"even", 'G', YES, "ISEVEN(零)", "t"},
    {"even", 'G', YES, "是双数(-3)", "f"},
    {"even", 'B', YES, "even(空数)", "E5002"},
    {"even", 'X', YES, "even(正)", "E5007"},
    {"odd", 'N', YES, "odd(3)", "t"},
    {"odd", 'G', YES, "ISODD(-3)", "t"},
    {"odd", 'G', YES, "是单数(零)", "f"},
    {"odd", 'B', YES, "odd(空数)", "E5002"},
    {"odd", 'X', YES, "odd(负)", "E5007"},
    {"upper case", 'N', TXT, "UPPER(\"gs-01号\")", "GS-01号"},
    {"upper case", 'G', TXT, "转大写字母(\"\")", ""},
    {"upper case", 'B', TXT, "upper case(空文)", "E5002"},
    {"upper case", 'X', TXT, "upper case(错文)", "!"},
    {"lower case", 'N', TXT, "LOWER(\"GS-01号\")", "gs-01号"},
    {"lower case", 'G', TXT, "转小写字母(\"ＡB\")", "ａb"},
    {"lower case", 'B', TXT, "lower case(空文)", "E5002"},
    {"lower case", 'X', TXT, "lower case(错文)", "!"},

    // ---- forms.def
    {"if", 'N', NUM, "IF(真, 1, 2)", "1"},
    {"if", 'N', NUM, "if 假 then 1 else 2", "2"},
    // The branch that is not taken is not looked at.
    {"if", 'G', NUM, "如果(真, 1, 1 / 零)", "1"},
    {"if", 'G', NUM, "如果(假, 1, 空数)", "_"},
    {"if", 'B', NUM, "IF(空否, 1, 2)", "E5002"},
    {"if", 'X', NUM, "IF(错否, 1, 2)", "!"},
    {"and", 'N', YES, "AND(真, 真, 假)", "f"},
    {"and", 'G', YES, "并且(假, 错否)", "f"},
    {"and", 'B', YES, "AND(真, 空否)", "E5002"},
    {"and", 'X', YES, "AND(真, 错否)", "!"},
    {"or", 'N', YES, "OR(假, 真)", "t"},
    {"or", 'G', YES, "或者(空否, 真)", "t"},
    {"or", 'B', YES, "OR(假, 空否)", "E5002"},
    {"or", 'X', YES, "OR(假, 错否)", "!"},
    {"not", 'N', YES, "not(真)", "f"},
    {"not", 'G', YES, "取反(1 > 2)", "t"},
    {"not", 'B', YES, "NOT(空否)", "E5002"},
    {"not", 'X', YES, "not(错否)", "!"},
    {"min", 'N', NUM, "min(3, 正, 负)", "-3.5"},
    {"min", 'G', NUM, "最小(正)", "7.25"},
    {"min", 'G', NUM, "MIN(0.1, 0.10000000000000000000000001)", "0.1"},
    {"min", 'B', NUM, "min(3, 空数)", "E5002"},
    {"min", 'X', NUM, "min(3, 错数)", "!"},
    {"max", 'N', NUM, "max(3, 正, 负)", "7.25"},
    {"max", 'G', NUM, "最大(负)", "-3.5"},
    {"max", 'B', NUM, "MAX(3, 空数)", "E5002"},
    {"max", 'X', NUM, "max(3, 错数)", "!"},
    {"clamp", 'N', NUM, "限幅(正, 0, 5)", "5"},
    {"clamp", 'N', NUM, "clamp(负, 0, 5)", "0"},
    // A lower bound above the upper: the upper has the last word.
    {"clamp", 'G', NUM, "限幅(正, 9, 5)", "5"},
    {"clamp", 'G', NUM, "限幅(正, 7.25, 7.25)", "7.25"},
    {"clamp", 'B', NUM, "限幅(正, 空数, 5)", "E5002"},
    {"clamp", 'X', NUM, "限幅(错数, 0, 5)", "!"},
    {"default", 'N', NUM, "缺省(正, 1)", "7.25"},
    {"default", 'G', TXT, "缺省(空文, \"无\")", "无"},
    {"default", 'G', NUM, "缺省(空数, 空数)", "_"},
    {"default", 'G', NUM, "缺省(缺数, 1)", "~"},
    {"default", 'B', NUM, "default(空数, 1)", "1"},
    // It does not hide errors.
    {"default", 'X', NUM, "缺省(错数, 1)", "!"},
    {"is blank", 'N', YES, "是否空白(正)", "f"},
    {"is blank", 'G', YES, "ISBLANK(缺数)", "f"},
    {"is blank", 'G', YES, "正 = null", "f"},
    {"is blank", 'B', YES, "是否空白(空日)", "t"},
    {"is blank", 'X', YES, "是否空白(错文)", "!"},
    {"round", 'N', NUM, "round(2.345, 2)", "2.35"},
    {"round", 'G', NUM, "ROUND(-0.5, 0)", "-1"},
    {"round", 'G', NUM, "四舍五入(正, 12)", "7.25"},
    {"round", 'G', NUM, "round(10 / 正, 0)", "1"},
    {"round", 'B', NUM, "round(空数, 2)", "E5002"},
    {"round", 'X', NUM, "round(1 / 零, 2)", "E5001"},
    {"round half up", 'N', NUM, "四舍五入到(2.5, 0)", "3"},
    {"round half up", 'G', NUM, "四舍五入到(-2.5, 0)", "-3"},
    {"round half up", 'B', NUM, "四舍五入到(空数, 0)", "E5002"},
    {"round half up", 'X', NUM, "四舍五入到(错数, 0)", "!"},
    {"decimal", 'N', NUM, "decimal(2.25, 1)", "2.2"},
    {"decimal", 'G', NUM, "四舍六入到(2.35, 1)", "2.4"},
    {"decimal", 'B', NUM, "decimal(空数, 1)", "E5002"},
    {"decimal", 'X', NUM, "decimal(错数, 1)", "!"},
    {"round half even", 'N', NUM, "银行家(2.5, 0)", "2"},
    {"round half even", 'G', NUM, "银行家(3.5, 0)", "4"},
    {"round half even", 'B', NUM, "银行家(空数, 0)", "E5002"},
    {"round half even", 'X', NUM, "银行家(错数, 0)", "!"},
    {"round half down", 'N', NUM, "五舍六入(2.5, 0)", "2"},
    {"round half down", 'G', NUM, "五舍六入(2.51, 0)", "3"},
    {"round half down", 'B', NUM, "五舍六入(空数, 0)", "E5002"},
    {"round half down", 'X', NUM, "五舍六入(错数, 0)", "!"},
    {"round up", 'N', NUM, "进位(2.01, 0)", "3"},
    {"round up", 'G', NUM, "ROUNDUP(-2.01, 1)", "-2.1"},
    {"round up", 'B', NUM, "进位(空数, 0)", "E5002"},
    {"round up", 'X', NUM, "进位(错数, 0)", "!"},
    {"round down", 'N', NUM, "舍去(2.99, 0)", "2"},
    {"round down", 'G', NUM, "ROUNDDOWN(-2.99, 1)", "-2.9"},
    {"round down", 'B', NUM, "舍去(空数, 0)", "E5002"},
    {"round down", 'X', NUM, "舍去(错数, 0)", "!"},
    {"ceiling", 'N', NUM, "向上(2.1)", "3"},
    {"ceiling", 'G', NUM, "ceiling(负)", "-3"},
    {"ceiling", 'G', NUM, "向上(2.11, 1)", "2.2"},
    {"ceiling", 'B', NUM, "向上(空数)", "E5002"},
    {"ceiling", 'X', NUM, "向上(错数)", "!"},
    {"floor", 'N', NUM, "向下(2.9)", "2"},
    {"floor", 'G', NUM, "INT(负)", "-4"},
    {"floor", 'G', NUM, "floor(2.19, 1)", "2.1"},
    {"floor", 'B', NUM, "向下(空数)", "E5002"},
    {"floor", 'X', NUM, "向下(错数)", "!"},
    {"fen to jiao", 'N', NUM, "见分进角(12.31)", "12.4"},
    // Li are dropped first: 12.309 has no fen.
    {"fen to jiao", 'G', NUM, "见分进角(12.309)", "12.3"},
    {"fen to jiao", 'G', NUM, "见分进角(12.3)", "12.3"},
    {"fen to jiao", 'B', NUM, "见分进角(空数)", "E5002"},
    {"fen to jiao", 'X', NUM, "见分进角(错数)", "!"},
    {"invoke", 'N', NUM, "调用(\"法甲\", 实: 45, 目: 60)", "75"},
    {"invoke", 'N', NUM, "调用(\"法乙\", 实: 45, 目: 60)", "90"},
    {"invoke", 'G', NUM, "调用(\"法甲\", 实: 90, 目: 60)", "100"},
    {"invoke", 'G', NUM, "调用(\"法甲\", 实: 90, 目: 60, 顶: 空数)", "100"},
    {"invoke", 'G', NUM, "调用(\"法甲\", 实: 90, 目: 60, 顶: 120)", "120"},
    {"invoke", 'B', NUM, "调用(空文, 实: 1, 目: 2)", "E5002"},
    {"invoke", 'B', NUM, "调用(\"法甲\", 实: 空数, 目: 60)", "E5002"},
    {"invoke", 'X', NUM, "调用(文, 实: 1, 目: 2)", "E5004"},
    {"invoke", 'X', NUM, "调用(\"法甲\", 实: 1, 目: 零)", "E5001"},
};
enum {
    NCASES = sizeof cases / sizeof cases[0]
};

static void expect(const formulas *f, size_t k, kp_value v, const char *by)
{
    kp_buf out;

    kp_buf_init(&out, 1 << 16);
    formulas_spell(f, v, &out);
    if (!kp_str_is(kp_buf_view(&out), cases[k].expected))
        print_message("%s of %s: got %.*s, expected %s (%s)\n", cases[k].formula,
                      cases[k].id, KP_FMT(kp_buf_view(&out)), cases[k].expected, by);
    assert_true(kp_str_is(kp_buf_view(&out), cases[k].expected));
    kp_buf_free(&out);
}

static void every_case_has_its_known_result(void **state)
{
    formulas f;

    (void)state;
    formulas_open(&f, sheets);
    for (size_t k = 0; k < NCASES; k++)
        formulas_add(&f, cases[k].type, cases[k].formula);
    if (!formulas_compile(&f))
        formulas_tell(&f);
    assert_non_null(f.scheme);
    assert_true(formulas_run(&f));
    for (size_t k = 0; k < NCASES; k++) {
        const kp_field *field = formulas_field(&f, k);

        expect(&f, k, kp_run_value(f.run, field->id, 0), "columns");
        expect(&f, k, kp_oracle_field(f.run, field, 0, NULL, NULL), "row by row");
    }
    formulas_close(&f);
}

static bool has_case(const char *id, char what)
{
    for (size_t k = 0; k < NCASES; k++)
        if (strcmp(cases[k].id, id) == 0 && cases[k].what == what)
            return true;
    return false;
}

static void every_function_has_ordinary_edge_blank_and_error_cases(void **state)
{
    static const char *const ids[] = {
#define BUILTIN(id, zh, excel, min, max, signature, kernel, help_zh, help_en) id,
#include "engine/builtins.def"
#undef BUILTIN
#define FORM(id, zh, excel, min, max, shape, help_zh, help_en) id,
#include "rules/check/forms.def"
#undef FORM
    };
    size_t lacking = 0;

    (void)state;
    for (size_t k = 0; k < sizeof ids / sizeof ids[0]; k++)
        for (const char *what = "NGBX"; *what; what++)
            if (!has_case(ids[k], *what)) {
                print_message("%s has no case %c\n", ids[k], *what);
                lacking++;
            }
    assert_int_equal(lacking, 0);
}

/* ---- all names of a function mean the same ---- */

typedef struct names_of {
    const char *id, *other[3];  // Chinese, Excel, Excel in small letters
} names_of;

/* The first ordinary case that writes the function as a call by one of its names. */
static const builtin_case *call_of(const char *id, const char *const *names, size_t *n)
{
    for (size_t k = 0; k < NCASES; k++)
        for (int m = 0; m < 3; m++) {
            *n = names[m] ? strlen(names[m]) : 0;
            if (*n && strcmp(cases[k].id, id) == 0 && cases[k].what == 'N' &&
                strncmp(cases[k].formula, names[m], *n) == 0 &&
                cases[k].formula[*n] == '(')
                return &cases[k];
        }
    return NULL;
}

static void add_call(formulas *f, const builtin_case *of, size_t cut, const char *name)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    kp_name_print(kp_str_of(name), &text);
    kp_buf_z(&text, of->formula + cut);
    kp_buf_char(&text, '\0');
    formulas_add(f, of->type, text.p);
    kp_buf_free(&text);
}

static void every_name_of_a_function_means_the_same(void **state)
{
    static const char *const names[][3] = {
#define BUILTIN(id, zh, excel, min, max, signature, kernel, help_zh, help_en)          \
    {id, zh, excel},
#include "engine/builtins.def"
#undef BUILTIN
#define FORM(id, zh, excel, min, max, shape, help_zh, help_en) {id, zh, excel},
#include "rules/check/forms.def"
#undef FORM
    };
    enum {
        N = sizeof names / sizeof names[0]
    };
    const builtin_case *of[3 * N];
    formulas f;

    (void)state;
    formulas_open(&f, sheets);
    for (size_t k = 0; k < N; k++)
        for (int m = 0; m < 3; m++) {
            size_t cut = 0;
            const builtin_case *call = call_of(names[k][0], names[k], &cut);

            assert_non_null(call);
            // These words of the language are written without quotes only.
            if (!names[k][m] || strcmp(names[k][m], "if") == 0 ||
                strcmp(names[k][m], "and") == 0 || strcmp(names[k][m], "or") == 0)
                continue;
            of[f.n] = call;
            add_call(&f, call, cut, names[k][m]);
        }
    if (!formulas_compile(&f))
        formulas_tell(&f);
    assert_non_null(f.scheme);
    assert_true(formulas_run(&f));
    for (size_t k = 0; k < f.n; k++) {
        const kp_field *field = formulas_field(&f, k);
        kp_buf out;

        kp_buf_init(&out, 1 << 16);
        formulas_spell(&f, kp_run_value(f.run, field->id, 0), &out);
        if (!kp_str_is(kp_buf_view(&out), of[k]->expected))
            print_message("%.*s: %.*s\n", KP_FMT(field->formula),
                          KP_FMT(kp_buf_view(&out)));
        assert_true(kp_str_is(kp_buf_view(&out), of[k]->expected));
        kp_buf_free(&out);
    }
    formulas_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_has_its_known_result),
        cmocka_unit_test(every_function_has_ordinary_edge_blank_and_error_cases),
        cmocka_unit_test(every_name_of_a_function_means_the_same),
    };

    return cmocka_run_group_tests_name("builtins", tests, NULL, NULL);
}
