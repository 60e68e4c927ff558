/* load_span.c - rows of an entity now and in the previous run: who has left is there,
 * too, so that two months can be compared to the cent.
 *
 * Typed fields of the same name are taken over: what was typed this month, or what the
 * previous run has of a row that is gone.  Everything else is history (上期.) or a
 * formula over the link to the row itself, which is blank when the row is gone.
 */
#include "rules/load/load_parts.h"

static size_t earlier_rows(const kp__load_entity *le)
{
    if (le->earlier)
        return le->earlier->table->n;
    return le->previous ? le->previous->nrows : 0;
}

static uint32_t earlier_key(const kp__load_entity *le, size_t row)
{
    return le->earlier ? le->earlier->table->key[row] : le->previous->key[row];
}

static size_t collect_keys(kp__load *l, const kp__load_entity *le,
                           const kp_table *present, uint32_t *key)
{
    size_t n = 0;

    for (size_t r = 0; r < present->n; r++)
        key[n++] = present->key[r];
    for (size_t r = 0; r < earlier_rows(le); r++)
        if (earlier_key(le, r) != KP_NO_SYMBOL)
            key[n++] = earlier_key(le, r);
    return kp__sort_keys(l, key, n);
}

/* Both tables are in order of key, and every present row is among the rows. */
static void find_present(kp__load *l, kp__load_entity *le, const kp_table *present)
{
    le->now = KP_NEW_ARRAY(l->scratch, le->table->n + 1, uint32_t);
    for (size_t row = 0, p = 0; row < le->table->n && p < present->n; row++)
        if (le->table->key[row] == present->key[p])
            le->now[row] = (uint32_t)++p;
}

static void link_own_rows(kp__load *l, kp__load_entity *le)
{
    const kp_field *link = kp_own_row_link(l->scheme, le->entity);

    for (size_t row = 0; link && row < le->table->n; row++) {
        kp_value value = kp_value_none(KP_LINK, KP_BLANK);

        if (le->now[row])
            value = (kp_value){
                .kind = KP_LINK, .state = KP_VALUE, .as.row = le->now[row] - 1};
        kp_column_put(l->arena, &le->table->column[link->local], row, value);
    }
}

/* What was taken over stands where it was typed. */
static kp_table_origin repeat_origin(kp__load *l, const kp__load_entity *le,
                                     const kp_table_origin *of)
{
    kp_table_origin origin = {.file = of->file, .sheet = of->sheet};

    origin.row_at = KP_NEW_ARRAY(l->arena, le->table->n + 1, uint32_t);
    origin.col_of = KP_NEW_ARRAY(l->arena, le->entity->nfields + 1, uint32_t);
    for (size_t row = 0; row < le->table->n; row++)
        if (le->now[row])
            origin.row_at[row] = of->row_at[le->now[row] - 1];
    for (size_t k = 0; k < le->entity->nfields; k++) {
        const kp_field *there =
            kp_repeated_field(l->scheme, l->scheme->field[le->entity->field[k]]);

        if (there)
            origin.col_of[k] = of->col_of[there->local];
    }
    return origin;
}

static void repeat_origins(kp__load *l, kp__load_entity *le, const kp_table *present)
{
    kp_table *table = le->table;
    kp_table_origin *all = KP_NEW_ARRAY(
        l->arena, table->norigins + present->norigins + 1, kp_table_origin);

    for (size_t o = 0; o < table->norigins; o++)
        all[o] = table->origin[o];
    for (size_t o = 0; o < present->norigins; o++)
        all[table->norigins + o] = repeat_origin(l, le, &present->origin[o]);
    table->origin = all;
    table->norigins += present->norigins;
}

void kp__make_spanning_table(kp__load *l, kp__load_entity *le)
{
    const kp_table *present = l->entity[le->entity->spans].table;
    uint32_t *key =
        KP_NEW_ARRAY(l->scratch, present->n + earlier_rows(le) + 1, uint32_t);
    size_t n = collect_keys(l, le, present, key);

    le->table = kp__new_table(l, le->entity, n, key);
    kp__place_sources(l, le);
    find_present(l, le, present);
    link_own_rows(l, le);
    repeat_origins(l, le, present);
    // A join over this entity may ask for its fields before the next round.
    kp__place_previous(l);
}

static kp_value value_of_gone(kp__field_work *w, size_t row)
{
    kp_value value;

    switch (kp__previous_value(w, w->field, row, &value)) {
    case KP_CELL_OK:
        return value;
    case KP_CELL_BAD:
        return (kp_value){.state = KP_ERROR};
    case KP_CELL_BLANK:
        break;
    }
    return kp_value_none(w->field->kind, KP_BLANK);
}

void kp__repeat_field(kp__field_work *w, const kp_field *of)
{
    kp__load *l = w->l;
    const kp_column *present = &l->entity[of->entity].table->column[of->local];

    kp__load_field(l, of);
    for (size_t row = 0; row < w->le->table->n; row++) {
        if (row % 1024 == 0)
            kp_arena_reset(l->cells);
        kp_value value = w->le->now[row] ? kp_column_get(present, w->le->now[row] - 1)
                                         : value_of_gone(w, row);

        if (value.state == KP_ERROR && !w->le->now[row])
            kp__put_error(w, row, KP4096);
        else
            kp_column_put(l->arena, w->column, row, value);
    }
}
