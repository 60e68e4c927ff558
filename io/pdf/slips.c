/* slips.c - every row of the layout as a slip; see pdf.h. */
#include <stdio.h>
#include <stdlib.h>

#include "io/pdf/slip.h"

#define MARGIN 40.0
#define FOOT 28.0

kp_str kp__slip_cell(kp__slips *s, size_t column, uint32_t row, size_t ordinal)
{
    const kp_report_column *c = &s->report->column[column];
    kp_shown shown = kp_report_shown(s->run, c, row, ordinal, &s->text);

    return kp_shown_for_people(c, &shown, &s->label);
}

bool kp__slip_is_amount(const kp__slips *s, size_t column)
{
    const kp_report_column *c = &s->report->column[column];

    return !c->row_number && !c->empty && c->format != KP_FORMAT_CAPITALS &&
           c->format != KP_FORMAT_TEXT && c->format != KP_FORMAT_DATE;
}

kp_str kp__slip_period(kp__slips *s)
{
    kp_ymd month = kp_date_ymd(s->run->scheme->month);

    kp_buf_clear(&s->label);
    kp_buf_printf(&s->label, s->options->lang == KP_LANG_EN ? "%d-%02d" : "%d年%d月",
                  month.year, month.month);
    return kp_buf_view(&s->label);
}

kp_str kp__slip_unit(kp__slips *s)
{
    kp_buf_clear(&s->label);
    if (s->report->unit.n) {
        kp_buf_z(&s->label, s->options->lang == KP_LANG_EN ? "Unit: " : "单位：");
        kp_buf_str(&s->label, s->report->unit);
    }
    return kp_buf_view(&s->label);
}

kp_str kp__slip_title(const kp__slips *s)
{
    return s->report->title.n ? s->report->title : s->report->name;
}

void kp__slip_foot(kp__slips *s)
{
    kp__box box = {MARGIN, kp__page_height(s->page) - FOOT,
                   kp__page_width(s->page) - 2 * MARGIN, 14};

    kp__page_text(s->page, box, s->options->head, (kp__ink){7, KP__LEFT, false});
}

static void note_sums(kp__slips *s, uint32_t row)
{
    for (size_t k = 0; s->options->sums && k < s->report->ncolumns; k++) {
        kp_shown shown =
            kp_report_shown(s->run, &s->report->column[k], row, 1, &s->text);

        if (shown.as == KP_SHOW_NUMBER && !s->report->column[k].row_number)
            kp_report_sums_add(s->options->sums, k, shown.num);
    }
}

static kp_status draw_slips(kp__slips *s)
{
    kp_report_rows rows;

    if (kp_report_rows_open(s->run, s->report, &rows) != KP_OK)
        return KP_ENOMEM;
    if (s->report->strips && kp__strip_measure(s, &rows) != KP_OK) {
        kp_report_rows_close(&rows);
        return KP_ENOMEM;
    }
    for (size_t i = 0; i < rows.n; i++) {
        if (s->report->strips)
            kp__slip_strip(s, rows.row[i], i + 1);
        else
            kp__slip_card(s, rows.row[i], i + 1);
        note_sums(s, rows.row[i]);
    }
    if (s->options->sums) {
        s->options->sums->rows = rows.n;
        s->options->sums->written = true;
    }
    kp_report_rows_close(&rows);
    return s->text.broken || s->label.broken ? KP_ENOMEM : KP_OK;
}

static void tell_unknown(const kp__slips *s, kp_diags *diags)
{
    kp_str first;
    kp_buf n;
    size_t unknown = kp__page_unknown(s->page, &first);

    if (unknown == 0)
        return;
    kp_buf_init(&n, 64);
    kp_buf_uint(&n, unknown);
    (void)kp_fail(diags, KP6635, s->report->where, KP_NONE, s->report->name, first,
                  kp_buf_view(&n));
    kp_buf_free(&n);
}

static kp__page *open_page(const kp_report *report, const kp_pdf_options *options)
{
    kp_ymd day = kp_date_ymd(options->created);
    char created[48];

    (void)snprintf(created, sizeof created, "%04d-%02d-%02dT00:00:00Z", day.year,
                   day.month, day.day);
    kp__page_options page = {
        .paper = report->paper,
        .landscape = report->landscape,
        .font = report->font,
        .created = created,
        .put = options->put,
        .context = options->context,
    };
    return kp__page_open(&page);
}

bool kp_pdf_has_font(const kp_report *report)
{
    char font[128];

    return kp__page_find_font(report->font, font);
}

kp_status kp_pdf_slips_write(const kp_run *run, const kp_report *report,
                             const kp_pdf_options *options, kp_diags *diags)
{
    kp__slips s = {.run = run, .report = report, .options = options};

    s.page = open_page(report, options);
    if (!s.page)
        return KP_ENOMEM;
    kp_buf_init(&s.text, 1 << 24);
    kp_buf_init(&s.label, 1 << 24);
    kp_status status = draw_slips(&s);
    tell_unknown(&s, diags);
    kp_status closed = kp__page_close(s.page);
    free(s.chars);
    kp_buf_free(&s.text);
    kp_buf_free(&s.label);
    return status == KP_OK ? closed : status;
}
