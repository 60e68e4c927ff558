/* Random decision tables: the index, in every form it has, answers what asking every
 * rule in turn answers; hit sets hold what the policy says; findings of the analysis
 * are what trying every elementary value finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/dtable_index.h"
#include "rules/tables/accept.h"
#include "rules/tables/analyse.h"
#include "tests/support/random_table.h"

#define TABLES 10000
#define ROWS 40

typedef struct lookup_batch {
    int64_t word[RANDOM_INPUTS][ROWS];
    const int64_t *arg[RANDOM_INPUTS];
    uint8_t scale[RANDOM_INPUTS];
    uint32_t expected[ROWS];
} lookup_batch;

static int64_t random_word(random_source *random, kp_kind kind, int scale)
{
    switch (kind) {
    case KP_NUM:
        if (random_below(random, 20) == 0)
            return random_below(random, 2) ? INT64_MAX : INT64_MIN;
        return (int64_t)random_below(random, 13 * (uint32_t)kp_pow10_i64[scale]) -
               kp_pow10_i64[scale];
    case KP_DATE:
        return (int64_t)random_below(random, 12);
    case KP_TEXT:
        return random_below(random, RANDOM_TEXTS);
    case KP_BOOL:
    case KP_LINK:
        break;
    }
    return random_below(random, 2);
}

static kp_value value_of(kp_kind kind, int64_t word, int scale)
{
    switch (kind) {
    case KP_NUM:
        return kp_value_num(kp_dec(word, scale));
    case KP_DATE:
        return kp_value_date((int32_t)word);
    case KP_TEXT:
        return kp_value_text((uint32_t)word);
    case KP_BOOL:
    case KP_LINK:
        break;
    }
    return kp_value_bool(word != 0);
}

static void fill_batch(random_source *random, const kp_dtable *table,
                       const kp_symbols *symbols, lookup_batch *batch)
{
    for (size_t k = 0; k < table->ninputs; k++) {
        bool number = table->input[k].kind == KP_NUM;
        batch->scale[k] = number ? (uint8_t)random_below(random, 4) : 0;
        batch->arg[k] = batch->word[k];
    }
    for (size_t i = 0; i < ROWS; i++) {
        kp_value args[RANDOM_INPUTS];
        for (size_t k = 0; k < table->ninputs; k++) {
            kp_kind kind = table->input[k].kind;
            batch->word[k][i] = random_word(random, kind, batch->scale[k]);
            args[k] = value_of(kind, batch->word[k][i], batch->scale[k]);
        }
        batch->expected[i] = kp_dtable_find(table, symbols, args);
    }
}

static void assert_answers(kp_arena *arena, const kp_dtable *table,
                           const kp_symbols *symbols, const lookup_batch *batch)
{
    static const uint16_t odd_rows[] = {1, 3, 5, 38, 39};
    const kp_lookup *lookup = kp_lookup_bind(arena, table, batch->scale);
    uint16_t hit[ROWS];
    uint16_t untouched[ROWS] = {0};

    kp_lookup_rows(lookup, symbols, batch->arg, NULL, ROWS, hit);
    for (size_t i = 0; i < ROWS; i++)
        assert_int_equal(hit[i], batch->expected[i]);

    for (size_t i = 0; i < ROWS; i++)
        untouched[i] = 0xFFFF;
    kp_lookup_rows(lookup, symbols, batch->arg, odd_rows, 5, untouched);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(untouched[odd_rows[i]], batch->expected[odd_rows[i]]);
    assert_int_equal(untouched[0], 0xFFFF);
    assert_int_equal(untouched[37], 0xFFFF);
}

/* The same table without the array, then without matrices too. */
static kp_dtable *in_layers(kp_arena *arena, const kp_dtable *table, bool matrices)
{
    kp_dtable *copy = KP_NEW(arena, kp_dtable);
    kp_dindex *index = KP_NEW(arena, kp_dindex);

    *copy = *table;
    *index = *table->index;
    copy->index = index;
    index->dense = NULL;
    if (matrices)
        return copy;
    index->layer = KP_NEW_ARRAY(arena, table->ninputs + 1, kp_layer);
    for (size_t l = 0; l < table->ninputs; l++) {
        index->layer[l] = table->index->layer[l];
        index->layer[l].next = NULL;
    }
    return copy;
}

