/* check.c - the meaning of every kind of expression but paths and calls. */
#include "rules/check/check.h"

#include "engine/base/fold.h"
#include "rules/check/spelling.h"
#include "rules/expr/parse.h"

#define LONGEST_NAME 256  // bytes; no field of a longer one is looked for

static const char *kind_name(kp_kind kind)
{
    static const char *const names[] = {"数值", "文本", "日期", "是否", "行"};

    return names[kind];
}

uint32_t kp__link_target(const kp_build *b, const kp_expr *link)
{
    switch (link->op) {
    case KP_X_FIELD:
    case KP_X_UP:
        return b->scheme->field[link->field]->link_entity;
    case KP_X_FUNCTION:
        return kp__link_target(b, link->arg[0]);
    case KP_X_IF:
        if (link->arg[1]->op == KP_X_CONST)
            return kp__link_target(b, link->arg[2]);
        return kp__link_target(b, link->arg[1]);
    default:
        return UINT32_MAX;
    }
}

/* A link stands for the key of the row it points to, where a text is wanted. */
static kp_expr *link_as_key(const kp_scope *s, const kp_ast *at, kp_expr *link)
{
    const kp_entity *to;
    uint32_t chain[16];

    if (link->op != KP_X_FIELD && link->op != KP_X_UP)
        return link;
    to = s->b->scheme->entity[kp__link_target(s->b, link)];
    if (to->nkeys != 1 || link->nlinks > 6)
        return link;
    for (uint32_t k = 0; k < link->nlinks; k++)
        chain[k] = link->link[k];
    chain[link->nlinks] = link->field;
    return kp__field_ref(s, at, link->nlinks + 1, chain, to->key[0]);
}

kp_expr *kp__as_scalar(const kp_scope *s, const kp_ast *ast, kp_term term)
{
    if (!term.good)
        return NULL;
    if (term.is_list) {
        kp__formula_fault(s, ast, KP3201, kp__span(s, ast), KP_NONE, KP_NONE);
        return NULL;
    }
    if (!term.expr)
        kp__formula_fault(s, ast, KP3202, kp__span(s, ast), KP_NONE, KP_NONE);
    return term.expr;
}

kp_expr *kp__scalar(const kp_scope *s, const kp_ast *ast)
{
    return kp__as_scalar(s, ast, kp__check(s, ast));
}

static bool is_blank_const(const kp_expr *e)
{
    return e->op == KP_X_CONST && e->value.state == KP_BLANK;
}

kp_expr *kp__scalar_of(const kp_scope *s, const kp_ast *ast, kp_kind kind)
{
    return kp__term_of(s, ast, kp__check(s, ast), kind);
}

kp_expr *kp__term_of(const kp_scope *s, const kp_ast *ast, kp_term term, kp_kind kind)
{
    kp_expr *e = kp__as_scalar(s, ast, term);

    if (!e)
        return NULL;
    if (e->kind == KP_LINK && kind == KP_TEXT)
        e = link_as_key(s, ast, e);
    if (is_blank_const(e))
        return kp__constant(s, ast, kp_value_none(kind, KP_BLANK));
    if (e->kind == kind)
        return e;
    kp__formula_fault(s, ast, KP3203, kp__span(s, ast), kp_str_of(kind_name(kind)),
                      kp_str_of(kind_name(e->kind)));
    return NULL;
}

static kp_term literal(const kp_scope *s, const kp_ast *ast)
{
    kp_value value;

    switch (ast->kind) {
    case KP_AST_NUMBER:
        value = kp_value_num(ast->num);
        break;
    case KP_AST_TEXT:
        value = kp_value_text(kp_symbol(s->b->scheme->symbols, ast->text));
        break;
    case KP_AST_BOOL:
        value = kp_value_bool(ast->flag);
        break;
    default:
        value = kp_value_none(KP_NUM, KP_BLANK);
        break;
    }
    return kp__good(kp__constant(s, ast, value));
}

