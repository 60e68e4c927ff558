/* ast.h - expressions as written: the parser's output, the checker's input.
 *
 * The tree knows spans but no types and no meanings of names.  It lives in an arena and
 * borrows nothing: texts are copied, with full-width punctuation already folded.
 *
 * Two readers use it: the scheme checker (check.c), which refuses what a scheme does
 * not offer, and the DMN evaluator, which takes all of it.
 */
#ifndef KP_RULES_AST_H
#define KP_RULES_AST_H

#include "engine/base/decimal.h"
#include "engine/base/diag.h"

typedef enum kp_ast_kind {
    KP_AST_NUMBER,  // num
    KP_AST_TEXT,    // text
    KP_AST_BOOL,    // flag
    KP_AST_NULL,
    KP_AST_NAME,     // text: one name, quotes removed
    KP_AST_PATH,     // arg[0] . text
    KP_AST_FILTER,   // arg[0] [ arg[1] ]
    KP_AST_CALL,     // arg[0] is what is called; arg[1..] arguments, arg_name for named
    KP_AST_UNARY,    // op arg[0]            (minus, not)
    KP_AST_BINARY,   // arg[0] op arg[1]
    KP_AST_IF,       // arg[0] ? arg[1] : arg[2]
    KP_AST_BETWEEN,  // arg[0] between arg[1] and arg[2]
    KP_AST_IN,       // arg[0] in any of arg[1..]: expressions, INTERVAL, TEST
    KP_AST_INTERVAL,  // arg[0] .. arg[1], open_low, open_high; in a cell's test a
                      // missing end is a null pointer (and open); in expressions both
                      // ends stand
    KP_AST_TEST,     // op arg[0]: "< 5" standing alone, as in a decision table's cell
    KP_AST_ANY,      // "-" in a decision table's cell
    KP_AST_NONE_OF,  // not( arg[0..] ), 非 …: a negated list of tests
    KP_AST_LIST,     // [ arg… ]
    KP_AST_CONTEXT,  // { key: value, … }: arg[i] with arg_name[i]
    KP_AST_FOR,      // for arg_name[i] in arg[i] … return arg[nargs-1]
    KP_AST_SOME,     // some … satisfies arg[nargs-1]
    KP_AST_EVERY,
    KP_AST_FUNCTION,  // function(arg_name[1..]) arg[0]; arg[1..] are NAMEs whose text
                      // is the declared type, or KP_AST_NULL
    KP_AST_INSTANCE,  // arg[0] instance of text
    KP_AST_AT,        // @"…" : text
    KP_AST_PATTERN,   // ~regex or wildcard of a cell: text is the PCRE2 pattern
} kp_ast_kind;

typedef enum kp_op {
    KP_OP_ADD,
    KP_OP_SUB,
    KP_OP_MUL,
    KP_OP_DIV,
    KP_OP_POW,
    KP_OP_EQ,
    KP_OP_NE,
    KP_OP_LT,
    KP_OP_LE,
    KP_OP_GT,
    KP_OP_GE,
    KP_OP_AND,
    KP_OP_OR,
    KP_OP_NOT,
    KP_OP_NEG,
    KP_OP_CONCAT,
} kp_op;

typedef struct kp_ast {
    kp_ast_kind kind;
    kp_op op;
    uint32_t at, len;  // span in bytes inside the original cell text
    bool flag, open_low, open_high;
    kp_decimal num;
    kp_str text;
    size_t nargs;
    struct kp_ast **arg;
    kp_str
        *arg_name;  // NULL when no argument is named; else n texts, empty: positional
} kp_ast;

/* Depth counts open brackets and prefix forms (if, for, minus …).  A chain such as
 * a + b + c leans to the left and adds none, so a tree may be as high as it has nodes.
 */
#define KP_EXPR_MAX_BYTES 4096
#define KP_EXPR_MAX_NODES 2000
#define KP_EXPR_MAX_DEPTH 64

#endif
