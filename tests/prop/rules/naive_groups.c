/* naive_groups.c - aggregates, ranks, quotas and pools counted one row at a time. */
#include <stdlib.h>

#include "engine/kernel_quota.h"
#include "engine/oracle.h"
#include "tests/prop/rules/differential.h"

/* ---- aggregates, counted one owner at a time ---- */

typedef struct naive {
    const trial *t;
    const kp_field *field;
    kp_value sum;     // or the fault
    kp_decimal *num;  // values of the rows, for extremes and medians
    size_t n;
    bool any, all;
} naive;

static kp_value fault_at(const kp_field *field, kp_code code, size_t row)
{
    return kp_value_error(field->kind, (kp_fault){code, field->id, (uint32_t)row});
}

/* False: the row is left out.  A blank flag or element is a fault of the aggregate. */
static bool row_counts(const naive *a, size_t child, size_t owner, kp_value *fault)
{
    const kp_aggregate_spec *spec = a->field->aggregate;
    uint32_t look[3] = {spec->filter, spec->element, spec->weight};

    for (int k = 0; k < 3; k++) {
        if (look[k] == KP_NO_FIELD)
            continue;
        kp_value v = kp_run_value(a->t->run, look[k], child);
        bool matters = k != 1 || spec->fn != KP_AGG_COUNT;

        if (v.state == KP_ERROR)
            *fault = v;
        if (v.state == KP_BLANK && matters)
            *fault = fault_at(a->field, KP5002, owner);
        if (v.state != KP_VALUE || (k == 0 && !v.as.flag))
            return false;
    }
    return true;
}

static void add_row(naive *a, size_t child, size_t owner)
{
    const kp_aggregate_spec *spec = a->field->aggregate;
    kp_value fault = {.state = KP_VALUE}, element = {.as.num = kp_dec(1, 0)};
    kp_decimal add;
    bool counts = row_counts(a, child, owner, &fault), good = true;

    if (fault.state == KP_ERROR && a->sum.state != KP_ERROR)
        a->sum = fault;
    if (!counts || a->sum.state == KP_ERROR)
        return;
    if (spec->element != KP_NO_FIELD)
        element = kp_run_value(a->t->run, spec->element, child);
    if (element.kind == KP_BOOL && spec->element != KP_NO_FIELD) {
        a->any = a->any || element.as.flag;
        a->all = a->all && element.as.flag;
        a->n++;
        return;
    }
    add = element.kind == KP_NUM ? element.as.num : kp_dec(1, 0);
    if (spec->fn == KP_AGG_WEIGHTS || spec->fn == KP_AGG_WEIGHTED_SUM) {
        kp_decimal weight = kp_run_value(a->t->run, spec->weight, child).as.num;

        good = spec->fn == KP_AGG_WEIGHTS || kp_dec_mul(weight, add, &add);
        add = spec->fn == KP_AGG_WEIGHTS ? weight : add;
    }
    a->num[a->n++] = add;
    if ((spec->fn == KP_AGG_SUM || spec->fn == KP_AGG_WEIGHTED_SUM ||
         spec->fn == KP_AGG_WEIGHTS) &&
        (!good || !kp_dec_add(a->sum.as.num, add, &a->sum.as.num)))
        a->sum = fault_at(a->field, KP5003, owner);
}

static int by_value(const void *left, const void *right)
{
    return kp_dec_cmp(*(const kp_decimal *)left, *(const kp_decimal *)right);
}

static kp_value middle_of(naive *a, size_t owner)
{
    kp_decimal sum;

    qsort(a->num, a->n, sizeof a->num[0], by_value);
    if (!kp_dec_add(a->num[(a->n - 1) / 2], a->num[a->n / 2], &sum) ||
        !kp_dec_mul(sum, kp_dec(5, 1), &sum))
        return fault_at(a->field, KP5003, owner);
    return kp_value_num(sum);
}

