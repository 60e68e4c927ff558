/* machine.c - lanes of a batch: reading and writing single rows, and who is to blame. */
#include "engine/machine.h"

#include <string.h>

kp_value kp__lane_get(const kp_lane *lane, uint32_t i)
{
    kp_state state = lane->plain ? KP_VALUE : (kp_state)lane->state[i];
    int64_t word = lane->v[i];
    kp_value value = {.kind = lane->kind, .state = state};

    if (state == KP_ERROR) {
        value.as.fault = kp_fault_unpack(word);
        return value;
    }
    if (!KP_HAS_VALUE(state))
        return value;
    value.state = KP_VALUE;
    switch (lane->kind) {
    case KP_NUM:
        value.as.num = kp_word_decimal(word, state, lane->scale);
        break;
    case KP_TEXT:
        value.as.symbol = (uint32_t)word;
        break;
    case KP_DATE:
        value.as.date = (int32_t)word;
        break;
    case KP_BOOL:
        value.as.flag = word != 0;
        break;
    case KP_LINK:
        value.as.row = (uint32_t)word;
        break;
    }
    return value;
}

void kp__lane_begin(kp_machine *m, kp_lane *lane, uint64_t bound)
{
    (void)m;
    lane->plain = true;
    lane->same = false;
    lane->bound = bound;
}

void kp__lane_state(kp_machine *m, kp_lane *lane, uint32_t i, kp_state state, int64_t word)
{
    if (lane->plain) {
        memset(lane->state, KP_VALUE, m->n);
        lane->plain = false;
    }
    lane->state[i] = (uint8_t)state;
    lane->v[i] = word;
}

static void put_plain(kp_lane *lane, uint32_t i, int64_t word)
{
    uint64_t size = word < 0 ? 0 - (uint64_t)word : (uint64_t)word;

    lane->v[i] = word;
    if (size > lane->bound)
        lane->bound = size;
    if (!lane->plain)
        lane->state[i] = KP_VALUE;
}

static void put_number(kp_machine *m, kp_lane *lane, uint32_t i, kp_decimal num)
{
    int64_t word;

    if (kp_word_of(num, lane->scale, &word)) {
        put_plain(lane, i, word);
        return;
    }
    kp_decimal *wide = KP_NEW(m->arena, kp_decimal);

    *wide = num;
    kp__lane_state(m, lane, i, KP_WIDE, (int64_t)(intptr_t)wide);
}

void kp__lane_put(kp_machine *m, kp_lane *lane, uint32_t i, kp_value value)
{
    switch (value.state) {
    case KP_ERROR:
        kp__lane_state(m, lane, i, KP_ERROR, kp_fault_pack(value.as.fault));
        return;
    case KP_BLANK:
    case KP_ABSENT:
        kp__lane_state(m, lane, i, value.state, 0);
        return;
    case KP_VALUE:
    case KP_WIDE:
        break;
    }
    switch (lane->kind) {
    case KP_NUM:
        put_number(m, lane, i, value.as.num);
        break;
    case KP_TEXT:
        put_plain(lane, i, value.as.symbol);
        break;
    case KP_DATE:
        put_plain(lane, i, value.as.date);
        break;
    case KP_BOOL:
        put_plain(lane, i, value.as.flag);
        break;
    case KP_LINK:
        put_plain(lane, i, value.as.row);
        break;
    }
}

kp_value kp__lane_fault(const kp_machine *m, kp_kind kind, uint32_t i, kp_code code)
{
    kp_fault fault = {code, m->program->step_field[m->at], (uint32_t)(m->first + i)};

    return kp_value_error(kind, fault);
}

bool kp__missing_operand(const kp_machine *m, const kp_value *arg, size_t n, kp_kind kind,
                         uint32_t i, kp_value *out)
{
    const kp_value *worst = NULL;

    for (size_t k = 0; k < n; k++)
        if (!KP_HAS_VALUE(arg[k].state) && (!worst || arg[k].state > worst->state))
            worst = &arg[k];
    if (!worst)
        return false;
    // Absent spreads only when nothing worse stands beside it: a blank is a fault even
    // then, so that it cannot hide behind a row that is left out.
    for (size_t k = 0; k < n && worst->state != KP_ERROR; k++)
        if (arg[k].state == KP_BLANK)
            worst = &arg[k];
    if (worst->state == KP_BLANK)
        *out = kp__lane_fault(m, kind, i, KP5002);
    else {
        *out = *worst;
        out->kind = kind;
    }
    return true;
}
