/* test_kernels.c - every column kernel by itself, on the edges.
 *
 * A case is texts: operands and results of four rows.  "_" is blank, "~" absent, "!" an
 * error of elsewhere (KP5007, field 9), "E5001" an error that began in the step.  Every
 * case runs four ways: all rows; with one more row that is an error, so that lanes are
 * not plain; in a branch of every other row, where the rows outside must stay as they
 * were; and, where an operand is one constant, with the lane marked so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/builtin.h"
#include "engine/machine.h"

#define ROWS 4
#define ALL (ROWS + 1)
#define REGS 8
#define FIELD 3  // that the running step belongs to
#define ELSEWHERE 9

typedef struct bench {
    kp_machine m;
    kp_run run;
    kp_scheme scheme;
    kp_entity entity;
    kp_table table;
    kp_program program;
    kp_lane lane[REGS];
    int64_t words[REGS][ALL];
    uint8_t states[REGS][ALL];
    kp_branches branches[4];
    uint32_t step_field[1];
    kp_step step;
} bench;

static bench *open_bench(void)
{
    bench *b = calloc(1, sizeof *b);

    assert_non_null(b);
    b->m.arena = kp_arena_open(0);
    b->m.symbols = b->scheme.symbols = kp_symbols_open();
    b->m.run = &b->run;
    b->run.scheme = &b->scheme;
    b->run.arena = b->m.arena;
    b->m.table = &b->table;
    b->table.entity = &b->entity;
    b->m.program = &b->program;
    b->program.step_field = b->step_field;
    b->step_field[0] = FIELD;
    b->m.lane = b->lane;
    b->m.branches = b->branches;
    b->m.n = b->m.nrows = ROWS;
    for (int r = 0; r < REGS; r++) {
        b->lane[r].v = b->words[r];
        b->lane[r].state = b->states[r];
        b->lane[r].plain = true;
    }
    return b;
}

static void close_bench(bench *b)
{
    kp_symbols_close(b->m.symbols);
    kp_arena_close(b->m.arena);
    free(b);
}

static kp_value value_of(bench *b, kp_kind kind, kp_str text)
{
    kp_decimal num = {0, 0};

    if (kp_str_is(text, "_"))
        return kp_value_none(kind, KP_BLANK);
    if (kp_str_is(text, "~"))
        return kp_value_none(kind, KP_ABSENT);
    if (kp_str_is(text, "!"))
        return kp_value_error(kind, (kp_fault){KP5007, ELSEWHERE, 77});
    if (kind == KP_TEXT)
        return kp_value_text(kp_symbol(b->m.symbols, text));
    if (kind == KP_BOOL)
        return kp_value_bool(kp_str_is(text, "t"));
    assert_true(kp_dec_parse(text, true, &num));
    return kp_value_num(num);
}

/* Rows from a text; the last value repeats.  One single value is a constant. */
static void fill(bench *b, int r, kp_kind kind, int scale, const char *texts, bool mark)
{
    kp_str rest = kp_str_of(texts), word = KP_NONE;
    kp_lane *lane = &b->lane[r];
    bool one = kp_str_find(rest, KP_STR(" ")) == SIZE_MAX;

    lane->kind = kind;
    lane->scale = (uint8_t)scale;
    kp__lane_begin(&b->m, lane, 0);
    for (uint32_t i = 0; i < b->m.n; i++) {
        if (i == ROWS)
            word = KP_STR("!");
        else if (rest.n)
            word = kp_str_cut(&rest, ' ');
        kp__lane_put(&b->m, lane, i, value_of(b, kind, word));
    }
    lane->same = mark && one && lane->plain;
}

static void spell(bench *b, kp_value v, char *out, size_t size)
{
    kp_buf text;

    kp_buf_init(&text, 8192);
    if (v.state == KP_ERROR && v.as.fault.field == ELSEWHERE)
        kp_buf_z(&text, "!");
    else if (v.state == KP_ERROR)
        kp_buf_printf(&text, "E%s", kp_code_name(v.as.fault.code) + 2);
    else if (v.state != KP_VALUE)
        kp_buf_z(&text, v.state == KP_BLANK ? "_" : "~");
    else if (v.kind == KP_NUM)
        kp_dec_print(v.as.num, -1, &text);
    else if (v.kind == KP_BOOL)
        kp_buf_z(&text, v.as.flag ? "t" : "f");
    else
        kp_buf_str(&text, kp_symbol_text(b->m.symbols, v.as.symbol));
    (void)snprintf(out, size, "%.*s", KP_FMT(kp_buf_view(&text)));
    kp_buf_free(&text);
}

static void expect_row(bench *b, int r, uint32_t i, kp_str expected, const char *what)
{
    kp_value v = kp__lane_get(&b->lane[r], i);
    char got[8192], wanted[8192];

    spell(b, v, got, sizeof got);
    (void)snprintf(wanted, sizeof wanted, "%.*s", KP_FMT(expected));
    if (strcmp(got, wanted) != 0)
        print_message("%s, row %u: got %s, expected %s\n", what, i, got, wanted);
    assert_string_equal(got, wanted);
    if (v.state == KP_ERROR && v.as.fault.field == FIELD)
        assert_int_equal(v.as.fault.row, b->m.first + i);
    // The promise that later steps build on.
    if (b->lane[r].plain && b->lane[r].kind == KP_NUM) {
        int64_t word = b->lane[r].v[i];

        assert_true((word < 0 ? 0 - (uint64_t)word : (uint64_t)word) <= b->lane[r].bound);
    }
}

