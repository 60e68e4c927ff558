/* tables_tier.c - 分段表: bands with a rate, as tax tables and slopes are written.
 *
 *   分段表 | 综合所得税率表
 *   超过   | 不超过 | 率  | 速算扣除数 | 依据
 *   0      | 36000  | 3%  | 0          |
 *   36000  |        | 10% | 2520       |
 *
 * 超过 leaves the lower bound out, 下限 takes it in; the upper bound is the opposite.
 * The lowest bound always belongs to the first band, so that 0 is somewhere.  One of
 * the two columns of bounds is enough.  The result is 率, 下限, and 速算扣除数 or 基数;
 * without either, 基数 (what the bands below have earned) is calculated here.
 */
#include "rules/tables/tables_parts.h"

typedef struct tier_columns {
    uint32_t low, high, rate, quick, base;
} tier_columns;

typedef struct tier_band {
    uint32_t i;
    bool has_low, has_high;
    kp_decimal low, high, rate, extra;  // extra: quick deduction or base
} tier_band;

typedef struct tier_reader {
    kp__table_reader *r;
    tier_columns col;
    bool low_open;  // a bound belongs to the band below it
    kp_unit bound_unit, rate_unit, extra_unit;
    tier_band *band;
    size_t n;
} tier_reader;

enum {
    OUT_LOW,
    OUT_RATE,
    OUT_EXTRA,
    OUTPUTS
};

/* ---- headings ---- */

typedef struct bound_word {
    const char *zh, *en;
    bool open;     // the bound itself is left out
    bool neutral;  // goes by the other column
} bound_word;

static uint32_t find_bound(const kp__table_reader *r, const bound_word *word, size_t n,
                           const bound_word **found)
{
    *found = NULL;
    for (size_t w = 0; w < n; w++) {
        uint32_t j = kp_block_column(r->arena, r->block, word[w].zh, word[w].en);
        if (j == KP__NO_COL)
            continue;
        *found = &word[w];
        return j;
    }
    return KP__NO_COL;
}

static bool find_bounds(tier_reader *t)
{
    static const bound_word lows[] = {
        {"下限", "low", false, false},
        {"超过", "above", true, false},
        {"大于", "over", true, false},
        {"不低于", "atleast", false, false},
    };
    static const bound_word highs[] = {
        {"上限", "high", true, true},
        {"不超过", "upto", false, false},
        {"不满", "below", true, false},
        {"低于", "under", true, false},
    };
    const bound_word *low;
    const bound_word *high;
    kp__table_reader *r = t->r;

    t->col.low = find_bound(r, lows, 4, &low);
    t->col.high = find_bound(r, highs, 4, &high);
    if (!low && !high)
        return kp__table_fault(r, KP2246, r->block->top + 1, r->block->left, KP_NONE,
                               KP_NONE);
    t->low_open = low ? low->open : !high->open;
    if (low && high && !high->neutral && low->open == high->open)
        return kp__table_fault(r, KP2247, r->block->top + 1, t->col.high,
                               kp_str_of(low->zh), kp_str_of(high->zh));
    return true;
}

static uint32_t find_named(const kp__table_reader *r, const char *const (*name)[2])
{
    for (; (*name)[0]; name++) {
        uint32_t j = kp_block_column(r->arena, r->block, (*name)[0], (*name)[1]);
        if (j != KP__NO_COL)
            return j;
    }
    return KP__NO_COL;
}

static bool find_columns(tier_reader *t)
{
    static const char *const rates[][2] = {
        {"率", "rate"}, {"税率", "taxrate"}, {"比例", "ratio"}, {0}};
    static const char *const quicks[][2] = {{"速算扣除数", "quick"}, {0}};
    static const char *const bases[][2] = {{"基数", "base"}, {0}};
    kp__table_reader *r = t->r;

    t->col.rate = find_named(r, rates);
    t->col.quick = find_named(r, quicks);
    t->col.base = find_named(r, bases);
    if (t->col.rate == KP__NO_COL)
        return kp__table_fault(r, KP2246, r->block->top + 1, r->block->left, KP_NONE,
                               KP_NONE);
    if (t->col.quick != KP__NO_COL && t->col.base != KP__NO_COL)
        return kp__table_fault(r, KP2248, r->block->top + 1, t->col.base, KP_NONE,
                               KP_NONE);
    return find_bounds(t);
}

/* ---- cells ---- */

