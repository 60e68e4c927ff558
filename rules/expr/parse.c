/* parse.c - the parser's state, and the entry points for whole formulas.
 *
 * The tree and every text in it are copied into the arena.  Reading is linear in the
 * length of the text, and recursion is bounded by KP_EXPR_MAX_DEPTH.
 */
#include "rules/expr/parse.h"

#include <stdio.h>

#include "rules/expr/parse_feel.h"
#include "rules/expr/parser.h"
#include "rules/read/chars.h"

/* ---- tokens ---- */

void kp__advance(kp__parser *p)
{
    p->last = p->tok;
    p->tok = p->next;
    p->next = kp_lex_next(&p->lex);
    if (p->glued.kind == KP_TOK_END && kp__hides_a_word(p->next))
        p->glued = p->next;
}

void kp__read_again(kp__parser *p)
{
    if (p->failed)
        return;
    p->lex.at = p->next.at;
    p->lex.after_point = p->tok.kind == KP_TOK_DOT;
    p->lex.name_end = p->tok.kind == KP_TOK_NAME ? p->tok.at + p->tok.len : 0;
    p->next = kp_lex_next(&p->lex);
}

bool kp__accept(kp__parser *p, kp_token_kind kind)
{
    if (p->tok.kind != kind)
        return false;
    kp__advance(p);
    return true;
}

/* How far into the cell's text `text` begins, when it is a part of it. */
static size_t offset_in_cell(kp_str cell, kp_str text)
{
    uintptr_t from = (uintptr_t)cell.p, at = (uintptr_t)text.p;

    if (cell.p == NULL || at < from || at - from + text.n > cell.n)
        return 0;
    return (size_t)(at - from);
}

bool kp__parser_open(kp__parser *p, kp_arena *arena, const kp_parse_where *where,
                     kp_str text, kp_code too_long, kp_diags *diags)
{
    char size[24], limit[24];

    *p = (kp__parser){.arena = arena, .where = where, .diags = diags};
    p->lex = (kp_lexer){.arena = arena, .src = text};
    p->base = offset_in_cell(where->text, text);
    if (text.n > KP_EXPR_MAX_BYTES) {
        snprintf(size, sizeof size, "%zu", text.n);
        snprintf(limit, sizeof limit, "%d", KP_EXPR_MAX_BYTES);
        kp__fault(p, too_long, 0, 0, kp_str_of(size), kp_str_of(limit), KP_NONE);
        return false;
    }
    p->tok = kp_lex_check(&p->lex);
    if (p->tok.kind == KP_TOK_BAD)
        kp__fault_here(p, KP_CODE_NONE, KP_NONE, KP_NONE, KP_NONE);
    return !p->failed;
}

void kp__parser_start(kp__parser *p)
{
    kp__advance(p);
    kp__advance(p);
    p->last = (kp_token){.kind = KP_TOK_END};
}

/* ---- nodes ---- */

kp_ast *kp__node(kp__parser *p, kp_ast_kind kind, uint32_t at)
{
    char limit[24];
    kp_ast *node = KP_NEW(p->arena, kp_ast);

    node->kind = kind;
    node->at = (uint32_t)p->base + at;
    if (++p->nnodes > KP_EXPR_MAX_NODES) {
        snprintf(limit, sizeof limit, "%d", KP_EXPR_MAX_NODES);
        kp__fault(p, KP3003, at, p->last.at + p->last.len - at, kp_str_of(limit),
                  KP_NONE, KP_NONE);
    }
    return node;
}

kp_ast *kp__node_text(kp__parser *p, kp_ast_kind kind, uint32_t at, kp_str text)
{
    kp_ast *node = kp__node(p, kind, at);

    node->text = kp_str_copy(p->arena, text);
    return node;
}

kp_ast *kp__finish(kp__parser *p, kp_ast *node)
{
    uint32_t end = (uint32_t)p->base + p->last.at + p->last.len;

    node->len = end > node->at ? end - node->at : 0;
    return node;
}

kp_ast *kp__with_args(kp__parser *p, kp_ast *node, kp_ast *a, kp_ast *b, kp_ast *c)
{
    kp_ast *args[] = {a, b, c};

    while (node->nargs < 3 && args[node->nargs] != NULL)
        node->nargs++;
    node->arg = KP_NEW_ARRAY(p->arena, node->nargs, kp_ast *);
    for (size_t i = 0; i < node->nargs; i++)
        node->arg[i] = args[i];
    return kp__finish(p, node);
}

void kp__add_child(kp__parser *p, kp__children *list, kp_ast *item, kp_str name)
{
    list->items =
        kp_arena_grow(p->arena, list->items, &list->cap, list->n + 1, sizeof(kp_ast *));
    list->named = list->named || name.n > 0;
    if (list->named)  // those before the first name are empty: new room is zeroed
        list->names = kp_arena_grow(p->arena, list->names, &list->names_cap,
                                    list->n + 1, sizeof(kp_str));
    if (name.n > 0)
        list->names[list->n] = kp_str_copy(p->arena, name);
    list->items[list->n++] = item;
}

