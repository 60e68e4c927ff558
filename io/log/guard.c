/* guard.c - the one jump of io/log; see guard.h. */
#include "io/log/guard.h"

bool kp__log_guarded(kp_arena *arena, void (*work)(void *), void *context)
{
    jmp_buf out_of_memory;
    volatile bool done = false;

    if (!arena)
        return false;
    jmp_buf *volatile outer = kp_arena_guard(arena, &out_of_memory);

    if (setjmp(out_of_memory) == 0) {
        work(context);
        done = true;
    }
    kp_arena_guard(arena, outer);
    return done;
}
