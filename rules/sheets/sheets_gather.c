/* sheets_gather.c - 汇集: what a scheme takes from the runs below it; see gather.h. */
#include "engine/base/fold.h"
#include "rules/sheets/gather.h"
#include "rules/sheets/sheets.h"

typedef struct gather_columns {
    uint32_t entity, field, source, only;
} gather_columns;

static bool names_run(const kp_gather *gather, kp_str run)
{
    for (size_t k = 0; k < gather->nonly; k++)
        if (kp_str_eq(gather->only[k], run))
            return true;
    return false;
}

const kp_gather *kp_gather_for(const kp_gathers *gathers, uint32_t field, kp_str run)
{
    const kp_gather *general = NULL;

    for (size_t k = 0; k < gathers->n; k++) {
        const kp_gather *one = &gathers->item[k];

        if (one->field != field)
            continue;
        if (names_run(one, run))
            return one;
        general = one->nonly ? general : one;
    }
    return general;
}

/* 名称, 状态, 日志头, or 实体.字段. */
static bool read_part(kp_build *b, kp_str text, kp_gather_part *out)
{
    static const struct {
        const char *zh, *en;
        kp_gather_kind kind;
    } words[] = {
        {"名称", "name", KP_GATHER_NAME},
        {"状态", "state", KP_GATHER_STATE},
        {"日志头", "head", KP_GATHER_HEAD},
    };

    *out = (kp_gather_part){.kind = KP_GATHER_FIELD};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (kp_str_is(text, words[k].zh) || kp_str_is(text, words[k].en)) {
            out->kind = words[k].kind;
            return true;
        }
    kp_str rest = text;
    out->entity = kp_str_copy(b->arena, kp_str_trim(kp_str_cut(&rest, '.')));
    out->field = kp_str_copy(b->arena, kp_str_trim(rest));
    return out->entity.n > 0 && out->field.n > 0;
}

/* All parts that are fields must be of one entity: their rows go together. */
static bool read_parts(kp_build *b, kp_str text, kp_gather *out)
{
    kp_str entity = KP_NONE;

    for (kp_str rest = text; rest.n;) {
        kp_gather_part *part = &out->part[out->nparts];

        if (out->nparts == KP_GATHER_PARTS ||
            !read_part(b, kp_str_trim(kp_str_cut(&rest, '+')), part))
            return false;
        if (part->entity.n && entity.n && !kp_str_eq(part->entity, entity))
            return false;
        entity = part->entity.n ? part->entity : entity;
        out->nparts++;
    }
    return out->nparts > 0;
}

static bool both_apply(const kp_gather *a, const kp_gather *b)
{
    if (a->field != b->field || (a->nonly == 0) != (b->nonly == 0))
        return false;
    for (size_t k = 0; k < a->nonly; k++)
        if (names_run(b, a->only[k]))
            return true;
    return a->nonly == 0;
}

static void add_gather(kp_build *b, const kp_block *block, uint32_t i,
                       const gather_columns *c, const kp_gather *gather)
{
    kp_gathers *all = b->scheme->gathers;

    for (size_t k = 0; k < all->n; k++)
        if (both_apply(&all->item[k], gather)) {
            kp__sheet_fault(b, block, i, c->field, KP2103,
                            b->scheme->field[gather->field]->name,
                            kp__place(b, all->item[k].where));
            return;
        }
    all->item =
        kp_arena_grow(b->arena, all->item, &all->cap, all->n + 1, sizeof *gather);
    all->item[all->n++] = *gather;
}

/* The field that is filled, which nobody else may calculate. */
static bool find_target(kp_build *b, const kp_block *block, uint32_t i,
                        const gather_columns *c, uint32_t *out)
{
    kp_str entity = kp_fold(b->arena, kp__cell(b, block, i, c->entity));
    kp_str field = kp_fold(b->arena, kp__cell(b, block, i, c->field));
    size_t e, f;

    if (!kp_map_get(&b->entities, entity, &e)) {
        kp__sheet_fault(b, block, i, c->entity, KP2113, entity,
                        kp__nearest_entity(b, entity));
        return false;
    }
    if (!kp_map_get(&b->fields[e], field, &f)) {
        kp__sheet_fault(b, block, i, c->field, KP2115, field,
                        kp__nearest_field(b, (uint32_t)e, field));
        return false;
    }
    if (b->scheme->field[f]->source != KP_SOURCE_INPUT) {
        kp__sheet_fault(b, block, i, c->field, KP6709, field, KP_NONE);
        return false;
    }
    *out = (uint32_t)f;
    return true;
}

static kp_where kept_where(kp_build *b, const kp_block *block, uint32_t i, uint32_t j)
{
    kp_where where = kp_block_where(block, i, j);

    where.file = kp_str_copy(b->arena, where.file);
    where.sheet = kp_str_copy(b->arena, where.sheet);
    return where;
}

static void read_gather_row(kp_build *b, const kp_block *block, uint32_t i,
                            const gather_columns *c)
{
    kp_gather gather = {0};
    kp_str source = kp_fold(b->arena, kp__cell(b, block, i, c->source)), *only;

    if (kp__row_is_blank(block, i) || !kp__in_force(b, block, i) ||
        !find_target(b, block, i, c, &gather.field))
        return;
    if (!read_parts(b, source, &gather)) {
        kp__sheet_fault(b, block, i, c->source, KP6708, source, KP_NONE);
        return;
    }
    gather.nonly = kp__split_list(b->arena, kp__cell(b, block, i, c->only), &only);
    gather.only = KP_NEW_ARRAY(b->arena, gather.nonly + 1, kp_str);
    for (size_t k = 0; k < gather.nonly; k++)
        gather.only[k] = kp_str_copy(b->arena, only[k]);
    gather.where = kept_where(b, block, i, c->source);
    gather.only_where = kept_where(b, block, i, c->only);
    add_gather(b, block, i, c, &gather);
}

void kp__read_gathers(kp_build *b)
{
    b->scheme->gathers = KP_NEW(b->arena, kp_gathers);
    KP_FOR_BLOCKS(b, block, KP_BLOCK_GATHER)
    {
        gather_columns c = {
            kp_block_column(b->arena, block, "实体", "entity"),
            kp_block_column(b->arena, block, "字段", "field"),
            kp_block_column(b->arena, block, "取自", "source"),
            kp_block_column(b->arena, block, "仅限", "only"),
        };

        if (!kp__column_needed(b, block, c.entity, "实体") ||
            !kp__column_needed(b, block, c.field, "字段") ||
            !kp__column_needed(b, block, c.source, "取自"))
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++)
            read_gather_row(b, block, i, &c);
    }
}
