/* tables_types.c - 规则表: types in row three, allowed values, policy, default. */
#include "engine/base/fold.h"
#include "rules/tables/tables_rules.h"

/* ---- row three ---- */

static bool carries_type(const kp__rule_column *column)
{
    return column->role == KP__ROLE_CONDITION || column->role == KP__ROLE_RESULT;
}

static size_t slot_of(const kp__rules_reader *t, const kp__rule_column *column)
{
    return column->role == KP__ROLE_RESULT ? t->ninputs + column->index : column->index;
}

/* Row three holds types when every filled cell under a condition or result is one. */
static bool is_type_row(const kp__rules_reader *t, uint32_t i)
{
    const kp__table_reader *r = t->r;
    kp__column_type type;
    bool some = false;

    if (i >= r->block->bottom)
        return false;
    for (size_t c = 0; c < t->ncolumns; c++) {
        const kp_cell *cell = kp_block_cell(r->block, i, t->column[c].j);
        if (!carries_type(&t->column[c]) || kp_cell_is_blank(cell))
            continue;
        if (!kp__type_of_text(r->arena, kp_cell_text(cell), &type))
            return false;
        some = true;
    }
    return some;
}

static void take_type_row(kp__rules_reader *t)
{
    const kp__table_reader *r = t->r;

    for (size_t c = 0; c < t->ncolumns; c++) {
        const kp__rule_column *column = &t->column[c];
        kp__column_type type;
        if (!carries_type(column))
            continue;
        kp_str text = kp_cell_text(kp_block_cell(r->block, r->first_row, column->j));
        if (!kp__type_of_text(r->arena, text, &type))
            continue;
        type.row = r->first_row;
        type.col = column->j;
        t->type[slot_of(t, column)] = type;
    }
    t->r->first_row++;
}

/* ---- types from cells ---- */

static bool is_count(const kp__rules_reader *t)
{
    return t->r->table->policy == KP_HIT_COUNT;
}

static void vote_row(const kp__rules_reader *t, kp__type_votes *votes, uint32_t i)
{
    const kp__table_reader *r = t->r;

    for (size_t c = 0; c < t->ncolumns; c++) {
        const kp__rule_column *column = &t->column[c];
        if (!carries_type(column) || t->type[slot_of(t, column)].known)
            continue;
        kp__type_votes *mine = &votes[slot_of(t, column)];
        const kp_cell *cell = kp_block_cell(r->block, i, column->j);
        if (column->role == KP__ROLE_RESULT && is_count(t) && kp__says_default(t, i))
            continue;  // a number, whatever is counted
        if (column->role == KP__ROLE_CONDITION)
            kp__vote_condition(r, mine, cell, i, column->j, column->op);
        else
            kp__vote_value(r, mine, cell, i, column->j);
    }
}

/* A column of formulas only has no type of its own: the checker finds it. */
static bool only_formulas(const kp__rules_reader *t, const kp__rule_column *column)
{
    const kp__table_reader *r = t->r;

    for (uint32_t i = r->first_row; i < r->block->bottom; i++) {
        const kp_cell *cell = kp_block_cell(r->block, i, column->j);
        if (!kp__is_expression(cell) && !kp_cell_is_blank(cell))
            return false;
    }
    return column->role == KP__ROLE_RESULT && r->first_row < r->block->bottom;
}

static bool settle_column(const kp__rules_reader *t, const kp__type_votes *votes,
                          const kp__rule_column *column)
{
    kp__column_type *type = &t->type[slot_of(t, column)];

    if (type->known)
        return true;
    type->known = true;
    type->decimals = -1;
    type->kind = KP_NUM;
    if (t->r->first_row >= t->r->block->bottom || only_formulas(t, column))
        return true;
    return kp__settle_type(t->r, &votes[slot_of(t, column)], column->name, column->j,
                           &type->kind, &type->unit);
}

static bool settle_types(kp__rules_reader *t)
{
    kp__type_votes *votes =
        KP_NEW_ARRAY(t->r->arena, t->ninputs + t->noutputs, kp__type_votes);
    bool whole = true;

    for (uint32_t i = t->r->first_row; i < t->r->block->bottom; i++)
        vote_row(t, votes, i);
    for (size_t c = 0; c < t->ncolumns; c++)
        if (carries_type(&t->column[c]))
            whole = settle_column(t, votes, &t->column[c]) && whole;
    return whole;
}

