/* tables_rules.c - 规则表: conditions and results as HR writes them.
 *
 *   规则表 | 等次表        | U             | 未命中 报错
 *   序号   | 条件 得分 ≥   | 条件 得分 <   | 结果 等次   | 依据
 *   类型   | 数值 2 [0,100]|               | 选项 优秀、良好      (may be left out)
 *   1      | 90            |               | 优秀        | 第十二条
 *
 * A row whose 序号 is 默认 (or 缺省, 其他), or which says 是 in a column 缺省, holds
 * for everything that no other row covers.
 */
#include "rules/tables/tables_rules.h"
#include "engine/base/fold.h"
#include "rules/read/chars.h"

/* ---- headings ---- */

typedef struct role_word {
    const char *zh, *en;
    kp__role role;
    bool with_name;
} role_word;

static const role_word role_words[] = {
    {"条件", "condition", KP__ROLE_CONDITION, true},
    {"结果", "result", KP__ROLE_RESULT, true},
    {"备注", "remark", KP__ROLE_OTHER, false},
    {"说明", "note", KP__ROLE_OTHER, false},
    {"序号", "no", KP__ROLE_OTHER, false},
    {"依据", "clause", KP__ROLE_OTHER, false},
    {"生效", "from", KP__ROLE_OTHER, false},
    {"失效", "to", KP__ROLE_OTHER, false},
    {"缺省", "default", KP__ROLE_DEFAULT, false},
};

/* "得分(≥)", "得分以上", "≥得分": a comparison that would be taken for a part of the
 * name, so that the cells below were equal or nothing. */
static bool holds_a_comparison(kp_str name)
{
    static const char *const ends[] = {"以上", "以下", "以内", "以外", "不满", "不足",
                                       "未满", "超过", "大于", "小于", "高于", "低于",
                                       "等于", "少于", "多于", "至少", "至多"};
    static const uint32_t signs[] = {'<',    '>',    '=',    '!',   0x2265,
                                     0x2264, 0x2260, 0x2267, 0x2266};

    for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++)
        if (kp_str_ends(name, kp_str_of(ends[k])))
            return true;
    for (size_t at = 0; at < name.n;) {
        uint32_t point = kp__half(kp_utf8_next(name, &at));

        for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++)
            if (point == signs[k])
                return true;
    }
    return false;
}

static bool role_of(const kp__table_reader *r, uint32_t j, kp__rule_column *out)
{
    kp_str text = kp_cell_text(kp_block_cell(r->block, r->block->top + 1, j));
    kp_str head;
    kp_str rest;

    kp__cut_at_separator(kp_tidy(r->arena, text), &head, &rest);
    kp_str word = kp_fold(r->arena, head);
    *out = (kp__rule_column){.role = KP__ROLE_OTHER, .j = j, .op = KP_OP_CONCAT};
    if (word.n == 0)
        return true;  // a column of remarks without heading
    for (size_t w = 0; w < sizeof role_words / sizeof role_words[0]; w++) {
        if (!kp__word_is(word, role_words[w].zh, role_words[w].en))
            continue;
        out->role = role_words[w].role;
        if (!role_words[w].with_name)
            return true;
        out->name = kp_parse_heading_op(r->arena, rest, &out->op);
        if (out->role == KP__ROLE_CONDITION && holds_a_comparison(out->name))
            return kp__table_fault(r, KP2128, r->block->top + 1, j, text, KP_NONE);
        return out->name.n > 0 ||
               kp__table_fault(r, KP2211, r->block->top + 1, j, head, KP_NONE);
    }
    return kp__table_fault(r, KP2210, r->block->top + 1, j, text, KP_NONE);
}

static size_t same_name(const kp__rule_column *column, size_t n, kp__role role,
                        kp_str name)
{
    for (size_t c = 0; c < n; c++)
        if (column[c].role == role && kp_str_eq(column[c].name, name))
            return c;
    return n;
}

