/* faults.c - from error cells to sentences with a place and a name.
 *
 * Rows that failed for the same reason (the same step, the same operands) are one fault
 * that names them all: a row missing from a table must not fill pages.  Blanks are told
 * one by one, since each has a cell to be filled.
 */
#include "engine/faults.h"

#include "engine/faults_blame.h"
#include "engine/faults_needed.h"

#define NAMED_ROWS 5  // of those that failed alike

typedef struct group {
    kp_blame blame;  // of the first row; its texts live in the arena
    size_t n;        // rows
    size_t row[NAMED_ROWS];
} group;

/* The faults of one field. */
typedef struct teller {
    const kp_run *run;
    const kp_field *field;
    kp_arena *arena;
    kp_map known;  // what went wrong: index of its group
    size_t n, cap;
    group *group;
} teller;

static bool is_told_once_per_pool(const kp_field *field, kp_code code)
{
    return field->source == KP_SOURCE_ALLOCATE &&
           (code == KP5003 || code == KP5010 || code == KP5011 || code == KP5013 ||
            code == KP5015);
}

static kp_str kept(kp_arena *arena, kp_buf *buf)
{
    kp_str text = kp_str_copy(arena, kp_buf_view(buf));

    kp_buf_free(buf);
    return text;
}

static kp_str key_text(const kp_run *run, const kp_entity *entity, size_t row)
{
    const kp_table *table = run->table[entity->id];

    return row < table->n ? kp_symbol_text(run->scheme->symbols, table->key[row])
                          : KP_NONE;
}

static kp_str reason(teller *t, const kp_blame *blame, size_t row)
{
    kp_buf key;

    kp_buf_init(&key, 1 << 16);
    kp_buf_z(&key, kp_code_name(blame->code));
    kp_buf_char(&key, ' ');
    kp_buf_str(&key, blame->what);
    if (blame->code == KP5002)
        kp_buf_uint(&key, row);
    return kept(t->arena, &key);
}

static void add_fault(teller *t, size_t row, kp_code code)
{
    kp_blame blame = kp__blame_row(t->arena, t->run, t->field, row, code);
    size_t at;

    if (!kp_map_put(&t->known, reason(t, &blame, row), t->n, &at)) {
        group *g = &t->group[at];

        if (g->n < NAMED_ROWS)
            g->row[g->n] = row;
        g->n++;
        return;
    }
    t->group = kp_arena_grow(t->arena, t->group, &t->cap, t->n + 1, sizeof(group));
    t->group[t->n++] = (group){.blame = blame, .n = 1, .row = {row}};
}

/* 员工 S02、S05 系数: whose value of which field. */
static void put_whose(const teller *t, const group *g, kp_buf *out)
{
    const kp_entity *entity = t->run->scheme->entity[t->field->entity];

    kp_buf_str(out, entity->name);
    for (size_t k = 0; k < g->n && k < NAMED_ROWS; k++) {
        kp_buf_z(out, k ? "、" : " ");
        kp_buf_str(out, key_text(t->run, entity, g->row[k]));
    }
    if (g->n > NAMED_ROWS) {
        kp_buf_z(out, "…(");
        kp_buf_uint(out, g->n);
        kp_buf_char(out, ')');
    }
    kp_buf_char(out, ' ');
    kp_buf_str(out, t->field->name);
}

static void tell_group(const teller *t, const group *g, kp_diags *diags)
{
    const kp_blame *blame = &g->blame;
    kp_buf what;

    kp_buf_init(&what, 1 << 16);
    kp_buf_str(&what, blame->what);
    kp_buf_z(&what, blame->what.n ? "（" : "");
    put_whose(t, g, &what);
    kp_buf_z(&what, blame->what.n ? "）" : "");
    kp_fail(diags, blame->code, blame->where, blame->cell, kp_buf_view(&what),
            blame->name, blame->more);
    kp_buf_free(&what);
}

static void tell_column(kp_arena *arena, const kp_run *run, const kp_field *field,
                        kp_needed *needed, kp_diags *diags)
{
    const kp_column *column = &run->table[field->entity]->column[field->local];
    teller t = {.run = run, .field = field, .arena = arena};

    // Input faults were told by the loader, at their cells.
    if (!column->state || field->source == KP_SOURCE_INPUT ||
        field->source == KP_SOURCE_HISTORY)
        return;
    kp_map_init(&t.known, arena);
    for (size_t row = 0; row < column->n; row++) {
        if (column->state[row] != KP_ERROR)
            continue;
        kp_fault fault = kp_fault_unpack(column->v[row]);

        if (fault.field == field->id && fault.row == row &&
            !is_told_once_per_pool(field, fault.code) &&
            kp__is_needed(needed, field, row))
            add_fault(&t, row, fault.code);
    }
    for (size_t k = 0; k < t.n; k++)
        tell_group(&t, &t.group[k], diags);
}

/* ---- pools ---- */

static void put_budget(const kp_run *run, const kp_pool_proof *proof, kp_buf *out)
{
    const kp_field *field = run->scheme->field[proof->field];
    int decimals = run->scheme->field[field->group->pool]->decimals;
    kp_i128 whole;

    if (decimals >= 0 && !kp_dec_to_i128(proof->budget, decimals, &whole))
        decimals = -1;
    kp_dec_print(proof->budget, decimals, out);
}