/* "@2025-01-01" */
static kp_term at_literal(const kp_scope *s, const kp_ast *ast)
{
    int32_t date;

    if (kp_date_parse(ast->text, &date))
        return kp__good(kp__constant(s, ast, kp_value_date(date)));
    kp__formula_fault(s, ast, KP3204, ast->text, KP_NONE, KP_NONE);
    return kp__bad();
}

/* ---- operators ---- */

/* Bring both operands into one row: two scalars, or element-wise over one list. */
static bool join_terms(const kp_scope *s, const kp_ast *ast, kp_term *a, kp_term *b,
                       kp_term *out)
{
    *out = kp__bad();
    if (!a->good || !b->good)
        return false;
    *out = (kp_term){.good = true};
    if (!a->is_list && !b->is_list) {
        a->expr = kp__as_scalar(s, ast->arg[0], *a);
        b->expr = kp__as_scalar(s, ast->arg[ast->nargs - 1], *b);
        return a->expr && b->expr;
    }
    const kp_list *list = a->is_list ? &a->list : &b->list;

    out->is_list = true;
    out->list = *list;
    kp_term left = *a, right = *b;

    a->expr = kp__over_list(s, ast->arg[0], &left, &out->list);
    b->expr = kp__over_list(s, ast->arg[ast->nargs - 1], &right, &out->list);
    return a->expr && b->expr;
}

/* A text compared with an option field must be one of its options. */
static void check_option(const kp_scope *s, const kp_ast *ast, const kp_expr *field,
                         const kp_expr *text)
{
    const kp_scheme *scheme = s->b->scheme;
    const kp_field *f;
    kp_str names[64];

    if ((field->op != KP_X_FIELD && field->op != KP_X_UP) || text->op != KP_X_CONST ||
        text->value.state != KP_VALUE)
        return;
    f = scheme->field[field->field];
    for (size_t k = 0; k < f->noptions; k++)
        if (f->option[k] == text->value.as.symbol)
            return;
    for (size_t k = 0; k < f->noptions && k < 64; k++)
        names[k] = kp_symbol_text(scheme->symbols, f->option[k]);
    if (f->noptions) {
        kp_str wrong = kp_symbol_text(scheme->symbols, text->value.as.symbol);

        kp__formula_fault(
            s, ast, KP3205, wrong, f->name,
            kp__offered_option(wrong, names, f->noptions < 64 ? f->noptions : 64));
    }
}

/* Rows of different entities have nothing in common. */
static bool same_targets(const kp_scope *s, const kp_expr *a, const kp_expr *b)
{
    uint32_t left, right;

    if (a->kind != KP_LINK || b->kind != KP_LINK)
        return true;
    left = kp__link_target(s->b, a);
    right = kp__link_target(s->b, b);
    return left == right || left == UINT32_MAX || right == UINT32_MAX;
}

bool kp__same_kinds(const kp_scope *s, const kp_ast *ast, const kp_ast *at_a,
                    kp_expr **a, const kp_ast *at_b, kp_expr **b)
{
    if ((*a)->kind == KP_LINK && ((*b)->kind == KP_TEXT))
        *a = link_as_key(s, at_a, *a);
    if ((*b)->kind == KP_LINK && ((*a)->kind == KP_TEXT))
        *b = link_as_key(s, at_b, *b);
    if (is_blank_const(*a))
        *a = kp__constant(s, ast, kp_value_none((*b)->kind, KP_BLANK));
    if (is_blank_const(*b))
        *b = kp__constant(s, ast, kp_value_none((*a)->kind, KP_BLANK));
    if ((*a)->kind == (*b)->kind && same_targets(s, *a, *b))
        return true;
    kp__formula_fault(s, ast, KP3206, kp__span(s, ast),
                      kp_str_of(kind_name((*a)->kind)),
                      kp_str_of(kind_name((*b)->kind)));
    return false;
}

/* A text with blanks at its ends equals none: those of data have lost theirs. */
static bool has_outer_blanks(const kp_scope *s, const kp_ast *ast, const kp_expr *text)
{
    if (text->op != KP_X_CONST || text->value.state != KP_VALUE || text->text)
        return false;
    kp_str typed = kp_symbol_text(s->b->scheme->symbols, text->value.as.symbol);
    kp_str tidy = kp_tidy(s->b->arena, typed);

    if (typed.n == 0 || kp_str_eq(typed, tidy))
        return false;
    kp__formula_fault(s, ast, KP3214, typed, tidy, KP_NONE);
    return true;
}

