/* run.h - calculate a scheme over its tables.
 *
 * A bad row does not stop the run: its cell holds an error, whatever depends on it
 * becomes an error with the same origin, and the list of faults names each origin once.
 * The result does not depend on the number of threads or the batch size.
 *
 * Ownership: the run borrows scheme and tables, which must live as long; what it makes
 *            lives in its arena.
 * Threads:   execute uses up to `threads` of its own.
 */
#ifndef KP_ENGINE_RUN_H
#define KP_ENGINE_RUN_H

#include "engine/table.h"

#define KP_BATCH 1024

typedef struct kp_run_options {
    unsigned threads;  // 0: one
    unsigned batch;    // rows at a time; 0: KP_BATCH, which is also the most
    const bool *only;  // by field: calculate these, all others stand in the tables
                       // already (cone.h); NULL: all
} kp_run_options;

/* What a pool did, for the proof lines: one per pool and field. */
typedef struct kp_pool_proof {
    uint32_t field;         // the allocated field
    uint32_t group_entity;  // UINT32_MAX when the whole entity is one group
    uint32_t group_row;
    kp_decimal budget, weights, unspent;
    int64_t paid;           // at the field's decimals
    uint32_t heads, at_floor, at_ceiling;
    kp_code problem;        // why it was not divided; budget and group are still told
    kp_str lambda_num, lambda_den;  // the exact fraction
} kp_pool_proof;

typedef struct kp_run {
    kp_arena *arena;
    const kp_scheme *scheme;
    kp_table **table;       // by entity
    size_t nproofs, proof_cap;
    kp_pool_proof *proof;
    /* Closing of cents, by allocated field's id: rank 1.. of rows that got one more unit,
     * 0 others; NULL for fields that are not allocated. */
    uint32_t **closing;
    uint8_t **clip;         // kp_clip per row of allocated fields, or NULL
    kp_arena **worker;      // memory of the threads that calculated
    unsigned nworkers;
} kp_run;

/* Tables must have every column of their entity made, inputs filled, links resolved. */
KP_CHECK kp_status kp_run_execute(kp_arena *arena, const kp_scheme *scheme,
                                  kp_table **tables, const kp_run_options *options,
                                  kp_run **out, kp_diags *diags);
void kp_run_close(kp_run *run);  // the workers' memory; NULL is fine

/* The row's own group row through a chain of links; SIZE_MAX when a link is blank. */
size_t kp_run_follow(const kp_run *run, size_t row, const uint32_t *link, size_t nlinks);

kp_value kp_run_value(const kp_run *run, uint32_t field, size_t row);

#endif
