/* oracle.c - the plain evaluator: walk the tree of one field in one row. */
#include "engine/oracle.h"

#include "engine/builtin.h"

typedef struct walk {
    const kp_run *run;
    const kp_field *field;
    size_t row;
    kp_recorder *record;
    void *user;
    int32_t nsteps;
} walk;

/* A value and the step it came from, -1 when it was read. */
typedef struct found {
    kp_value value;
    int32_t step;
} found;

static found eval(walk *w, const kp_expr *e);

static kp_value fault_here(const walk *w, kp_kind kind, kp_code code)
{
    return kp_value_error(kind, (kp_fault){code, w->field->id, (uint32_t)w->row});
}

static found note_from(walk *w, const kp_expr *e, const kp_expr *const *arg_expr,
                       const found *arg, uint32_t n, kp_value result, uint32_t hit)
{
    kp_value value[KP_MAX_CALL_ARGS];
    int32_t from[KP_MAX_CALL_ARGS];

    result.kind = e->kind;
    if (!w->record)
        return (found){result, -1};
    for (uint32_t k = 0; k < n; k++) {
        value[k] = arg[k].value;
        from[k] = arg[k].step;
    }
    kp_step_note step = {e, n, value, arg_expr, from, result, hit};

    w->record(w->user, &step);
    return (found){result, w->nsteps++};
}

static found note(walk *w, const kp_expr *e, const found *arg, uint32_t n, kp_value result,
                  uint32_t hit)
{
    return note_from(w, e, e->arg, arg, n, result, hit);
}

/* The worst of the operands without a value: error, then blank (a fault that begins
 * here), then absent. */
static bool missing(const walk *w, const found *arg, uint32_t n, kp_kind kind,
                    kp_value *out)
{
    const kp_value *blank = NULL, *absent = NULL;

    for (uint32_t k = 0; k < n; k++) {
        const kp_value *v = &arg[k].value;

        if (v->state == KP_ERROR) {
            *out = *v;
            out->kind = kind;
            return true;
        }
        if (v->state == KP_BLANK)
            blank = v;
        if (v->state == KP_ABSENT)
            absent = v;
    }
    if (blank)
        *out = fault_here(w, kind, KP5002);
    else if (absent)
        *out = kp_value_none(kind, KP_ABSENT);
    return blank || absent;
}

static kp_value arithmetic(const walk *w, const kp_expr *e, kp_decimal a, kp_decimal b)
{
    kp_decimal out = a;
    bool good = true;

    switch (e->op) {
    case KP_X_ADD:
        good = kp_dec_add(a, b, &out);
        break;
    case KP_X_SUB:
        good = kp_dec_sub(a, b, &out);
        break;
    case KP_X_MUL:
        good = kp_dec_mul(a, b, &out);
        break;
    case KP_X_MIN:
        out = kp_dec_cmp(a, b) <= 0 ? a : b;
        break;
    case KP_X_MAX:
        out = kp_dec_cmp(a, b) >= 0 ? a : b;
        break;
    case KP_X_POW:
        good = kp_dec_pow(a, b, &out);
        break;
    case KP_X_NEG:
        out = kp_dec_neg(a);
        break;
    case KP_X_ROUND:
        good = kp_dec_round(a, e->decimals, (kp_rounding)e->mode, &out);
        break;
    case KP_X_DIV:
    case KP_X_DIVROUND:
        if (kp_dec_sign(b) == 0)
            return fault_here(w, KP_NUM, KP5001);
        good = e->op == KP_X_DIV
                   ? kp_dec_div(a, b, &out)
                   : kp_dec_div_round(a, b, e->decimals, (kp_rounding)e->mode, &out);
        break;
    default:
        good = false;
        break;
    }
    return good ? kp_value_num(out) : fault_here(w, KP_NUM, KP5003);
}

