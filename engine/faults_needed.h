/* faults_needed.h - which faults of lifted expressions anybody asked for; for
 * engine/faults.c only.
 *
 * An aggregate inside `if` is a column of its own, calculated for all rows.  Where the
 * branch is not taken its fault is nobody's: the field that would have used it has a
 * value.
 */
#ifndef KP_ENGINE_FAULTS_NEEDED_H
#define KP_ENGINE_FAULTS_NEEDED_H

#include "engine/run.h"

typedef struct kp_needed kp_needed;

/* Lives in the arena, which must outlast it. */
kp_needed *kp__needed_open(kp_arena *arena, const kp_run *run);

/* Is the error in this row of the field somebody's?  Always, of what people typed. */
bool kp__is_needed(kp_needed *n, const kp_field *field, size_t row);

#endif
