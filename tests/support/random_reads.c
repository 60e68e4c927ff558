/* random_reads.c - what random formulas read: fields, parameters, tables, lists,
 * groups. */
#include "tests/support/random_say.h"

static const char *const entity_names[RS_ENTITIES] = {"甲", "乙", "丙", "丁"};

/* ---- what may be read ---- */

bool rs_may_read(const rs_scope *c, const rs_field *f, int entity)
{
    return f->entity == entity && (f->is_input || f->rank < c->rank);
}

/* A field of the entity of that kind, or NULL. */
const rs_field *rs_some_field(const rs_scope *c, int entity, kp_kind kind)
{
    const rs_field *found = NULL;
    uint32_t n = 0;

    for (int k = 0; k < c->s->nfields; k++) {
        const rs_field *f = &c->s->field[k];

        if (f->kind == kind && rs_may_read(c, f, entity) && !f->is_method &&
            pick(c, ++n) == 0)
            found = f;
    }
    return found;
}

const rs_field *rs_some_link(const rs_scope *c, int entity)
{
    return rs_some_field(c, entity, KP_LINK);
}

/* 乙.x, 归甲.x, 乙.甲.x: a field of a row above. */
bool rs_say_up(const rs_scope *c, kp_kind kind)
{
    const rs_field *link =
        c->entity >= 0 && !c->in_list ? rs_some_link(c, c->entity) : NULL;
    const rs_field *next, *field;

    if (!link)
        return false;
    next = pick(c, 3) == 0 ? rs_some_link(c, link->link_to) : NULL;
    field = rs_some_field(c, next ? next->link_to : link->link_to, kind);
    if (!field)
        return false;
    kp_buf_printf(c->out, "%s.", link->name);
    if (next)
        kp_buf_printf(c->out, "%s.", next->name);
    say(c, field->name);
    return true;
}

bool rs_say_field(const rs_scope *c, kp_kind kind)
{
    const rs_field *field = c->entity >= 0 ? rs_some_field(c, c->entity, kind) : NULL;

    if (!field)
        return false;
    say(c, field->name);
    return true;
}

bool rs_say_param(const rs_scope *c, kp_kind kind)
{
    for (int k = 0; k < c->s->nparams; k++)
        if (c->s->param[k].kind == kind && pick(c, 2)) {
            say(c, c->s->param[k].name);
            return true;
        }
    return false;
}

/* 上期.x and the like: an earlier value, whatever its formula. */
bool rs_say_history(const rs_scope *c, kp_kind kind)
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

bool rs_say_table(const rs_scope *c, kp_kind kind, int depth)
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

bool rs_say_function(const rs_scope *c, int depth)
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
            kp_buf_printf(c->out, "%s: ", rs_param_names[which]);
        rs_number(c, depth - 1);
    }
    say(c, ")");
    return true;
}

bool rs_say_invoke(const rs_scope *c, int depth)
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
    const rs_field *link = rs_some_link(c, here);

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
        // No link points from 丁 to anywhere: all of its rows, unless this row links to
        // it.
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

