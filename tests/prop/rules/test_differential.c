/* Random schemes and random rows: the column evaluator, in every batch size and with
 * several threads, agrees digit for digit with the row-by-row evaluator of the same
 * trees; sums, ranks and pools agree with what is counted here without any cleverness.
 *
 *   test_differential [schemes [first seed]]    more of them
 *   test_differential - SEED                    show one scheme, and its faults if any
 *   test_differential + SEED                    the same, of nonsense
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/oracle.h"
#include "engine/program.h"
#include "rules/compile.h"
#include "rules/load/load.h"
#include "tests/prop/rules/differential.h"
#include "tests/support/sheet.h"

#define SCHEMES 10000
#define MANY_ROWS_EVERY 40
#define ORDERS_EVERY 4
#define FIRST_SEED 1

/* ---- telling what differs ---- */

static void put_value(const trial *t, kp_value v, kp_buf *out)
{
    switch (v.state) {
    case KP_BLANK:
        kp_buf_z(out, "blank");
        return;
    case KP_ABSENT:
        kp_buf_z(out, "absent");
        return;
    case KP_ERROR:
        kp_buf_printf(out, "%s@%u/%u", kp_code_name(v.as.fault.code), v.as.fault.field,
                      v.as.fault.row);
        return;
    case KP_VALUE:
    case KP_WIDE:
        break;
    }
    if (v.kind == KP_NUM)
        kp_dec_print(v.as.num, -1, out);
    else if (v.kind == KP_TEXT)
        kp_buf_str(out, kp_symbol_text(t->symbols, v.as.symbol));
    else
        kp_buf_printf(out, "%u", v.as.symbol);
}

void differ_tell(trial *t, const kp_field *field, size_t row, const char *what,
                 kp_value got, kp_value expected)
{
    kp_buf out;

    kp_buf_init(&out, 1 << 20);
    put_value(t, got, &out);
    kp_buf_z(&out, "  expected  ");
    put_value(t, expected, &out);
    fprintf(stderr, "seed %" PRIu64 ": %s: field %u %.*s row %zu\n  %.*s\n  got %.*s\n",
            t->seed, what, field->id, KP_FMT(field->name), row, KP_FMT(field->formula),
            KP_FMT(kp_buf_view(&out)));
    kp_buf_free(&out);
    t->bad = true;
}

void differ_expect(trial *t, const kp_field *field, size_t row, const char *what,
                   kp_value got, kp_value expected)
{
    if (!t->bad && !kp_value_same(got, expected))
        differ_tell(t, field, row, what, got, expected);
}

/* ---- scalar fields: the row-by-row evaluator ---- */

static void compare_with_oracle(trial *t, const kp_field *field)
{
    size_t n = t->run->table[field->entity]->n;

    for (size_t row = 0; row < n && !t->bad; row++) {
        kp_value got = kp_run_value(t->run, field->id, row);

        differ_expect(t, field, row, "row by row", got,
                      kp_oracle_field(t->run, field, row, NULL, NULL));
        if (got.state == KP_VALUE && got.kind == KP_NUM && field->decimals >= 0 &&
            !field->lifted && kp_dec_reduce(got.as.num).scale > field->decimals)
            differ_tell(t, field, row, "more decimals than declared", got, got);
    }
}

/* ---- one scheme ---- */

static kp_run *execute(trial *t, unsigned batch, unsigned threads)
{
    kp_run_options options = {.threads = threads, .batch = batch};
    kp_run *run = NULL;

    if (kp_run_execute(t->arena, t->scheme, random_rows_tables(t->arena, t->rows),
                       &options, &run, t->diags) == KP_OK)
        return run;
    fprintf(stderr, "seed %" PRIu64 ": the run failed\n", t->seed);
    t->bad = true;
    return NULL;
}

