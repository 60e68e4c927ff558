/* export.h - rule tables and formulas of a scheme as a DMN model.
 *
 * Every 规则表 becomes a decision with a decision table over input data, every row of a
 * 公式表 a knowledge model with a literal expression.  What DMN cannot say (patterns of
 * texts, paths to other rows, default arguments) is left out and told.
 *
 * Ownership: the model lives in the arena and keeps no pointer into the book.
 * Errors:    faults of tables as the compiler tells them; KP7073 for what was left out;
 *            KP_EINVALID when a table cannot be read.
 */
#ifndef KP_RULES_DMN_EXPORT_H
#define KP_RULES_DMN_EXPORT_H

#include "rules/dmn/model.h"
#include "rules/read/block.h"

KP_CHECK kp_status kp_dmn_export(kp_arena *arena, const kp_book *book, int32_t day,
                                 kp_dmn_model **out, kp_diags *diags);

#endif
