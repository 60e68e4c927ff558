/* check_call.c - calls: forms and builtins, named formulas, decision tables.
 *
 * A named formula is put in place of its call: parameters are bound to the arguments,
 * so that the trace shows the operations themselves.  `调用` chooses among all formulas
 * and tables that can be applied to the arguments given by name.
 */
#include <ctype.h>
#include <string.h>

#include "engine/builtin.h"
#include "rules/check/check.h"
#include "rules/check/spelling.h"

#define MAX_DEPTH 24

typedef enum form_shape {
    FORM_IF,
    FORM_ALL,
    FORM_ANY,
    FORM_NOT,
    FORM_MIN,
    FORM_MAX,
    FORM_CLAMP,
    FORM_DEFAULT,
    FORM_IS_BLANK,
    FORM_ROUND_HALF_UP,
    FORM_ROUND_HALF_EVEN,
    FORM_ROUND_HALF_DOWN,
    FORM_ROUND_UP,
    FORM_ROUND_DOWN,
    FORM_CEILING,
    FORM_FLOOR,
    FORM_FEN_TO_JIAO,
    FORM_INVOKE,
} form_shape;

typedef struct form {
    const char *id, *zh, *excel;
    uint8_t min, max;
    form_shape shape;
} form;

static const form forms[] = {
#define FORM(id, zh, excel, min, max, shape, help_zh, help_en)                         \
    {id, zh, excel, min, max, FORM_##shape},
#include "rules/check/forms.def"
#undef FORM
};

static bool same_in_any_case(kp_str name, const char *upper)
{
    if (!upper || name.n != strlen(upper))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (toupper((unsigned char)name.p[i]) != upper[i])
            return false;
    return true;
}

static const form *find_form(kp_str name)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (kp_str_is(name, forms[i].id) || kp_str_is(name, forms[i].zh) ||
            same_in_any_case(name, forms[i].excel))
            return &forms[i];
    return NULL;
}

/* ---- arguments ---- */

static size_t count_args(const kp_ast *ast)
{
    return ast->nargs - 1;
}

static kp_str arg_name(const kp_ast *ast, size_t k)
{
    return ast->arg_name ? ast->arg_name[k + 1] : KP_NONE;
}

static kp_str number_text(kp_build *b, size_t n)
{
    kp_buf buf;

    kp_buf_init(&buf, 64);
    kp_buf_uint(&buf, n);
    kp_str text = kp_str_copy(b->arena, kp_buf_view(&buf));

    kp_buf_free(&buf);
    return text;
}

bool kp__arity_fits(const kp_scope *s, const kp_ast *ast, kp_str name, size_t min,
                    size_t max)
{
    size_t n = count_args(ast);
    kp_str wanted = number_text(s->b, n < min ? min : max);

    if (n >= min && n <= max)
        return true;
    kp__formula_fault(s, ast, KP3120, name, wanted, number_text(s->b, n));
    return false;
}

/* ---- forms ---- */

static kp_expr *whole_constant(const kp_scope *s, const kp_ast *ast, int *out)
{
    kp_expr *e = kp__scalar_of(s, ast, KP_NUM);
    int64_t word;

    if (!e)
        return NULL;
    if (e->op == KP_X_CONST && e->value.state == KP_VALUE &&
        kp_dec_to_i64(e->value.as.num, 0, &word) && word >= 0 && word <= 12) {
        *out = (int)word;
        return e;
    }
    kp__formula_fault(s, ast, KP3209, kp__span(s, ast), KP_NONE, KP_NONE);
    return NULL;
}

/* Element-wise over a list, or a scalar. */
static kp_term map_number(const kp_scope *s, const kp_ast *ast, kp_term *x)
{
    *x = kp__check(s, ast);
    if (!x->good)
        return kp__bad();
    if (!x->expr) {
        kp__formula_fault(s, ast, KP3202, kp__span(s, ast), KP_NONE, KP_NONE);
        return kp__bad();
    }
    if (x->expr->kind != KP_NUM) {
        kp__formula_fault(s, ast, KP3203, kp__span(s, ast), kp_str_of("数值"), KP_NONE);
        return kp__bad();
    }
    return *x;
}