static int order_of(const walk *w, const kp_value *a, const kp_value *b)
{
    const kp_symbols *symbols = w->run->scheme->symbols;

    switch (a->kind) {
    case KP_NUM:
        return kp_dec_cmp(a->as.num, b->as.num);
    case KP_TEXT:
        return kp_str_cmp(kp_symbol_text(symbols, a->as.symbol),
                          kp_symbol_text(symbols, b->as.symbol));
    case KP_DATE:
        return (a->as.date > b->as.date) - (a->as.date < b->as.date);
    case KP_BOOL:
        return (int)a->as.flag - (int)b->as.flag;
    case KP_LINK:
        return (a->as.row > b->as.row) - (a->as.row < b->as.row);
    }
    return 0;
}

static bool relation_holds(kp_expr_op op, int order)
{
    switch (op) {
    case KP_X_EQ:
        return order == 0;
    case KP_X_NE:
        return order != 0;
    case KP_X_LT:
        return order < 0;
    case KP_X_LE:
        return order <= 0;
    case KP_X_GT:
        return order > 0;
    case KP_X_GE:
        return order >= 0;
    default:
        return false;
    }
}

static kp_value relation(const walk *w, const kp_expr *e, const found *arg)
{
    kp_state a = arg[0].value.state, b = arg[1].value.state;
    bool equality = e->op == KP_X_EQ || e->op == KP_X_NE;
    bool settled = (a == KP_BLANK && (b == KP_BLANK || b == KP_VALUE)) ||
                   (b == KP_BLANK && a == KP_VALUE);
    kp_value result;

    if (equality && settled)
        return kp_value_bool((a == b) == (e->op == KP_X_EQ));
    if (missing(w, arg, 2, KP_BOOL, &result))
        return result;
    return kp_value_bool(relation_holds(e->op, order_of(w, &arg[0].value, &arg[1].value)));
}

static kp_value connective(const walk *w, const kp_expr *e, const found *arg)
{
    bool deciding = e->op == KP_X_OR;
    kp_value result;

    for (int k = 0; k < 2; k++)
        if (arg[k].value.state == KP_VALUE && arg[k].value.as.flag == deciding)
            return kp_value_bool(deciding);
    if (missing(w, arg, 2, KP_BOOL, &result))
        return result;
    return kp_value_bool(!deciding);
}

static found eval_operation(walk *w, const kp_expr *e)
{
    found arg[2] = {{.step = -1}, {.step = -1}};
    kp_value result;

    for (uint32_t k = 0; k < e->nargs; k++)
        arg[k] = eval(w, e->arg[k]);
    if (e->op >= KP_X_EQ && e->op <= KP_X_GE)
        result = relation(w, e, arg);
    else if (e->op == KP_X_AND || e->op == KP_X_OR)
        result = connective(w, e, arg);
    else if (e->op == KP_X_IS_BLANK && arg[0].value.state != KP_ERROR)
        result = kp_value_bool(arg[0].value.state == KP_BLANK);
    else if (missing(w, arg, e->nargs, e->kind, &result))
        ;
    else if (e->op == KP_X_NOT)
        result = kp_value_bool(!arg[0].value.as.flag);
    else
        result = arithmetic(w, e, arg[0].value.as.num, arg[e->nargs - 1].value.as.num);
    return note(w, e, arg, e->nargs, result, 0);
}

/* A decision is an operation too: its operands are what decided and the branch taken. */
static found decide(walk *w, const kp_expr *e, found by, const kp_expr *taken)
{
    found arg[2] = {by, eval(w, taken)};
    const kp_expr *const from[2] = {e->arg[0], taken};

    return note_from(w, e, from, arg, 2, arg[1].value, 0);
}

static found eval_if(walk *w, const kp_expr *e)
{
    found condition = eval(w, e->arg[0]);
    kp_value result;

    if (missing(w, &condition, 1, e->kind, &result))
        return note(w, e, &condition, 1, result, 0);
    return decide(w, e, condition, e->arg[condition.value.as.flag ? 1 : 2]);
}

