/* expr.c - a checked expression in a spreadsheet's words; see expr.h. */
#include "io/live/expr.h"

#define DEEPEST 200

static void put(kp__writer *w, const char *text)
{
    kp_buf_z(w->out, text);
}

static kp__bound bound_of(const kp__writer *w, const kp_expr *e)
{
    return kp__bound_of(w->plan, e);
}

bool kp__writer_fails(kp__writer *w, kp__live_why why)
{
    if (w->why == KP__WHY_NONE)
        w->why = why;
    return false;
}

/* ---- all of them ---- */

static bool write_operation(kp__writer *w, const kp_expr *e)
{
    switch (e->op) {
    case KP_X_CONST:
        return kp__write_constant(w, e);
    case KP_X_FIELD:
    case KP_X_UP:
        return kp__write_reference(w, e);
    case KP_X_ADD:
        return kp__write_pair(w, e, "+");
    case KP_X_SUB:
        return kp__write_pair(w, e, "-");
    case KP_X_MUL:
        return kp__write_pair(w, e, "*");
    case KP_X_DIV:
        return kp__write_pair(w, e, "/");
    case KP_X_NEG:
        return kp__write_arguments(w, e, "(-", "", ")");
    case KP_X_MIN:
        return kp__write_two(w, e, "MIN(");
    case KP_X_MAX:
        return kp__write_two(w, e, "MAX(");
    case KP_X_ROUND:
        return kp__write_round(w, e);
    case KP_X_DIVROUND:
        return kp__write_divround(w, e);
    case KP_X_AND:
    case KP_X_OR:
        return kp__write_connective(w, e);
    case KP_X_NOT:
        return kp__write_not(w, e);
    case KP_X_IS_BLANK:
        return kp__write_is_blank(w, e);
    case KP_X_IF:
        return kp__write_if(w, e, kp__write_operand);
    case KP_X_CASE:
        return kp__write_case(w, e, kp__write_operand);
    case KP_X_FUNCTION:
        return kp__write_operand(w, e->arg[0]);
    case KP_X_TABLE:
        return kp__write_lookup(w, e);
    case KP_X_CALL:
        return kp__write_call(w, e);
    case KP_X_POW:
    case KP_X_COUNT:
        break;
    default:
        return kp__write_comparison(w, e);
    }
    return kp__writer_fails(w, KP__WHY_FUNCTION);
}

bool kp__write_operand(kp__writer *w, const kp_expr *e)
{
    if (w->depth >= DEEPEST || w->out->n > MOST_BYTES)
        return kp__writer_fails(w, KP__WHY_LONG);
    w->depth++;
    bool good = write_operation(w, e);
    w->depth--;
    return good;
}

/* ---- values ---- */

static bool is_leaf(const kp_expr *e)
{
    return e->op == KP_X_FIELD || e->op == KP_X_UP;
}

/* leaf="不适用", for every leaf that may be so; false when something else may. */
static bool write_absences(kp__writer *w, const kp_expr *e, bool *first)
{
    if (is_leaf(e)) {
        if (!w->plan->bound[e->field].absent)
            return true;
        put(w, *first ? "" : ",");
        *first = false;
        kp__write_cell(w, e);
        put(w, "=" ABSENT);
        return true;
    }
    if (!bound_of(w, e).absent)
        return true;
    // Only strict operations are absent as soon as one operand is.
    if (e->op == KP_X_IF || e->op == KP_X_CASE || e->op == KP_X_CONST ||
        e->op == KP_X_AND || e->op == KP_X_OR)
        return kp__writer_fails(w, KP__WHY_STATES);
    for (uint32_t k = 0; k < e->nargs; k++)
        if (!write_absences(w, e->arg[k], first))
            return false;
    return true;
}

static bool write_as_cell(kp__writer *w, const kp_expr *e)
{
    if (e->kind != KP_BOOL)
        return kp__write_operand(w, e);
    put(w, "IF(");
    bool good = kp__write_operand(w, e);
    put(w, ",\"是\",\"否\")");
    return good;
}

/* IF(OR(leaf="不适用",…),"不适用", what follows ,) around what `of` makes absent. */
static bool open_guard(kp__writer *w, const kp_expr *of)
{
    bool first = true;

    put(w, "IF(OR(");
    bool good = write_absences(w, of, &first);
    put(w, ")," ABSENT ",");
    return good;
}

static bool write_guarded(kp__writer *w, const kp_expr *e, const kp_expr *of,
                          kp__branch_writer *inner)
{
    bool before = w->guarded;

    if (w->guarded || !bound_of(w, of).absent)
        return inner(w, e);
    bool good = open_guard(w, of);
    w->guarded = true;
    good = good && inner(w, e);
    w->guarded = before;
    put(w, ")");
    return good;
}

static bool write_strict(kp__writer *w, const kp_expr *e)
{
    return write_guarded(w, e, e, write_as_cell);
}

/* 否 and 不适用 is 否: the side that is always there decides first. */
static bool write_connective_value(kp__writer *w, const kp_expr *e)
{
    bool first = bound_of(w, e->arg[0]).absent, second = bound_of(w, e->arg[1]).absent;
    const kp_expr *sure = e->arg[first ? 1 : 0], *other = e->arg[first ? 0 : 1];

    if (!first && !second)
        return write_as_cell(w, e);
    if (first && second)
        return kp__writer_fails(w, KP__WHY_STATES);
    put(w, "IF(");
    bool good = kp__write_operand(w, sure);
    put(w, e->op == KP_X_AND ? "," : ",\"是\",");
    good = good && kp__write_value(w, other);
    put(w, e->op == KP_X_AND ? ",\"否\")" : ")");
    return good;
}

/* The condition alone makes all of it absent; branches guard themselves. */
static bool write_if_value(kp__writer *w, const kp_expr *e)
{
    return kp__write_if(w, e, kp__write_value);
}

static bool write_guarded_if(kp__writer *w, const kp_expr *e)
{
    if (!bound_of(w, e->arg[0]).absent)
        return write_if_value(w, e);
    bool good = open_guard(w, e->arg[0]);
    put(w, "IF(");
    w->guarded = true;
    good = good && kp__write_operand(w, e->arg[0]);
    w->guarded = false;
    put(w, ",");
    good = good && kp__write_value(w, e->arg[1]);
    put(w, ",");
    good = good && kp__write_value(w, e->arg[2]);
    put(w, "))");
    return good;
}

static bool write_constant_value(kp__writer *w, const kp_expr *e)
{
    if (e->kind != KP_BOOL || e->value.state != KP_VALUE)
        return kp__write_constant(w, e);
    if (kp__param_of(w->plan, e) != SIZE_MAX)
        return write_as_cell(w, e);
    put(w, e->value.as.flag ? "\"是\"" : "\"否\"");
    return true;
}

bool kp__write_value(kp__writer *w, const kp_expr *e)
{
    if (w->depth >= DEEPEST || w->out->n > MOST_BYTES)
        return kp__writer_fails(w, KP__WHY_LONG);
    switch (e->op) {
    case KP_X_CONST:
        return write_constant_value(w, e);
    case KP_X_FIELD:
    case KP_X_UP:
        return kp__write_reference_value(w, e);
    case KP_X_IF:
        return w->guarded ? write_if_value(w, e) : write_guarded_if(w, e);
    case KP_X_AND:
    case KP_X_OR:
        return w->guarded ? write_as_cell(w, e) : write_connective_value(w, e);
    case KP_X_CASE:
        return kp__write_case(w, e, kp__write_value);
    case KP_X_FUNCTION:
        return kp__write_value(w, e->arg[0]);
    default:
        return write_strict(w, e);
    }
}
