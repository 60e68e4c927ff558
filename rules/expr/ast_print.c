/* ast_print.c - canonical text of a tree (see ast_print.h).
 *
 * A child is put in brackets when it binds more loosely than its place asks for; places
 * and strengths are those of parse_expr.c.
 */
#include "rules/expr/ast_print.h"

#include "rules/expr/lex.h"
#include "rules/expr/parse.h"
#include "rules/expr/parser.h"

static void print_at(const kp_ast *node, int strength, kp_buf *out);
static void print_node(const kp_ast *node, kp_buf *out);

static const char *op_text(kp_op op)
{
    switch (op) {
    case KP_OP_ADD:
        return "+";
    case KP_OP_SUB:
    case KP_OP_NEG:
        return "-";
    case KP_OP_MUL:
        return "*";
    case KP_OP_DIV:
        return "/";
    case KP_OP_POW:
        return "**";
    case KP_OP_EQ:
        return "=";
    case KP_OP_NE:
        return "!=";
    case KP_OP_LT:
        return "<";
    case KP_OP_LE:
        return "<=";
    case KP_OP_GT:
        return ">";
    case KP_OP_GE:
        return ">=";
    case KP_OP_AND:
        return "and";
    case KP_OP_OR:
        return "or";
    case KP_OP_NOT:
        return "not";
    case KP_OP_CONCAT:
        return "&";
    }
    return "?";
}

static int op_strength(kp_op op)
{
    switch (op) {
    case KP_OP_OR:
        return KP__OR;
    case KP_OP_AND:
        return KP__AND;
    case KP_OP_EQ:
    case KP_OP_NE:
    case KP_OP_LT:
    case KP_OP_LE:
    case KP_OP_GT:
    case KP_OP_GE:
        return KP__COMPARE;
    case KP_OP_CONCAT:
        return KP__CONCAT;
    case KP_OP_ADD:
    case KP_OP_SUB:
        return KP__SUM;
    case KP_OP_MUL:
    case KP_OP_DIV:
        return KP__PRODUCT;
    case KP_OP_POW:
        return KP__POWER;
    case KP_OP_NEG:
        return KP__SIGN;
    case KP_OP_NOT:
        return KP__POSTFIX;
    }
    return KP__LOOSE;
}

/* How strongly a node holds together, as printed. */
static int strength_of(const kp_ast *node)
{
    switch (node->kind) {
    case KP_AST_NUMBER:
        return kp_dec_sign(node->num) < 0 ? KP__SIGN : KP__POSTFIX;
    case KP_AST_UNARY:
    case KP_AST_BINARY:
        return op_strength(node->op);
    case KP_AST_BETWEEN:
    case KP_AST_IN:
        return KP__COMPARE;
    case KP_AST_INSTANCE:
        return KP__INSTANCE;
    case KP_AST_IF:
    case KP_AST_FOR:
    case KP_AST_SOME:
    case KP_AST_EVERY:
    case KP_AST_FUNCTION:
        return KP__LOOSE;
    case KP_AST_TEST:
    case KP_AST_ANY:
    case KP_AST_NONE_OF:
    case KP_AST_PATTERN:
        return KP__LOOSE - 1;  // only as an item of a list of tests
    case KP_AST_TEXT:
    case KP_AST_BOOL:
    case KP_AST_NULL:
    case KP_AST_NAME:
    case KP_AST_PATH:
    case KP_AST_FILTER:
    case KP_AST_CALL:
    case KP_AST_INTERVAL:
    case KP_AST_LIST:
    case KP_AST_CONTEXT:
    case KP_AST_AT:
        return KP__POSTFIX;
    }
    return KP__POSTFIX;
}

static void print_number(kp_decimal num, kp_buf *out)
{
    kp_decimal short_form = kp_dec_reduce(num);
    int32_t scale = short_form.scale;

    if (scale >= -28 && scale <= 28) {
        kp_dec_print(short_form, -1, out);
        return;
    }
    short_form.scale = 0;
    kp_dec_print(short_form, -1, out);
    kp_buf_printf(out, "e%d", -scale);
}

