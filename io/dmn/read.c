/* read.c - a .dmn file as a model: decisions, inputs, knowledge, services, types. */
#include "io/dmn/read_parts.h"

/* Of DMN 1.1 to 1.5; what follows differs with the version. */
#define DMN_SPACE "www.omg.org/spec/DMN/"

kp_str kp__dmn_name(kp__dmn_reader *r, kp_str name)
{
    char *out = kp_arena_alloc(r->arena, name.n + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';

        if (blank && (n == 0 || out[n - 1] == ' '))
            continue;
        out[n++] = blank ? ' ' : c;
    }
    while (n > 0 && out[n - 1] == ' ')
        n--;
    return (kp_str){out, n};
}

static kp_str attr_copy(kp__dmn_reader *r, const kp_xml *node, const char *name)
{
    return kp_str_copy(r->arena, kp_xml_attr_of(node, name));
}

/* ---- nodes of the requirements graph ---- */

static void add_ref(kp__dmn_reader *r, kp_dmn_refs *refs, const kp_xml *node,
                    size_t room)
{
    if (refs->href == NULL)
        refs->href = KP_NEW_ARRAY(r->arena, room, kp_str);
    refs->href[refs->n++] = attr_copy(r, node, "href");
}

static void read_needs(kp__dmn_reader *r, kp_dmn_node *out, const kp_xml *node)
{
    static const char *const kinds[] = {"requiredDecision", "requiredInput",
                                        "requiredKnowledge"};

    for (size_t i = 0; i < node->nchildren; i++) {
        const kp_xml *need = node->child[i];

        if (!kp_xml_is(need, "informationRequirement") &&
            !kp_xml_is(need, "knowledgeRequirement"))
            continue;
        for (size_t k = 0; k < 3; k++) {
            const kp_xml *ref = kp_xml_child(need, kinds[k]);

            if (ref != NULL)
                add_ref(r, &out->needs, ref, node->nchildren * 3);
        }
    }
}

static void read_service(kp__dmn_reader *r, kp_dmn_node *out, const kp_xml *node)
{
    for (size_t i = 0; i < node->nchildren; i++) {
        const kp_xml *ref = node->child[i];
        kp_dmn_refs *refs = kp_xml_is(ref, "outputDecision") ? &out->outputs
                            : kp_xml_is(ref, "encapsulatedDecision")
                                ? &out->encapsulated
                            : kp_xml_is(ref, "inputDecision") ? &out->input_decisions
                            : kp_xml_is(ref, "inputData")     ? &out->input_data
                                                              : NULL;

        if (refs != NULL)
            add_ref(r, refs, ref, node->nchildren);
    }
}

static bool node_kind(const kp_xml *node, kp_dmn_node_kind *out)
{
    static const struct {
        const char *name;
        kp_dmn_node_kind kind;
    } kinds[] = {
        {"inputData", KP_DMN_INPUT_DATA},
        {"decision", KP_DMN_DECISION},
        {"businessKnowledgeModel", KP_DMN_KNOWLEDGE},
        {"decisionService", KP_DMN_SERVICE},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kp_xml_is(node, kinds[i].name)) {
            *out = kinds[i].kind;
            return true;
        }
    return false;
}

static void read_node(kp__dmn_reader *r, kp_dmn_node *out, const kp_xml *node)
{
    const kp_xml *variable = kp_xml_child(node, "variable");
    const kp_xml *logic = kp_xml_child(node, "encapsulatedLogic");

    out->id = attr_copy(r, node, "id");
    out->name = kp__dmn_name(r, kp_xml_attr_of(node, "name"));
    if (variable != NULL)
        out->type_ref = attr_copy(r, variable, "typeRef");
    read_needs(r, out, node);
    if (out->kind == KP_DMN_SERVICE)
        read_service(r, out, node);
    if (out->kind == KP_DMN_DECISION)
        out->expr = kp__dmn_expr_in(r, node);
    if (out->kind == KP_DMN_KNOWLEDGE && logic != NULL) {
        out->expr = kp__dmn_function(r, logic);
        out->expr->type_ref = attr_copy(r, logic, "typeRef");
    }
}

/* ---- types ---- */

static void read_params(kp__dmn_reader *r, kp_dmn_item *item, const kp_xml *function)
{
    item->is_function = true;
    item->type_ref = attr_copy(r, function, "outputTypeRef");
    item->param =
        KP_NEW_ARRAY(r->arena, kp_xml_count(function, "parameters"), kp_dmn_part);
    for (size_t i = 0; i < function->nchildren; i++) {
        if (!kp_xml_is(function->child[i], "parameters"))
            continue;
        kp_dmn_part *param = &item->param[item->nparams++];
        param->name = kp__dmn_name(r, kp_xml_attr_of(function->child[i], "name"));
        param->type_ref = attr_copy(r, function->child[i], "typeRef");
    }
}

