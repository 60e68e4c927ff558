/* fair_order.c - groups of rows, and whether more score ever pays less; see fair.h. */
#include "engine/fair.h"
#include "engine/kernel_sort.h"

/* ---- comparing cells ---- */

static int order_of(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_cells(const kp_run *run, uint32_t field, uint32_t a, uint32_t b)
{
    kp_value x = kp_run_value(run, field, a), y = kp_run_value(run, field, b);

    switch (x.kind) {
    case KP_NUM:
        return kp_dec_cmp(x.as.num, y.as.num);
    case KP_TEXT:
        return kp_str_cmp(kp_symbol_text(run->scheme->symbols, x.as.symbol),
                          kp_symbol_text(run->scheme->symbols, y.as.symbol));
    case KP_DATE:
        return order_of(x.as.date, y.as.date);
    case KP_BOOL:
        return order_of(x.as.flag, y.as.flag);
    case KP_LINK:
        break;
    }
    return order_of(x.as.row, y.as.row);
}

static bool has_value(const kp_run *run, uint32_t field, size_t row)
{
    return kp_run_value(run, field, row).state == KP_VALUE;
}

/* ---- groups ---- */

typedef struct by_fields {
    const kp_run *run;
    const uint32_t *field;
    size_t n;
} by_fields;

static int compare_rows(const void *context, uint32_t a, uint32_t b)
{
    const by_fields *by = context;
    int order = 0;

    for (size_t k = 0; k < by->n && order == 0; k++)
        order = compare_cells(by->run, by->field[k], a, b);
    return order;
}

static bool takes_part(const kp_run *run, const uint32_t *needed, size_t n, size_t row)
{
    for (size_t k = 0; k < n; k++)
        if (!has_value(run, needed[k], row))
            return false;
    return true;
}

void kp_fair_group(kp_arena *arena, const kp_run *run, uint32_t entity,
                   const uint32_t *needed, size_t nneeded, const uint32_t *by,
                   size_t nby, kp_fair_groups *out)
{
    by_fields fields = {run, by, nby};
    size_t total = run->table[entity]->n, n = 0;

    *out = (kp_fair_groups){.row = KP_NEW_ARRAY(arena, total + 1, uint32_t)};
    for (size_t row = 0; row < total; row++)
        if (takes_part(run, needed, nneeded, row) && takes_part(run, by, nby, row))
            out->row[n++] = (uint32_t)row;
    out->left_out = total - n;
    kp__sort_rows(out->row, KP_NEW_ARRAY(arena, n + 1, uint32_t), n, compare_rows,
                  &fields);
    out->start = KP_NEW_ARRAY(arena, n + 2, size_t);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || compare_rows(&fields, out->row[i - 1], out->row[i]) != 0)
            out->start[out->n++] = i;
    out->start[out->n] = n;
}

/* ---- more score, less pay ---- */

typedef struct ranking {
    const kp_run *run;
    uint32_t score, pay;
    uint32_t *place;  // by row: 1.. in the order of pay, equal amounts alike
    uint64_t *count;  // Fenwick tree over places: rows of lower score seen so far
    size_t nplaces;
} ranking;

static int by_score(const void *context, uint32_t a, uint32_t b)
{
    const ranking *r = context;

    return compare_cells(r->run, r->score, a, b);
}

static int by_pay(const void *context, uint32_t a, uint32_t b)
{
    const ranking *r = context;

    return compare_cells(r->run, r->pay, a, b);
}

static void rank_pay(ranking *r, const uint32_t *rows, uint32_t *sorted,
                     uint32_t *spare, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sorted[i] = rows[i];
    kp__sort_rows(sorted, spare, n, by_pay, r);
    r->nplaces = 0;
    for (size_t i = 0; i < n; i++) {
        r->nplaces += i == 0 || by_pay(r, sorted[i - 1], sorted[i]) != 0;
        r->place[sorted[i]] = (uint32_t)r->nplaces;
    }
    for (size_t k = 0; k <= r->nplaces; k++)
        r->count[k] = 0;
}

static void see(ranking *r, uint32_t place)
{
    for (size_t k = place; k <= r->nplaces; k += k & (0 - k))
        r->count[k]++;
}

static uint64_t seen_up_to(const ranking *r, uint32_t place)
{
    uint64_t n = 0;

    for (size_t k = place; k > 0; k &= k - 1)
        n += r->count[k];
    return n;
}

/* Rows of one score are compared with those of lower scores, then join them. */
static void check_equals(ranking *r, const uint32_t *rows, size_t from, size_t to,
                         uint32_t *best, kp_fair_order *out)
{
    for (size_t i = from; i < to && from > 0; i++) {
        uint64_t others = from - seen_up_to(r, r->place[rows[i]]);

        if (others == 0)
            continue;
        out->breach[out->n++] = (kp_fair_breach){rows[i], *best, others};
        out->pairs += others;
    }
    for (size_t i = from; i < to; i++) {
        see(r, r->place[rows[i]]);
        if (i == 0 || r->place[rows[i]] > r->place[*best])
            *best = rows[i];
    }
}

void kp_fair_check_order(kp_arena *arena, const kp_run *run,
                         const kp_fair_groups *groups, uint32_t score, uint32_t pay,
                         kp_fair_order *out)
{
    size_t n = groups->start[groups->n];
    size_t total = run->table[run->scheme->field[pay]->entity]->n;
    uint32_t *rows = KP_NEW_ARRAY(arena, n + 1, uint32_t);
    uint32_t *sorted = KP_NEW_ARRAY(arena, n + 1, uint32_t);
    uint32_t *spare = KP_NEW_ARRAY(arena, n + 1, uint32_t);
    ranking r = {.run = run,
                 .score = score,
                 .pay = pay,
                 .place = KP_NEW_ARRAY(arena, total + 1, uint32_t),
                 .count = KP_NEW_ARRAY(arena, n + 2, uint64_t)};

    *out = (kp_fair_order){.compared = n,
                           .breach = KP_NEW_ARRAY(arena, n + 1, kp_fair_breach)};
    for (size_t g = 0; g < groups->n; g++) {
        size_t m = groups->start[g + 1] - groups->start[g];
        uint32_t best = 0;

        for (size_t i = 0; i < m; i++)
            rows[i] = groups->row[groups->start[g] + i];
        kp__sort_rows(rows, spare, m, by_score, &r);
        rank_pay(&r, rows, sorted, spare, m);
        for (size_t from = 0, to; from < m; from = to) {
            for (to = from + 1; to < m && by_score(&r, rows[from], rows[to]) == 0;)
                to++;
            check_equals(&r, rows, from, to, &best, out);
        }
    }
}
