/* speak_feel.c - from a scheme to FEEL (see speak.h). */
#include "rules/dmn/speak.h"

#include "rules/expr/ast_print.h"

/* A scheme's function and FEEL's; every spelling of the former. */
static const struct {
    const char *id, *zh, *excel, *feel;
} functions[] = {
    {"abs", "绝对值", "ABS", "abs"},
    {"modulo", "取余", "MOD", "modulo"},
    {"sqrt", "平方根", "SQRT", "sqrt"},
    {"string length", "字数", "LEN", "string length"},
    {"substring", "中间取", "MID", "substring"},
    {"contains", "包含", "", "contains"},
    {"starts with", "开头是", "", "starts with"},
    {"ends with", "结尾是", "", "ends with"},
    {"date", "日期", "DATE", "date"},
    {"min", "最小", "MIN", "min"},
    {"max", "最大", "MAX", "max"},
    {"round", "四舍五入", "ROUND", "round half up"},
    {"round half up", "四舍五入到", "", "round half up"},
    {"round half even", "银行家", "", "decimal"},
    {"round half down", "五舍六入", "", "round half down"},
    {"round up", "进位", "ROUNDUP", "round up"},
    {"round down", "舍去", "ROUNDDOWN", "round down"},
    {"ceiling", "向上", "", "ceiling"},
    {"floor", "向下", "INT", "floor"},
    {"not", "取反", "NOT", "not"},
};

static bool speak(kp_speaker *speaker, const kp_ast *ast, kp_buf *out);

/* Enough of it to find the place. */
static bool cannot(kp_speaker *speaker, kp_str what)
{
    size_t at = 0;

    while (at < what.n && at < 60)
        kp_utf8_next(what, &at);
    speaker->why = kp_str_copy(speaker->arena, kp_str_slice(what, 0, at));
    return false;
}

bool kp_speaker_cannot(kp_speaker *speaker, const kp_ast *ast)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 20);
    kp_ast_print(ast, &text);
    cannot(speaker, kp_buf_view(&text));
    kp_buf_free(&text);
    return false;
}

static void put_text(kp_str text, kp_buf *out)
{
    kp_buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\')
            kp_buf_char(out, '\\');
        if (text.p[i] == '\n')
            kp_buf_z(out, "\\n");
        else
            kp_buf_char(out, text.p[i]);
    }
    kp_buf_char(out, '"');
}

/* ---- calls ---- */

static bool speak_list(kp_speaker *speaker, const kp_ast *ast, size_t from,
                       const char *between, kp_buf *out)
{
    for (size_t i = from; i < ast->nargs; i++) {
        kp_buf_z(out, i > from ? between : "");
        if (!speak(speaker, ast->arg[i], out))
            return false;
    }
    return true;
}

static const char *feel_name(kp_str name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (kp_str_is(name, functions[i].id) || kp_str_is(name, functions[i].zh) ||
            kp_str_is(name, functions[i].excel))
            return functions[i].feel;
    return NULL;
}

static bool is_any(kp_str name, const char *a, const char *b, const char *c)
{
    return kp_str_is(name, a) || kp_str_is(name, b) || kp_str_is(name, c);
}

static bool is_known(const kp_speaker *speaker, kp_str name)
{
    for (size_t i = 0; i < speaker->nknown; i++)
        if (kp_str_eq(speaker->known[i], name))
            return true;
    return false;
}

static bool speak_if(kp_speaker *speaker, const kp_ast *ast, size_t from, kp_buf *out)
{
    kp_buf_z(out, "(if ");
    bool said = speak(speaker, ast->arg[from], out);
    kp_buf_z(out, " then ");
    said = said && speak(speaker, ast->arg[from + 1], out);
    kp_buf_z(out, " else ");
    said = said && speak(speaker, ast->arg[from + 2], out);
    kp_buf_char(out, ')');
    return said;
}

