/* whatif_fields.c - what a comparison compares: fields, parts, groups. */
#include "engine/base/fold.h"
#include "engine/report.h"
#include "io/cli/compare/whatif_compare.h"

/* ---- which fields ---- */

static kp_status refuse(kp_cli *cli, kp_code code, kp_str arg1, kp_str arg2,
                        kp_str arg3)
{
    return kp_fail(cli->diags, code, KP_NOWHERE, KP_NONE, arg1, arg2, arg3);
}

/* A column of a layout that shows a field as it is stands in a field of its own. */
static const kp_field *shown_field(const kp_scheme *scheme, uint32_t id)
{
    const kp_field *field = scheme->field[id];

    if (field->lifted && field->expr && field->expr->op == KP_X_FIELD)
        field = scheme->field[field->expr->field];
    return field->lifted || field->kind != KP_NUM ? NULL : field;
}

static bool is_compared(const kp_comparison *c, const kp_field *field)
{
    for (size_t i = 0; i < c->nfields; i++)
        if (c->field[i].field == field)
            return true;
    return false;
}

static void add_field(kp_comparison *c, const kp_field *field)
{
    if (!field || is_compared(c, field) || c->nfields == KP_COMPARED_MOST)
        return;
    c->field[c->nfields++] = (kp_compared_field){.field = field, .times = 1};
}

static void fields_of_layout(kp_comparison *c, const kp_scheme *scheme,
                             const kp_report *report)
{
    const kp_field *main = NULL;

    for (size_t j = 0; j < report->ncolumns; j++) {
        const kp_report_column *column = &report->column[j];

        if (column->row_number || column->empty || !column->total)
            continue;
        const kp_field *field = shown_field(scheme, column->field);
        add_field(c, field);
        if (j == report->capitals)
            main = field;
    }
    for (size_t i = 0; i < c->nfields; i++)
        if (!main || c->field[i].field == main)
            c->main = i;
}

/* The first layout that adds something up is the pay sheet. */
static void fields_by_default(kp_comparison *c, const kp_scheme *scheme)
{
    for (size_t r = 0; r < scheme->nreports && c->nfields == 0; r++) {
        const kp_report *report = scheme->report[r];

        if (c->entity && c->entity->id != report->entity)
            continue;
        fields_of_layout(c, scheme, report);
        if (c->nfields)
            c->entity = scheme->entity[report->entity];
    }
}

static kp_str nearest_field(kp_cli *cli, const kp_scheme *scheme,
                            const kp_entity *entity, kp_str wrong)
{
    kp_str *name = KP_NEW_ARRAY(cli->arena, entity->nfields + 1, kp_str);
    size_t n = 0;

    for (size_t k = 0; k < entity->nfields; k++)
        if (!scheme->field[entity->field[k]]->lifted)
            name[n++] = scheme->field[entity->field[k]]->name;
    return kp_nearest(wrong, name, n);
}

static kp_status fields_as_wished(kp_cli *cli, kp_comparison *c,
                                  const kp_scheme *scheme, const kp_compare_wish *wish)
{
    for (size_t i = 0; i < wish->nfields; i++) {
        kp_str name = kp_fold(cli->arena, wish->field[i]);
        const kp_field *field = kp_entity_field(scheme, c->entity, name);

        if (!field || field->kind != KP_NUM || field->lifted)
            return refuse(cli, KP6738, name, c->entity->name,
                          nearest_field(cli, scheme, c->entity, name));
        add_field(c, field);
    }
    c->main = c->nfields - 1;
    return KP_OK;
}

static kp_status find_fields(kp_cli *cli, kp_comparison *c, const kp_scheme *scheme,
                             const kp_compare_wish *wish)
{
    kp_comparison by_default;

    if (wish->entity.n) {
        c->entity = kp_scheme_entity(scheme, kp_fold(cli->arena, wish->entity));
        if (!c->entity) {
            kp_str *name = KP_NEW_ARRAY(cli->arena, scheme->nentities + 1, kp_str);

            for (size_t e = 0; e < scheme->nentities; e++)
                name[e] = scheme->entity[e]->name;
            return refuse(cli, KP6737, wish->entity,
                          kp_nearest(wish->entity, name, scheme->nentities), KP_NONE);
        }
    }
    by_default = *c;
    fields_by_default(&by_default, scheme);
    if (wish->nfields == 0)
        *c = by_default;
    else if (!c->entity)
        c->entity = by_default.entity;
    if (!c->entity || (wish->nfields == 0 && c->nfields == 0))
        return refuse(cli, KP6739, KP_NONE, KP_NONE, KP_NONE);
    return wish->nfields ? fields_as_wished(cli, c, scheme, wish) : KP_OK;
}

/* ---- the parts of the main field ---- */

static void add_part(kp_comparison *c, const kp_field *field, int times)
{
    size_t i = 0;

    while (i < c->nparts && c->part[i].field != field)
        i++;
    if (i == KP_COMPARED_MOST)
        return;  // then it is in the rest
    if (i == c->nparts)
        c->part[c->nparts++] = (kp_compared_field){.field = field};
    c->part[i].times += times;
}

