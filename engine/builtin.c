/* builtin.c - kernels of the builtin functions and their table. */
#include "engine/builtin.h"

#include <ctype.h>
#include <string.h>

#include "engine/base/fold.h"
#include "engine/text_format.h"

#define MOST_FORMAT 4096  // bytes of a format: no formula is longer

typedef kp_builtin_call call_t;

static kp_value fail_with(call_t *call, kp_kind kind, kp_code code)
{
    call->fault.code = code;
    return kp_value_none(kind, KP_BLANK);
}

static kp_value number_or_fail(call_t *call, bool good, kp_decimal num)
{
    return good ? kp_value_num(num) : fail_with(call, KP_NUM, KP5003);
}

static kp_str text_arg(const call_t *call, kp_value value)
{
    return kp_symbol_text(call->symbols, value.as.symbol);
}

static kp_value abs_of(call_t *call, const kp_value *a, size_t n)
{
    (void)call, (void)n;
    return kp_value_num(kp_dec_abs(a[0].as.num));
}

static kp_value mod_of(call_t *call, const kp_value *a, size_t n)
{
    kp_decimal out;

    (void)n;
    if (kp_dec_sign(a[1].as.num) == 0)
        return fail_with(call, KP_NUM, KP5001);
    bool good = kp_dec_mod(a[0].as.num, a[1].as.num, &out);

    return number_or_fail(call, good, good ? out : a[0].as.num);
}

static kp_value parity_of(call_t *call, kp_value value, bool odd)
{
    kp_decimal rest;

    if (!kp_dec_is_int(value.as.num))
        return fail_with(call, KP_BOOL, KP5007);
    if (!kp_dec_mod(value.as.num, kp_dec(2, 0), &rest))
        return fail_with(call, KP_BOOL, KP5003);
    return kp_value_bool((kp_dec_sign(rest) != 0) == odd);
}

static kp_value even_of(call_t *call, const kp_value *a, size_t n)
{
    (void)n;
    return parity_of(call, a[0], false);
}

static kp_value odd_of(call_t *call, const kp_value *a, size_t n)
{
    (void)n;
    return parity_of(call, a[0], true);
}

static kp_value sqrt_of(call_t *call, const kp_value *a, size_t n)
{
    kp_decimal out = a[0].as.num;

    (void)n;
    if (kp_dec_sign(a[0].as.num) < 0)
        return fail_with(call, KP_NUM, KP5007);
    return number_or_fail(call, kp_dec_sqrt(a[0].as.num, &out), out);
}

static kp_value pow_of(call_t *call, const kp_value *a, size_t n)
{
    kp_decimal out = a[0].as.num;

    (void)n;
    return number_or_fail(call, kp_dec_pow(a[0].as.num, a[1].as.num, &out), out);
}

static kp_value concat_of(call_t *call, const kp_value *a, size_t n)
{
    size_t size = 0, at = 0;

    for (size_t i = 0; i < n; i++)
        size += text_arg(call, a[i]).n;
    char *all = kp_arena_alloc(call->scratch, size + 1, 1);

    for (size_t i = 0; i < n; i++) {
        kp_str part = text_arg(call, a[i]);

        if (part.n)
            memcpy(all + at, part.p, part.n);
        at += part.n;
    }
    return kp_value_text(kp_symbol(call->symbols, (kp_str){all, size}));
}

static size_t count_points(kp_str s)
{
    size_t n = 0;

    for (size_t at = 0; at < s.n; n++)
        (void)kp_utf8_next(s, &at);
    return n;
}

/* Byte offset of character `k`, or the end. */
static size_t offset_of(kp_str s, size_t k)
{
    size_t at = 0;

    while (k-- > 0 && at < s.n)
        (void)kp_utf8_next(s, &at);
    return at;
}

static bool whole(kp_value value, int64_t least, int64_t *out)
{
    return kp_dec_to_i64(value.as.num, 0, out) && *out >= least;
}

static kp_value slice(call_t *call, kp_str s, size_t from, size_t count)
{
    size_t low = offset_of(s, from), high = offset_of(s, from + count);

    return kp_value_text(kp_symbol(call->symbols, kp_str_slice(s, low, high)));
}

static kp_value length_of(call_t *call, const kp_value *a, size_t n)
{
    (void)n;
    return kp_value_num(kp_dec((int64_t)count_points(text_arg(call, a[0])), 0));
}

static kp_value left_of(call_t *call, const kp_value *a, size_t n)
{
    int64_t count;

    (void)n;
    if (!whole(a[1], 0, &count))
        return fail_with(call, KP_TEXT, KP5007);
    return slice(call, text_arg(call, a[0]), 0, (size_t)count);
}

static kp_value right_of(call_t *call, const kp_value *a, size_t n)
{
    kp_str s = text_arg(call, a[0]);
    size_t all = count_points(s);
    int64_t count;

    (void)n;
    if (!whole(a[1], 0, &count))
        return fail_with(call, KP_TEXT, KP5007);
    if ((uint64_t)count > all)
        count = (int64_t)all;
    return slice(call, s, all - (size_t)count, (size_t)count);
}

