/* check_path.c - what names and paths mean.
 *
 * In order: an argument of the named formula, the row's own field, a parameter, a word
 * of the run (年份 月份 本期 期末), an entity.  A name with two of these meanings is
 * refused.
 */
#include "rules/check/check.h"

#define MAX_LINKS 8

/* ---- single names ---- */

static const kp_term *argument_named(const kp_scope *s, kp_str name)
{
    for (size_t k = 0; s->function && k < s->function->nparams; k++)
        if (kp_str_eq(s->function->param[k], name))
            return &s->argument[k];
    return NULL;
}

static bool run_word(const kp_scope *s, kp_str name, kp_value *out)
{
    kp_ymd ymd = kp_date_ymd(s->b->scheme->month);

    if (kp_str_is(name, "年份"))
        *out = kp_value_num(kp_dec(ymd.year, 0));
    else if (kp_str_is(name, "月份"))
        *out = kp_value_num(kp_dec(ymd.month, 0));
    else if (kp_str_is(name, "本期"))
        *out = kp_value_date(s->b->scheme->month);
    else if (kp_str_is(name, "期末"))
        *out = kp_value_date(s->b->last_day);
    else
        return false;
    return true;
}

static bool own_field(const kp_scope *s, kp_str name, uint32_t *out)
{
    size_t id;

    if (s->entity == UINT32_MAX || s->function ||
        !kp_map_get(&s->b->fields[s->entity], name, &id))
        return false;
    *out = (uint32_t)id;
    return true;
}

static kp_expr *parameter(const kp_scope *s, const kp_ast *ast, size_t index)
{
    const kp_param *param = &s->b->scheme->param[index];
    kp_expr *node = kp__constant(s, ast, param->value);

    node->text = param->name.p;
    node->origin = param->where;
    node->clause = param->clause;
    return node;
}

bool kp__history_word(kp_str name, kp_history *out)
{
    if (kp_str_is(name, "上期"))
        *out = KP_HISTORY_LAST;
    else if (kp_str_is(name, "累计"))
        *out = KP_HISTORY_YTD;
    else if (kp_str_is(name, "上年"))
        *out = KP_HISTORY_LAST_YEAR;
    else
        return false;
    return true;
}

/* The nearest name that could have been meant. */
static kp_str nearest_name(const kp_scope *s, kp_str wrong)
{
    const kp_scheme *scheme = s->b->scheme;
    size_t n = 0, most = scheme->nfields + scheme->nparams + scheme->nentities + 64;
    kp_str *names = KP_NEW_ARRAY(s->b->arena, most, kp_str);

    for (size_t k = 0; s->function && k < s->function->nparams && n < 32; k++)
        names[n++] = s->function->param[k];
    for (size_t k = 0;
         s->entity != UINT32_MAX && k < scheme->entity[s->entity]->nfields; k++) {
        const kp_field *field = scheme->field[scheme->entity[s->entity]->field[k]];

        if (!field->lifted)
            names[n++] = field->name;
    }
    for (size_t k = 0; k < scheme->nparams; k++)
        names[n++] = scheme->param[k].name;
    for (size_t k = 0; k < scheme->nentities; k++)
        names[n++] = scheme->entity[k]->name;
    return kp_nearest(wrong, names, n);
}

static kp_str scope_name(const kp_scope *s)
{
    if (s->function)
        return s->function->name;
    return s->entity == UINT32_MAX ? KP_NONE : s->b->scheme->entity[s->entity]->name;
}

/* ---- relations between entities ---- */

/* Chains of links from `from` to `to`, shortest first; counts those of the least
 * length. */
typedef struct chain_search {
    const kp_build *b;
    uint32_t to, length, found;
    uint32_t path[MAX_LINKS], best[MAX_LINKS];
} chain_search;

static void search_from(chain_search *c, uint32_t from, uint32_t depth)
{
    const kp_entity *entity = c->b->scheme->entity[from];

    if (depth == c->length) {
        if (from != c->to)
            return;
        c->found++;
        for (uint32_t k = 0; k < depth; k++)
            c->best[k] = c->path[k];
        return;
    }
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = c->b->scheme->field[entity->field[k]];

        if (field->kind != KP_LINK || field->lifted)
            continue;
        c->path[depth] = field->id;
        search_from(c, field->link_entity, depth + 1);
    }
}

