/* fair_worth.c - what crossing an edge is worth; see fair.h.
 *
 * Crossing changes one cell; only what depends on it is calculated again, over all
 * rows, since a pool or a rank may carry the change to anybody.
 */
#include <string.h>

#include "engine/cone.h"
#include "engine/fair_parts.h"
#include "engine/kernel_sort.h"

int kp__fair_by_change(const void *context, uint32_t a, uint32_t b)
{
    const kp_fair_edge *edge = context, *x = &edge[a], *y = &edge[b];

    if (x->field != y->field)
        return x->field < y->field ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return kp_dec_cmp(x->to, y->to);
}

/* The tables with one cell changed. */
static kp_table **changed_tables(kp_arena *scratch, const kp_run *run,
                                 const kp_fair_edge *edge, const bool *cone)
{
    const kp_field *field = run->scheme->field[edge->field];
    kp_table **tables = kp_cone_tables(scratch, run->scheme, run->table, cone);
    kp_column *column = &tables[field->entity]->column[field->local];
    const kp_column old = *column;

    *column = kp_column_make(scratch, old.kind, old.scale, old.n);
    if (old.n)
        memcpy(column->v, old.v, old.n * sizeof *old.v);
    column->bound = old.bound;
    if (old.state) {
        kp_column_open_states(scratch, column);
        memcpy(column->state, old.state, old.n);
    }
    kp_column_put(scratch, column, edge->row, kp_value_num(edge->to));
    return tables;
}

typedef struct valuer {
    const kp_run *run;
    uint32_t pay;
    kp_arena *scratch;
    kp_fair_edge *edge;
} valuer;

/* All edges that are the same change to the same cell. */
static kp_status try_change(const valuer *v, const bool *cone, const uint32_t *order,
                            size_t n, kp_diags *diags)
{
    kp_run_options options = {.threads = 1, .only = cone};
    kp_table **tables = changed_tables(v->scratch, v->run, &v->edge[order[0]], cone);
    kp_run *run;
    kp_status status =
        kp_run_execute(v->scratch, v->run->scheme, tables, &options, &run, diags);

    if (status != KP_OK)
        return status;
    for (size_t k = 0; k < n; k++) {
        kp_fair_edge *e = &v->edge[order[k]];
        kp_value before = kp_run_value(v->run, v->pay, e->person);
        kp_value after = kp_run_value(run, v->pay, e->person);

        e->known = before.state == KP_VALUE && after.state == KP_VALUE;
        if (e->known) {
            e->before = before.as.num;
            e->after = after.as.num;
        }
    }
    kp_run_close(run);
    return KP_OK;
}

kp_status kp__fair_worth(kp_arena *arena, const kp_run *run, uint32_t pay,
                         bool *const *cone, kp_fair_edges *edges, kp_diags *diags)
{
    size_t n = edges->n;
    uint32_t *order = KP_NEW_ARRAY(arena, n + 1, uint32_t);
    jmp_buf *boundary = kp_arena_guard(arena, NULL);
    valuer v = {run, pay, kp_arena_open(0), edges->edge};
    kp_status status = v.scratch ? KP_OK : KP_ENOMEM;

    kp_arena_guard(arena, boundary);
    if (v.scratch)
        kp_arena_guard(v.scratch, boundary);

    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    kp__sort_rows(order, KP_NEW_ARRAY(arena, n + 1, uint32_t), n, kp__fair_by_change,
                  edges->edge);
    for (size_t from = 0, to; from < n && status == KP_OK; from = to) {
        for (to = from + 1;
             to < n && kp__fair_by_change(edges->edge, order[from], order[to]) == 0;)
            to++;
        status = try_change(&v, cone[edges->edge[order[from]].field], order + from,
                            to - from, diags);
        kp_arena_reset(v.scratch);
        edges->runs++;
    }
    kp_arena_close(v.scratch);
    return status;
}
