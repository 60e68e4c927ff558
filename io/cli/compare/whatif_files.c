/* whatif_files.c - a comparison as a workbook and CSV files.
 *
 * The comparison is written down as a little scheme of its own, with its figures as
 * data and its sheets as layouts, and calculated by the engine: so that differences,
 * totals and the check that the parts add up are made by what makes them everywhere
 * else, and the sheets look like all others.
 */
#include <stdlib.h>

#include "engine/report.h"
#include "io/cli/compare/scheme_changes.h"
#include "io/cli/compare/whatif_show.h"
#include "io/cli/run/run_month.h"
#include "io/cli/run/run_outlet.h"
#include "io/csv/csv_read.h"
#include "io/csv/csv_write.h"
#include "io/text/report_text.h"
#include "io/xlsx/workbook.h"
#include "rules/load/load.h"

#define TEXT_MAX ((size_t)1 << 31)
#define MOST_DECIMALS 12  // that a field may declare

typedef struct sheets {
    kp_cli *cli;
    const kp_comparison *c;
    kp_buf text;
    kp_csv_writer csv;
    bool rest;
} sheets;

/* ---- cells ---- */

static void put(sheets *s, const char *z)
{
    kp_csv_text(&s->csv, kp_str_of(z));
}

static void put_str(sheets *s, kp_str text)
{
    kp_csv_text(&s->csv, text);
}

static void put_printf(sheets *s, const char *format, ...) KP_PRINTF(2, 3);
static void put_printf(sheets *s, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    kp_csv_text(&s->csv,
                (kp_str){text, n < (int)sizeof text ? (size_t)n : sizeof text - 1});
}

static void put_number(sheets *s, kp_decimal num)
{
    kp_buf digits;

    kp_buf_init(&digits, KP_DEC_TEXT);
    kp_dec_print(num, -1, &digits);
    kp_csv_number(&s->csv, kp_buf_view(&digits));
    kp_buf_free(&digits);
}

static void end_row(sheets *s)
{
    kp_csv_end_row(&s->csv);
}

/* A row of texts; NULL ends it. */
static void put_row(sheets *s, const char *const *cells)
{
    for (size_t i = 0; cells[i]; i++)
        put(s, cells[i]);
    end_row(s);
}

#define ROW(s, ...) put_row((s), (const char *const[]){__VA_ARGS__, NULL})

/* ---- what is the same in every table ---- */

static size_t namounts(const sheets *s)
{
    return s->c->nfields + s->c->nparts;
}

static const kp_compared_field *compared(const sheets *s, size_t i)
{
    return i < s->c->nfields ? &s->c->field[i] : &s->c->part[i - s->c->nfields];
}

/* Fields that nobody's amount differs in would be columns of zeros. */
static bool is_shown(const sheets *s, size_t i)
{
    return compared(s, i)->differs || i == s->c->main;
}

static bool has_parts(const sheets *s)
{
    return s->c->field[s->c->main].differs &&
           !(s->c->nparts == 1 && s->c->part[0].field == s->c->field[s->c->main].field);
}

static void put_decimals(sheets *s, int decimals)
{
    if (decimals <= MOST_DECIMALS)
        put_printf(s, "%d", decimals);
    else
        put(s, "");
}

static void declare(sheets *s, const char *entity, const char *name, size_t i,
                    int decimals, const char *formula)
{
    put(s, entity);
    put_printf(s, "%s%zu", name, i);
    put(s, "数值");
    put_decimals(s, decimals);
    put(s, formula);
    end_row(s);
}

/* 甲 the base, 乙 the trial, 差 their difference, 构 a part of the main one. */
static void declare_amounts(sheets *s, const char *entity)
{
    char formula[128];

    for (size_t i = 0; i < namounts(s); i++) {
        int decimals = compared(s, i)->decimals;
        int times = i < s->c->nfields ? 1 : s->c->part[i - s->c->nfields].times;

        if (!is_shown(s, i))
            continue;
        declare(s, entity, "甲", i, decimals, "");
        declare(s, entity, "乙", i, decimals, "");
        (void)snprintf(formula, sizeof formula, "(乙%zu - 甲%zu) * %d", i, i, times);
        declare(s, entity, "差", i, decimals, formula);
    }
    (void)snprintf(formula, sizeof formula, "差%zu", s->c->main);
    put(s, entity);
    ROW(s, "主差", "数值", "", formula);
}

static void put_sum_of_parts(const sheets *s, kp_buf *out)
{
    kp_buf_z(out, "0");
    for (size_t i = s->c->nfields; i < namounts(s); i++)
        if (is_shown(s, i))
            kp_buf_printf(out, " + 差%zu", i);
}

