/* kernel_allocate_wide.c - λ and shares in integers of any size.
 *
 * This file is the only door to GMP.  Weights that are quotients have 34 digits (21/21
 * of 88.75 % of 0.900 …) and are never rounded, so their common scale and the products
 * with the pool outgrow 128 bits.
 *
 * Memory:   numbers that live per row are limbs in the scratch arena.  The few mpz_t
 * are set up after the last arena call and cleared before the next, since an arena may
 * unwind by longjmp.  GMP itself aborts when malloc fails.
 */
#include <assert.h>
#include <gmp.h>

#include "engine/kernel_allocate_pool.h"
#include "engine/kernel_sort.h"

_Static_assert(GMP_NUMB_BITS == 64, "limbs of 64 bits without nails");
_Static_assert(sizeof(unsigned long) == 8, "GMP's ui functions take whole limbs");

/* Everything of one pool that has an arena's lifetime. */
typedef struct wide_pool {
    kp__pool *pool;
    int32_t scale;         // of the integer weights
    mp_size_t w_limbs;     // of one weight
    mp_limb_t *w;          // [n × w_limbs]
    mp_size_t r_limbs;     // of one remainder, as much as the denominator may need
    mp_limb_t *r;          // [n × r_limbs]
    uint64_t *head;        // [n] the leading 64 bits of remainders, all shifted alike
    uint32_t *at, *spare;  // [2n] for sorting
    mp_limb_t *left, *right;  // [w_limbs + 1] cross products
    char *num, *den;          // texts of λ
    size_t text;              // their room
} wide_pool;

typedef struct numbers {
    mpz_t num, den;  // λ in units per integer weight
    mpz_t sum;       // Σw
    mpz_t share, units, rest, bound;
} numbers;

/* More than log2(10^e). */
static size_t bits_of_pow10(int64_t e)
{
    return (size_t)e * 3322 / 1000 + 1;
}

static size_t bits_of(kp_i128 n)
{
    size_t bits = 0;

    for (; n > 0; n >>= 1)
        bits++;
    return bits;
}

static kp_decimal weight_at(const kp__pool *pool, size_t i)
{
    // Scaled floors exist as integers only.
    if (pool->result->floors_scaled)
        return kp_dec(pool->w[i], pool->scale);
    return pool->weight[pool->row[i]];
}

static size_t bits_of_widest_weight(const wide_pool *wide)
{
    size_t widest = 1;

    for (size_t i = 0; i < wide->pool->n; i++) {
        kp_decimal weight = weight_at(wide->pool, i);
        size_t bits = bits_of(weight.coef) + bits_of_pow10(wide->scale - weight.scale);

        if (weight.coef > 0 && bits > widest)
            widest = bits;
    }
    return widest;
}

static int32_t scale_of_all(const kp__pool *pool)
{
    int32_t scale = 0;

    for (size_t i = 0; i < pool->n; i++) {
        kp_decimal weight = weight_at(pool, i);
        scale = weight.coef > 0 && weight.scale > scale ? weight.scale : scale;
    }
    return scale;
}

static mp_limb_t *new_limbs(kp_arena *scratch, size_t count, mp_size_t limbs)
{
    return kp_arena_alloc(scratch, count + 1, (size_t)limbs * sizeof(mp_limb_t));
}

