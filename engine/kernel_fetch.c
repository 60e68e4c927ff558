/* kernel_fetch.c - values from elsewhere: linked rows, decision tables, builtins. */
#include <string.h>

#include "engine/builtin.h"
#include "engine/machine.h"

/* The link columns of a chain, looked up once a step. */
typedef struct chain_view {
    uint32_t n;
    const kp_column *link[8];
} chain_view;

static chain_view view_chain(const kp_machine *m, const kp_chain *chain)
{
    chain_view view = {.n = chain->nlinks};

    for (uint32_t k = 0; k < chain->nlinks; k++) {
        const kp_field *field = m->run->scheme->field[chain->link[k]];

        view.link[k] = &m->run->table[field->entity]->column[field->local];
    }
    return view;
}

/* Follow the chain from a row; false, and the state of the link that ended it. */
static bool follow(const chain_view *view, size_t row, size_t *to, kp_value *stop)
{
    for (uint32_t k = 0; k < view->n; k++) {
        const kp_column *link = view->link[k];
        kp_state state = kp_column_state(link, row);

        if (!KP_HAS_VALUE(state)) {
            *stop = kp_column_get(link, row);
            return false;
        }
        row = (size_t)link->v[row];
    }
    *to = row;
    return true;
}

static void up_row(kp_machine *m, const kp_step *s, const chain_view *view,
                   const kp_column *from, uint32_t i)
{
    kp_lane *dst = &m->lane[s->dst];
    kp_value value;
    size_t row;

    if (follow(view, m->first + i, &row, &value))
        value = kp_column_get(from, row);
    else
        value.kind = dst->kind;
    kp__lane_put(m, dst, i, value);
}

/* One plain parent for everybody: the zone's figures. */
static bool is_broadcast(const chain_view *view, const kp_column *from)
{
    if (from->n != 1 || from->state)
        return false;
    for (uint32_t k = 0; k < view->n; k++)
        if (view->link[k]->state)
            return false;
    return true;
}

void kp__k_up(kp_machine *m, const kp_step *s)
{
    chain_view view = view_chain(m, &m->program->chain[s->aux]);
    const kp_field *field = m->run->scheme->field[s->imm];
    const kp_column *from = &m->run->table[field->entity]->column[field->local];
    kp_lane *dst = &m->lane[s->dst];

    kp__lane_begin(m, dst, 0);
    if (is_broadcast(&view, from) ||
        (view.n == 1 && !view.link[0]->state && !from->state)) {
        const int64_t *link = view.link[0]->v + m->first;
        bool same = from->n == 1;

        dst->bound = from->bound;
        KP_FOR_ROWS(m, i)
        {
            dst->v[i] = from->v[same ? 0 : link[i]];
        }
        dst->same = same;
        return;
    }
    KP_FOR_ROWS(m, i)
    {
        up_row(m, s, &view, from, i);
    }
}

/* ---- decision tables ---- */

/* A wide number stands strictly between two words; which side of a cut it lies on is
 * kept by rounding to odd: cut points have fewer decimals than the lane, so their last
 * digit is zero. */
static bool sticky_word(kp_decimal num, int scale, int64_t *out)
{
    kp_decimal cut;

    if (!kp_dec_round(num, scale, KP_ROUND_FLOOR, &cut) || !kp_word_of(cut, scale, out))
        return false;
    if (kp_dec_cmp(cut, num) != 0 && *out % 10 == 0)
        *out += 1;
    return true;
}

typedef struct table_job {
    kp_machine *m;
    const kp_step *step;
    const kp_dtable *table;
    const kp_lookup *lookup;
    uint16_t *hit;
    const int64_t *arg[KP_MAX_TABLE_INPUTS];
} table_job;

static void table_row(table_job *job, uint32_t i)
{
    kp_machine *m = job->m;
    kp_value arg[KP_MAX_TABLE_INPUTS];

    for (uint32_t k = 0; k < job->step->b; k++)
        arg[k] = kp__lane_get(&m->lane[m->program->args[job->step->a + k]], i);
    job->hit[i] = (uint16_t)kp_dtable_find(job->table, m->symbols, arg);
}

/* Rows whose arguments are all words go through the index, wide ones as sticky words.
 */
static bool row_is_wordy(table_job *job, uint32_t i, int64_t *sticky, bool *is_sticky)
{
    kp_machine *m = job->m;

    *is_sticky = false;
    for (uint32_t k = 0; k < job->step->b; k++) {
        const kp_lane *lane = &m->lane[m->program->args[job->step->a + k]];
        kp_state state = lane->plain ? KP_VALUE : (kp_state)lane->state[i];

        if (state > KP_WIDE)
            return false;
        sticky[k] = lane->v[i];
        if (state == KP_VALUE)
            continue;
        if (!job->step->c ||
            !sticky_word(kp_word_decimal(lane->v[i], state, lane->scale), lane->scale,
                         &sticky[k]))
            return false;
        *is_sticky = true;
    }
    return true;
}

static void mixed_rows(table_job *job)
{
    kp_machine *m = job->m;

    KP_FOR_ROWS(m, i)
    {
        int64_t sticky[KP_MAX_TABLE_INPUTS];
        const int64_t *one[KP_MAX_TABLE_INPUTS];
        bool is_sticky;

        if (!row_is_wordy(job, i, sticky, &is_sticky)) {
            table_row(job, i);
            continue;
        }
        for (uint32_t k = 0; k < job->step->b; k++)
            one[k] = &sticky[k];
        kp_lookup_rows(job->lookup, m->symbols, one, NULL, 1, &job->hit[i]);
    }
}

