/* cell_narrow.c - wide forms and stray blanks out of a short typed text.
 *
 * Only what an input method widens is narrowed: U+FF01..FF5E, the small forms, the
 * full-width currency and minus signs.  Zero-width characters that ride along when text
 * is copied from a web page or a dialog are dropped; direction overrides are kept, so
 * that a text which displays otherwise than it reads is refused.
 */
#include "rules/read/cell_parts.h"

#include <string.h>

static bool is_blank(uint32_t point)
{
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0xA0 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x202F || point == 0x205F ||
           point == 0x3000;
}

static bool is_zero_width(uint32_t point)
{
    return (point >= 0x200B && point <= 0x200F) || point == 0x202A || point == 0x202C ||
           point == 0x2060 || point == 0xFEFF;
}

static uint32_t narrow_point(uint32_t point)
{
    static const struct {
        uint32_t wide, narrow;
    } others[] = {
        {0x2212, '-'},  {0xFE63, '-'},  {0xFE62, '+'},  {0xFE50, ','},
        {0xFE52, '.'},  {0xFE6A, '%'},  {0xFE59, '('},  {0xFE5A, ')'},
        {0xFFE5, 0xA5}, {0xFFE0, 0xA2}, {0xFFE1, 0xA3}, {0x2044, '/'},
    };

    if (point >= 0xFF01 && point <= 0xFF5E)
        return point - 0xFF01 + '!';
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].wide == point)
            return others[i].narrow;
    return point;
}

static void append(kp__narrow *out, uint32_t point)
{
    if (is_zero_width(point))
        return;
    if (is_blank(point)) {
        // One blank for many, and none in front.
        if (out->n > 0 && out->p[out->n - 1] != ' ')
            out->p[out->n++] = ' ';
        return;
    }
    out->n += kp_utf8_put(out->p + out->n, narrow_point(point));
}

void kp__narrow_text(kp_str text, kp__narrow *out)
{
    out->n = 0;
    out->fits = true;
    for (size_t at = 0; at < text.n;) {
        if (out->n >= KP__NARROW_MAX) {
            out->fits = false;
            return;
        }
        append(out, kp_utf8_next(text, &at));
    }
    while (out->n > 0 && out->p[out->n - 1] == ' ')
        out->n--;
}

kp_str kp__narrow_view(const kp__narrow *narrow)
{
    return (kp_str){narrow->p, narrow->n};
}
