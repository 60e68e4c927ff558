/* block_step.c - the steps of a formula, as the plain evaluator tells them.
 *
 *   S  n  op  result  (value reference)…  what else the operation needs
 *
 *   round, divround   … digits, mode          table   name, output, ninputs, (value
 * ref)…, call              name, (value ref)…               nhits, (rule, cell,
 * clause)… if, case          what decided, the branch taken copy              the
 * formula is a single name
 *
 * Results have the shortest spelling, but those of roundings the digits rounded to.
 */
#include "engine/builtin.h"
#include "engine/oracle.h"
#include "io/log/block.h"

void kp__log_begin_step(kp__log_writer *w)
{
    KP__LOG_PUT(w->out, "S\t");
    kp__log_uint(w->out, w->nsteps++);
    kp__log_char(w->out, '\t');
}

static uint32_t link_entity_of(const kp__log_writer *w, const kp_expr *expr)
{
    while (expr && expr->kind == KP_LINK) {
        if (expr->op == KP_X_FIELD || expr->op == KP_X_UP)
            return w->run->scheme->field[expr->field]->link_entity;
        expr = expr->nargs ? expr->arg[expr->nargs - 1] : NULL;
    }
    return KP__LOG_NONE;
}

/* A named formula is its body: what the body reads is what the formula reads. */
static const kp_expr *body_of(const kp_expr *expr)
{
    while (expr && expr->op == KP_X_FUNCTION)
        expr = expr->arg[0];
    return expr;
}

static int digits_of_result(const kp_expr *expr)
{
    return expr->op == KP_X_ROUND || expr->op == KP_X_DIVROUND ? expr->decimals : -1;
}

static void put_leaf_ref(kp__log_writer *w, const kp_expr *leaf)
{
    leaf = body_of(leaf);
    if (leaf && leaf->op == KP_X_FIELD) {
        kp__log_str(w->out, w->plan->field[leaf->field].ref);
        return;
    }
    if (leaf && leaf->op == KP_X_UP) {
        kp__log_field_ref(w, leaf->field,
                          kp_run_follow(w->run, w->row, leaf->link, leaf->nlinks));
        return;
    }
    // A parameter stands in a cell of its own; other constants stand in the formula.
    kp__log_char(w->out, leaf && leaf->origin.row ? '$' : '=');
    if (leaf && leaf->text)
        kp__log_trimmed(w->out, kp_str_of(leaf->text));
}

static int digits_of_leaf(const kp__log_writer *w, const kp_expr *leaf)
{
    leaf = body_of(leaf);
    if (leaf && (leaf->op == KP_X_FIELD || leaf->op == KP_X_UP))
        return w->plan->field[leaf->field].decimals;
    return -1;
}

static void put_operand(kp__log_writer *w, kp_value value, const kp_expr *expr,
                        int32_t from)
{
    bool is_step = from >= 0 && (size_t)from < w->digits.n;
    int digits = is_step ? (signed char)w->digits.p[from] : digits_of_leaf(w, expr);

    kp__log_char(w->out, '\t');
    kp__log_value(w, value, digits, link_entity_of(w, expr));
    kp__log_char(w->out, '\t');
    if (is_step) {
        kp__log_char(w->out, '#');
        kp__log_uint(w->out, (uint64_t)from);
    } else {
        put_leaf_ref(w, expr);
    }
}

static void put_operands(kp__log_writer *w, const kp_step_note *note)
{
    for (uint32_t i = 0; i < note->nargs; i++)
        put_operand(w, note->arg[i], note->arg_expr[i], note->from[i]);
}

static void put_column(kp__log_writer *w, kp_str text)
{
    kp__log_char(w->out, '\t');
    kp__log_free(w->out, text);
}

static void put_count(kp__log_writer *w, uint64_t n)
{
    kp__log_char(w->out, '\t');
    kp__log_uint(w->out, n);
}

/* A table's row in a cell: cross tables know theirs, others show it in the output's
 * column. */
static void put_rule(kp__log_writer *w, const kp_dtable *table, uint32_t output,
                     uint32_t at)
{
    const kp_drule *rule = &table->rule[at];
    uint32_t col = rule->col ? rule->col : table->output[output].col;

    put_column(w, rule->label);
    kp__log_char(w->out, '\t');
    if (rule->row && col)
        kp__log_a1(w->out, col, rule->row);
    else
        kp__log_char(w->out, '-');
    put_column(w, rule->clause);
}

static void put_table(kp__log_writer *w, const kp_step_note *note)
{
    const kp_expr *expr = note->expr;
    const kp_dtable *table = w->run->scheme->table[expr->target];
    uint32_t nhits = note->hit < table->nhits ? table->hit_count[note->hit] : 0;

    put_column(w, table->name);
    put_column(w, table->output[expr->output].name);
    put_count(w, note->nargs);
    put_operands(w, note);
    put_count(w, nhits);
    for (uint32_t i = 0; i < nhits; i++)
        put_rule(w, table, expr->output, table->hit_rules[note->hit][i]);
}

static void put_rounding(kp__log_writer *w, const kp_expr *expr)
{
    const char *mode = kp__log_mode_name((kp_rounding)expr->mode);

    put_count(w, expr->decimals);
    kp__log_char(w->out, '\t');
    kp__log_put(w->out, mode, strlen(mode));
}

static void record(void *user, const kp_step_note *note)
{
    kp__log_writer *w = user;
    const kp_expr *expr = note->expr;
    const char *name = kp_expr_op_name(expr->op);
    int digits = KP_HAS_VALUE(note->result.state) ? digits_of_result(expr) : -1;

    kp__log_begin_step(w);
    kp__log_put(w->out, name, strlen(name));
    kp__log_char(w->out, '\t');
    kp__log_value(w, note->result, digits, link_entity_of(w, expr));
    kp_buf_char(&w->digits, (char)digits);
    if (expr->op == KP_X_CALL)
        put_column(w, kp_str_of(kp_builtins[expr->target].id));
    if (expr->op == KP_X_TABLE)
        put_table(w, note);
    else
        put_operands(w, note);
    if (expr->op == KP_X_ROUND || expr->op == KP_X_DIVROUND)
        put_rounding(w, expr);
    kp__log_char(w->out, '\n');
}

void kp__log_scalar(kp__log_writer *w)
{
    const kp_field *field = w->field->field;
    kp_value value;

    kp_buf_clear(&w->digits);
    value = kp_oracle_field(w->run, field, w->row, record, w);
    if (w->nsteps == 0) {
        kp__log_begin_step(w);
        KP__LOG_PUT(w->out, "copy\t");
        kp__log_value(w, value, digits_of_leaf(w, field->expr),
                      link_entity_of(w, field->expr));
        put_operand(w, value, field->expr, -1);
        kp__log_char(w->out, '\n');
    }
    if (!w->fault && !kp_value_same(value, kp_run_value(w->run, field->id, w->row)))
        w->fault = KP__LOG_DIFFERS;
}
