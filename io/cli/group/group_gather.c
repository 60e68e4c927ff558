/* group_gather.c - from the tables/ of finished runs to data of the scheme above them.
 *
 * One sheet for every entity of which something is gathered, rows in order of the runs'
 * names and then as the run has them: so that neither threads nor the list's order
 * show. The sheets are archived as inputs of the run, which then needs nothing else.
 */
#include "engine/base/fold.h"
#include "io/cli/group/group.h"
#include "io/csv/csv_read.h"
#include "io/csv/csv_write.h"
#include "io/files/files.h"
#include "rules/sheets/gather.h"

#define SHEET_MAX KP_CSV_MAX_BYTES
#define PLACE KP_INPUTS_PLACE "/汇集/"

typedef struct target {  // one entity
    const kp_entity *entity;
    size_t nfields;
    const kp_field **field;
    bool one_a_run;  // its key is the run's name
    kp_buf csv;
    kp_csv_writer writer;
} target;

typedef struct gatherer {
    kp_cli *cli;
    kp_month *month;
    const kp_group *group;
    const kp_gathers *gathers;
    bool good;
    /* of the run at hand */
    const kp_group_item *item;
    kp_arena *scratch;
    kp_book book;
} gatherer;

static void refuse(gatherer *g, kp_code code, kp_where where, kp_str arg1, kp_str arg2,
                   kp_str arg3)
{
    (void)kp_fail(g->cli->diags, code, where, KP_NONE, arg1, arg2, arg3);
    g->good = false;
}

/* ---- tables of a run ---- */

static kp_str table_name(gatherer *g, kp_str entity)
{
    kp_buf name;

    kp_buf_init(&name, 4096);
    kp_buf_printf(&name, "tables/%.*s.csv", KP_FMT(entity));
    kp_str copy = kp_str_copy(g->scratch, kp_buf_view(&name));
    kp_buf_free(&name);
    return copy;
}

/* Which of the run's tables was perhaps meant. */
static kp_str nearest_table(gatherer *g, kp_str wrong)
{
    kp_file_list list = {0};
    kp_str folder = kp_path_join(g->scratch, g->item->out, KP_STR("tables"));
    kp_status status = kp_file_list_read(folder, &list, g->cli->diags);
    kp_str near = KP_NONE;

    for (size_t i = 0; status == KP_OK && i < list.n; i++)
        list.names[i] = kp_str_slice(list.names[i], 0, list.names[i].n - 4);  // .csv
    if (status == KP_OK)
        near = kp_str_copy(g->cli->arena, kp_nearest(wrong, list.names, list.n));
    kp_file_list_free(&list);
    return near;
}

static const kp_sheet *read_table(gatherer *g, kp_str file)
{
    kp_str bytes;
    kp_status status = kp_file_read(g->scratch, g->item->out, file, KP_CSV_MAX_BYTES,
                                    &bytes, g->cli->diags);

    if (status == KP_OK)
        status = kp_csv_read(&g->book, file, bytes, g->cli->diags);
    g->good = g->good && status == KP_OK;
    return status == KP_OK ? g->book.sheets[g->book.nsheets - 1] : NULL;
}

static const kp_sheet *table_of(gatherer *g, const kp_gather *gather, kp_str entity)
{
    kp_str file = table_name(g, entity);

    for (size_t k = 0; k < g->book.nsheets; k++)
        if (kp_str_eq(g->book.sheets[k]->file, file))
            return g->book.sheets[k];
    if (kp_path_exists(kp_path_join(g->scratch, g->item->out, file)))
        return read_table(g, file);
    refuse(g, KP6711, gather->where, entity, g->item->name, nearest_table(g, entity));
    return NULL;
}

static uint32_t column_of(gatherer *g, const kp_gather *gather, const kp_sheet *sheet,
                          kp_str field)
{
    uint32_t n = sheet->nrows ? sheet->rows[0].ncells : 0;
    kp_str *names = KP_NEW_ARRAY(g->scratch, n + 1, kp_str);

    for (uint32_t j = 0; j < n; j++) {
        names[j] = kp_fold(g->scratch, kp_cell_text(kp_sheet_cell(sheet, 0, j)));
        if (kp_str_eq(names[j], field))
            return j;
    }
    kp_str near = kp_str_copy(g->cli->arena, kp_nearest(field, names, n));
    refuse(g, KP6712, gather->where, field, g->item->name, near);
    return UINT32_MAX;
}

/* ---- cells ---- */

/* A fraction as a percentage, which is never mistaken: 1.05 as 105%. */
static bool put_percent(const kp_field *field, kp_str text, kp_buf *out)
{
    kp_decimal value;

    if (field->unit != KP_UNIT_PERCENT || !kp_dec_parse(text, false, &value) ||
        !kp_dec_mul(value, kp_dec(100, 0), &value))
        return false;
    kp_dec_print(value, -1, out);
    kp_buf_char(out, '%');
    return true;
}

