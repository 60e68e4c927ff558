/* log_run.h - a calculated month made by hand, for tests of the log.
 *
 * The month of examples/yancheng.md §1.5: ten people of three departments, points =
 * coefficient × composite ÷ 100 × worked ÷ due days, a pool of 42,000.00 divided by
 * points.  Around it one field of every source, and three kinds of missing values.
 * Formula fields are filled by the plain evaluator, group fields by the engine's own.
 *
 * With more than ten people the ten are repeated under new keys (pool and quota grow).
 */
#ifndef KP_TESTS_SUPPORT_LOG_RUN_H
#define KP_TESTS_SUPPORT_LOG_RUN_H

#define KP_TESTS_SUPPORT_LOG_RUN_H

#include "engine/oracle.h"
#include "io/files/hash.h"
#include "tests/support/log_scheme.h"

/* ---- rows ---- */

static const struct {
    const char *dept, *score, *worked, *base;
} LR_PEOPLE[] = {
    {"D1", "97.14", "21", "6200.00"},  {"D2", "98.51", "21", "5600.00"},
    {"D2", "100.72", "21", "4900.00"}, {"D2", "97.67", "21", "4500.00"},
    {"D2", "94.58", "21", "4100.00"},  {"D2", "93.06", "21", "3800.00"},
    {"D1", "95.72", "21", "4900.00"},  {"D1", "94.22", "18", "3514.29"},
    {"D3", "92.40", "21", "4500.00"},  {"D3", "88.75", "16", "2895.24"},
};

static inline kp_table *lr_rows(log_run *t, uint32_t entity, size_t n, const char *file)
{
    kp_table *table = KP_NEW(t->arena, kp_table);
    const kp_entity *of = t->scheme->entity[entity];

    table->entity = of;
    table->n = n;
    table->key = KP_NEW_ARRAY(t->arena, n, uint32_t);
    table->column = KP_NEW_ARRAY(t->arena, of->nfields, kp_column);
    table->origin = KP_NEW(t->arena, kp_table_origin);
    table->origin->file = kp_str_of(file);
    table->origin->row_at = KP_NEW_ARRAY(t->arena, n, uint32_t);
    table->origin->col_of = KP_NEW_ARRAY(t->arena, of->nfields, uint32_t);
    table->norigins = 1;
    for (size_t i = 0; i < n; i++)
        table->origin->row_at[i] = (uint32_t)i + 2;
    for (size_t i = 0; i < of->nfields; i++) {
        const kp_field *f = t->scheme->field[of->field[i]];

        table->column[i] = kp_column_make(t->arena, f->kind, f->scale, n);
        if (f->source == KP_SOURCE_INPUT)
            table->origin->col_of[i] = (uint32_t)i + 1;
    }
    t->run->table[entity] = table;
    return table;
}

static inline void lr_put(log_run *t, uint32_t field, size_t row, kp_value value)
{
    const kp_field *f = t->scheme->field[field];

    kp_column_put(t->arena, &t->run->table[f->entity]->column[f->local], row, value);
}

static inline void lr_put_num(log_run *t, uint32_t field, size_t row, const char *z)
{
    lr_put(t, field, row, kp_value_num(lr_dec(z)));
}

static inline void lr_put_key(log_run *t, uint32_t entity, uint32_t field, size_t row,
                              const char *z)
{
    uint32_t symbol = kp_symbol(t->scheme->symbols, kp_str_of(z));

    t->run->table[entity]->key[row] = symbol;
    lr_put(t, field, row, kp_value_text(symbol));
}