static void set_up(kp__pool *pool, wide_pool *wide)
{
    const kp_allocate_spec *spec = pool->spec;
    kp_arena *scratch = pool->scratch;
    int point = spec->point_decimals > 0 ? spec->point_decimals : 0;

    *wide = (wide_pool){.pool = pool, .scale = scale_of_all(pool)};
    size_t w_bits = bits_of_widest_weight(wide);
    size_t tens = bits_of_pow10((int64_t)wide->scale + point + spec->decimals + 1);
    // λ is a sum of up to 2^32 weights under an amount, or a power of ten.
    size_t den_bits = (w_bits + 32 > tens ? w_bits + 32 : tens) + 1;

    wide->w_limbs = (mp_size_t)(w_bits / 64 + 1);
    wide->r_limbs = (mp_size_t)(den_bits / 64 + 1);
    wide->w = new_limbs(scratch, pool->n, wide->w_limbs);
    wide->r = new_limbs(scratch, pool->n, wide->r_limbs);
    wide->head = KP_NEW_ARRAY(scratch, pool->n + 1, uint64_t);
    wide->at = KP_NEW_ARRAY(scratch, 2 * pool->n + 1, uint32_t);
    wide->spare = KP_NEW_ARRAY(scratch, 2 * pool->n + 1, uint32_t);
    wide->left = new_limbs(scratch, 1, wide->w_limbs + 1);
    wide->right = new_limbs(scratch, 1, wide->w_limbs + 1);
    wide->text = (den_bits + 64 + tens) / 3 + 16;
    wide->num = kp_arena_alloc(scratch, wide->text, 1);
    wide->den = kp_arena_alloc(scratch, wide->text, 1);
}

static void set_i128(mpz_t out, kp_i128 n)
{
    mpz_set_ui(out, (unsigned long)((kp_u128)n >> 64));
    mpz_mul_2exp(out, out, 64);
    mpz_add_ui(out, out, (unsigned long)((kp_u128)n & UINT64_MAX));
}

static void set_pow10(mpz_t out, int64_t e)
{
    mpz_ui_pow_ui(out, 10, (unsigned long)e);
}

static void put_limbs(mp_limb_t *out, mp_size_t limbs, const mpz_t n)
{
    mp_size_t used = (mp_size_t)mpz_size(n);

    assert(used <= limbs);
    mpn_copyi(out, mpz_limbs_read(n), used);
    for (mp_size_t i = used; i < limbs; i++)
        out[i] = 0;
}

static const mp_limb_t *weight_limbs(const wide_pool *wide, size_t i)
{
    return wide->w + i * (size_t)wide->w_limbs;
}

static bool has_weight(const wide_pool *wide, size_t i)
{
    return weight_at(wide->pool, i).coef > 0;
}

static void gather_wide_weights(wide_pool *wide, numbers *z)
{
    int64_t last = -1;

    for (size_t i = 0; i < wide->pool->n; i++) {
        kp_decimal weight = weight_at(wide->pool, i);

        if (weight.coef == 0)
            continue;
        if (last != (int64_t)wide->scale - weight.scale) {
            last = (int64_t)wide->scale - weight.scale;
            set_pow10(z->bound, last);
        }
        set_i128(z->share, weight.coef);
        mpz_mul(z->share, z->share, z->bound);
        mpz_add(z->sum, z->sum, z->share);
        put_limbs(wide->w + i * (size_t)wide->w_limbs, wide->w_limbs, z->share);
    }
}

/* Changes of slope (see kernel_allocate_fast.c) as numbers: twice the position, plus
 * one for a ceiling. */
static int64_t bound_of_change(const wide_pool *wide, uint32_t change)
{
    return change & 1 ? wide->pool->hi[change / 2] : wide->pool->lo[change / 2];
}

static int earlier_change_first(const void *context, uint32_t a, uint32_t b)
{
    const wide_pool *wide = context;
    mp_size_t n = wide->w_limbs;

    wide->left[n] = mpn_mul_1(wide->left, weight_limbs(wide, b / 2), n,
                              (mp_limb_t)bound_of_change(wide, a));
    wide->right[n] = mpn_mul_1(wide->right, weight_limbs(wide, a / 2), n,
                               (mp_limb_t)bound_of_change(wide, b));
    return mpn_cmp(wide->left, wide->right, n + 1);
}

