/* load_cells.c - the values of one field, out of all the sheets that have it.
 *
 * A field may be typed in several sheets (rosters of several offices, a file sent
 * twice).  For one row all of them must agree; where they do not, both cells are named.
 */
#include "engine/base/fold.h"
#include "rules/load/load_parts.h"

/* ---- one cell ---- */

static void tell(kp__cell_work *c, kp_code code, uint32_t i, kp_str arg1, kp_str arg2)
{
    // What is remarkable about a key was told when the key was read.
    if (!c->w->field->is_key && !c->source->previous)
        kp__tally_tell(c->w->l, &c->tally, code, c->source, i, c->col->j, arg1, arg2);
}

static kp_cell_want want_of(const kp__load_col *col, const kp_field *field)
{
    kp_cell_want want = {field->kind, field->unit, field->decimals};

    if (col->tens && want.decimals >= 0) {
        want.decimals += col->tens;
        want.decimals = want.decimals < 0 ? 0 : want.decimals;
    }
    return want;
}

static bool has_unit_of_its_own(const kp_cell *cell)
{
    kp_str text = kp_cell_text(cell);

    return kp_str_find(text, KP_STR("元")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("万")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("亿")) != SIZE_MAX;
}

static bool has_percent_sign(const kp_cell *cell)
{
    kp_str text = kp_cell_text(cell);

    return cell->format == KP_SHOWN_PERCENT ||
           kp_str_find(text, KP_STR("%")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("％")) != SIZE_MAX;
}

/* Above the headings, or in the column's own. */
static kp_where where_unit_stands(const kp__cell_work *c)
{
    if (c->source->money_tens == c->col->tens)
        return c->source->money_unit_where;
    return kp__load_where(c->source, c->source->head, c->col->j);
}

/* 单位：万元 above the column: the digits count ten thousands. */
static kp_cell_result read_in_tens(kp__cell_work *c, const kp_cell *cell,
                                   kp_cell_got *got)
{
    kp_cell_want want = want_of(c->col, c->w->field);
    kp_cell_result result;

    if (c->col->tens > 0 && has_unit_of_its_own(cell)) {
        *got = (kp_cell_got){.code = KP4030,
                             .arg1 = kp_cell_text(cell),
                             .arg2 = kp__load_place(c->w->l, where_unit_stands(c))};
        return KP_CELL_BAD;
    }
    if (c->col->tens < 0) {
        // 20 below 占比(%) is 20%; a cell that says % itself means the same.
        if (has_percent_sign(cell))
            return kp_cell_read(
                c->w->l->cells, cell,
                &(kp_cell_want){KP_NUM, KP_UNIT_PERCENT, c->w->field->decimals}, got);
        want.unit = KP_UNIT_NONE;
    }
    result = kp_cell_read(c->w->l->cells, cell, &want, got);
    if (result == KP_CELL_OK &&
        !kp_dec_mul(got->num,
                    c->col->tens > 0 ? kp_dec(kp_pow10_i64[c->col->tens], 0)
                                     : kp_dec(1, -c->col->tens),
                    &got->num)) {
        got->code = KP1110;
        got->arg1 = kp_cell_text(cell);
        return KP_CELL_BAD;
    }
    return result;
}

static kp_cell_result read_typed(kp__cell_work *c, const kp_cell *cell,
                                 kp_cell_got *got)
{
    const kp_field *field = c->w->field;
    kp_cell_want want = {field->kind, field->unit, field->decimals};

    if (field->kind == KP_LINK || (field->kind == KP_TEXT && field->noptions))
        if (kp_cell_says_missing(cell))
            return KP_CELL_BLANK;
    if (cell->format == KP_SHOWN_PERCENT && field->kind == KP_NUM &&
        field->unit != KP_UNIT_PERCENT) {
        // What was typed as 95% is stored as 0.95, and nobody sees that.
        *got = (kp_cell_got){.code = KP4077, .arg1 = kp_cell_text(cell)};
        return KP_CELL_BAD;
    }
    if (c->col->tens)
        return read_in_tens(c, cell, got);
    return kp_cell_read(c->w->l->cells, cell, &want, got);
}

