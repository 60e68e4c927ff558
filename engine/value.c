/* value.c - one value alone, and the packing of faults into words.
 *
 * A fault's word: code in the top 13 bits below the sign, then the field, then the row.
 * So a packed fault is never negative and unpacks without a table.
 */
#include "engine/value.h"

#include <assert.h>

#define FAULT_ROW_BITS 32
#define FAULT_CODE_BITS (63 - FAULT_ROW_BITS - KP_FAULT_FIELD_BITS)
#define FAULT_FIELD_MAX ((UINT32_C(1) << KP_FAULT_FIELD_BITS) - 1)

_Static_assert(KP_CODE_COUNT < (1 << FAULT_CODE_BITS), "codes outgrow the fault word");

int64_t kp_fault_pack(kp_fault fault)
{
    assert(fault.field <= FAULT_FIELD_MAX);
    uint64_t head = (uint64_t)fault.code << KP_FAULT_FIELD_BITS | fault.field;
    return (int64_t)(head << FAULT_ROW_BITS | fault.row);
}

kp_fault kp_fault_unpack(int64_t word)
{
    uint64_t bits = (uint64_t)word;
    return (kp_fault){
        .code = (kp_code)(bits >> (FAULT_ROW_BITS + KP_FAULT_FIELD_BITS)),
        .field = (uint32_t)(bits >> FAULT_ROW_BITS) & FAULT_FIELD_MAX,
        .row = (uint32_t)bits,
    };
}

kp_value kp_value_num(kp_decimal num)
{
    return (kp_value){.kind = KP_NUM, .state = KP_VALUE, .as.num = num};
}

kp_value kp_value_text(uint32_t symbol)
{
    return (kp_value){.kind = KP_TEXT, .state = KP_VALUE, .as.symbol = symbol};
}

kp_value kp_value_date(int32_t date)
{
    return (kp_value){.kind = KP_DATE, .state = KP_VALUE, .as.date = date};
}

kp_value kp_value_bool(bool flag)
{
    return (kp_value){.kind = KP_BOOL, .state = KP_VALUE, .as.flag = flag};
}

kp_value kp_value_none(kp_kind kind, kp_state state)
{
    assert(state == KP_BLANK || state == KP_ABSENT);
    return (kp_value){.kind = kind, .state = state};
}

kp_value kp_value_error(kp_kind kind, kp_fault fault)
{
    return (kp_value){.kind = kind, .state = KP_ERROR, .as.fault = fault};
}
