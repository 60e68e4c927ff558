/* find.c - one block of a trace; see find.h. */
#include "io/log/find.h"

#include <string.h>

static bool heading_starts(kp_str trace, size_t at)
{
    return at + 1 < trace.n && trace.p[at] == 'B' && trace.p[at + 1] == '\t' &&
           (at == 0 || trace.p[at - 1] == '\n');
}

/* The first heading at or behind `at`; trace.n when there is none. */
static size_t heading_from(kp_str trace, size_t at)
{
    return heading_starts(trace, at) ? at : kp__block_end(trace, at);
}

typedef int order_of_target(const void *target, const kp__heading *heading);

/* Search by halves: `order` is below zero when the target stands before the heading. */
static size_t search(kp_str trace, order_of_target *order, const void *target)
{
    size_t low = 0, high = trace.n;

    while (low < high) {
        size_t middle = low + (high - low) / 2, at = heading_from(trace, middle),
               end = at;
        kp__heading heading;
        kp_str line;

        if (at >= high) {
            high = middle;
            continue;
        }
        if (!kp__text_line(trace, &end, &line) || !kp__heading_read(line, &heading))
            return SIZE_MAX;
        int found = order(target, &heading);

        if (found == 0)
            return at;
        if (found < 0)
            high = middle;
        else
            low = at + 1;
    }
    return SIZE_MAX;
}

static int by_index(const void *target, const kp__heading *heading)
{
    const uint64_t *index = target;

    return (*index > heading->index) - (*index < heading->index);
}

size_t kp__find_block(kp_str trace, uint64_t index)
{
    return search(trace, by_index, &index);
}

typedef struct wanted {
    const kp__entity *entity;
    kp_str key;
} wanted;

static int by_key(const void *target, const kp__heading *heading)
{
    const wanted *w = target;
    kp_buf key;

    if (heading->index < w->entity->first)
        return 1;
    if (heading->index - w->entity->first >= w->entity->rows)
        return -1;
    kp_buf_init(&key, SIZE_MAX / 4);
    kp__unescape(heading->key, &key);
    int order = kp_str_cmp(w->key, kp_buf_view(&key));
    kp_buf_free(&key);
    return order;
}

uint64_t kp__find_key(kp_str trace, const kp__entity *entity, kp_str key)
{
    wanted w = {entity, key};
    size_t at = search(trace, by_key, &w);
    kp__heading heading;
    kp_str line;

    if (at == SIZE_MAX || !kp__text_line(trace, &at, &line) ||
        !kp__heading_read(line, &heading))
        return UINT64_MAX;
    return heading.index;
}

static bool view_value(kp_str line, uint64_t number, kp__value_view *out)
{
    kp__line columns = kp__line_of(line);
    uint64_t told;
    kp_str c;

    if (!kp__line_next(&columns, &c) || !kp__line_next(&columns, &c) ||
        !kp__read_uint(c, &told) || told != number || !kp__line_next(&columns, &c) ||
        !kp__line_next(&columns, &out->value))
        return false;
    out->origin = columns;
    return true;
}

bool kp__view_block(kp_arena *arena, const kp__skel *skel, kp_str trace, uint64_t index,
                    kp__block_view *out)
{
    const kp__entity *entity = kp__skel_owner(skel, index);
    size_t at = kp__find_block(trace, index), n = 0;
    kp__heading heading;
    kp_str line;

    if (!entity || at == SIZE_MAX)
        return false;
    kp_str text = kp_str_slice(trace, 0, kp__block_end(trace, at));

    if (!kp__text_line(text, &at, &line) || !kp__heading_read(line, &heading))
        return false;
    *out = (kp__block_view){.index = index,
                            .entity = (uint32_t)(entity - skel->entity),
                            .key = heading.key};
    out->value = KP_NEW_ARRAY(arena, entity->nfields + 1, kp__value_view);
    while (kp__text_line(text, &at, &line)) {
        if (line.n && line.p[0] == 'S' && n > 0) {
            kp__value_view *v = &out->value[n - 1];

            if (!v->steps.p)
                v->steps.p = line.p;
            v->steps.n = (size_t)(text.p + at - v->steps.p);
        } else if (n == entity->nfields || !view_value(line, n, &out->value[n])) {
            return false;
        } else {
            n++;
        }
    }
    return n == entity->nfields;
}

bool kp__next_step(kp_str steps, size_t *at, kp__step_view *out)
{
    kp_str line, c;

    if (!kp__text_line(steps, at, &line))
        return false;
    out->rest = kp__line_of(line);
    return kp__line_next(&out->rest, &c) && kp__line_next(&out->rest, &c) &&
           kp__line_next(&out->rest, &out->op) &&
           kp__line_next(&out->rest, &out->result);
}

size_t kp__all_keys(kp_arena *arena, kp_str trace, const kp__entity *entity,
                    kp_str **out)
{
    size_t at = kp__find_block(trace, entity->first), n = 0;
    kp__heading heading;
    kp_str line;

    *out = KP_NEW_ARRAY(arena, (size_t)entity->rows + 1, kp_str);
    for (; at < trace.n && n < entity->rows; at = kp__block_end(trace, at)) {
        size_t end = at;

        if (!kp__text_line(trace, &end, &line) || !kp__heading_read(line, &heading))
            break;
        (*out)[n++] = heading.key;
    }
    return n;
}
