/* export.c - see export.h. */
#include "rules/dmn/export.h"

#include <stdio.h>

#include "engine/base/fold.h"
#include "rules/dmn/export_parts.h"
#include "rules/dmn/guard.h"
#include "rules/expr/parse.h"

kp_str kp__export_taken(kp__exporter *e)
{
    kp_str text = kp_str_copy(e->arena, kp_buf_view(&e->text));

    kp_buf_clear(&e->text);
    return text;
}

kp_dmn_expr *kp__export_expr(kp__exporter *e, kp_dmn_expr_kind kind, kp_str text)
{
    kp_dmn_expr *expr = KP_NEW(e->arena, kp_dmn_expr);

    expr->kind = kind;
    expr->text = text;
    return expr;
}

void kp__export_leave_out(kp__exporter *e, const kp_block *block, uint32_t i,
                          kp_str name, kp_code code, kp_str why)
{
    kp_status status = kp_fail(e->diags, code, kp_block_where(block, i, block->left),
                               KP_NONE, name, why, KP_NONE);
    (void)status;  // a warning
    kp_buf_clear(&e->text);
}

kp_speaker kp__export_speaker(const kp__exporter *e)
{
    return (kp_speaker){.arena = e->arena, .known = e->name, .nknown = e->nnames};
}

const char *kp__export_type(kp_kind kind)
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

