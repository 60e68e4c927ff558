/* write.c - the writer: rows in stretches, stretches by threads, bytes in order.
 *
 * Up to `threads` workers make stretches of rows into text and hashes; the calling
 * thread takes them in order, grows the tree and hands the bytes on.  A stretch has a
 * place in a ring: a worker that is ahead waits until it is his stretch's turn there.
 */
#include "io/log/write.h"

#include <pthread.h>
#include <stdlib.h>

#include "io/log/block.h"
#include "io/log/guard.h"
#include "io/log/skeleton.h"

#define STRETCH 64  // rows
#define MAX_THREADS 16
#define PLACES (2 * MAX_THREADS)

typedef struct stretch {
    bool full;
    size_t turn;  // the stretch that may be put here next
    size_t n;
    kp_buf text;             // KP_LOG_ROOM bytes before every block
    size_t at[STRETCH + 1];  // where the room of block i begins
    unsigned char leaf[STRETCH][KP_LOG_HASH];
    kp_status status;
    kp__log_fault fault;
    uint32_t field;  // of the fault
    size_t row;
} stretch;

typedef struct work {
    const kp__log_plan *plan;
    const kp_log_meta *meta;
    const kp_log_hash *hash;
    size_t nstretches, next;  // stretches handed out
    bool stop;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t nplaces;
    stretch *place;
} work;

/* Rows first .. first + n - 1 of an entity. */
typedef struct span {
    const kp__log_entity *entity;
    size_t first, n;
} span;

static size_t stretches_of(size_t rows)
{
    return (rows + STRETCH - 1) / STRETCH;
}

static span span_of(const kp__log_plan *plan, size_t index)
{
    for (size_t e = 0;; e++) {
        size_t rows = plan->run->table[e]->n, n = stretches_of(rows);

        if (index >= n) {
            index -= n;
            continue;
        }
        size_t left = rows - index * STRETCH;
        return (span){&plan->entity[e], index * STRETCH,
                      left < STRETCH ? left : STRETCH};
    }
}

static void write_blocks(kp__log_writer *w, span rows, stretch *to)
{
    static const char room[KP_LOG_ROOM];
    unsigned char salt[KP_LOG_SALT];

    for (size_t i = 0; i < rows.n; i++) {
        to->at[i] = to->text.n;
        kp_buf_put(&to->text, room, sizeof room);
        kp__log_block(w, rows.entity, rows.first + i, salt);
        if (w->fault || to->text.broken)
            return;
        kp_log_leaf(w->hash, to->text.p + to->at[i],
                    to->text.n - to->at[i] - KP_LOG_ROOM, salt, to->leaf[i]);
    }
    to->at[rows.n] = to->text.n;
    to->n = rows.n;
}

typedef struct filling {
    const work *all;
    size_t index;
    kp__log_writer *w;
    stretch *to;
} filling;

static void fill(void *context)
{
    filling *f = context;

    write_blocks(f->w, span_of(f->all->plan, f->index), f->to);
    if (!f->to->text.broken && !f->w->scratch.broken && !f->w->digits.broken)
        f->to->status = f->w->fault ? KP_EINTERNAL : KP_OK;
}

/* Text builtins of the second calculation need scratch memory: this thread's arena
 * stands in for the run's. */
static void fill_stretch(const work *all, size_t index, kp_arena *arena,
                         kp__log_writer *w, stretch *to)
{
    kp_run mine = *all->plan->run;
    filling f = {all, index, w, to};

    mine.arena = arena;
    w->run = &mine;
    w->out = &to->text;
    w->fault = KP__LOG_FINE;
    kp_buf_clear(&to->text);
    to->n = 0;
    to->status = KP_ENOMEM;
    (void)kp__log_guarded(arena, fill, &f);
    kp_arena_reset(arena);
    to->fault = w->fault;
    to->row = w->row;
    to->field = w->field ? w->field->field->id : 0;
}

