/* fuzz_scheme.c - any bytes as one of the scheme's files, the others being sound.
 *
 * The first byte chooses the file.  A scheme that compiles loads the sample's data and
 * runs; one that does not has a reason, and a draft of it still loads.
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

static void use(fuzz_desk *d, kp_scheme *scheme)
{
    kp_load_input in = {.scheme_book = &d->book};
    kp_table **tables = NULL;
    bool incomplete = false;
    kp_run *run = NULL;
    kp_book data;

    kp_book_init(&data, d->arena);
    for (size_t i = 0; i < data_files.n; i++)
        fuzz_promise(fuzz_add_sheet(&data, data_files.name[i], data_files.bytes[i],
                                    d->diags) == KP_OK);
    in.data = &data;
    in.incomplete = &incomplete;
    if (kp_load_tables(d->arena, scheme, &in, &tables, d->diags) == KP_ENOMEM ||
        scheme->draft || incomplete)
        return;
    if (kp_run_execute(d->arena, scheme, tables, NULL, &run, d->diags) == KP_OK)
        kp_run_faults(run, d->diags);
    kp_run_close(run);
}

static void compile(fuzz_desk *d, kp_symbols *symbols, size_t fuzzed, kp_str bytes)
{
    kp_scheme *scheme = NULL;
    size_t before;

    for (size_t i = 0; i < scheme_files.n; i++)
        (void)fuzz_add_sheet(&d->book, scheme_files.name[i],
                             i == fuzzed ? bytes : scheme_files.bytes[i], d->diags);
    fuzz_add_packs(d->arena, &d->book, d->diags);
    before = kp_diags_errors(d->diags);
    kp_status status =
        kp_rules_compile(d->arena, &d->book, symbols, FUZZ_JANUARY, &scheme, d->diags);
    fuzz_promise(status != KP_OK || (scheme && !scheme->draft));
    // Faults that only follow from a file that was lost are not told.
    fuzz_promise(status != KP_EINVALID || kp_diags_errors(d->diags) > before ||
                 d->book.nlost);
    if (scheme)
        use(d, scheme);
    fuzz_look_at_faults(d, kp_diags_errors(d->diags) ? KP_EINVALID : KP_OK, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_desk d;

    read_sample_once();
    if (size == 0)
        return 0;
    kp_symbols *symbols = kp_symbols_open();
    fuzz_open(&d);
    kp_arena_guard(d.arena, &d.exhausted);
    if (setjmp(d.exhausted) == 0)
        compile(&d, symbols, data[0] % scheme_files.n,
                (kp_str){(const char *)data + 1, size - 1});
    fuzz_close(&d);
    kp_symbols_close(symbols);
    return 0;
}
