/* convert_unpack.c - the sheets of a workbook as CSV files; see convert.h.
 *
 * Cells become the texts that a reader of the workbook would get, so that kpay makes
 * the same of both.  What CSV cannot hold is refused or told, never dropped in silence.
 */
#include <stdio.h>
#include <string.h>

#include "io/cli/form/convert.h"
#include "io/cli/paths.h"
#include "io/cli/run/run_sources.h"
#include "io/csv/csv_read.h"
#include "io/csv/csv_write.h"
#include "io/files/files.h"
#include "io/ooxml/xlsx_read.h"

typedef struct unpacking {
    kp_cli *cli;
    kp_str from, to;
    kp_book book;
    kp_index index;
    kp_folder *folder;  // NULL: one file
    unsigned nbases;    // bases that are not written, since they are at hand
} unpacking;

// ---- cells

static kp_status refuse(unpacking *u, kp_code code, const kp_sheet *sheet, uint32_t i,
                        uint32_t j)
{
    const kp_cell *cell = kp_sheet_cell(sheet, i, j);

    return kp_fail(u->cli->diags, code, kp_where_cell(sheet, i, j), kp_cell_text(cell),
                   kp_cell_text(cell), KP_NONE, KP_NONE);
}

/* 0.4 shown as a percentage: the same figure, spelled so that it stays one. */
static kp_str percentage(unpacking *u, kp_str text)
{
    kp_decimal num;
    kp_buf out;

    if (!kp_dec_parse(text, true, &num) || !kp_dec_mul(num, kp_dec(100, 0), &num))
        return text;
    kp_buf_init(&out, 2 * KP_DEC_TEXT);
    kp_dec_print(num, -1, &out);
    kp_buf_char(&out, '%');
    kp_str copy = kp_str_copy(u->cli->arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return copy;
}

static kp_str shown_text(void *context, const kp_cell *cell)
{
    unpacking *u = context;

    if (cell->kind == KP_CELL_NUMBER && cell->format == KP_SHOWN_PERCENT)
        return percentage(u, kp_cell_text(cell));
    return kp_cell_text(cell);
}

/* Rows behind the last one with text would be no rows when they are read again. */
static uint32_t rows_with_text(const kp_sheet *sheet)
{
    uint32_t n = sheet->nrows;

    while (n > 0 && sheet->rows[n - 1].ncells == 0)
        n--;
    return n;
}

static kp_status put_row(unpacking *u, kp_csv_writer *writer, const kp_sheet *sheet,
                         uint32_t i)
{
    kp_status status = KP_OK;

    for (uint32_t j = 0; j < sheet->rows[i].ncells; j++) {
        const kp_cell *cell = &sheet->rows[i].cells[j];

        if (cell->kind == KP_CELL_UNCACHED)
            status = refuse(u, KP6608, sheet, i, j);
        else if (cell->kind == KP_CELL_FAULT)
            status = refuse(u, KP6609, sheet, i, j);
        kp_csv_text(writer, shown_text(u, cell));
    }
    kp_csv_end_row(writer);
    return status;
}

static void tell_merged(unpacking *u, const kp_sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->nrows; i++)
        for (uint32_t j = 0; j < sheet->rows[i].ncells; j++)
            if (sheet->rows[i].cells[j].merged) {
                (void)kp_fail(u->cli->diags, KP6610, kp_where_cell(sheet, i, j),
                              KP_NONE, KP_NONE, KP_NONE, KP_NONE);
                return;  // once a sheet
            }
}

/* Blank rows have numbers, too, but a reader may leave them out. */
static kp_status put_sheet(unpacking *u, const kp_sheet *sheet, kp_str file,
                           kp_buf *out)
{
    const kp_csv_style style = {.encoding = KP_CSV_UTF8, .careful = true};
    uint32_t n = rows_with_text(sheet), written = 0;
    kp_csv_writer writer;
    kp_status worst = kp_csv_open(&writer, file, style, out, u->cli->diags);

    if (worst != KP_OK)
        return worst;
    for (uint32_t i = 0; i < n; i++) {
        for (; written + 1 < sheet->rows[i].number; written++)
            kp_csv_end_row(&writer);
        kp_status status = put_row(u, &writer, sheet, i);
        written++;
        worst = status == KP_OK ? worst : status;
    }
    tell_merged(u, sheet);
    kp_status closed = kp_csv_close(&writer);
    return worst == KP_OK ? closed : worst;
}

// ---- proof

/* What was written is read once more: a separator that is none, a text that looks like
 * another kind of file, must not be found out by whoever uses it. */