static bool settle_unit(const tier_reader *t, uint32_t a, uint32_t b, kp_unit *unit)
{
    const kp__table_reader *r = t->r;
    uint32_t col[] = {a, b};
    kp__type_votes votes = {0};
    kp_kind kind;

    for (size_t c = 0; c < 2; c++)
        for (uint32_t i = r->first_row; col[c] != KP__NO_COL && i < r->block->bottom;
             i++)
            kp__vote_value(r, &votes, kp_block_cell(r->block, i, col[c]), i, col[c]);
    *unit = KP_UNIT_NONE;
    if (votes.ncells == 0)
        return true;
    uint32_t j = a != KP__NO_COL ? a : b;
    kp_str name = kp_cell_text(kp_block_cell(r->block, r->block->top + 1, j));
    if (!kp__settle_type(r, &votes, name, j, &kind, unit))
        return false;
    return kind == KP_NUM ||
           kp__table_fault(r, KP2249, r->block->top + 1, j, name, KP_NONE);
}

static bool read_number(const tier_reader *t, uint32_t i, uint32_t j, kp_unit unit,
                        bool *has, kp_decimal *out)
{
    kp_value value;

    *has = false;
    *out = kp_dec(0, 0);
    if (j == KP__NO_COL)
        return true;
    const kp_cell *cell = kp_block_cell(t->r->block, i, j);
    if (!kp__value_cell(t->r, cell, i, j, KP_NUM, unit, -1, &value))
        return false;
    *has = value.state == KP_VALUE;
    if (*has)
        *out = value.as.num;
    return true;
}

static bool read_band(tier_reader *t, uint32_t i)
{
    tier_band *band = &t->band[t->n++];
    uint32_t extra = t->col.quick != KP__NO_COL ? t->col.quick : t->col.base;
    bool has_rate;
    bool has_extra;

    band->i = i;
    if (!read_number(t, i, t->col.low, t->bound_unit, &band->has_low, &band->low) ||
        !read_number(t, i, t->col.high, t->bound_unit, &band->has_high, &band->high) ||
        !read_number(t, i, t->col.rate, t->rate_unit, &has_rate, &band->rate) ||
        !read_number(t, i, extra, t->extra_unit, &has_extra, &band->extra))
        return false;
    if (!has_rate)
        return kp__table_fault(t->r, KP2250, i, t->col.rate, KP_NONE, KP_NONE);
    if (extra != KP__NO_COL && !has_extra)
        return kp__table_fault(t->r, KP2250, i, extra, KP_NONE, KP_NONE);
    return true;
}

/* ---- bounds ---- */

static bool bound_fault(const tier_reader *t, const tier_band *band, kp_str a, kp_str b)
{
    uint32_t j = t->col.low != KP__NO_COL ? t->col.low : t->col.high;
    return kp__table_fault(t->r, KP2251, band->i, j, a, b);
}

static kp_str bound_text(const tier_reader *t, bool has, kp_decimal bound)
{
    return has ? kp__decimal_spelling(t->r->arena, bound) : KP_STR("（空）");
}

/* Give a band the bound that its neighbour typed; both typed must agree. */
static bool join_bands(const tier_reader *t, tier_band *below, tier_band *above)
{
    if (!below->has_high && !above->has_low)
        return bound_fault(t, above, KP_STR("（空）"), KP_STR("（空）"));
    if (!below->has_high)
        below->high = above->low;
    if (!above->has_low)
        above->low = below->high;
    bool adjoin = kp_dec_cmp(below->high, above->low) == 0;
    if (!adjoin && t->col.high != KP__NO_COL && t->col.low != KP__NO_COL)
        return bound_fault(t, above, bound_text(t, below->has_high, below->high),
                           bound_text(t, above->has_low, above->low));
    below->has_high = above->has_low = true;
    return true;
}

static bool check_bounds(tier_reader *t)
{
    for (size_t b = 1; b < t->n; b++)
        if (!join_bands(t, &t->band[b - 1], &t->band[b]))
            return false;
    for (size_t b = 0; b < t->n; b++) {
        const tier_band *band = &t->band[b];
        if (band->has_low && band->has_high && kp_dec_cmp(band->low, band->high) >= 0)
            return kp__table_fault(t->r, KP2252, band->i,
                                   t->col.high != KP__NO_COL ? t->col.high : t->col.low,
                                   bound_text(t, true, band->low),
                                   bound_text(t, true, band->high));
    }
    return true;
}

/* ---- what bands have earned ---- */

/* low*rate of a band, in 34 digits; bounds and rates are far shorter than that. */
static kp_decimal times(kp_decimal a, kp_decimal b)
{
    kp_decimal product = kp_dec(0, 0);
    bool done = kp_dec_mul(a, b, &product);
    return done ? product : kp_dec(0, 0);
}

static kp_decimal plus(kp_decimal a, kp_decimal b)
{
    kp_decimal sum = kp_dec(0, 0);
    bool done = kp_dec_add(a, b, &sum);
    return done ? sum : kp_dec(0, 0);
}

