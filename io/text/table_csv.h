/* table_csv.h - tables/<实体>.csv: every declared field of every row, exactly.
 *
 * UTF-8 without a byte order mark, LF, commas; fields in declared order (those the
 * checker made are left out), rows in key order.  Cells as kp_report_spell says; texts
 * are quoted only where CSV demands it.  Texts are the data itself: nothing is put
 * before a leading "=".
 *
 * Errors:   KP_ENOMEM when a buffer is full; otherwise what the sink returned.
 * Threads:  pure functions of an executed run.
 */
#ifndef KP_IO_TEXT_TABLE_CSV_H
#define KP_IO_TEXT_TABLE_CSV_H

#include "engine/run.h"

/* Takes the next bytes of the file; anything but KP_OK ends the writing. */
typedef kp_status kp_text_sink(void *context, kp_str bytes);

/* In chunks of about 64 KiB, whatever the number of rows. */
KP_CHECK kp_status kp_table_csv_stream(const kp_run *run, uint32_t entity,
                                       kp_text_sink *sink, void *context,
                                       kp_diags *diags);

/* Appends the whole file to `out`, which the caller owns. */
KP_CHECK kp_status kp_table_csv(const kp_run *run, uint32_t entity, kp_buf *out,
                                kp_diags *diags);

#endif
