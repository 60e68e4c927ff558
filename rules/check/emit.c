/* emit.c - from checked trees to the steps of a stage.
 *
 * Temporaries are taken and given back in the order of the tree, and a step never
 * writes into one of its own operands, so that kernels may assume distinct memory.
 */
#include <assert.h>

#include "engine/builtin.h"
#include "rules/build.h"

#define MAX_REGISTERS 60000
#define MAX_STEPS 500000

typedef struct emitter {
    kp_build *b;
    kp_program *p;
    uint32_t entity, field;
    size_t reg_cap, step_cap, side_cap, arg_cap, chain_cap, case_cap, lookup_cap;
    uint32_t nargs;
    uint32_t *free_slot;  // stack of temporaries given back
    size_t nfree, free_cap;
    uint32_t *field_reg;  // by local field: its register + 1
    bool *call_done;      // by call site: looked up already in this field
    uint32_t depth;
    bool failed;
} emitter;

typedef uint16_t reg_t;

static void too_large(emitter *e)
{
    const kp_field *field = e->b->scheme->field[e->field];

    if (e->failed)
        return;
    e->failed = true;
    kp_fail(e->b->diags, KP3230, field->formula_where, field->formula, KP_NONE, KP_NONE,
            KP_NONE);
}

static reg_t new_register(emitter *e, kp_register reg)
{
    e->p->reg =
        kp_arena_grow(e->b->arena, e->p->reg, &e->reg_cap, e->p->nregs + 1, sizeof reg);
    e->p->reg[e->p->nregs] = reg;
    if (e->p->nregs == MAX_REGISTERS)
        too_large(e);
    return (reg_t)(e->p->nregs < MAX_REGISTERS ? e->p->nregs++ : e->p->nregs);
}

static reg_t take_temp(emitter *e, kp_kind kind, uint8_t scale)
{
    uint32_t slot = e->nfree ? e->free_slot[--e->nfree] : e->p->nslots++;

    return new_register(
        e,
        (kp_register){.cls = KP_REG_TEMP, .kind = kind, .scale = scale, .index = slot});
}

static void give_back(emitter *e, reg_t r)
{
    if (e->p->reg[r].cls != KP_REG_TEMP)
        return;
    e->free_slot = kp_arena_grow(e->b->arena, e->free_slot, &e->free_cap, e->nfree + 1,
                                 sizeof(uint32_t));
    e->free_slot[e->nfree++] = e->p->reg[r].index;
}

static reg_t field_register(emitter *e, const kp_field *field)
{
    if (e->field_reg[field->local])
        return (reg_t)(e->field_reg[field->local] - 1);
    reg_t r = new_register(e, (kp_register){.cls = KP_REG_FIELD,
                                            .kind = field->kind,
                                            .scale = field->scale,
                                            .index = field->local});

    e->field_reg[field->local] = r + 1u;
    return r;
}

static uint32_t add_step(emitter *e, kp_step step)
{
    e->p->step = kp_arena_grow(e->b->arena, e->p->step, &e->step_cap, e->p->nsteps + 1,
                               sizeof step);
    e->p->step_field = kp_arena_grow(e->b->arena, e->p->step_field, &e->side_cap,
                                     e->p->nsteps + 1, sizeof(uint32_t));
    e->p->step_field[e->p->nsteps] = e->field;
    e->p->step[e->p->nsteps] = step;
    return e->p->nsteps++;
}

static bool same_constant(const kp_register *reg, const kp_value *value, uint8_t scale)
{
    if (reg->cls != KP_REG_CONST || reg->kind != value->kind || reg->scale != scale ||
        reg->value.state != value->state || value->state != KP_VALUE)
        return false;
    switch (value->kind) {
    case KP_NUM:
        return kp_dec_cmp(reg->value.as.num, value->as.num) == 0;
    case KP_TEXT:
        return reg->value.as.symbol == value->as.symbol;
    case KP_DATE:
        return reg->value.as.date == value->as.date;
    case KP_BOOL:
        return reg->value.as.flag == value->as.flag;
    case KP_LINK:
        break;
    }
    return false;
}

