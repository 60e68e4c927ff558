/* sheet_pages.c - where printed pages end, for the total at the foot of each.
 *
 * Heights are ours and widths are fitted, so the place of every break is known; it is
 * written into the file, so that every program breaks there and not elsewhere.  Excel
 * keeps at most 1023 breaks: a longer list has no totals of pages, and a warning.
 */
#include <stdlib.h>

#include "io/xlsx/sheet.h"

enum {
    MOST_BREAKS = 1000,
};

#define CLOSING_LINE 30.0

/* Total, capitals, signatures: they should not stand on a page of their own. */
double kp__wb_closing_points(const kp__wb_sheet *s)
{
    const kp_report *report = s->report;
    double points = 0;

    if (report->grand_total)
        points += KP__TOTAL_POINTS;
    if (report->capitals < report->ncolumns)
        points += CLOSING_LINE;
    if (report->nsigners > 0)
        points += 2 * CLOSING_LINE;
    return points;
}

/* More pages than this there will hardly be. */
static size_t pages_at_most(const kp__wb_sheet *s, double room)
{
    double points = (double)s->plan->sheet_rows * (kp__wb_figures_height(s) + 2);

    return (size_t)(points / (room * 0.9)) + 1;
}

void kp__wb_pages_open(kp__wb_sheet *s, kp__wb_pages *pages)
{
    *pages = (kp__wb_pages){
        .room = kp__wb_page_room(s) - s->points,
        .begun = s->points,
    };
    if (!s->report->page_total)
        return;
    if (pages->room <= 0 || pages_at_most(s, pages->room) > MOST_BREAKS) {
        (void)kp_fail(s->w->diags, KP6637, s->report->where, KP_NONE, s->report->name,
                      KP_NONE, KP_NONE);
        return;
    }
    pages->first = calloc(MOST_BREAKS + 2, sizeof *pages->first);
    pages->wanted = pages->first != NULL;
    if (!pages->first)
        kp__wb_try(s->w, LXW_ERROR_MEMORY_MALLOC_FAILED);
}

bool kp__wb_page_is_full(const kp__wb_sheet *s, const kp__wb_pages *pages,
                         double points)
{
    double used = s->points - pages->begun;

    return pages->n < MOST_BREAKS && used > 0 &&
           used + points + KP__TOTAL_POINTS > pages->room;
}

void kp__wb_pages_break(kp__wb_sheet *s, kp__wb_pages *pages)
{
    pages->first[pages->n++] = s->at;
    pages->begun = s->points;
}

void kp__wb_pages_close(kp__wb_sheet *s, kp__wb_pages *pages)
{
    if (pages->n > 0)
        kp__wb_try(s->w, worksheet_set_h_pagebreaks(s->sheet, pages->first));
    free(pages->first);
}
