/* csv_read.h - a CSV file as one sheet of a book.
 *
 * Reads what offices really send: UTF-8 with or without BOM, UTF-16 of either order,
 * GB18030; comma, tab or semicolon; any line ends; RFC 4180 quotes with line breaks
 * inside.  A file that only bears the name .csv is refused by its real kind.
 *
 * Ownership: the sheet copies what it needs; `bytes` may go afterwards.
 * Errors:    KP10xx, as many as can be told in one pass.  KP_EINVALID when there was
 * any; the book may then hold the part that could be read. Memory:    an exhausted
 * arena unwinds; nothing but memory is held here.
 */
#ifndef KP_IO_CSV_READ_H
#define KP_IO_CSV_READ_H

#include "rules/read/book.h"

#define KP_CSV_MAX_BYTES ((size_t)256 << 20)
#define KP_CSV_MAX_ROWS 1048576
#define KP_CSV_MAX_COLUMNS 16384
#define KP_CSV_MAX_CHARACTERS 32767  // of one cell, in UTF-16 units as Excel counts

KP_CHECK kp_status kp_csv_read(kp_book *book, kp_str file_name, kp_str bytes,
                               kp_diags *diags);

#endif
