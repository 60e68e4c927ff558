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

static bool same_fault(kp_fault a, kp_fault b)
{
    return a.code == b.code && a.field == b.field && a.row == b.row;
}

bool kp_value_same(kp_value a, kp_value b)
{
    if (a.state != b.state)
        return false;
    if (a.state != KP_VALUE)
        return a.state != KP_ERROR || same_fault(a.as.fault, b.as.fault);
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case KP_NUM:
        return kp_dec_cmp(a.as.num, b.as.num) == 0;
    case KP_TEXT:
        return a.as.symbol == b.as.symbol;
    case KP_DATE:
        return a.as.date == b.as.date;
    case KP_BOOL:
        return a.as.flag == b.as.flag;
    case KP_LINK:
        break;
    }
    return a.as.row == b.as.row;
}

static void print_number(kp_decimal num, int decimals, kp_buf *out)
{
    kp_i128 whole;
    bool fits = decimals >= 0 && kp_dec_to_i128(num, decimals, &whole);

    kp_dec_print(num, fits ? decimals : -1, out);
}

void kp_value_print(kp_value value, int decimals, const kp_symbols *symbols,
                    kp_buf *out)
{
    char date[KP_DATE_TEXT];

    if (value.state != KP_VALUE)
        return;
    switch (value.kind) {
    case KP_NUM:
        print_number(value.as.num, decimals, out);
        return;
    case KP_TEXT:
        kp_buf_str(out, kp_symbol_text(symbols, value.as.symbol));
        return;
    case KP_DATE:
        kp_date_print(value.as.date, date);
        kp_buf_z(out, date);
        return;
    case KP_BOOL:
        kp_buf_z(out, value.as.flag ? "是" : "否");
        return;
    case KP_LINK:
        return;
    }
}
