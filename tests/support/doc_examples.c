/* doc_examples.c - see doc_examples.h. */
#include "tests/support/doc_examples.h"

#include <string.h>

#include "engine/faults.h"
#include "io/csv/csv_read.h"
#include "io/text/report_text.h"
#include "rules/compile.h"
#include "rules/load/load.h"
#include "rules/tables/analyse.h"
#include "rules/trial/trial.h"

#define MONTH 20148       // 2025-03-01
#define LAST_MONTH 20120  // 2025-02-01

typedef struct file {
    kp_str name, text;
} file;

typedef struct trial {
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_book scheme, data, previous;
    size_t nfiles;
    file file[64];
    kp_scheme *compiled;
} trial;

/* ---- reading example files ---- */

static kp_str until_next(kp_str *rest, const char *mark)
{
    kp_str all = *rest;
    size_t at = 0;

    while (at < all.n &&
           !kp_str_starts(kp_str_slice(all, at, all.n), kp_str_of(mark))) {
        kp_str behind = kp_str_slice(all, at, all.n);

        (void)kp_str_cut(&behind, '\n');
        at = all.n - behind.n;
    }
    *rest = kp_str_slice(all, at, all.n);
    return kp_str_slice(all, 0, at);
}

static void add_example(kp_doc_examples *e, kp_str head, kp_str body)
{
    kp_doc_example one = {.body = body};

    one.code = kp_str_cut(&head, ' ');
    one.kind = kp_str_cut(&head, ' ');
    one.arg = head;
    if (kp_str_is(one.code, "base")) {
        e->base = body;
        return;
    }
    e->item = kp_arena_grow(e->arena, e->item, &e->cap, e->n + 1, sizeof one);
    e->item[e->n++] = one;
}

void kp_doc_examples_read(kp_doc_examples *e, kp_str text)
{
    (void)until_next(&text, "== ");
    while (text.n) {
        kp_str head = kp_str_cut(&text, '\n');
        kp_str body = until_next(&text, "== ");

        while (body.n && body.p[body.n - 1] == '\n')
            body.n--;
        add_example(e, kp_str_slice(head, 3, head.n), body);
    }
}

const kp_doc_example *kp_doc_example_of(const kp_doc_examples *e, kp_code code)
{
    for (size_t i = 0; i < e->n; i++)
        if (kp_str_is(e->item[i].code, kp_code_name(code)))
            return &e->item[i];
    return NULL;
}

/* ---- files of one trial ---- */

static int hex_of(char c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : 0;
}

static kp_str unescaped(kp_arena *arena, kp_str text)
{
    char *p = kp_arena_alloc(arena, text.n + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '\\' || i + 3 >= text.n || text.p[i + 1] != 'x') {
            p[n++] = text.p[i];
            continue;
        }
        p[n++] = (char)(hex_of(text.p[i + 2]) * 16 + hex_of(text.p[i + 3]));
        i += 3;
    }
    return (kp_str){p, n};
}

static void put_file(trial *t, kp_str name, kp_str text)
{
    size_t at = 0;

    while (at < t->nfiles && !kp_str_eq(t->file[at].name, name))
        at++;
    if (at == t->nfiles && at < sizeof t->file / sizeof t->file[0])
        t->nfiles++;
    if (at < t->nfiles)
        t->file[at] = (file){name, unescaped(t->arena, text)};
}

static void put_files(trial *t, kp_str body)
{
    (void)until_next(&body, "--- ");
    while (body.n) {
        kp_str head = kp_str_cut(&body, '\n');

        put_file(t, kp_str_slice(head, 4, head.n), until_next(&body, "--- "));
    }
}

/* A cell of a CSV row, quoted. */
static void put_quoted(kp_buf *out, kp_str cell)
{
    kp_buf_char(out, '"');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"')
            kp_buf_char(out, '"');
        kp_buf_char(out, cell.p[i]);
    }
    kp_buf_char(out, '"');
}

static kp_str kept(trial *t, kp_buf *buf)
{
    kp_str text = kp_str_copy(t->arena, kp_buf_view(buf));

    kp_buf_free(buf);
    return text;
}

