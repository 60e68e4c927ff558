/* trial_mutate.c - small changes of tables that no test notices.
 *
 * A changed table is a copy, indexed like the original, that stands in its place in a
 * copy of the scheme; tests that ask it are calculated again, by the plain evaluator.
 * A change is noticed when one test that held no longer holds.
 */
#include "engine/base/fold.h"
#include "engine/oracle.h"
#include "rules/tables/accept.h"
#include "rules/tables/tables_parts.h"
#include "rules/trial/trial.h"

#define MOST_RULES 4000  // of a table that is changed; larger ones would take minutes

typedef struct changer {
    const kp_trials *trials;
    kp_diags *diags;
    kp_mutations count;
    size_t table;  // of the scheme
    const kp_dtable *was;
    bool *asks;        // by trial
    kp_scheme scheme;  // with the changed table
    kp_run run;        // of that scheme
    const kp_dtable **tables;
    kp_arena *scratch;
} changer;

/* ---- who asks ---- */

static bool expr_asks(const kp_expr *e, size_t table)
{
    if (e->op == KP_X_TABLE && e->target == table)
        return true;
    for (uint32_t k = 0; k < e->nargs; k++)
        if (expr_asks(e->arg[k], table))
            return true;
    return false;
}

static bool trial_asks(const kp_trials *trials, const kp_trial *trial, size_t table)
{
    const kp_entity *entity = trials->scheme->entity[trial->entity];

    for (uint32_t c = 0; c < entity->ncalls; c++)
        if (entity->call[c].table == table)
            return true;
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = trials->scheme->field[entity->field[k]];

        if (field->expr && expr_asks(field->expr, table))
            return true;
    }
    return false;
}

/* ---- judging ---- */

static kp_value value_again(void *context, uint32_t field, size_t row)
{
    const changer *c = context;

    return kp_oracle_field(&c->run, c->scheme.field[field], row, NULL, NULL);
}

typedef struct listener {
    size_t table;
    uint32_t hit;
} listener;

static void listen(void *user, const kp_step_note *note)
{
    listener *l = user;

    if (note->expr->op == KP_X_TABLE && note->expr->target == l->table && l->hit == 0)
        l->hit = note->hit;
}

static size_t rules_again(void *context, const kp_trial *trial, size_t table,
                          size_t row, const uint32_t **rules)
{
    const changer *c = context;
    const kp_dtable *asked = c->scheme.table[table];
    listener l = {.table = table};

    (void)kp_oracle_field(&c->run, c->scheme.field[trial->result], row, listen, &l);
    *rules = asked->hit_rules[l.hit];
    return l.hit ? asked->hit_count[l.hit] : 0;
}

static bool trial_notices(changer *c, const kp_trial *trial)
{
    kp__trial_eye eye = {c->trials, &c->scheme, value_again, rules_again, c, NULL};

    for (size_t r = 0; r < trial->nrows; r++)
        if (trial->passed[r] && !kp__trial_row_holds(&eye, trial, r))
            return true;
    return false;
}

/* True when the change is of no interest: noticed, or no table any more. */
static bool is_noticed(changer *c, kp_dtable *changed)
{
    bool noticed = false;

    kp_dtable_finish(c->scratch, changed, c->trials->scheme->symbols);
    if (!changed->index)
        return true;
    c->count.made++;
    c->tables[c->table] = changed;
    for (size_t t = 0; t < c->trials->n && !noticed; t++)
        noticed = c->asks[t] && trial_notices(c, &c->trials->trial[t]);
    c->tables[c->table] = c->was;
    c->count.noticed += noticed;
    return noticed;
}

/* ---- copies ---- */

static kp_dtable *copy_table(changer *c)
{
    kp_dtable *copy = KP_NEW(c->scratch, kp_dtable);
    size_t n = c->was->nrules;

    *copy = *c->was;
    copy->rule = KP_NEW_ARRAY(c->scratch, n + 1, kp_drule);
    copy->output = KP_NEW_ARRAY(c->scratch, copy->noutputs + 1, kp_doutput);
    for (size_t r = 0; r < n; r++)
        copy->rule[r] = c->was->rule[r];
    for (size_t o = 0; o < copy->noutputs; o++) {
        copy->output[o] = c->was->output[o];
        copy->output[o].cell = KP_NEW_ARRAY(c->scratch, n + 1, kp_value);
        for (size_t r = 0; r < n; r++)
            copy->output[o].cell[r] = c->was->output[o].cell[r];
    }
    return copy;
}