/* Forms that FEEL has no function for. */
static bool speak_form(kp_speaker *speaker, const kp_ast *ast, kp_str name, bool *found,
                       kp_buf *out)
{
    *found = true;
    if (is_any(name, "if", "如果", "IF") && ast->nargs == 4)
        return speak_if(speaker, ast, 1, out);
    bool both = is_any(name, "and", "并且", "AND");
    if (both || is_any(name, "or", "或者", "OR")) {
        kp_buf_char(out, '(');
        bool said = speak_list(speaker, ast, 1, both ? " and " : " or ", out);
        kp_buf_char(out, ')');
        return said;
    }
    if (is_any(name, "clamp", "限幅", "限幅") && ast->nargs == 4) {
        kp_buf_z(out, "min(max(");
        bool said = speak(speaker, ast->arg[1], out);
        kp_buf_z(out, ", ");
        said = said && speak(speaker, ast->arg[2], out);
        kp_buf_z(out, "), ");
        said = said && speak(speaker, ast->arg[3], out);
        kp_buf_char(out, ')');
        return said;
    }
    *found = false;
    return true;
}

static bool speak_call(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    const kp_ast *callee = ast->arg[0];
    bool found;

    if (callee->kind != KP_AST_NAME || ast->arg_name != NULL)
        return kp_speaker_cannot(speaker, ast);
    bool said = speak_form(speaker, ast, callee->text, &found, out);
    if (found)
        return said;
    const char *feel = feel_name(callee->text);
    if (feel == NULL && !is_known(speaker, callee->text))
        return kp_speaker_cannot(speaker, ast);
    kp_buf_str(out, feel != NULL ? kp_str_of(feel) : callee->text);
    kp_buf_char(out, '(');
    said = speak_list(speaker, ast, 1, ", ", out);
    kp_buf_char(out, ')');
    return said;
}

/* ---- operators ---- */

static const char *sign_of(kp_op op)
{
    static const char *const signs[] = {
        [KP_OP_ADD] = " + ", [KP_OP_SUB] = " - ",    [KP_OP_MUL] = " * ",
        [KP_OP_DIV] = " / ", [KP_OP_POW] = " ** ",   [KP_OP_EQ] = " = ",
        [KP_OP_NE] = " != ", [KP_OP_LT] = " < ",     [KP_OP_LE] = " <= ",
        [KP_OP_GT] = " > ",  [KP_OP_GE] = " >= ",    [KP_OP_AND] = " and ",
        [KP_OP_OR] = " or ", [KP_OP_CONCAT] = " + ",
    };

    return signs[op];
}

/* Brackets around every operation inside another: nobody has to know the order. */
static bool speak_operand(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    bool compound = ast->kind == KP_AST_BINARY || ast->kind == KP_AST_BETWEEN ||
                    ast->kind == KP_AST_IN || ast->kind == KP_AST_IF;

    kp_buf_z(out, compound ? "(" : "");
    bool said = speak(speaker, ast, out);
    kp_buf_z(out, compound ? ")" : "");
    return said;
}

static bool speak_binary(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    bool said = speak_operand(speaker, ast->arg[0], out);

    kp_buf_z(out, sign_of(ast->op));
    return said && speak_operand(speaker, ast->arg[1], out);
}

static bool speak_unary(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    bool minus = ast->op == KP_OP_NEG;

    kp_buf_z(out, minus ? "-" : "not(");
    bool said = minus ? speak_operand(speaker, ast->arg[0], out)
                      : speak(speaker, ast->arg[0], out);
    kp_buf_z(out, minus ? "" : ")");
    return said;
}

static bool speak_between(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    bool said = speak_operand(speaker, ast->arg[0], out);

    kp_buf_z(out, " between ");
    said = said && speak_operand(speaker, ast->arg[1], out);
    kp_buf_z(out, " and ");
    return said && speak_operand(speaker, ast->arg[2], out);
}