/* Rows that are neither floored nor bounded are active from the start. */
static size_t list_wide_changes(wide_pool *wide, mpz_t active)
{
    const kp__pool *pool = wide->pool;
    size_t n = 0;
    mpz_t w;

    for (size_t i = 0; i < pool->n; i++) {
        if (!has_weight(wide, i))
            continue;
        if (pool->lo && pool->lo[i] > 0)
            wide->at[n++] = (uint32_t)(2 * i);
        else
            mpz_add(active, active,
                    mpz_roinit_n(w, weight_limbs(wide, i), wide->w_limbs));
        if (pool->hi && pool->hi[i] != KP__NO_CEILING)
            wide->at[n++] = (uint32_t)(2 * i + 1);
    }
    return n;
}

static void pass_wide_change(const wide_pool *wide, uint32_t change, kp_i128 *fixed,
                             mpz_t active)
{
    mpz_t view;
    mpz_srcptr w = mpz_roinit_n(view, weight_limbs(wide, change / 2), wide->w_limbs);

    if (change & 1) {
        *fixed += bound_of_change(wide, change);
        mpz_sub(active, active, w);
    } else {
        *fixed -= bound_of_change(wide, change);
        mpz_add(active, active, w);
    }
}

/* fixed + active·λ at the change <= P.  Changes at the same λ add nothing there, so it
 * does not matter which of them have been passed. */
static bool is_within_wide_pool(const wide_pool *wide, uint32_t change, kp_i128 fixed,
                                const mpz_t active, numbers *z)
{
    mpz_t view;

    if (fixed > wide->pool->units)
        return false;
    mpz_mul_ui(z->share, active, (unsigned long)bound_of_change(wide, change));
    mpz_mul_ui(z->rest,
               mpz_roinit_n(view, weight_limbs(wide, change / 2), wide->w_limbs),
               (unsigned long)(wide->pool->units - (int64_t)fixed));
    return mpz_cmp(z->share, z->rest) <= 0;
}

/* λ = (P - fixed) / active; z->den serves as `active` on the way. */
static void find_wide_lambda(wide_pool *wide, numbers *z)
{
    kp__pool *pool = wide->pool;
    kp_i128 fixed = pool->lo_sum;
    size_t n = list_wide_changes(wide, z->den);
    size_t passed = 0;
    mpz_t view;

    kp__sort_rows(wide->at, wide->spare, n, earlier_change_first, wide);
    while (passed < n && is_within_wide_pool(wide, wide->at[passed], fixed, z->den, z))
        pass_wide_change(wide, wide->at[passed++], &fixed, z->den);

    if (mpz_sgn(z->den) > 0) {
        mpz_set_ui(z->num, (unsigned long)(pool->units - (int64_t)fixed));
        return;
    }
    pool->sated = true;
    mpz_set_ui(z->den, 1);
    if (passed == 0)
        return;
    uint32_t last = wide->at[passed - 1];
    mpz_set_ui(z->num, (unsigned long)bound_of_change(wide, last));
    mpz_set(z->den, mpz_roinit_n(view, weight_limbs(wide, last / 2), wide->w_limbs));
}

static void never_above_wide_nominal(wide_pool *wide, numbers *z)
{
    kp__pool *pool = wide->pool;

    set_pow10(z->share, pool->spec->decimals);
    set_pow10(z->rest, wide->scale);
    mpz_mul(z->units, z->num, z->rest);
    mpz_mul(z->bound, z->den, z->share);
    if (!pool->sated && mpz_cmp(z->units, z->bound) < 0) {
        pool->result->scaled = true;
        return;
    }
    pool->sated = true;
    mpz_set(z->num, z->share);
    mpz_set(z->den, z->rest);
}

static void round_wide_point_down(wide_pool *wide, numbers *z)
{
    const kp_allocate_spec *spec = wide->pool->spec;

    set_pow10(z->rest, (int64_t)wide->scale + spec->point_decimals);
    set_pow10(z->bound, spec->decimals);
    mpz_mul(z->num, z->num, z->rest);
    mpz_mul(z->den, z->den, z->bound);
    mpz_tdiv_q(z->num, z->num, z->den);
    mpz_mul(z->num, z->num, z->bound);
    mpz_set(z->den, z->rest);
}

