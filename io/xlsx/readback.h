/* readback.h - is the workbook on the disk as long as it was written?
 *
 * The library keeps sheets in temporary files and does not look whether those could be
 * written; when the disk is full for a moment, rows are missing and nobody is told.  So
 * a finished workbook is read once: every sheet must end and have all its rows.
 * Threads: pure apart from the file.
 */
#ifndef KP_IO_XLSX_READBACK_H
#define KP_IO_XLSX_READBACK_H

#include "engine/base/compiler.h"

/* rows[i]: how many rows sheet i + 1 was given. */
bool kp__wb_is_whole(const char *path, const size_t *rows, size_t nsheets);

#endif