static void all_forms_of_the_index_agree_with_asking_every_rule(void **state)
{
    (void)state;
    kp_symbols *symbols = random_symbols();
    random_source random = {20250301};

    for (size_t i = 0; i < TABLES; i++) {
        kp_arena *arena = kp_arena_open(0);
        kp_dtable *table = random_table(arena, &random);
        lookup_batch batch;

        kp_dtable_finish(arena, table, symbols);
        assert_non_null(table->index);
        fill_batch(&random, table, symbols, &batch);
        assert_non_null(table->index->dense);
        assert_answers(arena, table, symbols, &batch);
        assert_answers(arena, in_layers(arena, table, true), symbols, &batch);
        assert_answers(arena, in_layers(arena, table, false), symbols, &batch);
        kp_arena_close(arena);
    }
    kp_symbols_close(symbols);
}

/* Texts that came after the binding are settled when they are met. */
static void texts_newer_than_the_binding_are_found_too(void **state)
{
    (void)state;
    random_source random = {77};

    for (size_t i = 0; i < TABLES / 10; i++) {
        kp_symbols *symbols = random_symbols();
        kp_arena *arena = kp_arena_open(0);
        kp_dtable *table = random_table(arena, &random);

        for (size_t k = 0; k < table->ninputs; k++)
            if (table->input[k].kind != KP_TEXT)
                for (size_t r = 0; r < table->nrules; r++)
                    table->rule[r].accept[k] = (kp_accept){.any = true};
        kp_dtable_finish(arena, table, symbols);
        const uint8_t scales[RANDOM_INPUTS] = {0};
        const kp_lookup *lookup = kp_lookup_bind(arena, table, scales);
        int64_t fresh = kp_symbol(symbols, KP_STR("招商引资二局"));
        const int64_t *arg[RANDOM_INPUTS];
        int64_t one = 1;
        kp_value args[RANDOM_INPUTS];
        for (size_t k = 0; k < table->ninputs; k++) {
            bool text = table->input[k].kind == KP_TEXT;
            arg[k] = text ? &fresh : &one;
            args[k] = value_of(table->input[k].kind, *arg[k], 0);
        }
        uint16_t hit = 0xFFFF;
        kp_lookup_rows(lookup, symbols, arg, NULL, 1, &hit);
        assert_int_equal(hit, kp_dtable_find(table, symbols, args));
        kp_arena_close(arena);
        kp_symbols_close(symbols);
    }
}

static bool rule_holds(const kp_dtable *table, const kp_symbols *symbols, uint32_t rule,
                       const kp_value *args)
{
    for (size_t k = 0; k < table->ninputs; k++)
        if (!kp_accept_holds(&table->rule[rule].accept[k], &table->input[k], symbols,
                             args[k]))
            return false;
    return true;
}

/* What the answer must be, from the definition of the policy and nothing else. */
static void assert_policy(const kp_dtable *table, const kp_symbols *symbols,
                          const kp_value *args)
{
    uint32_t hit = kp_dtable_find(table, symbols, args);
    const kp_value *cell = table->output[0].cell;
    size_t n = 0;
    int64_t sum = 0;
    int64_t least = INT64_MAX;
    uint32_t first = UINT32_MAX;
    bool differ = false;

    for (uint32_t r = 0; r < table->nrules; r++) {
        if (!rule_holds(table, symbols, r, args))
            continue;
        n++;
        first = first == UINT32_MAX ? r : first;
        differ = differ || kp_dec_cmp(cell[r].as.num, cell[first].as.num) != 0;
        sum += (int64_t)cell[r].as.num.coef;
        if ((int64_t)cell[r].as.num.coef < least)
            least = (int64_t)cell[r].as.num.coef;
    }
    kp_value answer = kp_dtable_output(table, 0, hit);
    kp_code error = kp_dtable_hit_error(table, hit);
    if (table->policy == KP_HIT_COUNT) {
        assert_int_equal(answer.as.num.coef, n);
        return;
    }
    if (n == 0) {
        assert_int_equal(error, KP5020);
        return;
    }
    if (table->policy == KP_HIT_UNIQUE)
        assert_int_equal(error, n > 1 ? KP5021 : KP_CODE_NONE);
    else if (table->policy == KP_HIT_ANY)
        assert_int_equal(error, differ ? KP5022 : KP_CODE_NONE);
    else
        assert_int_equal(error, KP_CODE_NONE);
    if (table->policy == KP_HIT_SUM)
        assert_int_equal(answer.as.num.coef, sum);
    if (table->policy == KP_HIT_MIN || table->policy == KP_HIT_PRIORITY)
        assert_int_equal(answer.as.num.coef, least);
    if (table->policy == KP_HIT_FIRST)
        assert_int_equal(answer.as.num.coef, cell[first].as.num.coef);
    if (table->policy == KP_HIT_COLLECT)
        assert_int_equal(table->hit_count[hit], n);
}

