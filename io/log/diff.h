/* diff.h - two runs of the same people: whose figures changed, and what began it.
 *
 * The cause of a changed figure is the earliest figure in the order of calculation that
 * changed while nothing it was made of did: a typed cell, a parameter, a formula, a
 * rule table, or a row that came or went.
 *
 * Rows are matched by key, fields by name; the two schemes may differ.
 * Errors:   KP_EINVALID with a diagnostic: unknown field, a log that is not well
 * formed.
 */
#ifndef KP_IO_LOG_DIFF_H
#define KP_IO_LOG_DIFF_H

#include "io/log/fault.h"

typedef struct kp_log_bytes {
    kp_str skel, trace;
} kp_log_bytes;

typedef struct kp_log_changes {
    uint64_t compared, changed, added, removed;
} kp_log_changes;

/* `entity` and `field` choose the figure; an empty field means every declared one, of
 * the last entity (the people) when `entity` is empty too.  `changes` may be NULL. */
KP_CHECK kp_status kp_log_diff(const kp_log_bytes *before, const kp_log_bytes *after,
                               kp_str entity, kp_str field, kp_lang lang,
                               kp_log_changes *changes, kp_buf *out, kp_diags *diags);

#endif