static kp_status prove(unpacking *u, const kp_sheet *sheet, kp_str file, kp_str bytes)
{
    kp_book again;
    uint32_t i = 0, j = 0;

    kp_book_init(&again, u->cli->arena);
    kp_status status = kp_csv_read(&again, file, bytes, u->cli->diags);
    if (status != KP_OK)
        return status;
    if (kp_same_cells(sheet, shown_text, u, again.sheets[0], &i, &j))
        return KP_OK;
    return kp_fail(u->cli->diags, KP6611, kp_where_cell(sheet, i, j), KP_NONE, file,
                   KP_NONE, KP_NONE);
}

// ---- files

static kp_status save(unpacking *u, kp_str file, kp_str bytes)
{
    if (!u->folder)
        return kp_file_save(u->to, bytes, false, u->cli->diags);
    return kp_folder_write(u->folder, file, bytes, NULL, u->cli->diags);
}

static kp_status unpack_sheet(unpacking *u, const kp_sheet *sheet, kp_str file)
{
    kp_buf out;

    kp_buf_init(&out, KP_CSV_MAX_BYTES);
    kp_status status = put_sheet(u, sheet, file, &out);
    if (status == KP_OK)
        status = prove(u, sheet, file, kp_buf_view(&out));
    if (status == KP_OK)
        status = save(u, file, kp_buf_view(&out));
    kp_buf_free(&out);
    return status;
}

static kp_status unpack_sheets(unpacking *u)
{
    kp_status worst = KP_OK;

    for (size_t k = 0; k < u->index.n; k++) {
        const kp_index_row *row = &u->index.row[k];
        unsigned base = kp_base_of_file(row->file);

        if (base > 0 && base <= u->nbases)
            continue;
        if (kp_filled_cells(row->sheet) == 0) {
            (void)kp_fail(u->cli->diags, KP6612,
                          (kp_where){.file = u->from, .sheet = row->sheet->name},
                          KP_NONE, row->sheet->name, KP_NONE, KP_NONE);
            continue;
        }
        kp_status status = unpack_sheet(u, row->sheet, row->file);
        if (worst == KP_OK || status == KP_EIO)
            worst = status == KP_OK ? worst : status;
    }
    return worst;
}

/* Seen from the new folder, which is hidden yet but stands in the same place. */
static kp_status find_bases(unpacking *u)
{
    kp_buf path;

    kp_buf_init(&path, 1 << 16);
    kp_status status = kp_folder_path(u->folder, KP_STR("x.csv"), &path, u->cli->diags);
    if (status == KP_OK) {
        kp_str file = kp_str_copy(u->cli->arena, kp_buf_view(&path));
        kp_str folder = kp_str_slice(file, 0, file.n - strlen("/x.csv"));

        u->nbases = kp_bases_at_hand(u->cli, folder, &u->index, shown_text, u);
    }
    kp_buf_free(&path);
    return status;
}

static kp_status unpack_to_folder(unpacking *u)
{
    kp_cli *cli = u->cli;
    kp_status status = kp_folder_open(u->to, KP_SHA256, &cli->folder, cli->diags);

    if (status != KP_OK)
        return status;
    u->folder = cli->folder;
    status = find_bases(u);
    if (status == KP_OK)
        status = unpack_sheets(u);
    cli->folder = NULL;
    if (status == KP_OK)
        return kp_folder_commit(u->folder, KP_NONE, cli->diags);
    kp_folder_abort(u->folder, cli->diags);
    return status;
}

static kp_status unpack_to_file(unpacking *u)
{
    if (u->index.n == 1)
        return unpack_sheet(u, u->index.row[0].sheet, u->to);
    return kp_fail(u->cli->diags, KP6613, KP_NOWHERE, KP_NONE, u->from,
                   kp_cli_count(u->cli, u->index.n), KP_NONE);
}

kp_status kp_convert_unpack(kp_cli *cli, kp_str from, kp_str to)
{
    unpacking *u = KP_NEW(cli->arena, unpacking);
    kp_str bytes;

    *u = (unpacking){.cli = cli, .from = from, .to = to};
    kp_book_init(&u->book, cli->arena);
    kp_status status =
        kp_file_read(cli->arena, KP_NONE, from, KP_XLSX_MAX_BYTES, &bytes, cli->diags);
    if (status == KP_OK)
        status = kp_xlsx_read(&u->book, from, bytes, cli->diags);
    if (status == KP_OK)
        status = kp_index_read(cli, &u->book, &u->index);
    if (status != KP_OK)
        return status;
    return kp_path_ends_in(to, ".csv") ? unpack_to_file(u) : unpack_to_folder(u);
}
