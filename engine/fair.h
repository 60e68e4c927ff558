/* fair.h - is a finished run fair: does more score never pay less, who stands just
 * beside the edge of a band and what that is worth, and how far apart people are.
 *
 * Which fields are scores, amounts and groups is the caller's to say.  Rows without a
 * value in a field that is asked about take no part and are counted.
 *
 * Ownership: results live in the arena.
 * Errors:    none but the end of memory, which unwinds.
 * Threads:   one; the run is only read.
 */
#ifndef KP_ENGINE_FAIR_H
#define KP_ENGINE_FAIR_H

#include "engine/run.h"

/* Rows of one entity in groups: equal in all of these fields of theirs. */
typedef struct kp_fair_groups {
    size_t n;         // groups, in order of their values
    size_t *start;    // [n + 1], into row
    uint32_t *row;    // rows in order of key within a group
    size_t left_out;  // rows without a value in one of the fields
} kp_fair_groups;

/* Rows that have a value in all of `needed` and of `by`. */
void kp_fair_group(kp_arena *arena, const kp_run *run, uint32_t entity,
                   const uint32_t *needed, size_t nneeded, const uint32_t *by,
                   size_t nby, kp_fair_groups *out);

/* ---- more score never pays less ---- */

/* Somebody who is paid less than others of his group with a lower score. */
typedef struct kp_fair_breach {
    uint32_t row;
    uint32_t witness;  // the one of them who is paid most
    uint64_t others;   // how many they are
} kp_fair_breach;

typedef struct kp_fair_order {
    size_t compared, n;
    kp_fair_breach *breach;  // by group, then by score
    uint64_t pairs;          // all of them together
} kp_fair_order;

/* O(n log n): every pair is counted, none is looked at twice. */
void kp_fair_check_order(kp_arena *arena, const kp_run *run,
                         const kp_fair_groups *groups, uint32_t score, uint32_t pay,
                         kp_fair_order *out);

/* ---- how far apart ---- */

typedef struct kp_fair_spread {
    size_t n;
    uint32_t lowest, highest;  // rows
    kp_decimal min, max, total;
    kp_decimal median, mean;   // 2 digits, half up
    bool has_ratio, has_gini;  // not where an amount is negative, or none is positive
    kp_decimal ratio, gini;    // 4 digits, half up
} kp_fair_spread;

/* The rows must have a value. */
void kp_fair_measure(kp_arena *scratch, const kp_run *run, uint32_t pay,
                     const uint32_t *rows, size_t n, kp_fair_spread *out);

/* ---- the edges of bands ---- */

/* The nearest other band of a decision table above or below somebody's input, found
 * where the table answers otherwise. */
typedef struct kp_fair_edge {
    uint32_t table;            // that decides
    uint32_t field, row;       // the input that is near: of the person, or of a row
    uint32_t person;           // linked with him, whose pay it decides
    kp_decimal from, to;       // the input now, and just across
    bool known;                // false: his pay would be no value
    kp_decimal before, after;  // pay
} kp_fair_edge;

typedef struct kp_fair_edges {
    size_t n;
    kp_fair_edge *edge;  // by person, then field, row, `to`, table
    size_t runs;         // calculations made
    size_t others;       // calls of tables on what is no field: not looked at
    size_t unlinked;     // fields that call tables in rows that nobody is linked with
} kp_fair_edges;

/* All inputs within `distance` of an edge, in tables that `pay` depends on: looked up
 * in the person's own row, or in rows that links lead to (his department, his
 * indicators). What crossing is worth to him is calculated by the engine, pools and
 * ranks included, with that one value changed. */
KP_CHECK kp_status kp_fair_find_edges(kp_arena *arena, const kp_run *run,
                                      uint32_t entity, uint32_t pay,
                                      kp_decimal distance, kp_fair_edges *out,
                                      kp_diags *diags);

#endif
