/* check_groups.c - aggregates over lists, and the group functions 排名 限额 分配.
 *
 * Each becomes a field of its own, so that the order of calculation and the trace see
 * it like any other figure.
 */
#include <ctype.h>
#include <string.h>

#include "engine/kernel_allocate.h"
#include "engine/kernel_quota.h"
#include "rules/check/check.h"
#include "rules/check/criteria.h"

/* What is done with a list: the engine's own functions, and two that divide. */
enum {
    AGG_SUM = KP_AGG_SUM,
    AGG_COUNT = KP_AGG_COUNT,
    AGG_MIN = KP_AGG_MIN,
    AGG_MAX = KP_AGG_MAX,
    AGG_MEDIAN = KP_AGG_MEDIAN,
    AGG_ANY = KP_AGG_ANY,
    AGG_ALL = KP_AGG_ALL,
    AGG_MEAN = KP_AGG_FN_COUNT,
    AGG_WEIGHTED_MEAN,
};

typedef struct aggregate_name {
    const char *id, *zh, *excel;
    uint8_t min, max;
    int fn;
    kp__criteria criteria;
} aggregate_name;

static const aggregate_name aggregates[] = {
#define AGGREGATE(id, zh, excel, min, max, fn, criteria, signature, help_zh, help_en)  \
    {id, zh, excel, min, max, AGG_##fn, KP__CRITERIA_##criteria},
#include "rules/check/aggregates.def"
#undef AGGREGATE
};

static const aggregate_name *find_aggregate(kp_str name)
{
    for (size_t i = 0; i < sizeof aggregates / sizeof aggregates[0]; i++) {
        const aggregate_name *a = &aggregates[i];
        bool same = a->excel && name.n == strlen(a->excel);

        for (size_t k = 0; same && k < name.n; k++)
            same = toupper((unsigned char)name.p[k]) == a->excel[k];
        if (same || kp_str_is(name, a->id) || kp_str_is(name, a->zh))
            return a;
    }
    return NULL;
}

size_t kp__aggregate_names(kp_str *names, size_t most)
{
    size_t n = 0;

    for (size_t i = 0; i < sizeof aggregates / sizeof *aggregates && n + 2 <= most;
         i++) {
        names[n++] = kp_str_of(aggregates[i].id);
        names[n++] = kp_str_of(aggregates[i].zh);
    }
    return n;
}

bool kp__is_aggregate(kp_str name)
{
    return find_aggregate(name) != NULL;
}

/* ---- aggregates ---- */

static kp_scope child_scope(const kp_scope *s, uint32_t entity)
{
    kp_scope child = *s;

    child.entity = entity;
    return child;
}

static uint32_t lift_over(const kp_scope *s, const kp_ast *at, const kp_list *list,
                          const kp_expr *expr)
{
    kp_scope child = child_scope(s, list->of);

    return expr ? kp__lift_scalar(&child, at, list->of, expr) : KP_NO_FIELD;
}

/* The aggregate as a field of the anchor entity. */
static uint32_t lift_aggregate(const kp_scope *s, const kp_ast *ast,
                               const kp_list *list, kp_aggregate_fn fn,
                               uint32_t element, uint32_t weight)
{
    kp_aggregate_spec *spec = KP_NEW(s->b->arena, kp_aggregate_spec);
    kp_kind kind = fn == KP_AGG_ANY || fn == KP_AGG_ALL ? KP_BOOL : KP_NUM;
    kp_buf name;

    kp_buf_init(&name, 2 * KP_EXPR_MAX_BYTES);
    kp_buf_str(&name, kp__span(s, ast));
    if (fn == KP_AGG_COUNT && find_aggregate(ast->arg[0]->text)->fn != AGG_COUNT)
        kp_buf_z(&name, "·个数");
    if (fn == KP_AGG_WEIGHTS)
        kp_buf_z(&name, "·权重");
    kp_field *field =
        kp__lift(s->b, list->anchor, kp_buf_view(&name), kind, KP_SOURCE_AGGREGATE);

    kp_buf_free(&name);
    spec->fn = fn;
    spec->child = list->of;
    spec->nlinks = list->nup;
    uint32_t *links = KP_NEW_ARRAY(s->b->arena, list->nup + 1, uint32_t);

    for (uint32_t k = 0; k < list->nup; k++)
        links[k] = list->up[k];
    spec->link = links;
    spec->element = element;
    spec->weight = weight;
    spec->filter = lift_over(s, ast, list, list->filter);
    field->aggregate = spec;
    field->formula_where = s->where;
    return field->id;
}

static kp_expr *aggregate_ref(const kp_scope *s, const kp_ast *ast, const kp_list *list,
                              kp_aggregate_fn fn, uint32_t element, uint32_t weight)
{
    return kp__field_ref(s, ast, list->ndown, list->down,
                         lift_aggregate(s, ast, list, fn, element, weight));
}

static bool is_list_or_told(const kp_scope *s, const kp_ast *ast, const kp_term *term)
{
    if (!term->good)
        return false;
    if (term->is_list)
        return true;
    kp__formula_fault(s, ast, KP3210, kp__span(s, ast), KP_NONE, KP_NONE);
    return false;
}

static bool element_fits(const kp_scope *s, const kp_ast *ast, const kp_term *term,
                         int fn)
{
    bool flags = fn == KP_AGG_ANY || fn == KP_AGG_ALL;

    if (fn == KP_AGG_COUNT)
        return true;
    if (!term->expr || term->is_row || term->expr->kind != (flags ? KP_BOOL : KP_NUM)) {
        kp__formula_fault(s, ast, KP3211, kp__span(s, ast), KP_NONE, KP_NONE);
        return false;
    }
    return true;
}

static kp_term weighted_mean(const kp_scope *s, const kp_ast *ast, const kp_term *value)
{
    const kp_list *list = &value->list;
    kp_term weight = kp__check(s, ast->arg[2]);
    kp_expr *w = weight.good ? kp__over_list(s, ast->arg[2], &weight, list) : NULL;

    if (!w)
        return kp__bad();
    uint32_t element = lift_over(s, ast->arg[1], list, value->expr);
    uint32_t by = lift_over(s, ast->arg[2], list, w);
    kp_expr *sum = aggregate_ref(s, ast, list, KP_AGG_WEIGHTED_SUM, element, by);

    return kp__good(
        kp__binary(s, ast, KP_X_DIV, sum,
                   aggregate_ref(s, ast, list, KP_AGG_WEIGHTS, element, by)));
}

/* The list and what is taken of each row, or told. */
static bool read_list(const kp_scope *s, const kp_ast *ast, const aggregate_name *a,
                      const kp_ast **values, kp_term *term)
{
    *values = ast->arg[1];
    if (a->criteria != KP__CRITERIA_NONE)
        return kp__chosen_list(s, ast, a->criteria, values, term);
    *term = kp__check(s, ast->arg[1]);
    return term->good;
}

kp_term kp__check_aggregate(const kp_scope *s, const kp_ast *ast, kp_str name)
{
    const aggregate_name *a = find_aggregate(name);
    bool extreme = a->fn == AGG_MIN || a->fn == AGG_MAX;
    const kp_ast *values;
    kp_term term;

    if (!kp__arity_fits(s, ast, name, a->min, a->max) ||
        !read_list(s, ast, a, &values, &term))
        return kp__bad();
    if (extreme && !term.is_list)
        return kp__good(kp__term_of(s, values, term, KP_NUM));
    if (!is_list_or_told(s, values, &term) || !element_fits(s, values, &term, a->fn))
        return kp__bad();
    if (a->fn == AGG_WEIGHTED_MEAN)
        return weighted_mean(s, ast, &term);
    uint32_t element =
        term.is_row ? KP_NO_FIELD : lift_over(s, values, &term.list, term.expr);

    if (a->fn != AGG_MEAN)
        return kp__good(aggregate_ref(s, ast, &term.list, (kp_aggregate_fn)a->fn,
                                      element, KP_NO_FIELD));
    kp_expr *sum = aggregate_ref(s, ast, &term.list, KP_AGG_SUM, element, KP_NO_FIELD);
    kp_expr *count =
        aggregate_ref(s, ast, &term.list, KP_AGG_COUNT, element, KP_NO_FIELD);

    return kp__good(kp__binary(s, ast, KP_X_DIV, sum, count));
}

/* ---- group functions ---- */

typedef enum group_fn {
    RANK,
    QUOTA,
    ALLOCATE,
    NO_GROUP_FN
} group_fn;

static group_fn find_group(kp_str name)
{
    if (kp_str_is(name, "排名") || kp_str_is(name, "rank"))
        return RANK;
    if (kp_str_is(name, "限额") || kp_str_is(name, "quota"))
        return QUOTA;
    if (kp_str_is(name, "分配") || kp_str_is(name, "allocate"))
        return ALLOCATE;
    return NO_GROUP_FN;
}

bool kp__is_group_function(kp_str name)
{
    return find_group(name) != NO_GROUP_FN;
}

/* Names of arguments in both languages; the checker refuses any other. */
static const char *const arg_names[][2] = {
    {"组", "group"},
    {"次序", "order"},
    {"并列", "ties"},
    {"次键", "then"},
    {"计入", "include"},
    {"等次", "grade"},
    {"限制", "limited"},
    {"落入", "falls"},
    {"比例", "share"},
    {"取整", "heads"},
    {"最少", "minimum"},
    {"否决", "veto"},
    {"池", "pool"},
    {"权重", "weight"},
    {"下限", "floor"},
    {"上限", "ceiling"},
    {"方式", "mode"},
    {"尾差", "tail"},
    {"保底不足", "scale_floors"},
};
enum {
    A_GROUP,
    A_ORDER,
    A_TIES,
    A_THEN,
    A_INCLUDE,
    A_GRADE,
    A_LIMITED,
    A_FALLS,
    A_SHARE,
    A_HEADS,
    A_MINIMUM,
    A_VETO,
    A_POOL,
    A_WEIGHT,
    A_FLOOR,
    A_CEILING,
    A_MODE,
    A_TAIL,
    A_SCALE_FLOORS,
    A_COUNT,
};

typedef struct group_call {
    const kp_scope *s;
    const kp_ast *ast;
    const kp_ast *arg[A_COUNT];
    const kp_ast *then[8];  // all 次键 in order
    size_t nthen;
    const kp_ast *first;  // the unnamed first argument
    kp_group_spec *spec;
    bool good;
} group_call;

static int arg_index(kp_str name)
{
    for (int k = 0; k < A_COUNT; k++)
        if (kp_str_is(name, arg_names[k][0]) || kp_str_is(name, arg_names[k][1]))
            return k;
    return -1;
}

static bool sort_arguments(group_call *c)
{
    for (size_t k = 1; k < c->ast->nargs; k++) {
        kp_str name = c->ast->arg_name ? c->ast->arg_name[k] : KP_NONE;
        int at = arg_index(name);

        if (name.n == 0 && k == 1) {
            c->first = c->ast->arg[1];
            continue;
        }
        // 次键2, 次键3 … are further keys.
        if (kp_str_starts(name, KP_STR("次键")) && c->nthen < 8) {
            c->then[c->nthen++] = c->ast->arg[k];
            continue;
        }
        if (at < 0 || c->arg[at]) {
            kp__formula_fault(c->s, c->ast->arg[k], KP3122, c->ast->arg[0]->text, name,
                              KP_NONE);
            return false;
        }
        c->arg[at] = c->ast->arg[k];
    }
    return true;
}

static uint32_t lift_argument(group_call *c, const kp_ast *ast, kp_kind kind)
{
    if (!ast)
        return KP_NO_FIELD;
    kp_expr *e = kp__scalar(c->s, ast);

    if (e && e->kind == KP_LINK)
        e = kp__scalar_of(c->s, ast, KP_TEXT);
    if (e && kind != KP_LINK && e->kind != kind)
        e = kp__scalar_of(c->s, ast, kind);
    if (!e) {
        c->good = false;
        return KP_NO_FIELD;
    }
    return kp__lift_scalar(c->s, ast, c->s->entity, e);
}

/* A word among the allowed ones; the first is the default. */
typedef struct choice_word {
    const char *word;
    uint8_t value;
} choice_word;

static uint8_t choose(group_call *c, int arg, const choice_word *words, size_t n)
{
    const kp_ast *ast = c->arg[arg];

    if (!ast)
        return words[0].value;
    for (size_t k = 0; k < n; k++)
        if (ast->kind == KP_AST_TEXT && kp_str_is(ast->text, words[k].word))
            return words[k].value;
    kp__formula_fault(c->s, ast, KP3129, kp__span(c->s, ast), kp_str_of(words[0].word),
                      n > 1 ? kp_str_of(words[1].word) : KP_NONE);
    c->good = false;
    return 0;
}

/* The group is a row reached upward: its links. */
static void read_group(group_call *c, const kp_ast *ast)
{
    kp_term term = kp__check(c->s, ast);

    bool is_path =
        term.expr && (term.expr->op == KP_X_FIELD || term.expr->op == KP_X_UP);

    if (!term.good || !is_path || term.is_list || term.expr->kind != KP_LINK) {
        if (term.good)
            kp__formula_fault(c->s, ast, KP3130, kp__span(c->s, ast), KP_NONE, KP_NONE);
        c->good = false;
        return;
    }
    uint32_t *links = KP_NEW_ARRAY(c->s->b->arena, term.expr->nlinks + 1, uint32_t);

    for (uint32_t k = 0; k < term.expr->nlinks; k++)
        links[k] = term.expr->link[k];
    links[term.expr->nlinks] = term.expr->field;
    c->spec->link = links;
    c->spec->nlinks = term.expr->nlinks + 1;
}

static bool is_descending(group_call *c, const kp_ast *ast, bool by_default)
{
    if (!ast)
        return by_default;
    if (ast->kind == KP_AST_TEXT &&
        (kp_str_is(ast->text, "降") || kp_str_is(ast->text, "desc")))
        return true;
    if (ast->kind == KP_AST_TEXT &&
        (kp_str_is(ast->text, "升") || kp_str_is(ast->text, "asc")))
        return false;
    kp__formula_fault(c->s, ast, KP3129, kp__span(c->s, ast), KP_STR("降"),
                      KP_STR("升"));
    c->good = false;
    return by_default;
}

static void read_keys(group_call *c, const kp_ast *first, bool descending)
{
    kp_arena *arena = c->s->b->arena;
    uint32_t *key = KP_NEW_ARRAY(arena, c->nthen + 2, uint32_t);
    bool *down = KP_NEW_ARRAY(arena, c->nthen + 2, bool);
    uint32_t n = 0;

    if (first) {
        key[n] = lift_argument(c, first, KP_LINK);
        down[n++] = descending;
    }
    for (size_t k = 0; k < c->nthen; k++) {
        key[n] = lift_argument(c, c->then[k], KP_LINK);
        down[n++] = descending;
    }
    c->spec->key = key;
    c->spec->descending = down;
    c->spec->nkeys = n;
}

static kp_field *lift_group(group_call *c, kp_kind kind, kp_source source)
{
    kp_field *field =
        kp__lift(c->s->b, c->s->entity, kp__span(c->s, c->ast), kind, source);

    field->group = c->spec;
    field->formula_where = c->s->where;
    return field;
}

static bool needed(group_call *c, int arg)
{
    if (c->arg[arg])
        return true;
    kp__formula_fault(c->s, c->ast, KP3123, c->ast->arg[0]->text,
                      kp_str_of(arg_names[arg][0]), KP_NONE);
    return false;
}

static kp_field *check_rank(group_call *c)
{
    static const choice_word styles[] = {{"并列", KP_RANK_COMPETITION},
                                         {"密集", KP_RANK_DENSE},
                                         {"顺序", KP_RANK_ORDINAL}};

    if (!c->first) {
        kp__formula_fault(c->s, c->ast, KP3123, c->ast->arg[0]->text,
                          KP_STR("排名依据"), KP_NONE);
        return NULL;
    }
    if (c->arg[A_GROUP])
        read_group(c, c->arg[A_GROUP]);
    c->spec->style = choose(c, A_TIES, styles, 3);
    c->spec->include = lift_argument(c, c->arg[A_INCLUDE], KP_BOOL);
    read_keys(c, c->first, is_descending(c, c->arg[A_ORDER], true));
    return c->good ? lift_group(c, KP_NUM, KP_SOURCE_RANK) : NULL;
}

static uint32_t text_constant(group_call *c, int arg)
{
    if (c->arg[arg]->kind == KP_AST_TEXT)
        return kp_symbol(c->s->b->scheme->symbols, c->arg[arg]->text);
    kp__formula_fault(c->s, c->arg[arg], KP3131, kp__span(c->s, c->arg[arg]), KP_NONE,
                      KP_NONE);
    c->good = false;
    return 0;
}

static kp_field *check_quota(group_call *c)
{
    static const choice_word heads[] = {
        {"舍去", KP_ROUND_DOWN}, {"四舍五入", KP_ROUND_HALF_UP}, {"进位", KP_ROUND_UP}};
    static const choice_word ties[] = {
        {"严格", KP_TIES_STRICT}, {"从严", KP_TIES_NONE}, {"从宽", KP_TIES_ALL}};

    if (!needed(c, A_GRADE) || !needed(c, A_LIMITED) || !needed(c, A_FALLS) ||
        !needed(c, A_SHARE) || !needed(c, A_ORDER))
        return NULL;
    if (c->arg[A_GROUP])
        read_group(c, c->arg[A_GROUP]);
    c->spec->grade = lift_argument(c, c->arg[A_GRADE], KP_TEXT);
    c->spec->limited = text_constant(c, A_LIMITED);
    c->spec->falls_to = text_constant(c, A_FALLS);
    c->spec->share = lift_argument(c, c->arg[A_SHARE], KP_NUM);
    c->spec->minimum = lift_argument(c, c->arg[A_MINIMUM], KP_NUM);
    c->spec->include = lift_argument(c, c->arg[A_INCLUDE], KP_BOOL);
    c->spec->veto = lift_argument(c, c->arg[A_VETO], KP_BOOL);
    c->spec->share_rounding = choose(c, A_HEADS, heads, 3);
    c->spec->style = choose(c, A_TIES, ties, 3);
    read_keys(c, c->arg[A_ORDER], true);
    return c->good ? lift_group(c, KP_TEXT, KP_SOURCE_QUOTA) : NULL;
}

/* The pool belongs to a row above (部门.绩效池): those below it share; or it is a
 * single figure (a parameter), shared by all rows. */
static void read_pool(group_call *c)
{
    kp_expr *pool = kp__scalar_of(c->s, c->arg[A_POOL], KP_NUM);

    if (!pool) {
        c->good = false;
        return;
    }
    if (pool->op == KP_X_UP) {
        c->spec->link = pool->link;
        c->spec->nlinks = pool->nlinks;
        c->spec->pool = pool->field;
        return;
    }
    if (pool->op != KP_X_CONST) {
        kp__formula_fault(c->s, c->arg[A_POOL], KP3132, kp__span(c->s, c->arg[A_POOL]),
                          KP_NONE, KP_NONE);
        c->good = false;
        return;
    }
    kp_field *field = kp__lift(c->s->b, c->s->entity, kp__span(c->s, c->arg[A_POOL]),
                               KP_NUM, KP_SOURCE_SCALAR);

    field->expr = pool;
    c->spec->pool = field->id;
}

static kp_field *check_allocate(group_call *c)
{
    static const choice_word modes[] = {{"份额", KP_ALLOCATE_SHARE},
                                        {"封顶", KP_ALLOCATE_CAP},
                                        {"share", KP_ALLOCATE_SHARE},
                                        {"cap", KP_ALLOCATE_CAP}};
    static const choice_word tails[] = {{"最大余额", KP_CLOSE_LARGEST_REMAINDER},
                                        {"最大份额", KP_CLOSE_TAIL_TO_LARGEST},
                                        {"首位", KP_CLOSE_TAIL_TO_FIRST},
                                        {"末位", KP_CLOSE_TAIL_TO_LAST},
                                        {"留存", KP_CLOSE_TAIL_UNSPENT}};
    static const choice_word floors[] = {{"报错", 0}, {"按比例", 1}};

    if (!needed(c, A_POOL) || !needed(c, A_WEIGHT))
        return NULL;
    read_pool(c);
    c->spec->weight = lift_argument(c, c->arg[A_WEIGHT], KP_NUM);
    c->spec->floor = lift_argument(c, c->arg[A_FLOOR], KP_NUM);
    c->spec->ceiling = lift_argument(c, c->arg[A_CEILING], KP_NUM);
    c->spec->include = lift_argument(c, c->arg[A_INCLUDE], KP_BOOL);
    c->spec->style = choose(c, A_MODE, modes, 4);
    c->spec->tail = choose(c, A_TAIL, tails, 5);
    c->spec->scale_floors = choose(c, A_SCALE_FLOORS, floors, 2) != 0;
    if (!c->good)
        return NULL;
    kp_field *field = lift_group(c, KP_NUM, KP_SOURCE_ALLOCATE);

    // Shares are whole units of the field the formula stands in: cents, when it says
    // so.
    field->decimals = (int8_t)(c->s->decimals >= 0 ? c->s->decimals : 2);
    return field;
}

kp_term kp__check_group(const kp_scope *s, const kp_ast *ast, kp_str name)
{
    group_call c = {.s = s, .ast = ast, .good = true};
    kp_field *field = NULL;

    if (s->entity == UINT32_MAX || s->function) {
        kp__formula_fault(s, ast, KP3133, name, KP_NONE, KP_NONE);
        return kp__bad();
    }
    c.spec = KP_NEW(s->b->arena, kp_group_spec);
    c.spec->grade = c.spec->share = c.spec->minimum = c.spec->veto = KP_NO_FIELD;
    c.spec->include = c.spec->pool = c.spec->weight = KP_NO_FIELD;
    c.spec->floor = c.spec->ceiling = KP_NO_FIELD;
    if (!sort_arguments(&c))
        return kp__bad();
    switch (find_group(name)) {
    case RANK:
        field = check_rank(&c);
        break;
    case QUOTA:
        field = check_quota(&c);
        break;
    case ALLOCATE:
        field = check_allocate(&c);
        break;
    case NO_GROUP_FN:
        break;
    }
    if (!field)
        return kp__bad();
    return kp__good(kp__field_ref(s, ast, 0, NULL, field->id));
}
