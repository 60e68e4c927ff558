/* read_expr.c - boxed expressions and decision tables out of XML. */
#include "io/dmn/read_parts.h"

static kp_dmn_expr *new_expr(kp__dmn_reader *r, kp_dmn_expr_kind kind)
{
    kp_dmn_expr *expr = KP_NEW(r->arena, kp_dmn_expr);

    expr->kind = kind;
    return expr;
}

kp_dmn_expr *kp__dmn_text(kp__dmn_reader *r, kp_dmn_expr_kind kind, kp_str text)
{
    kp_dmn_expr *expr = new_expr(r, kind);

    expr->text = kp_str_copy(r->arena, text);
    return expr;
}

/* Named in both languages, for kp_dmn_feature. */
static kp_dmn_expr *unsupported(kp__dmn_reader *r, const char *zh, const char *en,
                                kp_str name)
{
    kp_buf buf;

    kp_buf_init(&buf, 1 << 20);
    const char *blank = name.n > 0 ? " " : "";

    kp_buf_printf(&buf, "%s%s%.*s|%s%s%.*s", zh, blank, KP_FMT(name), en, blank,
                  KP_FMT(name));
    kp_dmn_expr *expr = kp__dmn_text(r, KP_DMN_UNSUPPORTED, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return expr;
}

kp_dmn_expr *kp__dmn_tests_in(kp__dmn_reader *r, const kp_xml *node, const char *name)
{
    const kp_xml *child = kp_xml_child(node, name);
    kp_str text = child != NULL ? kp_xml_child_text(child, "text") : KP_STR("");

    return text.n > 0 ? kp__dmn_text(r, KP_DMN_TESTS, text) : NULL;
}

static bool is_feel(kp_str language)
{
    return language.n == 0 || kp_str_find(language, KP_STR("FEEL")) != SIZE_MAX ||
           kp_str_find(language, KP_STR("feel")) != SIZE_MAX;
}

static kp_dmn_expr *read_literal(kp__dmn_reader *r, const kp_xml *node)
{
    kp_str language = kp_xml_attr_of(node, "expressionLanguage");

    if (!is_feel(language))
        return unsupported(r, "表达式语言", "expression language", language);
    if (kp_xml_child(node, "importedValues") != NULL)
        return unsupported(r, "外部取值", "imported values", KP_STR(""));
    return kp__dmn_text(r, KP_DMN_LITERAL, kp_xml_child_text(node, "text"));
}

/* ---- parts ---- */

static kp_dmn_part *new_parts(kp__dmn_reader *r, kp_dmn_expr *expr, size_t n)
{
    expr->nparts = n;
    expr->part = KP_NEW_ARRAY(r->arena, n, kp_dmn_part);
    return expr->part;
}

static kp_dmn_expr *read_context(kp__dmn_reader *r, const kp_xml *node)
{
    kp_dmn_expr *expr = new_expr(r, KP_DMN_CONTEXT);
    kp_dmn_part *part = new_parts(r, expr, kp_xml_count(node, "contextEntry"));

    for (size_t i = 0; i < node->nchildren; i++) {
        const kp_xml *entry = node->child[i];
        const kp_xml *variable = kp_xml_child(entry, "variable");

        if (!kp_xml_is(entry, "contextEntry"))
            continue;
        if (variable != NULL) {
            part->name = kp__dmn_name(r, kp_xml_attr_of(variable, "name"));
            part->type_ref = kp_str_copy(r->arena, kp_xml_attr_of(variable, "typeRef"));
        }
        (part++)->expr = kp__dmn_expr_in(r, entry);
    }
    return expr;
}

/* Every child that is an expression is an item. */
static kp_dmn_expr *read_list(kp__dmn_reader *r, const kp_xml *node)
{
    kp_dmn_expr *expr = new_expr(r, KP_DMN_LIST);
    kp_dmn_part *part = new_parts(r, expr, node->nchildren);

    expr->nparts = 0;
    for (size_t i = 0; i < node->nchildren; i++) {
        kp_xml alone = {.nchildren = 1, .child = &node->child[i]};
        kp_dmn_expr *item = kp__dmn_expr_in(r, &alone);

        if (item != NULL)
            part[expr->nparts++].expr = item;
    }
    return expr;
}

static kp_dmn_expr *read_relation(kp__dmn_reader *r, const kp_xml *node)
{
    kp_dmn_expr *expr = new_expr(r, KP_DMN_RELATION);
    kp_dmn_part *column = new_parts(r, expr, kp_xml_count(node, "column"));

    expr->row = KP_NEW_ARRAY(r->arena, kp_xml_count(node, "row"), kp_dmn_expr *);
    for (size_t i = 0; i < node->nchildren; i++) {
        const kp_xml *child = node->child[i];

        if (kp_xml_is(child, "column")) {
            column->name = kp__dmn_name(r, kp_xml_attr_of(child, "name"));
            column->type_ref = kp_str_copy(r->arena, kp_xml_attr_of(child, "typeRef"));
            column++;
        }
        if (kp_xml_is(child, "row"))
            expr->row[expr->nrows++] = read_list(r, child);
    }
    return expr;
}

static kp_dmn_expr *read_invocation(kp__dmn_reader *r, const kp_xml *node)
{
    kp_dmn_expr *expr = new_expr(r, KP_DMN_INVOCATION);
    kp_dmn_part *part = new_parts(r, expr, kp_xml_count(node, "binding"));
    const kp_xml *called = kp_xml_child(node, "literalExpression");

    if (called != NULL)
        expr->head = read_literal(r, called);
    for (size_t i = 0; i < node->nchildren; i++) {
        const kp_xml *binding = node->child[i];
        const kp_xml *parameter = kp_xml_child(binding, "parameter");

        if (!kp_xml_is(binding, "binding"))
            continue;
        if (parameter != NULL)
            part->name = kp__dmn_name(r, kp_xml_attr_of(parameter, "name"));
        (part++)->expr = kp__dmn_expr_in(r, binding);
    }
    return expr;
}

kp_dmn_expr *kp__dmn_function(kp__dmn_reader *r, const kp_xml *node)
{
    kp_str kind = kp_xml_attr_of(node, "kind");
    kp_dmn_expr *expr = new_expr(r, KP_DMN_FUNCTION);
    kp_dmn_part *part = new_parts(r, expr, kp_xml_count(node, "formalParameter"));

    if (kind.n > 0 && !kp_str_is(kind, "FEEL"))
        return unsupported(r, "函数种类", "functions of kind", kind);
    for (size_t i = 0; i < node->nchildren; i++) {
        const kp_xml *parameter = node->child[i];

        if (!kp_xml_is(parameter, "formalParameter"))
            continue;
        part->name = kp__dmn_name(r, kp_xml_attr_of(parameter, "name"));
        part->type_ref = kp_str_copy(r->arena, kp_xml_attr_of(parameter, "typeRef"));
        part++;
    }
    expr->head = kp__dmn_expr_in(r, node);
    return expr;
}

/* ---- DMN 1.4: if, filter, for, some, every ---- */

static kp_dmn_expr *expr_in_child(kp__dmn_reader *r, const kp_xml *node,
                                  const char *name)
{
    const kp_xml *child = kp_xml_child(node, name);

    return child != NULL ? kp__dmn_expr_in(r, child) : NULL;
}

static kp_dmn_expr *read_conditional(kp__dmn_reader *r, const kp_xml *node)
{
    kp_dmn_expr *expr = new_expr(r, KP_DMN_IF);
    kp_dmn_part *part = new_parts(r, expr, 3);

    part[0].expr = expr_in_child(r, node, "if");
    part[1].expr = expr_in_child(r, node, "then");
    part[2].expr = expr_in_child(r, node, "else");
    return expr;
}

static kp_dmn_expr *read_iterator(kp__dmn_reader *r, const kp_xml *node,
                                  kp_dmn_expr_kind kind, const char *body)
{
    kp_dmn_expr *expr = new_expr(r, kind);
    kp_dmn_part *part = new_parts(r, expr, 1);

    expr->text = kp__dmn_name(r, kp_xml_attr_of(node, "iteratorVariable"));
    expr->head = expr_in_child(r, node, "in");
    if (expr->head != NULL)
        expr->head->is_looped =
            expr->head->kind == KP_DMN_LITERAL && kind != KP_DMN_FILTER;
    part[0].expr = expr_in_child(r, node, body);
    return expr;
}

/* ---- decision tables ---- */

static const struct {
    const char *name;
    kp_dmn_hit hit;
} policies[] = {
    {"", KP_DMN_UNIQUE},
    {"UNIQUE", KP_DMN_UNIQUE},
    {"ANY", KP_DMN_ANY},
    {"PRIORITY", KP_DMN_PRIORITY},
    {"FIRST", KP_DMN_FIRST},
    {"RULE ORDER", KP_DMN_RULE_ORDER},
    {"OUTPUT ORDER", KP_DMN_OUTPUT_ORDER},
    {"COLLECT", KP_DMN_COLLECT},
};

static const struct {
    const char *name;
    kp_dmn_sum sum;
} sums[] = {
    {"", KP_DMN_LISTED}, {"SUM", KP_DMN_SUM}, {"COUNT", KP_DMN_COUNT},
    {"MIN", KP_DMN_MIN}, {"MAX", KP_DMN_MAX},
};

static bool read_policy(kp_dmn_table *table, const kp_xml *node)
{
    kp_str hit = kp_xml_attr_of(node, "hitPolicy");
    kp_str sum = kp_xml_attr_of(node, "aggregation");
    bool known_hit = false, known_sum = false;

    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++)
        if (kp_str_is(hit, policies[i].name)) {
            table->hit = policies[i].hit;
            known_hit = true;
        }
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        if (kp_str_is(sum, sums[i].name)) {
            table->sum = sums[i].sum;
            known_sum = true;
        }
    return known_hit && known_sum;
}

