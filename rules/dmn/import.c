/* import.c - see import.h. */
#include "rules/dmn/import.h"

#include "rules/dmn/guard.h"
#include "rules/dmn/speak.h"
#include "rules/dmn/type.h"

typedef struct importer {
    kp_arena *arena;
    kp_diags *diags;
    const kp_dmn_model *model;
    kp_dmn_blocks *out;
    kp_str *name;  // of what can be called
    size_t nnames, names_cap;
    kp_dmn_block formulas;
    kp_str why;
} importer;

static bool cannot(importer *m, kp_str why)
{
    m->why = kp_str_copy(m->arena, why);
    return false;
}

static kp_speaker speaker_of(const importer *m)
{
    return (kp_speaker){.arena = m->arena, .known = m->name, .nknown = m->nnames};
}

/* ---- rows ---- */

static void put_cell(importer *m, kp_dmn_block *block, kp_str text)
{
    kp_dmn_row *row = &block->row[block->n - 1];

    row->cell =
        kp_arena_grow(m->arena, row->cell, &row->cap, row->n + 1, sizeof(kp_str));
    row->cell[row->n++] = kp_str_copy(m->arena, text);
}

static void begin_row(importer *m, kp_dmn_block *block, kp_str first)
{
    block->row = kp_arena_grow(m->arena, block->row, &block->cap, block->n + 1,
                               sizeof(kp_dmn_row));
    block->n++;
    put_cell(m, block, first);
}

