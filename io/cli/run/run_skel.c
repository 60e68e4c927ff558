/* run_skel.c - lines of a run.skel by their first column. */
#include <string.h>

#include "io/cli/run/run_skel.h"
#include "io/cli/run/run_sources.h"
#include "io/files/files.h"

static kp_status read_one(kp_cli *cli, kp_str run, kp_str name, kp_str *out)
{
    if (kp_path_exists(kp_path_join(cli->arena, run, name)))
        return kp_file_map(run, name, out, cli->diags);
    (void)kp_fail(cli->diags, KP6006, KP_NOWHERE, KP_NONE, run, name, KP_NONE);
    return KP_EIO;
}

kp_status kp_log_read(kp_cli *cli, kp_str run, kp_str *skel, kp_str *trace)
{
    kp_status status = read_one(cli, run, KP_STR("run.skel"), skel);

    return status == KP_OK ? read_one(cli, run, KP_STR("run.trace"), trace) : status;
}

bool kp_skel_line(kp_str skel, const char *tag, size_t *at,
                  kp_str column[KP_SKEL_COLUMNS])
{
    while (*at < skel.n) {
        kp_str rest = kp_str_slice(skel, *at, skel.n);
        kp_str line = kp_str_cut(&rest, '\n');

        *at += line.n + 1;
        if (!kp_str_is(kp_str_cut(&line, '\t'), tag))
            continue;
        for (size_t k = 0; k < KP_SKEL_COLUMNS; k++)
            column[k] = kp_str_cut(&line, '\t');
        return true;
    }
    return false;
}

static bool read_count(kp_str text, uint64_t *out)
{
    kp_decimal n;
    int64_t whole;

    if (!kp_dec_parse(text, false, &n) || !kp_dec_to_i64(n, 0, &whole) || whole < 0)
        return false;
    *out = (uint64_t)whole;
    return true;
}

/* head = H(0x02 and everything above its line). */
static bool head_holds(kp_str skel, size_t above, const kp_digest *head)
{
    const unsigned char mark = 2;
    kp_hash *hash = kp_hash_open(KP_SHA256);
    kp_digest found;
    bool ok = hash && kp_hash_add(hash, &mark, 1) && kp_hash_add(hash, skel.p, above) &&
              kp_hash_finish(hash, &found);

    kp_hash_close(hash);
    return ok && kp_digest_eq(&found, head);
}

static bool read_head(kp_str skel, kp_digest *out)
{
    const size_t length = sizeof "head\t" - 1 + KP_DIGEST_HEX;  // with its LF
    kp_str column[KP_SKEL_COLUMNS];

    if (skel.n < length)
        return false;
    size_t at = skel.n - length;
    return kp_skel_line(skel, "head", &at, column) && kp_digest_parse(column[0], out) &&
           head_holds(skel, skel.n - length, out);
}

bool kp_skel_read_run(kp_str skel, kp_skel_run *out)
{
    kp_str column[KP_SKEL_COLUMNS];
    size_t at = 0;

    if (!read_head(skel, &out->head) || !kp_skel_line(skel, "run", &at, column))
        return false;
    out->run = column[0];
    out->period = column[3];
    out->kind = column[4];
    if (!read_count(column[1], &out->counter) ||
        !kp_skel_line(skel, "engine", &at, column))
        return false;
    out->engine = column[0];
    return true;
}

bool kp_skel_output(kp_str skel, kp_str name, kp_digest *out)
{
    kp_str column[KP_SKEL_COLUMNS];

    for (size_t at = 0; kp_skel_line(skel, "output", &at, column);)
        if (kp_str_eq(column[1], name))
            return kp_digest_parse(column[3], out);
    return false;
}
