/* run.c - calculate all stages of a scheme in order.
 *
 * Scalar stages go through the tables in batches, shared out among threads by a counter;
 * which thread takes which batch cannot show, because a batch writes only its own rows.
 * Group fields are one step each, on the calling thread.
 */
#include "engine/run.h"

#include <pthread.h>
#include <stdatomic.h>

#include "engine/batch.h"
#include "engine/cone.h"
#include "engine/group.h"

#define MAX_THREADS 64

typedef struct stage_work {
    kp_run *run;
    const kp_stage *stage;
    uint32_t batch;
    atomic_size_t next;  // first row of the next batch nobody has taken
    pthread_mutex_t lock;
    atomic_bool out_of_memory;
} stage_work;

typedef struct worker {
    stage_work *work;
    kp_arena *arena;
    kp_machine *machine;
} worker;

static void work_off(worker *me)
{
    stage_work *work = me->work;
    size_t n = work->run->table[work->stage->entity]->n;

    me->machine = kp__machine_open(me->arena, work->run, work->stage->program, work->batch,
                                   &work->lock);
    for (;;) {
        size_t first = atomic_fetch_add(&work->next, work->batch);

        if (first >= n)
            return;
        size_t left = n - first;

        kp__machine_batch(me->machine, first,
                          left < work->batch ? (uint32_t)left : work->batch);
    }
}

static void *work_guarded(void *arg)
{
    worker *me = arg;
    jmp_buf out_of_memory;

    if (setjmp(out_of_memory)) {
        atomic_store(&me->work->out_of_memory, true);
        return NULL;
    }
    kp_arena_guard(me->arena, &out_of_memory);
    work_off(me);
    return NULL;
}

/* What the next stage may assume about the columns this one has written. */
static void settle_bounds(kp_run *run, const kp_stage *stage, const worker *workers,
                          unsigned n)
{
    kp_table *table = run->table[stage->entity];

    for (uint32_t r = 0; r < stage->program->nregs; r++) {
        const kp_register *reg = &stage->program->reg[r];

        if (reg->cls != KP_REG_FIELD)
            continue;
        for (unsigned t = 0; t < n; t++) {
            uint64_t bound = workers[t].machine ? kp__machine_bound(workers[t].machine, r) : 0;

            if (bound > table->column[reg->index].bound)
                table->column[reg->index].bound = bound;
        }
    }
}

static bool run_scalar_stage(kp_run *run, const kp_stage *stage, uint32_t batch,
                             unsigned threads)
{
    stage_work work = {.run = run, .stage = stage, .batch = batch};
    worker workers[MAX_THREADS] = {0};
    pthread_t id[MAX_THREADS];
    unsigned started = 1;

    pthread_mutex_init(&work.lock, NULL);
    for (unsigned t = 0; t < threads; t++)
        workers[t] = (worker){&work, run->worker[t], NULL};
    // A thread that cannot be had is no fault: the others do its batches.
    while (started < threads && run->table[stage->entity]->n > (size_t)started * batch &&
           pthread_create(&id[started], NULL, work_guarded, &workers[started]) == 0)
        started++;
    work_guarded(&workers[0]);
    for (unsigned t = 1; t < started; t++)
        pthread_join(id[t], NULL);
    pthread_mutex_destroy(&work.lock);
    settle_bounds(run, stage, workers, started);
    return !atomic_load(&work.out_of_memory);
}

static bool open_workers(kp_run *run, unsigned threads)
{
    run->worker = KP_NEW_ARRAY(run->arena, threads, kp_arena *);
    for (run->nworkers = 0; run->nworkers < threads; run->nworkers++) {
        run->worker[run->nworkers] = kp_arena_open(0);
        if (!run->worker[run->nworkers])
            return false;
    }
    return true;
}

void kp_run_close(kp_run *run)
{
    for (unsigned t = 0; run && t < run->nworkers; t++)
        kp_arena_close(run->worker[t]);
    if (run)
        run->nworkers = 0;
}

