/* kind.h - what the bytes of a file are, whatever its name says.
 *
 * Renaming a workbook to .csv, or saving an HTML page as .xls, is common; read as what
 * it is called, such a file gives thousands of senseless faults.
 *
 * Pure functions.
 */
#ifndef KP_IO_BASE_KIND_H
#define KP_IO_BASE_KIND_H

#include "engine/base/text.h"

typedef enum kp_file_kind {
    KP_FILE_TEXT,       // nothing that is known: perhaps a text
    KP_FILE_XLSX,       // a zip archive with a workbook of XML parts
    KP_FILE_XLS,        // OLE: the old binary workbook
    KP_FILE_ET,         // OLE: the old workbook of WPS
    KP_FILE_ENCRYPTED,  // OLE around an encrypted workbook
    KP_FILE_ZIP,        // another archive, or a workbook whose parts have odd names
    KP_FILE_OTHER,
} kp_file_kind;

/* The kind; *name is what people call it, NULL for text. */
kp_file_kind kp_kind_of_bytes(kp_str bytes, const char **name);

/* "HTML", "XML": what a text is when it is markup, or NULL. */
const char *kp_kind_of_markup(kp_str text);

#endif
