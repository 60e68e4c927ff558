/* cell_number.c - numbers of a column: what a typed form means there.
 *
 * A mark is accepted only where the column's unit gives it a meaning.  Decimals of the
 * column count on the value that is kept: for a percentage that is the fraction.
 * A bare number in a percentage column is a fraction; beyond 1 nobody can tell 20 from
 * 20%, so it is refused, unless a workbook shows it as a percentage: then it is told
 * back.
 */
#include "rules/read/cell_parts.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 95.O0, 1O: letters that look like digits. */
static bool begins_with_lookalike(kp_str rest)
{
    return rest.n > 0 && (rest.p[0] == 'O' || rest.p[0] == 'o' || rest.p[0] == 'l' ||
                          rest.p[0] == 'I');
}

static bool looks_like_a_digit(uint32_t point)
{
    static const uint32_t letters[] = {'O',    'o',    'l',    'I',   '|',
                                       0x041E, 0x043E, 0x039F, 0x03BF};

    for (size_t k = 0; k < sizeof letters / sizeof *letters; k++)
        if (letters[k] == point)
            return true;
    return false;
}

/* O5, 1OO, l2.5: digits, signs of numbers and such letters, some of each. */
static bool is_spelled_with_lookalikes(kp_str text)
{
    bool digit = false, letter = false;

    for (size_t at = 0; at < text.n;) {
        uint32_t point = kp_utf8_next(text, &at);
        bool here = looks_like_a_digit(point);

        if (!here && !(point < 0x80 && (is_digit((char)point) || point == '.' ||
                                        point == ',' || point == '-' || point == '%')))
            return false;
        letter |= here;
        digit |= !here && is_digit((char)point);
    }
    return digit && letter;
}

static kp_cell_result explain(kp_arena *arena, kp_str narrow, const kp__typed *found,
                              kp_code code, kp_cell_got *got)
{
    kp_decimal hanzi;

    if (kp__looks_like_date(narrow))
        return kp__cell_bad(got, KP1115, got->arg1);
    if (kp__looks_like_range(narrow))
        return kp__cell_bad(got, KP1122, got->arg1);
    if ((code == KP1112 && begins_with_lookalike(found->rest)) ||
        is_spelled_with_lookalikes(narrow))
        return kp__cell_bad(got, KP1129, got->arg1);
    if (kp__read_hanzi(narrow, &hanzi)) {
        got->arg2 = kp__decimal_text(arena, hanzi, -1);
        return kp__cell_bad(got, KP2260, got->arg1);
    }
    if (code == KP1112)
        return kp__cell_bad(got, code, kp_str_copy(arena, found->rest));
    if (code == KP1121)
        got->arg2 = KP_STR("34");
    return kp__cell_bad(got, code, got->arg1);
}

/* Marks that have no meaning in this column. */
static kp_cell_result check_marks(kp_arena *arena, const kp__typed *found, kp_unit unit,
                                  kp_cell_got *got)
{
    bool countable = unit == KP_UNIT_MONEY || unit == KP_UNIT_COUNT;
    kp_str odd = KP_NONE;

    if (found->percent && unit != KP_UNIT_PERCENT)
        return kp__cell_bad(got, KP1125, got->arg1);
    if (found->tens.n > 0 && !countable)
        odd = found->tens;
    if (found->counter.n > 0 && unit != KP_UNIT_COUNT)
        odd = found->counter;
    if (found->money.n > 0 && unit != KP_UNIT_MONEY)
        odd = found->money;
    if (odd.n == 0)
        return KP_CELL_OK;
    return kp__cell_bad(got, KP1113, kp_str_copy(arena, odd));
}

/* Digits, sign and unit together; false beyond 34 digits. */
static bool settle_value(const kp__typed *found, kp_decimal *out)
{
    int surplus = found->zeros - found->scale;

    out->coef = found->negative ? -found->coef : found->coef;
    out->scale = found->scale - found->zeros + (found->percent ? 2 : 0);
    if (surplus <= 0)
        return true;
    if (found->digits + surplus > KP_DEC_DIGITS)
        return false;
    out->coef *= kp_pow10_i128(surplus);
    out->scale = 0;
    return true;
}

static bool exceeds(kp_decimal num, int64_t bound)
{
    return kp_dec_cmp(kp_dec_abs(num), kp_dec(bound, 0)) > 0;
}

