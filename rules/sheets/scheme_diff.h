/* scheme_diff.h - two schemes compared by table, row and cell.
 *
 * Blocks are matched by kind and name (of parameters, fields and the like all blocks
 * together), rows by the names they are known by (named_rows.h), rows of decision
 * tables by their conditions, then by their number, cells by their heading.  Rows of
 * rule tables and layouts that changed places are told, too: their order has a meaning.
 * Spellings that mean the same (full width, blanks) are no difference.
 *
 * Ownership: everything in `arena`; texts are views into the books.
 */
#ifndef KP_RULES_SCHEME_DIFF_H
#define KP_RULES_SCHEME_DIFF_H

#include "rules/read/book.h"

typedef struct kp_scheme_change {
    kp_str block;          // "规则表 等次表"
    kp_str row;            // its name; empty: the block as a whole
    kp_str column;         // heading of the cell; empty: the whole row
    kp_str before, after;  // texts; a row that is new has none before, and so on
    kp_str clause_before, clause_after;
    kp_where at_before, at_after;  // row 0: it is not there
} kp_scheme_change;

typedef struct kp_scheme_changes {
    size_t n, cap;
    kp_scheme_change *item;
} kp_scheme_changes;

void kp_scheme_diff(kp_arena *arena, const kp_book *before, const kp_book *after,
                    kp_scheme_changes *out);

#endif
