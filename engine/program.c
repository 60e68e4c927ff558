/* program.c - names of steps, the one-time check of a program, and its listing. */
#include "engine/program.h"

static const char *const opcode_names[] = {
#define OPCODE(op, name, effect) name,
#include "engine/opcodes.def"
#undef OPCODE
};

const char *kp_opcode_name(kp_opcode op)
{
    return opcode_names[op];
}

static const char *const expr_names[] = {
#define EXPR(op, name, meaning) name,
#include "engine/expr.def"
#undef EXPR
};

const char *kp_expr_op_name(kp_expr_op op)
{
    return expr_names[op];
}

static bool registers_exist(const kp_program *p, const kp_step *s)
{
    return s->dst < p->nregs && s->a < p->nregs && s->b < p->nregs && s->c < p->nregs;
}

static bool arguments_exist(const kp_program *p, const kp_step *s)
{
    for (uint32_t k = 0; k < s->b; k++)
        if (p->args[s->a + k] >= p->nregs)
            return false;
    return s->dst < p->nregs;
}

static bool jump_goes_forward(const kp_program *p, uint32_t at)
{
    return p->step[at].aux > at && p->step[at].aux < p->nsteps;
}

static bool step_is_sound(const kp_scheme *scheme, const kp_program *p, uint32_t at)
{
    const kp_step *s = &p->step[at];
    const kp_entity *entity = scheme->entity[p->entity];

    if (s->op >= KP_STEP_COUNT)
        return false;
    switch ((kp_opcode)s->op) {
    case KP_STEP_TABLE:
        return arguments_exist(p, s) && s->imm < entity->ncalls && s->aux < p->nlookups;
    case KP_STEP_OUTPUT:
        return arguments_exist(p, s) && s->imm < entity->ncalls;
    case KP_STEP_CALL:
        return arguments_exist(p, s);
    case KP_STEP_BRANCH:
        return jump_goes_forward(p, at);
    case KP_STEP_UP:
        return registers_exist(p, s) && s->aux < p->nchains && s->imm < scheme->nfields;
    case KP_STEP_CASE:
        return registers_exist(p, s) && s->aux < p->ncases;
    default:
        return registers_exist(p, s);
    }
}

bool kp_program_is_sound(const kp_scheme *scheme, const kp_program *program)
{
    uint32_t depth = 0;

    for (uint32_t at = 0; at < program->nsteps; at++) {
        uint8_t op = program->step[at].op;

        if (!step_is_sound(scheme, program, at))
            return false;
        if (op == KP_STEP_SPLIT || op == KP_STEP_CASE)
            depth++;
        if (op == KP_STEP_END && depth-- == 0)
            return false;
        if (depth > program->depth)
            return false;
    }
    return depth == 0;
}

static void print_register(const kp_scheme *scheme, const kp_program *p, uint32_t r,
                           kp_buf *out)
{
    const kp_register *reg = &p->reg[r];
    const kp_entity *entity = scheme->entity[p->entity];

    switch (reg->cls) {
    case KP_REG_TEMP:
        kp_buf_printf(out, " t%u", reg->index);
        break;
    case KP_REG_FIELD:
        kp_buf_char(out, ' ');
        kp_buf_str(out, scheme->field[entity->field[reg->index]]->name);
        break;
    case KP_REG_CONST:
        kp_buf_printf(out, " #%u", r);
        break;
    }
}

void kp_program_print(const kp_scheme *scheme, const kp_program *program, kp_buf *out)
{
    for (uint32_t at = 0; at < program->nsteps; at++) {
        const kp_step *s = &program->step[at];

        kp_buf_printf(out, "%4u %-12s", at, opcode_names[s->op]);
        print_register(scheme, program, s->dst, out);
        if (s->op == KP_STEP_TABLE || s->op == KP_STEP_CALL || s->op == KP_STEP_OUTPUT) {
            for (uint32_t k = 0; k < s->b; k++)
                print_register(scheme, program, program->args[s->a + k], out);
        } else {
            print_register(scheme, program, s->a, out);
            print_register(scheme, program, s->b, out);
        }
        kp_buf_printf(out, " %u %u\n", s->imm, s->aux);
    }
}
