/* write.h - the calculation log of a run: run.trace and run.skel (docs/audit.md).
 *
 * Every figure of a formula is calculated a second time, step by step, by the plain
 * evaluator (engine/oracle.h) and compared with what the run holds.  A difference is
 * our own fault: it is reported as KP_EINTERNAL and the log is not finished.
 *
 * Streaming: blocks go to the trace sink one after the other; run.skel is written at
 * the end, whole.  The bytes do not depend on the number of threads. Errors:
 * KP_EINTERNAL as above; KP_EIO when a sink refuses; KP_ENOMEM.
 */
#ifndef KP_IO_LOG_WRITE_H
#define KP_IO_LOG_WRITE_H

#include "engine/run.h"
#include "io/log/seal.h"

typedef enum kp_log_kind {
    KP_LOG_FINAL,
    KP_LOG_TRIAL,
    KP_LOG_REVERSAL,
    KP_LOG_CORRECTION
} kp_log_kind;

/* A file of the run.  `bytes` is the hash of the file, `cells` that of its logical
 * cells (it survives another zlib).  A workbook that shows the head cannot have its own
 * bytes hashed below that head: has_bytes is then false, and MANIFEST holds the hash.
 */
typedef struct kp_log_file {
    kp_str name;
    uint64_t size;
    bool has_bytes, has_cells;
    unsigned char bytes[KP_LOG_HASH], cells[KP_LOG_HASH];
} kp_log_file;

typedef struct kp_log_meta {
    kp_str run;        // run number
    uint64_t counter;  // runs of this zone so far, dense
    bool has_previous;
    unsigned char previous[KP_LOG_HASH];  // head of the run before
    kp_str period;                        // 2025-03
    kp_log_kind kind;
    kp_str engine, policies;
    kp_str prepared, reviewed, approved;
    size_t ninputs, nrules, noutputs;
    const kp_log_file *input, *rule, *output;
    unsigned char seed[32];  // secret: salts come from it, it is not written
    unsigned threads;        // 0: one
} kp_log_meta;

typedef struct kp_log_sink {
    bool (*put)(void *user, const char *bytes, size_t n);  // false: it cannot
    void *user;
} kp_log_sink;

KP_CHECK kp_status kp_log_write(const kp_run *run, const kp_log_meta *meta,
                                const kp_log_hash *hash, kp_log_sink trace,
                                kp_log_sink skel, unsigned char head[KP_LOG_HASH],
                                kp_diags *diags);

#endif
