/* guard.c - see guard.h. */
#include "rules/dmn/guard.h"

kp_status kp__dmn_guarded(kp_arena *arena, kp_status (*run)(void *job), void *job)
{
    jmp_buf boundary;
    jmp_buf *outer = kp_arena_guard(arena, &boundary);

    if (setjmp(boundary) != 0) {
        kp_arena_guard(arena, outer);
        return KP_ENOMEM;
    }
    kp_status status = run(job);
    kp_arena_guard(arena, outer);
    return status;
}
