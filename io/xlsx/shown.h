/* shown.h - what one cell of a layout shows.
 *
 * The planner measures it and the writer writes it, so both ask here.
 * Owner:    `text` points into the buffer given and lasts until it is cleared.
 * Threads:  pure apart from the buffer.
 */
#ifndef KP_IO_XLSX_SHOWN_H
#define KP_IO_XLSX_SHOWN_H

#include "engine/report.h"
#include "engine/run.h"

typedef enum kp__wb_shown_as {
    KP__SHOW_NOTHING,  // blank
    KP__SHOW_TEXT,
    KP__SHOW_NUMBER,  // `num` at kp_report_decimals; `text` is the same in digits
    KP__SHOW_DATE,    // `serial`; `text` is ISO
    KP__SHOW_DASH,    // 不适用
    KP__SHOW_FAULT,   // text: "#错误 KP5001"
} kp__wb_shown_as;

typedef struct kp__wb_shown {
    kp__wb_shown_as as;
    kp_decimal num;
    int32_t serial;
    kp_str text;
} kp__wb_shown;

/* `ordinal` counts the printed rows from 1. */
kp__wb_shown kp__wb_show(const kp_run *run, const kp_report_column *column, size_t row,
                         size_t ordinal, kp_buf *text);

#endif
