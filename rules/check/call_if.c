/* call_if.c - COUNTIF and SUMIF, which Excel users know, as what they mean: the count
 * or the sum of the rows that a filter keeps.
 *
 *   COUNTIF(课程.学时, ">=12")                  count(课程[学时 >= 12])
 *   SUMIF(课程.类别, "必修", 课程.学时)          sum(课程[类别 = "必修"].学时)
 *
 * The criterion is constant: names inside a filter would be those of the list's rows.
 */
#include "rules/check/call_parts.h"
#include "rules/read/chars.h"

static kp_ast *new_node(const kp_scope *s, const kp_ast *at, kp_ast_kind kind,
                        size_t nargs)
{
    kp_ast *node = KP_NEW(s->b->arena, kp_ast);

    node->kind = kind;
    node->at = at->at;
    node->len = at->len;
    node->nargs = nargs;
    node->arg = KP_NEW_ARRAY(s->b->arena, nargs + 1, kp_ast *);
    return node;
}

static kp_ast *named_node(const kp_scope *s, const kp_ast *at, kp_ast_kind kind,
                          kp_str text)
{
    kp_ast *node = new_node(s, at, kind, kind == KP_AST_PATH ? 1 : 0);

    node->text = text;
    return node;
}

static kp_ast *two_sides(const kp_scope *s, const kp_ast *at, kp_op op, kp_ast *a,
                         kp_ast *b)
{
    kp_ast *node = new_node(s, at, KP_AST_BINARY, 2);

    node->op = op;
    node->arg[0] = a;
    node->arg[1] = b;
    return node;
}

/* ---- the criterion ---- */

static kp_str behind_sign(kp_str text, kp_op *op)
{
    static const struct {
        const char *sign;
        kp_op op;
    } signs[] = {
        {">=", KP_OP_GE}, {"<=", KP_OP_LE}, {"<>", KP_OP_NE}, {"!=", KP_OP_NE},
        {"≥", KP_OP_GE},  {"≤", KP_OP_LE},  {"≠", KP_OP_NE},  {">", KP_OP_GT},
        {"<", KP_OP_LT},  {"=", KP_OP_EQ},
    };

    *op = KP_OP_EQ;
    for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++) {
        kp_str sign = kp_str_of(signs[k].sign);

        if (!kp_str_starts(text, sign))
            continue;
        *op = signs[k].op;
        return kp__trim(kp_str_slice(text, sign.n, text.n));
    }
    return text;
}

/* What stands behind the sign: a number, a day or a text. */
static kp_ast *read_value(const kp_scope *s, const kp_ast *at, kp_op op, kp_str text)
{
    char day[KP_DATE_TEXT];
    int32_t date;
    kp_ast *node = new_node(s, at, KP_AST_NUMBER, 0);

    if (kp_dec_parse(text, false, &node->num))
        return node;
    if (kp_date_parse(text, &date)) {
        kp_date_print(date, day);
        return named_node(s, at, KP_AST_AT, kp_str_copy(s->b->arena, kp_str_of(day)));
    }
    // Texts have no order, and a filter knows no wildcards.
    if ((op != KP_OP_EQ && op != KP_OP_NE) || text.n == 0 ||
        kp_str_find(text, KP_STR("*")) != SIZE_MAX ||
        kp_str_find(text, KP_STR("?")) != SIZE_MAX)
        return NULL;
    return named_node(s, at, KP_AST_TEXT, text);
}

static kp_ast *read_criterion(const kp_scope *s, kp_ast *at, kp_op *op)
{
    kp_ast *value = NULL;
    kp_str rest;

    *op = KP_OP_EQ;
    if (at->kind == KP_AST_NUMBER || at->kind == KP_AST_BOOL || at->kind == KP_AST_AT)
        value = at;
    else if (at->kind == KP_AST_TEXT) {
        rest = behind_sign(kp__trim(kp__half_width(s->b->arena, at->text)), op);
        value = read_value(s, at, *op, rest);
    }
    if (!value)
        kp__formula_fault(s, at, KP3219, kp__span(s, at), KP_NONE, KP_NONE);
    return value;
}

/* ---- the list ---- */

static kp_ast *rows_and_field(const kp_scope *s, const kp_ast *ast, size_t k)
{
    kp_ast *path = ast->arg[k];

    if (path->kind == KP_AST_PATH)
        return path;
    kp__formula_fault(s, path, KP3218, kp__span(s, path), KP_NONE, KP_NONE);
    return NULL;
}

/* The rows of the path that fulfil the criterion, beside what they fulfil already. */
static kp_ast *filtered(const kp_scope *s, const kp_ast *ast, const kp_ast *path,
                        kp_op op, kp_ast *value)
{
    kp_ast *test =
        two_sides(s, ast, op, named_node(s, ast, KP_AST_NAME, path->text), value);
    kp_ast *rows = path->arg[0], *node = new_node(s, ast, KP_AST_FILTER, 2);
    bool more = rows->kind == KP_AST_FILTER;

    node->arg[0] = more ? rows->arg[0] : rows;
    node->arg[1] = more ? two_sides(s, ast, KP_OP_AND, rows->arg[1], test) : test;
    return node;
}

static kp_term aggregate(const kp_scope *s, const kp_ast *ast, const char *name,
                         kp_ast *of)
{
    kp_ast *call = new_node(s, ast, KP_AST_CALL, 2);

    call->arg[0] = named_node(s, ast, KP_AST_NAME, kp_str_of(name));
    call->arg[1] = of;
    return kp__check_aggregate(s, call, call->arg[0]->text);
}

kp_term kp__count_if(const kp_scope *s, const kp_ast *ast)
{
    const kp_ast *list = rows_and_field(s, ast, 1);
    kp_op op;
    kp_ast *value = list ? read_criterion(s, ast->arg[2], &op) : NULL;

    return value ? aggregate(s, ast, "count", filtered(s, ast, list, op, value))
                 : kp__bad();
}

kp_term kp__sum_if(const kp_scope *s, const kp_ast *ast)
{
    const kp_ast *list = rows_and_field(s, ast, 1), *what = list;
    kp_op op;
    kp_ast *value = list ? read_criterion(s, ast->arg[2], &op) : NULL;

    if (value && ast->nargs > 3)
        what = rows_and_field(s, ast, 3);
    if (!value || !what)
        return kp__bad();
    if (!kp_str_eq(kp__span(s, what->arg[0]), kp__span(s, list->arg[0]))) {
        kp__formula_fault(s, ast->arg[3], KP3220, KP_NONE, KP_NONE, KP_NONE);
        return kp__bad();
    }
    kp_ast *path = named_node(s, ast, KP_AST_PATH, what->text);

    path->arg[0] = filtered(s, ast, list, op, value);
    return aggregate(s, ast, "sum", path);
}
