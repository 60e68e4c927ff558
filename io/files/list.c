/* list.c - the files below a folder.
 *
 * Folders wait in a queue instead of the call stack.  Each is opened without following
 * links, so a loop of links cannot occur.
 */
#include "io/files/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/files/system.h"

enum {
    TEXT_MAX = 64 << 20
};

/* Names one behind the other, each with its NUL. */
typedef struct names {
    kp_buf text;
    size_t n;
} names;

typedef struct search {
    kp_str folder;
    int root;
    names files, folders;
    kp_diags *diags;
} search;

static void add_name(names *to, const char *path)
{
    kp_buf_put(&to->text, path, strlen(path) + 1);
    to->n++;
}

static kp_status cannot_list(const search *in, const char *path, int error)
{
    char why[KP__WHY_MAX];
    kp_str shown = *path ? kp_str_of(path) : in->folder;

    (void)kp_fail(in->diags, KP1018, (kp_where){.file = shown}, KP_NONE, shown,
                  kp__sys_why(error, why), KP_NONE);
    return KP_EIO;
}

/* A name in another encoding cannot be shown: its odd bytes as \xHH. */
static kp_status refuse_name(const search *in, kp_str name)
{
    kp_buf shown;

    kp_buf_init(&shown, KP__PATH_MAX * 4);
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < 0x80)
            kp_buf_char(&shown, name.p[i]);
        else
            kp_buf_printf(&shown, "\\x%02X", (unsigned)(unsigned char)name.p[i]);
    (void)kp_fail(in->diags, KP1011, (kp_where){.file = in->folder}, KP_NONE,
                  kp_buf_view(&shown), KP_NONE, KP_NONE);
    kp_buf_free(&shown);
    return KP_EIO;
}

static kp_status sort_in(search *in, int dir, const char *name, const char *path)
{
    struct stat what;

    if (!kp_utf8_valid(kp_str_of(name)))
        return refuse_name(in, kp_str_of(name));
    if (kp__sys_stat(dir, name, &what) < 0)
        return cannot_list(in, path, errno);
    if (S_ISREG(what.st_mode))
        add_name(&in->files, path);
    else if (S_ISDIR(what.st_mode))
        add_name(&in->folders, path);
    return KP_OK;
}

static bool is_passed_over(const char *name)
{
    return name[0] == '.' || (name[0] == '~' && name[1] == '$');
}

static kp_status read_entries(search *in, DIR *folder, const char *path)
{
    char below[KP__PATH_MAX];

    for (;;) {
        const char *name = kp__sys_readdir(folder);

        if (!name)
            return errno ? cannot_list(in, path, errno) : KP_OK;
        if (is_passed_over(name))
            continue;
        if (!kp__sys_path(kp_str_of(path), kp_str_of(name), below))
            return cannot_list(in, path, errno);
        kp_status status = sort_in(in, dirfd(folder), name, below);
        if (status != KP_OK)
            return status;
        if (in->files.n + in->folders.n > KP_FILE_LIST_MAX) {
            (void)kp_fail(in->diags, KP1015, (kp_where){.file = in->folder}, KP_NONE,
                          KP_STR("100000"), KP_NONE, KP_NONE);
            return KP_EIO;
        }
    }
}

static kp_status skip_link(const search *in, const char *path)
{
    (void)kp_fail(in->diags, KP1012, (kp_where){.file = in->folder}, KP_NONE,
                  kp_str_of(path), KP_NONE, KP_NONE);
    return KP_OK;
}

static kp_status read_folder(search *in, const char *path)
{
    int flags = O_RDONLY | O_DIRECTORY | (*path ? O_NOFOLLOW : 0);
    int fd = kp__sys_open(in->root, *path ? path : ".", flags);

    // With O_DIRECTORY a link is reported as ENOTDIR on some systems, ELOOP on others.
    if (fd < 0 && *path && (errno == ELOOP || errno == ENOTDIR))
        return skip_link(in, path);
    if (fd < 0)
        return cannot_list(in, path, errno);
    DIR *folder = kp__sys_opendir(fd);
    if (!folder)
        return cannot_list(in, path, errno);
    kp_status status = read_entries(in, folder, path);
    kp__sys_closedir(folder);
    return status;
}

static kp_status read_folders(search *in)
{
    char path[KP__PATH_MAX];
    size_t at = 0;

    kp_status status = read_folder(in, "");
    while (status == KP_OK && at < in->folders.text.n) {
        // Reading adds to the queue, whose bytes may move.
        size_t n = strlen(in->folders.text.p + at) + 1;

        memcpy(path, in->folders.text.p + at, n);
        at += n;
        status = read_folder(in, path);
    }
    if (status == KP_OK && (in->files.text.broken || in->folders.text.broken))
        return KP_ENOMEM;
    return status;
}

static int by_bytes(const void *a, const void *b)
{
    return kp_str_cmp(*(const kp_str *)a, *(const kp_str *)b);
}

static kp_status sort_names(names *files, kp_file_list *out)
{
    size_t at = 0;

    out->names = calloc(files->n ? files->n : 1, sizeof *out->names);
    if (!out->names)
        return KP_ENOMEM;
    for (; at < files->text.n; at += out->names[out->n++].n + 1)
        out->names[out->n] = kp_str_of(files->text.p + at);
    qsort(out->names, out->n, sizeof *out->names, by_bytes);
    return KP_OK;
}

kp_status kp_file_list_read(kp_str folder, kp_file_list *out, kp_diags *diags)
{
    char path[KP__PATH_MAX];
    search in = {.folder = folder, .diags = diags};

    *out = (kp_file_list){0};
    if (!kp__sys_path(KP_NONE, folder.n ? folder : KP_STR("."), path))
        return cannot_list(&in, "", errno);
    in.root = kp__sys_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    if (in.root < 0)
        return cannot_list(&in, "", errno);
    kp_buf_init(&in.files.text, TEXT_MAX);
    kp_buf_init(&in.folders.text, TEXT_MAX);
    kp_status status = read_folders(&in);
    if (kp__sys_close(in.root) < 0 && status == KP_OK)
        status = cannot_list(&in, "", errno);
    kp_buf_free(&in.folders.text);
    if (status == KP_OK)
        status = sort_names(&in.files, out);
    out->text = in.files.text;
    if (status == KP_ENOMEM)
        (void)kp_fail(diags, KP1060, (kp_where){.file = folder}, KP_NONE, folder,
                      KP_NONE, KP_NONE);
    if (status != KP_OK)
        kp_file_list_free(out);
    return status;
}

void kp_file_list_free(kp_file_list *list)
{
    free(list->names);
    kp_buf_free(&list->text);
    *list = (kp_file_list){0};
}
