/* report_chart.c - 图 of a layout: which of its columns are drawn, and over what.
 *
 * A chart points at the cells of its own sheet, so that it can show nothing that does
 * not stand there.  Owner: scheme arena.  Errors: diagnostics at the option's cell.
 */
#include "engine/base/fold.h"
#include "rules/sheets/reports.h"

typedef struct reader {
    kp_build *b;
    const kp_block *block;
    const kp_option *option;  // being read
    kp_report *report;
} reader;

static bool refuse(const reader *r, kp_code code, kp_str arg1, kp_str arg2)
{
    kp__sheet_fault(r->b, r->block, r->block->top, r->option->col, code, arg1, arg2);
    return false;
}

static bool has_figures(const reader *r, const kp_report_column *column)
{
    if (column->row_number || column->empty ||
        r->b->scheme->field[column->field]->kind != KP_NUM)
        return false;
    return column->format == KP_FORMAT_MONEY || column->format == KP_FORMAT_NUMBER ||
           column->format == KP_FORMAT_INTEGER || column->format == KP_FORMAT_PERCENT;
}

static kp_str nearest_heading(const reader *r, kp_str wrong)
{
    size_t n = r->report->ncolumns;
    kp_str *names = KP_NEW_ARRAY(r->b->arena, n + 1, kp_str);

    for (size_t i = 0; i < n; i++)
        names[i] = r->report->column[i].heading;
    return kp_nearest(wrong, names, n);
}

/* Of columns with one name the one that can be drawn is meant, if it is only one. */
static bool find_column(const reader *r, kp_str name, bool figures, uint32_t *out)
{
    const kp_report *report = r->report;
    kp_str folded = kp_fold(r->b->arena, name);
    size_t found = 0, fitting = 0;

    for (size_t i = 0; i < report->ncolumns; i++) {
        const kp_report_column *column = &report->column[i];

        if (!kp_str_eq(kp_fold(r->b->arena, column->heading), folded))
            continue;
        found++;
        if (figures ? !has_figures(r, column) : column->empty)
            continue;
        fitting++;
        *out = (uint32_t)i;
    }
    if (found == 0)
        return refuse(r, KP2163, name, nearest_heading(r, name));
    if (fitting == 0)
        return refuse(r, figures ? KP2164 : KP2163, name, KP_NONE);
    return fitting == 1 || refuse(r, KP2147, name, KP_NONE);
}

static bool find_first_text(const reader *r, uint32_t *out)
{
    for (size_t i = 0; i < r->report->ncolumns; i++) {
        const kp_report_column *column = &r->report->column[i];

        if (column->row_number || column->empty || column->format != KP_FORMAT_TEXT)
            continue;
        *out = (uint32_t)i;
        return true;
    }
    return refuse(r, KP2166, KP_STR("图横轴"), KP_NONE);
}

static bool read_across(reader *r, kp_report_chart *chart)
{
    const kp_option *chosen = r->option;
    const kp_option *across = kp_block_option(r->block, "图横轴", "chartacross");

    if (!across)
        return find_first_text(r, &chart->across);
    r->option = across;
    bool found = find_column(r, across->value, false, &chart->across);
    r->option = chosen;
    return found;
}

/* All wrong names are told. */
static bool read_values(reader *r, kp_report_chart *chart)
{
    const kp_option *values = kp_block_option(r->block, "图数值", "chartvalues");
    kp_str *name;
    bool right = true;

    if (!values || values->value.n == 0)
        return refuse(r, KP2166, KP_STR("图数值"), KP_NONE);
    r->option = values;
    size_t n = kp__split_list(r->b->arena, values->value, &name);
    chart->value = KP_NEW_ARRAY(r->b->arena, n + 1, uint32_t);
    for (size_t i = 0; i < n; i++)
        if (!find_column(r, name[i], true, &chart->value[chart->nvalues++]))
            right = false;
    if (chart->kind == KP_CHART_PIE && n > 1)
        return refuse(r, KP2168, values->value, KP_NONE);
    return right;
}

static kp_chart_kind kind_of(kp_str word)
{
    static const struct {
        const char *zh, *en;
        kp_chart_kind kind;
    } kinds[] = {
        {"柱形", "columns", KP_CHART_COLUMNS},
        {"条形", "bars", KP_CHART_BARS},
        {"折线", "lines", KP_CHART_LINES},
        {"饼形", "pie", KP_CHART_PIE},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kp_str_is(word, kinds[i].zh) || kp_str_is(word, kinds[i].en))
            return kinds[i].kind;
    return KP_CHART_NONE;  // refused where all words of options are
}

/* An option that nothing comes of must not be passed over. */
static void refuse_without_kind(reader *r)
{
    static const char *const parts[][2] = {
        {"图横轴", "chartacross"}, {"图数值", "chartvalues"}, {"图标题", "charttitle"}};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        r->option = kp_block_option(r->block, parts[i][0], parts[i][1]);
        if (!r->option)
            continue;
        refuse(r, KP2166, KP_STR("图"), KP_NONE);
        return;
    }
}

static kp_str title_of(const reader *r)
{
    const kp_option *title = kp_block_option(r->block, "图标题", "charttitle");

    if (title)
        return kp__fill_in_month(r->b, title->value);
    return r->report->title.n ? r->report->title : r->report->name;
}

static bool may_have_chart(const reader *r)
{
    const kp_report *report = r->report;

    if (report->style != KP_REPORT_SHEET)
        return refuse(r, KP2167, report->name, KP_NONE);
    if (report->page_total || kp_block_option(r->block, "小计", "subtotal"))
        return refuse(r, KP2165, KP_NONE, KP_NONE);
    return true;
}

void kp__read_report_chart(kp_build *b, const kp_block *block, kp_report *report)
{
    reader r = {b, block, kp_block_option(block, "图", "chart"), report};
    kp_report_chart chart = {0};

    if (!r.option) {
        refuse_without_kind(&r);
        return;
    }
    chart.kind = kind_of(kp_fold(b->arena, r.option->value));
    if (r.option->value.n == 0)
        refuse(&r, KP2166, KP_STR("图"), KP_NONE);
    if (chart.kind == KP_CHART_NONE || !may_have_chart(&r))
        return;
    bool across = read_across(&r, &chart), values = read_values(&r, &chart);
    chart.title = title_of(&r);
    if (across && values)
        report->chart = chart;
}
