/* skel_fields.c - entities, fields and their rules in run.skel. */
#include "io/log/skel_parts.h"

static bool word_index(kp_str c, const char *const *words, unsigned n, unsigned *out)
{
    for (*out = 0; *out < n; ++*out)
        if (kp_str_is(c, words[*out]))
            return true;
    return false;
}

static bool read_kind(kp_str c, kp__value_kind *out)
{
    static const char *const words[] = {"number", "text", "date", "bool", "link"};
    static const kp__value_kind kinds[] = {KP__NUMBER, KP__TEXT, KP__DATE, KP__BOOL,
                                           KP__LINK};
    unsigned i;

    if (!word_index(c, words, 5, &i))
        return false;
    *out = kinds[i];
    return true;
}

static bool read_origin(kp_str c, kp__origin *out)
{
    static const char *const words[] = {"input", "formula",  "aggregate", "rank",
                                        "quota", "allocate", "history"};
    unsigned i;

    if (!word_index(c, words, KP__ORIGINS, &i))
        return false;
    *out = (kp__origin)i;
    return true;
}

static bool take_names(kp__skel_reader *r, kp__line *line, size_t *n, kp_str **out)
{
    uint64_t count;

    if (!kp__skel_count(r, line, &count))
        return false;
    if (count > line->rest.n)
        return kp__skel_wrong(r, KP6212, line->rest);
    *n = (size_t)count;
    *out = KP_NEW_ARRAY(r->arena, *n + 1, kp_str);
    for (size_t i = 0; i < *n; i++)
        if (!kp__skel_take(r, line, 't', &(*out)[i]))
            return false;
    return true;
}

/* "below e f" and "group e f": they must follow their field. */
static bool begin_detail(kp__skel_reader *r, const char *tag, const kp__entity *of,
                         size_t field, kp__line *line)
{
    kp_str c;

    return kp__skel_begin(r, tag, line) && kp__skel_take(r, line, 'i', &c) &&
           kp__skel_dense(r, c, (uint64_t)(of - r->skel->entity)) &&
           kp__skel_take(r, line, 'i', &c) && kp__skel_dense(r, c, field);
}

static bool take_entity(kp__skel_reader *r, kp__line *line, kp_str *out)
{
    return kp__skel_take(r, line, 't', out);
}

static bool read_below(kp__skel_reader *r, kp__entity *of, size_t field, kp_str *child)
{
    kp__below *below = KP_NEW(r->arena, kp__below);
    kp__line line;

    of->field[field].below = below;
    if (!begin_detail(r, "below", of, field, &line) ||
        !kp__skel_take(r, &line, 'w', &below->fn) || !take_entity(r, &line, child) ||
        !kp__skel_take(r, &line, 't', &below->element) ||
        !kp__skel_take(r, &line, 't', &below->filter) ||
        !kp__skel_take(r, &line, 't', &below->weight) ||
        !take_names(r, &line, &below->nlinks, &below->link) || !kp__skel_ends(r, &line))
        return false;
    below->element = kp__skel_or_none(below->element);
    below->filter = kp__skel_or_none(below->filter);
    below->weight = kp__skel_or_none(below->weight);
    return true;
}

static bool take_keys(kp__skel_reader *r, kp__line *line, kp__group *group)
{
    uint64_t n;

    if (!kp__skel_count(r, line, &n))
        return false;
    if (n > line->rest.n)
        return kp__skel_wrong(r, KP6212, line->rest);
    group->nkeys = (size_t)n;
    group->key = KP_NEW_ARRAY(r->arena, group->nkeys + 1, kp_str);
    group->descending = KP_NEW_ARRAY(r->arena, group->nkeys + 1, bool);
    for (size_t i = 0; i < group->nkeys; i++) {
        kp_str c;

        if (!kp__skel_take(r, line, 't', &group->key[i]) ||
            !kp__skel_take(r, line, 'w', &c))
            return false;
        group->descending[i] = kp_str_is(c, "desc");
        if (!group->descending[i] && !kp_str_is(c, "asc"))
            return kp__skel_wrong(r, KP6213, c);
    }
    return true;
}

static bool take_quota(kp__skel_reader *r, kp__line *line, kp__group *g)
{
    return kp__skel_take(r, line, 't', &g->grade) &&
           kp__skel_take(r, line, 't', &g->limited) &&
           kp__skel_take(r, line, 't', &g->falls_to) &&
           kp__skel_take(r, line, 't', &g->share) &&
           kp__skel_take(r, line, 't', &g->minimum) &&
           kp__skel_take(r, line, 't', &g->veto) &&
           kp__skel_take(r, line, 'w', &g->rounding);
}

static bool take_pool_rule(kp__skel_reader *r, kp__line *line, kp__group *g,
                           kp_str *entity)
{
    kp_str floors;

    if (!take_entity(r, line, entity) || !kp__skel_take(r, line, 't', &g->pool) ||
        !kp__skel_take(r, line, 't', &g->weight) ||
        !kp__skel_take(r, line, 't', &g->floor) ||
        !kp__skel_take(r, line, 't', &g->ceiling) ||
        !kp__skel_take(r, line, 'w', &floors) || !kp__skel_take(r, line, 'w', &g->tail))
        return false;
    g->scale_floors = kp_str_is(floors, "scale-floors");
    return g->scale_floors || kp_str_is(floors, "keep-floors") ||
           kp__skel_wrong(r, KP6213, floors);
}

