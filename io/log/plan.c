/* plan.c - what the writer works out once; see plan.h.  Linear in rows and fields. */
#include "io/log/plan.h"

#include "io/log/format.h"

static kp_str keep(kp_arena *arena, kp_buf *buf)
{
    kp_str kept = kp_str_copy(arena, kp_buf_view(buf));

    kp_buf_clear(buf);
    return kept;
}

/* A lifted expression may have the text of another one: "~2" tells them apart. */
static kp_str unique_ref(kp_arena *arena, kp_map *taken, const kp_field *field,
                         kp_buf *buf)
{
    size_t old;

    for (uint32_t i = 1;; i++) {
        kp_buf_char(buf, '.');
        kp__log_free(buf, field->name);
        if (i > 1) {
            kp_buf_char(buf, '~');
            kp_buf_uint(buf, i);
        }
        kp_str ref = keep(arena, buf);
        if (kp_map_put(taken, ref, field->id, &old))
            return ref;
    }
}

static void name_fields(kp_arena *arena, kp__log_plan *plan, const kp_entity *entity,
                        kp_buf *buf)
{
    kp__log_entity *to = &plan->entity[entity->id];
    kp_map taken;

    kp_map_init(&taken, arena);
    to->field = KP_NEW_ARRAY(arena, entity->nfields + 1, uint32_t);
    for (size_t i = 0; i < entity->nfields; i++) {
        const kp_field *field = plan->run->scheme->field[entity->field[i]];
        kp__log_field *f = &plan->field[field->id];

        f->field = field;
        f->no = f->order = KP__LOG_NONE;
        f->decimals = field->kind == KP_NUM && field->decimals >= 0 ? field->scale : -1;
        f->ref = unique_ref(arena, &taken, field, buf);
        if (field->report)
            continue;
        f->no = to->nfields;
        to->field[to->nfields++] = field->id;
        kp_buf_z(buf, "V\t");
        kp_buf_uint(buf, f->no);
        kp_buf_char(buf, '\t');
        kp_buf_str(buf, kp_str_slice(f->ref, 1, f->ref.n));
        kp_buf_char(buf, '\t');
        f->head = keep(arena, buf);
    }
}

static void number_blocks(kp_arena *arena, kp__log_plan *plan)
{
    const kp_scheme *scheme = plan->run->scheme;
    kp_buf buf;

    kp_buf_init(&buf, SIZE_MAX / 4);
    for (size_t e = 0; e < scheme->nentities; e++) {
        kp__log_entity *entity = &plan->entity[e];

        entity->entity = scheme->entity[e];
        entity->first = plan->nblocks;
        plan->nblocks += plan->run->table[e]->n;
        kp__log_free(&buf, entity->entity->name);
        entity->name = keep(arena, &buf);
        name_fields(arena, plan, entity->entity, &buf);
    }
    kp_buf_free(&buf);
}

static void number_calculation(kp__log_plan *plan)
{
    const kp_scheme *scheme = plan->run->scheme;
    uint32_t order = 0;

    for (size_t s = 0; s < scheme->nstages; s++)
        for (uint32_t i = 0; i < scheme->stage[s].nfields; i++)
            plan->field[scheme->stage[s].field[i]].order = order++;
}

/* Counting sort of child rows by the row they belong to. */
static kp__log_children gather_children(kp_arena *arena, const kp_run *run,
                                        const kp_field *field)
{
    const kp_aggregate_spec *spec = field->aggregate;
    size_t n = run->table[field->entity]->n, nchild = run->table[spec->child]->n;
    kp__log_children below = {
        .start = KP_NEW_ARRAY(arena, n + 2, uint32_t),
        .child = KP_NEW_ARRAY(arena, nchild + 1, uint32_t),
    };
    uint32_t *parent = KP_NEW_ARRAY(arena, nchild + 1, uint32_t);

    for (size_t i = 0; i < nchild; i++) {
        size_t up = spec->nlinks ? kp_run_follow(run, i, spec->link, spec->nlinks) : 0;

        parent[i] = up < n ? (uint32_t)up : KP__LOG_NONE;
        if (up < n)
            below.start[up + 2]++;
    }
    for (size_t i = 0; i < n; i++)
        below.start[i + 2] += below.start[i + 1];
    for (size_t i = 0; i < nchild; i++)
        if (parent[i] != KP__LOG_NONE)
            below.child[below.start[parent[i] + 1]++] = (uint32_t)i;
    return below;
}

