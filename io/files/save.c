/* save.c - one file, whole or not at all. */
#include <errno.h>
#include <fcntl.h>

#include "io/files/files.h"
#include "io/files/folder_parts.h"

static int write_and_close(int fd, kp_str bytes)
{
    int error = 0;

    if (kp__sys_write(fd, bytes.p, bytes.n) < 0 || kp__sys_fsync(fd) < 0)
        error = errno;
    if (kp__sys_close(fd) < 0 && !error)
        error = errno;
    return error;
}

/* 0, or the errno of what went wrong; the name is then taken back. */
static int give_name(int parent, const char *staging, const char *last, bool replace)
{
    if (kp__sys_rename(parent, staging, last, replace) < 0)
        return errno;
    if (kp__sys_fsync(parent) == 0)
        return 0;
    int error = errno;
    // What was replaced is gone already; the new content is the better one to keep.
    if (!replace)
        (void)kp__sys_rename(parent, last, staging, false);
    return error;
}

static int save_in(int parent, const char *last, kp_str bytes, bool replace)
{
    char staging[40];
    int fd;

    if (!kp__staging_name(parent, false, staging, &fd))
        return errno;
    int error = write_and_close(fd, bytes);
    if (!error)
        error = give_name(parent, staging, last, replace);
    if (error)
        (void)kp__sys_unlink(parent, staging, false);
    return error;
}

kp_status kp_file_save(kp_str path, kp_str bytes, bool replace, kp_diags *diags)
{
    char text[KP__PATH_MAX];
    const char *last;

    if (!kp__sys_path(KP_NONE, path, text))
        return kp__folder_fail(diags, KP1050, path, errno);
    int parent = kp__open_parent(text, &last);
    if (parent < 0)
        return kp__folder_fail(diags, KP1050, path, errno);
    int error = *last ? save_in(parent, last, bytes, replace) : EINVAL;
    (void)kp__sys_close(parent);
    if (!error)
        return KP_OK;
    return kp__folder_fail(diags, error == EEXIST ? KP1052 : KP1051, path, error);
}

kp_status kp_path_make_folder(kp_str path, kp_diags *diags)
{
    char text[KP__PATH_MAX];

    if (kp__sys_path(KP_NONE, path, text) && kp__sys_mkdir(AT_FDCWD, text) == 0)
        return KP_OK;
    return kp__folder_fail(diags, KP1050, path, errno);
}