static kp_where place_of(const changer *c, uint32_t rule, uint32_t col)
{
    kp_where where = c->was->where;

    where.row = c->was->rule[rule].row;
    where.col = col ? col : c->was->rule[rule].col;
    return where;
}

/* ---- a bound moved by one unit ---- */

typedef struct bound {
    uint32_t rule;
    size_t input, interval;
    bool low;
    kp_decimal from, to;
} bound;

static kp_cut *cut_of(kp_interval *interval, bool low)
{
    return low ? &interval->low : &interval->high;
}

static bool is_a_point(const kp_interval *interval)
{
    return !interval->low.infinite && !interval->high.infinite &&
           kp_dec_cmp(interval->low.at, interval->high.at) == 0;
}

/* Between the old bound and the new one lies nothing that the column may hold. */
static bool is_idle(const changer *c, const bound *move)
{
    const kp_accept *allowed = &c->trials->source[c->table]->input_allowed[move->input];
    kp_decimal middle = move->from;

    if (allowed->any || !kp_dec_add(move->from, move->to, &middle) ||
        !kp_dec_mul(middle, kp_dec(5, 1), &middle))
        return false;
    kp_dinput number = {.kind = KP_NUM};
    return !kp_accept_holds(allowed, &number, NULL, kp_value_num(middle));
}

static kp_dtable *with_bound(changer *c, const bound *move)
{
    kp_dtable *changed = copy_table(c);
    kp_drule *rule = &changed->rule[move->rule];
    kp_accept *accept = KP_NEW_ARRAY(c->scratch, changed->ninputs, kp_accept);

    for (size_t k = 0; k < changed->ninputs; k++)
        accept[k] = rule->accept[k];
    rule->accept = accept;
    kp_accept *mine = &accept[move->input];
    kp_interval *copy = KP_NEW_ARRAY(c->scratch, mine->nintervals, kp_interval);
    for (size_t i = 0; i < mine->nintervals; i++)
        copy[i] = mine->interval[i];
    mine->interval = copy;
    bool point = is_a_point(&copy[move->interval]);
    cut_of(&copy[move->interval], move->low)->at = move->to;
    if (point)
        cut_of(&copy[move->interval], !move->low)->at = move->to;
    return changed;
}

static kp_str spelling(const changer *c, const bound *move, kp_decimal at)
{
    char date[KP_DATE_TEXT];
    int64_t day = 0;

    if (c->was->input[move->input].kind == KP_DATE && kp_dec_to_i64(at, 0, &day)) {
        kp_date_print((int32_t)day, date);
        return kp_str_copy(c->scratch, kp_str_of(date));
    }
    return kp__decimal_spelling(c->scratch, at);
}

/* The column where the bound is typed: an input may stand in two. */
static uint32_t column_of(const changer *c, const bound *move)
{
    const kp_block *block = c->trials->source[c->table]->block;
    const kp_dinput *input = &c->was->input[move->input];
    kp_str typed = spelling(c, move, move->from);

    for (uint32_t j = input->col - 1; j < block->right; j++) {
        kp_str heading = kp_cell_text(kp_block_cell(block, block->top + 1, j));

        if (kp_str_find(heading, input->name) == SIZE_MAX)
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++)
            if (block->sheet->rows[i].number == c->was->rule[move->rule].row &&
                kp_str_find(kp_cell_text(kp_block_cell(block, i, j)), typed) !=
                    SIZE_MAX)
                return j + 1;
    }
    return input->col;
}

static void try_bound(changer *c, bound move, int step)
{
    kp_decimal unit = kp_dec(step, move.from.scale > 0 ? move.from.scale : 0);

    kp_arena_reset(c->scratch);
    if (!kp_dec_add(move.from, unit, &move.to) || is_idle(c, &move))
        return;
    if (is_noticed(c, with_bound(c, &move)))
        return;
    kp_fail(c->diags, KP2322, place_of(c, move.rule, column_of(c, &move)), KP_NONE,
            c->was->name, spelling(c, &move, move.from), spelling(c, &move, move.to));
}

static void try_interval(changer *c, bound move, const kp_interval *interval)
{
    const kp_cut *end[] = {&interval->low, &interval->high};

    for (int side = 0; side < 2; side++) {
        if (end[side]->infinite || (side == 1 && is_a_point(interval)))
            continue;
        move.low = side == 0;
        move.from = end[side]->at;
        try_bound(c, move, 1);
        try_bound(c, move, -1);
    }
}

