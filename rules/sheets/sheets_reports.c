/* sheets_reports.c - 报表: layouts as rows, expressions turned into fields. */
#include "engine/base/fold.h"
#include "rules/sheets/reports.h"

typedef struct report_columns {
    uint32_t heading, upper, content, format, decimals, width, total, colour, clause,
        align, fill;
} report_columns;

static kp_str option_text(const kp_block *block, const char *zh, const char *en)
{
    const kp_option *option = kp_block_option(block, zh, en);

    return option ? option->value : KP_NONE;
}

static bool says_yes(kp_str text)
{
    return kp_str_is(text, "是") || kp_str_is(text, "yes");
}

/* One of these words, or nothing; what means something else must not pass for no. */
static void check_word(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                       kp_str text, const char *const *words, const char *shown)
{
    kp_str folded = kp_fold(b->arena, text);
    bool known = folded.n == 0;

    for (; *words && !known; words++)
        known = kp_str_is(folded, *words);
    if (!known)
        kp__sheet_fault(b, block, i, j, KP2124, text, kp_str_of(shown));
}

static void check_option_words(kp_build *b, const kp_block *block)
{
    static const struct {
        const char *zh, *en, *shown;
        const char *word[9];
    } options[] = {
        {"方向",
         "orientation",
         "横向、纵向",
         {"横向", "纵向", "landscape", "portrait"}},
        {"合计", "total", "是、否", {"是", "否", "yes", "no"}},
        {"本页小计", "pagetotal", "是、否", {"是", "否", "yes", "no"}},
        {"表头", "header", "是、否", {"是", "否", "yes", "no"}},
        {"行尾", "newline", "CRLF、LF", {"CRLF", "LF"}},
        {"版式", "form", "单页、裁条", {"单页", "裁条", "page", "strips"}},
        {"勾稽", "tie", "是、否", {"是", "否", "yes", "no"}},
        {"图",
         "chart",
         "柱形、条形、折线、饼形",
         {"柱形", "条形", "折线", "饼形", "columns", "bars", "lines", "pie"}},
    };

    for (size_t k = 0; k < sizeof options / sizeof options[0]; k++) {
        const kp_option *option = kp_block_option(block, options[k].zh, options[k].en);

        if (option)
            check_word(b, block, block->top, option->col, option->value,
                       options[k].word, options[k].shown);
    }
}

static kp_str separator_of(kp_str text)
{
    if (text.n == 0 || kp_str_is(text, "逗号") || kp_str_is(text, "comma"))
        return KP_STR(",");
    if (kp_str_is(text, "制表符") || kp_str_is(text, "tab"))
        return KP_STR("\t");
    if (kp_str_is(text, "分号"))
        return KP_STR(";");
    if (kp_str_is(text, "竖线"))
        return KP_STR("|");
    return text;
}

/* One character, or the word for columns of fixed length. */
static bool is_a_separator(kp_str text)
{
    size_t at = 0;

    if (kp_str_is(text, "定长") || kp_str_is(text, "fixed"))
        return true;
    (void)kp_utf8_next(text, &at);
    return at == text.n;
}

/* A value that the writers know by other words than these tables: told at its cell, not
 * when the file is to be written. */
static void refuse_option(kp_build *b, const kp_block *block, const kp_option *option,
                          const char *shown)
{
    kp__sheet_fault(b, block, block->top, option->col, KP2124, option->value,
                    kp_str_of(shown));
}

static bool is_in_any_case(kp_str text, const char *const *upper)
{
    for (; *upper; upper++) {
        size_t n = 0;

        while (n < text.n && (*upper)[n] &&
               (text.p[n] == (*upper)[n] || (text.p[n] >= 'a' && text.p[n] <= 'z' &&
                                             text.p[n] - 'a' + 'A' == (*upper)[n])))
            n++;
        if (n == text.n && !(*upper)[n])
            return true;
    }
    return false;
}

