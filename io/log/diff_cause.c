/* diff_cause.c - from a figure that changed to what began it. */
#include "io/log/diff_parts.h"

#include <string.h>

#define MOST_LEVELS 200

uint64_t kp__row_before(const kp__compare *c, uint32_t entity, uint64_t row)
{
    uint32_t e = c->entity_of[entity];
    uint64_t block = c->b->skel.entity[entity].first + row;

    if (e == UINT32_MAX)
        return UINT64_MAX;
    return kp__log_index_find(&c->a->index, e, c->b->index.key[block]);
}

kp_str kp__value_before(const kp__compare *c, kp__spot spot)
{
    uint32_t e = c->entity_of[spot.entity];
    uint64_t row = kp__row_before(c, spot.entity, spot.row);

    if (e == UINT32_MAX || row == UINT64_MAX)
        return (kp_str){0};
    const kp__field *field = &c->b->skel.entity[spot.entity].field[spot.field];
    uint32_t f = kp__skel_field(&c->a->skel.entity[e], field->name);

    return f == UINT32_MAX ? (kp_str){0} : kp__log_index_value(&c->a->index, e, row, f);
}

kp_str kp__value_after(const kp__compare *c, kp__spot spot)
{
    return kp__log_index_value(&c->b->index, spot.entity, spot.row, spot.field);
}

static bool same(kp_str a, kp_str b)
{
    kp__value_kind kind = kp__value_kind_quick(a);

    if (kp_str_eq(a, b))
        return true;
    if (kind != kp__value_kind_quick(b))
        return false;
    // Errors name a block, whose number may differ: the code is what counts.
    if (kind == KP__ERROR)
        return kp_str_eq(kp_str_slice(a, 0, 7), kp_str_slice(b, 0, 7));
    return kind == KP__NUMBER && kp__order_of_numbers(a, b) == 0;
}

bool kp__has_changed(const kp__compare *c, kp__spot spot)
{
    return !same(kp__value_before(c, spot), kp__value_after(c, spot));
}

static const kp__field *field_of(const kp__compare *c, kp__spot spot)
{
    return &c->b->skel.entity[spot.entity].field[spot.field];
}

/* What is read stands before everything that is calculated. */
static uint64_t order_of(const kp__compare *c, kp__spot spot)
{
    uint32_t order = field_of(c, spot)->order;

    return order == KP__NO_ORDER ? 0 : (uint64_t)order + 1;
}

/* ---- operands ---- */

typedef struct earliest {
    bool any;
    kp__spot spot;
    uint64_t order;
    kp_str param;  // a parameter that changed beats every field
    bool up;       // the steps read other rows through links
} earliest;

static void consider(const kp__compare *c, kp__spot spot, earliest *to)
{
    uint64_t order = order_of(c, spot);

    if (!kp__has_changed(c, spot) || (to->any && to->order <= order))
        return;
    *to = (earliest){true, spot, order, to->param, to->up};
}

static void consider_param(const kp__compare *c, kp_str name, earliest *to)
{
    const kp__param *before = kp__skel_param(&c->a->skel, name);
    const kp__param *after = kp__skel_param(&c->b->skel, name);

    if (after && (!before || !same(before->value, after->value)) && !to->param.n)
        to->param = name;
}

static void consider_ref(const kp__compare *c, kp__spot spot, kp_str column,
                         earliest *to)
{
    kp__ref ref = kp__ref_of(column);
    kp__spot other = spot;

    if (ref.kind == KP__REF_PARAM)
        consider_param(c, ref.name, to);
    if (ref.kind == KP__REF_BLOCK && ref.number != UINT64_MAX) {
        other.entity = kp__log_index_entity(&c->b->index, ref.number);
        if (other.entity == UINT32_MAX)
            return;
        other.row = ref.number - c->b->skel.entity[other.entity].first;
        to->up = true;
    }
    if (ref.kind != KP__REF_OWN && ref.kind != KP__REF_BLOCK)
        return;
    other.field = kp__skel_field(&c->b->skel.entity[other.entity], ref.name);
    if (other.field != UINT32_MAX)
        consider(c, other, to);
}

