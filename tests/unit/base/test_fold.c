/* What counts as the same spelling, and what is kept for display. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/fold.h"

typedef struct fold_case {
    const char *typed, *folded, *tidied;
} fold_case;

static const fold_case cases[] = {
    {"员工", "员工", "员工"},
    {"  员工\t", "员工", "员工"},
    {"　张　三　", "张 三", "张　三"},     // U+3000
    {"\u00A0工号\u00A0", "工号", "工号"},  // NBSP
    {"\uFEFF工号", "工号", "工号"},        // BOM
    {"工\u200B号", "工号", "工号"},        // zero width space
    {"\u200B \uFEFF工号 \u2060", "工号", "工号"},
    {"１２３", "123", "１２３"},
    {"ＡＢｃ", "ABc", "ＡＢｃ"},
    {"８，５００．００", "8,500.00", "８，５００．００"},
    {"２０％", "20%", "２０％"},
    {"（金额）：", "(金额):", "（金额）："},
    {"①", "1", "①"},
    {"㎡", "m2", "㎡"},
    {"ｶﾞ", "ガ", "ｶﾞ"},  // composes after widening
    {"e\u0301", "\u00E9", "e\u0301"},
    {"\u22125", "\u22125", "\u22125"},  // the minus sign is not a hyphen
    {"一、二", "一、二", "一、二"},
    {"\u3000\u3000", "", ""},
    {"", "", ""},
    {"a b", "a b", "a b"},
    {"葛\U000E0100", "葛\U000E0100",
     "葛\U000E0100"},                 // the variant of a name's character
    {"\xFF x ", "\xFF x", "\xFF x"},  // not UTF-8: only tidied
    {"\xFF　１", "\xFF　１", "\xFF　１"},
};

static void must_be(kp_str got, const char *want)
{
    if (!kp_str_is(got, want))
        fail_msg("got \"%.*s\", want \"%s\"", KP_FMT(got), want);
}

static void spellings_are_folded_and_names_only_tidied(void **unused)
{
    kp_arena *arena = kp_arena_open(0);

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kp_str typed = kp_str_of(cases[i].typed);

        must_be(kp_fold(arena, typed), cases[i].folded);
        must_be(kp_tidy(arena, typed), cases[i].tidied);
    }
    kp_arena_close(arena);
}

static void folding_twice_is_folding_once(void **unused)
{
    kp_arena *arena = kp_arena_open(0);

    (void)unused;
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        char text[12] = "x";
        size_t n = 1 + kp_utf8_put(text + 1, point);

        text[n++] = 'y';
        kp_str once = kp_fold(arena, (kp_str){text, n});
        kp_str twice = kp_fold(arena, once);
        if (!kp_str_eq(once, twice))
            fail_msg("U+%04X", point);
        if (point % 4096 == 0)
            kp_arena_reset(arena);
    }
    kp_arena_close(arena);
}

static void text_that_folding_leaves_alone_is_not_copied(void **unused)
{
    static const char *const same[] = {"工号", "abc 123", "综合得分(2025)", "é",
                                       "「甲」"};
    kp_arena *arena = kp_arena_open(0);

    (void)unused;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        kp_str typed = kp_str_of(same[i]);

        assert_ptr_equal(kp_fold(arena, typed).p, typed.p);
        assert_ptr_equal(kp_tidy(arena, typed).p, typed.p);
    }
    kp_arena_close(arena);
}

static void long_text_is_folded_whole(void **unused)
{
    kp_arena *arena = kp_arena_open(0);
    kp_buf typed;

    (void)unused;
    kp_buf_init(&typed, SIZE_MAX);
    for (int i = 0; i < 5000; i++)
        kp_buf_z(&typed, "９");
    kp_str folded = kp_fold(arena, kp_buf_view(&typed));
    assert_int_equal(folded.n, 5000);
    for (size_t i = 0; i < folded.n; i++)
        assert_int_equal(folded.p[i], '9');
    kp_buf_free(&typed);
    kp_arena_close(arena);
}

static void wide_characters_take_two_columns(void **unused)
{
    (void)unused;
    assert_int_equal(kp_display_width(KP_STR("abc")), 3);
    assert_int_equal(kp_display_width(KP_STR("员工")), 4);
    assert_int_equal(kp_display_width(KP_STR("Ａ（）")), 6);
    assert_int_equal(kp_display_width(KP_STR("e\u0301")), 1);
    assert_int_equal(kp_display_width(KP_STR("𠀀")), 2);
    assert_int_equal(kp_display_width(KP_STR("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_are_folded_and_names_only_tidied),
        cmocka_unit_test(folding_twice_is_folding_once),
        cmocka_unit_test(text_that_folding_leaves_alone_is_not_copied),
        cmocka_unit_test(long_text_is_folded_whole),
        cmocka_unit_test(wide_characters_take_two_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
