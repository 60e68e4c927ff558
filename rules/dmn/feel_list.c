/* feel_list.c - filters and loops over lists.
 *
 * A filter that gives a number picks that item; any other keeps the items for which it
 * is true.  Inside, the entries of an item that is a context are names, and `item` is
 * the item itself.
 */
#include "rules/dmn/state.h"

/* ---- filters ---- */

static kp__scope *item_scope(kp__state *s, const kp__scope *scope, const kp_feel *item)
{
    size_t n = item->kind == KP_FEEL_CONTEXT ? item->n : 0;
    kp_feel_entry *entry = KP_NEW_ARRAY(s->arena, n + 1, kp_feel_entry);

    for (size_t i = 0; i < n; i++)
        entry[i] = item->entry[i];
    entry[n] = (kp_feel_entry){KP_STR("item"), item};
    return kp__new_scope(s, scope, entry, n + 1);
}

static const kp_feel *item_at(kp__state *s, const kp_feel *list, const kp_feel *index)
{
    int64_t i = 0;
    bool whole = kp_dec_to_i64(index->num, 0, &i);
    int64_t n = (int64_t)list->n;

    if (whole && i >= 1 && i <= n)
        return list->item[i - 1];
    if (whole && i <= -1 && i >= -n)
        return list->item[n + i];
    return kp__null(s, KP7052, kp__shown(s, index),
                    kp__shown(s, kp_feel_int(s->arena, n)), KP_NONE);
}

const kp_feel *kp__filter_list(kp__state *s, const kp__scope *scope,
                               const kp_feel *from, kp__match match, const void *what)
{
    kp_feel_items kept = {.arena = s->arena};
    const kp_feel *list = from;

    if (kp_feel_is_null(from))
        list = kp_feel_list(s->arena, 0);
    else if (from->kind != KP_FEEL_LIST)
        list = kp_feel_list_of(s->arena, from);
    if (list->n == 0) {
        s->quiet++;
        const kp_feel *index = match(s, scope, what);
        s->quiet--;
        return index->kind == KP_FEEL_NUMBER ? item_at(s, list, index) : list;
    }
    for (size_t i = 0; i < list->n && kp__step(s); i++) {
        s->quiet++;  // an item that lacks an entry is only left out
        const kp_feel *taken = match(s, item_scope(s, scope, list->item[i]), what);
        s->quiet--;
        if (i == 0 && taken->kind == KP_FEEL_NUMBER)
            return item_at(s, list, taken);
        if (taken->kind != KP_FEEL_BOOL && taken->kind != KP_FEEL_NULL)
            return kp__null(s, KP7049, kp__shown(s, taken), KP_NONE, KP_NONE);
        if (kp_feel_is(taken, KP_FEEL_BOOL) && taken->flag)
            kp_feel_push(&kept, list->item[i]);
    }
    return kp_feel_items_done(&kept);
}

static const kp_feel *match_tree(kp__state *s, const kp__scope *scope, const void *what)
{
    return kp__eval(s, scope, what);
}

const kp_feel *kp__filter(kp__state *s, const kp__scope *scope, const kp_ast *ast)
{
    const kp_feel *from = kp__eval(s, scope, ast->arg[0]);

    return kp__filter_list(s, scope, from, match_tree, ast->arg[1]);
}

/* ---- loops ---- */

static bool range_numbers(kp__state *s, kp_decimal low, kp_decimal high,
                          kp_feel_items *items)
{
    bool down = kp_dec_cmp(low, high) > 0;
    kp_decimal step = kp_dec(down ? -1 : 1, 0);

    while (down ? kp_dec_cmp(low, high) >= 0 : kp_dec_cmp(low, high) <= 0) {
        if (!kp__step(s))
            return false;
        kp_feel_push(items, kp_feel_number(s->arena, low));
        if (!kp_dec_add(low, step, &low))
            return false;
    }
    return true;
}

static bool range_dates(kp__state *s, int64_t low, int64_t high, kp_feel_items *items)
{
    int64_t step = low > high ? -1 : 1;

    for (int64_t day = low;; day += step) {
        if (!kp__step(s))
            return false;
        kp_feel_push(items,
                     kp_feel_moment(s->arena, KP_FEEL_DATE, (kp_moment){.days = day}));
        if (day == high)
            return true;
    }
}

