/* fuzz_csv.c - any bytes as a CSV file: encodings, separators, quotes, rows.
 *
 * What was read without a fault is UTF-8 in cells and rows within the limits, and the
 * same bytes always give the same sheet.
 */
#include "fuzz_desk.h"
#include "io/csv/csv_read.h"

static void look_at_cells(const kp_sheet *sheet)
{
    fuzz_promise(sheet->nrows <= KP_CSV_MAX_ROWS);
    for (uint32_t i = 0; i < sheet->nrows; i++) {
        const kp_row *row = &sheet->rows[i];

        fuzz_promise(row->number == i + 1 && row->ncells <= KP_CSV_MAX_COLUMNS &&
                     row->ncells <= row->width);
        for (uint32_t j = 0; j < row->ncells; j++)
            fuzz_promise(kp_utf8_valid(kp_cell_text(&row->cells[j])));
        // Trailing empty cells are not kept.
        fuzz_promise(row->ncells == 0 || row->cells[row->ncells - 1].n > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_desk d;

    fuzz_open(&d);
    kp_arena_guard(d.arena, &d.exhausted);
    if (setjmp(d.exhausted) == 0) {
        kp_status status = kp_csv_read(&d.book, KP_STR("输入.csv"),
                                       (kp_str){(const char *)data, size}, d.diags);

        fuzz_look_at_faults(&d, status, 0);
        for (size_t s = 0; s < d.book.nsheets; s++)
            look_at_cells(d.book.sheets[s]);
    }
    fuzz_close(&d);
    return 0;
}
