/* test_parse_random.c - the parser on what nobody would type, and the round trip.
 *
 * Random bytes, random words and random trees.  Whatever is read either gives a tree
 * and no error or no tree and exactly one; whatever is printed reads back as an equal
 * tree.  The sanitizer build makes this a memory test too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/fold.h"
#include "rules/expr/ast_print.h"
#include "rules/expr/parse.h"
#include "rules/expr/parse_feel.h"

static uint64_t seed = 20250301;

static uint32_t dice(uint32_t sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % sides;
}

/* ---- readers ---- */

#define NREADERS                                                                       \
    11  // formula, FEEL, FEEL tests, 4 columns with and without heading sign

static kp_ast *read_as(kp_arena *arena, unsigned how, kp_str text, kp_diags *diags)
{
    kp_parse_where where = {.cell = {.row = 1, .col = 1}, .text = text};
    kp_name_tree known = {0};

    kp_name_tree_add(&known, arena, KP_STR("a b"));
    kp_name_tree_add(&known, arena, KP_STR("a-b c"));
    if (how == 0)
        return kp_parse_expression(arena, &where, text, diags);
    if (how == 1)
        return kp_parse_feel(arena, &where, text, &known, diags);
    if (how == 2)
        return kp_parse_feel_tests(arena, &where, text, &known, diags);
    return kp_parse_tests(arena, &where, text, (kp_test_domain)((how - 3) / 2),
                          KP_UNIT_NONE, how % 2 ? KP_OP_CONCAT : KP_OP_NE, diags);
}

/* The reader of what a reader's tree prints as: without a sign in the heading. */
static unsigned reader_of_print(unsigned how)
{
    return how > 2 && how % 2 == 0 ? how - 1 : how;
}

static void fail_with(const char *what, unsigned how, kp_str text)
{
    fail_msg("%s by reader %u: “%.*s”", what, how, KP_FMT(text));
}

static void check_text(unsigned how, kp_str text)
{
    kp_arena *arena = kp_arena_open(0);
    kp_diags *diags = kp_diags_open();
    kp_ast *tree = read_as(arena, how, text, diags);
    kp_buf out;

    if (kp_diags_errors(diags) != (tree == NULL))
        fail_with("errors and tree disagree", how, text);
    const kp_diag *diag = kp_diags_first(diags);
    if (diag != NULL && diag->where.span_at + diag->where.span_len > text.n)
        fail_with("a span beyond the text", how, text);
    if (tree != NULL) {
        unsigned again = reader_of_print(how);

        if (tree->at + tree->len > text.n)
            fail_with("a tree beyond the text", how, text);
        kp_buf_init(&out, 1 << 20);
        kp_ast_print(tree, &out);
        // Brackets and escapes may make the canonical text too long.
        if (out.n <= KP_EXPR_MAX_BYTES) {
            kp_ast *second = read_as(arena, again, kp_buf_view(&out), diags);

            if (second == NULL && kp_diags_first(diags)->code != KP3004)
                fail_with("not read back", how, kp_buf_view(&out));
            if (second != NULL && !kp_ast_equal(tree, second))
                fail_with("read back differently", how, kp_buf_view(&out));
        }
        kp_buf_free(&out);
    }
    kp_diags_close(diags);
    kp_arena_close(arena);
}

/* ---- texts ---- */

static void random_bytes_are_refused_politely(void **state)
{
    char text[64];

    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t n = dice(sizeof text);

        for (size_t i = 0; i < n; i++)
            text[i] = (char)(dice(4) ? 0x20 + dice(0x60) : dice(256));
        check_text(dice(NREADERS), (kp_str){text, n});
    }
}

static const char *const pieces[] = {
    "a",          "得分",      "b1",
    "「x y」",    "`1`",       "1",
    "90",         "80",        "0.5",
    "20%",        "1e3",       "1,000",
    "100",        ".5",        "\"文\"",
    "“文”",       "'t'",       "@\"2025-01-01\"",
    "2025-01-01", "true",      "是",
    "null",       "+",         "-",
    "*",          "/",         "**",
    "&",          "=",         "!=",
    "<",          "<=",        ">",
    ">=",         "≥",         "＜",
    "and",        "or",        "且",
    "或",         "not",       "非",
    "not(",       "in",        "between",
    "instance",   "of",        "if",
    "then",       "else",      "如果",
    "那么",       "否则",      "for",
    "return",     "some",      "every",
    "satisfies",  "function",  "(",
    ")",          "[",         "]",
    "{",          "}",         "（",
    "）",         "［",        "］",
    ",",          "，",        "、",
    ";",          ".",         "..",
    ":",          "~",         "～",
    "*",          "以上",      "以下",
    "不满",       "超过",      "(不含)",
    "至",         "—",         "date and time",
    "time",       "IF",        "AND",
    "number",     "list<",     ">",
    "->",         "//",        "/*",
    "*/",         "\n",        " ",
    "　",         "?",         "$",
    "%",          "a b",       "a-b c",
    "\\",         "\"",        "“",
    "「",         "优秀",      "∞",
    "a.b",        "f(",        "x[",
    "{a:",        "(a)",       "[1..2]",
    "万",         "元",        "招商*",
    "不",         "2025年3月",
};

