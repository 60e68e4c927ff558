/* call_forms.c - calls that decide which of their arguments are evaluated, and
 * rounding. */
#include "rules/check/call_parts.h"

#include <ctype.h>
#include <string.h>

static const kp__form forms[] = {
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

const kp__form *kp__find_form(kp_str name)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (kp_str_is(name, forms[i].id) || kp_str_is(name, forms[i].zh) ||
            same_in_any_case(name, forms[i].excel))
            return &forms[i];
    return NULL;
}

size_t kp__form_count(void)
{
    return sizeof forms / sizeof forms[0];
}

const kp__form *kp__form_at(size_t k)
{
    return &forms[k];
}

/* ---- arguments ---- */

size_t kp__count_args(const kp_ast *ast)
{
    return ast->nargs - 1;
}

kp_str kp__arg_name(const kp_ast *ast, size_t k)
{
    return ast->arg_name ? ast->arg_name[k + 1] : KP_NONE;
}

kp_str kp__count_text(kp_build *b, size_t n)
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
    size_t n = kp__count_args(ast);
    kp_str wanted = kp__count_text(s->b, n < min ? min : max);

    if (n >= min && n <= max)
        return true;
    kp__formula_fault(s, ast, KP3120, name, wanted, kp__count_text(s->b, n));
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
    if (kp__count_args(ast) == 2 && !whole_constant(s, ast->arg[2], &decimals))
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

kp_term kp__check_form(const kp_scope *s, const kp_ast *ast, const kp__form *f)
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
        return kp__call_named(s, ast);
    }
    return kp__bad();
}
