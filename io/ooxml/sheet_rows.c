/* sheet_rows.c - the rows of a sheet while they come, and its merged cells.
 *
 * Rows are kept in chunks that go back to the system as the sheet's own array is filled
 * from them: an array that doubles would leave its smaller copies in the arena.  Blank
 * rows at the end are dropped, however many were formatted; between others at most
 * MOST_BLANKS of a gap are kept, and every row knows its number.
 */
#include <stdlib.h>
#include <string.h>

#include "io/ooxml/xlsx_parts.h"

enum {
    CHUNK_ROWS = 4096,
    MOST_BLANKS = 20,
};

struct kp__row_chunk {
    kp__row_chunk *next;
    uint32_t n;
    kp_row row[CHUNK_ROWS];
};

static kp_row *new_row(kp__xlsx *x, kp__rows *rows, uint32_t number)
{
    if (!rows->last || rows->last->n == CHUNK_ROWS) {
        kp__row_chunk *chunk = malloc(sizeof *chunk);

        if (!chunk) {
            (void)kp__xlsx_no_memory(x);
            return NULL;
        }
        chunk->next = NULL;
        chunk->n = 0;
        *(rows->last ? &rows->last->next : &rows->first) = chunk;
        rows->last = chunk;
    }
    kp_row *row = &rows->last->row[rows->last->n++];
    *row = (kp_row){.number = number};
    rows->nrows++;
    return row;
}

static bool add_blanks(kp__xlsx *x, kp__rows *rows, uint32_t before)
{
    uint32_t gap = before - rows->number - 1;
    uint32_t from = gap > MOST_BLANKS ? before - MOST_BLANKS : before - gap;

    for (; from < before; from++)
        if (!new_row(x, rows, from))
            return false;
    return true;
}

bool kp__rows_add(kp__xlsx *x, kp__rows *rows, uint32_t number, bool hidden,
                  const kp_cell *cell, uint32_t ncells)
{
    if (ncells == 0)
        return true;
    if (!add_blanks(x, rows, number))
        return false;
    kp_row *row = new_row(x, rows, number);
    if (!row)
        return false;
    row->hidden = hidden;
    row->cells = KP_NEW_ARRAY(x->book->arena, ncells, kp_cell);
    row->ncells = row->width = ncells;
    memcpy(row->cells, cell, ncells * sizeof *cell);
    rows->number = number;
    if (ncells > rows->widest)
        rows->widest = ncells;
    return true;
}

/* ---- merged cells ---- */

static bool bad_merge(kp__xlsx *x, const kp__rows *rows, kp_code code, kp_str ref)
{
    kp_where where = {.file = x->file, .sheet = rows->sheet->name};

    (void)kp_fail(x->diags, code, where, KP_NONE, ref, KP_NONE, KP_NONE);
    x->failed = true;
    return false;
}

bool kp__rows_merge(kp__xlsx *x, kp__rows *rows, const char *ref)
{
    kp__merge m;
    char corner[16];
    const char *colon = strchr(ref, ':');
    size_t n = colon ? (size_t)(colon - ref) : strlen(ref);

    if (n >= sizeof corner)
        return bad_merge(x, rows, KP1183, kp_str_of(ref));
    memcpy(corner, ref, n);
    corner[n] = '\0';
    if (!kp__cell_place(corner, &m.top, &m.left) ||
        !kp__cell_place(colon ? colon + 1 : corner, &m.bottom, &m.right) ||
        m.bottom < m.top || m.right < m.left)
        return bad_merge(x, rows, KP1183, kp_str_of(ref));
    if (rows->nmerges >= KP_XLSX_MAX_MERGES)
        return kp__xlsx_limit(x, "合并单元格 / merged cells", KP_XLSX_MAX_MERGES);
    rows->merge = kp_arena_grow(x->scratch, rows->merge, &rows->merges_cap,
                                rows->nmerges + 1, sizeof *rows->merge);
    rows->merge[rows->nmerges++] = m;
    return true;
}

/* The first row with this number or a greater one. */
static uint32_t row_from(const kp_sheet *sheet, uint32_t number)
{
    uint32_t low = 0, high = sheet->nrows;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;

        if (sheet->rows[mid].number < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool widen(kp__xlsx *x, kp_row *row, uint32_t ncells)
{
    if (row->ncells >= ncells)
        return true;
    x->nblanks += ncells;
    if (x->nblanks > KP_XLSX_MAX_BLANKS)
        return kp__xlsx_limit(x, "空单元格 / empty cells", KP_XLSX_MAX_BLANKS);
    kp_cell *cells = KP_NEW_ARRAY(x->book->arena, ncells, kp_cell);
    if (row->ncells > 0)
        memcpy(cells, row->cells, row->ncells * sizeof *cells);
    row->cells = cells;
    row->ncells = row->width = ncells;
    return true;
}

/* A cell under a merged one: what stands in it is shown to nobody. */
static bool cover(kp__xlsx *x, kp_sheet *sheet, uint32_t i, uint32_t j)
{
    kp_cell *cell = &sheet->rows[i].cells[j];

    if (cell->merged)
        return false;
    if (!kp_cell_is_blank(cell))
        (void)kp_fail(x->diags, KP1172, kp_where_cell(sheet, i, j), kp_cell_text(cell),
                      kp_cell_text(cell), KP_NONE, KP_NONE);
    *cell = (kp_cell){.kind = KP_CELL_EMPTY, .merged = 1};
    return true;
}

/* Only as far as the sheet has content: a title may be merged over all columns. */
static bool mark_merged(kp__xlsx *x, kp__rows *rows, const kp__merge *m)
{
    kp_sheet *sheet = rows->sheet;
    uint32_t right = m->right < rows->widest ? m->right : rows->widest;

    for (uint32_t i = row_from(sheet, m->top);
         i < sheet->nrows && sheet->rows[i].number <= m->bottom; i++) {
        bool first = sheet->rows[i].number == m->top;

        if (right < m->left || (first && right == m->left))
            continue;
        if (!widen(x, &sheet->rows[i], right))
            return false;
        for (uint32_t j = m->left + first; j <= right; j++)
            if (!cover(x, sheet, i, j - 1))
                return bad_merge(x, rows, KP1186, KP_NONE);
    }
    return true;
}

/* ---- the sheet's own array ---- */

bool kp__rows_finish(kp__xlsx *x, kp__rows *rows)
{
    kp_sheet *sheet = rows->sheet;

    sheet->rows = KP_NEW_ARRAY(x->book->arena, rows->nrows, kp_row);
    sheet->rows_cap = rows->nrows;
    while (rows->first) {
        kp__row_chunk *chunk = rows->first;

        memcpy(sheet->rows + sheet->nrows, chunk->row, chunk->n * sizeof(kp_row));
        sheet->nrows += chunk->n;
        rows->first = chunk->next;
        free(chunk);
    }
    rows->last = NULL;
    for (size_t k = 0; k < rows->nmerges; k++)
        if (!mark_merged(x, rows, &rows->merge[k]))
            return false;
    return true;
}

void kp__rows_free(kp__rows *rows)
{
    while (rows->first) {
        kp__row_chunk *chunk = rows->first;

        rows->first = chunk->next;
        free(chunk);
    }
    rows->last = NULL;
}
