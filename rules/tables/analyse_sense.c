/* analyse_sense.c - conditions that decide nothing, and results that turn.
 *
 * Two states of the index are the same when every value from there on leads to the same
 * result; this is found from the last layer backward.  A condition decides nothing when
 * all its values lead from each state to the same state.
 *
 * A number that rises with a condition and then falls (or the other way round) is often
 * two rows exchanged, or a digit lost: more is done and less is paid.
 */
#include "rules/tables/analyse_parts.h"

#define MOST_RUNS 500000u     // runs of all layers that are compared
#define MOST_LOOKUPS 200000u  // of one condition, when turns are looked for

typedef struct sense {
    kp_arena *arena;
    const kp_dtable *table;
    const kp__domain *domain;
    const kp_symbols *symbols;
    kp_diags *diags;
    uint32_t *class_of;  // per state of the layer behind, or per hit set
    size_t lookups;
} sense;

/* ---- classes ---- */

static uint32_t number_of(kp_map *map, kp_str key)
{
    size_t n = map->n, old;

    return (uint32_t)(kp_map_put(map, key, n, &old) ? n : old);
}

static void print_value(kp_value value, kp_buf *out)
{
    kp_buf_printf(out, "%d %d ", (int)value.kind, (int)value.state);
    if (value.state != KP_VALUE)
        return;
    if (value.kind == KP_NUM)
        kp_dec_print(value.as.num, -1, out);
    else
        kp_buf_uint(out, value.kind == KP_TEXT   ? value.as.symbol
                         : value.kind == KP_DATE ? (uint64_t)(uint32_t)value.as.date
                                                 : value.as.flag);
}

/* Hit sets with one result, or one fault, are one class. */
static uint32_t *classes_of_hits(const sense *s)
{
    uint32_t *class_of = KP_NEW_ARRAY(s->arena, s->table->nhits + 1, uint32_t);
    kp_map keys;

    kp_map_init(&keys, s->arena);
    for (uint32_t h = 0; h < s->table->nhits; h++) {
        kp_code fault = kp_dtable_hit_error(s->table, h);
        kp_buf key;

        kp_buf_init(&key, 1 << 16);
        if (fault != KP_CODE_NONE)
            kp_buf_z(&key, kp_code_name(fault));
        for (size_t o = 0; fault == KP_CODE_NONE && o < s->table->noutputs; o++)
            print_value(kp_dtable_output(s->table, o, h), &key);
        class_of[h] = number_of(&keys, kp__taken_text(s->arena, &key));
    }
    return class_of;
}

/* The classes that the real values of a state lead to, in order; true when it is one.
 */
static bool spell_state(const sense *s, const kp_layer *layer, uint32_t state,
                        kp_buf *out)
{
    const kp__domain *domain = &s->domain[layer->axis];
    uint32_t last = UINT32_MAX;
    size_t n = 0;

    for (uint32_t i = layer->first[state]; i < layer->first[state + 1]; i++) {
        uint32_t to = s->class_of[layer->to[i]];

        if (kp__real_ranks(domain, kp__run_of(layer, state, i)) == 0 || to == last)
            continue;
        kp_buf_printf(out, "%u:%u ",
                      (unsigned)domain->real_before[kp__run_of(layer, state, i).from],
                      (unsigned)to);
        last = to;
        n++;
    }
    return n <= 1;
}

/* The classes of a layer's states; *idle when none of them depends on its condition. */
static uint32_t *classes_of_states(const sense *s, const kp_layer *layer,
                                   const bool *reached, bool *idle)
{
    uint32_t *class_of = KP_NEW_ARRAY(s->arena, layer->nstates + 1, uint32_t);
    kp_map keys;

    *idle = true;
    kp_map_init(&keys, s->arena);
    for (uint32_t state = 0; state < layer->nstates; state++) {
        kp_buf key;

        if (!reached[state])
            continue;
        kp_buf_init(&key, 1 << 24);
        *idle = spell_state(s, layer, state, &key) && *idle;
        class_of[state] = number_of(&keys, kp__taken_text(s->arena, &key));
    }
    return class_of;
}

/* Per layer: the states that real values lead to. */
static bool **find_reached(const sense *s)
{
    const kp_dindex *index = s->table->index;
    bool **reached = KP_NEW_ARRAY(s->arena, s->table->ninputs, bool *);

    for (size_t l = 0; l < s->table->ninputs; l++)
        reached[l] = KP_NEW_ARRAY(s->arena, index->layer[l].nstates, bool);
    reached[0][index->start] = true;
    for (size_t l = 0; l + 1 < s->table->ninputs; l++) {
        const kp_layer *layer = &index->layer[l];

        for (uint32_t state = 0; state < layer->nstates; state++)
            for (uint32_t i = layer->first[state];
                 reached[l][state] && i < layer->first[state + 1]; i++)
                if (kp__real_ranks(&s->domain[layer->axis],
                                   kp__run_of(layer, state, i)))
                    reached[l + 1][layer->to[i]] = true;
    }
    return reached;
}

static bool is_used(const kp_dtable *table, size_t input)
{
    for (size_t r = 0; r < table->nrules; r++)
        if (!table->rule[r].accept[input].any)
            return true;
    return false;
}

static void report_idle(sense *s)
{
    const kp_dindex *index = s->table->index;
    bool **reached, idle;
    size_t runs = 0;

    for (size_t l = 0; l < s->table->ninputs; l++)
        runs += index->layer[l].first[index->layer[l].nstates];
    if (runs > MOST_RUNS)
        return;
    reached = find_reached(s);
    s->class_of = classes_of_hits(s);
    for (size_t l = s->table->ninputs; l-- > 0;) {
        const kp_layer *layer = &index->layer[l];
        const kp_dinput *input = &s->table->input[layer->axis];
        kp_where where = s->table->where;

        s->class_of = classes_of_states(s, layer, reached[l], &idle);
        where.row += 1;
        where.col = input->col;
        if (idle && is_used(s->table, layer->axis))
            kp_fail(s->diags, KP2262, where, KP_NONE, s->table->name, input->name,
                    KP_NONE);
    }
}

