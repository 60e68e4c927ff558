/* report_text.c - layouts of style 文本 as bytes; see report_text.h. */
#include "io/text/report_text.h"

#include "engine/capitals.h"
#include "engine/report_rows.h"
#include "engine/report_tie.h"
#include "io/text/encode.h"

typedef struct writer {
    const kp_run *run;
    const kp_report *report;
    kp_report_sums *sums;
    kp_str separator;
    kp_buf padded;
    bool quotes;  // the reader of this file understands quoted texts
    kp__encoder encoder;
    kp_buf cell, place;
    kp_buf *out;
    kp_diags *diags;
    bool failed;
} writer;

// ---- faults

/* "银行代发.金额": which column of which layout. */
static kp_str column_place(writer *w, const kp_report_column *column)
{
    kp_buf_clear(&w->place);
    kp_buf_str(&w->place, w->report->name);
    kp_buf_char(&w->place, '.');
    kp_buf_str(&w->place, column->heading);
    return kp_buf_view(&w->place);
}

static kp_str key_of(const writer *w, size_t row)
{
    const kp_table *table = w->run->table[w->report->entity];

    return kp_symbol_text(w->run->scheme->symbols, table->key[row]);
}

static void refuse(writer *w, kp_code code, const kp_report_column *column, kp_str arg2,
                   kp_str arg3)
{
    w->failed = true;
    (void)kp_fail(w->diags, code, column->where, KP_NONE, column_place(w, column), arg2,
                  arg3);
}

// ---- one cell

static void put_fixed(writer *w, const kp_report_column *column, kp_decimal num)
{
    int decimals = kp_report_decimals(column);

    if (!kp_dec_round(num, decimals, KP_ROUND_HALF_UP, &num)) {
        kp_dec_print(num, -1, &w->cell);
        return;
    }
    if (column->format == KP_FORMAT_PERCENT) {
        num.scale -= 2;  // 0.305 is shown as 30.5%
        decimals -= 2;
    }
    kp_dec_print(num, decimals, &w->cell);
    kp_buf_z(&w->cell, column->format == KP_FORMAT_PERCENT ? "%" : "");
}

/* 11908.73 as 1190873, for programs that know where the point is. */
static void put_without_point(writer *w, kp_i128 minor)
{
    kp_dec_print((kp_decimal){minor, 0}, 0, &w->cell);
}

/* What somebody will be paid is never rounded on the way to the bank. */
static void put_money(writer *w, const kp_report_column *column, kp_decimal num,
                      size_t row)
{
    kp_i128 minor;

    if (kp_dec_to_i128(num, kp_report_decimals(column), &minor)) {
        if (column->format == KP_FORMAT_FEN)
            put_without_point(w, minor);
        else
            put_fixed(w, column, num);
        return;
    }
    kp_dec_print(num, -1, &w->cell);
    refuse(w, KP6110, column, key_of(w, row), kp_buf_view(&w->cell));
}

static void put_number(writer *w, const kp_report_column *column, kp_decimal num,
                       size_t row)
{
    switch (column->format) {
    case KP_FORMAT_MONEY:
    case KP_FORMAT_FEN:
        put_money(w, column, num, row);
        return;
    case KP_FORMAT_NUMBER:
    case KP_FORMAT_INTEGER:
    case KP_FORMAT_PERCENT:
        put_fixed(w, column, num);
        return;
    case KP_FORMAT_CAPITALS:
        if (!kp_capitals(num, &w->cell)) {
            kp_dec_print(num, -1, &w->cell);
            refuse(w, KP6110, column, key_of(w, row), kp_buf_view(&w->cell));
        }
        return;
    case KP_FORMAT_TEXT:
    case KP_FORMAT_DATE:
        break;
    }
    kp_report_show(w->run, column->field, row, &w->cell);
}

/* As it stands in the file: rounded where the layout says so. */
static void note_number(writer *w, const kp_report_column *column, kp_decimal num)
{
    if (!kp_dec_round(num, kp_report_decimals(column), KP_ROUND_HALF_UP, &num))
        return;
    if (w->sums)
        kp_report_sums_add(w->sums, (size_t)(column - w->report->column), num);
}

