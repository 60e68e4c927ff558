/* folder.h - an output folder that appears whole or not at all.
 *
 * Everything is written into a hidden folder beside the final one
 * (.kpay-<process>-<n>), synced, closed, listed with sizes and hashes in a manifest,
 * read back and compared, and then moved to its name in one step that never replaces
 * anything.  After an abort, a failure or a power cut the final name does not exist.
 *
 * Ownership: a kp_folder is a handle: commit or abort it, exactly once; files still
 * open then are closed and dropped.  A file handle is freed by kp_out_file_end. Errors:
 * KP_EIO and a diagnostic KP105x.  After a failure the folder can only be aborted;
 * commit does that by itself. Threads:   one folder belongs to one thread at a time.
 * Beware:    no arena may unwind across an open folder without its owner aborting it.
 */
#ifndef KP_IO_FILES_FOLDER_H
#define KP_IO_FILES_FOLDER_H

#include "engine/base/diag.h"
#include "io/files/hash.h"

typedef struct kp_folder kp_folder;
typedef struct kp_out_file kp_out_file;

/* Begin a folder at `path`, which must not exist while the folder above it must.
 * `hash` is what the manifest lists. */
KP_CHECK kp_status kp_folder_open(kp_str path, kp_hash_kind hash, kp_folder **out,
                                  kp_diags *diags);

/* Names are relative, with "/" for folders inside, which are made as needed. */
KP_CHECK kp_status kp_folder_write(kp_folder *folder, kp_str name, kp_str bytes,
                                   kp_digest *digest, kp_diags *diags);

/* The same for what does not fit into memory.  Faults while putting show at the end. */
KP_CHECK kp_status kp_folder_begin_file(kp_folder *folder, kp_str name,
                                        kp_out_file **out, kp_diags *diags);
void kp_out_file_put(kp_out_file *file, kp_str bytes);
KP_CHECK kp_status kp_out_file_end(kp_out_file *file, kp_digest *digest,
                                   kp_diags *diags);

/* For libraries that want to write by themselves: the path to give them, and, when they
 * are done, the file's entry in the list.  `digest` may be NULL here and above. */
KP_CHECK kp_status kp_folder_path(kp_folder *folder, kp_str name, kp_buf *out,
                                  kp_diags *diags);
KP_CHECK kp_status kp_folder_adopt(kp_folder *folder, kp_str name, kp_digest *digest,
                                   kp_diags *diags);

/* Write the manifest under this name (none when empty), make the folder appear, and
 * free the handle:
 *   kpay-manifest <TAB> 1 <TAB> sha256
 *   <hash> <TAB> <size> <TAB> <name>      in byte order of names */
KP_CHECK kp_status kp_folder_commit(kp_folder *folder, kp_str manifest,
                                    kp_diags *diags);
void kp_folder_abort(kp_folder *folder, kp_diags *diags);  // NULL is fine

#endif
