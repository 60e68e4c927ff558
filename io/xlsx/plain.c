/* plain.c - what of a text a cell can hold; see plain.h. */
#include "io/xlsx/plain.h"

#define CELL_UNITS 32767

static bool is_unprintable(uint32_t point)
{
    return (point < 0x20 && point != '\n' && point != '\t') || point == 0xFFFE ||
           point == 0xFFFF;
}

/* Nothing in it that would have to be dropped or counted: nearly every text. */
static bool is_plain(kp_str text)
{
    unsigned odd = text.n > CELL_UNITS;

    for (size_t i = 0; i < text.n; i++)
        odd |= (unsigned char)text.p[i] < 0x20 || (unsigned char)text.p[i] == 0xEF;
    return odd == 0;
}

void kp__wb_put_plain(kp_buf *out, kp_str text)
{
    size_t at = 0, units = 0;
    char bytes[4];

    if (is_plain(text)) {
        kp_buf_str(out, text);
        return;
    }
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
