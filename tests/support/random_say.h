/* random_say.h - shared by the two halves of the grammar of random formulas
 * (random_scheme.h), and nobody else. */
#ifndef KP_TESTS_SUPPORT_RANDOM_SAY_H
#define KP_TESTS_SUPPORT_RANDOM_SAY_H

#include "tests/support/random_scheme.h"

/* Of named formulas, in their order. */
static const char *const rs_param_names[] = {"实", "目", "顶"};

static inline uint32_t pick(const rs_scope *c, uint32_t n)
{
    return rnd_below(&c->s->r, n);
}

static inline void say(const rs_scope *c, const char *z)
{
    kp_buf_z(c->out, z);
}

static inline void say_one(const rs_scope *c, const char *const *words, uint32_t n)
{
    say(c, words[pick(c, n)]);
}
#define SAY_ONE(c, ...)                                                                \
    say_one((c), (const char *const[]){__VA_ARGS__},                                   \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* ---- random_reads.c: what a formula may read.  False: there is none, nothing was
 * written. ---- */

bool rs_may_read(const rs_scope *c, const rs_field *f, int entity);
const rs_field *rs_some_field(const rs_scope *c, int entity, kp_kind kind);
const rs_field *rs_some_link(const rs_scope *c, int entity);
bool rs_say_up(const rs_scope *c, kp_kind kind);
bool rs_say_field(const rs_scope *c, kp_kind kind);
bool rs_say_param(const rs_scope *c, kp_kind kind);
bool rs_say_history(const rs_scope *c, kp_kind kind);
bool rs_say_table(const rs_scope *c, kp_kind kind, int depth);
bool rs_say_function(const rs_scope *c, int depth);
bool rs_say_invoke(const rs_scope *c, int depth);
bool rs_say_aggregate(const rs_scope *c);
bool rs_say_any_or_all(const rs_scope *c);
bool rs_say_rank(const rs_scope *c);
bool rs_say_pool(const rs_scope *c);
bool rs_say_quota(const rs_scope *c);

#endif
