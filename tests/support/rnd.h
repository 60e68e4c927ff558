/* rnd.h - random numbers of the tests: the same from the same seed, everywhere.
 * SplitMix64; not for secrets.  No state is shared. */
#ifndef KP_TESTS_SUPPORT_RND_H
#define KP_TESTS_SUPPORT_RND_H

#include <stdbool.h>
#include <stdint.h>

typedef struct rnd {
    uint64_t state;
} rnd;

static inline uint64_t rnd_next(rnd *r)
{
    uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static inline uint32_t rnd_below(rnd *r, uint32_t n)
{
    return (uint32_t)(rnd_next(r) >> 32) % n;
}

static inline bool rnd_one_in(rnd *r, uint32_t n)
{
    return rnd_below(r, n) == 0;
}

/* 0 to `most`, both included. */
static inline int64_t rnd_up_to(rnd *r, int64_t most)
{
    return (int64_t)(rnd_next(r) % ((uint64_t)most + 1));
}

#endif
