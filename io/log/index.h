/* index.h - a whole trace in memory: every value of every block by number.
 *
 * For recheck and diff, which look at everything.  The trace is read strictly once (not
 * hashed: that is verify's), so that whoever uses the index need not check spelling.
 *
 * Ownership: the arena; texts are views into the trace.  Immutable once built.
 */
#ifndef KP_IO_LOG_INDEX_H
#define KP_IO_LOG_INDEX_H

#include "io/log/trace.h"

#define KP__NO_BLOCK UINT64_MAX

typedef struct kp__log_index {
    const kp__skel *skel;
    kp_str trace;
    size_t *base;       // by entity: where its values begin
    kp_str *value;      // [base[e] + row * nfields + field]
    size_t *steps_at;   // the same: offset behind the value's line
    kp_str *key;        // by block, spelled
    size_t *block_at;   // by block: offset of its heading
    kp_map *rows;       // by entity: spelled key → row
    uint64_t ***links;  // by entity and field: block each row's link points to
    kp_arena *arena;
} kp__log_index;

bool kp__log_index_build(kp_arena *arena, const kp__skel *skel, kp_str trace,
                         kp__log_index *out, kp_log_fault *fault);

kp_str kp__log_index_value(const kp__log_index *index, uint32_t entity, uint64_t row,
                           uint32_t field);
size_t kp__log_index_steps(const kp__log_index *index, uint32_t entity, uint64_t row,
                           uint32_t field);
/* The value that "@block.name" names; empty when there is none. */
kp_str kp__log_index_at(const kp__log_index *index, uint64_t block, kp_str name);
uint32_t kp__log_index_entity(const kp__log_index *index, uint64_t block);

/* Block that a chain of link fields leads to from a row; KP__NO_BLOCK when a link has
 * no value.  The first call for a link field looks all its keys up. */
uint64_t kp__log_index_follow(kp__log_index *index, uint32_t entity, uint64_t row,
                              const kp_str *link, size_t nlinks);
/* Rows of an entity by the group they belong to: the row that links lead to, whose
 * number is the group's; without links all are group 0. */
typedef struct kp__members {
    size_t ngroups;
    size_t *start;    // [ngroups + 1]
    uint64_t *row;    // in row order within a group
    uint64_t *group;  // by row; KP__NO_BLOCK: none
} kp__members;

kp__members *kp__log_index_gather(kp__log_index *index, uint32_t entity,
                                  const kp_str *link, size_t nlinks);
/* The row with this spelled key, or UINT64_MAX. */
uint64_t kp__log_index_find(const kp__log_index *index, uint32_t entity, kp_str key);

/* Order of two canonical numbers, by their digits alone. */
int kp__order_of_numbers(kp_str a, kp_str b);

/* Offset → line number, from 1. */
size_t kp__line_number(kp_str text, size_t offset);

#endif
