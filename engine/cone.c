/* cone.c - comparing two schemes, and calculating only where they differ; see cone.h.
 */
#include "engine/cone.h"

#include <string.h>

/* ---- one shape ---- */

static bool same_indices(const uint32_t *a, const uint32_t *b, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (a[k] != b[k])
            return false;
    return true;
}

static bool is_typed(const kp_field *f)
{
    return f->source == KP_SOURCE_INPUT || f->source == KP_SOURCE_HISTORY;
}

static bool read_alike(const kp_field *a, const kp_field *b)
{
    return a->unit == b->unit && a->decimals == b->decimals && a->mode == b->mode &&
           a->scale == b->scale && a->missing == b->missing &&
           a->history == b->history && a->history_of == b->history_of &&
           a->noptions == b->noptions &&
           same_indices(a->option, b->option, a->noptions);
}

static bool fields_fit(const kp_field *a, const kp_field *b)
{
    return a->entity == b->entity && a->local == b->local && a->kind == b->kind &&
           a->lifted == b->lifted && a->report == b->report && a->source == b->source &&
           a->is_key == b->is_key && a->link_entity == b->link_entity &&
           (a->lifted || kp_str_eq(a->name, b->name)) &&
           (!is_typed(a) || read_alike(a, b));
}

static bool entities_fit(const kp_entity *a, const kp_entity *b)
{
    return kp_str_eq(a->name, b->name) && a->nkeys == b->nkeys &&
           same_indices(a->key, b->key, a->nkeys) && a->nfields == b->nfields &&
           a->derived == b->derived && a->spanning == b->spanning &&
           a->spans == b->spans && a->join_left == b->join_left &&
           a->join_right == b->join_right && a->join_left_link == b->join_left_link &&
           a->join_right_link == b->join_right_link;
}

bool kp_schemes_fit(const kp_scheme *a, const kp_scheme *b)
{
    if (a->symbols != b->symbols || a->nentities != b->nentities ||
        a->nfields != b->nfields)
        return false;
    for (size_t e = 0; e < a->nentities; e++)
        if (!entities_fit(a->entity[e], b->entity[e]))
            return false;
    for (size_t f = 0; f < a->nfields; f++)
        if (!fields_fit(a->field[f], b->field[f]))
            return false;
    return true;
}

/* ---- one meaning ---- */

/* Formulas put in place of their calls share arguments, so that a tree may be far
 * larger than its nodes: pairs that were found equal are kept, and there is an end to
 * it. */
#define PAIRS 4096

typedef struct likeness {
    const kp_scheme *a, *b;
    const kp_expr *left[PAIRS], *right[PAIRS];
    size_t looked;
} likeness;

#define MOST_LOOKED 1000000

static bool same_where(kp_where a, kp_where b)
{
    return kp_str_eq(a.file, b.file) && kp_str_eq(a.sheet, b.sheet) && a.row == b.row &&
           a.col == b.col;
}

/* Both were read from the same cells, or they count as different. */
static bool same_table(const likeness *l, uint32_t a, uint32_t b)
{
    return kp_str_eq(l->a->table[a]->name, l->b->table[b]->name) &&
           same_where(l->a->table[a]->where, l->b->table[b]->where);
}

bool kp_expr_alike(const kp_expr *a, const kp_expr *b)
{
    if (a->op != b->op || a->kind != b->kind || a->scale != b->scale ||
        a->decimals != b->decimals || a->mode != b->mode || a->nargs != b->nargs ||
        a->nlinks != b->nlinks || !same_indices(a->link, b->link, a->nlinks))
        return false;
    switch (a->op) {
    case KP_X_CONST:
        return kp_value_same(a->value, b->value);
    case KP_X_FIELD:
    case KP_X_UP:
        return a->field == b->field;
    case KP_X_TABLE:
        return a->output == b->output;
    case KP_X_CALL:
        return a->target == b->target;
    case KP_X_CASE:
        return same_indices(a->symbols, b->symbols, a->nargs ? a->nargs - 1 : 0);
    default:
        return true;
    }
}

static bool same_node(const likeness *l, const kp_expr *a, const kp_expr *b)
{
    return kp_expr_alike(a, b) &&
           (a->op != KP_X_TABLE || same_table(l, a->target, b->target));
}

static size_t slot_of(const kp_expr *a)
{
    return ((uintptr_t)a / sizeof(void *) * 2654435761U) % PAIRS;
}

static bool same_tree(likeness *l, const kp_expr *a, const kp_expr *b)
{
    size_t slot = slot_of(a);

    if (l->left[slot] == a && l->right[slot] == b)
        return true;
    if (l->looked++ > MOST_LOOKED || !same_node(l, a, b))
        return false;
    for (uint32_t k = 0; k < a->nargs; k++)
        if (!same_tree(l, a->arg[k], b->arg[k]))
            return false;
    l->left[slot] = a;
    l->right[slot] = b;
    return true;
}

static bool same_aggregate(const kp_aggregate_spec *a, const kp_aggregate_spec *b)
{
    return a->fn == b->fn && a->child == b->child && a->nlinks == b->nlinks &&
           same_indices(a->link, b->link, a->nlinks) && a->element == b->element &&
           a->filter == b->filter && a->weight == b->weight;
}