static found eval_case(walk *w, const kp_expr *e)
{
    found name = eval(w, e->arg[0]);
    kp_value result;

    if (missing(w, &name, 1, e->kind, &result))
        return note(w, e, &name, 1, result, 0);
    for (uint32_t k = 1; k < e->nargs; k++)
        if (e->symbols[k - 1] == name.value.as.symbol)
            return decide(w, e, name, e->arg[k]);
    return note(w, e, &name, 1, fault_here(w, e->kind, KP5004), 0);
}

static found eval_table(walk *w, const kp_expr *e)
{
    const kp_dtable *table = w->run->scheme->table[e->target];
    found arg[KP_MAX_TABLE_INPUTS], strict[KP_MAX_TABLE_INPUTS];
    kp_value value[KP_MAX_TABLE_INPUTS], result;
    uint32_t nstrict = 0, hit;
    kp_code code;

    for (uint32_t k = 0; k < e->nargs; k++) {
        arg[k] = eval(w, e->arg[k]);
        value[k] = arg[k].value;
        if (value[k].state == KP_ERROR || value[k].state == KP_ABSENT)
            strict[nstrict++] = arg[k];
    }
    hit = kp_dtable_find(table, w->run->scheme->symbols, value);
    code = kp_dtable_hit_error(table, hit);
    if (missing(w, strict, nstrict, e->kind, &result))
        return note(w, e, arg, e->nargs, result, hit);
    if (code == KP_CODE_NONE) {
        // An answer that the table cannot give (several rows for C) is this row's fault.
        result = kp_dtable_output(table, e->output, hit);
        code = result.state == KP_ERROR ? result.as.fault.code : KP_CODE_NONE;
    }
    if (code != KP_CODE_NONE)
        result = fault_here(w, e->kind, code);
    return note(w, e, arg, e->nargs, result, hit);
}

static found eval_call(walk *w, const kp_expr *e)
{
    const kp_builtin *builtin = &kp_builtins[e->target];
    found arg[KP_MAX_CALL_ARGS], strict[KP_MAX_CALL_ARGS];
    kp_value value[KP_MAX_CALL_ARGS], result;
    uint32_t nstrict = 0;

    for (uint32_t k = 0; k < e->nargs; k++) {
        arg[k] = eval(w, e->arg[k]);
        value[k] = arg[k].value;
        if (!(kp_builtin_takes_blank(builtin, k) && value[k].state == KP_BLANK))
            strict[nstrict++] = arg[k];
    }
    if (!missing(w, strict, nstrict, e->kind, &result)) {
        kp_fault fault = {KP_CODE_NONE, w->field->id, (uint32_t)w->row};
        kp_builtin_call call = {w->run->scheme->symbols, w->run->arena, fault};

        result = kp_builtin_apply(&call, builtin, value, e->nargs, e->kind);
    }
    return note(w, e, arg, e->nargs, result, 0);
}

static kp_value up(const walk *w, const kp_expr *e)
{
    size_t row = w->row;

    for (uint32_t k = 0; k < e->nlinks; k++) {
        kp_value link = kp_run_value(w->run, e->link[k], row);

        if (!KP_HAS_VALUE(link.state)) {
            link.kind = e->kind;
            return link;
        }
        row = link.as.row;
    }
    return kp_run_value(w->run, e->field, row);
}

static found eval(walk *w, const kp_expr *e)
{
    switch (e->op) {
    case KP_X_CONST:
        return (found){e->value, -1};
    case KP_X_FIELD:
        return (found){kp_run_value(w->run, e->field, w->row), -1};
    case KP_X_UP:
        return (found){up(w, e), -1};
    case KP_X_IF:
        return eval_if(w, e);
    case KP_X_CASE:
        return eval_case(w, e);
    case KP_X_FUNCTION:
        return eval(w, e->arg[0]);
    case KP_X_TABLE:
        return eval_table(w, e);
    case KP_X_CALL:
        return eval_call(w, e);
    default:
        return eval_operation(w, e);
    }
}

kp_value kp_oracle_field(const kp_run *run, const kp_field *field, size_t row,
                         kp_recorder *record, void *user)
{
    walk w = {run, field, row, record, user, 0};
    kp_value value = eval(&w, field->expr).value;

    value.kind = field->kind;
    return value;
}
