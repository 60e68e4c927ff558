/* guard.h - work that may run out of memory: the boundary arenas unwind to. */
#ifndef KP_IO_LOG_GUARD_H
#define KP_IO_LOG_GUARD_H

#include "engine/base/arena.h"

/* False when `arena` is NULL or memory ran out on the way.  `work` must hold no OS
 * handle; buffers it fills belong to the caller. */
bool kp__log_guarded(kp_arena *arena, void (*work)(void *), void *context);

#endif
