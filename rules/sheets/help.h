/* help.h - a line of help for every block and heading of a definition sheet.
 *
 * Pure; texts are constants.
 */
#ifndef KP_RULES_HELP_H
#define KP_RULES_HELP_H

#include "rules/read/block.h"

typedef struct kp_heading_help {
    kp_block_kind kind;   // KP_BLOCK_KINDS: of every kind
    const char *heading;  // Chinese; "" speaks about the block
    const char *words;  // "报错,0,可空"; "@" are the names of entities; "" anything
    const char *zh, *en;
} kp_heading_help;

/* NULL when there is none. */
const kp_heading_help *kp_block_help(kp_block_kind kind);
const kp_heading_help *kp_heading_help_of(kp_block_kind kind, kp_str folded);

#endif
