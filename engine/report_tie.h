/* report_tie.h - what the outputs of a run must have in common: their sums.
 *
 * Every writer notes how many rows it wrote and what their columns add up to.  Before a
 * run folder appears these sums are compared: as the scheme says (校验 of 报表), and,
 * for a text file that leaves rows out, with all rows of its entity.  So a bank file
 * that somebody is missing from never leaves the house.
 *
 * Owner:    sums live in the arena they were made in; ties in the scheme.
 * Threads:  each layout's sums belong to its writer until all writers are done.
 */
#ifndef KP_ENGINE_REPORT_TIE_H
#define KP_ENGINE_REPORT_TIE_H

#include "engine/report.h"
#include "engine/run.h"

typedef enum kp_tie_kind {
    KP_TIE_NUMBER,
    KP_TIE_COLUMN,  // sum(报表.列), of what was written
    KP_TIE_ROWS,    // count(报表)
    KP_TIE_FIELD,   // sum(实体.字段), of all rows
} kp_tie_kind;

typedef struct kp_tie_term {
    kp_tie_kind kind;
    bool minus;
    uint32_t report, column, field;
    kp_decimal num;
} kp_tie_term;

typedef struct kp_tie_side {
    size_t n, cap;
    kp_tie_term *term;
    kp_str text;  // as typed
} kp_tie_side;

typedef enum kp_tie_relation {
    KP_TIE_EQ,
    KP_TIE_LE,
    KP_TIE_GE,
} kp_tie_relation;

typedef struct kp_tie {
    kp_str name, message, clause;
    kp_severity severity;
    kp_tie_relation relation;
    kp_tie_side left, right;
    kp_where where;
} kp_tie;

/* What one layout was given: by column, of the figures as they stand there. */
typedef struct kp_report_sums {
    bool written;
    size_t rows;
    kp_decimal *total;
} kp_report_sums;

/* One for every layout of the scheme. */
kp_report_sums *kp_report_sums_make(kp_arena *arena, const kp_scheme *scheme);
/* A row stands in the file, with this figure in this column. */
void kp_report_sums_add(kp_report_sums *sums, size_t column, kp_decimal num);

/* KP_EINVALID when something does not tie; all of it is told with both figures. */
KP_CHECK kp_status kp_ties_check(const kp_run *run, const kp_report_sums *sums,
                                 kp_diags *diags);

#endif
