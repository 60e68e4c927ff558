/* run_group.c - ranks, quotas and pools: from columns to the kernels and back. */
#include <string.h>

#include "engine/group.h"
#include "engine/kernel_allocate.h"
#include "engine/kernel_quota.h"

const kp_column *kp__column(const kp_run *run, uint32_t field)
{
    const kp_field *f = run->scheme->field[field];

    return &run->table[f->entity]->column[f->local];
}

kp_column *kp__result(kp_run *run, const kp_field *field)
{
    return &run->table[field->entity]->column[field->local];
}

kp_value kp__fault_at(kp_kind kind, kp_code code, uint32_t field, size_t row)
{
    return kp_value_error(kind, (kp_fault){code, field, (uint32_t)row});
}

uint32_t *kp__groups(kp_run *run, uint32_t entity, const uint32_t *link, uint32_t nlinks,
                     size_t *ngroups)
{
    size_t n = run->table[entity]->n;
    uint32_t *group = KP_NEW_ARRAY(run->arena, n + 1, uint32_t);

    *ngroups = 1;
    if (nlinks == 0)
        return group;
    *ngroups = run->table[run->scheme->field[link[nlinks - 1]]->link_entity]->n;
    for (size_t row = 0; row < n; row++) {
        size_t to = kp_run_follow(run, row, link, nlinks);

        group[row] = to == SIZE_MAX ? KP_NO_GROUP : (uint32_t)to;
    }
    return group;
}

void kp__group_field(kp_run *run, const kp_field *field)
{
    switch (field->source) {
    case KP_SOURCE_AGGREGATE:
        kp__aggregate(run, field);
        break;
    case KP_SOURCE_RANK:
        kp__rank(run, field);
        break;
    case KP_SOURCE_QUOTA:
        kp__quota(run, field);
        break;
    case KP_SOURCE_ALLOCATE:
        kp__allocate(run, field);
        break;
    case KP_SOURCE_INPUT:
    case KP_SOURCE_SCALAR:
    case KP_SOURCE_HISTORY:
        break;
    }
}

/* ---- what all of them share ---- */

/* Rows outside: told by the flag, or without a value in one of the keys.  An error among
 * the keys stays with its row. */
typedef struct outsiders {
    uint32_t *group;  // changed to KP_NO_GROUP
    kp_value *why;    // result of rows outside
} outsiders;

static kp_value outside_value(const kp_run *run, const kp_group_spec *spec, size_t row,
                              kp_kind kind, bool *outside)
{
    kp_value absent = kp_value_none(kind, KP_ABSENT);

    *outside = true;
    if (spec->include != KP_NO_FIELD) {
        kp_value flag = kp_column_get(kp__column(run, spec->include), row);

        if (flag.state == KP_ERROR) {
            flag.kind = kind;
            return flag;
        }
        if (!KP_HAS_VALUE(flag.state) || !flag.as.flag)
            return absent;
    }
    for (uint32_t k = 0; k < spec->nkeys; k++) {
        kp_value key = kp_column_get(kp__column(run, spec->key[k]), row);

        if (KP_HAS_VALUE(key.state))
            continue;
        key.kind = kind;
        return key.state == KP_ERROR ? key : absent;
    }
    *outside = false;
    return absent;
}

static kp_sort_key *sort_keys(kp_run *run, const kp_group_spec *spec, size_t n)
{
    kp_sort_key *keys = KP_NEW_ARRAY(run->arena, spec->nkeys + 1, kp_sort_key);

    for (uint32_t k = 0; k < spec->nkeys; k++) {
        const kp_column *column = kp__column(run, spec->key[k]);
        kp_decimal *num = KP_NEW_ARRAY(run->arena, n + 1, kp_decimal);
        kp_str *text = KP_NEW_ARRAY(run->arena, column->kind == KP_TEXT ? n + 1 : 1, kp_str);

        for (size_t row = 0; row < n; row++) {
            kp_value value = kp_column_get(column, row);

            if (!KP_HAS_VALUE(value.state))
                continue;
            if (column->kind == KP_NUM)
                num[row] = value.as.num;
            else if (column->kind == KP_TEXT)
                text[row] = kp_symbol_text(run->scheme->symbols, value.as.symbol);
            else
                num[row] = kp_dec(column->v[row], 0);
        }
        keys[k].descending = spec->descending[k];
        keys[k].num = column->kind == KP_TEXT ? NULL : num;
        keys[k].text = text;
    }
    return keys;
}

