/* tables.c - from a block to a decision table: what the three kinds share. */
#include "rules/tables/tables.h"

#include "engine/base/fold.h"
#include "rules/tables/tables_parts.h"

#include <string.h>

/* ---- faults ---- */

bool kp__table_fault(const kp__table_reader *r, kp_code code, uint32_t i, uint32_t j,
                     kp_str arg2, kp_str arg3)
{
    kp_fail(r->diags, code, kp_block_where(r->block, i, j),
            kp_cell_text(kp_block_cell(r->block, i, j)), r->block->name, arg2, arg3);
    return false;
}

kp_str kp__decimal_spelling(kp_arena *arena, kp_decimal num)
{
    kp_buf text;

    kp_buf_init(&text, KP_DEC_TEXT);
    kp_dec_print(num, -1, &text);
    kp_str out = kp_str_copy(arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return out;
}

/* ---- options ---- */

typedef struct policy_name {
    const char *sign, *zh, *en;
    kp_hit_policy policy;
} policy_name;

static const policy_name policy_names[] = {
    {"U", "唯一", "unique", KP_HIT_UNIQUE},
    {"A", "任一", "any", KP_HIT_ANY},
    {"P", "优先", "priority", KP_HIT_PRIORITY},
    {"F", "首个", "first", KP_HIT_FIRST},
    {"R", "行序", "ruleorder", KP_HIT_RULE_ORDER},
    {"O", "结果序", "outputorder", KP_HIT_OUTPUT_ORDER},
    {"C", "全部", "collect", KP_HIT_COLLECT},
    {"C+", "求和", "sum", KP_HIT_SUM},
    {"C<", "最小", "min", KP_HIT_MIN},
    {"C>", "最大", "max", KP_HIT_MAX},
    {"C#", "计数", "count", KP_HIT_COUNT},
};

bool kp__policy_of(kp_str folded, kp_hit_policy *out)
{
    for (size_t p = 0; p < sizeof policy_names / sizeof policy_names[0]; p++) {
        const policy_name *name = &policy_names[p];
        bool sign = kp_str_is(folded, name->sign);
        // A small letter is the same sign.
        if (folded.n > 0 && folded.p[0] >= 'a' && folded.p[0] <= 'z')
            sign = folded.n == strlen(name->sign) &&
                   folded.p[0] - 'a' == name->sign[0] - 'A' &&
                   memcmp(folded.p + 1, name->sign + 1, folded.n - 1) == 0;
        if (!sign && !kp__word_is(folded, name->zh, name->en))
            continue;
        *out = name->policy;
        return true;
    }
    return false;
}

static bool option_is_known(const kp_option *option, const char *const *known)
{
    for (; *known; known++)
        if (kp_str_is(option->name, *known))
            return true;
    // Of a scheme that extends another (inherit.h): any table may carry it.
    return kp__word_is(option->name, "覆盖", "override");
}

bool kp__options_known(const kp__table_reader *r, const char *const *known, bool policy)
{
    size_t errors = kp_diags_errors(r->diags);
    kp_hit_policy typed;
    kp_str names[16];
    size_t n = 0;

    for (; known[n] && n < 16; n++)
        names[n] = kp_str_of(known[n]);
    for (size_t o = 0; o < r->block->noptions; o++) {
        const kp_option *option = &r->block->option[o];
        if (option_is_known(option, known) ||
            (option->value.n == 0 && kp__policy_of(option->name, &typed) &&
             (policy || typed == KP_HIT_UNIQUE)))
            continue;
        kp__table_fault(r, KP2203, r->block->top, option->col, option->name,
                        kp_nearest(option->name, names, n));
    }
    return kp_diags_errors(r->diags) == errors;
}

/* ---- rows ---- */

bool kp__row_in_force(const kp__table_reader *r, uint32_t i, bool *fault)
{
    kp_validity validity;

    if (r->from_col == KP__NO_COL && r->to_col == KP__NO_COL)
        return true;
    if (!kp__validity_at(r->arena, r->block, i, r->from_col, r->to_col, &validity,
                         r->diags)) {
        *fault = true;
        return false;
    }
    return validity.from <= r->day && r->day <= validity.to;
}

void kp__find_common_columns(kp__table_reader *r)
{
    r->label_col = kp_block_column(r->arena, r->block, "序号", "no");
    r->clause_col = kp_block_column(r->arena, r->block, "依据", "clause");
    r->from_col = kp_block_column(r->arena, r->block, "生效", "from");
    r->to_col = kp_block_column(r->arena, r->block, "失效", "to");
}

void kp__table_room(kp__table_reader *r, size_t ninputs, size_t noutputs, size_t nrules)
{
    kp_dtable *table = r->table;
    kp_table_source *source = r->source;

    table->ninputs = ninputs;
    table->noutputs = noutputs;
    table->input = KP_NEW_ARRAY(r->arena, ninputs + 1, kp_dinput);
    table->output = KP_NEW_ARRAY(r->arena, noutputs + 1, kp_doutput);
    table->rule = KP_NEW_ARRAY(r->arena, nrules + 1, kp_drule);
    source->output_ast = KP_NEW_ARRAY(r->arena, noutputs + 1, kp_ast **);
    source->output_text = KP_NEW_ARRAY(r->arena, noutputs + 1, kp_str *);
    source->input_decimals = KP_NEW_ARRAY(r->arena, ninputs + 1, int);
    source->input_allowed = KP_NEW_ARRAY(r->arena, ninputs + 1, kp_accept);
    source->input_known = KP_NEW_ARRAY(r->arena, ninputs + 1, kp_accept);
    for (size_t k = 0; k < ninputs; k++) {
        source->input_decimals[k] = -1;
        source->input_allowed[k].any = true;
        source->input_known[k].any = true;
    }
    for (size_t o = 0; o < noutputs; o++) {
        table->output[o].cell = KP_NEW_ARRAY(r->arena, nrules + 1, kp_value);
        table->output[o].fallback = kp_value_none(KP_NUM, KP_BLANK);
        source->output_ast[o] = KP_NEW_ARRAY(r->arena, nrules + 1, kp_ast *);
        source->output_text[o] = KP_NEW_ARRAY(r->arena, nrules + 1, kp_str);
    }
}

static kp_str position_label(const kp__table_reader *r, uint32_t i)
{
    return kp__decimal_spelling(r->arena, kp_dec((int64_t)i - r->first_row + 1, 0));
}

static kp_str kept_text(const kp__table_reader *r, uint32_t i, uint32_t j)
{
    if (j == KP__NO_COL)
        return KP_NONE;
    kp_str text = kp_cell_text(kp_block_cell(r->block, i, j));
    return kp_str_copy(r->arena, kp_tidy(r->arena, text));
}

kp_drule *kp__add_rule(kp__table_reader *r, uint32_t i, uint32_t j)
{
    kp_drule *rule = &r->table->rule[r->table->nrules++];

    rule->row = r->block->sheet->rows[i].number;
    rule->col = j + 1;
    rule->label = kept_text(r, i, r->label_col);
    if (rule->label.n == 0)
        rule->label = position_label(r, i);
    rule->clause = kept_text(r, i, r->clause_col);
    rule->accept = KP_NEW_ARRAY(r->arena, r->table->ninputs + 1, kp_accept);
    return rule;
}

/* ---- the whole table ---- */

static bool read_by_kind(kp__table_reader *r)
{
    switch ((int)r->block->kind) {
    case KP_BLOCK_RULES:
        return kp__read_rules_table(r);
    case KP_BLOCK_CROSS:
        return kp__read_cross_table(r);
    case KP_BLOCK_TIER:
        return kp__read_tier_table(r);
    default:
        return false;
    }
}

static bool finish(const kp__table_reader *r)
{
    uint32_t top = r->block->top;

    if (r->table->ninputs > KP_MAX_TABLE_INPUTS) {
        kp_str most = kp__decimal_spelling(r->arena, kp_dec(KP_MAX_TABLE_INPUTS, 0));
        return kp__table_fault(r, KP2206, top, r->block->left, most, KP_NONE);
    }
    if (r->table->nrules == 0)
        kp__table_fault(r, KP2204, top, r->block->left, KP_NONE, KP_NONE);
    kp_dtable_finish(r->arena, r->table, r->symbols);
    if (r->table->index)
        return true;
    return kp__table_fault(r, KP2205, top, r->block->left, KP_NONE, KP_NONE);
}

static kp_where lasting_where(const kp__table_reader *r)
{
    kp_where where = kp_block_where(r->block, r->block->top, r->block->left);

    where.file = kp_str_copy(r->arena, where.file);
    where.sheet = kp_str_copy(r->arena, where.sheet);
    return where;
}

kp_table_source *kp_table_compile(kp_arena *arena, const kp_block *block, int32_t day,
                                  kp_symbols *symbols, kp_diags *diags)
{
    kp__table_reader r = {.arena = arena, .block = block, .symbols = symbols};
    size_t errors = kp_diags_errors(diags);

    if (!kp_block_in_force(arena, block, day, diags))
        return NULL;
    r.diags = diags;
    r.day = day;
    r.first_row = block->top + 2;
    kp__find_common_columns(&r);
    r.source = KP_NEW(arena, kp_table_source);
    r.table = r.source->table = KP_NEW(arena, kp_dtable);
    r.source->block = block;
    r.table->name = kp_str_copy(arena, block->name);
    r.table->where = lasting_where(&r);
    r.scratch = kp_diags_open();
    bool whole = r.scratch && read_by_kind(&r);
    kp_diags_close(r.scratch);
    if (!whole || kp_diags_errors(diags) > errors || !finish(&r))
        return NULL;
    return r.source;
}
