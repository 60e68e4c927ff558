/* read.c - reading whole files.
 *
 * The size is asked first and the memory taken before the file is opened: an exhausted
 * arena unwinds, and no descriptor may be open then.  A file that turns out longer or
 * shorter than it said is being written by somebody and is refused.
 */
#include "io/files/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "io/files/system.h"

static kp_status cannot_open(kp_diags *diags, kp_str name, int error)
{
    char why[KP__WHY_MAX];

    (void)kp_fail(diags, KP1001, (kp_where){.file = name}, KP_NONE,
                  kp__sys_why(error, why), KP_NONE, KP_NONE);
    return KP_EIO;
}

static kp_status refuse(kp_diags *diags, kp_str name, kp_code code)
{
    (void)kp_fail(diags, code, (kp_where){.file = name}, KP_NONE, name, KP_NONE,
                  KP_NONE);
    return KP_EIO;
}

static kp_status too_large(kp_diags *diags, kp_str name, size_t size, size_t max)
{
    char size_text[32], max_text[32];
    int n = snprintf(size_text, sizeof size_text, "%zu", size);
    int m = snprintf(max_text, sizeof max_text, "%zu", max);

    (void)kp_fail(diags, KP1002, (kp_where){.file = name}, KP_NONE,
                  (kp_str){size_text, (size_t)n}, (kp_str){max_text, (size_t)m},
                  KP_NONE);
    return KP_EIO;
}

/* Up to `room` bytes; the count, or -1. */
static ssize_t read_all(int fd, char *bytes, size_t room)
{
    size_t n = 0;

    while (n < room) {
        ssize_t got = kp__sys_read(fd, bytes + n, room - n);

        if (got < 0)
            return -1;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    return (ssize_t)n;
}

static kp_status read_open_file(int fd, kp_str name, char *bytes, size_t size,
                                kp_diags *diags)
{
    struct stat now;

    if (kp__sys_fstat(fd, &now) < 0)
        return cannot_open(diags, name, errno);
    if (!S_ISREG(now.st_mode))
        return refuse(diags, name, KP1013);
    // One byte more than announced tells a file that grew.
    ssize_t got = read_all(fd, bytes, size + 1);
    if (got < 0)
        return cannot_open(diags, name, errno);
    if ((size_t)got != size)
        return refuse(diags, name, KP1014);
    bytes[size] = '\0';
    return KP_OK;
}

kp_status kp_file_read(kp_arena *arena, kp_str folder, kp_str name, size_t max,
                       kp_str *out, kp_diags *diags)
{
    char path[KP__PATH_MAX];
    struct stat before;

    if (!kp__sys_path(folder, name, path) || kp__sys_stat(AT_FDCWD, path, &before) < 0)
        return cannot_open(diags, name, errno);
    if (!S_ISREG(before.st_mode))
        return refuse(diags, name, KP1013);
    size_t size = (size_t)before.st_size;
    if (before.st_size < 0 || size > max)
        return too_large(diags, name, size, max);

    char *bytes = KP_NEW_ARRAY(arena, size + 1, char);
    int fd = kp__sys_open(AT_FDCWD, path, O_RDONLY);
    if (fd < 0)
        return cannot_open(diags, name, errno);
    kp_status status = read_open_file(fd, name, bytes, size, diags);
    if (kp__sys_close(fd) < 0 && status == KP_OK)
        status = cannot_open(diags, name, errno);
    if (status == KP_OK)
        *out = (kp_str){bytes, size};
    return status;
}

bool kp_path_is_folder(kp_str path)
{
    char text[KP__PATH_MAX];
    struct stat what;

    return kp__sys_path(KP_NONE, path, text) &&
           kp__sys_stat(AT_FDCWD, text, &what) == 0 && S_ISDIR(what.st_mode);
}

bool kp_path_exists(kp_str path)
{
    char text[KP__PATH_MAX];
    struct stat what;

    return kp__sys_path(KP_NONE, path, text) &&
           kp__sys_stat(AT_FDCWD, text, &what) == 0;
}

static bool stat_path(kp_str path, struct stat *out)
{
    char text[KP__PATH_MAX];

    return kp__sys_path(KP_NONE, path, text) && kp__sys_stat(AT_FDCWD, text, out) == 0;
}

bool kp_path_same(kp_str a, kp_str b)
{
    struct stat first, second;

    return stat_path(a, &first) && stat_path(b, &second) &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}
