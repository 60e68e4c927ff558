/* value.c - making values, and comparing them (see value.h). */
#include "rules/dmn/value.h"

const kp_feel kp_feel_null = {.kind = KP_FEEL_NULL};
const kp_feel kp_feel_true = {.kind = KP_FEEL_BOOL, .flag = true};
const kp_feel kp_feel_false = {.kind = KP_FEEL_BOOL};

/* ---- making ---- */

static kp_feel *new_value(kp_arena *arena, kp_feel_kind kind)
{
    kp_feel *value = KP_NEW(arena, kp_feel);

    value->kind = kind;
    return value;
}

const kp_feel *kp_feel_bool(bool flag)
{
    return flag ? &kp_feel_true : &kp_feel_false;
}

const kp_feel *kp_feel_number(kp_arena *arena, kp_decimal num)
{
    kp_feel *value = new_value(arena, KP_FEEL_NUMBER);

    value->num = num;
    return value;
}

const kp_feel *kp_feel_int(kp_arena *arena, int64_t n)
{
    return kp_feel_number(arena, kp_dec(n, 0));
}

const kp_feel *kp_feel_text(kp_arena *arena, kp_str text)
{
    kp_feel *value = new_value(arena, KP_FEEL_STRING);

    value->text = text;
    return value;
}

const kp_feel *kp_feel_moment(kp_arena *arena, kp_feel_kind kind, kp_moment moment)
{
    kp_feel *value = new_value(arena, kind);

    value->moment = moment;
    return value;
}

const kp_feel *kp_feel_months(kp_arena *arena, int64_t months)
{
    kp_feel *value = new_value(arena, KP_FEEL_MONTHS);

    value->months = months;
    return value;
}

const kp_feel *kp_feel_span(kp_arena *arena, kp_i128 nanos)
{
    kp_feel *value = new_value(arena, KP_FEEL_SPAN);

    value->nanos = nanos;
    return value;
}

kp_feel *kp_feel_list(kp_arena *arena, size_t n)
{
    kp_feel *value = new_value(arena, KP_FEEL_LIST);

    value->n = n;
    value->item = KP_NEW_ARRAY(arena, n, const kp_feel *);
    return value;
}

const kp_feel *kp_feel_list_of(kp_arena *arena, const kp_feel *one)
{
    kp_feel *list = kp_feel_list(arena, 1);

    list->item[0] = one;
    return list;
}

void kp_feel_push(kp_feel_items *items, const kp_feel *value)
{
    items->item = kp_arena_grow(items->arena, items->item, &items->cap, items->n + 1,
                                sizeof(const kp_feel *));
    items->item[items->n++] = value;
}

const kp_feel *kp_feel_items_done(const kp_feel_items *items)
{
    kp_feel *list = new_value(items->arena, KP_FEEL_LIST);

    list->n = items->n;
    list->item = items->item;
    return list;
}

void kp_feel_set(kp_feel_entries *entries, kp_str name, const kp_feel *value)
{
    for (size_t i = 0; i < entries->n; i++)
        if (kp_str_eq(entries->entry[i].name, name)) {
            entries->entry[i].value = value;
            return;
        }
    entries->entry = kp_arena_grow(entries->arena, entries->entry, &entries->cap,
                                   entries->n + 1, sizeof(kp_feel_entry));
    entries->entry[entries->n++] = (kp_feel_entry){name, value};
}

const kp_feel *kp_feel_entries_done(const kp_feel_entries *entries)
{
    kp_feel *context = new_value(entries->arena, KP_FEEL_CONTEXT);

    context->n = entries->n;
    context->entry = entries->entry;
    return context;
}

const kp_feel *kp_feel_entry_of(const kp_feel *context, kp_str name)
{
    for (size_t i = 0; i < context->n; i++)
        if (kp_str_eq(context->entry[i].name, name))
            return context->entry[i].value;
    return NULL;
}

/* ---- comparing ---- */

static int lists_equal(const kp_feel *a, const kp_feel *b)
{
    if (a->n != b->n)
        return 0;
    for (size_t i = 0; i < a->n; i++) {
        int equal = kp_feel_equal(a->item[i], b->item[i]);

        if (equal != 1)
            return 0;
    }
    return 1;
}

static int contexts_equal(const kp_feel *a, const kp_feel *b)
{
    if (a->n != b->n)
        return 0;
    for (size_t i = 0; i < a->n; i++) {
        const kp_feel *other = kp_feel_entry_of(b, a->entry[i].name);

        if (other == NULL || kp_feel_equal(a->entry[i].value, other) != 1)
            return 0;
    }
    return 1;
}

