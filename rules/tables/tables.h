/* tables.h - from blocks 规则表, 交叉表 and 分段表 to compiled decision tables.
 *
 * Inputs and outputs take their types from an optional third row or from their cells,
 * so a table can be read without knowing who calls it; the checker compares with the
 * arguments.  Two headings of the same name (得分 ≥, 得分 <) are one input whose cells
 * must both hold.
 *
 * Only rows in force on `day` take part (rows and whole blocks carry 生效 / 失效).
 * Ownership: everything in `arena`; the table keeps no pointer into the book.
 * Errors:    all of them go to diags; returns NULL when there was one - and, without a
 *            word, when the whole block is not in force on the day.
 */
#ifndef KP_RULES_TABLES_H
#define KP_RULES_TABLES_H

#include "engine/dtable.h"
#include "rules/expr/ast.h"
#include "rules/read/block.h"

/* A table and what the engine does not know of it: outputs written as expressions. */
typedef struct kp_table_source {
    kp_dtable *table;
    const kp_block *block;
    kp_ast ***output_ast;  // [output][rule], NULL where the cell is a plain value
    kp_str **output_text;
    int *input_decimals;       // per input: declared in row three, or -1
    kp_accept *input_allowed;  // per input: declared in row three, or any
    kp_accept *input_known;  // per input: what fields can ask with (analyse.h), or any
} kp_table_source;

kp_table_source *kp_table_compile(kp_arena *arena, const kp_block *block, int32_t day,
                                  kp_symbols *symbols, kp_diags *diags);

#endif
