/* Decision tables built by hand: what cells accept, policies, index forms, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine/dtable_index.h"

typedef struct fixture {
    kp_arena *arena;
    kp_symbols *symbols;
} fixture;

static int open_fixture(void **state)
{
    static fixture f;

    f = (fixture){kp_arena_open(0), kp_symbols_open()};
    *state = &f;
    return 0;
}

static int close_fixture(void **state)
{
    fixture *f = *state;

    kp_symbols_close(f->symbols);
    kp_arena_close(f->arena);
    return 0;
}

/* ---- building ---- */

static kp_dtable *make_table(fixture *f, kp_hit_policy policy, size_t ninputs,
                             size_t nrules)
{
    kp_dtable *table = KP_NEW(f->arena, kp_dtable);

    table->policy = policy;
    table->ninputs = ninputs;
    table->nrules = nrules;
    table->input = KP_NEW_ARRAY(f->arena, ninputs, kp_dinput);
    table->rule = KP_NEW_ARRAY(f->arena, nrules, kp_drule);
    table->noutputs = 1;
    table->output = KP_NEW_ARRAY(f->arena, 2, kp_doutput);
    for (size_t o = 0; o < 2; o++) {
        table->output[o].cell = KP_NEW_ARRAY(f->arena, nrules, kp_value);
        table->output[o].fallback = kp_value_none(KP_NUM, KP_BLANK);
    }
    for (size_t r = 0; r < nrules; r++) {
        table->rule[r].accept = KP_NEW_ARRAY(f->arena, ninputs, kp_accept);
        for (size_t k = 0; k < ninputs; k++)
            table->rule[r].accept[k].any = true;
        table->output[0].cell[r] = kp_value_num(kp_dec((int64_t)r + 1, 0));
    }
    return table;
}

static kp_cut closed(int64_t at)
{
    return (kp_cut){.at = kp_dec(at, 0)};
}

static kp_cut open(int64_t at)
{
    return (kp_cut){.at = kp_dec(at, 0), .open = true};
}

static const kp_cut none = {.infinite = true};

static kp_accept between(fixture *f, kp_cut low, kp_cut high)
{
    kp_accept accept = {.nintervals = 1, .interval = KP_NEW(f->arena, kp_interval)};

    *accept.interval = (kp_interval){low, high};
    return accept;
}

static kp_accept texts(fixture *f, const char *a, const char *b)
{
    kp_accept accept = {.symbol = KP_NEW_ARRAY(f->arena, 2, uint32_t)};

    accept.symbol[accept.nsymbols++] = kp_symbol(f->symbols, kp_str_of(a));
    if (b)
        accept.symbol[accept.nsymbols++] = kp_symbol(f->symbols, kp_str_of(b));
    return accept;
}

static kp_accept pattern(fixture *f, const char *text)
{
    kp_accept accept = {.npatterns = 1, .pattern = KP_NEW(f->arena, kp_str)};

    *accept.pattern = kp_str_of(text);
    return accept;
}

static uint16_t look_up(fixture *f, const kp_dtable *table, const int64_t *words,
                        const uint8_t *scales)
{
    const kp_lookup *lookup = kp_lookup_bind(f->arena, table, scales);
    const int64_t *arg[4];
    uint16_t hit = UINT16_MAX;

    for (size_t k = 0; k < table->ninputs; k++)
        arg[k] = &words[k];
    kp_lookup_rows(lookup, f->symbols, arg, NULL, 1, &hit);
    return hit;
}

static int64_t number_at(const kp_dtable *table, uint32_t hit)
{
    kp_value value = kp_dtable_output(table, 0, hit);

    return value.state == KP_VALUE ? (int64_t)value.as.num.coef : -1;
}

/* ---- cells ---- */