kp_expr *kp__comparison(const kp_scope *s, const kp_ast *ast, kp_op op, kp_expr *a,
                        kp_expr *b)
{
    if (!kp__same_kinds(s, ast, ast, &a, ast, &b))
        return NULL;
    if (a->kind == KP_TEXT) {
        if (has_outer_blanks(s, ast, a) || has_outer_blanks(s, ast, b))
            return NULL;
        check_option(s, ast, a, b);
        check_option(s, ast, b, a);
    }
    if (is_blank_const(b) && (op == KP_OP_EQ || op == KP_OP_NE)) {
        kp_expr *blank = kp__unary(s, ast, KP_X_IS_BLANK, a);

        return op == KP_OP_EQ ? blank : kp__unary(s, ast, KP_X_NOT, blank);
    }
    switch (op) {
    case KP_OP_EQ:
        return kp__binary(s, ast, KP_X_EQ, a, b);
    case KP_OP_NE:
        return kp__binary(s, ast, KP_X_NE, a, b);
    case KP_OP_LT:
        return kp__binary(s, ast, KP_X_LT, a, b);
    case KP_OP_LE:
        return kp__binary(s, ast, KP_X_LE, a, b);
    case KP_OP_GT:
        return kp__binary(s, ast, KP_X_GT, a, b);
    default:
        return kp__binary(s, ast, KP_X_GE, a, b);
    }
}

static bool both_are(const kp_scope *s, const kp_ast *ast, kp_expr *a, kp_expr *b,
                     kp_kind kind)
{
    const kp_expr *wrong = a->kind != kind ? a : b->kind != kind ? b : NULL;

    if (!wrong)
        return true;
    const kp_ast *at = ast->arg[wrong == a ? 0 : 1];

    kp__formula_fault(s, at, KP3203, kp__span(s, at), kp_str_of(kind_name(kind)),
                      kp_str_of(kind_name(wrong->kind)));
    return false;
}

static kp_expr *call_concat(const kp_scope *s, const kp_ast *ast, kp_expr *a,
                            kp_expr *b);

static kp_expr *operation(const kp_scope *s, const kp_ast *ast, kp_op op, kp_expr *a,
                          kp_expr *b)
{
    static const kp_expr_op arithmetic[] = {KP_X_ADD, KP_X_SUB, KP_X_MUL, KP_X_DIV,
                                            KP_X_POW};

    if (op >= KP_OP_EQ && op <= KP_OP_GE)
        return kp__comparison(s, ast, op, a, b);
    if (op == KP_OP_AND || op == KP_OP_OR)
        return both_are(s, ast, a, b, KP_BOOL)
                   ? kp__binary(s, ast, op == KP_OP_AND ? KP_X_AND : KP_X_OR, a, b)
                   : NULL;
    if (op == KP_OP_CONCAT)
        return call_concat(s, ast, a, b);
    if (op > KP_OP_POW || !both_are(s, ast, a, b, KP_NUM))
        return NULL;
    if (is_blank_const(a) || is_blank_const(b)) {
        kp__formula_fault(s, ast, KP3207, KP_NONE, KP_NONE, KP_NONE);
        return NULL;
    }
    return kp__binary(s, ast, arithmetic[op - KP_OP_ADD], a, b);
}

static kp_expr *call_concat(const kp_scope *s, const kp_ast *ast, kp_expr *a,
                            kp_expr *b)
{
    if (a->kind == KP_LINK)
        a = link_as_key(s, ast->arg[0], a);
    if (b->kind == KP_LINK)
        b = link_as_key(s, ast->arg[1], b);
    if (!both_are(s, ast, a, b, KP_TEXT))
        return NULL;
    return kp__builtin_node(s, ast, "concat", a, b);
}

