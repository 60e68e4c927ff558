/* expr_compare.c - comparisons and what is decided by them; see expr.h. */
#include "io/live/expr.h"

static void put(kp__writer *w, const char *text)
{
    kp_buf_z(w->out, text);
}

static kp__bound bound_of(const kp__writer *w, const kp_expr *e)
{
    return kp__bound_of(w->plan, e);
}

/* ---- comparisons ---- */

static const char *sign_of(kp_expr_op op)
{
    switch (op) {
    case KP_X_EQ:
        return "=";
    case KP_X_NE:
        return "<>";
    case KP_X_LT:
        return "<";
    case KP_X_LE:
        return "<=";
    case KP_X_GT:
        return ">";
    case KP_X_GE:
        return ">=";
    default:
        return "";
    }
}

/* An empty cell is as good as an empty text here. */
static bool write_side(kp__writer *w, const kp_expr *e)
{
    if (e->op != KP_X_FIELD || e->kind == KP_BOOL)
        return kp__write_value(w, e);
    kp__write_cell(w, e);
    return true;
}

static bool write_texts_compared(kp__writer *w, const kp_expr *e)
{
    if (e->op != KP_X_EQ && e->op != KP_X_NE)
        return kp__writer_fails(w, KP__WHY_TEXT);
    bool plain = kp__is_caseless(w, e->arg[0]) || kp__is_caseless(w, e->arg[1]);

    if (plain) {
        put(w, "(");
        bool good = write_side(w, e->arg[0]);
        put(w, sign_of(e->op));
        good = good && write_side(w, e->arg[1]);
        put(w, ")");
        return good;
    }
    put(w, e->op == KP_X_EQ ? "EXACT(" : "NOT(EXACT(");
    bool good = write_side(w, e->arg[0]);
    put(w, ",");
    good = good && write_side(w, e->arg[1]);
    put(w, e->op == KP_X_EQ ? ")" : "))");
    return good;
}

/* Their difference, snapped to a digit that tells it from zero. */
static bool write_difference(kp__writer *w, const kp_expr *e, kp__bound a, kp__bound b)
{
    const kp__seen *seen = kp__seen_of(w->plan, e);
    kp__bound difference = {.most = a.most + b.most, .err = a.err + b.err};
    int scale = a.scale < 0 || b.scale < 0 ? -1 : a.scale > b.scale ? a.scale : b.scale;
    bool by_data;
    int guard = kp__guard(&difference, 0, scale, seen ? seen->need[0] : -1, &by_data);

    if (guard < 0)
        return kp__writer_fails(w, KP__WHY_COMPARE);
    w->data_proof |= by_data;
    put(w, "(ROUND(");
    bool good = kp__write_pair(w, e, "-");
    kp_buf_printf(w->out, ",%d)%s0)", guard, sign_of(e->op));
    return good;
}

/* A blank is equal to a blank only, although its cell counts as 0. */
static bool write_blank_equality(kp__writer *w, const kp_expr *e)
{
    put(w, "IF(OR(");
    bool good = write_side(w, e->arg[0]);
    put(w, "=\"\",");
    good = good && write_side(w, e->arg[1]);
    put(w, "=\"\"),");
    put(w, e->op == KP_X_EQ ? "AND(" : "NOT(AND(");
    good = good && write_side(w, e->arg[0]);
    put(w, "=\"\",");
    good = good && write_side(w, e->arg[1]);
    put(w, e->op == KP_X_EQ ? "=\"\")," : "=\"\")),");
    good = good && kp__write_pair(w, e, sign_of(e->op));
    put(w, ")");
    return good;
}

bool kp__write_comparison(kp__writer *w, const kp_expr *e)
{
    kp__bound a = bound_of(w, e->arg[0]), b = bound_of(w, e->arg[1]);
    bool equality = e->op == KP_X_EQ || e->op == KP_X_NE;

    if (!w->guarded && (a.absent || b.absent))
        return kp__writer_fails(w, KP__WHY_STATES);
    switch (e->arg[0]->kind) {
    case KP_TEXT:
    case KP_LINK:
        return write_texts_compared(w, e);
    case KP_NUM:
    case KP_DATE:
        if (equality && (a.blank || b.blank))
            return a.clean && b.clean ? write_blank_equality(w, e)
                                      : kp__writer_fails(w, KP__WHY_STATES);
        return a.clean && b.clean ? kp__write_pair(w, e, sign_of(e->op))
                                  : write_difference(w, e, a, b);
    case KP_BOOL:
        break;
    }
    return a.blank || b.blank ? kp__writer_fails(w, KP__WHY_STATES)
                              : kp__write_pair(w, e, sign_of(e->op));
}

