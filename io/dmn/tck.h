/* tck.h - the cases of the DMN technology compatibility kit, read and judged.
 *
 * A case gives inputs and, for each decision, the value that must come out.  Numbers
 * must be equal when the expected text is short enough to be exact, else agree within
 * 1e-8.  A case marked as an error wants null and at least one reported fault: a null
 * alone does not pass.
 */
#ifndef KP_IO_DMN_TCK_H
#define KP_IO_DMN_TCK_H

#include "io/base/xml.h"
#include "rules/dmn/decide.h"

typedef struct kp_tck_result {
    kp_str name;
    bool wants_error;
    const kp_feel *expected;
    bool inexact;  // some number was written as a floating-point number
} kp_tck_result;

typedef struct kp_tck_case {
    kp_str id;
    kp_str kind;       // decision, bkm, decisionService
    kp_str invocable;  // of the last two
    const kp_feel *inputs;
    size_t nresults;
    kp_tck_result *result;
} kp_tck_case;

typedef struct kp_tck {
    kp_str model;  // file name
    size_t ncases;
    kp_tck_case *cases;
} kp_tck;

KP_CHECK kp_status kp_tck_read(kp_arena *arena, kp_str file, kp_str bytes, kp_tck *out,
                               kp_diags *diags);

typedef enum kp_tck_verdict {
    KP_TCK_PASSED,
    KP_TCK_FAILED,
    KP_TCK_UNSUPPORTED,
} kp_tck_verdict;

typedef struct kp_tck_judgement {
    kp_tck_verdict verdict;
    kp_str decision;          // of the result that decided
    kp_str expected, actual;  // as text
    kp_str feature;           // what is not supported
} kp_tck_judgement;

/* Evaluate and judge one case; faults of the evaluation go to `diags`. */
KP_CHECK kp_status kp_tck_judge(kp_arena *arena, const kp_dmn_model *model,
                                const kp_tck_case *one, kp_tck_judgement *out,
                                kp_diags *diags);

#endif
