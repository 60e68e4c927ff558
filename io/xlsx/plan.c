/* plan.c - widths, sums and faults of a sheet before it is written; see plan.h. */
#include "io/xlsx/plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/fold.h"
#include "engine/capitals.h"
#include "io/xlsx/colour.h"
#include "io/xlsx/number.h"

enum {
    SHEET_ROWS = 1048576,
    CELL_UNITS = 32767,  // UTF-16 units of one text
    FRAME_ROWS = 16,     // title, notes, headings, totals, blank line
    FEWEST_ROWS = 8,     // of figures on a printed page
    NARROWEST = 5,
    WIDEST = 36,  // longer texts are wrapped
    WIDEST_TITLE = 120,
    EMPTY_WIDTH = 10,  // room for a signature
    HEADING_LINE = 8,  // longer headings take two lines
    SHORT_TEXT = 20,   // ids, bank accounts, names
    MANY_COLUMNS = 8,
    MOST_FROZEN = 4,
};

typedef struct planner {
    kp__wb_plan *plan;
    kp_diags *diags;
    kp_buf text, place;
} planner;

size_t kp__wb_lines(kp_str text, size_t width)
{
    size_t lines = 0;
    bool more = true;

    // The narrowest column has no room left beside its margin.
    width = width > 0 ? width : 1;
    while (more) {
        more = kp_str_find(text, KP_STR("\n")) != SIZE_MAX;
        size_t shown = kp_display_width(kp_str_cut(&text, '\n'));
        lines += shown <= width ? 1 : (shown + width - 1) / width;
    }
    return lines;
}

// ---- faults

static kp_str column_place(planner *p, size_t i)
{
    kp_buf_clear(&p->place);
    kp_buf_str(&p->place, p->plan->report->name);
    kp_buf_char(&p->place, '.');
    kp_buf_str(&p->place, p->plan->report->column[i].heading);
    return kp_buf_view(&p->place);
}

static void warn(planner *p, kp_code code, size_t i, kp_str arg2, kp_str arg3)
{
    (void)kp_fail(p->diags, code, p->plan->report->column[i].where, KP_NONE,
                  column_place(p, i), arg2, arg3);
}

static kp_str key_of(const kp__wb_plan *plan, size_t row)
{
    const kp_table *table = plan->run->table[plan->report->entity];

    return kp_symbol_text(plan->run->scheme->symbols, table->key[row]);
}

// ---- one pass over the cells

static size_t commas_in(kp_str digits)
{
    size_t point = kp_str_find(digits, KP_STR("."));
    size_t whole = point == SIZE_MAX ? digits.n : point;

    return whole > 3 ? (whole - 1) / 3 : 0;
}

static size_t shown_width(const kp_report_column *column, const kp_shown *shown)
{
    if (shown->as != KP_SHOW_NUMBER)
        return kp_display_width(shown->text);
    return shown->text.n + commas_in(shown->text) +
           (column->format == KP_FORMAT_PERCENT);
}

static void add_number(planner *p, size_t i, size_t row, const kp_shown *shown)
{
    kp__wb_column_plan *column = &p->plan->column[i];
    double number;

    if (!kp__wb_exact_double(
            shown->num, kp_report_decimals(&p->plan->report->column[i]), &number)) {
        column->text_number = true;
        warn(p, KP6103, i, key_of(p->plan, row), shown->text);
    }
    (void)kp_dec_add(column->total, shown->num, &column->total);
    (void)kp_dec_add(column->magnitude, kp_dec_abs(shown->num), &column->magnitude);
}

/* An amount that a double holds: only the smallest and the largest decide the width. */
static bool look_at_figure(planner *p, size_t i, size_t row)
{
    const kp_report_column *column = &p->plan->report->column[i];
    kp__wb_column_plan *plan = &p->plan->column[i];
    kp_decimal figure;
    double number;

    if (!kp_report_figure(p->plan->run, column, row, &figure) ||
        !kp__wb_exact_double(figure, kp_report_decimals(column), &number))
        return false;
    (void)kp_dec_add(plan->total, figure, &plan->total);
    (void)kp_dec_add(plan->magnitude, kp_dec_abs(figure), &plan->magnitude);
    if (!plan->has_figures || kp_dec_cmp(figure, plan->least) < 0)
        plan->least = figure;
    if (!plan->has_figures || kp_dec_cmp(figure, plan->most) > 0)
        plan->most = figure;
    plan->has_figures = true;
    return true;
}

static void make_room_for_figure(planner *p, size_t i, kp_decimal figure)
{
    const kp_report_column *column = &p->plan->report->column[i];

    kp_buf_clear(&p->text);
    kp_dec_print(figure, kp_report_decimals(column), &p->text);
    kp_shown shown = {.as = KP_SHOW_NUMBER, .text = kp_buf_view(&p->text)};
    size_t width = shown_width(column, &shown);
    if (width > p->plan->column[i].content)
        p->plan->column[i].content = width;
}