static void declare_rest(sheets *s, const char *entity)
{
    kp_buf formula;

    kp_buf_init(&formula, 1 << 16);
    kp_buf_z(&formula, "主差 - (");
    put_sum_of_parts(s, &formula);
    kp_buf_z(&formula, ")");
    put(s, entity);
    put(s, "其他");
    put(s, "数值");
    put(s, "");
    put_str(s, kp_buf_view(&formula));
    end_row(s);
    kp_buf_free(&formula);
}

static void head_amounts(sheets *s)
{
    for (size_t i = 0; i < namounts(s); i++) {
        if (!is_shown(s, i))
            continue;
        put_printf(s, "甲%zu", i);
        put_printf(s, "乙%zu", i);
    }
    end_row(s);
}

static void put_amounts(sheets *s, const kp_compared_row *row)
{
    for (size_t i = 0; i < namounts(s); i++) {
        if (!is_shown(s, i))
            continue;
        put_number(s, row->amount[i].base);
        put_number(s, row->amount[i].trial);
    }
    end_row(s);
}

/* ---- layouts: each as a sheet and as a CSV file ---- */

static void begin_layout(sheets *s, kp_str title, const char *entity, bool file)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 16);
    end_row(s);
    put(s, "报表");
    kp_buf_str(&text, title);
    kp_buf_z(&text, file ? "（CSV）" : "");
    put_str(s, kp_buf_view(&text));
    put_printf(s, "实体 %s", entity);
    put(s, file ? "样式 文本" : "样式 工作表");
    kp_buf_clear(&text);
    kp_buf_printf(&text, file ? "文件 %.*s.csv" : "标题 试算与原方案比较：%.*s",
                  KP_FMT(title));
    put_str(s, kp_buf_view(&text));
    kp_buf_free(&text);
    if (file)
        ROW(s, "编码 UTF-8-BOM", "分隔 ,", "表头 是", "行尾 CRLF");
    else
        ROW(s, "合计 是", "方向 横向");
    ROW(s, "列", "上级表头", "内容", "格式", "小数位", "合计");
}

static void text_column(sheets *s, const char *heading, const char *content)
{
    ROW(s, heading, "", content, "文本", "", "");
}

static void amount_column(sheets *s, kp_str heading, kp_str upper, const char *letter,
                          size_t i, int decimals, bool file)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 14);
    if (file && upper.n)  // a file has one heading row
        kp_buf_printf(&text, "%.*s·%.*s", KP_FMT(upper), KP_FMT(heading));
    else
        kp_buf_str(&text, heading);
    put_str(s, kp_buf_view(&text));
    put_str(s, file ? KP_NONE : upper);
    put_printf(s, "%s%zu", letter, i);
    put(s, "数值");
    put_decimals(s, decimals);
    put(s, file ? "" : "是");
    end_row(s);
    kp_buf_free(&text);
}

static void amount_columns(sheets *s, bool file)
{
    kp_buf upper;

    for (size_t i = 0; i < s->c->nfields; i++) {
        kp_str name = compared(s, i)->field->name;
        int decimals = compared(s, i)->decimals;

        if (!is_shown(s, i))
            continue;
        amount_column(s, KP_STR("原方案"), name, "甲", i, decimals, file);
        amount_column(s, KP_STR("试算"), name, "乙", i, decimals, file);
        amount_column(s, KP_STR("差额"), name, "差", i, decimals, file);
    }
    if (!has_parts(s))
        return;
    kp_buf_init(&upper, 1 << 14);
    kp_buf_printf(&upper, "%.*s差额的构成",
                  KP_FMT(compared(s, s->c->main)->field->name));
    for (size_t i = s->c->nfields; i < namounts(s); i++)
        if (is_shown(s, i))
            amount_column(s, compared(s, i)->field->name, kp_buf_view(&upper), "差", i,
                          compared(s, i)->decimals, file);
    if (s->rest)
        ROW(s, "其他", file ? "" : "差额的构成", "其他", "数值", "2", file ? "" : "是");
    kp_buf_free(&upper);
}

/* ---- the tables ---- */

