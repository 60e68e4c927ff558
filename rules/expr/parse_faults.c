/* parse_faults.c - what is wrong with a formula, and what was probably meant.
 *
 * Each function here is called where the grammar cannot go on; it looks around the
 * place for a known mistake before it says the general thing.
 */
#include <stdio.h>

#include "rules/expr/parser.h"
#include "rules/read/chars.h"

/* ---- faults ---- */

void kp__fault(kp__parser *p, kp_code code, size_t at, size_t len, kp_str arg1,
               kp_str arg2, kp_str arg3)
{
    if (p->failed)
        return;
    kp_where where = p->where->cell;
    where.span_at = (uint32_t)(p->base + at);
    where.span_len = (uint32_t)len;
    kp_status status = kp_fail(p->diags, code, where, p->where->text, arg1, arg2, arg3);
    (void)status;  // the tree that is not returned says the same
    p->failed = true;
    p->lex.at = p->lex.src.n;
    p->tok = p->next = (kp_token){.kind = KP_TOK_END, .at = (uint32_t)p->lex.src.n};
}

void kp__fault_here(kp__parser *p, kp_code code, kp_str arg1, kp_str arg2, kp_str arg3)
{
    kp_token t = p->tok;

    if (t.kind == KP_TOK_BAD)
        kp__fault(p, t.code, t.at, t.len, t.text, t.offer, KP_NONE);
    else
        kp__fault(p, code, t.at, t.len, arg1, arg2, arg3);
}

kp_str kp__typed(const kp__parser *p, kp_token token)
{
    return kp_str_slice(p->lex.src, token.at, token.at + token.len);
}

static const char *const hidden[] = {"如果", "那么", "否则", "且", "或"};

/* 如果得分>90那么… reads as long names; whatever fault that leads to, this is the
 * cause. */
static bool blame_glued_word(kp__parser *p, bool anywhere)
{
    kp_token name = p->glued;

    if (name.kind != KP_TOK_NAME)
        return false;
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        kp_str word = kp_str_of(hidden[i]);

        if (kp_str_find(name.text, word) == SIZE_MAX)
            continue;
        if (!anywhere && i >= 3 && name.at != p->last.at && name.at != p->tok.at)
            return false;
        kp__fault(p, KP3040, name.at, name.len, word, name.text, KP_NONE);
        return true;
    }
    return false;
}

bool kp__hides_a_word(kp_token token)
{
    if (token.kind != KP_TOK_NAME || token.quoted)
        return false;
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (kp_str_find(token.text, kp_str_of(hidden[i])) != SIZE_MAX)
            return true;
    return false;
}

/* ---- what was probably meant ---- */

static bool touches(kp_token left, kp_token right)
{
    return left.at + left.len == right.at;
}

/* 1,000 : digits, a comma and three digits without a blank. */
static bool refuse_thousands(kp__parser *p)
{
    kp_str src = p->lex.src;
    size_t from = p->last.at, at = p->tok.at, n = 0;
    char digits[64];

    if (p->tok.kind != KP_TOK_COMMA || p->last.kind != KP_TOK_NUMBER ||
        !p->last.digits || p->next.kind != KP_TOK_NUMBER || !touches(p->last, p->tok) ||
        !touches(p->tok, p->next))
        return false;
    kp_str first = kp__half_width(p->arena, kp__typed(p, p->last));
    kp_str second = kp__half_width(p->arena, kp__typed(p, p->next));
    size_t whole = 0;
    while (whole < second.n && kp__is_digit((unsigned char)second.p[whole]))
        whole++;
    if (first.n > 3 || whole != 3)
        return false;
    for (at = from; at < src.n && n < sizeof digits;) {
        size_t start = at;
        uint32_t point = kp__take(src, &at);

        if (point != ',' && point != '.' && !kp__is_digit(point)) {
            at = start;
            break;
        }
        if (point != ',')
            digits[n++] = (char)point;
    }
    kp__fault(p, KP3038, from, at - from, kp_str_slice(src, from, at),
              (kp_str){digits, n}, KP_NONE);
    return true;
}

/* A1, BC23: large letters, then digits, and nothing else. */
static bool is_cell_address(kp_token token)
{
    size_t letters = 0, digits = 0;

    if (token.kind != KP_TOK_NAME || token.quoted)
        return false;
    for (size_t i = 0; i < token.text.n; i++) {
        unsigned char c = (unsigned char)token.text.p[i];

        if (kp__is_digit(c))
            digits++;
        else if (c >= 'A' && c <= 'Z' && digits == 0)
            letters++;
        else
            return false;
    }
    return letters > 0 && letters <= 3 && digits > 0 && digits <= 7;
}

bool kp__refuse_cell_range(kp__parser *p)
{
    if (p->tok.kind != KP_TOK_COLON || !is_cell_address(p->last) ||
        !is_cell_address(p->next) || !touches(p->last, p->tok) ||
        !touches(p->tok, p->next))
        return false;
    size_t from = p->last.at, to = p->next.at + p->next.len;
    kp__fault(p, KP3022, from, to - from, kp_str_slice(p->lex.src, from, to), KP_NONE,
              KP_NONE);
    return true;
}

