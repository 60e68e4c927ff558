/* fn_context.c - functions of contexts. */
#include "rules/dmn/function.h"

/* {key: …, value: …} as an entry; false when it is none. */
static bool entry_of(const kp_feel *pair, kp_str *key, const kp_feel **value)
{
    const kp_feel *name;

    if (pair->kind != KP_FEEL_CONTEXT)
        return false;
    name = kp_feel_entry_of(pair, KP_STR("key"));
    *value = kp_feel_entry_of(pair, KP_STR("value"));
    if (name == NULL || name->kind != KP_FEEL_STRING || *value == NULL)
        return false;
    *key = name->text;
    return true;
}

const kp_feel *k_context(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel_entries entries = {.arena = s->arena};

    (void)n;
    for (size_t i = 0; i < arg[0]->n; i++) {
        kp_str key;
        const kp_feel *value;
        size_t before = entries.n;

        if (!entry_of(arg[0]->item[i], &key, &value))
            return kp__bad_argument(s, "context", arg[0]->item[i]);
        kp_feel_set(&entries, key, value);
        if (entries.n == before)
            return kp__null(s, KP7050, key, KP_NONE, KP_NONE);
    }
    return kp_feel_entries_done(&entries);
}

const kp_feel *k_get_value(kp__state *s, const kp_feel *const *arg, size_t n)
{
    const kp_feel *at = arg[0];

    (void)n;
    if (arg[1]->kind == KP_FEEL_STRING) {
        at = kp_feel_entry_of(at, arg[1]->text);
        return at != NULL
                   ? at
                   : kp__null(s, KP7047, KP_STR("context"), arg[1]->text, KP_NONE);
    }
    if (arg[1]->n == 0)
        return kp__bad_argument(s, "get value", arg[1]);
    for (size_t i = 0; i < arg[1]->n; i++) {
        const kp_feel *key = arg[1]->item[i];

        if (key->kind != KP_FEEL_STRING || at->kind != KP_FEEL_CONTEXT)
            return kp__bad_argument(s, "get value", key);
        at = kp_feel_entry_of(at, key->text);
        if (at == NULL)
            return kp__null(s, KP7047, KP_STR("context"), key->text, KP_NONE);
    }
    return at;
}

const kp_feel *k_get_entries(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel *list = kp_feel_list(s->arena, arg[0]->n);

    (void)n;
    for (size_t i = 0; i < arg[0]->n; i++) {
        kp_feel_entries pair = {.arena = s->arena};

        kp_feel_set(&pair, KP_STR("key"),
                    kp_feel_text(s->arena, arg[0]->entry[i].name));
        kp_feel_set(&pair, KP_STR("value"), arg[0]->entry[i].value);
        list->item[i] = kp_feel_entries_done(&pair);
    }
    return list;
}

static kp_feel_entries copy_of(kp__state *s, const kp_feel *context)
{
    kp_feel_entries entries = {.arena = s->arena};

    for (size_t i = 0; i < context->n; i++)
        kp_feel_set(&entries, context->entry[i].name, context->entry[i].value);
    return entries;
}

/* `context` with `value` at the end of the path `key`; NULL when the path is none. */
static const kp_feel *put_at(kp__state *s, const kp_feel *context,
                             const kp_feel *const *key, size_t nkeys,
                             const kp_feel *value)
{
    if (nkeys == 0)
        return value;
    if (context->kind != KP_FEEL_CONTEXT || key[0]->kind != KP_FEEL_STRING)
        return NULL;
    kp_feel_entries entries = copy_of(s, context);
    const kp_feel *inner = kp_feel_entry_of(context, key[0]->text);
    if (inner == NULL && nkeys > 1)
        return NULL;
    inner = put_at(s, inner != NULL ? inner : &kp_feel_null, key + 1, nkeys - 1, value);
    if (inner == NULL)
        return NULL;
    kp_feel_set(&entries, key[0]->text, inner);
    return kp_feel_entries_done(&entries);
}

const kp_feel *k_context_put(kp__state *s, const kp_feel *const *arg, size_t n)
{
    const kp_feel *const *key = arg[1]->kind == KP_FEEL_LIST ? arg[1]->item : &arg[1];
    size_t nkeys = arg[1]->kind == KP_FEEL_LIST ? arg[1]->n : 1;

    (void)n;
    if (nkeys == 0 || nkeys > KP_DMN_MAX_DEPTH)
        return kp__bad_argument(s, "context put", arg[1]);
    const kp_feel *result = put_at(s, arg[0], key, nkeys, arg[2]);
    return result != NULL ? result : kp__bad_argument(s, "context put", arg[1]);
}

const kp_feel *k_context_merge(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_feel_entries entries = {.arena = s->arena};

    (void)n;
    for (size_t i = 0; i < arg[0]->n; i++) {
        const kp_feel *context = arg[0]->item[i];

        if (context->kind != KP_FEEL_CONTEXT)
            return kp__bad_argument(s, "context merge", context);
        for (size_t j = 0; j < context->n; j++)
            kp_feel_set(&entries, context->entry[j].name, context->entry[j].value);
    }
    return kp_feel_entries_done(&entries);
}
