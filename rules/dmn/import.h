/* import.h - decision tables and formulas of a DMN model as blocks of a scheme.
 *
 * A decision with a decision table over named inputs becomes a 规则表, a literal
 * expression or a knowledge model a row of one 公式表.  What a scheme cannot say is
 * left out and told; nothing is translated into something else.
 *
 * Ownership: everything lives in the arena.
 * Errors:    KP7072 (warnings) for what was left out; KP_ENOMEM.
 */
#ifndef KP_RULES_DMN_IMPORT_H
#define KP_RULES_DMN_IMPORT_H

#include "rules/dmn/model.h"

typedef struct kp_dmn_row {
    size_t n, cap;
    kp_str *cell;
} kp_dmn_row;

typedef struct kp_dmn_block {
    kp_str name;  // of the table; empty for the formulas
    size_t n, cap;
    kp_dmn_row *row;
} kp_dmn_block;

typedef struct kp_dmn_blocks {
    size_t n, cap;
    kp_dmn_block *block;
} kp_dmn_blocks;

KP_CHECK kp_status kp_dmn_import(kp_arena *arena, const kp_dmn_model *model,
                                 kp_dmn_blocks *out, kp_diags *diags);

#endif