kp_dmn_node *kp__export_node(kp__exporter *e, kp_dmn_node_kind kind, kp_str name)
{
    kp_dmn_model *model = e->model;

    model->node = kp_arena_grow(e->arena, model->node, &e->cap, model->nnodes + 1,
                                sizeof(kp_dmn_node));
    kp_dmn_node *node = &model->node[model->nnodes++];
    *node = (kp_dmn_node){.kind = kind, .name = kp_str_copy(e->arena, name)};
    return node;
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

/* Inputs and functions never share a name: see clashes(). */
static const kp_dmn_node *needed(const kp_dmn_model *model, kp_str name)
{
    const kp_dmn_node *input = kp_dmn_node_named(model, KP_DMN_INPUT_DATA, name);

    return input != NULL ? input : kp_dmn_node_named(model, KP_DMN_KNOWLEDGE, name);
}

/* Ids by place, and names of what is needed become references to them. */
static void finish_nodes(kp__exporter *e)
{
    static const char *const prefixes[] = {"input", "decision", "function", "service"};
    kp_dmn_model *model = e->model;
    char id[40];

    for (size_t i = 0; i < model->nnodes; i++) {
        snprintf(id, sizeof id, "%s_%zu", prefixes[model->node[i].kind], i + 1);
        model->node[i].id = kp_str_copy(e->arena, kp_str_of(id));
    }
    for (size_t i = 0; i < model->nnodes; i++) {
        kp_dmn_refs *needs = &model->node[i].needs;

        for (size_t k = 0; k < needs->n; k++) {
            kp_buf_char(&e->text, '#');
            kp_buf_str(&e->text, needed(model, needs->href[k])->id);
            needs->href[k] = kp__export_taken(e);
        }
    }
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
static bool read_params(kp__exporter *e, kp_str text, kp_dmn_expr *function)
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
static bool speak_formula(kp__exporter *e, const kp_block *block, uint32_t i,
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
    function->head = kp__export_expr(e, KP_DMN_LITERAL, kp__export_taken(e));
    function->head->ast = ast;  // for add_calls
    return true;
}

static void add_formula(kp__exporter *e, const kp_block *block, uint32_t i,
                        const formula_columns *c)
{
    kp_str name = kp_fold(e->arena, cell_at(block, i, c->name));
    kp_dmn_expr *function = kp__export_expr(e, KP_DMN_FUNCTION, KP_STR(""));
    kp_speaker speaker = kp__export_speaker(e);
    kp_code code = KP7073;

    if (name.n == 0)
        return;
    if (!read_params(e, cell_at(block, i, c->params), function)) {
        kp__export_leave_out(e, block, i, name, KP7082, KP_NONE);
        return;
    }
    if (!speak_formula(e, block, i, c, function, &speaker, &code)) {
        if (!e->failed)
            kp__export_leave_out(e, block, i, name, code, speaker.why);
        return;
    }
    kp__export_node(e, KP_DMN_KNOWLEDGE, name)->expr = function;
}

static formula_columns columns_of(kp__exporter *e, const kp_block *block)
{
    return (formula_columns){
        kp_block_column(e->arena, block, "名称", "name"),
        kp_block_column(e->arena, block, "参数", "parameters"),
        kp_block_column(e->arena, block, "公式", "formula"),
        kp_block_column(e->arena, block, "小数位", "decimals"),
        kp_block_column(e->arena, block, "取舍", "rounding"),
    };
}

static bool row_counts(kp__exporter *e, const kp_block *block, uint32_t i)
{
    kp_validity validity;

    return kp_block_validity(e->arena, block, i, &validity, e->diags) &&
           validity.from <= e->day && e->day <= validity.to;
}

/* ---- all blocks ---- */

static void learn_name(kp__exporter *e, kp_str name)
{
    e->name =
        kp_arena_grow(e->arena, e->name, &e->names_cap, e->nnames + 1, sizeof(kp_str));
    e->name[e->nnames++] = kp_str_copy(e->arena, name);
}

static void learn_table(kp__exporter *e, kp_str name)
{
    e->table = kp_arena_grow(e->arena, e->table, &e->tables_cap, e->ntables + 1,
                             sizeof(kp_str));
    e->table[e->ntables++] = kp_str_copy(e->arena, name);
}

/* Functions may call each other in any order, so all names come first. */
static void learn_functions(kp__exporter *e, const kp_block *block)
{
    formula_columns c = columns_of(e, block);

    for (uint32_t i = block->top + 2; i < block->bottom; i++)
        learn_name(e, kp_fold(e->arena, cell_at(block, i, c.name)));
}

static void add_formulas(kp__exporter *e, const kp_block *block)
{
    formula_columns c = columns_of(e, block);

    for (uint32_t i = block->top + 2; i < block->bottom; i++)
        if (row_counts(e, block, i))
            add_formula(e, block, i, &c);
}

static bool calls(const kp_ast *ast, kp_str name)
{
    if (ast == NULL)
        return false;
    if (ast->kind == KP_AST_CALL && ast->arg[0]->kind == KP_AST_NAME &&
        kp_str_eq(ast->arg[0]->text, name))
        return true;
    for (size_t i = 0; i < ast->nargs; i++)
        if (calls(ast->arg[i], name))
            return true;
    return false;
}

static bool expr_calls(const kp_dmn_expr *expr, kp_str name)
{
    if (expr->head != NULL)
        return calls(expr->head->ast, name);
    for (size_t r = 0; r < expr->table->nrules; r++)
        for (size_t o = 0; o < expr->table->noutputs; o++)
            if (calls(expr->table->rule[r].result[o]->ast, name))
                return true;
    return false;
}

/* A table or a function needs the functions that its formulas call. */
static void add_calls(kp__exporter *e, kp_dmn_node *node)
{
    const kp_dmn_model *model = e->model;
    kp_dmn_refs *needs = &node->needs;
    kp_str *all = KP_NEW_ARRAY(e->arena, needs->n + model->nnodes, kp_str);

    for (size_t i = 0; i < needs->n; i++)
        all[i] = needs->href[i];
    needs->href = all;
    for (size_t i = 0; i < model->nnodes; i++) {
        const kp_dmn_node *other = &model->node[i];

        if (other->kind == KP_DMN_KNOWLEDGE && other != node &&
            expr_calls(node->expr, other->name))
            needs->href[needs->n++] = other->name;
    }
}

/* A function that was left out and that the node calls. */
static bool calls_missing(const kp__exporter *e, const kp_dmn_node *node, kp_str *name)
{
    for (size_t i = 0; node->kind != KP_DMN_INPUT_DATA && i < e->nnames; i++) {
        *name = e->name[i];
        if (kp_dmn_node_named(e->model, KP_DMN_KNOWLEDGE, *name) == NULL &&
            expr_calls(node->expr, *name))
            return true;
    }
    return false;
}

/* Leaving out a function leaves out what calls it, and so on. */
static void drop_callers(kp__exporter *e)
{
    kp_dmn_model *model = e->model;
    size_t kept, before;
    kp_str name;

    do {
        before = model->nnodes;
        kept = 0;
        for (size_t i = 0; i < model->nnodes; i++) {
            const kp_dmn_node *node = &model->node[i];

            if (calls_missing(e, node, &name)) {
                kp_status status = kp_fail(e->diags, KP7087, (kp_where){0}, KP_NONE,
                                           node->name, name, KP_NONE);
                (void)status;  // a warning
                continue;
            }
            model->node[kept++] = *node;
        }
        model->nnodes = kept;
    } while (kept < before);
}

static kp_status export_blocks(kp__exporter *e)
{
    kp_block *block;
    size_t n;
    kp_status status = kp_blocks_find(e->arena, e->book, &block, &n, e->diags);

    if (status != KP_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        if (block[i].kind == KP_BLOCK_FUNCTION)
            learn_functions(e, &block[i]);
        if (block[i].kind == KP_BLOCK_RULES)
            learn_table(e, block[i].name);
    }
    for (size_t i = 0; i < n; i++) {
        if (block[i].kind == KP_BLOCK_RULES)
            kp__export_table(e, &block[i]);
        if (block[i].kind == KP_BLOCK_FUNCTION)
            add_formulas(e, &block[i]);
        if (block[i].kind == KP_BLOCK_CROSS || block[i].kind == KP_BLOCK_TIER)
            kp__export_leave_out(e, &block[i], block[i].top, block[i].name, KP7083,
                                 KP_NONE);
    }
    drop_callers(e);
    sort_nodes(e->model);
    for (size_t i = 0; i < e->model->nnodes; i++)
        if (e->model->node[i].kind != KP_DMN_INPUT_DATA)
            add_calls(e, &e->model->node[i]);
    finish_nodes(e);
    return e->failed ? KP_EINVALID : KP_OK;
}

static kp_status run_export(void *job)
{
    kp__exporter *e = job;

    e->model = KP_NEW(e->arena, kp_dmn_model);
    return export_blocks(e);
}

kp_status kp_dmn_export(kp_arena *arena, const kp_book *book, int32_t day,
                        kp_dmn_model **out, kp_diags *diags)
{
    kp__exporter e = {.arena = arena, .diags = diags, .book = book, .day = day};

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
