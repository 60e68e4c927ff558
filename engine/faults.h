/* faults.h - what went wrong in a run, told once for each origin.
 *
 * A cell in error remembers where its fault began; only the beginnings are reported,
 * each with the entity, key and field, and the operand that was to blame.  After them
 * come the checks (校验) that do not hold.
 */
#ifndef KP_ENGINE_FAULTS_H
#define KP_ENGINE_FAULTS_H

#include "engine/run.h"

/* Adds to diags; nothing is payable when kp_diags_errors grows. */
void kp_run_faults(const kp_run *run, kp_diags *diags);

#endif
