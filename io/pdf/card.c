/* card.c - 单页: one person, one page, two columns of items with their headings.
 *
 * Items under one upper heading stand together below it; an amount in capitals or a
 * long text takes the whole line.
 */
#include "engine/base/fold.h"
#include "io/pdf/slip.h"

#define MARGIN 40.0
#define TITLE 34.0
#define NOTE 18.0
#define ROW 24.0
#define GROUP 20.0
#define LONG_TEXT 24  // half-width characters

typedef struct card {
    kp__slips *s;
    uint32_t row;
    size_t ordinal;
    double scale;  // of heights, so that any number of items fits the page
    double y;
    bool half;  // the left column of the present line is taken
} card;

static double width_of(const card *c)
{
    return kp__page_width(c->s->page) - 2 * MARGIN;
}

static bool takes_a_line(card *c, size_t k)
{
    return c->s->report->column[k].format == KP_FORMAT_CAPITALS ||
           kp_display_width(kp__slip_cell(c->s, k, c->row, c->ordinal)) > LONG_TEXT;
}

static bool begins_group(const kp_report *report, size_t k)
{
    kp_str upper = report->column[k].upper;

    return k == 0 ? upper.n > 0 : !kp_str_eq(upper, report->column[k - 1].upper);
}

// ---- height

/* An item without a neighbour leaves an empty field beside it. */
static void end_line(card *c, bool draw)
{
    double half = width_of(c) / 2;

    if (c->half && draw)
        kp__page_frame(c->s->page,
                       (kp__box){MARGIN + half, c->y, half, ROW * c->scale});
    if (c->half)
        c->y += ROW * c->scale;
    c->half = false;
}

/* The same walk measures and draws. */
static void put_item(card *c, size_t k, bool draw);

static void put_group(card *c, kp_str upper, bool draw)
{
    kp__box box = {MARGIN, c->y, width_of(c), GROUP * c->scale};

    if (draw && upper.n) {
        kp__page_shade(c->s->page, box);
        kp__page_frame(c->s->page, box);
        kp__page_text(c->s->page, box, upper, (kp__ink){10, KP__MIDDLE, true});
    }
    if (upper.n)
        c->y += box.h;
}

static void put_items(card *c, bool draw)
{
    const kp_report *report = c->s->report;

    for (size_t k = 0; k < report->ncolumns; k++) {
        if (begins_group(report, k)) {
            end_line(c, draw);
            put_group(c, report->column[k].upper, draw);
        }
        put_item(c, k, draw);
    }
    end_line(c, draw);
}

static double height_of_items(card c)
{
    c.y = 0;
    c.scale = 1;
    put_items(&c, false);
    return c.y;
}

// ---- drawing

static void put_pair(card *c, size_t k, kp__box box)
{
    const kp_report_column *column = &c->s->report->column[k];
    double label = width_of(c) * 0.2;
    kp__box left = {box.x, box.y, label, box.h};
    kp__box right = {box.x + label, box.y, box.w - label, box.h};
    kp__align align = kp__slip_is_amount(c->s, k) ? KP__RIGHT : KP__MIDDLE;

    kp__page_shade(c->s->page, left);
    kp__page_frame(c->s->page, left);
    kp__page_frame(c->s->page, right);
    kp__page_text(c->s->page, left, column->heading, (kp__ink){10, KP__MIDDLE, false});
    kp__page_text(c->s->page, right, kp__slip_cell(c->s, k, c->row, c->ordinal),
                  (kp__ink){10, align, column->total});
}

static void put_item(card *c, size_t k, bool draw)
{
    bool whole = takes_a_line(c, k);
    double half = width_of(c) / 2;

    if (whole)
        end_line(c, draw);
    kp__box box = {MARGIN + (c->half ? half : 0), c->y, whole ? 2 * half : half,
                   ROW * c->scale};
    if (draw)
        put_pair(c, k, box);
    if (whole || c->half)
        c->y += box.h;
    c->half = !whole && !c->half;
}

void kp__slip_card(kp__slips *s, uint32_t row, size_t ordinal)
{
    card c = {s, row, ordinal, 1, MARGIN, false};
    double room = kp__page_height(s->page) - 2 * MARGIN - TITLE - NOTE;
    double wanted = height_of_items(c);
    kp__box title = {MARGIN, MARGIN, width_of(&c), TITLE};
    kp__box note = {MARGIN, MARGIN + TITLE, width_of(&c), NOTE};

    if (ordinal > 1)
        kp__page_next(s->page);
    if (wanted > room)
        c.scale = room / wanted;
    kp__page_text(s->page, title, kp__slip_title(s), (kp__ink){16, KP__MIDDLE, true});
    kp__page_text(s->page, note, kp__slip_period(s), (kp__ink){9, KP__LEFT, false});
    kp__page_text(s->page, note, kp__slip_unit(s), (kp__ink){9, KP__RIGHT, false});
    c.y = MARGIN + TITLE + NOTE;
    put_items(&c, true);
    kp__slip_foot(s);
}
