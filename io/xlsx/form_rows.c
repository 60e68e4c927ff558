/* form_rows.c - the cells of a form, row by row downwards. */
#include <string.h>

#include "engine/base/date.h"
#include "io/xlsx/form_parts.h"
#include "io/xlsx/number.h"
#include "io/xlsx/plan.h"

enum {
    DAYS_TO_1970 = 25569,  // from a spreadsheet's day 0
    FIRST_DAY = -25508,    // 1900-03-01: earlier days differ between programs
    LAST_COLUMN = 16383,
    LINE_POINTS = 13,
    MOST_LINES = 24,  // a row is at most 409 points high
};

// ---- texts

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* What XML cannot hold, or would change. */
static bool is_spelled(uint32_t point)
{
    return (point < 0x20 && point != '\n' && point != '\t') || point == 0xFFFE ||
           point == 0xFFFF;
}

/* _x000D_: what a reader would take for a character.  What closes it may also be the
 * underscore with which the next character's own spelling begins. */
static bool spells_a_character(kp_str text, size_t at)
{
    size_t behind = at + 6;

    if (at + 7 > text.n || text.p[at] != '_' || text.p[at + 1] != 'x')
        return false;
    for (size_t k = 2; k < 6; k++)
        if (!is_hex(text.p[at + k]))
            return false;
    return text.p[behind] == '_' || is_spelled(kp_utf8_next(text, &behind));
}

const char *kp__form_escaped(kp__form_writer *w, kp_str text)
{
    size_t units = 0, at = 0;

    kp_buf_clear(&w->text);
    while (at < text.n) {
        size_t from = at;
        bool mark = spells_a_character(text, at);
        uint32_t point = kp_utf8_next(text, &at);

        if (mark)
            kp_buf_z(&w->text, "_x005F_");  // an underscore spelled out
        else if (is_spelled(point))
            kp_buf_printf(&w->text, "_x%04X_", (unsigned)point);
        else
            kp_buf_str(&w->text, kp_str_slice(text, from, at));
        units += mark || is_spelled(point) ? 7 : point > 0xFFFF ? 2 : 1;
    }
    kp_buf_char(&w->text, 0);
    if (w->text.broken || units > KP_FORM_TEXT_MOST)
        return NULL;
    return w->text.p;
}

static void refuse_text(kp__form_writer *w, uint32_t i, uint32_t j)
{
    if (w->status == KP_OK)
        w->status = KP_EINVALID;
    (void)kp_fail(w->diags, KP6601, kp_where_cell(w->sheet->cells, i, j), KP_NONE,
                  KP_STR("32767"), KP_NONE, KP_NONE);
}

// ---- cells

/* Lines that a text takes where it may take several. */
static size_t lines_of(const kp_form_sheet *sheet, uint32_t j, const kp_cell *cell,
                       kp_form_style style)
{
    bool narrow = style.look == KP_FORM_BODY || style.look == KP_FORM_HEADING ||
                  style.look == KP_FORM_NEEDED || style.look == KP_FORM_HINT;

    if (cell->kind != KP_CELL_TEXT || cell->n == 0)
        return 1;
    if (!narrow || j >= sheet->ncolumns)
        return kp__wb_lines(kp_cell_text(cell), SIZE_MAX / 2);
    // The margins of a cell take about a character.
    return kp__wb_lines(kp_cell_text(cell),
                        sheet->column[j].width - (sheet->column[j].width > 1));
}

static void put_text(kp__form_writer *w, uint32_t i, uint32_t j, const kp_cell *cell,
                     kp_form_style style)
{
    bool wrapped = lines_of(w->sheet, j, cell, style) > 1;
    const char *escaped = kp__form_escaped(w, kp_cell_text(cell));

    if (!escaped)
        refuse_text(w, i, j);
    else
        kp__form_try(w, worksheet_write_string(w->out, i, (lxw_col_t)j, escaped,
                                               kp__form_format_of(w, style, wrapped)));
}

static bool put_number(kp__form_writer *w, uint32_t i, uint32_t j, const kp_cell *cell,
                       kp_form_style style)
{
    kp_decimal num;
    double value;
    int32_t day;

    if (cell->kind == KP_CELL_DATE) {
        if (!kp_date_parse(kp_cell_text(cell), &day) || day < FIRST_DAY)
            return false;
        value = (double)day + DAYS_TO_1970;
    } else if (!kp_dec_parse(kp_cell_text(cell), true, &num) ||
               !kp__wb_exact_double(num, num.scale > 0 ? num.scale : 0, &value))
        return false;
    kp__form_try(w, worksheet_write_number(w->out, i, (lxw_col_t)j, value,
                                           kp__form_format_of(w, style, false)));
    return true;
}

