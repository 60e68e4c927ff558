/* skel.c - reading run.skel strictly.
 *
 * The order of lines is fixed.  A line is described by a pattern, one letter a column:
 *
 *   t text     u number    o number or "-"     i dense number from 0
 *   h digest   x digest or "-"    a cell    d date    w word    v value    n number
 *   s signed decimal or "-"
 */
#include "io/log/skel.h"

#include <string.h>

typedef struct reader {
    kp_arena *arena;
    kp_str text;
    size_t at, line_at, line_no;  // behind the line; of the line; from 1
    kp_str line;
    kp_log_fault *fault;
    kp__skel *skel;
} reader;

static bool wrong(reader *r, kp_code code, kp_str found)
{
    size_t inside = found.p && found.p >= r->text.p && found.p <= r->text.p + r->text.n
                        ? (size_t)(found.p - r->text.p)
                        : r->line_at;

    *r->fault = (kp_log_fault){.code = code,
                               .part = KP_LOG_SKEL,
                               .offset = inside,
                               .line = r->line_no,
                               .block = UINT64_MAX,
                               .found = found};
    return false;
}

static bool take_line(reader *r)
{
    r->line_at = r->at;
    r->line_no++;
    return kp__text_line(r->text, &r->at, &r->line);
}

/* Does the next line begin with this tag? */
static bool next_is(const reader *r, const char *tag)
{
    size_t n = strlen(tag);

    return r->at + n < r->text.n && memcmp(r->text.p + r->at, tag, n) == 0 &&
           r->text.p[r->at + n] == '\t';
}

static bool fits(char letter, kp_str c)
{
    uint64_t n;

    switch (letter) {
    case 't':
        return kp__is_free(c);
    case 'u':
    case 'i':
        return kp__read_uint(c, &n);
    case 'o':
        return kp_str_is(c, "-") || kp__read_uint(c, &n);
    case 'h':
        return kp__is_digest(c);
    case 'x':
        return kp_str_is(c, "-") || kp__is_digest(c);
    case 'a':
        return kp__is_cell(c);
    case 'd':
        return kp__is_date(c);
    case 'w':
        return kp__is_word(c);
    case 'v':
        return kp__value_kind_of(c) != KP__NOT_A_VALUE;
    case 'n':
        return kp__is_number(c);
    default:
        return false;
    }
}

/* One column of a line. */
static bool take(reader *r, kp__line *line, char letter, kp_str *out)
{
    if (!kp__line_next(line, out))
        return wrong(r, KP6212, r->line);
    return fits(letter, *out) || wrong(r, KP6213, *out);
}

static bool take_count(reader *r, kp__line *line, uint64_t *out)
{
    kp_str c;

    return take(r, line, 'u', &c) && kp__read_uint(c, out);
}

static bool ends(reader *r, const kp__line *line)
{
    return !line->more || wrong(r, KP6212, line->rest);
}

/* The next line must have this tag; its columns follow. */
static bool begin(reader *r, const char *tag, kp__line *line)
{
    kp_str c;

    if (!next_is(r, tag)) {
        size_t from = r->at;

        if (!take_line(r))
            return wrong(r, KP6211, kp_str_slice(r->text, from, r->text.n));
        return wrong(r, KP6211, r->line);
    }
    if (!take_line(r))
        return wrong(r, KP6211, kp_str_slice(r->text, r->line_at, r->text.n));
    *line = kp__line_of(r->line);
    return kp__line_next(line, &c);
}

/* A whole line by pattern. */
static bool read_line(reader *r, const char *tag, const char *pattern, kp_str *out)
{
    kp__line line;

    if (!begin(r, tag, &line))
        return false;
    for (size_t i = 0; pattern[i]; i++)
        if (!take(r, &line, pattern[i], &out[i]))
            return false;
    return ends(r, &line);
}

static bool is_dense(reader *r, kp_str c, uint64_t expected)
{
    uint64_t n;

    return (kp__read_uint(c, &n) && n == expected) || wrong(r, KP6214, c);
}

