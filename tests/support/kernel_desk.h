/* kernel_desk.h - one column kernel at a time, on a few rows spelled as texts.
 *
 * A case is texts: operands and results of four rows.  "_" is blank, "~" absent, "!" an
 * error of elsewhere (KP5007, field 9), "E5001" an error that began in the step.  Every
 * case runs four ways: all rows; with one more row that is an error, so that lanes are
 * not plain; in a branch of every other row, where the rows outside must stay as they
 * were; and, where an operand is one constant, with the lane marked so.
 *
 * `close_bench` gives everything back; single-threaded. */
#ifndef KP_TESTS_SUPPORT_KERNEL_DESK_H
#define KP_TESTS_SUPPORT_KERNEL_DESK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static inline bench *open_bench(void)
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

static inline void close_bench(bench *b)
{
    kp_symbols_close(b->m.symbols);
    kp_arena_close(b->m.arena);
    free(b);
}

static inline kp_value value_of(bench *b, kp_kind kind, kp_str text)
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
static inline void fill(bench *b, int r, kp_kind kind, int scale, const char *texts,
                        bool mark)
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

static inline void spell(bench *b, kp_value v, char *out, size_t size)
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

static inline void expect_row(bench *b, int r, uint32_t i, kp_str expected,
                              const char *what)
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

        assert_true((word < 0 ? 0 - (uint64_t)word : (uint64_t)word) <=
                    b->lane[r].bound);
    }
}

typedef struct kernel_case {
    const char *name;
    kp_kernel *kernel;
    kp_kind kind, result;  // of operands, of the result
    int scale_a, scale_b, scale_c, scale_dst;
    const char *a, *b, *c, *expected;
    uint32_t imm, aux;
} kernel_case;

enum {
    DENSE,
    POISONED,
    IN_BRANCH,
    MARKED,
    WAYS
};

static inline void run_one_way(const kernel_case *k, int way)
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

static inline void run_cases(const kernel_case *k, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (int way = 0; way < WAYS; way++)
            run_one_way(&k[i], way);
}
#define RUN_CASES(cases) run_cases((cases), sizeof(cases) / sizeof(cases)[0])

#endif
