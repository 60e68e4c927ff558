/* recheck_pool.c - shares of pools, derived again from λ, the weights and the balance.
 *
 * Per row: the share is exactly λ·w; the amount is the share cut to the field's
 * decimals plus what closing added, or the floor or ceiling that clipped it. Per pool:
 * the shares add up to what was paid, paid and unspent to the budget, and the units
 * that closing added went to the largest remainders.
 */
#include <stdlib.h>

#include "io/log/recheck_parts.h"

/* The columns of an allocate step behind its result. */
typedef struct share {
    kp_str group, pool, share, cut, added, rank, clip;
    kp__operand budget, weight, floor, ceiling;
} share;

static bool take_operand(kp__step *s, kp__operand *out)
{
    return kp__line_next(&s->rest, &out->value) && kp__line_next(&s->rest, &out->ref);
}

static bool read_share(kp__step *s, share *out)
{
    return kp__line_next(&s->rest, &out->group) &&
           kp__line_next(&s->rest, &out->pool) && take_operand(s, &out->budget) &&
           take_operand(s, &out->weight) && take_operand(s, &out->floor) &&
           take_operand(s, &out->ceiling) && kp__line_next(&s->rest, &out->share) &&
           kp__line_next(&s->rest, &out->cut) && kp__line_next(&s->rest, &out->added) &&
           kp__line_next(&s->rest, &out->rank) && kp__line_next(&s->rest, &out->clip);
}

static bool optional_holds(kp__check *c, const kp__step *s, kp__operand o)
{
    if (kp_str_is(o.ref, "-"))
        return kp_str_is(o.value, "-");
    return kp__operand_holds(c, s, o);
}

/* The pool line is about this field, this group and this budget. */
static bool pool_belongs(kp__check *c, const kp__step *s, const share *sh,
                         const kp__pool *p)
{
    uint64_t block = kp__log_index_follow(c->index, s->entity, s->row,
                                          s->of->group->link, s->of->group->nlinks);
    kp__ref ref = kp__ref_of(sh->budget.ref);
    uint64_t told;

    if (p->entity != s->entity || !kp_str_eq(p->field, s->of->name) ||
        !kp_str_eq(p->group, sh->group) || !kp__same_value(p->budget, sh->budget.value))
        return false;
    if (ref.kind != KP__REF_BLOCK || !kp_str_eq(ref.name, s->of->group->pool) ||
        !kp_str_eq(kp__log_index_at(c->index, ref.number, ref.name), sh->budget.value))
        return false;
    if (s->of->group->nlinks == 0)
        return kp_str_is(sh->group, "all");
    return kp__read_uint(kp_str_slice(sh->group, 1, sh->group.n), &told) &&
           told == block && ref.number == block;
}

static bool exact_share(const kp__pool *p, kp_str weight, kp__num *out)
{
    kp__num num, den, w;

    return kp__num_parse(p->lambda_num, &num) && kp__num_parse(p->lambda_den, &den) &&
           kp__num_parse(weight, &w) && kp__num_mul_exact(&num, &w, &num) &&
           kp__num_div(&num, &den, out);
}

static bool number_is(const kp__num *num, kp_str text)
{
    kp__num told;

    return kp__num_parse(text, &told) && kp__num_cmp(num, &told) == 0;
}

/* What λ is multiplied by: the weight, or the floor where the floors themselves had to
 * be scaled down (then whoever has none gets nothing). */
static kp_str weight_of(const kp__step *s, const share *sh, const kp__pool *p)
{
    kp__num exact;

    if (!s->of->group->scale_floors ||
        (exact_share(p, sh->weight.value, &exact) && number_is(&exact, sh->share)))
        return sh->weight.value;
    return kp__value_kind_quick(sh->floor.value) == KP__NUMBER &&
                   !kp_str_is(sh->floor.value, "-")
               ? sh->floor.value
               : KP_STR("0");
}

