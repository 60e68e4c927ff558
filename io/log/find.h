/* find.h - one block of a trace, found without reading the others.
 *
 * Blocks stand in order of entity and key, so a search by halves over the bytes finds
 * one in a few steps.  A view splits a block into its values; texts are views of the
 * file.
 */
#ifndef KP_IO_LOG_FIND_H
#define KP_IO_LOG_FIND_H

#include "io/log/trace.h"

typedef struct kp__value_view {
    kp_str value;
    kp__line origin;  // the columns behind the value
    kp_str steps;     // whole lines
} kp__value_view;

typedef struct kp__block_view {
    uint64_t index;
    uint32_t entity;
    kp_str key;             // spelled
    kp__value_view *value;  // by field number
} kp__block_view;

/* Offset of the heading of block `index`, or SIZE_MAX. */
size_t kp__find_block(kp_str trace, uint64_t index);
/* The block of an entity's row with this key (as typed, not spelled); UINT64_MAX. */
uint64_t kp__find_key(kp_str trace, const kp__entity *entity, kp_str key);
/* False when the lines are not those of the dictionary. */
bool kp__view_block(kp_arena *arena, const kp__skel *skel, kp_str trace, uint64_t index,
                    kp__block_view *out);

/* A step as read: its columns behind the result are left in `rest`. */
typedef struct kp__step_view {
    kp_str op, result;
    kp__line rest;
} kp__step_view;

/* The next step of `steps` from *at on. */
bool kp__next_step(kp_str steps, size_t *at, kp__step_view *out);

/* Keys of an entity, spelled: reads all headings (for suggestions). */
size_t kp__all_keys(kp_arena *arena, kp_str trace, const kp__entity *entity,
                    kp_str **out);

#endif
