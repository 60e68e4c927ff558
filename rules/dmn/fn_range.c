/* fn_range.c - where points and ranges lie to each other (table 78 of the standard).
 *
 * A point is a range that begins and ends there.  Each relation is a formula over the
 * order of two ends; a missing end lies beyond every value.
 */
#include "rules/dmn/function.h"
#include "rules/expr/parse_feel.h"

/* One end of a range.  `beyond` is -1 or 1 for an end that is missing. */
typedef struct end {
    const kp_feel *at;
    int beyond;
    bool open;
} end;

typedef struct ends {
    end low, high;
} ends;

static ends ends_of(const kp_feel *value)
{
    const kp_feel_range *range = &value->range;
    ends out;

    if (value->kind != KP_FEEL_RANGE) {
        out.low = out.high = (end){.at = value};
        return out;
    }
    if (range->is_one) {
        out.low = out.high = (end){.at = range->low};
        return out;
    }
    out.low = (end){range->low, range->low == NULL ? -1 : 0, range->open_low};
    out.high = (end){range->high, range->high == NULL ? 1 : 0, range->open_high};
    return out;
}

/* What a relation is asked with; `bad` when two ends have no order. */
typedef struct question {
    ends a, b;
    bool bad;
} question;

static int order(question *q, end a, end b)
{
    int sign = 0;

    if (a.beyond != 0 || b.beyond != 0)
        return (a.beyond > b.beyond) - (a.beyond < b.beyond);
    if (!kp_feel_compare(a.at, b.at, &sign))
        q->bad = true;
    return sign;
}

typedef bool (*relation)(question *q);

static const kp_feel *ask(kp__state *s, const kp_feel *const *arg, bool swapped,
                          relation holds, const char *name)
{
    question q = {ends_of(arg[swapped ? 1 : 0]), ends_of(arg[swapped ? 0 : 1]), false};
    bool has_not = false;

    for (int i = 0; i < 2; i++)
        has_not = has_not || (arg[i]->kind == KP_FEEL_RANGE && arg[i]->range.is_not);
    bool result = !has_not && holds(&q);
    return q.bad || has_not ? kp__bad_argument(s, name, arg[1]) : kp_feel_bool(result);
}

static bool before(question *q)
{
    int sign = order(q, q->a.high, q->b.low);

    return sign < 0 || (sign == 0 && (q->a.high.open || q->b.low.open));
}

static bool meets(question *q)
{
    return order(q, q->a.high, q->b.low) == 0 && !q->a.high.open && !q->b.low.open;
}

/* a begins no later than b: at the same value a closed end comes first. */
static bool begins_within(question *q, const ends *outer, const ends *inner)
{
    int sign = order(q, outer->low, inner->low);

    return sign < 0 || (sign == 0 && (!outer->low.open || inner->low.open));
}

static bool ends_within(question *q, const ends *outer, const ends *inner)
{
    int sign = order(q, outer->high, inner->high);

    return sign > 0 || (sign == 0 && (!outer->high.open || inner->high.open));
}

static bool includes(question *q)
{
    return begins_within(q, &q->a, &q->b) && ends_within(q, &q->a, &q->b);
}

static bool touch(question *q)
{
    int left = order(q, q->a.high, q->b.low), right = order(q, q->b.high, q->a.low);

    return (left > 0 || (left == 0 && !q->a.high.open && !q->b.low.open)) &&
           (right > 0 || (right == 0 && !q->b.high.open && !q->a.low.open));
}

static bool overlaps_before(question *q)
{
    int low = order(q, q->a.low, q->b.low), high = order(q, q->a.high, q->b.high);
    bool begins_first = low < 0 || (low == 0 && !q->a.low.open && q->b.low.open);
    bool ends_first = high < 0 || (high == 0 && (q->a.high.open || !q->b.high.open));

    return begins_first && ends_first && touch(q);
}

static bool overlaps_after(question *q)
{
    int low = order(q, q->a.low, q->b.low), high = order(q, q->a.high, q->b.high);
    bool begins_last = low > 0 || (low == 0 && (q->a.low.open || !q->b.low.open));
    bool ends_last = high > 0 || (high == 0 && !q->a.high.open && q->b.high.open);

    return begins_last && ends_last && touch(q);
}

static bool same_end(question *q, end a, end b)
{
    return order(q, a, b) == 0 && a.open == b.open;
}

static bool finishes(question *q)
{
    return same_end(q, q->a.high, q->b.high) && begins_within(q, &q->b, &q->a);
}

static bool starts(question *q)
{
    return same_end(q, q->a.low, q->b.low) && ends_within(q, &q->b, &q->a);
}

