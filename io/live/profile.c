/* profile.c - what every node of the formulas was worth this month, seen by the
 * row-by-row evaluator: how large, how near to a threshold, with or without a value.
 */
#include "engine/oracle.h"
#include "io/live/parts.h"

double kp__rough(kp_decimal number)
{
    kp_i128 coef = number.coef < 0 ? -number.coef : number.coef;
    double size = (double)(int64_t)(coef / 1000000000000000000) * 1e18 +
                  (double)(int64_t)(coef % 1000000000000000000);

    for (int i = 0; i < number.scale && size > 0; i++)
        size /= 10;
    for (int i = 0; i > number.scale && size < 1e300; i--)
        size *= 10;
    return size;
}

/* ---- the map ---- */

static size_t slot_of(const kp__profile *profile, const kp_expr *expr)
{
    uintptr_t hash = (uintptr_t)expr;
    size_t mask = profile->cap - 1, at;

    hash ^= hash >> 17;
    hash *= 0x9E3779B97F4A7C15u;
    for (at = (hash >> 20) & mask; profile->slot[at]; at = (at + 1) & mask)
        if (profile->slot[at]->expr == expr)
            break;
    return at;
}

static void grow(kp__profile *profile)
{
    kp__profile old = *profile;

    profile->cap = old.cap ? 2 * old.cap : 1024;
    profile->slot = KP_NEW_ARRAY(profile->arena, profile->cap, kp__seen *);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slot[i])
            profile->slot[slot_of(profile, old.slot[i]->expr)] = old.slot[i];
}

static kp__seen *seen(kp__profile *profile, const kp_expr *expr)
{
    if (2 * (profile->n + 1) > profile->cap)
        grow(profile);
    kp__seen **slot = &profile->slot[slot_of(profile, expr)];

    if (*slot)
        return *slot;
    *slot = KP_NEW(profile->arena, kp__seen);
    (*slot)->expr = expr;
    (*slot)->least_divisor = -1;
    for (size_t i = 0; i < KP_MAX_TABLE_INPUTS; i++)
        (*slot)->need[i] = -1;
    profile->n++;
    return *slot;
}

const kp__seen *kp__seen_of(const kp_live_plan *plan, const kp_expr *expr)
{
    if (!plan->profile->cap)
        return NULL;
    return plan->profile->slot[slot_of(plan->profile, expr)];
}

kp__seen *kp__seen_or_new(const kp_live_plan *plan, const kp_expr *expr)
{
    return seen(plan->profile, expr);
}

/* ---- distances ---- */

/* The first digit behind the point at which a distance shows; 0 is no distance. */
static int digits_to_see(kp_decimal distance)
{
    kp_i128 size = distance.coef < 0 ? -distance.coef : distance.coef;
    int digits = 0;

    for (; size > 0; size /= 10)
        digits++;
    if (digits == 0)
        return -1;
    int need = distance.scale - digits + 1;
    return need < 0 ? 0 : need > 100 ? 100 : need;
}

static void note_need(kp__seen *to, size_t which, kp_decimal distance)
{
    int need = digits_to_see(distance);

    if (need > to->need[which])
        to->need[which] = (int8_t)need;
}

static void note_between(kp__seen *to, size_t which, kp_decimal a, kp_decimal b)
{
    kp_decimal distance;

    if (kp_dec_sub(a, b, &distance))
        note_need(to, which, distance);
}

/* From the next multiple of 5 / 10^digits on either side. */
static void note_thresholds(kp__seen *to, kp_decimal value, int digits)
{
    const kp_decimal grid = kp_dec(5, digits);
    kp_decimal above, below;

    if (!kp_dec_mod(value, grid, &above) || !kp_dec_sub(grid, above, &below))
        return;
    if (kp_dec_sign(above) == 0)
        return;
    note_need(to, 0, above);
    note_need(to, 0, below);
}

static void note_cut(kp__seen *to, size_t which, const kp_cut *cut, kp_value value)
{
    if (!cut->infinite)
        note_between(to, which, cut->at, value.as.num);
}

static void note_table(const kp_live_plan *plan, kp__seen *to, const kp_step_note *note)
{
    const kp_dtable *table = plan->scheme->table[note->expr->target];

    for (uint32_t k = 0; k < note->nargs; k++) {
        bool number = table->input[k].kind == KP_NUM || table->input[k].kind == KP_DATE;

        to->blank_number |= number && note->arg[k].state == KP_BLANK;
        if (note->arg[k].state != KP_VALUE || table->input[k].kind != KP_NUM)
            continue;
        for (size_t r = 0; r < table->nrules; r++) {
            const kp_accept *accept = &table->rule[r].accept[k];

            for (size_t i = 0; i < accept->nintervals; i++) {
                note_cut(to, k, &accept->interval[i].low, note->arg[k]);
                note_cut(to, k, &accept->interval[i].high, note->arg[k]);
            }
        }
    }
}

/* ---- one operation ---- */

static bool both_numbers(const kp_step_note *note)
{
    return note->nargs == 2 && note->arg[0].kind == KP_NUM &&
           note->arg[1].kind == KP_NUM && note->arg[0].state == KP_VALUE &&
           note->arg[1].state == KP_VALUE;
}

static void note_divisor(kp__seen *to, kp_decimal divisor)
{
    double size = kp__rough(divisor);

    if (to->least_divisor < 0 || size < to->least_divisor)
        to->least_divisor = size;
}

static void note_operands(const kp_live_plan *plan, kp__seen *to,
                          const kp_step_note *note)
{
    const kp_expr *e = note->expr;
    int digits = kp__threshold_digits((kp_rounding)e->mode, e->decimals);
    kp_decimal quotient;

    if (e->op == KP_X_TABLE)
        note_table(plan, to, note);
    if (e->op == KP_X_ROUND && note->arg[0].state == KP_VALUE) {
        note_thresholds(to, note->arg[0].as.num, digits);
        if (kp__rough(note->arg[0].as.num) > to->most)
            to->most = kp__rough(note->arg[0].as.num);
    }
    if (!both_numbers(note))
        return;
    if (e->op >= KP_X_EQ && e->op <= KP_X_GE)
        note_between(to, 0, note->arg[0].as.num, note->arg[1].as.num);
    if (e->op == KP_X_DIV || e->op == KP_X_DIVROUND)
        note_divisor(to, note->arg[1].as.num);
    if (e->op == KP_X_DIVROUND &&
        kp_dec_div(note->arg[0].as.num, note->arg[1].as.num, &quotient))
        note_thresholds(to, quotient, digits);
}

static void record(void *user, const kp_step_note *note)
{
    kp_live_plan *plan = user;
    kp__seen *to = seen(plan->profile, note->expr);

    to->evaluated = true;
    to->blank |= note->result.state == KP_BLANK;
    to->absent |= note->result.state == KP_ABSENT;
    if (note->result.kind == KP_NUM && note->result.state == KP_VALUE &&
        kp__rough(note->result.as.num) > to->most)
        to->most = kp__rough(note->result.as.num);
    note_operands(plan, to, note);
}

void kp__profile_run(kp_live_plan *plan)
{
    plan->profile = KP_NEW(plan->arena, kp__profile);
    plan->profile->arena = plan->arena;
    for (size_t f = 0; f < plan->scheme->nfields; f++) {
        const kp_field *field = plan->scheme->field[f];

        if (field->source != KP_SOURCE_SCALAR || field->report)
            continue;
        for (size_t row = 0; row < plan->run->table[field->entity]->n; row++)
            (void)kp_oracle_field(plan->run, field, row, record, plan);
    }
}
