/* sheet_table.c - 工作表: figures in groups, totals, the amount in capitals,
 * signatures. */
#include "engine/capitals.h"
#include "io/xlsx/sheet.h"

static bool ends_group(kp__wb_sheet *s, size_t i)
{
    const kp_report_rows *rows = &s->plan->rows;

    return s->report->subtotal != KP_NO_FIELD &&
           (i + 1 == rows->n || !kp_report_same_group(s->w->run, s->report,
                                                      rows->row[i], rows->row[i + 1]));
}

/* What must stand on the same page as row i. */
static double points_of(kp__wb_sheet *s, size_t i)
{
    double points = kp__wb_row_height(s, s->plan->rows.row[i], i + 1);

    if (ends_group(s, i))
        points += KP__TOTAL_POINTS;
    if (i + 1 == s->plan->rows.n)
        points += kp__wb_closing_points(s);
    return points;
}

static void put_groups(kp__wb_sheet *s, kp__wb_totals *totals)
{
    const kp_report_rows *rows = &s->plan->rows;
    kp__wb_pages pages;

    kp__wb_pages_open(s, &pages);
    for (size_t i = 0; i < rows->n; i++) {
        if (pages.wanted && kp__wb_page_is_full(s, &pages, points_of(s, i))) {
            kp__wb_totals_put_page(totals);
            kp__wb_pages_break(s, &pages);
        }
        kp__wb_put_figures(s, rows->row[i], i + 1);
        kp__wb_totals_add(totals);
        if (ends_group(s, i))
            kp__wb_totals_put_group(totals, rows->row[i]);
    }
    // On a single page it would say what the total below it says.
    if (pages.n > 0)
        kp__wb_totals_put_page(totals);
    kp__wb_pages_close(s, &pages);
}

// ---- the amount in capitals

/* A sheet in 万元 still names yuan in words. */
static kp_decimal amount_in_yuan(const kp_report *report, kp_decimal sum)
{
    if (kp_str_is(report->unit, "万元"))
        sum.scale -= 4;
    return sum;
}

static void put_amount_in_capitals(kp__wb_sheet *s)
{
    kp_buf *text = &s->w->label;
    const kp_report_column *column = &s->report->column[s->report->capitals];
    kp_decimal amount =
        amount_in_yuan(s->report, s->plan->column[s->report->capitals].total);

    kp_buf_clear(text);
    kp_buf_str(text, column->heading);
    kp_buf_z(text, kp__wb_label(s->w, "（大写）：人民币", " in words: 人民币"));
    if (!kp_capitals(amount, text))
        return;  // the planner has said so
    kp__wb_set_height(s, 24);
    kp__wb_put_across(s, 0, (lxw_col_t)(s->report->ncolumns - 1), kp_buf_view(text),
                      kp__wb_frame_format(&s->w->formats, KP__CAPITALS));
    s->at++;
}

// ---- sign-off

static kp_str signer_label(kp__wb_sheet *s, size_t i)
{
    kp_buf *label = &s->w->label;

    kp_buf_clear(label);
    if (i < s->report->nsigners) {
        kp_buf_str(label, s->report->signer[i]);
        kp_buf_z(label, kp__wb_label(s->w, "：", ": "));
    } else {
        kp_buf_z(label, kp__wb_label(s->w, "日期：　　年　　月　　日", "Date: "));
    }
    return kp_buf_view(label);
}

/* The column where the i-th of n equal parts of the sheet's width begins. */
static size_t column_of_part(const kp__wb_plan *plan, size_t i, size_t n)
{
    size_t all = 0, before = 0, col = 0;

    for (size_t c = 0; c < plan->report->ncolumns; c++)
        all += plan->column[c].width;
    while (col + 1 < plan->report->ncolumns &&
           (before + plan->column[col].width / 2) * n < all * i)
        before += plan->column[col++].width;
    return col;
}

static bool parts_are_apart(const kp__wb_plan *plan, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (column_of_part(plan, i, n) <= column_of_part(plan, i - 1, n))
            return false;
    return true;
}

/* A narrow sheet has no column for everybody: one line each. */
static void put_signers_below_each_other(kp__wb_sheet *s)
{
    for (size_t i = 0; i <= s->report->nsigners; i++) {
        kp__wb_set_height(s, 24);
        kp__wb_put_across(s, 0, (lxw_col_t)(s->report->ncolumns - 1),
                          signer_label(s, i),
                          kp__wb_frame_format(&s->w->formats, KP__SIGN));
        s->at++;
    }
}

static void put_signers_side_by_side(kp__wb_sheet *s)
{
    size_t n = s->report->nsigners + 1;

    kp__wb_set_height(s, 30);
    for (size_t i = 0; i < n; i++)
        kp__wb_put_frame(s, (lxw_col_t)column_of_part(s->plan, i, n),
                         signer_label(s, i), KP__SIGN);
    s->at++;
}

static void put_signers(kp__wb_sheet *s)
{
    if (s->report->nsigners == 0)
        return;
    s->at++;  // a little air between the grid and the names
    if (parts_are_apart(s->plan, s->report->nsigners + 1))
        put_signers_side_by_side(s);
    else
        put_signers_below_each_other(s);
}

void kp__wb_write_table(kp__wb_sheet *s)
{
    kp__wb_setup_sheet(s);
    kp__wb_put_title(s);
    kp__wb_put_headings(s);
    kp__wb_totals *totals = kp__wb_totals_open(s);
    if (!totals) {
        kp__wb_try(s->w, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    lxw_row_t first = s->at;
    put_groups(s, totals);
    lxw_row_t behind = s->at;
    if (s->report->grand_total)
        kp__wb_totals_put_all(totals);
    kp__wb_totals_close(totals);
    if (s->report->capitals < s->report->ncolumns)
        put_amount_in_capitals(s);
    put_signers(s);
    if (behind > first)
        kp__wb_put_chart(s, first, behind - 1);
}
