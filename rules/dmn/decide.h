/* decide.h - evaluate a decision of a DMN model.
 *
 * Ownership: the answer lives in `arena`, which may be reset when it has been used.
 * Errors:    what the standard answers with null is a diagnostic (a warning) and counts
 *            in `nfaults`; the status is KP_OK.  KP_ENOMEM when the arena is used up.
 * Threads:   any number, each with its own arena and diags.
 */
#ifndef KP_RULES_DMN_DECIDE_H
#define KP_RULES_DMN_DECIDE_H

#include "rules/dmn/model.h"

typedef struct kp_dmn_answer {
    const kp_feel *value;
    // A feature that this program lacks, for kp_dmn_feature: `value` means nothing.
    kp_str unsupported;
    size_t nfaults;
} kp_dmn_answer;

/* `inputs` is a context: values of input data (and of decisions that shall not be
 * evaluated) by name.  A decision answers with its value, a service with that of its
 * output decisions, a knowledge model is called with inputs as named arguments. */
KP_CHECK kp_status kp_dmn_decide(kp_arena *arena, const kp_dmn_model *model,
                                 const kp_dmn_node *node, const kp_feel *inputs,
                                 kp_dmn_answer *out, kp_diags *diags);

/* Evaluate one expression of FEEL: for tests and for inputs typed as FEEL. */
/* What a feature is called: features are named "Chinese|English". */
kp_str kp_dmn_feature(kp_str both, bool english);

KP_CHECK kp_status kp_feel_evaluate(kp_arena *arena, kp_str text, const kp_feel *inputs,
                                    kp_dmn_answer *out, kp_diags *diags);

#endif
