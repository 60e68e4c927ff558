/* colour.h - which colour a layout wants behind a cell.
 *
 * Rows say so by name, through the column's 颜色; the planner warns of names that are
 * no colour, the writer paints the others.
 *
 * Owner:    names point into the buffer given and last until it is cleared.
 * Threads:  pure apart from the buffer.
 */
#ifndef KP_IO_XLSX_COLOUR_H
#define KP_IO_XLSX_COLOUR_H

#include "engine/report.h"
#include "engine/run.h"

typedef enum kp__wb_colour {
    KP__PLAIN,
    KP__RED,
    KP__ORANGE,
    KP__YELLOW,
    KP__GREEN,
    KP__BLUE,
    KP__GREY,
    KP__COLOUR_COUNT,
} kp__wb_colour;

/* The name in this row; empty where the column has no colours, or the row no value. */
kp_str kp__wb_colour_name(const kp_run *run, const kp_report_column *column, size_t row,
                          kp_buf *text);

/* Chinese or English; an empty name is plain.  False: plain, since there is no such
 * colour. */
bool kp__wb_colour_named(kp_str name, kp__wb_colour *out);

#endif
