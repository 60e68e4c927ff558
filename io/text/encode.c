/* encode.c - from UTF-8 to the encoding of a text file; see encode.h.
 *
 * GB18030 can spell every character, rare names with four bytes.  GBK is there for
 * banks that read nothing newer; it refuses what it cannot hold.
 */
#include "io/text/encode.h"

#include <iconv.h>
#include <string.h>
#include <strings.h>

static bool is_named(kp_str name, const char *z)
{
    return name.n == strlen(z) && strncasecmp(name.p, z, name.n) == 0;
}

static bool open_iconv(kp__encoder *encoder, const char *charset)
{
    iconv_t handle = iconv_open(charset, "UTF-8");

    // POSIX gives failure as (iconv_t)-1.
    if ((intptr_t)handle == -1)
        return false;
    encoder->handle = handle;
    return true;
}

bool kp__encoder_open(kp__encoder *encoder, kp_str name)
{
    *encoder = (kp__encoder){0};
    if (name.n == 0 || is_named(name, "UTF-8") || is_named(name, "UTF8")) {
        encoder->plain = true;
        return true;
    }
    if (is_named(name, "UTF-8-BOM")) {
        encoder->plain = encoder->mark = true;
        return true;
    }
    if (is_named(name, "GB18030"))
        return open_iconv(encoder, "GB18030");
    if (is_named(name, "GBK"))
        return open_iconv(encoder, "GBK");
    return false;
}

void kp__encoder_close(kp__encoder *encoder)
{
    if (encoder->handle)
        iconv_close((iconv_t)encoder->handle);
    encoder->handle = NULL;
}

void kp__encode_mark(const kp__encoder *encoder, kp_buf *out)
{
    if (encoder->mark)
        kp_buf_z(out, "\xEF\xBB\xBF");
}

static bool convert_chunk(iconv_t handle, char **from, size_t *left, kp_buf *out)
{
    char chunk[512];
    char *to = chunk;
    size_t room = sizeof chunk;
    size_t replaced = iconv(handle, from, left, &to, &room);

    // Some libraries count a replacement instead of failing; an id or a name must not
    // change, so both are refusals.  A full chunk is neither.
    bool full = replaced == (size_t)-1 && room < 8;
    kp_buf_put(out, chunk, sizeof chunk - room);
    return replaced == 0 || full;
}

bool kp__encode(const kp__encoder *encoder, kp_str text, kp_buf *out)
{
    if (encoder->plain) {
        kp_buf_str(out, text);
        return true;
    }
    // iconv reads only, but its prototype cannot say so.
    char *from = (char *)(uintptr_t)text.p;
    size_t left = text.n, start = out->n;

    while (left > 0) {
        if (convert_chunk((iconv_t)encoder->handle, &from, &left, out))
            continue;
        if (!out->broken)
            out->n = start;
        (void)iconv((iconv_t)encoder->handle, NULL, NULL, NULL, NULL);
        return false;
    }
    return true;
}
