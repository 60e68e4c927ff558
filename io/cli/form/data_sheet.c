/* data_sheet.c - the cells of one sheet to fill in: explanation, example, headings,
 * rows.
 */
#include "engine/base/fold.h"
#include "engine/column.h"
#include "io/cli/form/data_form.h"

enum {
    NARROWEST = 10,
    WIDEST = 28,
    ROWS_MEASURED = 500,
};

// ---- values

static kp_cell text_cell(kp_str text)
{
    return (kp_cell){text.p, (uint32_t)text.n,
                     .kind = text.n ? KP_CELL_TEXT : KP_CELL_EMPTY};
}

static kp_str decimal_text(kp_data_form *form, kp_decimal num)
{
    kp_buf out;

    kp_buf_init(&out, 2 * KP_DEC_TEXT);
    kp_dec_print(num, -1, &out);
    kp_str copy = kp_str_copy(form->cli->arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return copy;
}

/* Above 1 a percentage needs its sign, which a number in a workbook has not. */
static kp_cell number_cell(kp_data_form *form, const kp_field *field, kp_decimal num)
{
    kp_decimal hundredths;

    if (field->unit == KP_UNIT_PERCENT && kp_dec_cmp(num, kp_dec(1, 0)) > 0 &&
        kp_dec_mul(num, kp_dec(100, 0), &hundredths))
        return text_cell(
            kp_data_text(form, "%.*s%%", KP_FMT(decimal_text(form, hundredths))));
    kp_cell cell = text_cell(decimal_text(form, num));
    cell.kind = KP_CELL_NUMBER;
    return cell;
}

static kp_cell value_cell(kp_data_form *form, const kp_field *field, kp_value value)
{
    const kp_symbols *symbols = form->scheme->symbols;
    char date[KP_DATE_TEXT];

    switch (value.kind) {
    case KP_NUM:
        return number_cell(form, field, value.as.num);
    case KP_TEXT:
        return text_cell(kp_symbol_text(symbols, value.as.symbol));
    case KP_DATE: {
        kp_date_print(value.as.date, date);
        kp_cell cell = text_cell(kp_str_copy(form->cli->arena, kp_str_of(date)));
        cell.kind = KP_CELL_DATE;
        return cell;
    }
    case KP_BOOL:
        return text_cell(value.as.flag ? KP_STR("是") : KP_STR("否"));
    case KP_LINK:
        break;
    }
    const kp_table *target = form->source->tables[field->link_entity];
    if (!target || value.as.row >= target->n)
        return (kp_cell){.kind = KP_CELL_EMPTY};
    return text_cell(kp_symbol_text(symbols, target->key[value.as.row]));
}

kp_cell kp_data_cell(kp_data_form *form, const kp_field *field, size_t row)
{
    const kp_table *table = form->source->tables[field->entity];
    kp_value value = kp_column_get(&table->column[field->local], row);

    if (value.state == KP_ABSENT && field->missing != KP_MISSING_ABSENT)
        return text_cell(KP_STR("不适用"));
    if (!KP_HAS_VALUE(value.state))
        return (kp_cell){.kind = KP_CELL_EMPTY};
    return value_cell(form, field, value);
}

// ---- looks

static kp_form_style style_of(const kp_field *field, kp_form_look look)
{
    kp_form_style style = {.look = (uint8_t)look, .decimals = -1, .open = true};

    style.decimals = field->decimals;
    if (field->kind == KP_DATE)
        style.shape = KP_FORM_DAY;
    if (field->kind != KP_NUM)
        return style;
    style.shape = field->unit == KP_UNIT_MONEY     ? KP_FORM_MONEY
                  : field->unit == KP_UNIT_PERCENT ? KP_FORM_PERCENT
                                                   : KP_FORM_NUMBER;
    return style;
}

static kp_form_style locked(kp_form_look look)
{
    return (kp_form_style){.look = (uint8_t)look, .decimals = -1};
}

/* Wide enough for the heading and for what is known. */
static uint32_t width_for(const kp_field *field, const kp_sheet *cells, uint32_t j)
{
    size_t width = kp_display_width(field->name) + 4;

    if (field->kind == KP_TEXT && !field->noptions)
        width += 4;
    for (uint32_t i = KP_DATA_EXAMPLE_ROW; i < cells->nrows && i < ROWS_MEASURED; i++) {
        size_t needed = kp_display_width(kp_cell_text(kp_sheet_cell(cells, i, j))) + 3;

        // Amounts are shown with separators and two decimals.
        needed += field->kind == KP_NUM ? 4 : 0;
        width = needed > width ? needed : width;
    }
    return (uint32_t)(width < NARROWEST ? NARROWEST : width > WIDEST ? WIDEST : width);
}

// ---- rows above the headings

static kp_cell number_example(const kp_field *field)
{
    kp_str text = field->unit == KP_UNIT_COUNT     ? KP_STR("12")
                  : field->unit == KP_UNIT_PERCENT ? KP_STR("0.4")
                                                   : KP_STR("1234");
    kp_cell cell = text_cell(text);

    cell.kind = KP_CELL_NUMBER;
    return cell;
}

static kp_cell example_of(kp_data_form *form, const kp_field *field)
{
    const kp_table *linked;

    switch (field->kind) {
    case KP_NUM:
        return number_example(field);
    case KP_DATE: {
        kp_cell day = text_cell(KP_STR("2025-01-31"));
        day.kind = KP_CELL_DATE;
        return day;
    }
    case KP_BOOL:
        return text_cell(KP_STR("是"));
    case KP_LINK:
        linked = form->source->tables ? form->source->tables[field->link_entity] : NULL;
        if (linked && linked->n)
            return text_cell(kp_symbol_text(form->scheme->symbols, linked->key[0]));
        return text_cell(KP_STR("001"));
    case KP_TEXT:
        break;
    }
    if (field->noptions)
        return text_cell(kp_symbol_text(form->scheme->symbols, field->option[0]));
    return text_cell(field->is_key ? KP_STR("001") : KP_STR("示例"));
}

/* The first row known is the best example of how to fill in the next. */
static kp_cell example_cell(kp_data_form *form, const kp_data_sheet *sheet, uint32_t j)
{
    const kp_field *field = sheet->field[j];
    kp_cell cell = {.kind = KP_CELL_EMPTY};

    if (sheet->table && sheet->table->n)
        cell = kp_data_cell(form, field, 0);
    if (cell.kind == KP_CELL_EMPTY)
        cell = example_of(form, field);
    if (j == 0 && cell.kind == KP_CELL_TEXT)
        return text_cell(kp_data_text(form, "%s%.*s",
                                      kp_data_say(form, "例：", "e.g. "),
                                      KP_FMT(kp_cell_text(&cell))));
    return cell;
}

static kp_str title_of(kp_data_form *form, const kp_data_sheet *sheet)
{
    const char *line =
        sheet->history
            ? kp_data_say(form,
                          "%.*s：以前各月的累计数。只在没有上期结果时填；一月份都是 0",
                          "%.*s: sums of the earlier months, only where no run "
                          "before is at hand; 0 in January")
            : kp_data_say(form,
                          "%.*s：从第 5 行起填，一行一个。黄底的必填；标题有批注，点单"
                          "元格有提示和下拉",
                          "%.*s: one a row, from row 5 on.  Yellow headings must be "
                          "filled in; see their remarks");

    kp_buf out;
    kp_buf_init(&out, 4096);
    for (const char *p = line; *p; p++)
        if (p[0] == '%' && p[1] == '.') {
            kp_buf_str(&out, sheet->entity->name);
            p += 3;
        } else {
            kp_buf_char(&out, *p);
        }
    kp_str copy = kp_str_copy(form->cli->arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return copy;
}

static kp_str remark_for(kp_data_form *form, const kp_field *field)
{
    kp_str note = field->note, clause = field->clause;

    return kp_data_text(form, "%.*s%s%.*s%s%.*s", KP_FMT(kp_data_wanted(form, field)),
                        note.n ? "\n" : "", KP_FMT(note), clause.n ? "\n" : "",
                        KP_FMT(clause));
}

static void put_upper_rows(kp_data_form *form, const kp_data_sheet *sheet,
                           kp_sheet *cells)
{
    kp_book *book = &form->book;

    kp_draft_text(book, cells, KP_DATA_TITLE_ROW, 0, title_of(form, sheet));
    for (uint32_t j = 0; j < sheet->nfields; j++)
        kp_draft_text(book, cells, KP_DATA_HINT_ROW, j,
                      kp_data_wanted(form, sheet->field[j]));
    for (uint32_t j = 0; j < sheet->nfields; j++)
        kp_draft_cell(book, cells, KP_DATA_EXAMPLE_ROW, j,
                      example_cell(form, sheet, j));
    for (uint32_t j = 0; j < sheet->nfields; j++)
        kp_draft_text(book, cells, KP_DATA_HEAD_ROW, j, sheet->field[j]->name);
    if (sheet->label)
        kp_draft_text(book, cells, KP_DATA_HEAD_ROW, (uint32_t)sheet->nfields,
                      KP_STR("说明"));
}

static void put_value(kp_data_form *form, kp_sheet *cells, uint32_t i, uint32_t j,
                      const kp_field *field)
{
    kp_cell cell = kp_data_cell(form, field, i - KP_DATA_FIRST_ROW);

    if (cell.kind != KP_CELL_EMPTY)
        kp_draft_cell(&form->book, cells, i, j, cell);
}

static uint32_t known_rows(const kp_data_sheet *sheet)
{
    return (uint32_t)(sheet->table ? sheet->table->n : 0);
}

static void put_known_rows(kp_data_form *form, const kp_data_sheet *sheet,
                           kp_sheet *cells)
{
    for (uint32_t row = 0; row < known_rows(sheet); row++) {
        uint32_t i = KP_DATA_FIRST_ROW + row;

        for (uint32_t j = 0; j < sheet->nfields; j++)
            put_value(form, cells, i, j, sheet->field[j]);
        if (sheet->label)
            put_value(form, cells, i, (uint32_t)sheet->nfields, sheet->label);
    }
}

// ---- the sheet

static void dress(kp_data_form *form, const kp_data_sheet *sheet, kp_draft *draft)
{
    uint32_t n = (uint32_t)sheet->nfields;
    uint32_t known = known_rows(sheet);

    kp_draft_area(draft, KP_DATA_TITLE_ROW, 0, KP_DATA_TITLE_ROW + 1, 1,
                  locked(KP_FORM_TITLE));
    kp_draft_area(draft, KP_DATA_HINT_ROW, 0, KP_DATA_HINT_ROW + 1, n,
                  locked(KP_FORM_HINT));
    for (uint32_t j = 0; j < n; j++) {
        const kp_field *field = sheet->field[j];
        bool needed = kp_data_is_needed(field);
        kp_form_style example = style_of(field, KP_FORM_EXAMPLE);

        example.open = false;
        kp_draft_column(draft, j)->width = width_for(field, draft->sheet.cells, j);
        kp_draft_column(draft, j)->style = style_of(field, KP_FORM_BARE);
        kp_draft_area(draft, KP_DATA_EXAMPLE_ROW, j, KP_DATA_EXAMPLE_ROW + 1, j + 1,
                      example);
        kp_draft_area(draft, KP_DATA_HEAD_ROW, j, KP_DATA_HEAD_ROW + 1, j + 1,
                      locked(needed ? KP_FORM_NEEDED : KP_FORM_HEADING));
        // Lines for the rows known and a few more; the rest is as open without them.
        kp_draft_area(draft, KP_DATA_FIRST_ROW, j, KP_DATA_FIRST_ROW + known + 20,
                      j + 1, style_of(field, KP_FORM_BODY));
        kp_draft_remark(draft, KP_DATA_HEAD_ROW, j, remark_for(form, field));
        kp_data_put_rules(form, sheet, j, draft);
    }
    if (sheet->label) {
        kp_draft_column(draft, n)->width = WIDEST;
        kp_draft_area(draft, KP_DATA_HEAD_ROW, n, KP_DATA_HEAD_ROW + 1, n + 1,
                      locked(KP_FORM_HEADING));
        kp_draft_area(draft, KP_DATA_FIRST_ROW, n, KP_DATA_FIRST_ROW + known, n + 1,
                      locked(KP_FORM_EXAMPLE));
    }
    draft->sheet.frozen_rows = KP_DATA_FIRST_ROW;
    draft->sheet.frozen_columns = (uint32_t)sheet->nkeys;
    draft->sheet.protect = draft->sheet.all_open = draft->sheet.landscape = true;
}

kp_draft *kp_data_make_sheet(kp_data_form *form, const kp_data_sheet *sheet)
{
    kp_sheet *cells = kp_book_add_sheet(&form->book, sheet->name, sheet->name, false);
    kp_draft *draft = KP_NEW(form->cli->arena, kp_draft);

    put_upper_rows(form, sheet, cells);
    put_known_rows(form, sheet, cells);
    kp_draft_open(draft, form->cli->arena, cells);
    dress(form, sheet, draft);
    return draft;
}
