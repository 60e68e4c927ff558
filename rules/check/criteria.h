/* criteria.h - the criteria of COUNTIF and its sisters (private to rules/).
 *
 * A criterion chooses rows of a list: ">=60", "优秀", "<>优秀", "招商*", "" (blank),
 * "<>" (not blank), an operator joined to a value (">=" & 合格线), or a value to equal.
 * Blank cells count as Excel has it: they are equal to no value and unlike every value,
 * and neither above nor below any.  What Excel would guess at is refused.
 */
#ifndef KP_RULES_CRITERIA_H
#define KP_RULES_CRITERIA_H

#include "rules/check/check.h"

/* Where criteria stand among the arguments, each behind its list. */
typedef enum kp__criteria {
    KP__CRITERIA_NONE,
    KP__CRITERIA_ALONE,          // (list, criterion)…: rows are counted
    KP__CRITERIA_BEFORE_VALUES,  // list, criterion[, values]
    KP__CRITERIA_BEHIND_VALUES,  // values, (list, criterion)…
} kp__criteria;

/* The values of a call and the argument they stand in, their list reduced to the rows
 * that fulfil its criteria; bare rows where they are counted.  False with a fault told.
 */
bool kp__chosen_list(const kp_scope *s, const kp_ast *ast, kp__criteria place,
                     const kp_ast **values, kp_term *out);

#endif
