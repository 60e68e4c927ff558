/* parse_forms.c - forms with brackets and words: calls, lists, intervals, contexts,
 * if/then/else, for/some/every, function definitions, types. */
#include "rules/expr/parser.h"
#include "rules/read/chars.h"

/* What a failed form returns; nobody looks at it. */
static kp_ast *hole(kp__parser *p)
{
    return kp__node(p, KP_AST_NULL, p->tok.at);
}

/* Blanks as in canonical text: one between two words, none elsewhere. */
static kp_str squeeze(kp_arena *arena, kp_str s)
{
    kp_str narrow = kp__half_width(arena, s);
    char *out = kp_arena_alloc(arena, narrow.n + 1, 3);  // see kp__half_width
    size_t n = 0;
    uint32_t before = 0;
    bool blank = false;

    for (size_t at = 0; at < narrow.n;) {
        uint32_t point = kp__take(narrow, &at);

        if (kp__is_blank(point)) {
            blank = true;
            continue;
        }
        if (blank && kp__is_name_part(before) && kp__is_name_part(point))
            out[n++] = ' ';
        blank = false;
        before = point;
        n += kp_utf8_put(out + n, point);
    }
    return (kp_str){out, n};
}

kp_str kp__squeezed_since(kp__parser *p, uint32_t from)
{
    return squeeze(p->arena, kp_str_slice(p->lex.src, from, p->last.at + p->last.len));
}

/* ---- calls ---- */

/* "name:" in front of an argument.  Names of DMN parameters may hold blanks. */
static kp_str parse_argument_name(kp__parser *p)
{
    uint32_t from = p->tok.at;
    kp_token_kind next = p->next.kind;

    if (p->tok.kind != KP_TOK_NAME || (next != KP_TOK_COLON && next != KP_TOK_NAME))
        return KP_NONE;
    if (next == KP_TOK_NAME &&
        (kp_str_is(p->next.text, "AND") || kp_str_is(p->next.text, "OR")))
        return KP_NONE;
    kp_str name = p->tok.text;
    kp__advance(p);
    if (p->tok.kind == KP_TOK_NAME) {
        while (p->tok.kind == KP_TOK_NAME && p->next.kind == KP_TOK_NAME)
            kp__advance(p);
        if (p->next.kind != KP_TOK_COLON) {
            kp__unexpected(p);
            return KP_NONE;
        }
        kp__advance(p);
        name = kp__squeezed_since(p, from);
    } else {
        kp__refuse_cell_range(p);  // A1:B3 would read like a named argument
    }
    kp__accept(p, KP_TOK_COLON);
    return name;
}

static void parse_argument(kp__parser *p, kp__children *list, kp_str *last_name)
{
    kp_token start = p->tok;
    kp_str name = parse_argument_name(p);

    if (name.n == 0 && last_name->n > 0)
        kp__fault(p, KP3042, start.at, start.len, *last_name, KP_NONE, KP_NONE);
    if (name.n > 0)
        *last_name = name;
    kp__add_child(p, list, kp__expression(p, KP__LOOSE), name);
}

/* The arguments behind "(" or behind the first of them, up to ")". */
static kp_ast *finish_call(kp__parser *p, const kp__bracket *bracket, kp_ast *callee,
                           kp__children *list)
{
    kp_ast *node = kp__node(p, KP_AST_CALL, callee->at - (uint32_t)p->base);
    kp_str last_name = {0};

    if (list->n == 1 && p->tok.kind != KP_TOK_RPAREN)
        parse_argument(p, list, &last_name);
    while (kp__accept(p, KP_TOK_COMMA))
        parse_argument(p, list, &last_name);
    kp__close_bracket(p, bracket);
    return kp__with_children(p, node, list);
}

kp_ast *kp__parse_call(kp__parser *p, kp_ast *callee)
{
    kp__bracket bracket;
    kp__children list = {0};

    if (!kp__open_bracket(p, &bracket))
        return callee;
    kp__add_child(p, &list, callee, KP_NONE);
    return finish_call(p, &bracket, callee, &list);
}

/* ---- brackets ---- */

kp_ast *kp__interval_rest(kp__parser *p, const kp__bracket *bracket, bool open_low,
                          kp_ast *low)
{
    kp_ast *node = kp__node(p, KP_AST_INTERVAL, bracket->open.at);

    kp__advance(p);
    p->high_end = true;
    kp_ast *high = kp__expression(p, KP__LOOSE);
    node->open_low = open_low;
    node->open_high = p->tok.kind != KP_TOK_RBRACKET;
    kp__bracket any = *bracket;
    if (p->tok.kind == KP_TOK_RPAREN || p->tok.kind == KP_TOK_LBRACKET ||
        p->tok.kind == KP_TOK_RBRACKET)
        any.close = p->tok.kind;
    kp__close_bracket(p, &any);
    return kp__with_args(p, node, low, high, NULL);
}

