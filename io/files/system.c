/* system.c - system calls that can be told to fail; see system.h.
 *
 * renameat2 is Linux's own; where the file system lacks it, a folder is moved onto an
 * empty one made exclusively for it, and a file is linked, which replaces nothing
 * either.
 */
#define _GNU_SOURCE
#include "io/files/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static kp__sys_hook *hook;
static void *hook_context;

void kp__sys_set_hook(kp__sys_hook *new_hook, void *context)
{
    hook = new_hook;
    hook_context = context;
}

static bool refused(const char *call)
{
    return hook && hook(hook_context, call);
}

int kp__sys_open(int dir, const char *path, int flags)
{
    int fd;

    if (refused("open"))
        return -1;
    do
        fd = openat(dir, path, flags | O_CLOEXEC, KP__FILE_MODE);
    while (fd < 0 && errno == EINTR);
    return fd;
}

int kp__sys_stat(int dir, const char *path, struct stat *out)
{
    return refused("stat") ? -1 : fstatat(dir, path, out, 0);
}

int kp__sys_fstat(int fd, struct stat *out)
{
    return refused("fstat") ? -1 : fstat(fd, out);
}

ssize_t kp__sys_read(int fd, void *bytes, size_t n)
{
    ssize_t got;

    if (refused("read"))
        return -1;
    do
        got = read(fd, bytes, n);
    while (got < 0 && errno == EINTR);
    return got;
}

int kp__sys_write(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;

    while (n > 0) {
        if (refused("write"))
            return -1;
        ssize_t put = write(fd, p, n);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0) {
            errno = put < 0 ? errno : EIO;
            return -1;
        }
        p += put;
        n -= (size_t)put;
    }
    return 0;
}

int kp__sys_fsync(int fd)
{
    return refused("fsync") ? -1 : fsync(fd);
}

int kp__sys_own(int dir, const char *path)
{
    return refused("fchmodat") ? -1 : fchmodat(dir, path, KP__FILE_MODE, 0);
}

int kp__sys_close(int fd)
{
    bool fail = refused("close");
    int error = errno;
    int result = close(fd);

    if (!fail)
        return result;
    errno = error;
    return -1;
}

void kp__sys_forget(int fd)
{
    // Only advice: where it is not taken the comparison proves less, not wrong.
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
}

void kp__sys_release(const char *pages, size_t n)
{
    // Only advice, too: whoever does not take it needs more memory.
    (void)madvise((void *)(uintptr_t)pages, n, MADV_DONTNEED);
}

int kp__sys_mkdir(int dir, const char *path)
{
    return refused("mkdir") ? -1 : mkdirat(dir, path, KP__FOLDER_MODE);
}

int kp__sys_unlink(int dir, const char *path, bool folder)
{
    return refused("unlink") ? -1 : unlinkat(dir, path, folder ? AT_REMOVEDIR : 0);
}

static int move_without_renameat2(int dir, const char *from, const char *to)
{
    struct stat what;

    if (fstatat(dir, from, &what, AT_SYMLINK_NOFOLLOW) < 0)
        return -1;
    if (!S_ISDIR(what.st_mode))
        return linkat(dir, from, dir, to, 0) < 0 ? -1 : unlinkat(dir, from, 0);
    if (mkdirat(dir, to, KP__FOLDER_MODE) < 0)
        return -1;
    if (renameat(dir, from, dir, to) == 0)
        return 0;
    int error = errno;
    unlinkat(dir, to, AT_REMOVEDIR);
    errno = error;
    return -1;
}

int kp__sys_rename(int dir, const char *from, const char *to, bool replace)
{
    if (replace)
        return refused("rename") ? -1 : renameat(dir, from, dir, to);
#ifdef RENAME_NOREPLACE
    if (!refused("renameat2") && renameat2(dir, from, dir, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
#endif
    return move_without_renameat2(dir, from, to);
}

DIR *kp__sys_opendir(int fd)
{
    DIR *folder = refused("opendir") ? NULL : fdopendir(fd);

    if (!folder) {
        int error = errno;

        close(fd);
        errno = error;
    }
    return folder;
}

const char *kp__sys_readdir(DIR *folder)
{
    if (refused("readdir"))
        return NULL;
    errno = 0;
    const struct dirent *entry = readdir(folder);
    return entry ? entry->d_name : NULL;
}

void kp__sys_closedir(DIR *folder)
{
    closedir(folder);
}