static void answers_follow_from_the_policy(void **state)
{
    (void)state;
    kp_symbols *symbols = random_symbols();
    random_source random = {4711};

    for (size_t i = 0; i < TABLES; i++) {
        kp_arena *arena = kp_arena_open(0);
        kp_dtable *table = random_table(arena, &random);

        kp_dtable_finish(arena, table, symbols);
        for (size_t row = 0; row < 20; row++) {
            kp_value args[RANDOM_INPUTS];
            for (size_t k = 0; k < table->ninputs; k++) {
                kp_kind kind = table->input[k].kind;
                args[k] = value_of(kind, random_word(&random, kind, 1), kind == KP_NUM);
                if (random_below(&random, 10) == 0)
                    args[k] = kp_value_none(kind, KP_BLANK);
            }
            assert_policy(table, symbols, args);
        }
        kp_arena_close(arena);
    }
    kp_symbols_close(symbols);
}

/* ---- the analysis against trying everything ---- */

#define CANDIDATES 24

/* Every value that can make a difference on one input: cut points, a value between any
 * two neighbours, one below and one above; all texts, one of them never listed. */
static size_t candidates(kp_kind kind, kp_value out[CANDIDATES])
{
    static const int64_t cuts[] = {0, 50, 100, 125, 200, 333, 1000};  // two decimals
    size_t n = 0;

    if (kind == KP_NUM) {
        out[n++] = kp_value_num(kp_dec(-1, 0));
        for (size_t i = 0; i < 7; i++) {
            int64_t next = i < 6 ? cuts[i + 1] : 2000;
            out[n++] = kp_value_num(kp_dec(cuts[i], 2));
            out[n++] = kp_value_num(kp_dec((cuts[i] + next) * 5, 3));
        }
    }
    for (int32_t day = -1; kind == KP_DATE && day < 12; day++)
        out[n++] = kp_value_date(day);
    for (uint32_t s = 0; kind == KP_TEXT && s < RANDOM_TEXTS; s++)
        out[n++] = kp_value_text(s);
    for (int flag = 0; kind == KP_BOOL && flag < 2; flag++)
        out[n++] = kp_value_bool(flag);
    return n;
}

typedef struct trial {
    bool gap;
    size_t nviolations;  // different hit sets
    bool violated[256];
    bool used[RANDOM_RULES];
} trial;

static void try_values(const kp_dtable *table, const kp_symbols *symbols, size_t k,
                       kp_value *args, trial *seen)
{
    kp_value list[CANDIDATES];

    if (k < table->ninputs) {
        size_t n = candidates(table->input[k].kind, list);
        for (size_t i = 0; i < n; i++) {
            args[k] = list[i];
            try_values(table, symbols, k + 1, args, seen);
        }
        return;
    }
    uint32_t hit = kp_dtable_find(table, symbols, args);
    seen->gap = seen->gap || hit == 0;
    for (uint32_t i = 0; i < table->hit_count[hit]; i++)
        seen->used[table->hit_rules[hit][i]] = true;
    if (hit >= table->hit_violation_at && !seen->violated[hit]) {
        seen->violated[hit] = true;
        seen->nviolations++;
    }
}

static kp_value parse_example(const kp_symbols *symbols, kp_kind kind, kp_str text)
{
    kp_decimal num = {0};
    int32_t day = 0;

    if (kind == KP_NUM && kp_dec_parse(text, false, &num))
        return kp_value_num(num);
    if (kind == KP_DATE && kp_date_parse(text, &day))
        return kp_value_date(day);
    if (kind == KP_BOOL)
        return kp_value_bool(kp_str_is(text, "是"));
    return kp_value_text(kp_symbol_find(symbols, text));
}

