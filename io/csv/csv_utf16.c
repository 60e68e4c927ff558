/* csv_utf16.c - "Unicode text", as spreadsheet programs call UTF-16.
 *
 * Without a BOM the order shows in the separators and line ends: they are the only
 * bytes 09, 0A, 0D, 2C that stand beside a zero.  Chinese characters ending in 00 (一
 * is U+4E00) make counting plain zeros unsafe.
 */
#include "io/csv/csv_parts.h"

enum {
    SAMPLE_BYTES = 1 << 16
};

static uint32_t unit_at(kp_str bytes, size_t at, kp__utf16 order)
{
    unsigned first = (unsigned char)bytes.p[at],
             second = (unsigned char)bytes.p[at + 1];

    return order == KP__UTF16_LE ? first | second << 8 : second | first << 8;
}

static bool is_mark(uint32_t unit)
{
    return unit == '\t' || unit == '\n' || unit == '\r' || unit == ',';
}

static size_t count_marks(kp_str sample, kp__utf16 order)
{
    size_t n = 0;

    for (size_t at = 0; at + 1 < sample.n; at += 2)
        if (is_mark(unit_at(sample, at, order)))
            n++;
    return n;
}

static size_t count_mark_bytes(kp_str sample)
{
    size_t n = 0;

    for (size_t at = 0; at < sample.n; at++)
        if (is_mark((unsigned char)sample.p[at]))
            n++;
    return n;
}

kp__utf16 kp__csv_guess_utf16(kp_str bytes)
{
    kp_str sample = kp_str_slice(bytes, 0, SAMPLE_BYTES);

    if (bytes.n % 2 != 0)
        return KP__NOT_UTF16;
    size_t le = count_marks(sample, KP__UTF16_LE);
    size_t be = count_marks(sample, KP__UTF16_BE);
    size_t more = le > be ? le : be, all = count_mark_bytes(sample);
    // A stray NUL in a text of bytes pairs with one mark, not with most of them.
    if (more == 0 || 2 * more <= all || le == be)
        return KP__NOT_UTF16;
    return le > be ? KP__UTF16_LE : KP__UTF16_BE;
}

size_t kp__csv_from_utf16(kp_str bytes, kp__utf16 order, char *out, size_t *bad)
{
    size_t n = 0, at = 0;

    *bad = SIZE_MAX;
    for (; at + 1 < bytes.n; at += 2) {
        uint32_t point = unit_at(bytes, at, order);

        if (point >= 0xD800 && point < 0xE000) {
            uint32_t low = at + 3 < bytes.n ? unit_at(bytes, at + 2, order) : 0;

            if (point >= 0xDC00 || low < 0xDC00 || low >= 0xE000) {
                *bad = at;
                return n;
            }
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
            at += 2;
        }
        n += kp_utf8_put(out + n, point);
    }
    if (at < bytes.n)
        *bad = at;
    return n;
}
