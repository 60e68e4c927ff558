/* write.c - see write.h.  Elements stand in the order that the schema of DMN 1.3 asks.
 */
#include "io/dmn/write.h"

#include "io/base/xml.h"

#define SPACE "https://www.omg.org/spec/DMN/20191111/MODEL/"

typedef struct writer {
    kp_buf *out;
    size_t nids;
    int depth;
} writer;

static void indent(writer *w)
{
    for (int i = 0; i < w->depth; i++)
        kp_buf_z(w->out, "  ");
}

static void attribute(writer *w, const char *name, kp_str value)
{
    if (value.n == 0)
        return;
    kp_buf_printf(w->out, " %s=\"", name);
    kp_xml_escape(value, w->out);
    kp_buf_char(w->out, '"');
}

static void open_tag(writer *w, const char *name)
{
    indent(w);
    kp_buf_printf(w->out, "<%s", name);
}

/* An id of its own for elements that must have one to be drawn. */
static void own_id(writer *w)
{
    kp_buf_printf(w->out, " id=\"e%zu\"", ++w->nids);
}

static void inside(writer *w)
{
    kp_buf_z(w->out, ">\n");
    w->depth++;
}

static void close_tag(writer *w, const char *name)
{
    w->depth--;
    indent(w);
    kp_buf_printf(w->out, "</%s>\n", name);
}

static void text_element(writer *w, const char *name, const kp_dmn_expr *expr)
{
    open_tag(w, name);
    own_id(w);
    if (expr->kind == KP_DMN_LITERAL)
        attribute(w, "typeRef", expr->type_ref);
    inside(w);
    indent(w);
    kp_buf_z(w->out, "<text>");
    kp_xml_escape(expr->text, w->out);
    kp_buf_z(w->out, "</text>\n");
    close_tag(w, name);
}

/* ---- decision tables ---- */

static void write_input(writer *w, const kp_dmn_input *input)
{
    open_tag(w, "input");
    own_id(w);
    attribute(w, "label", input->label);
    inside(w);
    text_element(w, "inputExpression", input->expr);
    if (input->allowed != NULL)
        text_element(w, "inputValues", input->allowed);
    close_tag(w, "input");
}

static void write_output(writer *w, const kp_dmn_output *output)
{
    open_tag(w, "output");
    own_id(w);
    attribute(w, "name", output->name);
    attribute(w, "typeRef", output->type_ref);
    inside(w);
    if (output->allowed != NULL)
        text_element(w, "outputValues", output->allowed);
    if (output->fallback != NULL)
        text_element(w, "defaultOutputEntry", output->fallback);
    close_tag(w, "output");
}

static void write_rule(writer *w, const kp_dmn_table *table, const kp_dmn_rule *rule)
{
    open_tag(w, "rule");
    own_id(w);
    inside(w);
    for (size_t i = 0; i < table->ninputs; i++)
        text_element(w, "inputEntry", rule->test[i]);
    for (size_t i = 0; i < table->noutputs; i++)
        text_element(w, "outputEntry", rule->result[i]);
    indent(w);
    kp_buf_z(w->out, "<annotationEntry><text>");
    kp_xml_escape(rule->note, w->out);
    kp_buf_z(w->out, "</text></annotationEntry>\n");
    close_tag(w, "rule");
}

static void write_table(writer *w, const kp_dmn_table *table)
{
    static const char *const policies[] = {
        "UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT"};
    static const char *const sums[] = {"", "SUM", "COUNT", "MIN", "MAX"};

    open_tag(w, "decisionTable");
    own_id(w);
    attribute(w, "hitPolicy", kp_str_of(policies[table->hit]));
    attribute(w, "aggregation", kp_str_of(sums[table->sum]));
    inside(w);
    for (size_t i = 0; i < table->ninputs; i++)
        write_input(w, &table->input[i]);
    for (size_t i = 0; i < table->noutputs; i++)
        write_output(w, &table->output[i]);
    indent(w);
    kp_buf_z(w->out, "<annotation name=\"依据\" />\n");
    for (size_t i = 0; i < table->nrules; i++)
        write_rule(w, table, &table->rule[i]);
    close_tag(w, "decisionTable");
}

/* ---- nodes ---- */

static const char *node_tag(const kp_dmn_node *node)
{
    return node->kind == KP_DMN_INPUT_DATA ? "inputData"
           : node->kind == KP_DMN_DECISION ? "decision"
                                           : "businessKnowledgeModel";
}

static void write_variable(writer *w, const kp_dmn_node *node)
{
    open_tag(w, "variable");
    own_id(w);
    attribute(w, "name", node->name);
    attribute(w, "typeRef", node->type_ref);
    kp_buf_z(w->out, " />\n");
}

static void write_function(writer *w, const kp_dmn_expr *function)
{
    open_tag(w, "encapsulatedLogic");
    own_id(w);
    inside(w);
    for (size_t i = 0; i < function->nparts; i++) {
        open_tag(w, "formalParameter");
        own_id(w);
        attribute(w, "name", function->part[i].name);
        attribute(w, "typeRef", function->part[i].type_ref);
        kp_buf_z(w->out, " />\n");
    }
    text_element(w, "literalExpression", function->head);
    close_tag(w, "encapsulatedLogic");
}

/* Tables need input data, functions other functions. */
static void write_needs(writer *w, const kp_dmn_node *node)
{
    bool knowledge = node->kind == KP_DMN_KNOWLEDGE;
    const char *tag = knowledge ? "knowledgeRequirement" : "informationRequirement";

    for (size_t i = 0; i < node->needs.n; i++) {
        open_tag(w, tag);
        own_id(w);
        inside(w);
        open_tag(w, knowledge ? "requiredKnowledge" : "requiredInput");
        attribute(w, "href", node->needs.href[i]);
        kp_buf_z(w->out, " />\n");
        close_tag(w, tag);
    }
}

static void write_node(writer *w, const kp_dmn_node *node)
{
    const char *tag = node_tag(node);

    open_tag(w, tag);
    attribute(w, "id", node->id);
    attribute(w, "name", node->name);
    inside(w);
    write_variable(w, node);
    // Knowledge models have their logic in front of their needs.
    if (node->kind == KP_DMN_KNOWLEDGE)
        write_function(w, node->expr);
    write_needs(w, node);
    if (node->kind == KP_DMN_DECISION)
        write_table(w, node->expr->table);
    close_tag(w, tag);
}

void kp_dmn_write(const kp_dmn_model *model, kp_buf *out)
{
    writer w = {.out = out, .depth = 1};

    kp_buf_z(out,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<definitions xmlns=\"" SPACE
             "\" id=\"definitions\"");
    attribute(&w, "name", model->name);
    kp_buf_z(out, " namespace=\"urn:kpay:scheme\" exporter=\"kpay\">\n");
    for (size_t i = 0; i < model->nnodes; i++)
        write_node(&w, &model->node[i]);
    kp_buf_z(out, "</definitions>\n");
}
