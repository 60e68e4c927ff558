/* load_missing.c - what stands where nothing was typed (缺失), and whom to ask for it.
 *
 * A value that is needed and not there may mean four things, and each has its own
 * remedy: the column is in no sheet at all; the cell is blank; the row is not in the
 * sheet that has the column; the row stands only in a side sheet, and nobody of that
 * key is on the roster.  The roster is the sheet with the most needed columns.
 */
#include "rules/load/load_parts.h"

const kp__source *kp__source_with(const kp__field_work *w, size_t row)
{
    for (size_t s = 0; s < w->le->nsources; s++) {
        const kp__source *source = w->le->source[s];

        if (source->col[w->field->local] && source->row_of[row])
            return source;
    }
    return NULL;
}

static const kp__source *first_listing(const kp__load_entity *le, size_t row)
{
    for (size_t s = 0; s < le->nsources; s++)
        if (le->source[s]->row_of[row])
            return le->source[s];
    return NULL;
}

static bool is_roster(const kp__load_entity *le, const kp__source *source)
{
    return source->nneeded > 0 && source->nneeded == le->most_needed;
}

static void find_roster(kp__load *l, kp__load_entity *le)
{
    le->on_roster = KP_NEW_ARRAY(l->scratch, le->table->n + 1, uint8_t);
    for (size_t s = 0; s < le->nsources; s++) {
        const kp__source *source = le->source[s];

        for (size_t row = 0; is_roster(le, source) && row < le->table->n; row++)
            le->on_roster[row] |= source->row_of[row] != 0;
    }
}

/* The roster that lacks this row, or NULL when none does. */
static const kp__source *roster_without(const kp__field_work *w, size_t row)
{
    kp__load_entity *le = w->le;

    if (!le->on_roster)
        find_roster(w->l, le);
    if (le->on_roster[row] || !first_listing(le, row))
        return NULL;
    for (size_t s = 0; s < le->nsources; s++)
        if (is_roster(le, le->source[s]))
            return le->source[s];
    return NULL;
}

bool kp__is_stranger(const kp__field_work *w, size_t row)
{
    return roster_without(w, row) != NULL;
}

static const kp__source *first_with(const kp__field_work *w)
{
    for (size_t s = 0; s < w->le->nsources; s++)
        if (w->le->source[s]->col[w->field->local])
            return w->le->source[s];
    return NULL;
}

static kp_str key_of(const kp__field_work *w, size_t row)
{
    return kp_symbol_text(w->l->scheme->symbols, w->le->table->key[row]);
}

/* The roster when it lists the row: that is where people look it up. */
static const kp__source *best_listing(const kp__load_entity *le, size_t row)
{
    for (size_t s = 0; s < le->nsources; s++)
        if (is_roster(le, le->source[s]) && le->source[s]->row_of[row])
            return le->source[s];
    return first_listing(le, row);
}

kp_where kp__key_where(const kp__field_work *w, size_t row, kp_str *cell)
{
    const kp__source *source = best_listing(w->le, row);

    *cell = KP_NONE;
    if (!source)
        return w->le->entity->where;
    const kp_field *key = w->l->scheme->field[w->le->entity->key[0]];
    uint32_t i = source->row[source->row_of[row] - 1], j = source->col[key->local]->j;
    *cell = kp_cell_text(kp_sheet_cell(source->sheet, i, j));
    return kp__load_where(source, i, j);
}

/* ---- the four reasons ---- */

kp_where kp__heading_where(const kp__load_entity *le)
{
    const kp__source *source = le->nsources ? le->source[0] : NULL;

    for (size_t s = le->nsources; s-- > 0;)
        if (is_roster(le, le->source[s]) && !le->source[s]->of_scheme)
            source = le->source[s];
    if (!source)
        return le->entity->where;
    return kp__load_where(source, source->head, source->left);
}

static void tell_no_column(kp__field_work *w)
{
    const kp__load_entity *le = w->le;

    if (w->told_column)
        return;
    w->told_column = true;
    if (le->maybe_incomplete)
        return;
    (void)kp_fail(w->l->diags, KP4027, kp__heading_where(le), KP_NONE, w->field->name,
                  le->entity->name, KP_NONE);
}

/* 部门 blank below a filled one: in a workbook it would have been a merged cell.  The
 * cell at its head, or NULL. */
static const kp_cell *unmerged_from(const kp__field_work *w, const kp__source *source,
                                    uint32_t i, uint32_t j)
{
    if (w->field->kind != KP_LINK || !source->sheet->is_csv)
        return NULL;
    while (i > source->head + 1) {
        const kp_cell *above = kp_sheet_cell(source->sheet, --i, j);

        if (!kp_cell_is_blank(above))
            return above;
        // Nothing is filled down over a blank row.
        if (kp_row_is_blank(&source->sheet->rows[i]))
            return NULL;
    }
    return NULL;
}

