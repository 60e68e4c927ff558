/* twins.c - texts that people take for one and the program for two.
 *
 * "招商局(一科)" and "招商局（一科）" differ.  Only where a text is compared does that
 * matter: two such texts of conditions, or a result, parameter or piece of data that no
 * condition would know again, are refused.  Texts that are only shown stay free.
 */
#include "rules/check/spelling.h"

#define STAMP UINT32_MAX  // order.c marks nodes with other numbers

typedef struct twins {
    kp_build *b;
    kp_map keys;       // spelling key: index of the first compared text that has it
    uint32_t *symbol;  // by that index
    kp_where *where;
    size_t n, symbol_cap, where_cap;
    bool *seen;  // by symbol: learnt
} twins;

static kp_str text_of(const twins *s, uint32_t symbol)
{
    return kp_symbol_text(s->b->scheme->symbols, symbol);
}

static kp_str place_text(const twins *s, kp_where where)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 14);
    kp_where_print(where, &text);
    kp_str copy = kp_str_copy(s->b->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static void learn(twins *s, uint32_t symbol, kp_where where)
{
    kp_arena *arena = s->b->arena;

    s->symbol =
        kp_arena_grow(arena, s->symbol, &s->symbol_cap, s->n + 1, sizeof(uint32_t));
    s->where =
        kp_arena_grow(arena, s->where, &s->where_cap, s->n + 1, sizeof(kp_where));
    s->symbol[s->n] = symbol;
    s->where[s->n++] = where;
}

static void tell(const twins *s, uint32_t symbol, kp_where where, size_t other)
{
    kp_str text = text_of(s, symbol);

    kp_fail(s->b->diags, KP2239, where, text, text, text_of(s, s->symbol[other]),
            place_text(s, s->where[other]));
}

/* A text that values are compared with. */
static void compared(twins *s, uint32_t symbol, kp_where where)
{
    kp_str key;
    size_t at;

    if (s->seen[symbol] || text_of(s, symbol).n == 0)
        return;
    s->seen[symbol] = true;
    key = kp__spelling_key(s->b->arena, text_of(s, symbol));
    if (kp_map_put(&s->keys, key, s->n, &at))
        learn(s, symbol, where);
    else
        tell(s, symbol, where, at);
}

/* A text that is given, and that somebody may compare. */
static void given(twins *s, uint32_t symbol, kp_where where)
{
    kp_str key;
    size_t at;

    if (s->seen[symbol])
        return;
    key = kp__spelling_key(s->b->arena, text_of(s, symbol));
    if (!kp_map_get(&s->keys, key, &at))
        return;
    s->seen[symbol] = true;
    tell(s, symbol, where, at);
}

/* ---- tables ---- */

static void walk_conditions(twins *s, size_t t, uint32_t rule)
{
    const kp_dtable *table = s->b->scheme->table[t];

    for (size_t k = 0; k < table->ninputs; k++) {
        const kp_accept *accept = &table->rule[rule].accept[k];

        for (size_t a = 0;
             table->input[k].kind == KP_TEXT && !accept->any && a < accept->nsymbols;
             a++) {
            kp_where where = table->where;

            where.row = table->rule[rule].row;
            where.col = table->input[k].col;
            compared(s, accept->symbol[a], where);
        }
    }
}

static void walk_results(twins *s, size_t t, uint32_t rule)
{
    const kp_dtable *table = s->b->scheme->table[t];

    for (size_t o = 0; o < table->noutputs; o++) {
        const kp_doutput *out = &table->output[o];
        kp_where where = table->where;

        if (out->kind != KP_TEXT || out->cell[rule].state != KP_VALUE ||
            kp_str_is(out->name, "#行"))
            continue;
        where.row = table->rule[rule].row;
        where.col = out->col;
        given(s, out->cell[rule].as.symbol, where);
    }
}

static void walk_tables(twins *s, void walk(twins *, size_t, uint32_t))
{
    for (size_t t = 0; t < s->b->scheme->ntables; t++)
        for (uint32_t r = 0; r < s->b->scheme->table[t]->nrules; r++)
            walk(s, t, r);
}

/* ---- formulas ---- */

static bool is_comparison(const kp_expr *e)
{
    return e->op >= KP_X_EQ && e->op <= KP_X_GE;
}

/* A text typed in a formula; those of parameters are looked at where they stand. */
static bool is_typed_text(const kp_expr *e)
{
    return e->op == KP_X_CONST && e->kind == KP_TEXT && e->value.state == KP_VALUE &&
           !e->text;
}

/* Expressions share nodes: each is looked at once in a walk. */
static void walk_formula(twins *s, const kp_expr *e, kp_where where, uint32_t stamp)
{
    kp_expr *node = kp__unfrozen(e);

    if (node->stamp == stamp)
        return;
    node->stamp = stamp;
    if (e->op == KP_X_FUNCTION)
        where = s->b->scheme->function[e->output].where;
    for (uint32_t k = 0; k < e->nargs; k++) {
        bool compares = is_comparison(e);

        if (is_typed_text(e->arg[k]) && compares == (stamp == STAMP))
            (compares ? compared : given)(s, e->arg[k]->value.as.symbol, where);
        walk_formula(s, e->arg[k], where, stamp);
    }
}

static void walk_formulas(twins *s, uint32_t stamp)
{
    for (size_t f = 0; f < s->b->scheme->nfields; f++) {
        const kp_field *field = s->b->scheme->field[f];

        if (field->expr)
            walk_formula(s, field->expr, field->formula_where, stamp);
    }
}

/* ---- all ---- */

static void keep_compared(const twins *s)
{
    s->b->scheme->ncompared = s->n;
    s->b->scheme->compared = s->symbol;
}

void kp__check_twins(kp_build *b)
{
    const kp_scheme *scheme = b->scheme;
    twins s = {.b = b};

    s.seen = KP_NEW_ARRAY(b->arena, kp_symbol_count(scheme->symbols) + 1, bool);
    kp_map_init(&s.keys, b->arena);
    for (size_t f = 0; f < scheme->nfields; f++)
        for (size_t k = 0; k < scheme->field[f]->noptions; k++)
            compared(&s, scheme->field[f]->option[k], scheme->field[f]->where);
    walk_tables(&s, walk_conditions);
    walk_formulas(&s, STAMP);
    walk_formulas(&s, STAMP - 1);
    for (size_t p = 0; p < scheme->nparams; p++)
        if (scheme->param[p].value.kind == KP_TEXT)
            given(&s, scheme->param[p].value.as.symbol, scheme->param[p].where);
    walk_tables(&s, walk_results);
    keep_compared(&s);
}
