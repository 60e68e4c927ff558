/* import.c - see import.h. */
#include "rules/dmn/import.h"

#include "rules/dmn/guard.h"
#include "rules/dmn/import_parts.h"

bool kp__import_cannot(kp__importer *m, kp_code code, kp_str why)
{
    m->code = code;
    m->why = kp_str_copy(m->arena, why);
    return false;
}

kp_speaker kp__import_speaker(const kp__importer *m)
{
    return (kp_speaker){.arena = m->arena,
                        .known = m->name,
                        .nknown = m->nnames,
                        .scratch = m->scratch};
}

/* ---- rows ---- */

void kp__import_cell(kp__importer *m, kp_dmn_block *block, kp_str text)
{
    kp_dmn_row *row = &block->row[block->n - 1];

    row->cell =
        kp_arena_grow(m->arena, row->cell, &row->cap, row->n + 1, sizeof(kp_str));
    row->cell[row->n++] = kp_str_copy(m->arena, text);
}

void kp__import_row(kp__importer *m, kp_dmn_block *block, kp_str first)
{
    block->row = kp_arena_grow(m->arena, block->row, &block->cap, block->n + 1,
                               sizeof(kp_dmn_row));
    block->n++;
    kp__import_cell(m, block, first);
}

void kp__import_block(kp__importer *m, const kp_dmn_block *block)
{
    m->out->block = kp_arena_grow(m->arena, m->out->block, &m->out->cap, m->out->n + 1,
                                  sizeof(kp_dmn_block));
    m->out->block[m->out->n++] = *block;
}

/* ---- formulas ---- */

static bool import_formula(kp__importer *m, kp_str name, kp_str params,
                           const kp_dmn_expr *body)
{
    kp_speaker speaker = kp__import_speaker(m);
    kp_buf buf;

    if (body != NULL && body->kind == KP_DMN_LITERAL && body->ast == NULL)
        return kp__import_cannot(m, KP7080, body->text);
    if (body == NULL || body->kind != KP_DMN_LITERAL)
        return kp__import_cannot(m, KP7078, KP_NONE);
    kp_buf_init(&buf, 1 << 20);
    bool said = kp_speak_scheme(&speaker, body->ast, &buf);
    if (said) {
        if (m->formulas.n == 0) {
            kp__import_row(m, &m->formulas, KP_STR("公式表"));
            kp__import_cell(m, &m->formulas,
                            m->model->name.n > 0 ? m->model->name : KP_STR("DMN"));
            kp__import_row(m, &m->formulas, KP_STR("名称"));
            kp__import_cell(m, &m->formulas, KP_STR("参数"));
            kp__import_cell(m, &m->formulas, KP_STR("公式"));
        }
        kp__import_row(m, &m->formulas, name);
        kp__import_cell(m, &m->formulas, params);
        kp__import_cell(m, &m->formulas, kp_buf_view(&buf));
    }
    kp_buf_free(&buf);
    return said || kp__import_cannot(m, KP7072, speaker.why);
}

static void put_parameter(kp_buf *list, kp_str name)
{
    kp_buf_z(list, list->n > 0 ? "、" : "");
    kp_buf_str(list, name);
}

static kp_str parameters_of(kp__importer *m, const kp_dmn_expr *function)
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
static kp_str needs_of(kp__importer *m, const kp_dmn_node *node)
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

static bool import_node(kp__importer *m, const kp_dmn_node *node)
{
    const kp_dmn_expr *expr = node->expr;

    if (expr == NULL)
        return kp__import_cannot(m, KP7079, KP_NONE);
    if (node->kind == KP_DMN_KNOWLEDGE) {
        if (expr->kind != KP_DMN_FUNCTION || expr->head == NULL)
            return kp__import_cannot(m, KP7078, KP_NONE);
        if (expr->head->kind == KP_DMN_TABLE)
            return kp__import_table(m, node->name, expr->head->table);
        return import_formula(m, node->name, parameters_of(m, expr), expr->head);
    }
    if (expr->kind == KP_DMN_TABLE)
        return kp__import_table(m, node->name, expr->table);
    return import_formula(m, node->name, needs_of(m, node), expr);
}

static bool is_logic(const kp_dmn_node *node)
{
    return node->kind == KP_DMN_DECISION || node->kind == KP_DMN_KNOWLEDGE;
}

static void add_formulas(kp__importer *m)
{
    if (m->formulas.n == 0)
        return;
    kp__import_block(m, &m->formulas);
}

static void learn_functions(kp__importer *m)
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
    kp__importer *m = job;

    learn_functions(m);
    for (size_t i = 0; i < m->model->nnodes; i++) {
        const kp_dmn_node *node = &m->model->node[i];
        kp_where where = {.file = m->model->file, .sheet = node->name};

        if (!is_logic(node) || import_node(m, node))
            continue;
        kp_status status =
            kp_fail(m->diags, m->code, where, KP_NONE, node->name, m->why, KP_NONE);
        (void)status;  // a warning
    }
    add_formulas(m);
    return KP_OK;
}

kp_status kp_dmn_import(kp_arena *arena, const kp_dmn_model *model, kp_dmn_blocks *out,
                        kp_diags *diags)
{
    kp__importer m = {.arena = arena, .diags = diags, .model = model, .out = out};

    *out = (kp_dmn_blocks){0};
    m.scratch = kp_diags_open();
    if (m.scratch == NULL)
        return KP_ENOMEM;
    kp_status status = kp__dmn_guarded(arena, run_import, &m);
    kp_diags_close(m.scratch);
    return status;
}