static bool range_items(kp__state *s, const kp_feel_range *range, kp_feel_items *items)
{
    const kp_feel *low = range->low, *high = range->high;

    if (low == NULL || high == NULL || low->kind != high->kind || range->is_one)
        return false;
    if (low->kind == KP_FEEL_DATE)
        return range_dates(s, low->moment.days, high->moment.days, items);
    return low->kind == KP_FEEL_NUMBER && kp_dec_is_int(low->num) &&
           kp_dec_is_int(high->num) && range_numbers(s, low->num, high->num, items);
}

/* An open end is no item. */
static const kp_feel *closed_items(kp__state *s, const kp_feel_range *range,
                                   const kp_feel *all)
{
    size_t from = range->open_low, to = all->n - range->open_high;
    kp_feel *list = kp_feel_list(s->arena, to > from ? to - from : 0);

    for (size_t i = 0; i < list->n; i++)
        list->item[i] = all->item[from + i];
    return list;
}

bool kp__items_of(kp__state *s, const kp_feel *value, const kp_feel **list)
{
    kp_feel_items items = {.arena = s->arena};

    *list = value;
    if (value->kind == KP_FEEL_LIST)
        return true;
    if (value->kind == KP_FEEL_RANGE && range_items(s, &value->range, &items)) {
        *list = closed_items(s, &value->range, kp_feel_items_done(&items));
        return true;
    }
    if (value->kind == KP_FEEL_RANGE || kp_feel_is_null(value)) {
        kp__null(s, KP7053, kp__shown(s, value), KP_NONE, KP_NONE);
        return false;
    }
    *list = kp_feel_list_of(s->arena, value);
    return true;
}

/* A loop over several iterators at once: the last one turns fastest. */
typedef struct loop {
    kp__state *s;
    const kp_ast *ast;
    size_t niterators;
    kp_feel_items results;
} loop;

static bool run_loop(loop *l, const kp__scope *scope, size_t depth)
{
    kp__state *s = l->s;
    const kp_feel *list;

    if (depth == l->niterators) {
        kp_feel_push(&l->results, kp__eval(s, scope, l->ast->arg[depth]));
        return s->unsupported.n == 0;
    }
    if (!kp__items_of(s, kp__eval(s, scope, l->ast->arg[depth]), &list))
        return false;
    for (size_t i = 0; i < list->n; i++) {
        kp_feel_entry *entry = KP_NEW_ARRAY(s->arena, 2, kp_feel_entry);

        entry[0] = (kp_feel_entry){l->ast->arg_name[depth], list->item[i]};
        entry[1] = (kp_feel_entry){KP_STR("partial"), kp_feel_items_done(&l->results)};
        size_t n = l->ast->kind == KP_AST_FOR ? 2 : 1;
        if (!kp__step(s) || !run_loop(l, kp__new_scope(s, scope, entry, n), depth + 1))
            return false;
    }
    return true;
}

const kp_feel *kp__quantify(kp__state *s, const kp_feel *results, bool every)
{
    bool unknown = false;

    for (size_t i = 0; i < results->n; i++) {
        const kp_feel *result = results->item[i];

        if (result->kind != KP_FEEL_BOOL)
            unknown = true;
        else if (result->flag != every)
            return result;
    }
    if (unknown)
        return kp__null(s, KP7049, KP_STR("null"), KP_NONE, KP_NONE);
    return kp_feel_bool(every);
}

const kp_feel *kp__loop(kp__state *s, const kp__scope *scope, const kp_ast *ast)
{
    loop l = {.s = s, .ast = ast, .niterators = ast->nargs - 1};

    l.results.arena = s->arena;
    if (!run_loop(&l, scope, 0))
        return &kp_feel_null;
    const kp_feel *results = kp_feel_items_done(&l.results);
    return ast->kind == KP_AST_FOR
               ? results
               : kp__quantify(s, results, ast->kind == KP_AST_EVERY);
}
