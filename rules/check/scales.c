/* scales.c - how many decimals the words of every column and step have.
 *
 * Done in the order of calculation, when all that a field reads is settled.  A number
 * that does not fit its column's scale is kept wide, so scales are about speed and
 * never about values.
 */
#include <string.h>

#include "engine/builtin.h"
#include "rules/build.h"

#define MAX_SCALE 18
#define INPUT_SCALE 6  // of numbers without declared decimals

static uint8_t capped(int scale)
{
    return (uint8_t)(scale > MAX_SCALE ? MAX_SCALE : scale);
}

static uint8_t widest(const kp_expr *e, uint32_t from)
{
    uint8_t scale = 0;

    for (uint32_t k = from; k < e->nargs; k++)
        if (e->arg[k]->scale > scale)
            scale = e->arg[k]->scale;
    return scale;
}

/* 10, 100, 1000 …: dividing by them moves the point. */
static bool is_power_of_ten(const kp_expr *e, int *zeros)
{
    kp_i128 coef;

    if (e->op != KP_X_CONST || e->kind != KP_NUM || e->value.state != KP_VALUE)
        return false;
    coef = e->value.as.num.coef;
    for (*zeros = 0; coef > 0 && coef % 10 == 0; ++*zeros)
        coef /= 10;
    *zeros -= e->value.as.num.scale;
    return coef == 1 && *zeros >= 0;
}

/* Quotients that end soon are words; four more decimals catch most of them. */
static uint8_t quotient_scale(const kp_expr *a, const kp_expr *b)
{
    int zeros, guess = a->scale + 4 > 8 ? a->scale + 4 : 8;

    if (is_power_of_ten(b, &zeros))
        return capped(a->scale + zeros);
    if (guess > 12)
        guess = a->scale > 12 ? a->scale : 12;
    return (uint8_t)guess;
}

static uint8_t call_scale(const kp_expr *e)
{
    const char *id = kp_builtins[e->target].id;

    if (e->kind != KP_NUM)
        return 0;
    if (strcmp(id, "sqrt") == 0 || strcmp(id, "pow") == 0)
        return 8;
    return e->nargs && e->arg[0]->kind == KP_NUM ? widest(e, 0) : 0;
}

static uint8_t scale_of(const kp_build *b, const kp_expr *e)
{
    switch (e->op) {
    case KP_X_FIELD:
    case KP_X_UP:
        return b->scheme->field[e->field]->scale;
    case KP_X_ADD:
    case KP_X_SUB:
    case KP_X_MIN:
    case KP_X_MAX:
    case KP_X_NEG:
    case KP_X_FUNCTION:
        return widest(e, 0);
    case KP_X_IF:
    case KP_X_CASE:
        return widest(e, 1);
    case KP_X_MUL:
        return capped(e->arg[0]->scale + e->arg[1]->scale);
    case KP_X_DIV:
        return quotient_scale(e->arg[0], e->arg[1]);
    case KP_X_POW:
        return 8;
    case KP_X_ROUND:
    case KP_X_DIVROUND:
        return e->decimals;
    case KP_X_TABLE:
        return b->scheme->table[e->target]->output[e->output].scale;
    case KP_X_CALL:
        return call_scale(e);
    default:
        return e->kind == KP_NUM ? e->scale : 0;
    }
}

static void settle_expr(kp_build *b, const kp_expr *node)
{
    kp_expr *e = kp__unfrozen(node);

    if (e->settled)
        return;
    e->settled = true;
    for (uint32_t k = 0; k < e->nargs; k++)
        settle_expr(b, e->arg[k]);
    if (e->kind == KP_NUM)
        e->scale = scale_of(b, e);
}

static uint8_t aggregate_scale(const kp_build *b, const kp_aggregate_spec *spec)
{
    int element =
        spec->element == KP_NO_FIELD ? 0 : b->scheme->field[spec->element]->scale;
    int weight =
        spec->weight == KP_NO_FIELD ? 0 : b->scheme->field[spec->weight]->scale;

    switch (spec->fn) {
    case KP_AGG_SUM:
    case KP_AGG_MIN:
    case KP_AGG_MAX:
        return (uint8_t)element;
    case KP_AGG_MEDIAN:
        return capped(element + 1);
    case KP_AGG_WEIGHTED_SUM:
        return capped(element + weight);
    case KP_AGG_WEIGHTS:
        return (uint8_t)weight;
    case KP_AGG_COUNT:
    case KP_AGG_ANY:
    case KP_AGG_ALL:
    case KP_AGG_FN_COUNT:
        break;
    }
    return 0;
}

void kp__settle_scale(kp_build *b, kp_field *field)
{
    if (field->expr)
        settle_expr(b, field->expr);
    if (field->kind != KP_NUM)
        field->scale = 0;
    else if (field->decimals >= 0)
        field->scale = (uint8_t)field->decimals;
    else if (field->expr)
        field->scale = field->expr->scale;
    else if (field->aggregate)
        field->scale = aggregate_scale(b, field->aggregate);
    else
        field->scale = field->group ? 0 : INPUT_SCALE;
}
