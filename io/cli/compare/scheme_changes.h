/* scheme_changes.h - differences between two schemes as text. */
#ifndef KP_IO_CLI_COMPARE_SCHEME_CHANGES_H
#define KP_IO_CLI_COMPARE_SCHEME_CHANGES_H

#include "io/cli/run/run_month.h"
#include "rules/sheets/scheme_diff.h"

/* One of the two schemes, with its files named as the user named them. */
typedef struct kp_scheme_side {
    kp_month_paths paths;
    kp_sources sources;
    kp_shown_path *shown;  // of its bases
    size_t nshown;
} kp_scheme_side;

/* Faults are reported at once, while the names of this side's files are known. */
KP_CHECK kp_status kp_scheme_side_read(kp_cli *cli, kp_str folder, kp_scheme_side *out);
kp_str kp_scheme_side_place(kp_cli *cli, const kp_scheme_side *side, kp_where where);

/* All changes, under the headings of their blocks. */
void kp_put_scheme_changes(kp_cli *cli, const kp_scheme_side side[2],
                           const kp_scheme_changes *changes, kp_buf *out);
void kp_put_scheme_change(kp_cli *cli, const kp_scheme_side side[2],
                          const kp_scheme_change *change, kp_buf *out);

#endif
