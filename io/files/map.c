/* map.c - a whole file as pages of the kernel: for large files that are only looked at.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>

#include "io/files/files.h"
#include "io/files/system.h"

static kp_status cannot_map(kp_diags *diags, kp_str name, int error)
{
    char why[KP__WHY_MAX];

    (void)kp_fail(diags, KP1001, (kp_where){.file = name}, KP_NONE,
                  kp__sys_why(error, why), KP_NONE, KP_NONE);
    return KP_EIO;
}

/* The pages, or an empty view with errno 0 for an empty file, with another on failure.
 */
static kp_str map_pages(int fd)
{
    struct stat what;

    errno = 0;
    if (kp__sys_fstat(fd, &what) < 0)
        return KP_NONE;
    if (!S_ISREG(what.st_mode)) {
        errno = EINVAL;
        return KP_NONE;
    }
    if (what.st_size == 0)
        return KP_NONE;
    void *p = mmap(NULL, (size_t)what.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    return p == MAP_FAILED ? KP_NONE : (kp_str){p, (size_t)what.st_size};
}

kp_status kp_file_map(kp_str folder, kp_str name, kp_str *out, kp_diags *diags)
{
    char path[KP__PATH_MAX];

    *out = KP_NONE;
    if (!kp__sys_path(folder, name, path))
        return cannot_map(diags, name, errno);
    int fd = kp__sys_open(AT_FDCWD, path, O_RDONLY);
    if (fd < 0)
        return cannot_map(diags, name, errno);
    *out = map_pages(fd);
    int error = errno;
    (void)kp__sys_close(fd);
    return out->p || !error ? KP_OK : cannot_map(diags, name, error);
}

void kp_file_unmap(kp_str bytes)
{
    union {
        const char *constant;
        void *plain;
    } p = {.constant = bytes.p};

    if (bytes.p)
        (void)munmap(p.plain, bytes.n);
}

#define PAGE ((uintptr_t)4096)

/* Whole pages only: a neighbour may still be looking at the others. */
void kp_file_pass(kp_str part)
{
    uintptr_t from = ((uintptr_t)part.p + PAGE - 1) / PAGE * PAGE;
    uintptr_t to = ((uintptr_t)part.p + part.n) / PAGE * PAGE;

    if (part.p && to > from)
        kp__sys_release(part.p + (from - (uintptr_t)part.p), to - from);
}
