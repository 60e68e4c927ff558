/* export.c - see export.h. */
#include "rules/dmn/export.h"

#include <stdio.h>

#include "engine/base/fold.h"
#include "rules/dmn/guard.h"
#include "rules/dmn/speak.h"
#include "rules/expr/parse.h"
#include "rules/tables/tables.h"

typedef struct exporter {
    kp_arena *arena;
    kp_diags *diags;
    const kp_book *book;
    kp_symbols *symbols;
    int32_t day;
    kp_dmn_model *model;
    size_t cap;
    kp_str *name;  // of tables and functions
    size_t nnames, names_cap;
    kp_buf text;  // scratch
    bool failed;
} exporter;

static kp_str taken(exporter *e)
{
    kp_str text = kp_str_copy(e->arena, kp_buf_view(&e->text));

    kp_buf_clear(&e->text);
    return text;
}

static kp_dmn_expr *new_expr(exporter *e, kp_dmn_expr_kind kind, kp_str text)
{
    kp_dmn_expr *expr = KP_NEW(e->arena, kp_dmn_expr);

    expr->kind = kind;
    expr->text = text;
    return expr;
}

/* `why` fills {2} of the sentence of `code`. */
static void leave_out(exporter *e, const kp_block *block, uint32_t i, kp_str name,
                      kp_code code, kp_str why)
{
    kp_status status = kp_fail(e->diags, code, kp_block_where(block, i, block->left),
                               KP_NONE, name, why, KP_NONE);
    (void)status;  // a warning
    kp_buf_clear(&e->text);
}

static kp_speaker speaker_of(const exporter *e)
{
    return (kp_speaker){.arena = e->arena, .known = e->name, .nknown = e->nnames};
}

static const char *type_name(kp_kind kind)
{
    switch (kind) {
    case KP_NUM:
        return "number";
    case KP_TEXT:
        return "string";
    case KP_DATE:
        return "date";
    case KP_BOOL:
        return "boolean";
    case KP_LINK:
        break;
    }
    return "";
}

/* ---- nodes ---- */

static kp_dmn_node *add_node(exporter *e, kp_dmn_node_kind kind, kp_str name)
{
    kp_dmn_model *model = e->model;

    model->node = kp_arena_grow(e->arena, model->node, &e->cap, model->nnodes + 1,
                                sizeof(kp_dmn_node));
    kp_dmn_node *node = &model->node[model->nnodes++];
    *node = (kp_dmn_node){.kind = kind, .name = kp_str_copy(e->arena, name)};
    return node;
}

/* The input of that name is made when it is not there yet. */
static kp_str need_input(exporter *e, const kp_dinput *input)
{
    if (kp_dmn_node_named(e->model, KP_DMN_INPUT_DATA, input->name) == NULL)
        add_node(e, KP_DMN_INPUT_DATA, input->name)->type_ref =
            kp_str_of(type_name(input->kind));
    return kp_str_copy(e->arena, input->name);
}

/* Insertion sort by kind and name: the order of files must not show. */
static void sort_nodes(kp_dmn_model *model)
{
    for (size_t i = 1; i < model->nnodes; i++)
        for (size_t j = i; j > 0; j--) {
            kp_dmn_node *a = &model->node[j - 1], *b = &model->node[j], swap = *b;

            if (a->kind < b->kind ||
                (a->kind == b->kind && kp_str_cmp(a->name, b->name) <= 0))
                break;
            *b = *a;
            *a = swap;
        }
}

/* Ids by place, and names of what is needed become references to them. */
static void finish_nodes(exporter *e)
{
    static const char *const prefixes[] = {"input", "decision", "function", "service"};
    kp_dmn_model *model = e->model;
    char id[40];

    sort_nodes(model);
    for (size_t i = 0; i < model->nnodes; i++) {
        snprintf(id, sizeof id, "%s_%zu", prefixes[model->node[i].kind], i + 1);
        model->node[i].id = kp_str_copy(e->arena, kp_str_of(id));
    }
    for (size_t i = 0; i < model->nnodes; i++) {
        kp_dmn_node *node = &model->node[i];
        bool table = node->kind == KP_DMN_DECISION;

        for (size_t k = 0; k < node->needs.n; k++) {
            const kp_dmn_node *need =
                kp_dmn_node_named(model, table ? KP_DMN_INPUT_DATA : KP_DMN_KNOWLEDGE,
                                  node->needs.href[k]);

            kp_buf_char(&e->text, '#');
            kp_buf_str(&e->text, need->id);
            node->needs.href[k] = taken(e);
        }
    }
}