static kp__log_writer open_writer(const work *all)
{
    kp__log_writer w = {
        .plan = all->plan,
        .run = all->plan->run,
        .symbols = all->plan->run->scheme->symbols,
        .hash = all->hash,
        .seed = all->meta->seed,
    };

    kp_buf_init(&w.scratch, SIZE_MAX / 4);
    kp_buf_init(&w.digits, SIZE_MAX / 4);
    return w;
}

static void close_writer(kp__log_writer *w)
{
    kp_buf_free(&w->scratch);
    kp_buf_free(&w->digits);
}

/* The next stretch and its emptied place; false when there is no more to do. */
static bool take_stretch(work *all, size_t *index, stretch **place)
{
    bool taken = false;

    pthread_mutex_lock(&all->lock);
    if (!all->stop && all->next < all->nstretches) {
        *index = all->next++;
        *place = &all->place[*index % all->nplaces];
        taken = true;
        while ((*place)->turn != *index && !all->stop)
            pthread_cond_wait(&all->changed, &all->lock);
        taken = !all->stop;
    }
    pthread_mutex_unlock(&all->lock);
    return taken;
}

static void set_full(work *all, stretch *place, bool full)
{
    pthread_mutex_lock(&all->lock);
    place->full = full;
    place->turn += full ? 0 : all->nplaces;
    pthread_cond_broadcast(&all->changed);
    pthread_mutex_unlock(&all->lock);
}

static void *work_off(void *arg)
{
    work *all = arg;
    kp_arena *arena = kp_arena_open(0);
    kp__log_writer w = open_writer(all);
    stretch *place;
    size_t index;

    while (take_stretch(all, &index, &place)) {
        if (arena)
            fill_stretch(all, index, arena, &w, place);
        else
            place->status = KP_ENOMEM;
        set_full(all, place, true);
    }
    close_writer(&w);
    kp_arena_close(arena);
    return NULL;
}

/* ---- in order ---- */

typedef struct emitter {
    kp_log_sink trace;
    kp_log_tree tree;
    kp_buf skel;
    uint64_t block;
    kp_diags *diags;
} emitter;

static kp_status tell_fault(const work *all, const stretch *from, kp_diags *diags)
{
    const kp_run *run = all->plan->run;
    const kp_field *field = run->scheme->field[from->field];
    const kp_table *table = run->table[field->entity];
    kp_str key = kp_symbol_text(run->scheme->symbols, table->key[from->row]);

    (void)kp_fail(diags, from->fault == KP__LOG_DIFFERS ? KP6201 : KP6202, field->where,
                  KP_NONE, table->entity->name, key, field->name);
    return KP_EINTERNAL;
}

