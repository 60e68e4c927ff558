/* log_scheme.h - the rules of the month of log_run.h, made by hand: one field of every
 * source, one expression of every kind, a table, a rank, a quota and a pool. */
#ifndef KP_TESTS_SUPPORT_LOG_SCHEME_H
#define KP_TESTS_SUPPORT_LOG_SCHEME_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/builtin.h"
#include "engine/group.h"
#include "engine/kernel_allocate.h"
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

#endif
