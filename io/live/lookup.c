/* lookup.c - asking a decision table's sheet.
 *
 * INDEX(results, 1 + line): the first row of the results is for "no line" (line 0). The
 * line is found by MATCH in a list of texts or a ladder of bounds; where conditions of
 * several inputs must hold together, by SUMPRODUCT over comparisons, of which one
 * line's at most are all true; and for tables whose lines may overlap by a chain of IF.
 * Only operators stand inside SUMPRODUCT: not every program spreads functions over
 * rows.
 */
#include "io/live/parts.h"

typedef struct asked {
    kp__writer *w;
    const kp_expr *e;
    const kp__live_table *t;
    const kp__seen *seen;
    uint32_t first, last;  // sheet rows of the lines that are compared
} asked;

static void put(const asked *a, const char *text)
{
    kp_buf_z(a->w->out, text);
}

static void put_column(const asked *a, uint32_t column)
{
    kp__put_range(a->w->out, a->t->quoted, column, a->first, a->last);
}

static bool put_argument(const asked *a, size_t k)
{
    kp_kind kind = a->t->table->input[k].kind;

    if (kind == KP_NUM)
        return kp__write_number_snapped(a->w, a->e->arg[k],
                                        a->seen ? a->seen->need[k] : -1);
    return kp__write_value(a->w, a->e->arg[k]);
}

/* (column SIGN argument) */
static bool compare(const asked *a, uint32_t column, const char *sign, size_t k)
{
    put(a, "(");
    put_column(a, column);
    put(a, sign);
    bool good = put_argument(a, k);
    put(a, ")");
    return good;
}

static bool put_equals(const asked *a, size_t k)
{
    const kp__input_layout *in = &a->t->input[k];
    bool good;

    if (in->any) {
        put(a, "(");
        good = compare(a, in->column, "=", k);
        put(a, "+(");
        put_column(a, in->column);
        put(a, "=\"" KP__ANY_TEXT "\"))");
    } else {
        good = compare(a, in->column, "=", k);
    }
    for (uint32_t i = 1; i <= in->excluded && good; i++) {
        put(a, "*");
        good = compare(a, in->column + i, "<>", k);
    }
    return good;
}

/* One end: with a column that says whether the bound belongs, both are asked. */
static bool put_end(const asked *a, size_t k, uint32_t column, bool mixed, bool open,
                    uint32_t flag, const char *closed_sign, const char *open_sign)
{
    if (!mixed)
        return compare(a, column, open ? open_sign : closed_sign, k);
    put(a, "(");
    bool good = compare(a, column, open_sign, k);
    put(a, "+");
    good = good && compare(a, column, "=", k);
    put(a, "*");
    put_column(a, flag);
    put(a, ")");
    return good;
}

static bool put_between(const asked *a, size_t k)
{
    const kp__input_layout *in = &a->t->input[k];
    uint32_t low_flag = in->column + 2, high_flag = low_flag + in->low_mixed;
    bool good =
        put_end(a, k, in->column, in->low_mixed, in->low_open, low_flag, "<=", "<");

    put(a, "*");
    return good && put_end(a, k, in->column + 1, in->high_mixed, in->high_open,
                           high_flag, ">=", ">");
}

static bool put_conditions(const asked *a)
{
    bool good = true;

    for (size_t k = 0; k < a->t->table->ninputs && good; k++) {
        put(a, k ? "*" : "");
        good = a->t->input[k].form == KP__EQUALS ? put_equals(a, k) : put_between(a, k);
    }
    return good;
}

/* ---- the line ---- */

static bool put_match(const asked *a, int how)
{
    put(a, "MATCH(");
    bool good = put_argument(a, 0);
    put(a, ",");
    put_column(a, a->t->input[0].column);
    kp_buf_printf(a->w->out, ",%d)", how);
    return good;
}

static bool put_listed(const asked *a)
{
    if (!a->t->table->complete)
        return put_match(a, 0);
    put(a, "IFERROR(");
    bool good = put_match(a, 0);
    put(a, ",0)");
    return good;
}

static bool put_sum(const asked *a, uint32_t column)
{
    put(a, "SUMPRODUCT(");
    bool good = put_conditions(a);
    put(a, "*");
    put_column(a, column);
    put(a, ")");
    return good;
}

/* The first line that holds. */
static bool put_chain(const asked *a)
{
    asked one = *a;
    bool good = true;

    if (a->t->nlines > KP__CHAIN_LINES)
        return kp__writer_fails(a->w, KP__WHY_TABLE);
    for (size_t i = 0; i < a->t->nlines && good; i++) {
        one.first = one.last = a->first + (uint32_t)i;
        put(a, "IF(");
        good = put_conditions(&one);
        kp_buf_printf(a->w->out, ",%zu,", i + 1);
    }
    put(a, "0");
    for (size_t i = 0; i < a->t->nlines; i++)
        put(a, ")");
    return good;
}

