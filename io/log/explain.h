/* explain.h - the tree behind one figure, from the log alone.
 *
 * From the figure down to typed cells, parameters and clauses: the formula as written,
 * the calculation with its numbers, the rule rows met, how a pool was closed.  What two
 * branches share is shown once.  Only the blocks on the way are read.
 *
 * Errors:   KP_EINVALID with a diagnostic when nothing has this key or field (the
 * nearest names are suggested), or the log is not well formed; KP_ENOMEM.
 */
#ifndef KP_IO_LOG_EXPLAIN_H
#define KP_IO_LOG_EXPLAIN_H

#include "io/log/fault.h"

typedef struct kp_log_explain_options {
    unsigned depth;     // levels below the figure; 0: all
    unsigned children;  // sums of at most so many rows are followed into them; 0: 8
} kp_log_explain_options;

/* `entity` empty: whichever has the key and the field.  `field` may be shortened as
 * long as it stays unmistakable.  `options` may be NULL. */
KP_CHECK kp_status kp_log_explain(kp_str trace, kp_str skel, kp_str entity, kp_str key,
                                  kp_str field, kp_lang lang,
                                  const kp_log_explain_options *options, kp_buf *out,
                                  kp_diags *diags);

#endif