/* ---- turns ---- */

static uint32_t hit_of(sense *s, const uint32_t *rank)
{
    const kp_dindex *index = s->table->index;
    uint32_t state = index->start;

    s->lookups++;
    for (size_t l = 0; l < s->table->ninputs; l++)
        state = kp_layer_step(&index->layer[l], state, rank[index->layer[l].axis]);
    return state;
}

typedef struct step {
    uint32_t from, to;  // ranks
    kp_decimal before, after;
} step;

/* What a result does while one condition rises and the others stay.  A single value
 * that stands out of the default on both sides is no turn: one step at least must lie
 * between two rows. */
typedef struct course {
    size_t ups, downs, of_rows;
    step up, down;  // the first of each
} course;

static bool is_real(const sense *s, size_t input, uint32_t rank)
{
    return kp__real_ranks(&s->domain[input], (kp_ranks){rank, rank + 1}) > 0;
}

static course follow(sense *s, size_t input, size_t output, uint32_t *rank)
{
    uint32_t n = s->domain[input].axis->nranks, last = n, hit_before = 0;
    course out = {0};
    kp_decimal before = kp_dec(0, 0);

    for (uint32_t r = 0; r < n; r++) {
        if (!is_real(s, input, r))
            continue;
        rank[input] = r;
        uint32_t hit = hit_of(s, rank);
        kp_value value = kp_dtable_output(s->table, output, hit);

        if (kp_dtable_hit_error(s->table, hit) != KP_CODE_NONE ||
            value.state != KP_VALUE)
            continue;
        int order = last < n ? kp_dec_cmp(value.as.num, before) : 0;
        step here = {last, r, before, value.as.num};
        if (order > 0 && out.ups++ == 0)
            out.up = here;
        if (order < 0 && out.downs++ == 0)
            out.down = here;
        out.of_rows += order != 0 && hit != 0 && hit_before != 0;
        hit_before = hit;
        last = r;
        before = value.as.num;
    }
    return out;
}

static void print_point(const sense *s, const uint32_t *rank, size_t input, uint32_t at,
                        kp_decimal value, kp_buf *out)
{
    for (size_t k = 0; k < s->table->ninputs; k++) {
        uint32_t here = k == input ? at : rank[k];
        kp_ranks range = {here, here + 1};

        kp__print_example(s->arena, &s->domain[k], s->symbols,
                          (kp__rank_set){&range, 1}, out);
    }
    kp_buf_z(out, " → ");
    kp_dec_print(value, -1, out);
}

static void tell_turn(const sense *s, const uint32_t *rank, size_t input, size_t output,
                      const course *c)
{
    // The rarer direction is the one that nobody meant.
    const step *odd = c->ups < c->downs ? &c->up : &c->down;
    kp_buf out;

    kp_buf_init(&out, 1 << 14);
    print_point(s, rank, input, odd->from, odd->before, &out);
    print_point(s, rank, input, odd->to, odd->after, &out);
    kp_fail(s->diags, KP2263, s->table->where, KP_NONE, s->table->name,
            s->table->output[output].name, kp__taken_text(s->arena, &out));
}

/* The next choice of values of the other conditions; false after the last. */
static bool next_choice(const sense *s, size_t input, uint32_t *rank)
{
    for (size_t k = 0; k < s->table->ninputs; k++) {
        uint32_t n = s->domain[k].axis->nranks;

        if (k == input)
            continue;
        do
            rank[k]++;
        while (rank[k] < n && !is_real(s, k, rank[k]));
        if (rank[k] < n)
            return true;
        for (rank[k] = 0; rank[k] + 1 < n && !is_real(s, k, rank[k]);)
            rank[k]++;
    }
    return false;
}

static void find_turn(sense *s, size_t input, size_t output)
{
    uint32_t *rank = KP_NEW_ARRAY(s->arena, s->table->ninputs + 1, uint32_t);

    for (size_t k = 0; k < s->table->ninputs; k++)
        while (rank[k] + 1 < s->domain[k].axis->nranks && !is_real(s, k, rank[k]))
            rank[k]++;
    do {
        course c = follow(s, input, output, rank);

        if (!c.ups || !c.downs || !c.of_rows)
            continue;
        tell_turn(s, rank, input, output, &c);
        return;
    } while (s->lookups < MOST_LOOKUPS && next_choice(s, input, rank));
}

static void report_turns(sense *s)
{
    for (size_t k = 0; k < s->table->ninputs; k++) {
        s->lookups = 0;
        for (size_t o = 0; s->table->input[k].kind == KP_NUM && o < s->table->noutputs;
             o++)
            if (s->table->output[o].kind == KP_NUM)
                find_turn(s, k, o);
    }
}

/* ---- the table ---- */

static bool has_one_result(const kp_dtable *table)
{
    for (size_t o = 0; o < table->noutputs; o++)
        if (table->output[o].computed)
            return false;
    return table->policy != KP_HIT_RULE_ORDER && table->policy != KP_HIT_OUTPUT_ORDER &&
           table->policy != KP_HIT_COLLECT;
}

void kp__analyse_sense(kp_arena *arena, const kp_dtable *table,
                       const kp__domain *domain, const kp_symbols *symbols,
                       kp_diags *diags)
{
    sense s = {arena, table, domain, symbols, diags, NULL, 0};

    if (!has_one_result(table))
        return;
    report_idle(&s);
    report_turns(&s);
}
