/* format.c - how the writer spells things; see format.h. */
#include "io/log/format.h"

void kp__log_text(kp_buf *buf, kp_str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c != '\t' && c != '\n' && c != '\\')
            continue;
        kp__log_put(buf, text.p + from, i - from);
        kp__log_char(buf, '\\');
        kp__log_char(buf, c == '\t' ? 't' : c == '\n' ? 'n' : '\\');
        from = i + 1;
    }
    kp__log_put(buf, text.p + from, text.n - from);
}

void kp__log_trimmed(kp_buf *buf, kp_str text)
{
    while (text.n && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\r'))
        text.n--;
    kp__log_text(buf, text);
}

void kp__log_free(kp_buf *buf, kp_str text)
{
    size_t before = buf->n;

    kp__log_trimmed(buf, text);
    if (buf->n == before)
        kp__log_char(buf, '-');
}

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

/* Digits of n before `end`; returns the first. */
static char *digits_before(char *end, uint64_t n)
{
    while (n >= 100) {
        end -= 2;
        memcpy(end, pairs + 2 * (n % 100), 2);
        n /= 100;
    }
    if (n >= 10) {
        end -= 2;
        memcpy(end, pairs + 2 * n, 2);
        return end;
    }
    *--end = (char)('0' + n);
    return end;
}

void kp__log_uint(kp_buf *buf, uint64_t n)
{
    char digits[20];
    char *end = digits + sizeof digits, *first = digits_before(end, n);

    kp__log_put(buf, first, (size_t)(end - first));
}

/* A number that is one machine word: nearly all of them. */
static void put_word(kp_buf *buf, bool negative, uint64_t magnitude, int scale, int pad)
{
    char text[48];
    char *end = text + sizeof text, *at = end;

    at -= pad;
    memset(at, '0', (size_t)pad);
    if (scale > 0) {
        uint64_t whole = magnitude / (uint64_t)kp_pow10_i64[scale];
        uint64_t part = magnitude % (uint64_t)kp_pow10_i64[scale];
        char *first = digits_before(at, part);

        while (at - first < scale)
            *--first = '0';
        at = first;
        magnitude = whole;
    }
    if (scale + pad > 0)
        *--at = '.';
    at = digits_before(at, magnitude);
    if (negative)
        *--at = '-';
    kp__log_put(buf, at, (size_t)(end - at));
}

bool kp__log_num(kp_buf *buf, kp_decimal num, int decimals)
{
    bool negative = num.coef < 0;
    int scale = num.scale;

    if (num.coef > INT64_MAX || num.coef < -INT64_MAX || scale < 0 || scale > 18 ||
        decimals > 18) {
        kp_decimal least = kp_dec_reduce(num);

        if (decimals >= 0 && least.scale > decimals)
            return false;
        kp_dec_print(least, decimals, buf);
        return true;
    }
    uint64_t magnitude = negative ? (uint64_t)-num.coef : (uint64_t)num.coef;
    int keep = decimals < 0 ? 0 : decimals;
    for (; scale > keep && magnitude % 10 == 0; scale--)
        magnitude /= 10;
    if (decimals >= 0 && scale > decimals)
        return false;
    put_word(buf, negative, magnitude, scale, decimals > scale ? decimals - scale : 0);
    return true;
}

void kp__log_date(kp_buf *buf, int32_t days)
{
    char text[KP_DATE_TEXT];

    kp_date_print(days, text);
    kp__log_put(buf, text, strlen(text));
}

void kp__log_a1(kp_buf *buf, uint32_t col, uint32_t row)
{
    char letters[8];
    size_t at = sizeof letters;

    for (; col > 0; col = (col - 1) / 26)
        letters[--at] = (char)('A' + (col - 1) % 26);
    kp__log_put(buf, letters + at, sizeof letters - at);
    kp__log_uint(buf, row);
}

void kp__log_where(kp_buf *buf, kp_where where)
{
    kp__log_free(buf, where.file);
    kp__log_char(buf, '\t');
    kp__log_free(buf, where.sheet);
    kp__log_char(buf, '\t');
    if (where.row)
        kp__log_a1(buf, where.col, where.row);
    else
        kp__log_char(buf, '-');
}

void kp__log_digest(kp_buf *buf, const unsigned char *bytes, size_t n)
{
    static const char hex[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        kp__log_char(buf, hex[bytes[i] >> 4]);
        kp__log_char(buf, hex[bytes[i] & 15]);
    }
}

const char *kp__log_mode_name(kp_rounding mode)
{
    static const char *const names[KP_ROUNDING_COUNT] = {
        [KP_ROUND_HALF_UP] = "half-up",
        [KP_ROUND_HALF_EVEN] = "half-even",
        [KP_ROUND_HALF_DOWN] = "half-down",
        [KP_ROUND_UP] = "up",
        [KP_ROUND_DOWN] = "down",
        [KP_ROUND_CEILING] = "ceiling",
        [KP_ROUND_FLOOR] = "floor",
        [KP_ROUND_UP_AFTER_HALF] = "up-after-half",
        [KP_ROUND_UP_AFTER_DOWN] = "up-after-down",
    };

    return mode < KP_ROUNDING_COUNT ? names[mode] : "-";
}

const char *kp__log_kind_name(kp_kind kind)
{
    static const char *const names[] = {
        [KP_NUM] = "number", [KP_TEXT] = "text", [KP_DATE] = "date",
        [KP_BOOL] = "bool",  [KP_LINK] = "link",
    };

    return names[kind];
}

const char *kp__log_source_name(kp_source source)
{
    static const char *const names[] = {
        [KP_SOURCE_INPUT] = "input",         [KP_SOURCE_SCALAR] = "formula",
        [KP_SOURCE_AGGREGATE] = "aggregate", [KP_SOURCE_RANK] = "rank",
        [KP_SOURCE_QUOTA] = "quota",         [KP_SOURCE_ALLOCATE] = "allocate",
        [KP_SOURCE_HISTORY] = "history",
    };

    return names[source];
}

const char *kp__log_missing_name(kp_missing missing)
{
    static const char *const names[] = {
        [KP_MISSING_ERROR] = "error",   [KP_MISSING_ZERO] = "zero",
        [KP_MISSING_ABSENT] = "absent", [KP_MISSING_CARRY] = "carry",
        [KP_MISSING_BLANK] = "blank",
    };

    return names[missing];
}

const char *kp__log_aggregate_name(kp_aggregate_fn fn)
{
    static const char *const names[KP_AGG_FN_COUNT] = {
        [KP_AGG_SUM] = "sum",         [KP_AGG_COUNT] = "count",
        [KP_AGG_MIN] = "min",         [KP_AGG_MAX] = "max",
        [KP_AGG_MEDIAN] = "median",   [KP_AGG_ANY] = "any",
        [KP_AGG_ALL] = "all",         [KP_AGG_WEIGHTED_SUM] = "weighted-sum",
        [KP_AGG_WEIGHTS] = "weights",
    };

    return fn < KP_AGG_FN_COUNT ? names[fn] : "-";
}
