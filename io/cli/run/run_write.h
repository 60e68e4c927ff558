/* run_write.h - everything a run leaves behind, into an outlet.
 *
 *   rules/ inputs/ prev/   the sources, as read
 *   tables/ out/           every field of every entity; text files; the workbook
 *   run.trace run.skel     the log
 *   out/<month>-活表.xlsx  the live workbook, when month->live; not in the log
 *
 * The bytes depend on the sources and the month alone: no clock, no path, no locale, no
 * language of messages, no number of threads.
 */
#ifndef KP_IO_CLI_RUN_RUN_WRITE_H
#define KP_IO_CLI_RUN_RUN_WRITE_H

#include "engine/report_tie.h"
#include "io/cli/run/run_month.h"
#include "io/cli/run/run_outlet.h"
#include "io/log/write.h"

#define KP_ENGINE_TEXT "kpay " KP_VERSION

/* `engine` is the program's version as the log tells it.  `head` is set on KP_OK. */
KP_CHECK kp_status kp_run_write(kp_cli *cli, const kp_month *month, kp_str engine,
                                kp_outlet *outlet, unsigned char head[KP_LOG_HASH]);

/* Says so when there is something at the path. */
bool kp_run_out_is_free(kp_cli *cli, kp_str out);
/* The same into a new folder, with its manifest. */
KP_CHECK kp_status kp_run_write_folder(kp_cli *cli, const kp_month *month, kp_str out,
                                       unsigned char head[KP_LOG_HASH]);

/* ---- run_cells.c ---- */

/* Hash of a sheet's logical cells: texts as typed, by row and column. */
void kp__cells_of_file(const kp_source_file *source, kp_log_file *file);
/* The same for the workbook: the cells of its layouts as tables/ spells them. */
KP_CHECK kp_status kp__cells_of_workbook(const kp_run *run, kp_log_file *file);

/* The same of one layout, for a file whose bytes are not in the log. */
KP_CHECK kp_status kp__cells_of_report(const kp_run *run, const kp_report *report,
                                       kp_log_file *file);

/* ---- run_pdf.c ---- */

kp_str kp_run_pdf_name(kp_cli *cli, const kp_month *month, const kp_report *report);
/* Slips as PDF; a machine without a Chinese font is a warning. */
KP_CHECK kp_status kp__write_pdfs(kp_cli *cli, const kp_month *month,
                                  const unsigned char *head, kp_report_sums *sums,
                                  kp_outlet *outlet);

/* ---- run_log.c ---- */

typedef struct kp_log_files {
    kp_log_file *item;
    size_t n, cap;
} kp_log_files;

typedef struct kp_run_lists {
    kp_log_files input, rule, output;
} kp_run_lists;

/* run.trace and run.skel. */
KP_CHECK kp_status kp__write_log(kp_cli *cli, const kp_month *month, kp_str engine,
                                 const kp_run_lists *lists, kp_outlet *outlet,
                                 unsigned char head[KP_LOG_HASH]);

#endif
