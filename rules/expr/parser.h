/* parser.h - the parser's state, shared by the files parse_*.c and nobody else.
 *
 * One token is looked at, one more is known.  After the first fault both are END, so
 * that every loop ends by itself and functions return whatever they have: a tree of a
 * failed parse is never shown to anyone.
 */
#ifndef KP_RULES_PARSER_H
#define KP_RULES_PARSER_H

#include "rules/expr/lex.h"
#include "rules/expr/parse.h"

typedef struct kp__parser {
    kp_arena *arena;
    const kp_parse_where *where;
    kp_diags *diags;
    kp_lexer lex;
    kp_token last, tok, next;
    kp_token glued;  // the first name that hides a word such as 那么, or END
    size_t base;     // where lex.src begins inside the cell's text
    size_t nnodes;
    int depth;      // open brackets and prefix forms
    bool high_end;  // reading the upper end of an interval, where [ may close it
    bool failed;
} kp__parser;

/* Ready to read `text`; false (and reported) when it cannot be read at all; `too_long`
 * is the sentence for that. */
bool kp__parser_open(kp__parser *p, kp_arena *arena, const kp_parse_where *where,
                     kp_str text, kp_code too_long, kp_diags *diags);

/* Read the first two tokens, after the caller has set what lex should know. */
void kp__parser_start(kp__parser *p);
void kp__advance(kp__parser *p);
/* Read the token behind the current one again, after what is known has changed. */
void kp__read_again(kp__parser *p);
bool kp__accept(kp__parser *p, kp_token_kind kind);

/* Record a fault at a span of lex.src, unless there was one before. */
void kp__fault(kp__parser *p, kp_code code, size_t at, size_t len, kp_str arg1,
               kp_str arg2, kp_str arg3);
/* A fault at the current token; a token that is a fault itself speaks for itself. */
void kp__fault_here(kp__parser *p, kp_code code, kp_str arg1, kp_str arg2, kp_str arg3);
kp_str kp__typed(const kp__parser *p, kp_token token);

kp_ast *kp__node(kp__parser *p, kp_ast_kind kind, uint32_t at);
kp_ast *kp__node_text(kp__parser *p, kp_ast_kind kind, uint32_t at, kp_str text);
/* The node's span ends where the last token read ends. */
kp_ast *kp__finish(kp__parser *p, kp_ast *node);
/* The same, with up to three arguments; the first NULL ends them. */
kp_ast *kp__with_args(kp__parser *p, kp_ast *node, kp_ast *a, kp_ast *b, kp_ast *c);

/* How strongly operators bind; printing uses the same order. */
typedef enum kp__strength {
    KP__LOOSE = 0,
    KP__OR = 10,
    KP__AND = 20,
    KP__COMPARE = 30,
    KP__CONCAT = 40,
    KP__SUM = 50,
    KP__PRODUCT = 60,
    KP__POWER = 70,
    KP__SIGN = 80,
    KP__INSTANCE = 85,
    KP__POSTFIX = 90,
} kp__strength;

/* One expression, operators binding at least as strongly as `strength` only. */
kp_ast *kp__expression(kp__parser *p, int strength);
/* Go on behind `left`: points, filters, calls, then operators. */
kp_ast *kp__continue(kp__parser *p, kp_ast *left, int strength);
/* One test of a list: "< 5", an interval, or an expression. */
kp_ast *kp__test(kp__parser *p);

/* Faults that say what was probably meant: at the place of a value, and behind a
 * complete expression. */
void kp__no_value_here(kp__parser *p);
void kp__unexpected(kp__parser *p);
void kp__refuse_chain(kp__parser *p);
/* A1:B3, with the colon as the current token. */
bool kp__refuse_cell_range(kp__parser *p);
bool kp__hides_a_word(kp_token token);
/* Report what stands behind the whole expression, if anything does. */
void kp__expect_end(kp__parser *p);
/* Take a token of `kind`, written `want`; otherwise say that it belongs behind `after`.
 */
bool kp__expect(kp__parser *p, kp_token_kind kind, const char *after, const char *want);
void kp__expected(kp__parser *p, const char *after, const char *want);
/* A name, quoted or plain; `after` says what it belongs behind. */
kp_str kp__expect_name(kp__parser *p, const char *after);

/* What was typed from `from` up to the last token, blanks as in canonical text. */
kp_str kp__squeezed_since(kp__parser *p, uint32_t from);

/* Names that a DMN expression itself defines (parse_names.c): what is known now, to be
 * given back at the end of the form. */
typedef struct kp__known {
    const kp_new_name *own;
    bool members_too;
} kp__known;

kp__known kp__known_names(const kp__parser *p);
void kp__forget_since(kp__parser *p, kp__known before);
/* From the next token on `name` is one token, whatever blanks and signs it holds. */
void kp__learn_name(kp__parser *p, kp_str name);
/* What the members of contexts are called may be said without a point. */
void kp__learn_members(kp__parser *p);
/* The name of an iterator or a parameter, known from its own form on. */
kp_str kp__new_name(kp__parser *p, const char *after, bool iterator);
/* The key of a context: a text, a name, or DMN's name with blanks and signs in it. */
kp_str kp__new_key(kp__parser *p);

bool kp__starts_a_value(kp_token_kind kind);

/* Recursion guard: false (and reported) beyond KP_EXPR_MAX_DEPTH. */
bool kp__enter(kp__parser *p);
void kp__leave(kp__parser *p);

/* A list of children under construction. */
typedef struct kp__children {
    kp_ast **items;
    kp_str *names;
    size_t n, cap, names_cap;
    bool named;
} kp__children;

void kp__add_child(kp__parser *p, kp__children *list, kp_ast *item, kp_str name);
kp_ast *kp__with_children(kp__parser *p, kp_ast *node, const kp__children *list);

/* An opened bracket: remembers what the upper end of an interval must not leak into. */
typedef struct kp__bracket {
    kp_token open;
    kp_token_kind close;
    bool high_end;
} kp__bracket;

bool kp__open_bracket(kp__parser *p, kp__bracket *bracket);
void kp__close_bracket(kp__parser *p, const kp__bracket *bracket);

/* Forms that begin with a bracket or a word (parse_forms.c); each begins at its first
 * token. */
kp_ast *kp__parse_call(kp__parser *p, kp_ast *callee);
/* "( … )": a value, an interval open below, or, when `callee` is given and a comma
 * follows the first value, that function's call. */
kp_ast *kp__parse_paren(kp__parser *p, kp_ast *callee);
kp_ast *kp__parse_bracket(kp__parser *p);
kp_ast *kp__parse_context(kp__parser *p);
kp_ast *kp__parse_if(kp__parser *p);
kp_ast *kp__parse_for(kp__parser *p, kp_ast_kind kind);
/* What a loop runs over; "1..10" needs no brackets there. */
kp_ast *kp__loop_list(kp__parser *p);
kp_ast *kp__parse_function(kp__parser *p);
kp_str kp__parse_type(kp__parser *p);
/* From ".." to the bracket that closes an interval. */
kp_ast *kp__interval_rest(kp__parser *p, const kp__bracket *bracket, bool open_low,
                          kp_ast *low);

#endif
