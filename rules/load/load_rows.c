/* load_rows.c - which rows below the headings are data.
 *
 * What people put between and below their data: blank rows, 小计 and 合计, the headings
 * once more on every page, 制表：… 审核：….  They are left out and counted.  Rows that
 * are not in force this month are left out silently: that is what their dates are for.
 */
#include "engine/base/fold.h"
#include "rules/load/load_parts.h"

#define LONGEST_WORD 60  // bytes of a cell that may be a mark instead of data

/* How many, and which the first ones are. */
typedef struct row_list {
    size_t n;
    uint32_t i[KP_ROWS_LISTED];
} row_list;

typedef struct row_counts {
    row_list skipped, hidden;
} row_counts;

const kp_cell *kp__merged_cell(const kp__source *source, uint32_t i, uint32_t j,
                               kp__corner *corner)
{
    const kp_cell *cell = kp_sheet_cell(source->sheet, i, j);
    uint32_t at = i;

    if (!cell->merged || !kp_cell_is_blank(cell))
        return cell;
    if (corner->next == i && i > 0) {
        at = corner->at;
    } else {
        while (at > source->head + 1 && kp_sheet_cell(source->sheet, at, j)->merged)
            at--;
    }
    *corner = (kp__corner){i + 1, at};
    return kp_sheet_cell(source->sheet, at, j);
}

/* ---- rows that are no data ---- */

static bool may_be_a_mark(const kp_cell *cell)
{
    return cell->kind == KP_CELL_TEXT && cell->n <= LONGEST_WORD;
}

bool kp__is_total_word(kp_arena *arena, kp_str text)
{
    static const char *const words[] = {"合计", "小计", "总计", "共计", NULL};

    // Every one of them ends in 计; nearly no key does.
    if (kp_str_find(text, KP_STR("计")) == SIZE_MAX)
        return false;
    kp_str key = kp__heading_key(arena, text);
    for (size_t k = 0; words[k]; k++)
        if (kp_str_ends(key, kp_str_of(words[k])))
            return true;
    return false;
}

static bool is_total_cell(kp__load *l, const kp_cell *cell)
{
    return may_be_a_mark(cell) && kp__is_total_word(l->cells, kp_cell_text(cell));
}

static bool has_total_cell(kp__load *l, const kp__source *source, uint32_t i)
{
    for (uint32_t j = source->left; j < source->right; j++)
        if (is_total_cell(l, kp_sheet_cell(source->sheet, i, j)))
            return true;
    return false;
}

static bool is_footer_cell(kp__load *l, const kp_cell *cell)
{
    static const char *const words[] = {
        "制表", "填表", "复核",       "审核",       "审批", "负责人",
        "签字", "签章", "经办",       "备注",       "说明", "注",
        "附注", "日期", "单位负责人", "部门负责人", NULL};

    if (cell->kind != KP_CELL_TEXT)
        return false;
    kp_str text = kp_fold(l->cells, kp_cell_text(cell));
    for (size_t k = 0; words[k]; k++) {
        kp_str word = kp_str_of(words[k]);

        if (!kp_str_starts(text, word))
            continue;
        kp_str rest = kp_str_slice(text, word.n, text.n);
        if (kp_str_starts(rest, KP_STR("人")))
            rest = kp_str_slice(rest, 3, rest.n);
        if (rest.n > 0 && rest.p[0] == ':')
            return true;
    }
    return false;
}

static const kp_cell *first_filled(const kp__source *source, uint32_t i)
{
    for (uint32_t j = source->left; j < source->right; j++) {
        const kp_cell *cell = kp_sheet_cell(source->sheet, i, j);

        if (!kp_cell_is_blank(cell))
            return cell;
    }
    return NULL;
}

static bool repeats_headings(kp__load *l, const kp__source *source, uint32_t i)
{
    for (size_t k = 0; k < source->entity->nfields; k++) {
        const kp__load_col *col = source->col[k];

        if (!col)
            continue;
        kp_str head = kp_cell_text(kp_sheet_cell(source->sheet, source->head, col->j));
        kp_str upper =
            kp_cell_text(kp_sheet_cell(source->sheet, source->upper, col->j));
        kp_str here = kp_cell_text(kp_sheet_cell(source->sheet, i, col->j));

        if (!kp_str_eq(kp_tidy(l->cells, here), kp_tidy(l->cells, head)) &&
            !kp_str_eq(kp_tidy(l->cells, here), kp_tidy(l->cells, upper)))
            return false;
    }
    return true;
}

/* One text over the whole width, as 综合办公室 above the people of an office. */
static bool is_section_title(const kp__source *source, uint32_t i)
{
    uint32_t filled = 0, merged = 0;

    for (uint32_t j = source->left; j < source->right; j++) {
        const kp_cell *cell = kp_sheet_cell(source->sheet, i, j);

        filled += !kp_cell_is_blank(cell);
        merged += cell->merged && kp_cell_is_blank(cell);
    }
    return filled == 1 && merged >= 2 && merged + 1 == source->right - source->left;
}

static const kp__load_col *key_col(const kp__load *l, const kp__source *source,
                                   size_t k)
{
    return source->col[l->scheme->field[source->entity->key[k]]->local];
}

