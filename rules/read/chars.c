/* chars.c - classes and widths of characters (see chars.h).
 *
 * What is a letter is told by what is not: the table lists the blocks of signs, marks
 * and pictures of Unicode 14 outside the old alphabets.  An unknown character of a
 * living script is thus a letter, and a look-alike such as ⼀ (a radical) or ㎡ is not.
 */
#include "rules/read/chars.h"

typedef struct range {
    uint32_t first, last;
} range;

// clang-format off
static const range signs[] = {
    {0x0080, 0x00A9}, {0x00AB, 0x00B4}, {0x00B6, 0x00B9}, {0x00BB, 0x00BF},
    {0x00D7, 0x00D7}, {0x00F7, 0x00F7}, {0x02C2, 0x02C5}, {0x02D2, 0x02DF},
    {0x02E5, 0x02EB}, {0x02ED, 0x02ED}, {0x02EF, 0x02FF}, {0x2000, 0x2070},
    {0x2074, 0x207E}, {0x2080, 0x208E}, {0x20A0, 0x20C0}, {0x2100, 0x2101},
    {0x2103, 0x2106}, {0x2108, 0x2109}, {0x2114, 0x2114}, {0x2116, 0x2118},
    {0x211E, 0x2123}, {0x2125, 0x2125}, {0x2127, 0x2127}, {0x2129, 0x2129},
    {0x212E, 0x212E}, {0x213A, 0x213B}, {0x2140, 0x2144}, {0x214A, 0x214D},
    {0x214F, 0x215F}, {0x2189, 0x2BFF}, {0x2CE5, 0x2CEA}, {0x2CF9, 0x2CFF},
    {0x2D70, 0x2D70}, {0x2E00, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030},
    {0x3036, 0x3037}, {0x303D, 0x303F}, {0x309B, 0x309C}, {0x30A0, 0x30A0},
    {0x30FB, 0x30FB}, {0x3190, 0x319F}, {0x31C0, 0x31E3}, {0x3200, 0x33FF},
    {0x4DC0, 0x4DFF}, {0xA490, 0xA4C6}, {0xA4FE, 0xA4FF}, {0xA700, 0xA721},
    {0xE000, 0xF8FF}, {0xFD3E, 0xFD4F}, {0xFDFC, 0xFDFF}, {0xFE10, 0xFE19},
    {0xFE30, 0xFE6B}, {0xFEFF, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65},
    {0xFFE0, 0xFFFF}, {0x1CF50, 0x1D1FF}, {0x1F000, 0x1FBFF}, {0xE0000, 0x10FFFF},
};
// clang-format on

uint32_t kp__half(uint32_t point)
{
    if (point >= 0xFF01 && point <= 0xFF5E)
        return point - 0xFEE0;
    switch (point) {
    case 0x00A0:  // no-break space
    case 0x3000:  // ideographic space
        return ' ';
    case 0x00D7:  // ×
        return '*';
    case 0x00F7:  // ÷
        return '/';
    case 0x2212:  // −
        return '-';
    case 0x3001:  // 、
        return ',';
    case 0x301C:  // 〜
        return '~';
    default:
        return point;
    }
}

bool kp__is_invisible(uint32_t point)
{
    return (point >= 0x200B && point <= 0x200F) || point == 0x2060 || point == 0xFEFF ||
           point == 0x00AD;
}

bool kp__is_blank(uint32_t point)
{
    if (point == ' ' || (point >= '\t' && point <= '\r'))
        return true;
    return (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
           point == 0x202F || point == 0x205F || point == 0x0085 || point == 0x00A0 ||
           point == 0x3000 || kp__is_invisible(point);
}

bool kp__is_digit(uint32_t point)
{
    return point >= '0' && point <= '9';
}

static bool is_sign(uint32_t point)
{
    size_t low = 0, high = sizeof signs / sizeof signs[0];

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (point > signs[mid].last)
            low = mid + 1;
        else
            high = mid;
    }
    return low < sizeof signs / sizeof signs[0] && point >= signs[low].first;
}

bool kp__is_name_start(uint32_t point)
{
    if (point < 0x80)
        return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
               point == '_';
    return !is_sign(point);
}

bool kp__is_name_part(uint32_t point)
{
    return kp__is_digit(point) || kp__is_name_start(point);
}

bool kp__is_feel_name_start(uint32_t point)
{
    return point == '?' || (point >= 0x1F000 && point <= 0x1FBFF) ||
           kp__is_name_start(point);
}

uint32_t kp__take(kp_str s, size_t *at)
{
    return *at < s.n ? kp__half(kp_utf8_next(s, at)) : 0;
}

uint32_t kp__peek(kp_str s, size_t at)
{
    return kp__take(s, &at);
}

/* Where the code point that ends at `end` begins. */
static size_t step_back(kp_str s, size_t end)
{
    do
        end--;
    while (end > 0 && ((unsigned char)s.p[end] & 0xC0) == 0x80);
    return end;
}

kp_str kp__trim(kp_str s)
{
    size_t from = 0, to = s.n;

    for (size_t at = 0; at < s.n && kp__is_blank(kp__take(s, &at));)
        from = at;
    while (to > from) {
        size_t last = step_back(s, to);

        if (!kp__is_blank(kp__peek(s, last)))
            break;
        to = last;
    }
    return kp_str_slice(s, from, to);
}

kp_str kp__half_width(kp_arena *arena, kp_str s)
{
    size_t plain = 0;

    while (plain < s.n && (unsigned char)s.p[plain] < 0x80)
        plain++;
    if (plain == s.n)
        return s;

    // A half-width form is never longer than what it stands for; but a byte that is no
    // UTF-8 reads as U+FFFD, which takes three.
    char *out = kp_arena_alloc(arena, s.n + 1, 3);
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t point = kp__take(s, &at);

        if (!kp__is_invisible(point))
            n += kp_utf8_put(out + n, point);
    }
    return (kp_str){out, n};
}
