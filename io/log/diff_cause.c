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

static void consider_ref(const kp__compare *c, kp__spot spot, kp_str column, earliest *to)
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
            if (column.n && (column.p[0] == '.' || column.p[0] == '@' || column.p[0] == '$'))
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

static kp__reason row_came(kp__spot spot)
{
    return (kp__reason){.kind = KP__BY_ROW_CAME, .spot = spot};
}

/* The first row of the later run, in key order, that is new or has changed in one of the
 * named fields; rows outside `group` do not count. */
static bool find_changed_row(kp__compare *c, uint32_t entity, const uint32_t *field,
                             size_t n, const kp_str *link, size_t nlinks, uint64_t group,
                             kp__reason *out)
{
    for (uint64_t row = 0; row < c->b->skel.entity[entity].rows; row++) {
        if (nlinks &&
            kp__log_index_follow(&c->b->index, entity, row, link, nlinks) != group)
            continue;
        if (kp__row_before(c, entity, row) == UINT64_MAX) {
            *out = row_came((kp__spot){entity, 0, row});
            return true;
        }
        for (size_t i = 0; i < n; i++) {
            kp__spot spot = {entity, field[i], row};

            if (field[i] == UINT32_MAX || !kp__has_changed(c, spot))
                continue;
            *out = kp__find_reason(c, spot);
            return true;
        }
    }
    return false;
}

/* A row of the earlier run that is not in the later one. */
static bool find_gone_row(const kp__compare *c, uint32_t entity, kp__reason *out)
{
    uint32_t e = c->entity_of[entity];

    if (e == UINT32_MAX)
        return false;
    const kp__entity *before = &c->a->skel.entity[e];

    for (uint64_t row = 0; row < before->rows; row++) {
        kp_str key = c->a->index.key[before->first + row];

        if (kp__log_index_find(&c->b->index, entity, key) != UINT64_MAX)
            continue;
        *out = (kp__reason){.kind = KP__BY_ROW_WENT, .spot = {entity, 0, 0}, .key = key};
        return true;
    }
    return false;
}

static uint32_t named(const kp__compare *c, uint32_t entity, kp_str name)
{
    return name.n ? kp__skel_field(&c->b->skel.entity[entity], name) : UINT32_MAX;
}

static bool sum_reason(kp__compare *c, kp__spot spot, kp__reason *out)
{
    const kp__below *below = field_of(c, spot)->below;
    uint64_t block = c->b->skel.entity[spot.entity].first + spot.row;
    uint32_t link = below->nlinks ? named(c, below->child, below->link[0]) : UINT32_MAX;
    uint32_t field[] = {named(c, below->child, below->element),
                        named(c, below->child, below->filter),
                        named(c, below->child, below->weight), link};

    return find_changed_row(c, below->child, field, 4, below->link, below->nlinks, block,
                            out) ||
           find_gone_row(c, below->child, out) ||
           // Somebody left this row for another one.
           find_changed_row(c, below->child, &link, 1, NULL, 0, 0, out);
}

static bool group_reason(kp__compare *c, kp__spot spot, kp__reason *out)
{
    const kp__group *g = field_of(c, spot)->group;
    uint32_t field[8] = {named(c, spot.entity, g->include), named(c, spot.entity, g->weight),
                         named(c, spot.entity, g->floor), named(c, spot.entity, g->ceiling),
                         named(c, spot.entity, g->grade), named(c, spot.entity, g->veto)};
    size_t n = 6;
    uint64_t group = kp__log_index_follow(&c->b->index, spot.entity, spot.row, g->link,
                                          g->nlinks);

    for (size_t k = 0; k < g->nkeys && n < 8; k++)
        field[n++] = named(c, spot.entity, g->key[k]);
    return find_changed_row(c, spot.entity, field, n, g->link, g->nlinks, group, out) ||
           find_gone_row(c, spot.entity, out);
}

/* The same for everybody of a group: worked out once. */
static bool others_reason(kp__compare *c, kp__spot spot, kp__reason *out)
{
    const kp__field *field = field_of(c, spot);
    bool sum = field->origin == KP__AGGREGATE;
    uint64_t key[3] = {spot.entity, spot.field, 0};
    size_t at, old;

    key[2] = sum ? spot.row
                 : kp__log_index_follow(&c->b->index, spot.entity, spot.row,
                                        field->group->link, field->group->nlinks);
    if (!sum && field->group->nlinks == 0)
        key[2] = 0;
    kp_str spelled = {(const char *)key, sizeof key};

    if (kp_map_get(&c->groups, spelled, &at)) {
        *out = c->reason[at];
        return true;
    }
    kp__reason found = {.kind = KP__BY_OTHERS, .spot = spot};
    bool good = sum ? sum_reason(c, spot, &found) : group_reason(c, spot, &found);

    (void)good;
    c->reason = kp_arena_grow(c->arena, c->reason, &c->reasons_cap, c->nreasons + 1,
                              sizeof *c->reason);
    c->reason[c->nreasons] = found;
    (void)kp_map_put(&c->groups, kp_str_copy(c->arena, spelled), c->nreasons++, &old);
    *out = found;
    return true;
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
        (void)others_reason(c, spot, &out);
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
