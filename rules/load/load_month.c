/* load_month.c - months and units of money that titles, names and columns speak of.
 *
 * 员工-2025-02.csv, 2025年3月考勤汇总表, 单位：万元.  A month that is not the one
 * calculated is refused; ranges (1-2月) and full dates (制表日期 2025-04-02) say
 * nothing about the month of the data, and neither does a sheet that only carries sums
 * over from earlier months.
 */
#include <stdio.h>

#include "engine/base/fold.h"
#include "rules/load/load_parts.h"

typedef struct mention {
    size_t at, n;     // in the folded text
    int year, month;  // year 0: not said
} mention;

/* ---- months inside a text ---- */

static bool is_digit_at(kp_str s, size_t at)
{
    return at < s.n && s.p[at] >= '0' && s.p[at] <= '9';
}

static size_t digits_at(kp_str s, size_t at)
{
    size_t n = 0;

    while (is_digit_at(s, at + n))
        n++;
    return n;
}

static int number_at(kp_str s, size_t at, size_t n)
{
    int value = 0;

    for (size_t k = 0; k < n && k < 8; k++)
        value = value * 10 + (s.p[at + k] - '0');
    return value;
}

static bool has_at(kp_str s, size_t at, const char *z)
{
    return at <= s.n && kp_str_starts(kp_str_slice(s, at, s.n), kp_str_of(z));
}

static size_t joint_at(kp_str s, size_t at)
{
    static const char *const joints[] = {"-", "~", "至", "到", "—", "–", "、", NULL};

    for (size_t k = 0; joints[k]; k++)
        if (has_at(s, at, joints[k]))
            return kp_str_of(joints[k]).n;
    return 0;
}

/* 3月, 03月份: the digits at `at` are a month by themselves. */
static bool month_word_at(kp_str s, size_t at, mention *out)
{
    size_t n = digits_at(s, at);

    if (n == 0 || n > 2 || !has_at(s, at + n, "月"))
        return false;
    *out = (mention){at, n + 3, 0, number_at(s, at, n)};
    return true;
}

/* 2025-03, 2025年3月, 2025.3, 202503. */
static bool year_month_at(kp_str s, size_t at, mention *out)
{
    size_t n = digits_at(s, at), mark = 1, digits;

    if (n == 6) {
        *out = (mention){at, 6, number_at(s, at, 4), number_at(s, at + 4, 2)};
        return true;
    }
    if (n != 4)
        return false;
    if (has_at(s, at + 4, "年"))
        mark = 3;
    else if (at + 4 >= s.n || (s.p[at + 4] != '-' && s.p[at + 4] != '.' &&
                               s.p[at + 4] != '/' && s.p[at + 4] != '_'))
        return false;
    digits = digits_at(s, at + 4 + mark);
    if (digits == 0 || digits > 2)
        return false;
    size_t end = at + 4 + mark + digits;
    if (mark == 3 && !has_at(s, end, "月"))
        return false;
    end += has_at(s, end, "月") ? 3 : 0;
    *out = (mention){at, end - at, number_at(s, at, 4),
                     number_at(s, at + 4 + mark, digits)};
    return true;
}

/* A day follows, or the other end of a range. */
static bool goes_on(kp_str s, size_t at)
{
    size_t joint = joint_at(s, at);

    if (has_at(s, at, "份"))
        at += 3;
    return is_digit_at(s, at) || (joint && is_digit_at(s, at + joint)) ||
           (has_at(s, at, ".") && is_digit_at(s, at + 1)) ||
           (has_at(s, at, "/") && is_digit_at(s, at + 1));
}

static bool ends_a_range(kp_str s, size_t at)
{
    static const char *const joints[] = {"-", "~", "至", "到", "—", "–", "、", NULL};
    kp_str before = kp_str_slice(s, 0, at);

    for (size_t k = 0; joints[k]; k++) {
        kp_str joint = kp_str_of(joints[k]);

        if (!kp_str_ends(before, joint))
            continue;
        before = kp_str_slice(before, 0, before.n - joint.n);
        return kp_str_ends(before, KP_STR("月")) ||
               (before.n > 0 && is_digit_at(before, before.n - 1));
    }
    return false;
}