static bool share_holds(const kp__step *s, const share *sh, const kp__pool *p,
                        kp__num *out)
{
    return exact_share(p, weight_of(s, sh, p), out) && number_is(out, sh->share);
}

static bool within_bounds(const share *sh, kp_str amount, bool floors_scaled)
{
    if (!floors_scaled && kp__is_plain(sh->floor.value) &&
        !kp_str_is(sh->floor.value, "-") &&
        kp__order_of_numbers(amount, sh->floor.value) < 0)
        return false;
    return kp_str_is(sh->ceiling.value, "-") || !kp__is_plain(sh->ceiling.value) ||
           kp__order_of_numbers(amount, sh->ceiling.value) <= 0;
}

static int32_t digits_of(const kp__step *s)
{
    return s->of->decimals < 0 ? 0 : s->of->decimals;
}

static bool has_tail(const kp__step *s)
{
    return !kp_str_is(s->of->group->tail, "largest-remainder");
}

/* What a row has before closing: its share cut, or the bound that clipped it in whole
 * units - floors rounded up, ceilings down. */
static bool base_of(const kp__step *s, const share *sh, kp__num *out)
{
    bool at_floor = kp_str_is(sh->clip, "floor");

    if (kp_str_is(sh->clip, "none"))
        return kp__num_parse(sh->cut, out);
    return kp__num_parse(at_floor ? sh->floor.value : sh->ceiling.value, out) &&
           kp__num_round(out, digits_of(s), at_floor ? KP__CEILING : KP__FLOOR, out);
}

/* Scaling amounts down may not end above an amount, rounded up to a unit. */
static bool beyond_nominal(const kp__step *s, const share *sh, const kp__num *paid)
{
    kp__num nominal;

    if (!kp_str_is(s->of->group->style, "cap"))
        return false;
    return !kp__num_parse(sh->weight.value, &nominal) ||
           !kp__num_round(&nominal, digits_of(s), KP__CEILING, &nominal) ||
           kp__num_cmp(paid, &nominal) > 0;
}

/* Closing gives the largest remainders one unit each; a tail is any number of units,
 * for somebody; clipped rows get no unit for a remainder. */
static bool extra_holds(const kp__step *s, const share *sh, const kp__num *extra,
                        const kp__num *paid)
{
    kp__num unit;

    if (kp__num_sign(extra) == 0)
        return true;
    if (has_tail(s))
        return !kp_str_is(s->of->group->tail, "tail-unspent") &&
               kp__num_sign(extra) > 0 && !beyond_nominal(s, sh, paid);
    kp__num_int(1, &unit);
    unit.scale = digits_of(s);
    return kp_str_is(sh->clip, "none") && kp__num_cmp(extra, &unit) == 0;
}

static bool clip_holds(const share *sh, const kp__num *exact, const kp__num *base)
{
    int order = kp__num_cmp(exact, base);

    if (kp_str_is(sh->clip, "none"))
        return true;
    return kp_str_is(sh->clip, "floor") ? order <= 0 : order >= 0;
}

static kp__verdict check_amount(kp__check *c, const kp__step *s, const share *sh,
                                const kp__pool *p)
{
    kp__num exact, cut, base, added, paid, extra;

    if (!share_holds(s, sh, p, &exact) ||
        !kp__num_round(&exact, digits_of(s), KP__DOWN, &cut) ||
        !number_is(&cut, sh->cut) || !kp__num_parse(sh->added, &added) ||
        !kp__num_add_exact(&cut, &added, false, &paid) || !base_of(s, sh, &base) ||
        !kp__num_add_exact(&paid, &base, true, &extra))
        return KP__WRONG;
    if (!clip_holds(sh, &exact, &base) || !extra_holds(s, sh, &extra, &paid) ||
        !within_bounds(sh, s->result, s->of->group->scale_floors))
        return KP__WRONG;
    return kp__result_is(c, s, &paid);
}

/* No weight by rule (不适用); a pool that could not be divided, which every row says;
 * or one that nobody has a weight in. */