void kp__unexpected(kp__parser *p)
{
    kp_str typed = kp__typed(p, p->tok);
    kp_token_kind kind = p->tok.kind;

    if (p->failed || refuse_thousands(p) || kp__refuse_cell_range(p))
        return;
    if (kind == KP_TOK_BAD)
        kp__fault_here(p, KP_CODE_NONE, KP_NONE, KP_NONE, KP_NONE);
    else if (blame_glued_word(p, false))
        return;
    else if (kind == KP_TOK_END)
        kp__fault(p, KP3030, p->last.at, p->last.len, kp__typed(p, p->last), KP_NONE,
                  KP_NONE);
    else if (kind == KP_TOK_RPAREN || kind == KP_TOK_RBRACKET || kind == KP_TOK_RBRACE)
        kp__fault_here(p, KP3034, typed, KP_NONE, KP_NONE);
    else
        kp__fault_here(p, KP3032, typed, KP_NONE, KP_NONE);
}

static bool is_comparison(kp_token_kind kind)
{
    return kind >= KP_TOK_EQ && kind <= KP_TOK_GE;
}

/* A comparison may be missing its left side where nothing else could have ended. */
static bool begins_a_condition(kp_token_kind before)
{
    return before == KP_TOK_END || before == KP_TOK_LPAREN || before == KP_TOK_COMMA ||
           before == KP_TOK_AND || before == KP_TOK_OR || before == KP_TOK_IF;
}

void kp__no_value_here(kp__parser *p)
{
    kp_str typed = kp__typed(p, p->tok);

    if (p->failed)
        return;
    if (p->tok.kind == KP_TOK_BAD)
        kp__fault_here(p, KP_CODE_NONE, KP_NONE, KP_NONE, KP_NONE);
    else if (blame_glued_word(p, false))
        return;
    else if (p->tok.kind == KP_TOK_END && p->last.kind == KP_TOK_END)
        kp__fault(p, KP3001, 0, 0, KP_NONE, KP_NONE, KP_NONE);
    else if (p->tok.kind == KP_TOK_END)
        kp__fault(p, KP3030, p->last.at, p->last.len, kp__typed(p, p->last), KP_NONE,
                  KP_NONE);
    else if (is_comparison(p->tok.kind) && begins_a_condition(p->last.kind))
        kp__fault_here(p, KP3045, typed, KP_NONE, KP_NONE);
    else
        kp__fault_here(p, KP3031, typed, KP_NONE, KP_NONE);
}

void kp__refuse_chain(kp__parser *p)
{
    if (!blame_glued_word(p, true))
        kp__fault_here(p, KP3036, kp__typed(p, p->tok), KP_NONE, KP_NONE);
}

void kp__expect_end(kp__parser *p)
{
    if (p->tok.kind != KP_TOK_END)
        kp__unexpected(p);
}

void kp__expected(kp__parser *p, const char *after, const char *want)
{
    if (p->failed || p->tok.kind == KP_TOK_BAD || refuse_thousands(p) ||
        blame_glued_word(p, false)) {
        kp__fault_here(p, KP_CODE_NONE, KP_NONE, KP_NONE, KP_NONE);
        return;
    }
    if (p->tok.kind == KP_TOK_END)
        kp__fault(p, KP3046, p->last.at, p->last.len, kp_str_of(after), kp_str_of(want),
                  KP_NONE);
    else
        kp__fault_here(p, KP3037, kp_str_of(after), kp_str_of(want),
                       kp__typed(p, p->tok));
}

bool kp__expect(kp__parser *p, kp_token_kind kind, const char *after, const char *want)
{
    if (kp__accept(p, kind))
        return true;
    kp__expected(p, after, want);
    return false;
}

kp_str kp__expect_name(kp__parser *p, const char *after)
{
    kp_token t = p->tok;

    if (kp__accept(p, KP_TOK_NAME))
        return t.text;
    if (t.kind >= KP_TOK_AND && t.kind <= KP_TOK_NULL)
        kp__fault_here(p, KP3039, kp__typed(p, t), KP_NONE, KP_NONE);
    else if (t.kind == KP_TOK_END)
        kp__fault(p, KP3030, p->last.at, p->last.len, kp__typed(p, p->last), KP_NONE,
                  KP_NONE);
    else
        kp__fault_here(p, KP3043, kp_str_of(after), kp__typed(p, t), KP_NONE);
    return KP_NONE;
}

/* ---- brackets ---- */

static const char *bracket_sign(kp_token_kind kind)
{
    if (kind == KP_TOK_RPAREN)
        return ")";
    return kind == KP_TOK_RBRACKET ? "]" : "}";
}

bool kp__open_bracket(kp__parser *p, kp__bracket *bracket)
{
    bracket->open = p->tok;
    bracket->high_end = p->high_end;
    bracket->close = p->tok.kind == KP_TOK_LPAREN   ? KP_TOK_RPAREN
                     : p->tok.kind == KP_TOK_LBRACE ? KP_TOK_RBRACE
                                                    : KP_TOK_RBRACKET;
    if (!kp__enter(p))
        return false;
    p->high_end = false;
    kp__advance(p);
    return true;
}

void kp__close_bracket(kp__parser *p, const kp__bracket *bracket)
{
    kp_token t = p->tok, open = bracket->open;

    p->high_end = bracket->high_end;
    kp__leave(p);
    if (kp__accept(p, bracket->close) || p->failed)
        return;
    if (t.kind == KP_TOK_END && !blame_glued_word(p, false))
        kp__fault(p, KP3033, open.at, open.len, kp__typed(p, open),
                  kp_str_of(bracket_sign(bracket->close)), KP_NONE);
    else if (t.kind == KP_TOK_RPAREN || t.kind == KP_TOK_RBRACKET ||
             t.kind == KP_TOK_RBRACE)
        kp__fault_here(p, KP3035, kp__typed(p, open), kp__typed(p, t), KP_NONE);
    else
        kp__unexpected(p);
}
