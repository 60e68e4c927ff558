/* whatif.h - a scheme beside the same scheme with something changed, over months.
 *
 * The base is calculated once.  A trial compiles the changed scheme, takes the base's
 * tables and calculates only the columns that depend on the change (engine/cone.h);
 * months follow one another in memory, each reading the year so far from the one before
 * it on its own side.
 *
 * Ownership: everything in the arena of the kp_cli that is handed in; a trial may have
 *            another one than the base, and must end first.
 * Errors:    faults of rules, data and calculation go to cli->diags.
 */
#ifndef KP_IO_CLI_COMPARE_WHATIF_H
#define KP_IO_CLI_COMPARE_WHATIF_H

#include "io/cli/run/run_month.h"
#include "io/cli/run/run_overlay.h"

#define KP_WHATIF_MONTHS 60

/* One month on one side. */
typedef struct kp_whatif_month {
    int32_t day;
    kp_scheme *compiled;
    kp_table **tables;
    kp_run *run;
    bool *cone;   // trial: the fields that were calculated again; NULL: all
    bool shared;  // base: its inputs are those of the month before
    bool dated;   // base: rows of its data are in force only for a time
} kp_whatif_month;

typedef struct kp_whatif_side {
    kp_sources scheme;
    kp_whatif_month *month;
    size_t nrun;  // months whose run is to be closed
} kp_whatif_side;

typedef struct kp_whatif {
    kp_month_paths paths;
    size_t nmonths;
    int32_t day[KP_WHATIF_MONTHS];
    bool series;  // --data holds a folder for each month beside what all share
    unsigned threads;
    kp_symbols *symbols;
    kp_sources data;
    kp_book *book;    // by month: its sheets of `data`
    bool *own_files;  // by month: has a folder of its own
    kp_month past;    // --prev
    kp_whatif_side base;
} kp_whatif;

/* Paths, days and threads are set.  Reads, compiles, loads and calculates the base. */
KP_CHECK kp_status kp_whatif_open(kp_cli *cli, kp_whatif *w);
void kp_whatif_close(kp_whatif *w);

/* The same months with an overlay. */
KP_CHECK kp_status kp_whatif_try(kp_cli *cli, const kp_whatif *w,
                                 const kp_overlay *overlay, kp_whatif_side *out);
void kp_whatif_side_close(kp_whatif_side *side);

#endif
