/* program.h - the flat steps of a stage.
 *
 * A register is a column of one batch: a temporary, a field of the entity, or a
 * constant.  Its kind and scale are fixed when the program is made, so that no step
 * asks.  Each step keeps the field and the span it came from, in a side array.
 *
 * Ownership: scheme arena; immutable.
 */
#ifndef KP_ENGINE_PROGRAM_H
#define KP_ENGINE_PROGRAM_H

#include "engine/scheme.h"

typedef enum kp_opcode {
#define OPCODE(op, name, effect) KP_STEP_##op,
#include "engine/opcodes.def"
#undef OPCODE
    KP_STEP_COUNT,
} kp_opcode;

typedef struct kp_step {
    uint8_t op;
    uint16_t dst, a, b, c;
    uint32_t imm, aux;
} kp_step;

typedef enum kp_register_class { KP_REG_TEMP, KP_REG_FIELD, KP_REG_CONST } kp_register_class;

typedef struct kp_register {
    kp_register_class cls;
    kp_kind kind;
    uint8_t scale;
    uint32_t index;   // TEMP: slot; FIELD: local field
    kp_value value;   // CONST
} kp_register;

typedef struct kp_chain {
    uint32_t nlinks;
    const uint32_t *link;  // field ids, outermost first
} kp_chain;

typedef struct kp_case_list {
    uint32_t n;
    const uint32_t *symbol;
} kp_case_list;

typedef struct kp_program {
    uint32_t entity;
    uint32_t nregs, nslots, nsteps, nchains, ncases, nlookups, depth;
    kp_register *reg;
    kp_step *step;
    uint32_t *step_field;  // side array: the field a step belongs to
    uint32_t *args;        // TABLE and CALL: register lists, addressed by `a`
    kp_chain *chain;
    kp_case_list *cases;
    kp_lookup **lookup;
} kp_program;

const char *kp_opcode_name(kp_opcode op);

/* Verified once after it is made: registers, slots, kinds, branch nesting. */
bool kp_program_is_sound(const kp_scheme *scheme, const kp_program *program);

/* The program as text, one step a line. */
void kp_program_print(const kp_scheme *scheme, const kp_program *program, kp_buf *out);

#endif
