/* load_tell.c - places, names and repeated remarks for the sentences of loading. */
#include "rules/load/load_parts.h"

#define TOLD_SINGLY 3
#define LISTED 10

kp_where kp__load_where(const kp__source *source, uint32_t i, uint32_t j)
{
    return kp_where_cell(source->sheet, i, j);
}

static kp_str heading_above(const kp__source *source, uint32_t i, uint32_t j)
{
    if (i <= source->head || source->head < source->top)
        return KP_NONE;
    const kp_cell *lower = kp_sheet_cell(source->sheet, source->head, j);
    const kp_cell *upper = kp_sheet_cell(source->sheet, source->upper, j);

    return kp_cell_text(kp_cell_is_blank(lower) ? upper : lower);
}

void kp__load_fault(kp__load *l, kp_code code, const kp__source *source, uint32_t i,
                    uint32_t j, kp_str arg1, kp_str arg2, kp_str arg3)
{
    kp_str cell = kp_cell_text(kp_sheet_cell(source->sheet, i, j));

    (void)kp_fail_below(l->diags, code, kp__load_where(source, i, j),
                        heading_above(source, i, j), cell, arg1, arg2, arg3);
}

static kp_str keep(kp__load *l, kp_buf *buf)
{
    kp_str text = kp_str_copy(l->cells, kp_buf_view(buf));

    kp_buf_free(buf);
    return text;
}

kp_str kp__load_place(kp__load *l, kp_where where)
{
    kp_buf buf;

    kp_buf_init(&buf, 1 << 16);
    kp_where_print(where, &buf);
    return keep(l, &buf);
}

kp_str kp__load_sheet_name(kp__load *l, const kp__source *source)
{
    kp_where where = kp__load_where(source, 0, 0);

    where.row = where.col = 0;
    return kp__load_place(l, where);
}

kp_str kp__load_number(kp__load *l, size_t n)
{
    kp_buf buf;

    kp_buf_init(&buf, 64);
    kp_buf_uint(&buf, n);
    return keep(l, &buf);
}

kp_str kp__load_decimal(kp__load *l, kp_decimal num, int decimals)
{
    kp_i128 whole;
    kp_buf buf;

    kp_buf_init(&buf, KP_DEC_TEXT);
    if (decimals >= 0 && !kp_dec_to_i128(num, decimals, &whole))
        decimals = -1;
    kp_dec_print(num, decimals, &buf);
    return keep(l, &buf);
}

kp_str kp__load_list(kp__load *l, const kp_str *text, size_t n)
{
    kp_buf buf;

    kp_buf_init(&buf, 1 << 16);
    kp_buf_names(&buf, text, n < LISTED ? n : LISTED);
    if (n > LISTED)
        kp_buf_z(&buf, " 等");
    return keep(l, &buf);
}

kp_str kp__load_row_numbers(kp__load *l, const kp__source *source, const uint32_t *i,
                            size_t n)
{
    kp_buf buf;

    kp_buf_init(&buf, 256);
    kp_sheet_row_numbers(source->sheet, i, n, &buf);
    return keep(l, &buf);
}

static size_t slot_of(kp__tally *tally, kp_code code)
{
    const size_t last = sizeof tally->code / sizeof *tally->code - 1;
    size_t k = 0;

    while (k < last && tally->code[k] != code && tally->code[k] != KP_CODE_NONE)
        k++;
    tally->code[k] = code;
    return k;
}

void kp__tally_tell(kp__load *l, kp__tally *tally, kp_code code,
                    const kp__source *source, uint32_t i, uint32_t j, kp_str arg1,
                    kp_str arg2)
{
    size_t k = slot_of(tally, code);

    if (++tally->n[k] <= TOLD_SINGLY)
        kp__load_fault(l, code, source, i, j, arg1, arg2, KP_NONE);
}

void kp__tally_close(kp__load *l, const kp__tally *tally, const kp__source *source,
                     uint32_t j)
{
    for (size_t k = 0; k < sizeof tally->code / sizeof *tally->code; k++)
        if (tally->n[k] > TOLD_SINGLY)
            kp__load_fault(l, KP4083, source, source->head, j,
                           kp__load_number(l, tally->n[k] - TOLD_SINGLY),
                           kp_str_of(kp_code_name(tally->code[k])), KP_NONE);
}
