/* recheck.c - the checker: all fields of all blocks, and what to say when one is wrong.
 */
#include "io/log/recheck.h"

#include <string.h>

#include "io/log/guard.h"
#include "io/log/recheck_parts.h"

/* ---- telling ---- */

static void name_step(kp__check *c, const kp__step *s, kp_buf *who, kp_buf *what)
{
    const kp__entity *entity = &c->skel->entity[s->entity];

    kp__unescape(entity->name, who);
    kp_buf_char(who, ' ');
    kp__unescape(c->index->key[s->block], who);
    kp__unescape(s->of->name, what);
    kp_buf_z(what, " #");
    kp_buf_uint(what, s->number);
    kp_buf_char(what, ' ');
    kp_buf_str(what, s->op);
}

void kp__tell_wrong(kp__check *c, const kp__step *s, kp_code code)
{
    size_t at = (size_t)(s->line.p - c->index->trace.p);
    kp_buf who, what, how;

    if (c->report->wrong++ == 0)
        c->report->first = (kp_log_fault){.code = code,
                                          .part = KP_LOG_TRACE,
                                          .offset = at,
                                          .line = kp__line_number(c->index->trace, at),
                                          .block = s->block,
                                          .found = s->line};
    if (c->report->wrong > KP_DIAG_KEPT)
        return;
    kp_where where = {.file = KP_STR("run.trace"),
                      .row = (uint32_t)kp__line_number(c->index->trace, at)};

    kp_buf_init(&who, 4096);
    kp_buf_init(&what, 4096);
    kp_buf_init(&how, 1 << 16);
    name_step(c, s, &who, &what);
    kp_buf_str(&how, s->result);
    if (c->expected.n) {
        kp_buf_z(&how, " → ");
        kp_buf_str(&how, kp_buf_view(&c->expected));
    }
    (void)kp_fail(c->diags, code, where, KP_NONE, kp_buf_view(&who), kp_buf_view(&what),
                  kp_buf_view(&how));
    kp_buf_free(&who);
    kp_buf_free(&what);
    kp_buf_free(&how);
}

/* ---- results ---- */

bool kp__is_plain(kp_str value)
{
    kp__value_kind kind = kp__value_kind_quick(value);

    return kind != KP__NOT_A_VALUE && kind < KP__BLANK;
}

bool kp__same_value(kp_str a, kp_str b)
{
    if (kp_str_eq(a, b))
        return true;
    return kp__value_kind_quick(a) == KP__NUMBER &&
           kp__value_kind_quick(b) == KP__NUMBER && kp__order_of_numbers(a, b) == 0;
}

kp__verdict kp__result_is_text(kp__check *c, const kp__step *s, kp_str text)
{
    if (kp__same_value(s->result, text))
        return KP__RIGHT;
    kp_buf_clear(&c->expected);
    kp_buf_str(&c->expected, text);
    return KP__WRONG;
}

kp__verdict kp__result_is(kp__check *c, const kp__step *s, const kp__num *num)
{
    kp_buf_clear(&c->expected);
    kp__num_print(num, -1, &c->expected);
    if (kp__value_kind_quick(s->result) == KP__NUMBER &&
        kp__order_of_numbers(s->result, kp_buf_view(&c->expected)) == 0)
        return KP__RIGHT;
    return KP__WRONG;
}

kp__verdict kp__result_is_bool(kp__check *c, const kp__step *s, bool flag)
{
    return kp__result_is_text(c, s, flag ? KP_STR("true") : KP_STR("false"));
}

kp__verdict kp__result_is_int(kp__check *c, const kp__step *s, int64_t n)
{
    kp__num num;

    kp__num_int(n, &num);
    return kp__result_is(c, s, &num);
}

kp__verdict kp__result_is_own_error(kp__check *c, const kp__step *s, const char *code)
{
    kp_buf_clear(&c->expected);
    kp_buf_char(&c->expected, '!');
    kp_buf_z(&c->expected, code);
    kp_buf_char(&c->expected, '@');
    kp_buf_uint(&c->expected, s->block);
    kp_buf_char(&c->expected, '.');
    kp_buf_str(&c->expected, s->of->name);
    return kp_str_eq(s->result, kp_buf_view(&c->expected)) ? KP__RIGHT : KP__WRONG;
}

kp_str kp__value_of(const kp__check *c, uint32_t entity, uint64_t row, kp_str name)
{
    uint32_t field =
        name.n ? kp__skel_field(&c->skel->entity[entity], name) : UINT32_MAX;

    return field == UINT32_MAX ? (kp_str){0}
                               : kp__log_index_value(c->index, entity, row, field);
}

/* ---- all steps ---- */

