/* recheck.h - recompute every step of a log from its own operands.
 *
 * The checker shares no code with the engine: numbers, roundings, dates and groups are
 * its own (number.h, recheck_*.c).  Every operand must be what its reference says,
 * every result what the operands give, every sum the sum of the children found in the
 * log, every place and every share what the group gives.
 *
 * What it cannot recompute it counts: table look-ups (the same inputs must give the
 * same answer everywhere; the rules themselves are archived) and a few text functions.
 *
 * Errors:   KP_EINVALID with the wrong steps as diagnostics (KP63xx), or with the fault
 * of a log that is not well formed; KP_ENOMEM.
 */
#ifndef KP_IO_LOG_RECHECK_H
#define KP_IO_LOG_RECHECK_H

#include "io/log/fault.h"

typedef struct kp_log_recheck_report {
    uint64_t steps;       // in the log
    uint64_t recomputed;  // of them
    uint64_t looked_up;   // table look-ups: checked against each other
    uint64_t skipped;     // operations the checker does not know
    uint64_t pools;       // re-derived
    uint64_t wrong;
    kp_log_fault first;  // wrong > 0: the first wrong step
} kp_log_recheck_report;

KP_CHECK kp_status kp_log_recheck(kp_str skel, kp_str trace,
                                  kp_log_recheck_report *report, kp_diags *diags);

#endif