static inline void lr_fill(log_run *t, size_t n)
{
    static const char *const depts[] = {"D1", "D2", "D3"};
    char key[32];

    lr_put_key(t, LR_ZONE, Z_ID, 0, "Z1");
    lr_put_num(t, Z_STANDARD, 0, "2000.00");
    for (uint32_t i = 0; i < 3; i++) {
        lr_put_key(t, LR_DEPT, D_ID, i, depts[i]);
        lr_put(t, D_ZONE, i, (kp_value){.kind = KP_LINK, .state = KP_VALUE});
    }
    for (size_t i = 0; i < n; i++) {
        size_t p = i % 10;

        (void)snprintf(key, sizeof key, n == 10 ? "E%02zu" : "E%07zu", i + 1);
        lr_put_key(t, LR_PERSON, P_ID, i, key);
        lr_put(t, P_DEPT, i,
               (kp_value){.kind = KP_LINK,
                          .state = KP_VALUE,
                          .as.row = (uint32_t)(LR_PEOPLE[p].dept[1] - '1')});
        lr_put(t, P_POST, i,
               kp_value_text(kp_symbol(t->scheme->symbols, kp_str_of(LR_POSTS[p][0]))));
        lr_put_num(t, P_SCORE, i, LR_PEOPLE[p].score);
        lr_put_num(t, P_WORKED, i, LR_PEOPLE[p].worked);
        lr_put_num(t, P_DUE, i, "21");
        lr_put_num(t, P_BASE, i, LR_PEOPLE[p].base);
        if (p == 8)
            lr_put_num(t, P_FINE, i, "300.00");
        else
            lr_put(t, P_FINE, i, kp_value_none(KP_NUM, KP_BLANK));
        lr_put(t, P_JOINED, i,
               kp_value_date(kp_date_of((kp_ymd){2000 + (int)p, 7, 1 + (int)p})));
        lr_put(t, P_LAST, i, kp_value_none(KP_NUM, KP_ABSENT));
        lr_put(t, P_LOW, i, kp_value_none(KP_NUM, KP_ABSENT));
        lr_put(t, P_HIGH, i, kp_value_none(KP_NUM, KP_ABSENT));
        lr_put(t, P_FLAG, i, kp_value_bool(true));
    }
}

/* ---- calculation ---- */

static const uint32_t LR_ORDER[] = {
    Z_HEADS,  D_HEADS,    Z_POOL,    P_COEF, P_POINTS, P_PAY,  P_RANK,     P_PROPOSED,
    P_SHARE,  P_GRADE,    P_NET,     P_NOTE, P_YEARS,  Z_PAID, D_PAID,     D_BEST,
    D_MIDDLE, D_WEIGHTED, D_WEIGHTS, D_ANY,  D_ALL,    D_MEAN, P_DEPTMEAN, P_HIDDEN,
};
#define LR_STEPS (sizeof LR_ORDER / sizeof LR_ORDER[0])

static inline void lr_calculate(log_run *t)
{
    t->run->nproofs = 0;
    for (size_t i = 0; i < LR_STEPS; i++) {
        const kp_field *f = t->scheme->field[LR_ORDER[i]];

        if (f->source != KP_SOURCE_SCALAR) {
            kp__group_field(t->run, f);
            continue;
        }
        for (size_t row = 0; row < t->run->table[f->entity]->n; row++)
            lr_put(t, f->id, row, kp_oracle_field(t->run, f, row, NULL, NULL));
    }
}

static inline void lr_stages(log_run *t)
{
    t->scheme->stage = KP_NEW_ARRAY(t->arena, LR_STEPS, kp_stage);
    t->scheme->nstages = LR_STEPS;
    for (size_t i = 0; i < LR_STEPS; i++)
        t->scheme->stage[i] =
            (kp_stage){.entity = t->scheme->field[LR_ORDER[i]]->entity,
                       .nfields = 1,
                       .field = &LR_ORDER[i]};
}

static inline void lr_meta(log_run *t)
{
    kp_log_file file = {
        .name = KP_STR("data/员工.csv"), .size = 1234, .has_bytes = true};

    memset(file.bytes, 0x5a, sizeof file.bytes);
    t->input[0] = t->input[1] = t->rule[0] = t->output[0] = t->output[1] = file;
    t->input[1].name = KP_STR("data/部门.csv");
    t->rule[0].name = KP_STR("rules/字段.csv");
    t->output[0].name = KP_STR("out/工资发放表.xlsx");
    t->output[0].has_bytes = false;
    t->output[0].has_cells = true;
    t->output[1].name = KP_STR("out/员工.csv");
    t->meta = (kp_log_meta){.run = KP_STR("2025-03-01"),
                            .counter = 7,
                            .period = KP_STR("2025-03"),
                            .kind = KP_LOG_FINAL,
                            .engine = KP_STR("kpay 0.1.0"),
                            .policies = KP_STR("log-1"),
                            .prepared = KP_STR("制表人"),
                            .reviewed = KP_STR("复核人"),
                            .ninputs = 2,
                            .nrules = 1,
                            .noutputs = 2,
                            .input = t->input,
                            .rule = t->rule,
                            .output = t->output};
    memset(t->meta.seed, 7, sizeof t->meta.seed);
}

