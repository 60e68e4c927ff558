/* dtable.c - the meaning of decision tables, without index.
 *
 * kp_dtable_find asks every rule in turn that can match (dtable_listed.c).  It serves
 * single look-ups and is the oracle that the index is tested against.
 */
#include "engine/dtable_index.h"

#include <assert.h>
#include <stdlib.h>

/* ---- one condition cell ---- */

static bool interval_holds(const kp_interval *interval, kp_decimal at)
{
    if (!interval->low.infinite) {
        int order = kp_dec_cmp(at, interval->low.at);
        if (order < 0 || (order == 0 && interval->low.open))
            return false;
    }
    if (!interval->high.infinite) {
        int order = kp_dec_cmp(at, interval->high.at);
        if (order > 0 || (order == 0 && interval->high.open))
            return false;
    }
    return true;
}

static bool some_interval_holds(const kp_accept *accept, kp_decimal at)
{
    for (size_t i = 0; i < accept->nintervals; i++)
        if (interval_holds(&accept->interval[i], at))
            return true;
    return false;
}

static bool some_symbol_is(const kp_accept *accept, uint32_t symbol)
{
    for (size_t i = 0; i < accept->nsymbols; i++)
        if (accept->symbol[i] == symbol)
            return true;
    return false;
}

/* A text on which a pattern gives up is like a missing one: only `any` takes it. */
static bool text_holds(const kp_accept *accept, const kp_symbols *symbols,
                       uint32_t symbol)
{
    bool held = some_symbol_is(accept, symbol);

    for (size_t i = 0; i < accept->npatterns; i++) {
        kp_str text = kp_symbol_text(symbols, symbol);
        kp_match match = kp_pattern_match_once(accept->pattern[i], text);
        if (match == KP_MATCH_GAVE_UP)
            return false;
        held = held || match == KP_MATCH_YES;
    }
    return held != accept->negated;
}

bool kp_accept_holds(const kp_accept *accept, const kp_dinput *input,
                     const kp_symbols *symbols, kp_value value)
{
    if (accept->any)
        return true;
    if (value.state != KP_VALUE)
        return false;
    assert(value.kind == input->kind);
    switch (input->kind) {
    case KP_NUM:
        return some_interval_holds(accept, value.as.num) != accept->negated;
    case KP_DATE:
        return some_interval_holds(accept, kp_dec(value.as.date, 0)) != accept->negated;
    case KP_TEXT:
        return text_holds(accept, symbols, value.as.symbol);
    case KP_BOOL:
        return some_symbol_is(accept, value.as.flag) != accept->negated;
    case KP_LINK:
        break;
    }
    return false;
}

/* ---- one row ---- */

static bool rule_matches(const kp_dtable *table, const kp_symbols *symbols,
                         uint32_t rule, const kp_value *args)
{
    for (size_t k = 0; k < table->ninputs; k++)
        if (!kp_accept_holds(&table->rule[rule].accept[k], &table->input[k], symbols,
                             args[k]))
            return false;
    return true;
}

uint32_t kp_dtable_asked(const kp_dtable *table, uint32_t i)
{
    return table->index->policy_order[i];
}

#define FEW_RULES 64

uint32_t kp_dtable_find(const kp_dtable *table, const kp_symbols *symbols,
                        const kp_value *args)
{
    uint32_t few[FEW_RULES];
    uint32_t *matched = few;
    kp_asking asking;
    uint32_t at;
    size_t n = 0;

    assert(table->index);
    if (table->nrules > FEW_RULES)
        matched = malloc(table->nrules * sizeof(uint32_t));
    if (!matched)
        abort();
    kp__asking_begin(table, args, &asking);
    while (kp__asking_next(&asking, &at)) {
        uint32_t rule = kp_dtable_asked(table, at);
        if (rule_matches(table, symbols, rule, args))
            matched[n++] = rule;
    }
    n = kp__hits_thin(table, matched, n);
    uint32_t hit = kp__hits_find(table, matched, n);
    if (matched != few)
        free(matched);
    return hit;
}

/* ---- compiling ---- */

void kp_dtable_finish(kp_arena *arena, kp_dtable *table, const kp_symbols *symbols)
{
    table->index = KP_NEW(arena, kp_dindex);
    table->index->symbols = symbols;
    if (!kp__index_build(arena, table, symbols)) {
        table->index = NULL;
        table->nhits = KP_DTABLE_MAX_HITS + 1;
        return;
    }
    kp__outputs_settle(arena, table, symbols);
    kp__listed_build(arena, table);
}