static bool coincides(question *q)
{
    return same_end(q, q->a.low, q->b.low) && same_end(q, q->a.high, q->b.high);
}

#define RELATION(kernel, swapped, holds, name)                                         \
    const kp_feel *kernel(kp__state *s, const kp_feel *const *arg, size_t n)           \
    {                                                                                  \
        (void)n;                                                                       \
        return ask(s, arg, swapped, holds, name);                                      \
    }

RELATION(k_before, false, before, "before")
RELATION(k_after, true, before, "after")
RELATION(k_meets, false, meets, "meets")
RELATION(k_met_by, true, meets, "met by")
RELATION(k_overlaps, false, touch, "overlaps")
RELATION(k_overlaps_before, false, overlaps_before, "overlaps before")
RELATION(k_overlaps_after, false, overlaps_after, "overlaps after")
RELATION(k_finishes, false, finishes, "finishes")
RELATION(k_finished_by, true, finishes, "finished by")
RELATION(k_includes, false, includes, "includes")
RELATION(k_during, true, includes, "during")
RELATION(k_starts, false, starts, "starts")
RELATION(k_started_by, true, starts, "started by")
RELATION(k_coincides, false, coincides, "coincides")

/* An end is a literal, or a function of literals that makes a moment or a duration. */
static bool is_literal(const kp_ast *ast)
{
    switch ((int)ast->kind) {  // nothing else is
    case KP_AST_NUMBER:
    case KP_AST_TEXT:
    case KP_AST_AT:
        return true;
    case KP_AST_UNARY:
        return ast->op == KP_OP_NEG && is_literal(ast->arg[0]);
    default:
        return false;
    }
}

static bool is_constant(const kp_ast *ast)
{
    static const char *const makers[] = {"date", "time", "date and time", "duration"};

    if (ast->kind != KP_AST_CALL)
        return is_literal(ast);
    for (size_t i = 1; i < ast->nargs; i++)
        if (!is_literal(ast->arg[i]))
            return false;
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++)
        if (ast->arg[0]->kind == KP_AST_NAME && kp_str_is(ast->arg[0]->text, makers[i]))
            return true;
    return false;
}

/* "(..2]" and "[2..)": an end that is left out is written null for the parser. */
static kp_str with_both_ends(kp_arena *arena, kp_str text)
{
    static const kp_str dots = {"..", 2}, null = {"null", 4};
    kp_str all = kp_str_trim(text);
    kp_buf buf;

    if (all.n < 2)
        return all;
    kp_str inner = kp_str_trim(kp_str_slice(all, 1, all.n - 1));
    kp_buf_init(&buf, all.n + 16);
    kp_buf_char(&buf, all.p[0]);
    if (kp_str_starts(inner, dots))
        kp_buf_str(&buf, null);
    kp_buf_str(&buf, inner);
    if (kp_str_ends(inner, dots))
        kp_buf_str(&buf, null);
    kp_buf_char(&buf, all.p[all.n - 1]);
    kp_str out = kp_str_copy(arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return out;
}

/* Both ends constant, at least one of them there, and one that is left out is open. */
static bool is_range(const kp_ast *ast)
{
    if (ast == NULL || ast->kind != KP_AST_INTERVAL)
        return false;
    bool no_low = ast->arg[0]->kind == KP_AST_NULL,
         no_high = ast->arg[1]->kind == KP_AST_NULL;

    return !(no_low && no_high) &&
           (no_low ? ast->open_low : is_constant(ast->arg[0])) &&
           (no_high ? ast->open_high : is_constant(ast->arg[1]));
}

const kp_feel *k_range(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_str text = with_both_ends(s->arena, arg[0]->text);
    kp_parse_where where = {.cell = s->where, .text = text};
    const kp_ast *ast = kp_parse_feel(s->arena, &where, text, NULL, s->scratch);
    int sign = 0;

    (void)n;
    if (!is_range(ast))
        return kp__null(s, KP7048, arg[0]->text, KP_STR("range"), KP_NONE);
    const kp_feel *made = kp__eval(s, NULL, ast);
    if (made->kind != KP_FEEL_RANGE)
        return made;
    kp_feel_range range = made->range;
    range.low = kp_feel_is_null(range.low) ? NULL : range.low;
    range.high = kp_feel_is_null(range.high) ? NULL : range.high;
    bool whole = range.low != NULL && range.high != NULL;
    if (whole && (!kp_feel_compare(range.low, range.high, &sign) || sign > 0))
        return kp__null(s, KP7048, arg[0]->text, KP_STR("range"), KP_NONE);
    return kp__range(s, range);
}
