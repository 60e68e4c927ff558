/* tiny_run.h - a scheme and its executed run, made by hand for tests of writers.
 *
 * Two departments and five people:
 *
 *   工号  姓名   部门  入职        综合得分  系数   应发       扣款     实发 银行账号
 *   E01   赵一   D1    2019-07-01  97.14     2.500  14321.86   2413.13  11908.73
 * 6222000000000000001 E02   钱二   D2    2020-01-15  98.51     1.950  12112.50 2205.03
 * 9907.47    6222000000000000002 E03   孙三   D2    2021-03-10  100.72    1.850
 * 13041.13   1832.99  11208.14   6222000000000000003 E04   李四   D1    1899-12-31
 * blank     1.400  10066.31   1659.54  8406.77    6222000000000000004 E05   =周五  D2
 * 2022-02-28  absent    0.900  -300.00    0.00     -300.00    6222000000000000005
 *
 * 实发 of all: 41131.11; of D1 (E01, E04): 20315.50; of D2: 20815.61.
 * The rows may be repeated many times (`copies`) with numbered keys, for large runs.
 */
#ifndef KP_TESTS_SUPPORT_TINY_RUN_H
#define KP_TESTS_SUPPORT_TINY_RUN_H

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "engine/report.h"
#include "engine/run.h"

enum {
    TINY_DEPT_ID,
    TINY_DEPT_NAME,
    TINY_ID,
    TINY_NAME,
    TINY_DEPT,
    TINY_JOINED,
    TINY_SCORE,
    TINY_COEF,
    TINY_GROSS,
    TINY_DEDUCTED,
    TINY_NET,
    TINY_ACCOUNT,
    TINY_PAID,
    TINY_HIGH,
    TINY_SHARE,
    TINY_FIELDS,
};

typedef struct tiny_run {
    kp_arena *arena;
    kp_scheme *scheme;
    kp_run *run;
    kp_table *people, *depts;
    kp_diags *diags;
} tiny_run;

static inline kp_decimal tiny_dec(const char *z)
{
    kp_decimal num = {0};
    bool ok = kp_dec_parse(kp_str_of(z), false, &num);

    assert(ok);
    (void)ok;
    return num;
}

static inline uint32_t tiny_symbol(tiny_run *t, const char *z)
{
    return kp_symbol(t->scheme->symbols, kp_str_of(z));
}

static inline void tiny_field(tiny_run *t, uint32_t id, uint32_t entity,
                              const char *name, kp_kind kind, int decimals)
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
        .unit = kind == KP_NUM && decimals == 2 ? KP_UNIT_MONEY : KP_UNIT_NONE,
    };
    t->scheme->field[id] = f;
    of->field[of->nfields++] = id;
}

static inline kp_entity *tiny_entity(tiny_run *t, uint32_t id, const char *name)
{
    kp_entity *e = KP_NEW(t->arena, kp_entity);

    e->id = id;
    e->shown = KP_NO_FIELD;
    e->name = kp_str_of(name);
    e->field = KP_NEW_ARRAY(t->arena, TINY_FIELDS, uint32_t);
    t->scheme->entity[id] = e;
    return e;
}

static inline void tiny_fields(tiny_run *t)
{
    tiny_field(t, TINY_DEPT_ID, 0, "部门", KP_TEXT, -1);
    tiny_field(t, TINY_DEPT_NAME, 0, "名称", KP_TEXT, -1);
    tiny_field(t, TINY_ID, 1, "工号", KP_TEXT, -1);
    tiny_field(t, TINY_NAME, 1, "姓名", KP_TEXT, -1);
    tiny_field(t, TINY_DEPT, 1, "部门", KP_LINK, -1);
    tiny_field(t, TINY_JOINED, 1, "入职日期", KP_DATE, -1);
    tiny_field(t, TINY_SCORE, 1, "综合得分", KP_NUM, 2);
    tiny_field(t, TINY_COEF, 1, "系数", KP_NUM, 3);
    tiny_field(t, TINY_GROSS, 1, "应发合计", KP_NUM, 2);
    tiny_field(t, TINY_DEDUCTED, 1, "扣款合计", KP_NUM, 2);
    tiny_field(t, TINY_NET, 1, "实发合计", KP_NUM, 2);
    tiny_field(t, TINY_ACCOUNT, 1, "银行账号", KP_TEXT, -1);
    tiny_field(t, TINY_PAID, 1, "已发", KP_BOOL, -1);
    tiny_field(t, TINY_HIGH, 1, "得分大于98", KP_BOOL, -1);
    tiny_field(t, TINY_SHARE, 1, "占比", KP_NUM, -1);
    t->scheme->field[TINY_DEPT]->link_entity = 0;
    t->scheme->field[TINY_HIGH]->lifted = true;
    t->scheme->field[TINY_HIGH]->report = true;
    t->scheme->field[TINY_SHARE]->scale = 6;
}

