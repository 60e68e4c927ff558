/* report_rows.c - rows, order, sums and plain spelling of layouts; see report_rows.h.
 */
#include "engine/report_rows.h"

#include <stdlib.h>

#include "engine/kernel_sort.h"

static const kp_column *column_of(const kp_run *run, uint32_t field)
{
    const kp_field *f = run->scheme->field[field];

    return &run->table[f->entity]->column[f->local];
}

kp_value kp_report_value(const kp_run *run, uint32_t field, size_t row)
{
    return kp_column_get(column_of(run, field), row);
}

bool kp_report_prints(const kp_run *run, const kp_report *report, size_t row)
{
    if (report->filter == KP_NO_FIELD)
        return true;
    kp_value keep = kp_report_value(run, report->filter, row);
    return keep.state == KP_VALUE && keep.as.flag;
}

// ---- order

/* Where a choice was declared; texts that are not among the choices come last. */
static size_t place_of_choice(const kp_field *field, uint32_t symbol)
{
    size_t i = 0;

    while (i < field->noptions && field->option[i] != symbol)
        i++;
    return i;
}

static int compare_texts(const kp_run *run, const kp_field *field, uint32_t a,
                         uint32_t b)
{
    if (a == b)
        return 0;
    size_t at_a = place_of_choice(field, a), at_b = place_of_choice(field, b);
    if (at_a != at_b)
        return at_a < at_b ? -1 : 1;
    return kp_str_cmp(kp_symbol_text(run->scheme->symbols, a),
                      kp_symbol_text(run->scheme->symbols, b));
}

static int compare_values(const kp_run *run, const kp_field *field, kp_value a,
                          kp_value b)
{
    switch (field->kind) {
    case KP_NUM:
        return kp_dec_cmp(a.as.num, b.as.num);
    case KP_TEXT:
        return compare_texts(run, field, a.as.symbol, b.as.symbol);
    case KP_DATE:
        return (a.as.date > b.as.date) - (a.as.date < b.as.date);
    case KP_BOOL:
        return (int)a.as.flag - (int)b.as.flag;
    case KP_LINK:
        break;
    }
    return (a.as.row > b.as.row) - (a.as.row < b.as.row);
}

typedef struct row_order {
    const kp_run *run;
    const kp_report *report;
} row_order;

static int compare_by_sort(const row_order *order, size_t i, uint32_t a, uint32_t b)
{
    uint32_t field = order->report->sort[i];
    kp_value va = kp_report_value(order->run, field, a);
    kp_value vb = kp_report_value(order->run, field, b);

    if (va.state != KP_VALUE || vb.state != KP_VALUE)
        return (va.state != KP_VALUE) - (vb.state != KP_VALUE);
    int by_value = compare_values(order->run, order->run->scheme->field[field], va, vb);
    return order->report->descending[i] ? -by_value : by_value;
}

static int compare_rows(const void *context, uint32_t a, uint32_t b)
{
    const row_order *order = context;

    for (size_t i = 0; i < order->report->nsorts; i++) {
        int by_sort = compare_by_sort(order, i, a, b);

        if (by_sort != 0)
            return by_sort;
    }
    return 0;  // the sort is stable and rows stand in key order
}

kp_status kp_report_rows_open(const kp_run *run, const kp_report *report,
                              kp_report_rows *out)
{
    size_t n = run->table[report->entity]->n;

    *out = (kp_report_rows){0};
    // Twice as many: the second half is room for the merge sort.
    uint32_t *row = calloc(2 * n + 1, sizeof *row);
    if (!row)
        return KP_ENOMEM;
    for (uint32_t i = 0; i < n; i++)
        if (kp_report_prints(run, report, i))
            row[out->n++] = i;
    row_order order = {run, report};
    if (report->nsorts)
        kp__sort_rows(row, row + n, out->n, compare_rows, &order);
    out->row = row;
    return KP_OK;
}

void kp_report_rows_close(kp_report_rows *rows)
{
    free(rows->row);
    *rows = (kp_report_rows){0};
}

bool kp_report_same_group(const kp_run *run, const kp_report *report, uint32_t a,
                          uint32_t b)
{
    kp_value va = kp_report_value(run, report->subtotal, a);
    kp_value vb = kp_report_value(run, report->subtotal, b);

    if (va.state != KP_VALUE || vb.state != KP_VALUE)
        return va.state == vb.state;
    return compare_values(run, run->scheme->field[report->subtotal], va, vb) == 0;
}

