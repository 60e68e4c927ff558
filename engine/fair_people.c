/* fair_people.c - rows and the people they are linked with; see fair_parts.h. */
#include "engine/fair_parts.h"
#include "engine/kernel_sort.h"

#define MOST_LINKS 3  // of a path that names only its end (docs/language.md, L-5.3)

typedef struct pair {
    uint32_t row, person;
} pair;

typedef struct finder {
    kp_arena *arena;
    const kp_run *run;
    uint32_t link[MOST_LINKS];  // of the chain that is being followed
    bool downward;              // from the entity's rows to the people
    bool found;
    pair *pair;
    size_t n, cap;
} finder;

/* ---- chains ---- */

/* Each row at the foot of the chain, with the row at its head. */
static void walk_chain(finder *f, uint32_t foot, size_t nlinks)
{
    f->found = true;
    for (size_t row = 0; row < f->run->table[foot]->n; row++) {
        size_t head = kp_run_follow(f->run, row, f->link, nlinks);

        if (head == SIZE_MAX)
            continue;
        f->pair = kp_arena_grow(f->arena, f->pair, &f->cap, f->n + 1, sizeof(pair));
        f->pair[f->n++] = f->downward ? (pair){(uint32_t)row, (uint32_t)head}
                                      : (pair){(uint32_t)head, (uint32_t)row};
    }
}

/* All chains of exactly `more` further links that end at `head`. */
static void follow_links(finder *f, uint32_t foot, uint32_t at, uint32_t head,
                         size_t depth, size_t more)
{
    const kp_scheme *scheme = f->run->scheme;
    const kp_entity *entity = scheme->entity[at];

    if (more == 0) {
        if (at == head)
            walk_chain(f, foot, depth);
        return;
    }
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = scheme->field[entity->field[k]];

        if (field->kind != KP_LINK || field->lifted)
            continue;
        f->link[depth] = field->id;
        follow_links(f, foot, field->link_entity, head, depth + 1, more - 1);
    }
}

static void follow_shortest(finder *f, uint32_t foot, uint32_t head, bool downward)
{
    f->found = false;
    f->downward = downward;
    for (size_t n = 1; n <= MOST_LINKS && !f->found; n++)
        follow_links(f, foot, foot, head, 0, n);
}

/* ---- by row ---- */

static int by_row(const void *context, uint32_t a, uint32_t b)
{
    const pair *p = context;

    if (p[a].row != p[b].row)
        return p[a].row < p[b].row ? -1 : 1;
    return (p[a].person > p[b].person) - (p[a].person < p[b].person);
}

static void gather(const finder *f, size_t nrows, kp__fair_people *out)
{
    uint32_t *order = KP_NEW_ARRAY(f->arena, f->n + 1, uint32_t);
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++)
        order[i] = (uint32_t)i;
    kp__sort_rows(order, KP_NEW_ARRAY(f->arena, f->n + 1, uint32_t), f->n, by_row,
                  f->pair);
    out->person = KP_NEW_ARRAY(f->arena, f->n + 1, uint32_t);
    for (size_t row = 0, i = 0; row < nrows; row++) {
        out->start[row] = n;
        for (; i < f->n && f->pair[order[i]].row == row; i++)
            if (n == out->start[row] || out->person[n - 1] != f->pair[order[i]].person)
                out->person[n++] = f->pair[order[i]].person;
    }
    out->start[nrows] = n;
}

static void each_alone(finder *f, size_t nrows)
{
    f->pair = KP_NEW_ARRAY(f->arena, nrows + 1, pair);
    for (size_t row = 0; row < nrows; row++)
        f->pair[f->n++] = (pair){(uint32_t)row, (uint32_t)row};
}

void kp__fair_people_of(kp_arena *arena, const kp_run *run, uint32_t entity,
                        uint32_t people, kp__fair_people *out)
{
    finder f = {.arena = arena, .run = run};
    size_t nrows = run->table[entity]->n;

    *out = (kp__fair_people){.start = KP_NEW_ARRAY(arena, nrows + 1, size_t)};
    out->linked = entity == people;
    if (entity == people) {
        each_alone(&f, nrows);
    } else {
        follow_shortest(&f, people, entity, false);
        out->linked = f.found;
        follow_shortest(&f, entity, people, true);
        out->linked = out->linked || f.found;
    }
    gather(&f, nrows, out);
}