void kp__rank(kp_run *run, const kp_field *field)
{
    const kp_group_spec *spec = field->group;
    kp_column *result = kp__result(run, field);
    size_t ngroups, n = result->n;
    uint32_t *group = kp__groups(run, field->entity, spec->link, spec->nlinks, &ngroups);
    kp_sort_key *keys = sort_keys(run, spec, n);
    int64_t *rank = KP_NEW_ARRAY(run->arena, n + 1, int64_t);
    kp_value *why = KP_NEW_ARRAY(run->arena, n + 1, kp_value);

    for (size_t row = 0; row < n; row++) {
        bool outside;

        why[row] = outside_value(run, spec, row, KP_NUM, &outside);
        if (outside)
            group[row] = KP_NO_GROUP;
    }
    kp_rank(run->arena, n, group, keys, spec->nkeys, (kp_rank_style)spec->style, spec->nkeys,
            rank);
    for (size_t row = 0; row < n; row++)
        kp_column_put(run->arena, result, row,
                      rank[row] ? kp_value_num(kp_dec(rank[row], 0)) : why[row]);
}

/* ---- quotas ---- */

enum { LIMITED, FALLS_TO, OTHER_GRADE, NGRADES };

static uint8_t grade_number(const kp_group_spec *spec, kp_value grade)
{
    if (!KP_HAS_VALUE(grade.state))
        return KP_UNGRADED;
    if (grade.as.symbol == spec->limited)
        return LIMITED;
    return grade.as.symbol == spec->falls_to ? FALLS_TO : OTHER_GRADE;
}

static kp_quota_rounding heads_rounding(uint8_t mode)
{
    if (mode == KP_ROUND_DOWN || mode == KP_ROUND_FLOOR)
        return KP_QUOTA_FLOOR;
    return mode == KP_ROUND_HALF_UP ? KP_QUOTA_HALF_UP : KP_QUOTA_CEILING;
}

static bool flag_is_set(const kp_run *run, uint32_t field, size_t row)
{
    if (field == KP_NO_FIELD)
        return false;
    kp_value flag = kp_column_get(kp__column(run, field), row);

    return KP_HAS_VALUE(flag.state) && flag.as.flag;
}

typedef struct quota_job {
    kp_run *run;
    const kp_field *field;
    size_t n, ngroups;
    uint32_t *group;
    uint8_t *grade, *final, *reason;
    bool *in_base, *vetoed;
    kp_value *why;
    kp_decimal *share;
    kp_value *fault;  // by group: why its quota cannot be applied
    int64_t minimum;
    bool has_minimum, failed;
} quota_job;

static kp_value row_value(const kp_run *run, uint32_t field, size_t row)
{
    return kp_column_get(kp__column(run, field), row);
}

/* A fault of elsewhere keeps its origin; whatever else is no share is a fault of the
 * quota, told in every row. */
static void spoil_quota(quota_job *job, uint32_t group, kp_value found)
{
    if (found.state != KP_ERROR)
        found = kp__fault_at(KP_TEXT, KP5006, job->field->id, 0);
    found.kind = KP_TEXT;
    if (job->fault[group].state != KP_ERROR)
        job->fault[group] = found;
}

/* Why the row has no grade although one was proposed for it; false when it has one. */
static bool quota_fault(const quota_job *job, size_t row, bool good, kp_value *out)
{
    uint32_t group = job->group[row];

    *out = kp__fault_at(KP_TEXT, KP5006, job->field->id, row);
    if (!good)
        return true;
    if (group == KP_NO_GROUP || job->fault[group].state != KP_ERROR)
        return false;
    if (job->fault[group].as.fault.field != job->field->id)
        *out = job->fault[group];
    return true;
}

/* The share and the least number of heads are the same for a whole group: its first
 * row says. */
