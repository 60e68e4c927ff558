/* text_format.h - a number or a date as TEXT(x, "#,##0.00") spells it.
 *
 * Understood is what comes out the same whatever the machine, language or region:
 * digits with 0 and #, a point, thousands, one percent sign; yyyy yy mm m dd d; quoted
 * texts, signs of currencies and characters that mean nothing to Excel, such as 元 and
 * 年. Whatever else Excel knows (sections, colours, exponents, names of months, times)
 * is refused by kp_text_format_read, which points at it.
 *
 * Numbers are rounded half away from zero, from their exact value.
 *
 * Ownership: a format borrows its pattern.  Threads: pure functions.
 */
#ifndef KP_ENGINE_TEXT_FORMAT_H
#define KP_ENGINE_TEXT_FORMAT_H

#include "engine/value.h"

typedef struct kp_text_format {
    kp_str pattern;
    bool is_date;
    bool grouped;  // 1,234
    bool percent;
    uint8_t whole;                   // digits before the point at least
    uint8_t least, most;             // digits behind it
    uint32_t digits_at, digits_end;  // bytes of the pattern that are the number
} kp_text_format;

/* False when the pattern is not understood; *wrong is then the piece that is not, or
 * the whole pattern where something is missing. */
bool kp_text_format_read(kp_str pattern, kp_text_format *out, kp_str *wrong);

/* The decimals of a number that its spelling shows. */
int kp_text_format_decimals(const kp_text_format *format);

/* Append the spelling.  False only when the number has no such spelling (an exponent
 * out of reach); `format` must be one for numbers, or for dates. */
bool kp_text_format_number(const kp_text_format *format, kp_decimal num, kp_buf *out);
void kp_text_format_date(const kp_text_format *format, int32_t date, kp_buf *out);

#endif