static void try_bounds(changer *c, uint32_t rule)
{
    for (size_t k = 0; k < c->was->ninputs; k++) {
        const kp_accept *accept = &c->was->rule[rule].accept[k];

        if (accept->any || c->was->is_cross ||
            (c->was->input[k].kind != KP_NUM && c->was->input[k].kind != KP_DATE))
            continue;
        for (size_t i = 0; i < accept->nintervals; i++)
            try_interval(c, (bound){.rule = rule, .input = k, .interval = i},
                         &accept->interval[i]);
    }
}

/* ---- rows ---- */

static bool same_results(const kp_dtable *table, uint32_t a, uint32_t b)
{
    for (size_t o = 0; o < table->noutputs; o++) {
        const kp_value *x = &table->output[o].cell[a], *y = &table->output[o].cell[b];
        bool same = x->state == y->state;

        if (same && x->state == KP_VALUE)
            same = x->kind == KP_NUM    ? kp_dec_cmp(x->as.num, y->as.num) == 0
                   : x->kind == KP_TEXT ? x->as.symbol == y->as.symbol
                   : x->kind == KP_DATE ? x->as.date == y->as.date
                                        : x->as.flag == y->as.flag;
        if (!same)
            return false;
    }
    return true;
}

static void try_exchange(changer *c, uint32_t rule)
{
    kp_arena_reset(c->scratch);
    if (rule + 1 >= c->was->nrules || same_results(c->was, rule, rule + 1))
        return;
    kp_dtable *changed = copy_table(c);
    for (size_t o = 0; o < changed->noutputs; o++) {
        kp_value *cell = changed->output[o].cell, kept = cell[rule];

        cell[rule] = cell[rule + 1];
        cell[rule + 1] = kept;
    }
    if (!is_noticed(c, changed))
        kp_fail(c->diags, KP2323, place_of(c, rule, 0), KP_NONE, c->was->name,
                c->was->rule[rule].label, c->was->rule[rule + 1].label);
}

static void try_without(changer *c, uint32_t rule)
{
    kp_arena_reset(c->scratch);
    kp_dtable *changed = copy_table(c);
    changed->nrules--;
    for (size_t r = rule; r < changed->nrules; r++) {
        changed->rule[r] = changed->rule[r + 1];
        for (size_t o = 0; o < changed->noutputs; o++)
            changed->output[o].cell[r] = changed->output[o].cell[r + 1];
    }
    if (!is_noticed(c, changed))
        kp_fail(c->diags, KP2324, place_of(c, rule, 0), KP_NONE, c->was->name,
                c->was->rule[rule].label, KP_NONE);
}

/* ---- all tables ---- */

static bool somebody_asks(changer *c)
{
    bool any = false;

    for (size_t t = 0; t < c->trials->n; t++) {
        c->asks[t] = trial_asks(c->trials, &c->trials->trial[t], c->table);
        any = any || c->asks[t];
    }
    return any;
}

static void change_table(changer *c)
{
    c->was = c->trials->scheme->table[c->table];
    if (!somebody_asks(c))
        return;
    if (c->was->nrules > MOST_RULES) {
        kp_fail(c->diags, KP2325, c->was->where, KP_NONE, c->was->name, KP_NONE,
                KP_NONE);
        return;
    }
    for (uint32_t rule = 0; rule < c->was->nrules; rule++) {
        try_bounds(c, rule);
        try_exchange(c, rule);
        try_without(c, rule);
    }
}

kp_mutations kp_trials_mutate(const kp_trials *trials, kp_diags *diags)
{
    changer c = {.trials = trials,
                 .diags = diags,
                 .scheme = *trials->scheme,
                 .run = *trials->run,
                 .scratch = kp_arena_open(0)};

    if (!c.scratch)
        return c.count;
    // Memory that runs out unwinds to the same boundary as the trials' own.
    jmp_buf *outer = kp_arena_guard(trials->arena, NULL);
    kp_arena_guard(trials->arena, outer);
    kp_arena_guard(c.scratch, outer);
    c.asks = KP_NEW_ARRAY(trials->arena, trials->n + 1, bool);
    c.tables = KP_NEW_ARRAY(trials->arena, c.scheme.ntables + 1, const kp_dtable *);
    for (size_t t = 0; t < c.scheme.ntables; t++)
        c.tables[t] = trials->scheme->table[t];
    c.scheme.table = c.tables;
    c.run.scheme = &c.scheme;
    for (c.table = 0; c.table < c.scheme.ntables; c.table++)
        change_table(&c);
    kp_arena_close(c.scratch);
    return c.count;
}