static void put_value(const kp_field *field, kp_str text, kp_buf *out)
{
    if (kp_str_is(text, "不适用"))
        return;  // what the field says of missing values decides
    if (!put_percent(field, text, out))
        kp_buf_str(out, text);
}

typedef struct source {       // of one field, in the run at hand
    const kp_gather *gather;  // NULL: nothing is gathered for this run
    uint32_t column[KP_GATHER_PARTS];
} source;

static void put_part(gatherer *g, const kp_field *field, const source *from, size_t k,
                     const kp_sheet *sheet, uint32_t i, kp_buf *out)
{
    switch (from->gather->part[k].kind) {
    case KP_GATHER_NAME:
        kp_buf_str(out, g->item->name);
        break;
    case KP_GATHER_STATE:
        kp_buf_z(out, g->item->done ? "已计算" : "未计算");
        break;
    case KP_GATHER_HEAD:
        kp_buf_str(out, g->item->head);
        break;
    case KP_GATHER_FIELD:
        if (sheet)
            put_value(field, kp_cell_text(kp_sheet_cell(sheet, i, from->column[k])),
                      out);
        break;
    }
}

static void put_cell(gatherer *g, target *t, const kp_field *field, const source *from,
                     const kp_sheet *sheet, uint32_t i)
{
    kp_buf text;

    kp_buf_init(&text, (size_t)1 << 20);
    for (size_t k = 0; from->gather && k < from->gather->nparts; k++) {
        if (k)
            kp_buf_char(&text, '+');
        put_part(g, field, from, k, sheet, i, &text);
    }
    kp_csv_text(&t->writer, kp_buf_view(&text));
    kp_buf_free(&text);
}

static void put_row(gatherer *g, target *t, const source *from, const kp_sheet *sheet,
                    uint32_t i)
{
    for (size_t f = 0; f < t->nfields; f++)
        put_cell(g, t, t->field[f], &from[f], sheet, i);
    kp_csv_end_row(&t->writer);
}

/* ---- one entity of one run ---- */

/* The table that all of them are in, NULL when none is needed. */
static bool find_sources(gatherer *g, target *t, source *from, const kp_sheet **sheet)
{
    kp_str entity = KP_NONE;

    *sheet = NULL;
    for (size_t f = 0; f < t->nfields; f++) {
        const kp_gather *gather =
            kp_gather_for(g->gathers, t->field[f]->id, g->item->name);

        from[f].gather = gather;
        for (size_t k = 0; gather && g->item->done && k < gather->nparts; k++) {
            const kp_gather_part *part = &gather->part[k];

            if (part->kind != KP_GATHER_FIELD)
                continue;
            if (entity.n && !kp_str_eq(entity, part->entity)) {
                refuse(g, KP6714, gather->where, t->entity->name, entity, part->entity);
                return false;
            }
            entity = part->entity;
            *sheet = table_of(g, gather, entity);
            if (!*sheet)
                return false;
            from[f].column[k] = column_of(g, gather, *sheet, part->field);
            if (from[f].column[k] == UINT32_MAX)
                return false;
        }
    }
    return true;
}

static void gather_entity(gatherer *g, target *t)
{
    source *from = KP_NEW_ARRAY(g->scratch, t->nfields, source);
    const kp_sheet *sheet;

    if (!find_sources(g, t, from, &sheet))
        return;
    if (!g->item->done && !t->one_a_run)
        return;  // its rows are not known
    if (!sheet) {
        put_row(g, t, from, NULL, 0);
        return;
    }
    if (t->one_a_run && sheet->nrows != 2) {
        refuse(g, KP6713, from[0].gather ? from[0].gather->where : KP_NOWHERE,
               t->entity->name, g->item->name,
               kp_cli_count(g->cli, sheet->nrows ? sheet->nrows - 1 : 0));
        return;
    }
    for (uint32_t i = 1; i < sheet->nrows; i++)
        put_row(g, t, from, sheet, i);
}

/* ---- all of them ---- */

static bool is_gathered(const kp_gathers *gathers, uint32_t field)
{
    for (size_t k = 0; k < gathers->n; k++)
        if (gathers->item[k].field == field)
            return true;
    return false;
}

static bool key_is_name(const gatherer *g, const kp_entity *entity)
{
    for (size_t k = 0; entity->nkeys == 1 && k < g->gathers->n; k++) {
        const kp_gather *one = &g->gathers->item[k];

        if (one->field == entity->key[0])
            return one->nparts == 1 && one->part[0].kind == KP_GATHER_NAME;
    }
    return false;
}

