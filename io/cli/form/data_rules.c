/* data_rules.c - what a column to fill in asks and colours; see data_form.h.
 *
 * Formulas speak about the first row to fill in; the office program moves them along.
 * They only warn early: what counts is kpay check.
 */
#include "io/cli/form/data_form.h"
#include "rules/load/load.h"

enum {
    EXACT_ROWS = 3000,  // beyond it comparing all pairs of keys would be slow
    FIRST = KP_DATA_FIRST_ROW + 1,  // as a spreadsheet program counts
};

/* What stands for "no value": the usual ones of kp_cell_says_missing.  One text,
 * because office programs allow no lists of constants in these formulas. */
#define NO_VALUE "\",不适用,—,-,/,无,缺,\""

typedef struct column_rules {
    kp_data_form *form;
    const kp_data_sheet *sheet;
    const kp_field *field;
    uint32_t j, bottom;
    kp_draft *draft;
    kp_str letters;  // of the column
} column_rules;

static kp_form_check *new_check(column_rules *c)
{
    kp_form_check *check =
        kp_draft_check(c->draft, KP_DATA_FIRST_ROW, c->j, c->bottom, c->j + 1);

    check->title = c->field->name;
    check->message =
        kp_data_text(c->form, "%.*s%s%.*s", KP_FMT(kp_data_wanted(c->form, c->field)),
                     c->field->note.n ? "。" : "", KP_FMT(c->field->note));
    return check;
}

static void alarm(column_rules *c, kp_form_colour colour, kp_str formula)
{
    kp_draft_alarm(c->draft, KP_DATA_FIRST_ROW, c->j, c->bottom, c->j + 1, colour,
                   formula);
}

// ---- lists

