/* load_links.c - texts that name rows of another entity.
 *
 * Who typed an office's name instead of its number is told the number.
 */
#include "engine/base/fold.h"
#include "rules/load/load_parts.h"

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

/* The column 名称 or 姓名, once it is there; or NULL. */
static const kp_column *names_of(const kp__load *l, const kp_table *table)
{
    static const char *const names[] = {"名称", "姓名"};

    for (size_t k = 0; k < 2; k++) {
        const kp_field *field =
            kp_entity_field(l->scheme, table->entity, kp_str_of(names[k]));

        if (field && field->kind == KP_TEXT && l->loaded[field->id])
            return &table->column[field->local];
    }
    return NULL;
}

/* The row with exactly this name, when there is exactly one. */
static size_t row_named(const kp__load *l, const kp_table *table, kp_str name)
{
    uint32_t symbol = kp_symbol_find(l->scheme->symbols, name);
    const kp_column *names = names_of(l, table);
    size_t found = SIZE_MAX;

    if (!names || symbol == KP_NO_SYMBOL)
        return SIZE_MAX;
    for (size_t row = 0; row < table->n; row++)
        if (kp_column_state(names, row) == KP_VALUE && names->v[row] == symbol) {
            if (found != SIZE_MAX)
                return SIZE_MAX;
            found = row;
        }
    return found;
}

static bool may_look_near(kp__load *l, const kp_table *table)
{
    // Looking near is slow: a bad file of many rows gets plain answers after a while.
    if (table->n == 0 || table->n > l->comparisons)
        return false;
    l->comparisons -= table->n;
    return true;
}

/* B（招商部）: the number of the row whose name is nearest. */
static kp_str nearest_name(kp__load *l, const kp_table *table, kp_str wrong)
{
    const kp_column *names = names_of(l, table);
    kp_str *text, near;
    kp_buf both;

    if (!names || !may_look_near(l, table))
        return KP_NONE;
    text = KP_NEW_ARRAY(l->scratch, table->n, kp_str);
    for (size_t row = 0; row < table->n; row++)
        if (kp_column_state(names, row) == KP_VALUE)
            text[row] = kp_symbol_text(l->scheme->symbols, (uint32_t)names->v[row]);
    near = kp_nearest(wrong, text, table->n);
    size_t row = near.n ? row_named(l, table, near) : SIZE_MAX;
    if (row == SIZE_MAX)
        return KP_NONE;
    kp_buf_init(&both, 1 << 16);
    kp_buf_str(&both, key_text(l, table, row));
    kp_buf_z(&both, "（");
    kp_buf_str(&both, near);
    kp_buf_z(&both, "）");
    near = kp_str_copy(l->cells, kp_buf_view(&both));
    kp_buf_free(&both);
    return near;
}

kp_str kp__nearest_key(kp__load *l, const kp_table *table, kp_str wrong,
                       const uint8_t *among)
{
    kp_str *keys;
    size_t n = 0;

    if (!may_look_near(l, table))
        return KP_NONE;
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

/* Why a text leads nowhere, and where it may have been meant to lead. */
static void tell_no_target(kp__cell_work *c, uint32_t i, const kp_table *target,
                           kp_str text)
{
    kp__load *l = c->w->l;
    kp_str key = kp_fold(l->cells, text), near = KP_NONE;
    size_t named = row_named(l, target, text);

    c->refused = KP4074;
    if (named != SIZE_MAX) {
        near = key_text(l, target, named);
    } else {
        near = kp__nearest_key(l, target, key, NULL);
        near = near.n ? near : nearest_name(l, target, text);
        c->refused = near.n ? KP4070 : KP4071;
    }
    kp__load_fault(l, c->refused, c->source, i, c->col->j, text, target->entity->name,
                   near);
}

uint32_t kp__follow_text(kp__cell_work *c, uint32_t i, kp_str text)
{
    kp__load *l = c->w->l;
    const kp__load_entity *to = &l->entity[c->w->field->link_entity];
    size_t row = kp_table_find(to->table, l->scheme->symbols, kp_fold(l->cells, text));

    if (row != SIZE_MAX)
        return (uint32_t)row;
    c->refused = KP4071;
    if (!to->incomplete)
        tell_no_target(c, i, to->table, text);
    return KP__NO_ROW;
}
