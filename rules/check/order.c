/* order.c - the order of calculation follows from the names.
 *
 * Every field knows the fields it reads.  A depth-first walk finds cycles and tells
 * their path; the stages are then cut greedily: all scalar fields of one entity that
 * can be calculated now go into one program, group fields stand alone between them.
 */
#include "rules/build.h"

typedef struct needs {
    kp_build *b;
    kp_field *field;
    size_t cap;
} needs;

static void need(needs *n, uint32_t field)
{
    if (field == KP_NO_FIELD)
        return;
    // A field that reads itself, in whatever row, is a cycle of one.
    if (field == n->field->id) {
        n->field->needs_itself = true;
        return;
    }
    for (size_t k = 0; k < n->field->nneeds; k++)
        if (n->field->needs[k] == field)
            return;
    n->field->needs = kp_arena_grow(n->b->arena, n->field->needs, &n->cap,
                                    n->field->nneeds + 1, sizeof(uint32_t));
    n->field->needs[n->field->nneeds++] = field;
}

/* A step reads its own row from the batch, other rows from the columns: what stands
 * there must be finished, in a stage before. */
static void need_apart(needs *n, uint32_t field)
{
    kp_build *b = n->b;
    const kp_field *f = b->scheme->field[field];

    if (f->entity != n->field->entity || f->source != KP_SOURCE_SCALAR)
        return;
    kp__apart *apart = &b->apart[n->field->id];

    apart->field = kp_arena_grow(b->arena, apart->field, &apart->cap, apart->n + 1,
                                 sizeof(uint32_t));
    apart->field[apart->n++] = field;
}

static void need_links(needs *n, const uint32_t *links, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++)
        need(n, links[k]);
}

static bool first_visit(const kp_expr *node, uint32_t stamp)
{
    kp_expr *e = kp__unfrozen(node);
    bool first = e->stamp != stamp;

    e->stamp = stamp;
    return first;
}

/* Arguments put in place of parameters are shared: each node is looked at once. */
static void need_expr(needs *n, const kp_expr *e)
{
    if (!first_visit(e, 2 * n->field->id + 1))
        return;
    if (e->op == KP_X_FIELD || e->op == KP_X_UP) {
        need_links(n, e->link, e->nlinks);
        need(n, e->field);
    }
    if (e->op == KP_X_UP) {
        for (uint32_t k = 0; k < e->nlinks; k++)
            need_apart(n, e->link[k]);
        need_apart(n, e->field);
    }
    for (uint32_t k = 0; k < e->nargs; k++)
        need_expr(n, e->arg[k]);
}

static void gather_needs(kp_build *b, kp_field *field)
{
    needs n = {.b = b, .field = field};
    const kp_group_spec *g = field->group;
    const kp_aggregate_spec *a = field->aggregate;

    if (field->expr)
        need_expr(&n, field->expr);
    if (a) {
        need_links(&n, a->link, a->nlinks);
        need(&n, a->element);
        need(&n, a->filter);
        need(&n, a->weight);
    }
    if (!g)
        return;
    const uint32_t single[] = {g->include, g->grade,  g->share, g->minimum, g->veto,
                               g->pool,    g->weight, g->floor, g->ceiling};

    need_links(&n, g->link, g->nlinks);
    need_links(&n, g->key, g->nkeys);
    for (size_t k = 0; k < sizeof single / sizeof single[0]; k++)
        need(&n, single[k]);
}

/* ---- cycles ---- */

enum {
    UNSEEN,
    ON_PATH,
    DONE
};

typedef struct visit {
    kp_build *b;
    uint8_t *mark;
    uint32_t *path;
    size_t depth;
} visit;

static void tell_cycle(visit *v, uint32_t again)
{
    kp_scheme *scheme = v->b->scheme;
    size_t from = 0;
    kp_buf text;
    const kp_field *shown = scheme->field[again];

    kp_buf_init(&text, 4096);
    while (from < v->depth && v->path[from] != again)
        from++;
    for (size_t k = from; k <= v->depth; k++) {
        const kp_field *field = scheme->field[k < v->depth ? v->path[k] : again];

        if (field->lifted && k < v->depth)
            continue;
        if (shown->lifted)
            shown = field;
        if (text.n)
            kp_buf_z(&text, " → ");
        kp_buf_str(&text, scheme->entity[field->entity]->name);
        kp_buf_char(&text, '.');
        kp_buf_str(&text, field->name);
    }
    kp_fail(v->b->diags, KP3140, shown->formula_where, shown->formula,
            kp_buf_view(&text), KP_NONE, KP_NONE);
    kp_buf_free(&text);
}

static void visit_field(visit *v, uint32_t id)
{
    const kp_field *field = v->b->scheme->field[id];

    v->mark[id] = ON_PATH;
    v->path[v->depth++] = id;
    for (size_t k = 0; k < field->nneeds; k++) {
        uint32_t next = field->needs[k];

        if (v->mark[next] == ON_PATH)
            tell_cycle(v, next);
        else if (v->mark[next] == UNSEEN)
            visit_field(v, next);
    }
    if (field->needs_itself)
        tell_cycle(v, id);
    kp__settle_scale(v->b, v->b->scheme->field[id]);
    v->depth--;
    v->mark[id] = DONE;
}

/* ---- stages ---- */

typedef struct cutting {
    kp_build *b;
    bool *done, *in_stage;
    size_t left, cap;
    uint32_t *picked;
} cutting;

static bool is_ready(const cutting *c, const kp_field *field)
{
    for (size_t k = 0; k < field->nneeds; k++)
        if (!c->done[field->needs[k]])
            return false;
    const kp__apart *apart = &c->b->apart[field->id];

    for (size_t k = 0; k < apart->n; k++)
        if (c->in_stage[apart->field[k]])
            return false;
    return true;
}