/* Nothing but fields of the row that somebody named, added and subtracted. */
static bool is_sum(const kp_scheme *scheme, const kp_expr *e, int depth)
{
    if (depth > 32)
        return false;
    switch (e->op) {
    case KP_X_FIELD:
        return e->kind == KP_NUM && !scheme->field[e->field]->lifted;
    case KP_X_ADD:
    case KP_X_SUB:
        return is_sum(scheme, e->arg[0], depth + 1) &&
               is_sum(scheme, e->arg[1], depth + 1);
    case KP_X_NEG:
    case KP_X_ROUND:
    case KP_X_FUNCTION:
        return e->nargs > 0 && is_sum(scheme, e->arg[0], depth + 1);
    default:
        return false;
    }
}

static void take_apart(kp_comparison *c, const kp_scheme *scheme, const kp_field *field,
                       int times, int depth);

static void take_sum_apart(kp_comparison *c, const kp_scheme *scheme, const kp_expr *e,
                           int times, int depth)
{
    switch (e->op) {
    case KP_X_FIELD:
        take_apart(c, scheme, scheme->field[e->field], times, depth + 1);
        return;
    case KP_X_ADD:
    case KP_X_SUB:
        take_sum_apart(c, scheme, e->arg[0], times, depth);
        take_sum_apart(c, scheme, e->arg[1], e->op == KP_X_SUB ? -times : times, depth);
        return;
    case KP_X_NEG:
        take_sum_apart(c, scheme, e->arg[0], -times, depth);
        return;
    default:
        take_sum_apart(c, scheme, e->arg[0], times, depth);
        return;
    }
}

static void take_apart(kp_comparison *c, const kp_scheme *scheme, const kp_field *field,
                       int times, int depth)
{
    if (depth < 16 && field->source == KP_SOURCE_SCALAR &&
        is_sum(scheme, field->expr, 0))
        take_sum_apart(c, scheme, field->expr, times, depth);
    else
        add_part(c, field, times);
}

/* ---- groups ---- */

static void add_grouping(kp_cli *cli, kp_comparison *c, kp_str name, const kp_str *link,
                         size_t nlinks)
{
    kp_compared_rows rows = {.name = name, .nlinks = nlinks};

    for (size_t k = 0; k < nlinks; k++)
        rows.link[k] = link[k];
    size_t cap = c->ngroupings;
    c->grouping =
        kp_arena_grow(cli->arena, c->grouping, &cap, c->ngroupings + 1, sizeof rows);
    c->grouping[c->ngroupings++] = rows;
}

static const kp_field *link_at(const kp_scheme *scheme, const kp_entity *entity,
                               size_t k)
{
    const kp_field *field = scheme->field[entity->field[k]];

    return field->kind == KP_LINK && !field->lifted ? field : NULL;
}

static bool is_called(const kp_scheme *scheme, const kp_field *link, kp_str name)
{
    return kp_str_eq(link->name, name) ||
           kp_str_eq(scheme->entity[link->link_entity]->name, name);
}

/* By name of the link or of what it leads to; the nearest, at most three links away. */
static bool find_grouping(const kp_scheme *scheme, const kp_entity *entity, kp_str name,
                          size_t deep, kp_str *link, size_t at)
{
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = link_at(scheme, entity, k);

        if (!field)
            continue;
        link[at] = field->name;
        if (deep == 0 ? is_called(scheme, field, name)
                      : find_grouping(scheme, scheme->entity[field->link_entity], name,
                                      deep - 1, link, at + 1))
            return true;
    }
    return false;
}

static kp_status find_groupings(kp_cli *cli, kp_comparison *c, const kp_scheme *scheme,
                                const kp_compare_wish *wish)
{
    kp_str link[3];

    for (size_t i = 0; i < wish->nby; i++) {
        kp_str name = kp_fold(cli->arena, wish->by[i]);
        size_t deep = 0;

        while (deep < 3 && !find_grouping(scheme, c->entity, name, deep, link, 0))
            deep++;
        if (deep == 3)
            return refuse(cli, KP6740, name, c->entity->name, KP_NONE);
        add_grouping(cli, c, name, link, deep + 1);
    }
    for (size_t k = 0; wish->nby == 0 && k < c->entity->nfields; k++) {
        const kp_field *field = link_at(scheme, c->entity, k);

        if (field)
            add_grouping(cli, c, field->name, &field->name, 1);
    }
    return KP_OK;
}

kp_status kp__compare_wished(kp_cli *cli, const kp_scheme *scheme,
                             const kp_compare_wish *wish, kp_comparison *out)
{
    kp_status status = find_fields(cli, out, scheme, wish);

    if (status == KP_OK)
        status = find_groupings(cli, out, scheme, wish);
    if (status != KP_OK)
        return status;
    for (size_t i = 0; i < out->nfields; i++)
        out->field[i].decimals =
            out->field[i].field->decimals < 0 ? 0 : out->field[i].field->decimals;
    take_apart(out, scheme, out->field[out->main].field, 1, 0);
    return KP_OK;
}
