/* report_tie.c - do the sums of the outputs agree?  See report_tie.h. */
#include "engine/report_tie.h"

#include "engine/report_rows.h"

#define TEXT_MAX 4096
#define MOST_NAMED 5  // rows told by key

kp_report_sums *kp_report_sums_make(kp_arena *arena, const kp_scheme *scheme)
{
    kp_report_sums *sums = KP_NEW_ARRAY(arena, scheme->nreports + 1, kp_report_sums);

    for (size_t i = 0; i < scheme->nreports; i++) {
        size_t n = scheme->report[i]->ncolumns;

        sums[i].total = KP_NEW_ARRAY(arena, n + 1, kp_decimal);
        for (size_t k = 0; k < n; k++)
            sums[i].total[k] = kp_dec(0, 0);
    }
    return sums;
}

void kp_report_sums_add(kp_report_sums *sums, size_t column, kp_decimal num)
{
    (void)kp_dec_add(sums->total[column], num, &sums->total[column]);
}

// ---- as the scheme says

static kp_decimal figure_of(const kp_run *run, const kp_report_sums *sums,
                            const kp_tie_term *term)
{
    switch (term->kind) {
    case KP_TIE_NUMBER:
        return term->num;
    case KP_TIE_COLUMN:
        return sums[term->report].total[term->column];
    case KP_TIE_ROWS:
        return kp_dec((int64_t)sums[term->report].rows, 0);
    case KP_TIE_FIELD:
        break;
    }
    return kp_report_sum_of_field(run, term->field);
}

static kp_decimal side_of(const kp_run *run, const kp_report_sums *sums,
                          const kp_tie_side *side)
{
    kp_decimal all = kp_dec(0, 0);

    for (size_t i = 0; i < side->n; i++) {
        kp_decimal num = figure_of(run, sums, &side->term[i]);

        (void)kp_dec_add(all, side->term[i].minus ? kp_dec_neg(num) : num, &all);
    }
    return all;
}

static bool holds(kp_tie_relation relation, kp_decimal left, kp_decimal right)
{
    int order = kp_dec_cmp(left, right);

    return relation == KP_TIE_EQ   ? order == 0
           : relation == KP_TIE_LE ? order <= 0
                                   : order >= 0;
}

/* "sum(工资表.实发合计) = 41131.10": amounts with their 分, as people write them. */
static void put_figure(kp_buf *out, kp_str what, kp_decimal num, bool counts)
{
    kp_i128 minor;

    kp_buf_str(out, what);
    kp_buf_z(out, " = ");
    kp_dec_print(num, !counts && kp_dec_to_i128(num, 2, &minor) ? 2 : -1, out);
}

static bool only_counts(const kp_tie *tie)
{
    const kp_tie_side *side[] = {&tie->left, &tie->right};

    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < side[k]->n; i++)
            if (side[k]->term[i].kind == KP_TIE_COLUMN ||
                side[k]->term[i].kind == KP_TIE_FIELD)
                return false;
    return true;
}

static bool tie_holds(const kp_run *run, const kp_report_sums *sums, const kp_tie *tie,
                      kp_diags *diags)
{
    kp_decimal left = side_of(run, sums, &tie->left);
    kp_decimal right = side_of(run, sums, &tie->right);
    kp_buf a, b;

    if (holds(tie->relation, left, right))
        return true;
    kp_buf_init(&a, TEXT_MAX);
    kp_buf_init(&b, TEXT_MAX);
    put_figure(&a, tie->left.text, left, only_counts(tie));
    put_figure(&b, tie->right.text, right, only_counts(tie));
    (void)kp_fail(diags, tie->severity == KP_WARNING ? KP6632 : KP6631, tie->where,
                  tie->message, tie->name, kp_buf_view(&a), kp_buf_view(&b));
    kp_buf_free(&a);
    kp_buf_free(&b);
    return tie->severity == KP_WARNING;
}

// ---- files that leave rows out

static bool speaks_of(const kp_tie_side *side, uint32_t report, uint32_t column)
{
    for (size_t i = 0; i < side->n; i++)
        if (side->term[i].kind == KP_TIE_COLUMN && side->term[i].report == report &&
            side->term[i].column == column)
            return true;
    return false;
}

