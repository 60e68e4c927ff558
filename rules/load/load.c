/* load.c - from cells to tables: the order of the rooms; see load.h.
 *
 * Keys of all entities come first, since links need them; derived entities follow, as
 * soon as what they are made of is known; then all other cells, links last, so
 * that a wrong link can be told the name it should have had.
 */
#include "rules/load/load.h"

#include "rules/load/load_parts.h"

#define COMPARISONS 500000  // of near keys, some tenths of a second

static void make_plain_tables(kp__load *l)
{
    for (size_t e = 0; e < l->scheme->nentities; e++)
        if (!l->scheme->entity[e]->derived)
            kp__make_table(l, &l->entity[e]);
}

static bool has_table(const kp__load *l, uint32_t entity)
{
    return l->entity[entity].table != NULL;
}

static bool can_be_made(const kp__load *l, const kp_entity *entity)
{
    kp_field **field = l->scheme->field;

    if (entity->spanning)
        return has_table(l, entity->spans);
    return has_table(l, entity->join_left) && has_table(l, entity->join_right) &&
           has_table(l, field[entity->join_left_link]->link_entity) &&
           has_table(l, field[entity->join_right_link]->link_entity);
}

static void make_derived(kp__load *l, const kp_entity *entity)
{
    if (entity->spanning) {
        kp__make_spanning_table(l, &l->entity[entity->id]);
        return;
    }
    kp__load_field(l, l->scheme->field[entity->join_left_link]);
    kp__load_field(l, l->scheme->field[entity->join_right_link]);
    kp__make_joined_table(l, &l->entity[entity->id]);
}

static bool make_next_tables(kp__load *l)
{
    bool made = false;

    for (size_t e = 0; e < l->scheme->nentities; e++) {
        const kp_entity *entity = l->scheme->entity[e];

        if (!entity->derived || has_table(l, (uint32_t)e) || !can_be_made(l, entity))
            continue;
        make_derived(l, entity);
        made = true;
    }
    return made;
}

/* Entities joined in a circle; the compiler should have refused them. */
static void make_what_is_left(kp__load *l)
{
    for (size_t e = 0; e < l->scheme->nentities; e++) {
        const kp_entity *entity = l->scheme->entity[e];

        if (has_table(l, (uint32_t)e))
            continue;
        (void)kp_fail(l->diags, KP4068, entity->where, KP_NONE, entity->name, KP_NONE,
                      KP_NONE);
        l->entity[e].nsources = 0;
        l->entity[e].table = kp__new_table(l, entity, 0, NULL);
    }
}

static void load_fields(kp__load *l, bool links)
{
    for (size_t f = 0; f < l->scheme->nfields; f++)
        if ((l->scheme->field[f]->kind == KP_LINK) == links)
            kp__load_field(l, l->scheme->field[f]);
}

static void load(kp__load *l, kp_table ***out)
{
    size_t n = l->scheme->nentities;

    l->entity = KP_NEW_ARRAY(l->scratch, n + 1, kp__load_entity);
    l->loaded = KP_NEW_ARRAY(l->scratch, l->scheme->nfields + 1, bool);
    l->comparisons = COMPARISONS;
    kp__learn_spellings(l);
    for (size_t e = 0; e < n; e++)
        l->entity[e].entity = l->scheme->entity[e];
    kp__find_sources(l);
    kp__find_previous(l);
    make_plain_tables(l);
    do
        kp__place_previous(l);
    while (make_next_tables(l));
    make_what_is_left(l);
    load_fields(l, false);
    load_fields(l, true);
    kp__tell_no_history(l);
    for (size_t e = 0; l->in->incomplete && e < n; e++)
        *l->in->incomplete |= l->entity[e].incomplete || l->entity[e].maybe_incomplete;
    *out = KP_NEW_ARRAY(l->arena, n + 1, kp_table *);
    for (size_t e = 0; e < n; e++)
        (*out)[e] = l->entity[e].table;
}

static kp_status out_of_memory(kp_diags *diags)
{
    (void)kp_fail(diags, KP4001, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    return KP_ENOMEM;
}

typedef struct loading {
    kp_table ***out;    // all of it, or
    kp_table **tables;  // some columns of these again
    const bool *which;
} loading;

static void do_load(kp__load *l, const loading *what)
{
    if (what->tables)
        kp__refill(l, what->tables, what->which);
    else
        load(l, what->out);
}

/* All three arenas unwind to here.  `load` keeps nothing in registers that is read
 * after a jump: the two arenas below are set before it and never changed. */
static kp_status load_guarded(kp__load *l, const loading *what)
{
    jmp_buf exhausted;
    jmp_buf *outer = kp_arena_guard(l->arena, &exhausted);

    kp_arena_guard(l->scratch, &exhausted);
    kp_arena_guard(l->cells, &exhausted);
    if (setjmp(exhausted)) {
        kp_arena_guard(l->arena, outer);
        return KP_ENOMEM;
    }
    do_load(l, what);
    kp_arena_guard(l->arena, outer);
    return KP_OK;
}

static kp_status load_with_scratch(kp__load *l, const loading *what)
{
    size_t errors = kp_diags_errors(l->diags);
    kp_status status = KP_ENOMEM;

    l->scratch = kp_arena_open(0);
    l->cells = kp_arena_open(0);
    if (l->scratch && l->cells)
        status = load_guarded(l, what);
    kp_arena_close(l->scratch);
    kp_arena_close(l->cells);
    if (status == KP_ENOMEM)
        return out_of_memory(l->diags);
    return kp_diags_errors(l->diags) > errors ? KP_EINVALID : KP_OK;
}

kp_status kp_load_tables(kp_arena *arena, const kp_scheme *scheme,
                         const kp_load_input *in, kp_table ***out, kp_diags *diags)
{
    kp__load l = {.arena = arena, .scheme = scheme, .in = in, .diags = diags};
    loading what = {.out = out};

    *out = NULL;
    kp_status status = load_with_scratch(&l, &what);
    if (status == KP_ENOMEM)
        *out = NULL;
    return status;
}

kp_status kp_load_refill(kp_arena *arena, const kp_scheme *scheme, kp_table **tables,
                         const bool *which, const kp_load_input *in, kp_diags *diags)
{
    kp__load l = {.arena = arena, .scheme = scheme, .in = in, .diags = diags};
    loading what = {.tables = tables, .which = which};

    return load_with_scratch(&l, &what);
}
