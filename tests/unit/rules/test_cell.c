/* test_cell.c - rules/read/cell.h: a row for every form of cell that offices send.
 *
 * Expected values are written by hand from domain §m and the language's rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/read/cell.h"
#include "tests/support/arena_desk.h"

#define PLAIN KP_UNIT_NONE
#define MONEY KP_UNIT_MONEY
#define PERCENT KP_UNIT_PERCENT
#define COUNT KP_UNIT_COUNT

static kp_cell cell_of(kp_cell_kind kind, const char *z)
{
    kp_str s = kp_str_of(z);

    return (kp_cell){.p = s.p, .n = (uint32_t)s.n, .kind = (uint8_t)kind};
}

/* `value` NULL: the cell is refused with `code`; "": it is blank. */
typedef struct number_case {
    kp_unit unit;
    int decimals;
    const char *typed;
    const char *value;
    kp_code code;
} number_case;

static void check_shown(kp_arena *arena, kp_cell_kind kind, kp_cell_shown shown,
                        const number_case *c)
{
    kp_cell cell = cell_of(kind, c->typed);
    kp_cell_want want = {KP_NUM, c->unit, c->decimals};
    kp_decimal expected;
    kp_cell_got got;

    cell.format = (uint16_t)shown;
    kp_cell_result result = kp_cell_read(arena, &cell, &want, &got);
    if (!c->value) {
        if (result != KP_CELL_BAD || got.code != c->code)
            fail_msg("“%s”: result %d, %s, wanted %s", c->typed, (int)result,
                     kp_code_name(got.code), kp_code_name(c->code));
        return;
    }
    if (!*c->value) {
        if (result != KP_CELL_BLANK)
            fail_msg("“%s” is not blank", c->typed);
        return;
    }
    assert_true(kp_dec_parse(kp_str_of(c->value), false, &expected));
    if (result != KP_CELL_OK || kp_dec_cmp(got.num, expected) != 0)
        fail_msg("“%s”: result %d, %s, not %s", c->typed, (int)result,
                 kp_code_name(got.code), c->value);
    if (got.code != c->code)
        fail_msg("“%s”: %s, wanted %s", c->typed, kp_code_name(got.code),
                 kp_code_name(c->code));
}

static void check_number(kp_arena *arena, kp_cell_kind kind, const number_case *c)
{
    check_shown(arena, kind, KP_SHOWN_PLAIN, c);
}

