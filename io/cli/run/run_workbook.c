/* run_workbook.c - a thread for the workbook; see run_workbook.h. */
#include "io/cli/run/run_workbook.h"

#include "io/log/seal.h"
#include "io/xlsx/workbook.h"

#define PATH_MAX_BYTES 8192

/* Called by the workbook's own thread when all rows stand. */
static bool wait_for_head(void *context, kp_str *out)
{
    kp_workbook_job *job = context;

    pthread_mutex_lock(&job->lock);
    while (job->state == KP_HEAD_UNKNOWN)
        pthread_cond_wait(&job->changed, &job->lock);
    bool known = job->state == KP_HEAD_KNOWN;
    pthread_mutex_unlock(&job->lock);
    *out = kp_str_of(job->footer);
    return known;
}

static void *write_workbook(void *context)
{
    kp_workbook_job *job = context;
    // Chinese whatever the language of messages: the sheet is the office's, and the
    // same run must be the same bytes.
    kp_workbook_options options = {
        .path = job->path.p,
        .wait_for_head = wait_for_head,
        .context = job,
        .created = job->month->day,
        .lang = KP_LANG_ZH,
        .sums = job->sums,
    };

    job->status = kp_workbook_write(job->month->run, &options, job->diags);
    return NULL;
}

kp_status kp__workbook_begin(kp_cli *cli, const kp_month *month, kp_outlet *outlet,
                             kp_str name, kp_report_sums *sums, kp_workbook_job *job)
{
    *job = (kp_workbook_job){.month = month, .outlet = outlet, .sums = sums};
    if (name.n == 0)
        return KP_OK;
    kp_buf_init(&job->path, PATH_MAX_BYTES);
    kp_status status = outlet->path(outlet, name, &job->path);
    kp_buf_char(&job->path, '\0');
    job->diags = kp_diags_open();
    if (status == KP_OK && (job->path.broken || !job->diags))
        status = KP_ENOMEM;
    if (status != KP_OK) {
        kp_buf_free(&job->path);
        kp_diags_close(job->diags);
        return status;
    }
    job->name = kp_str_copy(cli->arena, name);
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->changed, NULL);
    // No thread to be had: the work is done at the end.
    job->threaded = month->threads > 1 &&
                    pthread_create(&job->thread, NULL, write_workbook, job) == 0;
    return KP_OK;
}

static void tell_head(kp_workbook_job *job, const unsigned char *head)
{
    char groups[72];

    pthread_mutex_lock(&job->lock);
    job->state = head ? KP_HEAD_KNOWN : KP_HEAD_NEVER;
    if (head) {
        kp_log_head_groups(head, groups);
        (void)snprintf(job->footer, sizeof job->footer, "%s日志头 %.17s",
                       job->month->corrects.n     ? "更正重算，不得发放　"
                       : job->month->scheme.trial ? "试算，不得发放　"
                                                  : "",
                       groups);
    }
    pthread_cond_signal(&job->changed);
    pthread_mutex_unlock(&job->lock);
}

/* Those beyond what a list keeps are counted on. */
static void hand_over_faults(kp_cli *cli, const kp_diags *from)
{
    for (const kp_diag *d = kp_diags_first(from); d; d = d->next)
        (void)kp_fail(cli->diags, d->code, d->where, d->cell, d->arg[0], d->arg[1],
                      d->arg[2]);
    for (int code = KP_CODE_NONE + 1; code < KP_CODE_COUNT; code++)
        for (size_t n = kp_diags_dropped(from, (kp_code)code); n > 0; n--)
            (void)kp_fail(cli->diags, (kp_code)code, KP_NOWHERE, KP_NONE, KP_NONE,
                          KP_NONE, KP_NONE);
}

kp_status kp__workbook_end(kp_cli *cli, kp_workbook_job *job, const unsigned char *head)
{
    if (job->name.n == 0)
        return KP_OK;
    tell_head(job, head);
    if (job->threaded)
        (void)pthread_join(job->thread, NULL);
    else if (head)
        (void)write_workbook(job);
    if (head)
        hand_over_faults(cli, job->diags);
    pthread_cond_destroy(&job->changed);
    pthread_mutex_destroy(&job->lock);
    kp_diags_close(job->diags);
    kp_buf_free(&job->path);
    if (!head || job->status != KP_OK)
        return job->status;
    return job->outlet->adopt(job->outlet, job->name);
}
