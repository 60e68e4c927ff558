/* column.h - one field of all rows: words of 64 bits with one scale.
 *
 *   kind     word
 *   NUM      coefficient; the value is word / 10^scale
 *   TEXT     symbol          DATE  days          BOOL  0 or 1          LINK  row
 *
 * `state` is NULL while every row is a plain value.  A WIDE row's word is the address of
 * a kp_decimal in the run's memory; an ERROR row's word is a packed kp_fault.  `bound` is
 * never below the magnitude of a plain number, so that a kernel can know without
 * looking that a sum or product fits.
 *
 * Ownership: memory belongs to the arena the column was made in.
 * Threads:   different rows may be written by different threads.
 */
#ifndef KP_ENGINE_COLUMN_H
#define KP_ENGINE_COLUMN_H

#include "engine/value.h"

typedef struct kp_column {
    kp_kind kind;
    uint8_t scale;
    size_t n;
    int64_t *v;
    uint8_t *state;  // kp_state, or NULL
    uint64_t bound;
} kp_column;

kp_column kp_column_make(kp_arena *arena, kp_kind kind, int scale, size_t n);
/* Give the column a state array (all plain) when it has none. */
void kp_column_open_states(kp_arena *arena, kp_column *column);

kp_state kp_column_state(const kp_column *column, size_t row);
kp_value kp_column_get(const kp_column *column, size_t row);
/* Store any value: a number becomes a plain word when it has one, else a wide one. */
void kp_column_put(kp_arena *arena, kp_column *column, size_t row, kp_value value);

/* A decimal as a word at `scale`; false when it has none. */
bool kp_word_of(kp_decimal num, int scale, int64_t *out);
kp_decimal kp_word_decimal(int64_t word, kp_state state, int scale);  // VALUE or WIDE

#endif