static void read_limits(quota_job *job, size_t row, bool *seen)
{
    const kp_group_spec *spec = job->field->group;
    uint32_t group = job->group[row];

    if (group == KP_NO_GROUP || seen[group])
        return;
    seen[group] = true;
    kp_value share = row_value(job->run, spec->share, row);

    if (KP_HAS_VALUE(share.state) && kp_dec_sign(share.as.num) >= 0)
        job->share[group] = share.as.num;
    else
        spoil_quota(job, group, share);
    if (spec->minimum == KP_NO_FIELD)
        return;
    kp_value least = row_value(job->run, spec->minimum, row);

    int64_t heads = 0;
    bool good = KP_HAS_VALUE(least.state) && kp_dec_to_i64(least.as.num, 0, &heads);

    if (!good) {
        spoil_quota(job, group, least);
        return;
    }
    // One least number of heads serves all groups: the kernel knows no other.
    if (job->has_minimum && heads != job->minimum)
        job->failed = true;
    job->minimum = heads;
    job->has_minimum = true;
}

static void prepare_quota(quota_job *job)
{
    const kp_group_spec *spec = job->field->group;
    bool *seen = KP_NEW_ARRAY(job->run->arena, job->ngroups + 1, bool);

    for (size_t row = 0; row < job->n; row++) {
        bool outside;
        kp_value grade = row_value(job->run, spec->grade, row);

        job->why[row] = outside_value(job->run, spec, row, KP_TEXT, &outside);
        job->grade[row] = grade_number(spec, grade);
        job->in_base[row] = !outside && job->grade[row] != KP_UNGRADED;
        job->vetoed[row] = flag_is_set(job->run, spec->veto, row);
        // Whoever is outside keeps the grade proposed for him, if there is one.
        if (outside && job->why[row].state != KP_ERROR)
            job->why[row] = grade;
        if (!outside)
            job->why[row] = grade;
        read_limits(job, row, seen);
    }
}

void kp__quota(kp_run *run, const kp_field *field)
{
    const kp_group_spec *spec = field->group;
    kp_column *result = kp__result(run, field);
    quota_job job = {.run = run, .field = field, .n = result->n};

    job.group = kp__groups(run, field->entity, spec->link, spec->nlinks, &job.ngroups);
    job.grade = KP_NEW_ARRAY(run->arena, job.n + 1, uint8_t);
    job.final = KP_NEW_ARRAY(run->arena, job.n + 1, uint8_t);
    job.reason = KP_NEW_ARRAY(run->arena, job.n + 1, uint8_t);
    job.in_base = KP_NEW_ARRAY(run->arena, job.n + 1, bool);
    job.vetoed = KP_NEW_ARRAY(run->arena, job.n + 1, bool);
    job.why = KP_NEW_ARRAY(run->arena, job.n + 1, kp_value);
    job.share = KP_NEW_ARRAY(run->arena, job.ngroups + 1, kp_decimal);
    job.fault = KP_NEW_ARRAY(run->arena, job.ngroups + 1, kp_value);
    prepare_quota(&job);

    kp_quota_limit limit = {.grade = LIMITED, .fall_to = FALLS_TO, .group_share = job.share};

    limit.heads.rounding = heads_rounding(spec->share_rounding);
    limit.heads.minimum = job.minimum;

    kp_quota_spec quota = {.limits = &limit, .nlimits = 1, .ngroups = job.ngroups,
                           .ngrades = NGRADES, .ties = (kp_quota_ties)spec->style};
    kp_quota_rows rows = {job.n, job.grade, job.group, job.in_base, job.vetoed,
                          sort_keys(run, spec, job.n), spec->nkeys};
    bool good = !job.failed && kp_quota_apply(run->arena, &quota, &rows, job.final,
                                              job.reason, NULL, NULL) == KP_QUOTA_OK;

    for (size_t row = 0; row < job.n; row++) {
        kp_value value = job.why[row], fault;

        // Whoever is outside is not limited, whatever became of the others.
        if (job.in_base[row] && quota_fault(&job, row, good, &fault))
            value = fault;
        else if (value.state == KP_VALUE && job.grade[row] == LIMITED &&
                 job.final[row] == FALLS_TO)
            value = kp_value_text(spec->falls_to);
        kp_column_put(run->arena, result, row, value);
    }
}

/* ---- pools ---- */

