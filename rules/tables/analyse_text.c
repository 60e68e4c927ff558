/* analyse_text.c - ranks in the user's own terms: regions and example values. */
#include "rules/tables/analyse_parts.h"

#include <assert.h>

/* ---- numbers and dates ---- */

static bool is_ordered(const kp__domain *domain)
{
    return domain->axis->kind == KP_NUM || domain->axis->kind == KP_DATE;
}

/* The values of ranks from..to-1 as an interval. */
static kp_interval interval_of(const kp_axis *axis, kp_ranks ranks)
{
    kp_interval out = {{.infinite = true}, {.infinite = true}};

    if (ranks.from > 0) {
        kp_axis_cut cut = axis->cut[ranks.from - 1];
        out.low = (kp_cut){.at = cut.at, .open = cut.after};
    }
    if (ranks.to <= axis->ncuts) {
        kp_axis_cut cut = axis->cut[ranks.to - 1];
        out.high = (kp_cut){.at = cut.at, .open = !cut.after};
    }
    return out;
}

static bool inside(const kp_interval *interval, kp_decimal at)
{
    kp_accept accept = {.nintervals = 1};
    kp_dinput number = {.kind = KP_NUM};
    kp_interval copy = *interval;

    accept.interval = &copy;
    return kp_accept_holds(&accept, &number, NULL, kp_value_num(at));
}

static kp_decimal one_step(int decimals)
{
    return kp_dec(1, decimals);
}

static kp_decimal stepped(kp_decimal at, kp_decimal step)
{
    kp_decimal out = at;
    bool done = kp_dec_add(at, step, &out);
    return done ? out : at;
}

/* A value with so many decimals next to the end that the interval has. */
static bool value_with(const kp_interval *interval, int decimals, kp_decimal *out)
{
    bool from_high = interval->low.infinite && !interval->high.infinite;
    kp_cut end = from_high ? interval->high : interval->low;
    kp_decimal step = one_step(decimals);

    if (end.infinite) {
        *out = kp_dec(0, 0);
        return true;
    }
    if (!kp_dec_round(end.at, decimals, from_high ? KP_ROUND_FLOOR : KP_ROUND_CEILING,
                      out))
        return false;
    if (!inside(interval, *out))
        *out = stepped(*out, from_high ? kp_dec_neg(step) : step);
    return inside(interval, *out);
}

/* The value with the fewest decimals. */
static bool simplest_inside(const kp_interval *interval, int most, kp_decimal *out)
{
    for (int decimals = 0; decimals <= most; decimals++)
        if (value_with(interval, decimals, out))
            return true;
    return false;
}

static bool example_number(kp_arena *arena, const kp__domain *domain, kp_ranks ranks,
                           kp_decimal *out)
{
    kp_interval interval = interval_of(domain->axis, ranks);
    kp_accept held = {.nintervals = 1, .interval = &interval};
    kp_accept both;
    bool date = domain->axis->kind == KP_DATE;
    int most = date ? 0 : domain->decimals >= 0 ? domain->decimals : KP_DEC_DIGITS;

    kp__accept_both(arena, domain->input, NULL, &held, domain->allowed, &both);
    for (size_t i = 0; i < both.nintervals; i++)
        if (simplest_inside(&both.interval[i], most, out))
            return true;
    return false;
}

static void print_ordered(const kp__domain *domain, kp_decimal at, kp_buf *out)
{
    char date[KP_DATE_TEXT];
    int64_t day = 0;

    if (domain->axis->kind == KP_DATE && kp_dec_to_i64(at, 0, &day)) {
        kp_date_print((int32_t)day, date);
        kp_buf_z(out, date);
        return;
    }
    kp_dec_print(at, -1, out);
}

