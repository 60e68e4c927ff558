/* Texts as numbers, from several threads, and the small map. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/symbols.h"

#define MANY 20000

static kp_str numbered(char text[32], uint32_t i)
{
    return (kp_str){text, (size_t)snprintf(text, 32, "员工%u", i)};
}

static void numbers_are_dense_in_order_of_first_use(void **unused)
{
    kp_symbols *symbols = kp_symbols_open();

    (void)unused;
    assert_int_equal(kp_symbol(symbols, KP_STR("优秀")), 0);
    assert_int_equal(kp_symbol(symbols, KP_STR("良好")), 1);
    assert_int_equal(kp_symbol(symbols, KP_STR("优秀")), 0);
    assert_int_equal(kp_symbol(symbols, KP_STR("")), 2);
    assert_int_equal(kp_symbol(symbols, (kp_str){0}), 2);
    assert_int_equal(kp_symbol_count(symbols), 3);
    assert_int_equal(kp_symbol_find(symbols, KP_STR("良好")), 1);
    assert_int_equal(kp_symbol_find(symbols, KP_STR("合格")), KP_NO_SYMBOL);
    assert_int_equal(kp_symbol_count(symbols), 3);
    kp_symbols_close(symbols);
    kp_symbols_close(NULL);
}

static void many_texts_are_found_again_and_never_move(void **unused)
{
    kp_symbols *symbols = kp_symbols_open();
    char text[32];

    (void)unused;
    kp_symbol(symbols, numbered(text, 0));
    const char *first = kp_symbol_text(symbols, 0).p;
    for (uint32_t i = 0; i < MANY; i++)
        assert_int_equal(kp_symbol(symbols, numbered(text, i)), i);
    assert_ptr_equal(kp_symbol_text(symbols, 0).p, first);
    for (uint32_t i = 0; i < MANY; i++) {
        kp_str wanted = numbered(text, i);

        assert_int_equal(kp_symbol_find(symbols, wanted), i);
        assert_true(kp_str_eq(kp_symbol_text(symbols, i), wanted));
    }
    kp_symbols_close(symbols);
}

static void *add_all(void *symbols)
{
    char text[32];

    // Numbers differ from run to run, but each one reads back as its text.
    for (uint32_t i = 0; i < MANY; i++) {
        kp_str wanted = numbered(text, i);
        uint32_t symbol = kp_symbol(symbols, wanted);

        if (!kp_str_eq(kp_symbol_text(symbols, symbol), wanted))
            return symbols;
    }
    return NULL;
}

static void threads_agree_on_the_numbers(void **unused)
{
    kp_symbols *symbols = kp_symbols_open();
    pthread_t thread[4];

    (void)unused;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, add_all, symbols), 0);
    for (size_t i = 0; i < 4; i++) {
        void *failed;

        pthread_join(thread[i], &failed);
        assert_null(failed);
    }
    assert_int_equal(kp_symbol_count(symbols), MANY);
    kp_symbols_close(symbols);
}

static void a_map_keeps_the_first_value_of_a_key(void **unused)
{
    kp_arena *arena = kp_arena_open(0);
    kp_map map;
    size_t value = 99, old = 99;

    (void)unused;
    kp_map_init(&map, arena);
    assert_false(kp_map_get(&map, KP_STR("基数"), &value));
    assert_true(kp_map_put(&map, KP_STR("基数"), 7, &old));
    assert_int_equal(old, 99);
    assert_false(kp_map_put(&map, KP_STR("基数"), 8, &old));
    assert_int_equal(old, 7);
    assert_false(kp_map_put(&map, KP_STR("基数"), 8, NULL));
    assert_true(kp_map_get(&map, KP_STR("基数"), &value));
    assert_int_equal(value, 7);
    assert_false(kp_map_get(&map, KP_STR("基"), &value));
    assert_int_equal(map.n, 1);
    kp_arena_close(arena);
}

static void a_map_grows(void **unused)
{
    kp_arena *arena = kp_arena_open(0);
    kp_map map;
    char text[32];
    size_t value;

    (void)unused;
    kp_map_init(&map, arena);
    for (uint32_t i = 0; i < 3000; i++)
        assert_true(kp_map_put(&map, kp_str_copy(arena, numbered(text, i)), i, NULL));
    for (uint32_t i = 0; i < 3000; i++) {
        assert_true(kp_map_get(&map, numbered(text, i), &value));
        assert_int_equal(value, i);
    }
    assert_false(kp_map_get(&map, numbered(text, 3000), &value));
    kp_arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_dense_in_order_of_first_use),
        cmocka_unit_test(many_texts_are_found_again_and_never_move),
        cmocka_unit_test(threads_agree_on_the_numbers),
        cmocka_unit_test(a_map_keeps_the_first_value_of_a_key),
        cmocka_unit_test(a_map_grows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