static void numbers_are_read_as_people_type_them(void **state)
{
    static const number_case cases[] = {
        {PLAIN, -1, "0", "0", 0},
        {PLAIN, -1, "007", "7", 0},
        {PLAIN, -1, "8500", "8500", 0},
        {PLAIN, -1, "+8500", "8500", 0},
        {PLAIN, -1, "-8500.5", "-8500.5", 0},
        {PLAIN, -1, "-0", "0", 0},
        {PLAIN, -1, ".5", "0.5", 0},
        {PLAIN, -1, "5.", "5", 0},
        {PLAIN, 2, "8.50", "8.5", 0},
        {PLAIN, 2, "8.5000", "8.5", 0},
        {PLAIN, 0, "10.0", "10", 0},
        {PLAIN, -1, "１２３．４５", "123.45", 0},
        {PLAIN, -1, "  12\t", "12", 0},
        {PLAIN, -1, "\u300012\u3000", "12", 0},
        {PLAIN, -1, "\u00A012\u00A0", "12", 0},
        {PLAIN, -1, "\uFEFF12\u200B", "12", 0},
        {PLAIN, -1, "8,500", "8500", 0},
        {PLAIN, -1, "8，500．25", "8500.25", 0},
        {PLAIN, -1, "1,234,567.891", "1234567.891", 0},
        {PLAIN, -1, "12345678901234567890.12", "12345678901234567890.12", 0},
        {PLAIN, -1, "1234567890123456789012345678901234",
         "1234567890123456789012345678901234", 0},
        {PLAIN, 2, "(500.00)", "-500", 0},
        {PLAIN, 2, "（500.00）", "-500", 0},
        {PLAIN, 2, "(1,500.00)", "-1500", 0},
        {PLAIN, 2, "( 500 )", "-500", 0},
        {PLAIN, 2, "−500.00", "-500", 0},
        {PLAIN, 2, "－500", "-500", 0},
        {PLAIN, 2, "﹣500", "-500", 0},
        {PLAIN, 2, "- 500", "-500", 0},
        {PLAIN, 2, "＋500", "500", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_number(*state, KP_CELL_TEXT, &cases[i]);
}

static void marks_are_read_where_the_unit_gives_them_a_meaning(void **state)
{
    static const number_case cases[] = {
        {MONEY, 2, "8,500.00", "8500", 0},
        {MONEY, 2, "8500元", "8500", 0},
        {MONEY, 2, "8500 元", "8500", 0},
        {MONEY, 2, "8500元整", "8500", 0},
        {MONEY, 2, "￥8500", "8500", 0},
        {MONEY, 2, "¥8,500.50", "8500.5", 0},
        {MONEY, 2, "¥ 8500", "8500", 0},
        {MONEY, 2, "-¥8500", "-8500", 0},
        {MONEY, 2, "¥-8500", "-8500", 0},
        {MONEY, 2, "(¥8500)", "-8500", 0},
        {MONEY, 2, "￥(8500)", "-8500", 0},
        {MONEY, 2, "人民币8500元", "8500", 0},
        {MONEY, 2, "RMB 8500", "8500", 0},
        {MONEY, 2, "CNY8500", "8500", 0},
        {MONEY, 2, "1.5万", "15000", 0},
        {MONEY, 2, "１．５万元", "15000", 0},
        {MONEY, 2, "-1.5万元", "-15000", 0},
        {MONEY, 2, "0.5亿元", "50000000", 0},
        {MONEY, 2, "3,000万", "30000000", 0},
        {MONEY, 2, "0.12345万元", "1234.5", 0},
        {COUNT, 0, "1.5万", "15000", 0},
        {COUNT, 0, "12个", "12", 0},
        {COUNT, 0, "12 人", "12", 0},
        {COUNT, 0, "1.2万人", "12000", 0},
        {PERCENT, 4, "20%", "0.2", 0},
        {PERCENT, 4, "２０％", "0.2", 0},
        {PERCENT, 4, "20 %", "0.2", 0},
        {PERCENT, 4, "120.05%", "1.2005", 0},
        {PERCENT, 4, "-5%", "-0.05", 0},
        {PERCENT, 4, "(5%)", "-0.05", 0},
        {PERCENT, 4, "0.2", "0.2", 0},
        {PERCENT, 4, "1", "1", 0},
        {PERCENT, 4, "0", "0", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)

        check_number(*state, KP_CELL_TEXT, &cases[i]);
}

static const number_case refused_numbers[] = {
    // Units and marks in the wrong place.
    {MONEY, 2, "8.5千", NULL, KP1112},
    {MONEY, 2, "8.5k", NULL, KP1112},
    {MONEY, 2, "5角", NULL, KP1112},
    {MONEY, 2, "3百万", NULL, KP1112},
    {PLAIN, 2, "92分", NULL, KP1112},
    {PLAIN, 2, "1.5万", NULL, KP1113},
    {PERCENT, 4, "1.5万", NULL, KP1113},
    {PLAIN, 2, "8500元", NULL, KP1113},
    {COUNT, 0, "￥12", NULL, KP1113},
    {MONEY, 2, "12个", NULL, KP1113},
    {PLAIN, 2, "20%", NULL, KP1125},
    {MONEY, 2, "20%", NULL, KP1125},
    {PERCENT, 4, "5‰", NULL, KP1112},
    {PERCENT, 4, "20", NULL, KP1123},
    {PERCENT, 4, "1.05", NULL, KP1123},
    {MONEY, 2, "$500", NULL, KP1126},
    {MONEY, 2, "500 USD", NULL, KP1126},
    {MONEY, 2, "€5", NULL, KP1126},
    // Separators, points, signs.
    {PLAIN, 2, "12,34", NULL, KP1111},
    {PLAIN, 2, "1234,567", NULL, KP1111},
    {PLAIN, 2, "1,2345", NULL, KP1111},
    {PLAIN, 2, "1,,234", NULL, KP1111},
    {PLAIN, 2, ",123", NULL, KP1111},
    {PLAIN, 2, "1,234,", NULL, KP1111},
    {PLAIN, 2, "1.234,56", NULL, KP1111},
    {PLAIN, 2, "100.200.300", NULL, KP1128},
    {PLAIN, 2, "0.5.8", NULL, KP1128},
    {PLAIN, 2, "45.67.89", NULL, KP1128},
    {PLAIN, 2, "1.25.", NULL, KP1128},
    {PLAIN, 2, "(-500)", NULL, KP1127},
    {PLAIN, 2, "--500", NULL, KP1127},
    {PLAIN, 2, "-(500)", NULL, KP1127},
    {PLAIN, 2, "(500", NULL, KP1110},
    {PLAIN, 2, "500)", NULL, KP1110},
    {PLAIN, 2, "500-", NULL, KP1110},
    {PLAIN, 2, "1 234", NULL, KP1110},
    {PLAIN, 2, ".", NULL, KP1110},
    {PLAIN, 2, "+", NULL, KP1110},
    {PLAIN, 2, "()", NULL, KP1110},
    // Not numbers.
    {PLAIN, 2, "优秀", NULL, KP1110},
    {PLAIN, 2, "八千五", NULL, KP2260},
    {PLAIN, 2, "约500", NULL, KP1110},
    {PLAIN, 2, "TRUE", NULL, KP1110},
    {PLAIN, 2, "10²", NULL, KP1112},
    {PLAIN, 2, "①", NULL, KP1110},
    {PLAIN, 2, "½", NULL, KP1110},
    {PLAIN, 2, "\u202E321", NULL, KP1110},
    {PLAIN, 2, "1e3", NULL, KP1114},
    {PLAIN, 2, "4.10E+17", NULL, KP1114},
    {PLAIN, 2, "80-90", NULL, KP1122},
    {PLAIN, 2, "80～90", NULL, KP1122},
    {PLAIN, 2, "[80,90)", NULL, KP1122},
    {PLAIN, 2, "80%-90%", NULL, KP1122},
    {PLAIN, 2, "12345678901234567890123456789012345", NULL, KP1121},
    // Dates that a spreadsheet program made of bands.
    {PLAIN, 2, "2025-03-05", NULL, KP1115},
    {PLAIN, 2, "2025/3/5", NULL, KP1115},
    {PLAIN, 2, "3月5日", NULL, KP1115},
    {PLAIN, 2, "3月", NULL, KP1115},
    {PLAIN, 2, "5-Mar", NULL, KP1115},
    {PLAIN, 2, "Mar-25", NULL, KP1115},
    // Faults of the spreadsheet and formulas.
    {PLAIN, 2, "#N/A", NULL, KP1101},
    {PLAIN, 2, "#DIV/0!", NULL, KP1101},
    {PLAIN, 2, "#REF!", NULL, KP1101},
    {PLAIN, 2, "#VALUE!", NULL, KP1101},
    {PLAIN, 2, "########", NULL, KP1104},
    {PLAIN, 2, "=A1+B1", NULL, KP1103},
    {PLAIN, 2, " =1", NULL, KP1103},
};

static void what_cannot_be_read_without_guessing_is_refused(void **state)
{
    for (size_t i = 0; i < sizeof refused_numbers / sizeof *refused_numbers; i++)
        check_number(*state, KP_CELL_TEXT, &refused_numbers[i]);
}

static void typed_signs_of_nothing_are_blank_not_zero(void **state)
{
    static const number_case cases[] = {
        {PLAIN, 2, "", "", 0},       {PLAIN, 2, " ", "", 0},
        {PLAIN, 2, "\u3000", "", 0}, {PLAIN, 2, "-", "", 0},
        {PLAIN, 2, "—", "", 0},      {PLAIN, 2, "——", "", 0},
        {PLAIN, 2, "－", "", 0},     {PLAIN, 2, "/", "", 0},
        {PLAIN, 2, "／", "", 0},     {PLAIN, 2, "无", "", 0},
        {PLAIN, 2, "缺", "", 0},     {PLAIN, 2, "N/A", "", 0},
        {PLAIN, 2, "n/a", "", 0},    {PLAIN, 2, " 无 ", "", 0},
        {MONEY, 2, "－ ", "", 0},
    };
    kp_cell zero = cell_of(KP_CELL_TEXT, "0"), stored = cell_of(KP_CELL_NUMBER, "0");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_cell cell = cell_of(KP_CELL_TEXT, cases[i].typed);

        check_number(*state, KP_CELL_TEXT, &cases[i]);
        assert_true(kp_cell_says_missing(&cell));
    }
    assert_false(kp_cell_says_missing(&zero));
    assert_false(kp_cell_says_missing(&stored));
}

static void noise_digits_of_spreadsheets_are_removed(void **state)
{
    static const number_case cases[] = {
        {MONEY, 2, "8271.139999999999", "8271.14", 0},
        {MONEY, 2, "0.30000000000000004", "0.3", 0},
        {MONEY, 2, "1234567.1000000001", "1234567.1", 0},
        {MONEY, 2, "-8271.139999999999", "-8271.14", 0},
        {PLAIN, 4, "1.0999999999999999", "1.1", 0},
    };
    // Fifteen digits or fewer are what somebody typed.
    static const number_case typed = {MONEY, 2, "8271.1399999999", "8271.14", KP1118};
    static const number_case stored[] = {
        {MONEY, 2, "5.5511151231257827E-17", "0", 0},
        {MONEY, 2, "-1.8189894035458565E-12", "0", 0},
        {MONEY, 2, "1.5E-2", "0.02", KP1118},
        {MONEY, 2, "1E3", "1000", 0},
        {PLAIN, -1, "0.1", "0.1", 0},
        {PLAIN, -1, "0.30000000000000004", "0.3", 0},
        {PLAIN, 0, "10.0", "10", 0},
        {PLAIN, 0, "9.9999999999999982", "10", 0},
        {PLAIN, -1, "999999999999999", "999999999999999", 0},
        {PLAIN, -1, "1000000000000000", NULL, KP1120},
        {PLAIN, -1, "4.1010119900101123E+17", NULL, KP1120},
        {PLAIN, -1, "x", NULL, KP1110},
        {PERCENT, 4, "0.2", "0.2", 0},
        {PERCENT, 4, "1.05", NULL, KP1123},
        {PERCENT, 4, "20", NULL, KP1123},
    };
    // The same where the workbook shows 105.00% and 2000.00%.
    static const number_case shown[] = {
        {PERCENT, 4, "0.2", "0.2", 0},
        {PERCENT, 4, "1.05", "1.05", KP1124},
        {PERCENT, 4, "20", NULL, KP1123},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_number(*state, KP_CELL_TEXT, &cases[i]);
        check_number(*state, KP_CELL_NUMBER, &cases[i]);
    }
    for (size_t i = 0; i < sizeof stored / sizeof *stored; i++)
        check_number(*state, KP_CELL_NUMBER, &stored[i]);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        check_shown(*state, KP_CELL_NUMBER, KP_SHOWN_PERCENT, &shown[i]);
    check_number(*state, KP_CELL_TEXT, &typed);
}

static void surplus_decimals_show_both_values(void **state)
{
    static const struct {
        kp_unit unit;
        int decimals;
        const char *typed;
        kp_cell_result result;
        kp_code code;
        const char *rounded;
    } cases[] = {
        // Amounts go on, rounded half up, under a warning (domain §m).
        {MONEY, 2, "8500.125", KP_CELL_OK, KP1118, "8500.13"},
        {MONEY, 2, "8500.124", KP_CELL_OK, KP1118, "8500.12"},
        {MONEY, 2, "-0.005", KP_CELL_OK, KP1118, "-0.01"},
        // Nobody said what becomes of half a person or a finer coefficient.
        {COUNT, 0, "12.5", KP_CELL_BAD, KP1119, "13"},
        {MONEY, 0, "785.19", KP_CELL_BAD, KP1119, "785"},
        {PLAIN, 3, "1.3145", KP_CELL_BAD, KP1117, "1.315"},
        {PERCENT, 2, "12.34%", KP_CELL_BAD, KP1117, "0.12"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_cell cell = cell_of(KP_CELL_TEXT, cases[i].typed);
        kp_cell_want want = {KP_NUM, cases[i].unit, cases[i].decimals};
        kp_cell_got got;

        assert_int_equal(kp_cell_read(*state, &cell, &want, &got), cases[i].result);
        assert_int_equal(got.code, cases[i].code);
        assert_true(kp_str_is(got.arg1, cases[i].typed));
        assert_true(kp_str_is(got.arg2, cases[i].rounded));
    }
}

static void a_percent_sign_is_remembered(void **state)
{
    kp_cell with = cell_of(KP_CELL_TEXT, "20%"), without = cell_of(KP_CELL_TEXT, "0.2");
    kp_cell_want want = {KP_NUM, PERCENT, -1};
    kp_cell_got got;

    assert_int_equal(kp_cell_read(*state, &with, &want, &got), KP_CELL_OK);
    assert_true(got.percent_sign);
    assert_int_equal(kp_cell_read(*state, &without, &want, &got), KP_CELL_OK);
    assert_false(got.percent_sign);
}

static void kinds_of_a_workbook_are_refused_by_name(void **state)
{
    static const struct {
        kp_kind wanted;
        kp_cell_kind kind;
        const char *text;
        kp_code code;
    } cases[] = {
        {KP_NUM, KP_CELL_DATE, "2025-03-05", KP1116},
        {KP_NUM, KP_CELL_BOOL, "TRUE", KP1110},
        {KP_NUM, KP_CELL_FAULT, "#N/A", KP1101},
        {KP_NUM, KP_CELL_UNCACHED, "SUM(A1:A9)", KP1102},
        {KP_NUM, KP_CELL_UNCACHED, "", KP1102},
        {KP_TEXT, KP_CELL_DATE, "2025-03-05", KP1116},
        {KP_TEXT, KP_CELL_FAULT, "#REF!", KP1101},
        {KP_TEXT, KP_CELL_UNCACHED, "A1", KP1102},
        {KP_TEXT, KP_CELL_NUMBER, "4.1010119900101123E+17", KP1120},
        {KP_DATE, KP_CELL_BOOL, "TRUE", KP1130},
        {KP_DATE, KP_CELL_FAULT, "#VALUE!", KP1101},
        {KP_DATE, KP_CELL_DATE, "60", KP1135},
        {KP_DATE, KP_CELL_NUMBER, "12", KP1130},
        {KP_BOOL, KP_CELL_DATE, "2025-03-05", KP1140},
        {KP_BOOL, KP_CELL_NUMBER, "2", KP1140},
        {KP_BOOL, KP_CELL_FAULT, "#N/A", KP1101},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_cell cell = cell_of(cases[i].kind, cases[i].text);
        kp_cell_want want = {cases[i].wanted, PLAIN, -1};
        kp_cell_got got;

        assert_int_equal(kp_cell_read(*state, &cell, &want, &got), KP_CELL_BAD);
        if (got.code != cases[i].code)
            fail_msg("%s: %s", cases[i].text, kp_code_name(got.code));
    }
}

static void dates_are_read_in_their_typed_forms(void **state)
{
    static const struct {
        kp_cell_kind kind;
        const char *typed;
        const char *iso;  // NULL: refused
        kp_code code;
    } cases[] = {
        {KP_CELL_TEXT, "2025-03-01", "2025-03-01", 0},
        {KP_CELL_TEXT, "2025/3/1", "2025-03-01", 0},
        {KP_CELL_TEXT, "2025/03/01", "2025-03-01", 0},
        {KP_CELL_TEXT, "2025.3.1", "2025-03-01", 0},
        {KP_CELL_TEXT, "20250301", "2025-03-01", 0},
        {KP_CELL_TEXT, "2025年3月1日", "2025-03-01", 0},
        {KP_CELL_TEXT, "２０２５－０３－０１", "2025-03-01", 0},
        {KP_CELL_TEXT, "\u30002025-03-01 ", "2025-03-01", 0},
        {KP_CELL_TEXT, "2025-03-01 00:00:00", "2025-03-01", 0},
        {KP_CELL_TEXT, "2025/3/1 0:00", "2025-03-01", 0},
        {KP_CELL_DATE, "2025-03-01", "2025-03-01", 0},
        {KP_CELL_DATE, "2025-03-01T00:00:00", "2025-03-01", 0},
        {KP_CELL_NUMBER, "20250301", "2025-03-01", 0},
        {KP_CELL_NUMBER, "45717", "2025-03-01", KP1134},
        {KP_CELL_TEXT, "45717", "2025-03-01", KP1134},
        {KP_CELL_TEXT, "2024-02-29", "2024-02-29", 0},
        {KP_CELL_TEXT, "2025-02-29", NULL, KP1135},
        {KP_CELL_TEXT, "2025年13月1日", NULL, KP1135},
        {KP_CELL_TEXT, "20250230", NULL, KP1135},
        {KP_CELL_TEXT, "2025-03-01 08:30", NULL, KP1133},
        {KP_CELL_TEXT, "03/04/25", NULL, KP1131},
        {KP_CELL_TEXT, "2025年3月", NULL, KP1132},
        {KP_CELL_TEXT, "202503", NULL, KP1132},
        {KP_CELL_TEXT, "2025-03", NULL, KP1132},
        {KP_CELL_TEXT, "3月", NULL, KP1136},
        {KP_CELL_TEXT, "3月5日", NULL, KP1136},
        {KP_CELL_TEXT, "5-Mar", NULL, KP1136},
        {KP_CELL_TEXT, "明天", NULL, KP1130},
        {KP_CELL_TEXT, "45717.5", NULL, KP1130},
        {KP_CELL_TEXT, "=TODAY()", NULL, KP1103},
    };
    kp_cell_want want = {KP_DATE, PLAIN, -1};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_cell cell = cell_of(cases[i].kind, cases[i].typed);
        char iso[KP_DATE_TEXT];
        kp_cell_got got;

        kp_cell_result result = kp_cell_read(*state, &cell, &want, &got);
        if (got.code != cases[i].code)
            fail_msg("“%s”: %s", cases[i].typed, kp_code_name(got.code));
        assert_int_equal(result, cases[i].iso ? KP_CELL_OK : KP_CELL_BAD);
        if (!cases[i].iso)
            continue;
        kp_date_print(got.date, iso);
        assert_string_equal(iso, cases[i].iso);
    }
}

static void yes_and_no_are_read_in_their_typed_forms(void **state)
{
    static const char *const yes[] = {"是",   "√",    "✓", "Y",  "y",  "YES",
                                      "TRUE", "true", "1", "Ｙ", "１", " 是 "};
    static const char *const no[] = {"否",    "×",     "✗", "N",  "n",  "no",
                                     "FALSE", "False", "0", "Ｎ", "０", "\u3000否"};
    static const char *const neither[] = {"x", "X",  "有",   "对",
                                          "2", "01", "是否", "on"};
    kp_cell_want want = {KP_BOOL, PLAIN, -1};
    kp_cell stored = cell_of(KP_CELL_BOOL, "TRUE"), one = cell_of(KP_CELL_NUMBER, "1");
    kp_cell_got got;

    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        kp_cell cell = cell_of(KP_CELL_TEXT, yes[i]);
        assert_int_equal(kp_cell_read(*state, &cell, &want, &got), KP_CELL_OK);
        assert_true(got.flag);
    }
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        kp_cell cell = cell_of(KP_CELL_TEXT, no[i]);
        assert_int_equal(kp_cell_read(*state, &cell, &want, &got), KP_CELL_OK);
        assert_false(got.flag);
    }
    for (size_t i = 0; i < sizeof neither / sizeof *neither; i++) {
        kp_cell cell = cell_of(KP_CELL_TEXT, neither[i]);
        assert_int_equal(kp_cell_read(*state, &cell, &want, &got), KP_CELL_BAD);
        assert_int_equal(got.code, KP1140);
    }
    assert_int_equal(kp_cell_read(*state, &stored, &want, &got), KP_CELL_OK);
    assert_true(got.flag);
    assert_int_equal(kp_cell_read(*state, &one, &want, &got), KP_CELL_OK);
    assert_true(got.flag);
}