static kp_term rounding(const kp_scope *s, const kp_ast *ast, kp_rounding mode,
                        int fixed_decimals)
{
    kp_term x;
    int decimals = fixed_decimals;

    if (!map_number(s, ast->arg[1], &x).good)
        return kp__bad();
    if (count_args(ast) == 2 && !whole_constant(s, ast->arg[2], &decimals))
        return kp__bad();
    x.expr = kp__round(s, ast, x.expr, decimals, mode);
    return x;
}

static kp_term chain(const kp_scope *s, const kp_ast *ast, kp_expr_op op, kp_kind kind)
{
    kp_expr *all = NULL;

    for (size_t k = 1; k < ast->nargs; k++) {
        kp_expr *next = kp__scalar_of(s, ast->arg[k], kind);

        if (!next)
            return kp__bad();
        all = all ? kp__binary(s, ast, op, all, next) : next;
    }
    return kp__good(all);
}

static kp_term clamp(const kp_scope *s, const kp_ast *ast)
{
    kp_expr *x = kp__scalar_of(s, ast->arg[1], KP_NUM);
    kp_expr *low = kp__scalar_of(s, ast->arg[2], KP_NUM);
    kp_expr *high = kp__scalar_of(s, ast->arg[3], KP_NUM);

    return kp__good(
        kp__binary(s, ast, KP_X_MIN, kp__binary(s, ast, KP_X_MAX, x, low), high));
}

/* An operand that is read only to see whether it is blank must be a plain reference, so
 * that its blank is not yet a fault. */
static kp_term or_default(const kp_scope *s, const kp_ast *ast)
{
    kp_expr *x = kp__scalar(s, ast->arg[1]);
    kp_expr *otherwise = x ? kp__scalar_of(s, ast->arg[2], x->kind) : NULL;

    if (!x || !otherwise ||
        !kp__same_kinds(s, ast, ast->arg[1], &x, ast->arg[2], &otherwise))
        return kp__bad();
    return kp__good(kp__if(s, ast, kp__unary(s, ast, KP_X_IS_BLANK, x), otherwise, x));
}

static kp_term conditional_form(const kp_scope *s, const kp_ast *ast)
{
    kp_ast keyword = *ast;

    keyword.kind = KP_AST_IF;
    keyword.arg = ast->arg + 1;
    keyword.nargs = 3;
    keyword.arg_name = NULL;
    return kp__check(s, &keyword);
}

static kp_term invoke(const kp_scope *s, const kp_ast *ast);

static kp_term check_form(const kp_scope *s, const kp_ast *ast, const form *f)
{
    kp_expr *x;

    switch (f->shape) {
    case FORM_IF:
        return conditional_form(s, ast);
    case FORM_ALL:
        return chain(s, ast, KP_X_AND, KP_BOOL);
    case FORM_ANY:
        return chain(s, ast, KP_X_OR, KP_BOOL);
    case FORM_NOT:
        return kp__good(
            kp__unary(s, ast, KP_X_NOT, kp__scalar_of(s, ast->arg[1], KP_BOOL)));
    case FORM_MIN:
        return chain(s, ast, KP_X_MIN, KP_NUM);
    case FORM_MAX:
        return chain(s, ast, KP_X_MAX, KP_NUM);
    case FORM_CLAMP:
        return clamp(s, ast);
    case FORM_DEFAULT:
        return or_default(s, ast);
    case FORM_IS_BLANK:
        x = kp__scalar(s, ast->arg[1]);
        return kp__good(kp__unary(s, ast, KP_X_IS_BLANK, x));
    case FORM_ROUND_HALF_UP:
        return rounding(s, ast, KP_ROUND_HALF_UP, 0);
    case FORM_ROUND_HALF_EVEN:
        return rounding(s, ast, KP_ROUND_HALF_EVEN, 0);
    case FORM_ROUND_HALF_DOWN:
        return rounding(s, ast, KP_ROUND_HALF_DOWN, 0);
    case FORM_ROUND_UP:
        return rounding(s, ast, KP_ROUND_UP, 0);
    case FORM_ROUND_DOWN:
        return rounding(s, ast, KP_ROUND_DOWN, 0);
    case FORM_CEILING:
        return rounding(s, ast, KP_ROUND_CEILING, 0);
    case FORM_FLOOR:
        return rounding(s, ast, KP_ROUND_FLOOR, 0);
    case FORM_FEN_TO_JIAO:
        return rounding(s, ast, KP_ROUND_UP_AFTER_DOWN, 1);
    case FORM_INVOKE:
        return invoke(s, ast);
    }
    return kp__bad();
}

