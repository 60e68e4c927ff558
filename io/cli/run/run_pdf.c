/* run_pdf.c - slips as PDF: the files of a run whose bytes depend on the machine.
 *
 * They show what a layout's cells hold, and those are in the log; their bytes hang on
 * the fonts of the machine, so they stand in the manifest alone and a replay, which may
 * run elsewhere, leaves them out.
 */
#include "io/cli/run/run_write.h"
#include "io/log/seal.h"
#include "io/pdf/pdf.h"

kp_str kp_run_pdf_name(kp_cli *cli, const kp_month *month, const kp_report *report)
{
    kp_buf name;

    kp_buf_init(&name, 4096);
    kp_buf_z(&name, kp_month_out_place(month));
    kp_buf_str(&name, report->file.n ? report->file : report->name);
    if (report->file.n == 0)
        kp_buf_z(&name, ".pdf");
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(&name));
    kp_buf_free(&name);
    return copy;
}

static kp_status put_bytes(void *context, kp_str bytes)
{
    kp_outlet *outlet = context;

    outlet->put(outlet, bytes);
    return KP_OK;
}

static kp_status draw(kp_cli *cli, const kp_month *month, const kp_report *report,
                      const kp_pdf_options *options, kp_str name, kp_outlet *outlet)
{
    kp_digest digest;
    kp_status status = outlet->begin(outlet, name);

    if (status == KP_OK)
        status = kp_pdf_slips_write(month->run, report, options, cli->diags);
    if (status == KP_EIO || status == KP_ENOMEM)
        return kp_fail(cli->diags, KP6636, KP_NOWHERE, KP_NONE, name, KP_NONE, KP_NONE);
    return status == KP_OK ? outlet->end(outlet, &digest) : status;
}

static kp_status write_one(kp_cli *cli, const kp_month *month, const kp_report *report,
                           kp_report_sums *sums, kp_str footer, kp_outlet *outlet)
{
    kp_str name = kp_run_pdf_name(cli, month, report);
    kp_pdf_options options = {
        .head = footer,
        .created = month->day,
        .lang = KP_LANG_ZH,  // the office's, whatever the language of messages
        .sums = sums,
        .put = put_bytes,
        .context = outlet,
    };

    if (!outlet->keeps(outlet, name))
        return KP_OK;
    if (kp_pdf_has_font(report))
        return draw(cli, month, report, &options, name, outlet);
    (void)kp_fail(cli->diags, KP6634, report->where, KP_NONE, name, KP_NONE, KP_NONE);
    return KP_OK;
}

kp_status kp__write_pdfs(kp_cli *cli, const kp_month *month, const unsigned char *head,
                         kp_report_sums *sums, kp_outlet *outlet)
{
    char groups[72], footer[96];
    kp_status status = KP_OK;

    kp_log_head_groups(head, groups);
    (void)snprintf(footer, sizeof footer, "日志头 %.17s", groups);
    for (size_t i = 0; i < month->compiled->nreports && status == KP_OK; i++)
        if (month->compiled->report[i]->style == KP_REPORT_PDF)
            status = write_one(cli, month, month->compiled->report[i], &sums[i],
                               kp_str_of(footer), outlet);
    return status;
}
