/* explain_find.c - which figure is meant: names as people type them. */
#include "io/log/explain_parts.h"

static kp_status no_such(kp__teller *t, kp_diags *diags, kp_code code, kp_str wrong,
                         const kp_str *names, size_t n)
{
    kp_str near = kp_nearest(wrong, names, n);

    return kp_fail(diags, code, KP_NOWHERE, KP_NONE, wrong, near.n ? near : KP_STR("—"),
                   t->skel->run);
}

/* Exact, else the only declared field that begins with it, else that contains it. */
static uint32_t find_field(const kp__entity *entity, kp_str name)
{
    uint32_t exact = kp__skel_field(entity, name), found = UINT32_MAX;

    if (exact != UINT32_MAX || name.n == 0)
        return exact;
    for (int pass = 0; pass < 2 && found == UINT32_MAX; pass++) {
        size_t matches = 0;

        for (size_t i = 0; i < entity->nfields; i++) {
            const kp__field *f = &entity->field[i];
            bool fits = pass == 0 ? kp_str_starts(f->name, name)
                                  : kp_str_find(f->name, name) != SIZE_MAX;

            if (f->lifted || !fits)
                continue;
            matches++;
            found = (uint32_t)i;
        }
        if (matches != 1)
            found = UINT32_MAX;
        if (matches > 1)
            return UINT32_MAX;
    }
    return found;
}

static kp_status suggest_field(kp__teller *t, const kp__entity *entity, kp_str name,
                               kp_diags *diags)
{
    kp_str *names = KP_NEW_ARRAY(t->arena, entity->nfields + 1, kp_str);
    size_t n = 0;

    for (size_t i = 0; i < entity->nfields; i++)
        if (!entity->field[i].lifted)
            names[n++] = entity->field[i].name;
    return no_such(t, diags, KP6402, name, names, n);
}

static kp_status suggest_key(kp__teller *t, kp_str entity, kp_str key, kp_diags *diags)
{
    kp_str *names = NULL, best = {0};

    for (size_t e = 0; e < t->skel->nentities && !best.n; e++) {
        const kp__entity *of = &t->skel->entity[e];

        if (entity.n && !kp_str_eq(of->name, entity))
            continue;
        size_t n = kp__all_keys(t->arena, t->trace, of, &names);

        best = kp_nearest(key, names, n);
    }
    return no_such(t, diags, KP6401, key, &best, best.n ? 1 : 0);
}

static kp_status suggest_entity(kp__teller *t, kp_str entity, kp_diags *diags)
{
    kp_str *names = KP_NEW_ARRAY(t->arena, t->skel->nentities + 1, kp_str);

    for (size_t e = 0; e < t->skel->nentities; e++)
        names[e] = t->skel->entity[e].name;
    return no_such(t, diags, KP6403, entity, names, t->skel->nentities);
}

/* The entities that have the key; among them the first that has the field. */
kp_status kp__find_figure(kp__teller *t, kp_str entity, kp_str key, kp_str field,
                          uint64_t *block, uint32_t *number, kp_diags *diags)
{
    const kp__entity *with_key = NULL;
    bool any = false;

    for (size_t e = 0; e < t->skel->nentities; e++) {
        const kp__entity *of = &t->skel->entity[e];

        if (entity.n && !kp_str_eq(of->name, entity))
            continue;
        any = true;
        uint64_t found = kp__find_key(t->trace, of, key);

        if (found == UINT64_MAX)
            continue;
        with_key = of;
        *number = find_field(of, field);
        *block = found;
        if (*number != UINT32_MAX)
            return KP_OK;
    }
    if (!any)
        return suggest_entity(t, entity, diags);
    return with_key ? suggest_field(t, with_key, field, diags)
                    : suggest_key(t, entity, key, diags);
}

kp_str kp__spelled(kp_arena *arena, kp_str typed)
{
    kp_buf buf;
    kp_str out;

    kp_buf_init(&buf, SIZE_MAX / 4);
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];

        if (c == '\t' || c == '\n' || c == '\\')
            kp_buf_char(&buf, '\\');
        kp_buf_char(&buf, c == '\t' ? 't' : c == '\n' ? 'n' : c);
    }
    out = kp_str_copy(arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return out;
}