static void put_formula(trial *t, const kp_doc_example *e)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 20);
    kp_buf_z(&text, "字段,示例\n实体,字段,类型,公式\n员工,示例,");
    kp_buf_str(&text, e->arg.n ? e->arg : KP_STR("数值"));
    kp_buf_char(&text, ',');
    put_quoted(&text, e->body);
    kp_buf_char(&text, '\n');
    put_file(t, KP_STR("scheme/示例.csv"), kept(t, &text));
}

static void put_condition(trial *t, const kp_doc_example *e)
{
    kp_str op = e->arg, type = kp_str_cut(&op, ' ');
    kp_buf text;

    kp_buf_init(&text, 1 << 20);
    kp_buf_printf(&text,
                  "规则表,示例表,U,未命中 0\n序号,条件 %s,结果 档\n类型,%.*s,数值\n1,",
                  op.n ? "得分 ≥" : "得分", KP_FMT(type));
    put_quoted(&text, e->body);
    kp_buf_z(&text, ",1\n");
    put_file(t, KP_STR("scheme/示例.csv"), kept(t, &text));
}

static void put_cell(trial *t, const kp_doc_example *e)
{
    kp_str decimals = e->arg, type = kp_str_cut(&decimals, ' ');
    kp_buf text;

    kp_buf_init(&text, 1 << 20);
    kp_buf_printf(&text,
                  "字段,示例\n实体,字段,类型,小数位,缺失\n员工,示例,%.*s,%.*s,可空\n",
                  KP_FMT(type), KP_FMT(decimals));
    put_file(t, KP_STR("scheme/示例.csv"), kept(t, &text));
    kp_buf_init(&text, 1 << 20);
    kp_buf_z(&text, "工号,示例\nE01,");
    put_quoted(&text, e->body);
    kp_buf_char(&text, '\n');
    put_file(t, KP_STR("data/员工-示例.csv"), kept(t, &text));
}

static void put_example(trial *t, const kp_doc_example *e)
{
    if (kp_str_is(e->kind, "formula"))
        put_formula(t, e);
    else if (kp_str_is(e->kind, "condition"))
        put_condition(t, e);
    else if (kp_str_is(e->kind, "cell"))
        put_cell(t, e);
    else if (kp_str_is(e->kind, "table"))
        put_file(t, KP_STR("scheme/示例.csv"), e->body);
    else if (kp_str_is(e->kind, "bytes"))
        put_file(t, KP_STR("data/员工.csv"), e->body);
    else
        put_files(t, e->body);
}

/* ---- running ---- */

static void read_books(trial *t)
{
    static const struct {
        const char *prefix;
        size_t book;
    } places[] = {{"scheme/", 0}, {"data/", 1}, {"prev/", 2}};
    kp_book *book[] = {&t->scheme, &t->data, &t->previous};

    for (size_t b = 0; b < 3; b++)
        kp_book_init(book[b], t->arena);
    for (size_t i = 0; i < t->nfiles; i++)
        for (size_t k = 0; k < 3; k++) {
            kp_str prefix = kp_str_of(places[k].prefix), name = t->file[i].name;

            if (kp_str_starts(name, prefix) &&
                kp_csv_read(book[places[k].book], kp_str_slice(name, prefix.n, name.n),
                            t->file[i].text, t->diags) == KP_ENOMEM)
                return;
        }
}

static void read_packs(trial *t)
{
    kp_use *use;
    size_t n = kp_rules_uses(t->arena, &t->scheme, &use);

    for (size_t k = 0; k < n; k++) {
        kp_status status = kp_csv_read(&t->scheme, use[k].name,
                                       kp_standard_pack(use[k].name), t->diags);
        (void)status;  // the packs have tests of their own
    }
}

static void analyse(trial *t)
{
    kp_diags *quiet = kp_diags_open();
    kp_block *block = NULL;
    size_t n = 0;

    if (!quiet || kp_blocks_find(t->arena, &t->scheme, &block, &n, quiet) == KP_ENOMEM)
        n = 0;
    for (size_t k = 0; k < n; k++) {
        kp_table_source *source =
            block[k].kind == KP_BLOCK_RULES
                ? kp_table_compile(t->arena, &block[k], MONTH, t->symbols, quiet)
                : NULL;

        if (source && source->table->index)
            kp_table_analyse(t->arena, source, t->symbols, t->diags);
    }
    kp_diags_close(quiet);
}

