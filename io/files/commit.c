/* commit.c - making an output folder appear.
 *
 * Order matters: all files are synced and closed, the manifest comes last, everything
 * is read back, then the folders are synced, inner ones first, and only then the name
 * is given.  If the folder above cannot be synced afterwards the name is taken back:
 * what may vanish in a power cut must not be shown as done.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "io/files/folder_parts.h"

enum {
    READ_BYTES = 1 << 16,
    MANIFEST_MAX = 64 << 20
};

/* 0, or the errno of what went wrong. */
static int hash_open_file(int fd, kp_hash *hash, bool sync, uint64_t *size,
                          kp_digest *digest)
{
    char bytes[READ_BYTES];

    *size = 0;
    if (!hash)
        return ENOMEM;
    if (sync && kp__sys_fsync(fd) < 0)
        return errno;
    if (!sync)
        kp__sys_forget(fd);
    for (;;) {
        ssize_t n = kp__sys_read(fd, bytes, sizeof bytes);

        if (n < 0)
            return errno;
        if (n == 0)
            return kp_hash_finish(hash, digest) ? 0 : EIO;
        if (!kp_hash_add(hash, bytes, (size_t)n))
            return EIO;
        *size += (uint64_t)n;
    }
}

bool kp__hash_file(int dir, const char *path, kp_hash_kind kind, bool sync,
                   uint64_t *size, kp_digest *digest)
{
    int fd = kp__sys_open(dir, path, O_RDONLY | O_NOFOLLOW);

    if (fd < 0)
        return false;
    kp_hash *hash = kp_hash_open(kind);
    int error = hash_open_file(fd, hash, sync, size, digest);
    kp_hash_close(hash);
    if (kp__sys_close(fd) < 0 && !error)
        error = errno;
    errno = error;
    return error == 0;
}

static int by_name(const void *a, const void *b)
{
    const kp__entry *one = a, *other = b;

    return strcmp(one->name, other->name);
}

static kp_status write_manifest(kp_folder *folder, kp_str name, kp_diags *diags)
{
    char hex[KP_DIGEST_HEX];
    kp_buf text;

    if (name.n == 0)
        return KP_OK;
    qsort(folder->entries, folder->nentries, sizeof *folder->entries, by_name);
    kp_buf_init(&text, MANIFEST_MAX);
    kp_buf_printf(&text, "kpay-manifest\t1\t%s\n", kp_hash_name(folder->hash));
    for (size_t i = 0; i < folder->nentries; i++) {
        const kp__entry *entry = &folder->entries[i];

        kp_digest_hex(&entry->digest, hex);
        kp_buf_printf(&text, "%s\t%" PRIu64 "\t", hex, entry->size);
        kp_buf_z(&text, entry->name);
        kp_buf_char(&text, '\n');
    }
    kp_status status =
        text.broken ? kp__folder_memory(folder, diags)
                    : kp_folder_write(folder, name, kp_buf_view(&text), NULL, diags);
    kp_buf_free(&text);
    return status;
}

static kp_status read_back(kp_folder *folder, kp_diags *diags)
{
    for (size_t i = 0; i < folder->nentries; i++) {
        const kp__entry *entry = &folder->entries[i];
        kp_str name = kp_str_of(entry->name);
        kp_digest digest;
        uint64_t size;

        if (!kp__hash_file(folder->staging, entry->name, folder->hash, false, &size,
                           &digest))
            return kp__folder_fail(diags, KP1051, name, errno);
        if (size != entry->size || !kp_digest_eq(&digest, &entry->digest))
            return kp__folder_fail(diags, KP1054, name, EIO);
    }
    return KP_OK;
}

static int sync_below(kp_folder *folder)
{
    for (size_t i = folder->nbelow; i-- > 0;) {
        int fd = kp__sys_open(folder->staging, folder->below[i],
                              O_RDONLY | O_DIRECTORY | O_NOFOLLOW);

        if (fd < 0)
            return -1;
        int synced = kp__sys_fsync(fd), error = errno;
        if (kp__sys_close(fd) < 0)
            return -1;
        if (synced < 0) {
            errno = error;
            return -1;
        }
    }
    return kp__sys_fsync(folder->staging);
}

/* The name is given; make the disk know it, or take it back. */
static kp_status settle(kp_folder *folder, kp_diags *diags)
{
    kp_str shown = kp_str_of(folder->shown);

    if (kp__sys_fsync(folder->parent) == 0)
        return KP_OK;
    int error = errno;
    if (kp__sys_rename(folder->parent, folder->final_name, folder->staging_name,
                       false) == 0)
        return kp__folder_fail(diags, KP1051, shown, error);
    kp_status status = kp__folder_fail(diags, KP1059, shown, error);
    // It is no longer a staging folder: nothing may remove it now.
    (void)kp__sys_close(folder->staging);
    folder->staging = -1;
    return status;
}

static kp_status appear(kp_folder *folder, kp_diags *diags)
{
    kp_str shown = kp_str_of(folder->shown);

    if (sync_below(folder) < 0)
        return kp__folder_fail(diags, KP1051, shown, errno);
    if (kp__sys_rename(folder->parent, folder->staging_name, folder->final_name,
                       false) < 0)
        return kp__folder_fail(diags, errno == EEXIST ? KP1052 : KP1051, shown, errno);
    return settle(folder, diags);
}

kp_status kp_folder_commit(kp_folder *folder, kp_str manifest, kp_diags *diags)
{
    kp_status status = folder->failed ? KP_EIO : KP_OK;

    assert(!folder->open_files);  // a file not ended is a file not checked
    if (status == KP_OK)
        status = write_manifest(folder, manifest, diags);
    if (status == KP_OK)
        status = read_back(folder, diags);
    if (status == KP_OK)
        status = appear(folder, diags);
    if (status == KP_OK) {
        (void)kp__sys_close(folder->staging);
        folder->staging = -1;
    }
    kp_folder_abort(folder, diags);
    return status;
}
