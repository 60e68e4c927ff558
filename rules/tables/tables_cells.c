/* tables_cells.c - single cells of rule tables: values, conditions, types. */
#include "engine/base/fold.h"
#include "rules/check/spelling.h"
#include "rules/tables/tables_parts.h"

/* ---- merged cells ---- */

const kp_cell *kp__rule_cell(const kp__table_reader *r, uint32_t i, uint32_t j)
{
    const kp_cell *cell = kp_block_cell(r->block, i, j);

    // A condition drawn once over several rows holds for all of them.
    while (cell->merged && i > r->first_row)
        cell = kp_block_cell(r->block, --i, j);
    return cell;
}

/* ---- values ---- */

static kp_value value_of(const kp__table_reader *r, kp_kind kind,
                         const kp_cell_got *got)
{
    switch (kind) {
    case KP_NUM:
        return kp_value_num(got->num);
    case KP_DATE:
        return kp_value_date(got->date);
    case KP_BOOL:
        return kp_value_bool(got->flag);
    case KP_TEXT:
    case KP_LINK:
        break;
    }
    return kp_value_text(kp_symbol(r->symbols, kp__unquoted(got->text)));
}

static void tell_of_cell(const kp__table_reader *r, const kp_cell_got *got, uint32_t i,
                         uint32_t j)
{
    kp_fail(r->diags, got->code, kp_block_where(r->block, i, j),
            kp_cell_text(kp_block_cell(r->block, i, j)), got->arg1, got->arg2, KP_NONE);
}

bool kp__value_cell(const kp__table_reader *r, const kp_cell *cell, uint32_t i,
                    uint32_t j, kp_kind kind, kp_unit unit, int decimals, kp_value *out)
{
    kp_cell_want want = {kind, unit, decimals};
    kp_cell_got got;
    kp_cell_result result = kp_cell_read(r->arena, cell, &want, &got);

    *out = kp_value_none(kind, KP_BLANK);
    if (got.code != KP_CODE_NONE && result != KP_CELL_BLANK)
        tell_of_cell(r, &got, i, j);
    if (result == KP_CELL_OK)
        *out = value_of(r, kind, &got);
    return result != KP_CELL_BAD;
}

bool kp__value_text(const kp__table_reader *r, kp_str text, uint32_t i, uint32_t j,
                    kp_kind kind, kp_unit unit, int decimals, kp_value *out)
{
    kp_cell cell = {.p = text.p, .n = (uint32_t)text.n, .kind = KP_CELL_TEXT};
    return kp__value_cell(r, &cell, i, j, kind, unit, decimals, out);
}

/* ---- conditions ---- */

/* A spreadsheet's number carries noise digits; the parser gets the number it means. */
static bool condition_text(const kp__table_reader *r, const kp_cell *cell, uint32_t i,
                           uint32_t j, kp_str *out)
{
    bool number = cell->kind == KP_CELL_NUMBER;
    kp_cell_want want = {number ? KP_NUM : KP_TEXT, KP_UNIT_NONE, -1};
    kp_cell_got got;

    *out = kp_cell_text(cell);
    // #N/A and its like: in a CSV file they are only texts.
    bool fault = cell->kind == KP_CELL_FAULT || cell->kind == KP_CELL_UNCACHED ||
                 kp_str_starts(*out, KP_STR("#"));
    if (!number && !fault)
        return true;
    if (kp_cell_read(r->arena, cell, &want, &got) == KP_CELL_BAD) {
        tell_of_cell(r, &got, i, j);
        return false;
    }
    if (number)
        *out = kp__decimal_spelling(r->arena, got.num);
    return true;
}

/* Most cells are one plain number or word, and need no parser. */
static bool read_plain(const kp__table_reader *r, const kp_cell *cell, kp_str text,
                       const kp_dinput *input, kp_op header_op, kp_accept *out)
{
    kp_decimal num;

    if (cell->kind == KP_CELL_DATE)
        return false;
    if (input->kind == KP_NUM && input->unit == KP_UNIT_NONE &&
        kp_dec_parse(text, false, &num)) {
        kp_op op = header_op == KP_OP_CONCAT ? KP_OP_EQ : header_op;
        *out = kp__accept_comparison(r->arena, op, num);
        return true;
    }
    if (header_op != KP_OP_CONCAT || input->kind != KP_TEXT ||
        !kp_name_is_plain(text) || kp_cell_says_missing(cell))
        return false;
    // 任意, 非…: words of the cell's own little language
    if (kp_str_starts(text, KP_STR("任")) || kp_str_starts(text, KP_STR("非")) ||
        kp_str_is(text, "any"))
        return false;
    *out = kp__accept_value(r->arena, kp_value_text(kp_symbol(r->symbols, text)));
    return true;
}

