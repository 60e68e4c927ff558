/* sheet_cells.c - single cells and rows of figures; see sheet.h. */
#include "io/xlsx/number.h"
#include "io/xlsx/sheet.h"

#define LINE_POINTS 15.0
#define ROW_PADDING 4.0
#define SIGNED_POINTS 25.0
#define MOST_LINES 20

void kp__wb_put_text(kp__wb_sheet *s, lxw_col_t col, kp_str text, lxw_format *format)
{
    const char *plain = kp__wb_plain(s->w, text);

    if (plain[0])
        kp__wb_try(s->w, worksheet_write_string(s->sheet, s->at, col, plain, format));
    else
        kp__wb_try(s->w, worksheet_write_blank(s->sheet, s->at, col, format));
}

void kp__wb_put_frame(kp__wb_sheet *s, lxw_col_t col, kp_str text, kp__wb_frame frame)
{
    kp__wb_put_text(s, col, text, kp__wb_frame_format(&s->w->formats, frame));
}

void kp__wb_put_across(kp__wb_sheet *s, lxw_col_t first, lxw_col_t last, kp_str text,
                       lxw_format *format)
{
    if (first == last) {
        kp__wb_put_text(s, first, text, format);
        return;
    }
    kp__wb_try(s->w, worksheet_merge_range(s->sheet, s->at, first, s->at, last,
                                           kp__wb_plain(s->w, text), format));
}

void kp__wb_set_height(kp__wb_sheet *s, double points)
{
    kp__wb_try(s->w, worksheet_set_row(s->sheet, s->at, points, NULL));
    s->rows++;
    s->points += points;
}

kp__wb_look kp__wb_number_look(kp_report_format format)
{
    switch (format) {
    case KP_FORMAT_MONEY:
        return KP__MONEY;
    case KP_FORMAT_PERCENT:
        return KP__PERCENT;
    case KP_FORMAT_TEXT:
    case KP_FORMAT_NUMBER:
    case KP_FORMAT_INTEGER:
    case KP_FORMAT_DATE:
    case KP_FORMAT_CAPITALS:
    case KP_FORMAT_FEN:
        break;
    }
    return KP__NUMBER;
}

static lxw_format *body_format(kp__wb_sheet *s, kp__wb_look look, int decimals)
{
    return kp__wb_coloured_format(&s->w->formats, s->colour, look, decimals);
}

static void put_number(kp__wb_sheet *s, size_t i, const kp_shown *shown)
{
    const kp_report_column *column = &s->report->column[i];
    int decimals = column->row_number ? 0 : kp_report_decimals(column);
    kp__wb_look look =
        column->row_number ? KP__ORDINAL : kp__wb_number_look(column->format);
    int shown_decimals = look == KP__PERCENT ? decimals - 2 : decimals;
    double number;

    if (kp__wb_exact_double(shown->num, decimals, &number))
        kp__wb_try(s->w, worksheet_write_number(s->sheet, s->at, (lxw_col_t)i, number,
                                                body_format(s, look, shown_decimals)));
    else
        kp__wb_put_text(s, (lxw_col_t)i, shown->text,
                        body_format(s, KP__NUMBER_TEXT, 0));
}

/* Nearly all cells of a payroll are amounts, which need no spelling. */
static bool put_figure(kp__wb_sheet *s, size_t i, uint32_t row)
{
    const kp_report_column *column = &s->report->column[i];
    int decimals = kp_report_decimals(column);
    kp__wb_look look = kp__wb_number_look(column->format);
    kp__wb_column_plan *plan = &s->plan->column[i];
    double number;

    plan->shows_figure = kp_report_figure(s->w->run, column, row, &plan->figure);
    if (!plan->shows_figure || !kp__wb_exact_double(plan->figure, decimals, &number))
        return false;
    kp__wb_try(
        s->w, worksheet_write_number(
                  s->sheet, s->at, (lxw_col_t)i, number,
                  body_format(s, look, look == KP__PERCENT ? decimals - 2 : decimals)));
    return true;
}

static void put_shown(kp__wb_sheet *s, size_t i, const kp_shown *shown)
{
    lxw_col_t col = (lxw_col_t)i;
    kp__wb_look text = s->plan->column[i].centred ? KP__CENTRE : KP__TEXT;

    switch (shown->as) {
    case KP_SHOW_NOTHING:
    case KP_SHOW_TEXT:
        kp__wb_put_text(s, col, shown->text, body_format(s, text, 0));
        return;
    case KP_SHOW_NUMBER:
        put_number(s, i, shown);
        return;
    case KP_SHOW_DATE:
        kp__wb_try(s->w, worksheet_write_number(s->sheet, s->at, col, shown->serial,
                                                body_format(s, KP__DATE, 0)));
        return;
    case KP_SHOW_DASH:
        kp__wb_put_text(s, col, shown->text, body_format(s, KP__DASH, 0));
        return;
    case KP_SHOW_FAULT:
        kp__wb_put_text(s, col, shown->text, body_format(s, KP__FAULT, 0));
        return;
    }
}

/* Somebody will sign in an empty column, by hand. */
static bool has_room_to_sign(const kp_report *report)
{
    for (size_t i = 0; i < report->ncolumns; i++)
        if (report->column[i].empty)
            return true;
    return false;
}

/* Names of no colour were warned of when the sheet was planned. */
static kp__wb_colour colour_of(kp__wb_sheet *s, const kp_report_column *column,
                               uint32_t row)
{
    kp__wb_colour colour;

    (void)kp__wb_colour_named(kp__wb_colour_name(s->w->run, column, row, &s->w->text),
                              &colour);
    return colour;
}

double kp__wb_figures_height(const kp__wb_sheet *s)
{
    return has_room_to_sign(s->report) ? SIGNED_POINTS : LINE_POINTS + ROW_PADDING;
}

/* A row must be given its height before its cells are known to be the last of it, so
 * wrapped texts are counted first. */
static size_t lines_of_row(kp__wb_sheet *s, uint32_t row, size_t ordinal)
{
    size_t lines = 1;

    for (size_t i = 0; i < s->report->ncolumns; i++) {
        const kp__wb_column_plan *column = &s->plan->column[i];

        if (column->content <= column->width - 1)
            continue;
        kp_shown shown = kp_report_shown(s->w->run, &s->report->column[i], row, ordinal,
                                         &s->w->text);
        size_t here = kp__wb_lines(shown.text, column->width - 1);
        if (here > lines)
            lines = here;
    }
    return lines;
}

double kp__wb_row_height(kp__wb_sheet *s, uint32_t row, size_t ordinal)
{
    size_t lines = lines_of_row(s, row, ordinal);
    double height = LINE_POINTS * (double)(lines < MOST_LINES ? lines : MOST_LINES);
    double least = kp__wb_figures_height(s);

    height += ROW_PADDING;
    return height > least ? height : least;
}

void kp__wb_put_figures(kp__wb_sheet *s, uint32_t row, size_t ordinal)
{
    kp__wb_set_height(s, kp__wb_row_height(s, row, ordinal));
    for (size_t i = 0; i < s->report->ncolumns; i++) {
        s->colour = colour_of(s, &s->report->column[i], row);
        if (put_figure(s, i, row))
            continue;
        kp_shown shown = kp_report_shown(s->w->run, &s->report->column[i], row, ordinal,
                                         &s->w->text);

        put_shown(s, i, &shown);
    }
    s->at++;
}