kp_ast *kp__with_children(kp__parser *p, kp_ast *node, const kp__children *list)
{
    node->nargs = list->n;
    node->arg = list->items;
    node->arg_name = list->named ? list->names : NULL;
    return kp__finish(p, node);
}

bool kp__enter(kp__parser *p)
{
    char limit[24];

    if (p->depth++ < KP_EXPR_MAX_DEPTH)
        return true;
    snprintf(limit, sizeof limit, "%d", KP_EXPR_MAX_DEPTH);
    kp__fault_here(p, KP3004, kp_str_of(limit), KP_NONE, KP_NONE);
    return false;
}

void kp__leave(kp__parser *p)
{
    p->depth--;
}

/* ---- whole formulas ---- */

static kp_ast *finish_whole(kp__parser *p, kp_ast *tree)
{
    kp__expect_end(p);
    return p->failed ? NULL : tree;
}

/* Where the formula begins behind the "=" that Excel users put in front. */
static size_t behind_equals_sign(kp_str text)
{
    size_t at = 0;

    while (kp__is_blank(kp__peek(text, at)))
        kp__take(text, &at);
    if (kp__take(text, &at) != '=')
        return 0;
    uint32_t next = kp__peek(text, at);
    if (next == '+')
        kp__take(text, &at);  // "=+a", an old habit of Excel users
    return next == '=' || next == '<' || next == '>' ? 0 : at;
}

kp_ast *kp_parse_expression(kp_arena *arena, const kp_parse_where *where, kp_str text,
                            kp_diags *diags)
{
    kp__parser p;

    if (!kp__parser_open(&p, arena, where, text, KP3002, diags))
        return NULL;
    p.lex.at = behind_equals_sign(text);
    kp__parser_start(&p);
    return finish_whole(&p, kp__expression(&p, KP__LOOSE));
}

/* Ready at the first token of a DMN expression; false and reported otherwise. */
static bool open_feel(kp__parser *p, kp_arena *arena, const kp_parse_where *where,
                      kp_str text, const kp_name_tree *known, kp_diags *diags)
{
    if (!kp__parser_open(p, arena, where, text, KP3002, diags))
        return false;
    p->lex.feel = true;
    p->lex.names = known;
    kp__parser_start(p);
    return true;
}

kp_ast *kp_parse_feel(kp_arena *arena, const kp_parse_where *where, kp_str text,
                      const kp_name_tree *known, kp_diags *diags)
{
    kp__parser p;

    if (!open_feel(&p, arena, where, text, known, diags))
        return NULL;
    return finish_whole(&p, kp__expression(&p, KP__LOOSE));
}

kp_ast *kp_parse_feel_loop(kp_arena *arena, const kp_parse_where *where, kp_str text,
                           const kp_name_tree *known, kp_diags *diags)
{
    kp__parser p;

    if (!open_feel(&p, arena, where, text, known, diags))
        return NULL;
    return finish_whole(&p, kp__loop_list(&p));
}

/* The tests of an input entry, separated by commas. */
static void read_tests(kp__parser *p, kp__children *list)
{
    do
        kp__add_child(p, list, kp__test(p), KP_NONE);
    while (kp__accept(p, KP_TOK_COMMA));
}

static kp_ast *parse_negated_tests(kp__parser *p)
{
    kp_ast *node = kp__node(p, KP_AST_NONE_OF, p->tok.at);
    kp__children list = {0};
    kp__bracket bracket;

    kp__advance(p);
    if (kp__open_bracket(p, &bracket)) {
        read_tests(p, &list);
        kp__close_bracket(p, &bracket);
    }
    return kp__with_children(p, node, &list);
}

static kp_ast *parse_feel_tests(kp__parser *p)
{
    kp__children list = {0};

    if (p->tok.kind == KP_TOK_MINUS && p->next.kind == KP_TOK_END) {
        kp_ast *any = kp__node(p, KP_AST_ANY, p->tok.at);

        kp__advance(p);
        return kp__finish(p, any);
    }
    if (p->tok.kind == KP_TOK_NOT && p->next.kind == KP_TOK_LPAREN)
        return parse_negated_tests(p);
    kp_ast *node = kp__node(p, KP_AST_IN, p->tok.at);
    kp__add_child(p, &list, NULL, KP_NONE);
    read_tests(p, &list);
    return list.n == 2 ? list.items[1] : kp__with_children(p, node, &list);
}

kp_ast *kp_parse_feel_tests(kp_arena *arena, const kp_parse_where *where, kp_str text,
                            const kp_name_tree *known, kp_diags *diags)
{
    kp__parser p;

    if (!open_feel(&p, arena, where, text, known, diags))
        return NULL;
    return finish_whole(&p, parse_feel_tests(&p));
}
