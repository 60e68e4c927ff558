/* cell_text.c - texts: names, numbers of staff, of identity cards and bank accounts.
 *
 * Texts are kept as typed, without their outer blanks.  A number in a text column was
 * once a text: what the spreadsheet program did to it can be told but not undone.
 */
#include "rules/read/cell_parts.h"

#include "engine/base/fold.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(kp_str s, size_t at)
{
    size_t n = 0;

    while (at + n < s.n && is_digit(s.p[at + n]))
        n++;
    return n;
}

/* 4.10E+17: one digit, a point, digits, E+dd. */
static bool is_scientific(kp_str s)
{
    size_t at = 1;

    if (count_digits(s, 0) != 1)
        return false;
    if (at < s.n && s.p[at] == '.') {
        size_t n = count_digits(s, at + 1);

        if (n == 0)
            return false;
        at += 1 + n;
    }
    kp_str rest = kp_str_slice(s, at, s.n);
    if (!kp_str_starts(rest, KP_STR("E+")) && !kp_str_starts(rest, KP_STR("e+")))
        return false;
    return rest.n >= 4 && rest.n == 2 + count_digits(rest, 2);
}

/* Identity cards have 18 digits and bank cards up to 19; all digits behind the
 * fifteenth being zero is what is left of them when they were numbers once. */
static bool has_suspicious_zeros(kp_str s)
{
    if (s.n < 18 || s.n > 19 || count_digits(s, 0) != s.n)
        return false;
    for (size_t i = 15; i < s.n; i++)
        if (s.p[i] != '0')
            return false;
    return true;
}

static kp_str control_name(kp_arena *arena, unsigned char c)
{
    static const char hex[] = "0123456789ABCDEF";
    const char name[] = {'U', '+', '0', '0', hex[c >> 4], hex[c & 15]};

    return kp_str_copy(arena, (kp_str){name, sizeof name});
}

static bool is_control(unsigned char c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

static kp_cell_result check_characters(kp_arena *arena, kp_str s, kp_cell_got *got)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (is_control(c))
            return kp__cell_bad(got, KP1106, control_name(arena, c));
        if (c == 0xEF && kp_str_starts(kp_str_slice(s, i, s.n), KP_STR("\xEF\xBF\xBD")))
            return kp__cell_bad(got, KP1105, KP_NONE);
    }
    return KP_CELL_OK;
}

/* A workbook's number as the text it was before: 1001.0 is 1001. */
static kp_cell_result read_stored_number(kp_arena *arena, kp_str typed,
                                         kp_cell_got *got)
{
    const kp_cell_want any = {.kind = KP_NUM, .decimals = -1};

    if (!kp_dec_parse(kp_str_trim(typed), true, &got->num))
        return kp__cell_bad(got, KP1110, typed);
    if (kp__cell_fit(arena, typed, true, &any, got) == KP_CELL_BAD)
        return KP_CELL_BAD;
    got->text = kp__decimal_text(arena, got->num, -1);
    got->num = (kp_decimal){0};
    got->code = KP1150;
    got->arg1 = got->text;
    return KP_CELL_OK;
}

kp_cell_result kp__cell_text(kp_arena *arena, const kp_cell *cell, kp_cell_got *got)
{
    kp_str typed = kp_cell_text(cell);

    if (cell->kind == KP_CELL_DATE)
        return kp__cell_bad(got, KP1116, typed);
    if (cell->kind == KP_CELL_NUMBER)
        return read_stored_number(arena, typed, got);
    if (check_characters(arena, typed, got) == KP_CELL_BAD)
        return KP_CELL_BAD;
    got->text = kp_tidy(arena, typed);
    if (is_scientific(got->text))
        return kp__cell_bad(got, KP1151, got->text);
    if (has_suspicious_zeros(got->text)) {
        got->code = KP1152;
        got->arg1 = got->text;
    }
    return KP_CELL_OK;
}