/* "60-75" written together, of plain numbers. */
static bool looks_like_an_interval(const kp_scope *s, const kp_ast *ast)
{
    return ast->kind == KP_AST_BINARY && ast->op == KP_OP_SUB &&
           ast->arg[0]->kind == KP_AST_NUMBER && ast->arg[1]->kind == KP_AST_NUMBER &&
           kp_str_find(kp__span(s, ast), KP_STR(" ")) == SIZE_MAX;
}

/* Nobody compares with a difference of two typed numbers; many mean a band. */
static bool refuse_interval(const kp_scope *s, const kp_ast *ast)
{
    if (!looks_like_an_interval(s, ast))
        return false;
    kp__formula_fault(s, ast, KP3215, kp__span(s, ast), kp__span(s, ast->arg[0]),
                      kp__span(s, ast->arg[1]));
    return true;
}

static bool is_comparison(kp_op op)
{
    return op >= KP_OP_EQ && op <= KP_OP_GE;
}

/* 月薪-社保 is a difference even where a field has that very name: say so. */
static void warn_of_field_name(const kp_scope *s, const kp_ast *ast)
{
    kp_str text;
    size_t id;

    if (s->entity == UINT32_MAX || s->function || is_comparison(ast->op) ||
        kp__span(s, ast).n > LONGEST_NAME)
        return;
    text = kp_fold(s->b->arena, kp__span(s, ast));
    if (kp_map_get(&s->b->fields[s->entity], text, &id) &&
        !s->b->scheme->field[id]->lifted)
        kp__formula_fault(s, ast, KP3105, text, s->b->scheme->field[id]->name, KP_NONE);
}

static kp_term binary(const kp_scope *s, const kp_ast *ast)
{
    warn_of_field_name(s, ast);
    if (is_comparison(ast->op) &&
        (refuse_interval(s, ast->arg[0]) || refuse_interval(s, ast->arg[1])))
        return kp__bad();
    kp_term a = kp__check(s, ast->arg[0]), b = kp__check(s, ast->arg[1]), out;

    if (!join_terms(s, ast, &a, &b, &out))
        return kp__bad();
    out.expr = operation(s, ast, ast->op, a.expr, b.expr);
    out.good = out.expr != NULL;
    return out;
}

static kp_term unary(const kp_scope *s, const kp_ast *ast)
{
    kp_term a = kp__check(s, ast->arg[0]);
    kp_kind want = ast->op == KP_OP_NOT ? KP_BOOL : KP_NUM;

    if (!a.good)
        return kp__bad();
    if (!a.expr) {
        kp__formula_fault(s, ast, KP3202, kp__span(s, ast->arg[0]), KP_NONE, KP_NONE);
        return kp__bad();
    }
    if (a.expr->kind != want) {
        kp__formula_fault(s, ast, KP3203, kp__span(s, ast->arg[0]),
                          kp_str_of(kind_name(want)),
                          kp_str_of(kind_name(a.expr->kind)));
        return kp__bad();
    }
    a.expr = kp__unary(s, ast, ast->op == KP_OP_NOT ? KP_X_NOT : KP_X_NEG, a.expr);
    a.is_row = false;
    return a;
}

/* if over scalars, or element-wise when a part is a list. */
static kp_term conditional(const kp_scope *s, const kp_ast *ast)
{
    kp_term part[3];
    const kp_list *list = NULL;
    kp_expr *e[3];

    for (int k = 0; k < 3; k++) {
        part[k] = kp__check(s, ast->arg[k]);
        if (!part[k].good)
            return kp__bad();
        if (part[k].is_list && !list)
            list = &part[k].list;
    }
    for (int k = 0; k < 3; k++) {
        e[k] = list ? kp__over_list(s, ast->arg[k], &part[k], list)
                    : kp__as_scalar(s, ast->arg[k], part[k]);
        if (!e[k])
            return kp__bad();
    }
    if (e[0]->kind != KP_BOOL) {
        kp__formula_fault(s, ast->arg[0], KP3203, kp__span(s, ast->arg[0]),
                          kp_str_of("是否"), kp_str_of(kind_name(e[0]->kind)));
        return kp__bad();
    }
    if (!kp__same_kinds(s, ast, ast->arg[1], &e[1], ast->arg[2], &e[2]))
        return kp__bad();
    kp_term out = kp__good(kp__if(s, ast, e[0], e[1], e[2]));

    out.is_list = list != NULL;
    if (list)
        out.list = *list;
    return out;
}

