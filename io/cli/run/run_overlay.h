/* run_overlay.h - what a trial (kpay run --set, kpay whatif) lays on top of a scheme.
 *
 * --set 参数=值 becomes the rows of that parameter with another value, --set-table the
 * blocks of a file; both stand in the run folder as rules/试算/, so that a trial
 * replays like any other run, and a scheme with such a folder is a trial by itself.
 *
 * Errors: KP6730-KP6733; what is wrong in a value or a table is told as in the scheme,
 *         at --set or in the user's file.
 */
#ifndef KP_IO_CLI_RUN_RUN_OVERLAY_H
#define KP_IO_CLI_RUN_RUN_OVERLAY_H

#include "io/cli/run/run_sources.h"

typedef struct kp_setting {
    kp_str name, value;  // name as it is compared: folded
} kp_setting;

typedef struct kp_overlay {
    size_t nsettings, ntables;
    kp_setting *setting;
    kp_str *table;  // paths
} kp_overlay;

/* All --set and --set-table of a command line; false and faults when one is wrong.  The
 * command's options must have both. */
bool kp_overlay_of(kp_cli *cli, const kp_args *args, kp_overlay *out);
bool kp_setting_parse(kp_cli *cli, kp_str typed, kp_setting *out);

/* Replace in out->book; does nothing when neither the user nor the folder has any. */
KP_CHECK kp_status kp_overlay_lay(kp_cli *cli, kp_str folder, kp_sources *out);

#endif
