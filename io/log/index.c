/* index.c - a whole trace in memory; see index.h. */
#include "io/log/index.h"

#include <string.h>

static bool is_wrong(kp_log_fault *fault, const kp__log_index *index, kp_code code,
                     size_t at, uint64_t block, kp_str found)
{
    *fault = (kp_log_fault){.code = code,
                            .part = KP_LOG_TRACE,
                            .offset = at,
                            .line = kp__line_number(index->trace, at),
                            .block = block,
                            .found = found};
    return false;
}

/* The block has been read strictly: its lines are there. */
static void note_values(kp__log_index *index, const kp__entity *entity, uint64_t row,
                        size_t at, size_t end)
{
    size_t to =
        index->base[entity - index->skel->entity] + (size_t)row * entity->nfields;
    kp_str text = kp_str_slice(index->trace, 0, end), line;

    while (kp__text_line(text, &at, &line)) {
        kp__line columns = kp__line_of(line);
        kp_str c;

        if (line.p[0] != 'V')
            continue;
        for (int i = 0; i < 4; i++)
            (void)kp__line_next(&columns, &c);
        index->value[to] = c;
        index->steps_at[to++] = at;
    }
}

static bool read_block(kp__log_index *index, uint64_t block, size_t *at,
                       kp_log_fault *fault)
{
    size_t end = kp__block_end(index->trace, *at), old;
    const kp__entity *entity = kp__skel_owner(index->skel, block);
    kp__block_check check = {.skel = index->skel,
                             .text = kp_str_slice(index->trace, *at, end),
                             .index = block};
    kp__heading heading;

    if (*at >= index->trace.n)
        return is_wrong(fault, index, KP6225, *at, block, (kp_str){0});
    if (!kp__block_is_spelled(&check, &heading))
        return is_wrong(fault, index, check.code, *at + check.at, block, check.found);
    uint32_t e = (uint32_t)(entity - index->skel->entity);

    index->key[block] = heading.key;
    index->block_at[block] = *at;
    if (!kp_map_put(&index->rows[e], heading.key, (size_t)(block - entity->first),
                    &old))
        return is_wrong(fault, index, KP6226, *at, block, heading.key);
    note_values(index, entity, block - entity->first, *at, end);
    *at = end;
    return true;
}

static void make_room(kp_arena *arena, kp__log_index *index)
{
    const kp__skel *skel = index->skel;
    size_t n = 0;

    index->base = KP_NEW_ARRAY(arena, skel->nentities + 1, size_t);
    index->rows = KP_NEW_ARRAY(arena, skel->nentities + 1, kp_map);
    index->links = KP_NEW_ARRAY(arena, skel->nentities + 1, uint64_t **);
    for (size_t e = 0; e < skel->nentities; e++) {
        index->base[e] = n;
        n += (size_t)skel->entity[e].rows * skel->entity[e].nfields;
        kp_map_init(&index->rows[e], arena);
        index->links[e] = KP_NEW_ARRAY(arena, skel->entity[e].nfields + 1, uint64_t *);
    }
    index->value = KP_NEW_ARRAY(arena, n + 1, kp_str);
    index->steps_at = KP_NEW_ARRAY(arena, n + 1, size_t);
    index->key = KP_NEW_ARRAY(arena, (size_t)skel->nblocks + 1, kp_str);
    index->block_at = KP_NEW_ARRAY(arena, (size_t)skel->nblocks + 1, size_t);
}

bool kp__log_index_build(kp_arena *arena, const kp__skel *skel, kp_str trace,
                         kp__log_index *out, kp_log_fault *fault)
{
    size_t at = 0;

    *out = (kp__log_index){.skel = skel, .trace = trace, .arena = arena};
    make_room(arena, out);
    for (uint64_t block = 0; block < skel->nblocks; block++)
        if (!read_block(out, block, &at, fault))
            return false;
    return at == trace.n || is_wrong(fault, out, KP6228, at, UINT64_MAX, (kp_str){0});
}

kp_str kp__log_index_value(const kp__log_index *index, uint32_t entity, uint64_t row,
                           uint32_t field)
{
    size_t nfields = index->skel->entity[entity].nfields;

    return index->value[index->base[entity] + (size_t)row * nfields + field];
}

size_t kp__log_index_steps(const kp__log_index *index, uint32_t entity, uint64_t row,
                           uint32_t field)
{
    size_t nfields = index->skel->entity[entity].nfields;

    return index->steps_at[index->base[entity] + (size_t)row * nfields + field];
}

uint32_t kp__log_index_entity(const kp__log_index *index, uint64_t block)
{
    const kp__entity *entity = kp__skel_owner(index->skel, block);

    return entity ? (uint32_t)(entity - index->skel->entity) : UINT32_MAX;
}

