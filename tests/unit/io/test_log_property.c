/* test_log_property.c - months of every shape: what is written verifies and recomputes.
 *
 * Random people, scores with ties, missing values, floors and ceilings, every way of
 * closing a pool, every rule about equals, every function over children.  The checker
 * shares no code with the engine, so each month is also a test of the engine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/kernel_quota.h"
#include "io/log/recheck.h"
#include "io/log/verify.h"
#include "tests/support/log_seal.h"

static uint64_t state_of_random;

static uint32_t below(uint32_t n)
{
    state_of_random =
        state_of_random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)(state_of_random >> 33) % n;
}

static void put_decimal(log_run *t, uint32_t field, size_t row, uint32_t units,
                        int scale)
{
    lr_put(t, field, row, kp_value_num(kp_dec(units, scale)));
}

/* Scores have few values, so that ties are common. */
static void shuffle_person(log_run *t, size_t row)
{
    put_decimal(t, P_SCORE, row, 9000 + 100 * below(12), 2);
    put_decimal(t, P_WORKED, row, below(22), 0);
    put_decimal(t, P_BASE, row, below(1000000), 2);
    lr_put(t, P_FLAG, row, kp_value_bool(below(8) != 0));
    lr_put(t, P_DEPT, row,
           (kp_value){.kind = KP_LINK, .state = KP_VALUE, .as.row = below(3)});
    if (below(4) == 0)
        put_decimal(t, P_LOW, row, below(300000), 2);
    if (below(4) == 0)
        put_decimal(t, P_HIGH, row, 300000 + below(600000), 2);
}

/* Now and then something is missing or wrong. */
static void spoil_person(log_run *t, size_t row)
{
    switch (below(40)) {
    case 0:
        lr_put(t, P_SCORE, row, kp_value_none(KP_NUM, KP_BLANK));
        break;
    case 1:
        lr_put(t, P_SCORE, row, kp_value_none(KP_NUM, KP_ABSENT));
        break;
    case 2:
        lr_put(t, P_DEPT, row, kp_value_none(KP_LINK, KP_BLANK));
        break;
    case 3:
        lr_put(t, P_BASE, row, kp_value_none(KP_NUM, KP_BLANK));
        break;
    case 4:
        put_decimal(t, P_DUE, row, 0, 0);
        break;
    case 5:
        lr_put(t, P_FLAG, row, kp_value_none(KP_BOOL, KP_BLANK));
        break;
    default:
        break;
    }
}

static kp_group_spec *spec_of(log_run *t, uint32_t field)
{
    return (kp_group_spec *)(uintptr_t)t->scheme->field[field]->group;
}

static void shuffle_rules(log_run *t)
{
    kp_group_spec *pay = spec_of(t, P_PAY), *rank = spec_of(t, P_RANK);
    kp_group_spec *grade = spec_of(t, P_GRADE);
    static const uint8_t roundings[] = {KP_ROUND_FLOOR, KP_ROUND_HALF_UP, KP_ROUND_UP};

    pay->style = (uint8_t)below(2);
    pay->tail = (uint8_t)below(5);
    pay->scale_floors = below(2);
    pay->floor = below(2) ? P_LOW : KP_NO_FIELD;
    pay->ceiling = below(2) ? P_HIGH : KP_NO_FIELD;
    pay->include = below(2) ? P_FLAG : KP_NO_FIELD;
    if (pay->style == KP_ALLOCATE_CAP)
        pay->weight = P_BASE;  // nominal amounts
    rank->style = (uint8_t)below(3);
    rank->include = below(2) ? P_FLAG : KP_NO_FIELD;
    grade->style = (uint8_t)below(3);
    grade->share_rounding = roundings[below(3)];
    grade->veto = below(2) ? P_FLAG : KP_NO_FIELD;
    lr_spec(t, D_BEST)->filter = below(2) ? P_FLAG : KP_NO_FIELD;
    lr_spec(t, D_MIDDLE)->filter = below(2) ? P_FLAG : KP_NO_FIELD;
    lr_spec(t, D_WEIGHTED)->filter = below(2) ? P_FLAG : KP_NO_FIELD;
}

static void assert_holds(log_run *t, const log_bytes *b, unsigned seed)
{
    kp_log_hash hash = lr_hash();
    kp_log_verify_options options = {
        .hash = &hash, .nhashes = 1, .threads = 1 + seed % 3};
    kp_log_recheck_report report;
    kp_str skel = kp_buf_view(&b->skel), trace = kp_buf_view(&b->trace);

    if (kp_log_verify_bytes(skel, trace, &options, NULL, NULL, t->diags) != KP_OK) {
        lr_tell(t);
        fail_msg("month %u does not verify", seed);
    }
    if (kp_log_recheck(skel, trace, &report, t->diags) != KP_OK) {
        lr_tell(t);
        fail_msg("month %u does not recompute", seed);
    }
}

static void one_month(unsigned seed, bool spoil)
{
    state_of_random = seed;
    log_run *t = lr_open(1 + below(45));
    size_t n = t->run->table[LR_PERSON]->n;
    log_bytes b;

    for (size_t row = 0; row < n; row++) {
        shuffle_person(t, row);
        if (spoil)
            spoil_person(t, row);
    }
    shuffle_rules(t);
    put_decimal(t, Z_STANDARD, 0, below(400000), 2);
    lr_calculate(t);
    t->meta.threads = 1 + seed % 2;
    if (lr_write(t, &b) != KP_OK) {
        lr_tell(t);
        fail_msg("month %u cannot be written", seed);
    }
    assert_holds(t, &b, seed);
    lr_free(&b);
    lr_close(t);
}

static void whole_months_verify_and_recompute(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 300; seed++)
        one_month(seed, false);
}

static void months_with_missing_values_verify_and_recompute(void **state)
{
    (void)state;
    for (unsigned seed = 1001; seed <= 1300; seed++)
        one_month(seed, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_months_verify_and_recompute),
        cmocka_unit_test(months_with_missing_values_verify_and_recompute),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
