/* run_aggregate.c - sums, counts, extremes and medians over child rows.
 *
 * Rows are taken in key order.  Words are summed exactly in 128 bits; from the first
 * wide number on, a group adds decimals of 34 digits one after the other, which is also
 * what the words' exact sum would have been up to there.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/group.h"
#include "engine/kernel_rank.h"

typedef struct total {
    kp_i128 words;    // exact, while every element was a word
    kp_decimal num;   // sum, least, greatest, or what `words` became
    bool is_wide, has_fault;
    int64_t count;
    kp_value fault;
} total;

typedef struct aggregation {
    kp_run *run;
    const kp_field *field;
    const kp_aggregate_spec *spec;
    const kp_column *element, *filter, *weight;
    size_t nchildren, ngroups;
    const uint32_t *group;
    total *total;
} aggregation;

static void spoil(total *to, kp_value fault)
{
    if (to->has_fault)
        return;
    to->has_fault = true;
    to->fault = fault;
}

/* A fault that begins in this sum: the row it is for is known when it is told. */
static kp_value fault_of_sum(const aggregation *a, kp_code code)
{
    return kp__fault_at(KP_NUM, code, a->field->id, 0);
}

/* Does the child take part?  A fault in the filter spoils the group. */
static bool takes_part(const aggregation *a, size_t row, total *to)
{
    if (!a->filter)
        return true;
    kp_value flag = kp_column_get(a->filter, row);

    if (flag.state == KP_ERROR)
        spoil(to, flag);
    else if (flag.state == KP_BLANK)
        spoil(to, fault_of_sum(a, KP5002));
    return KP_HAS_VALUE(flag.state) && flag.as.flag;
}

static void go_wide(total *to, int scale)
{
    if (to->is_wide)
        return;
    to->is_wide = true;
    to->num = (kp_decimal){to->words, scale};
}

static void add_element(const aggregation *a, total *to, kp_decimal num, int scale)
{
    int64_t word;
    const kp_i128 limit = kp_pow10_i128(33);

    if (!to->is_wide && kp_word_of(num, scale, &word) && to->words < limit &&
        to->words > -limit) {
        to->words += word;
        return;
    }
    go_wide(to, scale);
    if (!kp_dec_add(to->num, num, &to->num))
        spoil(to, fault_of_sum(a, KP5003));
}

/* A weight that is absent leaves its row out, as an absent element does: that is what
 * their product would do. */
static void add_weighted(const aggregation *a, total *to, size_t row, kp_decimal element)
{
    kp_value weight = kp_column_get(a->weight, row);
    kp_decimal num = weight.as.num;

    if (weight.state == KP_ABSENT)
        return;
    if (weight.state == KP_ERROR)
        spoil(to, weight);
    else if (weight.state == KP_BLANK)
        spoil(to, fault_of_sum(a, KP5002));
    else if (a->spec->fn == KP_AGG_WEIGHTED_SUM && !kp_dec_mul(num, element, &num))
        spoil(to, fault_of_sum(a, KP5003));
    else
        add_element(a, to, num, a->weight->scale);
}

static void take(const aggregation *a, total *to, size_t row, kp_value value)
{
    switch (a->spec->fn) {
    case KP_AGG_SUM:
        add_element(a, to, value.as.num, a->element->scale);
        break;
    case KP_AGG_WEIGHTED_SUM:
    case KP_AGG_WEIGHTS:
        add_weighted(a, to, row, value.as.num);
        break;
    case KP_AGG_MIN:
        if (to->count == 0 || kp_dec_cmp(value.as.num, to->num) < 0)
            to->num = value.as.num;
        break;
    case KP_AGG_MAX:
        if (to->count == 0 || kp_dec_cmp(value.as.num, to->num) > 0)
            to->num = value.as.num;
        break;
    case KP_AGG_ANY:
        to->words |= value.as.flag;
        break;
    case KP_AGG_ALL:
        to->words |= !value.as.flag;
        break;
    case KP_AGG_COUNT:
    case KP_AGG_MEDIAN:
    case KP_AGG_FN_COUNT:
        break;
    }
    to->count++;
}