static void texts_are_tidied_and_never_altered(void **state)
{
    static const struct {
        kp_cell_kind kind;
        const char *typed;
        const char *text;  // NULL: refused
        kp_code code;
    } cases[] = {
        {KP_CELL_TEXT, "张三", "张三", 0},
        {KP_CELL_TEXT, "\u3000张\u3000三 ", "张\u3000三", 0},
        {KP_CELL_TEXT, "\u00A0张三\u00A0", "张三", 0},
        {KP_CELL_TEXT, "\uFEFF张\u200B三", "张三", 0},
        {KP_CELL_TEXT, "①㎡Ａ", "①㎡Ａ", 0},
        {KP_CELL_TEXT, "䶮𠀀", "䶮𠀀", 0},
        {KP_CELL_TEXT, "007", "007", 0},
        {KP_CELL_TEXT, "1.50", "1.50", 0},
        {KP_CELL_TEXT, "无", "无", 0},
        {KP_CELL_TEXT, "41010119900101123X", "41010119900101123X", 0},
        {KP_CELL_TEXT, "410101199001011000", "410101199001011000", KP1152},
        {KP_CELL_TEXT, "6222020200112230000", "6222020200112230000", KP1152},
        {KP_CELL_TEXT, "410101199001011230", "410101199001011230", 0},
        {KP_CELL_TEXT, "4.10E+17", NULL, KP1151},
        {KP_CELL_TEXT, "4.10101e+17", NULL, KP1151},
        {KP_CELL_TEXT, "4E+17", NULL, KP1151},
        {KP_CELL_TEXT, "E+17", "E+17", 0},
        {KP_CELL_TEXT, "2E1", "2E1", 0},
        {KP_CELL_TEXT, "A4.10E+17", "A4.10E+17", 0},
        {KP_CELL_NUMBER, "7", "7", KP1150},
        {KP_CELL_NUMBER, "1001.0", "1001", KP1150},
        {KP_CELL_NUMBER, "1E3", "1000", KP1150},
        {KP_CELL_BOOL, "TRUE", "TRUE", 0},
        {KP_CELL_TEXT, "=HYPERLINK(1)", NULL, KP1103},
        {KP_CELL_TEXT, "#N/A", NULL, KP1101},
        {KP_CELL_TEXT, "####", NULL, KP1104},
        {KP_CELL_TEXT, "张\uFFFD", NULL, KP1105},
        {KP_CELL_TEXT, "张\x07", NULL, KP1106},
        {KP_CELL_TEXT, "一\n二", "一\n二", 0},
    };
    kp_cell_want want = {KP_TEXT, PLAIN, -1};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_cell cell = cell_of(cases[i].kind, cases[i].typed);
        kp_cell_got got;

        kp_cell_result result = kp_cell_read(*state, &cell, &want, &got);
        if (got.code != cases[i].code)
            fail_msg("“%s”: %s", cases[i].typed, kp_code_name(got.code));
        assert_int_equal(result, cases[i].text ? KP_CELL_OK : KP_CELL_BAD);
        if (cases[i].text && !kp_str_is(got.text, cases[i].text))
            fail_msg("“%s” became “%.*s”", cases[i].typed, KP_FMT(got.text));
    }
}