static void check_file_options(kp_build *b, const kp_block *block)
{
    static const char *const encodings[] = {"UTF-8",   "UTF8", "UTF-8-BOM",
                                            "GB18030", "GBK",  NULL};
    static const char *const papers[] = {"A3", "A4", "A5", NULL};
    const kp_option *encoding = kp_block_option(block, "编码", "encoding");
    const kp_option *paper = kp_block_option(block, "纸张", "paper");
    const kp_option *separator = kp_block_option(block, "分隔", "separator");

    if (encoding && encoding->value.n && !is_in_any_case(encoding->value, encodings))
        refuse_option(b, block, encoding, "GB18030、GBK、UTF-8、UTF-8-BOM");
    if (paper && paper->value.n && !is_in_any_case(paper->value, papers))
        refuse_option(b, block, paper, "A3、A4、A5");
    if (separator && !is_a_separator(separator_of(separator->value)))
        refuse_option(b, block, separator,
                      "逗号、制表符、分号、竖线、定长，或一个符号");
}

/* Takes a word such as {年份} off the front; says what stands in its place. */
static bool take_month_word(kp_str *rest, kp_ymd ymd, kp_buf *out)
{
    static const struct {
        const char *word;
        bool year, wide;
    } words[] = {
        {"{年份}", true, false},
        {"{月份}", false, false},
        {"{月份 2}", false, true},
    };

    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        kp_str word = kp_str_of(words[k].word);

        if (!kp_str_starts(*rest, word))
            continue;
        kp_buf_printf(out, words[k].wide ? "%02d" : "%d",
                      words[k].year ? ymd.year : ymd.month);
        *rest = kp_str_slice(*rest, word.n, rest->n);
        return true;
    }
    return false;
}

