/* sheet_chart.c - the chart below a table: it points at the table's own cells.
 *
 * Only figures are in its ranges: totals stand below them, and layouts with subtotals
 * have no chart.  A column with a cell that is no number is left out, and said, since
 * spreadsheet programs would draw it as 0.
 */
#include "io/xlsx/sheet.h"

enum {
    NAMES_SHOWN = 60,  // of more rows the program leaves some out
};

// Pixels: of the library's own chart, and what still looks like one.
#define USUAL_WIDTH 480.0
#define USUAL_HEIGHT 288.0
#define WIDEST 1200.0
#define HEIGHT 300.0
#define POINTS_A_PIXEL 0.75
#define GAP_POINTS 40.0  // blank rows, which have the usual height

typedef struct extent {
    lxw_row_t first, last;  // rows of figures
    double width, height;   // pixels
} chart_extent;

static bool is_drawable(kp__wb_sheet *s, uint32_t col)
{
    const kp_report_rows *rows = &s->plan->rows;

    if (s->plan->column[col].text_number)
        return false;
    for (size_t i = 0; i < rows->n; i++) {
        kp_buf_clear(&s->w->text);
        kp_shown shown = kp_report_shown(s->w->run, &s->report->column[col],
                                         rows->row[i], i + 1, &s->w->text);

        if (shown.as != KP_SHOW_NUMBER && shown.as != KP_SHOW_NOTHING)
            return false;
    }
    return true;
}

static uint8_t library_kind(kp_chart_kind kind)
{
    switch (kind) {
    case KP_CHART_BARS:
        return LXW_CHART_BAR;
    case KP_CHART_LINES:
        return LXW_CHART_LINE;
    case KP_CHART_PIE:
        return LXW_CHART_PIE;
    case KP_CHART_COLUMNS:
    case KP_CHART_NONE:
        break;
    }
    return LXW_CHART_COLUMN;
}

/* What begins with = would be taken for a reference. */
static const char *name_of(kp__wb_sheet *s, kp_str text)
{
    kp_buf_clear(&s->w->label);
    if (kp_str_starts(text, KP_STR("=")))
        kp_buf_char(&s->w->label, ' ');
    kp_buf_str(&s->w->label, text);
    return kp__wb_plain(s->w, kp_buf_view(&s->w->label));
}

