/* tree_text.h - a tree with every bracket shown, for tests of the parser.
 *
 *   a + b * c          (+ a (* b c))
 *   f(x, y: 1)         (call f x y:1)
 *   >= 90              (>= 90)
 *
 * This is not the canonical text of ast_print.h and shares nothing with it, so that an
 * expectation written by hand says what the tree must be.
 */
#ifndef KP_TESTS_SUPPORT_TREE_TEXT_H
#define KP_TESTS_SUPPORT_TREE_TEXT_H

#include "rules/expr/ast.h"

static const char *const tree_ops[] = {
    "+",  "-", "*",  "/",   "**", "=",   "!=",  "<",
    "<=", ">", ">=", "and", "or", "not", "neg", "&",
};

static void tree_write(const kp_ast *node, kp_buf *out);

static void tree_children(const char *head, const kp_ast *node, size_t from,
                          kp_buf *out)
{
    kp_buf_printf(out, "(%s", head);
    for (size_t i = from; i < node->nargs; i++) {
        kp_buf_char(out, ' ');
        if (node->arg_name != NULL && node->arg_name[i].n > 0)
            kp_buf_printf(out, "%.*s:", KP_FMT(node->arg_name[i]));
        tree_write(node->arg[i], out);
    }
    kp_buf_char(out, ')');
}

static void tree_interval(const kp_ast *node, kp_buf *out)
{
    kp_buf_char(out, node->open_low ? '(' : '[');
    tree_write(node->arg[0], out);
    kp_buf_z(out, "..");
    tree_write(node->arg[1], out);
    kp_buf_char(out, node->open_high ? ')' : ']');
}

static void tree_named(const char *head, const kp_ast *node, kp_buf *out)
{
    kp_buf_printf(out, "(%s ", head);
    tree_write(node->arg[0], out);
    kp_buf_printf(out, " %.*s)", KP_FMT(node->text));
}

static void tree_write(const kp_ast *node, kp_buf *out)
{
    static const char *const heads[] = {
        [KP_AST_FILTER] = "filter", [KP_AST_CALL] = "call",
        [KP_AST_IF] = "if",         [KP_AST_BETWEEN] = "between",
        [KP_AST_IN] = "in",         [KP_AST_NONE_OF] = "none",
        [KP_AST_LIST] = "list",     [KP_AST_CONTEXT] = "ctx",
        [KP_AST_FOR] = "for",       [KP_AST_SOME] = "some",
        [KP_AST_EVERY] = "every",   [KP_AST_FUNCTION] = "fn",
    };

    if (node == NULL) {
        kp_buf_char(out, '_');
        return;
    }
    switch ((int)node->kind) {
    case KP_AST_NUMBER:
        kp_dec_print(kp_dec_reduce(node->num), -1, out);
        return;
    case KP_AST_TEXT:
        kp_buf_printf(out, "\"%.*s\"", KP_FMT(node->text));
        return;
    case KP_AST_BOOL:
        kp_buf_z(out, node->flag ? "true" : "false");
        return;
    case KP_AST_NULL:
        kp_buf_z(out, "null");
        return;
    case KP_AST_ANY:
        kp_buf_z(out, "any");
        return;
    case KP_AST_NAME:
        kp_buf_str(out, node->text);
        return;
    case KP_AST_AT:
        kp_buf_printf(out, "@%.*s", KP_FMT(node->text));
        return;
    case KP_AST_PATTERN:
        kp_buf_printf(out, "~%.*s", KP_FMT(node->text));
        return;
    case KP_AST_PATH:
        tree_named(".", node, out);
        return;
    case KP_AST_INSTANCE:
        tree_named("is", node, out);
        return;
    case KP_AST_INTERVAL:
        tree_interval(node, out);
        return;
    case KP_AST_UNARY:
    case KP_AST_BINARY:
    case KP_AST_TEST:
        tree_children(tree_ops[node->op], node, 0, out);
        return;
    default:
        tree_children(heads[node->kind], node, 0, out);
    }
}

#endif