kp_str kp__fill_in_month(kp_build *b, kp_str text)
{
    kp_ymd ymd = kp_date_ymd(b->scheme->month);
    kp_buf out;

    kp_buf_init(&out, 1 << 16);
    while (text.n > 0) {
        if (take_month_word(&text, ymd, &out))
            continue;
        kp_buf_char(&out, text.p[0]);
        text = kp_str_slice(text, 1, text.n);
    }
    kp_str filled = kp_str_copy(b->arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return filled;
}

static kp_where option_where(const kp_block *block, const kp_option *option)
{
    kp_where where = kp_block_where(block, block->top, option->col);

    return where;
}

/* "部门、工号" or "点数 降": fields to sort by. */
static void read_sorts(kp_build *b, const kp_block *block, kp_report *report)
{
    const kp_option *option = kp_block_option(block, "排序", "sort");
    kp_str *items;
    size_t n;

    if (!option)
        return;
    n = kp__split_list(b->arena, option->value, &items);
    report->sort = KP_NEW_ARRAY(b->arena, n + 1, uint32_t);
    report->descending = KP_NEW_ARRAY(b->arena, n + 1, bool);
    for (size_t k = 0; k < n; k++) {
        kp_str item = items[k];
        bool down = kp_str_ends(item, KP_STR(" 降"));

        if (down || kp_str_ends(item, KP_STR(" 升")))
            item = kp_str_trim(kp_str_slice(item, 0, item.n - KP_STR(" 降").n));
        kp_field *field =
            kp__check_text(b, report->entity, option_where(block, option), item);

        if (!field)
            return;
        report->sort[report->nsorts] = field->id;
        report->descending[report->nsorts++] = down;
    }
}

static void read_subtotal_and_filter(kp_build *b, const kp_block *block,
                                     kp_report *report)
{
    const kp_option *subtotal = kp_block_option(block, "小计", "subtotal");
    const kp_option *filter = kp_block_option(block, "筛选", "filter");

    report->subtotal = report->filter = KP_NO_FIELD;
    if (subtotal) {
        kp_field *field = kp__check_text(
            b, report->entity, option_where(block, subtotal), subtotal->value);

        report->subtotal = field ? field->id : KP_NO_FIELD;
    }
    if (!filter)
        return;
    kp_field *field =
        kp__check_text(b, report->entity, option_where(block, filter), filter->value);

    if (field && field->kind == KP_BOOL)
        report->filter = field->id;
    else if (field)
        kp__sheet_fault(b, block, block->top, filter->col, KP2119, KP_NONE, KP_NONE);
}

static bool read_style(kp_build *b, const kp_block *block, kp_report *report)
{
    const kp_option *option = kp_block_option(block, "样式", "style");
    kp_str text = option ? option->value : KP_NONE;

    if (text.n == 0 || kp_str_is(text, "工作表") || kp_str_is(text, "sheet"))
        report->style = KP_REPORT_SHEET;
    else if (kp_str_is(text, "工资条") || kp_str_is(text, "slips"))
        report->style = KP_REPORT_SLIPS;
    else if (kp_str_is(text, "文本") || kp_str_is(text, "text"))
        report->style = KP_REPORT_TEXT;
    else if (kp_str_is(text, "工资条PDF") || kp_str_is(text, "pdf slips"))
        report->style = KP_REPORT_PDF;
    else {
        kp__sheet_fault(b, block, block->top, option->col, KP2120, text, KP_NONE);
        return false;
    }
    return true;
}

static void read_options(kp_build *b, const kp_block *block, kp_report *report)
{
    kp_arena *arena = b->arena;

    report->title = kp__fill_in_month(b, option_text(block, "标题", "title"));
    report->file = kp__fill_in_month(b, option_text(block, "文件", "file"));
    report->unit = kp_str_copy(arena, option_text(block, "单位", "unit"));
    report->paper = kp_str_copy(arena, option_text(block, "纸张", "paper"));
    kp_str direction = option_text(block, "方向", "orientation");
    report->landscape =
        !kp_str_is(direction, "纵向") && !kp_str_is(direction, "portrait");
    report->grand_total = says_yes(option_text(block, "合计", "total"));
    report->page_total = says_yes(option_text(block, "本页小计", "pagetotal"));
    report->encoding = kp_str_copy(arena, option_text(block, "编码", "encoding"));
    report->separator =
        kp_str_copy(arena, separator_of(option_text(block, "分隔", "separator")));
    report->header = says_yes(option_text(block, "表头", "header"));
    report->fixed =
        kp_str_is(report->separator, "定长") || kp_str_is(report->separator, "fixed");
    kp_str form = option_text(block, "版式", "form");
    report->strips = kp_str_is(form, "裁条") || kp_str_is(form, "strips");
    report->font = kp_str_copy(arena, option_text(block, "字体", "font"));
    kp_str tie = option_text(block, "勾稽", "tie");
    report->untied = kp_str_is(tie, "否") || kp_str_is(tie, "no");
    report->crlf = kp_str_is(option_text(block, "行尾", "newline"), "CRLF");
    report->nsigners = kp__split_list(
        arena, kp_str_copy(arena, option_text(block, "签字", "sign")), &report->signer);
    if (report->paper.n == 0)
        report->paper = KP_STR("A4");
    if (report->style == KP_REPORT_TEXT && report->file.n == 0)
        report->file = report->name;
}

/* ---- columns ---- */

/* People read yuan: an amount without its point is for programs. */
static bool format_fits(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                        const kp_report *report, kp_report_format format)
{
    if (format != KP_FORMAT_FEN || report->style == KP_REPORT_TEXT)
        return true;
    kp__sheet_fault(b, block, i, j, KP2142, KP_NONE, KP_NONE);
    return false;
}

static bool read_format(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                        const kp_report *report, const kp_field *field,
                        kp_report_format *out)
{
    static const struct {
        const char *zh, *en;
        kp_report_format format;
    } formats[] = {
        {"文本", "text", KP_FORMAT_TEXT},
        {"金额", "money", KP_FORMAT_MONEY},
        {"数值", "number", KP_FORMAT_NUMBER},
        {"整数", "integer", KP_FORMAT_INTEGER},
        {"百分比", "percent", KP_FORMAT_PERCENT},
        {"日期", "date", KP_FORMAT_DATE},
        {"大写金额", "capitals", KP_FORMAT_CAPITALS},
        {"分", "fen", KP_FORMAT_FEN},
    };
    kp_str text = kp_fold(b->arena, kp__cell(b, block, i, j));

    for (size_t k = 0; k < sizeof formats / sizeof formats[0]; k++)
        if (kp_str_is(text, formats[k].zh) || kp_str_is(text, formats[k].en)) {
            *out = formats[k].format;
            return format_fits(b, block, i, j, report, *out);
        }
    if (text.n) {
        kp__sheet_fault(b, block, i, j, KP2121, text, KP_NONE);
        return false;
    }
    *out = KP_FORMAT_TEXT;
    if (field && field->kind == KP_DATE)
        *out = KP_FORMAT_DATE;
    if (field && field->kind == KP_NUM)
        *out = field->unit == KP_UNIT_MONEY     ? KP_FORMAT_MONEY
               : field->unit == KP_UNIT_PERCENT ? KP_FORMAT_PERCENT
                                                : KP_FORMAT_NUMBER;
    return true;
}

static void read_width(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                       kp_report_column *column)
{
    kp_str text = kp_fold(b->arena, kp__cell(b, block, i, j));
    kp_decimal num;
    int64_t width;

    if (text.n == 0)
        return;
    if (kp_dec_parse(text, false, &num) && kp_dec_to_i64(num, 0, &width) && width > 0 &&
        width <= 200)
        column->width = (uint16_t)width;
    else
        kp__sheet_fault(b, block, i, j, KP2122, text, KP_NONE);
}

/* Where a text of fixed length stands in its column, and what fills the rest. */
static void read_padding(kp_build *b, const kp_block *block, uint32_t i,
                         const report_columns *c, const kp_report *report,
                         const kp_field *field, kp_report_column *column)
{
    kp_str align = kp_fold(b->arena, kp__cell(b, block, i, c->align));
    kp_str fill = kp_fold(b->arena, kp__cell(b, block, i, c->fill));

    check_word(b, block, i, c->align, align,
               (const char *const[]){"左", "右", "left", "right", NULL}, "左、右");
    check_word(b, block, i, c->fill, fill,
               (const char *const[]){"0", "空格", "blank", NULL}, "0、空格");
    column->right = align.n ? kp_str_is(align, "右") || kp_str_is(align, "right")
                            : column->row_number || (field && field->kind == KP_NUM);
    column->fill = kp_str_is(fill, "0") ? '0' : ' ';
    if (report->fixed && column->width == 0)
        kp__sheet_fault(b, block, i, c->width, KP2146, column->heading, KP_NONE);
}

static const kp_field *read_content(kp_build *b, const kp_block *block, uint32_t i,
                                    uint32_t j, const kp_report *report,
                                    kp_report_column *column)
{
    kp_str text = kp_fold(b->arena, kp__cell(b, block, i, j));

    column->field = KP_NO_FIELD;
    column->row_number = kp_str_is(text, "#");
    column->empty = text.n == 0;
    if (column->row_number || column->empty)
        return NULL;
    const kp_field *field = kp__check_cell(b, report->entity, block, i, j);

    if (field)
        column->field = field->id;
    return field;
}

/* Which colour a cell gets is for the scheme to say, row by row. */
static void read_colour(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                        const kp_report *report, kp_report_column *column)
{
    if (kp_fold(b->arena, kp__cell(b, block, i, j)).n == 0)
        return;
    if (report->style == KP_REPORT_TEXT) {
        kp__sheet_fault(b, block, i, j, KP2160, report->name, KP_NONE);
        return;
    }
    const kp_field *field = kp__check_cell(b, report->entity, block, i, j);

    if (!field)
        return;
    if (field->kind != KP_TEXT) {
        kp__sheet_fault(b, block, i, j, KP2161, KP_NONE, KP_NONE);
        return;
    }
    column->coloured = true;
    column->colour = field->id;
}

static uint8_t default_decimals(const kp_report_column *column, const kp_field *field)
{
    if (column->format == KP_FORMAT_MONEY || column->format == KP_FORMAT_FEN)
        return 2;
    if (column->format == KP_FORMAT_PERCENT)
        return field && field->decimals > 2 ? (uint8_t)(field->decimals - 2) : 2;
    if (column->format == KP_FORMAT_NUMBER && field && field->decimals >= 0)
        return (uint8_t)field->decimals;
    return column->format == KP_FORMAT_NUMBER && field && field->scale < 6
               ? field->scale
               : 2;
}

static void read_column(kp_build *b, const kp_block *block, uint32_t i,
                        const report_columns *c, kp_report *report)
{
    kp_report_column *column = &report->column[report->ncolumns];
    int decimals;

    if (kp__row_is_blank(block, i) || !kp__in_force(b, block, i))
        return;
    column->heading = kp_str_copy(b->arena, kp__cell(b, block, i, c->heading));
    column->upper = kp_str_copy(b->arena, kp__cell(b, block, i, c->upper));
    column->clause = kp_str_copy(b->arena, kp__cell(b, block, i, c->clause));
    column->where = kp_block_where(block, i, c->heading);
    column->where.file = kp_str_copy(b->arena, column->where.file);
    column->total = says_yes(kp__cell(b, block, i, c->total));
    check_word(b, block, i, c->total, kp__cell(b, block, i, c->total),
               (const char *const[]){"是", "否", "yes", "no", NULL}, "是、否");
    const kp_field *field = read_content(b, block, i, c->content, report, column);

    if (!column->row_number && !column->empty && !field)
        return;
    if (!read_format(b, block, i, c->format, report, field, &column->format) ||
        !kp__decimals_cell(b, block, i, c->decimals, &decimals))
        return;
    read_width(b, block, i, c->width, column);
    read_padding(b, block, i, c, report, field, column);
    read_colour(b, block, i, c->colour, report, column);
    column->decimals =
        decimals >= 0 ? (uint8_t)decimals : default_decimals(column, field);
    report->ncolumns++;
}

static void find_capitals(kp_build *b, const kp_block *block, kp_report *report)
{
    const kp_option *option = kp_block_option(block, "大写", "capitals");

    report->capitals = UINT32_MAX;
    if (!option)
        return;
    for (size_t k = 0; k < report->ncolumns; k++)
        if (kp_str_eq(report->column[k].heading, option->value))
            report->capitals = (uint32_t)k;
    if (report->capitals == UINT32_MAX)
        kp__sheet_fault(b, block, block->top, option->col, KP2123, option->value,
                        KP_NONE);
}

static void read_report(kp_build *b, const kp_block *block, const report_columns *c)
{
    const kp_option *owner = kp_block_option(block, "实体", "entity");
    kp_report *report = KP_NEW(b->arena, kp_report);
    size_t entity;

    if (!owner || !kp_map_get(&b->entities, kp_fold(b->arena, owner->value), &entity)) {
        kp_str wrong = owner ? owner->value : KP_NONE;

        kp__sheet_fault(b, block, block->top, owner ? owner->col : UINT32_MAX, KP2113,
                        wrong, kp__nearest_entity(b, wrong));
        return;
    }
    report->name = kp_str_copy(b->arena, block->name);
    report->entity = (uint32_t)entity;
    report->where = kp_block_where(block, block->top, block->left);
    report->where.file = kp_str_copy(b->arena, report->where.file);
    check_option_words(b, block);
    check_file_options(b, block);
    if (!read_style(b, block, report))
        return;
    read_options(b, block, report);
    read_sorts(b, block, report);
    read_subtotal_and_filter(b, block, report);
    report->column =
        KP_NEW_ARRAY(b->arena, block->bottom - block->top + 1, kp_report_column);
    for (uint32_t i = block->top + 2; i < block->bottom; i++)
        read_column(b, block, i, c, report);
    find_capitals(b, block, report);
    kp__read_report_chart(b, block, report);
    kp__read_report_line(b, block, kp_block_option(block, "首行", "first"), report,
                         &report->first);
    kp__read_report_line(b, block, kp_block_option(block, "尾行", "last"), report,
                         &report->last);
    report->index = b->scheme->nreports;
    b->scheme->report = kp_arena_grow(b->arena, b->scheme->report, &b->report_cap,
                                      b->scheme->nreports + 1, sizeof(kp_report *));
    b->scheme->report[b->scheme->nreports++] = report;
}

void kp__read_reports(kp_build *b)
{
    KP_FOR_BLOCKS(b, block, KP_BLOCK_REPORT)
    {
        report_columns c = {
            kp_block_column(b->arena, block, "列", "column"),
            kp_block_column(b->arena, block, "上级表头", "group"),
            kp_block_column(b->arena, block, "内容", "content"),
            kp_block_column(b->arena, block, "格式", "format"),
            kp_block_column(b->arena, block, "小数位", "decimals"),
            kp_block_column(b->arena, block, "宽度", "width"),
            kp_block_column(b->arena, block, "合计", "total"),
            kp_block_column(b->arena, block, "颜色", "colour"),
            kp_block_column(b->arena, block, "依据", "clause"),
            kp_block_column(b->arena, block, "对齐", "align"),
            kp_block_column(b->arena, block, "填充", "fill"),
        };

        if (kp__column_needed(b, block, c.heading, "列") &&
            kp__column_needed(b, block, c.content, "内容"))
            read_report(b, block, &c);
    }
}