static kp_str or_none(kp_str c)
{
    return kp_str_is(c, "-") ? (kp_str){0} : c;
}

/* ---- run and files ---- */

static bool read_run(reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[8];

    if (!read_line(r, "kpay-log", "ut", c))
        return false;
    if (!kp_str_is(c[0], "1"))
        return wrong(r, KP6215, c[0]);
    s->hash = c[1];
    if (!read_line(r, "run", "tuxtw", c))
        return false;
    s->run = c[0];
    (void)kp__read_uint(c[1], &s->counter);
    s->previous = or_none(c[2]);
    s->period = c[3];
    s->kind = c[4];
    if (!kp_str_is(c[4], "final") && !kp_str_is(c[4], "trial") &&
        !kp_str_is(c[4], "reversal"))
        return wrong(r, KP6213, c[4]);
    return read_line(r, "engine", "tt", c) && read_line(r, "prepared", "t", c) &&
           read_line(r, "reviewed", "t", c) && read_line(r, "approved", "t", c);
}

static bool read_files(reader *r, const char *tag)
{
    kp_str c[5];

    for (uint64_t i = 0; next_is(r, tag); i++)
        if (!read_line(r, tag, "ituxx", c) || !is_dense(r, c[0], i))
            return false;
    return true;
}

/* ---- scheme ---- */

static bool read_tables(reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[7];

    while (next_is(r, "table")) {
        if (!read_line(r, "table", "ittutta", c) || !is_dense(r, c[0], s->ntables))
            return false;
        s->table = kp_arena_grow(r->arena, s->table, &s->table_cap, s->ntables + 1,
                                 sizeof *s->table);
        s->table[s->ntables++] = (kp__tabledef){c[1], c[2], c[4], c[5], c[6]};
    }
    return true;
}

static bool read_functions(reader *r)
{
    for (uint64_t i = 0; next_is(r, "function"); i++) {
        kp__line line;
        kp_str c;
        uint64_t n = 0;
        const char *rest = "tttta";

        if (!begin(r, "function", &line) || !take(r, &line, 'i', &c) || !is_dense(r, c, i) ||
            !take(r, &line, 't', &c) || !take_count(r, &line, &n))
            return false;
        for (; n > 0; n--)
            if (!take(r, &line, 't', &c))
                return false;
        for (; *rest; rest++)
            if (!take(r, &line, *rest, &c))
                return false;
        if (!ends(r, &line))
            return false;
    }
    return true;
}

static bool read_params(reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[9];

    while (next_is(r, "param")) {
        if (!read_line(r, "param", "itvttttta", c) || !is_dense(r, c[0], s->nparams))
            return false;
        s->param = kp_arena_grow(r->arena, s->param, &s->param_cap, s->nparams + 1,
                                 sizeof *s->param);
        s->param[s->nparams++] =
            (kp__param){c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]};
    }
    return true;
}

/* ---- entities and fields ---- */

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
    static const char *const words[] = {"input", "formula", "aggregate", "rank",
                                        "quota", "allocate", "history"};
    unsigned i;

    if (!word_index(c, words, KP__ORIGINS, &i))
        return false;
    *out = (kp__origin)i;
    return true;
}

static bool take_names(reader *r, kp__line *line, size_t *n, kp_str **out)
{
    uint64_t count;

    if (!take_count(r, line, &count))
        return false;
    if (count > line->rest.n)
        return wrong(r, KP6212, line->rest);
    *n = (size_t)count;
    *out = KP_NEW_ARRAY(r->arena, *n + 1, kp_str);
    for (size_t i = 0; i < *n; i++)
        if (!take(r, line, 't', &(*out)[i]))
            return false;
    return true;
}

/* "below e f" and "group e f": they must follow their field. */
static bool begin_detail(reader *r, const char *tag, const kp__entity *of, size_t field,
                         kp__line *line)
{
    kp_str c;

    return begin(r, tag, line) && take(r, line, 'i', &c) &&
           is_dense(r, c, (uint64_t)(of - r->skel->entity)) && take(r, line, 'i', &c) &&
           is_dense(r, c, field);
}

