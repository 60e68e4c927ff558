/* csv_rows.c - records and cells, RFC 4180 with line breaks inside quotes.
 *
 * One pass from left to right; doubled quotes are taken out in place, so cells are
 * views into the text.  A quote opens a cell only where the cell begins, as in
 * spreadsheet programs: 5"管 is a text.  Faults are recorded and reading goes on, but
 * behind a quote that never closes nothing can be told any more.
 */
#include "io/csv/csv_parts.h"

#include <string.h>

typedef struct reader {
    kp_book *book;
    kp_sheet *sheet;
    kp_diags *diags;
    char *p;
    size_t n, at;
    char separator;
    bool ends_plain[256];  // characters that end an unquoted cell
    kp_cell *row;          // the record being read
    size_t row_cap;
    uint32_t column;  // of the cell being read, from 0
    uint32_t ncells;  // up to the last one that is not empty
    bool too_wide;    // this row has been reported for it
    bool failed, stopped;
} reader;

static kp_where here(const reader *in)
{
    return (kp_where){
        .file = in->sheet->file, .row = in->sheet->nrows + 1, .col = in->column + 1};
}

static void fail(reader *in, kp_code code, kp_str cell, kp_str arg)
{
    if (kp_fail(in->diags, code, here(in), cell, arg, KP_NONE, KP_NONE) != KP_OK)
        in->failed = true;
}

static bool at_row_end(const reader *in)
{
    return in->at >= in->n || in->p[in->at] == '\n' || in->p[in->at] == '\r';
}

static bool at_cell_end(const reader *in)
{
    return at_row_end(in) || in->p[in->at] == in->separator;
}

static bool is_too_long(kp_str text)
{
    return text.n > KP_CSV_MAX_CHARACTERS &&
           kp_utf16_units(text) > KP_CSV_MAX_CHARACTERS;
}

static kp_str beginning(kp_str text)
{
    return kp_str_beginning(text, 24);
}

static void keep_cell(reader *in, size_t from, size_t to)
{
    kp_str text = {in->p + from, to - from};

    if (text.n == 0)
        return;
    if (in->column >= KP_CSV_MAX_COLUMNS) {
        if (!in->too_wide)
            fail(in, KP1008, KP_NONE, KP_STR("16384"));
        in->too_wide = true;
        return;
    }
    if (is_too_long(text)) {
        fail(in, KP1006, beginning(text), KP_STR("32767"));
        return;
    }
    if (in->column >= in->row_cap)
        in->row = kp_arena_grow(in->book->arena, in->row, &in->row_cap,
                                (size_t)in->column + 1, sizeof(kp_cell));
    // The cells skipped since the last one that had text may hold an earlier row's.
    while (in->ncells < in->column)
        in->row[in->ncells++] = (kp_cell){.kind = KP_CELL_EMPTY};
    in->row[in->ncells++] =
        (kp_cell){.p = text.p, .n = (uint32_t)text.n, .kind = KP_CELL_TEXT};
}

static void read_plain(reader *in)
{
    size_t from = in->at;

    while (in->at < in->n && !in->ends_plain[(unsigned char)in->p[in->at]])
        in->at++;
    keep_cell(in, from, in->at);
}

/* Move the text between two quotes down to *to, over the quotes taken out before. */
static void move_down(reader *in, size_t *to, size_t end)
{
    if (*to != in->at)
        memmove(in->p + *to, in->p + in->at, end - in->at);
    *to += end - in->at;
}

/* Only blanks may follow a closing quote. */
static void skip_behind_quote(reader *in)
{
    size_t from = in->at;
    bool text = false;

    for (; !at_cell_end(in); in->at++)
        if (in->p[in->at] != ' ' && in->p[in->at] != '\t')
            text = true;
    if (text)
        fail(in, KP1009, KP_NONE, beginning((kp_str){in->p + from, in->at - from}));
}

static void read_quoted(reader *in)
{
    size_t from = ++in->at, to = from;

    for (;;) {
        char *quote = memchr(in->p + in->at, '"', in->n - in->at);

        if (!quote) {
            fail(in, KP1004, beginning((kp_str){in->p + from, in->n - from}), KP_NONE);
            in->at = in->n;
            in->stopped = true;
            return;
        }
        size_t end = (size_t)(quote - in->p);
        bool doubled = end + 1 < in->n && in->p[end + 1] == '"';
        move_down(in, &to, doubled ? end + 1 : end);
        in->at = end + (doubled ? 2 : 1);
        if (!doubled)
            break;
    }
    keep_cell(in, from, to);
    skip_behind_quote(in);
}

static void keep_row(reader *in)
{
    if (in->sheet->nrows >= KP_CSV_MAX_ROWS) {
        if (in->ncells > 0) {
            in->column = 0;
            fail(in, KP1008, KP_NONE, KP_STR("1048576"));
            in->stopped = true;
        }
        return;
    }
    kp_row *row = kp_sheet_add_row(in->book, in->sheet, in->ncells);
    row->width = in->column + 1;
    if (in->ncells > 0)
        memcpy(row->cells, in->row, in->ncells * sizeof(kp_cell));
}

static void read_row(reader *in)
{
    in->column = in->ncells = 0;
    in->too_wide = false;
    for (;; in->column++) {
        if (in->at < in->n && in->p[in->at] == '"')
            read_quoted(in);
        else
            read_plain(in);
        if (at_row_end(in))
            break;
        in->at++;  // the separator
    }
    if (in->at < in->n && in->p[in->at++] == '\r' && in->at < in->n &&
        in->p[in->at] == '\n')
        in->at++;
    if (!in->stopped)
        keep_row(in);
}

kp_status kp__csv_rows(kp_book *book, kp_sheet *sheet, kp__csv_text text, size_t from,
                       char separator, kp_diags *diags)
{
    reader in = {.book = book,
                 .sheet = sheet,
                 .diags = diags,
                 .p = text.p,
                 .n = text.n,
                 .at = from,
                 .separator = separator};

    in.ends_plain['\n'] = in.ends_plain['\r'] = true;
    in.ends_plain[(unsigned char)separator] = true;
    while (in.at < in.n && !in.stopped)
        read_row(&in);
    return in.failed ? KP_EINVALID : KP_OK;
}