static void make_room_for_figures(planner *p, size_t i)
{
    if (!p->plan->column[i].has_figures)
        return;
    make_room_for_figure(p, i, p->plan->column[i].least);
    make_room_for_figure(p, i, p->plan->column[i].most);
}

static bool is_too_long(kp_str text)
{
    size_t units = 0, at = 0;

    while (text.n > CELL_UNITS && at < text.n)
        units += kp_utf8_next(text, &at) > 0xFFFF ? 2 : 1;
    return units > CELL_UNITS;
}

static void look_at_colour(planner *p, size_t i, size_t row)
{
    kp__wb_colour colour;
    kp_str name = kp__wb_colour_name(p->plan->run, &p->plan->report->column[i],
                                     (uint32_t)row, &p->text);

    if (!kp__wb_colour_named(name, &colour))
        warn(p, KP2162, i, key_of(p->plan, row), name);
}

static void look_at_cell(planner *p, size_t i, size_t row, size_t ordinal)
{
    const kp_report_column *column = &p->plan->report->column[i];
    kp__wb_column_plan *plan = &p->plan->column[i];
    kp_shown shown = kp_report_shown(p->plan->run, column, row, ordinal, &p->text);
    size_t width = shown_width(column, &shown);

    if (width > plan->content)
        plan->content = width;
    if (shown.as == KP_SHOW_NUMBER && !column->row_number)
        add_number(p, i, row, &shown);
    if (shown.as == KP_SHOW_FAULT)
        plan->faults++;
    if (shown.as == KP_SHOW_TEXT && is_too_long(shown.text))
        warn(p, KP6113, i, key_of(p->plan, row), KP_NONE);
    // Capitals that could not be written show digits instead.
    if (column->format == KP_FORMAT_CAPITALS && shown.as == KP_SHOW_TEXT &&
        shown.text.n > 0 && (unsigned char)shown.text.p[0] < 0x80)
        warn(p, KP6114, i, shown.text, KP_NONE);
    look_at_colour(p, i, row);
}

static void look_at_cells(planner *p)
{
    const kp__wb_plan *plan = p->plan;

    for (size_t i = 0; i < plan->rows.n; i++)
        for (size_t c = 0; c < plan->report->ncolumns; c++)
            if (!look_at_figure(p, c, plan->rows.row[i]))
                look_at_cell(p, c, plan->rows.row[i], i + 1);
}

// ---- what follows from it

/* Sums stand in the same column, and may be longer than any single figure. */
static void make_room_for_sums(planner *p, size_t i)
{
    const kp_report_column *column = &p->plan->report->column[i];
    kp__wb_column_plan *plan = &p->plan->column[i];

    if (!column->total)
        return;
    kp_buf_clear(&p->text);
    // Some figure is negative, then a sum of a part may be.
    bool negative = kp_dec_cmp(plan->total, plan->magnitude) != 0;
    kp_dec_print(negative ? kp_dec_neg(plan->magnitude) : plan->magnitude, -1,
                 &p->text);
    kp_str longest = kp_buf_view(&p->text);
    size_t point = kp_str_find(longest, KP_STR("."));
    longest.n = point == SIZE_MAX ? longest.n : point;
    size_t width = longest.n + commas_in(longest) + 1 + column->decimals;
    if (width > plan->content)
        plan->content = width;
}

static size_t width_of_heading(kp_str heading)
{
    size_t shown = kp_display_width(heading);

    if (shown <= HEADING_LINE)
        return shown + 2;
    return (shown / 2 > HEADING_LINE ? (shown + 1) / 2 : HEADING_LINE) + 2;
}

static void set_width(const kp_report_column *column, kp__wb_column_plan *plan)
{
    size_t width = plan->content + 2, heading = width_of_heading(column->heading);

    if (width > WIDEST)
        width = WIDEST;
    if (heading < WIDEST && heading > width)
        width = heading;
    if (column->empty && width < EMPTY_WIDTH)
        width = EMPTY_WIDTH;
    plan->width = width < NARROWEST ? NARROWEST : width;
    if (column->width > 0)
        plan->width = column->width;
    plan->centred = plan->content <= SHORT_TEXT && plan->content < plan->width;
}

static bool names_the_row(const kp_report_column *column)
{
    return column->row_number || (!column->empty && column->format == KP_FORMAT_TEXT);
}

/* The columns that say whose row it is stay in sight while one scrolls to the right. */
static size_t count_frozen(const kp_report *report)
{
    size_t n = 0;

    if (report->ncolumns <= MANY_COLUMNS)
        return 0;
    while (n < MOST_FROZEN && names_the_row(&report->column[n]))
        n++;
    return n;
}

/* The signed total is that of the printed figures; say so when the exact one differs.
 */
static void compare_totals(planner *p, size_t i)
{
    const kp__wb_column_plan *column = &p->plan->column[i];
    kp_buf exact_text;
    kp_decimal exact;

    if (!kp_report_total(p->plan->run, p->plan->report, i, &exact) ||
        kp_dec_cmp(exact, column->total) == 0)
        return;
    kp_buf_init(&exact_text, KP_DEC_TEXT);
    kp_buf_clear(&p->text);
    kp_dec_print(column->total, -1, &p->text);
    kp_dec_print(exact, -1, &exact_text);
    warn(p, KP6104, i, kp_buf_view(&p->text), kp_buf_view(&exact_text));
    kp_buf_free(&exact_text);
}

