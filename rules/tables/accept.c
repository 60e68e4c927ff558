/* accept.c - see accept.h.
 *
 * Numbers and dates become intervals, so that lists, comparisons and negations are all
 * unions of intervals; texts become lists of symbols and patterns.
 */
#include "rules/tables/accept.h"

#include <stdlib.h>

kp_test_domain kp__domain_of(kp_kind kind)
{
    switch (kind) {
    case KP_TEXT:
        return KP_TEST_TEXT;
    case KP_DATE:
        return KP_TEST_DATE;
    case KP_BOOL:
        return KP_TEST_BOOL;
    case KP_NUM:
    case KP_LINK:
        break;
    }
    return KP_TEST_NUMBER;
}

static const kp_cut no_end = {.infinite = true};

/* ---- growing an accept ---- */

typedef struct collector {
    const kp__accept_reader *reader;
    const kp_parse_where *where;
    kp_kind kind;
    kp_accept *out;
    size_t interval_cap, symbol_cap, pattern_cap;
} collector;

static void add_interval(collector *c, kp_cut low, kp_cut high)
{
    kp_accept *out = c->out;

    out->interval = kp_arena_grow(c->reader->arena, out->interval, &c->interval_cap,
                                  out->nintervals + 1, sizeof(kp_interval));
    out->interval[out->nintervals++] = (kp_interval){low, high};
}

static void add_symbol(collector *c, uint32_t symbol)
{
    kp_accept *out = c->out;

    out->symbol = kp_arena_grow(c->reader->arena, out->symbol, &c->symbol_cap,
                                out->nsymbols + 1, sizeof(uint32_t));
    out->symbol[out->nsymbols++] = symbol;
}

static bool refuse(const collector *c, kp_code code, const kp_ast *at, kp_str arg)
{
    kp_where where = c->where->cell;

    where.span_at = at->at;
    where.span_len = at->len;
    kp_fail(c->reader->diags, code, where, c->where->text, c->reader->table, arg,
            KP_NONE);
    return false;
}

static kp_str typed(const collector *c, const kp_ast *ast)
{
    return kp_str_slice(c->where->text, ast->at, (size_t)ast->at + ast->len);
}

static bool add_pattern(collector *c, const kp_ast *ast)
{
    kp_accept *out = c->out;
    kp_arena *arena = c->reader->arena;
    kp_pattern_fault fault;

    if (!kp_pattern_compile(arena, ast->text, &fault))
        return refuse(c, KP2221, ast, fault.why);
    out->pattern = kp_arena_grow(arena, out->pattern, &c->pattern_cap,
                                 out->npatterns + 1, sizeof(kp_str));
    out->pattern[out->npatterns++] = kp_str_copy(arena, ast->text);
    return true;
}

/* ---- ordered values ---- */

/* A constant number or date as a point on the line. */
static bool point_of(const collector *c, const kp_ast *ast, kp_decimal *out)
{
    int32_t day = 0;

    if (c->kind == KP_DATE) {
        bool has_text = ast->kind == KP_AST_AT || ast->kind == KP_AST_TEXT;
        if (!has_text || !kp_date_parse(ast->text, &day))
            return false;
        *out = kp_dec(day, 0);
        return true;
    }
    if (ast->kind == KP_AST_NUMBER) {
        *out = ast->num;
        return true;
    }
    if (ast->kind != KP_AST_UNARY || ast->op != KP_OP_NEG ||
        !point_of(c, ast->arg[0], out))
        return false;
    *out = kp_dec_neg(*out);
    return true;
}

static bool end_of(const collector *c, const kp_ast *ast, bool open, kp_cut *out)
{
    *out = no_end;
    if (!ast)
        return true;
    *out = (kp_cut){.open = open};
    return point_of(c, ast, &out->at);
}

static void add_comparison(collector *c, kp_op op, kp_decimal at)
{
    kp_cut closed = {.at = at};
    kp_cut open = {.at = at, .open = true};

    if (op == KP_OP_EQ)
        add_interval(c, closed, closed);
    if (op == KP_OP_LT || op == KP_OP_NE)
        add_interval(c, no_end, open);
    if (op == KP_OP_GT || op == KP_OP_NE)
        add_interval(c, open, no_end);
    if (op == KP_OP_LE)
        add_interval(c, no_end, closed);
    if (op == KP_OP_GE)
        add_interval(c, closed, no_end);
}

static bool read_ordered(collector *c, const kp_ast *ast)
{
    kp_decimal at;
    kp_cut low;
    kp_cut high;

    if (ast->kind == KP_AST_INTERVAL) {
        if (!end_of(c, ast->arg[0], ast->open_low, &low) ||
            !end_of(c, ast->arg[1], ast->open_high, &high))
            return refuse(c, KP2220, ast, typed(c, ast));
        add_interval(c, low, high);
        return true;
    }
    bool compared = ast->kind == KP_AST_TEST;
    if (!point_of(c, compared ? ast->arg[0] : ast, &at))
        return refuse(c, KP2220, ast, typed(c, ast));
    add_comparison(c, compared ? ast->op : KP_OP_EQ, at);
    return true;
}

