/* log_run.h - a calculated month made by hand, for tests of the log.
 *
 * The month of examples/yancheng.md §1.5: ten people of three departments, points =
 * coefficient × composite ÷ 100 × worked ÷ due days, a pool of 42,000.00 divided by
 * points.  Around it one field of every source, and three kinds of missing values.
 * Formula fields are filled by the plain evaluator, group fields by the engine's own.
 *
 * With more than ten people the ten are repeated under new keys (pool and quota grow).
 */
#ifndef KP_TESTS_SUPPORT_LOG_RUN_H
#define KP_TESTS_SUPPORT_LOG_RUN_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/builtin.h"
#include "engine/group.h"
#include "engine/kernel_allocate.h"
#include "engine/oracle.h"
#include "io/files/hash.h"
#include "io/log/write.h"

enum {
    LR_ZONE,
    LR_DEPT,
    LR_PERSON,
    LR_ENTITIES
};

enum {
    Z_ID,
    Z_STANDARD,
    Z_HEADS,
    Z_POOL,
    Z_PAID,
    D_ID,
    D_ZONE,
    D_HEADS,
    D_PAID,
    D_MEAN,
    D_BEST,
    P_ID,
    P_DEPT,
    P_POST,
    P_SCORE,
    P_WORKED,
    P_DUE,
    P_BASE,
    P_FINE,
    P_JOINED,
    P_LAST,
    P_COEF,
    P_POINTS,
    P_PAY,
    P_RANK,
    P_PROPOSED,
    P_SHARE,
    P_GRADE,
    P_NET,
    P_NOTE,
    P_YEARS,
    P_HIDDEN,
    P_DEPTMEAN,
    P_LOW,
    P_HIGH,
    P_FLAG,
    D_MIDDLE,
    D_WEIGHTED,
    D_WEIGHTS,
    D_ANY,
    D_ALL,
    LR_FIELDS,
};

typedef struct log_run {
    kp_arena *arena;
    kp_scheme *scheme;
    kp_run *run;
    kp_diags *diags;
    kp_log_meta meta;
    kp_log_file input[2], rule[1], output[2];
} log_run;

static inline kp_decimal lr_dec(const char *z)
{
    kp_decimal num = {0};

    if (!kp_dec_parse(kp_str_of(z), false, &num))
        abort();
    return num;
}

/* ---- expressions ---- */

static inline kp_expr *lr_expr(log_run *t, kp_expr_op op, kp_kind kind, uint32_t nargs)
{
    kp_expr *e = KP_NEW(t->arena, kp_expr);

    e->op = op;
    e->kind = kind;
    e->nargs = nargs;
    e->arg = KP_NEW_ARRAY(t->arena, nargs + 1, const kp_expr *);
    return e;
}

static inline const kp_expr *lr_field(log_run *t, uint32_t field)
{
    kp_expr *e = lr_expr(t, KP_X_FIELD, t->scheme->field[field]->kind, 0);

    e->field = field;
    return e;
}

static inline const kp_expr *lr_up(log_run *t, uint32_t field, uint32_t nlinks,
                                   const uint32_t *link)
{
    kp_expr *e = lr_expr(t, KP_X_UP, t->scheme->field[field]->kind, 0);

    e->field = field;
    e->nlinks = nlinks;
    e->link = link;
    return e;
}

static inline const kp_expr *lr_typed(log_run *t, const char *typed, const char *value)
{
    kp_expr *e = lr_expr(t, KP_X_CONST, KP_NUM, 0);

    e->value = kp_value_num(lr_dec(value));
    e->text = typed;
    return e;
}

static inline const kp_expr *lr_text(log_run *t, const char *text)
{
    kp_expr *e = lr_expr(t, KP_X_CONST, KP_TEXT, 0);

    e->value = kp_value_text(kp_symbol(t->scheme->symbols, kp_str_of(text)));
    return e;
}

static inline const kp_expr *lr_param(log_run *t, size_t i)
{
    const kp_param *p = &t->scheme->param[i];
    kp_expr *e = lr_expr(t, KP_X_CONST, p->value.kind, 0);

    e->value = p->value;
    e->text = p->name.p;
    e->origin = p->where;
    e->clause = p->clause;
    return e;
}

static inline const kp_expr *lr_op2(log_run *t, kp_expr_op op, const kp_expr *a,
                                    const kp_expr *b)
{
    bool logic = op >= KP_X_EQ && op <= KP_X_IS_BLANK;
    kp_expr *e = lr_expr(t, op, logic ? KP_BOOL : KP_NUM, b ? 2 : 1);

    e->arg[0] = a;
    e->arg[1] = b;
    return e;
}