/* 测试 blocks: what is wrong with them, what they find, and what they miss. */
static void run_tests(trial *t)
{
    kp_diags *quiet = kp_diags_open();
    kp_block *block = NULL;
    size_t n = 0, ntests = 0;
    kp_trials *trials;

    if (!quiet || kp_blocks_find(t->arena, &t->scheme, &block, &n, quiet) == KP_ENOMEM)
        n = 0;
    for (size_t k = 0; k < n; k++)
        ntests += block[k].kind == KP_BLOCK_TEST;
    kp_diags_close(quiet);
    if (ntests == 0 || kp_trials_compile(t->arena, &t->scheme, t->symbols, MONTH,
                                         &trials, t->diags) != KP_OK)
        return;
    if (kp_trials_run(trials, t->diags) != KP_ENOMEM) {
        (void)kp_trials_coverage(trials, t->diags);
        (void)kp_trials_mutate(trials, t->diags);
    }
    kp_trials_close(trials);
}

static void write_texts(trial *t, const kp_run *run)
{
    kp_report_sums *sums = kp_report_sums_make(t->arena, t->compiled);

    for (size_t i = 0; i < t->compiled->nreports; i++) {
        kp_buf text;

        if (t->compiled->report[i]->style != KP_REPORT_TEXT)
            continue;
        kp_buf_init(&text, 1 << 20);
        kp_status status = kp_text_report_write(run, t->compiled->report[i], &text,
                                                &sums[i], t->diags);
        (void)status;  // its faults are in the list
        kp_buf_free(&text);
    }
    kp_status tied = kp_ties_check(run, sums, t->diags);
    (void)tied;
}

static void calculate(trial *t)
{
    kp_load_input input = {.scheme_book = &t->scheme,
                           .data = &t->data,
                           .previous_month = LAST_MONTH};
    kp_table **tables;
    kp_run *run;

    read_books(t);
    read_packs(t);
    if (kp_rules_compile(t->arena, &t->scheme, t->symbols, MONTH, &t->compiled,
                         t->diags) != KP_OK)
        return;
    analyse(t);
    run_tests(t);
    if (t->previous.nsheets)
        input.previous = &t->previous;
    if (kp_load_tables(t->arena, t->compiled, &input, &tables, t->diags) == KP_ENOMEM ||
        kp_run_execute(t->arena, t->compiled, tables, NULL, &run, t->diags) != KP_OK)
        return;
    kp_run_faults(run, t->diags);
    write_texts(t, run);
    kp_run_close(run);
}

static void put_sentence(const kp_doc_example *e, kp_code code, kp_diags *diags)
{
    kp_str rest = e->arg, arg[3] = {KP_NONE, KP_NONE, KP_NONE};

    for (size_t k = 0; k < 3 && rest.n; k++)
        arg[k] = kp_str_trim(kp_str_cut(&rest, '|'));
    kp_status status =
        kp_fail(diags, code, KP_NOWHERE, e->body, arg[0], arg[1], arg[2]);
    (void)status;
}

static kp_code code_named(kp_str name)
{
    for (int code = 1; code < KP_CODE_COUNT; code++)
        if (kp_str_is(name, kp_code_name((kp_code)code)))
            return (kp_code)code;
    return KP_CODE_NONE;
}

static bool print_found(const trial *t, kp_code code, kp_buf *out)
{
    const kp_diag *diag = kp_diags_first(t->diags);

    while (diag && diag->code != code)
        diag = diag->next;
    if (diag) {
        kp_diag_print(diag, KP_LANG_ZH, out);
        return true;
    }
    for (diag = kp_diags_first(t->diags); diag; diag = diag->next)
        kp_diag_print(diag, KP_LANG_ZH, out);
    return false;
}

bool kp_doc_example_run(const kp_doc_examples *examples, const kp_doc_example *example,
                        kp_buf *out)
{
    trial t = {.arena = kp_arena_open(0), .symbols = kp_symbols_open()};
    kp_code code = code_named(example->code);
    bool found = false;

    t.diags = kp_diags_open();
    if (t.arena && t.symbols && t.diags) {
        if (kp_str_is(example->kind, "args")) {
            put_sentence(example, code, t.diags);
        } else {
            put_files(&t, examples->base);
            put_example(&t, example);
            calculate(&t);
        }
        kp_diags_sort(t.diags);
        found = print_found(&t, code, out);
    }
    kp_diags_close(t.diags);
    kp_symbols_close(t.symbols);
    kp_arena_close(t.arena);
    return found;
}
