/* faults_blame.c - the step that failed, its operands, and where they were typed. */
#include "engine/faults_blame.h"

#include "engine/oracle.h"

#define WANTED_ONCE 8  // operands of a check that are named

typedef struct inquiry {
    kp_arena *arena;
    const kp_run *run;
    const kp_field *field;
    size_t row;
    kp_blame *blame;
    kp_buf what;
    bool found;
    bool in_table;  // the place is a row of a table
    size_t ntyped;  // operands that somebody typed
    kp_where typed;
    kp_str typed_text;
    size_t nblanks;  // to blame, and typed nowhere
    size_t nnamed;
    const kp_expr *named[WANTED_ONCE];
    size_t nsteps, steps_cap;
    const kp_expr **passed;  // by step: the operand that a decision handed on, or NULL
} inquiry;

static kp_str kept(kp_arena *arena, kp_buf *buf)
{
    kp_str text = kp_str_copy(arena, kp_buf_view(buf));

    kp_buf_free(buf);
    return text;
}

/* ---- operands ---- */

static bool is_field(const kp_expr *e)
{
    return e->op == KP_X_FIELD || e->op == KP_X_UP;
}

static void put_operand(inquiry *q, const kp_expr *e)
{
    const kp_scheme *scheme = q->run->scheme;

    if (is_field(e)) {
        const kp_field *field = scheme->field[e->field];

        if (e->op == KP_X_UP) {
            kp_buf_str(&q->what, scheme->entity[field->entity]->name);
            kp_buf_char(&q->what, '.');
        }
        kp_buf_str(&q->what, field->name);
        return;
    }
    if (e->op == KP_X_CONST && e->text)
        kp_buf_z(&q->what, e->text);
    else if (e->len)
        kp_buf_str(&q->what, kp_str_slice(q->field->formula, e->at, e->at + e->len));
    else
        kp_buf_str(&q->what, q->field->name);
}

static void put_value(const kp_run *run, const kp_expr *e, kp_value value, kp_buf *out)
{
    int decimals = is_field(e) ? run->scheme->field[e->field]->decimals : -1;

    if (value.state != KP_VALUE)
        kp_buf_z(out, value.state == KP_BLANK ? "（空白）" : "（无）");
    else
        kp_value_print(value, decimals, run->scheme->symbols, out);
}

/* ---- where an operand was typed ---- */

static bool is_typed(const kp_field *field)
{
    return field->source == KP_SOURCE_INPUT || field->source == KP_SOURCE_HISTORY;
}

static kp_where operand_where(const inquiry *q, const kp_expr *e)
{
    size_t row = q->row;

    if (e->op == KP_X_CONST)
        return e->origin;
    if (!is_field(e))
        return KP_NOWHERE;
    const kp_field *field = q->run->scheme->field[e->field];
    if (e->op == KP_X_UP)
        row = kp_run_follow(q->run, row, e->link, e->nlinks);
    if (!is_typed(field) || row == SIZE_MAX)
        return KP_NOWHERE;
    return kp_table_where(q->run->table[field->entity], field->local, row);
}

static void note_place(inquiry *q, const kp_expr *e, kp_value value)
{
    kp_where where = operand_where(q, e);
    kp_buf text;

    if (!where.row) {
        q->nblanks += value.state == KP_BLANK;
        return;
    }
    q->typed = where;
    q->ntyped++;
    q->typed_text = KP_NONE;
    if (value.state == KP_BLANK)
        return;
    kp_buf_init(&text, 1 << 16);
    put_value(q->run, e, value, &text);
    q->typed_text = kept(q->arena, &text);
}

static bool is_told_already(inquiry *q, const kp_expr *e)
{
    for (size_t k = 0; k < q->nnamed; k++)
        if (q->named[k]->op == e->op && q->named[k]->field == e->field && is_field(e))
            return true;
    if (q->nnamed < WANTED_ONCE)
        q->named[q->nnamed++] = e;
    return false;
}

