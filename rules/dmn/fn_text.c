/* fn_text.c - functions of texts; positions count characters (code points) from 1. */
#include "engine/base/fold.h"
#include "rules/dmn/function.h"

static int64_t length_of(kp_str text)
{
    int64_t n = 0;

    for (size_t at = 0; at < text.n; n++)
        kp_utf8_next(text, &at);
    return n;
}

/* The characters from `from` up to `to`, counted from 0. */
static kp_str characters(kp_str text, int64_t from, int64_t to)
{
    size_t at = 0, start = text.n, end = text.n;

    for (int64_t i = 0;; i++) {
        if (i == from)
            start = at;
        if (i == to || at >= text.n) {
            end = at;
            break;
        }
        kp_utf8_next(text, &at);
    }
    return start < end ? kp_str_slice(text, start, end) : KP_STR("");
}

const kp_feel *k_substring(kp__state *s, const kp_feel *const *arg, size_t n)
{
    int64_t length = length_of(arg[0]->text), start, count = length;

    (void)n;
    if (!kp__whole(arg[1], &start) || start == 0)
        return kp__bad_argument(s, "substring", arg[1]);
    if (arg[2] != NULL && (!kp__whole(arg[2], &count) || count < 1))
        return kp__bad_argument(s, "substring", arg[2]);
    if (start > length || start < -length)
        return kp_feel_text(s->arena, KP_STR(""));
    int64_t from = start > 0 ? start - 1 : length + start;
    int64_t to = count > length - from ? length : from + count;
    return kp_feel_text(s->arena, characters(arg[0]->text, from, to));
}

const kp_feel *k_string_length(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)n;
    return kp_feel_int(s->arena, length_of(arg[0]->text));
}

static const kp_feel *each_point(kp__state *s, kp_str text, uint32_t (*of)(uint32_t))
{
    char *out = kp_arena_alloc(s->arena, text.n + 1, 4);
    size_t nout = 0;

    for (size_t at = 0; at < text.n;)
        nout += kp_utf8_put(out + nout, of(kp_utf8_next(text, &at)));
    return kp_feel_text(s->arena, (kp_str){out, nout});
}

const kp_feel *k_upper_case(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)n;
    return each_point(s, arg[0]->text, kp_utf8_upper);
}

const kp_feel *k_lower_case(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)n;
    return each_point(s, arg[0]->text, kp_utf8_lower);
}

const kp_feel *k_substring_before(kp__state *s, const kp_feel *const *arg, size_t n)
{
    size_t at = kp_str_find(arg[0]->text, arg[1]->text);

    (void)n;
    if (at == SIZE_MAX || arg[1]->text.n == 0)
        return kp_feel_text(s->arena, KP_STR(""));
    return kp_feel_text(s->arena, kp_str_slice(arg[0]->text, 0, at));
}

const kp_feel *k_substring_after(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_str text = arg[0]->text;
    size_t at = kp_str_find(text, arg[1]->text);

    (void)n;
    if (arg[1]->text.n == 0)
        return arg[0];
    if (at == SIZE_MAX)
        return kp_feel_text(s->arena, KP_STR(""));
    return kp_feel_text(s->arena, kp_str_slice(text, at + arg[1]->text.n, text.n));
}

const kp_feel *k_contains(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)s;
    (void)n;
    return kp_feel_bool(arg[1]->text.n == 0 ||
                        kp_str_find(arg[0]->text, arg[1]->text) != SIZE_MAX);
}

const kp_feel *k_starts_with(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)s;
    (void)n;
    return kp_feel_bool(kp_str_starts(arg[0]->text, arg[1]->text));
}

const kp_feel *k_ends_with(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)s;
    (void)n;
    return kp_feel_bool(kp_str_ends(arg[0]->text, arg[1]->text));
}

/* Nulls are left out; anything else that is no text is a fault. */
const kp_feel *k_string_join(kp__state *s, const kp_feel *const *arg, size_t n)
{
    kp_str delimiter = {0};
    kp_buf buf;
    bool first = true;

    (void)n;
    for (size_t i = 0; i < arg[0]->n; i++)
        if (arg[0]->item[i]->kind != KP_FEEL_STRING &&
            !kp_feel_is_null(arg[0]->item[i]))
            return kp__bad_argument(s, "string join", arg[0]->item[i]);
    if (arg[1] != NULL && !kp_feel_is_null(arg[1]))
        delimiter = arg[1]->text;
    kp_buf_init(&buf, 1 << 26);
    for (size_t i = 0; i < arg[0]->n; i++) {
        if (kp_feel_is_null(arg[0]->item[i]))
            continue;
        if (!first)
            kp_buf_str(&buf, delimiter);
        first = false;
        kp_buf_str(&buf, arg[0]->item[i]->text);
    }
    if (buf.broken) {
        kp_buf_free(&buf);
        return kp__unsupported(s, KP_STR("这么长的文本|texts of this length"));
    }
    kp_str text = kp_str_copy(s->arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return kp_feel_text(s->arena, text);
}

/* ---- other values as text ---- */

const kp_feel *k_string(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)n;
    if (kp_feel_is_null(arg[0]))
        return kp__bad_argument(s, "string", arg[0]);
    return kp_feel_text(s->arena, kp__text_of(s, arg[0]));
}

const kp_feel *k_same(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)s;
    (void)n;
    return arg[0];
}

const kp_feel *k_not(kp__state *s, const kp_feel *const *arg, size_t n)
{
    (void)s;
    (void)n;
    return kp_feel_is_null(arg[0]) ? arg[0] : kp_feel_bool(!arg[0]->flag);
}

/* The same kind and the same value, offsets of times included. */
const kp_feel *k_is(kp__state *s, const kp_feel *const *arg, size_t n)
{
    const kp_feel *a = arg[0], *b = arg[1];
    bool timed = a->kind == KP_FEEL_TIME || a->kind == KP_FEEL_DATE_TIME;

    (void)s;
    (void)n;
    if (a->kind != b->kind)
        return &kp_feel_false;
    if (timed)
        return kp_feel_bool(a->moment.days == b->moment.days &&
                            a->moment.nanos == b->moment.nanos &&
                            a->moment.has_offset == b->moment.has_offset &&
                            a->moment.offset == b->moment.offset);
    return kp_feel_bool(kp_feel_equal(a, b) == 1);
}