static bool same_flags(const bool *a, const bool *b, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (a[k] != b[k])
            return false;
    return true;
}

static bool same_group(const kp_group_spec *a, const kp_group_spec *b)
{
    return a->nlinks == b->nlinks && same_indices(a->link, b->link, a->nlinks) &&
           a->nkeys == b->nkeys && same_indices(a->key, b->key, a->nkeys) &&
           same_flags(a->descending, b->descending, a->nkeys) && a->style == b->style &&
           a->include == b->include && a->grade == b->grade &&
           a->limited == b->limited && a->falls_to == b->falls_to &&
           a->share == b->share && a->minimum == b->minimum && a->veto == b->veto &&
           a->share_rounding == b->share_rounding && a->pool == b->pool &&
           a->weight == b->weight && a->floor == b->floor && a->ceiling == b->ceiling &&
           a->scale_floors == b->scale_floors && a->tail == b->tail;
}

static bool same_field(likeness *l, const kp_field *a, const kp_field *b)
{
    if (a->decimals != b->decimals || a->mode != b->mode || a->scale != b->scale ||
        !a->expr != !b->expr || !a->aggregate != !b->aggregate ||
        !a->group != !b->group)
        return false;
    return (!a->expr || same_tree(l, a->expr, b->expr)) &&
           (!a->aggregate || same_aggregate(a->aggregate, b->aggregate)) &&
           (!a->group || same_group(a->group, b->group));
}

void kp_cone_mark(kp_arena *scratch, const kp_scheme *a, const kp_scheme *b, bool *cone)
{
    likeness *l = KP_NEW(scratch, likeness);

    l->a = a;
    l->b = b;
    for (size_t f = 0; f < b->nfields; f++)
        if (!is_typed(b->field[f]) && !same_field(l, a->field[f], b->field[f]))
            cone[f] = true;
}

void kp_cone_close(const kp_scheme *scheme, bool *cone)
{
    for (size_t s = 0; s < scheme->nstages; s++) {
        const kp_stage *stage = &scheme->stage[s];

        // Fields of a stage stand in the order in which they need each other.
        for (uint32_t k = 0; k < stage->nfields; k++) {
            const kp_field *field = scheme->field[stage->field[k]];

            for (size_t i = 0; i < field->nneeds && !cone[field->id]; i++)
                cone[field->id] = cone[field->needs[i]];
        }
    }
}

/* ---- only what is in the cone ---- */

static bool keeps(const kp_program *program, uint32_t at, const bool *cone)
{
    return cone[program->step_field[at]];
}

/* Branches never leave their field, so that a jump lands among the steps that stay. */
const kp_program *kp_program_keep(kp_arena *arena, const kp_program *program,
                                  const bool *cone)
{
    kp_program *kept = KP_NEW(arena, kp_program);
    uint32_t *moved = KP_NEW_ARRAY(arena, (size_t)program->nsteps + 1, uint32_t);
    uint32_t n = 0;

    for (uint32_t at = 0; at < program->nsteps; at++) {
        moved[at] = n;
        n += keeps(program, at, cone);
    }
    if (n == program->nsteps)
        return program;
    *kept = *program;
    kept->nsteps = 0;
    kept->step = KP_NEW_ARRAY(arena, (size_t)n + 1, kp_step);
    kept->step_field = KP_NEW_ARRAY(arena, (size_t)n + 1, uint32_t);
    for (uint32_t at = 0; at < program->nsteps; at++) {
        kp_step *step = &kept->step[kept->nsteps];

        if (!keeps(program, at, cone))
            continue;
        *step = program->step[at];
        if (step->op == KP_STEP_BRANCH)
            step->aux = moved[step->aux];
        kept->step_field[kept->nsteps++] = program->step_field[at];
    }
    return kept;
}

static kp_table *cone_table(kp_arena *arena, const kp_scheme *scheme,
                            const kp_entity *entity, const kp_table *like,
                            const bool *cone)
{
    kp_table *table = KP_NEW(arena, kp_table);

    *table = *like;
    table->entity = entity;
    table->column = KP_NEW_ARRAY(arena, entity->nfields + 1, kp_column);
    table->hits = KP_NEW_ARRAY(arena, (size_t)entity->ncalls + 1, uint16_t *);
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = scheme->field[entity->field[k]];

        table->column[k] = like->column[k];
        if (cone[field->id])
            table->column[k] = kp_column_make(
                arena, field->kind, field->kind == KP_NUM ? field->scale : 0, like->n);
    }
    // Call sites are numbered by scheme: those outside the cone are not looked at.
    for (uint32_t c = 0; c < entity->ncalls; c++)
        table->hits[c] = cone[entity->call[c].field]
                             ? KP_NEW_ARRAY(arena, like->n + 1, uint16_t)
                             : NULL;
    return table;
}

kp_table **kp_cone_tables(kp_arena *arena, const kp_scheme *scheme, kp_table **like,
                          const bool *cone)
{
    kp_table **tables = KP_NEW_ARRAY(arena, scheme->nentities + 1, kp_table *);

    for (size_t e = 0; e < scheme->nentities; e++)
        tables[e] = cone_table(arena, scheme, scheme->entity[e], like[e], cone);
    return tables;
}