/* 20% and 0.2 in one column: which is meant by 1? */
static void count_percents(kp__cell_work *c, uint32_t i, const kp_cell_got *got)
{
    if (c->w->field->unit != KP_UNIT_PERCENT || c->col->tens)
        return;
    if (got->percent_sign) {
        if (c->percent_signs++ == 0)
            c->first_sign = i;
    } else if (kp_dec_sign(got->num) != 0 && c->bare_percents++ == 0) {
        c->first_bare = i;
    }
}

static bool settle_link(kp__cell_work *c, uint32_t i, kp_str text, kp_value *out)
{
    uint32_t target = kp__follow_text(c, i, text);

    *out = (kp_value){.kind = KP_LINK, .state = KP_VALUE, .as.row = target};
    return target != KP__NO_ROW;
}

static bool settle_value(kp__cell_work *c, uint32_t i, const kp_cell_got *got,
                         kp_value *out)
{
    kp_str text;

    switch (c->w->field->kind) {
    case KP_NUM:
        count_percents(c, i, got);
        *out = kp_value_num(got->num);
        return true;
    case KP_TEXT:
        if (!kp__settle_text(c, i, got->text, &text))
            return false;
        if (kp__is_other_spelling(c, i, text))
            return false;
        *out = kp_value_text(kp_symbol(c->w->l->scheme->symbols, text));
        return true;
    case KP_DATE:
        *out = kp_value_date(got->date);
        return true;
    case KP_BOOL:
        *out = kp_value_bool(got->flag);
        return true;
    case KP_LINK:
        break;
    }
    return settle_link(c, i, got->text, out);
}

kp_cell_result kp__read_field_cell(kp__cell_work *c, uint32_t i, const kp_cell *cell,
                                   uint32_t row, kp_value *out)
{
    kp_cell_got got = {0};
    kp_cell_result result = read_typed(c, cell, &got);

    if (result == KP_CELL_BLANK)
        return result;
    if (result == KP_CELL_BAD) {
        kp__load_fault(c->w->l, got.code, c->source, i, c->col->j, got.arg1, got.arg2,
                       KP_NONE);
        *out = kp_value_error(c->w->field->kind,
                              (kp_fault){got.code, c->w->field->id, row});
        return result;
    }
    bool good = settle_value(c, i, &got, out);
    // A suspicion about a text that was refused has been told better.
    if (got.code && good)
        tell(c, got.code, i, got.arg1, got.arg2);
    if (good)
        return KP_CELL_OK;
    *out =
        kp_value_error(c->w->field->kind, (kp_fault){c->refused, c->w->field->id, row});
    return KP_CELL_BAD;
}

/* ---- one column of one sheet ---- */

void kp__put_error(kp__field_work *w, size_t row, kp_code code)
{
    kp_fault fault = {code, w->field->id, (uint32_t)row};

    kp_column_put(w->l->arena, w->column, row, kp_value_error(w->field->kind, fault));
}

static void compare_with_first(kp__cell_work *c, uint32_t i, size_t row, kp_value value)
{
    kp__field_work *w = c->w;
    const kp__source *first = w->le->source[w->given[row] - 1];
    kp_value earlier = kp_column_get(w->column, row);

    // A cell that could not be read has been told, and a key is the same by its place.
    if (w->field->is_key || earlier.state == KP_ERROR || value.state == KP_ERROR ||
        kp_value_same(earlier, value))
        return;
    uint32_t there = first->row[first->row_of[row] - 1];
    kp_where where = kp__load_where(first, there, first->col[w->field->local]->j);
    kp__load_fault(w->l, KP4052, c->source, i, c->col->j,
                   kp_symbol_text(w->l->scheme->symbols, w->le->table->key[row]),
                   w->field->name, kp__load_place(w->l, where));
    kp__put_error(w, row, KP4052);
}

/* A merged cell gives its text to every row; its number belongs to nobody knows whom.
 */
