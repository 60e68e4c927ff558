/* skel.c - reading run.skel strictly: the order of lines is fixed. */
#include "io/log/skel_parts.h"

#include <string.h>

bool kp__skel_wrong(kp__skel_reader *r, kp_code code, kp_str found)
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

static bool take_line(kp__skel_reader *r)
{
    r->line_at = r->at;
    r->line_no++;
    return kp__text_line(r->text, &r->at, &r->line);
}

/* Does the next line begin with this tag? */
bool kp__skel_next_is(const kp__skel_reader *r, const char *tag)
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
bool kp__skel_take(kp__skel_reader *r, kp__line *line, char letter, kp_str *out)
{
    if (!kp__line_next(line, out))
        return kp__skel_wrong(r, KP6212, r->line);
    return fits(letter, *out) || kp__skel_wrong(r, KP6213, *out);
}

bool kp__skel_count(kp__skel_reader *r, kp__line *line, uint64_t *out)
{
    kp_str c;

    return kp__skel_take(r, line, 'u', &c) && kp__read_uint(c, out);
}

bool kp__skel_ends(kp__skel_reader *r, const kp__line *line)
{
    return !line->more || kp__skel_wrong(r, KP6212, line->rest);
}

/* The next line must have this tag; its columns follow. */
bool kp__skel_begin(kp__skel_reader *r, const char *tag, kp__line *line)
{
    kp_str c;

    if (!kp__skel_next_is(r, tag)) {
        size_t from = r->at;

        if (!take_line(r))
            return kp__skel_wrong(r, KP6211, kp_str_slice(r->text, from, r->text.n));
        return kp__skel_wrong(r, KP6211, r->line);
    }
    if (!take_line(r))
        return kp__skel_wrong(r, KP6211, kp_str_slice(r->text, r->line_at, r->text.n));
    *line = kp__line_of(r->line);
    return kp__line_next(line, &c);
}

/* A whole line by pattern. */
bool kp__skel_line(kp__skel_reader *r, const char *tag, const char *pattern,
                   kp_str *out)
{
    kp__line line;

    if (!kp__skel_begin(r, tag, &line))
        return false;
    for (size_t i = 0; pattern[i]; i++)
        if (!kp__skel_take(r, &line, pattern[i], &out[i]))
            return false;
    return kp__skel_ends(r, &line);
}

bool kp__skel_dense(kp__skel_reader *r, kp_str c, uint64_t expected)
{
    uint64_t n;

    return (kp__read_uint(c, &n) && n == expected) || kp__skel_wrong(r, KP6214, c);
}

kp_str kp__skel_or_none(kp_str c)
{
    return kp_str_is(c, "-") ? (kp_str){0} : c;
}

/* ---- run and files ---- */

static bool read_run(kp__skel_reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[8];

    if (!kp__skel_line(r, "kpay-log", "ut", c))
        return false;
    if (!kp_str_is(c[0], "1"))
        return kp__skel_wrong(r, KP6215, c[0]);
    s->hash = c[1];
    if (!kp__skel_line(r, "run", "tuxtw", c))
        return false;
    s->run = c[0];
    (void)kp__read_uint(c[1], &s->counter);
    s->previous = kp__skel_or_none(c[2]);
    s->period = c[3];
    s->kind = c[4];
    if (!kp_str_is(c[4], "final") && !kp_str_is(c[4], "trial") &&
        !kp_str_is(c[4], "reversal") && !kp_str_is(c[4], "correction"))
        return kp__skel_wrong(r, KP6213, c[4]);
    return kp__skel_line(r, "engine", "tt", c) &&
           kp__skel_line(r, "prepared", "t", c) &&
           kp__skel_line(r, "reviewed", "t", c) && kp__skel_line(r, "approved", "t", c);
}

static bool read_files(kp__skel_reader *r, const char *tag)
{
    kp_str c[5];

    for (uint64_t i = 0; kp__skel_next_is(r, tag); i++)
        if (!kp__skel_line(r, tag, "ituxx", c) || !kp__skel_dense(r, c[0], i))
            return false;
    return true;
}

/* ---- scheme ---- */

static bool read_tables(kp__skel_reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[7];

    while (kp__skel_next_is(r, "table")) {
        if (!kp__skel_line(r, "table", "ittutta", c) ||
            !kp__skel_dense(r, c[0], s->ntables))
            return false;
        s->table = kp_arena_grow(r->arena, s->table, &s->table_cap, s->ntables + 1,
                                 sizeof *s->table);
        s->table[s->ntables++] = (kp__tabledef){c[1], c[2], c[4], c[5], c[6]};
    }
    return true;
}

static bool read_functions(kp__skel_reader *r)
{
    for (uint64_t i = 0; kp__skel_next_is(r, "function"); i++) {
        kp__line line;
        kp_str c;
        uint64_t n = 0;
        const char *rest = "tttta";

        if (!kp__skel_begin(r, "function", &line) ||
            !kp__skel_take(r, &line, 'i', &c) || !kp__skel_dense(r, c, i) ||
            !kp__skel_take(r, &line, 't', &c) || !kp__skel_count(r, &line, &n))
            return false;
        for (; n > 0; n--)
            if (!kp__skel_take(r, &line, 't', &c))
                return false;
        for (; *rest; rest++)
            if (!kp__skel_take(r, &line, *rest, &c))
                return false;
        if (!kp__skel_ends(r, &line))
            return false;
    }
    return true;
}

