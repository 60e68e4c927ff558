/* lex.h - words and signs of an expression, one at a time.
 *
 * For:     the parser.  Tokens carry spans in bytes of the text as typed; their
 * contents are half-width, unquoted and unescaped. Errors:  a fault is a token too
 * (KP_TOK_BAD with its code and texts), so that the parser reports whichever fault
 * comes first. Memory:  contents that differ from what was typed are copied into the
 * arena; others are views into the text, which the parser copies when it keeps them.
 */
#ifndef KP_RULES_LEX_H
#define KP_RULES_LEX_H

#include "engine/base/decimal.h"
#include "engine/base/diag.h"
#include "rules/expr/name_tree.h"

typedef enum kp_token_kind {
    KP_TOK_END,
    KP_TOK_BAD,
    KP_TOK_NUMBER,
    KP_TOK_TEXT,
    KP_TOK_NAME,
    // words of the language
    KP_TOK_AND,
    KP_TOK_OR,
    KP_TOK_NOT,
    KP_TOK_IF,
    KP_TOK_THEN,
    KP_TOK_ELSE,
    KP_TOK_FOR,
    KP_TOK_IN,
    KP_TOK_RETURN,
    KP_TOK_SOME,
    KP_TOK_EVERY,
    KP_TOK_SATISFIES,
    KP_TOK_BETWEEN,
    KP_TOK_FUNCTION,
    KP_TOK_INSTANCE,
    KP_TOK_TRUE,
    KP_TOK_FALSE,
    KP_TOK_NULL,
    // signs
    KP_TOK_PLUS,
    KP_TOK_MINUS,
    KP_TOK_STAR,
    KP_TOK_SLASH,
    KP_TOK_POWER,
    KP_TOK_CONCAT,
    KP_TOK_EQ,
    KP_TOK_NE,
    KP_TOK_LT,
    KP_TOK_LE,
    KP_TOK_GT,
    KP_TOK_GE,
    KP_TOK_LPAREN,
    KP_TOK_RPAREN,
    KP_TOK_LBRACKET,
    KP_TOK_RBRACKET,
    KP_TOK_LBRACE,
    KP_TOK_RBRACE,
    KP_TOK_COMMA,
    KP_TOK_DOT,
    KP_TOK_DOTS,
    KP_TOK_COLON,
    KP_TOK_AT,
} kp_token_kind;

typedef struct kp_token {
    kp_token_kind kind;
    uint32_t at, len;
    bool quoted;     // a name in 「」 or backticks: never a word of the language
    bool digits;     // a number of nothing but ASCII or full-width digits
    kp_code code;    // BAD
    kp_str text;     // NAME, TEXT; BAD: {1} of its sentence
    kp_str offer;    // BAD: {2} of its sentence
    kp_decimal num;  // NUMBER
} kp_token;

/* A name that the expression defines, and those defined before it. */
typedef struct kp_new_name {
    const struct kp_new_name *before;
    kp_str name;
} kp_new_name;

typedef struct kp_lexer {
    kp_arena *arena;
    kp_str src;
    size_t at;
    bool feel;  // DMN's wider alphabet of names; dates are sums
    // Known names of several words or with signs in them: those of the model, and those
    // of the expression itself, the newest first; members are known behind a point.
    const kp_name_tree *names;
    const kp_new_name *own, *members;
    bool members_too;  // members are known without a point too
    bool after_point;  // the last token was a point
    size_t name_end;   // where the last name ended
} kp_lexer;

/* Where and why a text cannot be read at all (not UTF-8, a zero byte), or END. */
kp_token kp_lex_check(kp_lexer *lex);

/* The next token; END for ever after the text or a fault is used up. */
kp_token kp_lex_next(kp_lexer *lex);

/* Where the new name that begins at `at` ends: everything that a name of DMN may hold,
 * blanks and . / - ' + * included, up to a comment; an iterator's ends at `in`. */
size_t kp_lex_new_name(const kp_lexer *lex, size_t at, bool iterator);

/* The word of the language that `name` is, or KP_TOK_NAME. */
kp_token_kind kp_lex_word(kp_str name);

/* True for names of several words that the lexer knows by itself ("date and time"). */
bool kp_lex_knows_function(kp_str name);
bool kp_lex_knows_property(kp_str name);

/* Used by lex.c only, defined in lex_number.c and lex_text.c: *at stands on the first
 * character. */
kp_token kp__lex_number(kp_lexer *lex);
kp_token kp__lex_text(kp_lexer *lex);
kp_token kp__lex_quoted_name(kp_lexer *lex);
kp_token kp__lex_bad(kp_lexer *lex, kp_code code, size_t from, size_t to, kp_str arg,
                     kp_str offer);

#endif