static inline const kp_expr *lr_round(log_run *t, const kp_expr *a, const kp_expr *b,
                                      uint8_t decimals, kp_rounding mode)
{
    kp_expr *e = lr_expr(t, b ? KP_X_DIVROUND : KP_X_ROUND, KP_NUM, b ? 2 : 1);

    e->arg[0] = a;
    e->arg[1] = b;
    e->decimals = decimals;
    e->mode = (uint8_t)mode;
    return e;
}

static inline const kp_expr *lr_if(log_run *t, const kp_expr *a, const kp_expr *b,
                                   const kp_expr *c)
{
    kp_expr *e = lr_expr(t, KP_X_IF, b->kind, 3);

    e->arg[0] = a;
    e->arg[1] = b;
    e->arg[2] = c;
    return e;
}

/* ---- fields ---- */

static inline kp_field *lr_make(log_run *t, uint32_t id, uint32_t entity,
                                const char *name, kp_kind kind, int decimals,
                                kp_source source)
{
    kp_field *f = KP_NEW(t->arena, kp_field);
    kp_entity *of = t->scheme->entity[entity];

    *f = (kp_field){
        .id = id,
        .entity = entity,
        .local = (uint32_t)of->nfields,
        .name = kp_str_of(name),
        .kind = kind,
        .decimals = (int8_t)decimals,
        .scale = (uint8_t)(decimals > 0 ? decimals : 0),
        .source = source,
        .where = {.file = KP_STR("rules/字段.csv"), .row = id + 2, .col = 2},
    };
    t->scheme->field[id] = f;
    of->field[of->nfields++] = id;
    return f;
}

static inline void lr_formula(log_run *t, uint32_t id, const char *formula,
                              const char *clause, const kp_expr *expr)
{
    kp_field *f = t->scheme->field[id];

    f->formula = kp_str_of(formula);
    f->clause = kp_str_of(clause);
    f->formula_where =
        (kp_where){.file = KP_STR("rules/字段.csv"), .row = id + 2, .col = 7};
    f->expr = expr;
}

static const uint32_t LR_TO_DEPT[] = {P_DEPT}, LR_TO_ZONE[] = {P_DEPT, D_ZONE},
                      LR_DEPT_ZONE[] = {D_ZONE};

static inline kp_field *lr_aggregate(log_run *t, uint32_t id, uint32_t entity,
                                     const char *name, kp_aggregate_fn fn,
                                     uint32_t child, uint32_t element, uint32_t nlinks,
                                     const uint32_t *link)
{
    kp_field *f = lr_make(t, id, entity, name, KP_NUM, -1, KP_SOURCE_AGGREGATE);
    kp_aggregate_spec *spec = KP_NEW(t->arena, kp_aggregate_spec);

    *spec = (kp_aggregate_spec){.fn = fn,
                                .child = child,
                                .nlinks = nlinks,
                                .link = link,
                                .element = element,
                                .filter = KP_NO_FIELD,
                                .weight = KP_NO_FIELD};
    f->aggregate = spec;
    f->lifted = true;
    f->scale = 2;
    return f;
}

/* An aggregate of truth values. */
static inline void lr_truth(log_run *t, uint32_t id, const char *name,
                            kp_aggregate_fn fn)
{
    kp_field *f =
        lr_aggregate(t, id, LR_DEPT, name, fn, LR_PERSON, P_FLAG, 1, LR_TO_DEPT);

    f->kind = KP_BOOL;
    f->scale = 0;
}

static inline kp_aggregate_spec *lr_spec(log_run *t, uint32_t id)
{
    // Made above, in memory that is ours.
    return (kp_aggregate_spec *)(uintptr_t)t->scheme->field[id]->aggregate;
}

static inline kp_group_spec *lr_group(log_run *t, uint32_t id)
{
    kp_group_spec *spec = KP_NEW(t->arena, kp_group_spec);

    *spec = (kp_group_spec){.include = KP_NO_FIELD,
                            .share = KP_NO_FIELD,
                            .minimum = KP_NO_FIELD,
                            .veto = KP_NO_FIELD,
                            .weight = KP_NO_FIELD,
                            .floor = KP_NO_FIELD,
                            .ceiling = KP_NO_FIELD};
    t->scheme->field[id]->group = spec;
    return spec;
}