/* ---- decision tables ---- */

typedef struct table_job {
    exporter *e;
    const kp_table_source *source;
    const kp_dtable *table;
    kp_dmn_table *out;
    kp_speaker speaker;
} table_job;

static void set_policy(const kp_dtable *from, kp_dmn_table *to)
{
    static const struct {
        kp_dmn_hit hit;
        kp_dmn_sum sum;
    } policies[] = {
        [KP_HIT_UNIQUE] = {KP_DMN_UNIQUE, KP_DMN_LISTED},
        [KP_HIT_ANY] = {KP_DMN_ANY, KP_DMN_LISTED},
        [KP_HIT_PRIORITY] = {KP_DMN_PRIORITY, KP_DMN_LISTED},
        [KP_HIT_FIRST] = {KP_DMN_FIRST, KP_DMN_LISTED},
        [KP_HIT_RULE_ORDER] = {KP_DMN_RULE_ORDER, KP_DMN_LISTED},
        [KP_HIT_OUTPUT_ORDER] = {KP_DMN_OUTPUT_ORDER, KP_DMN_LISTED},
        [KP_HIT_COLLECT] = {KP_DMN_COLLECT, KP_DMN_LISTED},
        [KP_HIT_SUM] = {KP_DMN_COLLECT, KP_DMN_SUM},
        [KP_HIT_MIN] = {KP_DMN_COLLECT, KP_DMN_MIN},
        [KP_HIT_MAX] = {KP_DMN_COLLECT, KP_DMN_MAX},
        [KP_HIT_COUNT] = {KP_DMN_COLLECT, KP_DMN_COUNT},
    };

    to->hit = policies[from->policy].hit;
    to->sum = policies[from->policy].sum;
}

static bool copy_inputs(table_job *job)
{
    exporter *e = job->e;

    job->out->ninputs = job->table->ninputs;
    job->out->input = KP_NEW_ARRAY(e->arena, job->table->ninputs, kp_dmn_input);
    for (size_t i = 0; i < job->table->ninputs; i++) {
        const kp_dinput *from = &job->table->input[i];
        const kp_accept *allowed = &job->source->input_allowed[i];
        kp_dmn_input *to = &job->out->input[i];

        to->label = kp_str_copy(e->arena, from->name);
        to->expr = new_expr(e, KP_DMN_LITERAL, to->label);
        to->expr->type_ref = kp_str_of(type_name(from->kind));
        bool narrowed = allowed->nintervals > 0 || allowed->nsymbols > 0;
        if (!narrowed || allowed->any)
            continue;
        if (!kp_speak_accept(&job->speaker, allowed, from->kind, e->symbols, &e->text))
            return false;
        to->allowed = new_expr(e, KP_DMN_TESTS, taken(e));
    }
    return true;
}

static void copy_outputs(table_job *job)
{
    exporter *e = job->e;

    job->out->noutputs = job->table->noutputs;
    job->out->output = KP_NEW_ARRAY(e->arena, job->table->noutputs, kp_dmn_output);
    for (size_t o = 0; o < job->table->noutputs; o++) {
        const kp_doutput *from = &job->table->output[o];
        kp_dmn_output *to = &job->out->output[o];

        to->name = kp_str_copy(e->arena, from->name);
        // The type of formulas is known only with their rows; counted is whatever it
        // is.
        if (!from->computed && job->table->policy != KP_HIT_COUNT)
            to->type_ref = kp_str_of(type_name(from->kind));
        for (size_t v = 0; v < from->npriority; v++) {
            kp_buf_z(&e->text, v > 0 ? ", " : "");
            kp_speak_value(from->priority[v], e->symbols, &e->text);
        }
        if (from->npriority > 0)
            to->allowed = new_expr(e, KP_DMN_TESTS, taken(e));
        if (from->fallback.state == KP_VALUE) {
            kp_speak_value(from->fallback, e->symbols, &e->text);
            to->fallback = new_expr(e, KP_DMN_LITERAL, taken(e));
        }
    }
}

