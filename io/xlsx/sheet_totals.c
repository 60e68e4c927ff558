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
    kp_decimal group, all;
} sums;

struct kp__wb_totals {
    kp__wb_sheet *s;
    sums *column;
    size_t first_total;    // columns before it carry the label
    lxw_row_t group_from;  // first row of the group being written
    lxw_row_t rows_from;
    lxw_row_t *subtotal;  // rows of the subtotals written
    size_t nsubtotals, cap;
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
        totals->column[i] = (sums){kp_dec(0, 0), kp_dec(0, 0)};
    totals->s = s;
    totals->first_total = first_total_column(s->report);
    totals->group_from = totals->rows_from = s->at;
    kp_buf_init(&totals->formula, 1 << 20);
    return totals;
}

void kp__wb_totals_close(kp__wb_totals *totals)
{
    kp_buf_free(&totals->formula);
    free(totals->subtotal);
    free(totals->column);
    free(totals);
}

void kp__wb_totals_add(kp__wb_totals *totals, uint32_t row)
{
    kp__wb_sheet *s = totals->s;

    for (size_t i = totals->first_total; i < s->report->ncolumns; i++) {
        if (!s->report->column[i].total)
            continue;
        kp__wb_shown shown =
            kp__wb_show(s->w->run, &s->report->column[i], row, 1, &s->w->text);
        if (shown.as != KP__SHOW_NUMBER)
            continue;
        (void)kp_dec_add(totals->column[i].group, shown.num, &totals->column[i].group);
        (void)kp_dec_add(totals->column[i].all, shown.num, &totals->column[i].all);
    }
}

// ---- formulas

static void put_reference(kp_buf *out, size_t col, lxw_row_t row)
{
    kp_column_letters((uint32_t)col + 1, out);
    kp_buf_uint(out, (uint64_t)row + 1);
}

static void put_range(kp_buf *out, size_t col, lxw_row_t from, lxw_row_t to)
{
    put_reference(out, col, from);
    kp_buf_char(out, ':');
    put_reference(out, col, to);
}

/* The subtotals one by one: adding up the whole column would count everything twice. */
static void put_subtotals(const kp__wb_totals *totals, size_t col, kp_buf *out)
{
    for (size_t i = 0; i < totals->nsubtotals; i++) {
        if (i > 0)
            kp_buf_z(out, i % ARGUMENTS == 0 ? "),SUM(" : ",");
        put_reference(out, col, totals->subtotal[i]);
    }
}

/* "=ROUND(SUM(D5:D9),2)", NUL-terminated; NULL when no formula says the same. */
static const char *make_formula(kp__wb_totals *totals, size_t col, bool group)
{
    kp__wb_sheet *s = totals->s;
    kp_buf *formula = &totals->formula;
    bool chunks = !group && totals->nsubtotals > ARGUMENTS;

    if (s->plan->column[col].text_number || s->at == totals->rows_from)
        return NULL;
    kp_buf_clear(formula);
    kp_buf_z(formula, chunks ? "=ROUND(SUM(SUM(" : "=ROUND(SUM(");
    if (group)
        put_range(formula, col, totals->group_from, s->at - 1);
    else if (totals->nsubtotals > 0)
        put_subtotals(totals, col, formula);
    else
        put_range(formula, col, totals->rows_from, s->at - 1);
    kp_buf_z(formula, chunks ? "))," : "),");
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

static void put_sum(kp__wb_totals *totals, size_t col, kp__wb_role role, kp_decimal sum)
{
    kp__wb_sheet *s = totals->s;
    const kp_report_column *column = &s->report->column[col];
    int decimals = kp_report_decimals(column);
    kp__wb_look look = kp__wb_number_look(column->format);
    lxw_format *format = kp__wb_cell_format(
        &s->w->formats, role, look, look == KP__PERCENT ? decimals - 2 : decimals);
    const char *formula = make_formula(totals, col, role == KP__SUBTOTAL);
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

static void put_row(kp__wb_totals *totals, kp__wb_role role, kp_str label)
{
    kp__wb_sheet *s = totals->s;
    lxw_format *text = kp__wb_cell_format(&s->w->formats, role, KP__CENTRE, 0);

    kp__wb_set_height(s, 21);
    if (totals->first_total > 0)
        kp__wb_put_across(s, 0, (lxw_col_t)(totals->first_total - 1), label, text);
    for (size_t i = totals->first_total; i < s->report->ncolumns; i++) {
        const sums *sum = &totals->column[i];

        if (s->report->column[i].total)
            put_sum(totals, i, role, role == KP__SUBTOTAL ? sum->group : sum->all);
        else
            kp__wb_put_text(s, (lxw_col_t)i, KP_NONE, text);
    }
    s->at++;
}

static bool remember_subtotal(kp__wb_totals *totals)
{
    if (totals->nsubtotals == totals->cap) {
        size_t cap = totals->cap ? 2 * totals->cap : 64;
        lxw_row_t *larger = realloc(totals->subtotal, cap * sizeof *larger);

        if (!larger)
            return false;
        totals->subtotal = larger;
        totals->cap = cap;
    }
    totals->subtotal[totals->nsubtotals++] = totals->s->at;
    return true;
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

    if (!remember_subtotal(totals)) {
        kp__wb_try(s->w, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    put_row(totals, KP__SUBTOTAL, group_label(s, row));
    totals->group_from = s->at;
    for (size_t i = 0; i < s->report->ncolumns; i++)
        totals->column[i].group = kp_dec(0, 0);
}

void kp__wb_totals_put_all(kp__wb_totals *totals)
{
    kp__wb_sheet *s = totals->s;

    if (totals->first_total == s->report->ncolumns)
        return;  // nothing is added up
    put_row(totals, KP__TOTAL, kp_str_of(kp__wb_label(s->w, "合　计", "Total")));
}