static void put_definitions(sheets *s)
{
    char entity[32];

    ROW(s, "实体", "实体");
    ROW(s, "实体", "主键");
    ROW(s, "改动", "编号");
    ROW(s, "个体", "编号");
    ROW(s, "月度", "编号");
    for (size_t g = 0; g < s->c->ngroupings; g++) {
        (void)snprintf(entity, sizeof entity, "汇总%zu", g);
        ROW(s, entity, "编号");
    }
    end_row(s);
    ROW(s, "字段", "字段");
    ROW(s, "实体", "字段", "类型", "小数位", "公式", "缺失");
    ROW(s, "改动", "编号", "文本", "", "", "");
    for (size_t k = 0; k < 6; k++) {
        static const char *const names[] = {"表", "行", "列", "原来", "改为", "依据"};

        ROW(s, "改动", names[k], "文本", "", "", "可空");
    }
    ROW(s, "个体", "编号", "文本", "", "", "");
    ROW(s, "个体", "名称", "文本", "", "", "可空");
    declare_amounts(s, "个体");
    declare_rest(s, "个体");
    ROW(s, "月度", "编号", "文本", "", "", "");
    ROW(s, "月度", "人次", "计数", "", "", "");
    declare_amounts(s, "月度");
    declare_rest(s, "月度");
    for (size_t g = 0; g < s->c->ngroupings; g++) {
        (void)snprintf(entity, sizeof entity, "汇总%zu", g);
        ROW(s, entity, "编号", "文本", "", "", "");
        ROW(s, entity, "人次", "计数", "", "", "");
        declare_amounts(s, entity);
        declare_rest(s, entity);
    }
    end_row(s);
}

static void put_changes(sheets *s)
{
    kp_scheme_changes changes;

    kp_scheme_diff(s->cli->arena, &s->c->w->base.scheme.book, &s->c->trial->scheme.book,
                   &changes);
    ROW(s, "数据", "改动");
    ROW(s, "编号", "表", "行", "列", "原来", "改为", "依据");
    for (size_t k = 0; k < changes.n; k++) {
        const kp_scheme_change *change = &changes.item[k];

        put_printf(s, "%05zu", k + 1);
        put_str(s, change->block);
        put_str(s, change->row);
        put_str(s, change->column);
        put_str(s, change->before);
        put_str(s, change->after);
        put_str(s,
                change->clause_after.n ? change->clause_after : change->clause_before);
        end_row(s);
    }
    for (int file = 0; file < 2; file++) {
        begin_layout(s, KP_STR("改动"), "改动", file);
        text_column(s, "表", "表");
        text_column(s, "行", "行");
        text_column(s, "列", "列");
        text_column(s, "原来", "原来");
        text_column(s, "改为", "改为");
        text_column(s, "依据", "依据");
    }
    end_row(s);
}

static void put_rows(sheets *s, const kp_compared_rows *rows, const char *entity,
                     bool people)
{
    ROW(s, "数据", entity);
    put(s, "编号");
    put(s, people ? "名称" : "人次");
    head_amounts(s);
    for (size_t r = 0; r < rows->n; r++) {
        const kp_compared_row *row = &rows->row[r];

        put_str(s, kp_compared_key(s->cli, s->c, row));
        if (people)
            put_str(s, row->label);
        else
            put_printf(s, "%zu", row->heads);
        put_amounts(s, row);
    }
}

static void layout_rows(sheets *s, kp_str title, const char *entity, bool people,
                        kp_str heading)
{
    for (int file = 0; file < 2; file++) {
        begin_layout(s, title, entity, file);
        put_str(s, heading);
        ROW(s, "", "编号", "文本", "", "");
        if (people)
            text_column(s, "名称", "名称");
        else
            ROW(s, s->c->w->nmonths > 1 ? "人次" : "人数", "", "人次", "整数", "",
                file ? "" : "是");
        amount_columns(s, file);
    }
    end_row(s);
}

static void put_months(sheets *s)
{
    ROW(s, "数据", "月度");
    put(s, "编号");
    put(s, "人次");
    head_amounts(s);
    for (size_t k = 0; k < s->c->w->nmonths; k++) {
        char period[KP_MONTH_TEXT];

        kp_month_print(s->c->w->day[k], period);
        put(s, period);
        put_printf(s, "%zu", s->c->by_month[k].heads);
        put_amounts(s, &s->c->by_month[k]);
    }
    layout_rows(s, KP_STR("合计"), "月度", false, KP_STR("月份"));
}

static void put_groups(sheets *s)
{
    for (size_t g = 0; g < s->c->ngroupings; g++) {
        const kp_compared_rows *rows = &s->c->grouping[g];
        char entity[32];
        kp_buf title;

        (void)snprintf(entity, sizeof entity, "汇总%zu", g);
        put_rows(s, rows, entity, false);
        kp_buf_init(&title, 1 << 14);
        kp_buf_printf(&title, "按%.*s", KP_FMT(rows->name));
        layout_rows(s, kp_buf_view(&title), entity, false, rows->name);
        kp_buf_free(&title);
    }
}

/* Every row's parts must add up to its difference: the engine refuses otherwise. */
static void put_check(sheets *s)
{
    kp_buf condition;

    if (!has_parts(s) || s->rest)
        return;
    kp_buf_init(&condition, 1 << 16);
    kp_buf_z(&condition, "主差 = ");
    put_sum_of_parts(s, &condition);
    ROW(s, "校验", "校验");
    ROW(s, "名称", "实体", "条件", "提示");
    put(s, "构成合计等于差额");
    put(s, "个体");
    put_str(s, kp_buf_view(&condition));
    ROW(s, "构成合计不等于差额");
    end_row(s);
    kp_buf_free(&condition);
}

