/* block_parts.h - shared by block.c, block_options.c and the readers of tables. */
#ifndef KP_RULES_BLOCK_PARTS_H
#define KP_RULES_BLOCK_PARTS_H

#include "rules/read/block.h"

/* Is a folded word this keyword?  English ones in any case. */
bool kp__word_is(kp_str folded, const char *zh, const char *en);

/* Fill in the block's options from its first row. */
void kp__read_options(kp_arena *arena, kp_block *block);

/* kp_block_validity with the columns known (UINT32_MAX: none), for long tables. */
bool kp__validity_at(kp_arena *arena, const kp_block *block, uint32_t i, uint32_t from,
                     uint32_t to, kp_validity *out, kp_diags *diags);

/* Cut at the first blank, colon or equals sign of any width; both halves are trimmed.
 */
void kp__cut_at_separator(kp_str text, kp_str *head, kp_str *rest);

#endif