static bool take_entity(reader *r, kp__line *line, kp_str *out)
{
    return take(r, line, 't', out);
}

static bool read_below(reader *r, kp__entity *of, size_t field, kp_str *child)
{
    kp__below *below = KP_NEW(r->arena, kp__below);
    kp__line line;

    of->field[field].below = below;
    if (!begin_detail(r, "below", of, field, &line) || !take(r, &line, 'w', &below->fn) ||
        !take_entity(r, &line, child) || !take(r, &line, 't', &below->element) ||
        !take(r, &line, 't', &below->filter) || !take(r, &line, 't', &below->weight) ||
        !take_names(r, &line, &below->nlinks, &below->link) || !ends(r, &line))
        return false;
    below->element = or_none(below->element);
    below->filter = or_none(below->filter);
    below->weight = or_none(below->weight);
    return true;
}

static bool take_keys(reader *r, kp__line *line, kp__group *group)
{
    uint64_t n;

    if (!take_count(r, line, &n))
        return false;
    if (n > line->rest.n)
        return wrong(r, KP6212, line->rest);
    group->nkeys = (size_t)n;
    group->key = KP_NEW_ARRAY(r->arena, group->nkeys + 1, kp_str);
    group->descending = KP_NEW_ARRAY(r->arena, group->nkeys + 1, bool);
    for (size_t i = 0; i < group->nkeys; i++) {
        kp_str c;

        if (!take(r, line, 't', &group->key[i]) || !take(r, line, 'w', &c))
            return false;
        group->descending[i] = kp_str_is(c, "desc");
        if (!group->descending[i] && !kp_str_is(c, "asc"))
            return wrong(r, KP6213, c);
    }
    return true;
}

static bool take_quota(reader *r, kp__line *line, kp__group *g)
{
    return take(r, line, 't', &g->grade) && take(r, line, 't', &g->limited) &&
           take(r, line, 't', &g->falls_to) && take(r, line, 't', &g->share) &&
           take(r, line, 't', &g->minimum) && take(r, line, 't', &g->veto) &&
           take(r, line, 'w', &g->rounding);
}

static bool take_pool_rule(reader *r, kp__line *line, kp__group *g, kp_str *entity)
{
    kp_str floors;

    if (!take_entity(r, line, entity) || !take(r, line, 't', &g->pool) ||
        !take(r, line, 't', &g->weight) || !take(r, line, 't', &g->floor) ||
        !take(r, line, 't', &g->ceiling) || !take(r, line, 'w', &floors) ||
        !take(r, line, 'w', &g->tail))
        return false;
    g->scale_floors = kp_str_is(floors, "scale-floors");
    return g->scale_floors || kp_str_is(floors, "keep-floors") || wrong(r, KP6213, floors);
}

