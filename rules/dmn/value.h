/* value.h - the values of FEEL.
 *
 * A value never changes once made; lists and contexts share their items.  Numbers are
 * decimal128 (engine/base/decimal.h).  A context keeps the order of its entries, and
 * equality does not look at it.
 *
 * Ownership: values live in the arena given when they are made.
 * Threads:   values may be shared; making them needs an arena of one's own.
 */
#ifndef KP_RULES_DMN_VALUE_H
#define KP_RULES_DMN_VALUE_H

#include "engine/base/decimal.h"
#include "rules/dmn/moment.h"

typedef enum kp_feel_kind {
    KP_FEEL_NULL,
    KP_FEEL_BOOL,
    KP_FEEL_NUMBER,
    KP_FEEL_STRING,
    KP_FEEL_DATE,
    KP_FEEL_TIME,
    KP_FEEL_DATE_TIME,
    KP_FEEL_MONTHS,  // years and months duration
    KP_FEEL_SPAN,    // days and time duration
    KP_FEEL_LIST,
    KP_FEEL_CONTEXT,
    KP_FEEL_RANGE,
    KP_FEEL_FUNCTION,
} kp_feel_kind;

typedef struct kp_feel kp_feel;
struct kp_feel_function;  // state.h

typedef struct kp_feel_entry {
    kp_str name;
    const kp_feel *value;
} kp_feel_entry;

/* A missing end is a null pointer, as in (< 10); [1..null] has a null value there. */
typedef struct kp_feel_range {
    const kp_feel *low, *high;
    bool open_low, open_high;
    bool is_not;  // (!= 10): everything but `low`
    bool is_one;  // (= 10): `low` and nothing else
} kp_feel_range;

struct kp_feel {
    kp_feel_kind kind;
    union {
        bool flag;         // BOOL
        kp_decimal num;    // NUMBER
        kp_str text;       // STRING
        kp_moment moment;  // DATE, TIME, DATE_TIME
        int64_t months;    // MONTHS
        kp_i128 nanos;     // SPAN
        struct {
            size_t n;              // LIST, CONTEXT
            const kp_feel **item;  // LIST
            kp_feel_entry *entry;  // CONTEXT
        };
        kp_feel_range range;
        const struct kp_feel_function *function;
    };
};

extern const kp_feel kp_feel_null, kp_feel_true, kp_feel_false;

const kp_feel *kp_feel_bool(bool flag);
const kp_feel *kp_feel_number(kp_arena *arena, kp_decimal num);
const kp_feel *kp_feel_int(kp_arena *arena, int64_t n);
const kp_feel *kp_feel_text(kp_arena *arena, kp_str text);  // text is not copied
const kp_feel *kp_feel_moment(kp_arena *arena, kp_feel_kind kind, kp_moment moment);
const kp_feel *kp_feel_months(kp_arena *arena, int64_t months);
const kp_feel *kp_feel_span(kp_arena *arena, kp_i128 nanos);

/* A list of `n` items, for the caller to fill in before anybody else sees it. */
kp_feel *kp_feel_list(kp_arena *arena, size_t n);
const kp_feel *kp_feel_list_of(kp_arena *arena, const kp_feel *one);
/* A list that grows while it is made. */
typedef struct kp_feel_items {
    kp_arena *arena;
    const kp_feel **item;
    size_t n, cap;
} kp_feel_items;
void kp_feel_push(kp_feel_items *items, const kp_feel *value);
const kp_feel *kp_feel_items_done(const kp_feel_items *items);

/* A context that grows while it is made. */
typedef struct kp_feel_entries {
    kp_arena *arena;
    kp_feel_entry *entry;
    size_t n, cap;
} kp_feel_entries;
/* A name that is there already gets the new value. */
void kp_feel_set(kp_feel_entries *entries, kp_str name, const kp_feel *value);
const kp_feel *kp_feel_entries_done(const kp_feel_entries *entries);
/* NULL when there is none. */
const kp_feel *kp_feel_entry_of(const kp_feel *context, kp_str name);

static inline bool kp_feel_is(const kp_feel *value, kp_feel_kind kind)
{
    return value->kind == kind;
}

static inline bool kp_feel_is_null(const kp_feel *value)
{
    return value->kind == KP_FEEL_NULL;
}

/* FEEL's "=": 1 equal, 0 not, -1 when the kinds cannot be compared. */
int kp_feel_equal(const kp_feel *a, const kp_feel *b);
/* Sign of a - b in *sign; false when there is no order between the two. */
bool kp_feel_compare(const kp_feel *a, const kp_feel *b, int *sign);
/* Is `value` inside?  1, 0, or -1 when that cannot be said. */
int kp_feel_within(const kp_feel_range *range, const kp_feel *value);

/* "number", "days and time duration" … */
const char *kp_feel_kind_name(kp_feel_kind kind);

/* The value of that kind written as in data: "2025-03-01", "P1Y", "true", "1.50".
 * NULL when it is none, or of a kind that data cannot hold. */
const kp_feel *kp_feel_read(kp_arena *arena, kp_feel_kind kind, kp_str text);

/* As the function string() writes it; texts inside lists and contexts are quoted. */
void kp_feel_print(const kp_feel *value, kp_buf *out);

#endif
