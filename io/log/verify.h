/* verify.h - is this log as it was written?  Needs no engine and no rules.
 *
 * Checks, in this order: run.skel line by line; its head; the root over its leaves;
 * then run.trace block by block - spelling, numbering, order of keys, leaf.  The first
 * fault is named with its place.
 *
 * Errors:   KP_EINVALID with the fault told; KP_ENOMEM.
 * Threads:  may run on any thread; the bytes are only read, and may be mapped.
 */
#ifndef KP_IO_LOG_VERIFY_H
#define KP_IO_LOG_VERIFY_H

#include "io/log/fault.h"
#include "io/log/seal.h"

typedef struct kp_log_verify_options {
    const kp_log_hash *hash;  // the functions the caller has; the log names one of them
    size_t nhashes;
    kp_str head;       // as typed from paper: hex, blanks allowed, 16 digits or
                       // more; empty: none
    unsigned threads;  // 0: one
    /* Told of stretches of the trace that have been read, by any thread; may be NULL.
     */
    void (*passed)(kp_str part);
} kp_log_verify_options;

typedef struct kp_log_summary {
    kp_str run, period, kind;  // views into the skeleton
    uint64_t counter, blocks, values, steps;
    unsigned char head[KP_LOG_HASH], previous[KP_LOG_HASH];
    bool has_previous;
} kp_log_summary;

/* `fault` and `summary` may be NULL. */
KP_CHECK kp_status kp_log_verify_bytes(kp_str skel, kp_str trace,
                                       const kp_log_verify_options *options,
                                       kp_log_summary *summary, kp_log_fault *fault,
                                       kp_diags *diags);

#endif
