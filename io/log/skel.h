/* skel.h - run.skel as read: the dictionary of a log.
 *
 * Ownership: arrays live in the arena; texts are views into the file's bytes, still
 *            spelled as there.
 * Threads:   immutable once read.
 */
#ifndef KP_IO_LOG_SKEL_H
#define KP_IO_LOG_SKEL_H

#include "engine/base/diag.h"
#include "engine/base/symbols.h"
#include "io/log/fault.h"
#include "io/log/read.h"

#define KP__NO_ORDER UINT32_MAX

typedef enum kp__origin {
    KP__INPUT,
    KP__FORMULA,
    KP__AGGREGATE,
    KP__RANK,
    KP__QUOTA,
    KP__ALLOCATE,
    KP__HISTORY,
    KP__ORIGINS,
} kp__origin;

/* Names of fields of one entity, spelled; "-" (n 0 here) for none. */
typedef struct kp__below {  // aggregates
    kp_str fn;
    uint32_t child;  // entity
    kp_str element, filter, weight;
    size_t nlinks;
    kp_str *link;  // nearest first
} kp__below;

typedef struct kp__group {  // rank, quota, allocate
    kp_str style, include;
    size_t nlinks, nkeys;
    kp_str *link, *key;
    bool *descending;
    kp_str grade, limited, falls_to, share, minimum, veto, rounding;  // quota
    uint32_t pool_entity;                                             // allocate
    kp_str pool, weight, floor, ceiling, tail;
    bool scale_floors;
} kp__group;

typedef struct kp__field {
    kp_str name;
    kp__value_kind kind;
    int decimals;  // -1: shortest spelling
    kp_str mode;
    kp__origin origin;
    uint32_t order;  // place in the calculation, KP__NO_ORDER for inputs
    bool lifted;
    uint32_t link;  // links: entity, else UINT32_MAX
    kp_str formula, clause, file, sheet, cell;
    kp__below *below;
    kp__group *group;
} kp__field;

typedef struct kp__entity {
    kp_str name;
    uint64_t rows, first;  // blocks first .. first + rows - 1
    size_t nfields;
    kp__field *field;
    kp_map by_name;  // spelled name → number
} kp__entity;

typedef struct kp__param {
    kp_str name, value, unit, text, clause, file, sheet, cell;
} kp__param;

typedef struct kp__pool {
    uint32_t entity;
    kp_str field, group, budget, paid, unspent, lambda_num, lambda_den, weights;
    kp_str problem;  // empty, or the code of why it was not divided
    uint64_t heads, at_floor, at_ceiling;
} kp__pool;

typedef struct kp__tabledef {
    kp_str name, version, file, sheet, cell;
} kp__tabledef;

typedef struct kp__skel {
    kp_str text;
    kp_str hash, run, period, kind, previous, scheme, version;
    uint64_t counter, nblocks;
    size_t nentities, nparams, npools, ntables, nleaves;
    size_t entity_cap, param_cap, pool_cap, table_cap;
    kp__entity *entity;
    kp__param *param;
    kp__pool *pool;
    kp__tabledef *table;
    size_t leaves_at, leaf_line;  // offset and number of the first leaf line
    kp_str root, head;
    size_t head_at, root_line, head_line;
} kp__skel;

/* Strict: the first fault, if any, is told and false returned. */
bool kp__skel_read(kp_arena *arena, kp_str text, kp__skel *out, kp_log_fault *fault);

/* Index of a name, or UINT32_MAX. */
uint32_t kp__skel_entity(const kp__skel *skel, kp_str name);
uint32_t kp__skel_field(const kp__entity *entity, kp_str name);
const kp__param *kp__skel_param(const kp__skel *skel, kp_str name);
/* The entity that owns a block; NULL beyond the last. */
const kp__entity *kp__skel_owner(const kp__skel *skel, uint64_t block);

#endif