kp_ast *kp__parse_paren(kp__parser *p, kp_ast *callee)
{
    kp__bracket bracket;
    kp__children list = {0};

    if (!kp__open_bracket(p, &bracket))
        return hole(p);
    kp_ast *first = kp__test(p);
    if (p->tok.kind == KP_TOK_DOTS)
        return kp__interval_rest(p, &bracket, true, first);
    if (callee != NULL && p->tok.kind == KP_TOK_COMMA) {
        kp__add_child(p, &list, callee, KP_NONE);
        kp__add_child(p, &list, first, KP_NONE);
        return finish_call(p, &bracket, callee, &list);
    }
    kp__close_bracket(p, &bracket);
    return first;
}

/* "[" begins a list or an interval, "]" an interval that is open below. */
kp_ast *kp__parse_bracket(kp__parser *p)
{
    kp_ast *node = kp__node(p, KP_AST_LIST, p->tok.at);
    bool open_low = p->tok.kind == KP_TOK_RBRACKET;
    kp__bracket bracket;
    kp__children list = {0};

    if (open_low && !kp__starts_a_value(p->next.kind)) {
        kp__no_value_here(p);
        return node;
    }
    if (!kp__open_bracket(p, &bracket))
        return node;
    if (!open_low && p->tok.kind == KP_TOK_RBRACKET) {
        kp__close_bracket(p, &bracket);
        return kp__finish(p, node);
    }
    kp_ast *first = kp__expression(p, KP__LOOSE);
    if (p->tok.kind == KP_TOK_DOTS)
        return kp__interval_rest(p, &bracket, open_low, first);
    if (open_low)
        kp__expect(p, KP_TOK_DOTS, "] …", "..");
    kp__add_child(p, &list, first, KP_NONE);
    while (kp__accept(p, KP_TOK_COMMA))
        kp__add_child(p, &list, kp__expression(p, KP__LOOSE), KP_NONE);
    kp__close_bracket(p, &bracket);
    return kp__with_children(p, node, &list);
}

/* ---- contexts ---- */

kp_ast *kp__parse_context(kp__parser *p)
{
    kp_ast *node = kp__node(p, KP_AST_CONTEXT, p->tok.at);
    kp__known before = kp__known_names(p);
    kp__bracket bracket;
    kp__children list = {.named = true};

    if (!kp__open_bracket(p, &bracket))
        return node;
    if (p->tok.kind == KP_TOK_RBRACE) {
        kp__close_bracket(p, &bracket);
        return kp__finish(p, node);
    }
    do {
        kp_str key = kp__new_key(p);

        kp__expect(p, KP_TOK_COLON, "{ …", ":");
        kp__add_child(p, &list, kp__expression(p, KP__LOOSE), key);
        kp__learn_name(p, key);  // known to the entries behind it
    } while (kp__accept(p, KP_TOK_COMMA));
    kp__forget_since(p, before);
    kp__close_bracket(p, &bracket);
    return kp__with_children(p, node, &list);
}

/* ---- words ---- */

/* if c then a else b; and if(c, a, b) as it stands in Excel before Excel has made the
 * word large. */
kp_ast *kp__parse_if(kp__parser *p)
{
    uint32_t at = p->tok.at;
    kp_ast *name = kp__node_text(p, KP_AST_NAME, at, KP_STR("IF"));
    kp_ast *condition;

    name->len = p->tok.len;
    if (!kp__enter(p))
        return name;
    kp__advance(p);
    if (p->tok.kind == KP_TOK_LPAREN) {
        condition = kp__parse_paren(p, name);
        if (condition->kind == KP_AST_CALL && condition->arg[0] == name) {
            kp__leave(p);
            return condition;
        }
        condition = kp__continue(p, condition, KP__LOOSE);
    } else {
        condition = kp__expression(p, KP__LOOSE);
    }
    kp__expect(p, KP_TOK_THEN, "if …", "then");
    kp_ast *yes = kp__expression(p, KP__LOOSE);
    kp__expect(p, KP_TOK_ELSE, "then …", "else");
    kp_ast *no = kp__expression(p, KP__LOOSE);
    kp__leave(p);
    kp_ast *node = kp__node(p, KP_AST_IF, at);
    return kp__with_args(p, node, condition, yes, no);
}

kp_ast *kp__loop_list(kp__parser *p)
{
    uint32_t at = p->tok.at;
    kp_ast *low = kp__expression(p, KP__LOOSE);

    if (!kp__accept(p, KP_TOK_DOTS))
        return low;
    kp_ast *node = kp__node(p, KP_AST_INTERVAL, at);
    kp_ast *high = kp__expression(p, KP__LOOSE);
    return kp__with_args(p, node, low, high, NULL);
}