static void compare_runs(trial *t, unsigned batch, unsigned threads)
{
    kp_run *other = t->bad ? NULL : execute(t, batch, threads);

    for (size_t id = 0; other && id < t->scheme->nfields; id++) {
        const kp_field *field = t->scheme->field[id];

        for (size_t row = 0; row < other->table[field->entity]->n; row++)
            differ_expect(t, field, row, threads > 1 ? "threads" : "batch size",
                          kp_run_value(other, field->id, row),
                          kp_run_value(t->run, field->id, row));
    }
    kp_run_close(other);
}

static void compare_field(trial *t, const kp_field *field)
{
    if (field->source == KP_SOURCE_SCALAR)
        compare_with_oracle(t, field);
    if (field->source == KP_SOURCE_AGGREGATE)
        naive_aggregate(t, field);
    if (field->source == KP_SOURCE_RANK)
        naive_rank(t, field);
    if (field->source == KP_SOURCE_QUOTA && !t->nonsense)
        naive_quota(t, field);
}

static void check_programs(trial *t)
{
    for (size_t s = 0; s < t->scheme->nstages; s++)
        if (t->scheme->stage[s].program &&
            !kp_program_is_sound(t->scheme, t->scheme->stage[s].program)) {
            fprintf(stderr, "seed %" PRIu64 ": stage %zu is unsound\n", t->seed, s);
            t->bad = true;
        }
}

/* ---- the order of rows in the files does not show ---- */

static kp_run *run_of_book(trial *t, uint64_t order)
{
    kp_diags *quiet =
        kp_diags_open();  // blank cells that are needed are told, not fatal
    kp_load_input in = {.data = random_book(t->arena, t->scheme, t->seed, order)};
    kp_table **tables = NULL;
    kp_run *run = NULL;
    kp_status loaded = kp_load_tables(t->arena, t->scheme, &in, &tables, quiet);

    kp_diags_close(quiet);
    if (loaded == KP_ENOMEM || !tables ||
        kp_run_execute(t->arena, t->scheme, tables, NULL, &run, t->diags) != KP_OK) {
        fprintf(stderr, "seed %" PRIu64 ": the rows were not loaded\n", t->seed);
        t->bad = true;
    }
    return run;
}

/* A blank below a filled cell has a hint of its own (KP4047), which the order may
 * change. */
static kp_value without_hint(kp_value v)
{
    if (v.state == KP_ERROR && v.as.fault.code == KP4047)
        v.as.fault.code = KP4080;
    return v;
}

static void compare_orders(trial *t)
{
    kp_run *sorted = run_of_book(t, 0), *shuffled = run_of_book(t, t->seed + 1);

    for (size_t id = 0; sorted && shuffled && id < t->scheme->nfields; id++) {
        const kp_field *field = t->scheme->field[id];
        size_t n = sorted->table[field->entity]->n;

        for (size_t row = 0; row < n; row++)
            differ_expect(t, field, row, "row order",
                          without_hint(kp_run_value(shuffled, field->id, row)),
                          without_hint(kp_run_value(sorted, field->id, row)));
    }
    kp_run_close(sorted);
    kp_run_close(shuffled);
}

static bool compile(trial *t)
{
    kp_book *book = sheet_book(t->arena, t->source.text.p);
    kp_status status =
        kp_rules_compile(t->arena, book, t->symbols, kp_date_of((kp_ymd){2025, 3, 1}),
                         &t->scheme, t->diags);

    if (status != KP_OK && t->show)
        for (const kp_diag *d = kp_diags_first(t->diags); d; d = d->next) {
            kp_buf out;

            kp_buf_init(&out, 1 << 16);
            kp_diag_print(d, KP_LANG_EN, &out);
            fprintf(stderr, "%.*s\n", KP_FMT(kp_buf_view(&out)));
            kp_buf_free(&out);
        }
    return status == KP_OK;
}

