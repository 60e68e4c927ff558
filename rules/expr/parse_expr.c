/* parse_expr.c - values and operators: a Pratt parser.
 *
 * Every operator has a strength; an expression read with strength s takes operators
 * that bind at least as strongly.  All of them lean to the left, also ** as in DMN.
 * Comparisons cannot be chained: 80 <= x < 90 has no meaning that people agree on.
 */
#include "rules/expr/parser.h"
#include "rules/read/chars.h"

typedef struct infix {
    kp_token_kind token;
    kp__strength strength;
    kp_op op;
} infix;

// clang-format off
static const infix infixes[] = {
    {KP_TOK_OR, KP__OR, KP_OP_OR},
    {KP_TOK_AND, KP__AND, KP_OP_AND},
    {KP_TOK_EQ, KP__COMPARE, KP_OP_EQ}, {KP_TOK_NE, KP__COMPARE, KP_OP_NE},
    {KP_TOK_LT, KP__COMPARE, KP_OP_LT}, {KP_TOK_LE, KP__COMPARE, KP_OP_LE},
    {KP_TOK_GT, KP__COMPARE, KP_OP_GT}, {KP_TOK_GE, KP__COMPARE, KP_OP_GE},
    {KP_TOK_IN, KP__COMPARE, KP_OP_EQ}, {KP_TOK_BETWEEN, KP__COMPARE, KP_OP_EQ},
    {KP_TOK_CONCAT, KP__CONCAT, KP_OP_CONCAT},
    {KP_TOK_PLUS, KP__SUM, KP_OP_ADD}, {KP_TOK_MINUS, KP__SUM, KP_OP_SUB},
    {KP_TOK_STAR, KP__PRODUCT, KP_OP_MUL}, {KP_TOK_SLASH, KP__PRODUCT, KP_OP_DIV},
    {KP_TOK_POWER, KP__POWER, KP_OP_POW},
    {KP_TOK_INSTANCE, KP__INSTANCE, KP_OP_EQ},
};
// clang-format on

/* Excel's AND and OR are names of functions; between two values they can only be meant
 * as operators. */
static kp_token_kind operator_kind(kp_token token)
{
    if (token.kind != KP_TOK_NAME || token.quoted)
        return token.kind;
    if (kp_str_is(token.text, "AND"))
        return KP_TOK_AND;
    return kp_str_is(token.text, "OR") ? KP_TOK_OR : KP_TOK_NAME;
}

static const infix *infix_of(kp_token token)
{
    kp_token_kind kind = operator_kind(token);

    for (size_t i = 0; i < sizeof infixes / sizeof infixes[0]; i++)
        if (infixes[i].token == kind)
            return &infixes[i];
    return NULL;
}

static uint32_t start_of(const kp__parser *p, const kp_ast *node)
{
    return node->at - (uint32_t)p->base;
}

/* ---- tests ---- */

static bool comparison_of(kp_token_kind kind, kp_op *op)
{
    for (size_t i = 0; i < sizeof infixes / sizeof infixes[0]; i++) {
        if (infixes[i].token != kind)
            continue;
        *op = infixes[i].op;
        return kind >= KP_TOK_EQ && kind <= KP_TOK_GE;
    }
    return false;
}

kp_ast *kp__test(kp__parser *p)
{
    kp_op op;

    if (!comparison_of(p->tok.kind, &op))
        return kp__expression(p, KP__LOOSE);
    kp_ast *test = kp__node(p, KP_AST_TEST, p->tok.at);
    test->op = op;
    kp__advance(p);
    return kp__with_args(p, test, kp__expression(p, KP__CONCAT), NULL, NULL);
}

/* ---- operators ---- */

static kp_ast *parse_between(kp__parser *p, kp_ast *left)
{
    kp_ast *node = kp__node(p, KP_AST_BETWEEN, start_of(p, left));

    kp__advance(p);
    kp_ast *low = kp__expression(p, KP__CONCAT);
    if (operator_kind(p->tok) == KP_TOK_AND)
        kp__advance(p);
    else
        kp__expect(p, KP_TOK_AND, "between …", "and");
    kp_ast *high = kp__expression(p, KP__CONCAT);
    return kp__with_args(p, node, left, low, high);
}

