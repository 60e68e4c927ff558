/* expr.h - what the rooms that write formulas share (private to this folder).
 *
 * Kinds in a cell: numbers and dates as numbers, 是 and 否 as these texts, a link as
 * the key it points to; a blank is an empty cell or an empty text, 不适用 is that text.
 * Inside a formula conditions are the spreadsheet's own truth values.
 *
 * Errors: a writer that cannot say something returns false and keeps the first reason;
 * what stands in its buffer is then of no use.
 */
#ifndef KP_IO_LIVE_EXPR_H
#define KP_IO_LIVE_EXPR_H

#include "io/live/parts.h"

#define ABSENT "\"不适用\""
#define MOST_BYTES ((size_t)3 * KP__FORMULA_UNITS)

/* ---- expr_cell.c ---- */

bool kp__write_constant(kp__writer *w, const kp_expr *e);
/* The cell of the field, in the own row or in the one that the links lead to. */
void kp__write_cell(kp__writer *w, const kp_expr *e);
bool kp__write_reference(kp__writer *w, const kp_expr *e);
/* A cell that shows what another one shows: an empty one must not become 0. */
bool kp__write_reference_value(kp__writer *w, const kp_expr *e);
/* "=" between texts ignores case; where no letter has one it reads better than EXACT.
 */
bool kp__is_caseless(const kp__writer *w, const kp_expr *e);

/* ---- expr_number.c ---- */

bool kp__write_pair(kp__writer *w, const kp_expr *e, const char *between);
bool kp__write_two(kp__writer *w, const kp_expr *e, const char *name);
bool kp__write_arguments(kp__writer *w, const kp_expr *e, const char *before,
                         const char *between, const char *after);
bool kp__write_round(kp__writer *w, const kp_expr *e);
bool kp__write_divround(kp__writer *w, const kp_expr *e);
bool kp__write_call(kp__writer *w, const kp_expr *e);

/* ---- expr_compare.c ---- */

/* How branches are written: as values or as operands. */
typedef bool kp__branch_writer(kp__writer *w, const kp_expr *e);

bool kp__write_comparison(kp__writer *w, const kp_expr *e);
/* AND(a,b); IF(a,b,FALSE) where b must not be looked at in vain. */
bool kp__write_connective(kp__writer *w, const kp_expr *e);
bool kp__write_not(kp__writer *w, const kp_expr *e);
bool kp__write_is_blank(kp__writer *w, const kp_expr *e);
bool kp__write_if(kp__writer *w, const kp_expr *e, kp__branch_writer *branch);
bool kp__write_case(kp__writer *w, const kp_expr *e, kp__branch_writer *branch);

#endif
