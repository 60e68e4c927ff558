/* scratch.h - one arena for a whole test program: open_scratch and close_scratch are
 * the setup and teardown of its group. */
#ifndef KP_TESTS_SUPPORT_SCRATCH_H
#define KP_TESTS_SUPPORT_SCRATCH_H

#include "engine/base/arena.h"

static kp_arena *scratch;

static inline int open_scratch(void **state)
{
    (void)state;
    scratch = kp_arena_open(0);
    return scratch ? 0 : -1;
}

static inline int close_scratch(void **state)
{
    (void)state;
    kp_arena_close(scratch);
    return 0;
}

#endif
