/* csv_write.c - rows as CSV; see csv_write.h. */
#include "io/csv/csv_write.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

static const char *encoding_name(kp_csv_encoding encoding)
{
    return encoding == KP_CSV_GBK ? "GBK" : "GB18030";
}

kp_status kp_csv_open(kp_csv_writer *writer, kp_str file, kp_csv_style style,
                      kp_buf *out, kp_diags *diags)
{
    *writer = (kp_csv_writer){.out = out, .diags = diags, .style = style, .file = file};
    if (style.encoding == KP_CSV_UTF8_BOM)
        kp_buf_z(out, "\xEF\xBB\xBF");
    writer->row_start = out->n;
    if (style.encoding == KP_CSV_UTF8 || style.encoding == KP_CSV_UTF8_BOM)
        return KP_OK;
    iconv_t converter = iconv_open(encoding_name(style.encoding), "UTF-8");
    if (converter == (iconv_t)-1)
        return kp_fail(diags, KP1019, (kp_where){.file = file}, KP_NONE,
                       kp_str_of(encoding_name(style.encoding)), KP_NONE, KP_NONE);
    writer->converter = converter;
    return KP_OK;
}

/* What a spreadsheet program would take for a formula (the wide forms too: some
 * versions narrow them first). */
static bool looks_like_formula(kp_str text)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠", NULL};

    if (text.n == 0)
        return false;
    if (strchr("=+-@\t\r\n", text.p[0]) && text.p[0] != '\0')
        return true;
    for (size_t i = 0; wide[i]; i++)
        if (kp_str_starts(text, kp_str_of(wide[i])))
            return true;
    return false;
}

/* Nobody says which separator a file has, so its other candidates may not stand free;
 * and a file that begins like a page or an archive would be taken for one. */
static bool misleads(const kp_csv_writer *writer, kp_str text)
{
    char first = text.p[0];

    if (memchr(text.p, ';', text.n) || memchr(text.p, '\t', text.n))
        return true;
    return writer->row == 0 && writer->col == 0 && (unsigned char)first < 0x80 &&
           !(first >= '0' && first <= '9') && !(first >= 'a' && first <= 'z');
}

static bool needs_quotes(const kp_csv_writer *writer, kp_str text)
{
    if (text.n == 0)
        return false;
    if (writer->style.careful && misleads(writer, text))
        return true;
    if (text.p[0] == ' ' || text.p[text.n - 1] == ' ' || text.p[0] == '\t' ||
        text.p[text.n - 1] == '\t')
        return true;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ',' || text.p[i] == '"' || text.p[i] == '\n' ||
            text.p[i] == '\r')
            return true;
    // Excel's separator directive and the byte order mark are no cells.
    return writer->row == 0 && writer->col == 0 &&
           (kp_str_starts(text, KP_STR("sep=")) ||
            kp_str_starts(text, KP_STR("SEP=")) ||
            kp_str_starts(text, KP_STR("\xEF\xBB\xBF")));
}

static void report_character(kp_csv_writer *writer, kp_str text, const char *at)
{
    size_t from = (size_t)(at - text.p), to = from;
    kp_where where = {
        .file = writer->file, .row = writer->row + 1, .col = writer->col + 1};

    (void)kp_utf8_next(text, &to);
    (void)kp_fail(writer->diags, KP1056, where, text,
                  kp_str_of(encoding_name(writer->style.encoding)),
                  kp_str_slice(text, from, to), KP_NONE);
    writer->failed = true;
}

/* iconv takes a pointer to characters that it does not change. */
static char *unconst(const char *p)
{
    union {
        const char *in;
        char *out;
    } pun = {.in = p};

    return pun.out;
}

static void put_converted(kp_csv_writer *writer, kp_str text)
{
    char *from = unconst(text.p);
    size_t left = text.n;

    while (left > 0) {
        char room[512], *to = room;
        size_t free_bytes = sizeof room, before = left;
        size_t result = iconv(writer->converter, &from, &left, &to, &free_bytes);
        int why = errno;

        kp_buf_put(writer->out, room, sizeof room - free_bytes);
        // A full buffer is emptied and filled again; no progress is a bad character.
        if (result != (size_t)-1 || (why == E2BIG && left != before))
            continue;
        report_character(writer, text, from);
        return;
    }
}

static void put(kp_csv_writer *writer, kp_str text)
{
    if (writer->converter)
        put_converted(writer, text);
    else
        kp_buf_str(writer->out, text);
}

/* Doubles the quotation marks; the marks around the cell are the caller's. */
static void put_doubling_quotes(kp_csv_writer *writer, kp_str text)
{
    while (text.n > 0) {
        size_t quote = kp_str_find(text, KP_STR("\""));

        if (quote == SIZE_MAX) {
            put(writer, text);
            return;
        }
        put(writer, kp_str_slice(text, 0, quote + 1));
        kp_buf_char(writer->out, '"');
        text = kp_str_slice(text, quote + 1, text.n);
    }
}

static void begin_cell(kp_csv_writer *writer)
{
    if (writer->col > 0)
        kp_buf_char(writer->out, ',');
}

void kp_csv_text(kp_csv_writer *writer, kp_str text)
{
    bool quoted = needs_quotes(writer, text);

    begin_cell(writer);
    if (quoted)
        kp_buf_char(writer->out, '"');
    // Inside the quotes: before them it would make them part of the text.
    if (writer->style.guard && looks_like_formula(text))
        kp_buf_char(writer->out, '\'');
    if (quoted)
        put_doubling_quotes(writer, text);
    else
        put(writer, text);
    if (quoted)
        kp_buf_char(writer->out, '"');
    writer->col++;
}

void kp_csv_number(kp_csv_writer *writer, kp_str digits)
{
    begin_cell(writer);
    kp_buf_str(writer->out, digits);
    writer->col++;
}

void kp_csv_end_row(kp_csv_writer *writer)
{
    // One empty cell would look like no row at all.
    if (writer->col == 1 && writer->out->n == writer->row_start)
        kp_buf_z(writer->out, "\"\"");
    kp_buf_z(writer->out, writer->style.crlf ? "\r\n" : "\n");
    writer->row_start = writer->out->n;
    writer->row++;
    writer->col = 0;
}

static kp_status report_size(const kp_csv_writer *writer)
{
    char limit[24];
    int n = snprintf(limit, sizeof limit, "%zu", writer->out->max);

    return kp_fail(writer->diags, KP1058, (kp_where){.file = writer->file}, KP_NONE,
                   (kp_str){limit, (size_t)n}, KP_NONE, KP_NONE);
}

kp_status kp_csv_close(kp_csv_writer *writer)
{
    if (writer->converter)
        iconv_close(writer->converter);
    writer->converter = NULL;
    if (writer->out->broken)
        return report_size(writer);
    return writer->failed ? KP_EINVALID : KP_OK;
}
