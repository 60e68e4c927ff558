/* random_table.h - random small decision tables for property tests.
 *
 * Numbers, dates, texts and booleans; intervals of every openness that share their
 * ends; lists, negations and patterns; all hit policies.  Outputs are small whole
 * numbers.
 */
#ifndef KP_TESTS_SUPPORT_RANDOM_TABLE_H
#define KP_TESTS_SUPPORT_RANDOM_TABLE_H

#include "engine/dtable.h"

#define RANDOM_INPUTS 4
#define RANDOM_TEXTS 8
#define RANDOM_RULES 9

typedef struct random_source {
    uint64_t state;
} random_source;

/* SplitMix64. */
static inline uint32_t random_below(random_source *random, uint32_t n)
{
    uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ (z >> 31)) >> 32) % n;
}

/* Symbols 0..RANDOM_TEXTS-1; tables list some, patterns match some. */
static inline kp_symbols *random_symbols(void)
{
    static const char *const text[RANDOM_TEXTS] = {
        "优秀", "良好", "招商一局", "招商局", "财政局", "合格", "", "其他",
    };
    kp_symbols *symbols = kp_symbols_open();

    for (size_t i = 0; i < RANDOM_TEXTS; i++)
        kp_symbol(symbols, kp_str_of(text[i]));
    return symbols;
}

static inline kp_cut random_cut(random_source *random, kp_kind kind)
{
    static const kp_decimal number[] = {
        {0, 0}, {5, 1}, {1, 0}, {125, 2}, {2, 0}, {333, 2}, {10, 0}, {1000, 2},
    };
    kp_cut cut = {.open = random_below(random, 2),
                  .infinite = !random_below(random, 5)};

    cut.at = kind == KP_DATE ? kp_dec(random_below(random, 10), 0)
                             : number[random_below(random, 8)];
    return cut;
}

static inline void random_intervals(kp_arena *arena, random_source *random,
                                    kp_kind kind, kp_accept *accept)
{
    accept->nintervals = 1 + random_below(random, 2);
    accept->interval = KP_NEW_ARRAY(arena, accept->nintervals, kp_interval);
    for (size_t i = 0; i < accept->nintervals; i++)
        accept->interval[i] =
            (kp_interval){random_cut(random, kind), random_cut(random, kind)};
}

static inline void random_texts(kp_arena *arena, random_source *random,
                                kp_accept *accept)
{
    static const char *const pattern[] = {"^招商", "局$", "^.?$"};

    accept->nsymbols = random_below(random, 3);
    accept->symbol = KP_NEW_ARRAY(arena, 3, uint32_t);
    for (size_t i = 0; i < accept->nsymbols; i++)
        accept->symbol[i] = random_below(random, RANDOM_TEXTS - 2);
    accept->npatterns = random_below(random, 3) == 0;
    accept->pattern = KP_NEW(arena, kp_str);
    *accept->pattern = kp_str_of(pattern[random_below(random, 3)]);
}

static inline kp_accept random_accept(kp_arena *arena, random_source *random,
                                      kp_kind kind)
{
    kp_accept accept = {.any = random_below(random, 4) == 0};

    if (accept.any)
        return accept;
    accept.negated = random_below(random, 6) == 0;
    if (kind == KP_TEXT) {
        random_texts(arena, random, &accept);
    } else if (kind == KP_BOOL) {
        accept.nsymbols = 1;
        accept.symbol = KP_NEW(arena, uint32_t);
        *accept.symbol = random_below(random, 2);
    } else {
        random_intervals(arena, random, kind, &accept);
    }
    return accept;
}

static inline void random_output(kp_arena *arena, random_source *random,
                                 kp_dtable *table)
{
    kp_doutput *output = KP_NEW(arena, kp_doutput);

    output->kind = KP_NUM;
    output->fallback = kp_value_none(KP_NUM, KP_BLANK);
    output->cell = KP_NEW_ARRAY(arena, table->nrules + 1, kp_value);
    for (size_t r = 0; r < table->nrules; r++)
        output->cell[r] = kp_value_num(kp_dec(random_below(random, 4), 0));
    output->npriority = 4;
    output->priority = KP_NEW_ARRAY(arena, 4, kp_value);
    for (int i = 0; i < 4; i++)
        output->priority[i] = kp_value_num(kp_dec(i, 0));
    table->output = output;
    table->noutputs = 1;
}

static inline kp_dtable *random_table(kp_arena *arena, random_source *random)
{
    static const kp_kind kinds[] = {KP_NUM, KP_TEXT, KP_DATE, KP_NUM, KP_BOOL};
    kp_dtable *table = KP_NEW(arena, kp_dtable);

    table->name = KP_STR("随机");
    table->policy = (kp_hit_policy)random_below(random, KP_HIT_COUNT + 1);
    table->ninputs = 1 + random_below(random, RANDOM_INPUTS);
    table->nrules = random_below(random, RANDOM_RULES);
    table->input = KP_NEW_ARRAY(arena, table->ninputs, kp_dinput);
    for (size_t k = 0; k < table->ninputs; k++)
        table->input[k].kind = kinds[random_below(random, 5)];
    table->rule = KP_NEW_ARRAY(arena, table->nrules + 1, kp_drule);
    for (size_t r = 0; r < table->nrules; r++) {
        table->rule[r].accept = KP_NEW_ARRAY(arena, table->ninputs, kp_accept);
        for (size_t k = 0; k < table->ninputs; k++)
            table->rule[r].accept[k] =
                random_accept(arena, random, table->input[k].kind);
    }
    random_output(arena, random, table);
    return table;
}

#endif
