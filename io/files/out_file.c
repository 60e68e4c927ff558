/* out_file.c - files of an output folder, hashed on the way to the disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "io/files/folder_parts.h"

enum {
    BUFFER_BYTES = 1 << 16
};

struct kp_out_file {
    kp_folder *folder;
    kp_out_file *next;
    kp_hash *hash;
    int fd;
    int error;  // the first one; nothing is written after it
    uint64_t size;
    size_t n;
    char buffer[BUFFER_BYTES];
    char name[];
};

static kp_out_file *new_file(kp_folder *folder, const char *path)
{
    size_t n = strlen(path) + 1;
    kp_out_file *file = calloc(1, sizeof *file + n);

    if (!file)
        return NULL;
    memcpy(file->name, path, n);
    file->fd = -1;
    file->folder = folder;
    file->next = folder->open_files;
    folder->open_files = file;
    return file;
}

void kp__out_file_drop(kp_out_file *file)
{
    kp_out_file **link = &file->folder->open_files;

    while (*link != file)
        link = &(*link)->next;
    *link = file->next;
    if (file->fd >= 0)
        (void)kp__sys_close(file->fd);
    kp_hash_close(file->hash);
    free(file);
}

static kp_status give_up(kp_folder *folder, kp_out_file *file, kp_status status)
{
    folder->failed = true;
    if (file)
        kp__out_file_drop(file);
    return status;
}

static kp_status no_hash(kp_folder *folder, kp_out_file *file, kp_diags *diags)
{
    (void)kp_fail(diags, KP1057, KP_NOWHERE, KP_NONE,
                  kp_str_of(kp_hash_name(folder->hash)), KP_NONE, KP_NONE);
    return give_up(folder, file, KP_EIO);
}

kp_status kp_folder_begin_file(kp_folder *folder, kp_str name, kp_out_file **out,
                               kp_diags *diags)
{
    char path[KP__PATH_MAX];

    *out = NULL;
    kp_status status = kp__folder_name(folder, name, path, diags);
    if (status != KP_OK)
        return status;
    kp_out_file *file = new_file(folder, path);
    if (!file)
        return kp__folder_memory(folder, diags);
    file->hash = kp_hash_open(folder->hash);
    if (!file->hash)
        return no_hash(folder, file, diags);
    file->fd =
        kp__sys_open(folder->staging, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    if (file->fd < 0) {
        kp_code code = errno == EEXIST ? KP1052 : KP1050;

        return give_up(folder, file, kp__folder_fail(diags, code, name, errno));
    }
    *out = file;
    return KP_OK;
}

static void send(kp_out_file *file, const char *bytes, size_t n)
{
    if (file->error || n == 0)
        return;
    if (!kp_hash_add(file->hash, bytes, n))
        file->error = EIO;
    else if (kp__sys_write(file->fd, bytes, n) < 0)
        file->error = errno;
    file->size += n;
}

static void flush(kp_out_file *file)
{
    send(file, file->buffer, file->n);
    file->n = 0;
}

void kp_out_file_put(kp_out_file *file, kp_str bytes)
{
    if (bytes.n > BUFFER_BYTES - file->n)
        flush(file);
    if (bytes.n > BUFFER_BYTES) {
        send(file, bytes.p, bytes.n);
        return;
    }
    if (bytes.n > 0)
        memcpy(file->buffer + file->n, bytes.p, bytes.n);
    file->n += bytes.n;
}

/* Synced and closed; the close is looked at too: on network disks it is where a full
 * disk shows. */
static int finish_writing(kp_out_file *file)
{
    flush(file);
    if (!file->error && kp__sys_fsync(file->fd) < 0)
        file->error = errno;
    if (kp__sys_close(file->fd) < 0 && !file->error)
        file->error = errno;
    file->fd = -1;
    return file->error;
}

kp_status kp_out_file_end(kp_out_file *file, kp_digest *digest, kp_diags *diags)
{
    kp_folder *folder = file->folder;
    kp_digest own;

    if (finish_writing(file))
        return give_up(
            folder, file,
            kp__folder_fail(diags, KP1051, kp_str_of(file->name), file->error));
    if (!kp_hash_finish(file->hash, &own))
        return no_hash(folder, file, diags);
    if (!kp__folder_add_entry(folder, file->name, file->size, &own))
        return give_up(folder, file, kp__folder_memory(folder, diags));
    if (digest)
        *digest = own;
    kp__out_file_drop(file);
    return KP_OK;
}

kp_status kp_folder_write(kp_folder *folder, kp_str name, kp_str bytes,
                          kp_digest *digest, kp_diags *diags)
{
    kp_out_file *file;

    kp_status status = kp_folder_begin_file(folder, name, &file, diags);
    if (status != KP_OK)
        return status;
    kp_out_file_put(file, bytes);
    return kp_out_file_end(file, digest, diags);
}

kp_status kp_folder_path(kp_folder *folder, kp_str name, kp_buf *out, kp_diags *diags)
{
    char path[KP__PATH_MAX];

    kp_status status = kp__folder_name(folder, name, path, diags);
    if (status != KP_OK)
        return status;
    size_t above = strlen(folder->shown) - strlen(folder->final_name);
    kp_buf_put(out, folder->shown, above);
    kp_buf_printf(out, "%s/%s", folder->staging_name, path);
    return out->broken ? kp__folder_memory(folder, diags) : KP_OK;
}

kp_status kp_folder_adopt(kp_folder *folder, kp_str name, kp_digest *digest,
                          kp_diags *diags)
{
    char path[KP__PATH_MAX];
    kp_digest own;
    uint64_t size;

    kp_status status = kp__folder_name(folder, name, path, diags);
    if (status != KP_OK)
        return status;
    if (kp__sys_own(folder->staging, path) < 0 ||
        !kp__hash_file(folder->staging, path, folder->hash, true, &size, &own))
        return give_up(folder, NULL, kp__folder_fail(diags, KP1051, name, errno));
    if (!kp__folder_add_entry(folder, path, size, &own))
        return kp__folder_memory(folder, diags);
    if (digest)
        *digest = own;
    return KP_OK;
}
