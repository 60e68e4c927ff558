/* ten_variables.c - the ten-variable pay rule set on one thread, trace kept.
 *
 *     ten_variables SCHEME-DIR [PERSONS] [RUNS]
 *
 * The rules are cells (tests/bench/ten_variables/); here are only random people, the
 * clock, and a plain integer recalculation of every person that must agree to the cent.
 * Times are of kp_run_execute alone, median of RUNS.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/run.h"
#include "io/csv/csv_read.h"
#include "io/files/files.h"
#include "rules/compile.h"

#define MOST_RUNS 64

typedef struct people {
    size_t n, ndepts;
    int64_t *kpi[5], *level, *post, *step, *base, *wage, *dept;
} people;

static uint64_t seed = 1;

/* xorshift64*: the same people everywhere. */
static uint64_t next_random(void)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return seed * UINT64_C(2685821657736338717);
}

static int64_t between(int64_t low, int64_t high)
{
    return low + (int64_t)(next_random() % (uint64_t)(high - low + 1));
}

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- the scheme ---- */

static bool read_sheet(kp_book *book, kp_arena *arena, const char *dir,
                       const char *name, kp_diags *diags)
{
    char path[1024];
    FILE *file;
    static char bytes[1 << 20];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    file = fopen(path, "rb");
    if (!file)
        return false;
    kp_str text =
        kp_str_copy(arena, (kp_str){bytes, fread(bytes, 1, sizeof bytes, file)});

    fclose(file);
    return kp_csv_read(book, kp_str_of(name), text, diags) == KP_OK;
}

static void print_faults(kp_diags *diags)
{
    kp_buf out;

    kp_buf_init(&out, SIZE_MAX);
    for (const kp_diag *d = kp_diags_first(diags); d; d = d->next)
        kp_diag_print(d, KP_LANG_EN, &out);
    fwrite(out.p, 1, out.n, stderr);
    kp_buf_free(&out);
}

static kp_scheme *compile(kp_arena *arena, kp_symbols *symbols, const char *dir)
{
    kp_diags *diags = kp_diags_open();
    kp_scheme *scheme = NULL;
    kp_book book;

    kp_book_init(&book, arena);
    if (!read_sheet(&book, arena, dir, "scheme.csv", diags) ||
        !read_sheet(&book, arena, dir, "matrix.csv", diags) ||
        kp_rules_compile(arena, &book, symbols, kp_date_of((kp_ymd){2025, 3, 1}),
                         &scheme, diags) != KP_OK)
        print_faults(diags);
    kp_diags_close(diags);
    return scheme;
}

/* ---- the people ---- */

static people make_people(kp_arena *arena, size_t n)
{
    people p = {.n = n, .ndepts = n / 12 ? n / 12 : 1};

    for (int k = 0; k < 5; k++)
        p.kpi[k] = KP_NEW_ARRAY(arena, n, int64_t);
    p.level = KP_NEW_ARRAY(arena, n, int64_t);
    p.post = KP_NEW_ARRAY(arena, n, int64_t);
    p.step = KP_NEW_ARRAY(arena, n, int64_t);
    p.base = KP_NEW_ARRAY(arena, n, int64_t);
    p.wage = KP_NEW_ARRAY(arena, n, int64_t);
    p.dept = KP_NEW_ARRAY(arena, n, int64_t);
    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < 5; k++)
            p.kpi[k][i] = between(4000, 13000);
        p.level[i] = between(0, 4);
        p.post[i] = between(0, 5);
        p.step[i] = between(0, 11);
        p.base[i] = between(250000, 900000);
        p.wage[i] = between(200000, 3000000);
        p.dept[i] = (int64_t)(i % p.ndepts);
    }
    return p;
}

