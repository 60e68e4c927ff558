/* format.h - how the writer spells things; the grammar is in docs/audit.md.
 *
 * One meaning, one byte string: columns separated by TAB, lines by LF; texts escape
 * only \t \n \\; an empty text is "-".  A value is one column:
 *
 *   1234.50  "优秀"  2025-03-01  true  >D2 (a link: the key)  blank  absent
 *   !KP5001@3.得分   an error, and the block and field where it began
 *
 * A reference says where an operand came from:
 *
 *   #3      an earlier step of the same field     .得分   a field of the same row
 *   @7.得分  a field of block 7 (@-: no such row)   $标准   a parameter
 *   =20%    a constant, as typed in the formula
 *
 * Everything here appends to a buffer that breaks by itself when memory is used up.
 */
#ifndef KP_IO_LOG_FORMAT_H
#define KP_IO_LOG_FORMAT_H

#include <string.h>

#include "engine/run.h"

/* kp_buf_put for the hot path: no call while there is room. */
static inline void kp__log_put(kp_buf *buf, const char *p, size_t n)
{
    if (n > buf->cap - buf->n || buf->broken) {
        kp_buf_put(buf, p, n);
        return;
    }
    if (n)
        memcpy(buf->p + buf->n, p, n);
    buf->n += n;
}

static inline void kp__log_str(kp_buf *buf, kp_str s)
{
    kp__log_put(buf, s.p, s.n);
}

static inline void kp__log_char(kp_buf *buf, char c)
{
    kp__log_put(buf, &c, 1);
}

#define KP__LOG_PUT(buf, literal) kp__log_put((buf), (literal), sizeof(literal) - 1)

void kp__log_text(kp_buf *buf, kp_str text);     // escaped
void kp__log_trimmed(kp_buf *buf, kp_str text);  // escaped, without blanks at the end
void kp__log_free(kp_buf *buf, kp_str text);     // the same, "-" if empty
void kp__log_uint(kp_buf *buf, uint64_t n);
void kp__log_date(kp_buf *buf, int32_t days);
void kp__log_a1(kp_buf *buf, uint32_t col, uint32_t row);
void kp__log_where(kp_buf *buf, kp_where where);  // three columns: file, sheet, cell
void kp__log_digest(kp_buf *buf, const unsigned char *bytes, size_t n);

/* With `decimals` digits behind the point, or the shortest spelling when negative.
 * False when digits would be lost: then nothing has been written. */
bool kp__log_num(kp_buf *buf, kp_decimal num, int decimals);

/* Half-open words of the grammar. */
const char *kp__log_mode_name(kp_rounding mode);
const char *kp__log_kind_name(kp_kind kind);
const char *kp__log_source_name(kp_source source);
const char *kp__log_missing_name(kp_missing missing);
const char *kp__log_aggregate_name(kp_aggregate_fn fn);

#endif
