/* check_nodes.c - making checked nodes: kinds, scales, folding. */
#include <string.h>

#include "engine/cone.h"
#include "engine/run.h"
#include "rules/check/check.h"

#define MAX_NODES 200000
#define MAX_SCALE 18
#define MOST_LOOKED 10000  // nodes of two filters; more of them count as different

kp_term kp__good(kp_expr *expr)
{
    return (kp_term){.expr = expr, .good = expr != NULL};
}

kp_term kp__bad(void)
{
    return (kp_term){.good = false};
}

kp_str kp__span(const kp_scope *s, const kp_ast *at)
{
    return kp_str_copy(s->b->arena, kp_str_slice(s->text, at->at, at->at + at->len));
}

kp_status kp__formula_fault(const kp_scope *s, const kp_ast *at, kp_code code,
                            kp_str arg1, kp_str arg2, kp_str arg3)
{
    kp_where where = s->where;

    if (kp__is_excused(s->b, code, arg1))
        return KP_EINVALID;
    if (at) {
        where.span_at = at->at;
        where.span_len = at->len;
    }
    return kp_fail(s->b->diags, code, where, s->text, arg1, arg2, arg3);
}

kp_expr *kp__expr_node(const kp_scope *s, const kp_ast *at, kp_expr_op op, kp_kind kind,
                       uint32_t nargs)
{
    kp_expr *node = KP_NEW(s->b->arena, kp_expr);

    node->op = op;
    node->kind = kind;
    node->nargs = nargs;
    node->arg = KP_NEW_ARRAY(s->b->arena, nargs + 1, const kp_expr *);
    node->slot = UINT32_MAX;
    if (at && !s->foreign) {
        node->at = at->at;
        node->len = at->len;
    }
    if (++s->b->nnodes == MAX_NODES)
        kp__formula_fault(s, at, KP3230, KP_NONE, KP_NONE, KP_NONE);
    return node;
}

kp_expr *kp__constant(const kp_scope *s, const kp_ast *at, kp_value value)
{
    kp_expr *node = kp__expr_node(s, at, KP_X_CONST, value.kind, 0);

    node->value = value;
    if (value.kind == KP_NUM && value.state == KP_VALUE) {
        kp_decimal least = kp_dec_reduce(value.as.num);

        node->value.as.num = least;
        node->scale = (uint8_t)(least.scale < 0           ? 0
                                : least.scale > MAX_SCALE ? MAX_SCALE
                                                          : least.scale);
    }
    return node;
}

static bool is_plain_const(const kp_expr *e)
{
    return e->op == KP_X_CONST && e->value.state == KP_VALUE && e->kind == KP_NUM;
}

static kp_expr *fold(const kp_scope *s, const kp_ast *at, kp_expr *node)
{
    const kp_expr *a = node->arg[0], *b = node->arg[node->nargs - 1];
    kp_decimal out;
    bool good;

    if (!is_plain_const(a) || !is_plain_const(b))
        return node;
    switch (node->op) {
    case KP_X_ADD:
        good = kp_dec_add(a->value.as.num, b->value.as.num, &out);
        break;
    case KP_X_SUB:
        good = kp_dec_sub(a->value.as.num, b->value.as.num, &out);
        break;
    case KP_X_MUL:
        good = kp_dec_mul(a->value.as.num, b->value.as.num, &out);
        break;
    case KP_X_NEG:
        out = kp_dec_neg(a->value.as.num);
        good = true;
        break;
    default:
        return node;
    }
    // Parameters keep their names in the trace: only typed numbers are folded.
    if (!good || a->text || b->text)
        return node;
    return kp__constant(s, at, kp_value_num(out));
}

kp_expr *kp__unary(const kp_scope *s, const kp_ast *at, kp_expr_op op, kp_expr *a)
{
    if (!a)
        return NULL;
    kp_expr *node = kp__expr_node(s, at, op, a->kind, 1);

    node->arg[0] = a;
    if (op == KP_X_NOT || op == KP_X_IS_BLANK)
        node->kind = KP_BOOL;
    return op == KP_X_NEG ? fold(s, at, node) : node;
}

kp_expr *kp__binary(const kp_scope *s, const kp_ast *at, kp_expr_op op, kp_expr *a,
                    kp_expr *b)
{
    if (!a || !b)
        return NULL;
    kp_expr *node = kp__expr_node(s, at, op, a->kind, 2);

    node->arg[0] = a;
    node->arg[1] = b;
    if (op >= KP_X_EQ && op <= KP_X_OR)
        node->kind = KP_BOOL;
    return fold(s, at, node);
}

