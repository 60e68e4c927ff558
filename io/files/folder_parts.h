/* folder_parts.h - the rooms behind folder.h; for io/files only. */
#ifndef KP_IO_FILES_FOLDER_PARTS_H
#define KP_IO_FILES_FOLDER_PARTS_H

#include "io/files/folder.h"
#include "io/files/system.h"

typedef struct kp__entry {
    char *name;
    uint64_t size;
    kp_digest digest;
} kp__entry;

struct kp_folder {
    char *shown;       // the final path, as the user gave it
    char *final_name;  // its last part
    char staging_name[40];
    int parent, staging;  // descriptors
    kp_hash_kind hash;
    kp__entry *entries;
    size_t nentries, entries_cap;
    char **below;  // folders made inside, outer ones first
    size_t nbelow, below_cap;
    kp_out_file *open_files;
    bool failed;
};

/* A folder of its own in `parent`, made exclusively; its name in `name`. */
KP_CHECK bool kp__staging_name(int parent, bool folder, char name[40], int *fd);
/* The folder above `path` and the last part of it; the descriptor, or -1. */
int kp__open_parent(const char *path, const char **last);

/* Not must-check: what a failed abort leaves behind is only said. */
kp_status kp__folder_fail(kp_diags *diags, kp_code code, kp_str what, int error);
KP_CHECK kp_status kp__folder_memory(kp_folder *folder, kp_diags *diags);

/* The name as a path below the staging folder; folders on its way are made. */
KP_CHECK kp_status kp__folder_name(kp_folder *folder, kp_str name,
                                   char path[KP__PATH_MAX], kp_diags *diags);
KP_CHECK bool kp__folder_add_entry(kp_folder *folder, const char *name, uint64_t size,
                                   const kp_digest *digest);
void kp__out_file_drop(kp_out_file *file);

/* Size and hash of a file in the staging folder; errno on failure. */
KP_CHECK bool kp__hash_file(int dir, const char *path, kp_hash_kind kind, bool sync,
                            uint64_t *size, kp_digest *digest);
/* Remove `name` and everything in it; errno on failure. */
KP_CHECK bool kp__remove_tree(int dir, const char *name, int depth);

#endif
