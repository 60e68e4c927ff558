/* Memory by lifetime; the same cases run against the sanitizer twin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/arena.h"

static bool all_zero(const unsigned char *p, size_t n)
{
    while (n > 0)
        if (p[--n])
            return false;
    return true;
}

static void memory_is_zeroed_and_aligned_for_any_type(void **unused)
{
    kp_arena *arena = kp_arena_open(0);

    (void)unused;
    for (size_t n = 0; n < 3000; n += 7) {
        unsigned char *p = kp_arena_alloc(arena, n, 1);

        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        assert_true(all_zero(p, n));
        memset(p, 0xAB, n);
    }
    kp_arena_close(arena);
}

static void requests_do_not_overlap(void **unused)
{
    kp_arena *arena = kp_arena_open(0);
    enum {
        COUNT = 500
    };
    unsigned char *piece[COUNT];

    (void)unused;
    for (size_t i = 0; i < COUNT; i++) {
        piece[i] = kp_arena_alloc(arena, i * 5 + 1, 1);
        memset(piece[i], (int)(i % 256), i * 5 + 1);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k < i * 5 + 1; k++)
            assert_int_equal(piece[i][k], i % 256);
    kp_arena_close(arena);
}

static void a_request_larger_than_any_block_is_served(void **unused)
{
    kp_arena *arena = kp_arena_open(0);
    unsigned char *large = kp_arena_alloc(arena, 3, (size_t)5 << 20);

    (void)unused;
    large[0] = 1;
    large[((size_t)15 << 20) - 1] = 1;
    assert_true(kp_arena_used(arena) >= (size_t)15 << 20);
    kp_arena_close(arena);
}

static void exhaustion_unwinds_to_the_boundary(void **unused)
{
    kp_arena *arena = kp_arena_open(1000);
    jmp_buf boundary;

    (void)unused;
    assert_null(kp_arena_guard(arena, &boundary));
    if (setjmp(boundary) == 0) {
        (void)kp_arena_alloc(arena, 1, 900);
        (void)kp_arena_alloc(arena, 1, 200);
        fail_msg("the budget was exceeded");
    }
    // What was handed out before is still there, and what fits is still served.
    assert_true(kp_arena_used(arena) >= 900 && kp_arena_used(arena) <= 1000);
    assert_non_null(kp_arena_alloc(arena, 1, 16));
    assert_ptr_equal(kp_arena_guard(arena, NULL), &boundary);
    kp_arena_close(arena);
}

static void a_product_that_overflows_is_exhaustion(void **unused)
{
    kp_arena *arena = kp_arena_open(0);
    jmp_buf boundary;

    (void)unused;
    kp_arena_guard(arena, &boundary);
    if (setjmp(boundary) == 0) {
        (void)kp_arena_alloc(arena, SIZE_MAX / 2, 3);
        fail_msg("an impossible request was served");
    }
    if (setjmp(boundary) == 0) {
        (void)kp_arena_alloc(arena, SIZE_MAX - 3, 1);
        fail_msg("an impossible request was served");
    }
    kp_arena_close(arena);
}

static void an_array_grows_and_keeps_its_items(void **unused)
{
    kp_arena *arena = kp_arena_open(0);
    size_t cap = 0;
    int *items = NULL;

    (void)unused;
    for (size_t i = 0; i < 10000; i++) {
        items = kp_arena_grow(arena, items, &cap, i + 1, sizeof *items);
        assert_true(cap > i);
        assert_int_equal(items[i], 0);
        items[i] = (int)i + 1;
        if (i % 100 == 0)
            memset(kp_arena_alloc(arena, 1, 24), 0xFF, 24);
    }
    for (size_t i = 0; i < 10000; i++)
        assert_int_equal(items[i], i + 1);
    for (size_t i = 10000; i < cap; i++)
        assert_int_equal(items[i], 0);
    assert_ptr_equal(kp_arena_grow(arena, items, &cap, 5, sizeof *items), items);
    kp_arena_close(arena);
}

static void after_a_reset_memory_is_zero_again(void **unused)
{
    kp_arena *arena = kp_arena_open(0);

    (void)unused;
    for (int round = 0; round < 3; round++) {
        for (size_t n = 1; n < 100000; n *= 3) {
            unsigned char *p = kp_arena_alloc(arena, n, 1);

            assert_true(all_zero(p, n));
            memset(p, 0xCD, n);
        }
        kp_arena_reset(arena);
        assert_int_equal(kp_arena_used(arena), 0);
    }
    kp_arena_close(arena);
    kp_arena_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned_for_any_type),
        cmocka_unit_test(requests_do_not_overlap),
        cmocka_unit_test(a_request_larger_than_any_block_is_served),
        cmocka_unit_test(exhaustion_unwinds_to_the_boundary),
        cmocka_unit_test(a_product_that_overflows_is_exhaustion),
        cmocka_unit_test(an_array_grows_and_keeps_its_items),
        cmocka_unit_test(after_a_reset_memory_is_zero_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