static bool put_line(const asked *a)
{
    if (a->t->listed)
        return put_listed(a);
    if (a->t->ladder)
        return put_match(a, 1);
    return a->t->exclusive ? put_sum(a, KP__ORDINAL_COLUMN) : put_chain(a);
}

/* ---- the answer ---- */

static bool put_result(const asked *a, uint32_t column)
{
    put(a, "INDEX(");
    kp__put_range(a->w->out, a->t->quoted, column, a->first - 1, a->last);
    put(a, ",1+");
    bool good = put_line(a);
    put(a, ")");
    return good;
}

/* A number that is blank meets no comparison; neither does 不适用. */
static bool arguments_are_plain(const asked *a)
{
    for (size_t k = 0; k < a->t->table->ninputs; k++)
        if (kp__bound_of(a->w->plan, a->e->arg[k]).absent)
            return false;
    return !(a->seen && (a->seen->blank || a->seen->blank_number));
}

static bool is_cheap(const asked *a)
{
    uint64_t rows = kp__sheet_of(a->w->plan, a->w->field->entity)->table->n;

    return a->t->listed || a->t->ladder || rows * a->t->nlines <= KP__COST_MOST;
}

/* ---- policies that look at every line that holds ---- */

static bool put_held(const asked *a)
{
    put(a, "SUMPRODUCT(");
    bool good = put_conditions(a);
    put(a, "*1)");
    return good;
}

/* MAX(IF(line holds,its result,less than any), …): a MAX inside SUMPRODUCT is not
 * spread over the lines by every program. */
static bool put_extreme(const asked *a, uint32_t column, bool largest)
{
    asked one = *a;
    bool good = a->t->nlines <= KP__CHAIN_LINES;

    put(a, largest ? "MAX(" : "MIN(");
    for (size_t i = 0; i < a->t->nlines && good; i++) {
        one.first = one.last = a->first + (uint32_t)i;
        put(a, i ? ",IF(" : "IF(");
        good = put_conditions(&one);
        put(a, ",");
        put_column(&one, column);
        put(a, largest ? ",-9E307)" : ",9E307)");
    }
    put(a, ")");
    return good || kp__writer_fails(a->w, KP__WHY_TABLE);
}

static bool put_folded(const asked *a, uint32_t column)
{
    const kp_dtable *table = a->t->table;

    if (table->policy == KP_HIT_COUNT)
        return put_held(a);
    if (table->policy != KP_HIT_SUM)
        return put_extreme(a, column, table->policy == KP_HIT_MAX);
    // Sums of doubles have tails that the table's results do not.
    put(a, "ROUND(");
    bool good = put_sum(a, column);
    kp_buf_printf(a->w->out, ",%u)", table->output[0].scale);
    return good;
}

static void put_default(const asked *a, uint32_t column)
{
    if (a->t->table->complete)
        kp__put_range(a->w->out, a->t->quoted, column, a->first - 1, a->first - 1);
    else
        put(a, "NA()");
}

/* IF(lines that hold … , what stands where we have an error or the default, …) */
static bool put_guarded(const asked *a, const char *guard, uint32_t column, bool fold)
{
    put(a, "IF(");
    bool good = put_held(a);
    put(a, guard);
    if (fold)
        put_default(a, column);
    else
        put(a, "NA()");
    put(a, ",");
    good = good && (fold ? put_folded(a, column) : put_result(a, column));
    put(a, ")");
    return good;
}

static bool put_answer(const asked *a)
{
    uint32_t column = a->t->first_output + a->e->output;

    switch (a->t->table->policy) {
    case KP_HIT_SUM:
    case KP_HIT_MIN:
    case KP_HIT_MAX:
        return put_guarded(a, "=0,", column, true);
    case KP_HIT_COUNT:
        return a->t->table->complete ? put_guarded(a, "=0,", column, true)
                                     : put_held(a);
    case KP_HIT_RULE_ORDER:
    case KP_HIT_OUTPUT_ORDER:
    case KP_HIT_COLLECT:
        return put_guarded(a, ">1,", column, false);
    case KP_HIT_UNIQUE:
    case KP_HIT_ANY:
    case KP_HIT_PRIORITY:
    case KP_HIT_FIRST:
        break;
    }
    return put_result(a, column);
}

bool kp__write_lookup(kp__writer *w, const kp_expr *e)
{
    const kp__live_table *t = &w->plan->table[e->target];
    asked a = {w,
               e,
               t,
               kp__seen_of(w->plan, e),
               KP__DATA_ROW + 1,
               KP__DATA_ROW + (uint32_t)t->nlines};

    if (t->why != KP__WHY_NONE || t->nlines == 0)
        return kp__writer_fails(w, KP__WHY_TABLE);
    if (!arguments_are_plain(&a))
        return kp__writer_fails(w, KP__WHY_STATES);
    if (!is_cheap(&a))
        return kp__writer_fails(w, KP__WHY_COST);
    bool good = put_answer(&a);
    if (e->kind == KP_BOOL)
        put(&a, "=\"是\"");
    return good;
}