static kp_str joined(importer *m, const char *a, kp_str b)
{
    kp_buf buf;

    kp_buf_init(&buf, 1 << 20);
    kp_buf_z(&buf, a);
    kp_buf_str(&buf, b);
    kp_str text = kp_str_copy(m->arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return text;
}

/* ---- types ---- */

static const kp_feel_type *bottom(const kp_feel_type *type)
{
    for (int i = 0; type != NULL && type->shape == KP_TYPE_NARROWED && i < 32; i++)
        type = type->of;
    return type;
}

static const char *type_word(const kp_feel_type *type)
{
    type = bottom(type);
    if (type == NULL || type->shape != KP_TYPE_PLAIN)
        return "";
    return type->kind == KP_FEEL_NUMBER   ? "数值"
           : type->kind == KP_FEEL_STRING ? "文本"
           : type->kind == KP_FEEL_DATE   ? "日期"
           : type->kind == KP_FEEL_BOOL   ? "是否"
                                          : "";
}

/* "选项 优秀、良好" of listed texts; other allowed values as a condition. */
static bool type_cell(importer *m, const kp_feel_type *type, const kp_dmn_expr *allowed,
                      kp_str *out)
{
    const kp_ast *ast = allowed != NULL ? allowed->ast : NULL;
    kp_speaker speaker = speaker_of(m);
    const char *word = type_word(type);
    kp_buf buf;
    bool texts = ast != NULL && word == type_word(type);

    *out = kp_str_of(word);
    if (ast == NULL || ast->kind == KP_AST_ANY)
        return true;
    bool several = ast->kind == KP_AST_IN && ast->arg[0] == NULL;
    size_t n = several ? ast->nargs : 1;
    kp_buf_init(&buf, 1 << 20);
    for (size_t i = several ? 1 : 0; i < n && texts; i++)
        texts = (several ? ast->arg[i] : ast)->kind == KP_AST_TEXT;
    bool said = true;
    if (texts) {
        kp_buf_z(&buf, "选项 ");
        for (size_t i = several ? 1 : 0; i < n; i++) {
            kp_buf_z(&buf, i > (several ? 1u : 0u) ? "、" : "");
            kp_buf_str(&buf, (several ? ast->arg[i] : ast)->text);
        }
    } else {
        kp_buf_z(&buf, word);
        kp_buf_char(&buf, ' ');
        said = kp_speak_cell(&speaker, ast, &buf);
    }
    *out = kp_str_copy(m->arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return said || cannot(m, speaker.why);
}

/* ---- decision tables ---- */

static const char *policy_letter(const kp_dmn_table *table)
{
    static const char *const letters[] = {
        [KP_DMN_UNIQUE] = "U",  [KP_DMN_ANY] = "A",        [KP_DMN_PRIORITY] = "P",
        [KP_DMN_FIRST] = "F",   [KP_DMN_RULE_ORDER] = "R", [KP_DMN_OUTPUT_ORDER] = "O",
        [KP_DMN_COLLECT] = "C",
    };
    static const char *const sums[] = {
        [KP_DMN_LISTED] = "C", [KP_DMN_SUM] = "C+", [KP_DMN_COUNT] = "C#",
        [KP_DMN_MIN] = "C<",   [KP_DMN_MAX] = "C>",
    };

    return table->hit == KP_DMN_COLLECT ? sums[table->sum] : letters[table->hit];
}

static kp_str output_name(const kp_dmn_output *output)
{
    return output->name.n > 0 ? output->name : KP_STR("结果");
}

static bool put_headings(importer *m, const kp_dmn_table *table, kp_dmn_block *block)
{
    bool fallback = false;

    for (size_t o = 0; o < table->noutputs; o++)
        fallback = fallback || table->output[o].fallback != NULL;
    begin_row(m, block, KP_STR("规则表"));
    put_cell(m, block, block->name);
    put_cell(m, block, kp_str_of(policy_letter(table)));
    if (!fallback)
        put_cell(m, block, KP_STR("未命中 报错"));
    begin_row(m, block, KP_STR("序号"));
    for (size_t i = 0; i < table->ninputs; i++) {
        const kp_dmn_expr *expr = table->input[i].expr;

        if (expr == NULL || expr->ast == NULL || expr->ast->kind != KP_AST_NAME)
            return cannot(m, KP_STR("an input that is no plain name"));
        put_cell(m, block, joined(m, "条件 ", expr->ast->text));
    }
    for (size_t o = 0; o < table->noutputs; o++)
        put_cell(m, block, joined(m, "结果 ", output_name(&table->output[o])));
    put_cell(m, block, KP_STR("依据"));
    return true;
}

/* Types declared at the table, else at the input data of that name. */
static const kp_feel_type *input_type(const importer *m, const kp_dmn_input *input)
{
    const kp_dmn_node *node =
        kp_dmn_node_named(m->model, KP_DMN_INPUT_DATA, input->expr->ast->text);

    if (type_word(input->expr->type)[0] != '\0' || node == NULL)
        return input->expr->type;
    return node->type;
}

static bool put_types(importer *m, const kp_dmn_table *table, kp_dmn_block *block)
{
    kp_str cell;

    begin_row(m, block, KP_STR("类型"));
    for (size_t i = 0; i < table->ninputs; i++) {
        if (!type_cell(m, input_type(m, &table->input[i]), table->input[i].allowed,
                       &cell))
            return false;
        put_cell(m, block, cell);
    }
    for (size_t o = 0; o < table->noutputs; o++) {
        if (!type_cell(m, table->output[o].type, table->output[o].allowed, &cell))
            return false;
        put_cell(m, block, cell);
    }
    put_cell(m, block, KP_STR(""));
    return true;
}

/* A plain value as it is typed; anything else as "=formula". */
static bool value_text(importer *m, const kp_dmn_expr *expr, kp_str *out)
{
    kp_speaker speaker = speaker_of(m);
    const kp_ast *ast = expr->ast;
    kp_str iso;
    kp_buf buf;

    if (ast == NULL)
        return cannot(m, KP_STR("an expression that cannot be read"));
    *out = KP_STR("");
    if (ast->kind == KP_AST_NULL)
        return true;
    if (kp_speak_date(m->arena, ast, &iso)) {
        *out = iso;
        return true;
    }
    if (ast->kind == KP_AST_TEXT) {
        *out = ast->text;
        return ast->text.n > 0 || cannot(m, KP_STR("an empty text"));
    }
    bool minus = ast->kind == KP_AST_UNARY && ast->op == KP_OP_NEG &&
                 ast->arg[0]->kind == KP_AST_NUMBER;
    kp_buf_init(&buf, 1 << 20);
    if (ast->kind != KP_AST_NUMBER && ast->kind != KP_AST_BOOL && !minus)
        kp_buf_char(&buf, '=');
    bool said = kp_speak_scheme(&speaker, ast, &buf);
    *out = kp_str_copy(m->arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return said || cannot(m, speaker.why);
}

static bool put_rule(importer *m, const kp_dmn_table *table, size_t r,
                     kp_dmn_block *block)
{
    const kp_dmn_rule *rule = &table->rule[r];
    kp_speaker speaker = speaker_of(m);
    kp_buf buf;
    kp_str text;

    kp_buf_init(&buf, 1 << 20);
    kp_buf_uint(&buf, r + 1);
    begin_row(m, block, kp_buf_view(&buf));
    bool said = true;
    for (size_t i = 0; i < table->ninputs && said; i++) {
        kp_buf_clear(&buf);
        said = rule->test[i]->ast != NULL &&
               kp_speak_cell(&speaker, rule->test[i]->ast, &buf);
        put_cell(m, block, kp_buf_view(&buf));
    }
    kp_buf_free(&buf);
    if (!said)
        return cannot(m, speaker.why);
    for (size_t o = 0; o < table->noutputs; o++) {
        if (!value_text(m, rule->result[o], &text))
            return false;
        put_cell(m, block, text);
    }
    put_cell(m, block, rule->note);
    return true;
}

static bool put_fallback(importer *m, const kp_dmn_table *table, kp_dmn_block *block)
{
    bool any = false;
    kp_str text;

    for (size_t o = 0; o < table->noutputs; o++)
        any = any || table->output[o].fallback != NULL;
    if (!any)
        return true;
    begin_row(m, block, KP_STR("默认"));
    for (size_t i = 0; i < table->ninputs; i++)
        put_cell(m, block, KP_STR(""));
    for (size_t o = 0; o < table->noutputs; o++) {
        text = KP_STR("");
        if (table->output[o].fallback != NULL &&
            !value_text(m, table->output[o].fallback, &text))
            return false;
        put_cell(m, block, text);
    }
    put_cell(m, block, KP_STR(""));
    return true;
}

static bool import_table(importer *m, kp_str name, const kp_dmn_table *table)
{
    kp_dmn_block block = {.name = name};

    if (table->ninputs == 0 || table->noutputs == 0)
        return cannot(m, KP_STR("a table without inputs or outputs"));
    if (!put_headings(m, table, &block) || !put_types(m, table, &block))
        return false;
    for (size_t r = 0; r < table->nrules; r++)
        if (!put_rule(m, table, r, &block))
            return false;
    if (!put_fallback(m, table, &block))
        return false;
    m->out->block = kp_arena_grow(m->arena, m->out->block, &m->out->cap, m->out->n + 1,
                                  sizeof(kp_dmn_block));
    m->out->block[m->out->n++] = block;
    return true;
}

/* ---- formulas ---- */

static bool import_formula(importer *m, kp_str name, kp_str params,
                           const kp_dmn_expr *body)
{
    kp_speaker speaker = speaker_of(m);
    kp_buf buf;

    if (body == NULL || body->kind != KP_DMN_LITERAL || body->ast == NULL)
        return cannot(m, KP_STR("only literal expressions become formulas"));
    kp_buf_init(&buf, 1 << 20);
    bool said = kp_speak_scheme(&speaker, body->ast, &buf);
    if (said) {
        if (m->formulas.n == 0) {
            begin_row(m, &m->formulas, KP_STR("公式表"));
            put_cell(m, &m->formulas,
                     m->model->name.n > 0 ? m->model->name : KP_STR("DMN"));
            begin_row(m, &m->formulas, KP_STR("名称"));
            put_cell(m, &m->formulas, KP_STR("参数"));
            put_cell(m, &m->formulas, KP_STR("公式"));
        }
        begin_row(m, &m->formulas, name);
        put_cell(m, &m->formulas, params);
        put_cell(m, &m->formulas, kp_buf_view(&buf));
    }
    kp_buf_free(&buf);
    return said || cannot(m, speaker.why);
}

static void put_parameter(kp_buf *list, kp_str name)
{
    kp_buf_z(list, list->n > 0 ? "、" : "");
    kp_buf_str(list, name);
}

static kp_str parameters_of(importer *m, const kp_dmn_expr *function)
{
    kp_buf list;

    kp_buf_init(&list, 1 << 20);
    for (size_t i = 0; i < function->nparts; i++)
        put_parameter(&list, function->part[i].name);
    kp_str text = kp_str_copy(m->arena, kp_buf_view(&list));
    kp_buf_free(&list);
    return text;
}

/* The inputs and decisions that a formula needs are its parameters. */
static kp_str needs_of(importer *m, const kp_dmn_node *node)
{
    kp_buf list;

    kp_buf_init(&list, 1 << 20);
    for (size_t i = 0; i < node->needs.n; i++) {
        const kp_dmn_node *need = node->needs.node[i];

        if (need != NULL && need->kind != KP_DMN_KNOWLEDGE &&
            need->kind != KP_DMN_SERVICE)
            put_parameter(&list, need->name);
    }
    kp_str text = kp_str_copy(m->arena, kp_buf_view(&list));
    kp_buf_free(&list);
    return text;
}

static bool import_node(importer *m, const kp_dmn_node *node)
{
    const kp_dmn_expr *expr = node->expr;

    if (expr == NULL)
        return cannot(m, KP_STR("it has no logic"));
    if (node->kind == KP_DMN_KNOWLEDGE) {
        if (expr->kind != KP_DMN_FUNCTION || expr->head == NULL)
            return cannot(m, KP_STR("a function of another kind"));
        if (expr->head->kind == KP_DMN_TABLE)
            return import_table(m, node->name, expr->head->table);
        return import_formula(m, node->name, parameters_of(m, expr), expr->head);
    }
    if (expr->kind == KP_DMN_TABLE)
        return import_table(m, node->name, expr->table);
    return import_formula(m, node->name, needs_of(m, node), expr);
}

static bool is_logic(const kp_dmn_node *node)
{
    return node->kind == KP_DMN_DECISION || node->kind == KP_DMN_KNOWLEDGE;
}

static void add_formulas(importer *m)
{
    if (m->formulas.n == 0)
        return;
    m->out->block = kp_arena_grow(m->arena, m->out->block, &m->out->cap, m->out->n + 1,
                                  sizeof(kp_dmn_block));
    m->out->block[m->out->n++] = m->formulas;
}

static void learn_functions(importer *m)
{
    for (size_t i = 0; i < m->model->nnodes; i++) {
        if (!is_logic(&m->model->node[i]))
            continue;
        m->name = kp_arena_grow(m->arena, m->name, &m->names_cap, m->nnames + 1,
                                sizeof(kp_str));
        m->name[m->nnames++] = m->model->node[i].name;
    }
}

static kp_status run_import(void *job)
{
    importer *m = job;

    learn_functions(m);
    for (size_t i = 0; i < m->model->nnodes; i++) {
        const kp_dmn_node *node = &m->model->node[i];
        kp_where where = {.file = m->model->file, .sheet = node->name};

        if (!is_logic(node) || import_node(m, node))
            continue;
        kp_status status =
            kp_fail(m->diags, KP7072, where, KP_NONE, node->name, m->why, KP_NONE);
        (void)status;  // a warning
    }
    add_formulas(m);
    return KP_OK;
}

kp_status kp_dmn_import(kp_arena *arena, const kp_dmn_model *model, kp_dmn_blocks *out,
                        kp_diags *diags)
{
    importer m = {.arena = arena, .diags = diags, .model = model, .out = out};

    *out = (kp_dmn_blocks){0};
    return kp__dmn_guarded(arena, run_import, &m);
}