static kp_value mid_of(call_t *call, const kp_value *a, size_t n)
{
    int64_t from, count = INT32_MAX;

    if (!whole(a[1], 1, &from) || (n > 2 && !whole(a[2], 0, &count)) ||
        from > INT32_MAX || count > INT32_MAX)
        return fail_with(call, KP_TEXT, KP5007);
    return slice(call, text_arg(call, a[0]), (size_t)from - 1, (size_t)count);
}

static kp_value in_case(call_t *call, kp_value value, uint32_t (*turn)(uint32_t))
{
    kp_str s = text_arg(call, value);
    char *out = kp_arena_alloc(call->scratch, s.n + 1, 4);
    size_t n = 0;

    for (size_t at = 0; at < s.n;)
        n += kp_utf8_put(out + n, turn(kp_utf8_next(s, &at)));
    return kp_value_text(kp_symbol(call->symbols, (kp_str){out, n}));
}

static kp_value upper_of(call_t *call, const kp_value *a, size_t n)
{
    (void)n;
    return in_case(call, a[0], kp_utf8_upper);
}

static kp_value lower_of(call_t *call, const kp_value *a, size_t n)
{
    (void)n;
    return in_case(call, a[0], kp_utf8_lower);
}

static kp_value contains_of(call_t *call, const kp_value *a, size_t n)
{
    (void)n;
    return kp_value_bool(kp_str_find(text_arg(call, a[0]), text_arg(call, a[1])) !=
                         SIZE_MAX);
}

static kp_value starts_of(call_t *call, const kp_value *a, size_t n)
{
    (void)n;
    return kp_value_bool(kp_str_starts(text_arg(call, a[0]), text_arg(call, a[1])));
}

static kp_value ends_of(call_t *call, const kp_value *a, size_t n)
{
    (void)n;
    return kp_value_bool(kp_str_ends(text_arg(call, a[0]), text_arg(call, a[1])));
}

/* A name keeps its first and last character, 欧阳正华 is 欧**华 and 张三 is 张*: how
 * many characters it had stays visible, as notices have it. */
static bool ends_to_keep(const kp_value *a, size_t n, size_t all, size_t *head,
                         size_t *tail)
{
    int64_t first = 1, last = n == 1 && all > 2;

    if ((n > 1 && !whole(a[1], 0, &first)) || (n > 2 && !whole(a[2], 0, &last)))
        return false;
    *head = (uint64_t)first < all ? (size_t)first : all;
    *tail = (uint64_t)last < all ? (size_t)last : all;
    // What would show all of it shows nothing instead.
    if (*head + *tail >= all)
        *head = *tail = 0;
    return true;
}

static kp_value mask_of(call_t *call, const kp_value *a, size_t n)
{
    kp_str s = text_arg(call, a[0]);
    size_t all = count_points(s), head, tail, at;

    if (!ends_to_keep(a, n, all, &head, &tail))
        return fail_with(call, KP_TEXT, KP5007);
    size_t low = offset_of(s, head), high = offset_of(s, all - tail);
    char *masked = kp_arena_alloc(call->scratch, s.n + all + 1, 1);

    if (low)
        memcpy(masked, s.p, low);
    at = low;
    for (size_t k = head + tail; k < all; k++)
        masked[at++] = '*';
    if (high < s.n)
        memcpy(masked + at, s.p + high, s.n - high);
    at += s.n - high;
    return kp_value_text(kp_symbol(call->symbols, (kp_str){masked, at}));
}

static kp_value date_of(call_t *call, const kp_value *a, size_t n)
{
    int64_t y, m, d;

    (void)n;
    if (!whole(a[0], 1, &y) || !whole(a[1], 1, &m) || !whole(a[2], 1, &d) || y > 9999 ||
        m > 12 || d > 31 || !kp_date_valid((kp_ymd){(int)y, (int)m, (int)d}))
        return fail_with(call, KP_DATE, KP5007);
    return kp_value_date(kp_date_of((kp_ymd){(int)y, (int)m, (int)d}));
}

static kp_value year_of(call_t *call, const kp_value *a, size_t n)
{
    (void)call, (void)n;
    return kp_value_num(kp_dec(kp_date_ymd(a[0].as.date).year, 0));
}

static kp_value month_of(call_t *call, const kp_value *a, size_t n)
{
    (void)call, (void)n;
    return kp_value_num(kp_dec(kp_date_ymd(a[0].as.date).month, 0));
}

static kp_value day_of(call_t *call, const kp_value *a, size_t n)
{
    (void)call, (void)n;
    return kp_value_num(kp_dec(kp_date_ymd(a[0].as.date).day, 0));
}

