/* arena_desk.h - an arena for every test (`*state`), opened before it and closed after;
 * or one for the whole program (`scratch`), for tests that pass none on. */
#ifndef KP_TESTS_SUPPORT_ARENA_DESK_H
#define KP_TESTS_SUPPORT_ARENA_DESK_H

#include "engine/base/arena.h"

static inline int open_arena(void **state)
{
    *state = kp_arena_open(0);
    return *state ? 0 : -1;
}

static inline int close_arena(void **state)
{
    kp_arena_close(*state);
    return 0;
}

#endif
