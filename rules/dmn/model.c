/* model.c - making a model that was read ready: names, references, trees, types. */
#include "rules/dmn/model.h"

#include "rules/dmn/type.h"
#include "rules/expr/lex.h"
#include "rules/expr/parse_feel.h"

typedef struct linker {
    kp_arena *arena;
    kp_dmn_model *model;
    kp_diags *diags;
    kp_diags *scratch;  // swallows the faults of expressions
    kp_where where;
} linker;

/* ---- names ---- */

static bool is_plain(kp_str name)
{
    size_t at = 0;

    if (name.n == 0 || kp_lex_word(name) != KP_TOK_NAME)
        return name.n == 0;
    for (bool first = true; at < name.n; first = false) {
        unsigned char c = (unsigned char)name.p[at++];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

        if (!letter && (first || c < '0' || c > '9'))
            return false;
    }
    return true;
}

static void know_name(linker *l, kp_str name)
{
    if (!is_plain(name))
        kp_name_tree_add(&l->model->names, l->arena, name);
}

static void know_item(linker *l, const kp_dmn_item *item)
{
    for (size_t i = 0; i < item->nparts; i++) {
        know_name(l, item->part[i].name);
        know_item(l, &item->part[i]);
    }
}

static void know_expr(linker *l, const kp_dmn_expr *expr)
{
    if (expr == NULL)
        return;
    if (expr->kind == KP_DMN_FOR || expr->kind == KP_DMN_SOME ||
        expr->kind == KP_DMN_EVERY)
        know_name(l, expr->text);
    for (size_t i = 0; i < expr->nparts; i++) {
        know_name(l, expr->part[i].name);
        know_expr(l, expr->part[i].expr);
    }
    know_expr(l, expr->head);
    for (size_t i = 0; i < expr->nrows; i++)
        know_expr(l, expr->row[i]);
    for (size_t i = 0; expr->table != NULL && i < expr->table->noutputs; i++)
        know_name(l, expr->table->output[i].name);
}

static void know_all(linker *l)
{
    for (size_t i = 0; i < l->model->nitems; i++)
        know_item(l, &l->model->item[i]);
    for (size_t i = 0; i < l->model->nnodes; i++) {
        know_name(l, l->model->node[i].name);
        know_expr(l, l->model->node[i].expr);
    }
}

/* ---- trees and types ---- */

static void link_expr(linker *l, kp_dmn_expr *expr);

kp_ast *kp_dmn_parse(kp_arena *arena, const kp_dmn_model *model,
                     const kp_dmn_expr *expr, kp_where cell, kp_diags *diags)
{
    kp_parse_where where = {.cell = cell, .text = expr->text};
    const kp_name_tree *names = &model->names;

    if (expr->kind == KP_DMN_TESTS)
        return kp_parse_feel_tests(arena, &where, expr->text, names, diags);
    return expr->is_looped ? kp_parse_feel_loop(arena, &where, expr->text, names, diags)
                           : kp_parse_feel(arena, &where, expr->text, names, diags);
}

static void parse(linker *l, kp_dmn_expr *expr)
{
    if (kp_str_trim(expr->text).n == 0 && expr->kind == KP_DMN_TESTS) {
        kp_ast *any = KP_NEW(l->arena, kp_ast);

        any->kind = KP_AST_ANY;
        expr->ast = any;
        return;
    }
    expr->ast = kp_dmn_parse(l->arena, l->model, expr, l->where, l->scratch);
}

static void link_table(linker *l, kp_dmn_table *table)
{
    for (size_t i = 0; i < table->ninputs; i++) {
        link_expr(l, table->input[i].expr);
        link_expr(l, table->input[i].allowed);
    }
    for (size_t i = 0; i < table->noutputs; i++) {
        kp_dmn_output *output = &table->output[i];

        output->type = kp_type_of_text(l->arena, l->model, output->type_ref);
        link_expr(l, output->allowed);
        link_expr(l, output->fallback);
    }
    for (size_t i = 0; i < table->nrules; i++) {
        for (size_t j = 0; j < table->ninputs; j++)
            link_expr(l, table->rule[i].test[j]);
        for (size_t j = 0; j < table->noutputs; j++)
            link_expr(l, table->rule[i].result[j]);
    }
}

static void link_expr(linker *l, kp_dmn_expr *expr)
{
    if (expr == NULL)
        return;
    expr->type = kp_type_of_text(l->arena, l->model, expr->type_ref);
    if (expr->kind == KP_DMN_LITERAL || expr->kind == KP_DMN_TESTS)
        parse(l, expr);
    for (size_t i = 0; i < expr->nparts; i++) {
        kp_dmn_part *part = &expr->part[i];

        part->type = kp_type_of_text(l->arena, l->model, part->type_ref);
        link_expr(l, part->expr);
    }
    link_expr(l, expr->head);
    for (size_t i = 0; i < expr->nrows; i++)
        link_expr(l, expr->row[i]);
    if (expr->table != NULL)
        link_table(l, expr->table);
}