/* ---- builtins with kernels ---- */

static kp_kind kind_of_letter(char letter)
{
    switch (toupper((unsigned char)letter)) {
    case 'T':
        return KP_TEXT;
    case 'D':
        return KP_DATE;
    case 'B':
        return KP_BOOL;
    default:
        return KP_NUM;
    }
}

static kp_expr *builtin_node(const kp_scope *s, const kp_ast *at, size_t index,
                             kp_expr **arg, size_t n)
{
    const kp_builtin *builtin = &kp_builtins[index];
    const char *result = strchr(builtin->signature, '>') + 1;
    kp_expr *node =
        kp__expr_node(s, at, KP_X_CALL, kind_of_letter(*result), (uint32_t)n);

    for (size_t k = 0; k < n; k++)
        node->arg[k] = arg[k];
    node->target = (uint32_t)index;
    return node;
}

kp_expr *kp__builtin_node(const kp_scope *s, const kp_ast *at, const char *id,
                          kp_expr *a, kp_expr *b)
{
    kp_expr *arg[2] = {a, b};

    if (!a || !b)
        return NULL;
    return builtin_node(s, at, kp_builtin_find(kp_str_of(id)), arg, 2);
}

static kp_term check_builtin(const kp_scope *s, const kp_ast *ast, size_t index)
{
    const kp_builtin *builtin = &kp_builtins[index];
    size_t letters = strcspn(builtin->signature, ">*");
    kp_expr *arg[KP_MAX_CALL_ARGS];

    for (size_t k = 0; k < count_args(ast); k++) {
        char letter = builtin->signature[k < letters ? k : letters - 1];

        arg[k] = kp__scalar_of(s, ast->arg[k + 1], kind_of_letter(letter));
        if (!arg[k])
            return kp__bad();
    }
    return kp__good(builtin_node(s, ast, index, arg, count_args(ast)));
}

/* ---- named formulas ---- */

static size_t param_named(const kp_function *function, kp_str name)
{
    for (size_t k = 0; k < function->nparams; k++)
        if (kp_str_eq(function->param[k], name))
            return k;
    return SIZE_MAX;
}

static bool may_be_blank(const kp_expr *e)
{
    switch (e->op) {
    case KP_X_FIELD:
    case KP_X_UP:
    case KP_X_TABLE:
        return true;
    case KP_X_CONST:
        return e->value.state == KP_BLANK;
    case KP_X_FUNCTION:
        return may_be_blank(e->arg[0]);
    case KP_X_IF:
        return may_be_blank(e->arg[1]) || may_be_blank(e->arg[2]);
    default:
        return false;
    }
}

/* The default stands for an argument that is not given, or is blank in this row. */
static kp_term with_default(const kp_scope *s, const kp_ast *at, kp_term given,
                            const kp_ast *fallback, const kp_function *function)
{
    kp_scope nowhere = *s;
    kp_function_source *source =
        &s->b->function_source[function - s->b->scheme->function];

    if (!fallback)
        return given;
    // A default may call formulas, but not the one that it belongs to.
    if (source->being_checked) {
        kp__formula_fault(s, at, KP3121, function->name, KP_NONE, KP_NONE);
        return kp__bad();
    }
    nowhere.entity = UINT32_MAX;
    nowhere.function = NULL;
    nowhere.where = function->where;
    nowhere.foreign = true;
    source->being_checked = true;
    kp_term standby = kp__check(&nowhere, fallback);

    source->being_checked = false;
    if (!given.good || !given.expr)
        return standby;
    if (!may_be_blank(given.expr) || !standby.good || !standby.expr)
        return given;
    if (given.expr->op == KP_X_CONST)
        return standby;
    if (!kp__same_kinds(s, at, at, &given.expr, at, &standby.expr))
        return kp__bad();
    kp_term out = given;

    out.expr = kp__if(s, at, kp__unary(s, at, KP_X_IS_BLANK, given.expr), standby.expr,
                      given.expr);
    return out;
}