static bool next_mention(kp_str s, size_t *at, mention *out)
{
    while (*at < s.n) {
        size_t n = digits_at(s, *at), from = *at;

        *at += n ? n : 1;
        if (n == 0 || (!year_month_at(s, from, out) && !month_word_at(s, from, out)))
            continue;
        *at = from + out->n;
        if (out->month < 1 || out->month > 12)
            continue;
        if (out->year && (out->year < 1990 || out->year > 2100))
            continue;
        if (!goes_on(s, *at) && !ends_a_range(s, from))
            return true;
    }
    return false;
}

/* ---- against the month of the run ---- */

static kp_str month_text(kp__load *l, int year, int month)
{
    char text[32];

    if (year)
        (void)snprintf(text, sizeof text, "%d年%d月", year, month);
    else
        (void)snprintf(text, sizeof text, "%d月", month);
    return kp_str_copy(l->cells, kp_str_of(text));
}

static kp_str run_month(kp__load *l)
{
    kp_ymd ymd = kp_date_ymd(l->scheme->month);

    return month_text(l, ymd.year, ymd.month);
}

static void check_mentions(kp__load *l, kp_where where, kp_str text)
{
    kp_ymd run = kp_date_ymd(l->scheme->month);
    kp_str folded = kp_fold(l->cells, text);
    mention m;

    for (size_t at = 0; next_mention(folded, &at, &m);) {
        if (m.month == run.month && (m.year == 0 || m.year == run.year))
            continue;
        (void)kp_fail(l->diags, KP4009, where, where.row ? text : KP_NONE,
                      month_text(l, m.year, m.month), run_month(l), KP_NONE);
        return;
    }
}

/* ---- 单位：万元 ---- */

static bool unit_of_money(kp_str text, int *tens)
{
    static const struct {
        const char *name;
        int tens;
    } units[] = {{"万元", 4}, {"千元", 3}, {"亿元", 8}, {"元", 0}, {"人民币元", 0}};

    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (kp_str_starts(text, kp_str_of(units[k].name))) {
            *tens = units[k].tens;
            return true;
        }
    return false;
}

static bool is_foreign_money(kp_str text)
{
    static const char *const names[] = {"美元",   "港元", "港币", "欧元",
                                        "万美元", "日元", NULL};

    for (size_t k = 0; names[k]; k++)
        if (kp_str_starts(text, kp_str_of(names[k])))
            return true;
    return false;
}

static void read_unit(kp__load *l, kp__source *source, uint32_t i, uint32_t j,
                      kp_str text)
{
    kp_str key = kp__heading_key(l->cells, text);
    kp_str words[] = {KP_STR("金额单位:"), KP_STR("货币单位:"), KP_STR("单位:")};

    for (size_t k = 0; k < 3; k++) {
        size_t at = kp_str_find(key, words[k]);

        if (at == SIZE_MAX)
            continue;
        kp_str unit = kp_str_slice(key, at + words[k].n, key.n);
        if (unit_of_money(unit, &source->money_tens))
            source->money_unit_where = kp__load_where(source, i, j);
        else if (is_foreign_money(unit))
            kp__load_fault(l, KP4031, source, i, j, unit, KP_NONE, KP_NONE);
        return;
    }
}

static bool has_amounts(const kp__source *source)
{
    for (size_t k = 0; k < source->entity->nfields; k++)
        if (source->col[k] && source->col[k]->field->unit == KP_UNIT_MONEY)
            return true;
    return false;
}