kp_ast *kp__parse_for(kp__parser *p, kp_ast_kind kind)
{
    kp_ast *node = kp__node(p, kind, p->tok.at);
    kp__known before = kp__known_names(p);
    kp__children list = {.named = true};
    const char *word = kind == KP_AST_FOR    ? "for"
                       : kind == KP_AST_SOME ? "some"
                                             : "every";

    if (!kp__enter(p))
        return node;
    kp__advance(p);
    do {
        kp_str name = kp__new_name(p, word, true);

        kp__expect(p, KP_TOK_IN, word, "in");
        kp__add_child(p, &list, kp__loop_list(p), name);
    } while (kp__accept(p, KP_TOK_COMMA));
    if (kind == KP_AST_FOR)
        kp__expect(p, KP_TOK_RETURN, "for … in …", "return");
    else
        kp__expect(p, KP_TOK_SATISFIES, word, "satisfies");
    kp__add_child(p, &list, kp__expression(p, KP__LOOSE), KP_NONE);
    kp__forget_since(p, before);
    kp__leave(p);
    return kp__with_children(p, node, &list);
}

static void parse_parameters(kp__parser *p, kp__children *list)
{
    do {
        kp_token at = p->tok;
        kp_str name = kp__new_name(p, "function(", false);

        if (kp__accept(p, KP_TOK_COLON)) {
            at = p->tok;
            kp_str type = kp__parse_type(p);
            kp_ast *node = kp__node_text(p, KP_AST_NAME, at.at, type);
            kp__add_child(p, list, kp__finish(p, node), name);
        } else {
            kp_ast *none = kp__node(p, KP_AST_NULL, at.at);
            kp__add_child(p, list, kp__finish(p, none), name);
        }
    } while (kp__accept(p, KP_TOK_COMMA));
}

kp_ast *kp__parse_function(kp__parser *p)
{
    kp_ast *node = kp__node(p, KP_AST_FUNCTION, p->tok.at);
    kp__known before = kp__known_names(p);
    kp__bracket bracket;
    kp__children list = {.named = true};

    kp__advance(p);
    if (p->tok.kind != KP_TOK_LPAREN) {
        kp__expect(p, KP_TOK_LPAREN, "function", "(");
        return node;
    }
    if (!kp__open_bracket(p, &bracket))
        return node;
    kp__add_child(p, &list, node, KP_NONE);  // the body's place
    if (p->tok.kind != KP_TOK_RPAREN)
        parse_parameters(p, &list);
    kp__close_bracket(p, &bracket);
    if (p->tok.kind == KP_TOK_NAME && kp_str_is(p->tok.text, "external"))
        kp__fault_here(p, KP3044, KP_NONE, KP_NONE, KP_NONE);
    if (!kp__enter(p))
        return node;
    list.items[0] = kp__expression(p, KP__LOOSE);
    kp__forget_since(p, before);
    kp__leave(p);
    return kp__with_children(p, node, &list);
}

/* ---- types ---- */

/* A name, DMN's names of several words ("days and time duration"), a path. */
static void skip_type_name(kp__parser *p)
{
    static const char *const before_and[] = {"date", "days", "years"};
    kp_token word = p->tok;

    if (!kp__accept(p, KP_TOK_FUNCTION))
        kp__expect_name(p, "of");
    for (size_t i = 0; i < 3; i++)
        if (p->tok.kind == KP_TOK_AND && kp_str_is(word.text, before_and[i])) {
            kp__advance(p);
            kp__expect_name(p, "and");
        }
    while (p->tok.kind == KP_TOK_NAME && kp_str_is(p->tok.text, "duration"))
        kp__advance(p);
    while (kp__accept(p, KP_TOK_DOT))
        kp__expect_name(p, ".");
}

/* Only these have types inside; behind any other name "<" compares. */
static bool holds_types(kp_token name)
{
    static const char *const names[] = {"list", "range", "context"};

    for (size_t i = 0; i < 3; i++)
        if (kp_str_is(name.text, names[i]))
            return true;
    return name.kind == KP_TOK_FUNCTION;
}

static void skip_type(kp__parser *p);

/* "<…>": types, each perhaps with a name in front. */
static void skip_inner_types(kp__parser *p)
{
    while (p->tok.kind != KP_TOK_GT && !p->failed) {
        if (p->tok.kind == KP_TOK_NAME && p->next.kind == KP_TOK_COLON) {
            kp__advance(p);
            kp__advance(p);
        }
        skip_type(p);
        if (!kp__accept(p, KP_TOK_COMMA))
            break;
    }
    kp__expect(p, KP_TOK_GT, "<", ">");
}

static void skip_type(kp__parser *p)
{
    kp_token name = p->tok;

    if (!kp__enter(p))
        return;
    skip_type_name(p);
    if (holds_types(name) && kp__accept(p, KP_TOK_LT))
        skip_inner_types(p);
    else if (name.kind == KP_TOK_FUNCTION)
        kp__accept(p, KP_TOK_NE);  // "<>": of no parameters
    if (p->tok.kind == KP_TOK_MINUS && p->next.kind == KP_TOK_GT) {
        kp__advance(p);
        kp__advance(p);
        skip_type(p);
    }
    kp__leave(p);
}

kp_str kp__parse_type(kp__parser *p)
{
    uint32_t from = p->tok.at;

    skip_type(p);
    return p->failed ? KP_NONE : kp_str_copy(p->arena, kp__squeezed_since(p, from));
}
