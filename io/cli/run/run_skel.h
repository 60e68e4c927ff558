/* run_skel.h - the few lines of a run.skel that running and replaying need.
 *
 * The whole grammar is io/log's; here a file is only asked for lines by their first
 * column, after its head has been checked.  Texts are views into the file.
 */
#ifndef KP_IO_CLI_RUN_RUN_SKEL_H
#define KP_IO_CLI_RUN_RUN_SKEL_H

#include "io/cli/cmd.h"

/* Both files of the log of a run folder, mapped until the program ends; says so when it
 * is none. */
KP_CHECK kp_status kp_log_read(kp_cli *cli, kp_str run, kp_str *skel, kp_str *trace);

#define KP_SKEL_COLUMNS 8

/* The next line at or behind *at that begins with `tag`; its columns behind the tag,
 * empty ones beyond the last.  *at moves behind the line. */
bool kp_skel_line(kp_str skel, const char *tag, size_t *at,
                  kp_str column[KP_SKEL_COLUMNS]);

typedef struct kp_skel_run {
    kp_str run, period, kind, engine;
    uint64_t counter;
    kp_digest head;
} kp_skel_run;

/* False when the lines are not there, or the head is not that of the bytes above it. */
bool kp_skel_read_run(kp_str skel, kp_skel_run *out);

/* The hash of a file that the run wrote; false when it is not listed. */
bool kp_skel_output(kp_str skel, kp_str name, kp_digest *out);

#endif
