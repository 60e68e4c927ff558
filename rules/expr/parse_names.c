/* parse_names.c - names that a DMN expression defines for itself.
 *
 * FEEL lets a name hold blanks and signs: {pre-tax pay: 5, rest: pre-tax pay * 2}. What
 * such letters mean depends on what is in scope, so the parser teaches the lexer each
 * new name where its scope begins and takes it back where the scope ends; the token
 * that has been looked ahead is read again.  Behind a point a key remains known to the
 * end of the expression.  Schemes know no such names: there nothing is learned.
 */
#include "rules/expr/parser.h"
#include "rules/read/chars.h"

kp__known kp__known_names(const kp__parser *p)
{
    return (kp__known){p->lex.names, p->lex.nnames};
}

void kp__forget_since(kp__parser *p, kp__known before)
{
    if (p->lex.nnames == before.n)
        return;
    p->lex.names = before.names;
    p->lex.nnames = before.n;
    kp__read_again(p);
}

/* Lists of names are never changed, so that an older one can be taken up again. */
static const kp_str *joined(kp_arena *arena, const kp_str *a, size_t na,
                            const kp_str *b, size_t nb)
{
    kp_str *all = KP_NEW_ARRAY(arena, na + nb, kp_str);

    for (size_t i = 0; i < na; i++)
        all[i] = a[i];
    for (size_t i = 0; i < nb; i++)
        all[na + i] = b[i];
    return all;
}

/* A text may be a key too; only what could be a name is one. */
static bool may_be_named(kp__parser *p, kp_str name)
{
    kp_lexer lex = {.arena = p->arena, .src = name, .feel = true};

    return name.n > 0 && !kp__is_digit(kp__peek(name, 0)) &&
           kp_lex_new_name(&lex, 0, false) == name.n;
}

void kp__learn_name(kp__parser *p, kp_str name)
{
    kp_lexer *lex = &p->lex;

    if (!lex->feel || p->failed || kp_name_is_plain(name) || !may_be_named(p, name))
        return;
    kp_str kept = kp_str_copy(p->arena, name);
    lex->names = joined(p->arena, lex->names, lex->nnames++, &kept, 1);
    lex->members = joined(p->arena, lex->members, lex->nmembers++, &kept, 1);
    kp__read_again(p);
}

void kp__learn_members(kp__parser *p)
{
    kp_lexer *lex = &p->lex;

    if (lex->nmembers == 0 || p->failed)
        return;
    lex->names = joined(p->arena, lex->names, lex->nnames, lex->members, lex->nmembers);
    lex->nnames += lex->nmembers;
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