static bool copy_rule(table_job *job, size_t r)
{
    exporter *e = job->e;
    const kp_drule *from = &job->table->rule[r];
    kp_dmn_rule *to = &job->out->rule[r];

    to->note = kp_str_copy(e->arena, from->clause);
    to->test = KP_NEW_ARRAY(e->arena, job->out->ninputs, kp_dmn_expr *);
    to->result = KP_NEW_ARRAY(e->arena, job->out->noutputs, kp_dmn_expr *);
    for (size_t i = 0; i < job->out->ninputs; i++) {
        if (!kp_speak_accept(&job->speaker, &from->accept[i], job->table->input[i].kind,
                             e->symbols, &e->text))
            return false;
        to->test[i] = new_expr(e, KP_DMN_TESTS, taken(e));
    }
    for (size_t o = 0; o < job->out->noutputs; o++) {
        const kp_ast *ast = job->source->output_ast[o][r];

        if (ast == NULL)
            kp_speak_value(job->table->output[o].cell[r], e->symbols, &e->text);
        else if (!kp_speak_feel(&job->speaker, ast, &e->text))
            return false;
        to->result[o] = new_expr(e, KP_DMN_LITERAL, taken(e));
    }
    return true;
}

static bool copy_table(table_job *job)
{
    set_policy(job->table, job->out);
    if (!copy_inputs(job))
        return false;
    copy_outputs(job);
    job->out->nrules = job->table->nrules;
    job->out->rule = KP_NEW_ARRAY(job->e->arena, job->table->nrules, kp_dmn_rule);
    for (size_t r = 0; r < job->table->nrules; r++)
        if (!copy_rule(job, r))
            return false;
    return true;
}

static void add_table(exporter *e, const kp_block *block)
{
    size_t errors = kp_diags_errors(e->diags);
    table_job job = {.e = e, .speaker = speaker_of(e)};

    job.source = kp_table_compile(e->arena, block, e->day, e->symbols, e->diags);
    if (job.source == NULL) {
        e->failed = e->failed || kp_diags_errors(e->diags) > errors;
        return;
    }
    job.table = job.source->table;
    job.out = KP_NEW(e->arena, kp_dmn_table);
    if (!copy_table(&job)) {
        leave_out(e, block, block->top, job.table->name, KP7073, job.speaker.why);
        return;
    }
    kp_dmn_refs needs = {.href = KP_NEW_ARRAY(e->arena, job.table->ninputs, kp_str)};
    for (size_t i = 0; i < job.table->ninputs; i++)
        needs.href[needs.n++] = need_input(e, &job.table->input[i]);
    kp_dmn_node *node = add_node(e, KP_DMN_DECISION, job.table->name);
    node->needs = needs;
    node->expr = new_expr(e, KP_DMN_TABLE, KP_STR(""));
    node->expr->table = job.out;
}

/* ---- formulas ---- */

typedef struct formula_columns {
    uint32_t name, params, formula, decimals, mode;
} formula_columns;

static kp_str cell_at(const kp_block *block, uint32_t i, uint32_t j)
{
    return j == UINT32_MAX ? KP_STR("") : kp_cell_text(kp_block_cell(block, i, j));
}

/* "实际、目标": names, or false when one has a default, which DMN does not know. */
static bool read_params(exporter *e, kp_str text, kp_dmn_expr *function)
{
    kp_str rest = kp_fold(e->arena, text), one;
    size_t cap = 0;

    for (size_t at = 0, from = 0; at <= rest.n; at++) {
        bool ends = at == rest.n || rest.p[at] == ',' || rest.p[at] == ';';
        bool wide = kp_str_starts(kp_str_slice(rest, at, rest.n), KP_STR("、"));

        if (!ends && !wide)
            continue;
        one = kp_str_trim(kp_str_slice(rest, from, at));
        from = at + (wide ? KP_STR("、").n : 1);
        if (one.n == 0)
            continue;
        if (kp_str_find(one, KP_STR("=")) != SIZE_MAX)
            return false;
        function->part = kp_arena_grow(e->arena, function->part, &cap,
                                       function->nparts + 1, sizeof(kp_dmn_part));
        function->part[function->nparts++].name = kp_str_copy(e->arena, one);
    }
    return true;
}