static kp__verdict check_no_share(kp__check *c, const kp__step *s, const share *sh,
                                  const kp__pool *p)
{
    if (!kp__is_plain(sh->weight.value))
        return kp__value_kind_quick(s->result) == KP__NUMBER
                   ? kp__result_is_int(c, s, 0)
                   : KP__RIGHT;
    if (p->problem.n)
        return s->result.n > 7 && s->result.p[0] == '!' &&
                       kp_str_eq(kp_str_slice(s->result, 1, 7), p->problem)
                   ? KP__RIGHT
                   : KP__WRONG;
    return kp_str_is(p->lambda_num, "-") ? kp__result_is_int(c, s, 0) : KP__WRONG;
}

kp__verdict kp__recheck_share(kp__check *c, kp__step *s)
{
    share sh;
    uint64_t pool;

    if (!read_share(s, &sh) || !optional_holds(c, s, sh.weight) ||
        !optional_holds(c, s, sh.floor) || !optional_holds(c, s, sh.ceiling))
        return KP__WRONG;
    // Outside: nothing of this pool, or the fault that keeps it from being divided.
    if (!kp__read_uint(sh.pool, &pool))
        return kp__value_kind_quick(s->result) != KP__NUMBER
                   ? KP__RIGHT
                   : kp__result_is_int(c, s, 0);
    if (pool >= c->skel->npools || !pool_belongs(c, s, &sh, &c->skel->pool[pool]))
        return KP__WRONG;
    return kp_str_is(sh.share, "-") ? check_no_share(c, s, &sh, &c->skel->pool[pool])
                                    : check_amount(c, s, &sh, &c->skel->pool[pool]);
}

/* ---- whole pools ---- */

/* Rows that closing gave something, and rows that could have had it: the best of the
 * refused must not come before the last of the receivers. */
typedef struct tally {
    kp__num paid;
    uint64_t heads, at_floor, at_ceiling;
    bool has_receiver, has_refused;
    kp__num least_received,
        most_refused;  // remainders; with a tail to the largest: bases
    uint64_t first_receiver, last_receiver, first_refused, last_refused;
} tally;

static bool read_row(kp__check *c, uint32_t entity, uint32_t field, uint64_t row,
                     kp__step *s, share *out)
{
    size_t at = kp__log_index_steps(c->index, entity, row, field);
    kp_str column;

    *s = (kp__step){.entity = entity,
                    .field = field,
                    .row = row,
                    .block = c->skel->entity[entity].first + row,
                    .of = &c->skel->entity[entity].field[field]};
    if (!kp__text_line(c->index->trace, &at, &s->line))
        return false;
    s->rest = kp__line_of(s->line);
    return kp__line_next(&s->rest, &column) && kp__line_next(&s->rest, &column) &&
           kp__line_next(&s->rest, &s->op) && kp__line_next(&s->rest, &s->result) &&
           read_share(s, out);
}

/* A row that could not have taken another unit does not count as refused. */
static bool is_full(const kp__step *s, const share *sh)
{
    kp__num paid, unit, ceiling;

    kp__num_int(1, &unit);
    unit.scale = digits_of(s);
    if (!kp__num_parse(s->result, &paid) ||
        !kp__num_add_exact(&paid, &unit, false, &paid))
        return false;
    return (has_tail(s) && beyond_nominal(s, sh, &paid)) ||
           (kp__num_parse(sh->ceiling.value, &ceiling) &&
            kp__num_cmp(&paid, &ceiling) > 0);
}

/* What decides who receives: the remainder, or for a tail the amount itself. Remainders
 * are compared as multiples of 1/λ's denominator: shares as printed have 34 digits, and
 * two equal remainders behind whole parts of different length would not be equal. */
