/* random_formula.c - the grammar: one function for every kind of expression.
 *
 * Everything composite is put in round brackets, so that no rule of precedence can make
 * the text mean something else.
 */
#include "tests/support/random_say.h"

/* ---- numbers ---- */

static void number_constant(const rs_scope *c)
{
    SAY_ONE(c, "0", "1", "2", "3", "7", "10", "100", "12", "0.5", "0.1", "20%",
            "3.3333", "0.005", "1000000", "99.995", "12345678901234567890.12345",
            "9223372036854775807", "0.000000000000000001", "1234567890.123456789012",
            "-1", "-2.5");
}

static void number_atom(const rs_scope *c)
{
    if (c->entity < 0 && c->nparams && pick(c, 4)) {
        say(c, rs_param_names[pick(c, (uint32_t)c->nparams)]);
        return;
    }
    switch (pick(c, 12)) {
    case 0:
    case 1:
        if (rs_say_up(c, KP_NUM))
            return;
        break;
    case 2:
        if (rs_say_param(c, KP_NUM))
            return;
        break;
    case 3:
        if (rs_say_history(c, KP_NUM))
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
    if (!rs_say_field(c, KP_NUM))
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
    static const char *const names[] = {"round",  "ROUND",    "四舍五入", "四舍五入到",
                                        "银行家", "五舍六入", "进位",     "ROUNDUP",
                                        "舍去",   "ROUNDDOWN"};
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
        if (!rs_say_up(c, KP_NUM))
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
    return pick(c, 2) ? rs_say_rank(c) : rs_say_pool(c);
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
        if (rs_say_function(c, depth))
            return;
        break;
    case 9:
        if (rs_say_invoke(c, depth))
            return;
        break;
    case 10:
    case 11:
        if (rs_say_table(c, KP_NUM, depth))
            return;
        break;
    case 12:
    case 13:
        if (rs_say_aggregate(c))
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

/* A link stands for the key of its row. */
static bool key_of_link(const rs_scope *c)
{
    const rs_field *link = rs_some_link(c, c->entity);

    if (!link || !link->is_input)
        return false;
    kp_buf_printf(c->out, "(%s & \"\")", link->name);
    return true;
}

void rs_text(const rs_scope *c, int depth)
{
    switch (depth <= 0 ? pick(c, 4) : pick(c, 12)) {
    case 0:
        if (rs_say_up(c, KP_TEXT))
            return;
        break;
    case 1:
        if (rs_say_param(c, KP_TEXT))
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
        if (rs_say_table(c, KP_TEXT, depth))
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
        if (c->groups && c->entity >= 0 && !c->in_list && rs_say_quota(c))
            return;
        break;
    default:
        break;
    }
    if (depth > 0 && c->entity >= 0 && pick(c, 6) == 0 && key_of_link(c))
        return;
    if (!rs_say_field(c, KP_TEXT))
        text_constant(c);
}

void rs_date(const rs_scope *c, int depth)
{
    switch (depth <= 0 ? pick(c, 4) : pick(c, 8)) {
    case 0:
        if (rs_say_up(c, KP_DATE))
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
    if (!rs_say_field(c, KP_DATE))
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
    const rs_field *f = c->entity >= 0 ? rs_some_field(c, c->entity, kind) : NULL;

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
        if (pick(c, 4) == 0 && rs_say_up(c, KP_BOOL))
            return;
        if (rs_say_field(c, KP_BOOL))
            return;
        SAY_ONE(c, "true", "false");
        return;
    case 8:
        if (rs_say_any_or_all(c))
            return;
        break;
    case 9:
        if (rs_say_param(c, KP_BOOL))
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

        if (f->kind == KP_LINK && f->link_to == to && rs_may_read(c, f, from) &&
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
