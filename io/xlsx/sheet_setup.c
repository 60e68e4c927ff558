/* sheet_setup.c - paper, margins, footer, widths, and what stays in sight.
 *
 * Everything is fitted to one page in width; how much then fits in height is worked out
 * here, for slips that must not be cut in two and for totals at the foot of a page.
 */
#include <stdio.h>

#include "io/xlsx/sheet.h"

enum {
    PAPER_A3 = 8,
    PAPER_A4 = 9,
    HEAD_POINTS_MAX = 120,  // of 255 that a footer may have
};

#define SIDE_MARGIN 0.5  // inches
#define TOP_MARGIN 0.6
#define BOTTOM_MARGIN 0.75
#define POINTS_AN_INCH 72.0
#define PIXELS_AN_INCH 96.0

typedef struct page {
    double width, height;  // inches between the margins
} page;

static bool is_a3(const kp_report *report)
{
    return kp_str_is(report->paper, "A3") || kp_str_is(report->paper, "a3");
}

static page page_of(const kp_report *report)
{
    double narrow = is_a3(report) ? 11.69 : 8.27, wide = is_a3(report) ? 16.54 : 11.69;

    return (page){
        (report->landscape ? wide : narrow) - 2 * SIDE_MARGIN,
        (report->landscape ? narrow : wide) - TOP_MARGIN - BOTTOM_MARGIN,
    };
}

// ---- header and footer

/* An ampersand begins a command there, so one that is text is doubled. */
static void put_escaped(kp_buf *out, kp_str text, size_t most)
{
    size_t at = 0;
    char bytes[4];

    for (size_t n = 0; at < text.n && n < most; n++) {
        uint32_t point = kp_utf8_next(text, &at);

        if (point < 0x20)
            continue;
        if (point == '&') {
            kp_buf_char(out, '&');
            n++;
        }
        kp_buf_put(out, bytes, kp_utf8_put(bytes, point));
    }
}

#define SMALL_FONT "&\"宋体,Regular\"&8 "

void kp__wb_set_footer(kp__wb_sheet *s, kp_str head)
{
    kp_buf *footer = &s->w->label;

    kp_buf_clear(footer);
    kp_buf_z(footer, "&L" SMALL_FONT);
    put_escaped(footer, head, HEAD_POINTS_MAX);
    kp_buf_z(footer, "&R" SMALL_FONT);
    kp_buf_z(footer, kp__wb_label(s->w, "第 &P 页 共 &N 页", "Page &P of &N"));
    kp_buf_char(footer, 0);
    if (!footer->broken)
        kp__wb_try(s->w, worksheet_set_footer(s->sheet, footer->p));
}

static void set_header(kp__wb_sheet *s)
{
    const kp_scheme *scheme = s->w->run->scheme;
    kp_buf *header = &s->w->label;

    if (scheme->name.n == 0)
        return;
    kp_buf_clear(header);
    kp_buf_z(header, "&L" SMALL_FONT);
    put_escaped(header, scheme->name, HEAD_POINTS_MAX);
    kp_buf_z(header, " ");
    put_escaped(header, scheme->version, 40);
    kp_buf_char(header, 0);
    if (!header->broken)
        kp__wb_try(s->w, worksheet_set_header(s->sheet, header->p));
}

// ---- paper and columns

static void set_paper(kp__wb_sheet *s)
{
    worksheet_set_paper(s->sheet, is_a3(s->report) ? PAPER_A3 : PAPER_A4);
    if (s->report->landscape)
        worksheet_set_landscape(s->sheet);
    else
        worksheet_set_portrait(s->sheet);
    worksheet_set_margins(s->sheet, SIDE_MARGIN, SIDE_MARGIN, TOP_MARGIN,
                          BOTTOM_MARGIN);
    worksheet_center_horizontally(s->sheet);
    set_header(s);
}

static void set_widths(kp__wb_sheet *s)
{
    for (size_t i = 0; i < s->report->ncolumns; i++)
        kp__wb_try(s->w, worksheet_set_column(s->sheet, (lxw_col_t)i, (lxw_col_t)i,
                                              (double)s->plan->column[i].width, NULL));
}

void kp__wb_setup_sheet(kp__wb_sheet *s)
{
    lxw_row_t headings = s->plan->two_headings ? 2 : 1;

    set_paper(s);
    set_widths(s);
    worksheet_fit_to_pages(s->sheet, 1, 0);
    // Every page says what it is: title, unit and headings are repeated.
    kp__wb_try(s->w, worksheet_repeat_rows(s->sheet, 0, 1 + headings));
    worksheet_freeze_panes(s->sheet, 2 + headings, (lxw_col_t)s->plan->frozen_columns);
}

// ---- slips

/* A character is 7 pixels, a cell has 5 more. */
double kp__wb_width_in_pixels(const kp__wb_sheet *s)
{
    double pixels = 0;

    for (size_t i = 0; i < s->report->ncolumns; i++)
        pixels += (double)s->plan->column[i].width * 7 + 5;
    return pixels;
}

/* As printed: wide sheets are fitted to the paper, narrow ones are not enlarged.  A
 * program whose default font is wider makes them smaller still, which leaves more room.
 */
static double scale_of(const kp__wb_sheet *s)
{
    double scale =
        page_of(s->report).width * PIXELS_AN_INCH / kp__wb_width_in_pixels(s);

    return scale > 1 ? 1 : scale;
}

double kp__wb_page_room(const kp__wb_sheet *s)
{
    // A little less than would fit: printers differ.
    return page_of(s->report).height * POINTS_AN_INCH * 0.96 / scale_of(s);
}

size_t kp__wb_slips_per_page(const kp__wb_sheet *s, double points)
{
    double slips = kp__wb_page_room(s) / points;

    return slips < 1 ? 1 : (size_t)slips;
}

void kp__wb_setup_slips(kp__wb_sheet *s)
{
    set_paper(s);
    set_widths(s);
    // Fitted by the program that prints, since only that knows how wide its fonts are:
    // a fixed scale cut columns off where the default font was missing.
    worksheet_fit_to_pages(s->sheet, 1, 0);
}
