/* trial_parts.h - shared by the readers of 测试 blocks, and nobody else. */
#ifndef KP_RULES_TRIAL_PARTS_H
#define KP_RULES_TRIAL_PARTS_H

#include "rules/expr/parse.h"
#include "rules/sheets/sheets.h"
#include "rules/trial/trial.h"

typedef enum kp__target_kind {
    KP__TARGET_TABLE,
    KP__TARGET_FUNCTION,
    KP__TARGET_FIELD,
} kp__target_kind;

typedef struct kp__trial_reader {
    kp_build *b;
    const kp_block *block;
    kp_trial *trial;
    kp__target_kind kind;
    size_t index;        // of the table or named formula
    const kp_field *of;  // the field
    kp_ast **input_ast;  // FIELD: what each input stands for
} kp__trial_reader;

/* A fault of this block at a cell; {1} is the test's name.  False, to be returned. */
bool kp__trial_fault(const kp__trial_reader *t, kp_code code, uint32_t i, uint32_t j,
                     kp_str arg2, kp_str arg3);
kp_parse_where kp__trial_where(const kp__trial_reader *t, uint32_t i, uint32_t j);
/* The field of the test's entity that holds input k, as it is written in an expression.
 */
kp_str kp__trial_input_name(kp_arena *arena, size_t k);

/* ---- trial_inputs.c: the columns ---- */

/* Inputs and expectations by their headings; false after a fault. */
bool kp__trial_read_headings(kp__trial_reader *t);
/* Every input is one of what is tested, and has its kind. */
bool kp__trial_settle_inputs(kp__trial_reader *t);

/* ---- trial_bind.c: tests of a field's formula ---- */

/* Kinds of the inputs, from what their headings mean in a row of the field's entity. */
bool kp__trial_field_inputs(kp__trial_reader *t);
/* The formula with the inputs in place of what they stand for, or NULL and a fault. */
kp_ast *kp__trial_field_formula(const kp__trial_reader *t);

#endif