static inline void tiny_put(tiny_run *t, kp_table *table, uint32_t field, size_t row,
                            kp_value value)
{
    kp_column *column = &table->column[t->scheme->field[field]->local];

    kp_column_put(t->arena, column, row, value);
}

static inline void tiny_num(tiny_run *t, uint32_t field, size_t row, const char *z)
{
    if (strcmp(z, "blank") == 0)
        tiny_put(t, t->people, field, row, kp_value_none(KP_NUM, KP_BLANK));
    else if (strcmp(z, "absent") == 0)
        tiny_put(t, t->people, field, row, kp_value_none(KP_NUM, KP_ABSENT));
    else
        tiny_put(t, t->people, field, row, kp_value_num(tiny_dec(z)));
}

static inline void tiny_text(tiny_run *t, uint32_t field, size_t row, const char *z)
{
    tiny_put(t, t->people, field, row, kp_value_text(tiny_symbol(t, z)));
}

static inline kp_table *tiny_table(tiny_run *t, uint32_t entity, size_t n)
{
    kp_table *table = KP_NEW(t->arena, kp_table);
    const kp_entity *of = t->scheme->entity[entity];

    table->entity = of;
    table->n = n;
    table->key = KP_NEW_ARRAY(t->arena, n, uint32_t);
    table->column = KP_NEW_ARRAY(t->arena, of->nfields, kp_column);
    for (size_t i = 0; i < of->nfields; i++) {
        const kp_field *f = t->scheme->field[of->field[i]];

        table->column[i] = kp_column_make(t->arena, f->kind, f->scale, n);
    }
    t->run->table[entity] = table;
    return table;
}

typedef struct tiny_person {
    const char *id, *name;
    uint32_t dept;
    kp_ymd joined;
    const char *score, *coef, *gross, *deducted, *net, *account, *share;
    bool paid;
} tiny_person;

static inline void tiny_fill_person(tiny_run *t, size_t row, const tiny_person *p,
                                    const char *key)
{
    t->people->key[row] = tiny_symbol(t, key);
    tiny_text(t, TINY_ID, row, key);
    tiny_text(t, TINY_NAME, row, p->name);
    tiny_put(t, t->people, TINY_DEPT, row,
             (kp_value){.kind = KP_LINK, .state = KP_VALUE, .as.row = p->dept});
    tiny_put(t, t->people, TINY_JOINED, row, kp_value_date(kp_date_of(p->joined)));
    tiny_num(t, TINY_SCORE, row, p->score);
    tiny_num(t, TINY_COEF, row, p->coef);
    tiny_num(t, TINY_GROSS, row, p->gross);
    tiny_num(t, TINY_DEDUCTED, row, p->deducted);
    tiny_num(t, TINY_NET, row, p->net);
    tiny_num(t, TINY_SHARE, row, p->share);
    tiny_text(t, TINY_ACCOUNT, row, p->account);
    tiny_put(t, t->people, TINY_PAID, row, kp_value_bool(p->paid));
    tiny_put(t, t->people, TINY_HIGH, row,
             kp_value_bool(strcmp(p->score, "98.51") == 0 ||
                           strcmp(p->score, "100.72") == 0));
}

static const tiny_person TINY_PEOPLE[] = {
    {"E01",
     "赵一",
     0,
     {2019, 7, 1},
     "97.14",
     "2.500",
     "14321.86",
     "2413.13",
     "11908.73",
     "6222000000000000001",
     "0.289500",
     true},
    {"E02",
     "钱二",
     1,
     {2020, 1, 15},
     "98.51",
     "1.950",
     "12112.50",
     "2205.03",
     "9907.47",
     "6222000000000000002",
     "0.2409",
     true},
    {"E03",
     "孙三",
     1,
     {2021, 3, 10},
     "100.72",
     "1.850",
     "13041.13",
     "1832.99",
     "11208.14",
     "6222000000000000003",
     "0.2725",
     true},
    {"E04",
     "李四",
     0,
     {1899, 12, 31},
     "blank",
     "1.400",
     "10066.31",
     "1659.54",
     "8406.77",
     "6222000000000000004",
     "0.2044",
     false},
    {"E05",
     "=周五",
     1,
     {2022, 2, 28},
     "absent",
     "0.900",
     "-300.00",
     "0.00",
     "-300.00",
     "6222000000000000005",
     "-0.0073",
     false},
};
#define TINY_N (sizeof TINY_PEOPLE / sizeof TINY_PEOPLE[0])