static void link_item(linker *l, kp_dmn_item *item)
{
    link_expr(l, item->allowed);
    link_expr(l, item->constraint);
    for (size_t i = 0; i < item->nparts; i++)
        link_item(l, &item->part[i]);
}

/* ---- references ---- */

static const kp_dmn_node *find_node(const kp_dmn_model *model, kp_str href)
{
    size_t hash = kp_str_find(href, KP_STR("#"));
    kp_str space = hash == SIZE_MAX ? KP_STR("") : kp_str_slice(href, 0, hash);
    kp_str id = hash == SIZE_MAX ? href : kp_str_slice(href, hash + 1, href.n);

    if (space.n > 0 && !kp_str_eq(space, model->space))
        return NULL;
    size_t at;
    return id.n > 0 && kp_map_get(&model->ids, id, &at) ? &model->node[at] : NULL;
}

static void link_refs(linker *l, const kp_dmn_node *from, kp_dmn_refs *refs)
{
    refs->node = KP_NEW_ARRAY(l->arena, refs->n, const kp_dmn_node *);
    for (size_t i = 0; i < refs->n; i++) {
        refs->node[i] = find_node(l->model, refs->href[i]);
        if (refs->node[i] != NULL)
            continue;
        kp_status status = kp_fail(l->diags, KP7006, l->where, KP_NONE, from->name,
                                   refs->href[i], KP_NONE);
        (void)status;  // a warning
    }
}

static void link_node(linker *l, kp_dmn_node *node)
{
    l->where.sheet = node->name;
    link_refs(l, node, &node->needs);
    link_refs(l, node, &node->outputs);
    link_refs(l, node, &node->encapsulated);
    link_refs(l, node, &node->input_decisions);
    link_refs(l, node, &node->input_data);
    node->type = kp_type_of_text(l->arena, l->model, node->type_ref);
    link_expr(l, node->expr);
}

static kp_status refuse_second(linker *l, kp_str name)
{
    l->where.sheet = name;
    return kp_fail(l->diags, KP7074, l->where, KP_NONE, name, KP_NONE, KP_NONE);
}

/* A name or an id that two nodes have would leave open which of them is meant. */
static kp_status index_nodes(linker *l)
{
    kp_dmn_model *model = l->model;
    kp_status status = KP_OK;
    kp_map names;
    size_t old;

    kp_map_init(&names, l->arena);
    kp_map_init(&model->ids, l->arena);
    for (size_t i = 0; i < model->nnodes; i++) {
        kp_dmn_node *node = &model->node[i];

        node->index = i;
        if (node->name.n > 0 && !kp_map_put(&names, node->name, i, &old))
            status = refuse_second(l, node->name);
        if (node->id.n > 0 && !kp_map_put(&model->ids, node->id, i, &old))
            status = refuse_second(l, node->id);
    }
    return status;
}

/* Of two types of one name the first counts. */
static void index_types(linker *l)
{
    size_t old;

    kp_map_init(&l->model->types, l->arena);
    for (size_t i = 0; i < l->model->nitems; i++)
        (void)kp_map_put(&l->model->types, l->model->item[i].name, i, &old);
}

kp_status kp_dmn_model_link(kp_arena *arena, kp_dmn_model *model, kp_diags *scratch,
                            kp_diags *diags)
{
    linker l = {.arena = arena, .model = model, .diags = diags, .scratch = scratch};

    l.where.file = model->file;
    kp_status status = index_nodes(&l);
    if (status != KP_OK)
        return status;
    index_types(&l);
    know_all(&l);
    kp_type_link(arena, model);
    for (size_t i = 0; i < model->nitems; i++)
        link_item(&l, &model->item[i]);
    for (size_t i = 0; i < model->nnodes; i++)
        link_node(&l, &model->node[i]);
    return KP_OK;
}

bool kp_dmn_names_inputs(const kp_dmn_model *model)
{
    for (size_t i = 0; i < model->nnodes; i++)
        if (model->node[i].kind == KP_DMN_INPUT_DATA)
            return true;
    return false;
}

const kp_dmn_node *kp_dmn_node_named(const kp_dmn_model *model, kp_dmn_node_kind kind,
                                     kp_str name)
{
    for (size_t i = 0; i < model->nnodes; i++)
        if (model->node[i].kind == kind && kp_str_eq(model->node[i].name, name))
            return &model->node[i];
    return NULL;
}
