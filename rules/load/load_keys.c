/* load_keys.c - the key of every row, and the rows of a table.
 *
 * A key is a text: tidied and folded, several parts joined with "+".  Rows of all
 * sources with the same key are one row of the table; twice in one source is an error.
 * Table rows are in the order of their keys' bytes, whatever the order of the files.
 */
#include <stdlib.h>

#include "engine/base/fold.h"
#include "rules/load/load_parts.h"

#define MOST_SOURCES 60000
#define MOST_ROWS 50000000

/* ---- the key of one row ---- */

typedef struct key_reader {
    kp__load *l;
    const kp__source *source;
    const kp__load_col *col[8];
    kp__corner corner[8];
    kp__tally tally[8];
    kp_buf text;
} key_reader;

static void part_text(key_reader *r, const kp_field *field, const kp_cell_got *got)
{
    char date[KP_DATE_TEXT];

    switch (field->kind) {
    case KP_TEXT:
    case KP_LINK:
        kp_buf_str(&r->text, kp_fold(r->l->cells, got->text));
        return;
    case KP_NUM:
        kp_dec_print(got->num, -1, &r->text);
        return;
    case KP_DATE:
        kp_date_print(got->date, date);
        kp_buf_z(&r->text, date);
        return;
    case KP_BOOL:
        break;
    }
    kp_buf_z(&r->text, got->flag ? "是" : "否");
}

static void tell_blank_key(key_reader *r, size_t k, uint32_t i)
{
    const kp__source *source = r->source;
    uint32_t j = r->col[k]->j;
    const kp_cell *above = kp_sheet_cell(source->sheet, i - 1, j);
    bool filled_above = i > source->head + 1 && !kp_cell_is_blank(above);

    if (source->entity->nkeys > 1 && source->sheet->is_csv && filled_above)
        kp__load_fault(r->l, KP4047, source, i, j, r->col[k]->field->name,
                       kp_cell_text(above), KP_NONE);
    else
        kp__load_fault(r->l, KP4050, source, i, j, r->col[k]->field->name, KP_NONE,
                       KP_NONE);
}

static void note(key_reader *r, size_t k, uint32_t i, kp_code code, kp_str a, kp_str b)
{
    if (!r->source->previous)
        kp__tally_tell(r->l, &r->tally[k], code, r->source, i, r->col[k]->j, a, b);
}

/* Only texts have parts of their own making: the key of a linked row may be joined. */
static bool has_plus(const key_reader *r, const kp_field *field, size_t from)
{
    kp_str part = kp_str_slice(kp_buf_view(&r->text), from, r->text.n);

    return r->source->entity->nkeys > 1 && field->kind == KP_TEXT &&
           kp_str_find(part, KP_STR("+")) != SIZE_MAX;
}

static bool append_part(key_reader *r, size_t k, uint32_t i)
{
    const kp_field *field = r->col[k]->field;
    const kp_cell_want want = {.kind = field->kind, .decimals = field->decimals};
    uint32_t j = r->col[k]->j;
    const kp_cell *cell = kp__merged_cell(r->source, i, j, &r->corner[k]);
    size_t from = r->text.n;
    kp_cell_got got;

    if (kp_cell_says_missing(cell)) {
        tell_blank_key(r, k, i);
        return false;
    }
    if (kp_cell_read(r->l->cells, cell, &want, &got) != KP_CELL_OK) {
        kp__load_fault(r->l, got.code, r->source, i, j, got.arg1, got.arg2, KP_NONE);
        return false;
    }
    if (got.code)
        note(r, k, i, got.code, got.arg1, got.arg2);
    if (cell != kp_sheet_cell(r->source->sheet, i, j))
        note(r, k, i, KP4045, kp_cell_text(cell), KP_NONE);
    part_text(r, field, &got);
    if (!has_plus(r, field, from))
        return true;
    kp__load_fault(r->l, KP4063, r->source, i, j, field->name, KP_NONE, KP_NONE);
    return false;
}