static inline void lr_inputs(log_run *t)
{
    lr_make(t, Z_ID, LR_ZONE, "开发区", KP_TEXT, -1, KP_SOURCE_INPUT);
    lr_make(t, Z_STANDARD, LR_ZONE, "同级标准", KP_NUM, 2, KP_SOURCE_INPUT);
    lr_make(t, D_ID, LR_DEPT, "部门", KP_TEXT, -1, KP_SOURCE_INPUT);
    lr_make(t, D_ZONE, LR_DEPT, "开发区", KP_LINK, -1, KP_SOURCE_INPUT)->link_entity =
        LR_ZONE;
    lr_make(t, P_ID, LR_PERSON, "工号", KP_TEXT, -1, KP_SOURCE_INPUT);
    lr_make(t, P_DEPT, LR_PERSON, "部门", KP_LINK, -1, KP_SOURCE_INPUT)->link_entity =
        LR_DEPT;
    lr_make(t, P_POST, LR_PERSON, "职务", KP_TEXT, -1, KP_SOURCE_INPUT);
    lr_make(t, P_SCORE, LR_PERSON, "综合得分", KP_NUM, 2, KP_SOURCE_INPUT);
    lr_make(t, P_WORKED, LR_PERSON, "实际天数", KP_NUM, 0, KP_SOURCE_INPUT);
    lr_make(t, P_DUE, LR_PERSON, "应出勤天数", KP_NUM, 0, KP_SOURCE_INPUT);
    lr_make(t, P_BASE, LR_PERSON, "基础薪酬", KP_NUM, 2, KP_SOURCE_INPUT);
    lr_make(t, P_FINE, LR_PERSON, "扣罚", KP_NUM, 2, KP_SOURCE_INPUT)->missing =
        KP_MISSING_BLANK;
    lr_make(t, P_JOINED, LR_PERSON, "入职日期", KP_DATE, -1, KP_SOURCE_INPUT);
    lr_make(t, P_LAST, LR_PERSON, "上期.实发", KP_NUM, 2, KP_SOURCE_HISTORY)
        ->history_of = P_NET;
}

static inline void lr_computed(log_run *t)
{
    lr_make(t, Z_POOL, LR_ZONE, "月度池", KP_NUM, 2, KP_SOURCE_SCALAR);
    lr_make(t, P_COEF, LR_PERSON, "职系数", KP_NUM, 3, KP_SOURCE_SCALAR);
    lr_make(t, P_POINTS, LR_PERSON, "点数", KP_NUM, 6, KP_SOURCE_SCALAR);
    lr_make(t, P_PAY, LR_PERSON, "月度绩效", KP_NUM, 2, KP_SOURCE_ALLOCATE);
    lr_make(t, P_RANK, LR_PERSON, "名次", KP_NUM, 0, KP_SOURCE_RANK);
    lr_make(t, P_PROPOSED, LR_PERSON, "拟定等次", KP_TEXT, -1, KP_SOURCE_SCALAR);
    lr_make(t, P_SHARE, LR_PERSON, "优秀比例", KP_NUM, 2, KP_SOURCE_SCALAR);
    lr_make(t, P_GRADE, LR_PERSON, "等次", KP_TEXT, -1, KP_SOURCE_QUOTA);
    lr_make(t, P_NET, LR_PERSON, "应发合计", KP_NUM, 2, KP_SOURCE_SCALAR);
    lr_make(t, P_NOTE, LR_PERSON, "备注", KP_TEXT, -1, KP_SOURCE_SCALAR);
    lr_make(t, P_YEARS, LR_PERSON, "工龄", KP_NUM, 0, KP_SOURCE_SCALAR);
    lr_make(t, D_MEAN, LR_DEPT, "人均绩效", KP_NUM, 2, KP_SOURCE_SCALAR);
    lr_make(t, P_DEPTMEAN, LR_PERSON, "所在部门人均", KP_NUM, 2, KP_SOURCE_SCALAR);
    lr_aggregate(t, Z_HEADS, LR_ZONE, "count(员工)", KP_AGG_COUNT, LR_PERSON,
                 KP_NO_FIELD, 2, LR_TO_ZONE)
        ->scale = 0;
    lr_aggregate(t, Z_PAID, LR_ZONE, "sum(员工.月度绩效)", KP_AGG_SUM, LR_PERSON, P_PAY,
                 2, LR_TO_ZONE);
    lr_aggregate(t, D_HEADS, LR_DEPT, "count(员工)", KP_AGG_COUNT, LR_PERSON,
                 KP_NO_FIELD, 1, LR_TO_DEPT)
        ->scale = 0;
    lr_aggregate(t, D_PAID, LR_DEPT, "sum(员工.月度绩效)", KP_AGG_SUM, LR_PERSON, P_PAY,
                 1, LR_TO_DEPT);
    lr_aggregate(t, D_BEST, LR_DEPT, "max(员工.综合得分)", KP_AGG_MAX, LR_PERSON,
                 P_SCORE, 1, LR_TO_DEPT);
    lr_aggregate(t, D_MIDDLE, LR_DEPT, "median(员工.综合得分)", KP_AGG_MEDIAN,
                 LR_PERSON, P_SCORE, 1, LR_TO_DEPT)
        ->scale = 3;
    lr_aggregate(t, D_WEIGHTED, LR_DEPT, "加权(员工)", KP_AGG_WEIGHTED_SUM, LR_PERSON,
                 P_SCORE, 1, LR_TO_DEPT)
        ->scale = 2;
    lr_aggregate(t, D_WEIGHTS, LR_DEPT, "权重(员工)", KP_AGG_WEIGHTS, LR_PERSON,
                 P_SCORE, 1, LR_TO_DEPT)
        ->scale = 0;
    lr_spec(t, D_WEIGHTED)->weight = lr_spec(t, D_WEIGHTS)->weight = P_WORKED;
    lr_truth(t, D_ANY, "any(员工)", KP_AGG_ANY);
    lr_truth(t, D_ALL, "all(员工)", KP_AGG_ALL);
    lr_make(t, P_LOW, LR_PERSON, "保底", KP_NUM, 2, KP_SOURCE_INPUT);
    lr_make(t, P_HIGH, LR_PERSON, "封顶", KP_NUM, 2, KP_SOURCE_INPUT);
    lr_make(t, P_FLAG, LR_PERSON, "参加", KP_BOOL, -1, KP_SOURCE_INPUT);
    kp_field *hidden =
        lr_make(t, P_HIDDEN, LR_PERSON, "报表用", KP_NUM, 2, KP_SOURCE_SCALAR);
    hidden->lifted = hidden->report = true;
}

