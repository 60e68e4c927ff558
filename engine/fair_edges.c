/* fair_edges.c - who stands beside the edge of a band; see fair.h.
 *
 * What a row looks up, and with which values, is seen by the plain evaluator; people
 * are those whom links lead to the row.
 */
#include <string.h>

#include "engine/cone.h"
#include "engine/fair_parts.h"
#include "engine/kernel_sort.h"
#include "engine/oracle.h"

#define MOST_DIGITS 6  // of a value just across an edge

/* The edges of one input of a table, ascending. */
typedef struct cut_list {
    bool made;
    size_t n;
    kp_decimal *at;
} cut_list;

typedef struct seeker {
    kp_arena *arena;
    const kp_run *run;
    uint32_t entity, pay;
    kp_decimal distance;
    uint32_t row;                         // of the entity whose rows look something up
    kp__fair_people people;               // that its rows are linked with
    cut_list *cuts[KP_MAX_TABLE_INPUTS];  // by input and table
    bool **cone;     // by field: what depends on it; NULL: not asked
    int8_t *digits;  // by field: decimals of a unit of it, and 1; 0: not asked
    size_t cap;
    kp_fair_edges *out;
} seeker;

/* ---- what depends on a field ---- */

static const bool *cone_of(seeker *s, uint32_t field)
{
    const kp_scheme *scheme = s->run->scheme;

    if (s->cone[field])
        return s->cone[field];
    bool *cone = KP_NEW_ARRAY(s->arena, scheme->nfields + 1, bool);

    cone[field] = true;
    kp_cone_close(scheme, cone);
    cone[field] = false;  // it is changed, not calculated
    s->cone[field] = cone;
    return cone;
}

/* ---- the edges of a table's input ---- */

static int by_number(const void *context, uint32_t a, uint32_t b)
{
    const kp_decimal *at = context;

    return kp_dec_cmp(at[a], at[b]);
}

static size_t collect_cuts(const kp_dtable *table, size_t input, kp_decimal *at)
{
    size_t n = 0;

    for (size_t r = 0; r < table->nrules; r++) {
        const kp_accept *accept = &table->rule[r].accept[input];

        for (size_t i = 0; i < accept->nintervals; i++) {
            const kp_cut *end[2] = {&accept->interval[i].low,
                                    &accept->interval[i].high};

            for (size_t k = 0; k < 2; k++)
                if (!end[k]->infinite) {
                    if (at)
                        at[n] = end[k]->at;
                    n++;
                }
        }
    }
    return n;
}

static const cut_list *cuts_of(seeker *s, uint32_t table, size_t input)
{
    cut_list *list = &s->cuts[input][table];
    const kp_dtable *t = s->run->scheme->table[table];

    if (list->made)
        return list;
    size_t n = collect_cuts(t, input, NULL);
    kp_decimal *at = KP_NEW_ARRAY(s->arena, n + 1, kp_decimal);
    uint32_t *order = KP_NEW_ARRAY(s->arena, n + 1, uint32_t);

    (void)collect_cuts(t, input, at);
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    kp__sort_rows(order, KP_NEW_ARRAY(s->arena, n + 1, uint32_t), n, by_number, at);
    list->at = KP_NEW_ARRAY(s->arena, n + 1, kp_decimal);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || kp_dec_cmp(at[order[i]], list->at[list->n - 1]) != 0)
            list->at[list->n++] = at[order[i]];
    list->made = true;
    return list;
}

