/* faults.c - from error cells to sentences with a place and a name. */
#include "engine/faults.h"

#include "engine/oracle.h"

static void put_name(kp_buf *out, const kp_run *run, const kp_entity *entity, size_t row)
{
    const kp_table *table = run->table[entity->id];

    kp_buf_str(out, entity->name);
    if (row < table->n) {
        kp_buf_char(out, ' ');
        kp_buf_str(out, kp_symbol_text(run->scheme->symbols, table->key[row]));
    }
}

/* ---- which operand is to blame ---- */

typedef struct blame {
    const kp_run *run;
    const kp_field *field;
    size_t row;
    kp_code code;
    kp_buf *out;
    bool found;
} blame;

static void put_operand(const blame *b, const kp_expr *e)
{
    const kp_scheme *scheme = b->run->scheme;

    if (e->op == KP_X_FIELD || e->op == KP_X_UP) {
        const kp_field *field = scheme->field[e->field];

        if (e->op == KP_X_UP) {
            kp_buf_str(b->out, scheme->entity[field->entity]->name);
            kp_buf_char(b->out, '.');
        }
        kp_buf_str(b->out, field->name);
        return;
    }
    if (e->op == KP_X_CONST && e->text)
        kp_buf_z(b->out, e->text);
    else if (e->len)
        kp_buf_str(b->out, kp_str_slice(b->field->formula, e->at, e->at + e->len));
    else
        kp_buf_str(b->out, b->field->name);
}

static void put_value(const blame *b, kp_value value)
{
    char date[KP_DATE_TEXT];

    if (value.state != KP_VALUE) {
        kp_buf_z(b->out, value.state == KP_BLANK ? "（空白）" : "（无）");
        return;
    }
    switch (value.kind) {
    case KP_NUM:
        kp_dec_print(value.as.num, -1, b->out);
        break;
    case KP_TEXT:
        kp_buf_str(b->out, kp_symbol_text(b->run->scheme->symbols, value.as.symbol));
        break;
    case KP_DATE:
        kp_date_print(value.as.date, date);
        kp_buf_z(b->out, date);
        break;
    case KP_BOOL:
        kp_buf_z(b->out, value.as.flag ? "是" : "否");
        break;
    case KP_LINK:
        break;
    }
}

static bool is_to_blame(const blame *b, const kp_step_note *note, uint32_t k)
{
    if (b->code == KP5002)
        return note->arg[k].state == KP_BLANK;
    if (b->code == KP5001)
        return k == note->nargs - 1;
    return true;
}

static void blame_step(void *user, const kp_step_note *note)
{
    blame *b = user;
    bool first = true;

    if (b->found || note->result.state != KP_ERROR ||
        note->result.as.fault.field != b->field->id)
        return;
    b->found = true;
    for (uint32_t k = 0; k < note->nargs; k++) {
        if (!is_to_blame(b, note, k))
            continue;
        if (!first)
            kp_buf_z(b->out, "、");
        put_operand(b, note->arg_expr[k]);
        if (b->code != KP5002) {
            kp_buf_z(b->out, " = ");
            put_value(b, note->arg[k]);
        }
        first = false;
    }
}

/* ---- reporting ---- */

static void tell_fault(const kp_run *run, const kp_field *field, size_t row, kp_fault fault,
                       kp_diags *diags)
{
    kp_buf what, who;
    blame b = {run, field, row, fault.code, &what, false};

    kp_buf_init(&what, 8192);
    kp_buf_init(&who, 4096);
    put_name(&who, run, run->scheme->entity[field->entity], row);
    if (field->source == KP_SOURCE_SCALAR && field->expr)
        (void)kp_oracle_field(run, field, row, blame_step, &b);
    if (!b.found)
        kp_buf_str(&what, field->name);
    kp_buf_z(&what, "（");
    kp_buf_str(&what, kp_buf_view(&who));
    kp_buf_z(&what, "，");
    kp_buf_str(&what, field->name);
    kp_buf_z(&what, "）");
    kp_fail(diags, fault.code, field->formula_where, field->formula, kp_buf_view(&what),
            field->name, kp_buf_view(&who));
    kp_buf_free(&what);
    kp_buf_free(&who);
}

static void tell_column(const kp_run *run, const kp_field *field, kp_diags *diags)
{
    const kp_column *column = &run->table[field->entity]->column[field->local];

    for (size_t row = 0; column->state && row < column->n; row++) {
        if (column->state[row] != KP_ERROR)
            continue;
        kp_fault fault = kp_fault_unpack(column->v[row]);

        // Input faults were told by the loader, at their cells.
        if (fault.field == field->id && fault.row == row &&
            field->source != KP_SOURCE_INPUT && field->source != KP_SOURCE_HISTORY)
            tell_fault(run, field, row, fault, diags);
    }
}

/* A pool that nobody shares has no row to carry its fault. */
static void tell_pool(const kp_run *run, const kp_pool_proof *proof, kp_diags *diags)
{
    const kp_field *field = run->scheme->field[proof->field];
    kp_buf what;

    if (proof->problem == KP_CODE_NONE || proof->heads > 0)
        return;
    kp_buf_init(&what, 4096);
    if (proof->group_entity != UINT32_MAX)
        put_name(&what, run, run->scheme->entity[proof->group_entity], proof->group_row);
    kp_buf_z(&what, " ");
    kp_dec_print(proof->budget, -1, &what);
    kp_fail(diags, proof->problem, field->formula_where, field->formula, kp_buf_view(&what),
            field->name, KP_NONE);
    kp_buf_free(&what);
}

static void tell_check(const kp_run *run, const kp_check *check, kp_diags *diags)
{
    const kp_field *field = run->scheme->field[check->field];
    const kp_table *table = run->table[field->entity];
    kp_code code = check->severity == KP_WARNING ? KP5031 : KP5030;

    for (size_t row = 0; row < table->n; row++) {
        kp_value value = kp_run_value(run, field->id, row);
        kp_buf who;

        if (value.state == KP_ERROR || (value.state == KP_VALUE && value.as.flag))
            continue;
        if (value.state == KP_ABSENT)
            continue;
        kp_buf_init(&who, 4096);
        put_name(&who, run, run->scheme->entity[field->entity], row);
        kp_fail(diags, code, check->where, field->formula, check->name, kp_buf_view(&who),
                check->message);
        kp_buf_free(&who);
    }
}

void kp_run_faults(const kp_run *run, kp_diags *diags)
{
    const kp_scheme *scheme = run->scheme;

    for (size_t id = 0; id < scheme->nfields; id++)
        tell_column(run, scheme->field[id], diags);
    for (size_t k = 0; k < run->nproofs; k++)
        tell_pool(run, &run->proof[k], diags);
    for (size_t k = 0; k < scheme->nchecks; k++)
        tell_check(run, &scheme->check[k], diags);
}