static void put_value(writer *w, const kp_report_column *column, size_t row)
{
    kp_value value = kp_report_value(w->run, column->field, row);

    if (value.state == KP_BLANK || value.state == KP_ABSENT)
        return;
    if (value.state == KP_ERROR)
        refuse(w, KP6109, column, key_of(w, row),
               kp_str_of(kp_code_name(value.as.fault.code)));
    else if (value.kind == KP_NUM) {
        put_number(w, column, value.as.num, row);
        note_number(w, column, value.as.num);
    } else
        kp_report_show(w->run, column->field, row, &w->cell);
}

// ---- the file

static bool needs_quotes(const writer *w, kp_str text)
{
    return kp_str_find(text, w->separator) != SIZE_MAX ||
           kp_str_find(text, KP_STR("\"")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("\n")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("\r")) != SIZE_MAX;
}

static void put_quoted(writer *w, kp_str text)
{
    kp_buf_char(&w->place, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            kp_buf_char(&w->place, '"');
        kp_buf_char(&w->place, text.p[i]);
    }
    kp_buf_char(&w->place, '"');
}

static void put_encoded(writer *w, const kp_report_column *column, kp_str text)
{
    if (!kp__encode(&w->encoder, text, w->out))
        refuse(w, KP6108, column, text, w->report->encoding);
}

static void put_fill(kp_buf *out, char fill, size_t n)
{
    while (n-- > 0)
        kp_buf_char(out, fill);
}

/* As many bytes as the bank expects; what does not fit is refused, never cut. */
static void put_padded(writer *w, const kp_report_column *column, kp_str text)
{
    kp_str sign = KP_NONE;

    kp_buf_clear(&w->padded);
    if (!kp__encode(&w->encoder, text, &w->padded)) {
        refuse(w, KP6108, column, text, w->report->encoding);
        return;
    }
    if (w->padded.n > column->width) {
        kp_buf_clear(&w->cell);
        kp_buf_str(&w->cell, text);
        size_t n = w->padded.n;
        kp_buf_clear(&w->padded);
        kp_buf_uint(&w->padded, n);
        refuse(w, KP6630, column, kp_buf_view(&w->cell), kp_buf_view(&w->padded));
        return;
    }
    kp_str bytes = kp_buf_view(&w->padded);
    size_t missing = column->width - bytes.n;
    if (column->fill == '0' && bytes.n > 0 && bytes.p[0] == '-') {
        sign = kp_str_slice(bytes, 0, 1);  // -0012, not 00-12
        bytes = kp_str_slice(bytes, 1, bytes.n);
    }
    kp_buf_str(w->out, sign);
    if (column->right)
        put_fill(w->out, column->fill, missing);
    kp_buf_str(w->out, bytes);
    if (!column->right)
        put_fill(w->out, column->fill, missing);
}

static bool breaks_the_line(kp_str text)
{
    return kp_str_find(text, KP_STR("\n")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("\r")) != SIZE_MAX;
}

static void put_cell(writer *w, const kp_report_column *column, kp_str text)
{
    if (w->report->fixed && !breaks_the_line(text)) {
        put_padded(w, column, text);
        return;
    }
    if (!w->report->fixed && !needs_quotes(w, text)) {
        put_encoded(w, column, text);
        return;
    }
    if (!w->quotes) {
        refuse(w, KP6107, column, text, KP_NONE);
        return;
    }
    kp_buf_clear(&w->place);
    put_quoted(w, text);
    // The quoted text moves out of `place`, which a refusal would overwrite.
    kp_buf_clear(&w->cell);
    kp_buf_str(&w->cell, kp_buf_view(&w->place));
    put_encoded(w, column, kp_buf_view(&w->cell));
}

static void end_line(writer *w)
{
    kp_buf_z(w->out, w->report->crlf ? "\r\n" : "\n");
}

static void end_cell(writer *w, size_t column)
{
    if (column + 1 == w->report->ncolumns)
        end_line(w);
    else if (!w->report->fixed)
        (void)kp__encode(&w->encoder, w->separator, w->out);
}

static void put_headings(writer *w)
{
    for (size_t i = 0; i < w->report->ncolumns; i++) {
        put_cell(w, &w->report->column[i], w->report->column[i].heading);
        end_cell(w, i);
    }
}

static void put_row(writer *w, size_t row, size_t ordinal)
{
    for (size_t i = 0; i < w->report->ncolumns; i++) {
        const kp_report_column *column = &w->report->column[i];

        kp_buf_clear(&w->cell);
        if (column->row_number)
            kp_buf_uint(&w->cell, ordinal);
        else if (!column->empty)
            put_value(w, column, row);
        put_cell(w, column, kp_buf_view(&w->cell));
        end_cell(w, i);
    }
}

