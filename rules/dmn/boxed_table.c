/* boxed_table.c - decision tables over dynamic values.
 *
 * The engine's compiled tables (engine/dtable.h) know the type of every column; here a
 * cell may hold any test over any value, so that rules are tried one after the other.
 * A policy that is violated gives null and names the rules, as it does in a scheme.
 */
#include "rules/dmn/state.h"

typedef struct tried {
    kp__state *s;
    const kp__scope *scope;
    const kp_dmn_table *table;
    const kp_feel **input;
    size_t nhits;
    size_t *hit;
} tried;

/* ---- matching ---- */

/* False (and reported) when an input is not among its allowed values. */
static bool read_inputs(tried *t)
{
    for (size_t i = 0; i < t->table->ninputs; i++) {
        const kp_dmn_input *input = &t->table->input[i];

        t->input[i] = kp__boxed(t->s, t->scope, input->expr);
        if (input->allowed == NULL || kp_feel_is_null(t->input[i]))
            continue;
        if (kp__passes(t->s, t->scope, input->allowed, t->input[i]) != 1) {
            kp__null(t->s, KP7055, input->label, kp__shown(t->s, t->input[i]),
                     input->allowed->text);
            return false;
        }
    }
    return true;
}

static bool matches(tried *t, const kp_dmn_rule *rule)
{
    for (size_t i = 0; i < t->table->ninputs; i++)
        if (kp__passes(t->s, t->scope, rule->test[i], t->input[i]) != 1)
            return false;
    return true;
}

static void find_hits(tried *t)
{
    for (size_t i = 0; i < t->table->nrules && kp__step(t->s); i++) {
        // A test that fails on a value of another kind is no match, and no news.
        t->s->quiet++;
        bool hit = matches(t, &t->table->rule[i]);
        t->s->quiet--;
        if (hit)
            t->hit[t->nhits++] = i;
        if (hit && t->table->hit == KP_DMN_FIRST)
            return;
    }
}

/* ---- results ---- */

static const kp_feel *one_output(tried *t, const kp_dmn_output *output,
                                 const kp_dmn_expr *expr)
{
    const kp_feel *value = kp__boxed(t->s, t->scope, expr);

    value = kp__coerce(t->s, value, output->type);
    if (output->allowed == NULL || kp_feel_is_null(value))
        return value;
    if (kp__passes(t->s, t->scope, output->allowed, value) == 1)
        return value;
    return kp__null(t->s, KP7055, output->name, kp__shown(t->s, value),
                    output->allowed->text);
}

static const kp_feel *result_of(tried *t, size_t rule)
{
    const kp_dmn_table *table = t->table;
    kp_feel_entries entries = {.arena = t->s->arena};

    if (table->noutputs == 1)
        return one_output(t, &table->output[0], table->rule[rule].result[0]);
    for (size_t i = 0; i < table->noutputs; i++)
        kp_feel_set(&entries, table->output[i].name,
                    one_output(t, &table->output[i], table->rule[rule].result[i]));
    return kp_feel_entries_done(&entries);
}

static bool is_count(const kp_dmn_table *table)
{
    return table->hit == KP_DMN_COLLECT && table->sum == KP_DMN_COUNT;
}

/* A count is a number, whatever the type of what is counted. */
static const kp_feel *default_of(tried *t, const kp_dmn_output *output)
{
    return is_count(t->table) ? kp__boxed(t->s, t->scope, output->fallback)
                              : one_output(t, output, output->fallback);
}

/* What the table says when no rule fits, or NULL when it says nothing. */
static const kp_feel *fallback(tried *t)
{
    const kp_dmn_table *table = t->table;
    kp_feel_entries entries = {.arena = t->s->arena};
    bool any = false;

    for (size_t i = 0; i < table->noutputs; i++) {
        const kp_dmn_output *output = &table->output[i];
        const kp_feel *value = &kp_feel_null;

        if (output->fallback != NULL) {
            any = true;
            value = default_of(t, output);
        }
        if (table->noutputs == 1)
            return any ? value : NULL;
        kp_feel_set(&entries, output->name, value);
    }
    return any ? kp_feel_entries_done(&entries) : NULL;
}

static const kp_feel *violated(tried *t, const char *policy)
{
    kp_buf buf;

    kp_buf_init(&buf, 200);
    for (size_t i = 0; i < t->nhits && i < 10; i++)
        kp_buf_printf(&buf, "%s%zu", i > 0 ? ", " : "", t->hit[i] + 1);
    const kp_feel *null =
        kp__null(t->s, KP7057, kp_str_of(policy), kp_buf_view(&buf), KP_NONE);
    kp_buf_free(&buf);
    return null;
}

/* ---- order of outputs ---- */

/* The place of an output among its allowed values; those that are none come last. */
static size_t priority_of(tried *t, const kp_dmn_output *output, const kp_feel *value)
{
    const kp_ast *ast = output->allowed != NULL ? output->allowed->ast : NULL;
    bool several = ast != NULL && ast->kind == KP_AST_IN && ast->arg[0] == NULL;
    size_t i = several ? 1 : 0;

    if (!several)
        return 0;
    t->s->quiet++;
    while (i < ast->nargs && kp__test_value(t->s, t->scope, ast->arg[i], value) != 1)
        i++;
    t->s->quiet--;
    return i;
}

