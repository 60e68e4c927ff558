/* trial.c - 测试 blocks as entities of the scheme: see trial.h. */
#include "rules/trial/trial.h"

#include "engine/base/fold.h"
#include "rules/check/check.h"
#include "rules/check/spelling.h"
#include "rules/expr/parse.h"
#include "rules/read/block_parts.h"
#include "rules/read/cell.h"
#include "rules/trial/trial_parts.h"

bool kp__trial_fault(const kp__trial_reader *t, kp_code code, uint32_t i, uint32_t j,
                     kp_str arg2, kp_str arg3)
{
    kp_fail(t->b->diags, code, kp_block_where(t->block, i, j),
            kp_cell_text(kp_block_cell(t->block, i, j)), t->trial->name, arg2, arg3);
    return false;
}

kp_parse_where kp__trial_where(const kp__trial_reader *t, uint32_t i, uint32_t j)
{
    return (kp_parse_where){kp_block_where(t->block, i, j),
                            kp_cell_text(kp_block_cell(t->block, i, j))};
}

static kp_str numbered(kp_arena *arena, const char *prefix, size_t k)
{
    kp_buf text;

    kp_buf_init(&text, 64);
    kp_buf_printf(&text, "%s%zu", prefix, k + 1);
    kp_str copy = kp_str_copy(arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

/* No name that a person can type without quotes, so that none of the scheme is meant.
 */
kp_str kp__trial_input_name(kp_arena *arena, size_t k)
{
    return numbered(arena, "#", k);
}

/* ---- what is tested ---- */

static bool find_field(kp__trial_reader *t, kp_str name)
{
    kp_str rest = name, owner = kp_str_trim(kp_str_cut(&rest, '.'));
    size_t entity, field;

    if (!kp_map_get(&t->b->entities, owner, &entity) ||
        !kp_map_get(&t->b->fields[entity], kp_str_trim(rest), &field))
        return false;
    t->of = t->b->scheme->field[field];
    t->kind = KP__TARGET_FIELD;
    return t->b->field_ast[field] != NULL;
}

static kp_str nearest_target(const kp__trial_reader *t, kp_str wrong)
{
    const kp_scheme *scheme = t->b->scheme;
    kp_str *name =
        KP_NEW_ARRAY(t->b->arena, scheme->ntables + scheme->nfunctions + 1, kp_str);
    size_t n = 0;

    for (size_t k = 0; k < scheme->ntables; k++)
        name[n++] = scheme->table[k]->name;
    for (size_t k = 0; k < scheme->nfunctions; k++)
        name[n++] = scheme->function[k].name;
    return kp_nearest(wrong, name, n);
}

static bool find_target(kp__trial_reader *t)
{
    kp_str name = kp_fold(t->b->arena, t->trial->name);

    if (kp_map_get(&t->b->tables, name, &t->index)) {
        t->kind = KP__TARGET_TABLE;
        return true;
    }
    if (kp_map_get(&t->b->functions, name, &t->index)) {
        t->kind = KP__TARGET_FUNCTION;
        return true;
    }
    if (find_field(t, name))
        return true;
    // A name whose own definition was refused has been told.
    if (kp__is_excused(t->b, KP3104, name))
        return false;
    return kp__trial_fault(t, KP2301, t->block->top, t->block->left + 1, name,
                           nearest_target(t, name));
}

/* ---- the entity ---- */

static void add_input_fields(kp__trial_reader *t)
{
    kp_build *b = t->b;
    size_t old;

    for (size_t k = 0; k < t->trial->ninputs; k++) {
        kp_trial_input *input = &t->trial->input[k];
        kp_field *field =
            kp__add_field(b, t->trial->entity, kp__trial_input_name(b->arena, k));

        field->kind = input->kind;
        field->unit = input->unit;
        field->source = KP_SOURCE_INPUT;
        field->missing = KP_MISSING_BLANK;
        field->where = kp_block_where(t->block, t->block->top + 1, input->j);
        input->field = field->id;
        (void)kp_map_put(&b->fields[t->trial->entity], field->name, field->id, &old);
    }
}

/* "等次表(综合得分: 「#1」).系数": arguments by name. */
static kp_str call_text(const kp__trial_reader *t, kp_str callee, kp_str output)
{
    kp_buf text;

    kp_buf_init(&text, KP_EXPR_MAX_BYTES);
    kp_name_print(callee, &text);
    kp_buf_char(&text, '(');
    for (size_t k = 0; k < t->trial->ninputs; k++) {
        kp_buf_z(&text, k ? ", " : "");
        kp_name_print(t->trial->input[k].name, &text);
        kp_buf_z(&text, ": ");
        kp_name_print(kp__trial_input_name(t->b->arena, k), &text);
    }
    kp_buf_char(&text, ')');
    if (output.n) {
        kp_buf_char(&text, '.');
        kp_name_print(output, &text);
    }
    kp_str copy = kp_str_copy(t->b->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

/* An expression that gives a result, and the text that its spans are in. */
typedef struct made_formula {
    kp_ast *ast;
    kp_parse_where at;
} made_formula;

static made_formula call_of(const kp__trial_reader *t, kp_str output)
{
    kp_str callee = t->kind == KP__TARGET_TABLE ? t->b->scheme->table[t->index]->name
                                                : t->b->scheme->function[t->index].name;
    made_formula made = {.at = kp__trial_where(t, t->block->top, t->block->left + 1)};

    made.at.text = call_text(t, callee, output);
    made.ast = kp_parse_expression(t->b->arena, &made.at, made.at.text, t->b->diags);
    return made;
}

/* A calculated field of the test's entity; NULL after a fault. */
static kp_field *add_result(kp__trial_reader *t, made_formula made, kp_rounding mode)
{
    kp_scope s = {.b = t->b,
                  .entity = t->trial->entity,
                  .where = made.at.cell,
                  .text = made.at.text,
                  .decimals = -1,
                  .foreign = true};
    kp_expr *e = made.ast ? kp__scalar(&s, made.ast) : NULL;
    int decimals = t->trial->decimals;

    if (!e)
        return NULL;
    if (t->of && decimals < 0) {
        decimals = t->of->decimals;
        mode = t->of->mode;
    }
    if (e->kind == KP_NUM && decimals >= 0)
        e = kp__round_result(&s, NULL, e, decimals, mode);
    const kp_entity *entity = t->b->scheme->entity[t->trial->entity];
    kp_field *field =
        kp__add_field(t->b, entity->id, numbered(t->b->arena, "=", entity->nfields));
    field->kind = e->kind;
    field->source = KP_SOURCE_SCALAR;
    field->decimals = e->kind == KP_NUM ? (int8_t)decimals : -1;
    field->mode = mode;
    field->expr = e;
    field->where = field->formula_where = s.where;
    return field;
}

static size_t output_named(const kp_dtable *table, kp_str name)
{
    for (size_t k = 0; k < table->noutputs; k++)
        if (kp_str_eq(table->output[k].name, name))
            return k;
    return SIZE_MAX;
}

static bool refuse_output(const kp__trial_reader *t, const kp_trial_expect *expect,
                          const kp_dtable *table)
{
    kp_str *name = KP_NEW_ARRAY(t->b->arena, table->noutputs + 1, kp_str);

    for (size_t k = 0; k < table->noutputs; k++)
        name[k] = table->output[k].name;
    kp_str near = kp_nearest(expect->name, name, table->noutputs);
    return kp__trial_fault(t, KP2307, t->block->top + 1, expect->j, expect->name,
                           near.n ? near : name[0]);
}

/* A table that is asked without saying for what answers with its first result. */
static made_formula result_of_table(const kp__trial_reader *t,
                                    const kp_trial_expect *expect, kp_unit *unit)
{
    const kp_dtable *table = t->b->scheme->table[t->index];
    kp_str name = expect ? kp_fold(t->b->arena, expect->name) : KP_NONE;
    size_t typed = table->noutputs - (output_named(table, KP_STR("#行")) != SIZE_MAX);
    bool whole = table->is_tier || typed == 1;
    size_t which = name.n ? output_named(table, name) : 0;

    if (expect && (which == SIZE_MAX || (!name.n && !whole))) {
        refuse_output(t, expect, table);
        return (made_formula){0};
    }
    *unit = table->is_tier && !name.n ? KP_UNIT_NONE : table->output[which].unit;
    if (!name.n && whole)
        return call_of(t, KP_NONE);
    return call_of(t, table->output[which].name);
}

static made_formula result_of(const kp__trial_reader *t, const kp_trial_expect *expect,
                              kp_unit *unit)
{
    *unit = KP_UNIT_NONE;
    if (t->kind == KP__TARGET_TABLE)
        return result_of_table(t, expect, unit);
    if (expect && expect->name.n) {
        kp__trial_fault(t, KP2307, t->block->top + 1, expect->j, expect->name,
                        KP_STR("期望"));
        return (made_formula){0};
    }
    if (t->kind == KP__TARGET_FUNCTION)
        return call_of(t, KP_NONE);
    *unit = t->of->unit;
    return (made_formula){kp__trial_field_formula(t),
                          {t->of->formula_where, t->of->formula}};
}

static bool find_row_table(const kp__trial_reader *t, kp_trial_expect *expect)
{
    kp_str name = kp_fold(t->b->arena, expect->name);

    expect->table = t->index;
    if (t->kind == KP__TARGET_TABLE && name.n == 0)
        return true;
    if (name.n && kp_map_get(&t->b->tables, name, &expect->table))
        return true;
    return kp__trial_fault(t, KP2301, t->block->top + 1, expect->j, name,
                           nearest_target(t, name));
}

static bool add_results(kp__trial_reader *t, kp_rounding mode)
{
    kp_trial *trial = t->trial;
    kp_unit unit;
    bool any = false;

    for (size_t k = 0; k < trial->nexpects; k++) {
        kp_trial_expect *expect = &trial->expect[k];

        if (expect->role == KP_TRIAL_ROW && !find_row_table(t, expect))
            return false;
        if (expect->role != KP_TRIAL_VALUE)
            continue;
        const kp_field *field =
            add_result(t, result_of(t, expect, &expect->unit), mode);
        if (!field)
            return false;
        expect->field = trial->result = field->id;
        any = true;
    }
    if (any)
        return true;
    const kp_field *field = add_result(t, result_of(t, NULL, &unit), mode);
    if (field)
        trial->result = field->id;
    return field != NULL;
}

/* ---- rows ---- */

static bool row_expects(const kp__trial_reader *t, uint32_t i)
{
    for (size_t k = 0; k < t->trial->nexpects; k++)
        if (!kp_cell_is_blank(kp_block_cell(t->block, i, t->trial->expect[k].j)))
            return true;
    return kp__trial_fault(t, KP2308, i, t->trial->expect[0].j, KP_NONE, KP_NONE);
}

static bool read_rows(kp__trial_reader *t)
{
    kp_trial *trial = t->trial;
    bool whole = true;

    trial->row = KP_NEW_ARRAY(t->b->arena, t->block->bottom - t->block->top, uint32_t);
    trial->passed = KP_NEW_ARRAY(t->b->arena, t->block->bottom - t->block->top, bool);
    trial->unreadable =
        KP_NEW_ARRAY(t->b->arena, t->block->bottom - t->block->top, bool);
    for (uint32_t i = t->block->top + 2; i < t->block->bottom; i++) {
        if (kp__row_is_blank(t->block, i) || !kp__in_force(t->b, t->block, i))
            continue;
        whole = row_expects(t, i) && whole;
        trial->row[trial->nrows++] = i;
    }
    return whole;
}

/* ---- the block ---- */

static bool read_block_options(kp__trial_reader *t, kp_rounding *mode)
{
    const kp_option *decimals = kp_block_option(t->block, "小数位", "decimals");
    const kp_option *rounding = kp_block_option(t->block, "取舍", "rounding");
    kp_decimal num;
    int64_t whole;

    *mode = KP_ROUND_HALF_UP;
    t->trial->decimals = -1;
    if (rounding && !kp_rounding_parse(kp_fold(t->b->arena, rounding->value), mode))
        return kp__sheet_fault(t->b, t->block, t->block->top, rounding->col, KP2105,
                               rounding->value, KP_NONE) == KP_OK;
    if (!decimals)
        return true;
    if (!kp_dec_parse(kp_fold(t->b->arena, decimals->value), false, &num) ||
        !kp_dec_to_i64(num, 0, &whole) || whole < 0 || whole > 12)
        return kp__sheet_fault(t->b, t->block, t->block->top, decimals->col, KP2106,
                               decimals->value, KP_NONE) == KP_OK;
    t->trial->decimals = (int)whole;
    return true;
}

static bool read_trial(kp__trial_reader *t)
{
    kp_rounding mode;

    t->trial->block = t->block;
    t->trial->name = kp_str_copy(t->b->arena, t->block->name);
    if (!read_block_options(t, &mode) || !find_target(t) ||
        !kp__trial_read_headings(t) || !kp__trial_settle_inputs(t))
        return false;
    kp_str made_name = numbered(t->b->arena, "测试 #", t->b->scheme->nentities);
    kp_entity *entity = kp__add_entity(t->b, made_name);
    if (!entity)
        return kp__sheet_fault(t->b, t->block, t->block->top, UINT32_MAX, KP2103,
                               made_name, KP_NONE) == KP_OK;
    entity->where = kp_block_where(t->block, t->block->top, t->block->left);
    t->trial->entity = entity->id;
    add_input_fields(t);
    return add_results(t, mode) && read_rows(t);
}

void kp__read_trials(kp_build *b)
{
    size_t cap = 0;

    KP_FOR_BLOCKS(b, block, KP_BLOCK_TEST)
    {
        kp_trials *trials = b->trials;
        kp__trial_reader t = {.b = b, .block = block};

        trials->trial = kp_arena_grow(b->arena, trials->trial, &cap, trials->n + 1,
                                      sizeof(kp_trial));
        t.trial = &trials->trial[trials->n];
        *t.trial = (kp_trial){0};
        trials->n += read_trial(&t);
    }
    b->trials->source = b->table_source;
}

kp_status kp_trials_compile(kp_arena *arena, const kp_book *book, kp_symbols *symbols,
                            int32_t month, kp_trials **out, kp_diags *diags)
{
    kp_trials *trials = KP_NEW(arena, kp_trials);
    kp_status status =
        kp__compile(arena, book, symbols, month, trials, &trials->scheme, diags);

    trials->arena = arena;
    *out = status == KP_OK ? trials : NULL;
    return status;
}