static kp_term between(const kp_scope *s, const kp_ast *ast)
{
    kp_expr *x = kp__scalar(s, ast->arg[0]);
    kp_expr *low = kp__scalar(s, ast->arg[1]), *high = kp__scalar(s, ast->arg[2]);

    if (!x || !low || !high)
        return kp__bad();
    kp_expr *above = kp__comparison(s, ast, KP_OP_GE, x, low);
    kp_expr *below = kp__comparison(s, ast, KP_OP_LE, x, high);

    return kp__good(kp__binary(s, ast, KP_X_AND, above, below));
}

/* ---- x in tests ---- */

static kp_expr *in_interval(const kp_scope *s, const kp_ast *at, kp_expr *x)
{
    kp_expr *low = NULL, *high = NULL;

    if (at->arg[0]) {
        kp_expr *end = kp__scalar(s, at->arg[0]);

        low = end ? kp__comparison(s, at, at->open_low ? KP_OP_GT : KP_OP_GE, x, end)
                  : NULL;
        if (!low)
            return NULL;
    }
    if (at->arg[1]) {
        kp_expr *end = kp__scalar(s, at->arg[1]);

        high = end ? kp__comparison(s, at, at->open_high ? KP_OP_LT : KP_OP_LE, x, end)
                   : NULL;
        if (!high)
            return NULL;
    }
    if (low && high)
        return kp__binary(s, at, KP_X_AND, low, high);
    return low ? low : high;
}

static kp_expr *one_test(const kp_scope *s, const kp_ast *at, kp_expr *x)
{
    kp_expr *value, *any = NULL;

    if (refuse_interval(s, at))
        return NULL;
    switch (at->kind) {
    case KP_AST_INTERVAL:
        return in_interval(s, at, x);
    case KP_AST_TEST:
        value = kp__scalar(s, at->arg[0]);
        return value ? kp__comparison(s, at, at->op, x, value) : NULL;
    case KP_AST_LIST:
        for (size_t k = 0; k < at->nargs; k++) {
            kp_expr *next = one_test(s, at->arg[k], x);

            if (!next)
                return NULL;
            any = any ? kp__binary(s, at, KP_X_OR, any, next) : next;
        }
        return any;
    default:
        value = kp__scalar(s, at);
        return value ? kp__comparison(s, at, KP_OP_EQ, x, value) : NULL;
    }
}

kp_term kp__check_in(const kp_scope *s, const kp_ast *ast)
{
    kp_expr *x = kp__scalar(s, ast->arg[0]), *any = NULL;

    for (size_t k = 1; x && k < ast->nargs; k++) {
        kp_expr *next = one_test(s, ast->arg[k], x);

        if (!next)
            return kp__bad();
        any = any ? kp__binary(s, ast, KP_X_OR, any, next) : next;
    }
    return x ? kp__good(any) : kp__bad();
}

kp_term kp__check(const kp_scope *s, const kp_ast *ast)
{
    switch (ast->kind) {
    case KP_AST_NUMBER:
    case KP_AST_TEXT:
    case KP_AST_BOOL:
    case KP_AST_NULL:
        return literal(s, ast);
    case KP_AST_AT:
        return at_literal(s, ast);
    case KP_AST_NAME:
    case KP_AST_PATH:
    case KP_AST_FILTER:
        return kp__check_path(s, ast);
    case KP_AST_CALL:
        return kp__check_call(s, ast, KP_NONE);
    case KP_AST_UNARY:
        return unary(s, ast);
    case KP_AST_BINARY:
        return binary(s, ast);
    case KP_AST_IF:
        return conditional(s, ast);
    case KP_AST_BETWEEN:
        return between(s, ast);
    case KP_AST_IN:
        return kp__check_in(s, ast);
    default:
        kp__formula_fault(s, ast, KP3208, kp__span(s, ast), KP_NONE, KP_NONE);
        return kp__bad();
    }
}