/* Steps: a..a+b-1 arguments, imm call site, aux look-up, c: wide numbers may be sticky.
 */
void kp__k_table(kp_machine *m, const kp_step *s)
{
    const kp_entity *entity = m->table->entity;
    table_job job = {.m = m, .step = s, .lookup = m->program->lookup[s->aux]};
    bool plain = true;

    job.table = m->run->scheme->table[entity->call[s->imm].table];
    job.hit = m->table->hits[s->imm] + m->first;
    for (uint32_t k = 0; k < s->b; k++) {
        const kp_lane *lane = &m->lane[m->program->args[s->a + k]];

        job.arg[k] = lane->v;
        plain = plain && lane->plain;
    }
    if (plain)
        kp_lookup_rows(job.lookup, m->symbols, job.arg, m->rows, m->nrows, job.hit);
    else
        mixed_rows(&job);
}

/* A fault or an absence among the arguments settles the output, even where the table
 * would take any value there.  A blank is an argument like others: `any` accepts it. */
static bool argument_settles(kp_machine *m, const kp_step *s, uint32_t i, kp_value *out)
{
    kp_value arg[KP_MAX_TABLE_INPUTS];
    size_t n = 0;

    for (uint32_t k = 0; k < s->b; k++) {
        arg[n] = kp__lane_get(&m->lane[m->program->args[s->a + k]], i);
        if (arg[n].state == KP_ERROR || arg[n].state == KP_ABSENT)
            n++;
    }
    return kp__missing_operand(m, arg, n, m->lane[s->dst].kind, i, out);
}

static void output_row(kp_machine *m, const kp_step *s, const kp_dtable *table,
                       uint32_t hit, uint32_t i)
{
    kp_lane *dst = &m->lane[s->dst];
    kp_code code = kp_dtable_hit_error(table, hit);
    kp_value value;

    if (argument_settles(m, s, i, &value)) {
        kp__lane_put(m, dst, i, value);
        return;
    }
    if (code == KP_CODE_NONE) {
        // An answer that the table cannot give (several rows for C) is this row's
        // fault.
        value = kp_dtable_output(table, s->aux, hit);
        code = value.state == KP_ERROR ? value.as.fault.code : KP_CODE_NONE;
    }
    if (code != KP_CODE_NONE)
        value = kp__lane_fault(m, dst->kind, i, code);
    kp__lane_put(m, dst, i, value);
}

/* Has an argument of any row what settles the output by itself?  Wide numbers do not.
 */
static bool an_argument_settles(const kp_machine *m, const kp_step *s)
{
    bool found = false;

    for (uint32_t k = 0; k < s->b && !found; k++) {
        const kp_lane *lane = &m->lane[m->program->args[s->a + k]];

        if (lane->plain)
            continue;
        KP_FOR_ROWS(m, i)
        {
            found |= lane->state[i] == KP_ERROR || lane->state[i] == KP_ABSENT;
        }
    }
    return found;
}

/* Steps: a..a+b-1 the look-up's arguments, imm call site, aux output. */
void kp__k_output(kp_machine *m, const kp_step *s)
{
    const kp_entity *entity = m->table->entity;
    const kp_dtable *table = m->run->scheme->table[entity->call[s->imm].table];
    const kp_doutput *output = &table->output[s->aux];
    const uint16_t *hit = m->table->hits[s->imm] + m->first;
    kp_lane *dst = &m->lane[s->dst];
    uint8_t worst = an_argument_settles(m, s) ? KP_ERROR : KP_VALUE;

    kp__lane_begin(m, dst, output->bound);
    KP_FOR_ROWS(m, i)
    {
        dst->v[i] = output->word[hit[i]];
        worst |= output->state[hit[i]];
    }
    if (worst == KP_VALUE)
        return;
    KP_FOR_ROWS(m, i)
    {
        output_row(m, s, table, hit[i], i);
    }
}

/* ---- builtins ---- */

void kp__k_call(kp_machine *m, const kp_step *s)
{
    const kp_builtin *builtin = &kp_builtins[s->imm];
    kp_lane *dst = &m->lane[s->dst];

    kp__lane_begin(m, dst, 0);
    KP_FOR_ROWS(m, i)
    {
        kp_value arg[KP_MAX_CALL_ARGS], strict[KP_MAX_CALL_ARGS], result;
        size_t nstrict = 0;

        for (uint32_t k = 0; k < s->b; k++) {
            arg[k] = kp__lane_get(&m->lane[m->program->args[s->a + k]], i);
            if (!(kp_builtin_takes_blank(builtin, k) && arg[k].state == KP_BLANK))
                strict[nstrict++] = arg[k];
        }
        if (!kp__missing_operand(m, strict, nstrict, dst->kind, i, &result)) {
            kp_value here = kp__lane_fault(m, dst->kind, i, KP_CODE_NONE);
            kp_builtin_call call = {m->symbols, m->arena, here.as.fault};

            result = kp_builtin_apply(&call, builtin, arg, s->b, dst->kind);
        }
        kp__lane_put(m, dst, i, result);
    }
}
