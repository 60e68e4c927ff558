/* load_earlier.c - an earlier run that is still in memory (a series of months): its
 * rows and values, in the place of a sheet of tables/.
 */
#include "rules/load/load_parts.h"

void kp__find_in_memory(kp__load *l, kp__load_entity *le)
{
    const kp_run *run = l->in->previous_run;
    const kp_entity *entity =
        kp_scheme_entity(run->scheme, kp__earlier_entity(l, le->entity)->name);

    if (!entity)
        return;
    kp__earlier *earlier = KP_NEW(l->scratch, kp__earlier);
    earlier->table = run->table[entity->id];
    earlier->field =
        KP_NEW_ARRAY(l->scratch, le->entity->nfields + 1, const kp_field *);
    for (size_t k = 0; k < le->entity->nfields; k++) {
        const kp_field *mine = l->scheme->field[le->entity->field[k]];
        const kp_field *there =
            mine->lifted ? NULL : kp_entity_field(run->scheme, entity, mine->name);

        if (there && !there->lifted && there->kind == mine->kind)
            earlier->field[k] = there;
    }
    le->earlier = earlier;
}

/* Keys of both are in order, and mostly the same. */
void kp__place_in_memory(kp__load *l, kp__load_entity *le)
{
    const kp_table *now = le->table, *then = le->earlier->table;

    le->earlier->row_of = KP_NEW_ARRAY(l->scratch, now->n + 1, uint32_t);
    for (size_t row = 0, next = 0; row < now->n; row++) {
        size_t at = next;

        if (at >= then->n || then->key[at] != now->key[row])
            at = kp_table_find(then, l->scheme->symbols,
                               kp_symbol_text(l->scheme->symbols, now->key[row]));
        if (at == SIZE_MAX)
            continue;
        le->earlier->row_of[row] = (uint32_t)at + 1;
        next = at + 1;
    }
}

/* A row of another table is known by its key. */
static bool move_link(kp__field_work *w, const kp_field *field, const kp_field *there,
                      kp_value *value)
{
    const kp_table *from = w->l->in->previous_run->table[there->link_entity];
    size_t row =
        kp_table_find(w->l->entity[field->link_entity].table, w->l->scheme->symbols,
                      kp_symbol_text(w->l->scheme->symbols, from->key[value->as.row]));

    value->as.row = (uint32_t)row;
    if (row == SIZE_MAX && w->le->entity->spanning)
        *value = kp_value_none(KP_LINK, KP_BLANK);
    return row != SIZE_MAX || w->le->entity->spanning;
}

kp_cell_result kp__value_in_memory(kp__field_work *w, const kp_field *field, size_t row,
                                   kp_value *out)
{
    const kp__earlier *earlier = w->le->earlier;
    const kp_field *there = earlier->field[field->local];

    *out = kp_run_value(w->l->in->previous_run, there->id, earlier->row_of[row] - 1);
    if (out->state == KP_BLANK)
        return KP_CELL_BLANK;
    if (out->state != KP_ERROR && (out->state != KP_VALUE || out->kind != KP_LINK ||
                                   move_link(w, field, there, out)))
        return KP_CELL_OK;
    (void)kp_fail(w->l->diags, KP4096, KP_NOWHERE, KP_NONE,
                  kp_symbol_text(w->l->scheme->symbols, w->le->table->key[row]),
                  field->name, KP_NONE);
    return KP_CELL_BAD;
}
