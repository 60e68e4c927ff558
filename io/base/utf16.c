/* utf16.c - see utf16.h. */
#include "io/base/utf16.h"

uint32_t kp_utf16_unit(kp_str bytes, size_t at, kp_utf16 order)
{
    unsigned first = (unsigned char)bytes.p[at],
             second = (unsigned char)bytes.p[at + 1];

    return order == KP_UTF16_LE ? first | second << 8 : second | first << 8;
}

size_t kp_utf16_decode(kp_str bytes, kp_utf16 order, char *out, size_t *bad)
{
    size_t n = 0, at = 0;

    *bad = SIZE_MAX;
    for (; at + 1 < bytes.n; at += 2) {
        uint32_t point = kp_utf16_unit(bytes, at, order);

        if (point >= 0xD800 && point < 0xE000) {
            uint32_t low = at + 3 < bytes.n ? kp_utf16_unit(bytes, at + 2, order) : 0;

            if (point >= 0xDC00 || low < 0xDC00 || low >= 0xE000) {
                *bad = at;
                return n;
            }
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
            at += 2;
        }
        n += kp_utf8_put(out + n, point);
    }
    if (at < bytes.n)
        *bad = at;
    return n;
}
