/* dtable_index.h - inside a compiled decision table: axes, layers, hit sets.
 *
 * An axis turns an input into ranks 0..nranks-1, such that two values of one rank are
 * accepted by exactly the same rules:
 *
 *   numbers, dates   how many cuts lie at or below the value
 *   texts            first the unlisted texts, by the set of patterns they match (bit
 * j: pattern j; rank 0 is "any other text"), then every listed text booleans         0
 * and 1
 *
 * and always a last rank for "missing", which only `any` accepts.
 *
 * Layers are the index proper: a layer takes the rank on one axis from a state (the
 * rules still possible) to the next state, and the last layer to a hit set.  When the
 * product of ranks is small they are also spread out into one array of hit sets
 * (`dense`). The analysis of gaps and overlaps walks the same layers.
 *
 * Used by the files dtable_*.c and by rules/tables/analyse.c; everybody else uses
 * dtable.h.
 */
#ifndef KP_ENGINE_DTABLE_INDEX_H
#define KP_ENGINE_DTABLE_INDEX_H

#include "engine/dtable.h"
#include "engine/kernel_text.h"

#define KP_AXIS_PATTERNS 10        // distinct patterns of one input: 2^10 ranks
#define KP_DENSE_CELLS (1u << 20)  // a larger product of ranks stays in layers

/* Values at or above `at` - or only those above, when `after` - lie beyond the cut. */
typedef struct kp_axis_cut {
    kp_decimal at;
    bool after;
} kp_axis_cut;

typedef struct kp_ranks {
    uint32_t from, to;  // to is exclusive
} kp_ranks;

typedef struct kp_axis {
    kp_kind kind;
    uint32_t nranks;
    size_t ncuts;
    kp_axis_cut *cut;  // rising
    size_t npatterns;
    kp_str *pattern_text;
    kp_pattern **pattern;
    size_t nlisted;
    uint32_t *listed;  // symbols, rising; listed[i] has rank 2^npatterns + i
    uint32_t *first;   // rule r accepts range[first[r]] .. range[first[r+1]-1]
    kp_ranks *range;   // rising, apart from each other
} kp_axis;

/* One step of a look-up.  `next` is a full matrix [state][rank] when that is small,
 * else NULL; runs say the same: run i of a state holds ranks up to end[i] (exclusive).
 */
typedef struct kp_layer {
    uint32_t axis, nstates, nranks;
    uint32_t *next;
    uint32_t *first;  // runs of state s: first[s] .. first[s+1]-1
    uint32_t *end, *to;
} kp_layer;

/* Position `at` in the order of asking lists the text `symbol`. */
typedef struct kp_listing {
    uint32_t symbol, at;
} kp_listing;

/* Position `at` takes numbers or days from low to high at most; `reach` is the highest
 * such end of this band and all that begin before it. */
typedef struct kp_band {
    kp_decimal low, high, reach;
    bool endless, all_endless;  // no high; no reach
    uint32_t at;
} kp_band;

/* dtable_listed.c: of one column, which rules can meet a text or a number. */
typedef struct kp_listed {
    uint32_t input;
    size_t npairs, nbands, nrest;
    kp_listing *pair;  // texts: by symbol, then by position
    kp_band *band;     // numbers and dates: by low, then by position
    uint32_t *rest;    // positions of all other rules, rising
} kp_listed;

typedef struct kp_dindex {
    const kp_symbols *symbols;
    kp_axis *axis;    // one per input
    kp_layer *layer;  // one per input, in the order of asking
    uint32_t start;   // state that the first layer starts from; without inputs: the hit
    uint16_t *dense;  // or NULL
    uint32_t *stride;        // of each input in `dense`
    uint32_t *policy_order;  // rules as the policy asks them: best first
    uint32_t *output_class;  // rules with equal outputs share a class
    uint32_t *slot;          // hash of hit sets, for kp_dtable_find
    uint32_t slot_mask;
    kp_listed *listed;  // for kp_dtable_find, or NULL: it asks every rule
} kp_dindex;

#define KP_ASKING_BANDS 16

/* The rules that kp_dtable_find asks, in the order of asking. */
typedef struct kp_asking {
    const kp_listing *pair, *pairs_end;
    const uint32_t *rest, *rest_end;
    kp_listing band[KP_ASKING_BANDS];  // those around a number
    uint32_t next, end;                // without kp_listed: all of them
} kp_asking;

void kp__listed_build(kp_arena *arena, const kp_dtable *table);
void kp__asking_begin(const kp_dtable *table, const kp_value *args, kp_asking *asking);
bool kp__asking_next(kp_asking *asking, uint32_t *at);

/* False when the input has more than KP_AXIS_PATTERNS patterns or one that is broken.
 */
bool kp_axis_make(kp_arena *arena, const kp_dtable *table, size_t input,
                  const kp_symbols *symbols, kp_axis *out);
uint32_t kp_axis_missing(const kp_axis *axis);
/* The rank of a text; a text on which a pattern gives up counts as missing. */
uint32_t kp_axis_symbol_rank(const kp_axis *axis, const kp_symbols *symbols,
                             uint32_t symbol);
/* The patterns that a text matches, as a set of bits; false when one gave up. */
bool kp_axis_pattern_set(const kp_axis *axis, kp_str text, uint32_t *out);

uint32_t kp_layer_step(const kp_layer *layer, uint32_t state, uint32_t rank);

/* ---- inside the engine: hit sets (dtable_hits.c) ---- */

/* Fill in policy_order and output_class. */
void kp__hits_order(kp_arena *arena, kp_dtable *table, kp_dindex *index,
                    const kp_symbols *symbols);

/* Of rules in policy order, keep those that settle the answer: the first for F and P;
 * the first, and the first that contradicts it, for U and A; else all.  Returns how
 * many. */
size_t kp__hits_thin(const kp_dtable *table, uint32_t *rule, size_t n);

/* Hit sets while they are being found; numbers are provisional. */
typedef struct kp_hit_sets {
    kp_arena *arena;
    uint32_t *rule;  // all sets, one behind the other
    size_t nrule, rule_cap;
    uint32_t *start;  // of set i, and of the one behind the last
    size_t n, start_cap;
    uint32_t *slot;
    uint32_t mask;
} kp_hit_sets;

void kp__hits_begin(kp_arena *arena, kp_hit_sets *sets);
/* The number of a set of ascending rules; new sets get the next one. */
uint32_t kp__hits_number(kp_hit_sets *sets, const uint32_t *rule, size_t n);
/* Number the sets for good: 0 is empty, violations last.  *renumber maps old to new. */
void kp__hits_finish(kp_hit_sets *sets, kp_dtable *table, uint32_t **renumber);
bool kp__hits_violate(const kp_dtable *table, size_t n);
/* The hit set of a finished table that holds just these (thinned, ascending) rules. */
uint32_t kp__hits_find(const kp_dtable *table, const uint32_t *rule, size_t n);

/* The outputs of every hit set (dtable_outputs.c). */
void kp__outputs_settle(kp_arena *arena, kp_dtable *table, const kp_symbols *symbols);
int kp__value_cmp(const kp_symbols *symbols, kp_value a, kp_value b);

/* Axes, layers, hit sets and the dense array (dtable_index.c); false: see
 * kp_dtable_finish. */
bool kp__index_build(kp_arena *arena, kp_dtable *table, const kp_symbols *symbols);

#endif
