/* sheet_cells.c - a worksheet, cell by cell, while it is unpacked.
 *
 * The hot loop of reading: of each element only what matters is looked at, told by its
 * place in the tree.  A row is gathered in one buffer as wide as a sheet may be and
 * copied when it ends.  Rows and cells without an address stand behind the last one.
 */
#include <stdlib.h>
#include <string.h>

#include "io/ooxml/xlsx_parts.h"

typedef enum place {
    IN_SHEET,  // outside of what is looked at
    IN_DATA,
    IN_ROW,
    IN_CELL,
    IN_VALUE,
    IN_FORMULA,
    IN_STRING,  // <is>
    IN_RUN,     // <r> of it
    IN_TEXT,    // <t> of either
} place;

typedef enum cell_type {
    TYPE_NUMBER,
    TYPE_SHARED,
    TYPE_TEXT,  // the result of a formula
    TYPE_INLINE,
    TYPE_BOOL,
    TYPE_FAULT,
    TYPE_DATE,
    TYPE_UNKNOWN,
} cell_type;

typedef struct kp__sheet_reader {
    kp__xlsx *x;
    kp__rows rows;
    place place, text_in;  // text_in: what <t> stands in
    size_t skipped;        // depth inside an element that is passed over
    size_t depth;
    kp__text formula;
    kp_cell *row;  // KP_XLSX_MAX_COLUMNS
    uint32_t number, column, ncells;
    bool hidden;
    cell_type type;
    kp__format format;
    bool has_value, has_formula;
    kp_columns_hidden *columns;  // hidden ones
    size_t nhidden, hidden_cap;
    size_t nrecalculated;
    kp_where recalculated;  // the first of them
} sheet_reader;

static kp_where here(const sheet_reader *in)
{
    return (kp_where){.file = in->x->file,
                      .sheet = in->rows.sheet->name,
                      .row = in->number,
                      .col = in->column};
}

static void fail_here(sheet_reader *in, kp_code code, kp_str cell, kp_str arg)
{
    if (kp_fail(in->x->diags, code, here(in), cell, arg, KP_NONE, KP_NONE) != KP_OK)
        in->x->failed = true;
}

static void stop(sheet_reader *in)
{
    kp_xml_scan_stop(in->x->scan);
}

/* A cell that contradicts itself: no program shows it, and it means nothing. */
static void bad_cell(sheet_reader *in, kp_str what)
{
    fail_here(in, KP1171, KP_NONE, kp_str_beginning(what, 24));
}

/* ---- rows ---- */

static bool parse_number(const char *digits, uint32_t most, uint32_t *out)
{
    *out = 0;
    for (const char *p = digits; *p; p++) {
        if (*p < '0' || *p > '9')
            return false;
        *out = *out * 10 + (uint32_t)(*p - '0');
        if (*out > most)
            return false;
    }
    return *out > 0;
}

/* A height or width of nothing hides as well as the word does. */
static bool is_zero(const char *size)
{
    bool any = false;

    for (; size && (*size == '0' || *size == '.'); size++)
        any |= *size == '0';
    return any && *size == '\0';
}

static void start_row(sheet_reader *in, const char **attribute)
{
    uint32_t number = in->number + 1;

    in->hidden = false;
    in->column = in->ncells = 0;
    for (; attribute[0]; attribute += 2) {
        if (strcmp(attribute[0], "r") == 0) {
            if (!parse_number(attribute[1], KP_XLSX_MAX_ROWS, &number) ||
                number <= in->number) {
                in->column = 0;
                fail_here(in, KP1176, KP_NONE, kp_str_of(attribute[1]));
                stop(in);
                return;
            }
        } else if (strcmp(attribute[0], "hidden") == 0) {
            in->hidden |= kp_xml_is_true(attribute[1]);
        } else if (strcmp(attribute[0], "ht") == 0) {
            in->hidden |= is_zero(attribute[1]);
        }
    }
    in->number = number;
    if (number > KP_XLSX_MAX_ROWS) {
        (void)kp__xlsx_limit(in->x, "行 / rows", KP_XLSX_MAX_ROWS);
        stop(in);
    }
}

static void end_row(sheet_reader *in)
{
    if (!kp__rows_add(in->x, &in->rows, in->number, in->hidden, in->row, in->ncells))
        stop(in);
}

/* ---- the head of a cell ---- */

static cell_type type_of(const char *t)
{
    static const struct {
        const char *word;
        cell_type type;
    } types[] = {
        {"n", TYPE_NUMBER}, {"s", TYPE_SHARED},         {"str", TYPE_TEXT},
        {"b", TYPE_BOOL},   {"inlineStr", TYPE_INLINE}, {"e", TYPE_FAULT},
        {"d", TYPE_DATE},
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(t, types[i].word) == 0)
            return types[i].type;
    return TYPE_UNKNOWN;
}