static void name_operand(inquiry *q, const kp_expr *e, kp_value value)
{
    if (is_told_already(q, e))
        return;
    if (q->what.n)
        kp_buf_z(&q->what, "、");
    put_operand(q, e);
    if (q->blame->code != KP5002) {
        kp_buf_z(&q->what, " = ");
        put_value(q->run, e, value, &q->what);
    }
    note_place(q, e, value);
}

/* ---- the step that failed ---- */

static bool is_to_blame(const inquiry *q, const kp_step_note *note, uint32_t k)
{
    if (q->blame->code == KP5002)
        return note->arg[k].state == KP_BLANK;
    if (q->blame->code == KP5001)
        return k == note->nargs - 1;
    return true;
}

static kp_str nearest_method(const inquiry *q)
{
    const kp_scheme *scheme = q->run->scheme;
    size_t n = 0;
    kp_str *names =
        KP_NEW_ARRAY(q->arena, scheme->nfunctions + scheme->ntables + 1, kp_str);

    for (size_t k = 0; k < scheme->nfunctions; k++)
        names[n++] = scheme->function[k].name;
    for (size_t k = 0; k < scheme->ntables; k++)
        if (scheme->table[k])
            names[n++] = scheme->table[k]->name;
    kp_str near = kp_nearest(q->blame->name, names, n);
    // A method that is there lacks something else.
    return kp_str_eq(near, q->blame->name) ? KP_NONE : near;
}

/* Rows 4、6 of the table, and the place of the one that contradicts the first. */
static void note_matches(inquiry *q, const kp_dtable *table, uint32_t hit)
{
    kp_buf rows;

    if (hit >= table->nhits || table->hit_count[hit] < 2)
        return;
    kp_buf_init(&rows, 1 << 16);
    for (uint32_t k = 0; k < table->hit_count[hit]; k++) {
        kp_buf_z(&rows, k ? "、" : "");
        kp_buf_uint(&rows, table->rule[table->hit_rules[hit][k]].row);
    }
    q->blame->more = kept(q->arena, &rows);
    if (q->blame->code != KP5021 && q->blame->code != KP5022)
        return;
    const kp_drule *second = &table->rule[table->hit_rules[hit][1]];
    q->blame->where = table->where;
    q->blame->where.row = second->row;
    q->blame->where.col = second->col;
    q->blame->cell = second->label;
    q->in_table = true;
}

static void note_step(inquiry *q, const kp_step_note *note)
{
    const kp_scheme *scheme = q->run->scheme;

    if (note->expr->op == KP_X_TABLE) {
        q->blame->name = scheme->table[note->expr->target]->name;
        note_matches(q, scheme->table[note->expr->target], note->hit);
    }
    if (q->blame->code == KP5004 && note->nargs > 0 && note->arg[0].state == KP_VALUE) {
        q->blame->name = kp_symbol_text(scheme->symbols, note->arg[0].as.symbol);
        q->blame->more = nearest_method(q);
    }
    if (q->in_table)
        return;
    q->blame->where = q->field->formula_where;
    q->blame->where.span_at = note->expr->at;
    q->blame->where.span_len = note->expr->len;
    q->blame->cell = q->field->formula;
}

/* The operand behind any decisions: of "if a then b else c" what was taken. */
static const kp_expr *behind_decisions(const inquiry *q, const kp_step_note *note,
                                       uint32_t k)
{
    int32_t from = note->from[k];
    bool passed = from >= 0 && (size_t)from < q->nsteps && q->passed[from];

    return passed ? q->passed[from] : note->arg_expr[k];
}

static void remember_step(inquiry *q, const kp_step_note *note)
{
    bool decision =
        (note->expr->op == KP_X_IF || note->expr->op == KP_X_CASE) && note->nargs == 2;

    q->passed = kp_arena_grow(q->arena, q->passed, &q->steps_cap, q->nsteps + 1,
                              sizeof(const kp_expr *));
    q->passed[q->nsteps] = decision ? behind_decisions(q, note, 1) : NULL;
    q->nsteps++;
}

