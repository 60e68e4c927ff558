/* random_rows.c - random rows for a compiled scheme.
 *
 * Values are chosen once and kept beside the tables, because a run writes into its
 * tables: every run of the same rows starts from tables of its own.
 */
#include <stdio.h>
#include <string.h>

#include "tests/support/random_scheme.h"

struct random_rows {
    const kp_scheme *scheme;
    size_t *n;         // by entity
    uint32_t **key;    // by entity and row
    kp_value **value;  // by field id and row: inputs and history only
};

static bool is_given(const kp_field *field)
{
    return field->source == KP_SOURCE_INPUT || field->source == KP_SOURCE_HISTORY;
}

/* ---- values ---- */

static kp_decimal digits_of(const char *z)
{
    kp_decimal num = {0, 0};
    bool good = kp_dec_parse(kp_str_of(z), true, &num);

    return good ? num : kp_dec(0, 0);
}

static kp_decimal extreme_number(rnd *r, int scale)
{
    static const char *const wide[] = {
        "0.3333333333333333333333333333333333", "9999999999999999999999999999999999",
        "-1234567890123456789012345678901.234", "1e-30",
        "99.99999999999999999999",              "0.5000000000000000000000001",
        "-0.000000000000000000000000000000001", "1e33",
    };

    switch (rnd_below(r, 6)) {
    case 0:
        return kp_dec(INT64_MAX, scale);
    case 1:
        return kp_dec(INT64_MIN, scale);
    case 2:
        return kp_dec((int64_t)(rnd_next(r) >> 1), scale);
    case 3:
        return kp_dec(-(int64_t)(rnd_next(r) >> 4), scale);
    default:
        return digits_of(wide[rnd_below(r, 8)]);
    }
}

static kp_decimal ordinary_number(rnd *r, int scale)
{
    int64_t unit = kp_pow10_i64[scale > 12 ? 12 : scale];

    switch (rnd_below(r, 8)) {
    case 0:
        return kp_dec(0, 0);
    case 1:
        return kp_dec((int64_t)rnd_below(r, 4), 0);
    case 2:
        return kp_dec(-(int64_t)rnd_below(r, 2000), rnd_below(r, 3) ? 1 : 0);
    case 3:
        return kp_dec((int64_t)(rnd_next(r) % (uint64_t)(unit * 100000)), scale);
    case 4:
        return kp_dec(5 + 10 * (int64_t)rnd_below(r, 100000), scale + 1);
    default:
        return kp_dec((int64_t)rnd_below(r, 20000), 2);
    }
}

static kp_value some_fault(rnd *r, const kp_field *field, size_t row)
{
    kp_fault fault = {rnd_below(r, 2) ? KP5002 : KP5001, field->id, (uint32_t)row};

    return kp_value_error(field->kind, fault);
}

static kp_value some_text(rnd *r, const kp_scheme *scheme, const kp_field *field)
{
    static const char *const pool[] = {"优秀", "良好", "合格", "", "优秀生", "A1",
                                       "法0",  "法1",  "法2",  "法3", "表0", "没有"};
    uint32_t n = field->noptions ? 3 : 12;

    return kp_value_text(kp_symbol(scheme->symbols, kp_str_of(pool[rnd_below(r, n)])));
}

static kp_value some_date(rnd *r)
{
    static const kp_ymd days[] = {{2025, 3, 1},  {2024, 2, 29}, {2020, 12, 31}, {1, 1, 1},
                                  {9999, 12, 31}, {2025, 1, 1},  {2025, 3, 31}};

    if (rnd_below(r, 2))
        return kp_value_date(kp_date_of(days[rnd_below(r, 7)]));
    return kp_value_date((int32_t)rnd_below(r, 22000));
}

/* A field may hold plain values only, or words so small that products of many decimals
 * still fit one: states and bounds must be right there, too. */
typedef struct column_mood {
    bool plain, tame, tiny;
} column_mood;

static kp_value some_value(rnd *r, const random_rows *rows, const kp_field *field,
                           size_t row, column_mood mood)
{
    uint32_t trouble = mood.plain ? UINT32_MAX : rnd_below(r, 24);

    if (trouble == 0)
        return some_fault(r, field, row);
    if (trouble == 1)
        return kp_value_none(field->kind, KP_ABSENT);
    if (trouble < 4)
        return kp_value_none(field->kind, KP_BLANK);
    switch (field->kind) {
    case KP_NUM:
        if (mood.tiny)
            return kp_value_num(kp_dec((int64_t)rnd_below(r, 9) - 3, field->scale));
        return kp_value_num(!mood.tame && rnd_below(r, 6) == 0
                                ? extreme_number(r, field->scale)
                                : ordinary_number(r, field->scale));
    case KP_TEXT:
        return some_text(r, rows->scheme, field);
    case KP_DATE:
        return some_date(r);
    case KP_BOOL:
        return kp_value_bool(rnd_below(r, 2) != 0);
    case KP_LINK:
        break;
    }
    size_t n = rows->n[field->link_entity];

    if (n == 0)
        return kp_value_none(KP_LINK, KP_BLANK);
    return (kp_value){.kind = KP_LINK, .state = KP_VALUE,
                      .as.row = rnd_below(r, (uint32_t)n)};
}