/* "( … )" behind "in": tests, or the first bracket of a longer value. */
static void parse_in_list(kp__parser *p, kp__children *list)
{
    kp__bracket bracket;

    if (!kp__open_bracket(p, &bracket))
        return;
    kp_ast *first = kp__test(p);
    if (p->tok.kind == KP_TOK_DOTS) {
        first = kp__interval_rest(p, &bracket, true, first);
        kp__add_child(p, list, kp__continue(p, first, KP__CONCAT), KP_NONE);
        return;
    }
    if (p->tok.kind != KP_TOK_COMMA) {
        kp__close_bracket(p, &bracket);
        if (first->kind != KP_AST_TEST)
            first = kp__continue(p, first, KP__CONCAT);
        kp__add_child(p, list, first, KP_NONE);
        return;
    }
    kp__add_child(p, list, first, KP_NONE);
    while (kp__accept(p, KP_TOK_COMMA))
        kp__add_child(p, list, kp__test(p), KP_NONE);
    kp__close_bracket(p, &bracket);
}

static kp_ast *parse_in(kp__parser *p, kp_ast *left)
{
    kp_ast *node = kp__node(p, KP_AST_IN, start_of(p, left));
    kp__children list = {0};
    kp_op op;

    kp__advance(p);
    kp__add_child(p, &list, left, KP_NONE);
    if (p->tok.kind == KP_TOK_LPAREN)
        parse_in_list(p, &list);
    else if (comparison_of(p->tok.kind, &op))
        kp__add_child(p, &list, kp__test(p), KP_NONE);
    else
        kp__add_child(p, &list, kp__expression(p, KP__CONCAT), KP_NONE);
    return kp__with_children(p, node, &list);
}

static kp_ast *parse_instance(kp__parser *p, kp_ast *left)
{
    kp_ast *node = kp__node(p, KP_AST_INSTANCE, start_of(p, left));

    kp__advance(p);
    if (p->tok.kind == KP_TOK_NAME && kp_str_is(p->tok.text, "of"))
        kp__advance(p);
    else
        kp__expected(p, "instance", "of");
    node->text = kp__parse_type(p);
    return kp__with_args(p, node, left, NULL, NULL);
}

static kp_ast *parse_binary(kp__parser *p, kp_ast *left, const infix *sign)
{
    kp_ast *node = kp__node(p, KP_AST_BINARY, start_of(p, left));

    node->op = sign->op;
    kp__advance(p);
    kp_ast *right = kp__expression(p, (int)sign->strength + 1);
    return kp__with_args(p, node, left, right, NULL);
}

static kp_ast *parse_operators(kp__parser *p, kp_ast *left, int strength)
{
    int ceiling = KP__POSTFIX;
    const infix *sign;

    while ((sign = infix_of(p->tok)) != NULL && (int)sign->strength >= strength) {
        if ((int)sign->strength > ceiling) {
            if (sign->strength == KP__COMPARE)
                kp__refuse_chain(p);
            else
                kp__unexpected(p);
            return left;
        }
        ceiling = (int)sign->strength - (sign->strength == KP__COMPARE);
        if (sign->token == KP_TOK_BETWEEN)
            left = parse_between(p, left);
        else if (sign->token == KP_TOK_IN)
            left = parse_in(p, left);
        else if (sign->token == KP_TOK_INSTANCE)
            left = parse_instance(p, left);
        else
            left = parse_binary(p, left, sign);
    }
    return left;
}

/* ---- what stands behind a value ---- */

