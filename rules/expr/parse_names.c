/* parse_names.c - names that a DMN expression defines for itself.
 *
 * FEEL lets a name hold blanks and signs: {pre-tax pay: 5, rest: pre-tax pay * 2}. What
 * such letters mean depends on what is in scope, so the parser teaches the lexer each
 * new name where its scope begins and takes it back where the scope ends; the token
 * that has been looked ahead is read again.  Behind a point a key remains known to the
 * end of the expression.  Schemes know no such names: there nothing is learned.
 */
#include <string.h>

#include "rules/expr/parser.h"
#include "rules/read/chars.h"

kp__known kp__known_names(const kp__parser *p)
{
    return (kp__known){p->lex.own, p->lex.members_too};
}

void kp__forget_since(kp__parser *p, kp__known before)
{
    if (p->lex.own == before.own && p->lex.members_too == before.members_too)
        return;
    p->lex.own = before.own;
    p->lex.members_too = before.members_too;
    kp__read_again(p);
}

/* A text may be a key too; only what could be a name is one. */
static bool may_be_named(kp__parser *p, kp_str name)
{
    kp_lexer lex = {.arena = p->arena, .src = name, .feel = true};

    return name.n > 0 && !kp__is_digit(kp__peek(name, 0)) &&
           kp_lex_new_name(&lex, 0, false) == name.n;
}

/* "n in" and "n." would take away the word or the sign that stands behind n. */
static bool is_greedy(kp_str name)
{
    kp_str rest = name, last = name;

    while (rest.n > 0)
        last = kp_str_cut(&rest, ' ');
    bool one_word = last.n == name.n;
    char end = name.p[name.n - 1];
    return kp_lex_word(last) != KP_TOK_NAME || (one_word && strchr("./-'+*", end));
}

static const kp_new_name *learned(kp__parser *p, kp_str name, const kp_new_name *before)
{
    kp_new_name *known = KP_NEW(p->arena, kp_new_name);

    *known = (kp_new_name){before, kp_str_copy(p->arena, name)};
    return known;
}

void kp__learn_name(kp__parser *p, kp_str name)
{
    kp_lexer *lex = &p->lex;

    if (!lex->feel || p->failed || kp_name_is_plain(name) || !may_be_named(p, name))
        return;
    lex->members = learned(p, name, lex->members);
    if (!is_greedy(name))
        lex->own = learned(p, name, lex->own);
    kp__read_again(p);
}

void kp__learn_members(kp__parser *p)
{
    if (p->lex.members == NULL || p->failed)
        return;
    p->lex.members_too = true;
    kp__read_again(p);
}

/* The whole new name that begins with the current token, as one token. */
static void widen_token(kp__parser *p, bool iterator)
{
    size_t end = kp_lex_new_name(&p->lex, p->tok.at, iterator);

    if (!p->lex.feel || p->failed || p->tok.kind != KP_TOK_NAME || p->tok.quoted ||
        end <= p->tok.at + p->tok.len)
        return;
    p->tok.len = (uint32_t)(end - p->tok.at);
    p->next.at = (uint32_t)end;
    kp__read_again(p);
}

kp_str kp__new_name(kp__parser *p, const char *after, bool iterator)
{
    uint32_t from = p->tok.at, plain = p->tok.len;

    widen_token(p, iterator);
    bool wide = p->tok.len > plain;
    kp_str name = kp__expect_name(p, after);
    if (wide)
        name = kp__squeezed_since(p, from);
    kp__learn_name(p, name);
    return name;
}

static bool ends_a_key(kp_token_kind kind)
{
    return kind == KP_TOK_COLON || kind == KP_TOK_COMMA || kind == KP_TOK_RBRACE ||
           kind == KP_TOK_END || kind == KP_TOK_BAD;
}

kp_str kp__new_key(kp__parser *p)
{
    kp_token first = p->tok;

    if (ends_a_key(first.kind)) {
        kp__no_value_here(p);
        return KP_NONE;
    }
    widen_token(p, false);
    bool plain = p->tok.len == first.len;
    kp__advance(p);
    if (plain && p->tok.kind == KP_TOK_COLON &&
        (first.kind == KP_TOK_TEXT || first.kind == KP_TOK_NAME))
        return first.text;
    while (!ends_a_key(p->tok.kind))
        kp__advance(p);
    return kp__squeezed_since(p, first.at);
}
