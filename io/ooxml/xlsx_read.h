/* xlsx_read.h - an Excel workbook (.xlsx, .xlsm) as sheets of a book.
 *
 * One sheet of the book for every worksheet, in the workbook's order, hidden ones
 * included; charts, dialogs and macros are passed over.  Cells are what Excel shows,
 * not what it stores, where the two differ:
 *   - numbers are decimal texts of at most 15 significant digits, without exponent;
 *     integers of 16 digits and more stay as stored, since their ends are lost;
 *   - numbers formatted as dates are ISO dates, with a time of day when there is one;
 *   - formulas are their stored results, or KP_CELL_UNCACHED without one;
 *   - what lies under a merged cell is not shown, and told when there is any.
 * Numbers never pass through binary floating point.
 *
 * Ownership: the sheets copy what they need; `bytes` may go afterwards.
 * Errors:    KP115x to KP119x, as many as can be told in one pass.  KP_EINVALID when
 *            there was any; the book may then hold the part that could be read.
 * Memory:    beside the cells less than 10 MB; an exhausted arena unwinds after the
 *            archive was closed.
 * Threads:   several workbooks may be read at a time, into different books.
 */
#ifndef KP_IO_OOXML_XLSX_READ_H
#define KP_IO_OOXML_XLSX_READ_H

#include "rules/read/book.h"

/* A payroll of 100,000 people and 40 columns has 25 MB and one part of 180 MB. */
#define KP_XLSX_MAX_BYTES ((size_t)64 << 20)
#define KP_XLSX_MAX_ENTRIES 512
#define KP_XLSX_MAX_PART ((size_t)256 << 20)   // of one part, unpacked
#define KP_XLSX_MAX_TOTAL ((size_t)512 << 20)  // of all parts, unpacked
#define KP_XLSX_MAX_RATIO 200                  // of parts over 1 MiB
#define KP_XLSX_MAX_SHEETS 64
#define KP_XLSX_MAX_ROWS 1048576
#define KP_XLSX_MAX_COLUMNS 16384
#define KP_XLSX_MAX_CELLS 20000000    // of a workbook, filled ones
#define KP_XLSX_MAX_BLANKS 8000000    // empty cells left of filled ones
#define KP_XLSX_MAX_CHARACTERS 32767  // of one cell, in UTF-16 units as Excel counts
#define KP_XLSX_MAX_DEPTH 64
#define KP_XLSX_MAX_MERGES 262144  // of one sheet

KP_CHECK kp_status kp_xlsx_read(kp_book *book, kp_str file_name, kp_str bytes,
                                kp_diags *diags);

#endif