static bool ends_equal(const kp_feel *a, const kp_feel *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return kp_feel_equal(a, b) == 1;
}

static int ranges_equal(const kp_feel_range *a, const kp_feel_range *b)
{
    return a->open_low == b->open_low && a->open_high == b->open_high &&
           a->is_not == b->is_not && a->is_one == b->is_one &&
           ends_equal(a->low, b->low) && ends_equal(a->high, b->high);
}

/* A date beside a date and time is its midnight in UTC. */
static kp_moment as_date_time(const kp_feel *value)
{
    kp_moment moment = value->moment;

    if (value->kind == KP_FEEL_DATE)
        moment.has_offset = true;
    return moment;
}

static bool are_dates(const kp_feel *a, const kp_feel *b)
{
    bool date_a = a->kind == KP_FEEL_DATE || a->kind == KP_FEEL_DATE_TIME;

    return date_a && (b->kind == KP_FEEL_DATE || b->kind == KP_FEEL_DATE_TIME) &&
           a->kind != b->kind;
}

int kp_feel_equal(const kp_feel *a, const kp_feel *b)
{
    int sign;

    if (kp_feel_is_null(a) || kp_feel_is_null(b))
        return a->kind == b->kind;
    if (a->kind != b->kind && !are_dates(a, b))
        return -1;
    switch (a->kind) {
    case KP_FEEL_BOOL:
        return a->flag == b->flag;
    case KP_FEEL_LIST:
        return lists_equal(a, b);
    case KP_FEEL_CONTEXT:
        return contexts_equal(a, b);
    case KP_FEEL_RANGE:
        return ranges_equal(&a->range, &b->range);
    case KP_FEEL_FUNCTION:
        return a->function == b->function ? 1 : -1;
    case KP_FEEL_NULL:
    case KP_FEEL_NUMBER:
    case KP_FEEL_STRING:
    case KP_FEEL_DATE:
    case KP_FEEL_TIME:
    case KP_FEEL_DATE_TIME:
    case KP_FEEL_MONTHS:
    case KP_FEEL_SPAN:
        break;
    }
    return kp_feel_compare(a, b, &sign) ? sign == 0 : 0;
}

static int sign_of(kp_i128 a, kp_i128 b)
{
    return (a > b) - (a < b);
}

bool kp_feel_compare(const kp_feel *a, const kp_feel *b, int *sign)
{
    kp_moment left, right;

    if (a->kind != b->kind && !are_dates(a, b))
        return false;
    switch (a->kind) {
    case KP_FEEL_NUMBER:
        *sign = kp_dec_cmp(a->num, b->num);
        return true;
    case KP_FEEL_STRING:
        *sign = kp_str_cmp(a->text, b->text);
        return true;
    case KP_FEEL_DATE:
    case KP_FEEL_DATE_TIME:
    case KP_FEEL_TIME:
        left = a->kind == b->kind ? a->moment : as_date_time(a);
        right = a->kind == b->kind ? b->moment : as_date_time(b);
        // Local time and a known offset cannot be put in order.
        if (left.has_offset != right.has_offset)
            return false;
        *sign = kp_moment_compare(left, right);
        return true;
    case KP_FEEL_MONTHS:
        *sign = sign_of(a->months, b->months);
        return true;
    case KP_FEEL_SPAN:
        *sign = sign_of(a->nanos, b->nanos);
        return true;
    case KP_FEEL_NULL:
    case KP_FEEL_BOOL:
    case KP_FEEL_LIST:
    case KP_FEEL_CONTEXT:
    case KP_FEEL_RANGE:
    case KP_FEEL_FUNCTION:
        break;
    }
    return false;
}

int kp_feel_within(const kp_feel_range *range, const kp_feel *value)
{
    int sign;

    if (range->is_one || range->is_not) {
        int equal = kp_feel_equal(value, range->low);

        return equal < 0 ? equal : range->is_not != (equal == 1);
    }
    if (range->low != NULL) {
        if (!kp_feel_compare(value, range->low, &sign))
            return -1;
        if (range->open_low ? sign <= 0 : sign < 0)
            return 0;
    }
    if (range->high != NULL) {
        if (!kp_feel_compare(value, range->high, &sign))
            return -1;
        if (range->open_high ? sign >= 0 : sign > 0)
            return 0;
    }
    return 1;
}
