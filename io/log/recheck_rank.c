/* recheck_rank.c - places and quotas, worked out again from the rows of the group. */
#include <stdlib.h>

#include "io/log/recheck_parts.h"

/* Where a row stands: how many rows of its group stand before it, how many are better
 * in some key, in how many places; and the same counted only over those who want the
 * limited grade of a quota. */
typedef struct stand {
    bool inside;
    uint64_t place, better, places;
    uint64_t wanting_before, wanting_better, wanting_no_worse;
} stand;

/* Everybody of a field's groups, worked out once. */
typedef struct standing {
    kp__members *members;
    uint64_t *order;  // rows by group, best first: [start[g] .. start[g] + ranked[g])
    size_t *ranked;   // rows that take part, by group
    stand *of;        // by row
} standing;

typedef struct sorter {
    const kp__check *c;
    const kp__group *group;
    uint32_t entity;
} sorter;

static int order_of_texts(kp_str a, kp_str b)
{
    kp_buf x, y;

    kp_buf_init(&x, SIZE_MAX / 4);
    kp_buf_init(&y, SIZE_MAX / 4);
    kp__unescape(kp_str_slice(a, 1, a.n - (a.p[0] == '"')), &x);
    kp__unescape(kp_str_slice(b, 1, b.n - (b.p[0] == '"')), &y);
    int order = kp_str_cmp(kp_buf_view(&x), kp_buf_view(&y));

    kp_buf_free(&x);
    kp_buf_free(&y);
    return order;
}

static int order_of_values(kp_str a, kp_str b)
{
    switch (kp__value_kind_quick(a)) {
    case KP__NUMBER:
        return kp__order_of_numbers(a, b);
    case KP__TEXT:
    case KP__LINK:
        return order_of_texts(a, b);
    case KP__DATE:
    case KP__BOOL:  // "false" stands before "true"
    case KP__NOT_A_VALUE:
    case KP__BLANK:
    case KP__ABSENT:
    case KP__ERROR:
        break;
    }
    return kp_str_cmp(a, b);
}

static int order_of_keys(const sorter *by, uint64_t a, uint64_t b)
{
    for (size_t k = 0; k < by->group->nkeys; k++) {
        int order =
            order_of_values(kp__value_of(by->c, by->entity, a, by->group->key[k]),
                            kp__value_of(by->c, by->entity, b, by->group->key[k]));

        if (order)
            return by->group->descending[k] ? -order : order;
    }
    return 0;
}

/* Rows left out by the flag, or without a value in one of the keys. */
static bool stands_inside(const sorter *by, uint64_t row)
{
    if (by->group->include.n &&
        !kp_str_is(kp__value_of(by->c, by->entity, row, by->group->include), "true"))
        return false;
    for (size_t k = 0; k < by->group->nkeys; k++)
        if (!kp__is_plain(kp__value_of(by->c, by->entity, row, by->group->key[k])))
            return false;
    return true;
}

/* Stable merge sort: equals keep the order of keys. */
static void sort_rows(const sorter *by, uint64_t *row, uint64_t *spare, size_t n)
{
    size_t half = n / 2, i = 0, j = half, to = 0;

    if (n < 2)
        return;
    sort_rows(by, row, spare, half);
    sort_rows(by, row + half, spare, n - half);
    while (i < half && j < n)
        spare[to++] = order_of_keys(by, row[j], row[i]) < 0 ? row[j++] : row[i++];
    while (i < half)
        spare[to++] = row[i++];
    while (j < n)
        spare[to++] = row[j++];
    for (size_t k = 0; k < n; k++)
        row[k] = spare[k];
}

static bool counts(const kp__check *c, const kp__step *s, const sorter *by,
                   uint64_t row)
{
    if (!stands_inside(by, row))
        return false;
    // Only graded rows are counted by a quota.
    return s->of->origin != KP__QUOTA ||
           kp__is_plain(kp__value_of(c, s->entity, row, s->of->group->grade));
}