/* ---- a rule table ---- */

static const char *const LR_POSTS[][2] = {
    {"管委会正职5档", "2.500"}, {"班子副职4档", "1.950"}, {"部门正职6档", "1.850"},
    {"部门副职5档", "1.400"},   {"主管3档", "1.150"},     {"专员5档", "1.000"},
    {"部门正职5档", "1.800"},   {"主管5档", "1.200"},     {"部门副职2档", "1.325"},
    {"专员1档", "0.900"},
};

static inline void lr_table(log_run *t)
{
    kp_dtable *d = KP_NEW(t->arena, kp_dtable);
    kp_dinput *in = KP_NEW(t->arena, kp_dinput);
    kp_doutput *out = KP_NEW(t->arena, kp_doutput);

    *in = (kp_dinput){.name = KP_STR("职务"), .kind = KP_TEXT, .col = 2};
    *out = (kp_doutput){.name = KP_STR("系数"), .kind = KP_NUM, .scale = 3, .col = 3};
    out->cell = KP_NEW_ARRAY(t->arena, 10, kp_value);
    out->fallback = kp_value_none(KP_NUM, KP_BLANK);
    *d = (kp_dtable){.name = KP_STR("系数表"),
                     .policy = KP_HIT_UNIQUE,
                     .ninputs = 1,
                     .noutputs = 1,
                     .nrules = 10,
                     .input = in,
                     .output = out,
                     .where = {.file = KP_STR("rules/系数表.csv"), .row = 1, .col = 1}};
    d->rule = KP_NEW_ARRAY(t->arena, 10, kp_drule);
    for (uint32_t i = 0; i < 10; i++) {
        kp_accept *accept = KP_NEW(t->arena, kp_accept);
        char label[8];

        (void)snprintf(label, sizeof label, "%u", i + 1);
        accept->nsymbols = 1;
        accept->symbol = KP_NEW(t->arena, uint32_t);
        accept->symbol[0] = kp_symbol(t->scheme->symbols, kp_str_of(LR_POSTS[i][0]));
        out->cell[i] = kp_value_num(lr_dec(LR_POSTS[i][1]));
        d->rule[i] = (kp_drule){.row = i + 4,
                                .label = kp_str_copy(t->arena, kp_str_of(label)),
                                .clause = KP_STR("薪酬办法第八条"),
                                .accept = accept};
    }
    kp_dtable_finish(t->arena, d, t->scheme->symbols);
    t->scheme->table = KP_NEW_ARRAY(t->arena, 1, const kp_dtable *);
    t->scheme->table[0] = d;
    t->scheme->ntables = 1;
}

static inline const kp_expr *lr_lookup(log_run *t)
{
    kp_expr *e = lr_expr(t, KP_X_TABLE, KP_NUM, 1);

    e->arg[0] = lr_field(t, P_POST);
    return e;
}