static reg_t constant(emitter *e, kp_value value, uint8_t scale)
{
    for (uint32_t r = 0; r < e->p->nregs; r++)
        if (same_constant(&e->p->reg[r], &value, scale))
            return (reg_t)r;
    return new_register(e, (kp_register){.cls = KP_REG_CONST,
                                         .kind = value.kind,
                                         .scale = scale,
                                         .value = value});
}

static reg_t emit(emitter *e, const kp_expr *x);
static void emit_into(emitter *e, const kp_expr *x, reg_t dst);

/* The value at exactly this scale; constants are simply written so. */
static reg_t emit_at(emitter *e, const kp_expr *x, uint8_t scale)
{
    if (x->op == KP_X_CONST && x->kind == KP_NUM)
        return constant(e, x->value, scale);
    reg_t r = emit(e, x);

    if (x->kind != KP_NUM || e->p->reg[r].scale >= scale)
        return r;
    reg_t wide = take_temp(e, KP_NUM, scale);

    add_step(e, (kp_step){.op = KP_STEP_RESCALE,
                          .dst = wide,
                          .a = r,
                          .imm = (uint32_t)(scale - e->p->reg[r].scale)});
    give_back(e, r);
    return wide;
}

/* Into a register that stands already, at its scale. */
static void emit_copy(emitter *e, const kp_expr *x, reg_t dst)
{
    reg_t r = emit_at(e, x, e->p->reg[dst].scale);

    add_step(e, (kp_step){.op = KP_STEP_MOVE, .dst = dst, .a = r});
    give_back(e, r);
}

static void two_operands(emitter *e, const kp_expr *x, kp_opcode op, reg_t dst,
                         bool aligned)
{
    const kp_expr *left = x->arg[0], *right = x->arg[1];
    uint8_t scale = left->scale > right->scale ? left->scale : right->scale;
    reg_t a = aligned ? emit_at(e, left, scale) : emit(e, left);
    reg_t b = aligned ? emit_at(e, right, scale) : emit(e, right);

    add_step(e, (kp_step){.op = (uint8_t)op, .dst = dst, .a = a, .b = b});
    give_back(e, a);
    give_back(e, b);
}

static void one_operand(emitter *e, const kp_expr *x, kp_opcode op, reg_t dst)
{
    reg_t a = emit(e, x->arg[0]);

    add_step(
        e,
        (kp_step){
            .op = (uint8_t)op, .dst = dst, .a = a, .imm = x->decimals, .aux = x->mode});
    give_back(e, a);
}

/* Dividing by 10, 100, … is a product with 0.1, 0.01, …, which never grows digits. */
static bool point_shift(const kp_expr *divisor, kp_value *factor)
{
    kp_decimal one = kp_dec(1, 0), out;
    kp_i128 coef;

    if (divisor->op != KP_X_CONST || divisor->value.state != KP_VALUE ||
        divisor->kind != KP_NUM)
        return false;
    coef = divisor->value.as.num.coef;
    while (coef > 1 && coef % 10 == 0)
        coef /= 10;
    if (coef != 1 || divisor->value.as.num.scale > 0 ||
        !kp_dec_div(one, divisor->value.as.num, &out))
        return false;
    *factor = kp_value_num(kp_dec_reduce(out));
    return true;
}

static void emit_div(emitter *e, const kp_expr *x, reg_t dst)
{
    kp_value factor;

    if (!point_shift(x->arg[1], &factor)) {
        two_operands(e, x, KP_STEP_DIV, dst, false);
        return;
    }
    reg_t a = emit(e, x->arg[0]);
    reg_t b = constant(e, factor, (uint8_t)factor.as.num.scale);

    add_step(e, (kp_step){.op = KP_STEP_MUL, .dst = dst, .a = a, .b = b});
    give_back(e, a);
}