/* Columns of steps that are references: values never begin like one. */
static void consider_steps(const kp__compare *c, kp__spot spot, earliest *to)
{
    size_t at = kp__log_index_steps(&c->b->index, spot.entity, spot.row, spot.field);
    kp_str line, column;

    while (kp__text_line(c->b->index.trace, &at, &line) && line.n && line.p[0] == 'S') {
        kp__line columns = kp__line_of(line);

        while (kp__line_next(&columns, &column))
            if (column.n &&
                (column.p[0] == '.' || column.p[0] == '@' || column.p[0] == '$'))
                consider_ref(c, spot, column, to);
    }
}

/* Whoever reads another row may read another one now. */
static void consider_links(const kp__compare *c, kp__spot spot, earliest *to)
{
    const kp__entity *entity = &c->b->skel.entity[spot.entity];

    for (uint32_t f = 0; f < entity->nfields; f++)
        if (entity->field[f].link != UINT32_MAX)
            consider(c, (kp__spot){spot.entity, f, spot.row}, to);
}

/* ---- rows of a group ---- */

/* The rows that a group field of the later run looks at, and where their groups are. */
typedef struct family {
    uint32_t entity;  // of the rows
    const kp_str *link;
    size_t nlinks;
    uint32_t field[10];  // that matter, UINT32_MAX for none
    size_t nfields;
    uint64_t group;  // in the later run
    kp_str key;      // of the row that owns the group; empty: all rows are one
} family;

static kp__members *rows_after(kp__compare *c, kp__spot spot, const family *f)
{
    kp__members **kept = &c->family_b[spot.entity][spot.field];

    if (!*kept)
        *kept = kp__log_index_gather(&c->b->index, f->entity, f->link, f->nlinks);
    return *kept;
}

static kp__members *rows_before(kp__compare *c, kp__spot spot, const family *f)
{
    kp__members **kept = &c->family_a[spot.entity][spot.field];

    if (!*kept)
        *kept = kp__log_index_gather(&c->a->index, c->entity_of[f->entity], f->link,
                                     f->nlinks);
    return *kept;
}

static kp__reason row_came(kp__spot spot)
{
    return (kp__reason){.kind = KP__BY_ROW_CAME, .spot = spot};
}

/* The first row of the group, in key order, that is new or has changed. */
static bool find_changed_row(kp__compare *c, const kp__members *m, const family *f,
                             kp__reason *out)
{
    if (f->group >= m->ngroups)
        return false;
    for (size_t i = m->start[f->group]; i < m->start[f->group + 1]; i++) {
        if (kp__row_before(c, f->entity, m->row[i]) == UINT64_MAX) {
            *out = row_came((kp__spot){f->entity, 0, m->row[i]});
            return true;
        }
        for (size_t k = 0; k < f->nfields; k++) {
            kp__spot spot = {f->entity, f->field[k], m->row[i]};

            if (f->field[k] == UINT32_MAX || !kp__has_changed(c, spot))
                continue;
            *out = kp__find_reason(c, spot);
            return true;
        }
    }
    return false;
}

/* The group of the earlier run that had the same owner. */
static uint64_t group_before(const kp__compare *c, kp__spot spot, const family *f)
{
    uint32_t owner;
    const kp__field *field = field_of(c, spot);

    if (f->nlinks == 0)
        return 0;
    owner = spot.entity;
    if (field->group)
        owner = kp__log_index_entity(
            &c->b->index, kp__log_index_follow(&c->b->index, spot.entity, spot.row,
                                               f->link, f->nlinks));
    if (owner == UINT32_MAX || c->entity_of[owner] == UINT32_MAX)
        return UINT64_MAX;
    return kp__log_index_find(&c->a->index, c->entity_of[owner], f->key);
}