static kp_cell_result check_bare_percent(kp_arena *arena, bool shown,
                                         kp_cell_result fitted, kp_cell_got *got)
{
    kp_decimal hundredfold;

    if (fitted == KP_CELL_BAD || !exceeds(got->num, 1))
        return fitted;
    if (!shown || exceeds(got->num, 10))
        return kp__cell_bad(got, KP1123, got->arg1);
    if (got->code == KP_CODE_NONE &&
        kp_dec_mul(got->num, kp_dec(100, 0), &hundredfold)) {
        got->code = KP1124;
        got->arg2 = kp__decimal_text(arena, hundredfold, -1);
    }
    return fitted;
}

/* Nearly every cell of a large file: digits, perhaps a minus and a point, nothing else.
 * Says nothing about other spellings. */
static bool read_plain_digits(kp_str text, kp_decimal *out)
{
    bool negative = text.n > 1 && text.p[0] == '-';
    size_t at = negative, point = text.n;
    int64_t coef = 0;

    if (text.n - at > 18 || !is_digit(at < text.n ? text.p[at] : '\0'))
        return false;
    for (; at < text.n; at++) {
        if (is_digit(text.p[at]))
            coef = coef * 10 + (text.p[at] - '0');
        else if (text.p[at] == '.' && point == text.n)
            point = at;
        else
            return false;
    }
    *out = kp_dec(negative ? -coef : coef,
                  point < text.n ? (int32_t)(text.n - point - 1) : 0);
    return true;
}

static kp_cell_result fit_typed(kp_arena *arena, const kp_cell_want *want,
                                kp_cell_got *got)
{
    kp_cell_result fitted = kp__cell_fit(arena, got->arg1, false, want, got);

    if (want->unit != KP_UNIT_PERCENT || got->percent_sign)
        return fitted;
    return check_bare_percent(arena, false, fitted, got);
}

static kp_cell_result read_typed_cell(kp_arena *arena, const kp_cell_want *want,
                                      kp_cell_got *got)
{
    kp__narrow narrow;
    kp__typed found = {0};

    if (read_plain_digits(got->arg1, &got->num))
        return fit_typed(arena, want, got);
    kp__narrow_text(got->arg1, &narrow);
    if (!narrow.fits)
        return kp__cell_bad(got, KP1110, got->arg1);
    kp_code code = kp__read_typed(kp__narrow_view(&narrow), &found);
    if (code)
        return explain(arena, kp__narrow_view(&narrow), &found, code, got);
    if (check_marks(arena, &found, want->unit, got) == KP_CELL_BAD)
        return KP_CELL_BAD;

    got->percent_sign = found.percent;
    if (!settle_value(&found, &got->num)) {
        got->arg2 = KP_STR("34");
        return kp__cell_bad(got, KP1121, got->arg1);
    }
    return fit_typed(arena, want, got);
}

static kp_cell_result read_stored_cell(kp_arena *arena, const kp_cell *cell,
                                       const kp_cell_want *want, kp_cell_got *got)
{
    bool shown = cell->format == KP_SHOWN_PERCENT;

    if (!kp_dec_parse(kp_str_trim(got->arg1), true, &got->num))
        return kp__cell_bad(got, KP1110, got->arg1);
    kp_cell_result fitted = kp__cell_fit(arena, got->arg1, true, want, got);
    if (want->unit != KP_UNIT_PERCENT)
        return fitted;
    got->percent_sign = shown;
    return check_bare_percent(arena, shown, fitted, got);
}

kp_cell_result kp__cell_number(kp_arena *arena, const kp_cell *cell,
                               const kp_cell_want *want, kp_cell_got *got)
{
    kp_cell_result result;

    got->arg1 = kp_cell_text(cell);
    if (cell->kind == KP_CELL_DATE)
        return kp__cell_bad(got, KP1116, got->arg1);
    if (cell->kind == KP_CELL_BOOL)
        return kp__cell_bad(got, KP1110, got->arg1);
    if (cell->kind == KP_CELL_NUMBER)
        result = read_stored_cell(arena, cell, want, got);
    else
        result = read_typed_cell(arena, want, got);
    if (got->code == KP_CODE_NONE)
        got->arg1 = got->arg2 = KP_NONE;
    return result;
}
