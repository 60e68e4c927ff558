/* stage.c - one file that a library writes by itself; see files.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "io/files/files.h"
#include "io/files/folder_parts.h"

static kp_status fail(const kp_staged *staged, int error, kp_diags *diags)
{
    kp_str path = kp_str_of(staged->final_path);

    return kp__folder_fail(diags, error == EEXIST ? KP1052 : KP1051, path, error);
}

/* The hidden file's own path, which is `final_path` with another last part. */
static bool set_path(kp_staged *staged, const char *last, const char *name)
{
    size_t folder = (size_t)(last - staged->final_path);
    int n = snprintf(staged->path, sizeof staged->path, "%.*s%s", (int)folder,
                     staged->final_path, name);

    errno = ENAMETOOLONG;
    return n > 0 && (size_t)n < sizeof staged->path;
}

static int make_hidden_file(kp_staged *staged)
{
    struct stat what;
    const char *last;
    char name[40];
    int fd;

    int parent = kp__open_parent(staged->final_path, &last);
    if (parent < 0)
        return errno;
    int error = *last ? 0 : EINVAL;
    if (!error && kp__sys_stat(parent, last, &what) == 0)
        error = EEXIST;  // told before the work is done
    if (!error && !kp__staging_name(parent, false, name, &fd))
        error = errno;
    (void)kp__sys_close(parent);
    if (error)
        return error;
    (void)kp__sys_close(fd);
    return set_path(staged, last, name) ? 0 : errno;
}

kp_status kp_file_stage(kp_str path, kp_staged *out, kp_diags *diags)
{
    memset(out, 0, sizeof *out);
    if (!kp__sys_path(KP_NONE, path, out->final_path))
        return kp__folder_fail(diags, KP1050, path, errno);
    int error = make_hidden_file(out);
    return error ? fail(out, error, diags) : KP_OK;
}

static int sync_and_name(const kp_staged *staged, int parent, const char *last)
{
    const char *hidden = staged->path + (last - staged->final_path);
    int fd = kp__sys_open(parent, hidden, O_RDONLY);

    if (fd < 0)
        return errno;
    int error = kp__sys_fsync(fd) < 0 ? errno : 0;
    if (kp__sys_close(fd) < 0 && !error)
        error = errno;
    if (!error && kp__sys_rename(parent, hidden, last, false) < 0)
        error = errno;
    if (!error && kp__sys_fsync(parent) < 0)
        error = errno;
    return error;
}

kp_status kp_file_unstage(kp_staged *staged, bool keep, kp_diags *diags)
{
    const char *last;
    int parent = kp__open_parent(staged->final_path, &last);

    if (parent < 0)
        return fail(staged, errno, diags);
    int error = keep ? sync_and_name(staged, parent, last) : 0;
    if (!keep || error)
        (void)kp__sys_unlink(parent, staged->path + (last - staged->final_path), false);
    (void)kp__sys_close(parent);
    return error ? fail(staged, error, diags) : KP_OK;
}
