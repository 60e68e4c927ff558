/* verify.c - is this log as it was written?  See verify.h.
 *
 * Blocks are checked in stretches, which may go to several threads; the first fault in
 * the order of the file is the one that is told.
 */
#include "io/log/verify.h"

#include <pthread.h>
#include <string.h>

#include "io/log/guard.h"
#include "io/log/trace.h"

#define MAX_THREADS 16

/* ---- the skeleton ---- */

static bool skel_is_wrong(kp_log_fault *fault, kp_code code, size_t offset, size_t line)
{
    *fault = (kp_log_fault){.code = code,
                            .part = KP_LOG_SKEL,
                            .offset = offset,
                            .line = line,
                            .block = UINT64_MAX};
    return false;
}

static const kp_log_hash *find_hash(const kp_log_verify_options *options, kp_str name)
{
    for (size_t i = 0; i < options->nhashes; i++)
        if (kp_str_is(name, options->hash[i].name))
            return &options->hash[i];
    return NULL;
}

static bool head_holds(const kp__skel *skel, const kp_log_hash *hash, kp_buf *scratch,
                       kp_log_fault *fault)
{
    unsigned char told[KP_LOG_HASH], made[KP_LOG_HASH];

    kp_buf_clear(scratch);
    kp_buf_char(scratch, 0x02);
    kp_buf_put(scratch, skel->text.p, skel->head_at);
    if (scratch->broken)
        return skel_is_wrong(fault, KP6203, 0, 0);
    hash->hash(hash->user, scratch->p, scratch->n, made);
    return (kp_log_unhex(skel->head, told, sizeof told) &&
            memcmp(told, made, sizeof made) == 0) ||
           skel_is_wrong(fault, KP6221, skel->head_at, skel->head_line);
}

/* The 64 hex digits of leaf i; lines differ in length only by their numbers. */
static bool next_leaf(const kp__skel *skel, size_t *at, unsigned char out[KP_LOG_HASH])
{
    kp_str line, column = {0};

    if (!kp__text_line(skel->text, at, &line))
        return false;
    for (kp__line rest = kp__line_of(line); kp__line_next(&rest, &column);)
        ;
    return kp_log_unhex(column, out, KP_LOG_HASH);
}

static bool root_holds(const kp__skel *skel, const kp_log_hash *hash,
                       kp_log_fault *fault)
{
    unsigned char told[KP_LOG_HASH], made[KP_LOG_HASH];
    size_t at = skel->leaves_at;
    kp_log_tree tree;

    kp_log_tree_init(&tree, hash);
    for (size_t i = 0; i < skel->nleaves; i++) {
        if (!next_leaf(skel, &at, made))
            return skel_is_wrong(fault, KP6211, at, skel->leaf_line + i);
        kp_log_tree_add(&tree, made);
    }
    kp_log_tree_root(&tree, made);
    return (kp_log_unhex(skel->root, told, sizeof told) &&
            memcmp(told, made, sizeof made) == 0) ||
           skel_is_wrong(fault, KP6222, (size_t)(skel->root.p - skel->text.p),
                         skel->root_line);
}

/* The head as somebody typed it from the signed paper: the footer shows 16 digits, the
 * payroll sheet all 64. */
static bool head_is_as_typed(const kp__skel *skel, kp_str typed, kp_log_fault *fault)
{
    size_t n = 0;
    bool same = true;

    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];

        if (c == ' ' || c == '-' || c == '\t')
            continue;
        if (c >= 'A' && c <= 'F')
            c = (char)(c - 'A' + 'a');
        same = same && n < skel->head.n && c == skel->head.p[n];
        n++;
    }
    if (n == 0)
        return true;
    return (same && n >= 16) || skel_is_wrong(fault, n < 16 ? KP6224 : KP6223,
                                              skel->head_at, skel->head_line);
}

/* ---- the trace ---- */

typedef struct part_of_trace {
    const kp__skel *skel;
    const kp_log_hash *hash;
    kp_str trace;
    size_t from, to, leaf_at;  // bytes; where the first leaf line of the part begins
    uint64_t first, end;       // blocks
    uint64_t values, steps;
    size_t lines;  // LFs seen
    void (*passed)(kp_str part);
    kp_log_fault fault;
} part_of_trace;

#define STRETCH ((size_t)1 << 20)

static bool block_is_wrong(part_of_trace *p, kp_code code, size_t offset, size_t lines,
                           uint64_t block, kp_str found)
{
    p->fault =
        (kp_log_fault){code, KP_LOG_TRACE, offset, p->lines + lines, block, found};
    return false;
}

static bool key_rises(const kp__heading *last, const kp__heading *heading, kp_buf *a,
                      kp_buf *b)
{
    if (!last->key.p || !kp_str_eq(last->entity, heading->entity))
        return true;
    kp_buf_clear(a);
    kp_buf_clear(b);
    kp__unescape(last->key, a);
    kp__unescape(heading->key, b);
    return kp_str_cmp(kp_buf_view(a), kp_buf_view(b)) < 0;
}

