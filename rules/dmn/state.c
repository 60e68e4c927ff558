/* state.c - faults, limits and scopes of the evaluator (see state.h). */
#include "rules/dmn/state.h"

const kp_feel *kp__null(kp__state *s, kp_code code, kp_str arg1, kp_str arg2,
                        kp_str arg3)
{
    if (s->quiet > 0)
        return &kp_feel_null;
    s->nfaults++;
    kp_status status = kp_fail(s->diags, code, s->where, s->text, arg1, arg2, arg3);
    (void)status;  // the answer is null either way
    return &kp_feel_null;
}

const kp_feel *kp__unsupported(kp__state *s, kp_str feature)
{
    if (s->unsupported.n == 0)
        s->unsupported = kp_str_copy(s->arena, feature);
    return &kp_feel_null;
}

bool kp__step(kp__state *s)
{
    if (++s->steps <= KP_DMN_MAX_STEPS && s->depth < KP_DMN_MAX_DEPTH)
        return true;
    // Not a value of the model: null would pass for one.
    kp__unsupported(s, s->depth < KP_DMN_MAX_DEPTH
                           ? KP_STR("这么长的计算|calculations of this length")
                           : KP_STR("这么深的计算|calculations of this depth"));
    return false;
}

kp_str kp__text_of(kp__state *s, const kp_feel *value)
{
    kp_buf buf;

    kp_buf_init(&buf, 1 << 24);
    kp_feel_print(value, &buf);
    kp_str text = kp_str_copy(s->arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return text;
}

kp_str kp__shown(kp__state *s, const kp_feel *value)
{
    kp_str text = kp__text_of(s, value);
    size_t at = 0;

    while (at < text.n && at < 60)
        kp_utf8_next(text, &at);
    return kp_str_slice(text, 0, at);
}

kp_str kp__kind(const kp_feel *value)
{
    return kp_str_of(kp_feel_kind_name(value->kind));
}

kp__scope *kp__new_scope(kp__state *s, const kp__scope *parent, kp_feel_entry *entry,
                         size_t n)
{
    kp__scope *scope = KP_NEW(s->arena, kp__scope);

    scope->parent = parent;
    scope->entry = entry;
    scope->n = n;
    return scope;
}

const kp_feel *kp__lookup(const kp__scope *scope, kp_str name)
{
    for (; scope != NULL; scope = scope->parent)
        for (size_t i = 0; i < scope->n; i++)
            if (kp_str_eq(scope->entry[i].name, name))
                return scope->entry[i].value;
    return NULL;
}
