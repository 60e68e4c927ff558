/* table_csv.c - tables/<实体>.csv; see table_csv.h.
 *
 * A million rows of twenty fields are usual at the end of a year, so plain words are
 * spelled here directly; every other cell goes the long way through kp_report_spell,
 * and both ways must give the same bytes.
 */
#include "io/text/table_csv.h"

#include <stdlib.h>
#include <string.h>

#include "engine/report_rows.h"

enum {
    CHUNK = 1 << 16,
    WORD_TEXT =
        48,  // sign, 19 digits, point and as many padded zeros as may be declared
};

typedef struct csv_column {
    const kp_field *field;
    const kp_column *cells;
} csv_column;

typedef struct writer {
    const kp_run *run;
    size_t ncolumns;
    csv_column *column;
    kp_buf chunk, cell;
    kp_text_sink *sink;
    void *context;
} writer;

// ---- cells

/* How many digits of the word's fraction are printed; false when the declared decimals
 * would lose some. */
static bool fraction_digits(uint64_t magnitude, int scale, int decimals, int *out)
{
    if (decimals >= scale) {
        *out = scale;
        return true;
    }
    if (decimals < 0) {
        while (scale > 0 && magnitude % 10 == 0) {
            magnitude /= 10;
            scale--;
        }
        *out = scale;
        return true;
    }
    *out = decimals;
    return magnitude % (uint64_t)kp_pow10_i64[scale - decimals] == 0;
}

static bool put_word(writer *w, const csv_column *column, int64_t word)
{
    char text[WORD_TEXT];
    size_t at = sizeof text;
    int scale = column->cells->scale, declared = column->field->decimals, digits;
    uint64_t magnitude = word < 0 ? 0 - (uint64_t)word : (uint64_t)word;

    if (!fraction_digits(magnitude, scale, declared, &digits))
        return false;
    magnitude /= (uint64_t)kp_pow10_i64[scale - digits];
    for (int i = digits; i < declared; i++)
        text[--at] = '0';
    for (int i = 0; i < digits; i++, magnitude /= 10)
        text[--at] = (char)('0' + magnitude % 10);
    if (digits > 0 || declared > 0)
        text[--at] = '.';
    do
        text[--at] = (char)('0' + magnitude % 10);
    while (magnitude /= 10);
    if (word < 0)
        text[--at] = '-';
    kp_buf_put(&w->chunk, text + at, sizeof text - at);
    return true;
}

static bool needs_quotes(kp_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c == ',' || c == '"' || c == '\n' || c == '\r')
            return true;
    }
    return false;
}

static void put_text(writer *w, kp_str text)
{
    if (!needs_quotes(text)) {
        kp_buf_str(&w->chunk, text);
        return;
    }
    kp_buf_char(&w->chunk, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            kp_buf_char(&w->chunk, '"');
        kp_buf_char(&w->chunk, text.p[i]);
    }
    kp_buf_char(&w->chunk, '"');
}

static void put_any(writer *w, const csv_column *column, size_t row)
{
    kp_buf_clear(&w->cell);
    kp_report_spell(w->run, column->field->id, row, &w->cell);
    put_text(w, kp_buf_view(&w->cell));
}

static void put_cell(writer *w, const csv_column *column, size_t row)
{
    const kp_column *cells = column->cells;

    if (kp_column_state(cells, row) == KP_VALUE) {
        if (cells->kind == KP_NUM && put_word(w, column, cells->v[row]))
            return;
        if (cells->kind == KP_TEXT) {
            put_text(w,
                     kp_symbol_text(w->run->scheme->symbols, (uint32_t)cells->v[row]));
            return;
        }
    }
    put_any(w, column, row);
}

// ---- rows

static kp_status hand_over(writer *w, size_t from)
{
    if (w->chunk.broken || w->cell.broken)
        return KP_ENOMEM;
    if (w->chunk.n < from)
        return KP_OK;
    kp_status status = w->sink(w->context, kp_buf_view(&w->chunk));
    kp_buf_clear(&w->chunk);
    return status;
}

static kp_status put_rows(writer *w, size_t nrows)
{
    for (size_t row = 0; row < nrows; row++) {
        for (size_t i = 0; i < w->ncolumns; i++) {
            if (i > 0)
                kp_buf_char(&w->chunk, ',');
            put_cell(w, &w->column[i], row);
        }
        kp_buf_char(&w->chunk, '\n');
        kp_status status = hand_over(w, CHUNK);
        if (status != KP_OK)
            return status;
    }
    return hand_over(w, 1);
}

static void put_headings(writer *w)
{
    for (size_t i = 0; i < w->ncolumns; i++) {
        if (i > 0)
            kp_buf_char(&w->chunk, ',');
        put_text(w, w->column[i].field->name);
    }
    kp_buf_char(&w->chunk, '\n');
}

static void choose_columns(writer *w, const kp_entity *entity, const kp_table *table)
{
    for (size_t i = 0; i < entity->nfields; i++) {
        const kp_field *field = w->run->scheme->field[entity->field[i]];

        if (field->lifted || field->report)
            continue;
        w->column[w->ncolumns++] = (csv_column){field, &table->column[field->local]};
    }
}

kp_status kp_table_csv_stream(const kp_run *run, uint32_t entity, kp_text_sink *sink,
                              void *context, kp_diags *diags)
{
    const kp_entity *of = run->scheme->entity[entity];
    writer w = {.run = run, .sink = sink, .context = context};
    kp_status status = KP_ENOMEM;

    // A chunk ends with the row that fills it, so there is room for one long row more.
    kp_buf_init(&w.chunk, (size_t)1 << 30);
    kp_buf_init(&w.cell, (size_t)1 << 28);
    w.column = calloc(of->nfields + 1, sizeof *w.column);
    if (w.column) {
        choose_columns(&w, of, run->table[entity]);
        put_headings(&w);
        status = put_rows(&w, run->table[entity]->n);
    }
    if (status == KP_ENOMEM)
        (void)kp_fail(diags, KP6112, of->where, KP_NONE, of->name, KP_NONE, KP_NONE);
    free(w.column);
    kp_buf_free(&w.cell);
    kp_buf_free(&w.chunk);
    return status;
}

static kp_status append(void *context, kp_str bytes)
{
    kp_buf *out = context;

    kp_buf_str(out, bytes);
    return out->broken ? KP_ENOMEM : KP_OK;
}

kp_status kp_table_csv(const kp_run *run, uint32_t entity, kp_buf *out, kp_diags *diags)
{
    return kp_table_csv_stream(run, entity, append, out, diags);
}
