/* sheets_base.c - what the readers of definition sheets share. */
#include "rules/sheets.h"

#include "engine/base/fold.h"

kp_str kp__cell(kp_build *b, const kp_block *block, uint32_t i, uint32_t j)
{
    if (j == UINT32_MAX)
        return KP_NONE;
    return kp_tidy(b->arena, kp_cell_text(kp_block_cell(block, i, j)));
}

bool kp__in_force(kp_build *b, const kp_block *block, uint32_t i)
{
    kp_validity validity;

    if (!kp_block_validity(b->arena, block, i, &validity, b->diags))
        return false;
    return validity.from <= b->day && b->day <= validity.to;
}

static bool is_list_comma(uint32_t point)
{
    return point == ',' || point == ';' || point == 0x3001 || point == 0xFF0C ||
           point == 0xFF1B;
}

size_t kp__split_list(kp_arena *arena, kp_str text, kp_str **out)
{
    kp_str *items = NULL;
    size_t n = 0, cap = 0, from = 0;

    for (size_t at = 0; at <= text.n;) {
        size_t here = at;
        bool end = at == text.n;
        uint32_t point = end ? ',' : kp_utf8_next(text, &at);

        if (!end && !is_list_comma(point))
            continue;
        kp_str item = kp_tidy(arena, kp_str_slice(text, from, here));

        if (item.n) {
            items = kp_arena_grow(arena, items, &cap, n + 1, sizeof *items);
            items[n++] = item;
        }
        from = at;
        if (end)
            break;
    }
    *out = items;
    return n;
}

kp_status kp__sheet_fault(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                          kp_code code, kp_str arg1, kp_str arg2)
{
    if (j == UINT32_MAX)
        j = block->left;
    return kp_fail(b->diags, code, kp_block_where(block, i, j),
                   kp_cell_text(kp_block_cell(block, i, j)), arg1, arg2, KP_NONE);
}

bool kp__rounding_cell(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                       kp_rounding *out)
{
    kp_str text = kp_fold(b->arena, kp__cell(b, block, i, j));

    *out = KP_ROUND_HALF_UP;
    if (text.n == 0 || kp_rounding_parse(text, out))
        return true;
    kp__sheet_fault(b, block, i, j, KP2105, text, KP_NONE);
    return false;
}

bool kp__decimals_cell(kp_build *b, const kp_block *block, uint32_t i, uint32_t j, int *out)
{
    kp_str text = kp_fold(b->arena, kp__cell(b, block, i, j));
    kp_decimal num;
    int64_t whole;

    *out = -1;
    if (text.n == 0)
        return true;
    if (kp_dec_parse(text, false, &num) && kp_dec_to_i64(num, 0, &whole) && whole >= 0 &&
        whole <= 12) {
        *out = (int)whole;
        return true;
    }
    kp__sheet_fault(b, block, i, j, KP2106, text, KP_NONE);
    return false;
}

bool kp__column_needed(kp_build *b, const kp_block *block, uint32_t j, const char *name)
{
    if (j != UINT32_MAX)
        return true;
    kp__sheet_fault(b, block, block->top + 1, UINT32_MAX, KP2101, kp_str_of(name),
                    block->name);
    return false;
}

bool kp__row_is_blank(const kp_block *block, uint32_t i)
{
    for (uint32_t j = block->left; j < block->right; j++)
        if (!kp_cell_is_blank(kp_block_cell(block, i, j)))
            return false;
    return true;
}

bool kp__name_is_good(kp_build *b, const kp_block *block, uint32_t i, uint32_t j, kp_str name)
{
    if (name.n == 0) {
        kp__sheet_fault(b, block, i, j, KP2102, KP_NONE, KP_NONE);
        return false;
    }
    return true;
}
