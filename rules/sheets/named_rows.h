/* named_rows.h - by what name a block, and a row of it, is known.
 *
 * Parameters by name, fields by entity and field, tables by their name, rows of data by
 * the key of their entity: so that a scheme that extends another can say what it
 * replaces, and two schemes can be compared.
 *
 * Ownership: everything in `arena`; views into the blocks' book.
 */
#ifndef KP_RULES_NAMED_ROWS_H
#define KP_RULES_NAMED_ROWS_H

#include "engine/base/symbols.h"
#include "rules/read/block.h"

typedef struct kp_row_names {
    kp_arena *arena;
    kp_map entity;  // name of an entity: index of its key
    kp_str *key;    // "员工+指标", folded
    size_t nkeys, cap;
} kp_row_names;

/* Learns the keys of entities from the 实体 blocks among these. */
void kp_row_names_init(kp_row_names *names, kp_arena *arena, const kp_block *block,
                       size_t n);

/* Is the block known by its own name, so that its rows go with it: tables, layouts and
 * tests.  Rows of all other kinds are pooled, whatever the titles of their blocks. */
bool kp_block_is_named(const kp_block *block);
/* "参数", "规则表 等次表", "数据 指标". */
kp_str kp_block_title(kp_arena *arena, const kp_block *block);
/* The same for all three kinds of tables, so that one may replace another. */
kp_str kp_block_name_key(kp_arena *arena, const kp_block *block);

/* The name of row i of a pooled block: "员工.实发"; empty when it has none. */
kp_str kp_row_name(const kp_row_names *names, const kp_block *block, uint32_t i);

#endif
