/* book.c - sheets, rows and cells as they were typed.
 *
 * Cells of a row lie side by side; rows of a sheet lie side by side in an array that
 * grows by doubling.  A row's cells never move once the row exists, but the row itself
 * may when the next one is added: keep indexes, not kp_row pointers.
 */
#include "rules/read/book.h"

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
    sheet->name = sheet->tab = kp_str_copy(book->arena, name);
    sheet->is_csv = is_csv;
    book->sheets = kp_arena_grow(book->arena, book->sheets, &book->cap,
                                 book->nsheets + 1, sizeof(kp_sheet *));
    book->sheets[book->nsheets++] = sheet;
    return sheet;
}

void kp_book_lose(kp_book *book, kp_str file)
{
    book->lost = kp_arena_grow(book->arena, book->lost, &book->lost_cap,
                               book->nlost + 1, sizeof(kp_str));
    book->lost[book->nlost++] = kp_str_copy(book->arena, file);
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

bool kp_sheet_hides(const kp_sheet *sheet, uint32_t j)
{
    for (size_t k = 0; k < sheet->nhidden_columns; k++)
        if (j + 1 >= sheet->hidden_columns[k].from && j < sheet->hidden_columns[k].to)
            return true;
    return false;
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
        where.sheet = sheet->tab;
    if (i < sheet->nrows)
        where.row = sheet->rows[i].number;
    return where;
}

static size_t count_digits(kp_str s, size_t at)
{
    size_t n = 0;

    while (at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9')
        n++;
    return n;
}

/* "8" and "500.00" side by side, touching but for the comma, neither quoted. */
static bool looks_split(const kp_cell *left, const kp_cell *right)
{
    kp_str a = kp_cell_text(left), b = kp_cell_text(right);

    if (a.n == 0 || b.n < 3 || a.p + a.n + 1 != b.p || a.p[a.n] != ',')
        return false;
    while (a.n > 0 && (a.p[0] == '-' || a.p[0] == ' '))
        a = kp_str_slice(a, 1, a.n);
    for (size_t k = 0; k < 2; k++) {
        kp_str mark = k ? KP_STR("￥") : KP_STR("¥");

        if (kp_str_starts(a, mark))
            a = kp_str_slice(a, mark.n, a.n);
    }
    size_t lead = count_digits(a, 0);
    if (lead == 0 || lead > 3 || lead != a.n || a.p[0] == '0' ||
        count_digits(b, 0) != 3)
        return false;
    kp_str rest = kp_str_slice(b, 3, b.n);
    if (rest.n > 0 && rest.p[0] == '.')
        rest = kp_str_slice(rest, 1 + count_digits(rest, 1), rest.n);
    return rest.n == 0 || kp_str_is(kp_str_trim(rest), "元");
}

bool kp_row_is_split(const kp_sheet *sheet, uint32_t head, uint32_t i, uint32_t *j)
{
    const kp_row *row = &sheet->rows[i];

    if (row->width <= sheet->rows[head].width)
        return false;
    for (*j = 0; *j + 1 < row->ncells; (*j)++)
        if (looks_split(&row->cells[*j], &row->cells[*j + 1]))
            return true;
    return false;
}

kp_str kp_split_amount(const kp_sheet *sheet, uint32_t i, uint32_t j)
{
    const kp_cell *left = kp_sheet_cell(sheet, i, j), *right = left + 1;

    return (kp_str){left->p, (size_t)left->n + 1 + right->n};
}

void kp_sheet_row_numbers(const kp_sheet *sheet, const uint32_t *i, size_t n,
                          kp_buf *out)
{
    for (size_t k = 0; k < n && k < KP_ROWS_LISTED; k++) {
        kp_buf_z(out, k > 0 ? "、" : "");
        kp_buf_uint(out, sheet->rows[i[k]].number);
    }
    if (n > KP_ROWS_LISTED)
        kp_buf_z(out, " 等");
}
