/* correction.c - the run that is corrected: read, checked, and compared. */
#include "io/cli/run/correction.h"

#include <stdlib.h>

#include "engine/base/fold.h"
#include "io/cli/run/run_skel.h"
#include "io/cli/run/run_write.h"
#include "io/csv/csv_write.h"
#include "io/files/files.h"

#define REASON "reason.txt"
#define NUMBER_MARK "-更"
#define LINES_MAX ((size_t)1 << 31)

static kp_status refuse(kp_cli *cli, kp_code code, kp_str arg1, kp_str arg2)
{
    return kp_fail(cli->diags, code, KP_NOWHERE, KP_NONE, arg1, arg2, KP_NONE);
}

/* ---- reading ---- */

static kp_str skel_of(const kp_month *month)
{
    return month->corrects.file[0].bytes;
}

static kp_status read_reason(kp_cli *cli, kp_month *month, kp_str reason)
{
    kp_sources *s = &month->corrects;

    if (reason.n == 0)
        return kp_sources_read_file(cli, month->corrected, KP_STR(REASON),
                                    KP_CORRECTS_PLACE, false, s);
    s->file = kp_arena_grow(cli->arena, s->file, &s->cap, s->n + 1, sizeof *s->file);
    s->file[s->n++] = (kp_source_file){.name = KP_STR(KP_CORRECTS_PLACE "/" REASON),
                                       .bytes = kp_str_copy(cli->arena, reason)};
    return KP_OK;
}

kp_status kp_correction_open(kp_cli *cli, kp_month *month, kp_str folder, kp_str reason)
{
    kp_str skel = KP_STR("run.skel");
    kp_skel_run about;

    month->corrected = folder;
    if (!kp_path_exists(kp_path_join(cli->arena, folder, skel))) {
        (void)refuse(cli, KP6006, folder, skel);
        return KP_EIO;
    }
    kp_status status = kp_sources_read_file(cli, folder, skel, KP_CORRECTS_PLACE, false,
                                            &month->corrects);
    if (status != KP_OK)
        return status;
    if (!kp_skel_read_run(skel_of(month), &about) ||
        !kp_month_parse(about.period, &month->day))
        return refuse(cli, KP6760, folder, skel);
    if (!kp_str_is(about.kind, "final") && !kp_str_is(about.kind, "correction"))
        return refuse(cli, KP6759, folder, KP_NONE);
    month->corrected_run = about.run;
    month->corrected_head = about.head;
    return read_reason(cli, month, reason);
}

static kp_status read_table(kp_cli *cli, kp_month *month, uint32_t entity)
{
    kp_buf text;
    kp_digest written, found;

    kp_buf_init(&text, 1 << 14);
    kp_buf_printf(&text, "tables/%.*s.csv",
                  KP_FMT(month->compiled->entity[entity]->name));
    kp_str name = kp_cli_keep(cli, &text);
    kp_status status = kp_sources_read_file(cli, month->corrected, name,
                                            KP_CORRECTS_PLACE, true, &month->corrects);
    if (status != KP_OK)
        return status;
    kp_str bytes = month->corrects.file[month->corrects.n - 1].bytes;
    if (kp_skel_output(skel_of(month), name, &written) &&
        kp_hash_of(KP_SHA256, bytes, &found) && kp_digest_eq(&written, &found))
        return KP_OK;
    return refuse(cli, KP6760, month->corrected, name);
}

kp_status kp__correction_read_tables(kp_cli *cli, kp_month *month)
{
    const kp_scheme *scheme = month->compiled;
    kp_status status = KP_OK;

    if (scheme->ncorrections == 0)
        return refuse(cli, KP6758, KP_NONE, KP_NONE);
    for (size_t c = 0; c < scheme->ncorrections && status == KP_OK; c++) {
        bool again = false;

        for (size_t d = 0; d < c; d++)
            again |= scheme->correction[d].entity == scheme->correction[c].entity;
        if (!again)
            status = read_table(cli, month, scheme->correction[c].entity);
    }
    return status;
}

/* ---- names ---- */

kp_str kp_correction_run_id(kp_cli *cli, const kp_month *month)
{
    kp_str run = month->corrected_run;
    size_t at = kp_str_find(run, KP_STR(NUMBER_MARK));
    kp_decimal before = kp_dec(0, 0);
    int64_t n = 0;
    kp_buf text;

    if (at != SIZE_MAX)
        (void)kp_dec_parse(kp_str_slice(run, at + sizeof NUMBER_MARK - 1, run.n), false,
                           &before);
    (void)kp_dec_to_i64(before, 0, &n);
    kp_buf_init(&text, 1 << 12);
    kp_buf_str(&text, at == SIZE_MAX ? run : kp_str_slice(run, 0, at));
    kp_buf_printf(&text, NUMBER_MARK "%lld", (long long)n + 1);
    return kp_cli_keep(cli, &text);
}

/* ---- what was paid ---- */