static void a_cell_accepts_its_interval_and_nothing_else(void **state)
{
    static const struct {
        kp_cut low, high;
        int64_t coef;  // two decimals
        bool held;
    } cases[] = {
        {{.at = {80, 0}}, {.at = {90, 0}, .open = true}, 8000, true},
        {{.at = {80, 0}}, {.at = {90, 0}, .open = true}, 7999, false},
        {{.at = {80, 0}}, {.at = {90, 0}, .open = true}, 8999, true},
        {{.at = {80, 0}}, {.at = {90, 0}, .open = true}, 9000, false},
        {{.at = {80, 0}, .open = true}, {.infinite = true}, 8000, false},
        {{.at = {80, 0}, .open = true}, {.infinite = true}, 8001, true},
        {{.infinite = true}, {.at = {80, 0}}, 8000, true},
        {{.infinite = true}, {.at = {80, 0}}, -900000, true},
        {{.at = {80, 0}}, {.at = {80, 0}}, 8000, true},
        {{.at = {80, 0}}, {.at = {80, 0}}, 8001, false},
    };
    fixture *f = *state;
    kp_dinput input = {.kind = KP_NUM};

    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        kp_accept accept = between(f, cases[c].low, cases[c].high);
        kp_value value = kp_value_num(kp_dec(cases[c].coef, 2));
        assert_int_equal(kp_accept_holds(&accept, &input, f->symbols, value),
                         cases[c].held);
        accept.negated = true;
        assert_int_equal(kp_accept_holds(&accept, &input, f->symbols, value),
                         !cases[c].held);
    }
}

static void a_missing_value_is_accepted_by_any_only(void **state)
{
    fixture *f = *state;
    kp_dinput input = {.kind = KP_NUM};
    kp_accept any = {.any = true};
    kp_accept all = between(f, none, none);
    kp_accept not_five = between(f, closed(5), closed(5));

    not_five.negated = true;
    kp_value blank = kp_value_none(KP_NUM, KP_BLANK);
    assert_true(kp_accept_holds(&any, &input, f->symbols, blank));
    assert_false(kp_accept_holds(&all, &input, f->symbols, blank));
    assert_false(kp_accept_holds(&not_five, &input, f->symbols, blank));
}

/* ---- thresholds at the scale of the argument ---- */

static void cut_points_finer_than_the_argument_are_exact(void **state)
{
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_FIRST, 1, 2);
    kp_cut fine = {.at = kp_dec(8995, 2)};

    table->rule[0].accept[0] = between(f, fine, none);  // at least 89.95
    kp_dtable_finish(f->arena, table, f->symbols);
    assert_int_equal(
        number_at(table, look_up(f, table, (int64_t[]){90}, (uint8_t[]){0})), 1);
    assert_int_equal(
        number_at(table, look_up(f, table, (int64_t[]){89}, (uint8_t[]){0})), 2);
    assert_int_equal(
        number_at(table, look_up(f, table, (int64_t[]){8995}, (uint8_t[]){2})), 1);
    assert_int_equal(
        number_at(table, look_up(f, table, (int64_t[]){89949}, (uint8_t[]){3})), 2);
}

static void cut_points_beyond_every_word_are_never_or_always_passed(void **state)
{
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_UNIQUE, 1, 3);
    kp_cut low = {.at = {-kp_pow10_i128(25), 0}};
    kp_cut high = {.at = {kp_pow10_i128(25), 0}};

    table->rule[0].accept[0] = between(f, none, (kp_cut){low.at, false, true});
    table->rule[1].accept[0] = between(f, low, high);
    table->rule[2].accept[0] = between(f, (kp_cut){high.at, false, true}, none);
    kp_dtable_finish(f->arena, table, f->symbols);
    const int64_t words[] = {INT64_MIN, -1, 0, INT64_MAX};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(number_at(table, look_up(f, table, &words[i], (uint8_t[]){6})),
                         2);
}

static void the_ends_of_the_words_are_told_apart(void **state)
{
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_FIRST, 1, 3);

    table->rule[0].accept[0] = between(f, closed(INT64_MAX), none);
    table->rule[1].accept[0] = between(f, none, closed(INT64_MIN));
    kp_dtable_finish(f->arena, table, f->symbols);
    assert_int_equal(
        number_at(table, look_up(f, table, (int64_t[]){INT64_MAX}, (uint8_t[]){0})), 1);
    assert_int_equal(
        number_at(table, look_up(f, table, (int64_t[]){INT64_MAX - 1}, (uint8_t[]){0})),
        3);
    assert_int_equal(
        number_at(table, look_up(f, table, (int64_t[]){INT64_MIN}, (uint8_t[]){0})), 2);
    assert_int_equal(
        number_at(table, look_up(f, table, (int64_t[]){INT64_MIN + 1}, (uint8_t[]){0})),
        3);
}

