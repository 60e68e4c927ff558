/* sheet.h - a book of one sheet from a text literal, for tests of rules/.
 *
 *   "规则表 | 等次表 | U\n"
 *   "序号 | 条件 得分 ≥ | 结果 等次\n"
 *
 * Lines are rows, | separates cells, blanks around a cell are dropped.  A cell n:1.5 is
 * a workbook's number, d:2025-01-01 a date cell, ^ a cell covered by a merge.
 */
#ifndef KP_TESTS_SUPPORT_SHEET_H
#define KP_TESTS_SUPPORT_SHEET_H

#include "rules/read/book.h"

static inline uint32_t sheet_count(kp_str line, char sep)
{
    uint32_t n = 1;

    for (size_t i = 0; i < line.n; i++)
        n += line.p[i] == sep;
    return n;
}

static inline kp_cell sheet_cell(kp_str text)
{
    kp_cell cell = {.kind = KP_CELL_TEXT};

    if (kp_str_starts(text, KP_STR("n:")) || kp_str_starts(text, KP_STR("d:"))) {
        cell.kind = text.p[0] == 'n' ? KP_CELL_NUMBER : KP_CELL_DATE;
        text = kp_str_slice(text, 2, text.n);
    }
    if (kp_str_is(text, "^")) {
        cell.merged = 1;
        text = KP_NONE;
    }
    if (text.n == 0)
        cell.kind = KP_CELL_EMPTY;
    cell.p = text.p;
    cell.n = (uint32_t)text.n;
    return cell;
}

/* Add a sheet; `text` must outlive the book. */
static inline kp_sheet *sheet_add(kp_book *book, const char *name, const char *text)
{
    kp_buf file;
    kp_str rest = kp_str_of(text);

    kp_buf_init(&file, 256);
    kp_buf_printf(&file, "%s.csv", name);
    kp_sheet *sheet =
        kp_book_add_sheet(book, kp_buf_view(&file), kp_str_of(name), true);
    kp_buf_free(&file);
    while (rest.n) {
        kp_str line = kp_str_cut(&rest, '\n');
        uint32_t ncells = kp_str_trim(line).n ? sheet_count(line, '|') : 0;
        kp_row *row = kp_sheet_add_row(book, sheet, ncells);
        for (uint32_t j = 0; j < ncells; j++)
            row->cells[j] = sheet_cell(kp_str_trim(kp_str_cut(&line, '|')));
    }
    return sheet;
}

static inline kp_book *sheet_book(kp_arena *arena, const char *text)
{
    kp_book *book = KP_NEW(arena, kp_book);

    kp_book_init(book, arena);
    sheet_add(book, "方案", text);
    return book;
}

#endif
