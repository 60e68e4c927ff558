/* text.c - views of strings and UTF-8; see text.h. */
#include "engine/base/text.h"

#include <string.h>

#define REPLACEMENT 0xFFFDu

kp_str kp_str_of(const char *z)
{
    return z ? (kp_str){z, strlen(z)} : (kp_str){0};
}

bool kp_str_eq(kp_str a, kp_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool kp_str_is(kp_str a, const char *z)
{
    return kp_str_eq(a, kp_str_of(z));
}

int kp_str_cmp(kp_str a, kp_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    if (order)
        return order < 0 ? -1 : 1;
    return (a.n > b.n) - (a.n < b.n);
}

bool kp_str_starts(kp_str s, kp_str prefix)
{
    return s.n >= prefix.n && kp_str_eq(kp_str_slice(s, 0, prefix.n), prefix);
}

bool kp_str_ends(kp_str s, kp_str suffix)
{
    return s.n >= suffix.n && kp_str_eq(kp_str_slice(s, s.n - suffix.n, s.n), suffix);
}

static bool is_ascii_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

kp_str kp_str_trim(kp_str s)
{
    while (s.n && is_ascii_blank(s.p[0]))
        s = kp_str_slice(s, 1, s.n);
    while (s.n && is_ascii_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

/* Bounds beyond the text mean its end, so that callers need not clamp. */
kp_str kp_str_slice(kp_str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return (kp_str){s.p ? s.p + from : NULL, to - from};
}

size_t kp_str_find(kp_str s, kp_str what)
{
    if (what.n == 0)
        return 0;
    for (size_t at = 0; at + what.n <= s.n; at++) {
        const char *hit = memchr(s.p + at, what.p[0], s.n - what.n - at + 1);

        if (!hit)
            return SIZE_MAX;
        at = (size_t)(hit - s.p);
        if (memcmp(hit, what.p, what.n) == 0)
            return at;
    }
    return SIZE_MAX;
}

kp_str kp_str_copy(kp_arena *arena, kp_str s)
{
    char *p = KP_NEW_ARRAY(arena, s.n + 1, char);

    if (s.n)
        memcpy(p, s.p, s.n);
    return (kp_str){p, s.n};
}

kp_str kp_str_joined(kp_arena *arena, kp_str a, const char *between, kp_str b)
{
    size_t n = b.n ? strlen(between) : 0;
    char *p = KP_NEW_ARRAY(arena, a.n + n + b.n + 1, char);

    if (a.n)
        memcpy(p, a.p, a.n);
    if (n)
        memcpy(p + a.n, between, n);
    if (b.n)
        memcpy(p + a.n + n, b.p, b.n);
    return (kp_str){p, a.n + n + b.n};
}

/* Eight bytes a step; the length goes in first, so padding cannot collide. */
uint64_t kp_str_hash(kp_str s)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = s.n * odd;

    for (size_t at = 0; at < s.n; at += 8) {
        uint64_t word = 0;

        memcpy(&word, s.p + at, s.n - at < 8 ? s.n - at : 8);
        hash = (hash ^ word) * odd;
        hash ^= hash >> 29;
    }
    hash *= UINT64_C(0xBF58476D1CE4E5B9);
    return hash ^ (hash >> 32);
}

kp_str kp_str_cut(kp_str *rest, char sep)
{
    const char *hit = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    size_t at = hit ? (size_t)(hit - rest->p) : rest->n;
    kp_str before = kp_str_slice(*rest, 0, at);

    *rest = kp_str_slice(*rest, at + 1, rest->n);
    return before;
}

/* What the first byte promises: how many more bytes, its own bits, and the least
 * value that needs so many (smaller ones are overlong). */
static size_t lead_promises(unsigned char lead, uint32_t *bits, uint32_t *least)
{
    if (lead >= 0xC2 && lead <= 0xDF) {
        *bits = lead & 0x1Fu;
        *least = 0x80;
        return 1;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        *bits = lead & 0x0Fu;
        *least = 0x800;
        return 2;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        *bits = lead & 0x07u;
        *least = 0x10000;
        return 3;
    }
    return 0;
}

/* Decode at `at`: the number of bytes used, or 0 when they are not UTF-8. */
static size_t decode(kp_str s, size_t at, uint32_t *point)
{
    unsigned char lead = (unsigned char)s.p[at];
    uint32_t value = 0, least = 0;

    if (lead < 0x80) {
        *point = lead;
        return 1;
    }
    size_t more = lead_promises(lead, &value, &least);
    if (more == 0 || more >= s.n - at)
        return 0;
    for (size_t i = 1; i <= more; i++) {
        unsigned char next = (unsigned char)s.p[at + i];

        if ((next & 0xC0u) != 0x80u)
            return 0;
        value = value << 6 | (next & 0x3Fu);
    }
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *point = value;
    return more + 1;
}

uint32_t kp_utf8_next(kp_str s, size_t *at)
{
    uint32_t point = REPLACEMENT;
    size_t used = decode(s, *at, &point);

    *at += used ? used : 1;
    return used ? point : REPLACEMENT;
}

size_t kp_utf8_put(char out[4], uint32_t point)
{
    if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        point = REPLACEMENT;
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80u | (point & 0x3Fu));
        point >>= 6;
    }
    out[0] = (char)(lead[n] | point);
    return n;
}

/* The end of the run of ASCII that starts at `at`, eight bytes a step. */
static size_t skip_ascii(kp_str s, size_t at)
{
    for (; at + 8 <= s.n; at += 8) {
        uint64_t word;

        memcpy(&word, s.p + at, 8);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (at < s.n && (unsigned char)s.p[at] < 0x80)
        at++;
    return at;
}

bool kp_utf8_valid(kp_str s)
{
    for (size_t at = skip_ascii(s, 0); at < s.n; at = skip_ascii(s, at)) {
        uint32_t point;
        size_t used = decode(s, at, &point);

        if (!used)
            return false;
        at += used;
    }
    return true;
}

size_t kp_utf16_units(kp_str s)
{
    size_t units = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c & 0xC0) != 0x80)
            units += c >= 0xF0 ? 2 : 1;
    }
    return units;
}

kp_str kp_str_beginning(kp_str s, size_t n)
{
    size_t at = 0;

    for (size_t i = 0; i < n && at < s.n; i++)
        (void)kp_utf8_next(s, &at);
    return kp_str_slice(s, 0, at);
}