static kp__verdict check_step(kp__check *c, kp__step *s)
{
    switch (s->of->origin) {
    case KP__FORMULA:
        return kp__recheck_operation(c, s);
    case KP__AGGREGATE:
        return kp__recheck_aggregate(c, s);
    case KP__RANK:
        return kp__recheck_rank(c, s);
    case KP__QUOTA:
        return kp__recheck_quota(c, s);
    case KP__ALLOCATE:
        return kp__recheck_share(c, s);
    case KP__INPUT:
    case KP__HISTORY:
    case KP__ORIGINS:
        break;
    }
    return KP__UNKNOWN;
}

static void judge(kp__check *c, kp__step *s)
{
    kp_buf_clear(&c->expected);
    c->report->steps++;
    switch (check_step(c, s)) {
    case KP__RIGHT:
        if (kp_str_is(s->op, "table"))
            c->report->looked_up++;
        else
            c->report->recomputed++;
        break;
    case KP__WRONG:
        kp__tell_wrong(c, s, KP6301);
        break;
    case KP__UNKNOWN:
        c->report->skipped++;
        break;
    }
}

static void keep_result(kp__check *c, kp_str result)
{
    c->result = kp_arena_grow(c->arena, c->result, &c->results_cap, c->nresults + 1,
                              sizeof *c->result);
    c->result[c->nresults++] = result;
}

/* "S n op result" and where the rest begins. */
static bool read_step(kp_str line, kp__step *s)
{
    kp__line columns = kp__line_of(line);
    kp_str c;

    s->line = line;
    if (line.n == 0 || line.p[0] != 'S' || !kp__line_next(&columns, &c) ||
        !kp__line_next(&columns, &c) || !kp__read_uint(c, &s->number) ||
        !kp__line_next(&columns, &s->op) || !kp__line_next(&columns, &s->result))
        return false;
    s->rest = columns;
    return true;
}

static void check_field(kp__check *c, kp__step s)
{
    size_t at = kp__log_index_steps(c->index, s.entity, s.row, s.field);
    kp_str line;

    c->nresults = 0;
    while (kp__text_line(c->index->trace, &at, &line) && read_step(line, &s)) {
        kp_str result = s.result;

        judge(c, &s);
        keep_result(c, result);
    }
    if (c->nresults == 0)
        return;
    // The value is what the last step gives.
    kp_str value = kp__log_index_value(c->index, s.entity, s.row, s.field);

    if (kp__same_value(value, c->result[c->nresults - 1]))
        return;
    kp_buf_clear(&c->expected);
    kp_buf_str(&c->expected, c->result[c->nresults - 1]);
    s.result = value;
    kp__tell_wrong(c, &s, KP6302);
}

static void check_blocks(kp__check *c)
{
    for (uint32_t e = 0; e < c->skel->nentities; e++) {
        const kp__entity *entity = &c->skel->entity[e];

        for (uint64_t row = 0; row < entity->rows; row++)
            for (uint32_t f = 0; f < entity->nfields; f++)
                check_field(c, (kp__step){.entity = e,
                                          .field = f,
                                          .row = row,
                                          .block = entity->first + row,
                                          .of = &entity->field[f]});
    }
}

static void prepare(kp__check *c)
{
    kp_map_init(&c->answers, c->arena);
    c->prepared = KP_NEW_ARRAY(c->arena, c->skel->nentities + 1, void **);
    for (size_t e = 0; e < c->skel->nentities; e++)
        c->prepared[e] = KP_NEW_ARRAY(c->arena, c->skel->entity[e].nfields + 1, void *);
}

typedef struct job {
    kp__check *check;
    kp_str skel, trace;
    kp_log_fault *fault;
    bool good;  // well formed
} job;

static void check_all(void *context)
{
    job *all = context;
    kp__check *c = all->check;
    kp__skel *skel = KP_NEW(c->arena, kp__skel);

    c->skel = skel;
    c->index = KP_NEW(c->arena, kp__log_index);
    if (!kp__skel_read(c->arena, all->skel, skel, all->fault) ||
        !kp__log_index_build(c->arena, skel, all->trace, c->index, all->fault))
        return;
    prepare(c);
    check_blocks(c);
    kp__recheck_pools(c);
    all->good = true;
}

kp_status kp_log_recheck(kp_str skel, kp_str trace, kp_log_recheck_report *report,
                         kp_diags *diags)
{
    kp_arena *arena = kp_arena_open(0);
    kp__check c = {.arena = arena, .report = report, .diags = diags};
    kp_log_fault fault = {.code = KP6203, .block = UINT64_MAX};
    job all = {&c, skel, trace, &fault, false};

    *report = (kp_log_recheck_report){.first.block = UINT64_MAX};
    kp_buf_init(&c.expected, 1 << 20);
    kp_buf_init(&c.text, SIZE_MAX / 4);
    bool good = kp__log_guarded(arena, check_all, &all) && all.good;
    kp_buf_free(&c.expected);
    kp_buf_free(&c.text);
    kp_arena_close(arena);
    if (good)
        return report->wrong ? KP_EINVALID : KP_OK;
    report->first = fault;
    (void)kp_log_tell(&fault, diags);
    return fault.code == KP6203 ? KP_ENOMEM : KP_EINVALID;
}
