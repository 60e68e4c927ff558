/* scheme.c - looking things up in a scheme by name. */
#include "engine/scheme.h"

const kp_entity *kp_scheme_entity(const kp_scheme *scheme, kp_str name)
{
    for (size_t e = 0; e < scheme->nentities; e++)
        if (kp_str_eq(scheme->entity[e]->name, name) ||
            (name.n && kp_str_eq(scheme->entity[e]->label, name)))
            return scheme->entity[e];
    return NULL;
}

const kp_field *kp_entity_field(const kp_scheme *scheme, const kp_entity *entity,
                                kp_str name)
{
    for (size_t f = 0; f < entity->nfields; f++)
        if (kp_str_eq(scheme->field[entity->field[f]]->name, name))
            return scheme->field[entity->field[f]];
    return NULL;
}

const kp_field *kp_repeated_field(const kp_scheme *scheme, const kp_field *field)
{
    const kp_entity *entity = scheme->entity[field->entity];

    if (!entity->spanning || field->source != KP_SOURCE_INPUT || field->lifted)
        return NULL;
    return kp_entity_field(scheme, scheme->entity[entity->spans], field->name);
}

const kp_field *kp_own_row_link(const kp_scheme *scheme, const kp_entity *entity)
{
    for (size_t k = 0; entity->spanning && k < entity->nfields; k++) {
        const kp_field *field = scheme->field[entity->field[k]];

        if (field->kind == KP_LINK && field->link_entity == entity->spans &&
            field->source == KP_SOURCE_INPUT && !kp_repeated_field(scheme, field))
            return field;
    }
    return NULL;
}

const char *kp_aggregate_name(kp_aggregate_fn fn, bool english)
{
    static const char *const zh[] = {"合计",     "计数",     "最小", "最大", "中位数",
                                     "加权合计", "权重合计", "任一", "全部"};
    static const char *const en[] = {"sum",          "count",   "min", "max", "median",
                                     "weighted_sum", "weights", "any", "all"};

    return english ? en[fn] : zh[fn];
}
