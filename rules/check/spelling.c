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

kp_str kp__spelling_key(kp_arena *arena, kp_str text)
{
    // A byte that is no UTF-8 is read as U+FFFD, which takes three.
    char *p = KP_NEW_ARRAY(arena, 3 * text.n + 4, char);
    size_t n = 0;

    text = kp__unquoted(text);
    for (size_t at = 0; at < text.n;) {
        uint32_t point = kp__half(kp_utf8_next(text, &at));

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