static kp__format format_of(const sheet_reader *in, const char *style)
{
    uint32_t index;

    // Style 0 is the only one that parse_number refuses.
    if (!parse_number(style, UINT16_MAX, &index))
        index = 0;
    return index < in->x->nformats ? (kp__format)in->x->format[index]
                                   : KP__FORMAT_NUMBER;
}

static bool place_cell(sheet_reader *in, const char *ref)
{
    uint32_t row, col;

    if (kp__cell_place(ref, &row, &col) && row == in->number && col > in->column) {
        in->column = col;
        return true;
    }
    fail_here(in, KP1176, KP_NONE, kp_str_of(ref));
    stop(in);
    return false;
}

static void start_cell(sheet_reader *in, const char **attribute)
{
    bool placed = false;

    in->type = TYPE_NUMBER;
    in->format = in->x->nformats > 0 ? (kp__format)in->x->format[0] : KP__FORMAT_NUMBER;
    in->has_value = in->has_formula = false;
    in->x->text.n = in->formula.n = 0;
    in->x->text.too_long = in->formula.too_long = false;
    for (; attribute[0]; attribute += 2) {
        if (attribute[0][0] == '\0' || attribute[0][1] != '\0')
            continue;
        if (attribute[0][0] == 'r') {
            if (!place_cell(in, attribute[1]))
                return;
            placed = true;
        } else if (attribute[0][0] == 's') {
            in->format = format_of(in, attribute[1]);
        } else if (attribute[0][0] == 't') {
            in->type = type_of(attribute[1]);
        }
    }
    if (!placed && ++in->column > KP_XLSX_MAX_COLUMNS) {
        (void)kp__xlsx_limit(in->x, "列 / columns", KP_XLSX_MAX_COLUMNS);
        stop(in);
    }
}

/* ---- its value ---- */

static kp_str value_text(const sheet_reader *in)
{
    return (kp_str){in->x->text.p, in->x->text.n};
}

static kp_str kept(sheet_reader *in, kp_str text)
{
    if (text.n == 0)
        return KP_NONE;
    char *p = kp__pool_take(in->x, text.n);
    memcpy(p, text.p, text.n);
    return (kp_str){p, text.n};
}

static void put_cell(sheet_reader *in, kp_cell_kind kind, kp_str text)
{
    uint32_t at = in->column - 1;

    if (in->ncells < at) {
        memset(&in->row[in->ncells], 0, (at - in->ncells) * sizeof(kp_cell));
        in->x->nblanks += at - in->ncells;
    }
    in->row[at] = (kp_cell){.p = text.p, .n = (uint32_t)text.n, .kind = (uint8_t)kind};
    if (in->format == KP__FORMAT_PERCENT && kind == KP_CELL_NUMBER)
        in->row[at].format = KP_SHOWN_PERCENT;
    in->ncells = at + 1;
    in->x->ncells++;
}

static void put_text(sheet_reader *in, kp_str text)
{
    if (text.n > 0)
        put_cell(in, KP_CELL_TEXT, text);
}

static void put_too_long(sheet_reader *in, kp_str beginning)
{
    fail_here(in, KP1006, beginning, KP_STR("32767"));
}

static void put_own_text(sheet_reader *in)
{
    kp__text_settle(&in->x->text);
    if (in->x->text.too_long)
        put_too_long(in, value_text(in));
    else
        put_text(in, kept(in, value_text(in)));
}

static void put_shared(sheet_reader *in, kp_str index)
{
    size_t at = 0;

    index = kp_str_trim(index);
    bool digits = index.n > 0 && index.n < 10;
    for (size_t i = 0; i < index.n && digits; i++) {
        digits = index.p[i] >= '0' && index.p[i] <= '9';
        at = at * 10 + (size_t)(index.p[i] - '0');
    }
    const kp__shared *shared = digits ? kp__strings_at(in->x, at) : NULL;
    if (!shared)
        bad_cell(in, index);
    else if (shared->too_long)
        put_too_long(in, (kp_str){shared->p, shared->n});
    else
        put_text(in, (kp_str){shared->p, shared->n});
}

static void put_number(sheet_reader *in, kp_str stored)
{
    char shown[KP__VALUE_TEXT], date[KP__VALUE_TEXT];
    kp_str text = kp__number_shown(stored, shown);

    if (text.n == 0) {
        bad_cell(in, stored);
        return;
    }
    if (in->format != KP__FORMAT_DATE && in->format != KP__FORMAT_TIME) {
        put_cell(in, KP_CELL_NUMBER, kept(in, text));
        return;
    }
    text = kp__date_shown(text, in->x->epoch_1904, in->format == KP__FORMAT_TIME, date);
    put_cell(in, KP_CELL_DATE, kept(in, text));
}

