/* run_manifest.c - reading MANIFEST and hashing what it lists. */
#include "io/cli/run/run_manifest.h"

#include "io/files/files.h"

#define MANIFEST_MAX ((size_t)64 << 20)
#define STRETCH ((size_t)4 << 20)

typedef struct listed {
    kp_digest digest;
    kp_str size, name;
} listed;

static kp_status fail(kp_cli *cli, kp_code code, kp_where where, kp_str text)
{
    return kp_fail(cli->diags, code, where, KP_NONE, text, KP_NONE, KP_NONE);
}

static bool read_line(kp_str line, listed *out)
{
    kp_str hash = kp_str_cut(&line, '\t');

    out->size = kp_str_cut(&line, '\t');
    out->name = line;
    return kp_digest_parse(hash, &out->digest) && out->name.n > 0;
}

static bool size_is(kp_str text, size_t n)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%zu", n);

    return kp_str_eq(text, (kp_str){digits, (size_t)length});
}

/* Stretch by stretch, so that a large file does not fill the memory. */
static bool hash_passing(kp_str bytes, kp_digest *out)
{
    kp_hash *hash = kp_hash_open(KP_SHA256);
    bool ok = hash != NULL;

    for (size_t at = 0; ok && at < bytes.n; at += STRETCH) {
        kp_str part =
            kp_str_slice(bytes, at, bytes.n - at < STRETCH ? bytes.n : at + STRETCH);

        ok = kp_hash_add(hash, part.p, part.n);
        kp_file_pass(part);
    }
    ok = ok && kp_hash_finish(hash, out);
    kp_hash_close(hash);
    return ok;
}

static kp_status check_file(kp_cli *cli, kp_str run, const listed *entry)
{
    kp_where where = {.file = entry->name};
    kp_digest found;
    kp_str bytes;

    if (!kp_path_exists(kp_path_join(cli->arena, run, entry->name)))
        return fail(cli, KP6021, KP_NOWHERE, entry->name);
    kp_status status = kp_file_map(run, entry->name, &bytes, cli->diags);
    if (status == KP_OK &&
        (!size_is(entry->size, bytes.n) || !hash_passing(bytes, &found) ||
         !kp_digest_eq(&found, &entry->digest)))
        status = fail(cli, KP6023, where, entry->name);
    kp_file_unmap(bytes);
    return status;
}

/* Each line in turn; names must rise, so that there is one manifest for one folder. */
static kp_status check_lines(kp_cli *cli, kp_str run, kp_str text, kp_map *names)
{
    kp_status worst = KP_OK;
    kp_str before = KP_NONE;
    kp_where where = {.file = KP_STR(KP_MANIFEST), .row = 1};
    listed entry;
    size_t old;

    if (!kp_str_is(kp_str_cut(&text, '\n'), "kpay-manifest\t1\tsha256"))
        return fail(cli, KP6020, where, KP_NONE);
    while (text.n) {
        where.row++;
        if (!read_line(kp_str_cut(&text, '\n'), &entry) ||
            kp_str_cmp(before, entry.name) >= 0)
            return fail(cli, KP6020, where, KP_NONE);
        before = entry.name;
        (void)kp_map_put(names, entry.name, 1, &old);
        kp_status status = check_file(cli, run, &entry);
        if (status != KP_OK && status != KP_EINVALID)
            return status;
        worst = status == KP_OK ? worst : status;
    }
    return worst;
}

kp_status kp_manifest_strangers(kp_cli *cli, kp_str run, const kp_map *written,
                                kp_diags *diags)
{
    kp_file_list list = {0};
    kp_status status = kp_file_list_read(run, &list, diags);

    for (size_t i = 0; i < list.n && status != KP_EIO; i++) {
        size_t old;

        if (kp_str_is(list.names[i], KP_MANIFEST) ||
            kp_map_get(written, list.names[i], &old))
            continue;
        status = kp_fail(diags, KP6022, KP_NOWHERE, KP_NONE,
                         kp_str_copy(cli->arena, list.names[i]), KP_NONE, KP_NONE);
    }
    kp_file_list_free(&list);
    return status;
}

kp_status kp_manifest_check(kp_cli *cli, kp_str run, size_t *nfiles)
{
    kp_map names;
    kp_str text;

    *nfiles = 0;
    kp_map_init(&names, cli->arena);
    if (!kp_path_exists(kp_path_join(cli->arena, run, KP_STR(KP_MANIFEST)))) {
        (void)kp_fail(cli->diags, KP6006, KP_NOWHERE, KP_NONE, run, KP_STR(KP_MANIFEST),
                      KP_NONE);
        return KP_EIO;
    }
    kp_status status = kp_file_read(cli->arena, run, KP_STR(KP_MANIFEST), MANIFEST_MAX,
                                    &text, cli->diags);
    if (status == KP_OK)
        status = check_lines(cli, run, text, &names);
    *nfiles = names.n;
    if (status == KP_EIO || status == KP_ENOMEM)
        return status;
    kp_status strangers = kp_manifest_strangers(cli, run, &names, cli->diags);
    return status == KP_OK ? strangers : status;
}