static bool open_target(gatherer *g, const kp_entity *entity, target *t)
{
    const kp_scheme *scheme = g->month->compiled;
    kp_csv_style style = {.encoding = KP_CSV_UTF8, .careful = true};

    *t = (target){.entity = entity, .one_a_run = key_is_name(g, entity)};
    t->field = KP_NEW_ARRAY(g->cli->arena, entity->nfields + 1, const kp_field *);
    for (size_t f = 0; f < entity->nfields; f++)
        if (is_gathered(g->gathers, entity->field[f]))
            t->field[t->nfields++] = scheme->field[entity->field[f]];
    if (t->nfields == 0)
        return false;
    kp_buf_init(&t->csv, SHEET_MAX);
    if (kp_csv_open(&t->writer, entity->name, style, &t->csv, g->cli->diags) != KP_OK) {
        g->good = false;
        return false;
    }
    for (size_t f = 0; f < t->nfields; f++)
        kp_csv_text(&t->writer, t->field[f]->name);
    kp_csv_end_row(&t->writer);
    return true;
}

static kp_status close_target(gatherer *g, target *t)
{
    kp_status status = kp_csv_close(&t->writer);
    kp_buf name;

    kp_buf_init(&name, 4096);
    kp_buf_printf(&name, PLACE "%.*s.csv", KP_FMT(t->entity->name));
    if (status == KP_OK && t->csv.broken)
        status = KP_ENOMEM;
    if (status == KP_OK && g->good)
        status = kp_sources_add_table(
            g->cli, kp_str_copy(g->cli->arena, kp_buf_view(&name)),
            kp_str_copy(g->cli->arena, kp_buf_view(&t->csv)), &g->month->data);
    kp_buf_free(&name);
    kp_buf_free(&t->csv);
    return status;
}

/* A run named under 仅限 that is not in the list: a slip that would change figures. */
static void check_names(gatherer *g)
{
    kp_str *names = KP_NEW_ARRAY(g->cli->arena, g->group->n, kp_str);

    for (size_t i = 0; i < g->group->n; i++)
        names[i] = g->group->item[i].name;
    for (size_t k = 0; k < g->gathers->n; k++)
        for (size_t o = 0; o < g->gathers->item[k].nonly; o++) {
            kp_str name = g->gathers->item[k].only[o];
            size_t i = 0;

            while (i < g->group->n && !kp_str_eq(names[i], name))
                i++;
            if (i == g->group->n)
                refuse(g, KP6715, g->gathers->item[k].only_where, name,
                       kp_nearest(name, names, g->group->n), KP_NONE);
        }
}

typedef struct one_run {
    gatherer *g;
    target *t;
    size_t n;
} one_run;

static kp_exit gather_all(kp_cli *scratch, void *context)
{
    one_run *run = context;

    kp_book_init(&run->g->book, scratch->arena);
    for (size_t k = 0; k < run->n; k++)
        gather_entity(run->g, &run->t[k]);
    return KP_EXIT_DONE;
}

/* Tables of one run at a time: memory is that of the largest, not of all. */
static void gather_run(gatherer *g, const kp_group_item *item, target *t, size_t n)
{
    kp_cli scratch = {.diags = g->cli->diags, .arena = kp_arena_open(0)};
    one_run run = {g, t, n};

    g->item = item;
    g->scratch = scratch.arena;
    if (!scratch.arena) {
        refuse(g, KP6012, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE);
        return;
    }
    if (kp_cli_guarded(&scratch, gather_all, &run) != KP_EXIT_DONE)
        g->good = false;  // told
    kp_arena_close(scratch.arena);
}

kp_status kp__group_gather(kp_cli *cli, kp_month *month, void *context)
{
    const kp_scheme *scheme = month->compiled;
    gatherer g = {cli, month, context, scheme->gathers, true, NULL, NULL, {0}};
    target *t = KP_NEW_ARRAY(cli->arena, scheme->nentities, target);
    kp_status status = KP_OK;
    size_t n = 0;

    if (g.gathers->n == 0) {
        refuse(&g, KP6716, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE);
        return KP_EINVALID;
    }
    check_names(&g);
    for (size_t e = 0; e < scheme->nentities; e++)
        n += open_target(&g, scheme->entity[e], &t[n]);
    for (size_t i = 0; i < g.group->n; i++)
        gather_run(&g, &g.group->item[i], t, n);
    for (size_t k = 0; k < n; k++) {
        kp_status closed = close_target(&g, &t[k]);

        status = status == KP_OK ? closed : status;
    }
    kp_sources_sort(&month->data);
    return status == KP_OK && !g.good ? KP_EINVALID : status;
}