static bool read_group(reader *r, kp__entity *of, size_t field, kp_str *pool_entity)
{
    kp__group *g = KP_NEW(r->arena, kp__group);
    kp__field *f = &of->field[field];
    kp__line line;
    kp_str word;
    kp__origin origin;

    f->group = g;
    if (!begin_detail(r, "group", of, field, &line) || !take(r, &line, 'w', &word))
        return false;
    if (!read_origin(word, &origin) || origin != f->origin)
        return wrong(r, KP6213, word);
    if (!take(r, &line, 'w', &g->style) || !take(r, &line, 't', &g->include) ||
        !take_names(r, &line, &g->nlinks, &g->link) || !take_keys(r, &line, g))
        return false;
    g->include = or_none(g->include);
    if (f->origin == KP__QUOTA && !take_quota(r, &line, g))
        return false;
    if (f->origin == KP__ALLOCATE && !take_pool_rule(r, &line, g, pool_entity))
        return false;
    g->minimum = or_none(g->minimum);
    g->veto = or_none(g->veto);
    g->floor = or_none(g->floor);
    g->ceiling = or_none(g->ceiling);
    return ends(r, &line);
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

static void postpone(reader *r, pendings *all, kp_str name, uint32_t *to)
{
    all->item = kp_arena_grow(r->arena, all->item, &all->cap, all->n + 1, sizeof *all->item);
    all->item[all->n++] = (pending){name, to};
}

static bool read_detail(reader *r, kp__entity *of, size_t i, pendings *later)
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

static bool read_field(reader *r, kp__entity *of, size_t i, pendings *later)
{
    kp__field *f = &of->field[i];
    kp_str c[15];
    uint64_t n;
    size_t old;

    if (!read_line(r, "field", "iitwowwowttttta", c) ||
        !is_dense(r, c[0], (uint64_t)(of - r->skel->entity)) || !is_dense(r, c[1], i))
        return false;
    f->name = c[2];
    if (!read_kind(c[3], &f->kind))
        return wrong(r, KP6213, c[3]);
    f->decimals = kp__read_uint(c[4], &n) && n <= 18 ? (int)n : -1;
    f->mode = c[5];
    if (!read_origin(c[6], &f->origin))
        return wrong(r, KP6213, c[6]);
    f->order = kp__read_uint(c[7], &n) ? (uint32_t)n : KP__NO_ORDER;
    f->lifted = kp_str_is(c[8], "lifted");
    if (!f->lifted && !kp_str_is(c[8], "declared"))
        return wrong(r, KP6213, c[8]);
    f->link = UINT32_MAX;
    if (f->kind == KP__LINK)
        postpone(r, later, c[9], &f->link);
    f->formula = or_none(c[10]);
    f->clause = or_none(c[11]);
    f->file = or_none(c[12]);
    f->sheet = or_none(c[13]);
    f->cell = or_none(c[14]);
    if (!kp_map_put(&of->by_name, f->name, i, &old))
        return wrong(r, KP6216, f->name);
    return read_detail(r, of, i, later);
}

static bool read_entities(reader *r, pendings *later)
{
    kp__skel *s = r->skel;
    kp_str c[5];

    while (next_is(r, "entity")) {
        uint64_t first, nfields;

        if (!read_line(r, "entity", "ituuu", c) || !is_dense(r, c[0], s->nentities))
            return false;
        (void)kp__read_uint(c[3], &first);
        (void)kp__read_uint(c[4], &nfields);
        if (first != s->nblocks)
            return wrong(r, KP6214, c[3]);
        if (nfields > r->text.n)
            return wrong(r, KP6213, c[4]);
        if (kp__skel_entity(s, c[1]) != UINT32_MAX)
            return wrong(r, KP6216, c[1]);
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

static bool settle(reader *r, const pendings *later)
{
    for (size_t i = 0; i < later->n; i++) {
        *later->item[i].to = kp__skel_entity(r->skel, later->item[i].name);
        if (*later->item[i].to == UINT32_MAX)
            return wrong(r, KP6217, later->item[i].name);
    }
    return true;
}

/* Fields hold addresses into the array of entities: it must not move. */
static size_t count_lines(const reader *r, const char *tag)
{
    size_t n = 0;

    for (reader look = *r; look.at < look.text.n;) {
        n += next_is(&look, tag);
        if (!take_line(&look))
            break;
    }
    return n;
}

/* ---- leaves, pools, seal ---- */

static bool read_leaves(reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[2];

    s->leaves_at = r->at;
    s->leaf_line = r->line_no + 1;
    for (; next_is(r, "leaf"); s->nleaves++)
        if (!read_line(r, "leaf", "ih", c) || !is_dense(r, c[0], s->nleaves))
            return false;
    return true;
}

static bool read_pools(reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[14];
    uint64_t block;

    while (next_is(r, "pool")) {
        if (!read_line(r, "pool", "itttnnnuuuttnt", c) || !is_dense(r, c[0], s->npools))
            return false;
        s->pool = kp_arena_grow(r->arena, s->pool, &s->pool_cap, s->npools + 1,
                                sizeof *s->pool);
        kp__pool *p = &s->pool[s->npools++];

        *p = (kp__pool){.entity = kp__skel_entity(s, c[1]), .field = c[2], .group = c[3],
                        .budget = c[4], .paid = c[5], .unspent = c[6],
                        .lambda_num = c[10], .lambda_den = c[11], .weights = c[12],
                        .problem = or_none(c[13])};
        (void)kp__read_uint(c[7], &p->heads);
        (void)kp__read_uint(c[8], &p->at_floor);
        (void)kp__read_uint(c[9], &p->at_ceiling);
        if (p->entity == UINT32_MAX ||
            kp__skel_field(&s->entity[p->entity], p->field) == UINT32_MAX)
            return wrong(r, KP6217, c[1]);
        if (!kp_str_is(p->group, "all") &&
            !(p->group.n > 1 && p->group.p[0] == '@' &&
              kp__read_uint(kp_str_slice(p->group, 1, p->group.n), &block) &&
              block < s->nblocks))
            return wrong(r, KP6213, p->group);
        // A pool that was not divided, or that nobody has a weight in, has no λ.
        if (kp_str_is(p->lambda_num, "-") && kp_str_is(p->lambda_den, "-"))
            continue;
        if (!kp__is_number(p->lambda_num) || !kp__is_number(p->lambda_den))
            return wrong(r, KP6213, p->lambda_num);
    }
    return true;
}

static bool read_seal(reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[1];

    if (!read_line(r, "blocks", "u", c) || !is_dense(r, c[0], s->nblocks))
        return false;
    if (s->nleaves != s->nblocks)
        return wrong(r, KP6214, c[0]);
    if (!read_line(r, "root", "h", c))
        return false;
    s->root = c[0];
    s->root_line = r->line_no;
    s->head_at = r->at;
    if (!read_line(r, "head", "h", c))
        return false;
    s->head = c[0];
    s->head_line = r->line_no;
    if (r->at == r->text.n)
        return true;
    r->line_at = r->at;
    r->line_no++;
    return wrong(r, KP6211, kp_str_slice(r->text, r->at, r->text.n));
}

bool kp__skel_read(kp_arena *arena, kp_str text, kp__skel *out, kp_log_fault *fault)
{
    reader r = {.arena = arena, .text = text, .fault = fault, .skel = out};
    pendings later = {0};
    kp_str c[3];

    *out = (kp__skel){.text = text};
    *fault = (kp_log_fault){.block = UINT64_MAX};
    if (!read_run(&r) || !read_files(&r, "input") || !read_files(&r, "rule") ||
        !read_line(&r, "scheme", "ttd", c))
        return false;
    out->scheme = c[0];
    out->version = c[1];
    if (!read_tables(&r) || !read_functions(&r) || !read_params(&r))
        return false;
    out->entity = KP_NEW_ARRAY(arena, count_lines(&r, "entity") + 1, kp__entity);
    return read_entities(&r, &later) && settle(&r, &later) && read_leaves(&r) &&
           read_pools(&r) && read_files(&r, "output") && read_seal(&r);
}

uint32_t kp__skel_entity(const kp__skel *skel, kp_str name)
{
    for (size_t i = 0; i < skel->nentities; i++)
        if (kp_str_eq(skel->entity[i].name, name))
            return (uint32_t)i;
    return UINT32_MAX;
}

uint32_t kp__skel_field(const kp__entity *entity, kp_str name)
{
    size_t i;

    return kp_map_get(&entity->by_name, name, &i) ? (uint32_t)i : UINT32_MAX;
}

const kp__param *kp__skel_param(const kp__skel *skel, kp_str name)
{
    for (size_t i = 0; i < skel->nparams; i++)
        if (kp_str_eq(skel->param[i].name, name))
            return &skel->param[i];
    return NULL;
}

const kp__entity *kp__skel_owner(const kp__skel *skel, uint64_t block)
{
    for (size_t i = 0; i < skel->nentities; i++) {
        const kp__entity *e = &skel->entity[i];

        if (block >= e->first && block - e->first < e->rows)
            return e;
    }
    return NULL;
}