static void say_element(const rs_scope *c, const list_path *p, kp_kind kind,
                        bool filtered)
{
    rs_scope child = *c;
    const rs_field *a = rs_some_field(c, p->of, kind),
                   *b = rs_some_field(c, p->of, kind);

    child.entity = p->of;
    child.in_list = true;
    if (!a) {
        // Nothing of that kind there: a constant over the list is no list, so count
        // rows.
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

bool rs_say_aggregate(const rs_scope *c)
{
    list_path p;
    bool filtered = pick(c, 4) == 0;

    if (!some_list(c, &p) || !rs_some_field(c, p.of, KP_NUM))
        return false;
    switch (pick(c, 10)) {
    case 0:
        kp_buf_printf(c->out, "计数(%s)", p.text);
        return true;
    case 1:
        kp_buf_printf(c->out, "加权平均(%s.%s, %s.%s)", p.text,
                      rs_some_field(c, p.of, KP_NUM)->name, p.text,
                      rs_some_field(c, p.of, KP_NUM)->name);
        return true;
    default:
        SAY_ONE(c, "sum", "合计", "count", "min", "最大", "MAX", "平均", "median",
                "mean", "SUM");
        say(c, "(");
        say_element(c, &p, KP_NUM, filtered);
        say(c, ")");
        return true;
    }
}

bool rs_say_any_or_all(const rs_scope *c)
{
    list_path p;

    if (!some_list(c, &p) || !rs_some_field(c, p.of, KP_BOOL))
        return false;
    SAY_ONE(c, "任一(", "全部(");
    say_element(c, &p, KP_BOOL, pick(c, 4) == 0);
    say(c, ")");
    return true;
}

/* ---- group functions ---- */

static void say_group(const rs_scope *c)
{
    const rs_field *link = rs_some_link(c, c->entity);
    const rs_field *flag = rs_some_field(c, c->entity, KP_BOOL);

    if (link && pick(c, 3))
        kp_buf_printf(c->out, ", 组: %s", link->name);
    if (flag && pick(c, 3) == 0)
        kp_buf_printf(c->out, ", 计入: %s", flag->name);
}

bool rs_say_rank(const rs_scope *c)
{
    const rs_field *second = rs_some_field(c, c->entity, KP_NUM);

    say(c, "排名(");
    rs_number(c, 1);
    say_group(c);
    say_one(c, (const char *const[]){"", ", 次序: \"降\"", ", 次序: \"升\""}, 3);
    say_one(c,
            (const char *const[]){"", ", 并列: \"并列\"", ", 并列: \"密集\"",
                                  ", 并列: \"顺序\""},
            4);
    if (second && pick(c, 3) == 0)
        kp_buf_printf(c->out, ", 次键: %s", second->name);
    say(c, ")");
    return true;
}

bool rs_say_pool(const rs_scope *c)
{
    const rs_field *link = rs_some_link(c, c->entity);
    const rs_field *pool = link ? rs_some_field(c, link->link_to, KP_NUM) : NULL;
    const rs_field *flag = rs_some_field(c, c->entity, KP_BOOL);

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
    say_one(c,
            (const char *const[]){"", ", 尾差: \"最大份额\"", ", 尾差: \"首位\"",
                                  ", 尾差: \"末位\"", ", 尾差: \"留存\""},
            5);
    say(c, ")");
    return true;
}

bool rs_say_quota(const rs_scope *c)
{
    const rs_field *grade = NULL;

    for (int k = 0; k < c->s->nfields; k++)
        if (c->s->field[k].is_option && rs_may_read(c, &c->s->field[k], c->entity))
            grade = &c->s->field[k];
    if (!grade)
        return false;
    kp_buf_printf(c->out,
                  "限额(等次: %s, 限制: \"优秀\", 落入: \"良好\", 比例: ", grade->name);
    SAY_ONE(c, "0.2", "0.5", "1", "0");
    say(c, ", 次序: ");
    if (rs_some_field(c, c->entity, KP_NUM))
        say(c, rs_some_field(c, c->entity, KP_NUM)->name);
    else
        say(c, "1");
    say_group(c);
    say_one(c, (const char *const[]){"", ", 取整: \"四舍五入\"", ", 取整: \"进位\""},
            3);
    say_one(c, (const char *const[]){"", ", 最少: 1"}, 2);
    if (rs_some_field(c, c->entity, KP_BOOL) && pick(c, 3) == 0)
        kp_buf_printf(c->out, ", 否决: %s", rs_some_field(c, c->entity, KP_BOOL)->name);
    say_one(c, (const char *const[]){"", ", 并列: \"从严\"", ", 并列: \"从宽\""}, 3);
    say(c, ")");
    return true;
}