// ---- first and last line

static void put_digits(writer *w, kp_str number, uint16_t digits)
{
    bool negative = kp_str_starts(number, KP_STR("-"));
    size_t n = number.n;

    kp_buf_z(&w->place, negative ? "-" : "");
    for (; n < digits; n++)
        kp_buf_char(&w->place, '0');
    kp_buf_str(&w->place, kp_str_slice(number, negative, number.n));
}

static void put_sum(writer *w, const kp_report_piece *piece)
{
    const kp_report_column *column = &w->report->column[piece->column];
    kp_decimal sum = kp_dec(0, 0);
    kp_i128 minor;

    // The writer refuses amounts that would be rounded: the exact sum is the file's.
    (void)kp_report_total(w->run, w->report, piece->column, &sum);
    kp_buf_clear(&w->cell);
    if (column->format == KP_FORMAT_FEN &&
        kp_dec_to_i128(sum, kp_report_decimals(column), &minor))
        put_without_point(w, minor);
    else
        put_fixed(w, column, sum);
    put_digits(w, kp_buf_view(&w->cell), piece->digits);
}

static void put_rows(writer *w, const kp_report_piece *piece, size_t nrows)
{
    kp_buf_clear(&w->cell);
    kp_buf_uint(&w->cell, nrows);
    put_digits(w, kp_buf_view(&w->cell), piece->digits);
}

static void put_flag_line(writer *w, const kp_report_line *line, size_t nrows)
{
    if (line->n == 0)
        return;
    kp_buf_clear(&w->place);
    for (size_t i = 0; i < line->n; i++) {
        const kp_report_piece *piece = &line->piece[i];

        if (piece->kind == KP_PIECE_TEXT)
            kp_buf_str(&w->place, piece->text);
        else if (piece->kind == KP_PIECE_ROWS)
            put_rows(w, piece, nrows);
        else
            put_sum(w, piece);
    }
    if (!kp__encode(&w->encoder, kp_buf_view(&w->place), w->out)) {
        w->failed = true;
        (void)kp_fail(w->diags, KP6108, line->where, KP_NONE, w->report->name,
                      kp_buf_view(&w->place), w->report->encoding);
    }
    end_line(w);
}

static kp_status put_file(writer *w)
{
    kp_report_rows rows;

    if (kp_report_rows_open(w->run, w->report, &rows) != KP_OK)
        return KP_ENOMEM;
    kp__encode_mark(&w->encoder, w->out);
    put_flag_line(w, &w->report->first, rows.n);
    if (w->report->header)
        put_headings(w);
    for (size_t i = 0; i < rows.n; i++)
        put_row(w, rows.row[i], i + 1);
    put_flag_line(w, &w->report->last, rows.n);
    if (w->sums) {
        w->sums->rows = rows.n;
        w->sums->written = true;
    }
    kp_report_rows_close(&rows);
    if (w->out->broken || w->cell.broken || w->place.broken || w->padded.broken)
        return KP_ENOMEM;
    return w->failed ? KP_EINVALID : KP_OK;
}

kp_status kp_text_report_write(const kp_run *run, const kp_report *report, kp_buf *out,
                               kp_report_sums *sums, kp_diags *diags)
{
    kp_str comma = KP_STR(",");
    writer w = {.run = run, .report = report, .out = out, .sums = sums, .diags = diags};

    if (!kp__encoder_open(&w.encoder, report->encoding))
        return kp_fail(diags, KP6111, report->where, KP_NONE, report->name,
                       report->encoding, KP_NONE);
    w.separator = report->separator.n ? report->separator : comma;
    w.quotes = report->header && kp_str_eq(w.separator, comma);
    kp_buf_init(&w.cell, 1 << 20);
    kp_buf_init(&w.place, 1 << 20);
    kp_buf_init(&w.padded, 1 << 20);

    kp_status status = put_file(&w);
    if (status != KP_OK)
        kp_buf_clear(out);
    if (status == KP_ENOMEM)
        (void)kp_fail(diags, KP6112, report->where, KP_NONE, report->name, KP_NONE,
                      KP_NONE);
    kp_buf_free(&w.cell);
    kp_buf_free(&w.place);
    kp_buf_free(&w.padded);
    kp__encoder_close(&w.encoder);
    return status;
}
