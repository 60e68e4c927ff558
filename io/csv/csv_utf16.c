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

static bool is_mark(uint32_t unit)
{
    return unit == '\t' || unit == '\n' || unit == '\r' || unit == ',';
}

static size_t count_marks(kp_str sample, kp_utf16 order)
{
    size_t n = 0;

    for (size_t at = 0; at + 1 < sample.n; at += 2)
        if (is_mark(kp_utf16_unit(sample, at, order)))
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

kp_utf16 kp__csv_guess_utf16(kp_str bytes)
{
    kp_str sample = kp_str_slice(bytes, 0, SAMPLE_BYTES);

    if (bytes.n % 2 != 0)
        return KP_NOT_UTF16;
    size_t le = count_marks(sample, KP_UTF16_LE);
    size_t be = count_marks(sample, KP_UTF16_BE);
    size_t more = le > be ? le : be, all = count_mark_bytes(sample);
    // A stray NUL in a text of bytes pairs with one mark, not with most of them.
    if (more == 0 || 2 * more <= all || le == be)
        return KP_NOT_UTF16;
    return le > be ? KP_UTF16_LE : KP_UTF16_BE;
}
