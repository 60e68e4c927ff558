/* sheets_sources.c - 实体, the column 来源: where the rows of an entity come from, when
 * it is not from data.
 *
 *   连接 甲 + 乙        pairs of rows that point at the same row
 *   本期和上期 甲       rows of an entity now and in the previous run: who has left,
 * too
 *
 * What cannot be filled is told at the field that asked for it, once all are known.
 */
#include "engine/base/fold.h"
#include "rules/sheets/sheets.h"

/* ---- joins ---- */

static const kp_field *link_to(kp_build *b, uint32_t from, uint32_t to)
{
    const kp_entity *entity = b->scheme->entity[from];

    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = b->scheme->field[entity->field[k]];

        if (field->kind == KP_LINK && field->link_entity == to)
            return field;
    }
    return NULL;
}

/* "甲.岗位 = 乙.岗位": the links of both sides that must point at the same row. */
static bool read_join_condition(kp_build *b, kp_str text, kp_entity *entity)
{
    for (int side = 0; side < 2; side++) {
        kp_str path = kp_str_trim(kp_str_cut(&text, '='));
        kp_str name = path;
        kp_str owner = kp_str_trim(kp_str_cut(&name, '.'));
        uint32_t of = side == 0 ? entity->join_left : entity->join_right;
        size_t field;

        name = kp_str_trim(name);
        if (!kp_str_eq(owner, b->scheme->entity[of]->name) ||
            !kp_map_get(&b->fields[of], name, &field))
            return false;
        if (side == 0)
            entity->join_left_link = (uint32_t)field;
        else
            entity->join_right_link = (uint32_t)field;
    }
    const kp_field *left = b->scheme->field[entity->join_left_link];
    const kp_field *right = b->scheme->field[entity->join_right_link];

    return left->kind == KP_LINK && right->kind == KP_LINK &&
           left->link_entity == right->link_entity;
}

/* "员工 + 指标" */
static void read_join(kp_build *b, const kp_block *block, uint32_t i, uint32_t source,
                      uint32_t condition, kp_str rest, kp_entity *entity)
{
    kp_str first = kp_str_trim(kp_str_cut(&rest, '+'));
    size_t left, right;

    if (!kp_map_get(&b->entities, first, &left) ||
        !kp_map_get(&b->entities, kp_str_trim(rest), &right)) {
        kp__sheet_fault(b, block, i, source, KP2116, entity->name, KP_NONE);
        return;
    }
    entity->derived = true;
    entity->join_left = (uint32_t)left;
    entity->join_right = (uint32_t)right;
    if (!read_join_condition(b, kp_fold(b->arena, kp__cell(b, block, i, condition)),
                             entity) ||
        !link_to(b, entity->id, (uint32_t)left) ||
        !link_to(b, entity->id, (uint32_t)right))
        kp__sheet_fault(b, block, i, condition, KP2117, entity->name, KP_NONE);
}

/* ---- now and before ---- */

static bool same_type(const kp_field *a, const kp_field *b)
{
    return a->kind == b->kind && a->unit == b->unit &&
           a->link_entity == b->link_entity && a->source == b->source;
}

/* Keys are compared by their texts, so that both must be made of the same parts. */
static bool keys_fit(const kp_scheme *scheme, const kp_entity *a, const kp_entity *b)
{
    bool fit = a->nkeys == b->nkeys;

    for (size_t k = 0; fit && k < a->nkeys; k++)
        fit = kp_str_eq(scheme->field[a->key[k]]->name, scheme->field[b->key[k]]->name);
    return fit;
}

/* A typed field of the same name is taken over; one that is calculated there is not
 * known while rows are read. */
static void check_repeated(kp_build *b, const kp_entity *entity, const kp_entity *of)
{
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *mine = b->scheme->field[entity->field[k]];
        const kp_field *there = kp_entity_field(b->scheme, of, mine->name);

        if (there && mine->source == KP_SOURCE_INPUT && !same_type(mine, there))
            (void)kp_fail(b->diags, KP6406, mine->where, KP_NONE, mine->name, of->name,
                          entity->name);
    }
}

/* 上期.x is x there: a name that only this entity has would stay without a past. */
static void check_history(kp_build *b, const kp_entity *entity, const kp_entity *of)
{
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *mine = b->scheme->field[entity->field[k]];
        kp_str name = mine->name;

        (void)kp_str_cut(&name, '.');
        if (mine->source == KP_SOURCE_HISTORY &&
            !kp_entity_field(b->scheme, of, name) &&
            !kp__dormant_field(b, of->id, name))
            (void)kp_fail(b->diags, KP6408, mine->where, KP_NONE, mine->name, of->name,
                          name);
    }
}

static void read_span(kp_build *b, const kp_block *block, uint32_t i, uint32_t source,
                      kp_str of, kp_entity *entity)
{
    size_t whose;

    if (!kp_map_get(&b->entities, of, &whose)) {
        kp__sheet_fault(b, block, i, source, KP2116, entity->name, KP_NONE);
        return;
    }
    entity->derived = entity->spanning = true;
    entity->spans = (uint32_t)whose;
}

void kp__read_rows_source(kp_build *b, const kp_block *block, uint32_t i,
                          uint32_t source, uint32_t condition, kp_entity *entity)
{
    kp_str rest = kp_fold(b->arena, kp__cell(b, block, i, source));

    if (rest.n == 0 || kp_str_is(rest, "数据") || kp_str_is(rest, "data"))
        return;
    kp_str word = kp_str_cut(&rest, ' ');

    if (kp_str_is(word, "连接") || kp_str_is(word, "join"))
        read_join(b, block, i, source, condition, rest, entity);
    else if (kp_str_is(word, "本期和上期") || kp_str_is(word, "both"))
        read_span(b, block, i, source, kp_str_trim(rest), entity);
    else
        kp__sheet_fault(b, block, i, source, KP2116, entity->name, KP_NONE);
}

void kp__check_spans(kp_build *b)
{
    for (size_t e = 0; e < b->scheme->nentities; e++) {
        const kp_entity *entity = b->scheme->entity[e], *of;

        if (!entity->spanning)
            continue;
        of = b->scheme->entity[entity->spans];
        check_repeated(b, entity, of);
        check_history(b, entity, of);
        if (of->derived || (entity->nkeys && !keys_fit(b->scheme, entity, of)))
            (void)kp_fail(b->diags, of->derived ? KP6407 : KP6405, entity->where,
                          KP_NONE, entity->name, of->name, KP_NONE);
    }
}