static kp_value weekday_of(call_t *call, const kp_value *a, size_t n)
{
    (void)call, (void)n;
    return kp_value_num(kp_dec(kp_weekday(a[0].as.date), 0));
}

static kp_value days_between(call_t *call, const kp_value *a, size_t n)
{
    (void)call, (void)n;
    return kp_value_num(kp_dec((int64_t)a[0].as.date - a[1].as.date, 0));
}

static kp_value datedif_of(call_t *call, const kp_value *a, size_t n)
{
    kp_str unit = text_arg(call, a[2]);

    (void)n;
    if (unit.n != 1 || !strchr("YMDymd", unit.p[0]) || a[0].as.date > a[1].as.date)
        return fail_with(call, KP_NUM, KP5007);
    return kp_value_num(kp_dec(kp_date_diff(a[0].as.date, a[1].as.date,
                                            (char)toupper((unsigned char)unit.p[0])),
                               0));
}

static kp_value add_months(call_t *call, const kp_value *a, size_t n)
{
    kp_ymd ymd = kp_date_ymd(a[0].as.date);
    int64_t more;

    (void)n;
    if (!whole(a[1], -120000, &more) || more > 120000)
        return fail_with(call, KP_DATE, KP5007);
    int64_t months = (int64_t)ymd.year * 12 + ymd.month - 1 + more;

    ymd.year = (int)(months / 12);
    ymd.month = (int)(months % 12) + 1;
    if (months < 12 || ymd.year > 9999)
        return fail_with(call, KP_DATE, KP5007);
    if (ymd.day > kp_days_in_month(ymd.year, ymd.month))
        ymd.day = kp_days_in_month(ymd.year, ymd.month);
    return kp_value_date(kp_date_of(ymd));
}

static kp_value month_end(call_t *call, const kp_value *a, size_t n)
{
    kp_ymd ymd = kp_date_ymd(a[0].as.date);

    (void)call, (void)n;
    ymd.day = kp_days_in_month(ymd.year, ymd.month);
    return kp_value_date(kp_date_of(ymd));
}

static bool spell(const kp_value *a, size_t n, const call_t *call, kp_buf *out)
{
    kp_text_format format;
    char day[KP_DATE_TEXT];
    kp_str wrong;

    if (n > 1 && (!kp_text_format_read(text_arg(call, a[1]), &format, &wrong) ||
                  format.is_date != (a[0].kind == KP_DATE)))
        return false;
    if (n > 1 && a[0].kind == KP_NUM)
        return kp_text_format_number(&format, a[0].as.num, out);
    if (n > 1)
        kp_text_format_date(&format, a[0].as.date, out);
    if (n > 1)
        return true;
    if (a[0].kind == KP_NUM) {
        kp_dec_print(a[0].as.num, -1, out);
        return true;
    }
    kp_date_print(a[0].as.date, day);
    kp_buf_z(out, day);
    return true;
}

static kp_value text_of(call_t *call, const kp_value *a, size_t n)
{
    kp_buf buf;

    // Commas make a number a third longer.
    kp_buf_init(&buf, 2 * KP_DEC_TEXT + MOST_FORMAT);
    bool good = spell(a, n, call, &buf);
    kp_value text = good ? kp_value_text(kp_symbol(call->symbols, kp_buf_view(&buf)))
                         : fail_with(call, KP_TEXT, KP5003);

    kp_buf_free(&buf);
    return text;
}

const kp_builtin kp_builtins[] = {
#define BUILTIN(id, zh, excel, min, max, signature, kernel, help_zh, help_en)          \
    {id, zh, excel, min, max, signature, kernel, help_zh, help_en},
#include "engine/builtins.def"
#undef BUILTIN
};

size_t kp_builtin_count(void)
{
    return sizeof kp_builtins / sizeof kp_builtins[0];
}

static bool same_in_any_case(kp_str name, const char *upper)
{
    if (!upper || name.n != strlen(upper))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (toupper((unsigned char)name.p[i]) != upper[i])
            return false;
    return true;
}

size_t kp_builtin_find(kp_str name)
{
    for (size_t i = 0; i < kp_builtin_count(); i++)
        if (kp_str_is(name, kp_builtins[i].id) || kp_str_is(name, kp_builtins[i].zh) ||
            same_in_any_case(name, kp_builtins[i].excel))
            return i;
    return SIZE_MAX;
}

bool kp_builtin_takes_blank(const kp_builtin *builtin, size_t k)
{
    size_t n = strcspn(builtin->signature, ">*");

    return isupper((unsigned char)builtin->signature[k < n ? k : n - 1]) != 0;
}

kp_value kp_builtin_apply(kp_builtin_call *call, const kp_builtin *builtin,
                          const kp_value *arg, size_t n, kp_kind kind)
{
    kp_value result = builtin->fn(call, arg, n);

    if (call->fault.code != KP_CODE_NONE)
        return kp_value_error(kind, call->fault);
    return result;
}
