/* cells.c - formulas and their results through the library; see cells.h. */
#include "io/xlsx/cells.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "io/xlsx/number.h"
#include "io/xlsx/plain.h"
#include "io/xlsx/plan.h"
#include "io/xlsx/readback.h"

enum {
    DECIMALS = KP_MAX_DECIMALS + 2,  // one more for "as many as there are"
    SHEETS = 4096,
    GREEN = 0xE8F3E4,
    GREY = 0xEDEDED,
    HEAD_GREY = 0xD9D9D9,
    BLUE = 0x1F3F8F,
    FAINT = 0x808080,
    RED = 0xC00000,
    POINTS = 10,
};

typedef struct sheet_record {
    char name[KP_CELLS_NAME];
    size_t rows;  // with cells
} sheet_record;

struct kp_cells {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    char *path;
    kp_diags *diags;
    lxw_error error;
    kp_buf text, formula;
    lxw_format *format[KP_CELL_LOOKS][2][2][2][DECIMALS];
    sheet_record *record;
    size_t nnamed, nsheets;
    int64_t row;  // last one with a cell
    locale_t plain, before;
};

static void try(kp_cells *cells, lxw_error error)
{
    if (cells->error == LXW_NO_ERROR)
        cells->error = error;
}

bool kp_cells_failed(const kp_cells *cells)
{
    return cells->error != LXW_NO_ERROR;
}

