/* expr_number.c - arithmetic, roundings, builtin functions; see expr.h. */
#include <string.h>

#include "engine/builtin.h"
#include "io/live/expr.h"

static void put(kp__writer *w, const char *text)
{
    kp_buf_z(w->out, text);
}

static kp__bound bound_of(const kp__writer *w, const kp_expr *e)
{
    return kp__bound_of(w->plan, e);
}

bool kp__write_pair(kp__writer *w, const kp_expr *e, const char *between)
{
    put(w, "(");
    bool good = kp__write_operand(w, e->arg[0]);
    put(w, between);
    good = good && kp__write_operand(w, e->arg[1]);
    put(w, ")");
    return good;
}

bool kp__write_arguments(kp__writer *w, const kp_expr *e, const char *before,
                         const char *between, const char *after)
{
    bool good = true;

    put(w, before);
    for (uint32_t k = 0; k < e->nargs && good; k++) {
        put(w, k ? between : "");
        good = kp__write_operand(w, e->arg[k]);
    }
    put(w, after);
    return good;
}

/* ---- arithmetic ---- */

bool kp__write_two(kp__writer *w, const kp_expr *e, const char *name)
{
    put(w, name);
    bool good = kp__write_operand(w, e->arg[0]);
    put(w, ",");
    good = good && kp__write_operand(w, e->arg[1]);
    put(w, ")");
    return good;
}

/* The text of a node apart, as roundings use it more than once. */
static bool write_rounded(kp__writer *w, const kp_expr *e, kp__bound inner, int proved)
{
    const kp__seen *seen = kp__seen_of(w->plan, e);
    kp_rounding mode = (kp_rounding)e->mode;
    int threshold = kp__threshold_digits(mode, e->decimals);
    bool by_data, divides = e->op == KP_X_DIVROUND;
    int guard =
        kp__guard(&inner, threshold, proved, seen ? seen->need[0] : -1, &by_data);
    kp_buf text, *whole = w->out;

    if (guard < 0)
        return kp__writer_fails(w, KP__WHY_ROUNDING);
    w->data_proof |= by_data;
    kp_buf_init(&text, MOST_BYTES);
    w->out = &text;
    bool good = divides ? kp__write_pair(w, e, "/") : kp__write_operand(w, e->arg[0]);
    w->out = whole;
    kp__put_rounding(whole, kp_buf_view(&text), mode, e->decimals, guard);
    good = good && (!text.broken || kp__writer_fails(w, KP__WHY_LONG));
    kp_buf_free(&text);
    return good;
}

bool kp__write_round(kp__writer *w, const kp_expr *e)
{
    kp__bound inner = bound_of(w, e->arg[0]);
    bool by_data;

    if (inner.scale < 0 || inner.scale > e->decimals)
        return write_rounded(w, e, inner, inner.scale);
    if (inner.clean)
        return kp__write_operand(w, e->arg[0]);
    // Nothing to round but what the spreadsheet's own arithmetic left behind.
    if (kp__guard(&inner, e->decimals, e->decimals, -1, &by_data) < 0)
        return kp__writer_fails(w, KP__WHY_ROUNDING);
    put(w, "ROUND(");
    bool good = kp__write_operand(w, e->arg[0]);
    kp_buf_printf(w->out, ",%d)", e->decimals);
    return good;
}

bool kp__write_divround(kp__writer *w, const kp_expr *e)
{
    int threshold = kp__threshold_digits((kp_rounding)e->mode, e->decimals);

    return write_rounded(w, e, kp__bound_of_quotient(w->plan, e),
                         kp__quotient_digits(w->plan, e, threshold));
}

bool kp__write_number_snapped(kp__writer *w, const kp_expr *e, int need)
{
    kp__bound bound = bound_of(w, e);
    bool by_data;

    if (bound.clean)
        return kp__write_operand(w, e);
    int guard = kp__guard(&bound, 0, bound.scale, need, &by_data);
    if (guard < 0)
        return kp__writer_fails(w, KP__WHY_COMPARE);
    w->data_proof |= by_data;
    put(w, "ROUND(");
    bool good = kp__write_operand(w, e);
    kp_buf_printf(w->out, ",%d)", guard);
    return good;
}

/* ---- builtins ---- */

static const struct {
    const char *id, *before, *between, *after;
} calls[] = {
    {"abs", "ABS(", "", ")"},
    {"concat", "(", "&", ")"},
    {"string length", "LEN(", "", ")"},
    {"left", "LEFT(", ",", ")"},
    {"right", "RIGHT(", ",", ")"},
    {"substring", "MID(", ",", ")"},
    {"date", "DATE(", ",", ")"},
    {"year", "YEAR(", "", ")"},
    {"month", "MONTH(", "", ")"},
    {"day", "DAY(", "", ")"},
    {"weekday", "WEEKDAY(", "", ",2)"},
    {"days", "(", "-", ")"},
    {"string", "TEXT(", ",", ")"},
    {"upper case", "UPPER(", "", ")"},
    {"lower case", "LOWER(", "", ")"},
    {"edate", "EDATE(", ",", ")"},
    {"month end", "EOMONTH(", "", ",0)"},
};

bool kp__write_call(kp__writer *w, const kp_expr *e)
{
    const char *id = kp_builtins[e->target].id;

    for (uint32_t k = 0; k < e->nargs; k++)
        if (e->arg[k]->kind == KP_BOOL || bound_of(w, e->arg[k]).blank)
            return kp__writer_fails(w, KP__WHY_FUNCTION);
    if (strcmp(id, "contains") == 0) {
        put(w, "ISNUMBER(FIND(");
        bool good = kp__write_operand(w, e->arg[1]);
        put(w, ",");
        good = good && kp__write_operand(w, e->arg[0]);
        put(w, "))");
        return good;
    }
    // A number's shortest spelling is not what Excel makes of 15 digits.
    if (strcmp(id, "string") == 0 && e->nargs == 1)
        return kp__writer_fails(w, KP__WHY_FUNCTION);
    if (strcmp(id, "substring") == 0 && e->nargs == 2)
        return kp__write_arguments(w, e, "MID(", ",", ",32767)");
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (strcmp(id, calls[i].id) == 0)
            return kp__write_arguments(w, e, calls[i].before, calls[i].between,
                                       calls[i].after);
    return kp__writer_fails(w, KP__WHY_FUNCTION);
}