static void read_input(kp__dmn_reader *r, kp_dmn_input *input, const kp_xml *node)
{
    const kp_xml *expression = kp_xml_child(node, "inputExpression");

    input->label = kp_str_copy(r->arena, kp_xml_attr_of(node, "label"));
    if (expression != NULL) {
        input->expr = read_literal(r, expression);
        input->expr->type_ref =
            kp_str_copy(r->arena, kp_xml_attr_of(expression, "typeRef"));
    }
    if (input->label.n == 0 && input->expr != NULL)
        input->label = input->expr->text;
    input->allowed = kp__dmn_tests_in(r, node, "inputValues");
}

static void read_output(kp__dmn_reader *r, kp_dmn_output *output, const kp_xml *node)
{
    const kp_xml *fallback = kp_xml_child(node, "defaultOutputEntry");

    output->name = kp__dmn_name(r, kp_xml_attr_of(node, "name"));
    output->label = kp_str_copy(r->arena, kp_xml_attr_of(node, "label"));
    output->type_ref = kp_str_copy(r->arena, kp_xml_attr_of(node, "typeRef"));
    if (output->name.n == 0)
        output->name = kp__dmn_name(r, output->label);
    output->allowed = kp__dmn_tests_in(r, node, "outputValues");
    if (fallback != NULL)
        output->fallback = read_literal(r, fallback);
}

