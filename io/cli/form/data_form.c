/* data_form.c - which sheets and columns a scheme asks for; see data_form.h. */
#include "io/cli/form/data_form.h"

#include <stdarg.h>
#include <stdio.h>

#include "engine/base/fold.h"
#include "rules/read/block.h"

enum {
    TEXT_MAX = 4096,
    ROOM = 300,  // empty rows below those that are known
};

kp_str kp_data_text(kp_data_form *form, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list arguments;

    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (n < 0)
        return KP_NONE;
    size_t length = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    // Cut at a character: nothing in a workbook may be half of one.
    while (length > 0 && !kp_utf8_valid((kp_str){text, length}))
        length--;
    return kp_str_copy(form->cli->arena, (kp_str){text, length});
}

const char *kp_data_say(const kp_data_form *form, const char *zh, const char *en)
{
    return kp_cli_word(form->cli, zh, en);
}

kp_str kp_data_letters(kp_data_form *form, uint32_t column)
{
    kp_buf out;

    kp_buf_init(&out, 16);
    kp_column_letters(column + 1, &out);
    kp_str copy = kp_str_copy(form->cli->arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return copy;
}

const kp_data_sheet *kp_data_sheet_of(const kp_data_form *form, uint32_t entity)
{
    for (size_t k = 0; k < form->nsheets; k++)
        if (form->sheet[k].entity->id == entity && !form->sheet[k].history)
            return &form->sheet[k];
    return NULL;
}

bool kp_data_is_needed(const kp_field *field)
{
    return field->is_key ||
           (field->source == KP_SOURCE_INPUT && field->missing == KP_MISSING_ERROR);
}

// ---- what the scheme fills in itself

static bool is_of_entity(const kp_block *block, const kp_entity *entity)
{
    return block->kind == KP_BLOCK_DATA && kp_str_eq(block->name, entity->name);
}

/* 指标 alone means 数据,指标. */
static bool is_block_of(kp_cli *cli, const kp_block *block, const kp_entity *entity)
{
    kp_str word = kp_fold(
        cli->arena, kp_cell_text(kp_sheet_cell(block->sheet, block->top, block->left)));

    return is_of_entity(block, entity) ||
           (block->kind == KP_BLOCK_DATA && kp_str_is(entity->name, "指标") &&
            kp_str_is(word, "指标"));
}

typedef struct own_data {
    kp_block *block;
    size_t n;
} own_data;

static own_data find_own_data(kp_data_form *form)
{
    kp_diags *quiet = kp_diags_open();  // the compiler has told their faults
    own_data own = {0};

    if (quiet && kp_blocks_find(form->cli->arena, form->source->book, &own.block,
                                &own.n, quiet) == KP_ENOMEM)
        own.n = 0;
    kp_diags_close(quiet);
    return own;
}

static bool is_filled_in(kp_data_form *form, const own_data *own, const kp_field *field)
{
    const kp_entity *entity = form->scheme->entity[field->entity];
    kp_arena *arena = form->cli->arena;

    for (size_t b = 0; b < own->n; b++) {
        const kp_block *block = &own->block[b];

        for (uint32_t j = block->left;
             is_block_of(form->cli, block, entity) && j < block->right; j++)
            if (kp_str_eq(kp_fold(arena, kp_cell_text(
                                             kp_block_cell(block, block->top + 1, j))),
                          kp_fold(arena, field->name)))
                return true;
    }
    return false;
}

// ---- columns of a sheet

/* Sums of the year are none before its first month is over. */
static bool is_history(const kp_data_form *form, const kp_field *field)
{
    bool january = kp_date_ymd(form->scheme->month).month == 1;

    return field->source == KP_SOURCE_HISTORY &&
           !(january && field->history == KP_HISTORY_YTD);
}

static bool is_typed(const kp_data_form *form, const kp_field *field, bool history)
{
    if (history)
        return is_history(form, field);
    if (kp_repeated_field(form->scheme, field) ||
        field == kp_own_row_link(form->scheme, form->scheme->entity[field->entity]))
        return false;
    return field->source == KP_SOURCE_INPUT && !field->lifted && !field->report;
}

/* Keys, and what is typed besides; none when there is nothing besides. */
static bool choose_fields(kp_data_form *form, const own_data *own, kp_data_sheet *sheet)
{
    const kp_entity *entity = sheet->entity;
    const kp_scheme *scheme = form->scheme;
    bool rows_are_known = entity->derived;

    sheet->field =
        KP_NEW_ARRAY(form->cli->arena, entity->nfields + 1, const kp_field *);
    for (size_t k = 0; k < entity->nkeys; k++) {
        const kp_field *key = scheme->field[entity->key[k]];

        rows_are_known = rows_are_known || is_filled_in(form, own, key);
        sheet->field[sheet->nfields++] = key;
    }
    sheet->nkeys = sheet->nfields;
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = scheme->field[entity->field[k]];

        if (!field->is_key && is_typed(form, field, sheet->history) &&
            !is_filled_in(form, own, field))
            sheet->field[sheet->nfields++] = field;
    }
    return sheet->nfields > sheet->nkeys || (!rows_are_known && !sheet->history);
}