kp_accept kp__condition_cell(const kp__table_reader *r, const kp_cell *cell, uint32_t i,
                             uint32_t j, const kp_dinput *input, kp_op header_op,
                             bool *ok)
{
    kp__accept_reader reader = {r->arena, r->symbols, r->diags, r->table->name};
    kp_parse_where where = {.cell = kp_block_where(r->block, i, j)};
    kp_accept accept = {.any = true};

    if (kp_cell_is_blank(cell))
        return accept;
    if (!condition_text(r, cell, i, j, &where.text)) {
        *ok = false;
        return accept;
    }
    if (read_plain(r, cell, where.text, input, header_op, &accept))
        return accept;
    kp_ast *ast =
        kp_parse_tests(r->arena, &where, where.text, kp__domain_of(input->kind),
                       input->unit, header_op, r->diags);
    if (!ast || !kp__accept_read(&reader, &where, input->kind, ast, &accept))
        *ok = false;
    return accept;
}

bool kp__is_expression(const kp_cell *cell)
{
    kp_str text = kp_str_trim(kp_cell_text(cell));
    return cell->kind == KP_CELL_TEXT &&
           (kp_str_starts(text, KP_STR("=")) || kp_str_starts(text, KP_STR("＝")));
}

/* ---- types ---- */

typedef struct type_word {
    const char *zh, *en;
    kp_kind kind;
    kp_unit unit;
    int decimals;
} type_word;

static const type_word type_words[] = {
    {"数值", "number", KP_NUM, KP_UNIT_NONE, -1},
    {"整数", "integer", KP_NUM, KP_UNIT_NONE, 0},
    {"金额", "money", KP_NUM, KP_UNIT_MONEY, -1},
    {"百分比", "percent", KP_NUM, KP_UNIT_PERCENT, -1},
    {"个数", "count", KP_NUM, KP_UNIT_COUNT, 0},
    {"人数", "people", KP_NUM, KP_UNIT_COUNT, 0},
    {"文本", "text", KP_TEXT, KP_UNIT_NONE, -1},
    {"选项", "choice", KP_TEXT, KP_UNIT_NONE, -1},
    {"日期", "date", KP_DATE, KP_UNIT_NONE, -1},
    {"是否", "bool", KP_BOOL, KP_UNIT_NONE, -1},
};

static bool take_decimals(kp_str word, int *out)
{
    kp_decimal num;
    int64_t n = 0;

    if (!kp_dec_parse(word, false, &num) || !kp_dec_to_i64(num, 0, &n))
        return false;
    if (n < 0 || n > KP_MAX_DECIMALS)
        return false;
    *out = (int)n;
    return true;
}

bool kp__type_of_text(kp_arena *arena, kp_str text, kp__column_type *out)
{
    kp_str head;
    kp_str rest;

    kp__cut_at_separator(kp_tidy(arena, text), &head, &rest);
    kp_str word = kp_fold(arena, head);
    for (size_t t = 0; t < sizeof type_words / sizeof type_words[0]; t++) {
        const type_word *type = &type_words[t];
        if (!kp__word_is(word, type->zh, type->en))
            continue;
        *out =
            (kp__column_type){true, type->kind, type->unit, type->decimals, rest, 0, 0};
        if (type->kind != KP_NUM)
            return true;
        kp__cut_at_separator(rest, &head, &rest);
        if (take_decimals(kp_fold(arena, head), &out->decimals))
            out->allowed = rest;
        return true;
    }
    return false;
}

/* ---- lists ---- */

static bool is_list_sign(uint32_t point)
{
    return point == ',' || point == ';' || point == 0x3001 || point == 0xFF0C ||
           point == 0xFF1B || point == '\n' || point == '\r';
}

size_t kp__list_items(kp_arena *arena, kp_str text, kp_str **out)
{
    size_t n = 0;
    size_t cap = 0;
    size_t from = 0;
    kp_str *item = NULL;

    for (size_t at = 0; at <= text.n;) {
        size_t here = at;
        if (at < text.n && !is_list_sign(kp_utf8_next(text, &at)))
            continue;
        kp_str part = kp_tidy(arena, kp_str_slice(text, from, here));
        if (part.n) {
            item = kp_arena_grow(arena, item, &cap, n + 1, sizeof(kp_str));
            item[n++] = part;
        }
        if (here == text.n)
            break;
        from = at;
    }
    *out = item;
    return n;
}