static void every_refusal_has_a_sentence_in_both_languages(void **state)
{
    static const char *const typed[] = {"8.5千", "12,34", "3月5日", "1e3", "80-90"};
    kp_cell_want want = {KP_NUM, PLAIN, 2};

    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        kp_cell cell = cell_of(KP_CELL_TEXT, typed[i]);
        kp_cell_got got;
        kp_buf zh, en;

        assert_int_equal(kp_cell_read(*state, &cell, &want, &got), KP_CELL_BAD);
        kp_diag diag = {.code = got.code, .arg = {got.arg1, got.arg2}};
        kp_buf_init(&zh, 4096);
        kp_buf_init(&en, 4096);
        kp_diag_text(&diag, KP_LANG_ZH, &zh);
        kp_diag_text(&diag, KP_LANG_EN, &en);
        assert_true(zh.n > 0 && en.n > 0);
        assert_int_equal(kp_str_find(kp_buf_view(&zh), KP_STR("{")), SIZE_MAX);
        assert_int_equal(kp_str_find(kp_buf_view(&en), KP_STR("{")), SIZE_MAX);
        kp_buf_free(&zh);
        kp_buf_free(&en);
    }
}

static void numbers_in_chinese_numerals_are_refused_with_their_digits(void **state)
{
    static const struct {
        const char *typed, *digits;  // NULL: no such number
    } cases[] = {
        {"二十", "20"},
        {"十二", "12"},
        {"八千五", "8500"},
        {"一百零五", "105"},
        {"一百二", "120"},
        {"一百二十", "120"},
        {"三万五千", "35000"},
        {"一万零三", "10003"},
        {"一万二", "12000"},
        {"两千四", "2400"},
        {"九〇", "90"},
        {"二〇二五", "2025"},
        {"三点五", "3.5"},
        {"壹万贰仟叁佰", "12300"},
        {"一亿二千万", "120000000"},
        {"零", "0"},
        {"点五", NULL},
        {"二十分", NULL},
        {"第二", NULL},
        {"二三十", NULL},
        {"三点", NULL},
    };

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        kp_cell cell = cell_of(KP_CELL_TEXT, cases[k].typed);
        kp_cell_want want = {KP_NUM, KP_UNIT_NONE, -1};
        kp_cell_got got;

        assert_int_equal(kp_cell_read(*state, &cell, &want, &got), KP_CELL_BAD);
        if ((got.code == KP2260) != (cases[k].digits != NULL) ||
            (cases[k].digits && !kp_str_is(got.arg2, cases[k].digits)))
            fail_msg("%s: %s %.*s", cases[k].typed, kp_code_name(got.code),
                     KP_FMT(got.arg2));
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        CASE(numbers_are_read_as_people_type_them),
        CASE(marks_are_read_where_the_unit_gives_them_a_meaning),
        CASE(what_cannot_be_read_without_guessing_is_refused),
        CASE(numbers_in_chinese_numerals_are_refused_with_their_digits),
        CASE(typed_signs_of_nothing_are_blank_not_zero),
        CASE(noise_digits_of_spreadsheets_are_removed),
        CASE(surplus_decimals_show_both_values),
        CASE(a_percent_sign_is_remembered),
        CASE(kinds_of_a_workbook_are_refused_by_name),
        CASE(dates_are_read_in_their_typed_forms),
        CASE(yes_and_no_are_read_in_their_typed_forms),
        CASE(texts_are_tidied_and_never_altered),
        CASE(every_refusal_has_a_sentence_in_both_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
