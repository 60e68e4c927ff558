/* plan.h - what the writer works out once, so that rows cost little (private to
 * io/log).
 *
 * Which fields a block holds and under which numbers, their spelled names, which block
 * a row is, which rows are the children of a row, which pool a group has.
 *
 * Ownership: the arena given to kp__log_plan_make; borrows the run.
 * Threads:   immutable once made.
 */
#ifndef KP_IO_LOG_PLAN_H
#define KP_IO_LOG_PLAN_H

#include "engine/run.h"

#define KP__LOG_NONE UINT32_MAX

/* Rows of `child` below each row of an entity: child[start[row]] .. start[row + 1]. */
typedef struct kp__log_children {
    uint32_t *start, *child;
} kp__log_children;

typedef struct kp__log_field {
    const kp_field *field;
    uint32_t no;             // its number in a block; KP__LOG_NONE: not in the log
    uint32_t order;          // place in the calculation; KP__LOG_NONE for what is read
    int decimals;            // behind the point of its values; -1: as many as needed
    kp_str ref;              // ".name", spelled and unique in its entity
    kp_str head;             // "V\t12\tname\t"
    kp__log_children below;  // aggregates
    uint32_t *heads;         // rank, quota, allocate: rows of each group
    uint32_t *pool;          // allocate: index of the proof of each group, KP__LOG_NONE
    bool *floors_scaled;     // allocate, by group: the shares are shares of the floors
} kp__log_field;

typedef struct kp__log_entity {
    const kp_entity *entity;
    uint64_t first;    // block of its first row
    uint32_t nfields;  // in a block
    uint32_t *field;   // scheme indices, in order of number
    kp_str name;       // spelled
} kp__log_entity;

typedef struct kp__log_plan {
    const kp_run *run;
    kp__log_field *field;    // by scheme index
    kp__log_entity *entity;  // by scheme index
    uint64_t nblocks;
} kp__log_plan;

kp__log_plan *kp__log_plan_make(kp_arena *arena, const kp_run *run);

/* Group entity and row of a group field in a row; SIZE_MAX when a link has no value.
 * Row 0 of no entity (KP__LOG_NONE) when the whole entity is one group. */
uint32_t kp__log_group_entity(const kp_scheme *scheme, const kp_field *field);
size_t kp__log_group_row(const kp_run *run, const kp_field *field, size_t row);
/* Left out of its group by the flag (参加). */
bool kp__log_stands_outside(const kp_run *run, const kp_field *field, size_t row);

#endif
