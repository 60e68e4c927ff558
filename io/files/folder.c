/* folder.c - beginning and dropping an output folder, and the names inside it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/files/folder_parts.h"

enum {
    NAME_TRIES = 1000,
    TREE_DEPTH = 16
};

kp_status kp__folder_fail(kp_diags *diags, kp_code code, kp_str what, int error)
{
    char why[KP__WHY_MAX];

    (void)kp_fail(diags, code, (kp_where){.file = what}, KP_NONE, what,
                  kp__sys_why(error, why), KP_NONE);
    return error == ENOMEM ? KP_ENOMEM : KP_EIO;
}

kp_status kp__folder_memory(kp_folder *folder, kp_diags *diags)
{
    folder->failed = true;
    return kp__folder_fail(diags, KP1051, kp_str_of(folder->shown), ENOMEM);
}

int kp__open_parent(const char *path, const char **last)
{
    char parent[KP__PATH_MAX];
    const char *slash = strrchr(path, '/');
    kp_str above = slash ? (kp_str){path, (size_t)(slash - path)} : KP_STR(".");

    *last = slash ? slash + 1 : path;
    if (slash == path)
        above = KP_STR("/");
    if (!kp__sys_path(KP_NONE, above, parent))
        return -1;
    return kp__sys_open(AT_FDCWD, parent, O_RDONLY | O_DIRECTORY);
}

/* The process number keeps two runs apart; an earlier run's leftovers are stepped over.
 */
bool kp__staging_name(int parent, bool folder, char name[40], int *fd)
{
    int flags =
        folder ? O_RDONLY | O_DIRECTORY | O_NOFOLLOW : O_WRONLY | O_CREAT | O_EXCL;

    for (int i = 0; i < NAME_TRIES; i++) {
        snprintf(name, 40, ".kpay-%ld-%d", (long)getpid(), i);
        if (folder && kp__sys_mkdir(parent, name) < 0) {
            if (errno != EEXIST)
                return false;
            continue;
        }
        *fd = kp__sys_open(parent, name, flags);
        if (*fd >= 0)
            return true;
        if (folder || errno != EEXIST)
            break;
    }
    int error = errno;
    if (folder && error != EEXIST)
        (void)kp__sys_unlink(parent, name, true);
    errno = error;
    return false;
}

static char *copy_z(const char *z)
{
    size_t n = strlen(z) + 1;
    char *copy = malloc(n);

    return copy ? memcpy(copy, z, n) : NULL;
}

static kp_status check_final_name(int parent, const char *name, kp_str path,
                                  kp_diags *diags)
{
    struct stat there;

    if (name[0] == '\0' || name[0] == '.') {
        (void)kp_fail(diags, KP1053, KP_NOWHERE, KP_NONE, path, KP_NONE, KP_NONE);
        return KP_EIO;
    }
    if (kp__sys_stat(parent, name, &there) == 0)
        return kp__folder_fail(diags, KP1052, path, EEXIST);
    return errno == ENOENT ? KP_OK : kp__folder_fail(diags, KP1050, path, errno);
}

static kp_status begin_staging(kp_folder *folder, const char *path, kp_diags *diags)
{
    const char *last;
    kp_str shown = kp_str_of(path);

    folder->parent = kp__open_parent(path, &last);
    if (folder->parent < 0)
        return kp__folder_fail(diags, KP1050, shown, errno);
    kp_status status = check_final_name(folder->parent, last, shown, diags);
    if (status != KP_OK)
        return status;
    folder->shown = copy_z(path);
    folder->final_name = copy_z(last);
    if (!folder->shown || !folder->final_name)
        return kp__folder_fail(diags, KP1050, shown, ENOMEM);
    if (!kp__staging_name(folder->parent, true, folder->staging_name,
                          &folder->staging)) {
        folder->staging = -1;
        return kp__folder_fail(diags, KP1050, shown, errno);
    }
    return KP_OK;
}