static uint32_t key_of_row(key_reader *r, uint32_t i)
{
    bool whole = true;

    kp_buf_clear(&r->text);
    for (size_t k = 0; k < r->source->entity->nkeys; k++) {
        if (k > 0)
            kp_buf_char(&r->text, '+');
        whole = append_part(r, k, i) && whole;
    }
    if (!whole || r->text.broken)
        return KP_NO_SYMBOL;
    return kp_symbol(r->l->scheme->symbols, kp_buf_view(&r->text));
}

void kp__read_keys(kp__load *l, kp__source *source)
{
    const kp_entity *entity = source->entity;
    key_reader r = {.l = l, .source = source};

    for (size_t k = 0; k < entity->nkeys; k++)
        r.col[k] = source->col[l->scheme->field[entity->key[k]]->local];
    source->key = KP_NEW_ARRAY(l->scratch, source->nrows + 1, uint32_t);
    kp_buf_init(&r.text, 1 << 20);
    for (size_t k = 0; k < source->nrows; k++) {
        if (k % 1024 == 0)
            kp_arena_reset(l->cells);
        source->key[k] = key_of_row(&r, source->row[k]);
    }
    kp_buf_free(&r.text);
    for (size_t k = 0; k < entity->nkeys; k++)
        kp__tally_close(l, &r.tally[k], source, r.col[k]->j);
}

/* ---- the rows of a table ---- */

typedef struct sort_key {
    kp_str text;
    uint32_t symbol;
} sort_key;

static int compare_keys(const void *a, const void *b)
{
    const sort_key *x = a, *y = b;

    return kp_str_cmp(x->text, y->text);
}

size_t kp__sort_keys(kp__load *l, uint32_t *key, size_t n)
{
    sort_key *sorted = KP_NEW_ARRAY(l->scratch, n + 1, sort_key);
    bool in_order = true;
    size_t kept = 0;

    for (size_t k = 0; k < n; k++) {
        sorted[k] = (sort_key){kp_symbol_text(l->scheme->symbols, key[k]), key[k]};
        in_order = in_order && (k == 0 || compare_keys(&sorted[k - 1], &sorted[k]) < 0);
    }
    if (!in_order)
        qsort(sorted, n, sizeof *sorted, compare_keys);
    for (size_t k = 0; k < n; k++)
        if (k == 0 || sorted[k].symbol != sorted[k - 1].symbol)
            key[kept++] = sorted[k].symbol;
    return kept;
}

kp_table *kp__new_table(kp__load *l, const kp_entity *entity, size_t n, uint32_t *key)
{
    kp_table *table = KP_NEW(l->arena, kp_table);

    table->entity = entity;
    table->n = n;
    table->key = KP_NEW_ARRAY(l->arena, n + 1, uint32_t);
    for (size_t r = 0; r < n; r++)
        table->key[r] = key[r];
    table->column = KP_NEW_ARRAY(l->arena, entity->nfields + 1, kp_column);
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = l->scheme->field[entity->field[k]];

        table->column[k] = kp_column_make(l->arena, field->kind,
                                          field->kind == KP_NUM ? field->scale : 0, n);
    }
    table->hits = KP_NEW_ARRAY(l->arena, entity->ncalls + 1, uint16_t *);
    for (uint32_t c = 0; c < entity->ncalls; c++)
        table->hits[c] = KP_NEW_ARRAY(l->arena, n, uint16_t);
    return table;
}

/* ---- which table row a data row is ---- */

static uint32_t find_row(const kp__load *l, const kp_table *table, uint32_t symbol,
                         uint32_t expected)
{
    // Files in key order, as programs export them, need no search.
    if (expected < table->n && table->key[expected] == symbol)
        return expected;
    size_t row = kp_table_find(table, l->scheme->symbols,
                               kp_symbol_text(l->scheme->symbols, symbol));
    return row == SIZE_MAX ? KP__NO_ROW : (uint32_t)row;
}

static uint32_t first_key_col(const kp__load *l, const kp__source *source)
{
    return source->col[l->scheme->field[source->entity->key[0]]->local]->j;
}

static void tell_double(kp__load *l, const kp__source *source, size_t k, uint32_t row)
{
    uint32_t j = first_key_col(l, source);
    uint32_t first = source->row[source->row_of[row] - 1];

    kp__load_fault(l, KP4051, source, source->row[k], j,
                   kp_symbol_text(l->scheme->symbols, source->key[k]),
                   kp__load_place(l, kp__load_where(source, first, j)), KP_NONE);
}

