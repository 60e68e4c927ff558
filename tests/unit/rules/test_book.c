/* test_book.c - rules/read/book.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/read/book.h"
#include "tests/support/arena_desk.h"

static kp_cell text_cell(const char *z)
{
    kp_str s = kp_str_of(z);

    return (kp_cell){.p = s.p, .n = (uint32_t)s.n, .kind = KP_CELL_TEXT};
}

static void a_cell_outside_the_sheet_is_empty(void **state)
{
    kp_book book;

    kp_book_init(&book, *state);
    kp_sheet *sheet = kp_book_add_sheet(&book, KP_STR("a.csv"), KP_STR("a"), true);
    kp_sheet_add_row(&book, sheet, 2)->cells[1] = text_cell("x");

    assert_int_equal(kp_sheet_cell(sheet, 0, 1)->kind, KP_CELL_TEXT);
    assert_int_equal(kp_sheet_cell(sheet, 0, 0)->kind, KP_CELL_EMPTY);
    assert_int_equal(kp_sheet_cell(sheet, 0, 2)->kind, KP_CELL_EMPTY);
    assert_int_equal(kp_sheet_cell(sheet, 1, 0)->kind, KP_CELL_EMPTY);
    assert_int_equal(kp_sheet_cell(sheet, UINT32_MAX, UINT32_MAX)->kind, KP_CELL_EMPTY);
    assert_true(kp_cell_text(kp_sheet_cell(sheet, 9, 9)).n == 0);
}

static void sheets_keep_their_order_and_own_names(void **state)
{
    kp_book book;
    char name[] = "a";

    kp_book_init(&book, *state);
    for (int i = 0; i < 20; i++) {
        name[0] = (char)('a' + i);
        kp_book_add_sheet(&book, kp_str_of(name), kp_str_of(name), false);
    }
    assert_int_equal(book.nsheets, 20);
    assert_true(kp_str_is(book.sheets[0]->name, "a"));
    assert_true(kp_str_is(book.sheets[19]->file, "t"));
}

static void rows_count_from_one_and_survive_growth(void **state)
{
    kp_book book;

    kp_book_init(&book, *state);
    kp_sheet *sheet = kp_book_add_sheet(&book, KP_STR("a.csv"), KP_STR("a"), true);
    for (uint32_t i = 0; i < 1000; i++)
        kp_sheet_add_row(&book, sheet, i % 3)->hidden = i == 7;
    assert_int_equal(sheet->nrows, 1000);
    assert_int_equal(sheet->rows[0].number, 1);
    assert_int_equal(sheet->rows[999].number, 1000);
    assert_int_equal(sheet->rows[998].ncells, 2);
    assert_true(sheet->rows[7].hidden && !sheet->rows[8].hidden);
}

static void blanks_of_every_kind_are_blank(void **state)
{
    static const char *const blanks[] = {"",       " ",      "\t",     "\r\n",
                                         "\u3000", "\u00A0", "\uFEFF", "\u200B \u3000"};
    static const char *const others[] = {"0",   "-", "—", " x ", "\u3000张\u3000",
                                         "\xFF"};
    (void)state;

    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        kp_cell cell = text_cell(blanks[i]);
        assert_true(kp_cell_is_blank(&cell));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        kp_cell cell = text_cell(others[i]);
        assert_false(kp_cell_is_blank(&cell));
    }
}

static void a_formula_without_result_is_not_blank(void **state)
{
    kp_cell cell = {.kind = KP_CELL_UNCACHED};
    (void)state;

    assert_false(kp_cell_is_blank(&cell));
    cell.kind = KP_CELL_FAULT;
    assert_false(kp_cell_is_blank(&cell));
    cell.kind = KP_CELL_EMPTY;
    assert_true(kp_cell_is_blank(&cell));
}

static void a_row_of_blanks_is_blank(void **state)
{
    kp_cell cells[3] = {{.kind = KP_CELL_EMPTY}, text_cell(" "), text_cell("\u3000")};
    kp_row row = {.cells = cells, .ncells = 3, .number = 1};
    (void)state;

    assert_true(kp_row_is_blank(&row));
    assert_true(kp_row_is_blank(&(kp_row){.number = 1}));
    cells[2] = text_cell("0");
    assert_false(kp_row_is_blank(&row));
}

static void a_place_names_the_sheet_only_in_workbooks(void **state)
{
    kp_book book;

    kp_book_init(&book, *state);
    kp_sheet *csv = kp_book_add_sheet(&book, KP_STR("d/a.csv"), KP_STR("a"), true);
    kp_sheet *xlsx = kp_book_add_sheet(&book, KP_STR("b.xlsx"), KP_STR("参数"), false);
    kp_sheet_add_row(&book, xlsx, 1)->number = 12;

    kp_where where = kp_where_cell(csv, 4, 2);
    assert_true(kp_str_is(where.file, "d/a.csv"));
    assert_int_equal(where.sheet.n, 0);
    assert_int_equal(where.row, 5);
    assert_int_equal(where.col, 3);
    where = kp_where_cell(xlsx, 0, 0);
    assert_true(kp_str_is(where.sheet, "参数"));
    assert_int_equal(where.row, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_cell_outside_the_sheet_is_empty, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(sheets_keep_their_order_and_own_names,
                                        open_arena, close_arena),
        cmocka_unit_test_setup_teardown(rows_count_from_one_and_survive_growth,
                                        open_arena, close_arena),
        cmocka_unit_test(blanks_of_every_kind_are_blank),
        cmocka_unit_test(a_formula_without_result_is_not_blank),
        cmocka_unit_test(a_row_of_blanks_is_blank),
        cmocka_unit_test_setup_teardown(a_place_names_the_sheet_only_in_workbooks,
                                        open_arena, close_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