static bool is_wide_clipped(const wide_pool *wide, size_t i, numbers *z)
{
    kp__pool *pool = wide->pool;
    int64_t lo = pool->lo ? pool->lo[i] : 0;
    int64_t hi = pool->hi ? pool->hi[i] : KP__NO_CEILING;

    mpz_mul_ui(z->bound, z->den, (unsigned long)lo);
    if (lo > 0 && mpz_cmp(z->share, z->bound) <= 0) {
        pool->x[i] = lo;
        pool->clip[i] = KP_CLIP_FLOOR;
        return true;
    }
    if (hi == KP__NO_CEILING || !has_weight(wide, i))
        return false;
    mpz_mul_ui(z->bound, z->den, (unsigned long)hi);
    if (mpz_cmp(z->share, z->bound) < 0)
        return false;
    pool->x[i] = hi;
    pool->clip[i] = KP_CLIP_CEILING;
    return true;
}

static bool is_half_or_more(const mpz_t rest, const mpz_t den, mpz_t twice)
{
    mpz_mul_2exp(twice, rest, 1);
    return mpz_cmp(twice, den) >= 0;
}

static void cut_wide_shares(wide_pool *wide, numbers *z, mpz_t remainders)
{
    kp__pool *pool = wide->pool;
    mpz_t view;

    for (size_t i = 0; i < pool->n; i++) {
        mpz_mul(z->share, mpz_roinit_n(view, weight_limbs(wide, i), wide->w_limbs),
                z->num);
        if (is_wide_clipped(wide, i, z))
            continue;
        mpz_tdiv_qr(z->units, z->rest, z->share, z->den);
        pool->x[i] = (int64_t)mpz_get_ui(z->units);
        put_limbs(wide->r + i * (size_t)wide->r_limbs, wide->r_limbs, z->rest);
        mpz_add(remainders, remainders, z->rest);
        pool->half_ups += is_half_or_more(z->rest, z->den, z->bound);
    }
    mpz_tdiv_q(z->units, remainders, z->den);
    pool->whole_remainder = (int64_t)mpz_get_ui(z->units);
}

/* The 64 bits that lead where the denominator leads: they nearly always decide. */
static uint64_t leading_bits(const mp_limb_t *r, size_t den_bits)
{
    size_t from = den_bits > 64 ? den_bits - 64 : 0;
    size_t limb = from / 64, shift = from % 64;
    uint64_t bits = r[limb] >> shift;

    if (shift > 0 && den_bits > 64 * (limb + 1))
        bits |= r[limb + 1] << (64 - shift);
    return bits;
}

static int smaller_remainder_first(const void *context, uint32_t a, uint32_t b)
{
    const wide_pool *wide = context;
    size_t n = (size_t)wide->r_limbs;

    if (wide->head[a] != wide->head[b])
        return wide->head[a] < wide->head[b] ? -1 : 1;
    return mpn_cmp(wide->r + a * n, wide->r + b * n, wide->r_limbs);
}

/* Keys of 64 bits that order the rows as their remainders do: dense ranks. */
static void rank_remainders(wide_pool *wide, size_t den_bits)
{
    kp__pool *pool = wide->pool;
    size_t n = 0;
    uint64_t key = 1;

    for (size_t i = 0; i < pool->n; i++) {
        const mp_limb_t *r = wide->r + i * (size_t)wide->r_limbs;

        if (mpn_zero_p(r, wide->r_limbs))
            continue;
        wide->head[i] = leading_bits(r, den_bits);
        wide->at[n++] = (uint32_t)i;
    }
    kp__sort_rows(wide->at, wide->spare, n, smaller_remainder_first, wide);
    for (size_t k = 0; k < n; k++) {
        key +=
            k > 0 && smaller_remainder_first(wide, wide->at[k - 1], wide->at[k]) != 0;
        pool->key[wide->at[k]] = key;
    }
}