typedef struct kernel_case {
    const char *name;
    kp_kernel *kernel;
    kp_kind kind, result;      // of operands, of the result
    int scale_a, scale_b, scale_c, scale_dst;
    const char *a, *b, *c, *expected;
    uint32_t imm, aux;
} kernel_case;

enum { DENSE, POISONED, IN_BRANCH, MARKED, WAYS };

static void run_one_way(const kernel_case *k, int way)
{
    static const uint16_t odd[] = {1, 3};
    bench *b = open_bench();
    kp_str rest = kp_str_of(k->expected), word = KP_NONE;

    b->m.first = 5;
    b->m.n = b->m.nrows = way == POISONED ? ALL : ROWS;
    fill(b, 1, k->kind, k->scale_a, k->a, way == MARKED);
    fill(b, 2, k->kind, k->scale_b, k->b ? k->b : "0", way == MARKED);
    fill(b, 4, k->kind, k->scale_c, k->c ? k->c : "0", way == MARKED);
    b->lane[0].kind = k->result;
    b->lane[0].scale = (uint8_t)k->scale_dst;
    memset(b->words[0], 0x55, sizeof b->words[0]);
    if (way == IN_BRANCH) {
        b->m.rows = odd;
        b->m.nrows = 2;
        // What stands in rows outside the branch is nobody's: it may not be used.
        for (int r = 1; r < REGS; r++)
            b->words[r][0] = b->lane[r].plain ? b->words[r][0] ^ 1 : b->words[r][0];
    }
    b->step = (kp_step){.dst = 0, .a = 1, .b = 2, .c = 4, .imm = k->imm, .aux = k->aux};
    k->kernel(&b->m, &b->step);
    for (uint32_t i = 0; i < ROWS; i++) {
        if (rest.n)
            word = kp_str_cut(&rest, ' ');
        if (way != IN_BRANCH || i % 2)
            expect_row(b, 0, i, word, k->name);
        else
            assert_true(b->words[0][i] == INT64_C(0x5555555555555555));
    }
    close_bench(b);
}

static void run_cases(const kernel_case *k, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (int way = 0; way < WAYS; way++)
            run_one_way(&k[i], way);
}
#define RUN_CASES(cases) run_cases((cases), sizeof(cases) / sizeof(cases)[0])

/* ---- arithmetic ---- */

#define TOP "9223372036854775807"  // the largest word
#define LOW "-9223372036854775808"

static void sums_products_and_extremes(void **state)
{
    static const kernel_case cases[] = {
        {"add", kp__k_add, KP_NUM, KP_NUM, 2, 2, 0, 2, "1.25 -0.01 0 99.99",
         "2.50 0.01 0 0.01", NULL, "3.75 0 0 100", 0, 0},
        {"add beyond a word", kp__k_add, KP_NUM, KP_NUM, 0, 0, 0, 0, TOP " " TOP " " LOW " 1",
         "1 " TOP " -1 2", NULL,
         "9223372036854775808 18446744073709551614 -9223372036854775809 3", 0, 0},
        {"add wide", kp__k_add, KP_NUM, KP_NUM, 2, 2, 0, 2,
         "0.3333333333333333333333333333333333 1e30 1e-30 5",
         "0.6666666666666666666666666666666667 1 1 5", NULL,
         "1 1000000000000000000000000000001 1.000000000000000000000000000001 10", 0, 0},
        {"add states", kp__k_add, KP_NUM, KP_NUM, 2, 2, 0, 2, "_ ~ ! _", "1 1 1 ~", NULL,
         "E5002 ~ ! E5002", 0, 0},
        {"add states, other side", kp__k_add, KP_NUM, KP_NUM, 2, 2, 0, 2, "1 1 1 _",
         "_ ~ ! !", NULL, "E5002 ~ ! !", 0, 0},
        {"sub", kp__k_sub, KP_NUM, KP_NUM, 1, 1, 0, 1, "1.5 0 -2.5 " "0.1", "2 0 -2.5 0.2",
         NULL, "-0.5 0 0 -0.1", 0, 0},
        {"sub beyond a word", kp__k_sub, KP_NUM, KP_NUM, 0, 0, 0, 0,
         LOW " " LOW " 0 " TOP, "1 0 " LOW " -1", NULL,
         "-9223372036854775809 -9223372036854775808 9223372036854775808 9223372036854775808",
         0, 0},
        {"mul", kp__k_mul, KP_NUM, KP_NUM, 2, 1, 0, 3, "1.25 -2 0 0.01", "0.5 0.5 9.9 0.1",
         NULL, "0.625 -1 0 0.001", 0, 0},
        {"mul by one constant", kp__k_mul, KP_NUM, KP_NUM, 2, 0, 0, 2, "1.25 -2 0 0.01", "-3",
         NULL, "-3.75 6 0 -0.03", 0, 0},
        {"mul beyond a word", kp__k_mul, KP_NUM, KP_NUM, 0, 0, 0, 0, TOP " " LOW " " TOP " 3",
         "2 -1 " TOP " 3", NULL,
         "18446744073709551614 9223372036854775808 85070591730234615847396907784232500000 9", 0,
         0},
        // 1e-12 * 1e-12 has 24 decimals: the lane keeps 18 at most, the value all of them.
        {"mul beyond the scale", kp__k_mul, KP_NUM, KP_NUM, 12, 12, 0, 18,
         "0.000000000001 0.000000000003 1 0", "0.000000000001 -2 1 1", NULL,
         "0.000000000000000000000001 -0.000000000006 1 0", 0, 0},
        {"mul of small words beyond the scale", kp__k_mul, KP_NUM, KP_NUM, 12, 12, 0, 18,
         "0.000000000001 0.000000000003 0 0.000000000002", "0.000000000001", NULL,
         "0.000000000000000000000001 0.000000000000000000000003 0 "
         "0.000000000000000000000002",
         0, 0},
        {"neg", kp__k_neg, KP_NUM, KP_NUM, 1, 0, 0, 1, "1.5 -0.1 0 _", NULL, NULL,
         "-1.5 0.1 0 E5002", 0, 0},
        {"neg of the least word", kp__k_neg, KP_NUM, KP_NUM, 0, 0, 0, 0,
         LOW " " TOP " " LOW " 1", NULL, NULL,
         "9223372036854775808 -9223372036854775807 9223372036854775808 -1", 0, 0},
        {"min", kp__k_min, KP_NUM, KP_NUM, 1, 1, 0, 1, "1.5 -2 0.1 ~", "1.4 2 1e-20 3", NULL,
         "1.4 -2 0.00000000000000000001 ~", 0, 0},
        {"max", kp__k_max, KP_NUM, KP_NUM, 1, 1, 0, 1, "1.5 -2 " LOW " _", "1.6 2 -1e30 3",
         NULL, "1.6 2 -9223372036854775808 E5002", 0, 0},
        {"min of words", kp__k_min, KP_NUM, KP_NUM, 1, 1, 0, 1, "1.5 -2 0.1 0", "0.4", NULL,
         "0.4 -2 0.1 0", 0, 0},
        {"rescale", kp__k_rescale, KP_NUM, KP_NUM, 1, 0, 0, 4, "1.5 -0.1 0 7", NULL, NULL,
         "1.5 -0.1 0 7", 3, 0},
        {"rescale beyond a word", kp__k_rescale, KP_NUM, KP_NUM, 0, 0, 0, 18,
         "9 10 -9.5 " LOW, NULL, NULL, "9 10 -9.5 -9223372036854775808", 18, 0},
    };

    (void)state;
    RUN_CASES(cases);
}

