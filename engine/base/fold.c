/* fold.c - the door to utf8proc; see fold.h.
 *
 * Folded text goes to the caller's arena; utf8proc is only used where it works in
 * buffers of ours, so an arena that runs out leaks nothing.  Text that is not UTF-8 is
 * tidied but not normalised.
 */
#include "engine/base/fold.h"

#include <string.h>
#include <utf8proc.h>

#define SHORT_TEXT 256  // code points that are normalised on the stack

static bool is_blank(uint32_t c)
{
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Zero-width spaces and joiners, marks of direction, soft hyphen, BOM. */
static bool is_invisible(uint32_t c)
{
    return c == 0xAD || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

/* Where the code point that ends at `end` begins. */
static size_t step_back(kp_str s, size_t end)
{
    size_t at = end - 1;

    while (at > 0 && end - at < 4 && ((unsigned char)s.p[at] & 0xC0u) == 0x80u)
        at--;
    return at;
}

/* The view without blanks and invisible characters at both ends. */
static kp_str without_padding(kp_str s)
{
    size_t from = 0, to = s.n;

    while (from < to) {
        size_t at = from;
        uint32_t c = kp_utf8_next(s, &at);

        if (!is_blank(c) && !is_invisible(c))
            break;
        from = at;
    }
    while (to > from) {
        size_t at = step_back(s, to), behind = at;
        uint32_t c = kp_utf8_next(s, &behind);

        if (behind != to || (!is_blank(c) && !is_invisible(c)))
            break;
        to = at;
    }
    return kp_str_slice(s, from, to);
}

static bool has_invisible(kp_str s)
{
    for (size_t at = 0; at < s.n;)
        // All of them start with these bytes: most text is passed over quickly.
        if ((unsigned char)s.p[at] != 0xC2 && (unsigned char)s.p[at] != 0xE1 &&
            (unsigned char)s.p[at] != 0xE2 && (unsigned char)s.p[at] != 0xEF)
            at++;
        else if (is_invisible(kp_utf8_next(s, &at)))
            return true;
    return false;
}

/* A copy without the invisible characters; bytes that are not UTF-8 stay. */
static kp_str without_invisible(kp_arena *arena, kp_str s)
{
    char *p = KP_NEW_ARRAY(arena, s.n + 1, char);
    size_t n = 0;

    for (size_t at = 0; at < s.n;) {
        size_t start = at;

        if (is_invisible(kp_utf8_next(s, &at)))
            continue;
        memcpy(p + n, s.p + start, at - start);
        n += at - start;
    }
    return (kp_str){p, n};
}

kp_str kp_tidy(kp_arena *arena, kp_str s)
{
    s = without_padding(s);
    return has_invisible(s) ? without_invisible(arena, s) : s;
}

/* ASCII and the ideographs U+4000 to U+9FFF are their own NFKC, and nothing composes
 * with them: that is nearly every cell. */
static bool is_plainly_normal(kp_str s)
{
    for (size_t at = 0; at < s.n;) {
        unsigned char lead = (unsigned char)s.p[at];

        if (lead >= 0x80 && (lead < 0xE4 || lead > 0xE9))
            return false;
        if (lead >= 0x80 && kp_utf8_next(s, &at) == 0xFFFD)
            return false;
        at += lead < 0x80;
    }
    return true;
}

static kp_str normalised(kp_arena *arena, kp_str s)
{
    const utf8proc_option_t nfkc = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.p;
    utf8proc_ssize_t length = (utf8proc_ssize_t)s.n;
    utf8proc_int32_t local[SHORT_TEXT + 1], *points = local;

    utf8proc_ssize_t n = utf8proc_decompose(bytes, length, points, SHORT_TEXT, nfkc);
    if (n < 0)
        return s;
    if (n > SHORT_TEXT) {
        points = KP_NEW_ARRAY(arena, (size_t)n + 1, utf8proc_int32_t);
        n = utf8proc_decompose(bytes, length, points, n, nfkc);
    }
    n = utf8proc_reencode(points, n, nfkc);
    if (n < 0)
        return s;
    const char *text = (const char *)points;
    if (kp_str_eq((kp_str){text, (size_t)n}, s))
        return s;
    return kp_str_copy(arena, (kp_str){text, (size_t)n});
}

kp_str kp_fold(kp_arena *arena, kp_str s)
{
    kp_str folded = kp_tidy(arena, s);

    if (!is_plainly_normal(folded))
        // Some characters decompose into a blank and something else.
        folded = without_padding(normalised(arena, folded));
    return kp_str_eq(folded, s) ? s : folded;
}

size_t kp_display_width(kp_str s)
{
    size_t width = 0;

    for (size_t at = 0; at < s.n;) {
        int columns = utf8proc_charwidth((utf8proc_int32_t)kp_utf8_next(s, &at));

        width += columns > 0 ? (size_t)columns : 0;
    }
    return width;
}

uint32_t kp_utf8_upper(uint32_t point)
{
    return (uint32_t)utf8proc_toupper((utf8proc_int32_t)point);
}

uint32_t kp_utf8_lower(uint32_t point)
{
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)point);
}
