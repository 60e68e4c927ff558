/* lines.c - a decision table as lines of a sheet, one for every combination of its
 * alternatives: a rule for "优秀、良好" becomes two lines with one text each, so that a
 * line's conditions can be asked by comparisons with cells alone.
 */
#include "io/live/parts.h"

#include <stdlib.h>

static size_t alternatives(const kp_accept *accept, kp_kind kind)
{
    bool text = kind == KP_TEXT || kind == KP_BOOL;

    if (accept->any || (accept->negated && text))
        return 1;
    return text ? accept->nsymbols : accept->nintervals;
}

static bool is_sayable(const kp_live_plan *plan, const kp_accept *accept, kp_kind kind)
{
    if (accept->any)
        return true;
    if (accept->npatterns || kind == KP_LINK)
        return false;
    if (kind != KP_TEXT && kind != KP_BOOL)
        return !accept->negated;
    for (size_t i = 0; kind == KP_TEXT && i < accept->nsymbols; i++)
        if (plan->collides[accept->symbol[i]] ||
            kp_str_is(kp_symbol_text(plan->scheme->symbols, accept->symbol[i]),
                      KP__ANY_TEXT))
            return false;
    return true;
}

/* What is added up or compared must be numbers, each of them there. */
static bool policy_is_sayable(const kp_dtable *table)
{
    if (table->policy != KP_HIT_SUM && table->policy != KP_HIT_MIN &&
        table->policy != KP_HIT_MAX)
        return true;
    for (size_t r = 0; r < table->nrules; r++)
        if (table->output[0].kind != KP_NUM ||
            table->output[0].cell[r].state != KP_VALUE)
            return false;
    return true;
}

/* Also counts the lines. */
static bool table_is_sayable(const kp_live_plan *plan, kp__live_table *t)
{
    const kp_dtable *table = t->table;

    for (size_t r = 0; r < table->nrules; r++) {
        size_t lines = 1;

        for (size_t k = 0; k < table->ninputs; k++) {
            const kp_accept *accept = &table->rule[r].accept[k];

            if (!is_sayable(plan, accept, table->input[k].kind))
                return false;
            lines *= alternatives(accept, table->input[k].kind);
            if (lines > KP__LINES_MOST)
                return false;
        }
        t->nlines += lines;
    }
    return t->nlines <= KP__LINES_MOST && policy_is_sayable(table);
}

/* ---- columns ---- */

static bool is_point(const kp_interval *in)
{
    return !in->low.infinite && !in->high.infinite && !in->low.open && !in->high.open &&
           kp_dec_cmp(in->low.at, in->high.at) == 0;
}

static void note_bound(const kp_cut *cut, bool *known, bool *open, bool *mixed)
{
    if (cut->infinite)
        return;
    *mixed |= *known && *open != cut->open;
    *open = *known ? *open : cut->open;
    *known = true;
}

static void lay_out_numbers(const kp_dtable *table, size_t k, kp__input_layout *in)
{
    bool points = true, low = false, high = false;

    for (size_t r = 0; r < table->nrules; r++) {
        const kp_accept *accept = &table->rule[r].accept[k];

        in->any |= accept->any;
        for (size_t i = 0; !accept->any && i < accept->nintervals; i++) {
            const kp_interval *interval = &accept->interval[i];

            points = points && is_point(interval);
            note_bound(&interval->low, &low, &in->low_open, &in->low_mixed);
            note_bound(&interval->high, &high, &in->high_open, &in->high_mixed);
        }
    }
    in->form = points ? KP__EQUALS : KP__BETWEEN;
}

static void lay_out_texts(const kp_dtable *table, size_t k, kp__input_layout *in)
{
    in->form = KP__EQUALS;
    for (size_t r = 0; r < table->nrules; r++) {
        const kp_accept *accept = &table->rule[r].accept[k];

        in->any |= accept->any || accept->negated;
        if (!accept->any && accept->negated && accept->nsymbols > in->excluded)
            in->excluded = (uint32_t)accept->nsymbols;
    }
}

static uint32_t width_of(const kp__input_layout *in)
{
    if (in->form == KP__EQUALS)
        return 1 + in->excluded;
    return 2u + in->low_mixed + in->high_mixed;
}

