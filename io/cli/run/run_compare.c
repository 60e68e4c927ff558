/* run_compare.c - an outlet that compares what a replay writes with what is there.
 *
 * Large files are compared as they come, so that a replay needs no copy of them; tables
 * are kept whole, to name the value that differs.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/cli/run/run_difference.h"
#include "io/cli/run/run_outlet.h"
#include "io/files/files.h"

#define FILE_MAX ((size_t)8 << 30)
#define STRETCH ((size_t)4 << 20)
#define WORKBOOK_NAME_BYTES 40

// `outlet` is the first member of what it belongs to.
static kp_compare_outlet *mine(kp_outlet *outlet)
{
    return (kp_compare_outlet *)outlet;
}

static bool is_table(const kp_compare_outlet *o)
{
    return kp_str_starts(o->name, KP_STR("tables/"));
}

static kp_difference difference_of(const kp_compare_outlet *o)
{
    return (kp_difference){o->cli, o->diags, o->name, o->old};
}

/* ---- comparing ---- */

/* The replay's text around the first difference: up to it both are the same. */
static void note_difference(kp_compare_outlet *o, size_t at, kp_str behind)
{
    size_t before = at < KP_SHOWN_BYTES ? at : KP_SHOWN_BYTES;
    size_t shown = behind.n < 2 * KP_SHOWN_BYTES ? behind.n : 2 * KP_SHOWN_BYTES;

    o->differs = true;
    o->differs_at = at;
    o->before = before;
    kp_buf_clear(&o->made);
    kp_buf_str(&o->made, kp_str_slice(o->old, at - before, at));
    kp_buf_str(&o->made, kp_str_slice(behind, 0, shown));
}

static void compare_stretch(kp_compare_outlet *o, kp_str bytes)
{
    size_t room = o->old.n - o->at, k = 0;
    size_t n = bytes.n < room ? bytes.n : room;

    if (n == bytes.n && (n == 0 || memcmp(o->old.p + o->at, bytes.p, n) == 0))
        return;
    while (k < n && o->old.p[o->at + k] == bytes.p[k])
        k++;
    note_difference(o, o->at + k, kp_str_slice(bytes, k, bytes.n));
}

static void compare_table(kp_compare_outlet *o)
{
    kp_difference d = difference_of(o);
    kp_str made = kp_buf_view(&o->made);

    if (kp_str_eq(o->old, made))
        return;
    o->ndiffering++;
    kp_difference_tell_table(&d, made);
}

static void compare_end(kp_compare_outlet *o)
{
    kp_difference d = difference_of(o);

    if (!o->differs && o->at < o->old.n)
        note_difference(o, o->at, KP_NONE);
    if (!o->differs)
        return;
    o->ndiffering++;
    kp_difference_tell_byte(&d, o->differs_at, kp_buf_view(&o->made), o->before);
}

/* What was compared is not looked at again, but for a few bytes before a difference. */
static void let_go(kp_compare_outlet *o)
{
    size_t to = o->at < o->old.n ? o->at : o->old.n;

    if (to - o->passed < STRETCH)
        return;
    kp_file_pass(kp_str_slice(o->old, o->passed, to));
    o->passed = to;
}

/* ---- the outlet ---- */

static kp_status open_old(kp_compare_outlet *o)
{
    o->missing = !kp_path_exists(kp_path_join(o->cli->arena, o->run, o->name));
    if (!o->missing)
        return kp_file_map(o->run, o->name, &o->old, o->diags);
    o->ndiffering++;
    (void)kp_fail(o->diags, KP6021, KP_NOWHERE, KP_NONE, o->name, KP_NONE, KP_NONE);
    return KP_OK;
}

/* The manifest has told whether it is what was written. */
static bool keeps_file(kp_outlet *outlet, kp_str name)
{
    kp_compare_outlet *o = mine(outlet);
    size_t old;

    (void)kp_map_put(&o->written, kp_str_copy(o->cli->arena, name), 1, &old);
    return false;
}

static kp_status begin_file(kp_outlet *outlet, kp_str name)
{
    kp_compare_outlet *o = mine(outlet);
    size_t old;

    kp_file_unmap(o->old);  // of a file that was never ended
    o->old = KP_NONE;
    o->name = kp_str_copy(o->cli->arena, name);
    (void)kp_map_put(&o->written, o->name, 1, &old);
    kp_buf_clear(&o->made);
    o->at = 0;
    o->passed = 0;
    o->differs = false;
    return open_old(o);
}

