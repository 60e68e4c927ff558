/* run_manifest.h - MANIFEST of a run folder against the files that are there. */
#ifndef KP_IO_CLI_RUN_RUN_MANIFEST_H
#define KP_IO_CLI_RUN_RUN_MANIFEST_H

#include "engine/base/symbols.h"
#include "io/cli/run/run_sources.h"

#define KP_MANIFEST "MANIFEST"

/* Every listed file is there with its size and hash, and no other is.  All faults go to
 * cli->diags; *nfiles counts the listed ones. */
KP_CHECK kp_status kp_manifest_check(kp_cli *cli, kp_str run, size_t *nfiles);

/* Files that a replay did not write, though the manifest may list them. */
KP_CHECK kp_status kp_manifest_strangers(kp_cli *cli, kp_str run, const kp_map *written,
                                         kp_diags *diags);

#endif