static inline void tiny_fill(tiny_run *t, size_t copies)
{
    static const char *const DEPTS[][2] = {{"D1", "综合办公室"}, {"D2", "投资促进局"}};
    char key[32];

    for (uint32_t i = 0; i < 2; i++) {
        t->depts->key[i] = tiny_symbol(t, DEPTS[i][0]);
        tiny_put(t, t->depts, TINY_DEPT_ID, i,
                 kp_value_text(tiny_symbol(t, DEPTS[i][0])));
        tiny_put(t, t->depts, TINY_DEPT_NAME, i,
                 kp_value_text(tiny_symbol(t, DEPTS[i][1])));
    }
    for (size_t i = 0; i < TINY_N * copies; i++) {
        const tiny_person *p = &TINY_PEOPLE[i % TINY_N];

        if (copies == 1)
            (void)snprintf(key, sizeof key, "%s", p->id);
        else
            (void)snprintf(key, sizeof key, "E%07u", (unsigned)i);
        tiny_fill_person(t, i, p, key);
    }
}

static inline tiny_run *tiny_open(size_t copies)
{
    kp_arena *arena = kp_arena_open(0);
    tiny_run *t = KP_NEW(arena, tiny_run);
    kp_scheme *s = KP_NEW(arena, kp_scheme);

    t->arena = s->arena = arena;
    t->diags = kp_diags_open();
    t->scheme = s;
    s->symbols = kp_symbols_open();
    s->name = KP_STR("漯河开发区绩效方案");
    s->version = KP_STR("2025-1");
    s->month = kp_date_of((kp_ymd){2025, 3, 1});
    s->entity = KP_NEW_ARRAY(arena, 2, kp_entity *);
    s->field = KP_NEW_ARRAY(arena, TINY_FIELDS, kp_field *);
    s->report = KP_NEW_ARRAY(arena, 8, kp_report *);
    s->nentities = 2;
    s->nfields = TINY_FIELDS;
    (void)tiny_entity(t, 0, "部门");
    (void)tiny_entity(t, 1, "员工");
    tiny_fields(t);
    t->run = KP_NEW(arena, kp_run);
    t->run->arena = arena;
    t->run->scheme = s;
    t->run->table = KP_NEW_ARRAY(arena, 2, kp_table *);
    t->depts = tiny_table(t, 0, 2);
    t->people = tiny_table(t, 1, TINY_N * copies);
    tiny_fill(t, copies);
    return t;
}

static inline void tiny_close(tiny_run *t)
{
    kp_diags_close(t->diags);
    kp_symbols_close(t->scheme->symbols);
    kp_arena_close(t->arena);
}

// ---- layouts

static inline kp_report *tiny_report(tiny_run *t, const char *name,
                                     kp_report_style style)
{
    kp_report *r = KP_NEW(t->arena, kp_report);

    *r = (kp_report){
        .name = kp_str_of(name),
        .style = style,
        .entity = 1,
        .unit = KP_STR("元"),
        .paper = KP_STR("A4"),
        .landscape = true,
        .filter = KP_NO_FIELD,
        .subtotal = KP_NO_FIELD,
        .capitals = KP_NO_FIELD,
        .column = KP_NEW_ARRAY(t->arena, 32, kp_report_column),
    };
    t->scheme->report[t->scheme->nreports++] = r;
    return r;
}

static inline kp_report_column *tiny_column(kp_report *r, const char *upper,
                                            const char *heading, uint32_t field,
                                            kp_report_format format, int decimals)
{
    kp_report_column *c = &r->column[r->ncolumns++];

    *c = (kp_report_column){
        .heading = kp_str_of(heading),
        .upper = kp_str_of(upper),
        .field = field,
        .format = format,
        .decimals = (uint8_t)decimals,
    };
    return c;
}