static inline void lr_params(log_run *t)
{
    static const char *const params[][4] = {
        {"总额倍数", "3", "绩效办法第五条", "3"},
        {"预发比例", "0.7", "绩效办法第六条", "70%"},
        {"优秀线", "95", "考核办法第十二条", "95"},
    };

    t->scheme->param = KP_NEW_ARRAY(t->arena, 3, kp_param);
    t->scheme->nparams = 3;
    for (uint32_t i = 0; i < 3; i++)
        t->scheme->param[i] = (kp_param){
            .name = kp_str_of(params[i][0]),
            .value = kp_value_num(lr_dec(params[i][1])),
            .clause = kp_str_of(params[i][2]),
            .text = kp_str_of(params[i][3]),
            .where = {.file = KP_STR("rules/参数.csv"), .row = i + 3, .col = 2}};
}

static inline const kp_expr *lr_call(log_run *t, const char *name, kp_kind kind,
                                     const kp_expr *a, const kp_expr *b,
                                     const kp_expr *c)
{
    kp_expr *e = lr_expr(t, KP_X_CALL, kind, c ? 3 : b ? 2 : 1);

    e->target = (uint32_t)kp_builtin_find(kp_str_of(name));
    assert(e->target != UINT32_MAX);
    e->arg[0] = a;
    if (b)
        e->arg[1] = b;
    if (c)
        e->arg[2] = c;
    return e;
}

static inline void lr_formulas(log_run *t)
{
    const kp_expr *year = lr_op2(
        t, KP_X_MUL,
        lr_op2(t, KP_X_MUL,
               lr_op2(t, KP_X_MUL, lr_field(t, Z_STANDARD), lr_field(t, Z_HEADS)),
               lr_typed(t, "12", "12")),
        lr_param(t, 0));
    lr_formula(
        t, Z_POOL, "同级标准 * count(员工) * 12 * 总额倍数 / 12 * 预发比例",
        "绩效办法第六条",
        lr_round(t,
                 lr_op2(t, KP_X_MUL, lr_op2(t, KP_X_DIV, year, lr_typed(t, "12", "12")),
                        lr_param(t, 1)),
                 NULL, 2, KP_ROUND_HALF_UP));
    lr_formula(t, P_COEF, "系数表(职务)", "薪酬办法第八条",
               lr_round(t, lr_lookup(t), NULL, 3, KP_ROUND_HALF_UP));
    lr_formula(t, P_POINTS, "职系数 * 综合得分 / 100 * 实际天数 / 应出勤天数",
               "绩效办法第九条",
               lr_round(t,
                        lr_op2(t, KP_X_MUL,
                               lr_op2(t, KP_X_DIV,
                                      lr_op2(t, KP_X_MUL, lr_field(t, P_COEF),
                                             lr_field(t, P_SCORE)),
                                      lr_typed(t, "100", "100")),
                               lr_field(t, P_WORKED)),
                        lr_field(t, P_DUE), 6, KP_ROUND_HALF_UP));
    lr_formula(t, P_PROPOSED, "if 综合得分 >= 优秀线 then \"优秀\" else \"良好\"",
               "考核办法第十二条",
               lr_if(t, lr_op2(t, KP_X_GE, lr_field(t, P_SCORE), lr_param(t, 2)),
                     lr_text(t, "优秀"), lr_text(t, "良好")));
    lr_formula(t, P_SHARE, "20%", "考核办法第十三条", lr_typed(t, "20%", "0.2"));
    lr_formula(
        t, P_NET, "基础薪酬 + 月度绩效 - if isblank(扣罚) then 0 else 扣罚",
        "薪酬办法第三条",
        lr_round(t,
                 lr_op2(t, KP_X_SUB,
                        lr_op2(t, KP_X_ADD, lr_field(t, P_BASE), lr_field(t, P_PAY)),
                        lr_if(t, lr_op2(t, KP_X_IS_BLANK, lr_field(t, P_FINE), NULL),
                              lr_typed(t, "0", "0"), lr_field(t, P_FINE))),
                 NULL, 2, KP_ROUND_HALF_UP));
    lr_formula(t, P_NOTE, "concat(工号, \"\\t\", 等次)", "",
               lr_call(t, "concat", KP_TEXT, lr_field(t, P_ID), lr_text(t, "\t"),
                       lr_field(t, P_GRADE)));
    lr_formula(t, P_YEARS, "datedif(入职日期, date(2025,3,31), \"Y\")", "",
               lr_call(t, "datedif", KP_NUM, lr_field(t, P_JOINED),
                       lr_call(t, "date", KP_DATE, lr_typed(t, "2025", "2025"),
                               lr_typed(t, "3", "3"), lr_typed(t, "31", "31")),
                       lr_text(t, "Y")));
    lr_formula(
        t, D_MEAN, "sum(员工.月度绩效) / count(员工)", "",
        lr_round(t, lr_field(t, D_PAID), lr_field(t, D_HEADS), 2, KP_ROUND_HALF_UP));
    lr_formula(t, P_DEPTMEAN, "部门.人均绩效", "", lr_up(t, D_MEAN, 1, LR_TO_DEPT));
    lr_formula(t, P_HIDDEN, "应发合计", "", lr_field(t, P_NET));
    lr_formula(t, P_PAY, "分配(池: 开发区.月度池, 权重: 点数)", "绩效办法第十条", NULL);
    lr_formula(t, P_RANK, "排名(综合得分)", "", NULL);
    lr_formula(t, P_GRADE, "限额(拟定等次, 优秀, 20%)", "考核办法第十三条", NULL);
}

