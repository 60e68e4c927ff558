/* spelling.h - texts in rules that look like one thing and would be read as another.
 *
 * A condition "优秀/良好" is one text, which nobody has; "招商局(一科)" and
 * "招商局（一科）" are two.  Where a text of a rule is likely to be meant otherwise it
 * is refused, with what was probably meant; quotation marks say that the text itself is
 * meant, and so does standing in a list of options.
 */
#ifndef KP_RULES_SPELLING_H
#define KP_RULES_SPELLING_H

#include "rules/build.h"

/* Without one pair of quotation marks around the whole of it. */
kp_str kp__unquoted(kp_str text);
bool kp__has_quotes(kp_str text);

/* The same for all texts that differ only in width, blanks, invisible characters,
 * dashes and letters of other alphabets that look like Latin ones. */
kp_str kp__spelling_key(kp_arena *arena, kp_str text);

/* Items of a list of options; false after a fault. */
bool kp__options_are_plain(kp_build *b, const kp_block *block, uint32_t i, uint32_t j);

/* Where a rule's condition with this text was typed, and the cell: an input may stand
 * in two columns. */
kp_where kp__condition_where(const kp_dtable *table, const kp_table_source *source,
                             uint32_t rule, size_t input, kp_str text, kp_str *cell);

/* Once all rules are read: conditions that look like more than one text (suspect.c),
 * and texts that are two for the program and one for people (twins.c). */
void kp__check_conditions(kp_build *b);
void kp__check_twins(kp_build *b);

/* What a wrong option was meant to be, or an example. */
kp_str kp__offered_option(kp_str wrong, const kp_str *names, size_t n);

/* An argument with options against the texts of a table's condition. */
void kp__check_table_options(kp_build *b, size_t table, size_t input,
                             const kp_field *field);

#endif
