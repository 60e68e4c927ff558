/* kernel_logic.c - comparisons, three-valued logic, and branches.
 *
 * A branch not taken is not evaluated: split and case sort the rows in use into lists,
 * and the steps of a branch see only its own rows.
 */
#include <string.h>

#include "engine/machine.h"

typedef enum relation {
    IS_EQ,
    IS_NE,
    IS_LT,
    IS_LE,
    IS_GT,
    IS_GE
} relation;

static bool order_holds(relation rel, int order)
{
    switch (rel) {
    case IS_EQ:
        return order == 0;
    case IS_NE:
        return order != 0;
    case IS_LT:
        return order < 0;
    case IS_LE:
        return order <= 0;
    case IS_GT:
        return order > 0;
    case IS_GE:
        return order >= 0;
    }
    return false;
}

int kp__value_order(const kp_symbols *symbols, const kp_value *a, const kp_value *b)
{
    switch (a->kind) {
    case KP_NUM:
        return kp_dec_cmp(a->as.num, b->as.num);
    case KP_TEXT:
        if (a->as.symbol == b->as.symbol)
            return 0;
        return kp_str_cmp(kp_symbol_text(symbols, a->as.symbol),
                          kp_symbol_text(symbols, b->as.symbol));
    case KP_DATE:
        return (a->as.date > b->as.date) - (a->as.date < b->as.date);
    case KP_BOOL:
        return (int)a->as.flag - (int)b->as.flag;
    case KP_LINK:
        return (a->as.row > b->as.row) - (a->as.row < b->as.row);
    }
    return 0;
}

/* A blank equals only another blank; in an ordering it is a fault. */
static bool blank_settles(relation rel, const kp_value *arg, kp_value *out)
{
    bool left = arg[0].state == KP_BLANK, right = arg[1].state == KP_BLANK;

    if ((rel != IS_EQ && rel != IS_NE) || (!left && !right))
        return false;
    if (!(left || KP_HAS_VALUE(arg[0].state)) || !(right || KP_HAS_VALUE(arg[1].state)))
        return false;
    *out = kp_value_bool((left && right) == (rel == IS_EQ));
    return true;
}

static void compare_row(kp_machine *m, const kp_step *s, relation rel, uint32_t i)
{
    kp_value arg[2] = {kp__lane_get(&m->lane[s->a], i),
                       kp__lane_get(&m->lane[s->b], i)};
    kp_value result;

    if (!blank_settles(rel, arg, &result) &&
        !kp__missing_operand(m, arg, 2, KP_BOOL, i, &result))
        result = kp_value_bool(
            order_holds(rel, kp__value_order(m->symbols, &arg[0], &arg[1])));
    kp__lane_put(m, &m->lane[s->dst], i, result);
}

static void compare(kp_machine *m, const kp_step *s, relation rel)
{
    const kp_lane *a = &m->lane[s->a], *b = &m->lane[s->b];
    kp_lane *dst = &m->lane[s->dst];
    bool by_word =
        a->plain && b->plain && (a->kind != KP_TEXT || rel == IS_EQ || rel == IS_NE);

    kp__lane_begin(m, dst, 1);
    if (by_word && a->same && b->same && !m->rows && m->n > 0) {
        int64_t holds = order_holds(rel, (a->v[0] > b->v[0]) - (a->v[0] < b->v[0]));

        for (uint32_t i = 0; i < m->n; i++)
            dst->v[i] = holds;
        dst->same = true;
        return;
    }
    KP_FOR_ROWS(m, i)
    {
        if (by_word)
            dst->v[i] = order_holds(rel, (a->v[i] > b->v[i]) - (a->v[i] < b->v[i]));
        else
            compare_row(m, s, rel, i);
    }
}

void kp__k_eq(kp_machine *m, const kp_step *s)
{
    compare(m, s, IS_EQ);
}

void kp__k_ne(kp_machine *m, const kp_step *s)
{
    compare(m, s, IS_NE);
}

void kp__k_lt(kp_machine *m, const kp_step *s)
{
    compare(m, s, IS_LT);
}

void kp__k_le(kp_machine *m, const kp_step *s)
{
    compare(m, s, IS_LE);
}

void kp__k_gt(kp_machine *m, const kp_step *s)
{
    compare(m, s, IS_GT);
}

void kp__k_ge(kp_machine *m, const kp_step *s)
{
    compare(m, s, IS_GE);
}

/* `deciding` settles the result whatever stands on the other side (false for and, true
 * for or), even beside a fault: and(false, x) is false. */
static kp_value connect(const kp_machine *m, const kp_value *arg, bool deciding,
                        uint32_t i)
{
    kp_value result;

    for (int k = 0; k < 2; k++)
        if (KP_HAS_VALUE(arg[k].state) && arg[k].as.flag == deciding)
            return kp_value_bool(deciding);
    if (kp__missing_operand(m, arg, 2, KP_BOOL, i, &result))
        return result;
    return kp_value_bool(!deciding);
}

static void logic(kp_machine *m, const kp_step *s, bool deciding)
{
    const kp_lane *a = &m->lane[s->a], *b = &m->lane[s->b];
    kp_lane *dst = &m->lane[s->dst];

    kp__lane_begin(m, dst, 1);
    KP_FOR_ROWS(m, i)
    {
        if (a->plain && b->plain) {
            dst->v[i] = deciding ? a->v[i] | b->v[i] : a->v[i] & b->v[i];
            continue;
        }
        kp_value arg[2] = {kp__lane_get(a, i), kp__lane_get(b, i)};

        kp__lane_put(m, dst, i, connect(m, arg, deciding, i));
    }
}

