/* fold.h - comparing what people type (the door to utf8proc).
 *
 * A Chinese input method produces full-width digits, letters and punctuation, U+3000
 * and NBSP as padding, and invisible characters.  Folding makes such spellings equal for
 * comparison; the typed text is kept for display.
 *
 * Folding is NFKC, outer blanks of every kind removed, zero-width and BOM characters
 * removed everywhere.  It is used for headings, numbers, ids, keywords, names of
 * options.  It is NOT applied to displayed names: NFKC would alter ① and ㎡.
 */
#ifndef KP_ENGINE_BASE_FOLD_H
#define KP_ENGINE_BASE_FOLD_H

#include "engine/base/text.h"

/* The folded form, in `arena`; returns `s` itself when folding changes nothing. */
kp_str kp_fold(kp_arena *arena, kp_str s);

/* Only outer blanks (U+3000, NBSP, …), BOM and zero-width characters removed: for texts
 * that are shown, such as people's names.  A view into `s` unless something inside it
 * had to go. */
kp_str kp_tidy(kp_arena *arena, kp_str s);

/* Columns that `s` takes on a terminal: 2 for wide characters. */
size_t kp_display_width(kp_str s);

/* One code point in upper or lower case; itself when it has none. */
uint32_t kp_utf8_upper(uint32_t point);
uint32_t kp_utf8_lower(uint32_t point);

#endif
