/* diag_text.c - faults as sentences; see diag.h.
 *
 * Texts typed by users are shown without control characters and marks of direction, so
 * that a cell can neither break a line of the report nor drive the terminal.
 */
#include "engine/base/diag.h"

#include <string.h>

#include "engine/base/fold.h"

#define WIDEST_CELL 100  // columns of a cell's text that are shown
#define BEFORE_SPAN 40   // of these, before the marked span
#define INDENT "    "
#define CUT "..."

typedef struct wording {
    const char *sentence[2], *hint[2];
} wording;

static const wording wordings[KP_CODE_COUNT] = {
    {{"", ""}, {"", ""}},
#define DIAG(code, severity, zh, en, zh_hint, en_hint) {{zh, en}, {zh_hint, en_hint}},
#include "engine/base/codes.def"
#undef DIAG
};

static bool drives_the_terminal(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 ||
           c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* What is shown of `s`, as far as it fits `room` columns; returns the columns taken. */
static size_t put_columns(kp_str s, size_t room, kp_buf *out)
{
    size_t width = 0;

    for (size_t at = 0; at < s.n;) {
        char bytes[4];
        uint32_t c = kp_utf8_next(s, &at);
        size_t n = kp_utf8_put(bytes, drives_the_terminal(c) ? ' ' : c);
        size_t columns = kp_display_width((kp_str){bytes, n});

        if (width + columns > room)
            break;
        width += columns;
        if (out)
            kp_buf_put(out, bytes, n);
    }
    return width;
}

static void put_harmless(kp_str s, kp_buf *out)
{
    put_columns(s, SIZE_MAX, out);
}

/* {1}..{4} are replaced by the fault's texts; other braces stand for themselves. */
static void fill_in(const kp_diag *diag, kp_str sentence, kp_buf *out)
{
    for (const char *p = sentence.p; p < sentence.p + sentence.n; p++) {
        if (p[0] == '{' && p[1] >= '1' && p[1] <= '4' && p[2] == '}') {
            put_harmless(diag->arg[p[1] - '1'], out);
            p += 2;
        } else {
            kp_buf_char(out, *p);
        }
    }
}

/* A part of a remedy that would name a text nobody knows (no similar name was found) is
 * left out; parts end at a semicolon or a full stop. */
static size_t part_length(const char *p)
{
    static const char *const ends[] = {"；", "。", "; ", ". "};

    for (size_t n = 0;; n++) {
        if (!p[n])
            return n;
        for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++)
            if (strncmp(p + n, ends[k], strlen(ends[k])) == 0)
                return n + strlen(ends[k]);
    }
}

static bool names_nothing(const kp_diag *diag, const char *p, size_t n)
{
    for (size_t i = 0; i + 2 < n; i++)
        if (p[i] == '{' && p[i + 1] >= '1' && p[i + 1] <= '4' && p[i + 2] == '}' &&
            diag->arg[p[i + 1] - '1'].n == 0)
            return true;
    return false;
}

void kp_diag_text(const kp_diag *diag, kp_lang lang, kp_buf *out)
{
    if (diag->code < KP_CODE_COUNT)
        fill_in(diag, kp_str_of(wordings[diag->code].sentence[lang == KP_LANG_EN]), out);
}

/* What joined a part that was left out. */
static void drop_separator(size_t start, kp_buf *out)
{
    kp_str text = kp_str_slice(kp_buf_view(out), start, out->n);

    if (kp_str_ends(text, KP_STR("；")))
        out->n -= KP_STR("；").n;
    else if (kp_str_ends(text, KP_STR("; ")))
        out->n -= 2;
    else if (kp_str_ends(text, KP_STR(". ")))
        out->n -= 1;
}

void kp_diag_hint(const kp_diag *diag, kp_lang lang, kp_buf *out)
{
    const char *p;

    if (diag->code >= KP_CODE_COUNT)
        return;
    size_t start = out->n;
    p = wordings[diag->code].hint[lang == KP_LANG_EN];
    while (*p) {
        size_t n = part_length(p);

        if (!names_nothing(diag, p, n))
            fill_in(diag, (kp_str){p, n}, out);
        p += n;
    }
    drop_separator(start, out);
}

/* Digits in base 26 without a zero. */
void kp_column_letters(uint32_t col, kp_buf *out)
{
    char letters[8];
    size_t at = sizeof letters;

    for (; col; col = (col - 1) / 26)
        letters[--at] = (char)('A' + (col - 1) % 26);
    kp_buf_put(out, letters + at, sizeof letters - at);
}