/* A product below the division stays whole: a * b / c in one step. */
static void emit_divround(emitter *e, const kp_expr *x, reg_t dst)
{
    const kp_expr *top = x->arg[0];
    bool product = top->op == KP_X_MUL;
    reg_t a = emit(e, product ? top->arg[0] : top);
    reg_t b = product ? emit(e, top->arg[1]) : 0;
    reg_t c = emit(e, x->arg[1]);

    if (product)
        add_step(e, (kp_step){.op = KP_STEP_MULDIVROUND,
                              .dst = dst,
                              .a = a,
                              .b = b,
                              .c = c,
                              .imm = x->decimals,
                              .aux = x->mode});
    else
        add_step(e, (kp_step){.op = KP_STEP_DIVROUND,
                              .dst = dst,
                              .a = a,
                              .b = c,
                              .imm = x->decimals,
                              .aux = x->mode});
    give_back(e, a);
    if (product)
        give_back(e, b);
    give_back(e, c);
}

/* ---- branches ---- */

static void enter(emitter *e)
{
    if (++e->depth > e->p->depth)
        e->p->depth = e->depth;
}

static uint32_t open_branch(emitter *e, uint32_t index)
{
    return add_step(e, (kp_step){.op = KP_STEP_BRANCH, .imm = index});
}

static void emit_branch(emitter *e, uint32_t index, const kp_expr *x, reg_t dst)
{
    uint32_t at = open_branch(e, index);

    emit_copy(e, x, dst);
    e->p->step[at].aux = e->p->nsteps;
}

static void forget_calls(emitter *e)
{
    uint32_t n = e->b->scheme->entity[e->entity]->ncalls;

    for (uint32_t k = 0; k < n; k++)
        e->call_done[k] = false;
}

/* Look-ups made inside one branch do not serve the rows of another. */
static void emit_branches(emitter *e, const kp_expr *x, reg_t dst, uint32_t first)
{
    enter(e);
    for (uint32_t k = first; k < x->nargs; k++) {
        forget_calls(e);
        emit_branch(e, k - first, x->arg[k], dst);
    }
    forget_calls(e);
    add_step(e, (kp_step){.op = KP_STEP_END});
    e->depth--;
}

static void emit_if(emitter *e, const kp_expr *x, reg_t dst)
{
    reg_t condition = emit(e, x->arg[0]);

    add_step(e, (kp_step){.op = KP_STEP_SPLIT, .dst = dst, .a = condition});
    give_back(e, condition);
    emit_branches(e, x, dst, 1);
}

static void emit_case(emitter *e, const kp_expr *x, reg_t dst)
{
    reg_t name = emit(e, x->arg[0]);

    e->p->cases = kp_arena_grow(e->b->arena, e->p->cases, &e->case_cap,
                                e->p->ncases + 1, sizeof(kp_case_list));
    e->p->cases[e->p->ncases] = (kp_case_list){x->nargs - 1, x->symbols};
    add_step(
        e, (kp_step){.op = KP_STEP_CASE, .dst = dst, .a = name, .aux = e->p->ncases++});
    give_back(e, name);
    emit_branches(e, x, dst, 1);
}

/* ---- fetches ---- */

static void emit_up(emitter *e, const kp_expr *x, reg_t dst)
{
    e->p->chain = kp_arena_grow(e->b->arena, e->p->chain, &e->chain_cap,
                                e->p->nchains + 1, sizeof(kp_chain));
    e->p->chain[e->p->nchains] = (kp_chain){x->nlinks, x->link};
    add_step(
        e, (kp_step){
               .op = KP_STEP_UP, .dst = dst, .imm = x->field, .aux = e->p->nchains++});
}

