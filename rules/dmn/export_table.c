/* export_table.c - a 规则表 as a decision with a decision table (see export.h). */
#include "rules/dmn/export_parts.h"
#include "rules/tables/tables.h"

typedef struct table_job {
    kp__exporter *e;
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
    kp__exporter *e = job->e;

    job->out->ninputs = job->table->ninputs;
    job->out->input = KP_NEW_ARRAY(e->arena, job->table->ninputs, kp_dmn_input);
    for (size_t i = 0; i < job->table->ninputs; i++) {
        const kp_dinput *from = &job->table->input[i];
        const kp_accept *allowed = &job->source->input_allowed[i];
        kp_dmn_input *to = &job->out->input[i];

        to->label = kp_str_copy(e->arena, from->name);
        to->expr = kp__export_expr(e, KP_DMN_LITERAL, to->label);
        to->expr->type_ref = kp_str_of(kp__export_type(from->kind));
        bool narrowed = allowed->nintervals > 0 || allowed->nsymbols > 0;
        if (!narrowed || allowed->any)
            continue;
        if (!kp_speak_accept(&job->speaker, allowed, from->kind, e->symbols, &e->text))
            return false;
        to->allowed = kp__export_expr(e, KP_DMN_TESTS, kp__export_taken(e));
    }
    return true;
}

static void copy_outputs(table_job *job)
{
    kp__exporter *e = job->e;

    job->out->noutputs = job->table->noutputs;
    job->out->output = KP_NEW_ARRAY(e->arena, job->table->noutputs, kp_dmn_output);
    for (size_t o = 0; o < job->table->noutputs; o++) {
        const kp_doutput *from = &job->table->output[o];
        kp_dmn_output *to = &job->out->output[o];

        to->name = kp_str_copy(e->arena, from->name);
        // The type of formulas is known only with their rows; counted is whatever it
        // is.
        if (!from->computed && job->table->policy != KP_HIT_COUNT)
            to->type_ref = kp_str_of(kp__export_type(from->kind));
        for (size_t v = 0; v < from->npriority; v++) {
            kp_buf_z(&e->text, v > 0 ? ", " : "");
            kp_speak_value(from->priority[v], e->symbols, &e->text);
        }
        if (from->npriority > 0)
            to->allowed = kp__export_expr(e, KP_DMN_TESTS, kp__export_taken(e));
        if (from->fallback.state == KP_VALUE) {
            kp_speak_value(from->fallback, e->symbols, &e->text);
            to->fallback = kp__export_expr(e, KP_DMN_LITERAL, kp__export_taken(e));
        }
    }
}

static bool copy_rule(table_job *job, size_t r)
{
    kp__exporter *e = job->e;
    const kp_drule *from = &job->table->rule[r];
    kp_dmn_rule *to = &job->out->rule[r];

    to->note = kp_str_copy(e->arena, from->clause);
    to->test = KP_NEW_ARRAY(e->arena, job->out->ninputs, kp_dmn_expr *);
    to->result = KP_NEW_ARRAY(e->arena, job->out->noutputs, kp_dmn_expr *);
    for (size_t i = 0; i < job->out->ninputs; i++) {
        if (!kp_speak_accept(&job->speaker, &from->accept[i], job->table->input[i].kind,
                             e->symbols, &e->text))
            return false;
        to->test[i] = kp__export_expr(e, KP_DMN_TESTS, kp__export_taken(e));
    }
    for (size_t o = 0; o < job->out->noutputs; o++) {
        const kp_ast *ast = job->source->output_ast[o][r];

        if (ast == NULL)
            kp_speak_value(job->table->output[o].cell[r], e->symbols, &e->text);
        else if (!kp_speak_feel(&job->speaker, ast, &e->text))
            return false;
        to->result[o] = kp__export_expr(e, KP_DMN_LITERAL, kp__export_taken(e));
        to->result[o]->ast = ast;  // for add_calls
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

/* The input of that name is made when it is not there yet. */
static kp_str need_input(kp__exporter *e, const kp_dinput *input)
{
    if (kp_dmn_node_named(e->model, KP_DMN_INPUT_DATA, input->name) == NULL)
        kp__export_node(e, KP_DMN_INPUT_DATA, input->name)->type_ref =
            kp_str_of(kp__export_type(input->kind));
    return kp_str_copy(e->arena, input->name);
}

static bool is_among(const kp_str *names, size_t n, kp_str name)
{
    for (size_t i = 0; i < n; i++)
        if (kp_str_eq(names[i], name))
            return true;
    return false;
}

/* A condition with the name of a table or a function: DMN's names are one of a kind. */
static bool clashes(kp__exporter *e, const kp_dtable *table, kp_str *name)
{
    for (size_t i = 0; i < table->ninputs; i++) {
        *name = table->input[i].name;
        if (is_among(e->name, e->nnames, *name) ||
            is_among(e->table, e->ntables, *name))
            return true;
    }
    return false;
}

void kp__export_table(kp__exporter *e, const kp_block *block)
{
    size_t errors = kp_diags_errors(e->diags);
    table_job job = {.e = e, .speaker = kp__export_speaker(e)};

    job.source = kp_table_compile(e->arena, block, e->day, e->symbols, e->diags);
    if (job.source == NULL) {
        e->failed = e->failed || kp_diags_errors(e->diags) > errors;
        return;
    }
    job.table = job.source->table;
    job.out = KP_NEW(e->arena, kp_dmn_table);
    kp_str name;
    if (clashes(e, job.table, &name)) {
        kp__export_leave_out(e, block, block->top, job.table->name, KP7086, name);
        return;
    }
    if (!copy_table(&job)) {
        kp__export_leave_out(e, block, block->top, job.table->name, KP7073,
                             job.speaker.why);
        return;
    }
    kp_dmn_refs needs = {.href = KP_NEW_ARRAY(e->arena, job.table->ninputs, kp_str)};
    for (size_t i = 0; i < job.table->ninputs; i++)
        needs.href[needs.n++] = need_input(e, &job.table->input[i]);
    kp_dmn_node *node = kp__export_node(e, KP_DMN_DECISION, job.table->name);
    node->needs = needs;
    node->expr = kp__export_expr(e, KP_DMN_TABLE, KP_STR(""));
    node->expr->table = job.out;
}
