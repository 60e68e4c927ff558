/* strip.c - 裁条: headings and figures of one person in a few lines, dashes to cut
 * along.
 *
 * Columns share the paper's width as their longest figures ask.  Lengths are counted in
 * characters, since measuring every cell by its glyphs would take longer than drawing
 * it.  Where that would make them too small to read, the columns stand in several bands
 * below each other.
 */
#include <stdlib.h>

#include "engine/base/fold.h"
#include "io/pdf/slip.h"

#define SIDE 24.0
#define TOP 24.0
#define BOTTOM 34.0
#define TITLE 18.0
#define UPPER 14.0
#define HEADING 24.0
#define FIGURES 18.0
#define GAP 10.0          // above and below the line to cut along
#define USUAL 9           // characters of an amount
#define LEGIBLE_UNIT 3.6  // points a character: figures of six and a half points

// ---- how wide columns are

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Texts may be wrapped, amounts may not. */
static void measure_row(kp__slips *s, uint32_t row, size_t ordinal)
{
    for (size_t k = 0; k < s->report->ncolumns; k++)
        if (kp__slip_is_amount(s, k))
            s->chars[k] = larger(s->chars[k],
                                 kp_display_width(kp__slip_cell(s, k, row, ordinal)));
}

kp_status kp__strip_measure(kp__slips *s, const kp_report_rows *rows)
{
    s->chars = calloc(s->report->ncolumns + 1, sizeof *s->chars);
    if (!s->chars)
        return KP_ENOMEM;
    for (size_t k = 0; k < s->report->ncolumns; k++) {
        const kp_report_column *column = &s->report->column[k];

        s->chars[k] = larger((kp_display_width(column->heading) + 1) / 2,
                             column->width ? column->width : USUAL);
    }
    for (size_t i = 0; i < rows->n; i++)
        measure_row(s, rows->row[i], i + 1);
    return KP_OK;
}

static double room_of(const kp__slips *s)
{
    return kp__page_width(s->page) - 2 * SIDE;
}

static bool has_upper(const kp_report *report)
{
    for (size_t k = 0; k < report->ncolumns; k++)
        if (report->column[k].upper.n)
            return true;
    return false;
}

/* Columns that stand beside each other: from `from` up to the one returned. */
static size_t band_end(const kp__slips *s, size_t from, size_t chars)
{
    size_t end = from, sum = 0;

    while (end < s->report->ncolumns && (end == from || sum + s->chars[end] <= chars))
        sum += s->chars[end++];
    return end;
}

static size_t count_bands(const kp__slips *s, size_t chars)
{
    size_t n = 0;

    for (size_t k = 0; k < s->report->ncolumns; k = band_end(s, k, chars))
        n++;
    return n;
}

/* The fewest bands that can be read, then the most even ones of that number. */
static size_t chars_of_bands(const kp__slips *s, size_t *nbands)
{
    size_t chars = (size_t)(room_of(s) / LEGIBLE_UNIT);

    *nbands = count_bands(s, chars);
    while (chars > 1 && count_bands(s, chars - 1) == *nbands)
        chars--;
    return chars;
}

static double band_height(const kp_report *report)
{
    return (has_upper(report) ? UPPER : 0) + HEADING + FIGURES;
}

typedef struct columns {
    const kp__slips *s;
    size_t from;
    double unit;  // points a character
} columns;

static double width_of(const columns *c, size_t from, size_t to)
{
    double w = 0;

    for (size_t k = from; k < to; k++)
        w += (double)c->s->chars[k] * c->unit;
    return w;
}

static double left_of(const columns *c, size_t k)
{
    return SIDE + width_of(c, c->from, k);
}

static void put_box(kp__slips *s, kp__box box, kp_str text, kp__ink ink, bool shaded)
{
    if (shaded)
        kp__page_shade(s->page, box);
    kp__page_frame(s->page, box);
    kp__page_text(s->page, box, text, ink);
}

/* Neighbours with the same upper heading share it. */
static void put_uppers(kp__slips *s, const columns *c, size_t to, double y)
{
    const kp_report *report = s->report;

    for (size_t k = c->from, end; k < to; k = end) {
        end = k + 1;
        if (report->column[k].upper.n == 0)
            continue;
        while (end < to &&
               kp_str_eq(report->column[end].upper, report->column[k].upper))
            end++;
        put_box(s, (kp__box){left_of(c, k), y, width_of(c, k, end), UPPER},
                report->column[k].upper, (kp__ink){8, KP__MIDDLE, false}, true);
    }
}

/* What the slip is about, to be drawn at this height. */
typedef struct strip {
    uint32_t row;
    size_t ordinal;
    double y;
} strip;

static void put_cells(kp__slips *s, const columns *c, size_t to, const strip *at)
{
    double upper = has_upper(s->report) ? UPPER : 0;

    if (upper > 0)
        put_uppers(s, c, to, at->y);
    for (size_t k = c->from; k < to; k++) {
        const kp_report_column *column = &s->report->column[k];
        double x = left_of(c, k), w = width_of(c, k, k + 1);
        double own = column->upper.n ? upper : 0;
        kp__box heading = {x, at->y + own, w, HEADING + upper - own};
        kp__box figures = {x, at->y + upper + HEADING, w, FIGURES};
        kp__align align = kp__slip_is_amount(s, k) ? KP__RIGHT : KP__MIDDLE;

        put_box(s, heading, column->heading, (kp__ink){8, KP__MIDDLE, false}, true);
        put_box(s, figures, kp__slip_cell(s, k, at->row, at->ordinal),
                (kp__ink){9, align, column->total}, false);
    }
}

static void put_bands(kp__slips *s, size_t chars, strip at)
{
    columns c = {s, 0, 0};

    for (size_t to; c.from < s->report->ncolumns; c.from = to) {
        to = band_end(s, c.from, chars);
        c.unit = 1;
        c.unit = room_of(s) / width_of(&c, c.from, to);
        put_cells(s, &c, to, &at);
        at.y += band_height(s->report);
    }
}

void kp__slip_strip(kp__slips *s, uint32_t row, size_t ordinal)
{
    size_t nbands, chars = chars_of_bands(s, &nbands);
    double height = TITLE + (double)nbands * band_height(s->report) + 2 * GAP;

    if (s->at > 0 && s->at + height > kp__page_height(s->page) - BOTTOM) {
        kp__page_next(s->page);
        s->at = 0;
    }
    if (s->at <= 0) {
        kp__slip_foot(s);
        s->at = TOP;
    }
    kp__box title = {SIDE, s->at, room_of(s), TITLE};
    kp__page_text(s->page, title, kp__slip_title(s), (kp__ink){10, KP__MIDDLE, true});
    kp__page_text(s->page, title, kp__slip_unit(s), (kp__ink){8, KP__RIGHT, false});
    put_bands(s, chars, (strip){row, ordinal, s->at + TITLE});
    s->at += height;
    kp__page_dashes(s->page, s->at - GAP);
}
