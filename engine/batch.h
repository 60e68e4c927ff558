/* batch.h - run one program over stretches of a table (private to the engine). */
#ifndef KP_ENGINE_BATCH_H
#define KP_ENGINE_BATCH_H

#include "engine/machine.h"

/* A machine for `program` with lanes for up to `batch` rows; memory from `arena`, which
 * this thread alone uses. */
kp_machine *kp__machine_open(kp_arena *arena, const kp_run *run,
                             const kp_program *program, uint32_t batch, void *lock);

/* Calculate table rows first .. first+n-1. */
void kp__machine_batch(kp_machine *m, size_t first, uint32_t n);

/* Bounds of the columns the program writes, gathered over all its batches: per
 * register. */
uint64_t kp__machine_bound(const kp_machine *m, uint32_t reg);

#endif
