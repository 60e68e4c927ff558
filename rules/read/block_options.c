/* block_options.c - what stands in the first two rows of a block, and dates of
 * validity. */
#include "engine/base/fold.h"
#include "rules/read/block_parts.h"
#include "rules/read/cell.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool kp__word_is(kp_str folded, const char *zh, const char *en)
{
    if (zh && kp_str_is(folded, zh))
        return true;
    kp_str word = kp_str_of(en);
    if (word.n == 0 || word.n != folded.n)
        return false;
    for (size_t i = 0; i < word.n; i++)
        if (lower(folded.p[i]) != word.p[i])
            return false;
    return true;
}

const kp_cell *kp_block_cell(const kp_block *block, uint32_t i, uint32_t j)
{
    return kp_sheet_cell(block->sheet, i, j);
}

kp_where kp_block_where(const kp_block *block, uint32_t i, uint32_t j)
{
    return kp_where_cell(block->sheet, i, j);
}

/* ---- options ---- */

static bool is_separator(uint32_t point)
{
    return point == ' ' || point == '\t' || point == 0xA0 || point == 0x3000 ||
           point == ':' || point == 0xFF1A || point == '=' || point == 0xFF1D ||
           point == '\n';
}

static kp_str skip_separators(kp_str text)
{
    for (size_t at = 0; at < text.n;) {
        size_t here = at;
        if (!is_separator(kp_utf8_next(text, &at)))
            return kp_str_slice(text, here, text.n);
    }
    return KP_NONE;
}

void kp__cut_at_separator(kp_str text, kp_str *head, kp_str *rest)
{
    for (size_t at = 0; at < text.n;) {
        size_t here = at;
        if (!is_separator(kp_utf8_next(text, &at)))
            continue;
        *head = kp_str_slice(text, 0, here);
        *rest = skip_separators(kp_str_slice(text, at, text.n));
        return;
    }
    *head = text;
    *rest = KP_NONE;
}

void kp__read_options(kp_arena *arena, kp_block *block)
{
    if (block->right - block->left <= 2)
        return;
    block->option = KP_NEW_ARRAY(arena, block->right - block->left - 2, kp_option);
    for (uint32_t j = block->left + 2; j < block->right; j++) {
        const kp_cell *cell = kp_block_cell(block, block->top, j);
        kp_str head;
        kp_str value;

        if (kp_cell_is_blank(cell))
            continue;
        kp__cut_at_separator(kp_tidy(arena, kp_cell_text(cell)), &head, &value);
        block->option[block->noptions++] =
            (kp_option){.name = kp_fold(arena, head), .value = value, .col = j};
    }
}

const kp_option *kp_block_option(const kp_block *block, const char *zh, const char *en)
{
    for (size_t o = 0; o < block->noptions; o++)
        if (kp__word_is(block->option[o].name, zh, en))
            return &block->option[o];
    return NULL;
}

uint32_t kp_block_column(kp_arena *arena, const kp_block *block, const char *zh,
                         const char *en)
{
    if (block->bottom - block->top < 2)
        return UINT32_MAX;
    for (uint32_t j = block->left; j < block->right; j++) {
        kp_str text = kp_cell_text(kp_block_cell(block, block->top + 1, j));
        if (kp__word_is(kp_fold(arena, text), zh, en))
            return j;
    }
    return UINT32_MAX;
}

/* ---- validity ---- */

typedef struct date_place {
    kp_where where;
    kp_str typed;
} date_place;

static bool read_date(kp_arena *arena, const kp_cell *cell, date_place place,
                      int32_t *out, kp_diags *diags)
{
    kp_cell_want want = {.kind = KP_DATE, .decimals = -1};
    kp_cell_got got;

    switch (kp_cell_read(arena, cell, &want, &got)) {
    case KP_CELL_BLANK:
        return true;  // open: *out stays
    case KP_CELL_OK:
        *out = got.date;
        return true;
    case KP_CELL_BAD:
        break;
    }
    kp_fail(diags, KP2004, place.where, place.typed, place.typed, KP_NONE, KP_NONE);
    return false;
}

static bool in_order(const kp_validity *validity, date_place place, kp_diags *diags)
{
    if (validity->from <= validity->to)
        return true;
    char from[KP_DATE_TEXT];
    char to[KP_DATE_TEXT];
    kp_date_print(validity->from, from);
    kp_date_print(validity->to, to);
    kp_fail(diags, KP2005, place.where, place.typed, kp_str_of(from), kp_str_of(to),
            KP_NONE);
    return false;
}

static date_place place_of(const kp_block *block, uint32_t i, uint32_t j)
{
    return (date_place){kp_block_where(block, i, j),
                        kp_cell_text(kp_block_cell(block, i, j))};
}

bool kp__validity_at(kp_arena *arena, const kp_block *block, uint32_t i, uint32_t from,
                     uint32_t to, kp_validity *out, kp_diags *diags)
{
    *out = (kp_validity){INT32_MIN, INT32_MAX};
    if (from != UINT32_MAX && !read_date(arena, kp_block_cell(block, i, from),
                                         place_of(block, i, from), &out->from, diags))
        return false;
    if (to != UINT32_MAX && !read_date(arena, kp_block_cell(block, i, to),
                                       place_of(block, i, to), &out->to, diags))
        return false;
    return in_order(out, place_of(block, i, to != UINT32_MAX ? to : block->left),
                    diags);
}

bool kp_block_validity(kp_arena *arena, const kp_block *block, uint32_t i,
                       kp_validity *out, kp_diags *diags)
{
    return kp__validity_at(arena, block, i,
                           kp_block_column(arena, block, "生效", "from"),
                           kp_block_column(arena, block, "失效", "to"), out, diags);
}

static bool option_date(kp_arena *arena, const kp_block *block, const kp_option *option,
                        int32_t *out, kp_diags *diags)
{
    if (!option)
        return true;
    date_place place = place_of(block, block->top, option->col);
    kp_cell cell = {.p = option->value.p, .n = (uint32_t)option->value.n};
    cell.kind = KP_CELL_TEXT;
    if (option->value.n == 0) {
        kp_fail(diags, KP2004, place.where, place.typed, place.typed, KP_NONE, KP_NONE);
        return false;
    }
    return read_date(arena, &cell, place, out, diags);
}

bool kp_block_options_validity(kp_arena *arena, const kp_block *block, kp_validity *out,
                               kp_diags *diags)
{
    const kp_option *to = kp_block_option(block, "失效", "to");
    uint32_t col = to ? to->col : block->left;

    *out = (kp_validity){INT32_MIN, INT32_MAX};
    return option_date(arena, block, kp_block_option(block, "生效", "from"), &out->from,
                       diags) &&
           option_date(arena, block, to, &out->to, diags) &&
           in_order(out, place_of(block, block->top, col), diags);
}

bool kp_block_in_force(kp_arena *arena, const kp_block *block, int32_t day,
                       kp_diags *diags)
{
    kp_validity validity;

    return kp_block_options_validity(arena, block, &validity, diags) &&
           validity.from <= day && day <= validity.to;
}