static void lay_out(kp_live_plan *plan, kp__live_table *t)
{
    const kp_dtable *table = t->table;
    uint32_t column = KP__FIRST_INPUT;

    t->input = KP_NEW_ARRAY(plan->arena, table->ninputs + 1, kp__input_layout);
    for (size_t k = 0; k < table->ninputs; k++) {
        kp__input_layout *in = &t->input[k];

        if (table->input[k].kind == KP_TEXT || table->input[k].kind == KP_BOOL)
            lay_out_texts(table, k, in);
        else
            lay_out_numbers(table, k, in);
        in->column = column;
        column += width_of(in);
    }
    t->first_output = column;
    t->clause_column = column + (uint32_t)table->noutputs;
    t->ncolumns = t->clause_column + 1;
}

/* ---- lines ---- */

/* The next combination; false when all were there. */
static bool next_choice(const kp_dtable *table, uint32_t rule, uint32_t *choice)
{
    for (size_t k = table->ninputs; k-- > 0;) {
        const kp_accept *accept = &table->rule[rule].accept[k];

        if (++choice[k] < alternatives(accept, table->input[k].kind))
            return true;
        choice[k] = 0;
    }
    return false;
}

static bool has_lines(const kp_dtable *table, uint32_t rule)
{
    for (size_t k = 0; k < table->ninputs; k++)
        if (alternatives(&table->rule[rule].accept[k], table->input[k].kind) == 0)
            return false;
    return true;
}

static void make_lines(kp_live_plan *plan, kp__live_table *t)
{
    const kp_dtable *table = t->table;
    uint32_t *choice = KP_NEW_ARRAY(plan->arena, table->ninputs + 1, uint32_t);
    size_t n = 0;

    t->line = KP_NEW_ARRAY(plan->arena, t->nlines + 1, kp__line);
    for (uint32_t i = 0; i < table->nrules; i++) {
        uint32_t rule = kp_dtable_asked(table, i);

        if (!has_lines(table, rule))
            continue;
        do {
            uint32_t *own = KP_NEW_ARRAY(plan->arena, table->ninputs + 1, uint32_t);

            for (size_t k = 0; k < table->ninputs; k++)
                own[k] = choice[k];
            t->line[n++] = (kp__line){rule, own};
        } while (next_choice(table, rule, choice));
    }
    t->nlines = n;
}

kp_interval kp__interval_of(const kp__live_table *t, const kp__line *line, size_t input)
{
    const kp_accept *accept = &t->table->rule[line->rule].accept[input];
    const kp_cut endless = {.infinite = true};

    if (accept->any)
        return (kp_interval){endless, endless};
    return accept->interval[line->choice[input]];
}

/* ---- what finds a line ---- */

/* One text input, a text a line. */
static bool is_listed(const kp_live_plan *plan, const kp__live_table *t)
{
    const kp_dtable *table = t->table;

    return table->ninputs == 1 && t->exclusive && t->nlines && !plan->wildcards &&
           (table->input[0].kind == KP_TEXT || table->input[0].kind == KP_BOOL) &&
           !t->input[0].any;
}

static bool is_step(kp_interval below, kp_interval above)
{
    return !above.low.infinite && !below.high.infinite && !above.low.open &&
           below.high.open && kp_dec_cmp(below.high.at, above.low.at) == 0;
}

/* One number, lines that rise without gap and end nowhere. */
static bool is_ladder(const kp__live_table *t)
{
    if (t->table->ninputs != 1 || t->input[0].form != KP__BETWEEN || !t->exclusive ||
        t->nlines == 0 || t->table->complete)
        return false;
    kp_interval last = kp__interval_of(t, &t->line[t->nlines - 1], 0);

    for (size_t i = 1; i < t->nlines; i++)
        if (!is_step(kp__interval_of(t, &t->line[i - 1], 0),
                     kp__interval_of(t, &t->line[i], 0)))
            return false;
    return last.high.infinite && !kp__interval_of(t, &t->line[0], 0).low.open;
}

/* Falling bands are usual in rule tables: 90 and above first. */
static void turn_round(kp__live_table *t)
{
    for (size_t i = 0; i < t->nlines / 2; i++) {
        kp__line line = t->line[i];

        t->line[i] = t->line[t->nlines - 1 - i];
        t->line[t->nlines - 1 - i] = line;
    }
}