static bool read_params(kp__skel_reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[9];

    while (kp__skel_next_is(r, "param")) {
        if (!kp__skel_line(r, "param", "itvttttta", c) ||
            !kp__skel_dense(r, c[0], s->nparams))
            return false;
        s->param = kp_arena_grow(r->arena, s->param, &s->param_cap, s->nparams + 1,
                                 sizeof *s->param);
        s->param[s->nparams++] =
            (kp__param){c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]};
    }
    return true;
}

/* Fields hold addresses into the array of entities: it must not move. */
static size_t count_lines(const kp__skel_reader *r, const char *tag)
{
    size_t n = 0;

    for (kp__skel_reader look = *r; look.at < look.text.n;) {
        n += kp__skel_next_is(&look, tag);
        if (!take_line(&look))
            break;
    }
    return n;
}

/* ---- leaves, pools, seal ---- */

static bool read_leaves(kp__skel_reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[2];

    s->leaves_at = r->at;
    s->leaf_line = r->line_no + 1;
    for (; kp__skel_next_is(r, "leaf"); s->nleaves++)
        if (!kp__skel_line(r, "leaf", "ih", c) || !kp__skel_dense(r, c[0], s->nleaves))
            return false;
    return true;
}

static bool read_pools(kp__skel_reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[14];
    uint64_t block;

    while (kp__skel_next_is(r, "pool")) {
        if (!kp__skel_line(r, "pool", "itttnnnuuuttnt", c) ||
            !kp__skel_dense(r, c[0], s->npools))
            return false;
        s->pool = kp_arena_grow(r->arena, s->pool, &s->pool_cap, s->npools + 1,
                                sizeof *s->pool);
        kp__pool *p = &s->pool[s->npools++];

        *p = (kp__pool){.entity = kp__skel_entity(s, c[1]),
                        .field = c[2],
                        .group = c[3],
                        .budget = c[4],
                        .paid = c[5],
                        .unspent = c[6],
                        .lambda_num = c[10],
                        .lambda_den = c[11],
                        .weights = c[12],
                        .problem = kp__skel_or_none(c[13])};
        (void)kp__read_uint(c[7], &p->heads);
        (void)kp__read_uint(c[8], &p->at_floor);
        (void)kp__read_uint(c[9], &p->at_ceiling);
        if (p->entity == UINT32_MAX ||
            kp__skel_field(&s->entity[p->entity], p->field) == UINT32_MAX)
            return kp__skel_wrong(r, KP6217, c[1]);
        if (!kp_str_is(p->group, "all") &&
            !(p->group.n > 1 && p->group.p[0] == '@' &&
              kp__read_uint(kp_str_slice(p->group, 1, p->group.n), &block) &&
              block < s->nblocks))
            return kp__skel_wrong(r, KP6213, p->group);
        // A pool that was not divided, or that nobody has a weight in, has no λ.
        if (kp_str_is(p->lambda_num, "-") && kp_str_is(p->lambda_den, "-"))
            continue;
        if (!kp__is_number(p->lambda_num) || !kp__is_number(p->lambda_den))
            return kp__skel_wrong(r, KP6213, p->lambda_num);
    }
    return true;
}

static bool read_seal(kp__skel_reader *r)
{
    kp__skel *s = r->skel;
    kp_str c[1];

    if (!kp__skel_line(r, "blocks", "u", c) || !kp__skel_dense(r, c[0], s->nblocks))
        return false;
    if (s->nleaves != s->nblocks)
        return kp__skel_wrong(r, KP6214, c[0]);
    if (!kp__skel_line(r, "root", "h", c))
        return false;
    s->root = c[0];
    s->root_line = r->line_no;
    s->head_at = r->at;
    if (!kp__skel_line(r, "head", "h", c))
        return false;
    s->head = c[0];
    s->head_line = r->line_no;
    if (r->at == r->text.n)
        return true;
    r->line_at = r->at;
    r->line_no++;
    return kp__skel_wrong(r, KP6211, kp_str_slice(r->text, r->at, r->text.n));
}

bool kp__skel_read(kp_arena *arena, kp_str text, kp__skel *out, kp_log_fault *fault)
{
    kp__skel_reader r = {.arena = arena, .text = text, .fault = fault, .skel = out};
    kp_str c[3];

    *out = (kp__skel){.text = text};
    *fault = (kp_log_fault){.block = UINT64_MAX};
    if (!read_run(&r) || !read_files(&r, "input") || !read_files(&r, "rule") ||
        !kp__skel_line(&r, "scheme", "ttd", c))
        return false;
    out->scheme = c[0];
    out->version = c[1];
    if (!read_tables(&r) || !read_functions(&r) || !read_params(&r))
        return false;
    out->entity = KP_NEW_ARRAY(arena, count_lines(&r, "entity") + 1, kp__entity);
    return kp__skel_entities(&r) && read_leaves(&r) && read_pools(&r) &&
           read_files(&r, "output") && read_seal(&r);
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