/* "甲,乙" in the formula itself, as far as it fits and no comma is inside. */
static kp_str list_in_formula(column_rules *c, const kp_str *item, size_t n)
{
    kp_str list = KP_NONE;
    kp_buf out;

    kp_buf_init(&out, 1 << 20);
    kp_buf_char(&out, '"');
    for (size_t k = 0; k < n; k++) {
        if (k)
            kp_buf_char(&out, ',');
        kp_buf_str(&out, item[k]);
        if (kp_str_find(item[k], KP_STR(",")) != SIZE_MAX ||
            kp_str_find(item[k], KP_STR("\"")) != SIZE_MAX)
            out.broken = true;
    }
    kp_buf_char(&out, '"');
    if (!out.broken && n > 0 && out.n <= KP_FORM_FORMULA_MOST)
        list = kp_str_copy(c->form->cli->arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return list;
}

/* A column of the guide, where all sheets can look. */
static kp_str list_in_guide(column_rules *c, const kp_str *item, size_t n)
{
    kp_data_form *form = c->form;
    uint32_t column = 9 + (uint32_t)form->nlists;  // behind the guide's own
    kp_str letters = kp_data_letters(form, column);
    kp_str guide = kp_form_sheet_reference(form->cli->arena, KP_STR(KP_GUIDE_SHEET));

    form->list = kp_arena_grow(form->cli->arena, form->list, &form->lists_cap,
                               form->nlists + 1, sizeof *form->list);
    kp_data_list *list = &form->list[form->nlists++];
    *list = (kp_data_list){.title = c->field->name, .n = n, .item = item};
    list->range =
        kp_data_text(form, "%.*s$%.*s$%d:$%.*s$%zu", KP_FMT(guide), KP_FMT(letters),
                     FIRST, KP_FMT(letters), (size_t)FIRST + n - 1);
    return list->range;
}

static void offer(column_rules *c, const kp_str *item, size_t n, bool firm)
{
    kp_form_check *check = new_check(c);
    kp_str inside = list_in_formula(c, item, n);

    check->rule = KP_FORM_ONE_OF;
    check->firm = firm;
    check->formula = inside.n ? inside : list_in_guide(c, item, n);
    if (!inside.n)
        alarm(c, KP_FORM_WRONG,
              kp_data_text(c->form, "AND(%.*s%d<>\"\",ISNA(MATCH(%.*s%d,%.*s,0)))",
                           KP_FMT(c->letters), FIRST, KP_FMT(c->letters), FIRST,
                           KP_FMT(check->formula)));
    else
        alarm(c, KP_FORM_WRONG,
              kp_data_text(
                  c->form,
                  "AND(%.*s%d<>\"\",ISERROR(FIND(\",\"&%.*s%d&\",\",\",%.*s,\")))",
                  KP_FMT(c->letters), FIRST, KP_FMT(c->letters), FIRST,
                  (int)(inside.n - 2), inside.p + 1));
}

static void offer_options(column_rules *c)
{
    const kp_symbols *symbols = c->form->scheme->symbols;
    size_t n = c->field->noptions;
    kp_str *item = KP_NEW_ARRAY(c->form->cli->arena, n + 1, kp_str);

    for (size_t k = 0; k < n; k++)
        item[k] = kp_symbol_text(symbols, c->field->option[k]);
    offer(c, item, n, true);
}

/* Rows of another entity: those of its sheet here, else those that the scheme knows. */
static void offer_rows(column_rules *c)
{
    kp_data_form *form = c->form;
    const kp_data_sheet *target = kp_data_sheet_of(form, c->field->link_entity);
    const kp_table *table =
        form->source->tables ? form->source->tables[c->field->link_entity] : NULL;

    if (target && target->nkeys == 1) {
        kp_form_check *check = new_check(c);

        check->rule = KP_FORM_ONE_OF;
        check->formula = kp_data_text(
            form, "%.*s$A$%d:$A$%u",
            KP_FMT(kp_form_sheet_reference(form->cli->arena, target->name)), FIRST,
            (unsigned)target->bottom);
        alarm(c, KP_FORM_WRONG,
              kp_data_text(form, "AND(%.*s%d<>\"\",ISNA(MATCH(%.*s%d,%.*s,0)))",
                           KP_FMT(c->letters), FIRST, KP_FMT(c->letters), FIRST,
                           KP_FMT(check->formula)));
        return;
    }
    if (!table || table->n == 0) {
        (void)new_check(c);  // only the message
        return;
    }
    kp_str *item = KP_NEW_ARRAY(form->cli->arena, table->n, kp_str);
    for (size_t k = 0; k < table->n; k++)
        item[k] = kp_symbol_text(form->scheme->symbols, table->key[k]);
    offer(c, item, table->n, false);
}

// ---- kinds

static void ask(column_rules *c, kp_str formula)
{
    kp_form_check *check = new_check(c);

    check->rule = KP_FORM_SATISFIES;
    check->formula = formula;
}

static void ask_number(column_rules *c)
{
    kp_str cell = kp_data_text(c->form, "%.*s%d", KP_FMT(c->letters), FIRST);

    if (c->field->unit == KP_UNIT_COUNT)
        ask(c, kp_data_text(c->form,
                            "OR(AND(ISNUMBER(%.*s),%.*s=INT(%.*s)),"
                            "ISNUMBER(FIND(\",\"&%.*s&\",\"," NO_VALUE ")))",
                            KP_FMT(cell), KP_FMT(cell), KP_FMT(cell), KP_FMT(cell)));
    else
        ask(c, kp_data_text(c->form,
                            "OR(ISNUMBER(%.*s),"
                            "ISNUMBER(FIND(\",\"&%.*s&\",\"," NO_VALUE ")))",
                            KP_FMT(cell), KP_FMT(cell)));
    alarm(c, KP_FORM_ASK,
          kp_data_text(c->form,
                       "AND(ISTEXT(%.*s),"
                       "ISERROR(FIND(\",\"&%.*s&\",\"," NO_VALUE ")))",
                       KP_FMT(cell), KP_FMT(cell)));
}

static void ask_day(column_rules *c)
{
    ask(c, kp_data_text(c->form, "ISNUMBER(%.*s%d)", KP_FMT(c->letters), FIRST));
    alarm(c, KP_FORM_ASK,
          kp_data_text(c->form, "ISTEXT(%.*s%d)", KP_FMT(c->letters), FIRST));
}

/* Digits that became a number have lost zeros in front, or their end. */
static void mark_numbers(column_rules *c)
{
    alarm(c, KP_FORM_WRONG,
          kp_data_text(c->form, "ISNUMBER(%.*s%d)", KP_FMT(c->letters), FIRST));
}

static void ask_identity(column_rules *c)
{
    kp_str cell = kp_data_text(c->form, "%.*s%d", KP_FMT(c->letters), FIRST);

    ask(c, kp_data_text(c->form, "OR(LEN(%.*s)=18,LEN(%.*s)=15)", KP_FMT(cell),
                        KP_FMT(cell)));
    alarm(c, KP_FORM_WRONG,
          kp_data_text(c->form, "AND(%.*s<>\"\",LEN(%.*s)<>18,LEN(%.*s)<>15)",
                       KP_FMT(cell), KP_FMT(cell), KP_FMT(cell)));
}

// ---- keys

/* How often the row's key stands in the sheet.  EXACT, because counting functions take
 * long digits for numbers and stop looking behind the fifteenth. */
static kp_str times_of_key(column_rules *c)
{
    kp_buf out;

    kp_buf_init(&out, 4096);
    kp_buf_z(&out, "SUMPRODUCT(");
    for (uint32_t k = 0; k < c->sheet->nkeys; k++) {
        kp_str letters = kp_data_letters(c->form, k);

        kp_buf_printf(&out, "%sEXACT($%.*s$%d:$%.*s$%u,$%.*s%d)", k ? "*" : "1*",
                      KP_FMT(letters), FIRST, KP_FMT(letters), (unsigned)c->bottom,
                      KP_FMT(letters), FIRST);
    }
    kp_buf_char(&out, ')');
    kp_str copy = kp_str_copy(c->form->cli->arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return copy;
}

static void mark_keys(column_rules *c)
{
    kp_str last = kp_data_letters(c->form, (uint32_t)c->sheet->nfields - 1);

    alarm(c, KP_FORM_WRONG,
          kp_data_text(c->form, "AND(%.*s%d=\"\",COUNTA($A%d:$%.*s%d)>0)",
                       KP_FMT(c->letters), FIRST, FIRST, KP_FMT(last), FIRST));
    if (c->bottom < EXACT_ROWS)
        alarm(c, KP_FORM_WRONG,
              kp_data_text(c->form, "AND(%.*s%d<>\"\",%.*s>1)", KP_FMT(c->letters),
                           FIRST, KP_FMT(times_of_key(c))));
}

static void ask_key(column_rules *c)
{
    if (c->bottom < EXACT_ROWS && times_of_key(c).n + 2 < KP_FORM_FORMULA_MOST)
        ask(c, kp_data_text(c->form, "%.*s=1", KP_FMT(times_of_key(c))));
    else
        (void)new_check(c);
}

static void mark_missing(column_rules *c)
{
    alarm(c, KP_FORM_MISSING,
          kp_data_text(c->form, "AND(%.*s%d=\"\",$A%d<>\"\")", KP_FMT(c->letters),
                       FIRST, FIRST));
}

// ---- a column

static void ask_text(column_rules *c)
{
    if (kp_field_is_identity(c->field))
        ask_identity(c);
    else if (c->field->is_key)
        ask_key(c);
    else
        (void)new_check(c);
}

void kp_data_put_rules(kp_data_form *form, const kp_data_sheet *sheet, uint32_t j,
                       kp_draft *draft)
{
    static const kp_str flags[] = {{"是", 3}, {"否", 3}};
    column_rules c = {
        .form = form,
        .sheet = sheet,
        .field = sheet->field[j],
        .j = j,
        .bottom = sheet->bottom,
        .draft = draft,
        .letters = kp_data_letters(form, j),
    };

    if (c.field->is_key)
        mark_keys(&c);
    if (c.field->kind == KP_TEXT || c.field->kind == KP_LINK)
        mark_numbers(&c);
    if (c.field->kind == KP_NUM)
        ask_number(&c);
    else if (c.field->kind == KP_DATE)
        ask_day(&c);
    else if (c.field->kind == KP_BOOL)
        offer(&c, flags, 2, true);
    else if (c.field->kind == KP_LINK)
        offer_rows(&c);
    else if (c.field->noptions)
        offer_options(&c);
    else
        ask_text(&c);
    if (!c.field->is_key && kp_data_is_needed(c.field))
        mark_missing(&c);
}
