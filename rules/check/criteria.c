/* criteria.c - see criteria.h.
 *
 * A criterion becomes a condition over the list's rows, which joins the list's filter,
 * so that the engine, the log and the live workbook see a filter like any other.
 */
#include "rules/check/criteria.h"

#include "engine/base/date.h"
#include "engine/base/fold.h"
#include "rules/check/call_parts.h"
#include "rules/expr/parse.h"

/* A criterion on its way: the row's element, and what it is held against. */
typedef struct criterion {
    const kp_scope *s;
    const kp_ast *at;     // the criterion as typed
    const kp_term *term;  // the list
    kp_op op;
    kp_str rest;  // of a text criterion, behind its operator
} criterion;

static kp_expr *refuse(const criterion *c, kp_code code)
{
    kp__formula_fault(c->s, c->at, code, kp__span(c->s, c->at), KP_NONE, KP_NONE);
    return NULL;
}

/* ---- operators ---- */

static uint32_t narrow(uint32_t point)
{
    return point > 0xFF00 && point < 0xFF5F ? point - 0xFF00 + 0x20 : point;
}

/* ">=", "＜＞", "≥" … in front of `text`; moves *at behind it. */
static bool read_operator(kp_str text, size_t *at, kp_op *op)
{
    static const struct {
        uint32_t first, second;
        kp_op op;
    } signs[] = {
        {'>', '=', KP_OP_GE},  {'<', '=', KP_OP_LE},  {'<', '>', KP_OP_NE},
        {'!', '=', KP_OP_NE},  {'>', 0, KP_OP_GT},    {'<', 0, KP_OP_LT},
        {'=', 0, KP_OP_EQ},    {0x2265, 0, KP_OP_GE}, {0x2264, 0, KP_OP_LE},
        {0x2260, 0, KP_OP_NE},
    };
    size_t one = 0, two;
    uint32_t first = text.n ? narrow(kp_utf8_next(text, &one)) : 0, second;

    two = one;
    second = one < text.n ? narrow(kp_utf8_next(text, &two)) : 0;
    for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++) {
        if (signs[k].first != first || (signs[k].second && signs[k].second != second))
            continue;
        *op = signs[k].op;
        *at = signs[k].second ? two : one;
        return true;
    }
    return false;
}

static bool orders(kp_op op)
{
    return op != KP_OP_EQ && op != KP_OP_NE;
}

/* ---- what a criterion's text holds the element against ---- */

/* A number, with sign and percent sign: as in a formula, and nothing else. */
static bool read_number(const criterion *c, kp_decimal *out)
{
    kp_diags *quiet = kp_diags_open();
    kp_arena *arena = c->s->b->arena;
    kp_parse_where where = {0};
    kp_str text = kp_fold(arena, c->rest);
    const kp_ast *ast = quiet ? kp_parse_expression(arena, &where, text, quiet) : NULL;
    bool negative = ast && ast->kind == KP_AST_UNARY && ast->op == KP_OP_NEG;

    kp_diags_close(quiet);
    ast = negative ? ast->arg[0] : ast;
    // "=5" behind an operator is no number, and the parser would skip the sign.
    if (!ast || ast->kind != KP_AST_NUMBER || text.p[0] == '=')
        return false;
    *out = negative ? kp_dec_neg(ast->num) : ast->num;
    return true;
}

static bool read_value(const criterion *c, kp_kind kind, kp_value *out)
{
    kp_str text = kp_fold(c->s->b->arena, c->rest);
    kp_decimal num;
    int32_t date;

    if (kind == KP_NUM && read_number(c, &num))
        *out = kp_value_num(num);
    else if (kind == KP_DATE && kp_date_parse(text, &date))
        *out = kp_value_date(date);
    else if (kind == KP_BOOL && (kp_str_is(text, "是") || kp_str_is(text, "TRUE")))
        *out = kp_value_bool(true);
    else if (kind == KP_BOOL && (kp_str_is(text, "否") || kp_str_is(text, "FALSE")))
        *out = kp_value_bool(false);
    else
        return false;
    return true;
}

/* ---- conditions ---- */

static kp_expr *is_blank(const criterion *c)
{
    return kp__unary(c->s, c->at, KP_X_IS_BLANK, c->term->expr);
}

/* A blank element is nothing that could be compared or searched: it decides by itself.
 */
static kp_expr *unless_blank(const criterion *c, bool when_blank, kp_expr *condition)
{
    if (!condition)
        return NULL;
    return kp__if(c->s, c->at, is_blank(c),
                  kp__constant(c->s, c->at, kp_value_bool(when_blank)), condition);
}

static kp_expr *compare(const criterion *c, kp_expr *value)
{
    kp_expr *element = c->term->expr;

    if (!value)
        return NULL;
    if (element->kind == KP_TEXT && value->kind == KP_TEXT && orders(c->op))
        return refuse(c, KP3232);
    kp_expr *holds = kp__comparison(c->s, c->at, c->op, element, value);

    // Blank = value is no, and blank != value is yes, by themselves.
    return orders(c->op) ? unless_blank(c, false, holds) : holds;
}