/* A row that was in this group and is in it no longer: gone, or moved to another. */
static bool find_lost_row(kp__compare *c, kp__spot spot, const kp__members *after,
                          const family *f, kp__reason *out)
{
    uint32_t e = c->entity_of[f->entity];
    uint64_t group = e == UINT32_MAX ? UINT64_MAX : group_before(c, spot, f);

    if (group == UINT64_MAX)
        return false;
    const kp__members *before = rows_before(c, spot, f);

    if (group >= before->ngroups)
        return false;
    for (size_t i = before->start[group]; i < before->start[group + 1]; i++) {
        kp_str key = c->a->index.key[c->a->skel.entity[e].first + before->row[i]];
        uint64_t row = kp__log_index_find(&c->b->index, f->entity, key);

        if (row == UINT64_MAX) {
            *out = (kp__reason){
                .kind = KP__BY_ROW_WENT, .spot = {f->entity, 0, 0}, .key = key};
            return true;
        }
        kp__spot link = {f->entity, UINT32_MAX, row};

        if (after->group[row] == f->group || f->nlinks == 0)
            continue;
        link.field = kp__skel_field(&c->b->skel.entity[f->entity], f->link[0]);
        // Moved; when not by a link of his own, then something above him moved.
        if (link.field == UINT32_MAX || !kp__has_changed(c, link))
            continue;
        *out = kp__find_reason(c, link);
        return true;
    }
    return false;
}

static uint32_t named(const kp__compare *c, uint32_t entity, kp_str name)
{
    return name.n ? kp__skel_field(&c->b->skel.entity[entity], name) : UINT32_MAX;
}

static family family_of_sum(const kp__compare *c, kp__spot spot)
{
    const kp__below *below = field_of(c, spot)->below;
    const kp__entity *owner = &c->b->skel.entity[spot.entity];
    family f = {.entity = below->child,
                .link = below->link,
                .nlinks = below->nlinks,
                .nfields = 4,
                .group = below->nlinks ? spot.row : 0};

    f.field[0] = named(c, below->child, below->element);
    f.field[1] = named(c, below->child, below->filter);
    f.field[2] = named(c, below->child, below->weight);
    f.field[3] = below->nlinks ? named(c, below->child, below->link[0]) : UINT32_MAX;
    f.key = c->b->index.key[owner->first + spot.row];
    return f;
}

static family family_of_group(kp__compare *c, kp__spot spot)
{
    const kp__group *g = field_of(c, spot)->group;
    const kp_str names[] = {g->include, g->weight, g->floor,
                            g->ceiling, g->grade,  g->veto};
    family f = {.entity = spot.entity, .link = g->link, .nlinks = g->nlinks};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        f.field[f.nfields++] = named(c, spot.entity, names[i]);
    for (size_t k = 0; k < g->nkeys && f.nfields < 10; k++)
        f.field[f.nfields++] = named(c, spot.entity, g->key[k]);
    if (g->nlinks == 0)
        return f;
    uint64_t block =
        kp__log_index_follow(&c->b->index, spot.entity, spot.row, g->link, g->nlinks);

    f.group = UINT64_MAX;
    if (block == KP__NO_BLOCK)
        return f;
    f.group = block - kp__skel_owner(&c->b->skel, block)->first;
    f.key = c->b->index.key[block];
    return f;
}

/* The same for everybody of a group: worked out once. */
static kp__reason others_reason(kp__compare *c, kp__spot spot)
{
    bool sum = field_of(c, spot)->origin == KP__AGGREGATE;
    family f = sum ? family_of_sum(c, spot) : family_of_group(c, spot);
    uint64_t key[3] = {spot.entity, spot.field, f.group};
    kp_str spelled = {(const char *)key, sizeof key};
    kp__reason found = {.kind = KP__BY_OTHERS, .spot = spot};
    size_t at, old;

    if (kp_map_get(&c->groups, spelled, &at))
        return c->reason[at];
    const kp__members *after = rows_after(c, spot, &f);

    if (!find_changed_row(c, after, &f, &found))
        (void)find_lost_row(c, spot, after, &f, &found);
    c->reason = kp_arena_grow(c->arena, c->reason, &c->reasons_cap, c->nreasons + 1,
                              sizeof *c->reason);
    c->reason[c->nreasons] = found;
    (void)kp_map_put(&c->groups, kp_str_copy(c->arena, spelled), c->nreasons++, &old);
    return found;
}

