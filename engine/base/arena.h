/* arena.h - memory by lifetime.
 *
 * For:      everything that lives as long as a scheme, a run or a batch.  Nothing is
 *           freed singly; closing the arena frees all of it.
 * Not for:  things that hold an OS handle.
 * Errors:   kp_arena_alloc never returns NULL.  When the budget or the machine is
 *           exhausted it longjmps to the boundary set by kp_arena_guard; with no
 *           boundary set it aborts.  There are few boundaries (compile, execute, load)
 *           and no OS handle may be held across one.
 * Threads:  an arena belongs to one thread at a time.
 *
 * Sanitizer builds use a twin that mallocs each request, since ASan is blind inside
 * blocks.
 */
#ifndef KP_ENGINE_BASE_ARENA_H
#define KP_ENGINE_BASE_ARENA_H

#include <setjmp.h>

#include "engine/base/compiler.h"

typedef struct kp_arena kp_arena;

/* A new arena that will hold at most `budget` bytes (0: no limit of its own).
 * Returns NULL when even the first bytes are not to be had. */
kp_arena *kp_arena_open(size_t budget);
void kp_arena_close(kp_arena *arena);  // NULL is fine

/* `count` zeroed items of `size` bytes, aligned for any type.  The product is checked. */
void *kp_arena_alloc(kp_arena *arena, size_t count, size_t size);
#define KP_NEW(arena, type) ((type *)kp_arena_alloc((arena), 1, sizeof(type)))
#define KP_NEW_ARRAY(arena, n, type) ((type *)kp_arena_alloc((arena), (n), sizeof(type)))

/* Grow an array kept in the arena: returns `items` or its larger copy, and updates
 * *cap, so that index `need - 1` is valid.  Old contents are kept, new ones zeroed. */
void *kp_arena_grow(kp_arena *arena, void *items, size_t *cap, size_t need, size_t size);

/* Where exhaustion unwinds to.  Returns the boundary that was set before. */
jmp_buf *kp_arena_guard(kp_arena *arena, jmp_buf *boundary);

size_t kp_arena_used(const kp_arena *arena);

/* Forget everything, keep the largest block for reuse (scratch arenas). */
void kp_arena_reset(kp_arena *arena);

#endif
