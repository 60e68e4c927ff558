/* chars.h - what a code point is for the lexer: blank, letter, digit, sign.
 *
 * A Chinese input method offers two widths of every ASCII character and a few signs of
 * its own.  kp__half gives the form in which the lexer compares them; spans still count
 * the bytes that were typed.
 *
 * Pure functions over code points; no tables are built at run time.
 */
#ifndef KP_RULES_CHARS_H
#define KP_RULES_CHARS_H

#include "engine/base/text.h"

/* The half-width form of full-width ASCII and of the signs × ÷ − 、 and wide blanks;
 * anything else unchanged. */
uint32_t kp__half(uint32_t point);

/* Blanks of every kind, after kp__half; also the invisible characters below. */
bool kp__is_blank(uint32_t point);
/* Zero-width characters and the byte order mark: they neither separate nor name. */
bool kp__is_invisible(uint32_t point);

bool kp__is_digit(uint32_t point);       // 0-9
bool kp__is_name_start(uint32_t point);  // a letter of any script, or _
bool kp__is_name_part(uint32_t point);   // or a digit
/* DMN's wider alphabet: pictures and ? may stand in names too. */
bool kp__is_feel_name_start(uint32_t point);

/* The code point at `at` in its half-width form without moving on; 0 at the end. */
uint32_t kp__peek(kp_str s, size_t at);
/* The same, moving behind it. */
uint32_t kp__take(kp_str s, size_t *at);

/* `s` without blanks of any kind and invisible characters at its ends: a view. */
kp_str kp__trim(kp_str s);

/* Half-width spelling of `s` without invisible characters, in the arena; `s` itself
 * when it is plain ASCII. */
kp_str kp__half_width(kp_arena *arena, kp_str s);

#endif