// ---- sums

int kp_report_decimals(const kp_report_column *column)
{
    int decimals = column->decimals;

    if (column->format == KP_FORMAT_INTEGER)
        return 0;
    if (column->format == KP_FORMAT_PERCENT)
        decimals += 2;
    return decimals > KP_MAX_DECIMALS ? KP_MAX_DECIMALS : decimals;
}

static bool has_numbers(const kp_run *run, const kp_report_column *column)
{
    return !column->row_number && !column->empty &&
           run->scheme->field[column->field]->kind == KP_NUM;
}

typedef struct exact_sum {
    kp_i128 words;  // plain numbers share a scale: their sum is exact
    kp_decimal wide;
    bool lost;
} exact_sum;

static void add_cell(exact_sum *sum, const kp_column *cells, size_t row)
{
    kp_state state = kp_column_state(cells, row);

    if (state == KP_VALUE)
        sum->words += cells->v[row];
    else if (KP_HAS_VALUE(state) &&
             !kp_dec_add(sum->wide, kp_word_decimal(cells->v[row], state, 0),
                         &sum->wide))
        sum->lost = true;
}

static bool finish_sum(const exact_sum *sum, const kp_column *cells, kp_decimal *out)
{
    return kp_dec_add((kp_decimal){sum->words, cells->scale}, sum->wide, out) &&
           !sum->lost;
}

bool kp_report_total(const kp_run *run, const kp_report *report, size_t column,
                     kp_decimal *out)
{
    if (column >= report->ncolumns || !has_numbers(run, &report->column[column]))
        return false;
    const kp_column *cells = column_of(run, report->column[column].field);
    exact_sum sum = {.wide = kp_dec(0, 0)};

    for (size_t row = 0; row < cells->n; row++)
        if (kp_report_prints(run, report, row))
            add_cell(&sum, cells, row);
    return finish_sum(&sum, cells, out);
}

kp_decimal kp_report_sum_of_field(const kp_run *run, uint32_t field)
{
    const kp_column *cells = column_of(run, field);
    exact_sum sum = {.wide = kp_dec(0, 0)};
    kp_decimal all = kp_dec(0, 0);

    for (size_t row = 0; row < cells->n; row++)
        add_cell(&sum, cells, row);
    (void)finish_sum(&sum, cells, &all);
    return all;
}

// ---- spelling

static void spell_value(const kp_run *run, const kp_field *field, kp_value value,
                        kp_buf *out)
{
    const kp_symbols *symbols = run->scheme->symbols;

    if (value.kind == KP_LINK)
        kp_buf_str(
            out,
            kp_symbol_text(symbols, run->table[field->link_entity]->key[value.as.row]));
    else
        kp_value_print(value, field->decimals, symbols, out);
}

void kp_report_spell(const kp_run *run, uint32_t field, size_t row, kp_buf *out)
{
    kp_value value = kp_report_value(run, field, row);

    switch (value.state) {
    case KP_BLANK:
        return;
    case KP_ABSENT:
        kp_buf_z(out, "不适用");
        return;
    case KP_ERROR:
        kp_buf_z(out, "#错误 ");
        kp_buf_z(out, kp_code_name(value.as.fault.code));
        return;
    case KP_VALUE:
    case KP_WIDE:
        break;
    }
    spell_value(run, run->scheme->field[field], value, out);
}

static bool show_linked_row(const kp_run *run, uint32_t entity, uint32_t row,
                            kp_buf *out)
{
    uint32_t shown = run->scheme->entity[entity]->shown;

    if (shown == KP_NO_FIELD)
        return false;
    kp_value name = kp_report_value(run, shown, row);

    if (name.state != KP_VALUE)
        return false;
    kp_buf_str(out, kp_symbol_text(run->scheme->symbols, name.as.symbol));
    return true;
}

void kp_report_show(const kp_run *run, uint32_t field, size_t row, kp_buf *out)
{
    const kp_field *f = run->scheme->field[field];

    if (f->kind == KP_LINK) {
        kp_value link = kp_report_value(run, field, row);

        if (link.state == KP_VALUE &&
            show_linked_row(run, f->link_entity, link.as.row, out))
            return;
    }
    kp_report_spell(run, field, row, out);
}
