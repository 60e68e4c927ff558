/* check_fields.c - formulas of fields, and expressions in other cells, as fields. */
#include "engine/base/fold.h"
#include "rules/check/check.h"
#include "rules/expr/parse.h"
#include "rules/sheets/sheets.h"

static bool kinds_agree(const kp_scope *s, const kp_ast *ast, const kp_field *field,
                        const kp_expr *e)
{
    if (field->kind != e->kind) {
        kp__formula_fault(s, ast, KP3212, field->name, KP_NONE, KP_NONE);
        return false;
    }
    if (field->kind != KP_LINK)
        return true;
    uint32_t to = kp__link_target(s->b, e);

    if (to == field->link_entity || to == UINT32_MAX)
        return true;
    kp__formula_fault(s, ast, KP3213, field->name, s->b->scheme->entity[to]->name,
                      s->b->scheme->entity[field->link_entity]->name);
    return false;
}

/* Whatever has no meaning has been told; a field without one must not run in any case.
 */
static void tell_something(const kp_scope *s, const kp_ast *ast, size_t before)
{
    if (kp_diags_errors(s->b->diags) == before && s->b->nexcused == 0)
        kp__formula_fault(s, ast, KP3208, kp__span(s, ast), KP_NONE, KP_NONE);
}

static void check_formula(kp_build *b, kp_field *field)
{
    kp_scope s = {.b = b,
                  .entity = field->entity,
                  .where = field->formula_where,
                  .text = field->formula,
                  .decimals = field->decimals};
    const kp_ast *ast = b->field_ast[field->id];
    size_t before = kp_diags_errors(b->diags);
    kp_expr *e;

    if (!ast)
        return;
    e = field->kind == KP_LINK ? kp__scalar(&s, ast)
                               : kp__scalar_of(&s, ast, field->kind);
    if (!e)
        tell_something(&s, ast, before);
    if (!e || !kinds_agree(&s, ast, field, e))
        return;
    if (field->kind == KP_NUM && field->decimals >= 0)
        e = kp__round_result(&s, NULL, e, field->decimals, field->mode);
    field->expr = e;
}

/* Of this month, or, where nothing is added up, of months in which it is in force. */
static bool find_history_of(kp_build *b, const kp_field *field, kp_str of, size_t *id)
{
    if (kp_map_get(&b->fields[field->entity], of, id))
        return true;
    const kp_field *other = field->history == KP_HISTORY_YTD
                                ? NULL
                                : kp__dormant_field(b, field->entity, of);

    *id = other ? other->id : 0;
    return other != NULL;
}

static void check_history(kp_build *b, kp_field *field)
{
    kp_str of;
    size_t id, dot = kp_str_find(field->name, KP_STR("."));

    of = kp_str_slice(field->name, dot + 1, field->name.n);
    if (find_history_of(b, field, of, &id)) {
        field->history_of = (uint32_t)id;
        if (b->scheme->field[id]->kind != field->kind)
            kp_fail(b->diags, KP3142, field->where, field->name, field->name, of,
                    KP_NONE);
        else if (field->history == KP_HISTORY_YTD && field->kind != KP_NUM)
            kp_fail(b->diags, KP3141, field->where, field->name, of, KP_NONE, KP_NONE);
        return;
    }
    if (kp__is_excused(b, KP3102, of))
        return;
    kp_fail(b->diags, KP3102, field->where, field->name, of,
            b->scheme->entity[field->entity]->name,
            kp__nearest_field(b, field->entity, of));
}

void kp__check_field(kp_build *b, kp_field *field)
{
    if (field->source == KP_SOURCE_SCALAR && !field->lifted)
        check_formula(b, field);
    else if (field->source == KP_SOURCE_HISTORY)
        check_history(b, field);
}

static kp_field *check_standing(kp_build *b, uint32_t entity, kp_where where,
                                kp_str cell, kp_str text)
{
    kp_parse_where at = {where, cell};
    kp_ast *ast = kp_parse_expression(b->arena, &at, text, b->diags);
    kp_scope s = {
        .b = b, .entity = entity, .where = where, .text = cell, .decimals = -1};
    size_t before = kp_diags_errors(b->diags);
    kp_expr *e = ast ? kp__scalar(&s, ast) : NULL;

    if (ast && !e)
        tell_something(&s, ast, before);
    if (!e)
        return NULL;
    if (e->op == KP_X_FIELD)
        return b->scheme->field[e->field];
    kp_field *field = kp__lift(b, entity, text, e->kind, KP_SOURCE_SCALAR);

    field->report = true;
    field->expr = e;
    field->formula_where = where;
    if (e->kind == KP_LINK)
        field->link_entity = kp__link_target(b, e);
    if (e->op == KP_X_UP) {
        field->decimals = b->scheme->field[e->field]->decimals;
        field->unit = b->scheme->field[e->field]->unit;
    }
    return field;
}

kp_field *kp__check_cell(kp_build *b, uint32_t entity, const kp_block *block,
                         uint32_t i, uint32_t j)
{
    kp_str text = kp_str_copy(b->arena, kp_cell_text(kp_block_cell(block, i, j)));
    kp_where where = kp_block_where(block, i, j);

    return check_standing(b, entity, where, text, text);
}

kp_field *kp__check_text(kp_build *b, uint32_t entity, kp_where where, kp_str text)
{
    text = kp_str_copy(b->arena, text);
    return check_standing(b, entity, where, text, text);
}

/* ---- nearest names ---- */

kp_str kp__nearest_entity(kp_build *b, kp_str wrong)
{
    kp_str *names = KP_NEW_ARRAY(b->arena, b->scheme->nentities + 1, kp_str);

    for (size_t k = 0; k < b->scheme->nentities; k++)
        names[k] = b->scheme->entity[k]->name;
    return kp_nearest(wrong, names, b->scheme->nentities);
}

kp_str kp__nearest_field(kp_build *b, uint32_t entity, kp_str wrong)
{
    const kp_entity *of = b->scheme->entity[entity];
    kp_str *names = KP_NEW_ARRAY(b->arena, of->nfields + 1, kp_str);
    size_t n = 0;

    for (size_t k = 0; k < of->nfields; k++)
        if (!b->scheme->field[of->field[k]]->lifted)
            names[n++] = b->scheme->field[of->field[k]]->name;
    return kp_nearest(wrong, names, n);
}
