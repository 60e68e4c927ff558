/* load.h - from the cells HR typed to the engine's tables (domain §m).
 *
 * Sheets belong to an entity by their name (员工-考勤.csv, sheet 员工), columns to a
 * field by their heading or an alias, rows of several sheets to each other by their
 * key.  What can be put right without guessing is put right and told; everything else
 * is refused, all of it in one go, at its cell.
 *
 * Ownership: tables live in `arena` and keep nothing of the books.
 * Errors:    every fault is added to `diags`.  KP_EINVALID: there is at least one
 * error; the tables are complete all the same, with an error state in every cell that
 * could not be filled, so that checks may go on.  KP_ENOMEM: *out NULL. Threads:   one
 * at a time for one scheme (texts are added to its symbols).
 */
#ifndef KP_RULES_LOAD_H
#define KP_RULES_LOAD_H

#include "engine/run.h"
#include "rules/read/book.h"

typedef struct kp_load_input {
    const kp_book *scheme_book;  // its 数据 and 指标 blocks hold rows; may be NULL
    const kp_book *data;         // all sheets of the data folder; may be NULL
    const kp_book *previous;     // tables/*.csv of an earlier run, sheet name = entity
    const kp_run *previous_run;  // the same, as calculated in memory; one of the two
    int32_t previous_month;      // first day; read only when previous is there
    bool *incomplete;  // out, may be NULL: sheets could not be used, so that rows may
                       // be missing and sums over them would mislead
    bool *dated;  // out, may be NULL: some row is in force only for a time, so that
                  // another month might have other rows
} kp_load_input;

/* *out: one table per entity of the scheme, by entity id.
 *
 * History (累计. is a sum, 上期. and 上年. are single values):
 *   累计.x  the earlier run's 累计.x + x when it is of the same year; 0 for a key that
 * it does not have, and when it is of an earlier year 上期.x  the earlier run's x
 *   上年.x  the earlier run's 上年.x, or its x when it is of the year before
 * A column typed under the same heading (累计.x) stands in when there is no earlier run
 * that knows, and must agree with it when there is one. */
KP_CHECK kp_status kp_load_tables(kp_arena *arena, const kp_scheme *scheme,
                                  const kp_load_input *in, kp_table ***out,
                                  kp_diags *diags);

/* Columns that look back (history, and 缺失 上期) can be filled again beside tables that
 * stand: none of them was typed. */
bool kp_load_can_refill(const kp_scheme *scheme, kp_table *const *tables);
/* Fill those of `which` (by field) from in->previous_run; their columns must be new. */
KP_CHECK kp_status kp_load_refill(kp_arena *arena, const kp_scheme *scheme,
                                  kp_table **tables, const bool *which,
                                  const kp_load_input *in, kp_diags *diags);
/* Is it told from the field's name that it holds identity cards, which have 18 digits? */
bool kp_field_is_identity(const kp_field *field);

#endif