/* num / den rounded half-even to 34 digits; both are used up. */
static kp_decimal round_ratio(mpz_t num, mpz_t den, numbers *z)
{
    int64_t scale = KP_DEC_DIGITS + 1 + (int64_t)mpz_sizeinbase(den, 10) -
                    (int64_t)mpz_sizeinbase(num, 10);

    if (mpz_sgn(num) == 0)
        return kp_dec(0, 0);
    // One or two digits too many at first; the scale comes down until 34 are left.
    for (;; scale--) {
        set_pow10(z->bound, scale < 0 ? -scale : scale);
        mpz_mul(z->share, scale < 0 ? den : num, z->bound);
        mpz_tdiv_qr(z->units, z->rest, scale < 0 ? num : z->share,
                    scale < 0 ? z->share : den);
        set_pow10(z->bound, KP_DEC_DIGITS);
        if (mpz_cmp(z->units, z->bound) < 0)
            break;
    }
    mpz_mul_2exp(z->rest, z->rest, 1);
    int half = mpz_cmp(z->rest, scale < 0 ? z->share : den);
    if (half > 0 || (half == 0 && mpz_odd_p(z->units)))
        mpz_add_ui(z->units, z->units, 1);

    mpz_tdiv_q_2exp(z->share, z->units, 64);
    kp_i128 coef = (kp_i128)(((kp_u128)mpz_get_ui(z->share) << 64) |
                             (kp_u128)mpz_get_ui(z->units));
    kp_i128 limit = kp_pow10_i128(KP_DEC_DIGITS);
    if (coef == limit)  // 9…9.5 became a digit longer
        return kp_dec_reduce((kp_decimal){limit / 10, (int32_t)scale - 1});
    return kp_dec_reduce((kp_decimal){coef, (int32_t)scale});
}

/* λ as pool per weight: num·10^scale / (den·10^decimals). */
static void report_wide_lambda(wide_pool *wide, numbers *z)
{
    kp_allocate_result *result = wide->pool->result;

    set_pow10(z->rest, wide->scale);
    mpz_mul(z->num, z->num, z->rest);
    if (mpz_sgn(z->sum) > 0) {
        mpz_t scale;
        mpz_init_set(scale, z->rest);
        result->weight_sum = round_ratio(z->sum, scale, z);
        mpz_clear(scale);
    }
    set_pow10(z->rest, wide->pool->spec->decimals);
    mpz_mul(z->den, z->den, z->rest);
    mpz_gcd(z->share, z->num, z->den);
    mpz_divexact(z->num, z->num, z->share);
    mpz_divexact(z->den, z->den, z->share);
    assert(mpz_sizeinbase(z->num, 10) + 2 <= wide->text);
    assert(mpz_sizeinbase(z->den, 10) + 2 <= wide->text);
    mpz_get_str(wide->num, 10, z->num);
    mpz_get_str(wide->den, 10, z->den);
    result->lambda = round_ratio(z->num, z->den, z);
}

static void calculate(wide_pool *wide)
{
    kp__pool *pool = wide->pool;
    numbers z;
    mpz_t remainders;

    mpz_inits(z.num, z.den, z.sum, z.share, z.units, z.rest, z.bound, remainders, NULL);
    gather_wide_weights(wide, &z);
    find_wide_lambda(wide, &z);
    if (kp__pays_nominal(pool))
        never_above_wide_nominal(wide, &z);
    if (kp__rounds_point(pool))
        round_wide_point_down(wide, &z);
    cut_wide_shares(wide, &z, remainders);
    rank_remainders(wide, mpz_sizeinbase(z.den, 2));
    report_wide_lambda(wide, &z);
    mpz_clears(z.num, z.den, z.sum, z.share, z.units, z.rest, z.bound, remainders,
               NULL);
}

void kp__allocate_wide(kp__pool *pool)
{
    wide_pool wide;

    set_up(pool, &wide);
    calculate(&wide);
    pool->result->lambda_num = kp_str_copy(pool->keep, kp_str_of(wide.num));
    pool->result->lambda_den = kp_str_copy(pool->keep, kp_str_of(wide.den));
}