bool kp__starts_a_value(kp_token_kind kind)
{
    switch ((int)kind) {  // most kinds do not
    case KP_TOK_NUMBER:
    case KP_TOK_TEXT:
    case KP_TOK_NAME:
    case KP_TOK_NOT:
    case KP_TOK_IF:
    case KP_TOK_FOR:
    case KP_TOK_SOME:
    case KP_TOK_EVERY:
    case KP_TOK_FUNCTION:
    case KP_TOK_TRUE:
    case KP_TOK_FALSE:
    case KP_TOK_NULL:
    case KP_TOK_MINUS:
    case KP_TOK_LPAREN:
    case KP_TOK_LBRACKET:
    case KP_TOK_LBRACE:
    case KP_TOK_AT:
        return true;
    default:
        return false;
    }
}

static kp_ast *parse_path(kp__parser *p, kp_ast *left)
{
    kp_ast *node = kp__node(p, KP_AST_PATH, start_of(p, left));

    kp__advance(p);
    node->text = kp_str_copy(p->arena, kp__expect_name(p, "."));
    return kp__with_args(p, node, left, NULL, NULL);
}

static kp_ast *parse_filter(kp__parser *p, kp_ast *left)
{
    kp_ast *node = kp__node(p, KP_AST_FILTER, start_of(p, left));
    kp__bracket bracket;

    kp__known before = kp__known_names(p);
    kp__learn_members(p);
    if (!kp__open_bracket(p, &bracket))
        return left;
    kp_ast *condition = kp__expression(p, KP__LOOSE);
    kp__forget_since(p, before);
    kp__close_bracket(p, &bracket);
    return kp__with_args(p, node, left, condition, NULL);
}

/* 3(a + b) lacks a sign; DMN allows the call and lets it fail. */
static bool can_be_called(const kp__parser *p, const kp_ast *left)
{
    return p->lex.feel || (left->kind != KP_AST_NUMBER && left->kind != KP_AST_TEXT);
}

static kp_ast *parse_postfix(kp__parser *p, kp_ast *left)
{
    for (;;) {
        kp_token_kind kind = p->tok.kind;

        if (kind == KP_TOK_DOT)
            left = parse_path(p, left);
        else if (kind == KP_TOK_LBRACKET && !p->high_end)
            left = parse_filter(p, left);
        else if (kind == KP_TOK_LBRACKET && kp__starts_a_value(p->next.kind))
            left = parse_filter(p, left);
        else if (kind == KP_TOK_LPAREN && can_be_called(p, left))
            left = kp__parse_call(p, left);
        else
            return left;
    }
}

/* ---- values ---- */

static kp_ast *parse_number(kp__parser *p)
{
    kp_ast *node = kp__node(p, KP_AST_NUMBER, p->tok.at);

    node->num = p->tok.num;
    kp__advance(p);
    return kp__finish(p, node);
}

static kp_ast *parse_word(kp__parser *p, kp_ast_kind kind, kp_str text)
{
    kp_ast *node = kp__node_text(p, kind, p->tok.at, text);

    node->flag = p->tok.kind == KP_TOK_TRUE;
    kp__advance(p);
    return kp__finish(p, node);
}

/* true, and TRUE() as it stands in Excel. */
static kp_ast *parse_bool(kp__parser *p)
{
    kp_ast *node = parse_word(p, KP_AST_BOOL, KP_NONE);

    if (p->lex.feel || p->tok.kind != KP_TOK_LPAREN || p->next.kind != KP_TOK_RPAREN)
        return node;
    kp__advance(p);
    kp__advance(p);
    return kp__finish(p, node);
}

static kp_ast *parse_at_literal(kp__parser *p)
{
    kp_ast *node = kp__node(p, KP_AST_AT, p->tok.at);

    kp__advance(p);
    node->text = kp_str_copy(p->arena, p->tok.text);
    kp__expect(p, KP_TOK_TEXT, "@", "\"…\"");
    return kp__finish(p, node);
}

