/* conform.c - is a value of a type, and the conversions that the standard makes.
 *
 * A single value stands for a list of one, a list of one for its item, a date for the
 * midnight that begins it.  Null is a value of every type.
 */
#include "rules/dmn/state.h"

static const kp_feel *conform_at(kp__state *s, const kp_feel *value,
                                 const kp_feel_type *type, int depth);

/* A type that mentions itself must end somewhere. */
#define CONFORM_DEPTH 64

static const kp_feel *conform_list(kp__state *s, const kp_feel *value,
                                   const kp_feel_type *type, int depth)
{
    const kp_feel *list =
        value->kind == KP_FEEL_LIST ? value : kp_feel_list_of(s->arena, value);
    kp_feel *converted = kp_feel_list(s->arena, list->n);
    bool same = list == value;

    for (size_t i = 0; i < list->n; i++) {
        converted->item[i] = conform_at(s, list->item[i], type->of, depth + 1);
        if (converted->item[i] == NULL)
            return NULL;
        same = same && converted->item[i] == list->item[i];
    }
    return same ? value : converted;
}

static const kp_feel *conform_context(kp__state *s, const kp_feel *value,
                                      const kp_feel_type *type, int depth)
{
    kp_feel_entries entries = {.arena = s->arena};
    bool same = true;

    if (value->kind != KP_FEEL_CONTEXT)
        return NULL;
    for (size_t i = 0; i < value->n; i++)
        kp_feel_set(&entries, value->entry[i].name, value->entry[i].value);
    for (size_t i = 0; i < type->nfields; i++) {
        const kp_feel *field = kp_feel_entry_of(value, type->field[i].name);

        if (field == NULL)
            return NULL;
        const kp_feel *fit = conform_at(s, field, type->field[i].type, depth + 1);
        if (fit == NULL)
            return NULL;
        same = same && fit == field;
        kp_feel_set(&entries, type->field[i].name, fit);
    }
    return same ? value : kp_feel_entries_done(&entries);
}

static const kp_feel *conform_range(kp__state *s, const kp_feel *value,
                                    const kp_feel_type *type, int depth)
{
    const kp_feel *low, *high;

    if (value->kind != KP_FEEL_RANGE)
        return NULL;
    low = value->range.low;
    high = value->range.high;
    if (low != NULL && conform_at(s, low, type->of, depth + 1) == NULL)
        return NULL;
    return high != NULL && conform_at(s, high, type->of, depth + 1) == NULL ? NULL
                                                                            : value;
}

static const kp_feel_type *bottom(const kp_feel_type *type)
{
    for (int i = 0; type->shape == KP_TYPE_NARROWED && i < CONFORM_DEPTH; i++)
        type = type->of;
    return type;
}

/* Can every value of type `a` stand for one of `b`?  Unknown types can. */
static bool type_conforms(const kp_feel_type *a, const kp_feel_type *b, int depth)
{
    a = bottom(a);
    b = bottom(b);
    if (depth > CONFORM_DEPTH || b->shape == KP_TYPE_ANY ||
        a->shape == KP_TYPE_UNKNOWN || b->shape == KP_TYPE_UNKNOWN)
        return true;
    if (a->shape != b->shape)
        return false;
    if (a->shape == KP_TYPE_LIST || a->shape == KP_TYPE_RANGE)
        return type_conforms(a->of, b->of, depth + 1);
    if (a->shape != KP_TYPE_CONTEXT)
        return a->kind == b->kind;
    for (size_t i = 0; i < b->nfields; i++) {
        size_t j = 0;

        while (j < a->nfields && !kp_str_eq(a->field[j].name, b->field[i].name))
            j++;
        if (j == a->nfields ||
            !type_conforms(a->field[j].type, b->field[i].type, depth + 1))
            return false;
    }
    return true;
}

/* Parameters may be wider than asked for, the result narrower. */
static const kp_feel *conform_function(const kp_feel *value, const kp_feel_type *type)
{
    const kp_feel_function *function;

    if (value->kind != KP_FEEL_FUNCTION)
        return NULL;
    function = value->function;
    if (type->bare || function->builtin)
        return value;
    if (function->nparams != type->nfields)
        return NULL;
    for (size_t i = 0; i < type->nfields; i++)
        if (!type_conforms(type->field[i].type, function->type[i], 0))
            return NULL;
    if (function->result != NULL && !type_conforms(function->result, type->of, 0))
        return NULL;
    return value;
}

static const kp_feel *conform_plain(kp__state *s, const kp_feel *value,
                                    const kp_feel_type *type)
{
    if (value->kind == type->kind)
        return value;
    if (value->kind == KP_FEEL_DATE && type->kind == KP_FEEL_DATE_TIME) {
        kp_moment midnight = value->moment;

        midnight.has_offset = true;
        return kp_feel_moment(s->arena, KP_FEEL_DATE_TIME, midnight);
    }
    return NULL;
}

static const kp_feel *conform_narrowed(kp__state *s, const kp_feel *value,
                                       const kp_feel_type *type, int depth)
{
    const kp_feel *fit = conform_at(s, value, type->of, depth + 1);

    if (fit == NULL || type->allowed == NULL)
        return fit;
    return kp__passes(s, NULL, type->allowed, fit) == 1 ? fit : NULL;
}

static const kp_feel *conform_exactly(kp__state *s, const kp_feel *value,
                                      const kp_feel_type *type, int depth)
{
    switch (type->shape) {
    case KP_TYPE_ANY:
    case KP_TYPE_UNKNOWN:
        return value;
    case KP_TYPE_LIST:
        return conform_list(s, value, type, depth);
    case KP_TYPE_CONTEXT:
        return conform_context(s, value, type, depth);
    case KP_TYPE_RANGE:
        return conform_range(s, value, type, depth);
    case KP_TYPE_FUNCTION:
        return conform_function(value, type);
    case KP_TYPE_NARROWED:
        return conform_narrowed(s, value, type, depth);
    case KP_TYPE_PLAIN:
        return conform_plain(s, value, type);
    }
    return NULL;
}

static const kp_feel *conform_at(kp__state *s, const kp_feel *value,
                                 const kp_feel_type *type, int depth)
{
    if (kp_feel_is_null(value))
        return value;
    if (depth > CONFORM_DEPTH || !kp__step(s))
        return NULL;
    const kp_feel *fit = conform_exactly(s, value, type, depth);
    if (fit == NULL && value->kind == KP_FEEL_LIST && value->n == 1 &&
        type->shape != KP_TYPE_LIST)
        fit = conform_exactly(s, value->item[0], type, depth);
    return fit;
}

const kp_feel *kp__conform(kp__state *s, const kp_feel *value, const kp_feel_type *type)
{
    return type == NULL ? value : conform_at(s, value, type, 0);
}

const kp_feel *kp__coerce(kp__state *s, const kp_feel *value, const kp_feel_type *type)
{
    const kp_feel *fit = kp__conform(s, value, type);

    return fit != NULL ? fit
                       : kp__null(s, KP7051, type->name, kp__shown(s, value), KP_NONE);
}