static kp_code tell_blank_cell(kp__field_work *w, size_t row, const kp__source *source)
{
    uint32_t i = source->row[source->row_of[row] - 1];
    uint32_t j = source->col[w->field->local]->j;

    const kp_cell *above = unmerged_from(w, source, i, j);

    if (above) {
        kp__load_fault(w->l, KP4047, source, i, j, w->field->name, kp_cell_text(above),
                       KP_NONE);
        return KP4047;
    }
    kp__load_fault(w->l, KP4080, source, i, j, key_of(w, row), w->field->name, KP_NONE);
    return KP4080;
}

/* Rows of the roster that the sheet does not list: who is there is not meant twice. */
static const uint8_t *missing_from(kp__field_work *w, const kp__source *sheet)
{
    uint8_t *among = KP_NEW_ARRAY(w->l->cells, w->le->table->n + 1, uint8_t);

    for (size_t row = 0; row < w->le->table->n; row++)
        among[row] = w->le->on_roster[row] && sheet->row_of[row] == 0;
    return among;
}

static kp_code tell_stranger(kp__field_work *w, size_t row, const kp__source *roster)
{
    kp__load *l = w->l;
    kp_str cell, key = key_of(w, row);
    kp_where where = kp__key_where(w, row, &cell);
    const kp__source *here = first_listing(w->le, row);

    if (w->le->told_stranger[row])
        return KP4064;
    w->le->told_stranger[row] = 1;
    kp_str near = kp__nearest_key(l, w->le->table, key, missing_from(w, here));
    (void)kp_fail(l->diags, near.n ? KP4065 : KP4064, where, cell,
                  kp__load_sheet_name(l, here), key,
                  near.n ? near : kp__load_sheet_name(l, roster));
    return KP4064;
}

static kp_code tell_no_row(kp__field_work *w, size_t row)
{
    kp_str cell;
    kp_where where = kp__key_where(w, row, &cell);

    (void)kp_fail(w->l->diags, KP4081, where, cell, key_of(w, row),
                  kp__load_sheet_name(w->l, first_with(w)), w->field->name);
    return KP4081;
}

void kp__tell_missing(kp__field_work *w, size_t row)
{
    const kp__source *source = kp__source_with(w, row),
                     *roster = roster_without(w, row);
    kp_code code = KP4027;

    // What a sheet that could not be used may hold is not missed.
    if (source)
        code = tell_blank_cell(w, row, source);
    else if (w->le->incomplete)
        code = KP4081;
    else if (roster)
        code = tell_stranger(w, row, roster);
    else if (!w->in_some_source)
        tell_no_column(w);
    else
        code = tell_no_row(w, row);
    kp__put_error(w, row, code);
}

/* ---- the field's rule ---- */

static void carry(kp__field_work *w, size_t row)
{
    kp_value value;
    kp_str cell;

    switch (kp__previous_value(w, w->field, row, &value)) {
    case KP_CELL_OK:
        kp_column_put(w->l->arena, w->column, row, value);
        return;
    case KP_CELL_BAD:
        kp__put_error(w, row, KP4096);
        return;
    case KP_CELL_BLANK:
        break;
    }
    kp_where where = kp__key_where(w, row, &cell);
    (void)kp_fail(w->l->diags, KP4097, where, cell, key_of(w, row), w->field->name,
                  KP_NONE);
    kp__put_error(w, row, KP4097);
}

static void put_zero(kp__field_work *w, size_t row)
{
    if (w->field->kind == KP_NUM)
        kp_column_put(w->l->arena, w->column, row, kp_value_num(kp_dec(0, 0)));
    else if (w->field->kind == KP_BOOL)
        kp_column_put(w->l->arena, w->column, row, kp_value_bool(false));
    else
        kp__tell_missing(w, row);
}

void kp__apply_missing(kp__field_work *w, size_t row)
{
    kp_kind kind = w->field->kind;

    switch (w->field->missing) {
    case KP_MISSING_ERROR:
        kp__tell_missing(w, row);
        return;
    case KP_MISSING_ZERO:
        put_zero(w, row);
        return;
    case KP_MISSING_ABSENT:
        kp_column_put(w->l->arena, w->column, row, kp_value_none(kind, KP_ABSENT));
        return;
    case KP_MISSING_CARRY:
        carry(w, row);
        return;
    case KP_MISSING_BLANK:
        break;
    }
    kp_column_put(w->l->arena, w->column, row, kp_value_none(kind, KP_BLANK));
}

void kp__settle_missing(kp__field_work *w)
{
    for (size_t row = 0; row < w->column->n; row++) {
        if (row % 1024 == 0)
            kp_arena_reset(w->l->cells);
        if (!w->given[row])
            kp__apply_missing(w, row);
    }
}