/* The leaf of a block: the bytes are copied, they may be mapped read-only. */
static bool leaf_holds(part_of_trace *p, kp_str block, kp_str salt_text,
                       size_t *leaf_at, kp_buf *scratch)
{
    static const char room[KP_LOG_ROOM];
    unsigned char salt[KP_LOG_SALT], told[KP_LOG_HASH], made[KP_LOG_HASH];

    kp_buf_clear(scratch);
    kp_buf_put(scratch, room, sizeof room);
    kp_buf_str(scratch, block);
    if (scratch->broken || !kp_log_unhex(salt_text, salt, sizeof salt) ||
        !next_leaf(p->skel, leaf_at, told))
        return false;
    kp_log_leaf(p->hash, scratch->p, block.n, salt, made);
    return memcmp(told, made, sizeof made) == 0;
}

static size_t count_lines(kp_str text)
{
    size_t n = 0, at = 0;
    kp_str line;

    while (kp__text_line(text, &at, &line))
        n++;
    return n;
}

static bool check_block(part_of_trace *p, size_t *at, uint64_t index, kp__heading *last,
                        kp_buf buf[2])
{
    size_t from = *at, end = kp__block_end(p->trace, from);
    kp__block_check c = {
        .skel = p->skel, .text = kp_str_slice(p->trace, from, end), .index = index};
    kp__heading heading;
    kp_str first = {p->trace.p + from, 1};

    if (from >= p->trace.n)
        return block_is_wrong(p, KP6225, from, 1, index, (kp_str){0});
    if (!kp__block_is_spelled(&c, &heading))
        return block_is_wrong(p, c.code, from + c.at, c.lines, index, c.found);
    if (!key_rises(last, &heading, &buf[0], &buf[1]))
        return block_is_wrong(p, KP6226, from, 1, index, heading.key);
    if (!leaf_holds(p, c.text, heading.salt, &p->leaf_at, &buf[0]))
        return block_is_wrong(p, KP6227, from, 1, index, first);
    *last = heading;
    *at = end;
    p->values += c.values;
    p->steps += c.steps;
    p->lines += c.lines;
    return true;
}

static void check_part(part_of_trace *p)
{
    kp__heading last = {0};
    kp_buf buf[2];
    size_t at = p->from, passed = at;
    bool good = true;

    kp_buf_init(&buf[0], SIZE_MAX / 4);
    kp_buf_init(&buf[1], SIZE_MAX / 4);
    for (uint64_t i = p->first; i < p->end && good; i++) {
        good = check_block(p, &at, i, &last, buf);
        if (p->passed && at - passed > STRETCH) {
            p->passed(kp_str_slice(p->trace, passed, at));
            passed = at;
        }
    }
    if (good && at != p->to)
        block_is_wrong(p, KP6228, at, 1, UINT64_MAX, kp_str_slice(p->trace, at, at));
    kp_buf_free(&buf[0]);
    kp_buf_free(&buf[1]);
}

static void *check_part_of(void *arg)
{
    check_part(arg);
    return NULL;
}

/* Cut the rest of the trace near its middle, at a heading that tells its number. */
static bool split(part_of_trace *p, part_of_trace *second, unsigned left)
{
    size_t at = kp__block_end(p->trace, p->from + (p->trace.n - p->from) / left);
    size_t end = at;
    kp_str line;
    kp__heading heading;

    if (at >= p->trace.n || !kp__text_line(p->trace, &end, &line) ||
        !kp__heading_read(line, &heading) || heading.index <= p->first ||
        heading.index >= p->end)
        return false;
    *second = *p;
    second->from = at;
    second->first = heading.index;
    for (uint64_t i = p->first; i < heading.index; i++) {
        unsigned char skipped[KP_LOG_HASH];

        (void)next_leaf(p->skel, &second->leaf_at, skipped);
    }
    p->to = at;
    p->end = heading.index;
    return true;
}

static size_t cut_into_parts(part_of_trace *part, unsigned threads)
{
    size_t n = 1;

    while (n < threads && split(&part[n - 1], &part[n], threads - (unsigned)n + 1))
        n++;
    return n;
}

/* The heading before and behind a cut: no part sees both. */
static bool key_rises_between(const part_of_trace *a, const part_of_trace *b)
{
    size_t at = a->to;
    kp__heading last, heading;
    kp_buf x, y;
    kp_str line;

    // The last heading of the first part is its last line that begins with "B".
    while (at > a->from && !(a->trace.p[at - 1] == '\n' && at < a->to &&
                             a->trace.p[at] == 'B' && a->trace.p[at + 1] == '\t'))
        at--;
    if (!kp__text_line(a->trace, &at, &line) || !kp__heading_read(line, &last))
        return true;  // told by the part itself
    at = b->from;
    if (!kp__text_line(b->trace, &at, &line) || !kp__heading_read(line, &heading))
        return true;
    kp_buf_init(&x, SIZE_MAX / 4);
    kp_buf_init(&y, SIZE_MAX / 4);
    bool rises = key_rises(&last, &heading, &x, &y);
    kp_buf_free(&x);
    kp_buf_free(&y);
    return rises;
}

