/* block_group.c - the one step of a field that looks at many rows.
 *
 *   sum …     result, linked, counted, listed, (value ref [weight])…
 *   rank      result, group, heads, (key ref)…
 *   quota     result, group, heads, proposed ref, share ref, minimum ref, veto ref,
 *             (key ref)…
 *   allocate  result, group, pool, budget ref, weight ref, floor ref, ceiling ref,
 *             share, cut, added, closing rank, clip
 *
 * `group` is "@block" of the row that owns the group, "all", or "-" for a row outside.
 * Up to 64 children are listed; more are found in their own blocks.
 */
#include "io/log/block.h"
#include "io/log/number.h"

#define MAX_LISTED 64

static bool child_takes_part(const kp_run *run, const kp_aggregate_spec *spec,
                             size_t row)
{
    if (spec->filter == KP_NO_FIELD)
        return true;
    kp_value flag = kp_run_value(run, spec->filter, row);

    return KP_HAS_VALUE(flag.state) && flag.as.flag;
}

static void put_count(kp__log_writer *w, uint64_t n)
{
    kp__log_char(w->out, '\t');
    kp__log_uint(w->out, n);
}

static void list_children(kp__log_writer *w, const uint32_t *child, uint32_t n)
{
    const kp_aggregate_spec *spec = w->field->field->aggregate;

    for (uint32_t i = 0; i < n; i++) {
        if (!child_takes_part(w->run, spec, child[i]))
            continue;
        kp__log_char(w->out, '\t');
        kp__log_field_value(w, spec->element, child[i]);
        kp__log_char(w->out, '\t');
        kp__log_field_ref(w, spec->element, child[i]);
        if (spec->weight != KP_NO_FIELD) {
            kp__log_char(w->out, '\t');
            kp__log_field_value(w, spec->weight, child[i]);
        }
    }
}

void kp__log_aggregate(kp__log_writer *w)
{
    const kp_aggregate_spec *spec = w->field->field->aggregate;
    const kp__log_children *below = &w->field->below;
    const char *name = kp__log_aggregate_name(spec->fn);
    // Without links every row sees all children, which hang below row 0.
    size_t row = spec->nlinks ? w->row : 0;
    const uint32_t *child = below->child + below->start[row];
    uint32_t n = below->start[row + 1] - below->start[row], counted = 0;

    for (uint32_t i = 0; i < n; i++)
        counted += child_takes_part(w->run, spec, child[i]);
    bool listed = counted <= MAX_LISTED && spec->element != KP_NO_FIELD;

    kp__log_begin_step(w);
    kp__log_put(w->out, name, strlen(name));
    kp__log_char(w->out, '\t');
    kp__log_field_value(w, w->field->field->id, w->row);
    put_count(w, n);
    put_count(w, counted);
    put_count(w, listed ? counted : 0);
    if (listed)
        list_children(w, child, n);
    kp__log_char(w->out, '\n');
}

/* ---- rows of a group ---- */

static size_t put_group(kp__log_writer *w)
{
    const kp_field *field = w->field->field;
    uint32_t entity = kp__log_group_entity(w->run->scheme, field);
    size_t group = kp__log_group_row(w->run, field, w->row);

    kp__log_char(w->out, '\t');
    if (kp__log_stands_outside(w->run, field, w->row) || group == SIZE_MAX) {
        kp__log_char(w->out, '-');
        return SIZE_MAX;
    }
    if (entity == KP__LOG_NONE) {
        KP__LOG_PUT(w->out, "all");
        return group;
    }
    kp__log_char(w->out, '@');
    kp__log_uint(w->out, w->plan->entity[entity].first + group);
    return group;
}

static void put_heads(kp__log_writer *w, size_t group)
{
    put_count(w, group == SIZE_MAX ? 0 : w->field->heads[group]);
}

static void put_keys(kp__log_writer *w)
{
    const kp_group_spec *spec = w->field->field->group;

    for (uint32_t i = 0; i < spec->nkeys; i++)
        kp__log_own_operand(w, spec->key[i]);
}

static void put_quota(kp__log_writer *w)
{
    const kp_group_spec *spec = w->field->field->group;

    kp__log_own_operand(w, spec->grade);
    kp__log_own_operand(w, spec->share);
    kp__log_own_operand(w, spec->minimum);
    kp__log_own_operand(w, spec->veto);
    put_keys(w);
}

/* ---- shares of a pool ---- */

static bool number_of(kp_decimal from, kp_buf *scratch, kp__num *out)
{
    kp_buf_clear(scratch);
    kp_dec_print(kp_dec_reduce(from), -1, scratch);
    return !scratch->broken && kp__num_parse(kp_buf_view(scratch), out);
}