static bool wants(const kp__check *c, const kp__step *s, uint64_t row)
{
    const kp__group *g = s->of->group;

    if (s->of->origin != KP__QUOTA)
        return false;
    kp_str grade = kp__value_of(c, s->entity, row, g->grade);
    kp_str veto = kp__value_of(c, s->entity, row, g->veto);

    return kp_str_eq(kp_str_slice(grade, 1, grade.n - 1), g->limited) &&
           !(g->veto.n && kp_str_is(veto, "true"));
}

/* One walk down the order of a group, run of equals by run of equals. */
static void number_group(kp__check *c, const kp__step *s, const sorter *by,
                         standing *st, size_t group)
{
    const uint64_t *order = st->order + st->members->start[group];
    uint64_t n = st->ranked[group], wanting = 0, places = 0;

    for (uint64_t from = 0, to; from < n; from = to, places++) {
        uint64_t better = wanting;

        for (to = from; to < n && order_of_keys(by, order[from], order[to]) == 0;
             to++) {
            st->of[order[to]] = (stand){true, to, from, places, wanting, better, 0};
            wanting += wants(c, s, order[to]);
        }
        for (uint64_t i = from; i < to; i++)
            st->of[order[i]].wanting_no_worse = wanting;
    }
}

static standing *standing_of(kp__check *c, const kp__step *s, const sorter *by)
{
    void **kept = &c->prepared[s->entity][s->field];

    if (*kept)
        return *kept;
    uint64_t rows = c->skel->entity[s->entity].rows;
    standing *st = KP_NEW(c->arena, standing);
    uint64_t *spare = KP_NEW_ARRAY(c->arena, (size_t)rows + 1, uint64_t);

    *kept = st;
    st->members = kp__log_index_gather(c->index, s->entity, s->of->group->link,
                                       s->of->group->nlinks);
    st->order = KP_NEW_ARRAY(c->arena, (size_t)rows + 1, uint64_t);
    st->of = KP_NEW_ARRAY(c->arena, (size_t)rows + 1, stand);
    st->ranked = KP_NEW_ARRAY(c->arena, st->members->ngroups + 1, size_t);
    for (size_t g = 0; g < st->members->ngroups; g++) {
        size_t from = st->members->start[g];

        for (size_t i = from; i < st->members->start[g + 1]; i++)
            if (counts(c, s, by, st->members->row[i]))
                st->order[from + st->ranked[g]++] = st->members->row[i];
        sort_rows(by, st->order + from, spare, st->ranked[g]);
        number_group(c, s, by, st, g);
    }
    return st;
}

/* "group heads": the group's block and how many rows lead to it. */
static bool group_holds(kp__check *c, kp__step *s, const standing *st, uint64_t *heads)
{
    uint64_t group = st->members->group[s->row], block;
    kp_str told, column;

    if (!kp__line_next(&s->rest, &told) || !kp__line_next(&s->rest, &column) ||
        !kp__read_uint(column, heads))
        return false;
    if (kp_str_is(told, "-"))
        return true;  // outside: whether rightly, the result shows
    if (group == KP__NO_BLOCK ||
        *heads != st->members->start[group + 1] - st->members->start[group])
        return false;
    if (s->of->group->nlinks == 0)
        return kp_str_is(told, "all");
    uint64_t expected = kp__log_index_follow(c->index, s->entity, s->row,
                                             s->of->group->link, s->of->group->nlinks);

    return told.n > 1 && told.p[0] == '@' &&
           kp__read_uint(kp_str_slice(told, 1, told.n), &block) && block == expected;
}

static bool operands_hold(kp__check *c, kp__step *s)
{
    kp__operand o;

    while (s->rest.more) {
        if (!kp__line_next(&s->rest, &o.value) || !kp__line_next(&s->rest, &o.ref))
            return false;
        if (kp_str_is(o.ref, "-") && kp_str_is(o.value, "-"))
            continue;
        if (!kp__operand_holds(c, s, o))
            return false;
    }
    return true;
}

