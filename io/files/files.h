/* files.h - whole files in, whole files out, and what a folder holds.
 *
 * Together with folder.h the only door to the file system.  Messages show `name` as the
 * user knows it; `folder` (which may be empty) is only put before it to find the file.
 *
 * Errors: KP_EIO and a diagnostic KP10xx; KP_ENOMEM.
 */
#ifndef KP_IO_FILES_FILES_H
#define KP_IO_FILES_FILES_H

#include "engine/base/diag.h"

/* All bytes of an ordinary file, in the arena and with a NUL behind the last one. */
KP_CHECK kp_status kp_file_read(kp_arena *arena, kp_str folder, kp_str name, size_t max,
                                kp_str *out, kp_diags *diags);

/* The same without copying, for archived files that are large and only looked at: views
 * into pages of the file, to be given back.  Whoever cuts the file short meanwhile ends
 * the program. */
KP_CHECK kp_status kp_file_map(kp_str folder, kp_str name, kp_str *out, kp_diags *diags);
void kp_file_unmap(kp_str bytes);
/* For those who read through a mapped file once: a part they are done with takes up
 * memory no longer.  Its bytes stay readable. */
void kp_file_pass(kp_str part);

/* The files below a folder, named relative to it with "/", in byte order of that name.
 * Hidden ones (.x) and the lock files of open documents (~$x) are left out; links to
 * folders are not followed, and that is said. */
#define KP_FILE_LIST_MAX 100000
typedef struct kp_file_list {
    kp_str *names;
    size_t n;
    kp_buf text;  // their bytes
} kp_file_list;

KP_CHECK kp_status kp_file_list_read(kp_str folder, kp_file_list *out, kp_diags *diags);
void kp_file_list_free(kp_file_list *list);

bool kp_path_is_folder(kp_str path);
bool kp_path_exists(kp_str path);
bool kp_path_same(kp_str a, kp_str b);  // one and the same file or folder

/* A new, empty folder; the one above it must be there. */
KP_CHECK kp_status kp_path_make_folder(kp_str path, kp_diags *diags);

/* One file, whole or not at all: written beside its place, synced, moved there. */
KP_CHECK kp_status kp_file_save(kp_str path, kp_str bytes, bool replace,
                                kp_diags *diags);

/* The same for a library that writes by itself: give it `path`, which is there and
 * empty, then keep the file under its final name, which must not exist, or drop it. */
#define KP_STAGED_PATH 4096
typedef struct kp_staged {
    char final_path[KP_STAGED_PATH], path[KP_STAGED_PATH];
} kp_staged;
KP_CHECK kp_status kp_file_stage(kp_str path, kp_staged *out, kp_diags *diags);
KP_CHECK kp_status kp_file_unstage(kp_staged *staged, bool keep, kp_diags *diags);

#endif
