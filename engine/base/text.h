/* text.h - strings as views, and a buffer that grows to a stated maximum.
 *
 * kp_str borrows: somebody else (an arena, a book, the program text) owns the bytes.
 * All text inside the program is UTF-8; io/ converts at the door.
 */
#ifndef KP_ENGINE_BASE_TEXT_H
#define KP_ENGINE_BASE_TEXT_H

#include <stdarg.h>

#include "engine/base/arena.h"

typedef struct kp_str {
    const char *p;  // not NUL-terminated; may be NULL when n is 0
    size_t n;       // bytes
} kp_str;

#define KP_STR(literal) ((kp_str){(literal), sizeof(literal) - 1})
#define KP_FMT(s) (int)(s).n, (s).p  // for "%.*s"

kp_str kp_str_of(const char *z);  // NULL gives the empty string
bool kp_str_eq(kp_str a, kp_str b);
bool kp_str_is(kp_str a, const char *z);
int kp_str_cmp(kp_str a, kp_str b);  // by bytes, which for UTF-8 is by code point
bool kp_str_starts(kp_str s, kp_str prefix);
bool kp_str_ends(kp_str s, kp_str suffix);
kp_str kp_str_trim(kp_str s);  // ASCII blanks and tabs only; see fold.h
kp_str kp_str_slice(kp_str s, size_t from, size_t to);
size_t kp_str_find(kp_str s, kp_str what);      // SIZE_MAX when absent
kp_str kp_str_copy(kp_arena *arena, kp_str s);  // the copy is NUL-terminated
/* a, between, b; only a when b is empty. */
kp_str kp_str_joined(kp_arena *arena, kp_str a, const char *between, kp_str b);
uint64_t kp_str_hash(kp_str s);

/* Cut `rest` at the first `sep`: returns what stands before it and moves rest behind.
 */
kp_str kp_str_cut(kp_str *rest, char sep);

/* A UTF-8 code point at *at; moves *at behind it.  Invalid bytes give U+FFFD, one each.
 */
uint32_t kp_utf8_next(kp_str s, size_t *at);
size_t kp_utf8_put(char out[4], uint32_t point);
bool kp_utf8_valid(kp_str s);
/* Characters as Excel counts them: those beyond U+FFFF count twice. */
size_t kp_utf16_units(kp_str s);
/* At most `n` characters from the beginning, whole ones: for messages. */
kp_str kp_str_beginning(kp_str s, size_t n);

/* A growing byte buffer on the heap.  Over `max` bytes or out of memory it becomes
 * `broken`: further writes do nothing, and the owner looks once, at the end. */
typedef struct kp_buf {
    char *p;
    size_t n, cap, max;
    bool broken;
} kp_buf;

void kp_buf_init(kp_buf *buf, size_t max);
void kp_buf_free(kp_buf *buf);
void kp_buf_clear(kp_buf *buf);
void kp_buf_put(kp_buf *buf, const void *bytes, size_t n);
void kp_buf_str(kp_buf *buf, kp_str s);
void kp_buf_z(kp_buf *buf, const char *z);
void kp_buf_names(kp_buf *buf, const kp_str *name, size_t n);  // 甲、乙、丙
void kp_buf_char(kp_buf *buf, char c);
void kp_buf_printf(kp_buf *buf, const char *format, ...) KP_PRINTF(2, 3);
void kp_buf_uint(kp_buf *buf, uint64_t n);
kp_str kp_buf_view(const kp_buf *buf);

#endif
