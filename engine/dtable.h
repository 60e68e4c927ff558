/* dtable.h - decision tables, compiled to rank space.
 *
 * Every condition column maps an input to a small rank (which elementary interval of the
 * cut points, or which of the listed texts); the ranks combine into one number that
 * indexes an array of hit sets.  A hit set is the list of rows that match there, and
 * its outputs are settled when the table is compiled: the first row, the sum of all
 * rows, and so on, as the hit policy says.  So a look-up is a few comparisons and one
 * read, and its answer - the hit set's number - is the trace that a run keeps.
 *
 * When the product of ranks is too large for an array, the ranks lead one after the other
 * through layers of states (the rules still possible) to the same hit set: one step a
 * column, whatever the number of rows.  A hit set keeps only the rows that settle the
 * answer: the best one for F and P, the first and the one that contradicts it for U and A.
 *
 * Ownership: lives in the scheme's arena, immutable after kp_dtable_finish.
 * Threads:   look-ups may run on all threads.
 */
#ifndef KP_ENGINE_DTABLE_H
#define KP_ENGINE_DTABLE_H

#include "engine/column.h"
#include "engine/base/symbols.h"

#define KP_MAX_TABLE_INPUTS 16

typedef enum kp_hit_policy {
    KP_HIT_UNIQUE, KP_HIT_ANY, KP_HIT_PRIORITY, KP_HIT_FIRST,
    KP_HIT_RULE_ORDER, KP_HIT_OUTPUT_ORDER,
    KP_HIT_COLLECT, KP_HIT_SUM, KP_HIT_MIN, KP_HIT_MAX, KP_HIT_COUNT,
} kp_hit_policy;

/* An end of an interval; `open`: the end itself does not belong. */
typedef struct kp_cut {
    kp_decimal at;  // numbers, and dates as whole days
    bool infinite, open;
} kp_cut;

typedef struct kp_interval {
    kp_cut low, high;
} kp_interval;

/* What one condition cell accepts.  `any`: everything, also a missing value.  Numbers and
 * dates: a union of intervals.  Texts and booleans: listed symbols (booleans 0 and 1),
 * and patterns, which are settled against a symbol when it is first met.  `negated` turns
 * the whole set round. */
typedef struct kp_accept {
    bool any, negated;
    size_t nintervals;
    kp_interval *interval;
    size_t nsymbols;
    uint32_t *symbol;
    size_t npatterns;
    kp_str *pattern;  // PCRE2, matched against the tidied text
} kp_accept;

typedef struct kp_dinput {
    kp_str name;
    kp_kind kind;
    kp_unit unit;
    uint32_t col;  // heading cell, for messages
} kp_dinput;

typedef struct kp_doutput {
    kp_str name;
    kp_kind kind;
    kp_unit unit;
    uint8_t scale;     // of all words below
    uint32_t col;
    kp_value *cell;    // as typed: one per rule; KP_BLANK where nothing was typed
    bool computed;     // cells are expressions: the compiler replaces the look-up's value
    kp_value fallback; // the default output, KP_BLANK when none
    size_t npriority;  // for P and O: allowed values, best first
    kp_value *priority;
    int64_t *word;     // per hit set, made by kp_dtable_finish
    uint8_t *state;    // per hit set
    uint64_t bound;    // no plain word is larger in magnitude; kp_dtable_finish
} kp_doutput;

typedef struct kp_drule {
    uint32_t row, col;  // where it stands in the sheet, from 1; col for cross tables
    kp_str label;       // 序号 as typed, or its position
    kp_str clause;      // 依据
    kp_accept *accept;  // one per input
} kp_drule;

typedef struct kp_dtable {
    kp_str name;
    kp_where where;  // the block's first cell
    kp_hit_policy policy;
    bool complete;   // 未命中 报错 (false) or a default output exists (true)
    bool is_cross, is_tier;
    size_t ninputs, noutputs, nrules;
    kp_dinput *input;
    kp_doutput *output;
    kp_drule *rule;
    uint32_t nhits;              // hit sets 0..nhits-1; 0 is "no row matches"
    uint32_t **hit_rules;        // per hit set: ascending rule numbers
    uint32_t *hit_count;
    uint32_t hit_violation_at;   // see kp_dtable_hit_error
    struct kp_dindex *index;     // NULL after kp_dtable_finish: the table was refused
} kp_dtable;

#define KP_DTABLE_MAX_HITS 65535

/* Build index and hit sets from input/output/rule.  Overlaps that the policy forbids and
 * that a value can reach are kept as violating hit sets (see kp_dtable_hit_error); the
 * analysis reports them.  Memory is bounded: 50,000 rows are fine. */
void kp_dtable_finish(kp_arena *arena, kp_dtable *table, const kp_symbols *symbols);

/* KP_CODE_NONE, or why this hit set has no answer: no row (and no default), several rows
 * for U, different outputs for A. */
kp_code kp_dtable_hit_error(const kp_dtable *table, uint32_t hit);

/* The i-th rule as the policy asks them: P the best output first, else as they stand. */
uint32_t kp_dtable_asked(const kp_dtable *table, uint32_t i);

/* A call site: the table with its cut points moved to the scales of the arguments.
 * Patterns are settled for symbols known by then; newer symbols are settled on look-up. */
typedef struct kp_lookup kp_lookup;
kp_lookup *kp_lookup_bind(kp_arena *arena, const kp_dtable *table, const uint8_t *scales);

/* Hit sets for n rows: arg[k] are the words of input k, all plain values.  With `rows`,
 * only those positions are read and written.  hit[] keeps 16 bits: a table with more than
 * 65,535 hit sets is refused by the compiler. */
void kp_lookup_rows(const kp_lookup *lookup, const kp_symbols *symbols,
                    const int64_t *const *arg, const uint16_t *rows, size_t n,
                    uint16_t *hit);

/* One row of any values (blank matches only `any`): the meaning, without index. */
uint32_t kp_dtable_find(const kp_dtable *table, const kp_symbols *symbols,
                        const kp_value *args);
bool kp_accept_holds(const kp_accept *accept, const kp_dinput *input,
                     const kp_symbols *symbols, kp_value value);

kp_value kp_dtable_output(const kp_dtable *table, size_t output, uint32_t hit);

#endif