static void gather_row(const aggregation *a, size_t row)
{
    if (a->group[row] == KP_NO_GROUP)
        return;
    total *to = &a->total[a->group[row]];

    if (!takes_part(a, row, to))
        return;
    if (!a->element) {
        to->count++;
        return;
    }
    kp_value value = kp_column_get(a->element, row);

    if (KP_HAS_VALUE(value.state))
        take(a, to, row, value);
    else if (value.state == KP_ERROR)
        spoil(to, value);
    else if (value.state == KP_BLANK && a->spec->fn != KP_AGG_COUNT)
        spoil(to, fault_of_sum(a, KP5002));
}

/* ---- plain columns: one addition a row, straight into the result ---- */

/* How rows find their group without a look at states. */
typedef enum grouping { BY_ROWS, ONE_GROUP, BY_ONE_LINK } grouping;

static grouping plain_grouping(const aggregation *a)
{
    const kp_scheme *scheme = a->run->scheme;
    size_t owners = kp__result(a->run, a->field)->n;

    for (uint32_t k = 0; k < a->spec->nlinks; k++)
        if (kp__column(a->run, a->spec->link[k])->state)
            return BY_ROWS;
    if (a->spec->nlinks && owners == 1 &&
        scheme->field[a->spec->link[a->spec->nlinks - 1]]->link_entity == a->field->entity)
        return ONE_GROUP;
    return a->spec->nlinks == 1 ? BY_ONE_LINK : BY_ROWS;
}

static bool is_plain_sum(const aggregation *a)
{
    uint64_t bound;

    return a->spec->fn == KP_AGG_SUM && !a->filter && !a->element->state &&
           !KP_MUL_OVERFLOWS(a->element->bound, (uint64_t)a->nchildren, &bound) &&
           bound <= INT64_MAX;
}

static bool is_plain_count(const aggregation *a)
{
    return a->spec->fn == KP_AGG_COUNT && !a->filter && (!a->element || !a->element->state);
}

static void set_bound(kp_column *column)
{
    for (size_t g = 0; g < column->n; g++) {
        uint64_t size = column->v[g] < 0 ? 0 - (uint64_t)column->v[g] : (uint64_t)column->v[g];

        if (size > column->bound)
            column->bound = size;
    }
}

static int64_t sum_of_words(const int64_t *words, size_t n)
{
    int64_t sum = 0;

    for (size_t row = 0; row < n; row++)
        sum += words[row];
    return sum;
}

static void count_by_group(const int64_t *group, size_t n, int64_t *restrict to)
{
    for (size_t row = 0; row < n; row++)
        to[group[row]]++;
}

static void add_by_group(const int64_t *group, const int64_t *words, size_t n,
                         int64_t *restrict to)
{
    for (size_t row = 0; row < n; row++)
        to[group[row]] += words[row];
}

static bool aggregate_plainly(const aggregation *a, kp_column *result)
{
    grouping how = plain_grouping(a);
    bool count = is_plain_count(a);
    int64_t *to = result->v;

    if (how == BY_ROWS || (!count && !is_plain_sum(a)) ||
        result->scale != (count ? 0 : a->element->scale))
        return false;
    memset(to, 0, result->n * sizeof *to);
    if (how == ONE_GROUP && count) {
        to[0] = (int64_t)a->nchildren;
    } else if (how == ONE_GROUP) {
        to[0] = sum_of_words(a->element->v, a->nchildren);
    } else if (count) {
        count_by_group(kp__column(a->run, a->spec->link[0])->v, a->nchildren, to);
    } else {
        add_by_group(kp__column(a->run, a->spec->link[0])->v, a->element->v, a->nchildren,
                     to);
    }
    set_bound(result);
    return true;
}