/* Only its own parameters may stand in a function. */
static bool uses_only(const kp_ast *ast, const kp_dmn_expr *function, kp_str *foreign)
{
    bool own = ast->kind != KP_AST_NAME;

    for (size_t i = 0; i < function->nparts && !own; i++)
        own = kp_str_eq(function->part[i].name, ast->text);
    if (!own) {
        *foreign = ast->text;
        return false;
    }
    for (size_t i = ast->kind == KP_AST_CALL ? 1 : 0; i < ast->nargs; i++)
        if (!uses_only(ast->arg[i], function, foreign))
            return false;
    return true;
}

/* The declared rounding of a function's result, around its formula. */
static const char *rounding_function(kp_str mode)
{
    static const char *const functions[] = {
        [KP_ROUND_HALF_UP] = "round half up",
        [KP_ROUND_HALF_EVEN] = "decimal",
        [KP_ROUND_HALF_DOWN] = "round half down",
        [KP_ROUND_UP] = "round up",
        [KP_ROUND_DOWN] = "round down",
        [KP_ROUND_CEILING] = "ceiling",
        [KP_ROUND_FLOOR] = "floor",
    };
    kp_rounding rounding = KP_ROUND_HALF_UP;

    if (mode.n > 0 && !kp_rounding_parse(mode, &rounding))
        return NULL;
    return rounding <= KP_ROUND_FLOOR ? functions[rounding] : NULL;
}

/* False with *code the reason, unless e->failed. */
static bool speak_formula(exporter *e, const kp_block *block, uint32_t i,
                          const formula_columns *c, kp_dmn_expr *function,
                          kp_speaker *speaker, kp_code *code)
{
    kp_str text = cell_at(block, i, c->formula);
    kp_parse_where where = {kp_block_where(block, i, c->formula), text};
    kp_str decimals = kp_fold(e->arena, cell_at(block, i, c->decimals));
    const char *rounding =
        rounding_function(kp_fold(e->arena, cell_at(block, i, c->mode)));
    const kp_ast *ast = kp_parse_expression(e->arena, &where, text, e->diags);

    if (ast == NULL) {
        e->failed = true;
        return false;
    }
    *code = KP7084;
    if (!uses_only(ast, function, &speaker->why))
        return false;
    *code = KP7085;
    if (decimals.n > 0 && rounding == NULL) {
        speaker->why = cell_at(block, i, c->mode);
        return false;
    }
    *code = KP7073;
    if (decimals.n > 0)
        kp_buf_printf(&e->text, "%s(", rounding);
    if (!kp_speak_feel(speaker, ast, &e->text))
        return false;
    if (decimals.n > 0)
        kp_buf_printf(&e->text, ", %.*s)", KP_FMT(decimals));
    return true;
}

static void add_formula(exporter *e, const kp_block *block, uint32_t i,
                        const formula_columns *c)
{
    kp_str name = kp_fold(e->arena, cell_at(block, i, c->name));
    kp_dmn_expr *function = new_expr(e, KP_DMN_FUNCTION, KP_STR(""));
    kp_speaker speaker = speaker_of(e);
    kp_code code = KP7073;

    if (name.n == 0)
        return;
    if (!read_params(e, cell_at(block, i, c->params), function)) {
        leave_out(e, block, i, name, KP7082, KP_NONE);
        return;
    }
    if (!speak_formula(e, block, i, c, function, &speaker, &code)) {
        if (!e->failed)
            leave_out(e, block, i, name, code, speaker.why);
        return;
    }
    function->head = new_expr(e, KP_DMN_LITERAL, taken(e));
    add_node(e, KP_DMN_KNOWLEDGE, name)->expr = function;
}