static void print_text(kp_str text, kp_buf *out)
{
    kp_buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c == '"' || c == '\\') {
            kp_buf_char(out, '\\');
            kp_buf_char(out, c);
        } else if (c == '\n') {
            kp_buf_z(out, "\\n");
        } else if (c == '\r') {
            kp_buf_z(out, "\\r");
        } else if (c == '\t') {
            kp_buf_z(out, "\\t");
        } else if ((unsigned char)c < 0x20 || c == 0x7F) {
            kp_buf_printf(out, "\\u%04X", (unsigned)(unsigned char)c);
        } else {
            kp_buf_char(out, c);
        }
    }
    kp_buf_char(out, '"');
}

static void print_key(kp_str key, kp_buf *out)
{
    if (kp_name_is_plain(key))
        kp_buf_str(out, key);
    else
        print_text(key, out);
}

static void print_list(const kp_ast *node, size_t from, size_t to, int strength,
                       kp_buf *out)
{
    for (size_t i = from; i < to; i++) {
        if (i > from)
            kp_buf_z(out, ", ");
        print_at(node->arg[i], strength, out);
    }
}

/* A name that needs no quotes in front of "(".  not(x) with one argument is no call. */
static bool is_bare_callee(const kp_ast *node)
{
    const kp_ast *callee = node->arg[0];

    if (callee->kind != KP_AST_NAME)
        return false;
    if (kp_str_is(callee->text, "not"))
        return node->nargs != 2 || node->arg_name != NULL;
    return kp_lex_knows_function(callee->text);
}

static void print_call(const kp_ast *node, kp_buf *out)
{
    const kp_ast *callee = node->arg[0];

    if (is_bare_callee(node))
        kp_buf_str(out, callee->text);
    else
        print_at(callee, KP__POSTFIX, out);
    kp_buf_char(out, '(');
    for (size_t i = 1; i < node->nargs; i++) {
        if (i > 1)
            kp_buf_z(out, ", ");
        if (node->arg_name != NULL && node->arg_name[i].n > 0) {
            kp_name_print(node->arg_name[i], out);
            kp_buf_z(out, ": ");
        }
        print_at(node->arg[i], KP__LOOSE, out);
    }
    kp_buf_char(out, ')');
}

static void print_unary(const kp_ast *node, kp_buf *out)
{
    kp_buf_z(out, op_text(node->op));
    if (node->op == KP_OP_NOT) {
        kp_buf_char(out, '(');
        print_at(node->arg[0], KP__LOOSE, out);
        kp_buf_char(out, ')');
        return;
    }
    print_at(node->arg[0], KP__SIGN, out);
}

static void print_binary(const kp_ast *node, kp_buf *out)
{
    int strength = op_strength(node->op);
    // Comparisons do not chain, so neither side may be one.
    int left = strength + (strength == KP__COMPARE);

    print_at(node->arg[0], left, out);
    kp_buf_printf(out, " %s ", op_text(node->op));
    print_at(node->arg[1], strength + 1, out);
}

/* Behind "in", these need no brackets around them. */
static bool stands_bare(kp_ast_kind kind)
{
    return kind == KP_AST_INTERVAL || kind == KP_AST_LIST || kind == KP_AST_TEST;
}

static void print_in(const kp_ast *node, kp_buf *out)
{
    if (node->arg[0] == NULL) {
        print_list(node, 1, node->nargs, KP__LOOSE - 1, out);
        return;
    }
    print_at(node->arg[0], KP__CONCAT, out);
    if (node->nargs == 2 && stands_bare(node->arg[1]->kind)) {
        kp_buf_z(out, " in ");
        print_node(node->arg[1], out);
        return;
    }
    kp_buf_z(out, " in (");
    print_list(node, 1, node->nargs, KP__LOOSE - 1, out);
    kp_buf_char(out, ')');
}