kp__verdict kp__recheck_rank(kp__check *c, kp__step *s)
{
    sorter by = {c, s->of->group, s->entity};
    standing *st = standing_of(c, s, &by);
    uint64_t heads;

    if (!group_holds(c, s, st, &heads) || !operands_hold(c, s))
        return KP__WRONG;
    const stand *here = &st->of[s->row];

    if (!here->inside)
        return kp__is_plain(s->result) ? KP__WRONG : KP__RIGHT;
    if (kp_str_is(s->of->group->style, "ordinal"))
        return kp__result_is_int(c, s, (int64_t)here->place + 1);
    if (kp_str_is(s->of->group->style, "competition"))
        return kp__result_is_int(c, s, (int64_t)here->better + 1);
    return kp__result_is_int(c, s, (int64_t)here->places + 1);
}

/* ---- quotas ---- */

/* How many of n heads: clamp(round(n × share), minimum), never more than n. */
static bool heads_allowed(const kp__check *c, const kp__step *s, const standing *st,
                          size_t group, uint64_t *out)
{
    const kp__group *g = s->of->group;
    size_t n = st->ranked[group], from = st->members->start[group];
    uint64_t first = st->members->row[from], least = 0;
    kp_str share = kp__value_of(c, s->entity, first, g->share);
    kp__num a, b;
    kp__mode mode = KP__CEILING;

    if (kp_str_is(g->rounding, "down") || kp_str_is(g->rounding, "floor"))
        mode = KP__FLOOR;
    if (kp_str_is(g->rounding, "half-up"))
        mode = KP__HALF_UP;
    kp__num_int((int64_t)n, &a);
    if (!kp__num_parse(share, &b) || !kp__num_mul_exact(&a, &b, &a) ||
        !kp__num_round(&a, 0, mode, &b) || b.n > 1)
        return false;
    *out = b.n ? b.limb[0] : 0;
    if (g->minimum.n &&
        !kp__read_uint(kp__value_of(c, s->entity, first, g->minimum), &least))
        return false;
    *out = *out < least ? least : *out;
    *out = *out > n ? n : *out;
    return true;
}

/* Does the row keep the limited grade?  Its place among those who want it decides, and
 * at the boundary the rule about equals. */
static bool keeps(const kp__step *s, const stand *here, uint64_t allowed)
{
    if (kp_str_is(s->of->group->style, "all"))
        return here->wanting_better < allowed;
    if (kp_str_is(s->of->group->style, "none"))
        return here->wanting_no_worse <= allowed;
    return here->wanting_before < allowed;
}

kp__verdict kp__recheck_quota(kp__check *c, kp__step *s)
{
    sorter by = {c, s->of->group, s->entity};
    standing *st = standing_of(c, s, &by);
    kp_str proposed = kp__value_of(c, s->entity, s->row, s->of->group->grade);
    uint64_t heads, allowed, group = st->members->group[s->row];

    if (!group_holds(c, s, st, &heads) || !operands_hold(c, s))
        return KP__WRONG;
    if (!kp__is_plain(proposed))
        return kp__is_plain(s->result) ? KP__WRONG : KP__RIGHT;
    if (!st->of[s->row].inside || group == KP__NO_BLOCK)
        return kp__is_plain(s->result) ? kp__result_is_text(c, s, proposed) : KP__RIGHT;
    if (!kp_str_eq(kp_str_slice(proposed, 1, proposed.n - 1), s->of->group->limited))
        return kp__result_is_text(c, s, proposed);
    if (!heads_allowed(c, s, st, (size_t)group, &allowed))
        return KP__UNKNOWN;
    if (wants(c, s, s->row) && keeps(s, &st->of[s->row], allowed))
        return kp__result_is_text(c, s, proposed);
    kp_buf_clear(&c->text);
    kp_buf_char(&c->text, '"');
    kp_buf_str(&c->text, s->of->group->falls_to);
    kp_buf_char(&c->text, '"');
    return kp__result_is_text(c, s, kp_buf_view(&c->text));
}