static void run_parts(part_of_trace *part, size_t n)
{
    pthread_t id[MAX_THREADS];
    bool started[MAX_THREADS] = {false};

    for (size_t i = 1; i < n; i++)
        started[i] = pthread_create(&id[i], NULL, check_part_of, &part[i]) == 0;
    check_part(&part[0]);
    for (size_t i = 1; i < n; i++) {
        if (started[i])
            pthread_join(id[i], NULL);
        else
            check_part(&part[i]);
    }
}

static bool trace_holds(const kp__skel *skel, const kp_log_hash *hash, kp_str trace,
                        const kp_log_verify_options *options, kp_log_summary *sum,
                        kp_log_fault *fault)
{
    part_of_trace part[MAX_THREADS];

    part[0] = (part_of_trace){.skel = skel,
                              .hash = hash,
                              .trace = trace,
                              .to = trace.n,
                              .leaf_at = skel->leaves_at,
                              .end = skel->nblocks,
                              .passed = options->passed,
                              .fault = {.block = UINT64_MAX}};
    size_t n = cut_into_parts(part, options->threads < MAX_THREADS ? options->threads
                                                                   : MAX_THREADS);
    run_parts(part, n);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && !part[i].fault.code && !key_rises_between(&part[i - 1], &part[i]))
            block_is_wrong(&part[i], KP6226, part[i].from, 1, part[i].first,
                           (kp_str){0});
        if (part[i].fault.code) {
            *fault = part[i].fault;
            fault->line += i ? count_lines(kp_str_slice(trace, 0, part[i].from)) : 0;
            return false;
        }
        sum->values += part[i].values;
        sum->steps += part[i].steps;
    }
    return true;
}

/* ---- all of it ---- */

static void summarise(const kp__skel *skel, kp_log_summary *sum)
{
    sum->run = skel->run;
    sum->period = skel->period;
    sum->kind = skel->kind;
    sum->counter = skel->counter;
    sum->blocks = skel->nblocks;
    sum->has_previous = skel->previous.n > 0 &&
                        kp_log_unhex(skel->previous, sum->previous, KP_LOG_HASH);
    (void)kp_log_unhex(skel->head, sum->head, KP_LOG_HASH);
}

static bool holds(kp_arena *arena, kp_str skel_text, kp_str trace,
                  const kp_log_verify_options *options, kp_buf *scratch,
                  kp_log_summary *sum, kp_log_fault *fault)
{
    kp__skel skel;

    if (!kp__skel_read(arena, skel_text, &skel, fault))
        return false;
    const kp_log_hash *hash = find_hash(options, skel.hash);
    if (!hash)
        return skel_is_wrong(fault, KP6215, (size_t)(skel.hash.p - skel.text.p), 1);
    summarise(&skel, sum);
    return head_holds(&skel, hash, scratch, fault) &&
           head_is_as_typed(&skel, options->head, fault) &&
           root_holds(&skel, hash, fault) &&
           trace_holds(&skel, hash, trace, options, sum, fault);
}

typedef struct job {
    kp_arena *arena;
    kp_str skel, trace;
    const kp_log_verify_options *options;
    kp_buf *scratch;
    kp_log_summary *sum;
    kp_log_fault *fault;
    bool good;
} job;

static void check_all(void *context)
{
    job *all = context;

    all->good = holds(all->arena, all->skel, all->trace, all->options, all->scratch,
                      all->sum, all->fault);
}

kp_status kp_log_verify_bytes(kp_str skel, kp_str trace,
                              const kp_log_verify_options *options,
                              kp_log_summary *summary, kp_log_fault *fault,
                              kp_diags *diags)
{
    kp_arena *arena = kp_arena_open(0);
    kp_log_fault first = {.code = KP6203, .block = UINT64_MAX};
    kp_log_summary sum = {0};
    kp_buf scratch;
    job all = {arena, skel, trace, options, &scratch, &sum, &first, false};

    kp_buf_init(&scratch, SIZE_MAX / 4);
    bool good = kp__log_guarded(arena, check_all, &all) && all.good;
    kp_buf_free(&scratch);
    kp_arena_close(arena);
    if (summary)
        *summary = sum;
    if (good)
        first = (kp_log_fault){.block = UINT64_MAX};
    if (fault)
        *fault = first;
    if (good)
        return KP_OK;
    (void)kp_log_tell(&first, diags);
    return first.code == KP6203 ? KP_ENOMEM : KP_EINVALID;
}