static void print_interval(const kp__domain *domain, kp_ranks ranks, kp_buf *out)
{
    kp_interval interval = interval_of(domain->axis, ranks);
    const kp_cut *low = &interval.low;
    const kp_cut *high = &interval.high;

    if (low->infinite || high->infinite) {
        const kp_cut *end = low->infinite ? high : low;
        kp_buf_z(out, low->infinite ? (end->open ? "<" : "≤") : end->open ? ">" : "≥");
        print_ordered(domain, end->at, out);
        return;
    }
    if (kp_dec_cmp(low->at, high->at) == 0) {
        kp_buf_char(out, '=');
        print_ordered(domain, low->at, out);
        return;
    }
    kp_buf_char(out, low->open ? '(' : '[');
    print_ordered(domain, low->at, out);
    kp_buf_char(out, ',');
    print_ordered(domain, high->at, out);
    kp_buf_char(out, high->open ? ')' : ']');
}

/* ---- texts ---- */

/* A text that no row lists and no pattern matches, or an empty one. */
static kp_str other_text(const kp_axis *axis, const kp_symbols *symbols)
{
    static const char *const tries[] = {"其他", "其它", "另外", "?"};

    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        kp_str text = kp_str_of(tries[i]);
        uint32_t symbol = kp_symbol_find(symbols, text);
        uint32_t set = 0;
        bool listed = false;
        for (size_t s = 0; s < axis->nlisted; s++)
            listed = listed || axis->listed[s] == symbol;
        if (!listed && kp_axis_pattern_set(axis, text, &set) && set == 0)
            return text;
    }
    return KP_NONE;
}

static uint32_t nsets(const kp_axis *axis)
{
    return UINT32_C(1) << axis->npatterns;
}

/* The pattern that this rank alone stands for; npatterns when there is none. */
static size_t single_pattern(const kp_axis *axis, uint32_t rank)
{
    for (size_t i = 0; i < axis->npatterns; i++)
        if (rank == UINT32_C(1) << i)
            return i;
    return axis->npatterns;
}

static bool is_real_text(const kp__domain *domain, const kp_symbols *symbols,
                         uint32_t rank)
{
    const kp_axis *axis = domain->axis;
    const kp_accept *allowed = domain->allowed;

    if (rank >= nsets(axis)) {
        kp_value text = kp_value_text(axis->listed[rank - nsets(axis)]);
        return kp_accept_holds(allowed, domain->input, symbols, text);
    }
    if (!allowed->any) {
        for (size_t i = 0; i < allowed->nsymbols; i++)
            if (kp_axis_symbol_rank(axis, symbols, allowed->symbol[i]) == rank)
                return true;
        return false;
    }
    // Whether a text matches two patterns at once is not known here.
    return rank == 0 ? other_text(axis, symbols).n > 0
                     : single_pattern(axis, rank) < axis->npatterns;
}

static void print_allowed_of_rank(const kp__domain *domain, const kp_symbols *symbols,
                                  uint32_t rank, kp_buf *out)
{
    for (size_t i = 0; i < domain->allowed->nsymbols; i++) {
        uint32_t symbol = domain->allowed->symbol[i];
        if (kp_axis_symbol_rank(domain->axis, symbols, symbol) != rank)
            continue;
        kp_buf_str(out, kp_symbol_text(symbols, symbol));
        return;
    }
}

static void print_text(const kp__domain *domain, const kp_symbols *symbols,
                       uint32_t rank, kp_buf *out)
{
    const kp_axis *axis = domain->axis;

    if (rank >= nsets(axis)) {
        kp_buf_str(out, kp_symbol_text(symbols, axis->listed[rank - nsets(axis)]));
    } else if (!domain->allowed->any) {
        print_allowed_of_rank(domain, symbols, rank, out);
    } else if (rank == 0) {
        kp_buf_str(out, other_text(axis, symbols));
    } else {
        kp_buf_z(out, "匹配 ");
        kp_buf_str(out, axis->pattern_text[single_pattern(axis, rank)]);
    }
}

static void print_listed(const kp__domain *domain, const kp_symbols *symbols,
                         uint32_t rank, kp_buf *out)
{
    if (domain->axis->kind == KP_BOOL)
        kp_buf_z(out, rank ? "是" : "否");
    else
        print_text(domain, symbols, rank, out);
}

/* ---- domains ---- */