/* Put the body in place of the call. */
static kp_term apply_function(const kp_scope *s, const kp_ast *ast, size_t index,
                              const kp_term *argument)
{
    const kp_function *function = &s->b->scheme->function[index];
    kp_function_source *source = &s->b->function_source[index];
    kp_scope body = *s;

    if (!source->body)
        return kp__bad();
    if (source->being_checked || s->depth >= MAX_DEPTH) {
        kp__formula_fault(s, ast, KP3121, function->name, KP_NONE, KP_NONE);
        return kp__bad();
    }
    body.function = function;
    body.argument = argument;
    body.caller = s;
    body.depth = s->depth + 1;
    body.where = source->where;
    body.text = function->formula;
    body.foreign = true;
    source->being_checked = true;
    kp_term term = kp__check(&body, source->body);

    source->being_checked = false;
    if (!term.good)
        return kp__bad();
    if (!term.expr) {
        kp__formula_fault(&body, source->body, KP3202, kp__span(&body, source->body),
                          KP_NONE, KP_NONE);
        return kp__bad();
    }
    if (source->decimals >= 0 && term.expr->kind == KP_NUM)
        term.expr = kp__round(&body, NULL, term.expr, source->decimals, source->mode);

    kp_expr *node = kp__expr_node(s, ast, KP_X_FUNCTION, term.expr->kind, 1);

    node->arg[0] = term.expr;
    node->output = (uint32_t)index;
    term.expr = node;
    return term;
}

static kp_term call_function(const kp_scope *s, const kp_ast *ast, size_t index)
{
    const kp_function *function = &s->b->scheme->function[index];
    kp_term *argument = KP_NEW_ARRAY(s->b->arena, function->nparams + 1, kp_term);

    for (size_t k = 0; k < count_args(ast); k++) {
        kp_str name = arg_name(ast, k);
        size_t at = name.n ? param_named(function, name) : k;

        if (at >= function->nparams && name.n == 0) {
            kp__formula_fault(s, ast, KP3120, function->name,
                              number_text(s->b, function->nparams),
                              number_text(s->b, count_args(ast)));
            return kp__bad();
        }
        if (at >= function->nparams) {
            kp__formula_fault(s, ast->arg[k + 1], KP3122, function->name, name,
                              KP_NONE);
            return kp__bad();
        }
        if (argument[at].good) {
            kp__formula_fault(s, ast->arg[k + 1], KP3134, function->name,
                              function->param[at], KP_NONE);
            return kp__bad();
        }
        argument[at] = kp__check(s, ast->arg[k + 1]);
        if (!argument[at].good)
            return kp__bad();
    }
    for (size_t k = 0; k < function->nparams; k++) {
        const kp_ast *fallback = s->b->function_source[index].fallback[k];
        bool given = argument[k].good;

        argument[k] = with_default(s, ast, argument[k], fallback, function);
        if (argument[k].good)
            continue;
        if (!given && !fallback)
            kp__formula_fault(s, ast, KP3123, function->name, function->param[k],
                              KP_NONE);
        return kp__bad();
    }
    return apply_function(s, ast, index, argument);
}

/* ---- decision tables ---- */

static size_t output_named(const kp_dtable *table, kp_str name)
{
    for (size_t k = 0; k < table->noutputs; k++)
        if (kp_str_eq(table->output[k].name, name))
            return k;
    return SIZE_MAX;
}

/* Without the name of the row, which the compiler adds for computed outputs. */
static size_t typed_outputs(const kp_dtable *table)
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
static kp_term finish_table(const kp_scope *s, const kp_ast *ast, size_t index,
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
    if (output.n == 0 && typed_outputs(table) > 1) {
        kp__formula_fault(s, ast, KP3126, table->name, table->output[0].name, KP_NONE);
        return kp__bad();
    }
    if (table->output[which].computed)
        return kp__computed_output(s, ast, index, which, arg);
    return kp__good(table_node(s, ast, index, which, arg));
}