/* Most rows have plain keys; only others are looked at twice. */
static bool has_doubtful_key(kp__load *l, const kp__source *source, uint32_t i)
{
    for (size_t k = 0; k < source->entity->nkeys; k++) {
        const kp_cell *cell = kp_sheet_cell(source->sheet, i, key_col(l, source, k)->j);

        if (kp_cell_is_blank(cell) || is_total_cell(l, cell) ||
            (may_be_a_mark(cell) && is_footer_cell(l, cell)))
            return true;
    }
    return false;
}

/* ---- validity ---- */

static bool has_validity(const kp__source *source)
{
    return source->from_col != KP__NO_COL || source->to_col != KP__NO_COL;
}

static bool read_day(kp__load *l, const kp__source *source, uint32_t i, uint32_t j,
                     int32_t *day)
{
    const kp_cell_want want = {.kind = KP_DATE, .decimals = -1};
    kp_cell_got got;

    if (j == KP__NO_COL)
        return true;
    switch (kp_cell_read(l->cells, kp_sheet_cell(source->sheet, i, j), &want, &got)) {
    case KP_CELL_OK:
        *day = got.date;
        return true;
    case KP_CELL_BLANK:
        return true;
    case KP_CELL_BAD:
        break;
    }
    kp__load_fault(l, got.code, source, i, j, got.arg1, got.arg2, KP_NONE);
    return false;
}

static kp_str day_text(kp__load *l, int32_t day)
{
    char text[KP_DATE_TEXT];

    kp_date_print(day, text);
    return kp_str_copy(l->cells, kp_str_of(text));
}

static bool is_in_force(kp__load *l, const kp__source *source, uint32_t i)
{
    kp_validity v = {INT32_MIN, INT32_MAX};

    if (!has_validity(source))
        return true;
    // A row whose dates are wrong is kept: the others that refer to it are not.
    if (source->block) {
        if (!kp_block_validity(l->cells, source->block, i, &v, l->diags))
            return true;
    } else if (!read_day(l, source, i, source->from_col, &v.from) ||
               !read_day(l, source, i, source->to_col, &v.to)) {
        return true;
    } else if (v.from > v.to) {
        kp__load_fault(l, KP4044, source, i, source->from_col, day_text(l, v.from),
                       day_text(l, v.to), KP_NONE);
        return true;
    }
    if (l->in->dated && (v.from != INT32_MIN || v.to != INT32_MAX))
        *l->in->dated = true;
    return v.from <= l->scheme->month && l->scheme->month <= v.to;
}

/* ---- all rows ---- */

static void note_row(row_list *list, uint32_t i)
{
    if (list->n < KP_ROWS_LISTED)
        list->i[list->n] = i;
    list->n++;
}

static bool is_data(kp__load *l, kp__source *source, uint32_t i, row_counts *counts)
{
    if (!first_filled(source, i))
        return false;
    if (source->previous)
        return true;
    if (has_doubtful_key(l, source, i)) {
        if (has_total_cell(l, source, i)) {
            source->total[source->ntotals++] = i;
            return false;
        }
        if (is_footer_cell(l, first_filled(source, i))) {
            note_row(&counts->skipped, i);
            return false;
        }
    }
    if (repeats_headings(l, source, i) || is_section_title(source, i)) {
        note_row(&counts->skipped, i);
        return false;
    }
    return is_in_force(l, source, i);
}

static void tell_rows(kp__load *l, kp_code code, const kp__source *source,
                      const uint32_t *i, size_t n)
{
    if (n > 0)
        kp__load_fault(l, code, source, i[0], source->left, kp__load_number(l, n),
                       kp__load_row_numbers(l, source, i, n), KP_NONE);
}

static void tell_counts(kp__load *l, const kp__source *source, const row_counts *counts)
{
    tell_rows(l, KP4040, source, source->total, source->ntotals);
    tell_rows(l, KP4043, source, counts->skipped.i, counts->skipped.n);
    tell_rows(l, KP4042, source, counts->hidden.i, counts->hidden.n);
}

/* 8,500.00 without quotation marks: whatever stands behind it is in a wrong column. */
static void note_split(kp__load *l, kp__source *source, uint32_t i, size_t most)
{
    uint32_t j;

    if (source->previous || !kp_row_is_split(source->sheet, source->head, i, &j))
        return;
    if (!source->split_at)
        source->split_at = KP_NEW_ARRAY(l->scratch, most + 1, uint32_t);
    source->split_at[source->nrows - 1] = j + 1;
    (void)kp_fail(l->diags, KP1017, kp__load_where(source, i, j), KP_NONE,
                  kp__load_number(l, source->sheet->rows[i].width -
                                         source->sheet->rows[source->head].width),
                  kp_split_amount(source->sheet, i, j), KP_NONE);
}

void kp__read_rows(kp__load *l, kp__source *source)
{
    size_t most = source->bottom > source->head ? source->bottom - source->head : 0;
    row_counts counts = {0};

    source->row = KP_NEW_ARRAY(l->scratch, most + 1, uint32_t);
    source->total = KP_NEW_ARRAY(l->scratch, most + 1, uint32_t);
    for (uint32_t i = source->head + 1; i < source->bottom; i++) {
        if (i % 1024 == 0)
            kp_arena_reset(l->cells);
        if (!is_data(l, source, i, &counts))
            continue;
        source->row[source->nrows++] = i;
        note_split(l, source, i, most);
        if (source->sheet->rows[i].hidden)
            note_row(&counts.hidden, i);
        kp__check_month_cell(l, source, i);
    }
    tell_counts(l, source, &counts);
}