/* "招商*", "*局", "*商*": what stands between the stars is searched for. */
static kp_expr *search(const criterion *c, kp_expr *element)
{
    kp_str text = c->rest;
    bool behind = kp_str_ends(text, KP_STR("*"));
    bool before = text.n > behind && kp_str_starts(text, KP_STR("*"));
    kp_str part = kp_str_slice(text, before, text.n - behind);
    const char *id = before && behind ? "contains"
                     : before         ? "ends with"
                                      : "starts with";

    if (orders(c->op) || part.n == 0 || kp_str_find(part, KP_STR("*")) != SIZE_MAX ||
        kp_str_find(part, KP_STR("?")) != SIZE_MAX ||
        kp_str_find(part, KP_STR("~")) != SIZE_MAX || !(before || behind))
        return refuse(c, KP3231);
    kp_expr *what = kp__constant(
        c->s, c->at, kp_value_text(kp_symbol(c->s->b->scheme->symbols, part)));
    kp_expr *found = kp__builtin_node(c->s, c->at, id, element, what);

    if (c->op == KP_OP_NE)
        found = kp__unary(c->s, c->at, KP_X_NOT, found);
    return unless_blank(c, c->op == KP_OP_NE, found);
}

static bool has_wildcard(kp_str text)
{
    return kp_str_find(text, KP_STR("*")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("?")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("~")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("？")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("＊")) != SIZE_MAX;
}

static kp_expr *of_text(const criterion *c)
{
    kp_expr *element = c->term->expr;
    kp_value value;

    // "", "=" and "<>": blank, or not.
    if (c->rest.n == 0) {
        if (orders(c->op))
            return refuse(c, KP3231);
        return c->op == KP_OP_EQ ? is_blank(c)
                                 : kp__unary(c->s, c->at, KP_X_NOT, is_blank(c));
    }
    if (element->kind == KP_TEXT && has_wildcard(c->rest))
        return search(c, element);
    if (element->kind == KP_TEXT || element->kind == KP_LINK)
        value = kp_value_text(kp_symbol(c->s->b->scheme->symbols, c->rest));
    else if (!read_value(c, element->kind, &value))
        return refuse(c, KP3231);
    return compare(c, kp__constant(c->s, c->at, value));
}

/* A value of the row that owns the list, or a constant. */
static kp_expr *owners_value(const criterion *c, const kp_ast *ast)
{
    kp_term value = kp__check(c->s, ast);

    return kp__over_list(c->s, ast, &value, &c->term->list);
}

/* ">=" & 合格线 */
static bool joins_operator(const kp_ast *ast, kp_op *op)
{
    size_t at = 0;

    return ast->kind == KP_AST_BINARY && ast->op == KP_OP_CONCAT &&
           ast->arg[0]->kind == KP_AST_TEXT &&
           read_operator(ast->arg[0]->text, &at, op) && at == ast->arg[0]->text.n;
}

static kp_expr *condition_of(const kp_scope *s, const kp_ast *ast, const kp_term *term)
{
    criterion c = {.s = s, .at = ast, .term = term, .op = KP_OP_EQ};
    size_t at = 0;

    if (ast->kind == KP_AST_TEXT) {
        (void)read_operator(ast->text, &at, &c.op);
        c.rest = kp_str_slice(ast->text, at, ast->text.n);
        return of_text(&c);
    }
    if (joins_operator(ast, &c.op))
        return compare(&c, owners_value(&c, ast->arg[1]));
    return compare(&c, owners_value(&c, ast));
}

/* ---- arguments ---- */

static bool is_list(const kp_scope *s, const kp_ast *ast, kp_term *out)
{
    *out = kp__check(s, ast);
    if (!out->good)
        return false;
    if (out->is_list && out->expr && !out->is_row)
        return true;
    kp__formula_fault(s, ast, out->is_list ? KP3202 : KP3210, kp__span(s, ast), KP_NONE,
                      KP_NONE);
    return false;
}

/* Joins the criterion to `filter`, which is one of the rows of `of`. */
static bool add_criterion(const kp_scope *s, const kp_ast *list, const kp_ast *typed,
                          kp_term *of, kp_expr **filter)
{
    kp_term term;

    if (!is_list(s, list, &term))
        return false;
    if (!of->good)
        *of = term;
    if (!kp__same_list(s->b, &of->list, &term.list)) {
        kp__formula_fault(s, list, KP3220, KP_NONE, KP_NONE, KP_NONE);
        return false;
    }
    kp_expr *holds = condition_of(s, typed, &term);

    *filter = *filter ? kp__binary(s, typed, KP_X_AND, *filter, holds) : holds;
    return *filter != NULL;
}

bool kp__chosen_list(const kp_scope *s, const kp_ast *ast, kp__criteria place,
                     const kp_ast **values, kp_term *out)
{
    size_t first = place == KP__CRITERIA_BEHIND_VALUES ? 2 : 1;
    size_t last = place == KP__CRITERIA_BEFORE_VALUES ? 3 : ast->nargs;
    kp_expr *filter = NULL;

    *out = kp__bad();
    *values = ast->arg[place == KP__CRITERIA_BEFORE_VALUES && ast->nargs == 4 ? 3 : 1];
    if ((last - first) % 2 != 0) {
        kp_str name = ast->arg[0]->text;

        kp__formula_fault(s, ast, KP3120, name, kp__count_text(s->b, ast->nargs),
                          kp__count_text(s->b, kp__count_args(ast)));
        return false;
    }
    if (place != KP__CRITERIA_ALONE && !is_list(s, *values, out))
        return false;
    for (size_t k = first; k < last; k += 2)
        if (!add_criterion(s, ast->arg[k], ast->arg[k + 1], out, &filter))
            return false;
    if (out->list.filter) {
        kp_expr *both = kp__expr_node(s, ast, KP_X_AND, KP_BOOL, 2);

        both->arg[0] = out->list.filter;
        both->arg[1] = filter;
        filter = both;
    }
    out->list.filter = filter;
    // Rows are counted, whatever their element.
    if (place == KP__CRITERIA_ALONE)
        out->is_row = true;
    return true;
}