/* The base of a band, if pay does not jump where it begins. */
static kp_decimal steady_base(const tier_band *below, const tier_band *band)
{
    kp_decimal width = plus(band->low, kp_dec_neg(below->low));
    return plus(below->extra, times(width, below->rate));
}

static kp_decimal steady_quick(const tier_band *below, const tier_band *band)
{
    kp_decimal step = plus(band->rate, kp_dec_neg(below->rate));
    return plus(below->extra, times(band->low, step));
}

static void check_steady(tier_reader *t)
{
    bool quick = t->col.quick != KP__NO_COL;
    bool given = quick || t->col.base != KP__NO_COL;

    for (size_t b = 1; b < t->n; b++) {
        tier_band *band = &t->band[b];
        kp_decimal steady = quick ? steady_quick(&t->band[b - 1], band)
                                  : steady_base(&t->band[b - 1], band);
        if (!given)
            band->extra = steady;
        else if (kp_dec_cmp(steady, band->extra) != 0)
            kp__table_fault(t->r, KP2253, band->i, quick ? t->col.quick : t->col.base,
                            kp__decimal_spelling(t->r->arena, band->low),
                            kp__decimal_spelling(t->r->arena, steady));
    }
}

/* ---- the table ---- */

static void add_band(tier_reader *t, size_t b)
{
    kp__table_reader *r = t->r;
    const tier_band *band = &t->band[b];
    size_t number = r->table->nrules;
    kp_drule *rule = kp__add_rule(r, band->i, r->block->left);
    kp_interval *held = KP_NEW(r->arena, kp_interval);

    held->low = (kp_cut){band->low, !band->has_low, t->low_open && b > 0};
    held->high = (kp_cut){band->high, !band->has_high, !t->low_open};
    rule->accept[0].nintervals = 1;
    rule->accept[0].interval = held;
    r->table->output[OUT_LOW].cell[number] = kp_value_num(band->low);
    r->table->output[OUT_RATE].cell[number] = kp_value_num(band->rate);
    r->table->output[OUT_EXTRA].cell[number] = kp_value_num(band->extra);
}

static void name_columns(tier_reader *t)
{
    kp__table_reader *r = t->r;
    kp_dtable *table = r->table;
    const kp_option *amount = kp_block_option(r->block, "输入", "input");
    bool quick = t->col.quick != KP__NO_COL;
    uint32_t bound = t->col.low != KP__NO_COL ? t->col.low : t->col.high;

    table->is_tier = true;
    table->policy = KP_HIT_UNIQUE;
    table->input[0].name = KP_STR("金额");
    if (amount && amount->value.n)
        table->input[0].name = kp_str_copy(r->arena, amount->value);
    table->input[0].unit = t->bound_unit;
    table->input[0].col = table->output[OUT_LOW].col = bound + 1;
    table->output[OUT_LOW].name = KP_STR("下限");
    table->output[OUT_LOW].unit = t->bound_unit;
    table->output[OUT_RATE].name = KP_STR("率");
    table->output[OUT_RATE].unit = t->rate_unit;
    table->output[OUT_RATE].col = t->col.rate + 1;
    table->output[OUT_EXTRA].name = quick ? KP_STR("速算扣除数") : KP_STR("基数");
    table->output[OUT_EXTRA].unit = t->extra_unit;
    table->output[OUT_EXTRA].col = t->col.rate + 1;
}

static bool read_bands(tier_reader *t)
{
    kp__table_reader *r = t->r;
    bool fault = false;

    t->band = KP_NEW_ARRAY(r->arena, r->block->bottom - r->first_row + 1, tier_band);
    for (uint32_t i = r->first_row; i < r->block->bottom; i++)
        if (kp__row_in_force(r, i, &fault))
            fault = !read_band(t, i) || fault;
    return !fault && check_bounds(t);
}

bool kp__read_tier_table(kp__table_reader *r)
{
    static const char *const known[] = {"生效",   "失效",    "依据", "输入",
                                        "未命中", "from",    "to",   "clause",
                                        "input",  "default", NULL};
    tier_reader t = {.r = r};

    if (!kp__options_known(r, known, false) || !find_columns(&t))
        return false;
    if (!settle_unit(&t, t.col.low, t.col.high, &t.bound_unit) ||
        !settle_unit(&t, t.col.rate, KP__NO_COL, &t.rate_unit) ||
        !settle_unit(&t, t.col.quick, t.col.base, &t.extra_unit))
        return false;
    kp__table_room(r, 1, OUTPUTS, r->block->bottom - r->first_row);
    if (!read_bands(&t))
        return false;
    name_columns(&t);
    check_steady(&t);
    for (size_t b = 0; b < t.n; b++)
        add_band(&t, b);
    return true;
}