/* A minus sign in front of a number belongs to the number. */
static kp_ast *parse_minus(kp__parser *p)
{
    uint32_t at = p->tok.at;

    if (!kp__enter(p))
        return kp__node(p, KP_AST_NULL, at);
    kp__advance(p);
    kp_ast *value = kp__expression(p, KP__SIGN);
    kp__leave(p);
    if (value->kind == KP_AST_NUMBER) {
        value->num = kp_dec_neg(value->num);
        value->at = (uint32_t)p->base + at;
        return kp__finish(p, value);
    }
    kp_ast *node = kp__node(p, KP_AST_UNARY, at);
    node->op = KP_OP_NEG;
    return kp__with_args(p, node, value, NULL, NULL);
}

/* not(…) of one condition; in DMN a call with any other arguments is one, and fails. */
static kp_ast *parse_not(kp__parser *p)
{
    uint32_t at = p->tok.at;
    kp_ast *callee = kp__node_text(p, KP_AST_NAME, at, KP_STR("not"));

    callee->len = p->tok.len;
    kp_str typed = kp__typed(p, p->tok);
    kp__advance(p);
    if (p->tok.kind != KP_TOK_LPAREN) {
        kp__fault(p, KP3041, at, callee->len, typed, KP_NONE, KP_NONE);
        return callee;
    }
    kp_ast *call = kp__parse_call(p, callee);
    if (call->nargs != 2 || call->arg_name != NULL)
        return call;
    kp_ast *node = kp__node(p, KP_AST_UNARY, at);
    node->op = KP_OP_NOT;
    return kp__with_args(p, node, call->arg[1], NULL, NULL);
}

/* and(a, b), or(a, b) as Excel users type them. */
static kp_ast *parse_word_call(kp__parser *p, kp_str name)
{
    if (p->next.kind != KP_TOK_LPAREN) {
        kp__no_value_here(p);
        return kp__node(p, KP_AST_NULL, p->tok.at);
    }
    return kp__parse_call(p, parse_word(p, KP_AST_NAME, name));
}

static kp_ast *parse_value(kp__parser *p)
{
    switch ((int)p->tok.kind) {  // the rest is no value
    case KP_TOK_NUMBER:
        return parse_number(p);
    case KP_TOK_TEXT:
        return parse_word(p, KP_AST_TEXT, p->tok.text);
    case KP_TOK_NAME:
        return parse_word(p, KP_AST_NAME, p->tok.text);
    case KP_TOK_TRUE:
    case KP_TOK_FALSE:
        return parse_bool(p);
    case KP_TOK_NULL:
        return parse_word(p, KP_AST_NULL, KP_NONE);
    case KP_TOK_AT:
        return parse_at_literal(p);
    case KP_TOK_MINUS:
        return parse_minus(p);
    case KP_TOK_NOT:
        return parse_not(p);
    case KP_TOK_AND:
        return parse_word_call(p, KP_STR("AND"));
    case KP_TOK_OR:
        return parse_word_call(p, KP_STR("OR"));
    case KP_TOK_LPAREN:
        return kp__parse_paren(p, NULL);
    case KP_TOK_LBRACKET:
    case KP_TOK_RBRACKET:
        return kp__parse_bracket(p);
    case KP_TOK_LBRACE:
        return kp__parse_context(p);
    case KP_TOK_IF:
        return kp__parse_if(p);
    case KP_TOK_FOR:
        return kp__parse_for(p, KP_AST_FOR);
    case KP_TOK_SOME:
        return kp__parse_for(p, KP_AST_SOME);
    case KP_TOK_EVERY:
        return kp__parse_for(p, KP_AST_EVERY);
    case KP_TOK_FUNCTION:
        return kp__parse_function(p);
    case KP_TOK_LT:
    case KP_TOK_LE:
    case KP_TOK_GT:
    case KP_TOK_GE:
        if (p->lex.feel)  // DMN: a range with one end is a value
            return kp__test(p);
        break;
    default:
        break;
    }
    kp__no_value_here(p);
    return kp__node(p, KP_AST_NULL, p->tok.at);
}

kp_ast *kp__continue(kp__parser *p, kp_ast *left, int strength)
{
    return parse_operators(p, parse_postfix(p, left), strength);
}

kp_ast *kp__expression(kp__parser *p, int strength)
{
    return kp__continue(p, parse_value(p), strength);
}
