/* sheets_hidden.c - rules that a workbook hides: they count, and that is told.
 *
 * A hidden row of a rule table decides about pay as any other does, but whoever looks
 * at the sheet does not see it.  Hidden or filtered rows, hidden columns and hidden
 * sheets are therefore named; rows of data are told where data are loaded.
 */
#include "rules/build.h"

static void tell(kp_build *b, kp_code code, const kp_block *block, uint32_t i,
                 uint32_t j, kp_str arg1, const kp_buf *list)
{
    (void)kp_fail(b->diags, code, kp_block_where(block, i, j),
                  kp_cell_text(kp_block_cell(block, i, j)), arg1, kp_buf_view(list),
                  KP_NONE);
}

static void tell_hidden_rows(kp_build *b, const kp_block *block)
{
    uint32_t row[KP_ROWS_LISTED];
    size_t n = 0;
    kp_buf list, number;

    for (uint32_t i = block->top; i < block->bottom; i++) {
        if (!block->sheet->rows[i].hidden)
            continue;
        if (n < KP_ROWS_LISTED)
            row[n] = i;
        n++;
    }
    if (n == 0)
        return;
    kp_buf_init(&list, 256);
    kp_buf_init(&number, 32);
    kp_sheet_row_numbers(block->sheet, row, n, &list);
    kp_buf_uint(&number, n);
    tell(b, KP2170, block, row[0], block->left, kp_buf_view(&number), &list);
    kp_buf_free(&number);
    kp_buf_free(&list);
}

static void tell_hidden_columns(kp_build *b, const kp_block *block)
{
    kp_buf letters;

    for (uint32_t j = block->left; j < block->right; j++) {
        if (!kp_sheet_hides(block->sheet, j))
            continue;
        uint32_t head = block->top + (block->bottom > block->top + 1);

        kp_buf_init(&letters, 32);
        kp_column_letters(j + 1, &letters);
        tell(b, KP2171, block, head, j, kp_cell_text(kp_block_cell(block, head, j)),
             &letters);
        kp_buf_free(&letters);
    }
}

void kp__tell_hidden(kp_build *b)
{
    for (size_t k = 0; k < b->nblocks; k++) {
        const kp_block *block = &b->block[k];
        bool first = k == 0 || b->block[k - 1].sheet != block->sheet;

        if (block->sheet->hidden && first)
            (void)kp_fail(b->diags, KP2172,
                          kp_block_where(block, block->top, block->left), block->name,
                          block->sheet->tab, KP_NONE, KP_NONE);
        if (block->kind == KP_BLOCK_DATA)
            continue;
        tell_hidden_rows(b, block);
        tell_hidden_columns(b, block);
    }
}