static void print_interval(const kp_ast *node, kp_buf *out)
{
    kp_buf_char(out, node->open_low ? '(' : '[');
    if (node->arg[0] != NULL)
        print_at(node->arg[0], KP__LOOSE, out);
    kp_buf_z(out, "..");
    if (node->arg[1] != NULL)
        print_at(node->arg[1], KP__LOOSE, out);
    kp_buf_char(out, node->open_high ? ')' : ']');
}

static void print_context(const kp_ast *node, kp_buf *out)
{
    kp_buf_char(out, '{');
    for (size_t i = 0; i < node->nargs; i++) {
        if (i > 0)
            kp_buf_z(out, ", ");
        print_key(node->arg_name[i], out);
        kp_buf_z(out, ": ");
        print_at(node->arg[i], KP__LOOSE, out);
    }
    kp_buf_char(out, '}');
}

static void print_loop(const kp_ast *node, kp_buf *out)
{
    size_t last = node->nargs - 1;

    kp_buf_z(out, node->kind == KP_AST_FOR    ? "for "
                  : node->kind == KP_AST_SOME ? "some "
                                              : "every ");
    for (size_t i = 0; i < last; i++) {
        if (i > 0)
            kp_buf_z(out, ", ");
        kp_name_print(node->arg_name[i], out);
        kp_buf_z(out, " in ");
        print_at(node->arg[i], KP__LOOSE, out);
    }
    kp_buf_z(out, node->kind == KP_AST_FOR ? " return " : " satisfies ");
    print_at(node->arg[last], KP__LOOSE, out);
}

static void print_function(const kp_ast *node, kp_buf *out)
{
    kp_buf_z(out, "function(");
    for (size_t i = 1; i < node->nargs; i++) {
        if (i > 1)
            kp_buf_z(out, ", ");
        kp_name_print(node->arg_name[i], out);
        if (node->arg[i]->kind == KP_AST_NAME) {
            kp_buf_z(out, ": ");
            kp_buf_str(out, node->arg[i]->text);
        }
    }
    kp_buf_z(out, ") ");
    print_at(node->arg[0], KP__LOOSE, out);
}

static void print_if(const kp_ast *node, kp_buf *out)
{
    kp_buf_z(out, "if ");
    print_at(node->arg[0], KP__LOOSE, out);
    kp_buf_z(out, " then ");
    print_at(node->arg[1], KP__LOOSE, out);
    kp_buf_z(out, " else ");
    print_at(node->arg[2], KP__LOOSE, out);
}

static void print_path(const kp_ast *node, kp_buf *out)
{
    print_at(node->arg[0], KP__POSTFIX, out);
    kp_buf_char(out, '.');
    if (kp_lex_knows_property(node->text))
        kp_buf_str(out, node->text);
    else
        kp_name_print(node->text, out);
}

static void print_test(const kp_ast *node, kp_buf *out)
{
    const kp_ast *value = node->arg[0];

    kp_buf_printf(out, "%s ", op_text(node->op));
    // "!= ~…" of a cell takes no brackets.
    print_at(value, value->kind == KP_AST_PATTERN ? KP__LOOSE - 1 : KP__CONCAT, out);
}

static void print_between(const kp_ast *node, kp_buf *out)
{
    print_at(node->arg[0], KP__CONCAT, out);
    kp_buf_z(out, " between ");
    print_at(node->arg[1], KP__CONCAT, out);
    kp_buf_z(out, " and ");
    print_at(node->arg[2], KP__CONCAT, out);
}

static void print_filter(const kp_ast *node, kp_buf *out)
{
    print_at(node->arg[0], KP__POSTFIX, out);
    kp_buf_char(out, '[');
    print_at(node->arg[1], KP__LOOSE, out);
    kp_buf_char(out, ']');
}

static void print_instance(const kp_ast *node, kp_buf *out)
{
    print_at(node->arg[0], KP__INSTANCE, out);
    kp_buf_z(out, " instance of ");
    kp_buf_str(out, node->text);
}