typedef struct paid {
    const kp_sheet *sheet;
    size_t nkeys;
    uint32_t key[8];   // columns
    uint32_t *column;  // by compared field; UINT32_MAX: it had none
    kp_map rows;       // key: row index
    kp_str *name;      // by row index
} paid;

static uint32_t column_of(kp_cli *cli, const kp_sheet *sheet, kp_str name)
{
    for (uint32_t j = 0; sheet->nrows && j < sheet->rows[0].ncells; j++)
        if (kp_str_eq(kp_fold(cli->arena, kp_cell_text(kp_sheet_cell(sheet, 0, j))),
                      name))
            return j;
    return UINT32_MAX;
}

static kp_str key_at(kp_cli *cli, const paid *p, uint32_t i)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 16);
    for (size_t k = 0; k < p->nkeys; k++) {
        kp_buf_z(&text, k ? "+" : "");
        kp_buf_str(&text, kp_cell_text(kp_sheet_cell(p->sheet, i, p->key[k])));
    }
    return kp_cli_keep(cli, &text);
}

static const kp_sheet *sheet_of(kp_cli *cli, const kp_month *month, uint32_t entity)
{
    kp_str name = month->compiled->entity[entity]->name;
    const kp_book *book = &month->corrects.book;

    for (size_t s = 0; s < book->nsheets; s++)
        if (kp_str_eq(kp_fold(cli->arena, book->sheets[s]->name), name))
            return book->sheets[s];
    return NULL;
}

static bool open_paid(kp_cli *cli, const kp_month *month, const kp_correction *what,
                      paid *p)
{
    const kp_scheme *scheme = month->compiled;
    const kp_entity *entity = scheme->entity[what->entity];
    size_t old;

    *p = (paid){.sheet = sheet_of(cli, month, what->entity), .nkeys = entity->nkeys};
    kp_map_init(&p->rows, cli->arena);
    p->column = KP_NEW_ARRAY(cli->arena, what->nfields + 1, uint32_t);
    if (!p->sheet || entity->nkeys > sizeof p->key / sizeof *p->key)
        return false;
    for (size_t k = 0; k < entity->nkeys; k++) {
        p->key[k] = column_of(cli, p->sheet, scheme->field[entity->key[k]]->name);
        if (p->key[k] == UINT32_MAX)
            return false;
    }
    for (size_t f = 0; f < what->nfields; f++)
        p->column[f] = column_of(cli, p->sheet, scheme->field[what->field[f]]->name);
    p->name = KP_NEW_ARRAY(cli->arena, p->sheet->nrows + 1, kp_str);
    for (uint32_t i = 1; i < p->sheet->nrows; i++) {
        p->name[i] = key_at(cli, p, i);
        (void)kp_map_put(&p->rows, p->name[i], i, &old);
    }
    return true;
}

/* A row or a field that was not there, or had no value, paid nothing. */
static bool paid_value(const paid *p, size_t row, size_t f, kp_decimal *out)
{
    *out = kp_dec(0, 0);
    if (row == 0 || p->column[f] == UINT32_MAX)
        return true;
    kp_str text = kp_cell_text(kp_sheet_cell(p->sheet, (uint32_t)row, p->column[f]));
    return text.n == 0 || kp_str_is(text, "不适用") || kp_dec_parse(text, false, out);
}

/* ---- lines ---- */

typedef struct comparing {
    kp_cli *cli;
    const kp_month *month;
    const kp_correction *what;
    paid paid;
    kp_correction_lines *out;
    kp_status status;
} comparing;

static void add_difference(comparing *c, kp_correction_line line)
{
    if (kp_dec_cmp(line.before, line.after) == 0)
        return;
    if (!kp_dec_sub(line.after, line.before, &line.difference)) {
        c->status = kp_fail(c->cli->diags, KP5003, KP_NOWHERE, KP_NONE, line.key,
                            KP_NONE, KP_NONE);
        return;
    }
    c->out->item = kp_arena_grow(c->cli->arena, c->out->item, &c->out->cap,
                                 c->out->n + 1, sizeof line);
    c->out->item[c->out->n++] = line;
}

static void compare_row(comparing *c, kp_str key, size_t was, size_t is)
{
    const kp_scheme *scheme = c->month->compiled;

    for (size_t f = 0; f < c->what->nfields; f++) {
        kp_correction_line line = {.key = key, .field = c->what->field[f], .place = f};
        kp_value now = {.state = KP_BLANK};

        if (!paid_value(&c->paid, was, f, &line.before)) {
            c->status =
                kp_fail(c->cli->diags, KP6761, KP_NOWHERE, KP_NONE, c->paid.sheet->file,
                        key, scheme->field[line.field]->name);
            continue;
        }
        if (is != SIZE_MAX)
            now = kp_run_value(c->month->run, line.field, is);
        line.after = KP_HAS_VALUE(now.state) ? now.as.num : kp_dec(0, 0);
        add_difference(c, line);
    }
}

