/* trial_run.c - tests calculated by the engine, results beside what was expected. */
#include "engine/base/fold.h"
#include "rules/build.h"
#include "rules/read/cell.h"
#include "rules/trial/trial.h"

/* ---- tables ---- */

static kp_table *empty_table(kp_arena *arena, const kp_scheme *scheme,
                             const kp_entity *entity, size_t n)
{
    kp_table *table = KP_NEW(arena, kp_table);

    table->entity = entity;
    table->n = n;
    table->key = KP_NEW_ARRAY(arena, n + 1, uint32_t);
    table->column = KP_NEW_ARRAY(arena, entity->nfields + 1, kp_column);
    table->hits = KP_NEW_ARRAY(arena, entity->ncalls + 1, uint16_t *);
    for (uint32_t k = 0; k < entity->ncalls; k++)
        table->hits[k] = KP_NEW_ARRAY(arena, n + 1, uint16_t);
    for (size_t f = 0; f < entity->nfields; f++) {
        const kp_field *field = scheme->field[entity->field[f]];

        table->column[f] = kp_column_make(arena, field->kind, field->scale, n);
    }
    return table;
}

static kp_value value_of(const kp_trials *trials, kp_kind kind, const kp_cell_got *got)
{
    switch (kind) {
    case KP_NUM:
        return kp_value_num(kp_dec_reduce(got->num));
    case KP_DATE:
        return kp_value_date(got->date);
    case KP_BOOL:
        return kp_value_bool(got->flag);
    case KP_TEXT:
    case KP_LINK:
        break;
    }
    return kp_value_text(kp_symbol(trials->scheme->symbols, got->text));
}

/* A cell as a value; blank ones are blank.  False, and told if diags, when it cannot be
 * read. */
static bool read_cell(const kp_trials *trials, const kp_trial *trial, uint32_t i,
                      uint32_t j, kp_kind kind, kp_unit unit, kp_value *out,
                      kp_diags *diags)
{
    const kp_cell *cell = kp_block_cell(trial->block, i, j);
    kp_cell_want want = {kind, unit, -1};
    kp_cell_got got;

    *out = kp_value_none(kind, KP_BLANK);
    switch (kp_cell_read(trials->arena, cell, &want, &got)) {
    case KP_CELL_OK:
        *out = value_of(trials, kind, &got);
        return true;
    case KP_CELL_BLANK:
        return true;
    case KP_CELL_BAD:
        break;
    }
    if (diags)
        kp_fail(diags, got.code, kp_block_where(trial->block, i, j), kp_cell_text(cell),
                got.arg1, got.arg2, KP_NONE);
    return false;
}

static void fill_inputs(const kp_trials *trials, const kp_trial *trial, kp_table *table,
                        kp_diags *diags)
{
    for (size_t k = 0; k < trial->ninputs; k++) {
        const kp_trial_input *input = &trial->input[k];
        const kp_field *field = trials->scheme->field[input->field];

        for (size_t r = 0; r < trial->nrows; r++) {
            kp_value value;

            if (!read_cell(trials, trial, trial->row[r], input->j, input->kind,
                           input->unit, &value, diags))
                trial->unreadable[r] = true;
            kp_column_put(trials->arena, &table->column[field->local], r, value);
        }
    }
}

static kp_table **make_tables(const kp_trials *trials, kp_diags *diags)
{
    const kp_scheme *scheme = trials->scheme;
    kp_table **table = KP_NEW_ARRAY(trials->arena, scheme->nentities + 1, kp_table *);
    size_t *rows = KP_NEW_ARRAY(trials->arena, scheme->nentities + 1, size_t);

    for (size_t t = 0; t < trials->n; t++)
        rows[trials->trial[t].entity] = trials->trial[t].nrows;
    for (size_t e = 0; e < scheme->nentities; e++)
        table[e] = empty_table(trials->arena, scheme, scheme->entity[e], rows[e]);
    for (size_t t = 0; t < trials->n; t++)
        fill_inputs(trials, &trials->trial[t], table[trials->trial[t].entity], diags);
    return table;
}

/* ---- what was found, in words ---- */

