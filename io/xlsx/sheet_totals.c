/* sheet_totals.c - subtotal and total rows: formulas that carry our exact values.
 *
 * Whoever opens the file sees our sums at once and can check them by recalculating: the
 * formula rounds away what binary fractions leave behind, so both agree to the cent.
 * Where a formula could not add up the same figures, the value stands alone.
 */
#include <stdlib.h>

#include "io/xlsx/number.h"
#include "io/xlsx/sheet.h"

enum {
    FORMULA_CHARS = 8192,
    ARGUMENTS = 200,  // of one SUM; 255 is the limit
};

typedef struct sums {
    kp_decimal of[KP__SUM_COUNT];
} sums;

/* Rows of figures that belong together, with others between them: the total of a page
 * stands among the rows of a department, and the other way round. */
typedef struct span {
    lxw_row_t from, to;
} span;

typedef struct spans {
    span *item;
    size_t n, cap;
} spans;

struct kp__wb_totals {
    kp__wb_sheet *s;
    sums *column;
    size_t first_total;         // columns before it carry the label
    spans part[KP__SUM_COUNT];  // of the group, the page, and the whole
    spans subtotal;             // rows of subtotals: adding these up is shorter
    spans page;                 // likewise of the totals of pages
    kp_buf formula;
};

static size_t first_total_column(const kp_report *report)
{
    size_t i = 0;

    while (i < report->ncolumns && !report->column[i].total)
        i++;
    return i;
}

kp__wb_totals *kp__wb_totals_open(kp__wb_sheet *s)
{
    kp__wb_totals *totals = calloc(1, sizeof *totals);

    if (!totals)
        return NULL;
    totals->column = calloc(s->report->ncolumns + 1, sizeof *totals->column);
    if (!totals->column) {
        free(totals);
        return NULL;
    }
    for (size_t i = 0; i < s->report->ncolumns; i++)
        for (size_t k = 0; k < KP__SUM_COUNT; k++)
            totals->column[i].of[k] = kp_dec(0, 0);
    totals->s = s;
    totals->first_total = first_total_column(s->report);
    kp_buf_init(&totals->formula, 1 << 20);
    return totals;
}

void kp__wb_totals_close(kp__wb_totals *totals)
{
    kp_buf_free(&totals->formula);
    for (size_t k = 0; k < KP__SUM_COUNT; k++)
        free(totals->part[k].item);
    free(totals->subtotal.item);
    free(totals->page.item);
    free(totals->column);
    free(totals);
}

static bool remember(spans *list, lxw_row_t row, bool join)
{
    if (join && list->n > 0 && list->item[list->n - 1].to + 1 == row) {
        list->item[list->n - 1].to = row;
        return true;
    }
    if (list->n == list->cap) {
        size_t cap = list->cap ? 2 * list->cap : 64;
        span *larger = realloc(list->item, cap * sizeof *larger);

        if (!larger)
            return false;
        list->item = larger;
        list->cap = cap;
    }
    list->item[list->n++] = (span){row, row};
    return true;
}

static void no_memory(kp__wb_totals *totals)
{
    kp__wb_try(totals->s->w, LXW_ERROR_MEMORY_MALLOC_FAILED);
}

void kp__wb_totals_add(kp__wb_totals *totals)
{
    kp__wb_sheet *s = totals->s;

    for (size_t k = 0; k < KP__SUM_COUNT; k++)
        if (!remember(&totals->part[k], s->at - 1, true))
            no_memory(totals);

    for (size_t i = totals->first_total; i < s->report->ncolumns; i++) {
        if (!s->report->column[i].total)
            continue;
        if (!s->plan->column[i].shows_figure)
            continue;
        for (size_t k = 0; k < KP__SUM_COUNT; k++)
            (void)kp_dec_add(totals->column[i].of[k], s->plan->column[i].figure,
                             &totals->column[i].of[k]);
    }
}

// ---- formulas

static void put_reference(kp_buf *out, size_t col, lxw_row_t row)
{
    kp_column_letters((uint32_t)col + 1, out);
    kp_buf_uint(out, (uint64_t)row + 1);
}

/* D5:D9,D11; in portions, since a SUM takes only so many arguments. */
static void put_spans(const spans *list, size_t col, bool single, kp_buf *out)
{
    for (size_t i = 0; i < list->n; i++) {
        if (i > 0)
            kp_buf_z(out, i % ARGUMENTS == 0 ? "),SUM(" : ",");
        put_reference(out, col, list->item[i].from);
        if (single)
            continue;
        kp_buf_char(out, ':');
        put_reference(out, col, list->item[i].to);
    }
}

/* What a total adds up.  Totals below each other are shorter than all their rows, and
 * adding up the whole column would count everything twice. */
static const spans *parts_of(const kp__wb_totals *totals, kp__wb_sum sum)
{
    if (sum == KP__SUM_ALL && totals->subtotal.n > 0)
        return &totals->subtotal;
    if (sum == KP__SUM_ALL && totals->page.n > 0)
        return &totals->page;
    return &totals->part[sum];
}

