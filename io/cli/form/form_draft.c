/* form_draft.c - growing lists behind form_draft.h. */
#include "io/cli/form/form_draft.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/fold.h"

enum {
    NARROWEST = 6,
    WIDEST = 40,
    ROWS_MEASURED = 2000,
};

void kp_draft_open(kp_draft *draft, kp_arena *arena, const kp_sheet *cells)
{
    *draft = (kp_draft){.arena = arena, .sheet = {.name = cells->name, .cells = cells}};
}

void kp_draft_area(kp_draft *draft, uint32_t top, uint32_t left, uint32_t bottom,
                   uint32_t right, kp_form_style style)
{
    size_t n = draft->sheet.nareas;

    if (top >= bottom || left >= right)
        return;
    draft->area = kp_arena_grow(draft->arena, draft->area, &draft->area_cap, n + 1,
                                sizeof *draft->area);
    // By first row; those of one row as they came.
    while (n > 0 && draft->area[n - 1].top > top) {
        draft->area[n] = draft->area[n - 1];
        n--;
    }
    draft->area[n] = (kp_form_area){top, left, bottom, right, style};
    draft->sheet.nareas++;
}

kp_form_column *kp_draft_column(kp_draft *draft, uint32_t j)
{
    draft->column = kp_arena_grow(draft->arena, draft->column, &draft->column_cap,
                                  (size_t)j + 1, sizeof *draft->column);
    while (draft->sheet.ncolumns <= j)
        draft->column[draft->sheet.ncolumns++] =
            (kp_form_column){.style = {.look = KP_FORM_BARE, .decimals = -1}};
    return &draft->column[j];
}

void kp_draft_remark(kp_draft *draft, uint32_t row, uint32_t col, kp_str text)
{
    size_t n = draft->sheet.nremarks++;

    draft->remark = kp_arena_grow(draft->arena, draft->remark, &draft->remark_cap,
                                  n + 1, sizeof *draft->remark);
    draft->remark[n] = (kp_form_remark){row, col, text};
}

kp_form_check *kp_draft_check(kp_draft *draft, uint32_t top, uint32_t left,
                              uint32_t bottom, uint32_t right)
{
    size_t n = draft->sheet.nchecks++;

    draft->check = kp_arena_grow(draft->arena, draft->check, &draft->check_cap, n + 1,
                                 sizeof *draft->check);
    draft->check[n] =
        (kp_form_check){.top = top, .left = left, .bottom = bottom, .right = right};
    return &draft->check[n];
}

void kp_draft_alarm(kp_draft *draft, uint32_t top, uint32_t left, uint32_t bottom,
                    uint32_t right, kp_form_colour colour, kp_str formula)
{
    size_t n = draft->sheet.nalarms;

    if (formula.n > KP_FORM_FORMULA_MOST)
        return;
    draft->sheet.nalarms++;
    draft->alarm = kp_arena_grow(draft->arena, draft->alarm, &draft->alarm_cap, n + 1,
                                 sizeof *draft->alarm);
    draft->alarm[n] = (kp_form_alarm){top, left, bottom, right, colour, formula};
}

/* A cell of several lines is as wide as its widest. */
static size_t width_of(kp_str text)
{
    size_t widest = 0;

    while (text.n) {
        size_t width = kp_display_width(kp_str_cut(&text, '\n'));

        if (width > widest)
            widest = width;
    }
    return widest;
}

void kp_draft_widths(kp_draft *draft, uint32_t from)
{
    const kp_sheet *cells = draft->sheet.cells;

    for (uint32_t i = from; i < cells->nrows && i < from + ROWS_MEASURED; i++)
        for (uint32_t j = 0; j < cells->rows[i].ncells; j++) {
            kp_form_column *column = kp_draft_column(draft, j);
            size_t width = width_of(kp_cell_text(&cells->rows[i].cells[j])) + 2;

            width = width > WIDEST ? WIDEST : width < NARROWEST ? NARROWEST : width;
            if (width > column->width)
                column->width = (uint32_t)width;
        }
    for (size_t j = 0; j < draft->sheet.ncolumns; j++)
        if (draft->column[j].width == 0)
            draft->column[j].width = NARROWEST;
}

static int by_row(const void *a, const void *b)
{
    const kp_form_remark *x = a, *y = b;

    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->col < y->col ? -1 : x->col > y->col;
}

const kp_form_sheet *kp_draft_finish(kp_draft *draft)
{
    kp_form_sheet *sheet = &draft->sheet;

    if (sheet->nremarks)
        qsort(draft->remark, sheet->nremarks, sizeof *draft->remark, by_row);
    sheet->column = draft->column;
    sheet->area = draft->area;
    sheet->remark = draft->remark;
    sheet->check = draft->check;
    sheet->alarm = draft->alarm;
    return sheet;
}

void kp_draft_cell(kp_book *book, kp_sheet *sheet, uint32_t i, uint32_t j, kp_cell cell)
{
    while (sheet->nrows <= i)
        (void)kp_sheet_add_row(book, sheet, 0);
    kp_row *row = &sheet->rows[i];
    size_t cap = row->ncells;

    if (j >= row->ncells) {
        row->cells = kp_arena_grow(book->arena, row->cells, &cap, (size_t)j + 1,
                                   sizeof(kp_cell));
        row->ncells = j + 1;
    }
    row->cells[j] = cell;
}

void kp_draft_text(kp_book *book, kp_sheet *sheet, uint32_t i, uint32_t j, kp_str text)
{
    if (text.n)
        kp_draft_cell(book, sheet, i, j,
                      (kp_cell){text.p, (uint32_t)text.n, .kind = KP_CELL_TEXT});
}
