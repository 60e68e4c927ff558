/* sheets.h - helpers shared by the readers of definition sheets (private to rules/). */
#ifndef KP_RULES_SHEETS_H
#define KP_RULES_SHEETS_H

#include "rules/build.h"

/* Record a fault at a cell (j UINT32_MAX: the block's first column). */
kp_status kp__sheet_fault(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                          kp_code code, kp_str arg1, kp_str arg2);
/* Did kp__check_headings refuse a heading of the block? */
bool kp__has_unknown_heading(const kp_build *b, const kp_block *block);
/* The heading must be there; says so when it is not, unless one of the block's headings
 * was refused: that may be the one. */
bool kp__column_needed(kp_build *b, const kp_block *block, uint32_t j,
                       const char *name);
bool kp__row_is_blank(const kp_block *block, uint32_t i);
bool kp__name_is_good(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                      kp_str name);

/* 来源 of an entity (sheets_sources.c). */
void kp__read_rows_source(kp_build *b, const kp_block *block, uint32_t i,
                          uint32_t source, uint32_t condition, kp_entity *entity);

/* 级别 of a check. */
bool kp__check_level(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                     kp_severity *out);
/* A check of 报表, unless an entity has that name. */
bool kp__is_tie_row(kp_build *b, const kp_block *block, uint32_t i, uint32_t entity);

/* Walk the data rows in force of every block of a kind. */
#define KP_FOR_BLOCKS(b, blk, k)                                                       \
    for (const kp_block *blk = (b)->block; blk < (b)->block + (b)->nblocks; blk++)     \
        if (blk->kind == (k))

#endif
