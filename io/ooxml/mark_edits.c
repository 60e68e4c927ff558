/* mark_edits.c - a part's bytes, the edits made to it, and the archive it goes back to.
 */
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "io/ooxml/mark_parts.h"

bool kp__part_open(kp__marker *m, kp_str name, kp__part *out)
{
    *out = (kp__part){.name = name};
    return kp__package_bytes(&m->x, name, &out->bytes);
}

void kp__part_edit(kp__marker *m, kp__part *part, size_t at, size_t cut, kp_str text)
{
    part->edit = kp_arena_grow(m->x.scratch, part->edit, &part->cap, part->nedits + 1,
                               sizeof *part->edit);
    part->edit[part->nedits] = (kp__edit){at, cut, part->nedits, text};
    part->nedits++;
}

static int by_place(const void *a, const void *b)
{
    const kp__edit *left = a, *right = b;

    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

kp_str kp__part_result(kp__marker *m, kp__part *part)
{
    size_t room = part->bytes.n, n = 0, at = 0;

    for (size_t i = 0; i < part->nedits; i++)
        room += part->edit[i].text.n;
    char *out = kp_arena_alloc(m->x.scratch, room + 1, 1);
    if (part->nedits > 0)
        qsort(part->edit, part->nedits, sizeof *part->edit, by_place);
    for (size_t i = 0; i <= part->nedits; i++) {
        bool last = i == part->nedits;
        size_t to = last ? part->bytes.n : part->edit[i].at;

        if (to > at)
            memcpy(out + n, part->bytes.p + at, to - at);
        n += to > at ? to - at : 0;
        if (last)
            break;
        if (part->edit[i].text.n > 0)
            memcpy(out + n, part->edit[i].text.p, part->edit[i].text.n);
        n += part->edit[i].text.n;
        at = part->edit[i].at + part->edit[i].cut;
    }
    return (kp_str){out, n};
}

kp_str kp__marker_text(kp__marker *m, const kp_buf *text)
{
    kp_str copy = kp_str_copy(m->x.scratch, kp_buf_view(text));
    kp_buf done = *text;

    kp_buf_free(&done);
    return copy;
}

/* ---- tags ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The value of an attribute inside a start tag: [*from, *to). */
static bool find_value(kp_str tag, const char *name, size_t *from, size_t *to)
{
    size_t at = 1;

    while (at < tag.n && !is_blank(tag.p[at]) && tag.p[at] != '>' && tag.p[at] != '/')
        at++;
    while (at < tag.n) {
        while (at < tag.n && is_blank(tag.p[at]))
            at++;
        size_t start = at;
        while (at < tag.n && tag.p[at] != '=' && !is_blank(tag.p[at]))
            at++;
        kp_str found = kp_str_slice(tag, start, at);
        while (at < tag.n && tag.p[at] != '"' && tag.p[at] != '\'')
            at++;
        if (at >= tag.n)
            return false;
        char quote = tag.p[at++];
        *from = at;
        while (at < tag.n && tag.p[at] != quote)
            at++;
        *to = at++;
        if (kp_str_is(found, name))
            return true;
    }
    return false;
}

kp_str kp__tag_with(kp__marker *m, kp_str tag, const char *name, kp_str value)
{
    size_t from, to;
    kp_buf out;

    kp_buf_init(&out, tag.n + value.n + 64);
    if (find_value(tag, name, &from, &to)) {
        kp_buf_str(&out, kp_str_slice(tag, 0, from));
        kp_buf_str(&out, value);
        kp_buf_str(&out, kp_str_slice(tag, to, tag.n));
    } else {
        size_t end = tag.n - (tag.n > 1 && tag.p[tag.n - 2] == '/' ? 2 : 1);

        kp_buf_str(&out, kp_str_slice(tag, 0, end));
        kp_buf_printf(&out, " %s=\"%.*s\"", name, KP_FMT(value));
        kp_buf_str(&out, kp_str_slice(tag, end, tag.n));
    }
    return kp__marker_text(m, &out);
}

/* Texts of faults may quote control characters, which XML cannot hold. */
void kp__put_xml(kp_buf *out, kp_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == '<')
            kp_buf_z(out, "&lt;");
        else if (c == '>')
            kp_buf_z(out, "&gt;");
        else if (c == '&')
            kp_buf_z(out, "&amp;");
        else if (c == '"')
            kp_buf_z(out, "&quot;");
        else if (c < 0x20 && c != '\n' && c != '\t')
            kp_buf_char(out, ' ');
        else
            kp_buf_char(out, text.p[i]);
    }
}

/* ---- the archive ---- */

bool kp__part_put(kp__marker *m, kp_str name, kp_str bytes)
{
    // The arena keeps both until the archive is written; names end in NUL there.
    const char *path = kp_str_copy(m->x.scratch, name).p;
    zip_source_t *source = zip_source_buffer(m->x.zip, bytes.p, bytes.n, 0);

    if (!source)
        return kp__xlsx_no_memory(&m->x);
    zip_int64_t index = kp__package_index(&m->x, name);
    if (index >= 0 && zip_file_replace(m->x.zip, (zip_uint64_t)index, source, 0) < 0)
        index = -2;
    else if (index == -1)
        index = zip_file_add(m->x.zip, path, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    // The same bytes every time: 1980-01-01, before which archives know no dates.
    return zip_file_set_dostime(m->x.zip, (zip_uint64_t)index, 0, 0x21, 0) == 0;
}