static bool claim_of(const kp__step *s, const share *sh, const kp__pool *p,
                     const kp__num *base, kp__num *out)
{
    kp__num num, den, weight;

    if (has_tail(s)) {
        kp__num_copy(base, out);
        return true;
    }
    return kp__num_parse(p->lambda_num, &num) && kp__num_parse(p->lambda_den, &den) &&
           kp__num_parse(weight_of(s, sh, p), &weight) &&
           kp__num_mul_exact(&num, &weight, &num) &&
           kp__num_mul_exact(&den, base, &den) &&
           kp__num_add_exact(&num, &den, true, out);
}

static void note_receiver(uint64_t row, const kp__num *claim, tally *to)
{
    if (!to->has_receiver || kp__num_cmp(claim, &to->least_received) < 0)
        kp__num_copy(claim, &to->least_received);
    if (!to->has_receiver)
        to->first_receiver = row;
    to->last_receiver = row;
    to->has_receiver = true;
}

static void note_refused(uint64_t row, const kp__num *claim, tally *to)
{
    if (!to->has_refused || kp__num_cmp(claim, &to->most_refused) > 0)
        kp__num_copy(claim, &to->most_refused);
    if (!to->has_refused)
        to->first_refused = row;
    to->last_refused = row;
    to->has_refused = true;
}

static bool note_closing(const kp__step *s, const share *sh, const kp__pool *p,
                         const kp__num *paid, tally *to)
{
    kp__num base, extra, claim, weight;

    if (!base_of(s, sh, &base) || !kp__num_add_exact(paid, &base, true, &extra) ||
        !claim_of(s, sh, p, &base, &claim))
        return false;
    // Clipped rows have no remainder, rows without weight no share to carry a tail.
    bool could = has_tail(s) ? kp__num_parse(weight_of(s, sh, p), &weight) &&
                                   kp__num_sign(&weight) > 0
                             : kp_str_is(sh->clip, "none");

    if (kp__num_sign(&extra) != 0)
        note_receiver(s->row, &claim, to);
    else if (could && !is_full(s, sh))
        note_refused(s->row, &claim, to);
    return true;
}

static bool tally_row(const kp__step *s, const share *sh, const kp__pool *p, tally *to)
{
    kp__num paid;

    if (kp_str_is(sh->share, "-")) {
        to->heads += kp_str_is(p->lambda_num, "-") && kp__is_plain(sh->weight.value);
        return true;
    }
    if (!kp__num_parse(s->result, &paid) ||
        !kp__num_add_exact(&to->paid, &paid, false, &to->paid))
        return false;
    to->heads++;
    to->at_floor += kp_str_is(sh->clip, "floor");
    to->at_ceiling += kp_str_is(sh->clip, "ceiling");
    return note_closing(s, sh, p, &paid, to);
}

static bool closing_holds(const kp__group *group, const tally *to)
{
    if (!to->has_receiver || !to->has_refused)
        return true;
    if (kp_str_is(group->tail, "tail-to-first"))
        return to->last_receiver < to->first_refused;
    if (kp_str_is(group->tail, "tail-to-last"))
        return to->first_receiver > to->last_refused;
    return kp__num_cmp(&to->least_received, &to->most_refused) >= 0;
}

static bool balance_holds(const kp__pool *p, const tally *to)
{
    kp__num unspent, budget;

    return number_is(&to->paid, p->paid) && kp__num_parse(p->unspent, &unspent) &&
           kp__num_add_exact(&to->paid, &unspent, false, &budget) &&
           number_is(&budget, p->budget) && to->heads == p->heads &&
           to->at_floor == p->at_floor && to->at_ceiling == p->at_ceiling;
}

/* No row names the pool: there is no line of the trace to point at. */
static void tell_bare_pool(kp__check *c, const kp__pool *p)
{
    if (c->report->wrong++ == 0)
        c->report->first =
            (kp_log_fault){.code = KP6303, .part = KP_LOG_SKEL, .block = UINT64_MAX};
    (void)kp_fail(c->diags, KP6303, (kp_where){.file = KP_STR("run.skel")}, KP_NONE,
                  p->group, p->field, p->paid);
}

