/* call_table.c - calls of decision tables and tier tables. */
#include "rules/check/call_parts.h"
#include "rules/check/spelling.h"

static size_t output_named(const kp_dtable *table, kp_str name)
{
    for (size_t k = 0; k < table->noutputs; k++)
        if (kp_str_eq(table->output[k].name, name))
            return k;
    return SIZE_MAX;
}

/* Without the name of the row, which the compiler adds for computed outputs. */
size_t kp__typed_outputs(const kp_dtable *table)
{
    size_t row = output_named(table, KP_STR("#行"));

    return row == SIZE_MAX ? table->noutputs : row;
}

static size_t input_named(const kp_dtable *table, kp_str name)
{
    for (size_t k = 0; k < table->ninputs; k++)
        if (kp_str_eq(table->input[k].name, name))
            return k;
    return SIZE_MAX;
}

static kp_expr *table_node(const kp_scope *s, const kp_ast *ast, size_t index,
                           size_t output, kp_expr **arg)
{
    const kp_dtable *table = s->b->scheme->table[index];
    const kp_doutput *out = &table->output[output];
    kp_expr *node =
        kp__expr_node(s, ast, KP_X_TABLE, out->kind, (uint32_t)table->ninputs);

    for (size_t k = 0; k < table->ninputs; k++)
        node->arg[k] = arg[k];
    node->target = (uint32_t)index;
    node->output = (uint32_t)output;
    return node;
}

/* 分段表 as a function: amount * rate - quick, or base + (amount - low) * rate. */
static kp_expr *tier_amount(const kp_scope *s, const kp_ast *ast, size_t index,
                            kp_expr **arg)
{
    const kp_dtable *table = s->b->scheme->table[index];
    size_t rate = output_named(table, KP_STR("率")),
           low = output_named(table, KP_STR("下限"));
    size_t quick = output_named(table, KP_STR("速算扣除数"));
    size_t base = output_named(table, KP_STR("基数"));
    kp_expr *share = table_node(s, ast, index, rate, arg);

    if (quick != SIZE_MAX)
        return kp__binary(s, ast, KP_X_SUB, kp__binary(s, ast, KP_X_MUL, arg[0], share),
                          table_node(s, ast, index, quick, arg));
    if (base == SIZE_MAX || low == SIZE_MAX)
        return NULL;
    kp_expr *above =
        kp__binary(s, ast, KP_X_SUB, arg[0], table_node(s, ast, index, low, arg));

    return kp__binary(s, ast, KP_X_ADD, table_node(s, ast, index, base, arg),
                      kp__binary(s, ast, KP_X_MUL, above, share));
}

/* A table's output written as an expression: chosen by the row that was hit. */
kp_term kp__finish_table(const kp_scope *s, const kp_ast *ast, size_t index,
                         kp_str output, kp_expr **arg)
{
    const kp_dtable *table = s->b->scheme->table[index];
    size_t which = output.n ? output_named(table, output) : 0;

    if (which == SIZE_MAX) {
        kp__formula_fault(s, ast, KP3125, table->name, output, KP_NONE);
        return kp__bad();
    }
    if (table->is_tier && output.n == 0)
        return kp__good(tier_amount(s, ast, index, arg));
    if (output.n == 0 && kp__typed_outputs(table) > 1) {
        kp__formula_fault(s, ast, KP3126, table->name, table->output[0].name, KP_NONE);
        return kp__bad();
    }
    if (table->output[which].computed)
        return kp__computed_output(s, ast, index, which, arg);
    return kp__good(table_node(s, ast, index, which, arg));
}

kp_term kp__call_table(const kp_scope *s, const kp_ast *ast, size_t index,
                       kp_str output)
{
    const kp_dtable *table = s->b->scheme->table[index];
    kp_expr *arg[KP_MAX_TABLE_INPUTS] = {NULL};

    if (kp__count_args(ast) != table->ninputs) {
        kp__formula_fault(s, ast, KP3120, table->name,
                          kp__count_text(s->b, table->ninputs),
                          kp__count_text(s->b, kp__count_args(ast)));
        return kp__bad();
    }
    for (size_t k = 0; k < table->ninputs; k++) {
        kp_str name = kp__arg_name(ast, k);
        size_t at = name.n ? input_named(table, name) : k;

        if (at == SIZE_MAX) {
            kp__formula_fault(s, ast->arg[k + 1], KP3122, table->name, name, KP_NONE);
            return kp__bad();
        }
        if (arg[at]) {
            kp__formula_fault(s, ast->arg[k + 1], KP3134, table->name,
                              table->input[at].name, KP_NONE);
            return kp__bad();
        }
        arg[at] = kp__scalar_of(s, ast->arg[k + 1], table->input[at].kind);
        if (!arg[at])
            return kp__bad();
        if (arg[at]->kind == KP_TEXT &&
            (arg[at]->op == KP_X_FIELD || arg[at]->op == KP_X_UP))
            kp__check_table_options(s->b, index, at,
                                    s->b->scheme->field[arg[at]->field]);
    }
    return kp__finish_table(s, ast, index, output, arg);
}

kp_term kp__computed_output(const kp_scope *s, const kp_ast *ast, size_t index,
                            size_t output, kp_expr **arg)
{
    const kp_table_source *source = s->b->table_source[index];
    const kp_dtable *table = source->table;
    kp_function inputs = {.name = table->name, .nparams = table->ninputs};
    kp_term *argument = KP_NEW_ARRAY(s->b->arena, table->ninputs + 1, kp_term);
    size_t label = output_named(table, KP_STR("#行"));
    kp_expr *choice;
    uint32_t *symbols = KP_NEW_ARRAY(s->b->arena, table->nrules + 2, uint32_t);

    inputs.param = KP_NEW_ARRAY(s->b->arena, table->ninputs + 1, kp_str);
    for (size_t k = 0; k < table->ninputs; k++) {
        inputs.param[k] = table->input[k].name;
        argument[k] = kp__good(arg[k]);
    }
    if (label == SIZE_MAX || table->nrules == 0)
        return kp__bad();
    choice = kp__expr_node(s, ast, KP_X_CASE, table->output[output].kind,
                           (uint32_t)table->nrules + 2);
    choice->arg[0] = table_node(s, ast, index, label, arg);
    choice->symbols = symbols;
    for (size_t r = 0; r < table->nrules; r++) {
        kp_scope cell = *s;
        const kp_ast *formula = source->output_ast[output][r];
        kp_expr *value;

        cell.function = &inputs;
        cell.argument = argument;
        cell.foreign = true;
        cell.text = source->output_text[output][r];
        cell.where = table->where;
        cell.where.row = table->rule[r].row;
        cell.where.col = table->output[output].col;
        value = formula ? kp__scalar_of(&cell, formula, choice->kind)
                        : kp__constant(s, ast, table->output[output].cell[r]);
        if (!value)
            return kp__bad();
        symbols[r] = table->output[label].cell[r].as.symbol;
        choice->arg[r + 1] = value;
    }
    // No row at all: the default of the table, which is a plain value.
    symbols[table->nrules] = table->output[label].fallback.as.symbol;
    choice->arg[table->nrules + 1] =
        kp__constant(s, ast, table->output[output].fallback);
    return kp__good(choice);
}