static kp_table *make_table(kp_arena *arena, const kp_scheme *scheme, const char *name,
                            size_t n, char letter)
{
    const kp_entity *entity = kp_scheme_entity(scheme, kp_str_of(name));
    kp_table *table = KP_NEW(arena, kp_table);

    table->entity = entity;
    table->n = n;
    table->key = KP_NEW_ARRAY(arena, n, uint32_t);
    table->column = KP_NEW_ARRAY(arena, entity->nfields, kp_column);
    table->hits = KP_NEW_ARRAY(arena, entity->ncalls + 1, uint16_t *);
    for (size_t k = 0; k < entity->ncalls; k++)
        table->hits[k] = KP_NEW_ARRAY(arena, n, uint16_t);
    for (size_t f = 0; f < entity->nfields; f++) {
        const kp_field *field = scheme->field[entity->field[f]];

        table->column[f] = kp_column_make(arena, field->kind, field->scale, n);
    }
    for (size_t i = 0; i < n; i++) {
        char key[32];
        int length = snprintf(key, sizeof key, "%c%08zu", letter, i);

        table->key[i] = kp_symbol(scheme->symbols, (kp_str){key, (size_t)length});
        table->column[0].v[i] = table->key[i];
    }
    return table;
}

static void fill(kp_table *table, const kp_scheme *scheme, const char *name,
                 const int64_t *words, int64_t bound)
{
    const kp_field *field = kp_entity_field(scheme, table->entity, kp_str_of(name));
    kp_column *column = &table->column[field->local];

    memcpy(column->v, words, column->n * sizeof *words);
    column->bound = (uint64_t)bound;
}

static kp_table **make_tables(kp_arena *arena, const kp_scheme *scheme, const people *p)
{
    static const char *const kpi[] = {"指标1", "指标2", "指标3", "指标4", "指标5"};
    kp_table **tables = KP_NEW_ARRAY(arena, 3, kp_table *);
    int64_t *zone = KP_NEW_ARRAY(arena, p->ndepts, int64_t);

    tables[0] = make_table(arena, scheme, "开发区", 1, 'Z');
    tables[1] = make_table(arena, scheme, "部门", p->ndepts, 'D');
    tables[2] = make_table(arena, scheme, "员工", p->n, 'E');
    fill(tables[1], scheme, "开发区", zone, 1);
    fill(tables[2], scheme, "部门", p->dept, (int64_t)p->ndepts);
    for (int k = 0; k < 5; k++)
        fill(tables[2], scheme, kpi[k], p->kpi[k], 13000);
    fill(tables[2], scheme, "级", p->level, 5);
    fill(tables[2], scheme, "职", p->post, 6);
    fill(tables[2], scheme, "档", p->step, 12);
    fill(tables[2], scheme, "基本工资", p->base, 900000);
    fill(tables[2], scheme, "缴费工资", p->wage, 3000000);
    return tables;
}

/* ---- the same in plain integers ---- */

static int64_t coefficient(int64_t score, int64_t one)  // tenths; score / one in points
{
    return score < 60 * one   ? 0
           : score < 70 * one ? 6
           : score < 80 * one ? 8
           : score < 90 * one ? 10
           : score < 95 * one ? 12
                              : 15;
}

static int64_t tax_of(int64_t cents)
{
    static const int64_t floor[] = {0, 3000, 12000, 25000, 35000, 55000, 80000};
    static const int64_t rate[] = {3, 10, 20, 25, 30, 35, 45};
    static const int64_t quick[] = {0, 210, 1410, 2660, 4410, 7160, 15160};
    int band = 0;

    for (int k = 1; k < 7; k++)
        if (cents > floor[k] * 100)
            band = k;
    return (cents * rate[band] - quick[band] * 10000 + 50) / 100;
}

