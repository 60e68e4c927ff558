/* spelling.c - quotation marks, one spelling for many, and lists of options. */
#include "rules/check/spelling.h"

#include "rules/read/chars.h"
#include "rules/sheets/sheets.h"

/* ---- quotation marks ---- */

typedef struct quote_pair {
    const char *open, *close;
} quote_pair;

static const quote_pair quotes[] = {{"“", "”"},   {"\"", "\""}, {"‘", "’"}, {"'", "'"},
                                    {"＂", "＂"}, {"”", "”"},   {"’", "’"}};

#define NQUOTES (sizeof quotes / sizeof quotes[0])

kp_str kp__unquoted(kp_str text)
{
    for (size_t k = 0; k < NQUOTES; k++) {
        kp_str open = kp_str_of(quotes[k].open), close = kp_str_of(quotes[k].close);

        if (text.n < open.n + close.n || !kp_str_starts(text, open) ||
            !kp_str_ends(text, close))
            continue;
        kp_str inside = kp_str_slice(text, open.n, text.n - close.n);
        // “甲”和“乙” are two texts, not one.
        if (kp_str_find(inside, open) == SIZE_MAX &&
            kp_str_find(inside, close) == SIZE_MAX)
            return inside;
    }
    return text;
}

bool kp__has_quotes(kp_str text)
{
    for (size_t k = 0; k < NQUOTES; k++)
        if (kp_str_find(text, kp_str_of(quotes[k].open)) != SIZE_MAX)
            return true;
    return false;
}

/* ---- one spelling for many ---- */

/* Letters of other alphabets that nobody tells from the Latin ones, and the many
 * dashes, as one. */
static uint32_t lookalike_of(uint32_t point)
{
    // clang-format off
    static const struct {
        uint32_t from;
        char to;
    } alike[] = {
        {0x0410, 'A'}, {0x0412, 'B'}, {0x0415, 'E'}, {0x041A, 'K'}, {0x041C, 'M'},
        {0x041D, 'H'}, {0x041E, 'O'}, {0x0420, 'P'}, {0x0421, 'C'}, {0x0422, 'T'},
        {0x0423, 'Y'}, {0x0425, 'X'}, {0x0405, 'S'}, {0x0406, 'I'}, {0x0408, 'J'},
        {0x0430, 'a'}, {0x0435, 'e'}, {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'},
        {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'},
        {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'}, {0x0396, 'Z'}, {0x0397, 'H'},
        {0x0399, 'I'}, {0x039A, 'K'}, {0x039C, 'M'}, {0x039D, 'N'}, {0x039F, 'O'},
        {0x03A1, 'P'}, {0x03A4, 'T'}, {0x03A5, 'Y'}, {0x03A7, 'X'}, {0x03BF, 'o'},
        {0x2010, '-'}, {0x2011, '-'}, {0x2012, '-'}, {0x2013, '-'}, {0x2014, '-'},
        {0x2015, '-'}, {0x2212, '-'}, {0xFE63, '-'}, {0xFE58, '-'},
    };
    // clang-format on

    for (size_t k = 0; k < sizeof alike / sizeof *alike; k++)
        if (alike[k].from == point)
            return (uint32_t)alike[k].to;
    return point;
}

/* "-" and "—" by themselves are signs that somebody chose. */
static bool has_letters(kp_str text)
{
    for (size_t at = 0; at < text.n;)
        if (kp__is_name_part(kp__half(kp_utf8_next(text, &at))))
            return true;
    return false;
}

kp_str kp__spelling_key(kp_arena *arena, kp_str text)
{
    // A byte that is no UTF-8 is read as U+FFFD, which takes three.
    char *p = KP_NEW_ARRAY(arena, 3 * text.n + 4, char);
    size_t n = 0;

    text = kp__unquoted(text);
    bool letters = has_letters(text);
    for (size_t at = 0; at < text.n;) {
        uint32_t point = kp__half(kp_utf8_next(text, &at));

        point = letters ? lookalike_of(point) : point;
        if (!kp__is_blank(point) && !kp__is_invisible(point))
            n += kp_utf8_put(p + n, point);
    }
    return (kp_str){p, n};
}

/* ---- lists of options ---- */

static bool is_digit_at(kp_str text, size_t at)
{
    return at < text.n && kp__is_digit(kp__peek(text, at));
}

static bool has_comma_between_digits(kp_str text)
{
    bool digit = false;

    for (size_t at = 0; at < text.n;) {
        uint32_t point = kp__half(kp_utf8_next(text, &at));

        if (point == ',' && digit && is_digit_at(text, at))
            return true;
        digit = kp__is_digit(point);
    }
    return false;
}

static bool begins_with_a_sign(kp_str text)
{
    uint32_t point = text.n ? kp__peek(text, 0) : 0;

    return point == '=' || point == '#' || point == '<' || point == '>' ||
           point == 0x2265 || point == 0x2264 || point == 0x2260;
}

bool kp__options_are_plain(kp_build *b, const kp_block *block, uint32_t i, uint32_t j)
{
    kp_str text = kp__cell(b, block, i, j), *items;
    size_t n = kp__split_list(b->arena, text, &items);

    // 、 reads as a comma nowhere else; here it is what parts options without a doubt.
    if (has_comma_between_digits(text) && kp_str_find(text, KP_STR("、")) == SIZE_MAX) {
        kp__sheet_fault(b, block, i, j, KP2125, text, KP_NONE);
        return false;
    }
    for (size_t k = 0; k < n; k++)
        if (begins_with_a_sign(items[k])) {
            kp__sheet_fault(b, block, i, j, KP2126, items[k], KP_NONE);
            return false;
        }
    return true;
}
