/* fn_list.c - functions that take lists apart and put them together. */
#include "rules/dmn/function.h"

const kp_feel *k_list_contains(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)s;
    (void)n;
    for (size_t i = 0; i < arg[0]->n; i++)
        if (kp_feel_equal(arg[0]->item[i], arg[1]) == 1)
            return &kp_feel_true;
    return &kp_feel_false;
}

const kp_feel *k_count(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)n;
    return kp_feel_int(s->arena, (int64_t)arg[0]->n);
}

static void push_all(kp_feel_items *items, const kp_feel *list)
{
    for (size_t i = 0; i < list->n; i++)
        kp_feel_push(items, list->item[i]);
}

/* Index from 0 of a position that counts from 1, or from the end when negative. */
static bool index_of(const kp_feel *position, size_t n, size_t *out)
{
    int64_t at;

    if (!kp__whole(position, &at) || at == 0 || at > (int64_t)n || at < -(int64_t)n)
        return false;
    *out = (size_t)(at > 0 ? at - 1 : (int64_t)n + at);
    return true;
}

static const kp_feel *slice(kp__state *s, const kp_feel *list, size_t from, size_t to)
{
    kp_feel *part = kp_feel_list(s->arena, to - from);

    for (size_t i = from; i < to; i++)
        part->item[i - from] = list->item[i];
    return part;
}

const kp_feel *k_sublist(kp__state *s, const kp_feel *const *arg, size_t n)
{
    size_t from;
    int64_t length = 0;

    (void)n;
    if (!index_of(arg[1], arg[0]->n, &from))
        return kp__bad_argument(s, "sublist", arg[1]);
    if (arg[2] == NULL)
        return slice(s, arg[0], from, arg[0]->n);
    if (!kp__whole(arg[2], &length) || length < 0 ||
        length > (int64_t)(arg[0]->n - from))
        return kp__bad_argument(s, "sublist", arg[2]);
    return slice(s, arg[0], from, from + (size_t)length);
}

const kp_feel *k_append(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel_items items = {.arena = s->arena};

    if (kp_feel_is_null(arg[0]))
        kp_feel_push(&items, arg[0]);
    else
        push_all(&items, arg[0]);
    for (size_t i = 1; i < n; i++)
        kp_feel_push(&items, arg[i]);
    return kp_feel_items_done(&items);
}

const kp_feel *k_concatenate(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel_items items = {.arena = s->arena};

    for (size_t i = 0; i < n; i++)
        push_all(&items, arg[i]);
    return kp_feel_items_done(&items);
}

const kp_feel *k_insert_before(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel_items items = {.arena = s->arena};
    size_t at;

    (void)n;
    if (!index_of(arg[1], arg[0]->n, &at))
        return kp__bad_argument(s, "insert before", arg[1]);
    for (size_t i = 0; i < arg[0]->n; i++) {
        if (i == at)
            kp_feel_push(&items, arg[2]);
        kp_feel_push(&items, arg[0]->item[i]);
    }
    return kp_feel_items_done(&items);
}

const kp_feel *k_remove(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel_items items = {.arena = s->arena};
    size_t at;

    (void)n;
    if (!index_of(arg[1], arg[0]->n, &at))
        return kp__bad_argument(s, "remove", arg[1]);
    for (size_t i = 0; i < arg[0]->n; i++)
        if (i != at)
            kp_feel_push(&items, arg[0]->item[i]);
    return kp_feel_items_done(&items);
}

/* By position, or every item for which match(item, newItem) is true. */
const kp_feel *k_list_replace(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel *list = kp_feel_list(s->arena, arg[0]->n);
    size_t at = 0;

    (void)n;
    if (arg[1]->kind == KP_FEEL_NUMBER &&
        (!kp_dec_is_int(arg[1]->num) || !index_of(arg[1], arg[0]->n, &at)))
        return kp__bad_argument(s, "list replace", arg[1]);
    for (size_t i = 0; i < list->n; i++) {
        bool replace = i == at;

        if (arg[1]->kind == KP_FEEL_FUNCTION) {
            const kp_feel *pair[] = {arg[0]->item[i], arg[2]};
            const kp_feel *match = kp__invoke(s, arg[1]->function, pair, NULL, 2);

            if (match->kind != KP_FEEL_BOOL)
                return kp__bad_argument(s, "list replace", match);
            replace = match->flag;
        }
        list->item[i] = replace ? arg[2] : arg[0]->item[i];
    }
    return list;
}