static const char *terminated(kp_cells *cells, kp_buf *text)
{
    kp_buf_char(text, 0);
    if (!text->broken)
        return text->p;
    try(cells, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return "";
}

static const char *plain(kp_cells *cells, kp_str text)
{
    kp_buf_clear(&cells->text);
    kp__wb_put_plain(&cells->text, text);
    return terminated(cells, &cells->text);
}

// ---- formats

static void set_number_format(lxw_format *format, kp_cell_style style)
{
    char code[48];

    if (style.look == KP_CELL_ENDLESS) {
        format_set_num_format(format, "\"—\";\"—\"");
        format_set_align(format, LXW_ALIGN_CENTER);
    } else if (style.date) {
        format_set_num_format(format, "yyyy-mm-dd");
    } else if (style.text) {
        format_set_num_format(format, "@");
    } else if (style.decimals >= 0) {
        (void)snprintf(code, sizeof code, "%s%s%.*s", style.money ? "#,##0" : "0",
                       style.decimals > 0 ? "." : "", style.decimals,
                       "000000000000000000");
        format_set_num_format(format, code);
    }
}

static void set_look(lxw_format *format, kp_cell_look look)
{
    switch (look) {
    case KP_CELL_TITLE:
        format_set_bold(format);
        format_set_font_size(format, 14);
        break;
    case KP_CELL_HEADING:
        format_set_bold(format);
        format_set_bg_color(format, HEAD_GREY);
        break;
    case KP_CELL_REMARK:
    case KP_CELL_FAINT:
        format_set_font_color(format, FAINT);
        break;
    case KP_CELL_INPUT:
        format_set_font_color(format, BLUE);
        break;
    case KP_CELL_FORMULA:
        format_set_bg_color(format, GREEN);
        break;
    case KP_CELL_PINNED:
        format_set_bg_color(format, GREY);
        break;
    case KP_CELL_VERDICT:
        format_set_bold(format);
        format_set_num_format(format, "[Red]General;[Red]-General;0");
        break;
    case KP_CELL_PLAIN:
    case KP_CELL_ENDLESS:
    case KP_CELL_LOOKS:
        break;
    }
}

static lxw_format *format_of(kp_cells *cells, kp_cell_style style)
{
    int decimals = style.decimals < 0                 ? KP_MAX_DECIMALS + 1
                   : style.decimals > KP_MAX_DECIMALS ? KP_MAX_DECIMALS
                                                      : style.decimals;
    lxw_format **slot =
        &cells->format[style.look][style.date][style.money][style.text][decimals];

    if (*slot)
        return *slot;
    *slot = workbook_add_format(cells->workbook);
    if (!*slot) {
        try(cells, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    format_set_font_name(*slot, "宋体");
    format_set_font_size(*slot, POINTS);
    set_number_format(*slot, style);
    set_look(*slot, style.look);
    return *slot;
}

// ---- sheets

void kp_cells_name(kp_cells *cells, kp_str wanted, char out[KP_CELLS_NAME])
{
    if (cells->nnamed >= SHEETS) {
        try(cells, LXW_ERROR_MEMORY_MALLOC_FAILED);
        out[0] = 0;
        return;
    }
    kp__wb_name_sheet(wanted, cells->record->name, sizeof *cells->record, cells->nnamed,
                      out);
    (void)snprintf(cells->record[cells->nnamed++].name, KP_CELLS_NAME, "%s", out);
}

void kp_cells_sheet(kp_cells *cells, const char *name, bool hidden)
{
    cells->row = -1;
    cells->sheet = NULL;
    if (kp_cells_failed(cells))
        return;
    cells->sheet = workbook_add_worksheet(cells->workbook, name);
    if (!cells->sheet) {
        try(cells, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    cells->nsheets++;
    if (hidden)
        worksheet_hide(cells->sheet);
}

void kp_cells_freeze(kp_cells *cells, uint32_t rows, uint32_t cols)
{
    if (cells->sheet && (rows || cols))
        worksheet_freeze_panes(cells->sheet, rows, (lxw_col_t)cols);
}

void kp_cells_width(kp_cells *cells, uint32_t col, uint32_t characters, bool hidden)
{
    lxw_row_col_options options = {.hidden = hidden};

    if (cells->sheet)
        try(cells,
            worksheet_set_column_opt(cells->sheet, (lxw_col_t)col, (lxw_col_t)col,
                                     characters, NULL, &options));
}

// ---- cells

static void note_row(kp_cells *cells, uint32_t row)
{
    if (row == cells->row || cells->nsheets == 0)
        return;
    cells->row = row;
    cells->record[cells->nsheets - 1].rows++;
}

void kp_cells_value(kp_cells *cells, uint32_t row, uint32_t col, kp_cell_result value,
                    kp_cell_style style)
{
    if (!cells->sheet || kp_cells_failed(cells))
        return;
    note_row(cells, row);
    style.text = !value.is_number;
    lxw_format *format = format_of(cells, style);

    if (value.is_number)
        try(cells, worksheet_write_number(cells->sheet, row, (lxw_col_t)col,
                                          kp__wb_near_double(value.number), format));
    else
        try(cells, worksheet_write_string(cells->sheet, row, (lxw_col_t)col,
                                          plain(cells, value.text), format));
}

static void write_array(kp_cells *cells, uint32_t row, uint32_t col,
                        const char *formula, kp_cell_result cached, lxw_format *format)
{
    double value = cached.is_number ? kp__wb_near_double(cached.number) : 0;

    try(cells,
        worksheet_write_array_formula_num(cells->sheet, row, (lxw_col_t)col, row,
                                          (lxw_col_t)col, formula, format, value));
}

void kp_cells_formula(kp_cells *cells, uint32_t row, uint32_t col, kp_str formula,
                      bool array, kp_cell_result cached, kp_cell_style style)
{
    if (!cells->sheet || kp_cells_failed(cells))
        return;
    note_row(cells, row);
    kp_buf_clear(&cells->formula);
    kp_buf_z(&cells->formula, array ? "{=" : "=");
    kp_buf_str(&cells->formula, formula);
    kp_buf_z(&cells->formula, array ? "}" : "");
    const char *text = terminated(cells, &cells->formula);
    lxw_format *format = format_of(cells, style);

    if (array)
        write_array(cells, row, col, text, cached, format);
    else if (cached.is_number)
        try(cells,
            worksheet_write_formula_num(cells->sheet, row, (lxw_col_t)col, text, format,
                                        kp__wb_near_double(cached.number)));
    else
        try(cells, worksheet_write_formula_str(cells->sheet, row, (lxw_col_t)col, text,
                                               format, plain(cells, cached.text)));
}

void kp_cells_comment(kp_cells *cells, uint32_t row, uint32_t col, kp_str text)
{
    lxw_comment_options options = {.x_scale = 2, .y_scale = 1.5};

    if (cells->sheet && !kp_cells_failed(cells))
        try(cells, worksheet_write_comment_opt(cells->sheet, row, (lxw_col_t)col,
                                               plain(cells, text), &options));
}

// ---- the file

static bool make(kp_cells *cells, const char *path, int32_t created, kp_str title)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};

    cells->path = strdup(path);
    cells->record = calloc(SHEETS, sizeof *cells->record);
    FILE *file = cells->path && cells->record ? fopen(path, "wb") : NULL;

    // Asked before the library, which would print its own complaint.
    if (!file || fclose(file) != 0)
        return false;
    cells->workbook = workbook_new_opt(path, &options);
    if (!cells->workbook)
        return false;
    char text[256];

    (void)snprintf(text, sizeof text, "%s", plain(cells, title));
    // Cutting inside a character would make the file unreadable.
    lxw_doc_properties properties = {
        .title = kp_utf8_valid(kp_str_of(text)) ? text : NULL,
        .created = (time_t)created * 86400,
    };
    try(cells, workbook_set_properties(cells->workbook, &properties));
    return true;
}

static kp_status fail(kp_diags *diags, const char *path, const char *why)
{
    (void)kp_fail(diags, KP6102, KP_NOWHERE, KP_NONE, kp_str_of(path), kp_str_of(why),
                  KP_NONE);
    return KP_EIO;
}

static void release(kp_cells *cells)
{
    (void)uselocale(cells->before);
    freelocale(cells->plain);
    kp_buf_free(&cells->text);
    kp_buf_free(&cells->formula);
    free(cells->record);
    free(cells->path);
    free(cells);
}

kp_status kp_cells_open(const char *path, int32_t created, kp_str title, kp_cells **out,
                        kp_diags *diags)
{
    kp_cells *cells = calloc(1, sizeof *cells);

    if (!cells)
        return KP_ENOMEM;
    cells->plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    if (cells->plain == (locale_t)0) {
        free(cells);
        return KP_ENOMEM;
    }
    cells->before = uselocale(cells->plain);
    cells->diags = diags;
    kp_buf_init(&cells->text, 1 << 24);
    kp_buf_init(&cells->formula, 1 << 20);
    if (!make(cells, path, created, title)) {
        release(cells);
        return fail(diags, path, "cannot be made");
    }
    *out = cells;
    return KP_OK;
}

static bool is_whole(const kp_cells *cells)
{
    size_t *rows = calloc(cells->nsheets + 1, sizeof *rows);
    bool whole = rows != NULL;

    for (size_t i = 0; rows && i < cells->nsheets; i++)
        rows[i] = cells->record[i].rows;
    whole = whole && kp__wb_is_whole(cells->path, rows, cells->nsheets);
    free(rows);
    return whole;
}

kp_status kp_cells_close(kp_cells *cells, bool keep)
{
    kp_status status = KP_OK;

    try(cells, workbook_close(cells->workbook));
    if (kp_cells_failed(cells))
        status = fail(cells->diags, cells->path, lxw_strerror(cells->error));
    else if (!is_whole(cells))
        status = fail(cells->diags, cells->path, "not whole");
    if (status != KP_OK || !keep)
        (void)remove(cells->path);
    release(cells);
    return status;
}