static void print_none_of(const kp_ast *node, kp_buf *out)
{
    kp_buf_z(out, "not(");
    print_list(node, 0, node->nargs, KP__LOOSE - 1, out);
    kp_buf_char(out, ')');
}

static void print_brackets(const kp_ast *node, kp_buf *out)
{
    kp_buf_char(out, '[');
    print_list(node, 0, node->nargs, KP__LOOSE, out);
    kp_buf_char(out, ']');
}

static void print_leaf(const kp_ast *node, kp_buf *out)
{
    switch ((int)node->kind) {
    case KP_AST_NUMBER:
        print_number(node->num, out);
        return;
    case KP_AST_BOOL:
        kp_buf_z(out, node->flag ? "true" : "false");
        return;
    case KP_AST_NULL:
        kp_buf_z(out, "null");
        return;
    case KP_AST_NAME:
        kp_name_print(node->text, out);
        return;
    case KP_AST_ANY:
        kp_buf_char(out, '-');
        return;
    default:
        if (node->kind == KP_AST_AT)
            kp_buf_char(out, '@');
        if (node->kind == KP_AST_PATTERN)
            kp_buf_char(out, '~');
        print_text(node->text, out);
    }
}

typedef void print_form(const kp_ast *node, kp_buf *out);

// clang-format off
static print_form *const forms[] = {
    [KP_AST_NUMBER] = print_leaf,        [KP_AST_TEXT] = print_leaf,
    [KP_AST_BOOL] = print_leaf,          [KP_AST_NULL] = print_leaf,
    [KP_AST_NAME] = print_leaf,          [KP_AST_PATH] = print_path,
    [KP_AST_FILTER] = print_filter,      [KP_AST_CALL] = print_call,
    [KP_AST_UNARY] = print_unary,        [KP_AST_BINARY] = print_binary,
    [KP_AST_IF] = print_if,              [KP_AST_BETWEEN] = print_between,
    [KP_AST_IN] = print_in,              [KP_AST_INTERVAL] = print_interval,
    [KP_AST_TEST] = print_test,          [KP_AST_ANY] = print_leaf,
    [KP_AST_NONE_OF] = print_none_of,    [KP_AST_LIST] = print_brackets,
    [KP_AST_CONTEXT] = print_context,    [KP_AST_FOR] = print_loop,
    [KP_AST_SOME] = print_loop,          [KP_AST_EVERY] = print_loop,
    [KP_AST_FUNCTION] = print_function,  [KP_AST_INSTANCE] = print_instance,
    [KP_AST_AT] = print_leaf,            [KP_AST_PATTERN] = print_leaf,
};
// clang-format on

static void print_node(const kp_ast *node, kp_buf *out)
{
    forms[node->kind](node, out);
}

static void print_at(const kp_ast *node, int strength, kp_buf *out)
{
    bool brackets = strength_of(node) < strength;

    if (brackets)
        kp_buf_char(out, '(');
    print_node(node, out);
    if (brackets)
        kp_buf_char(out, ')');
}

void kp_ast_print(const kp_ast *tree, kp_buf *out)
{
    print_at(tree, KP__LOOSE - 1, out);
}

/* ---- equality ---- */

static bool equal_args(const kp_ast *a, const kp_ast *b)
{
    if (a->nargs != b->nargs || (a->arg_name == NULL) != (b->arg_name == NULL))
        return false;
    for (size_t i = 0; i < a->nargs; i++) {
        if (!kp_ast_equal(a->arg[i], b->arg[i]))
            return false;
        if (a->arg_name != NULL && !kp_str_eq(a->arg_name[i], b->arg_name[i]))
            return false;
    }
    return true;
}

bool kp_ast_equal(const kp_ast *a, const kp_ast *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return a->kind == b->kind && a->op == b->op && a->flag == b->flag &&
           a->open_low == b->open_low && a->open_high == b->open_high &&
           kp_dec_cmp(a->num, b->num) == 0 && kp_str_eq(a->text, b->text) &&
           equal_args(a, b);
}
