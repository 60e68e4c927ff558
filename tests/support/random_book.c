/* random_book.c - random rows as somebody would type them, in any order. */
#include <stdio.h>

#include "tests/support/random_scheme.h"
#include "tests/support/sheet.h"

static void put_number(rnd *r, const kp_field *field, kp_buf *out)
{
    int decimals = field->decimals < 0 || field->decimals > 2 ? 2 : field->decimals;
    int64_t word = (int64_t)rnd_below(r, 20000) - 2000;

    kp_dec_print(kp_dec(rnd_one_in(r, 8) ? 0 : word, decimals), -1, out);
}

static void put_text(rnd *r, const kp_field *field, kp_buf *out)
{
    static const char *const pool[] = {"优秀", "良好", "合格", "优秀生", "A1",
                                       "法0",  "法1",  "表0",  "没有"};

    kp_buf_z(out, pool[rnd_below(r, field->noptions ? 3 : 9)]);
}

static void put_cell(rnd *r, const kp_field *field, size_t row, const size_t *n, kp_buf *out)
{
    if (field->is_key && field->kind == KP_TEXT) {
        kp_buf_printf(out, "K%05zu", row);
        return;
    }
    if (rnd_one_in(r, 12))
        return;
    switch (field->kind) {
    case KP_NUM:
        put_number(r, field, out);
        break;
    case KP_TEXT:
        put_text(r, field, out);
        break;
    case KP_DATE:
        kp_buf_printf(out, "20%02u-%02u-%02u", rnd_below(r, 30), 1 + rnd_below(r, 12),
                      1 + rnd_below(r, 28));
        break;
    case KP_BOOL:
        kp_buf_z(out, rnd_below(r, 2) ? "是" : "否");
        break;
    case KP_LINK:
        if (n[field->link_entity])
            kp_buf_printf(out, "K%05u", rnd_below(r, (uint32_t)n[field->link_entity]));
        break;
    }
}

static void put_row(const kp_scheme *scheme, const kp_entity *entity, uint64_t seed,
                    size_t row, const size_t *n, kp_buf *out)
{
    // A row's cells follow from the seed and its key, wherever it stands.
    rnd r = {seed ^ (uint64_t)entity->id << 40 ^ (uint64_t)row << 8};

    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = scheme->field[entity->field[k]];

        if (field->source != KP_SOURCE_INPUT || field->lifted)
            continue;
        kp_buf_z(out, k ? " | " : "");
        put_cell(&r, field, row, n, out);
    }
    kp_buf_char(out, '\n');
}

static void put_headings(const kp_scheme *scheme, const kp_entity *entity, kp_buf *out)
{
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = scheme->field[entity->field[k]];

        if (field->source != KP_SOURCE_INPUT || field->lifted)
            continue;
        kp_buf_z(out, k ? " | " : "");
        kp_buf_str(out, field->name);
    }
    kp_buf_char(out, '\n');
}

struct kp_book *random_book(kp_arena *arena, const kp_scheme *scheme, uint64_t seed, uint64_t order)
{
    kp_book *book = KP_NEW(arena, kp_book);
    size_t *n = KP_NEW_ARRAY(arena, scheme->nentities + 1, size_t);
    rnd counts = {seed}, shuffle = {order};

    kp_book_init(book, arena);
    for (size_t e = 0; e < scheme->nentities; e++)
        n[e] = 1 + rnd_below(&counts, e == 0 ? 2 : 14);
    for (size_t e = 0; e < scheme->nentities; e++) {
        const kp_entity *entity = scheme->entity[e];
        size_t *at = KP_NEW_ARRAY(arena, n[e] + 1, size_t);
        kp_buf text;

        kp_buf_init(&text, 1 << 20);
        put_headings(scheme, entity, &text);
        for (size_t k = 0; k < n[e]; k++)
            at[k] = k;
        for (size_t k = n[e]; order && k-- > 1;) {
            size_t other = rnd_below(&shuffle, (uint32_t)k + 1), swap = at[k];

            at[k] = at[other];
            at[other] = swap;
        }
        for (size_t k = 0; k < n[e]; k++)
            put_row(scheme, entity, seed, at[k], n, &text);
        kp_str kept = kp_str_copy(arena, kp_buf_view(&text));

        kp_buf_free(&text);
        sheet_add(book, kp_str_copy(arena, entity->name).p, kept.p);
    }
    return book;
}
