/* Amounts in capitals.  The first four are the examples of the regulation itself
 * (《正确填写票据和结算凭证的基本规定》 第四条); the others follow from its sentences.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/capitals.h"

typedef struct amount_case {
    const char *amount, *words;
} amount_case;

static const amount_case CASES[] = {
    {"1409.50", "壹仟肆佰零玖元伍角"},
    {"6007.14", "陆仟零柒元壹角肆分"},
    {"1680.32", "壹仟陆佰捌拾元零叁角贰分"},
    {"107000.53", "壹拾万柒仟元零伍角叁分"},
    {"16409.02", "壹万陆仟肆佰零玖元零贰分"},
    {"325.04", "叁佰贰拾伍元零肆分"},
    {"0", "零元整"},
    {"0.00", "零元整"},
    {"0.05", "伍分"},
    {"0.50", "伍角"},
    {"0.15", "壹角伍分"},
    {"1", "壹元整"},
    {"10", "壹拾元整"},
    {"15.00", "壹拾伍元整"},
    {"100", "壹佰元整"},
    {"1.01", "壹元零壹分"},
    {"10.01", "壹拾元零壹分"},
    {"1010.10", "壹仟零壹拾元零壹角"},
    {"1001", "壹仟零壹元整"},
    {"10000", "壹万元整"},
    {"10001", "壹万零壹元整"},
    {"10100", "壹万零壹佰元整"},
    {"101000", "壹拾万壹仟元整"},
    {"1000000", "壹佰万元整"},
    {"1010000", "壹佰零壹万元整"},
    {"20000000", "贰仟万元整"},
    {"100000000", "壹亿元整"},
    {"100000000.01", "壹亿元零壹分"},
    {"100000000.50", "壹亿元零伍角"},
    {"100000001", "壹亿零壹元整"},
    {"100001000", "壹亿零壹仟元整"},
    {"100010000", "壹亿零壹万元整"},
    {"100010001", "壹亿零壹万零壹元整"},
    {"110001000", "壹亿壹仟万壹仟元整"},
    {"1000100000000", "壹万零壹亿元整"},
    {"1000000000000", "壹万亿元整"},
    {"1000000001000", "壹万亿零壹仟元整"},
    {"1234567890123456.78",
     "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌亿玖仟零壹拾贰万叁仟肆佰伍拾陆元柒角捌分"},
    {"9999999999999999.99",
     "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"},
    {"78837.99", "柒万捌仟捌佰叁拾柒元玖角玖分"},
    {"-0.05", "负伍分"},
    {"-300", "负叁佰元整"},
    {"-1010.10", "负壹仟零壹拾元零壹角"},
    {"12.3400", "壹拾贰元叁角肆分"},
};

static kp_decimal decimal_of(const char *text)
{
    kp_decimal num;

    assert_true(kp_dec_parse(kp_str_of(text), false, &num));
    return num;
}

static void capitals_follow_the_regulation(void **state)
{
    kp_buf out;

    (void)state;
    kp_buf_init(&out, 4096);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        kp_buf_clear(&out);
        assert_true(kp_capitals(decimal_of(CASES[i].amount), &out));
        kp_buf_char(&out, 0);
        assert_string_equal(out.p, CASES[i].words);
    }
    kp_buf_free(&out);
}

static void what_has_no_capitals_is_refused_and_nothing_is_written(void **state)
{
    static const char *const REFUSED[] = {"0.001", "12.345", "10000000000000000",
                                          "-10000000000000000.00",
                                          "99999999999999999999"};
    kp_buf out;

    (void)state;
    kp_buf_init(&out, 4096);
    for (size_t i = 0; i < sizeof REFUSED / sizeof REFUSED[0]; i++) {
        assert_false(kp_capitals(decimal_of(REFUSED[i]), &out));
        assert_int_equal(out.n, 0);
    }
    kp_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(capitals_follow_the_regulation),
        cmocka_unit_test(what_has_no_capitals_is_refused_and_nothing_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