static void compare_gone(comparing *c, const kp_table *table)
{
    for (uint32_t i = 1; i < c->paid.sheet->nrows; i++)
        if (kp_table_find(table, c->month->compiled->symbols, c->paid.name[i]) ==
            SIZE_MAX)
            compare_row(c, c->paid.name[i], i, SIZE_MAX);
}

static int by_key(const void *a, const void *b)
{
    const kp_correction_line *x = a, *y = b;
    int order = kp_str_cmp(x->key, y->key);

    return order ? order : (x->place > y->place) - (x->place < y->place);
}

kp_status kp_correction_compare(kp_cli *cli, const kp_month *month,
                                const kp_correction *what, kp_correction_lines *out)
{
    const kp_table *table = month->run->table[what->entity];
    comparing c = {.cli = cli, .month = month, .what = what, .out = out};

    *out = (kp_correction_lines){0};
    if (!open_paid(cli, month, what, &c.paid))
        return refuse(cli, KP6760, month->corrected,
                      month->compiled->entity[what->entity]->name);
    for (size_t row = 0; row < table->n; row++) {
        kp_str key = kp_symbol_text(month->compiled->symbols, table->key[row]);
        size_t was = 0;

        (void)kp_map_get(&c.paid.rows, key, &was);
        compare_row(&c, key, was, row);
    }
    compare_gone(&c, table);
    if (out->n)
        qsort(out->item, out->n, sizeof *out->item, by_key);
    return c.status;
}

/* ---- as a sheet ---- */

static void put_amount(kp_csv_writer *csv, kp_decimal amount, int decimals)
{
    kp_buf digits;

    if (kp_dec_reduce(amount).scale > decimals)
        decimals = -1;
    kp_buf_init(&digits, KP_DEC_TEXT);
    kp_dec_print(amount, decimals, &digits);
    kp_csv_number(csv, kp_buf_view(&digits));
    kp_buf_free(&digits);
}

static kp_str line_id(kp_cli *cli, const kp_month *month, size_t n)
{
    kp_str run = kp_correction_run_id(cli, month);
    kp_buf text;

    kp_buf_init(&text, 1 << 12);
    kp_buf_printf(&text, "%.*s-%04zu", KP_FMT(run), n + 1);
    return kp_cli_keep(cli, &text);
}

static kp_str text_of(kp_cli *cli, const kp_month *month,
                      const kp_correction_line *line, size_t n, kp_correction_word word)
{
    char digits[KP_MONTH_TEXT], head[KP_DIGEST_HEX];

    switch (word) {
    case KP_CORRECTION_ID:
        return line_id(cli, month, n);
    case KP_CORRECTION_KEY:
        return line->key;
    case KP_CORRECTION_MONTH:
        kp_month_print(month->day, digits);
        return kp_str_copy(cli->arena, kp_str_of(digits));
    case KP_CORRECTION_FIELD:
        return month->compiled->field[line->field]->name;
    case KP_CORRECTION_REASON:
        return month->corrects.file[1].bytes;
    case KP_CORRECTION_RUN:
        return month->corrected_run;
    case KP_CORRECTION_HEAD:
        kp_digest_hex(&month->corrected_head, head);
        return kp_str_copy(cli->arena, (kp_str){head, 16});
    case KP_CORRECTION_BEFORE:
    case KP_CORRECTION_AFTER:
    case KP_CORRECTION_DIFFERENCE:
    case KP_CORRECTION_WORDS:
        break;
    }
    return KP_NONE;
}

static void put_line(kp_cli *cli, const kp_month *month, const kp_correction *what,
                     const kp_correction_line *line, size_t n, kp_csv_writer *csv)
{
    int decimals = month->compiled->field[line->field]->decimals;

    for (size_t k = 0; k < what->ncolumns; k++) {
        kp_correction_word word = what->column[k].word;

        if (word == KP_CORRECTION_BEFORE)
            put_amount(csv, line->before, decimals);
        else if (word == KP_CORRECTION_AFTER)
            put_amount(csv, line->after, decimals);
        else if (word == KP_CORRECTION_DIFFERENCE)
            put_amount(csv, line->difference, decimals);
        else
            kp_csv_text(csv, text_of(cli, month, line, n, word));
    }
    kp_csv_end_row(csv);
}

kp_status kp_correction_text(kp_cli *cli, const kp_month *month,
                             const kp_correction *what, kp_buf *out)
{
    kp_correction_lines lines;
    kp_csv_writer csv;
    kp_status status = kp_correction_compare(cli, month, what, &lines);

    if (status == KP_OK)
        status =
            kp_csv_open(&csv, what->name,
                        (kp_csv_style){.encoding = KP_CSV_UTF8_BOM, .careful = true},
                        out, cli->diags);
    if (status != KP_OK)
        return status;
    for (size_t k = 0; k < what->ncolumns; k++)
        kp_csv_text(&csv, month->compiled->field[what->column[k].field]->name);
    kp_csv_end_row(&csv);
    for (size_t n = 0; n < lines.n; n++)
        put_line(cli, month, what, &lines.item[n], n, &csv);
    return kp_csv_close(&csv);
}
