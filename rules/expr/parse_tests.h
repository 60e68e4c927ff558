/* parse_tests.h - what the three files that read condition cells share; nobody else.
 *
 * parse_tests.c reads the cell as a whole and cuts it into items; parse_items.c reads
 * plain values and the items of text and yes/no columns, parse_bounds.c those of
 * columns whose values have an order. All positions are bytes of the cell's text as
 * typed.
 */
#ifndef KP_RULES_PARSE_TESTS_H
#define KP_RULES_PARSE_TESTS_H

#include "rules/expr/parser.h"

/* A part of the cell's text. */
typedef struct kp__piece {
    size_t from, to;
} kp__piece;

typedef struct kp__tests {
    kp__parser p;
    kp_test_domain domain;
    kp_unit unit;
    kp__piece grouped;  // the first digits that commas group, or empty
    size_t list_end;    // up to here commas between digits separate items
} kp__tests;

kp_str kp__piece_text(const kp__tests *t, kp__piece span);
kp__piece kp__piece_trim(const kp__tests *t, kp__piece span);
kp_ast *kp__piece_node(kp__tests *t, kp_ast_kind kind, kp__piece span);
void kp__piece_fault(kp__tests *t, kp_code code, kp__piece span, kp_str arg1,
                     kp_str arg2, kp_str arg3);
kp_ast *kp__test_node(kp__tests *t, kp_op op, kp__piece span, kp_ast *value);

/* Behind `word` when it is spelled at `at`, in either width; SIZE_MAX otherwise. */
size_t kp__behind_word(const kp__tests *t, size_t at, kp__piece within,
                       const char *word);
/* A comparison sign at the start of the span: how many bytes it takes, or 0. */
size_t kp__leading_sign(const kp__tests *t, kp__piece span, kp_op *op);

/* One plain value of the column, or NULL and a fault; *percent tells of a % sign. */
kp_ast *kp__plain_value(kp__tests *t, kp__piece span, bool *percent);
/* The same without a word about failure. */
bool kp__reads_as_value(kp__tests *t, kp__piece span);

/* A mark that may open a text, in half-width form. */
bool kp__is_quote(uint32_t point);
/* Behind the quoted text at `at`; SIZE_MAX (and reported) when it never ends. */
size_t kp__read_quoted(kp__tests *t, size_t at, kp_str *text);
kp_ast *kp__pattern_node(kp__tests *t, kp__piece span, kp_str pattern);
/* A text, quoted or bare, or a wildcard. */
kp_ast *kp__plain_text_item(kp__tests *t, kp__piece span);
/* One item of any column. */
kp_ast *kp__read_item(kp__tests *t, kp__piece span);

/* One item of a number or date column: value, comparison, interval. */
kp_ast *kp__bound_item(kp__tests *t, kp__piece span);
/* True for what says more than a plain value. */
bool kp__says_more_than_a_value(kp__tests *t, kp__piece span);

/* How the commas between digits are to be taken, by the longest run of digits and
 * commas at `at` (the first digit); *end is behind it. */
typedef enum kp__commas {
    KP__COMMAS_NONE,    // the run has none
    KP__COMMAS_LIST,    // 90,80
    KP__COMMAS_GROUPS,  // 1,000,000
    KP__COMMAS_MIXED,   // 1,000,20: who knows
} kp__commas;
kp__commas kp__commas_at(const kp__tests *t, size_t at, size_t *end);

/* "1,000" could be one number or several: say so. */
void kp__refuse_commas(kp__tests *t, kp__piece span);
kp_str kp__without_commas(kp__tests *t, kp__piece span);
bool kp__ends_with_paren(const kp__tests *t, kp__piece span);

#endif
