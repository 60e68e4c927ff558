/* run_log.c - the log of a run: what it is told about the run, and where it goes. */
#include <stdatomic.h>
#include <string.h>

#include "io/cli/run/correction.h"
#include "io/cli/run/run_write.h"

#define SKEL_MAX (SIZE_MAX / 4)
#define POLICIES "rules-1"  // the meaning of the rule language this log was made under

/* The log's hash function cannot fail; ours can, and then the log must not be kept. */
static void hash_bytes(void *user, const void *bytes, size_t n,
                       unsigned char out[KP_LOG_HASH])
{
    kp_digest digest;

    if (kp_hash_of(KP_SHA256, (kp_str){bytes, n}, &digest)) {
        memcpy(out, digest.bytes, KP_LOG_HASH);
        return;
    }
    atomic_store((atomic_bool *)user, true);
    memset(out, 0, KP_LOG_HASH);
}

static bool put_trace(void *user, const char *bytes, size_t n)
{
    kp_outlet *outlet = user;

    outlet->put(outlet, (kp_str){bytes, n});
    return true;  // a full disk shows when the file is ended
}

static bool put_skel(void *user, const char *bytes, size_t n)
{
    kp_buf *skel = user;

    kp_buf_put(skel, bytes, n);
    return !skel->broken;
}

/* ---- the seed of the salts ---- */

static bool add_text(kp_hash *hash, kp_str text)
{
    unsigned char size[8];

    for (size_t i = 0; i < sizeof size; i++)
        size[i] = (unsigned char)((uint64_t)text.n >> (8 * i));
    return kp_hash_add(hash, size, sizeof size) && kp_hash_add(hash, text.p, text.n);
}

static bool add_sources(kp_hash *hash, const kp_sources *sources)
{
    for (size_t i = 0; i < sources->n; i++)
        if (!add_text(hash, sources->file[i].name) ||
            !add_text(hash, sources->file[i].bytes))
            return false;
    return true;
}

/* From the sources themselves: the same for a replay, unknown to whoever has only their
 * published hashes. */
static bool make_seed(const kp_month *month, unsigned char seed[32])
{
    kp_hash *hash = kp_hash_open(KP_SHA256);
    kp_digest digest;
    bool ok = hash && add_text(hash, KP_STR("kpay-seed")) &&
              add_sources(hash, &month->scheme) && add_sources(hash, &month->data) &&
              add_sources(hash, &month->prev) && add_sources(hash, &month->corrects) &&
              kp_hash_finish(hash, &digest);

    kp_hash_close(hash);
    if (ok)
        memcpy(seed, digest.bytes, 32);
    return ok;
}

static kp_status no_hash(kp_cli *cli)
{
    (void)kp_fail(cli->diags, KP1057, KP_NOWHERE, KP_NONE, KP_STR("sha256"), KP_NONE,
                  KP_NONE);
    return KP_EIO;
}

static kp_log_meta meta_of(const kp_month *month, kp_str engine,
                           const kp_run_lists *lists, const char *period, kp_str run)
{
    kp_log_meta meta = {
        .run = run,
        .counter = month->counter,
        .has_previous = month->has_prev_head,
        .period = kp_str_of(period),
        .kind = month->corrects.n     ? KP_LOG_CORRECTION
                : month->scheme.trial ? KP_LOG_TRIAL
                                      : KP_LOG_FINAL,
        .engine = engine,
        .policies = KP_STR(POLICIES),
        .ninputs = lists->input.n,
        .nrules = lists->rule.n,
        .noutputs = lists->output.n,
        .input = lists->input.item,
        .rule = lists->rule.item,
        .output = lists->output.item,
        .threads = month->threads,
    };

    memcpy(meta.previous, month->prev_head.bytes, KP_LOG_HASH);
    return meta;
}

static kp_status stream_log(kp_cli *cli, const kp_month *month, const kp_log_meta *meta,
                            kp_outlet *outlet, kp_buf *skel,
                            unsigned char head[KP_LOG_HASH])
{
    atomic_bool broken = false;
    kp_log_hash hash = {"sha256", hash_bytes, &broken};
    kp_log_sink trace_sink = {put_trace, outlet}, skel_sink = {put_skel, skel};
    kp_digest digest;
    kp_status status = outlet->begin(outlet, KP_STR("run.trace"));

    if (status == KP_OK)
        status = kp_log_write(month->run, meta, &hash, trace_sink, skel_sink, head,
                              cli->diags);
    if (status == KP_OK && atomic_load(&broken))
        status = no_hash(cli);
    return status == KP_OK ? outlet->end(outlet, &digest) : status;
}

kp_status kp__write_log(kp_cli *cli, const kp_month *month, kp_str engine,
                        const kp_run_lists *lists, kp_outlet *outlet,
                        unsigned char head[KP_LOG_HASH])
{
    char period[KP_MONTH_TEXT], number[32];
    kp_digest digest;
    kp_buf skel;

    kp_month_print(month->day, period);
    int n =
        snprintf(number, sizeof number, "%s-%03u", period, (unsigned)month->counter);
    kp_str id = month->corrects.n ? kp_correction_run_id(cli, month)
                                  : (kp_str){number, (size_t)n};
    kp_log_meta meta = meta_of(month, engine, lists, period, id);
    if (!make_seed(month, meta.seed))
        return no_hash(cli);
    kp_buf_init(&skel, SKEL_MAX);
    kp_status status = stream_log(cli, month, &meta, outlet, &skel, head);
    if (status == KP_OK)
        status =
            kp_outlet_write(outlet, KP_STR("run.skel"), kp_buf_view(&skel), &digest);
    kp_buf_free(&skel);
    return status;
}
