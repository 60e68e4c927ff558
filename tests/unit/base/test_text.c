/* Views, UTF-8, and the growing buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/text.h"

static void must_be(kp_str got, const char *want)
{
    if (!kp_str_is(got, want))
        fail_msg("got \"%.*s\", want \"%s\"", KP_FMT(got), want);
}

static void an_empty_view_may_have_no_bytes(void **unused)
{
    const kp_str nothing = {0};

    (void)unused;
    assert_true(kp_str_eq(nothing, KP_STR("")));
    assert_true(kp_str_eq(kp_str_of(NULL), nothing));
    assert_int_equal(kp_str_cmp(nothing, KP_STR("")), 0);
    assert_int_equal(kp_str_cmp(nothing, KP_STR("a")), -1);
    assert_true(kp_str_starts(nothing, nothing));
    must_be(kp_str_trim(nothing), "");
    must_be(kp_str_slice(nothing, 0, 9), "");
    assert_int_equal(kp_str_find(nothing, KP_STR("a")), SIZE_MAX);
    assert_true(kp_str_hash(nothing) == kp_str_hash(KP_STR("")));
}

static void order_is_by_code_point(void **unused)
{
    static const char *const rising[] = {"",   "A",  "AB",   "B",      "a",
                                         "一", "丁", "员工", "员工表", "𠀀"};
    const size_t n = sizeof rising / sizeof *rising;

    (void)unused;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            assert_int_equal(kp_str_cmp(kp_str_of(rising[i]), kp_str_of(rising[k])),
                             (i > k) - (i < k));
}

static void parts_are_found_and_cut(void **unused)
{
    kp_str rest = KP_STR("a,,b");

    (void)unused;
    must_be(kp_str_cut(&rest, ','), "a");
    must_be(kp_str_cut(&rest, ','), "");
    must_be(kp_str_cut(&rest, ','), "b");
    must_be(kp_str_cut(&rest, ','), "");
    must_be(kp_str_trim(KP_STR(" \t x y\r\n")), "x y");
    must_be(kp_str_slice(KP_STR("abcdef"), 2, 4), "cd");
    must_be(kp_str_slice(KP_STR("abc"), 2, 99), "c");
    must_be(kp_str_slice(KP_STR("abc"), 9, 2), "");
    assert_true(kp_str_starts(KP_STR("字段.csv"), KP_STR("字段")));
    assert_false(kp_str_starts(KP_STR("字"), KP_STR("字段")));
    assert_true(kp_str_ends(KP_STR("字段.csv"), KP_STR(".csv")));
    assert_false(kp_str_ends(KP_STR("sv"), KP_STR("csv")));
    assert_int_equal(kp_str_find(KP_STR("abcabd"), KP_STR("abd")), 3);
    assert_int_equal(kp_str_find(KP_STR("abcabd"), KP_STR("abe")), SIZE_MAX);
    assert_int_equal(kp_str_find(KP_STR("aab"), KP_STR("ab")), 1);
    assert_int_equal(kp_str_find(KP_STR("ab"), KP_STR("abc")), SIZE_MAX);
    assert_int_equal(kp_str_find(KP_STR("ab"), KP_STR("")), 0);
}

static void a_copy_ends_with_nul_and_is_independent(void **unused)
{
    kp_arena *arena = kp_arena_open(0);
    char bytes[] = "工号";
    kp_str copy = kp_str_copy(arena, kp_str_of(bytes));

    (void)unused;
    bytes[0] = 'x';
    assert_string_equal(copy.p, "工号");
    assert_string_equal(kp_str_copy(arena, (kp_str){0}).p, "");
    kp_arena_close(arena);
}

static void hashes_tell_texts_apart(void **unused)
{
    static const char *const texts[] = {"",        "a",        "b",         "ab",
                                        "ba",      "00000000", "000000000", "12345678",
                                        "1234567", "张三",     "张叁"};
    const size_t n = sizeof texts / sizeof *texts;

    (void)unused;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(kp_str_hash(kp_str_of(texts[i])) !=
                        kp_str_hash(kp_str_of(texts[k])));
    // A text and the same text with a NUL byte behind it.
    assert_true(kp_str_hash((kp_str){"a\0", 2}) != kp_str_hash((kp_str){"a\0", 1}));
}

typedef struct utf8_case {
    const char *bytes;
    size_t n;
    bool valid;
    uint32_t first;
    size_t used;
} utf8_case;

static const utf8_case utf8_cases[] = {
    {"A", 1, true, 'A', 1},
    {"\x7F", 1, true, 0x7F, 1},
    {"\xC2\x80", 2, true, 0x80, 2},
    {"\xDF\xBF", 2, true, 0x7FF, 2},
    {"\xE0\xA0\x80", 3, true, 0x800, 3},
    {"\xE5\x91\x98", 3, true, 0x5458, 3},  // 员
    {"\xEF\xBF\xBF", 3, true, 0xFFFF, 3},
    {"\xF0\x90\x80\x80", 4, true, 0x10000, 4},
    {"\xF4\x8F\xBF\xBF", 4, true, 0x10FFFF, 4},
    {"\x80", 1, false, 0xFFFD, 1},              // a continuation alone
    {"\xC0\xAF", 2, false, 0xFFFD, 1},          // overlong
    {"\xC1\xBF", 2, false, 0xFFFD, 1},          // overlong
    {"\xE0\x9F\xBF", 3, false, 0xFFFD, 1},      // overlong
    {"\xF0\x8F\xBF\xBF", 4, false, 0xFFFD, 1},  // overlong
    {"\xED\xA0\x80", 3, false, 0xFFFD, 1},      // a surrogate
    {"\xF4\x90\x80\x80", 4, false, 0xFFFD, 1},  // beyond the last
    {"\xF5\x80\x80\x80", 4, false, 0xFFFD, 1},
    {"\xFF", 1, false, 0xFFFD, 1},
    {"\xE5\x91", 2, false, 0xFFFD, 1},  // cut off
    {"\xE5\x91\x41", 3, false, 0xFFFD, 1},
};

static void only_strict_utf8_is_decoded(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof utf8_cases / sizeof *utf8_cases; i++) {
        const utf8_case *c = &utf8_cases[i];
        char *exact = malloc(c->n);  // so that a sanitizer sees a byte too many
        size_t at = 0;

        memcpy(exact, c->bytes, c->n);
        kp_str s = {exact, c->n};
        assert_int_equal(kp_utf8_valid(s), c->valid);
        assert_int_equal(kp_utf8_next(s, &at), c->first);
        assert_int_equal(at, c->used);
        free(exact);
    }
    assert_true(kp_utf8_valid(KP_STR("long ASCII text, then 中文 and 𠀀.")));
    assert_false(kp_utf8_valid(KP_STR("long ASCII text, then GBK \xD6\xD0.")));
}

static void every_code_point_survives_encoding(void **unused)
{
    (void)unused;
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        char bytes[4];
        size_t n = kp_utf8_put(bytes, point), at = 0;
        bool surrogate = point >= 0xD800 && point <= 0xDFFF;
        uint32_t back = kp_utf8_next((kp_str){bytes, n}, &at);

        if (back != (surrogate ? 0xFFFD : point) || at != n)
            fail_msg("U+%04X", point);
    }
}

static void a_buffer_grows_to_its_maximum_and_breaks_beyond(void **unused)
{
    kp_buf buf;

    (void)unused;
    kp_buf_init(&buf, 1000);
    for (int i = 0; i < 1000; i++)
        kp_buf_char(&buf, (char)('a' + i % 26));
    assert_false(buf.broken);
    assert_int_equal(buf.n, 1000);
    kp_buf_char(&buf, 'x');
    assert_true(buf.broken);
    kp_buf_z(&buf, "");
    assert_int_equal(buf.n, 1000);
    kp_buf_clear(&buf);
    assert_false(buf.broken);
    kp_buf_put(&buf, "much", 4);
    must_be(kp_buf_view(&buf), "much");
    kp_buf_free(&buf);
    kp_buf_init(&buf, 3);
    kp_buf_z(&buf, "four");
    assert_true(buf.broken);
    assert_int_equal(buf.n, 0);
    kp_buf_char(&buf, 'x');  // once broken, nothing more: no text with a hole
    assert_int_equal(buf.n, 0);
    kp_buf_free(&buf);
}

static void numbers_and_formats_are_appended(void **unused)
{
    char long_text[600], wanted[620];
    kp_buf buf;

    (void)unused;
    kp_buf_init(&buf, SIZE_MAX);
    kp_buf_uint(&buf, 0);
    kp_buf_char(&buf, ' ');
    kp_buf_uint(&buf, UINT64_MAX);
    kp_buf_printf(&buf, " %d|%s", -5, "段");
    must_be(kp_buf_view(&buf), "0 18446744073709551615 -5|段");
    kp_buf_clear(&buf);
    memset(long_text, 'z', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    kp_buf_printf(&buf, "<%s>", long_text);
    memset(wanted, 'z', sizeof wanted);
    wanted[0] = '<';
    wanted[600] = '>';
    wanted[601] = '\0';
    must_be(kp_buf_view(&buf), wanted);
    kp_buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_view_may_have_no_bytes),
        cmocka_unit_test(order_is_by_code_point),
        cmocka_unit_test(parts_are_found_and_cut),
        cmocka_unit_test(a_copy_ends_with_nul_and_is_independent),
        cmocka_unit_test(hashes_tell_texts_apart),
        cmocka_unit_test(only_strict_utf8_is_decoded),
        cmocka_unit_test(every_code_point_survives_encoding),
        cmocka_unit_test(a_buffer_grows_to_its_maximum_and_breaks_beyond),
        cmocka_unit_test(numbers_and_formats_are_appended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
