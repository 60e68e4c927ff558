/* csv_write.h - rows as CSV.
 *
 * RFC 4180 quoting where it is needed and nowhere else, so that equal rows are equal
 * bytes.  Texts and numbers are written by different functions: only texts are guarded
 * against being taken for formulas, and numbers are never quoted.
 *
 * Ownership: `out` and `diags` stay the caller's and must outlive the writer.
 * Errors:    a character that the encoding lacks is reported with its row and column
 *            (KP1056) and writing goes on; close tells the outcome.  Always close.
 */
#ifndef KP_IO_CSV_WRITE_H
#define KP_IO_CSV_WRITE_H

#include "engine/base/diag.h"

typedef enum kp_csv_encoding {
    KP_CSV_UTF8,
    KP_CSV_UTF8_BOM,  // what spreadsheet programs open without garbling
    KP_CSV_GB18030,   // holds every character
    KP_CSV_GBK,       // what some banks take: rare characters are an error
} kp_csv_encoding;

typedef struct kp_csv_style {
    kp_csv_encoding encoding;
    bool crlf;
    bool guard;  // an apostrophe before texts that a spreadsheet would calculate
    bool careful;  // quotes around whatever could be taken for another separator or kind
} kp_csv_style;

typedef struct kp_csv_writer {
    kp_buf *out;
    kp_diags *diags;
    kp_csv_style style;
    kp_str file;        // for messages
    void *converter;    // iconv_t, NULL for UTF-8
    size_t row_start;   // in *out
    uint32_t row, col;  // of the next cell, from 0
    bool failed;
} kp_csv_writer;

KP_CHECK kp_status kp_csv_open(kp_csv_writer *writer, kp_str file, kp_csv_style style,
                               kp_buf *out, kp_diags *diags);
void kp_csv_text(kp_csv_writer *writer, kp_str text);
/* Digits as they shall stand there: "-1234.50". */
void kp_csv_number(kp_csv_writer *writer, kp_str digits);
void kp_csv_end_row(kp_csv_writer *writer);
KP_CHECK kp_status kp_csv_close(kp_csv_writer *writer);

#endif
