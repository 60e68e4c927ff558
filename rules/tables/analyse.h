/* analyse.h - what a rule table forgot: gaps, overlaps, rows that never apply.
 *
 * Works on the table's own index, so it sees exactly what a look-up sees.  Every
 * finding names the rows, the region and one value inside it in the user's own terms.
 *
 *   gap          no row and no default: a warning, or a note when the table says 未命中
 * 报错 overlap      policy U with several rows, A with different results: an error
 *   unreachable  policies F and P: better rows take everything: a warning
 *
 *   idle         a condition that changes no result: a warning
 *   turning      a number that rises and falls while one of the conditions rises: a
 * warning
 *
 * Cross tables have gaps by design; what is told of them is an option that stands among
 * none of their keys.  Tier tables are checked when read.  Work and findings are
 * bounded; a note says when there were more. Pure: findings go to diags, memory comes
 * from the arena.
 */
#ifndef KP_RULES_ANALYSE_H
#define KP_RULES_ANALYSE_H

#include "engine/scheme.h"
#include "rules/tables/tables.h"

#define KP_ANALYSE_SHOWN 20  // findings of each sort that are reported

/* What the formulas of `scheme` ask the table with: an input that only typed fields
 * with options stand for holds these and nothing else. */
void kp_table_learn_options(kp_arena *arena, const kp_scheme *scheme,
                            kp_table_source *source);

void kp_table_analyse(kp_arena *arena, const kp_table_source *source,
                      const kp_symbols *symbols, kp_diags *diags);

#endif