kp_status kp_folder_open(kp_str path, kp_hash_kind hash, kp_folder **out,
                         kp_diags *diags)
{
    char text[KP__PATH_MAX];

    *out = NULL;
    while (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    if (!kp__sys_path(KP_NONE, path, text))
        return kp__folder_fail(diags, KP1050, path, errno);
    kp_folder *folder = calloc(1, sizeof *folder);
    if (!folder)
        return kp__folder_fail(diags, KP1050, path, ENOMEM);
    folder->parent = folder->staging = -1;
    folder->hash = hash;
    kp_status status = begin_staging(folder, text, diags);
    if (status == KP_OK)
        *out = folder;
    else
        kp_folder_abort(folder, diags);
    return status;
}

/* Parts must not be empty, hidden, ".", ".." or hold control characters. */
static bool is_good_name(kp_str name)
{
    if (name.n == 0 || !kp_utf8_valid(name))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == '\\')
            return false;
    for (kp_str rest = name;;) {
        size_t slash = kp_str_find(rest, KP_STR("/"));
        kp_str part = kp_str_slice(rest, 0, slash);

        if (part.n == 0 || part.p[0] == '.')
            return false;
        if (slash == SIZE_MAX)
            return true;
        rest = kp_str_slice(rest, slash + 1, rest.n);
    }
}

static bool grow(void **items, size_t *cap, size_t need, size_t size)
{
    size_t wider = *cap ? 2 * *cap : 16;

    if (need <= *cap)
        return true;
    void *larger = realloc(*items, wider * size);
    if (!larger)
        return false;
    *items = larger;
    *cap = wider;
    return true;
}

static bool remember_below(kp_folder *folder, const char *path)
{
    void *items = folder->below;

    if (!grow(&items, &folder->below_cap, folder->nbelow + 1, sizeof(char *)))
        return false;
    folder->below = items;
    char *copy = copy_z(path);
    if (copy)
        folder->below[folder->nbelow++] = copy;
    return copy != NULL;
}

static kp_status make_folders_of(kp_folder *folder, char *path, kp_diags *diags)
{
    for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int made = kp__sys_mkdir(folder->staging, path);
        int error = errno;

        if (made == 0 && !remember_below(folder, path))
            return kp__folder_memory(folder, diags);
        *slash = '/';
        if (made < 0 && error != EEXIST) {
            folder->failed = true;
            return kp__folder_fail(diags, KP1050, kp_str_of(path), error);
        }
    }
    return KP_OK;
}

kp_status kp__folder_name(kp_folder *folder, kp_str name, char path[KP__PATH_MAX],
                          kp_diags *diags)
{
    if (is_good_name(name) && kp__sys_path(KP_NONE, name, path))
        return make_folders_of(folder, path, diags);
    folder->failed = true;
    (void)kp_fail(diags, KP1053, KP_NOWHERE, KP_NONE, name, KP_NONE, KP_NONE);
    return KP_EIO;
}

bool kp__folder_add_entry(kp_folder *folder, const char *name, uint64_t size,
                          const kp_digest *digest)
{
    void *items = folder->entries;

    if (!grow(&items, &folder->entries_cap, folder->nentries + 1, sizeof(kp__entry)))
        return false;
    folder->entries = items;
    char *copy = copy_z(name);
    if (copy)
        folder->entries[folder->nentries++] = (kp__entry){copy, size, *digest};
    return copy != NULL;
}

static void free_folder(kp_folder *folder)
{
    for (size_t i = 0; i < folder->nentries; i++)
        free(folder->entries[i].name);
    for (size_t i = 0; i < folder->nbelow; i++)
        free(folder->below[i]);
    free(folder->entries);
    free(folder->below);
    free(folder->shown);
    free(folder->final_name);
    free(folder);
}

void kp_folder_abort(kp_folder *folder, kp_diags *diags)
{
    if (!folder)
        return;
    while (folder->open_files)
        kp__out_file_drop(folder->open_files);
    if (folder->staging >= 0) {
        (void)kp__sys_close(folder->staging);
        if (!kp__remove_tree(folder->parent, folder->staging_name, TREE_DEPTH)) {
            kp_str name = kp_str_of(folder->staging_name);

            (void)kp__folder_fail(diags, KP1055, name, errno);
        }
    }
    if (folder->parent >= 0)
        (void)kp__sys_close(folder->parent);
    free_folder(folder);
}
