/* readback.c - count the rows of a finished workbook; see readback.h.
 *
 * Only what our own library writes is understood: no zip64, no comment, deflated parts.
 * Anything else counts as damaged.
 */
#include "io/xlsx/readback.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum {
    CHUNK = 1 << 14,
    END_BYTES = 22,    // of the end record
    ENTRY_BYTES = 46,  // of an entry of the directory, without its name
    LOCAL_BYTES = 30,  // of the header before a part
};

static const char ROW[] = "<row ";

/* What has been seen of a part. */
typedef struct part_scan {
    const char *end;  // what its last characters should be
    size_t rows;
    bool ended;  // nothing stands behind `end`
} part_scan;

static uint32_t word16(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t word32(const unsigned char *p)
{
    return word16(p) | word16(p + 2) << 16;
}

static bool read_at(FILE *file, long at, void *out, size_t n)
{
    return fseek(file, at, SEEK_SET) == 0 && fread(out, 1, n, file) == n;
}

// ---- one part

/* The last characters of one stretch are kept in front of the next, so that a text cut
 * in two is seen whole there. */
enum {
    KEPT = 16
};

/* xml[KEPT] .. xml[KEPT + n - 1] are new; a row counts where it ends. */
static void scan(part_scan *s, const char *xml, size_t n)
{
    const size_t length = sizeof ROW - 1, tail = strlen(s->end);
    const char *at = xml + KEPT - (length - 1), *end = xml + KEPT + n;

    while ((size_t)(end - at) >= length &&
           (at = memchr(at, ROW[0], (size_t)(end - at) - length + 1)) != NULL) {
        s->rows += memcmp(at, ROW, length) == 0;
        at++;
    }
    s->ended = memcmp(end - tail, s->end, tail) == 0;
}

/* Inflate `packed` bytes from where the file stands. */
static bool scan_part(FILE *file, z_stream *stream, size_t packed, part_scan *out)
{
    unsigned char in[CHUNK];
    char xml[KEPT + 4 * CHUNK] = {0};
    int result = Z_OK;

    while (result == Z_OK) {
        if (stream->avail_in == 0) {
            size_t n = packed < sizeof in ? packed : sizeof in;

            if (n == 0 || fread(in, 1, n, file) != n)
                return false;
            packed -= n;
            stream->next_in = in;
            stream->avail_in = (uInt)n;
        }
        stream->next_out = (unsigned char *)xml + KEPT;
        stream->avail_out = sizeof xml - KEPT;
        result = inflate(stream, Z_NO_FLUSH);
        size_t n = sizeof xml - KEPT - stream->avail_out;
        scan(out, xml, n);
        memmove(xml, xml + n, KEPT);
    }
    return result == Z_STREAM_END;
}

static bool scan_at(FILE *file, long local, size_t packed, part_scan *out)
{
    unsigned char head[LOCAL_BYTES];
    z_stream stream;

    if (!read_at(file, local, head, sizeof head))
        return false;
    long skip = (long)word16(head + 26) + (long)word16(head + 28);
    if (fseek(file, skip, SEEK_CUR) != 0)
        return false;
    memset(&stream, 0, sizeof stream);
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return false;
    bool whole = scan_part(file, &stream, packed, out);
    (void)inflateEnd(&stream);
    return whole;
}

// ---- the directory

/* Which sheet a part is, from 1; 0 for other parts. */
static size_t sheet_of_name(const char *name)
{
    unsigned long number = 0;
    char canonical[64];

    if (sscanf(name, "xl/worksheets/sheet%lu.xml", &number) != 1)
        return 0;
    (void)snprintf(canonical, sizeof canonical, "xl/worksheets/sheet%lu.xml", number);
    return strcmp(canonical, name) == 0 ? number : 0;
}

typedef struct expected {
    const size_t *rows;
    size_t nsheets, found;
} expected;

static bool part_is_whole(FILE *file, const unsigned char *entry, const char *name,
                          expected *want)
{
    size_t sheet = sheet_of_name(name);
    bool texts = strcmp(name, "xl/sharedStrings.xml") == 0;
    part_scan seen = {.end = texts ? "</sst>" : "</worksheet>"};

    if (sheet > want->nsheets || (sheet == 0 && !texts))
        return true;  // none of the large parts
    want->found += sheet > 0;
    return scan_at(file, (long)word32(entry + 42), word32(entry + 20), &seen) &&
           seen.ended && (texts || seen.rows == want->rows[sheet - 1]);
}

/* One entry at *at, which moves to the next. */
static bool entry_is_whole(FILE *file, long *at, expected *want)
{
    unsigned char entry[ENTRY_BYTES];
    char name[64];

    if (!read_at(file, *at, entry, sizeof entry) || word32(entry) != 0x02014b50)
        return false;
    size_t length = word16(entry + 28);
    size_t kept = length < sizeof name ? length : sizeof name - 1;
    if (fread(name, 1, kept, file) != kept)
        return false;
    name[kept] = 0;
    *at += ENTRY_BYTES + (long)length + (long)word16(entry + 30) +
           (long)word16(entry + 32);
    return part_is_whole(file, entry, name, want);
}

static bool parts_are_whole(FILE *file, expected *want)
{
    unsigned char end[END_BYTES];

    if (fseek(file, -END_BYTES, SEEK_END) != 0 ||
        fread(end, 1, sizeof end, file) != sizeof end || word32(end) != 0x06054b50)
        return false;
    long at = (long)word32(end + 16);
    for (uint32_t left = word16(end + 10); left > 0; left--)
        if (!entry_is_whole(file, &at, want))
            return false;
    return want->found == want->nsheets;
}

bool kp__wb_is_whole(const char *path, const size_t *rows, size_t nsheets)
{
    FILE *file = fopen(path, "rb");
    expected want = {.rows = rows, .nsheets = nsheets};

    if (!file)
        return false;
    bool whole = parts_are_whole(file, &want);
    (void)fclose(file);
    return whole;
}
