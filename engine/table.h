/* table.h - the rows of an entity: columns, keys, and where every input stood.
 *
 * Rows are in key order (by bytes), so that the order of the user's file never shows.
 * Ownership: the run's arena.
 */
#ifndef KP_ENGINE_TABLE_H
#define KP_ENGINE_TABLE_H

#include "engine/scheme.h"

/* One sheet that rows were read from.  row_at[i] is the sheet row (from 1) of table row i,
 * 0 when the sheet has no such row; col_of[local field] likewise (from 1, 0: none). */
typedef struct kp_table_origin {
    kp_str file, sheet;
    uint32_t *row_at;
    uint32_t *col_of;
} kp_table_origin;

typedef struct kp_table {
    const kp_entity *entity;
    size_t n;
    uint32_t *key;          // symbols; composite keys joined with "+"
    kp_column *column;      // by local field index
    size_t norigins;
    kp_table_origin *origin;
    uint16_t **hits;        // by call site: hit sets of decision tables, kept as trace
} kp_table;

/* The row with this key, or SIZE_MAX (binary search). */
size_t kp_table_find(const kp_table *table, const kp_symbols *symbols, kp_str key);

/* Where an input was typed; row 0 when it was not read from a cell. */
kp_where kp_table_where(const kp_table *table, uint32_t local, size_t row);

#endif