kp_expr *kp__if(const kp_scope *s, const kp_ast *at, kp_expr *condition, kp_expr *yes,
                kp_expr *no)
{
    if (!condition || !yes || !no)
        return NULL;
    kp_expr *node = kp__expr_node(s, at, KP_X_IF, yes->kind, 3);

    node->arg[0] = condition;
    node->arg[1] = yes;
    node->arg[2] = no;
    return node;
}

kp_expr *kp__field_ref(const kp_scope *s, const kp_ast *at, uint32_t nlinks,
                       const uint32_t *links, uint32_t field)
{
    const kp_field *f = s->b->scheme->field[field];
    kp_expr *node = kp__expr_node(s, at, nlinks ? KP_X_UP : KP_X_FIELD, f->kind, 0);
    uint32_t *chain = KP_NEW_ARRAY(s->b->arena, nlinks + 1, uint32_t);

    for (uint32_t k = 0; k < nlinks; k++)
        chain[k] = links[k];
    node->field = field;
    node->target = f->entity;
    node->nlinks = nlinks;
    node->link = chain;
    return node;
}

/* ---- lifting ---- */

kp_field *kp__lift(kp_build *b, uint32_t entity, kp_str name, kp_kind kind,
                   kp_source source)
{
    kp_field *field = kp__add_field(b, entity, name);

    field->lifted = true;
    field->kind = kind;
    field->source = source;
    field->missing = KP_MISSING_BLANK;
    field->formula = field->name;
    return field;
}

uint32_t kp__lift_scalar(const kp_scope *s, const kp_ast *at, uint32_t entity,
                         const kp_expr *expr)
{
    if (expr->op == KP_X_FIELD)
        return expr->field;
    kp_field *field = kp__lift(s->b, entity, at ? kp__span(s, at) : s->text, expr->kind,
                               KP_SOURCE_SCALAR);

    field->expr = expr;
    field->formula_where = s->where;
    if (expr->kind == KP_LINK)
        field->link_entity = kp__link_target(s->b, expr);
    return field->id;
}

/* A field that a filter lifted out of its formula stands for what it holds. */
static const kp_expr *lifted_as(const kp_build *b, const kp_expr *e)
{
    const kp_field *f = b->scheme->field[e->field];

    return f->lifted && f->source == KP_SOURCE_SCALAR ? f->expr : NULL;
}

static bool same_filter(const kp_build *b, const kp_expr *x, const kp_expr *y,
                        size_t *looked)
{
    if (x == y)
        return true;
    if (!x || !y || ++*looked > MOST_LOOKED || x->op != y->op)
        return false;
    if ((x->op == KP_X_FIELD || x->op == KP_X_UP) && x->field != y->field)
        return x->nlinks == y->nlinks &&
               memcmp(x->link, y->link, x->nlinks * sizeof *x->link) == 0 &&
               lifted_as(b, x) && lifted_as(b, y) &&
               same_filter(b, lifted_as(b, x), lifted_as(b, y), looked);
    if (!kp_expr_alike(x, y) || (x->op == KP_X_TABLE && x->target != y->target))
        return false;
    for (uint32_t k = 0; k < x->nargs; k++)
        if (!same_filter(b, x->arg[k], y->arg[k], looked))
            return false;
    return true;
}

bool kp__same_list(const kp_build *build, const kp_list *a, const kp_list *b)
{
    size_t looked = 0;

    if (a->of != b->of || a->nup != b->nup || a->anchor != b->anchor ||
        a->ndown != b->ndown || !same_filter(build, a->filter, b->filter, &looked))
        return false;
    for (uint32_t k = 0; k < a->nup; k++)
        if (a->up[k] != b->up[k])
            return false;
    for (uint32_t k = 0; k < a->ndown; k++)
        if (a->down[k] != b->down[k])
            return false;
    return true;
}

kp_expr *kp__over_list(const kp_scope *s, const kp_ast *at, const kp_term *term,
                       const kp_list *list)
{
    if (!term->good)
        return NULL;
    if (!term->expr) {
        kp__formula_fault(s, at, KP3202, kp__span(s, at), KP_NONE, KP_NONE);
        return NULL;
    }
    if (term->is_list) {
        if (kp__same_list(s->b, &term->list, list))
            return term->expr;
        kp__formula_fault(s, at, KP3220, KP_NONE, KP_NONE, KP_NONE);
        return NULL;
    }
    if (term->expr->op == KP_X_CONST)
        return term->expr;
    if (list->ndown || list->nup == 0) {
        kp__formula_fault(s, at, KP3221, kp__span(s, at), KP_NONE, KP_NONE);
        return NULL;
    }
    uint32_t field = kp__lift_scalar(s, at, s->entity, term->expr);

    return kp__field_ref(s, at, list->nup, list->up, field);
}
