/* dtable_outputs.c - the answer of every hit set, settled when the table is compiled.
 */
#include "engine/dtable_index.h"

#include <assert.h>

/* ---- comparing values ---- */

static int compare_ints(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_texts(const kp_symbols *symbols, uint32_t a, uint32_t b)
{
    if (a == b)
        return 0;
    return kp_str_cmp(kp_symbol_text(symbols, a), kp_symbol_text(symbols, b));
}

int kp__value_cmp(const kp_symbols *symbols, kp_value a, kp_value b)
{
    if (a.state != b.state)
        return compare_ints(a.state, b.state);
    if (a.state != KP_VALUE)
        return 0;
    if (a.kind != b.kind)
        return compare_ints(a.kind, b.kind);
    switch (a.kind) {
    case KP_NUM:
        return kp_dec_cmp(a.as.num, b.as.num);
    case KP_TEXT:
        return compare_texts(symbols, a.as.symbol, b.as.symbol);
    case KP_DATE:
        return compare_ints(a.as.date, b.as.date);
    case KP_BOOL:
        return compare_ints(a.as.flag, b.as.flag);
    case KP_LINK:
        break;
    }
    return compare_ints(a.as.row, b.as.row);
}

/* ---- one hit set ---- */

static kp_value fault_value(kp_kind kind, kp_code code)
{
    return kp_value_error(kind, (kp_fault){.code = code});
}

static kp_value sum_cells(const kp_doutput *output, const uint32_t *rule, size_t n)
{
    kp_decimal sum = kp_dec(0, 0);

    for (size_t i = 0; i < n; i++) {
        kp_value cell = output->cell[rule[i]];
        if (cell.state != KP_VALUE)
            return kp_value_none(output->kind, KP_BLANK);
        if (!kp_dec_add(sum, cell.as.num, &sum))
            return fault_value(output->kind, KP5024);
    }
    return kp_value_num(sum);
}

/* The smallest (sign -1) or largest (sign 1) of the cells. */
static kp_value extreme_cell(const kp_doutput *output, const kp_symbols *symbols,
                             const uint32_t *rule, size_t n, int sign)
{
    kp_value best = output->cell[rule[0]];

    for (size_t i = 0; i < n; i++) {
        kp_value cell = output->cell[rule[i]];
        if (cell.state != KP_VALUE)
            return kp_value_none(output->kind, KP_BLANK);
        if (kp__value_cmp(symbols, cell, best) * sign > 0)
            best = cell;
    }
    return best;
}

static kp_value answer_of_rules(const kp_dtable *table, const kp_doutput *output,
                                const kp_symbols *symbols, uint32_t hit)
{
    const uint32_t *rule = table->hit_rules[hit];
    size_t n = table->hit_count[hit];

    switch (table->policy) {
    case KP_HIT_SUM:
        return sum_cells(output, rule, n);
    case KP_HIT_MIN:
        return extreme_cell(output, symbols, rule, n, -1);
    case KP_HIT_MAX:
        return extreme_cell(output, symbols, rule, n, 1);
    case KP_HIT_COUNT:
        return kp_value_num(kp_dec((int64_t)n, 0));
    case KP_HIT_RULE_ORDER:
    case KP_HIT_OUTPUT_ORDER:
    case KP_HIT_COLLECT:
        if (n > 1)
            return fault_value(output->kind, KP5023);
        break;
    case KP_HIT_UNIQUE:
    case KP_HIT_ANY:
    case KP_HIT_PRIORITY:
    case KP_HIT_FIRST:
        break;
    }
    return output->cell[rule[0]];
}

static kp_value answer_of(const kp_dtable *table, const kp_doutput *output,
                          const kp_symbols *symbols, uint32_t hit)
{
    kp_code error = kp_dtable_hit_error(table, hit);

    if (error)
        return fault_value(output->kind, error);
    if (hit > 0)
        return answer_of_rules(table, output, symbols, hit);
    if (table->policy == KP_HIT_COUNT && output->fallback.state != KP_VALUE)
        return kp_value_num(kp_dec(0, 0));
    return output->fallback;
}

/* ---- one output ---- */

static int decimals_needed(kp_value value, int known)
{
    if (value.kind != KP_NUM || value.state != KP_VALUE)
        return known;
    kp_decimal shortest = kp_dec_reduce(value.as.num);
    if (shortest.scale <= known)
        return known;
    return shortest.scale < KP_MAX_DECIMALS ? shortest.scale : KP_MAX_DECIMALS;
}

static uint8_t scale_of(const kp_dtable *table, const kp_doutput *output)
{
    int scale = output->scale;

    if (output->kind != KP_NUM || table->policy == KP_HIT_COUNT)
        return 0;
    for (size_t r = 0; r < table->nrules; r++)
        scale = decimals_needed(output->cell[r], scale);
    return (uint8_t)decimals_needed(output->fallback, scale);
}

/* The output's words look just like a column with one row for every hit set. */
static kp_column as_column(const kp_dtable *table, const kp_doutput *output)
{
    return (kp_column){.kind = output->kind,
                       .scale = output->scale,
                       .n = table->nhits,
                       .v = output->word,
                       .state = output->state};
}

static void settle_output(kp_arena *arena, kp_dtable *table, kp_doutput *output,
                          const kp_symbols *symbols)
{
    output->scale = scale_of(table, output);
    if (table->policy == KP_HIT_COUNT)
        output->kind = KP_NUM;
    output->word = KP_NEW_ARRAY(arena, table->nhits, int64_t);
    output->state = KP_NEW_ARRAY(arena, table->nhits, uint8_t);

    kp_column column = as_column(table, output);
    for (uint32_t hit = 0; hit < table->nhits; hit++)
        kp_column_put(arena, &column, hit, answer_of(table, output, symbols, hit));
    output->bound = column.bound;
}

void kp__outputs_settle(kp_arena *arena, kp_dtable *table, const kp_symbols *symbols)
{
    for (size_t o = 0; o < table->noutputs; o++)
        settle_output(arena, table, &table->output[o], symbols);
}

kp_value kp_dtable_output(const kp_dtable *table, size_t output, uint32_t hit)
{
    assert(output < table->noutputs && hit < table->nhits);
    kp_column column = as_column(table, &table->output[output]);
    return kp_column_get(&column, hit);
}

kp_code kp_dtable_hit_error(const kp_dtable *table, uint32_t hit)
{
    assert(hit < table->nhits);
    if (hit >= table->hit_violation_at)
        return table->policy == KP_HIT_ANY ? KP5022 : KP5021;
    if (hit == 0 && !table->complete && table->policy != KP_HIT_COUNT)
        return KP5020;
    return KP_CODE_NONE;
}