/* Of rows that the scheme holds: the first text beside the key, usually a name. */
static const kp_field *label_of(kp_data_form *form, const own_data *own,
                                const kp_entity *entity)
{
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = form->scheme->field[entity->field[k]];

        if (!field->is_key && field->kind == KP_TEXT && !field->noptions &&
            is_typed(form, field, false) && is_filled_in(form, own, field))
            return field;
    }
    return NULL;
}

static void add_sheet(kp_data_form *form, const own_data *own, const kp_entity *entity,
                      bool history)
{
    kp_data_sheet *sheet = &form->sheet[form->nsheets];

    *sheet = (kp_data_sheet){
        .entity = entity,
        .table = form->source->tables ? form->source->tables[entity->id] : NULL,
        .history = history,
    };
    if (!choose_fields(form, own, sheet))
        return;
    sheet->name = history ? kp_data_text(form, "%.*s-往期累计", KP_FMT(entity->name))
                          : entity->name;
    sheet->label = label_of(form, own, entity);
    size_t n = sheet->table ? sheet->table->n : 0;
    sheet->bottom = (uint32_t)(KP_DATA_FIRST_ROW + n + ROOM);
    form->nsheets++;
}

static void choose_sheets(kp_data_form *form)
{
    const kp_scheme *scheme = form->scheme;
    own_data own = find_own_data(form);

    form->sheet =
        KP_NEW_ARRAY(form->cli->arena, 2 * scheme->nentities + 1, kp_data_sheet);
    for (size_t e = 0; e < scheme->nentities; e++)
        add_sheet(form, &own, scheme->entity[e], false);
    for (size_t e = 0; e < scheme->nentities; e++)
        add_sheet(form, &own, scheme->entity[e], true);
}

/* A name that a workbook does not take still begins like the entity's. */
static void name_sheets(kp_data_form *form)
{
    kp_arena *arena = form->cli->arena;
    kp_str *wanted = KP_NEW_ARRAY(arena, form->nsheets + 1, kp_str);
    kp_str *names = KP_NEW_ARRAY(arena, form->nsheets + 1, kp_str);

    wanted[0] = KP_STR(KP_GUIDE_SHEET);
    for (size_t k = 0; k < form->nsheets; k++)
        wanted[k + 1] = form->sheet[k].name;
    kp_form_names(arena, wanted, form->nsheets + 1, names);
    for (size_t k = 0; k < form->nsheets; k++)
        form->sheet[k].name = names[k + 1];
}

// ---- the file

kp_status kp_data_form_write(kp_cli *cli, const kp_data_source *source,
                             const char *path)
{
    kp_data_form *form = KP_NEW(cli->arena, kp_data_form);

    *form = (kp_data_form){.cli = cli, .source = source, .scheme = source->scheme};
    kp_book_init(&form->book, cli->arena);
    choose_sheets(form);
    if (form->nsheets >= KP_FORM_SHEETS)
        return kp_fail(cli->diags, KP6605, KP_NOWHERE, KP_NONE,
                       kp_cli_count(cli, form->nsheets),
                       kp_cli_count(cli, KP_FORM_SHEETS - 1), KP_NONE);
    name_sheets(form);
    kp_form_sheet *out = KP_NEW_ARRAY(cli->arena, form->nsheets + 1, kp_form_sheet);
    for (size_t k = 0; k < form->nsheets; k++)
        out[k + 1] = *kp_draft_finish(kp_data_make_sheet(form, &form->sheet[k]));
    out[0] = *kp_draft_finish(kp_data_make_guide(form));
    kp_form file = {
        .nsheets = form->nsheets + 1,
        .sheet = out,
        .title = source->title,
        .created = source->created,
        .lang = cli->lang,
    };
    return kp_form_write(&file, path, cli->diags);
}