/* Number of shortest chains; the chain itself when there is one. */
static uint32_t find_chain(const kp_build *b, uint32_t from, uint32_t to,
                           uint32_t *links, uint32_t *nlinks)
{
    chain_search c = {.b = b, .to = to};

    for (c.length = 1; c.length <= 3; c.length++) {
        c.found = 0;
        search_from(&c, from, 0);
        if (c.found == 0)
            continue;
        for (uint32_t k = 0; k < c.length; k++)
            links[k] = c.best[k];
        *nlinks = c.length;
        return c.found;
    }
    return 0;
}

/* ---- walking a path ---- */

/* Where a path has got to: a row reached upward from the scope's row, a list below such
 * a row, or a finished scalar. */
typedef struct place {
    const kp_scope *s;
    uint32_t entity;  // of the row or of the list's rows
    uint32_t nlinks;
    uint32_t link[MAX_LINKS];  // row: from the scope's row; list: from the child's row
    bool is_list;
    kp_list list;
} place;

static kp_term too_long(const kp_scope *s, const kp_ast *ast)
{
    kp__formula_fault(s, ast, KP3110, KP_NONE, KP_NONE, KP_NONE);
    return kp__bad();
}

static kp_term term_of_field(const place *at, const kp_ast *ast, uint32_t field)
{
    kp_term term = kp__good(kp__field_ref(at->s, ast, at->nlinks, at->link, field));

    term.is_list = at->is_list;
    term.list = at->list;
    return term;
}

static kp_term term_of_row(const place *at)
{
    kp_term term = {.good = true,
                    .is_row = true,
                    .row_entity = at->entity,
                    .is_list = at->is_list,
                    .list = at->list};

    if (!at->is_list && at->nlinks)
        term.expr = kp__field_ref(at->s, NULL, at->nlinks - 1, at->link,
                                  at->link[at->nlinks - 1]);
    return term;
}

static bool step_to_children(place *at, const kp_ast *ast, uint32_t child)
{
    uint32_t links[MAX_LINKS], n = 0;
    uint32_t found = find_chain(at->s->b, child, at->entity, links, &n);
    const kp_scheme *scheme = at->s->b->scheme;

    if (found > 1) {
        kp__formula_fault(at->s, ast, KP3111, scheme->entity[child]->name,
                          scheme->entity[at->entity]->name, KP_NONE);
        return false;
    }
    if (at->is_list && found == 0) {
        kp__formula_fault(at->s, ast, KP3112, scheme->entity[child]->name,
                          scheme->entity[at->entity]->name, KP_NONE);
        return false;
    }
    kp_list list = {.of = child, .nup = found ? n : 0, .anchor = at->entity};

    for (uint32_t k = 0; k < n && found; k++)
        list.up[k] = links[k];
    if (at->is_list) {
        // Children of a list's rows: still below the same anchor, one storey deeper.
        list.anchor = at->list.anchor;
        list.filter = at->list.filter;
        list.ndown = at->list.ndown;
        for (uint32_t k = 0; k < at->list.ndown; k++)
            list.down[k] = at->list.down[k];
        if (list.nup + at->list.nup > MAX_LINKS) {
            kp__formula_fault(at->s, ast, KP3110, KP_NONE, KP_NONE, KP_NONE);
            return false;
        }
        for (uint32_t k = 0; k < at->list.nup; k++)
            list.up[list.nup++] = at->list.up[k];
        if (at->list.filter || at->nlinks) {
            kp__formula_fault(at->s, ast, KP3113, KP_NONE, KP_NONE, KP_NONE);
            return false;
        }
    } else {
        list.ndown = at->nlinks;
        for (uint32_t k = 0; k < at->nlinks; k++)
            list.down[k] = at->link[k];
    }
    at->list = list;
    at->is_list = true;
    at->entity = child;
    at->nlinks = 0;
    return true;
}

static kp_term finish_or_follow(place *at, const kp_ast *ast, uint32_t field, bool last)
{
    const kp_field *f = at->s->b->scheme->field[field];

    if (kp__is_broken(at->s->b, f->name)) {
        at->s->b->nexcused++;
        return kp__bad();
    }
    if (f->kind != KP_LINK || last)
        return term_of_field(at, ast, field);
    if (at->nlinks + 1 >= MAX_LINKS)
        return too_long(at->s, ast);
    at->link[at->nlinks++] = field;
    at->entity = f->link_entity;
    return (kp_term){.good = true};
}

/* One segment behind a row or list.  An unfinished place returns a term without expr.
 */