/* Number the column's input or output; two conditions of one name are one input. */
static bool place_column(kp__rules_reader *t, size_t c)
{
    kp__rule_column *column = &t->column[c];
    size_t old = same_name(t->column, c, column->role, column->name);

    if (column->role == KP__ROLE_CONDITION)
        column->index = old < c ? t->column[old].index : t->ninputs++;
    if (column->role != KP__ROLE_RESULT)
        return true;
    if (old < c || column->op != KP_OP_CONCAT)
        return kp__table_fault(t->r, KP2214, t->r->block->top + 1, column->j,
                               column->name, KP_NONE);
    column->index = t->noutputs++;
    return true;
}

static bool read_headings(kp__rules_reader *t)
{
    const kp_block *block = t->r->block;
    bool whole = true;

    t->column = KP_NEW_ARRAY(t->r->arena, block->right - block->left, kp__rule_column);
    for (uint32_t j = block->left; j < block->right; j++) {
        size_t c = t->ncolumns++;
        whole = role_of(t->r, j, &t->column[c]) && place_column(t, c) && whole;
    }
    if (whole && t->noutputs == 0)
        return kp__table_fault(t->r, KP2215, block->top + 1, block->left, KP_NONE,
                               KP_NONE);
    return whole;
}

/* ---- rows ---- */

bool kp__says_default(const kp__rules_reader *t, uint32_t i)
{
    static const char *const words[] = {"默认", "缺省", "其他", "其它"};
    const kp__table_reader *r = t->r;
    kp_cell_want want = {KP_BOOL, KP_UNIT_NONE, -1};
    kp_cell_got got;

    for (size_t c = 0; c < t->ncolumns; c++)
        if (t->column[c].role == KP__ROLE_DEFAULT &&
            kp_cell_read(r->arena, kp_block_cell(r->block, i, t->column[c].j), &want,
                         &got) == KP_CELL_OK)
            return got.flag;
    if (r->label_col == KP__NO_COL)
        return false;
    kp_str label =
        kp_fold(r->arena, kp_cell_text(kp_block_cell(r->block, i, r->label_col)));
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
        if (kp__word_is(label, words[w], "default"))
            return true;
    return false;
}

static bool has_result(const kp__rules_reader *t, uint32_t i)
{
    for (size_t c = 0; c < t->ncolumns; c++)
        if (t->column[c].role == KP__ROLE_RESULT &&
            !kp_cell_is_blank(kp_block_cell(t->r->block, i, t->column[c].j)))
            return true;
    return false;
}

static bool read_condition(kp__rules_reader *t, kp_drule *rule, uint32_t i,
                           const kp__rule_column *column)
{
    const kp__table_reader *r = t->r;
    const kp_dinput *input = &r->table->input[column->index];
    kp_accept *held = &rule->accept[column->index];
    kp_accept both;
    bool ok = true;

    kp_accept accept = kp__condition_cell(r, kp__rule_cell(r, i, column->j), i,
                                          column->j, input, column->op, &ok);
    if (!ok || !kp__check_allowed(t, column, i, &accept))
        return false;
    if (!kp__accept_both(r->arena, input, r->symbols, held, &accept, &both))
        return kp__table_fault(r, KP2223, i, column->j, column->name, KP_NONE);
    if (kp__accept_is_empty(&both, input->kind))
        return kp__table_fault(r, KP2224, i, column->j, rule->label, column->name);
    *held = both;
    return true;
}

static bool read_expression(kp__rules_reader *t, size_t rule, uint32_t i,
                            const kp__rule_column *column)
{
    const kp__table_reader *r = t->r;
    kp_str text = kp_cell_text(kp_block_cell(r->block, i, column->j));
    kp_parse_where where = {kp_block_where(r->block, i, column->j), text};
    kp_ast *ast = kp_parse_expression(r->arena, &where, text, r->diags);

    r->table->output[column->index].computed = true;
    r->source->output_ast[column->index][rule] = ast;
    r->source->output_text[column->index][rule] = kp_str_copy(r->arena, text);
    return ast != NULL;
}

