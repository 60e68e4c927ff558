/* fair_people.h - whose pay may hang on a row of another entity: those below it or
 * above it by links, as a path of the rule language finds them.
 *
 * Ownership: results live in the arena.
 * Errors:    none but the end of memory, which unwinds.
 * Threads:   one; the run is only read.
 */
#ifndef KP_ENGINE_FAIR_PARTS_H
#define KP_ENGINE_FAIR_PARTS_H

#include "engine/fair.h"

/* ---- whose pay may hang on a row of another entity (fair_people.c) ---- */

/* Rows of one entity for each row of another. */
typedef struct kp__fair_people {
    size_t *start;     // [rows + 1], into person
    uint32_t *person;  // ascending, once each, for every row
    bool linked;       // false: no chain of links leads from one to the other
} kp__fair_people;

/* For each row of `entity` the rows of `people` that are linked with it, below it or
 * above it, by a shortest chain as a path of the rule language finds it; for `people`
 * itself each row alone. */
void kp__fair_people_of(kp_arena *arena, const kp_run *run, uint32_t entity,
                        uint32_t people, kp__fair_people *out);

/* ---- what crossing is worth (fair_worth.c) ---- */

/* Order of edges by the cell that is changed and what it becomes: kp__sort_rows. */
int kp__fair_by_change(const void *edges, uint32_t a, uint32_t b);

/* Calculates each change once, with what depends on it: cone[field]. */
KP_CHECK kp_status kp__fair_worth(kp_arena *arena, const kp_run *run, uint32_t pay,
                                  bool *const *cone, kp_fair_edges *edges,
                                  kp_diags *diags);

#endif
