/* dtable_listed.c - which rules the plain search need not ask.
 *
 * A long table is usually a list: one row a post, a code, a band of scores.  A rule
 * that lists its texts in such a column, or takes one band of numbers, can match
 * nothing else, so that the others are passed over; the search stays as plain as it was
 * and does not grow with the rows.  Where more than a few bands lie around a number,
 * all are asked. Shares nothing with the layers of the index, which it is the oracle
 * of.
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

/* ---- bands ---- */

static bool is_band(const kp_accept *accept)
{
    return !accept->any && !accept->negated && accept->nintervals == 1 &&
           !accept->interval[0].low.infinite;
}

static int compare_bands(const void *left, const void *right)
{
    const kp_band *a = left, *b = right;
    int order = kp_dec_cmp(a->low, b->low);

    return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

static void find_reaches(kp_listed *listed)
{
    for (size_t i = 0; i < listed->nbands; i++) {
        kp_band *band = &listed->band[i];
        const kp_band *before = i ? band - 1 : band;

        band->all_endless = band->endless || (i && before->all_endless);
        band->reach =
            i && kp_dec_cmp(before->reach, band->high) > 0 ? before->reach : band->high;
    }
}

static kp_listed *band_column(kp_arena *arena, const kp_dtable *table, size_t input)
{
    kp_listed *listed = KP_NEW(arena, kp_listed);

    listed->input = (uint32_t)input;
    listed->band = KP_NEW_ARRAY(arena, table->nrules + 1, kp_band);
    listed->rest = KP_NEW_ARRAY(arena, table->nrules + 1, uint32_t);
    for (uint32_t at = 0; at < table->nrules; at++) {
        const kp_accept *accept = asked_cell(table, at, input);

        if (!is_band(accept)) {
            listed->rest[listed->nrest++] = at;
            continue;
        }
        const kp_interval *from_to = &accept->interval[0];
        bool endless = from_to->high.infinite;
        listed->band[listed->nbands++] =
            (kp_band){.low = from_to->low.at,
                      .high = endless ? from_to->low.at : from_to->high.at,
                      .endless = endless,
                      .at = at};
    }
    qsort(listed->band, listed->nbands, sizeof *listed->band, compare_bands);
    find_reaches(listed);
    return listed;
}

/* ---- the column ---- */

/* A column of many texts is the best; else the one of the most bands. */
void kp__listed_build(kp_arena *arena, const kp_dtable *table)
{
    size_t best = 0;
    bool best_is_text = false;

    table->index->listed = NULL;
    if (table->nrules < FEWEST_RULES)
        return;
    for (size_t k = 0; k < table->ninputs; k++) {
        bool text = table->input[k].kind == KP_TEXT;

        if (table->input[k].kind == KP_BOOL || (best_is_text && !text))
            continue;
        kp_listed *listed =
            text ? list_column(arena, table, k) : band_column(arena, table, k);
        size_t found = text ? count_texts(listed) : listed->nbands;

        if (listed->nrest * 2 > table->nrules ||
            (found <= best && !(text && !best_is_text)))
            continue;
        best = found;
        best_is_text = text;
        table->index->listed = listed;
    }
}

/* ---- asking ---- */

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

/* How many bands begin at that number or before. */
static size_t bands_up_to(const kp_listed *listed, kp_decimal at)
{
    size_t low = 0, high = listed->nbands;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (kp_dec_cmp(listed->band[middle].low, at) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The bands around a number, by position; false when there are too many. */
static bool ask_bands(const kp_listed *listed, kp_decimal number, kp_asking *asking)
{
    size_t n = 0;

    for (size_t i = bands_up_to(listed, number); i-- > 0;) {
        const kp_band *band = &listed->band[i];

        if (!band->all_endless && kp_dec_cmp(band->reach, number) < 0)
            break;
        if (n == KP_ASKING_BANDS)
            return false;
        size_t k = n++;
        for (; k > 0 && asking->band[k - 1].at > band->at; k--)
            asking->band[k] = asking->band[k - 1];
        asking->band[k] = (kp_listing){0, band->at};
    }
    asking->pair = asking->band;
    asking->pairs_end = asking->band + n;
    return true;
}

static void ask_all(const kp_dtable *table, kp_asking *asking)
{
    *asking = (kp_asking){.end = (uint32_t)table->nrules};
}

void kp__asking_begin(const kp_dtable *table, const kp_value *args, kp_asking *asking)
{
    const kp_listed *listed = table->index->listed;

    ask_all(table, asking);
    if (!listed)
        return;
    asking->end = 0;
    asking->rest = listed->rest;
    asking->rest_end = listed->rest + listed->nrest;
    kp_value value = args[listed->input];
    if (value.state != KP_VALUE)
        return;  // only `any` takes what is missing
    if (listed->pair) {
        asking->pair = first_of(listed, value.as.symbol);
        asking->pairs_end = first_of(listed, (uint64_t)value.as.symbol + 1);
        return;
    }
    bool date = value.kind == KP_DATE;
    if (!ask_bands(listed, date ? kp_dec(value.as.date, 0) : value.as.num, asking))
        ask_all(table, asking);
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
