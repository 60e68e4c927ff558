/* system.h - the system calls of io/files, and the hook that lets tests break them.
 *
 * Thin: same meaning and errno as the calls they are named after; interrupted ones are
 * repeated.  Only io/files and its tests include this.
 */
#ifndef KP_IO_FILES_SYSTEM_H
#define KP_IO_FILES_SYSTEM_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "engine/base/text.h"

/* A run folder holds what everybody is paid: who may read it is decided by its owner,
 * not by whatever mask the shell has. */
enum {
    KP__FILE_MODE = 0600,
    KP__FOLDER_MODE = 0700,
};

/* Asked before every call.  True: the call fails with the errno that the hook has set.
 * A failing close still closes, as the kernel's does.  Not for threads. */
typedef bool kp__sys_hook(void *context, const char *call);
void kp__sys_set_hook(kp__sys_hook *hook, void *context);

int kp__sys_open(int dir, const char *path, int flags);
int kp__sys_stat(int dir, const char *path, struct stat *out);
int kp__sys_fstat(int fd, struct stat *out);
ssize_t kp__sys_read(int fd, void *bytes, size_t n);
/* All of it, or -1. */
int kp__sys_write(int fd, const void *bytes, size_t n);
int kp__sys_fsync(int fd);
/* Gives a file that another library made the mode of all others. */
int kp__sys_own(int dir, const char *path);
int kp__sys_close(int fd);
/* Drop what memory holds of a synced file, so that reading asks the disk. */
void kp__sys_forget(int fd);
/* Let go of pages of a mapped file; they come back when they are looked at again. */
void kp__sys_release(const char *pages, size_t n);
int kp__sys_mkdir(int dir, const char *path);
int kp__sys_unlink(int dir, const char *path, bool folder);
/* Fails with EEXIST when `to` is there, unless `replace`. */
int kp__sys_rename(int dir, const char *from, const char *to, bool replace);

/* Takes the descriptor over, also when it fails. */
DIR *kp__sys_opendir(int fd);
/* NULL with errno 0 at the end. */
const char *kp__sys_readdir(DIR *folder);
void kp__sys_closedir(DIR *folder);

/* A NUL-terminated path; false with errno when it has a NUL inside or is too long. */
#define KP__PATH_MAX 4096
bool kp__sys_path(kp_str folder, kp_str name, char out[KP__PATH_MAX]);

/* What errno means, for a clerk first and then in the system's own words. */
#define KP__WHY_MAX 160
kp_str kp__sys_why(int error, char out[KP__WHY_MAX]);

#endif