void kp_where_print(kp_where where, kp_buf *out)
{
    put_harmless(where.file, out);
    if (where.sheet.n) {
        kp_buf_char(out, '[');
        put_harmless(where.sheet, out);
        kp_buf_char(out, ']');
    }
    if (!where.row && !where.col)
        return;
    if (where.file.n || where.sheet.n)
        kp_buf_char(out, '!');
    kp_column_letters(where.col, out);
    if (where.row)
        kp_buf_uint(out, where.row);
}

static const char *severity_name(kp_severity severity, kp_lang lang)
{
    static const char *const words[][2] = {
        [KP_INFO] = {"提示", "note"},
        [KP_WARNING] = {"警告", "warning"},
        [KP_ERROR_SEVERITY] = {"错误", "error"},
    };

    return words[severity][lang == KP_LANG_EN];
}

static size_t shown_width(kp_str s)
{
    return put_columns(s, SIZE_MAX, NULL);
}

/* Where to begin, so that the span is seen in a long cell. */
static size_t first_shown(kp_str cell, size_t span_at)
{
    size_t width = shown_width(kp_str_slice(cell, 0, span_at)), at = 0;

    while (width > BEFORE_SPAN) {
        size_t next = at;

        kp_utf8_next(cell, &next);
        width -= shown_width(kp_str_slice(cell, at, next));
        at = next;
    }
    return at;
}

static void put_repeated(char c, size_t n, kp_buf *out)
{
    while (n-- > 0)
        kp_buf_char(out, c);
}

/* The heading before the cell's text: 个人得分：九十五.  Returns the columns taken. */
static size_t put_heading(kp_str heading, kp_lang lang, kp_buf *out)
{
    if (!heading.n)
        return 0;
    size_t width = put_columns(heading, BEFORE_SPAN, out);
    bool cut = width < shown_width(heading);
    kp_buf_z(out, cut ? CUT : "");
    kp_buf_z(out, lang == KP_LANG_EN ? ": " : "：");
    return width + (cut ? sizeof CUT - 1 : 0) + 2;
}

/* The cell's text, and a caret line when there is a span. */
static void put_cell(const kp_diag *diag, kp_lang lang, kp_buf *out)
{
    kp_str cell = diag->cell;
    size_t span_at = diag->where.span_at, span_len = diag->where.span_len;
    size_t at = span_at < cell.n ? span_at : cell.n;
    size_t behind = span_len < cell.n - at ? at + span_len : cell.n;
    size_t from = first_shown(cell, at);
    kp_str span = kp_str_slice(cell, at, behind),
           rest = kp_str_slice(cell, behind, cell.n);

    kp_buf_z(out, INDENT);
    size_t heading = put_heading(diag->heading, lang, out);
    kp_buf_z(out, from ? CUT : "");
    size_t before = put_columns(kp_str_slice(cell, from, at), SIZE_MAX, out);
    size_t marked = put_columns(span, WIDEST_CELL - before, out);
    size_t room = WIDEST_CELL - before - marked;
    size_t behind_it = marked < shown_width(span) ? 0 : put_columns(rest, room, out);
    if (marked < shown_width(span) || behind_it < shown_width(rest))
        kp_buf_z(out, CUT);
    kp_buf_char(out, '\n');
    if (!span_len)
        return;
    put_repeated(' ', sizeof INDENT - 1 + heading + (from ? sizeof CUT - 1 : 0) + before,
                 out);
    put_repeated('^', marked ? marked : 1, out);
    kp_buf_char(out, '\n');
}

static void put_hint(const kp_diag *diag, kp_lang lang, kp_buf *out)
{
    size_t start = out->n, from;

    kp_buf_z(out, lang == KP_LANG_EN ? "  hint: " : "  修改建议: ");
    from = out->n;
    kp_diag_hint(diag, lang, out);
    // A remedy of which nothing is left is no line at all.
    if (out->n == from)
        out->n = start;
    else
        kp_buf_char(out, '\n');
}

static bool is_all_blank(kp_str cell)
{
    for (size_t at = 0; at < cell.n;) {
        uint32_t c = kp_utf8_next(cell, &at);

        if (c != ' ' && c != 0x3000 && c != 0xA0 && !drives_the_terminal(c))
            return false;
    }
    return true;
}

void kp_diag_print(const kp_diag *diag, kp_lang lang, kp_buf *out)
{
    size_t start = out->n;

    kp_where_print(diag->where, out);
    if (out->n > start)
        kp_buf_z(out, ": ");
    kp_buf_z(out, severity_name(diag->severity, lang));
    kp_buf_char(out, ' ');
    kp_buf_z(out, kp_code_name(diag->code));
    kp_buf_z(out, ": ");
    kp_diag_text(diag, lang, out);
    kp_buf_char(out, '\n');
    if (!is_all_blank(diag->cell))
        put_cell(diag, lang, out);
    put_hint(diag, lang, out);
}