/* The hit set of an example as it is printed: "a=1，b=优秀". */
static uint32_t hit_of_example(const kp_dtable *table, const kp_symbols *symbols,
                               kp_str text)
{
    kp_value args[RANDOM_INPUTS];

    for (size_t k = 0; k < table->ninputs; k++) {
        size_t end = kp_str_find(text, KP_STR("，"));
        kp_str part = kp_str_slice(text, 0, end == SIZE_MAX ? text.n : end);
        assert_true(part.n >= 2 && part.p[0] == (char)('a' + k) && part.p[1] == '=');
        args[k] =
            parse_example(symbols, table->input[k].kind, kp_str_slice(part, 2, part.n));
        if (end != SIZE_MAX)
            text = kp_str_slice(text, end + 3, text.n);
    }
    return kp_dtable_find(table, symbols, args);
}

static void assert_findings(const kp_dtable *table, const kp_symbols *symbols,
                            const kp_diags *diags, const trial *seen)
{
    size_t ngaps = 0;
    size_t noverlaps = 0;
    bool dead[RANDOM_RULES] = {false};

    for (const kp_diag *d = kp_diags_first(diags); d; d = d->next) {
        if (d->code == KP2254) {
            ngaps++;
            assert_int_equal(hit_of_example(table, symbols, d->arg[2]), 0);
        }
        if (d->code == KP2256 || d->code == KP2257) {
            noverlaps++;
            assert_true(hit_of_example(table, symbols, d->arg[2]) >=
                        table->hit_violation_at);
        }
        if (d->code == KP2259)
            dead[d->where.row - 1] = true;
    }
    if (table->policy != KP_HIT_COUNT)
        assert_int_equal(ngaps > 0, seen->gap);
    assert_int_equal(noverlaps, seen->nviolations > KP_ANALYSE_SHOWN
                                    ? KP_ANALYSE_SHOWN
                                    : seen->nviolations);
    if (table->policy == KP_HIT_FIRST || table->policy == KP_HIT_PRIORITY)
        for (size_t r = 0; r < table->nrules; r++)
            assert_int_equal(dead[r], !seen->used[r]);
}

/* ---- conditions that decide nothing ---- */

static bool same_answer(const kp_dtable *table, uint32_t a, uint32_t b)
{
    if (kp_dtable_hit_error(table, a) != kp_dtable_hit_error(table, b))
        return false;
    for (size_t o = 0;
         kp_dtable_hit_error(table, a) == KP_CODE_NONE && o < table->noutputs; o++) {
        kp_value x = kp_dtable_output(table, o, a), y = kp_dtable_output(table, o, b);

        if (x.state != y.state || (x.state == KP_VALUE && !kp_value_same(x, y)))
            return false;
    }
    return true;
}

/* Whatever the others are, every value of `input` gives what its first value gives. */
static bool is_idle(const kp_dtable *table, const kp_symbols *symbols, size_t input,
                    size_t k, kp_value *args)
{
    kp_value list[CANDIDATES];
    uint32_t first;

    if (k == input)
        return is_idle(table, symbols, input, k + 1, args);
    size_t n = candidates(table->input[k < table->ninputs ? k : input].kind, list);
    for (size_t i = 0; k < table->ninputs && i < n; i++) {
        args[k] = list[i];
        if (!is_idle(table, symbols, input, k + 1, args))
            return false;
    }
    if (k < table->ninputs)
        return true;
    args[input] = list[0];
    first = kp_dtable_find(table, symbols, args);
    for (size_t i = 1; i < n; i++) {
        args[input] = list[i];
        if (!same_answer(table, first, kp_dtable_find(table, symbols, args)))
            return false;
    }
    return true;
}

static bool has_condition(const kp_dtable *table, size_t input)
{
    for (size_t r = 0; r < table->nrules; r++)
        if (!table->rule[r].accept[input].any)
            return true;
    return false;
}