static void put_link(kp__form_writer *w, uint32_t i, uint32_t j, const kp_cell *cell,
                     kp_form_style style)
{
    kp_buf target;

    kp_buf_init(&target, 4096);
    kp_buf_z(&target, "internal:");
    kp__form_put_reference(kp_cell_text(cell), &target);
    kp_buf_z(&target, "A1");
    kp_buf_char(&target, 0);
    if (target.broken)
        kp__form_try(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
    else
        kp__form_try(w, worksheet_write_url_opt(w->out, i, (lxw_col_t)j, target.p,
                                                kp__form_format_of(w, style, false),
                                                kp__form_text(w, kp_cell_text(cell), 0),
                                                NULL));
    kp_buf_free(&target);
}

static void put_cell(kp__form_writer *w, uint32_t i, uint32_t j, kp_form_style style)
{
    const kp_cell *cell = kp_sheet_cell(w->sheet->cells, i, j);

    if (cell->kind == KP_CELL_EMPTY || cell->n == 0)
        kp__form_try(w, worksheet_write_blank(w->out, i, (lxw_col_t)j,
                                              kp__form_format_of(w, style, false)));
    else if (style.look == KP_FORM_LINK)
        put_link(w, i, j, cell, style);
    else if ((cell->kind != KP_CELL_NUMBER && cell->kind != KP_CELL_DATE) ||
             !put_number(w, i, j, cell, style))
        put_text(w, i, j, cell, style);
}

// ---- rows

/* Areas of a row stand between `first` and the first one below it. */
typedef struct area_walk {
    const kp_form_sheet *sheet;
    size_t first;
} area_walk;

static void skip_areas_above(area_walk *walk, uint32_t i)
{
    while (walk->first < walk->sheet->nareas &&
           walk->sheet->area[walk->first].bottom <= i)
        walk->first++;
}

static bool area_style(const area_walk *walk, uint32_t i, uint32_t j,
                       kp_form_style *out)
{
    const kp_form_sheet *sheet = walk->sheet;
    bool found = false;

    for (size_t k = walk->first; k < sheet->nareas && sheet->area[k].top <= i; k++) {
        const kp_form_area *area = &sheet->area[k];

        if (i < area->bottom && j >= area->left && j < area->right) {
            *out = area->style;
            found = true;
        }
    }
    return found;
}

static uint32_t right_end(const area_walk *walk, uint32_t i)
{
    const kp_form_sheet *sheet = walk->sheet;
    uint32_t right = i < sheet->cells->nrows ? sheet->cells->rows[i].ncells : 0;

    for (size_t k = walk->first; k < sheet->nareas && sheet->area[k].top <= i; k++)
        if (i < sheet->area[k].bottom && sheet->area[k].right > right)
            right = sheet->area[k].right;
    return right;
}

static kp_form_style style_at(const kp__form_writer *w, const area_walk *walk,
                              uint32_t i, uint32_t j)
{
    kp_form_style style = {.look = KP_FORM_BARE, .decimals = -1};

    if (j < w->sheet->ncolumns)
        style = w->sheet->column[j].style;
    (void)area_style(walk, i, j, &style);
    return style;
}

/* Set here, because not every program measures wrapped texts when it opens a file. */
static void set_height(kp__form_writer *w, const area_walk *walk, uint32_t i,
                       uint32_t right)
{
    size_t most = 1;

    for (uint32_t j = 0; j < right; j++) {
        const kp_cell *cell = kp_sheet_cell(w->sheet->cells, i, j);
        size_t lines = lines_of(w->sheet, j, cell, style_at(w, walk, i, j));

        most = lines > most ? lines : most;
    }
    if (most > MOST_LINES)
        most = MOST_LINES;
    if (most > 1)
        kp__form_try(
            w, worksheet_set_row(w->out, i, (double)(most * LINE_POINTS + 2), NULL));
}

/* True when something stands in the row. */
static bool put_row(kp__form_writer *w, const area_walk *walk, uint32_t i)
{
    uint32_t right = right_end(walk, i);
    bool any = false;

    set_height(w, walk, i, right);
    for (uint32_t j = 0; j < right; j++) {
        kp_form_style style;
        bool in_area = area_style(walk, i, j, &style);

        if (!in_area && kp_sheet_cell(w->sheet->cells, i, j)->n == 0)
            continue;
        put_cell(w, i, j, style_at(w, walk, i, j));
        any = true;
    }
    return any;
}

static uint32_t count_rows(const kp_form_sheet *sheet)
{
    uint32_t n = sheet->cells->nrows;

    for (size_t k = 0; k < sheet->nareas; k++)
        if (sheet->area[k].bottom > n)
            n = sheet->area[k].bottom;
    return n;
}

void kp__form_put_rows(kp__form_writer *w)
{
    area_walk walk = {.sheet = w->sheet};
    size_t *rows = &w->rows[w->sheet - w->form->sheet];
    uint32_t n = count_rows(w->sheet);

    for (uint32_t i = 0; i < n; i++) {
        skip_areas_above(&walk, i);
        *rows += put_row(w, &walk, i);
    }
}

void kp__form_put_columns(kp__form_writer *w)
{
    const kp_form_sheet *sheet = w->sheet;
    kp_form_style rest = {
        .look = KP_FORM_BARE, .decimals = -1, .open = sheet->all_open};

    for (uint32_t j = 0; j < sheet->ncolumns; j++)
        kp__form_try(w, worksheet_set_column(
                            w->out, (lxw_col_t)j, (lxw_col_t)j,
                            (double)sheet->column[j].width,
                            kp__form_format_of(w, sheet->column[j].style, false)));
    kp__form_try(w, worksheet_set_column(w->out, (lxw_col_t)sheet->ncolumns,
                                         LAST_COLUMN, LXW_DEF_COL_WIDTH,
                                         kp__form_format_of(w, rest, false)));
}
