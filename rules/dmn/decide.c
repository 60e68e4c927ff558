/* decide.c - decisions, knowledge and services in the order in which they are needed.
 *
 * A decision sees what it requires and nothing else; only a model without any input
 * data has named no inputs, and its decisions see all that is given.  Every node is
 * evaluated at most once; a service starts afresh with its own inputs.
 */
#include "rules/dmn/decide.h"

#include "rules/dmn/state.h"
#include "rules/expr/parse_feel.h"

static const kp_feel *missing_need(kp__state *s, const kp_dmn_node *node, size_t i)
{
    return kp__null(s, KP7040, node->needs.href[i], KP_NONE, KP_NONE);
}

/* The names that `node` may use. */
static void fill_scope(kp__state *s, const kp_dmn_node *node, kp__scope *scope,
                       kp_feel_entry *entry)
{
    for (size_t i = 0; i < node->needs.n; i++) {
        const kp_dmn_node *need = node->needs.node[i];

        if (need == NULL) {
            missing_need(s, node, i);
            continue;
        }
        const kp_feel *value = kp__node_value(s, need);
        entry[scope->n++] = (kp_feel_entry){need->name, value};
    }
}

static kp__scope *scope_of(kp__state *s, const kp_dmn_node *node)
{
    kp_feel_entry *entry = KP_NEW_ARRAY(s->arena, node->needs.n + 1, kp_feel_entry);
    kp__scope *scope = kp__new_scope(s, s->given, entry, 0);

    fill_scope(s, node, scope, entry);
    return scope;
}

static const kp_feel *decision_value(kp__state *s, const kp_dmn_node *node)
{
    kp_where outer = s->where;

    if (s->busy[node->index])
        return kp__null(s, KP7008, node->name, KP_NONE, KP_NONE);
    s->busy[node->index] = 1;
    const kp__scope *scope = scope_of(s, node);
    s->where.sheet = node->name;
    const kp_feel *value = kp__boxed(s, scope, node->expr);
    value = kp__coerce(s, value, node->type);
    s->where = outer;
    s->busy[node->index] = 0;
    return value;
}

static kp_feel_function *new_function(kp__state *s, const kp_feel **out)
{
    kp_feel *value = KP_NEW(s->arena, kp_feel);
    kp_feel_function *function = KP_NEW(s->arena, kp_feel_function);

    value->kind = KP_FEEL_FUNCTION;
    value->function = function;
    *out = value;
    return function;
}

/* A model without parameters of its own is a function of none. */
static const kp_feel *knowledge_value(kp__state *s, const kp_dmn_node *node)
{
    const kp_dmn_expr *expr = node->expr;
    kp_feel_entry *entry = KP_NEW_ARRAY(s->arena, node->needs.n + 1, kp_feel_entry);
    kp__scope *scope = kp__new_scope(s, NULL, entry, 0);
    const kp_feel *value;

    if (expr == NULL || expr->kind != KP_DMN_FUNCTION)
        return expr == NULL ? kp__null(s, KP7056, KP_NONE, KP_NONE, KP_NONE)
                            : kp__boxed(s, scope, expr);
    kp_feel_function *function = new_function(s, &value);
    kp_str *param = KP_NEW_ARRAY(s->arena, expr->nparts, kp_str);
    function->name = node->name;
    function->nparams = expr->nparts;
    function->param = param;
    function->type = KP_NEW_ARRAY(s->arena, expr->nparts, const kp_feel_type *);
    for (size_t i = 0; i < expr->nparts; i++) {
        param[i] = expr->part[i].name;
        function->type[i] = expr->part[i].type;
    }
    function->boxed = expr->head;
    function->scope = scope;
    // A variable's type may be that of the function or of its results.
    function->result =
        node->type->shape == KP_TYPE_FUNCTION ||
                (node->type->of != NULL && node->type->of->shape == KP_TYPE_FUNCTION)
            ? expr->type
            : node->type;
    // Known before its own needs are, so that it may call itself.
    s->value[node->index] = value;
    entry[scope->n++] = (kp_feel_entry){node->name, value};
    fill_scope(s, node, scope, entry);
    return value;
}