static inline void lr_groups(log_run *t)
{
    static const uint32_t key[] = {P_SCORE};
    static const bool descending[] = {true};
    kp_group_spec *pay = lr_group(t, P_PAY), *rank = lr_group(t, P_RANK);
    kp_group_spec *grade = lr_group(t, P_GRADE);

    pay->nlinks = 2;
    pay->link = LR_TO_ZONE;
    pay->pool = Z_POOL;
    pay->weight = P_POINTS;
    rank->nlinks = 1;
    rank->link = LR_TO_DEPT;
    rank->nkeys = 1;
    rank->key = key;
    rank->descending = descending;
    grade->nkeys = 1;
    grade->key = key;
    grade->descending = descending;
    grade->grade = P_PROPOSED;
    grade->share = P_SHARE;
    grade->share_rounding = KP_ROUND_FLOOR;
    grade->limited = kp_symbol(t->scheme->symbols, KP_STR("优秀"));
    grade->falls_to = kp_symbol(t->scheme->symbols, KP_STR("良好"));
}

/* ---- rows ---- */

static const struct {
    const char *dept, *score, *worked, *base;
} LR_PEOPLE[] = {
    {"D1", "97.14", "21", "6200.00"},  {"D2", "98.51", "21", "5600.00"},
    {"D2", "100.72", "21", "4900.00"}, {"D2", "97.67", "21", "4500.00"},
    {"D2", "94.58", "21", "4100.00"},  {"D2", "93.06", "21", "3800.00"},
    {"D1", "95.72", "21", "4900.00"},  {"D1", "94.22", "18", "3514.29"},
    {"D3", "92.40", "21", "4500.00"},  {"D3", "88.75", "16", "2895.24"},
};

static inline kp_table *lr_rows(log_run *t, uint32_t entity, size_t n, const char *file)
{
    kp_table *table = KP_NEW(t->arena, kp_table);
    const kp_entity *of = t->scheme->entity[entity];

    table->entity = of;
    table->n = n;
    table->key = KP_NEW_ARRAY(t->arena, n, uint32_t);
    table->column = KP_NEW_ARRAY(t->arena, of->nfields, kp_column);
    table->origin = KP_NEW(t->arena, kp_table_origin);
    table->origin->file = kp_str_of(file);
    table->origin->row_at = KP_NEW_ARRAY(t->arena, n, uint32_t);
    table->origin->col_of = KP_NEW_ARRAY(t->arena, of->nfields, uint32_t);
    table->norigins = 1;
    for (size_t i = 0; i < n; i++)
        table->origin->row_at[i] = (uint32_t)i + 2;
    for (size_t i = 0; i < of->nfields; i++) {
        const kp_field *f = t->scheme->field[of->field[i]];

        table->column[i] = kp_column_make(t->arena, f->kind, f->scale, n);
        if (f->source == KP_SOURCE_INPUT)
            table->origin->col_of[i] = (uint32_t)i + 1;
    }
    t->run->table[entity] = table;
    return table;
}

static inline void lr_put(log_run *t, uint32_t field, size_t row, kp_value value)
{
    const kp_field *f = t->scheme->field[field];

    kp_column_put(t->arena, &t->run->table[f->entity]->column[f->local], row, value);
}

static inline void lr_put_num(log_run *t, uint32_t field, size_t row, const char *z)
{
    lr_put(t, field, row, kp_value_num(lr_dec(z)));
}

static inline void lr_put_key(log_run *t, uint32_t entity, uint32_t field, size_t row,
                              const char *z)
{
    uint32_t symbol = kp_symbol(t->scheme->symbols, kp_str_of(z));

    t->run->table[entity]->key[row] = symbol;
    lr_put(t, field, row, kp_value_text(symbol));
}