typedef struct pool_job {
    kp_run *run;
    const kp_field *field;
    size_t n, ngroups;
    uint32_t *group;
    kp_decimal *weight, *floor, *ceiling, *pool;
    bool *included, *has_floor, *has_ceiling;
    kp_value *fault;        // by group: spoils every row of it
    kp_value *why;          // by row: outside, or its own value
    int64_t *amount;
    kp_allocate_result *result;
} pool_job;

static void spoil_pool(pool_job *job, size_t row, kp_value fault)
{
    uint32_t group = job->group[row];

    if (group == KP_NO_GROUP || job->fault[group].state == KP_ERROR)
        return;
    fault.kind = KP_NUM;
    job->fault[group] = fault;
}

static bool read_number(pool_job *job, uint32_t field, size_t row, kp_decimal *out,
                        bool *absent)
{
    kp_value value = row_value(job->run, field, row);

    *absent = value.state == KP_ABSENT;
    if (KP_HAS_VALUE(value.state)) {
        *out = value.as.num;
        return true;
    }
    if (value.state == KP_ERROR)
        spoil_pool(job, row, value);
    if (value.state == KP_BLANK)
        spoil_pool(job, row, kp__fault_at(KP_NUM, KP5002, job->field->id, row));
    return false;
}

static void read_share(pool_job *job, size_t row)
{
    const kp_group_spec *spec = job->field->group;
    bool outside, absent;

    job->why[row] = outside_value(job->run, spec, row, KP_NUM, &outside);
    if (outside) {
        // Left out by the flag: nothing of this pool, which is a plain zero.
        if (job->why[row].state == KP_ERROR)
            spoil_pool(job, row, job->why[row]);
        else
            job->why[row] = kp_value_num(kp_dec(0, 0));
        return;
    }
    if (!read_number(job, spec->weight, row, &job->weight[row], &absent))
        return;
    job->included[row] = job->group[row] != KP_NO_GROUP;
    if (spec->floor != KP_NO_FIELD)
        job->has_floor[row] = read_number(job, spec->floor, row, &job->floor[row], &absent);
    if (spec->ceiling != KP_NO_FIELD)
        job->has_ceiling[row] =
            read_number(job, spec->ceiling, row, &job->ceiling[row], &absent);
}

static void read_pools(pool_job *job)
{
    const kp_column *pool = kp__column(job->run, job->field->group->pool);

    for (size_t g = 0; g < job->ngroups && g < pool->n; g++) {
        kp_value value = kp_column_get(pool, g);

        job->fault[g].state = KP_VALUE;
        if (KP_HAS_VALUE(value.state))
            job->pool[g] = value.as.num;
        else if (value.state == KP_ERROR)
            job->fault[g] = value;
        else
            job->fault[g] = kp__fault_at(KP_NUM, KP5002, job->field->group->pool, g);
        // A pool in trouble is not divided; its rows say why.
        if (job->fault[g].state == KP_ERROR)
            job->pool[g] = kp_dec(0, 0);
    }
}

static kp_code problem_code(kp_allocate_problem problem)
{
    switch (problem) {
    case KP_ALLOCATE_OK:
        return KP_CODE_NONE;
    case KP_ALLOCATE_NEGATIVE_POOL:
        return KP5010;
    case KP_ALLOCATE_POOL_NOT_WHOLE:
        return KP5011;
    case KP_ALLOCATE_NEGATIVE_WEIGHT:
        return KP5012;
    case KP_ALLOCATE_NO_WEIGHT:
        return KP5013;
    case KP_ALLOCATE_NEGATIVE_BOUND:
    case KP_ALLOCATE_BOUNDS_CROSSED:
        return KP5014;
    case KP_ALLOCATE_INFEASIBLE:
        return KP5015;
    case KP_ALLOCATE_TOO_LARGE:
        return KP5003;
    }
    return KP5003;
}

static kp_value share_value(const pool_job *job, size_t row)
{
    uint32_t g = job->group[row];
    int decimals = job->field->decimals;

    if (!job->included[row] && (g == KP_NO_GROUP || job->fault[g].state != KP_ERROR))
        return job->why[row];
    if (job->fault[g].state == KP_ERROR)
        return job->fault[g];
    if (job->result[g].problem != KP_ALLOCATE_OK) {
        uint32_t at = job->result[g].row;

        return kp__fault_at(KP_NUM, problem_code(job->result[g].problem), job->field->id,
                            at == KP_NO_ROW ? row : at);
    }
    return kp_value_num(kp_dec(job->amount[row], decimals));
}

