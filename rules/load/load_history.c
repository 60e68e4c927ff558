/* load_history.c - 上期., 累计., 上年.: values of an earlier run, or typed in their
 * stead.  The earlier run is tables of a run folder, or one in memory (a series).
 *
 * What is known about one row before its typed value is looked at:
 *   known    the earlier run has the row and the column
 *   assumed  累计. of somebody the earlier run does not have, or of a new year: 0
 *   unknown  nobody can say; the typed value or the field's rule for missing ones
 * A typed value must agree with a known one and replaces an assumed one.
 */
#include "engine/base/fold.h"
#include "rules/load/load_parts.h"

typedef enum knowledge {
    KNOWN,
    ASSUMED,
    UNKNOWN,
    FAILED
} knowledge;

/* ---- the earlier run's tables ---- */

static kp_str month_text(kp__load *l, int32_t month)
{
    char text[KP_DATE_TEXT];

    kp_date_print(month, text);
    return kp_str_copy(l->cells, (kp_str){text, 7});
}

static int month_number(int32_t day)
{
    kp_ymd ymd = kp_date_ymd(day);

    return ymd.year * 12 + ymd.month;
}

static bool months_fit(kp__load *l)
{
    int now = month_number(l->scheme->month),
        then = month_number(l->in->previous_month);
    kp_code code = KP_CODE_NONE;

    if (then >= now)
        code = KP4090;
    else if (then + 1 < now)
        code = KP4091;
    if (code)
        (void)kp_fail(l->diags, code, KP_NOWHERE, KP_NONE,
                      month_text(l, l->in->previous_month),
                      month_text(l, l->scheme->month), KP_NONE);
    return code != KP4090;
}

const kp_entity *kp__earlier_entity(const kp__load *l, const kp_entity *entity)
{
    return entity->spanning ? l->scheme->entity[entity->spans] : entity;
}

static const kp_sheet *sheet_of(kp__load *l, const kp_entity *entity)
{
    const kp_book *book = l->in->previous;

    for (size_t s = 0; s < book->nsheets; s++)
        if (kp_str_eq(kp_fold(l->cells, book->sheets[s]->name), entity->name))
            return book->sheets[s];
    return NULL;
}

static void find_table(kp__load *l, kp__load_entity *le)
{
    const kp_sheet *sheet = sheet_of(l, kp__earlier_entity(l, le->entity));

    if (!sheet || sheet->nrows == 0)
        return;
    kp__source *source = KP_NEW(l->scratch, kp__source);
    source->sheet = sheet;
    source->entity = le->entity;
    source->previous = true;
    source->from_col = source->to_col = source->month_col = KP__NO_COL;
    source->col = KP_NEW_ARRAY(l->scratch, le->entity->nfields + 1, kp__load_col *);
    source->bottom = sheet->nrows;
    source->right = sheet->rows[0].ncells;
    if (!kp__read_header(l, source))
        return;
    kp__read_rows(l, source);
    kp__read_keys(l, source);
    le->previous = source;
}

static bool has_previous(const kp__load *l)
{
    return l->in->previous || l->in->previous_run;
}

void kp__find_previous(kp__load *l)
{
    if (!has_previous(l) || !months_fit(l))
        return;
    for (size_t e = 0; e < l->scheme->nentities; e++)
        if (l->in->previous_run)
            kp__find_in_memory(l, &l->entity[e]);
        else
            find_table(l, &l->entity[e]);
}

void kp__place_previous(kp__load *l)
{
    for (size_t e = 0; e < l->scheme->nentities; e++) {
        kp__load_entity *le = &l->entity[e];

        if (le->previous && le->table && !le->previous->row_of)
            kp__place_rows(l, le, le->previous);
        if (le->earlier && le->table && !le->earlier->row_of)
            kp__place_in_memory(l, le);
    }
}

/* ---- one earlier value ---- */

static bool knows_entity(const kp__load_entity *le)
{
    return le->previous || le->earlier;
}

static bool has_row(const kp__field_work *w, size_t row)
{
    if (w->le->earlier)
        return w->le->earlier->row_of[row] != 0;
    return w->le->previous && w->le->previous->row_of[row];
}

static bool has_column(const kp__field_work *w, const kp_field *field)
{
    if (w->le->earlier)
        return w->le->earlier->field[field->local] != NULL;
    return w->le->previous && w->le->previous->col[field->local];
}