static bool speak(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    switch ((int)ast->kind) {  // the rest has no place in FEEL, or needs other rows
    case KP_AST_NUMBER:
        kp_dec_print(ast->num, -1, out);
        return true;
    case KP_AST_TEXT:
        put_text(ast->text, out);
        return true;
    case KP_AST_BOOL:
        kp_buf_z(out, ast->flag ? "true" : "false");
        return true;
    case KP_AST_NAME:
        kp_buf_str(out, ast->text);
        return true;
    case KP_AST_AT:
        kp_buf_z(out, "date(");
        put_text(ast->text, out);
        kp_buf_char(out, ')');
        return true;
    case KP_AST_CALL:
        return speak_call(speaker, ast, out);
    case KP_AST_UNARY:
        return speak_unary(speaker, ast, out);
    case KP_AST_BINARY:
        return speak_binary(speaker, ast, out);
    case KP_AST_IF:
        return speak_if(speaker, ast, 0, out);
    case KP_AST_BETWEEN:
        return speak_between(speaker, ast, out);
    default:
        return kp_speaker_cannot(speaker, ast);
    }
}

bool kp_speak_feel(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    return speak(speaker, ast, out);
}

/* ---- cells ---- */

void kp_speak_value(kp_value value, const kp_symbols *symbols, kp_buf *out)
{
    char date[KP_DATE_TEXT];

    if (value.state != KP_VALUE) {
        kp_buf_z(out, "null");
        return;
    }
    if (value.kind == KP_NUM)
        kp_dec_print(value.as.num, -1, out);
    if (value.kind == KP_TEXT)
        put_text(kp_symbol_text(symbols, value.as.symbol), out);
    if (value.kind == KP_BOOL)
        kp_buf_z(out, value.as.flag ? "true" : "false");
    if (value.kind == KP_DATE) {
        kp_date_print(value.as.date, date);
        kp_buf_printf(out, "date(\"%s\")", date);
    }
}

static void put_end(kp_decimal at, kp_kind kind, kp_buf *out)
{
    int64_t days;
    kp_value date = {.kind = KP_DATE, .state = KP_VALUE};

    if (kind != KP_DATE || !kp_dec_to_i64(at, 0, &days)) {
        kp_dec_print(at, -1, out);
        return;
    }
    date.as.date = (int32_t)days;
    kp_speak_value(date, NULL, out);
}

static void put_interval(const kp_interval *interval, kp_kind kind, kp_buf *out)
{
    const kp_cut *low = &interval->low, *high = &interval->high;
    bool one = !low->infinite && !high->infinite && !low->open && !high->open &&
               kp_dec_cmp(low->at, high->at) == 0;

    if (one) {
        put_end(low->at, kind, out);
    } else if (low->infinite && high->infinite) {
        kp_buf_z(out, "? = ?");  // for every value, but not for a missing one
    } else if (low->infinite) {
        kp_buf_z(out, high->open ? "< " : "<= ");
        put_end(high->at, kind, out);
    } else if (high->infinite) {
        kp_buf_z(out, low->open ? "> " : ">= ");
        put_end(low->at, kind, out);
    } else {
        kp_buf_char(out, low->open ? '(' : '[');
        put_end(low->at, kind, out);
        kp_buf_z(out, "..");
        put_end(high->at, kind, out);
        kp_buf_char(out, high->open ? ')' : ']');
    }
}

bool kp_speak_accept(kp_speaker *speaker, const kp_accept *accept, kp_kind kind,
                     const kp_symbols *symbols, kp_buf *out)
{
    const char *between = "";

    if (accept->npatterns > 0)
        return cannot(speaker, accept->pattern[0]);
    if (accept->any) {
        kp_buf_char(out, '-');
        return true;
    }
    if (accept->nintervals + accept->nsymbols == 0) {
        kp_buf_z(out, accept->negated ? "not(null)" : "false");
        return true;
    }
    kp_buf_z(out, accept->negated ? "not(" : "");
    for (size_t i = 0; i < accept->nintervals; i++, between = ", ") {
        const kp_interval *interval = &accept->interval[i];

        kp_buf_z(out, between);
        put_interval(interval, kind, out);
    }
    for (size_t i = 0; i < accept->nsymbols; i++, between = ", ") {
        kp_buf_z(out, between);
        if (kind == KP_BOOL)
            kp_buf_z(out, accept->symbol[i] ? "true" : "false");
        else
            put_text(kp_symbol_text(symbols, accept->symbol[i]), out);
    }
    kp_buf_z(out, accept->negated ? ")" : "");
    return true;
}