static void put_pool(const kp_run *run, const kp_pool_proof *proof, kp_buf *out)
{
    const kp_scheme *scheme = run->scheme;
    const kp_field *field = scheme->field[proof->field];

    if (proof->group_entity != UINT32_MAX) {
        const kp_entity *entity = scheme->entity[proof->group_entity];

        kp_buf_str(out, entity->name);
        kp_buf_char(out, ' ');
        kp_buf_str(out, key_text(run, entity, proof->group_row));
        kp_buf_char(out, ' ');
    }
    kp_buf_str(out, scheme->field[field->group->pool]->name);
    kp_buf_z(out, " = ");
    put_budget(run, proof, out);
}

/* A pool has one fault, however many rows wait for their share. */
static void tell_pool(kp_arena *arena, const kp_run *run, const kp_pool_proof *proof,
                      kp_diags *diags)
{
    const kp_field *field = run->scheme->field[proof->field];
    const kp_field *pool = run->scheme->field[field->group->pool];
    kp_code code = proof->problem;
    kp_where where = field->formula_where, typed = {0};
    kp_str cell = field->formula;
    kp_buf what, amount;

    if (code == KP_CODE_NONE || !is_told_once_per_pool(field, code))
        return;
    if (code == KP5013 && proof->heads > 0)
        code = KP5016;
    kp_buf_init(&what, 1 << 16);
    kp_buf_init(&amount, KP_DEC_TEXT);
    put_pool(run, proof, &what);
    put_budget(run, proof, &amount);
    if (pool->source == KP_SOURCE_INPUT)
        typed = kp_table_where(run->table[pool->entity], pool->local, proof->group_row);
    if (typed.row) {
        where = typed;
        cell = kp_buf_view(&amount);
    }
    kp_fail(diags, code, where, cell, kept(arena, &what),
            field->group->weight == KP_NO_FIELD
                ? KP_NONE
                : run->scheme->field[field->group->weight]->name,
            KP_NONE);
    kp_buf_free(&amount);
}

/* ---- checks ---- */

static void tell_broken_check(kp_arena *arena, const kp_run *run, const kp_check *check,
                              size_t row, kp_diags *diags)
{
    const kp_field *field = run->scheme->field[check->field];
    const kp_entity *entity = run->scheme->entity[field->entity];
    kp_blame blame = kp__blame_check(arena, run, field, row);
    bool typed = blame.where.row != 0;
    kp_buf who;

    kp_buf_init(&who, 1 << 16);
    kp_buf_str(&who, entity->name);
    kp_buf_char(&who, ' ');
    kp_buf_str(&who, key_text(run, entity, row));
    if (blame.what.n) {
        kp_buf_z(&who, "（");
        kp_buf_str(&who, blame.what);
        kp_buf_z(&who, "）");
    }
    kp_fail(diags, check->severity == KP_WARNING ? KP5031 : KP5030,
            typed ? blame.where : check->where, typed ? blame.cell : field->formula,
            check->name, kp_buf_view(&who), check->message);
    kp_buf_free(&who);
}

static void tell_check(kp_arena *arena, const kp_run *run, const kp_check *check,
                       kp_diags *diags)
{
    const kp_field *field = run->scheme->field[check->field];
    const kp_table *table = run->table[field->entity];

    for (size_t row = 0; row < table->n; row++) {
        kp_value value = kp_run_value(run, field->id, row);

        // What made it fail to be calculated has been told where it began.
        if (value.state == KP_ERROR || value.state == KP_ABSENT ||
            (value.state == KP_VALUE && value.as.flag))
            continue;
        tell_broken_check(arena, run, check, row, diags);
    }
}

/* `arena` is for one field at a time, `lasting` for all of them. */
static void tell_all(kp_arena *arena, kp_arena *lasting, const kp_run *run,
                     kp_diags *diags)
{
    const kp_scheme *scheme = run->scheme;
    kp_needed *needed = kp__needed_open(lasting, run);

    for (size_t id = 0; id < scheme->nfields; id++) {
        tell_column(arena, run, scheme->field[id], needed, diags);
        kp_arena_reset(arena);
    }
    for (size_t k = 0; k < run->nproofs; k++)
        tell_pool(arena, run, &run->proof[k], diags);
    for (size_t k = 0; k < scheme->nchecks; k++) {
        tell_check(arena, run, &scheme->check[k], diags);
        kp_arena_reset(arena);
    }
}

void kp_run_faults(const kp_run *run, kp_diags *diags)
{
    kp_arena *arena = kp_arena_open(0), *lasting = kp_arena_open(0);
    jmp_buf exhausted;

    if (!arena || !lasting || setjmp(exhausted)) {
        // Without the sentences nothing may pass for payable.
        kp_fail(diags, KP5009, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
        kp_arena_close(lasting);
        kp_arena_close(arena);
        return;
    }
    kp_arena_guard(arena, &exhausted);
    kp_arena_guard(lasting, &exhausted);
    tell_all(arena, lasting, run, diags);
    kp_arena_close(lasting);
    kp_arena_close(arena);
}