/* "=ROUND(SUM(D5:D9),2)", NUL-terminated; NULL when no formula says the same. */
static const char *make_formula(kp__wb_totals *totals, size_t col, kp__wb_sum sum)
{
    kp__wb_sheet *s = totals->s;
    kp_buf *formula = &totals->formula;
    const spans *list = parts_of(totals, sum);
    bool portions = list->n > ARGUMENTS;

    if (s->plan->column[col].text_number || list->n == 0)
        return NULL;
    kp_buf_clear(formula);
    kp_buf_z(formula, portions ? "=ROUND(SUM(SUM(" : "=ROUND(SUM(");
    put_spans(list, col, list != &totals->part[sum], formula);
    kp_buf_z(formula, portions ? "))," : "),");
    kp_buf_uint(formula, (uint64_t)kp_report_decimals(&s->report->column[col]));
    kp_buf_char(formula, ')');
    kp_buf_char(formula, 0);
    return formula->broken || formula->n > FORMULA_CHARS ? NULL : formula->p;
}

// ---- rows

static void put_text_sum(kp__wb_sheet *s, size_t col, kp__wb_role role, kp_decimal sum)
{
    kp_buf_clear(&s->w->text);
    kp_dec_print(sum, kp_report_decimals(&s->report->column[col]), &s->w->text);
    kp__wb_put_text(s, (lxw_col_t)col, kp_buf_view(&s->w->text),
                    kp__wb_cell_format(&s->w->formats, role, KP__NUMBER_TEXT, 0));
}

static void put_sum(kp__wb_totals *totals, size_t col, kp__wb_sum which)
{
    kp__wb_sheet *s = totals->s;
    const kp_report_column *column = &s->report->column[col];
    kp__wb_role role = which == KP__SUM_ALL ? KP__TOTAL : KP__SUBTOTAL;
    kp_decimal sum = totals->column[col].of[which];
    int decimals = kp_report_decimals(column);
    kp__wb_look look = kp__wb_number_look(column->format);
    lxw_format *format = kp__wb_cell_format(
        &s->w->formats, role, look, look == KP__PERCENT ? decimals - 2 : decimals);
    const char *formula = make_formula(totals, col, which);
    double value;

    if (!kp__wb_exact_double(sum, decimals, &value))
        put_text_sum(s, col, role, sum);
    else if (formula)
        kp__wb_try(s->w, worksheet_write_formula_num(s->sheet, s->at, (lxw_col_t)col,
                                                     formula, format, value));
    else
        kp__wb_try(s->w, worksheet_write_number(s->sheet, s->at, (lxw_col_t)col, value,
                                                format));
}

static void put_row(kp__wb_totals *totals, kp__wb_sum which, kp_str label)
{
    kp__wb_sheet *s = totals->s;
    kp__wb_role role = which == KP__SUM_ALL ? KP__TOTAL : KP__SUBTOTAL;
    lxw_format *text = kp__wb_cell_format(&s->w->formats, role, KP__CENTRE, 0);

    kp__wb_set_height(s, KP__TOTAL_POINTS);
    if (totals->first_total > 0)
        kp__wb_put_across(s, 0, (lxw_col_t)(totals->first_total - 1), label, text);
    for (size_t i = totals->first_total; i < s->report->ncolumns; i++) {
        if (s->report->column[i].total)
            put_sum(totals, i, which);
        else
            kp__wb_put_text(s, (lxw_col_t)i, KP_NONE, text);
    }
    s->at++;
}

/* What follows is another group, or page. */
static void begin_anew(kp__wb_totals *totals, kp__wb_sum which)
{
    totals->part[which].n = 0;
    for (size_t i = 0; i < totals->s->report->ncolumns; i++)
        totals->column[i].of[which] = kp_dec(0, 0);
}

/* "投资促进局 小计" */
static kp_str group_label(kp__wb_sheet *s, uint32_t row)
{
    kp_buf *label = &s->w->label;

    kp_buf_clear(label);
    kp_report_show(s->w->run, s->report->subtotal, row, label);
    if (label->n > 0)
        kp_buf_char(label, ' ');
    kp_buf_z(label, kp__wb_label(s->w, "小计", "subtotal"));
    return kp_buf_view(label);
}

void kp__wb_totals_put_group(kp__wb_totals *totals, uint32_t row)
{
    kp__wb_sheet *s = totals->s;

    if (!remember(&totals->subtotal, s->at, false))
        no_memory(totals);
    put_row(totals, KP__SUM_GROUP, group_label(s, row));
    begin_anew(totals, KP__SUM_GROUP);
}

void kp__wb_totals_put_page(kp__wb_totals *totals)
{
    kp__wb_sheet *s = totals->s;

    if (totals->first_total == s->report->ncolumns)
        return;
    if (!remember(&totals->page, s->at, false))
        no_memory(totals);
    put_row(totals, KP__SUM_PAGE,
            kp_str_of(kp__wb_label(s->w, "本页小计", "This page")));
    begin_anew(totals, KP__SUM_PAGE);
}

void kp__wb_totals_put_all(kp__wb_totals *totals)
{
    kp__wb_sheet *s = totals->s;

    if (totals->first_total == s->report->ncolumns)
        return;  // nothing is added up
    put_row(totals, KP__SUM_ALL, kp_str_of(kp__wb_label(s->w, "合　计", "Total")));
}
