/* run_cells.c - hashes of logical cells.
 *
 * A CSV saved in another encoding, or a workbook packed by another zlib, has other
 * bytes and the same cells.  One line a row, TAB between cells, escapes as in the log.
 */
#include <string.h>

#include "engine/report_rows.h"
#include "io/cli/run/run_write.h"

#define CELLS_MAX (SIZE_MAX / 4)

static void put_escaped(kp_buf *out, kp_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\t')
            kp_buf_z(out, "\\t");
        else if (text.p[i] == '\n')
            kp_buf_z(out, "\\n");
        else if (text.p[i] == '\\')
            kp_buf_z(out, "\\\\");
        else
            kp_buf_char(out, text.p[i]);
    }
}

static void set_cells(kp_log_file *file, const kp_buf *cells)
{
    kp_digest digest;

    if (cells->broken || !kp_hash_of(KP_SHA256, kp_buf_view(cells), &digest))
        return;
    file->has_cells = true;
    memcpy(file->cells, digest.bytes, KP_LOG_HASH);
}

static void put_sheet(kp_buf *cells, const kp_sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->nrows; i++) {
        const kp_row *row = &sheet->rows[i];

        kp_buf_uint(cells, row->number);
        for (uint32_t j = 0; j < row->ncells; j++) {
            kp_buf_char(cells, '\t');
            put_escaped(cells, kp_cell_text(&row->cells[j]));
        }
        kp_buf_char(cells, '\n');
    }
}

/* A workbook's sheets one behind the other, each under its name. */
void kp__cells_of_file(const kp_source_file *source, kp_log_file *file)
{
    kp_buf cells;

    kp_buf_init(&cells, CELLS_MAX);
    for (size_t i = 0; i < source->nsheets; i++) {
        if (!source->sheet[i]->is_csv) {
            kp_buf_char(&cells, '\t');
            put_escaped(&cells, source->sheet[i]->name);
            kp_buf_char(&cells, '\n');
        }
        put_sheet(&cells, source->sheet[i]);
    }
    set_cells(file, &cells);
    kp_buf_free(&cells);
}

static void put_report_row(kp_buf *cells, kp_buf *scratch, const kp_run *run,
                           const kp_report *report, size_t ordinal, uint32_t row)
{
    for (size_t k = 0; k < report->ncolumns; k++) {
        const kp_report_column *column = &report->column[k];

        kp_buf_clear(scratch);
        if (column->row_number)
            kp_buf_uint(scratch, ordinal);
        else if (!column->empty)
            kp_report_show(run, column->field, row, scratch);
        put_escaped(cells, kp_buf_view(scratch));
        kp_buf_char(cells, k + 1 < report->ncolumns ? '\t' : '\n');
    }
}

static void put_headings(kp_buf *cells, const kp_report *report)
{
    put_escaped(cells, report->name);
    kp_buf_char(cells, '\t');
    put_escaped(cells, report->title);
    for (size_t k = 0; k < report->ncolumns; k++) {
        kp_buf_char(cells, '\t');
        put_escaped(cells, report->column[k].heading);
    }
    kp_buf_char(cells, '\n');
}

static kp_status put_report(kp_buf *cells, const kp_run *run, const kp_report *report)
{
    kp_report_rows rows;
    kp_buf scratch;
    kp_status status = kp_report_rows_open(run, report, &rows);

    if (status != KP_OK)
        return status;
    kp_buf_init(&scratch, CELLS_MAX);
    put_headings(cells, report);
    for (size_t i = 0; i < rows.n; i++)
        put_report_row(cells, &scratch, run, report, i + 1, rows.row[i]);
    kp_report_rows_close(&rows);
    status = scratch.broken ? KP_ENOMEM : KP_OK;
    kp_buf_free(&scratch);
    return status;
}

kp_status kp__cells_of_workbook(const kp_run *run, kp_log_file *file)
{
    kp_status status = KP_OK;
    kp_buf cells;

    kp_buf_init(&cells, CELLS_MAX);
    for (size_t i = 0; i < run->scheme->nreports && status == KP_OK; i++)
        if (kp_report_in_workbook(run->scheme->report[i]))
            status = put_report(&cells, run, run->scheme->report[i]);
    if (status == KP_OK)
        set_cells(file, &cells);
    kp_buf_free(&cells);
    return status;
}

kp_status kp__cells_of_report(const kp_run *run, const kp_report *report,
                              kp_log_file *file)
{
    kp_buf cells;

    kp_buf_init(&cells, CELLS_MAX);
    kp_status status = put_report(&cells, run, report);
    if (status == KP_OK)
        set_cells(file, &cells);
    kp_buf_free(&cells);
    return status;
}
