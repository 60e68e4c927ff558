/* skeleton.h - writing run.skel (private to io/log).
 *
 * The skeleton is what may be shown to anybody: files with their hashes, the fields
 * with formulas and clauses, parameters, tables, one hash for each block, the pools,
 * and the head over all of it.  No line holds a person's name or figure.
 */
#ifndef KP_IO_LOG_SKELETON_H
#define KP_IO_LOG_SKELETON_H

#include "io/log/plan.h"
#include "io/log/write.h"

/* Everything above the leaves. */
void kp__log_skel_begin(kp_buf *out, const kp__log_plan *plan, const kp_log_meta *meta,
                        const kp_log_hash *hash);
void kp__log_skel_leaf(kp_buf *out, uint64_t index,
                       const unsigned char leaf[KP_LOG_HASH]);
/* Pools, outputs, count and root; then the head.  `out` holds one byte of room before
 * the text, which is used while hashing. */
void kp__log_skel_end(kp_buf *out, const kp__log_plan *plan, const kp_log_meta *meta,
                      const kp_log_tree *tree, unsigned char head[KP_LOG_HASH]);

#endif