kp_str kp__log_index_at(const kp__log_index *index, uint64_t block, kp_str name)
{
    uint32_t entity = kp__log_index_entity(index, block);

    if (entity == UINT32_MAX)
        return (kp_str){0};
    const kp__entity *e = &index->skel->entity[entity];
    uint32_t field = kp__skel_field(e, name);

    return field == UINT32_MAX
               ? (kp_str){0}
               : kp__log_index_value(index, entity, block - e->first, field);
}

uint64_t kp__log_index_find(const kp__log_index *index, uint32_t entity, kp_str key)
{
    size_t row;

    return kp_map_get(&index->rows[entity], key, &row) ? row : UINT64_MAX;
}

static const uint64_t *targets_of(kp__log_index *index, uint32_t entity, uint32_t field)
{
    const kp__entity *e = &index->skel->entity[entity];
    uint32_t to = e->field[field].link;
    uint64_t *target = index->links[entity][field];

    if (target || to == UINT32_MAX)
        return target;
    target = KP_NEW_ARRAY(index->arena, (size_t)e->rows + 1, uint64_t);
    for (uint64_t row = 0; row < e->rows; row++) {
        kp_str value = kp__log_index_value(index, entity, row, field);
        uint64_t found = UINT64_MAX;

        if (kp__value_kind_quick(value) == KP__LINK)
            found = kp__log_index_find(index, to, kp_str_slice(value, 1, value.n));
        target[row] =
            found == UINT64_MAX ? KP__NO_BLOCK : index->skel->entity[to].first + found;
    }
    index->links[entity][field] = target;
    return target;
}

uint64_t kp__log_index_follow(kp__log_index *index, uint32_t entity, uint64_t row,
                              const kp_str *link, size_t nlinks)
{
    uint64_t block = index->skel->entity[entity].first + row;

    for (size_t k = 0; k < nlinks; k++) {
        uint32_t field = kp__skel_field(&index->skel->entity[entity], link[k]);
        const uint64_t *target =
            field == UINT32_MAX ? NULL : targets_of(index, entity, field);

        if (!target || target[row] == KP__NO_BLOCK)
            return KP__NO_BLOCK;
        block = target[row];
        entity = index->skel->entity[entity].field[field].link;
        row = block - index->skel->entity[entity].first;
    }
    return block;
}

kp__members *kp__log_index_gather(kp__log_index *index, uint32_t entity,
                                  const kp_str *link, size_t nlinks)
{
    const kp__skel *skel = index->skel;
    uint64_t rows = skel->entity[entity].rows;
    kp__members *m = KP_NEW(index->arena, kp__members);

    m->group = KP_NEW_ARRAY(index->arena, (size_t)rows + 1, uint64_t);
    m->row = KP_NEW_ARRAY(index->arena, (size_t)rows + 1, uint64_t);
    m->ngroups = 1;
    for (uint64_t row = 0; row < rows; row++) {
        uint64_t block =
            nlinks ? kp__log_index_follow(index, entity, row, link, nlinks) : 0;

        m->group[row] = block;
        if (nlinks == 0 || block == KP__NO_BLOCK)
            continue;
        const kp__entity *to = kp__skel_owner(skel, block);

        m->group[row] = block - to->first;
        m->ngroups = (size_t)to->rows;
    }
    m->start = KP_NEW_ARRAY(index->arena, m->ngroups + 2, size_t);
    for (uint64_t row = 0; row < rows; row++)
        if (m->group[row] != KP__NO_BLOCK)
            m->start[m->group[row] + 2]++;
    for (size_t g = 0; g < m->ngroups; g++)
        m->start[g + 2] += m->start[g + 1];
    for (uint64_t row = 0; row < rows; row++)
        if (m->group[row] != KP__NO_BLOCK)
            m->row[m->start[m->group[row] + 1]++] = row;
    return m;
}

static int order_of_magnitudes(kp_str a, kp_str b)
{
    uint32_t part_a = kp__decimals_of(a), part_b = kp__decimals_of(b);
    size_t whole_a = a.n - part_a - (part_a > 0), whole_b = b.n - part_b - (part_b > 0);
    size_t n = whole_a + 1 + (part_a > part_b ? part_a : part_b);

    if (whole_a != whole_b)
        return whole_a < whole_b ? -1 : 1;
    for (size_t i = 0; i < n; i++) {
        char x = i < a.n ? a.p[i] : '0', y = i < b.n ? b.p[i] : '0';

        if (i != whole_a && x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

int kp__order_of_numbers(kp_str a, kp_str b)
{
    bool below_a = a.n && a.p[0] == '-', below_b = b.n && b.p[0] == '-';

    if (below_a != below_b)
        return below_a ? -1 : 1;
    if (below_a)
        return order_of_magnitudes(kp_str_slice(b, 1, b.n), kp_str_slice(a, 1, a.n));
    return order_of_magnitudes(a, b);
}

size_t kp__line_number(kp_str text, size_t offset)
{
    size_t n = 1;

    for (size_t i = 0; i < offset && i < text.n; i++)
        n += text.p[i] == '\n';
    return n;
}
