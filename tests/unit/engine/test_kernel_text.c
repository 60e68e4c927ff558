/* Patterns against texts: what matches, what is no pattern, when matching gives up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/kernel_text.h"

static void patterns_are_found_in_texts_of_any_script(void **state)
{
    static const struct {
        const char *pattern, *text;
        kp_match match;
    } cases[] = {
        {"^招商", "招商一局", KP_MATCH_YES},
        {"^招商", "市招商局", KP_MATCH_NO},
        {"^.{2}$", "招商", KP_MATCH_YES},
        {"\\w+局$", "财政局", KP_MATCH_YES},
        {"", "", KP_MATCH_YES},
        {"a", "", KP_MATCH_NO},
        {"(?i)kpi", "KPI考核", KP_MATCH_YES},
        {"𠀀", "𠀀", KP_MATCH_YES},
    };

    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        kp_arena *arena = kp_arena_open(0);
        kp_str source = kp_str_of(cases[c].pattern);
        kp_str text = kp_str_of(cases[c].text);
        kp_pattern *pattern = kp_pattern_compile(arena, source, NULL);
        assert_non_null(pattern);
        assert_int_equal(kp_pattern_match(pattern, text), cases[c].match);
        assert_int_equal(kp_pattern_match_once(source, text), cases[c].match);
        kp_arena_close(arena);
    }
}

static void what_is_no_pattern_is_told_with_its_place(void **state)
{
    static const struct {
        const char *pattern;
        size_t at;
    } cases[] = {{"招商(", 7}, {"[z-a]", 3}, {"a\\C", 3}};
    kp_arena *arena = kp_arena_open(0);

    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        kp_pattern_fault fault = {0};
        kp_str source = kp_str_of(cases[c].pattern);
        kp_pattern *pattern = kp_pattern_compile(arena, source, &fault);
        assert_null(pattern);
        assert_int_equal(fault.at, cases[c].at);
        assert_true(fault.why.n > 0);
        assert_int_equal(kp_pattern_match_once(source, KP_STR("a")), KP_MATCH_GAVE_UP);
    }
    kp_arena_close(arena);
}

/* Every a may go to either star: 2^40 ways without the limit. */
static void endless_matching_gives_up(void **state)
{
    kp_arena *arena = kp_arena_open(0);
    kp_pattern *pattern = kp_pattern_compile(arena, KP_STR("^(a|a)*(a|a)*$"), NULL);

    (void)state;
    assert_int_equal(kp_pattern_match(pattern, KP_STR("aaaa")), KP_MATCH_YES);
    assert_int_equal(kp_pattern_match(pattern, KP_STR("aaab")), KP_MATCH_NO);
    assert_int_equal(
        kp_pattern_match(pattern, KP_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")),
        KP_MATCH_GAVE_UP);
    kp_arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_are_found_in_texts_of_any_script),
        cmocka_unit_test(what_is_no_pattern_is_told_with_its_place),
        cmocka_unit_test(endless_matching_gives_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