/* ---- allowed values ---- */

static kp_parse_where type_where(const kp__rules_reader *t, const kp__column_type *type)
{
    return (kp_parse_where){kp_block_where(t->r->block, type->row, type->col),
                            type->allowed};
}

static bool read_allowed_input(kp__rules_reader *t, size_t k)
{
    kp__table_reader *r = t->r;
    const kp__column_type *type = &t->type[k];
    const kp_dinput *input = &r->table->input[k];
    kp__accept_reader reader = {r->arena, r->symbols, r->diags, r->table->name};
    kp_parse_where where = type_where(t, type);

    r->source->input_decimals[k] = type->decimals;
    if (type->allowed.n == 0)
        return true;
    if (type->kind == KP_TEXT)
        t->nlisted[k] = kp__list_items(r->arena, type->allowed, &t->listed[k]);
    kp_ast *ast =
        kp_parse_tests(r->arena, &where, type->allowed, kp__domain_of(type->kind),
                       input->unit, KP_OP_CONCAT, r->diags);
    return ast && kp__accept_read(&reader, &where, type->kind, ast,
                                  &r->source->input_allowed[k]);
}

static bool read_allowed_output(kp__rules_reader *t, size_t o)
{
    kp__table_reader *r = t->r;
    kp_doutput *output = &r->table->output[o];
    const kp__column_type *type = &t->type[t->ninputs + o];
    kp_str *item = NULL;
    size_t n = kp__list_items(r->arena, type->allowed, &item);

    output->priority = KP_NEW_ARRAY(r->arena, n + 1, kp_value);
    output->npriority = n;
    for (size_t v = 0; v < n; v++)
        if (!kp__value_text(r, item[v], type->row, type->col, type->kind, type->unit,
                            type->decimals, &output->priority[v]))
            return false;
    t->listed[t->ninputs + o] = item;
    t->nlisted[t->ninputs + o] = n;
    return true;
}

static bool keep_types(kp__rules_reader *t)
{
    kp_dtable *table = t->r->table;
    bool whole = true;

    for (size_t k = 0; k < t->ninputs; k++) {
        table->input[k].kind = t->type[k].kind;
        table->input[k].unit = t->type[k].unit;
        whole = read_allowed_input(t, k) && whole;
    }
    for (size_t o = 0; o < t->noutputs; o++) {
        const kp__column_type *type = &t->type[t->ninputs + o];
        kp_doutput *output = &table->output[o];
        output->kind = type->kind;
        output->unit = type->unit;
        output->scale =
            type->kind == KP_NUM && type->decimals > 0 ? (uint8_t)type->decimals : 0;
        output->fallback = kp_value_none(type->kind, KP_BLANK);
        whole = read_allowed_output(t, o) && whole;
    }
    return whole;
}

bool kp__read_types(kp__rules_reader *t)
{
    size_t n = t->ninputs + t->noutputs;

    t->type = KP_NEW_ARRAY(t->r->arena, n, kp__column_type);
    t->listed = KP_NEW_ARRAY(t->r->arena, n, kp_str *);
    t->nlisted = KP_NEW_ARRAY(t->r->arena, n, size_t);
    if (is_type_row(t, t->r->first_row))
        take_type_row(t);
    return settle_types(t) && keep_types(t);
}

static bool refuse_unlisted(const kp__rules_reader *t, size_t slot,
                            const kp__rule_column *column, uint32_t i, kp_str text)
{
    for (size_t v = 0; v < t->nlisted[slot]; v++)
        if (kp_str_eq(t->listed[slot][v], text))
            return true;
    return kp__table_fault(t->r, KP2225, i, column->j, text,
                           kp_nearest(text, t->listed[slot], t->nlisted[slot]));
}

bool kp__check_allowed(const kp__rules_reader *t, const kp__rule_column *column,
                       uint32_t i, const kp_accept *accept)
{
    size_t slot = slot_of(t, column);

    if (t->nlisted[slot] == 0)
        return true;
    for (size_t s = 0; s < accept->nsymbols; s++)
        if (!refuse_unlisted(t, slot, column, i,
                             kp_symbol_text(t->r->symbols, accept->symbol[s])))
            return false;
    return true;
}