static const kp_feel *service_value(kp__state *s, const kp_dmn_node *node)
{
    const kp_dmn_refs *refs[] = {&node->input_data, &node->input_decisions};
    const kp_feel *value;
    kp_feel_function *function = new_function(s, &value);
    size_t room = refs[0]->n + refs[1]->n;
    kp_str *param = KP_NEW_ARRAY(s->arena, room, kp_str);

    function->name = node->name;
    function->type = KP_NEW_ARRAY(s->arena, room, const kp_feel_type *);
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < refs[i]->n; j++) {
            if (refs[i]->node[j] == NULL)
                continue;
            param[function->nparams] = refs[i]->node[j]->name;
            function->type[function->nparams++] = refs[i]->node[j]->type;
        }
    function->param = param;
    function->service = node;
    return value;
}

static const kp_feel *evaluate(kp__state *s, const kp_dmn_node *node)
{
    switch (node->kind) {
    case KP_DMN_INPUT_DATA:  // those given stand there already
        return &kp_feel_null;
    case KP_DMN_DECISION:
        return decision_value(s, node);
    case KP_DMN_KNOWLEDGE:
        return knowledge_value(s, node);
    case KP_DMN_SERVICE:
        return service_value(s, node);
    }
    return &kp_feel_null;
}

const kp_feel *kp__node_value(kp__state *s, const kp_dmn_node *node)
{
    if (s->value[node->index] != NULL)
        return s->value[node->index];
    if (!kp__step(s))
        return &kp_feel_null;
    s->depth++;
    const kp_feel *value = evaluate(s, node);
    s->depth--;
    if (!s->busy[node->index])
        s->value[node->index] = value;
    return value;
}

static const kp_feel *service_results(kp__state *s, const kp_dmn_node *service)
{
    kp_feel_entries entries = {.arena = s->arena};

    for (size_t i = 0; i < service->outputs.n; i++) {
        const kp_dmn_node *output = service->outputs.node[i];
        const kp_feel *value =
            output != NULL ? kp__node_value(s, output) : &kp_feel_null;

        if (output == NULL || service->outputs.n == 1)
            return kp__coerce(s, value, service->type);
        kp_feel_set(&entries, output->name, value);
    }
    return kp__coerce(s, kp_feel_entries_done(&entries), service->type);
}

/* A fresh set of values, in which the arguments stand for the inputs. */
const kp_feel *kp__call_service(kp__state *s, const kp_dmn_node *service,
                                const kp_feel *const *arg, size_t n)
{
    const kp_dmn_refs *refs[] = {&service->input_data, &service->input_decisions};
    const kp_feel **outer = s->value;
    unsigned char *outer_busy = s->busy;
    size_t at = 0;

    if (!kp__step(s))
        return &kp_feel_null;
    s->value = KP_NEW_ARRAY(s->arena, s->model->nnodes, const kp_feel *);
    s->busy = KP_NEW_ARRAY(s->arena, s->model->nnodes, unsigned char);
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < refs[i]->n; j++)
            if (refs[i]->node[j] != NULL && at < n)
                s->value[refs[i]->node[j]->index] = arg[at++];
    s->depth++;
    const kp_feel *value = service_results(s, service);
    s->depth--;
    s->value = outer;
    s->busy = outer_busy;
    return value;
}

/* ---- the door ---- */

static void take_inputs(kp__state *s, const kp_dmn_node *asked, const kp_feel *inputs)
{
    for (size_t i = 0; i < s->model->nnodes; i++) {
        const kp_dmn_node *node = &s->model->node[i];
        const kp_feel *given = inputs != NULL && inputs->kind == KP_FEEL_CONTEXT
                                   ? kp_feel_entry_of(inputs, node->name)
                                   : NULL;

        if (given == NULL || node == asked || node->kind == KP_DMN_KNOWLEDGE ||
            node->kind == KP_DMN_SERVICE)
            continue;
        s->where.sheet = node->name;
        s->value[i] = kp__coerce(s, given, node->type);
    }
    s->where.sheet = asked->name;
}

/* Arguments by the names of the parameters; those not given are null. */
static const kp_feel *call_by_inputs(kp__state *s, const kp_feel_function *function,
                                     const kp_feel *inputs)
{
    const kp_feel **arg = KP_NEW_ARRAY(s->arena, function->nparams, const kp_feel *);

    for (size_t i = 0; i < function->nparams; i++) {
        arg[i] = kp_feel_entry_of(inputs, function->param[i]);
        if (arg[i] == NULL)
            arg[i] = &kp_feel_null;
    }
    return kp__invoke(s, function, arg, NULL, function->nparams);
}

