/* children.h - pieces of work in processes of their own, several at a time.
 *
 * A piece that runs out of memory or crashes ends alone, and gives all of its memory
 * back.  What it prints, to stdout and stderr alike, is kept and handed over when it
 * has ended, so that pieces never write between each other's lines.
 *
 * Threads:  call it while the program has only one.
 * Errors:   KP_EIO when no process could be made at all.
 */
#ifndef KP_IO_FILES_CHILDREN_H
#define KP_IO_FILES_CHILDREN_H

#include "engine/base/diag.h"

typedef struct kp_child_end {
    int code;     // as the work returned it
    int signal;   // not 0: it was ended by this signal and has no code
    kp_str said;  // what it printed; until the call returns
} kp_child_end;

typedef struct kp_children {
    int (*work)(void *context, size_t i);                             // in the child
    void (*ended)(void *context, size_t i, const kp_child_end *end);  // in the caller
    void *context;
} kp_children;

/* Pieces 0..n-1, at most `most` of them at a time, begun in this order. */
KP_CHECK kp_status kp_children_run(const kp_children *children, size_t n, unsigned most,
                                   kp_diags *diags);

#endif
