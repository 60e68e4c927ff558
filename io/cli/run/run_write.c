/* run_write.c - the files of a run, in the order in which they need each other: the log
 * lists the outputs, and the workbook shows the head of the log.
 */
#include "io/cli/run/run_write.h"

#include <string.h>

#include "engine/report_tie.h"
#include "io/cli/run/correction.h"
#include "io/cli/run/run_live.h"
#include "io/cli/run/run_workbook.h"
#include "io/cli/timing.h"
#include "io/text/report_text.h"
#include "io/text/table_csv.h"

#define FILE_MAX_BYTES ((size_t)1 << 31)

static kp_log_file *add(kp_cli *cli, kp_log_files *list, kp_str name)
{
    list->item = kp_arena_grow(cli->arena, list->item, &list->cap, list->n + 1,
                               sizeof *list->item);
    list->item[list->n] = (kp_log_file){.name = name};
    return &list->item[list->n++];
}

static void set_bytes(kp_log_file *file, size_t size, const kp_digest *digest)
{
    file->size = size;
    file->has_bytes = true;
    memcpy(file->bytes, digest->bytes, KP_LOG_HASH);
}

/* folder/name + suffix, in the arena. */
static kp_str place(kp_cli *cli, const char *folder, kp_str name, const char *suffix)
{
    kp_buf path;

    kp_buf_init(&path, 4096);
    kp_buf_z(&path, folder);
    kp_buf_str(&path, name);
    kp_buf_z(&path, suffix);
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(&path));
    kp_buf_free(&path);
    return copy;
}

static kp_status write_sources(kp_cli *cli, const kp_sources *sources,
                               kp_outlet *outlet, kp_log_files *list)
{
    kp_status status = KP_OK;

    for (size_t i = 0; i < sources->n && status == KP_OK; i++) {
        const kp_source_file *file = &sources->file[i];
        kp_log_file *entry = add(cli, list, file->name);
        kp_digest digest;

        status = kp_outlet_write(outlet, file->name, file->bytes, &digest);
        if (status != KP_OK)
            break;
        set_bytes(entry, file->bytes.n, &digest);
        if (file->nsheets > 0)
            kp__cells_of_file(file, entry);
    }
    return status;
}

/* ---- tables/ and text files ---- */

typedef struct counted {
    kp_outlet *outlet;
    size_t n;
} counted;

static kp_status put_counted(void *context, kp_str bytes)
{
    counted *c = context;

    c->outlet->put(c->outlet, bytes);
    c->n += bytes.n;
    return KP_OK;
}

static kp_status write_table(kp_cli *cli, const kp_run *run, uint32_t entity,
                             kp_outlet *outlet, kp_log_files *list)
{
    kp_str name = place(cli, "tables/", run->scheme->entity[entity]->name, ".csv");
    kp_log_file *entry = add(cli, list, name);
    counted sink = {outlet, 0};
    kp_digest digest;
    kp_status status = outlet->begin(outlet, name);

    if (status == KP_OK)
        status = kp_table_csv_stream(run, entity, put_counted, &sink, cli->diags);
    if (status == KP_OK)
        status = outlet->end(outlet, &digest);
    if (status == KP_OK)
        set_bytes(entry, sink.n, &digest);
    return status;
}

static kp_status write_tables(kp_cli *cli, const kp_run *run, kp_outlet *outlet,
                              kp_log_files *list)
{
    kp_status status = KP_OK;

    for (uint32_t e = 0; e < run->scheme->nentities && status == KP_OK; e++)
        status = write_table(cli, run, e, outlet, list);
    return status;
}

static kp_status write_text(kp_cli *cli, const kp_month *month, const kp_report *report,
                            kp_report_sums *sums, kp_outlet *outlet, kp_log_files *list)
{
    const char *folder = kp_month_out_place(month);
    kp_str name = report->file.n ? place(cli, folder, report->file, "")
                                 : place(cli, folder, report->name, ".txt");
    kp_digest digest;
    kp_buf text;

    kp_buf_init(&text, FILE_MAX_BYTES);
    kp_status status =
        kp_text_report_write(month->run, report, &text, sums, cli->diags);
    if (status == KP_OK)
        status = kp_outlet_write(outlet, name, kp_buf_view(&text), &digest);
    if (status == KP_OK)
        set_bytes(add(cli, list, name), text.n, &digest);
    kp_buf_free(&text);
    return status;
}

/* Every text file is tried, so that one run names the faults of all. */
static kp_status write_texts(kp_cli *cli, const kp_month *month, kp_report_sums *sums,
                             kp_outlet *outlet, kp_log_files *list)
{
    kp_status worst = KP_OK;

    for (size_t i = 0; i < month->compiled->nreports; i++) {
        const kp_report *report = month->compiled->report[i];

        if (report->style != KP_REPORT_TEXT)
            continue;
        kp_status status = write_text(cli, month, report, &sums[i], outlet, list);
        if (status != KP_OK && status != KP_EINVALID)
            return status;
        worst = status == KP_OK ? worst : status;
    }
    return worst;
}

/* ---- what a closed month was wrong by ---- */

kp_str kp_correction_file(kp_cli *cli, const kp_month *month, const kp_correction *what)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 14);
    kp_buf_printf(&text, "out/%.*s-%.*s.csv",
                  KP_FMT(month->compiled->entity[what->into]->name),
                  KP_FMT(what->name));
    return kp_cli_keep(cli, &text);
}