static bool merged_is_refused(kp__cell_work *c, uint32_t i, size_t row,
                              const kp_cell *cell)
{
    kp_kind kind = c->w->field->kind;

    if (cell == kp_sheet_cell(c->source->sheet, i, c->col->j) || kp_cell_is_blank(cell))
        return false;
    if (kind == KP_TEXT || kind == KP_LINK || c->w->field->is_key) {
        tell(c, KP4045, i, kp_cell_text(cell), KP_NONE);
        return false;
    }
    kp__load_fault(c->w->l, KP4046, c->source, i, c->col->j, kp_cell_text(cell),
                   KP_NONE, KP_NONE);
    if (!c->w->given[row])
        kp__put_error(c->w, row, KP4046);
    return true;
}

/* What stands in a wrong column is not read; why was told. */
static bool is_shifted(kp__cell_work *c, size_t k, uint32_t row, uint16_t number)
{
    const uint32_t *split_at = c->source->split_at;

    if (!split_at || split_at[k] == 0 || c->col->j + 1 < split_at[k])
        return false;
    if (!c->w->given[row]) {
        c->w->given[row] = number;
        kp__put_error(c->w, row, KP1017);
    }
    return true;
}

static void read_row(kp__cell_work *c, size_t k, uint16_t number, kp__corner *corner)
{
    kp__field_work *w = c->w;
    uint32_t i = c->source->row[k], row = c->source->at[k];
    const kp_cell *cell = kp__merged_cell(c->source, i, c->col->j, corner);
    kp_value value;

    if (row == KP__NO_ROW || is_shifted(c, k, row, number))
        return;
    if (cell->kind == KP_CELL_EMPTY)
        return;
    if (merged_is_refused(c, i, row, cell)) {
        w->given[row] = w->given[row] ? w->given[row] : number;
        return;
    }
    if (kp__read_field_cell(c, i, cell, row, &value) == KP_CELL_BLANK)
        return;
    if (w->given[row]) {
        compare_with_first(c, i, row, value);
        return;
    }
    w->given[row] = number;
    kp_column_put(w->l->arena, w->column, row, value);
}

static void tell_mixed_percents(kp__cell_work *c)
{
    const kp__source *source = c->source;

    if (c->percent_signs == 0 || c->bare_percents == 0)
        return;
    kp_where sign = kp__load_where(source, c->first_sign, c->col->j);
    kp__load_fault(c->w->l, KP4082, source, c->first_bare, c->col->j,
                   kp_cell_text(kp_sheet_cell(source->sheet, c->first_bare, c->col->j)),
                   kp__load_place(c->w->l, sign), KP_NONE);
}

static void read_source(kp__field_work *w, size_t s)
{
    const kp__source *source = w->le->source[s];
    kp__cell_work c = {.w = w, .source = source, .col = source->col[w->field->local]};
    kp__corner corner = {0};

    if (!c.col)
        return;
    w->in_some_source = true;
    for (size_t k = 0; k < source->nrows; k++) {
        if (k % 1024 == 0)
            kp_arena_reset(w->l->cells);
        read_row(&c, k, (uint16_t)(s + 1), &corner);
    }
    tell_mixed_percents(&c);
    kp__tally_close(w->l, &c.tally, source, c.col->j);
}

/* ---- one field ---- */

void kp__load_field(kp__load *l, const kp_field *field)
{
    kp__load_entity *le = &l->entity[field->entity];
    kp__field_work w = {
        .l = l, .le = le, .field = field, .column = &le->table->column[field->local]};

    if (l->loaded[field->id] || !kp__field_is_loaded(l, field))
        return;
    l->loaded[field->id] = true;
    const kp_field *of = kp_repeated_field(l->scheme, field);
    if (of) {
        kp__repeat_field(&w, of);
        return;
    }
    w.given = KP_NEW_ARRAY(l->scratch, le->table->n + 1, uint16_t);
    for (size_t s = 0; s < le->nsources; s++)
        read_source(&w, s);
    if (field->kind == KP_TEXT)
        kp__check_repeats(&w);
    if (field->source == KP_SOURCE_HISTORY) {
        kp__settle_history(&w);
        return;
    }
    if (field->unit == KP_UNIT_MONEY)
        kp__compare_magnitudes(&w);
    kp__settle_missing(&w);
}
