/* lex_number.c - numbers (see lex.h).
 *
 * A number is what one would type into a calculator, and a percent sign.  Whatever
 * looks like a number with something else about it - a unit, a date, a name that begins
 * with a digit - is refused with what was probably meant.
 */
#include <stdio.h>

#include "engine/base/date.h"
#include "rules/expr/lex.h"
#include "rules/read/chars.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static uint32_t peek(const kp_lexer *lex)
{
    return kp__peek(lex->src, lex->at);
}

static uint32_t take(kp_lexer *lex)
{
    return kp__take(lex->src, &lex->at);
}

static kp_str typed_since(const kp_lexer *lex, size_t from)
{
    return kp_str_slice(lex->src, from, lex->at);
}

static size_t take_digits(kp_lexer *lex)
{
    size_t n = 0;

    for (; kp__is_digit(peek(lex)); n++)
        take(lex);
    return n;
}

/* ".5", but not the ".." of an interval nor the "." of a path. */
static bool take_fraction(kp_lexer *lex)
{
    size_t start = lex->at;

    if (peek(lex) != '.')
        return false;
    take(lex);
    if (take_digits(lex) > 0)
        return true;
    lex->at = start;
    return false;
}

static bool take_exponent(kp_lexer *lex)
{
    size_t start = lex->at;

    if (peek(lex) != 'e' && peek(lex) != 'E')
        return false;
    take(lex);
    if (peek(lex) == '+' || peek(lex) == '-')
        take(lex);
    if (take_digits(lex) > 0)
        return true;
    lex->at = start;
    return false;
}

/* A number of at most `max` digits at *at; -1 when there is none or more of them. */
static int small_number(kp_str s, size_t *at, int max)
{
    int value = 0;

    for (int n = 0;; n++) {
        uint32_t point = kp__peek(s, *at);

        if (!kp__is_digit(point))
            return n > 0 ? value : -1;
        if (n == max)
            return -1;
        value = value * 10 + (int)(point - '0');
        kp__take(s, at);
    }
}

static bool is_a_year(int number)
{
    return number >= 1900 && number <= 2200;
}

/* Three numbers of at most so many digits with one sign between them, without blanks:
 * where they end, or 0. */
static size_t three_numbers(kp_str s, size_t at, const int most[3], int number[3])
{
    uint32_t mark = 0;

    for (int k = 0; k < 3; k++) {
        uint32_t sign = k ? kp__take(s, &at) : 0;

        if (k && sign != '-' && sign != '/' && sign != '.')
            return 0;
        if (k == 2 && sign != mark)
            return 0;
        mark = sign;
        if ((number[k] = small_number(s, &at, most[k])) < 0)
            return 0;
    }
    return kp__is_name_part(kp__peek(s, at)) ? 0 : at;
}

/* The end of 2025-3-1, 2025/3/1 or 2025.3.1 at `from`, or 0.  Nobody means 2021. */
static size_t date_end(kp_str s, size_t from, kp_ymd *ymd)
{
    int number[3];
    size_t end = three_numbers(s, from, (const int[]){4, 2, 2}, number);

    if (end == 0 || !is_a_year(number[0]))
        return 0;
    *ymd = (kp_ymd){number[0], number[1], number[2]};
    return end;
}

/* 3/1/2025, and 2025-03 with a month behind the year: nobody means a quotient of three
 * numbers, or 2022. */
static size_t half_date_end(kp_str s, size_t from)
{
    size_t at = from;
    int number[3], month;

    at = three_numbers(s, from, (const int[]){2, 2, 4}, number);
    if (at > 0)
        return is_a_year(number[2]) ? at : 0;
    at = from;
    if (!is_a_year(small_number(s, &at, 4)) || kp__take(s, &at) != '-')
        return 0;
    month = small_number(s, &at, 2);
    uint32_t next = kp__peek(s, at);
    bool more = kp__is_name_part(next) || next == '.' || next == '%';
    return month >= 1 && month <= 12 && !more ? at : 0;
}

static kp_token refuse_date(kp_lexer *lex, size_t from, size_t to, int32_t date)
{
    char text[KP_DATE_TEXT];

    kp_date_print(date, text);
    return kp__lex_bad(lex, KP3019, from, to, kp_str_slice(lex->src, from, to),
                       kp_str_copy(lex->arena, kp_str_of(text)));
}

static kp_str printed(kp_arena *arena, kp_decimal num)
{
    char text[KP_DEC_SHORT];

    if (num.scale > 28 || num.scale < -28)
        return KP_STR("0");
    return kp_str_copy(arena, (kp_str){text, kp_dec_format(num, -1, text)});
}

