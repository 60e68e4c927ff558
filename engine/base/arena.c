/* arena.c - memory by lifetime; see arena.h.
 *
 * An arena is a chain of blocks that grow with what is asked of them.  Blocks come from
 * calloc, so memory behind the mark is always zero and large arrays cost no memset.
 * The budget counts bytes handed out, not blocks, so that it means the same in the
 * twin.
 */
#include "engine/base/arena.h"

#include <stdlib.h>
#include <string.h>

#define ALIGNMENT (_Alignof(max_align_t))
#define FIRST_BLOCK ((size_t)4096)
#define LARGEST_STEP ((size_t)1 << 20)

typedef struct block {
    struct block *earlier;
    size_t used, cap;  // bytes behind the header
    _Alignas(max_align_t) unsigned char bytes[];
} block;

struct kp_arena {
    block *top;
    size_t used, budget;
    jmp_buf *boundary;
};

kp_arena *kp_arena_open(size_t budget)
{
    kp_arena *arena = calloc(1, sizeof *arena);

    if (!arena)
        return NULL;
    arena->budget = budget ? budget : SIZE_MAX;
    return arena;
}

static void free_blocks(block *top)
{
    while (top) {
        block *earlier = top->earlier;

        free(top);
        top = earlier;
    }
}

void kp_arena_close(kp_arena *arena)
{
    if (!arena)
        return;
    free_blocks(arena->top);
    free(arena);
}

KP_NORETURN static void unwind(kp_arena *arena)
{
    if (!arena->boundary)
        abort();
    longjmp(*arena->boundary, 1);
}

/* The request in whole alignment units; at least one, so that pointers differ. */
static size_t request_size(kp_arena *arena, size_t count, size_t size)
{
    size_t n;

    if (KP_MUL_OVERFLOWS(count, size, &n) || KP_ADD_OVERFLOWS(n, ALIGNMENT - 1, &n))
        unwind(arena);
    n -= n % ALIGNMENT;
    return n ? n : ALIGNMENT;
}

static void charge(kp_arena *arena, size_t n)
{
    if (n > arena->budget - arena->used)
        unwind(arena);
    arena->used += n;
}

static block *new_block(kp_arena *arena, size_t cap)
{
    block *fresh = NULL;
    size_t n;

    if (!KP_ADD_OVERFLOWS(cap, sizeof(block), &n))
        fresh = calloc(1, n);
    if (!fresh)
        unwind(arena);
    fresh->earlier = arena->top;
    fresh->cap = cap;
    arena->top = fresh;
    return fresh;
}

#ifdef KP_ARENA_TWIN

/* One calloc a request: the sanitizer sees the end of every one of them. */
void *kp_arena_alloc(kp_arena *arena, size_t count, size_t size)
{
    size_t n = request_size(arena, count, size);

    charge(arena, n);
    // Exactly the bytes asked for, not the rounded size: that is the twin's use.
    block *fresh = new_block(arena, count * size);
    fresh->used = fresh->cap;
    return fresh->bytes;
}

static bool extended_in_place(kp_arena *arena, const void *items, size_t have,
                              size_t want)
{
    (void)arena, (void)items, (void)have, (void)want;
    return false;
}

void kp_arena_reset(kp_arena *arena)
{
    free_blocks(arena->top);
    arena->top = NULL;
    arena->used = 0;
}

#else

static size_t next_block_size(const kp_arena *arena, size_t n)
{
    size_t cap = arena->top ? 2 * arena->top->cap : FIRST_BLOCK;

    if (cap > LARGEST_STEP)
        cap = LARGEST_STEP;
    return n > cap ? n : cap;
}

void *kp_arena_alloc(kp_arena *arena, size_t count, size_t size)
{
    size_t n = request_size(arena, count, size);
    block *top = arena->top;

    charge(arena, n);
    if (!top || n > top->cap - top->used)
        top = new_block(arena, next_block_size(arena, n));
    void *bytes = top->bytes + top->used;
    top->used += n;
    return bytes;
}

/* The newest array of a block can grow without moving. */
static bool extended_in_place(kp_arena *arena, const void *items, size_t have,
                              size_t want)
{
    block *top = arena->top;

    if (!top || !items || have > top->used || want - have > top->cap - top->used)
        return false;
    if ((const unsigned char *)items != top->bytes + (top->used - have))
        return false;
    charge(arena, want - have);
    top->used += want - have;
    return true;
}

/* Unlink the largest block and free the others. */
static block *keep_the_largest(block *top)
{
    block *largest = NULL;

    while (top) {
        block *earlier = top->earlier;

        if (!largest || top->cap > largest->cap) {
            free(largest);
            largest = top;
        } else {
            free(top);
        }
        top = earlier;
    }
    return largest;
}

void kp_arena_reset(kp_arena *arena)
{
    block *kept = keep_the_largest(arena->top);

    if (kept) {
        memset(kept->bytes, 0, kept->used);
        kept->used = 0;
        kept->earlier = NULL;
    }
    arena->top = kept;
    arena->used = 0;
}

#endif

void *kp_arena_grow(kp_arena *arena, void *items, size_t *cap, size_t need, size_t size)
{
    size_t wider = *cap < 4 ? 8 : *cap;

    if (need <= *cap)
        return items;
    if (KP_ADD_OVERFLOWS(wider, *cap, &wider) || wider < need)
        wider = need;
    size_t have = *cap ? request_size(arena, *cap, size) : 0;
    if (have &&
        extended_in_place(arena, items, have, request_size(arena, wider, size))) {
        *cap = wider;
        return items;
    }
    void *larger = kp_arena_alloc(arena, wider, size);
    if (*cap)
        memcpy(larger, items, *cap * size);
    *cap = wider;
    return larger;
}

jmp_buf *kp_arena_guard(kp_arena *arena, jmp_buf *boundary)
{
    jmp_buf *earlier = arena->boundary;

    arena->boundary = boundary;
    return earlier;
}

size_t kp_arena_used(const kp_arena *arena)
{
    return arena->used;
}