static inline log_run *lr_open(size_t people)
{
    static const char *const names[] = {"开发区", "部门", "员工"};
    kp_arena *arena = kp_arena_open(0);
    log_run *t = KP_NEW(arena, log_run);
    kp_scheme *s = t->scheme = KP_NEW(arena, kp_scheme);

    t->arena = s->arena = arena;
    t->diags = kp_diags_open();
    s->symbols = kp_symbols_open();
    s->name = KP_STR("漯河开发区绩效方案");
    s->version = KP_STR("2025-1");
    s->month = kp_date_of((kp_ymd){2025, 3, 1});
    s->nentities = LR_ENTITIES;
    s->nfields = LR_FIELDS;
    s->entity = KP_NEW_ARRAY(arena, LR_ENTITIES, kp_entity *);
    s->field = KP_NEW_ARRAY(arena, LR_FIELDS, kp_field *);
    for (uint32_t i = 0; i < LR_ENTITIES; i++) {
        s->entity[i] = KP_NEW(arena, kp_entity);
        s->entity[i]->id = i;
        s->entity[i]->name = kp_str_of(names[i]);
        s->entity[i]->field = KP_NEW_ARRAY(arena, LR_FIELDS, uint32_t);
    }
    lr_inputs(t);
    lr_computed(t);
    lr_table(t);
    lr_params(t);
    lr_formulas(t);
    lr_groups(t);
    lr_stages(t);
    t->run = KP_NEW(arena, kp_run);
    t->run->arena = arena;
    t->run->scheme = s;
    t->run->table = KP_NEW_ARRAY(arena, LR_ENTITIES, kp_table *);
    t->run->closing = KP_NEW_ARRAY(arena, LR_FIELDS, uint32_t *);
    t->run->clip = KP_NEW_ARRAY(arena, LR_FIELDS, uint8_t *);
    lr_rows(t, LR_ZONE, 1, "data/开发区.csv");
    lr_rows(t, LR_DEPT, 3, "data/部门.csv");
    lr_rows(t, LR_PERSON, people, "data/员工.csv");
    lr_fill(t, people);
    lr_calculate(t);
    lr_meta(t);
    return t;
}

static inline void lr_close(log_run *t)
{
    kp_diags_close(t->diags);
    kp_symbols_close(t->scheme->symbols);
    kp_arena_close(t->arena);
}

/* ---- hash and sinks ---- */

static inline void lr_sha256(void *user, const void *bytes, size_t n,
                             unsigned char out[KP_LOG_HASH])
{
    kp_digest digest;
    const kp_hash_kind *kind = user;

    if (!kp_hash_of(kind ? *kind : KP_SHA256, (kp_str){bytes, n}, &digest))
        abort();
    memcpy(out, digest.bytes, KP_LOG_HASH);
}

static inline kp_log_hash lr_hash(void)
{
    return (kp_log_hash){"sha256", lr_sha256, NULL};
}

static inline bool lr_put_bytes(void *user, const char *bytes, size_t n)
{
    kp_buf *buf = user;

    kp_buf_put(buf, bytes, n);
    return !buf->broken;
}

typedef struct log_bytes {
    kp_buf trace, skel;
    unsigned char head[KP_LOG_HASH];
} log_bytes;

static inline kp_status lr_write(log_run *t, log_bytes *out)
{
    kp_log_hash hash = lr_hash();

    kp_buf_init(&out->trace, SIZE_MAX / 4);
    kp_buf_init(&out->skel, SIZE_MAX / 4);
    return kp_log_write(t->run, &t->meta, &hash,
                        (kp_log_sink){lr_put_bytes, &out->trace},
                        (kp_log_sink){lr_put_bytes, &out->skel}, out->head, t->diags);
}

static inline void lr_free(log_bytes *bytes)
{
    kp_buf_free(&bytes->trace);
    kp_buf_free(&bytes->skel);
}

/* The n-th fault (from 0) as a sentence, for messages of tests. */
static inline void lr_tell(const log_run *t)
{
    kp_buf out;

    kp_buf_init(&out, 1 << 20);
    for (const kp_diag *d = kp_diags_first(t->diags); d; d = d->next) {
        kp_diag_print(d, KP_LANG_ZH, &out);
        kp_buf_char(&out, '\n');
    }
    (void)fwrite(out.p, 1, out.n, stderr);
    kp_buf_free(&out);
}

#endif
