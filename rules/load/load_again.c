/* load_again.c - what looks back, filled again beside a table that stands.
 *
 * A series of months and a trial beside its base share what was typed; only the columns
 * that take their values from the month before differ.
 */
#include "rules/load/load_parts.h"

static bool looks_back(const kp_field *field)
{
    return field->source == KP_SOURCE_HISTORY ||
           (field->source == KP_SOURCE_INPUT && field->missing == KP_MISSING_CARRY);
}

static bool is_typed_somewhere(const kp_table *table, const kp_field *field)
{
    for (size_t o = 0; o < table->norigins; o++)
        if (table->origin[o].col_of[field->local])
            return true;
    return false;
}

bool kp_load_can_refill(const kp_scheme *scheme, kp_table *const *tables)
{
    // Their rows look back, too.
    for (size_t e = 0; e < scheme->nentities; e++)
        if (scheme->entity[e]->spanning)
            return false;
    for (size_t f = 0; f < scheme->nfields; f++) {
        const kp_field *field = scheme->field[f];

        if (looks_back(field) && is_typed_somewhere(tables[field->entity], field))
            return false;
    }
    return true;
}

static bool is_any(const kp__load *l, const bool *which)
{
    for (size_t f = 0; f < l->scheme->nfields; f++)
        if (which[f])
            return true;
    return false;
}

void kp__refill(kp__load *l, kp_table **tables, const bool *which)
{
    if (!is_any(l, which))
        return;
    l->entity = KP_NEW_ARRAY(l->scratch, l->scheme->nentities + 1, kp__load_entity);
    for (size_t e = 0; e < l->scheme->nentities; e++) {
        l->entity[e].entity = l->scheme->entity[e];
        l->entity[e].table = tables[e];
    }
    kp__find_previous(l);
    kp__place_previous(l);
    for (size_t f = 0; f < l->scheme->nfields; f++) {
        const kp_field *field = l->scheme->field[f];
        kp__field_work w = {.l = l, .le = &l->entity[field->entity], .field = field};

        if (!which[f])
            continue;
        w.column = &w.le->table->column[field->local];
        w.given = KP_NEW_ARRAY(l->scratch, w.le->table->n + 1, uint16_t);
        if (field->source == KP_SOURCE_HISTORY)
            kp__settle_history(&w);
        else
            kp__settle_missing(&w);
    }
    kp__tell_no_history(l);
}
