/* faults_blame.h - what was to blame for one error cell; for engine/faults*.c only.
 *
 * The step that failed is found by calculating the cell once more, row by row.  Texts
 * live in the arena.
 */
#ifndef KP_ENGINE_FAULTS_BLAME_H
#define KP_ENGINE_FAULTS_BLAME_H

#include "engine/run.h"

typedef struct kp_blame {
    kp_code code;
    kp_str what;     // the operands: 级 = 五级、档 = 13
    kp_str name;     // the table asked, the method named
    kp_str more;     // the rows of the table that matched; the nearest method
    kp_where where;  // the cell to be mended; row 0 when a check has none
    kp_str cell;     // its text
} kp_blame;

/* Of an error that began in this field and row.  The place is where the one operand to
 * blame was typed; the row's key when several were; else the formula, with its span. */
kp_blame kp__blame_row(kp_arena *arena, const kp_run *run, const kp_field *field,
                       size_t row, kp_code code);
/* Of a condition that is false: the comparisons that do not hold. */
kp_blame kp__blame_check(kp_arena *arena, const kp_run *run, const kp_field *field,
                         size_t row);

#endif
