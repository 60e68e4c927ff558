/* cmd_verify.c - kpay verify: manifest, log, paper, replay; in this order. */
#include <string.h>

#include "io/cli/run/run_manifest.h"
#include "io/cli/run/run_replay.h"
#include "io/cli/run/run_write.h"
#include "io/files/files.h"
#include "io/log/verify.h"

typedef struct checked {
    size_t nfiles;
    kp_log_summary log;
    kp_replay replay;
} checked;

static void hash_bytes(void *user, const void *bytes, size_t n,
                       unsigned char out[KP_LOG_HASH])
{
    kp_hash_kind *kind = user;
    kp_digest digest = {{0}};

    // Without memory the digest is no digest, which cannot pass for a good one.
    if (!kp_hash_of(*kind, (kp_str){bytes, n}, &digest))
        memset(digest.bytes, 0, sizeof digest.bytes);
    memcpy(out, digest.bytes, KP_LOG_HASH);
}

static kp_status check_log(kp_cli *cli, kp_str skel, kp_str trace, const char *head,
                           kp_log_summary *summary)
{
    kp_hash_kind kind[2] = {KP_SHA256, KP_SM3};
    kp_log_hash hash[2] = {{"sha256", hash_bytes, &kind[0]},
                           {"sm3", hash_bytes, &kind[1]}};
    kp_log_verify_options options = {.hash = hash,
                                     .nhashes = 2,
                                     .head = kp_str_of(head),
                                     .threads = 2,
                                     .passed = kp_file_pass};
    kp_log_fault fault;

    return kp_log_verify_bytes(skel, trace, &options, summary, &fault, cli->diags);
}

/* Another version may calculate the same; if not, one knows whom to ask. */
static void tell_other_version(kp_cli *cli, kp_str engine)
{
    if (!kp_str_is(engine, KP_ENGINE_TEXT))
        (void)kp_fail(cli->diags, KP6027, KP_NOWHERE, KP_NONE, engine,
                      KP_STR(KP_ENGINE_TEXT), KP_NONE);
}

static kp_status replay(kp_cli *cli, kp_str run, kp_str skel, kp_replay *out)
{
    kp_skel_run about;

    // The log's own check has told what is wrong with it.
    if (!kp_skel_read_run(skel, &about))
        return KP_EINVALID;
    tell_other_version(cli, about.engine);
    return kp_run_replay(cli, run, &about, out);
}

static bool goes_on(kp_status status)
{
    return status == KP_OK || status == KP_EINVALID;
}

static kp_status verify(kp_cli *cli, kp_str run, const char *head, checked *out)
{
    kp_str skel, trace;

    kp_cli_progress(cli, "核对文件清单…", "checking the manifest …");
    kp_status manifest = kp_manifest_check(cli, run, &out->nfiles);
    if (!goes_on(manifest))
        return manifest;
    kp_status log = kp_log_read(cli, run, &skel, &trace);
    if (!goes_on(log))
        return manifest == KP_OK ? log : manifest;
    kp_cli_progress(cli, "核对日志…", "checking the log …");
    log = check_log(cli, skel, trace, head, &out->log);
    kp_file_unmap(trace);  // the replay maps it again, piece by piece
    if (!goes_on(log))
        return log;
    kp_status replayed = replay(cli, run, skel, &out->replay);
    if (!goes_on(replayed))
        return replayed;
    return kp_diags_errors(cli->diags) || manifest != KP_OK || log != KP_OK
               ? KP_EINVALID
               : replayed;
}

static void say_sound(kp_cli *cli, const checked *found)
{
    char groups[72];
    kp_buf out;

    kp_log_head_groups(found->log.head, groups);
    kp_str text[] = {
        kp_cli_count(cli, found->nfiles),        kp_cli_count(cli, found->log.blocks),
        kp_cli_count(cli, found->log.values),    kp_cli_count(cli, found->log.steps),
        kp_cli_count(cli, found->replay.nfiles), {groups, 71},
    };
    kp_buf_init(&out, 4096);
    kp_cli_put(cli, &out,
               "核验通过。\n"
               "文件　{1} 个，大小和指纹与清单相符\n"
               "日志　{2} 条记录，{3} 个数，{4} 步，指纹相符\n"
               "重算　{5} 个文件逐字节一致\n"
               "日志头　{6}\n",
               "Verified.\n"
               "files   {1} as listed in the manifest\n"
               "log     {2} blocks, {3} values, {4} steps\n"
               "replay  {5} files, identical byte by byte\n"
               "head    {6}\n",
               text);
    kp_cli_print(&out);
}

kp_exit kp__cmd_verify(kp_cli *cli, const kp_args *args)
{
    kp_str run = kp_path_of(args->word[0]);
    checked found = {0};
    kp_status status = verify(cli, run, kp_args_option(args, "head"), &found);

    kp_cli_progress(cli, NULL, NULL);
    if (status == KP_OK) {
        say_sound(cli, &found);
        return KP_EXIT_DONE;
    }
    kp_cli_report(cli, NULL, 0);
    if (status == KP_EINVALID) {
        (void)fputs(kp_cli_word(cli, "核验未通过。\n", "Verification failed.\n"),
                    stderr);
    }
    return kp_cli_exit(status);
}
