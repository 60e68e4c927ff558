/* differential.h - one random scheme, run, and what its results are compared with.
 * The trial owns everything it names; single-threaded. */
#ifndef KP_TESTS_PROP_RULES_DIFFERENTIAL_H
#define KP_TESTS_PROP_RULES_DIFFERENTIAL_H

#include "engine/run.h"
#include "tests/support/random_scheme.h"

typedef struct trial {
    uint64_t seed;
    random_scheme source;
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_scheme *scheme;
    random_rows *rows;
    kp_run *run;  // the one the others are compared with
    bool bad, show, nonsense;
} trial;

/* Say on stderr what differs, and mark the trial as bad. */
void differ_tell(trial *t, const kp_field *field, size_t row, const char *what,
                 kp_value got, kp_value expected);
/* The same unless both are the same. */
void differ_expect(trial *t, const kp_field *field, size_t row, const char *what,
                   kp_value got, kp_value expected);

/* naive_groups.c: the rows of a field, counted again without any cleverness. */
void naive_aggregate(trial *t, const kp_field *field);
void naive_rank(trial *t, const kp_field *field);
void naive_quota(trial *t, const kp_field *field);
void naive_pools(trial *t);

#endif
