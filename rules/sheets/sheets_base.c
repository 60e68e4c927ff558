/* sheets_base.c - what the readers of definition sheets share. */
#include "rules/sheets/sheets.h"

#include "engine/base/fold.h"

kp_str kp__cell(kp_build *b, const kp_block *block, uint32_t i, uint32_t j)
{
    if (j == UINT32_MAX)
        return KP_NONE;
    return kp_tidy(b->arena, kp_cell_text(kp_block_cell(block, i, j)));
}

kp_str kp__place(kp_build *b, kp_where where)
{
    kp_buf place;

    kp_buf_init(&place, 1 << 16);
    kp_where_print(where, &place);
    kp_str text = kp_str_copy(b->arena, kp_buf_view(&place));
    kp_buf_free(&place);
    return text;
}

bool kp__in_force(kp_build *b, const kp_block *block, uint32_t i)
{
    kp_validity validity;

    // A row whose dates are wrong is kept: what refers to it is not.
    if (!kp_block_validity(b->arena, block, i, &validity, b->diags))
        return true;
    return validity.from <= b->day && b->day <= validity.to;
}

static bool is_list_comma(uint32_t point)
{
    return point == ',' || point == ';' || point == 0x3001 || point == 0xFF0C ||
           point == 0xFF1B || point == '\n' || point == '\r';
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

void kp__break_name(kp_build *b, kp_str name)
{
    size_t old;

    if (name.n)
        (void)kp_map_put(&b->broken, kp_str_copy(b->arena, name), 0, &old);
}

bool kp__is_broken(const kp_build *b, kp_str name)
{
    size_t at;

    return kp_map_get(&b->broken, name, &at);
}

static bool is_about_a_name(kp_code code)
{
    static const kp_code codes[] = {
        KP2110, KP2113, KP2115, KP2116, KP2117, KP2123, KP2163, KP3101, KP3102,
        KP3104, KP3111, KP3112, KP3115, KP3122, KP3123, KP3124, KP3125, KP3128,
        KP3130, KP3132, KP3201, KP3202, KP3203, KP3206, KP3210, KP3220};

    for (size_t k = 0; k < sizeof codes / sizeof *codes; k++)
        if (codes[k] == code)
            return true;
    return false;
}

bool kp__is_excused(kp_build *b, kp_code code, kp_str name)
{
    if (!is_about_a_name(code) || (!b->names_lost && !kp__is_broken(b, name)))
        return false;
    b->nexcused++;
    return true;
}

kp_status kp__sheet_fault(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                          kp_code code, kp_str arg1, kp_str arg2)
{
    if (kp__is_excused(b, code, arg1))
        return KP_EINVALID;
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

bool kp__decimals_cell(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                       int *out)
{
    kp_str text = kp_fold(b->arena, kp__cell(b, block, i, j));
    kp_decimal num;
    int64_t whole;

    *out = -1;
    if (text.n == 0)
        return true;
    if (kp_dec_parse(text, false, &num) && kp_dec_to_i64(num, 0, &whole) &&
        whole >= 0 && whole <= 12) {
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
    if (!kp__has_unknown_heading(b, block))
        kp__sheet_fault(b, block, block->top + 1, UINT32_MAX, KP2101, kp_str_of(name),
                        block->name);
    b->names_lost = true;
    return false;
}

bool kp__row_is_blank(const kp_block *block, uint32_t i)
{
    for (uint32_t j = block->left; j < block->right; j++)
        if (!kp_cell_is_blank(kp_block_cell(block, i, j)))
            return false;
    return true;
}

bool kp__name_is_good(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                      kp_str name)
{
    if (name.n == 0) {
        kp__sheet_fault(b, block, i, j, KP2102, KP_NONE, KP_NONE);
        return false;
    }
    return true;
}
