/* load_join.c - rows of derived entities: 员工 × the indicators of the person's post.
 *
 * Every pair of a left and a right row that point at the same row is one row; its key
 * is made of the keys of both.  Rows of data belong to the pair that their key names.
 */
#include <stdlib.h>

#include "rules/load/load_parts.h"

#define MOST_PAIRS 20000000

const kp_field *kp__link_field(const kp__load *l, const kp_entity *from, uint32_t to,
                               const kp_field *after)
{
    bool passed = after == NULL;

    for (size_t k = 0; k < from->nfields; k++) {
        const kp_field *field = l->scheme->field[from->field[k]];

        if (passed && field->kind == KP_LINK && field->link_entity == to)
            return field;
        passed = passed || field == after;
    }
    return NULL;
}

void kp__join_links(const kp__load *l, const kp_entity *entity, const kp_field **left,
                    const kp_field **right)
{
    bool same = entity->join_left == entity->join_right;

    *left = kp__link_field(l, entity, entity->join_left, NULL);
    *right = kp__link_field(l, entity, entity->join_right, same ? *left : NULL);
}

/* The pairs: rows of the right side sorted by what they point at. */
typedef struct sides {
    const kp_table *left, *right;
    const kp_column *left_link, *right_link;
    size_t *start;  // per target row: first of its right rows in `order`
    uint32_t *order;
} sides;

static const kp_column *link_column(const kp__load *l, uint32_t field)
{
    const kp_field *f = l->scheme->field[field];

    return &l->entity[f->entity].table->column[f->local];
}

static bool points_somewhere(const kp_column *link, size_t row)
{
    return kp_column_state(link, row) == KP_VALUE;
}

static void sort_right_side(kp__load *l, sides *s, size_t ntargets)
{
    s->start = KP_NEW_ARRAY(l->scratch, ntargets + 2, size_t);
    s->order = KP_NEW_ARRAY(l->scratch, s->right->n + 1, uint32_t);
    // Counts stand two places further on, so that filling moves them into place.
    for (size_t r = 0; r < s->right->n; r++)
        if (points_somewhere(s->right_link, r))
            s->start[s->right_link->v[r] + 2]++;
    for (size_t t = 2; t < ntargets + 2; t++)
        s->start[t] += s->start[t - 1];
    for (size_t r = 0; r < s->right->n; r++)
        if (points_somewhere(s->right_link, r))
            s->order[s->start[s->right_link->v[r] + 1]++] = (uint32_t)r;
}

static size_t count_pairs(const sides *s)
{
    size_t n = 0;

    for (size_t r = 0; r < s->left->n; r++) {
        if (!points_somewhere(s->left_link, r))
            continue;
        size_t t = (size_t)s->left_link->v[r];
        n += s->start[t + 1] - s->start[t];
        if (n > MOST_PAIRS)
            break;
    }
    return n;
}

typedef struct pair {
    kp_str text;
    uint32_t symbol, left, right;
} pair;

static int compare_pairs(const void *a, const void *b)
{
    const pair *x = a, *y = b;

    return kp_str_cmp(x->text, y->text);
}

/* The key's parts in the order in which the entity names them. */
static void name_pair(kp__load *l, const kp_entity *entity, const sides *s, pair *p,
                      const kp_field *left, kp_buf *buf)
{
    const kp_symbols *symbols = l->scheme->symbols;

    kp_buf_clear(buf);
    for (size_t k = 0; k < entity->nkeys; k++) {
        bool is_left = entity->key[k] == left->id;

        if (k > 0)
            kp_buf_char(buf, '+');
        kp_buf_str(buf, kp_symbol_text(symbols, is_left ? s->left->key[p->left]
                                                        : s->right->key[p->right]));
    }
    p->symbol = kp_symbol(l->scheme->symbols, kp_buf_view(buf));
    p->text = kp_symbol_text(symbols, p->symbol);
}

static void make_pairs(kp__load *l, const kp_entity *entity, const sides *s,
                       const kp_field *left, pair *pairs)
{
    bool in_order = true;
    size_t n = 0;
    kp_buf buf;

    kp_buf_init(&buf, 1 << 20);
    for (size_t r = 0; r < s->left->n; r++) {
        if (!points_somewhere(s->left_link, r))
            continue;
        size_t t = (size_t)s->left_link->v[r];
        for (size_t k = s->start[t]; k < s->start[t + 1]; k++, n++) {
            pairs[n] = (pair){.left = (uint32_t)r, .right = s->order[k]};
            name_pair(l, entity, s, &pairs[n], left, &buf);
            in_order &= n == 0 || compare_pairs(&pairs[n - 1], &pairs[n]) < 0;
        }
    }
    kp_buf_free(&buf);
    if (!in_order)
        qsort(pairs, n, sizeof *pairs, compare_pairs);
}

static void fill_links(kp_table *table, const pair *pairs, const kp_field *left,
                       const kp_field *right)
{
    for (size_t r = 0; r < table->n; r++) {
        table->column[left->local].v[r] = pairs[r].left;
        table->column[right->local].v[r] = pairs[r].right;
    }
}

static bool key_is_both_links(const kp_entity *entity, const kp_field *left,
                              const kp_field *right)
{
    if (!left || !right || entity->nkeys != 2)
        return false;
    return (entity->key[0] == left->id && entity->key[1] == right->id) ||
           (entity->key[0] == right->id && entity->key[1] == left->id);
}

static void make_empty(kp__load *l, kp__load_entity *le, kp_code code, size_t most)
{
    (void)kp_fail(l->diags, code, le->entity->where, KP_NONE, le->entity->name,
                  kp__load_number(l, most), KP_NONE);
    le->nsources = 0;
    le->table = kp__new_table(l, le->entity, 0, NULL);
}

void kp__make_joined_table(kp__load *l, kp__load_entity *le)
{
    const kp_entity *entity = le->entity;
    const kp_field *left, *right;
    sides s = {.left = l->entity[entity->join_left].table,
               .right = l->entity[entity->join_right].table,
               .left_link = link_column(l, entity->join_left_link),
               .right_link = link_column(l, entity->join_right_link)};
    uint32_t target = l->scheme->field[entity->join_left_link]->link_entity;

    kp__join_links(l, entity, &left, &right);
    if (!key_is_both_links(entity, left, right)) {
        make_empty(l, le, KP4067, 0);
        return;
    }
    sort_right_side(l, &s, l->entity[target].table->n);
    size_t n = count_pairs(&s);
    if (n > MOST_PAIRS) {
        make_empty(l, le, KP4012, MOST_PAIRS);
        return;
    }
    pair *pairs = KP_NEW_ARRAY(l->scratch, n + 1, pair);
    make_pairs(l, entity, &s, left, pairs);
    uint32_t *key = KP_NEW_ARRAY(l->scratch, n + 1, uint32_t);
    for (size_t r = 0; r < n; r++)
        key[r] = pairs[r].symbol;
    le->table = kp__new_table(l, entity, n, key);
    fill_links(le->table, pairs, left, right);
    kp__place_sources(l, le);
}