static kp_term call_table(const kp_scope *s, const kp_ast *ast, size_t index,
                          kp_str output)
{
    const kp_dtable *table = s->b->scheme->table[index];
    kp_expr *arg[KP_MAX_TABLE_INPUTS] = {NULL};

    if (count_args(ast) != table->ninputs) {
        kp__formula_fault(s, ast, KP3120, table->name,
                          number_text(s->b, table->ninputs),
                          number_text(s->b, count_args(ast)));
        return kp__bad();
    }
    for (size_t k = 0; k < table->ninputs; k++) {
        kp_str name = arg_name(ast, k);
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
    return finish_table(s, ast, index, output, arg);
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

/* ---- 调用: the name stands in a column ---- */

static const kp_ast *given_argument(const kp_ast *ast, kp_str name, size_t *at)
{
    for (size_t k = 1; k < count_args(ast); k++)
        if (kp_str_eq(arg_name(ast, k), name)) {
            *at = k;
            return ast->arg[k + 1];
        }
    return NULL;
}

/* Can this formula be applied to the arguments given by name? */
static bool function_applies(const kp_scope *s, const kp_ast *ast, size_t index)
{
    const kp_function *function = &s->b->scheme->function[index];
    size_t at;

    for (size_t k = 0; k < function->nparams; k++)
        if (!given_argument(ast, function->param[k], &at) &&
            !s->b->function_source[index].fallback[k])
            return false;
    return !s->b->function_source[index].being_checked;
}

static bool table_applies(const kp_ast *ast, const kp_dtable *table)
{
    size_t at;

    for (size_t k = 0; k < table->ninputs; k++)
        if (!given_argument(ast, table->input[k].name, &at))
            return false;
    return !table->is_tier && typed_outputs(table) == 1 &&
           table->output[0].kind == KP_NUM;
}

static kp_term apply_named(const kp_scope *s, const kp_ast *ast, size_t index,
                           const kp_term *given)
{
    const kp_function *function = &s->b->scheme->function[index];
    kp_term *argument = KP_NEW_ARRAY(s->b->arena, function->nparams + 1, kp_term);
    size_t at;

    for (size_t k = 0; k < function->nparams; k++) {
        kp_term value = kp__bad();

        if (given_argument(ast, function->param[k], &at))
            value = given[at];
        argument[k] = with_default(s, ast, value,
                                   s->b->function_source[index].fallback[k], function);
        if (!argument[k].good)
            return kp__bad();
    }
    return apply_function(s, ast, index, argument);
}

typedef struct choices {
    size_t n, cap;
    kp_expr **expr;
    uint32_t *symbol;
    size_t symbol_cap;
} choices;

static void add_choice(const kp_scope *s, choices *c, kp_str name, kp_expr *expr)
{
    c->expr = kp_arena_grow(s->b->arena, c->expr, &c->cap, c->n + 1, sizeof *c->expr);
    c->symbol = kp_arena_grow(s->b->arena, c->symbol, &c->symbol_cap, c->n + 1,
                              sizeof *c->symbol);
    c->expr[c->n] = expr;
    c->symbol[c->n++] = kp_symbol(s->b->scheme->symbols, name);
}

static void gather_choices(const kp_scope *s, const kp_ast *ast, const kp_term *given,
                           choices *c)
{
    const kp_scheme *scheme = s->b->scheme;

    for (size_t f = 0; f < scheme->nfunctions; f++) {
        if (!function_applies(s, ast, f))
            continue;
        kp_term term = apply_named(s, ast, f, given);

        if (term.good && term.expr && term.expr->kind == KP_NUM)
            add_choice(s, c, scheme->function[f].name, term.expr);
    }
    for (size_t t = 0; t < scheme->ntables; t++) {
        const kp_dtable *table = scheme->table[t];
        kp_expr *arg[KP_MAX_TABLE_INPUTS];
        bool fits = table && table_applies(ast, table);

        for (size_t k = 0; fits && k < table->ninputs; k++) {
            size_t at = 0;

            (void)given_argument(ast, table->input[k].name, &at);
            arg[k] = given[at].expr;
            fits = arg[k] && arg[k]->kind == table->input[k].kind;
        }
        if (!fits)
            continue;
        kp_term term = finish_table(s, ast, t, KP_NONE, arg);

        if (term.good && term.expr)
            add_choice(s, c, table->name, term.expr);
    }
}

static kp_term invoke(const kp_scope *s, const kp_ast *ast)
{
    kp_term *given = KP_NEW_ARRAY(s->b->arena, ast->nargs, kp_term);
    kp_expr *name = kp__scalar_of(s, ast->arg[1], KP_TEXT);
    choices c = {0};

    if (!name)
        return kp__bad();
    for (size_t k = 1; k < count_args(ast); k++) {
        if (arg_name(ast, k).n == 0) {
            kp__formula_fault(s, ast->arg[k + 1], KP3127, KP_NONE, KP_NONE, KP_NONE);
            return kp__bad();
        }
        given[k] = kp__check(s, ast->arg[k + 1]);
        given[k].expr = kp__as_scalar(s, ast->arg[k + 1], given[k]);
        if (!given[k].expr)
            return kp__bad();
    }
    gather_choices(s, ast, given, &c);
    if (c.n == 0) {
        kp__formula_fault(s, ast, KP3128, KP_NONE, KP_NONE, KP_NONE);
        return kp__bad();
    }
    kp_expr *node = kp__expr_node(s, ast, KP_X_CASE, KP_NUM, (uint32_t)c.n + 1);

    node->arg[0] = name;
    node->symbols = c.symbol;
    for (size_t k = 0; k < c.n; k++)
        node->arg[k + 1] = c.expr[k];
    return kp__good(node);
}

/* ---- which call is it ---- */

#define MOST_AGGREGATE_NAMES 32

static kp_str nearest_function(const kp_scope *s, kp_str wrong)
{
    const kp_scheme *scheme = s->b->scheme;
    size_t nforms = sizeof forms / sizeof forms[0], n = 0;
    kp_str *names = KP_NEW_ARRAY(s->b->arena,
                                 scheme->nfunctions + scheme->ntables + 2 * nforms +
                                     2 * kp_builtin_count() + MOST_AGGREGATE_NAMES,
                                 kp_str);

    for (size_t k = 0; k < scheme->nfunctions; k++)
        names[n++] = scheme->function[k].name;
    for (size_t k = 0; k < scheme->ntables; k++)
        if (scheme->table[k])
            names[n++] = scheme->table[k]->name;
    for (size_t k = 0; k < nforms; k++) {
        names[n++] = kp_str_of(forms[k].id);
        names[n++] = kp_str_of(forms[k].zh);
    }
    for (size_t k = 0; k < kp_builtin_count(); k++) {
        names[n++] = kp_str_of(kp_builtins[k].id);
        names[n++] = kp_str_of(kp_builtins[k].zh);
    }
    n += kp__aggregate_names(names + n, MOST_AGGREGATE_NAMES);
    return kp_nearest(wrong, names, n);
}

kp_term kp__check_call(const kp_scope *s, const kp_ast *ast, kp_str output)
{
    kp_str name = ast->arg[0]->text;
    size_t index, builtin;

    if (ast->arg[0]->kind != KP_AST_NAME) {
        kp__formula_fault(s, ast, KP3208, kp__span(s, ast), KP_NONE, KP_NONE);
        return kp__bad();
    }
    if (kp_map_get(&s->b->tables, name, &index) && s->b->scheme->table[index])
        return call_table(s, ast, index, output);
    if (output.n) {
        kp__formula_fault(s, ast, KP3124, name, output, KP_NONE);
        return kp__bad();
    }
    if (kp_map_get(&s->b->functions, name, &index))
        return call_function(s, ast, index);
    if (kp__is_group_function(name))
        return kp__check_group(s, ast, name);

    const form *f = find_form(name);
    bool several = f && count_args(ast) != 1;

    // min and max of one thing are aggregates, which will find out that it is no list.
    if (kp__is_aggregate(name) && !several)
        return kp__check_aggregate(s, ast, name);
    if (f)
        return kp__arity_fits(s, ast, name, f->min, f->max) ? check_form(s, ast, f)
                                                            : kp__bad();
    builtin = kp_builtin_find(name);
    if (builtin != SIZE_MAX)
        return kp__arity_fits(s, ast, name, kp_builtins[builtin].min,
                              kp_builtins[builtin].max)
                   ? check_builtin(s, ast, builtin)
                   : kp__bad();
    kp__formula_fault(s, ast->arg[0], KP3104, name, nearest_function(s, name), KP_NONE);
    return kp__bad();
}