/* Bands of 4 to 200 cut points take all the ways there are to ask a number. */
static void bands_of_every_size_find_every_value(void **state)
{
    static const int64_t steps[] = {1, 7, 1000003};
    fixture *f = *state;

    for (size_t n = 1; n < 200; n = n * 2 + 1)
        for (size_t s = 0; s < 3; s++) {
            kp_dtable *table = make_table(f, KP_HIT_UNIQUE, 1, n + 1);
            for (size_t r = 0; r <= n; r++)
                table->rule[r].accept[0] =
                    between(f, r ? closed((int64_t)r * steps[s]) : none,
                            r < n ? open((int64_t)(r + 1) * steps[s]) : none);
            kp_dtable_finish(f->arena, table, f->symbols);
            for (int64_t r = 0; r <= (int64_t)n; r++)
                for (int64_t off = -1; off < 2; off++) {
                    int64_t word = (r + 1) * steps[s] + off;
                    int64_t band = word / steps[s] < 0 ? 0 : word / steps[s];
                    int64_t wanted = band > (int64_t)n ? (int64_t)n : band;
                    uint16_t hit = look_up(f, table, &word, (uint8_t[]){0});
                    assert_int_equal(number_at(table, hit), wanted + 1);
                }
        }
}

/* ---- policies ---- */

static void priority_compares_several_outputs_in_order(void **state)
{
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_PRIORITY, 1, 3);
    static const int64_t second[] = {9, 8, 7};

    table->noutputs = 2;
    for (size_t o = 0; o < 2; o++) {
        table->output[o].npriority = 2;
        table->output[o].priority = KP_NEW_ARRAY(f->arena, 2, kp_value);
    }
    table->output[0].priority[0] = kp_value_num(kp_dec(50, 1));  // 5 is best, then 4
    table->output[0].priority[1] = kp_value_num(kp_dec(4, 0));
    table->output[1].priority[0] = kp_value_num(kp_dec(8, 0));  // 8 is best, then 9
    table->output[1].priority[1] = kp_value_num(kp_dec(9, 0));
    for (size_t r = 0; r < 3; r++) {
        table->output[0].cell[r] = kp_value_num(kp_dec(r == 2 ? 4 : 5, 0));
        table->output[1].cell[r] = kp_value_num(kp_dec(second[r], 0));
    }
    kp_dtable_finish(f->arena, table, f->symbols);
    uint16_t hit = look_up(f, table, (int64_t[]){0}, (uint8_t[]){0});
    assert_int_equal(table->hit_count[hit], 1);
    assert_int_equal(table->hit_rules[hit][0], 1);
}

static void violations_are_the_last_hit_sets(void **state)
{
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_UNIQUE, 1, 3);

    table->rule[0].accept[0] = between(f, closed(0), closed(10));
    table->rule[1].accept[0] = between(f, closed(10), closed(20));
    table->rule[2].accept[0] = between(f, closed(30), closed(40));
    kp_dtable_finish(f->arena, table, f->symbols);
    assert_int_equal(table->nhits, 5);
    assert_int_equal(table->hit_violation_at, 4);
    assert_int_equal(kp_dtable_hit_error(table, 0), KP5020);
    assert_int_equal(kp_dtable_hit_error(table, 1), KP_CODE_NONE);
    assert_int_equal(kp_dtable_hit_error(table, 4), KP5021);
    assert_int_equal(look_up(f, table, (int64_t[]){10}, (uint8_t[]){0}), 4);
    assert_int_equal(table->hit_rules[4][0], 0);
    assert_int_equal(table->hit_rules[4][1], 1);
    kp_value value = kp_dtable_output(table, 0, 4);
    assert_int_equal(value.state, KP_ERROR);
    assert_int_equal(value.as.fault.code, KP5021);
}