static bool read_result(kp__rules_reader *t, size_t rule, uint32_t i,
                        const kp__rule_column *column)
{
    const kp__table_reader *r = t->r;
    const kp_cell *cell = kp__rule_cell(r, i, column->j);
    kp_doutput *output = &r->table->output[column->index];
    kp_value *out = &output->cell[rule];

    *out = kp_value_none(output->kind, KP_BLANK);
    if (kp__is_expression(cell))
        return read_expression(t, rule, i, column);
    if (t->default_row == i && r->table->policy == KP_HIT_COUNT)
        return kp__value_cell(r, cell, i, column->j, KP_NUM, KP_UNIT_NONE, 0, out);
    return kp__value_cell(r, cell, i, column->j, output->kind, output->unit,
                          t->type[t->ninputs + column->index].decimals, out) &&
           kp__check_listed(t, column, i, *out);
}

static bool read_rule(kp__rules_reader *t, uint32_t i)
{
    kp__table_reader *r = t->r;
    bool whole = true;

    if (!has_result(t, i))
        return kp__table_fault(r, KP2216, i, r->block->left, KP_NONE, KP_NONE);
    size_t number = r->table->nrules;
    kp_drule *rule = kp__add_rule(r, i, r->block->left);
    for (size_t k = 0; k < t->ninputs; k++)
        rule->accept[k].any = true;
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (t->column[c].role == KP__ROLE_CONDITION)
            whole = read_condition(t, rule, i, &t->column[c]) && whole;
        if (t->column[c].role == KP__ROLE_RESULT)
            whole = read_result(t, number, i, &t->column[c]) && whole;
    }
    return whole;
}

/* The default row's results, read like a rule's and then moved to the fallbacks. */
static bool read_default_row(kp__rules_reader *t, uint32_t i)
{
    kp__table_reader *r = t->r;
    kp_dtable *table = r->table;

    if (t->default_row)
        return kp__table_fault(r, KP2217, i, r->block->left, KP_NONE, KP_NONE);
    t->default_row = i;
    if (!read_rule(t, i))
        return false;
    size_t rule = --table->nrules;
    for (size_t k = 0; k < t->ninputs; k++)
        if (!table->rule[rule].accept[k].any)
            return kp__table_fault(r, KP2218, i, r->block->left, KP_NONE, KP_NONE);
    for (size_t o = 0; o < t->noutputs; o++) {
        if (r->source->output_ast[o][rule])
            return kp__table_fault(r, KP2219, i, r->block->left, KP_NONE, KP_NONE);
        table->output[o].fallback = table->output[o].cell[rule];
    }
    table->rule[rule] = (kp_drule){0};
    table->complete = true;
    return true;
}

static bool read_rows(kp__rules_reader *t)
{
    kp__table_reader *r = t->r;
    bool fault = false;

    for (uint32_t i = r->first_row; i < r->block->bottom; i++) {
        if (!kp__row_in_force(r, i, &fault))
            continue;
        bool whole = kp__says_default(t, i) ? read_default_row(t, i) : read_rule(t, i);
        fault = fault || !whole;
    }
    return !fault;
}

/* ---- the table ---- */

static void name_columns(kp__rules_reader *t)
{
    kp_dtable *table = t->r->table;

    for (size_t c = 0; c < t->ncolumns; c++) {
        const kp__rule_column *column = &t->column[c];
        kp_str name = kp_str_copy(t->r->arena, column->name);
        if (column->role == KP__ROLE_CONDITION &&
            table->input[column->index].col == 0) {
            table->input[column->index].name = name;
            table->input[column->index].col = column->j + 1;
        }
        if (column->role == KP__ROLE_RESULT) {
            table->output[column->index].name = name;
            table->output[column->index].col = column->j + 1;
        }
    }
}

bool kp__read_rules_table(kp__table_reader *r)
{
    static const char *const known[] = {"生效", "失效",    "未命中", "依据", "from",
                                        "to",   "default", "clause", NULL};
    kp__rules_reader t = {.r = r};
    size_t nrows = r->block->bottom - r->block->top;

    if (!kp__options_known(r, known, true) || !read_headings(&t))
        return false;
    kp__table_room(r, t.ninputs, t.noutputs, nrows);
    name_columns(&t);
    return kp__read_policy(&t) && kp__read_types(&t) && read_rows(&t) &&
           kp__read_fallback(&t) && kp__check_policy(&t);
}
