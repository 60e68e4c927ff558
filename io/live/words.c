/* words.c - the pieces that formulas are made of; see parts.h. */
#include "io/live/parts.h"

uint32_t kp__last_row(const kp__sheet_of_entity *sheet)
{
    uint32_t n = (uint32_t)sheet->table->n;

    return KP__DATA_ROW + (n ? n : 1) - 1;
}

void kp__put_letters(kp_buf *out, uint32_t column)
{
    kp_column_letters(column + 1, out);
}

void kp__put_cell(kp_buf *out, uint32_t column)
{
    kp_buf_char(out, '$');
    kp__put_letters(out, column);
    kp_buf_char(out, KP__ROW);
}

static void put_fixed(kp_buf *out, uint32_t column, uint32_t row)
{
    kp_buf_char(out, '$');
    kp__put_letters(out, column);
    kp_buf_char(out, '$');
    kp_buf_uint(out, row);
}

void kp__put_range(kp_buf *out, kp_str quoted, uint32_t column, uint32_t first,
                   uint32_t last)
{
    kp_buf_str(out, quoted);
    put_fixed(out, column, first);
    if (last == first)
        return;
    kp_buf_char(out, ':');
    put_fixed(out, column, last);
}

void kp__put_span(kp_buf *out, kp_str quoted, uint32_t column)
{
    kp_buf_str(out, quoted);
    kp_buf_char(out, '$');
    kp__put_letters(out, column);
    kp_buf_char(out, '$');
    kp_buf_char(out, KP__SPAN_FIRST);
    kp_buf_z(out, ":$");
    kp__put_letters(out, column);
    kp_buf_char(out, '$');
    kp_buf_char(out, KP__SPAN_LAST);
}

void kp__put_text(kp_buf *out, kp_str text)
{
    kp_buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            kp_buf_char(out, '"');
        // What a formula cannot hold must not be taken for a mark of the template.
        kp_buf_char(out, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
    }
    kp_buf_char(out, '"');
}

bool kp__put_number(kp_buf *out, kp_decimal number)
{
    kp_decimal shortest = kp_dec_reduce(number);
    kp_i128 size = shortest.coef < 0 ? -shortest.coef : shortest.coef;

    while (size && size % 10 == 0)
        size /= 10;
    if (size >= kp_pow10_i128(15))
        return false;
    kp_dec_print(shortest, -1, out);
    return true;
}

kp_str kp__quoted(kp_arena *arena, const char *sheet)
{
    kp_str name = kp_str_of(sheet);
    kp_buf out;

    kp_buf_init(&out, 4 * KP_LIVE_NAME);
    kp_buf_char(&out, '\'');
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '\'')
            kp_buf_char(&out, '\'');
        kp_buf_char(&out, name.p[i]);
    }
    kp_buf_z(&out, "'!");
    kp_str copy = kp_str_copy(arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return copy;
}

void kp__fill(kp_buf *out, kp_str formula, uint32_t row, const kp__span *span)
{
    size_t from = 0;

    for (size_t i = 0; i < formula.n; i++) {
        char c = formula.p[i];

        if (c != KP__ROW && c != KP__SPAN_FIRST && c != KP__SPAN_LAST)
            continue;
        kp_buf_put(out, formula.p + from, i - from);
        if (c == KP__ROW)
            kp_buf_uint(out, row);
        else if (c == KP__SPAN_FIRST)
            kp_buf_uint(out, span ? span->first + KP__DATA_ROW : 0);
        else
            kp_buf_uint(out, span ? span->last + KP__DATA_ROW : 0);
        from = i + 1;
    }
    kp_buf_put(out, formula.p + from, formula.n - from);
}

/* A mark becomes a row number of at most seven digits. */
static size_t units_of(uint32_t point)
{
    if (point < ' ')
        return 7;
    return point > 0xFFFF ? 2 : 1;
}

bool kp__fits_a_cell(kp_str formula)
{
    size_t units = 0, at = 0;
    int depth = 0, deepest = 0;
    bool in_text = false;

    while (at < formula.n) {
        uint32_t point = kp_utf8_next(formula, &at);

        units += units_of(point);
        if (point == '"')
            in_text = !in_text;
        if (!in_text && point == '(')
            depth++;
        if (!in_text && point == ')')
            depth--;
        deepest = depth > deepest ? depth : deepest;
    }
    return units <= KP__FORMULA_UNITS && deepest <= KP__NESTING;
}
