/* buf.c - the growing byte buffer of text.h.
 *
 * The bytes belong to the buffer until kp_buf_free.  Breaking is final until the buffer
 * is cleared, so that a report is either whole or known to be cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

void kp_buf_init(kp_buf *buf, size_t max)
{
    *buf = (kp_buf){.max = max};
}

void kp_buf_free(kp_buf *buf)
{
    free(buf->p);
    kp_buf_init(buf, buf->max);
}

void kp_buf_clear(kp_buf *buf)
{
    buf->n = 0;
    buf->broken = false;
}

/* Room for `n` more bytes; doubling keeps appending linear. */
static bool make_room(kp_buf *buf, size_t n)
{
    if (buf->broken)
        return false;
    if (n <= buf->cap - buf->n && n <= buf->max - buf->n)
        return true;
    if (n > buf->max - buf->n) {
        buf->broken = true;
        return false;
    }
    size_t cap = buf->cap > buf->max / 2 ? buf->max : 2 * buf->cap;
    if (cap < buf->n + n)
        cap = buf->n + n;
    if (cap < 64 && buf->max >= 64)
        cap = 64;
    char *larger = realloc(buf->p, cap);
    if (!larger) {
        buf->broken = true;
        return false;
    }
    buf->p = larger;
    buf->cap = cap;
    return true;
}

void kp_buf_put(kp_buf *buf, const void *bytes, size_t n)
{
    if (n == 0 || !make_room(buf, n))
        return;
    memcpy(buf->p + buf->n, bytes, n);
    buf->n += n;
}

void kp_buf_str(kp_buf *buf, kp_str s)
{
    kp_buf_put(buf, s.p, s.n);
}

void kp_buf_z(kp_buf *buf, const char *z)
{
    kp_buf_str(buf, kp_str_of(z));
}

void kp_buf_names(kp_buf *buf, const kp_str *name, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        kp_buf_z(buf, k ? "、" : "");
        kp_buf_str(buf, name[k]);
    }
}

void kp_buf_char(kp_buf *buf, char c)
{
    kp_buf_put(buf, &c, 1);
}

void kp_buf_printf(kp_buf *buf, const char *format, ...)
{
    char small[256];
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n < 0) {
        buf->broken = true;
    } else if ((size_t)n < sizeof small) {
        kp_buf_put(buf, small, (size_t)n);
    } else {
        char *large = malloc((size_t)n + 1);

        if (large && vsnprintf(large, (size_t)n + 1, format, again) == n)
            kp_buf_put(buf, large, (size_t)n);
        else
            buf->broken = true;
        free(large);
    }
    va_end(again);
}

void kp_buf_uint(kp_buf *buf, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    kp_buf_put(buf, digits + at, sizeof digits - at);
}

kp_str kp_buf_view(const kp_buf *buf)
{
    return (kp_str){buf->p, buf->n};
}