static void tell_pool(kp__check *c, size_t pool, kp__step *s)
{
    if (!s->of) {
        tell_bare_pool(c, &c->skel->pool[pool]);
        return;
    }
    s->op = KP_STR("pool");
    s->number = pool;
    s->result = c->skel->pool[pool].paid;
    kp_buf_clear(&c->expected);
    kp__tell_wrong(c, s, KP6303);
}

/* Rows by the pool they name: there may be as many pools as departments, so rows are
 * read once for all of them. */
typedef struct pool_rows {
    uint32_t *field;  // by pool
    size_t *start;    // [npools + 1]
    uint64_t *row;    // in row order within a pool
} pool_rows;

/* The pool that a row names for this field; npools when it is none of this field's. */
static uint64_t pool_named(kp__check *c, const pool_rows *p, uint32_t entity,
                           uint32_t field, uint64_t row)
{
    uint64_t none = c->skel->npools, told;
    kp__step s;
    share sh;

    if (!read_row(c, entity, field, row, &s, &sh) || !kp__read_uint(sh.pool, &told) ||
        told >= none || c->skel->pool[told].entity != entity || p->field[told] != field)
        return none;
    return told;
}

/* Done twice: first to count, then to put every row where it belongs. */
static void visit_rows(kp__check *c, pool_rows *p, bool place)
{
    for (uint32_t e = 0; e < c->skel->nentities; e++) {
        const kp__entity *entity = &c->skel->entity[e];

        for (uint32_t f = 0; f < entity->nfields; f++) {
            if (entity->field[f].origin != KP__ALLOCATE)
                continue;
            for (uint64_t row = 0; row < entity->rows; row++) {
                uint64_t pool = pool_named(c, p, e, f, row);

                if (pool == c->skel->npools)
                    continue;
                if (place)
                    p->row[p->start[pool + 1]++] = row;
                else
                    p->start[pool + 2]++;
            }
        }
    }
}

static pool_rows rows_of_pools(kp__check *c)
{
    size_t n = c->skel->npools;
    pool_rows p = {
        .field = KP_NEW_ARRAY(c->arena, n + 1, uint32_t),
        // Counts stand two places further on, so that placing moves them into place.
        .start = KP_NEW_ARRAY(c->arena, n + 2, size_t),
    };

    for (size_t i = 0; i < n; i++) {
        const kp__pool *pool = &c->skel->pool[i];

        p.field[i] = kp__skel_field(&c->skel->entity[pool->entity], pool->field);
    }
    visit_rows(c, &p, false);
    for (size_t i = 1; i < n + 2; i++)
        p.start[i] += p.start[i - 1];
    p.row = KP_NEW_ARRAY(c->arena, p.start[n + 1] + 1, uint64_t);
    visit_rows(c, &p, true);
    return p;
}

static void check_pool(kp__check *c, const pool_rows *rows, size_t index)
{
    const kp__pool *p = &c->skel->pool[index];
    const kp__entity *entity = &c->skel->entity[p->entity];
    uint32_t field = rows->field[index];
    bool good = entity->field[field].origin == KP__ALLOCATE;
    kp__step s = {0}, first = {0};
    tally *to = KP_NEW(c->arena, tally);
    share sh;

    for (size_t i = rows->start[index]; i < rows->start[index + 1] && good; i++) {
        good = read_row(c, p->entity, field, rows->row[i], &s, &sh) &&
               tally_row(&s, &sh, p, to);
        if (!first.of)
            first = s;
    }
    c->report->pools++;
    good = good && (p->problem.n || (balance_holds(p, to) &&
                                     closing_holds(entity->field[field].group, to)));
    if (!good)
        tell_pool(c, index, first.of ? &first : &s);
}

void kp__recheck_pools(kp__check *c)
{
    pool_rows rows = rows_of_pools(c);

    for (size_t i = 0; i < c->skel->npools; i++)
        check_pool(c, &rows, i);
}