const kp_feel *k_reverse(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel *list = kp_feel_list(s->arena, arg[0]->n);

    (void)n;
    for (size_t i = 0; i < list->n; i++)
        list->item[i] = arg[0]->item[list->n - 1 - i];
    return list;
}

const kp_feel *k_index_of(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel_items items = {.arena = s->arena};

    (void)n;
    for (size_t i = 0; i < arg[0]->n; i++)
        if (kp_feel_equal(arg[0]->item[i], arg[1]) == 1)
            kp_feel_push(&items, kp_feel_int(s->arena, (int64_t)i + 1));
    return kp_feel_items_done(&items);
}

static bool holds(const kp_feel_items *items, const kp_feel *value)
{
    for (size_t i = 0; i < items->n; i++)
        if (kp_feel_equal(items->item[i], value) == 1)
            return true;
    return false;
}

const kp_feel *k_distinct_values(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel_items items = {.arena = s->arena};

    (void)n;
    for (size_t i = 0; i < arg[0]->n && kp__step(s); i++)
        if (!holds(&items, arg[0]->item[i]))
            kp_feel_push(&items, arg[0]->item[i]);
    return kp_feel_items_done(&items);
}

/* In the order in which the values come first. */
const kp_feel *k_duplicate_values(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel_items seen = {.arena = s->arena}, twice = {.arena = s->arena},
                  first = {.arena = s->arena};

    (void)n;
    for (size_t i = 0; i < arg[0]->n && kp__step(s); i++)
        kp_feel_push(holds(&seen, arg[0]->item[i]) ? &twice : &seen, arg[0]->item[i]);
    for (size_t i = 0; i < seen.n && kp__step(s); i++)
        if (holds(&twice, seen.item[i]))
            kp_feel_push(&first, seen.item[i]);
    return kp_feel_items_done(&first);
}

const kp_feel *k_union(kp__state *s, const kp_feel *const *arg, size_t n)
{
    const kp_feel *all = k_concatenate(s, arg, n);

    return k_distinct_values(s, &all, 1);
}

static void flatten_into(kp__state *s, kp_feel_items *items, const kp_feel *list)
{
    if (!kp__step(s))
        return;
    s->depth++;
    for (size_t i = 0; i < list->n; i++)
        if (list->item[i]->kind == KP_FEEL_LIST)
            flatten_into(s, items, list->item[i]);
        else
            kp_feel_push(items, list->item[i]);
    s->depth--;
}

const kp_feel *k_flatten(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel_items items = {.arena = s->arena};

    (void)n;
    flatten_into(s, &items, arg[0]);
    return kp_feel_items_done(&items);
}

/* ---- sorting ---- */

typedef struct sorter {
    kp__state *s;
    const kp_feel_function *precedes;  // NULL: natural order
    const kp_feel **scratch;
    bool failed;
} sorter;

/* Must `b` come before `a`? */
static bool comes_first(sorter *sort, const kp_feel *b, const kp_feel *a)
{
    const kp_feel *pair[] = {b, a};
    int sign;

    if (sort->failed)
        return false;
    if (sort->precedes == NULL) {
        sort->failed = !kp_feel_compare(b, a, &sign);
        return !sort->failed && sign < 0;
    }
    const kp_feel *result = kp__invoke(sort->s, sort->precedes, pair, NULL, 2);
    sort->failed = result->kind != KP_FEEL_BOOL;
    return !sort->failed && result->flag;
}

/* Merge sort: stable, and safe with orders that are none. */
static void merge_sort(sorter *sort, const kp_feel **item, size_t n)
{
    size_t half = n / 2, i = 0, j = half;

    if (n < 2)
        return;
    merge_sort(sort, item, half);
    merge_sort(sort, item + half, n - half);
    for (size_t k = 0; k < n; k++)
        if (i < half && (j >= n || !comes_first(sort, item[j], item[i])))
            sort->scratch[k] = item[i++];
        else
            sort->scratch[k] = item[j++];
    for (size_t k = 0; k < n; k++)
        item[k] = sort->scratch[k];
}

const kp_feel *k_sort(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel *list = kp_feel_list(s->arena, arg[0]->n);
    sorter sort = {.s = s};

    (void)n;
    for (size_t i = 0; i < list->n; i++)
        list->item[i] = arg[0]->item[i];
    if (arg[1] != NULL)
        sort.precedes = arg[1]->function;
    sort.scratch = KP_NEW_ARRAY(s->arena, list->n, const kp_feel *);
    merge_sort(&sort, list->item, list->n);
    return sort.failed ? kp__bad_argument(s, "sort", arg[0]) : list;
}