static bool is_scalar(const kp_field *field)
{
    return field->source == KP_SOURCE_SCALAR;
}

/* All scalar fields of the entity that can follow one another now, in order. */
static uint32_t pick_scalars(cutting *c, const kp_entity *entity)
{
    uint32_t n = 0;

    for (bool more = true; more;) {
        more = false;
        for (size_t k = 0; k < entity->nfields; k++) {
            const kp_field *field = c->b->scheme->field[entity->field[k]];

            if (c->done[field->id] || !is_scalar(field) || !is_ready(c, field))
                continue;
            c->done[field->id] = c->in_stage[field->id] = true;
            c->picked[n++] = field->id;
            more = true;
        }
    }
    for (uint32_t k = 0; k < n; k++)
        c->in_stage[c->picked[k]] = false;
    return n;
}

static void add_stage(cutting *c, uint32_t entity, const uint32_t *fields, uint32_t n,
                      bool scalar)
{
    kp_scheme *scheme = c->b->scheme;
    uint32_t *copy = KP_NEW_ARRAY(c->b->arena, n, uint32_t);

    for (uint32_t k = 0; k < n; k++)
        copy[k] = fields[k];
    scheme->stage = kp_arena_grow(c->b->arena, scheme->stage, &c->cap,
                                  scheme->nstages + 1, sizeof(kp_stage));
    scheme->stage[scheme->nstages++] =
        (kp_stage){entity, n, copy, scalar ? kp__emit(c->b, entity, copy, n) : NULL};
    c->left -= n;
}

static bool cut_scalar_stages(cutting *c)
{
    bool any = false;

    for (size_t e = 0; e < c->b->scheme->nentities; e++) {
        uint32_t n = pick_scalars(c, c->b->scheme->entity[e]);

        if (n)
            add_stage(c, (uint32_t)e, c->picked, n, true);
        any = any || n;
    }
    return any;
}

static bool cut_group_stages(cutting *c)
{
    bool any = false;

    for (uint32_t id = 0; id < c->b->scheme->nfields; id++) {
        const kp_field *field = c->b->scheme->field[id];

        if (c->done[id] || is_scalar(field) || !is_ready(c, field))
            continue;
        c->done[id] = true;
        add_stage(c, field->entity, &id, 1, false);
        any = true;
    }
    return any;
}

static bool is_given(const kp_field *field)
{
    return field->source == KP_SOURCE_INPUT || field->source == KP_SOURCE_HISTORY;
}

static void cut_stages(kp_build *b)
{
    cutting c = {.b = b};
    size_t n = b->scheme->nfields;

    c.done = KP_NEW_ARRAY(b->arena, n + 1, bool);
    c.in_stage = KP_NEW_ARRAY(b->arena, n + 1, bool);
    c.picked = KP_NEW_ARRAY(b->arena, n + 1, uint32_t);
    for (size_t id = 0; id < n; id++) {
        c.done[id] = is_given(b->scheme->field[id]);
        c.left += !c.done[id];
    }
    while (c.left > 0)
        if (!cut_scalar_stages(&c) && !cut_group_stages(&c))
            return;
}

/* ---- trace columns ---- */

static bool same_call(const kp_expr *a, const kp_expr *b)
{
    if (a->target != b->target || a->nargs != b->nargs)
        return false;
    for (uint32_t k = 0; k < a->nargs; k++)
        if (a->arg[k] != b->arg[k])
            return false;
    return true;
}

typedef struct call_list {
    kp_build *b;
    kp_field *field;
    kp_expr *call[256];
    uint32_t n;
    size_t cap;
} call_list;

/* Outputs of one look-up share its trace column. */
static void number_call(call_list *list, kp_expr *e)
{
    kp_entity *entity = list->b->scheme->entity[list->field->entity];

    for (uint32_t k = 0; k < list->n; k++)
        if (same_call(list->call[k], e)) {
            e->slot = list->call[k]->slot;
            return;
        }
    size_t cap = entity->ncalls;

    entity->call = kp_arena_grow(list->b->arena, entity->call, &cap, entity->ncalls + 1,
                                 sizeof(kp_call_site));
    entity->call[entity->ncalls] = (kp_call_site){list->field->id, e->target};
    e->slot = entity->ncalls++;
    if (list->n < 256)
        list->call[list->n++] = e;
}

static void number_calls(call_list *list, const kp_expr *e)
{
    if (!first_visit(e, 2 * list->field->id + 2))
        return;
    if (e->op == KP_X_TABLE && e->slot == UINT32_MAX)
        number_call(list, kp__unfrozen(e));
    for (uint32_t k = 0; k < e->nargs; k++)
        number_calls(list, e->arg[k]);
}

void kp__settle_order(kp_build *b)
{
    kp_scheme *scheme = b->scheme;
    visit v = {.b = b};

    b->apart = KP_NEW_ARRAY(b->arena, scheme->nfields + 1, kp__apart);
    v.mark = KP_NEW_ARRAY(b->arena, scheme->nfields + 1, uint8_t);
    v.path = KP_NEW_ARRAY(b->arena, scheme->nfields + 1, uint32_t);
    for (size_t id = 0; id < scheme->nfields; id++) {
        call_list list = {.b = b, .field = scheme->field[id]};

        gather_needs(b, scheme->field[id]);
        if (scheme->field[id]->expr)
            number_calls(&list, scheme->field[id]->expr);
    }
    for (uint32_t id = 0; id < scheme->nfields; id++)
        if (v.mark[id] == UNSEEN)
            visit_field(&v, id);
    if (kp_diags_errors(b->diags) == b->errors_before && b->nexcused == 0)
        cut_stages(b);
}
