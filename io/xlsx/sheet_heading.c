/* sheet_heading.c - title, period and unit, one or two rows of headings.
 *
 * Neighbours with the same upper heading share it; a column without one has its heading
 * over both rows.
 */
#include <stdio.h>

#include "io/xlsx/sheet.h"

#define LINE_POINTS 14.0
#define MOST_LINES 4

static lxw_col_t last_column(const kp__wb_sheet *s)
{
    return (lxw_col_t)(s->report->ncolumns - 1);
}

static kp_str title_of(const kp__wb_sheet *s)
{
    return s->report->title.n ? s->report->title : s->report->name;
}

/* "2025年3月", then "单位：元" at the other end. */
static void put_period_and_unit(kp__wb_sheet *s)
{
    kp_ymd month = kp_date_ymd(s->w->run->scheme->month);
    char period[64];
    bool room = s->report->ncolumns > 1;

    (void)snprintf(period, sizeof period,
                   s->w->options->lang == KP_LANG_EN ? "%d-%02d" : "%d年%d月",
                   month.year, month.month);
    kp_buf_clear(&s->w->label);
    if (s->report->unit.n) {
        kp_buf_z(&s->w->label, kp__wb_label(s->w, "单位：", "Unit: "));
        kp_buf_str(&s->w->label, s->report->unit);
    }
    kp_str unit = kp_buf_view(&s->w->label);
    if (room || unit.n == 0)
        kp__wb_put_frame(s, 0, kp_str_of(period), KP__NOTE_LEFT);
    if (unit.n)
        kp__wb_put_frame(s, last_column(s), unit, KP__NOTE_RIGHT);
}

void kp__wb_put_title(kp__wb_sheet *s)
{
    kp__wb_set_height(s, 34);
    kp__wb_put_across(s, 0, last_column(s), title_of(s),
                      kp__wb_frame_format(&s->w->formats, KP__TITLE));
    s->at++;
    kp__wb_set_height(s, 18);
    put_period_and_unit(s);
    s->at++;
}

// ---- headings

static double height_of_lines(size_t lines)
{
    return LINE_POINTS * (double)(lines > MOST_LINES ? MOST_LINES : lines) + 8;
}

/* "应发\n基本工资" says in one row what two rows say. */
static kp_str flat_heading(kp__wb_sheet *s, const kp_report_column *column)
{
    if (column->upper.n == 0)
        return column->heading;
    kp_buf_clear(&s->w->label);
    kp_buf_str(&s->w->label, column->upper);
    kp_buf_char(&s->w->label, '\n');
    kp_buf_str(&s->w->label, column->heading);
    return kp_buf_view(&s->w->label);
}

double kp__wb_heading_height(const kp__wb_sheet *s, bool flat)
{
    size_t most = 1;

    for (size_t i = 0; i < s->report->ncolumns; i++) {
        const kp_report_column *column = &s->report->column[i];
        size_t width = s->plan->column[i].width - 1;
        size_t lines = kp__wb_lines(column->heading, width);

        if (flat && column->upper.n)
            lines += kp__wb_lines(column->upper, width);
        // Over two rows there is room for twice as many lines.
        if (!flat && s->plan->two_headings && column->upper.n == 0)
            lines = (lines + 1) / 2;
        if (lines > most)
            most = lines;
    }
    return height_of_lines(most);
}

void kp__wb_put_flat_headings(kp__wb_sheet *s)
{
    kp__wb_set_height(s, kp__wb_heading_height(s, true));
    for (size_t i = 0; i < s->report->ncolumns; i++)
        kp__wb_put_frame(s, (lxw_col_t)i, flat_heading(s, &s->report->column[i]),
                         KP__HEADING);
    s->at++;
}

/* The last column that shares the upper heading of column i. */
static size_t last_of_group(const kp_report *report, size_t i)
{
    while (i + 1 < report->ncolumns &&
           kp_str_eq(report->column[i].upper, report->column[i + 1].upper))
        i++;
    return i;
}

static double upper_height(const kp__wb_sheet *s)
{
    const kp_report *report = s->report;
    size_t most = 1;

    for (size_t i = 0; i < report->ncolumns; i++) {
        size_t last = last_of_group(report, i), width = 0;

        if (report->column[i].upper.n == 0)
            continue;
        for (; i < last; i++)
            width += s->plan->column[i].width;
        width += s->plan->column[last].width;
        size_t lines = kp__wb_lines(report->column[last].upper, width - 1);
        most = lines > most ? lines : most;
    }
    return height_of_lines(most);
}

static void put_upper_row(kp__wb_sheet *s, lxw_format *format)
{
    const kp_report *report = s->report;

    kp__wb_set_height(s, upper_height(s));
    for (size_t i = 0; i < report->ncolumns; i++) {
        if (report->column[i].upper.n == 0) {
            kp__wb_put_text(s, (lxw_col_t)i, report->column[i].heading, format);
            continue;
        }
        size_t last = last_of_group(report, i);
        kp__wb_put_across(s, (lxw_col_t)i, (lxw_col_t)last, report->column[i].upper,
                          format);
        i = last;
    }
    s->at++;
}

static void put_lower_row(kp__wb_sheet *s, lxw_format *format)
{
    const kp_report *report = s->report;

    kp__wb_set_height(s, kp__wb_heading_height(s, false));
    for (size_t i = 0; i < report->ncolumns; i++)
        kp__wb_put_text(
            s, (lxw_col_t)i,
            report->column[i].upper.n ? report->column[i].heading : KP_STR(""), format);
    s->at++;
}

/* Both rows are written by now.  In flat memory the library has forgotten the upper one
 * and takes only the merge; otherwise it writes the same text again. */
static void merge_single_headings(kp__wb_sheet *s, lxw_format *format)
{
    const kp_report *report = s->report;

    for (size_t i = 0; i < report->ncolumns; i++) {
        if (report->column[i].upper.n > 0)
            continue;
        const char *plain = kp__wb_plain(s->w, report->column[i].heading);
        kp__wb_try(s->w, worksheet_merge_range(s->sheet, s->at - 2, (lxw_col_t)i,
                                               s->at - 1, (lxw_col_t)i, plain, format));
    }
}

void kp__wb_put_headings(kp__wb_sheet *s)
{
    lxw_format *format = kp__wb_frame_format(&s->w->formats, KP__HEADING);

    if (!s->plan->two_headings) {
        kp__wb_put_flat_headings(s);
        return;
    }
    put_upper_row(s, format);
    put_lower_row(s, format);
    merge_single_headings(s, format);
}