static kp_status write_corrections(kp_cli *cli, const kp_month *month,
                                   kp_outlet *outlet, kp_log_files *list)
{
    kp_status status = KP_OK;

    for (size_t c = 0; c < month->compiled->ncorrections && status == KP_OK; c++) {
        const kp_correction *what = &month->compiled->correction[c];
        kp_str name = kp_correction_file(cli, month, what);
        kp_digest digest;
        kp_buf text;

        kp_buf_init(&text, FILE_MAX_BYTES);
        status = kp_correction_text(cli, month, what, &text);
        if (status == KP_OK)
            status = kp_outlet_write(outlet, name, kp_buf_view(&text), &digest);
        if (status == KP_OK)
            set_bytes(add(cli, list, name), text.n, &digest);
        kp_buf_free(&text);
    }
    return status;
}

/* ---- the workbook ---- */

static bool has_workbook(const kp_scheme *scheme)
{
    for (size_t i = 0; i < scheme->nreports; i++)
        if (kp_report_in_workbook(scheme->report[i]))
            return true;
    return false;
}

/* Empty when no layout belongs into one. */
static kp_str workbook_name(kp_cli *cli, const kp_month *month)
{
    char period[KP_MONTH_TEXT];

    if (!has_workbook(month->compiled))
        return KP_NONE;
    kp_month_print(month->day, period);
    return place(cli, kp_month_out_place(month), kp_str_of(period), ".xlsx");
}

/* Slips as PDF are written later; what they show is known. */
static kp_status list_pdfs(kp_cli *cli, const kp_month *month, kp_log_files *list)
{
    kp_status status = KP_OK;

    for (size_t i = 0; i < month->compiled->nreports && status == KP_OK; i++) {
        const kp_report *report = month->compiled->report[i];

        if (report->style == KP_REPORT_PDF)
            status = kp__cells_of_report(
                month->run, report,
                add(cli, list, kp_run_pdf_name(cli, month, report)));
    }
    return status;
}

/* ---- all of it ---- */

static kp_status write_before_log(kp_cli *cli, const kp_month *month,
                                  kp_report_sums *sums, kp_outlet *outlet,
                                  kp_run_lists *lists)
{
    kp_status status = write_sources(cli, &month->scheme, outlet, &lists->rule);

    if (status == KP_OK)
        status = write_sources(cli, &month->data, outlet, &lists->input);
    if (status == KP_OK)
        status = write_sources(cli, &month->prev, outlet, &lists->input);
    if (status == KP_OK)
        status = write_sources(cli, &month->corrects, outlet, &lists->input);
    if (status == KP_OK && month->corrects.n)
        status = write_corrections(cli, month, outlet, &lists->output);
    if (status == KP_OK)
        status = write_tables(cli, month->run, outlet, &lists->output);
    if (status == KP_OK)
        status = write_texts(cli, month, sums, outlet, &lists->output);
    if (status == KP_OK && has_workbook(month->compiled))
        status = kp__cells_of_workbook(
            month->run, add(cli, &lists->output, workbook_name(cli, month)));
    if (status == KP_OK)
        status = list_pdfs(cli, month, &lists->output);
    return status;
}

static kp_status write_all_else(kp_cli *cli, const kp_month *month,
                                kp_report_sums *sums, kp_str engine, kp_outlet *outlet,
                                unsigned char head[KP_LOG_HASH])
{
    kp_run_lists lists = {0};

    kp_timing_stage(cli, KP_TIME_TABLES);
    kp_cli_progress(cli, "写出表格…", "writing tables …");
    kp_status status = write_before_log(cli, month, sums, outlet, &lists);
    kp_timing_stage(cli, KP_TIME_LOG);
    kp_cli_progress(cli, "写日志…", "writing the log …");
    if (status == KP_OK)
        status = kp__write_log(cli, month, engine, &lists, outlet, head);
    if (status == KP_OK && month->live)
        status = kp_live_write(cli, month, outlet);
    if (status == KP_OK)
        status = kp__write_pdfs(cli, month, head, sums, outlet);
    return status;
}

/* The workbook's thread reads the run, so memory's end must not unwind past it. */
static kp_status write_all_else_guarded(kp_cli *cli, const kp_month *month,
                                        kp_report_sums *sums, kp_str engine,
                                        kp_outlet *outlet,
                                        unsigned char head[KP_LOG_HASH])
{
    jmp_buf out_of_memory;
    volatile kp_status status = KP_ENOMEM;
    jmp_buf *volatile outer = kp_arena_guard(cli->arena, &out_of_memory);

    if (setjmp(out_of_memory) == 0)
        status = write_all_else(cli, month, sums, engine, outlet, head);
    else
        (void)kp_fail(cli->diags, KP6012, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE,
                      KP_NONE);
    kp_arena_guard(cli->arena, outer);
    return status;
}

kp_status kp_run_write(kp_cli *cli, const kp_month *month, kp_str engine,
                       kp_outlet *outlet, unsigned char head[KP_LOG_HASH])
{
    kp_workbook_job job;
    kp_report_sums *sums = kp_report_sums_make(cli->arena, month->compiled);
    kp_status status =
        kp__workbook_begin(cli, month, outlet, workbook_name(cli, month), sums, &job);

    if (status != KP_OK)
        return status;
    status = write_all_else_guarded(cli, month, sums, engine, outlet, head);
    kp_timing_stage(cli, KP_TIME_WORKBOOK);
    kp_cli_progress(cli, "写工作簿…", "writing the workbook …");
    kp_status written = kp__workbook_end(cli, &job, status == KP_OK ? head : NULL);
    if (status == KP_OK)
        status = written;
    return status == KP_OK ? kp_ties_check(month->run, sums, cli->diags) : status;
}