static size_t wrong_people(const kp_scheme *scheme, kp_table **tables, const people *p)
{
    static const int64_t weight[] = {30, 25, 20, 15, 10};
    int64_t *score = malloc(p->n * sizeof *score), *raw = malloc(p->n * sizeof *raw);
    int64_t *sum = calloc(p->ndepts, sizeof *sum),
            *size = calloc(p->ndepts, sizeof *size);
    const kp_field *net = kp_entity_field(scheme, tables[2]->entity, KP_STR("实发"));
    int64_t total = 0, pool = 420000 * (int64_t)p->n;
    size_t wrong = 0;

    for (size_t i = 0; i < p->n; i++) {
        score[i] = 0;  // ten-thousandths of a point
        for (int k = 0; k < 5; k++)
            score[i] += weight[k] * (p->kpi[k][i] > 12000 ? 12000 : p->kpi[k][i]);
        sum[p->dept[i]] += score[i];
        size[p->dept[i]]++;
    }
    for (size_t i = 0; i < p->n; i++) {
        int64_t dept = coefficient(sum[p->dept[i]], 10000 * size[p->dept[i]]);

        raw[i] = (3000 + 400 * p->level[i] + 250 * p->post[i] + 80 * p->step[i]) *
                 coefficient(score[i], 10000) * dept;  // cents
        total += raw[i];
    }
    for (size_t i = 0; i < p->n; i++) {
        int64_t wage = p->wage[i] < 380000    ? 380000
                       : p->wage[i] > 2200000 ? 2200000
                                              : p->wage[i];
        int64_t social = (wage * 105 + 500) / 1000;
        int64_t perf =
            total <= pool ? raw[i] : (int64_t)((kp_i128)raw[i] * pool / total);
        int64_t taxable = p->base[i] + perf - social - 500000;
        int64_t tax = tax_of(taxable < 0 ? 0 : taxable);

        wrong += tables[2]->column[net->local].state != NULL ||
                 tables[2]->column[net->local].v[i] != p->base[i] + perf - social - tax;
    }
    free(score);
    free(raw);
    free(sum);
    free(size);
    return wrong;
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

typedef struct bench {
    const kp_scheme *scheme;
    kp_table **tables;
    int runs;
    double ms[MOST_RUNS];
} bench;

static bool run_once(const bench *b, double *ms)
{
    kp_arena *scratch = kp_arena_open(0);
    kp_diags *diags = kp_diags_open();
    kp_run_options one = {.threads = 1};
    kp_run *run = NULL;
    double start = now_ms();
    bool ok = kp_run_execute(scratch, b->scheme, b->tables, &one, &run, diags) == KP_OK;

    *ms = now_ms() - start;
    kp_run_close(run);
    kp_diags_close(diags);
    kp_arena_close(scratch);
    return ok;
}

/* The first run touches all memory and is not counted. */
static bool run_all(bench *b)
{
    double warm;

    if (!run_once(b, &warm))
        return false;
    for (int i = 0; i < b->runs; i++)
        if (!run_once(b, &b->ms[i]))
            return false;
    qsort(b->ms, (size_t)b->runs, sizeof b->ms[0], by_value);
    return true;
}

int main(int argc, char **argv)
{
    const char *dir = argc > 1 ? argv[1] : "tests/bench/ten_variables";
    size_t n = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : 1000000;
    bench b = {.runs = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 5};
    kp_arena *arena = kp_arena_open(0);
    kp_symbols *symbols = kp_symbols_open();

    b.scheme = compile(arena, symbols, dir);
    if (!b.scheme || n == 0 || b.runs < 1 || b.runs > MOST_RUNS)
        return 1;
    people p = make_people(arena, n);
    b.tables = make_tables(arena, b.scheme, &p);
    if (!run_all(&b))
        return 1;
    size_t wrong = wrong_people(b.scheme, b.tables, &p);
    double median = b.ms[b.runs / 2];

    printf("kpay exact, trace kept, persons %zu calc %.1f ms = %.0f persons/s; wrong "
           "people: %zu\n",
           n, median, (double)n / median * 1e3, wrong);
    kp_symbols_close(symbols);
    kp_arena_close(arena);
    return wrong != 0;
}
