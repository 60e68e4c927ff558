/* load_links.c - texts that name rows of another entity.
 *
 * Who typed an office's name instead of its number is told the number.
 */
#include "engine/base/fold.h"
#include "rules/load_parts.h"

/* 7 for 007: zeros that a spreadsheet program has eaten. */
static bool differs_by_zeros(kp_str key, kp_str wrong)
{
    size_t zeros = 0;

    while (zeros < key.n && key.p[zeros] == '0')
        zeros++;
    return zeros > 0 && wrong.n > 0 &&
           kp_str_eq(kp_str_slice(key, zeros, key.n), wrong);
}

static kp_str key_text(const kp__load *l, const kp_table *table, size_t row)
{
    return kp_symbol_text(l->scheme->symbols, table->key[row]);
}

/* The row whose 名称 or 姓名 is the text, when there is exactly one. */
static kp_str key_by_name(kp__load *l, const kp_table *table, kp_str name)
{
    static const char *const names[] = {"名称", "姓名"};
    uint32_t symbol = kp_symbol_find(l->scheme->symbols, name);
    size_t found = SIZE_MAX;

    for (size_t k = 0; k < 2 && symbol != KP_NO_SYMBOL; k++) {
        const kp_field *field =
            kp_entity_field(l->scheme, table->entity, kp_str_of(names[k]));

        if (!field || field->kind != KP_TEXT || !l->loaded[field->id])
            continue;
        const kp_column *column = &table->column[field->local];
        for (size_t row = 0; row < table->n; row++)
            if (kp_column_state(column, row) == KP_VALUE && column->v[row] == symbol) {
                if (found != SIZE_MAX)
                    return KP_NONE;
                found = row;
            }
    }
    return found == SIZE_MAX ? KP_NONE : key_text(l, table, found);
}

kp_str kp__nearest_key(kp__load *l, const kp_table *table, kp_str wrong,
                       const uint8_t *among)
{
    kp_str *keys;
    size_t n = 0;

    // Looking near is slow: a bad file of many rows gets plain answers after a while.
    if (table->n == 0 || table->n > l->comparisons)
        return KP_NONE;
    l->comparisons -= table->n;
    kp_str key = among ? KP_NONE : key_by_name(l, table, wrong);
    if (key.n)
        return key;
    keys = KP_NEW_ARRAY(l->scratch, table->n, kp_str);
    for (size_t row = 0; row < table->n; row++) {
        if (among && !among[row])
            continue;
        keys[n++] = key_text(l, table, row);
        if (differs_by_zeros(keys[n - 1], wrong))
            return keys[n - 1];
    }
    return kp_nearest(wrong, keys, n);
}

uint32_t kp__follow_text(kp__cell_work *c, uint32_t i, kp_str text)
{
    kp__load *l = c->w->l;
    const kp_table *target = l->entity[c->w->field->link_entity].table;
    kp_str key = kp_fold(l->cells, text);
    size_t row = kp_table_find(target, l->scheme->symbols, key);

    if (row != SIZE_MAX)
        return (uint32_t)row;
    kp_str near = kp__nearest_key(l, target, key, NULL);
    c->refused = near.n ? KP4070 : KP4071;
    kp__load_fault(l, c->refused, c->source, i, c->col->j, text, target->entity->name,
                   near);
    return KP__NO_ROW;
}
