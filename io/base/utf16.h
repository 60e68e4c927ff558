/* utf16.h - UTF-16 to UTF-8, in either order of bytes.  Pure. */
#ifndef KP_IO_BASE_UTF16_H
#define KP_IO_BASE_UTF16_H

#include "engine/base/text.h"

typedef enum kp_utf16 {
    KP_NOT_UTF16,
    KP_UTF16_LE,
    KP_UTF16_BE
} kp_utf16;

/* The unit whose two bytes begin at `at`. */
uint32_t kp_utf16_unit(kp_str bytes, size_t at, kp_utf16 order);
/* UTF-8 into `out` (3 bytes for each unit at most); *bad is the offset of a lone
 * surrogate or of half a unit, or SIZE_MAX. */
size_t kp_utf16_decode(kp_str bytes, kp_utf16 order, char *out, size_t *bad);

#endif