/* The share as λ·w gives it, before cents are closed: exactly λ_num · w / λ_den. */
static bool exact_share(kp__log_writer *w, const kp_pool_proof *proof,
                        kp_decimal weight, kp__num *share)
{
    kp__num num, den, by;

    return kp__num_parse(proof->lambda_num, &num) &&
           kp__num_parse(proof->lambda_den, &den) &&
           number_of(weight, &w->scratch, &by) && kp__num_mul_exact(&num, &by, &num) &&
           kp__num_div(&num, &den, share);
}

/* share, cut to the field's decimals, and what closing added to it. */
static void put_closing(kp__log_writer *w, const kp_pool_proof *proof,
                        kp_decimal weight, kp_value amount)
{
    kp__num share, cut, added, paid;

    if (!KP_HAS_VALUE(amount.state) || !exact_share(w, proof, weight, &share) ||
        !kp__num_round(&share, w->field->decimals, KP__DOWN, &cut) ||
        !number_of(amount.as.num, &w->scratch, &paid) ||
        !kp__num_add_exact(&paid, &cut, true, &added)) {
        KP__LOG_PUT(w->out, "\t-\t-\t-");
        return;
    }
    kp__log_char(w->out, '\t');
    kp__num_print(&share, -1, w->out);
    kp__log_char(w->out, '\t');
    kp__num_print(&cut, w->field->decimals, w->out);
    kp__log_char(w->out, '\t');
    kp__num_print(&added, w->field->decimals, w->out);
}

static void put_pool_row(kp__log_writer *w, size_t group)
{
    const kp_field *field = w->field->field;
    const kp_group_spec *spec = field->group;

    kp__log_char(w->out, '\t');
    if (group == SIZE_MAX) {
        KP__LOG_PUT(w->out, "-\t-");
        return;
    }
    kp__log_field_value(w, spec->pool, group);
    kp__log_char(w->out, '\t');
    kp__log_field_ref(w, spec->pool, group);
}

static void put_share(kp__log_writer *w, size_t group)
{
    static const char *const clips[] = {"none", "floor", "ceiling"};
    const kp_field *field = w->field->field;
    const kp_group_spec *spec = field->group;
    uint32_t pool = group == SIZE_MAX ? KP__LOG_NONE : w->field->pool[group];
    bool scaled = pool != KP__LOG_NONE && w->field->floors_scaled[group];
    const uint32_t *closing = w->run->closing[field->id];
    const uint8_t *clip = w->run->clip[field->id];
    kp_value weight = kp_run_value(w->run, scaled ? spec->floor : spec->weight, w->row);

    // Floors that are shares: whoever has none gets nothing.
    if (scaled && !KP_HAS_VALUE(weight.state))
        weight = kp_value_num(kp_dec(0, 0));
    if (pool == KP__LOG_NONE || !KP_HAS_VALUE(weight.state))
        KP__LOG_PUT(w->out, "\t-\t-\t-");
    else
        put_closing(w, &w->run->proof[pool], weight.as.num,
                    kp_run_value(w->run, field->id, w->row));
    put_count(w, closing && pool != KP__LOG_NONE ? closing[w->row] : 0);
    kp__log_char(w->out, '\t');
    const char *word = clip && pool != KP__LOG_NONE && clip[w->row] < 3
                           ? clips[clip[w->row]]
                           : clips[0];
    kp__log_put(w->out, word, strlen(word));
}

static void put_allocation(kp__log_writer *w, size_t group)
{
    const kp_group_spec *spec = w->field->field->group;

    kp__log_char(w->out, '\t');
    if (group == SIZE_MAX || w->field->pool[group] == KP__LOG_NONE)
        kp__log_char(w->out, '-');
    else
        kp__log_uint(w->out, w->field->pool[group]);
    put_pool_row(w, group);
    kp__log_own_operand(w, spec->weight);
    kp__log_own_operand(w, spec->floor);
    kp__log_own_operand(w, spec->ceiling);
    put_share(w, group);
}

void kp__log_group(kp__log_writer *w)
{
    kp_source source = w->field->field->source;
    const char *name = kp__log_source_name(source);

    kp__log_begin_step(w);
    kp__log_put(w->out, name, strlen(name));
    kp__log_char(w->out, '\t');
    kp__log_field_value(w, w->field->field->id, w->row);
    size_t group = put_group(w);
    if (source == KP_SOURCE_ALLOCATE) {
        put_allocation(w, group);
    } else {
        put_heads(w, group);
        if (source == KP_SOURCE_QUOTA)
            put_quota(w);
        else
            put_keys(w);
    }
    kp__log_char(w->out, '\n');
}
