/* fuzz_table.c - any CSV as a sheet of rule, cross and tier tables.
 *
 * A table that compiles can be analysed, and the index and the plain search of its rows
 * find the same hit set for values of every kind.
 */
#include "fuzz_desk.h"
#include "io/csv/csv_read.h"
#include "rules/tables/analyse.h"

#define DAY 20089  // 2025-01-01

static kp_value some_value(const kp_dtable *table, size_t input, unsigned salt)
{
    const kp_dinput *in = &table->input[input];

    // Mostly a value that stands in the table, or one just beside it.
    if (in->kind == KP_NUM || in->kind == KP_DATE) {
        const kp_accept *accept =
            table->nrules ? &table->rule[salt % table->nrules].accept[input] : NULL;
        kp_decimal at = kp_dec((int64_t)salt % 200 - 50, (int)(salt % 3));

        if (accept && accept->nintervals && !accept->interval[0].low.infinite)
            at = accept->interval[0].low.at;
        int64_t day = 0;
        if (in->kind == KP_NUM)
            return kp_value_num(at);
        return kp_value_date(
            kp_dec_to_i64(at, 0, &day) && day > -700000 && day < 2900000 ? (int32_t)day
                                                                         : DAY);
    }
    if (in->kind == KP_BOOL)
        return kp_value_bool(salt % 2);
    return kp_value_text(salt % 40);
}

static void ask(kp_arena *arena, const kp_dtable *table, const kp_symbols *symbols,
                unsigned salt)
{
    kp_value value[KP_MAX_TABLE_INPUTS];

    for (size_t k = 0; k < table->ninputs; k++) {
        value[k] = some_value(table, k, salt * 7 + (unsigned)k);
        if (value[k].kind == KP_TEXT && value[k].as.symbol >= kp_symbol_count(symbols))
            value[k].as.symbol = 0;
    }
    uint32_t hit = kp_dtable_find(table, symbols, value);
    fuzz_promise(hit < table->nhits);
    // A hit set is right when each of its rows accepts all values.
    for (uint32_t r = 0; r < table->hit_count[hit]; r++)
        for (size_t k = 0; k < table->ninputs; k++)
            fuzz_promise(
                kp_accept_holds(&table->rule[table->hit_rules[hit][r]].accept[k],
                                &table->input[k], symbols, value[k]));
    if (kp_dtable_hit_error(table, hit) == KP_CODE_NONE)
        for (size_t o = 0; o < table->noutputs; o++)
            (void)kp_dtable_output(table, o, hit);
    (void)arena;
}

static void compile_all(fuzz_desk *d, kp_symbols *symbols)
{
    kp_block *block = NULL;
    size_t n = 0, before = kp_diags_errors(d->diags);
    kp_status status = kp_blocks_find(d->arena, &d->book, &block, &n, d->diags);

    fuzz_promise(status == KP_OK || kp_diags_errors(d->diags) > before);
    for (size_t b = 0; b < n; b++) {
        if (block[b].kind != KP_BLOCK_RULES && block[b].kind != KP_BLOCK_CROSS &&
            block[b].kind != KP_BLOCK_TIER)
            continue;
        size_t errors = kp_diags_errors(d->diags);
        kp_table_source *source =
            kp_table_compile(d->arena, &block[b], DAY, symbols, d->diags);

        fuzz_promise(!source || kp_diags_errors(d->diags) == errors);
        if (!source)
            continue;
        kp_table_analyse(d->arena, source, symbols, d->diags);
        for (unsigned salt = 0; salt < 16; salt++)
            ask(d->arena, source->table, symbols, salt);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kp_symbols *symbols = kp_symbols_open();
    fuzz_desk d;

    fuzz_open(&d);
    (void)kp_symbol(symbols, KP_STR("优秀"));
    kp_arena_guard(d.arena, &d.exhausted);
    if (setjmp(d.exhausted) == 0) {
        kp_status status = kp_csv_read(&d.book, KP_STR("40-规则表.csv"),
                                       (kp_str){(const char *)data, size}, d.diags);

        if (status == KP_OK)
            compile_all(&d, symbols);
        fuzz_look_at_faults(&d, kp_diags_errors(d.diags) ? KP_EINVALID : KP_OK, 0);
    }
    kp_symbols_close(symbols);
    fuzz_close(&d);
    return 0;
}
