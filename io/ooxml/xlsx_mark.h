/* xlsx_mark.h - a copy of a workbook in which faulty cells are coloured and commented.
 *
 * Everything else stays as the user had it: parts that nothing is marked in are copied
 * packed as they are, and in the others only the tags of marked cells change.  Comments
 * that stand there already are kept.
 *
 * Ownership: *out is a fresh buffer; the caller frees it.
 * Errors:    KP_EINVALID when the file cannot be marked (it could not be read either);
 *            nothing is told.  KP_ENOMEM.
 */
#ifndef KP_IO_OOXML_XLSX_MARK_H
#define KP_IO_OOXML_XLSX_MARK_H

#include "rules/read/book.h"

typedef struct kp_xlsx_note {
    kp_str sheet;       // its name
    uint32_t row, col;  // from 1
    bool warning;       // yellow, not red
    kp_str text;        // of the comment
} kp_xlsx_note;

/* At most one note a cell. */
KP_CHECK kp_status kp_xlsx_mark(kp_str bytes, const kp_xlsx_note *note, size_t n,
                                kp_buf *out);

/* A CSV file's sheet as a workbook of texts, to be marked; its sheet is called so. */
#define KP_XLSX_CSV_SHEET "CSV"
KP_CHECK kp_status kp_xlsx_of_sheet(const kp_sheet *sheet, kp_buf *out);

#endif
