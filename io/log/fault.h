/* fault.h - where a log is wrong. */
#ifndef KP_IO_LOG_FAULT_H
#define KP_IO_LOG_FAULT_H

#include "engine/base/diag.h"

typedef enum kp_log_part {
    KP_LOG_SKEL,
    KP_LOG_TRACE
} kp_log_part;

typedef struct kp_log_fault {
    kp_code code;  // KP_CODE_NONE: nothing is wrong
    kp_log_part part;
    size_t offset;   // of the first byte that cannot stand there
    size_t line;     // from 1
    uint64_t block;  // UINT64_MAX: not about a block
    kp_str found;    // the column or line in question
} kp_log_fault;

/* Record the fault as a diagnostic of the file run.skel or run.trace. */
kp_status kp_log_tell(const kp_log_fault *fault, kp_diags *diags);

#endif