/* The sum of 34 digits is rounded half-even: 10^34 - 1 + 0.5 has 35 and goes to 10^34. */
static void sums_longer_than_34_digits_are_rounded_half_even(void **state)
{
    static const kernel_case cases[] = {
        {"add", kp__k_add, KP_NUM, KP_NUM, 0, 0, 0, 0,
         "9999999999999999999999999999999999 9999999999999999999999999999999998 "
         "9999999999999999999999999999999999 1",
         "0.5 0.5 0.4 1", NULL,
         "10000000000000000000000000000000000 9999999999999999999999999999999998 "
         "9999999999999999999999999999999999 2",
         0, 0},
    };

    (void)state;
    RUN_CASES(cases);
}

/* ---- rounding ---- */

static void roundings_of_every_mode(void **state)
{
    static const char *const a = "2.345 -2.345 2.3449999 2.355";
    static const kernel_case cases[] = {
        {"half up", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.35 -2.35 2.34 2.36", 2, KP_ROUND_HALF_UP},
        {"half even", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.34 -2.34 2.34 2.36", 2, KP_ROUND_HALF_EVEN},
        {"half down", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.34 -2.34 2.34 2.35", 2, KP_ROUND_HALF_DOWN},
        {"up", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL, "2.35 -2.35 2.35 2.36",
         2, KP_ROUND_UP},
        {"down", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.34 -2.34 2.34 2.35", 2, KP_ROUND_DOWN},
        {"ceiling", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.35 -2.34 2.35 2.36", 2, KP_ROUND_CEILING},
        {"floor", kp__k_round, KP_NUM, KP_NUM, 7, 0, 0, 2, a, NULL, NULL,
         "2.34 -2.35 2.34 2.35", 2, KP_ROUND_FLOOR},
        // To the jiao: 2.305 has no fen, 2.31 has one; 2.305 rounds to 2.31, which has.
        {"after down", kp__k_round, KP_NUM, KP_NUM, 3, 0, 0, 1, "2.305 2.31 -2.319 2.3", NULL,
         NULL, "2.3 2.4 -2.4 2.3", 1, KP_ROUND_UP_AFTER_DOWN},
        {"after half", kp__k_round, KP_NUM, KP_NUM, 3, 0, 0, 1, "2.305 2.304 -2.31 2.3", NULL,
         NULL, "2.4 2.3 -2.4 2.3", 1, KP_ROUND_UP_AFTER_HALF},
        {"states", kp__k_round, KP_NUM, KP_NUM, 3, 0, 0, 2, "_ ~ ! 0.005", NULL, NULL,
         "E5002 ~ ! 0.01", 2, KP_ROUND_HALF_UP},
        {"wide", kp__k_round, KP_NUM, KP_NUM, 2, 0, 0, 2,
         "0.5049999999999999999999999999999999 1e30 -0.005 0.0049999999999999999999", NULL,
         NULL, "0.5 1000000000000000000000000000000 -0.01 0", 2, KP_ROUND_HALF_UP},
        {"largest words", kp__k_round, KP_NUM, KP_NUM, 2, 0, 0, 0,
         "92233720368547758.07 -92233720368547758.08 92233720368547757.50 0.49", NULL, NULL,
         "92233720368547758 -92233720368547758 92233720368547758 0", 0, KP_ROUND_HALF_UP},
        {"words near the end", kp__k_round, KP_NUM, KP_NUM, 2, 0, 0, 0,
         "92233720368547758.07 -92233720368547758.07 92233720368547757.50 0.49", NULL, NULL,
         "92233720368547758 -92233720368547758 92233720368547758 0", 0, KP_ROUND_HALF_UP},
        {"fewer decimals than wanted", kp__k_round, KP_NUM, KP_NUM, 1, 0, 0, 4,
         "1.5 -0.1 0 " LOW, NULL, NULL, "1.5 -0.1 0 -9223372036854775808", 4,
         KP_ROUND_HALF_UP},
        {"many digits at once", kp__k_round, KP_NUM, KP_NUM, 12, 0, 0, 0,
         "0.5 1.499999999999 -0.500000000001 2.5", NULL, NULL, "1 1 -1 3", 0,
         KP_ROUND_HALF_UP},
    };

    (void)state;
    RUN_CASES(cases);
}

/* ---- division ---- */

static void quotients(void **state)
{
    static const kernel_case cases[] = {
        {"div", kp__k_div, KP_NUM, KP_NUM, 0, 0, 0, 8, "1 -7 0 1", "8 2 5 3", NULL,
         "0.125 -3.5 0 0.3333333333333333333333333333333333", 0, 0},
        {"div by zero", kp__k_div, KP_NUM, KP_NUM, 2, 2, 0, 8, "1 0 _ ~", "0 0 0 0", NULL,
         "E5001 E5001 E5002 ~", 0, 0},
        {"div of the least word", kp__k_div, KP_NUM, KP_NUM, 0, 0, 0, 8, LOW, "-1", NULL,
         "9223372036854775808", 0, 0},
        {"divround", kp__k_divround, KP_NUM, KP_NUM, 2, 0, 0, 2, "1 2 -1 -2", "3", NULL,
         "0.33 0.67 -0.33 -0.67", 2, KP_ROUND_HALF_UP},
        {"divround halves", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 0, "1 3 -1 -3", "2", NULL,
         "1 2 -1 -2", 0, KP_ROUND_HALF_UP},
        {"divround halves to even", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 0, "1 3 -1 -5",
         "2", NULL, "0 2 0 -2", 0, KP_ROUND_HALF_EVEN},
        {"divround by a negative", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 0, "7 -7 5 0",
         "-2", NULL, "-3 4 -2 0", 0, KP_ROUND_CEILING},
        {"divround floor", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 0, "7 -7 5 0", "-2", NULL,
         "-4 3 -3 0", 0, KP_ROUND_FLOOR},
        {"divround down", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 1, "2 -2 1 0", "3 3 16 7",
         NULL, "0.6 -0.6 0 0", 1, KP_ROUND_DOWN},
        {"divround up", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 1, "2 -2 1 0", "3 3 16 7",
         NULL, "0.7 -0.7 0.1 0", 1, KP_ROUND_UP},
        {"divround by zero", kp__k_divround, KP_NUM, KP_NUM, 2, 2, 0, 2, "1 _ ~ !", "0", NULL,
         "E5001 E5002 ~ !", 2, KP_ROUND_HALF_UP},
        {"divround beyond a word", kp__k_divround, KP_NUM, KP_NUM, 0, 4, 0, 0, TOP " 1 1 1",
         "0.0001 0.0001 -0.0001 1", NULL, "92233720368547758070000 10000 -10000 1", 0,
         KP_ROUND_HALF_UP},
        {"divround to the 64th bit", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 1,
         TOP " -" TOP " 7 0", "7", NULL,
         "1317624576693539401 -1317624576693539401 1 0", 1, KP_ROUND_HALF_UP},
        {"divround to a multiple of 2^64", kp__k_divround, KP_NUM, KP_NUM, 0, 4, 0, 0,
         "4611686018427387904 1 1 1", "0.0001 0.0001 0.5 1", NULL,
         "46116860184273879040000 10000 2 1", 0, KP_ROUND_HALF_UP},
        {"divround with more decimals above", kp__k_divround, KP_NUM, KP_NUM, 6, 0, 0, 2,
         "0.015 0.014999 -0.015 1", "1", NULL, "0.02 0.01 -0.02 1", 2, KP_ROUND_HALF_UP},
        {"divround to the jiao", kp__k_divround, KP_NUM, KP_NUM, 0, 0, 0, 1, "1 1 11 0",
         "3 200 100 7", NULL, "0.4 0 0.2 0", 1, KP_ROUND_UP_AFTER_DOWN},
        {"muldivround", kp__k_muldivround, KP_NUM, KP_NUM, 2, 2, 0, 2, "100 1 -1 0",
         "0.5 1 1 9", "3", "16.67 0.33 -0.33 0", 2, KP_ROUND_HALF_UP},
        // The product has more than 64 bits, the quotient fits a word.
        {"muldivround through 128 bits", kp__k_muldivround, KP_NUM, KP_NUM, 0, 0, 0, 0,
         "4611686018427387904 4611686018427387904 1 3", "1000000 1000000 1 3",
         "1000000 2000001 2 9", "4611686018427387904 2305841856292765806 1 1", 0,
         KP_ROUND_HALF_UP},
        // Divisors whose reciprocal needs its second correction (Möller and Granlund).
        {"muldivround by a rare divisor", kp__k_muldivround, KP_NUM, KP_NUM, 0, 0, 0, 0,
         "4503599627370495", "4503599627370497", "17592186044419", "1152921504606650368", 0,
         KP_ROUND_HALF_UP},
        {"muldivround by another", kp__k_muldivround, KP_NUM, KP_NUM, 0, 0, 0, 0,
         "1099511627775", "1099511627777", "8589934593", "140737488338944", 0,
         KP_ROUND_HALF_UP},
        // The product fails first: blank beside a fault in the divisor.
        {"muldivround states", kp__k_muldivround, KP_NUM, KP_NUM, 0, 0, 0, 0, "_ ~ 1 1",
         "1 1 1 ~", "! _ 0 !", "E5002 E5002 E5001 !", 0, KP_ROUND_HALF_UP},
    };

    (void)state;
    RUN_CASES(cases);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state ^ *state >> 29;
}

/* Divisors of every size, numerators just below, at and above their multiples. */
static void fill_quotients(uint64_t *r, int64_t *num, int64_t *den, int64_t *factor)
{
    uint64_t d = (next_random(r) >> 1) >> (next_random(r) % 62);

    if (next_random(r) % 4 == 0)
        d = UINT64_MAX >> (1 + next_random(r) % 62);
    if (next_random(r) % 8 == 0)
        d = UINT64_C(1) << (next_random(r) % 62);
    d = d ? d : 1;
    *den = next_random(r) % 2 ? (int64_t)d : -(int64_t)d;
    *factor = kp_pow10_i64[next_random(r) % 16];
    uint64_t n = next_random(r) >> (1 + next_random(r) % 60);

    if (next_random(r) % 2) {
        n -= n % d;
        n += next_random(r) % 3 - 1;
        n &= INT64_MAX;
    }
    *num = next_random(r) % 2 ? (int64_t)n : -(int64_t)n;
}

/* One constant divisor goes through its reciprocal: it must give what 128 bits give. */
static void one_divisor_for_all_rows_divides_exactly(void **state)
{
    uint64_t random = 20250301;
    bench *b = open_bench();

    (void)state;
    for (int trial = 0; trial < 400000; trial++) {
        int64_t num, den, factor;
        int up = 0;

        fill_quotients(&random, &num, &den, &factor);
        while (kp_pow10_i64[up] != factor)
            up++;
        kp_i128 top = (kp_i128)num * factor, quotient = top / den, rest = top % den;
        kp_i128 size = rest < 0 ? -rest : rest, d = den < 0 ? -(kp_i128)den : den;

        if (quotient > INT64_MAX || quotient < -INT64_MAX)
            continue;
        if (2 * size >= d)
            quotient += (top < 0) != (den < 0) ? -1 : 1;
        for (int r = 0; r < 3; r++) {
            b->lane[r].kind = KP_NUM;
            b->lane[r].scale = (uint8_t)(r == 0 ? up : 0);
        }
        kp__lane_begin(&b->m, &b->lane[1], INT64_MAX);
        kp__lane_begin(&b->m, &b->lane[2], INT64_MAX);
        for (int i = 0; i < ROWS; i++) {
            b->words[1][i] = num;
            b->words[2][i] = den;
        }
        b->lane[1].bound = num < 0 ? 0 - (uint64_t)num : (uint64_t)num;
        b->lane[2].same = true;
        b->step = (kp_step){.dst = 0, .a = 1, .b = 2, .imm = (uint32_t)up,
                            .aux = KP_ROUND_HALF_UP};
        kp__k_divround(&b->m, &b->step);
        kp_value got = kp__lane_get(&b->lane[0], 2);

        assert_int_equal(got.state, KP_VALUE);
        assert_int_equal(kp_dec_cmp(got.as.num, (kp_decimal){quotient, up}), 0);
    }
    close_bench(b);
}

/* ---- comparison and logic ---- */

static void comparisons(void **state)
{
    static const char *const a = "1.0 2.5 -1 3", *const b = "1.0 2.4 1 3";
    static const kernel_case cases[] = {
        {"eq", kp__k_eq, KP_NUM, KP_BOOL, 1, 1, 0, 0, a, b, NULL, "t f f t", 0, 0},
        {"ne", kp__k_ne, KP_NUM, KP_BOOL, 1, 1, 0, 0, a, b, NULL, "f t t f", 0, 0},
        {"lt", kp__k_lt, KP_NUM, KP_BOOL, 1, 1, 0, 0, a, b, NULL, "f f t f", 0, 0},
        {"le", kp__k_le, KP_NUM, KP_BOOL, 1, 1, 0, 0, a, b, NULL, "t f t t", 0, 0},
        {"gt", kp__k_gt, KP_NUM, KP_BOOL, 1, 1, 0, 0, a, b, NULL, "f t f f", 0, 0},
        {"ge", kp__k_ge, KP_NUM, KP_BOOL, 1, 1, 0, 0, a, b, NULL, "t t f t", 0, 0},
        {"eq constants", kp__k_eq, KP_NUM, KP_BOOL, 1, 1, 0, 0, "1.5", "1.5", NULL, "t", 0, 0},
        {"eq wide", kp__k_eq, KP_NUM, KP_BOOL, 1, 1, 0, 0, "1e-20 1e30 1 2",
         "1e-20 1e30 1.00000000000000000001 2", NULL, "t t f t", 0, 0},
        // A blank equals a blank and nothing else; it has no order.
        {"eq blanks", kp__k_eq, KP_NUM, KP_BOOL, 1, 1, 0, 0, "_ _ 1 _", "_ 1 _ ~", NULL,
         "t f f E5002", 0, 0},
        {"ne blanks", kp__k_ne, KP_NUM, KP_BOOL, 1, 1, 0, 0, "_ _ 1 _", "_ 1 _ !", NULL,
         "f t t !", 0, 0},
        {"lt blanks", kp__k_lt, KP_NUM, KP_BOOL, 1, 1, 0, 0, "_ 1 ~ ~", "_ _ 1 _", NULL,
         "E5002 E5002 ~ E5002", 0, 0},
        {"text eq", kp__k_eq, KP_TEXT, KP_BOOL, 0, 0, 0, 0, "优秀 良好 a _", "优秀 优秀 b _", NULL,
         "t f f t", 0, 0},
        {"text lt goes by code points", kp__k_lt, KP_TEXT, KP_BOOL, 0, 0, 0, 0, "b a a 乙",
         "a b ab 丙", NULL, "f t t f", 0, 0},
        {"bool ge", kp__k_ge, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t f t f", "f t t f", NULL,
         "t f t t", 0, 0},
    };

    (void)state;
    RUN_CASES(cases);
}

static void three_valued_logic(void **state)
{
    static const kernel_case cases[] = {
        {"and", kp__k_and, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t t f f", "t f t f", NULL, "t f f f",
         0, 0},
        {"or", kp__k_or, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t t f f", "t f t f", NULL, "t t t f",
         0, 0},
        // What decides, decides even beside a fault.
        {"and decides", kp__k_and, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "f _ ! ~", "! f f f", NULL,
         "f f f f", 0, 0},
        {"or decides", kp__k_or, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t _ ! ~", "! t t t", NULL,
         "t t t t", 0, 0},
        {"and does not decide", kp__k_and, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t t t ~", "_ ~ ! _",
         NULL, "E5002 ~ ! E5002", 0, 0},
        {"or does not decide", kp__k_or, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "f ~ f _", "_ f ! ~",
         NULL, "E5002 ~ ! E5002", 0, 0},
        {"not", kp__k_not, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t f _ ~", NULL, NULL, "f t E5002 ~",
         0, 0},
        {"is blank", kp__k_is_blank, KP_NUM, KP_BOOL, 1, 0, 0, 0, "1 _ ~ !", NULL, NULL,
         "f t f !", 0, 0},
        {"is blank of words", kp__k_is_blank, KP_NUM, KP_BOOL, 1, 0, 0, 0, "1 0 2 3", NULL,
         NULL, "f", 0, 0},
    };

    (void)state;
    RUN_CASES(cases);
}

/* ---- branches ---- */

static void move_in_branch(bench *b, uint32_t index, uint16_t from)
{
    kp_branches *open = &b->branches[b->m.depth - 1];

    b->m.rows = open->rows + open->start[index];
    b->m.nrows = (uint32_t)(open->start[index + 1] - open->start[index]);
    if (b->m.nrows == 0)
        return;
    b->step = (kp_step){.dst = 0, .a = from};
    kp__k_move(&b->m, &b->step);
}

static void expect_lane(bench *b, const char *texts, const char *what)
{
    kp_str rest = kp_str_of(texts);

    for (uint32_t i = 0; i < ROWS; i++)
        expect_row(b, 0, i, kp_str_cut(&rest, ' '), what);
}

static void split_sends_every_row_its_way(void **state)
{
    bench *b = open_bench();

    (void)state;
    fill(b, 1, KP_BOOL, 0, "t f _ t", false);
    fill(b, 2, KP_NUM, 2, "1.5 2.5 3.5 _", false);
    fill(b, 3, KP_NUM, 0, "10 20 30 40", false);
    b->lane[0].kind = KP_NUM;
    b->lane[0].scale = 2;
    b->step = (kp_step){.dst = 0, .a = 1};
    kp__k_split(&b->m, &b->step);
    move_in_branch(b, 0, 2);
    move_in_branch(b, 1, 3);
    expect_lane(b, "1.5 20 E5002 _", "split");
    close_bench(b);
}

static void case_sends_every_name_its_way_and_refuses_others(void **state)
{
    bench *b = open_bench();
    uint32_t names[2] = {kp_symbol(b->m.symbols, KP_STR("法甲")),
                         kp_symbol(b->m.symbols, KP_STR("法乙"))};
    kp_case_list list = {2, names};

    (void)state;
    b->program.cases = &list;
    fill(b, 1, KP_TEXT, 0, "法乙 法甲 没有 ~", false);
    fill(b, 2, KP_NUM, 0, "1 2 3 4", false);
    fill(b, 3, KP_NUM, 0, "10 20 30 40", false);
    b->lane[0].kind = KP_NUM;
    b->step = (kp_step){.dst = 0, .a = 1};
    kp__k_case(&b->m, &b->step);
    move_in_branch(b, 0, 2);
    move_in_branch(b, 1, 3);
    expect_lane(b, "10 2 E5004 ~", "case");
    close_bench(b);
}

/* In a branch that leaves row 0 out, row 0 of a broadcast lane holds something else. */
static void a_constant_divisor_inside_a_branch_is_read_from_the_branch(void **state)
{
    static const uint16_t rows[] = {2, 3};
    bench *b = open_bench();

    (void)state;
    fill(b, 1, KP_NUM, 0, "100 100 100 100", false);
    fill(b, 2, KP_NUM, 0, "7 7 4 4", false);
    b->lane[2].same = true;  // of the rows in use
    b->m.rows = rows;
    b->m.nrows = 2;
    b->lane[0].kind = KP_NUM;
    b->step = (kp_step){.dst = 0, .a = 1, .b = 2, .aux = KP_ROUND_HALF_UP};
    kp__k_divround(&b->m, &b->step);
    expect_row(b, 0, 2, KP_STR("25"), "divide in a branch");
    expect_row(b, 0, 3, KP_STR("25"), "divide in a branch");
    close_bench(b);
}

/* ---- fetches ---- */

typedef struct fetch_bench {
    bench *b;
    kp_field link, figure;
    kp_field *fields[2];
    kp_entity above;
    kp_table parents;
    kp_table *tables[2];
    kp_column link_column, figure_column;
    kp_chain chain;
    uint32_t chain_links[1];
} fetch_bench;

static void open_fetch(fetch_bench *f, size_t nparents)
{
    bench *b = f->b = open_bench();

    f->link = (kp_field){.kind = KP_LINK, .link_entity = 1};
    f->figure = (kp_field){.id = 1, .entity = 1, .kind = KP_NUM, .scale = 1};
    f->fields[0] = &f->link;
    f->fields[1] = &f->figure;
    b->scheme.field = f->fields;
    b->scheme.nfields = 2;
    f->tables[0] = &b->table;
    f->tables[1] = &f->parents;
    b->run.table = f->tables;
    f->link_column = kp_column_make(b->m.arena, KP_LINK, 0, ROWS);
    f->figure_column = kp_column_make(b->m.arena, KP_NUM, 1, nparents);
    b->table.column = &f->link_column;
    b->table.n = ROWS;
    f->parents.column = &f->figure_column;
    f->parents.n = nparents;
    f->chain = (kp_chain){1, f->chain_links};
    b->program.chain = &f->chain;
    b->lane[0].kind = KP_NUM;
    b->lane[0].scale = 1;
}

static void link_rows(fetch_bench *f, const int *to)
{
    for (size_t i = 0; i < ROWS; i++) {
        kp_value link = {.kind = KP_LINK, .state = to[i] < 0 ? KP_BLANK : KP_VALUE,
                         .as.row = (uint32_t)(to[i] < 0 ? 0 : to[i])};

        kp_column_put(f->b->m.arena, &f->link_column, i, link);
    }
}

static void put_figures(fetch_bench *f, const char *const *text)
{
    for (size_t i = 0; i < f->parents.n; i++)
        kp_column_put(f->b->m.arena, &f->figure_column, i,
                      value_of(f->b, KP_NUM, kp_str_of(text[i])));
}

static void fetch(fetch_bench *f, const char *expected, const char *what)
{
    f->b->step = (kp_step){.dst = 0, .imm = 1};
    kp__k_up(&f->b->m, &f->b->step);
    expect_lane(f->b, expected, what);
}

static void figures_of_linked_rows(void **state)
{
    static const struct {
        const char *what;
        size_t nparents;
        const char *figure[3];
        int to[ROWS];
        const char *expected;
    } cases[] = {
        {"plain", 3, {"1.5", "2.5", "-3"}, {0, 1, 2, 0}, "1.5 2.5 -3 1.5"},
        {"one row for everybody", 1, {"7.5"}, {0, 0, 0, 0}, "7.5 7.5 7.5 7.5"},
        {"blank links", 3, {"1.5", "2.5", "-3"}, {0, -1, 2, -1}, "1.5 _ -3 _"},
        {"one row, blank links", 1, {"7.5"}, {0, -1, 0, 0}, "7.5 _ 7.5 7.5"},
        {"states above", 3, {"_", "~", "!"}, {0, 1, 2, 1}, "_ ~ ! ~"},
        {"wide above", 2, {"1e30", "1e-20"}, {0, 1, 1, 0},
         "1000000000000000000000000000000 0.00000000000000000001 0.00000000000000000001 "
         "1000000000000000000000000000000"},
        {"one wide row", 1, {"1e-20"}, {0, 0, 0, 0},
         "0.00000000000000000001 0.00000000000000000001 0.00000000000000000001 "
         "0.00000000000000000001"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        fetch_bench f = {0};

        open_fetch(&f, cases[k].nparents);
        link_rows(&f, cases[k].to);
        put_figures(&f, cases[k].figure);
        fetch(&f, cases[k].expected, cases[k].what);
        close_bench(f.b);
    }
}

/* ---- decision tables ---- */

/* [0,2) → 1, [2,5] → 2, any blank → 9 (policy F). */
static kp_dtable *small_table(bench *b)
{
    static const int64_t ends[2][2] = {{0, 2}, {2, 5}};
    kp_dtable *t = KP_NEW(b->m.arena, kp_dtable);

    t->name = KP_STR("表");
    t->policy = KP_HIT_FIRST;
    t->ninputs = t->noutputs = 1;
    t->nrules = 2;
    t->input = KP_NEW(b->m.arena, kp_dinput);
    t->input->kind = KP_NUM;
    t->output = KP_NEW(b->m.arena, kp_doutput);
    t->output->kind = KP_NUM;
    t->output->fallback = kp_value_none(KP_NUM, KP_BLANK);
    t->output->cell = KP_NEW_ARRAY(b->m.arena, 2, kp_value);
    t->rule = KP_NEW_ARRAY(b->m.arena, 2, kp_drule);
    for (int r = 0; r < 2; r++) {
        kp_interval *held = KP_NEW(b->m.arena, kp_interval);

        held->low = (kp_cut){kp_dec(ends[r][0], 0), false, false};
        held->high = (kp_cut){kp_dec(ends[r][1], 0), false, r == 0};
        t->rule[r].accept = KP_NEW(b->m.arena, kp_accept);
        *t->rule[r].accept = (kp_accept){.nintervals = 1, .interval = held};
        t->output->cell[r] = kp_value_num(kp_dec(r + 1, 0));
    }
    kp_dtable_finish(b->m.arena, t, b->m.symbols);
    return t;
}

static void look_up(const char *args, const char *expected, bool sticky)
{
    bench *b = open_bench();
    kp_dtable *t = small_table(b);
    const kp_dtable *tables[1] = {t};
    uint16_t hits[ALL] = {0};
    uint16_t *sites[1] = {hits};
    kp_call_site site = {FIELD, 0};
    uint8_t scale = 1;
    kp_lookup *lookup = kp_lookup_bind(b->m.arena, t, &scale);
    uint32_t arg = 1;

    b->scheme.table = tables;
    b->entity.call = &site;
    b->table.hits = sites;
    b->program.args = &arg;
    b->program.lookup = &lookup;
    fill(b, 1, KP_NUM, 1, args, false);
    b->lane[0].kind = KP_NUM;
    b->step = (kp_step){.dst = 0, .a = 0, .b = 1, .c = sticky};
    kp__k_table(&b->m, &b->step);
    kp__k_output(&b->m, &b->step);
    expect_lane(b, expected, args);
    close_bench(b);
}

static void look_ups_of_words_wide_numbers_and_states(void **state)
{
    (void)state;
    for (int sticky = 0; sticky < 2; sticky++) {
        look_up("0 1.9 2 5", "1 1 2 2", sticky);
        look_up("-0.1 5.1 2 5", "E5020 E5020 2 2", sticky);
        // Numbers that lie a hair beside a cut stay on their side of it.
        look_up("1.9999999999999999999999 2.0000000000000000000001 "
                "5.0000000000000000000001 -0.0000000000000000000001",
                "1 2 E5020 E5020", sticky);
        look_up("4.9999999999999999999999 0.0000000000000000000001 1e30 -1e30",
                "2 1 E5020 E5020", sticky);
        look_up("_ ~ ! 1", "E5020 ~ ! 1", sticky);
    }
}

/* ---- builtins ---- */

static void calls_spread_what_has_no_value_and_begin_faults_here(void **state)
{
    bench *b = open_bench();
    uint32_t args[2] = {1, 2};

    (void)state;
    b->program.args = args;
    fill(b, 1, KP_NUM, 0, "7 _ ~ 1", false);
    fill(b, 2, KP_NUM, 0, "4 4 4 0", false);
    b->lane[0].kind = KP_NUM;
    b->step = (kp_step){.dst = 0, .a = 0, .b = 2,
                        .imm = (uint32_t)kp_builtin_find(KP_STR("modulo"))};
    kp__k_call(&b->m, &b->step);
    expect_lane(b, "3 E5002 ~ E5001", "call");
    close_bench(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_products_and_extremes),
        cmocka_unit_test(sums_longer_than_34_digits_are_rounded_half_even),
        cmocka_unit_test(roundings_of_every_mode),
        cmocka_unit_test(quotients),
        cmocka_unit_test(one_divisor_for_all_rows_divides_exactly),
        cmocka_unit_test(comparisons),
        cmocka_unit_test(three_valued_logic),
        cmocka_unit_test(split_sends_every_row_its_way),
        cmocka_unit_test(case_sends_every_name_its_way_and_refuses_others),
        cmocka_unit_test(a_constant_divisor_inside_a_branch_is_read_from_the_branch),
        cmocka_unit_test(figures_of_linked_rows),
        cmocka_unit_test(look_ups_of_words_wide_numbers_and_states),
        cmocka_unit_test(calls_spread_what_has_no_value_and_begin_faults_here),
    };

    return cmocka_run_group_tests_name("kernels", tests, NULL, NULL);
}