/* ---- the rule itself ---- */

static bool same_text(kp_str a, kp_str b)
{
    return kp_str_eq(a, b);
}

static bool rule_has_changed(const kp__compare *c, kp__spot spot)
{
    const kp__field *after = field_of(c, spot);
    uint32_t e = c->entity_of[spot.entity];
    uint32_t f = e == UINT32_MAX ? UINT32_MAX
                                 : kp__skel_field(&c->a->skel.entity[e], after->name);

    if (f == UINT32_MAX)
        return true;
    const kp__field *before = &c->a->skel.entity[e].field[f];

    return before->origin != after->origin || before->decimals != after->decimals ||
           !same_text(before->mode, after->mode) ||
           !same_text(before->formula, after->formula);
}

/* The first table whose answer is another one though nothing asked has changed. */
static bool table_reason(const kp__compare *c, kp__spot spot, kp__reason *out)
{
    size_t at = kp__log_index_steps(&c->b->index, spot.entity, spot.row, spot.field);
    kp_str line, column;

    while (kp__text_line(c->b->index.trace, &at, &line) && line.n && line.p[0] == 'S') {
        kp__line columns = kp__line_of(line);

        for (int i = 0; i < 3; i++)
            (void)kp__line_next(&columns, &column);
        if (!kp_str_is(column, "table") || !kp__line_next(&columns, &column) ||
            !kp__line_next(&columns, &column))
            continue;
        *out = (kp__reason){.kind = KP__BY_TABLE, .spot = spot, .name = column};
        return true;
    }
    return false;
}

static kp__reason reason_here(kp__compare *c, kp__spot spot)
{
    const kp__field *field = field_of(c, spot);
    kp__reason out = {.kind = KP__BY_FORMULA, .spot = spot};

    if (field->origin == KP__INPUT || field->origin == KP__HISTORY) {
        out.kind = KP__BY_CELL;
        return out;
    }
    if (rule_has_changed(c, spot))
        return out;
    if (field->origin == KP__FORMULA)
        (void)table_reason(c, spot, &out);
    else
        out = others_reason(c, spot);
    return out;
}

static kp__reason follow(kp__compare *c, kp__spot spot)
{
    const kp__field *field = field_of(c, spot);
    earliest first = {0};

    if (kp__row_before(c, spot.entity, spot.row) == UINT64_MAX)
        return row_came(spot);
    if (field->origin == KP__INPUT || field->origin == KP__HISTORY)
        return reason_here(c, spot);
    // The children of a sum are looked at as a group: the list may be cut.
    if (field->origin != KP__AGGREGATE)
        consider_steps(c, spot, &first);
    if (first.param.n)
        return (kp__reason){.kind = KP__BY_PARAM, .spot = spot, .name = first.param};
    if (first.up || field->group)
        consider_links(c, spot, &first);
    if (first.any && c->depth < MOST_LEVELS)
        return kp__find_reason(c, first.spot);
    return reason_here(c, spot);
}

kp__reason kp__find_reason(kp__compare *c, kp__spot spot)
{
    uint64_t key[3] = {spot.entity, spot.field, spot.row};
    kp_str spelled = {(const char *)key, sizeof key};
    size_t at, old;

    if (kp_map_get(&c->memo, spelled, &at))
        return c->reason[at];
    c->depth++;
    kp__reason found = follow(c, spot);
    c->depth--;
    c->reason = kp_arena_grow(c->arena, c->reason, &c->reasons_cap, c->nreasons + 1,
                              sizeof *c->reason);
    c->reason[c->nreasons] = found;
    (void)kp_map_put(&c->memo, kp_str_copy(c->arena, spelled), c->nreasons++, &old);
    return found;
}
