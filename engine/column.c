/* column.c - columns of words: making, reading, storing.
 *
 * kp_column_put serves what is not a kernel: readers of data, the row-by-row evaluator,
 * tests.  It may allocate and moves the bound, so one thread at a time puts into a
 * column; kernels write v and state directly and set the bound themselves.
 */
#include "engine/column.h"

#include <assert.h>

kp_column kp_column_make(kp_arena *arena, kp_kind kind, int scale, size_t n)
{
    assert(scale >= 0 && scale <= KP_MAX_DECIMALS);
    assert(kind == KP_NUM || scale == 0);
    return (kp_column){
        .kind = kind,
        .scale = (uint8_t)scale,
        .n = n,
        .v = KP_NEW_ARRAY(arena, n, int64_t),
    };
}

void kp_column_open_states(kp_arena *arena, kp_column *column)
{
    _Static_assert(KP_VALUE == 0, "fresh states are zeroed memory");
    if (!column->state)
        column->state = KP_NEW_ARRAY(arena, column->n, uint8_t);
}

kp_state kp_column_state(const kp_column *column, size_t row)
{
    assert(row < column->n);
    return column->state ? (kp_state)column->state[row] : KP_VALUE;
}

bool kp_word_of(kp_decimal num, int scale, int64_t *out)
{
    return kp_dec_to_i64(num, scale, out);
}

kp_decimal kp_word_decimal(int64_t word, kp_state state, int scale)
{
    assert(KP_HAS_VALUE(state));
    if (state == KP_WIDE)
        return *(const kp_decimal *)(intptr_t)word;
    return kp_dec(word, scale);
}

static kp_value value_of_word(kp_kind kind, int64_t word, kp_state state, int scale)
{
    switch (kind) {
    case KP_NUM:
        return kp_value_num(kp_word_decimal(word, state, scale));
    case KP_TEXT:
        return kp_value_text((uint32_t)word);
    case KP_DATE:
        return kp_value_date((int32_t)word);
    case KP_BOOL:
        return kp_value_bool(word != 0);
    case KP_LINK:
        break;
    }
    return (kp_value){.kind = KP_LINK, .state = KP_VALUE, .as.row = (uint32_t)word};
}

kp_value kp_column_get(const kp_column *column, size_t row)
{
    kp_state state = kp_column_state(column, row);

    if (state == KP_ERROR)
        return kp_value_error(column->kind, kp_fault_unpack(column->v[row]));
    if (!KP_HAS_VALUE(state))
        return kp_value_none(column->kind, state);
    return value_of_word(column->kind, column->v[row], state, column->scale);
}

static int64_t keep_wide(kp_arena *arena, kp_decimal num)
{
    kp_decimal *wide = KP_NEW(arena, kp_decimal);

    *wide = num;
    return (int64_t)(intptr_t)wide;
}

static void widen_bound(kp_column *column, int64_t word)
{
    uint64_t magnitude = word < 0 ? 0 - (uint64_t)word : (uint64_t)word;

    if (magnitude > column->bound)
        column->bound = magnitude;
}

/* The word of a value of any kind; numbers without a word at this scale become wide. */
static int64_t word_of_value(kp_arena *arena, kp_column *column, kp_value value,
                             kp_state *state)
{
    int64_t word = 0;

    switch (value.kind) {
    case KP_NUM:
        if (!kp_word_of(value.as.num, column->scale, &word)) {
            *state = KP_WIDE;
            return keep_wide(arena, value.as.num);
        }
        widen_bound(column, word);
        return word;
    case KP_TEXT:
        return value.as.symbol;
    case KP_DATE:
        return value.as.date;
    case KP_BOOL:
        return value.as.flag;
    case KP_LINK:
        break;
    }
    return value.as.row;
}

void kp_column_put(kp_arena *arena, kp_column *column, size_t row, kp_value value)
{
    assert(row < column->n);
    assert(value.kind == column->kind || !KP_HAS_VALUE(value.state));

    kp_state state = value.state;
    int64_t word = 0;
    if (state == KP_ERROR)
        word = kp_fault_pack(value.as.fault);
    else if (KP_HAS_VALUE(state))
        word = word_of_value(arena, column, value, &state);

    if (state != KP_VALUE)
        kp_column_open_states(arena, column);
    column->v[row] = word;
    if (column->state)
        column->state[row] = (uint8_t)state;
}
