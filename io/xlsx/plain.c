/* plain.c - what of a text a cell can hold; see plain.h. */
#include "io/xlsx/plain.h"

#define CELL_UNITS 32767

static bool is_unprintable(uint32_t point)
{
    return (point < 0x20 && point != '\n' && point != '\t') || point == 0xFFFE ||
           point == 0xFFFF;
}

void kp__wb_put_plain(kp_buf *out, kp_str text)
{
    size_t at = 0, units = 0;
    char bytes[4];

    while (at < text.n) {
        uint32_t point = kp_utf8_next(text, &at);

        if (is_unprintable(point))
            continue;
        units += point > 0xFFFF ? 2 : 1;
        if (units > CELL_UNITS)
            break;
        kp_buf_put(out, bytes, kp_utf8_put(bytes, point));
    }
}