static void outputs_share_the_finest_scale(void **state)
{
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_SUM, 1, 3);

    table->output[0].cell[0] = kp_value_num(kp_dec(150, 2));
    table->output[0].cell[1] = kp_value_num(kp_dec(25, 3));
    table->output[0].cell[2] = kp_value_num((kp_decimal){kp_pow10_i128(30), 0});
    table->rule[2].accept[0] = between(f, closed(100), none);
    kp_dtable_finish(f->arena, table, f->symbols);
    assert_int_equal(table->output[0].scale, 3);
    uint16_t hit = look_up(f, table, (int64_t[]){0}, (uint8_t[]){0});
    assert_int_equal(table->output[0].word[hit], 1525);
    assert_true(table->output[0].bound == 1525);  // the wide sum is no plain word
    hit = look_up(f, table, (int64_t[]){100}, (uint8_t[]){0});
    assert_int_equal(table->output[0].state[hit], KP_WIDE);
    kp_decimal wide = {kp_pow10_i128(33) + 1525, 3};
    assert_int_equal(kp_dec_cmp(kp_dtable_output(table, 0, hit).as.num, wide), 0);
}

static void counting_nothing_is_zero(void **state)
{
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_COUNT, 1, 2);

    for (size_t r = 0; r < 2; r++)
        table->rule[r].accept[0] = between(f, closed(1), none);
    kp_dtable_finish(f->arena, table, f->symbols);
    assert_int_equal(
        number_at(table, look_up(f, table, (int64_t[]){0}, (uint8_t[]){0})), 0);
    assert_int_equal(
        number_at(table, look_up(f, table, (int64_t[]){1}, (uint8_t[]){0})), 2);
}

static void a_table_without_inputs_or_rules_answers(void **state)
{
    fixture *f = *state;
    kp_dtable *constant = make_table(f, KP_HIT_FIRST, 0, 2);
    kp_dtable *empty = make_table(f, KP_HIT_UNIQUE, 1, 0);

    kp_dtable_finish(f->arena, constant, f->symbols);
    assert_int_equal(number_at(constant, look_up(f, constant, NULL, NULL)), 1);
    kp_dtable_finish(f->arena, empty, f->symbols);
    assert_int_equal(look_up(f, empty, (int64_t[]){3}, (uint8_t[]){0}), 0);
    assert_int_equal(kp_dtable_hit_error(empty, 0), KP5020);
}

/* ---- texts ---- */

static void patterns_and_listed_texts_mix(void **state)
{
    static const struct {
        const char *text;
        int64_t answer;
    } cases[] = {
        {"招商局", 1}, {"招商二局", 2}, {"财政局", 3}, {"办公室", 4}, {"", 4},
    };
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_FIRST, 1, 4);

    table->input[0].kind = KP_TEXT;
    table->rule[0].accept[0] = texts(f, "招商局", NULL);
    table->rule[1].accept[0] = pattern(f, "^招商");
    table->rule[2].accept[0] = pattern(f, "局$");
    kp_dtable_finish(f->arena, table, f->symbols);
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        int64_t word = kp_symbol(f->symbols, kp_str_of(cases[c].text));
        assert_int_equal(number_at(table, look_up(f, table, &word, (uint8_t[]){0})),
                         cases[c].answer);
        kp_value value = kp_value_text((uint32_t)word);
        assert_int_equal(number_at(table, kp_dtable_find(table, f->symbols, &value)),
                         cases[c].answer);
    }
}

/* Six hundred rules: a third of them share a text with two others, some list one text
 * twice, some take anything, all but one text, or a pattern. */
static kp_dtable *make_list(fixture *f, kp_hit_policy policy)
{
    kp_dtable *table = make_table(f, policy, 1, 600);
    char name[16];

    table->input[0].kind = KP_TEXT;
    for (size_t r = 0; r < 600; r++) {
        (void)snprintf(name, sizeof name, "码%zu", r % 200);
        kp_accept *accept = &table->rule[r].accept[0];

        if (r % 97 == 5)
            continue;  // anything
        *accept = r % 89 == 7   ? pattern(f, "^码1")
                  : r % 31 == 3 ? texts(f, name, name)
                                : texts(f, name, NULL);
        accept->negated = r % 83 == 9;
    }
    kp_dtable_finish(f->arena, table, f->symbols);
    return table;
}