bool kp__check_listed(const kp__rules_reader *t, const kp__rule_column *column,
                      uint32_t i, kp_value value)
{
    size_t slot = slot_of(t, column);

    if (t->nlisted[slot] == 0 || value.kind != KP_TEXT || value.state != KP_VALUE)
        return true;
    return refuse_unlisted(t, slot, column, i,
                           kp_symbol_text(t->r->symbols, value.as.symbol));
}

/* ---- policy and default ---- */

bool kp__read_policy(kp__rules_reader *t)
{
    kp_dtable *table = t->r->table;
    const kp_option *said = NULL;

    table->policy = KP_HIT_UNIQUE;
    for (size_t o = 0; o < t->r->block->noptions; o++) {
        const kp_option *option = &t->r->block->option[o];
        if (option->value.n || !kp__policy_of(option->name, &table->policy))
            continue;
        if (said)
            return kp__table_fault(t->r, KP2226, t->r->block->top, option->col,
                                   said->name, option->name);
        said = option;
    }
    return true;
}

static bool says(kp_arena *arena, kp_str text, const char *const *words)
{
    kp_str folded = kp_fold(arena, text);

    for (; *words; words++)
        if (kp_str_is(folded, *words))
            return true;
    return false;
}

static bool read_default_values(kp__rules_reader *t, const kp_option *option)
{
    kp__table_reader *r = t->r;
    kp_str *item = &(kp_str){option->value.p, option->value.n};
    size_t n = 1;

    if (t->noutputs > 1)
        n = kp__list_items(r->arena, option->value, &item);
    if (n != t->noutputs)
        return kp__table_fault(r, KP2228, r->block->top, option->col, option->value,
                               KP_NONE);
    for (size_t o = 0; o < n; o++) {
        kp_doutput *output = &r->table->output[o];
        kp_kind kind = is_count(t) ? KP_NUM : output->kind;
        kp_unit unit = is_count(t) ? KP_UNIT_NONE : output->unit;

        if (!kp__value_text(r, item[o], r->block->top, option->col, kind, unit,
                            is_count(t) ? 0 : -1, &output->fallback))
            return false;
    }
    r->table->complete = true;
    return true;
}

bool kp__read_fallback(kp__rules_reader *t)
{
    static const char *const error_words[] = {"报错", "error", NULL};
    static const char *const row_words[] = {"默认", "默认行", "缺省", "默认 行", NULL};
    kp__table_reader *r = t->r;
    const kp_option *option = kp_block_option(r->block, "未命中", "default");

    if (!option)
        return true;
    bool error = option->value.n == 0 || says(r->arena, option->value, error_words);
    bool row = says(r->arena, option->value, row_words);
    if (row && t->default_row)
        return true;
    if (row || (t->default_row && (error || option->value.n)))
        return kp__table_fault(r, KP2227, r->block->top, option->col, option->value,
                               KP_NONE);
    return error || read_default_values(t, option);
}

static bool any_computed(const kp_dtable *table)
{
    for (size_t o = 0; o < table->noutputs; o++)
        if (table->output[o].computed)
            return true;
    return false;
}

static bool any_priority(const kp_dtable *table)
{
    for (size_t o = 0; o < table->noutputs; o++)
        if (table->output[o].npriority)
            return true;
    return false;
}

bool kp__check_policy(const kp__rules_reader *t)
{
    const kp__table_reader *r = t->r;
    const kp_dtable *table = r->table;
    kp_hit_policy policy = table->policy;
    uint32_t top = r->block->top;
    uint32_t left = r->block->left;
    bool ordered = policy == KP_HIT_PRIORITY || policy == KP_HIT_OUTPUT_ORDER;

    if (ordered && !any_priority(table))
        return kp__table_fault(r, KP2229, top, left, KP_NONE, KP_NONE);
    if (policy >= KP_HIT_SUM && table->noutputs > 1)
        return kp__table_fault(r, KP2230, top, left, KP_NONE, KP_NONE);
    if (policy == KP_HIT_SUM && table->output[0].kind != KP_NUM)
        return kp__table_fault(r, KP2231, top, left, table->output[0].name, KP_NONE);
    if (policy != KP_HIT_UNIQUE && policy != KP_HIT_FIRST && any_computed(table))
        return kp__table_fault(r, KP2232, top, left, KP_NONE, KP_NONE);
    return true;
}