#define NPIECES (sizeof pieces / sizeof pieces[0])

static size_t add_piece(char *text, size_t n)
{
    const char *piece = pieces[dice(NPIECES)];
    size_t len = strlen(piece);

    memcpy(text + n, piece, len);
    n += len;
    if (dice(3) == 0)
        text[n++] = ' ';
    return n;
}

static void random_words_give_a_tree_or_one_error(void **state)
{
    static char text[64 * 24];

    (void)state;
    for (int round = 0; round < 60000; round++) {
        size_t n = 0;

        for (uint32_t k = 1 + dice(dice(4) ? 6 : 40); k > 0; k--)
            n = add_piece(text, n);
        check_text(dice(NREADERS), (kp_str){text, n});
    }
}

/* ---- trees ---- */

static kp_ast *random_tree(kp_arena *arena, int depth);

static kp_str random_text(kp_arena *arena, bool name)
{
    static const char *const bits[] = {"a",  "得", "1",  "_",  "-",   " ",  "「",
                                       "」", "`",  "\"", "\\", "\n",  "in", "“",
                                       "é",  "🐎",  "（", ".",  "\x01"};
    char text[40];
    size_t n = 0;

    if (name)
        text[n++] = 'n';  // never empty, and no blank at either end
    for (uint32_t k = dice(4); k > 0; k--) {
        const char *bit = bits[dice(sizeof bits / sizeof bits[0])];

        memcpy(text + n, bit, strlen(bit));
        n += strlen(bit);
    }
    if (name && dice(2))
        text[n++] = 'z';
    while (name && (text[n - 1] == ' ' || text[n - 1] == '\n'))
        n--;
    kp_str made = kp_str_copy(arena, (kp_str){text, n});

    return name ? kp_fold(arena, made) : made;  // as the names of a scheme are
}

static kp_ast *with_args(kp_arena *arena, kp_ast_kind kind, size_t n, int depth)
{
    kp_ast *node = KP_NEW(arena, kp_ast);

    node->kind = kind;
    node->nargs = n;
    node->arg = KP_NEW_ARRAY(arena, n + 1, kp_ast *);
    for (size_t i = 0; i < n; i++)
        node->arg[i] = random_tree(arena, depth - 1);
    return node;
}

static kp_ast *leaf(kp_arena *arena)
{
    static const kp_ast_kind kinds[] = {KP_AST_NUMBER, KP_AST_TEXT, KP_AST_BOOL,
                                        KP_AST_NULL,   KP_AST_NAME, KP_AST_AT};
    kp_ast *node = KP_NEW(arena, kp_ast);

    node->kind = kinds[dice(6)];
    if (node->kind == KP_AST_NUMBER)
        node->num = kp_dec((int64_t)dice(2000) - 1000, (int32_t)dice(8) - 2);
    if (node->kind == KP_AST_BOOL)
        node->flag = dice(2);
    if (node->kind == KP_AST_TEXT || node->kind == KP_AST_AT)
        node->text = random_text(arena, false);
    if (node->kind == KP_AST_NAME)
        node->text = random_text(arena, true);
    return node;
}

static kp_ast *unary(kp_arena *arena, int depth)
{
    kp_ast *node = with_args(arena, KP_AST_UNARY, 1, depth);

    // The sign of a number belongs to the number.
    node->op = dice(2) || node->arg[0]->kind == KP_AST_NUMBER ? KP_OP_NOT : KP_OP_NEG;
    return node;
}

static kp_ast *binary(kp_arena *arena, int depth)
{
    static const kp_op ops[] = {KP_OP_ADD, KP_OP_SUB, KP_OP_MUL, KP_OP_DIV,   KP_OP_POW,
                                KP_OP_EQ,  KP_OP_NE,  KP_OP_LT,  KP_OP_LE,    KP_OP_GT,
                                KP_OP_GE,  KP_OP_AND, KP_OP_OR,  KP_OP_CONCAT};
    kp_ast *node = with_args(arena, KP_AST_BINARY, 2, depth);

    node->op = ops[dice(sizeof ops / sizeof ops[0])];
    return node;
}

/* Names for the arguments from `from` on. */
static kp_ast *with_names(kp_arena *arena, kp_ast *node, size_t from, size_t to)
{
    node->arg_name = KP_NEW_ARRAY(arena, node->nargs + 1, kp_str);
    for (size_t i = from; i < to; i++)
        node->arg_name[i] = random_text(arena, true);
    return node;
}

