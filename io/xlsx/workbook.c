/* workbook.c - plan all sheets, then write them; see workbook.h.
 *
 * The library prints numbers with the locale's decimal point, so the thread's numeric
 * locale is "C" for the time of writing.
 */
#include "io/xlsx/workbook.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/report_tie.h"
#include "io/xlsx/plain.h"
#include "io/xlsx/readback.h"
#include "io/xlsx/sheet.h"

enum {
    LARGE_RUN = 20000,  // rows of all sheets: beyond it memory is kept flat
};

static void give_up(kp__wb_writer *w, const char *why)
{
    (void)kp_fail(w->diags, KP6102, KP_NOWHERE, KP_NONE, kp_str_of(w->options->path),
                  kp_str_of(why), KP_NONE);
    w->status = KP_EIO;
}

void kp__wb_try(kp__wb_writer *w, lxw_error error)
{
    if (error != LXW_NO_ERROR && w->status == KP_OK)
        give_up(w, lxw_strerror(error));
}

const char *kp__wb_label(const kp__wb_writer *w, const char *zh, const char *en)
{
    return w->options->lang == KP_LANG_EN ? en : zh;
}

const char *kp__wb_plain(kp__wb_writer *w, kp_str text)
{
    kp_buf_clear(&w->plain);
    kp__wb_put_plain(&w->plain, text);
    kp_buf_char(&w->plain, 0);
    if (w->plain.broken)
        kp__wb_try(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return w->plain.broken ? "" : w->plain.p;
}

// ---- planning

/* All layouts are planned even after one does not fit, so that all faults are told. */
static kp_status plan_sheets(const kp_run *run, kp__wb_plan *plans, size_t *n,
                             kp_diags *diags)
{
    kp_status worst = KP_OK;

    for (size_t i = 0; i < run->scheme->nreports; i++) {
        const kp_report *report = run->scheme->report[i];

        if (!kp_report_in_workbook(report))
            continue;
        kp_status status = kp__wb_plan_make(run, report, &plans[(*n)++], diags);
        if (status == KP_ENOMEM)
            return kp_fail(diags, KP6112, report->where, KP_NONE, report->name, KP_NONE,
                           KP_NONE),
                   status;
        if (status != KP_OK)
            worst = status;
    }
    if (*n == 0)
        return kp_fail(diags, KP6101, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    kp__wb_plan_names(plans, *n);
    return worst;
}

static bool is_large(const kp__wb_plan *plans, size_t n)
{
    size_t rows = 0;

    for (size_t i = 0; i < n; i++)
        rows += plans[i].sheet_rows;
    return rows > LARGE_RUN;
}

// ---- writing

static void write_sheet(kp__wb_writer *w, kp__wb_plan *plan)
{
    kp__wb_sheet s = {.w = w, .plan = plan, .report = plan->report};

    s.sheet = workbook_add_worksheet(w->workbook, plan->name);
    if (!s.sheet) {
        kp__wb_try(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    if (plan->report->style == KP_REPORT_SLIPS)
        kp__wb_write_slips(&s);
    else
        kp__wb_write_table(&s);
    plan->written_rows = s.rows;
}

static void set_properties(kp__wb_writer *w)
{
    const kp_scheme *scheme = w->run->scheme;
    char title[256];

    (void)snprintf(title, sizeof title, "%s", kp__wb_plain(w, scheme->name));
    // Cutting inside a character would make the file unreadable.
    lxw_doc_properties properties = {
        .title = kp_utf8_valid(kp_str_of(title)) ? title : NULL,
        .created = (time_t)w->options->created * 86400,
    };
    kp__wb_try(w, workbook_set_properties(w->workbook, &properties));
}

/* Asked before the work is done, and because the library would print its own complaint.
 */
static bool path_is_writable(kp__wb_writer *w)
{
    FILE *file = fopen(w->options->path, "wb");

    if (file && fclose(file) == 0)
        return true;
    give_up(w, strerror(errno));
    return false;
}

static void check_file(kp__wb_writer *w, const kp__wb_plan *plans, size_t n)
{
    size_t *rows = calloc(n, sizeof *rows);

    for (size_t i = 0; rows && i < n; i++)
        rows[i] = plans[i].written_rows;
    if (!rows || !kp__wb_is_whole(w->options->path, rows, n))
        give_up(w,
                kp__wb_label(w, "写出的文件不完整", "the written file is not whole"));
    free(rows);
}

/* Last of all: the footers name the head of the log, which may be made meanwhile. */
static void set_footers(kp__wb_writer *w, const kp__wb_plan *plans, size_t n)
{
    const kp_workbook_options *options = w->options;
    kp_str head = options->head;

    if (options->wait_for_head && !options->wait_for_head(options->context, &head)) {
        w->status = KP_EIO;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        kp__wb_sheet s = {.w = w, .plan = &plans[i], .report = plans[i].report};

        s.sheet = workbook_get_worksheet_by_name(w->workbook, plans[i].name);
        if (s.sheet)
            kp__wb_set_footer(&s, head);
    }
}

static void note_sums(const kp__wb_plan *plan, kp_report_sums *all)
{
    kp_report_sums *sums = &all[plan->report->index];

    for (size_t i = 0; i < plan->report->ncolumns; i++)
        sums->total[i] = plan->column[i].total;
    sums->rows = plan->rows.n;
    sums->written = true;
}

static kp_status write_workbook(kp__wb_writer *w, kp__wb_plan *plans, size_t n)
{
    lxw_workbook_options options = {
        .constant_memory = w->options->flat_memory || is_large(plans, n),
        .use_zip64 = LXW_FALSE,
    };

    if (!path_is_writable(w))
        return w->status;
    w->workbook = workbook_new_opt(w->options->path, &options);
    if (!w->workbook) {
        kp__wb_try(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return w->status;
    }
    w->formats.workbook = w->workbook;
    set_properties(w);
    for (size_t i = 0; i < n; i++)
        write_sheet(w, &plans[i]);
    set_footers(w, plans, n);
    kp__wb_try(w, workbook_close(w->workbook));
    if (w->status == KP_OK)
        check_file(w, plans, n);
    for (size_t i = 0; w->status == KP_OK && w->options->sums && i < n; i++)
        note_sums(&plans[i], w->options->sums);
    if (w->status != KP_OK)
        (void)remove(w->options->path);  // half a workbook is worse than none
    return w->status;
}

static kp_status write_with_buffers(kp__wb_writer *w, kp__wb_plan *plans, size_t n)
{
    kp_buf_init(&w->text, 1 << 24);
    kp_buf_init(&w->label, 1 << 20);
    kp_buf_init(&w->plain, 1 << 24);
    kp_status status = write_workbook(w, plans, n);
    kp_buf_free(&w->text);
    kp_buf_free(&w->label);
    kp_buf_free(&w->plain);
    return status;
}

static kp_status plan_and_write(const kp_run *run, const kp_workbook_options *options,
                                kp_diags *diags)
{
    size_t n = 0;
    kp__wb_plan *plans = calloc(run->scheme->nreports + 1, sizeof *plans);
    kp__wb_writer *writer = calloc(1, sizeof *writer);  // too large for a stack
    kp_status status = KP_ENOMEM;

    if (plans && writer) {
        status = plan_sheets(run, plans, &n, diags);
        *writer = (kp__wb_writer){.run = run, .options = options, .diags = diags};
        if (status == KP_OK)
            status = write_with_buffers(writer, plans, n);
    }
    for (size_t i = 0; i < n; i++)
        kp__wb_plan_free(&plans[i]);
    free(plans);
    free(writer);
    return status;
}

kp_status kp_workbook_write(const kp_run *run, const kp_workbook_options *options,
                            kp_diags *diags)
{
    locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);

    if (plain == (locale_t)0)
        return KP_ENOMEM;
    locale_t before = uselocale(plain);
    kp_status status = plan_and_write(run, options, diags);
    (void)uselocale(before);
    freelocale(plain);
    return status;
}
