/* columns.c - the columns of entity sheets and their formulas.
 *
 * Formulas are written in the order of calculation: how well a spreadsheet knows a
 * figure depends on those it is made of.
 */
#include "engine/kernel_rank.h"
#include "io/live/parts.h"

#define FORMULA_BYTES ((size_t)1 << 17)

/* ---- places ---- */

static void add_column(kp__sheet_of_entity *sheet, kp__column column)
{
    sheet->column[sheet->ncolumns++] = column;
}

static void add_position(kp__sheet_of_entity *sheet, size_t i)
{
    sheet->chain[i].column = sheet->ncolumns;
    add_column(sheet, (kp__column){.role = KP__POSITION, .chain = (uint32_t)i});
}

/* Equals share a place: counting places means counting the first of each. */
static bool is_dense(const kp_field *field)
{
    return field->source == KP_SOURCE_RANK && field->group->style == KP_RANK_DENSE;
}

static void place_columns(kp_live_plan *plan, kp__sheet_of_entity *sheet)
{
    const kp_entity *entity = sheet->entity;

    sheet->column =
        KP_NEW_ARRAY(plan->arena, 1 + 2 * entity->nfields + sheet->nchains, kp__column);
    sheet->column_of = KP_NEW_ARRAY(plan->arena, entity->nfields + 1, uint32_t);
    add_column(sheet, (kp__column){.role = KP__KEY});
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = plan->scheme->field[entity->field[k]];

        sheet->column_of[field->local] = UINT32_MAX;
        if (!kp__is_shown(field))
            continue;
        sheet->column_of[field->local] = sheet->ncolumns;
        add_column(sheet, (kp__column){.role = KP__FIELD, .field = field->id});
        if (is_dense(field))
            add_column(sheet, (kp__column){.role = KP__FIRST, .field = field->id});
        for (size_t i = 0; i < sheet->nchains; i++)
            if (sheet->chain[i].nlinks == 1 && sheet->chain[i].link[0] == field->id)
                add_position(sheet, i);
    }
    for (size_t i = 0; i < sheet->nchains; i++)
        if (sheet->chain[i].nlinks > 1)
            add_position(sheet, i);
}

void kp__columns_make(kp_live_plan *plan)
{
    for (uint32_t e = 0; e < plan->scheme->nentities; e++)
        place_columns(plan, &plan->entity[e]);
}

/* ---- what is known of a field's figures ---- */

static double root_above(double n)
{
    double root = 1;

    while (root * root < n)
        root *= 2;
    return root;
}

/* The error of a sum grows with its length; programs that carry more digits stay below.
 */
static kp__bound bound_of_sum(const kp_live_plan *plan, const kp_aggregate_spec *spec,
                              kp__bound out)
{
    const kp__bound *element = &plan->bound[spec->element];
    const kp_column *cells = kp__cells_of(plan, spec->element);
    const double ulp = 4.5e-16;
    double n = (double)cells->n, total = 0;

    for (size_t row = 0; row < cells->n; row++) {
        kp_value value = kp_column_get(cells, row);
        total += value.state == KP_VALUE ? kp__rough(value.as.num) : 0;
    }
    out.clean = false;
    out.relative = 1;
    out.scale = element->scale;
    if (spec->fn == KP_AGG_SUM) {
        out.err = n * element->err + total * ulp * root_above(n);
        return out;
    }
    const kp__bound *weight = &plan->bound[spec->weight];
    bool both = spec->fn == KP_AGG_WEIGHTED_SUM;

    out.scale = !both ? weight->scale
                : element->scale < 0 || weight->scale < 0
                    ? -1
                    : element->scale + weight->scale;
    total = both ? total * weight->most : n * weight->most;
    out.err =
        n * weight->err * (both ? element->most : 1) + total * ulp * root_above(n);
    if (both)
        out.err += n * element->err * weight->most;
    return out;
}

static kp__bound bound_of_aggregate(const kp_live_plan *plan, const kp_field *field)
{
    const kp_aggregate_spec *spec = field->aggregate;
    kp__bound out = kp__bound_of_values(plan, field);
    const kp__bound *element =
        spec->element == KP_NO_FIELD ? NULL : &plan->bound[spec->element];

    switch (spec->fn) {
    case KP_AGG_SUM:
    case KP_AGG_WEIGHTED_SUM:
    case KP_AGG_WEIGHTS:
        return bound_of_sum(plan, spec, out);
    case KP_AGG_MIN:
    case KP_AGG_MAX:
    case KP_AGG_MEDIAN:
        out.clean = element->clean && spec->fn != KP_AGG_MEDIAN;
        out.err = element->err * 2;
        out.relative = element->relative * 2;
        out.scale =
            element->scale < 0 ? -1 : element->scale + (spec->fn == KP_AGG_MEDIAN);
        return out;
    case KP_AGG_COUNT:
    case KP_AGG_ANY:
    case KP_AGG_ALL:
    case KP_AGG_FN_COUNT:
        break;
    }
    return out;
}

static kp__bound bound_of_scalar(const kp_live_plan *plan, const kp_field *field)
{
    kp__bound seen = kp__bound_of_values(plan, field);
    kp__bound out = kp__bound_of(plan, field->expr);

    out.most = seen.most;
    out.blank = seen.blank;
    out.absent = seen.absent;
    if (field->decimals >= 0)
        out.scale = field->decimals;
    return out;
}

