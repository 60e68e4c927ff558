/* sheet_slips.c - 工资条: title and headings above every person, a line to cut along.
 *
 * A page ends between two slips.  Excel keeps at most 1023 page breaks, and merged
 * cells by the hundred thousand would not open, so a very long list has plain pages and
 * one row of headings.
 */
#include <stdlib.h>

#include "io/xlsx/sheet.h"

enum {
    MOST_MERGED = 2000,  // slips
    MOST_BREAKS = 1000,
};

#define TITLE_POINTS 20.0
#define CUT_POINTS 12.0

static bool is_flat(const kp__wb_sheet *s)
{
    return !s->plan->two_headings || s->plan->rows.n > MOST_MERGED;
}

static void put_slip_title(kp__wb_sheet *s)
{
    kp_str title = s->report->title.n ? s->report->title : s->report->name;

    kp__wb_set_height(s, TITLE_POINTS);
    kp__wb_put_frame(s, 0, title, KP__SLIP_TITLE);
    for (size_t i = 1; i < s->report->ncolumns; i++)
        kp__wb_put_frame(s, (lxw_col_t)i, KP_NONE, KP__SLIP_TITLE);
    s->at++;
}

static void put_cut(kp__wb_sheet *s)
{
    kp__wb_set_height(s, CUT_POINTS);
    for (size_t i = 0; i < s->report->ncolumns; i++)
        kp__wb_put_frame(s, (lxw_col_t)i, KP_NONE, KP__CUT);
    s->at++;
}

static void put_slip(kp__wb_sheet *s, size_t i)
{
    put_slip_title(s);
    if (is_flat(s))
        kp__wb_put_flat_headings(s);
    else
        kp__wb_put_headings(s);
    kp__wb_put_figures(s, s->plan->rows.row[i], i + 1);
    put_cut(s);
}

static size_t slips_on_a_page(const kp__wb_sheet *s)
{
    bool flat = is_flat(s);
    double headings = kp__wb_heading_height(s, flat);

    if (!flat)
        headings *= 2;  // the upper row is no higher in practice
    return kp__wb_slips_per_page(s, TITLE_POINTS + headings + kp__wb_figures_height(s) +
                                        CUT_POINTS);
}

/* The list of breaks ends with a zero, and the library copies it. */
static void set_breaks(kp__wb_sheet *s, lxw_row_t *first_row_of_page, size_t n)
{
    if (n > 0 && n <= MOST_BREAKS)
        kp__wb_try(s->w, worksheet_set_h_pagebreaks(s->sheet, first_row_of_page));
}

void kp__wb_write_slips(kp__wb_sheet *s)
{
    size_t on_a_page = slips_on_a_page(s), nbreaks = 0;
    lxw_row_t *breaks = calloc(MOST_BREAKS + 2, sizeof *breaks);

    if (!breaks) {
        kp__wb_try(s->w, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    kp__wb_setup_slips(s);
    for (size_t i = 0; i < s->plan->rows.n; i++) {
        if (i > 0 && i % on_a_page == 0 && nbreaks++ < MOST_BREAKS)
            breaks[nbreaks - 1] = s->at;
        put_slip(s, i);
    }
    set_breaks(s, breaks, nbreaks);
    free(breaks);
}