static void report_faults(planner *p, size_t i)
{
    kp_buf_clear(&p->text);
    kp_buf_uint(&p->text, p->plan->column[i].faults);
    warn(p, KP6106, i, kp_buf_view(&p->text), KP_NONE);
}

static void check_capitals(planner *p, size_t i)
{
    kp_buf_clear(&p->text);
    if (kp_capitals(p->plan->column[i].total, &p->text))
        return;
    kp_buf_clear(&p->text);
    kp_dec_print(p->plan->column[i].total, -1, &p->text);
    warn(p, KP6114, i, kp_buf_view(&p->text), KP_NONE);
}

/* A short list under a long title: widen all columns alike until the title has room. */
static void make_room_for_title(kp__wb_plan *plan)
{
    size_t title = kp_display_width(plan->report->title), all = 0;
    size_t wanted = plan->report->style == KP_REPORT_SLIPS ? title : title * 2;

    for (size_t i = 0; i < plan->report->ncolumns; i++)
        all += plan->column[i].width;
    if (wanted > WIDEST_TITLE)
        wanted = WIDEST_TITLE;
    if (all == 0 || all >= wanted)
        return;
    for (size_t i = 0; i < plan->report->ncolumns; i++)
        plan->column[i].width = (plan->column[i].width * wanted + all - 1) / all;
}

static void settle_columns(planner *p)
{
    const kp_report *report = p->plan->report;

    for (size_t i = 0; i < report->ncolumns; i++) {
        bool added_up = report->column[i].total || report->capitals == i;

        if (report->column[i].upper.n > 0)
            p->plan->two_headings = true;
        make_room_for_figures(p, i);
        make_room_for_sums(p, i);
        set_width(&report->column[i], &p->plan->column[i]);
        if (added_up)
            compare_totals(p, i);
        if (report->capitals == i)
            check_capitals(p, i);
        if (p->plan->column[i].faults > 0)
            report_faults(p, i);
    }
    make_room_for_title(p->plan);
    p->plan->frozen_columns = count_frozen(report);
}

static size_t count_groups(const kp__wb_plan *plan)
{
    size_t groups = 0;

    if (plan->report->subtotal == KP_NO_FIELD)
        return 0;
    for (size_t i = 0; i < plan->rows.n; i++)
        groups +=
            i == 0 || !kp_report_same_group(plan->run, plan->report,
                                            plan->rows.row[i - 1], plan->rows.row[i]);
    return groups;
}

static kp_status check_height(planner *p)
{
    kp__wb_plan *plan = p->plan;
    size_t slip = plan->two_headings ? 5 : 4;  // title, headings, figures, cut

    if (plan->report->style == KP_REPORT_SLIPS)
        plan->sheet_rows = plan->rows.n * slip;
    else
        plan->sheet_rows = plan->rows.n + count_groups(plan) + FRAME_ROWS;
    if (plan->report->page_total)
        plan->sheet_rows += plan->rows.n / FEWEST_ROWS;
    if (plan->sheet_rows <= SHEET_ROWS)
        return KP_OK;
    kp_buf_clear(&p->text);
    kp_buf_uint(&p->text, plan->sheet_rows);
    return kp_fail(p->diags, KP6105, plan->report->where, KP_NONE, plan->report->name,
                   kp_buf_view(&p->text), KP_NONE);
}

static kp_status fill_plan(planner *p)
{
    kp__wb_plan *plan = p->plan;

    if (kp_report_rows_open(plan->run, plan->report, &plan->rows) != KP_OK)
        return KP_ENOMEM;
    plan->column = calloc(plan->report->ncolumns + 1, sizeof *plan->column);
    if (!plan->column)
        return KP_ENOMEM;
    for (size_t i = 0; i < plan->report->ncolumns; i++)
        plan->column[i].total = plan->column[i].magnitude = kp_dec(0, 0);
    look_at_cells(p);
    settle_columns(p);
    if (p->text.broken || p->place.broken)
        return KP_ENOMEM;
    return check_height(p);
}

kp_status kp__wb_plan_make(const kp_run *run, const kp_report *report, kp__wb_plan *out,
                           kp_diags *diags)
{
    planner p = {.plan = out, .diags = diags};

    *out = (kp__wb_plan){.run = run, .report = report};
    kp_buf_init(&p.text, 1 << 24);
    kp_buf_init(&p.place, 1 << 16);
    kp_status status = fill_plan(&p);
    kp_buf_free(&p.text);
    kp_buf_free(&p.place);
    return status;
}

void kp__wb_plan_free(kp__wb_plan *plan)
{
    kp_report_rows_close(&plan->rows);
    free(plan->column);
    plan->column = NULL;
}