static uint32_t emit_arguments(emitter *e, const kp_expr *x, reg_t *args)
{
    for (uint32_t k = 0; k < x->nargs; k++)
        args[k] = emit(e, x->arg[k]);
    uint32_t first = e->nargs;

    if (first + x->nargs > UINT16_MAX)  // a step holds 16 bits of it
        too_large(e);
    e->p->args = kp_arena_grow(e->b->arena, e->p->args, &e->arg_cap,
                               e->nargs + x->nargs + 1, sizeof(uint32_t));
    for (uint32_t k = 0; k < x->nargs; k++)
        e->p->args[e->nargs++] = args[k];
    return first;
}

/* Cut points have fewer decimals than the argument, so that a wide number's side of a
 * cut survives rounding to odd (kernel_fetch.c). */
static bool sticky_is_safe(const kp_dtable *table, const kp_program *p,
                           const reg_t *args)
{
    for (size_t r = 0; r < table->nrules; r++)
        for (size_t k = 0; k < table->ninputs; k++) {
            const kp_accept *accept = &table->rule[r].accept[k];

            for (size_t i = 0; i < accept->nintervals; i++) {
                int32_t low = kp_dec_reduce(accept->interval[i].low.at).scale;
                int32_t high = kp_dec_reduce(accept->interval[i].high.at).scale;

                if (low >= p->reg[args[k]].scale || high >= p->reg[args[k]].scale)
                    return false;
            }
        }
    return true;
}

static void emit_table(emitter *e, const kp_expr *x, reg_t dst)
{
    const kp_dtable *table = e->b->scheme->table[x->target];
    reg_t args[KP_MAX_TABLE_INPUTS];
    uint8_t scales[KP_MAX_TABLE_INPUTS];
    uint32_t first = emit_arguments(e, x, args);

    if (!e->call_done[x->slot]) {
        for (uint32_t k = 0; k < x->nargs; k++)
            scales[k] = e->p->reg[args[k]].scale;
        e->p->lookup = kp_arena_grow(e->b->arena, e->p->lookup, &e->lookup_cap,
                                     e->p->nlookups + 1, sizeof(kp_lookup *));
        e->p->lookup[e->p->nlookups] = kp_lookup_bind(e->b->arena, table, scales);
        add_step(e, (kp_step){.op = KP_STEP_TABLE,
                              .dst = dst,
                              .a = (uint16_t)first,
                              .b = (uint16_t)x->nargs,
                              .c = sticky_is_safe(table, e->p, args),
                              .imm = x->slot,
                              .aux = e->p->nlookups++});
        e->call_done[x->slot] = true;
    }
    add_step(e, (kp_step){.op = KP_STEP_OUTPUT,
                          .dst = dst,
                          .a = (uint16_t)first,
                          .b = (uint16_t)x->nargs,
                          .imm = x->slot,
                          .aux = x->output});
    for (uint32_t k = 0; k < x->nargs; k++)
        give_back(e, args[k]);
}

static void emit_call(emitter *e, const kp_expr *x, uint32_t builtin, reg_t dst)
{
    reg_t args[KP_MAX_CALL_ARGS];
    uint32_t first = emit_arguments(e, x, args);

    add_step(e, (kp_step){.op = KP_STEP_CALL,
                          .dst = dst,
                          .a = (uint16_t)first,
                          .b = (uint16_t)x->nargs,
                          .imm = builtin});
    for (uint32_t k = 0; k < x->nargs; k++)
        give_back(e, args[k]);
}

/* Operators that are one step over their operands, numbers side by side at one scale
 * where the step compares or adds words. */
typedef struct operator_step {
    kp_opcode op;
    uint8_t operands;
    bool aligned;
} operator_step;