static size_t assert_idle(const kp_dtable *table, const kp_symbols *symbols,
                          const kp_diags *diags)
{
    bool lists = table->policy == KP_HIT_RULE_ORDER ||
                 table->policy == KP_HIT_OUTPUT_ORDER ||
                 table->policy == KP_HIT_COLLECT;
    kp_value args[RANDOM_INPUTS];
    size_t found = 0;

    for (size_t k = 0; k < table->ninputs && !lists; k++) {
        bool told = false;

        for (const kp_diag *d = kp_diags_first(diags); d; d = d->next)
            told |= d->code == KP2262 && kp_str_eq(d->arg[1], table->input[k].name);
        found += told;
        assert_int_equal(told, has_condition(table, k) &&
                                   is_idle(table, symbols, k, 0, args));
    }
    return found;
}

static void name_parts(kp_dtable *table)
{
    static const char *const names[] = {"a", "b", "c", "d"};

    for (size_t k = 0; k < table->ninputs; k++)
        table->input[k].name = kp_str_of(names[k]);
    for (uint32_t r = 0; r < table->nrules; r++) {
        table->rule[r].row = r + 1;
        for (size_t k = 0; k < table->ninputs; k++)
            table->rule[r].accept[k].npatterns = 0;
    }
}

static void the_analysis_finds_what_trying_everything_finds(void **state)
{
    (void)state;
    kp_symbols *symbols = random_symbols();
    random_source random = {1259};
    size_t nidle = 0;

    for (size_t i = 0; i < TABLES; i++) {
        kp_arena *arena = kp_arena_open(0);
        kp_diags *diags = kp_diags_open();
        kp_dtable *table = random_table(arena, &random);
        kp_accept any[RANDOM_INPUTS] = {
            {.any = true}, {.any = true}, {.any = true}, {.any = true}};
        int decimals[RANDOM_INPUTS] = {-1, -1, -1, -1};
        kp_block block = {0};
        kp_table_source source = {.table = table, .block = &block};
        kp_value args[RANDOM_INPUTS];
        trial seen = {0};

        if (table->ninputs > (i % 16 ? 2 : 3))
            table->ninputs = 2;
        name_parts(table);
        source.input_decimals = decimals;
        source.input_allowed = any;
        kp_dtable_finish(arena, table, symbols);
        kp_table_analyse(arena, &source, symbols, diags);
        try_values(table, symbols, 0, args, &seen);
        assert_findings(table, symbols, diags, &seen);
        nidle += assert_idle(table, symbols, diags);
        kp_diags_close(diags);
        kp_arena_close(arena);
    }
    kp_symbols_close(symbols);
    assert_true(nidle > 50);
}

/* Two columns of one name: what both accept, as one cell. */
static void both_of_two_conditions_is_their_intersection(void **state)
{
    static const kp_kind kinds[] = {KP_NUM, KP_DATE, KP_TEXT, KP_BOOL};
    kp_symbols *symbols = random_symbols();
    random_source random = {1260};
    size_t nwritten = 0;

    (void)state;
    for (size_t i = 0; i < 4 * TABLES; i++) {
        kp_arena *arena = kp_arena_open(0);
        kp_dinput input = {.kind = kinds[i % 4]};
        kp_accept a = random_accept(arena, &random, input.kind);
        kp_accept b = random_accept(arena, &random, input.kind);
        kp_value list[CANDIDATES];
        size_t n = candidates(input.kind, list);
        kp_accept both;
        bool some = false;

        if (kp__accept_both(arena, &input, symbols, &a, &b, &both)) {
            nwritten++;
            for (size_t v = 0; v < n; v++) {
                bool held = kp_accept_holds(&both, &input, symbols, list[v]);
                assert_int_equal(held,
                                 kp_accept_holds(&a, &input, symbols, list[v]) &&
                                     kp_accept_holds(&b, &input, symbols, list[v]));
                some = some || held;
            }
            if (kp__accept_is_empty(&both, input.kind))
                assert_false(some);
        }
        kp_arena_close(arena);
    }
    assert_true(nwritten > 3 * TABLES);
    kp_symbols_close(symbols);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_forms_of_the_index_agree_with_asking_every_rule),
        cmocka_unit_test(texts_newer_than_the_binding_are_found_too),
        cmocka_unit_test(answers_follow_from_the_policy),
        cmocka_unit_test(both_of_two_conditions_is_their_intersection),
        cmocka_unit_test(the_analysis_finds_what_trying_everything_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