static bool is_real(kp_arena *arena, const kp__domain *domain,
                    const kp_symbols *symbols, uint32_t rank)
{
    kp_decimal example;

    if (is_ordered(domain))
        return example_number(arena, domain, (kp_ranks){rank, rank + 1}, &example);
    if (domain->axis->kind == KP_TEXT)
        return is_real_text(domain, symbols, rank);
    return kp_accept_holds(domain->allowed, domain->input, symbols,
                           kp_value_bool(rank != 0));
}

void kp__domain_make(kp_arena *arena, const kp_table_source *source, size_t input,
                     const kp_symbols *symbols, kp__domain *out)
{
    const kp_axis *axis = &source->table->index->axis[input];

    *out = (kp__domain){.axis = axis, .input = &source->table->input[input]};
    out->decimals = source->input_decimals[input];
    out->allowed = &source->input_allowed[input];
    if (out->allowed->any && source->input_known)
        out->allowed = &source->input_known[input];
    out->real_before = KP_NEW_ARRAY(arena, axis->nranks + 1, uint32_t);
    for (uint32_t rank = 0; rank < axis->nranks; rank++) {
        // A missing value is no example of a gap: it has a policy of its own.
        bool real = rank != kp_axis_missing(axis) && is_real(arena, out, symbols, rank);
        out->real_before[rank + 1] = out->real_before[rank] + real;
    }
}

uint32_t kp__real_ranks(const kp__domain *domain, kp_ranks ranks)
{
    return domain->real_before[ranks.to] - domain->real_before[ranks.from];
}

/* ---- sentences ---- */

static bool holds_everything(const kp__domain *domain, kp__rank_set ranks)
{
    uint32_t real = 0;

    for (size_t i = 0; i < ranks.n; i++)
        real += kp__real_ranks(domain, ranks.range[i]);
    return real == domain->real_before[domain->axis->nranks];
}

#define MOST_NAMED 6  // intervals or texts that are named one by one

static void print_range(const kp__domain *domain, const kp_symbols *symbols,
                        kp_ranks range, size_t *named, kp_buf *out)
{
    uint32_t step = is_ordered(domain) ? range.to - range.from : 1;

    for (uint32_t rank = range.from; rank < range.to; rank += step) {
        kp_ranks part = {rank, rank + step};
        if (kp__real_ranks(domain, part) == 0 || (*named)++ >= MOST_NAMED)
            continue;
        kp_buf_z(out, *named > 1 ? "、" : "");
        if (is_ordered(domain))
            print_interval(domain, part, out);
        else
            print_listed(domain, symbols, rank, out);
    }
}

void kp__print_region(const kp__domain *domain, const kp_symbols *symbols,
                      kp__rank_set ranks, kp_buf *out)
{
    size_t named = 0;

    if (holds_everything(domain, ranks))
        return;
    if (out->n)
        kp_buf_z(out, "；");
    kp_buf_str(out, domain->input->name);
    kp_buf_char(out, ' ');
    for (size_t i = 0; i < ranks.n; i++)
        print_range(domain, symbols, ranks.range[i], &named, out);
    if (named > MOST_NAMED)
        kp_buf_printf(out, " 等 %zu 项", named);
}

void kp__print_example(kp_arena *arena, const kp__domain *domain,
                       const kp_symbols *symbols, kp__rank_set ranks, kp_buf *out)
{
    kp_decimal at;

    if (out->n)
        kp_buf_z(out, "，");
    kp_buf_str(out, domain->input->name);
    kp_buf_char(out, '=');
    for (size_t i = 0; i < ranks.n; i++) {
        kp_ranks range = ranks.range[i];
        if (kp__real_ranks(domain, range) == 0)
            continue;
        if (is_ordered(domain)) {
            if (example_number(arena, domain, range, &at))
                print_ordered(domain, at, out);
            return;
        }
        while (kp__real_ranks(domain, (kp_ranks){range.from, range.from + 1}) == 0)
            range.from++;
        print_listed(domain, symbols, range.from, out);
        return;
    }
}
