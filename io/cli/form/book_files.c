/* book_files.c - which file a sheet of a workbook becomes: by its index, or its name.
 */
#include <stdio.h>

#include "engine/base/symbols.h"
#include "io/cli/form/convert.h"
#include "io/cli/form/data_form.h"
#include "io/cli/paths.h"

enum {
    SHEET_COLUMN = 1,
    FILE_COLUMN = 2,
    PATH_MOST = 1000,
};

static kp_str text_at(const kp_sheet *sheet, uint32_t number, uint32_t j)
{
    for (uint32_t i = 0; i < sheet->nrows; i++)
        if (sheet->rows[i].number == number)
            return kp_cell_text(kp_sheet_cell(sheet, i, j));
    return KP_NONE;
}

static bool is_index(const kp_sheet *sheet)
{
    const uint32_t head = KP_INDEX_HEAD + 1;

    return kp_str_is(sheet->name, KP_INDEX_SHEET) &&
           kp_str_is(text_at(sheet, head, SHEET_COLUMN), "工作表") &&
           kp_str_is(text_at(sheet, head, FILE_COLUMN), "文件");
}

bool kp_is_guide(const kp_sheet *sheet)
{
    const uint32_t head = KP_DATA_HEAD_ROW + 1;

    return !sheet->is_csv && kp_str_is(sheet->name, KP_GUIDE_SHEET) &&
           kp_str_is(text_at(sheet, head, 0), "工作表") &&
           kp_str_is(text_at(sheet, head, 2), "填什么");
}

const kp_sheet *kp_index_find(const kp_sheet *const *sheets, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (!sheets[k]->is_csv && is_index(sheets[k]))
            return sheets[k];
    return NULL;
}

/* UINT32_MAX when the index does not have it. */
static uint32_t row_of(const kp_sheet *index, kp_str sheet)
{
    for (uint32_t i = 0; i < index->nrows; i++)
        if (index->rows[i].number > KP_INDEX_HEAD + 1 &&
            kp_str_eq(kp_cell_text(kp_sheet_cell(index, i, SHEET_COLUMN)), sheet))
            return i;
    return UINT32_MAX;
}

kp_str kp_index_file(const kp_sheet *index, kp_str sheet)
{
    uint32_t i = row_of(index, sheet);

    if (i == UINT32_MAX)
        return KP_NONE;
    return kp_cell_text(kp_sheet_cell(index, i, FILE_COLUMN));
}

// ---- names that may be written

static bool is_hidden_name(kp_str name)
{
    return name.p[0] == '.' || kp_str_starts(name, KP_STR("~$"));
}

/* Inside the folder, seen when it is listed, and one that every system takes. */
static bool is_good_file(kp_str file)
{
    kp_str rest = file;

    if (file.n > PATH_MOST || !kp_path_ends_in(file, ".csv") ||
        file.p[file.n - 1] == '/' || file.p[0] == '/')
        return false;
    for (size_t i = 0; i < file.n; i++)
        if ((unsigned char)file.p[i] < 0x20 || file.p[i] == '\\')
            return false;
    while (rest.n) {
        kp_str part = kp_str_cut(&rest, '/');

        if (part.n == 0 || is_hidden_name(part))
            return false;
    }
    return true;
}

static kp_str default_file(kp_cli *cli, kp_str sheet)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    if (is_hidden_name(sheet))
        kp_buf_z(&text, "表");
    kp_buf_str(&text, sheet);
    kp_buf_z(&text, ".csv");
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

/* 01-, 02- … before names whose order is not that of the sheets. */
static void number_files(kp_cli *cli, kp_index *out)
{
    bool in_order = true;

    for (size_t k = 1; k < out->n; k++)
        in_order = in_order && kp_str_cmp(out->row[k - 1].file, out->row[k].file) < 0;
    for (size_t k = 0; k < out->n && !in_order; k++) {
        kp_buf text;

        kp_buf_init(&text, 4096);
        kp_buf_printf(&text, "%02zu-%.*s", k + 1, KP_FMT(out->row[k].file));
        out->row[k].file = kp_str_copy(cli->arena, kp_buf_view(&text));
        kp_buf_free(&text);
    }
}

// ---- all files of a book

static kp_status bad_file(kp_cli *cli, const kp_sheet *index, kp_str sheet, kp_str file)
{
    uint32_t i = row_of(index, sheet);

    return kp_fail(cli->diags, KP6607, kp_where_cell(index, i, FILE_COLUMN), file, file,
                   KP_NONE, KP_NONE);
}

static kp_status check_files(kp_cli *cli, const kp_sheet *index, const kp_index *files)
{
    kp_status worst = KP_OK;
    kp_map seen;
    size_t first;

    kp_map_init(&seen, cli->arena);
    for (size_t k = 0; k < files->n; k++)
        if (!is_good_file(files->row[k].file) ||
            !kp_map_put(&seen, files->row[k].file, k, &first))
            worst = bad_file(cli, index, files->row[k].sheet->name, files->row[k].file);
    return worst;
}

/* Sheets that the index names and nobody has: removed or renamed by hand. */
static void tell_lost_sheets(kp_cli *cli, const kp_book *book, const kp_sheet *index)
{
    for (uint32_t i = 0; i < index->nrows; i++) {
        kp_str name = kp_cell_text(kp_sheet_cell(index, i, SHEET_COLUMN));
        bool found = index->rows[i].number <= KP_INDEX_HEAD + 1 || name.n == 0;

        for (size_t k = 0; k < book->nsheets; k++)
            found = found || kp_str_eq(book->sheets[k]->name, name);
        if (!found)
            (void)kp_fail(cli->diags, KP6606, kp_where_cell(index, i, SHEET_COLUMN),
                          name, name, KP_NONE, KP_NONE);
    }
}

kp_status kp_index_read(kp_cli *cli, const kp_book *book, kp_index *out)
{
    const kp_sheet *index =
        kp_index_find((const kp_sheet *const *)book->sheets, book->nsheets);

    *out = (kp_index){.row = KP_NEW_ARRAY(cli->arena, book->nsheets + 1, kp_index_row)};
    for (size_t k = 0; k < book->nsheets; k++) {
        const kp_sheet *sheet = book->sheets[k];
        kp_str file = index ? kp_index_file(index, sheet->name) : KP_NONE;

        if (sheet == index)
            continue;
        out->row[out->n++] =
            (kp_index_row){sheet, file.n ? file : default_file(cli, sheet->name)};
    }
    if (!index) {
        number_files(cli, out);
        return KP_OK;
    }
    tell_lost_sheets(cli, book, index);
    return check_files(cli, index, out);
}
