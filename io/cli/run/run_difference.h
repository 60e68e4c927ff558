/* run_difference.h - naming the first difference between a file and its replay. */
#ifndef KP_IO_CLI_RUN_RUN_DIFFERENCE_H
#define KP_IO_CLI_RUN_RUN_DIFFERENCE_H

#include "io/cli/cmd.h"

#define KP_SHOWN_BYTES 40  // of what differs, to either side

typedef struct kp_difference {
    kp_cli *cli;
    kp_diags *diags;
    kp_str name;  // of the file
    kp_str old;   // the whole file as it is
} kp_difference;

/* A file that differs from byte `at` on.  `made` is the replay's text around that byte,
 * which is made.p[made_at] (or the end). */
void kp_difference_tell_byte(const kp_difference *d, size_t at, kp_str made,
                             size_t made_at);

/* The same for a table, `made` being all of it: names row and field. */
void kp_difference_tell_table(const kp_difference *d, kp_str made);

#endif