static void keep_proof(pool_job *job, size_t g)
{
    kp_run *run = job->run;
    const kp_allocate_result *r = &job->result[g];
    const kp_group_spec *spec = job->field->group;
    kp_pool_proof proof = {.field = job->field->id, .group_row = (uint32_t)g};

    if (job->fault[g].state == KP_ERROR)
        return;
    proof.problem = problem_code(r->problem);
    proof.group_entity = spec->nlinks
                             ? run->scheme->field[spec->link[spec->nlinks - 1]]->link_entity
                             : UINT32_MAX;
    proof.budget = job->pool[g];
    proof.weights = r->weight_sum;
    proof.unspent = kp_dec(r->unspent, job->field->decimals);
    proof.paid = r->paid;
    proof.heads = r->rows;
    proof.at_floor = r->floored;
    proof.at_ceiling = r->ceiled;
    proof.lambda_num = r->lambda_num;
    proof.lambda_den = r->lambda_den;
    run->proof = kp_arena_grow(run->arena, run->proof, &run->proof_cap, run->nproofs + 1,
                               sizeof proof);
    run->proof[run->nproofs++] = proof;
}

static pool_job open_pool_job(kp_run *run, const kp_field *field)
{
    const kp_group_spec *spec = field->group;
    pool_job job = {.run = run, .field = field};
    kp_arena *arena = run->arena;
    size_t n = job.n = run->table[field->entity]->n;

    job.group = kp__groups(run, field->entity, spec->link, spec->nlinks, &job.ngroups);
    job.weight = KP_NEW_ARRAY(arena, n + 1, kp_decimal);
    job.floor = KP_NEW_ARRAY(arena, n + 1, kp_decimal);
    job.ceiling = KP_NEW_ARRAY(arena, n + 1, kp_decimal);
    job.included = KP_NEW_ARRAY(arena, n + 1, bool);
    job.has_floor = KP_NEW_ARRAY(arena, n + 1, bool);
    job.has_ceiling = KP_NEW_ARRAY(arena, n + 1, bool);
    job.why = KP_NEW_ARRAY(arena, n + 1, kp_value);
    job.amount = KP_NEW_ARRAY(arena, n + 1, int64_t);
    job.pool = KP_NEW_ARRAY(arena, job.ngroups + 1, kp_decimal);
    job.fault = KP_NEW_ARRAY(arena, job.ngroups + 1, kp_value);
    job.result = KP_NEW_ARRAY(arena, job.ngroups + 1, kp_allocate_result);
    return job;
}

void kp__allocate(kp_run *run, const kp_field *field)
{
    const kp_group_spec *spec = field->group;
    pool_job job = open_pool_job(run, field);
    kp_column *result = kp__result(run, field);
    kp_allocate_spec how = KP_ALLOCATE_USUAL;
    kp_allocate_rows rows = {.n = job.n, .weight = job.weight, .included = job.included};
    kp_allocate_out out = {.amount = job.amount};

    read_pools(&job);
    for (size_t row = 0; row < job.n; row++)
        read_share(&job, row);
    how.mode = (kp_allocate_mode)spec->style;
    how.closing = (kp_allocate_closing)spec->tail;
    how.scale_floors = spec->scale_floors;
    how.decimals = field->decimals;
    if (spec->floor != KP_NO_FIELD)
        rows.floor = job.floor, rows.has_floor = job.has_floor;
    if (spec->ceiling != KP_NO_FIELD)
        rows.ceiling = job.ceiling, rows.has_ceiling = job.has_ceiling;
    out.clip = run->clip[field->id] = KP_NEW_ARRAY(run->arena, job.n + 1, uint8_t);
    out.closing_rank = run->closing[field->id] =
        KP_NEW_ARRAY(run->arena, job.n + 1, uint32_t);
    size_t failed = kp_allocate_groups(run->arena, run->arena, &how, &rows, job.group,
                                       job.ngroups, job.pool, &out, job.result);

    (void)failed;  // told row by row below
    for (size_t row = 0; row < job.n; row++)
        kp_column_put(run->arena, result, row, share_value(&job, row));
    for (size_t g = 0; g < job.ngroups; g++)
        keep_proof(&job, g);
}