static kp_ast *call(kp_arena *arena, int depth)
{
    kp_ast *node = with_args(arena, KP_AST_CALL, 1 + dice(4), depth);

    // A number or a text is not called in a scheme.
    if (node->arg[0]->kind == KP_AST_NUMBER || node->arg[0]->kind == KP_AST_TEXT ||
        node->arg[0]->kind == KP_AST_BOOL)
        node->arg[0] = with_args(arena, KP_AST_LIST, 1, depth);
    if (node->nargs > 1 && dice(3) == 0)
        with_names(arena, node, 1 + dice((uint32_t)node->nargs - 1), node->nargs);
    return node;
}

static kp_ast *membership(kp_arena *arena, int depth)
{
    kp_ast *node = with_args(arena, KP_AST_IN, 2 + dice(3), depth);

    for (size_t i = 1; i < node->nargs; i++) {
        if (dice(3))
            continue;
        kp_ast *test = with_args(arena, KP_AST_TEST, 1, depth - 1);
        test->op = (kp_op)((int)KP_OP_EQ + (int)dice(6));
        node->arg[i] = test;
    }
    return node;
}

static kp_ast *function(kp_arena *arena, int depth)
{
    kp_ast *node = with_args(arena, KP_AST_FUNCTION, 1 + dice(3), depth);

    for (size_t i = 1; i < node->nargs; i++) {
        node->arg[i] = KP_NEW(arena, kp_ast);
        node->arg[i]->kind = dice(2) ? KP_AST_NULL : KP_AST_NAME;
        if (node->arg[i]->kind == KP_AST_NAME)
            node->arg[i]->text = KP_STR("list<date and time>");
    }
    return with_names(arena, node, 1, node->nargs);
}

static kp_ast *with_text(kp_ast *node, kp_str text)
{
    node->text = text;
    return node;
}

static kp_ast *interval(kp_arena *arena, int depth)
{
    kp_ast *node = with_args(arena, KP_AST_INTERVAL, 2, depth);

    node->open_low = dice(2);
    node->open_high = dice(2);
    return node;
}

static kp_ast *random_tree(kp_arena *arena, int depth)
{
    if (depth <= 0)
        return leaf(arena);
    switch (dice(18)) {
    case 0:
        return unary(arena, depth);
    case 1:
    case 2:
    case 3:
        return binary(arena, depth);
    case 4:
        return with_args(arena, KP_AST_IF, 3, depth);
    case 5:
        return with_args(arena, KP_AST_BETWEEN, 3, depth);
    case 6:
        return membership(arena, depth);
    case 7:
        return interval(arena, depth);
    case 8:
        return with_args(arena, KP_AST_LIST, dice(4), depth);
    case 9:
        return call(arena, depth);
    case 10:
        return with_args(arena, KP_AST_FILTER, 2, depth);
    case 11:
        return with_text(with_args(arena, KP_AST_PATH, 1, depth),
                         random_text(arena, true));
    case 12:
        return with_text(with_args(arena, KP_AST_INSTANCE, 1, depth),
                         KP_STR("days and time duration"));
    case 13: {
        kp_ast *node = with_args(arena, KP_AST_CONTEXT, 1 + dice(3), depth);
        return with_names(arena, node, 0, node->nargs);
    }
    case 14: {
        kp_ast *node =
            with_args(arena, dice(2) ? KP_AST_FOR : KP_AST_SOME, 2 + dice(2), depth);
        return with_names(arena, node, 0, node->nargs - 1);
    }
    case 15:
        return function(arena, depth);
    default:
        return leaf(arena);
    }
}

static void every_tree_prints_and_reads_back(void **state)
{
    size_t read = 0;
    kp_buf out;

    (void)state;
    kp_buf_init(&out, 1 << 20);
    for (int round = 0; round < 30000; round++) {
        kp_arena *arena = kp_arena_open(0);
        kp_diags *diags = kp_diags_open();
        kp_ast *tree = random_tree(arena, 1 + (int)dice(5));

        kp_buf_clear(&out);
        kp_ast_print(tree, &out);
        if (out.n <= KP_EXPR_MAX_BYTES) {
            kp_str text = kp_buf_view(&out);
            kp_ast *again = read_as(arena, dice(2), text, diags);

            if (again == NULL || !kp_ast_equal(tree, again)) {
                if (again != NULL) {
                    kp_buf_z(&out, "\n  became ");
                    kp_ast_print(again, &out);
                } else {
                    kp_diag_print(kp_diags_first(diags), KP_LANG_EN, &out);
                }
                fail_with("not read back", 0, kp_buf_view(&out));
            }
            read++;
        }
        kp_diags_close(diags);
        kp_arena_close(arena);
    }
    kp_buf_free(&out);
    assert_true(read > 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bytes_are_refused_politely),
        cmocka_unit_test(random_words_give_a_tree_or_one_error),
        cmocka_unit_test(every_tree_prints_and_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
