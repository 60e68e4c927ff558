/* guard.h - run something inside a boundary of an arena: KP_ENOMEM when it runs out.
 *
 * A file of its own, so that no variable of the caller lives across the jump. */
#ifndef KP_RULES_DMN_GUARD_H
#define KP_RULES_DMN_GUARD_H

#include "engine/base/arena.h"

KP_CHECK kp_status kp__dmn_guarded(kp_arena *arena, kp_status (*run)(void *job),
                                   void *job);

#endif