static void put_bool(sheet_reader *in, kp_str text)
{
    text = kp_str_trim(text);
    if (kp_str_is(text, "1") || kp_str_is(text, "true"))
        put_cell(in, KP_CELL_BOOL, KP_STR("TRUE"));
    else if (kp_str_is(text, "0") || kp_str_is(text, "false"))
        put_cell(in, KP_CELL_BOOL, KP_STR("FALSE"));
    else
        bad_cell(in, text);
}

static void put_value(sheet_reader *in, kp_str text)
{
    char date[KP__VALUE_TEXT];

    switch (in->type) {
    case TYPE_NUMBER:
        put_number(in, text);
        break;
    case TYPE_SHARED:
        put_shared(in, text);
        break;
    case TYPE_TEXT:
    case TYPE_INLINE:
        put_own_text(in);
        break;
    case TYPE_BOOL:
        put_bool(in, text);
        break;
    case TYPE_FAULT:
        put_cell(in, KP_CELL_FAULT, kept(in, text));
        break;
    case TYPE_DATE:
        put_cell(in, KP_CELL_DATE, kept(in, kp__iso_shown(text, date)));
        break;
    case TYPE_UNKNOWN:
        bad_cell(in, text);
        break;
    }
}

/* The file wants to be calculated when it is opened.  Writers that cannot calculate
 * store a zero for it, or nothing; what others store may be old. */
static bool is_never_calculated(sheet_reader *in, kp_str text)
{
    if (!in->has_formula)
        return false;
    if (!in->has_value || (text.n == 0 && in->type == TYPE_NUMBER))
        return true;
    if (!in->x->recalculate)
        return false;
    if (in->type == TYPE_NUMBER && kp_str_is(text, "0"))
        return true;
    if (in->nrecalculated++ == 0)
        in->recalculated = here(in);
    return false;
}

static void end_cell(sheet_reader *in)
{
    kp_str text = value_text(in), formula = {in->formula.p, in->formula.n};

    if (in->x->text.no_memory || in->formula.no_memory) {
        (void)kp__xlsx_no_memory(in->x);
        stop(in);
    } else if (is_never_calculated(in, text)) {
        put_cell(in, KP_CELL_UNCACHED, kept(in, kp_str_beginning(formula, 80)));
    } else if (in->type == TYPE_INLINE ? in->x->text.n > 0
                                       : in->has_value && text.n > 0) {
        if (in->x->text.too_long && in->type != TYPE_TEXT && in->type != TYPE_INLINE)
            bad_cell(in, text);
        else
            put_value(in, text);
    }
    if (in->x->ncells > KP_XLSX_MAX_CELLS) {
        (void)kp__xlsx_limit(in->x, "单元格 / cells", KP_XLSX_MAX_CELLS);
        stop(in);
    } else if (in->x->nblanks > KP_XLSX_MAX_BLANKS) {
        (void)kp__xlsx_limit(in->x, "空单元格 / empty cells", KP_XLSX_MAX_BLANKS);
        stop(in);
    }
}

/* ---- elements ---- */

static void pass_over(sheet_reader *in)
{
    in->skipped = 1;
}

static void start_in_cell(sheet_reader *in, const char *name)
{
    if (strcmp(name, "v") == 0) {
        in->place = IN_VALUE;
        in->has_value = true;
    } else if (strcmp(name, "f") == 0) {
        in->place = IN_FORMULA;
        in->has_formula = true;
    } else if (strcmp(name, "is") == 0) {
        in->place = IN_STRING;
    } else {
        pass_over(in);
    }
}

static void start_in_string(sheet_reader *in, const char *name)
{
    if (strcmp(name, "t") == 0) {
        in->text_in = in->place;
        in->place = IN_TEXT;
    } else if (strcmp(name, "r") == 0 && in->place == IN_STRING) {
        in->place = IN_RUN;
    } else {
        pass_over(in);
    }
}

/* <col min="3" max="5" hidden="1"/> */
static void note_columns(sheet_reader *in, const char **attribute)
{
    const char *min = kp_xml_attribute(attribute, "min"),
               *max = kp_xml_attribute(attribute, "max");
    kp_columns_hidden range;

    if ((!kp_xml_is_true(kp_xml_attribute(attribute, "hidden")) &&
         !is_zero(kp_xml_attribute(attribute, "width"))) ||
        !min || !max || !parse_number(min, KP_XLSX_MAX_COLUMNS, &range.from) ||
        !parse_number(max, KP_XLSX_MAX_COLUMNS, &range.to) ||
        in->nhidden >= KP_XLSX_MAX_COLUMNS)
        return;
    in->columns = kp_arena_grow(in->x->book->arena, in->columns, &in->hidden_cap,
                                in->nhidden + 1, sizeof range);
    in->columns[in->nhidden++] = range;
}