static formula_columns columns_of(exporter *e, const kp_block *block)
{
    return (formula_columns){
        kp_block_column(e->arena, block, "名称", "name"),
        kp_block_column(e->arena, block, "参数", "parameters"),
        kp_block_column(e->arena, block, "公式", "formula"),
        kp_block_column(e->arena, block, "小数位", "decimals"),
        kp_block_column(e->arena, block, "取舍", "rounding"),
    };
}

static bool row_counts(exporter *e, const kp_block *block, uint32_t i)
{
    kp_validity validity;

    return kp_block_validity(e->arena, block, i, &validity, e->diags) &&
           validity.from <= e->day && e->day <= validity.to;
}

/* ---- all blocks ---- */

static void learn_name(exporter *e, kp_str name)
{
    e->name =
        kp_arena_grow(e->arena, e->name, &e->names_cap, e->nnames + 1, sizeof(kp_str));
    e->name[e->nnames++] = kp_str_copy(e->arena, name);
}

/* Functions may call each other in any order, so all names come first. */
static void learn_functions(exporter *e, const kp_block *block)
{
    formula_columns c = columns_of(e, block);

    for (uint32_t i = block->top + 2; i < block->bottom; i++)
        learn_name(e, kp_fold(e->arena, cell_at(block, i, c.name)));
}

static void add_formulas(exporter *e, const kp_block *block)
{
    formula_columns c = columns_of(e, block);

    for (uint32_t i = block->top + 2; i < block->bottom; i++)
        if (row_counts(e, block, i))
            add_formula(e, block, i, &c);
}

/* A function knows the functions whose names stand in its formula. */
static void add_calls(exporter *e, kp_dmn_node *node)
{
    const kp_dmn_model *model = e->model;

    node->needs.href = KP_NEW_ARRAY(e->arena, model->nnodes, kp_str);
    for (size_t i = 0; i < model->nnodes; i++) {
        const kp_dmn_node *other = &model->node[i];

        if (other->kind != KP_DMN_KNOWLEDGE || other == node)
            continue;
        kp_buf_str(&e->text, other->name);
        kp_buf_char(&e->text, '(');
        if (kp_str_find(node->expr->head->text, taken(e)) == SIZE_MAX)
            continue;
        node->needs.href[node->needs.n++] = other->name;
    }
}

static kp_status export_blocks(exporter *e)
{
    kp_block *block;
    size_t n;
    kp_status status = kp_blocks_find(e->arena, e->book, &block, &n, e->diags);

    if (status != KP_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        if (block[i].kind == KP_BLOCK_FUNCTION)
            learn_functions(e, &block[i]);
    for (size_t i = 0; i < n; i++) {
        if (block[i].kind == KP_BLOCK_RULES)
            add_table(e, &block[i]);
        if (block[i].kind == KP_BLOCK_FUNCTION)
            add_formulas(e, &block[i]);
        if (block[i].kind == KP_BLOCK_CROSS || block[i].kind == KP_BLOCK_TIER)
            leave_out(e, &block[i], block[i].top, block[i].name, KP7083, KP_NONE);
    }
    for (size_t i = 0; i < e->model->nnodes; i++)
        if (e->model->node[i].kind == KP_DMN_KNOWLEDGE)
            add_calls(e, &e->model->node[i]);
    finish_nodes(e);
    return e->failed ? KP_EINVALID : KP_OK;
}

static kp_status run_export(void *job)
{
    exporter *e = job;

    e->model = KP_NEW(e->arena, kp_dmn_model);
    return export_blocks(e);
}

kp_status kp_dmn_export(kp_arena *arena, const kp_book *book, int32_t day,
                        kp_dmn_model **out, kp_diags *diags)
{
    exporter e = {.arena = arena, .diags = diags, .book = book, .day = day};

    *out = NULL;
    e.symbols = kp_symbols_open();
    if (e.symbols == NULL)
        return KP_ENOMEM;
    kp_buf_init(&e.text, 1 << 20);
    kp_status status = kp__dmn_guarded(arena, run_export, &e);
    kp_buf_free(&e.text);
    kp_symbols_close(e.symbols);
    if (status == KP_OK)
        *out = e.model;
    return status;
}
