/* fuzz_load.c - any bytes as one of the month's data files, the others being sound.
 *
 * The first byte chooses the file.  Loading ends with tables that are whole: every
 * column has a state for every row, links point at rows.  Without errors the month is
 * calculated and its faults are told.
 */
#include "engine/faults.h"
#include "fuzz_month.h"
#include "rules/load/load.h"

static fuzz_files scheme_files, data_files;

static void read_sample_once(void)
{
    static kp_arena *kept;

    if (kept)
        return;
    kept = kp_arena_open(0);
    fuzz_read_folder(kept, "scheme", &scheme_files);
    fuzz_read_folder(kept, "data/2025-01", &data_files);
}

/* The scheme is made once for many inputs; its symbols grow with every one of them. */
#define INPUTS_PER_SCHEME 1000
static fuzz_desk scheme_desk;
static kp_symbols *symbols;
static kp_scheme *scheme;

static void compile_sample(void)
{
    fuzz_desk *d = &scheme_desk;

    fuzz_open(d);
    symbols = kp_symbols_open();
    for (size_t i = 0; i < scheme_files.n; i++)
        fuzz_promise(fuzz_add_sheet(&d->book, scheme_files.name[i],
                                    scheme_files.bytes[i], d->diags) == KP_OK);
    fuzz_add_packs(d->arena, &d->book, d->diags);
    fuzz_promise(kp_rules_compile(d->arena, &d->book, symbols, FUZZ_JANUARY, &scheme,
                                  d->diags) == KP_OK);
}

static void renew_scheme(void)
{
    static unsigned age;

    if (scheme && ++age < INPUTS_PER_SCHEME)
        return;
    if (scheme) {
        kp_symbols_close(symbols);
        fuzz_close(&scheme_desk);
    }
    age = 0;
    compile_sample();
}

static void look_at_tables(kp_table **tables)
{
    for (size_t e = 0; e < scheme->nentities; e++) {
        const kp_table *table = tables[e];

        for (size_t row = 1; row < table->n; row++)
            fuzz_promise(
                kp_str_cmp(kp_symbol_text(scheme->symbols, table->key[row - 1]),
                           kp_symbol_text(scheme->symbols, table->key[row])) < 0);
        for (size_t k = 0; k < table->entity->nfields; k++) {
            const kp_field *field = scheme->field[table->entity->field[k]];
            const kp_column *column = &table->column[k];

            fuzz_promise(column->n == table->n);
            for (size_t row = 0; field->kind == KP_LINK && row < column->n; row++)
                fuzz_promise(kp_column_state(column, row) != KP_VALUE ||
                             (uint64_t)column->v[row] < tables[field->link_entity]->n);
        }
    }
}

static void load(fuzz_desk *d, size_t fuzzed, kp_str bytes)
{
    kp_load_input in = {.scheme_book = &scheme_desk.book};
    kp_table **tables = NULL;
    kp_book data;
    bool incomplete = false;
    kp_run *run = NULL;

    kp_book_init(&data, d->arena);
    for (size_t i = 0; i < data_files.n; i++)
        (void)fuzz_add_sheet(&data, data_files.name[i],
                             i == fuzzed ? bytes : data_files.bytes[i], d->diags);
    in.data = &data;
    in.incomplete = &incomplete;
    size_t before = kp_diags_errors(d->diags);
    kp_status status = kp_load_tables(d->arena, scheme, &in, &tables, d->diags);
    if (status == KP_ENOMEM)
        return;
    fuzz_promise((status == KP_EINVALID) == (kp_diags_errors(d->diags) > before));
    look_at_tables(tables);
    if (!incomplete &&
        kp_run_execute(d->arena, scheme, tables, NULL, &run, d->diags) == KP_OK)
        kp_run_faults(run, d->diags);
    kp_run_close(run);
    fuzz_look_at_faults(d, kp_diags_errors(d->diags) ? KP_EINVALID : KP_OK, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_desk d;

    read_sample_once();
    if (size == 0)
        return 0;
    renew_scheme();
    fuzz_open(&d);
    kp_arena_guard(d.arena, &d.exhausted);
    if (setjmp(d.exhausted) == 0)
        load(&d, data[0] % data_files.n, (kp_str){(const char *)data + 1, size - 1});
    fuzz_close(&d);
    return 0;
}