/* What such a column must add up to is the scheme's own affair. */
static bool is_declared(const kp_scheme *scheme, uint32_t report, uint32_t column)
{
    for (size_t i = 0; i < scheme->nties; i++)
        if (speaks_of(&scheme->tie[i].left, report, column) ||
            speaks_of(&scheme->tie[i].right, report, column))
            return true;
    return false;
}

static bool is_money(const kp_report_column *column)
{
    return !column->row_number && !column->empty &&
           (column->format == KP_FORMAT_MONEY || column->format == KP_FORMAT_FEN);
}

/* Keys of rows that have an amount and do not stand in the file. */
static void put_missing(const kp_run *run, const kp_report *report, uint32_t field,
                        kp_buf *out)
{
    const kp_table *table = run->table[report->entity];
    size_t n = 0;

    for (size_t row = 0; row < table->n; row++) {
        kp_value amount = kp_report_value(run, field, row);

        if (kp_report_prints(run, report, row) || !KP_HAS_VALUE(amount.state) ||
            kp_dec_sign(amount.as.num) == 0)
            continue;
        if (n++ >= MOST_NAMED)
            continue;
        kp_buf_z(out, n > 1 ? "、" : "");
        kp_buf_str(out, kp_symbol_text(run->scheme->symbols, table->key[row]));
    }
    if (n > MOST_NAMED) {
        kp_buf_z(out, " …… ");
        kp_buf_uint(out, n);
    }
}

static bool column_is_complete(const kp_run *run, const kp_report *report,
                               const kp_report_sums *sums, size_t column,
                               kp_diags *diags)
{
    const kp_report_column *c = &report->column[column];
    kp_decimal written = sums->total[column];
    kp_decimal all = kp_report_sum_of_field(run, c->field);
    kp_buf name, whole, figures, missing;

    if (kp_dec_cmp(written, all) == 0)
        return true;
    kp_buf_init(&name, TEXT_MAX);
    kp_buf_init(&whole, TEXT_MAX);
    kp_buf_init(&figures, TEXT_MAX);
    kp_buf_init(&missing, TEXT_MAX);
    kp_buf_str(&name, report->name);
    kp_buf_char(&name, '.');
    put_figure(&name, c->heading, written, false);
    kp_buf_str(&whole, run->scheme->entity[report->entity]->name);
    kp_buf_char(&whole, '.');
    kp_buf_str(&whole, run->scheme->field[c->field]->name);
    put_figure(&figures, kp_buf_view(&whole), all, false);
    put_missing(run, report, c->field, &missing);
    (void)kp_fail(diags, KP6633, c->where, KP_NONE, kp_buf_view(&name),
                  kp_buf_view(&figures), kp_buf_view(&missing));
    kp_buf_free(&name);
    kp_buf_free(&whole);
    kp_buf_free(&figures);
    kp_buf_free(&missing);
    return false;
}

static bool file_is_complete(const kp_run *run, const kp_report *report,
                             const kp_report_sums *sums, kp_diags *diags)
{
    bool complete = true;

    if (report->style != KP_REPORT_TEXT || report->untied || !sums->written)
        return true;
    for (size_t k = 0; k < report->ncolumns; k++)
        if (is_money(&report->column[k]) &&
            !is_declared(run->scheme, (uint32_t)report->index, (uint32_t)k) &&
            !column_is_complete(run, report, sums, k, diags))
            complete = false;
    return complete;
}

kp_status kp_ties_check(const kp_run *run, const kp_report_sums *sums, kp_diags *diags)
{
    const kp_scheme *scheme = run->scheme;
    bool good = true;

    for (size_t i = 0; i < scheme->nties; i++)
        if (!tie_holds(run, sums, &scheme->tie[i], diags))
            good = false;
    for (size_t i = 0; i < scheme->nreports; i++)
        if (!file_is_complete(run, scheme->report[i], &sums[i], diags))
            good = false;
    return good ? KP_OK : KP_EINVALID;
}