static void a_long_list_is_asked_in_the_order_of_its_rules(void **state)
{
    static const kp_hit_policy policies[] = {KP_HIT_FIRST, KP_HIT_COUNT, KP_HIT_UNIQUE};
    fixture *f = *state;
    char name[16];

    for (size_t p = 0; p < sizeof policies / sizeof policies[0]; p++) {
        kp_dtable *table = make_list(f, policies[p]);

        assert_non_null(table->index->listed);
        for (int i = 0; i < 210; i++) {
            (void)snprintf(name, sizeof name, "码%d", i);
            uint32_t symbol = kp_symbol(f->symbols, kp_str_of(name));
            kp_value value = kp_value_text(symbol);
            int64_t word = symbol;

            assert_int_equal(kp_dtable_find(table, f->symbols, &value),
                             look_up(f, table, &word, (uint8_t[]){0}));
        }
    }
}

/* Four hundred bands of ten, the next one beginning in the middle of the one before;
 * some without an end, some turned round, some that take anything. */
static kp_dtable *make_bands(fixture *f, kp_hit_policy policy)
{
    kp_dtable *table = make_table(f, policy, 1, 400);

    for (size_t r = 0; r < 400; r++) {
        int64_t low = (int64_t)((r * 37) % 400) * 5;
        kp_accept *accept = &table->rule[r].accept[0];

        if (r % 97 == 5)
            continue;  // anything
        *accept = between(f, r % 2 ? closed(low) : open(low),
                          r % 131 == 8 ? none
                          : r % 3      ? open(low + 10)
                                       : closed(low + 10));
        accept->negated = r % 151 == 9;
    }
    kp_dtable_finish(f->arena, table, f->symbols);
    return table;
}

static void a_long_list_of_bands_is_asked_in_the_order_of_its_rules(void **state)
{
    static const kp_hit_policy policies[] = {KP_HIT_FIRST, KP_HIT_COUNT};
    fixture *f = *state;

    for (size_t p = 0; p < sizeof policies / sizeof policies[0]; p++) {
        kp_dtable *table = make_bands(f, policies[p]);

        assert_non_null(table->index->listed);
        for (int64_t at = -30; at < 2030; at++) {
            kp_value value = kp_value_num(kp_dec(at, 0));

            assert_int_equal(kp_dtable_find(table, f->symbols, &value),
                             look_up(f, table, &at, (uint8_t[]){0}));
        }
    }
}

static void a_blank_in_a_long_list_meets_what_takes_anything(void **state)
{
    fixture *f = *state;
    kp_dtable *table = make_list(f, KP_HIT_FIRST);
    kp_value blank = kp_value_none(KP_TEXT, KP_BLANK);

    // Rule 5 is the first that takes anything.
    assert_int_equal(number_at(table, kp_dtable_find(table, f->symbols, &blank)), 6);
}

static void a_text_that_exhausts_a_pattern_matches_any_only(void **state)
{
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_FIRST, 1, 3);
    char text[41];

    for (size_t i = 0; i < 40; i++)
        text[i] = 'a';
    text[40] = 'b';
    table->input[0].kind = KP_TEXT;
    table->rule[0].accept[0] = pattern(f, "^(a|a)*(a|a)*$");
    table->rule[1].accept[0] = pattern(f, "^(a|a)*(a|a)*$");
    table->rule[1].accept[0].negated = true;
    kp_dtable_finish(f->arena, table, f->symbols);
    int64_t word = kp_symbol(f->symbols, (kp_str){text, sizeof text});
    assert_int_equal(number_at(table, look_up(f, table, &word, (uint8_t[]){0})), 3);
}

static void too_many_or_broken_patterns_are_refused(void **state)
{
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_FIRST, 1, KP_AXIS_PATTERNS + 1);
    static char text[KP_AXIS_PATTERNS + 1][3];

    table->input[0].kind = KP_TEXT;
    for (size_t r = 0; r <= KP_AXIS_PATTERNS; r++) {
        text[r][0] = (char)('a' + r);
        text[r][1] = '$';
        table->rule[r].accept[0] = pattern(f, text[r]);
    }
    kp_dtable_finish(f->arena, table, f->symbols);
    assert_null(table->index);
    assert_true(table->nhits > KP_DTABLE_MAX_HITS);

    table->nrules = KP_AXIS_PATTERNS;
    kp_dtable_finish(f->arena, table, f->symbols);
    assert_non_null(table->index);

    *table->rule[0].accept[0].pattern = KP_STR("(");
    kp_dtable_finish(f->arena, table, f->symbols);
    assert_null(table->index);
}