/* ---- formulas ---- */

/* A figure of declared decimals that no rounding has cleaned yet. */
static void clean_up(kp_live_plan *plan, const kp_field *field, kp_buf *text)
{
    kp__bound *bound = &plan->bound[field->id];
    bool by_data;

    if (field->kind != KP_NUM || field->decimals < 0 || bound->clean || bound->blank ||
        bound->absent ||
        kp__guard(bound, field->decimals, field->decimals, -1, &by_data) < 0)
        return;
    kp_buf whole;

    kp_buf_init(&whole, FORMULA_BYTES);
    kp_buf_z(&whole, "ROUND(");
    kp_buf_str(&whole, kp_buf_view(text));
    kp_buf_printf(&whole, ",%d)", field->decimals);
    kp_buf_clear(text);
    kp_buf_str(text, kp_buf_view(&whole));
    kp_buf_free(&whole);
    bound->clean = true;
    bound->err = bound->most * 4.5e-16;
}

/* A field that only shows what was lifted out of its formula, such as its share of a
 * pool, is a value when that is one. */
static bool shows_a_value(kp__writer *w)
{
    const kp_expr *e = w->field->expr;

    if (e->op == KP_X_ROUND)  // to the decimals that it has anyway
        e = e->arg[0];
    const kp_field *shown =
        e->op == KP_X_FIELD ? w->plan->scheme->field[e->field] : NULL;

    if (!shown || !shown->lifted || !kp__is_shown(shown))
        return false;
    kp__sheet_of_entity *sheet = &w->plan->entity[shown->entity];
    kp__column *column = &sheet->column[sheet->column_of[shown->local]];

    if (column->why == KP__WHY_NONE)
        return false;
    column->named = true;
    w->why = column->why;
    return true;
}

static bool write_formula(kp__writer *w, kp__column *column)
{
    if (w->field->source == KP_SOURCE_SCALAR && shows_a_value(w))
        return false;
    switch (w->field->source) {
    case KP_SOURCE_SCALAR:
        return kp__write_value(w, w->field->expr);
    case KP_SOURCE_AGGREGATE:
        return kp__write_aggregate(w, column);
    case KP_SOURCE_RANK:
        return kp__write_rank(w, column);
    case KP_SOURCE_QUOTA:
        return kp__writer_fails(w, KP__WHY_QUOTA);
    case KP_SOURCE_ALLOCATE:
        return kp__writer_fails(w, KP__WHY_ALLOCATE);
    case KP_SOURCE_INPUT:
    case KP_SOURCE_HISTORY:
        break;
    }
    return false;
}

static void set_bound(kp_live_plan *plan, const kp_field *field, bool live)
{
    if (live && field->source == KP_SOURCE_SCALAR)
        plan->bound[field->id] = bound_of_scalar(plan, field);
    else if (live && field->source == KP_SOURCE_AGGREGATE)
        plan->bound[field->id] = bound_of_aggregate(plan, field);
    else
        plan->bound[field->id] = kp__bound_of_values(plan, field);
}

static void keep_formula(kp_live_plan *plan, kp__column *column, const kp__writer *w)
{
    kp_str text = kp_buf_view(w->out);

    column->data_proof = w->data_proof;
    column->formula = kp_str_copy(plan->arena, text);
}

static void write_column(kp_live_plan *plan, const kp_field *field)
{
    kp__sheet_of_entity *sheet = &plan->entity[field->entity];
    kp__column *column = &sheet->column[sheet->column_of[field->local]];
    kp_buf text;
    kp__writer w = {.plan = plan, .field = field, .out = &text};

    kp_buf_init(&text, FORMULA_BYTES);
    bool live = write_formula(&w, column);
    set_bound(plan, field, live);
    if (live)
        clean_up(plan, field, &text);
    if (live && (text.broken || !kp__fits_a_cell(kp_buf_view(&text)))) {
        live = kp__writer_fails(&w, KP__WHY_LONG);
        set_bound(plan, field, false);
    }
    if (live)
        keep_formula(plan, column, &w);
    else
        column->why = w.why;
    kp_buf_free(&text);
    if (field->lifted)
        return;
    plan->count.calculated++;
    plan->count.live += live;
}

void kp__columns_write(kp_live_plan *plan)
{
    for (size_t f = 0; f < plan->scheme->nfields; f++)
        if (kp__is_shown(plan->scheme->field[f]))
            set_bound(plan, plan->scheme->field[f], false);
    for (size_t s = 0; s < plan->scheme->nstages; s++)
        for (uint32_t i = 0; i < plan->scheme->stage[s].nfields; i++) {
            const kp_field *field =
                plan->scheme->field[plan->scheme->stage[s].field[i]];

            if (kp__is_shown(field))
                write_column(plan, field);
        }
    for (uint32_t e = 0; e < plan->scheme->nentities; e++)
        for (uint32_t c = 0; c < plan->entity[e].ncolumns; c++)
            if (plan->entity[e].column[c].role == KP__POSITION)
                kp__write_chain(plan, &plan->entity[e], &plan->entity[e].column[c]);
}