/* ---- medians ---- */

typedef struct placed {
    uint32_t group;
    kp_decimal num;
} placed;

static int by_group_then_number(const void *left, const void *right)
{
    const placed *a = left, *b = right;

    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return kp_dec_cmp(a->num, b->num);
}

static void settle_medians(const aggregation *a)
{
    placed *all = KP_NEW_ARRAY(a->run->arena, a->nchildren + 1, placed);
    const kp_decimal half = kp_dec(5, 1);
    size_t n = 0;

    for (size_t row = 0; row < a->nchildren; row++) {
        total dump = {0};
        kp_value value = kp_column_get(a->element, row);

        if (a->group[row] != KP_NO_GROUP && KP_HAS_VALUE(value.state) &&
            takes_part(a, row, &dump))
            all[n++] = (placed){a->group[row], value.as.num};
    }
    qsort(all, n, sizeof *all, by_group_then_number);
    for (size_t at = 0; at < n;) {
        total *to = &a->total[all[at].group];
        size_t count = (size_t)to->count, low = at + (count - 1) / 2, high = at + count / 2;

        if (!kp_dec_add(all[low].num, all[high].num, &to->num) ||
            !kp_dec_mul(to->num, half, &to->num))
            spoil(to, fault_of_sum(a, KP5003));
        at += count;
    }
}

/* ---- results ---- */

static kp_value answer(const aggregation *a, const total *to, size_t row)
{
    kp_aggregate_fn fn = a->spec->fn;
    int scale = a->element ? a->element->scale : 0;

    if (to->has_fault) {
        kp_value fault = to->fault;

        // A fault that began in this sum is told of the row it was for.
        if (fault.as.fault.field == a->field->id)
            return kp__fault_at(a->field->kind, fault.as.fault.code, a->field->id, row);
        fault.kind = a->field->kind;
        return fault;
    }
    if (fn == KP_AGG_COUNT)
        return kp_value_num(kp_dec(to->count, 0));
    if (fn == KP_AGG_ANY || fn == KP_AGG_ALL)
        return kp_value_bool((to->words != 0) == (fn == KP_AGG_ANY));
    if (fn == KP_AGG_SUM && !to->is_wide)
        return kp_value_num((kp_decimal){to->words, scale});
    if ((fn == KP_AGG_WEIGHTED_SUM || fn == KP_AGG_WEIGHTS) && !to->is_wide)
        return kp_value_num((kp_decimal){to->words, a->weight->scale});
    if (to->count == 0 && (fn == KP_AGG_MIN || fn == KP_AGG_MAX || fn == KP_AGG_MEDIAN))
        return kp__fault_at(KP_NUM, KP5005, a->field->id, row);
    return kp_value_num(to->num);
}

static const kp_column *maybe_column(const kp_run *run, uint32_t field)
{
    return field == KP_NO_FIELD ? NULL : kp__column(run, field);
}

void kp__aggregate(kp_run *run, const kp_field *field)
{
    const kp_aggregate_spec *spec = field->aggregate;
    aggregation a = {.run = run, .field = field, .spec = spec};
    kp_column *result = kp__result(run, field);

    a.element = maybe_column(run, spec->element);
    a.filter = maybe_column(run, spec->filter);
    a.weight = maybe_column(run, spec->weight);
    a.nchildren = run->table[spec->child]->n;
    if (aggregate_plainly(&a, result))
        return;
    a.group = kp__groups(run, spec->child, spec->link, spec->nlinks, &a.ngroups);
    a.total = KP_NEW_ARRAY(run->arena, a.ngroups + 1, total);
    for (size_t row = 0; row < a.nchildren; row++)
        gather_row(&a, row);
    if (spec->fn == KP_AGG_MEDIAN)
        settle_medians(&a);
    for (size_t row = 0; row < result->n; row++)
        kp_column_put(run->arena, result, row,
                      answer(&a, &a.total[spec->nlinks ? row : 0], row));
}
