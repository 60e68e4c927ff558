/* remove.c - taking an unfinished folder away, whatever is in it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "io/files/folder_parts.h"

static bool remove_entry(int dir, const char *name, int depth)
{
    if (kp__sys_unlink(dir, name, false) == 0)
        return true;
    // A folder gives EISDIR on Linux, EPERM by the standard.
    if (errno != EISDIR && errno != EPERM)
        return false;
    return kp__remove_tree(dir, name, depth - 1);
}

static bool remove_entries(DIR *folder, int depth)
{
    const char *name;

    while ((name = kp__sys_readdir(folder)) != NULL) {
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        if (!remove_entry(dirfd(folder), name, depth))
            return false;
    }
    return errno == 0;
}

bool kp__remove_tree(int dir, const char *name, int depth)
{
    errno = ELOOP;
    int fd =
        depth > 0 ? kp__sys_open(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) : -1;
    DIR *folder = fd >= 0 ? kp__sys_opendir(fd) : NULL;

    if (!folder)
        return false;
    bool emptied = remove_entries(folder, depth);
    int error = errno;
    kp__sys_closedir(folder);
    if (!emptied) {
        errno = error;
        return false;
    }
    return kp__sys_unlink(dir, name, true) == 0;
}
