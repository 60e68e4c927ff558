/* run_month.h - one month of a scheme, calculated in memory.
 *
 * The sources may come from the user's folders or from a run folder being replayed;
 * this part cannot tell.
 *
 * Ownership: fill in day, scheme, data and prev; close frees what is no arena's.
 * Errors:    all faults of rules, data and calculation go to cli->diags in one go.
 */
#ifndef KP_IO_CLI_RUN_RUN_MONTH_H
#define KP_IO_CLI_RUN_RUN_MONTH_H

#include "engine/run.h"
#include "io/cli/run/run_sources.h"

typedef struct kp_month kp_month;
/* Data that only the compiled scheme can ask for; added to month->data. */
typedef kp_status kp_month_more(kp_cli *cli, kp_month *month, void *context);

struct kp_month {
    int32_t day;  // first of the month
    unsigned threads;
    bool live;         // the live workbook is wanted, too
    bool scheme_only;  // check without data: compile and no more
    kp_sources scheme, data, prev;
    kp_sources corrects;  // of a correction: the run corrected, and why (correction.h)
    kp_str corrected, corrected_run;  // its folder, its number
    kp_digest corrected_head;
    kp_str prev_folder;  // a run folder, or the prev/ of one; empty: none
    bool prev_lost;      // it could not be read
    int32_t prev_day;
    uint64_t counter;  // runs so far, this one included
    bool has_prev_head;
    kp_digest prev_head;
    kp_symbols *symbols;
    kp_scheme *compiled;
    kp_table **tables;
    kp_run *run;
    kp_month_more *more;  // called between compiling and loading; may be NULL
    void *more_context;
};

void kp_month_init(kp_month *month, kp_cli *cli);
void kp_month_close(kp_month *month);

/* ---- month_paths.c: the user's folders ---- */

typedef struct kp_month_paths {
    kp_str scheme, data, prev;         // empty: not given
    const struct kp_overlay *overlay;  // of a trial, else NULL
} kp_month_paths;

/* The first word, --data and --prev. */
kp_month_paths kp_month_paths_of(const kp_args *args);
/* Read all of them before giving up; needs the day. */
KP_CHECK kp_status kp_month_read(kp_cli *cli, kp_month *month,
                                 const kp_month_paths *paths);
/* A place with its file named as the user named it; all faults with theirs. */
kp_where kp_month_shown(kp_cli *cli, const kp_month_paths *paths, kp_where where);
kp_diag kp_month_diag_shown(kp_cli *cli, const kp_month_paths *paths,
                            const kp_diag *diag);
void kp_month_report(kp_cli *cli, const kp_month_paths *paths);

/* ---- run_month.c ---- */

/* Compile, read the run before, load, execute, collect faults. */
KP_CHECK kp_status kp_month_calculate(kp_cli *cli, kp_month *month);
/* The same when some files could not be read, for the faults of the others. */
KP_CHECK kp_status kp_month_rest(kp_cli *cli, kp_month *month, kp_status status);

/* ---- cmd_run.c ---- */

/* Read, calculate, write into a new folder; all faults are reported. */
KP_CHECK kp_status kp_month_into_folder(kp_cli *cli, kp_month *month,
                                        const kp_month_paths *paths, kp_str out,
                                        unsigned char head[32]);

/* ---- run_prev.c ---- */

/* Month, counter and head of the run before; its run.skel becomes a source. */
KP_CHECK kp_status kp__prev_open(kp_cli *cli, kp_month *month);
/* The tables of the entities that look back; after compiling. */
KP_CHECK kp_status kp__prev_read_tables(kp_cli *cli, kp_month *month);

/* ---- month_name.c ---- */

/* "2025-03" */
#define KP_MONTH_TEXT 8
void kp_month_print(int32_t day, char out[KP_MONTH_TEXT]);

/* "out/", or in a trial "out/试算-": what goes to a bank must not be mistaken. */
const char *kp_month_out_place(const kp_month *month);

#endif