static void place_row(kp__load *l, const kp_table *table, kp__source *source, size_t k,
                      uint32_t *expected)
{
    uint32_t row;

    source->at[k] = KP__NO_ROW;
    if (source->key[k] == KP_NO_SYMBOL)
        return;
    row = find_row(l, table, source->key[k], *expected);
    if (row == KP__NO_ROW) {
        // A row of an earlier month may be gone; one of a join must exist.
        if (!source->previous)
            kp__load_fault(l, KP4066, source, source->row[k], first_key_col(l, source),
                           kp_symbol_text(l->scheme->symbols, source->key[k]),
                           source->entity->name, KP_NONE);
        return;
    }
    *expected = row + 1;
    if (source->row_of[row]) {
        tell_double(l, source, k, row);
        return;
    }
    source->row_of[row] = (uint32_t)k + 1;
    source->at[k] = row;
}

static void fill_origin(kp__load *l, const kp_table *table, const kp__source *source,
                        kp_table_origin *origin)
{
    kp_where where = kp__load_where(source, 0, 0);

    origin->file = kp_str_copy(l->arena, where.file);
    origin->sheet = kp_str_copy(l->arena, where.sheet);
    origin->row_at = KP_NEW_ARRAY(l->arena, table->n + 1, uint32_t);
    origin->col_of = KP_NEW_ARRAY(l->arena, table->entity->nfields + 1, uint32_t);
    for (size_t k = 0; k < source->nrows; k++)
        if (source->at[k] != KP__NO_ROW)
            origin->row_at[source->at[k]] =
                kp__load_where(source, source->row[k], 0).row;
    for (size_t k = 0; k < table->entity->nfields; k++)
        origin->col_of[k] = source->col[k] ? source->col[k]->j + 1 : 0;
}

void kp__place_rows(kp__load *l, kp__load_entity *le, kp__source *source)
{
    kp_table *table = le->table;
    uint32_t expected = 0;

    source->at = KP_NEW_ARRAY(l->scratch, source->nrows + 1, uint32_t);
    source->row_of = KP_NEW_ARRAY(l->scratch, table->n + 1, uint32_t);
    for (size_t k = 0; k < source->nrows; k++) {
        if (k % 1024 == 0)
            kp_arena_reset(l->cells);
        place_row(l, table, source, k, &expected);
    }
    if (!source->previous)
        fill_origin(l, table, source, &table->origin[table->norigins++]);
}

void kp__place_sources(kp__load *l, kp__load_entity *le)
{
    le->table->origin = KP_NEW_ARRAY(l->arena, le->nsources + 1, kp_table_origin);
    le->told_stranger = KP_NEW_ARRAY(l->scratch, le->table->n + 1, uint8_t);
    for (size_t s = 0; s < le->nsources; s++)
        kp__place_rows(l, le, le->source[s]);
}

static size_t count_rows(const kp__load_entity *le)
{
    size_t n = 0;

    for (size_t s = 0; s < le->nsources; s++)
        n += le->source[s]->nrows;
    return n;
}

static bool is_too_large(kp__load *l, kp__load_entity *le)
{
    if (le->nsources <= MOST_SOURCES && count_rows(le) <= MOST_ROWS)
        return false;
    (void)kp_fail(l->diags, KP4012, KP_NOWHERE, KP_NONE, le->entity->name,
                  kp__load_number(l, MOST_ROWS), KP_NONE);
    le->nsources = 0;
    return true;
}

void kp__make_table(kp__load *l, kp__load_entity *le)
{
    (void)is_too_large(l, le);
    uint32_t *key = KP_NEW_ARRAY(l->scratch, count_rows(le) + 1, uint32_t);
    size_t n = 0;

    for (size_t s = 0; s < le->nsources; s++)
        for (size_t k = 0; k < le->source[s]->nrows; k++)
            if (le->source[s]->key[k] != KP_NO_SYMBOL)
                key[n++] = le->source[s]->key[k];
    n = kp__sort_keys(l, key, n);
    le->table = kp__new_table(l, le->entity, n, key);
    kp__place_sources(l, le);
}
