/* block.h - blocks of a sheet: keyword, name, options, headings, rows (rules.md §3).
 *
 * A block starts at a cell whose folded text is a keyword of a kind of block (规则表,
 * 参数, 字段, …) at the left edge of its area, and ends at a blank row or column.  Row
 * 1: keyword, name, hit policy, then options "名 值" (生效 2025-01-01, 未命中 报错).
 * Row 2: headings. Anything outside blocks is a comment.
 *
 * Ownership: views into the book; arrays in the arena.
 */
#ifndef KP_RULES_BLOCK_H
#define KP_RULES_BLOCK_H

#include "rules/read/book.h"

typedef enum kp_block_kind {
    KP_BLOCK_NOTE,      // 说明
    KP_BLOCK_USE,       // 引用: standard tables by name
    KP_BLOCK_PARAM,     // 参数
    KP_BLOCK_ENTITY,    // 实体
    KP_BLOCK_FIELD,     // 字段
    KP_BLOCK_RULES,     // 规则表
    KP_BLOCK_CROSS,     // 交叉表
    KP_BLOCK_TIER,      // 分段表
    KP_BLOCK_FUNCTION,  // 公式表
    KP_BLOCK_DATA,      // 数据 <实体>, and 指标 (rows of entity 指标)
    KP_BLOCK_CHECK,     // 校验
    KP_BLOCK_REPORT,    // 报表
    KP_BLOCK_ALIAS,     // 映射
    KP_BLOCK_TEST,      // 测试
    KP_BLOCK_GATHER,    // 汇集: what is taken from the runs of other schemes
    KP_BLOCK_CORRECTION,  // 更正
    KP_BLOCK_KINDS,
} kp_block_kind;

typedef struct kp_option {
    kp_str name, value;  // folded name, tidied value
    uint32_t col;        // index j of its cell
} kp_option;

typedef struct kp_block {
    kp_block_kind kind;
    const kp_sheet *sheet;
    uint32_t top, left, bottom, right;  // indices; bottom and right are exclusive
    kp_str name;                        // tidied; empty when none was typed
    size_t noptions;
    kp_option *option;
} kp_block;

/* All blocks of all sheets, in order of place.  Faults go to diags; a broken block is
 * left out. */
kp_status kp_blocks_find(kp_arena *arena, const kp_book *book, kp_block **out,
                         size_t *n, kp_diags *diags);

const kp_option *kp_block_option(const kp_block *block, const char *zh, const char *en);

/* Headings of row `top + 1`: the column index of a heading by its folded Chinese or
 * English name, or UINT32_MAX. */
uint32_t kp_block_column(kp_arena *arena, const kp_block *block, const char *zh,
                         const char *en);
/* Rows i and columns j here and below are the sheet's own indices (block->top <= i <
 * block->bottom), not counted from the block; data rows start at top + 2. */
const kp_cell *kp_block_cell(const kp_block *block, uint32_t i, uint32_t j);
kp_where kp_block_where(const kp_block *block, uint32_t i, uint32_t j);

/* Rows in force: reads 生效 / 失效 of row i (either may be blank; 失效 is the last day
 * that counts).  False with a diagnostic when a date cannot be read or 生效 is after
 * 失效. */
typedef struct kp_validity {
    int32_t from, to;  // inclusive days; INT32_MIN and INT32_MAX when open
} kp_validity;
bool kp_block_validity(kp_arena *arena, const kp_block *block, uint32_t i,
                       kp_validity *out, kp_diags *diags);
/* The same for the whole block: options 生效 and 失效 of its first row. */
bool kp_block_options_validity(kp_arena *arena, const kp_block *block, kp_validity *out,
                               kp_diags *diags);
/* Do those options let the block count on the day?  False with a diagnostic as above.
 */
bool kp_block_in_force(kp_arena *arena, const kp_block *block, int32_t day,
                       kp_diags *diags);

#endif
