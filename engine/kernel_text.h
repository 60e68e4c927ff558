/* kernel_text.h - patterns against texts: the only door to PCRE2.
 *
 * Patterns come from rule tables, so they are not trusted: \C is refused, and a match
 * may take 100,000 steps and 20 MiB before it gives up.  Texts and patterns are UTF-8.
 * There is no JIT: the machine code it makes would need a close, while a table, like
 * all of a scheme, has none; and tables ask about every text only once.
 *
 * Ownership: a pattern lives in its arena.
 * Threads:   a pattern may be used by all threads; every match brings its own memory.
 */
#ifndef KP_ENGINE_KERNEL_TEXT_H
#define KP_ENGINE_KERNEL_TEXT_H

#include "engine/base/text.h"

typedef struct kp_pattern kp_pattern;

/* What is wrong with a pattern, and at which byte of it. */
typedef struct kp_pattern_fault {
    size_t at;
    kp_str why;  // PCRE2's own words, in the arena
} kp_pattern_fault;

/* NULL, and *fault filled in (it may be NULL), when the pattern is not one. */
kp_pattern *kp_pattern_compile(kp_arena *arena, kp_str pattern,
                               kp_pattern_fault *fault);

typedef enum kp_match {
    KP_MATCH_NO,
    KP_MATCH_YES,
    KP_MATCH_GAVE_UP
} kp_match;

/* Is the pattern found in the text?  Anchors are the pattern's own business. */
kp_match kp_pattern_match(const kp_pattern *pattern, kp_str text);

/* Both steps at once, for a pattern that is used once. */
kp_match kp_pattern_match_once(kp_str pattern, kp_str text);

#endif