/* ---- conditions ---- */

static bool may_fail(const kp__writer *w, const kp_expr *e, int depth)
{
    switch (e->op) {
    case KP_X_DIV:
    case KP_X_DIVROUND:
    case KP_X_POW:
    case KP_X_TABLE:
    case KP_X_CALL:
    case KP_X_CASE:
        return true;
    case KP_X_FIELD:
        return w->plan->bound[e->field].blank && e->kind == KP_NUM;
    case KP_X_UP:
        return bound_of(w, e).blank;
    default:
        break;
    }
    for (uint32_t k = 0; k < e->nargs; k++)
        if (depth > 16 || may_fail(w, e->arg[k], depth + 1))
            return true;
    return false;
}

/* AND(a,b); IF(a,b,FALSE) where b must not be looked at in vain. */
bool kp__write_connective(kp__writer *w, const kp_expr *e)
{
    bool is_and = e->op == KP_X_AND;

    if (!w->guarded && (bound_of(w, e->arg[0]).absent || bound_of(w, e->arg[1]).absent))
        return kp__writer_fails(w, KP__WHY_STATES);
    bool plain = !may_fail(w, e->arg[1], 0);

    put(w, plain ? is_and ? "AND(" : "OR(" : "IF(");
    bool good = kp__write_operand(w, e->arg[0]);
    put(w, plain || is_and ? "," : ",TRUE,");
    good = good && kp__write_operand(w, e->arg[1]);
    put(w, plain || !is_and ? ")" : ",FALSE)");
    return good;
}

/* IF and CASE, with branches as values or as operands. */
bool kp__write_if(kp__writer *w, const kp_expr *e, kp__branch_writer *branch)
{
    if (!w->guarded && bound_of(w, e->arg[0]).absent)
        return kp__writer_fails(w, KP__WHY_STATES);
    put(w, "IF(");
    bool good = kp__write_operand(w, e->arg[0]);
    put(w, ",");
    good = good && branch(w, e->arg[1]);
    put(w, ",");
    good = good && branch(w, e->arg[2]);
    put(w, ")");
    return good;
}

static bool write_is_name(kp__writer *w, const kp_expr *name, uint32_t symbol)
{
    const kp_expr constant = {
        .op = KP_X_CONST, .kind = KP_TEXT, .value = kp_value_text(symbol)};
    bool plain = kp__is_caseless(w, &constant);

    put(w, plain ? "" : "EXACT(");
    bool good = kp__write_operand(w, name);
    put(w, plain ? "=" : ",");
    kp__put_text(w->out, kp_symbol_text(w->plan->scheme->symbols, symbol));
    put(w, plain ? "" : ")");
    return good;
}

/* Branches that no text of the column asks for would only make the formula long; but
 * somebody may change the text, so they are all there. */
bool kp__write_case(kp__writer *w, const kp_expr *e, kp__branch_writer *branch)
{
    if (!w->guarded && bound_of(w, e->arg[0]).absent)
        return kp__writer_fails(w, KP__WHY_STATES);
    bool good = true;

    for (uint32_t k = 1; k < e->nargs && good; k++) {
        put(w, "IF(");
        good = write_is_name(w, e->arg[0], e->symbols[k - 1]);
        put(w, ",");
        good = good && branch(w, e->arg[k]);
        put(w, ",");
    }
    put(w, "NA()");
    for (uint32_t k = 1; k < e->nargs; k++)
        put(w, ")");
    return good;
}

bool kp__write_is_blank(kp__writer *w, const kp_expr *e)
{
    put(w, "(");
    bool good = write_side(w, e->arg[0]);
    put(w, "=\"\")");
    return good;
}

bool kp__write_not(kp__writer *w, const kp_expr *e)
{
    if (!w->guarded && bound_of(w, e->arg[0]).absent)
        return kp__writer_fails(w, KP__WHY_STATES);
    return kp__write_arguments(w, e, "NOT(", "", ")");
}