static const operator_step operator_steps[KP_X_COUNT] = {
    [KP_X_ADD] = {KP_STEP_ADD, 2, true},
    [KP_X_SUB] = {KP_STEP_SUB, 2, true},
    [KP_X_MUL] = {KP_STEP_MUL, 2, false},
    [KP_X_NEG] = {KP_STEP_NEG, 1, false},
    [KP_X_MIN] = {KP_STEP_MIN, 2, true},
    [KP_X_MAX] = {KP_STEP_MAX, 2, true},
    [KP_X_ROUND] = {KP_STEP_ROUND, 1, false},
    [KP_X_EQ] = {KP_STEP_EQ, 2, true},
    [KP_X_NE] = {KP_STEP_NE, 2, true},
    [KP_X_LT] = {KP_STEP_LT, 2, true},
    [KP_X_LE] = {KP_STEP_LE, 2, true},
    [KP_X_GT] = {KP_STEP_GT, 2, true},
    [KP_X_GE] = {KP_STEP_GE, 2, true},
    [KP_X_AND] = {KP_STEP_AND, 2, false},
    [KP_X_OR] = {KP_STEP_OR, 2, false},
    [KP_X_NOT] = {KP_STEP_NOT, 1, false},
    [KP_X_IS_BLANK] = {KP_STEP_IS_BLANK, 1, false},
};

static void emit_operator(emitter *e, const kp_expr *x, reg_t dst)
{
    const operator_step *step = &operator_steps[x->op];

    assert(step->operands > 0);
    if (step->operands == 1)
        one_operand(e, x, step->op, dst);
    else
        two_operands(e, x, step->op, dst, step->aligned);
}

static void emit_into(emitter *e, const kp_expr *x, reg_t dst)
{
    switch (x->op) {
    case KP_X_CONST:
    case KP_X_FIELD:
        emit_copy(e, x, dst);
        break;
    case KP_X_UP:
        emit_up(e, x, dst);
        break;
    case KP_X_DIV:
        emit_div(e, x, dst);
        break;
    case KP_X_POW:
        emit_call(e, x, (uint32_t)kp_builtin_find(KP_STR("pow")), dst);
        break;
    case KP_X_DIVROUND:
        emit_divround(e, x, dst);
        break;
    case KP_X_IF:
        emit_if(e, x, dst);
        break;
    case KP_X_CASE:
        emit_case(e, x, dst);
        break;
    case KP_X_FUNCTION:
        emit_into(e, x->arg[0], dst);
        break;
    case KP_X_TABLE:
        emit_table(e, x, dst);
        break;
    case KP_X_CALL:
        emit_call(e, x, x->target, dst);
        break;
    default:
        emit_operator(e, x, dst);
        break;
    }
}

/* Constants and fields are registers already; everything else gets a temporary, taken
 * before its operands so that it is none of theirs. */
static reg_t emit(emitter *e, const kp_expr *x)
{
    if (x->op == KP_X_CONST)
        return constant(e, x->value, x->scale);
    if (x->op == KP_X_FIELD)
        return field_register(e, e->b->scheme->field[x->field]);
    if (x->op == KP_X_FUNCTION)
        return emit(e, x->arg[0]);
    reg_t dst = take_temp(e, x->kind, x->scale);

    // Formulas put in place of their calls may multiply: there is an end to it.
    if (e->p->nsteps < MAX_STEPS)
        emit_into(e, x, dst);
    else
        too_large(e);
    return dst;
}

const kp_program *kp__emit(kp_build *b, uint32_t entity, const uint32_t *field,
                           uint32_t nfields)
{
    const kp_entity *of = b->scheme->entity[entity];
    emitter e = {.b = b, .p = KP_NEW(b->arena, kp_program), .entity = entity};

    e.p->entity = entity;
    e.field_reg = KP_NEW_ARRAY(b->arena, of->nfields + 1, uint32_t);
    e.call_done = KP_NEW_ARRAY(b->arena, of->ncalls + 1, bool);
    for (uint32_t k = 0; k < nfields; k++) {
        const kp_field *f = b->scheme->field[field[k]];

        e.field = f->id;
        forget_calls(&e);
        emit_into(&e, f->expr, field_register(&e, f));
    }
    assert(kp_diags_errors(b->diags) || kp_program_is_sound(b->scheme, e.p));
    return e.p;
}