/* ---- listed values ---- */

static bool read_listed(collector *c, const kp_ast *ast)
{
    if (ast->kind == KP_AST_TEST && ast->op == KP_OP_EQ)
        ast = ast->arg[0];
    if (c->kind == KP_TEXT && ast->kind == KP_AST_PATTERN)
        return add_pattern(c, ast);
    if (c->kind == KP_TEXT && ast->kind == KP_AST_TEXT)
        return add_symbol(c, kp_symbol(c->reader->symbols, ast->text)), true;
    if (c->kind == KP_BOOL && ast->kind == KP_AST_BOOL)
        return add_symbol(c, ast->flag), true;
    return refuse(c, KP2220, ast, typed(c, ast));
}

static bool read_one(collector *c, const kp_ast *ast)
{
    if (c->kind == KP_NUM || c->kind == KP_DATE)
        return read_ordered(c, ast);
    return read_listed(c, ast);
}

static bool is_unequal(const kp_ast *ast)
{
    return ast->kind == KP_AST_TEST && ast->op == KP_OP_NE;
}

/* "≠ 甲、≠ 乙" for texts is refused as a list: read as "or" it would accept everything,
 * and people mean "and". */
static bool read_tree(collector *c, const kp_ast *ast)
{
    bool ordered = c->kind == KP_NUM || c->kind == KP_DATE;

    if (ast->kind == KP_AST_ANY) {
        c->out->any = true;
        return true;
    }
    if (!ordered && is_unequal(ast)) {
        c->out->negated = true;
        return read_one(c, ast->arg[0]);
    }
    if (ast->kind != KP_AST_IN && ast->kind != KP_AST_NONE_OF)
        return read_one(c, ast);
    if (ast->kind == KP_AST_IN && ast->arg[0])
        return refuse(c, KP2220, ast, typed(c, ast));
    c->out->negated = ast->kind == KP_AST_NONE_OF;
    for (size_t i = ast->kind == KP_AST_IN; i < ast->nargs; i++) {
        if (is_unequal(ast->arg[i]) && ast->nargs > 1)
            return refuse(c, KP2222, ast->arg[i], typed(c, ast));
        if (!read_one(c, ast->arg[i]))
            return false;
    }
    return true;
}

bool kp__accept_read(const kp__accept_reader *reader, const kp_parse_where *where,
                     kp_kind kind, const kp_ast *ast, kp_accept *out)
{
    collector c = {.reader = reader, .where = where, .kind = kind, .out = out};

    *out = (kp_accept){0};
    return read_tree(&c, ast);
}

kp_accept kp__accept_value(kp_arena *arena, kp_value value)
{
    kp_accept accept = {0};

    if (value.kind == KP_NUM || value.kind == KP_DATE) {
        kp_decimal at = value.kind == KP_NUM ? value.as.num : kp_dec(value.as.date, 0);
        accept.nintervals = 1;
        accept.interval = KP_NEW(arena, kp_interval);
        *accept.interval = (kp_interval){{.at = at}, {.at = at}};
        return accept;
    }
    accept.nsymbols = 1;
    accept.symbol = KP_NEW(arena, uint32_t);
    *accept.symbol = value.kind == KP_TEXT ? value.as.symbol : value.as.flag;
    return accept;
}

kp_accept kp__accept_comparison(kp_arena *arena, kp_op op, kp_decimal at)
{
    kp__accept_reader reader = {.arena = arena};
    kp_accept accept = {0};
    collector c = {.reader = &reader, .kind = KP_NUM, .out = &accept};

    add_comparison(&c, op, at);
    return accept;
}

/* ---- both of two ---- */

/* Ends in order along the line: below every low end is "no low end". */
static int compare_lows(kp_cut a, kp_cut b)
{
    if (a.infinite || b.infinite)
        return (int)b.infinite - (int)a.infinite;
    int order = kp_dec_cmp(a.at, b.at);
    return order ? order : (int)a.open - (int)b.open;
}

static int compare_highs(kp_cut a, kp_cut b)
{
    if (a.infinite || b.infinite)
        return (int)a.infinite - (int)b.infinite;
    int order = kp_dec_cmp(a.at, b.at);
    return order ? order : (int)b.open - (int)a.open;
}

bool kp__interval_is_empty(const kp_interval *interval)
{
    if (interval->low.infinite || interval->high.infinite)
        return false;
    int order = kp_dec_cmp(interval->low.at, interval->high.at);
    return order > 0 || (order == 0 && (interval->low.open || interval->high.open));
}

static int compare_intervals(const void *a, const void *b)
{
    return compare_lows(((const kp_interval *)a)->low, ((const kp_interval *)b)->low);
}

