/* test_kernels_flow.c - the kernels that compare, branch, fetch, look up and call, on
 * the edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/kernel_desk.h"

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
        {"eq constants", kp__k_eq, KP_NUM, KP_BOOL, 1, 1, 0, 0, "1.5", "1.5", NULL, "t",
         0, 0},
        {"eq wide", kp__k_eq, KP_NUM, KP_BOOL, 1, 1, 0, 0, "1e-20 1e30 1 2",
         "1e-20 1e30 1.00000000000000000001 2", NULL, "t t f t", 0, 0},
        // A blank equals a blank and nothing else; it has no order.
        {"eq blanks", kp__k_eq, KP_NUM, KP_BOOL, 1, 1, 0, 0, "_ _ 1 _", "_ 1 _ ~", NULL,
         "t f f E5002", 0, 0},
        {"ne blanks", kp__k_ne, KP_NUM, KP_BOOL, 1, 1, 0, 0, "_ _ 1 _", "_ 1 _ !", NULL,
         "f t t !", 0, 0},
        {"lt blanks", kp__k_lt, KP_NUM, KP_BOOL, 1, 1, 0, 0, "_ 1 ~ ~", "_ _ 1 _", NULL,
         "E5002 E5002 ~ E5002", 0, 0},
        {"text eq", kp__k_eq, KP_TEXT, KP_BOOL, 0, 0, 0, 0, "优秀 良好 a _",
         "优秀 优秀 b _", NULL, "t f f t", 0, 0},
        {"text lt goes by code points", kp__k_lt, KP_TEXT, KP_BOOL, 0, 0, 0, 0,
         "b a a 乙", "a b ab 丙", NULL, "f t t f", 0, 0},
        {"bool ge", kp__k_ge, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t f t f", "f t t f", NULL,
         "t f t t", 0, 0},
    };

    (void)state;
    RUN_CASES(cases);
}

static void three_valued_logic(void **state)
{
    static const kernel_case cases[] = {
        {"and", kp__k_and, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t t f f", "t f t f", NULL,
         "t f f f", 0, 0},
        {"or", kp__k_or, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t t f f", "t f t f", NULL,
         "t t t f", 0, 0},
        // What decides, decides even beside a fault.
        {"and decides", kp__k_and, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "f _ ! ~", "! f f f",
         NULL, "f f f f", 0, 0},
        {"or decides", kp__k_or, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t _ ! ~", "! t t t",
         NULL, "t t t t", 0, 0},
        {"and does not decide", kp__k_and, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t t t ~",
         "_ ~ ! _", NULL, "E5002 ~ ! E5002", 0, 0},
        {"or does not decide", kp__k_or, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "f ~ f _",
         "_ f ! ~", NULL, "E5002 ~ ! E5002", 0, 0},
        {"not", kp__k_not, KP_BOOL, KP_BOOL, 0, 0, 0, 0, "t f _ ~", NULL, NULL,
         "f t E5002 ~", 0, 0},
        {"is blank", kp__k_is_blank, KP_NUM, KP_BOOL, 1, 0, 0, 0, "1 _ ~ !", NULL, NULL,
         "f t f !", 0, 0},
        {"is blank of words", kp__k_is_blank, KP_NUM, KP_BOOL, 1, 0, 0, 0, "1 0 2 3",
         NULL, NULL, "f", 0, 0},
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
        kp_value link = {.kind = KP_LINK,
                         .state = to[i] < 0 ? KP_BLANK : KP_VALUE,
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
        {"wide above",
         2,
         {"1e30", "1e-20"},
         {0, 1, 1, 0},
         "1000000000000000000000000000000 0.00000000000000000001 "
         "0.00000000000000000001 "
         "1000000000000000000000000000000"},
        {"one wide row",
         1,
         {"1e-20"},
         {0, 0, 0, 0},
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
    b->step = (kp_step){
        .dst = 0, .a = 0, .b = 2, .imm = (uint32_t)kp_builtin_find(KP_STR("modulo"))};
    kp__k_call(&b->m, &b->step);
    expect_lane(b, "3 E5002 ~ E5001", "call");
    close_bench(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons),
        cmocka_unit_test(three_valued_logic),
        cmocka_unit_test(split_sends_every_row_its_way),
        cmocka_unit_test(case_sends_every_name_its_way_and_refuses_others),
        cmocka_unit_test(a_constant_divisor_inside_a_branch_is_read_from_the_branch),
        cmocka_unit_test(figures_of_linked_rows),
        cmocka_unit_test(look_ups_of_words_wide_numbers_and_states),
        cmocka_unit_test(calls_spread_what_has_no_value_and_begin_faults_here),
    };

    return cmocka_run_group_tests_name("kernels of flow", tests, NULL, NULL);
}