void kp__k_and(kp_machine *m, const kp_step *s)
{
    logic(m, s, false);
}

void kp__k_or(kp_machine *m, const kp_step *s)
{
    logic(m, s, true);
}

void kp__k_not(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a];
    kp_lane *dst = &m->lane[s->dst];

    kp__lane_begin(m, dst, 1);
    KP_FOR_ROWS(m, i)
    {
        kp_value arg = kp__lane_get(a, i), result;

        if (!kp__missing_operand(m, &arg, 1, KP_BOOL, i, &result))
            result = kp_value_bool(!arg.as.flag);
        kp__lane_put(m, dst, i, result);
    }
}

void kp__k_is_blank(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a];
    kp_lane *dst = &m->lane[s->dst];

    kp__lane_begin(m, dst, 1);
    KP_FOR_ROWS(m, i)
    {
        kp_value arg = kp__lane_get(a, i);

        if (arg.state == KP_ERROR)
            arg.kind = KP_BOOL;
        else
            arg = kp_value_bool(arg.state == KP_BLANK);
        kp__lane_put(m, dst, i, arg);
    }
}

/* ---- branches ---- */

static kp_branches *open_branches(kp_machine *m, uint32_t n)
{
    kp_branches *at = &m->branches[m->depth++];

    if (!at->rows)
        at->rows = KP_NEW_ARRAY(m->arena, KP_BATCH, uint16_t);
    if (n + 1 > at->cap) {
        at->start = KP_NEW_ARRAY(m->arena, n + 1, uint16_t);
        at->cap = n + 1;
    }
    at->n = n;
    at->outer = m->rows;
    at->nouter = m->nrows;
    return at;
}

/* A condition without a value: the result has none either. */
static void unsettled(kp_machine *m, const kp_step *s, uint32_t i, kp_value arg)
{
    kp_lane *dst = &m->lane[s->dst];
    kp_value result;

    (void)kp__missing_operand(m, &arg, 1, dst->kind, i, &result);
    kp__lane_put(m, dst, i, result);
}

void kp__k_split(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a];
    kp_branches *to = open_branches(m, 2);
    uint16_t no[KP_BATCH];
    uint32_t nyes = 0, nno = 0;

    kp__lane_begin(m, &m->lane[s->dst], 0);
    if (a->same && !m->rows && m->n > 0) {
        // Everybody goes one way: a branch of all rows needs no list.
        to->start[0] = 0;
        to->start[1] = a->v[0] ? (uint16_t)m->n : 0;
        to->start[2] = (uint16_t)m->n;
        return;
    }
    KP_FOR_ROWS(m, i)
    {
        if (!a->plain && !KP_HAS_VALUE(a->state[i]))
            unsettled(m, s, i, kp__lane_get(a, i));
        else if (a->v[i])
            to->rows[nyes++] = (uint16_t)i;
        else
            no[nno++] = (uint16_t)i;
    }
    memcpy(to->rows + nyes, no, nno * sizeof no[0]);
    to->start[0] = 0;
    to->start[1] = (uint16_t)nyes;
    to->start[2] = (uint16_t)(nyes + nno);
}

static uint32_t case_of(const kp_case_list *list, uint32_t symbol)
{
    for (uint32_t k = 0; k < list->n; k++)
        if (list->symbol[k] == symbol)
            return k;
    return list->n;
}

/* Counting sort of the rows by their case; names outside the list are faults. */
void kp__k_case(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a];
    const kp_case_list *list = &m->program->cases[s->aux];
    kp_branches *to = open_branches(m, list->n);
    uint16_t which[KP_BATCH];
    uint16_t at = 0;

    kp__lane_begin(m, &m->lane[s->dst], 0);
    KP_FOR_ROWS(m, i)
    {
        which[i] = (uint16_t)list->n;
        if (!a->plain && !KP_HAS_VALUE(a->state[i])) {
            unsettled(m, s, i, kp__lane_get(a, i));
            continue;
        }
        which[i] = (uint16_t)case_of(list, (uint32_t)a->v[i]);
        if (which[i] == list->n)
            kp__lane_put(m, &m->lane[s->dst], i,
                         kp__lane_fault(m, m->lane[s->dst].kind, i, KP5004));
    }
    for (uint32_t k = 0; k < list->n; k++) {
        to->start[k] = at;
        KP_FOR_ROWS(m, i)
        {
            if (which[i] == k)
                to->rows[at++] = (uint16_t)i;
        }
    }
    to->start[list->n] = at;
}

void kp__k_move(kp_machine *m, const kp_step *s)
{
    const kp_lane *a = &m->lane[s->a];
    kp_lane *dst = &m->lane[s->dst];

    if (m->depth == 0)
        kp__lane_begin(m, dst, 0);
    if (a->plain && a->bound > dst->bound)
        dst->bound = a->bound;
    KP_FOR_ROWS(m, i)
    {
        if (a->plain && a->scale == dst->scale) {
            dst->v[i] = a->v[i];
            if (!dst->plain)
                dst->state[i] = KP_VALUE;
        } else {
            kp__lane_put(m, dst, i, kp__lane_get(a, i));
        }
    }
}
