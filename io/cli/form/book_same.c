/* book_same.c - is what was written what had been read?  See convert.h. */
#include "io/cli/form/convert.h"

size_t kp_filled_cells(const kp_sheet *sheet)
{
    size_t n = 0;

    for (uint32_t i = 0; i < sheet->nrows; i++)
        for (uint32_t j = 0; j < sheet->rows[i].ncells; j++)
            n += sheet->rows[i].cells[j].n > 0;
    return n;
}

/* Rows are found by their number; *i is where the search goes on. */
static const kp_cell *cell_numbered(const kp_sheet *sheet, uint32_t *i, uint32_t number,
                                    uint32_t j)
{
    while (*i < sheet->nrows && sheet->rows[*i].number < number)
        (*i)++;
    bool found = *i < sheet->nrows && sheet->rows[*i].number == number;
    return kp_sheet_cell(sheet, found ? *i : UINT32_MAX, j);
}

static bool all_stand_there(const kp_sheet *read, kp_cell_texts *text, void *context,
                            const kp_sheet *written, uint32_t *row, uint32_t *column)
{
    uint32_t i = 0;

    for (*row = 0; *row < written->nrows; (*row)++)
        for (*column = 0; *column < written->rows[*row].ncells; (*column)++) {
            const kp_cell *found = &written->rows[*row].cells[*column];
            const kp_cell *cell =
                cell_numbered(read, &i, written->rows[*row].number, *column);

            if (!kp_str_eq(kp_cell_text(found), text(context, cell)))
                return false;
        }
    return true;
}

bool kp_same_cells(const kp_sheet *read, kp_cell_texts *text, void *context,
                   const kp_sheet *written, uint32_t *row, uint32_t *column)
{
    return all_stand_there(read, text, context, written, row, column) &&
           kp_filled_cells(read) == kp_filled_cells(written);
}