static kp_status tell(kp_diags *diags, kp_code code, kp_status status)
{
    (void)kp_fail(diags, code, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    return status;
}

static kp_status emit(const work *all, const stretch *from, emitter *to)
{
    if (from->status == KP_EINTERNAL)
        return tell_fault(all, from, to->diags);
    if (from->status != KP_OK)
        return tell(to->diags, KP6203, KP_ENOMEM);
    for (size_t i = 0; i < from->n; i++) {
        const char *text = from->text.p + from->at[i] + KP_LOG_ROOM;
        size_t n = from->at[i + 1] - from->at[i] - KP_LOG_ROOM;

        if (!to->trace.put(to->trace.user, text, n))
            return tell(to->diags, KP6204, KP_EIO);
        kp_log_tree_add(&to->tree, from->leaf[i]);
        kp__log_skel_leaf(&to->skel, to->block++, from->leaf[i]);
    }
    return KP_OK;
}

static kp_status emit_in_order(work *all, emitter *to)
{
    kp_status status = KP_OK;

    for (size_t i = 0; i < all->nstretches && status == KP_OK; i++) {
        stretch *place = &all->place[i % all->nplaces];

        pthread_mutex_lock(&all->lock);
        while (!place->full)
            pthread_cond_wait(&all->changed, &all->lock);
        pthread_mutex_unlock(&all->lock);
        status = emit(all, place, to);
        set_full(all, place, false);
    }
    return status;
}

static void stop(work *all)
{
    pthread_mutex_lock(&all->lock);
    all->stop = true;
    pthread_cond_broadcast(&all->changed);
    pthread_mutex_unlock(&all->lock);
}

static kp_status emit_with_threads(work *all, emitter *to, unsigned threads)
{
    pthread_t id[MAX_THREADS];
    unsigned started = 0;
    kp_status status;

    while (started < threads && pthread_create(&id[started], NULL, work_off, all) == 0)
        started++;
    status = started ? emit_in_order(all, to) : KP_ENOMEM;
    stop(all);
    for (unsigned i = 0; i < started; i++)
        pthread_join(id[i], NULL);
    return started ? status : tell(to->diags, KP6203, KP_ENOMEM);
}

static kp_status emit_alone(work *all, emitter *to)
{
    kp_arena *arena = kp_arena_open(0);
    kp__log_writer w = open_writer(all);
    kp_status status = arena ? KP_OK : tell(to->diags, KP6203, KP_ENOMEM);

    for (size_t i = 0; i < all->nstretches && status == KP_OK; i++) {
        fill_stretch(all, i, arena, &w, &all->place[0]);
        status = emit(all, &all->place[0], to);
    }
    close_writer(&w);
    kp_arena_close(arena);
    return status;
}

static kp_status emit_all(work *all, emitter *to)
{
    unsigned threads =
        all->meta->threads < MAX_THREADS ? all->meta->threads : MAX_THREADS;
    kp_status status;

    all->nplaces = threads > 1 ? 2 * threads : 1;
    all->place = calloc(all->nplaces, sizeof *all->place);
    if (!all->place)
        return tell(to->diags, KP6203, KP_ENOMEM);
    for (size_t i = 0; i < all->nplaces; i++)
        all->place[i] = (stretch){.turn = i, .text = {.max = SIZE_MAX / 4}};
    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->changed, NULL);
    status = threads > 1 ? emit_with_threads(all, to, threads) : emit_alone(all, to);
    pthread_cond_destroy(&all->changed);
    pthread_mutex_destroy(&all->lock);
    for (size_t i = 0; i < all->nplaces; i++)
        kp_buf_free(&all->place[i].text);
    free(all->place);
    return status;
}

static kp_status write_planned(const kp__log_plan *plan, const kp_log_meta *meta,
                               const kp_log_hash *hash, emitter *to, kp_log_sink skel,
                               unsigned char head[KP_LOG_HASH])
{
    work all = {.plan = plan, .meta = meta, .hash = hash};

    for (size_t e = 0; e < plan->run->scheme->nentities; e++)
        all.nstretches += stretches_of(plan->run->table[e]->n);
    kp_buf_char(&to->skel, 0);
    kp__log_skel_begin(&to->skel, plan, meta, hash);
    kp_status status = emit_all(&all, to);
    if (status != KP_OK)
        return status;
    kp__log_skel_end(&to->skel, plan, meta, &to->tree, head);
    if (to->skel.broken)
        return tell(to->diags, KP6203, KP_ENOMEM);
    if (!skel.put(skel.user, to->skel.p + 1, to->skel.n - 1))
        return tell(to->diags, KP6204, KP_EIO);
    return KP_OK;
}

typedef struct planning {
    kp_arena *arena;
    const kp_run *run;
    const kp__log_plan *plan;
} planning;

static void make_plan(void *context)
{
    planning *p = context;

    p->plan = kp__log_plan_make(p->arena, p->run);
}

kp_status kp_log_write(const kp_run *run, const kp_log_meta *meta,
                       const kp_log_hash *hash, kp_log_sink trace, kp_log_sink skel,
                       unsigned char head[KP_LOG_HASH], kp_diags *diags)
{
    kp_arena *arena = kp_arena_open(0);
    planning p = {arena, run, NULL};
    emitter to = {.trace = trace, .diags = diags};
    kp_status status;

    kp_log_tree_init(&to.tree, hash);
    kp_buf_init(&to.skel, SIZE_MAX / 4);
    status = kp__log_guarded(arena, make_plan, &p)
                 ? write_planned(p.plan, meta, hash, &to, skel, head)
                 : tell(diags, KP6203, KP_ENOMEM);
    kp_buf_free(&to.skel);
    kp_arena_close(arena);
    return status;
}