static kp_value naive_answer(naive *a, size_t owner)
{
    kp_aggregate_fn fn = a->field->aggregate->fn;

    if (a->sum.state == KP_ERROR) {
        a->sum.kind = a->field->kind;
        return a->sum;
    }
    if (fn == KP_AGG_COUNT)
        return kp_value_num(kp_dec((int64_t)a->n, 0));
    if (fn == KP_AGG_ANY)
        return kp_value_bool(a->any);
    if (fn == KP_AGG_ALL)
        return kp_value_bool(a->all);
    if (fn == KP_AGG_SUM || fn == KP_AGG_WEIGHTED_SUM || fn == KP_AGG_WEIGHTS)
        return a->sum;
    if (a->n == 0)
        return fault_at(a->field, KP5005, owner);
    if (fn == KP_AGG_MEDIAN)
        return middle_of(a, owner);
    qsort(a->num, a->n, sizeof a->num[0], by_value);
    return kp_value_num(a->num[fn == KP_AGG_MIN ? 0 : a->n - 1]);
}

void naive_aggregate(trial *t, const kp_field *field)
{
    const kp_aggregate_spec *spec = field->aggregate;
    size_t nchildren = t->run->table[spec->child]->n;
    kp_decimal *num = KP_NEW_ARRAY(t->arena, nchildren + 1, kp_decimal);

    for (size_t owner = 0; owner < t->run->table[field->entity]->n && !t->bad;
         owner++) {
        naive a = {t, field, kp_value_num(kp_dec(0, 0)), num, 0, false, true};

        for (size_t child = 0; child < nchildren; child++)
            if (spec->nlinks == 0 ||
                kp_run_follow(t->run, child, spec->link, spec->nlinks) == owner)
                add_row(&a, child, owner);
        differ_expect(t, field, owner, "aggregate",
                      kp_run_value(t->run, field->id, owner), naive_answer(&a, owner));
        if (spec->nlinks == 0 && owner > 3)
            break;  // every row has the same answer
    }
}

/* ---- ranks: one more than the number of better rows ---- */

static bool takes_part(const trial *t, const kp_group_spec *g, size_t row)
{
    if (g->include != KP_NO_FIELD) {
        kp_value flag = kp_run_value(t->run, g->include, row);

        if (flag.state != KP_VALUE || !flag.as.flag)
            return false;
    }
    for (uint32_t k = 0; k < g->nkeys; k++)
        if (kp_run_value(t->run, g->key[k], row).state != KP_VALUE)
            return false;
    return g->nlinks == 0 || kp_run_follow(t->run, row, g->link, g->nlinks) != SIZE_MAX;
}

static int compare_keys(const trial *t, const kp_group_spec *g, size_t a, size_t b)
{
    for (uint32_t k = 0; k < g->nkeys; k++) {
        kp_value x = kp_run_value(t->run, g->key[k], a);
        kp_value y = kp_run_value(t->run, g->key[k], b);
        int order = x.kind == KP_NUM ? kp_dec_cmp(x.as.num, y.as.num) : 0;

        if (order)
            return g->descending[k] ? -order : order;
    }
    return 0;
}

static bool same_group(const trial *t, const kp_group_spec *g, size_t a, size_t b)
{
    return g->nlinks == 0 || kp_run_follow(t->run, a, g->link, g->nlinks) ==
                                 kp_run_follow(t->run, b, g->link, g->nlinks);
}

static int64_t naive_place(const trial *t, const kp_group_spec *g, size_t row, size_t n)
{
    int64_t better = 0, values = 0;

    for (size_t other = 0; other < n; other++) {
        bool first = true;

        if (!takes_part(t, g, other) || !same_group(t, g, other, row))
            continue;
        int order = compare_keys(t, g, other, row);

        better += order < 0 || (order == 0 && g->style == 2 && other < row);
        if (order >= 0)
            continue;
        for (size_t k = 0; k < other && first; k++)
            first = !takes_part(t, g, k) || !same_group(t, g, k, other) ||
                    compare_keys(t, g, k, other) != 0;
        values += first;
    }
    return 1 + (g->style == 1 ? values : better);
}

void naive_rank(trial *t, const kp_field *field)
{
    size_t n = t->run->table[field->entity]->n;

    for (size_t row = 0; row < n && n < 100 && !t->bad; row++) {
        kp_value got = kp_run_value(t->run, field->id, row);
        bool in = takes_part(t, field->group, row);

        if (in)
            differ_expect(
                t, field, row, "rank", got,
                kp_value_num(kp_dec(naive_place(t, field->group, row, n), 0)));
        else if (got.state != KP_ABSENT && got.state != KP_ERROR)
            differ_tell(t, field, row, "rank of an outsider", got, got);
    }
}

/* ---- quotas: the better ones keep the grade, as many as the share allows ---- */

