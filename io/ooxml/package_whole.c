/* package_whole.c - parts that stand in memory as a whole, to be changed.
 *
 * Edits are made to bytes in UTF-8.  A part in UTF-16, as few programs write, becomes
 * one in UTF-8: every reader takes both.
 */
#include <string.h>
#include <zip.h>

#include "io/base/utf16.h"
#include "io/ooxml/xlsx_parts.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"

enum {
    STEP = 1 << 16,  // bytes told at a time
};

static kp_utf16 order_of(kp_str bytes)
{
    unsigned first = bytes.n > 1 ? (unsigned char)bytes.p[0] : 'x';
    unsigned second = bytes.n > 1 ? (unsigned char)bytes.p[1] : 'x';

    if ((first == 0xFF && second == 0xFE) || (first == '<' && second == 0))
        return KP_UTF16_LE;
    if ((first == 0xFE && second == 0xFF) || (first == 0 && second == '<'))
        return KP_UTF16_BE;
    return KP_NOT_UTF16;
}

/* Behind the declaration, which would say UTF-16. */
static kp_str without_declaration(kp_str text)
{
    size_t end = kp_str_find(text, KP_STR("?>"));

    if (!kp_str_starts(text, KP_STR("<?xml")) || end == SIZE_MAX)
        return text;
    return kp_str_slice(text, end + 2, text.n);
}

static bool to_utf8(kp__xlsx *x, kp_utf16 order, kp_str *bytes)
{
    const size_t head = strlen(DECLARATION);
    char *text = kp_arena_alloc(x->scratch, bytes->n / 2 * 3 + 1, 1);
    size_t bad, n = kp_utf16_decode(*bytes, order, text, &bad);
    kp_str rest = {text, n};

    if (kp_str_starts(rest, KP_STR("\xEF\xBB\xBF")))
        rest = kp_str_slice(rest, 3, n);
    rest = without_declaration(rest);
    char *out = kp_arena_alloc(x->scratch, head + rest.n + 1, 1);
    memcpy(out, DECLARATION, head);
    memcpy(out + head, rest.p, rest.n);
    *bytes = (kp_str){out, head + rest.n};
    return bad == SIZE_MAX;
}

static bool read_whole(kp__xlsx *x, zip_uint64_t index, kp_str *out)
{
    zip_stat_t stat;

    zip_stat_init(&stat);
    if (zip_stat_index(x->zip, index, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE) ||
        stat.size > KP_XLSX_MAX_PART)
        return false;
    char *bytes = kp_arena_alloc(x->scratch, stat.size + 1, 1);
    x->open = zip_fopen_index(x->zip, index, 0);
    bool whole =
        x->open && zip_fread(x->open, bytes, stat.size) == (zip_int64_t)stat.size;
    if (x->open)
        (void)zip_fclose(x->open);
    x->open = NULL;
    *out = (kp_str){bytes, stat.size};
    return whole;
}

bool kp__package_bytes(kp__xlsx *x, kp_str part, kp_str *out)
{
    int64_t index = kp__package_index(x, part);

    if (index < 0 || !read_whole(x, (zip_uint64_t)index, out))
        return false;
    kp_utf16 order = order_of(*out);
    return (order == KP_NOT_UTF16 || to_utf8(x, order, out)) && kp_utf8_valid(*out);
}

bool kp__package_scan_bytes(kp__xlsx *x, kp_str part, kp_str bytes,
                            const kp_xml_sink *sink)
{
    const kp_xml_options options = {.most_depth = KP_XLSX_MAX_DEPTH,
                                    .spaces = kp__main_spaces};
    bool fine = true;

    x->part = part;
    x->scan = kp_xml_scan_open(sink, &options);
    if (!x->scan)
        return kp__xlsx_no_memory(x);
    for (size_t at = 0, n = 1; fine && n > 0; at += n) {
        void *room = kp_xml_scan_room(x->scan, STEP);

        n = bytes.n - at < STEP ? bytes.n - at : STEP;
        if (room && n > 0)
            memcpy(room, bytes.p + at, n);
        fine = room && kp_xml_scan_feed(x->scan, n, n == 0);
    }
    if (!fine)
        (void)kp__package_tell_xml(x);
    kp_xml_scan_close(x->scan);
    x->scan = NULL;
    return fine;
}

kp_str kp__root_prefix(kp_str xml)
{
    size_t at = 0, end;

    // The first tag that is neither a declaration nor a comment.
    for (;; at++) {
        while (at < xml.n && xml.p[at] != '<')
            at++;
        if (at + 1 >= xml.n)
            return KP_NONE;
        if (kp_str_starts(kp_str_slice(xml, at, xml.n), KP_STR("<!--")))
            at += kp_str_find(kp_str_slice(xml, at, xml.n), KP_STR("-->"));
        else if (xml.p[at + 1] != '?')
            break;
    }
    for (end = at + 1; end < xml.n && xml.p[end] != ':' && xml.p[end] != ' ' &&
                       xml.p[end] != '>' && xml.p[end] != '/' && xml.p[end] != '\n' &&
                       xml.p[end] != '\t' && xml.p[end] != '\r';)
        end++;
    return end < xml.n && xml.p[end] == ':' ? kp_str_slice(xml, at + 1, end + 1)
                                            : KP_NONE;
}