/* Amounts under 单位：万元, unless the heading of their column says otherwise. */
static void apply_unit(kp__load *l, kp__source *source)
{
    static const char *const factors[] = {"", "", "", "1000",     "10000",
                                          "", "", "", "100000000"};
    static const char *const names[] = {"", "", "", "千元", "万元", "", "", "", "亿元"};
    int tens = source->money_tens;

    if (tens == 0 || !has_amounts(source))
        return;
    for (size_t k = 0; k < source->entity->nfields; k++)
        if (source->col[k] && source->col[k]->field->unit == KP_UNIT_MONEY &&
            source->col[k]->tens == 0)
            source->col[k]->tens = tens;
    kp_where where = source->money_unit_where;
    (void)kp_fail(l->diags, KP4029, where, KP_NONE, kp_str_of(names[tens]),
                  kp_str_of(factors[tens]), KP_NONE);
}

void kp__read_titles(kp__load *l, kp__source *source)
{
    kp_where sheet = kp__load_where(source, 0, 0);

    if (source->block)
        return;
    sheet.row = sheet.col = 0;
    if (!source->only_history) {
        check_mentions(l, sheet, source->sheet->file);
        if (!source->sheet->is_csv)
            check_mentions(l, sheet, source->sheet->name);
    }
    // Over the whole width: a unit may stand above a remark beside the table.
    for (uint32_t i = source->top; i < source->upper; i++)
        for (uint32_t j = 0; j < source->sheet->rows[i].ncells; j++) {
            const kp_cell *cell = kp_sheet_cell(source->sheet, i, j);

            if (cell->kind != KP_CELL_TEXT || kp_cell_is_blank(cell))
                continue;
            read_unit(l, source, i, j, kp_cell_text(cell));
            if (!source->only_history)
                check_mentions(l, kp__load_where(source, i, j), kp_cell_text(cell));
        }
    apply_unit(l, source);
}

/* ---- a column that says the month ---- */

bool kp__is_month_heading(kp_str key)
{
    static const char *const words[] = {
        "月份",     "年月", "期间", "所属期", "所属月份", "考核月份", "工资月份",
        "发放月份", "月度", "期次", "period", "month",    NULL};

    for (size_t k = 0; words[k]; k++)
        if (kp_str_is(key, words[k]))
            return true;
    return false;
}

/* 3, 03 and 2025 alone, which only such a column can hold. */
static bool read_bare(kp_str text, kp_ymd run, kp_ymd *out)
{
    size_t n = digits_at(text, 0);
    int number = number_at(text, 0, n);

    if (n == 0 || n != text.n)
        return false;
    *out = run;
    if (n <= 2 && number >= 1 && number <= 12)
        out->month = number;
    else if (n == 4)
        out->year = number;
    else
        return false;
    return true;
}

static bool read_month(kp_str text, kp_ymd run, kp_ymd *out)
{
    size_t at = 0;
    int32_t day;
    mention m;

    if (kp_month_parse(text, &day) || kp_date_parse(text, &day)) {
        *out = kp_date_ymd(day);
        return true;
    }
    if (read_bare(text, run, out))
        return true;
    if (!next_mention(text, &at, &m))
        return false;
    *out = (kp_ymd){m.year ? m.year : run.year, m.month, 1};
    return true;
}

void kp__check_month_cell(kp__load *l, const kp__source *source, uint32_t i)
{
    uint32_t j = source->month_col;
    const kp_cell *cell = kp_sheet_cell(source->sheet, i, j);
    kp_ymd run = kp_date_ymd(l->scheme->month), found;

    if (j == KP__NO_COL || kp_cell_says_missing(cell) || source->only_history)
        return;
    kp_str text = kp_fold(l->cells, kp_cell_text(cell));
    if (!read_month(text, run, &found))
        kp__load_fault(l, KP4010, source, i, j, text, KP_NONE, KP_NONE);
    else if (found.year != run.year || found.month != run.month)
        kp__load_fault(l, KP4009, source, i, j, month_text(l, found.year, found.month),
                       run_month(l), KP_NONE);
}
