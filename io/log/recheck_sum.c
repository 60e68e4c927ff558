/* recheck_sum.c - sums, counts and extremes, recomputed from the children's own blocks.
 */
#include <stdlib.h>

#include "io/log/recheck_parts.h"

static kp__members *children_of(kp__check *c, const kp__step *s)
{
    void **kept = &c->prepared[s->entity][s->field];

    if (!*kept)
        *kept = kp__log_index_gather(c->index, s->of->below->child, s->of->below->link,
                                     s->of->below->nlinks);
    return *kept;
}

typedef struct sum {
    kp__num total;  // exact
    kp__num
        in_turn;  // 34 digits after every addition, as a long column of 34 digits is
    kp_str least, most;  // numbers
    kp_str fault;        // the first error met
    bool blank;          // a blank where a number was needed
    bool any, all;
    uint64_t linked, counted, valued;
} sum;

static void open_sum(sum *to)
{
    kp__num_int(0, &to->total);
    kp__num_int(0, &to->in_turn);
    to->least = to->most = to->fault = (kp_str){0};
    to->blank = to->any = false;
    to->all = true;
    to->linked = to->counted = to->valued = 0;
}

static void spoil(sum *to, kp_str value)
{
    kp__value_kind kind = kp__value_kind_quick(value);

    if (kind == KP__ERROR && !to->fault.n && !to->blank)
        to->fault = value;
    if (kind == KP__BLANK)
        to->blank = to->blank || !to->fault.n;
}

static bool add(sum *to, const kp__num *num)
{
    return kp__num_add_exact(&to->total, num, false, &to->total) &&
           kp__num_add(&to->in_turn, num, &to->in_turn);
}

static bool takes_part(const kp__check *c, const kp__below *below, uint64_t row,
                       sum *to)
{
    if (!below->filter.n)
        return true;
    kp_str flag = kp__value_of(c, below->child, row, below->filter);

    spoil(to, flag);
    return kp_str_is(flag, "true");
}

static bool add_weighted(const kp__check *c, const kp__below *below, uint64_t row,
                         const kp__num *element, sum *to)
{
    kp_str weight = kp__value_of(c, below->child, row, below->weight);
    kp__num num;

    if (kp__value_kind_quick(weight) == KP__ABSENT)
        return true;  // left out, as by an absent element
    if (!kp__is_plain(weight)) {
        spoil(to, kp__value_kind_quick(weight) == KP__ERROR ? weight : KP_STR("blank"));
        return true;
    }
    if (!kp__num_parse(weight, &num))
        return false;
    if (kp_str_is(below->fn, "weighted-sum") && !kp__num_mul(&num, element, &num))
        return false;
    return add(to, &num);
}

static bool add_number(const kp__check *c, const kp__below *below, uint64_t row,
                       kp_str value, sum *to)
{
    kp__num num;

    if (!kp__num_parse(value, &num))
        return false;
    if (!to->least.n || kp__order_of_numbers(value, to->least) < 0)
        to->least = value;
    if (!to->most.n || kp__order_of_numbers(value, to->most) > 0)
        to->most = value;
    if (below->weight.n)
        return add_weighted(c, below, row, &num, to);
    return add(to, &num);
}

static bool add_child(const kp__check *c, const kp__below *below, uint64_t row, sum *to)
{
    to->linked++;
    if (!takes_part(c, below, row, to))
        return true;
    to->counted++;
    if (!below->element.n) {
        to->valued++;
        return true;
    }
    kp_str value = kp__value_of(c, below->child, row, below->element);

    if (!kp__is_plain(value)) {
        if (kp__value_kind_quick(value) != KP__BLANK || !kp_str_is(below->fn, "count"))
            spoil(to, value);
        return true;
    }
    to->valued++;
    to->any = to->any || kp_str_is(value, "true");
    to->all = to->all && kp_str_is(value, "true");
    return kp__value_kind_quick(value) != KP__NUMBER || kp_str_is(below->fn, "count") ||
           add_number(c, below, row, value, to);
}

/* ---- medians ---- */

static int by_number(const void *left, const void *right)
{
    return kp__order_of_numbers(*(const kp_str *)left, *(const kp_str *)right);
}

static kp__verdict check_median(kp__check *c, const kp__step *s, const kp__members *m,
                                size_t group, const sum *to)
{
    const kp__below *below = s->of->below;
    kp_str *all = KP_NEW_ARRAY(c->arena, (size_t)to->valued + 1, kp_str);
    kp__num low, high, two, out;
    size_t n = 0;
    sum dump;

    open_sum(&dump);
    for (size_t i = m->start[group]; i < m->start[group + 1]; i++) {
        kp_str value = kp__value_of(c, below->child, m->row[i], below->element);

        if (kp__is_plain(value) && takes_part(c, below, m->row[i], &dump))
            all[n++] = value;
    }
    qsort(all, n, sizeof *all, by_number);
    kp__num_int(2, &two);
    if (!kp__num_parse(all[(n - 1) / 2], &low) || !kp__num_parse(all[n / 2], &high) ||
        !kp__num_add(&low, &high, &out) || !kp__num_div(&out, &two, &out))
        return KP__UNKNOWN;
    return kp__result_is(c, s, &out);
}