/* Entries that a rule lacks are any value, and no expression. */
static void read_rule(kp__dmn_reader *r, const kp_dmn_table *table, kp_dmn_rule *rule,
                      const kp_xml *node)
{
    size_t ntests = 0, nresults = 0;

    rule->test = KP_NEW_ARRAY(r->arena, table->ninputs, kp_dmn_expr *);
    rule->result = KP_NEW_ARRAY(r->arena, table->noutputs, kp_dmn_expr *);
    rule->note = kp_str_copy(r->arena, kp_xml_child_text(node, "description"));
    for (size_t i = 0; i < node->nchildren; i++) {
        const kp_xml *entry = node->child[i];
        kp_str text = kp_xml_child_text(entry, "text");

        if (kp_xml_is(entry, "inputEntry") && ntests < table->ninputs)
            rule->test[ntests++] = kp__dmn_text(r, KP_DMN_TESTS, text);
        if (kp_xml_is(entry, "outputEntry") && nresults < table->noutputs)
            rule->result[nresults++] = read_literal(r, entry);
        if (kp_xml_is(entry, "annotationEntry") && rule->note.n == 0)
            rule->note = kp_str_copy(r->arena, text);
    }
    while (ntests < table->ninputs)
        rule->test[ntests++] = kp__dmn_text(r, KP_DMN_TESTS, KP_STR("-"));
    while (nresults < table->noutputs)
        rule->result[nresults++] = kp__dmn_text(r, KP_DMN_LITERAL, KP_STR("null"));
}