static kp_status write_scheme(sheets *s)
{
    kp_status status =
        kp_csv_open(&s->csv, KP_STR("比较.csv"),
                    (kp_csv_style){.encoding = KP_CSV_UTF8, .careful = true}, &s->text,
                    s->cli->diags);

    if (status != KP_OK)
        return status;
    for (size_t r = 0; r < s->c->rows.n && !s->rest; r++)
        s->rest = kp_dec_sign(kp_compared_rest(s->c, &s->c->rows.row[r])) != 0;
    put_definitions(s);
    put_check(s);
    put_changes(s);
    put_months(s);
    put_groups(s);
    put_rows(s, &s->c->rows, "个体", true);
    layout_rows(s, s->c->entity->name, "个体", true, s->c->entity->name);
    status = kp_csv_close(&s->csv);
    return s->text.broken ? KP_ENOMEM : status;
}

/* ---- calculated and written ---- */

static kp_status calculate(kp_cli *cli, const kp_comparison *c, kp_str text,
                           kp_symbols *symbols, kp_run **out)
{
    kp_load_input in = {0};
    kp_scheme *scheme;
    kp_table **tables;
    kp_book book;

    kp_book_init(&book, cli->arena);
    kp_status status = kp_csv_read(&book, KP_STR("比较.csv"), text, cli->diags);
    in.scheme_book = &book;
    if (status == KP_OK)
        status = kp_rules_compile(cli->arena, &book, symbols, c->w->day[0], &scheme,
                                  cli->diags);
    if (status == KP_OK)
        status = kp_load_tables(cli->arena, scheme, &in, &tables, cli->diags);
    if (status == KP_OK)
        status = kp_run_execute(cli->arena, scheme, tables, NULL, out, cli->diags);
    return status;
}

static kp_status write_file(kp_cli *cli, const kp_run *run, const kp_report *report)
{
    kp_buf text;

    kp_buf_init(&text, TEXT_MAX);
    kp_status status = kp_text_report_write(run, report, &text, NULL, cli->diags);
    if (status == KP_OK)
        status = kp_folder_write(cli->folder, report->file, kp_buf_view(&text), NULL,
                                 cli->diags);
    kp_buf_free(&text);
    return status;
}

static kp_status write_workbook(kp_cli *cli, const kp_comparison *c, const kp_run *run)
{
    kp_str name = KP_STR("比较.xlsx");
    kp_buf path;

    kp_buf_init(&path, 8192);
    kp_status status = kp_folder_path(cli->folder, name, &path, cli->diags);
    kp_buf_char(&path, '\0');
    kp_workbook_options options = {.path = path.p,
                                   .head = KP_STR("试算，不得发放"),
                                   .created = c->w->day[0],
                                   .lang = KP_LANG_ZH};
    if (status == KP_OK)
        status = kp_workbook_write(run, &options, cli->diags);
    if (status == KP_OK)
        status = kp_folder_adopt(cli->folder, name, NULL, cli->diags);
    kp_buf_free(&path);
    return status;
}

static kp_status write_folder(kp_cli *cli, const kp_comparison *c, const kp_run *run,
                              kp_str path)
{
    kp_status status = kp_folder_open(path, KP_SHA256, &cli->folder, cli->diags);

    if (status != KP_OK)
        return status;
    for (size_t r = 0; r < run->scheme->nreports && status == KP_OK; r++)
        if (run->scheme->report[r]->style == KP_REPORT_TEXT)
            status = write_file(cli, run, run->scheme->report[r]);
    if (status == KP_OK)
        status = write_workbook(cli, c, run);
    kp_folder *folder = cli->folder;
    cli->folder = NULL;
    if (status == KP_OK)
        return kp_folder_commit(folder, KP_NONE, cli->diags);
    kp_folder_abort(folder, cli->diags);
    return status;
}

kp_status kp_whatif_write(kp_cli *cli, const kp_comparison *c, kp_str folder)
{
    sheets s = {.cli = cli, .c = c};
    kp_symbols *symbols = kp_symbols_open();
    kp_run *run = NULL;

    kp_buf_init(&s.text, TEXT_MAX);
    kp_status status = symbols ? write_scheme(&s) : KP_ENOMEM;
    if (status == KP_OK)
        status = calculate(cli, c, kp_buf_view(&s.text), symbols, &run);
    if (status == KP_OK)
        status = write_folder(cli, c, run, folder);
    kp_buf_free(&s.text);
    kp_run_close(run);
    kp_symbols_close(symbols);
    return status;
}