static void record_failure(void *user, const kp_step_note *note)
{
    inquiry *q = user;

    remember_step(q, note);
    if (q->found || note->result.state != KP_ERROR ||
        note->result.as.fault.field != q->field->id)
        return;
    q->found = true;
    note_step(q, note);
    for (uint32_t k = 0; k < note->nargs; k++)
        if (is_to_blame(q, note, k))
            name_operand(q, behind_decisions(q, note, k), note->arg[k]);
}

/* The row's own line in its fullest sheet. */
static kp_where key_where(const inquiry *q)
{
    const kp_table *table = q->run->table[q->field->entity];
    kp_field *const *fields = q->run->scheme->field;
    uint32_t key = fields[table->entity->key[0]]->local;
    size_t most = 0;
    kp_where where = {0};

    for (size_t o = 0; o < table->norigins; o++) {
        const kp_table_origin *origin = &table->origin[o];
        size_t ncols = 0;

        if (!origin->row_at[q->row] || !origin->col_of[key])
            continue;
        for (size_t k = 0; k < table->entity->nfields; k++)
            ncols += origin->col_of[k] != 0 &&
                     fields[table->entity->field[k]]->source == KP_SOURCE_INPUT;
        if (ncols <= most)
            continue;
        most = ncols;
        where = (kp_where){.file = origin->file,
                           .sheet = origin->sheet,
                           .row = origin->row_at[q->row],
                           .col = origin->col_of[key]};
    }
    return where;
}

static void settle_place(inquiry *q)
{
    const kp_table *table = q->run->table[q->field->entity];

    if (q->in_table)
        return;
    if (q->ntyped == 1) {
        q->blame->where = q->typed;
        q->blame->cell = q->typed_text;
        return;
    }
    // What was calculated from elsewhere is the formula's business.
    if (q->ntyped == 0 && q->nblanks == 0)
        return;
    kp_where where = key_where(q);
    if (!where.row)
        return;
    q->blame->where = where;
    q->blame->cell = kp_symbol_text(q->run->scheme->symbols, table->key[q->row]);
}

static inquiry open_inquiry(kp_arena *arena, const kp_run *run, const kp_field *field,
                            size_t row, kp_blame *blame)
{
    inquiry q = {
        .arena = arena, .run = run, .field = field, .row = row, .blame = blame};

    kp_buf_init(&q.what, 1 << 16);
    return q;
}

kp_blame kp__blame_row(kp_arena *arena, const kp_run *run, const kp_field *field,
                       size_t row, kp_code code)
{
    kp_blame blame = {.code = code, .name = field->name};
    inquiry q = open_inquiry(arena, run, field, row, &blame);

    if (field->source == KP_SOURCE_SCALAR && field->expr)
        (void)kp_oracle_field(run, field, row, record_failure, &q);
    if (q.found) {
        settle_place(&q);
    } else {
        blame.where = field->formula_where;
        blame.cell = field->formula;
    }
    blame.what = kept(arena, &q.what);
    return blame;
}

/* ---- checks ---- */

static void record_comparison(void *user, const kp_step_note *note)
{
    inquiry *q = user;

    if (note->expr->op < KP_X_EQ || note->expr->op > KP_X_GE ||
        note->result.state != KP_VALUE || note->result.as.flag)
        return;
    for (uint32_t k = 0; k < note->nargs; k++) {
        const kp_expr *e = note->arg_expr[k];
        bool literal = e->op == KP_X_CONST && !e->origin.row;

        if (!literal)
            name_operand(q, e, note->arg[k]);
    }
}

kp_blame kp__blame_check(kp_arena *arena, const kp_run *run, const kp_field *field,
                         size_t row)
{
    kp_blame blame = {.code = KP5030};
    inquiry q = open_inquiry(arena, run, field, row, &blame);

    if (field->source == KP_SOURCE_SCALAR && field->expr)
        (void)kp_oracle_field(run, field, row, record_comparison, &q);
    if (q.ntyped == 1) {
        blame.where = q.typed;
        blame.cell = q.typed_text;
    }
    blame.what = kept(arena, &q.what);
    return blame;
}
