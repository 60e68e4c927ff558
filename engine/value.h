/* value.h - the kinds of values, the states a cell can be in, and one value alone.
 *
 * A cell holds a value, or says why it has none.  BLANK: nothing was typed.  ABSENT
 * (不适用): the row is outside this calculation by rule; aggregates leave it out.
 * ERROR: a calculation failed; the cell remembers where the fault began.
 */
#ifndef KP_ENGINE_VALUE_H
#define KP_ENGINE_VALUE_H

#include "engine/base/date.h"
#include "engine/base/decimal.h"
#include "engine/base/diag.h"
#include "engine/base/symbols.h"

typedef enum kp_kind {
    KP_NUM,   // decimal
    KP_TEXT,  // symbol
    KP_DATE,  // days since 1970-01-01
    KP_BOOL,
    KP_LINK,  // row of another entity
} kp_kind;

typedef enum kp_unit {
    KP_UNIT_NONE,     // 数值
    KP_UNIT_MONEY,    // 金额: 元
    KP_UNIT_PERCENT,  // 百分比: kept as a fraction
    KP_UNIT_COUNT,    // 个数, 人数
} kp_unit;

typedef enum kp_state {
    KP_VALUE,  // plain: the word itself
    KP_WIDE,   // a decimal that has no word at the column's scale
    KP_BLANK,
    KP_ABSENT,
    KP_ERROR,
} kp_state;

#define KP_HAS_VALUE(state) ((state) <= KP_WIDE)

/* Where an error began: packed into the cell's word, copied along unchanged. */
typedef struct kp_fault {
    kp_code code;
    uint32_t field;  // index in kp_scheme.fields
    uint32_t row;    // row of that field's entity
} kp_fault;

#define KP_FAULT_FIELD_BITS 18
int64_t kp_fault_pack(kp_fault fault);
kp_fault kp_fault_unpack(int64_t word);

/* One value with its kind and state. */
typedef struct kp_value {
    kp_kind kind;
    kp_state state;  // never KP_WIDE here: `num` holds any decimal
    union {
        kp_decimal num;
        uint32_t symbol;
        int32_t date;
        bool flag;
        uint32_t row;
        kp_fault fault;
    } as;
} kp_value;

kp_value kp_value_num(kp_decimal num);
kp_value kp_value_text(uint32_t symbol);
kp_value kp_value_date(int32_t date);
kp_value kp_value_bool(bool flag);
kp_value kp_value_none(kp_kind kind, kp_state state);
kp_value kp_value_error(kp_kind kind, kp_fault fault);

/* The same value of the same kind, numbers whatever their decimals (1.5 is 1.50); or
 * both empty in the same way; or the same fault. */
bool kp_value_same(kp_value a, kp_value b);
/* A plain value as people write it: 85.00, 2025-03-31, 是.  A number shows `decimals`,
 * or all it has when it has more (or when -1): digits are a fact worth seeing. Nothing
 * for a link, whose text is the key of a row the caller knows, nor for states. */
void kp_value_print(kp_value value, int decimals, const kp_symbols *symbols,
                    kp_buf *out);

#endif