static void put_value(const kp_trials *trials, kp_value value, kp_buf *out)
{
    const kp_symbols *symbols = trials->scheme->symbols;

    if (value.state == KP_BLANK || value.state == KP_ABSENT)
        kp_buf_z(out, value.state == KP_BLANK ? "空白" : "不适用");
    else if (value.state == KP_ERROR)
        kp_buf_z(out, kp_code_name(value.as.fault.code));
    else if (value.kind == KP_LINK)
        kp_buf_str(out, kp_symbol_text(symbols, value.as.symbol));
    else
        kp_value_print(value, -1, symbols, out);
}

static bool refuse(const kp__trial_eye *eye, const kp_trial *trial, kp_code code,
                   uint32_t i, uint32_t j, kp_str wanted, kp_str found)
{
    if (eye->diags)
        kp_fail(eye->diags, code, kp_block_where(trial->block, i, j),
                kp_cell_text(kp_block_cell(trial->block, i, j)), trial->name, wanted,
                found);
    return false;
}

static bool refuse_value(const kp__trial_eye *eye, const kp_trial *trial, uint32_t i,
                         uint32_t j, kp_value found)
{
    kp_str wanted =
        kp_tidy(eye->trials->arena, kp_cell_text(kp_block_cell(trial->block, i, j)));
    kp_buf text;

    if (!eye->diags)
        return false;
    kp_buf_init(&text, 1 << 16);
    put_value(eye->trials, found, &text);
    (void)refuse(eye, trial, KP2310, i, j, wanted, kp_buf_view(&text));
    kp_buf_free(&text);
    return false;
}

/* ---- one expectation ---- */

/* 空白 and 不适用 are results, too. */
static bool is_state_word(kp_str text, kp_state state)
{
    return (state == KP_BLANK &&
            (kp_str_is(text, "空白") || kp_str_is(text, "blank"))) ||
           (state == KP_ABSENT &&
            (kp_str_is(text, "不适用") || kp_str_is(text, "absent")));
}

static bool value_holds(const kp__trial_eye *eye, const kp_trial *trial, size_t row,
                        const kp_trial_expect *expect)
{
    uint32_t i = trial->row[row];
    const kp_cell *cell = kp_block_cell(trial->block, i, expect->j);
    kp_value found = eye->value(eye->context, expect->field, row);
    kp_value wanted;

    if (kp_cell_is_blank(cell) ||
        is_state_word(kp_fold(eye->trials->arena, kp_cell_text(cell)), found.state))
        return true;
    kp_kind kind = found.kind == KP_LINK ? KP_TEXT : found.kind;
    // An unreadable cell is told once, by the run whose faults are shown.
    if (!read_cell(eye->trials, trial, i, expect->j, kind, expect->unit, &wanted,
                   eye->diags))
        return false;
    return kp_value_same(wanted, found) ||
           refuse_value(eye, trial, i, expect->j, found);
}

/* KP5020, or 报错 for any. */
static bool error_holds(const kp__trial_eye *eye, const kp_trial *trial, size_t row,
                        const kp_trial_expect *expect)
{
    uint32_t i = trial->row[row];
    kp_str text = kp_fold(eye->trials->arena,
                          kp_cell_text(kp_block_cell(trial->block, i, expect->j)));
    kp_value found = eye->value(eye->context, trial->result, row);

    if (found.state == KP_ERROR &&
        (kp_str_is(text, "报错") || kp_str_is(text, "error") ||
         kp_str_is(text, kp_code_name(found.as.fault.code))))
        return true;
    return refuse_value(eye, trial, i, expect->j, found);
}

/* ---- which row of the table answered ---- */