static void find_ladder(kp__live_table *t)
{
    t->ladder = is_ladder(t);
    if (t->ladder)
        return;
    turn_round(t);
    t->ladder = is_ladder(t);
    if (!t->ladder)
        turn_round(t);
}

/* Several intervals of one rule might overlap; texts never do. */
static bool is_exclusive(const kp_dtable *table)
{
    if (table->policy != KP_HIT_UNIQUE || table->hit_violation_at < table->nhits)
        return false;
    for (size_t r = 0; r < table->nrules; r++)
        for (size_t k = 0; k < table->ninputs; k++)
            if (!table->rule[r].accept[k].any &&
                table->rule[r].accept[k].nintervals > 1)
                return false;
    return true;
}

void kp__lines_make(kp_live_plan *plan, kp__live_table *t)
{
    if (!table_is_sayable(plan, t)) {
        t->why = KP__WHY_TABLE;
        return;
    }
    lay_out(plan, t);
    make_lines(plan, t);
    t->exclusive = is_exclusive(t->table);
    t->listed = is_listed(plan, t);
    if (!t->listed && t->exclusive)
        find_ladder(t);
}

/* ---- cells ---- */

static void show_bound(const kp_cut *cut, bool high, kp_live_cell *out)
{
    out->content = KP_LIVE_NUMBER;
    out->look = cut->infinite ? KP_LIVE_ENDLESS : KP_LIVE_INPUT;
    out->number = cut->infinite ? kp_dec(high ? 999 : -999, -305) : cut->at;
}

static void show_between(const kp__live_table *t, const kp__line *line, size_t k,
                         uint32_t at, kp_live_cell *out)
{
    const kp__input_layout *in = &t->input[k];
    kp_interval interval = kp__interval_of(t, line, k);
    const kp_cut *bound;

    if (at < 2) {
        show_bound(at ? &interval.high : &interval.low, at == 1, out);
        if (t->table->input[k].kind == KP_DATE &&
            !(at ? interval.high : interval.low).infinite)
            (void)kp_dec_add(out->number, kp_dec(25569, 0), &out->number);
        return;
    }
    bound = at == 2 && in->low_mixed ? &interval.low : &interval.high;
    out->content = KP_LIVE_NUMBER;
    out->number = kp_dec(!bound->open, 0);
}

static void show_text(const kp_live_plan *plan, kp_kind kind, uint32_t symbol,
                      kp_live_cell *out)
{
    out->content = KP_LIVE_TEXT;
    if (kind == KP_BOOL)
        out->text = symbol ? KP_STR("是") : KP_STR("否");
    else
        out->text = kp_symbol_text(plan->scheme->symbols, symbol);
}

static void show_equals(const kp_live_plan *plan, const kp__live_table *t,
                        const kp__line *line, size_t k, uint32_t at, kp_live_cell *out)
{
    const kp_accept *accept = &t->table->rule[line->rule].accept[k];
    kp_kind kind = t->table->input[k].kind;
    bool text = kind == KP_TEXT || kind == KP_BOOL;

    out->content = KP_LIVE_TEXT;
    if (at > 0) {
        // Nothing excluded: a text that no value is, not even a blank.
        out->text = KP_STR("（无）");
        if (!accept->any && accept->negated && at - 1 < accept->nsymbols)
            show_text(plan, kind, accept->symbol[at - 1], out);
    } else if (accept->any || accept->negated) {
        out->text = KP_STR(KP__ANY_TEXT);
    } else if (text) {
        show_text(plan, kind, accept->symbol[line->choice[k]], out);
    } else {
        show_bound(&accept->interval[line->choice[k]].low, false, out);
        if (kind == KP_DATE)
            (void)kp_dec_add(out->number, kp_dec(25569, 0), &out->number);
    }
}

void kp__line_cell(const kp_live_plan *plan, const kp__live_table *t,
                   const kp__line *line, uint32_t column, kp_live_cell *out)
{
    size_t k = 0;

    while (k + 1 < t->table->ninputs && t->input[k + 1].column <= column)
        k++;
    out->look = KP_LIVE_INPUT;
    if (t->input[k].form == KP__BETWEEN)
        show_between(t, line, k, column - t->input[k].column, out);
    else
        show_equals(plan, t, line, k, column - t->input[k].column, out);
}