static void run_and_compare(trial *t)
{
    bool many = t->seed % MANY_ROWS_EVERY == 0;

    check_programs(t);
    t->rows = random_rows_make(t->arena, t->scheme, t->seed ^ UINT64_C(0xABCDEF), many);
    t->run = execute(t, 0, 1);
    for (size_t id = 0; t->run && id < t->scheme->nfields && !t->bad; id++)
        compare_field(t, t->scheme->field[id]);
    if (t->run)
        naive_pools(t);
    compare_runs(t, many ? 7 : 3, 1);
    compare_runs(t, many ? 64 : 2, 2);
    if (!many)
        compare_runs(t, 1, 1);
    kp_run_close(t->run);
    if (!t->bad && !t->nonsense && t->seed % ORDERS_EVERY == 0)
        compare_orders(t);
}

/* Returns 1 when it agreed, 0 when it did not, -1 when it was not a scheme. */
static int try_seed(uint64_t seed, bool show)
{
    trial t = {.seed = seed, .show = show};
    int result = -1;

    random_scheme_open(&t.source, seed);
    if (show)
        fputs(t.source.text.p, stdout);
    t.arena = kp_arena_open(0);
    t.symbols = kp_symbols_open();
    t.diags = kp_diags_open();
    if (compile(&t)) {
        run_and_compare(&t);
        result = !t.bad;
    }
    kp_diags_close(t.diags);
    kp_symbols_close(t.symbols);
    kp_arena_close(t.arena);
    random_scheme_close(&t.source);
    return result;
}

/* Nonsense is refused with a place, or means something on which both evaluators agree.
 */
static int try_nonsense(uint64_t seed, bool show)
{
    trial t = {.seed = seed, .show = show, .nonsense = true};
    int result = 1;

    random_scheme_open(&t.source, seed);
    random_scheme_spoil(&t.source);
    if (show)
        fputs(t.source.text.p, stdout);
    t.arena = kp_arena_open(0);
    t.symbols = kp_symbols_open();
    t.diags = kp_diags_open();
    if (compile(&t)) {
        run_and_compare(&t);
        result = !t.bad;
    } else {
        const kp_diag *first = kp_diags_first(t.diags);

        // A sheet that is not there at all has no place.
        result = first && kp_diags_errors(t.diags) > 0 &&
                 (first->where.row > 0 || first->code == KP2108);
        if (!result)
            fprintf(stderr, "seed %" PRIu64 ": refused without a place\n", seed);
    }
    kp_diags_close(t.diags);
    kp_symbols_close(t.symbols);
    kp_arena_close(t.arena);
    random_scheme_close(&t.source);
    return result;
}

static long wanted = SCHEMES;
static uint64_t first_seed = FIRST_SEED;

static void columns_and_rows_agree_for_random_schemes(void **state)
{
    long refused = 0, wrong = 0;

    (void)state;
    for (long k = 0; k < wanted && wrong < 5; k++) {
        int result = try_seed(first_seed + (uint64_t)k, false);

        refused += result < 0;
        wrong += result == 0;
    }
    printf("%ld schemes, %ld of them refused by the compiler\n", wanted, refused);
    assert_int_equal(wrong, 0);
    assert_true(refused * 20 <= wanted);  // the grammar must stay well typed
}

static void nonsense_is_refused_with_a_place(void **state)
{
    long wrong = 0;

    (void)state;
    for (long k = 0; k < wanted && wrong < 5; k++)
        wrong += !try_nonsense(first_seed + (uint64_t)k, false);
    assert_int_equal(wrong, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_and_rows_agree_for_random_schemes),
        cmocka_unit_test(nonsense_is_refused_with_a_place),
    };

    if (argc > 2 && strcmp(argv[1], "+") == 0)
        return try_nonsense(strtoull(argv[2], NULL, 10), true) != 1;

    if (argc > 2 && strcmp(argv[1], "-") == 0)
        return try_seed(strtoull(argv[2], NULL, 10), true) != 1;
    if (argc > 1)
        wanted = strtol(argv[1], NULL, 10);
    if (argc > 2)
        first_seed = strtoull(argv[2], NULL, 10);
    return cmocka_run_group_tests_name("differential", tests, NULL, NULL);
}