static inline void lr_fill(log_run *t, size_t n)
{
    static const char *const depts[] = {"D1", "D2", "D3"};
    char key[32];

    lr_put_key(t, LR_ZONE, Z_ID, 0, "Z1");
    lr_put_num(t, Z_STANDARD, 0, "2000.00");
    for (uint32_t i = 0; i < 3; i++) {
        lr_put_key(t, LR_DEPT, D_ID, i, depts[i]);
        lr_put(t, D_ZONE, i, (kp_value){.kind = KP_LINK, .state = KP_VALUE});
    }
    for (size_t i = 0; i < n; i++) {
        size_t p = i % 10;

        (void)snprintf(key, sizeof key, n == 10 ? "E%02zu" : "E%07zu", i + 1);
        lr_put_key(t, LR_PERSON, P_ID, i, key);
        lr_put(t, P_DEPT, i,
               (kp_value){.kind = KP_LINK,
                          .state = KP_VALUE,
                          .as.row = (uint32_t)(LR_PEOPLE[p].dept[1] - '1')});
        lr_put(t, P_POST, i,
               kp_value_text(kp_symbol(t->scheme->symbols, kp_str_of(LR_POSTS[p][0]))));
        lr_put_num(t, P_SCORE, i, LR_PEOPLE[p].score);
        lr_put_num(t, P_WORKED, i, LR_PEOPLE[p].worked);
        lr_put_num(t, P_DUE, i, "21");
        lr_put_num(t, P_BASE, i, LR_PEOPLE[p].base);
        if (p == 8)
            lr_put_num(t, P_FINE, i, "300.00");
        else
            lr_put(t, P_FINE, i, kp_value_none(KP_NUM, KP_BLANK));
        lr_put(t, P_JOINED, i,
               kp_value_date(kp_date_of((kp_ymd){2000 + (int)p, 7, 1 + (int)p})));
        lr_put(t, P_LAST, i, kp_value_none(KP_NUM, KP_ABSENT));
        lr_put(t, P_LOW, i, kp_value_none(KP_NUM, KP_ABSENT));
        lr_put(t, P_HIGH, i, kp_value_none(KP_NUM, KP_ABSENT));
        lr_put(t, P_FLAG, i, kp_value_bool(true));
    }
}

/* ---- calculation ---- */

static const uint32_t LR_ORDER[] = {
    Z_HEADS,  D_HEADS,    Z_POOL,    P_COEF, P_POINTS, P_PAY,  P_RANK,     P_PROPOSED,
    P_SHARE,  P_GRADE,    P_NET,     P_NOTE, P_YEARS,  Z_PAID, D_PAID,     D_BEST,
    D_MIDDLE, D_WEIGHTED, D_WEIGHTS, D_ANY,  D_ALL,    D_MEAN, P_DEPTMEAN, P_HIDDEN,
};
#define LR_STEPS (sizeof LR_ORDER / sizeof LR_ORDER[0])

static inline void lr_calculate(log_run *t)
{
    t->run->nproofs = 0;
    for (size_t i = 0; i < LR_STEPS; i++) {
        const kp_field *f = t->scheme->field[LR_ORDER[i]];

        if (f->source != KP_SOURCE_SCALAR) {
            kp__group_field(t->run, f);
            continue;
        }
        for (size_t row = 0; row < t->run->table[f->entity]->n; row++)
            lr_put(t, f->id, row, kp_oracle_field(t->run, f, row, NULL, NULL));
    }
}

static inline void lr_stages(log_run *t)
{
    t->scheme->stage = KP_NEW_ARRAY(t->arena, LR_STEPS, kp_stage);
    t->scheme->nstages = LR_STEPS;
    for (size_t i = 0; i < LR_STEPS; i++)
        t->scheme->stage[i] =
            (kp_stage){.entity = t->scheme->field[LR_ORDER[i]]->entity,
                       .nfields = 1,
                       .field = &LR_ORDER[i]};
}

static inline void lr_meta(log_run *t)
{
    kp_log_file file = {
        .name = KP_STR("data/员工.csv"), .size = 1234, .has_bytes = true};

    memset(file.bytes, 0x5a, sizeof file.bytes);
    t->input[0] = t->input[1] = t->rule[0] = t->output[0] = t->output[1] = file;
    t->input[1].name = KP_STR("data/部门.csv");
    t->rule[0].name = KP_STR("rules/字段.csv");
    t->output[0].name = KP_STR("out/工资发放表.xlsx");
    t->output[0].has_bytes = false;
    t->output[0].has_cells = true;
    t->output[1].name = KP_STR("out/员工.csv");
    t->meta = (kp_log_meta){.run = KP_STR("2025-03-01"),
                            .counter = 7,
                            .period = KP_STR("2025-03"),
                            .kind = KP_LOG_FINAL,
                            .engine = KP_STR("kpay 0.1.0"),
                            .policies = KP_STR("log-1"),
                            .prepared = KP_STR("制表人"),
                            .reviewed = KP_STR("复核人"),
                            .ninputs = 2,
                            .nrules = 1,
                            .noutputs = 2,
                            .input = t->input,
                            .rule = t->rule,
                            .output = t->output};
    memset(t->meta.seed, 7, sizeof t->meta.seed);
}