/* ---- size ---- */

/* 120 values in each of three columns: 123^3 cells would be too many for an array. */
static void large_products_go_through_layers(void **state)
{
    enum {
        VALUES = 120
    };
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_UNIQUE, 3, VALUES);

    for (int64_t r = 0; r < VALUES; r++) {
        table->rule[r].accept[0] = between(f, closed(r), closed(r));
        table->rule[r].accept[1] =
            between(f, closed(r * 7 % VALUES), closed(r * 7 % VALUES));
        table->rule[r].accept[2] = between(f, closed(r), none);
    }
    kp_dtable_finish(f->arena, table, f->symbols);
    assert_null(table->index->dense);
    const uint8_t scales[] = {0, 0, 0};
    for (int64_t r = 0; r < VALUES; r++) {
        int64_t right[] = {r, r * 7 % VALUES, r + 5};
        int64_t wrong[] = {r, r * 7 % VALUES, r - 1};
        assert_int_equal(number_at(table, look_up(f, table, right, scales)), r + 1);
        assert_int_equal(look_up(f, table, wrong, scales), 0);
    }
}

static kp_dtable *points_table(fixture *f, size_t n)
{
    kp_dtable *table = make_table(f, KP_HIT_UNIQUE, 1, n);

    for (size_t r = 0; r < n; r++)
        table->rule[r].accept[0] = between(f, closed((int64_t)r), closed((int64_t)r));
    kp_dtable_finish(f->arena, table, f->symbols);
    return table;
}

/* Hit set 0 is always there, so one rule less than the limit fits. */
static void more_hit_sets_than_the_trace_can_hold_are_refused(void **state)
{
    fixture *f = *state;
    const kp_dtable *most = points_table(f, KP_DTABLE_MAX_HITS - 1);

    assert_non_null(most->index);
    assert_int_equal(most->nhits, KP_DTABLE_MAX_HITS);
    int64_t last = KP_DTABLE_MAX_HITS - 2;
    assert_int_equal(number_at(most, look_up(f, most, &last, (uint8_t[]){0})),
                     last + 1);
    assert_null(points_table(f, KP_DTABLE_MAX_HITS)->index);
}

/* 50,000 open-ended bands overlap 1.25 thousand million times; only the first counts.
 */
static void open_bands_of_a_first_table_stay_small(void **state)
{
    enum {
        N = 50000
    };
    fixture *f = *state;
    kp_dtable *table = make_table(f, KP_HIT_FIRST, 1, N);

    for (int64_t r = 0; r < N; r++)
        table->rule[r].accept[0] = between(f, closed(N - r), none);
    kp_dtable_finish(f->arena, table, f->symbols);
    assert_int_equal(table->nhits, N + 1);
    int64_t word = 777;
    assert_int_equal(number_at(table, look_up(f, table, &word, (uint8_t[]){0})),
                     N - 777 + 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_cell_accepts_its_interval_and_nothing_else),
        CASE(a_missing_value_is_accepted_by_any_only),
        CASE(cut_points_finer_than_the_argument_are_exact),
        CASE(cut_points_beyond_every_word_are_never_or_always_passed),
        CASE(the_ends_of_the_words_are_told_apart),
        CASE(bands_of_every_size_find_every_value),
        CASE(priority_compares_several_outputs_in_order),
        CASE(violations_are_the_last_hit_sets),
        CASE(outputs_share_the_finest_scale),
        CASE(counting_nothing_is_zero),
        CASE(a_table_without_inputs_or_rules_answers),
        CASE(patterns_and_listed_texts_mix),
        CASE(a_long_list_is_asked_in_the_order_of_its_rules),
        CASE(a_long_list_of_bands_is_asked_in_the_order_of_its_rules),
        CASE(a_blank_in_a_long_list_meets_what_takes_anything),
        CASE(a_text_that_exhausts_a_pattern_matches_any_only),
        CASE(too_many_or_broken_patterns_are_refused),
        CASE(large_products_go_through_layers),
        CASE(more_hit_sets_than_the_trace_can_hold_are_refused),
        CASE(open_bands_of_a_first_table_stay_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
