/* read.h - the grammar of both files, for everybody who reads a log.
 *
 * Columns and lines are views into the file's bytes.  Every check is exact: a meaning
 * has one spelling, and any other one is a fault (docs/audit.md).  Nothing here needs
 * the engine, its decimals or its tables.
 */
#ifndef KP_IO_LOG_READ_H
#define KP_IO_LOG_READ_H

#include "engine/base/text.h"

/* A line and what is left of it.  `more` is false once the last column has been taken,
 * so that a trailing TAB shows as one more, empty column. */
typedef struct kp__line {
    kp_str rest;
    bool more;
} kp__line;

kp__line kp__line_of(kp_str text);
/* The next column; false when there is none. */
bool kp__line_next(kp__line *line, kp_str *column);

/* The line at *at without its LF; *at moves behind it.  False at the end of the text,
 * and for a last line that has no LF. */
bool kp__text_line(kp_str text, size_t *at, kp_str *line);

/* ---- spelling of one column ---- */

bool kp__is_text(kp_str c);    // not empty, only \t \n \\ escaped, valid UTF-8
bool kp__is_free(kp_str c);    // the same without blank or CR at the end
bool kp__is_number(kp_str c);  // -?(0|[1-9]d*)(.d+)?, no negative zero
bool kp__is_short(kp_str c);   // a number without trailing zeros behind the point
bool kp__is_date(kp_str c);
bool kp__is_cell(kp_str c);    // A1, or "-"
bool kp__is_digest(kp_str c);  // 64 lower-case hex digits
bool kp__is_word(kp_str c);    // letters a-z and "-"
bool kp__is_error(kp_str c);   // !KP5001@3.name
/* An unsigned number without leading zeros. */
bool kp__read_uint(kp_str c, uint64_t *out);
/* Digits behind the point of a number. */
uint32_t kp__decimals_of(kp_str number);

typedef enum kp__value_kind {
    KP__NOT_A_VALUE,
    KP__NUMBER,
    KP__TEXT,
    KP__DATE,
    KP__BOOL,
    KP__LINK,
    KP__BLANK,
    KP__ABSENT,
    KP__ERROR,
} kp__value_kind;

/* What a value column holds; checks its spelling. */
kp__value_kind kp__value_kind_of(kp_str c);
/* By its first bytes only, for columns already checked. */
kp__value_kind kp__value_kind_quick(kp_str c);

typedef enum kp__ref_kind {
    KP__NOT_A_REF,
    KP__REF_STEP,   // number
    KP__REF_OWN,    // name
    KP__REF_BLOCK,  // number and name; number UINT64_MAX: no such row
    KP__REF_PARAM,  // name
    KP__REF_TYPED,  // name: as typed, may be empty
    KP__REF_NONE,   // "-"
} kp__ref_kind;

typedef struct kp__ref {
    kp__ref_kind kind;
    uint64_t number;
    kp_str name;  // spelled, as in the column
} kp__ref;

kp__ref kp__ref_of(kp_str c);

/* The text behind the spelling: escapes undone. */
void kp__unescape(kp_str c, kp_buf *out);

#endif
