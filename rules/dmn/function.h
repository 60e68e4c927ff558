/* function.h - the kernels of built-in functions, shared by rules/dmn/f*.c only.
 *
 * A kernel gets arguments that fit its row of functions.def; one that was left out is
 * NULL, and a repeated one fills the rest of `arg`.
 */
#ifndef KP_RULES_DMN_FUNCTION_H
#define KP_RULES_DMN_FUNCTION_H

#include "rules/dmn/state.h"

typedef const kp_feel *(*kp__kernel)(kp__state *s, const kp_feel *const *arg, size_t n);

#define FN(name, parameters, kernel)                                                   \
    const kp_feel *kernel(kp__state *s, const kp_feel *const *arg, size_t n);
#define FN_NOT(name, reason)
#include "rules/dmn/functions.def"
#undef FN
#undef FN_NOT

/* The items of a call such as min([1, 2]) or min(1, 2). */
typedef struct kp__args {
    const kp_feel *const *item;
    size_t n;
} kp__args;
kp__args kp__spread(const kp_feel *const *arg, size_t n);

/* "argument does not fit" with the argument's text. */
const kp_feel *kp__bad_argument(kp__state *s, const char *function, const kp_feel *arg);
/* The result is not a number that can be said. */
const kp_feel *kp__no_result(kp__state *s, const char *function);

/* A whole number that fits; false otherwise. */
bool kp__whole(const kp_feel *value, int64_t *out);

#endif