static const kp_feel *answer(kp__state *s, const kp_dmn_node *node,
                             const kp_feel *inputs)
{
    if (s->model->nimports > 0)
        return kp__unsupported(s, KP_STR("引用别的模型|imported models"));
    take_inputs(s, node, inputs);
    if (!kp_dmn_names_inputs(s->model) && inputs->kind == KP_FEEL_CONTEXT)
        s->given = kp__new_scope(s, NULL, inputs->entry, inputs->n);
    const kp_feel *value = kp__node_value(s, node);
    bool invocable = node->kind == KP_DMN_KNOWLEDGE || node->kind == KP_DMN_SERVICE;
    if (invocable && value->kind == KP_FEEL_FUNCTION)
        return call_by_inputs(s, value->function, inputs);
    return value;
}

static const kp_feel *run_text(kp__state *s, const kp_feel *inputs)
{
    size_t n = inputs != NULL && inputs->kind == KP_FEEL_CONTEXT ? inputs->n : 0;
    kp_parse_where where = {.text = s->text};
    kp_name_tree names = {0};

    for (size_t i = 0; i < n; i++)
        kp_name_tree_add(&names, s->arena, inputs->entry[i].name);
    const kp_ast *ast = kp_parse_feel(s->arena, &where, s->text, &names, s->diags);
    if (ast == NULL) {
        s->nfaults++;
        return &kp_feel_null;
    }
    return kp__eval(s, kp__new_scope(s, NULL, n > 0 ? inputs->entry : NULL, n), ast);
}

/* Runs `node` of the state's model, or the state's text when there is none. */
static kp_status guarded(kp__state *s, const kp_dmn_node *node, const kp_feel *inputs,
                         kp_dmn_answer *out)
{
    jmp_buf boundary;
    jmp_buf *outer = kp_arena_guard(s->arena, &boundary);

    if (setjmp(boundary) != 0) {
        kp_arena_guard(s->arena, outer);
        return KP_ENOMEM;
    }
    s->value = KP_NEW_ARRAY(s->arena, s->model->nnodes, const kp_feel *);
    s->busy = KP_NEW_ARRAY(s->arena, s->model->nnodes, unsigned char);
    out->value = node != NULL ? answer(s, node, inputs) : run_text(s, inputs);
    out->unsupported = s->unsupported;
    out->nfaults = s->nfaults;
    kp_arena_guard(s->arena, outer);
    return KP_OK;
}

static kp_status with_scratch(kp__state *s, const kp_dmn_node *node,
                              const kp_feel *inputs, kp_dmn_answer *out)
{
    kp_feel none = {.kind = KP_FEEL_CONTEXT};

    *out = (kp_dmn_answer){.value = &kp_feel_null};
    s->scratch = kp_diags_open();
    if (s->scratch == NULL)
        return KP_ENOMEM;
    kp_status status = guarded(s, node, inputs != NULL ? inputs : &none, out);
    kp_diags_close(s->scratch);
    return status;
}

kp_status kp_dmn_decide(kp_arena *arena, const kp_dmn_model *model,
                        const kp_dmn_node *node, const kp_feel *inputs,
                        kp_dmn_answer *out, kp_diags *diags)
{
    kp__state s = {.arena = arena, .model = model, .diags = diags};

    s.where.file = model->file;
    return with_scratch(&s, node, inputs, out);
}

kp_str kp_dmn_feature(kp_str both, bool english)
{
    size_t bar = kp_str_find(both, KP_STR("|"));

    if (bar == SIZE_MAX)
        return both;
    return english ? kp_str_slice(both, bar + 1, both.n) : kp_str_slice(both, 0, bar);
}

kp_status kp_feel_evaluate(kp_arena *arena, kp_str text, const kp_feel *inputs,
                           kp_dmn_answer *out, kp_diags *diags)
{
    kp_dmn_model model = {0};
    kp__state s = {.arena = arena, .model = &model, .diags = diags, .text = text};

    return with_scratch(&s, NULL, inputs, out);
}