static void read_item(kp__dmn_reader *r, kp_dmn_item *item, const kp_xml *node)
{
    const kp_xml *function = kp_xml_child(node, "functionItem");

    item->name = kp__dmn_name(r, kp_xml_attr_of(node, "name"));
    item->is_collection = kp_str_is(kp_xml_attr_of(node, "isCollection"), "true");
    item->type_ref = kp_str_copy(r->arena, kp_xml_child_text(node, "typeRef"));
    item->allowed = kp__dmn_tests_in(r, node, "allowedValues");
    item->constraint = kp__dmn_tests_in(r, node, "typeConstraint");
    item->part =
        KP_NEW_ARRAY(r->arena, kp_xml_count(node, "itemComponent"), kp_dmn_item);
    for (size_t i = 0; i < node->nchildren; i++)
        if (kp_xml_is(node->child[i], "itemComponent"))
            read_item(r, &item->part[item->nparts++], node->child[i]);
    if (function != NULL)
        read_params(r, item, function);
}

/* ---- the whole ---- */

/* Models of other kinds (PMML) matter only to the functions that call them. */
static void read_import(kp__dmn_reader *r, const kp_xml *node)
{
    kp_str kind = kp_xml_attr_of(node, "importType");

    if (kp_str_find(kind, KP_STR("DMN")) == SIZE_MAX)
        return;
    r->model->import[r->model->nimports++] = attr_copy(r, node, "name");
}

static void read_children(kp__dmn_reader *r, const kp_xml *root)
{
    kp_dmn_model *model = r->model;

    model->node = KP_NEW_ARRAY(r->arena, root->nchildren, kp_dmn_node);
    model->item = KP_NEW_ARRAY(r->arena, root->nchildren, kp_dmn_item);
    model->import = KP_NEW_ARRAY(r->arena, root->nchildren, kp_str);
    for (size_t i = 0; i < root->nchildren; i++) {
        const kp_xml *child = root->child[i];
        kp_dmn_node *node = &model->node[model->nnodes];

        if (!kp_str_eq(child->space, r->space))
            continue;
        if (node_kind(child, &node->kind)) {
            read_node(r, node, child);
            model->nnodes++;
        } else if (kp_xml_is(child, "itemDefinition")) {
            read_item(r, &model->item[model->nitems++], child);
        } else if (kp_xml_is(child, "import")) {
            read_import(r, child);
        }
    }
}

static bool is_dmn(const kp_xml *root)
{
    return kp_xml_is(root, "definitions") &&
           kp_str_find(root->space, KP_STR(DMN_SPACE)) != SIZE_MAX;
}

static kp_status read_tree(kp__dmn_reader *r, kp_str file, const kp_xml *root)
{
    kp_where where = {.file = file};

    if (!is_dmn(root))
        return kp_fail(r->diags, KP7004, where, KP_NONE, root->name, root->space,
                       KP_NONE);
    r->space = root->space;
    r->model->file = kp_str_copy(r->arena, file);
    r->model->name = attr_copy(r, root, "name");
    r->model->space = attr_copy(r, root, "namespace");
    read_children(r, root);
    return KP_OK;
}

static kp_status read_guarded(kp__dmn_reader *r, kp_str file, kp_str bytes,
                              kp_diags *scratch)
{
    jmp_buf boundary;
    jmp_buf *outer = kp_arena_guard(r->arena, &boundary);
    kp_xml *root;

    if (setjmp(boundary) != 0) {
        kp_arena_guard(r->arena, outer);
        return KP_ENOMEM;
    }
    r->model = KP_NEW(r->arena, kp_dmn_model);
    kp_status status = kp_xml_read(r->arena, file, bytes, &root, r->diags);
    if (status == KP_OK)
        status = read_tree(r, file, root);
    if (status == KP_OK)
        status = kp_dmn_model_link(r->arena, r->model, scratch, r->diags);
    kp_arena_guard(r->arena, outer);
    return status;
}

kp_status kp_dmn_read(kp_arena *arena, kp_str file, kp_str bytes, kp_dmn_model **out,
                      kp_diags *diags)
{
    kp__dmn_reader r = {.arena = arena, .diags = diags};
    kp_diags *scratch = kp_diags_open();

    *out = NULL;
    if (scratch == NULL)
        return KP_ENOMEM;
    kp_status status = read_guarded(&r, file, bytes, scratch);
    kp_diags_close(scratch);
    if (status == KP_OK)
        *out = r.model;
    return status;
}