static bool value_of(kp__field_work *w, const kp_field *field, const kp_cell_got *got,
                     kp_value *out)
{
    kp__load *l = w->l;
    size_t row;

    switch (field->kind) {
    case KP_NUM:
        *out = kp_value_num(got->num);
        return true;
    case KP_TEXT:
        *out = kp_value_text(kp_symbol(l->scheme->symbols, got->text));
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
    row = kp_table_find(l->entity[field->link_entity].table, l->scheme->symbols,
                        kp_fold(l->cells, got->text));
    *out = (kp_value){.kind = KP_LINK, .state = KP_VALUE, .as.row = (uint32_t)row};
    // Who has left may have belonged to what has been closed.
    if (row == SIZE_MAX && w->le->entity->spanning)
        *out = kp_value_none(KP_LINK, KP_BLANK);
    return row != SIZE_MAX || w->le->entity->spanning;
}

static kp_cell_result refuse(kp__field_work *w, const kp_field *field, size_t row,
                             uint32_t i, kp_str text)
{
    const kp__source *source = w->le->previous;

    kp__load_fault(w->l, KP4096, source, i, source->col[field->local]->j,
                   kp_symbol_text(w->l->scheme->symbols, w->le->table->key[row]),
                   field->name, text);
    return KP_CELL_BAD;
}

kp_cell_result kp__previous_value(kp__field_work *w, const kp_field *field, size_t row,
                                  kp_value *out)
{
    const kp__source *source = w->le->previous;
    const kp_cell_want want = {field->kind, KP_UNIT_NONE, -1};
    kp_cell_got got;

    if (!has_row(w, row) || !has_column(w, field))
        return KP_CELL_BLANK;
    if (w->le->earlier)
        return kp__value_in_memory(w, field, row, out);
    uint32_t i = source->row[source->row_of[row] - 1];
    const kp_cell *cell = kp_sheet_cell(source->sheet, i, source->col[field->local]->j);
    kp_str text = kp_cell_text(cell);
    if (kp_str_starts(text, KP_STR("#错误")))
        return refuse(w, field, row, i, text);
    if (kp_str_is(text, "不适用")) {
        *out = kp_value_none(field->kind, KP_ABSENT);
        return KP_CELL_OK;
    }
    kp_cell_result result = kp_cell_read(w->l->cells, cell, &want, &got);
    if (result == KP_CELL_BLANK)
        return result;
    if (result == KP_CELL_BAD || !value_of(w, field, &got, out))
        return refuse(w, field, row, i, text);
    return KP_CELL_OK;
}

/* ---- what is known ---- */

static knowledge sum_so_far(kp__field_work *w, const kp_field *of, size_t row,
                            kp_value *out)
{
    kp_decimal sum = kp_dec(0, 0);

    for (int part = 0; part < 2; part++) {
        const kp_field *field = part == 0 ? w->field : of;
        kp_value value;

        switch (kp__previous_value(w, field, row, &value)) {
        case KP_CELL_BAD:
            return FAILED;
        case KP_CELL_OK:
            // A month outside the calculation adds nothing.
            if (value.state == KP_VALUE && !kp_dec_add(sum, value.as.num, &sum))
                return FAILED;
            break;
        case KP_CELL_BLANK:
            break;
        }
    }
    *out = kp_value_num(sum);
    return KNOWN;
}

static knowledge year_to_date(kp__field_work *w, const kp_field *of, size_t row,
                              kp_value *out)
{
    *out = kp_value_num(kp_dec(0, 0));
    if (w->new_year)
        return ASSUMED;
    if (!has_previous(w->l))
        return UNKNOWN;
    if (w->other_year || !has_row(w, row))
        return ASSUMED;
    return sum_so_far(w, of, row, out);
}

static knowledge earlier_value(kp__field_work *w, const kp_field *field, size_t row,
                               kp_value *out)
{
    if (!has_row(w, row) || !has_column(w, field))
        return UNKNOWN;
    switch (kp__previous_value(w, field, row, out)) {
    case KP_CELL_OK:
        return KNOWN;
    case KP_CELL_BAD:
        return FAILED;
    case KP_CELL_BLANK:
        break;
    }
    *out = kp_value_none(field->kind, KP_BLANK);
    return KNOWN;
}

static knowledge last_year(kp__field_work *w, const kp_field *of, size_t row,
                           kp_value *out)
{
    int apart;

    if (!has_previous(w->l))
        return UNKNOWN;
    apart = kp_date_ymd(w->l->scheme->month).year -
            kp_date_ymd(w->l->in->previous_month).year;
    if (apart == 0)
        return earlier_value(w, w->field, row, out);
    return apart == 1 ? earlier_value(w, of, row, out) : UNKNOWN;
}

static knowledge what_is_known(kp__field_work *w, size_t row, kp_value *out)
{
    const kp_field *of = w->l->scheme->field[w->field->history_of];

    switch (w->field->history) {
    case KP_HISTORY_YTD:
        return year_to_date(w, of, row, out);
    case KP_HISTORY_LAST:
        return earlier_value(w, of, row, out);
    case KP_HISTORY_LAST_YEAR:
        break;
    }
    return last_year(w, of, row, out);
}

/* ---- typed values beside what is known ---- */

static kp_str value_text(kp__field_work *w, kp_value value)
{
    const kp_symbols *symbols = w->l->scheme->symbols;
    kp_buf text;

    if (value.state != KP_VALUE)
        return KP_STR("空白");
    if (value.kind == KP_LINK)
        return kp_symbol_text(
            symbols, w->l->entity[w->field->link_entity].table->key[value.as.row]);
    kp_buf_init(&text, 1 << 16);
    kp_value_print(value, w->field->decimals, symbols, &text);
    kp_str copy = kp_str_copy(w->l->cells, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static void tell_typed(kp__field_work *w, size_t row, kp_code code, kp_value typed,
                       kp_str other)
{
    kp_where where = kp_table_where(w->le->table, w->field->local, row);

    (void)kp_fail_below(w->l->diags, code, where, w->field->name, value_text(w, typed),
                        w->field->name, value_text(w, typed), other);
    kp__put_error(w, row, code);
}

static void check_typed(kp__field_work *w, size_t row, knowledge known, kp_value value)
{
    kp_value typed = kp_column_get(w->column, row);
    bool january = kp_date_ymd(w->l->scheme->month).month == 1;

    if (typed.state == KP_ERROR)
        return;
    if (known == KNOWN && !kp_value_same(typed, value))
        tell_typed(w, row, KP4093, typed, value_text(w, value));
    else if (known == ASSUMED && january && kp_dec_sign(typed.as.num) != 0)
        tell_typed(w, row, KP4100, typed, KP_NONE);
}

static void note_no_history(kp__field_work *w)
{
    kp__load_entity *le = w->le;

    if (w->told_column)
        return;
    w->told_column = true;
    le->unknown = kp_arena_grow(w->l->scratch, le->unknown, &le->unknown_cap,
                                le->nunknown + 1, sizeof(kp_str));
    le->unknown[le->nunknown++] = w->field->name;
}

static kp_str all_names(kp__load *l, const kp__load_entity *le)
{
    kp_buf names;

    kp_buf_init(&names, 1 << 16);
    kp_buf_names(&names, le->unknown, le->nunknown);
    kp_str text = kp_str_copy(l->cells, kp_buf_view(&names));
    kp_buf_free(&names);
    return text;
}

/* They come from one sheet or one earlier run, so that they are one fault. */
void kp__tell_no_history(kp__load *l)
{
    for (size_t e = 0; e < l->scheme->nentities; e++) {
        kp__load_entity *le = &l->entity[e];

        if (le->nunknown && !le->incomplete && !le->maybe_incomplete)
            (void)kp_fail(l->diags, KP4092, kp__heading_where(le), KP_NONE,
                          all_names(l, le), le->entity->name, KP_NONE);
    }
}

static void tell_not_known(kp__field_work *w, size_t row)
{
    kp_str cell;
    kp_where where = kp__key_where(w, row, &cell);

    (void)kp_fail(w->l->diags, KP4099, where, cell,
                  kp_symbol_text(w->l->scheme->symbols, w->le->table->key[row]),
                  w->field->name, KP_NONE);
}

/* Nobody knows and nothing was typed.  `unlisted` counts rows that the sheet with the
 * carried-in sums does not list. */
static void settle_unknown(kp__field_work *w, size_t row, size_t *unlisted,
                           size_t *first)
{
    if (w->field->history == KP_HISTORY_YTD && w->in_some_source &&
        !kp__source_with(w, row)) {
        if (!kp__is_stranger(w, row))
            *first = (*unlisted)++ == 0 ? row : *first;
        kp_column_put(w->l->arena, w->column, row, kp_value_num(kp_dec(0, 0)));
    } else if (w->field->missing != KP_MISSING_ERROR || w->in_some_source) {
        kp__apply_missing(w, row);
    } else if (!knows_entity(w->le)) {
        note_no_history(w);
        kp__put_error(w, row, KP4092);
    } else {
        tell_not_known(w, row);
        kp__put_error(w, row, KP4099);
    }
}

static void settle_row(kp__field_work *w, size_t row, size_t *unlisted, size_t *first)
{
    kp_value value;
    knowledge known = what_is_known(w, row, &value);

    if (w->given[row]) {
        check_typed(w, row, known, value);
        return;
    }
    switch (known) {
    case KNOWN:
    case ASSUMED:
        kp_column_put(w->l->arena, w->column, row, value);
        return;
    case FAILED:
        kp__put_error(w, row, KP4096);
        return;
    case UNKNOWN:
        settle_unknown(w, row, unlisted, first);
        return;
    }
}

/* A sum over months whose earlier part was never kept. */
static void tell_missing_columns(kp__field_work *w)
{
    const kp__source *previous = w->le->previous;
    const kp_field *of = w->l->scheme->field[w->field->history_of];
    kp_ymd then = kp_date_ymd(w->l->in->previous_month);

    if (!knows_entity(w->le) || w->field->history != KP_HISTORY_YTD ||
        then.year != kp_date_ymd(w->l->scheme->month).year)
        return;
    kp_where where = previous ? kp__load_where(previous, 0, 0) : KP_NOWHERE;
    if (!has_column(w, w->field) && then.month > 1)
        (void)kp_fail(w->l->diags, KP4094, where, KP_NONE, w->field->name, KP_NONE,
                      KP_NONE);
    if (!has_column(w, of))
        (void)kp_fail(w->l->diags, KP4095, where, KP_NONE, of->name, KP_NONE, KP_NONE);
}

/* Who is not in the sheet of sums is in none of its columns: told once. */
static void tell_unlisted(kp__field_work *w, size_t unlisted, size_t first)
{
    for (size_t s = 0; s < w->le->nsources; s++) {
        kp__source *source = w->le->source[s];

        if (!source->col[w->field->local])
            continue;
        if (!source->told_unlisted && !w->le->incomplete)
            kp__load_fault(
                w->l, KP4098, source, source->head, source->col[w->field->local]->j,
                kp__load_number(w->l, unlisted), w->field->name,
                kp_symbol_text(w->l->scheme->symbols, w->le->table->key[first]));
        source->told_unlisted = true;
        return;
    }
}

void kp__settle_history(kp__field_work *w)
{
    size_t unlisted = 0, first = 0;
    kp_ymd now = kp_date_ymd(w->l->scheme->month);

    w->new_year = now.month == 1;
    w->other_year = kp_date_ymd(w->l->in->previous_month).year != now.year;
    tell_missing_columns(w);
    for (size_t row = 0; row < w->column->n; row++) {
        if (row % 1024 == 0)
            kp_arena_reset(w->l->cells);
        settle_row(w, row, &unlisted, &first);
    }
    if (unlisted > 0)
        tell_unlisted(w, unlisted, first);
}

/* ---- 万元 for 元 ---- */

static bool is_ten_thousandfold(kp_decimal small, kp_decimal large)
{
    kp_decimal low, high;

    return kp_dec_mul(small, kp_dec(5000, 0), &low) &&
           kp_dec_mul(small, kp_dec(20000, 0), &high) && kp_dec_cmp(large, low) >= 0 &&
           kp_dec_cmp(large, high) <= 0;
}

static void compare_magnitude(kp__field_work *w, size_t row, kp__tally *tally)
{
    kp_value now = kp_column_get(w->column, row), then;
    const kp__source *source = kp__source_with(w, row);

    if (now.state != KP_VALUE || kp_dec_sign(now.as.num) == 0 || !source ||
        kp__previous_value(w, w->field, row, &then) != KP_CELL_OK ||
        then.state != KP_VALUE || kp_dec_sign(then.as.num) == 0)
        return;
    kp_decimal a = kp_dec_abs(now.as.num), b = kp_dec_abs(then.as.num);
    if (!is_ten_thousandfold(a, b) && !is_ten_thousandfold(b, a))
        return;
    kp__tally_tell(w->l, tally, KP4084, source, source->row[source->row_of[row] - 1],
                   source->col[w->field->local]->j, value_text(w, now),
                   value_text(w, then));
}

void kp__compare_magnitudes(kp__field_work *w)
{
    const kp__source *source = NULL;
    kp__tally tally = {0};

    if (!has_column(w, w->field))
        return;
    for (size_t row = 0; row < w->column->n; row++) {
        if (row % 1024 == 0)
            kp_arena_reset(w->l->cells);
        if (!w->given[row])
            continue;
        source = kp__source_with(w, row);
        compare_magnitude(w, row, &tally);
    }
    if (source)
        kp__tally_close(w->l, &tally, source, source->col[w->field->local]->j);
}