/* The intervals between the accepted ones, as a positive accept. */
static kp_accept complement(kp_arena *arena, const kp_accept *accept)
{
    size_t n = accept->nintervals;
    kp_interval *sorted = KP_NEW_ARRAY(arena, n + 1, kp_interval);
    kp_accept out = {.interval = KP_NEW_ARRAY(arena, n + 1, kp_interval)};
    kp_cut low = no_end;
    bool more = true;

    for (size_t i = 0; i < n; i++)
        sorted[i] = accept->interval[i];
    qsort(sorted, n, sizeof(kp_interval), compare_intervals);
    for (size_t i = 0; i < n && more; i++) {
        if (kp__interval_is_empty(&sorted[i]))
            continue;
        kp_interval gap = {low, sorted[i].low};
        gap.high.open = !gap.high.open;
        if (!gap.high.infinite && !kp__interval_is_empty(&gap))
            out.interval[out.nintervals++] = gap;
        more = !sorted[i].high.infinite;
        kp_cut behind = sorted[i].high;
        behind.open = !behind.open;
        if (more && (low.infinite || compare_lows(behind, low) > 0))
            low = behind;
    }
    if (more)
        out.interval[out.nintervals++] = (kp_interval){low, no_end};
    return out;
}

static void intersect_intervals(kp_arena *arena, const kp_accept *a, const kp_accept *b,
                                kp_accept *out)
{
    kp_accept first = a->negated ? complement(arena, a) : *a;
    kp_accept second = b->negated ? complement(arena, b) : *b;

    out->interval =
        KP_NEW_ARRAY(arena, first.nintervals * second.nintervals + 1, kp_interval);
    for (size_t i = 0; i < first.nintervals; i++)
        for (size_t j = 0; j < second.nintervals; j++) {
            const kp_interval *x = &first.interval[i];
            const kp_interval *y = &second.interval[j];
            kp_interval both = {
                compare_lows(x->low, y->low) > 0 ? x->low : y->low,
                compare_highs(x->high, y->high) < 0 ? x->high : y->high,
            };
            if (!kp__interval_is_empty(&both))
                out->interval[out->nintervals++] = both;
        }
}

/* The listed symbols of `a` that `b` accepts too. */
static void filter_symbols(kp_arena *arena, const kp_dinput *input,
                           const kp_symbols *symbols, const kp_accept *a,
                           const kp_accept *b, kp_accept *out)
{
    out->symbol = KP_NEW_ARRAY(arena, a->nsymbols + 1, uint32_t);
    for (size_t i = 0; i < a->nsymbols; i++) {
        kp_value value = input->kind == KP_TEXT ? kp_value_text(a->symbol[i])
                                                : kp_value_bool(a->symbol[i] != 0);
        if (kp_accept_holds(b, input, symbols, value))
            out->symbol[out->nsymbols++] = a->symbol[i];
    }
}

/* Neither of two lists: the negation of their union. */
static void join_negations(kp_arena *arena, const kp_accept *a, const kp_accept *b,
                           kp_accept *out)
{
    const kp_accept *both[] = {a, b};

    out->negated = true;
    out->symbol = KP_NEW_ARRAY(arena, a->nsymbols + b->nsymbols + 1, uint32_t);
    out->pattern = KP_NEW_ARRAY(arena, a->npatterns + b->npatterns + 1, kp_str);
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < both[k]->nsymbols; i++)
            out->symbol[out->nsymbols++] = both[k]->symbol[i];
        for (size_t i = 0; i < both[k]->npatterns; i++)
            out->pattern[out->npatterns++] = both[k]->pattern[i];
    }
}

static bool is_plain_list(const kp_accept *accept)
{
    return !accept->negated && accept->npatterns == 0;
}

bool kp__accept_both(kp_arena *arena, const kp_dinput *input, const kp_symbols *symbols,
                     const kp_accept *a, const kp_accept *b, kp_accept *out)
{
    *out = (kp_accept){0};
    if (a->any || b->any) {
        *out = a->any ? *b : *a;
        return true;
    }
    if (input->kind == KP_NUM || input->kind == KP_DATE) {
        intersect_intervals(arena, a, b, out);
        return true;
    }
    if (is_plain_list(a))
        filter_symbols(arena, input, symbols, a, b, out);
    else if (is_plain_list(b))
        filter_symbols(arena, input, symbols, b, a, out);
    else if (a->negated && b->negated)
        join_negations(arena, a, b, out);
    else
        return false;
    return true;
}

bool kp__accept_is_empty(const kp_accept *accept, kp_kind kind)
{
    if (accept->any || accept->negated)
        return false;
    if (kind != KP_NUM && kind != KP_DATE)
        return accept->nsymbols == 0 && accept->npatterns == 0;
    for (size_t i = 0; i < accept->nintervals; i++)
        if (!kp__interval_is_empty(&accept->interval[i]))
            return false;
    return true;
}
