/* plan.c - which sheets there are and what they are called; see live.h. */
#include "io/live/parts.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/fold.h"

bool kp__is_shown(const kp_field *field)
{
    return !field->report;
}

kp__sheet_of_entity *kp__sheet_of(const kp_live_plan *plan, uint32_t entity)
{
    return &plan->entity[entity];
}

uint32_t kp__column_of(const kp_live_plan *plan, uint32_t field)
{
    const kp_field *f = plan->scheme->field[field];

    return plan->entity[f->entity].column_of[f->local];
}

const kp_column *kp__cells_of(const kp_live_plan *plan, uint32_t field)
{
    const kp_field *f = plan->scheme->field[field];

    return &plan->run->table[f->entity]->column[f->local];
}

size_t kp__param_of(const kp_live_plan *plan, const kp_expr *e)
{
    if (e->op != KP_X_CONST || !e->text || e->origin.row == 0)
        return SIZE_MAX;
    for (size_t i = 0; i < plan->scheme->nparams; i++)
        if (kp_str_is(plan->scheme->param[i].name, e->text) &&
            plan->scheme->param[i].value.kind == e->kind)
            return i;
    return SIZE_MAX;
}

/* ---- texts that spreadsheets take for the same ---- */

static kp_str without_case(kp_arena *arena, kp_str text)
{
    kp_buf out;
    char bytes[4];

    kp_buf_init(&out, 8 * text.n + 16);
    for (size_t at = 0; at < text.n;) {
        uint32_t point = kp_utf8_next(text, &at);
        kp_buf_put(&out, bytes,
                   kp_utf8_put(bytes, kp_utf8_lower(kp_utf8_upper(point))));
    }
    kp_str copy = kp_str_copy(arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return copy;
}

static void compare_texts(kp_live_plan *plan)
{
    size_t n = kp_symbol_count(plan->scheme->symbols), first;
    bool *collides = KP_NEW_ARRAY(plan->arena, n + 1, bool);
    kp_map seen;

    kp_map_init(&seen, plan->arena);
    for (uint32_t i = 0; i < n; i++) {
        kp_str text = kp_symbol_text(plan->scheme->symbols, i);

        for (size_t k = 0; k < text.n; k++)
            plan->wildcards |= strchr("*?~", text.p[k]) != NULL;
        if (!kp_map_put(&seen, without_case(plan->arena, text), i, &first))
            collides[i] = collides[first] = true;
    }
    plan->collides = collides;
}

/* ---- sheets ---- */

typedef struct naming {
    kp_live_namer *namer;
    void *context;
} naming;

static kp_live_sheet *add_sheet(kp_live_plan *plan, const naming *names, kp_str wanted,
                                kp__sheet_kind kind, uint32_t index)
{
    kp_live_sheet *sheet = &plan->sheet[plan->nsheets++];

    *sheet = (kp_live_sheet){.kind = (uint8_t)kind, .index = index};
    names->namer(names->context, wanted, sheet->name);
    return sheet;
}

static kp_str joined(kp_live_plan *plan, const char *before, kp_str name,
                     const char *after)
{
    kp_buf out;

    kp_buf_init(&out, name.n + 64);
    kp_buf_z(&out, before);
    kp_buf_str(&out, name);
    kp_buf_z(&out, after);
    kp_str copy = kp_str_copy(plan->arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return copy;
}

static void add_entities(kp_live_plan *plan, const naming *names)
{
    for (uint32_t e = 0; e < plan->scheme->nentities; e++) {
        kp__sheet_of_entity *own = &plan->entity[e];

        own->sheet = (uint32_t)plan->nsheets;
        own->quoted =
            kp__quoted(plan->arena,
                       add_sheet(plan, names, own->entity->name, KP__ENTITY, e)->name);
    }
}

static void add_tables(kp_live_plan *plan, const naming *names)
{
    for (uint32_t t = 0; t < plan->scheme->ntables; t++) {
        kp__live_table *own = &plan->table[t];

        if (!own->asked)
            continue;
        kp__lines_make(plan, own);
        if (own->why != KP__WHY_NONE)
            continue;
        own->sheet = (uint32_t)plan->nsheets;
        own->quoted = kp__quoted(
            plan->arena, add_sheet(plan, names, own->table->name, KP__TABLE, t)->name);
    }
}

/* Names first: formulas are made of them. */
static void name_sheets(kp_live_plan *plan, const naming *names)
{
    plan->sheet = KP_NEW_ARRAY(plan->arena,
                               3 + 2 * plan->scheme->nentities + plan->scheme->ntables,
                               kp_live_sheet);
    plan->notes_sheet = (uint32_t)plan->nsheets;
    (void)add_sheet(plan, names, KP_STR("说明"), KP__NOTES, 0);
    plan->checks_sheet = (uint32_t)plan->nsheets;
    (void)add_sheet(plan, names, KP_STR("核对"), KP__CHECKS, 0);
    plan->params_sheet = (uint32_t)plan->nsheets;
    plan->params_quoted = kp__quoted(
        plan->arena, add_sheet(plan, names, KP_STR("参数"), KP__PARAMS, 0)->name);
    add_entities(plan, names);
    add_tables(plan, names);
}

static bool has_live_column(const kp__sheet_of_entity *sheet)
{
    for (uint32_t c = 0; c < sheet->ncolumns; c++)
        if (sheet->column[c].role == KP__FIELD && sheet->column[c].formula.n)
            return sheet->table->n > 0;
    return false;
}

/* Our values beside the formulas, for the checks; nobody needs to see them. */
static void add_values(kp_live_plan *plan, const naming *names)
{
    for (uint32_t e = 0; e < plan->scheme->nentities; e++) {
        kp__sheet_of_entity *own = &plan->entity[e];

        own->values_sheet = UINT32_MAX;
        if (!has_live_column(own))
            continue;
        own->values_sheet = (uint32_t)plan->nsheets;
        kp_live_sheet *sheet = add_sheet(
            plan, names, joined(plan, "", own->entity->name, "·原值"), KP__VALUES, e);
        sheet->hidden = true;
        own->values_quoted = kp__quoted(plan->arena, sheet->name);
    }
}

static void size_sheet(const kp_live_plan *plan, kp_live_sheet *sheet)
{
    const kp__sheet_of_entity *entity = &plan->entity[sheet->index];

    sheet->frozen_rows = KP__DATA_ROW - 1;
    switch ((kp__sheet_kind)sheet->kind) {
    case KP__NOTES:
        sheet->nrows = kp__notes_rows(plan);
        sheet->ncols = 3;
        sheet->frozen_rows = 0;
        break;
    case KP__CHECKS:
        sheet->nrows = KP__DATA_ROW - 1 + (uint32_t)plan->nchecks;
        sheet->ncols = 3;
        break;
    case KP__PARAMS:
        sheet->nrows = KP__DATA_ROW - 1 + (uint32_t)plan->scheme->nparams;
        sheet->ncols = 4;
        break;
    case KP__ENTITY:
    case KP__VALUES:
        sheet->nrows = KP__DATA_ROW - 1 + (uint32_t)entity->table->n;
        sheet->ncols = entity->ncolumns;
        sheet->frozen_cols = 1;
        break;
    case KP__TABLE:
        sheet->nrows = KP__DATA_ROW + (uint32_t)plan->table[sheet->index].nlines;
        sheet->ncols = plan->table[sheet->index].ncolumns;
        break;
    }
}

/* ---- all of it ---- */

static kp_status fits(const kp_live_plan *plan, kp_diags *diags)
{
    char number[32];
    kp_status status = KP_OK;

    for (uint32_t e = 0; e < plan->scheme->nentities; e++) {
        const kp__sheet_of_entity *sheet = &plan->entity[e];

        if (sheet->table->n <= KP__ROWS_MOST && sheet->ncolumns <= KP__COLUMNS_MOST)
            continue;
        (void)snprintf(number, sizeof number, "%zu", sheet->table->n);
        status = kp_fail(diags, KP6680, sheet->entity->where, KP_NONE,
                         sheet->entity->name, kp_str_of(number), KP_NONE);
    }
    return status;
}

static kp_live_plan *open_plan(kp_arena *arena, const kp_run *run)
{
    kp_live_plan *plan = KP_NEW(arena, kp_live_plan);
    const kp_scheme *scheme = run->scheme;

    plan->arena = arena;
    plan->run = run;
    plan->scheme = scheme;
    plan->profile = KP_NEW(arena, kp__profile);
    plan->profile->arena = arena;
    plan->bound = KP_NEW_ARRAY(arena, scheme->nfields + 1, kp__bound);
    plan->entity = KP_NEW_ARRAY(arena, scheme->nentities + 1, kp__sheet_of_entity);
    plan->table = KP_NEW_ARRAY(arena, scheme->ntables + 1, kp__live_table);
    for (uint32_t e = 0; e < scheme->nentities; e++) {
        plan->entity[e].entity = scheme->entity[e];
        plan->entity[e].table = run->table[e];
    }
    for (uint32_t t = 0; t < scheme->ntables; t++)
        plan->table[t].table = scheme->table[t];
    return plan;
}

kp_status kp_live_plan_make(kp_arena *arena, const kp_run *run, kp_live_namer *namer,
                            void *context, kp_live_plan **out, kp_diags *diags)
{
    kp_live_plan *plan = open_plan(arena, run);
    const naming names = {namer, context};

    compare_texts(plan);
    kp__chains_make(plan);
    kp__columns_make(plan);
    kp_status status = fits(plan, diags);
    if (status != KP_OK)
        return status;
    kp__rows_make(plan);
    kp__profile_run(plan);
    name_sheets(plan, &names);
    kp__columns_write(plan);
    add_values(plan, &names);
    kp__checks_make(plan);
    for (size_t i = 0; i < plan->nsheets; i++)
        size_sheet(plan, &plan->sheet[i]);
    *out = plan;
    return KP_OK;
}

size_t kp_live_nsheets(const kp_live_plan *plan)
{
    return plan->nsheets;
}

const kp_live_sheet *kp_live_sheet_at(const kp_live_plan *plan, size_t sheet)
{
    return &plan->sheet[sheet];
}

kp_live_count kp_live_counted(const kp_live_plan *plan)
{
    return plan->count;
}
