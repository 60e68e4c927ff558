/* form.c - the workbook of a form, sheet by sheet; see form.h. */
#include "io/xlsx/form_parts.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/xlsx/readback.h"

enum {
    LARGE_FORM = 400000,  // cells: beyond it memory is kept flat
    TEXT_MAX = 1 << 20,
    TITLE_MOST = 200,
};

void kp__form_try(kp__form_writer *w, lxw_error error)
{
    if (error == LXW_NO_ERROR || w->status != KP_OK)
        return;
    (void)kp_fail(w->diags, KP6102, KP_NOWHERE, KP_NONE, kp_str_of(w->path),
                  kp_str_of(lxw_strerror(error)), KP_NONE);
    w->status = KP_EIO;
}

const char *kp__form_text(kp__form_writer *w, kp_str text, size_t most)
{
    size_t at = 0;

    for (size_t n = 0; at < text.n && (most == 0 || n < most); n++)
        (void)kp_utf8_next(text, &at);
    kp_buf_clear(&w->text);
    kp_buf_str(&w->text, kp_str_slice(text, 0, at));
    kp_buf_char(&w->text, 0);
    if (w->text.broken)
        kp__form_try(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return w->text.broken ? "" : w->text.p;
}

static size_t count_cells(const kp_form *form)
{
    size_t n = 0;

    for (size_t k = 0; k < form->nsheets; k++)
        for (uint32_t i = 0; i < form->sheet[k].cells->nrows; i++)
            n += form->sheet[k].cells->rows[i].ncells;
    return n;
}

static void protect(kp__form_writer *w)
{
    // Whoever fills a sheet in sorts it, widens columns, adds and drops rows.
    lxw_protection allowed = {
        .format_cells = LXW_TRUE,
        .format_columns = LXW_TRUE,
        .format_rows = LXW_TRUE,
        .insert_rows = LXW_TRUE,
        .delete_rows = LXW_TRUE,
        .sort = LXW_TRUE,
        .autofilter = LXW_TRUE,
    };

    worksheet_protect(w->out, NULL, &allowed);
}

static void set_page(kp__form_writer *w)
{
    const kp_form_sheet *sheet = w->sheet;

    worksheet_set_paper(w->out, 9);  // A4
    if (sheet->landscape)
        worksheet_set_landscape(w->out);
    worksheet_fit_to_pages(w->out, 1, 0);
    if (sheet->frozen_rows || sheet->frozen_columns)
        worksheet_freeze_panes(w->out, sheet->frozen_rows,
                               (lxw_col_t)sheet->frozen_columns);
    if (sheet->frozen_rows)
        kp__form_try(w, worksheet_repeat_rows(w->out, 0, sheet->frozen_rows - 1));
    kp__form_try(w, worksheet_set_footer(w->out, "&L&A&R&P / &N"));
    // Digits are texts on purpose: without this a green corner would call each wrong.
    kp__form_try(w, worksheet_ignore_errors(w->out, LXW_IGNORE_NUMBER_STORED_AS_TEXT,
                                            "A1:XFD1048576"));
}

static void write_sheet(kp__form_writer *w, size_t k)
{
    w->sheet = &w->form->sheet[k];
    w->out = workbook_add_worksheet(w->workbook, kp__form_text(w, w->sheet->name, 0));
    if (!w->out) {
        kp__form_try(w, LXW_ERROR_SHEETNAME_ALREADY_USED);
        return;
    }
    set_page(w);
    kp__form_put_columns(w);
    kp__form_put_checks(w);
    kp__form_put_rows(w);
    if (w->sheet->protect)
        protect(w);
}

static void set_properties(kp__form_writer *w)
{
    char title[4 * TITLE_MOST + 1];

    (void)snprintf(title, sizeof title, "%s",
                   kp__form_text(w, w->form->title, TITLE_MOST));
    lxw_doc_properties properties = {
        .title = title,
        .created = (time_t)w->form->created * 86400,
    };
    kp__form_try(w, workbook_set_properties(w->workbook, &properties));
}

static kp_status write_workbook(kp__form_writer *w)
{
    lxw_workbook_options options = {
        .constant_memory = count_cells(w->form) > LARGE_FORM,
    };

    w->workbook = workbook_new_opt(w->path, &options);
    if (!w->workbook) {
        kp__form_try(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return w->status;
    }
    set_properties(w);
    for (size_t k = 0; k < w->form->nsheets && w->status == KP_OK; k++)
        write_sheet(w, k);
    kp__form_try(w, workbook_close(w->workbook));
    if (w->status == KP_OK && !kp__wb_is_whole(w->path, w->rows, w->form->nsheets)) {
        (void)kp_fail(w->diags, KP6102, KP_NOWHERE, KP_NONE, kp_str_of(w->path),
                      kp_str_of(w->form->lang == KP_LANG_EN
                                    ? "the written file is not whole"
                                    : "写出的文件不完整"),
                      KP_NONE);
        w->status = KP_EIO;
    }
    if (w->status != KP_OK)
        (void)remove(w->path);  // half a workbook is worse than none
    return w->status;
}

static kp_status write_with_buffer(const kp_form *form, const char *path,
                                   kp_diags *diags)
{
    kp__form_writer *w = calloc(1, sizeof *w);  // large for a stack

    if (!w)
        return KP_ENOMEM;
    *w = (kp__form_writer){.form = form, .path = path, .diags = diags};
    kp_buf_init(&w->text, TEXT_MAX);
    kp_status status = write_workbook(w);
    kp_buf_free(&w->text);
    free(w);
    return status;
}

kp_status kp_form_write(const kp_form *form, const char *path, kp_diags *diags)
{
    locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);

    if (plain == (locale_t)0)
        return KP_ENOMEM;
    locale_t before = uselocale(plain);
    kp_status status = write_with_buffer(form, path, diags);
    (void)uselocale(before);
    freelocale(plain);
    return status;
}