/* Tables may have been calculated before: what that left is forgotten, since it lived
 * in the earlier run's memory. */
static void forget_results(const kp_scheme *scheme, kp_table **tables,
                           const bool *only)
{
    for (size_t f = 0; f < scheme->nfields; f++) {
        const kp_field *field = scheme->field[f];
        kp_column *column = &tables[field->entity]->column[field->local];

        if (field->source == KP_SOURCE_INPUT || field->source == KP_SOURCE_HISTORY ||
            (only && !only[f]))
            continue;
        column->state = NULL;
        column->bound = 0;
    }
}

static kp_run *new_run(kp_arena *arena, const kp_scheme *scheme, kp_table **tables,
                       const bool *only)
{
    kp_run *run = KP_NEW(arena, kp_run);

    run->arena = arena;
    run->scheme = scheme;
    run->table = tables;
    forget_results(scheme, tables, only);
    run->closing = KP_NEW_ARRAY(arena, scheme->nfields + 1, uint32_t *);
    run->clip = KP_NEW_ARRAY(arena, scheme->nfields + 1, uint8_t *);
    return run;
}

/* The part of a stage that is wanted; false when there is none. */
static bool wanted_part(kp_run *run, const bool *only, kp_stage *stage)
{
    bool any = !only;

    for (uint32_t k = 0; k < stage->nfields && !any; k++)
        any = only[stage->field[k]];
    if (any && only && stage->program)
        stage->program = kp_program_keep(run->arena, stage->program, only);
    return any;
}

static bool run_stages(kp_run *run, const bool *only, uint32_t batch, unsigned threads)
{
    for (size_t s = 0; s < run->scheme->nstages; s++) {
        kp_stage stage = run->scheme->stage[s];

        if (!wanted_part(run, only, &stage))
            continue;
        if (!stage.program)
            kp__group_field(run, run->scheme->field[stage.field[0]]);
        else if (!run_scalar_stage(run, &stage, batch, threads))
            return false;
    }
    return true;
}

kp_status kp_run_execute(kp_arena *arena, const kp_scheme *scheme, kp_table **tables,
                         const kp_run_options *options, kp_run **out, kp_diags *diags)
{
    uint32_t batch = options && options->batch ? options->batch : KP_BATCH;
    unsigned threads = options && options->threads ? options->threads : 1;
    kp_run *volatile run = NULL;
    jmp_buf out_of_memory;
    jmp_buf *outer = kp_arena_guard(arena, &out_of_memory);

    *out = NULL;
    if (setjmp(out_of_memory) == 0) {
        run = new_run(arena, scheme, tables, options ? options->only : NULL);
        if (open_workers(run, threads > MAX_THREADS ? MAX_THREADS : threads) &&
            run_stages(run, options ? options->only : NULL, batch > KP_BATCH ? KP_BATCH : batch, run->nworkers)) {
            kp_arena_guard(arena, outer);
            *out = run;
            return KP_OK;
        }
    }
    kp_arena_guard(arena, outer);
    kp_run_close(run);
    kp_fail(diags, KP5009, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    return KP_ENOMEM;
}

size_t kp_run_follow(const kp_run *run, size_t row, const uint32_t *link,
                     size_t nlinks)
{
    for (size_t k = 0; k < nlinks; k++) {
        const kp_field *field = run->scheme->field[link[k]];
        const kp_column *column = &run->table[field->entity]->column[field->local];

        if (!KP_HAS_VALUE(kp_column_state(column, row)))
            return SIZE_MAX;
        row = (size_t)column->v[row];
    }
    return row;
}

kp_value kp_run_value(const kp_run *run, uint32_t field, size_t row)
{
    const kp_field *f = run->scheme->field[field];

    return kp_column_get(&run->table[f->entity]->column[f->local], row);
}