static void add_series(kp__wb_sheet *s, lxw_chart *chart, uint32_t col,
                       const chart_extent *extent)
{
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    lxw_col_t across = (lxw_col_t)s->report->chart.across, value = (lxw_col_t)col;

    if (!series) {
        kp__wb_try(s->w, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    chart_series_set_categories(series, s->plan->name, extent->first, across,
                                extent->last, across);
    chart_series_set_values(series, s->plan->name, extent->first, value, extent->last,
                            value);
    chart_series_set_name(series, name_of(s, s->report->column[col].heading));
    if (s->report->chart.kind == KP_CHART_PIE)
        chart_series_set_labels(series);
}

/* Made with its first series: the library complains of a chart without any. */
static lxw_chart *make_chart(kp__wb_sheet *s, const chart_extent *extent)
{
    const kp_report_chart *wanted = &s->report->chart;
    lxw_chart *chart = NULL;

    for (size_t i = 0; i < wanted->nvalues; i++) {
        uint32_t col = wanted->value[i];

        if (!is_drawable(s, col)) {
            (void)kp_fail(s->w->diags, KP2169, s->report->where, KP_NONE,
                          s->report->name, s->report->column[col].heading, KP_NONE);
            continue;
        }
        if (!chart)
            chart = workbook_add_chart(s->w->workbook, library_kind(wanted->kind));
        if (!chart) {
            kp__wb_try(s->w, LXW_ERROR_MEMORY_MALLOC_FAILED);
            return NULL;
        }
        add_series(s, chart, col, extent);
    }
    return chart;
}

/* Where 0 stands is what makes a bar twice as long as another. */
static bool begins_at_zero(const kp__wb_sheet *s)
{
    const kp_report_chart *wanted = &s->report->chart;

    if (wanted->kind == KP_CHART_LINES)
        return false;
    for (size_t i = 0; i < wanted->nvalues; i++) {
        const kp__wb_column_plan *column = &s->plan->column[wanted->value[i]];

        if (column->has_figures && kp_dec_cmp(column->least, kp_dec(0, 0)) < 0)
            return false;
    }
    return true;
}

/* Programs that do not take it from the cells would show 41037210 and 0.05. */
static const char *axis_format(kp__wb_look look)
{
    switch (look) {
    case KP__MONEY:
        return "#,##0";
    case KP__PERCENT:
        return "0%";
    default:
        return NULL;
    }
}

static void set_axes(kp__wb_sheet *s, lxw_chart *chart)
{
    const kp_report_chart *wanted = &s->report->chart;
    bool bars = wanted->kind == KP_CHART_BARS;  // the library swaps their axes
    lxw_chart_axis *names = bars ? chart->y_axis : chart->x_axis;
    lxw_chart_axis *figures = bars ? chart->x_axis : chart->y_axis;

    const char *format =
        axis_format(kp__wb_number_look(s->report->column[wanted->value[0]].format));

    if (begins_at_zero(s))
        chart_axis_set_min(figures, 0);
    if (format)
        chart_axis_set_num_format(figures, format);
    if (wanted->nvalues == 1)
        chart_axis_set_name(figures,
                            name_of(s, s->report->column[wanted->value[0]].heading));
    if (!bars)
        return;
    chart_axis_set_reverse(names);  // the table's first row on top
    if (s->plan->rows.n <= NAMES_SHOWN)
        chart_axis_set_interval_unit(names, 1);
}

static void set_looks(kp__wb_sheet *s, lxw_chart *chart)
{
    const kp_report_chart *wanted = &s->report->chart;

    chart_title_set_name(chart, name_of(s, wanted->title));
    if (wanted->kind == KP_CHART_PIE)
        return;
    set_axes(s, chart);
    chart_legend_set_position(chart, wanted->nvalues == 1 ? LXW_CHART_LEGEND_NONE
                                                          : LXW_CHART_LEGEND_BOTTOM);
}

static double least_of(double a, double b)
{
    return a < b ? a : b;
}

static double most_of(double a, double b)
{
    return a > b ? a : b;
}

/* As wide as the table, so that the sheet still fits its paper; bars need a height. */
static void size_chart(const kp__wb_sheet *s, chart_extent *extent)
{
    double page = (kp__wb_page_room(s) - 4 * GAP_POINTS) / POINTS_A_PIXEL;
    double rows = (double)(extent->last - extent->first + 1);

    extent->width = least_of(most_of(kp__wb_width_in_pixels(s), USUAL_WIDTH), WIDEST);
    extent->height = HEIGHT;
    if (s->report->chart.kind == KP_CHART_BARS)
        extent->height =
            most_of(HEIGHT, 120 + rows * 30 * (double)s->report->chart.nvalues);
    extent->height = most_of(USUAL_HEIGHT, least_of(extent->height, page));
}

static double points_on_last_page(double points, double room)
{
    return points - room * (double)(size_t)(points / room);
}

/* A chart that two pages share shows nothing. */
static void keep_on_one_page(kp__wb_sheet *s, const chart_extent *extent,
                             double heading_points)
{
    double room = kp__wb_page_room(s) - heading_points;
    double used =
        room > 0 ? points_on_last_page(s->points - heading_points, room) + GAP_POINTS
                 : 0;
    lxw_row_t breaks[] = {s->at, 0};

    if (used + extent->height * POINTS_A_PIXEL > room)
        kp__wb_try(s->w, worksheet_set_h_pagebreaks(s->sheet, breaks));
}

void kp__wb_put_chart(kp__wb_sheet *s, lxw_row_t first, lxw_row_t last)
{
    chart_extent extent = {.first = first, .last = last};

    if (s->report->chart.kind == KP_CHART_NONE)
        return;
    lxw_chart *chart = make_chart(s, &extent);
    if (!chart)
        return;
    set_looks(s, chart);
    size_chart(s, &extent);
    keep_on_one_page(s, &extent,
                     kp__wb_heading_height(s, false) + 2 * KP__TOTAL_POINTS);
    lxw_chart_options options = {
        .x_scale = extent.width / USUAL_WIDTH,
        .y_scale = extent.height / USUAL_HEIGHT,
        .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
    };
    kp__wb_try(s->w,
               worksheet_insert_chart_opt(s->sheet, s->at + 1, 0, chart, &options));
}