uint32_t kp__log_group_entity(const kp_scheme *scheme, const kp_field *field)
{
    const kp_group_spec *group = field->group;

    if (group->nlinks == 0)
        return KP__LOG_NONE;
    return scheme->field[group->link[group->nlinks - 1]]->link_entity;
}

size_t kp__log_group_row(const kp_run *run, const kp_field *field, size_t row)
{
    const kp_group_spec *group = field->group;

    if (group->nlinks == 0)
        return 0;
    return kp_run_follow(run, row, group->link, group->nlinks);
}

bool kp__log_stands_outside(const kp_run *run, const kp_field *field, size_t row)
{
    const kp_group_spec *group = field->group;

    if (group->include == KP_NO_FIELD)
        return false;
    kp_value flag = kp_run_value(run, group->include, row);

    return !KP_HAS_VALUE(flag.state) || !flag.as.flag;
}

static size_t count_groups(const kp_run *run, const kp_field *field)
{
    uint32_t entity = kp__log_group_entity(run->scheme, field);

    return entity == KP__LOG_NONE ? 1 : run->table[entity]->n;
}

static void count_heads(kp_arena *arena, const kp_run *run, kp__log_field *f)
{
    size_t groups = count_groups(run, f->field), n = run->table[f->field->entity]->n;

    f->heads = KP_NEW_ARRAY(arena, groups + 1, uint32_t);
    f->pool = KP_NEW_ARRAY(arena, groups + 1, uint32_t);
    for (size_t g = 0; g < groups; g++)
        f->pool[g] = KP__LOG_NONE;
    for (size_t i = 0; i < n; i++) {
        size_t group = kp__log_group_row(run, f->field, i);

        if (group < groups)
            f->heads[group]++;
    }
}

/* Floors that together exceed the pool are scaled down when the scheme says so; the
 * shares are then shares of floors. */
static void find_scaled_floors(kp_arena *arena, const kp_run *run, kp__log_field *f)
{
    const kp_group_spec *spec = f->field->group;
    size_t groups = count_groups(run, f->field), n = run->table[f->field->entity]->n;

    f->floors_scaled = KP_NEW_ARRAY(arena, groups + 1, bool);
    if (!spec->scale_floors || spec->floor == KP_NO_FIELD)
        return;
    kp_decimal *sum = KP_NEW_ARRAY(arena, groups + 1, kp_decimal);
    for (size_t i = 0; i < n; i++) {
        kp_value least = kp_run_value(run, spec->floor, i);
        size_t group = kp__log_group_row(run, f->field, i);

        if (group < groups && KP_HAS_VALUE(least.state) &&
            !kp__log_stands_outside(run, f->field, i) &&
            !kp_dec_add(sum[group], least.as.num, &sum[group]))
            return;
    }
    for (size_t p = 0; p < run->nproofs; p++) {
        const kp_pool_proof *proof = &run->proof[p];
        size_t group = proof->group_entity == KP__LOG_NONE ? 0 : proof->group_row;

        if (proof->field == f->field->id)
            f->floors_scaled[group] = kp_dec_cmp(sum[group], proof->budget) > 0;
    }
}

static void find_pools(kp__log_plan *plan)
{
    for (size_t p = 0; p < plan->run->nproofs; p++) {
        const kp_pool_proof *proof = &plan->run->proof[p];
        size_t group = proof->group_entity == KP__LOG_NONE ? 0 : proof->group_row;

        plan->field[proof->field].pool[group] = (uint32_t)p;
    }
}

kp__log_plan *kp__log_plan_make(kp_arena *arena, const kp_run *run)
{
    const kp_scheme *scheme = run->scheme;
    kp__log_plan *plan = KP_NEW(arena, kp__log_plan);

    plan->run = run;
    plan->field = KP_NEW_ARRAY(arena, scheme->nfields + 1, kp__log_field);
    plan->entity = KP_NEW_ARRAY(arena, scheme->nentities + 1, kp__log_entity);
    number_blocks(arena, plan);
    number_calculation(plan);
    for (size_t i = 0; i < scheme->nfields; i++) {
        kp__log_field *f = &plan->field[i];

        if (!f->field || f->no == KP__LOG_NONE)
            continue;
        if (f->field->source == KP_SOURCE_AGGREGATE)
            f->below = gather_children(arena, run, f->field);
        if (f->field->group)
            count_heads(arena, run, f);
        if (f->field->source == KP_SOURCE_ALLOCATE)
            find_scaled_floors(arena, run, f);
    }
    find_pools(plan);
    return plan;
}
