/* timing.h - how long the stages of a run took, for kpay run --timing.
 *
 * Told on stderr and never kept: outputs must not know the clock.
 *
 * Ownership: the caller's; cli->timing points at it while stages are wanted, else NULL
 *            and marking a stage does nothing.
 */
#ifndef KP_IO_CLI_TIMING_H
#define KP_IO_CLI_TIMING_H

#include "io/cli/cmd.h"

typedef enum kp_stage_name {
    KP_TIME_READ,       // bytes to cells, of scheme and data
    KP_TIME_COMPILE,    // cells to the compiled scheme
    KP_TIME_LOAD,       // cells to tables
    KP_TIME_CALCULATE,  // all stages of the run, and its list of faults
    KP_TIME_TABLES,     // inputs, rules and tables/ into the folder, text reports too
    KP_TIME_LOG,        // the workbook is begun beside these two
    KP_TIME_WORKBOOK,   // what is left of it then
    KP_TIME_FILES,      // manifest, read back, synced, named
    KP_TIME_COUNT,
} kp_stage_name;

typedef struct kp_timing {
    bool running;
    kp_stage_name now;
    struct kp_clocks {
        uint64_t wall, cpu;  // nanoseconds; cpu of all threads together
    } since, spent[KP_TIME_COUNT];
} kp_timing;

/* The stage before it ends where this one begins. */
void kp_timing_stage(kp_cli *cli, kp_stage_name stage);
/* Ends the last stage and prints a line per stage: "timing", its name, seconds passed,
 * seconds of CPU, with TABs between; then the total and the peak of memory in KiB. */
void kp_timing_print(kp_cli *cli);

#endif
