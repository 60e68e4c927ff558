/* trial.h - 测试 blocks: worked examples beside the rules, and what they leave
 * untested.
 *
 *   测试 | 等次表       |           |        |
 *   序号 | 输入 综合得分 | 期望 等次 | 期望行 | 期望错误
 *   1    | 90           | 优秀      | 1      |
 *   2    |              |           |        | KP5020
 *
 * The name is that of a decision table, of a named formula, or 实体.字段 for a field's
 * formula.  Headings behind 输入 name the table's inputs, the formula's parameters, or
 * the names, paths and aggregates that stand in the field's formula, as they stand
 * there.  Every block becomes an entity of its own in a scheme that is otherwise the
 * user's, so that its rows are calculated by the very engine that pays.
 *
 * Ownership: everything in the arena; the trials keep pointers into the book.
 * Errors:    wrong blocks are errors; a row that does not give what it expects is
 *            KP2310 or KP2311 at the cell; rows and changes that no test notices are
 *            notes.
 */
#ifndef KP_RULES_TRIAL_H
#define KP_RULES_TRIAL_H

#include "engine/run.h"
#include "rules/tables/tables.h"

typedef struct kp_trial_input {
    kp_str name;
    uint32_t j;  // its column
    kp_kind kind;
    kp_unit unit;
    uint32_t field;  // in the scheme; NULL expressions read it
} kp_trial_input;

typedef enum kp_trial_role {
    KP_TRIAL_VALUE,
    KP_TRIAL_ROW,    // 期望行
    KP_TRIAL_ERROR,  // 期望错误
} kp_trial_role;

typedef struct kp_trial_expect {
    kp_trial_role role;
    kp_str name;  // of the result or table; may be empty
    uint32_t j;
    uint32_t field;  // VALUE: the field that holds the result
    kp_unit unit;
    size_t table;  // ROW
} kp_trial_expect;

typedef struct kp_trial {
    const kp_block *block;
    kp_str name;  // what is tested
    uint32_t entity;
    uint32_t result;  // a field that is always calculated
    int decimals;     // of the block's option, or -1
    size_t ninputs, nexpects, nrows;
    kp_trial_input *input;
    kp_trial_expect *expect;
    uint32_t *row;     // sheet row index of each test in force
    bool *passed;      // by kp_trials_run
    bool *unreadable;  // an input could not be read, which has been told
    size_t nfailed;
} kp_trial;

typedef struct kp_trials {
    kp_arena *arena;
    kp_scheme *scheme;
    size_t n;
    kp_trial *trial;
    kp_table_source **source;  // by table of the scheme
    kp_run *run;
} kp_trials;

/* The scheme of the book with its tests, for one month.  KP_EINVALID: faults in scheme
 * or tests, *out NULL. */
KP_CHECK kp_status kp_trials_compile(kp_arena *arena, const kp_book *book,
                                     kp_symbols *symbols, int32_t month,
                                     kp_trials **out, kp_diags *diags);

/* Calculate every test and compare.  KP_EINVALID when one fails; kp_trials_close when
 * done. */
KP_CHECK kp_status kp_trials_run(kp_trials *trials, kp_diags *diags);
void kp_trials_close(kp_trials *trials);

/* How many rows of each table (by index in the scheme) some test was answered by; the
 * others are told as notes.  After kp_trials_run. */
typedef struct kp_coverage {
    size_t nrules, nhit;
    bool called;  // some test asks the table at all
} kp_coverage;
kp_coverage *kp_trials_coverage(const kp_trials *trials, kp_diags *diags);

/* Change every table that is tested, one small change at a time - a bound by one unit
 * of its last digit, the results of neighbouring rows exchanged, a row left out - and
 * tell those that no test notices.  After kp_trials_run. */
typedef struct kp_mutations {
    size_t made, noticed;
} kp_mutations;
kp_mutations kp_trials_mutate(const kp_trials *trials, kp_diags *diags);

/* ---- between the files trial_*.c ---- */

/* Does the row give what it expects?  Faults only with diags. */
typedef struct kp__trial_eye {
    const kp_trials *trials;
    const kp_scheme *scheme;  // whose tables answer
    kp_value (*value)(void *context, uint32_t field, size_t row);
    /* The rules of a table that answered a row of the trial; 0 when none did. */
    size_t (*rules)(void *context, const kp_trial *trial, size_t table, size_t row,
                    const uint32_t **rules);
    void *context;
    kp_diags *diags;  // NULL: only asked
} kp__trial_eye;
bool kp__trial_row_holds(const kp__trial_eye *eye, const kp_trial *trial, size_t row);

#endif
