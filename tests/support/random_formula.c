/* random_formula.c - the grammar: one function for every kind of expression.
 *
 * Everything composite is put in round brackets, so that no rule of precedence can make
 * the text mean something else.
 */
#include "tests/support/random_scheme.h"

static const char *const entity_names[RS_ENTITIES] = {"甲", "乙", "丙", "丁"};

uint64_t rnd_next(rnd *r)
{
    uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint32_t rnd_below(rnd *r, uint32_t n)
{
    return (uint32_t)(rnd_next(r) >> 32) % n;
}

bool rnd_one_in(rnd *r, uint32_t n)
{
    return rnd_below(r, n) == 0;
}

static uint32_t pick(const rs_scope *c, uint32_t n)
{
    return rnd_below(&c->s->r, n);
}

static void say(const rs_scope *c, const char *z)
{
    kp_buf_z(c->out, z);
}

static void say_one(const rs_scope *c, const char *const *words, uint32_t n)
{
    say(c, words[pick(c, n)]);
}
#define SAY_ONE(c, ...)                                                                \
    say_one((c), (const char *const[]){__VA_ARGS__},                                   \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* ---- what may be read ---- */

static bool may_read(const rs_scope *c, const rs_field *f, int entity)
{
    return f->entity == entity && (f->is_input || f->rank < c->rank);
}

/* A field of the entity of that kind, or NULL. */
static const rs_field *some_field(const rs_scope *c, int entity, kp_kind kind)
{
    const rs_field *found = NULL;
    uint32_t n = 0;

    for (int k = 0; k < c->s->nfields; k++) {
        const rs_field *f = &c->s->field[k];

        if (f->kind == kind && may_read(c, f, entity) && !f->is_method &&
            pick(c, ++n) == 0)
            found = f;
    }
    return found;
}

static const rs_field *some_link(const rs_scope *c, int entity)
{
    return some_field(c, entity, KP_LINK);
}

/* 乙.x, 归甲.x, 乙.甲.x: a field of a row above. */
static bool say_up(const rs_scope *c, kp_kind kind)
{
    const rs_field *link = c->entity >= 0 && !c->in_list ? some_link(c, c->entity) : NULL;
    const rs_field *next, *field;

    if (!link)
        return false;
    next = pick(c, 3) == 0 ? some_link(c, link->link_to) : NULL;
    field = some_field(c, next ? next->link_to : link->link_to, kind);
    if (!field)
        return false;
    kp_buf_printf(c->out, "%s.", link->name);
    if (next)
        kp_buf_printf(c->out, "%s.", next->name);
    say(c, field->name);
    return true;
}

static bool say_field(const rs_scope *c, kp_kind kind)
{
    const rs_field *field = c->entity >= 0 ? some_field(c, c->entity, kind) : NULL;

    if (!field)
        return false;
    say(c, field->name);
    return true;
}

static bool say_param(const rs_scope *c, kp_kind kind)
{
    for (int k = 0; k < c->s->nparams; k++)
        if (c->s->param[k].kind == kind && pick(c, 2)) {
            say(c, c->s->param[k].name);
            return true;
        }
    return false;
}

/* 上期.x and the like: an earlier value, whatever its formula. */
static bool say_history(const rs_scope *c, kp_kind kind)
{
    if (c->entity < 0 || c->in_list)
        return false;
    for (int k = 0; k < c->s->nfields; k++) {
        const rs_field *f = &c->s->field[k];

        if (f->entity != c->entity || f->kind != kind || f->is_key || pick(c, 4))
            continue;
        SAY_ONE(c, "上期.", "累计.", "上年.");
        say(c, f->name);
        return true;
    }
    return false;
}

/* ---- tables and named formulas ---- */

static bool say_table(const rs_scope *c, kp_kind kind, int depth)
{
    const rs_table *t;

    if (c->s->ntables == 0 || c->entity < 0)
        return false;
    t = &c->s->table[pick(c, (uint32_t)c->s->ntables)];
    for (int o = 0; o < t->noutputs; o++) {
        if (t->output[o] != kind)
            continue;
        kp_buf_printf(c->out, "%s(", t->name);
        for (int k = 0; k < t->ninputs; k++) {
            say(c, k ? ", " : "");
            rs_of_kind(c, t->input[k], depth - 1);
        }
        say(c, ")");
        if (t->shape == RS_TIER && pick(c, 2))
            say(c, ".率");
        else if (t->noutputs > 1)
            kp_buf_printf(c->out, ".果%d", o + 1);
        return true;
    }
    return false;
}

static const char *const param_names[] = {"实", "目", "顶"};

static bool say_function(const rs_scope *c, int depth)
{
    const rs_function *f;
    int given;

    if (c->nfunctions == 0)
        return false;
    f = &c->s->function[pick(c, (uint32_t)c->nfunctions)];
    given = f->nrequired + (int)pick(c, (uint32_t)(f->nparams - f->nrequired + 1));
    bool named = pick(c, 3) == 0;

    kp_buf_printf(c->out, "%s(", f->name);
    for (int k = 0; k < given; k++) {
        int which = named ? given - 1 - k : k;

        say(c, k ? ", " : "");
        if (named)
            kp_buf_printf(c->out, "%s: ", param_names[which]);
        rs_number(c, depth - 1);
    }
    say(c, ")");
    return true;
}

static bool say_invoke(const rs_scope *c, int depth)
{
    if (c->entity < 0 || c->in_list || c->s->nfunctions == 0)
        return false;
    for (int k = 0; k < c->s->nfields; k++) {
        const rs_field *f = &c->s->field[k];

        if (!f->is_method || f->entity != c->entity)
            continue;
        kp_buf_printf(c->out, "调用(%s, 实: ", f->name);
        rs_number(c, depth - 1);
        say(c, ", 目: ");
        rs_number(c, depth - 1);
        if (pick(c, 2)) {
            say(c, ", 顶: ");
            rs_number(c, 0);
        }
        say(c, ")");
        return true;
    }
    return false;
}

/* ---- lists ---- */

typedef struct list_path {
    char text[64];
    int of;  // entity of the rows
} list_path;

static void put_path(list_path *p, const char *a, const char *b)
{
    kp_buf text;

    kp_buf_init(&text, sizeof p->text - 1);
    kp_buf_z(&text, a);
    kp_buf_z(&text, b);
    for (size_t k = 0; k < text.n; k++)
        p->text[k] = text.p[k];
    p->text[text.n] = 0;
    kp_buf_free(&text);
}

/* Rows below, rows below a row above, or all rows of an entity. */
static bool some_list(const rs_scope *c, list_path *p)
{
    int here = c->entity, top = c->s->nentities - 1;
    const rs_field *link = some_link(c, here);

    if (here < 0 || c->in_list)
        return false;
    if (link && link->link_to < here && here != 3 && pick(c, 3) == 0) {
        p->of = here;
        put_path(p, link->name, ".");
        put_path(p, p->text, entity_names[here]);
        return true;
    }
    if (here < top || here == 3) {
        p->of = here == 3 ? top : here + 1 + (int)pick(c, (uint32_t)(top - here));
        put_path(p, entity_names[p->of], "");
        return true;
    }
    if (c->s->has_list && here != 3 && pick(c, 2)) {
        // No link points from 丁 to anywhere: all of its rows, unless this row links to it.
        for (int k = 0; k < c->s->nfields; k++)
            if (c->s->field[k].entity == here && c->s->field[k].kind == KP_LINK &&
                c->s->field[k].link_to == 3)
                return false;
        p->of = 3;
        put_path(p, entity_names[3], "");
        return true;
    }
    return false;
}

static void say_element(const rs_scope *c, const list_path *p, kp_kind kind, bool filtered)
{
    rs_scope child = *c;
    const rs_field *a = some_field(c, p->of, kind), *b = some_field(c, p->of, kind);

    child.entity = p->of;
    child.in_list = true;
    if (!a) {
        // Nothing of that kind there: a constant over the list is no list, so count rows.
        say(c, p->text);
        return;
    }
    if (filtered) {
        kp_buf_printf(c->out, "%s[", p->text);
        rs_flag(&child, 1);
        kp_buf_printf(c->out, "].%s", a->name);
    } else if (kind == KP_NUM && pick(c, 2)) {
        kp_buf_printf(c->out, "%s.%s %s %s.%s", p->text, a->name,
                      (const char *const[]){"*", "+", "-", "/"}[pick(c, 4)], p->text,
                      b->name);
        if (pick(c, 3) == 0)
            say(c, " / 100");
    } else {
        kp_buf_printf(c->out, "%s.%s", p->text, a->name);
    }
}

static bool say_aggregate(const rs_scope *c)
{
    list_path p;
    bool filtered = pick(c, 4) == 0;

    if (!some_list(c, &p) || !some_field(c, p.of, KP_NUM))
        return false;
    switch (pick(c, 10)) {
    case 0:
        kp_buf_printf(c->out, "计数(%s)", p.text);
        return true;
    case 1:
        kp_buf_printf(c->out, "加权平均(%s.%s, %s.%s)", p.text,
                      some_field(c, p.of, KP_NUM)->name, p.text,
                      some_field(c, p.of, KP_NUM)->name);
        return true;
    default:
        SAY_ONE(c, "sum", "合计", "count", "min", "最大", "MAX", "平均", "median", "mean",
                "SUM");
        say(c, "(");
        say_element(c, &p, KP_NUM, filtered);
        say(c, ")");
        return true;
    }
}

static bool say_any_or_all(const rs_scope *c)
{
    list_path p;

    if (!some_list(c, &p) || !some_field(c, p.of, KP_BOOL))
        return false;
    SAY_ONE(c, "任一(", "全部(");
    say_element(c, &p, KP_BOOL, pick(c, 4) == 0);
    say(c, ")");
    return true;
}

/* ---- group functions ---- */

static void say_group(const rs_scope *c)
{
    const rs_field *link = some_link(c, c->entity);
    const rs_field *flag = some_field(c, c->entity, KP_BOOL);

    if (link && pick(c, 3))
        kp_buf_printf(c->out, ", 组: %s", link->name);
    if (flag && pick(c, 3) == 0)
        kp_buf_printf(c->out, ", 计入: %s", flag->name);
}

static bool say_rank(const rs_scope *c)
{
    const rs_field *second = some_field(c, c->entity, KP_NUM);

    say(c, "排名(");
    rs_number(c, 1);
    say_group(c);
    say_one(c, (const char *const[]){"", ", 次序: \"降\"", ", 次序: \"升\""}, 3);
    say_one(c, (const char *const[]){"", ", 并列: \"并列\"", ", 并列: \"密集\"",
                                     ", 并列: \"顺序\""}, 4);
    if (second && pick(c, 3) == 0)
        kp_buf_printf(c->out, ", 次键: %s", second->name);
    say(c, ")");
    return true;
}

static bool say_pool(const rs_scope *c)
{
    const rs_field *link = some_link(c, c->entity);
    const rs_field *pool = link ? some_field(c, link->link_to, KP_NUM) : NULL;
    const rs_field *flag = some_field(c, c->entity, KP_BOOL);

    if (!pool || c->decimals < 0)
        return false;
    kp_buf_printf(c->out, "分配(池: %s.%s, 权重: ", link->name, pool->name);
    rs_number(c, 1);
    if (pick(c, 4) == 0)
        say(c, ", 下限: 1");
    if (pick(c, 4) == 0)
        say(c, ", 上限: 5000");
    if (flag && pick(c, 3) == 0)
        kp_buf_printf(c->out, ", 计入: %s", flag->name);
    say_one(c, (const char *const[]){"", ", 方式: \"份额\"", ", 方式: \"封顶\""}, 3);
    say_one(c, (const char *const[]){"", ", 尾差: \"最大份额\"", ", 尾差: \"首位\"",
                                     ", 尾差: \"末位\"", ", 尾差: \"留存\""}, 5);
    say(c, ")");
    return true;
}

static bool say_quota(const rs_scope *c)
{
    const rs_field *grade = NULL;

    for (int k = 0; k < c->s->nfields; k++)
        if (c->s->field[k].is_option && may_read(c, &c->s->field[k], c->entity))
            grade = &c->s->field[k];
    if (!grade)
        return false;
    kp_buf_printf(c->out, "限额(等次: %s, 限制: \"优秀\", 落入: \"良好\", 比例: ",
                  grade->name);
    SAY_ONE(c, "0.2", "0.5", "1", "0");
    say(c, ", 次序: ");
    if (some_field(c, c->entity, KP_NUM))
        say(c, some_field(c, c->entity, KP_NUM)->name);
    else
        say(c, "1");
    say_group(c);
    say_one(c, (const char *const[]){"", ", 取整: \"四舍五入\"", ", 取整: \"进位\""}, 3);
    say_one(c, (const char *const[]){"", ", 最少: 1"}, 2);
    if (some_field(c, c->entity, KP_BOOL) && pick(c, 3) == 0)
        kp_buf_printf(c->out, ", 否决: %s", some_field(c, c->entity, KP_BOOL)->name);
    say_one(c, (const char *const[]){"", ", 并列: \"从严\"", ", 并列: \"从宽\""}, 3);
    say(c, ")");
    return true;
}

/* ---- numbers ---- */

static void number_constant(const rs_scope *c)
{
    SAY_ONE(c, "0", "1", "2", "3", "7", "10", "100", "12", "0.5", "0.1", "20%", "3.3333",
            "0.005", "1000000", "99.995", "12345678901234567890.12345",
            "9223372036854775807", "0.000000000000000001", "1234567890.123456789012",
            "-1", "-2.5");
}

static void number_atom(const rs_scope *c)
{
    if (c->entity < 0 && c->nparams && pick(c, 4)) {
        say(c, param_names[pick(c, (uint32_t)c->nparams)]);
        return;
    }
    switch (pick(c, 12)) {
    case 0:
    case 1:
        if (say_up(c, KP_NUM))
            return;
        break;
    case 2:
        if (say_param(c, KP_NUM))
            return;
        break;
    case 3:
        if (say_history(c, KP_NUM))
            return;
        break;
    case 4:
        number_constant(c);
        return;
    case 5:
        SAY_ONE(c, "年份", "月份");
        return;
    default:
        break;
    }
    if (!say_field(c, KP_NUM))
        number_constant(c);
}

static void binary(const rs_scope *c, int depth)
{
    say(c, "(");
    rs_number(c, depth - 1);
    SAY_ONE(c, " + ", " - ", " * ", " / ", " / ", " * ", " + ", " - ");
    rs_number(c, depth - 1);
    say(c, ")");
}

static void rounding(const rs_scope *c, int depth)
{
    static const char *const names[] = {
        "round", "ROUND", "四舍五入", "四舍五入到", "银行家", "五舍六入", "进位", "ROUNDUP",
        "舍去", "ROUNDDOWN"};
    static const char *const whole[] = {"向上", "向下", "INT", "ceiling", "见分进角"};
    static const char *const digits[] = {"0", "1", "2", "2", "2", "4", "8", "12"};

    if (pick(c, 4) == 0) {
        // A quotient rounded at once is a step of its own, with a product above or not.
        say_one(c, names, 10);
        say(c, "(");
        number_atom(c);
        if (pick(c, 2)) {
            say(c, " * ");
            number_atom(c);
        }
        say(c, " / ");
        if (!say_up(c, KP_NUM))
            number_atom(c);
        say(c, ", ");
        say_one(c, digits, 8);
        say(c, ")");
        return;
    }
    if (pick(c, 4) == 0) {
        say_one(c, whole, 5);
        say(c, "(");
        rs_number(c, depth - 1);
        say(c, ")");
        return;
    }
    say_one(c, names, 10);
    say(c, "(");
    rs_number(c, depth - 1);
    say(c, ", ");
    say_one(c, digits, 8);
    say(c, ")");
}

static void arguments(const rs_scope *c, const char *name, int n, int depth)
{
    say(c, name);
    say(c, "(");
    for (int k = 0; k < n; k++) {
        say(c, k ? ", " : "");
        rs_number(c, depth - 1);
    }
    say(c, ")");
}

static void choice(const rs_scope *c, kp_kind kind, int depth)
{
    bool keyword = pick(c, 2);

    say(c, keyword ? "(if " : "IF(");
    rs_flag(c, depth - 1);
    say(c, keyword ? " then " : ", ");
    if (pick(c, 12) == 0)
        say(c, "null");
    else
        rs_of_kind(c, kind, depth - 1);
    say(c, keyword ? " else " : ", ");
    rs_of_kind(c, kind, depth - 1);
    say(c, ")");
}

static void default_of(const rs_scope *c, kp_kind kind, int depth)
{
    say(c, "缺省(");
    rs_of_kind(c, kind, depth - 1);
    say(c, ", ");
    rs_of_kind(c, kind, 0);
    say(c, ")");
}

static void number_of_others(const rs_scope *c, int depth)
{
    switch (pick(c, 6)) {
    case 0:
        say(c, "字数(");
        rs_text(c, depth - 1);
        say(c, ")");
        return;
    case 1:
        SAY_ONE(c, "year(", "MONTH(", "日(", "星期(");
        rs_date(c, depth - 1);
        say(c, ")");
        return;
    case 2:
        say(c, "天数(");
        rs_date(c, depth - 1);
        say(c, ", ");
        rs_date(c, depth - 1);
        say(c, ")");
        return;
    case 3:
        say(c, "DATEDIF(");
        rs_date(c, depth - 1);
        say(c, ", ");
        rs_date(c, depth - 1);
        SAY_ONE(c, ", \"Y\")", ", \"M\")", ", \"d\")", ", \"Q\")");
        return;
    case 4:
        say(c, "(");
        rs_number(c, depth - 1);
        SAY_ONE(c, " ** 2)", " ** 0.5)", " ** -1)", " ** 3)");
        return;
    default:
        SAY_ONE(c, "平方根(", "绝对值(", "abs(");
        rs_number(c, depth - 1);
        say(c, ")");
        return;
    }
}

static bool try_group(const rs_scope *c)
{
    if (!c->groups || c->entity < 0 || c->in_list)
        return false;
    return pick(c, 2) ? say_rank(c) : say_pool(c);
}

void rs_number(const rs_scope *c, int depth)
{
    if (depth <= 0) {
        number_atom(c);
        return;
    }
    switch (pick(c, 20)) {
    case 0:
        say(c, "(-");
        number_atom(c);
        say(c, ")");
        return;
    case 1:
    case 2:
        rounding(c, depth);
        return;
    case 3:
        arguments(c, pick(c, 2) ? "min" : "最大", 2 + (int)pick(c, 2), depth);
        return;
    case 4:
        arguments(c, "限幅", 3, depth);
        return;
    case 5:
        default_of(c, KP_NUM, depth);
        return;
    case 6:
    case 7:
        choice(c, KP_NUM, depth);
        return;
    case 8:
        if (say_function(c, depth))
            return;
        break;
    case 9:
        if (say_invoke(c, depth))
            return;
        break;
    case 10:
    case 11:
        if (say_table(c, KP_NUM, depth))
            return;
        break;
    case 12:
    case 13:
        if (say_aggregate(c))
            return;
        break;
    case 14:
        number_of_others(c, depth);
        return;
    case 15:
        arguments(c, "取余", 2, depth);
        return;
    case 16:
        if (try_group(c))
            return;
        break;
    default:
        break;
    }
    binary(c, depth);
}

/* ---- texts, dates, flags ---- */

static void text_constant(const rs_scope *c)
{
    SAY_ONE(c, "\"优秀\"", "\"良好\"", "\"合格\"");
}

void rs_text(const rs_scope *c, int depth)
{
    switch (depth <= 0 ? pick(c, 4) : pick(c, 12)) {
    case 0:
        if (say_up(c, KP_TEXT))
            return;
        break;
    case 1:
        if (say_param(c, KP_TEXT))
            return;
        break;
    case 2:
        text_constant(c);
        return;
    case 4:
        say(c, "(");
        rs_text(c, depth - 1);
        say(c, " & ");
        rs_text(c, depth - 1);
        say(c, ")");
        return;
    case 5:
        SAY_ONE(c, "left(", "右取(");
        rs_text(c, depth - 1);
        SAY_ONE(c, ", 1)", ", 2)", ", 0)", ", -1)", ", 0.5)");
        return;
    case 6:
        say(c, "MID(");
        rs_text(c, depth - 1);
        SAY_ONE(c, ", 1, 1)", ", 2, 5)", ", 0, 1)");
        return;
    case 7:
        if (say_table(c, KP_TEXT, depth))
            return;
        break;
    case 8:
        say(c, "转文本(");
        rs_number(c, depth - 1);
        say(c, ")");
        return;
    case 9:
        choice(c, KP_TEXT, depth);
        return;
    case 10:
        default_of(c, KP_TEXT, depth);
        return;
    case 11:
        if (c->groups && c->entity >= 0 && !c->in_list && say_quota(c))
            return;
        break;
    default:
        break;
    }
    if (depth > 0 && c->entity >= 0 && pick(c, 6) == 0) {
        // A link stands for the key of its row.
        const rs_field *link = some_link(c, c->entity);

        if (link && link->is_input) {
            kp_buf_printf(c->out, "(%s & \"\")", link->name);
            return;
        }
    }
    if (!say_field(c, KP_TEXT))
        text_constant(c);
}

void rs_date(const rs_scope *c, int depth)
{
    switch (depth <= 0 ? pick(c, 4) : pick(c, 8)) {
    case 0:
        if (say_up(c, KP_DATE))
            return;
        break;
    case 1:
        SAY_ONE(c, "本期", "期末", "@\"2024-02-29\"", "@\"2020-12-31\"");
        return;
    case 4:
        say(c, "EDATE(");
        rs_date(c, depth - 1);
        SAY_ONE(c, ", 1)", ", -13)", ", 0.5)", ", 200000)");
        return;
    case 5:
        say(c, "月末(");
        rs_date(c, depth - 1);
        say(c, ")");
        return;
    case 6:
        say(c, "date(年份, 月份, ");
        rs_number(c, depth - 1);
        say(c, ")");
        return;
    case 7:
        choice(c, KP_DATE, depth);
        return;
    default:
        break;
    }
    if (!say_field(c, KP_DATE))
        say(c, "@\"2025-01-31\"");
}

static void comparison(const rs_scope *c, int depth)
{
    static const kp_kind kinds[] = {KP_NUM, KP_NUM, KP_NUM, KP_TEXT, KP_DATE, KP_BOOL};
    kp_kind kind = kinds[pick(c, 6)];

    say(c, "(");
    rs_of_kind(c, kind, depth - 1);
    SAY_ONE(c, " = ", " != ", " < ", " <= ", " > ", " >= ");
    rs_of_kind(c, kind, depth - 1);
    say(c, ")");
}

static void interval_test(const rs_scope *c, int depth)
{
    if (pick(c, 2)) {
        say(c, "(");
        rs_number(c, depth - 1);
        say(c, " between 0 and ");
        rs_number(c, 0);
        say(c, ")");
        return;
    }
    say(c, "(");
    rs_number(c, depth - 1);
    SAY_ONE(c, " in [0..100))", " in (1..2])", " in [-5..5])", " in (>= 10))");
}

static void text_test(const rs_scope *c, int depth)
{
    SAY_ONE(c, "包含(", "开头是(", "结尾是(");
    rs_text(c, depth - 1);
    say(c, ", ");
    rs_text(c, 0);
    say(c, ")");
}

/* x = null looks at a name; an expression could not be blank. */
static bool null_test(const rs_scope *c)
{
    static const kp_kind kinds[] = {KP_NUM, KP_TEXT, KP_DATE, KP_BOOL, KP_LINK};
    kp_kind kind = kinds[pick(c, 5)];
    const rs_field *f = c->entity >= 0 ? some_field(c, c->entity, kind) : NULL;

    if (!f)
        return false;
    switch (pick(c, 3)) {
    case 0:
        kp_buf_printf(c->out, "(%s = null)", f->name);
        return true;
    case 1:
        kp_buf_printf(c->out, "(%s != null)", f->name);
        return true;
    default:
        kp_buf_printf(c->out, "是否空白(%s)", f->name);
        return true;
    }
}

void rs_flag(const rs_scope *c, int depth)
{
    switch (depth <= 0 ? 7 : pick(c, 16)) {
    case 0:
    case 1:
        say(c, "(");
        rs_flag(c, depth - 1);
        SAY_ONE(c, " and ", " or ");
        rs_flag(c, depth - 1);
        say(c, ")");
        return;
    case 2:
        say(c, "not(");
        rs_flag(c, depth - 1);
        say(c, ")");
        return;
    case 3:
        interval_test(c, depth);
        return;
    case 4:
        text_test(c, depth);
        return;
    case 5:
        if (null_test(c))
            return;
        break;
    case 6:
        choice(c, KP_BOOL, depth);
        return;
    case 7:
        if (pick(c, 4) == 0 && say_up(c, KP_BOOL))
            return;
        if (say_field(c, KP_BOOL))
            return;
        SAY_ONE(c, "true", "false");
        return;
    case 8:
        if (say_any_or_all(c))
            return;
        break;
    case 9:
        if (say_param(c, KP_BOOL))
            return;
        break;
    default:
        break;
    }
    comparison(c, depth);
}

static const rs_field *link_between(const rs_scope *c, int from, int to)
{
    const rs_field *found = NULL;
    uint32_t n = 0;

    for (int k = 0; k < c->s->nfields; k++) {
        const rs_field *f = &c->s->field[k];

        if (f->kind == KP_LINK && f->link_to == to && may_read(c, f, from) &&
            pick(c, ++n) == 0)
            found = f;
    }
    return found;
}

/* A row of `to`, reached by one link or by two, or chosen between them. */
void rs_link(const rs_scope *c, int to, int depth)
{
    const rs_field *first = NULL, *second = NULL, *one = link_between(c, c->entity, to);

    for (int k = 0; k < RS_ENTITIES && !second; k++) {
        first = link_between(c, c->entity, k);
        second = first ? link_between(c, k, to) : NULL;
    }
    if (depth > 0 && pick(c, 3) == 0) {
        say(c, "(if ");
        rs_flag(c, depth - 1);
        say(c, " then ");
        rs_link(c, to, 0);
        say(c, " else ");
        rs_link(c, to, 0);
        say(c, ")");
    } else if (second && (!one || pick(c, 2))) {
        kp_buf_printf(c->out, "%s.%s", first->name, second->name);
    } else {
        say(c, one ? one->name : "null");
    }
}

void rs_of_kind(const rs_scope *c, kp_kind kind, int depth)
{
    switch (kind) {
    case KP_NUM:
        rs_number(c, depth);
        break;
    case KP_TEXT:
        rs_text(c, depth);
        break;
    case KP_DATE:
        rs_date(c, depth);
        break;
    case KP_BOOL:
        rs_flag(c, depth);
        break;
    case KP_LINK:
        break;  // see rs_link
    }
}