static kp_term take_segment(place *at, const kp_ast *ast, kp_str name, bool last)
{
    kp_build *b = at->s->b;
    size_t id;

    if (kp_map_get(&b->fields[at->entity], name, &id))
        return finish_or_follow(at, ast, (uint32_t)id, last);
    if (kp_map_get(&b->entities, name, &id)) {
        if (!step_to_children(at, ast, (uint32_t)id))
            return kp__bad();
        return last ? term_of_row(at) : (kp_term){.good = true};
    }
    kp__formula_fault(at->s, ast, KP3102, name, b->scheme->entity[at->entity]->name,
                      kp__nearest_field(b, at->entity, name));
    return kp__bad();
}

/* A field or parameter that is called like a word of the run, or like an entity that it
 * does not link to.  The formula's reader cannot know which of the two is meant. */
static bool is_ambiguous(const kp_scope *s, const kp_ast *ast, kp_str name,
                         const kp_field *field)
{
    kp_value word;
    size_t entity;
    bool other = false;

    if (run_word(s, name, &word))
        return kp__formula_fault(s, ast, KP3216, name, KP_NONE, KP_NONE) != KP_OK;
    if (kp_map_get(&s->b->entities, name, &entity))
        other = !field || field->kind != KP_LINK || field->link_entity != entity;
    if (other)
        kp__formula_fault(s, ast, KP3217, name, KP_NONE, KP_NONE);
    return other;
}

/* The first name of a path: a row to start from, or a finished term. */
static kp_term start_path(place *at, const kp_ast *ast, kp_str name, bool last)
{
    const kp_scope *s = at->s;
    kp_build *b = s->b;
    const kp_term *argument = argument_named(s, name);
    uint32_t field = 0, links[MAX_LINKS], n;
    size_t param, entity;
    kp_value word;

    if (argument)
        return *argument;
    bool is_field = own_field(s, name, &field);
    bool is_param = kp_map_get(&b->params, name, &param);

    if (is_field && is_param) {
        kp__formula_fault(s, ast, KP3103, name, scope_name(s), KP_NONE);
        return kp__bad();
    }
    if ((is_field || is_param) &&
        is_ambiguous(s, ast, name, is_field ? b->scheme->field[field] : NULL))
        return kp__bad();
    if (is_field)
        return finish_or_follow(at, ast, field, last);
    if (is_param)
        return kp__good(parameter(s, ast, param));
    if (run_word(s, name, &word))
        return kp__good(kp__constant(s, ast, word));
    if (!kp_map_get(&b->entities, name, &entity) || s->function) {
        kp__formula_fault(s, ast, KP3101, name, scope_name(s), nearest_name(s, name));
        return kp__bad();
    }
    if (s->entity == UINT32_MAX) {
        kp__formula_fault(s, ast, KP3101, name, scope_name(s), KP_NONE);
        return kp__bad();
    }
    // Upward when this entity links there and nothing below is meant.
    uint32_t ways = find_chain(b, s->entity, (uint32_t)entity, links, &n);

    if (find_chain(b, (uint32_t)entity, s->entity, at->link, &at->nlinks) > 0)
        ways = 0;
    if (ways > 1) {
        kp__formula_fault(s, ast, KP3111, scope_name(s), name, KP_NONE);
        return kp__bad();
    }
    if (ways == 1) {
        at->nlinks = n;
        for (uint32_t k = 0; k < n; k++)
            at->link[k] = links[k];
        at->entity = (uint32_t)entity;
        return last ? term_of_row(at) : (kp_term){.good = true};
    }
    at->nlinks = 0;
    if (!step_to_children(at, ast, (uint32_t)entity))
        return kp__bad();
    return last ? term_of_row(at) : (kp_term){.good = true};
}

/* A path is walked from its first name on; filters in the middle narrow the list. */
static kp_term walk(place *at, const kp_ast *ast, bool last);

static kp_term narrow(place *at, const kp_ast *ast, kp_term base, bool last)
{
    const kp_scope *s = at->s;

    if (!base.good)
        return base;
    if (!at->is_list || (base.expr && last)) {
        kp__formula_fault(s, ast, KP3114, KP_NONE, KP_NONE, KP_NONE);
        return kp__bad();
    }
    kp_scope child = *s;

    child.entity = at->entity;
    kp_expr *filter = kp__scalar_of(&child, ast->arg[1], KP_BOOL);

    if (!filter)
        return kp__bad();
    if (at->list.filter) {
        kp_expr *old = KP_NEW(s->b->arena, kp_expr);

        *old = *at->list.filter;
        filter = kp__binary(&child, ast, KP_X_AND, old, filter);
    }
    at->list.filter = filter;
    return last ? term_of_row(at) : (kp_term){.good = true};
}