static kp_str labels_of(const kp_trials *trials, const kp_dtable *table,
                        const uint32_t *rules, size_t n)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 16);
    for (size_t k = 0; k < n; k++) {
        kp_buf_z(&text, k ? "、" : "");
        kp_buf_str(&text, table->rule[rules[k]].label);
    }
    kp_str copy = kp_str_copy(trials->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

/* The cell's list of row numbers, spelled as labels_of spells them. */
static kp_str wanted_labels(const kp_trials *trials, kp_str cell)
{
    kp_str *item;
    kp_buf text;
    size_t n = kp__split_list(trials->arena, kp_tidy(trials->arena, cell), &item);

    kp_buf_init(&text, 1 << 16);
    kp_buf_names(&text, item, n);
    kp_str copy = kp_str_copy(trials->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static bool row_number_holds(const kp__trial_eye *eye, const kp_trial *trial,
                             size_t row, const kp_trial_expect *expect)
{
    const kp_trials *trials = eye->trials;
    const kp_dtable *table = eye->scheme->table[expect->table];
    uint32_t i = trial->row[row];
    const uint32_t *rules = NULL;
    size_t n = eye->rules(eye->context, trial, expect->table, row, &rules);
    kp_str found = n ? labels_of(trials, table, rules, n) : KP_STR("无");
    kp_str wanted =
        wanted_labels(trials, kp_cell_text(kp_block_cell(trial->block, i, expect->j)));

    return kp_str_eq(wanted, found) ||
           refuse(eye, trial, KP2311, i, expect->j, wanted, found);
}

/* ---- a row ---- */

static bool holds(const kp__trial_eye *eye, const kp_trial *trial, size_t row,
                  const kp_trial_expect *expect)
{
    switch (expect->role) {
    case KP_TRIAL_VALUE:
        return value_holds(eye, trial, row, expect);
    case KP_TRIAL_ERROR:
        return error_holds(eye, trial, row, expect);
    case KP_TRIAL_ROW:
        break;
    }
    return row_number_holds(eye, trial, row, expect);
}

bool kp__trial_row_holds(const kp__trial_eye *eye, const kp_trial *trial, size_t row)
{
    bool whole = true;

    for (size_t k = 0; k < trial->nexpects; k++) {
        const kp_trial_expect *expect = &trial->expect[k];
        const kp_cell *cell = kp_block_cell(trial->block, trial->row[row], expect->j);

        if (!kp_cell_is_blank(cell))
            whole = holds(eye, trial, row, expect) && whole;
    }
    return whole;
}

/* ---- all of them ---- */

static kp_value value_in_run(void *context, uint32_t field, size_t row)
{
    return kp_run_value(context, field, row);
}

/* Through the first call of the table that ended in a hit. */
static size_t rules_in_run(void *context, const kp_trial *trial, size_t table,
                           size_t row, const uint32_t **rules)
{
    const kp_run *run = context;
    const kp_entity *entity = run->scheme->entity[trial->entity];
    const kp_dtable *asked = run->scheme->table[table];

    for (uint32_t c = 0; c < entity->ncalls; c++) {
        uint32_t hit = run->table[entity->id]->hits[c][row];

        if (entity->call[c].table != table || hit == 0 || asked->hit_count[hit] == 0)
            continue;
        *rules = asked->hit_rules[hit];
        return asked->hit_count[hit];
    }
    return 0;
}

static void judge(kp_trials *trials, kp_trial *trial, kp_diags *diags)
{
    kp__trial_eye eye = {trials,       trials->scheme, value_in_run,
                         rules_in_run, trials->run,    diags};

    trial->nfailed = 0;
    for (size_t r = 0; r < trial->nrows; r++) {
        trial->passed[r] = !trial->unreadable[r] && kp__trial_row_holds(&eye, trial, r);
        trial->nfailed += !trial->passed[r];
    }
}

kp_status kp_trials_run(kp_trials *trials, kp_diags *diags)
{
    kp_run_options options = {.threads = 1};
    size_t errors = kp_diags_errors(diags);
    kp_status status =
        kp_run_execute(trials->arena, trials->scheme, make_tables(trials, diags),
                       &options, &trials->run, diags);

    for (size_t t = 0; status == KP_OK && t < trials->n; t++)
        judge(trials, &trials->trial[t], diags);
    if (status == KP_OK && kp_diags_errors(diags) > errors)
        return KP_EINVALID;
    return status;
}

void kp_trials_close(kp_trials *trials)
{
    if (trials)
        kp_run_close(trials->run);
}