/* ---- rows ---- */

static void choose_counts(rnd *r, random_rows *rows, bool many)
{
    for (size_t e = 0; e < rows->scheme->nentities; e++) {
        kp_str name = rows->scheme->entity[e]->name;

        // A single row on top is a case of its own: everybody reads the same figures.
        rows->n[e] = kp_str_is(name, "甲") ? rnd_below(r, 2) * rnd_below(r, 3)
                     : kp_str_is(name, "乙") ? rnd_below(r, 6)
                                             : rnd_below(r, 30);
        if (rnd_below(r, 8) && rows->n[e] == 0)
            rows->n[e] = 1;
        if (many)
            rows->n[e] += kp_str_is(name, "丙") ? 2200 : 40;
    }
}

static uint32_t *name_rows(kp_arena *arena, const random_rows *rows, size_t entity)
{
    uint32_t *key = KP_NEW_ARRAY(arena, rows->n[entity] + 1, uint32_t);
    char text[16];

    for (size_t row = 0; row < rows->n[entity]; row++) {
        (void)snprintf(text, sizeof text, "K%05u", (unsigned)row);
        key[row] = kp_symbol(rows->scheme->symbols, kp_str_of(text));
    }
    return key;
}

static void choose_values(kp_arena *arena, rnd *r, random_rows *rows, const kp_field *field)
{
    size_t n = rows->n[field->entity];
    column_mood mood = {rnd_below(r, 2) == 0, rnd_below(r, 2) == 0, rnd_below(r, 8) == 0};
    kp_value *value = KP_NEW_ARRAY(arena, n + 1, kp_value);

    for (size_t row = 0; row < n; row++)
        value[row] = field->is_key && field->kind == KP_TEXT
                         ? kp_value_text(rows->key[field->entity][row])
                         : some_value(r, rows, field, row, mood);
    rows->value[field->id] = value;
}

random_rows *random_rows_make(kp_arena *arena, const kp_scheme *scheme, uint64_t seed,
                              bool many)
{
    random_rows *rows = KP_NEW(arena, random_rows);
    rnd r = {seed};

    rows->scheme = scheme;
    rows->n = KP_NEW_ARRAY(arena, scheme->nentities + 1, size_t);
    rows->key = KP_NEW_ARRAY(arena, scheme->nentities + 1, uint32_t *);
    rows->value = KP_NEW_ARRAY(arena, scheme->nfields + 1, kp_value *);
    choose_counts(&r, rows, many);
    for (size_t e = 0; e < scheme->nentities; e++)
        rows->key[e] = name_rows(arena, rows, e);
    for (size_t id = 0; id < scheme->nfields; id++)
        if (is_given(scheme->field[id]))
            choose_values(arena, &r, rows, scheme->field[id]);
    return rows;
}

static kp_table *make_table(kp_arena *arena, const random_rows *rows, size_t entity)
{
    kp_table *table = KP_NEW(arena, kp_table);
    const kp_entity *of = rows->scheme->entity[entity];

    table->entity = of;
    table->n = rows->n[entity];
    table->key = rows->key[entity];
    table->column = KP_NEW_ARRAY(arena, of->nfields + 1, kp_column);
    table->hits = KP_NEW_ARRAY(arena, of->ncalls + 1, uint16_t *);
    for (uint32_t k = 0; k < of->ncalls; k++)
        table->hits[k] = KP_NEW_ARRAY(arena, table->n + 1, uint16_t);
    for (size_t k = 0; k < of->nfields; k++) {
        const kp_field *field = rows->scheme->field[of->field[k]];

        table->column[k] = kp_column_make(arena, field->kind, field->scale, table->n);
        for (size_t row = 0; is_given(field) && row < table->n; row++)
            kp_column_put(arena, &table->column[k], row, rows->value[field->id][row]);
    }
    return table;
}

kp_table **random_rows_tables(kp_arena *arena, const random_rows *rows)
{
    kp_table **tables = KP_NEW_ARRAY(arena, rows->scheme->nentities + 1, kp_table *);

    for (size_t e = 0; e < rows->scheme->nentities; e++)
        tables[e] = make_table(arena, rows, e);
    return tables;
}
