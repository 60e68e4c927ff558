/* batch.c - the dispatch loop: all steps of a program over one batch of rows.
 *
 * Lanes of input fields point into their columns; lanes of the fields being calculated
 * write their words straight into the column and keep states aside until the batch is
 * done, because a column has states only if some row needs one.
 */
#include "engine/batch.h"

#include <pthread.h>
#include <string.h>

static kp_kernel *const kernels[KP_STEP_COUNT] = {
    [KP_STEP_UP] = kp__k_up,
    [KP_STEP_MOVE] = kp__k_move,
    [KP_STEP_RESCALE] = kp__k_rescale,
    [KP_STEP_ADD] = kp__k_add,
    [KP_STEP_SUB] = kp__k_sub,
    [KP_STEP_MUL] = kp__k_mul,
    [KP_STEP_NEG] = kp__k_neg,
    [KP_STEP_MIN] = kp__k_min,
    [KP_STEP_MAX] = kp__k_max,
    [KP_STEP_DIV] = kp__k_div,
    [KP_STEP_ROUND] = kp__k_round,
    [KP_STEP_DIVROUND] = kp__k_divround,
    [KP_STEP_MULDIVROUND] = kp__k_muldivround,
    [KP_STEP_EQ] = kp__k_eq,
    [KP_STEP_NE] = kp__k_ne,
    [KP_STEP_LT] = kp__k_lt,
    [KP_STEP_LE] = kp__k_le,
    [KP_STEP_GT] = kp__k_gt,
    [KP_STEP_GE] = kp__k_ge,
    [KP_STEP_AND] = kp__k_and,
    [KP_STEP_OR] = kp__k_or,
    [KP_STEP_NOT] = kp__k_not,
    [KP_STEP_IS_BLANK] = kp__k_is_blank,
    [KP_STEP_SPLIT] = kp__k_split,
    [KP_STEP_CASE] = kp__k_case,
    [KP_STEP_TABLE] = kp__k_table,
    [KP_STEP_OUTPUT] = kp__k_output,
    [KP_STEP_CALL] = kp__k_call,
};

typedef struct machine {
    kp_machine m;
    uint64_t *seen;     // by register: largest bound of any batch
    bool *written;      // by register: a field this program calculates
    uint8_t *own_state; // a state row for every register
} machine;

static void fill_constant(kp_machine *m, kp_lane *lane, const kp_register *reg,
                          uint32_t batch)
{
    uint32_t n = m->n;

    m->n = batch;
    kp__lane_begin(m, lane, 0);
    for (uint32_t i = 0; i < batch; i++)
        kp__lane_put(m, lane, i, reg->value);
    lane->same = lane->plain;
    m->n = n;
}

kp_machine *kp__machine_open(kp_arena *arena, const kp_run *run,
                             const kp_program *program, uint32_t batch, void *lock)
{
    machine *all = KP_NEW(arena, machine);
    kp_machine *m = &all->m;

    m->arena = arena;
    m->run = run;
    m->table = run->table[program->entity];
    m->program = program;
    m->symbols = run->scheme->symbols;
    m->lock = lock;
    m->lane = KP_NEW_ARRAY(arena, program->nregs + 1, kp_lane);
    m->branches = KP_NEW_ARRAY(arena, program->depth + 1, kp_branches);
    m->temp_words = KP_NEW_ARRAY(arena, ((size_t)program->nslots + 1) * batch, int64_t);
    all->seen = KP_NEW_ARRAY(arena, program->nregs + 1, uint64_t);
    all->written = KP_NEW_ARRAY(arena, program->nregs + 1, bool);
    all->own_state = KP_NEW_ARRAY(arena, ((size_t)program->nregs + 1) * batch, uint8_t);
    for (uint32_t r = 0; r < program->nregs; r++) {
        const kp_register *reg = &program->reg[r];
        kp_lane *lane = &m->lane[r];

        lane->kind = reg->kind;
        lane->scale = reg->scale;
        lane->state = all->own_state + (size_t)r * batch;
        if (reg->cls == KP_REG_TEMP)
            lane->v = m->temp_words + (size_t)reg->index * batch;
        if (reg->cls == KP_REG_CONST) {
            lane->v = KP_NEW_ARRAY(arena, batch, int64_t);
            fill_constant(m, lane, reg, batch);
        }
    }
    for (uint32_t at = 0; at < program->nsteps; at++) {
        const kp_step *s = &program->step[at];

        if (program->reg[s->dst].cls == KP_REG_FIELD && kernels[s->op] &&
            s->op != KP_STEP_TABLE)
            all->written[s->dst] = true;
    }
    return m;
}

