/* book.c - sheets, rows and cells as they were typed.
 *
 * Cells of a row lie side by side; rows of a sheet lie side by side in an array that
 * grows by doubling.  A row's cells never move once the row exists, but the row itself
 * may when the next one is added: keep indexes, not kp_row pointers.
 */
#include "rules/book.h"

#include <assert.h>

static const kp_cell no_cell = {.kind = KP_CELL_EMPTY};

void kp_book_init(kp_book *book, kp_arena *arena)
{
    *book = (kp_book){.arena = arena};
}

kp_sheet *kp_book_add_sheet(kp_book *book, kp_str file, kp_str name, bool is_csv)
{
    kp_sheet *sheet = KP_NEW(book->arena, kp_sheet);

    sheet->file = kp_str_copy(book->arena, file);
    sheet->name = kp_str_copy(book->arena, name);
    sheet->is_csv = is_csv;
    book->sheets = kp_arena_grow(book->arena, book->sheets, &book->cap,
                                 book->nsheets + 1, sizeof(kp_sheet *));
    book->sheets[book->nsheets++] = sheet;
    return sheet;
}

kp_row *kp_sheet_add_row(kp_book *book, kp_sheet *sheet, uint32_t ncells)
{
    assert(sheet->nrows < UINT32_MAX);

    sheet->rows = kp_arena_grow(book->arena, sheet->rows, &sheet->rows_cap,
                                (size_t)sheet->nrows + 1, sizeof(kp_row));
    kp_row *row = &sheet->rows[sheet->nrows++];
    *row = (kp_row){.ncells = ncells, .number = sheet->nrows};
    if (ncells > 0)
        row->cells = KP_NEW_ARRAY(book->arena, ncells, kp_cell);
    return row;
}

const kp_cell *kp_sheet_cell(const kp_sheet *sheet, uint32_t i, uint32_t j)
{
    if (i >= sheet->nrows || j >= sheet->rows[i].ncells)
        return &no_cell;
    return &sheet->rows[i].cells[j];
}

kp_str kp_cell_text(const kp_cell *cell)
{
    return (kp_str){cell->p, cell->n};
}

/* The blanks and invisible characters that people leave in cells without knowing.
 * fold.h removes the same ones; here no copy may be made. */
static bool is_invisible(uint32_t point)
{
    if (point <= 0x20 || point == 0x7F)
        return true;
    if (point >= 0x2000 && point <= 0x200F)
        return true;
    if (point >= 0x202A && point <= 0x202F)
        return true;
    return point == 0x85 || point == 0xA0 || point == 0xAD || point == 0x1680 ||
           point == 0x2028 || point == 0x2029 || point == 0x205F || point == 0x2060 ||
           point == 0x3000 || point == 0xFEFF;
}

bool kp_cell_is_blank(const kp_cell *cell)
{
    kp_str text = kp_cell_text(cell);

    if (cell->kind == KP_CELL_EMPTY || text.n == 0)
        // A formula that was never calculated has no text and yet is not blank.
        return cell->kind != KP_CELL_UNCACHED && cell->kind != KP_CELL_FAULT;
    for (size_t at = 0; at < text.n;)
        if (!is_invisible(kp_utf8_next(text, &at)))
            return false;
    return true;
}

bool kp_row_is_blank(const kp_row *row)
{
    for (uint32_t j = 0; j < row->ncells; j++)
        if (!kp_cell_is_blank(&row->cells[j]))
            return false;
    return true;
}

kp_where kp_where_cell(const kp_sheet *sheet, uint32_t i, uint32_t j)
{
    kp_where where = {.file = sheet->file, .row = i + 1, .col = j + 1};

    if (!sheet->is_csv)
        where.sheet = sheet->name;
    if (i < sheet->nrows)
        where.row = sheet->rows[i].number;
    return where;
}