/* "1.5万" as digits; empty when `unit` is none that people put behind numbers. */
static kp_str without_unit(kp_lexer *lex, kp_str number, kp_str unit)
{
    static const struct {
        const char *unit;
        int zeros;
    } units[] = {
        {"万", 4}, {"万元", 4}, {"亿", 8},   {"亿元", 8}, {"千", 3}, {"千元", 3},
        {"百", 2}, {"元", 0},   {"分", 0},   {"人", 0},   {"个", 0}, {"岁", 0},
        {"天", 0}, {"次", 0},   {"项", 0},   {"家", 0},   {"档", 0}, {"点", 0},
        {"件", 0}, {"倍", 0},   {"元整", 0},
    };
    kp_decimal num;

    for (size_t i = 0; i < COUNT(units); i++) {
        if (!kp_str_is(unit, units[i].unit) || !kp_dec_parse(number, true, &num))
            continue;
        num.scale -= units[i].zeros;
        return printed(lex->arena, kp_dec_reduce(num));
    }
    return KP_NONE;
}

/* 90那么… and 90且…: a word of the language that found no blank in front of it. */
static kp_str glued_word(kp_str behind)
{
    static const char *const words[] = {"那么", "否则", "且", "或"};

    for (size_t i = 0; i < COUNT(words); i++)
        if (kp_str_starts(behind, kp_str_of(words[i])))
            return kp_str_of(words[i]);
    return KP_NONE;
}

/* Letters touch the digits that began at `from`. */
static kp_token refuse_glued(kp_lexer *lex, size_t from, kp_str number)
{
    size_t behind = lex->at;
    int32_t date;

    while (lex->at < lex->src.n &&
           (kp__is_name_part(peek(lex)) || kp__is_invisible(peek(lex))))
        take(lex);
    size_t to = lex->at;
    kp_str whole = kp__half_width(lex->arena, kp_str_slice(lex->src, from, to));
    if (kp_date_parse(whole, &date))
        return refuse_date(lex, from, to, date);
    kp_str unit = kp_str_slice(lex->src, behind, to);
    kp_str word = glued_word(unit), plain = without_unit(lex, number, unit);
    if (word.n > 0)
        return kp__lex_bad(lex, KP3040, from, to, word,
                           kp_str_slice(lex->src, from, to));
    if (plain.n > 0)
        return kp__lex_bad(lex, KP3017, from, to, kp_str_slice(lex->src, from, to),
                           plain);
    return kp__lex_bad(lex, KP3018, from, to, kp_str_slice(lex->src, from, to),
                       KP_NONE);
}

static int significant_digits(kp_str number)
{
    int n = 0, zeros = 0;

    for (size_t i = 0; i < number.n && number.p[i] != 'e' && number.p[i] != 'E'; i++) {
        if (number.p[i] == '.')
            continue;
        if (number.p[i] == '0') {
            zeros += n > 0;
            continue;
        }
        n += zeros + 1;
        zeros = 0;
    }
    return n;
}

kp_token kp__lex_number(kp_lexer *lex)
{
    size_t from = lex->at, end = 0;
    kp_token token = {.kind = KP_TOK_NUMBER, .at = (uint32_t)from};
    kp_ymd ymd;

    if (!lex->feel && (end = date_end(lex->src, from, &ymd)) > 0 && kp_date_valid(ymd))
        return refuse_date(lex, from, end, kp_date_of(ymd));
    if (!lex->feel && (end > 0 || (end = half_date_end(lex->src, from)) > 0))
        return kp__lex_bad(lex, KP3237, from, end, kp_str_slice(lex->src, from, end),
                           KP_NONE);
    take_digits(lex);
    token.digits = !take_fraction(lex);
    token.digits = !take_exponent(lex) && token.digits;
    kp_str number = kp__half_width(lex->arena, typed_since(lex, from));
    if (kp__is_name_start(peek(lex)))
        return refuse_glued(lex, from, number);
    if ((!lex->feel && significant_digits(number) > KP_DEC_DIGITS) ||
        !kp_dec_parse(number, true, &token.num))
        return kp__lex_bad(lex, KP3016, from, lex->at, typed_since(lex, from), KP_NONE);
    if (peek(lex) == '%') {
        take(lex);
        token.num.scale += 2;
        token.digits = false;
    }
    token.len = (uint32_t)(lex->at - from);
    return token;
}
