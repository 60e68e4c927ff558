/* csv_decode.c - any of the encodings of Chinese offices to UTF-8.
 *
 * Order of belief: a BOM; UTF-16 that shows itself; valid UTF-8; else GB18030, never
 * "GBK", which cannot hold 䶮 㛃 𠀀.  A UTF-8 file with a damaged spot would still
 * decode as GB18030, into wrong characters: when most of it is sound UTF-8 the spot is
 * reported instead.
 */
#include "io/csv/csv_parts.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

/* Line numbers help a person more than offsets do. */
static kp_status fail_at(kp_diags *diags, kp_code code, kp_str file, kp_str bytes,
                         size_t at)
{
    char offset[KP__NUMBER_TEXT], number[KP__NUMBER_TEXT];
    size_t line = 1;

    for (size_t i = 0; i < at && i < bytes.n; i++)
        if (bytes.p[i] == '\n')
            line++;
    return kp_fail(diags, code, (kp_where){.file = file}, KP_NONE,
                   kp__number_text(at + 1, offset), kp__number_text(line, number),
                   KP_NONE);
}

static void copy_text(kp_arena *arena, kp_str bytes, kp__csv_text *out)
{
    out->p = KP_NEW_ARRAY(arena, bytes.n + 1, char);
    out->n = bytes.n;
    memcpy(out->p, bytes.p, bytes.n);
}

static kp_status decode_utf16(kp_arena *arena, kp_str file, kp_str bytes,
                              kp_utf16 order, kp__csv_text *out, kp_diags *diags)
{
    size_t bad;

    out->p = KP_NEW_ARRAY(arena, bytes.n / 2 * 3 + 1, char);
    out->n = kp_utf16_decode(bytes, order, out->p, &bad);
    if (bad != SIZE_MAX)
        return fail_at(diags, KP1003, file, bytes, bad);
    return KP_OK;
}

typedef struct soundness {
    size_t long_runs;   // characters of three bytes and more: Chinese
    size_t short_runs;  // of two bytes
    size_t faults;      // spots that are not UTF-8
    size_t first_fault;
} soundness;

/* Stops early when the file is clearly something else. */
static soundness examine_utf8(kp_str bytes)
{
    soundness found = {.first_fault = SIZE_MAX};
    bool in_fault = false;

    for (size_t at = 0; at < bytes.n;) {
        size_t from = at;
        bool fault = kp_utf8_next(bytes, &at) == 0xFFFD && at - from == 1;

        found.long_runs += at - from >= 3;
        found.short_runs += at - from == 2;
        if (fault && !in_fault && found.faults++ == 0)
            found.first_fault = from;
        in_fault = fault;
        if (found.faults > 64 && found.long_runs < found.faults)
            break;
    }
    return found;
}

static bool is_damaged_utf8(const soundness *found)
{
    return found->long_runs >= 2 * found->faults;
}

/* One byte gives one, two give at most four, so does a run of four. */
static size_t decoded_bound(kp_str bytes)
{
    size_t high = 0;

    for (size_t i = 0; i < bytes.n; i++)
        high += (unsigned char)bytes.p[i] >= 0x80;
    return bytes.n + (2 * high < bytes.n ? 2 * high : bytes.n) + 1;
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

static kp_status decode_gb18030(kp_arena *arena, kp_str file, kp_str bytes,
                                kp__csv_text *out, kp_diags *diags)
{
    size_t room = decoded_bound(bytes), left = bytes.n;
    char *from = unconst(bytes.p);

    // Room first: an arena without any unwinds, and the converter must not be open
    // then.
    out->p = KP_NEW_ARRAY(arena, room, char);
    char *to = out->p;
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == (iconv_t)-1)
        return kp_fail(diags, KP1019, (kp_where){.file = file}, KP_NONE,
                       KP_STR("GB18030"), KP_NONE, KP_NONE);
    size_t result = iconv(converter, &from, &left, &to, &room);
    iconv_close(converter);
    if (result == (size_t)-1 || left > 0)
        return fail_at(diags, KP1003, file, bytes, bytes.n - left);
    out->n = (size_t)(to - out->p);
    return KP_OK;
}

/* Few GB texts are valid UTF-8 by accident, and then without a single three-byte
 * character: 联通 is famous for it. */
static kp_status accept_utf8(kp_arena *arena, kp_str file, kp_str bytes,
                             kp__csv_text *out, kp_diags *diags)
{
    copy_text(arena, bytes, out);
    if (bytes.n > 4096)
        return KP_OK;
    soundness found = examine_utf8(bytes);
    if (found.long_runs > 0 || found.short_runs < 2)
        return KP_OK;
    return kp_fail(diags, KP1016, (kp_where){.file = file}, KP_NONE, KP_NONE, KP_NONE,
                   KP_NONE);
}

static kp_status decode_without_bom(kp_arena *arena, kp_str file, kp_str bytes,
                                    kp__csv_text *out, kp_diags *diags)
{
    kp_utf16 order = kp__csv_guess_utf16(bytes);

    if (order != KP_NOT_UTF16)
        return decode_utf16(arena, file, bytes, order, out, diags);
    if (kp_utf8_valid(bytes))
        return accept_utf8(arena, file, bytes, out, diags);
    soundness found = examine_utf8(bytes);
    if (is_damaged_utf8(&found))
        return fail_at(diags, KP1003, file, bytes, found.first_fault);
    return decode_gb18030(arena, file, bytes, out, diags);
}

static kp_status decode_utf8_with_bom(kp_arena *arena, kp_str file, kp_str bytes,
                                      kp__csv_text *out, kp_diags *diags)
{
    if (!kp_utf8_valid(bytes))
        return fail_at(diags, KP1003, file, bytes, examine_utf8(bytes).first_fault);
    copy_text(arena, kp_str_slice(bytes, 3, bytes.n), out);
    return KP_OK;
}

kp_status kp__csv_decode(kp_arena *arena, kp_str file, kp_str bytes, kp__csv_text *out,
                         kp_diags *diags)
{
    kp_str behind = kp_str_slice(bytes, 2, bytes.n);
    kp_status status;

    *out = (kp__csv_text){0};
    if (kp_str_starts(bytes, KP_STR("\xEF\xBB\xBF")))
        status = decode_utf8_with_bom(arena, file, bytes, out, diags);
    else if (kp_str_starts(bytes, KP_STR("\xFF\xFE")))
        status = decode_utf16(arena, file, behind, KP_UTF16_LE, out, diags);
    else if (kp_str_starts(bytes, KP_STR("\xFE\xFF")))
        status = decode_utf16(arena, file, behind, KP_UTF16_BE, out, diags);
    else
        status = decode_without_bom(arena, file, bytes, out, diags);
    if (status != KP_OK)
        return status;
    const char *nul = out->n ? memchr(out->p, '\0', out->n) : NULL;
    if (nul)
        return fail_at(diags, KP1010, file, (kp_str){out->p, out->n},
                       (size_t)(nul - out->p));
    return KP_OK;
}
