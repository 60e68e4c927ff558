/* load_totals.c - the sums that a sheet claims, against the sum of its rows.
 *
 * 小计 is compared with the rows since the last total, 合计 with all rows above; a row
 * that fits either reading is believed.  Percentages have no sums.
 */
#include "rules/load/load_parts.h"

typedef struct running {
    kp_decimal all, since;
    bool complete;  // every number above could be read
} running;

static kp_cell_result read_number(kp__load *l, const kp__source *source, uint32_t i,
                                  uint32_t j, kp_unit unit, kp_decimal *out)
{
    const kp_cell_want want = {.kind = KP_NUM, .unit = unit, .decimals = -1};
    kp_cell_got got;

    kp_cell_result result =
        kp_cell_read(l->cells, kp_sheet_cell(source->sheet, i, j), &want, &got);

    *out = got.num;
    return result;
}

static void add_row(kp__load *l, const kp__source *source, size_t k,
                    const kp__load_col *col, running *sum)
{
    bool shifted = source->split_at && source->split_at[k];
    kp_decimal num;

    switch (read_number(l, source, source->row[k], col->j, col->field->unit, &num)) {
    case KP_CELL_BLANK:
        return;
    case KP_CELL_BAD:
        sum->complete = false;  // told at its cell; the total may well be right
        return;
    case KP_CELL_OK:
        break;
    }
    sum->complete = !shifted && sum->complete && kp_dec_add(sum->all, num, &sum->all) &&
                    kp_dec_add(sum->since, num, &sum->since);
}

static bool says_subtotal(const kp__source *source, uint32_t i)
{
    for (uint32_t j = source->left; j < source->right; j++)
        if (kp_str_find(kp_cell_text(kp_sheet_cell(source->sheet, i, j)),
                        KP_STR("小")) != SIZE_MAX)
            return true;
    return false;
}

static void compare(kp__load *l, const kp__source *source, uint32_t i,
                    const kp__load_col *col, const running *sum)
{
    kp_decimal typed, apart;

    if (!sum->complete ||
        read_number(l, source, i, col->j, col->field->unit, &typed) != KP_CELL_OK)
        return;
    if (kp_dec_cmp(typed, sum->all) == 0 || kp_dec_cmp(typed, sum->since) == 0)
        return;
    kp_decimal expected = says_subtotal(source, i) ? sum->since : sum->all;
    if (!kp_dec_sub(typed, expected, &apart))
        return;
    kp__load_fault(l, KP4041, source, i, col->j, kp__load_decimal(l, typed, -1),
                   kp__load_decimal(l, expected, -1), kp__load_decimal(l, apart, -1));
}

static void check_column(kp__load *l, const kp__source *source, const kp__load_col *col)
{
    running sum = {.complete = true};
    size_t k = 0;

    for (size_t t = 0; t < source->ntotals; t++) {
        for (; k < source->nrows && source->row[k] < source->total[t]; k++) {
            if (k % 1024 == 0)
                kp_arena_reset(l->cells);
            add_row(l, source, k, col, &sum);
        }
        compare(l, source, source->total[t], col, &sum);
        sum.since = kp_dec(0, 0);
    }
}

void kp__check_totals(kp__load *l, const kp__source *source)
{
    if (source->ntotals == 0)
        return;
    for (size_t k = 0; k < source->entity->nfields; k++) {
        const kp__load_col *col = source->col[k];

        if (col && col->field->kind == KP_NUM && !col->field->is_key &&
            col->field->unit != KP_UNIT_PERCENT)
            check_column(l, source, col);
    }
}
