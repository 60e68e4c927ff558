/* run_live.c - what io/live has thought out, cell by cell into io/xlsx; see run_live.h.
 */
#include "io/cli/run/run_live.h"

#include <stdio.h>
#include <string.h>

#include "io/cli/run/run_write.h"
#include "io/live/live.h"
#include "io/xlsx/cells.h"

#define PATH_MAX_BYTES 8192
#define CELL_MAX_BYTES ((size_t)1 << 20)

kp_str kp_live_name(kp_arena *arena, const kp_month *month)
{
    char period[KP_MONTH_TEXT], name[64];

    kp_month_print(month->day, period);
    (void)snprintf(name, sizeof name, "%s%s-活表.xlsx", kp_month_out_place(month),
                   period);
    return kp_str_copy(arena, kp_str_of(name));
}

static void name_sheet(void *context, kp_str wanted, char out[KP_LIVE_NAME])
{
    char name[KP_CELLS_NAME];

    kp_cells_name(context, wanted, name);
    (void)snprintf(out, KP_LIVE_NAME, "%s", name);
}

/* ---- one cell ---- */

static kp_cell_look look_of(kp_live_look look)
{
    switch (look) {
    case KP_LIVE_PLAIN:
        return KP_CELL_PLAIN;
    case KP_LIVE_TITLE:
        return KP_CELL_TITLE;
    case KP_LIVE_HEADING:
        return KP_CELL_HEADING;
    case KP_LIVE_REMARK:
        return KP_CELL_REMARK;
    case KP_LIVE_INPUT:
        return KP_CELL_INPUT;
    case KP_LIVE_FORMULA:
        return KP_CELL_FORMULA;
    case KP_LIVE_PINNED:
        return KP_CELL_PINNED;
    case KP_LIVE_POSITION:
        return KP_CELL_FAINT;
    case KP_LIVE_VERDICT:
        return KP_CELL_VERDICT;
    case KP_LIVE_ENDLESS:
        return KP_CELL_ENDLESS;
    }
    return KP_CELL_PLAIN;
}

static void write_cell(kp_cells *cells, uint32_t row, uint32_t col,
                       const kp_live_cell *cell)
{
    bool number = cell->content == KP_LIVE_NUMBER || cell->content == KP_LIVE_DATE;
    kp_cell_result value = {number, cell->number, cell->text};
    kp_cell_style style = {
        .look = look_of(cell->look),
        .date = cell->content == KP_LIVE_DATE,
        .money = cell->money,
        .decimals = cell->decimals,
    };

    if (cell->formula.n)
        kp_cells_formula(cells, row, col, cell->formula, cell->array, value, style);
    else if (cell->content != KP_LIVE_EMPTY)
        kp_cells_value(cells, row, col, value, style);
    if (cell->comment.n)
        kp_cells_comment(cells, row, col, cell->comment);
}

static void write_sheet(const kp_live_plan *plan, size_t which, kp_cells *cells,
                        kp_buf *scratch)
{
    const kp_live_sheet *sheet = kp_live_sheet_at(plan, which);
    kp_live_cell cell;
    bool hidden;

    kp_cells_sheet(cells, sheet->name, sheet->hidden);
    kp_cells_freeze(cells, sheet->frozen_rows, sheet->frozen_cols);
    for (uint32_t col = 0; col < sheet->ncols; col++) {
        uint32_t width = kp_live_width(plan, which, col, &hidden);
        kp_cells_width(cells, col, width, hidden);
    }
    for (uint32_t row = 0; row < sheet->nrows && !kp_cells_failed(cells); row++)
        for (uint32_t col = 0; col < sheet->ncols; col++) {
            kp_live_cell_at(plan, which, row, col, scratch, &cell);
            write_cell(cells, row, col, &cell);
        }
}

/* ---- the file ---- */

static kp_status write_sheets(kp_cli *cli, const kp_month *month, kp_cells *cells)
{
    kp_live_plan *plan;
    kp_buf scratch;
    kp_status status =
        kp_live_plan_make(cli->arena, month->run, name_sheet, cells, &plan, cli->diags);

    if (status != KP_OK)
        return status;
    kp_buf_init(&scratch, CELL_MAX_BYTES);
    for (size_t i = 0; i < kp_live_nsheets(plan); i++)
        write_sheet(plan, i, cells, &scratch);
    status = scratch.broken ? KP_ENOMEM : KP_OK;
    kp_buf_free(&scratch);
    return status;
}

/* The library's file is held open while memory may run out: it is given up first. */
static kp_status write_guarded(kp_cli *cli, const kp_month *month, kp_cells *cells)
{
    jmp_buf out_of_memory;
    volatile kp_status status = KP_ENOMEM;
    jmp_buf *volatile outer = kp_arena_guard(cli->arena, &out_of_memory);

    if (setjmp(out_of_memory) == 0)
        status = write_sheets(cli, month, cells);
    kp_arena_guard(cli->arena, outer);
    if (status == KP_ENOMEM)
        (void)kp_fail(cli->diags, KP6012, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE,
                      KP_NONE);
    return status;
}

static kp_status write_to(kp_cli *cli, const kp_month *month, const char *path)
{
    kp_cells *cells;
    kp_status status =
        kp_cells_open(path, month->day, month->compiled->name, &cells, cli->diags);

    if (status != KP_OK)
        return status;
    status = write_guarded(cli, month, cells);
    kp_status closed = kp_cells_close(cells, status == KP_OK);
    return status == KP_OK ? closed : status;
}

kp_status kp_live_write(kp_cli *cli, const kp_month *month, kp_outlet *outlet)
{
    kp_str name = kp_live_name(cli->arena, month);
    kp_buf path;

    kp_cli_progress(cli, "写活表…", "writing the live workbook …");
    kp_buf_init(&path, PATH_MAX_BYTES);
    kp_status status = outlet->path(outlet, name, &path);
    kp_buf_char(&path, 0);
    if (status == KP_OK && path.broken)
        status = KP_ENOMEM;
    if (status == KP_OK)
        status = write_to(cli, month, path.p);
    if (status == KP_OK)
        status = outlet->adopt(outlet, name);
    kp_buf_free(&path);
    return status;
}