/* The first edge that is not below x. */
static size_t first_from(const cut_list *list, kp_decimal x)
{
    size_t low = 0, high = list->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (kp_dec_cmp(list->at[middle], x) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- just across ---- */

typedef struct call {
    const kp_step_note *note;
    const kp_dtable *table;
    uint32_t index;  // of the table
    size_t input;
    kp_decimal x;
} call;

static bool same_answer(const kp_dtable *table, uint32_t a, uint32_t b)
{
    for (size_t k = 0; k < table->noutputs; k++) {
        kp_value x = kp_dtable_output(table, k, a), y = kp_dtable_output(table, k, b);

        if (table->output[k].computed)
            return a == b;
        if (x.state != y.state)
            return false;
        if (x.state != KP_VALUE)
            continue;
        if (x.kind == KP_NUM ? kp_dec_cmp(x.as.num, y.as.num) != 0
                             : x.as.symbol != y.as.symbol)
            return false;
    }
    return true;
}

static bool answers_otherwise(const seeker *s, const call *c, kp_decimal value)
{
    kp_value args[KP_MAX_TABLE_INPUTS];

    memcpy(args, c->note->arg, c->table->ninputs * sizeof *args);
    args[c->input] = kp_value_num(value);
    uint32_t hit = kp_dtable_find(c->table, s->run->scheme->symbols, args);

    return kp_dtable_hit_error(c->table, hit) == KP_CODE_NONE &&
           !same_answer(c->table, c->note->hit, hit);
}

static bool is_near(const seeker *s, kp_decimal a, kp_decimal b)
{
    kp_decimal apart;

    return kp_dec_sub(a, b, &apart) && kp_dec_cmp(kp_dec_abs(apart), s->distance) <= 0;
}

/* As many digits as anybody has typed: what is counted in whole numbers, or marked in
 * halves, cannot be 79.999999. */
static int8_t digits_typed(const kp_run *run, const kp_field *field)
{
    int32_t most = 0;

    for (size_t row = 0; row < run->table[field->entity]->n; row++) {
        kp_value value = kp_run_value(run, field->id, row);
        int32_t digits =
            value.state == KP_VALUE ? kp_dec_reduce(value.as.num).scale : 0;

        most = digits > most ? digits : most;
    }
    return (int8_t)(most > MOST_DIGITS ? MOST_DIGITS : most);
}

/* One unit of the field's last digit. */
static kp_decimal unit_of(seeker *s, const kp_field *field)
{
    int8_t *digits = &s->digits[field->id];

    if (*digits == 0)
        *digits = (int8_t)(1 + (field->decimals >= 0 ? field->decimals
                                : field->source == KP_SOURCE_INPUT
                                    ? digits_typed(s->run, field)
                                    : MOST_DIGITS));
    return kp_dec(1, *digits - 1);
}

/* The edge itself, or one unit behind it: an end may belong to either side. */
static bool across(const seeker *s, const call *c, kp_decimal edge, kp_decimal unit,
                   bool up, kp_decimal *out)
{
    kp_decimal behind;

    if (kp_dec_cmp(edge, c->x) != 0 && is_near(s, edge, c->x) &&
        answers_otherwise(s, c, edge)) {
        *out = edge;
        return true;
    }
    if (!(up ? kp_dec_add(edge, unit, &behind) : kp_dec_sub(edge, unit, &behind)) ||
        !is_near(s, behind, c->x) || !answers_otherwise(s, c, behind))
        return false;
    *out = behind;
    return true;
}

/* For everybody who is linked with the row that looks it up. */
static void add_edge(seeker *s, const call *c, uint32_t field, uint32_t row,
                     kp_decimal to)
{
    const kp__fair_people *people = &s->people;
    size_t first = people->start[s->row], end = people->start[s->row + 1];

    s->out->edge = kp_arena_grow(s->arena, s->out->edge, &s->cap,
                                 s->out->n + end - first, sizeof(kp_fair_edge));
    for (size_t k = first; k < end; k++)
        s->out->edge[s->out->n++] = (kp_fair_edge){.table = c->index,
                                                   .field = field,
                                                   .row = row,
                                                   .person = people->person[k],
                                                   .from = c->x,
                                                   .to = to};
}

static void look_both_ways(seeker *s, const call *c, uint32_t field, uint32_t row)
{
    const cut_list *list = cuts_of(s, c->index, c->input);
    kp_decimal unit = unit_of(s, s->run->scheme->field[field]), to, wide;
    size_t at = first_from(list, c->x);

    if (!kp_dec_add(s->distance, unit, &wide))
        return;
    for (size_t k = at; k < list->n; k++) {
        if (across(s, c, list->at[k], unit, true, &to)) {
            add_edge(s, c, field, row, to);
            break;
        }
        if (!is_near(s, list->at[k], c->x))
            break;
    }
    // An edge at x itself has its other side below, too.
    if (at < list->n && kp_dec_cmp(list->at[at], c->x) == 0)
        at++;
    for (size_t k = at; k > 0; k--) {
        if (across(s, c, list->at[k - 1], unit, false, &to)) {
            add_edge(s, c, field, row, to);
            break;
        }
        if (!is_near(s, list->at[k - 1], c->x))
            break;
    }
}

/* ---- what a row looks up ---- */

static void look_at_input(seeker *s, call *c)
{
    const kp_expr *arg = c->note->arg_expr[c->input];
    kp_value value = c->note->arg[c->input];
    size_t row = s->row;

    if (value.kind != KP_NUM || value.state != KP_VALUE || c->note->from[c->input] >= 0)
        return;
    if (arg->op == KP_X_UP)
        row = kp_run_follow(s->run, row, arg->link, arg->nlinks);
    else if (arg->op != KP_X_FIELD)
        return;
    if (row == SIZE_MAX || !cone_of(s, arg->field)[s->pay])
        return;
    c->x = value.as.num;
    look_both_ways(s, c, arg->field, (uint32_t)row);
}

static void see_step(void *user, const kp_step_note *note)
{
    seeker *s = user;

    if (note->expr->op != KP_X_TABLE)
        return;
    call c = {.note = note,
              .table = s->run->scheme->table[note->expr->target],
              .index = note->expr->target};

    for (c.input = 0; c.input < c.table->ninputs && c.input < note->nargs; c.input++) {
        // Calculated on the spot: no cell stands for it that could be another.
        s->out->others += note->arg[c.input].kind == KP_NUM &&
                          note->from[c.input] >= 0 && s->row == 0;
        look_at_input(s, &c);
    }
}

static bool calls_tables(const kp_entity *entity, uint32_t field)
{
    for (uint32_t k = 0; k < entity->ncalls; k++)
        if (entity->call[k].field == field)
            return true;
    return false;
}

/* Fields of the entity that look something up and that pay depends on. */
static size_t fields_to_ask(seeker *s, const kp_entity *entity, bool *asked)
{
    const kp_scheme *scheme = s->run->scheme;
    size_t n = 0;

    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = scheme->field[entity->field[k]];

        asked[k] = field->source == KP_SOURCE_SCALAR && !field->report &&
                   calls_tables(entity, field->id) &&
                   (field->id == s->pay || cone_of(s, field->id)[s->pay]);
        n += asked[k];
    }
    return n;
}

static void look_at_rows(seeker *s, const kp_entity *entity)
{
    const kp_scheme *scheme = s->run->scheme;
    bool *asked = KP_NEW_ARRAY(s->arena, entity->nfields + 1, bool);
    size_t nasked = fields_to_ask(s, entity, asked);

    if (nasked == 0)
        return;
    kp__fair_people_of(s->arena, s->run, entity->id, s->entity, &s->people);
    s->out->unlinked += s->people.linked ? 0 : nasked;
    for (size_t row = 0; s->people.linked && row < s->run->table[entity->id]->n;
         row++) {
        s->row = (uint32_t)row;
        for (size_t k = 0; k < entity->nfields; k++)
            if (asked[k])
                (void)kp_oracle_field(s->run, scheme->field[entity->field[k]], row,
                                      see_step, s);
    }
}

/* ---- each once, in order ---- */

static int by_person(const void *context, uint32_t a, uint32_t b)
{
    const kp_fair_edge *edge = context;
    int change = kp__fair_by_change(edge, a, b);

    if (edge[a].person != edge[b].person)
        return edge[a].person < edge[b].person ? -1 : 1;
    if (change)
        return change;
    return (edge[a].table > edge[b].table) - (edge[a].table < edge[b].table);
}

static void put_in_order(seeker *s)
{
    size_t n = s->out->n;
    const kp_fair_edge *old = s->out->edge;
    kp_fair_edge *edge = KP_NEW_ARRAY(s->arena, n + 1, kp_fair_edge);
    uint32_t *order = KP_NEW_ARRAY(s->arena, n + 1, uint32_t);

    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    kp__sort_rows(order, KP_NEW_ARRAY(s->arena, n + 1, uint32_t), n, by_person, old);
    s->out->n = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || by_person(old, order[i - 1], order[i]) != 0)
            edge[s->out->n++] = old[order[i]];
    s->out->edge = edge;
}

/* ---- all of it ---- */

kp_status kp_fair_find_edges(kp_arena *arena, const kp_run *run, uint32_t entity,
                             uint32_t pay, kp_decimal distance, kp_fair_edges *out,
                             kp_diags *diags)
{
    seeker s = {.arena = arena,
                .run = run,
                .entity = entity,
                .pay = pay,
                .distance = distance,
                .out = out};

    *out = (kp_fair_edges){0};
    s.cone = KP_NEW_ARRAY(arena, run->scheme->nfields + 1, bool *);
    s.digits = KP_NEW_ARRAY(arena, run->scheme->nfields + 1, int8_t);
    for (size_t k = 0; k < KP_MAX_TABLE_INPUTS; k++)
        s.cuts[k] = KP_NEW_ARRAY(arena, run->scheme->ntables + 1, cut_list);
    for (size_t e = 0; e < run->scheme->nentities; e++)
        look_at_rows(&s, run->scheme->entity[e]);
    put_in_order(&s);
    return kp__fair_worth(arena, run, pay, s.cone, out, diags);
}