static void put_bytes(kp_outlet *outlet, kp_str bytes)
{
    kp_compare_outlet *o = mine(outlet);

    o->broken = !kp_hash_add(o->hash, bytes.p, bytes.n) || o->broken;
    if (o->missing)
        return;
    if (is_table(o))
        kp_buf_str(&o->made, bytes);
    else if (!o->differs)
        compare_stretch(o, bytes);
    o->at += bytes.n;
    if (!is_table(o))
        let_go(o);
}

static kp_status end_file(kp_outlet *outlet, kp_digest *digest)
{
    kp_compare_outlet *o = mine(outlet);

    o->nfiles++;
    if (!kp_hash_finish(o->hash, digest) || o->broken || o->made.broken)
        return KP_ENOMEM;
    if (!o->missing && is_table(o))
        compare_table(o);
    else if (!o->missing)
        compare_end(o);
    kp_file_unmap(o->old);
    o->old = KP_NONE;
    return KP_OK;
}

/* Two workbooks may be written at the same time, by threads of their own. */
static void name_workbook(size_t number, char out[WORKBOOK_NAME_BYTES])
{
    (void)snprintf(out, WORKBOOK_NAME_BYTES, "workbook-%zu.xlsx", number);
}

static kp_status path_of(kp_outlet *outlet, kp_str name, kp_buf *out)
{
    kp_compare_outlet *o = mine(outlet);
    size_t number = o->nworkbooks, old;
    char own[WORKBOOK_NAME_BYTES];

    if (kp_map_put(&o->workbooks, kp_str_copy(o->cli->arena, name), number, &old))
        o->nworkbooks++;
    else
        number = old;
    name_workbook(number, own);
    kp_buf_z(out, o->temporary);
    kp_buf_char(out, '/');
    kp_buf_z(out, own);
    return KP_OK;
}

static kp_status adopt_file(kp_outlet *outlet, kp_str name)
{
    kp_compare_outlet *o = mine(outlet);
    char own[WORKBOOK_NAME_BYTES];
    size_t number = 0;
    kp_str made;
    kp_digest digest;
    kp_status status = begin_file(outlet, name);

    (void)kp_map_get(&o->workbooks, name, &number);
    name_workbook(number, own);
    if (status == KP_OK)
        status = kp_file_map(kp_str_of(o->temporary), kp_str_of(own), &made, o->diags);
    if (status != KP_OK)
        return status;
    put_bytes(outlet, made);
    status = end_file(outlet, &digest);
    kp_file_unmap(made);
    return status;
}

static kp_status make_temporary(kp_compare_outlet *o)
{
    const char *folder = getenv("TMPDIR");

    (void)snprintf(o->temporary, sizeof o->temporary, "%s/kpay-XXXXXX",
                   folder && *folder ? folder : "/tmp");
    o->has_temporary = mkdtemp(o->temporary) != NULL;
    if (o->has_temporary)
        return KP_OK;
    (void)kp_fail(o->diags, KP1050, KP_NOWHERE, KP_NONE, kp_str_of(o->temporary),
                  KP_STR("TMPDIR"), KP_NONE);
    return KP_EIO;
}

kp_status kp_compare_outlet_open(kp_compare_outlet *outlet, kp_cli *cli, kp_str run,
                                 kp_diags *diags)
{
    *outlet = (kp_compare_outlet){
        .outlet = {begin_file, put_bytes, end_file, path_of, adopt_file, keeps_file},
        .cli = cli,
        .diags = diags,
        .run = run,
        .hash = kp_hash_open(KP_SHA256),
    };
    kp_map_init(&outlet->written, cli->arena);
    kp_map_init(&outlet->workbooks, cli->arena);
    kp_buf_init(&outlet->made, FILE_MAX);
    return outlet->hash ? make_temporary(outlet) : KP_ENOMEM;
}

void kp_compare_outlet_close(kp_compare_outlet *outlet)
{
    char path[sizeof outlet->temporary + WORKBOOK_NAME_BYTES];
    char own[WORKBOOK_NAME_BYTES];

    for (size_t k = 0; k < outlet->nworkbooks; k++) {
        name_workbook(k, own);
        (void)snprintf(path, sizeof path, "%s/%s", outlet->temporary, own);
        (void)unlink(path);
    }
    if (outlet->has_temporary)
        (void)rmdir(outlet->temporary);
    kp_file_unmap(outlet->old);
    kp_buf_free(&outlet->made);
    kp_hash_close(outlet->hash);
}