static kp_term history_segment(place *at, const kp_ast *ast, kp_history history,
                               kp_str name)
{
    kp_build *b = at->s->b;
    size_t id;

    if (!kp_map_get(&b->fields[at->entity], name, &id)) {
        const kp_field *other =
            history == KP_HISTORY_YTD ? NULL : kp__dormant_field(b, at->entity, name);

        if (!other) {
            kp__formula_fault(at->s, ast, KP3102, name,
                              b->scheme->entity[at->entity]->name,
                              kp__nearest_field(b, at->entity, name));
            return kp__bad();
        }
        id = other->id;
    }
    if (history == KP_HISTORY_YTD && b->scheme->field[id]->kind != KP_NUM) {
        kp__formula_fault(at->s, ast, KP3141, name, KP_NONE, KP_NONE);
        return kp__bad();
    }
    return term_of_field(at, ast, kp__history_field(b, (uint32_t)id, history));
}

/* "上期.x" at the start of a path, or "部门.上期.x". */
static bool is_history(const kp_scope *s, const kp_ast *ast, kp_history *history)
{
    kp_str word;
    uint32_t field;

    if (ast->kind != KP_AST_PATH)
        return false;
    word = ast->arg[0]->text;
    if (ast->arg[0]->kind == KP_AST_NAME && own_field(s, word, &field))
        return false;
    return (ast->arg[0]->kind == KP_AST_NAME || ast->arg[0]->kind == KP_AST_PATH) &&
           kp__history_word(word, history);
}

static kp_term walk_path(place *at, const kp_ast *ast, bool last)
{
    kp_history history;

    if (is_history(at->s, ast, &history)) {
        if (ast->arg[0]->kind == KP_AST_PATH) {
            kp_term base = walk(at, ast->arg[0]->arg[0], false);

            if (!base.good)
                return base;
            if (base.expr) {
                kp__formula_fault(at->s, ast, KP3115, kp__span(at->s, ast->arg[0]),
                                  ast->text, KP_NONE);
                return kp__bad();
            }
        }
        return history_segment(at, ast, history, ast->text);
    }
    kp_term base = walk(at, ast->arg[0], false);

    if (!base.good)
        return base;
    if (base.expr && !base.is_row) {
        kp__formula_fault(at->s, ast, KP3115, kp__span(at->s, ast->arg[0]), ast->text,
                          KP_NONE);
        return kp__bad();
    }
    return take_segment(at, ast, ast->text, last);
}

static kp_term walk(place *at, const kp_ast *ast, bool last)
{
    switch (ast->kind) {
    case KP_AST_NAME:
        return start_path(at, ast, ast->text, last);
    case KP_AST_PATH:
        return walk_path(at, ast, last);
    case KP_AST_FILTER:
        return narrow(at, ast, walk(at, ast->arg[0], false), last);
    default:
        kp__formula_fault(at->s, ast, KP3116, KP_NONE, KP_NONE, KP_NONE);
        return kp__bad();
    }
}

kp_term kp__check_path(const kp_scope *s, const kp_ast *ast)
{
    place at = {.s = s, .entity = s->entity};

    if (ast->kind == KP_AST_PATH && ast->arg[0]->kind == KP_AST_CALL)
        return kp__check_call(s, ast->arg[0], ast->text);
    kp_term term = walk(&at, ast, true);

    if (term.good && !term.expr && !term.is_row)
        return term_of_row(&at);
    return term;
}

uint32_t kp__history_field(kp_build *b, uint32_t field, kp_history history)
{
    static const char *const prefix[] = {"上期.", "累计.", "上年."};
    kp_field *of = b->scheme->field[field];
    kp_buf name;
    size_t id;

    kp_buf_init(&name, 4096);
    kp_buf_z(&name, prefix[history]);
    kp_buf_str(&name, of->name);
    if (!kp_map_get(&b->fields[of->entity], kp_buf_view(&name), &id)) {
        kp_field *made = kp__add_field(b, of->entity, kp_buf_view(&name));

        made->kind = of->kind;
        made->unit = of->unit;
        made->decimals = of->decimals;
        made->source = KP_SOURCE_HISTORY;
        made->history = history;
        made->history_of = field;
        made->link_entity = of->link_entity;
        made->clause = of->clause;
        made->where = of->where;
        (void)kp_map_put(&b->fields[of->entity], made->name, made->id, &id);
        id = made->id;
    }
    kp_buf_free(&name);
    return (uint32_t)id;
}