static void start_in_sheet(sheet_reader *in, const char *name, const char **attribute)
{
    if (in->depth == 2 && strcmp(name, "sheetData") == 0) {
        in->place = IN_DATA;
    } else if (in->depth == 3 && strcmp(name, "col") == 0) {
        note_columns(in, attribute);
    } else if (in->depth == 3 && strcmp(name, "mergeCell") == 0) {
        const char *ref = kp_xml_attribute(attribute, "ref");

        if (!kp__rows_merge(in->x, &in->rows, ref ? ref : ""))
            stop(in);
    }
}

static void on_start(void *context, const char *name, const char **attribute)
{
    sheet_reader *in = context;

    in->depth++;
    if (in->skipped > 0) {
        in->skipped++;
        return;
    }
    switch (in->place) {
    case IN_ROW:
        if (name[0] == 'c' && name[1] == '\0') {
            in->place = IN_CELL;
            start_cell(in, attribute);
        } else {
            pass_over(in);
        }
        break;
    case IN_CELL:
        start_in_cell(in, name);
        break;
    case IN_DATA:
        if (strcmp(name, "row") == 0) {
            in->place = IN_ROW;
            start_row(in, attribute);
        } else {
            pass_over(in);
        }
        break;
    case IN_STRING:
    case IN_RUN:
        start_in_string(in, name);
        break;
    case IN_VALUE:
    case IN_FORMULA:
    case IN_TEXT:
        pass_over(in);
        break;
    case IN_SHEET:
        start_in_sheet(in, name, attribute);
        break;
    }
}

static void on_end(void *context)
{
    sheet_reader *in = context;

    in->depth--;
    if (in->skipped > 0) {
        in->skipped--;
        return;
    }
    switch (in->place) {
    case IN_VALUE:
    case IN_FORMULA:
    case IN_STRING:
        in->place = IN_CELL;
        break;
    case IN_CELL:
        in->place = IN_ROW;
        end_cell(in);
        break;
    case IN_ROW:
        in->place = IN_DATA;
        end_row(in);
        break;
    case IN_DATA:
        in->place = IN_SHEET;
        break;
    case IN_RUN:
        in->place = IN_STRING;
        break;
    case IN_TEXT:
        in->place = in->text_in;
        break;
    case IN_SHEET:
        break;
    }
}

static void on_text(void *context, const char *text, size_t n)
{
    sheet_reader *in = context;

    if (in->skipped > 0)
        return;
    if (in->place == IN_VALUE || in->place == IN_TEXT)
        kp__text_put(&in->x->text, text, n);
    else if (in->place == IN_FORMULA)
        kp__text_put(&in->formula, text, n);
}

/* ---- the sheet ---- */

static void tell_recalculated(sheet_reader *in)
{
    kp_buf number;

    if (in->nrecalculated == 0)
        return;
    kp_buf_init(&number, 32);
    kp_buf_uint(&number, in->nrecalculated);
    (void)kp_fail(in->x->diags, KP1173, in->recalculated, KP_NONE, kp_buf_view(&number),
                  KP_NONE, KP_NONE);
    kp_buf_free(&number);
}

void kp__sheet_reader_free(kp__xlsx *x)
{
    if (!x->reader)
        return;
    kp__rows_free(&x->reader->rows);
    kp__text_free(&x->reader->formula);
    free(x->reader->row);
    free(x->reader);
    x->reader = NULL;
}

static bool open_reader(kp__xlsx *x, kp_sheet *sheet)
{
    x->reader = calloc(1, sizeof *x->reader);
    if (!x->reader)
        return kp__xlsx_no_memory(x);
    x->reader->x = x;
    x->reader->rows.sheet = sheet;
    x->reader->row = malloc(KP_XLSX_MAX_COLUMNS * sizeof(kp_cell));
    return x->reader->row ? true : kp__xlsx_no_memory(x);
}

bool kp__sheet_read(kp__xlsx *x, const kp__sheet_entry *entry)
{
    kp_sheet *sheet = kp_book_add_sheet(x->book, x->file, entry->name, false);

    sheet->hidden = entry->hidden;
    if (!open_reader(x, sheet))
        return false;
    kp_xml_sink sink = {x->reader, on_start, on_end, on_text};
    bool whole = kp__package_scan(x, entry->part, &sink, kp__main_spaces);
    sheet->hidden_columns = x->reader->columns;
    sheet->nhidden_columns = x->reader->nhidden;
    tell_recalculated(x->reader);
    // What was read of a damaged sheet is looked at, too: all faults in one go.
    bool finished = !x->nomem && kp__rows_finish(x, &x->reader->rows);
    kp__sheet_reader_free(x);
    return whole && finished;
}
