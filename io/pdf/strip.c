/* strip.c - 裁条: headings and figures of one person in two lines, dashes to cut along.
 *
 * Columns share the paper's width as their widest usual content asks: widths are
 * counted in characters, since measuring every cell of a large zone would take longer
 * than drawing it.
 */
#include "engine/base/fold.h"
#include "io/pdf/slip.h"

#define SIDE 24.0
#define TOP 24.0
#define BOTTOM 34.0
#define TITLE 18.0
#define UPPER 14.0
#define HEADING 24.0
#define FIGURES 18.0
#define GAP 10.0  // above and below the line to cut along
#define USUAL 9   // characters of an amount

static size_t characters_of(const kp_report_column *column)
{
    size_t heading = (kp_display_width(column->heading) + 1) / 2;
    size_t wanted = column->width ? column->width : USUAL;

    return heading > wanted ? heading : wanted;
}

static bool has_upper(const kp_report *report)
{
    for (size_t k = 0; k < report->ncolumns; k++)
        if (report->column[k].upper.n)
            return true;
    return false;
}

static double height_of(const kp_report *report)
{
    return TITLE + (has_upper(report) ? UPPER : 0) + HEADING + FIGURES + 2 * GAP;
}

typedef struct columns {
    const kp_report *report;
    double unit;  // points a character
} columns;

static double width_of(const columns *c, size_t from, size_t to)
{
    double w = 0;

    for (size_t k = from; k < to; k++)
        w += (double)characters_of(&c->report->column[k]) * c->unit;
    return w;
}

static columns share_width(const kp__slips *s)
{
    columns c = {s->report, 1};

    c.unit =
        (kp__page_width(s->page) - 2 * SIDE) / width_of(&c, 0, s->report->ncolumns);
    return c;
}

static void put_box(kp__slips *s, kp__box box, kp_str text, kp__ink ink, bool shaded)
{
    if (shaded)
        kp__page_shade(s->page, box);
    kp__page_frame(s->page, box);
    kp__page_text(s->page, box, text, ink);
}

/* Neighbours with the same upper heading share it. */
static void put_uppers(kp__slips *s, const columns *c, double y)
{
    const kp_report *report = s->report;

    for (size_t k = 0, end; k < report->ncolumns; k = end) {
        end = k + 1;
        if (report->column[k].upper.n == 0)
            continue;
        while (end < report->ncolumns &&
               kp_str_eq(report->column[end].upper, report->column[k].upper))
            end++;
        put_box(s, (kp__box){SIDE + width_of(c, 0, k), y, width_of(c, k, end), UPPER},
                report->column[k].upper, (kp__ink){8, KP__MIDDLE, false}, true);
    }
}

static void put_cells(kp__slips *s, const columns *c, double y, uint32_t row,
                      size_t ordinal)
{
    double upper = has_upper(s->report) ? UPPER : 0;
    double x = SIDE;

    if (upper > 0)
        put_uppers(s, c, y);
    for (size_t k = 0; k < s->report->ncolumns; k++) {
        const kp_report_column *column = &s->report->column[k];
        double w = width_of(c, k, k + 1), own = column->upper.n ? upper : 0;
        kp__box heading = {x, y + own, w, HEADING + upper - own};
        kp__box figures = {x, y + upper + HEADING, w, FIGURES};
        kp__align align = kp__slip_is_amount(s, k) ? KP__RIGHT : KP__MIDDLE;

        put_box(s, heading, column->heading, (kp__ink){8, KP__MIDDLE, false}, true);
        put_box(s, figures, kp__slip_cell(s, k, row, ordinal),
                (kp__ink){9, align, column->total}, false);
        x += w;
    }
}

void kp__slip_strip(kp__slips *s, uint32_t row, size_t ordinal)
{
    columns c = share_width(s);
    double height = height_of(s->report);

    if (s->at > 0 && s->at + height > kp__page_height(s->page) - BOTTOM) {
        kp__page_next(s->page);
        s->at = 0;
    }
    if (s->at <= 0) {
        kp__slip_foot(s);
        s->at = TOP;
    }
    kp__box title = {SIDE, s->at, kp__page_width(s->page) - 2 * SIDE, TITLE};
    kp__page_text(s->page, title, kp__slip_title(s), (kp__ink){10, KP__MIDDLE, true});
    kp__page_text(s->page, title, kp__slip_unit(s), (kp__ink){8, KP__RIGHT, false});
    put_cells(s, &c, s->at + TITLE, row, ordinal);
    s->at += height;
    kp__page_dashes(s->page, s->at - GAP);
}
