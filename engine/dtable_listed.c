/* dtable_listed.c - which rules the plain search need not ask.
 *
 * A long table is usually a list: one row a post, a code, a person.  A rule that lists
 * its texts in such a column can only match a text on its list, so that the others are
 * passed over; the search stays as plain as it was and does not grow with the rows.
 * Shares nothing with the layers of the index, which it is the oracle of.
 */
#include <stdlib.h>

#include "engine/dtable_index.h"

#define FEWEST_RULES 8

/* Matches nothing but its listed texts, no missing value either. */
static bool lists_texts(const kp_accept *accept)
{
    return !accept->any && !accept->negated && accept->npatterns == 0;
}

static int compare_listings(const void *left, const void *right)
{
    const kp_listing *a = left, *b = right;

    if (a->symbol != b->symbol)
        return a->symbol < b->symbol ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static const kp_accept *asked_cell(const kp_dtable *table, uint32_t at, size_t input)
{
    return &table->rule[kp_dtable_asked(table, at)].accept[input];
}

static kp_listed *list_column(kp_arena *arena, const kp_dtable *table, size_t input)
{
    kp_listed *listed = KP_NEW(arena, kp_listed);
    size_t npairs = 0;

    listed->input = (uint32_t)input;
    for (uint32_t at = 0; at < table->nrules; at++)
        npairs += asked_cell(table, at, input)->nsymbols;
    listed->pair = KP_NEW_ARRAY(arena, npairs + 1, kp_listing);
    listed->rest = KP_NEW_ARRAY(arena, table->nrules + 1, uint32_t);
    for (uint32_t at = 0; at < table->nrules; at++) {
        const kp_accept *accept = asked_cell(table, at, input);

        if (!lists_texts(accept))
            listed->rest[listed->nrest++] = at;
        for (size_t i = 0; lists_texts(accept) && i < accept->nsymbols; i++)
            listed->pair[listed->npairs++] = (kp_listing){accept->symbol[i], at};
    }
    qsort(listed->pair, listed->npairs, sizeof *listed->pair, compare_listings);
    return listed;
}

/* Different texts listed: the more, the fewer rules share one. */
static size_t count_texts(const kp_listed *listed)
{
    size_t n = 0;

    for (size_t i = 0; i < listed->npairs; i++)
        n += i == 0 || listed->pair[i].symbol != listed->pair[i - 1].symbol;
    return n;
}

void kp__listed_build(kp_arena *arena, const kp_dtable *table)
{
    size_t best = 0;

    table->index->listed = NULL;
    if (table->nrules < FEWEST_RULES)
        return;
    for (size_t k = 0; k < table->ninputs; k++) {
        if (table->input[k].kind != KP_TEXT)
            continue;
        kp_listed *listed = list_column(arena, table, k);
        size_t texts = count_texts(listed);

        if (listed->nrest * 2 > table->nrules || texts <= best)
            continue;
        best = texts;
        table->index->listed = listed;
    }
}

/* The first pair of that symbol or of a later one. */
static const kp_listing *first_of(const kp_listed *listed, uint64_t symbol)
{
    size_t low = 0, high = listed->npairs;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (listed->pair[middle].symbol < symbol)
            low = middle + 1;
        else
            high = middle;
    }
    return listed->pair + low;
}

kp_asking kp__asking_begin(const kp_dtable *table, const kp_value *args)
{
    const kp_listed *listed = table->index->listed;
    kp_asking asking = {0};

    if (!listed) {
        asking.end = (uint32_t)table->nrules;
        return asking;
    }
    asking.rest = listed->rest;
    asking.rest_end = listed->rest + listed->nrest;
    kp_value text = args[listed->input];
    if (text.kind != KP_TEXT || text.state != KP_VALUE)
        return asking;  // only `any` takes what is missing
    asking.pair = first_of(listed, text.as.symbol);
    asking.pairs_end = first_of(listed, (uint64_t)text.as.symbol + 1);
    return asking;
}

bool kp__asking_next(kp_asking *asking, uint32_t *at)
{
    if (asking->next < asking->end) {
        *at = asking->next++;
        return true;
    }
    bool listed = asking->pair < asking->pairs_end,
         rest = asking->rest < asking->rest_end;

    if (!listed && !rest)
        return false;
    if (!listed || (rest && *asking->rest < asking->pair->at)) {
        *at = *asking->rest++;
        return true;
    }
    *at = asking->pair->at;
    // A text may be listed twice in one cell.
    while (asking->pair < asking->pairs_end && asking->pair->at == *at)
        asking->pair++;
    return true;
}