static kp_dmn_expr *read_table(kp__dmn_reader *r, const kp_xml *node)
{
    kp_dmn_expr *expr = new_expr(r, KP_DMN_TABLE);
    kp_dmn_table *table = KP_NEW(r->arena, kp_dmn_table);

    if (!read_policy(table, node))
        return unsupported(r, "命中策略", "hit policy",
                           kp_xml_attr_of(node, "hitPolicy"));
    expr->table = table;
    table->input = KP_NEW_ARRAY(r->arena, kp_xml_count(node, "input"), kp_dmn_input);
    table->output = KP_NEW_ARRAY(r->arena, kp_xml_count(node, "output"), kp_dmn_output);
    table->rule = KP_NEW_ARRAY(r->arena, kp_xml_count(node, "rule"), kp_dmn_rule);
    for (size_t i = 0; i < node->nchildren; i++) {
        if (kp_xml_is(node->child[i], "input"))
            read_input(r, &table->input[table->ninputs++], node->child[i]);
        if (kp_xml_is(node->child[i], "output"))
            read_output(r, &table->output[table->noutputs++], node->child[i]);
    }
    for (size_t i = 0; i < node->nchildren; i++)
        if (kp_xml_is(node->child[i], "rule"))
            read_rule(r, table, &table->rule[table->nrules++], node->child[i]);
    return expr;
}

/* ---- any expression ---- */

static kp_dmn_expr *read_expr(kp__dmn_reader *r, const kp_xml *node)
{
    if (kp_xml_is(node, "literalExpression"))
        return read_literal(r, node);
    if (kp_xml_is(node, "decisionTable"))
        return read_table(r, node);
    if (kp_xml_is(node, "context"))
        return read_context(r, node);
    if (kp_xml_is(node, "list"))
        return read_list(r, node);
    if (kp_xml_is(node, "relation"))
        return read_relation(r, node);
    if (kp_xml_is(node, "invocation"))
        return read_invocation(r, node);
    if (kp_xml_is(node, "functionDefinition"))
        return kp__dmn_function(r, node);
    if (kp_xml_is(node, "conditional"))
        return read_conditional(r, node);
    if (kp_xml_is(node, "filter"))
        return read_iterator(r, node, KP_DMN_FILTER, "match");
    if (kp_xml_is(node, "for"))
        return read_iterator(r, node, KP_DMN_FOR, "return");
    if (kp_xml_is(node, "some"))
        return read_iterator(r, node, KP_DMN_SOME, "satisfies");
    if (kp_xml_is(node, "every"))
        return read_iterator(r, node, KP_DMN_EVERY, "satisfies");
    return NULL;
}

kp_dmn_expr *kp__dmn_expr_in(kp__dmn_reader *r, const kp_xml *node)
{
    for (size_t i = 0; i < node->nchildren; i++) {
        const kp_xml *child = node->child[i];
        kp_dmn_expr *expr = NULL;

        if (kp_str_eq(child->space, r->space))
            expr = read_expr(r, child);
        if (expr == NULL)
            continue;
        // Function definitions: the type is that of the body.
        if (expr->type_ref.n == 0 && !kp_xml_is(child, "functionDefinition"))
            expr->type_ref = kp_str_copy(r->arena, kp_xml_attr_of(child, "typeRef"));
        return expr;
    }
    return NULL;
}