static void aim_field(machine *all, uint32_t r)
{
    kp_machine *m = &all->m;
    kp_lane *lane = &m->lane[r];
    kp_column *column = &m->table->column[m->program->reg[r].index];

    lane->v = column->v + m->first;
    lane->same = false;
    if (all->written[r])
        return;
    lane->bound = column->bound;
    lane->plain = true;
    if (!column->state)
        return;
    lane->state = column->state + m->first;
    for (uint32_t i = 0; i < m->n && lane->plain; i++)
        lane->plain = lane->state[i] == KP_VALUE;
}

static bool has_states(kp_machine *m, const kp_column *column)
{
    pthread_mutex_lock(m->lock);
    bool has = column->state != NULL;
    pthread_mutex_unlock(m->lock);
    return has;
}

/* The memory comes from this thread's arena and is had before the lock is taken: running
 * out of it must not leave the others waiting. */
static void open_states(kp_machine *m, kp_column *column)
{
    if (has_states(m, column))
        return;
    kp_column mine = *column;

    kp_column_open_states(m->arena, &mine);
    pthread_mutex_lock(m->lock);
    if (!column->state)
        column->state = mine.state;
    pthread_mutex_unlock(m->lock);
}

/* States of a calculated field go into its column only when there are any. */
static void keep_states(machine *all, uint32_t r)
{
    kp_machine *m = &all->m;
    kp_lane *lane = &m->lane[r];
    kp_column *column = &m->table->column[m->program->reg[r].index];

    if (lane->bound > all->seen[r])
        all->seen[r] = lane->bound;
    if (lane->plain && !has_states(m, column))
        return;
    open_states(m, column);
    if (lane->plain)
        memset(column->state + m->first, KP_VALUE, m->n);
    else
        memcpy(column->state + m->first, lane->state, m->n);
}

/* Work on branch imm; an empty one is jumped over. */
static uint32_t enter_branch(kp_machine *m, const kp_step *s, uint32_t at)
{
    kp_branches *open = &m->branches[m->depth - 1];
    uint16_t from = open->start[s->imm], to = open->start[s->imm + 1];

    if (from == to)
        return s->aux;
    // A branch that all rows take is no selection at all.
    m->rows = (uint32_t)(to - from) == m->n ? NULL : open->rows + from;
    m->nrows = (uint32_t)(to - from);
    return at + 1;
}

static void leave_branches(kp_machine *m)
{
    kp_branches *open = &m->branches[--m->depth];

    m->rows = open->outer;
    m->nrows = open->nouter;
}

static void run_steps(kp_machine *m)
{
    const kp_program *program = m->program;

    for (uint32_t at = 0; at < program->nsteps;) {
        const kp_step *s = &program->step[at];

        m->at = at;
        if (s->op == KP_STEP_BRANCH) {
            at = enter_branch(m, s, at);
            continue;
        }
        if (s->op == KP_STEP_END)
            leave_branches(m);
        else
            kernels[s->op](m, s);
        at++;
    }
}

void kp__machine_batch(kp_machine *m, size_t first, uint32_t n)
{
    machine *all = (machine *)m;

    m->first = first;
    m->n = m->nrows = n;
    m->rows = NULL;
    m->depth = 0;
    for (uint32_t r = 0; r < m->program->nregs; r++)
        if (m->program->reg[r].cls == KP_REG_FIELD)
            aim_field(all, r);
    run_steps(m);
    for (uint32_t r = 0; r < m->program->nregs; r++)
        if (all->written[r])
            keep_states(all, r);
}

uint64_t kp__machine_bound(const kp_machine *m, uint32_t reg)
{
    const machine *all = (const machine *)m;

    return all->seen[reg];
}