/* ---- results ---- */

static kp__verdict check_total(kp__check *c, const kp__step *s, sum *to)
{
    kp__num total;

    kp__num_copy(&to->total, &total);
    if (!kp__num_fit(&total))
        return KP__UNKNOWN;
    if (kp__result_is(c, s, &total) == KP__RIGHT)
        return KP__RIGHT;
    return kp__result_is(c, s, &to->in_turn) == KP__RIGHT ? KP__RIGHT
                                                          : kp__result_is(c, s, &total);
}

static kp__verdict check_result(kp__check *c, const kp__step *s, const kp__members *m,
                                size_t group, sum *to)
{
    kp_str fn = s->of->below->fn;

    // Which of several faults is told first is not the checker's affair.
    if (to->fault.n || to->blank)
        return kp__value_kind_quick(s->result) == KP__ERROR ? KP__RIGHT : KP__WRONG;
    if (kp_str_is(fn, "count"))
        return kp__result_is_int(c, s, (int64_t)to->valued);
    if (kp_str_is(fn, "any"))
        return kp__result_is_bool(c, s, to->any);
    if (kp_str_is(fn, "all"))
        return kp__result_is_bool(c, s, to->all);
    if (kp_str_is(fn, "sum") || kp_str_is(fn, "weighted-sum") ||
        kp_str_is(fn, "weights"))
        return check_total(c, s, to);
    if (to->valued == 0)
        return kp__result_is_own_error(c, s, "KP5005");
    if (kp_str_is(fn, "min"))
        return kp__result_is_text(c, s, to->least);
    if (kp_str_is(fn, "max"))
        return kp__result_is_text(c, s, to->most);
    return check_median(c, s, m, group, to);
}

static bool counts_hold(kp__check *c, kp__step *s, const sum *to, uint64_t *listed)
{
    uint64_t told[3];
    kp_str column;

    for (int i = 0; i < 3; i++)
        if (!kp__line_next(&s->rest, &column) || !kp__read_uint(column, &told[i]))
            return false;
    *listed = told[2];
    kp_buf_clear(&c->expected);
    kp_buf_uint(&c->expected, to->linked);
    kp_buf_char(&c->expected, '/');
    kp_buf_uint(&c->expected, to->counted);
    return told[0] == to->linked && told[1] == to->counted &&
           (told[2] == 0 || told[2] == to->counted);
}

/* The listed children are those of the group, in order, with their own values. */
static bool list_holds(kp__check *c, kp__step *s, const kp__members *m, size_t group)
{
    const kp__below *below = s->of->below;
    uint64_t first = c->skel->entity[below->child].first;
    kp__operand o;
    kp_str weight;
    sum dump;

    open_sum(&dump);
    for (size_t i = m->start[group]; i < m->start[group + 1]; i++) {
        uint64_t row = m->row[i];

        if (!takes_part(c, below, row, &dump))
            continue;
        if (!kp__line_next(&s->rest, &o.value) || !kp__line_next(&s->rest, &o.ref))
            return false;
        kp__ref ref = kp__ref_of(o.ref);

        if (ref.kind != KP__REF_BLOCK || ref.number != first + row ||
            !kp_str_eq(ref.name, below->element) ||
            !kp_str_eq(kp__value_of(c, below->child, row, below->element), o.value))
            return false;
        if (below->weight.n &&
            (!kp__line_next(&s->rest, &weight) ||
             !kp_str_eq(kp__value_of(c, below->child, row, below->weight), weight)))
            return false;
    }
    return !s->rest.more;
}

kp__verdict kp__recheck_aggregate(kp__check *c, kp__step *s)
{
    const kp__members *m = children_of(c, s);
    size_t group = s->of->below->nlinks ? (size_t)s->row : 0;
    sum *to = &(sum){0};
    uint64_t listed;

    if (!kp_str_eq(s->op, s->of->below->fn))
        return KP__WRONG;
    open_sum(to);
    for (size_t i = group < m->ngroups ? m->start[group] : 0;
         group < m->ngroups && i < m->start[group + 1]; i++)
        if (!add_child(c, s->of->below, m->row[i], to))
            return KP__UNKNOWN;
    if (!counts_hold(c, s, to, &listed))
        return KP__WRONG;
    if (listed && !list_holds(c, s, m, group))
        return KP__WRONG;
    kp_buf_clear(&c->expected);
    return check_result(c, s, m, group, to);
}