static bool read_group(kp__skel_reader *r, kp__entity *of, size_t field,
                       kp_str *pool_entity)
{
    kp__group *g = KP_NEW(r->arena, kp__group);
    kp__field *f = &of->field[field];
    kp__line line;
    kp_str word;
    kp__origin origin;

    f->group = g;
    if (!begin_detail(r, "group", of, field, &line) ||
        !kp__skel_take(r, &line, 'w', &word))
        return false;
    if (!read_origin(word, &origin) || origin != f->origin)
        return kp__skel_wrong(r, KP6213, word);
    if (!kp__skel_take(r, &line, 'w', &g->style) ||
        !kp__skel_take(r, &line, 't', &g->include) ||
        !take_names(r, &line, &g->nlinks, &g->link) || !take_keys(r, &line, g))
        return false;
    g->include = kp__skel_or_none(g->include);
    if (f->origin == KP__QUOTA && !take_quota(r, &line, g))
        return false;
    if (f->origin == KP__ALLOCATE && !take_pool_rule(r, &line, g, pool_entity))
        return false;
    g->minimum = kp__skel_or_none(g->minimum);
    g->veto = kp__skel_or_none(g->veto);
    g->floor = kp__skel_or_none(g->floor);
    g->ceiling = kp__skel_or_none(g->ceiling);
    return kp__skel_ends(r, &line);
}

/* Entities are named before they have been read: settled when all are known. */
typedef struct pending {
    kp_str name;
    uint32_t *to;
} pending;

typedef struct pendings {
    pending *item;
    size_t n, cap;
} pendings;

static void postpone(kp__skel_reader *r, pendings *all, kp_str name, uint32_t *to)
{
    all->item =
        kp_arena_grow(r->arena, all->item, &all->cap, all->n + 1, sizeof *all->item);
    all->item[all->n++] = (pending){name, to};
}

static bool read_detail(kp__skel_reader *r, kp__entity *of, size_t i, pendings *later)
{
    kp__field *f = &of->field[i];
    kp_str name = {0};

    if (f->origin == KP__AGGREGATE) {
        if (!read_below(r, of, i, &name))
            return false;
        postpone(r, later, name, &f->below->child);
    } else if (f->origin == KP__RANK || f->origin == KP__QUOTA ||
               f->origin == KP__ALLOCATE) {
        if (!read_group(r, of, i, &name))
            return false;
        if (f->origin == KP__ALLOCATE)
            postpone(r, later, name, &f->group->pool_entity);
    }
    return true;
}

static bool read_field(kp__skel_reader *r, kp__entity *of, size_t i, pendings *later)
{
    kp__field *f = &of->field[i];
    kp_str c[15];
    uint64_t n;
    size_t old;

    if (!kp__skel_line(r, "field", "iitwowwowttttta", c) ||
        !kp__skel_dense(r, c[0], (uint64_t)(of - r->skel->entity)) ||
        !kp__skel_dense(r, c[1], i))
        return false;
    f->name = c[2];
    if (!read_kind(c[3], &f->kind))
        return kp__skel_wrong(r, KP6213, c[3]);
    f->decimals = kp__read_uint(c[4], &n) && n <= 18 ? (int)n : -1;
    f->mode = c[5];
    if (!read_origin(c[6], &f->origin))
        return kp__skel_wrong(r, KP6213, c[6]);
    f->order = kp__read_uint(c[7], &n) ? (uint32_t)n : KP__NO_ORDER;
    f->lifted = kp_str_is(c[8], "lifted");
    if (!f->lifted && !kp_str_is(c[8], "declared"))
        return kp__skel_wrong(r, KP6213, c[8]);
    f->link = UINT32_MAX;
    if (f->kind == KP__LINK)
        postpone(r, later, c[9], &f->link);
    f->formula = kp__skel_or_none(c[10]);
    f->clause = kp__skel_or_none(c[11]);
    f->file = kp__skel_or_none(c[12]);
    f->sheet = kp__skel_or_none(c[13]);
    f->cell = kp__skel_or_none(c[14]);
    if (!kp_map_put(&of->by_name, f->name, i, &old))
        return kp__skel_wrong(r, KP6216, f->name);
    return read_detail(r, of, i, later);
}

static bool read_entities(kp__skel_reader *r, pendings *later)
{
    kp__skel *s = r->skel;
    kp_str c[5];

    while (kp__skel_next_is(r, "entity")) {
        uint64_t first, nfields;

        if (!kp__skel_line(r, "entity", "ituuu", c) ||
            !kp__skel_dense(r, c[0], s->nentities))
            return false;
        (void)kp__read_uint(c[3], &first);
        (void)kp__read_uint(c[4], &nfields);
        if (first != s->nblocks)
            return kp__skel_wrong(r, KP6214, c[3]);
        if (nfields > r->text.n)
            return kp__skel_wrong(r, KP6213, c[4]);
        if (kp__skel_entity(s, c[1]) != UINT32_MAX)
            return kp__skel_wrong(r, KP6216, c[1]);
        kp__entity *e = &s->entity[s->nentities++];

        *e = (kp__entity){.name = c[1], .first = first, .nfields = (size_t)nfields};
        (void)kp__read_uint(c[2], &e->rows);
        s->nblocks += e->rows;
        kp_map_init(&e->by_name, r->arena);
        e->field = KP_NEW_ARRAY(r->arena, e->nfields + 1, kp__field);
        for (size_t i = 0; i < e->nfields; i++)
            if (!read_field(r, e, i, later))
                return false;
    }
    return true;
}

static bool settle(kp__skel_reader *r, const pendings *later)
{
    for (size_t i = 0; i < later->n; i++) {
        *later->item[i].to = kp__skel_entity(r->skel, later->item[i].name);
        if (*later->item[i].to == UINT32_MAX)
            return kp__skel_wrong(r, KP6217, later->item[i].name);
    }
    return true;
}

bool kp__skel_entities(kp__skel_reader *r)
{
    pendings later = {0};

    return read_entities(r, &later) && settle(r, &later);
}
