/* embedded.h - files of the source tree that are part of the program.
 *
 * The tables are made at build time by rules/embed.cmake; names are relative to the
 * folder they came from, in byte order.  Constant, shared by all threads.
 */
#ifndef KP_RULES_EMBEDDED_H
#define KP_RULES_EMBEDDED_H

#include "engine/base/text.h"

typedef struct kp_embedded {
    const char *name;
    const char *bytes;  // a NUL stands behind the last one
    size_t n;
} kp_embedded;

extern const kp_embedded kp__standard_file[];  // rules/standard
extern const kp_str kp__standard_file_stem[];  // the names without their suffix
extern const size_t kp__standard_file_count;

extern const kp_embedded kp__start_file[];  // samples/start, for `kpay new`
extern const kp_str kp__start_file_stem[];
extern const size_t kp__start_file_count;

#endif
