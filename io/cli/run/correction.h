/* correction.h - a closed month run again, beside what was paid.
 *
 * The run folder of a correction keeps, below corrects/, the run.skel and the tables of
 * the run that it corrects, and the reason; out/ holds the differences as lines that a
 * later month reads as data (更正 in the scheme says which and how).  The closed run
 * itself is never touched, and no month goes on from a correction.
 */
#ifndef KP_IO_CLI_RUN_CORRECTION_H
#define KP_IO_CLI_RUN_CORRECTION_H

#include "io/cli/run/run_month.h"

#define KP_CORRECTS_PLACE "corrects"
#define KP_CORRECTION_MARK "更正重算"

/* `folder` is a run folder, or the corrects/ of one being replayed, where the reason
 * stands.  Sets the month. */
KP_CHECK kp_status kp_correction_open(kp_cli *cli, kp_month *month, kp_str folder,
                                      kp_str reason);
/* The tables that are compared; after compiling. */
KP_CHECK kp_status kp__correction_read_tables(kp_cli *cli, kp_month *month);

/* "2025-03-003-更1": the run corrected, and which correction of it this is. */
kp_str kp_correction_run_id(kp_cli *cli, const kp_month *month);

/* One difference. */
typedef struct kp_correction_line {
    kp_str key;
    uint32_t field;
    size_t place;  // of the field among those compared
    kp_decimal before, after, difference;
} kp_correction_line;

typedef struct kp_correction_lines {
    size_t n, cap;
    kp_correction_line *item;
} kp_correction_lines;

/* "out/更正单-补发扣回.csv" */
kp_str kp_correction_file(kp_cli *cli, const kp_month *month,
                          const kp_correction *what);
KP_CHECK kp_status kp_correction_compare(kp_cli *cli, const kp_month *month,
                                         const kp_correction *what,
                                         kp_correction_lines *out);
/* The lines as a sheet of the entity that they are written into. */
KP_CHECK kp_status kp_correction_text(kp_cli *cli, const kp_month *month,
                                      const kp_correction *what, kp_buf *out);

#endif
