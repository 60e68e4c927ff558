/* trace.h - the lines of run.trace: strict reading of one block (private to io/log). */
#ifndef KP_IO_LOG_TRACE_H
#define KP_IO_LOG_TRACE_H

#include "io/log/skel.h"

/* The columns of a heading: B index entity key salt. */
typedef struct kp__heading {
    uint64_t index;
    kp_str entity, key, salt;
} kp__heading;

/* Splits without checking more than that the columns are there. */
bool kp__heading_read(kp_str line, kp__heading *out);

/* Where the block that begins at `at` ends: behind the last line before the next
 * heading or the end of the text. */
size_t kp__block_end(kp_str trace, size_t at);

/* The checks of one whole block but its hash. */
typedef struct kp__block_check {
    const kp__skel *skel;
    kp_str text;             // of the block
    uint64_t index;          // it must have
    uint64_t values, steps;  // counted up
    size_t at;               // of the fault inside `text`
    size_t lines;            // read so far, in this block
    kp_code code;
    kp_str found;
} kp__block_check;

bool kp__block_is_spelled(kp__block_check *check, kp__heading *heading);

#endif