static bool is_graded(const trial *t, const kp_group_spec *g, size_t row)
{
    return takes_part(t, g, row) &&
           kp_run_value(t->run, g->grade, row).state == KP_VALUE;
}

static bool is_vetoed(const trial *t, const kp_group_spec *g, size_t row)
{
    kp_value v;

    if (g->veto == KP_NO_FIELD)
        return false;
    v = kp_run_value(t->run, g->veto, row);
    return v.state == KP_VALUE && v.as.flag;
}

/* Rows of the group: how many are graded; of those that want the grade, how many are
 * better than this one, and how many equal, of which some before it. */
typedef struct field_of_view {
    int64_t graded, better, equal, equal_before;
} field_of_view;

static field_of_view look_around(const trial *t, const kp_group_spec *g, size_t row,
                                 size_t n)
{
    field_of_view view = {0, 0, 0, 0};

    for (size_t other = 0; other < n; other++) {
        if (!is_graded(t, g, other) || !same_group(t, g, other, row))
            continue;
        view.graded++;
        if (kp_run_value(t->run, g->grade, other).as.symbol != g->limited ||
            is_vetoed(t, g, other))
            continue;
        int order = compare_keys(t, g, other, row);

        view.better += order < 0;
        view.equal += order == 0;
        view.equal_before += order == 0 && other < row;
    }
    return view;
}

static bool keeps_grade(const trial *t, const kp_group_spec *g, size_t row, size_t n)
{
    field_of_view view = look_around(t, g, row, n);
    kp_decimal share = kp_run_value(t->run, g->share, row).as.num, heads;
    int64_t allowed, least = 0;

    if (!kp_dec_mul(kp_dec(view.graded, 0), share, &heads) ||
        !kp_dec_round(heads, 0, (kp_rounding)g->share_rounding, &heads) ||
        !kp_dec_to_i64(heads, 0, &allowed))
        return false;
    if (g->minimum != KP_NO_FIELD)
        (void)kp_dec_to_i64(kp_run_value(t->run, g->minimum, row).as.num, 0, &least);
    allowed = allowed < least ? least : allowed;
    if (g->style == KP_TIES_ALL)
        return view.better < allowed;
    if (g->style == KP_TIES_NONE)
        return view.better + view.equal <= allowed;
    return view.better + view.equal_before < allowed;
}

void naive_quota(trial *t, const kp_field *field)
{
    const kp_group_spec *g = field->group;
    size_t n = t->run->table[field->entity]->n;

    for (size_t row = 0; row < n && n < 100 && !t->bad; row++) {
        kp_value got = kp_run_value(t->run, field->id, row);
        kp_value grade = kp_run_value(t->run, g->grade, row);

        // Faults keep their own rules; shares and least heads are constants here.
        if (got.state != KP_VALUE || grade.state != KP_VALUE)
            continue;
        // A veto counts in any case, the number only for those who take part.
        if (grade.as.symbol == g->limited &&
            (is_vetoed(t, g, row) ||
             (is_graded(t, g, row) && !keeps_grade(t, g, row, n))))
            grade.as.symbol = g->falls_to;
        differ_expect(t, field, row, "quota", got, grade);
    }
}

/* ---- pools: what is paid and what is left is the pool ---- */

void naive_pools(trial *t)
{
    for (size_t k = 0; k < t->run->nproofs && !t->bad; k++) {
        const kp_pool_proof *proof = &t->run->proof[k];
        const kp_field *field = t->scheme->field[proof->field];
        const kp_group_spec *g = field->group;
        kp_decimal sum = kp_dec(0, 0);
        bool good = true;

        if (proof->problem != KP_CODE_NONE)
            continue;
        for (size_t row = 0; row < t->run->table[field->entity]->n; row++) {
            kp_value v = kp_run_value(t->run, field->id, row);

            if (v.state == KP_VALUE &&
                (g->nlinks == 0 ||
                 kp_run_follow(t->run, row, g->link, g->nlinks) == proof->group_row))
                good = kp_dec_add(sum, v.as.num, &sum) && good;
        }
        good = kp_dec_add(sum, proof->unspent, &sum) && good;
        if (!good || kp_dec_cmp(sum, proof->budget) != 0)
            differ_tell(t, field, proof->group_row, "pool", kp_value_num(sum),
                        kp_value_num(proof->budget));
    }
}
