/* trial_bind.c - tests of a field's formula: inputs in place of what they stand for.
 *
 * The heading behind 输入 is read as an expression; wherever the formula holds the same
 * expression, the input takes its place.  So a formula can be tried without the rows
 * that it would otherwise read: 部门.得分 or sum(考核.得分) is a column of the test.
 */
#include "engine/base/fold.h"
#include "rules/check/check.h"
#include "rules/expr/ast_print.h"
#include "rules/expr/parse.h"
#include "rules/trial/trial_parts.h"

/* ---- kinds ---- */

static void take_kind(const kp_build *b, const kp_expr *e, kp_trial_input *input)
{
    input->kind = e->kind == KP_LINK ? KP_TEXT : e->kind;
    input->unit = KP_UNIT_NONE;
    if (e->op == KP_X_FIELD || e->op == KP_X_UP)
        input->unit = b->scheme->field[e->field]->unit;
}

static bool read_input(kp__trial_reader *t, size_t k)
{
    kp_trial_input *input = &t->trial->input[k];
    kp_parse_where where = kp__trial_where(t, t->block->top + 1, input->j);
    kp_scope s = {.b = t->b,
                  .entity = t->of->entity,
                  .where = where.cell,
                  .text = input->name,
                  .decimals = -1,
                  .foreign = true};

    where.text = input->name;
    t->input_ast[k] =
        kp_parse_expression(t->b->arena, &where, input->name, t->b->diags);
    const kp_expr *e = t->input_ast[k] ? kp__scalar(&s, t->input_ast[k]) : NULL;
    if (e)
        take_kind(t->b, e, input);
    return e != NULL;
}

bool kp__trial_field_inputs(kp__trial_reader *t)
{
    bool whole = true;

    t->input_ast = KP_NEW_ARRAY(t->b->arena, t->trial->ninputs + 1, kp_ast *);
    for (size_t k = 0; k < t->trial->ninputs; k++)
        whole = read_input(t, k) && whole;
    return whole;
}

/* ---- the formula ---- */

typedef struct binder {
    const kp__trial_reader *t;
    bool *used;
} binder;

static kp_ast *bound_input(binder *b, const kp_ast *ast)
{
    kp_arena *arena = b->t->b->arena;

    for (size_t k = 0; k < b->t->trial->ninputs; k++) {
        if (!kp_ast_equal(ast, b->t->input_ast[k]))
            continue;
        kp_ast *name = KP_NEW(arena, kp_ast);
        *name = (kp_ast){.kind = KP_AST_NAME, .at = ast->at, .len = ast->len};
        name->text = kp__trial_input_name(arena, k);
        b->used[k] = true;
        return name;
    }
    return NULL;
}

/* What stands there of itself in every row: parameters and words of the run. */
static bool is_constant_name(const binder *b, kp_str name)
{
    static const char *const words[] = {"年份", "月份", "本期", "期末"};
    size_t index;

    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
        if (kp_str_is(name, words[w]))
            return true;
    return kp_map_get(&b->t->b->params, name, &index);
}

static kp_ast *missing_input(const binder *b, const kp_ast *ast)
{
    const kp__trial_reader *t = b->t;
    kp_buf text;

    kp_buf_init(&text, KP_EXPR_MAX_BYTES);
    kp_ast_print(ast, &text);
    kp__trial_fault(t, KP2306, t->block->top + 1, t->block->left, kp_buf_view(&text),
                    KP_NONE);
    kp_buf_free(&text);
    return NULL;
}

static kp_ast *bind(binder *b, const kp_ast *ast);

static kp_ast *bind_arguments(binder *b, const kp_ast *ast, size_t from)
{
    kp_arena *arena = b->t->b->arena;
    kp_ast *copy = KP_NEW(arena, kp_ast);

    *copy = *ast;
    copy->arg = KP_NEW_ARRAY(arena, ast->nargs + 1, kp_ast *);
    for (size_t k = 0; k < ast->nargs; k++) {
        copy->arg[k] = ast->arg[k];
        if (k < from || !ast->arg[k])
            continue;
        copy->arg[k] = bind(b, ast->arg[k]);
        if (!copy->arg[k])
            return NULL;
    }
    return copy;
}

static kp_ast *bind_call(binder *b, const kp_ast *ast)
{
    const kp__trial_reader *t = b->t;
    kp_str name = ast->arg[0]->text;

    if (ast->arg[0]->kind == KP_AST_NAME && kp__is_group_function(name)) {
        kp__trial_fault(t, KP2309, t->block->top, t->block->left + 1, name, KP_NONE);
        return NULL;
    }
    // An aggregate that is no input would need the rows it runs over.
    if (ast->arg[0]->kind == KP_AST_NAME && kp__is_aggregate(name) &&
        (ast->nargs == 2 || kp_str_is(name, "加权平均")))
        return missing_input(b, ast);
    return bind_arguments(b, ast, 1);
}

static kp_ast *bind(binder *b, const kp_ast *ast)
{
    kp_ast *input = bound_input(b, ast);

    if (input)
        return input;
    switch ((int)ast->kind) {
    case KP_AST_NAME:
        if (!is_constant_name(b, ast->text))
            return missing_input(b, ast);
        return bind_arguments(b, ast, 0);
    case KP_AST_PATH:
        if (ast->arg[0]->kind != KP_AST_CALL)
            return missing_input(b, ast);
        return bind_arguments(b, ast, 0);
    case KP_AST_FILTER:
        return missing_input(b, ast);
    case KP_AST_CALL:
        return bind_call(b, ast);
    default:
        return bind_arguments(b, ast, 0);
    }
}

kp_ast *kp__trial_field_formula(const kp__trial_reader *t)
{
    binder b = {.t = t, .used = KP_NEW_ARRAY(t->b->arena, t->trial->ninputs + 1, bool)};
    kp_ast *ast = bind(&b, t->b->field_ast[t->of->id]);

    for (size_t k = 0; ast && k < t->trial->ninputs; k++)
        if (!b.used[k]) {
            kp__trial_fault(t, KP2305, t->block->top + 1, t->trial->input[k].j,
                            t->trial->input[k].name, KP_NONE);
            return NULL;
        }
    return ast;
}