static inline log_run *lr_open(size_t people)
{
    static const char *const names[] = {"开发区", "部门", "员工"};
    kp_arena *arena = kp_arena_open(0);
    log_run *t = KP_NEW(arena, log_run);
    kp_scheme *s = t->scheme = KP_NEW(arena, kp_scheme);

    t->arena = s->arena = arena;
    t->diags = kp_diags_open();
    s->symbols = kp_symbols_open();
    s->name = KP_STR("漯河开发区绩效方案");
    s->version = KP_STR("2025-1");
    s->month = kp_date_of((kp_ymd){2025, 3, 1});
    s->nentities = LR_ENTITIES;
    s->nfields = LR_FIELDS;
    s->entity = KP_NEW_ARRAY(arena, LR_ENTITIES, kp_entity *);
    s->field = KP_NEW_ARRAY(arena, LR_FIELDS, kp_field *);
    for (uint32_t i = 0; i < LR_ENTITIES; i++) {
        s->entity[i] = KP_NEW(arena, kp_entity);
        s->entity[i]->id = i;
        s->entity[i]->name = kp_str_of(names[i]);
        s->entity[i]->field = KP_NEW_ARRAY(arena, LR_FIELDS, uint32_t);
    }
    lr_inputs(t);
    lr_computed(t);
    lr_table(t);
    lr_params(t);
    lr_formulas(t);
    lr_groups(t);
    lr_stages(t);
    t->run = KP_NEW(arena, kp_run);
    t->run->arena = arena;
    t->run->scheme = s;
    t->run->table = KP_NEW_ARRAY(arena, LR_ENTITIES, kp_table *);
    t->run->closing = KP_NEW_ARRAY(arena, LR_FIELDS, uint32_t *);
    t->run->clip = KP_NEW_ARRAY(arena, LR_FIELDS, uint8_t *);
    lr_rows(t, LR_ZONE, 1, "data/开发区.csv");
    lr_rows(t, LR_DEPT, 3, "data/部门.csv");
    lr_rows(t, LR_PERSON, people, "data/员工.csv");
    lr_fill(t, people);
    lr_calculate(t);
    lr_meta(t);
    return t;
}

static inline void lr_close(log_run *t)
{
    kp_diags_close(t->diags);
    kp_symbols_close(t->scheme->symbols);
    kp_arena_close(t->arena);
}

/* ---- hash and sinks ---- */

static inline void lr_sha256(void *user, const void *bytes, size_t n,
                             unsigned char out[KP_LOG_HASH])
{
    kp_digest digest;
    const kp_hash_kind *kind = user;

    if (!kp_hash_of(kind ? *kind : KP_SHA256, (kp_str){bytes, n}, &digest))
        abort();
    memcpy(out, digest.bytes, KP_LOG_HASH);
}

static inline kp_log_hash lr_hash(void)
{
    return (kp_log_hash){"sha256", lr_sha256, NULL};
}

static inline bool lr_put_bytes(void *user, const char *bytes, size_t n)
{
    kp_buf *buf = user;

    kp_buf_put(buf, bytes, n);
    return !buf->broken;
}

typedef struct log_bytes {
    kp_buf trace, skel;
    unsigned char head[KP_LOG_HASH];
} log_bytes;

static inline kp_status lr_write(log_run *t, log_bytes *out)
{
    kp_log_hash hash = lr_hash();

    kp_buf_init(&out->trace, SIZE_MAX / 4);
    kp_buf_init(&out->skel, SIZE_MAX / 4);
    return kp_log_write(t->run, &t->meta, &hash,
                        (kp_log_sink){lr_put_bytes, &out->trace},
                        (kp_log_sink){lr_put_bytes, &out->skel}, out->head, t->diags);
}

static inline void lr_free(log_bytes *bytes)
{
    kp_buf_free(&bytes->trace);
    kp_buf_free(&bytes->skel);
}

/* The n-th fault (from 0) as a sentence, for messages of tests. */
static inline void lr_tell(const log_run *t)
{
    kp_buf out;

    kp_buf_init(&out, 1 << 20);
    for (const kp_diag *d = kp_diags_first(t->diags); d; d = d->next) {
        kp_diag_print(d, KP_LANG_ZH, &out);
        kp_buf_char(&out, '\n');
    }
    (void)fwrite(out.p, 1, out.n, stderr);
    kp_buf_free(&out);
}

#endif
