/* wide_int.h - 128-bit integers, the second and last home of compiler extensions. */
#ifndef KP_ENGINE_BASE_WIDE_INT_H
#define KP_ENGINE_BASE_WIDE_INT_H

#include "engine/base/compiler.h"

__extension__ typedef __int128 kp_i128;
__extension__ typedef unsigned __int128 kp_u128;

#endif