static inline void tiny_sort(tiny_run *t, kp_report *r, uint32_t field, bool descending)
{
    if (!r->sort) {
        r->sort = KP_NEW_ARRAY(t->arena, 4, uint32_t);
        r->descending = KP_NEW_ARRAY(t->arena, 4, bool);
    }
    r->sort[r->nsorts] = field;
    r->descending[r->nsorts++] = descending;
}

static inline kp_report_column *tiny_total(kp_report_column *column)
{
    column->total = true;
    return column;
}

/* The payroll of an office: two heading rows, subtotals by department, capitals. */
static inline kp_report *tiny_payroll(tiny_run *t)
{
    static const char *const SIGNERS[] = {"制表", "复核", "财务审核", "审批"};
    kp_report *r = tiny_report(t, "工资发放表", KP_REPORT_SHEET);

    r->title = KP_STR("漯河经济技术开发区2025年3月工资发放表");
    tiny_column(r, NULL, "序号", 0, KP_FORMAT_INTEGER, 0)->row_number = true;
    tiny_column(r, NULL, "部门", TINY_DEPT, KP_FORMAT_TEXT, 0);
    tiny_column(r, NULL, "工号", TINY_ID, KP_FORMAT_TEXT, 0);
    tiny_column(r, NULL, "姓名", TINY_NAME, KP_FORMAT_TEXT, 0);
    tiny_column(r, NULL, "入职日期", TINY_JOINED, KP_FORMAT_DATE, 0);
    tiny_column(r, "考核", "综合得分", TINY_SCORE, KP_FORMAT_NUMBER, 2);
    tiny_column(r, "考核", "系数", TINY_COEF, KP_FORMAT_NUMBER, 3);
    tiny_total(tiny_column(r, "工资", "应发合计", TINY_GROSS, KP_FORMAT_MONEY, 2));
    tiny_total(tiny_column(r, "工资", "扣款合计", TINY_DEDUCTED, KP_FORMAT_MONEY, 2));
    tiny_total(tiny_column(r, "工资", "实发合计", TINY_NET, KP_FORMAT_MONEY, 2));
    tiny_column(r, NULL, "占比", TINY_SHARE, KP_FORMAT_PERCENT, 2);
    tiny_column(r, NULL, "签领", 0, KP_FORMAT_TEXT, 0)->empty = true;
    tiny_sort(t, r, TINY_DEPT, false);
    tiny_sort(t, r, TINY_NET, true);
    r->subtotal = TINY_DEPT;
    r->grand_total = true;
    r->capitals = 9;
    r->nsigners = 4;
    r->signer = KP_NEW_ARRAY(t->arena, 4, kp_str);
    for (size_t i = 0; i < 4; i++)
        r->signer[i] = kp_str_of(SIGNERS[i]);
    return r;
}

static inline kp_report *tiny_slips(tiny_run *t)
{
    kp_report *r = tiny_report(t, "工资条", KP_REPORT_SLIPS);

    r->title = KP_STR("2025年3月工资条");
    tiny_column(r, NULL, "工号", TINY_ID, KP_FORMAT_TEXT, 0);
    tiny_column(r, NULL, "姓名", TINY_NAME, KP_FORMAT_TEXT, 0);
    tiny_column(r, "工资", "应发合计", TINY_GROSS, KP_FORMAT_MONEY, 2);
    tiny_column(r, "工资", "扣款合计", TINY_DEDUCTED, KP_FORMAT_MONEY, 2);
    tiny_column(r, "工资", "实发合计", TINY_NET, KP_FORMAT_MONEY, 2);
    tiny_column(r, NULL, "大写", TINY_NET, KP_FORMAT_CAPITALS, 2);
    return r;
}

static inline kp_report *tiny_bank(tiny_run *t)
{
    kp_report *r = tiny_report(t, "银行代发", KP_REPORT_TEXT);

    r->separator = KP_STR(",");
    r->encoding = KP_STR("GB18030");
    r->crlf = true;
    tiny_column(r, NULL, "账号", TINY_ACCOUNT, KP_FORMAT_TEXT, 0);
    tiny_column(r, NULL, "户名", TINY_NAME, KP_FORMAT_TEXT, 0);
    tiny_column(r, NULL, "金额", TINY_NET, KP_FORMAT_MONEY, 2);
    return r;
}

static inline size_t tiny_count(const tiny_run *t, kp_code code)
{
    size_t n = kp_diags_dropped(t->diags, code);

    for (const kp_diag *d = kp_diags_first(t->diags); d; d = d->next)
        n += d->code == code;
    return n;
}

#endif
