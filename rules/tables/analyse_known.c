/* analyse_known.c - what formulas ask a table with; see analyse.h.
 *
 * A field with options that somebody types holds one of them or nothing.  A field that
 * is calculated may hold any text, and one such argument leaves the input open.
 */
#include "rules/tables/analyse.h"

#include <string.h>

#define MOST_NODES 2000000u  // trees share parts and may be far larger than their nodes

typedef struct learner {
    kp_arena *arena;
    const kp_scheme *scheme;
    const kp_table_source *source;
    bool *open;   // per input: asked with something else, too
    size_t *cap;  // per input
    size_t looked;
} learner;

static void learn(learner *l, size_t input, uint32_t symbol)
{
    kp_accept *known = &l->source->input_known[input];

    for (size_t k = 0; k < known->nsymbols; k++)
        if (known->symbol[k] == symbol)
            return;
    known->symbol = kp_arena_grow(l->arena, known->symbol, &l->cap[input],
                                  known->nsymbols + 1, sizeof(uint32_t));
    known->symbol[known->nsymbols++] = symbol;
}

static void learn_argument(learner *l, size_t input, const kp_expr *arg)
{
    const kp_field *f = arg->op == KP_X_FIELD || arg->op == KP_X_UP
                            ? l->scheme->field[arg->field]
                            : NULL;

    if (!f || f->source != KP_SOURCE_INPUT || f->noptions == 0) {
        l->open[input] = true;
        return;
    }
    for (size_t k = 0; k < f->noptions; k++)
        learn(l, input, f->option[k]);
}

static void walk(learner *l, const kp_expr *e)
{
    const kp_dtable *table = e->op == KP_X_TABLE ? l->scheme->table[e->target] : NULL;

    if (l->looked++ > MOST_NODES)
        return;
    for (uint32_t k = 0; k < e->nargs; k++) {
        if (table && k < table->ninputs &&
            kp_str_eq(table->name, l->source->table->name))
            learn_argument(l, k, e->arg[k]);
        walk(l, e->arg[k]);
    }
}

void kp_table_learn_options(kp_arena *arena, const kp_scheme *scheme,
                            kp_table_source *source)
{
    size_t n = source->table->ninputs;
    learner l = {arena,
                 scheme,
                 source,
                 KP_NEW_ARRAY(arena, n + 1, bool),
                 KP_NEW_ARRAY(arena, n + 1, size_t),
                 0};

    for (size_t f = 0; f < scheme->nfields; f++)
        if (scheme->field[f]->expr)
            walk(&l, scheme->field[f]->expr);
    for (size_t k = 0; k < n; k++)
        source->input_known[k].any =
            l.open[k] || l.looked > MOST_NODES || source->input_known[k].nsymbols == 0;
}