static bool is_before(tried *t, const kp_feel *a, const kp_feel *b)
{
    const kp_dmn_table *table = t->table;

    for (size_t i = 0; i < table->noutputs; i++) {
        const kp_dmn_output *output = &table->output[i];
        bool one = table->noutputs == 1;
        const kp_feel *left = one ? a : kp_feel_entry_of(a, output->name);
        const kp_feel *right = one ? b : kp_feel_entry_of(b, output->name);
        size_t rank_a = priority_of(t, output, left != NULL ? left : &kp_feel_null);
        size_t rank_b = priority_of(t, output, right != NULL ? right : &kp_feel_null);

        if (rank_a != rank_b)
            return rank_a < rank_b;
    }
    return false;
}

/* Insertion sort: stable, and hits are few. */
static void sort_by_priority(tried *t, kp_feel *list)
{
    for (size_t i = 1; i < list->n; i++)
        for (size_t j = i; j > 0 && is_before(t, list->item[j], list->item[j - 1]);
             j--) {
            const kp_feel *swap = list->item[j];

            list->item[j] = list->item[j - 1];
            list->item[j - 1] = swap;
        }
}

/* ---- policies ---- */

static kp_feel *all_results(tried *t)
{
    kp_feel *list = kp_feel_list(t->s->arena, t->nhits);

    for (size_t i = 0; i < t->nhits; i++)
        list->item[i] = result_of(t, t->hit[i]);
    return list;
}

static const kp_feel *total(tried *t, const kp_feel *column)
{
    static const char *const functions[] = {
        [KP_DMN_SUM] = "sum",
        [KP_DMN_COUNT] = "count",
        [KP_DMN_MIN] = "min",
        [KP_DMN_MAX] = "max",
    };
    kp__state *s = t->s;

    return kp__invoke_builtin(s, kp_str_of(functions[t->table->sum]), &column, NULL, 1);
}

static const kp_feel *collected(tried *t)
{
    const kp_feel *list = all_results(t);
    kp_feel_entries entries = {.arena = t->s->arena};

    if (t->table->sum == KP_DMN_LISTED)
        return list;
    if (t->table->noutputs == 1)
        return total(t, list);
    for (size_t i = 0; i < t->table->noutputs; i++) {
        kp_str name = t->table->output[i].name;

        kp_feel_set(&entries, name, total(t, kp__path(t->s, list, name)));
    }
    return kp_feel_entries_done(&entries);
}

static const kp_feel *same_for_all(tried *t)
{
    const kp_feel *first = result_of(t, t->hit[0]);

    for (size_t i = 1; i < t->nhits; i++)
        if (kp_feel_equal(first, result_of(t, t->hit[i])) != 1)
            return violated(t, "A");
    return first;
}

static const kp_feel *first_by_priority(tried *t, bool all)
{
    kp_feel *list = all_results(t);

    sort_by_priority(t, list);
    return all ? list : list->item[0];
}

static const kp_feel *by_policy(tried *t)
{
    switch (t->table->hit) {
    case KP_DMN_UNIQUE:
        return t->nhits > 1 ? violated(t, "U") : result_of(t, t->hit[0]);
    case KP_DMN_ANY:
        return same_for_all(t);
    case KP_DMN_PRIORITY:
        return first_by_priority(t, false);
    case KP_DMN_FIRST:
        return result_of(t, t->hit[0]);
    case KP_DMN_RULE_ORDER:
        return all_results(t);
    case KP_DMN_OUTPUT_ORDER:
        return first_by_priority(t, true);
    case KP_DMN_COLLECT:
        return collected(t);
    }
    return &kp_feel_null;
}

/* Policies of several hits answer no hit with nothing: an empty list, a count of 0. */
static const kp_feel *without_hits(tried *t)
{
    const kp_feel *value = fallback(t);
    kp_dmn_hit hit = t->table->hit;

    if (value != NULL)
        return value;
    if (is_count(t->table))
        return kp_feel_int(t->s->arena, 0);
    if (hit == KP_DMN_RULE_ORDER || hit == KP_DMN_OUTPUT_ORDER ||
        (hit == KP_DMN_COLLECT && t->table->sum == KP_DMN_LISTED))
        return kp_feel_list(t->s->arena, 0);
    return kp__null(t->s, KP7058, KP_NONE, KP_NONE, KP_NONE);
}

const kp_feel *kp__table(kp__state *s, const kp__scope *scope, const kp_dmn_expr *expr)
{
    tried t = {.s = s, .scope = scope, .table = expr->table};

    t.input = KP_NEW_ARRAY(s->arena, t.table->ninputs, const kp_feel *);
    t.hit = KP_NEW_ARRAY(s->arena, t.table->nrules, size_t);
    if (!read_inputs(&t))
        return &kp_feel_null;
    find_hits(&t);
    return t.nhits == 0 ? without_hits(&t) : by_policy(&t);
}
