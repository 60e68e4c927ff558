/* Random operands against GMP's exact rationals.
 *
 * The oracle knows nothing of the code under test: it computes the exact rational
 * result and rounds it by the textbook definition of each mode.  Operands are chosen to
 * be awkward: 34 digits, all nines, powers of ten, ties, far apart exponents, both
 * signs.
 */
#include <gmp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/decimal.h"

#define ROUNDS 20000

static uint64_t state;

static uint64_t any(void)
{
    uint64_t z = (state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int between(int low, int high)
{
    return low + (int)(any() % (uint64_t)(high - low + 1));
}

static kp_i128 some_coefficient(void)
{
    kp_i128 coef = 0, power = 1;
    int digits = between(0, 3) ? between(1, 34) : between(1, 4);

    for (int i = 0; i < digits; i++) {
        coef = coef * 10 + between(0, 9);
        power *= 10;
    }
    switch (between(0, 9)) {
    case 0:
        coef = power - 1;  // all nines
        break;
    case 1:
        coef = power / 10 + between(0, 1);
        break;
    case 2:
        coef = power / 10 * 5;  // ties
        break;
    default:
        break;
    }
    return between(0, 1) ? coef : -coef;
}

static kp_decimal some_decimal(void)
{
    int scale = between(0, 3) ? between(0, 20) : between(-40, 80);

    return (kp_decimal){some_coefficient(), scale};
}

static void set_power(mpz_t out, int64_t n)
{
    mpz_ui_pow_ui(out, 10, (unsigned long)n);
}

/* q *= 10^n */
static void shift(mpq_t q, int64_t n)
{
    mpz_t power;

    mpz_init(power);
    set_power(power, n < 0 ? -n : n);
    if (n < 0)
        mpz_mul(mpq_denref(q), mpq_denref(q), power);
    else
        mpz_mul(mpq_numref(q), mpq_numref(q), power);
    mpq_canonicalize(q);
    mpz_clear(power);
}

static void set_decimal(mpq_t out, kp_decimal a)
{
    kp_u128 n = a.coef < 0 ? -(kp_u128)a.coef : (kp_u128)a.coef;
    uint64_t halves[2] = {(uint64_t)n, (uint64_t)(n >> 64)};

    mpz_set_ui(mpq_denref(out), 1);
    mpz_import(mpq_numref(out), 2, -1, 8, 0, 0, halves);
    if (a.coef < 0)
        mpz_neg(mpq_numref(out), mpq_numref(out));
    shift(out, -(int64_t)a.scale);
}

/* The integer next to q by the definition of the mode. */
static void to_integer(mpz_t out, const mpq_t q, kp_rounding mode)
{
    int sign = mpq_sgn(q), against_half;
    mpq_t part, twice;

    mpq_inits(part, twice, NULL);
    mpz_tdiv_q(out, mpq_numref(q), mpq_denref(q));
    mpq_set_z(part, out);
    mpq_sub(part, q, part);
    mpq_abs(part, part);
    mpq_add(twice, part, part);
    against_half = mpq_cmp_ui(twice, 1, 1);
    bool inexact = mpq_sgn(part) != 0, away = false;
    if (mode == KP_ROUND_HALF_UP)
        away = against_half >= 0;
    else if (mode == KP_ROUND_HALF_DOWN)
        away = against_half > 0;
    else if (mode == KP_ROUND_HALF_EVEN)
        away = against_half > 0 || (against_half == 0 && mpz_odd_p(out));
    else if (mode == KP_ROUND_UP)
        away = inexact;
    else if (mode == KP_ROUND_CEILING)
        away = inexact && sign > 0;
    else if (mode == KP_ROUND_FLOOR)
        away = inexact && sign < 0;
    if (away && sign > 0)
        mpz_add_ui(out, out, 1);
    if (away && sign < 0)
        mpz_sub_ui(out, out, 1);
    mpq_clears(part, twice, NULL);
}

static void round_at(mpq_t q, int64_t decimals, kp_rounding mode)
{
    mpz_t whole;

    // 见分进角 as it is told: first the digit behind, then up.
    if (mode == KP_ROUND_UP_AFTER_HALF)
        round_at(q, decimals + 1, KP_ROUND_HALF_UP);
    if (mode == KP_ROUND_UP_AFTER_DOWN)
        round_at(q, decimals + 1, KP_ROUND_DOWN);
    if (mode == KP_ROUND_UP_AFTER_HALF || mode == KP_ROUND_UP_AFTER_DOWN)
        mode = KP_ROUND_UP;
    mpz_init(whole);
    shift(q, decimals);
    to_integer(whole, q, mode);
    mpq_set_z(q, whole);
    shift(q, -decimals);
    mpz_clear(whole);
}

/* The number of decimals at which q has 34 significant digits. */
static int64_t last_place(const mpq_t q)
{
    int64_t decimals = 34 - (int64_t)mpz_sizeinbase(mpq_numref(q), 10) +
                       (int64_t)mpz_sizeinbase(mpq_denref(q), 10) - 2;
    mpq_t scaled, low;

    mpq_inits(scaled, low, NULL);
    mpq_abs(scaled, q);
    shift(scaled, decimals);
    mpq_set_ui(low, 1, 1);
    shift(low, 33);
    for (; mpq_cmp(scaled, low) < 0; decimals++)
        shift(scaled, 1);
    shift(low, 1);
    for (; mpq_cmp(scaled, low) >= 0; decimals--)
        shift(scaled, -1);
    mpq_clears(scaled, low, NULL);
    return decimals;
}

static void round_to_34(mpq_t q)
{
    if (mpq_sgn(q))
        round_at(q, last_place(q), KP_ROUND_HALF_EVEN);
}

static bool in_domain(kp_decimal a)
{
    kp_i128 limit = kp_pow10_i128(34);

    return -limit < a.coef && a.coef < limit && a.scale <= 6000 && a.scale >= -6000;
}

static void must_equal(const char *what, kp_decimal a, kp_decimal b, kp_decimal got,
                       const mpq_t want)
{
    mpq_t value;
    kp_buf text;

    mpq_init(value);
    set_decimal(value, got);
    bool same = mpq_equal(value, want) != 0;
    mpq_clear(value);
    if (same && in_domain(got))
        return;
    kp_buf_init(&text, 40000);
    kp_dec_print(a, -1, &text);
    kp_buf_printf(&text, " %s ", what);
    kp_dec_print(b, -1, &text);
    kp_buf_z(&text, " gave ");
    kp_dec_print(got, -1, &text);
    kp_buf_char(&text, '\0');
    fail_msg("%s", text.p);
}

static void sums_products_and_quotients_are_the_rounded_exact_ones(void **unused)
{
    mpq_t a, b, want;

    (void)unused;
    state = 1;
    mpq_inits(a, b, want, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        kp_decimal x = some_decimal(), y = some_decimal(), got;

        set_decimal(a, x);
        set_decimal(b, y);
        mpq_add(want, a, b);
        round_to_34(want);
        assert_true(kp_dec_add(x, y, &got));
        must_equal("+", x, y, got, want);
        mpq_sub(want, a, b);
        round_to_34(want);
        assert_true(kp_dec_sub(x, y, &got));
        must_equal("-", x, y, got, want);
        mpq_mul(want, a, b);
        round_to_34(want);
        assert_true(kp_dec_mul(x, y, &got));
        must_equal("*", x, y, got, want);
        if (!y.coef) {
            assert_false(kp_dec_div(x, y, &got));
            continue;
        }
        mpq_div(want, a, b);
        round_to_34(want);
        assert_true(kp_dec_div(x, y, &got));
        must_equal("/", x, y, got, want);
    }
    mpq_clears(a, b, want, NULL);
}

static void a_remainder_is_what_is_left_of_the_floored_quotient(void **unused)
{
    mpq_t a, b, want;
    mpz_t floor;

    (void)unused;
    state = 2;
    mpz_init(floor);
    mpq_inits(a, b, want, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        kp_decimal x = some_decimal(), y = some_decimal(), got;

        if (!y.coef)
            continue;
        set_decimal(a, x);
        set_decimal(b, y);
        mpq_div(want, a, b);
        mpz_fdiv_q(floor, mpq_numref(want), mpq_denref(want));
        mpq_set_z(want, floor);
        mpq_mul(want, want, b);
        mpq_sub(want, a, want);
        round_to_34(want);
        assert_true(kp_dec_mod(x, y, &got));
        must_equal("mod", x, y, got, want);
    }
    mpq_clears(a, b, want, NULL);
    mpz_clear(floor);
}

static void comparison_is_that_of_the_exact_values(void **unused)
{
    mpq_t a, b;

    (void)unused;
    state = 3;
    mpq_inits(a, b, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        kp_decimal x = some_decimal(), y = some_decimal();

        if (between(0, 2) == 0)
            y = kp_dec_reduce(x);  // the same value in another spelling
        set_decimal(a, x);
        set_decimal(b, y);
        int want = mpq_cmp(a, b);
        int got = kp_dec_cmp(x, y);
        assert_int_equal((want > 0) - (want < 0), got);
        assert_int_equal(-got, kp_dec_cmp(y, x));
        assert_int_equal(mpz_cmp_ui(mpq_denref(a), 1) == 0, kp_dec_is_int(x));
    }
    mpq_clears(a, b, NULL);
}

/* ROUND of more places than 34 digits can show is the 34-digit value. */
static void rounded_as_far_as_34_digits(mpq_t q, int decimals, kp_rounding mode)
{
    mpq_t rounded, limit;

    mpq_inits(rounded, limit, NULL);
    mpq_set(rounded, q);
    mpq_set_ui(limit, 1, 1);
    shift(limit, 34);
    mpq_abs(rounded, rounded);
    shift(rounded, decimals);
    if (mpq_cmp(rounded, limit) >= 0)
        round_to_34(q);
    else
        round_at(q, decimals, mode);
    mpq_clears(rounded, limit, NULL);
}

static void a_quotient_is_rounded_once_in_every_mode(void **unused)
{
    mpq_t a, b, want;

    (void)unused;
    state = 4;
    mpq_inits(a, b, want, NULL);
    for (int i = 0; i < ROUNDS * 3; i++) {
        kp_decimal x = some_decimal(), y = some_decimal(), got;
        kp_rounding mode = (kp_rounding)between(0, KP_ROUNDING_COUNT - 1);
        int decimals = between(0, 3) ? between(0, 6) : between(-20, 50);

        if (!y.coef)
            continue;
        if (between(0, 3) == 0)  // a product divided by a factor: ties and exact ones
            (void)kp_dec_mul(kp_dec(between(-99999, 99999), 3), y, &x);
        set_decimal(a, x);
        set_decimal(b, y);
        mpq_div(want, a, b);
        rounded_as_far_as_34_digits(want, decimals, mode);
        assert_true(kp_dec_div_round(x, y, decimals, mode, &got));
        must_equal(kp_rounding_name(mode, true), x, y, got, want);
    }
    mpq_clears(a, b, want, NULL);
}

static void rounding_follows_the_definition_of_the_mode(void **unused)
{
    mpq_t want;

    (void)unused;
    state = 5;
    mpq_init(want);
    for (int i = 0; i < ROUNDS * 3; i++) {
        kp_decimal x = some_decimal(), got;
        kp_rounding mode = (kp_rounding)between(0, KP_ROUNDING_COUNT - 1);
        int decimals = between(0, 3) ? between(0, 6) : between(-40, 70);

        set_decimal(want, x);
        round_at(want, decimals, mode);
        assert_true(kp_dec_round(x, decimals, mode, &got));
        must_equal(kp_rounding_name(mode, true), x, kp_dec(decimals, 0), got, want);
    }
    mpq_clear(want);
}

static void quotients_of_machine_words_follow_the_mode_and_the_tail(void **unused)
{
    mpq_t want;
    mpz_t whole;

    (void)unused;
    state = 6;
    mpq_init(want);
    mpz_init(whole);
    for (int i = 0; i < ROUNDS; i++) {
        kp_i128 num = some_coefficient(), den = 20 * (kp_i128)between(1, 100000);
        kp_rounding mode = (kp_rounding)between(0, KP_ROUNDING_COUNT - 1);
        bool tail = between(0, 1) != 0;

        // A tail of a thousandth, exactly: (1000 num ± 1) / (1000 den)
        kp_i128 exact =
            tail ? num / 10000 * 1000 + (num < 0 ? -1 : 1) : num / 10000 * 1000;
        set_decimal(want, (kp_decimal){exact, 3});
        mpq_t divisor;
        mpq_init(divisor);
        set_decimal(divisor, (kp_decimal){den, 0});
        mpq_div(want, want, divisor);
        mpq_clear(divisor);
        if (num / 10000 == 0 && num < 0)
            continue;  // the sign of zero is unknown
        round_at(want, 0, mode);
        kp_i128 got = kp_round_quotient(num / 10000, den, mode, tail);
        must_equal("quotient", kp_dec(0, 0), kp_dec((int64_t)den, 0),
                   (kp_decimal){got, 0}, want);
    }
    mpq_clear(want);
    mpz_clear(whole);
}

/* floor(sqrt(x) * 10^k), and whether anything was cut. */
static void set_root(mpq_t out, kp_decimal x)
{
    mpz_t root, rest;
    mpq_t tail;
    int k = 60 + (x.scale > 0 ? x.scale : 0);

    mpz_inits(root, rest, NULL);
    mpq_init(tail);
    set_decimal(out, x);
    shift(out, 2 * k);
    mpz_sqrtrem(root, rest, mpq_numref(out));
    mpq_set_z(out, root);
    if (mpz_sgn(rest)) {  // strictly between: a half of the unit is as good as any part
        mpq_set_ui(tail, 1, 2);
        mpq_add(out, out, tail);
    }
    shift(out, -k);
    mpq_clear(tail);
    mpz_clears(root, rest, NULL);
}

static void roots_are_rounded_half_even_to_34_digits(void **unused)
{
    mpq_t want;

    (void)unused;
    state = 7;
    mpq_init(want);
    for (int i = 0; i < ROUNDS / 4; i++) {
        kp_decimal x = kp_dec_abs(some_decimal()), got;

        if (between(0, 4) == 0)
            assert_true(kp_dec_mul(kp_dec(between(0, 99999), 2), kp_dec(1, 0), &x) &&
                        kp_dec_mul(x, x, &x));
        set_root(want, x);
        round_to_34(want);
        assert_true(kp_dec_sqrt(x, &got));
        must_equal("sqrt", x, x, got, want);
    }
    mpq_clear(want);
}

static void integer_powers_are_the_rounded_exact_ones(void **unused)
{
    mpq_t want;

    (void)unused;
    state = 8;
    mpq_init(want);
    for (int i = 0; i < ROUNDS / 20; i++) {
        kp_decimal x = some_decimal(), got;
        int n = between(-60, 60);

        if (between(0, 1))
            x = kp_dec(between(900, 1100), between(0, 3));
        if (!x.coef)
            continue;
        set_decimal(want, x);
        unsigned long m = (unsigned long)(n < 0 ? -n : n);
        mpz_pow_ui(mpq_numref(want), mpq_numref(want), m);
        mpz_pow_ui(mpq_denref(want), mpq_denref(want), m);
        if (n < 0)
            mpq_inv(want, want);
        round_to_34(want);
        assert_true(kp_dec_pow(x, kp_dec(n, 0), &got));
        must_equal("**", x, kp_dec(n, 0), got, want);
    }
    mpq_clear(want);
}

static void text_of_a_decimal_reads_back_as_the_same_value(void **unused)
{
    mpq_t want;
    kp_buf text;

    (void)unused;
    state = 9;
    mpq_init(want);
    kp_buf_init(&text, KP_DEC_TEXT);
    for (int i = 0; i < ROUNDS; i++) {
        kp_decimal x = some_decimal(), got;

        kp_buf_clear(&text);
        kp_dec_print(x, -1, &text);
        assert_true(kp_dec_parse(kp_buf_view(&text), false, &got));
        set_decimal(want, x);
        must_equal("printed", x, x, got, want);
        got = kp_dec_reduce(x);
        must_equal("reduced", x, x, got, want);
    }
    kp_buf_free(&text);
    mpq_clear(want);
}

/* Up to 60 digits typed, which GMP reads itself. */
static void long_texts_are_read_and_rounded_half_even(void **unused)
{
    mpz_t digits;
    mpq_t want;

    (void)unused;
    state = 10;
    mpz_init(digits);
    mpq_init(want);
    for (int i = 0; i < ROUNDS; i++) {
        char plain[80], typed[80];
        int n = between(1, 60), behind = between(0, n), at = 0, out = 0;
        bool half = between(0, 2) == 0;
        kp_decimal got;

        for (int k = 0; k < n; k++) {
            char c = (char)('0' + between(0, 9));

            if (half && k >= 34)
                c = k == 34 ? '5' : '0';
            if (k == n - behind && k > 0)
                typed[out++] = '.';
            plain[at++] = typed[out++] = c;
        }
        plain[at] = '\0';
        if (behind == n)
            behind = 0;
        mpz_set_str(digits, plain, 10);
        mpq_set_z(want, digits);
        shift(want, -behind);
        round_to_34(want);
        assert_true(kp_dec_parse((kp_str){typed, (size_t)out}, false, &got));
        must_equal("read", got, got, got, want);
    }
    mpz_clear(digits);
    mpq_clear(want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_products_and_quotients_are_the_rounded_exact_ones),
        cmocka_unit_test(a_remainder_is_what_is_left_of_the_floored_quotient),
        cmocka_unit_test(comparison_is_that_of_the_exact_values),
        cmocka_unit_test(a_quotient_is_rounded_once_in_every_mode),
        cmocka_unit_test(rounding_follows_the_definition_of_the_mode),
        cmocka_unit_test(quotients_of_machine_words_follow_the_mode_and_the_tail),
        cmocka_unit_test(roots_are_rounded_half_even_to_34_digits),
        cmocka_unit_test(integer_powers_are_the_rounded_exact_ones),
        cmocka_unit_test(text_of_a_decimal_reads_back_as_the_same_value),
        cmocka_unit_test(long_texts_are_read_and_rounded_half_even),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
